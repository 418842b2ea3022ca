//! What the tables of organizations do, on both databases.

#[cfg(test)]
mod support;

use support::{NOW, World, environment, id, organization, user, workspace};
use tokencraft_storage::{
    EnvironmentId, Error, Member, OrganizationId, Plan, ReleaseId, Role, WorkspaceId, environments,
    members, organization_workspaces, organizations, users, workspaces,
};
use tokencraft_testing::both_databases;

both_databases! {
    async fn an_organization_knows_how_each_person_stands_to_it(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let (editor, stranger) = (user("ed@example.com"), user("x@example.com"));
        let (acme, owners_place) = (organization(&world.user), id());
        let joining = Member {
            id: id(),
            team: acme.id.into(),
            user_id: editor.id,
            role: Role::Editor,
            created_at: NOW,
        };
        let (people, row, key) = ([editor.clone(), stranger.clone()], acme.clone(), joining.id);
        test.db
            .write(move |tx| {
                people.iter().try_for_each(|person| users::insert(tx, person))?;
                organizations::insert(tx, &row, owners_place)?;
                members::insert(tx, &joining)
            })
            .await
            .unwrap();
        let place = acme.id;
        for (person, role) in [
            (world.user.id, Some(Role::Owner)),
            (editor.id, Some(Role::Editor)),
            (stranger.id, None),
        ] {
            let access = test.db.single(move |tx| organizations::access(tx, person, place)).await;
            let access = access.unwrap().unwrap();
            assert_eq!(access.organization, acme);
            assert_eq!((access.owner_plan, access.role), (Plan::Team, role));
            let visible = test.db.read(move |tx| organizations::visible(tx, person)).await.unwrap();
            assert_eq!(visible.len(), usize::from(role.is_some()));
        }
        let (owner, inside) = (world.user.id, world.workspace.id);
        test.db
            .write(move |tx| {
                assert_eq!(organizations::access(tx, owner, id())?, None);
                assert_eq!(organizations::owned(tx, owner)?, [place]);
                assert_eq!(organizations::owners(tx)?, [(owner, Plan::Team, 1)]);
                let roles: Vec<_> =
                    members::list(tx, place)?.iter().map(|one| one.member.role).collect();
                assert_eq!(roles, [Role::Owner, Role::Editor]);
                assert_eq!(members::count(tx, place)?, 2);
                assert_eq!(members::count(tx, inside)?, 1, "a workspace's people are others");
                assert_eq!(members::get(tx, inside, key)?, None);
                assert!(!members::set_role(tx, inside, key, Role::Admin)?);
                assert!(members::set_role(tx, place, key, Role::Admin)?);
                assert!(!members::delete(tx, inside, key)?);
                assert!(members::delete(tx, place, key)?);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }

    async fn an_organization_is_locked_renamed_and_removed_with_all_of_its_own(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let acme = organization(&world.user);
        let production = environment(&acme, "Production");
        let (place, inside) = (acme.id, world.workspace.id);
        test.db
            .write(move |tx| {
                organizations::insert(tx, &acme, id())?;
                environments::insert(tx, &production)?;
                organization_workspaces::attach(tx, place, inside, NOW)?;
                let mut row = organizations::lock(tx, place)?.unwrap();
                assert_eq!(organizations::lock(tx, id())?, None);
                row.name = "New".to_owned();
                row.revision = 2;
                assert!(organizations::update(tx, &row)?);
                assert_eq!(organizations::get(tx, place)?, Some(row));
                assert!(organizations::delete(tx, place)?);
                assert!(!organizations::delete(tx, place)?);
                assert_eq!(organizations::get(tx, place)?, None);
                assert_eq!(environments::list(tx, place)?, []);
                assert_eq!(members::count(tx, place)?, 0);
                assert_eq!(organization_workspaces::of(tx, inside)?, None);
                assert!(workspaces::get(tx, inside)?.is_some(), "the workspace stays");
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }

    async fn a_workspace_is_attached_to_one_organization_while_it_lives(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let (acme, other) = (organization(&world.user), organization(&world.user));
        let second = workspace(&world.user);
        let (a, b) = (acme.id, other.id);
        let (inside, newer) = (world.workspace.id, second.id);
        test.db
            .write(move |tx| {
                organizations::insert(tx, &acme, id())?;
                organizations::insert(tx, &other, id())?;
                workspaces::insert(tx, &second, id())?;
                organization_workspaces::attach(tx, a, newer, NOW)?;
                organization_workspaces::attach(tx, a, inside, NOW)
            })
            .await
            .unwrap();
        let twice = test
            .db
            .write(move |tx| organization_workspaces::attach(tx, b, inside, NOW))
            .await;
        assert_eq!(twice, Err(Error::Unique("organization_workspaces_pkey".to_owned())));
        let nowhere = test
            .db
            .write(move |tx| organization_workspaces::attach(tx, b, id::<WorkspaceId>(), NOW))
            .await;
        assert_eq!(nowhere, Err(Error::ForeignKey));
        test.db
            .write(move |tx| {
                let ids = |rows: Vec<workspaces::Workspace>| -> Vec<WorkspaceId> {
                    rows.into_iter().map(|row| row.id).collect()
                };
                assert_eq!(ids(organization_workspaces::list(tx, a)?), [inside, newer]);
                assert_eq!(organization_workspaces::of(tx, inside)?, Some(a));
                assert!(!organization_workspaces::detach(tx, b, inside)?, "of another");
                assert!(organization_workspaces::detach(tx, a, inside)?);
                assert!(!organization_workspaces::detach(tx, a, inside)?);
                assert!(workspaces::delete(tx, newer)?);
                assert_eq!(ids(organization_workspaces::list(tx, a)?), []);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }

    async fn an_environments_name_is_taken_once_in_an_organization(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let (acme, other) = (organization(&world.user), organization(&world.user));
        let (production, mut staging) =
            (environment(&acme, "Production"), environment(&acme, "Staging"));
        let elsewhere = environment(&other, "Staging");
        let again = environment(&acme, "STAGING");
        let (place, first) = (acme.id, production.clone());
        test.db
            .write(move |tx| {
                organizations::insert(tx, &acme, id())?;
                organizations::insert(tx, &other, id())?;
                environments::insert(tx, &production)?;
                environments::insert(tx, &staging)?;
                environments::insert(tx, &elsewhere)?;
                assert_eq!(environments::get(tx, place, elsewhere.id)?, None);
                staging.name = "Next".to_owned();
                staging.slug = "next".to_owned();
                staging.active_release_id = Some(id::<ReleaseId>());
                staging.revision = 2;
                assert!(environments::update(tx, &staging)?);
                assert_eq!(environments::get(tx, place, staging.id)?.as_ref(), Some(&staging));
                assert_eq!(environments::by_slug(tx, place, "next")?.as_ref(), Some(&staging));
                assert_eq!(environments::by_slug(tx, place, "staging")?, None);
                assert_eq!(environments::production(tx, place)?, Some(first.clone()));
                assert_eq!(environments::list(tx, place)?, [first.clone(), staging.clone()]);
                environments::insert(tx, &again)?;
                assert!(environments::delete(tx, again.id)?);
                assert!(!environments::delete(tx, id::<EnvironmentId>())?);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        let mut twice = environment(&organization(&world.user), "Next");
        twice.organization_id = place;
        let taken = test.db.write(move |tx| environments::insert(tx, &twice)).await;
        let key = "environments_organization_id_slug_key";
        assert_eq!(taken, Err(Error::Unique(key.to_owned())));
        let mut nowhere = environment(&organization(&world.user), "Next");
        nowhere.organization_id = id::<OrganizationId>();
        let refused = test.db.write(move |tx| environments::insert(tx, &nowhere)).await;
        assert_eq!(refused, Err(Error::ForeignKey));
    }
}

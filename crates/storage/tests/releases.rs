//! What the tables of releases do, on both databases.

#[cfg(test)]
mod support;

use support::{NOW, World, environment, id, organization};
use tokencraft_storage::releases::{Lineage, ShownRelease, Source};
use tokencraft_storage::{
    Bump, Environment, Error, Release, ReleaseId, User, environments, organizations,
    release_objects, releases,
};
use tokencraft_testing::both_databases;

fn release(environment: &Environment, version: [i64; 3], by: &User) -> Release {
    Release {
        id: id(),
        environment_id: environment.id,
        organization_id: environment.organization_id,
        version,
        name: None,
        notes: Some("More\nwhite".to_owned()),
        bump: (version != [1, 0, 0]).then_some(Bump::Minor),
        parent_id: None,
        source: None,
        root: [u8::try_from(version[1]).unwrap_or(255); 32],
        token_count: 7,
        created_by: by.id,
        created_at: NOW,
    }
}

both_databases! {
    async fn releases_are_found_by_id_by_version_and_newest_first(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let acme = organization(&world.user);
        let (production, staging) = (environment(&acme, "Production"), environment(&acme, "Staging"));
        let (place, here, there) = (acme.id, staging.id, production.id);
        let first = release(&staging, [1, 0, 0], &world.user);
        let mut second = release(&staging, [1, 10, 0], &world.user);
        second.parent_id = Some(first.id);
        let mut third = release(&staging, [1, 9, 0], &world.user);
        third.parent_id = Some(first.id);
        let mut merged = release(&production, [1, 0, 0], &world.user);
        merged.source = Some(Source {
            environment_id: here,
            release_id: second.id,
            version: "1.10.0".to_owned(),
        });
        let twice = Release { id: id(), ..second.clone() };
        let name = world.user.name.clone();
        test.db
            .write(move |tx| {
                organizations::insert(tx, &acme, id())?;
                environments::insert(tx, &production)?;
                environments::insert(tx, &staging)?;
                assert_eq!(releases::highest(tx, here)?, None);
                assert_eq!(releases::active(tx, here)?, None);
                for row in [&first, &second, &third, &merged] {
                    releases::insert(tx, row)?;
                }
                let shown = |release: &Release, is_active| ShownRelease {
                    release: release.clone(),
                    created_by_name: Some(name.clone()),
                    is_active,
                };
                assert!(releases::activate(tx, here, second.id, NOW + 1)?);
                assert!(!releases::activate(tx, id(), second.id, NOW + 1)?);
                let row = environments::get(tx, place, here)?.unwrap();
                assert_eq!((row.active_release_id, row.revision, row.updated_at), (Some(second.id), 2, NOW + 1));
                assert_eq!(releases::get(tx, place, merged.id)?, Some(shown(&merged, false)));
                assert_eq!(releases::get(tx, place, second.id)?, Some(shown(&second, true)));
                assert_eq!(releases::get(tx, id(), second.id)?, None, "of another organization");
                assert_eq!(releases::by_version(tx, here, [1, 9, 0])?, Some(shown(&third, false)));
                assert_eq!(releases::by_version(tx, there, [1, 9, 0])?, None);
                assert_eq!(releases::active(tx, here)?, Some(shown(&second, true)));
                assert_eq!(releases::active_of_organization(tx, place)?, [shown(&second, true)]);
                assert_eq!(releases::highest(tx, here)?, Some([1, 10, 0]));
                assert_eq!(releases::count(tx, here)?, 3);
                let ids = |list: Vec<ShownRelease>| -> Vec<ReleaseId> {
                    list.into_iter().map(|shown| shown.release.id).collect()
                };
                assert_eq!(ids(releases::list(tx, here, None, 2)?), [third.id, second.id]);
                assert_eq!(ids(releases::list(tx, here, Some(second.id), 9)?), [first.id]);
                let lineage = releases::lineage(tx, place, merged.id, 2)?;
                let of = |release: &Release, source_id| {
                    Lineage { id: release.id, parent_id: release.parent_id, source_id }
                };
                assert_eq!(lineage, [of(&merged, Some(second.id)), of(&third, None)]);
                let mut roots = releases::roots(tx, place)?;
                roots.sort_unstable();
                assert_eq!(roots, [[0; 32], [9; 32], [10; 32]]);
                let stored = releases::stored(tx)?;
                let (one, count) = (&stored[3], stored.len());
                assert_eq!((count, &*one.organization, &*one.environment), (4, "Acme Group", "Production"));
                assert!(environments::delete(tx, here)?);
                assert_eq!(releases::get(tx, place, second.id)?, None);
                assert_eq!(releases::get(tx, place, merged.id)?, Some(shown(&merged, false)), "stays");
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        let taken = test.db.write(move |tx| {
            releases::insert(tx, &Release { environment_id: there, version: [1, 0, 0], ..twice.clone() })
        });
        assert!(matches!(taken.await, Err(Error::Unique(name)) if name.starts_with("releases_environment_id_version")));
    }

    async fn an_object_is_stored_once_in_an_organization(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let (acme, other) = (organization(&world.user), organization(&world.user));
        let (place, elsewhere) = (acme.id, other.id);
        test.db
            .write(move |tx| {
                organizations::insert(tx, &acme, id())?;
                organizations::insert(tx, &other, id())?;
                let all: Vec<([u8; 32], Vec<u8>)> = (0..150).map(|n| ([n; 32], vec![n, 0])).collect();
                let some = |range: std::ops::Range<usize>| {
                    all[range].iter().map(|(hash, body)| (hash, body.as_slice())).collect::<Vec<_>>()
                };
                assert_eq!(release_objects::insert(tx, place, some(0..100))?, 100);
                assert_eq!(release_objects::insert(tx, place, some(50..150))?, 50);
                assert_eq!(release_objects::insert(tx, elsewhere, some(0..1))?, 1);
                for count in [0, 1, 2, 64, 65, 150] {
                    let mut hashes: Vec<_> = all[..count].iter().map(|(hash, _)| *hash).collect();
                    hashes.push([255; 32]);
                    let mut found = Vec::new();
                    release_objects::get(tx, place, &hashes, |hash, body| {
                        found.push((hash, body));
                        Ok(())
                    })?;
                    found.sort_unstable();
                    assert_eq!(found, all[..count]);
                }
                let gone: Vec<_> = all[1..].iter().map(|(hash, _)| *hash).collect();
                assert_eq!(release_objects::delete(tx, place, &gone)?, 149);
                assert_eq!(release_objects::hashes(tx, place)?, [[0; 32]]);
                let mut left = 0;
                release_objects::for_each(tx, elsewhere, |_, _| {
                    left += 1;
                    Ok(())
                })?;
                assert_eq!(left, 1);
                assert!(organizations::delete(tx, place)?);
                assert_eq!(release_objects::hashes(tx, place)?, [] as [[u8; 32]; 0]);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }
}

//! What each table's functions do, on both databases.

#[cfg(test)]
mod support;

use support::{NOW, World, api_token, hash, id, member, mode, token, tokenset, user};
use tokencraft_storage::{
    Audit, Error, LinkKind, OneTimeLink, Plan, Role, Session, TokenId, TokensetId, UserId,
    WorkspaceId, api_tokens, audit, downgrades, graph, idempotency, members, mode_groups, modes,
    one_time_links, sessions, tokens, tokensets, users, workspaces,
};
use tokencraft_testing::both_databases;
use tokencraft_tokens::{Deprecated, Groups, Source, TokenName, TokenType};

both_databases! {
    async fn an_account_is_read_as_it_was_written(test: TestDb) {
        let mut ada = user("Ada@Example.com");
        let stored = ada.clone();
        test.db.write(move |tx| users::insert(tx, &stored)).await.unwrap();
        let found = test.db.read(|tx| users::by_email(tx, "ada@example.com")).await.unwrap();
        assert_eq!(found.as_ref(), Some(&ada));
        ada.plan = Plan::Free;
        ada.is_operator = true;
        ada.disabled_at = Some(NOW + 1);
        ada.password_hash = Some("$argon2id$…".to_owned());
        let (changed, key) = (ada.clone(), ada.id);
        assert!(test.db.write(move |tx| users::update(tx, &changed)).await.unwrap());
        assert_eq!(test.db.read(move |tx| users::get(tx, key)).await.unwrap(), Some(ada));
        assert!(test.db.read(users::any).await.unwrap());
        let stranger: UserId = id();
        assert_eq!(test.db.read(move |tx| users::get(tx, stranger)).await.unwrap(), None);
    }

    async fn an_address_is_taken_once(test: TestDb) {
        let result = test
            .db
            .write(|tx| {
                users::insert(tx, &user("a@example.com"))?;
                users::insert(tx, &user("A@example.com"))
            })
            .await;
        assert_eq!(result, Err(Error::Unique("users_email_lower_key".to_owned())));
        assert!(!test.db.read(users::any).await.unwrap(), "the first insert is rolled back too");
    }

    async fn a_repeated_id_is_a_clash_of_the_primary_key(test: TestDb) {
        let ada = user("a@example.com");
        let mut again = user("b@example.com");
        again.id = ada.id;
        let result = test
            .db
            .write(move |tx| {
                users::insert(tx, &ada)?;
                users::insert(tx, &again)
            })
            .await;
        assert_eq!(result, Err(Error::Unique("users_pkey".to_owned())));
    }

    async fn a_row_without_its_parent_is_refused(test: TestDb) {
        let world = World::new("a@example.com", 0);
        let result = test.db.write(move |tx| tokensets::insert(tx, &world.tokenset)).await;
        assert_eq!(result, Err(Error::ForeignKey));
    }

    async fn a_session_ends_with_its_account_or_its_time(test: TestDb) {
        let ada = user("a@example.com");
        let session = |expires_at, last_seen_at| Session {
            id: id(),
            token_hash: hash(),
            user_id: ada.id,
            created_at: NOW,
            last_seen_at,
            expires_at,
            user_agent: "Firefox".to_owned(),
        };
        let [mine, expired, idle] =
            [session(NOW + 100, NOW + 50), session(NOW + 10, NOW + 50), session(NOW + 100, NOW)];
        let (account, all) = (ada.clone(), [mine.clone(), expired, idle]);
        test.db
            .write(move |tx| {
                users::insert(tx, &account)?;
                all.iter().try_for_each(|session| sessions::insert(tx, session))
            })
            .await
            .unwrap();
        let secret = mine.token_hash;
        let found = test.db.single(move |tx| sessions::authenticate(tx, &secret)).await.unwrap();
        let found = found.unwrap();
        assert_eq!((&found.session, found.plan, found.disabled_at), (&mine, Plan::Team, None));
        let gone = test.db.write(|tx| sessions::expire(tx, NOW + 10, NOW)).await.unwrap();
        assert_eq!(gone, 2);
        let (key, owner) = (mine.id, ada.id);
        test.db
            .write(move |tx| {
                assert!(sessions::touch(tx, key, NOW + 60, NOW + 55)?);
                assert!(!sessions::touch(tx, key, NOW + 61, NOW + 55)?, "seen a moment ago");
                assert_eq!(sessions::list(tx, owner)?.len(), 1);
                assert!(!sessions::delete(tx, key, id())?, "another account's session");
                assert!(sessions::delete(tx, key, owner)?);
                assert_eq!(sessions::delete_all(tx, owner)?, 0);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }

    async fn a_one_time_link_works_once(test: TestDb) {
        let link = OneTimeLink {
            token_hash: hash(),
            user_id: None,
            kind: LinkKind::Setup,
            created_at: NOW,
            expires_at: NOW + 10,
            used_at: None,
        };
        let (stored, secret) = (link.clone(), link.token_hash);
        test.db.write(move |tx| one_time_links::insert(tx, &stored)).await.unwrap();
        for (kind, now) in [(LinkKind::Reset, NOW), (LinkKind::Setup, NOW + 10)] {
            let taken =
                test.db.write(move |tx| one_time_links::take(tx, &secret, kind, now)).await;
            assert_eq!(taken, Ok(None), "{kind} at {now}");
        }
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let db = test.db.clone();
            tries.spawn(async move {
                db.write(move |tx| one_time_links::take(tx, &secret, LinkKind::Setup, NOW + 5)).await
            });
        }
        let taken: Vec<_> = tries.join_all().await.into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(taken, [OneTimeLink { used_at: Some(NOW + 5), ..link }]);
    }

    async fn an_api_token_is_found_by_its_hash_until_it_is_revoked(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let (token, owner) = (world.api_token.clone(), world.user.id);
        let look = move |tx: &mut tokencraft_storage::Tx<'_>| {
            api_tokens::authenticate(tx, &token.token_hash)
        };
        let found = test.db.single(look).await.unwrap().unwrap();
        assert!(found.is_good(NOW));
        assert_eq!((found.id, found.scopes, found.plan), (world.api_token.id, 7, Plan::Team));
        let key = found.id;
        test.db
            .write(move |tx| {
                assert!(api_tokens::touch(tx, key, NOW, NOW - 60_000)?);
                assert!(!api_tokens::touch(tx, key, NOW + 1, NOW - 60_000)?);
                assert!(!api_tokens::revoke(tx, key, id(), NOW)?, "another account's");
                assert!(api_tokens::revoke(tx, key, owner, NOW)?);
                assert!(!api_tokens::revoke(tx, key, owner, NOW)?, "already");
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        assert!(!test.db.single(look).await.unwrap().unwrap().is_good(NOW));
        assert_eq!(test.db.read(move |tx| api_tokens::list(tx, owner)).await.unwrap(), []);
        let kept = test.db.read(move |tx| api_tokens::get(tx, key)).await.unwrap().unwrap();
        assert_eq!((kept.last_used_at, kept.revoked_at), (Some(NOW), Some(NOW)));
    }

    async fn expired_and_disabled_are_not_good(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let mut token = api_token(&world.user);
        token.expires_at = Some(NOW + 5);
        let (secret, mut account) = (token.token_hash, world.user.clone());
        account.disabled_at = Some(NOW);
        let before = test
            .db
            .write(move |tx| {
                api_tokens::insert(tx, &token)?;
                let before = api_tokens::authenticate(tx, &secret)?;
                users::update(tx, &account)?;
                Ok::<_, Error>(before)
            })
            .await
            .unwrap()
            .unwrap();
        assert!(before.is_good(NOW + 4));
        assert!(!before.is_good(NOW + 5));
        let after = test.db.single(move |tx| api_tokens::authenticate(tx, &secret)).await.unwrap();
        assert!(!after.unwrap().is_good(NOW));
    }

    async fn access_tells_owner_member_and_stranger_apart(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let (editor, stranger) = (user("ed@example.com"), user("x@example.com"));
        let joining = member(&world.workspace, &editor, Role::Editor);
        let (people, row) = ([editor.clone(), stranger.clone()], joining.clone());
        test.db
            .write(move |tx| {
                people.iter().try_for_each(|person| users::insert(tx, person))?;
                members::insert(tx, &row)
            })
            .await
            .unwrap();
        let (place, set) = (world.workspace.id, world.tokenset.id);
        for (person, role) in [
            (world.user.id, Some(Role::Owner)),
            (editor.id, Some(Role::Editor)),
            (stranger.id, None),
        ] {
            let access =
                test.db.single(move |tx| workspaces::access(tx, person, place)).await.unwrap();
            let access = access.unwrap();
            assert_eq!(access.workspace, world.workspace);
            assert_eq!((access.owner_plan, access.role), (Plan::Team, role));
            let (by_set, found) = test
                .db
                .single(move |tx| workspaces::access_by_tokenset(tx, person, set))
                .await
                .unwrap()
                .unwrap();
            assert_eq!((by_set, &found), (access, &world.tokenset));
            let visible = test.db.read(move |tx| workspaces::visible(tx, person)).await.unwrap();
            assert_eq!(visible.len(), usize::from(role.is_some()));
        }
        let nothing: (WorkspaceId, TokensetId) = (id(), id());
        let person = world.user.id;
        test.db
            .read(move |tx| {
                assert_eq!(workspaces::access(tx, person, nothing.0)?, None);
                assert_eq!(workspaces::access_by_tokenset(tx, person, nothing.1)?, None);
                assert_eq!(workspaces::owned(tx, person)?, [place]);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }

    async fn members_come_and_go(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let guest = user("guest@example.com");
        let joining = member(&world.workspace, &guest, Role::Viewer);
        let (place, key, person) = (world.workspace.id, joining.id, guest.id);
        let twice = test
            .db
            .write(move |tx| {
                users::insert(tx, &guest)?;
                members::insert(tx, &joining)?;
                assert!(members::set_role(tx, place, key, Role::Admin)?);
                assert_eq!(members::count(tx, place)?, 2);
                let names: Vec<_> =
                    members::list(tx, place)?.into_iter().map(|m| (m.email, m.member.role)).collect();
                assert_eq!(
                    names,
                    [
                        ("owner@example.com".to_owned(), Role::Owner),
                        ("guest@example.com".to_owned(), Role::Admin),
                    ]
                );
                assert_eq!(members::by_user(tx, place, person)?.map(|m| m.id), Some(key));
                assert_eq!(members::get(tx, id::<WorkspaceId>(), key)?, None, "of another workspace");
                assert!(members::delete(tx, place, key)?);
                assert!(!members::delete(tx, place, key)?);
                Ok::<_, Error>(())
            })
            .await;
        assert_eq!(twice, Ok(()));
    }

    async fn an_account_over_its_limits_keeps_the_time_since_when(test: TestDb) {
        let world = World::store("owner@example.com", 0, &test.db).await;
        let (owner, place) = (world.user.id, world.workspace.id);
        let told = test
            .db
            .write(move |tx| {
                assert_eq!(downgrades::since(tx, owner)?, None);
                assert!(downgrades::start(tx, owner, NOW)?);
                assert!(!downgrades::start(tx, owner, NOW + 1)?);
                assert_eq!(downgrades::since(tx, owner)?, Some(NOW));
                assert_eq!(downgrades::list(tx)?, [owner]);
                let access = workspaces::access(tx, owner, place)?.unwrap();
                assert_eq!(access.over_since, Some(NOW));
                let held = downgrades::holdings(tx, owner)?;
                assert_eq!(held, downgrades::all_holdings(tx)?);
                assert_eq!((held.len(), held[0].workspace_id, held[0].members), (1, place, 1));
                assert!(downgrades::stop(tx, owner)?);
                assert!(!downgrades::stop(tx, owner)?);
                Ok::<_, Error>(())
            })
            .await;
        assert_eq!(told, Ok(()));
    }

    async fn a_workspace_takes_everything_inside_with_it_but_its_audit(test: TestDb) {
        let world = World::store("a@example.com", 3, &test.db).await;
        let line = Audit {
            id: id(),
            at: NOW,
            workspace_id: Some(world.workspace.id),
            organization_id: None,
            user_id: world.user.id,
            api_token_id: Some(world.api_token.id),
            action: "workspace.delete".to_owned(),
            object_kind: "workspace".to_owned(),
            object_id: world.workspace.id.0,
            object_name: "Acme".to_owned(),
            before_json: Some("{}".to_owned()),
            after_json: None,
            request_id: "r1".to_owned(),
        };
        let (place, set, m) = (world.workspace.id, world.tokenset.id, world.mode.id);
        let first: TokenId = world.tokens[0].key.into();
        let stored = line.clone();
        test.db
            .write(move |tx| {
                audit::insert(tx, &stored)?;
                assert!(workspaces::delete(tx, place)?);
                assert!(!workspaces::delete(tx, place)?);
                assert_eq!(workspaces::get(tx, place)?, None);
                assert_eq!(tokensets::get(tx, set)?, None);
                assert_eq!(modes::get(tx, m)?, None);
                assert_eq!(tokens::get(tx, first)?, None);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        let lines = test.db.read(move |tx| audit::of_workspace(tx, place, None, 10)).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((&lines[0].audit, lines[0].user_name.as_deref()), (&line, Some("Ada")));
    }

    async fn audit_pages_from_the_newest(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let (place, person) = (world.workspace.id, world.user.id);
        let names = test
            .db
            .write(move |tx| {
                for n in 0..5 {
                    audit::insert(tx, &Audit {
                        id: id(),
                        at: NOW + n,
                        workspace_id: Some(place),
                        organization_id: None,
                        user_id: person,
                        api_token_id: None,
                        action: format!("a{n}"),
                        object_kind: "token".to_owned(),
                        object_id: id(),
                        object_name: "x".to_owned(),
                        before_json: None,
                        after_json: None,
                        request_id: String::new(),
                    })?;
                }
                let mut names = Vec::new();
                let mut before = None;
                loop {
                    let page = audit::of_workspace(tx, place, before, 2)?;
                    let Some(last) = page.last() else { break };
                    before = Some(last.audit.id);
                    names.extend(page.into_iter().map(|line| line.audit.action));
                }
                assert_eq!(audit::count_of_workspace(tx, place)?, 5);
                assert_eq!(audit::count_of_organization(tx, id())?, 0);
                assert_eq!(audit::of_organization(tx, id(), None, 9)?, []);
                Ok::<_, Error>(names)
            })
            .await
            .unwrap();
        assert_eq!(names, ["a4", "a3", "a2", "a1", "a0"]);
    }

    async fn a_workspace_is_locked_bumped_and_renamed(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let mut renamed = world.workspace.clone();
        let place = renamed.id;
        renamed.name = "New".to_owned();
        renamed.row_revision = 2;
        let after = test
            .db
            .write(move |tx| {
                assert_eq!(workspaces::lock(tx, place)?.map(|w| w.revision), Some(1));
                assert_eq!(workspaces::lock(tx, id())?, None);
                assert_eq!(workspaces::bump(tx, place)?, 2);
                assert!(workspaces::update(tx, &renamed)?);
                assert!(users::lock(tx, renamed.user_id)?);
                workspaces::get(tx, place)
            })
            .await
            .unwrap()
            .unwrap();
        assert_eq!((after.name.as_str(), after.revision, after.row_revision), ("New", 2, 2));
    }

    async fn bumps_of_many_clients_are_all_counted(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let place = world.workspace.id;
        let mut clients = tokio::task::JoinSet::new();
        for _ in 0..32 {
            let db = test.db.clone();
            clients.spawn(async move {
                db.write(move |tx| {
                    workspaces::lock(tx, place)?;
                    workspaces::bump(tx, place)
                })
                .await
                .unwrap()
            });
        }
        let mut revisions = clients.join_all().await;
        revisions.sort_unstable();
        assert_eq!(revisions, (2..34).collect::<Vec<i64>>());
    }

    async fn modes_keep_their_order_and_their_names_apart(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let mut dark = mode(&world.tokenset, "Dark", false);
        dark.position = -1;
        let (set, place, stored) = (world.tokenset.id, world.workspace.id, dark.clone());
        let listed = test
            .db
            .write(move |tx| {
                modes::insert(tx, &stored)?;
                let of_workspace = modes::list_of_workspace(tx, place)?;
                assert_eq!(of_workspace, modes::list(tx, set)?);
                Ok::<_, Error>(of_workspace)
            })
            .await
            .unwrap();
        assert_eq!(listed, [dark.clone(), world.mode.clone()]);
        let mut again = mode(&world.tokenset, "DARK", false);
        again.name = "DARK".to_owned();
        let clash = test.db.write(move |tx| modes::insert(tx, &again)).await;
        assert_eq!(clash, Err(Error::Unique("modes_tokenset_id_slug_key".to_owned())));
        dark.is_default = true;
        dark.pristine = true;
        let (changed, key) = (dark.clone(), dark.id);
        let found = test
            .db
            .write(move |tx| {
                modes::update(tx, &changed)?;
                modes::get(tx, key)
            })
            .await
            .unwrap();
        assert_eq!(found, Some(dark));
        assert!(test.db.write(move |tx| modes::delete(tx, key)).await.unwrap());
    }

    async fn a_tokenset_is_changed_and_removed(test: TestDb) {
        let world = World::store("a@example.com", 2, &test.db).await;
        let mut second = tokenset(&world.workspace, "Brand");
        let (place, row, key) = (world.workspace.id, second.clone(), second.id);
        second.description = Some("b".to_owned());
        let changed = second.clone();
        let listed = test
            .db
            .write(move |tx| {
                tokensets::insert(tx, &row)?;
                tokensets::update(tx, &changed)?;
                tokensets::list(tx, place)
            })
            .await
            .unwrap();
        assert_eq!(listed, [world.tokenset.clone(), second]);
        assert!(test.db.write(move |tx| tokensets::delete(tx, key)).await.unwrap());
    }

    async fn a_graph_is_loaded_as_its_tokens_were_written(test: TestDb) {
        let mut world = World::new("a@example.com", 700);
        world.tokens[0].source = Source::Alias(TokenName::parse("colors.c1").unwrap());
        world.tokens[0].deprecated = Some(Deprecated::Reason("\"old\"".into()));
        world.tokens[1].deprecated = Some(Deprecated::Flag(true));
        world.tokens[1].description = Some("two\nlines".into());
        world.tokens[1].extensions = Some(r#"{"org.example":1}"#.into());
        world.tokens[2].kind = TokenType::String;
        world.tokens[2].source = Source::Plain("".into());
        let stored = world.clone();
        test.db.write(move |tx| stored.insert(tx)).await.unwrap();
        let (place, set) = (world.workspace.id, world.tokenset.id);
        let loaded = test.db.read_long(move |tx| graph::load(tx, place)).await.unwrap();
        assert_eq!(loaded.sets.len(), 1);
        assert_eq!(loaded.sets[0].key, set.key());
        let mode = &loaded.sets[0].modes[0];
        assert_eq!((&*mode.name, mode.is_default, mode.revision), ("Base", true, 1));
        let tokens: Vec<_> = mode.tokens().map(|token| (**token).clone()).collect();
        assert_eq!(tokens, world.tokens);
        let part =
            test.db.read_long(move |tx| graph::load_tokenset(tx, set)).await.unwrap().unwrap();
        assert_eq!(part.modes[0].len(), 700);
        let none = test.db.read(|tx| graph::load_tokenset(tx, id())).await.unwrap();
        assert!(none.is_none());
        let first: TokenId = world.tokens[0].key.into();
        let one = test.db.read(move |tx| tokens::get(tx, first)).await.unwrap().unwrap();
        assert_eq!((one.mode_id, one.token), (world.mode.id, world.tokens[0].clone()));
    }

    async fn groups_of_a_mode_are_replaced_and_go_with_it(test: TestDb) {
        let world = World::store("a@example.com", 1, &test.db).await;
        let (place, set, of) = (world.workspace.id, world.tokenset.id, world.mode.id);
        let other = mode(&world.tokenset, "Dark", false);
        let dark = other.id;
        test.db
            .write(move |tx| {
                modes::insert(tx, &other)?;
                let loaded = |tx: &mut _| -> Result<Groups, Error> {
                    let whole = graph::load(tx, place)?.sets[0].modes[0].groups.clone();
                    let part = graph::load_tokenset(tx, set)?.unwrap().modes[0].groups.clone();
                    assert_eq!(whole, part);
                    Ok(whole)
                };
                assert_eq!(loaded(tx)?, Groups::new());
                mode_groups::replace(tx, of, &support::groups())?;
                assert_eq!(loaded(tx)?, support::groups());
                let mut fewer = support::groups();
                fewer.remove("colors");
                mode_groups::replace(tx, of, &fewer)?;
                assert_eq!(loaded(tx)?, fewer);
                mode_groups::replace(tx, dark, &support::groups())?;
                modes::delete(tx, dark)?;
                assert_eq!(loaded(tx)?, fewer);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        let orphans = test.db.write(move |tx| mode_groups::replace(tx, id(), &support::groups()));
        assert!(orphans.await.is_err());
    }

    async fn tokens_exchange_their_names_in_one_update(test: TestDb) {
        let world = World::store("a@example.com", 3, &test.db).await;
        let (mut a, mut b) = (world.tokens[0].clone(), world.tokens[1].clone());
        std::mem::swap(&mut a.name, &mut b.name);
        a.revision = 2;
        a.source = Source::Plain("#000".into());
        let (m, last): (_, TokenId) = (world.mode.id, world.tokens[2].key.into());
        let (first, new) = (a.clone(), token("colors.new", "#111"));
        let set = world.tokenset.id;
        let found = test
            .db
            .write(move |tx| {
                let changes = [&a, &b].map(|token| tokens::ChangedToken { token, renamed: true });
                assert_eq!(tokens::update_many(tx, &changes)?, 2);
                assert_eq!(tokens::delete_many(tx, &[last, id()])?, 1);
                tokens::insert_many(tx, &[tokens::NewToken {
                    tokenset_id: set,
                    mode_id: m,
                    token: &new,
                }])?;
                assert_eq!(tokens::count(tx, m)?, 3);
                tokens::get(tx, a.key.into())
            })
            .await
            .unwrap();
        assert_eq!(found.unwrap().token, first);
    }

    async fn a_token_name_is_taken_once_per_mode(test: TestDb) {
        let world = World::store("a@example.com", 1, &test.db).await;
        let again = token("colors.c0", "#000");
        let clash = test
            .db
            .write(move |tx| {
                tokens::insert_many(tx, &[tokens::NewToken {
                    tokenset_id: world.tokenset.id,
                    mode_id: world.mode.id,
                    token: &again,
                }])
            })
            .await;
        assert_eq!(clash, Err(Error::Unique("tokens_mode_id_name_key".to_owned())));
    }

    async fn an_idempotency_key_is_claimed_by_one_of_many(test: TestDb) {
        let caller = *id::<uuid::Uuid>().as_bytes();
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..20 {
            let db = test.db.clone();
            tries.spawn(async move {
                db.write(move |tx| {
                    let key = idempotency::Key {
                        caller: &caller,
                        method: "POST",
                        path: "/workspaces",
                        key: "k",
                    };
                    let mine = idempotency::claim(tx, &key, &[7; 32], NOW)?;
                    if mine {
                        idempotency::complete(tx, &key, 201, "{}", format!("{n}").as_bytes())?;
                    }
                    Ok::<_, Error>((mine, idempotency::get(tx, &key)?.unwrap()))
                })
                .await
                .unwrap()
            });
        }
        let answers = tries.join_all().await;
        assert_eq!(answers.iter().filter(|(mine, _)| *mine).count(), 1);
        assert!(answers.iter().all(|(_, stored)| *stored == answers[0].1 && stored.status == 201));
        let expired = |until| move |tx: &mut tokencraft_storage::Tx<'_>| idempotency::expire(tx, until);
        assert_eq!(test.db.write(expired(NOW - 1)).await, Ok(0));
        assert_eq!(test.db.write(expired(NOW)).await, Ok(1));
    }
}

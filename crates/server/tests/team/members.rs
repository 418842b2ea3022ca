//! Who joins, who leaves, who owns a workspace.

use serde_json::{Value, json};
use tokencraft_storage::Plan;
use tokencraft_testing::{Client, Person, both_databases};

use crate::team::Team;

fn body(person: &Person, role: &str) -> Value {
    json!({"email": person.email, "role": role})
}

both_databases! {
    async fn a_member_is_added_at_once_and_listed(test: TestDb) {
        let team = Team::new(test).await;
        let nina = team.app.person("Nina", Plan::Free).await;
        let mixed = json!({"email": " NINA@Example.com ", "role": "viewer", "user_id": "x", "id": 5});
        let added = team.admin.browser.post(&team.members(), &mixed).await.expect(201);
        insta::assert_snapshot!("added", added.snapshot());
        let changed = team.admin.browser.post(&team.members(), &body(&nina, "editor")).await.expect(200);
        assert_eq!((changed.member("id"), changed.member("role")), (added.member("id"), "editor".into()));
        nina.browser.get(&format!("/workspaces/{}", team.workspace)).await.expect(200);
        let list = nina.browser.get(&team.members()).await.expect(200);
        insta::assert_snapshot!("listed", list.snapshot());
        let part = nina.browser.get(&format!("{}?limit=2", team.members())).await.expect(200).json();
        assert_eq!(part["members"].as_array().unwrap().len(), 2);
        team.stranger.browser.get(&team.members()).await.expect(404);
    }

    async fn a15_nobody_lifts_themselves_and_the_owner_stays(test: TestDb) {
        let team = Team::new(test).await;
        let before = team.roles().await;
        let post = async |who: &Client, whom: &Person, role: &str| {
            let answer = who.post(&team.members(), &body(whom, role)).await;
            (answer.status, answer.error())
        };
        let mut said = Vec::new();
        for (name, who) in [("editor", &team.editor), ("viewer", &team.viewer)] {
            for whom in [who, &team.stranger, &team.owner, &team.viewer] {
                for role in ["owner", "admin", "editor"] {
                    let (status, sentence) = post(&who.browser, whom, role).await;
                    assert_eq!((status, sentence.as_str()),
                        (403, "Your workspace role does not allow this operation."), "{name} {role}");
                }
            }
        }
        for (name, who) in [("admin", &team.admin), ("owner", &team.owner)] {
            for (whom, role) in [
                (&team.stranger, "owner"), (&team.admin, "owner"), (&team.owner, "admin"),
                (&team.owner, "viewer"), (&team.owner, "owner"),
            ] {
                let (status, sentence) = post(&who.browser, whom, role).await;
                said.push(format!("{name}: {} {role}: {status} {sentence}", whom.email));
            }
            let owner = who.membership(&team.members(), &team.owner).await.unwrap();
            let answer = who.browser.delete(&format!("{}/{owner}", team.members())).await;
            said.push(format!("{name} removes the owner: {} {}", answer.status, answer.error()));
        }
        for who in [&team.admin, &team.editor, &team.viewer] {
            let to = json!({"user_id": who.id.to_string()});
            let path = format!("/workspaces/{}/transfer", team.workspace);
            let answer = who.browser.post(&path, &to).await.expect(403);
            said.push(format!("{} takes it: {}", who.email, answer.error()));
        }
        let admin = team.admin.membership(&team.members(), &team.admin).await.unwrap();
        let answer = team.editor.browser.delete(&format!("{}/{admin}", team.members())).await.expect(403);
        said.push(format!("editor removes the admin: {}", answer.error()));
        insta::assert_snapshot!("refused", said.join("\n"));
        assert_eq!(team.roles().await, before);
    }

    async fn what_is_wrong_with_a_new_member_is_said(test: TestDb) {
        let team = Team::new(test).await;
        let mut said = Vec::new();
        let gone = team.app.person("Gone", Plan::Free).await;
        team.app.change_user(gone.id, |user| user.disabled_at = Some(1)).await;
        for body in [
            json!({}), json!({"email": 5, "role": "viewer"}), json!({"email": " ", "role": "viewer"}),
            json!({"email": "vito@example.com"}), json!({"email": "vito@example.com", "role": "boss"}),
            json!({"email": "vito@example.com", "role": null}),
            json!({"email": "nobody@example.com", "role": "viewer"}), json!({"email": gone.email, "role": "viewer"}),
        ] {
            let answer = team.owner.browser.post(&team.members(), &body).await;
            said.push(format!("{} {}", answer.status, answer.error()));
        }
        for path in [format!("{}/x", team.members()), format!("/workspaces/x/members/{}", team.workspace)] {
            let answer = team.owner.browser.delete(&path).await;
            said.push(format!("{} {}", answer.status, answer.error()));
        }
        let path = format!("/workspaces/{}/transfer", team.workspace);
        for body in [
            json!({}), json!({"user_id": 5}), json!({"user_id": "x"}),
            json!({"user_id": team.stranger.id.to_string()}), json!({"user_id": team.owner.id.to_string()}),
        ] {
            let answer = team.owner.browser.post(&path, &body).await;
            said.push(format!("transfer: {} {}", answer.status, answer.error()));
        }
        insta::assert_snapshot!("sentences", said.join("\n"));
    }

    async fn members_leave_and_are_removed(test: TestDb) {
        let team = Team::new(test).await;
        let path = async |of: &Person| {
            let member = team.owner.membership(&team.members(), of).await.unwrap();
            format!("{}/{member}", team.members())
        };
        let viewer = path(&team.viewer).await;
        team.editor.browser.delete(&viewer).await.expect(403);
        team.stranger.browser.delete(&viewer).await.expect(404);
        team.viewer.browser.delete(&viewer).await.expect(200);
        let again = team.viewer.browser.delete(&viewer).await.expect(404);
        assert_eq!(again.error(), "Member not found");
        let removed = team.admin.browser.delete(&path(&team.editor).await).await.expect(200);
        assert_eq!(removed.text(), r#"{"message":"Member removed successfully"}"#);
        assert_eq!(team.roles().await, ["Olga owner", "Ada admin"]);
        for gone in [&team.viewer, &team.editor] {
            gone.browser.get(&format!("/workspaces/{}", team.workspace)).await.expect(404);
            assert_eq!(gone.browser.get("/workspaces").await.expect(200).json()["total"], 0);
        }
    }

    async fn a_workspace_is_handed_over(test: TestDb) {
        let team = Team::new(test).await;
        let path = format!("/workspaces/{}/transfer", team.workspace);
        let to_ada = json!({"user_id": team.admin.id.to_string()});
        // FREE has no room for its members.
        let refused = team.owner.browser.post(&path, &to_ada).await.expect(403);
        assert_eq!(refused.error(), "Member limit reached for the new owner's plan");
        team.app.set_plan(&team.admin, Plan::Team).await;
        let before = team.owner.browser.get(&format!("/workspaces/{}", team.workspace)).await;
        let given = team.owner.browser.post(&path, &to_ada).await.expect(200);
        assert_eq!(given.member("user_id"), team.admin.id.to_string());
        let after = team.owner.browser.get(&format!("/workspaces/{}", team.workspace)).await;
        assert_ne!(before.header("etag"), after.header("etag"));
        assert_eq!(team.roles().await, ["Olga admin", "Ada owner", "Edda editor", "Vito viewer"]);
        team.owner.browser.post(&path, &to_ada).await.expect(403);
        team.owner.browser.delete(&format!("/workspaces/{}", team.workspace)).await.expect(403);
        // The new owner's plan counts.
        team.app.set_plan(&team.admin, Plan::Pro).await;
        team.owner.browser.get(&format!("/workspaces/{}", team.workspace)).await.expect(404);
        team.admin.browser.delete(&format!("/workspaces/{}", team.workspace)).await.expect(200);
    }

    async fn a_full_workspace_takes_nobody_in(test: TestDb) {
        let team = Team::with(test, |config| config.members_per_plan[Plan::Team as usize] = Some(4)).await;
        let nina = team.app.person("Nina", Plan::Free).await;
        let full = team.owner.browser.post(&team.members(), &body(&nina, "viewer")).await.expect(403);
        assert_eq!(full.error(), "Member limit reached for this workspace owner's plan");
        assert_eq!(full.header("tokencraft-error"), Some("member_limit_reached"));
        team.owner.browser.post(&team.members(), &body(&team.viewer, "editor")).await.expect(200);
        let viewer = team.owner.membership(&team.members(), &team.viewer).await.unwrap();
        team.owner.browser.delete(&format!("{}/{viewer}", team.members())).await.expect(200);
        team.owner.browser.post(&team.members(), &body(&nina, "viewer")).await.expect(201);
        // Without TEAM there are none, and nobody learns which addresses have accounts.
        team.app.set_plan(&team.owner, Plan::Pro).await;
        for email in ["Xaver@example.com", "nobody@example.com"] {
            let post = json!({"email": email, "role": "viewer"});
            let refused = team.owner.browser.post(&team.members(), &post).await.expect(403);
            assert_eq!(refused.error(), "Member limit reached for this workspace owner's plan");
        }
    }

    async fn two_admins_at_once_fill_the_last_place_once(test: TestDb) {
        let team = Team::with(test, |config| config.members_per_plan[Plan::Team as usize] = Some(5)).await;
        let mut posts = tokio::task::JoinSet::new();
        for n in 0..8 {
            let joining = team.app.person(&format!("Nina{n}"), Plan::Free).await;
            let (admin, path) = (team.admin.browser.clone(), team.members());
            posts.spawn(async move { admin.post(&path, &body(&joining, "viewer")).await.status });
        }
        let mut all = posts.join_all().await;
        all.sort_unstable();
        assert_eq!(all, [201, 403, 403, 403, 403, 403, 403, 403]);
    }

    async fn the_same_key_adds_a_member_once(test: TestDb) {
        let team = Team::new(test).await;
        let nina = team.app.person("Nina", Plan::Free).await;
        let post = async || {
            let request = team.owner.browser.request("POST", &team.members());
            request.header("Idempotency-Key", "k").json(&body(&nina, "viewer")).send().await
        };
        let first = post().await.expect(201);
        let second = post().await.expect(201);
        assert_eq!((first.body.clone(), second.header("idempotent-replayed")), (second.body.clone(), Some("true")));
    }

    async fn invitation_links_are_gone(test: TestDb) {
        let team = Team::new(test).await;
        for client in [&team.owner.browser, &team.app.visitor(), &Client::new(team.app.address, "/api")] {
            for (method, path) in [
                ("POST", "/workspaces/invitations/accept"), ("GET", "/workspaces/invitations/verify"),
                ("DELETE", "/workspaces/invitations/some-id"),
            ] {
                let answer = client.request(method, path).send().await.expect(410);
                assert_eq!(answer.text(),
                    r#"{"error":"Workspace invitation links are deprecated. Members are now added instantly."}"#);
                assert_eq!(answer.header("tokencraft-error"), Some("invitations_deprecated"));
            }
        }
    }

    async fn a_workspace_joins_no_organization_here(test: TestDb) {
        let team = Team::new(test).await;
        let post = async |who: &Person, include: Value| {
            let body = json!({"name": "New", "include_in_organization": include});
            let answer = who.browser.post("/workspaces", &body).await;
            let error = answer.json()["error"].as_str().unwrap_or_default().to_owned();
            format!("{} {error}", answer.status)
        };
        let mut said = Vec::new();
        for include in [json!(false), json!(null), json!("yes"), json!(true)] {
            said.push(post(&team.owner, include).await);
        }
        team.app.set_plan(&team.owner, Plan::Business).await;
        said.push(post(&team.owner, json!(true)).await);
        // An API token knows nothing of organizations.
        let api = team.api(&team.owner).await;
        api.post("/workspaces", &json!({"name": "New", "include_in_organization": "x"})).await.expect(201);
        insta::assert_snapshot!("include_in_organization", said.join("\n"));
    }
}

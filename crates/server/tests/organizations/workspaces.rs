//! Which workspaces are in an organization, and who says so.

use serde_json::{Value, json};
use tokencraft_storage::Plan;
use tokencraft_testing::{Person, both_databases};

use crate::world::{Acme, Script};

fn body(workspace: &str) -> Value {
    json!({"workspace_id": workspace})
}

both_databases! {
    async fn a_workspace_is_attached_listed_and_detached(test: TestDb) {
        let acme = Acme::new(test).await;
        let (first, second) = (acme.owner.workspace("First").await, acme.owner.workspace("Second").await);
        let at = acme.path("/workspaces");
        acme.owner.make(&at, body(&second)).await;
        let attached = acme.owner.browser.post(&at, &body(&first)).await.expect(201);
        insta::assert_snapshot!("attached", attached.snapshot());
        let list = acme.viewer.browser.get(&at).await.expect(200);
        insta::assert_snapshot!("attached_listed", list.snapshot());
        // Membership gives no right in it.
        for who in [&acme.admin, &acme.editor, &acme.viewer] {
            who.browser.get(&format!("/workspaces/{first}")).await.expect(404);
            assert_eq!(who.browser.get("/workspaces").await.json()["total"], 0);
        }
        let detached = acme.admin.browser.delete(&format!("{at}/{first}")).await.expect(200);
        assert_eq!(detached.text(), r#"{"message":"Workspace detached successfully"}"#);
        acme.admin.browser.delete(&format!("{at}/{first}")).await.expect(404);
        assert_eq!(acme.all("workspaces", "name").await, ["Second"]);
        acme.owner.browser.get(&format!("/workspaces/{first}")).await.expect(200);
    }

    async fn attaching_needs_the_owner_of_both(test: TestDb) {
        let acme = Acme::new(test).await;
        let at = acme.path("/workspaces");
        let mut script = Script::default();
        let brand = acme.owner.workspace("Brand").await;
        let share = json!({"email": acme.admin.email, "role": "admin"});
        acme.owner.make(&format!("/workspaces/{brand}/members"), share).await;
        let foreign = acme.stranger.workspace("Elsewhere").await;
        let unknown = acme.app.unknown_id().to_string();
        for (who, body) in [
            (&acme.owner, json!({})), (&acme.owner, json!({"workspace_id": 5})), (&acme.owner, json!({"workspace_id": null})),
            (&acme.owner, body("not-an-id")), (&acme.owner, body(&unknown)), (&acme.owner, body(&foreign)),
            (&acme.admin, body(&brand)), (&acme.editor, body(&brand)), (&acme.stranger, body(&foreign)),
            (&acme.owner, body(&brand)), (&acme.owner, body(&brand)),
        ] {
            script.say(who, "POST", &at, Some(body)).await;
        }
        let other = acme.owner.organization("Other").await;
        script.say(&acme.owner, "POST", &format!("/organizations/{other}/workspaces"), Some(body(&brand))).await.expect(409);
        script.say(&acme.owner, "DELETE", &format!("/organizations/{other}/workspaces/{brand}"), None).await.expect(404);
        insta::assert_snapshot!("attaching", script.text());
        // An admin attaches what is their own.
        let own = acme.admin.workspace("Own").await;
        acme.admin.make(&at, body(&own)).await;
        assert_eq!(acme.all("workspaces", "name").await, ["Brand", "Own"]);
    }

    async fn the_owner_of_a_workspace_always_gets_it_out(test: TestDb) {
        let acme = Acme::new(test).await;
        let own = acme.admin.workspace("Own").await;
        let at = acme.path("/workspaces");
        acme.admin.make(&at, body(&own)).await;
        // Not even with another role, or none at all, or on another plan.
        let member = acme.path(&format!("/members/{}", acme.membership(&acme.admin).await));
        acme.owner.browser.delete(&member).await.expect(200);
        acme.app.set_plan(&acme.owner, Plan::Free).await;
        acme.admin.browser.get(&acme.path("")).await.expect(404);
        acme.editor.browser.delete(&format!("{at}/{own}")).await.expect(403);
        acme.admin.browser.delete(&format!("{at}/{own}")).await.expect(200);
        acme.admin.browser.delete(&format!("{at}/{own}")).await.expect(404);
        assert_eq!(acme.list(&acme.viewer, "workspaces").await.len(), 0);
    }

    async fn a_workspace_stays_attached_when_it_is_handed_over_and_goes_when_it_is_deleted(test: TestDb) {
        let acme = Acme::new(test).await;
        acme.app.set_plan(&acme.admin, Plan::Business).await;
        let (brand, gone) = (acme.owner.workspace("Brand").await, acme.owner.workspace("Gone").await);
        let at = acme.path("/workspaces");
        for workspace in [&brand, &gone] {
            acme.owner.make(&at, body(workspace)).await;
        }
        let nina = acme.app.person("Nina", Plan::Business).await;
        let share = json!({"email": nina.email, "role": "viewer"});
        acme.owner.make(&format!("/workspaces/{brand}/members"), share).await;
        let to = json!({"user_id": nina.id.to_string()});
        acme.owner.browser.post(&format!("/workspaces/{brand}/transfer"), &to).await.expect(200);
        acme.owner.browser.delete(&format!("/workspaces/{gone}")).await.expect(200);
        assert_eq!(acme.all("workspaces", "name").await, ["Brand"]);
        let told = acme.list(&acme.owner, "activity").await;
        let told: Vec<_> = told[..2].iter().map(|one| one["action"].as_str().unwrap()).collect();
        assert_eq!(told, ["workspace.delete", "workspace.transfer"]);
        // The new owner is a stranger to the organization.
        nina.browser.get(&acme.path("")).await.expect(404);
        nina.browser.delete(&format!("{at}/{brand}")).await.expect(200);
        assert_eq!(acme.all("workspaces", "name").await, [""; 0]);
    }

    async fn a_new_workspace_may_begin_in_an_organization(test: TestDb) {
        let acme = Acme::new(test).await;
        let newer = acme.owner.organization("Newer").await;
        let mut script = Script::default();
        let unknown = acme.app.unknown_id().to_string();
        let own = organization_of_another_plan(&acme, &acme.viewer).await;
        for (who, include, id) in [
            (&acme.owner, json!(false), json!(newer)), (&acme.owner, json!(null), json!(null)),
            (&acme.owner, json!("yes"), json!(null)), (&acme.owner, json!(true), json!(null)),
            (&acme.owner, json!(true), json!(newer)), (&acme.owner, json!(true), json!(5)),
            (&acme.owner, json!(true), json!("not-an-id")), (&acme.owner, json!(true), json!(unknown)),
            (&acme.owner, json!(true), json!(acme.foreign)), (&acme.admin, json!(true), json!(null)),
            (&acme.editor, json!(true), json!(acme.id)), (&acme.editor, json!(true), json!(null)),
            (&acme.viewer, json!(true), json!(own)), (&acme.viewer, json!(true), json!(null)),
        ] {
            let body = json!({"name": "New", "include_in_organization": include, "organization_id": id});
            script.say(who, "POST", "/workspaces", Some(body)).await;
        }
        let nina = acme.app.person("Nina", Plan::Business).await;
        let body = json!({"name": "New", "include_in_organization": true});
        script.say(&nina, "POST", "/workspaces", Some(body)).await.expect(403);
        insta::assert_snapshot!("included", script.text());
        assert_eq!(acme.all("workspaces", "user_id").await,
            [acme.owner.id.to_string(), acme.admin.id.to_string()]);
        let list = acme.owner.browser.get(&format!("/organizations/{newer}/workspaces")).await.expect(200);
        assert_eq!(list.json()["total"], 1);
    }

    async fn of_two_organizations_at_once_one_gets_the_workspace(test: TestDb) {
        let acme = Acme::new(test).await;
        let other = acme.owner.organization("Other").await;
        let brand = acme.owner.workspace("Brand").await;
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..8 {
            let path = format!("/organizations/{}/workspaces", [&acme.id, &other][n % 2]);
            let (browser, body) = (acme.owner.browser.clone(), body(&brand));
            tries.spawn(async move { browser.post(&path, &body).await.status });
        }
        let mut statuses = tries.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
    }

    async fn whatever_happens_at_once_nobody_waits_for_ever(test: TestDb) {
        let acme = Acme::new(test).await;
        let other = acme.owner.organization("Other").await;
        acme.app.set_plan(&acme.admin, Plan::Business).await;
        let share = json!({"email": acme.admin.email, "role": "admin"});
        for round in 0..4 {
            let brand = acme.owner.workspace("Brand").await;
            acme.owner.make(&format!("/workspaces/{brand}/members"), share.clone()).await;
            let short_lived = acme.owner.organization("Short").await;
            let to = json!({"user_id": acme.admin.id.to_string()});
            let new = json!({"name": "New", "include_in_organization": true, "organization_id": short_lived});
            let mut requests = Vec::new();
            for id in [&acme.id, &other, &short_lived] {
                requests.push(("POST", format!("/organizations/{id}/workspaces"), body(&brand)));
                requests.push(("DELETE", format!("/organizations/{id}/workspaces/{brand}"), json!({})));
                requests.push(("POST", format!("/organizations/{id}/environments"), json!({"name": format!("E{round}")})));
            }
            requests.push(("POST", format!("/workspaces/{brand}/transfer"), to));
            requests.push(("POST", "/workspaces".to_owned(), new));
            requests.push(("DELETE", format!("/organizations/{short_lived}"), json!({})));
            requests.push(("DELETE", format!("/workspaces/{brand}"), json!({})));
            let mut tries = tokio::task::JoinSet::new();
            for (method, path, body) in requests.into_iter().cycle().take(26) {
                let browser = acme.owner.browser.clone();
                tries.spawn(async move {
                    let answer = browser.request(method, &path).json(&body).send().await;
                    (method, path, answer.status)
                });
            }
            for (method, path, status) in tries.join_all().await {
                assert!([200, 201, 403, 404, 409].contains(&status), "{status} {method} {path}");
            }
            acme.owner.browser.get(&format!("/organizations/{short_lived}")).await.expect(404);
        }
        let db = acme.app.server.db().clone();
        let looked = tokio::task::spawn_blocking(move || tokencraft_storage::doctor::examine(&db, &[])).await;
        let ill: Vec<_> = looked.unwrap().unwrap().into_iter().filter(|finding| !finding.ok && finding.check.starts_with("every")).collect();
        assert!(ill.is_empty(), "{ill:?}");
    }
}

/// An organization that somebody on FREE still owns from a better time.
async fn organization_of_another_plan(acme: &Acme, who: &Person) -> String {
    acme.app.set_plan(who, Plan::Business).await;
    let id = who.organization("Former").await;
    acme.app.set_plan(who, Plan::Free).await;
    id
}

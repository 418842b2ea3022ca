//! Environments: Production and others beside it.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::world::{Acme, Script};

both_databases! {
    async fn an_environment_is_made_found_renamed_and_deleted(test: TestDb) {
        let acme = Acme::new(test).await;
        let at = acme.path("/environments");
        let made = acme.editor.browser.post(&at, &json!({"name": "  Pre Release "})).await.expect(201);
        insta::assert_snapshot!("environment_made", made.snapshot());
        let list = acme.viewer.browser.get(&at).await.expect(200);
        insta::assert_snapshot!("environments_listed", list.snapshot());
        let part = acme.viewer.browser.get(&format!("{at}?limit=1")).await.expect(200).json();
        assert_eq!((part["total"].clone(), part["environments"][0]["name"].clone()), (json!(2), json!("Production")));
        let id = made.member("id");
        for name in [id.as_str(), "pre-release", "Pre-Release"] {
            let found = acme.viewer.browser.get(&format!("{at}/{name}")).await.expect(200);
            assert_eq!(found.json(), made.json());
        }
        let tag = acme.viewer.browser.get(&format!("{at}/{id}")).await.header("etag").unwrap().to_owned();
        let mut script = Script::default();
        for (who, path, body) in [
            (&acme.editor, "pre-release", json!({})), (&acme.editor, "pre-release", json!({"name": "Staging", "is_production": true})),
            (&acme.editor, "pre-release", json!({"name": "Next"})), (&acme.editor, "staging", json!({"name": "STAGING"})),
            (&acme.editor, "staging", json!({"name": "production"})), (&acme.editor, "staging", json!({"name": "!?"})),
            (&acme.editor, "staging", json!({"name": ""})), (&acme.editor, "staging", json!({"name": null})),
            (&acme.editor, "production", json!({"name": "Live"})), (&acme.editor, "production", json!({"name": "PRODUCTION"})),
            (&acme.editor, "production", json!({"name": "Production"})), (&acme.owner, "production", json!({})),
        ] {
            script.say(who, "PATCH", &format!("{at}/{path}"), Some(body)).await;
        }
        let stale = acme.owner.browser.request("DELETE", &format!("{at}/staging")).header("If-Match", &tag);
        stale.send().await.expect(412);
        script.say(&acme.editor, "DELETE", &format!("{at}/staging"), None).await.expect(403);
        script.say(&acme.owner, "DELETE", &format!("{at}/production"), None).await.expect(400);
        script.say(&acme.admin, "DELETE", &format!("{at}/staging"), None).await.expect(200);
        script.say(&acme.admin, "DELETE", &format!("{at}/staging"), None).await.expect(404);
        script.say(&acme.viewer, "GET", &format!("{at}/{id}"), None).await.expect(404);
        insta::assert_snapshot!("environments", script.text());
        assert_eq!(acme.all("environments", "name").await, ["Production"]);
    }

    async fn names_of_environments_are_told_apart_in_kebab_case(test: TestDb) {
        let acme = Acme::new(test).await;
        let at = acme.path("/environments");
        let mut script = Script::default();
        for body in [
            json!({"name": "QA One"}), json!({"name": "qa-one"}), json!({"name": "Production"}), json!({"name": "PRODUCTION!"}),
            json!({"name": "..."}), json!({}), json!({"name": 5}), json!({"name": "x".repeat(256)}),
            json!({"name": "a\u{202e}b"}), json!({"name": "ünï"}),
        ] {
            script.say(&acme.owner, "POST", &at, Some(body)).await;
        }
        insta::assert_snapshot!("environment_names", script.text());
        // Another organization may have the same.
        let path = format!("/organizations/{}/environments", acme.foreign);
        acme.stranger.make(&path, json!({"name": "QA One"})).await;
        let theirs = acme.stranger.browser.get(&path).await.json()["environments"][1]["id"].clone();
        let mixed = format!("{at}/{}", theirs.as_str().unwrap());
        assert_eq!(acme.owner.browser.get(&mixed).await.expect(404).error(), "Environment not found");
    }

    async fn of_equal_names_at_once_one_is_made(test: TestDb) {
        let acme = Acme::new(test).await;
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..8 {
            let browser = [&acme.owner, &acme.editor][n % 2].browser.clone();
            let path = acme.path("/environments");
            tries.spawn(async move { browser.post(&path, &json!({"name": "Staging"})).await.status });
        }
        let mut statuses = tries.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
        assert_eq!(acme.all("environments", "name").await, ["Production", "Staging"]);
    }
}

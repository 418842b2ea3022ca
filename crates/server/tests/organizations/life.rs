//! An organization from its making to its end.

use serde_json::json;
use tokencraft_storage::Plan;
use tokencraft_testing::both_databases;

use crate::world::{Acme, Script};

both_databases! {
    async fn an_organization_is_made_read_renamed_and_deleted(test: TestDb) {
        let acme = Acme::new(test).await;
        let (owner, at) = (&acme.owner, acme.path(""));
        let made = owner.browser.post("/organizations", &json!({"name": "  Second  "})).await;
        insta::assert_snapshot!("made", made.expect(201).snapshot());
        insta::assert_snapshot!("read", acme.viewer.browser.get(&at).await.expect(200).snapshot());
        let list = owner.browser.get("/organizations").await.expect(200);
        insta::assert_snapshot!("listed", list.snapshot());
        let part = owner.browser.get("/organizations?limit=1").await.expect(200).json();
        assert_eq!((part["total"].clone(), part["organizations"][0]["name"].clone()), (json!(2), json!("Acme")));
        let rest = format!("/organizations?cursor={}", part["next_cursor"].as_str().unwrap());
        assert_eq!(owner.browser.get(&rest).await.json()["organizations"][0]["name"], "Second");
        let none = acme.app.person("Nina", Plan::Free).await;
        let empty = none.browser.get("/organizations").await.expect(200).json();
        assert_eq!(empty, json!({"organizations": [], "total": 0}));

        let mut script = Script::default();
        for (who, body) in [
            (owner, json!({})), (&acme.admin, json!({"name": "New", "user_id": acme.admin.id.to_string(), "id": 5})),
            (owner, json!({"name": ""})), (owner, json!({"name": null})), (owner, json!({"name": "x".repeat(256)})),
            (&acme.editor, json!({"name": "x"})),
        ] {
            script.say(who, "PATCH", &at, Some(body)).await;
        }
        for body in [json!({}), json!({"name": 5}), json!({"name": " "}), json!([])] {
            script.say(owner, "POST", "/organizations", Some(body)).await.expect(400);
        }
        script.say(&acme.admin, "DELETE", &at, None).await.expect(403);
        script.say(owner, "DELETE", &at, None).await.expect(200);
        script.say(owner, "DELETE", &at, None).await.expect(404);
        script.say(&acme.viewer, "GET", &at, None).await.expect(404);
        script.say(&acme.viewer, "GET", &format!("{at}/environments"), None).await.expect(404);
        insta::assert_snapshot!("life", script.text());
        assert_eq!(acme.viewer.browser.get("/organizations").await.json()["total"], 0);
    }

    async fn an_organization_is_read_and_changed_under_conditions(test: TestDb) {
        let acme = Acme::new(test).await;
        let at = acme.path("");
        let read = acme.owner.browser.get(&at).await.expect(200);
        let tag = read.header("etag").unwrap().to_owned();
        let ask = async |method: &str, name: &str, value: &str, body: serde_json::Value| {
            let request = acme.owner.browser.request(method, &at).header(name, value);
            request.json(&body).send().await.status
        };
        assert_eq!(ask("GET", "If-None-Match", &tag, json!({})).await, 304);
        let of_admin = acme.admin.browser.get(&at).await.expect(200);
        assert_ne!(of_admin.header("etag"), Some(tag.as_str()), "the role is part of it");
        acme.app.clock.advance(std::time::Duration::from_secs(5));
        let same = acme.owner.browser.patch(&at, &json!({"color": "red"})).await.expect(200);
        assert_eq!(same.json(), read.json(), "nothing changed, `updated_at` too");
        assert_eq!(ask("PATCH", "If-Match", &tag, json!({"name": "New"})).await, 200);
        assert_eq!(ask("PATCH", "If-Match", &tag, json!({"name": "Newer"})).await, 412);
        assert_eq!(ask("DELETE", "If-Match", &tag, json!({})).await, 412);
        assert_eq!(ask("GET", "If-None-Match", &tag, json!({})).await, 200);
        let key = |n: u8| acme.owner.browser.request("POST", "/organizations")
            .header("Idempotency-Key", "once").json(&json!({"name": format!("Again {n}")}));
        let first = key(1).send().await.expect(201);
        let second = key(1).send().await.expect(201);
        assert_eq!(first.body, second.body);
        assert_eq!(second.header("idempotent-replayed"), Some("true"));
        key(2).send().await.expect(422);
        assert_eq!(acme.owner.browser.get("/organizations").await.json()["total"], 2);
    }

    async fn the_api_door_knows_no_organizations(test: TestDb) {
        let acme = Acme::new(test).await;
        let token = acme.owner.browser.post("/api-tokens", &json!({"name": "CI"})).await.expect(201);
        let api = acme.app.api(&token.member("token"));
        for path in ["/organizations".to_owned(), acme.path(""), acme.path("/members"), acme.path("/environments")] {
            assert_eq!(api.get(&path).await.expect(404).error(), "Not found");
        }
    }
}

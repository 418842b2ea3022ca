//! What plans say about organizations.

use std::time::Duration;

use serde_json::{Value, json};
use tokencraft_storage::Plan;
use tokencraft_testing::{Person, both_databases};

use crate::world::{Acme, Script};

const DAY: Duration = Duration::from_hours(24);

async fn status(person: &Person) -> Value {
    let path = "/subscription/downgrade-status";
    person.browser.get(path).await.expect(200).json()
}

both_databases! {
    async fn only_business_makes_organizations_and_up_to_its_limit(test: TestDb) {
        let acme = Acme::with(test, |config| config.organizations_per_plan[Plan::Business as usize] = Some(2)).await;
        let mut script = Script::default();
        let body = Some(json!({"name": "New"}));
        for (name, plan) in [("Fred", Plan::Free), ("Pia", Plan::Pro), ("Tom", Plan::Team)] {
            let who = acme.app.person(name, plan).await;
            script.say(&who, "POST", "/organizations", body.clone()).await.expect(403);
        }
        let made = script.say(&acme.owner, "POST", "/organizations", body.clone()).await.expect(201);
        script.say(&acme.owner, "POST", "/organizations", body.clone()).await.expect(403);
        acme.owner.browser.delete(&format!("/organizations/{}", made.member("id"))).await.expect(200);
        script.say(&acme.owner, "POST", "/organizations", body).await.expect(201);
        insta::assert_snapshot!("organization_plans", script.text());
        let now = status(&acme.owner).await;
        assert_eq!((now["usage"]["organizations"].clone(), now["limits"]["organizations"].clone()), (json!(2), json!(2)));
    }

    async fn of_two_at_once_one_finds_room(test: TestDb) {
        let acme = Acme::with(test, |config| config.organizations_per_plan[Plan::Business as usize] = Some(2)).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let browser = acme.owner.browser.clone();
            tries.spawn(async move { browser.post("/organizations", &json!({"name": "New"})).await.status });
        }
        let mut statuses = tries.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 403, 403, 403, 403, 403]);
    }

    async fn without_business_everything_is_read_and_only_taken_away(test: TestDb) {
        let acme = Acme::new(test).await;
        let (brand, second) = (acme.owner.workspace("Brand").await, acme.owner.workspace("Second").await);
        acme.owner.make(&acme.path("/workspaces"), json!({"workspace_id": brand})).await;
        acme.owner.make(&acme.path("/environments"), json!({"name": "Staging"})).await;
        acme.app.set_plan(&acme.owner, Plan::Team).await;
        for rest in ["", "/workspaces", "/members", "/environments", "/environments/staging"] {
            acme.viewer.browser.get(&acme.path(rest)).await.expect(200);
        }
        acme.admin.browser.get(&acme.path("/activity")).await.expect(200);
        let mut script = Script::default();
        for (method, rest, body) in [
            ("PATCH", "", json!({"name": "New"})), ("POST", "/workspaces", json!({"workspace_id": second})),
            ("POST", "/members", json!({"email": acme.viewer.email, "role": "admin"})),
            ("POST", "/environments", json!({"name": "Next"})), ("PATCH", "/environments/staging", json!({"name": "Next"})),
        ] {
            for who in [&acme.owner, &acme.viewer] {
                script.say(who, method, &acme.path(rest), Some(body.clone())).await.expect(403);
            }
        }
        insta::assert_snapshot!("without_business", script.text());
        acme.admin.browser.delete(&acme.path(&format!("/workspaces/{brand}"))).await.expect(200);
        acme.admin.browser.delete(&acme.path("/environments/staging")).await.expect(200);
        let own = acme.path(&format!("/members/{}", acme.membership(&acme.viewer).await));
        acme.viewer.browser.delete(&own).await.expect(200);
        let editor = acme.path(&format!("/members/{}", acme.membership(&acme.editor).await));
        acme.admin.browser.delete(&editor).await.expect(200);
        acme.owner.browser.delete(&acme.path("")).await.expect(200);
    }

    async fn the_newest_over_the_limit_only_read_when_the_grace_period_is_over(test: TestDb) {
        let acme = Acme::with(test, |config| {
            config.organizations_per_plan = [Some(0), Some(0), Some(0), Some(1)];
        }).await;
        // From a time with a higher limit.
        let rows = tokencraft_storage::organizations::insert;
        let (clock, owner) = (acme.app.clock.clone(), acme.owner.id);
        let second = acme.app.seed(move |tx| {
            use tokencraft_server::clock::Clock as _;
            let row = tokencraft_storage::Organization {
                id: clock.new_id().into(),
                user_id: owner,
                name: "Second".to_owned(),
                revision: 1,
                created_at: clock.now_ms(),
                updated_at: clock.now_ms(),
            };
            rows(tx, &row, clock.new_id().into())?;
            Ok(row.id.to_string())
        }).await;
        for plan in [Plan::Team, Plan::Business] {
            acme.app.set_plan(&acme.owner, plan).await;
        }
        let now = status(&acme.owner).await;
        assert_eq!(now["enforcement"], "grace");
        assert_eq!(now["overages"], json!([
            {"resource": "organizations", "limit": 1, "used": 2, "over_by": 1, "ids": [second]}
        ]));
        let rename = async |who: &Person, id: &str| {
            let answer = who.browser.patch(&format!("/organizations/{id}"), &json!({"name": "New"})).await;
            (answer.status, answer.header("tokencraft-error").unwrap_or_default().to_owned())
        };
        assert_eq!(rename(&acme.owner, &second).await.0, 200);
        acme.app.clock.advance(14 * DAY);
        let owner = acme.owner.again(&acme.app).await;
        assert_eq!(status(&owner).await["enforcement"], "enforced");
        assert_eq!(rename(&owner, &second).await, (403, "plan_limit_enforced".to_owned()));
        assert_eq!(rename(&owner, &acme.id).await.0, 200);
        let held = owner.browser.post(&format!("/organizations/{second}/environments"), &json!({"name": "x"})).await;
        assert_eq!(held.expect(403).error(), "This organization is read-only because its owner's plan limit is exceeded.");
        owner.browser.get(&format!("/organizations/{second}")).await.expect(200);
        // What is taken away makes room.
        owner.browser.delete(&acme.path("")).await.expect(200);
        assert_eq!(status(&owner).await["enforcement"], "none");
        assert_eq!(rename(&owner, &second).await.0, 200);
    }

    async fn a_downgrade_counts_organizations_and_an_operator_may_change_limits(test: TestDb) {
        let acme = Acme::new(test).await;
        acme.app.set_plan(&acme.owner, Plan::Team).await;
        let now = status(&acme.owner).await;
        assert_eq!(now["overages"], json!([
            {"resource": "organizations", "limit": 0, "used": 1, "over_by": 1, "ids": [acme.id]}
        ]));
        let config = acme.app.server.config().clone();
        let (now, owner, stranger) = (1, acme.owner.id, acme.stranger.id);
        let noted = acme.app.seed(move |tx| {
            let mut strict = config.clone();
            strict.organizations_per_plan[Plan::Business as usize] = Some(0);
            tokencraft_server::app::plans::settle_all(tx, &strict, now)?;
            let both = tokencraft_storage::downgrades::list(tx)?;
            tokencraft_server::app::plans::settle_all(tx, &config, now)?;
            Ok((both, tokencraft_storage::downgrades::list(tx)?))
        }).await;
        assert_eq!(noted, (vec![owner, stranger], vec![owner]));
        acme.owner.browser.delete(&acme.path("")).await.expect(200);
        assert_eq!(status(&acme.owner).await["enforcement"], "none");
    }
}

//! What plans allow, what happens after a downgrade, and after the grace period.

use std::time::Duration;

use serde_json::{Value, json};
use tokencraft_storage::Plan;
use tokencraft_testing::{Client, Person, both_databases};

use crate::team::Team;

const DAY: Duration = Duration::from_hours(24);

async fn status(person: &Person) -> Value {
    let path = "/subscription/downgrade-status";
    person.browser.get(path).await.expect(200).json()
}

async fn writes(client: &Client, workspace: &str) -> (u16, String) {
    let path = format!("/workspaces/{workspace}/tokensets");
    let answer = client.post(&path, &json!({"name": "x"})).await;
    let code = answer.header("tokencraft-error").unwrap_or_default();
    (answer.status, code.to_owned())
}

fn enforced() -> (u16, String) {
    (403, "plan_limit_enforced".to_owned())
}

both_databases! {
    async fn a_downgrade_is_told_then_held_then_forgotten(test: TestDb) {
        let team = Team::new(test).await;
        let olga = &team.owner;
        let mut own = vec![team.workspace.clone()];
        for n in 2..=5 {
            own.push(olga.workspace(&format!("Brand {n}")).await);
        }
        let free = team.app.person("Fred", Plan::Free).await;
        let path = "/subscription/downgrade-status";
        insta::assert_snapshot!("within", free.browser.get(path).await.expect(200).snapshot());
        team.app.set_plan(olga, Plan::Free).await;
        insta::assert_snapshot!("over", olga.browser.get(path).await.expect(200).snapshot());
        let now = status(olga).await;
        assert_eq!(now["overages"][0]["ids"], json!(own[3..]));
        // In the grace period: no more of it, but all can be changed.
        let refused = olga.browser.post("/workspaces", &json!({"name": "6"})).await.expect(403);
        assert_eq!(refused.error(), "Workspace limit reached for your plan");
        team.app.clock.advance(13 * DAY + Duration::from_hours(23));
        let olga = &olga.again(&team.app).await;
        assert_eq!(writes(&olga.browser, &own[4]).await.0, 201);
        // Another downgrade does not start the clock again.
        team.app.set_plan(olga, Plan::Free).await;
        team.app.clock.advance(Duration::from_hours(1));
        assert_eq!(status(olga).await["enforcement"], "enforced");
        for (n, workspace) in own.iter().enumerate() {
            let (status, code) = writes(&olga.browser, workspace).await;
            assert_eq!(status, if n < 3 { 201 } else { 403 }, "{n} {code}");
        }
        // Nothing is deleted, everything is read.
        assert_eq!(olga.browser.get("/workspaces").await.json()["total"], 5);
        let last = format!("/workspaces/{}", own[4]);
        olga.browser.get(&last).await.expect(200);
        let held = olga.browser.patch(&last, &json!({"name": "x"})).await.expect(403);
        assert_eq!(held.error(), "This workspace is read-only because its owner's plan limit is exceeded.");
        assert_eq!(held.header("tokencraft-error"), Some("plan_limit_enforced"));
        // What is taken away makes room: the fourth is the newest but one no more.
        olga.browser.delete(&format!("/workspaces/{}", own[0])).await.expect(200);
        assert_eq!(writes(&olga.browser, &own[3]).await.0, 201);
        assert_eq!(writes(&olga.browser, &own[4]).await, enforced());
        olga.browser.delete(&format!("/workspaces/{}", own[1])).await.expect(200);
        let now = status(olga).await;
        assert_eq!((now["enforcement"].clone(), now["grace_ends_at"].clone()), (json!("none"), json!(null)));
        assert_eq!(writes(&olga.browser, &own[4]).await.0, 201);
    }

    async fn the_limit_holds_behind_both_doors_and_ends_with_the_plan(test: TestDb) {
        let team = Team::with(test, |config| {
            config.workspaces_per_plan[Plan::Pro as usize] = Some(1);
            config.downgrade_grace = DAY;
        }).await;
        let olga = &team.owner;
        let second = olga.workspace("Second").await;
        let api = team.api(olga).await;
        let made = api.post(&format!("/workspaces/{second}/tokensets"), &json!({"name": "Colors"})).await;
        let set = made.expect(201).member("id");
        team.app.set_plan(olga, Plan::Pro).await;
        assert_eq!(status(olga).await["enforcement"], "grace");
        team.app.clock.advance(DAY);
        for client in [&api, &olga.browser] {
            assert_eq!(writes(client, &second).await, enforced());
            assert_eq!(writes(client, &team.workspace).await.0, 201);
            client.get(&format!("/tokensets/{set}/export?format=css")).await.expect(200);
            for (method, path) in [
                ("PATCH", format!("/tokensets/{set}")), ("DELETE", format!("/tokensets/{set}")),
                ("POST", format!("/tokensets/{set}/modes")), ("POST", format!("/tokensets/{set}/import")),
                ("POST", format!("/workspaces/{second}/import")),
                ("POST", format!("/tokensets/{set}/modes/base/tokens")),
            ] {
                let answer = client.request(method, &path).json(&json!({"name": "x"})).send().await;
                let code = answer.header("tokencraft-error").unwrap_or_default().to_owned();
                assert_eq!((answer.status, code), enforced(), "{method} {path}");
            }
        }
        team.app.set_plan(olga, Plan::Team).await;
        for client in [&api, &olga.browser] {
            assert_eq!(writes(client, &second).await.0, 201);
        }
        // Back under it, the clock begins anew.
        team.app.set_plan(olga, Plan::Pro).await;
        assert_eq!(status(olga).await["enforcement"], "grace");
        assert_eq!(writes(&olga.browser, &second).await.0, 201);
        olga.browser.delete(&format!("/workspaces/{second}")).await.expect(200);
        let set = json!({"workspaces": 1, "members": 4, "organizations": 0});
        assert_eq!(status(olga).await["usage"], set);
    }

    async fn the_newest_members_over_the_limit_only_read(test: TestDb) {
        let team = Team::with(test, |config| {
            config.members_per_plan = [Some(1), Some(1), Some(4), None];
        }).await;
        // BUSINESS has room for more than TEAM.
        team.app.set_plan(&team.owner, Plan::Business).await;
        let nina = team.app.person("Nina", Plan::Free).await;
        let otto = team.app.person("Otto", Plan::Free).await;
        for who in [&nina, &otto] {
            let body = json!({"email": who.email, "role": "editor"});
            team.owner.browser.post(&team.members(), &body).await.expect(201);
        }
        team.app.set_plan(&team.owner, Plan::Team).await;
        let now = status(&team.owner).await;
        let ids = [
            team.owner.membership(&team.members(), &nina).await.unwrap(),
            team.owner.membership(&team.members(), &otto).await.unwrap(),
        ];
        assert_eq!(now["overages"], json!([
            {"resource": "members", "limit": 4, "used": 6, "over_by": 2, "ids": ids}
        ]));
        assert_eq!(writes(&nina.browser, &team.workspace).await.0, 201);
        team.app.clock.advance(14 * DAY);
        let nina = nina.again(&team.app).await;
        let [owner, editor, viewer] = [
            team.owner.again(&team.app).await,
            team.editor.again(&team.app).await,
            team.viewer.again(&team.app).await,
        ];
        assert_eq!(writes(&nina.browser, &team.workspace).await, enforced());
        assert_eq!(writes(&editor.browser, &team.workspace).await.0, 201);
        assert_eq!(writes(&owner.browser, &team.workspace).await.0, 201);
        nina.browser.get(&format!("/workspaces/{}", team.workspace)).await.expect(200);
        // Somebody leaves, and there is room for her.
        for gone in [&viewer, &editor] {
            let member = owner.membership(&team.members(), gone).await.unwrap();
            gone.browser.delete(&format!("{}/{member}", team.members())).await.expect(200);
        }
        assert_eq!(writes(&nina.browser, &team.workspace).await.0, 201);
        assert_eq!(status(&owner).await["enforcement"], "none");
    }

    async fn members_lose_sight_with_the_plan_and_get_it_back(test: TestDb) {
        let team = Team::new(test).await;
        let path = format!("/workspaces/{}", team.workspace);
        let set = team.tokenset("Colors").await;
        for plan in [Plan::Pro, Plan::Free, Plan::Team, Plan::Pro, Plan::Business] {
            team.app.set_plan(&team.owner, plan).await;
            let visible = plan >= Plan::Team;
            for who in [&team.admin, &team.editor, &team.viewer] {
                let status = if visible { 200 } else { 404 };
                for path in [&path, &format!("/tokensets/{set}"), &team.members()] {
                    who.browser.get(path).await.expect(status);
                }
                let total = who.browser.get("/workspaces").await.expect(200).json()["total"].clone();
                assert_eq!(total, i32::from(visible));
            }
            team.owner.browser.get(&path).await.expect(200);
            assert_eq!(team.roles().await.len(), 4, "nothing is deleted");
        }
    }

    async fn an_operator_in_the_dashboard_starts_and_stops_the_clock_too(test: TestDb) {
        let team = Team::new(test).await;
        let operator = team.app.person("Otto", Plan::Free).await;
        team.app.change_user(operator.id, |user| user.is_operator = true).await;
        let olga = format!("/users/{}", team.owner.id);
        operator.browser.patch(&olga, &json!({"plan": "FREE"})).await.expect(200);
        assert_eq!(status(&team.owner).await["grace_ends_at"], "2025-01-29T10:00:00Z");
        team.app.clock.advance(DAY);
        assert_eq!(status(&team.owner).await["grace_ends_at"], "2025-01-29T10:00:00Z");
        operator.browser.patch(&olga, &json!({"plan": "TEAM"})).await.expect(200);
        assert_eq!(status(&team.owner).await["enforcement"], "none");
        team.viewer.browser.get(&format!("/workspaces/{}", team.workspace)).await.expect(200);
    }

    async fn an_operator_lowers_a_limit_and_the_server_notices_when_it_starts(test: TestDb) {
        let team = Team::new(test).await;
        for n in 2..=4 {
            team.owner.workspace(&format!("Brand {n}")).await;
        }
        let config = team.app.server.config().clone();
        let lower = tokencraft_server::Config { workspaces_per_plan: [Some(3); 4], ..config };
        let now = tokencraft_testing::BEGINNING_MS;
        for (config, expected) in [(lower, Some(now)), (team.app.server.config().clone(), None)] {
            let owner = team.owner.id;
            let since = team.app.seed(move |tx| {
                tokencraft_server::app::plans::settle_all(tx, &config, now)?;
                tokencraft_storage::downgrades::since(tx, owner)
            }).await;
            assert_eq!(since, expected);
        }
    }
}

//! Days in the life of a team.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokencraft_storage::{Kind, Plan};
use tokencraft_testing::{Answer, both_databases};
use tokio::task::JoinSet;

use crate::team::Team;

both_databases! {
    async fn a_team_is_invited_works_a_member_leaves_the_owner_downgrades_and_comes_back(test: TestDb) {
        // Olga invites; everybody is in at once.
        let team = Team::new(test).await;
        let nina = team.app.person("Nina", Plan::Free).await;
        let invite = json!({"email": "nina@example.com", "role": "viewer"});
        team.owner.browser.post(&team.members(), &invite).await.expect(201);
        let seen = nina.browser.get("/workspaces").await.expect(200).json();
        assert_eq!(seen["workspaces"][0]["user_role"], "viewer");
        assert_eq!(seen["workspaces"][0]["is_owner"], false);

        // They work: the editor in the dashboard, a build of hers with an API token, the viewer looks.
        let set = team.tokenset("Colors").await;
        let light = json!({"name": "Light", "is_default": true});
        team.editor.browser.post(&format!("/tokensets/{set}/modes"), &light).await.expect(201);
        let tokens = format!("/tokensets/{set}/modes/light/tokens");
        let brand = json!({"name": "brand", "type": "color", "value": "#3b82f6"});
        team.editor.browser.post(&tokens, &brand).await.expect(201);
        let build = team.api(&team.editor).await;
        let button = json!({"name": "button", "type": "color", "alias_to": "brand"});
        build.post(&tokens, &button).await.expect(201);
        let export = format!("/tokensets/{set}/modes/light/export?format=css");
        let css = nina.browser.get(&export).await.expect(200);
        assert!(css.text().contains("--button: "), "{}", css.text());
        nina.browser.post(&tokens, &brand).await.expect(403);
        let hired = json!({"email": "nina@example.com", "role": "editor"});
        team.admin.browser.post(&team.members(), &hired).await.expect(200);
        let accent = json!({"name": "accent", "type": "color", "value": "{brand}"});
        nina.browser.post(&tokens, &accent).await.expect(201);

        // Nina leaves; what she made stays, and so does her name.
        let nina_api = team.api(&nina).await;
        nina_api.get(&format!("/workspaces/{}", team.workspace)).await.expect(200);
        let member = nina.membership(&team.members(), &nina).await.unwrap();
        nina.browser.delete(&format!("{}/{member}", team.members())).await.expect(200);
        for client in [&nina.browser, &nina_api] {
            client.get(&export).await.expect(404);
            assert_eq!(client.get("/workspaces").await.expect(200).json()["total"], 0);
        }
        let activity = format!("/workspaces/{}/activity?limit=2", team.workspace);
        let activity = team.admin.browser.get(&activity).await.expect(200).json();
        let lines: Vec<_> = activity["activity"].as_array().unwrap().iter()
            .map(|line| (line["actor"]["name"].clone(), line["action"].clone())).collect();
        assert_eq!(lines, [(json!("Nina"), json!("member.leave")), (json!("Nina"), json!("token.create"))]);

        // Olga downgrades to FREE: her team sees nothing, she sees everything and writes by hand.
        team.app.set_plan(&team.owner, Plan::Free).await;
        for client in [&team.editor.browser, &build] {
            client.get(&export).await.expect(404);
        }
        let owners = team.api(&team.owner).await;
        assert_eq!(owners.get(&export).await.expect(200).text().matches("--").count(), css.text().matches("--").count() + 1);
        owners.post(&tokens, &json!({"name": "x", "type": "color", "value": "#fff"})).await.expect(403);
        team.owner.browser.post(&tokens, &json!({"name": "x", "type": "color", "value": "#fff"})).await.expect(201);
        team.owner.browser.post(&team.members(), &hired).await.expect(403);
        let status = team.owner.browser.get("/subscription/downgrade-status").await.expect(200).json();
        assert_eq!((status["plan"].clone(), status["enforcement"].clone()), (json!("FREE"), json!("grace")));

        // She comes back, and all is as it was.
        team.app.set_plan(&team.owner, Plan::Team).await;
        assert_eq!(team.roles().await, ["Olga owner", "Ada admin", "Edda editor", "Vito viewer"]);
        build.post(&tokens, &json!({"name": "y", "type": "color", "value": "#fff"})).await.expect(201);
        team.viewer.browser.get(&export).await.expect(200);
        let status = team.owner.browser.get("/subscription/downgrade-status").await.expect(200).json();
        assert_eq!((status["overages"].clone(), status["enforcement"].clone()), (json!([]), json!("none")));
    }

    async fn a_token_leaks_and_is_revoked_while_20_clients_use_it(test: TestDb) {
        let team = Team::new(test).await;
        let set = team.tokenset("Colors").await;
        let path = format!("/tokensets/{set}/modes/base/tokens");
        let leaked = team.editor.browser.post("/api-tokens", &json!({"name": "in a repository"})).await.expect(201);
        let kept = team.api(&team.editor).await;
        let sibling = team.app.sibling().await;
        let doors = match team.app.server.db().kind() {
            Kind::Postgres => vec![&team.app, &sibling],
            // A second process over the same SQLite file is not a thing.
            Kind::Sqlite => vec![&team.app],
        };
        let revoked = Arc::new(AtomicBool::new(false));
        let stolen = Arc::new(AtomicU64::new(0));
        let mut thieves = JoinSet::new();
        for n in 0..20 {
            let (client, path) = (doors[n % doors.len()].api(&leaked.member("token")), path.clone());
            let (revoked, stolen) = (revoked.clone(), stolen.clone());
            thieves.spawn(async move {
                for turn in 0.. {
                    let started_after = revoked.load(Ordering::SeqCst);
                    let name = format!("stolen{n}.t{turn}");
                    // No more than one page of the activity tells.
                    let answer = if turn < 40 {
                        client.post(&path, &json!({"name": name, "type": "number", "value": "1"})).await
                    } else {
                        client.get(&path).await
                    };
                    if answer.status == 401 {
                        break;
                    }
                    assert!(!started_after, "{answer:?}");
                    stolen.fetch_add(u64::from(answer.status == 201), Ordering::SeqCst);
                    answer.expect(if turn < 40 { 201 } else { 200 });
                }
            });
        }
        while stolen.load(Ordering::SeqCst) < 40 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Edda finds it by the part that the list shows, and revokes it.
        let list = team.editor.browser.get("/api-tokens").await.expect(200).json();
        let prefix = &leaked.member("token")[..12];
        let found = list["api_tokens"].as_array().unwrap().iter().find(|one| one["prefix"] == prefix).unwrap();
        let one = format!("/api-tokens/{}", found["id"].as_str().unwrap());
        team.editor.browser.delete(&one).await.expect(200);
        revoked.store(true, Ordering::SeqCst);
        thieves.join_all().await;
        let written = stolen.load(Ordering::SeqCst);
        // Her other token works on, and the activity tells what the leaked one did: all of it.
        assert_eq!(kept.get(&path).await.expect(200).json()["total"], written);
        let activity = format!("/workspaces/{}/activity?limit=1000", team.workspace);
        let activity = team.owner.browser.get(&activity).await.expect(200).json();
        let by_it = activity["activity"].as_array().unwrap().iter()
            .filter(|line| line["actor"]["api_token_id"] == leaked.member("id")).count();
        assert_eq!(by_it as u64, written);
    }

    async fn an_operator_resets_a_password(test: TestDb) {
        let team = Team::new(test).await;
        let operator = team.app.person("Otto", Plan::Free).await;
        team.app.change_user(operator.id, |user| user.is_operator = true).await;
        let log_in = async |password: &str| {
            let body = json!({"email": "nina@example.com", "password": password});
            team.app.visitor().post("/auth/login", &body).await
        };
        let secret = |answer: &Answer, url: &str| {
            let url = answer.member(url);
            url.split_once('#').unwrap().1.to_owned()
        };
        let set = async |link: &str, password: &str| {
            let body = json!({"token": link, "new_password": password});
            team.app.visitor().post("/auth/reset", &body).await.status
        };

        // Otto makes Nina an account; she sets her password by the link, and Olga takes her in.
        let body = json!({"email": "nina@example.com", "name": "Nina"});
        let made = operator.browser.post("/users", &body).await.expect(201);
        assert_eq!(set(&secret(&made, "setup_url"), "the first of her words").await, 204);
        let signed_in = log_in("the first of her words").await.expect(200);
        let nina = team.app.with_cookie(&signed_in.cookie());
        let invite = json!({"email": "nina@example.com", "role": "editor"});
        team.owner.browser.post(&team.members(), &invite).await.expect(201);
        let sets = format!("/workspaces/{}/tokensets", team.workspace);
        nina.post(&sets, &json!({"name": "Colors"})).await.expect(201);
        let made_token = nina.post("/api-tokens", &json!({"name": "ci"})).await.expect(201);
        let ci = team.app.api(&made_token.member("token"));

        // She forgets it. Nobody but an operator makes a new link, and it is hers alone.
        let id = made.json()["user"]["id"].as_str().unwrap().to_owned();
        for who in [&team.owner.browser, &nina] {
            who.post(&format!("/users/{id}/reset"), &json!({})).await.expect(403);
        }
        let reset = operator.browser.post(&format!("/users/{id}/reset"), &json!({})).await.expect(200);
        let link = secret(&reset, "reset_url");
        nina.get("/workspaces").await.expect(200);
        assert_eq!(set(&link, "umbrella of the sea").await, 204);
        assert_eq!(set(&link, "once more with it").await, 403);

        // Whoever sat in her old browser is out, the old password opens nothing, the new one does.
        nina.get("/workspaces").await.expect(401);
        log_in("the first of her words").await.expect(401);
        let again = log_in("umbrella of the sea").await.expect(200);
        let nina = team.app.with_cookie(&again.cookie());
        let seen = nina.get("/workspaces").await.expect(200).json();
        assert_eq!(seen["workspaces"][0]["user_role"], "editor");
        nina.post(&sets, &json!({"name": "Sizes"})).await.expect(201);
        // Her build went on all the time, and so did everybody else.
        assert_eq!(ci.get(&sets).await.expect(200).json()["total"], 2);
        team.editor.browser.get(&sets).await.expect(200);
    }
}

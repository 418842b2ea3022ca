//! Who changed what, for those who manage a workspace.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::team::Team;

both_databases! {
    async fn the_activity_tells_every_change_newest_first(test: TestDb) {
        let team = Team::new(test).await;
        let path = format!("/workspaces/{}", team.workspace);
        let set = team.tokenset("Colors").await;
        let api = team.api(&team.editor).await;
        let body = json!({"name": "a", "type": "color", "value": "#fff"});
        let made = api.post(&format!("/tokensets/{set}/modes/base/tokens"), &body).await.expect(201);
        let viewer = team.viewer.membership(&team.members(), &team.viewer).await.unwrap();
        team.viewer.browser.delete(&format!("{}/{viewer}", team.members())).await.expect(200);
        team.admin.browser.patch(&path, &json!({"description": "Ours"})).await.expect(200);
        let list = team.admin.browser.get(&format!("{path}/activity")).await.expect(200);
        insta::assert_snapshot!("activity", list.snapshot());
        let list = list.json();
        let line = list["activity"].as_array().unwrap().iter().find(|one| one["action"] == "token.create").unwrap();
        assert_eq!(line["request_id"], made.header("x-request-id").unwrap());
        assert_eq!(line["actor"]["user_id"], team.editor.id.to_string());
        assert!(line["actor"]["api_token_id"].is_string());
    }

    async fn the_activity_is_read_in_parts(test: TestDb) {
        let team = Team::new(test).await;
        for n in 0..5 {
            team.tokenset(&format!("Set {n}")).await;
        }
        let path = format!("/workspaces/{}/activity", team.workspace);
        let whole = team.owner.browser.get(&path).await.expect(200).json();
        // The workspace itself, three members, five tokensets.
        assert_eq!((whole["total"].clone(), whole.get("next_cursor")), (json!(9), None));
        let (mut parts, mut query) = (Vec::new(), "?limit=4".to_owned());
        loop {
            let part = team.owner.browser.get(&format!("{path}{query}")).await.expect(200).json();
            assert_eq!(part["total"], 9);
            parts.extend(part["activity"].as_array().unwrap().clone());
            match part["next_cursor"].as_str() {
                Some(cursor) => query = format!("?limit=4&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(&parts, whole["activity"].as_array().unwrap());
        for bad in ["limit=0", "limit=1001", "cursor=x"] {
            team.owner.browser.get(&format!("{path}?{bad}")).await.expect(400);
        }
    }

    async fn only_those_who_manage_a_workspace_read_its_activity(test: TestDb) {
        let team = Team::new(test).await;
        let path = format!("/workspaces/{}/activity", team.workspace);
        for who in [&team.owner, &team.admin] {
            who.browser.get(&path).await.expect(200);
        }
        for who in [&team.editor, &team.viewer] {
            let refused = who.browser.get(&path).await.expect(403);
            assert_eq!(refused.error(), "Your workspace role does not allow this operation.");
        }
        assert_eq!(team.stranger.browser.get(&path).await.expect(404).error(), "Workspace not found");
        team.api(&team.owner).await.get(&path).await.expect(404);
    }
}

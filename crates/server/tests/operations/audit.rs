//! Every change leaves one line.

use serde_json::json;
use tokencraft_storage::audit;
use tokencraft_testing::both_databases;

use crate::world::World;

both_databases! {
    async fn every_change_is_written_down_once_and_refusals_are_not(test: TestDb) {
        let world = World::new(test).await;
        let owner = &world.owner;
        let workspace = format!("/workspaces/{}", world.workspace);
        owner.patch(&workspace, &json!({"name": "Renamed"})).await.expect(200);
        owner.patch(&workspace, &json!({"name": "Renamed"})).await.expect(200);
        let (set, light, _) = world.light_and_dark().await;
        owner.patch(&format!("/tokensets/{set}"), &json!({"description": "x"})).await.expect(200);
        owner.patch(&light, &json!({"name": "Day"})).await.expect(200);
        let token = world.token(&light, "a", "color", "#fff").await;
        owner.patch(&token, &json!({"value": "#000"})).await.expect(200);
        owner.patch(&token, &json!({"value": "no colour"})).await.expect(400);
        let batch = json!({"create": [{"name": "b", "type": "color", "value": "{a}"}]});
        owner.post(&format!("{light}/tokens/batch"), &batch).await.expect(200);
        let rename = json!({"from": "a", "to": "c"});
        owner.post(&format!("/tokensets/{set}/tokens/rename"), &rename).await.expect(200);
        let document = json!({"d": {"$type": "color", "$value": "#fff"}});
        owner.post(&format!("/tokensets/{set}/import?dry_run=true"), &document).await.expect(200);
        owner.post(&format!("/tokensets/{set}/import"), &document).await.expect(200);
        world.editor.delete(&token).await.expect(200);
        owner.delete(&light).await.expect(200);
        owner.delete(&format!("/tokensets/{set}")).await.expect(200);
        world.editor.delete(&workspace).await.expect(403);
        let deleted = owner.delete(&workspace).await.expect(200);
        let id = world.workspace;
        let mut lines = world.app.seed(move |tx| audit::of_workspace(tx, id, None, 100)).await;
        lines.reverse();
        let last = &lines.last().unwrap().audit;
        assert_eq!(Some(last.request_id.as_str()), deleted.header("x-request-id"));
        let text: Vec<String> = lines
            .iter()
            .map(|line| {
                let line = &line.audit;
                let by = if line.user_id == world.owner_id { "owner" } else { "editor" };
                let sides = (line.before_json.is_some(), line.after_json.is_some());
                format!("{by} {} {} {} {sides:?}", line.action, line.object_kind, line.object_name)
            })
            .collect();
        insta::assert_snapshot!("audit", text.join("\n"));
    }
}

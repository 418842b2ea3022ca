//! The rules of modes, as callers meet them.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::world::{Script, World};

both_databases! {
    async fn base_disappears_once_and_only_untouched(test: TestDb) {
        let world = World::new(test).await;
        let names = async |set: &str| {
            let list = world.owner.get(&format!("/tokensets/{set}/modes")).await.expect(200).json();
            let modes = list["modes"].as_array().unwrap().clone();
            assert_eq!(list["total"], modes.len());
            let of = |m: &serde_json::Value| {
                let star = if m["is_default"] == true { "*" } else { "" };
                format!("{}{star}", m["name"].as_str().unwrap())
            };
            modes.iter().map(of).collect::<Vec<_>>().join(" ")
        };
        let set = world.tokenset("Fresh").await;
        assert_eq!(names(&set).await, "Base*");
        world.mode(&set, "Dark", false).await;
        assert_eq!(names(&set).await, "Base* Dark");
        world.mode(&set, "Light", true).await;
        assert_eq!(names(&set).await, "Dark Light*");
        let used = world.tokenset("Used").await;
        let token = world.token(&format!("/tokensets/{used}/modes/base"), "a", "color", "#fff").await;
        world.owner.delete(&token).await.expect(200);
        world.mode(&used, "Light", true).await;
        assert_eq!(names(&used).await, "Base Light*");
        let conflict = json!({"name": "BASE"});
        world.owner.post(&format!("/tokensets/{used}/modes"), &conflict).await.expect(409);
    }

    async fn modes_are_made_changed_moved_and_deleted(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        world.token(&light, "a", "color", "#fff").await;
        let mut script = Script::new(&world.owner);
        let modes = format!("/tokensets/{set}/modes");
        script.post(&modes, json!({"name": "High Contrast", "copy_from": light.rsplit('/').next()})).await.expect(201);
        script.get(&format!("{modes}/high-contrast/tokens")).await.expect(200);
        script.post(&modes, json!({"name": "high-contrast"})).await.expect(409);
        script.post(&modes, json!({"name": "—"})).await.expect(400);
        script.post(&modes, json!({"name": "X", "is_default": "yes"})).await.expect(400);
        script.post(&modes, json!({"name": "X", "copy_from": "nothing"})).await.expect(400);
        script.patch(&dark, json!({"position": 0})).await.expect(200);
        script.get(&modes).await.expect(200);
        script.patch(&dark, json!({"position": 3})).await.expect(400);
        script.patch(&dark, json!({"position": -1})).await.expect(400);
        script.patch(&light, json!({"is_default": false})).await.expect(400);
        script.patch(&dark, json!({"is_default": true})).await.expect(200);
        script.patch(&dark, json!({"name": "Night"})).await.expect(200);
        script.get(&format!("{modes}/night")).await.expect(200);
        script.delete(&dark).await.expect(200);
        script.get(&light).await.expect(200);
        script.delete(&format!("{modes}/high-contrast")).await.expect(200);
        script.delete(&light).await.expect(400);
        script.delete(&format!("/tokensets/{set}")).await.expect(200);
        script.get(&light).await.expect(404);
        script.delete(&format!("/workspaces/{}", world.workspace)).await.expect(200);
        insta::assert_snapshot!("modes", script.text());
    }
}

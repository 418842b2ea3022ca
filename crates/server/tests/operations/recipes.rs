//! What the reference documents print, done as printed.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::world::{Script, World};

both_databases! {
    async fn the_reference_recipes_work_as_printed(test: TestDb) {
        let world = World::new(test).await;
        let mut script = Script::new(&world.owner);
        let set = script
            .post(
                &format!("/workspaces/{}/tokensets", world.workspace),
                json!({"name": "Colors", "description": "Color tokens for the design system"}),
            )
            .await
            .expect(201)
            .member("id");
        let modes = format!("/tokensets/{set}/modes");
        script.get(&modes).await.expect(200);
        script.post(&modes, json!({"name": "Light", "is_default": true})).await.expect(201);
        script.post(&modes, json!({"name": "Dark"})).await.expect(201);
        script.get(&modes).await.expect(200);
        let tokens = format!("{modes}/light/tokens");
        let primary = script
            .post(&tokens, json!({
                "name": "colors.primary.500", "type": "color", "value": "#3b82f6",
                "description": "Primary brand color"
            }))
            .await
            .expect(201)
            .member("id");
        script
            .post(&tokens, json!({"name": "colors.blue.500", "type": "color", "value": "#3b82f6"}))
            .await
            .expect(201);
        let alias = script
            .post(&tokens, json!({
                "name": "button.primary.background", "type": "color", "value": "",
                "alias_to": "colors.blue.500"
            }))
            .await
            .expect(201)
            .member("id");
        script.get(&format!("{tokens}/{primary}")).await.expect(200);
        script.get(&format!("{tokens}/{alias}")).await.expect(200);
        script.get(&tokens).await.expect(200);
        script.get(&format!("/tokensets/{set}/tokens?resolve=true&q=BUTTON")).await.expect(200);
        script.get("/workspaces").await.expect(200);
        script.get(&format!("/tokensets/{set}")).await.expect(200);
        script.get(&format!("/workspaces/{}", world.workspace)).await.expect(200);
        insta::assert_snapshot!("recipes", script.text());
    }

    async fn ci_exports_a_mode_by_its_name_in_any_case(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        world.token(&light, "colors.primary.500", "color", "#3b82f6").await;
        world.token(&dark, "colors.primary.500", "color", "#60a5fa").await;
        for name in ["light", "Light", "LIGHT"] {
            let path = format!("/tokensets/{set}/modes/{name}/export?format=css");
            let answer = world.owner.get(&path).await.expect(200);
            assert_eq!(answer.header("content-type"), Some("text/css; charset=utf-8"));
            assert!(answer.text().contains("--colors-primary-500: #3b82f6"), "{}", answer.text());
        }
        let all = world.owner.get(&format!("/tokensets/{set}/export?format=css")).await.expect(200);
        assert!(all.text().contains("[data-theme=\"dark\"]"), "{}", all.text());
        let json = world.owner.get(&format!("/tokensets/{set}/export")).await.expect(200).json();
        assert_eq!(json["$modes"]["dark"]["colors"]["primary"]["500"]["value"], "#60a5fa");
    }
}

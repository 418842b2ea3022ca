//! Every refusal's sentence.

use serde_json::{Value, json};
use tokencraft_testing::both_databases;

use crate::world::{Script, World};

both_databases! {
    async fn names_and_descriptions(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let mut script = Script::new(&world.owner);
        let long = "x".repeat(256);
        let workspace = format!("/workspaces/{}", world.workspace);
        for path in ["/workspaces", &format!("{workspace}/tokensets"), &format!("/tokensets/{set}/modes")] {
            for body in [
                json!({}), json!({"name": null}), json!({"name": 5}), json!({"name": "  "}),
                json!({"name": long}), json!({"name": "a\u{1b}b"}), json!({"name": "a\u{202e}b"}),
            ] {
                let answer = script.post(path, body).await.expect(400);
                assert_eq!(answer.json().as_object().unwrap().len(), 1);
            }
        }
        script.post("/workspaces", json!({"name": "a", "description": 5})).await.expect(400);
        script.post("/workspaces", json!({"name": "a", "description": "\u{0}"})).await.expect(400);
        for path in [&workspace, &format!("/tokensets/{set}"), &light] {
            for body in [json!({"name": ""}), json!({"name": null})] {
                script.patch(path, body).await.expect(400);
            }
        }
        insta::assert_snapshot!("names_and_descriptions", script.text());
    }

    async fn tokens_and_their_members(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let token = world.token(&light, "a.b", "color", "#fff").await;
        let alias = world.token(&light, "a.c", "color", "{a.b}").await;
        let mut script = Script::new(&world.owner);
        let tokens = format!("{light}/tokens");
        for body in [
            json!({"type": "color", "value": "#fff"}),
            json!({"name": "a..b", "type": "color", "value": "#fff"}),
            json!({"name": "$a", "type": "color", "value": "#fff"}),
            json!({"name": "a{b}", "type": "color", "value": "#fff"}),
            json!({"name": "x", "value": "#fff"}),
            json!({"name": "x", "type": "colour", "value": "#fff"}),
            json!({"name": "x", "type": 5, "value": "#fff"}),
            json!({"name": "x", "type": "color"}),
            json!({"name": "x", "type": "color", "value": null}),
            json!({"name": "x", "type": "color", "value": ""}),
            json!({"name": "x", "type": "color", "value": 5}),
            json!({"name": "x", "type": "color", "value": "no colour"}),
            json!({"name": "x", "type": "dimension", "value": "16p"}),
            json!({"name": "x", "type": "color", "value": "#fff", "alias_to": "a.b"}),
            json!({"name": "x", "type": "color", "alias_to": 5}),
            json!({"name": "x", "type": "color", "alias_to": "x.y"}),
            json!({"name": "x", "type": "color", "value": "{x.y}"}),
            json!({"name": "x", "type": "dimension", "alias_to": "a.b"}),
            json!({"name": "x", "type": "border", "value": "1px solid {x.y}"}),
            json!({"name": "x", "type": "color", "value": "#fff", "description": 5}),
        ] {
            script.post(&tokens, body).await.expect(400);
        }
        script.post(&tokens, json!({"name": "a.b", "type": "color", "value": "#fff"})).await.expect(409);
        for body in [
            json!({"name": ""}), json!({"type": "colour"}), json!({"type": null}), json!({"value": null}),
            json!({"value": ""}), json!({"type": "dimension"}),
        ] {
            script.patch(&token, body).await.expect(400);
        }
        script.patch(&alias, json!({"alias_to": null})).await.expect(400);
        script.patch(&alias, json!({"name": "a.b"})).await.expect(409);
        script.patch(&token, json!({"type": "string"})).await.expect(409);
        insta::assert_snapshot!("tokens_and_their_members", script.text());
    }

    async fn lists_exports_and_their_parameters(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let mut script = Script::new(&world.owner);
        for path in [
            "/workspaces?limit=0".to_owned(),
            "/workspaces?cursor=x".into(),
            format!("/tokensets/{set}/tokens?type=colour"),
            format!("/tokensets/{set}/tokens?resolve=yes"),
            format!("/tokensets/{set}/tokens?q=%00"),
            format!("{light}/tokens?limit=1001"),
            format!("/tokensets/{set}/export?format=pdf"),
            format!("/tokensets/{set}/export?references=none"),
            format!("/tokensets/{set}/export?missing=all"),
            format!("/tokensets/{set}/export?gamut=cmyk"),
            format!("/tokensets/{set}/export?strict=1"),
            format!("{light}/export?prefix=%3B"),
        ] {
            script.get(&path).await.expect(400);
        }
        insta::assert_snapshot!("parameters", script.text());
    }

    async fn a24_hostile_paths_are_unknown_ids(test: TestDb) {
        let world = World::new(test).await;
        let (set, _, _) = world.light_and_dark().await;
        for text in ["%00", "%ff", "%E2%80%AE", "..%2F..", "a%20b", "%7B%7D", "' OR 1=1", &"x".repeat(4000)] {
            let text = text.replace(' ', "%20");
            for (path, sentence) in [
                (format!("/workspaces/{text}"), "Workspace not found"),
                (format!("/tokensets/{text}"), "Tokenset not found"),
                (format!("/tokensets/{set}/modes/{text}"), "Mode not found"),
                (format!("/tokensets/{set}/modes/light/tokens/{text}"), "Token not found"),
            ] {
                assert_eq!(world.owner.get(&path).await.expect(404).error(), sentence, "{path}");
            }
        }
    }

    async fn a24_hostile_bodies_are_refused(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let path = format!("{light}/tokens");
        let send = async |content_type: Option<&str>, body: &[u8]| {
            let mut request = world.owner.request("POST", &path).body(body);
            if let Some(content_type) = content_type {
                request = request.header("Content-Type", content_type);
            }
            let answer = request.send().await;
            assert!(!answer.error().is_empty());
            answer.status
        };
        let json = Some("application/json");
        let deep = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        for body in [
            b"[]".as_slice(), b"null", b"{", b"{\"name\":1e999}", b"{\"name\":\"\\ud800\"}",
            b"{\"name\":\"\xff\"}", b"{\"name\":\"a\",\"name\":\"b\",\"type\":\"color\",\"value\":\"#fff\"}",
            deep.as_bytes(),
        ] {
            assert_eq!(send(json, body).await, 400, "{:?}", String::from_utf8_lossy(&body[..body.len().min(80)]));
        }
        assert_eq!(send(None, b"{}").await, 415);
        assert_eq!(send(Some("text/plain"), b"{}").await, 415);
        let hostile = ["\u{0}", "a\u{1b}", "a\u{202e}", "a\u{2028}", "   "];
        for text in hostile {
            for member in ["name", "value", "description", "alias_to", "type"] {
                let mut body = json!({"name": "ok", "type": "string", "value": "ok"});
                if member == "alias_to" {
                    body["value"] = Value::Null;
                }
                body[member] = text.into();
                let answer = world.owner.post(&path, &body).await;
                let spaces_are_text = text == "   " && matches!(member, "value" | "description");
                assert_eq!(answer.status, if spaces_are_text { 201 } else { 400 }, "{member} {text:?}");
                if spaces_are_text {
                    world.owner.delete(&format!("{path}/{}", answer.member("id"))).await.expect(200);
                }
            }
        }
        let longest = json!({"name": "é".repeat(255), "type": "string", "value": "é".repeat(8192)});
        world.owner.post(&path, &longest).await.expect(201);
        let longer = json!({"name": "y", "type": "string", "value": "é".repeat(8193)});
        world.owner.post(&path, &longer).await.expect(400);
    }
}

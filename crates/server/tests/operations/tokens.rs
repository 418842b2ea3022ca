//! Aliases, batches, renames: what a write does to everything that refers to it.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tokencraft_testing::both_databases;

use crate::world::{Script, World};

both_databases! {
    async fn a29_cycles_mismatches_and_missing_targets_are_refused(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let a = world.token(&light, "a", "color", "#fff").await;
        world.token(&light, "b", "color", "{a}").await;
        let error = async |path: &str, body: Value| world.owner.patch(path, &body).await.expect(400).error();
        assert_eq!(error(&a, json!({"alias_to": "b"})).await, "Alias cycle: a → b → a");
        assert_eq!(error(&a, json!({"value": "{a}"})).await, "Alias cycle: a → a");
        assert_eq!(error(&a, json!({"alias_to": "x.y"})).await, "Alias target not found: x.y");
        world.token(&light, "size", "dimension", "4px").await;
        assert_eq!(
            error(&a, json!({"alias_to": "size"})).await,
            "Alias type mismatch: color cannot alias dimension"
        );
        // A rename that would close a cycle: c refers to d, which is not there any more.
        let d = world.token(&light, "d", "color", "#000").await;
        let c = world.token(&light, "c", "color", "{d}").await;
        world.owner.delete(&d).await.expect(200);
        let e = world.token(&light, "e", "color", "#000").await;
        world.owner.patch(&e, &json!({"name": "d"})).await.expect(200);
        assert_eq!(error(&e, json!({"alias_to": "c"})).await, "Alias cycle: d → c → d");
        world.owner.delete(&e).await.expect(200);
        assert_eq!(error(&c, json!({"name": "d"})).await, "Alias cycle: d → d");
        world.owner.get(&format!("{light}/export")).await.expect(200);
    }

    async fn a29_a_thousand_cycle_is_refused_and_named(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let first = world.token(&light, "t0", "color", "#fff").await;
        let create: Vec<_> = (1..1000)
            .map(|i| json!({"name": format!("t{i}"), "type": "color", "alias_to": format!("t{}", i - 1)}))
            .collect();
        world.owner.post(&format!("{light}/tokens/batch"), &json!({"create": create})).await.expect(200);
        let error = world.owner.patch(&first, &json!({"alias_to": "t999"})).await.expect(400).error();
        assert!(error.starts_with("Alias cycle: t0 → t999 → t998"), "{error}");
        assert_eq!(error.matches('→').count(), 1000);
        assert!(error.ends_with("→ t0"));
        world.owner.get(&format!("{light}/tokens?resolve=true")).await.expect(200);
    }

    async fn a30_long_chains_and_wide_fans_stay_within_bounds(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let mut create = vec![json!({"name": "c0", "type": "color", "value": "#123456"})];
        create.extend((1..5000).map(|i| {
            json!({"name": format!("c{i}"), "type": "color", "alias_to": format!("c{}", i - 1)})
        }));
        create.push(json!({"name": "w0", "type": "string", "value": "0123456789"}));
        create.extend((1..40).map(|i| {
            json!({"name": format!("w{i}"), "type": "string", "value": format!("{{w{0}}} {{w{0}}}", i - 1)})
        }));
        let batch = world.owner.post(&format!("{light}/tokens/batch"), &json!({"create": create})).await;
        batch.expect(200);
        let last = world.owner.get(&format!("{light}/tokens?q=c4999&resolve=true")).await.expect(200).json();
        assert_eq!(last["tokens"][0]["resolved_value"], "#123456");
        let wide = world.owner.get(&format!("{light}/tokens?q=w39&resolve=true")).await.expect(200).json();
        assert_eq!(wide["tokens"][0]["resolved_value"], Value::Null);
        for format in ["json", "css", "ios", "android"] {
            let path = format!("{light}/export?format={format}");
            let body = world.owner.get(&path).await.expect(200).body;
            assert!(body.len() < 4 << 20, "{}", body.len());
        }
    }

    async fn a_value_and_an_alias_turn_into_each_other(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        world.token(&light, "base", "color", "#fff").await;
        let token = world.token(&light, "t", "color", "#000").await;
        let seen = async |body: Value| {
            world.owner.patch(&token, &body).await.expect(200);
            let t = world.owner.get(&token).await.expect(200).json();
            (t["value"].clone(), t["alias_to"].clone(), t["resolved_value"].clone())
        };
        let alias = (Value::Null, json!("base"), json!("#fff"));
        assert_eq!(seen(json!({"alias_to": "base"})).await, alias);
        assert_eq!(seen(json!({"value": "#111"})).await, (json!("#111"), Value::Null, json!("#111")));
        assert_eq!(seen(json!({"value": "{base}"})).await, alias);
        assert_eq!(
            seen(json!({"value": "#222", "alias_to": null})).await,
            (json!("#222"), Value::Null, json!("#222"))
        );
        assert_eq!(seen(json!({"alias_to": "base", "value": ""})).await, alias);
    }

    async fn a_patch_without_known_members_changes_nothing(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let token = world.token(&light, "a", "color", "#fff").await;
        world.app.clock.advance(std::time::Duration::from_mins(1));
        for path in [format!("/workspaces/{}", world.workspace), format!("/tokensets/{set}"), light, token] {
            let before = world.owner.get(&path).await.expect(200);
            for body in [json!({}), json!({"unknown": 1}), json!({"id": "x", "created_at": null})] {
                world.owner.patch(&path, &body).await.expect(200);
            }
            let after = world.owner.get(&path).await.expect(200);
            assert_eq!(after.body, before.body);
            assert_eq!(after.header("etag"), before.header("etag"));
        }
    }

    async fn a_renamed_token_is_followed_by_every_reference(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        let base = world.token(&light, "base.blue", "color", "#00f").await;
        world.token(&light, "link", "color", "{base.blue}").await;
        world.token(&dark, "edge", "border", "1px solid {base.blue}").await;
        let mut script = Script::new(&world.owner);
        script.patch(&base, json!({"name": "base.azure"})).await.expect(200);
        script.get(&format!("/tokensets/{set}/tokens?resolve=true")).await.expect(200);
        let rename = format!("/tokensets/{set}/tokens/rename");
        script.post(&rename, json!({"from": "base.*", "to": "core.*"})).await.expect(200);
        script.get(&format!("{dark}/tokens?resolve=true")).await.expect(200);
        script.post(&rename, json!({"from": "core.azure", "to": "link"})).await.expect(409);
        script.post(&rename, json!({"from": "nothing", "to": "x"})).await.expect(400);
        script.post(&rename, json!({"from": "core.*", "to": "x"})).await.expect(400);
        script.post(&rename, json!({"from": "link"})).await.expect(400);
        insta::assert_snapshot!("renames", script.text());
    }

    async fn a_rename_that_would_bend_a_reference_is_refused_however_it_is_asked_for(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let base = world.token(&light, "base", "color", "#111").await;
        // In Dark, base is Light's; taken is its own.
        let user = world.token(&dark, "user", "color", "{base}").await;
        world.token(&dark, "taken", "color", "#222").await;
        let sentence = "References would mean another token: user (refers to taken)";
        let patch = world.owner.patch(&base, &json!({"name": "taken"})).await.expect(409);
        assert_eq!(patch.error(), sentence);
        let rename = json!({"from": "base", "to": "taken"});
        let renamed = world.owner.post(&format!("/tokensets/{set}/tokens/rename"), &rename).await.expect(409);
        assert_eq!(renamed.error(), sentence);
        let batch = json!({"update": [{"id": id(&base), "name": "taken"}]});
        let refused = world.owner.post(&format!("{light}/tokens/batch"), &batch).await.expect(409);
        assert_eq!(refused.error(), format!("update[0]: {sentence}"));
        // Nothing is bent when the referring token goes another way.
        assert_eq!(world.owner.get(&user).await.json()["resolved_value"], "#111");
        world.owner.patch(&user, &json!({"value": "#333"})).await.expect(200);
        world.owner.patch(&base, &json!({"name": "taken"})).await.expect(200);
    }

    async fn a_rename_beside_a_deletion_or_a_new_value_is_judged_by_what_is_left(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let old = world.token(&light, "old", "color", "#111").await;
        let new = world.token(&light, "new", "color", "#222").await;
        let user = world.token(&light, "user", "color", "{old}").await;
        let batch = format!("{light}/tokens/batch");
        let body = json!({"delete": [id(&old)], "update": [{"id": id(&new), "name": "old"}]});
        world.owner.post(&batch, &body).await.expect(200);
        assert_eq!(world.owner.get(&user).await.json()["resolved_value"], "#222");
        let taken = world.owner.patch(&user, &json!({"name": "old"})).await.expect(409);
        assert_eq!(taken.error(), "A token named old already exists in this mode");
    }

    async fn a_rename_makes_no_value_longer_than_values_may_be(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let word = world.token(&light, "w", "string", "x").await;
        world.token(&light, "text", "string", &"{w} ".repeat(4_000)).await;
        let long = "w".repeat(40);
        let sentence = "With the new name a value would be longer than 16384 bytes: text";
        let patch = world.owner.patch(&word, &json!({"name": long})).await.expect(409);
        assert_eq!(patch.error(), sentence);
        let rename = json!({"from": "w", "to": long});
        let renamed = world.owner.post(&format!("/tokensets/{set}/tokens/rename"), &rename).await.expect(409);
        assert_eq!(renamed.error(), sentence);
        world.owner.patch(&word, &json!({"name": "v"})).await.expect(200);
    }

    async fn a_batch_is_one_change_in_any_order(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let a = id(&world.token(&light, "a", "color", "#00a").await);
        let b = id(&world.token(&light, "b", "color", "#00b").await);
        let gone = id(&world.token(&light, "gone", "dimension", "1px").await);
        world.token(&light, "user", "color", "{a}").await;
        let mut script = Script::new(&world.owner);
        let batch = format!("{light}/tokens/batch");
        script.post(&batch, json!({
            "create": [
                {"name": "gone", "type": "color", "alias_to": "later"},
                {"name": "later", "type": "color", "value": "#fff"}
            ],
            "update": [{"id": a, "name": "b"}, {"id": b, "name": "a"}],
            "delete": [gone]
        })).await.expect(200);
        script.get(&format!("{light}/tokens?resolve=true")).await.expect(200);
        // A type may change when the same batch repairs what refers to it.
        let user = world.owner.get(&format!("{light}/tokens?q=user")).await.json();
        let user = user["tokens"][0]["id"].clone();
        script.post(&batch, json!({"update": [{"id": a, "type": "dimension", "value": "4px"}]})).await.expect(409);
        script.post(&batch, json!({"update": [
            {"id": a, "type": "dimension", "value": "4px"}, {"id": user, "type": "dimension"}
        ]})).await.expect(200);
        for body in [
            json!({"create": [{"name": "ok", "type": "color", "value": "#fff"}, {"name": "x"}]}),
            json!({"create": [{"name": "x", "type": "color", "value": "{nowhere}"}]}),
            json!({"create": [{"name": "x", "type": "color", "value": "#fff"}, {"name": "x", "type": "color", "value": "#fff"}]}),
            json!({"update": [{"id": "nothing"}]}),
            json!({"delete": [world.app.unknown_id().to_string()]}),
            json!({"update": [{"id": a}], "delete": [a]}),
            json!({"create": {}}),
            json!({"update": [{"id": a, "if_match": "\"1-x\"", "value": "5px"}]}),
        ] {
            let status = script.post(&batch, body).await.status;
            assert!((400..=412).contains(&status), "{status}");
        }
        assert_eq!(script.get(&format!("{light}/tokens?q=ok")).await.json()["total"], 0);
        let many: Vec<_> = (0..10_001).map(|_| json!(a)).collect();
        let refused = world.owner.post(&batch, &json!({"delete": many})).await.expect(400);
        assert_eq!(refused.error(), "A batch must have at most 10000 operations");
        insta::assert_snapshot!("batches", script.text());
    }

    async fn diagnostics_report_what_a_deletion_breaks(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        let base = world.token(&light, "base", "color", "#fff").await;
        let user = world.token(&light, "user", "color", "{base}").await;
        world.token(&dark, "user", "color", "{base}").await;
        let path = format!("/tokensets/{set}/diagnostics");
        assert_eq!(world.owner.get(&path).await.expect(200).json()["total"], 0);
        world.owner.delete(&base).await.expect(200);
        let mut script = Script::new(&world.owner);
        script.get(&path).await.expect(200);
        script.get(&user).await.expect(200);
        insta::assert_snapshot!("diagnostics", script.text());
        let first = world.owner.get(&format!("{path}?limit=1")).await.expect(200).json();
        assert_eq!((first["total"].clone(), first["diagnostics"].as_array().unwrap().len()), (json!(2), 1));
        let next = format!("{path}?limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
        let second = world.owner.get(&next).await.expect(200).json();
        assert_ne!(second["diagnostics"], first["diagnostics"]);
        assert_eq!(second["next_cursor"], Value::Null);
    }

    async fn lists_filter_count_and_cut(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        for i in 0..5 {
            world.token(&light, &format!("Color.{i}"), "color", "#fff").await;
            world.token(&dark, &format!("space.{i}"), "dimension", "1px").await;
        }
        let all = format!("/tokensets/{set}/tokens");
        let total = async |query: &str| {
            world.owner.get(&format!("{all}?{query}")).await.expect(200).json()["total"].clone()
        };
        assert_eq!(total("").await, 10);
        assert_eq!(total("type=color").await, 5);
        assert_eq!(total("q=CoLoR").await, 5);
        assert_eq!(total("q=color&type=dimension").await, 0);
        assert_eq!(total("limit=1").await, 10);
        let mut names = String::new();
        let mut cursor = String::new();
        loop {
            let page = world.owner.get(&format!("{all}?limit=3{cursor}")).await.expect(200).json();
            for token in page["tokens"].as_array().unwrap() {
                let _ = write!(names, "{} ", token["name"].as_str().unwrap());
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let expected = "Color.0 space.0 Color.1 space.1 Color.2 space.2 Color.3 space.3 Color.4 space.4 ";
        assert_eq!(names, expected);
    }
}

//! Documents in, code out.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::world::{Script, World};

both_databases! {
    async fn a_document_is_imported_reported_and_counted_once(test: TestDb) {
        let world = World::new(test).await;
        let set = world.tokenset("Colors").await;
        let mut script = Script::new(&world.owner);
        let import = format!("/tokensets/{set}/import");
        let document = json!({
            "colors": {
                "$type": "color",
                "blue": {"$value": "#3b82f6", "$description": "Brand"},
                "link": {"$value": "{colors.blue}"},
                "lost": {"$value": "{colors.nowhere}"}
            },
            "space": {"2": {"$type": "dimension", "$value": {"value": 8, "unit": "px"}}}
        });
        script.post(&format!("{import}?dry_run=true"), document.clone()).await.expect(200);
        script.get(&format!("/tokensets/{set}/tokens")).await.expect(200);
        script.post(&import, document.clone()).await.expect(200);
        script.post(&import, document.clone()).await.expect(200);
        script.get(&format!("/tokensets/{set}/tokens?resolve=true")).await.expect(200);
        let fewer = json!({"colors": {"$type": "color", "blue": {"$value": "#2563eb"}}});
        script.post(&format!("{import}?strategy=replace"), fewer).await.expect(200);
        // A colour is an object by the standard.
        script.post(&format!("{import}?strict=true"), document).await.expect(400);
        let lost = json!({
            "colors": {
                "$type": "color",
                "blue": {"$value": {"colorSpace": "srgb", "components": [0.23, 0.51, 0.96]}},
                "lost": {"$value": "{colors.nowhere}"}
            }
        });
        script.post(&format!("{import}?strict=true"), lost).await.expect(400);
        script.post(&format!("{import}?strategy=other"), json!({})).await.expect(400);
        script.post(&format!("{import}?format=pdf"), json!({})).await.expect(400);
        script.post(&format!("{import}?mode=nothing"), json!({"a": {"$type": "color", "$value": "#fff"}})).await.expect(400);
        script.get(&format!("/tokensets/{set}/tokens")).await.expect(200);
        insta::assert_snapshot!("import", script.text());
    }

    async fn what_json_exports_comes_back_with_its_modes(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        world.token(&light, "colors.primary", "color", "#3b82f6").await;
        world.token(&light, "gap", "dimension", "4px").await;
        world.token(&dark, "colors.primary", "color", "#60a5fa").await;
        let exported = world.owner.get(&format!("/tokensets/{set}/export")).await.expect(200);
        let path = format!("/workspaces/{}/import?name=Copy", world.workspace);
        let report = world.owner.post(&path, &exported.json()).await.expect(200).json();
        assert_eq!((report["created"].clone(), report["skipped"].clone()), (json!(3), json!([])));
        let sets = world.owner.get(&format!("/workspaces/{}/tokensets", world.workspace)).await.json();
        assert_eq!(sets["tokensets"][1]["name"], "Copy");
        let copy = sets["tokensets"][1]["id"].as_str().unwrap().to_owned();
        let modes = world.owner.get(&format!("/tokensets/{copy}/modes")).await.json();
        assert_eq!(modes["total"], 2);
        assert_eq!(modes["modes"][0]["is_default"], true);
        let again = world.owner.get(&format!("/tokensets/{copy}/export")).await.expect(200);
        assert_eq!(again.text(), exported.text());
        // Once more: it is found by its name, and nothing differs.
        let report = world.owner.post(&path, &exported.json()).await.expect(200).json();
        assert_eq!((report["unchanged"].clone(), report["created"].clone()), (json!(3), json!(0)));
    }

    async fn an_alias_without_a_type_takes_its_target_s_from_where_that_is(test: TestDb) {
        let world = World::new(test).await;
        let set = world.tokenset("Colors").await;
        world.mode(&set, "Dark", false).await;
        let import = format!("/tokensets/{set}/import");
        let base = json!({"blue": {"$type": "color", "$value": "#3b82f6"}});
        world.owner.post(&import, &base).await.expect(200);
        let dark = json!({"link": {"$value": "{blue}"}, "lost": {"$value": "{nowhere}"}});
        let import = format!("{import}?mode=dark");
        let report = world.owner.post(&import, &dark).await.expect(200).json();
        assert_eq!(report["created"], 2);
        let warned: Vec<_> = report["warnings"].as_array().unwrap().iter().map(|w| (&w["path"], &w["code"])).collect();
        assert_eq!(warned, [(&json!("lost"), &json!("type_unknown")), (&json!("lost"), &json!("alias_not_found"))]);
        let report = world.owner.post(&import, &dark).await.expect(200).json();
        assert_eq!(report["unchanged"], 2);
        let tokens = world.owner.get(&format!("/tokensets/{set}/modes/dark/tokens?resolve=true")).await.expect(200).json();
        assert_eq!(tokens["tokens"][0]["type"], "color");
        assert_eq!(tokens["tokens"][0]["resolved_value"], "#3b82f6");
    }

    async fn a_form_with_several_files_makes_tokensets_of_their_names(test: TestDb) {
        let world = World::new(test).await;
        let part = |name: &str, text: &str| format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/json\r\n\r\n{text}\r\n"
        );
        let body = [
            part("colors.tokens.json", r##"{"blue": {"$type": "color", "$value": "#00f"}}"##),
            part("space.json", r#"{"2": {"$type": "dimension", "$value": {"value": 8, "unit": "px"}}}"#),
            "--b--\r\n".to_owned(),
        ].concat();
        let send = async |path: &str, body: &str| {
            let request = world.owner.request("POST", path);
            request.header("Content-Type", "multipart/form-data; boundary=b").body(body).send().await
        };
        let path = format!("/workspaces/{}/import", world.workspace);
        assert_eq!(send(&path, &body).await.expect(200).json()["created"], 2);
        let sets = world.owner.get(&format!("/workspaces/{}/tokensets", world.workspace)).await.json();
        let names: Vec<_> = sets["tokensets"].as_array().unwrap().iter().map(|s| s["name"].clone()).collect();
        assert_eq!(names, ["colors", "space"]);
        let set = world.tokenset("Both").await;
        assert_eq!(send(&format!("/tokensets/{set}/import"), &body).await.expect(200).json()["created"], 2);
        let bad = [part("good.json", "{}"), part("bad.json", "{\n]"), "--b--\r\n".to_owned()].concat();
        let refused = send(&path, &bad).await.expect(400).error();
        assert!(refused.starts_with("bad.json: The file is not valid JSON"), "{refused}");
        send(&path, "--b--\r\n").await.expect(400);
        send(&path, "nonsense").await.expect(400);
        let text = world.owner.request("POST", &path).header("Content-Type", "text/html").body("{}");
        text.send().await.expect(415);
    }

    async fn a_form_says_for_each_file_where_it_goes(test: TestDb) {
        let world = World::new(test).await;
        let file = |mode: Option<&str>, name: &str, text: &str| {
            let mode = mode.map(|mode| format!("--b\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\n{mode}\r\n"));
            let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
            format!("{}{head}Content-Type: application/json\r\n\r\n{text}\r\n", mode.unwrap_or_default())
        };
        let send = async |path: &str, files: &[String]| {
            let request = world.owner.request("POST", path);
            let body = format!("{}--b--\r\n", files.concat());
            request.header("Content-Type", "multipart/form-data; boundary=b").body(body).send().await
        };
        let path = format!("/workspaces/{}/import", world.workspace);
        let tokenset = |name: &str| format!("--b\r\nContent-Disposition: form-data; name=\"tokenset\"\r\n\r\n{name}\r\n");
        let ink = |color: &str| format!(r#"{{"ink":{{"$type":"color","$value":"{color}"}},"bad":{{"$type":"color","$value":"no"}}}}"#);
        let themes = [
            file(Some(" Light "), "theme.light.tokens.json", &ink("#000")),
            file(Some("Dark"), "theme.dark.tokens.json", &ink("#fff")),
            tokenset("Space. 2"),
            file(None, "space.tokens.json", r##"{"ink":{"$type":"color","$value":"#111"}}"##),
        ];
        let report = send(&path, &themes).await.expect(200).json();
        insta::allow_duplicates! { insta::assert_snapshot!(format!("{report:#}"), @r#"
        {
          "created": 5,
          "updated": 0,
          "unchanged": 0,
          "deleted": 0,
          "skipped": [],
          "warnings": [
            {
              "path": "bad",
              "code": "invalid_value",
              "reason": "Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260): unknown colour name `no`; the token is kept as string at /bad/$value (line 1, column 74)",
              "file": "theme.light.tokens.json"
            },
            {
              "path": "bad",
              "code": "invalid_value",
              "reason": "Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260): unknown colour name `no`; the token is kept as string at /bad/$value (line 1, column 74)",
              "file": "theme.dark.tokens.json"
            }
          ],
          "recognised": [
            {
              "file": "theme.light.tokens.json",
              "format": "dtcg",
              "reason": "its tokens have a `$value`",
              "tokenset": "theme",
              "modes": []
            },
            {
              "file": "theme.dark.tokens.json",
              "format": "dtcg",
              "reason": "its tokens have a `$value`",
              "tokenset": "theme",
              "modes": []
            },
            {
              "file": "space.tokens.json",
              "format": "dtcg",
              "reason": "its tokens have a `$value`",
              "tokenset": "Space. 2",
              "modes": []
            }
          ]
        }
        "#); }
        let sets = world.owner.get(&format!("/workspaces/{}/tokensets", world.workspace)).await.json();
        let theme = sets["tokensets"][0]["id"].as_str().unwrap().to_owned();
        let modes = world.owner.get(&format!("/tokensets/{theme}/modes")).await.json();
        let names: Vec<_> = modes["modes"].as_array().unwrap().iter().map(|mode| mode["name"].clone()).collect();
        assert_eq!(names, ["Light", "Dark"]);
        let dark = world.owner.get(&format!("/tokensets/{theme}/modes/dark/tokens")).await.json();
        assert_eq!(dark["tokens"][0]["value"], "#fff");
        // Again: the modes are there; the form's word goes before the query's.
        let again = send(&format!("{path}?mode=light"), &themes[..2]).await.expect(200).json();
        assert_eq!((&again["unchanged"], &again["updated"]), (&json!(4), &json!(0)));

        // A file that says nothing means `Base`, which then stays.
        let both = [
            file(None, "kit.json", &ink("#111")),
            file(Some("Dark"), "kit.json", &ink("#eee")),
        ];
        send(&path, &both).await.expect(200);
        let sets = world.owner.get(&format!("/workspaces/{}/tokensets", world.workspace)).await.json();
        let kit = sets["tokensets"][2]["id"].as_str().unwrap().to_owned();
        let base = world.owner.get(&format!("/tokensets/{kit}/modes/base/tokens")).await.expect(200).json();
        assert_eq!(base["tokens"][0]["value"], "#111");

        let own = r#"{"$modes":{"a":{"x":{"type":"number","value":"1"}},"b":{}}}"#;
        let refused = send(&path, &[file(Some("Dark"), "own.json", own)]).await.expect(400);
        assert_eq!(refused.error(), "mode cannot be given for a document that has modes itself");
        let refused = send(&path, &[file(Some(" "), "a.json", "{}")]).await.expect(400);
        assert_eq!(refused.error(), "mode must be a non-empty string");
    }

    async fn a24_documents_bring_no_forbidden_names(test: TestDb) {
        let world = World::new(test).await;
        let set = world.tokenset("Colors").await;
        let import = format!("/tokensets/{set}/import");
        for name in ["a\u{202e}b", "a\u{1b}b", "***", " ", &"x".repeat(256)] {
            let document = json!({"$modes": {name: {"q": {"value": "#fff", "type": "color"}}}});
            world.owner.post(&import, &document).await.expect(400);
        }
        let token = json!({"a\u{202e}b": {"$type": "color", "$value": "#fff", "$description": "x\u{202e}y"}});
        let report = world.owner.post(&import, &token).await.expect(200).json();
        assert_eq!((report["created"].clone(), report["skipped"].as_array().unwrap().len()), (json!(0), 1));
        let modes = world.owner.get(&format!("/tokensets/{set}/modes")).await.json();
        assert_eq!((modes["total"].clone(), modes["modes"][0]["name"].clone()), (json!(1), json!("Base")));
    }

    async fn an_export_is_compressed_once_and_comes_back_the_same(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        let create: Vec<_> = (0..200)
            .map(|n| json!({"name": format!("space.{n}"), "type": "dimension", "value": format!("{n}px")}))
            .collect();
        world.owner.post(&format!("{light}/tokens/batch"), &json!({"create": create})).await.expect(200);
        let path = format!("{light}/export?format=css");
        let plain = world.owner.get(&path).await.expect(200);
        for _ in 0..2 {
            let zstd = world.owner.request("GET", &path).header("Accept-Encoding", "zstd").send().await;
            assert_eq!(zstd.header("content-encoding"), Some("zstd"));
            assert_eq!(zstd::decode_all(&zstd.body[..]).unwrap(), plain.body);
        }
        world.token(&light, "last", "dimension", "1px").await;
        let zstd = world.owner.request("GET", &path).header("Accept-Encoding", "zstd").send().await;
        let text = String::from_utf8(zstd::decode_all(&zstd.body[..]).unwrap()).unwrap();
        assert!(text.contains("--last: 1px"));
    }

    async fn a_resolver_document_takes_the_other_files_of_its_form_and_comes_back(test: TestDb) {
        let world = World::new(test).await;
        let part = |name: &str, text: &str| format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/json\r\n\r\n{text}\r\n"
        );
        let document = json!({
            "version": "2025.10",
            "sets": {"base": {"sources": [{"$ref": "./tokens/base.json"}]}},
            "modifiers": {"theme": {"contexts": {
                "light": [],
                "dark": [{"ink": {"$type": "color", "$value": "#fff"}}]
            }}},
            "resolutionOrder": [{"$ref": "#/sets/base"}, {"$ref": "#/modifiers/theme"}]
        });
        let base = json!({
            "ink": {"$type": "color", "$value": "#000"},
            "text": {"$type": "color", "$value": "{ink}"}
        });
        let body = [
            part("base.json", &base.to_string()),
            part("Acme.resolver.json", &document.to_string()),
            "--b--\r\n".to_owned(),
        ].concat();
        let send = async |path: &str, body: &str| {
            let request = world.owner.request("POST", path);
            request.header("Content-Type", "multipart/form-data; boundary=b").body(body).send().await
        };
        let path = format!("/workspaces/{}/import", world.workspace);
        assert_eq!(send(&path, &body).await.expect(200).json()["created"], 4);
        let sets = world.owner.get(&format!("/workspaces/{}/tokensets", world.workspace)).await.json();
        assert_eq!(sets["tokensets"][0]["name"], "Acme");
        let set = sets["tokensets"][0]["id"].as_str().unwrap().to_owned();
        let tokens = world.owner.get(&format!("/tokensets/{set}/modes/dark/tokens?resolve=true")).await.expect(200).json();
        assert_eq!(tokens["tokens"][1]["name"], "text");
        assert_eq!(tokens["tokens"][1]["resolved_value"], "#fff");

        let all = world.owner.get(&format!("/tokensets/{set}/export?format=dtcg&download=true")).await.expect(200);
        assert_eq!(all.header("content-type"), Some("application/design-tokens+json"));
        assert!(all.header("content-disposition").unwrap().contains("Acme.resolver.json"));
        let other = world.tokenset("Copy").await;
        let import = format!("/tokensets/{other}/import");
        let again = world.owner.request("POST", &format!("{import}?strict=true"));
        let again = again.header("Content-Type", "application/json").body(all.text()).send().await;
        assert_eq!(again.expect(200).json()["created"], 4);
        let copy = world.owner.get(&format!("/tokensets/{other}/export?format=dtcg")).await.expect(200);
        assert_eq!(copy.text(), all.text());

        let narrow = send(&format!("{import}?input=theme:dark&dry_run=true"), &body).await.expect(200).json();
        assert_eq!(narrow["updated"].as_u64().unwrap() + narrow["unchanged"].as_u64().unwrap(), 2);
        for (query, error) in [
            ("input=theme", "input must be MODIFIER:CONTEXT, several parted by commas"),
            ("input=theme:blue", "The modifier `theme` has no context `blue`. It has: light, dark"),
        ] {
            let refused = send(&format!("{import}?{query}"), &body).await.expect(400).json();
            assert!(refused["error"].as_str().unwrap().ends_with(error), "{refused}");
        }
        let alone = world.owner.request("POST", &import).header("Content-Type", "application/json");
        let alone = alone.body(document.to_string()).send().await.expect(400).json();
        let missing = "The file `./tokens/base.json` that the document refers to is missing at /sets/base/sources/0/$ref";
        assert!(alone["error"].as_str().unwrap().starts_with(missing), "{alone}");
    }

    async fn what_groups_say_is_kept_and_given_back(test: TestDb) {
        let world = World::new(test).await;
        let set = world.tokenset("Colors").await;
        let import = format!("/tokensets/{set}/import");
        let export = format!("/tokensets/{set}/modes/base/export?format=dtcg");
        let source = json!({
            "$description": "Acme",
            "$extensions": {"org.example": {"x": 1}},
            "colors": {
                "$description": "All of them\r\n",
                "$extensions": {"com.figma": [true]},
                "old": {"$deprecated": "gone", "blue": {"$type": "string", "$value": "navy"}},
                "red": {"$type": "color", "$value": "#f00"}
            }
        });
        world.owner.post(&import, &source).await.expect(200);
        let first = world.owner.get(&export).await.expect(200);
        let json = first.json();
        assert_eq!(json["$description"], "Acme");
        assert_eq!(json["$extensions"]["org.example"], json!({"x": 1}));
        assert_eq!(json["colors"]["$description"], "All of them\n");
        assert_eq!(json["colors"]["$extensions"], json!({"com.figma": [true]}));
        assert_eq!(json["colors"]["old"], json!({"$deprecated": "gone"}));
        let ours = world.owner.get(&format!("/tokensets/{set}/modes/base/export")).await.json();
        assert_eq!(ours["colors"]["old"]["$deprecated"], "gone");

        // The same again changes nothing; other words about a group change the export and nothing else.
        world.owner.post(&import, &source).await.expect(200);
        let again = world.owner.get(&export).await.expect(200);
        assert_eq!((again.text(), again.header("etag")), (first.text(), first.header("etag")));
        let words = json!({"colors": {"$description": "New", "red": {"$type": "color", "$value": "#f00"}}});
        let report = world.owner.post(&format!("{import}?dry_run=true"), &words).await.expect(200).json();
        assert_eq!((&report["unchanged"], &report["warnings"]), (&json!(1), &json!([])));
        assert_eq!(world.owner.get(&export).await.text(), first.text());
        world.owner.post(&import, &words).await.expect(200);
        let merged = world.owner.get(&export).await.expect(200);
        assert_ne!(merged.header("etag"), first.header("etag"));
        assert_eq!(merged.json()["$description"], "Acme");
        assert_eq!(merged.json()["colors"]["$description"], "New");
        assert_eq!(merged.json()["colors"].get("$extensions"), None);
        assert_eq!(merged.json()["colors"]["old"]["$deprecated"], "gone");

        // A copy of the mode has them, and goes with them.
        let copy = json!({"name": "Copy", "copy_from": "base"});
        world.owner.post(&format!("/tokensets/{set}/modes"), &copy).await.expect(201);
        let copied = format!("/tokensets/{set}/modes/copy");
        let copied_export = world.owner.get(&format!("{copied}/export?format=dtcg")).await.expect(200);
        assert_eq!(copied_export.text(), merged.text());
        let all = world.owner.get(&format!("/tokensets/{set}/export?format=dtcg")).await.expect(200).json();
        let contexts = &all["modifiers"]["mode"]["contexts"];
        assert_eq!(contexts["Copy"][0]["colors"]["$description"], "New");
        assert_eq!(contexts["Copy"], contexts["Base"]);

        // They move with their tokens, in every mode, and stay when those are gone.
        let rename = json!({"from": "colors.*", "to": "paint.all.*"});
        world.owner.post(&format!("/tokensets/{set}/tokens/rename"), &rename).await.expect(200);
        for mode in ["base", "copy"] {
            let path = format!("/tokensets/{set}/modes/{mode}/export?format=dtcg");
            let json = world.owner.get(&path).await.json();
            assert_eq!(json["paint"]["all"]["$description"], "New");
            assert_eq!(json["paint"]["all"]["old"]["$deprecated"], "gone");
            assert_eq!(json.get("colors"), None);
        }
        let tokens = world.owner.get(&format!("{copied}/tokens")).await.json();
        for token in tokens["tokens"].as_array().unwrap() {
            world.owner.delete(&format!("{copied}/tokens/{}", token["id"].as_str().unwrap())).await.expect(200);
        }
        let empty = world.owner.get(&format!("{copied}/export?format=dtcg")).await.json();
        assert_eq!((&empty["$description"], empty.get("paint")), (&json!("Acme"), None));
        world.token(&copied, "paint.all.new", "number", "1").await;
        let filled = world.owner.get(&format!("{copied}/export?format=dtcg")).await.json();
        assert_eq!(filled["paint"]["all"]["$description"], "New");

        // All of it may be replaced.
        let other = json!({"a": {"$description": "A", "b": {"$type": "number", "$value": 1}}});
        world.owner.post(&format!("{import}?strategy=replace"), &other).await.expect(200);
        let replaced = world.owner.get(&export).await.json();
        assert_eq!((replaced.get("$description"), &replaced["a"]["$description"]), (None, &json!("A")));
        world.token(&format!("/tokensets/{set}/modes/base"), "paint.all.new", "number", "1").await;
        let replaced = world.owner.get(&export).await.json();
        assert_eq!(replaced["paint"]["all"].get("$description"), None);
        world.owner.delete(&copied).await.expect(200);
        world.owner.delete(&format!("/tokensets/{set}")).await.expect(200);
    }

    async fn a_mode_of_which_only_the_groups_are_known_is_not_untouched(test: TestDb) {
        let world = World::new(test).await;
        let set = world.tokenset("Colors").await;
        let import = format!("/tokensets/{set}/import");
        world.owner.post(&import, &json!({"a": {"$description": "A"}})).await.expect(200);
        world.mode(&set, "Light", true).await;
        let modes = world.owner.get(&format!("/tokensets/{set}/modes")).await.json();
        assert_eq!(modes["total"], 2);
        let base = format!("/tokensets/{set}/modes/base");
        world.token(&base, "a.b", "number", "1").await;
        let json = world.owner.get(&format!("{base}/export")).await.json();
        assert_eq!(json["a"]["$description"], "A");
    }

    async fn a_group_s_description_has_the_limits_of_others(test: TestDb) {
        let world = World::new(test).await;
        let set = world.tokenset("Colors").await;
        let import = format!("/tokensets/{set}/import");
        let long = json!({"a": {"$description": "x".repeat(4097), "$deprecated": true, "b": {"$type": "number", "$value": 1}}});
        let report = world.owner.post(&import, &long).await.expect(200).json();
        assert_eq!(report["warnings"], json!([{
            "path": "a", "code": "invalid_description",
            "reason": "Description must be at most 4096 bytes; the group's is left out"
        }]));
        let json = world.owner.get(&format!("/tokensets/{set}/export?format=dtcg")).await.json();
        let base = &json["sets"]["tokens"]["sources"][0];
        assert_eq!((base["a"].get("$description"), &base["a"]["$deprecated"]), (None, &json!(true)));
        let refused = world.owner.post(&format!("{import}?strict=true"), &long).await.expect(400).error();
        assert_eq!(refused, "Description must be at most 4096 bytes, in the group `a`");
    }

    async fn several_files_are_read_together_and_none_is_dropped_in_silence(test: TestDb) {
        let world = World::new(test).await;
        let import = format!("/workspaces/{}/import", world.workspace);
        let send = async |path: &str, files: &[(&str, serde_json::Value)]| {
            let parts = files.iter().map(|(name, json)| format!(
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: application/json\r\n\r\n{json}\r\n"
            ));
            let body: String = parts.chain(["--b--\r\n".to_owned()]).collect();
            let request = world.owner.request("POST", path);
            let request = request.header("Content-Type", "multipart/form-data; boundary=b");
            request.body(body).send().await.expect(200).json()
        };
        // A folder of Tokens Studio; paths come with the names.
        let studio = [
            ("acme/theme/dark.json", json!({"page": {"type": "color", "value": "{ink}"}})),
            ("acme/$themes.json", json!([
                {"name": "Light", "selectedTokenSets": {"core": "source"}},
                {"name": "Dark", "selectedTokenSets": {"core": "source", "theme/dark": "enabled"}}
            ])),
            ("acme/core.json", json!({
                "ink": {"type": "color", "value": "#000"}, "page": {"type": "color", "value": "#fff"}
            })),
            ("package.json", json!({"name": "acme"})),
        ];
        let report = send(&import, &studio).await;
        insta::allow_duplicates! { insta::assert_snapshot!(format!("{report:#}"), @r#"
        {
          "created": 4,
          "updated": 0,
          "unchanged": 0,
          "deleted": 0,
          "skipped": [],
          "warnings": [
            {
              "path": "package.json",
              "code": "file_not_used",
              "reason": "The file is left out: it lies outside the folder of the sets",
              "file": "acme"
            }
          ],
          "recognised": [
            {
              "file": "acme",
              "format": "tokens-studio",
              "reason": "a file `$themes.json` or `$metadata.json` makes the files a folder of Tokens Studio",
              "tokenset": "acme",
              "modes": [
                "Light",
                "Dark"
              ]
            }
          ]
        }
        "#); }
        let report = send(&format!("{import}?format=tokens-studio&name=Other"), &studio[..3]).await;
        assert_eq!((&report["created"], report.get("recognised")), (&json!(4), None));
        let sets = world.owner.get(&format!("/workspaces/{}/tokensets", world.workspace)).await.json();
        assert_eq!((&sets["tokensets"][0]["name"], &sets["tokensets"][1]["name"]), (&json!("acme"), &json!("Other")));
        let set = sets["tokensets"][0]["id"].as_str().unwrap().to_owned();
        let dark = format!("/tokensets/{set}/modes/dark/tokens?resolve=true");
        let dark = world.owner.get(&dark).await.expect(200).json();
        assert_eq!(dark["tokens"][1]["resolved_value"], "#000");

        // A file that the resolver document does not name.
        let resolver = json!({
            "version": "2025.10", "resolutionOrder": [{"$ref": "#/sets/base"}],
            "sets": {"base": {"sources": [{"$ref": "base.json"}]}}
        });
        let color = json!({"ink": {"$type": "color", "$value": "#000"}});
        let files = [("kit.resolver.json", resolver), ("base.json", color.clone()), ("lost.json", color.clone())];
        let report = send(&import, &files).await;
        insta::allow_duplicates! { insta::assert_snapshot!(format!("{report:#}"), @r#"
        {
          "created": 1,
          "updated": 0,
          "unchanged": 0,
          "deleted": 0,
          "skipped": [],
          "warnings": [
            {
              "path": "lost.json",
              "code": "file_not_used",
              "reason": "The file is left out: no resolver document refers to it",
              "file": "kit.resolver.json"
            }
          ],
          "recognised": [
            {
              "file": "kit.resolver.json",
              "format": "dtcg-resolver",
              "reason": "it has a `resolutionOrder`",
              "tokenset": "kit",
              "modes": []
            }
          ]
        }
        "#); }

        // Each alone.
        let ours = json!({"gap": {"value": "4px", "type": "dimension"}});
        let report = send(&format!("/tokensets/{set}/import?dry_run=true"), &[("a.json", color), ("b.json", ours)]).await;
        insta::allow_duplicates! { insta::assert_snapshot!(format!("{:#}", report["recognised"]), @r#"
        [
          {
            "file": "a.json",
            "format": "dtcg",
            "reason": "its tokens have a `$value`",
            "tokenset": "acme",
            "modes": []
          },
          {
            "file": "b.json",
            "format": "tokencraft",
            "reason": "its tokens have a `type` and a `value` that is text",
            "tokenset": "acme",
            "modes": []
          }
        ]
        "#); }
    }

    async fn exports_have_tags_names_and_strictness(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let base = world.token(&light, "base", "color", "#fff").await;
        world.token(&light, "user", "color", "{base}").await;
        for format in ["json", "css", "ios", "android", "dtcg"] {
            for path in [format!("/tokensets/{set}/export?format={format}"), format!("{light}/export?format={format}")] {
                let first = world.owner.get(&path).await.expect(200);
                assert_eq!(first.header("x-content-type-options"), Some("nosniff"));
                assert_eq!(first.header("content-disposition"), None);
                let tag = first.header("etag").unwrap();
                let same = world.owner.request("GET", &path).header("If-None-Match", tag).send().await;
                same.expect(304);
                let named = world.owner.get(&format!("{path}&download=true")).await.expect(200);
                assert!(named.header("content-disposition").unwrap().starts_with("attachment; filename=\"Colors."));
                assert_eq!(named.body, first.body);
            }
        }
        let kept = world.owner.get(&format!("{light}/export?format=css&references=keep")).await.expect(200);
        assert!(kept.text().contains("var(--base)"), "{}", kept.text());
        world.owner.delete(&base).await.expect(200);
        let loose = world.owner.get(&format!("{light}/export?format=css")).await.expect(200);
        assert!(loose.text().contains("user"), "{}", loose.text());
        let strict = world.owner.get(&format!("{light}/export?format=css&strict=true")).await.expect(422).json();
        assert_eq!(strict["details"][0]["name"], "user");
    }
    async fn a_style_sheet_of_all_modes_has_strategies(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        for (mode, color) in [(&light, "#fff"), (&dark, "#000")] {
            world.token(mode, "page", "color", color).await;
        }
        world.token(&light, "card", "color", "{page}").await;
        world.token(&light, "gap", "dimension", "4px").await;
        let contrast = world.mode(&set, "High Contrast", false).await;
        world.token(&format!("/tokensets/{set}/modes/{contrast}"), "page", "color", "#ff0").await;
        let css = format!("/tokensets/{set}/export?format=css&strategy");
        let mut script = Script::new(&world.owner);
        for query in ["=default-root", "=media&references=keep", "=light-dark", "=light-dark&light=High%20Contrast&references=keep"] {
            let whole = world.owner.get(&format!("{css}{query}")).await.expect(200);
            script.get(&format!("{css}{query}")).await.expect(200);
            assert!(whole.text().contains("[data-theme],\n:root {"), "{}", whole.text());
        }
        for query in ["=other", "=media&light=day", "=light-dark&dark=light"] {
            script.get(&format!("{css}{query}")).await.expect(400);
        }
        world.owner.patch(&dark, &json!({"name": "Night"})).await.expect(200);
        script.get(&format!("{css}=media")).await.expect(400);
        script.get(&format!("{css}=media&dark=night")).await.expect(200);
        // One mode has nothing to be told apart from.
        script.get(&format!("{light}/export?format=css&strategy=media")).await.expect(200);
        insta::assert_snapshot!("strategies", script.text());
    }
}

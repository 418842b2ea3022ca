//! The rules of releases, their answers and refusals.

use serde_json::{Value, json};
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, both_databases};

use crate::world::{World, lines};

const READ: Scopes = Scopes(1);
const EXPORT: Scopes = Scopes(4);

/// Status, sentence and code of a refusal.
fn refusal(answer: &Answer) -> String {
    let code = answer.header("tokencraft-error").unwrap_or("-");
    format!("{} {} ({code})", answer.status, answer.error())
}

impl World {
    async fn colors(test: tokencraft_testing::TestDb) -> Self {
        let world = Self::new(test).await;
        let light = [
            ("blue", "color", "#00f"),
            ("text", "color", "{blue}"),
            ("space", "dimension", "4px"),
        ];
        world.tokens(&world.set, "light", &light).await;
        world
            .tokens(
                &world.set,
                "dark",
                &[("blue", "color", "#88f"), ("text", "color", "{blue}")],
            )
            .await;
        world
    }
}

both_databases! {
    async fn a_release_is_published_shown_listed_and_compared(test: TestDb) {
        let world = World::colors(test).await;
        let body = json!({"name": " First ", "notes": "All\nof it"});
        let first = world.publish("staging", &body).await.expect(201);
        insta::assert_snapshot!("published", checksums(&first.snapshot()));
        world.change("dark", "blue", &json!({"value": "#99f"})).await;
        let preview = world.publish("staging", &json!({"dry_run": true})).await.expect(200);
        insta::assert_snapshot!("previewed", preview.snapshot());
        let second = world.publish("STAGING", &json!({})).await.expect(201);
        assert_eq!(second.json()["changes"], preview.json()["changes"]);
        let list = world.owner.get(&world.releases("staging")).await.expect(200);
        insta::assert_snapshot!("listed", checksums(&list.snapshot()));
        let path = world.releases("staging");
        for (id, version) in [(first.member("id"), "1.0.0"), (second.member("id"), "1.0.1")] {
            let by_id = world.owner.get(&format!("{path}/{id}")).await.expect(200);
            let by_version = world.owner.get(&format!("{path}/{version}")).await.expect(200);
            assert_eq!(by_id.body, by_version.body);
            assert_eq!(by_id.header("etag"), by_version.header("etag"));
        }
        let diff = world.owner.get(&format!("{path}/1.0.0/diff?against=1.0.1")).await.expect(200);
        insta::assert_snapshot!("compared", checksums(&diff.snapshot()));
        let nothing = world.owner.get(&format!("{path}/1.0.0/diff?against=1.0.0")).await.expect(200).json();
        assert_eq!((&nothing["changes"], &nothing["total"]), (&json!([]), &json!(0)));
        let whole = world.owner.get(&format!("{path}/1.0.0/diff")).await.expect(200).json();
        assert_eq!((&whole["from"], lines(&whole["changes"])), (&json!(null), vec!["added Colors".to_owned()]));
    }

    async fn a_release_names_the_tokensets_that_it_holds(test: TestDb) {
        let world = World::colors(test).await;
        let motion = world.tokenset("Motion", &["Base"]).await;
        let modes = world.owner.get(&format!("/tokensets/{}/modes", world.set)).await.expect(200).json();
        world.publish("staging", &json!({})).await.expect(201);
        // What it is called and what is there today is another matter.
        world.owner.patch(&format!("/tokensets/{}", world.set), &json!({"name": "Paint"})).await.expect(200);
        let dark = format!("/tokensets/{}/modes/dark", world.set);
        world.owner.patch(&dark, &json!({"name": "Night", "is_default": true})).await.expect(200);
        world.owner.delete(&format!("/tokensets/{motion}")).await.expect(200);
        let release = world.owner.get(&format!("{}/1.0.0", world.releases("staging"))).await.expect(200).json();
        let mode = |number: usize| {
            let mode = &modes["modes"][number];
            json!({"id": mode["id"], "name": mode["name"], "is_default": mode["is_default"]})
        };
        let [colors, moved] = [&release["tokensets"][0], &release["tokensets"][1]];
        let expected = json!({"id": world.set, "workspace_id": world.workspace, "name": "Colors", "modes": [mode(0), mode(1)]});
        assert_eq!(*colors, expected);
        assert_eq!((&moved["id"], &moved["name"]), (&json!(motion), &json!("Motion")));
        assert_eq!(release["tokensets"].as_array().unwrap().len(), 2);
        for id in [&colors["id"], &moved["id"]] {
            let query = format!("release=1.0.0&format=json&tokenset={}", id.as_str().unwrap());
            world.export("staging", &query).await.expect(200);
        }
        let list = world.owner.get(&world.releases("staging")).await.expect(200).json();
        assert!(list["releases"][0].get("tokensets").is_none());
    }

    async fn lists_are_cut_and_go_on(test: TestDb) {
        let world = World::colors(test).await;
        for n in 0..7 {
            world.change("light", "blue", &json!({"value": format!("#00000{n}")})).await;
            world.publish("staging", &json!({})).await.expect(201);
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = world.owner.get(&format!("{}?limit=3{cursor}", world.releases("staging"))).await;
            let page = page.expect(200).json();
            assert_eq!(page["total"], 7);
            seen.extend(page["releases"].as_array().unwrap().iter().map(|r| r["version"].clone()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let expected = ["1.0.6", "1.0.5", "1.0.4", "1.0.3", "1.0.2", "1.0.1", "1.0.0"];
        assert_eq!(json!(seen), json!(expected));
    }

    async fn versions_follow_from_what_differs_and_never_repeat(test: TestDb) {
        let world = World::colors(test).await;
        let version = async |body: Value| {
            let release = world.publish("staging", &body).await.expect(201).json();
            (release["version"].as_str().unwrap().to_owned(), release["bump"].clone())
        };
        assert_eq!(version(json!({"version": "1.1.0"})).await, ("1.1.0".into(), json!(null)));
        world.change("light", "blue", &json!({"value": "#00e"})).await;
        assert_eq!(version(json!({})).await, ("1.1.1".into(), json!("patch")));
        world.tokens(&world.set, "light", &[("green", "color", "#0f0")]).await;
        assert_eq!(version(json!({})).await, ("1.2.0".into(), json!("minor")));
        world.change("light", "green", &json!({"value": "#0e0"})).await;
        let low = world.publish("staging", &json!({"version": "1.2.0"})).await.expect(400);
        assert_eq!(refusal(&low), "400 version must be at least 1.2.1 (version_too_low)");
        assert_eq!(version(json!({"version": "5.0.0"})).await, ("5.0.0".into(), json!("patch")));
        // Rolled back: what comes next still has a number of its own.
        let path = world.releases("staging");
        world.owner.post(&format!("{path}/1.2.0/activate"), &json!({})).await.expect(200);
        world.change("light", "space", &json!({"value": "8px"})).await;
        assert_eq!(version(json!({})).await, ("5.0.1".into(), json!("patch")));
        let last = world.owner.get(&format!("{path}/5.0.1/diff")).await.expect(200).json();
        assert_eq!(last["from"]["version"], "1.2.0");
    }

    async fn only_what_is_named_is_published(test: TestDb) {
        let world = World::colors(test).await;
        let other = world.tokenset("Type", &["Base"]).await;
        world.tokens(&other, "base", &[("size", "fontSize", "16px"), ("ink", "color", "{blue}")]).await;
        let made = world.owner.post("/workspaces", &json!({"name": "Second"})).await;
        let second = made.expect(201).member("id");
        world.attach(&second).await.expect(201);
        let made = world.owner.post(&format!("/workspaces/{second}/tokensets"), &json!({"name": "Motion"})).await;
        let motion = made.expect(201).member("id");
        let sets = async |body: Value| {
            let mut body = body;
            body["dry_run"] = json!(true);
            lines(&world.publish("staging", &body).await.expect(200).json()["changes"])
        };
        assert_eq!(sets(json!({})).await, ["added Colors", "added Type", "added Motion"]);
        assert_eq!(sets(json!({"workspace_ids": [second]})).await, ["added Motion"]);
        assert_eq!(sets(json!({"tokenset_ids": [world.set]})).await, ["added Colors"]);
        assert_eq!(sets(json!({"tokenset_ids": [world.set], "workspace_ids": [second]})).await, ["added Colors", "added Motion"]);
        // What leads out of the release is broken in it.
        let alone = json!({"tokenset_ids": [other]});
        let refused = world.publish("staging", &alone).await.expect(409);
        let expected = "409 ink in Type, Base cannot be published: \
            Alias target not found: blue (not in this release) (broken_aliases)";
        assert_eq!(refusal(&refused), expected);
        assert_eq!(refused.json()["broken"].as_array().unwrap().len(), 1);
        let allowed = json!({"tokenset_ids": [other], "allow_broken": true});
        let release = world.publish("staging", &allowed).await.expect(201).json();
        assert_eq!(release["token_count"], 2);
        let ids = [json!({"workspace_ids": [world.set]}), json!({"tokenset_ids": [motion, second]}), json!({"tokenset_ids": ["x"]})];
        for body in ids {
            let refused = world.publish("staging", &body).await.expect(400);
            assert!(refused.error().ends_with("of this organization"), "{}", refused.error());
        }
    }

    async fn a_second_release_stores_only_what_is_new(test: TestDb) {
        let world = World::new(test).await;
        let tokens: Vec<(String, String)> =
            (0..5000).map(|n| (format!("color.c{n}"), format!("#{n:06x}"))).collect();
        let tokens: Vec<(&str, &str, &str)> =
            tokens.iter().map(|(name, value)| (name.as_str(), "color", value.as_str())).collect();
        world.tokens(&world.set, "light", &tokens).await;
        world.publish("staging", &json!({})).await.expect(201);
        let first = world.objects().await;
        assert!(first > 50, "{first}");
        world.change("light", "color.c77", &json!({"value": "#fff"})).await;
        world.publish("staging", &json!({})).await.expect(201);
        // A chunk of tokens, the mode, the tokenset, the root.
        assert_eq!(world.objects().await, first + 4);
        world.environment("Next", Some("staging")).await.expect(201);
        world.merge("staging", &json!({})).await.expect(201);
        assert_eq!(world.objects().await, first + 4);
        // What nobody refers to goes with the last environment that has it.
        world.owner.delete(&format!("{}/staging", world.environments())).await.expect(200);
        assert_eq!(world.objects().await, first);
        world.owner.delete(&format!("{}/next", world.environments())).await.expect(200);
        assert_eq!(world.objects().await, first);
        world.export("production", "format=css&mode=light").await.expect(200);
    }

    async fn a_new_environment_starts_with_a_copy(test: TestDb) {
        let world = World::colors(test).await;
        let empty = world.environment("Empty", Some("staging")).await.expect(201).json();
        assert_eq!(empty["active_release"], json!(null));
        world.publish("staging", &json!({"name": "First", "version": "3.1.4"})).await.expect(201);
        let made = world.environment("Next", Some("staging")).await.expect(201);
        insta::assert_snapshot!("copied", checksums(&made.snapshot()));
        assert_eq!(world.export("next", "format=css").await.body, world.export("staging", "format=css").await.body);
        let missing = world.environment("Other", Some("nowhere")).await.expect(404);
        assert_eq!(missing.error(), "Environment not found");
        world.environment("Other", None).await.expect(201);
        world.owner.delete(&format!("{}/staging", world.environments())).await.expect(200);
        assert_eq!(world.export("next", "format=css").await.status, 200);
        insta::assert_snapshot!("activity", world.activity().await.join("\n"));
    }

    async fn refusals_say_what_is_wrong(test: TestDb) {
        let world = World::new(test).await;
        let mut said = Vec::new();
        let mut say = |what: &str, answer: &Answer| said.push(format!("{what}: {}", refusal(answer)));
        world.owner.delete(&format!("/tokensets/{}", world.set)).await.expect(200);
        say("nothing", &world.publish("staging", &json!({})).await);
        say("no release", &world.export("staging", "format=css").await);
        let set = world.tokenset("Colors", &["Light"]).await;
        world.tokens(&set, "light", &[("a", "color", "#fff"), ("b", "color", "{a}"), ("c", "color", "{b}")]).await;
        world.publish("staging", &json!({})).await.expect(201);
        say("the same again", &world.publish("staging", &json!({})).await);
        let a = world.token(&set, "light", "a").await;
        world.owner.delete(&a).await.expect(200);
        say("broken", &world.publish("staging", &json!({})).await);
        let other = world.tokenset("Other", &["Dark"]).await;
        world.tokens(&other, "dark", &[("b", "color", "#000")]).await;
        world.publish("staging", &json!({"allow_broken": true})).await.expect(201);
        for query in [
            "format=css", "format=css&tokenset=Nope", "format=css&tokenset=Colors&mode=nope", "release=9.9.9",
            "format=nope", "tokenset=Colors&format=css&strict=true", "release=x",
        ] {
            say(query, &world.export("staging", query).await);
        }
        let release = world.releases("staging");
        for path in [
            "/nope/releases".to_owned(), "/staging/releases/nope".to_owned(), "/staging/releases/9.9.9".to_owned(),
            "/staging/releases/1.0.0/diff?against=9.9.9".to_owned(), "/nope/releases/1.0.0".to_owned(),
            "/production/releases/1.0.0/diff".to_owned(), "/nope/export".to_owned(),
            "/staging/releases?limit=0".to_owned(),
        ] {
            say(&path, &world.owner.get(&format!("{}{path}", world.environments())).await);
        }
        say("activate", &world.owner.post(&format!("{release}/2.0.0/activate"), &json!({})).await);
        let list = world.owner.get(&release).await.json();
        let id = list["releases"][0]["id"].as_str().unwrap();
        say("of another environment", &world.owner.get(&format!("{}/{id}", world.releases("production"))).await);
        insta::assert_snapshot!("refusals", said.join("\n"));
    }

    async fn all_tokensets_of_a_release_are_one_export(test: TestDb) {
        let world = World::new(test).await;
        let core = world.tokenset("Core", &["Base"]).await;
        world.tokens(&core, "base", &[("z.white", "color", "#fff"), ("z.black", "color", "#000")]).await;
        world.tokens(&world.set, "light", &[("paper", "color", "{z.white}"), ("ink", "color", "{z.black}")]).await;
        world.tokens(&world.set, "dark", &[("paper", "color", "{z.black}")]).await;
        world.publish("staging", &json!({})).await.expect(201);
        let mut code = Vec::new();
        for query in [
            "format=css", "format=css&references=keep&missing=inherit", "format=css&strategy=default-root",
            "format=css&mode=dark", "format=json&mode=dark&missing=inherit&references=keep", "format=json&tokenset=Core",
            "format=dtcg&mode=light",
        ] {
            let answer = world.export("staging", query).await.expect(200);
            code.push(format!("--- {query}\n{}", answer.text()));
        }
        insta::assert_snapshot!("together", code.join("\n"));
        let named = world.export("staging", "format=css&mode=dark&download=true").await.expect(200);
        assert_eq!(named.header("content-disposition"), Some("attachment; filename=\"staging-1.0.0.dark.css\""));
        // One tokenset of a release is what its own export was.
        let of_set = world.owner.get(&format!("/tokensets/{}/export?format=css", world.set)).await.expect(200);
        let of_release = world.export("staging", "format=css&tokenset=Colors").await.expect(200);
        assert_eq!((of_set.body.clone(), of_set.header("etag")), (of_release.body.clone(), of_release.header("etag")));
    }

    async fn a_merge_says_what_is_wrong_and_what_it_would_do(test: TestDb) {
        let world = World::colors(test).await;
        let mut said = Vec::new();
        let mut say = |what: &str, answer: &Answer| said.push(format!("{what}: {}", refusal(answer)));
        say("no release", &world.merge("staging", &json!({})).await);
        world.publish("staging", &json!({})).await.expect(201);
        world.environment("Next", None).await.expect(201);
        for (environment, body) in [
            ("production", json!({})),
            ("production", json!({"source_environment_id": "production"})),
            ("production", json!({"source_environment_id": "nowhere"})),
            ("staging", json!({"source_environment_id": "next"})),
            ("nowhere", json!({})),
            ("staging", json!({"strategy": "theirs"})),
            ("staging", json!({"resolutions": [{"key": "x", "take": "source"}]})),
        ] {
            say(&format!("{environment} {body}"), &world.merge(environment, &body).await);
        }
        let from = json!({"source_environment_id": "staging", "name": "Merged"});
        world.merge("production", &from).await.expect(201);
        say("the same again", &world.merge("staging", &json!({})).await);
        world.change("light", "blue", &json!({"value": "#001"})).await;
        world.publish("production", &json!({})).await.expect(201);
        world.change("light", "blue", &json!({"value": "#002"})).await;
        world.publish("staging", &json!({})).await.expect(201);
        say("both", &world.merge("staging", &json!({})).await);
        insta::assert_snapshot!("merges_refused", said.join("\n"));
        let plan = world.merge("staging", &json!({"dry_run": true, "strategy": "source"})).await.expect(200).json();
        assert_eq!((&plan["version"], &plan["conflicts"][0]["taken"]), (&json!("1.0.2"), &json!("source")));
        let merged = world.merge("staging", &json!({"strategy": "production"})).await.expect(409);
        assert_eq!(merged.error(), "Nothing changed since 1.0.1");
        let merged = world.merge("staging", &json!({"strategy": "source"})).await.expect(201).json();
        assert_eq!(lines(&merged["changes"])[0], "changed Colors/Light/blue from=#001 to=#002 old=#001 new=#002");
    }

    async fn the_same_key_publishes_once(test: TestDb) {
        let world = World::colors(test).await;
        let publish = async |key: &str, body: &Value| {
            let request = world.owner.request("POST", &world.releases("staging")).json(body);
            request.header("Idempotency-Key", key).send().await
        };
        let first = publish("k", &json!({"name": "A"})).await.expect(201);
        let again = publish("k", &json!({"name": "A"})).await.expect(201);
        assert_eq!((&first.body, again.header("idempotent-replayed")), (&again.body, Some("true")));
        publish("k", &json!({"name": "B"})).await.expect(422);
        publish("l", &json!({"name": "A"})).await.expect(409);
    }

    async fn builds_export_with_an_api_token_of_the_whole_account(test: TestDb) {
        let world = World::colors(test).await;
        world.publish("production", &json!({})).await.expect(201);
        let path = format!("/organizations/{}/environments/production/export?format=css", world.organization);
        let token = async |scopes, workspace: Option<&str>| {
            let workspace = workspace.map(|id| id.parse().unwrap());
            let (_, plain) = world.app.api_token_with(world.owner_id, scopes, |row| row.workspace_id = workspace).await;
            world.app.api(&plain).get(&path).await
        };
        assert_eq!(token(EXPORT, None).await.status, 200);
        let read = token(READ, None).await.expect(403);
        assert_eq!(read.error(), "This operation requires the 'export:tokens' scope");
        let restricted = token(Scopes::ALL, Some(&world.workspace)).await.expect(404);
        assert_eq!(restricted.error(), "Environment not found");
        // Who is out of BUSINESS keeps what was released.
        world.app.change_user(world.owner_id, |user| user.plan = Plan::Free).await;
        assert_eq!(token(EXPORT, None).await.status, 200);
        let refused = world.publish("production", &json!({})).await.expect(403);
        assert_eq!(refused.error(), "Organizations are not available on this plan");
        let path = format!("{}/1.0.0/activate", world.releases("production"));
        assert_eq!(world.owner.post(&path, &json!({})).await.expect(403).error(), refused.error());
    }

    async fn the_doctor_names_a_damaged_release(test: TestDb) {
        let world = World::colors(test).await;
        world.publish("staging", &json!({})).await.expect(201);
        world.change("light", "blue", &json!({"value": "#00e"})).await;
        world.publish("staging", &json!({})).await.expect(201);
        let look = async || {
            let db = world.app.server.db().clone();
            let looked = tokio::task::spawn_blocking(move || {
                tokencraft_storage::doctor::examine(&db, &[tokencraft_server::app::releases::doctor::look])
            });
            let findings = looked.await.unwrap().unwrap();
            let finding = findings.into_iter().find(|f| f.check == "every release is what was published");
            let finding = finding.unwrap();
            (finding.ok, finding.detail)
        };
        assert_eq!(look().await, (true, "2 releases of 10 objects".to_owned()));
        let release = world.owner.get(&format!("{}/1.0.0", world.releases("staging"))).await.json();
        let checksum = release["checksum"].as_str().unwrap().to_owned();
        let root: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&checksum[2 * n..2 * n + 2], 16).unwrap()).collect();
        let damage = async |body: &'static [u8]| {
            let root = root.clone();
            let sql = "UPDATE release_objects SET body = $1 WHERE hash = $2";
            world.app.seed(move |tx| tx.execute(sql, &[&body, &root])).await;
            look().await
        };
        let expected = format!("Acme, Staging 1.0.0: object {checksum} was altered");
        assert_eq!(damage(b"nonsense").await, (false, expected));
        let root = root.clone();
        let sql = "DELETE FROM release_objects WHERE hash = $1";
        world.app.seed(move |tx| tx.execute(sql, &[&root])).await;
        assert_eq!(look().await, (false, format!("Acme, Staging 1.0.0: object {checksum} is missing")));
    }

    async fn a_damaged_release_is_never_served(test: TestDb) {
        let world = World::colors(test).await;
        world.publish("staging", &json!({})).await.expect(201);
        let sql = "UPDATE release_objects SET body = $1 WHERE hash IN (SELECT hash FROM release_objects)";
        let nonsense: &[u8] = b"nonsense";
        world.app.seed(move |tx| tx.execute(sql, &[&nonsense])).await;
        // Another process has nothing of it in memory.
        let sibling = world.app.sibling().await;
        let owner = sibling.sign_in(world.owner_id).await;
        for path in ["export?format=css", "releases/1.0.0", "releases/1.0.0/diff"] {
            let answer = owner.get(&format!("{}/staging/{path}", world.environments())).await.expect(500);
            assert_eq!(answer.error(), "Internal server error");
        }
    }
}

/// Checksums depend on ids, which are new each time.
fn checksums(text: &str) -> String {
    let is_long =
        |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text
        .split('"')
        .map(|word| if is_long(word) { "<checksum>" } else { word });
    words.collect::<Vec<_>>().join("\"")
}

//! From a workspace to what a build takes: IBM's Carbon with its four themes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use tokencraft_server::auth::Scopes;
use tokencraft_testing::both_databases;

use crate::world::{World, lines};

const THEMES: [&str; 4] = ["white", "g10", "g90", "g100"];

/// The folder of the published package.
#[expect(clippy::disallowed_methods, reason = "where the packages are")]
fn carbon() -> Option<PathBuf> {
    let packages = std::env::var_os("TOKENCRAFT_NPM").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../e2e/node_modules"
            ))
        },
        PathBuf::from,
    );
    let folder = packages.join("@carbon/themes/src/dtcg");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no packages");
    None
}

async fn import(world: &World, set: &str, mode: &str, file: PathBuf) {
    let path = format!("/tokensets/{set}/import?mode={mode}");
    let request = world
        .owner
        .request("POST", &path)
        .body(std::fs::read(file).unwrap());
    request
        .header("Content-Type", "application/json")
        .send()
        .await
        .expect(200);
}

/// Every token of a mode with its final text.
async fn values(world: &World, set: &str, mode: &str) -> BTreeMap<String, Value> {
    let path = format!("/tokensets/{set}/modes/{mode}/tokens?resolve=true");
    let list = world.owner.get(&path).await.expect(200).json();
    let tokens = list["tokens"].as_array().unwrap();
    let pair = |token: &Value| {
        (
            token["name"].as_str().unwrap().to_owned(),
            token["resolved_value"].clone(),
        )
    };
    tokens.iter().map(pair).collect()
}

both_databases! {
    async fn carbon_goes_from_a_workspace_to_production_and_back(test: TestDb) {
        let Some(folder) = carbon() else { return };
        let mut world = World::new(test).await;
        world.owner.delete(&format!("/tokensets/{}", world.set)).await.expect(200);
        let palette = world.tokenset("Palette", &[]).await;
        let themes = world.tokenset("Themes", &["White", "G10", "G90", "G100"]).await;
        world.set.clone_from(&themes);
        import(&world, &palette, "base", folder.join("color-palette.json")).await;
        for theme in THEMES {
            import(&world, &themes, theme, folder.join(format!("{theme}.json"))).await;
        }

        // The first release holds everything.
        let first = world.publish("staging", &json!({"name": "Carbon 11"})).await.expect(201).json();
        assert_eq!((&first["version"], &first["bump"]), (&json!("1.0.0"), &json!(null)));
        let mut count = values(&world, &palette, "base").await.len();
        for theme in THEMES {
            count += values(&world, &themes, theme).await.len();
        }
        assert_eq!(first["token_count"], count);
        assert_eq!(lines(&first["changes"]), ["added Palette", "added Themes"]);

        // One colour of the palette: every alias whose value changed, in which theme, and nothing else.
        let mut before = BTreeMap::new();
        for theme in THEMES {
            before.insert(theme, values(&world, &themes, theme).await);
        }
        let blue = world.token(&palette, "base", "blue.70").await;
        let old = world.owner.get(&blue).await.json()["resolved_value"].clone();
        world.owner.patch(&blue, &json!({"value": "#0042ba"})).await.expect(200);
        let mut expected = vec![(json!("Base"), json!("blue.70"), old.clone(), json!("#0042ba"), true)];
        for theme in THEMES {
            let now = values(&world, &themes, theme).await;
            for (name, value) in &before[theme] {
                if now[name] != *value {
                    expected.push((json!(theme.to_uppercase()), json!(name), value.clone(), now[name].clone(), false));
                }
            }
        }
        assert_eq!(expected.len(), 1 + 5 + 5 + 2 + 2, "{expected:?}");
        let second = world.publish("staging", &json!({})).await.expect(201).json();
        assert_eq!((&second["version"], &second["bump"]), (&json!("1.0.1"), &json!("patch")));
        let compared = world.owner.get(&format!("{}/1.0.1/diff", world.releases("staging"))).await.expect(200).json();
        assert_eq!((&compared["from"]["version"], &compared["changes"]), (&json!("1.0.0"), &second["changes"]));
        let upper = |mode: &Value| match mode.as_str() {
            Some("White") => json!("WHITE"),
            _ => mode.clone(),
        };
        let mut told: Vec<_> = second["changes"].as_array().unwrap().iter().map(|change| {
            assert_eq!(change["kind"], "changed");
            let place = (upper(&change["mode"]), change["name"].clone());
            (place.0, place.1, change["old"].clone(), change["new"].clone(), change["direct"] == true)
        }).collect();
        let by_place = |a: &(Value, Value, Value, Value, bool)| (a.0.to_string(), a.1.to_string());
        told.sort_by_key(by_place);
        expected.sort_by_key(by_place);
        assert_eq!(told, expected);

        // A new name is a new name, everywhere it is used; what is gone is gone.
        let rename = json!({"from": "teal.70", "to": "teal.deep"});
        world.owner.post(&format!("/tokensets/{palette}/tokens/rename"), &rename).await.expect(200);
        let third = world.publish("staging", &json!({})).await.expect(201).json();
        assert_eq!((&third["version"], &third["bump"]), (&json!("2.0.0"), &json!("major")));
        let renamed = lines(&third["changes"]);
        assert_eq!(renamed[0], "renamed Palette/Base/teal.deep from=teal.70 to=teal.deep");
        assert!(renamed[1..].iter().all(|line| line.contains(" part=text from={teal.70} to={teal.deep}")), "{renamed:?}");
        let gone = world.token(&themes, "g90", "ai.aura.end").await;
        world.owner.delete(&gone).await.expect(200);
        let fourth = world.publish("staging", &json!({})).await.expect(201).json();
        assert_eq!((&fourth["version"], &fourth["bump"]), (&json!("3.0.0"), &json!("major")));
        assert_eq!(lines(&fourth["changes"]), ["removed Themes/G90/ai.aura.end old=#0000"]);
        let again = world.publish("staging", &json!({})).await.expect(409);
        assert_eq!(again.error(), "Nothing changed since 3.0.0");

        // Into Production: what Staging serves, byte for byte.
        let merged = world.merge("staging", &json!({"name": "Autumn"})).await.expect(201).json();
        assert_eq!((&merged["version"], &merged["bump"]), (&json!("1.0.0"), &json!(null)));
        assert_eq!(merged["checksum"], fourth["checksum"]);
        assert_eq!((&merged["source"]["release_id"], &merged["source"]["version"]), (&fourth["id"], &json!("3.0.0")));
        let css = "format=css&missing=inherit";
        let autumn = world.export("production", css).await.expect(200);
        assert_eq!(autumn.body, world.export("staging", css).await.expect(200).body);

        // Production is repaired by hand, Staging goes on: both change one colour.
        world.change("white", "background", &json!({"value": "#fafafa", "alias_to": null})).await;
        world.publish("production", &json!({"notes": "By hand"})).await.expect(201);
        world.change("white", "background", &json!({"value": "#f5f5f5"})).await;
        world.change("g10", "link.secondary", &json!({"value": "#123456", "alias_to": null})).await;
        world.publish("staging", &json!({})).await.expect(201);
        let plan = world.merge("staging", &json!({"dry_run": true})).await.expect(200).json();
        let conflicts = plan["conflicts"].as_array().unwrap();
        assert_eq!(conflicts.len(), 1, "{plan}");
        let conflict = &conflicts[0];
        let said = ["tokenset", "mode", "name", "base", "source", "production"].map(|member| conflict[member].clone());
        assert_eq!(json!(said), json!(["Themes", "White", "background", "{white.default}", "#f5f5f5", "#fafafa"]));
        let refused = world.merge("staging", &json!({})).await.expect(409).json();
        assert_eq!(refused["conflicts"], plan["conflicts"]);
        let repaired = world.export("production", css).await.expect(200);
        let resolutions = json!({"resolutions": [{"key": conflict["key"], "take": "source"}]});
        let settled = world.merge("staging", &resolutions).await.expect(201).json();
        assert_eq!(settled["version"], "1.0.2");
        assert_eq!(lines(&settled["changes"]).len(), 2, "{}", settled["changes"]);
        let winter = world.export("production", css).await.expect(200);
        assert_eq!(winter.body, world.export("staging", css).await.expect(200).body);
        assert_ne!(winter.body, repaired.body);

        // Back, and the bytes are the old ones; and forward.
        let releases = world.releases("production");
        world.owner.post(&format!("{releases}/1.0.1/activate"), &json!({})).await.expect(200);
        let back = world.export("production", css).await.expect(200);
        assert_eq!((&back.body, back.header("etag")), (&repaired.body, repaired.header("etag")));
        assert_eq!(world.export("production", &format!("{css}&release=1.0.2")).await.expect(200).body, winter.body);

        // A build pins a version; it has an API token, and no cookie.
        let build = world.app.api(&world.app.api_token(world.owner_id, Scopes(4)).await);
        let path = format!("/organizations/{}/environments/production/export", world.organization);
        let pinned = build.get(&format!("{path}?{css}&release=1.0.0")).await.expect(200);
        assert_eq!(pinned.body, autumn.body);
        let tag = pinned.header("etag").unwrap().to_owned();
        let request = build.request("GET", &format!("{path}?{css}&release=1.0.0"));
        request.header("If-None-Match", &tag).send().await.expect(304);
        let dark = build.get(&format!("{path}?format=json&tokenset=Themes&mode=g100")).await.expect(200);
        assert!(dark.json()["background"].is_object(), "{}", dark.text());
    }
}

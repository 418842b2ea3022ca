//! Published design systems through the API, on both databases: every token is counted once, reads
//! as it should, and comes out as the same code that the pure path prints.

#![expect(clippy::unwrap_used, reason = "a test may")]

#[path = "../../../formats/tests/real_systems/source.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod source;
#[path = "../../../formats/tests/real_systems/system.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod system;
#[path = "../../../formats/tests/real_systems/systems.rs"]
mod systems;

use serde_json::{Value, json};
use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Client, TestApp, both_databases};
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::resolve::Missing;

use systems::System;

/// Makes a system's tokensets and modes, imports its files, and imports them again. The tokensets'
/// ids.
async fn imported(client: &Client, workspace: &str, system: &System) -> Vec<String> {
    let mut ids = Vec::new();
    for (name, modes) in system.sets {
        let path = format!("/workspaces/{workspace}/tokensets");
        let made = client.post(&path, &json!({ "name": name })).await;
        let id = made.expect(201).member("id");
        for (index, (name, _)) in modes.iter().enumerate() {
            let body = json!({ "name": name, "is_default": index == 0 });
            // A fresh tokenset has its `Base` already.
            if *name != "Base" {
                let path = format!("/tokensets/{id}/modes");
                client.post(&path, &body).await.expect(201);
            }
        }
        ids.push(id);
    }
    for count in ["created", "unchanged"] {
        for (id, (_, modes)) in ids.iter().zip(system.sets) {
            for (mode, files) in *modes {
                for file in *files {
                    let text = system::text(file).unwrap();
                    let document: Value = serde_json::from_slice(&text).unwrap();
                    let path = format!("/tokensets/{id}/import?mode={}", kebab(mode));
                    let request = client.request("POST", &path).body(text);
                    let request = request.header("Content-Type", "application/design-tokens+json");
                    let report = request.send().await.expect(200).json();
                    let tokens = source::tokens(&document).len();
                    assert_eq!(report[count], tokens, "{file} {mode}: {report}");
                    assert_eq!(report["skipped"], json!([]), "{file}");
                }
            }
        }
    }
    ids
}

both_databases! {
    async fn every_system_goes_in_and_comes_out_as_offline(test: TestDb) {
        if source::packages().is_none() {
            return;
        }
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Team).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);
        for system in systems::SYSTEMS {
            let workspace = app.workspace(user, system.name).await.to_string();
            let ids = imported(&client, &workspace, system).await;
            let offline = system::load(system).unwrap();
            for (set, id) in ids.iter().enumerate() {
                let views = offline.views(set, Missing::Omit);
                for view in &views {
                    let path = format!("/tokensets/{id}/modes/{}/tokens?resolve=true", view.slug);
                    let list = client.get(&path).await.expect(200).json();
                    assert_eq!(list["total"], view.tokens.len());
                    let value_of = |name: &str| {
                        let entry = view.tokens.iter().find(|entry| entry.token.name.as_str() == name);
                        entry.unwrap().resolution.as_deref().unwrap()
                    };
                    for token in list["tokens"].as_array().unwrap() {
                        let name = token["name"].as_str().unwrap();
                        assert_eq!(token["resolved_value"], value_of(name), "{} {name}", system.name);
                    }
                }
                let inheriting = offline.views(set, Missing::Inherit);
                for format in Format::ALL {
                    let cases = [
                        ("references=resolve", References::Resolve, &views),
                        ("references=keep&missing=inherit", References::Keep, &inheriting),
                    ];
                    for (query, references, views) in cases {
                        let options = Options { references, ..Options::default() };
                        let query = format!("export?format={}&strict=true&{query}", format.as_str());
                        let all = client.get(&format!("/tokensets/{id}/{query}")).await.expect(200);
                        let expected = export(format, Modes::All(views), &options).unwrap();
                        assert!(all.text() == expected, "{} {query}", system.name);

                        let last = views.last().unwrap();
                        let path = format!("/tokensets/{id}/modes/{}/{query}", last.slug);
                        let one = client.get(&path).await.expect(200);
                        let expected = export(format, Modes::One(last), &options).unwrap();
                        assert!(one.text() == expected, "{} {path}", system.name);
                    }
                }
                let path = format!("/tokensets/{id}/diagnostics");
                let found = client.get(&path).await.expect(200).json();
                // Advice aside, nothing is wrong.
                let advice = [json!("ambiguous_reference"), json!("low_contrast")];
                let broken: Vec<&Value> = found["diagnostics"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|diagnostic| !advice.contains(&diagnostic["code"]))
                    .collect();
                assert_eq!(broken, Vec::<&Value>::new(), "{}", system.name);
            }
        }
    }
}

//! The table of rights and the described API are one and the same.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokencraft_server::auth::Scopes;
use tokencraft_server::auth::routes::{ROUTES, resources};
use tokencraft_storage::Plan;
use tokencraft_testing::{Client, TestApp, both_databases};

/// `(METHOD, path, operationId)` of every described operation.
fn described(document: &Value) -> BTreeSet<(String, String, String)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| {
                    let id = operation["operationId"].as_str().unwrap();
                    (method.to_uppercase(), path.clone(), id.to_owned())
                })
        })
        .collect()
}

both_databases! {
    async fn every_described_operation_has_its_line_and_every_line_its_operation(test: TestDb) {
        let app = TestApp::new(test).await;
        let document = app.anonymous().get("/api/openapi.json").await.expect(200).json();
        let listed: BTreeSet<_> = ROUTES
            .iter()
            .map(|route| {
                (route.method.to_string(), format!("/api{}", route.path), format!("session_{}", route.operation))
            })
            .chain(resources().map(|route| {
                (route.method.to_string(), format!("/api/v1{}", route.path), format!("api_{}", route.operation))
            }))
            .collect();
        assert_eq!(described(&document), listed);
    }

    async fn a09_every_operation_refuses_strangers_and_tokens_without_its_scope(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.auth_failures_per_minute = 0;
        })
        .await;
        let user = app.user("owner", Plan::Team).await;
        let workspace = app.workspace(user, "w").await.to_string();
        let mut tokens = Vec::new();
        for scopes in (0..8).map(Scopes) {
            tokens.push((scopes, app.api_token(user, scopes).await));
        }
        let anonymous = Client::new(app.address, "/api/v1");
        for route in resources() {
            let needed = route.action.scope();
            for id in [workspace.clone(), app.unknown_id().to_string(), "not-an-id".to_owned()] {
                let path = route.path.replace("{id}", &id).replace("{modeId}", &id).replace("{tokenId}", &id);
                let ask = async |client: &Client| {
                    client.request(route.method.as_str(), &path).json(&json!({})).send().await
                };
                assert_eq!(ask(&anonymous).await.expect(401).error(), "Invalid API token");
                for (scopes, token) in tokens.iter().filter(|(scopes, _)| !scopes.has(needed)) {
                    let refused = ask(&app.api(token)).await;
                    assert_eq!(refused.status, 403, "{route:?} {scopes:?} {id}");
                    let sentence = format!("This operation requires the '{}' scope", needed.as_str());
                    assert_eq!(refused.error(), sentence);
                    assert_eq!(refused.json().as_object().unwrap().len(), 1);
                }
            }
        }
        let kept: Result<_, tokencraft_storage::Error> =
            app.server.db().read(tokencraft_storage::workspaces::list).await;
        assert_eq!(kept.unwrap().len(), 1);
    }

}

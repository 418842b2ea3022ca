//! What other sites' pages can have a browser do: nothing.

use axum::http::Method;
use serde_json::json;
use tokencraft_server::auth::routes::ROUTES;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, Client, TestApp, both_databases};

const HTTPS: &str = "https://tokens.example.com";

/// Asks for a change with some headers and a cookie, or none.
async fn ask(
    app: &TestApp,
    cookie: Option<&str>,
    method: &Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut client = Client::new(app.address, "/api");
    for (name, value) in headers {
        client = client.with(name, value);
    }
    if let Some(cookie) = cookie {
        client = client.with("Cookie", cookie);
    }
    client
        .request(method.as_str(), path)
        .body("{}")
        .send()
        .await
}

both_databases! {
    async fn a21_no_change_comes_from_another_site(test: TestDb) {
        let app = TestApp::with(test, |config| config.public_url = Some(HTTPS.to_owned())).await;
        let user = app.user("Olga", Plan::Team).await;
        let (_, secret) = app.session(user, |_| {}).await;
        let cookie = format!("__Host-tokencraft_session={secret}");
        let json = ("Content-Type", "application/json");
        let id = app.unknown_id().to_string();
        for route in ROUTES.iter().filter(|route| route.method != Method::GET) {
            let path = route.path.split('/').map(|part| if part.starts_with('{') { &id } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            for cookie in [Some(cookie.as_str()), None] {
                for headers in [
                    &[("Sec-Fetch-Site", "cross-site")][..],
                    &[("Sec-Fetch-Site", "same-site"), ("Origin", HTTPS)],
                    &[("Origin", "https://evil")],
                    &[("Origin", "null")],
                ] {
                    let headers = [headers, &[json]].concat();
                    let refused = ask(&app, cookie, &route.method, &path, &headers).await;
                    assert_eq!(refused.status, 403, "{route:?} {headers:?}");
                    assert_eq!(refused.error(), "This request came from another site");
                }
            }
            // Those of our own pages reach the operation (this one ends the session).
            if route.operation == "log_out" {
                continue;
            }
            for ours in [("Sec-Fetch-Site", "same-origin"), ("Origin", HTTPS), ("X-None", "1")] {
                let answer = ask(&app, Some(&cookie), &route.method, &path, &[ours, json]).await;
                assert_ne!(answer.header("tokencraft-error"), Some("cross_site_request"), "{route:?}");
                assert_ne!(answer.header("tokencraft-error"), Some("not_signed_in"), "{route:?}");
            }
        }
        let browser = app.with_cookie(&secret);
        browser.get("/auth/session").await.expect(200);
    }

    async fn a21_a_body_that_forms_can_send_changes_nothing(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Team).await;
        let workspace = app.workspace(user, "Brand").await;
        let (_, secret) = app.session(user, |_| {}).await;
        let cookie = format!("tokencraft_session={secret}");
        let tokensets = format!("/workspaces/{workspace}/tokensets");
        let set = app.with_cookie(&secret).post(&tokensets, &json!({"name": "s"})).await.expect(201).member("id");
        let modes = app.with_cookie(&secret).get(&format!("/tokensets/{set}/modes")).await.expect(200).json();
        let mode = modes["modes"][0]["id"].as_str().unwrap().to_owned();
        let token = app
            .with_cookie(&secret)
            .post(&format!("/tokensets/{set}/modes/{mode}/tokens"), &json!({"name": "a", "type": "number", "value": "1"}))
            .await
            .expect(201)
            .member("id");
        for route in ROUTES.iter().filter(|route| route.method != Method::GET) {
            let root = if route.path.starts_with("/workspaces") { workspace.to_string() } else { set.clone() };
            let path = route.path.replace("{id}", &root).replace("{modeId}", &mode).replace("{tokenId}", &token);
            for form in ["text/plain", "application/x-www-form-urlencoded"] {
                let headers = [("Origin", "http://localhost"), ("Content-Type", form)];
                let refused = ask(&app, Some(&cookie), &route.method, &path, &headers).await;
                let expected: &[u16] = match route.operation {
                    // Whoever may not know of a thing does not hear of bodies; closed is closed.
                    operation if operation.contains("user") => &[403],
                    operation if operation.starts_with("import") => &[400, 415],
                    _ => &[403, 404, 410, 415],
                };
                assert!(expected.contains(&refused.status), "{route:?} {form} {refused:?}");
            }
        }
        let kept = app.with_cookie(&secret);
        kept.get(&format!("/tokensets/{set}/modes/{mode}/tokens/{token}")).await.expect(200);
        assert_eq!(kept.get("/workspaces").await.expect(200).json()["total"], 1);
    }
}

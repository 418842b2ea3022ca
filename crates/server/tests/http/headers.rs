//! Headers that every answer has.

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, TestApp, TestDb, both_databases};

const SECURITY: [&str; 6] = [
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
];

fn security(answer: &Answer) -> Vec<String> {
    SECURITY
        .iter()
        .map(|name| format!("{name}: {}", answer.header(name).unwrap_or("MISSING")))
        .collect()
}

both_databases! {
    async fn a22_every_answer_has_the_security_headers(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Business).await;
        let api = app.api(&app.api_token(user, Scopes::ALL).await);
        let open = app.anonymous();

        let page = open.get("/").await.expect(200);
        insta::allow_duplicates! {
            insta::assert_snapshot!(security(&page).join("\n"), @r"
            content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
            x-content-type-options: nosniff
            x-frame-options: DENY
            referrer-policy: no-referrer
            cross-origin-opener-policy: same-origin
            cross-origin-resource-policy: same-origin
            ");
        }
        for path in ["/docs", "/docs/docs.js", "/docs/docs.css", "/docs/mark.svg"] {
            assert_eq!(
                security(&open.get(path).await.expect(200)),
                security(&page),
                "{path}"
            );
        }
        let data = api.get("/workspaces").await.expect(200);
        insta::allow_duplicates! {
            insta::assert_snapshot!(security(&data).join("\n"), @r"
            content-security-policy: default-src 'none'; frame-ancestors 'none'
            x-content-type-options: nosniff
            x-frame-options: DENY
            referrer-policy: no-referrer
            cross-origin-opener-policy: same-origin
            cross-origin-resource-policy: cross-origin
            ");
        }
        let workspace = app.workspace(user, "w").await;
        let tokenset = api
            .post(
                &format!("/workspaces/{workspace}/tokensets"),
                &json!({"name": "s"}),
            )
            .await;
        for format in ["css", "json", "android", "ios"] {
            let path = format!(
                "/tokensets/{}/export?format={format}",
                tokenset.member("id")
            );
            let export = api.get(&path).await.expect(200);
            assert_eq!(security(&export), security(&data), "{format}");
            assert!(export.header("content-type").is_some());
            assert_eq!(export.header("cache-control"), Some("private, no-cache"));
        }
        let long = "x".repeat(9_000);
        for (answer, status) in [
            (open.get("/api/v1/workspaces").await, 401),
            (api.get("/nowhere").await, 404),
            (api.request("PUT", "/workspaces").send().await, 405),
            (api.request("TRACE", "/workspaces").send().await, 405),
            (
                api.request("POST", "/workspaces")
                    .body(vec![0; (1 << 20) + 1])
                    .send()
                    .await,
                413,
            ),
            (api.get(&format!("/{long}")).await, 414),
            (
                api.request("POST", "/workspaces").body("x").send().await,
                415,
            ),
            (api.post("/workspaces", &json!({})).await, 400),
        ] {
            assert_eq!(answer.status, status);
            assert_eq!(security(&answer), security(&data), "{status}");
            assert!(answer.json()["error"].is_string());
            assert!(answer.header("tokencraft-error").is_some());
        }
        for path in ["/nowhere", "/docs/nowhere.css", "/docs/..%2Fsecret"] {
            assert_eq!(open.get(path).await.expect(404).error(), "Not found");
        }
        assert_eq!(open.request("TRACE", "/").send().await.status, 405);
        assert!(data.header("server").is_none());
        assert!(data.header("strict-transport-security").is_none());
    }

    async fn a22_head_is_get_without_a_body(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Business).await;
        let api = app.api(&app.api_token(user, Scopes::ALL).await);
        for (client, path) in [
            (app.anonymous(), "/"),
            (app.anonymous(), "/docs/docs.js"),
            (api, "/workspaces"),
        ] {
            for coding in ["identity", "br"] {
                let get = client
                    .request("GET", path)
                    .header("Accept-Encoding", coding)
                    .send()
                    .await;
                let head = client
                    .request("HEAD", path)
                    .header("Accept-Encoding", coding)
                    .send()
                    .await;
                let comparable = |answer: &Answer| {
                    let mut headers = answer.headers.clone();
                    headers.retain(|(name, _)| {
                        !matches!(
                            name.as_str(),
                            "date" | "x-request-id" | "x-ratelimit-remaining"
                        )
                    });
                    (answer.status, headers)
                };
                assert_eq!(comparable(&head), comparable(&get), "{path} {coding}");
                assert!(head.body.is_empty());
            }
        }
    }

    async fn a22_every_answer_of_the_session_door_has_them_too(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Business).await;
        let own = app.sign_in(user).await;
        let made = own.post("/workspaces", &json!({"name": "w"})).await.expect(201);
        let path = format!("/workspaces/{}/tokensets", made.member("id"));
        let tokenset = own.post(&path, &json!({"name": "s"})).await.expect(201).member("id");
        let data = security(&own.get("/workspaces").await.expect(200));
        assert_eq!(data[0], "content-security-policy: default-src 'none'; frame-ancestors 'none'");
        assert_eq!(data[5], "cross-origin-resource-policy: same-origin");
        for (answer, status) in [
            (app.visitor().get("/workspaces").await, 401),
            (own.request("POST", "/workspaces").header("Sec-Fetch-Site", "cross-site").send().await, 403),
            (own.get("/nowhere").await, 404),
            (own.request("PUT", "/workspaces").send().await, 405),
            (own.request("TRACE", "/workspaces").send().await, 405),
            (own.request("POST", "/workspaces").body(vec![0; (1 << 20) + 1]).send().await, 413),
            (own.request("POST", "/workspaces").body("x").send().await, 415),
            (own.post("/workspaces", &json!({})).await, 400),
        ] {
            assert_eq!(answer.status, status);
            assert_eq!(security(&answer), data, "{status}");
            assert!(answer.json()["error"].is_string());
            assert!(answer.header("tokencraft-error").is_some());
            assert!(answer.header("access-control-allow-origin").is_none());
        }
        for format in ["css", "json", "android", "ios"] {
            let path = format!("/tokensets/{tokenset}/export?format={format}");
            assert_eq!(security(&own.get(&path).await.expect(200)), data, "{format}");
        }
        let session = own.get("/auth/session").await.expect(200);
        assert_eq!(security(&session), data);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn https_instances_say_so() {
    let change = |config: &mut tokencraft_server::Config| {
        config.public_url = Some("https://tokens.example.com".into());
    };
    let app = TestApp::with(TestDb::sqlite().await, change).await;
    let answer = app.anonymous().get("/healthz").await;
    assert!(
        answer
            .header("strict-transport-security")
            .is_some_and(|value| value.starts_with("max-age="))
    );
    let bytes = app.anonymous().raw(b"nonsense\r\n\r\n").await;
    let answer = Answer::parse(&bytes, false).unwrap();
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_has_an_id_of_its_own() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let one = app.anonymous().get("/healthz").await;
    let two = app
        .anonymous()
        .with("X-Request-Id", "mine")
        .get("/nowhere")
        .await;
    let ids = [
        one.header("x-request-id").unwrap(),
        two.header("x-request-id").unwrap(),
    ];
    assert_ne!(ids[0], ids[1]);
    assert!(ids.iter().all(|id| id.len() == 36 && &id[14..15] == "7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_door_answers_any_origin_and_the_rest_none() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let user = app.user("owner", Plan::Business).await;
    let api = app.api(&app.api_token(user, Scopes::ALL).await);
    let preflight = app
        .anonymous()
        .request("OPTIONS", "/api/v1/workspaces")
        .header("Origin", "https://example.com")
        .header("Access-Control-Request-Method", "POST")
        .header(
            "Access-Control-Request-Headers",
            "authorization,content-type",
        )
        .send()
        .await
        .expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert!(
        preflight
            .header("access-control-allow-headers")
            .unwrap()
            .contains("Authorization")
    );
    assert!(
        preflight
            .header("access-control-allow-methods")
            .unwrap()
            .contains("PATCH")
    );
    assert_eq!(preflight.header("access-control-allow-credentials"), None);
    for answer in [
        api.get("/workspaces").await,
        api.get("/nowhere").await,
        app.anonymous().get("/api/v1/x").await,
    ] {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in [
            "ETag",
            "Retry-After",
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining",
            "X-RateLimit-Reset",
        ] {
            assert!(exposed.contains(name), "{name}");
        }
    }
    for path in ["/", "/api/openapi.json", "/healthz", "/api/v1x"] {
        let answer = app
            .anonymous()
            .with("Origin", "https://example.com")
            .get(path)
            .await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

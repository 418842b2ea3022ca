//! What needs no door.

use tokencraft_testing::{TestApp, both_databases};

both_databases! {
    async fn health_and_readiness(test: TestDb) {
        let app = TestApp::new(test).await;
        let open = app.anonymous();
        assert_eq!(open.get("/healthz").await.expect(200).text(), r#"{"status":"ok"}"#);
        let ready = open.get("/readyz").await.expect(200);
        assert_eq!(ready.header("cache-control"), Some("no-store"));
        let db = app.server.db().clone();
        tokio::task::spawn_blocking(move || db.close()).await.unwrap();
        open.get("/readyz").await.expect(503);
        open.get("/healthz").await.expect(200);
    }

    async fn metrics_count_what_happened(test: TestDb) {
        let app = TestApp::new(test).await;
        let open = app.anonymous();
        open.get("/api/v1/workspaces").await.expect(401);
        open.get("/api/v1/workspaces").await.expect(401);
        open.get("/nowhere/at/all").await.expect(404);
        open.get("/readyz").await.expect(200);
        let text = open.get("/metrics").await.expect(200).text().to_owned();
        for line in [
            r#"tokencraft_http_requests_total{route="/api/v1/workspaces",method="GET",status="401"} 2"#,
            r#"tokencraft_http_requests_total{route="unmatched",method="GET",status="404"} 1"#,
            "tokencraft_auth_failures_total 2",
            "tokencraft_storage_up 1",
            "# HELP tokencraft_http_connections Open connections.",
        ] {
            assert!(text.contains(line), "{line}\nin\n{text}");
        }
        assert!(!text.contains("/nowhere"));
    }

    async fn the_api_describes_itself(test: TestDb) {
        let app = TestApp::new(test).await;
        let document = app.anonymous().get("/api/openapi.json").await.expect(200).json();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(document["components"]["securitySchemes"]["apiToken"]["scheme"], "bearer");
        let page = app.anonymous().get("/docs").await.expect(200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        for text in [page.text(), app.anonymous().get("/").await.text()] {
            // No other host, nothing inline: the content policy would refuse it.
            for refused in ["=\"http", "=\"//", "<style", "style=", "onclick", "<script>"] {
                assert!(!text.contains(refused), "{refused}");
            }
        }
    }
}

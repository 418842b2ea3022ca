//! What must never lie anywhere: passwords, sessions, API tokens, links, the set-up token.

use serde_json::json;
use tokencraft_testing::{Client, both_databases};

use crate::support::{Running, Shell, files};

fn browser(server: &Running, cookie: &str) -> Client {
    Client::new(server.address, "/api").with("Cookie", &format!("tokencraft_session={cookie}"))
}

both_databases! {
    async fn a07_no_secret_is_left_in_data_backup_or_logs(test: TestDb) {
        let mut shell = Shell::over(test).await;
        shell.set("RUST_LOG", "trace,hyper=debug,tokio_postgres=debug");
        let mut server = shell.serve(&[]);
        let said = server.lines(1);
        let setup = said.split_whitespace().nth(2).unwrap().to_owned();
        let nobody = browser(&server, "");

        let (first, second, third) = ("first harbour 417", "second harbour 417", "third harbour 417");
        let body = json!({"token": setup, "email": "a@example.com", "name": "A", "password": first});
        let session = nobody.post("/auth/setup", &body).await.expect(201).cookie();
        let own = browser(&server, &session);
        let made = own.post("/api-tokens", &json!({"name": "ci"})).await.expect(201).member("token");
        server.client(&made).get("/workspaces").await.expect(200);
        let change = json!({"current_password": first, "new_password": second});
        let renewed = own.post("/auth/password", &change).await.expect(204).cookie();
        let own = browser(&server, &renewed);
        let guess = "a wrong guess 417";
        let wrong = json!({"email": "a@example.com", "password": guess});
        nobody.post("/auth/login", &wrong).await.expect(401);
        let welcome = own.post("/users", &json!({"email": "b@example.com"})).await.expect(201).member("setup_url");
        let id = own.get("/users").await.expect(200).json()["users"][1]["id"].as_str().unwrap().to_owned();
        let reset = own.request("POST", &format!("/users/{id}/reset")).send().await.expect(200).member("reset_url");
        let link = |url: &str| url.split_once('#').unwrap().1.to_owned();
        let (welcome, reset) = (link(&welcome), link(&reset));
        let set = json!({"token": reset, "new_password": third});
        nobody.post("/auth/reset", &set).await.expect(204);
        let log_in = json!({"email": "b@example.com", "password": third});
        let other = nobody.post("/auth/login", &log_in).await.expect(200).cookie();
        own.get("/auth/sessions").await.expect(200);

        shell.stored(&["backup", "backup.db"]).expect(0);
        // Killed, not ended: the write-ahead log stays.
        server.signal("KILL");
        let (_, rest) = server.end();
        assert_eq!(rest, "");
        let secrets = [
            &setup, &session, &renewed, &made, &welcome, &reset, &other,
            &first.to_owned(), &second.to_owned(), &third.to_owned(), &guess.to_owned(),
        ];
        let mut left = files(&shell.path(""));
        if shell.is_sqlite() {
            left.extend(files(&shell.data()));
        }
        for name in ["backup.db", "log"] {
            assert!(left.iter().any(|(path, bytes)| path.ends_with(name) && !bytes.is_empty()), "{name}");
        }
        assert_eq!(shell.is_sqlite(), left.iter().any(|(path, _)| path.to_string_lossy().ends_with("-wal")));
        for (path, bytes) in &left {
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{secret} in {}", path.display());
            }
        }
    }
}

//! `tokencraft admin`, beside a server and without one.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::json;
use tokencraft_testing::both_databases;

use crate::support::{Shell, files};

/// What the commands print; the same with and without a server.
fn tour(shell: &Shell) -> String {
    let admin = |args: &[&str]| shell.stored(&[&["admin"], args].concat()).shown();
    let email = ["--email", "ann@example.com"];
    let with_email = |args: &[&str]| admin(&[args, &email].concat());
    [
        with_email(&["create-user"]),
        with_email(&["create-user"]),
        admin(&["create-user", "--email", "nobody"]),
        with_email(&["create-token", "--name", "ci"]),
        with_email(&[
            "create-token",
            "--name",
            "ci",
            "--scopes",
            "read:tokens,all",
        ]),
        with_email(&["create-token", "--name", "ci", "--workspace", "x"]),
        with_email(&["create-token", "--name", "ci", "--expires", "2y"]),
        admin(&[
            "create-token",
            "--email",
            "gone@example.com",
            "--name",
            "ci",
        ]),
        with_email(&["set-plan", "team"]),
        with_email(&["set-plan", "gold"]),
        with_email(&["reset-password"]),
        with_email(&["disable-user"]),
        admin(&["list-users"]),
        with_email(&["disable-user", "--undo"]),
        admin(&["list-users", "--json"]),
    ]
    .join("\n")
}

both_databases! {
    async fn commands_work_without_a_server(test: TestDb) {
        let shell = Shell::over(test).await;
        assert_snapshot!("admin", tour(&shell).replace("http://127.0.0.1:…", "[server]"));
    }

    async fn commands_work_beside_a_server(test: TestDb) {
        let shell = Shell::over(test).await;
        let server = shell.serve(&[]);
        assert_snapshot!("admin", tour(&shell).replace("http://127.0.0.1:…", "[server]"));
        server.stop();
    }

    async fn commands_count_from_the_next_request_on(test: TestDb) {
        let shell = Shell::over(test).await;
        let server = shell.serve(&["--default-plan", "PRO"]);
        let admin = |args: &[&str]| {
            let args = [&["admin"], args, &["--email", "ann@example.com"]].concat();
            shell.stored(&args).expect(0)
        };
        admin(&["create-user"]);
        let token = admin(&["create-token", "--name", "ci"]).stdout;
        let ann = server.client(token.trim_end());
        let made = ann.post("/workspaces", &json!({ "name": "W" })).await.expect(201);
        let path = format!("/workspaces/{}", made.member("id"));
        let rename = json!({ "name": "V" });
        for round in 0..5 {
            admin(&["set-plan", "FREE"]);
            assert_eq!(ann.patch(&path, &rename).await.status, 403, "{round}");
            admin(&["set-plan", "PRO"]);
            ann.patch(&path, &rename).await.expect(200);
            admin(&["disable-user"]);
            assert_eq!(ann.get(&path).await.status, 401, "{round}");
            admin(&["disable-user", "--undo"]);
            ann.get(&path).await.expect(200);
        }
        server.stop();
    }

    async fn new_accounts_have_the_default_plan(test: TestDb) {
        let mut shell = Shell::over(test).await;
        shell.set("TOKENCRAFT_DEFAULT_PLAN", "FREE");
        for (email, plan, args) in [
            ("a@example.com", "FREE", &[][..]),
            ("b@example.com", "TEAM", &["--plan", "team"]),
        ] {
            let create = [&["admin", "create-user", "--email", email], args].concat();
            shell.stored(&create).expect(0);
            let list = shell.stored(&["admin", "list-users"]).expect(0).stdout;
            let line = list.lines().find(|line| line.starts_with(email)).unwrap();
            assert!(line.contains(plan), "{line}");
        }
    }

    /// A07, as far as a shell makes secrets.
    async fn secrets_are_printed_and_never_kept(test: TestDb) {
        let shell = Shell::over(test).await;
        let server = shell.serve(&[]);
        let password = "correct horse battery";
        let create = ["admin", "create-user", "--email", "b@example.com", "--password-stdin"];
        let (option, value) = if shell.is_sqlite() { ("--data", shell.data().display().to_string()) } else { ("--database-url", shell.url()) };
        let create = [&create[..], &[option, &value]].concat();
        let made = shell.run_with(&create, &format!("{password}\nmore\n")).expect(0);
        assert!(!made.stdout.contains("setup_url"));
        let link = shell
            .stored(&["admin", "create-user", "--email", "a@example.com"])
            .expect(0)
            .member("setup_url");
        let reset = shell
            .stored(&["admin", "reset-password", "--email", "a@example.com"])
            .expect(0)
            .member("reset_url");
        let token = shell
            .stored(&["admin", "create-token", "--email", "a@example.com", "--name", "n"])
            .expect(0)
            .stdout;
        server.client(token.trim_end()).get("/workspaces").await.expect(200);
        shell.stored(&["backup", "copy.db"]).expect(0);
        server.stop();
        let secret = |link: &str| link.rsplit('#').next().unwrap().to_owned();
        let secrets = [password.to_owned(), secret(&link), secret(&reset), token.trim_end().to_owned()];
        let mut kept = files(shell.path("copy.db").parent().unwrap());
        assert!(kept.iter().any(|(path, _)| path.ends_with("log")), "the log is among them");
        if shell.is_sqlite() {
            kept.extend(files(&shell.data()));
        }
        for (path, bytes) in kept {
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{secret} in {}", path.display());
            }
        }
    }
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn the_socket_is_the_servers_own() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    let socket = shell.path("data/run/admin.sock");
    assert_eq!(mode(&socket), 0o600);
    assert_eq!(mode(&shell.path("data/run")), 0o700);
    assert_eq!(mode(&shell.path("data")), 0o700);
    server.stop();
    assert!(!socket.exists());
}

#[test]
fn a_socket_that_a_crash_left_is_no_obstacle() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    server.signal("KILL");
    server.end();
    assert!(shell.path("data/run/admin.sock").exists());
    let user = ["admin", "create-user", "--email", "a@example.com"];
    shell.stored(&user).expect(0);
    let server = shell.serve(&[]);
    let list = shell.stored(&["admin", "list-users"]).expect(0).stdout;
    assert_eq!(list.lines().count(), 1);
    let before = shell
        .run(&["admin", "--data", "data", "list-users"])
        .expect(0);
    assert_eq!(
        before.stdout, list,
        "the folder may be named before the action, too"
    );
    server.stop();
}

#[test]
fn a_long_path_is_no_obstacle() {
    let mut shell = Shell::new();
    let long = format!("{}/{}", "long".repeat(30), "path".repeat(30));
    shell.set_storage("--data", &long);
    let server = shell.serve(&[]);
    let user = ["admin", "create-user", "--email", "a@example.com"];
    shell.stored(&user).expect(0);
    server.stop();
    assert!(!shell.path(&long).join("run/admin.sock").exists());
}

#[test]
fn commands_wait_for_a_server_that_starts_and_for_each_other() {
    let shell = Shell::new();
    let emails = ["a@example.com", "b@example.com", "c@example.com"];
    std::thread::scope(|scope| {
        for email in emails {
            let shell = &shell;
            scope.spawn(move || {
                shell
                    .stored(&["admin", "create-user", "--email", email])
                    .expect(0)
            });
        }
    });
    let list = shell.stored(&["admin", "list-users"]).expect(0).stdout;
    assert_eq!(list.lines().count(), emails.len(), "{list}");
}

#[test]
fn a_mistyped_folder_is_not_made() {
    let shell = Shell::new();
    for args in [
        &["admin", "list-users"][..],
        &["admin", "set-plan", "FREE", "--email", "a@example.com"],
        &["doctor"],
        &["backup", "copy.db"],
    ] {
        let ran = shell.stored(args).expect(1);
        assert_snapshot!("no_database", ran.shown());
        assert!(!shell.path("data").exists());
    }
}

//! `backup`, `restore`, `migrate`, `doctor`.

use insta::assert_snapshot;
use tokencraft_testing::both_databases;
use tokencraft_testing::db::empty_postgres;

use crate::support::{Running, Shell};

/// The demo's API token, and the exports it opens.
fn demo(server: &mut Running) -> (String, Vec<String>) {
    let said = server.lines(10);
    let token = said
        .split("Bearer ")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let path = said.split("/api/v1").nth(1).unwrap();
    let path = path.split("/modes").next().unwrap();
    let paths = ["light", "dark"].into_iter().flat_map(|mode| {
        ["css", "json", "ios"].map(|format| format!("{path}/modes/{mode}/export?format={format}"))
    });
    (token.to_owned(), paths.collect())
}

async fn exports(server: &Running, token: &str, paths: &[String]) -> Vec<String> {
    let mut texts = Vec::new();
    for path in paths {
        texts.push(
            server
                .client(token)
                .get(path)
                .await
                .expect(200)
                .text()
                .to_owned(),
        );
    }
    texts
}

/// What the doctor finds, all of it good. A test server may do without flushing, which is no good
/// elsewhere.
#[track_caller]
fn findings(shell: &Shell) -> String {
    let ran = shell.stored(&["doctor"]);
    let is_unflushed = |line: &str| line.starts_with("BAD ") && line.ends_with("(fsync): off");
    let bad = ran.stdout.lines().filter(|line| !line.starts_with("ok "));
    assert!(bad.clone().all(is_unflushed), "{ran:?}");
    assert_eq!(ran.code, i32::from(bad.count() > 0), "{ran:?}");
    assert_eq!(ran.stderr, "");
    ran.stdout
}

both_databases! {
    async fn a_backup_goes_to_the_other_database_and_back(test: TestDb) {
        let mut shell = Shell::over(test).await;
        let mut server = shell.serve(&["--demo"]);
        let (token, paths) = demo(&mut server);
        let before = exports(&server, &token, &paths).await;
        assert!(before.iter().all(|text| text.len() > 1000));
        // While the server runs.
        let backup = shell.stored(&["backup", "1.db"]).expect(0);
        assert_eq!(backup.stdout, "1.db\n");
        server.stop();

        let empty = empty_postgres(false).await;
        let url = match empty.config() {
            tokencraft_storage::DatabaseConfig::Postgres { url, .. } => url,
            other @ tokencraft_storage::DatabaseConfig::Sqlite { .. } => panic!("{other:?}"),
        };
        for (n, (option, value)) in [("--database-url", url.as_str()), ("--data", "other")].into_iter().enumerate() {
            let (old, new) = (format!("{}.db", n + 1), format!("{}.db", n + 2));
            shell.set_storage(option, value);
            shell.stored(&["restore", &old]).expect(0);
            let server = shell.serve(&[]);
            assert_eq!(exports(&server, &token, &paths).await, before, "{option}");
            findings(&shell);
            shell.stored(&["backup", &new]).expect(0);
            server.stop();
            if option == "--database-url" {
                let again = shell.stored(&["restore", &old]).expect(1);
                assert_snapshot!("restore_into_a_full_database", again.shown());
            }
        }
        empty.remove().await;
    }

    async fn a_healthy_database_is_said_to_be(test: TestDb) {
        let shell = Shell::over(test).await;
        let calm = findings(&shell);
        let server = shell.serve(&[]);
        assert_eq!(findings(&shell), calm);
        let json = shell.stored(&["doctor", "--json"]);
        let healthy = json.code == 0;
        let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(json["healthy"], healthy);
        assert_eq!(json["findings"].as_array().unwrap().len(), calm.lines().count());
        server.stop();
        let schema = tokencraft_storage::db::SCHEMA;
        assert_eq!(shell.stored(&["migrate"]).expect(0).stdout, format!("schema {schema}\n"));
    }

    async fn a_newer_schema_is_refused(test: TestDb) {
        use tokencraft_storage::{Database, Error};
        let config = test.config();
        let db = test.db.clone();
        let add = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                   VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";
        db.write(move |tx| tx.execute(add, &[]).map(drop)).await.unwrap();
        let shell = Shell::over(test).await;
        let said = ["serve", "migrate"].map(|command| shell.stored(&[command]).expect(1).shown());
        let known = format!("this binary knows {}", tokencraft_storage::db::SCHEMA);
        let said = said.join("\n").replace(&known, "this binary knows <newest>");
        assert_snapshot!("newer_schema", said);
        shell.stored(&["doctor"]).expect(1);
        let opened = tokio::task::spawn_blocking(move || Database::open_blocking(&config)).await;
        assert!(matches!(opened.unwrap(), Err(Error::SchemaTooNew { found: 99, .. })));
    }
}

#[test]
fn a_restore_takes_the_place_of_everything() {
    let shell = Shell::new();
    let user = |email| ["admin", "create-user", "--email", email];
    shell.stored(&user("before@example.com")).expect(0);
    shell.stored(&["backup", "copy.db"]).expect(0);
    // A crash leaves a log with later changes.
    let server = shell.serve(&[]);
    shell.stored(&user("after@example.com")).expect(0);
    let refused = shell.stored(&["restore", "copy.db"]).expect(1);
    assert_snapshot!(refused.shown());
    server.signal("KILL");
    server.end();
    assert!(
        shell
            .path("data/tokencraft.db-wal")
            .metadata()
            .unwrap()
            .len()
            > 0
    );
    assert_eq!(
        shell.stored(&["restore", "copy.db"]).expect(0).stdout,
        "restored copy.db\n"
    );
    assert!(!shell.path("data/tokencraft.db-wal").exists());
    let list = shell.stored(&["admin", "list-users"]).expect(0).stdout;
    assert!(
        list.starts_with("before@example.com") && list.lines().count() == 1,
        "{list}"
    );
    shell.stored(&["doctor"]).expect(0);
}

#[test]
fn what_cannot_be_restored_changes_nothing() {
    let shell = Shell::new();
    shell
        .stored(&["admin", "create-user", "--email", "a@example.com"])
        .expect(0);
    shell.stored(&["backup", "copy.db"]).expect(0);
    shell.write("text.db", "no database at all".repeat(100));
    shell.write("empty.db", "");
    let copy = std::fs::read(shell.path("copy.db")).unwrap();
    shell.write("half.db", &copy[..copy.len() / 2]);
    let said = ["gone.db", "text.db", "empty.db", "half.db"]
        .map(|file| shell.stored(&["restore", file]).expect(1).shown());
    assert_snapshot!(said.join("\n"));
    let list = shell.stored(&["admin", "list-users"]).expect(0).stdout;
    assert_eq!(list.lines().count(), 1);
}

#[test]
fn a_backup_writes_over_nothing_by_accident() {
    let shell = Shell::new();
    shell.stored(&["migrate"]).expect(0);
    shell.stored(&["backup", "copy.db"]).expect(0);
    std::fs::create_dir(shell.path("folder")).unwrap();
    let said = [
        &["copy.db"][..],
        &["folder"],
        &["folder", "--force"],
        &["data/tokencraft.db", "--force"],
        &["data/../data/tokencraft.db-wal"],
        &["gone/copy.db"],
    ]
    .map(|args| {
        shell
            .stored(&[&["backup"], args].concat())
            .expect(1)
            .shown()
    });
    assert_snapshot!(said.join("\n"));
    shell.stored(&["backup", "copy.db", "--force"]).expect(0);
    shell.stored(&["doctor"]).expect(0);
}

#[test]
fn a_damaged_database_is_said_to_be() {
    let shell = Shell::new();
    shell
        .stored(&["admin", "create-user", "--email", "a@example.com"])
        .expect(0);
    let path = shell.path("data/tokencraft.db");
    let whole = std::fs::read(&path).unwrap();
    let mut damaged = whole.clone();
    // Somewhere in the pages of tables.
    let at = damaged.len() / 2;
    damaged[at..at + 4096].fill(0x5a);
    std::fs::write(&path, &damaged).unwrap();
    let found = shell.stored(&["doctor"]).expect(1);
    assert!(
        format!("{}{}", found.stdout, found.stderr).contains("BAD")
            || found.stderr.contains("cannot be read")
    );
    std::fs::write(&path, "text").unwrap();
    assert_snapshot!(shell.stored(&["doctor"]).expect(1).shown());
    std::fs::write(&path, whole).unwrap();
    shell.stored(&["doctor"]).expect(0);
}

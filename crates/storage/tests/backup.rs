//! Copies of a database, and back: on both databases and from one to the other.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(test)]
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use support::{World, user};
use tokencraft_storage::db::FILE_NAME;
use tokencraft_storage::{
    Database, DatabaseConfig, Error, backup, doctor, downgrades, graph, idempotency, mode_groups,
    one_time_links, sessions, users, workspaces,
};
use tokencraft_testing::db::empty_postgres;
use tokencraft_testing::{TestDb, both_databases};

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn back_up(db: &Database, file: &Path) {
    let (db, file) = (db.clone(), file.to_owned());
    blocking(move || backup::backup(&db, &file)).await.unwrap();
}

async fn close(db: &Database) {
    let db = db.clone();
    blocking(move || db.close()).await;
}

/// A world with a row in every table that a copy must carry.
async fn full_world(db: &Database) -> World {
    let world = World::store("a@example.com", 1200, db).await;
    let (person, place) = (world.user.id, world.workspace.id);
    let (mode, owner) = (world.mode.id, world.user.clone());
    db.write(move |tx| {
        mode_groups::replace(tx, mode, &support::groups())?;
        sessions::insert(
            tx,
            &tokencraft_storage::Session {
                id: support::id(),
                token_hash: support::hash(),
                user_id: person,
                created_at: 1,
                last_seen_at: 2,
                expires_at: 3,
                user_agent: String::new(),
            },
        )?;
        one_time_links::insert(
            tx,
            &tokencraft_storage::OneTimeLink {
                token_hash: support::hash(),
                user_id: Some(person),
                kind: tokencraft_storage::LinkKind::Reset,
                created_at: 1,
                expires_at: 2,
                used_at: None,
            },
        )?;
        let key = idempotency::Key {
            caller: person.0.as_bytes(),
            method: "POST",
            path: "/",
            key: "k",
        };
        idempotency::claim(tx, &key, &[1; 32], 5)?;
        idempotency::complete(tx, &key, 201, "{}", b"\x00\xff")?;
        downgrades::start(tx, person, 7)?;
        support::organization_with_a_release(tx, &owner, place)?;
        workspaces::bump(tx, place)
    })
    .await
    .unwrap();
    world
}

async fn is_the_same(db: &Database, world: &World) {
    let (person, place) = (world.user.clone(), world.workspace.id);
    let tokens = world.tokens.clone();
    db.read_long(move |tx| {
        assert_eq!(users::list(tx)?.as_slice(), std::slice::from_ref(&person));
        assert_eq!(workspaces::get(tx, place)?.unwrap().revision, 2);
        assert_eq!(workspaces::visible(tx, person.id)?.len(), 1);
        assert_eq!(sessions::list(tx, person.id)?.len(), 1);
        assert_eq!(downgrades::since(tx, person.id)?, Some(7));
        let key = idempotency::Key {
            caller: person.id.0.as_bytes(),
            method: "POST",
            path: "/",
            key: "k",
        };
        assert_eq!(idempotency::get(tx, &key)?.unwrap().body, b"\x00\xff");
        support::is_the_organization_with_a_release(tx, person.id, place)?;
        let loaded = graph::load(tx, place)?;
        let found: Vec<_> = loaded.sets[0].modes[0]
            .tokens()
            .map(|t| (**t).clone())
            .collect();
        assert!(found == tokens);
        assert_eq!(loaded.sets[0].modes[0].groups, support::groups());
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

both_databases! {
    async fn a_backup_is_restored_to_either_database(test: TestDb) {
        let world = full_world(&test.db).await;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("backup.db");
        back_up(&test.db, &file).await;
        assert_eq!(names(directory.path()), ["backup.db"], "one file");

        let config = DatabaseConfig::Sqlite { data_dir: directory.path().join("data") };
        let (from, to) = (file.clone(), config.clone());
        blocking(move || backup::restore(&from, &to)).await.unwrap();
        let db = Database::open(config).await.unwrap();
        is_the_same(&db, &world).await;
        close(&db).await;

        let empty = empty_postgres(false).await;
        let (from, to) = (file.clone(), empty.config());
        blocking(move || backup::restore(&from, &to)).await.unwrap();
        let db = Database::open(empty.config()).await.unwrap();
        is_the_same(&db, &world).await;
        close(&db).await;
        let (from, to) = (file, empty.config());
        let again = blocking(move || backup::restore(&from, &to)).await;
        assert_eq!(again, Err(Error::Other("the database is not empty: users".to_owned())));
        empty.remove().await;
    }

    async fn a_backup_under_write_load_is_one_state(test: TestDb) {
        let world = World::store("a@example.com", 0, &test.db).await;
        let place = world.workspace.id;
        let stop = Arc::new(AtomicBool::new(false));
        let written = Arc::new(AtomicI64::new(0));
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..4 {
            let (db, stop, written) = (test.db.clone(), Arc::clone(&stop), Arc::clone(&written));
            writers.spawn(async move {
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    // Two rows that belong together: an account per revision.
                    db.write(move |tx| {
                        workspaces::bump(tx, place)?;
                        users::insert(tx, &user(&format!("{writer}.{n}@example.com")))
                    })
                    .await
                    .unwrap();
                    n += 1;
                    written.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let directory = tempfile::tempdir().unwrap();
        let mut sizes = Vec::new();
        for round in 0..4 {
            while written.load(Ordering::Relaxed) < 20 * (round + 1) {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            let file = directory.path().join(format!("{round}.db"));
            back_up(&test.db, &file).await;
            let copy = rusqlite::Connection::open(&file).unwrap();
            let number = |sql: &str| copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
            let accounts = number("SELECT COUNT(*) FROM users");
            assert_eq!(number("SELECT revision FROM workspaces"), accounts);
            assert!(accounts > 20 * (round + 1), "what was acknowledged before is in it");
            sizes.push(accounts);
        }
        stop.store(true, Ordering::Relaxed);
        writers.join_all().await;
        assert!(sizes.is_sorted(), "{sizes:?}");
    }
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A directory as a crash leaves it: a log that was not played into the file, and other content.
async fn dirty_directory(root: &Path) -> PathBuf {
    let (live, dirty) = (root.join("live"), root.join("dirty"));
    let db = Database::open(DatabaseConfig::Sqlite {
        data_dir: live.clone(),
    })
    .await
    .unwrap();
    World::store("other@example.com", 50, &db).await;
    std::fs::create_dir(&dirty).unwrap();
    for name in names(&live) {
        std::fs::copy(live.join(&name), dirty.join(&name)).unwrap();
    }
    close(&db).await;
    assert!(
        dirty
            .join(format!("{FILE_NAME}-wal"))
            .metadata()
            .unwrap()
            .len()
            > 0
    );
    dirty
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_over_a_dirty_directory_gives_exactly_the_backup() {
    let test = TestDb::sqlite().await;
    let world = full_world(&test.db).await;
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("backup.db");
    back_up(&test.db, &file).await;
    let data_dir = dirty_directory(root.path()).await;
    let config = DatabaseConfig::Sqlite {
        data_dir: data_dir.clone(),
    };
    let to = config.clone();
    blocking(move || backup::restore(&file, &to)).await.unwrap();
    assert_eq!(names(&data_dir), [FILE_NAME, "tokencraft.lock"]);
    // As a server leaves it, also to the doctor.
    let findings = blocking(move || doctor::examine_directory(&data_dir, &[])).await;
    let ill: Vec<_> = findings.unwrap().into_iter().filter(|f| !f.ok).collect();
    assert_eq!(ill, []);
    let db = Database::open(config).await.unwrap();
    is_the_same(&db, &world).await;
    close(&db).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_is_refused_while_a_server_runs() {
    let test = TestDb::sqlite().await;
    let world = full_world(&test.db).await;
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("backup.db");
    let (data_dir, to) = (test.data_dir().unwrap(), file.clone());
    blocking(move || backup::backup_directory(&data_dir, &to))
        .await
        .unwrap();
    let config = test.config();
    let refused = blocking(move || backup::restore(&file, &config)).await;
    assert!(matches!(refused, Err(Error::InUse(_))), "{refused:?}");
    is_the_same(&test.db, &world).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_good_backup_is_refused_and_nothing_is_touched() {
    let test = TestDb::sqlite().await;
    full_world(&test.db).await;
    let root = tempfile::tempdir().unwrap();
    let good = root.path().join("good.db");
    back_up(&test.db, &good).await;
    let data_dir = dirty_directory(root.path()).await;
    let before = names(&data_dir);
    let make = |name: &str, change: &dyn Fn(&Path)| {
        let path = root.path().join(name);
        std::fs::copy(&good, &path).unwrap();
        change(&path);
        path
    };
    let sql = |path: &Path, text: &str| {
        rusqlite::Connection::open(path)
            .unwrap()
            .execute_batch(text)
            .unwrap();
    };
    let files = [
        make("text.db", &|path| {
            std::fs::write(path, "no database at all, but long enough").unwrap();
        }),
        make("empty.db", &|path| std::fs::write(path, "").unwrap()),
        make("half.db", &|path| {
            let half = std::fs::read(path).unwrap().len() / 2;
            std::fs::File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_len(half as u64)
                .unwrap();
        }),
        make("dangling.db", &|path| {
            sql(path, "PRAGMA foreign_keys = OFF; DELETE FROM users");
        }),
        make("newer.db", &|path| {
            sql(
                path,
                "INSERT INTO refinery_schema_history VALUES (99, 'x', '2030-01-01T00:00:00Z', '1')",
            );
        }),
        root.path().join("missing.db"),
    ];
    for file in files {
        let (name, to) = (
            file.clone(),
            DatabaseConfig::Sqlite {
                data_dir: data_dir.clone(),
            },
        );
        let refused = blocking(move || backup::restore(&file, &to)).await;
        assert!(refused.is_err(), "{}", name.display());
        assert_eq!(names(&data_dir), before, "{}", name.display());
    }
    test.remove().await;
}

//! What only a file can suffer: full disks, foreign locks, other programs, damage.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(test)]
mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::poll;
use rusqlite::Connection;
use support::{World, started, user};
use tokencraft_storage::db::{FILE_NAME, Row, SCHEMA};
use tokencraft_storage::{Database, DatabaseConfig, Error, TokenId, doctor, tokens, users};
use tokencraft_testing::TestDb;

/// Lets the file grow by so many pages and no more.
async fn allow_pages(db: &Database, more: i64) {
    db.write(move |tx| {
        let number = |row: &Row<'_>| row.get::<i64>(0);
        let now = tx.query_one("PRAGMA page_count", &[], number)?;
        tx.query_one(
            &format!("PRAGMA max_page_count = {}", now + more),
            &[],
            number,
        )
    })
    .await
    .unwrap();
}

fn outside(test: &TestDb) -> Connection {
    let connection = Connection::open(test.data_dir().unwrap().join(FILE_NAME)).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    connection
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_fails_writes_as_unavailable_and_is_survived() {
    let test = TestDb::sqlite().await;
    let world = World::store("a@example.com", 1, &test.db).await;
    allow_pages(&test.db, 20).await;
    let undone = Arc::new(AtomicUsize::new(0));
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    for round in 0..40 {
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..8 {
            let (db, undone) = (test.db.clone(), Arc::clone(&undone));
            let mut person = user(&format!("r{round}n{n}@example.com"));
            person.name = "x".repeat(2000);
            writers.spawn(async move {
                let email = person.email.clone();
                let result = db
                    .write(move |tx| {
                        let undone = Arc::clone(&undone);
                        tx.on_rollback(move || {
                            undone.fetch_add(1, Ordering::Relaxed);
                        });
                        users::insert(tx, &person)
                    })
                    .await;
                (email, result)
            });
        }
        for (email, result) in writers.join_all().await {
            match result {
                Ok(()) => acknowledged.push(email),
                Err(Error::Unavailable(_)) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    assert!(
        !acknowledged.is_empty() && refused > 0,
        "{} kept, {refused} refused",
        acknowledged.len()
    );
    assert_eq!(undone.load(Ordering::Relaxed), refused);
    // Reads go on.
    let first: TokenId = world.tokens[0].key.into();
    assert!(
        test.db
            .read(move |tx| tokens::get(tx, first))
            .await
            .unwrap()
            .is_some()
    );
    // Room again: writes go on, without a restart.
    allow_pages(&test.db, 10_000).await;
    test.db
        .write(|tx| users::insert(tx, &user("late@example.com")))
        .await
        .unwrap();
    acknowledged.extend(["a@example.com".to_owned(), "late@example.com".to_owned()]);
    acknowledged.sort();
    let mut stored: Vec<_> = test
        .db
        .read(users::list)
        .await
        .unwrap()
        .into_iter()
        .map(|user| user.email)
        .collect();
    stored.sort();
    assert_eq!(
        stored, acknowledged,
        "all that was acknowledged, and no more"
    );
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_lock_of_a_second_is_waited_for() {
    let test = TestDb::sqlite().await;
    let other = outside(&test);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = started();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..16 {
        let db = test.db.clone();
        writers.spawn(async move {
            db.write(move |tx| users::insert(tx, &user(&format!("{n}@example.com"))))
                .await
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(
        !test.db.read(users::any).await.unwrap(),
        "readers do not wait"
    );
    other.execute_batch("COMMIT").unwrap();
    assert!(writers.join_all().await.iter().all(Result::is_ok));
    assert!(started.elapsed() > Duration::from_millis(900));
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_write_is_noticed_before_the_next_write_and_when_idle() {
    let test = TestDb::sqlite().await;
    let noticed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&noticed);
    test.db.on_foreign_write(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    test.db
        .write(|tx| users::insert(tx, &user("a@example.com")))
        .await
        .unwrap();
    assert_eq!(
        noticed.load(Ordering::SeqCst),
        0,
        "our own writes are no news"
    );
    let other = outside(&test);
    other.execute("UPDATE users SET name = 'Eve'", []).unwrap();
    let seen = Arc::clone(&noticed);
    let before_it = test
        .db
        .write(move |_| Ok::<_, Error>(seen.load(Ordering::SeqCst)))
        .await
        .unwrap();
    assert_eq!(before_it, 1);
    other
        .execute("UPDATE users SET name = 'Mallory'", [])
        .unwrap();
    let started = started();
    while noticed.load(Ordering::SeqCst) < 2 {
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "an idle writer does not look"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_directory_has_one_user() {
    let test = TestDb::sqlite().await;
    let second = Database::open(test.config()).await;
    let directory = test.data_dir().unwrap().display().to_string();
    assert_eq!(second.err(), Some(Error::InUse(directory)));
    let (config, db) = (test.config(), test.db.clone());
    tokio::task::spawn_blocking(move || db.close())
        .await
        .unwrap();
    Database::open(config).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_refused() {
    let test = TestDb::sqlite().await;
    let db = test.db.clone();
    tokio::task::spawn_blocking(move || db.close())
        .await
        .unwrap();
    outside(&test)
        .execute(
            "INSERT INTO refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
    let opened = Database::open(test.config()).await;
    assert_eq!(
        opened.err(),
        Some(Error::SchemaTooNew {
            found: 99,
            known: SCHEMA
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_are_private_and_as_durable_as_promised() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let data_dir = root.path().join("a/b");
    let db = Database::open(DatabaseConfig::Sqlite {
        data_dir: data_dir.clone(),
    })
    .await
    .unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data_dir), 0o700);
    assert_eq!(mode(&data_dir.join(FILE_NAME)), 0o600);
    let settings = db
        .write(|tx| {
            let number = |row: &Row<'_>| row.get::<i64>(0);
            Ok::<_, Error>((
                tx.query_one("PRAGMA synchronous", &[], number)?,
                tx.query_one("PRAGMA foreign_keys", &[], number)?,
                tx.query_one("PRAGMA journal_mode", &[], |row| row.get::<String>(0))?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(settings, (2, 1, "wal".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_what_must_not_be() {
    let test = TestDb::sqlite().await;
    let world = World::store("a@example.com", 3, &test.db).await;
    let (owner, place) = (world.user, world.workspace.id);
    test.db
        .write(move |tx| support::organization_with_a_release(tx, &owner, place))
        .await
        .unwrap();
    let db = test.db.clone();
    let well = tokio::task::spawn_blocking(move || doctor::examine(&db, &[]))
        .await
        .unwrap()
        .unwrap();
    assert!(well.iter().all(|finding| finding.ok), "{well:#?}");
    outside(&test)
        .execute_batch(
            "PRAGMA foreign_keys = OFF; DELETE FROM users; UPDATE modes SET is_default = 0; \
             UPDATE organization_members SET role = 'admin'; UPDATE environments SET \
             is_production = 0; DELETE FROM releases",
        )
        .unwrap();
    let data_dir = test.data_dir().unwrap();
    let beside = tokio::task::spawn_blocking(move || doctor::examine_directory(&data_dir, &[]));
    let beside = beside.await.unwrap().unwrap();
    let db = test.db.clone();
    let ill = tokio::task::spawn_blocking(move || doctor::examine(&db, &[]))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(beside, ill, "the same beside a running server");
    let wrong: Vec<_> = ill.iter().filter(|f| !f.ok).map(|f| f.check).collect();
    assert_eq!(
        wrong,
        [
            "every reference has its row",
            "every tokenset has one default mode",
            "every organization has its owner as the only member with that role",
            "every organization has one Production",
            "every active release is one of its environment",
        ]
    );
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_wait_share_one_commit() {
    let test = TestDb::sqlite().await;
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let (begun, begins) = std::sync::mpsc::channel::<()>();
    let db = test.db.clone();
    let first = tokio::spawn(async move {
        db.write(move |tx| {
            begun.send(()).unwrap();
            wait.lock().unwrap().recv().unwrap();
            users::insert(tx, &user("first@example.com"))
        })
        .await
    });
    tokio::task::spawn_blocking(move || begins.recv())
        .await
        .unwrap()
        .unwrap();
    let file = test.data_dir().unwrap().join(FILE_NAME);
    let others = (0..10).map(|n| {
        let (db, file) = (test.db.clone(), file.clone());
        async move {
            db.write(move |tx| {
                users::insert(tx, &user(&format!("{n}@example.com")))?;
                let outside = Connection::open(&file)?;
                let seen: i64 =
                    outside.query_row("SELECT COUNT(*) FROM users", [], |row| row.get(0))?;
                Ok::<_, Error>((users::list(tx)?.len(), seen))
            })
            .await
            .unwrap()
        }
    });
    let mut others = std::pin::pin!(join_all(others));
    // Asked once, each has put its write into the queue.
    assert!(poll!(&mut others).is_pending());
    go.send(()).unwrap();
    first.await.unwrap().unwrap();
    let counts = others.await;
    // Each sees those before it in its group; the world sees the first write alone until the end.
    let expected: Vec<_> = (2..12).map(|own| (own, 1)).collect();
    assert_eq!(counts, expected);
    test.remove().await;
}

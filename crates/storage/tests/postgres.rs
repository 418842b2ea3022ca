//! What only a server can do: many processes, lost connections, time-outs, the shared rate limit.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(test)]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::{NOW, World, started, user};
use tokencraft_storage::{
    Database, DatabaseConfig, Error, doctor, rate_windows, users, workspaces,
};
use tokencraft_testing::TestDb;
use tokencraft_testing::db::{empty_postgres, run};

fn on_postgres<B>(body: impl FnOnce(TestDb) -> B)
where
    B: Future<Output = ()> + Send + 'static,
{
    run(TestDb::postgres(), body);
}

async fn outside(test: &TestDb) -> tokio_postgres::Client {
    let url = test.url().unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

#[test]
fn processes_that_start_together_migrate_once() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let empty = empty_postgres(false).await;
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..4 {
            starts.spawn(Database::open(empty.config()));
        }
        let opened: Vec<_> = starts.join_all().await;
        for db in &opened {
            db.as_ref().unwrap().ping().await.unwrap();
        }
        empty.remove().await;
    });
}

#[test]
fn a_newer_schema_is_refused() {
    on_postgres(async |test| {
        outside(&test)
            .await
            .batch_execute(
                "INSERT INTO refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')",
            )
            .await
            .unwrap();
        let opened = Database::open(test.config()).await;
        assert!(
            matches!(opened, Err(Error::SchemaTooNew { found: 99, .. })),
            "{opened:?}"
        );
    });
}

#[test]
fn the_rate_limit_is_exact_over_two_processes() {
    on_postgres(async |test| {
        let world = World::store("a@example.com", 0, &test.db).await;
        let secret = world.api_token.token_hash;
        let config = DatabaseConfig::Postgres {
            url: test.url().unwrap(),
            max_connections: 16,
        };
        let first = Database::open(config.clone()).await.unwrap();
        let second = Database::open(config).await.unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for n in 0..150 {
            let db = if n % 2 == 0 {
                first.clone()
            } else {
                second.clone()
            };
            calls.spawn(async move {
                db.single(move |tx| rate_windows::authenticate(tx, &secret, NOW, 100, 60_000))
                    .await
                    .unwrap()
                    .unwrap()
                    .window
                    .unwrap()
            });
        }
        let windows = calls.join_all().await;
        let (admitted, refused): (Vec<rate_windows::Window>, Vec<_>) =
            windows.iter().copied().partition(|w| w.admitted);
        assert_eq!((admitted.len(), refused.len()), (100, 50));
        let mut remaining: Vec<i64> = admitted.iter().map(|w| w.remaining).collect();
        remaining.sort_unstable();
        assert_eq!(
            remaining,
            (0..100).collect::<Vec<_>>(),
            "every place is given once"
        );
        assert!(refused.iter().all(|w| w.remaining == 0 && w.limit == 100));
        let resets: std::collections::HashSet<i64> = windows.iter().map(|w| w.reset_at).collect();
        assert_eq!(resets.len(), 1, "the oldest request is the same for all");
    });
}

#[test]
fn places_become_free_as_requests_leave_the_window() {
    on_postgres(async |test| {
        const MINUTE: i64 = 60_000;
        let world = World::store("a@example.com", 0, &test.db).await;
        let secret = world.api_token.token_hash;
        let call = || async {
            test.db
                .single(move |tx| rate_windows::authenticate(tx, &secret, NOW, 2, 60 * MINUTE))
                .await
                .unwrap()
                .unwrap()
                .window
                .unwrap()
        };
        let client = outside(&test).await;
        // The clock is the database's: what was counted gets older instead.
        let pass = async |minutes: i64| {
            let sql = "UPDATE rate_windows SET at = at - $1, hits = ARRAY(\
                       SELECT hit - $1 FROM unnest(hits) WITH ORDINALITY AS h (hit, n) ORDER BY n)";
            client.execute(sql, &[&(minutes * MINUTE)]).await.unwrap();
        };
        let first = call().await;
        assert_eq!((first.admitted, first.remaining), (true, 1));
        pass(30).await;
        let second = call().await;
        assert_eq!((second.admitted, second.remaining), (true, 0));
        assert_eq!(second.reset_at, first.reset_at - 30 * MINUTE);
        assert!(!call().await.admitted);
        // The first has left, the second has not, the refused never counted.
        pass(31).await;
        let third = call().await;
        assert_eq!((third.admitted, third.remaining), (true, 0));
        assert!(third.reset_at >= second.reset_at - MINUTE);
        assert!(!call().await.admitted);
        // All have left.
        pass(61).await;
        assert_eq!(call().await.remaining, 1);
    });
}

#[test]
fn only_good_credentials_are_counted() {
    on_postgres(async |test| {
        let world = World::store("a@example.com", 0, &test.db).await;
        let secret = world.api_token.token_hash;
        let look = move |limit| {
            move |tx: &mut tokencraft_storage::Tx<'_>| {
                rate_windows::authenticate(tx, &secret, NOW, limit, 60_000)
            }
        };
        let unlimited = test.db.single(look(0)).await.unwrap().unwrap();
        assert_eq!(
            (unlimited.token.id, unlimited.window),
            (world.api_token.id, None)
        );
        let unknown = test
            .db
            .single(|tx| rate_windows::authenticate(tx, &[9; 32], NOW, 100, 60_000))
            .await;
        assert_eq!(unknown, Ok(None));
        let client = outside(&test).await;
        for (spoil, mend) in [
            (
                "UPDATE api_tokens SET revoked_at = 1",
                "UPDATE api_tokens SET revoked_at = NULL",
            ),
            (
                "UPDATE api_tokens SET expires_at = 1",
                "UPDATE api_tokens SET expires_at = NULL",
            ),
            (
                "UPDATE users SET disabled_at = 1",
                "UPDATE users SET disabled_at = NULL",
            ),
        ] {
            client.batch_execute(spoil).await.unwrap();
            assert_eq!(test.db.single(look(100)).await, Ok(None), "{spoil}");
            client.batch_execute(mend).await.unwrap();
        }
        let rows = client
            .query_one("SELECT COUNT(*) FROM rate_windows", &[])
            .await
            .unwrap();
        assert_eq!(rows.get::<_, i64>(0), 0);
        client
            .batch_execute("UPDATE api_tokens SET rate_limit = 3")
            .await
            .unwrap();
        let own = test
            .db
            .single(look(100))
            .await
            .unwrap()
            .unwrap()
            .window
            .unwrap();
        assert_eq!((own.limit, own.remaining), (3, 2));
    });
}

#[test]
fn connections_ended_by_the_server_are_replaced_unnoticed() {
    on_postgres(async |test| {
        let client = outside(&test).await;
        for round in 0..3 {
            let mut calls = tokio::task::JoinSet::new();
            for n in 0..8 {
                let db = test.db.clone();
                calls.spawn(async move {
                    db.read(users::any).await.unwrap();
                    db.write(move |tx| {
                        users::insert(tx, &user(&format!("{round}.{n}@example.com")))
                    })
                    .await
                    .unwrap();
                });
            }
            calls.join_all().await;
            let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            let ended: i64 = client.query_one(end, &[]).await.unwrap().get(0);
            assert!(ended > 0);
        }
        assert_eq!(test.db.read(users::list).await.unwrap().len(), 24);
    });
}

#[test]
fn a_deadlock_is_tried_again() {
    on_postgres(async |test| {
        let (one, two) = (
            World::store("a@example.com", 0, &test.db)
                .await
                .workspace
                .id,
            World::store("b@example.com", 0, &test.db)
                .await
                .workspace
                .id,
        );
        let runs = Arc::new(AtomicUsize::new(0));
        let both_hold_one = Arc::new(std::sync::Barrier::new(2));
        let mut calls = tokio::task::JoinSet::new();
        for (first, second) in [(one, two), (two, one)] {
            let (db, runs) = (test.db.clone(), Arc::clone(&runs));
            let both_hold_one = Arc::clone(&both_hold_one);
            calls.spawn(async move {
                db.write(move |tx| {
                    let again = runs.fetch_add(1, Ordering::SeqCst) >= 2;
                    workspaces::bump(tx, first)?;
                    if !again {
                        both_hold_one.wait();
                    }
                    workspaces::bump(tx, second)
                })
                .await
            });
        }
        let results = calls.join_all().await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn a_lock_that_is_not_given_back_is_unavailable_in_time() {
    on_postgres(async |test| {
        let place = World::store("a@example.com", 0, &test.db)
            .await
            .workspace
            .id;
        let client = outside(&test).await;
        client
            .batch_execute("BEGIN; UPDATE workspaces SET name = 'mine'")
            .await
            .unwrap();
        let started = started();
        let result = test.db.write(move |tx| workspaces::bump(tx, place)).await;
        assert!(result.unwrap_err().is_unavailable());
        assert!(
            started.elapsed() < Duration::from_secs(4),
            "{:?}",
            started.elapsed()
        );
        client.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!(
            test.db.write(move |tx| workspaces::bump(tx, place)).await,
            Ok(2)
        );
    });
}

#[test]
fn a_server_that_does_not_answer_is_unavailable_in_time_for_everyone_who_waits() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        // Passes bytes on until told to keep them: a network that has gone silent.
        let real = empty_postgres(true).await;
        let DatabaseConfig::Postgres { url, .. } = real.config() else {
            unreachable!()
        };
        let (silent, hush) = tokio::sync::watch::channel(false);
        let relay = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = relay.local_addr().unwrap().port();
        let behind = url
            .split('@')
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        let through = url.replace(&behind, &format!("127.0.0.1:{port}"));
        tokio::spawn(async move {
            loop {
                let (near, _) = relay.accept().await.unwrap();
                let far = tokio::net::TcpStream::connect(&behind).await.unwrap();
                let ((nr, nw), (fr, fw)) = (near.into_split(), far.into_split());
                tokio::spawn(pass(nr, fw, hush.clone()));
                tokio::spawn(pass(fr, nw, hush.clone()));
            }
        });
        let config = DatabaseConfig::Postgres {
            url: through,
            max_connections: 2,
        };
        let db = Database::open(config).await.unwrap();
        db.ping().await.unwrap();
        silent.send(true).unwrap();
        let started = started();
        let mut calls = tokio::task::JoinSet::new();
        for n in 0..12 {
            let db = db.clone();
            calls.spawn(async move {
                if n % 2 == 0 {
                    db.read(users::any).await.map(drop)
                } else {
                    db.write(move |tx| users::insert(tx, &user(&format!("{n}@example.com"))))
                        .await
                }
            });
        }
        let results = calls.join_all().await;
        assert!(
            results
                .iter()
                .all(|r| r.as_ref().is_err_and(Error::is_unavailable)),
            "{results:?}"
        );
        assert!(
            started.elapsed() < Duration::from_secs(4),
            "{:?}",
            started.elapsed()
        );
        silent.send(false).unwrap();
        db.write(|tx| users::insert(tx, &user("late@example.com")))
            .await
            .unwrap();
        drop(db);
        real.remove().await;
    });
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut silent: tokio::sync::watch::Receiver<bool>,
) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if silent.wait_for(|silent| !silent).await.is_err()
            || to.write_all(&buffer[..count]).await.is_err()
        {
            return;
        }
    }
}

#[test]
fn an_unreachable_server_is_an_error_without_the_password() {
    let config = DatabaseConfig::Postgres {
        url: "postgres://u:hunter2@127.0.0.1:1/d".to_owned(),
        max_connections: 1,
    };
    let error = Database::open_blocking(&config).unwrap_err();
    assert!(error.is_unavailable());
    assert!(!format!("{error} {config:?}").contains("hunter2"));
}

#[test]
fn the_doctor_is_content_with_a_new_database() {
    on_postgres(async |test| {
        World::store("a@example.com", 2, &test.db).await;
        let db = test.db.clone();
        let findings = tokio::task::spawn_blocking(move || doctor::examine(&db, &[])).await;
        let wrong: Vec<_> = findings
            .unwrap()
            .unwrap()
            .into_iter()
            .filter(|f| !f.ok && f.check != "commits are flushed (fsync)")
            .collect();
        assert_eq!(wrong, []);
    });
}

#[test]
fn no_transaction_stays_open() {
    on_postgres(async |test| {
        World::store("a@example.com", 1, &test.db).await;
        let client = outside(&test).await;
        for _ in 0..20 {
            let _ = test.db.read(users::any).await;
            let _ = test.db.read(|_| Err::<(), _>(Error::ForeignKey)).await;
            let _ = test.db.write(|tx| tx.execute("SELECT nonsense", &[])).await;
            let _ = test
                .db
                .write(|tx| users::insert(tx, &user("a@example.com")))
                .await;
            let db = test.db.clone();
            let panicked = tokio::spawn(async move {
                db.write(|tx| -> Result<(), Error> {
                    let any = users::any(tx)?;
                    panic!("as planned: {any}")
                })
                .await
            });
            assert!(panicked.await.is_err());
        }
        let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND state LIKE 'idle in transaction%'";
        // A read is answered just before its transaction ends.
        for turn in 0.. {
            let open: i64 = client.query_one(sql, &[]).await.unwrap().get(0);
            if open == 0 {
                break;
            }
            assert!(turn < 200, "{open} transactions stay open");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        test.db.ping().await.unwrap();
    });
}

//! Transactions: what is kept, what is undone, who hears of it; on both databases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(test)]
mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::user;
use tokencraft_storage::{Database, Error, Tx, users};
use tokencraft_testing::both_databases;

type Log = Arc<Mutex<Vec<String>>>;

fn note(log: &Log, text: impl Into<String>) -> impl FnOnce() + Send + 'static {
    let (log, text) = (Arc::clone(log), text.into());
    move || log.lock().unwrap().push(text)
}

async fn addresses(db: &Database) -> Vec<String> {
    let all = db.read(users::list).await.unwrap();
    let mut all: Vec<_> = all.into_iter().map(|user| user.email).collect();
    all.sort();
    all
}

both_databases! {
    async fn of_32_writers_those_that_fail_or_panic_are_undone_alone(test: TestDb) {
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..32 {
            let db = test.db.clone();
            writers.spawn(async move {
                let result = db
                    .write(move |tx| {
                        users::insert(tx, &user(&format!("u{n:02}@example.com")))?;
                        match n {
                            5 => Err(Error::Other("no".to_owned())),
                            6 => panic!("as planned"),
                            _ => Ok(n),
                        }
                    })
                    .await;
                (n, result)
            });
        }
        let mut panics = 0;
        while let Some(joined) = writers.join_next().await {
            match joined {
                Ok((5, result)) => assert_eq!(result, Err(Error::Other("no".to_owned()))),
                Ok((n, result)) => assert_eq!(result, Ok(n)),
                Err(error) => {
                    let panic = error.into_panic();
                    assert_eq!(panic.downcast_ref(), Some(&"as planned"));
                    panics += 1;
                }
            }
        }
        assert_eq!(panics, 1);
        let expected: Vec<String> = (0..32)
            .filter(|n| *n != 5 && *n != 6)
            .map(|n| format!("u{n:02}@example.com"))
            .collect();
        assert_eq!(addresses(&test.db).await, expected);
    }

    async fn hooks_run_in_order_after_a_commit_and_backwards_after_a_rollback(test: TestDb) {
        let log = Log::default();
        let hooks = |log: &Log| {
            let log = Arc::clone(log);
            move |tx: &mut Tx<'_>| {
                tx.on_commit(note(&log, "commit 1"));
                tx.on_rollback(note(&log, "rollback 1"));
                tx.on_commit(note(&log, "commit 2"));
                tx.on_rollback(note(&log, "rollback 2"));
            }
        };
        let set = hooks(&log);
        test.db
            .write(move |tx| {
                set(tx);
                users::insert(tx, &user("a@example.com"))
            })
            .await
            .unwrap();
        assert_eq!(*log.lock().unwrap(), ["commit 1", "commit 2"], "before the answer");
        log.lock().unwrap().clear();
        let set = hooks(&log);
        let failed = test
            .db
            .write(move |tx| {
                set(tx);
                Err::<(), _>(Error::Other("no".to_owned()))
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(*log.lock().unwrap(), ["rollback 2", "rollback 1"]);
        log.lock().unwrap().clear();
        let (set, db) = (hooks(&log), test.db.clone());
        let panicked = tokio::spawn(async move {
            db.write(move |tx| -> Result<(), Error> {
                set(tx);
                panic!("as planned")
            })
            .await
        });
        assert!(panicked.await.is_err());
        assert_eq!(*log.lock().unwrap(), ["rollback 2", "rollback 1"]);
    }

    async fn a_panicking_hook_does_not_harm_the_others(test: TestDb) {
        let log = Log::default();
        let after = Arc::clone(&log);
        test.db
            .write(move |tx| {
                tx.on_commit(|| panic!("as planned"));
                tx.on_commit(note(&after, "still"));
                users::insert(tx, &user("a@example.com"))
            })
            .await
            .unwrap();
        assert_eq!(*log.lock().unwrap(), ["still"]);
        test.db.ping().await.unwrap();
    }

    async fn a_failed_statement_ends_the_transaction_even_when_its_error_is_swallowed(test: TestDb) {
        let result = test
            .db
            .write(|tx| {
                users::insert(tx, &user("a@example.com"))?;
                let _ = users::insert(tx, &user("a@example.com"));
                let later = users::insert(tx, &user("b@example.com"));
                assert!(later.is_err());
                Ok::<_, Error>(())
            })
            .await;
        assert!(result.is_err());
        assert_eq!(addresses(&test.db).await, Vec::<String>::new());
    }

    async fn a_write_goes_on_when_its_caller_leaves(test: TestDb) {
        let db = test.db.clone();
        let (begun, started) = tokio::sync::oneshot::channel();
        let mut begun = Some(begun);
        let caller = tokio::spawn(async move {
            db.write(move |tx| {
                if let Some(begun) = begun.take() {
                    let _ = begun.send(());
                }
                std::thread::sleep(Duration::from_millis(50));
                users::insert(tx, &user("a@example.com"))
            })
            .await
        });
        started.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        test.db.write(|tx| users::insert(tx, &user("b@example.com"))).await.unwrap();
        for _ in 0..100 {
            if addresses(&test.db).await.len() == 2 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the first write was lost");
    }

    async fn a_write_that_nobody_waits_for_is_carried_out(test: TestDb) {
        test.db.write_later(|tx| users::insert(tx, &user("a@example.com")));
        for _ in 0..100 {
            if addresses(&test.db).await == ["a@example.com"] {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the note was lost");
    }

    async fn a_read_sees_one_state_and_may_not_write(test: TestDb) {
        let db = test.db.clone();
        let counts = test
            .db
            .read_long(move |tx| {
                let before = users::list(tx)?.len();
                db.write_blocking(|tx| users::insert(tx, &user("a@example.com")))?;
                Ok::<_, Error>((before, users::list(tx)?.len()))
            })
            .await;
        assert_eq!(counts, Ok((0, 0)));
        assert_eq!(addresses(&test.db).await, ["a@example.com"]);
        let refused = test.db.read(|tx| users::insert(tx, &user("b@example.com"))).await;
        assert!(refused.is_err());
        assert_eq!(addresses(&test.db).await, ["a@example.com"]);
    }

    async fn a_read_that_panics_panics_in_its_caller_alone(test: TestDb) {
        let db = test.db.clone();
        let read = tokio::spawn(async move {
            db.read(|_| -> Result<(), Error> { panic!("as planned") }).await
        });
        assert!(read.await.unwrap_err().is_panic());
        test.db.ping().await.unwrap();
    }

    async fn after_close_everything_answers_unavailable(test: TestDb) {
        let db = test.db.clone();
        test.db.write(|tx| users::insert(tx, &user("a@example.com"))).await.unwrap();
        tokio::task::spawn_blocking(move || db.close()).await.unwrap();
        let write = test.db.write(|tx| users::insert(tx, &user("b@example.com"))).await;
        assert!(write.unwrap_err().is_unavailable());
        assert!(test.db.ping().await.unwrap_err().is_unavailable());
        let again = Database::open(test.config()).await.unwrap();
        assert_eq!(addresses(&again).await, ["a@example.com"]);
        tokio::task::spawn_blocking(move || again.close()).await.unwrap();
    }
}

//! One connection to `PostgreSQL`: statements under deadlines, and what their errors mean.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{TryStreamExt, future, pin_mut, stream};
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Statement};

use super::migrate;
use super::tls::Target;
use super::tx::Row;
use super::value::Value;
use crate::Error;

/// A statement's answer must begin within this.
pub(crate) const STATEMENT: Duration = Duration::from_secs(3);
/// For patient transactions, and for all rows of an answer together.
pub(crate) const PATIENT: Duration = Duration::from_secs(30);
/// To connect and to be ready for statements.
pub(crate) const CONNECT: Duration = Duration::from_secs(3);
/// Prepared statements of one connection.
const STATEMENTS: usize = 256;
/// Statements sent ahead of their answers.
const PIPELINE: usize = 128;

/// What went wrong with a session beyond the statement itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    None,
    /// The server could not serialize the transaction.
    Retry,
    /// The connection is gone.
    Lost,
    /// The server does not answer: its connection is given up, nothing is tried again.
    TimedOut,
}

/// One connection with its runtime.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<String, Statement>,
    /// Sent together with the first statement.
    begin: Option<&'static str>,
    /// A transaction is open on the server.
    open: bool,
    deadline: Duration,
    /// Of the statement that failed last.
    pub(crate) trouble: Trouble,
    // Last: it ends the connection's task when it is dropped.
    runtime: Runtime,
}

impl Session {
    /// Connects and sets the connection up.
    pub(crate) fn connect(target: &Target, within: Duration) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let connected = runtime.block_on(async {
            let connect = async {
                let (client, connection) = target.config.connect(target.tls.clone()).await?;
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended");
                    }
                });
                client.batch_execute(SETTINGS).await?;
                Ok::<_, tokio_postgres::Error>(client)
            };
            tokio::time::timeout(within.min(CONNECT), connect).await
        });
        match connected {
            Ok(Ok(client)) => Ok(Self {
                client,
                statements: HashMap::new(),
                begin: None,
                open: false,
                deadline: STATEMENT,
                trouble: Trouble::None,
                runtime,
            }),
            failed => {
                // A stuck look-up of the host's name would hold the runtime.
                runtime.shutdown_background();
                Err(match failed {
                    Ok(Err(error)) => unavailable(&error),
                    _ => Error::Unavailable("the database server cannot be reached".into()),
                })
            }
        }
    }

    /// Brings the schema up to date.
    pub(crate) fn migrate(&mut self) -> Result<(), Error> {
        self.runtime.block_on(migrate::postgres(&mut self.client))
    }

    /// Gets ready for a closure, with the `BEGIN` that goes before its first statement.
    /// The first exchange must end within `first`: a request that waited for a connection does not
    /// wait as long again for an answer.
    pub(crate) fn begin(&mut self, begin: Option<&'static str>, first: Duration) {
        self.begin = begin;
        self.open = false;
        self.deadline = first.min(STATEMENT);
        self.trouble = Trouble::None;
    }

    /// Ends the transaction, when one was begun at all.
    pub(crate) fn end(&mut self, sql: &'static str) -> Result<(), Error> {
        self.begin = None;
        if !std::mem::take(&mut self.open) {
            return Ok(());
        }
        let ended = self.runtime.block_on(async {
            tokio::time::timeout(self.deadline, self.client.batch_execute(sql)).await
        });
        self.settle(ended.map(|result| result.map_err(Fault::Database)))
    }

    /// Every later statement of this transaction may take this long.
    pub(crate) fn be_patient(&mut self, patience: Duration) -> Result<(), Error> {
        let set = format!("SET LOCAL statement_timeout = {}", patience.as_millis());
        self.drive(async |client, _| client.batch_execute(&set).await.map_err(Fault::from))?;
        self.deadline = patience;
        Ok(())
    }

    pub(crate) fn check(&mut self, sql: &str) -> Result<(), Error> {
        self.drive(async |client, _| client.prepare(sql).await.map(drop).map_err(Fault::from))
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        let statement = self.prepare(sql)?;
        self.drive(async |client, _| {
            Ok(client
                .execute_raw(&statement, values.iter().copied())
                .await?)
        })
    }

    pub(crate) fn execute_many(
        &mut self,
        sql: &str,
        sets: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<u64, Error> {
        let statement = self.prepare(sql)?;
        let mut changed = 0;
        loop {
            let window: Vec<_> = sets.take(PIPELINE).collect();
            if window.is_empty() {
                return Ok(changed);
            }
            let sets = window.iter();
            changed += self.drive(async |client, _| {
                let all = sets
                    .clone()
                    .map(|set| client.execute_raw(&statement, set.iter().copied()))
                    .collect::<stream::FuturesOrdered<_>>();
                Ok(all.try_fold(0, async |sum, count| Ok(sum + count)).await?)
            })?;
        }
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let statement = self.prepare(sql)?;
        let patience = self.deadline;
        self.drive(async |client, deadline| {
            let rows = client.query_raw(&statement, values.iter().copied()).await?;
            pin_mut!(rows);
            let mut next = rows.try_next().await?;
            // From here on the server is at work: all rows together have the long deadline.
            deadline.extend(PATIENT.max(patience));
            while let Some(row) = next {
                each(&Row::postgres(&row)).map_err(Fault::Reader)?;
                next = rows.try_next().await?;
            }
            Ok(())
        })
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.runtime.block_on(async {
            tokio::time::timeout(self.deadline, self.client.prepare(sql)).await
        });
        let statement = self.settle(prepared.map(|result| result.map_err(Fault::Database)))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Runs one exchange with the server under its deadline, after the `BEGIN` that is still due.
    fn drive<T>(
        &mut self,
        work: impl AsyncFnOnce(&Client, &mut Deadline<'_>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let begin = self.begin.take();
        self.open |= begin.is_some();
        let (client, deadline) = (&self.client, self.deadline);
        let result = self.runtime.block_on(async {
            let timer = std::cell::Cell::new(tokio::time::Instant::now() + deadline);
            let mut handle = Deadline(&timer);
            let work = async {
                match begin {
                    None => work(client, &mut handle).await,
                    Some(begin) => {
                        // Both are on their way before the first answer: one round trip.
                        let (begun, done) =
                            future::join(client.batch_execute(begin), work(client, &mut handle))
                                .await;
                        begun.map_err(Fault::from).and(done)
                    }
                }
            };
            pin_mut!(work);
            loop {
                let until = timer.get();
                match tokio::time::timeout_at(until, &mut work).await {
                    Ok(result) => return Ok(result),
                    Err(elapsed) if timer.get() == until => return Err(elapsed),
                    Err(_) => {}
                }
            }
        });
        self.deadline = deadline.max(STATEMENT);
        self.settle(result)
    }

    fn settle<T>(
        &mut self,
        result: Result<Result<T, Fault>, tokio::time::error::Elapsed>,
    ) -> Result<T, Error> {
        match result {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Fault::Reader(error))) => Err(error),
            Ok(Err(Fault::Database(error))) => {
                self.trouble = trouble(&error);
                Err(map_error(&error))
            }
            Err(_) => {
                self.trouble = Trouble::TimedOut;
                Err(Error::Unavailable(
                    "the database server does not answer".into(),
                ))
            }
        }
    }
}

/// When the exchange under way is given up.
struct Deadline<'a>(&'a std::cell::Cell<tokio::time::Instant>);

impl Deadline<'_> {
    fn extend(&mut self, by: Duration) {
        self.0.set(tokio::time::Instant::now() + by);
    }
}

/// Why an exchange failed: the server or the connection, or the reader of the rows.
enum Fault {
    Database(tokio_postgres::Error),
    Reader(Error),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

/// Settings of every connection, in milliseconds. The server's own time-outs are a little shorter
/// than ours, so that it can still say which it was.
const SETTINGS: &str = "SET statement_timeout = 2800; SET lock_timeout = 2500; \
    SET idle_in_transaction_session_timeout = 10000; SET synchronous_commit = on; \
    SET client_min_messages = warning";

fn trouble(error: &tokio_postgres::Error) -> Trouble {
    let Some(state) = error.code() else {
        return if error.is_closed() || is_io(error) {
            Trouble::Lost
        } else {
            Trouble::None
        };
    };
    if *state == SqlState::T_R_SERIALIZATION_FAILURE || *state == SqlState::T_R_DEADLOCK_DETECTED {
        Trouble::Retry
    } else if is_gone(state) || *state == SqlState::READ_ONLY_SQL_TRANSACTION {
        Trouble::Lost
    } else {
        Trouble::None
    }
}

/// The server ends connections, or does not take them yet.
fn is_gone(state: &SqlState) -> bool {
    matches!(state.code().get(..2), Some("08" | "57")) && *state != SqlState::QUERY_CANCELED
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// An error of the driver as ours.
pub(crate) fn map_error(error: &tokio_postgres::Error) -> Error {
    let Some(database) = error.as_db_error() else {
        return if error.is_closed() || is_io(error) {
            unavailable(error)
        } else {
            Error::Other(describe(error))
        };
    };
    let state = database.code();
    if *state == SqlState::UNIQUE_VIOLATION {
        return Error::Unique(database.constraint().unwrap_or_default().to_owned());
    }
    if *state == SqlState::FOREIGN_KEY_VIOLATION {
        return Error::ForeignKey;
    }
    // 08 connection, 25006 read-only (a standby), 40 to be repeated, 53 resources, 55 locks, 57
    // operator.
    if matches!(
        state.code().get(..2),
        Some("08" | "40" | "53" | "55" | "57")
    ) || *state == SqlState::READ_ONLY_SQL_TRANSACTION
    {
        return unavailable(error);
    }
    Error::Other(describe(error))
}

fn unavailable(error: &tokio_postgres::Error) -> Error {
    Error::Unavailable(describe(error))
}

fn describe(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(database), _) => format!("{} ({})", database.message(), database.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

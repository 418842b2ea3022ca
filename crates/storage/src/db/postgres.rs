//! A `PostgreSQL` server: a pool of threads, each with a connection of its own.
//!
//! A thread drives its connection itself (a runtime of one thread), so that a statement costs no
//! switch between threads, and dropping the session ends everything that belongs to it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{TryStreamExt, future, pin_mut, stream};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Statement};

use super::migrate;
use super::tls::{self, Target};
use super::tx::{Ran, Row, Tx, run};
use super::value::Value;
use super::writer::Answer;
use crate::Error;

/// A statement's answer must begin within this.
const STATEMENT: Duration = Duration::from_secs(3);
/// For patient transactions, and for all rows of an answer together.
pub(crate) const PATIENT: Duration = Duration::from_secs(30);
/// To connect and to be ready for statements.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest that a job waits for a thread.
const QUEUED: Duration = Duration::from_millis(3500);
/// A thread without work gives up its connection after this.
const IDLE: Duration = Duration::from_mins(1);
/// Runs of a closure whose transaction the server could not serialize.
const ATTEMPTS: u32 = 6;
/// Prepared statements of one connection.
const STATEMENTS: usize = 256;
/// Statements sent ahead of their answers.
const PIPELINE: usize = 128;

/// What kind of transaction surrounds a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One snapshot for all statements.
    Read,
    /// Every statement sees what was committed before it; rows are locked by their first change.
    Write,
    /// None: one statement.
    Single,
}

impl Mode {
    fn begin(self) -> Option<&'static str> {
        match self {
            Self::Read => Some("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            Self::Write => Some("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"),
            Self::Single => None,
        }
    }
}

/// An open database.
pub(crate) struct Postgres(Arc<Pool>);

struct Pool {
    target: Target,
    max: usize,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Queued>,
    threads: usize,
    idle: usize,
    closed: bool,
}

impl State {
    fn fail_all(&mut self, why: &str) {
        for queued in self.queue.drain(..) {
            queued.job.fail(Error::Unavailable(why.to_owned()));
        }
    }
}

struct Queued {
    until: Instant,
    job: Box<dyn Job>,
}

trait Job: Send {
    fn run(self: Box<Self>, worker: &mut Worker<'_>, until: Instant);
    fn fail(self: Box<Self>, error: Error);
    fn abandoned(&self) -> bool;
}

struct Work<W, T, E> {
    mode: Mode,
    closure: W,
    reply: oneshot::Sender<Answer<T, E>>,
}

impl<W, T, E> Job for Work<W, T, E>
where
    W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(mut self: Box<Self>, worker: &mut Worker<'_>, until: Instant) {
        let answer = worker.run(self.mode, until, &mut self.closure);
        // A caller that no longer listens has gone away.
        let _ = self.reply.send(answer);
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Ok(Err(error.into())));
    }

    /// A read that nobody waits for is not begun; a write is, since the caller may have left after
    /// sending it.
    fn abandoned(&self) -> bool {
        self.mode == Mode::Read && self.reply.is_closed()
    }
}

impl Postgres {
    /// Connects once, migrates, and keeps the connection's thread.
    pub(crate) fn open(url: &str, max_connections: usize) -> Result<Self, Error> {
        let mut target = tls::target(url)?;
        target.config.connect_timeout(CONNECT);
        if target.config.get_application_name().is_none() {
            target.config.application_name("tokencraft");
        }
        target.config.tcp_user_timeout(STATEMENT);
        // Away from the caller's thread, which may belong to a runtime.
        std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    let mut session = Session::connect(&target, CONNECT)?;
                    session
                        .runtime
                        .block_on(migrate::postgres(&mut session.client))
                })
                .join()
                .unwrap_or_else(|_| Err(Error::Other("opening the database panicked".into())))
        })?;
        Ok(Self(Arc::new(Pool {
            target,
            max: max_connections.max(1),
            state: Mutex::default(),
            wake: Condvar::new(),
        })))
    }

    /// Queues a job for the next free thread.
    pub(crate) fn submit<W, T, E>(&self, mode: Mode, work: W) -> oneshot::Receiver<Answer<T, E>>
    where
        W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Work {
            mode,
            closure: work,
            reply,
        });
        let mut state = self.0.lock();
        if state.closed {
            job.fail(Error::Unavailable("the database is closed".into()));
            return answer;
        }
        state.queue.push_back(Queued {
            until: super::instant() + QUEUED,
            job,
        });
        if state.idle < state.queue.len() && state.threads < self.0.max {
            state.threads += 1;
            let pool = Arc::clone(&self.0);
            let thread = std::thread::Builder::new().name("tokencraft-postgres".into());
            if thread.spawn(move || pool.work()).is_err() {
                state.threads -= 1;
                if state.threads == 0 {
                    state.fail_all("no thread can be started");
                }
            }
        }
        drop(state);
        self.0.wake.notify_one();
        answer
    }

    pub(crate) async fn run<T, E>(
        &self,
        mode: Mode,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        super::received(self.submit(mode, work).await)
    }

    pub(crate) fn run_blocking<T, E>(
        &self,
        mode: Mode,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        super::received(self.submit(mode, work).blocking_recv())
    }

    /// Waits for the jobs that were accepted, and for their connections to close.
    pub(crate) fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        self.0.wake.notify_all();
        while state.threads > 0 {
            state = self
                .0
                .wake
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.wake.notify_all();
    }
}

impl Pool {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One thread: jobs one after another over one connection.
    fn work(&self) {
        let _leaving = Leaving(self);
        let mut worker = Worker {
            target: &self.target,
            session: None,
        };
        while let Some(queued) = self.next() {
            if queued.job.abandoned() {
                continue;
            }
            if super::instant() > queued.until {
                queued.job.fail(Error::Unavailable(
                    "no connection became free in time".into(),
                ));
                continue;
            }
            queued.job.run(&mut worker, queued.until);
        }
    }

    fn next(&self) -> Option<Queued> {
        let mut state = self.lock();
        loop {
            if let Some(queued) = state.queue.pop_front() {
                return Some(queued);
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            let (after, timeout) = self
                .wake
                .wait_timeout(state, IDLE)
                .unwrap_or_else(PoisonError::into_inner);
            state = after;
            state.idle -= 1;
            if timeout.timed_out() && state.queue.is_empty() {
                return None;
            }
        }
    }
}

/// Counts a thread out, however it ends.
struct Leaving<'p>(&'p Pool);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.lock().threads -= 1;
        self.0.wake.notify_all();
    }
}

struct Worker<'p> {
    target: &'p Target,
    session: Option<Session>,
}

impl Worker<'_> {
    /// Runs a closure in a transaction, again when the server asks for it or when the connection was
    /// lost before the commit was sent.
    fn run<T, E: From<Error>>(
        &mut self,
        mode: Mode,
        until: Instant,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Answer<T, E> {
        let mut attempt = 0;
        let mut may_reconnect = true;
        loop {
            attempt += 1;
            let mut session = match self.session.take() {
                Some(session) => session,
                None => match Session::connect(self.target, left(until)) {
                    Ok(session) => session,
                    Err(error) => return Ok(Err(error.into())),
                },
            };
            session.begin(mode, left(until));
            let (answer, hooks, trouble) = match run(Tx::postgres(&mut session), work) {
                Ran::Done(value, hooks) => match session.end("COMMIT") {
                    Ok(()) => {
                        self.session = Some(session);
                        hooks.committed();
                        return Ok(Ok(value));
                    }
                    Err(error) => {
                        let trouble = match session.trouble {
                            Trouble::None => Trouble::Lost,
                            known => known,
                        };
                        // Whether a write was carried out is not known: the caller must ask.
                        may_reconnect &= mode == Mode::Read;
                        (Ok(Err(E::from(error))), hooks, trouble)
                    }
                },
                Ran::Failed(error, hooks) => (Ok(Err(error)), hooks, session.trouble),
                Ran::Panicked(panic, hooks) => (Err(panic), hooks, Trouble::None),
            };
            // A single statement that was sent may have been carried out.
            may_reconnect &= mode != Mode::Single || !session.sent;
            if trouble != Trouble::Lost
                && trouble != Trouble::TimedOut
                && session.end("ROLLBACK").is_ok()
            {
                self.session = Some(session);
            }
            hooks.rolled_back();
            match (&answer, trouble) {
                (Ok(Err(_)), Trouble::Retry) if attempt < ATTEMPTS => {
                    std::thread::sleep(Duration::from_millis(u64::from(attempt * attempt)));
                }
                (Ok(Err(_)), Trouble::Lost) if may_reconnect => may_reconnect = false,
                _ => return answer,
            }
        }
    }
}

/// What is left of a job's time to reach the server.
fn left(until: Instant) -> Duration {
    until
        .saturating_duration_since(super::instant())
        .max(Duration::from_millis(200))
}

/// What went wrong with a session beyond the statement itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
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
    /// A statement was sent since [`Session::begin`].
    sent: bool,
    deadline: Duration,
    trouble: Trouble,
    // Last: it ends the connection's task when it is dropped.
    runtime: Runtime,
}

impl Session {
    fn connect(target: &Target, within: Duration) -> Result<Self, Error> {
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
                sent: false,
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

    /// The first exchange must end within `first`: a request that waited for a connection does not
    /// wait as long again for an answer.
    fn begin(&mut self, mode: Mode, first: Duration) {
        self.begin = mode.begin();
        self.open = false;
        self.sent = false;
        self.deadline = first.min(STATEMENT);
        self.trouble = Trouble::None;
    }

    /// Ends the transaction, when one was begun at all.
    fn end(&mut self, sql: &'static str) -> Result<(), Error> {
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
        self.sent = true;
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

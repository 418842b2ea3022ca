//! A `PostgreSQL` server: a pool of threads, each with a connection of its own.
//!
//! A thread drives its connection itself (a runtime of one thread), so that a statement costs no
//! switch between threads, and dropping the session ends everything that belongs to it.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::session::{CONNECT, STATEMENT, Session, Trouble};
use super::tls::{self, Target};
use super::tx::{Ran, Tx, run};
use super::writer::Answer;
use crate::Error;

/// The longest that a job waits for a thread.
const QUEUED: Duration = Duration::from_millis(3500);
/// A thread without work gives up its connection after this.
const IDLE: Duration = Duration::from_mins(1);
/// Runs of a closure whose transaction the server could not serialize.
const ATTEMPTS: u32 = 6;

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
        worker.finish();
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
                .spawn(|| Session::connect(&target, CONNECT)?.migrate())
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
    /// Ends the transaction of a read, whose caller does not wait for it.
    fn finish(&mut self) {
        if let Some(mut session) = self.session.take()
            && session.end("COMMIT").is_ok()
        {
            self.session = Some(session);
        }
    }

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
            session.begin(mode.begin(), left(until));
            let (answer, hooks, trouble) = match run(Tx::postgres(&mut session), work) {
                Ran::Done(value, hooks) if mode == Mode::Read => {
                    // What was read stands, however its transaction ends: see `finish`.
                    self.session = Some(session);
                    hooks.committed();
                    return Ok(Ok(value));
                }
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
                        may_reconnect &= mode != Mode::Write;
                        (Ok(Err(E::from(error))), hooks, trouble)
                    }
                },
                Ran::Failed(error, hooks) => (Ok(Err(error)), hooks, session.trouble),
                Ran::Panicked(panic, hooks) => (Err(panic), hooks, Trouble::None),
            };
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

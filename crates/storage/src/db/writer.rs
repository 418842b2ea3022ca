//! The one writer of a `SQLite` file: a thread that takes jobs from a queue and commits them in
//! groups, so that many durable writes share one flush.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::tx::{Hooks, Panic, Ran, Tx, run};
use crate::Error;

/// Jobs that may wait; more are refused at once.
const QUEUE: usize = 4096;
/// Most jobs of one commit: bounds what a failing disk takes with it.
const GROUP: usize = 256;
/// The longest that a group waits for more jobs.
const GATHER: Duration = Duration::from_millis(1);
/// How often an idle writer looks whether another program wrote.
const WATCH: Duration = Duration::from_millis(500);

/// What the caller of a write gets: its result, or the panic to go on with.
pub(crate) type Answer<T, E> = Result<Result<T, E>, Panic>;
/// Called when another program wrote to the file.
pub(crate) type Foreign = Arc<Mutex<Vec<Box<dyn Fn() + Send + Sync>>>>;

trait Job: Send {
    /// Runs it; whether its changes stay.
    fn run(&mut self, tx: Tx<'_>) -> (bool, Hooks);
    /// Tells the caller how the run ended.
    fn answer(self: Box<Self>);
    /// Tells the caller that nothing was kept.
    fn fail(self: Box<Self>, error: Error);
}

struct Work<W, T, E> {
    closure: W,
    answer: Option<Answer<T, E>>,
    reply: oneshot::Sender<Answer<T, E>>,
}

impl<W, T, E> Job for Work<W, T, E>
where
    W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: Tx<'_>) -> (bool, Hooks) {
        let (kept, answer, hooks) = match run(tx, &mut self.closure) {
            Ran::Done(value, hooks) => (true, Ok(Ok(value)), hooks),
            Ran::Failed(error, hooks) => (false, Ok(Err(error)), hooks),
            Ran::Panicked(panic, hooks) => (false, Err(panic), hooks),
        };
        self.answer = Some(answer);
        (kept, hooks)
    }

    fn answer(self: Box<Self>) {
        if let Some(answer) = self.answer {
            // A caller that no longer listens has gone away; its write stays.
            let _ = self.reply.send(answer);
        }
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Ok(Err(error.into())));
    }
}

enum Message {
    Job(Box<dyn Job>),
    Close,
}

/// The way to the writer's thread.
pub(crate) struct Writer {
    queue: SyncSender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread. It keeps `lock` until the connection is closed.
    pub(crate) fn start(
        connection: Connection,
        lock: File,
        foreign: Foreign,
    ) -> Result<Self, Error> {
        let (queue, jobs) = sync_channel(QUEUE);
        let data_version = data_version(&connection)?;
        let thread = std::thread::Builder::new()
            .name("tokencraft-writer".into())
            .spawn(move || {
                let mut thread = Thread {
                    connection,
                    jobs,
                    waiting: VecDeque::new(),
                    foreign,
                    data_version,
                    expected: 0,
                    patience: Duration::ZERO,
                    closing: false,
                };
                thread.work();
                drop(thread);
                drop(lock);
            })
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self {
            queue,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Puts a job into the queue; the answer comes after its commit.
    pub(crate) fn submit<W, T, E>(&self, work: W) -> Result<oneshot::Receiver<Answer<T, E>>, Error>
    where
        W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Work {
            closure: work,
            answer: None,
            reply,
        });
        self.queue.try_send(Message::Job(job)).map_err(|error| {
            Error::Unavailable(match error {
                std::sync::mpsc::TrySendError::Full(_) => "too many writes are waiting".into(),
                std::sync::mpsc::TrySendError::Disconnected(_) => "the database is closed".into(),
            })
        })?;
        Ok(answer)
    }

    /// Lets the jobs that wait finish, closes the connection and gives the lock back.
    pub(crate) fn close(&self) {
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(thread) = thread else { return };
        let _ = self.queue.send(Message::Close);
        // The last handle may be dropped by a job: the thread cannot wait for itself.
        if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
            tracing::error!("the writer's thread panicked");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

struct Thread {
    connection: Connection,
    jobs: Receiver<Message>,
    waiting: VecDeque<Box<dyn Job>>,
    foreign: Foreign,
    data_version: i64,
    /// How many jobs the next group should have: the callers just answered and those in the queue.
    expected: usize,
    /// How long that is worth waiting for; zero when the flush is not what takes the time.
    patience: Duration,
    closing: bool,
}

impl Thread {
    fn work(&mut self) {
        loop {
            if self.waiting.is_empty() {
                if self.closing {
                    return;
                }
                match self.jobs.recv_timeout(WATCH) {
                    Ok(message) => self.take(message),
                    Err(RecvTimeoutError::Timeout) => {
                        self.expected = 0;
                        self.watch();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            self.gather();
            if !self.waiting.is_empty() {
                self.group();
            }
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Job(job) => self.waiting.push_back(job),
            Message::Close => self.closing = true,
        }
    }

    /// Takes what waits in the queue and, when the disk is slow and the callers of the last group are
    /// about to come back, waits for them a little.
    fn gather(&mut self) {
        self.drain();
        if self.patience.is_zero() || self.closing {
            return;
        }
        let until = super::instant() + self.patience;
        while self.waiting.len() < self.expected.min(GROUP) {
            let left = until.saturating_duration_since(super::instant());
            match self.jobs.recv_timeout(left) {
                Ok(message) => self.take(message),
                Err(_) => return,
            }
        }
    }

    fn drain(&mut self) {
        while self.waiting.len() < GROUP {
            match self.jobs.try_recv() {
                Ok(message) => self.take(message),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }

    /// Runs the jobs that wait in one transaction and answers them.
    fn group(&mut self) {
        let started = super::instant();
        if let Err(error) = statement(&self.connection, "BEGIN IMMEDIATE") {
            for job in self.waiting.drain(..) {
                job.fail(error.clone());
            }
            return;
        }
        self.watch();
        let alone = self.waiting.len() == 1;
        let mut run: Vec<(Box<dyn Job>, Hooks)> = Vec::with_capacity(self.waiting.len());
        let mut kept_any = false;
        // Those after a job that takes the group down stay, for a group of their own.
        while let Some(mut job) = self.waiting.pop_front() {
            let (kept, hooks, mut kept_apart) = self.run(&mut *job, alone);
            run.push((job, hooks));
            kept_any |= kept;
            if self.connection.is_autocommit() && kept_apart.is_ok() {
                // A full disk or an I/O error has rolled back the whole group by itself.
                kept_apart = Err(Error::Unavailable("the transaction was rolled back".into()));
            }
            if let Err(error) = kept_apart {
                self.undo(run, &error);
                return;
            }
        }
        let ran = super::instant();
        let end = if kept_any { "COMMIT" } else { "ROLLBACK" };
        if let Err(error) = statement(&self.connection, end) {
            self.undo(run, &error);
            return;
        }
        let (work, flush) = (ran - started, ran.elapsed());
        self.patience = if flush > work * 2 {
            (flush / 2).min(GATHER)
        } else {
            Duration::ZERO
        };
        let answered = run.len();
        let (jobs, hooks): (Vec<_>, Vec<_>) = run.into_iter().unzip();
        hooks.into_iter().for_each(Hooks::committed);
        jobs.into_iter().for_each(Job::answer);
        self.drain();
        self.expected = answered + self.waiting.len();
    }

    /// Runs one job so that it can be undone without the others: whether its changes are kept, its
    /// hooks, and whether the others are untouched.
    fn run(&self, job: &mut dyn Job, alone: bool) -> (bool, Hooks, Result<(), Error>) {
        if !alone && let Err(error) = statement(&self.connection, "SAVEPOINT job") {
            return (false, Hooks::default(), Err(error));
        }
        let (kept, hooks) = job.run(Tx::sqlite(&self.connection));
        if self.connection.is_autocommit() {
            return (kept, hooks, Ok(()));
        }
        let apart = if alone {
            Ok(())
        } else {
            self.leave_savepoint(kept)
        };
        if kept || apart.is_err() {
            return (kept, hooks, apart);
        }
        // What failed is undone now, before the next job looks at the caches.
        hooks.rolled_back();
        (false, Hooks::default(), Ok(()))
    }

    fn leave_savepoint(&self, kept: bool) -> Result<(), Error> {
        if !kept {
            statement(&self.connection, "ROLLBACK TO job")?;
        }
        statement(&self.connection, "RELEASE job")
    }

    /// Nothing of the group was kept: the last change is undone first.
    fn undo(&mut self, run: Vec<(Box<dyn Job>, Hooks)>, error: &Error) {
        if !self.connection.is_autocommit()
            && let Err(error) = statement(&self.connection, "ROLLBACK")
        {
            tracing::error!(%error, "a group of writes could not be rolled back");
        }
        self.patience = Duration::ZERO;
        self.expected = 0;
        let error = match error {
            Error::Unavailable(_) => error.clone(),
            other => Error::Unavailable(other.to_string()),
        };
        let (jobs, hooks): (Vec<_>, Vec<_>) = run.into_iter().unzip();
        hooks.into_iter().rev().for_each(Hooks::rolled_back);
        for job in jobs {
            job.fail(error.clone());
        }
    }

    /// Tells the caches when the file was written by someone else.
    fn watch(&mut self) {
        let Ok(now) = data_version(&self.connection) else {
            return;
        };
        if now == self.data_version {
            return;
        }
        self.data_version = now;
        tracing::warn!("another program wrote to the database: dropping all caches");
        for callback in self
            .foreign
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            callback();
        }
    }
}

fn statement(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

fn data_version(connection: &Connection) -> Result<i64, Error> {
    let mut pragma = connection.prepare_cached("PRAGMA data_version")?;
    Ok(pragma.query_row([], |row| row.get(0))?)
}

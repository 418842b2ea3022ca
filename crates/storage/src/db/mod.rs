//! Connections, transactions and rows of both databases.
//!
//! | file | holds |
//! |---|---|
//! | `value` | parameters and columns |
//! | `tx` | [`Tx`], [`Row`], hooks |
//! | `sqlite`, `writer` | one file: readers, and the thread that commits in groups |
//! | `postgres`, `session`, `tls` | a server: a pool of threads with a connection each |
//! | `migrate` | numbered migrations |

pub(crate) mod migrate;
pub(crate) mod postgres;
mod session;
pub(crate) mod sqlite;
mod tls;
mod tx;
mod value;
mod writer;

use std::fmt;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use tokio::sync::oneshot;

pub use migrate::{SCHEMA, migrations};
pub use sqlite::{FILE_NAME, LOCK_NAME};
pub use tx::{Kind, Row, Tx};
pub use value::{Column, Param, Value};

use crate::Error;
use postgres::{Mode, Postgres};
use sqlite::Sqlite;
use writer::Answer;

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseConfig {
    /// A file in a data directory, which is made when it does not exist.
    Sqlite {
        /// The directory.
        data_dir: PathBuf,
    },
    /// A `PostgreSQL` server.
    Postgres {
        /// `postgres://user:password@host/database?sslmode=…`; `sslmode` is `disable`, `prefer`
        /// (default), `require`, `verify-ca` or `verify-full`, `sslrootcert` a file.
        url: String,
        /// Most connections of this process.
        max_connections: usize,
    },
}

impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { data_dir } => f
                .debug_struct("Sqlite")
                .field("data_dir", data_dir)
                .finish(),
            // The URL holds a password.
            Self::Postgres {
                max_connections, ..
            } => f
                .debug_struct("Postgres")
                .field("max_connections", max_connections)
                .finish_non_exhaustive(),
        }
    }
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

enum Inner {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    /// Opens a database and brings its schema up to date. Blocks; on an async thread use
    /// [`Database::open`].
    ///
    /// [`Error::InUse`] when another process holds the data directory, [`Error::SchemaTooNew`] when
    /// a newer version wrote it.
    pub fn open_blocking(config: &DatabaseConfig) -> Result<Self, Error> {
        let inner = match config {
            DatabaseConfig::Sqlite { data_dir } => Inner::Sqlite(Sqlite::open(data_dir)?),
            DatabaseConfig::Postgres {
                url,
                max_connections,
            } => Inner::Postgres(Postgres::open(url, *max_connections)?),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// [`Database::open_blocking`] on a blocking thread.
    pub async fn open(config: DatabaseConfig) -> Result<Self, Error> {
        match tokio::task::spawn_blocking(move || Self::open_blocking(&config)).await {
            Ok(result) => result,
            Err(error) => Err(Error::Other(error.to_string())),
        }
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match &*self.0 {
            Inner::Sqlite(_) => Kind::Sqlite,
            Inner::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs `work` in a read-only transaction (one consistent snapshot). On `SQLite` inline: for
    /// point look-ups, microseconds. On `PostgreSQL` on a blocking thread; may run `work` again
    /// after a lost connection.
    pub async fn read<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => go_on(sqlite.read(work)),
            Inner::Postgres(postgres) => postgres.run(Mode::Read, work).await,
        }
    }

    /// As [`Database::read`], on a blocking thread on `SQLite` too: for reads that take longer than
    /// a hundred microseconds.
    pub async fn read_long<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(_) => {
                let this = self.clone();
                let read = move || match &*this.0 {
                    Inner::Sqlite(sqlite) => sqlite.read(work),
                    Inner::Postgres(_) => Ok(Err(closed().into())),
                };
                match tokio::task::spawn_blocking(read).await {
                    Ok(answer) => go_on(answer),
                    Err(_) => Err(closed().into()),
                }
            }
            Inner::Postgres(postgres) => postgres.run(Mode::Read, work).await,
        }
    }

    /// Runs `work`, which makes one statement and no more, without a transaction around it: on
    /// `PostgreSQL` one round trip instead of two or three. It may write on `PostgreSQL` only, and
    /// may then be carried out twice when the connection is lost.
    pub async fn single<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => go_on(sqlite.read(work)),
            Inner::Postgres(postgres) => postgres.run(Mode::Single, work).await,
        }
    }

    /// Runs `work` in a writing transaction and answers after it is durable. `Err` from `work` rolls
    /// back, and so does a panic, which goes on in the caller. `work` may run again (serialization
    /// failures), so ids and times are drawn outside. It runs to its end even when the caller's
    /// future is dropped.
    pub async fn write<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => match sqlite.writer.submit(work) {
                Ok(answer) => received(answer.await),
                Err(error) => Err(error.into()),
            },
            Inner::Postgres(postgres) => postgres.run(Mode::Write, work).await,
        }
    }

    /// [`Database::read`] for a thread that may block.
    ///
    /// # Panics
    /// On a thread of an async runtime.
    pub fn read_blocking<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => go_on(sqlite.read(work)),
            Inner::Postgres(postgres) => postgres.run_blocking(Mode::Read, work),
        }
    }

    /// [`Database::write`] for a thread that may block.
    ///
    /// # Panics
    /// On a thread of an async runtime.
    pub fn write_blocking<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => match sqlite.writer.submit(work) {
                Ok(answer) => received(answer.blocking_recv()),
                Err(error) => Err(error.into()),
            },
            Inner::Postgres(postgres) => postgres.run_blocking(Mode::Write, work),
        }
    }

    /// Runs `work` in a writing transaction that nobody waits for; a failure is logged, no more. For
    /// notes such as when a credential was last used.
    pub fn write_later(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<(), Error> + Send + 'static,
    ) {
        let work = move |tx: &mut Tx<'_>| {
            let result = work(tx);
            if let Err(error) = &result {
                tracing::debug!(%error, "a note was not written");
            }
            result
        };
        match &*self.0 {
            Inner::Sqlite(sqlite) => drop(sqlite.writer.submit(work)),
            Inner::Postgres(postgres) => drop(postgres.submit(Mode::Write, work)),
        }
    }

    /// Whether the database answers, for readiness. On `SQLite` a read; a full disk does not make a
    /// server unready.
    pub async fn ping(&self) -> Result<(), Error> {
        self.single(|tx| tx.query_one("SELECT 1", &[], |_| Ok(())))
            .await
    }

    /// Calls back whenever another program has written to the `SQLite` file: everything kept in
    /// memory may be stale. Never on `PostgreSQL`.
    pub fn on_foreign_write(&self, callback: impl Fn() + Send + Sync + 'static) {
        if let Inner::Sqlite(sqlite) = &*self.0 {
            let mut callbacks = sqlite
                .foreign
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            callbacks.push(Box::new(callback));
        }
    }

    /// Finishes the writes that wait, closes all connections and gives the data directory back.
    /// Later calls answer [`Error::Unavailable`]. Blocks until done.
    pub fn close(&self) {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.close(),
            Inner::Postgres(postgres) => postgres.close(),
        }
    }

    /// The path of the `SQLite` file.
    pub fn path(&self) -> Option<&std::path::Path> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => Some(&sqlite.path),
            Inner::Postgres(_) => None,
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Database").field(&self.kind()).finish()
    }
}

/// The real time, whatever clock the tests hold still: deadlines and measured flushes are real.
#[expect(clippy::disallowed_methods, reason = "the one place that measures")]
fn instant() -> std::time::Instant {
    std::time::Instant::now()
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".into())
}

/// What came over the channel; a panic of the closure goes on here.
fn received<T, E: From<Error>>(
    answer: Result<Answer<T, E>, oneshot::error::RecvError>,
) -> Result<T, E> {
    answer.map_or_else(|_| Err(closed().into()), go_on)
}

fn go_on<T, E>(answer: Answer<T, E>) -> Result<T, E> {
    answer.unwrap_or_else(|panic| resume_unwind(panic))
}

/// Names the statements of a table's file and lists them, so that a test can prepare each one.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        /// Every statement of this file.
        pub(crate) const STATEMENTS: &[&str] = &[$($name),*];
    };
}
pub(crate) use statements;

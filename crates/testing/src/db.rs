//! A fresh database for a test, on either kind.

use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use tempfile::TempDir;
use tokencraft_storage::{Database, DatabaseConfig, Kind};
use tokio_postgres::{Client, NoTls};

/// The server on which `PostgreSQL` tests make their databases.
pub const POSTGRES: &str = "TOKENCRAFT_TEST_POSTGRES";

/// A database of its own for one test, migrated, empty; gone after the test.
#[derive(Debug)]
pub struct TestDb {
    /// The open database.
    pub db: Database,
    config: DatabaseConfig,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Directory(TempDir),
    Postgres { server: String, name: String },
}

impl TestDb {
    /// A `SQLite` file in a directory of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let config = DatabaseConfig::Sqlite {
            data_dir: directory.path().to_owned(),
        };
        Self::open(config, Place::Directory(directory)).await
    }

    /// A `PostgreSQL` database copied from a migrated one.
    ///
    /// # Panics
    /// Without `TOKENCRAFT_TEST_POSTGRES`, or when the server does not do it.
    pub async fn postgres() -> Self {
        let database = empty_postgres(true).await;
        Self::open(database.config(), database.place).await
    }

    async fn open(config: DatabaseConfig, place: Place) -> Self {
        let db = Database::open(config.clone()).await.expect("a database");
        Self { db, config, place }
    }

    /// How to open the same database again (`SQLite`: after [`Database::close`]).
    pub fn config(&self) -> DatabaseConfig {
        self.config.clone()
    }

    /// The data directory, on `SQLite`.
    pub fn data_dir(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Directory(directory) => Some(directory.path().to_owned()),
            Place::Postgres { .. } => None,
        }
    }

    /// The URL, on `PostgreSQL`.
    pub fn url(&self) -> Option<String> {
        match &self.config {
            DatabaseConfig::Sqlite { .. } => None,
            DatabaseConfig::Postgres { url, .. } => Some(url.clone()),
        }
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.db.kind()
    }

    /// Closes and removes it.
    ///
    /// # Panics
    /// When the server does not do it.
    pub async fn remove(self) {
        let Self { db, place, .. } = self;
        let closing = db.clone();
        let closed = tokio::task::spawn_blocking(move || closing.close()).await;
        drop(db);
        remove(&place).await;
        closed.expect("the database to close");
    }
}

/// A `PostgreSQL` database that no one has opened yet.
#[derive(Debug)]
pub struct EmptyPostgres {
    place: Place,
    url: String,
}

impl EmptyPostgres {
    /// How to open it.
    pub fn config(&self) -> DatabaseConfig {
        DatabaseConfig::Postgres {
            url: self.url.clone(),
            max_connections: 4,
        }
    }

    /// Removes it, whoever is still connected.
    ///
    /// # Panics
    /// When the server does not do it.
    pub async fn remove(self) {
        remove(&self.place).await;
    }
}

/// A database of its own: a copy of the migrated template, or really empty.
///
/// # Panics
/// Without `TOKENCRAFT_TEST_POSTGRES`, or when the server does not do it.
pub async fn empty_postgres(migrated: bool) -> EmptyPostgres {
    let server = server();
    let client = connect(&server).await;
    let name = format!("tokencraft_test_{}", random());
    let template = if migrated {
        template(&server, &client).await
    } else {
        "template0".to_owned()
    };
    client
        .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .await
        .expect("a database of one's own");
    EmptyPostgres {
        url: url_of(&server, &name),
        place: Place::Postgres { server, name },
    }
}

/// Runs one test body over a database, and removes the database even when the body panics.
///
/// # Panics
/// When the body does.
pub fn run<D, B>(database: D, body: impl FnOnce(TestDb) -> B)
where
    D: Future<Output = TestDb>,
    B: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let database = database.await;
        let place = match &database.place {
            Place::Directory(_) => None,
            Place::Postgres { server, name } => Some(Place::Postgres {
                server: server.clone(),
                name: name.clone(),
            }),
        };
        let outcome = tokio::spawn(body(database)).await;
        if let Some(place) = place {
            remove(&place).await;
        }
        if let Err(error) = outcome {
            std::panic::resume_unwind(error.into_panic());
        }
    });
}

/// Writes tests once and runs them on both databases, as `<name>::sqlite` and `<name>::postgres`.
///
/// ```ignore
/// both_databases! {
///     async fn an_account_is_found_by_its_address(test: TestDb) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($test:ident: TestDb) $body:block)*) => {$(
        $(#[$meta])*
        #[cfg(test)]
        async fn $name($test: $crate::db::TestDb) $body

        #[cfg(test)]
        mod $name {
            #[test]
            fn sqlite() {
                $crate::db::run($crate::db::TestDb::sqlite(), super::$name);
            }

            #[test]
            fn postgres() {
                $crate::db::run($crate::db::TestDb::postgres(), super::$name);
            }
        }
    )*};
}

#[expect(
    clippy::disallowed_methods,
    reason = "says where the tests' server is; no setting of ours"
)]
fn server() -> String {
    std::env::var(POSTGRES)
        .unwrap_or_else(|_| panic!("{POSTGRES} is not set: run the tests with `cargo xtask test`"))
}

async fn connect(server: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(server, NoTls)
        .await
        .expect("the test server");
    tokio::spawn(connection);
    client
}

/// `server` with another database's name.
fn url_of(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    format!("{base}/{name}{query}")
}

/// The migrated database that all others are copied from: made once per set of migrations.
async fn template(server: &str, client: &Client) -> String {
    let mut hasher = DefaultHasher::new();
    tokencraft_storage::db::migrations().for_each(|text| text.hash(&mut hasher));
    let name = format!("tokencraft_template_{:016x}", hasher.finish());
    let lock = "SELECT pg_advisory_lock(hashtext('tokencraft template'))";
    client
        .batch_execute(lock)
        .await
        .expect("the template's lock");
    let found = client
        .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
        .await
        .expect("the list of databases");
    if found.is_none() {
        // Under another name until it is whole: a test run may be killed half-way.
        let half = format!("{name}_half");
        client
            .batch_execute(&format!("DROP DATABASE IF EXISTS {half} WITH (FORCE)"))
            .await
            .expect("no half-made template");
        client
            .batch_execute(&format!("CREATE DATABASE {half}"))
            .await
            .expect("a template");
        let url = url_of(server, &half);
        tokio::task::spawn_blocking(move || {
            let config = DatabaseConfig::Postgres {
                url,
                max_connections: 1,
            };
            Database::open_blocking(&config)
                .expect("a migrated template")
                .close();
        })
        .await
        .expect("a migrated template");
        // The server may take a moment to see that the connection is closed.
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        client
            .execute(end, &[&half])
            .await
            .expect("no one in the template");
        client
            .batch_execute(&format!("ALTER DATABASE {half} RENAME TO {name}"))
            .await
            .expect("the template's name");
    }
    let unlock = "SELECT pg_advisory_unlock(hashtext('tokencraft template'))";
    client
        .batch_execute(unlock)
        .await
        .expect("the template's lock");
    name
}

async fn remove(place: &Place) {
    if let Place::Postgres { server, name } = place {
        connect(server)
            .await
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .await
            .expect("the database to go");
    }
}

/// Unlike any other on the server, whichever process asks.
fn random() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

//! One transaction, and the rows it reads.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::session::{PATIENT, Session};
use super::value::{Column, Param, Value};
use crate::Error;

/// Which database this is. Only the few statements that must differ ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One file in the data directory.
    Sqlite,
    /// A server.
    Postgres,
}

/// One transaction, on either database.
///
/// Statements have one text for both: placeholders `$1, $2, …` that appear in order. The first
/// statement that fails ends the transaction: every later one fails too, and so does the commit
/// (`PostgreSQL` behaves so; `SQLite` is made to). Where a clash is expected, write
/// `ON CONFLICT DO NOTHING` and look at the count.
pub struct Tx<'c> {
    link: Link<'c>,
    hooks: Hooks,
    failed: bool,
}

enum Link<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Session),
}

/// One row of an answer.
pub struct Row<'r>(RowKind<'r>);

enum RowKind<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// A column by its position, from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        T::from_value(self.value(index)?).ok_or_else(|| {
            let expected = std::any::type_name::<T>();
            Error::Other(format!("column {index} is not a {expected}"))
        })
    }

    /// A column as it is.
    pub(crate) fn value(&self, index: usize) -> Result<Value<'_>, Error> {
        match self.0 {
            RowKind::Sqlite(row) => Value::from_sqlite(row.get_ref(index)?)
                .ok_or_else(|| Error::Other(format!("column {index} is no value of ours"))),
            RowKind::Postgres(row) => row
                .try_get(index)
                .map_err(|error| Error::Other(error.to_string())),
        }
    }
}

impl<'r> Row<'r> {
    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self(RowKind::Postgres(row))
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn sqlite(connection: &'c rusqlite::Connection) -> Self {
        Self::new(Link::Sqlite(connection))
    }

    pub(crate) fn postgres(session: &'c mut Session) -> Self {
        Self::new(Link::Postgres(session))
    }

    fn new(link: Link<'c>) -> Self {
        Self {
            link,
            hooks: Hooks::default(),
            failed: false,
        }
    }

    /// Which database this is.
    pub fn kind(&self) -> Kind {
        match self.link {
            Link::Sqlite(_) => Kind::Sqlite,
            Link::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs a statement; how many rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        self.statement(|link| match link {
            Link::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let values = params.iter().map(|param| param.value());
                let changed = statement.execute(rusqlite::params_from_iter(values))?;
                Ok(changed as u64)
            }
            Link::Postgres(session) => session.execute(sql, &values(params)),
        })
    }

    /// Runs a statement once for every set of parameters; how many rows all of them changed. On
    /// `PostgreSQL` without waiting for each answer.
    pub fn execute_many<'p>(
        &mut self,
        sql: &str,
        sets: impl IntoIterator<Item = Vec<Value<'p>>>,
    ) -> Result<u64, Error> {
        self.statement(|link| match link {
            Link::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut changed = 0;
                for set in sets {
                    changed += statement.execute(rusqlite::params_from_iter(set))? as u64;
                }
                Ok(changed)
            }
            Link::Postgres(session) => session.execute_many(sql, &mut sets.into_iter()),
        })
    }

    /// Inserts rows, all with the same columns: `into` is `table (a, b)`. On `PostgreSQL` in
    /// multi-row statements.
    pub fn insert_many<'p>(
        &mut self,
        into: &str,
        columns: usize,
        rows: impl IntoIterator<Item = Vec<Value<'p>>>,
    ) -> Result<u64, Error> {
        if self.kind() == Kind::Sqlite {
            return self.execute_many(&insert_sql(into, columns, 1), rows);
        }
        let mut changed = 0;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(ROWS_PER_INSERT).collect();
            let (count, flat) = (chunk.len(), chunk.concat());
            if count == ROWS_PER_INSERT {
                changed += self.insert_chunk(into, columns, count, &flat)?;
            } else {
                // What is left goes in powers of two, so that few texts are ever prepared.
                let mut rest = &flat[..];
                while !rest.is_empty() {
                    let left = rest.len() / columns;
                    let size = 1 << left.ilog2();
                    let (now, later) = rest.split_at(size * columns);
                    changed += self.insert_chunk(into, columns, size, now)?;
                    rest = later;
                }
            }
        }
        Ok(changed)
    }

    fn insert_chunk(
        &mut self,
        into: &str,
        columns: usize,
        rows: usize,
        values: &[Value<'_>],
    ) -> Result<u64, Error> {
        let sql = insert_sql(into, columns, rows);
        self.statement(|link| match link {
            Link::Sqlite(_) => Err(Error::Other("one row at a time".into())),
            Link::Postgres(session) => session.execute(&sql, values),
        })
    }

    /// Every row of a query, in its order.
    pub fn query_all<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.for_each(sql, params, |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The row of a query that has at most one; more are a defect.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut found = None;
        self.for_each(sql, params, |row| {
            if found.is_some() {
                return Err(Error::Other(format!("more than one row: {sql}")));
            }
            found = Some(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The row of a query that has exactly one; none is a defect.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.query_opt(sql, params, read)?
            .ok_or_else(|| Error::Other(format!("no row: {sql}")))
    }

    /// Hands over every row of a query as it comes, without keeping them.
    pub fn for_each(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut each: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.statement(|link| match link {
            Link::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let values = params.iter().map(|param| param.value());
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    each(&Row(RowKind::Sqlite(row)))?;
                }
                Ok(())
            }
            Link::Postgres(session) => session.query(sql, &values(params), &mut each),
        })
    }

    /// Prepares a statement without running it, to see whether the database takes it.
    pub fn check(&mut self, sql: &str) -> Result<(), Error> {
        self.statement(|link| match link {
            Link::Sqlite(connection) => {
                let statement = connection.prepare(sql)?;
                for index in 1..=statement.parameter_count() {
                    if statement.parameter_name(index) != Some(&format!("${index}")) {
                        return Err(Error::Other(format!("${index} is out of order: {sql}")));
                    }
                }
                Ok(())
            }
            Link::Postgres(session) => session.check(sql),
        })
    }

    /// Lets the later statements of this transaction take 30 s instead of 3 s (`PostgreSQL`): for
    /// deletes that cascade, imports, whole workspaces.
    pub fn be_patient(&mut self) -> Result<(), Error> {
        self.wait_up_to(PATIENT)
    }

    /// Lets the later statements of this transaction take so long (`PostgreSQL`).
    pub(crate) fn wait_up_to(&mut self, patience: Duration) -> Result<(), Error> {
        self.statement(|link| match link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(session) => session.be_patient(patience),
        })
    }

    /// Runs `then` after the commit, before the caller of `write` is answered, in the order in which
    /// they were given. For caches.
    pub fn on_commit(&mut self, then: impl FnOnce() + Send + 'static) {
        self.hooks.commit.push(Box::new(then));
    }

    /// Runs `then` when this transaction (or the group it is committed with) is rolled back after
    /// all, before any other transaction begins; the last one given first, as an undo.
    pub fn on_rollback(&mut self, then: impl FnOnce() + Send + 'static) {
        self.hooks.rollback.push(Box::new(then));
    }

    fn statement<T>(
        &mut self,
        run: impl FnOnce(&mut Link<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.failed {
            return Err(Error::Other("the transaction has already failed".into()));
        }
        let result = run(&mut self.link);
        self.failed = result.is_err();
        result
    }

    /// Ends the use of the connection: the hooks, and whether a statement failed.
    pub(crate) fn finish(self) -> (Hooks, bool) {
        (self.hooks, self.failed)
    }
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("kind", &self.kind())
            .field("failed", &self.failed)
            .finish()
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row")
    }
}

/// Rows of one multi-row insert on `PostgreSQL`; 65,535 parameters are the protocol's limit.
const ROWS_PER_INSERT: usize = 512;

fn insert_sql(into: &str, columns: usize, rows: usize) -> String {
    use std::fmt::Write as _;
    let mut sql = format!("INSERT INTO {into} VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let comma = if column == 1 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(sql, "{comma}${}", row * columns + column);
        }
        sql.push(')');
    }
    sql
}

fn values<'p>(params: &'p [&'p dyn Param]) -> Vec<Value<'p>> {
    params.iter().map(|param| param.value()).collect()
}

type Hook = Box<dyn FnOnce() + Send>;

/// What to do once the outcome of a transaction is known.
#[derive(Default)]
pub(crate) struct Hooks {
    commit: Vec<Hook>,
    rollback: Vec<Hook>,
}

impl Hooks {
    pub(crate) fn committed(self) {
        self.commit.into_iter().for_each(run_hook);
    }

    pub(crate) fn rolled_back(self) {
        self.rollback.into_iter().rev().for_each(run_hook);
    }
}

fn run_hook(hook: Hook) {
    if catch_unwind(AssertUnwindSafe(hook)).is_err() {
        tracing::error!("a transaction's hook panicked");
    }
}

/// What a panicking closure threw.
pub(crate) type Panic = Box<dyn Any + Send>;

/// How a run of the caller's closure ended, with its hooks.
pub(crate) enum Ran<T, E> {
    Done(T, Hooks),
    Failed(E, Hooks),
    Panicked(Panic, Hooks),
}

/// Runs the caller's closure over a transaction.
pub(crate) fn run<T, E: From<Error>>(
    mut tx: Tx<'_>,
    work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
) -> Ran<T, E> {
    let result = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let (hooks, failed) = tx.finish();
    match result {
        Ok(Ok(_)) if failed => Ran::Failed(
            Error::Other("a statement failed, and its error was not returned".into()).into(),
            hooks,
        ),
        Ok(Ok(value)) => Ran::Done(value, hooks),
        Ok(Err(error)) => Ran::Failed(error, hooks),
        Err(panic) => Ran::Panicked(panic, hooks),
    }
}

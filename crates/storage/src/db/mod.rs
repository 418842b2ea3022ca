//! Connections, transactions and rows of both databases.

use crate::Error;

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {}

/// One transaction, on either database.
#[derive(Debug)]
pub struct Tx<'c> {
    _connection: std::marker::PhantomData<&'c ()>,
}

impl Database {
    /// Runs `work` in a read-only transaction (one consistent snapshot). On `SQLite` short work runs
    /// inline; on `PostgreSQL` on a blocking thread. May run `work` again after a lost connection.
    pub async fn read<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let _ = work;
        todo!("storage helper")
    }

    /// Runs `work` in a writing transaction and answers after it is durable. `Err` from `work` rolls
    /// back. `work` may run again (serialization failures), so ids and times are drawn outside.
    pub async fn write<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let _ = work;
        todo!("storage helper")
    }
}

impl Tx<'_> {
    /// Runs `then` after the commit, before the caller of `write` is answered. For caches.
    pub fn on_commit(&mut self, then: impl FnOnce() + Send + 'static) {
        let _ = then;
        todo!("storage helper")
    }

    /// Runs `then` when this transaction (or the group it is committed with) is rolled back after
    /// all.
    pub fn on_rollback(&mut self, then: impl FnOnce() + Send + 'static) {
        let _ = then;
        todo!("storage helper")
    }
}

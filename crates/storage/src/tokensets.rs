//! Tokensets.

use crate::db::{Row, Tx, statements};
use crate::{Error, TokensetId, WorkspaceId};

/// A tokenset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokenset {
    /// Identity.
    pub id: TokensetId,
    /// Where.
    pub workspace_id: WorkspaceId,
    /// Need not be unique.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// Of this row, for its `ETag`.
    pub revision: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

macro_rules! columns {
    () => {
        "s.id, s.workspace_id, s.name, s.description, s.revision, s.created_at, s.updated_at"
    };
}
pub(crate) use columns;

statements! {
    INSERT = "INSERT INTO tokensets (id, workspace_id, name, description, revision, created_at, \
              updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    GET = concat!("SELECT ", columns!(), " FROM tokensets s WHERE s.id = $1");
    LIST = concat!("SELECT ", columns!(), " FROM tokensets s WHERE s.workspace_id = $1 ORDER BY s.id");
    UPDATE = "UPDATE tokensets SET name = $1, description = $2, revision = $3, updated_at = $4 \
              WHERE id = $5";
    DELETE = "DELETE FROM tokensets WHERE id = $1";
}

/// Reads a tokenset whose columns begin at `first`.
pub(crate) fn read(row: &Row<'_>, first: usize) -> Result<Tokenset, Error> {
    Ok(Tokenset {
        id: row.get(first)?,
        workspace_id: row.get(first + 1)?,
        name: row.get(first + 2)?,
        description: row.get(first + 3)?,
        revision: row.get(first + 4)?,
        created_at: row.get(first + 5)?,
        updated_at: row.get(first + 6)?,
    })
}

/// Adds a tokenset.
pub fn insert(tx: &mut Tx<'_>, tokenset: &Tokenset) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &tokenset.id,
            &tokenset.workspace_id,
            &tokenset.name,
            &tokenset.description,
            &tokenset.revision,
            &tokenset.created_at,
            &tokenset.updated_at,
        ],
    )?;
    Ok(())
}

/// One tokenset.
pub fn get(tx: &mut Tx<'_>, id: TokensetId) -> Result<Option<Tokenset>, Error> {
    tx.query_opt(GET, &[&id], |row| read(row, 0))
}

/// A workspace's tokensets, oldest first.
pub fn list(tx: &mut Tx<'_>, workspace_id: WorkspaceId) -> Result<Vec<Tokenset>, Error> {
    tx.query_all(LIST, &[&workspace_id], |row| read(row, 0))
}

/// Writes all that can change; whether it exists.
pub fn update(tx: &mut Tx<'_>, tokenset: &Tokenset) -> Result<bool, Error> {
    let changed = tx.execute(
        UPDATE,
        &[
            &tokenset.name,
            &tokenset.description,
            &tokenset.revision,
            &tokenset.updated_at,
            &tokenset.id,
        ],
    )?;
    Ok(changed > 0)
}

/// Removes a tokenset with its modes and tokens; whether it existed.
pub fn delete(tx: &mut Tx<'_>, id: TokensetId) -> Result<bool, Error> {
    tx.be_patient()?;
    Ok(tx.execute(DELETE, &[&id])? > 0)
}

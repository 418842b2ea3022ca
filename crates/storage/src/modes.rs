//! Modes of tokensets.

use crate::db::{Row, Tx, statements};
use crate::{Error, ModeId, TokensetId, WorkspaceId};

/// A mode of a tokenset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Identity.
    pub id: ModeId,
    /// Where.
    pub tokenset_id: TokensetId,
    /// As written.
    pub name: String,
    /// The name in kebab-case; once per tokenset (`modes_tokenset_id_slug_key`).
    pub slug: String,
    /// Exactly one mode of a tokenset is.
    pub is_default: bool,
    /// Lists and exports follow it, then the identity.
    pub position: i64,
    /// The `Base` that came with the tokenset, untouched.
    pub pristine: bool,
    /// Of this row, for its `ETag`.
    pub revision: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

macro_rules! columns {
    () => {
        "m.id, m.tokenset_id, m.name, m.slug, m.is_default, m.position, m.pristine, m.revision, \
         m.created_at, m.updated_at"
    };
}

statements! {
    INSERT = "INSERT INTO modes (id, tokenset_id, name, slug, is_default, position, pristine, \
              revision, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    GET = concat!("SELECT ", columns!(), " FROM modes m WHERE m.id = $1");
    LIST = concat!(
        "SELECT ", columns!(), " FROM modes m WHERE m.tokenset_id = $1 ORDER BY m.position, m.id",
    );
    LIST_OF_WORKSPACE = concat!(
        "SELECT ", columns!(), " FROM modes m JOIN tokensets s ON s.id = m.tokenset_id \
         WHERE s.workspace_id = $1 ORDER BY m.tokenset_id, m.position, m.id",
    );
    UPDATE = "UPDATE modes SET name = $1, slug = $2, is_default = $3, position = $4, pristine = $5, \
              revision = $6, updated_at = $7 WHERE id = $8";
    DELETE = "DELETE FROM modes WHERE id = $1";
}

fn read(row: &Row<'_>) -> Result<Mode, Error> {
    Ok(Mode {
        id: row.get(0)?,
        tokenset_id: row.get(1)?,
        name: row.get(2)?,
        slug: row.get(3)?,
        is_default: row.get(4)?,
        position: row.get(5)?,
        pristine: row.get(6)?,
        revision: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

/// Adds a mode. [`Error::Unique`] `modes_tokenset_id_slug_key` when its name is taken.
pub fn insert(tx: &mut Tx<'_>, mode: &Mode) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &mode.id,
            &mode.tokenset_id,
            &mode.name,
            &mode.slug,
            &mode.is_default,
            &mode.position,
            &mode.pristine,
            &mode.revision,
            &mode.created_at,
            &mode.updated_at,
        ],
    )?;
    Ok(())
}

/// One mode.
pub fn get(tx: &mut Tx<'_>, id: ModeId) -> Result<Option<Mode>, Error> {
    tx.query_opt(GET, &[&id], read)
}

/// A tokenset's modes, in their order.
pub fn list(tx: &mut Tx<'_>, tokenset_id: TokensetId) -> Result<Vec<Mode>, Error> {
    tx.query_all(LIST, &[&tokenset_id], read)
}

/// The modes of all of a workspace's tokensets: oldest tokenset first, each in its order.
pub fn list_of_workspace(tx: &mut Tx<'_>, workspace_id: WorkspaceId) -> Result<Vec<Mode>, Error> {
    tx.query_all(LIST_OF_WORKSPACE, &[&workspace_id], read)
}

/// Writes all that can change; whether it exists.
pub fn update(tx: &mut Tx<'_>, mode: &Mode) -> Result<bool, Error> {
    let changed = tx.execute(
        UPDATE,
        &[
            &mode.name,
            &mode.slug,
            &mode.is_default,
            &mode.position,
            &mode.pristine,
            &mode.revision,
            &mode.updated_at,
            &mode.id,
        ],
    )?;
    Ok(changed > 0)
}

/// Removes a mode with its tokens; whether it existed.
pub fn delete(tx: &mut Tx<'_>, id: ModeId) -> Result<bool, Error> {
    tx.be_patient()?;
    Ok(tx.execute(DELETE, &[&id])? > 0)
}

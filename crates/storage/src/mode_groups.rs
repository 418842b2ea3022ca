//! What the groups of a mode's tokens say about themselves. Reading them is `graph`.

use std::sync::Arc;

use tokencraft_tokens::{Group, Groups};

use crate::db::{Param, Row, Tx, statements};
use crate::{Error, ModeId, tokens};

macro_rules! columns {
    () => {
        "g.mode_id, g.path, g.description, g.extensions, g.deprecated"
    };
}
pub(crate) use columns;

/// For [`Tx::insert_many`]: the table, and how many columns.
const INTO: (&str, usize) = (
    "mode_groups (mode_id, path, description, extensions, deprecated)",
    5,
);

statements! {
    CLEAR = "DELETE FROM mode_groups WHERE mode_id = $1";
}

/// Reads a group that begins at the first column: its mode, its path, what it says.
pub(crate) fn read(row: &Row<'_>) -> Result<(ModeId, Arc<str>, Group), Error> {
    let mode: ModeId = row.get(0)?;
    let group = Group {
        description: row.get(2)?,
        extensions: row.get(3)?,
        deprecated: tokens::deprecated(row.get(4)?)
            .map_err(|what| Error::Other(format!("a group of mode {mode}: {what}")))?,
    };
    Ok((mode, row.get(1)?, group))
}

/// Writes all groups of a mode in place of those that are stored.
pub fn replace(tx: &mut Tx<'_>, mode_id: ModeId, groups: &Groups) -> Result<(), Error> {
    tx.execute(CLEAR, &[&mode_id])?;
    let deprecated: Vec<Option<String>> = groups
        .values()
        .map(|group| tokens::deprecated_text(group.deprecated.as_ref()))
        .collect();
    let rows = groups.iter().zip(&deprecated).map(|((path, group), text)| {
        vec![
            mode_id.value(),
            path.value(),
            group.description.value(),
            group.extensions.value(),
            text.value(),
        ]
    });
    tx.insert_many(INTO.0, INTO.1, rows)?;
    Ok(())
}

//! Renaming over a whole tokenset: every reference follows.

use serde::Serialize;
use serde_json::json;
use tokencraft_storage::Tx;
use tokencraft_tokens::rename::{self, RenameError};
use utoipa::ToSchema;

use super::following;
use crate::app::commit::Event;
use crate::app::context::Context;
use crate::app::draft::Draft;
use crate::app::error::{Error, Result};
use crate::app::place::Inside;

/// What a rename did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RenameResult {
    /// Tokens with a new name, over all modes.
    pub renamed: usize,
    /// References that were rewritten, in the whole workspace.
    pub references_updated: usize,
}

/// Renames `from` to `to` in every mode; both end in `.*` to rename a prefix.
pub fn apply(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    from: &str,
    to: &str,
) -> Result<RenameResult> {
    let plan = rename::plan(&inside.snapshot.graph, inside.set, from, to).map_err(|error| {
        let message = error.to_string();
        match error {
            RenameError::Taken { .. } => Error::conflict("duplicate_name", message),
            RenameError::NotFound(_) => Error::invalid("token_not_found", message),
            RenameError::Cycle(_) => Error::invalid("alias_cycle", message),
            RenameError::Pattern | RenameError::Illegal(_) => {
                Error::invalid("invalid_name", message)
            }
        }
    })?;
    following::same_meaning(&plan.changed_meaning)?;
    following::short_enough(&inside.snapshot.graph, &plan.tokens)?;
    let result = RenameResult {
        renamed: plan.renamed,
        references_updated: plan.references_updated,
    };
    let mut draft = Draft::new(inside.snapshot.graph.clone(), ctx.now);
    for (at, token) in plan.tokens {
        draft.put(at, token);
    }
    for (at, groups) in plan.groups {
        draft.put_groups(at, groups);
    }
    let (graph, changes) = draft.finish();
    if changes.is_empty() {
        return Ok(result);
    }
    let row = &inside.tokenset;
    let event = Event::new("tokens.rename", "tokenset", row.id, &row.name)
        .before(&json!({"name": from}))
        .after(&json!({"name": to, "renamed": result.renamed}));
    inside.commit(tx, ctx, (graph, &changes), event)?;
    Ok(result)
}

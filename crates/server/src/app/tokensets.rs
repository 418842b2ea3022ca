//! Operations on tokensets.

use std::sync::Arc;

use tokencraft_storage::{ModeId, TokensetId, Tx, modes, tokensets as rows};
use tokencraft_tokens as tokens;
use tokencraft_tokens::order;

use super::commit::{Event, commit};
use super::context::Context;
use super::draft::Changes;
use super::error::Result;
use super::mode_rules::BASE;
use super::place::{Inside, NO_WORKSPACE, Place};
use super::views::{Time, Tokenset};
use super::workspaces::Naming;

/// The view of a row.
pub fn view(row: &rows::Tokenset) -> Tokenset {
    Tokenset {
        id: row.id.0.into(),
        workspace_id: row.workspace_id.0.into(),
        name: row.name.clone(),
        description: row.description.clone(),
        created_at: Time(row.created_at),
        updated_at: Time(row.updated_at),
    }
}

/// A workspace's tokensets, oldest first.
pub fn list(tx: &mut Tx<'_>, place: &Place) -> Result<Vec<Tokenset>> {
    let all = rows::list(tx, place.workspace.id)?;
    Ok(all.iter().map(view).collect())
}

/// Makes a tokenset with its default mode `Base`.
pub fn create(tx: &mut Tx<'_>, ctx: &Context, mut place: Place, input: Naming) -> Result<Tokenset> {
    place.lock(tx, NO_WORKSPACE)?;
    let snapshot = place.snapshot(tx, ctx, true)?;
    let (row, set) = insert(tx, ctx, &place, input)?;
    let mut graph = snapshot.graph.clone();
    graph.sets.push(Arc::new(set));
    let view = view(&row);
    let event = Event::new("tokenset.create", "tokenset", row.id, &row.name).after(&view);
    let after = (graph, &Changes::default());
    commit(tx, ctx, place.workspace.id, &snapshot, after, event)?;
    Ok(view)
}

/// The rows of a new tokenset and its `Base`, and what the graph gets.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    ctx: &Context,
    place: &Place,
    input: Naming,
) -> Result<(rows::Tokenset, tokens::Tokenset)> {
    let row = rows::Tokenset {
        id: TokensetId(ctx.new_id()),
        workspace_id: place.workspace.id,
        name: input.name.unwrap_or_default(),
        description: input.description.into_option(),
        revision: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    rows::insert(tx, &row)?;
    let base = ModeId(ctx.new_id());
    modes::insert(
        tx,
        &modes::Mode {
            id: base,
            tokenset_id: row.id,
            name: BASE.into(),
            slug: order::kebab(BASE),
            is_default: true,
            position: 0,
            pristine: true,
            revision: 1,
            created_at: ctx.now,
            updated_at: ctx.now,
        },
    )?;
    let mut mode = tokens::Mode::new(base.key(), BASE, true);
    mode.created_at = ctx.now;
    mode.updated_at = ctx.now;
    mode.revision = 1;
    let set = tokens::Tokenset {
        key: row.id.key(),
        name: row.name.as_str().into(),
        modes: vec![Arc::new(mode)],
    };
    Ok((row, set))
}

/// Changes a tokenset's name and description.
pub fn update(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    input: Naming,
    check: impl Fn(i64) -> Result<()>,
) -> Result<Tokenset> {
    let old = &inside.tokenset;
    check(old.revision)?;
    let mut row = old.clone();
    row.name = input.name.unwrap_or(row.name);
    row.description = input.description.or(row.description);
    if row == *old {
        return Ok(view(old));
    }
    row.revision += 1;
    row.updated_at = ctx.now;
    rows::update(tx, &row)?;
    let mut graph = inside.snapshot.graph.clone();
    Arc::make_mut(&mut graph.sets[inside.set]).name = row.name.as_str().into();
    let view_after = view(&row);
    let event = Event::new("tokenset.update", "tokenset", row.id, &row.name)
        .before(&view(old))
        .after(&view_after);
    inside.commit(tx, ctx, (graph, &Changes::default()), event)?;
    Ok(view_after)
}

/// Deletes a tokenset with its modes and tokens.
pub fn delete(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    let row = &inside.tokenset;
    check(row.revision)?;
    rows::delete(tx, row.id)?;
    let mut graph = inside.snapshot.graph.clone();
    graph.sets.remove(inside.set);
    let event = Event::new("tokenset.delete", "tokenset", row.id, &row.name).before(&view(row));
    inside.commit(tx, ctx, (graph, &Changes::default()), event)?;
    Ok(())
}

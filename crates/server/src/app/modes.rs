//! Operations on modes. The rules are in [`mode_rules`].

use std::sync::Arc;

use tokencraft_storage::{Tx, modes as rows};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::{Graph, Key, Token, Tokenset, order};

use super::commit::{Event, uuid};
use super::context::Context;
use super::draft::{Changes, Draft};
use super::error::{Error, Result};
use super::mode_rules::{ModePatch, Modes};
use super::place::{Inside, NO_MODE};
use super::views::Mode;

/// A mode to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMode {
    /// Its name.
    pub name: String,
    /// Whether it shall be the default.
    pub is_default: bool,
    /// The mode of the same tokenset whose tokens and groups it begins with: an id, or a name in kebab-case.
    pub copy_from: Option<String>,
}

/// A tokenset's modes, in their order.
pub fn list(inside: &Inside) -> Vec<Mode> {
    let set = inside.in_graph();
    set.modes.iter().map(|m| Mode::new(set.key, m)).collect()
}

/// The modes of a tokenset as rows, ready for the rules.
pub(super) fn begin(tx: &mut Tx<'_>, ctx: &Context, set: &Tokenset) -> Result<Rows> {
    let stored = rows::list(tx, set.key.into())?;
    let pristine = stored
        .iter()
        .find(|row| row.pristine)
        .map(|row| row.id.key());
    let rules = Modes::of(set, pristine, ctx.now);
    Ok(Rows { stored, rules })
}

/// A tokenset's mode rows, and the modes as they will be.
#[derive(Debug)]
pub(super) struct Rows {
    stored: Vec<rows::Mode>,
    pub(super) rules: Modes,
}

impl Rows {
    /// Writes the rows that differ and gives the graph with the modes as they are now.
    ///
    /// `touched`: a mode that is not the untouched `Base` any more, whatever else.
    pub(super) fn write(
        self,
        tx: &mut Tx<'_>,
        graph: &Graph,
        set: usize,
        touched: Option<Key>,
    ) -> Result<Graph> {
        let list = self.rules.list;
        for row in &self.stored {
            if !list.iter().any(|m| m.key == row.id.key()) {
                rows::delete(tx, row.id)?;
            }
        }
        for (position, mode) in list.iter().enumerate() {
            let stored = self.stored.iter().find(|row| row.id.key() == mode.key);
            let row = rows::Mode {
                id: mode.key.into(),
                tokenset_id: graph.sets[set].key.into(),
                name: mode.name.to_string(),
                slug: order::kebab(&mode.name),
                is_default: mode.is_default,
                position: i64::try_from(position).unwrap_or(i64::MAX),
                pristine: stored.is_some_and(|row| row.pristine) && touched != Some(mode.key),
                revision: mode.revision,
                created_at: mode.created_at,
                updated_at: mode.updated_at,
            };
            match stored {
                None => rows::insert(tx, &row)?,
                Some(old) if *old != row => {
                    rows::update(tx, &row)?;
                }
                Some(_) => {}
            }
        }
        let mut graph = graph.clone();
        Arc::make_mut(&mut graph.sets[set]).modes = list;
        Ok(graph)
    }
}

/// Makes a mode.
pub fn create(tx: &mut Tx<'_>, ctx: &Context, inside: &Inside, input: &NewMode) -> Result<Mode> {
    let source = match &input.copy_from {
        None => None,
        Some(from) => {
            let at = inside.at(from, NO_MODE).map_err(|_| {
                Error::invalid(
                    "invalid_copy_from",
                    format!("copy_from names no mode of this tokenset: {from}"),
                )
            })?;
            Some(Arc::clone(inside.mode(at)))
        }
    };
    let key = ctx.new_key();
    let mut rows = begin(tx, ctx, inside.in_graph())?;
    rows.rules.create(key, &input.name, input.is_default)?;
    let graph = rows.write(tx, &inside.snapshot.graph, inside.set, None)?;
    let set = &graph.sets[inside.set];
    let mode = set
        .mode_by_key(key)
        .ok_or(Error::defect("a new mode is not there"))?;
    let at = At {
        set: inside.set,
        mode,
    };
    let view = Mode::new(set.key, &set.modes[mode]);
    let mut draft = Draft::new(graph, ctx.now);
    if let Some(source) = source {
        for token in source.tokens() {
            let token = Token {
                key: ctx.new_key(),
                ..Token::clone(token)
            };
            draft.put(at, token);
        }
        draft.put_groups(at, source.groups.clone());
    }
    let (graph, changes) = draft.finish();
    let event = Event::new("mode.create", "mode", uuid(key), &view.name).after(&view);
    inside.commit(tx, ctx, (graph, &changes), event)?;
    Ok(view)
}

/// Changes a mode's name, default or position.
pub fn update(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    at: At,
    patch: &ModePatch,
    check: impl Fn(i64) -> Result<()>,
) -> Result<Mode> {
    let old = inside.mode(at);
    let set = inside.in_graph();
    check(old.revision)?;
    if *patch == ModePatch::default() {
        return Ok(Mode::new(set.key, old));
    }
    let mut rows = begin(tx, ctx, inside.in_graph())?;
    rows.rules.patch(old.key, patch)?;
    let same = |a: &Arc<tokencraft_tokens::Mode>, b: &Arc<tokencraft_tokens::Mode>| {
        a.key == b.key && a.revision == b.revision
    };
    let list = &rows.rules.list;
    if list.len() == set.modes.len() && list.iter().zip(&set.modes).all(|(a, b)| same(a, b)) {
        return Ok(Mode::new(set.key, old));
    }
    let graph = rows.write(tx, &inside.snapshot.graph, inside.set, Some(old.key))?;
    let set = &graph.sets[inside.set];
    let position = set
        .mode_by_key(old.key)
        .ok_or(Error::defect("a changed mode is not there"))?;
    let view = Mode::new(set.key, &set.modes[position]);
    let event = Event::new("mode.update", "mode", uuid(old.key), &view.name)
        .before(&Mode::new(set.key, old))
        .after(&view);
    inside.commit(tx, ctx, (graph, &Changes::default()), event)?;
    Ok(view)
}

/// Deletes a mode with its tokens.
pub fn delete(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    at: At,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    let old = inside.mode(at);
    check(old.revision)?;
    let mut rows = begin(tx, ctx, inside.in_graph())?;
    rows.rules.delete(old.key)?;
    let graph = rows.write(tx, &inside.snapshot.graph, inside.set, None)?;
    let event = Event::new("mode.delete", "mode", uuid(old.key), &old.name)
        .before(&Mode::new(inside.in_graph().key, old));
    inside.commit(tx, ctx, (graph, &Changes::default()), event)?;
    Ok(())
}

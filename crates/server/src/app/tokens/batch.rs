//! Many changes of one mode's tokens at once: all or nothing, in any order.

use rustc_hash::FxHashSet;
use serde::Serialize;
use serde_json::{Value, json};
use tokencraft_storage::Tx;
use tokencraft_tokens::Key;
use tokencraft_tokens::graph::At;
use utoipa::ToSchema;

use super::write::{self, NewToken, TokenPatch, Written, put_patched};
use crate::app::commit::{Event, uuid};
use crate::app::context::Context;
use crate::app::draft::Draft;
use crate::app::error::{Error, Result};
use crate::app::field::Fields;
use crate::app::input;
use crate::app::input::parse_id;
use crate::app::patch::Patch;
use crate::app::place::Inside;

/// The most entries of one batch.
pub const MAX_OPERATIONS: usize = 10_000;

/// A batch, read.
#[derive(Debug, Default)]
pub struct Batch {
    create: Vec<NewToken>,
    update: Vec<(Key, Option<i64>, TokenPatch)>,
    delete: Vec<(Key, Option<i64>)>,
}

/// How many tokens a batch made, changed and deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BatchResult {
    /// New tokens.
    pub created: usize,
    /// Entries of `update`.
    pub updated: usize,
    /// Deleted tokens.
    pub deleted: usize,
}

/// Names the entry in a refusal: `create[3]: …`.
fn at_index(list: &str, index: usize) -> impl Fn(Error) -> Error {
    let name = move |message: String, list: &str| format!("{list}[{index}]: {message}");
    let list = list.to_owned();
    move |error| match error {
        Error::Invalid { code, message } => Error::Invalid {
            code,
            message: name(message, &list),
        },
        Error::Conflict { code, message } => Error::Conflict {
            code,
            message: name(message, &list),
        },
        Error::Stale { message } => Error::Stale {
            message: name(message, &list),
        },
        other => other,
    }
}

impl Batch {
    /// Reads a body; `revision_of` gives the row revision that an entity tag names.
    pub fn read(fields: &mut Fields, revision_of: fn(&str) -> Option<i64>) -> Result<Self> {
        let create = input::list(fields, "create")?;
        let update = input::list(fields, "update")?;
        let delete = input::list(fields, "delete")?;
        if create.len() + update.len() + delete.len() > MAX_OPERATIONS {
            return Err(Error::invalid(
                "too_many_operations",
                "A batch must have at most 10000 operations",
            ));
        }
        let mut batch = Self::default();
        for (index, entry) in create.into_iter().enumerate() {
            let token = object(entry).and_then(|mut fields| NewToken::read(&mut fields));
            batch.create.push(token.map_err(at_index("create", index))?);
        }
        for (index, entry) in update.into_iter().enumerate() {
            let read = object(entry).and_then(|mut fields| {
                let key = key(fields.take("id"))?;
                let if_match = if_match(&mut fields, revision_of)?;
                Ok((key, if_match, TokenPatch::read(&mut fields)?))
            });
            batch.update.push(read.map_err(at_index("update", index))?);
        }
        for (index, entry) in delete.into_iter().enumerate() {
            let read = match entry {
                Value::Object(members) => {
                    let mut fields = Fields::new(members);
                    key(fields.take("id"))
                        .and_then(|key| Ok((key, if_match(&mut fields, revision_of)?)))
                }
                id => key(Patch::Value(id)).map(|key| (key, None)),
            };
            batch.delete.push(read.map_err(at_index("delete", index))?);
        }
        Ok(batch)
    }
}

fn object(entry: Value) -> Result<Fields> {
    match entry {
        Value::Object(members) => Ok(Fields::new(members)),
        _ => Err(Error::invalid(
            "invalid_body",
            "An entry must be a JSON object",
        )),
    }
}

fn key(id: Patch<Value>) -> Result<Key> {
    match id {
        // An id that is none of ours names no token: the same refusal as for an unknown one.
        Patch::Value(Value::String(text)) => parse_id(&text)
            .map(|id| Key(id.as_u128()))
            .ok_or_else(no_token),
        _ => Err(Error::invalid("invalid_body", "id must be a string")),
    }
}

fn if_match(fields: &mut Fields, revision_of: fn(&str) -> Option<i64>) -> Result<Option<i64>> {
    let text = fields.text("if_match", "invalid_body", "if_match must be an entity tag")?;
    match text.into_option() {
        None => Ok(None),
        Some(text) if text == "*" => Ok(None),
        // A tag that is none of ours matches nothing.
        Some(text) => Ok(Some(revision_of(&text).unwrap_or(-1))),
    }
}

fn no_token() -> Error {
    Error::invalid("token_not_found", "Token not found")
}

/// Applies a batch to a mode.
pub fn apply(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    at: At,
    batch: Batch,
) -> Result<BatchResult> {
    let mode = inside.mode(at);
    let mut seen = FxHashSet::default();
    let entries = (batch
        .update
        .iter()
        .map(|(key, tag, _)| ("update", *key, *tag))
        .enumerate())
    .chain(
        batch
            .delete
            .iter()
            .map(|(key, tag)| ("delete", *key, *tag))
            .enumerate(),
    );
    let mut stale = None;
    for (index, (list, key, tag)) in entries {
        let named = at_index(list, index);
        let token = mode.by_key(key).ok_or_else(|| named(no_token()))?;
        if !seen.insert(key) {
            let message = "The same token stands in another entry";
            return Err(named(Error::invalid("duplicate_entry", message)));
        }
        if tag.is_some_and(|revision| revision != token.revision) && stale.is_none() {
            stale = Some(named(Error::stale()));
        }
    }
    let result = BatchResult {
        created: batch.create.len(),
        updated: batch.update.len(),
        deleted: batch.delete.len(),
    };
    let mut draft = Draft::new(inside.snapshot.graph.clone(), ctx.now);
    let patches: Vec<_> = batch
        .update
        .iter()
        .map(|(key, _, patch)| (at, *key, patch))
        .collect();
    let deleted: Vec<_> = batch.delete.iter().map(|(key, _)| (at, *key)).collect();
    let mut written = put_patched(&mut draft, &patches, &deleted)
        .map_err(|(index, error)| at_index("update", index)(error))?;
    for token in batch.create {
        let key = ctx.new_key();
        draft.put(at, token.with_key(key));
        written.push(Written {
            at,
            key,
            valued: true,
            renamed: false,
        });
    }
    let updates = result.updated;
    write::check(&draft, &written).map_err(|(index, error)| match index {
        Some(index) if index < updates => at_index("update", index)(error),
        Some(index) => at_index("create", index - updates)(error),
        None => error,
    })?;
    if let Some(stale) = stale {
        return Err(stale);
    }
    let (graph, changes) = draft.finish();
    if changes.is_empty() {
        return Ok(result);
    }
    let event = Event::new("tokens.batch", "mode", uuid(mode.key), &mode.name).after(&json!({
        "tokenset_id": uuid(inside.in_graph().key).to_string(), "created": result.created,
        "updated": result.updated, "deleted": result.deleted,
    }));
    inside.commit(tx, ctx, (graph, &changes), event)?;
    Ok(result)
}

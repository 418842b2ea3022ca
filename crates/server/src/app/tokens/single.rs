//! One token: make, change, delete.

use tokencraft_storage::Tx;
use tokencraft_tokens::Token;
use tokencraft_tokens::graph::At;

use super::write::{self, NewToken, TokenPatch, Written, put_patched};
use crate::app::commit::{Event, uuid};
use crate::app::context::Context;
use crate::app::draft::Draft;
use crate::app::error::{Error, Result};
use crate::app::place::Inside;
use crate::app::views;

fn view(inside: &Inside, at: At, token: &Token) -> views::Token {
    views::Token::new(inside.in_graph().key, inside.mode(at).key, token)
}

/// Makes a token in a mode.
pub fn create(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    at: At,
    input: NewToken,
) -> Result<views::Token> {
    let mut draft = Draft::new(inside.snapshot.graph.clone(), ctx.now);
    let key = ctx.new_key();
    draft.put(at, input.with_key(key));
    let written = Written {
        at,
        key,
        valued: true,
        renamed: false,
    };
    write::check(&draft, &[written]).map_err(|(_, error)| error)?;
    let (graph, changes) = draft.finish();
    let token = graph.mode(at).by_key(key).cloned();
    let token = token.ok_or(Error::defect("a new token is not there"))?;
    let view = view(inside, at, &token);
    let event = Event::new("token.create", "token", uuid(key), &token.name).after(&view);
    inside.commit(tx, ctx, (graph, &changes), event)?;
    Ok(view)
}

/// Changes a token. A new name is followed by every reference that resolved to it.
pub fn update(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    at: At,
    token: &Token,
    patch: &TokenPatch,
    check: impl Fn(i64) -> Result<()>,
) -> Result<views::Token> {
    let mut draft = Draft::new(inside.snapshot.graph.clone(), ctx.now);
    let patches = [(at, token.key, patch)];
    let written = put_patched(&mut draft, &patches, &[]).map_err(|(_, error)| error)?;
    write::check(&draft, &written).map_err(|(_, error)| error)?;
    check(token.revision)?;
    let (graph, changes) = draft.finish();
    let now = graph.mode(at).by_key(token.key).cloned();
    let now = now.ok_or(Error::defect("a changed token is not there"))?;
    let after = view(inside, at, &now);
    if changes.is_empty() {
        return Ok(after);
    }
    let event = Event::new("token.update", "token", uuid(token.key), &now.name)
        .before(&view(inside, at, token))
        .after(&after);
    inside.commit(tx, ctx, (graph, &changes), event)?;
    Ok(after)
}

/// Deletes a token. What refers to it reads as `null` from now on.
pub fn delete(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    at: At,
    token: &Token,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    check(token.revision)?;
    let mut draft = Draft::new(inside.snapshot.graph.clone(), ctx.now);
    draft.remove(at, token.key);
    let (graph, changes) = draft.finish();
    let event = Event::new("token.delete", "token", uuid(token.key), &token.name)
        .before(&view(inside, at, token));
    inside.commit(tx, ctx, (graph, &changes), event)?;
    Ok(())
}

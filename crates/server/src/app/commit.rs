//! The end of every write: rows, revision, audit, and the caches that follow the transaction.

use std::sync::Arc;

use serde::Serialize;
use tokencraft_storage::{
    self as storage, ApiTokenId, AuditId, Kind, OrganizationId, Team, TokenId, Tx, UserId,
    WorkspaceId, tokens,
};
use tokencraft_tokens::{Graph, Key};
use uuid::Uuid;

use super::context::Context;
use super::draft::Changes;
use super::error::Result;
use super::events::{self, Change, Writer};
use super::mode_rules::BASE;
use super::snapshot::Snapshot;

/// A line of the audit, without what every line has.
#[derive(Debug)]
pub struct Event {
    /// `token.create`, …
    pub action: &'static str,
    /// `workspace`, `tokenset`, `mode`, `token`, `organization`, …
    pub kind: &'static str,
    /// What was changed.
    pub object: Uuid,
    /// Its name.
    pub name: String,
    /// JSON: what it was.
    pub before: Option<String>,
    /// JSON: what it is.
    pub after: Option<String>,
}

impl Event {
    /// A line without summaries.
    pub fn new(
        action: &'static str,
        kind: &'static str,
        object: impl Into<Uuid>,
        name: &(impl ToString + ?Sized),
    ) -> Self {
        Self {
            action,
            kind,
            object: object.into(),
            name: name.to_string(),
            before: None,
            after: None,
        }
    }

    /// With what the object was.
    #[must_use]
    pub fn before(mut self, view: &impl Serialize) -> Self {
        self.before = serde_json::to_string(view).ok();
        self
    }

    /// With what the object is.
    #[must_use]
    pub fn after(mut self, view: &impl Serialize) -> Self {
        self.after = serde_json::to_string(view).ok();
        self
    }
}

/// The identity of a graph's object.
pub fn uuid(key: Key) -> Uuid {
    Uuid::from_u128(key.0)
}

/// Writes a line of the audit of a workspace or organization.
pub fn audit(tx: &mut Tx<'_>, ctx: &Context, place: impl Into<Team>, event: Event) -> Result<()> {
    match place.into() {
        Team::Workspace(id) => audit_in(tx, ctx, Some(id), None, event),
        Team::Organization(id) => audit_in(tx, ctx, None, Some(id), event),
    }
}

/// The same of something that concerns both.
pub fn audit_in(
    tx: &mut Tx<'_>,
    ctx: &Context,
    workspace_id: Option<WorkspaceId>,
    organization_id: Option<OrganizationId>,
    event: Event,
) -> Result<()> {
    storage::audit::insert(
        tx,
        &storage::Audit {
            id: AuditId(ctx.new_id()),
            at: ctx.now,
            workspace_id,
            organization_id,
            user_id: UserId(ctx.caller.user_id),
            api_token_id: ctx.api_token_id().map(ApiTokenId),
            action: event.action.to_owned(),
            object_kind: event.kind.to_owned(),
            object_id: event.object,
            object_name: event.name,
            before_json: event.before,
            after_json: event.after,
            request_id: ctx.request_id.to_string(),
        },
    )?;
    Ok(())
}

/// Ends a write inside a workspace whose row this transaction holds: writes the rows of tokens and groups,
/// counts the revision, writes the audit, and hands the new graph to the caches.
///
/// Rows of tokensets and modes are written before.
pub fn commit(
    tx: &mut Tx<'_>,
    ctx: &Context,
    workspace: WorkspaceId,
    from: &Snapshot,
    (graph, changes): (Graph, &Changes),
    event: Event,
) -> Result<Arc<Snapshot>> {
    rows(tx, &graph, changes)?;
    let revision = storage::workspaces::bump(tx, workspace)?;
    audit(tx, ctx, workspace, event)?;
    let change = Change {
        tokensets: events::touched(&from.graph, &graph),
        revision,
        writer: Some(Writer::of(ctx)),
    };
    let snapshot = Arc::new(from.after(revision, graph, changes));
    let server = ctx.server.clone();
    if tx.kind() == Kind::Sqlite {
        // Later jobs of the same group build on this one before it is committed.
        server
            .snapshots()
            .keep_pending(workspace.0, snapshot.clone());
        let undo = server.clone();
        tx.on_rollback(move || undo.snapshots().rolled_back(workspace.0, revision));
    }
    let kept = snapshot.clone();
    tx.on_commit(move || {
        server.snapshots().committed(workspace.0, kept);
        server.events().changed(workspace.0, change);
    });
    Ok(snapshot)
}

/// Writes the tokens that differ: what goes first, so that names are free for what comes.
fn rows(tx: &mut Tx<'_>, graph: &Graph, changes: &Changes) -> Result<()> {
    let deleted: Vec<TokenId> = changes.deleted.iter().map(|(_, t)| t.key.into()).collect();
    tokens::delete_many(tx, &deleted)?;
    let updated: Vec<_> = changes
        .updated
        .iter()
        .map(|(_, token, renamed)| tokens::ChangedToken {
            token,
            renamed: *renamed,
        })
        .collect();
    tokens::update_many(tx, &updated)?;
    let inserted: Vec<_> = changes
        .inserted
        .iter()
        .map(|(at, token)| tokens::NewToken {
            tokenset_id: graph.sets[at.set].key.into(),
            mode_id: graph.mode(*at).key.into(),
            token,
        })
        .collect();
    tokens::insert_many(tx, &inserted)?;
    for at in &changes.regrouped {
        let mode = graph.mode(*at);
        storage::mode_groups::replace(tx, mode.key.into(), &mode.groups)?;
    }
    touch_base(tx, graph, changes)
}

/// A `Base` that got a token, or a group that says something, is not untouched any more.
fn touch_base(tx: &mut Tx<'_>, graph: &Graph, changes: &Changes) -> Result<()> {
    let inserted = changes.inserted.iter().map(|(at, _)| *at);
    let mut places: Vec<_> = inserted.chain(changes.regrouped.iter().copied()).collect();
    places.dedup();
    for at in places {
        let mode = graph.mode(at);
        if &*mode.name != BASE {
            continue;
        }
        let row = storage::modes::get(tx, mode.key.into())?;
        if let Some(mut row) = row.filter(|row| row.pristine) {
            row.pristine = false;
            storage::modes::update(tx, &row)?;
        }
    }
    Ok(())
}

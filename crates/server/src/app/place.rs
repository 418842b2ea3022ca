//! Where an operation happens: found, visible, and what the caller may do there.
//!
//! The order is the contract's: what the caller cannot see is not there (404), then what is not there
//! (404, the same bytes), then what the caller's role or the owner's plan forbids (403). So a place
//! is found first and [`Place::permit`] asked last.

use std::sync::Arc;

use tokencraft_storage::{
    self as storage, Plan, Role, TokensetId, Tx, UserId, WorkspaceId, workspaces,
};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::{Graph, Key, Mode, Token, Tokenset};

use super::commit::{Event, commit};
use super::context::Context;
use super::draft::Changes;
use super::error::{Error, Result};
use super::mode_rules;
use super::plans;
use super::snapshot::Snapshot;
use crate::app::input::parse_id;
use crate::auth::policy::{Action, Decision, Reason, decide};

/// The 404 of a workspace item and its tokensets.
pub const NO_WORKSPACE: &str = "Workspace not found";
/// The 404 of a tokenset item, its lists and its export.
pub const NO_TOKENSET: &str = "Tokenset not found";
/// The 404 of a mode item, its tokens and its export.
pub const NO_MODE: &str = "Mode not found";
/// The 404 of a token.
pub const NO_TOKEN: &str = "Token not found";

/// A workspace that the caller sees.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its row.
    pub workspace: workspaces::Workspace,
    /// The owner's plan.
    pub owner_plan: Plan,
    /// The caller's role.
    pub role: Option<Role>,
    forbidden: Option<Reason>,
}

/// A workspace that the caller sees, and all that is in it.
#[derive(Clone, Debug)]
pub struct Inside {
    /// The workspace.
    pub place: Place,
    /// Everything in it; of a write: as the lock holds it.
    pub snapshot: Arc<Snapshot>,
    /// Its tokensets' rows are not in the snapshot; this is the one asked for.
    pub tokenset: storage::Tokenset,
    /// The tokenset's position in the graph.
    pub set: usize,
}

/// Whether an operation changes the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
}

impl Place {
    /// A workspace by the id in a path.
    pub fn workspace(tx: &mut Tx<'_>, ctx: &Context, id: &str, action: Action) -> Result<Self> {
        Self::found(tx, ctx, id, action, NO_WORKSPACE)
    }

    /// The same for an operation on something in it, which has a 404 of its own.
    pub fn found(
        tx: &mut Tx<'_>,
        ctx: &Context,
        id: &str,
        action: Action,
        missing: &'static str,
    ) -> Result<Self> {
        let id = parse_id(id).ok_or(Error::NotFound(missing))?;
        let access = workspaces::access(tx, UserId(ctx.caller.user_id), WorkspaceId(id))?;
        Self::decided(tx, ctx, access, action, missing)
    }

    fn decided(
        tx: &mut Tx<'_>,
        ctx: &Context,
        access: Option<workspaces::Access>,
        action: Action,
        missing: &'static str,
    ) -> Result<Self> {
        let access = access
            .filter(|a| ctx.caller.door.reaches(a.workspace.id.0))
            .ok_or(Error::NotFound(missing))?;
        let decision = decide(access.owner_plan, access.role, ctx.caller.door, action);
        let forbidden = match decision {
            Decision::Allow if action.is_held_by_limits() => {
                plans::is_held(tx, ctx, &access)?.then_some(Reason::PlanLimit)
            }
            Decision::Allow => None,
            Decision::Forbid(reason) => Some(reason),
            Decision::Hide => return Err(Error::NotFound(missing)),
        };
        Ok(Self {
            workspace: access.workspace,
            owner_plan: access.owner_plan,
            role: access.role,
            forbidden,
        })
    }

    /// 403 when the role or the plan forbids the action. Asked when everything else is found.
    pub fn permit(&self) -> Result<()> {
        self.forbidden.map_or(Ok(()), |reason| Err(reason.into()))
    }

    /// Takes the workspace for this transaction.
    pub fn lock(&mut self, tx: &mut Tx<'_>, missing: &'static str) -> Result<()> {
        self.workspace =
            workspaces::lock(tx, self.workspace.id)?.ok_or(Error::NotFound(missing))?;
        Ok(())
    }

    /// Everything in the workspace, at the revision of its row.
    pub fn snapshot(&self, tx: &mut Tx<'_>, ctx: &Context, writer: bool) -> Result<Arc<Snapshot>> {
        snapshot(tx, ctx, &self.workspace, writer)
    }
}

/// Everything in a workspace, at the revision of its row, whoever may see it.
pub fn snapshot(
    tx: &mut Tx<'_>,
    ctx: &Context,
    workspace: &workspaces::Workspace,
    writer: bool,
) -> Result<Arc<Snapshot>> {
    let (id, revision) = (workspace.id, workspace.revision);
    let snapshots = ctx.server.snapshots();
    let found = if writer {
        snapshots.get_for_writer(id.0, revision)
    } else {
        snapshots.get(id.0, revision)
    };
    if let Some(snapshot) = found {
        return Ok(snapshot);
    }
    ctx.must_load("the workspace is not in memory")?;
    let graph = storage::graph::load(tx, id)?;
    let snapshot = Arc::new(Snapshot::load(revision, graph));
    // What a writer loads may hold what its own group has not committed.
    if !writer {
        snapshots.keep(id.0, snapshot.clone());
    }
    Ok(snapshot)
}

impl Inside {
    /// Ends a write of the workspace, see [`commit`].
    pub fn commit(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Context,
        after: (Graph, &Changes),
        event: Event,
    ) -> Result<Arc<Snapshot>> {
        commit(
            tx,
            ctx,
            self.place.workspace.id,
            &self.snapshot,
            after,
            event,
        )
    }

    /// A tokenset's row alone, by the id in a path; permitted.
    pub fn row(
        tx: &mut Tx<'_>,
        ctx: &Context,
        id: &str,
        action: Action,
    ) -> Result<storage::Tokenset> {
        let id = parse_id(id).ok_or(Error::NotFound(NO_TOKENSET))?;
        let user = UserId(ctx.caller.user_id);
        let (access, tokenset) = workspaces::access_by_tokenset(tx, user, TokensetId(id))?
            .ok_or(Error::NotFound(NO_TOKENSET))?;
        Place::decided(tx, ctx, Some(access), action, NO_TOKENSET)?.permit()?;
        Ok(tokenset)
    }

    /// A tokenset by the id in a path, to read.
    pub fn read(
        tx: &mut Tx<'_>,
        ctx: &Context,
        id: &str,
        action: Action,
        missing: &'static str,
    ) -> Result<Self> {
        Self::find(tx, ctx, id, action, missing, Purpose::Read)
    }

    /// A tokenset by the id in a path, to change: the workspace is locked.
    pub fn write(tx: &mut Tx<'_>, ctx: &Context, id: &str, missing: &'static str) -> Result<Self> {
        Self::find(tx, ctx, id, Action::Write, missing, Purpose::Write)
    }

    fn find(
        tx: &mut Tx<'_>,
        ctx: &Context,
        id: &str,
        action: Action,
        missing: &'static str,
        purpose: Purpose,
    ) -> Result<Self> {
        let id = TokensetId(parse_id(id).ok_or(Error::NotFound(missing))?);
        let user = UserId(ctx.caller.user_id);
        let (access, mut tokenset) =
            workspaces::access_by_tokenset(tx, user, id)?.ok_or(Error::NotFound(missing))?;
        let mut place = Place::decided(tx, ctx, Some(access), action, missing)?;
        let writer = purpose == Purpose::Write;
        if writer {
            place.lock(tx, missing)?;
            // Read again under the lock: another writer may have just been here.
            tokenset = storage::tokensets::get(tx, id)?.ok_or(Error::NotFound(missing))?;
        }
        let snapshot = place.snapshot(tx, ctx, writer)?;
        let set = snapshot
            .graph
            .set_by_key(id.key())
            .ok_or(Error::NotFound(missing))?;
        Ok(Self {
            place,
            snapshot,
            tokenset,
            set,
        })
    }

    /// The tokenset in the graph.
    pub fn in_graph(&self) -> &Arc<Tokenset> {
        &self.snapshot.graph.sets[self.set]
    }

    /// Whether the tokenset has so many tokens that going through them takes its time.
    pub fn is_large(&self) -> bool {
        self.in_graph().modes.iter().map(|m| m.len()).sum::<usize>() > 500
    }

    /// The mode that a path means.
    pub fn at(&self, mode: &str, missing: &'static str) -> Result<At> {
        let mode = mode_rules::find(self.in_graph(), mode).ok_or(Error::NotFound(missing))?;
        Ok(At {
            set: self.set,
            mode,
        })
    }

    /// The mode at a place.
    pub fn mode(&self, at: At) -> &Arc<Mode> {
        self.snapshot.graph.mode(at)
    }

    /// The token that a path means.
    pub fn token(&self, at: At, token: &str) -> Result<&Arc<Token>> {
        parse_id(token)
            .and_then(|id| self.mode(at).by_key(Key(id.as_u128())))
            .ok_or(Error::NotFound(NO_TOKEN))
    }

    /// See [`Place::permit`].
    pub fn permit(&self) -> Result<()> {
        self.place.permit()
    }
}

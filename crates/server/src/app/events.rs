//! Who is told that a workspace has changed: streams of events (`GET /workspaces/{id}/events`).
//!
//! A write tells the streams of its own process once it is committed, with all that is known of it. On
//! `PostgreSQL` other processes write too: every second, one look at the revisions of the workspaces
//! that somebody listens to finds what nobody here has told of, and the audit says who did it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use serde_json::Value;
use tokencraft_storage::{
    Kind, Tx, UserId, WorkspaceId, audit::NamedAudit, audit::of_workspace, workspaces,
};
use tokencraft_tokens::Graph;
use tokio::sync::{broadcast, watch};
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use super::activity::Actor;
use super::context::Context;
use crate::Server;

/// Changes that a stream may be behind; a slower reader is dropped.
const MOST_BEHIND: usize = 256;
/// Changes of other processes that are told one by one; more are told as one.
const MOST_TOLD: i64 = 64;
/// How often other processes' changes are looked for.
const EVERY: Duration = Duration::from_secs(1);

/// One committed write to a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was written to; empty: the workspace itself, or not known.
    pub tokensets: Arc<[Uuid]>,
    /// The workspace's revision after it.
    pub revision: i64,
    /// `None`: not known.
    pub writer: Option<Writer>,
}

/// Who wrote, and by which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The account.
    pub user_id: Uuid,
    /// The API token it came with, if it did.
    pub api_token_id: Option<Uuid>,
    /// The id that the answer to the request carried.
    pub request_id: String,
}

impl Writer {
    /// Whoever asks for this operation.
    pub fn of(ctx: &Context) -> Self {
        Self {
            user_id: ctx.caller.user_id,
            api_token_id: ctx.api_token_id(),
            request_id: ctx.request_id.to_string(),
        }
    }
}

/// What a stream hears.
#[derive(Clone, Debug)]
pub enum Signal {
    /// The workspace has changed.
    Changed(Change),
    /// Whether the listener may still listen is to be asked.
    LookAgain,
}

/// Everybody who listens, by workspace.
#[derive(Debug)]
pub struct Events {
    state: Mutex<State>,
    open: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    rooms: FxHashMap<Uuid, Room>,
    by_user: FxHashMap<Uuid, usize>,
    streams: usize,
}

/// Those who listen to one workspace.
#[derive(Debug)]
struct Room {
    sender: broadcast::Sender<Signal>,
    listeners: usize,
    told: Told,
}

/// Which revisions a room was told of: all up to `all`, and some later ones.
#[derive(Debug, Default)]
struct Told {
    all: Option<i64>,
    later: BTreeSet<i64>,
    /// Of the workspace's own row.
    row: i64,
}

/// One stream's end of a room; leaves when it is dropped.
#[derive(Debug)]
pub struct Listener {
    server: Server,
    user: Uuid,
    workspace: Uuid,
    /// What there is to hear.
    pub signals: broadcast::Receiver<Signal>,
    /// Becomes `false` when the server ends.
    pub open: watch::Receiver<bool>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            open: watch::Sender::new(true),
        }
    }
}

impl Told {
    /// Whether a revision is news; from now on it is not.
    fn is_news(&mut self, revision: i64) -> bool {
        if self.all.is_some_and(|all| revision <= all) || !self.later.insert(revision) {
            return false;
        }
        if let Some(all) = &mut self.all {
            while self.later.remove(&(*all + 1)) {
                *all += 1;
            }
        }
        true
    }

    /// From here on every revision is told of.
    fn begin(&mut self, revision: i64, row: i64) {
        if self.all.is_none() {
            self.all = Some(revision);
            self.row = row;
            self.later.retain(|later| *later > revision);
        }
    }
}

impl Events {
    /// Lets somebody listen to a workspace; `None` when too many do already.
    pub fn join(server: &Server, user: Uuid, workspace: Uuid) -> Option<Listener> {
        let (this, config) = (server.events(), server.config());
        let mut state = this.state.lock();
        let mine = state.by_user.get(&user).copied().unwrap_or_default();
        if state.streams >= config.event_streams || mine >= config.event_streams_per_user {
            return None;
        }
        state.streams += 1;
        state.by_user.insert(user, mine + 1);
        let room = state.rooms.entry(workspace).or_insert_with(|| Room {
            sender: broadcast::Sender::new(MOST_BEHIND),
            listeners: 0,
            told: Told::default(),
        });
        room.listeners += 1;
        Some(Listener {
            server: server.clone(),
            user,
            workspace,
            signals: room.sender.subscribe(),
            open: this.open.subscribe(),
        })
    }

    /// Says at which revisions of content and row a listener of the workspace began.
    pub fn begin(&self, workspace: &workspaces::Workspace) {
        if let Some(room) = self.state.lock().rooms.get_mut(&workspace.id.0) {
            room.told.begin(workspace.revision, workspace.row_revision);
        }
    }

    /// How many streams there are.
    pub fn streams(&self) -> usize {
        self.state.lock().streams
    }

    /// Tells of a committed write to what is in a workspace.
    pub fn changed(&self, workspace: Uuid, change: Change) {
        if let Some(room) = self.state.lock().rooms.get_mut(&workspace)
            && room.told.is_news(change.revision)
        {
            room.say(Signal::Changed(change));
        }
    }

    /// Tells, once the transaction is committed, of a change to the workspace's own row.
    pub fn row_changed(&self, tx: &mut Tx<'_>, ctx: &Context, row: &workspaces::Workspace) {
        let (server, writer) = (ctx.server.clone(), Writer::of(ctx));
        let (id, revision, row) = (row.id.0, row.revision, row.row_revision);
        tx.on_commit(move || {
            let mut state = server.events().state.lock();
            if let Some(room) = state.rooms.get_mut(&id) {
                room.row_changed(row, revision, Some(writer));
            }
        });
    }

    /// Has the listeners of a workspace asked, once the transaction is committed, whether they may
    /// still listen.
    pub fn look_again(&self, tx: &mut Tx<'_>, server: &Server, workspace: WorkspaceId) {
        if self.state.lock().rooms.contains_key(&workspace.0) {
            let server = server.clone();
            tx.on_commit(move || server.events().ask(workspace.0));
        }
    }

    fn ask(&self, workspace: Uuid) {
        if let Some(room) = self.state.lock().rooms.get(&workspace) {
            room.say(Signal::LookAgain);
        }
    }

    /// Ends all streams.
    pub(crate) fn close(&self) {
        self.open.send_replace(false);
    }

    fn watched(&self) -> Vec<WorkspaceId> {
        let state = self.state.lock();
        state.rooms.keys().copied().map(WorkspaceId).collect()
    }

    /// What a room was not told of yet, up to a revision: the last one it knows all before, and those
    /// that follow it and are missing.
    fn missing(&self, workspace: WorkspaceId, revision: i64) -> Option<(i64, Vec<i64>)> {
        let state = self.state.lock();
        let told = &state.rooms.get(&workspace.0)?.told;
        let all = told.all?;
        let missing = (all + 1..=revision).filter(|one| !told.later.contains(one));
        let missing: Vec<i64> = missing.collect();
        (!missing.is_empty()).then_some((all, missing))
    }
}

impl Room {
    fn say(&self, signal: Signal) {
        // Nobody listens any more: the last one is just leaving.
        let _ = self.sender.send(signal);
    }

    fn row_changed(&mut self, row: i64, revision: i64, writer: Option<Writer>) {
        if row > self.told.row {
            self.told.row = row;
            self.say(Signal::Changed(Change {
                tokensets: Arc::default(),
                revision,
                writer,
            }));
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut state = self.server.events().state.lock();
        state.streams -= 1;
        if let Some(mine) = state.by_user.get_mut(&self.user) {
            *mine -= 1;
            if *mine == 0 {
                state.by_user.remove(&self.user);
            }
        }
        if let Some(room) = state.rooms.get_mut(&self.workspace) {
            room.listeners -= 1;
            if room.listeners == 0 {
                state.rooms.remove(&self.workspace);
            }
        }
    }
}

/// The tokensets that differ between two graphs of a workspace.
pub fn touched(from: &Graph, to: &Graph) -> Arc<[Uuid]> {
    let same = |one: &Arc<_>, graph: &Graph| graph.sets.iter().any(|other| Arc::ptr_eq(one, other));
    let came = to.sets.iter().filter(|set| !same(set, from));
    let gone = from.sets.iter().filter(|set| !same(set, to));
    let mut keys: Vec<Uuid> = came
        .chain(gone)
        .map(|set| Uuid::from_u128(set.key.0))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into()
}

/// Looks, for as long as it is run, what other processes write to the workspaces that somebody
/// listens to here.
pub(crate) async fn look_around(server: Server) {
    if server.db().kind() == Kind::Sqlite {
        return;
    }
    let mut second = interval(EVERY);
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        second.tick().await;
        let watched = server.events().watched();
        if watched.is_empty() {
            continue;
        }
        let looking = server.clone();
        let found = server
            .db()
            .read(move |tx| look(tx, &looking, &watched))
            .await;
        if let Err(error) = found {
            tracing::debug!(%error, "changes of other processes not seen");
        }
    }
}

fn look(
    tx: &mut Tx<'_>,
    server: &Server,
    watched: &[WorkspaceId],
) -> Result<(), tokencraft_storage::Error> {
    let events = server.events();
    let revisions = workspaces::revisions(tx, watched)?;
    for id in watched {
        let Some((_, revision, row)) = revisions.iter().find(|(found, ..)| found == id) else {
            events.ask(id.0);
            continue;
        };
        if let Some((all, missing)) = events.missing(*id, *revision) {
            for change in told_by_audit(tx, *id, all, *revision, &missing)? {
                events.changed(id.0, change);
            }
            if let Some(room) = events.state.lock().rooms.get_mut(&id.0) {
                // Many were told as one.
                room.told.all = room.told.all.max(Some(*revision));
                room.told.later.retain(|later| later > revision);
            }
        }
        if let Some(room) = events.state.lock().rooms.get_mut(&id.0) {
            room.row_changed(*row, *revision, None);
        }
    }
    Ok(())
}

/// What the audit knows of missing revisions: its newest lines about content are those of the newest
/// revisions, since each write leaves one line and one revision.
fn told_by_audit(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    all: i64,
    revision: i64,
    missing: &[i64],
) -> Result<Vec<Change>, tokencraft_storage::Error> {
    let unknown = |revision| Change {
        tokensets: Arc::default(),
        revision,
        writer: None,
    };
    if revision - all > MOST_TOLD {
        return Ok(vec![unknown(revision)]);
    }
    // Beside them stand lines about the workspace itself and its members.
    let lines = of_workspace(tx, workspace, None, 2 * MOST_TOLD)?;
    let mut content = lines.iter().filter(|line| is_about_content(line));
    let mut changes: Vec<Change> = (all + 1..=revision)
        .rev()
        .map(|revision| {
            content.next().map_or_else(
                || unknown(revision),
                |line| Change {
                    tokensets: tokenset_of(line).into_iter().collect(),
                    revision,
                    writer: Some(Writer {
                        user_id: line.audit.user_id.0,
                        api_token_id: line.audit.api_token_id.map(|id| id.0),
                        request_id: line.audit.request_id.clone(),
                    }),
                },
            )
        })
        .filter(|change| missing.contains(&change.revision))
        .collect();
    changes.reverse();
    Ok(changes)
}

fn is_about_content(line: &NamedAudit) -> bool {
    matches!(
        line.audit.object_kind.as_str(),
        "tokenset" | "mode" | "token"
    ) || line.audit.action == "workspace.import"
}

/// The tokenset itself, or the one that a mode or token names as its own.
fn tokenset_of(line: &NamedAudit) -> Option<Uuid> {
    let line = &line.audit;
    if line.object_kind == "tokenset" {
        return Some(line.object_id);
    }
    let text = line.after_json.as_ref().or(line.before_json.as_ref())?;
    let view: Value = serde_json::from_str(text).ok()?;
    view.get("tokenset_id")?.as_str()?.parse().ok()
}

/// Accounts by the names that streams show.
pub fn actor(tx: &mut Tx<'_>, change: &Change) -> Result<Option<Actor>, tokencraft_storage::Error> {
    let Some(writer) = &change.writer else {
        return Ok(None);
    };
    let user = tokencraft_storage::users::get(tx, UserId(writer.user_id))?;
    Ok(Some(Actor {
        user_id: writer.user_id.into(),
        name: user.map(|user| user.name),
        api_token_id: writer.api_token_id.map(Into::into),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_revision_is_told_once_in_whatever_order_it_comes() {
        let mut told = Told::default();
        assert!(told.is_news(8), "before the listener knows where it began");
        told.begin(5, 1);
        let news: Vec<bool> = [5, 7, 6, 7, 9, 8, 10].map(|one| told.is_news(one)).to_vec();
        assert_eq!(news, [false, true, true, false, true, false, true]);
        assert_eq!((told.all, told.later.len()), (Some(10), 0));
    }
}

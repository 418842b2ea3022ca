//! Sessions: they begin with a sign-in, and end by their owner, a new password, or time.

use serde::Serialize;
use tokencraft_storage::{Session, SessionId, Tx, UserId, sessions};
use utoipa::ToSchema;
use uuid::Uuid;

use super::views::{Id, Time};
use super::{Context, Result};
use crate::Server;
use crate::auth::PlainSecret;
use crate::auth::session::{IDLE_MS, LIFE_MS};

/// Most bytes that are kept of what a browser calls itself.
const MOST_AGENT: usize = 512;

/// What a browser brings along to a sign-in.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// The secret of the session it had before; ended by the sign-in.
    pub old: Option<PlainSecret>,
    /// What it calls itself.
    pub user_agent: String,
}

/// A session about to begin: drawn once, so that a repeated transaction writes the same.
#[derive(Clone, Debug)]
pub struct Beginning {
    secret: PlainSecret,
    id: Uuid,
    browser: Browser,
    now: i64,
}

impl Beginning {
    /// With a fresh secret, whatever the browser sent.
    pub fn new(server: &Server, mut browser: Browser) -> Self {
        let agent = &mut browser.user_agent;
        agent.truncate(agent.floor_char_boundary(MOST_AGENT));
        Self {
            secret: PlainSecret::mint(server.clock()),
            id: server.clock().new_id(),
            browser,
            now: server.clock().now_ms(),
        }
    }

    /// What the browser is to send from now on.
    pub fn secret(&self) -> &PlainSecret {
        &self.secret
    }

    /// Writes the new session and ends the browser's old one.
    pub fn write(&self, tx: &mut Tx<'_>, server: &Server, user_id: UserId) -> Result<()> {
        if let Some(old) = &self.browser.old
            && sessions::delete_by_hash(tx, &old.hashed().0)?
        {
            server.credentials_change(tx);
        }
        let session = Session {
            id: SessionId(self.id),
            token_hash: self.secret.hashed().0,
            user_id,
            created_at: self.now,
            last_seen_at: self.now,
            expires_at: self.now + LIFE_MS,
            user_agent: self.browser.user_agent.clone(),
        };
        Ok(sessions::insert(tx, &session)?)
    }
}

/// A signed-in browser of the caller.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id, not a secret.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// When it signed in.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last seen, up to a minute old.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen_at: Time,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// The caller's sessions that have not ended, oldest first.
pub fn list(tx: &mut Tx<'_>, ctx: &Context) -> Result<Vec<SessionView>> {
    let current = ctx.session_id();
    let rows = sessions::list(tx, UserId(ctx.caller.user_id))?;
    let live = rows
        .into_iter()
        .filter(|row| ctx.now < row.expires_at && ctx.now - row.last_seen_at < IDLE_MS);
    let view = |row: Session| SessionView {
        id: Id(row.id.0),
        created_at: Time(row.created_at),
        last_seen_at: Time(row.last_seen_at),
        user_agent: row.user_agent,
        is_current: Some(row.id.0) == current,
    };
    Ok(live.map(view).collect())
}

/// Ends one session of an account; whether it was there.
pub fn end(tx: &mut Tx<'_>, server: &Server, id: SessionId, user_id: UserId) -> Result<bool> {
    let ended = sessions::delete(tx, id, user_id)?;
    if ended {
        server.credentials_change(tx);
    }
    Ok(ended)
}

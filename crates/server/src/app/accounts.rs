//! Accounts: what operators do with them, from a shell or the dashboard, and what everybody's
//! changes to them share.

use serde::Serialize;
use tokencraft_storage::{Audit, AuditId, Tx, User, UserId, audit, users};
use utoipa::ToSchema;
use uuid::Uuid;

use super::commit::Event;
use super::views::{Id, Time};
use super::{Context, Result};
use crate::Server;
use crate::auth::policy::Reason;

/// An account, as its owner and operators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Account {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// The address to sign in with.
    pub email: String,
    /// For people.
    pub name: String,
    /// `FREE`, `PRO`, `TEAM` or `BUSINESS`.
    pub plan: &'static str,
    /// Whether it may manage accounts.
    pub is_operator: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
}

/// The view of a row.
pub fn view(user: &User) -> Account {
    Account {
        id: Id(user.id.0),
        email: user.email.clone(),
        name: user.name.clone(),
        plan: user.plan.as_str(),
        is_operator: user.is_operator,
        created_at: Time(user.created_at),
    }
}

/// Who makes a change, when, by which request: drawn once, so that a repeated transaction writes the
/// same.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Epoch milliseconds.
    pub now: i64,
    /// Of the audit's line.
    pub id: Uuid,
    /// Who; nil for the shell.
    pub user_id: UserId,
    /// For the audit.
    pub request_id: Uuid,
}

impl Mark {
    /// Somebody's at this moment.
    pub fn new(server: &Server, user_id: UserId, request_id: Uuid) -> Self {
        Self {
            now: server.clock().now_ms(),
            id: server.clock().new_id(),
            user_id,
            request_id,
        }
    }

    /// A caller's.
    pub fn of(ctx: &Context) -> Self {
        Self {
            now: ctx.now,
            id: ctx.new_id(),
            user_id: UserId(ctx.caller.user_id),
            request_id: ctx.request_id,
        }
    }
}

/// Writes a line of the audit that belongs to no workspace.
pub fn note(tx: &mut Tx<'_>, mark: &Mark, event: Event) -> Result<()> {
    let line = Audit {
        id: AuditId(mark.id),
        at: mark.now,
        workspace_id: None,
        organization_id: None,
        user_id: mark.user_id,
        api_token_id: None,
        action: event.action.to_owned(),
        object_kind: event.kind.to_owned(),
        object_id: event.object,
        object_name: event.name,
        before_json: event.before,
        after_json: event.after,
        request_id: mark.request_id.to_string(),
    };
    Ok(audit::insert(tx, &line)?)
}

/// An address as it is looked up: trimmed, in lower case.
pub fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Refuses whoever is no operator.
pub fn permit_operator(tx: &mut Tx<'_>, ctx: &Context) -> Result<()> {
    let user = users::get(tx, UserId(ctx.caller.user_id))?;
    if user.is_some_and(|user| user.is_operator) {
        return Ok(());
    }
    Err(Reason::NoOperator.into())
}

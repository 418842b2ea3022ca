//! Accounts: what operators do with them, from a shell or the dashboard, and what everybody's
//! changes to them share.

use serde::Serialize;
use tokencraft_storage::{
    Audit, AuditId, LinkKind, OneTimeLink, Plan, Tx, User, UserId, audit, one_time_links, sessions,
    users,
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::commit::Event;
use super::views::{Id, Time};
use super::{Context, Error, Result, field, plans};
use crate::Server;
use crate::auth::PlainSecret;
use crate::auth::policy::Reason;

/// How long a link to set a password works, in milliseconds: three days.
const LINK_LIFE: i64 = 3 * 24 * 60 * 60 * 1000;
/// The 404 of an account.
pub const NO_USER: &str = "User not found";

/// An account, as its owner sees it.
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
    #[schema(value_type = super::words::PlanName)]
    pub plan: &'static str,
    /// Whether it may manage accounts.
    pub is_operator: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
}

/// An account, as operators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ManagedAccount {
    /// What its owner sees.
    #[serde(flatten)]
    pub account: Account,
    /// Whether it is switched off.
    pub disabled: bool,
}

/// The view of a row for its owner.
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

/// The view of a row for operators.
pub fn managed_view(user: &User) -> ManagedAccount {
    ManagedAccount {
        account: view(user),
        disabled: user.disabled_at.is_some(),
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

    /// A command's from the shell, which no account signs.
    pub fn of_shell(server: &Server) -> Self {
        let mut mark = Self::new(server, UserId(Uuid::nil()), Uuid::nil());
        mark.request_id = mark.id;
        mark
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

/// Reads an address.
pub fn parse_email(email: &str) -> Result<String> {
    let email = email.trim();
    let plausible = email.len() <= 254
        && !email
            .chars()
            .any(|c| c.is_whitespace() || field::is_forbidden(c))
        && email.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.is_empty() && !host.contains('@')
        });
    if plausible {
        return Ok(email.to_owned());
    }
    let shown: String = email
        .chars()
        .filter(|c| !field::is_forbidden(*c))
        .take(64)
        .collect();
    let message = format!("`{shown}` is not an e-mail address");
    Err(Error::invalid("invalid_email", message))
}

/// Reads a plan.
pub fn parse_plan(plan: &str) -> Result<Plan> {
    plan.parse().map_err(|_| {
        let all: Vec<&str> = Plan::ALL.iter().map(|plan| plan.as_str()).collect();
        let message = format!("Plan must be one of: {}", all.join(", "));
        Error::invalid("invalid_plan", message)
    })
}

/// 409 where an address is somebody else's already.
pub(super) fn taken(error: tokencraft_storage::Error, email: &str) -> Error {
    match error {
        tokencraft_storage::Error::Unique(_) => {
            let message = format!("There is an account with the address {email} already");
            Error::conflict("email_taken", message)
        }
        other => other.into(),
    }
}

/// Refuses whoever is no operator.
pub fn permit_operator(tx: &mut Tx<'_>, ctx: &Context) -> Result<()> {
    let user = users::get(tx, UserId(ctx.caller.user_id))?;
    if user.is_some_and(|user| user.is_operator && user.disabled_at.is_none()) {
        return Ok(());
    }
    Err(Reason::NoOperator.into())
}

/// What somebody wants of a new account.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    /// Where to sign in with.
    pub email: String,
    /// For people; the address when left out.
    pub name: Option<String>,
    /// The server's default when left out.
    pub plan: Option<Plan>,
    /// May manage accounts.
    pub is_operator: bool,
    /// Without one there will be a link to set it.
    pub password: Option<String>,
}

/// An account about to be made: all is drawn and hashed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The row to be.
    pub user: User,
    /// Of the link to set a password, when there is none.
    pub secret: Option<PlainSecret>,
}

impl NewAccount {
    /// Checks and hashes what there is.
    pub async fn prepare(self, server: &Server) -> Result<Prepared> {
        let email = parse_email(&self.email)?;
        let name = match self.name {
            Some(name) => field::name(&name, "Name must be a non-empty string")?,
            None => email.clone(),
        };
        let password_hash = match self.password {
            Some(password) => Some(server.hash_password(password).await?),
            None => None,
        };
        let now = server.clock().now_ms();
        let secret = password_hash
            .is_none()
            .then(|| PlainSecret::mint(server.clock()));
        let user = User {
            id: UserId(server.clock().new_id()),
            email_lower: normal(&email),
            email,
            name,
            plan: self.plan.unwrap_or(server.config().default_plan),
            is_operator: self.is_operator,
            disabled_at: None,
            password_hash,
            created_at: now,
            updated_at: now,
        };
        Ok(Prepared { user, secret })
    }
}

impl Prepared {
    /// Writes the account, and its link when it has no password. 409 when the address is taken.
    pub fn write(&self, tx: &mut Tx<'_>, mark: &Mark, action: &'static str) -> Result<()> {
        let user = &self.user;
        users::insert(tx, user).map_err(|error| taken(error, &user.email))?;
        if let Some(secret) = &self.secret {
            add_link(tx, user.id, LinkKind::Invite, secret, mark.now)?;
        }
        let event = Event::new(action, "user", user.id, &user.email).after(&managed_view(user));
        note(tx, mark, event)
    }
}

/// What an operator changes of an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// Its plan.
    pub plan: Option<Plan>,
    /// Switches it off: its sessions and API tokens stop working at once; or on again.
    pub disabled: Option<bool>,
}

/// Changes an account; nothing is written when nothing differs.
pub fn change(
    tx: &mut Tx<'_>,
    server: &Server,
    mark: &Mark,
    id: UserId,
    change: Change,
) -> Result<User> {
    if change.disabled == Some(true) {
        // Two operators who switch each other off at the same time wait for each other here.
        for operator in operators(tx)? {
            users::lock(tx, operator.id)?;
        }
    }
    users::lock(tx, id)?;
    let mut user = users::get(tx, id)?.ok_or(Error::NotFound(NO_USER))?;
    let before = managed_view(&user);
    let plan = change.plan.filter(|plan| *plan != user.plan);
    let disabled = change
        .disabled
        .filter(|disabled| *disabled != user.disabled_at.is_some());
    let action = match (plan, disabled) {
        (None, None) => return Ok(user),
        (Some(_), None) => "user.set_plan",
        (None, Some(true)) => "user.disable",
        (None, Some(false)) => "user.enable",
        (Some(_), Some(_)) => "user.update",
    };
    if disabled == Some(true) {
        keep_an_operator(tx, &user)?;
        sessions::delete_all(tx, user.id)?;
    }
    if let Some(disabled) = disabled {
        user.disabled_at = disabled.then_some(mark.now);
    }
    user.updated_at = mark.now;
    users::update(tx, &user)?;
    if let Some(plan) = plan {
        plans::set_plan(tx, server, &mut user, plan, mark.now)?;
    }
    server.credentials_change(tx);
    let event = Event::new(action, "user", user.id, &user.email)
        .before(&before)
        .after(&managed_view(&user));
    note(tx, mark, event)?;
    Ok(user)
}

/// Refuses when nobody would be left to manage accounts.
fn keep_an_operator(tx: &mut Tx<'_>, leaving: &User) -> Result<()> {
    let others_stay = operators(tx)?.iter().any(|other| other.id != leaving.id);
    if others_stay || !leaving.is_operator {
        return Ok(());
    }
    Err(Error::conflict(
        "last_operator",
        "The last operator cannot be disabled",
    ))
}

/// Who may manage accounts now, oldest first.
fn operators(tx: &mut Tx<'_>) -> Result<Vec<User>> {
    let mut all = users::list(tx)?;
    all.retain(|user| user.is_operator && user.disabled_at.is_none());
    Ok(all)
}

/// Makes a link to set a new password; earlier links of the account stop working.
pub fn add_reset_link(
    tx: &mut Tx<'_>,
    mark: &Mark,
    user: &User,
    secret: &PlainSecret,
) -> Result<()> {
    one_time_links::delete_of_user(tx, user.id)?;
    add_link(tx, user.id, LinkKind::Reset, secret, mark.now)?;
    let event = Event::new("user.reset_password", "user", user.id, &user.email);
    note(tx, mark, event)
}

fn add_link(
    tx: &mut Tx<'_>,
    user: UserId,
    kind: LinkKind,
    secret: &PlainSecret,
    now: i64,
) -> Result<()> {
    let link = OneTimeLink {
        token_hash: secret.hashed().0,
        user_id: Some(user),
        kind,
        created_at: now,
        expires_at: now + LINK_LIFE,
        used_at: None,
    };
    Ok(one_time_links::insert(tx, &link)?)
}

/// Where a new account's first password is set. `base` is where users reach the server.
pub fn welcome_url(base: &str, secret: &PlainSecret) -> String {
    url(base, "welcome", secret)
}

/// Where a new password is set.
pub fn reset_url(base: &str, secret: &PlainSecret) -> String {
    url(base, "reset", secret)
}

/// The secret stands behind `#`, so that it never reaches a log.
fn url(base: &str, page: &str, secret: &PlainSecret) -> String {
    format!("{}/{page}#{}", base.trim_end_matches('/'), secret.reveal())
}

//! What an operator does from a shell: accounts, plans, API tokens. The commands travel as JSON
//! between the command line and a running server.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokencraft_storage::{
    Audit, AuditId, LinkKind, Plan, Tx, User, UserId, audit, one_time_links, users,
};
use uuid::Uuid;

use super::{Error, Result};
use crate::Server;
use crate::app::api_tokens::NewApiToken;
use crate::app::{api_tokens, field, plans};
use crate::auth::Scopes;

/// How long a set-up or reset link works, in milliseconds: three days.
const LINK_LIFE: i64 = 3 * 24 * 60 * 60 * 1000;

/// A command of `tokencraft admin`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Make an account.
    CreateUser {
        /// Its address.
        email: String,
        /// For people; the address when left out.
        name: Option<String>,
        /// `FREE`, `PRO`, `TEAM`, `BUSINESS`; the server's default when left out.
        plan: Option<String>,
        /// May manage accounts.
        operator: bool,
        /// Without one, the answer holds a one-time link to set it.
        password: Option<String>,
    },
    /// Make an API token.
    CreateToken {
        /// Whose.
        email: String,
        /// For people.
        name: String,
        /// `read:tokens`, …; all when left out.
        scopes: Option<Vec<String>>,
        /// The one workspace it may touch.
        workspace: Option<String>,
        /// Milliseconds from now until it expires.
        expires_in: Option<i64>,
    },
    /// Change an account's plan.
    SetPlan {
        /// Whose.
        email: String,
        /// `FREE`, `PRO`, `TEAM`, `BUSINESS`.
        plan: String,
    },
    /// Make a one-time link for a new password.
    ResetPassword {
        /// Whose.
        email: String,
    },
    /// List all accounts.
    ListUsers,
    /// Switch an account off (or on again): its sessions and API tokens stop working at once.
    DisableUser {
        /// Whose.
        email: String,
        /// `false` switches it on again.
        disabled: bool,
    },
}

/// Carries out a command; gives what it prints.
pub async fn run(server: &Server, command: Command) -> Result<Value> {
    match command {
        Command::CreateUser {
            email,
            name,
            plan,
            operator,
            password,
        } => create_user(server, email, name, plan, operator, password).await,
        Command::CreateToken {
            email,
            name,
            scopes,
            workspace,
            expires_in,
        } => create_token(server, email, name, scopes, workspace, expires_in).await,
        Command::SetPlan { email, plan } => {
            let plan = parse_plan(&plan)?;
            let plans = server.clone();
            change_user(server, email, "user.set_plan", move |tx, user, now| {
                plans::set_plan(tx, &plans, user, plan, now)
            })
            .await
        }
        Command::DisableUser { email, disabled } => {
            let action = if disabled {
                "user.disable"
            } else {
                "user.enable"
            };
            change_user(server, email, action, move |_, user, now| {
                user.disabled_at = disabled.then_some(now);
                Ok(())
            })
            .await
        }
        Command::ResetPassword { email } => reset_password(server, email).await,
        Command::ListUsers => list_users(server).await,
    }
}

async fn create_user(
    server: &Server,
    email: String,
    name: Option<String>,
    plan: Option<String>,
    is_operator: bool,
    password: Option<String>,
) -> Result<Value> {
    let email = parse_email(&email)?;
    let name = match name {
        Some(name) => field::name(&name, "Name must be a non-empty string")?,
        None => email.clone(),
    };
    let password_hash = match password {
        Some(password) => Some(
            server
                .passwords()
                .hash(password, server.shared_clock())
                .await?,
        ),
        None => None,
    };
    let now = server.clock().now_ms();
    let user = User {
        id: UserId(server.clock().new_id()),
        email_lower: email.to_lowercase(),
        email,
        name,
        plan: match plan {
            Some(plan) => parse_plan(&plan)?,
            None => server.config().default_plan,
        },
        is_operator,
        disabled_at: None,
        password_hash,
        created_at: now,
        updated_at: now,
    };
    let secret = user.password_hash.is_none().then(|| link_secret(server));
    let (id, email) = (user.id, user.email.clone());
    let hash = secret.as_deref().map(hash_of);
    let mark = Mark::new(server);
    server
        .db()
        .write(move |tx| {
            users::insert(tx, &user).map_err(|error| match error {
                tokencraft_storage::Error::Unique(_) => Error::Conflict {
                    code: "email_taken",
                    message: format!(
                        "There is an account with the address {} already",
                        user.email
                    ),
                },
                other => other.into(),
            })?;
            if let Some(hash) = hash {
                add_link(tx, user.id, LinkKind::Invite, hash, now)?;
            }
            note(tx, &mark, "user.create", "user", user.id.0, &user.email)
        })
        .await?;
    let mut answer = json!({ "id": id.to_string(), "email": email });
    if let Some(secret) = secret {
        answer["setup_url"] = json!(link(server, "welcome", &secret));
    }
    Ok(answer)
}

async fn create_token(
    server: &Server,
    email: String,
    name: String,
    scopes: Option<Vec<String>>,
    workspace: Option<String>,
    expires_in: Option<i64>,
) -> Result<Value> {
    let name = field::name(&name, "Name is required and must be a non-empty string")?;
    let scopes = match &scopes {
        Some(names) => api_tokens::parse_scopes(names.iter().map(String::as_str))?,
        None => Scopes::ALL,
    };
    if workspace
        .as_deref()
        .is_some_and(|id| Uuid::parse_str(id).is_err())
    {
        return Err(invalid("invalid_workspace", "Workspace must be an id"));
    }
    let mark = Mark::new(server);
    let new = NewApiToken {
        name,
        scopes,
        expires_at: expires_in.map(|life| mark.now.saturating_add(life)),
        workspace,
    };
    // Whose it is only the transaction knows.
    let (token, row) = api_tokens::mint(server.clock(), UserId(Uuid::nil()), &new, mark.now);
    let id = row.id;
    server
        .db()
        .write(move |tx| {
            let mut row = row.clone();
            row.user_id = user_by_email(tx, &email)?.id;
            let row = api_tokens::insert(tx, row, new.workspace.as_deref())?;
            note(
                tx,
                &mark,
                "api_token.create",
                "api_token",
                row.id.0,
                &row.name,
            )
        })
        .await?;
    Ok(json!({ "id": id.to_string(), "token": token.reveal() }))
}

async fn change_user(
    server: &Server,
    email: String,
    action: &'static str,
    change: impl Fn(&mut Tx<'_>, &mut User, i64) -> Result<()> + Send + 'static,
) -> Result<Value> {
    let mark = Mark::new(server);
    let now = mark.now;
    let credentials = server.clone();
    let user = server
        .db()
        .write(move |tx| {
            let mut user = user_by_email(tx, &email)?;
            change(tx, &mut user, now)?;
            user.updated_at = now;
            users::update(tx, &user)?;
            note(tx, &mark, action, "user", user.id.0, &user.email)?;
            credentials.credentials_change(tx);
            Ok::<_, Error>(user)
        })
        .await?;
    Ok(view(&user))
}

async fn reset_password(server: &Server, email: String) -> Result<Value> {
    let mark = Mark::new(server);
    let now = mark.now;
    let secret = link_secret(server);
    let hash = hash_of(&secret);
    server
        .db()
        .write(move |tx| {
            let user = user_by_email(tx, &email)?;
            add_link(tx, user.id, LinkKind::Reset, hash, now)?;
            note(
                tx,
                &mark,
                "user.reset_password",
                "user",
                user.id.0,
                &user.email,
            )
        })
        .await?;
    Ok(json!({ "reset_url": link(server, "reset", &secret) }))
}

async fn list_users(server: &Server) -> Result<Value> {
    let users = server
        .db()
        .read(|tx| users::list(tx).map_err(Error::from))
        .await?;
    Ok(json!({ "users": users.iter().map(view).collect::<Vec<_>>(), "total": users.len() }))
}

fn view(user: &User) -> Value {
    json!({
        "id": user.id.to_string(),
        "email": user.email,
        "name": user.name,
        "plan": user.plan.as_str(),
        "is_operator": user.is_operator,
        "disabled": user.disabled_at.is_some(),
    })
}

fn user_by_email(tx: &mut Tx<'_>, email: &str) -> Result<User> {
    users::by_email(tx, &email.trim().to_lowercase())?.ok_or(Error::NotFound("User not found"))
}

/// When, and by which command: drawn once, so that a repeated transaction writes the same.
struct Mark {
    now: i64,
    id: Uuid,
}

impl Mark {
    fn new(server: &Server) -> Self {
        Self {
            now: server.clock().now_ms(),
            id: server.clock().new_id(),
        }
    }
}

/// The audit row of a command from the shell, which no account signs.
fn note(
    tx: &mut Tx<'_>,
    mark: &Mark,
    action: &str,
    kind: &str,
    object: Uuid,
    name: &str,
) -> Result<()> {
    let row = Audit {
        id: AuditId(mark.id),
        at: mark.now,
        workspace_id: None,
        organization_id: None,
        user_id: UserId(Uuid::nil()),
        api_token_id: None,
        action: action.to_owned(),
        object_kind: kind.to_owned(),
        object_id: object,
        object_name: name.to_owned(),
        before_json: None,
        after_json: None,
        request_id: mark.id.to_string(),
    };
    Ok(audit::insert(tx, &row)?)
}

fn add_link(
    tx: &mut Tx<'_>,
    user: UserId,
    kind: LinkKind,
    token_hash: [u8; 32],
    now: i64,
) -> Result<()> {
    let link = one_time_links::OneTimeLink {
        token_hash,
        user_id: Some(user),
        kind,
        created_at: now,
        expires_at: now + LINK_LIFE,
        used_at: None,
    };
    Ok(one_time_links::insert(tx, &link)?)
}

/// 256 random bits as text.
fn link_secret(server: &Server) -> String {
    use std::fmt::Write as _;
    let mut bytes = [0; 32];
    server.clock().random(&mut bytes);
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The secret stands behind `#`, so that it never reaches a log.
fn link(server: &Server, page: &str, secret: &str) -> String {
    let base = server
        .config()
        .public_url
        .as_deref()
        .unwrap_or_default()
        .trim_end_matches('/');
    format!("{base}/{page}#{secret}")
}

fn parse_email(email: &str) -> Result<String> {
    let email = email.trim();
    let plausible = email.len() <= 254
        && !email
            .chars()
            .any(|c| c.is_whitespace() || field::is_forbidden(c))
        && email.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.is_empty() && !host.contains('@')
        });
    if plausible {
        Ok(email.to_owned())
    } else {
        Err(invalid(
            "invalid_email",
            format!("`{email}` is not an e-mail address"),
        ))
    }
}

fn parse_plan(plan: &str) -> Result<Plan> {
    plan.parse().map_err(|_| {
        let all: Vec<&str> = Plan::ALL.iter().map(|plan| plan.as_str()).collect();
        invalid(
            "invalid_plan",
            format!("Plan must be one of: {}", all.join(", ")),
        )
    })
}

fn invalid(code: &'static str, message: impl Into<String>) -> Error {
    Error::Invalid {
        code,
        message: message.into(),
    }
}

//! What an operator does from a shell: accounts, plans, API tokens. The commands travel as JSON
//! between the command line and a running server.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokencraft_storage::{Tx, User, UserId, users};
use uuid::Uuid;

use super::accounts::{self, Change, Mark, NO_USER, NewAccount};
use super::commit::Event;
use super::{Error, Result};
use crate::Server;
use crate::app::api_tokens::NewApiToken;
use crate::app::{api_tokens, field};
use crate::auth::{PlainSecret, Scopes};

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
        } => {
            let new = NewAccount {
                email,
                name,
                plan: plan.map(|plan| accounts::parse_plan(&plan)).transpose()?,
                is_operator: operator,
                password,
            };
            create_user(server, new).await
        }
        Command::CreateToken {
            email,
            name,
            scopes,
            workspace,
            expires_in,
        } => create_token(server, email, name, scopes, workspace, expires_in).await,
        Command::SetPlan { email, plan } => {
            let change = Change {
                plan: Some(accounts::parse_plan(&plan)?),
                disabled: None,
            };
            change_user(server, email, change).await
        }
        Command::DisableUser { email, disabled } => {
            let change = Change {
                plan: None,
                disabled: Some(disabled),
            };
            change_user(server, email, change).await
        }
        Command::ResetPassword { email } => reset_password(server, email).await,
        Command::ListUsers => list_users(server).await,
    }
}

async fn create_user(server: &Server, new: NewAccount) -> Result<Value> {
    let prepared = new.prepare(server).await?;
    let mark = Mark::of_shell(server);
    let mut answer = json!({
        "id": prepared.user.id.to_string(),
        "email": prepared.user.email,
    });
    if let Some(secret) = &prepared.secret {
        answer["setup_url"] = json!(accounts::welcome_url(base(server), secret));
    }
    server
        .db()
        .write(move |tx| prepared.write(tx, &mark, "user.create"))
        .await?;
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
        return Err(Error::invalid(
            "invalid_workspace",
            "Workspace must be an id",
        ));
    }
    let mark = Mark::of_shell(server);
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
            let event = Event::new("api_token.create", "api_token", row.id, &row.name);
            accounts::note(tx, &mark, event)
        })
        .await?;
    Ok(json!({ "id": id.to_string(), "token": token.reveal() }))
}

async fn change_user(server: &Server, email: String, change: Change) -> Result<Value> {
    let mark = Mark::of_shell(server);
    let this = server.clone();
    let user = server
        .db()
        .write(move |tx| {
            let id = user_by_email(tx, &email)?.id;
            accounts::change(tx, &this, &mark, id, change)
        })
        .await?;
    Ok(view(&user))
}

async fn reset_password(server: &Server, email: String) -> Result<Value> {
    let mark = Mark::of_shell(server);
    let secret = PlainSecret::mint(server.clock());
    let reset_url = accounts::reset_url(base(server), &secret);
    server
        .db()
        .write(move |tx| {
            let user = user_by_email(tx, &email)?;
            accounts::add_reset_link(tx, &mark, &user, &secret)
        })
        .await?;
    Ok(json!({ "reset_url": reset_url }))
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
    users::by_email(tx, &accounts::normal(email))?.ok_or(Error::NotFound(NO_USER))
}

/// Without a public URL links begin with `/`: the command line knows the rest.
fn base(server: &Server) -> &str {
    server.config().public_url.as_deref().unwrap_or_default()
}

//! What people change of their own account: how others see them, and where they sign in with.

use tokencraft_storage::{User, UserId, users};

use super::accounts::{self, Mark, NO_USER};
use super::commit::Event;
use super::field::{Fields, invalid};
use super::patch::Patch;
use super::{Context, Error, Result, passwords};

/// What somebody changes of their own account; `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// For people.
    pub name: Option<String>,
    /// As written.
    pub email: Option<String>,
    /// In clear; asked for where the address changes.
    pub current_password: Option<String>,
}

impl Change {
    /// Reads a body.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let sentence = "Email must be a non-empty string";
        let email = match fields.text("email", "invalid_email", sentence)? {
            Patch::Absent => None,
            Patch::Null => return Err(invalid("invalid_email", sentence)),
            Patch::Value(text) if text.trim().is_empty() => {
                return Err(invalid("invalid_email", sentence));
            }
            Patch::Value(text) => Some(accounts::parse_email(&text)?),
        };
        let sentence = "current_password must be a string";
        Ok(Self {
            name: fields.patched_name()?,
            email,
            current_password: fields
                .text("current_password", "invalid_body", sentence)?
                .into_option(),
        })
    }
}

/// Changes the caller's own name or address; nothing is written when nothing differs. Whoever found
/// an open browser cannot take the account over: another address needs the password.
pub async fn change(ctx: &Context, change: Change) -> Result<User> {
    let server = &ctx.server;
    let id = UserId(ctx.caller.user_id);
    let user = server.db().single(move |tx| users::get(tx, id)).await?;
    let user = user.ok_or(Error::NotFound(NO_USER))?;
    let moves = change
        .email
        .as_ref()
        .is_some_and(|email| *email != user.email);
    let proven = if moves {
        let current = change.current_password.clone().ok_or_else(|| {
            let sentence = "current_password is required to change the email";
            invalid("password_required", sentence)
        })?;
        passwords::prove(server, &user, current).await?;
        Some(user.password_hash)
    } else {
        None
    };
    let mark = Mark::of(ctx);
    let this = server.clone();
    let write = move |tx: &mut tokencraft_storage::Tx<'_>| {
        users::lock(tx, id)?;
        let mut row = users::get(tx, id)?.ok_or(Error::NotFound(NO_USER))?;
        let before = accounts::view(&row);
        if let Some(hash) = &proven {
            // Meanwhile the password may have become another one.
            if row.password_hash != *hash {
                return Err(passwords::wrong());
            }
            if let Some(email) = &change.email {
                row.email.clone_from(email);
                row.email_lower = accounts::normal(email);
            }
        }
        if let Some(name) = &change.name {
            row.name.clone_from(name);
        }
        if (&row.name, &row.email) == (&before.name, &before.email) {
            return Ok(row);
        }
        row.updated_at = mark.now;
        users::update(tx, &row).map_err(|error| accounts::taken(error, &row.email))?;
        this.credentials_change(tx);
        let event = Event::new("user.change_profile", "user", id, &row.email)
            .before(&before)
            .after(&accounts::view(&row));
        accounts::note(tx, &mark, event)?;
        Ok(row)
    };
    server.db().write(write).await
}

//! How people come in: with e-mail and password.
//!
//! Whatever is wrong, the answer is the same and costs the same: one Argon2 comparison, also for an
//! account that does not exist, has no password, or is switched off.

use std::net::IpAddr;

use tokencraft_storage::{User, users};
use uuid::Uuid;

use super::accounts::{self, Mark};
use super::commit::Event;
use super::sessions::{Beginning, Browser};
use super::{Error, Result, field};
use crate::Server;
use crate::auth::PlainSecret;
use crate::auth::throttle::Attempt;

/// What comes along with a request to sign in.
#[derive(Clone, Debug)]
pub struct From {
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// For the audit.
    pub request_id: Uuid,
    /// With what.
    pub browser: Browser,
}

/// Somebody has signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// What their browser is to send from now on.
    pub secret: PlainSecret,
}

/// Signs in.
pub async fn login(server: &Server, email: &str, password: String, from: From) -> Result<SignedIn> {
    let email = accounts::normal(email);
    let attempt = Attempt::new(Some(&email), from.address);
    let_in(server, &attempt)?;
    // No address holds such characters, and not every database would look them up.
    let known = if email.chars().any(field::is_forbidden) {
        None
    } else {
        let email = email.clone();
        let read = move |tx: &mut tokencraft_storage::Tx<'_>| users::by_email(tx, &email);
        server.db().single(read).await?
    };
    let stored = known.as_ref().and_then(|user| user.password_hash.clone());
    let matches = server.passwords().verify(password, stored).await?;
    let good = known.filter(|user| matches && user.disabled_at.is_none());
    let Some(user) = good else {
        server.metrics().auth_failed();
        failed(server, &attempt)?;
        return Err(wrong());
    };
    // Meanwhile others may have failed too often: then a right guess is not told either.
    let_in(server, &attempt)?;
    let signed_in = begin_session(server, user, from).await?;
    server.throttle().forgive(&email);
    Ok(signed_in)
}

/// Begins a session of an account whose password was right a moment ago.
async fn begin_session(server: &Server, user: User, from: From) -> Result<SignedIn> {
    let mark = Mark::new(server, user.id, from.request_id);
    let beginning = Beginning::new(server, from.browser);
    let secret = beginning.secret().clone();
    let this = server.clone();
    let user = server
        .db()
        .write(move |tx| {
            // A new password or a disabled account in between ends what is not there yet.
            users::lock(tx, user.id)?;
            let current = users::get(tx, user.id)?
                .filter(|current| current.password_hash == user.password_hash)
                .filter(|current| current.disabled_at.is_none())
                .ok_or_else(wrong)?;
            beginning.write(tx, &this, current.id)?;
            let event = Event::new("user.log_in", "user", current.id, &current.email);
            accounts::note(tx, &mark, event)?;
            Ok::<_, Error>(current)
        })
        .await?;
    Ok(SignedIn { user, secret })
}

fn wrong() -> Error {
    Error::Unproven {
        code: "invalid_credentials",
        message: "Invalid email or password",
    }
}

/// 429 when there were too many failures.
pub(crate) fn let_in(server: &Server, attempt: &Attempt) -> Result<()> {
    let now = server.clock().monotonic();
    let checked = server.throttle().check(server.config(), attempt, now);
    checked.map_err(|wait| too_often(server, wait))
}

/// Counts a failure; 429 when there have been too many meanwhile.
pub(crate) fn failed(server: &Server, attempt: &Attempt) -> Result<()> {
    let now = server.clock().monotonic();
    let counted = server.throttle().failed(server.config(), attempt, now);
    counted.map_err(|wait| too_often(server, wait))
}

fn too_often(server: &Server, wait: std::time::Duration) -> Error {
    server.metrics().rate_limited();
    Error::TooOften {
        wait,
        message: "Too many failed sign-ins. Please try again later.",
    }
}

//! New passwords: by their owner who knows the old one, or by a one-time link. Either way all other
//! sessions end.

use tokencraft_storage::{LinkKind, Tx, User, UserId, one_time_links, sessions, users};
use uuid::Uuid;

use super::accounts::{self, Mark, NO_USER};
use super::commit::Event;
use super::sessions::{Beginning, Browser};
use super::{Context, Error, Result, sign_in};
use crate::Server;
use crate::auth::throttle::Attempt;
use crate::auth::{PlainSecret, password};

/// Changes the caller's own password. Gives the secret of the session that goes on in their browser.
pub async fn change(
    ctx: &Context,
    current: String,
    new: String,
    browser: Browser,
) -> Result<PlainSecret> {
    let server = &ctx.server;
    password::check(&new)?;
    let id = UserId(ctx.caller.user_id);
    let user = server.db().single(move |tx| users::get(tx, id)).await?;
    let user = user.ok_or(Error::NotFound(NO_USER))?;
    prove(server, &user, current).await?;
    let hash = server.hash_password(new).await?;
    let beginning = Beginning::new(server, browser);
    let secret = beginning.secret().clone();
    let (this, mark) = (server.clone(), Mark::of(ctx));
    server
        .db()
        .write(move |tx| {
            users::lock(tx, id)?;
            let mut row = users::get(tx, id)?.ok_or(Error::NotFound(NO_USER))?;
            if row.password_hash != user.password_hash {
                return Err(wrong());
            }
            set(tx, &this, &mark, &mut row, hash.clone())?;
            beginning.write(tx, &this, id)?;
            let event = Event::new("user.change_password", "user", id, &row.email);
            accounts::note(tx, &mark, event)
        })
        .await?;
    Ok(secret)
}

/// 403 unless somebody knows the password of an account that is open in their browser. Whoever found
/// the browser does not get to guess without end (429).
pub(super) async fn prove(server: &Server, user: &User, current: String) -> Result<()> {
    let attempt = Attempt::new(Some(&user.email_lower), None);
    sign_in::let_in(server, &attempt)?;
    let stored = user.password_hash.clone();
    if !server.passwords().verify(current, stored).await? {
        sign_in::failed(server, &attempt)?;
        return Err(wrong());
    }
    sign_in::let_in(server, &attempt)
}

/// 403 unless a text is the secret of a link that still works.
pub async fn check_link(server: &Server, token: Option<&str>) -> Result<PlainSecret> {
    let secret = token
        .and_then(|token| PlainSecret::parse(token.trim()))
        .ok_or_else(no_link)?;
    let (hash, now) = (secret.hashed().0, server.clock().now_ms());
    let link = server
        .db()
        .single(move |tx| one_time_links::get(tx, &hash))
        .await?;
    let good = link.is_some_and(|link| {
        link.kind != LinkKind::Setup && link.used_at.is_none() && now < link.expires_at
    });
    if good { Ok(secret) } else { Err(no_link()) }
}

/// Sets a new password by a one-time link.
pub async fn reset(
    server: &Server,
    link: PlainSecret,
    new: String,
    request_id: Uuid,
) -> Result<()> {
    let hash = server.hash_password(new).await?;
    let mut mark = Mark::new(server, UserId(Uuid::nil()), request_id);
    let this = server.clone();
    let email = server
        .db()
        .write(move |tx| {
            let mut user = take(tx, &link, mark.now)?;
            mark.user_id = user.id;
            set(tx, &this, &mark, &mut user, hash.clone())?;
            let event = Event::new("user.set_password", "user", user.id, &user.email);
            accounts::note(tx, &mark, event)?;
            Ok::<_, Error>(user.email_lower)
        })
        .await?;
    server.throttle().forgive(&email);
    Ok(())
}

/// Uses a link up; whose it was.
fn take(tx: &mut Tx<'_>, link: &PlainSecret, now: i64) -> Result<User> {
    let hash = link.hashed().0;
    for kind in [LinkKind::Reset, LinkKind::Invite] {
        if let Some(taken) = one_time_links::take(tx, &hash, kind, now)? {
            let id = taken.user_id.ok_or_else(no_link)?;
            users::lock(tx, id)?;
            return users::get(tx, id)?.ok_or_else(no_link);
        }
    }
    Err(no_link())
}

/// Writes a password and ends what the old one had begun: sessions and links.
fn set(tx: &mut Tx<'_>, server: &Server, mark: &Mark, user: &mut User, hash: String) -> Result<()> {
    user.password_hash = Some(hash);
    user.updated_at = mark.now;
    users::update(tx, user)?;
    sessions::delete_all(tx, user.id)?;
    one_time_links::delete_of_user(tx, user.id)?;
    server.credentials_change(tx);
    Ok(())
}

pub(super) fn wrong() -> Error {
    Error::forbidden("wrong_password", "The current password is wrong")
}

fn no_link() -> Error {
    Error::forbidden(
        "invalid_link",
        "This link does not work: it was used, has expired, or never was one",
    )
}

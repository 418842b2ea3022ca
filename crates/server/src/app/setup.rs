//! The first account of an instance, and those that people make for themselves.

use serde::Serialize;
use tokencraft_storage::{LinkKind, OneTimeLink, Tx, one_time_links, users};
use utoipa::ToSchema;

use super::accounts::{Mark, NewAccount, Prepared};
use super::sessions::Beginning;
use super::sign_in::{From, SignedIn};
use super::{Error, Result, sign_in};
use crate::Server;
use crate::auth::PlainSecret;
use crate::auth::throttle::Attempt;

/// How long a set-up token works, in milliseconds: thirty days.
const TOKEN_LIFE: i64 = 30 * 24 * 60 * 60 * 1000;

/// A person who makes an account for themselves.
#[derive(Clone, Debug)]
pub struct Person {
    /// Where to sign in with.
    pub email: String,
    /// For people.
    pub name: String,
    /// In clear.
    pub password: String,
}

/// At a start of the server: the token that makes the first account, when there is none. An earlier
/// token stops working.
pub async fn token(server: &Server) -> Result<Option<PlainSecret>> {
    let secret = PlainSecret::mint(server.clock());
    let now = server.clock().now_ms();
    let link = OneTimeLink {
        token_hash: secret.hashed().0,
        user_id: None,
        kind: LinkKind::Setup,
        created_at: now,
        expires_at: now + TOKEN_LIFE,
        used_at: None,
    };
    let is_set_up = server.db().read(users::any).await?;
    if is_set_up {
        return Ok(None);
    }
    let fresh = server.db().write(move |tx| {
        one_time_links::delete_kind(tx, LinkKind::Setup)?;
        if users::any(tx)? {
            return Ok(false);
        }
        one_time_links::insert(tx, &link)?;
        Ok::<_, Error>(true)
    });
    Ok(fresh.await?.then_some(secret))
}

/// 410 once there is an account.
pub async fn permit(server: &Server) -> Result<()> {
    if server.db().single(users::any).await? {
        return Err(done());
    }
    Ok(())
}

/// 403 unless a token is the one that was printed.
pub async fn check(server: &Server, token: Option<&str>) -> Result<PlainSecret> {
    let secret = token
        .and_then(|token| PlainSecret::parse(token.trim()))
        .ok_or_else(wrong)?;
    let (hash, now) = (secret.hashed().0, server.clock().now_ms());
    let link = server
        .db()
        .single(move |tx| one_time_links::get(tx, &hash))
        .await?;
    let good = link.is_some_and(|link| {
        link.kind == LinkKind::Setup && link.used_at.is_none() && now < link.expires_at
    });
    if good { Ok(secret) } else { Err(wrong()) }
}

/// Makes the first account, an operator's, and signs it in. Of many at once exactly one does.
pub async fn set_up(
    server: &Server,
    token: PlainSecret,
    person: Person,
    from: From,
) -> Result<SignedIn> {
    let new = NewAccount {
        email: person.email,
        name: Some(person.name),
        password: Some(person.password),
        is_operator: true,
        plan: None,
    };
    let prepared = new.prepare(server).await?;
    let hash = token.hashed().0;
    begin(server, prepared, from, "user.set_up", move |tx, now| {
        // Takes the row's lock: the others wait here, and then find it used.
        if one_time_links::take(tx, &hash, LinkKind::Setup, now)?.is_none() {
            return Err(if users::any(tx)? { done() } else { wrong() });
        }
        if users::any(tx)? {
            return Err(done());
        }
        Ok(())
    })
    .await
}

/// What somebody without a session can do besides signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SignInOptions {
    /// People may make accounts for themselves.
    pub sign_up: bool,
    /// There is no account yet: the first one is made with the set-up token.
    pub set_up: bool,
}

/// Which ways in are open.
pub async fn options(server: &Server) -> Result<SignInOptions> {
    let is_set_up = server.db().single(users::any).await?;
    Ok(SignInOptions {
        sign_up: is_set_up && server.config().sign_up_open,
        set_up: !is_set_up,
    })
}

/// 403 unless people may make accounts for themselves. The first one is made with the set-up token.
pub async fn permit_sign_up(server: &Server) -> Result<()> {
    if options(server).await?.sign_up {
        return Ok(());
    }
    Err(Error::forbidden("sign_up_closed", "Sign-up is closed"))
}

/// Makes an account for somebody who asks, and signs it in.
pub async fn sign_up(server: &Server, person: Person, from: From) -> Result<SignedIn> {
    // Each counts as a failed sign-in of its address: hashing is not free.
    sign_in::failed(server, &Attempt::new(None, from.address))?;
    let new = NewAccount {
        email: person.email,
        name: Some(person.name),
        password: Some(person.password),
        ..NewAccount::default()
    };
    let prepared = new.prepare(server).await?;
    begin(server, prepared, from, "user.sign_up", |_, _| Ok(())).await
}

/// Writes an account after `permit`, with its first session.
async fn begin(
    server: &Server,
    prepared: Prepared,
    from: From,
    action: &'static str,
    permit: impl Fn(&mut Tx<'_>, i64) -> Result<()> + Send + 'static,
) -> Result<SignedIn> {
    let mark = Mark::new(server, prepared.user.id, from.request_id);
    let beginning = Beginning::new(server, from.browser);
    let secret = beginning.secret().clone();
    let user = prepared.user.clone();
    let this = server.clone();
    server
        .db()
        .write(move |tx| {
            permit(tx, mark.now)?;
            prepared.write(tx, &mark, action)?;
            beginning.write(tx, &this, prepared.user.id)
        })
        .await?;
    Ok(SignedIn { user, secret })
}

fn done() -> Error {
    Error::Gone {
        code: "set_up_already",
        message: "This server is set up already",
    }
}

fn wrong() -> Error {
    Error::forbidden("invalid_setup_token", "Invalid set-up token")
}

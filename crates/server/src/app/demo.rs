//! A first look: an account, a workspace with the dashboard's own token set in Light and Dark, an
//! organization that has released it, and an API token.

use serde_json::Value;
use tokencraft_formats::import::{self, Document};
use tokencraft_storage::{Tx, api_tokens, tokensets as tokenset_rows, users, workspaces as rows};
use tokencraft_tokens::Source;
use uuid::Uuid;

use super::admin::{self, Command};
use super::modes::NewMode;
use super::place::{Inside, NO_TOKENSET, NO_WORKSPACE, Place};
use super::transfer::{ImportOptions, Named, Stop, into_tokenset};
use super::workspaces::Naming;
use super::{Context, Error, Result, demo_releases, modes, tokensets, workspaces};
use crate::Server;
use crate::app::patch::Patch;
use crate::app::views::Id;
use crate::auth::policy::Action;
use crate::auth::{Caller, Door};

/// The demo account.
const EMAIL: &str = "demo@example.com";
const NAME: &str = "Tokencraft";
/// The token that differs from what is released, and what it was.
const CHANGED: &str = "palette.violet.600";
const BEFORE: &str = "oklch(0.54 0.2 265)";
/// The dashboard's own tokens.
const TOKENS: &[u8] = include_bytes!("../../../../dashboard/tokens.json");

/// What a first look needs to know.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The account's address.
    pub email: &'static str,
    /// Its password; only when the account was just made.
    pub password: Option<String>,
    /// A fresh API token.
    pub api_token: String,
    /// The demo's tokenset.
    pub tokenset_id: Uuid,
    /// The demo's organization, while it is there.
    pub organization_id: Option<Uuid>,
}

/// Makes the demo on an empty instance. Where it was made before, only a fresh API token is; `None`
/// on any other instance.
pub async fn prepare(server: &Server) -> Result<Option<Demo>> {
    let found = server
        .db()
        .read(|tx| Ok::<_, Error>((users::any(tx)?, users::by_email(tx, EMAIL)?)))
        .await?;
    let (user_id, password) = match found {
        (true, None) => return Ok(None),
        (_, Some(user)) => (user.id.0, None),
        (false, None) => {
            let password = password(server);
            let id = create_account(server, &password).await?;
            (id, Some(password))
        }
    };
    let ctx = Context::new(
        server.clone(),
        Caller {
            user_id,
            door: Door::Session {
                session_id: Uuid::nil(),
            },
        },
        server.clock().new_id(),
    );
    let tokenset_id = match tokenset(&ctx).await? {
        Some(id) => id,
        None => create_tokens(&ctx).await?,
    };
    let api_token = replace_api_token(server, &ctx).await?;
    Ok(Some(Demo {
        email: EMAIL,
        password,
        api_token,
        tokenset_id,
        organization_id: demo_releases::organization(&ctx).await?,
    }))
}

async fn create_account(server: &Server, password: &str) -> Result<Uuid> {
    let command = Command::CreateUser {
        email: EMAIL.to_owned(),
        name: Some("Demo".to_owned()),
        plan: Some("BUSINESS".to_owned()),
        operator: true,
        password: Some(password.to_owned()),
    };
    let answer = admin::run(server, command).await?;
    text(&answer, "id")
        .parse()
        .map_err(|_| Error::defect("an account without id"))
}

/// The demo's tokenset, when it is still there.
async fn tokenset(ctx: &Context) -> Result<Option<Uuid>> {
    let user_id = tokencraft_storage::UserId(ctx.caller.user_id);
    ctx.server
        .db()
        .read(move |tx| {
            for workspace in rows::owned(tx, user_id)? {
                if let Some(set) = tokenset_rows::list(tx, workspace)?
                    .into_iter()
                    .find(|set| set.name == NAME)
                {
                    return Ok(Some(set.id.0));
                }
            }
            Ok::<_, Error>(None)
        })
        .await
}

async fn create_tokens(ctx: &Context) -> Result<Uuid> {
    let db = ctx.server.db();
    let context = ctx.clone();
    let workspace = db
        .write(move |tx| {
            let plan = workspaces::permit_create(tx, &context)?;
            let input = named("Demo", "A first look around");
            workspaces::create(tx, &context, plan, input, None)
        })
        .await?;
    let context = ctx.clone();
    let workspace_id = workspace.id.to_string();
    let set = db
        .write(move |tx| {
            let place = Place::workspace(tx, &context, &workspace_id, Action::Write)?;
            place.permit()?;
            tokensets::create(
                tx,
                &context,
                place,
                named(NAME, "What the dashboard itself is drawn with"),
            )
        })
        .await
        .map_err(|error| match error {
            Error::NotFound(_) => Error::NotFound(NO_WORKSPACE),
            other => other,
        })?;
    for (name, is_default) in [("Light", true), ("Dark", false)] {
        let (context, set_id) = (ctx.clone(), set.id.to_string());
        db.write(move |tx| {
            let inside = Inside::write(tx, &context, &set_id, NO_TOKENSET)?;
            let mode = NewMode {
                name: name.to_owned(),
                is_default,
                copy_from: None,
            };
            modes::create(tx, &context, &inside, &mode)
        })
        .await?;
    }
    // What is released first has another violet: the one that is there now waits to be published.
    let mut earlier = document()?;
    for token in earlier.modes.iter_mut().flat_map(|mode| &mut mode.tokens) {
        if token.name.as_str() == CHANGED {
            token.source = Source::Plain(BEFORE.into());
        }
    }
    import_tokens(ctx, set.id, earlier).await?;
    demo_releases::prepare(ctx, workspace.id.0).await?;
    import_tokens(ctx, set.id, document()?).await?;
    Ok(set.id.0)
}

async fn import_tokens(ctx: &Context, set: Id, document: Document) -> Result<()> {
    let (context, set_id) = (ctx.clone(), set.to_string());
    let work = move |tx: &mut Tx<'_>| {
        let inside = Inside::write(tx, &context, &set_id, NO_TOKENSET)?;
        let named = Named {
            name: NAME.to_owned(),
            file: None,
            mode: None,
            document: document.clone(),
        };
        into_tokenset(tx, &context, &inside, &[named], &ImportOptions::default()).map_err(|stop| {
            match stop {
                Stop::Refused(error) => error,
                Stop::DryRun(_) => Error::defect("nobody asked for a dry run"),
            }
        })
    };
    ctx.server.db().write(work).await.map(drop)
}

/// Revokes the demo's earlier API tokens: their texts are lost, and starts would pile them up.
async fn replace_api_token(server: &Server, ctx: &Context) -> Result<String> {
    let user_id = tokencraft_storage::UserId(ctx.caller.user_id);
    let (now, credentials) = (ctx.now, server.clone());
    server
        .db()
        .write(move |tx| {
            for token in api_tokens::list(tx, user_id)?
                .into_iter()
                .filter(|token| token.name == "demo")
            {
                api_tokens::revoke(tx, token.id, user_id, now)?;
            }
            credentials.credentials_change(tx);
            Ok::<_, Error>(())
        })
        .await?;
    let command = Command::CreateToken {
        email: EMAIL.to_owned(),
        name: "demo".to_owned(),
        scopes: None,
        workspace: None,
        expires_in: None,
    };
    Ok(text(&admin::run(server, command).await?, "token").to_owned())
}

fn document() -> Result<Document> {
    let options = import::Options {
        strict: true,
        ..import::Options::default()
    };
    import::import(TOKENS, &options).map_err(|error| Error::Internal(error.into()))
}

fn named(name: &str, description: &str) -> Naming {
    Naming {
        name: Some(name.to_owned()),
        description: Patch::Value(description.to_owned()),
    }
}

fn text<'v>(answer: &'v Value, member: &str) -> &'v str {
    answer
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Twenty letters and digits that are easy to tell apart: 100 bits.
fn password(server: &Server) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let mut bytes = [0; 20];
    server.clock().random(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

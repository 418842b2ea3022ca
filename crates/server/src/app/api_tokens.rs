//! API tokens: made, listed and revoked by their account, or made from the shell.

use serde::Serialize;
use serde_json::Value;
use tokencraft_storage::api_tokens::{self as rows, ApiToken};
use tokencraft_storage::{ApiTokenId, AuditId, Tx, UserId, WorkspaceId, audit, workspaces};
use utoipa::ToSchema;
use uuid::Uuid;

use super::context::Context;
use super::error::{Error, Result};
use super::field::Fields;
use super::input::parse_id;
use super::patch::Patch;
use super::place::NO_WORKSPACE;
use super::views::{Id, Time};
use crate::auth::caller::{Scope, Scopes};
use crate::auth::policy::{Action, Decision, decide};
use crate::auth::{Door, PlainApiToken};
use crate::clock::Clock;

/// The 404 of an API token.
pub const NO_API_TOKEN: &str = "API token not found";

/// What somebody wants of a new API token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiToken {
    /// For people.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// Epoch milliseconds.
    pub expires_at: Option<i64>,
    /// The only workspace it may touch, by the id as it was sent.
    pub workspace: Option<String>,
}

/// An API token as lists show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApiTokenView {
    /// Its id, not a secret.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// For people.
    pub name: String,
    /// The credential itself; in the answer that makes it, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "dtk_…")]
    pub token: Option<String>,
    /// Its first 12 characters.
    pub prefix: String,
    /// What it may do.
    #[schema(value_type = Vec<super::words::ScopeName>, example = json!(["read:tokens"]))]
    pub scopes: Vec<&'static str>,
    /// The only workspace it may touch; `null`: all that its account sees.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub workspace_id: Option<Id>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last used, up to a minute old.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_used_at: Option<Time>,
    /// When it stops working.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub expires_at: Option<Time>,
}

impl ApiTokenView {
    /// The view of a row, without the credential.
    pub fn new(row: &ApiToken) -> Self {
        Self {
            id: row.id.0.into(),
            name: row.name.clone(),
            token: None,
            prefix: row.prefix.clone(),
            scopes: Scopes(u8::try_from(row.scopes & 7).unwrap_or_default()).names(),
            workspace_id: row.workspace_id.map(|id| id.0.into()),
            created_at: Time(row.created_at),
            last_used_at: row.last_used_at.map(Time),
            expires_at: row.expires_at.map(Time),
        }
    }
}

impl NewApiToken {
    /// Reads a body; `now` is epoch milliseconds.
    pub fn read(fields: &mut Fields, now: i64) -> Result<Self> {
        Ok(Self {
            name: fields.required_name()?,
            scopes: scopes(fields.take("scopes"))?,
            expires_at: expiry(fields.take("expires_at"), now)?,
            workspace: fields
                .text(
                    "workspace_id",
                    "invalid_workspace",
                    "workspace_id must be a string",
                )?
                .into_option(),
        })
    }
}

fn scopes(value: Patch<Value>) -> Result<Scopes> {
    let refused = || {
        let known = Scope::ALL.map(Scope::as_str).join(", ");
        Error::invalid(
            "invalid_scope",
            format!("scopes must be a non-empty list of: {known}"),
        )
    };
    match value {
        Patch::Absent | Patch::Null => Ok(Scopes::ALL),
        Patch::Value(Value::Array(list)) if !list.is_empty() => {
            let names = list.iter().map(|name| name.as_str().ok_or_else(refused));
            parse_scopes(names.collect::<Result<Vec<_>>>()?)
        }
        Patch::Value(_) => Err(refused()),
    }
}

/// The set of scopes with these names; 400 names the unknown one.
pub fn parse_scopes<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Scopes> {
    names.into_iter().try_fold(Scopes::default(), |set, name| {
        let scope = Scope::ALL
            .into_iter()
            .find(|scope| scope.as_str() == name)
            .ok_or_else(|| {
                let known = Scope::ALL.map(Scope::as_str).join(", ");
                Error::invalid(
                    "invalid_scope",
                    format!("Unknown scope `{name}`. Must be one of: {known}"),
                )
            })?;
        Ok(set.with(scope))
    })
}

fn expiry(value: Patch<Value>, now: i64) -> Result<Option<i64>> {
    let Some(value) = value.into_option() else {
        return Ok(None);
    };
    let time = value
        .as_str()
        .and_then(|text| text.parse::<jiff::Timestamp>().ok())
        .map(jiff::Timestamp::as_millisecond);
    match time {
        Some(time) if time > now => Ok(Some(time)),
        _ => Err(Error::invalid(
            "invalid_expiry",
            "expires_at must be an RFC 3339 time in the future",
        )),
    }
}

/// Draws a new API token and its row. Outside of the transaction, which may run twice.
pub fn mint(
    clock: &dyn Clock,
    user_id: UserId,
    new: &NewApiToken,
    now: i64,
) -> (PlainApiToken, ApiToken) {
    let plain = PlainApiToken::mint(clock);
    let row = ApiToken {
        id: ApiTokenId(clock.new_id()),
        user_id,
        name: new.name.clone(),
        token_hash: plain.hashed().0,
        prefix: plain.prefix().to_owned(),
        scopes: i64::from(new.scopes.0),
        workspace_id: None,
        rate_limit: None,
        created_at: now,
        last_used_at: None,
        expires_at: new.expires_at,
        revoked_at: None,
    };
    (plain, row)
}

/// Writes a new API token. 404 when the workspace it is restricted to is not one that the account
/// sees. The caller writes the audit.
pub fn insert(tx: &mut Tx<'_>, mut row: ApiToken, workspace: Option<&str>) -> Result<ApiToken> {
    if let Some(text) = workspace {
        let id = parse_id(text).ok_or(Error::NotFound(NO_WORKSPACE))?;
        let access = workspaces::access(tx, row.user_id, WorkspaceId(id))?;
        let sees = access.is_some_and(|access| {
            let door = Door::Api {
                api_token_id: row.id.0,
                scopes: Scopes::ALL,
                workspace_id: None,
            };
            decide(access.owner_plan, access.role, door, Action::Read) == Decision::Allow
        });
        if !sees {
            return Err(Error::NotFound(NO_WORKSPACE));
        }
        row.workspace_id = Some(WorkspaceId(id));
    }
    rows::insert(tx, &row)?;
    Ok(row)
}

/// Makes an API token of the caller; the view holds the credential.
pub fn create(
    tx: &mut Tx<'_>,
    ctx: &Context,
    plain: &PlainApiToken,
    row: ApiToken,
    workspace: Option<&str>,
) -> Result<ApiTokenView> {
    let row = insert(tx, row, workspace)?;
    let view = ApiTokenView::new(&row);
    note(tx, ctx, "api_token.create", row.id, &view)?;
    Ok(ApiTokenView {
        token: Some(plain.reveal().to_owned()),
        ..view
    })
}

/// The caller's API tokens that are not revoked, oldest first.
pub fn list(tx: &mut Tx<'_>, ctx: &Context) -> Result<Vec<ApiTokenView>> {
    let all = rows::list(tx, UserId(ctx.caller.user_id))?;
    Ok(all.iter().map(ApiTokenView::new).collect())
}

/// Revokes an API token of the caller: from the next request on it is refused everywhere.
pub fn revoke(tx: &mut Tx<'_>, ctx: &Context, id: &str) -> Result<()> {
    let user = UserId(ctx.caller.user_id);
    let id = ApiTokenId(parse_id(id).ok_or(Error::NotFound(NO_API_TOKEN))?);
    let row = rows::get(tx, id)?.filter(|row| row.user_id == user);
    let row = row.ok_or(Error::NotFound(NO_API_TOKEN))?;
    if !rows::revoke(tx, id, user, ctx.now)? {
        return Err(Error::NotFound(NO_API_TOKEN));
    }
    ctx.server.credentials_change(tx);
    note(tx, ctx, "api_token.revoke", id, &ApiTokenView::new(&row))
}

/// The audit row; in no workspace, since the token is its account's.
fn note(
    tx: &mut Tx<'_>,
    ctx: &Context,
    action: &str,
    id: ApiTokenId,
    view: &ApiTokenView,
) -> Result<()> {
    let text = serde_json::to_string(view).ok();
    let (before, after) = match action {
        "api_token.create" => (None, text),
        _ => (text, None),
    };
    let row = audit::Audit {
        id: AuditId(ctx.new_id()),
        at: ctx.now,
        workspace_id: None,
        organization_id: None,
        user_id: UserId(ctx.caller.user_id),
        api_token_id: None,
        action: action.to_owned(),
        object_kind: "api_token".to_owned(),
        object_id: Uuid::from(id),
        object_name: view.name.clone(),
        before_json: before,
        after_json: after,
        request_id: ctx.request_id.to_string(),
    };
    Ok(audit::insert(tx, &row)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: Value) -> Result<NewApiToken> {
        let Value::Object(members) = body else {
            panic!("not an object")
        };
        NewApiToken::read(&mut Fields::new(members), 1_736_935_200_000)
    }

    #[test]
    fn a_new_api_token_has_all_scopes_and_no_end_unless_said() {
        let new = read(json!({"name": " ci ", "scopes": null, "expires_at": null})).unwrap();
        assert_eq!((new.name.as_str(), new.scopes), ("ci", Scopes::ALL));
        assert_eq!((new.expires_at, new.workspace), (None, None));
        let new = read(json!({
            "name": "ci", "scopes": ["export:tokens", "read:tokens", "read:tokens"],
            "expires_at": "2025-01-15T11:00:00.5+00:30"
        }))
        .unwrap();
        assert_eq!(new.scopes.names(), ["read:tokens", "export:tokens"]);
        assert_eq!(new.expires_at, Some(1_736_937_000_500));
    }

    #[test]
    fn what_is_wrong_with_a_new_api_token_is_said() {
        let of = |members: Value| {
            let mut body = json!({"name": "ci"});
            for (name, value) in members.as_object().unwrap() {
                body[name] = value.clone();
            }
            read(body).unwrap_err().to_string()
        };
        let said: Vec<String> = [
            json!({"name": ""}),
            json!({"scopes": "read:tokens"}),
            json!({"scopes": []}),
            json!({"scopes": [1]}),
            json!({"scopes": ["read:tokens", "admin"]}),
            json!({"expires_at": "tomorrow"}),
            json!({"expires_at": 5}),
            json!({"expires_at": "2025-01-15T10:00:00Z"}),
            json!({"expires_at": "2025-01-16"}),
            json!({"workspace_id": 5}),
        ]
        .into_iter()
        .map(of)
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        Name is required and must be a non-empty string
        scopes must be a non-empty list of: read:tokens, write:tokens, export:tokens
        scopes must be a non-empty list of: read:tokens, write:tokens, export:tokens
        scopes must be a non-empty list of: read:tokens, write:tokens, export:tokens
        Unknown scope `admin`. Must be one of: read:tokens, write:tokens, export:tokens
        expires_at must be an RFC 3339 time in the future
        expires_at must be an RFC 3339 time in the future
        expires_at must be an RFC 3339 time in the future
        expires_at must be an RFC 3339 time in the future
        workspace_id must be a string
        ");
    }
}

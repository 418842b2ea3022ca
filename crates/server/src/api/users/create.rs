//! `POST /users`

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Base;
use crate::api::call::Call;
use crate::api::docs_parts::ErrorBody;
use crate::app::accounts::{self, ManagedAccount, Mark, NewAccount};
use crate::app::field::{Fields, invalid};
use crate::app::patch::Patch;
use crate::app::words::PlanName;
use crate::app::{self, Error};
use crate::http::{self, RawBody, answer};

/// A new account.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewUser {
    email: String,
    /// 1–255 characters after trimming; the address when left out.
    #[schema(nullable = false)]
    name: Option<String>,
    /// `FREE`, `PRO`, `TEAM` or `BUSINESS`; the server's default when left out.
    #[schema(nullable = false)]
    plan: Option<PlanName>,
    /// Whether it may manage accounts; `false` when left out.
    #[schema(nullable = false)]
    is_operator: Option<bool>,
    /// 10–1024 bytes; without one the answer has a link to set it.
    #[schema(nullable = false)]
    password: Option<String>,
}

/// The new account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedUser {
    user: ManagedAccount,
    /// Where its owner sets the first password: works once, for three days. `null` when the account
    /// has a password.
    #[schema(required)]
    setup_url: Option<String>,
}

/// Create an account
///
/// Operators only. `Idempotency-Key` has no effect: the answer holds a secret and is not kept.
#[utoipa::path(
    post,
    path = "/users",
    operation_id = "create_user",
    tag = "Accounts",
    request_body = NewUser,
    responses(
        (status = 201, description = "The account", body = CreatedUser),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "`Only operators may manage accounts`", body = ErrorBody),
        (status = 409, description = "The address has an account", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn create_user(call: Call, base: Base, body: RawBody) -> http::Result {
    call.read(|tx, call| Ok(accounts::permit_operator(tx, &call.context)?))
        .await?;
    let new = read(&mut body.fields()?)?;
    let ctx = call.context;
    let server = ctx.server.clone();
    let prepared = new.prepare(&server).await?;
    let created = CreatedUser {
        user: accounts::managed_view(&prepared.user),
        setup_url: prepared
            .secret
            .as_ref()
            .map(|secret| accounts::welcome_url(&base.0, secret)),
    };
    let mark = Mark::of(&ctx);
    let write = move |tx: &mut tokencraft_storage::Tx<'_>| {
        accounts::permit_operator(tx, &ctx)?;
        prepared.write(tx, &mark, "user.create")?;
        Ok::<_, Error>(())
    };
    server.db().write(write).await?;
    answer::json(StatusCode::CREATED, &created)
}

fn read(fields: &mut Fields) -> app::Result<NewAccount> {
    let plan = match fields.take("plan") {
        Patch::Absent => None,
        Patch::Value(Value::String(plan)) => Some(accounts::parse_plan(&plan)?),
        _ => return Err(invalid("invalid_plan", "plan must be a string")),
    };
    let password = match fields.take("password") {
        Patch::Absent => None,
        Patch::Value(Value::String(password)) => Some(password),
        _ => return Err(invalid("invalid_password", "password must be a string")),
    };
    Ok(NewAccount {
        email: fields.required_text("email", "Email")?,
        name: fields.patched_name()?,
        plan,
        is_operator: fields.boolean("is_operator")?.unwrap_or(false),
        password,
    })
}

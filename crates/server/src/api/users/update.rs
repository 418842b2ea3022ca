//! `PATCH /users/{id}`

use serde_json::Value;
use tokencraft_storage::{UserId, users};
use utoipa::ToSchema;

use crate::api::call::{Call, ok};
use crate::api::docs_parts::ErrorBody;
use crate::app::accounts::{self, Change, ManagedAccount, Mark, NO_USER};
use crate::app::field::{Fields, invalid};
use crate::app::patch::Patch;
use crate::app::words::PlanName;
use crate::app::{self, Error, input};
use crate::http::{self, RawBody};

/// What changes; absent members stay.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct ChangedUser {
    /// `FREE`, `PRO`, `TEAM` or `BUSINESS`.
    #[schema(nullable = false)]
    plan: Option<PlanName>,
    /// `true` switches the account off: its sessions and API tokens stop working at once.
    #[schema(nullable = false)]
    disabled: Option<bool>,
}

/// Change an account
///
/// Its plan, or whether it is switched off. Operators only.
#[utoipa::path(
    patch,
    path = "/users/{id}",
    operation_id = "update_user",
    tag = "Accounts",
    params(("id" = String, Path, description = "Account id")),
    request_body = ChangedUser,
    responses(
        (status = 200, description = "The account as it is now", body = ManagedAccount),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "`Only operators may manage accounts`", body = ErrorBody),
        (status = 404, description = "`User not found`", body = ErrorBody),
        (status = 409, description = "`The last operator cannot be disabled`", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn update_user(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let ctx = &call.context;
        accounts::permit_operator(tx, ctx)?;
        let id = find(tx, call.segment("id"))?;
        let change = read(&mut body.fields()?)?;
        let user = accounts::change(tx, &ctx.server, &Mark::of(ctx), id, change)?;
        ok(&accounts::managed_view(&user))
    })
    .await
}

/// The account that a path names.
pub(super) fn find(tx: &mut tokencraft_storage::Tx<'_>, id: &str) -> app::Result<UserId> {
    let none = Error::NotFound(NO_USER);
    let Some(id) = input::parse_id(id).map(UserId) else {
        return Err(none);
    };
    users::get(tx, id)?.map(|user| user.id).ok_or(none)
}

fn read(fields: &mut Fields) -> app::Result<Change> {
    let plan = match fields.take("plan") {
        Patch::Absent => None,
        Patch::Value(Value::String(plan)) => Some(accounts::parse_plan(&plan)?),
        _ => return Err(invalid("invalid_plan", "plan must be a string")),
    };
    Ok(Change {
        plan,
        disabled: fields.boolean("disabled")?,
    })
}

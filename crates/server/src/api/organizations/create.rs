//! `POST /organizations`

use axum::http::StatusCode;

use super::NewOrganization;
use crate::api::call::Call;
use crate::api::docs_parts::{IdempotencyHeader, WriteRefusals};
use crate::app::organizations::{self, Organization};
use crate::http::{self, RawBody};

/// Create an organization
///
/// The caller owns it; the caller's own plan must be BUSINESS, and its limit of organizations counts.
/// The environment Production comes with it.
#[utoipa::path(
    post,
    path = "/organizations",
    operation_id = "create_organization",
    tag = "Organizations",
    params(IdempotencyHeader),
    request_body = NewOrganization,
    responses((status = 201, description = "The new organization", body = Organization),
        WriteRefusals)
)]
pub(crate) async fn create_organization(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        organizations::permit_create(tx, &call.context)?;
        let name = body.fields()?.required_name()?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            organizations::create(tx, &call.context, name)
        })
    })
    .await
}

//! `POST /organizations/{id}/environments`

use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::organizations::environments::{self, Environment, NewEnvironment};
use crate::app::organizations::{NO_ORGANIZATION, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// The body that makes an environment.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewEnvironmentBody {
    /// 1–255 characters after trimming, a letter or digit among them.
    #[schema(example = "Staging")]
    name: String,
    /// An environment's id, or its name in kebab-case: what that serves is the new one's first release.
    copy_from: Option<String>,
}

/// Create an environment
///
/// For editors and above. Names are equal when their kebab-case forms are.
#[utoipa::path(
    post,
    path = "/organizations/{id}/environments",
    operation_id = "create_environment",
    tag = "Environments",
    params(("id" = String, Path, description = "Organization id"), IdempotencyHeader),
    request_body = NewEnvironmentBody,
    responses(
        (status = 201, description = "The new environment", body = Environment),
        (status = 404, description = "`Organization not found`, `Environment not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn create_environment(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let place = OrganizationPlace::found(tx, ctx, id, Action::Publish, NO_ORGANIZATION)?;
        place.permit()?;
        let new = NewEnvironment::read(&mut body.fields()?)?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            environments::create(tx, ctx, place, new)
        })
    })
    .await
}

//! Invitation links, which are no more: 410 to everybody.

use axum::http::StatusCode;

use crate::api::docs_parts::ErrorBody;
use crate::http::Failure;

/// 410, whoever asks.
fn deprecated() -> Failure {
    Failure::new(
        StatusCode::GONE,
        "invitations_deprecated",
        "Workspace invitation links are deprecated. Members are now added instantly.",
    )
}

/// Accept an invitation (deprecated)
#[utoipa::path(
    post,
    path = "/workspaces/invitations/accept",
    operation_id = "accept_invitation",
    tag = "Members",
    responses((status = 410, description = "Always", body = ErrorBody))
)]
pub(crate) async fn accept_invitation() -> Failure {
    deprecated()
}

/// Verify an invitation (deprecated)
#[utoipa::path(
    get,
    path = "/workspaces/invitations/verify",
    operation_id = "verify_invitation",
    tag = "Members",
    responses((status = 410, description = "Always", body = ErrorBody))
)]
pub(crate) async fn verify_invitation() -> Failure {
    deprecated()
}

/// Revoke an invitation (deprecated)
#[utoipa::path(
    delete,
    path = "/workspaces/invitations/{id}",
    operation_id = "revoke_invitation",
    tag = "Members",
    params(("id" = String, Path, description = "Invitation id")),
    responses((status = 410, description = "Always", body = ErrorBody))
)]
pub(crate) async fn revoke_invitation() -> Failure {
    deprecated()
}

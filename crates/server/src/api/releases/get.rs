//! `GET /organizations/{id}/environments/{environmentId}/releases/{releaseId}`

use super::environment;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::releases::views::ReleaseWithTokensets;
use crate::app::releases::{NO_RELEASE, content, read};
use crate::auth::Action;
use crate::http;

/// Get a release
///
/// With the tokensets and modes that it holds, which an export may name.
#[utoipa::path(
    get,
    path = "/organizations/{id}/environments/{environmentId}/releases/{releaseId}",
    operation_id = "get_release",
    tag = "Releases",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        ("releaseId" = String, Path, description = "Release id, or its version")
    ),
    responses(
        (status = 200, description = "The release", body = ReleaseWithTokensets,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Release not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(super) async fn get_release(call: Call) -> http::Result {
    let release = call
        .read(|tx, call| {
            let (place, environment) = environment(tx, call, Action::ReadOrganization, NO_RELEASE)?;
            let found = read::find(tx, &environment, call.segment("releaseId"))?;
            place.permit()?;
            let outline = content::outline_of(tx, &found.release)?;
            Ok(ReleaseWithTokensets::new(&found, outline))
        })
        .await?;
    call.many(&release)
}

//! `GET /organizations/{id}/environments/{environmentId}/releases/{releaseId}/diff`

use utoipa::IntoParams;

use super::environment;
use super::schema::ReleaseDifferences;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::releases::read::Pair;
use crate::app::releases::{NO_RELEASE, read};
use crate::auth::Action;
use crate::http;

/// What to compare a release with.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the document")]
pub(crate) struct Against {
    /// A version of the environment, or the id of any release of the organization. Default: the release
    /// that was active when this one was published.
    against: Option<String>,
}

/// Compare releases
///
/// What was added, removed, renamed, retyped, changed or deprecated on the way to this release; values
/// as they resolve, in every mode.
#[utoipa::path(
    get,
    path = "/organizations/{id}/environments/{environmentId}/releases/{releaseId}/diff",
    operation_id = "diff_releases",
    tag = "Releases",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        ("releaseId" = String, Path, description = "Release id, or its version"),
        Against
    ),
    responses(
        (status = 200, description = "The differences", body = ReleaseDifferences,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Release not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(super) async fn diff_releases(call: Call) -> http::Result {
    let pair = call
        .read(|tx, call| {
            let (place, environment) = environment(tx, call, Action::ReadOrganization, NO_RELEASE)?;
            let to = read::find(tx, &environment, call.segment("releaseId"))?;
            place.permit()?;
            let against = call.query.text("against")?;
            Ok(Pair::read(tx, &call.context, &environment, to, against)?)
        })
        .await?;
    call.many_from(true, move || pair.differences()).await
}

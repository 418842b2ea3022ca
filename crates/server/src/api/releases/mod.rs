//! Releases of environments.

mod activate;
mod diff;
pub(crate) mod export;
mod get;
mod list;
mod merge;
mod publish;
mod schema;

use axum::http::StatusCode;
use tokencraft_storage::{Environment, ReleaseId, Tx};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;
use crate::api::call::Call;
use crate::app;
use crate::app::Context;
use crate::app::field::Fields;
use crate::app::organizations::{NO_ENVIRONMENT, OrganizationPlace, environments};
use crate::app::releases::candidate::Candidate;
use crate::app::releases::input::Words;
use crate::auth::Action;
use crate::http::idempotency::Answer;
use crate::http::{self, Failure, RawBody};

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list::list_releases, publish::publish_release))
        .routes(routes!(get::get_release))
        .routes(routes!(diff::diff_releases))
        .routes(routes!(activate::activate_release))
        .routes(routes!(merge::merge_environment))
}

/// The environment of a path, and whether the caller may do there what they ask for.
fn environment(
    tx: &mut Tx<'_>,
    call: &Call,
    action: Action,
    missing: &'static str,
) -> app::Result<(OrganizationPlace, Environment)> {
    let id = call.segment("id");
    let place = OrganizationPlace::found(tx, &call.context, id, action, missing)?;
    let text = call.segment("environmentId");
    let found = environments::find(tx, place.organization.id, text);
    let environment = found.map_err(|error| match error {
        app::Error::NotFound(_) => app::Error::NotFound(missing),
        other => other,
    })?;
    Ok((place, environment))
}

/// Reads the body of a new release, and what the release is to be computed from. `Err` = the answer that
/// was given to the same request before.
async fn begin<W: 'static, S: Send + 'static>(
    call: &Call,
    body: &RawBody,
    wanted: fn(&mut Fields) -> app::Result<W>,
    read: fn(&mut Tx<'_>, &Context, &OrganizationPlace, Environment, W) -> app::Result<S>,
) -> Result<Result<S, Answer>, Failure> {
    let body = body.clone();
    call.read_long(move |tx, call| {
        let (place, environment) = environment(tx, call, Action::Publish, NO_ENVIRONMENT)?;
        place.permit()?;
        let wanted = wanted(&mut body.fields()?)?;
        if let Some(answer) = call.repeated(tx, &body)? {
            return Ok(Err(answer));
        }
        Ok(Ok(read(tx, &call.context, &place, environment, wanted)?))
    })
    .await
}

/// Commits a computed release.
async fn commit(
    call: Call,
    body: RawBody,
    candidate: Candidate,
    action: &'static str,
    words: Words,
) -> http::Result {
    let id = ReleaseId(call.context.new_id());
    call.write(body, move |tx, call, body| {
        let (mut place, _) = environment(tx, call, Action::Publish, NO_ENVIRONMENT)?;
        place.permit()?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            candidate.commit(tx, &call.context, &mut place, id, action, &words)
        })
    })
    .await
}

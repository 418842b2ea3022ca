//! Releases of environments.

mod activate;
mod diff;
pub(crate) mod export;
mod get;
mod list;
mod merge;
mod publish;
mod schema;

use tokencraft_storage::{Environment, Tx};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;
use crate::api::call::Call;
use crate::app;
use crate::app::organizations::{OrganizationPlace, environments};
use crate::auth::Action;

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

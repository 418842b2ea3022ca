//! `GET /organizations/{id}/environments/{environmentId}/export`

use std::sync::Arc;

use tokencraft_releases::Snapshot;
use utoipa::IntoParams;

use super::environment;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::api::transfer::rendering::{ExportQuery, Wanted, rendered};
use crate::app::organizations::NO_ENVIRONMENT;
use crate::app::releases::export::ReleaseExport;
use crate::app::releases::{content, read};
use crate::app::snapshot::Rendered;
use crate::app::{Context, Error};
use crate::auth::Action;
use crate::http;

/// Which release, and which part of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the document")]
pub(crate) struct Part {
    /// A version, or a release's id. Default: the active release.
    release: Option<String>,
    /// A tokenset's id or name. Default: all tokensets together; a name that two of them define is refused.
    tokenset: Option<String>,
    /// A mode's id or name. Default: all modes.
    mode: Option<String>,
}

enum Found {
    Rendered(Arc<Rendered>),
    Loaded(Arc<Snapshot>),
}

/// Export a release
///
/// What an environment serves, or one release of it, as code: the same options and the same code as the
/// export of a tokenset. A version's text never changes.
#[utoipa::path(
    get,
    path = "/organizations/{id}/environments/{environmentId}/export",
    operation_id = "export_environment",
    tag = "Export",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        Part,
        ExportQuery
    ),
    responses(
        (status = 200, description = "The code", headers(
            ("ETag" = String, description = "Names this very content")
        ), content(
            (String = "text/plain"),
            (String = "text/css"),
            (serde_json::Value = "application/json"),
            (String = "application/xml")
        )),
        (status = 404, description = "`Environment not found`, `No active release`, `Release not found`", body = ErrorBody),
        (status = 409, description = "Two tokensets define one name: choose with `tokenset=`", body = ErrorBody),
        (status = 422, description = "`strict=true`, and aliases are broken", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn export_environment(call: Call) -> http::Result {
    let (export, found, download) = call
        .read(|tx, call| {
            let action = Action::ExportRelease;
            let (place, environment) = environment(tx, call, action, NO_ENVIRONMENT)?;
            place.permit()?;
            let wanted = Wanted::of(&call.query)?;
            let text = |name| Ok::<_, http::Failure>(call.query.text(name)?.map(str::to_owned));
            let (tokenset, mode, pinned) = (text("tokenset")?, text("mode")?, text("release")?);
            let export = ReleaseExport {
                release: read::served(tx, &environment, pinned.as_deref())?,
                environment: environment.slug,
                tokenset,
                mode,
                format: wanted.format,
                options: wanted.options,
            };
            let found = if let Some(rendered) = export.rendered(&call.context) {
                Found::Rendered(rendered)
            } else {
                let release = &export.release.release;
                Found::Loaded(content::of(tx, &call.context, release, &[])?)
            };
            Ok((export, found, wanted.download))
        })
        .await?;
    let name = download.then(|| export.file_name());
    let format = export.format;
    let (ready, snapshot) = match found {
        Found::Rendered(rendered) => (Some(rendered), None),
        Found::Loaded(snapshot) => (None, Some(snapshot)),
    };
    let render = move |ctx: &Context| match snapshot {
        Some(snapshot) => export.render(ctx, &snapshot),
        None => Err(Error::defect("an export that is ready is not rendered")),
    };
    rendered(&call, format, name, ready, render).await
}

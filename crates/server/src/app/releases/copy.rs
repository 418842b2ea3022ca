//! A new environment that starts with what another one serves.

use tokencraft_storage::releases::{self as rows, Source};
use tokencraft_storage::{Environment, EnvironmentId, ReleaseId, Tx, UserId};

use super::candidate::insert;
use super::views::{Release, numbers, version};
use crate::app::context::Context;
use crate::app::error::Result;

/// Makes the active release of an environment the first one of a new environment of the same
/// organization, which this transaction holds. `None` when there is none to copy.
pub fn copy(
    tx: &mut Tx<'_>,
    ctx: &Context,
    from: &Environment,
    to: EnvironmentId,
) -> Result<Option<Release>> {
    let Some(active) = rows::active(tx, from.id)? else {
        return Ok(None);
    };
    let release = active.release;
    let row = rows::Release {
        id: ReleaseId(ctx.new_id()),
        environment_id: to,
        version: numbers(tokencraft_releases::Version::FIRST),
        bump: None,
        parent_id: None,
        source: Some(Source {
            environment_id: from.id,
            release_id: release.id,
            version: version(release.version).to_string(),
        }),
        created_by: UserId(ctx.caller.user_id),
        created_at: ctx.now,
        ..release
    };
    insert(tx, ctx, row, "release.copy").map(Some)
}

//! The demo's organization: Staging and Production, one release in each, and a change that waits.

use tokencraft_storage::{ReleaseId, Tx, UserId, organizations as rows};
use uuid::Uuid;

use super::organizations::environments::{self, NewEnvironment};
use super::organizations::{self, NO_ENVIRONMENT, NO_ORGANIZATION, OrganizationPlace};
use super::releases::candidate::Candidate;
use super::releases::input::{Merging, Publication, Words};
use super::releases::merge::Sides;
use super::releases::publish::Sources;
use super::{Context, Error, Result};
use crate::auth::policy::Action;

const NAME: &str = "Demo";
const STAGING: &str = "Staging";

/// The demo's organization, when it is still there.
pub(super) async fn organization(ctx: &Context) -> Result<Option<Uuid>> {
    let user_id = UserId(ctx.caller.user_id);
    let find = move |tx: &mut Tx<'_>| {
        for id in rows::owned(tx, user_id)? {
            if rows::get(tx, id)?.is_some_and(|row| row.name == NAME) {
                return Ok(Some(id.0));
            }
        }
        Ok::<_, Error>(None)
    };
    ctx.server.db().read(find).await
}

/// Makes the organization, attaches the workspace, publishes to Staging and merges into Production.
pub(super) async fn prepare(ctx: &Context, workspace: Uuid) -> Result<()> {
    let db = ctx.server.db();
    let context = ctx.clone();
    let organization = db
        .write(move |tx| {
            organizations::permit_create(tx, &context)?;
            let made = organizations::create(tx, &context, NAME.to_owned())?;
            let id = made.id.to_string();
            let found = |tx: &mut _, action| {
                OrganizationPlace::found(tx, &context, &id, action, NO_ORGANIZATION)
            };
            let place = found(tx, Action::AttachWorkspace)?;
            organizations::workspaces::attach(tx, &context, place, &workspace.to_string())?;
            let new = NewEnvironment {
                name: STAGING.to_owned(),
                copy_from: None,
            };
            let place = found(tx, Action::Publish)?;
            environments::create(tx, &context, place, new)?;
            Ok::<_, Error>(id)
        })
        .await?;

    let (context, id) = (ctx.clone(), organization.clone());
    let sources = db
        .read_long(move |tx| {
            let place = place(tx, &context, &id)?;
            let staging = environments::find(tx, place.organization.id, "staging")?;
            Sources::read(tx, &context, &place, staging, Publication::default())
        })
        .await?;
    let words = Words {
        name: Some("First release".to_owned()),
        notes: Some("What the dashboard is drawn with.".to_owned()),
    };
    commit(
        ctx,
        &organization,
        sources.candidate()?,
        "release.publish",
        words,
    )
    .await?;

    let (context, id) = (ctx.clone(), organization.clone());
    let sides = db
        .read_long(move |tx| {
            let place = place(tx, &context, &id)?;
            let staging = environments::find(tx, place.organization.id, "staging")?;
            Sides::read(tx, &context, &place, staging, Merging::default())
        })
        .await?;
    let merge = sides.merge()?;
    merge.permit(false)?;
    let words = Words::default();
    commit(ctx, &organization, merge.candidate, "release.merge", words).await
}

fn place(tx: &mut Tx<'_>, ctx: &Context, organization: &str) -> Result<OrganizationPlace> {
    OrganizationPlace::found(tx, ctx, organization, Action::Publish, NO_ENVIRONMENT)
}

async fn commit(
    ctx: &Context,
    organization: &str,
    candidate: Candidate,
    action: &'static str,
    words: Words,
) -> Result<()> {
    let (context, id) = (ctx.clone(), organization.to_owned());
    let release = ReleaseId(ctx.new_id());
    let work = move |tx: &mut Tx<'_>| {
        let mut place = place(tx, &context, &id)?;
        candidate.commit(tx, &context, &mut place, release, action, &words)?;
        Ok::<_, Error>(())
    };
    ctx.server.db().write(work).await
}

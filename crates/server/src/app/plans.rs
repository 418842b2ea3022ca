//! What plans allow, and what happens to what is too much after a downgrade (the contract's section 4,
//! Downgrade): nothing is deleted, nothing more can be made, and after a grace period what is newest
//! becomes read-only.
//!
//! Three things have limits here: the workspaces of an owner, the people of each workspace, its owner
//! included, and the organizations of an owner. The table `downgrades` knows since when an account is over one of them.

use std::collections::BTreeMap;

use serde::Serialize;
use tokencraft_storage::downgrades::{self, Holding};
use tokencraft_storage::organizations::OrganizationAccess;
use tokencraft_storage::workspaces::Access;
use tokencraft_storage::{
    Plan, Role, Tx, User, UserId, WorkspaceId, members, organizations, users, workspaces,
};
use utoipa::ToSchema;

use super::context::Context;
use super::error::{Error, Result};
use super::views::{Id, Time};
use crate::{Config, Server};

/// How many of a thing; `null` = unlimited.
type Limit = Option<u32>;

/// What a plan allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Limits {
    /// Workspaces that an account owns; `null` = unlimited.
    #[schema(required)]
    pub workspaces: Limit,
    /// People in each of these workspaces, the owner included; `null` = unlimited.
    #[schema(required)]
    pub members: Limit,
    /// Organizations that an account owns; `null` = unlimited.
    #[schema(required)]
    pub organizations: Limit,
}

/// What an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Usage {
    /// Workspaces that it owns.
    pub workspaces: usize,
    /// People in the fullest of them.
    pub members: usize,
    /// Organizations that it owns.
    pub organizations: usize,
}

/// More of a resource than the plan allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Overage {
    /// `workspaces`, `organizations`, or `members`: then of one workspace.
    pub resource: &'static str,
    /// What the plan allows.
    pub limit: u32,
    /// What there is.
    pub used: usize,
    /// How many too many.
    pub over_by: usize,
    /// The newest ones, which the grace period is about: workspaces, organizations, or memberships.
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<Id>,
}

/// Whether what is too much can still be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enforcement {
    /// Nothing is too much.
    None,
    /// It can, until `grace_ends_at`.
    Grace,
    /// It cannot.
    Enforced,
}

/// How an account stands to its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DowngradeStatus {
    /// `FREE`, `PRO`, `TEAM` or `BUSINESS`.
    #[schema(value_type = super::words::PlanName)]
    pub plan: &'static str,
    /// What the plan allows.
    pub limits: Limits,
    /// What the account has.
    pub usage: Usage,
    /// What is too much.
    pub overages: Vec<Overage>,
    /// What that means now.
    pub enforcement: Enforcement,
    /// When the grace period ends or ended; `null` when nothing is too much.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub grace_ends_at: Option<Time>,
}

impl Config {
    /// What a plan allows.
    pub fn limits(&self, plan: Plan) -> Limits {
        Limits {
            workspaces: self.workspaces_per_plan[plan as usize],
            members: if plan < Plan::Team {
                Some(1)
            } else {
                self.members_per_plan[plan as usize]
            },
            organizations: self.organizations_per_plan[plan as usize],
        }
    }

    /// When the grace period of an account ends that is over its limits since `since`.
    fn grace_end(&self, since: i64) -> i64 {
        let grace = i64::try_from(self.downgrade_grace.as_millis()).unwrap_or(i64::MAX);
        since.saturating_add(grace)
    }

    /// Whether it has ended.
    fn is_grace_over(&self, since: Option<i64>, now: i64) -> bool {
        since.is_some_and(|since| self.grace_end(since) <= now)
    }
}

/// Whether there is room for one more beside `used`.
pub fn has_room(limit: Limit, used: usize) -> bool {
    limit.is_none_or(|limit| used < limit as usize)
}

fn is_over(limit: Limit, used: usize) -> bool {
    limit.is_some_and(|limit| used > limit as usize)
}

/// Whether an account that owns these workspaces and so many organizations is over its limits.
fn any_over(limits: Limits, holdings: &[Holding], organizations: usize) -> bool {
    is_over(limits.workspaces, holdings.len())
        || is_over(limits.organizations, organizations)
        || holdings
            .iter()
            .any(|holding| is_over(limits.members, count(holding)))
}

fn count(holding: &Holding) -> usize {
    usize::try_from(holding.members).unwrap_or_default()
}

/// Gives an account a plan, and starts or stops the clock of the grace period. The caller writes the
/// audit. Sessions, API tokens and members follow with the next request.
pub fn set_plan(
    tx: &mut Tx<'_>,
    server: &Server,
    user: &mut User,
    plan: Plan,
    now: i64,
) -> Result<()> {
    user.plan = plan;
    user.updated_at = now;
    users::update(tx, user)?;
    settle(tx, server.config(), user.id, now)?;
    server.credentials_change(tx);
    // Members lose sight of the account's workspaces, or get it back.
    for workspace in workspaces::owned(tx, user.id)? {
        server.events().look_again(tx, server, workspace);
    }
    Ok(())
}

/// Starts the clock of an account that is over its plan's limits, or stops it. To be called after
/// everything that may change the answer; the time of one that was over before stays.
pub fn settle(tx: &mut Tx<'_>, config: &Config, user: UserId, now: i64) -> Result<()> {
    let Some(account) = users::get(tx, user)? else {
        return Ok(());
    };
    let holdings = downgrades::holdings(tx, user)?;
    let owned = organizations::owned(tx, user)?.len();
    if any_over(config.limits(account.plan), &holdings, owned) {
        downgrades::start(tx, user, now)?;
    } else {
        downgrades::stop(tx, user)?;
    }
    Ok(())
}

/// [`settle`] for all accounts: the operator may have changed the limits.
pub fn settle_all(
    tx: &mut Tx<'_>,
    config: &Config,
    now: i64,
) -> std::result::Result<(), tokencraft_storage::Error> {
    let noted = downgrades::list(tx)?;
    let all = downgrades::all_holdings(tx)?;
    let mut owners: BTreeMap<UserId, (Plan, &[Holding], usize)> = all
        .chunk_by(|a, b| a.owner == b.owner)
        .map(|of_one| (of_one[0].owner, (of_one[0].plan, of_one, 0)))
        .collect();
    for (owner, plan, count) in organizations::owners(tx)? {
        let held = owners.entry(owner).or_insert((plan, &[], 0));
        held.2 = usize::try_from(count).unwrap_or_default();
    }
    let over: Vec<UserId> = owners
        .into_iter()
        .filter(|(_, (plan, holdings, count))| any_over(config.limits(*plan), holdings, *count))
        .map(|(owner, _)| owner)
        .collect();
    for user in &over {
        if !noted.contains(user) {
            downgrades::start(tx, *user, now)?;
        }
    }
    for user in noted {
        if !over.contains(&user) {
            downgrades::stop(tx, user)?;
        }
    }
    Ok(())
}

/// Whether the grace period is over for what a person would change: the workspace is one too many of
/// its owner's, or the person one too many in it.
pub fn is_held(tx: &mut Tx<'_>, ctx: &Context, access: &Access) -> Result<bool> {
    let config = ctx.server.config();
    if !config.is_grace_over(access.over_since, ctx.now) {
        return Ok(false);
    }
    let limits = config.limits(access.owner_plan);
    let owned = downgrades::holdings(tx, access.workspace.user_id)?;
    let place = owned
        .iter()
        .position(|holding| holding.workspace_id == access.workspace.id);
    if place.is_some_and(|place| !has_room(limits.workspaces, place)) {
        return Ok(true);
    }
    if access.role == Some(Role::Owner) {
        return Ok(false);
    }
    let people = owner_first(tx, access.workspace.id)?;
    let place = people
        .iter()
        .position(|member| member.user_id.0 == ctx.caller.user_id);
    Ok(place.is_some_and(|place| !has_room(limits.members, place)))
}

/// The same of an organization: one too many of its owner's.
pub fn is_organization_held(
    tx: &mut Tx<'_>,
    ctx: &Context,
    access: &OrganizationAccess,
) -> Result<bool> {
    let config = ctx.server.config();
    if !config.is_grace_over(access.over_since, ctx.now) {
        return Ok(false);
    }
    let limit = config.limits(access.owner_plan).organizations;
    let owned = organizations::owned(tx, access.organization.user_id)?;
    let place = owned.iter().position(|id| *id == access.organization.id);
    Ok(place.is_some_and(|place| !has_room(limit, place)))
}

/// The people of a workspace in the order in which a limit counts them.
fn owner_first(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<members::Member>> {
    let named = members::list(tx, workspace)?;
    let mut people: Vec<_> = named.into_iter().map(|named| named.member).collect();
    people.sort_by_key(|member| member.role != Role::Owner);
    Ok(people)
}

/// How the caller's account stands to its plan.
pub fn status(tx: &mut Tx<'_>, ctx: &Context) -> Result<DowngradeStatus> {
    let id = UserId(ctx.caller.user_id);
    let user = users::get(tx, id)?.ok_or(Error::defect("the caller has no account"))?;
    let config = ctx.server.config();
    let limits = config.limits(user.plan);
    let holdings = downgrades::holdings(tx, id)?;
    let mut overages = Vec::new();
    let workspaces = holdings.iter().map(|holding| holding.workspace_id.0.into());
    overages.extend(overage("workspaces", limits.workspaces, workspaces));
    for holding in &holdings {
        if is_over(limits.members, count(holding)) {
            let people = owner_first(tx, holding.workspace_id)?;
            let people = people.iter().map(|member| member.id.0.into());
            overages.extend(overage("members", limits.members, people));
        }
    }
    let owned = organizations::owned(tx, id)?;
    let organizations = owned.iter().map(|id| id.0.into());
    overages.extend(overage(
        "organizations",
        limits.organizations,
        organizations,
    ));
    // A clock that nobody has started yet starts no earlier than now.
    let since = downgrades::since(tx, id)?.unwrap_or(ctx.now);
    let end = config.grace_end(since);
    let enforcement = match overages.is_empty() {
        true => Enforcement::None,
        false if end <= ctx.now => Enforcement::Enforced,
        false => Enforcement::Grace,
    };
    Ok(DowngradeStatus {
        plan: user.plan.as_str(),
        limits,
        usage: Usage {
            workspaces: holdings.len(),
            members: holdings.iter().map(count).max().unwrap_or_default(),
            organizations: owned.len(),
        },
        enforcement,
        grace_ends_at: (!overages.is_empty()).then_some(Time(end)),
        overages,
    })
}

fn overage(
    resource: &'static str,
    limit: Limit,
    all: impl ExactSizeIterator<Item = Id>,
) -> Option<Overage> {
    let (limit, used) = (limit?, all.len());
    let over_by = used.checked_sub(limit as usize).filter(|over| *over > 0)?;
    Some(Overage {
        resource,
        limit,
        used,
        over_by,
        ids: all.skip(limit as usize).collect(),
    })
}

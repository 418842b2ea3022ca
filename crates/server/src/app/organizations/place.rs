//! An organization that an operation happens in: found, visible, and what the caller may do there.

use tokencraft_storage::organizations::{self as rows, OrganizationAccess};
use tokencraft_storage::{OrganizationId, Plan, Role, Tx, UserId};

use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::input::parse_id;
use crate::app::plans;
use crate::auth::policy::{Action, Decision, Reason, decide};

/// The 404 of an organization item and its collections.
pub const NO_ORGANIZATION: &str = "Organization not found";
/// The 404 of an environment item and what is below it.
pub const NO_ENVIRONMENT: &str = "Environment not found";

/// An organization that the caller sees.
#[derive(Clone, Debug)]
pub struct OrganizationPlace {
    /// Its row.
    pub organization: rows::Organization,
    /// The owner's plan.
    pub owner_plan: Plan,
    /// The caller's role.
    pub role: Role,
    forbidden: Option<Reason>,
}

impl OrganizationPlace {
    /// An organization by the id in a path; `missing` is the operation's 404.
    pub fn found(
        tx: &mut Tx<'_>,
        ctx: &Context,
        id: &str,
        action: Action,
        missing: &'static str,
    ) -> Result<Self> {
        let id = parse_id(id).ok_or(Error::NotFound(missing))?;
        let access = rows::access(tx, UserId(ctx.caller.user_id), OrganizationId(id))?;
        let access = access.ok_or(Error::NotFound(missing))?;
        Self::decided(tx, ctx, access, action, missing)
    }

    /// The same of what storage knows already.
    pub fn decided(
        tx: &mut Tx<'_>,
        ctx: &Context,
        access: OrganizationAccess,
        action: Action,
        missing: &'static str,
    ) -> Result<Self> {
        let decision = decide(access.owner_plan, access.role, ctx.caller.door, action);
        let (role, forbidden) = match (access.role, decision) {
            (None, _) | (_, Decision::Hide) => return Err(Error::NotFound(missing)),
            (Some(role), Decision::Forbid(reason)) => (role, Some(reason)),
            (Some(role), Decision::Allow) => {
                let held =
                    action.is_held_by_limits() && plans::is_organization_held(tx, ctx, &access)?;
                (role, held.then_some(Reason::OrganizationLimit))
            }
        };
        Ok(Self {
            organization: access.organization,
            owner_plan: access.owner_plan,
            role,
            forbidden,
        })
    }

    /// 403 when the role or the plan forbids the action. Asked when everything else is found.
    pub fn permit(&self) -> Result<()> {
        self.forbidden.map_or(Ok(()), |reason| Err(reason.into()))
    }

    /// Takes the organization for this transaction.
    pub fn lock(&mut self, tx: &mut Tx<'_>, missing: &'static str) -> Result<()> {
        self.organization =
            rows::lock(tx, self.organization.id)?.ok_or(Error::NotFound(missing))?;
        Ok(())
    }
}

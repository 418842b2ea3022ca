//! Who may do what: one pure function (the contract's section 3).

use tokencraft_storage::{Plan, Role};

use super::caller::{Door, Scope};
use crate::app;

/// What an operation does, as far as rights are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Lists the caller's workspaces.
    ListWorkspaces,
    /// Makes a workspace; `plan` is the caller's own.
    CreateWorkspace,
    /// Reads anything in a workspace.
    Read,
    /// Changes tokensets, modes or tokens.
    Write,
    /// Changes the workspace's own name or description.
    EditWorkspace,
    /// Deletes the workspace.
    DeleteWorkspace,
    /// Renders code.
    Export,
    /// Adds members and changes their roles.
    ManageMembers,
    /// Removes members. Everybody may remove themselves, which the operation looks at.
    RemoveMember,
    /// Reads who changed what.
    ReadActivity,
    /// Gives the workspace to another.
    TransferWorkspace,
    /// Lists the caller's organizations.
    ListOrganizations,
    /// Makes an organization; `plan` is the caller's own.
    CreateOrganization,
    /// Reads an organization, its workspaces' list, members, environments and releases.
    ReadOrganization,
    /// Renders code of a release.
    ExportRelease,
    /// Makes and renames environments, publishes to them, activates and merges releases.
    Publish,
    /// Deletes environments.
    DeleteEnvironment,
    /// Renames the organization.
    EditOrganization,
    /// Attaches workspaces.
    AttachWorkspace,
    /// Detaches workspaces. A workspace's owner always may, which the operation looks at.
    DetachWorkspace,
    /// Adds members to the organization and changes their roles.
    ManageOrganizationMembers,
    /// Removes members from it. Everybody may remove themselves, which the operation looks at.
    RemoveOrganizationMember,
    /// Reads who changed what in the organization.
    ReadOrganizationActivity,
    /// Deletes the organization.
    DeleteOrganization,
    /// Concerns the caller's own account and what belongs to it.
    Account,
    /// Concerns other accounts. Operators only, which is no matter of a workspace: [`decide`] allows
    /// it to nobody, [`crate::app::accounts::permit_operator`] to them.
    Operate,
}

/// The answer of [`decide`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Allow,
    /// 404, as if it were not there.
    Hide,
    /// 403.
    Forbid(Reason),
}

/// Why something visible is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The API token lacks a scope.
    MissingScope(Scope),
    /// The owner's plan has no API writes.
    PlanWithoutApiWrite,
    /// The role may not write.
    Role,
    /// The role may not do this in the dashboard.
    SessionRole,
    /// The API token is restricted to one workspace.
    RestrictedToken,
    /// The owner has more than the plan allows, the grace period is over, and this is too much.
    PlanLimit,
    /// The role in the organization may not do this.
    OrganizationRole,
    /// Changes of organizations are not in the plan of their owner.
    NoOrganizations,
    /// The owner has more organizations than allowed, the grace period is over, and this is too much.
    OrganizationLimit,
    /// The account is no operator's.
    NoOperator,
}

impl Reason {
    /// The sentence of the answer.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::MissingScope(Scope::Read) => "This operation requires the 'read:tokens' scope",
            Self::MissingScope(Scope::Write) => "This operation requires the 'write:tokens' scope",
            Self::MissingScope(Scope::Export) => {
                "This operation requires the 'export:tokens' scope"
            }
            Self::PlanWithoutApiWrite => {
                "API write access is not available for this workspace owner's current plan."
            }
            Self::Role => {
                "Your workspace role does not allow API write operations on this TEAM workspace."
            }
            Self::SessionRole => "Your workspace role does not allow this operation.",
            Self::RestrictedToken => "This API token is restricted to one workspace",
            Self::PlanLimit => {
                "This workspace is read-only because its owner's plan limit is exceeded."
            }
            Self::OrganizationRole => "Your organization role does not allow this operation.",
            Self::NoOrganizations => "Organizations are not available on this plan",
            Self::OrganizationLimit => {
                "This organization is read-only because its owner's plan limit is exceeded."
            }
            Self::NoOperator => "Only operators may manage accounts",
        }
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingScope(_) => "missing_scope",
            Self::PlanWithoutApiWrite => "plan_without_api_write",
            Self::Role | Self::SessionRole | Self::OrganizationRole => "role_not_allowed",
            Self::RestrictedToken => "restricted_api_token",
            Self::PlanLimit | Self::OrganizationLimit => "plan_limit_enforced",
            Self::NoOrganizations => "organizations_not_available",
            Self::NoOperator => "operators_only",
        }
    }
}

impl From<Reason> for app::Error {
    fn from(reason: Reason) -> Self {
        Self::Forbidden {
            code: reason.code(),
            message: reason.sentence().to_owned(),
        }
    }
}

impl Decision {
    /// As the outcome of an operation; `not_found` is the operation's own 404 text.
    pub fn or_not_found(self, not_found: &'static str) -> app::Result<()> {
        match self {
            Self::Allow => Ok(()),
            Self::Hide => Err(app::Error::NotFound(not_found)),
            Self::Forbid(reason) => Err(reason.into()),
        }
    }
}

impl Action {
    /// The scope an API token needs.
    pub fn scope(self) -> Scope {
        match self {
            Self::ListWorkspaces
            | Self::Read
            | Self::ReadActivity
            | Self::ListOrganizations
            | Self::ReadOrganization
            | Self::ReadOrganizationActivity => Scope::Read,
            Self::Export | Self::ExportRelease => Scope::Export,
            _ => Scope::Write,
        }
    }

    /// Whether it is refused where the owner has more than the plan allows: what adds or changes is,
    /// what takes away is not.
    pub fn is_held_by_limits(self) -> bool {
        matches!(
            self,
            Self::Write | Self::EditWorkspace | Self::ManageMembers
        ) || self.adds_to_organization()
    }

    /// Whether it changes an organization otherwise than by taking away: only BUSINESS may.
    fn adds_to_organization(self) -> bool {
        matches!(
            self,
            Self::Publish
                | Self::EditOrganization
                | Self::AttachWorkspace
                | Self::ManageOrganizationMembers
        )
    }

    /// Whether it happens in an organization, where the caller has a role of its own.
    fn is_in_organization(self) -> bool {
        self.adds_to_organization()
            || matches!(
                self,
                Self::ReadOrganization
                    | Self::ExportRelease
                    | Self::DeleteEnvironment
                    | Self::DetachWorkspace
                    | Self::RemoveOrganizationMember
                    | Self::ReadOrganizationActivity
                    | Self::DeleteOrganization
            )
    }

    /// The lowest role that may do it, behind a door.
    fn least_role(self, door: Door) -> Role {
        match (self, door) {
            (
                Self::ListWorkspaces
                | Self::CreateWorkspace
                | Self::Read
                | Self::Export
                | Self::RemoveMember
                | Self::ListOrganizations
                | Self::CreateOrganization
                | Self::ReadOrganization
                | Self::ExportRelease
                | Self::RemoveOrganizationMember
                | Self::Account,
                _,
            ) => Role::Viewer,
            (Self::Write | Self::Publish, _) | (Self::EditWorkspace, Door::Api { .. }) => {
                Role::Editor
            }
            (Self::EditWorkspace, Door::Session { .. })
            | (
                Self::ManageMembers
                | Self::ReadActivity
                | Self::DeleteEnvironment
                | Self::EditOrganization
                | Self::AttachWorkspace
                | Self::DetachWorkspace
                | Self::ManageOrganizationMembers
                | Self::ReadOrganizationActivity,
                _,
            ) => Role::Admin,
            (
                Self::DeleteWorkspace
                | Self::TransferWorkspace
                | Self::DeleteOrganization
                | Self::Operate,
                _,
            ) => Role::Owner,
        }
    }
}

/// Decides one action of one caller in one workspace or organization. `plan` is its owner's; `role` is
/// the caller's in it, `None` for a stranger (also when [`Door::reaches`] says no).
pub fn decide(plan: Plan, role: Option<Role>, door: Door, action: Action) -> Decision {
    if let Door::Api { scopes, .. } = door
        && !scopes.has(action.scope())
    {
        return Decision::Forbid(Reason::MissingScope(action.scope()));
    }
    let role = match action {
        // These have no workspace yet: the caller acts as the owner of what will be.
        Action::ListWorkspaces | Action::ListOrganizations | Action::Account => {
            return Decision::Allow;
        }
        Action::CreateOrganization if plan < Plan::Business => {
            return Decision::Forbid(Reason::NoOrganizations);
        }
        Action::CreateOrganization => return Decision::Allow,
        in_organization if in_organization.is_in_organization() => {
            return decide_in_organization(plan, role, door, action);
        }
        Action::Operate => return Decision::Forbid(Reason::NoOperator),
        Action::CreateWorkspace => {
            if matches!(
                door,
                Door::Api {
                    workspace_id: Some(_),
                    ..
                }
            ) {
                return Decision::Forbid(Reason::RestrictedToken);
            }
            Role::Owner
        }
        _ => match role {
            Some(Role::Owner) => Role::Owner,
            // Without TEAM there are no members, whatever rows are left.
            Some(member) if plan >= Plan::Team => member,
            _ => return Decision::Hide,
        },
    };
    if role < action.least_role(door) {
        let of_api = matches!(door, Door::Api { .. }) || action == Action::DeleteWorkspace;
        return Decision::Forbid(if of_api {
            Reason::Role
        } else {
            Reason::SessionRole
        });
    }
    let writes = action.scope() == Scope::Write;
    if writes && plan == Plan::Free && matches!(door, Door::Api { .. }) {
        return Decision::Forbid(Reason::PlanWithoutApiWrite);
    }
    Decision::Allow
}

/// Members keep reading and exporting whatever the plan has become, and may always take away.
fn decide_in_organization(plan: Plan, role: Option<Role>, door: Door, action: Action) -> Decision {
    let of_one_workspace = matches!(
        door,
        Door::Api {
            workspace_id: Some(_),
            ..
        }
    );
    match role.filter(|_| !of_one_workspace) {
        None => Decision::Hide,
        Some(_) if action.adds_to_organization() && plan < Plan::Business => {
            Decision::Forbid(Reason::NoOrganizations)
        }
        Some(role) if role < action.least_role(door) => Decision::Forbid(Reason::OrganizationRole),
        Some(_) => Decision::Allow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Scopes;
    use crate::auth::routes::resources;

    const PLANS: [Plan; 4] = [Plan::Free, Plan::Pro, Plan::Team, Plan::Business];
    const ROLES: [Option<Role>; 5] = [
        Some(Role::Owner),
        Some(Role::Admin),
        Some(Role::Editor),
        Some(Role::Viewer),
        None,
    ];

    fn api(scopes: Scopes) -> Door {
        Door::Api {
            api_token_id: uuid::Uuid::nil(),
            scopes,
            workspace_id: None,
        }
    }

    fn word(decision: Decision) -> String {
        match decision {
            Decision::Allow => "allow".into(),
            Decision::Hide => "hide".into(),
            Decision::Forbid(reason) => reason.code().into(),
        }
    }

    /// One line per plan and action; columns are the roles.
    fn matrix(door: Door) -> String {
        let actions = [
            Action::Read,
            Action::Export,
            Action::Write,
            Action::EditWorkspace,
            Action::DeleteWorkspace,
            Action::ManageMembers,
            Action::RemoveMember,
            Action::ReadActivity,
            Action::TransferWorkspace,
            Action::CreateWorkspace,
            Action::CreateOrganization,
            Action::ReadOrganization,
            Action::ExportRelease,
            Action::Publish,
            Action::DeleteEnvironment,
            Action::EditOrganization,
            Action::AttachWorkspace,
            Action::DetachWorkspace,
            Action::ManageOrganizationMembers,
            Action::RemoveOrganizationMember,
            Action::ReadOrganizationActivity,
            Action::DeleteOrganization,
        ];
        let mut lines = Vec::new();
        for plan in PLANS {
            for action in actions {
                let cells: Vec<_> = ROLES
                    .iter()
                    .map(|role| word(decide(plan, *role, door, action)))
                    .collect();
                lines.push(format!("{plan:?} {action:?}: {}", cells.join(" · ")));
            }
        }
        lines.join("\n")
    }

    #[test]
    fn a14_every_plan_and_role_at_the_api_door() {
        insta::assert_snapshot!(matrix(api(Scopes::ALL)));
    }

    #[test]
    fn every_plan_and_role_at_the_session_door() {
        insta::assert_snapshot!(matrix(Door::Session {
            session_id: uuid::Uuid::nil()
        }));
    }

    #[test]
    fn a09_a_missing_scope_is_refused_before_visibility() {
        for route in resources() {
            let needed = route.action.scope();
            for lacking in (0..8).map(Scopes).filter(|scopes| !scopes.has(needed)) {
                for role in ROLES {
                    assert_eq!(
                        decide(Plan::Team, role, api(lacking), route.action),
                        Decision::Forbid(Reason::MissingScope(needed)),
                        "{route:?} {lacking:?} {role:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_restricted_token_makes_no_workspace_and_sees_no_organization() {
        let door = Door::Api {
            api_token_id: uuid::Uuid::nil(),
            scopes: Scopes::ALL,
            workspace_id: Some(uuid::Uuid::max()),
        };
        assert_eq!(
            word(decide(Plan::Business, None, door, Action::CreateWorkspace)),
            "restricted_api_token"
        );
        let release = decide(
            Plan::Business,
            Some(Role::Owner),
            door,
            Action::ExportRelease,
        );
        assert_eq!(release, Decision::Hide, "it holds other workspaces too");
        assert!(door.reaches(uuid::Uuid::max()));
        assert!(!door.reaches(uuid::Uuid::nil()));
    }
}

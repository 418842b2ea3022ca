//! Every operation, where it is and what it needs: one table.

use axum::http::Method;

use super::policy::Action;

/// Behind which doors a route is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doors {
    /// Both: the resources.
    Both,
    /// The session door alone.
    Session,
    /// The session door's mount, for whoever asks: nobody has to be signed in.
    Open,
}

/// One line of the table of routes.
#[derive(Clone, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: Method,
    /// Below the door's mount.
    pub path: &'static str,
    /// The operationId without the door's prefix.
    pub operation: &'static str,
    /// What it needs.
    pub action: Action,
    /// Where it is.
    pub doors: Doors,
}

const fn route(
    method: Method,
    path: &'static str,
    operation: &'static str,
    action: Action,
) -> Route {
    Route {
        method,
        path,
        operation,
        action,
        doors: Doors::Both,
    }
}

const fn session(
    method: Method,
    path: &'static str,
    operation: &'static str,
    action: Action,
) -> Route {
    Route {
        method,
        path,
        operation,
        action,
        doors: Doors::Session,
    }
}

const fn open(method: Method, path: &'static str, operation: &'static str) -> Route {
    Route {
        method,
        path,
        operation,
        action: Action::Account,
        doors: Doors::Open,
    }
}

/// Every operation. The API door refuses a missing scope by this table before anything is looked up,
/// the session door lets pass what it says is open; a test holds it against openapi.json.
pub static ROUTES: &[Route] = &[
    route(
        Method::GET,
        "/workspaces",
        "list_workspaces",
        Action::ListWorkspaces,
    ),
    route(
        Method::POST,
        "/workspaces",
        "create_workspace",
        Action::CreateWorkspace,
    ),
    route(
        Method::GET,
        "/workspaces/{id}",
        "get_workspace",
        Action::Read,
    ),
    route(
        Method::PATCH,
        "/workspaces/{id}",
        "update_workspace",
        Action::EditWorkspace,
    ),
    route(
        Method::DELETE,
        "/workspaces/{id}",
        "delete_workspace",
        Action::DeleteWorkspace,
    ),
    route(
        Method::GET,
        "/workspaces/{id}/tokensets",
        "list_tokensets",
        Action::Read,
    ),
    route(
        Method::POST,
        "/workspaces/{id}/tokensets",
        "create_tokenset",
        Action::Write,
    ),
    route(
        Method::POST,
        "/workspaces/{id}/import",
        "import_workspace",
        Action::Write,
    ),
    route(Method::GET, "/tokensets/{id}", "get_tokenset", Action::Read),
    route(
        Method::PATCH,
        "/tokensets/{id}",
        "update_tokenset",
        Action::Write,
    ),
    route(
        Method::DELETE,
        "/tokensets/{id}",
        "delete_tokenset",
        Action::Write,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/modes",
        "list_modes",
        Action::Read,
    ),
    route(
        Method::POST,
        "/tokensets/{id}/modes",
        "create_mode",
        Action::Write,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/tokens",
        "list_tokenset_tokens",
        Action::Read,
    ),
    route(
        Method::POST,
        "/tokensets/{id}/tokens/rename",
        "rename_tokens",
        Action::Write,
    ),
    route(
        Method::POST,
        "/tokensets/{id}/import",
        "import_tokenset",
        Action::Write,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/export",
        "export_tokenset",
        Action::Export,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/diagnostics",
        "list_diagnostics",
        Action::Read,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/modes/{modeId}",
        "get_mode",
        Action::Read,
    ),
    route(
        Method::PATCH,
        "/tokensets/{id}/modes/{modeId}",
        "update_mode",
        Action::Write,
    ),
    route(
        Method::DELETE,
        "/tokensets/{id}/modes/{modeId}",
        "delete_mode",
        Action::Write,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/modes/{modeId}/export",
        "export_mode",
        Action::Export,
    ),
    route(
        Method::GET,
        "/organizations/{id}/environments/{environmentId}/export",
        "export_environment",
        Action::ExportRelease,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/modes/{modeId}/tokens",
        "list_tokens",
        Action::Read,
    ),
    route(
        Method::POST,
        "/tokensets/{id}/modes/{modeId}/tokens",
        "create_token",
        Action::Write,
    ),
    route(
        Method::POST,
        "/tokensets/{id}/modes/{modeId}/tokens/batch",
        "batch_tokens",
        Action::Write,
    ),
    route(
        Method::GET,
        "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
        "get_token",
        Action::Read,
    ),
    route(
        Method::PATCH,
        "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
        "update_token",
        Action::Write,
    ),
    route(
        Method::DELETE,
        "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
        "delete_token",
        Action::Write,
    ),
    // Signing in and out.
    open(Method::POST, "/auth/setup", "set_up"),
    open(Method::POST, "/auth/signup", "sign_up"),
    open(Method::POST, "/auth/login", "log_in"),
    open(Method::POST, "/auth/reset", "reset_password"),
    session(Method::POST, "/auth/logout", "log_out", Action::Account),
    open(Method::GET, "/auth/options", "get_sign_in_options"),
    session(Method::GET, "/auth/session", "get_session", Action::Account),
    session(
        Method::PATCH,
        "/auth/session",
        "change_profile",
        Action::Account,
    ),
    session(
        Method::GET,
        "/auth/sessions",
        "list_sessions",
        Action::Account,
    ),
    session(
        Method::DELETE,
        "/auth/sessions/{id}",
        "end_session",
        Action::Account,
    ),
    session(
        Method::POST,
        "/auth/password",
        "change_password",
        Action::Account,
    ),
    // Accounts.
    session(Method::GET, "/users", "list_users", Action::Operate),
    session(Method::POST, "/users", "create_user", Action::Operate),
    session(Method::PATCH, "/users/{id}", "update_user", Action::Operate),
    session(
        Method::POST,
        "/users/{id}/reset",
        "make_reset_link",
        Action::Operate,
    ),
    // What belongs to the caller's own account.
    session(
        Method::GET,
        "/api-tokens",
        "list_api_tokens",
        Action::Account,
    ),
    session(
        Method::POST,
        "/api-tokens",
        "create_api_token",
        Action::Account,
    ),
    session(
        Method::DELETE,
        "/api-tokens/{id}",
        "revoke_api_token",
        Action::Account,
    ),
    session(
        Method::GET,
        "/subscription/downgrade-status",
        "get_downgrade_status",
        Action::Account,
    ),
    // People and changes.
    session(
        Method::GET,
        "/workspaces/{id}/members",
        "list_members",
        Action::Read,
    ),
    session(
        Method::POST,
        "/workspaces/{id}/members",
        "put_member",
        Action::ManageMembers,
    ),
    session(
        Method::DELETE,
        "/workspaces/{id}/members/{memberId}",
        "remove_member",
        Action::RemoveMember,
    ),
    session(
        Method::POST,
        "/workspaces/{id}/transfer",
        "transfer_workspace",
        Action::TransferWorkspace,
    ),
    session(
        Method::GET,
        "/workspaces/{id}/activity",
        "list_activity",
        Action::ReadActivity,
    ),
    session(
        Method::GET,
        "/workspaces/{id}/events",
        "watch_workspace",
        Action::Read,
    ),
    // Organizations.
    session(
        Method::GET,
        "/organizations",
        "list_organizations",
        Action::ListOrganizations,
    ),
    session(
        Method::POST,
        "/organizations",
        "create_organization",
        Action::CreateOrganization,
    ),
    session(
        Method::GET,
        "/organizations/{id}",
        "get_organization",
        Action::ReadOrganization,
    ),
    session(
        Method::PATCH,
        "/organizations/{id}",
        "update_organization",
        Action::EditOrganization,
    ),
    session(
        Method::DELETE,
        "/organizations/{id}",
        "delete_organization",
        Action::DeleteOrganization,
    ),
    session(
        Method::GET,
        "/organizations/{id}/workspaces",
        "list_organization_workspaces",
        Action::ReadOrganization,
    ),
    session(
        Method::POST,
        "/organizations/{id}/workspaces",
        "attach_workspace",
        Action::AttachWorkspace,
    ),
    session(
        Method::DELETE,
        "/organizations/{id}/workspaces/{workspaceId}",
        "detach_workspace",
        Action::DetachWorkspace,
    ),
    session(
        Method::GET,
        "/organizations/{id}/members",
        "list_organization_members",
        Action::ReadOrganization,
    ),
    session(
        Method::POST,
        "/organizations/{id}/members",
        "put_organization_member",
        Action::ManageOrganizationMembers,
    ),
    session(
        Method::DELETE,
        "/organizations/{id}/members/{memberId}",
        "remove_organization_member",
        Action::RemoveOrganizationMember,
    ),
    session(
        Method::GET,
        "/organizations/{id}/activity",
        "list_organization_activity",
        Action::ReadOrganizationActivity,
    ),
    session(
        Method::GET,
        "/organizations/{id}/environments",
        "list_environments",
        Action::ReadOrganization,
    ),
    session(
        Method::POST,
        "/organizations/{id}/environments",
        "create_environment",
        Action::Publish,
    ),
    session(
        Method::GET,
        "/organizations/{id}/environments/{environmentId}",
        "get_environment",
        Action::ReadOrganization,
    ),
    session(
        Method::PATCH,
        "/organizations/{id}/environments/{environmentId}",
        "update_environment",
        Action::Publish,
    ),
    session(
        Method::DELETE,
        "/organizations/{id}/environments/{environmentId}",
        "delete_environment",
        Action::DeleteEnvironment,
    ),
    session(
        Method::GET,
        "/organizations/{id}/environments/{environmentId}/releases",
        "list_releases",
        Action::ReadOrganization,
    ),
    session(
        Method::POST,
        "/organizations/{id}/environments/{environmentId}/releases",
        "publish_release",
        Action::Publish,
    ),
    session(
        Method::GET,
        "/organizations/{id}/environments/{environmentId}/releases/{releaseId}",
        "get_release",
        Action::ReadOrganization,
    ),
    session(
        Method::GET,
        "/organizations/{id}/environments/{environmentId}/releases/{releaseId}/diff",
        "diff_releases",
        Action::ReadOrganization,
    ),
    session(
        Method::POST,
        "/organizations/{id}/environments/{environmentId}/releases/{releaseId}/activate",
        "activate_release",
        Action::Publish,
    ),
    session(
        Method::POST,
        "/organizations/{id}/environments/{environmentId}/merge",
        "merge_environment",
        Action::Publish,
    ),
    open(
        Method::POST,
        "/workspaces/invitations/accept",
        "accept_invitation",
    ),
    open(
        Method::GET,
        "/workspaces/invitations/verify",
        "verify_invitation",
    ),
    open(
        Method::DELETE,
        "/workspaces/invitations/{id}",
        "revoke_invitation",
    ),
];

/// The lines of the operations behind both doors.
pub fn resources() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.doors == Doors::Both)
}

/// The line of a matched path (without the mount); `HEAD` counts as `GET`.
pub fn route_of(method: &Method, path: &str) -> Option<&'static Route> {
    let method = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    ROUTES
        .iter()
        .find(|route| route.method == *method && route.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_listed_once() {
        for (index, route) in ROUTES.iter().enumerate() {
            let twin = ROUTES[..index].iter().find(|other| {
                other.operation == route.operation
                    || (other.method == route.method && other.path == route.path)
            });
            assert!(twin.is_none(), "{route:?}");
        }
        assert_eq!(
            route_of(&Method::HEAD, "/workspaces").map(|r| r.operation),
            Some("list_workspaces")
        );
        assert!(route_of(&Method::PUT, "/workspaces").is_none());
    }
}

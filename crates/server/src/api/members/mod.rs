//! The people of a workspace.

mod invitations;
mod list;
pub(super) mod put;
mod remove;
mod transfer;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list::list_members, put::put_member))
        .routes(routes!(remove::remove_member))
        .routes(routes!(transfer::transfer_workspace))
        .routes(routes!(invitations::accept_invitation))
        .routes(routes!(invitations::verify_invitation))
        .routes(routes!(invitations::revoke_invitation))
}

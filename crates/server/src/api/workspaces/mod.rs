//! Workspaces.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use utoipa::ToSchema;

use crate::app;
use crate::app::field::Fields;
use crate::app::workspaces::Naming;

/// The body that makes a workspace or tokenset.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewNamed {
    /// 1–255 characters after trimming.
    name: String,
    /// At most 4 KiB.
    description: Option<String>,
}

/// The body that makes a workspace.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewWorkspace {
    /// 1–255 characters after trimming.
    name: String,
    /// At most 4 KiB.
    description: Option<String>,
    /// Behind the session door: also attaches it to the oldest organization in which the caller is
    /// owner or admin, or to `organization_id`.
    #[schema(default = false)]
    include_in_organization: Option<bool>,
    /// The organization meant by `include_in_organization`.
    #[schema(format = "uuid")]
    organization_id: Option<String>,
}

/// The body that changes a workspace or tokenset: absent members stay.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct ChangedNamed {
    /// 1–255 characters after trimming.
    #[schema(nullable = false)]
    name: Option<String>,
    /// At most 4 KiB; `null` takes it away.
    description: Option<String>,
}

/// Reads the body of a POST.
pub(crate) fn new_named(fields: &mut Fields) -> app::Result<Naming> {
    Ok(Naming {
        name: Some(fields.required_name()?),
        description: fields.description()?,
    })
}

/// Reads the body of a PATCH.
pub(crate) fn changed_named(fields: &mut Fields) -> app::Result<Naming> {
    Ok(Naming {
        name: fields.patched_name()?,
        description: fields.description()?,
    })
}

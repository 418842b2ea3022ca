//! What the document says of bodies, and of answers that the engine writes.

use serde_json::Value;
use utoipa::ToSchema;

use crate::app::releases::views::{Publisher, Release, ReleaseSource};
use crate::app::views::{Id, Time};

/// One difference.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct Change {
    /// `added`, `removed`, `renamed`, `retyped`, `changed` or `deprecated`.
    kind: String,
    /// The tokenset's name.
    tokenset: String,
    /// The mode's name; `null` when a whole tokenset is meant.
    #[schema(required)]
    mode: Option<String>,
    /// The token's name, or a group's path; `null` when a whole mode is meant.
    #[schema(required)]
    name: Option<String>,
    /// The token's type.
    #[schema(required)]
    r#type: Option<String>,
    /// False when only what the token refers to is different.
    direct: bool,
    /// `text`, `description`, `extensions`, `order`, `default` or `groups`: what is different although no
    /// value is.
    part: Option<String>,
    /// What was written: a value, a name, a type.
    from: Option<Value>,
    /// What is written.
    to: Option<Value>,
    /// What the token resolved to; `null` = broken.
    old: Option<String>,
    /// What it resolves to; `null` = broken.
    new: Option<String>,
    /// The tokenset's id.
    #[schema(format = "uuid")]
    tokenset_id: String,
}

/// A token without a value.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct BrokenToken {
    /// The tokenset's name.
    tokenset: String,
    /// The mode's name.
    mode: String,
    /// The token's name.
    name: String,
    /// Why.
    message: String,
    /// The tokenset's id.
    tokenset_id: String,
}

/// A new release, and what differs from its predecessor.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct PublishedRelease {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// Where it was published.
    #[schema(value_type = String, format = "uuid")]
    environment_id: Id,
    /// Unique within the environment.
    version: String,
    /// For people.
    #[schema(required)]
    name: Option<String>,
    /// For people.
    #[schema(required)]
    notes: Option<String>,
    /// `major`, `minor` or `patch`; `null` for the first release.
    #[schema(required)]
    bump: Option<String>,
    /// True.
    is_active: bool,
    /// Who published it.
    created_by: Publisher,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created_at: Time,
    /// How many tokens it holds, each once per mode.
    token_count: i64,
    /// SHA-256 of the content, in hexadecimal.
    checksum: String,
    /// What it was merged from.
    #[schema(required)]
    source: Option<ReleaseSource>,
    /// What differs from the release that was active before.
    changes: Vec<Change>,
}

/// What a publication would be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct PublicationPreview {
    /// The version.
    version: String,
    /// What it is raised by; `null` for the first release, and where nothing changed.
    #[schema(required)]
    bump: Option<String>,
    /// What differs from the active release.
    changes: Vec<Change>,
    /// The tokens without a value.
    broken: Vec<BrokenToken>,
}

/// What differs between two releases.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct ReleaseDifferences {
    /// The other release; `null` for a first one.
    #[schema(required)]
    from: Option<Release>,
    /// The release.
    to: Release,
    /// What differs.
    changes: Vec<Change>,
    /// How many differences there are.
    total: usize,
}

/// What to publish, and how.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewRelease {
    /// For people.
    name: Option<String>,
    /// For people; may have lines. At most 16 KiB.
    notes: Option<String>,
    /// At least the computed one.
    #[schema(example = "2.0.0")]
    version: Option<String>,
    /// Only these workspaces (and the tokensets named).
    workspace_ids: Option<Vec<String>>,
    /// Only these tokensets (and the workspaces named).
    tokenset_ids: Option<Vec<String>>,
    /// Publish tokens without a value too.
    allow_broken: Option<bool>,
    /// Answer what would be published, and publish nothing.
    dry_run: Option<bool>,
}

/// A token as one side of a merge has it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct ConflictSide {
    /// Its name.
    name: String,
    /// Its type.
    r#type: String,
    /// As written.
    value: String,
    /// The final text; `null` = broken.
    #[schema(required)]
    resolved_value: Option<String>,
    /// For people.
    #[schema(required)]
    description: Option<String>,
    /// `$deprecated`.
    #[schema(required)]
    deprecated: Option<Value>,
}

/// The three sides of a conflict; `null` where there is nothing.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct ConflictSides {
    /// What both last had.
    #[schema(required)]
    base: Option<ConflictSide>,
    /// In what is merged.
    #[schema(required)]
    source: Option<ConflictSide>,
    /// In Production.
    #[schema(required)]
    production: Option<ConflictSide>,
}

/// What both sides of a merge have changed, each differently.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct Conflict {
    /// For `resolutions`.
    key: String,
    /// The tokenset's name.
    tokenset: String,
    /// The mode's name; `null` when a whole tokenset is meant.
    #[schema(required)]
    mode: Option<String>,
    /// The token's name; `null` when a whole mode is meant.
    #[schema(required)]
    name: Option<String>,
    /// The value as both last had it; `null` where there was none.
    #[schema(required)]
    base: Option<String>,
    /// The value in what is merged.
    #[schema(required)]
    source: Option<String>,
    /// The value in Production.
    #[schema(required)]
    production: Option<String>,
    /// `description`, `extensions`, …: what is meant when it is not the value.
    part: Option<String>,
    /// The three, with all that is said of them.
    sides: ConflictSides,
    /// `source` or `production`: what settles it; `null` while it is open.
    #[schema(required)]
    taken: Option<String>,
    /// The tokenset's id.
    #[schema(format = "uuid")]
    tokenset_id: String,
}

/// What a merge would be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer for the document")]
pub(crate) struct MergePreview {
    /// The version.
    version: String,
    /// What it is raised by; `null` for the first release, and where nothing changed.
    #[schema(required)]
    bump: Option<String>,
    /// What differs from Production's active release.
    changes: Vec<Change>,
    /// What both sides changed differently, settled or not.
    conflicts: Vec<Conflict>,
    /// The tokens without a value.
    broken: Vec<BrokenToken>,
}

/// How a conflict is settled.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct Resolution {
    /// A conflict's `key`.
    key: String,
    /// `source` or `production`.
    take: String,
}

/// What to merge, and how.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewMerge {
    /// What to merge, where the path names Production: an id, or a name in kebab-case.
    source_environment_id: Option<String>,
    /// Answer what would be merged, and merge nothing.
    dry_run: Option<bool>,
    /// `source` or `production`: which side to take of conflicts that `resolutions` does not name.
    strategy: Option<String>,
    /// Which side to take of single conflicts.
    resolutions: Option<Vec<Resolution>>,
    /// Of the new release; for people.
    name: Option<String>,
    /// Of the new release; for people.
    notes: Option<String>,
    /// Merge tokens without a value too.
    allow_broken: Option<bool>,
}

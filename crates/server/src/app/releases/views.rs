//! Releases as callers read them.

use serde::Serialize;
use tokencraft_releases::{OutlinedMode, OutlinedSet, Version};
use tokencraft_storage::Bump;
use tokencraft_storage::releases::ShownRelease;
use utoipa::ToSchema;

use crate::app::snapshot::hex;
use crate::app::views::{Id, Time};

/// Who published a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Publisher {
    /// The account.
    #[schema(value_type = String, format = "uuid")]
    pub user_id: Id,
    /// Its name now; `null` when the account is gone.
    #[schema(required)]
    pub name: Option<String>,
}

/// The release that a release was merged or copied from. It may be gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReleaseSource {
    /// The other environment.
    #[schema(value_type = String, format = "uuid")]
    pub environment_id: Id,
    /// Its release.
    #[schema(value_type = String, format = "uuid")]
    pub release_id: Id,
    /// That release's version.
    #[schema(example = "1.2.0")]
    pub version: String,
}

/// An immutable snapshot of tokensets, published in an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Release {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// Where it was published.
    #[schema(value_type = String, format = "uuid")]
    pub environment_id: Id,
    /// Unique within the environment.
    #[schema(example = "1.2.0")]
    pub version: String,
    /// For people.
    #[schema(required)]
    pub name: Option<String>,
    /// For people.
    #[schema(required)]
    pub notes: Option<String>,
    /// `major`, `minor` or `patch`: what the version was raised by; `null` for the first release.
    #[schema(required)]
    pub bump: Option<&'static str>,
    /// Whether it is what the environment serves.
    pub is_active: bool,
    /// Who published it.
    pub created_by: Publisher,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// How many tokens it holds, each once per mode.
    pub token_count: i64,
    /// SHA-256 of the content, in hexadecimal: equal exactly when the content is.
    pub checksum: String,
    /// What it was merged or copied from.
    #[schema(required)]
    pub source: Option<ReleaseSource>,
}

/// A release, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReleaseWithTokensets {
    #[serde(flatten)]
    release: Release,
    /// Its tokensets as they were, in the order of exports.
    tokensets: Vec<ReleaseTokenset>,
}

/// A tokenset of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReleaseTokenset {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// Where it was.
    #[schema(value_type = String, format = "uuid")]
    workspace_id: Id,
    /// Need not be unique.
    name: String,
    /// In list and export order.
    modes: Vec<ReleaseMode>,
}

/// A mode of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReleaseMode {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// As written.
    name: String,
    /// Whether it is the tokenset's default mode.
    is_default: bool,
}

/// A version as it is stored.
pub fn numbers(version: Version) -> [i64; 3] {
    [version.major, version.minor, version.patch].map(i64::from)
}

/// A stored version.
pub fn version(numbers: [i64; 3]) -> Version {
    let [major, minor, patch] = numbers.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    Version {
        major,
        minor,
        patch,
    }
}

impl Release {
    /// The view of a row.
    pub fn new(shown: &ShownRelease) -> Self {
        let row = &shown.release;
        Self {
            id: row.id.0.into(),
            environment_id: row.environment_id.0.into(),
            version: version(row.version).to_string(),
            name: row.name.clone(),
            notes: row.notes.clone(),
            bump: row.bump.map(Bump::as_str),
            is_active: shown.is_active,
            created_by: Publisher {
                user_id: row.created_by.0.into(),
                name: shown.created_by_name.clone(),
            },
            created_at: Time(row.created_at),
            token_count: row.token_count,
            checksum: hex(&row.root),
            source: row.source.as_ref().map(|source| ReleaseSource {
                environment_id: source.environment_id.0.into(),
                release_id: source.release_id.0.into(),
                version: source.version.clone(),
            }),
        }
    }
}

impl ReleaseWithTokensets {
    /// The view of a row and of what its objects tell.
    pub fn new(shown: &ShownRelease, outline: Vec<OutlinedSet>) -> Self {
        let mode = |mode: OutlinedMode| ReleaseMode {
            id: mode.key.into(),
            name: mode.name,
            is_default: mode.is_default,
        };
        let tokensets = outline.into_iter().map(|set| ReleaseTokenset {
            id: set.key.into(),
            workspace_id: set.workspace.into(),
            name: set.name,
            modes: set.modes.into_iter().map(mode).collect(),
        });
        Self {
            release: Release::new(shown),
            tokensets: tokensets.collect(),
        }
    }
}

//! Who changed what in a workspace or organization.

use serde::Serialize;
use serde_json::value::RawValue;
use tokencraft_storage::audit::{self, NamedAudit};
use tokencraft_storage::{AuditId, Team, Tx};
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::Result;
use super::views::{Id, Time};

/// How many changes an answer holds when nobody says.
pub const USUAL: usize = 100;

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Actor {
    /// The account.
    #[schema(value_type = String, format = "uuid")]
    pub user_id: Id,
    /// Its name now; `null` when the account is gone.
    #[schema(required)]
    pub name: Option<String>,
    /// The API token, when it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub api_token_id: Option<Id>,
}

/// What was changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Subject {
    /// `workspace`, `member`, `tokenset`, `mode` or `token`; in organizations also `organization`,
    /// `environment` or `release`.
    pub kind: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// Its name at that time.
    pub name: String,
}

/// One change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Activity {
    /// Of the line itself.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// Who.
    pub actor: Actor,
    /// `token.create`, …
    pub action: String,
    /// What.
    pub object: Subject,
    /// What it was, as a resource or a summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub before: Option<Box<RawValue>>,
    /// What it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub after: Option<Box<RawValue>>,
    /// The `X-Request-Id` of the answer.
    pub request_id: String,
}

impl Activity {
    fn new(line: NamedAudit) -> Self {
        let NamedAudit { audit, user_name } = line;
        let json = |text: Option<String>| text.and_then(|text| RawValue::from_string(text).ok());
        Self {
            id: audit.id.0.into(),
            at: Time(audit.at),
            actor: Actor {
                user_id: audit.user_id.0.into(),
                name: user_name,
                api_token_id: audit.api_token_id.map(|id| id.0.into()),
            },
            action: audit.action,
            object: Subject {
                kind: audit.object_kind,
                id: audit.object_id.into(),
                name: audit.object_name,
            },
            before: json(audit.before_json),
            after: json(audit.after_json),
            request_id: audit.request_id,
        }
    }
}

/// A part of the changes of a workspace or organization, newest first: at most `limit` of those older than `before`; how
/// many there are in all; and where the next part begins.
pub fn list(
    tx: &mut Tx<'_>,
    place: impl Into<Team>,
    limit: usize,
    before: Option<Uuid>,
) -> Result<(Vec<Activity>, i64, Option<String>)> {
    let before = before.map(AuditId);
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (total, mut lines) = match place.into() {
        Team::Workspace(id) => (
            audit::count_of_workspace(tx, id)?,
            audit::of_workspace(tx, id, before, one_more)?,
        ),
        Team::Organization(id) => (
            audit::count_of_organization(tx, id)?,
            audit::of_organization(tx, id, before, one_more)?,
        ),
    };
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more);
    let next = next.map(|line| line.audit.id.to_string());
    Ok((lines.into_iter().map(Activity::new).collect(), total, next))
}

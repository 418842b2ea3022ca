//! People in workspaces and organizations. The owner has a row too, with the role `owner`.
//!
//! Two tables of one shape, so one text for both: `members` and `organization_members`.

use crate::db::{Param, Row, Tx, Value};
use crate::{Error, MemberId, OrganizationId, Role, UserId, WorkspaceId};

/// Whose people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Team {
    /// A workspace's.
    Workspace(WorkspaceId),
    /// An organization's.
    Organization(OrganizationId),
}

/// A person's place in a workspace or organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Identity.
    pub id: MemberId,
    /// Where.
    pub team: Team,
    /// Who; once per workspace (`members_workspace_id_user_id_key`) and per organization.
    pub user_id: UserId,
    /// What they may do.
    pub role: Role,
    /// Epoch milliseconds.
    pub created_at: i64,
}

/// A member with what lists show of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMember {
    /// The membership.
    pub member: Member,
    /// The account's address.
    pub email: String,
    /// The account's name.
    pub name: String,
}

struct Statements {
    insert: &'static str,
    get: &'static str,
    by_user: &'static str,
    list: &'static str,
    count: &'static str,
    set_role: &'static str,
    delete: &'static str,
}

macro_rules! statements_of {
    ($table:literal, $place:literal) => {
        Statements {
            insert: concat!(
                "INSERT INTO ",
                $table,
                " (id, ",
                $place,
                ", user_id, role, created_at) \
                 VALUES ($1, $2, $3, $4, $5)",
            ),
            get: concat!(
                "SELECT m.id, m.user_id, m.role, m.created_at FROM ",
                $table,
                " m \
                 WHERE m.id = $1 AND m.",
                $place,
                " = $2",
            ),
            by_user: concat!(
                "SELECT m.id, m.user_id, m.role, m.created_at FROM ",
                $table,
                " m \
                 WHERE m.",
                $place,
                " = $1 AND m.user_id = $2",
            ),
            list: concat!(
                "SELECT m.id, m.user_id, m.role, m.created_at, u.email, u.name FROM ",
                $table,
                " m \
                 JOIN users u ON u.id = m.user_id WHERE m.",
                $place,
                " = $1 ORDER BY m.id",
            ),
            count: concat!("SELECT COUNT(*) FROM ", $table, " WHERE ", $place, " = $1"),
            set_role: concat!("UPDATE ", $table, " SET role = $1 WHERE id = $2"),
            delete: concat!("DELETE FROM ", $table, " WHERE id = $1"),
        }
    };
}

const OF_WORKSPACES: Statements = statements_of!("members", "workspace_id");
const OF_ORGANIZATIONS: Statements = statements_of!("organization_members", "organization_id");

/// The statements of both tables.
pub(crate) const STATEMENTS: &[&str] = &{
    let [a, b] = [OF_WORKSPACES, OF_ORGANIZATIONS];
    [
        a.insert, a.get, a.by_user, a.list, a.count, a.set_role, a.delete, b.insert, b.get,
        b.by_user, b.list, b.count, b.set_role, b.delete,
    ]
};

impl Team {
    fn sql(self) -> Statements {
        match self {
            Self::Workspace(_) => OF_WORKSPACES,
            Self::Organization(_) => OF_ORGANIZATIONS,
        }
    }

    fn read(self, row: &Row<'_>) -> Result<Member, Error> {
        Ok(Member {
            id: row.get(0)?,
            team: self,
            user_id: row.get(1)?,
            role: row.get(2)?,
            created_at: row.get(3)?,
        })
    }
}

impl From<WorkspaceId> for Team {
    fn from(id: WorkspaceId) -> Self {
        Self::Workspace(id)
    }
}

impl From<OrganizationId> for Team {
    fn from(id: OrganizationId) -> Self {
        Self::Organization(id)
    }
}

impl Param for Team {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Workspace(id) => id.value(),
            Self::Organization(id) => id.value(),
        }
    }
}

/// Adds a member. [`Error::Unique`] when the person is one already.
pub fn insert(tx: &mut Tx<'_>, member: &Member) -> Result<(), Error> {
    tx.execute(
        member.team.sql().insert,
        &[
            &member.id,
            &member.team,
            &member.user_id,
            &member.role,
            &member.created_at,
        ],
    )?;
    Ok(())
}

/// One member of a workspace or organization.
pub fn get(tx: &mut Tx<'_>, team: impl Into<Team>, id: MemberId) -> Result<Option<Member>, Error> {
    let team = team.into();
    tx.query_opt(team.sql().get, &[&id, &team], |row| team.read(row))
}

/// A person's place in a workspace or organization.
pub fn by_user(
    tx: &mut Tx<'_>,
    team: impl Into<Team>,
    user_id: UserId,
) -> Result<Option<Member>, Error> {
    let team = team.into();
    tx.query_opt(team.sql().by_user, &[&team, &user_id], |row| team.read(row))
}

/// The people of a workspace or organization, the owner included, oldest membership first.
pub fn list(tx: &mut Tx<'_>, team: impl Into<Team>) -> Result<Vec<NamedMember>, Error> {
    let team = team.into();
    tx.query_all(team.sql().list, &[&team], |row| {
        Ok(NamedMember {
            member: team.read(row)?,
            email: row.get(4)?,
            name: row.get(5)?,
        })
    })
}

/// How many people a workspace or organization has, the owner included.
pub fn count(tx: &mut Tx<'_>, team: impl Into<Team>) -> Result<i64, Error> {
    let team = team.into();
    tx.query_one(team.sql().count, &[&team], |row| row.get(0))
}

/// Gives a member another role; whether there is one.
pub fn set_role(
    tx: &mut Tx<'_>,
    team: impl Into<Team>,
    id: MemberId,
    role: Role,
) -> Result<bool, Error> {
    Ok(tx.execute(team.into().sql().set_role, &[&role, &id])? > 0)
}

/// Removes a member; whether there was one.
pub fn delete(tx: &mut Tx<'_>, team: impl Into<Team>, id: MemberId) -> Result<bool, Error> {
    Ok(tx.execute(team.into().sql().delete, &[&id])? > 0)
}

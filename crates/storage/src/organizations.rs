//! Organizations, who may see them, and the lock every write to one takes first.

use crate::db::{Kind, Row, Tx, statements};
use crate::{Error, Member, MemberId, OrganizationId, Plan, Role, UserId, members};

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Identity.
    pub id: OrganizationId,
    /// The owner, who is also a member with the role `owner`.
    pub user_id: UserId,
    /// Need not be unique.
    pub name: String,
    /// Of this row, for its `ETag`.
    pub revision: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

/// An organization with all that decides what one person may do in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationAccess {
    /// The organization.
    pub organization: Organization,
    /// The owner's plan.
    pub owner_plan: Plan,
    /// The person's role; `None` for a stranger.
    pub role: Option<Role>,
    /// Since when the owner is over the plan's limits, epoch milliseconds.
    pub over_since: Option<i64>,
}

macro_rules! columns {
    () => {
        "o.id, o.user_id, o.name, o.revision, o.created_at, o.updated_at"
    };
}

statements! {
    INSERT = "INSERT INTO organizations (id, user_id, name, revision, created_at, updated_at) \
              VALUES ($1, $2, $3, $4, $5, $6)";
    GET = concat!("SELECT ", columns!(), " FROM organizations o WHERE o.id = $1");
    ACCESS = concat!(
        "SELECT ", columns!(), ", u.plan, m.role, d.since FROM organizations o \
         JOIN users u ON u.id = o.user_id LEFT JOIN downgrades d ON d.user_id = o.user_id \
         LEFT JOIN organization_members m ON m.organization_id = o.id AND m.user_id = $1 \
         WHERE o.id = $2",
    );
    VISIBLE = concat!(
        "SELECT ", columns!(), ", u.plan, m.role, d.since FROM organization_members m \
         JOIN organizations o ON o.id = m.organization_id JOIN users u ON u.id = o.user_id \
         LEFT JOIN downgrades d ON d.user_id = o.user_id WHERE m.user_id = $1 ORDER BY o.id",
    );
    OWNED = "SELECT id FROM organizations WHERE user_id = $1 ORDER BY id";
    OWNERS = "SELECT o.user_id, u.plan, COUNT(*) FROM organizations o \
              JOIN users u ON u.id = o.user_id GROUP BY o.user_id, u.plan ORDER BY o.user_id";
    UPDATE = "UPDATE organizations SET user_id = $1, name = $2, revision = $3, updated_at = $4 \
              WHERE id = $5";
    DELETE = "DELETE FROM organizations WHERE id = $1";
}

/// `GET` that holds the row until the end of the transaction. On `SQLite` the writer is alone.
const LOCK_POSTGRES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM organizations o WHERE o.id = $1 FOR UPDATE"
);
pub(crate) const POSTGRES_STATEMENTS: &[&str] = &[LOCK_POSTGRES];

fn read(row: &Row<'_>) -> Result<Organization, Error> {
    Ok(Organization {
        id: row.get(0)?,
        user_id: row.get(1)?,
        name: row.get(2)?,
        revision: row.get(3)?,
        created_at: row.get(4)?,
        updated_at: row.get(5)?,
    })
}

fn read_access(row: &Row<'_>) -> Result<OrganizationAccess, Error> {
    Ok(OrganizationAccess {
        organization: read(row)?,
        owner_plan: row.get(6)?,
        role: row.get(7)?,
        over_since: row.get(8)?,
    })
}

/// Adds an organization, and its owner as a member with `owner_member` as identity. Its Production is
/// the caller's to add.
pub fn insert(
    tx: &mut Tx<'_>,
    organization: &Organization,
    owner_member: MemberId,
) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &organization.id,
            &organization.user_id,
            &organization.name,
            &organization.revision,
            &organization.created_at,
            &organization.updated_at,
        ],
    )?;
    let owner = Member {
        id: owner_member,
        team: organization.id.into(),
        user_id: organization.user_id,
        role: Role::Owner,
        created_at: organization.created_at,
    };
    members::insert(tx, &owner)
}

/// One organization.
pub fn get(tx: &mut Tx<'_>, id: OrganizationId) -> Result<Option<Organization>, Error> {
    tx.query_opt(GET, &[&id], read)
}

/// An organization as one person stands to it. One statement: fit for [`crate::Database::single`].
pub fn access(
    tx: &mut Tx<'_>,
    user_id: UserId,
    id: OrganizationId,
) -> Result<Option<OrganizationAccess>, Error> {
    tx.query_opt(ACCESS, &[&user_id, &id], read_access)
}

/// Every organization in which a person has a role, oldest first.
pub fn visible(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<OrganizationAccess>, Error> {
    tx.query_all(VISIBLE, &[&user_id], read_access)
}

/// The organizations a person owns, oldest first.
pub fn owned(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<OrganizationId>, Error> {
    tx.query_all(OWNED, &[&user_id], |row| row.get(0))
}

/// Everybody who owns organizations, with the plan and how many.
pub fn owners(tx: &mut Tx<'_>) -> Result<Vec<(UserId, Plan, i64)>, Error> {
    tx.query_all(OWNERS, &[], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// Takes the organization for this transaction: the first statement of every write inside it. `None`
/// when it is gone. Where both are taken, an organization comes before its workspaces.
pub fn lock(tx: &mut Tx<'_>, id: OrganizationId) -> Result<Option<Organization>, Error> {
    let sql = match tx.kind() {
        Kind::Sqlite => GET,
        Kind::Postgres => LOCK_POSTGRES,
    };
    tx.query_opt(sql, &[&id], read)
}

/// Writes all that can change of the row itself; whether it exists.
pub fn update(tx: &mut Tx<'_>, organization: &Organization) -> Result<bool, Error> {
    let changed = tx.execute(
        UPDATE,
        &[
            &organization.user_id,
            &organization.name,
            &organization.revision,
            &organization.updated_at,
            &organization.id,
        ],
    )?;
    Ok(changed > 0)
}

/// Removes an organization with its environments and their releases; whether it existed. Workspaces
/// that were attached stay.
pub fn delete(tx: &mut Tx<'_>, id: OrganizationId) -> Result<bool, Error> {
    tx.be_patient()?;
    Ok(tx.execute(DELETE, &[&id])? > 0)
}

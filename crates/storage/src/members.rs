//! People in workspaces. The owner has a row too, with the role `owner`.

use crate::db::{Row, Tx, statements};
use crate::{Error, MemberId, Role, UserId, WorkspaceId};

/// A person's place in a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Identity.
    pub id: MemberId,
    /// Where.
    pub workspace_id: WorkspaceId,
    /// Who; once per workspace (`members_workspace_id_user_id_key`).
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

macro_rules! columns {
    () => {
        "m.id, m.workspace_id, m.user_id, m.role, m.created_at"
    };
}

statements! {
    INSERT = "INSERT INTO members (id, workspace_id, user_id, role, created_at) \
              VALUES ($1, $2, $3, $4, $5)";
    GET = concat!("SELECT ", columns!(), " FROM members m WHERE m.id = $1 AND m.workspace_id = $2");
    BY_USER = concat!(
        "SELECT ", columns!(), " FROM members m WHERE m.workspace_id = $1 AND m.user_id = $2",
    );
    LIST = concat!(
        "SELECT ", columns!(), ", u.email, u.name FROM members m JOIN users u ON u.id = m.user_id \
         WHERE m.workspace_id = $1 ORDER BY m.id",
    );
    COUNT = "SELECT COUNT(*) FROM members WHERE workspace_id = $1";
    SET_ROLE = "UPDATE members SET role = $1 WHERE id = $2";
    DELETE = "DELETE FROM members WHERE id = $1";
}

fn read(row: &Row<'_>) -> Result<Member, Error> {
    Ok(Member {
        id: row.get(0)?,
        workspace_id: row.get(1)?,
        user_id: row.get(2)?,
        role: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// Adds a member. [`Error::Unique`] when the person is one already.
pub fn insert(tx: &mut Tx<'_>, member: &Member) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &member.id,
            &member.workspace_id,
            &member.user_id,
            &member.role,
            &member.created_at,
        ],
    )?;
    Ok(())
}

/// One member of a workspace.
pub fn get(
    tx: &mut Tx<'_>,
    workspace_id: WorkspaceId,
    id: MemberId,
) -> Result<Option<Member>, Error> {
    tx.query_opt(GET, &[&id, &workspace_id], read)
}

/// A person's place in a workspace.
pub fn by_user(
    tx: &mut Tx<'_>,
    workspace_id: WorkspaceId,
    user_id: UserId,
) -> Result<Option<Member>, Error> {
    tx.query_opt(BY_USER, &[&workspace_id, &user_id], read)
}

/// The people of a workspace, the owner included, oldest membership first.
pub fn list(tx: &mut Tx<'_>, workspace_id: WorkspaceId) -> Result<Vec<NamedMember>, Error> {
    tx.query_all(LIST, &[&workspace_id], |row| {
        Ok(NamedMember {
            member: read(row)?,
            email: row.get(5)?,
            name: row.get(6)?,
        })
    })
}

/// How many people a workspace has, the owner included.
pub fn count(tx: &mut Tx<'_>, workspace_id: WorkspaceId) -> Result<i64, Error> {
    tx.query_one(COUNT, &[&workspace_id], |row| row.get(0))
}

/// Gives a member another role; whether there is one.
pub fn set_role(tx: &mut Tx<'_>, id: MemberId, role: Role) -> Result<bool, Error> {
    Ok(tx.execute(SET_ROLE, &[&role, &id])? > 0)
}

/// Removes a member; whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: MemberId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE, &[&id])? > 0)
}

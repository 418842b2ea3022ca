//! Rows for tests.

#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary uses some of it"
)]

use tokencraft_storage::{
    ApiToken, Database, Environment, Error, Mode, Organization, Plan, ReleaseId, Role, Tokenset,
    Tx, User, UserId, Workspace, WorkspaceId, api_tokens, environments, modes,
    organization_workspaces, organizations, tokens, tokensets, users, workspaces,
};
use tokencraft_tokens::{Deprecated, Group, Groups, Source, Token, TokenName, TokenType};
use uuid::Uuid;

pub(crate) const NOW: i64 = 1_700_000_000_000;

pub(crate) fn id<T: From<Uuid>>() -> T {
    uuid().into()
}

#[expect(
    clippy::disallowed_methods,
    reason = "any id will do, if they come in order"
)]
fn uuid() -> Uuid {
    Uuid::now_v7()
}

#[expect(clippy::disallowed_methods, reason = "how long storage takes is real")]
pub(crate) fn started() -> std::time::Instant {
    std::time::Instant::now()
}

pub(crate) fn hash() -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(uuid().as_bytes());
    hash[16..].copy_from_slice(uuid().as_bytes());
    hash
}

pub(crate) fn user(email: &str) -> User {
    User {
        id: id(),
        email: email.to_owned(),
        email_lower: email.to_lowercase(),
        name: "Ada".to_owned(),
        plan: Plan::Team,
        is_operator: false,
        disabled_at: None,
        password_hash: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn workspace(owner: &User) -> Workspace {
    Workspace {
        id: id(),
        user_id: owner.id,
        name: "Acme".to_owned(),
        description: Some("Ünïcode ✓".to_owned()),
        revision: 1,
        row_revision: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn tokenset(workspace: &Workspace, name: &str) -> Tokenset {
    Tokenset {
        id: id(),
        workspace_id: workspace.id,
        name: name.to_owned(),
        description: None,
        revision: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn mode(tokenset: &Tokenset, name: &str, is_default: bool) -> Mode {
    Mode {
        id: id(),
        tokenset_id: tokenset.id,
        name: name.to_owned(),
        slug: name.to_lowercase(),
        is_default,
        position: 0,
        pristine: false,
        revision: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn token(name: &str, value: &str) -> Token {
    Token {
        key: tokencraft_tokens::Key(uuid().as_u128()),
        name: TokenName::parse(name).unwrap(),
        kind: TokenType::Color,
        source: Source::Plain(value.into()),
        description: None,
        extensions: None,
        deprecated: None,
        created_at: NOW,
        updated_at: NOW,
        revision: 1,
    }
}

pub(crate) fn api_token(user: &User) -> ApiToken {
    ApiToken {
        id: id(),
        user_id: user.id,
        name: "CI".to_owned(),
        token_hash: hash(),
        prefix: "dtk_12345678".to_owned(),
        scopes: 7,
        workspace_id: None,
        rate_limit: None,
        created_at: NOW,
        last_used_at: None,
        expires_at: None,
        revoked_at: None,
    }
}

/// What groups say, each something else.
pub(crate) fn groups() -> Groups {
    let group = |description: Option<&str>, extensions: Option<&str>, deprecated| Group {
        description: description.map(Into::into),
        extensions: extensions.map(Into::into),
        deprecated,
    };
    let reason = Some(Deprecated::Reason("use \"brand\" ✓".into()));
    let groups: [(&str, Group); 4] = [
        ("", group(Some("All\nof them"), None, None)),
        (
            "colors",
            group(None, Some(r#"{"org.example":[1.50]}"#), None),
        ),
        ("colors.Blue & Green", group(None, None, reason)),
        (
            "gone",
            group(Some(""), Some("{}"), Some(Deprecated::Flag(false))),
        ),
    ];
    groups
        .into_iter()
        .map(|(path, group)| (std::sync::Arc::from(path), group))
        .collect()
}

/// An account with a workspace, a tokenset, a mode and `count` tokens.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) user: User,
    pub(crate) workspace: Workspace,
    pub(crate) tokenset: Tokenset,
    pub(crate) mode: Mode,
    pub(crate) tokens: Vec<Token>,
    pub(crate) api_token: ApiToken,
}

impl World {
    pub(crate) fn new(email: &str, count: usize) -> Self {
        let user = user(email);
        let workspace = workspace(&user);
        let tokenset = tokenset(&workspace, "Core");
        let mode = mode(&tokenset, "Base", true);
        let tokens = (0..count)
            .map(|n| token(&format!("colors.c{n}"), "#fff"))
            .collect();
        let api_token = api_token(&user);
        Self {
            user,
            workspace,
            tokenset,
            mode,
            tokens,
            api_token,
        }
    }

    pub(crate) fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        users::insert(tx, &self.user)?;
        workspaces::insert(tx, &self.workspace, id())?;
        tokensets::insert(tx, &self.tokenset)?;
        modes::insert(tx, &self.mode)?;
        tokens::insert_many(tx, &self.new_tokens())?;
        api_tokens::insert(tx, &self.api_token)
    }

    pub(crate) fn new_tokens(&self) -> Vec<tokens::NewToken<'_>> {
        self.tokens
            .iter()
            .map(|token| tokens::NewToken {
                tokenset_id: self.tokenset.id,
                mode_id: self.mode.id,
                token,
            })
            .collect()
    }

    pub(crate) async fn store(email: &str, count: usize, db: &Database) -> Self {
        let world = Self::new(email, count);
        let stored = world.clone();
        db.write(move |tx| stored.insert(tx)).await.unwrap();
        world
    }
}

pub(crate) fn member(workspace: &Workspace, user: &User, role: Role) -> tokencraft_storage::Member {
    tokencraft_storage::Member {
        id: id(),
        team: workspace.id.into(),
        user_id: user.id,
        role,
        created_at: NOW,
    }
}

pub(crate) fn organization(owner: &User) -> Organization {
    Organization {
        id: id(),
        user_id: owner.id,
        name: "Acme Group".to_owned(),
        revision: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn environment(organization: &Organization, name: &str) -> Environment {
    Environment {
        id: id(),
        organization_id: organization.id,
        name: name.to_owned(),
        slug: name.to_lowercase(),
        is_production: name == "Production",
        active_release_id: None,
        revision: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

const RELEASE_HASH: [u8; 32] = [7; 32];
const RELEASE_BODY: [u8; 32] = [0xff; 32];

/// A row in every table that begins with an organization.
pub(crate) fn organization_with_a_release(
    tx: &mut Tx<'_>,
    owner: &User,
    attached: WorkspaceId,
) -> Result<(), Error> {
    let organization = organization(owner);
    let mut production = environment(&organization, "Production");
    let release: ReleaseId = id();
    production.active_release_id = Some(release);
    organizations::insert(tx, &organization, id())?;
    environments::insert(tx, &production)?;
    organization_workspaces::attach(tx, organization.id, attached, NOW)?;
    tx.execute(
        "INSERT INTO releases (id, environment_id, organization_id, version_major, version_minor, \
         version_patch, root, token_count, created_by, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &release,
            &production.id,
            &organization.id,
            &1_i64,
            &2_i64,
            &3_i64,
            &RELEASE_HASH,
            &4_i64,
            &owner.id,
            &NOW,
        ],
    )?;
    tx.execute(
        "INSERT INTO release_objects (organization_id, hash, body) VALUES ($1, $2, $3)",
        &[&organization.id, &RELEASE_HASH, &RELEASE_BODY],
    )?;
    Ok(())
}

/// Whether it is there, as [`organization_with_a_release`] made it.
pub(crate) fn is_the_organization_with_a_release(
    tx: &mut Tx<'_>,
    owner: UserId,
    attached: WorkspaceId,
) -> Result<(), Error> {
    let place = organizations::owned(tx, owner)?[0];
    assert_eq!(
        organizations::visible(tx, owner)?[0].role,
        Some(Role::Owner)
    );
    assert_eq!(organization_workspaces::of(tx, attached)?, Some(place));
    let production = environments::production(tx, place)?.unwrap();
    let active = production.active_release_id.unwrap();
    let found: (String, Option<String>, Vec<u8>) = tx.query_one(
        "SELECT CAST(r.version_minor AS TEXT), r.bump, o.body FROM releases r \
         JOIN release_objects o ON o.organization_id = r.organization_id AND o.hash = r.root \
         WHERE r.id = $1 AND r.environment_id = $2",
        &[&active, &production.id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    assert_eq!(found, ("2".to_owned(), None, RELEASE_BODY.to_vec()));
    Ok(())
}

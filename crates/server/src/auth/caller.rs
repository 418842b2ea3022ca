//! Who calls.

use uuid::Uuid;

/// What an API token may do. No scope implies another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `read:tokens`
    Read,
    /// `write:tokens`
    Write,
    /// `export:tokens`
    Export,
}

/// The scopes of an API token, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Scopes(pub u8);

/// The way a caller came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// `/api/v1`, with an API token.
    Api {
        /// Which one.
        api_token_id: Uuid,
        /// What it may do.
        scopes: Scopes,
        /// The one workspace it is restricted to.
        workspace_id: Option<Uuid>,
    },
    /// `/api`, with a session.
    Session {
        /// Which one; nil when the server itself acts for the account.
        session_id: Uuid,
    },
}

/// An authenticated caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The account.
    pub user_id: Uuid,
    /// How they came in.
    pub door: Door,
}

impl Scope {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Export];

    /// `read:tokens`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read:tokens",
            Self::Write => "write:tokens",
            Self::Export => "export:tokens",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::Export => 4,
        }
    }
}

impl Scopes {
    /// All three.
    pub const ALL: Self = Self(7);

    /// Whether the set holds a scope.
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The scopes' names, in their order.
    pub fn names(self) -> Vec<&'static str> {
        let held = Scope::ALL.into_iter().filter(|scope| self.has(*scope));
        held.map(Scope::as_str).collect()
    }

    /// The set with a scope added.
    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }
}

impl Door {
    /// Whether the door leads to a workspace at all: an API token may be restricted to one.
    pub fn reaches(self, workspace: Uuid) -> bool {
        match self {
            Self::Api {
                workspace_id: Some(only),
                ..
            } => only == workspace,
            _ => true,
        }
    }
}

impl<S: Sync> axum::extract::FromRequestParts<S> for Caller {
    type Rejection = crate::http::Failure;

    /// The door in front of the route has put the caller there.
    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get()
            .copied()
            .ok_or_else(crate::http::Failure::not_signed_in)
    }
}

//! Identities: `UUIDv7` newtypes, 16 bytes in SQL. They order by creation.

use std::fmt;
use std::str::FromStr;

use tokencraft_tokens::Key;
use uuid::Uuid;

use crate::db::{Column, Param, Value};

/// The text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct ParseIdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The same bits as an identity in a [`tokencraft_tokens::Graph`].
            pub const fn key(self) -> Key {
                Key(self.0.as_u128())
            }
        }

        impl From<Key> for $name {
            fn from(key: Key) -> Self {
                Self(Uuid::from_u128(key.0))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        /// Hyphenated, of either case; nothing else is an id.
        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                if text.len() != 36 {
                    return Err(ParseIdError);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| ParseIdError)
            }
        }

        impl Param for $name {
            fn value(&self) -> Value<'_> {
                self.0.value()
            }
        }

        impl Column for $name {
            fn from_value(value: Value<'_>) -> Option<Self> {
                Uuid::from_value(value).map(Self)
            }
        }
    )*};
}

ids! {
    /// An account.
    UserId;
    /// A signed-in browser.
    SessionId;
    /// A credential of the API door.
    ApiTokenId;
    /// A workspace.
    WorkspaceId;
    /// A person's place in a workspace or organization.
    MemberId;
    /// A tokenset.
    TokensetId;
    /// A mode.
    ModeId;
    /// A design token of one mode.
    TokenId;
    /// An organization.
    OrganizationId;
    /// An environment of an organization.
    EnvironmentId;
    /// A release of an environment.
    ReleaseId;
    /// A line of the audit.
    AuditId;
}

#[cfg(test)]
mod tests {
    use super::UserId;

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        let text = "01890a5d-ac96-774b-bcce-b302099a8057";
        let id: UserId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(format!("{id:?}"), text);
        assert_eq!(UserId::from(id.key()), id);
        assert_eq!(text.to_uppercase().parse(), Ok(id));
        for wrong in [
            "",
            "01890a5dac96774bbcceb302099a8057",
            "{01890a5d-ac96-774b-bcce-b302099a805}",
        ] {
            assert!(wrong.parse::<UserId>().is_err(), "{wrong}");
        }
    }
}

//! Words that are stored as text: plans, roles, parts of versions, kinds of one-time links.

use std::fmt;
use std::str::FromStr;

use crate::db::{Column, Param, Value};

/// The text is not one of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$word),*];

            /// As it is stored and shown.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($text => Ok(Self::$word),)*
                    _ => Err(UnknownWord),
                }
            }
        }

        impl Param for $name {
            fn value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }

        impl Column for $name {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::Text(text) => text.parse().ok(),
                    _ => None,
                }
            }
        }
    )*};
}

words! {
    /// The plan of an account, smallest first (api.md §3 Plans).
    Plan {
        /// Reads and exports through the API.
        Free = "FREE",
        /// Writes through the API.
        Pro = "PRO",
        /// Members.
        Team = "TEAM",
        /// Organizations.
        Business = "BUSINESS",
    }

    /// What a person may do in a workspace or organization, least first.
    Role {
        /// Reads.
        Viewer = "viewer",
        /// Writes.
        Editor = "editor",
        /// Manages members.
        Admin = "admin",
        /// Owns it: exactly one person.
        Owner = "owner",
    }

    /// What a release raised its predecessor's version by (api.md §5), least first.
    Bump {
        /// A value, or what is said of it.
        Patch = "patch",
        /// Something is new.
        Minor = "minor",
        /// Something is gone or is something else.
        Major = "major",
    }

    /// What a one-time link is for.
    LinkKind {
        /// The first account of an instance.
        Setup = "setup",
        /// The first password of an account an operator made.
        Invite = "invite",
        /// A new password.
        Reset = "reset",
    }
}

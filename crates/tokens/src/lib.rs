//! What a design token is: its name, its type, its value, its references.
//!
//! Pure: no I/O, no async, no clock. Text becomes a typed value once, here.
//!
//! | room | holds |
//! |---|---|
//! | [`name`], [`token_type`] | names in dot notation, the 18 types |
//! | [`value`] | one file per type: parse, check, print as CSS |
//! | [`color`] | CSS Color 4 in `f64`: parse, convert, map into a gamut, contrast |
//! | [`reference`](mod@reference) | `{a.b}` inside values: find, replace |
//! | [`modifier`] | what `$extensions` do to a resolved colour |
//! | [`graph`] | a workspace's tokens, persistent (an edit shares all it does not touch) |
//! | [`resolve`] | look-up and resolution of references |
//! | [`check`], [`rename`] | what may be written: references, cycles, types |
//! | [`diagnostic`], [`lint`] | what is wrong in a stored graph, what is doubtful |
//! | [`diff`] | what differs between two tokensets |

pub mod check;
pub mod color;
pub mod diagnostic;
pub mod diff;
#[cfg(test)]
mod fixture;
pub mod graph;
pub mod lint;
pub mod modifier;
pub mod name;
pub mod order;
pub mod pointer;
pub mod reference;
pub mod rename;
pub mod resolve;
pub mod token_type;
pub mod value;

pub use graph::{Deprecated, Graph, Group, Groups, Key, Mode, Source, Token, Tokenset};
pub use name::TokenName;
pub use token_type::TokenType;
pub use value::Value;

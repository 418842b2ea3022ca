//! `fontFamily`: a list of families, most wanted first.

/// At least one family; names unquoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFamily(pub Vec<String>);

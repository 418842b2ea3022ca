//! `string`: any text.

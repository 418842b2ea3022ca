//! `boolean`: `true` or `false`.

//! People and their workspaces through the session door, on both databases: API tokens, members,
//! plans, activity, events. Names of tests carry the ids of the black-box checks that they cover.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod activity;
mod api_tokens;
mod events;
mod members;
mod plans;
mod rights;
mod sequences;
mod stories;
mod team;

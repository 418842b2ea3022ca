//! How the server behaves on the wire, on both databases.

mod compression;
mod door;
mod drain;
mod framing;
mod headers;
mod idempotency;
mod limiter;
mod open;
mod slow;

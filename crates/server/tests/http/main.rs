//! How the server behaves on the wire, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic, and real sockets take real time"
)]

mod compression;
mod conditions;
mod door;
mod drain;
mod framing;
mod headers;
mod idempotency;
mod limiter;
mod open;
mod routes;
mod signals;
mod slow;

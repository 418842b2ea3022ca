//! Time and randomness, passed in so that tests can hold them still. The only home of the system's
//! clock and random generator.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

/// Where the time and new ids come from.
pub trait Clock: Send + Sync + std::fmt::Debug + 'static {
    /// Epoch milliseconds.
    fn now_ms(&self) -> i64;
    /// Since an arbitrary start; never goes back, whatever happens to the wall clock.
    fn monotonic(&self) -> Duration;
    /// A new `UUIDv7`, greater than all before it in this process.
    fn new_id(&self) -> Uuid;
    /// Fills with bytes fit for secrets.
    fn random(&self, bytes: &mut [u8]);
}

/// A shared clock.
pub type SharedClock = Arc<dyn Clock>;

//! Time and randomness, passed in so that tests can hold them still. The only home of the system's
//! clock and random generator.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rand::TryRng;
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

/// The real ones.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    ids: parking_lot::Mutex<Ids>,
}

/// Ids are no secrets: their randomness comes from the system a buffer at a time.
#[derive(Debug)]
struct Ids {
    last: u128,
    random: [u8; 512],
    used: usize,
}

impl SystemClock {
    /// A clock that starts now.
    #[expect(clippy::disallowed_methods, reason = "the home of the clock")]
    #[expect(clippy::new_ret_no_self, reason = "a clock is always shared")]
    pub fn new() -> SharedClock {
        Arc::new(Self {
            started: Instant::now(),
            ids: parking_lot::Mutex::new(Ids {
                last: 0,
                random: [0; 512],
                used: 512,
            }),
        })
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the home of the clock")]
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn new_id(&self) -> Uuid {
        let now = u128::try_from(self.now_ms()).unwrap_or_default();
        let mut ids = self.ids.lock();
        if ids.used == ids.random.len() {
            self.random(&mut ids.random);
            ids.used = 0;
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&ids.random[ids.used..ids.used + 16]);
        ids.used += 16;
        let random = u128::from_le_bytes(bytes) & ((1 << 74) - 1);
        // Within one millisecond, or when the wall clock went back, count on from the last id.
        let next = ids.last + 1 + (random & 0xffff);
        ids.last = ((now << 74) | random).max(next);
        uuid_v7(ids.last)
    }

    fn random(&self, bytes: &mut [u8]) {
        rand::rngs::SysRng
            .try_fill_bytes(bytes)
            .expect("the system's random generator works");
    }
}

/// A `UUIDv7` of 48 bits of milliseconds and 74 more bits, in that order.
pub fn uuid_v7(ordinal: u128) -> Uuid {
    let (ms, high, low) = (
        ordinal >> 74,
        (ordinal >> 62) & 0xfff,
        ordinal & ((1 << 62) - 1),
    );
    Uuid::from_u128((ms << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_hold_the_time() {
        let clock = SystemClock::new();
        let ids: Vec<Uuid> = (0..10_000).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert_eq!(ids[0].get_version_num(), 7);
        let seconds = ids[0].get_timestamp().unwrap().to_unix().0;
        assert!(seconds.abs_diff(u64::try_from(clock.now_ms()).unwrap() / 1000) <= 1);
    }
}

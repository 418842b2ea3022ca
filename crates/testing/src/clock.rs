//! A clock that stands still until a test moves it, and a generator that repeats itself.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokencraft_server::clock::{Clock, uuid_v7};
use uuid::Uuid;

/// 2025-01-15T10:00:00Z, where every test begins.
pub const BEGINNING_MS: i64 = 1_736_935_200_000;

/// Time that a test moves by hand. Ids grow by one; random bytes are a fixed sequence.
#[derive(Debug)]
pub struct TestClock {
    wall_ms: AtomicI64,
    monotonic_ns: AtomicU64,
    ids: AtomicU64,
    random: AtomicU64,
}

impl Default for TestClock {
    fn default() -> Self {
        Self {
            wall_ms: AtomicI64::new(BEGINNING_MS),
            monotonic_ns: AtomicU64::new(1_000_000_000),
            ids: AtomicU64::new(0),
            random: AtomicU64::new(0),
        }
    }
}

impl TestClock {
    /// Time passes.
    ///
    /// # Panics
    /// Beyond 500 years.
    pub fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).expect("a span of this era");
        let ns = u64::try_from(by.as_nanos()).expect("a span of this era");
        self.wall_ms.fetch_add(ms, Ordering::SeqCst);
        self.monotonic_ns.fetch_add(ns, Ordering::SeqCst);
    }

    /// Somebody sets the wall clock; no time passes.
    pub fn set_wall(&self, ms: i64) {
        self.wall_ms.store(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.wall_ms.load(Ordering::SeqCst)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_nanos(self.monotonic_ns.load(Ordering::SeqCst))
    }

    fn new_id(&self) -> Uuid {
        let ms = u128::try_from(BEGINNING_MS).unwrap_or_default();
        uuid_v7((ms << 74) | u128::from(self.ids.fetch_add(1, Ordering::SeqCst)))
    }

    fn random(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64.
            let mut z = self
                .random
                .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
    }
}

//! The exact sliding window: at most `limit` admissions in any span of `length`.
//!
//! A log of admission times per API token, 4 bytes each. Refused requests leave no trace.

use std::collections::VecDeque;
use std::time::Duration;

/// The admissions of one API token (or failures of one address) within the window.
#[derive(Debug, Default)]
pub struct Window {
    /// Low halves of monotonic milliseconds, oldest first.
    log: VecDeque<u32>,
    /// The newest of `log` in full: ages stay right however long nothing happens.
    newest_ms: u64,
}

/// What the window says about one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the request may go on, and was counted.
    pub admitted: bool,
    /// How many in the window at most.
    pub limit: u32,
    /// How many more may come now.
    pub remaining: u32,
    /// Until the oldest counted request leaves the window.
    pub reset_in: Duration,
}

impl Window {
    /// Counts a request at `now` (monotonic), unless `limit` were reached within the last `length`.
    pub fn admit(&mut self, now: Duration, limit: u32, length: Duration) -> Verdict {
        let (now_ms, length_ms) = (floor_ms(now), ceil_ms(length));
        self.forget(now_ms, length_ms);
        let counted = u32::try_from(self.log.len()).unwrap_or(u32::MAX);
        let admitted = counted < limit;
        if admitted {
            self.push(ceil_ms(now), limit);
        }
        let remaining = limit.saturating_sub(counted + u32::from(admitted));
        let age = self
            .log
            .front()
            .map_or(0, |oldest| self.age(*oldest, now_ms));
        let reset_in = Duration::from_millis(length_ms.saturating_sub(age));
        Verdict {
            admitted,
            limit,
            remaining,
            reset_in,
        }
    }

    /// Whether nothing is left in the window: the entry may be dropped.
    pub fn is_idle(&self, now: Duration, length: Duration) -> bool {
        self.log.is_empty() || floor_ms(now).saturating_sub(self.newest_ms) >= ceil_ms(length)
    }

    /// Heap and inline bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.log.capacity() * size_of::<u32>()
    }

    fn forget(&mut self, now_ms: u64, length_ms: u64) {
        if now_ms.saturating_sub(self.newest_ms) >= length_ms {
            self.log.clear();
        }
        while self
            .log
            .front()
            .is_some_and(|oldest| self.age(*oldest, now_ms) >= length_ms)
        {
            self.log.pop_front();
        }
    }

    /// Admission times are rounded up and `now` down: a window is never short, not by a millisecond.
    fn push(&mut self, at_ms: u64, limit: u32) {
        let at_ms = at_ms.max(self.newest_ms);
        if self.log.len() == self.log.capacity() {
            // Doubling, but never beyond what the limit can fill.
            let room = (limit as usize).saturating_sub(self.log.len());
            self.log.reserve_exact(room.min(self.log.len().max(4)));
        }
        self.log.push_back(low_half(at_ms));
        self.newest_ms = at_ms;
    }

    fn age(&self, at: u32, now_ms: u64) -> u64 {
        let before_newest = low_half(self.newest_ms).wrapping_sub(at);
        (now_ms + u64::from(before_newest)).saturating_sub(self.newest_ms)
    }
}

fn floor_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn ceil_ms(time: Duration) -> u64 {
    floor_ms(time) + u64::from(!time.subsec_nanos().is_multiple_of(1_000_000))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low half is what is wanted"
)]
fn low_half(ms: u64) -> u32 {
    ms as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn at(window: &mut Window, seconds: f64, times: u32) -> (u32, Verdict) {
        let mut admitted = 0;
        let mut last = None;
        for _ in 0..times {
            let verdict = window.admit(Duration::from_secs_f64(seconds), 100, MINUTE);
            admitted += u32::from(verdict.admitted);
            last = Some(verdict);
        }
        (admitted, last.unwrap())
    }

    #[test]
    fn a17_the_window_slides() {
        let mut window = Window::default();
        assert_eq!(at(&mut window, 0.0, 50).0, 50);
        assert_eq!(at(&mut window, 30.0, 50).0, 50);
        let (admitted, refused) = at(&mut window, 31.0, 1);
        assert_eq!(
            (admitted, refused.remaining, refused.reset_in),
            (0, 0, Duration::from_secs(29))
        );
        assert_eq!(at(&mut window, 60.0, 1).0, 1);
        assert_eq!(at(&mut window, 60.5, 60).0, 49);
        assert_eq!(at(&mut window, 1e9, 101).0, 100);
    }

    #[test]
    fn an_active_token_costs_at_most_450_bytes() {
        let mut window = Window::default();
        at(&mut window, 1.0, 200);
        // The lock around it is one byte, padded to eight.
        assert!(
            size_of::<parking_lot::Mutex<Window>>() + window.bytes() - size_of::<Window>() <= 450
        );
    }

    #[test]
    fn ages_survive_the_wrap_of_32_bits() {
        let start = f64::from(u32::MAX) / 1000.0 - 10.0;
        let mut window = Window::default();
        assert_eq!(at(&mut window, start, 60).0, 60);
        assert_eq!(at(&mut window, start + 20.0, 60).0, 40);
        assert_eq!(at(&mut window, start + 60.0, 100).0, 60);
        assert_eq!(at(&mut window, start + 60.0 + 4_294_967.296, 200).0, 100);
    }

    proptest! {
        #[test]
        fn no_window_of_any_length_holds_more_than_the_limit(
            gaps in prop::collection::vec(0_u64..9_000_000, 1..400), limit in 1_u32..8,
        ) {
            let length = Duration::from_millis(20);
            let (mut window, mut now, mut admitted) = (Window::default(), Duration::ZERO, Vec::new());
            for gap in gaps {
                now += Duration::from_nanos(gap);
                let verdict = window.admit(now, limit, length);
                let recent = admitted.iter().filter(|t| now < **t + length).count();
                prop_assert!(!verdict.admitted || recent < limit as usize);
                // Never stricter than a millisecond's rounding either.
                let nearly = admitted.iter().filter(|t| now < **t + length + Duration::from_millis(2)).count();
                prop_assert!(verdict.admitted || nearly >= limit as usize);
                prop_assert!(verdict.reset_in <= length + Duration::from_millis(1));
                if verdict.admitted {
                    admitted.push(now);
                }
            }
        }
    }
}

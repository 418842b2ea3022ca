//! Failed sign-ins, per account and per client address, in this process.
//!
//! An attempt counts from its beginning, so that many at once are no way around; what did not fail is
//! taken back. Unknown accounts are counted like known ones.

use std::collections::VecDeque;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::credentials::network;
use crate::config::Config;

/// Accounts, and addresses, that are remembered at once.
const MOST: usize = 20_000;

/// Who failed when.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    accounts: Mutex<Log<[u8; 32]>>,
    addresses: Mutex<Log<IpAddr>>,
}

/// An attempt under way. Dropped, it is as if it had never been.
#[derive(Debug)]
pub(crate) struct Attempt {
    throttle: Arc<Throttle>,
    account: Option<[u8; 32]>,
    address: Option<IpAddr>,
    at: Duration,
}

/// Monotonic times by key, oldest first.
type Log<K> = FxHashMap<K, VecDeque<Duration>>;

impl Throttle {
    /// Begins an attempt at an account (its address in lower case) or just from a client address;
    /// `Err`: how long to wait.
    pub(crate) fn begin(
        self: &Arc<Self>,
        config: &Config,
        account: Option<&str>,
        address: Option<IpAddr>,
        now: Duration,
    ) -> Result<Attempt, Duration> {
        let window = config.login_window;
        let mut attempt = Attempt {
            throttle: self.clone(),
            account: None,
            address: None,
            at: now,
        };
        if let Some(account) = account {
            let key = key(account);
            let limit = config.login_failures_per_account;
            count(&mut self.accounts.lock(), key, limit, window, now)?;
            attempt.account = Some(key);
        }
        if let Some(address) = address {
            let key = network(address);
            let limit = config.login_failures_per_address;
            count(&mut self.addresses.lock(), key, limit, window, now)?;
            attempt.address = Some(key);
        }
        Ok(attempt)
    }

    /// Forgets the failures of an account: its owner has shown up.
    pub(crate) fn forgive(&self, account: &str) {
        self.accounts.lock().remove(&key(account));
    }

    /// Drops what is older than the window.
    pub(crate) fn tidy(&self, now: Duration, window: Duration) {
        tidy(&mut self.accounts.lock(), now, window);
        tidy(&mut self.addresses.lock(), now, window);
    }
}

impl Attempt {
    /// It failed: it stays counted.
    pub(crate) fn failed(mut self) {
        self.account = None;
        self.address = None;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(key) = self.account {
            take_back(&mut self.throttle.accounts.lock(), &key, self.at);
        }
        if let Some(key) = self.address {
            take_back(&mut self.throttle.addresses.lock(), &key, self.at);
        }
    }
}

/// Addresses can be long; their hashes are not.
fn key(account: &str) -> [u8; 32] {
    Sha256::digest(account.as_bytes()).into()
}

fn count<K: Copy + Eq + Hash>(
    log: &mut Log<K>,
    key: K,
    limit: u32,
    window: Duration,
    now: Duration,
) -> Result<(), Duration> {
    if limit == 0 {
        return Ok(());
    }
    if log.len() >= MOST && !log.contains_key(&key) {
        make_room(log, now, window);
    }
    let times = log.entry(key).or_default();
    forget(times, now, window);
    if times.len() >= limit as usize {
        let oldest = times.front().copied().unwrap_or(now);
        return Err((oldest + window).saturating_sub(now));
    }
    times.push_back(now);
    Ok(())
}

fn take_back<K: Eq + Hash>(log: &mut Log<K>, key: &K, at: Duration) {
    let Some(times) = log.get_mut(key) else {
        return;
    };
    if let Some(index) = times.iter().rposition(|time| *time == at) {
        times.remove(index);
    }
    if times.is_empty() {
        log.remove(key);
    }
}

fn forget(times: &mut VecDeque<Duration>, now: Duration, window: Duration) {
    while times.front().is_some_and(|oldest| *oldest + window <= now) {
        times.pop_front();
    }
}

fn tidy<K: Eq + Hash>(log: &mut Log<K>, now: Duration, window: Duration) {
    log.retain(|_, times| {
        forget(times, now, window);
        !times.is_empty()
    });
}

/// A flood of keys pushes out who failed least.
fn make_room<K: Copy + Eq + Hash>(log: &mut Log<K>, now: Duration, window: Duration) {
    tidy(log, now, window);
    if log.len() < MOST {
        return;
    }
    let least = log.iter().min_by_key(|(_, times)| times.len());
    if let Some(key) = least.map(|(key, _)| *key) {
        log.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn config() -> Config {
        Config {
            login_failures_per_account: 3,
            login_failures_per_address: 5,
            ..Config::default()
        }
    }

    fn fail(throttle: &Arc<Throttle>, account: &str, seconds: u64) -> Result<(), u64> {
        let now = Duration::from_secs(seconds);
        match throttle.begin(&config(), Some(account), Some(HOME), now) {
            Ok(attempt) => {
                attempt.failed();
                Ok(())
            }
            Err(wait) => Err(wait.as_secs()),
        }
    }

    #[test]
    fn a20_an_account_is_closed_for_the_rest_of_the_window() {
        let throttle = Arc::default();
        for second in 0..3 {
            assert_eq!(fail(&throttle, "a", second), Ok(()));
        }
        assert_eq!(fail(&throttle, "a", 10), Err(890));
        assert_eq!(fail(&throttle, "b", 10), Ok(()));
        assert_eq!(fail(&throttle, "a", 899), Err(1));
        assert_eq!(fail(&throttle, "a", 900), Ok(()));
    }

    #[test]
    fn an_address_is_closed_whatever_the_account() {
        let throttle = Arc::default();
        for account in ["a", "b", "c", "d", "e"] {
            assert_eq!(fail(&throttle, account, 0), Ok(()));
        }
        assert_eq!(fail(&throttle, "f", 1), Err(899));
        // Refused for the address, it did not count for the account.
        assert!(!throttle.accounts.lock().contains_key(&key("f")));
    }

    #[test]
    fn attempts_count_while_they_are_under_way_and_are_taken_back() {
        let throttle: Arc<Throttle> = Arc::default();
        let begin = || throttle.begin(&config(), Some("a"), None, Duration::ZERO);
        let under_way: Vec<_> = (0..3).map(|_| begin().unwrap()).collect();
        assert!(begin().is_err());
        drop(under_way);
        assert!(throttle.accounts.lock().is_empty());
        for _ in 0..3 {
            begin().unwrap().failed();
        }
        assert!(begin().is_err());
        throttle.forgive("a");
        assert!(begin().is_ok());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_a_flood_does_not_free_who_failed_often() {
        let throttle: Arc<Throttle> = Arc::default();
        let config = config();
        let fail = |account: &str| {
            let begun = throttle.begin(&config, Some(account), None, Duration::ZERO);
            begun.map(Attempt::failed).is_ok()
        };
        assert!((0..3).all(|_| fail("victim")));
        assert!((0..MOST + 100).all(|number| fail(&format!("flood {number}"))));
        assert_eq!(throttle.accounts.lock().len(), MOST);
        assert!(!fail("victim"));
        throttle.tidy(Duration::from_hours(1), config.login_window);
        assert!(throttle.accounts.lock().is_empty());
    }
}

//! Failed sign-ins, per account and per client address, in this process.
//!
//! An attempt is let in when there is room, and its failure is told when there still is: of many at
//! once no more are answered than one after the other. Unknown accounts are counted like known ones.

use std::collections::VecDeque;
use std::hash::Hash;
use std::net::IpAddr;
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
pub(crate) struct Throttle(Mutex<Logs>);

#[derive(Debug, Default)]
struct Logs {
    accounts: Log<[u8; 32]>,
    addresses: Log<IpAddr>,
}

/// Monotonic times by key, oldest first.
type Log<K> = FxHashMap<K, VecDeque<Duration>>;

/// What is tried: at which account (its e-mail address in lower case), from where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempt {
    account: Option<[u8; 32]>,
    address: Option<IpAddr>,
}

impl Attempt {
    pub(crate) fn new(account: Option<&str>, address: Option<IpAddr>) -> Self {
        Self {
            // Addresses can be long; their hashes are not.
            account: account.map(key),
            address: address.map(network),
        }
    }
}

impl Throttle {
    /// Whether there is room for an attempt; `Err`: how long to wait.
    pub(crate) fn check(
        &self,
        config: &Config,
        attempt: &Attempt,
        now: Duration,
    ) -> Result<(), Duration> {
        self.0.lock().check(config, attempt, now)
    }

    /// Counts a failure; `Err` when there is no room for it any more.
    pub(crate) fn failed(
        &self,
        config: &Config,
        attempt: &Attempt,
        now: Duration,
    ) -> Result<(), Duration> {
        let mut logs = self.0.lock();
        logs.check(config, attempt, now)?;
        let window = config.login_window;
        if let Some(key) = attempt
            .account
            .filter(|_| config.login_failures_per_account > 0)
        {
            push(&mut logs.accounts, key, window, now);
        }
        if let Some(key) = attempt
            .address
            .filter(|_| config.login_failures_per_address > 0)
        {
            push(&mut logs.addresses, key, window, now);
        }
        Ok(())
    }

    /// Forgets the failures of an account: its owner has shown up.
    pub(crate) fn forgive(&self, account: &str) {
        self.0.lock().accounts.remove(&key(account));
    }

    /// Drops what is older than the window.
    pub(crate) fn tidy(&self, now: Duration, window: Duration) {
        let mut logs = self.0.lock();
        tidy(&mut logs.accounts, now, window);
        tidy(&mut logs.addresses, now, window);
    }
}

impl Logs {
    fn check(&mut self, config: &Config, attempt: &Attempt, now: Duration) -> Result<(), Duration> {
        let window = config.login_window;
        if let Some(key) = attempt.account {
            let limit = config.login_failures_per_account;
            room(&mut self.accounts, &key, limit, window, now)?;
        }
        if let Some(key) = attempt.address {
            let limit = config.login_failures_per_address;
            room(&mut self.addresses, &key, limit, window, now)?;
        }
        Ok(())
    }
}

fn key(account: &str) -> [u8; 32] {
    Sha256::digest(account.as_bytes()).into()
}

fn room<K: Eq + Hash>(
    log: &mut Log<K>,
    key: &K,
    limit: u32,
    window: Duration,
    now: Duration,
) -> Result<(), Duration> {
    let Some(times) = log.get_mut(key).filter(|_| limit > 0) else {
        return Ok(());
    };
    forget(times, now, window);
    match times.front() {
        Some(oldest) if times.len() >= limit as usize => {
            Err((*oldest + window).saturating_sub(now))
        }
        _ => Ok(()),
    }
}

fn push<K: Copy + Eq + Hash>(log: &mut Log<K>, key: K, window: Duration, now: Duration) {
    if log.len() >= MOST && !log.contains_key(&key) {
        make_room(log, now, window);
    }
    log.entry(key).or_default().push_back(now);
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

    fn fail(throttle: &Throttle, account: &str, seconds: u64) -> Result<(), u64> {
        let attempt = Attempt::new(Some(account), Some(HOME));
        let failed = throttle.failed(&config(), &attempt, Duration::from_secs(seconds));
        failed.map_err(|wait| wait.as_secs())
    }

    #[test]
    fn a20_an_account_is_closed_for_the_rest_of_the_window() {
        let throttle = Throttle::default();
        for second in 0..3 {
            assert_eq!(fail(&throttle, "a", second), Ok(()));
        }
        assert_eq!(fail(&throttle, "a", 10), Err(890));
        assert_eq!(fail(&throttle, "b", 10), Ok(()));
        assert_eq!(fail(&throttle, "a", 899), Err(1));
        assert_eq!(fail(&throttle, "a", 900), Ok(()));
        throttle.forgive("a");
        for _ in 0..2 {
            assert_eq!(fail(&throttle, "a", 901), Ok(()));
        }
    }

    #[test]
    fn an_address_is_closed_whatever_the_account() {
        let throttle = Throttle::default();
        for account in ["a", "b", "c", "d", "e"] {
            assert_eq!(fail(&throttle, account, 0), Ok(()));
        }
        assert_eq!(fail(&throttle, "f", 1), Err(899));
        // Refused for the address, it did not count for the account.
        assert!(!throttle.0.lock().accounts.contains_key(&key("f")));
        throttle.tidy(Duration::from_mins(15), config().login_window);
        assert!(throttle.0.lock().addresses.is_empty());
    }

    #[test]
    fn of_many_under_way_at_once_only_so_many_failures_are_told() {
        let throttle = Throttle::default();
        let attempt = Attempt::new(Some("a"), None);
        let check = || throttle.check(&config(), &attempt, Duration::ZERO);
        let begun = (0..50).filter(|_| check().is_ok()).count();
        assert_eq!(begun, 50);
        let told = (0..begun)
            .filter(|_| fail(&throttle, "a", 0).is_ok())
            .count();
        assert_eq!(told, 3);
        // The one that was right is not told either.
        assert!(check().is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_a_flood_does_not_free_who_failed_often() {
        let throttle = Throttle::default();
        let fail = |account: &str| {
            let attempt = Attempt::new(Some(account), None);
            throttle.failed(&config(), &attempt, Duration::ZERO).is_ok()
        };
        assert!((0..3).all(|_| fail("victim")));
        assert!((0..MOST + 100).all(|number| fail(&format!("flood {number}"))));
        assert_eq!(throttle.0.lock().accounts.len(), MOST);
        assert!(!fail("victim"));
    }
}

//! Passwords: Argon2id, stored as PHC strings, a few at a time and never on an async thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::common::is_common;
use crate::app::{Error, Result};
use crate::clock::{Clock, SharedClock};

/// The fewest bytes of a password.
pub const MIN_BYTES: usize = 10;
/// The most bytes of a password.
pub const MAX_BYTES: usize = 1024;
/// Who may wait for their turn, for each one whose turn it is: a few seconds' worth.
const MOST_WAITING: usize = 128;
/// What is compared with when there is no password, so that it takes as long. No password has it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string to store. Takes tens of milliseconds: not for an async thread.
///
/// # Errors
/// `Invalid` when the password is not acceptable.
pub fn hash(password: &str, clock: &dyn Clock) -> Result<String> {
    check(password)?;
    let mut salt = [0; 16];
    clock.random(&mut salt);
    let hash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| Error::Internal(error.to_string().into()))?;
    Ok(hash.to_string())
}

/// Whether a password may be set.
pub fn check(password: &str) -> Result<()> {
    if !(MIN_BYTES..=MAX_BYTES).contains(&password.len()) {
        let message = format!("Password must be {MIN_BYTES} to {MAX_BYTES} bytes long");
        return Err(Error::invalid("invalid_password", message));
    }
    if is_common(password) {
        let message = "Password is too common: others would try it first";
        return Err(Error::invalid("common_password", message));
    }
    Ok(())
}

/// Whether a password is the one that was hashed. As slow as [`hash`].
pub fn verify(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Where passwords are hashed and checked: so many at once, so many in the queue, no more.
#[derive(Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    most_waiting: usize,
    waiting: AtomicUsize,
    checked: AtomicU64,
}

impl Passwords {
    pub(crate) fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        Self {
            permits: Arc::new(Semaphore::new(at_once)),
            most_waiting: at_once.saturating_mul(MOST_WAITING),
            waiting: AtomicUsize::new(0),
            checked: AtomicU64::new(0),
        }
    }

    /// How many passwords were compared with a hash.
    pub fn checked(&self) -> u64 {
        self.checked.load(Ordering::Relaxed)
    }

    /// [`hash`], at its turn. [`Error::Busy`] when too many wait.
    pub(crate) async fn hash(&self, password: String, clock: SharedClock) -> Result<String> {
        check(&password)?;
        self.run(move || hash(&password, &*clock)).await?
    }

    /// [`verify`], at its turn. Without a stored hash it takes as long and is `false`.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        let verified = self.run(move || {
            let matches = verify(&password, stored.as_deref().unwrap_or(NOBODY));
            matches && stored.is_some()
        });
        let verified = verified.await?;
        self.checked.fetch_add(1, Ordering::Relaxed);
        Ok(verified)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = {
            let _place = Place::take(&self.waiting, self.most_waiting).ok_or(Error::Busy)?;
            let permit = self.permits.clone().acquire_owned().await;
            permit.map_err(|error| Error::Internal(Box::new(error)))?
        };
        tokio::task::spawn_blocking(move || {
            // Held by the work: a client that goes away does not let another one in beside it.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| Error::Internal(Box::new(error)))
    }
}

/// A place in the queue.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        if waiting.fetch_add(1, Ordering::Relaxed) < most {
            return Some(Self(waiting));
        }
        waiting.fetch_sub(1, Ordering::Relaxed);
        None
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_password_is_recognised_and_another_is_not() {
        let stored = hash("correct horse battery", &*SystemClock::new()).unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("correct horse battery", &stored));
        assert!(!verify("correct horse batterz", &stored));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        for password in ["ninechars", &"x".repeat(1025)] {
            let message = hash(password, &*SystemClock::new())
                .unwrap_err()
                .to_string();
            assert_eq!(message, "Password must be 10 to 1024 bytes long");
        }
    }

    #[test]
    fn a19_nobodys_hash_costs_what_everybodys_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let stored = hash("correct horse battery", &*SystemClock::new()).unwrap();
        let somebody = PasswordHash::new(&stored).unwrap();
        assert_eq!(nobody.algorithm, somebody.algorithm);
        assert_eq!(nobody.params, somebody.params);
        let length = |hash: &PasswordHash| hash.hash.map_or(0, |output| output.as_bytes().len());
        assert_eq!(length(&nobody), length(&somebody));
    }

    #[tokio::test]
    async fn a_queue_that_is_too_long_is_refused_and_empties() {
        let passwords = Arc::new(Passwords::new(1));
        let _turn = passwords.permits.clone().acquire_owned().await.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..MOST_WAITING {
            let passwords = passwords.clone();
            let wait = async move { passwords.run(|| ()).await };
            waiting.push(tokio::spawn(wait));
        }
        while passwords.waiting.load(Ordering::Relaxed) < MOST_WAITING {
            tokio::task::yield_now().await;
        }
        assert!(matches!(passwords.run(|| ()).await, Err(Error::Busy)));
        for task in waiting {
            task.abort();
            let _ = task.await;
        }
        assert_eq!(passwords.waiting.load(Ordering::Relaxed), 0);
    }
}

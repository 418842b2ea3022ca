//! Passwords: Argon2id, stored as PHC strings, a few at a time and never on an async thread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::common::is_common;
use crate::app::{Error, Result};
use crate::clock::{Clock, SharedClock};

/// The fewest bytes of a password.
pub const MIN_BYTES: usize = 10;
/// The most bytes of a password.
pub const MAX_BYTES: usize = 1024;
/// Who may wait for their turn, for each one whose turn it is: a few seconds' worth.
const MOST_WAITING: usize = 128;
/// How much hashing stands back behind everything else: a third of a turn each, where others wait.
#[cfg(target_os = "linux")]
const NICE: i32 = 5;
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

/// Where passwords are hashed and checked: on so many threads, with so long a queue, no more.
#[derive(Debug)]
pub struct Passwords {
    at_once: usize,
    /// Started with the first password.
    queue: OnceLock<SyncSender<Job>>,
    checked: AtomicU64,
}

type Job = Box<dyn FnOnce() + Send>;

impl Passwords {
    pub(crate) fn new(at_once: usize) -> Self {
        Self {
            at_once: at_once.max(1),
            queue: OnceLock::new(),
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
        let (answer, answered) = oneshot::channel();
        let job = Box::new(move || {
            // Nobody may wait for it any more.
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        });
        let queue = self.queue.get_or_init(|| start(self.at_once));
        queue.try_send(job).map_err(|_| Error::Busy)?;
        answered
            .await
            .map_err(|error| Error::Internal(Box::new(error)))
    }
}

/// Threads that end with the queue. Argon2 keeps a core busy for tens of milliseconds: what is
/// answered in microseconds goes first.
fn start(at_once: usize) -> SyncSender<Job> {
    let (queue, jobs) = sync_channel::<Job>(at_once.saturating_mul(MOST_WAITING));
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..at_once {
        let jobs = jobs.clone();
        let work = move || {
            stand_back();
            while let Some(job) = next(&jobs) {
                let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                if done.is_err() {
                    tracing::error!("hashing a password panicked");
                }
            }
        };
        let started = std::thread::Builder::new().name("passwords".to_owned());
        if let Err(error) = started.spawn(work) {
            tracing::error!(%error, "no thread for passwords");
        }
    }
    queue
}

/// On Linux a thread has its own priority; elsewhere it would be the whole process's.
#[cfg(target_os = "linux")]
fn stand_back() {
    // Refused, the threads work as the others do.
    let _ = rustix::process::nice(NICE);
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}

fn next(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    jobs.lock().recv().ok()
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
        let (free, held) = std::sync::mpsc::channel::<()>();
        let run = |work: Box<dyn FnOnce() + Send>| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.run(work).await })
        };
        let (begun, begins) = oneshot::channel();
        let turn = run(Box::new(move || {
            let _ = begun.send(());
            let _ = held.recv();
        }));
        begins.await.unwrap();
        let counted = Arc::new(AtomicU64::new(0));
        let mut waiting = Vec::new();
        for _ in 0..MOST_WAITING {
            let counted = counted.clone();
            waiting.push(run(Box::new(move || {
                counted.fetch_add(1, Ordering::Relaxed);
            })));
            tokio::task::yield_now().await;
        }
        let refused = run(Box::new(|| ())).await.unwrap();
        assert!(matches!(refused, Err(Error::Busy)));
        // Those who go away are not worked for.
        for task in waiting.drain(..100) {
            task.abort();
            let _ = task.await;
        }
        free.send(()).unwrap();
        turn.await.unwrap().unwrap();
        for task in waiting {
            task.await.unwrap().unwrap();
        }
        assert_eq!(counted.load(Ordering::Relaxed), MOST_WAITING as u64 - 100);
    }
}

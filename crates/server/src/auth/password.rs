//! Passwords: Argon2id, stored as PHC strings.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::app::{Error, Result};
use crate::clock::Clock;

/// The fewest bytes of a password.
pub const MIN_BYTES: usize = 10;
/// The most bytes of a password.
pub const MAX_BYTES: usize = 1024;

/// 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string to store. Takes tens of milliseconds: not for an async thread.
///
/// # Errors
/// `Invalid` when the password is too short or too long.
pub fn hash(password: &str, clock: &dyn Clock) -> Result<String> {
    if !(MIN_BYTES..=MAX_BYTES).contains(&password.len()) {
        return Err(Error::Invalid {
            code: "invalid_password",
            message: format!("Password must be {MIN_BYTES} to {MAX_BYTES} bytes long"),
        });
    }
    let mut salt = [0; 16];
    clock.random(&mut salt);
    let hash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| Error::Internal(error.to_string().into()))?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed. As slow as [`hash`].
pub fn verify(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
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
}

//! Secrets that travel in a cookie or a link: 256 random bits as 64 hexadecimal digits.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::clock::Clock;

const BYTES: usize = 32;

/// A secret as its holder knows it. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainSecret(String);

/// What is stored of a secret: its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HashedSecret(pub [u8; 32]);

impl PlainSecret {
    /// A new one.
    pub fn mint(clock: &dyn Clock) -> Self {
        use fmt::Write as _;
        let mut bytes = [0; BYTES];
        clock.random(&mut bytes);
        let mut text = String::with_capacity(2 * BYTES);
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// Reads one; `None` when the form is wrong, so that no look-up is made for it.
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == 2 * BYTES
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The text, for the one place that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up.
    pub fn hashed(&self) -> HashedSecret {
        HashedSecret(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for PlainSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainSecret(…)")
    }
}

impl fmt::Debug for HashedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_minted_secret_reads_back_and_nothing_of_it_is_printed() {
        let clock = SystemClock::new();
        let secret = PlainSecret::mint(&*clock);
        assert_eq!(PlainSecret::parse(secret.reveal()), Some(secret.clone()));
        assert_ne!(secret, PlainSecret::mint(&*clock));
        let printed = format!("{secret:?} {:?}", secret.hashed());
        assert_eq!(printed, "PlainSecret(…) HashedSecret(…)");
    }

    #[test]
    fn other_texts_are_no_secrets() {
        let good = "0123456789abcdef".repeat(4);
        for bad in ["", "attacker", &good[1..], &good.to_uppercase()] {
            assert_eq!(PlainSecret::parse(bad), None, "{bad}");
        }
        assert_eq!(PlainSecret::parse(&format!("{good}0")), None);
    }
}

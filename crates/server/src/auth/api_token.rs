//! The credential of the API door: `dtk_` + 34 random characters + 6 of checksum.
//!
//! The checksum lets scanners recognise a leaked token and refuses a typo without a look-up.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use sha2::{Digest, Sha256};

use crate::clock::Clock;

const PREFIX: &str = "dtk_";
const RANDOM: usize = 34;
const CHECKSUM: usize = 6;
const LENGTH: usize = PREFIX.len() + RANDOM + CHECKSUM;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An API token as its holder knows it; shown once. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainApiToken(String);

/// What is stored of an API token: its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HashedApiToken(pub [u8; 32]);

impl PlainApiToken {
    /// A new one.
    pub fn mint(clock: &dyn Clock) -> Self {
        let mut text = String::with_capacity(LENGTH);
        text.push_str(PREFIX);
        while text.len() < PREFIX.len() + RANDOM {
            let mut bytes = [0; 48];
            clock.random(&mut bytes);
            // 248 = 4 × 62: what lies above would favour the first characters.
            let fair = bytes.iter().filter(|byte| **byte < 248);
            let room = PREFIX.len() + RANDOM - text.len();
            text.extend(
                fair.take(room)
                    .map(|byte| char::from(ALPHABET[usize::from(byte % 62)])),
            );
        }
        let checksum = checksum(text.as_bytes());
        text.extend(checksum.map(char::from));
        Self(text)
    }

    /// Reads one; `None` when the form or the checksum is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.as_bytes().split_at_checked(LENGTH - CHECKSUM)?;
        let random = body.strip_prefix(PREFIX.as_bytes())?;
        let well_formed =
            random.iter().all(u8::is_ascii_alphanumeric) && sum == checksum(body).as_slice();
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The one in a request: exactly one `Authorization: Bearer …`.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut sent = headers.get_all(AUTHORIZATION).iter();
        let (value, None) = (sent.next()?, sent.next()) else {
            return None;
        };
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        Self::parse(token.trim_matches(' '))
    }

    /// The text, for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What lists show: the first 12 characters.
    pub fn prefix(&self) -> &str {
        &self.0[..12]
    }

    /// What is stored and looked up.
    pub fn hashed(&self) -> HashedApiToken {
        HashedApiToken(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for PlainApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainApiToken(…)")
    }
}

impl fmt::Debug for HashedApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedApiToken(…)")
    }
}

/// The CRC-32 of a text in base 62, most significant digit first, zero-padded.
fn checksum(text: &[u8]) -> [u8; CHECKSUM] {
    let mut rest = crc32fast::hash(text) as usize;
    let mut digits = [0; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[rest % 62];
        rest /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a01_a_minted_token_has_the_documented_form_and_reads_back() {
        let clock = SystemClock::new();
        let token = PlainApiToken::mint(&*clock);
        assert_eq!(token.reveal().len(), 44);
        assert!(
            token.reveal()[4..]
                .bytes()
                .all(|b| b.is_ascii_alphanumeric())
        );
        assert_eq!(PlainApiToken::parse(token.reveal()), Some(token.clone()));
        assert_eq!(token.prefix(), &token.reveal()[..12]);
        assert_ne!(token, PlainApiToken::mint(&*clock));
    }

    #[test]
    fn the_checksum_is_the_crc_32_in_base_62() {
        // CRC-32 of "123456789" is the well-known 0xCBF43926 = 3421780262.
        assert_eq!(&checksum(b"123456789"), b"3jZRME");
    }

    #[test]
    fn every_typo_in_one_character_is_refused() {
        let good = PlainApiToken::mint(&*SystemClock::new()).0;
        for at in 0..good.len() {
            for other in ['0', 'x', 'Z', ' ', '-'] {
                let mut bad = good.clone().into_bytes();
                if bad[at] == other as u8 {
                    continue;
                }
                bad[at] = other as u8;
                assert!(PlainApiToken::parse(std::str::from_utf8(&bad).unwrap()).is_none());
            }
        }
        for bad in [
            &good[..43],
            &format!("{good}a"),
            "",
            "dtk_",
            &good.replace("dtk_", "dtk-"),
        ] {
            assert!(PlainApiToken::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn all_characters_are_equally_likely() {
        let clock = SystemClock::new();
        let mut counts: HashMap<u8, u32> = HashMap::new();
        for _ in 0..5_000 {
            for byte in PlainApiToken::mint(&*clock).0[4..38].bytes() {
                *counts.entry(byte).or_default() += 1;
            }
        }
        // 170,000 draws: 2,742 each, standard deviation 52. A modulo bias would give 3,320.
        assert_eq!(counts.len(), 62);
        assert!(
            counts.values().all(|n| n.abs_diff(2_742) < 400),
            "{counts:?}"
        );
    }

    #[test]
    fn a02_exactly_one_bearer_header_is_read() {
        let token = PlainApiToken::mint(&*SystemClock::new());
        let text = token.reveal();
        let of = |values: &[String]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, value.parse().unwrap());
            }
            PlainApiToken::of(&headers)
        };
        assert_eq!(of(&[format!("Bearer {text}")]), Some(token.clone()));
        assert_eq!(of(&[format!("bEARER {text}")]), Some(token.clone()));
        for bad in [
            vec![],
            vec![format!("Bearer {text}"), format!("Bearer {text}")],
            vec![format!("Basic {text}")],
            vec!["Bearer".into()],
            vec!["Bearer ".into()],
            vec![text.to_owned()],
            vec![format!("Bearer {text} {text}")],
            vec![format!("Bearer\t{text}")],
        ] {
            assert_eq!(of(&bad), None, "{bad:?}");
        }
    }

    #[test]
    fn nothing_of_a_secret_is_printed() {
        let token = PlainApiToken::mint(&*SystemClock::new());
        let printed = format!("{token:?} {:?}", token.hashed());
        assert_eq!(printed, "PlainApiToken(…) HashedApiToken(…)");
    }
}

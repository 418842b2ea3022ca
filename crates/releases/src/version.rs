//! Versions of releases: three numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The most that each number of a version may be that a caller asks for: room is left to raise it.
const MAX_WANTED: u32 = 999_999_999;

/// Semantic version of a release, `1.2.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// Something that users of tokens may rely on is gone.
    pub major: u32,
    /// Something is new.
    pub minor: u32,
    /// Something looks different.
    pub patch: u32,
}

/// Which number of a version a difference raises; the greater one comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Values.
    Patch,
    /// Something was added.
    Minor,
    /// Something was removed, renamed or has another type.
    Major,
}

/// The text is not a version. `Display` is a sentence for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Version must be three numbers, like 1.2.0")]
pub struct NotAVersion;

impl Version {
    /// The version of an environment's first release.
    pub const FIRST: Self = Self {
        major: 1,
        minor: 0,
        patch: 0,
    };

    /// Whether a caller may ask for it.
    pub const fn may_be_wanted(self) -> bool {
        self.major <= MAX_WANTED && self.minor <= MAX_WANTED && self.patch <= MAX_WANTED
    }

    /// The version after a difference.
    #[must_use]
    pub fn next(self, bump: Bump) -> Self {
        let Self {
            major,
            minor,
            patch,
        } = self;
        match bump {
            Bump::Major => Self {
                major: major + 1,
                minor: 0,
                patch: 0,
            },
            Bump::Minor => Self {
                major,
                minor: minor + 1,
                patch: 0,
            },
            Bump::Patch => Self {
                major,
                minor,
                patch: patch + 1,
            },
        }
    }

    /// The version of a new release: `highest` is the highest one that the environment has, so that
    /// none repeats after a roll-back; `None` for the first release.
    pub fn computed(highest: Option<Self>, bump: Bump) -> Self {
        highest.map_or(Self::FIRST, |highest| highest.next(bump))
    }
}

impl Bump {
    /// `major`, `minor`, `patch`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let mut numbers = text.split('.').map(|number| {
            let is_plain = number == "0" || !number.starts_with(['0', '+', '-']);
            let number = number.parse().ok().filter(|_| is_plain);
            number.ok_or(NotAVersion)
        });
        let mut next = || numbers.next().unwrap_or(Err(NotAVersion));
        let version = Self {
            major: next()?,
            minor: next()?,
            patch: next()?,
        };
        match numbers.next() {
            None => Ok(version),
            Some(_) => Err(NotAVersion),
        }
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_plain_numbers() {
        for text in ["1.0.0", "0.0.0", "10.20.30", "1000000000.0.1"] {
            assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "v1.0.0",
            "1.0.0-beta",
            "01.0.0",
            "+1.0.0",
            "-1.0.0",
            "1..0",
            " 1.0.0",
            "1.0.0 ",
            "4294967296.0.0",
            "1.0.00",
            "٣.0.0",
        ] {
            assert_eq!(text.parse::<Version>(), Err(NotAVersion), "{text}");
        }
    }

    #[test]
    fn whatever_is_wanted_can_be_raised() {
        let most: Version = "999999999.999999999.999999999".parse().unwrap();
        assert!(most.may_be_wanted());
        for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
            let raised = most.next(bump);
            assert!(!raised.may_be_wanted());
            assert_eq!(raised.to_string().parse(), Ok(raised));
        }
    }

    #[test]
    fn a_raised_number_sets_the_lower_ones_to_zero() {
        let version: Version = "1.2.3".parse().unwrap();
        let next = |bump| version.next(bump).to_string();
        assert_eq!(
            [Bump::Major, Bump::Minor, Bump::Patch].map(next),
            ["2.0.0", "1.3.0", "1.2.4"]
        );
    }

    #[test]
    fn versions_order_by_number() {
        let mut versions =
            ["1.10.0", "2.0.0", "1.9.9", "1.9.10"].map(|v| v.parse::<Version>().unwrap());
        versions.sort_unstable();
        assert_eq!(
            versions.map(|v| v.to_string()),
            ["1.9.9", "1.9.10", "1.10.0", "2.0.0"]
        );
    }
}

//! Token names in dot notation: `colors.primary.500`.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The most characters a name may have.
pub const MAX_CHARS: usize = 255;
/// The most segments a name may have.
pub const MAX_SEGMENTS: usize = 32;

/// The last segment that documents give to a token whose name is also a group.
const ROOT: &str = ".$root";

/// A legal token name. Cheap to clone.
///
/// Segments are not empty, hold no `{`, `}`, control or bidirectional characters, do not begin with
/// `$`, and neither begin nor end with white space; spaces and any other character inside are legal.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenName(Arc<str>);

/// Why a text is not a token name. Its `Display` is a sentence for the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NameError(pub String);

impl TokenName {
    /// Parses a name; `a.$root` is read as `a`. Nothing is trimmed: that is the caller's business.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.strip_suffix(ROOT).unwrap_or(text);
        match problem(name) {
            None => Ok(Self(name.into())),
            Some(sentence) => Err(NameError(sentence)),
        }
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name's segments, first to last.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// The name's group and last segment: `colors.primary.500` → `colors.primary`, `500`.
    pub fn split_last(&self) -> (Option<&str>, &str) {
        match self.0.rsplit_once('.') {
            Some((group, last)) => (Some(group), last),
            None => (None, &self.0),
        }
    }
}

/// The first rule that the name breaks, as a sentence. Length comes first and control characters
/// second, so that what later sentences quote is short and printable.
fn problem(name: &str) -> Option<String> {
    if is_simple(name) {
        return None;
    }
    if name.is_empty() {
        return Some("Name must be a non-empty string".into());
    }
    // A character has at least one byte, so short names need not be counted.
    if name.len() > MAX_CHARS && name.chars().count() > MAX_CHARS {
        return Some(format!("Name must be at most {MAX_CHARS} characters"));
    }
    if let Some((index, c)) = name.chars().enumerate().find(|&(_, c)| is_hidden(c)) {
        return Some(format!(
            "Name must not contain control or bidirectional characters, found U+{:04X} at character {}",
            u32::from(c),
            index + 1
        ));
    }
    if let Some(brace) = name.bytes().find(|b| matches!(b, b'{' | b'}')) {
        let brace = char::from(brace);
        return Some(format!("Name must not contain `{brace}`: `{name}`"));
    }
    let mut count = 0;
    for segment in name.split('.') {
        count += 1;
        if segment.is_empty() {
            return Some(format!("Name must not have an empty segment: `{name}`"));
        }
        if segment.starts_with('$') {
            return Some(format!(
                "Name must not have a segment that begins with `$`: `{segment}`"
            ));
        }
        if segment.starts_with(char::is_whitespace) || segment.ends_with(char::is_whitespace) {
            return Some(format!(
                "Name must not have a segment that begins or ends with white space: `{segment}`"
            ));
        }
    }
    (count > MAX_SEGMENTS)
        .then(|| format!("Name must have at most {MAX_SEGMENTS} segments, found {count}"))
}

/// Whether one look at each byte shows a legal name, as it does for nearly all.
fn is_simple(name: &str) -> bool {
    let mut segments = 1;
    let mut last = b'.';
    for byte in name.bytes() {
        match byte {
            b'.' if last == b'.' => return false,
            b'.' => segments += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => {}
            _ => return false,
        }
        last = byte;
    }
    last != b'.' && name.len() <= MAX_CHARS && segments <= MAX_SEGMENTS
}

/// Control characters, line separators, and the marks that reorder text.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.0)
    }
}

impl Borrow<str> for TokenName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_real_systems_are_legal() {
        let long = "é".repeat(MAX_CHARS);
        let deep = vec!["a"; MAX_SEGMENTS].join(".");
        for name in [
            "colors.primary.500",
            "primary",
            "primaryColor",
            "Core/Blue & Green.50%",
            "色.青",
            "space.1-5",
            "a b.c_d",
            "price$.a$b",
            "it's \"quoted\"",
            &long,
            &deep,
        ] {
            assert_eq!(TokenName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn a_last_segment_root_is_folded_away() {
        assert_eq!(TokenName::parse("a.b.$root").unwrap().as_str(), "a.b");
    }

    #[test]
    fn a_name_tells_its_parts() {
        let name = TokenName::parse("colors.primary.500").unwrap();
        assert_eq!(name.split_last(), (Some("colors.primary"), "500"));
        assert_eq!(
            name.segments().collect::<Vec<_>>(),
            ["colors", "primary", "500"]
        );
        assert_eq!(TokenName::parse("a").unwrap().split_last(), (None, "a"));
    }

    #[test]
    fn a_refusal_names_the_rule_and_the_part() {
        let long = "a".repeat(MAX_CHARS + 1);
        let deep = vec!["a"; MAX_SEGMENTS + 1].join(".");
        let refused = [
            "",
            "a..b",
            ".a",
            "a.",
            "a.{b}",
            "a}",
            "$root",
            "a.$root.b",
            "a.$root.$root",
            "a.$type",
            "a\u{0}b",
            "a.b\n",
            "abc\u{202E}",
            "a\u{2066}",
            "a\u{2028}b",
            " a",
            "a. b.c",
            "a\u{3000}",
            &long,
            &deep,
        ];
        let sentences: Vec<String> = refused
            .iter()
            .map(|name| TokenName::parse(name).unwrap_err().to_string())
            .collect();
        insta::assert_snapshot!(sentences.join("\n"));
    }
}

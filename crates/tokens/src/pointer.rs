//! JSON pointers (RFC 6901) to tokens and to parts of their values: `#/a/b/$value/components/0`.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::TokenName;

/// The most segments that a pointer may have after `$value`.
pub const MAX_PART: usize = 32;

/// The segments of a URI fragment (without its `#`) that is a JSON pointer; `None` when it is not one.
pub fn segments(fragment: &str) -> Option<Vec<String>> {
    let decoded = percent_decode(fragment)?;
    if decoded.is_empty() {
        return Some(Vec::new());
    }
    let pointer = decoded.strip_prefix('/')?;
    pointer.split('/').map(unescape).collect()
}

/// The token a pointer leads to, and the segments after `$value`: none when it means all of the value.
pub fn target(pointer: &str) -> Option<(TokenName, Box<[String]>)> {
    let mut segments = segments(pointer.strip_prefix('#')?)?;
    let value = segments.iter().position(|s| s == "$value");
    let part = value.map_or_else(Vec::new, |at| segments.split_off(at + 1));
    segments.truncate(value.unwrap_or(segments.len()));
    // A dot in a segment would be another token's name.
    if part.len() > MAX_PART || segments.iter().any(|s| s.contains('.')) {
        return None;
    }
    let name = TokenName::parse(&segments.join(".")).ok()?;
    Some((name, part.into()))
}

/// The pointer to a token's value or a part of it.
pub fn write(name: &TokenName, part: &[String]) -> String {
    let mut pointer = String::from("#");
    let part = part.iter().map(String::as_str);
    for segment in name.segments().chain(["$value"]).chain(part) {
        pointer.push('/');
        for c in segment.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                '%' => pointer.push_str("%25"),
                c => pointer.push(c),
            }
        }
    }
    pointer
}

/// The reference object of a pointer: `{"$ref":"#/a/$value/b"}`.
pub fn object(name: &TokenName, part: &[String]) -> String {
    let pointer = serde_json::Value::from(write(name, part));
    format!("{{\"$ref\":{pointer}}}")
}

/// The part of a JSON text that lies at the end of the segments, as it is written there.
pub(crate) fn part<'t>(text: &'t str, segments: &[String]) -> Option<&'t str> {
    let mut text = text.trim_ascii();
    for segment in segments {
        text = match text.as_bytes().first()? {
            b'{' => {
                let members: HashMap<Cow<'_, str>, &'t RawValue> =
                    serde_json::from_str(text).ok()?;
                members.get(segment.as_str())?.get()
            }
            b'[' => {
                let items: Vec<&'t RawValue> = serde_json::from_str(text).ok()?;
                items.get(index(segment)?)?.get()
            }
            _ => return None,
        };
    }
    Some(text)
}

/// An array's index as a segment writes it: digits, without a zero before others.
pub fn index(segment: &str) -> Option<usize> {
    let is_index = segment == "0" || !segment.starts_with(['0', '+']);
    segment.parse().ok().filter(|_| is_index)
}

/// `~1` and `~0`; a `~` before anything else is no pointer.
fn unescape(segment: &str) -> Option<String> {
    let mut parts = segment.split('~');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let c = match part.as_bytes().first()? {
            b'0' => '~',
            b'1' => '/',
            _ => return None,
        };
        out.push(c);
        out.push_str(&part[1..]);
    }
    Some(out)
}

/// A URI's text without percent escapes; `None` when they are not of UTF-8.
pub fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%' {
            let (digits, tail) = rest.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = tail;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_pointer_names_a_token_and_a_part_of_its_value() {
        for (pointer, name, rest) in [
            ("#/a/b/$value", "a.b", ""),
            ("#/a/b", "a.b", ""),
            ("#/a/$root/$value/x", "a", "x"),
            ("#/a~1b/c~0d/$value/components/0", "a/b.c~d", "components 0"),
            ("#/a%20b%25/$value/~01", "a b%", "~1"),
        ] {
            let (token, part) = target(pointer).unwrap();
            assert_eq!((token.as_str(), part.join(" ").as_str()), (name, rest));
        }
        for pointer in [
            "",
            "#",
            "#a",
            "/a/$value",
            "other.json#/a/$value",
            "#/a/$type",
            "#/a~/$value",
            "#/a~2",
            "#/a%2",
            "#/a.b/$value",
            "#/$value/a",
        ] {
            assert_eq!(target(pointer), None, "{pointer}");
        }
    }

    #[test]
    fn a_part_is_taken_as_it_is_written() {
        let text = r#" {"a": [1.50, {"b/c": "x\n"}], "a\u0062": {}} "#;
        let at = |pointer: &str| part(text, &segments(pointer).unwrap());
        assert_eq!(at("/a/0"), Some("1.50"));
        assert_eq!(at("/a/1/b~1c"), Some(r#""x\n""#));
        assert_eq!(at("/ab"), Some("{}"));
        assert_eq!(at(""), Some(text.trim()));
        for missing in ["/b", "/a/2", "/a/01", "/a/-", "/a/+1", "/a/0/0", "/a/1/b"] {
            assert_eq!(at(missing), None, "{missing}");
        }
        assert_eq!(part("1px solid", &["0".into()]), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(name in "[a-c~/% é]{1,4}(\\.[a-c~/%]{1,4})?", part in prop::collection::vec("[a0~/%$. é]{0,4}", 0..4)) {
            if let Ok(name) = TokenName::parse(&name) {
                let (read, rest) = target(&write(&name, &part)).unwrap();
                prop_assert_eq!((read, &*rest), (name, &*part));
            }
        }
    }
}

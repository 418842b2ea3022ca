//! References `{a.b.c}` and `{"$ref":"#/a/b/c/$value/part"}` inside values.
//!
//! In a text that is JSON (an object or array) references stand inside string literals only, and
//! never in a member's name; in any other text every `{…}` that holds a legal name is one, except
//! inside a JSON object that stands in the text. A JSON object whose only member is `$ref`, a pointer
//! to a token or a part of one's value, is a reference too.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::{TokenName, pointer};

/// How many times a text may look as if an object began in it before no more are looked for.
const MAX_FALSE_OBJECTS: usize = 16;

/// One reference in a value's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name it points to (`$root` already folded away).
    pub name: TokenName,
    /// The segments after `$value` when it is a `$ref`: none for all of the value. `None` for braces.
    pub part: Option<Box<[String]>>,
    /// Where it stands in the text, braces included, in bytes.
    pub range: Range<usize>,
    /// It stands inside a JSON string literal: what replaces it must be escaped.
    pub in_string: bool,
    /// It is all of a JSON string literal.
    pub whole_string: bool,
}

impl Reference {
    /// When it means a part of the target's value: the segments that lead there.
    pub fn inner_part(&self) -> Option<&[String]> {
        self.part.as_deref().filter(|part| !part.is_empty())
    }
}

/// Whether the text is a JSON object or array.
pub fn is_json(text: &str) -> bool {
    let text = text.trim_ascii();
    let inner = text.get(1..).unwrap_or_default().trim_ascii_start();
    match text.as_bytes().first() {
        // Most texts in braces are references: no need to ask the parser.
        Some(b'{') if !inner.starts_with(['"', '}']) => false,
        Some(b'{' | b'[') => serde_json::from_str::<&RawValue>(text).is_ok(),
        _ => false,
    }
}

/// The references of a value's text, in order.
pub fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    if text.as_bytes().contains(&b'{') {
        if is_json(text) {
            in_json(text, 0..text.len(), &mut found);
        } else {
            in_text(text, &mut found);
        }
    }
    found
}

/// When the text is exactly one reference to all of a value (`{a.b.c}`, `{"$ref":"#/a/b/c/$value"}`):
/// the name.
pub fn whole(text: &str) -> Option<TokenName> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    if is_json(text) {
        let found = references(text);
        return match found.as_slice() {
            [only] if only.range == (0..text.len()) && only.inner_part().is_none() => {
                Some(only.name.clone())
            }
            _ => None,
        };
    }
    TokenName::parse(inner).ok()
}

/// Replaces every reference by what `text_of` says; everything else stays byte for byte. In JSON, an
/// object or array replaces the whole string literal; other text is escaped into it.
///
/// For a `$ref` to a part of a value `text_of` gives the part as JSON.
///
/// Stops with `Err` at the first reference for which `text_of` fails.
pub fn replace<'a, E>(
    text: &str,
    mut text_of: impl FnMut(&Reference) -> Result<Cow<'a, str>, E>,
) -> Result<String, E> {
    splice(text, &references(text), |_, reference| text_of(reference))
}

/// [`replace`] for references already found; `text_of` is given their number too.
pub(crate) fn splice<'a, E>(
    text: &str,
    references: &[Reference],
    mut text_of: impl FnMut(usize, &Reference) -> Result<Cow<'a, str>, E>,
) -> Result<String, E> {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (number, reference) in references.iter().enumerate() {
        let new = text_of(number, reference)?;
        let Range { start, end } = reference.range;
        if let Some(part) = &reference.part {
            out.push_str(&text[copied..start]);
            let is_all =
                text[..start].trim_ascii().is_empty() && text[end..].trim_ascii().is_empty();
            put_object(part, &new, is_all, &mut out);
            copied = end;
        } else if reference.whole_string && is_json(&new) {
            // The quotes go too.
            out.push_str(&text[copied..start - 1]);
            out.push_str(&new);
            copied = end + 1;
        } else {
            out.push_str(&text[copied..start]);
            if reference.in_string {
                escape_into(&new, &mut out);
            } else {
                out.push_str(&new);
            }
            copied = end;
        }
    }
    out.push_str(&text[copied..]);
    Ok(out)
}

/// Rewrites the name in every reference for which `rename` gives a new one; `None` when nothing
/// changed.
pub fn rename(
    text: &str,
    mut rename: impl FnMut(&TokenName) -> Option<TokenName>,
) -> Option<String> {
    let mut found = references(text);
    let mut names = Vec::new();
    found.retain(|reference| match rename(&reference.name) {
        Some(name) => {
            names.push(name);
            true
        }
        None => false,
    });
    if found.is_empty() {
        return None;
    }
    let new = splice(text, &found, |number, reference| {
        let name = &names[number];
        let new = match &reference.part {
            Some(part) => pointer::object(name, part),
            None => format!("{{{name}}}"),
        };
        Ok::<_, Infallible>(Cow::Owned(new))
    });
    let Ok(new) = new;
    Some(new)
}

/// Appends what replaces a `$ref` object.
fn put_object(part: &[String], new: &str, is_all: bool, out: &mut String) {
    if part.is_empty() {
        if is_all || is_json(new) || serde_json::from_str::<serde_json::Number>(new).is_ok() {
            out.push_str(new);
        } else {
            out.push('"');
            escape_into(new, out);
            out.push('"');
        }
    } else if is_all && let Ok(string) = serde_json::from_str::<String>(new) {
        out.push_str(&string);
    } else {
        out.push_str(new);
    }
}

/// Appends the text as it stands inside a JSON string literal.
fn escape_into(text: &str, out: &mut String) {
    // A string always serialises.
    let quoted = serde_json::Value::from(text).to_string();
    out.push_str(&quoted[1..quoted.len() - 1]);
}

/// References in the string literals of the JSON text at `range`, which is known to be valid.
fn in_json(text: &str, range: Range<usize>, found: &mut Vec<Reference>) {
    let bytes = text.as_bytes();
    let mut at = range.start;
    while let Some(open) = find(bytes, at, range.end, |b| b == b'"') {
        let start = open + 1;
        let end = string_end(bytes, start, range.end);
        at = end + 1;
        let is_member_name = text[at..range.end].trim_ascii_start().starts_with(':');
        if is_member_name {
            if &text[start..end] == "$ref"
                && let Some(reference) = reference_object(text, open, at, &range)
            {
                at = reference.range.end;
                found.push(reference);
            }
            continue;
        }
        let mut from = start;
        while let Some(braces) = next_braces(bytes, from, end) {
            from = braces.end;
            if let Some(name) = unescaped_name(&text[braces.start + 1..braces.end - 1]) {
                found.push(Reference {
                    name,
                    part: None,
                    whole_string: braces == (start..end),
                    range: braces,
                    in_string: true,
                });
            }
        }
    }
}

/// References in text that is not JSON as a whole.
fn in_text(text: &str, found: &mut Vec<Reference>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut false_objects = 0;
    while let Some(open) = find(bytes, from, bytes.len(), |b| b == b'{') {
        let looks_like_object = text[open + 1..].trim_ascii_start().starts_with('"');
        if looks_like_object && false_objects < MAX_FALSE_OBJECTS {
            if let Some(len) = object_len(&text[open..]) {
                in_json(text, open..open + len, found);
                from = open + len;
                continue;
            }
            false_objects += 1;
        }
        let Some(braces) = next_braces(bytes, open, bytes.len()) else {
            return;
        };
        if braces.start > open {
            // Another brace opened first; it may begin an object.
            from = braces.start;
            continue;
        }
        from = braces.end;
        if let Ok(name) = TokenName::parse(&text[braces.start + 1..braces.end - 1]) {
            found.push(Reference {
                name,
                part: None,
                range: braces,
                in_string: false,
                whole_string: false,
            });
        }
    }
}

/// Where the JSON string literal ends whose content begins at `start`.
fn string_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// The object whose first member's name, `$ref`, opens at `open` and ends before `at`; `None` when it
/// is no reference.
fn reference_object(text: &str, open: usize, at: usize, range: &Range<usize>) -> Option<Reference> {
    let before = text[range.start..open].trim_ascii_end();
    let start = range.start + before.strip_suffix('{')?.len();
    let rest = &text[at..range.end];
    let value = rest.trim_ascii_start().strip_prefix(':')?;
    let value = value.trim_ascii_start().strip_prefix('"')?;
    let from = range.end - value.len();
    let to = string_end(text.as_bytes(), from, range.end);
    let after = text.get(to + 1..range.end)?;
    let after = after.trim_ascii_start().strip_prefix('}')?;
    let raw = &text[from - 1..=to];
    let written: Cow<'_, str> = if raw.contains('\\') {
        Cow::Owned(serde_json::from_str(raw).ok()?)
    } else {
        Cow::Borrowed(&raw[1..raw.len() - 1])
    };
    let (name, part) = pointer::target(&written)?;
    Some(Reference {
        name,
        part: Some(part),
        range: start..range.end - after.len(),
        in_string: false,
        whole_string: false,
    })
}

/// How many bytes of the text's head are one JSON object.
fn object_len(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    values.next()?.ok().map(|object| object.get().len())
}

/// The next `{…}` in `from..end` with no brace between.
fn next_braces(bytes: &[u8], from: usize, end: usize) -> Option<Range<usize>> {
    let mut open = find(bytes, from, end, |b| b == b'{')?;
    loop {
        let next = find(bytes, open + 1, end, |b| matches!(b, b'{' | b'}'))?;
        if bytes[next] == b'}' {
            return Some(open..next + 1);
        }
        open = next;
    }
}

fn find(bytes: &[u8], from: usize, end: usize, what: impl Fn(u8) -> bool) -> Option<usize> {
    let part = bytes.get(from..end)?;
    Some(from + part.iter().position(|&b| what(b))?)
}

/// A name as it stands inside a JSON string literal.
fn unescaped_name(raw: &str) -> Option<TokenName> {
    if !raw.contains('\\') {
        return TokenName::parse(raw).ok();
    }
    let name: String = serde_json::from_str(&format!("\"{raw}\"")).ok()?;
    TokenName::parse(&name).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<String> {
        references(text)
            .iter()
            .map(|r| r.name.to_string())
            .collect()
    }

    fn with(text: &str, new: &str) -> String {
        let Ok(text) = replace(text, |_| Ok::<_, Infallible>(new.into()));
        text
    }

    #[test]
    fn references_are_found_where_they_stand() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("#fff", &[]),
            ("{a.b}", &["a.b"]),
            ("{a.$root}", &["a"]),
            ("{space.2} * 2", &["space.2"]),
            ("calc({a} + {b.c} / 2)", &["a", "b.c"]),
            ("1px solid {colors.line}", &["colors.line"]),
            ("{a{b}c}", &["b"]),
            ("{{a}}", &["a"]),
            ("{}", &[]),
            ("{ a }", &[]),
            ("{a..b} {$x} {a", &[]),
            ("} {a}", &["a"]),
            ("[{a}, {b}]", &["a", "b"]),
            (r#"{"color":"{a.b}","width":"{w} "}"#, &["a.b", "w"]),
            (r#"  [{"color":"{a}"},{"color":"{b}"}] "#, &["a", "b"]),
            (r#"{"{key}":"{value}"}"#, &["value"]),
            (r#"{"a":"x\"{b}\\{c}"}"#, &["b", "c"]),
            (r#"{"a":"{it\"s}"}"#, &["it\"s"]),
            (r#"{"a":"{\u00e9}"}"#, &["é"]),
            (r#"{"a":"{\ud800}","b":[{"c":1}]}"#, &[]),
            (r#"1px {"space":"srgb","parts":[0.1,0.2]} {a}"#, &["a"]),
            (r#"1px {"color":"{b}"} {a}"#, &["b", "a"]),
            (r#"{"quoted" name}"#, &["\"quoted\" name"]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text), *expected, "{text}");
        }
    }

    #[test]
    fn only_exactly_one_reference_is_whole() {
        for (text, name) in [
            ("{a.b}", Some("a.b")),
            ("{a.$root}", Some("a")),
            ("{a}{b}", None),
            (" {a}", None),
            ("{}", None),
            ("{\"a\":1}", None),
            ("a", None),
        ] {
            assert_eq!(whole(text).as_ref().map(TokenName::as_str), name, "{text}");
        }
    }

    #[test]
    fn a_reference_in_a_shorthand_is_replaced() {
        assert_eq!(with("1px solid {c}", "#fff"), "1px solid #fff");
        assert_eq!(with("{c}", r#"{"a":1}"#), r#"{"a":1}"#);
    }

    #[test]
    fn in_json_text_is_escaped_and_objects_replace_the_literal() {
        let text = r#"{ "a" : "{x}", "b":"-{x}-" }"#;
        assert_eq!(
            with(text, "1\"2\n"),
            r#"{ "a" : "1\"2\n", "b":"-1\"2\n-" }"#
        );
        assert_eq!(
            with(text, r#"{"k":[1]}"#),
            r#"{ "a" : {"k":[1]}, "b":"-{\"k\":[1]}-" }"#
        );
        assert_eq!(
            with(text, "{x} [1"),
            r#"{ "a" : "{x} [1", "b":"-{x} [1-" }"#
        );
    }

    #[test]
    fn replacing_stops_at_the_first_failure() {
        let mut asked = 0;
        let result = replace("{a} {b}", |r| {
            asked += 1;
            Err::<Cow<'_, str>, _>(r.name.clone())
        });
        assert_eq!(result.unwrap_err().as_str(), "a");
        assert_eq!(asked, 1);
    }

    #[test]
    fn a_reference_object_points_to_a_value_or_to_a_part_of_one() {
        type Expected = &'static [(&'static str, Option<&'static str>)];
        let cases: &[(&str, Expected)] = &[
            (r##"{"$ref":"#/a/b/$value/x/0"}"##, &[("a.b", Some("x/0"))]),
            (r##"{ "$ref" : "#/a" }"##, &[("a", Some(""))]),
            (
                r##"{"c":{"$ref":"#/a/$value"},"d":["{b}",{"$ref":"#/a~1b/$value/0"}]}"##,
                &[("a", Some("")), ("b", None), ("a/b", Some("0"))],
            ),
            (
                r##"1px {"$ref":"#/a/$value"} {b}"##,
                &[("a", Some("")), ("b", None)],
            ),
            (r##"{"$ref":"#/\u0061/$value"}"##, &[("a", Some(""))]),
            (r##"{"$ref":"#/a/$value","x":1}"##, &[]),
            (r##"{"x":1,"$ref":"#/a/$value"}"##, &[]),
            (r#"{"$ref":"other.json#/a/$value"}"#, &[]),
            (r#"{"$ref":"{a}"}"#, &[("a", None)]),
            (r#"{"$ref":7}"#, &[]),
            (r##"{"$ref":{"$ref":"#/a"}}"##, &[("a", Some(""))]),
        ];
        for (text, expected) in cases {
            let found = references(text);
            let found: Vec<(&str, Option<String>)> = found
                .iter()
                .map(|r| (r.name.as_str(), r.part.as_ref().map(|p| p.join("/"))))
                .collect();
            let found: Vec<(&str, Option<&str>)> =
                found.iter().map(|(n, p)| (*n, p.as_deref())).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn a_part_replaces_its_object_as_json() {
        let inside = r##"{"a": {"$ref":"#/x/$value/y"} ,"b":1}"##;
        assert_eq!(with(inside, "[1]"), r#"{"a": [1] ,"b":1}"#);
        assert_eq!(with(inside, r#""px""#), r#"{"a": "px" ,"b":1}"#);
        let all = r##"{"$ref":"#/x/$value/y"}"##;
        assert_eq!(with(all, r#""p\"x""#), "p\"x");
        assert_eq!(with(all, "1.50"), "1.50");
        let value = r##"[{"$ref":"#/x/$value"}]"##;
        assert_eq!(with(value, "1.50"), "[1.50]");
        assert_eq!(with(value, "4px"), r#"["4px"]"#);
        assert_eq!(with(value, "[4]"), "[[4]]");
    }

    #[test]
    fn a_reference_object_to_a_value_may_be_whole() {
        for (text, name) in [
            (r##"{"$ref":"#/a/b/$value"}"##, Some("a.b")),
            (r##"{"$ref":"#/a"}"##, Some("a")),
            (r##"{"$ref":"#/a/$value/x"}"##, None),
            (r##"{"a":{"$ref":"#/a/$value"}}"##, None),
        ] {
            assert_eq!(whole(text).as_ref().map(TokenName::as_str), name, "{text}");
        }
    }

    #[test]
    fn renaming_keeps_the_part_of_a_reference_object() {
        let to =
            |name: &TokenName| (name.as_str() == "a").then(|| TokenName::parse("x/y.z").unwrap());
        assert_eq!(
            rename(
                r##"{"c":{"$ref": "#/a/$value/0/~0"},"d":{"$ref":"#/b/$value"}}"##,
                to
            )
            .unwrap(),
            r##"{"c":{"$ref":"#/x~1y/z/$value/0/~0"},"d":{"$ref":"#/b/$value"}}"##
        );
    }

    #[test]
    fn renaming_touches_only_the_names_it_is_told_to() {
        let to =
            |name: &TokenName| (name.as_str() == "a").then(|| TokenName::parse("it\"s.b").unwrap());
        assert_eq!(
            rename("{a} {b}{a.$root}", to).unwrap(),
            "{it\"s.b} {b}{it\"s.b}"
        );
        assert_eq!(
            rename(r#"{"x": "{a}", "a":"{a.b}"}"#, to).unwrap(),
            r#"{"x": "{it\"s.b}", "a":"{a.b}"}"#
        );
        assert_eq!(rename("{b} a", to), None);
    }

    #[test]
    fn hostile_nesting_is_read_in_reasonable_time() {
        let text = format!("x{}", r#"{"a":"#.repeat(200_000));
        assert_eq!(references(&text), []);
    }

    proptest! {
        #[test]
        fn replacing_a_reference_by_itself_keeps_every_byte(text in r#"([{}\[\]:,"a\\. ]|\{a\.b\}|"\{a\}"|é){0,24}"#) {
            let Ok(same) = replace(&text, |r| Ok::<_, Infallible>(Cow::Owned(text[r.range.clone()].to_owned())));
            // Escapes aside (a name's own backslashes), nothing may change.
            if !text.contains('\\') {
                prop_assert_eq!(same, text);
            }
        }

        #[test]
        fn replacing_keeps_all_other_bytes(text in r#"([{}\[\]:,"a. ]|\{a\.b\}|é){0,24}"#) {
            let found = references(&text);
            let mut expected = String::new();
            let mut end = 0;
            for reference in &found {
                expected.push_str(&text[end..reference.range.start]);
                expected.push('#');
                end = reference.range.end;
            }
            expected.push_str(&text[end..]);
            prop_assert_eq!(with(&text, "#"), expected);
        }

        #[test]
        fn json_stays_json(text in "\\PC{0,12}", new in "\\PC{0,12}") {
            let document = serde_json::json!({"a": format!("{text}{{x}}"), "b": ["{x}"]}).to_string();
            let replaced = with(&document, &new);
            prop_assert!(is_json(&replaced), "{}", replaced);
        }
    }
}

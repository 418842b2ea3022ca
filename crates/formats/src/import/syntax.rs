//! JSON, JSON5 and JSONC text to a syntax tree with positions, refused early when it is hostile.

use std::borrow::Cow;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};

use super::location::{Lines, push_segment};
use super::{ImportError, Location};

/// The deepest nesting of arrays and objects.
const MAX_DEPTH: usize = 128;
/// The most bytes that a file's syntax tree may take: some small files make large ones.
const MAX_TREE: usize = 144 * 1024 * 1024;
/// The same for the files of a resolver document, of which each mode is a copy.
const MAX_TREES: usize = 72 * 1024 * 1024;

/// Bytes as text: UTF-8 without byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, ImportError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let message = "The file is UTF-16; it must be UTF-8";
        return Err(ImportError::of_file("invalid_text", message));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        let valid = String::from_utf8_lossy(valid);
        refuse(
            &Lines::new(&valid),
            valid.len(),
            format!("The file is not valid UTF-8: byte 0x{:02X}", rest[0]),
        )
    })
}

/// Text as the object at its root. What it holds can be stored: numbers are finite, no text holds
/// U+0000, and the tree is shallow enough to walk by recursion.
pub(super) fn parse<'a>(text: &'a str, lines: &Lines<'_>) -> Result<Object<'a>, ImportError> {
    match parse_value(text, lines)? {
        Value::Object(object) => Ok(object),
        other => Err(refuse(
            lines,
            other.start(),
            format!("The root must be an object, found {}", shape(&other)),
        )),
    }
}

/// Text as a list of objects, each the root of a file.
pub(super) fn parse_list<'a>(
    text: &'a str,
    lines: &Lines<'_>,
) -> Result<Vec<Object<'a>>, ImportError> {
    let list = parse_within(text, lines, MAX_DEPTH + 1, MAX_TREES)?;
    let at = list.start();
    let objects = match list {
        Value::Array(list) => list.elements.into_iter().map(|element| match element {
            Value::Object(object) => Some(object),
            _ => None,
        }),
        _ => return Err(refuse(lines, at, "The files are no list".into())),
    };
    objects
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| refuse(lines, at, "The root must be an object".into()))
}

/// [`parse`] for any value at the root.
pub(super) fn parse_value<'a>(text: &'a str, lines: &Lines<'_>) -> Result<Value<'a>, ImportError> {
    parse_within(text, lines, MAX_DEPTH, MAX_TREE)
}

fn parse_within<'a>(
    text: &'a str,
    lines: &Lines<'_>,
    depth: usize,
    size: usize,
) -> Result<Value<'a>, ImportError> {
    let refuse = |at: usize, message: String| refuse(lines, at, message);
    match too_much(text, depth, size) {
        None => {}
        Some(TooMuch::Deep(at)) => {
            let message = format!("The file nests deeper than {MAX_DEPTH} levels");
            return Err(refuse(at, message));
        }
        Some(TooMuch::Large(at)) => {
            let message = "The file holds too much to be read at once; please split it";
            let error = refuse(at, message.into());
            return Err(ImportError {
                code: "too_large",
                ..error
            });
        }
    }
    let options = ParseOptions {
        allow_missing_commas: false,
        ..ParseOptions::default()
    };
    let tree = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| {
        let problem = match error.kind() {
            ParseErrorKind::String(ParseStringErrorKind::InvalidUnicodeEscapeSequence(_)) => {
                "a `\\u` escape is half of a surrogate pair".to_owned()
            }
            other => lower_first(&other.to_string()),
        };
        refuse(
            error.range().start,
            format!("The file is not valid JSON: {problem}"),
        )
    })?;
    let root = tree
        .value
        .ok_or_else(|| refuse(0, "The file is empty".into()))?;
    check(&root, &refuse)?;
    Ok(root)
}

/// What a value is, with its article.
pub(super) fn shape(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "a boolean",
        Value::Object(_) => "an object",
        Value::Array(_) => "an array",
        Value::NullKeyword(_) => "null",
    }
}

/// A number as JSON writes it; `None` when it is none or not finite.
pub(super) fn number(text: &str) -> Option<Cow<'_, str>> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let sign = if text.starts_with('-') { "-" } else { "" };
    if let Some(hex) = unsigned
        .strip_prefix("0x")
        .or_else(|| unsigned.strip_prefix("0X"))
    {
        let value = u64::from_str_radix(hex, 16).ok()?;
        return Some(Cow::Owned(format!("{sign}{value}")));
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !text.parse::<f64>().is_ok_and(f64::is_finite)
    {
        return None;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    if mantissa.starts_with('.') || mantissa.ends_with('.') || text.starts_with('+') {
        let zero = if mantissa.starts_with('.') { "0" } else { "" };
        let mantissa = mantissa.strip_suffix('.').unwrap_or(mantissa);
        return Some(Cow::Owned(format!("{sign}{zero}{mantissa}{exponent}")));
    }
    Some(Cow::Borrowed(text))
}

/// An error with the place at a byte offset; reads the text up to there.
fn refuse(lines: &Lines<'_>, at: usize, message: String) -> ImportError {
    ImportError {
        code: "invalid_text",
        message,
        location: Some(locate(lines, at)),
    }
}

/// The place at a byte offset, with the pointer that the text itself says; reads it up to there.
pub(super) fn locate(lines: &Lines<'_>, at: usize) -> Location {
    let found = locate_all(lines, &[at]).pop();
    found.unwrap_or_else(|| lines.location(at, String::new()))
}

/// [`locate`] for ascending byte offsets; reads the text once.
pub(super) fn locate_all(lines: &Lines<'_>, offsets: &[usize]) -> Vec<Location> {
    let pointers = pointers_at(lines.text(), offsets).into_iter();
    let places = pointers.zip(offsets).map(|(mut pointer, at)| {
        if lines.has_files() {
            // The first segment is the number of the file.
            let end = pointer.get(1..).and_then(|rest| rest.find('/'));
            pointer.drain(..end.map_or(pointer.len(), |end| end + 1));
        }
        lines.location(*at, pointer)
    });
    places.collect()
}

fn check(
    value: &Value<'_>,
    refuse: &impl Fn(usize, String) -> ImportError,
) -> Result<(), ImportError> {
    let check_text = |text: &str, at: usize| {
        if text.contains('\0') {
            let message = "The text holds the character U+0000, which cannot be stored";
            Err(refuse(at, message.into()))
        } else {
            Ok(())
        }
    };
    match value {
        Value::StringLit(string) => check_text(&string.value, string.range.start),
        Value::NumberLit(literal) if number(literal.value).is_none() => Err(refuse(
            literal.range.start,
            format!(
                "The number `{}` is too large or not a number",
                super::shorten(literal.value)
            ),
        )),
        Value::Object(object) => object.properties.iter().try_for_each(|property| {
            check_text(property.name.as_str(), property.range.start)?;
            check(&property.value, refuse)
        }),
        Value::Array(array) => array.elements.iter().try_for_each(|v| check(v, refuse)),
        Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => Ok(()),
    }
}

/// Why a text is not parsed, and where it is so.
enum TooMuch {
    Deep(usize),
    Large(usize),
}

/// Where the nesting first exceeds a depth, or the tree a size in bytes. Looked for before parsing:
/// the parser recurses, and keeps a list for every object and array.
fn too_much(text: &str, most: usize, size: usize) -> Option<TooMuch> {
    // Of the lists that are open: the bytes of a member, how many there are, how many have room.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut bytes = 0;
    for (at, lexeme) in (Lexemes { text, at: 0 }) {
        let is_first = matches!(open.last(), Some((_, 0, _)));
        let is_member = match lexeme {
            Lexeme::Comma => true,
            Lexeme::Open(_) | Lexeme::Word(_) => is_first,
            Lexeme::Close => false,
        };
        if is_member && let Some((member, count, room)) = open.last_mut() {
            *count += 1;
            if *count > *room {
                let more = (*room).max(4);
                *room += more;
                bytes += *member * more;
            }
        }
        match lexeme {
            Lexeme::Open(_) if open.len() == most => return Some(TooMuch::Deep(at)),
            Lexeme::Open(b'{') => open.push((size_of::<ObjectProp<'_>>(), 0, 0)),
            Lexeme::Open(_) => open.push((size_of::<Value<'_>>(), 0, 0)),
            Lexeme::Close => drop(open.pop()),
            _ => {}
        }
        if bytes > size {
            return Some(TooMuch::Large(at));
        }
    }
    None
}

enum Step<'a> {
    Member(&'a str),
    Element(usize),
}

/// The JSON pointers of the innermost values that hold ascending byte offsets, as far as the text
/// before each says.
fn pointers_at(text: &str, offsets: &[usize]) -> Vec<String> {
    let mut found = Vec::with_capacity(offsets.len());
    let mut steps = Vec::new();
    for (at, lexeme) in (Lexemes { text, at: 0 }) {
        let is_word = matches!(lexeme, Lexeme::Word(_));
        while let Some(&offset) = offsets.get(found.len())
            && (at > offset || (at == offset && !is_word))
        {
            found.push(pointer_of(&steps));
        }
        if found.len() == offsets.len() {
            break;
        }
        match lexeme {
            Lexeme::Open(b'{') => steps.push(Step::Member("")),
            Lexeme::Open(_) => steps.push(Step::Element(0)),
            Lexeme::Close => drop(steps.pop()),
            Lexeme::Comma => match steps.last_mut() {
                Some(Step::Element(index)) => *index += 1,
                Some(Step::Member(name)) => *name = "",
                None => {}
            },
            Lexeme::Word(word) => {
                if let Some(Step::Member(name)) = steps.last_mut()
                    && name.is_empty()
                {
                    *name = word;
                }
            }
        }
    }
    found.resize_with(offsets.len(), || pointer_of(&steps));
    found
}

fn pointer_of(steps: &[Step<'_>]) -> String {
    let mut pointer = String::new();
    for step in steps {
        match step {
            Step::Member("") => {}
            Step::Member(name) => {
                let decoded = serde_json::from_str::<String>(name)
                    .unwrap_or_else(|_| name.trim_matches(['"', '\'']).into());
                push_segment(&mut pointer, &decoded);
            }
            Step::Element(index) => push_segment(&mut pointer, &index.to_string()),
        }
    }
    pointer
}

enum Lexeme<'a> {
    Open(u8),
    Close,
    Comma,
    /// A string with its quotes, or what stands outside of quotes.
    Word(&'a str),
}

/// The text's brackets, commas and words, without comments. Knows no grammar.
struct Lexemes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lexemes<'a> {
    type Item = (usize, Lexeme<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let byte = *bytes.get(start)?;
            self.at += 1;
            let lexeme = match byte {
                b'{' | b'[' => Lexeme::Open(byte),
                b'}' | b']' => Lexeme::Close,
                b',' => Lexeme::Comma,
                b'"' | b'\'' => {
                    while let Some(&inner) = bytes.get(self.at) {
                        self.at += 1 + usize::from(inner == b'\\');
                        if inner == byte {
                            break;
                        }
                    }
                    // An escape at the very end, or before a longer character, may overshoot.
                    while !self.text.is_char_boundary(self.at) {
                        self.at = if self.at > bytes.len() {
                            bytes.len()
                        } else {
                            self.at + 1
                        };
                    }
                    Lexeme::Word(&self.text[start..self.at])
                }
                b'/' => {
                    let rest = &self.text[start..];
                    self.at += match rest.as_bytes().get(1) {
                        Some(b'/') => rest.find(['\n', '\r']).unwrap_or(rest.len()) - 1,
                        Some(b'*') => rest[2..].find("*/").map_or(rest.len(), |end| end + 4) - 1,
                        _ => 0,
                    };
                    continue;
                }
                b':' | b' ' | b'\t' | b'\n' | b'\r' => continue,
                _ => {
                    let rest = &self.text[start..];
                    let is_end = |c: char| c.is_whitespace() || "{}[],:\"'/".contains(c);
                    let length = rest
                        .find(is_end)
                        .unwrap_or(rest.len())
                        .max(rest.chars().next().map_or(1, char::len_utf8));
                    self.at = start + length;
                    Lexeme::Word(&rest[..length])
                }
            };
            return Some((start, lexeme));
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

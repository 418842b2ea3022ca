//! `$ref`: JSON pointers into the same file.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};

/// How many references may lead from one part of a value to the next.
pub(super) const MAX_COPY_DEPTH: usize = 32;
/// What may be copied in any case, in bytes; beyond, as much as the file is long.
const SMALL: usize = 64 * 1024;

/// What a `$ref` points to.
#[derive(Debug)]
pub(super) enum Target<'d, 'a> {
    /// A token, by its dotted name. It need not be in the file when the pointer ends in `/$value`.
    Token(String),
    /// A part of a token's value.
    Part(&'d Value<'a>),
    /// Something that is neither.
    Other,
    /// Nothing.
    Missing,
    /// A place in another file.
    Elsewhere,
}

/// Follows JSON pointers.
pub(super) struct References<'d, 'a> {
    root: &'d Object<'a>,
    /// Members by their object's position and name; made when first asked.
    members: OnceCell<HashMap<(usize, &'d str), &'d Value<'a>>>,
    /// How many bytes may still be copied: a small file must not become a large one.
    budget: Cell<usize>,
}

impl<'d, 'a> References<'d, 'a> {
    /// For the file with that root.
    pub(super) fn new(root: &'d Object<'a>) -> Self {
        Self {
            root,
            members: OnceCell::new(),
            budget: Cell::new(SMALL + (root.range.end - root.range.start)),
        }
    }

    /// Whether more may be copied.
    pub(super) fn may_copy(&self) -> bool {
        self.budget.get() > 0
    }

    /// Counts copied bytes.
    pub(super) fn charge(&self, bytes: usize) {
        self.budget.set(self.budget.get().saturating_sub(bytes));
    }

    /// What a pointer leads to.
    pub(super) fn find(&self, pointer: &str) -> Target<'d, 'a> {
        let Some(fragment) = pointer.strip_prefix('#') else {
            return Target::Elsewhere;
        };
        let Some(segments) = segments(fragment) else {
            return Target::Missing;
        };
        let mut object = self.root;
        let mut name = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            if segment == "$value" {
                let rest = &segments[index + 1..];
                return match (rest, self.member(object, "$value")) {
                    ([], _) => Target::Token(name.join(".")),
                    (rest, Some(value)) => {
                        self.part(value, rest).map_or(Target::Missing, Target::Part)
                    }
                    (_, None) => Target::Missing,
                };
            }
            if segment != "$root" {
                name.push(segment.as_str());
            }
            match self.member(object, segment) {
                Some(Value::Object(inner)) => object = inner,
                Some(_) => return Target::Other,
                // Perhaps a token of another file of the workspace.
                None if segments.last().is_some_and(|last| last == "$value") => {
                    let name = segments[..segments.len() - 1].iter();
                    let name: Vec<_> = name.filter(|s| *s != "$root").map(String::as_str).collect();
                    return Target::Token(name.join("."));
                }
                None => return Target::Missing,
            }
        }
        let is_token = |o| self.member(o, "$value").is_some() || self.member(o, "$ref").is_some();
        if is_token(object) {
            return Target::Token(name.join("."));
        }
        Target::Other
    }

    fn part(&self, mut value: &'d Value<'a>, segments: &[String]) -> Option<&'d Value<'a>> {
        for segment in segments {
            value = match value {
                Value::Object(object) => self.member(object, segment)?,
                Value::Array(array) => array.elements.get(segment.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    fn member(&self, object: &'d Object<'a>, name: &str) -> Option<&'d Value<'a>> {
        let members = self.members.get_or_init(|| {
            let mut members = HashMap::new();
            let mut rest = vec![self.root];
            while let Some(object) = rest.pop() {
                for property in &object.properties {
                    members.insert(
                        (object.range.start, property.name.as_str()),
                        &property.value,
                    );
                    collect_objects(&property.value, &mut rest);
                }
            }
            members
        });
        members.get(&(object.range.start, name)).copied()
    }
}

/// The objects directly inside a value, arrays looked through.
fn collect_objects<'d, 'a>(value: &'d Value<'a>, objects: &mut Vec<&'d Object<'a>>) {
    match value {
        Value::Object(object) => objects.push(object),
        Value::Array(array) => {
            for element in &array.elements {
                collect_objects(element, objects);
            }
        }
        _ => {}
    }
}

/// The segments of a URI fragment that is a JSON pointer; `None` when it is not one.
fn segments(fragment: &str) -> Option<Vec<String>> {
    let decoded = percent_decode(fragment)?;
    if decoded.is_empty() {
        return Some(Vec::new());
    }
    let unescape = |segment: &str| segment.replace("~1", "/").replace("~0", "~");
    let pointer = decoded.strip_prefix('/')?;
    Some(pointer.split('/').map(unescape).collect())
}

fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
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

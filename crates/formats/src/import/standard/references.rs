//! References: how they are written, what they lead to, and whether that fits.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use tokencraft_tokens::pointer::{index, segments};
use tokencraft_tokens::{TokenName, TokenType};

use super::super::shorten;
use super::{Check, Met, Problem, Standard, members, problem};

/// How many references a document may have followed for it; beyond, it is made to hurt.
const MOST_STEPS: usize = 4_000_000;
/// How many references may lead from one to the next.
const MOST_HOPS: usize = 32;

/// A reference as it is written.
#[derive(Clone, Copy)]
pub(super) enum Reference<'v> {
    /// `{a.b}`, without its braces.
    Name(&'v str),
    /// `#/a/b`.
    Pointer(&'v str),
}

/// What a reference leads to.
enum Found<'d, 'a> {
    Token(usize),
    Part(&'d Value<'a>),
    /// A token of another document, perhaps.
    Elsewhere,
}

impl<'d, 'a> Standard<'_, 'd, 'a> {
    /// A value of a type, or a reference to one.
    pub(super) fn of_type(&self, value: &'d Value<'a>, kind: TokenType) -> Check {
        self.given_or_referred(value, kind, &|value| self.literal(value, kind))
    }

    /// A value that passes a check, or a reference to a token of a type or to such a value.
    pub(super) fn given_or_referred(
        &self,
        value: &'d Value<'a>,
        kind: TokenType,
        check: &dyn Fn(&'d Value<'a>) -> Check,
    ) -> Check {
        let reference = match written(value) {
            // Free text may hold braces.
            Err(_) if kind == TokenType::String => None,
            other => other?,
        };
        let Some(reference) = reference else {
            return check(value);
        };
        let at = place(value);
        match self.find(reference, at)? {
            Found::Token(index) => self.same_type(index, kind, reference, at),
            Found::Part(part) => {
                let expected = format!("expected a value of type {kind}");
                check(self.behind(part)).map_err(|_| unfit(reference, at, &expected))
            }
            Found::Elsewhere => Ok(()),
        }
    }

    /// A part that no token can be: given, or behind a `$ref`.
    pub(super) fn part(
        &self,
        value: &'d Value<'a>,
        check: &dyn Fn(&'d Value<'a>) -> Check,
    ) -> Check {
        let Some(Reference::Pointer(pointer)) = written_object(value)? else {
            return check(value);
        };
        let (reference, at) = (Reference::Pointer(pointer), place(value));
        let part = match self.find(reference, at)? {
            Found::Token(index) => self.met[index].value,
            Found::Part(part) => Some(part),
            Found::Elsewhere => None,
        };
        let Some(part) = part else {
            return Ok(());
        };
        check(self.behind(part)).map_err(|problem| unfit(reference, at, &problem.message))
    }

    /// What a value stands for: itself unless it is a reference that can be followed.
    pub(super) fn behind(&self, value: &'d Value<'a>) -> &'d Value<'a> {
        let mut behind = value;
        let current = self.current.take();
        for _ in 0..MOST_HOPS {
            let Ok(Some(reference)) = written(behind) else {
                break;
            };
            behind = match self.find(reference, behind) {
                Ok(Found::Part(part)) => part,
                Ok(Found::Token(index)) => match self.met[index].value {
                    Some(value) => value,
                    None => break,
                },
                _ => break,
            };
        }
        self.current.set(current);
        behind
    }

    /// The reference that a token has in place of a value.
    pub(super) fn pointer(&self, value: &'d Value<'a>, kind: Option<TokenType>) -> Check {
        let Value::StringLit(pointer) = value else {
            let found = super::found(value);
            let message = format!("`$ref` must be a string, found {found}");
            return problem("invalid_reference", value, message);
        };
        let reference = Reference::Pointer(&pointer.value);
        match (self.find(reference, value)?, kind) {
            (Found::Token(index), Some(kind)) => self.same_type(index, kind, reference, value),
            (Found::Part(part), Some(kind)) => {
                let expected = format!("expected a value of type {kind}");
                let mismatch = |_| unfit(reference, value, &expected);
                self.of_type(part, kind).map_err(mismatch)
            }
            _ => Ok(()),
        }
    }

    /// A value whose type nothing tells.
    pub(super) fn untyped(&self, value: &'d Value<'a>, token: &Met<'d, 'a>) -> Check {
        let Some(reference) = written(value)? else {
            return Ok(());
        };
        let is_elsewhere = matches!(self.find(reference, place(value))?, Found::Elsewhere);
        if is_elsewhere && !token.declares {
            let message = format!(
                "The token has no `$type`, and {} is no token of this document",
                shown(reference)
            );
            return problem("type_unknown", value, message);
        }
        Ok(())
    }

    /// The token that another one is an alias of.
    pub(super) fn alias_of(&self, index: usize) -> Option<usize> {
        let token = &self.met[index];
        let reference = match (token.value, token.pointer) {
            (Some(value), _) => written(value).ok()??,
            (None, Some(Value::StringLit(pointer))) => Reference::Pointer(&pointer.value),
            _ => return None,
        };
        self.target(reference)
    }

    /// The token that a reference names, whatever part of its value is meant.
    pub(super) fn source_of(&self, reference: Reference<'_>) -> Option<usize> {
        match reference {
            Reference::Name(name) => self.named(name),
            Reference::Pointer(pointer) => {
                let path = Path::of(pointer)?;
                self.placed(&path)
            }
        }
    }

    /// The token that a reference means as a whole.
    fn target(&self, reference: Reference<'_>) -> Option<usize> {
        if let Reference::Pointer(pointer) = reference
            && !Path::of(pointer)?.part.is_empty()
        {
            return None;
        }
        self.source_of(reference)
    }

    fn named(&self, name: &str) -> Option<usize> {
        let path = name.strip_suffix(".$root");
        let index = *self.names.get(path.unwrap_or(name))?;
        (self.met[index].is_root == path.is_some()).then_some(index)
    }

    fn placed(&self, path: &Path) -> Option<usize> {
        let index = *self.names.get(path.name.as_str())?;
        (self.met[index].is_root == path.is_root).then_some(index)
    }

    fn find(&self, reference: Reference<'_>, at: &Value<'a>) -> Result<Found<'d, 'a>, Problem> {
        self.step(at)?;
        match reference {
            Reference::Name(name) => self.find_name(name, at),
            Reference::Pointer(pointer) => self.find_pointer(pointer, at, MOST_HOPS),
        }
    }

    fn step(&self, at: &Value<'_>) -> Result<(), Problem> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS {
            return problem("too_large", at, "There are too many references to follow");
        }
        Ok(())
    }

    fn find_name(&self, name: &str, at: &Value<'_>) -> Result<Found<'d, 'a>, Problem> {
        if let Some(index) = self.named(name) {
            return Ok(Found::Token(index));
        }
        let shown = shorten(name);
        if TokenName::parse(name).is_err() {
            let message = format!("`{{{shown}}}` can name no token");
            return problem("unresolved_reference", at, message);
        }
        let path = name.strip_suffix(".$root");
        if let Some(path) = path
            && self.names.contains_key(path)
        {
            let message = format!(
                "`{{{shown}}}` leads nowhere: `{}` is a token",
                shorten(path)
            );
            return problem("unresolved_reference", at, message);
        }
        if self.names.contains_key(name) {
            let message =
                format!("`{{{shown}}}` names a group; its own token is `{{{shown}.$root}}`");
            return problem("reference_to_group", at, message);
        }
        if path.is_none() && self.references.group(&format!("{{{name}}}")).is_ok() {
            let message = format!("`{{{shown}}}` names a group, not a token");
            return problem("reference_to_group", at, message);
        }
        let mut outer = name;
        while let Some((before, _)) = outer.rsplit_once('.') {
            outer = before;
            if self
                .names
                .get(outer)
                .is_some_and(|&index| !self.met[index].is_root)
            {
                let message = format!(
                    "`{{{shown}}}` leads into the token `{}`, which only `$ref` can",
                    shorten(outer)
                );
                return problem("unresolved_reference", at, message);
            }
        }
        if let Some(current) = self.current.take() {
            self.open.borrow_mut().push((current, at.start()));
        }
        Ok(Found::Elsewhere)
    }

    fn find_pointer(
        &self,
        pointer: &str,
        at: &Value<'_>,
        hops: usize,
    ) -> Result<Found<'d, 'a>, Problem> {
        let shown = shorten(pointer);
        if !pointer.starts_with('#') {
            let message = format!("`{shown}` points to another file, which is not supported");
            return problem("unresolved_reference", at, message);
        }
        let Some(path) = Path::of(pointer) else {
            let message = format!(
                "`{shown}` is no JSON pointer: it is written `#/group/token/$value`, `~` and `/` in names as `~0` and `~1`"
            );
            return problem("invalid_reference", at, message);
        };
        let Some(token) = self.placed(&path) else {
            let message = format!("`{shown}` leads to no token of this document");
            return problem("unresolved_reference", at, message);
        };
        if path.part.is_empty() {
            return Ok(Found::Token(token));
        }
        let Some(mut value) = self.value_of(token, at, hops)? else {
            return Ok(Found::Elsewhere);
        };
        for segment in &path.part {
            let Some(inner) = self.followed(value, at, hops)? else {
                return Ok(Found::Elsewhere);
            };
            let part = match inner {
                Value::Object(object) => {
                    self.steps.set(self.steps.get() + object.properties.len());
                    object.get(segment).map(|property| &property.value)
                }
                Value::Array(array) => index(segment).and_then(|index| array.elements.get(index)),
                _ => None,
            };
            let Some(part) = part else {
                let message = format!(
                    "`{shown}` leads nowhere: the value has no `{}`",
                    shorten(segment)
                );
                return problem("unresolved_reference", at, message);
            };
            value = part;
        }
        Ok(Found::Part(value))
    }

    /// A token's value, through a pointer in its place.
    fn value_of(
        &self,
        index: usize,
        at: &Value<'_>,
        hops: usize,
    ) -> Result<Option<&'d Value<'a>>, Problem> {
        let token = &self.met[index];
        match (token.value, token.pointer, hops.checked_sub(1)) {
            (Some(value), _, _) => Ok(Some(value)),
            (None, Some(Value::StringLit(pointer)), Some(hops)) => {
                self.step(at)?;
                match self.find_pointer(&pointer.value, at, hops)? {
                    Found::Token(index) => self.value_of(index, at, hops),
                    Found::Part(part) => Ok(Some(part)),
                    Found::Elsewhere => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// A value, or what the reference in its place leads to; `None` when that cannot be told.
    fn followed(
        &self,
        value: &'d Value<'a>,
        at: &Value<'_>,
        hops: usize,
    ) -> Result<Option<&'d Value<'a>>, Problem> {
        let mut value = value;
        for hop in 0..hops {
            let Ok(Some(reference)) = written(value) else {
                return Ok(Some(value));
            };
            self.step(at)?;
            let found = match reference {
                Reference::Name(name) => self.find_name(name, at)?,
                Reference::Pointer(pointer) => self.find_pointer(pointer, at, hops - hop - 1)?,
            };
            value = match found {
                Found::Part(part) => part,
                Found::Token(index) => match self.value_of(index, at, hops - hop - 1)? {
                    Some(value) => value,
                    None => return Ok(None),
                },
                Found::Elsewhere => return Ok(None),
            };
        }
        Ok(None)
    }

    fn same_type(
        &self,
        index: usize,
        expected: TokenType,
        reference: Reference<'_>,
        at: &Value<'_>,
    ) -> Check {
        match self.kinds[index] {
            Some(kind) if kind != expected => {
                let message = format!(
                    "{} has the type {kind}, expected {expected}",
                    shown(reference)
                );
                problem("type_mismatch", at, message)
            }
            _ => Ok(()),
        }
    }
}

/// A pointer to a token or a part of its value.
struct Path {
    name: String,
    is_root: bool,
    /// The segments after `$value`.
    part: Vec<String>,
}

impl Path {
    /// `None` when it is no pointer. A pointer to something else names no token.
    fn of(pointer: &str) -> Option<Self> {
        let mut path = segments(pointer.strip_prefix('#')?)?;
        let value = path.iter().position(|segment| segment == "$value");
        let part = value.map_or_else(Vec::new, |at| path.split_off(at).split_off(1));
        let is_root = path.last().is_some_and(|last| last == "$root");
        if is_root {
            path.pop();
        }
        let is_name = !path.is_empty() && path.iter().all(|segment| !segment.contains('.'));
        Some(Self {
            name: if is_name {
                path.join(".")
            } else {
                String::new()
            },
            is_root,
            part,
        })
    }
}

/// The reference that a value is.
pub(super) fn written<'v>(value: &'v Value<'_>) -> Result<Option<Reference<'v>>, Problem> {
    match value {
        Value::StringLit(text) => match braces(&text.value) {
            Braces::None => Ok(None),
            Braces::Name(name) => Ok(Some(Reference::Name(name))),
            Braces::Malformed => {
                let message = format!(
                    "`{}` is no reference: one is written `{{group.token}}` and nothing else",
                    shorten(&text.value)
                );
                problem("invalid_reference", value, message)
            }
        },
        other => written_object(other),
    }
}

/// The reference that an object with `$ref` is.
fn written_object<'v>(value: &'v Value<'_>) -> Result<Option<Reference<'v>>, Problem> {
    let Value::Object(object) = value else {
        return Ok(None);
    };
    pointer_of(object)
}

fn pointer_of<'v>(object: &'v Object<'_>) -> Result<Option<Reference<'v>>, Problem> {
    let Some(reference) = object.get("$ref") else {
        return Ok(None);
    };
    members(object, "A reference", &["$ref"], &[])?;
    match &reference.value {
        Value::StringLit(pointer) => Ok(Some(Reference::Pointer(&pointer.value))),
        other => {
            let message = format!("`$ref` must be a string, found {}", super::found(other));
            problem("invalid_reference", other, message)
        }
    }
}

/// Where a reference stands: in an object, the pointer.
pub(super) fn place<'v, 'a>(value: &'v Value<'a>) -> &'v Value<'a> {
    let pointer = value.as_object().and_then(|object| object.get("$ref"));
    pointer.map_or(value, |property| &property.value)
}

enum Braces<'t> {
    None,
    Name(&'t str),
    Malformed,
}

fn braces(text: &str) -> Braces<'_> {
    if !text.contains(['{', '}']) {
        return Braces::None;
    }
    let inner = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    let Some(inner) = inner.filter(|inner| !inner.contains(['{', '}'])) else {
        return Braces::Malformed;
    };
    let path = inner.strip_suffix(".$root").unwrap_or(inner);
    let is_name = |segment: &str| !segment.is_empty() && !segment.starts_with('$');
    if path.split('.').all(is_name) {
        Braces::Name(inner)
    } else {
        Braces::Malformed
    }
}

fn shown(reference: Reference<'_>) -> String {
    match reference {
        Reference::Name(name) => format!("`{{{}}}`", shorten(name)),
        Reference::Pointer(pointer) => format!("`{}`", shorten(pointer)),
    }
}

/// What a reference leads to is not what is needed.
fn unfit(reference: Reference<'_>, at: &Value<'_>, why: &str) -> Problem {
    Problem {
        at: at.start(),
        code: "type_mismatch",
        message: format!("{} does not fit here: {why}", shown(reference)),
    }
}

//! References inside one file: `$ref`, a JSON pointer, and what `$extends` names.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};
use tokencraft_tokens::{TokenName, pointer};

use super::dtcg::is_token;
use super::location::push_segment;

/// The longest pointer that is followed, in bytes: names and their escapes leave it far behind.
const MAX_POINTER: usize = 16 * 1024;
/// How many groups may lead from one to the next before one is found.
const MAX_HOPS: usize = 64;
/// How many members an object may have that are looked through one by one.
const SMALL: usize = 8;
/// How many groups may be looked at in all to find those that others extend.
const MAX_STEPS: usize = 1_000_000;

/// What a `$ref` points to.
#[derive(Debug)]
pub(super) enum Target<'d, 'a> {
    /// A token, by its dotted name. It need not be in the file when the pointer ends in `/$value`.
    Token(String),
    /// A part of a token's value: the reference object to store, and the part when the file has it.
    Part(String, Option<&'d Value<'a>>),
    /// Something that is neither.
    Other,
    /// Nothing.
    Missing,
    /// A place in another file.
    Elsewhere,
}

/// A group that `$extends` names.
#[derive(Debug)]
pub(super) struct Group<'d, 'a> {
    pub(super) object: &'d Object<'a>,
    /// The `$type` that the groups around it declare, nearest first.
    pub(super) kind: Option<&'d Value<'a>>,
    pub(super) pointer: String,
}

/// Why `$extends` names no group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoGroup {
    /// It is neither `{a.b}` nor `#/a/b`.
    NoReference,
    Missing,
    Token,
    /// To find it takes too long.
    TooMuch,
}

/// Follows references.
pub(super) struct References<'d, 'a> {
    root: &'d Object<'a>,
    /// Members of large objects by their object's position and name; made when first asked.
    members: OnceCell<HashMap<(usize, &'d str), &'d Value<'a>>>,
    /// Groups looked at so far.
    steps: Cell<usize>,
}

impl<'d, 'a> References<'d, 'a> {
    /// For the file with that root.
    pub(super) fn new(root: &'d Object<'a>) -> Self {
        Self {
            root,
            members: OnceCell::new(),
            steps: Cell::new(0),
        }
    }

    /// What a pointer leads to.
    pub(super) fn find(&self, pointer: &str) -> Target<'d, 'a> {
        let Some(fragment) = pointer.strip_prefix('#') else {
            return Target::Elsewhere;
        };
        let Some(segments) = Some(fragment)
            .filter(|fragment| fragment.len() <= MAX_POINTER)
            .and_then(pointer::segments)
        else {
            return Target::Missing;
        };
        let value = segments.iter().position(|s| s == "$value");
        let (path, rest) = segments.split_at(value.unwrap_or(segments.len()));
        let names: Vec<&str> = path
            .iter()
            .map(String::as_str)
            .filter(|segment| *segment != "$root")
            .collect();
        let name = names.join(".");
        let mut object = Some(self.root);
        for segment in path {
            object = match object.and_then(|object| self.member(object, segment)) {
                Some(Value::Object(inner)) => Some(inner),
                Some(_) => return Target::Other,
                // Perhaps a token of another file of the workspace, or one that a group inherits.
                None if value.is_some() => None,
                None => return Target::Missing,
            };
        }
        match (rest, object) {
            ([], None) | ([_], _) => Target::Token(name),
            ([], Some(object)) => {
                let has = |member| self.member(object, member).is_some();
                if has("$value") || has("$ref") {
                    Target::Token(name)
                } else {
                    Target::Other
                }
            }
            ([_, part @ ..], object) => self.part(&name, object, part),
        }
    }

    fn part(&self, name: &str, token: Option<&'d Object<'a>>, part: &[String]) -> Target<'d, 'a> {
        let name = match TokenName::parse(name) {
            Ok(name) if part.len() <= pointer::MAX_PART => name,
            _ => return Target::Missing,
        };
        let mut value = token.and_then(|token| self.member(token, "$value"));
        for segment in part {
            value = match value {
                // What a reference stands for is known where its target is.
                Some(Value::Object(object)) if object.get("$ref").is_some() => None,
                Some(Value::StringLit(text)) if text.value.contains('{') => None,
                Some(Value::Object(object)) => match self.member(object, segment) {
                    None => return Target::Missing,
                    member => member,
                },
                Some(Value::Array(array)) => {
                    match pointer::index(segment).and_then(|index| array.elements.get(index)) {
                        None => return Target::Missing,
                        item => item,
                    }
                }
                Some(_) => return Target::Missing,
                None => None,
            };
        }
        Target::Part(pointer::object(&name, part), value)
    }

    /// The group that `{a.b}` or `#/a/b` names: what it says itself, and what it has beneath that from
    /// groups that the ones around it extend. What it extends itself is not followed. Never empty.
    pub(super) fn group(&self, reference: &str) -> Result<Vec<Group<'d, 'a>>, NoGroup> {
        self.group_within(reference, MAX_HOPS)
    }

    fn group_within(&self, reference: &str, hops: usize) -> Result<Vec<Group<'d, 'a>>, NoGroup> {
        let path = path(reference).ok_or(NoGroup::NoReference)?;
        let hops = hops.checked_sub(1).ok_or(NoGroup::Missing)?;
        let mut groups = vec![Group {
            object: self.root,
            kind: None,
            pointer: String::new(),
        }];
        for name in &path {
            self.expand(&mut groups, hops)?;
            groups = self.inside(&groups, name)?;
        }
        Ok(groups)
    }

    /// Adds what groups extend.
    fn expand(&self, groups: &mut Vec<Group<'d, 'a>>, hops: usize) -> Result<(), NoGroup> {
        let mut index = 0;
        while let Some(group) = groups.get(index) {
            self.steps.set(self.steps.get() + 1);
            if self.steps.get() > MAX_STEPS {
                return Err(NoGroup::TooMuch);
            }
            index += 1;
            if let Some(Value::StringLit(reference)) = extends(group.object) {
                match self.group_within(&reference.value, hops) {
                    Ok(found) => drop(groups.splice(index..index, found)),
                    Err(NoGroup::TooMuch) => return Err(NoGroup::TooMuch),
                    // Said where it stands.
                    Err(_) => {}
                }
            }
        }
        Ok(())
    }

    /// The groups of that name in groups, nearest first.
    fn inside(&self, outer: &[Group<'d, 'a>], name: &str) -> Result<Vec<Group<'d, 'a>>, NoGroup> {
        let mut found = Vec::new();
        for (index, group) in outer.iter().enumerate() {
            let Some(Value::Object(object)) = self.member(group.object, name) else {
                continue;
            };
            if is_token(object) && !self.is_extending(object) {
                if found.is_empty() {
                    return Err(NoGroup::Token);
                }
                continue;
            }
            let mut declared = outer[index..].iter();
            let kind = declared
                .find_map(|group| self.member(group.object, "$type"))
                .or(group.kind);
            let mut pointer = group.pointer.clone();
            push_segment(&mut pointer, name);
            found.push(Group {
                object,
                kind,
                pointer,
            });
        }
        if found.is_empty() {
            return Err(NoGroup::Missing);
        }
        Ok(found)
    }

    /// Whether an object's `$ref` stands for `$extends`: it names a group.
    pub(super) fn is_extending(&self, object: &Object<'a>) -> bool {
        object.get("$value").is_none()
            && object.get_string("$ref").is_some_and(|pointer| {
                matches!(self.find(&pointer.value), Target::Other | Target::Missing)
                    && self.group(&pointer.value).is_ok()
            })
    }

    pub(super) fn member(&self, object: &'d Object<'a>, name: &str) -> Option<&'d Value<'a>> {
        if object.properties.len() <= SMALL {
            let mut members = object.properties.iter().rev();
            return members.find(|p| p.name.as_str() == name).map(|p| &p.value);
        }
        let members = self.members.get_or_init(|| {
            let mut members = HashMap::new();
            let mut rest = vec![self.root];
            while let Some(object) = rest.pop() {
                for property in &object.properties {
                    if object.properties.len() > SMALL {
                        members.insert(
                            (object.range.start, property.name.as_str()),
                            &property.value,
                        );
                    }
                    collect_objects(&property.value, &mut rest);
                }
            }
            members
        });
        members.get(&(object.range.start, name)).copied()
    }
}

/// The member by which a group inherits: `$extends`, or `$ref` in its place.
pub(super) fn extends<'d, 'a>(object: &'d Object<'a>) -> Option<&'d Value<'a>> {
    let member = object.get("$extends").or_else(|| object.get("$ref"));
    member.map(|property| &property.value)
}

/// The names of `{a.b}` or `#/a/b`.
fn path(reference: &str) -> Option<Vec<String>> {
    if reference.len() > MAX_POINTER {
        return None;
    }
    if let Some(fragment) = reference.strip_prefix('#') {
        let mut path = pointer::segments(fragment)?;
        // `#/` is the root here, too.
        path.retain(|segment| !segment.is_empty());
        return Some(path);
    }
    let inner = reference.strip_prefix('{')?.strip_suffix('}')?;
    let is_name = TokenName::parse(inner).is_ok();
    is_name.then(|| inner.split('.').map(str::to_owned).collect())
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

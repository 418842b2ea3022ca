//! Sets, modifiers and their sources: what they are made of, and what is wrong with them.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::Ranged;

use super::Combined;
use super::order::{Item, Sources};
use crate::import::json_text::repeated;
use crate::import::location::Lines;
use crate::import::syntax::{locate, shape};
use crate::import::{ImportError, shorten};
use tokencraft_tokens::pointer::{index, segments};

/// Looks things up in the document, and says where something is wrong.
pub(super) struct Finder<'d, 'a> {
    pub(super) combined: &'d Combined,
    pub(super) lines: &'d Lines<'a>,
    pub(super) roots: &'d [Object<'a>],
    pub(super) strict: bool,
    /// Every tree of tokens in the document, by where it begins.
    pub(super) trees: RefCell<BTreeMap<usize, &'d Object<'a>>>,
    /// Sources looked at so far: references must not multiply without end.
    pub(super) steps: Cell<usize>,
}

/// How many references may lead from one to the next.
const MOST_HOPS: usize = 128;
/// How many sources may be looked at in all.
const MOST_STEPS: usize = 200_000;

const ROOT: [&str; 8] = [
    "$schema",
    "name",
    "version",
    "description",
    "sets",
    "modifiers",
    "resolutionOrder",
    "$defs",
];
const SET: [&str; 3] = ["description", "sources", "$extensions"];
const INLINE_SET: [&str; 5] = ["description", "sources", "$extensions", "name", "type"];
const MODIFIER: [&str; 4] = ["description", "contexts", "default", "$extensions"];
const INLINE_MODIFIER: [&str; 6] = [
    "description",
    "contexts",
    "default",
    "$extensions",
    "name",
    "type",
];
/// What may stand beside a reference to a set or modifier: it changes no token.
const BESIDE: [&str; 3] = ["$ref", "description", "$extensions"];

impl<'d, 'a> Finder<'d, 'a> {
    pub(super) fn wrong(
        &self,
        code: &'static str,
        at: &impl Ranged,
        message: impl Into<String>,
    ) -> ImportError {
        ImportError {
            code,
            message: message.into(),
            location: Some(locate(self.lines, at.start())),
        }
    }

    /// Version, and when strict, all that the document says, used or not.
    pub(super) fn check_root(&self) -> Result<(), ImportError> {
        let root = &self.roots[0];
        match root.get("version").map(|p| &p.value) {
            Some(Value::StringLit(version)) if version.value == "2025.10" => {}
            Some(other) => {
                let message = "`version` must be \"2025.10\"";
                return Err(self.wrong("invalid_version", other, message));
            }
            None => {
                let message = "The document has no `version`";
                return Err(self.wrong("missing_member", root, message));
            }
        }
        for name in ["sets", "modifiers"] {
            if let Some(other) = root.get(name).map(|p| &p.value)
                && !matches!(other, Value::Object(_))
            {
                let message = format!("`{name}` must be an object, found {}", shape(other));
                return Err(self.wrong("invalid_member", other, message));
            }
        }
        self.check_members(root, &ROOT)?;
        if !self.strict {
            return Ok(());
        }
        for property in self.all("sets") {
            let set = self.object(&property.value)?;
            self.set(set, &mut vec![set.range.start], &SET)?;
        }
        for property in self.all("modifiers") {
            let modifier = self.object(&property.value)?;
            self.modifier(property.name.as_str(), modifier, &MODIFIER)?;
        }
        for map in ["sets", "modifiers"]
            .iter()
            .filter_map(|name| root.get_object(name))
        {
            self.check_repeated(map)?;
        }
        Ok(())
    }

    fn all(&self, map: &str) -> &'d [jsonc_parser::ast::ObjectProp<'a>] {
        let map = self.roots[0].get_object(map);
        map.map_or(&[], |map| map.properties.as_slice())
    }

    fn object(&self, value: &'d Value<'a>) -> Result<&'d Object<'a>, ImportError> {
        value.as_object().ok_or_else(|| {
            let message = format!("Expected a set or a modifier, found {}", shape(value));
            self.wrong("invalid_member", value, message)
        })
    }

    /// When strict: members that nobody knows or that are not what they must be.
    fn check_members(&self, object: &Object<'a>, known: &[&str]) -> Result<(), ImportError> {
        if !self.strict {
            return Ok(());
        }
        for property in &object.properties {
            let name = property.name.as_str();
            if !known.contains(&name) {
                let message = format!("The member `{}` is unknown", shorten(name));
                return Err(self.wrong("unknown_member", property, message));
            }
            let expected = match (name, &property.value) {
                ("$schema" | "name" | "description", value)
                    if !matches!(value, Value::StringLit(_)) =>
                {
                    "a string"
                }
                ("$extensions" | "$defs", value) if !matches!(value, Value::Object(_)) => {
                    "an object"
                }
                _ => continue,
            };
            let found = shape(&property.value);
            let message = format!("`{name}` must be {expected}, found {found}");
            return Err(self.wrong("invalid_member", &property.value, message));
        }
        Ok(())
    }

    fn check_repeated(&self, object: &Object<'a>) -> Result<(), ImportError> {
        match repeated(object).first() {
            None => Ok(()),
            Some(&hidden) => {
                let property = &object.properties[hidden];
                let name = shorten(property.name.as_str());
                let message = format!("The member `{name}` occurs twice");
                Err(self.wrong("duplicate_member", property, message))
            }
        }
    }

    /// An item of the order, by reference or inline, with what must not occur twice: its name.
    pub(super) fn item(
        &self,
        element: &'d Value<'a>,
    ) -> Result<(String, Item<'d, 'a>), ImportError> {
        let Value::Object(object) = element else {
            let found = shape(element);
            let message = format!("Expected a set, a modifier or a reference, found {found}");
            return Err(self.wrong("invalid_member", element, message));
        };
        if let Some(reference) = object.get("$ref") {
            let at = &reference.value;
            self.check_members(object, &BESIDE)?;
            let pointer = self.pointer(at)?;
            let parts = pointer.strip_prefix('#').and_then(segments);
            let parts = parts.unwrap_or_default();
            return match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["sets", name] => {
                    let set = self.named("sets", name, at)?;
                    let item = self.set(set, &mut vec![set.range.start], &SET)?;
                    // A set may have the name of a modifier.
                    Ok((pointer.to_owned(), item))
                }
                ["modifiers", name] => {
                    let modifier = self.named("modifiers", name, at)?;
                    let item = self.modifier(name, modifier, &MODIFIER)?;
                    Ok(((*name).to_owned(), item))
                }
                _ => Err(self.wrong(
                    "invalid_reference",
                    at,
                    format!(
                        "`{}` leads to no set and no modifier; `resolutionOrder` refers to `#/sets/…` or `#/modifiers/…`",
                        shorten(pointer)
                    ),
                )),
            };
        }
        let name = match object.get_string("name") {
            Some(name) if !name.value.is_empty() => name.value.to_string(),
            _ => {
                let message = "An inline set or modifier must have a `name`";
                return Err(self.wrong("missing_member", object, message));
            }
        };
        match object.get_string("type").map(|kind| &*kind.value) {
            Some("set") => Ok((name, self.set(object, &mut Vec::new(), &INLINE_SET)?)),
            Some("modifier") => {
                let item = self.modifier(&name, object, &INLINE_MODIFIER)?;
                Ok((name, item))
            }
            _ => {
                let at = object
                    .get("type")
                    .map_or(object.start(), |p| p.value.start());
                let at = jsonc_parser::common::Range { start: at, end: at };
                let message = "`type` must be \"set\" or \"modifier\"";
                Err(self.wrong("invalid_member", &at, message))
            }
        }
    }

    fn pointer(&self, value: &'d Value<'a>) -> Result<&'d str, ImportError> {
        match value {
            Value::StringLit(pointer) => Ok(&pointer.value),
            other => {
                let message = format!("`$ref` must be a string, found {}", shape(other));
                Err(self.wrong("invalid_reference", other, message))
            }
        }
    }

    fn named(
        &self,
        group: &str,
        name: &str,
        at: &impl Ranged,
    ) -> Result<&'d Object<'a>, ImportError> {
        let members = self.roots[0].get_object(group);
        members
            .and_then(|members| members.get_object(name))
            .ok_or_else(|| {
                let message = format!("`#/{group}/{}` leads nowhere", shorten(name));
                self.wrong("unresolved_reference", at, message)
            })
    }

    /// A set's sources. `trail` holds where the sets and sources begin that lead here.
    fn set(
        &self,
        set: &'d Object<'a>,
        trail: &mut Vec<usize>,
        known: &[&str],
    ) -> Result<Item<'d, 'a>, ImportError> {
        self.check_members(set, known)?;
        let sources = self.list(set, "sources", "A set must have a list of `sources`")?;
        let mut found = Vec::new();
        self.sources(sources, trail, &mut found)?;
        Ok(Item::Set(found))
    }

    fn list(
        &self,
        object: &'d Object<'a>,
        name: &str,
        message: &str,
    ) -> Result<&'d Array<'a>, ImportError> {
        match object.get(name).map(|p| &p.value) {
            Some(Value::Array(list)) => Ok(list),
            Some(other) => Err(self.wrong("invalid_member", other, message)),
            None => Err(self.wrong("missing_member", object, message)),
        }
    }

    fn modifier(
        &self,
        name: &str,
        modifier: &'d Object<'a>,
        known: &[&str],
    ) -> Result<Item<'d, 'a>, ImportError> {
        self.check_members(modifier, known)?;
        let contexts = match modifier.get("contexts").map(|p| &p.value) {
            Some(Value::Object(contexts)) => contexts,
            Some(other) => {
                let message = "`contexts` must be an object of lists of sources";
                return Err(self.wrong("invalid_member", other, message));
            }
            None => {
                let message = "A modifier must have `contexts`";
                return Err(self.wrong("missing_member", modifier, message));
            }
        };
        let (least, message) = if self.strict {
            (2, "A modifier must have two contexts or more")
        } else {
            (1, "A modifier must have a context")
        };
        if contexts.properties.len() < least {
            return Err(self.wrong("too_few_contexts", contexts, message));
        }
        let mut found: Vec<(String, Sources<'d, 'a>)> = Vec::new();
        let mut names = HashSet::new();
        for context in &contexts.properties {
            let of_context = context.name.as_str().to_owned();
            let Value::Array(sources) = &context.value else {
                let message = format!(
                    "The context `{}` must be a list of sources, found {}",
                    shorten(&of_context),
                    shape(&context.value)
                );
                return Err(self.wrong("invalid_member", &context.value, message));
            };
            if of_context.is_empty() || !names.insert(context.name.as_str()) {
                let message = "The names of contexts must differ and not be empty";
                return Err(self.wrong("duplicate_name", context, message));
            }
            let mut objects = Vec::new();
            self.sources(sources, &mut Vec::new(), &mut objects)?;
            found.push((of_context, objects));
        }
        if let Some(default) = modifier.get("default") {
            let is_one = |name: &str| found.iter().any(|(known, _)| known == name);
            if !matches!(&default.value, Value::StringLit(name) if is_one(&name.value)) {
                let message = format!("`default` of `{}` is none of its contexts", shorten(name));
                return Err(self.wrong("unknown_context", &default.value, message));
            }
        }
        Ok(Item::Modifier {
            name: name.to_owned(),
            contexts: found,
        })
    }

    /// The trees of a list of sources: inline, in files, of other sets, at any other place.
    fn sources(
        &self,
        sources: &'d Array<'a>,
        trail: &mut Vec<usize>,
        found: &mut Sources<'d, 'a>,
    ) -> Result<(), ImportError> {
        const MOST_SOURCES: usize = 10_000;
        for source in &sources.elements {
            if found.len() >= MOST_SOURCES {
                let message = format!("There are more than {MOST_SOURCES} sources");
                return Err(self.wrong("too_large", source, message));
            }
            let Value::Object(object) = source else {
                let message = format!("A source must be an object, found {}", shape(source));
                return Err(self.wrong("invalid_member", source, message));
            };
            self.source(object, trail, found)?;
        }
        Ok(())
    }

    fn source(
        &self,
        object: &'d Object<'a>,
        trail: &mut Vec<usize>,
        found: &mut Sources<'d, 'a>,
    ) -> Result<(), ImportError> {
        let Some(reference) = object.get("$ref") else {
            self.trees.borrow_mut().insert(object.range.start, object);
            found.push(Cow::Borrowed(object));
            return Ok(());
        };
        let at = &reference.value;
        let pointer = self.pointer(at)?;
        let lost = || {
            let message = format!("`{}` leads to no set and no file", shorten(pointer));
            self.wrong("unresolved_reference", at, message)
        };
        let (file, fragment) = pointer.split_once('#').unwrap_or((pointer, ""));
        let parts = segments(fragment).ok_or_else(lost)?;
        let number = match file {
            "" => 0,
            file => self.combined.number(file).ok_or_else(lost)?,
        };
        let first = parts.first().map(String::as_str);
        if file.is_empty() && matches!(first, Some("modifiers" | "resolutionOrder")) {
            let message = format!(
                "`{}`: only `resolutionOrder` refers to modifiers, and nothing to its items",
                shorten(pointer)
            );
            return Err(self.wrong("invalid_reference", at, message));
        }
        let is_set = file.is_empty() && parts.len() == 2 && first == Some("sets");
        let target = if is_set {
            self.named("sets", &parts[1], at)?
        } else {
            place(&self.roots[number], &parts).ok_or_else(lost)?
        };
        let holds =
            target.range.start <= object.range.start && object.range.end <= target.range.end;
        if trail.contains(&target.range.start) || (holds && !is_set) {
            let message = format!("`{}` leads in a circle", shorten(pointer));
            return Err(self.wrong("circular_reference", at, message));
        }
        self.steps.set(self.steps.get() + 1);
        if trail.len() >= MOST_HOPS || self.steps.get() > MOST_STEPS {
            let message = "Sources refer to each other too often";
            return Err(self.wrong("too_large", at, message));
        }
        trail.push(target.range.start);
        let mut inner = Vec::new();
        if is_set {
            self.check_members(object, &BESIDE)?;
            if let Item::Set(sources) = self.set(target, trail, &SET)? {
                inner = sources;
            }
        } else {
            self.source(target, trail, &mut inner)?;
            if object.properties.len() > 1 {
                inner = inner
                    .iter()
                    .map(|tree| Cow::Owned(overridden(tree, object)))
                    .collect();
            }
        }
        trail.pop();
        found.append(&mut inner);
        Ok(())
    }
}

/// The object at the end of a pointer.
fn place<'d, 'a>(root: &'d Object<'a>, parts: &[String]) -> Option<&'d Object<'a>> {
    let Some((first, rest)) = parts.split_first() else {
        return Some(root);
    };
    let mut value = &root.get(first)?.value;
    for part in rest {
        value = match value {
            Value::Object(object) => &object.get(part)?.value,
            Value::Array(array) => array.elements.get(index(part)?)?,
            _ => return None,
        };
    }
    value.as_object()
}

/// A tree with the members that stand beside the reference to it in place of its own.
fn overridden<'a>(tree: &Object<'a>, reference: &Object<'a>) -> Object<'a> {
    let own = reference
        .properties
        .iter()
        .filter(|p| p.name.as_str() != "$ref");
    let kept = tree
        .properties
        .iter()
        .filter(|p| reference.get(p.name.as_str()).is_none());
    Object {
        range: tree.range,
        properties: kept.chain(own).cloned().collect(),
    }
}

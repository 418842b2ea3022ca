//! The resolution order of a resolver document, and the choices it leaves.

use std::collections::HashSet;

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::Ranged;

use super::{Combined, Input, MOST_MODES, wrong};
use crate::import::location::Lines;
use crate::import::syntax::shape;
use crate::import::{ImportError, shorten};
use tokencraft_tokens::pointer::segments;

/// What stands at a place of the order.
pub(super) enum Item<'d, 'a> {
    /// Sources that are always there.
    Set(Vec<&'d Object<'a>>),
    /// Sources by context.
    Modifier {
        name: String,
        contexts: Vec<(String, Vec<&'d Object<'a>>)>,
    },
}

/// The items, in resolution order.
pub(super) struct Order<'d, 'a>(Vec<Item<'d, 'a>>);

/// Looks things up in the document, and says where something is wrong.
struct Finder<'d, 'a> {
    combined: &'d Combined,
    lines: &'d Lines<'a>,
    roots: &'d [Object<'a>],
    strict: bool,
}

impl<'d, 'a> Order<'d, 'a> {
    pub(super) fn new(
        combined: &'d Combined,
        lines: &'d Lines<'a>,
        roots: &'d [Object<'a>],
        strict: bool,
    ) -> Result<Self, ImportError> {
        let finder = Finder {
            combined,
            lines,
            roots,
            strict,
        };
        finder.check_root()?;
        let root = &roots[0];
        let Some(Value::Array(order)) = root.get("resolutionOrder").map(|p| &p.value) else {
            return Err(finder.wrong(root, "`resolutionOrder` must be a list"));
        };
        let mut names = HashSet::new();
        let mut items = Vec::new();
        for element in &order.elements {
            let (name, item) = finder.item(element)?;
            if !names.insert(name.clone()) {
                let message = format!("`{}` stands twice in `resolutionOrder`", shorten(&name));
                return Err(finder.wrong(element, message));
            }
            items.push(item);
        }
        Ok(Self(items))
    }

    /// The choices of contexts, one number for each modifier; the first modifier changes slowest.
    pub(super) fn choices(&self, input: &Input) -> Result<Vec<Vec<usize>>, ImportError> {
        let refuse = |message: String| ImportError {
            message,
            location: None,
        };
        let mut allowed: Vec<(&str, Vec<usize>)> = Vec::new();
        for (name, contexts) in self.modifiers() {
            let wanted = input.iter().rev().find(|(modifier, _)| modifier == name);
            let numbers = match wanted {
                None => (0..contexts.len()).collect(),
                Some((_, context)) => {
                    let number = contexts.iter().position(|(known, _)| known == context);
                    let number = number.ok_or_else(|| {
                        let names: Vec<&str> = contexts.iter().map(|(n, _)| n.as_str()).collect();
                        refuse(format!(
                            "The modifier `{name}` has no context `{}`. It has: {}",
                            shorten(context),
                            names.join(", ")
                        ))
                    })?;
                    vec![number]
                }
            };
            allowed.push((name, numbers));
        }
        if let Some((unknown, _)) = input
            .iter()
            .find(|(n, _)| allowed.iter().all(|(m, _)| m != n))
        {
            let message = format!("The document has no modifier `{}`", shorten(unknown));
            return Err(refuse(message));
        }
        let count = allowed.iter().try_fold(1_usize, |count, (_, numbers)| {
            count.checked_mul(numbers.len())
        });
        if count.is_none_or(|count| count > MOST_MODES) {
            let names: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
            return Err(refuse(format!(
                "The document has more than {MOST_MODES} permutations: narrow them with input=MODIFIER:CONTEXT. Its modifiers are: {}",
                names.join(", ")
            )));
        }
        let mut choices = vec![Vec::new()];
        for (_, numbers) in &allowed {
            choices = choices
                .iter()
                .flat_map(|choice| {
                    numbers.iter().map(move |number| {
                        let mut longer = choice.clone();
                        longer.push(*number);
                        longer
                    })
                })
                .collect();
        }
        Ok(choices)
    }

    /// The sources of a choice, in resolution order.
    pub(super) fn sources(&self, choice: &[usize]) -> Vec<&'d Object<'a>> {
        let mut choice = choice.iter();
        let mut all = Vec::new();
        for item in &self.0 {
            match item {
                Item::Set(sources) => all.extend_from_slice(sources),
                Item::Modifier { contexts, .. } => {
                    let context = choice.next().and_then(|number| contexts.get(*number));
                    all.extend(context.into_iter().flat_map(|(_, sources)| sources));
                }
            }
        }
        all
    }

    /// `light / compact`; none without modifiers.
    pub(super) fn name(&self, choice: &[usize]) -> Option<String> {
        let names: Vec<&str> = self
            .modifiers()
            .zip(choice)
            .map(|((_, contexts), number)| contexts[*number].0.as_str())
            .collect();
        (!names.is_empty()).then(|| names.join(" / "))
    }

    fn modifiers(&self) -> impl Iterator<Item = (&str, &[(String, Vec<&'d Object<'a>>)])> {
        self.0.iter().filter_map(|item| match item {
            Item::Set(_) => None,
            Item::Modifier { name, contexts } => Some((name.as_str(), contexts.as_slice())),
        })
    }
}

impl<'d, 'a> Finder<'d, 'a> {
    fn wrong(&self, at: &impl Ranged, message: impl Into<String>) -> ImportError {
        wrong(self.lines, self.combined, at, message.into())
    }

    /// Version, and when strict, members that nobody knows.
    fn check_root(&self) -> Result<(), ImportError> {
        const KNOWN: [&str; 8] = [
            "$schema",
            "name",
            "version",
            "description",
            "sets",
            "modifiers",
            "resolutionOrder",
            "$defs",
        ];
        let root = &self.roots[0];
        match root.get("version").map(|p| &p.value) {
            Some(Value::StringLit(version)) if version.value == "2025.10" => {}
            Some(other) => {
                return Err(self.wrong(other, "`version` must be \"2025.10\""));
            }
            None => return Err(self.wrong(root, "The document has no `version`")),
        }
        for name in ["sets", "modifiers"] {
            if let Some(other) = root.get(name).map(|p| &p.value)
                && !matches!(other, Value::Object(_))
            {
                let message = format!("`{name}` must be an object, found {}", shape(other));
                return Err(self.wrong(other, message));
            }
        }
        self.check_members(root, &KNOWN)
    }

    fn check_members(&self, object: &Object<'a>, known: &[&str]) -> Result<(), ImportError> {
        if !self.strict {
            return Ok(());
        }
        let is_unknown = |name: &str| !known.contains(&name);
        match object
            .properties
            .iter()
            .find(|p| is_unknown(p.name.as_str()))
        {
            None => Ok(()),
            Some(property) => {
                let name = shorten(property.name.as_str());
                Err(self.wrong(property, format!("The member `{name}` is unknown")))
            }
        }
    }

    /// An item of the order with its name: by reference, or inline.
    fn item(&self, element: &'d Value<'a>) -> Result<(String, Item<'d, 'a>), ImportError> {
        let Value::Object(object) = element else {
            let found = shape(element);
            let message = format!("Expected a set, a modifier or a reference, found {found}");
            return Err(self.wrong(element, message));
        };
        if let Some(reference) = object.get("$ref") {
            let pointer = self.pointer(&reference.value)?;
            let parts = pointer.strip_prefix('#').and_then(segments);
            let parts = parts.unwrap_or_default();
            return match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["sets", name] => {
                    let set = self.named("sets", name, object)?;
                    Ok(((*name).to_owned(), self.set(set, &mut vec![name.to_string()], &SET)?))
                }
                ["modifiers", name] => {
                    let modifier = self.named("modifiers", name, object)?;
                    let item = self.modifier(name, modifier, &MODIFIER)?;
                    Ok(((*name).to_owned(), item))
                }
                _ => Err(self.wrong(
                    object,
                    format!(
                        "`{}` leads to no set and no modifier; `resolutionOrder` refers to `#/sets/…` or `#/modifiers/…`",
                        shorten(pointer)
                    ),
                )),
            };
        }
        let name = match object.get_string("name") {
            Some(name) if !name.value.is_empty() => name.value.to_string(),
            _ => return Err(self.wrong(object, "An inline set or modifier must have a `name`")),
        };
        match object.get_string("type").map(|kind| &*kind.value) {
            Some("set") => Ok((name, self.set(object, &mut Vec::new(), &INLINE_SET)?)),
            Some("modifier") => {
                let item = self.modifier(&name, object, &INLINE_MODIFIER)?;
                Ok((name, item))
            }
            _ => Err(self.wrong(object, "`type` must be \"set\" or \"modifier\"")),
        }
    }

    fn pointer(&self, value: &'d Value<'a>) -> Result<&'d str, ImportError> {
        match value {
            Value::StringLit(pointer) => Ok(&pointer.value),
            other => {
                let message = format!("`$ref` must be a string, found {}", shape(other));
                Err(self.wrong(other, message))
            }
        }
    }

    fn named(
        &self,
        group: &str,
        name: &str,
        at: &Object<'a>,
    ) -> Result<&'d Object<'a>, ImportError> {
        let members = self.roots[0].get_object(group);
        members
            .and_then(|members| members.get_object(name))
            .ok_or_else(|| {
                let message = format!("`#/{group}/{}` leads nowhere", shorten(name));
                self.wrong(at, message)
            })
    }

    fn set(
        &self,
        set: &'d Object<'a>,
        trail: &mut Vec<String>,
        known: &[&str],
    ) -> Result<Item<'d, 'a>, ImportError> {
        self.check_members(set, known)?;
        let Some(Value::Array(sources)) = set.get("sources").map(|p| &p.value) else {
            return Err(self.wrong(set, "A set must have a list of `sources`"));
        };
        let mut found = Vec::new();
        self.sources(sources, trail, &mut found)?;
        Ok(Item::Set(found))
    }

    fn modifier(
        &self,
        name: &str,
        modifier: &'d Object<'a>,
        known: &[&str],
    ) -> Result<Item<'d, 'a>, ImportError> {
        self.check_members(modifier, known)?;
        let Some(Value::Object(contexts)) = modifier.get("contexts").map(|p| &p.value) else {
            return Err(self.wrong(modifier, "A modifier must have `contexts`"));
        };
        let (least, message) = if self.strict {
            (2, "A modifier must have two contexts or more")
        } else {
            (1, "A modifier must have a context")
        };
        if contexts.properties.len() < least {
            return Err(self.wrong(contexts, message));
        }
        let mut found: Vec<(String, Vec<&'d Object<'a>>)> = Vec::new();
        for context in &contexts.properties {
            let of_context = context.name.as_str().to_owned();
            let Value::Array(sources) = &context.value else {
                let message = format!(
                    "The context `{}` must be a list of sources, found {}",
                    shorten(&of_context),
                    shape(&context.value)
                );
                return Err(self.wrong(context, message));
            };
            if of_context.is_empty() || found.iter().any(|(known, _)| *known == of_context) {
                let message = "The names of contexts must differ and not be empty";
                return Err(self.wrong(context, message));
            }
            let mut objects = Vec::new();
            self.sources(sources, &mut Vec::new(), &mut objects)?;
            found.push((of_context, objects));
        }
        if let Some(default) = modifier.get("default") {
            let is_one = |name: &str| found.iter().any(|(known, _)| known == name);
            if !matches!(&default.value, Value::StringLit(name) if is_one(&name.value)) {
                let message = format!("`default` of `{}` is none of its contexts", shorten(name));
                return Err(self.wrong(default, message));
            }
        }
        Ok(Item::Modifier {
            name: name.to_owned(),
            contexts: found,
        })
    }

    /// The trees of a list of sources: inline, in files, of other sets.
    fn sources(
        &self,
        sources: &'d Array<'a>,
        trail: &mut Vec<String>,
        found: &mut Vec<&'d Object<'a>>,
    ) -> Result<(), ImportError> {
        const MOST_SOURCES: usize = 10_000;
        for source in &sources.elements {
            if found.len() >= MOST_SOURCES {
                let message = format!("There are more than {MOST_SOURCES} sources");
                return Err(self.wrong(source, message));
            }
            let Value::Object(object) = source else {
                let message = format!("A source must be an object, found {}", shape(source));
                return Err(self.wrong(source, message));
            };
            let Some(reference) = object.get("$ref") else {
                found.push(object);
                continue;
            };
            let pointer = self.pointer(&reference.value)?;
            let lost = || {
                let message = format!("`{}` leads to no set and no file", shorten(pointer));
                self.wrong(object, message)
            };
            let (file, fragment) = pointer.split_once('#').unwrap_or((pointer, ""));
            let parts = segments(fragment).ok_or_else(lost)?;
            if file.is_empty() {
                let [group, name] = parts.as_slice() else {
                    return Err(lost());
                };
                if group != "sets" {
                    let message = "Sources may refer to sets and files only";
                    return Err(self.wrong(object, message));
                }
                if trail.contains(name) {
                    let message = format!("The set `{}` refers to itself", shorten(name));
                    return Err(self.wrong(object, message));
                }
                let set = self.named("sets", name, object)?;
                trail.push(name.clone());
                if let Item::Set(sources) = self.set(set, trail, &SET)? {
                    found.extend(sources);
                }
                trail.pop();
                continue;
            }
            let number = self.combined.number(file).ok_or_else(lost)?;
            let mut tree = &self.roots[number];
            for part in &parts {
                tree = tree.get_object(part).ok_or_else(lost)?;
            }
            found.push(tree);
        }
        Ok(())
    }
}

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

//! `$extends`: a group is what it says itself, and beneath that what the groups say that it extends.
//! References in what is inherited keep their meaning: they are names from the root.

use std::rc::Rc;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::reader::{Gravity, Reader};
use super::references::{self, NoGroup};
use super::shorten;
use super::token::Declared;

/// How many groups may stand around or behind one.
const MAX_TRAIL: usize = 192;

/// One source of a group's members.
#[derive(Clone)]
pub(super) struct Layer<'d, 'a> {
    pub(super) object: &'d Object<'a>,
    /// The type that its own surroundings hand down.
    pub(super) kind: Option<Declared>,
    /// Where it stands in the file, when that is not where the reader is.
    pub(super) inherited: Option<Rc<str>>,
    trail: Option<Rc<Trail>>,
}

/// The groups around a layer, those included that extend the ones behind.
struct Trail {
    start: usize,
    length: usize,
    before: Option<Rc<Trail>>,
}

impl<'d, 'a> Layer<'d, 'a> {
    pub(super) fn root(object: &'d Object<'a>) -> Self {
        Self {
            object,
            kind: None,
            inherited: None,
            trail: None,
        }
    }

    /// A group inside.
    pub(super) fn inside(
        &self,
        object: &'d Object<'a>,
        name: &str,
        kind: Option<Declared>,
    ) -> Self {
        let inherited = self.inherited.as_deref().map(|pointer| {
            let mut pointer = pointer.to_owned();
            super::location::push_segment(&mut pointer, name);
            pointer.into()
        });
        Self {
            object,
            kind,
            inherited,
            trail: Some(self.after()),
        }
    }

    fn after(&self) -> Rc<Trail> {
        Rc::new(Trail {
            start: self.object.range.start,
            length: self.trail.as_ref().map_or(0, |trail| trail.length) + 1,
            before: self.trail.clone(),
        })
    }

    /// Whether what it would inherit from the object already leads here.
    fn leads_to(&self, object: &Object<'_>) -> bool {
        let mut trail = self.trail.as_ref();
        let mut start = self.object.range.start;
        loop {
            if start == object.range.start {
                return true;
            }
            let Some(before) = trail else {
                return false;
            };
            start = before.start;
            trail = before.before.as_ref();
        }
    }
}

/// Adds to a group's layers, nearest first, those that they extend.
pub(super) fn expand<'d, 'a>(reader: &mut Reader<'d, 'a>, layers: &mut Vec<Layer<'d, 'a>>) {
    let mut index = 0;
    while let Some(layer) = layers.get(index)
        && !reader.is_refused()
    {
        index += 1;
        if let Some(value) = references::extends(layer.object) {
            match behind(reader, layer, value) {
                Ok(found) => drop(layers.splice(index..index, found)),
                Err(Problem::TooMuch) => {
                    reader.refuse("Groups that extend others nest too deep".into());
                    return;
                }
                Err(Problem::Wrong(code, message)) => report(reader, &layers[0], code, &message),
            }
        }
    }
}

enum Problem {
    Wrong(&'static str, String),
    TooMuch,
}

/// The layers that a layer extends.
fn behind<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    layer: &Layer<'d, 'a>,
    value: &'d Value<'a>,
) -> Result<Vec<Layer<'d, 'a>>, Problem> {
    const EXPECTED: &str = "`$extends` must be a reference to a group, `{a.b}` or `#/a/b`";
    let Value::StringLit(reference) = value else {
        return Err(Problem::Wrong("invalid_member", EXPECTED.into()));
    };
    let shown = shorten(&reference.value);
    let found = reader.references.group(&reference.value);
    let groups = found.map_err(|why| {
        let (code, message) = match why {
            NoGroup::TooMuch => return Problem::TooMuch,
            NoGroup::NoReference => ("invalid_member", format!("{EXPECTED}, found `{shown}`")),
            NoGroup::Missing => (
                "extends_not_found",
                format!("`$extends` names a group that is not there: `{shown}`"),
            ),
            NoGroup::Token => (
                "extends_token",
                format!("`$extends` must name a group, `{shown}` is a token"),
            ),
        };
        Problem::Wrong(code, message)
    })?;
    if groups.iter().any(|group| layer.leads_to(group.object)) {
        let message = format!(
            "`$extends` leads in a circle: the group is part of what `{shown}` holds or extends"
        );
        return Err(Problem::Wrong("extends_cycle", message));
    }
    let trail = layer.after();
    if trail.length > MAX_TRAIL {
        return Err(Problem::TooMuch);
    }
    let layers = groups.into_iter().map(|group| Layer {
        object: group.object,
        // What is wrong with it is said where it stands.
        kind: reader.quietly(|reader| reader.declared(group.kind)),
        inherited: Some(group.pointer.into()),
        trail: Some(Rc::clone(&trail)),
    });
    Ok(layers.collect())
}

fn report(reader: &mut Reader<'_, '_>, own: &Layer<'_, '_>, code: &'static str, message: &str) {
    if own.inherited.is_some() {
        return;
    }
    let Some(value) = references::extends(own.object) else {
        return;
    };
    let member = match own.object.get("$extends") {
        Some(_) => "$extends",
        None => "$ref",
    };
    reader.report_member(Gravity::Mend, code, member, value.start(), message);
}

//! What Design Tokens 2025.10 calls an error, looked for in strict reading: every rule of the standard
//! about names, types, values and references. `docs/dtcg-conformance.md` lists the rules.
//!
//! The reader beside it finds what cannot be read at all; here stands what lenient reading takes.

mod color;
mod composites;
mod cycles;
mod references;
mod tree;
mod values;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use tokencraft_tokens::{TokenName, TokenType};

use super::json_text::repeated;
use super::reader::Reader;
use super::references::References;
use super::shorten;
use super::syntax::shape;

/// A token as the file writes it.
pub(super) struct Met<'d, 'a> {
    pub(super) name: TokenName,
    pub(super) value: Option<&'d Value<'a>>,
    /// `$ref` in place of a value.
    pub(super) pointer: Option<&'d Value<'a>>,
    /// It says a type itself, right or wrong.
    pub(super) declares: bool,
    /// Its type, when it is not its target's.
    pub(super) kind: Option<TokenType>,
    /// The type of the groups around it.
    pub(super) inherited: Option<TokenType>,
    /// It is a group's `$root`.
    pub(super) is_root: bool,
    /// It is one of the standard's and stands here, not inherited from a group that stands elsewhere.
    pub(super) is_here: bool,
}

/// What breaks a rule.
#[derive(Debug)]
pub(super) struct Problem {
    /// Byte offset of the offending part.
    pub(super) at: usize,
    pub(super) code: &'static str,
    pub(super) message: String,
}

type Check = Result<(), Problem>;

fn problem<T>(
    code: &'static str,
    at: &impl Ranged,
    message: impl Into<String>,
) -> Result<T, Problem> {
    Err(Problem {
        at: at.start(),
        code,
        message: message.into(),
    })
}

/// The types that the standard defines, and `string`, which its examples use.
const TYPES: [TokenType; 14] = [
    TokenType::Color,
    TokenType::Dimension,
    TokenType::FontFamily,
    TokenType::FontWeight,
    TokenType::Duration,
    TokenType::CubicBezier,
    TokenType::Number,
    TokenType::StrokeStyle,
    TokenType::Border,
    TokenType::Transition,
    TokenType::Shadow,
    TokenType::Gradient,
    TokenType::Typography,
    TokenType::String,
];

/// The first problem in the file's order.
struct First {
    problem: Option<Problem>,
    ignored: &'static [&'static str],
}

impl First {
    fn note(&mut self, check: Check) {
        if let Err(problem) = check
            && !self.ignored.contains(&problem.code)
            && self
                .problem
                .as_ref()
                .is_none_or(|first| problem.at < first.at)
        {
            self.problem = Some(problem);
        }
    }
}

/// Reports the first break of a rule to a strict reader that has read the file.
pub(super) fn check<'d, 'a>(reader: &mut Reader<'d, 'a>, root: &'d Object<'a>) {
    let Some(met) = reader.met.take() else {
        return;
    };
    let mut first = First {
        problem: None,
        ignored: reader.ignored,
    };
    tree::check(&reader.references, root, &mut first);
    let standard = Standard::new(&reader.references, &met);
    // What leads in a circle is of no type, either.
    first.note(standard.cycle());
    for (index, token) in met.iter().enumerate() {
        if token.is_here {
            first.note(standard.token(index));
        }
    }
    let mut open = standard.open.into_inner();
    if let Some(problem) = first.problem {
        reader.report_problem(problem);
    } else {
        open.sort_unstable_by_key(|(_, at)| *at);
        let open = open.into_iter();
        let open = open.map(|(index, at)| (&met[index].name, at)).collect();
        reader.place_references(open);
    }
    reader.met = Some(met);
}

/// The rules about values, with what they need to know of the file.
struct Standard<'r, 'd, 'a> {
    references: &'r References<'d, 'a>,
    met: &'r [Met<'d, 'a>],
    names: HashMap<&'r str, usize>,
    /// Beside `met`.
    kinds: Vec<Option<TokenType>>,
    /// References followed so far.
    steps: Cell<usize>,
    /// The token that is looked at.
    current: Cell<Option<usize>>,
    /// Tokens with where the first of their references stands that leads out of the document.
    open: RefCell<Vec<(usize, usize)>>,
}

impl<'r, 'd, 'a> Standard<'r, 'd, 'a> {
    fn new(references: &'r References<'d, 'a>, met: &'r [Met<'d, 'a>]) -> Self {
        let names = met.iter().enumerate();
        let mut standard = Self {
            references,
            met,
            names: names.map(|(at, token)| (token.name.as_str(), at)).collect(),
            kinds: met.iter().map(|token| token.kind).collect(),
            steps: Cell::default(),
            current: Cell::default(),
            open: RefCell::default(),
        };
        standard.find_kinds();
        standard
    }

    /// Gives aliases the types of their targets, through chains.
    fn find_kinds(&mut self) {
        let mut seen = vec![false; self.met.len()];
        for start in 0..self.met.len() {
            let mut trail = Vec::new();
            let mut index = start;
            let mut known = loop {
                if self.kinds[index].is_some() || std::mem::replace(&mut seen[index], true) {
                    break self.kinds[index];
                }
                trail.push(index);
                match self.alias_of(index) {
                    Some(next) => index = next,
                    None => break None,
                }
            };
            for index in trail.into_iter().rev() {
                known = known.or(self.met[index].inherited);
                self.kinds[index] = known;
            }
        }
    }

    fn token(&self, index: usize) -> Check {
        let token = &self.met[index];
        self.current.set(Some(index));
        match (token.value, token.pointer, self.kinds[index]) {
            (Some(value), None, Some(kind)) => self.of_type(value, kind),
            (Some(value), None, None) => self.untyped(value, token),
            (None, Some(pointer), kind) => self.pointer(pointer, kind),
            // Both: said of the object that has them.
            _ => Ok(()),
        }
    }
}

/// An object's members: all of those that are needed, none that is not known, none twice.
fn members(object: &Object<'_>, what: &str, needed: &[&str], more: &[&str]) -> Check {
    for property in &object.properties {
        let name = property.name.as_str();
        if !needed.contains(&name) && !more.contains(&name) {
            let known = [needed, more].concat().join("`, `");
            let name = shorten(name);
            let message = format!("{what} has no member `{name}`; it has `{known}`");
            return problem("unknown_member", property, message);
        }
    }
    no_repeated(object)?;
    for name in needed {
        if object.get(name).is_none() {
            let message = format!("{what} must have `{name}`");
            return problem("missing_member", object, message);
        }
    }
    Ok(())
}

fn no_repeated(object: &Object<'_>) -> Check {
    match repeated(object).first() {
        None => Ok(()),
        Some(&hidden) => {
            let property = &object.properties[hidden];
            let name = shorten(property.name.as_str());
            let message = format!("The member `{name}` occurs twice");
            problem("duplicate_member", property, message)
        }
    }
}

/// What was found, for a sentence: short values as they are.
fn found(value: &Value<'_>) -> String {
    match value {
        Value::StringLit(text) => format!("`\"{}\"`", shorten(&text.value)),
        Value::NumberLit(number) => format!("`{}`", shorten(number.value)),
        other => shape(other).to_owned(),
    }
}

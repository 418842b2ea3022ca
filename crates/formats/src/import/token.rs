//! One token of a JSON format: its name, source, type and what belongs to it.

use std::sync::Arc;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use tokencraft_tokens::graph::{Deprecated, Source};
use tokencraft_tokens::resolve::MAX_RESOLVED;
use tokencraft_tokens::{TokenName, TokenType, Value as TokenValue, reference};

use super::extensions::{self, Kept};
use super::json_text::{Writer, compact, text_of};
use super::reader::{Gravity, LONGEST_PATH, Reader};
use super::references::Target;
use super::standard::Met;
use super::syntax::{number, shape};
use super::types::{self, Foreign};
use super::{Format, ImportedToken, guess, shorten};

/// A type as a file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    Known(TokenType),
    Unknown(Arc<str>),
}

/// One token's members.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'d, 'a> {
    /// Where the token starts.
    pub(super) at: usize,
    pub(super) value: Option<&'d Value<'a>>,
    /// `$ref` in place of a value.
    pub(super) pointer: Option<&'d Value<'a>>,
    pub(super) kind: Option<&'d Value<'a>>,
    pub(super) inherited_kind: Option<Declared>,
    pub(super) description: Option<&'d Value<'a>>,
    pub(super) extensions: Option<&'d Value<'a>>,
    pub(super) deprecated: Option<&'d Value<'a>>,
    pub(super) inherited_deprecated: Option<Deprecated>,
    /// Members the format does not know, as names and compact JSON.
    pub(super) unknown: Vec<(String, String)>,
}

/// An alias whose type is its target's.
pub(super) struct Untyped {
    inherited: Option<TokenType>,
    at: usize,
    pointer: String,
}

impl<'d, 'a> Reader<'d, 'a> {
    /// Takes the token at the current path, or reports why not.
    pub(super) fn token(&mut self, parts: Parts<'d, 'a>) {
        if self.is_refused() {
            return;
        }
        let name = if self.path.len() > LONGEST_PATH {
            Err("Name must be at most 255 characters".to_owned())
        } else {
            TokenName::parse(&self.path).map_err(|e| e.to_string())
        };
        let name = match name {
            Ok(name) => name,
            Err(message) => return self.report(Gravity::Skip, "invalid_name", parts.at, message),
        };
        // Those of our own that the standard cannot say are kept beside it.
        let is_standard = self.dialect.format == Format::Dtcg;
        let is_here = is_standard && self.is_here();
        if let Some(all) = &mut self.met {
            all.push(Met {
                name: name.clone(),
                value: parts.value.filter(|_| is_standard),
                pointer: parts.pointer.filter(|_| is_standard),
                declares: parts.kind.is_some(),
                kind: None,
                inherited: None,
                is_root: self.pointer.ends_with("/$root"),
                is_here,
            });
        }
        let Some((source, value)) = self.source(&parts) else {
            return;
        };
        let mut declared = self.declared(parts.kind);
        let mut inherited = parts.inherited_kind;
        let mut kept = Kept::of_members(parts.unknown);
        if let Some(Declared::Unknown(name)) = declared.as_ref().or(inherited.as_ref())
            && (!self.strict || self.dialect.format != Format::Dtcg)
            && let Some(meaning) = types::foreign(name)
        {
            kept.keep(name, None);
            declared = match meaning {
                Foreign::Known(kind) => Some(Declared::Known(kind)),
                Foreign::Any => None,
            };
            inherited = None;
        }
        let unknown_kind = match (&declared, &inherited) {
            (Some(Declared::Unknown(kind)), _) | (None, Some(Declared::Unknown(kind))) => {
                Some(kind.clone())
            }
            _ => None,
        };
        let inherited = match inherited {
            Some(Declared::Known(kind)) if unknown_kind.is_none() => Some(kind),
            _ => None,
        };
        if let Some(kind) = &unknown_kind {
            let at = parts.kind.map_or(parts.at, Ranged::start);
            let how = match (&source, self.strict) {
                (_, true) => format!("; known are {}", TokenType::list()),
                (Source::Alias(_), false) => "; the target's is taken".into(),
                (Source::Plain(_), false) => "; the token is kept as string".into(),
            };
            let message = format!("The type `{}` is unknown{how}", shorten(kind));
            self.report_value(
                Gravity::Mend,
                "unknown_type",
                self.dialect.kind,
                at,
                message,
            );
            kept.keep(kind, parts.value);
        }
        let mut untyped = None;
        let mut kind_is_guess = false;
        let kind = match (declared, &source) {
            (Some(Declared::Known(kind)), _) => kind,
            (_, Source::Alias(_)) => {
                untyped = Some(Untyped {
                    inherited,
                    at: parts.at,
                    pointer: self.pointer.clone(),
                });
                inherited.unwrap_or(TokenType::String)
            }
            (_, Source::Plain(_)) if unknown_kind.is_some() => TokenType::String,
            (_, Source::Plain(_)) => inherited.unwrap_or_else(|| {
                kind_is_guess = true;
                let guessed = guess::kind(value);
                // A type that is not a string has been reported already.
                if parts.kind.is_none() {
                    let how = if self.strict {
                        String::new()
                    } else {
                        format!("; {guessed} is guessed from its value")
                    };
                    let message = format!("The token has no `{}`{how}", self.dialect.kind);
                    let (gravity, code) = (Gravity::Mend, "type_guessed");
                    if matches!(value, Value::StringLit(text) if text.value.starts_with('{')) {
                        // A reference that is none, rather.
                        self.deferred(|reader| reader.report(gravity, code, parts.at, message));
                    } else {
                        self.report(gravity, code, parts.at, message);
                    }
                }
                if guessed == TokenType::String
                    && let Value::StringLit(text) = value
                    && is_gradient(&text.value)
                    && let Err(error) = TokenValue::parse(TokenType::Gradient, &text.value)
                {
                    let hint = self.mended("; the token is kept as string");
                    let (code, member) = ("invalid_value", self.dialect.value);
                    let message = format!("{error}{hint}");
                    self.report_member(Gravity::Mend, code, member, value.start(), message);
                }
                guessed
            }),
        };
        if let Some(met) = self.met.as_mut().and_then(|met| met.last_mut()) {
            let is_known = untyped.is_none() && unknown_kind.is_none() && !kind_is_guess;
            met.kind = is_known.then_some(kind);
            met.inherited = inherited;
        }
        let kind = match extensions::own_type(kind, parts.extensions) {
            Some(own) if self.dialect.format == Format::Dtcg => {
                kept.drop(&["type"]);
                own
            }
            _ => kind,
        };
        let (kind, source) = self.checked(kind, source, value, &mut kept);
        if let Some(own) = parts.extensions
            && let Some(why) = extensions::modifier_problem(kind, own)
        {
            let message = format!("{why}: it is kept but not applied, the value stays as written");
            let (code, at) = ("modifier_not_applied", own.start());
            self.report_member(Gravity::Note, code, "$extensions", at, message);
        }
        let token = ImportedToken {
            name,
            kind,
            kind_is_guess,
            source,
            description: self.text_member(self.dialect.description, parts.description),
            extensions: self.extensions(parts.extensions, &kept),
            deprecated: self
                .deprecated(parts.deprecated)
                .or(parts.inherited_deprecated),
            location: self.location(parts.at, &self.pointer),
        };
        self.put(token, untyped, parts.at);
    }

    /// Adds a token; an earlier one of the same name gives way.
    fn put(&mut self, token: ImportedToken, untyped: Option<Untyped>, at: usize) {
        if !self.may_say(token.weight()) {
            return;
        }
        let Some(&index) = self.names.get(&token.name) else {
            self.names
                .insert(token.name.clone(), self.mode.tokens.len());
            self.mode.tokens.push(token);
            self.untyped.push(untyped);
            return;
        };
        if self.is_below(index) {
            self.mode.tokens[index] = token;
            self.untyped[index] = untyped;
            return;
        }
        let path = token.name.to_string();
        let first = self.mode.tokens[index].location.clone();
        let second = token.location.clone();
        self.mode.tokens[index] = token;
        self.untyped[index] = untyped;
        let (location, message) = if self.strict {
            (
                second,
                format!("The token `{path}` is defined twice, first at {first}"),
            )
        } else {
            (
                first,
                format!(
                    "The token `{path}` is defined again at {second}, which is taken instead of the one"
                ),
            )
        };
        self.report_about(
            Gravity::Skip,
            "duplicate_name",
            at,
            &path,
            location,
            message,
        );
    }

    /// The token's source, and the value it was made from.
    fn source(&mut self, parts: &Parts<'d, 'a>) -> Option<(Source, &'d Value<'a>)> {
        let value = match (parts.value, parts.pointer) {
            (Some(value), _) => value,
            (None, Some(pointer)) => pointer,
            (None, None) => return None,
        };
        let member = if parts.value.is_some() {
            self.dialect.value
        } else {
            "$ref"
        };
        let at = value.start();
        let pointer = match value {
            Value::StringLit(pointer) if parts.value.is_none() => Some(pointer),
            Value::Object(object) if self.dialect.format == Format::Dtcg => {
                object.get_string("$ref")
            }
            _ => None,
        };
        if let Some(pointer) = pointer {
            match self.references.find(&pointer.value) {
                Target::Token(target) => {
                    let target = TokenName::parse(&target);
                    if let Ok(target) = target {
                        return Some((Source::Alias(target), value));
                    }
                    let message = format!("`{}` names no token", shorten(&pointer.value));
                    self.report_value(Gravity::Skip, "invalid_reference", member, at, message);
                    return None;
                }
                Target::Part(object, part) => {
                    return Some((Source::Plain(object.into()), part.unwrap_or(value)));
                }
                _ => {
                    self.report_unresolved(Gravity::Skip, member, at, &pointer.value);
                    return None;
                }
            }
        } else if parts.value.is_none() {
            let message = format!("`$ref` must be a string, found {}", shape(value));
            self.report_value(Gravity::Skip, "invalid_reference", member, at, message);
            return None;
        }
        if matches!(value, Value::NullKeyword(_)) {
            let message = format!("`{member}` must not be null");
            self.report_member(Gravity::Skip, "invalid_value", member, at, message);
            return None;
        }
        let mut writer = if self.dialect.format == Format::Dtcg {
            Writer::following(&self.references)
        } else {
            Writer::default()
        };
        let text = text_of(value, &mut writer);
        if let Some(pointer) = writer.broken {
            self.report_unresolved(Gravity::Mend, member, at, &pointer);
        }
        if text.len() > MAX_RESOLVED {
            let message = "The value is longer than 64 KiB";
            self.report_member(Gravity::Skip, "value_too_long", member, at, message);
            return None;
        }
        if matches!(value, Value::StringLit(_))
            && let Some(target) = reference::whole(&text)
        {
            return Some((Source::Alias(target), value));
        }
        Some((Source::Plain(text.into()), value))
    }

    fn report_unresolved(&mut self, gravity: Gravity, member: &str, at: usize, pointer: &str) {
        let pointer_shown = shorten(pointer);
        let message = if pointer.starts_with('#') {
            format!("`{pointer_shown}` leads to no token of this file")
        } else {
            format!("`{pointer_shown}` points to another file, which is not supported")
        };
        self.report_value(gravity, "unresolved_reference", member, at, message);
    }

    /// The type and the source, or what they are mended to when the value is not one of the type's.
    fn checked(
        &mut self,
        kind: TokenType,
        source: Source,
        value: &Value<'_>,
        kept: &mut Kept,
    ) -> (TokenType, Source) {
        let Source::Plain(text) = &source else {
            return (kind, source);
        };
        let mut kind = kind;
        if kind == TokenType::Color && !self.strict && is_gradient(text) {
            let message = "The value is a gradient, not a color; so is the token";
            let (member, at) = (self.dialect.value, value.start());
            self.report_member(Gravity::Mend, "type_mended", member, at, message);
            kept.keep(kind.as_str(), None);
            kind = TokenType::Gradient;
        }
        if kind == TokenType::String || !reference::references(text).is_empty() {
            return (kind, source);
        }
        let Err(error) = TokenValue::parse(kind, text) else {
            return (kind, source);
        };
        let (member, at) = (self.dialect.value, value.start());
        if !self.strict
            && let Some((unit, text)) = with_unit(kind, text)
        {
            let message = format!(
                "The number `{}` has no unit; {unit} is assumed",
                compact(value)
            );
            self.report_member(Gravity::Mend, "unit_assumed", member, at, message);
            return (kind, Source::Plain(text.into()));
        }
        let hint = self.mended("; the token is kept as string");
        let message = format!("{error}{hint}");
        self.report_value(Gravity::Mend, "invalid_value", member, at, message);
        kept.keep(kind.as_str(), Some(value));
        (TokenType::String, source)
    }

    /// Gives aliases without a type their target's, through chains.
    pub(super) fn resolve_types(&mut self) {
        // Which walk came by last, so that a walk knows where it has been.
        let mut seen = vec![usize::MAX; self.untyped.len()];
        for start in 0..self.untyped.len() {
            let mut trail = Vec::new();
            let mut index = start;
            let (mut known, why) = loop {
                let token = &self.mode.tokens[index];
                let Some(untyped) = &self.untyped[index] else {
                    let is_known = !token.kind_is_guess || matches!(token.source, Source::Plain(_));
                    break (is_known.then_some(token.kind), "its target has none either");
                };
                if std::mem::replace(&mut seen[index], start) == start {
                    break (None, "its aliases lead in a circle");
                }
                trail.push((index, untyped.inherited));
                let next = match &token.source {
                    Source::Alias(target) => self.names.get(target),
                    Source::Plain(_) => None,
                };
                match next {
                    Some(&next) => index = next,
                    None => break (None, "its target is not in this file"),
                }
            };
            for (index, inherited) in trail.into_iter().rev() {
                let Some(untyped) = self.untyped[index].take() else {
                    continue;
                };
                known = match (inherited, known) {
                    (Some(own), Some(target)) if own.can_alias(target) => Some(own),
                    (own, target) => target.or(own),
                };
                let token = &mut self.mode.tokens[index];
                if let Some(kind) = known {
                    token.kind = kind;
                    continue;
                }
                token.kind_is_guess = true;
                let path = token.name.to_string();
                let location = self.location(untyped.at, &untyped.pointer);
                let message = format!("The token has no `{}` and {why}", self.dialect.kind);
                let (gravity, code) = (Gravity::Mend, "type_unknown");
                self.deferred(|reader| {
                    reader.report_about(gravity, code, untyped.at, &path, location, message);
                });
            }
        }
    }
}

/// Whether a text calls itself a gradient.
fn is_gradient(text: &str) -> bool {
    const ENDINGS: [&str; 3] = ["linear-gradient(", "radial-gradient(", "conic-gradient("];
    let head = text.split_inclusive('(').next().unwrap_or_default();
    ENDINGS.iter().any(|ending| head.ends_with(ending))
}

/// A number with the unit that tools give numbers of that type.
fn with_unit(kind: TokenType, text: &str) -> Option<(&'static str, String)> {
    let unit = match kind {
        TokenType::Dimension | TokenType::FontSize | TokenType::LetterSpacing => "px",
        TokenType::Duration => "ms",
        _ => return None,
    };
    let with_unit = format!("{text}{unit}");
    let fits = number(text).is_some() && TokenValue::parse(kind, &with_unit).is_ok();
    fits.then_some((unit, with_unit))
}

//! `references=keep`: references as `var(--x)`, wherever that means what the resolved text means.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::value::css_text;
use tokencraft_tokens::{Source, TokenName, TokenType, Value, reference};

use super::Printed;
use super::declaration::{Declarations, declarations};
use super::writer::var;
use crate::export::identifiers::Identifiers;
use crate::export::{resolved, target};

/// The tokens of one mode that others may name.
pub(super) struct Scope<'a> {
    tokens: FxHashMap<&'a str, (&'a ViewToken, &'a Declarations)>,
    names: &'a Identifiers<'a>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        view: &'a ModeView,
        printed: &'a [Printed],
        names: &'a Identifiers<'a>,
    ) -> Self {
        let tokens = view
            .tokens
            .iter()
            .zip(printed)
            .filter_map(|(entry, printed)| {
                Some((entry.token.name.as_str(), (entry, printed.as_ref().ok()?)))
            });
        Self {
            tokens: tokens.collect(),
            names,
        }
    }

    /// The token's declarations with its references; `None` when the resolved ones have to stand.
    pub(super) fn kept(&self, entry: &ViewToken, printed: &Declarations) -> Option<Declarations> {
        match &entry.token.source {
            Source::Alias(_) => self.alias(target(entry)?, printed),
            Source::Plain(written) => {
                let resolved = resolved(entry).ok()?;
                if !written.contains('{') {
                    return None;
                }
                match serde_json::from_str::<Json>(written) {
                    Ok(json @ (Json::Object(_) | Json::Array(_))) => {
                        self.members(entry.token.kind, resolved, &json)
                    }
                    _ if printed.parts.is_empty() => self.text(entry, written, resolved),
                    _ => None,
                }
            }
        }
    }

    fn alias(&self, target: &TokenName, printed: &Declarations) -> Option<Declarations> {
        let (_, declarations) = self.tokens.get(target.as_str())?;
        let same = |(a, b): (&(Cow<'_, str>, _), &(Cow<'_, str>, _))| a.0 == b.0;
        let same_parts = declarations.parts.len() == printed.parts.len()
            && declarations.parts.iter().zip(&printed.parts).all(same);
        if !same_parts || declarations.value.is_some() != printed.value.is_some() {
            return None;
        }
        let name = self.names.get(target.as_str());
        let parts = printed.parts.iter();
        Some(Declarations {
            value: printed.value.as_ref().map(|_| var(name, "")),
            parts: parts
                .map(|(part, _)| (part.clone(), var(name, part)))
                .collect(),
            note: None,
        })
    }

    /// A composite written as JSON: members, and items of lists, that are whole references.
    fn members(&self, kind: TokenType, resolved: &str, json: &Json) -> Option<Declarations> {
        let mut kept: FxHashMap<String, String> = FxHashMap::default();
        let mut collect = |path: String, kind: Option<TokenType>, member: &Json| {
            let target = member.as_str().and_then(reference::whole);
            if let (Some(kind), Some(target)) = (kind, target)
                && let Some((entry, declarations)) = self.tokens.get(target.as_str())
                && declarations
                    .value
                    .as_ref()
                    .is_some_and(|value| value != "none")
                && kind.can_alias(entry.token.kind)
            {
                kept.insert(path, var(self.names.get(target.as_str()), ""));
            }
        };
        match json {
            Json::Object(members) => {
                for (name, member) in members {
                    collect(name.clone(), member_type(name), member);
                }
            }
            Json::Array(items) => {
                let layers = matches!(kind, TokenType::Shadow | TokenType::Transition);
                for (at, item) in items.iter().enumerate() {
                    collect(at.to_string(), layers.then_some(kind), item);
                    for (name, member) in item.as_object().into_iter().flatten() {
                        collect(format!("{at}.{name}"), member_type(name), member);
                    }
                }
            }
            _ => {}
        }
        if kept.is_empty() {
            return None;
        }
        declarations(kind, resolved, Some(&|path| kept.get(path).cloned())).ok()
    }

    /// CSS text with references in it. Kept when the text with the variables' values in their places
    /// means what the resolved text means.
    fn text(&self, entry: &ViewToken, written: &str, resolved: &str) -> Option<Declarations> {
        let kind = entry.token.kind;
        let mut kept_any = false;
        let mut values = FxHashMap::default();
        let kept: Result<_, ()> = reference::replace(written, |reference| {
            let name = reference.name.as_str();
            let (entry, declarations) = self.tokens.get(name).ok_or(())?;
            let text: &str = entry.resolution.as_ref().map_err(|_| ())?;
            match &declarations.value {
                Some(value) if stands_alone(written, &reference.range) => {
                    kept_any = true;
                    values.insert(reference.range.start, value.as_str());
                    Ok(Cow::Owned(var(self.names.get(name), "")))
                }
                _ => {
                    values.insert(reference.range.start, text);
                    Ok(Cow::Borrowed(text))
                }
            }
        });
        let kept = kept.ok().filter(|_| kept_any)?;
        let filled: Result<_, ()> = reference::replace(written, |reference| {
            values
                .get(&reference.range.start)
                .map(|&value| Cow::Borrowed(value))
                .ok_or(())
        });
        let filled = filled.ok()?;
        if Value::parse(kind, &filled) != Value::parse(kind, resolved) {
            return None;
        }
        let css = css_text(kind, &filled).ok()?;
        let value = if css == filled {
            kept
        } else if css == format!("calc({filled})") {
            format!("calc({kept})")
        } else {
            return None;
        };
        Some(Declarations {
            value: Some(value),
            parts: Vec::new(),
            note: None,
        })
    }
}

/// The type of a composite's member.
fn member_type(name: &str) -> Option<TokenType> {
    Some(match name {
        "color" => TokenType::Color,
        "position" => TokenType::Number,
        "width" | "offsetX" | "offsetY" | "blur" | "spread" => TokenType::Dimension,
        "style" => TokenType::StrokeStyle,
        "duration" | "delay" => TokenType::Duration,
        "timingFunction" => TokenType::CubicBezier,
        "fontFamily" => TokenType::FontFamily,
        "fontSize" => TokenType::FontSize,
        "fontWeight" => TokenType::FontWeight,
        "lineHeight" => TokenType::LineHeight,
        "letterSpacing" => TokenType::LetterSpacing,
        _ => return None,
    })
}

/// A variable is a run of whole CSS tokens: `{size}px`, `-{size}` and text in quotes cannot be one.
fn stands_alone(written: &str, range: &std::ops::Range<usize>) -> bool {
    let (before, after) = (&written[..range.start], &written[range.end..]);
    let quotes = before.matches(['"', '\'']).count();
    let delimits = |c: char| c.is_ascii_whitespace() || matches!(c, '(' | ')' | ',' | '/' | '*');
    quotes % 2 == 0
        && before.chars().next_back().is_none_or(delimits)
        && after.chars().next().is_none_or(delimits)
}

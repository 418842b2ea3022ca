//! `references=keep`: references as `var(--x)`, wherever that means what the resolved text means.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use tokencraft_tokens::modifier::Modifier;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::value::css_text;
use tokencraft_tokens::{Source, TokenName, TokenType, Value, reference};

use super::Printed;
use super::declaration::{Declarations, declarations};
use super::writer::var;
use crate::export::{resolved, target};

/// The tokens of one mode that others may name.
pub(super) struct Scope<'a>(FxHashMap<&'a str, Target<'a>>);

struct Target<'a> {
    entry: &'a ViewToken,
    declarations: &'a Declarations,
    identifier: &'a str,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        view: &'a ModeView,
        printed: &'a [Printed],
        identifier: impl Fn(usize) -> &'a str,
    ) -> Self {
        let tokens = view.tokens.iter().zip(printed).enumerate();
        let targets = tokens.filter_map(|(token, (entry, printed))| {
            let target = Target {
                entry,
                declarations: printed.as_ref().ok()?,
                identifier: identifier(token),
            };
            Some((entry.token.name.as_str(), target))
        });
        Self(targets.collect())
    }

    /// The token's declarations with its references; `None` when the resolved ones have to stand.
    pub(super) fn kept(&self, entry: &ViewToken, printed: &Declarations) -> Option<Declarations> {
        match &entry.token.source {
            Source::Alias(_) => self.alias(target(entry)?, printed),
            // The reference is to the colour before it is modified.
            Source::Plain(_) if Modifier::of(&entry.token).is_some() => None,
            Source::Plain(written) => {
                let resolved = resolved(entry).ok()?;
                // What a string says is in quotes.
                let quoted = matches!(entry.token.kind, TokenType::String | TokenType::Boolean);
                if quoted || !written.contains('{') {
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
        let target = self.0.get(target.as_str())?;
        let declarations = target.declarations;
        let same = |(a, b): (&(Cow<'_, str>, _), &(Cow<'_, str>, _))| a.0 == b.0;
        let same_parts = declarations.parts.len() == printed.parts.len()
            && declarations.parts.iter().zip(&printed.parts).all(same);
        if !same_parts || declarations.value.is_some() != printed.value.is_some() {
            return None;
        }
        let name = target.identifier;
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
                && let Some(target) = self.0.get(target.as_str())
                && target
                    .declarations
                    .value
                    .as_ref()
                    .is_some_and(|value| value != "none")
                && kind.can_alias(target.entry.token.kind)
            {
                kept.insert(path, var(target.identifier, ""));
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
        let (mut read, mut quotes) = (0, 0);
        let mut values = FxHashMap::default();
        let kept: Result<_, ()> = reference::replace(written, |reference| {
            if reference.part.is_some() {
                // A variable holds all of a value.
                return Err(());
            }
            let name = reference.name.as_str();
            quotes += written[read..reference.range.start]
                .matches(['"', '\''])
                .count();
            read = reference.range.start;
            let target = self.0.get(name).ok_or(())?;
            let text: &str = target.entry.resolution.as_ref().map_err(|_| ())?;
            match &target.declarations.value {
                Some(value) if quotes % 2 == 0 && stands_alone(written, &reference.range) => {
                    kept_any = true;
                    values.insert(reference.range.start, value.as_str());
                    Ok(Cow::Owned(var(target.identifier, "")))
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

/// A variable is a run of whole CSS tokens: `{size}px` and `-{size}` cannot be one.
fn stands_alone(written: &str, range: &std::ops::Range<usize>) -> bool {
    let (before, after) = (&written[..range.start], &written[range.end..]);
    let delimits = |c: char| c.is_ascii_whitespace() || matches!(c, '(' | ')' | ',' | '/' | '*');
    before.chars().next_back().is_none_or(delimits) && after.chars().next().is_none_or(delimits)
}

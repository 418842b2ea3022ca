//! Text colours that are hard to read on the background that their names pair them with.
//!
//! Pairs, always within one group: `on-x` or `onX` with `x`; `text.rest` with `background.rest` or
//! `surface.rest`, and with a `background` or `surface` that is one colour for all.

use rustc_hash::FxHashMap;

use crate::color::Color;
use crate::graph::{At, Key};
use crate::resolve::{Missing, Resolver, ViewToken, mode_view};
use crate::{TokenName, TokenType, Value};

/// WCAG 2's least contrast of ordinary text (success criterion 1.4.3).
const LEAST: f64 = 4.5;

/// For each pair below [`LEAST`] of which the mode has at least one token of its own: that token (the
/// text, if both are) and a sentence. The other may be the default mode's.
pub(super) fn low_pairs(resolver: &mut Resolver<'_>, at: At) -> Vec<(Key, String)> {
    let view = mode_view(resolver, at, Missing::Inherit);
    let mode = resolver.graph().mode(at);
    let colors: FxHashMap<&str, &ViewToken> = view
        .tokens
        .iter()
        .filter(|token| token.token.kind == TokenType::Color)
        .map(|token| (token.token.name.as_str(), token))
        .collect();
    let mut low = Vec::new();
    for text in &view.tokens {
        if text.token.kind != TokenType::Color {
            continue;
        }
        for name in backgrounds(&text.token.name) {
            let Some(background) = colors.get(name.as_str()) else {
                continue;
            };
            let own = [text, background]
                .map(|token| token.token.key)
                .into_iter()
                .find(|&key| mode.by_key(key).is_some());
            let (Some(key), Some(front), Some(back)) = (own, color(text), color(background)) else {
                continue;
            };
            let contrast = front.contrast(&back);
            if contrast < LEAST {
                // Cut, not rounded: 4.499 is not 4.50.
                let shown = (contrast * 100.0).floor() / 100.0;
                low.push((
                    key,
                    format!(
                        "Contrast of `{}` on `{name}` is {shown} : 1, below {LEAST} : 1",
                        text.token.name
                    ),
                ));
            }
        }
    }
    low
}

fn color(token: &ViewToken) -> Option<Color> {
    let text = token.resolution.as_ref().ok()?;
    match Value::parse(token.token.kind, text) {
        Ok(Value::Color(color)) => Some(color),
        _ => None,
    }
}

/// The names that a text colour's name pairs it with.
fn backgrounds(name: &TokenName) -> Vec<String> {
    let mut names = Vec::new();
    // WCAG asks nothing of inactive parts.
    if name.segments().any(|segment| segment.contains("disabled")) {
        return names;
    }
    let (group, last) = name.split_last();
    if let Some(base) = on_base(last) {
        names.push(join(group, &base));
    }
    let full = name.as_str();
    let mut start = 0_usize;
    for segment in name.segments() {
        let group = start.checked_sub(1).map(|end| &full[..end]);
        let rest = &full[start + segment.len()..];
        start += segment.len() + 1;
        if segment != "text" {
            continue;
        }
        for background in ["background", "surface"] {
            let whole = join(group, background);
            if !rest.is_empty() {
                names.push(format!("{whole}{rest}"));
            }
            // Inverse text is for another background than the group's.
            if !rest.contains("inverse") && !rest.starts_with(".on") {
                names.push(whole);
            }
        }
    }
    names
}

/// `on-primary` and `onPrimary` → `primary`.
fn on_base(segment: &str) -> Option<String> {
    let rest = segment.strip_prefix("on")?;
    if let Some(base) = rest.strip_prefix(['-', '_']) {
        return (!base.is_empty()).then(|| base.to_owned());
    }
    let first = rest.chars().next().filter(|c| c.is_uppercase())?;
    Some(first.to_lowercase().chain(rest.chars().skip(1)).collect())
}

fn join(group: Option<&str>, last: &str) -> String {
    match group {
        Some(group) => format!("{group}.{last}"),
        None => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_pair_texts_with_backgrounds() {
        let pairs: &[(&str, &[&str])] = &[
            ("on-primary", &["primary"]),
            ("color.onPrimaryContainer", &["color.primaryContainer"]),
            ("md.on_surface", &["md.surface"]),
            ("on", &[]),
            ("once", &[]),
            ("on-", &[]),
            ("card.text", &["card.background", "card.surface"]),
            (
                "text.muted",
                &["background.muted", "background", "surface.muted", "surface"],
            ),
            (
                "a.text.inverse",
                &["a.background.inverse", "a.surface.inverse"],
            ),
            ("text.disabled", &[]),
            ("context.muted", &[]),
        ];
        for (name, expected) in pairs {
            assert_eq!(
                backgrounds(&TokenName::parse(name).unwrap()),
                *expected,
                "{name}"
            );
        }
    }
}

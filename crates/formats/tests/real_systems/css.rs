//! CSS, read by lightningcss.

use std::collections::{BTreeMap, BTreeSet};

use lightningcss::properties::Property;
use lightningcss::properties::custom::{Token, TokenList, TokenOrValue};
use lightningcss::rules::CssRule;
use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::traits::ToCss;
use lightningcss::values::color::{CssColor, SRGB};
use lightningcss::values::time::Time;
use sha2::{Digest, Sha256};

use super::words::{Word, number, text};

/// The custom properties of a rule, by name without `--`.
pub(crate) type Block = BTreeMap<String, Vec<Word>>;

/// The rules of a style sheet: selectors and custom properties. Fails on anything else, on what is not
/// CSS, and on a property that stands twice in one rule.
pub(crate) fn blocks(css: &str) -> Vec<(String, Block)> {
    let sheet = StyleSheet::parse(css, ParserOptions::default()).unwrap();
    sheet.rules.0.iter().map(block).collect()
}

fn block(rule: &CssRule<'_>) -> (String, Block) {
    let CssRule::Style(style) = rule else {
        panic!("not a rule with a selector: {rule:?}");
    };
    assert!(style.declarations.important_declarations.is_empty());
    let mut block = Block::new();
    for property in &style.declarations.declarations {
        let Property::Custom(custom) = property else {
            panic!("not a custom property: {property:?}");
        };
        let name = custom.name.as_ref().strip_prefix("--").unwrap();
        let words = words(&custom.value);
        let twice = block.insert(name.to_owned(), words);
        assert!(twice.is_none(), "{name} stands twice");
    }
    let selector = style.selectors.to_css_string(PrinterOptions::default());
    (selector.unwrap(), block)
}

fn words(list: &TokenList<'_>) -> Vec<Word> {
    let mut found = Vec::new();
    for item in &list.0 {
        match item {
            TokenOrValue::Color(color) => found.push(self::color(color)),
            TokenOrValue::Length(length) => {
                let (value, unit) = length.to_unit_value();
                found.push(number(f64::from(value), unit));
            }
            TokenOrValue::Time(Time::Seconds(value)) => found.push(number(f64::from(*value), "s")),
            TokenOrValue::Time(Time::Milliseconds(value)) => {
                found.push(number(f64::from(*value), "ms"));
            }
            TokenOrValue::Var(variable) => {
                assert!(variable.fallback.is_none());
                let name = variable.name.ident.0.strip_prefix("--").unwrap();
                found.push(Word::Var(name.to_owned()));
            }
            TokenOrValue::Function(function) => {
                found.push(text(&format!("{}(", function.name.0)));
                found.extend(words(&function.arguments));
                found.push(text(")"));
            }
            TokenOrValue::DashedIdent(name) => found.push(text(&name.0)),
            TokenOrValue::Token(token) => match token {
                Token::WhiteSpace(_) => {}
                Token::Comma => found.push(text(",")),
                Token::Delim(sign) => found.push(text(&sign.to_string())),
                Token::Ident(name) | Token::String(name) => found.push(text(name)),
                Token::Number { value, .. } => found.push(number(f64::from(*value), "")),
                Token::Percentage { unit_value, .. } => {
                    found.push(number(f64::from(*unit_value) * 100.0, "%"));
                }
                Token::Dimension { value, unit, .. } => found.push(number(f64::from(*value), unit)),
                other => panic!("no value of a token holds {other:?}"),
            },
            other => panic!("no value of a token holds {other:?}"),
        }
    }
    found
}

fn color(color: &CssColor) -> Word {
    let SRGB { r, g, b, alpha } = SRGB::try_from(color).unwrap();
    let [r, g, b] = [r, g, b].map(|part| f64::from(part) * 255.0);
    Word::Color([r, g, b, f64::from(alpha)])
}

/// The block with every variable replaced by its value in the same block.
pub(crate) fn without_variables(block: &Block) -> Block {
    fn replaced(block: &Block, words: &[Word], depth: usize) -> Vec<Word> {
        assert!(depth < 64, "a cycle");
        let mut out = Vec::new();
        for word in words {
            match word {
                Word::Var(name) => {
                    let target = block
                        .get(name)
                        .unwrap_or_else(|| panic!("--{name} is not there"));
                    out.extend(replaced(block, target, depth + 1));
                }
                other => out.push(other.clone()),
            }
        }
        out
    }
    let entries = block.iter();
    entries
        .map(|(name, words)| (name.clone(), replaced(block, words, 0)))
        .collect()
}

/// Custom property names by token name: what is no letter, digit, `-` or `_` becomes `-`; names that
/// fold together in one of the modes get the start of their hash.
pub(crate) fn names<'a>(modes: &[Vec<&'a str>]) -> BTreeMap<&'a str, String> {
    let folded = |name: &str| -> String {
        let kept = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        name.chars()
            .map(|c| if kept(c) { c } else { '-' })
            .collect()
    };
    let mut clashing = BTreeSet::new();
    for mode in modes {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for name in mode {
            if let Some(other) = owners.insert(folded(name), name) {
                clashing.extend([other, *name]);
            }
        }
    }
    let hashed = |name: &str| {
        let [first, second, ..] = *Sha256::digest(name) else {
            unreachable!()
        };
        format!("{}-{first:02x}{second:02x}", folded(name))
    };
    let all = modes.iter().flatten();
    all.map(|name| {
        let clashes = clashing.contains(name);
        (*name, if clashes { hashed(name) } else { folded(name) })
    })
    .collect()
}

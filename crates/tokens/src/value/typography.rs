//! `typography`: any non-empty set of font properties, or the CSS `font` shorthand.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::font_size::FontSize;
use super::{
    Dimension, FontFamily, FontWeight, LetterSpacing, LineHeight, Member, Problem, Read, ToCss,
    css, embedded, json, read,
};

/// A type style. At least one member of the standard is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typography {
    /// `fontFamily`
    pub font_family: Option<FontFamily>,
    /// `fontSize`
    pub font_size: Option<Dimension>,
    /// `fontWeight`
    pub font_weight: Option<FontWeight>,
    /// `lineHeight`
    pub line_height: Option<LineHeight>,
    /// `letterSpacing`
    pub letter_spacing: Option<LetterSpacing>,
    /// `fontStyle`, `textTransform`, …: what real files hold beyond the standard; name and text.
    pub others: Vec<(String, String)>,
}

/// Members beyond the standard that CSS's `font` takes: their names and keywords.
const IN_FONT: [(&str, &[&str]); 3] = [
    ("fontStyle", &["italic", "oblique"]),
    ("fontVariant", &["small-caps"]),
    (
        "fontStretch",
        &[
            "ultra-condensed",
            "extra-condensed",
            "condensed",
            "semi-condensed",
            "semi-expanded",
            "expanded",
            "extra-expanded",
            "ultra-expanded",
        ],
    ),
];

/// Whether `font` carries a member beyond the standard: written out, or left out because it says
/// `normal`.
fn fits_font(name: &str, text: &str) -> bool {
    IN_FONT
        .iter()
        .any(|(known, words)| *known == name && (words.contains(&text) || text == "normal"))
}

impl Read for Typography {
    const EXPECTED: &'static str = "font properties such as {\"fontFamily\", \"fontSize\"}, or CSS such as bold 16px/1.5 Inter";
    const FREE_TEXT: bool = true;

    /// CSS's `font`: style, variant, weight and stretch in any order, size, families.
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, text);
        let mut style = Self::default();
        let mut rest = text;
        loop {
            let (word, after) = first_word(rest);
            if css::looks_numeric(word) && !is_weight(word) {
                break;
            }
            if word.is_empty() || !style.take_keyword(word) {
                return Err(wrong());
            }
            rest = after;
        }
        let (size, after) = up_to_slash_or_space(rest);
        css::scan(size)?;
        style.font_size = Some(FontSize::parse(size)?.0);
        rest = css::trim(after);
        if let Some(after) = rest.strip_prefix('/') {
            let (height, after) = first_word(css::trim(after));
            css::scan(height)?;
            style.line_height = Some(LineHeight::parse(height)?);
            rest = after;
        }
        if rest.is_empty() {
            return Err(wrong());
        }
        style.font_family = Some(FontFamily::parse(css::trim(rest))?);
        Ok(style)
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        let members = match json {
            Json::String(text) => return read(text),
            Json::Object(members) => members,
            other => return Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        };
        let mut style = Self {
            font_family: json::optional(members, "fontFamily")?,
            font_size: json::optional::<FontSize>(members, "fontSize")?.map(|size| size.0),
            font_weight: json::optional(members, "fontWeight")?,
            line_height: json::optional(members, "lineHeight")?,
            letter_spacing: json::optional(members, "letterSpacing")?,
            others: Vec::new(),
        };
        if style == Self::default() {
            return Err(css::expected(Self::EXPECTED, &json.to_string()));
        }
        let others = members
            .iter()
            .filter(|(name, json)| !is_standard(name) && !json.is_null());
        style.others = others
            .map(|(name, json)| (name.clone(), other_text(json)))
            .collect();
        Ok(style)
    }
}

fn is_standard(name: &str) -> bool {
    let standard = [
        "fontFamily",
        "fontSize",
        "fontWeight",
        "lineHeight",
        "letterSpacing",
    ];
    standard.contains(&name)
}

/// The text of a member beyond the standard: CSS where the shape tells what it is.
fn other_text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Object(_) | Json::Array(_) => {
            embedded::css_of(json).unwrap_or_else(|_| json.to_string())
        }
        other => other.to_string(),
    }
}

fn first_word(text: &str) -> (&str, &str) {
    let text = css::trim(text);
    let word = css::words(text).next().unwrap_or_default();
    (word, css::trim(&text[word.len()..]))
}

/// `16px/1.5 Inter` → `16px`, `/1.5 Inter`.
fn up_to_slash_or_space(text: &str) -> (&str, &str) {
    let (word, _) = first_word(text);
    let size = css::split(word, '/').next().unwrap_or_default();
    text.split_at(size.len())
}

/// A plain number is a weight: sizes have units.
fn is_weight(word: &str) -> bool {
    css::number(word).is_some_and(|weight| weight != 0.0)
}

impl Typography {
    /// Takes a word before the size; false when it is none, or one of its kind was there.
    fn take_keyword(&mut self, word: &str) -> bool {
        if word.eq_ignore_ascii_case("normal") {
            return true;
        }
        let lower = word.to_ascii_lowercase();
        for (name, words) in IN_FONT {
            if words.contains(&lower.as_str()) {
                let again = self.others.iter().any(|(known, _)| known == name);
                self.others.push((name.to_owned(), lower));
                return !again;
            }
        }
        match FontWeight::parse(word) {
            Ok(weight) => self.font_weight.replace(weight).is_none(),
            Err(_) => false,
        }
    }

    /// CSS's `font` shorthand, which needs a size and a family: `700 16px/1.5 Inter, sans-serif`.
    /// It carries no letter spacing; see [`Self::css_rest`].
    pub fn css_font(&self) -> Option<String> {
        self.font_with(&|_| None)
    }

    /// [`Self::css_font`] with some members' CSS text given.
    pub(super) fn font_with(&self, member: Member<'_>) -> Option<String> {
        fn of<T: ToCss>(part: Option<&T>, given: Option<String>) -> Option<String> {
            part.map(|part| given.unwrap_or_else(|| part.to_css()))
        }
        let family = of(self.font_family.as_ref(), member("fontFamily"))?;
        let size = of(self.font_size.as_ref(), member("fontSize"))?;
        let mut out = String::new();
        for (name, text) in &self.others {
            if fits_font(name, text) && text != "normal" {
                out.push_str(text);
                out.push(' ');
            }
        }
        let given = member("fontWeight");
        if let Some(weight) = &self.font_weight
            && (given.is_some() || weight.keyword != Some("normal"))
        {
            out.push_str(&given.unwrap_or_else(|| weight.to_css()));
            out.push(' ');
        }
        out.push_str(&size);
        if let Some(height) = of(self.line_height.as_ref(), member("lineHeight")) {
            out.push('/');
            out.push_str(&height);
        }
        out.push(' ');
        out.push_str(&family);
        Some(out)
    }

    /// [`Self::font_with`], where items of the family's list may be given too.
    pub(super) fn json_font_with(&self, json: &Json, member: Member<'_>) -> Option<String> {
        let list = json.get("fontFamily").filter(|family| family.is_array());
        let families = list
            .map(|list| FontFamily::json_with(list, &|item| member(&format!("fontFamily.{item}"))));
        let families = families.and_then(Result::ok).map(|names| names.join(", "));
        self.font_with(&|name| {
            let whole = member(name);
            if name == "fontFamily" {
                whole.or_else(|| families.clone())
            } else {
                whole
            }
        })
    }

    /// Every member as a CSS property and its text: `("font-size", "16px")`. Members that CSS does
    /// not have keep their names, in kebab-case.
    pub fn css_members(&self) -> Vec<(Cow<'static, str>, String)> {
        fn push<T: ToCss>(
            list: &mut Vec<(Cow<'static, str>, String)>,
            name: &'static str,
            part: Option<&T>,
        ) {
            list.extend(part.map(|part| (name.into(), part.to_css())));
        }
        let mut list = Vec::with_capacity(5 + self.others.len());
        push(&mut list, "font-family", self.font_family.as_ref());
        push(&mut list, "font-size", self.font_size.as_ref());
        push(&mut list, "font-weight", self.font_weight.as_ref());
        push(&mut list, "line-height", self.line_height.as_ref());
        push(&mut list, "letter-spacing", self.letter_spacing.as_ref());
        list.extend(self.others.iter().map(other_css));
        list
    }

    /// The members that [`Self::css_font`] does not carry; all of them when there is no shorthand.
    pub fn css_rest(&self) -> Vec<(Cow<'static, str>, String)> {
        if self.font_family.is_none() || self.font_size.is_none() {
            return self.css_members();
        }
        let spacing = self.letter_spacing.iter();
        let spacing = spacing.map(|spacing| ("letter-spacing".into(), spacing.to_css()));
        let others = self.others.iter();
        let others = others.filter(|(name, text)| !fits_font(name, text));
        spacing.chain(others.map(other_css)).collect()
    }
}

/// A member beyond the standard as a CSS property; text that is no safe CSS is quoted.
fn other_css((name, text): &(String, String)) -> (Cow<'static, str>, String) {
    let known = match name.as_str() {
        "textCase" => Some("text-transform"),
        "fontWidth" => Some("font-stretch"),
        _ => None,
    };
    let name = known.map_or_else(|| kebab(name).into(), Cow::Borrowed);
    let text = if css::is_safe(text) && !css::trim(text).is_empty() {
        css::spaced(text)
    } else {
        let mut quoted = String::new();
        css::write_string(text, &mut quoted);
        quoted
    };
    (name, text)
}

/// `paragraphSpacing` → `paragraph-spacing`; what no CSS name holds becomes `-`.
fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        } else if css::is_name_char(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out
}

impl ToCss for Typography {
    /// The shorthand; nothing when there is none.
    fn write_css(&self, out: &mut String) {
        if let Some(font) = self.css_font() {
            out.push_str(&font);
        }
    }
}

//! Tokens to code: one file per format.

mod android;
mod css;
mod dtcg;
mod identifiers;
mod ios;
mod json;
mod names;
mod printer;
mod tree;

use std::borrow::Cow;
use std::str::FromStr;

use tokencraft_tokens::modifier::Modifier;
use tokencraft_tokens::resolve::{Broken, Missing, ModeView, ViewToken};
use tokencraft_tokens::value::without_json;
use tokencraft_tokens::{Deprecated, Source, Token, TokenName, TokenType, Value};

/// The most bytes of values, descriptions and extensions that an export may print: many short aliases
/// may all stand for a long text.
const MAX_PRINTED: usize = 48 * 1024 * 1024;
/// The most characters a prefix may have.
const MAX_PREFIX: usize = 64;
/// The most names of a cycle that are written out: every token of a long cycle names it.
const MAX_CYCLE: usize = 8;

/// A target of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own nested JSON.
    Json,
    /// CSS custom properties.
    Css,
    /// Swift, `UIKit`.
    Ios,
    /// Android resources.
    Android,
    /// Design Tokens Community Group 2025.10; a resolver document for all modes.
    Dtcg,
}

/// How references are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum References {
    /// As the value they lead to.
    #[default]
    Resolve,
    /// As references in the target's own way (`var(--x)`, `{x}`, `= other`), where the target has
    /// one.
    Keep,
}

/// Which gamut colours are written in, where the target can say both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Gamut {
    /// Mapped into sRGB.
    #[default]
    Srgb,
    /// Mapped into Display P3.
    P3,
}

/// How a style sheet of all modes tells them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// Each mode whole, by `data-theme` on the root element.
    #[default]
    Attribute,
    /// The default mode on `:root`; the others say what differs, by `data-theme` on any element.
    DefaultRoot,
    /// Like `default-root`; without `data-theme` on the root element, what the system prefers.
    Media,
    /// Like `media`, colours of light and dark together in `light-dark()`.
    LightDark,
}

/// The options of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// `references=`
    pub references: References,
    /// `missing=`; applied when the views are made.
    pub missing: MissingOption,
    /// `strict=true`: refuse when any alias is broken.
    pub strict: bool,
    /// `prefix=`: stands before every name; letters, digits, `-`, `_`.
    pub prefix: String,
    /// `gamut=`
    pub gamut: Gamut,
    /// `strategy=`
    pub strategy: Strategy,
    /// `light=`: the mode's name; `None` = `light`.
    pub light: Option<String>,
    /// `dark=`: the mode's name; `None` = `dark`.
    pub dark: Option<String>,
}

impl Strategy {
    /// All strategies; the first is the default.
    pub const ALL: [Self; 4] = [
        Self::Attribute,
        Self::DefaultRoot,
        Self::Media,
        Self::LightDark,
    ];

    /// The name in `strategy=`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::DefaultRoot => "default-root",
            Self::Media => "media",
            Self::LightDark => "light-dark",
        }
    }
}

impl Options {
    /// What the views of an export of all modes have to hold beside their modes' own tokens: where
    /// the cascade hands the default mode's tokens down, a mode has what it lacks.
    pub fn missing_in_all(&self, format: Format) -> Missing {
        match (format, self.strategy) {
            (Format::Css, Strategy::DefaultRoot | Strategy::Media | Strategy::LightDark) => {
                Missing::Inherit
            }
            _ => self.missing.0,
        }
    }
}

/// `missing=` as a hashable option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MissingOption(pub Missing);

/// What to export.
#[derive(Clone, Copy, Debug)]
pub enum Modes<'a> {
    /// One mode.
    One(&'a ModeView),
    /// All modes of a tokenset, in order.
    All(&'a [ModeView]),
}

/// A token that an export had to leave out, or that `strict` refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omitted {
    /// The mode's name.
    pub mode: String,
    /// The token's name.
    pub name: String,
    /// Why, a sentence.
    pub reason: String,
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// `strict`: these tokens are broken.
    #[error("{} cannot be exported", if .0.len() == 1 { "1 token".into() } else { format!("{} tokens", .0.len()) })]
    Broken(Vec<Omitted>),
    /// An option's value is not one of its values; a sentence.
    #[error("{0}")]
    Option(String),
    /// Values, descriptions and extensions have more than 48 MiB together.
    #[error("The values to export, with what is said about them, are longer than 48 MiB")]
    TooLong,
}

impl Format {
    /// All formats, in the order in which messages list them.
    pub const ALL: [Self; 5] = [Self::Json, Self::Css, Self::Ios, Self::Android, Self::Dtcg];

    /// The name in `format=`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Css => "css",
            Self::Ios => "ios",
            Self::Android => "android",
            Self::Dtcg => "dtcg",
        }
    }

    /// The media type of the text, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Css => "text/css",
            Self::Ios => "text/plain",
            Self::Android => "application/xml",
            Self::Dtcg => "application/design-tokens+json",
        }
    }

    /// The file name's extension, for one mode or for all.
    pub const fn extension(self, all_modes: bool) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Css => "css",
            Self::Ios => "swift",
            Self::Android => "xml",
            Self::Dtcg if all_modes => "resolver.json",
            Self::Dtcg => "tokens.json",
        }
    }

    /// What `references=` is when it is not given: formats of design tokens keep references.
    pub const fn references(self) -> References {
        match self {
            Self::Json | Self::Css | Self::Ios | Self::Android => References::Resolve,
            Self::Dtcg => References::Keep,
        }
    }
}

/// The text is not the name of a format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid format. Must be one of: {}", Format::ALL.map(Format::as_str).join(", "))]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|f| f.as_str() == text)
            .ok_or(UnknownFormat)
    }
}

/// Prints tokens as code. Same views and options give the same bytes.
pub fn export(format: Format, modes: Modes<'_>, options: &Options) -> Result<String, ExportError> {
    check_prefix(&options.prefix)?;
    if printed(modes) > MAX_PRINTED {
        return Err(ExportError::TooLong);
    }
    if options.strict {
        let broken = broken(modes);
        if !broken.is_empty() {
            return Err(ExportError::Broken(broken));
        }
    }
    Ok(match format {
        Format::Json => json::print(modes, options),
        Format::Css => css::print(modes, options)?,
        Format::Ios => ios::print(modes, options),
        Format::Android => android::print(modes, options),
        Format::Dtcg => dtcg::print(modes, options),
    })
}

impl<'a> Modes<'a> {
    /// The views, in order.
    fn views(self) -> &'a [ModeView] {
        match self {
            Self::One(view) => std::slice::from_ref(view),
            Self::All(views) => views,
        }
    }
}

/// The bytes of all that may be printed: resolved values, and what is said about tokens.
fn printed(modes: Modes<'_>) -> usize {
    let entries = modes.views().iter().flat_map(|view| &view.tokens);
    let texts = entries.flat_map(|entry| {
        let value = entry.resolution.as_ref().ok();
        let said = [&entry.token.description, &entry.token.extensions];
        value.into_iter().chain(said.into_iter().flatten())
    });
    texts.map(|text| text.len()).sum()
}

fn check_prefix(prefix: &str) -> Result<(), ExportError> {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if prefix.chars().all(legal) && prefix.chars().count() <= MAX_PREFIX {
        return Ok(());
    }
    Err(ExportError::Option(format!(
        "Invalid prefix. Must be at most {MAX_PREFIX} letters, digits, - or _"
    )))
}

/// The tokens that `strict` refuses and others leave out, with the reason: references that lead
/// nowhere, and values that references made into something that is not of the token's type.
pub fn broken(modes: Modes<'_>) -> Vec<Omitted> {
    let mut found = Vec::new();
    for view in modes.views() {
        for entry in &view.tokens {
            if let Err(reason) = checked(entry) {
                found.push(Omitted {
                    mode: view.name.to_string(),
                    name: entry.token.name.to_string(),
                    reason,
                });
            }
        }
    }
    found
}

fn checked(entry: &ViewToken) -> Result<(), String> {
    let text = resolved(entry)?;
    let plain = matches!(&entry.token.source, Source::Plain(written) if **written == *text);
    if !plain {
        Value::parse(entry.token.kind, text).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A token's resolved text, or the sentence that says why there is none.
fn resolved(entry: &ViewToken) -> Result<&str, String> {
    match &entry.resolution {
        Ok(text) => Ok(text),
        Err(Broken::Cycle(names)) if names.len() > MAX_CYCLE => {
            let first: Vec<&str> = names[..MAX_CYCLE - 1]
                .iter()
                .map(TokenName::as_str)
                .collect();
            let last = &names[names.len() - 1];
            Err(format!("Alias cycle: {} → … → {last}", first.join(" → ")))
        }
        Err(broken) => Err(broken.to_string()),
    }
}

/// A token's resolved text as code has it: JSON that references have brought into a `string` is CSS
/// text there.
fn code_text(entry: &ViewToken) -> Result<Cow<'_, str>, String> {
    let text = resolved(entry)?;
    let composed = !matches!(&entry.token.source, Source::Plain(written) if **written == *text);
    if composed
        && entry.token.kind == TokenType::String
        && let Some(text) = without_json(text)
    {
        return Ok(Cow::Owned(text));
    }
    Ok(Cow::Borrowed(text))
}

/// What a comment says about a deprecated token, where the target has no better way to say it.
fn deprecation(token: &Token) -> Option<String> {
    match token.deprecated.as_ref()? {
        Deprecated::Flag(false) => None,
        Deprecated::Flag(true) => Some("Deprecated".to_owned()),
        Deprecated::Reason(reason) => Some(format!("Deprecated: {reason}")),
    }
}

/// The token of the same view that a whole-value alias points to and whose value it has.
fn target(entry: &ViewToken) -> Option<&TokenName> {
    match &entry.token.source {
        _ if Modifier::of(&entry.token).is_some() => None,
        Source::Alias(name) if entry.target_in_view => Some(name),
        _ => None,
    }
}

//! Tokens to code: one file per format.

mod android;
mod css;
mod identifiers;
mod ios;
mod json;
mod printer;

use std::str::FromStr;

use tokencraft_tokens::resolve::{Missing, ModeView};

/// A target of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own nested JSON.
    Json,
    /// CSS custom properties.
    Css,
    /// Swift, UIKit.
    Ios,
    /// Android resources.
    Android,
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
}

impl Format {
    /// All formats, in the order in which messages list them.
    pub const ALL: [Self; 4] = [Self::Json, Self::Css, Self::Ios, Self::Android];

    /// The name in `format=`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Css => "css",
            Self::Ios => "ios",
            Self::Android => "android",
        }
    }

    /// The media type of the text, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Css => "text/css",
            Self::Ios => "text/plain",
            Self::Android => "application/xml",
        }
    }

    /// The file name's extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Css => "css",
            Self::Ios => "swift",
            Self::Android => "xml",
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
    let _ = (format, modes, options);
    todo!("export helper")
}

//! Files to tokens: one file per format. Nothing here knows what is stored: a [`Document`] is what
//! the file says, each source token counted exactly once.

mod detect;
mod document;
mod dtcg;
mod extensions;
mod guess;
mod json_text;
mod layers;
mod location;
mod reader;
mod references;
pub mod resolver;
mod rewrite;
mod several;
mod standard;
mod style_dictionary;
mod syntax;
mod token;
mod tokencraft;
mod tokens_studio;
mod tree;
mod types;

use std::borrow::Cow;
use std::str::FromStr;

pub use document::{Document, ImportedGroup, ImportedMode, ImportedToken, Skipped, Warning};
pub use location::Location;
pub use several::{Found, Refused, import_files, import_folder};

/// The dialect of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Design Tokens Community Group, 2025.10 objects and older string values.
    Dtcg,
    /// A resolver document of the same group: sets and modifiers, each choice of contexts a mode.
    DtcgResolver,
    /// Style Dictionary, versions 3 and 4.
    StyleDictionary,
    /// Our own `json` export.
    Tokencraft,
    /// Tokens Studio: one set, or sets with themes.
    TokensStudio,
}

/// How a file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `None` = find out.
    pub format: Option<Format>,
    /// Refuse on the first error instead of skipping or mending.
    pub strict: bool,
}

/// Why a file was refused. `Display` is a sentence with pointer, line and column where known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .location.as_ref().map(|l| format!(" at {l}")).unwrap_or_default())]
pub struct ImportError {
    /// Stable `snake_case`.
    pub code: &'static str,
    /// What is wrong; names the offending part.
    pub message: String,
    /// Where.
    pub location: Option<Location>,
}

impl ImportError {
    /// About the file as a whole.
    fn of_file(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            location: None,
        }
    }
}

impl Format {
    /// All formats, in the order in which messages list them.
    pub const ALL: [Self; 5] = [
        Self::Dtcg,
        Self::DtcgResolver,
        Self::StyleDictionary,
        Self::Tokencraft,
        Self::TokensStudio,
    ];

    /// The name in `format=`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dtcg => "dtcg",
            Self::DtcgResolver => "dtcg-resolver",
            Self::StyleDictionary => "style-dictionary",
            Self::Tokencraft => "tokencraft",
            Self::TokensStudio => "tokens-studio",
        }
    }
}

/// The text is not the name of a format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid format. Must be one of: auto, {}", Format::ALL.map(Format::as_str).join(", "))]
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

/// Reads a file: JSON, with what JSON5 and JSONC allow besides.
///
/// Lenient reading mends what it can and says so in [`Document::warnings`]; what it cannot take is in
/// [`Document::skipped`]. Strict reading refuses the first error in the file's order. Both refuse a
/// text that is not JSON, holds U+0000 or a number that is not finite, or nests deeper than 128.
pub fn import(text: &[u8], options: &Options) -> Result<Document, ImportError> {
    let file = resolver::File { path: "", text };
    let text = syntax::decode(text)?;
    let lines = location::Lines::new(text);
    let root = syntax::parse(text, &lines)?;
    let (format, reason) = if let Some(format) = options.format {
        (format, None)
    } else {
        let (format, reason) = detect::format(&root);
        (format, Some(reason))
    };
    let document = match format {
        Format::Dtcg => dtcg::read(&root, &lines, options),
        Format::DtcgResolver => resolver::import(&file, &[], &[], options),
        Format::StyleDictionary => style_dictionary::read(root, &lines, options),
        Format::Tokencraft => tokencraft::read(&root, &lines, options),
        Format::TokensStudio => tokens_studio::read(root, &lines, options),
    };
    document.map(|document| Document { reason, ..document })
}

/// A text of the file as a sentence can hold it: short and printable.
fn shorten(text: &str) -> Cow<'_, str> {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(location::printable(&text[..end]).into_owned() + "…"),
        None => location::printable(text),
    }
}

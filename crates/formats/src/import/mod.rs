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

/// Reads files that belong together, each with its path: a folder of Tokens Studio, told by its
/// `$themes.json` or `$metadata.json`, is one document. `None` when they do not, and each is to be
/// read alone. The folder that holds those files is the root of the sets' names.
pub fn import_folder(
    files: &[(&str, &[u8])],
    options: &Options,
) -> Option<Result<Document, ImportError>> {
    if !matches!(options.format, None | Some(Format::TokensStudio)) {
        return None;
    }
    let about = |path: &str| {
        ["$themes.json", "$metadata.json"]
            .iter()
            .find_map(|name| path.strip_suffix(name))
            .filter(|folder| folder.is_empty() || folder.ends_with('/'))
            .map(str::to_owned)
    };
    let folder = files.iter().find_map(|(path, _)| about(path))?;
    let read = || {
        let texts = files.iter().map(|(path, bytes)| {
            let path = path.strip_prefix(&folder).unwrap_or(path);
            Ok((path, syntax::decode(bytes).map_err(|e| in_file(path, e))?))
        });
        let texts: Vec<(&str, &str)> = texts.collect::<Result<_, ImportError>>()?;
        let files = texts.iter().map(|(path, text)| {
            let lines = location::Lines::new(text);
            let root = syntax::parse_value(text, &lines).map_err(|e| in_file(path, e))?;
            let name = path.rsplit_once('.').map_or(*path, |(name, _)| name);
            Ok(tokens_studio::File {
                name: name.to_owned(),
                root,
                lines,
            })
        });
        let files = files.collect::<Result<_, ImportError>>()?;
        let document = tokens_studio::read_folder(files, options)?;
        let reason = options.format.is_none().then(|| {
            "a file `$themes.json` or `$metadata.json` makes the files a folder of Tokens Studio".to_owned()
        });
        Ok(Document { reason, ..document })
    };
    Some(read())
}

fn in_file(path: &str, error: ImportError) -> ImportError {
    ImportError {
        message: format!("{}: {}", shorten(path), error.message),
        ..error
    }
}

/// A text of the file as a sentence can hold it: short and printable.
fn shorten(text: &str) -> Cow<'_, str> {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(location::printable(&text[..end]).into_owned() + "…"),
        None => location::printable(text),
    }
}

//! What a file says, before it meets what is stored.

use std::sync::Arc;

use tokencraft_tokens::graph::{Deprecated, Group, Groups, Source};
use tokencraft_tokens::{TokenName, TokenType};

use super::{Format, Location};

/// A file's tokens.
#[derive(Clone, Debug)]
pub struct Document {
    /// The dialect it was read as.
    pub format: Format,
    /// Why it was taken for that; `None` when the format was given.
    pub reason: Option<String>,
    /// The modes, in order; a file without modes gives one without a name.
    pub modes: Vec<ImportedMode>,
    /// Source tokens that could not be taken, with the reason.
    pub skipped: Vec<Skipped>,
    /// What was mended or doubtful; the tokens are in.
    pub warnings: Vec<Warning>,
}

/// One mode of a file.
#[derive(Clone, Debug, Default)]
pub struct ImportedMode {
    /// The mode's name, when the file gives one.
    pub name: Option<String>,
    /// In the file's order; names are unique.
    pub tokens: Vec<ImportedToken>,
    /// What groups say about themselves, in the file's order; a group that says nothing is not here.
    pub groups: Vec<ImportedGroup>,
}

impl ImportedMode {
    /// What each group says about itself in all: of what is said more than once, the last. Groups whose
    /// path is no legal name are left out, none of their tokens could be taken either.
    pub fn groups(&self) -> Groups {
        let mut groups = Groups::new();
        for imported in &self.groups {
            let path = imported.path.as_str();
            if path.is_empty() || TokenName::parse(path).is_ok() {
                let group = Group {
                    description: imported.description.clone(),
                    extensions: imported.extensions.clone(),
                    deprecated: imported.deprecated.clone(),
                };
                groups.entry(path.into()).or_default().lay_over(&group);
            }
        }
        groups
    }
}

/// What a group says about itself. Its `$type` is not among it: the group's tokens have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedGroup {
    /// Dotted path, empty for the root.
    pub path: String,
    /// For people.
    pub description: Option<Arc<str>>,
    /// JSON object text.
    pub extensions: Option<Arc<str>>,
    /// DTCG `$deprecated`; its tokens have it too unless they say otherwise.
    pub deprecated: Option<Deprecated>,
}

impl ImportedGroup {
    /// About how many bytes it takes, with what whoever works with it adds.
    pub(super) fn weight(&self) -> usize {
        let texts = [&self.description, &self.extensions];
        250 + 2 * texts
            .into_iter()
            .flatten()
            .map(|text| text.len())
            .sum::<usize>()
    }
}

/// One token of a file. A plain value is valid for its type when it holds no reference; values with
/// references are checked where the targets are known.
#[derive(Clone, Debug)]
pub struct ImportedToken {
    /// Its name.
    pub name: TokenName,
    /// Its type.
    pub kind: TokenType,
    /// The file does not say the type. An alias may take its target's from where the target is known.
    pub kind_is_guess: bool,
    /// Value text (JSON objects and arrays as compact JSON, members in the file's order) or alias.
    pub source: Source,
    /// For people.
    pub description: Option<Arc<str>>,
    /// JSON object text.
    pub extensions: Option<Arc<str>>,
    /// DTCG `$deprecated`.
    pub deprecated: Option<Deprecated>,
    /// Where it stands; strictly read, the first of its references that leads out of the document.
    pub location: Location,
}

impl ImportedToken {
    /// About how many bytes it takes, with what whoever works with it adds.
    pub(super) fn weight(&self) -> usize {
        let source = match &self.source {
            Source::Plain(text) => text.len(),
            Source::Alias(_) => 0,
        };
        let texts = [&self.description, &self.extensions];
        let texts = texts
            .into_iter()
            .flatten()
            .map(|text| text.len())
            .sum::<usize>();
        600 + self.name.as_str().len() + self.location.pointer.len() + source + texts
    }
}

/// A source token that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The token's dotted path as far as it could be read.
    pub path: String,
    /// Stable `snake_case`.
    pub code: &'static str,
    /// A sentence that names the offending part.
    pub reason: String,
}

/// Something doubtful about a token that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The token's dotted path.
    pub path: String,
    /// Stable `snake_case`.
    pub code: &'static str,
    /// A sentence.
    pub reason: String,
}

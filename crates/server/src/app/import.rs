//! What an import does to the tokens that are stored. Pure: serves the CLI as well.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use tokencraft_formats::import::{Document, ImportedToken, Skipped, Warning};
use tokencraft_tokens::check::{self, Refusal};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::resolve::{Broken, Resolver};
use tokencraft_tokens::{Group, Groups, Key, Source, Token, TokenName};
use utoipa::ToSchema;

use super::draft::{Draft, Put};
use super::error::{Error, Result};
use super::input::value_problem;
use crate::app::field::{self, is_forbidden};

/// What happens to stored tokens that a document does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// They stay; so do descriptions and extensions that the document does not give, and groups of which
    /// it says nothing.
    #[default]
    Merge,
    /// They go, in the modes that the document has.
    Replace,
}

/// What an import did. Every token of the source is counted exactly once, per mode and name, in
/// `created`, `updated`, `unchanged` or `skipped`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Report {
    /// New tokens.
    pub created: usize,
    /// Stored tokens that changed.
    pub updated: usize,
    /// Stored tokens that say the same already.
    pub unchanged: usize,
    /// Stored tokens that went (`strategy=replace`).
    pub deleted: usize,
    /// Tokens of the source that were not taken.
    pub skipped: Vec<Note>,
    /// What was mended or is doubtful; these tokens were taken. A file of which nothing was taken is
    /// named here, too.
    pub warnings: Vec<Note>,
    /// What `format=auto` took each document for. Not there when the format was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recognised: Vec<Recognised>,
}

/// What a document was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Recognised {
    /// The file's or folder's name, when it is one of a form's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The name that `format=` has for it.
    pub format: &'static str,
    /// Why: half a sentence.
    pub reason: String,
    /// The tokenset that it goes into.
    pub tokenset: String,
    /// The modes that it has itself; none when it goes into one that is said, or the default one.
    pub modes: Vec<String>,
}

impl Recognised {
    /// `None` when the format was given.
    pub fn of(document: &Document, file: Option<&str>, tokenset: &str) -> Option<Self> {
        Some(Self {
            file: file.map(str::to_owned),
            format: document.format.as_str(),
            reason: document.reason.clone()?,
            tokenset: tokenset.to_owned(),
            modes: document
                .modes
                .iter()
                .filter_map(|mode| mode.name.clone())
                .collect(),
        })
    }
}

/// A remark about one token of the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Note {
    /// The token's name, as far as it could be read.
    pub path: String,
    /// Stable, `snake_case`.
    pub code: String,
    /// A sentence.
    pub reason: String,
    /// The file's or folder's name, when it is one of a form's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub file: Option<Arc<str>>,
}

impl Note {
    /// As a remark about a token of a file.
    #[must_use]
    pub fn of_file(mut self, file: Option<&Arc<str>>) -> Self {
        self.file = file.cloned();
        self
    }
}

/// Tokens of a source that go into one mode.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where to.
    pub at: At,
    /// In the source's order.
    pub tokens: Vec<ImportedToken>,
    /// What groups say about themselves.
    pub groups: Groups,
    /// The file's name, when it is one of a form's.
    pub file: Option<Arc<str>>,
}

impl From<Skipped> for Note {
    fn from(s: Skipped) -> Self {
        Self {
            path: s.path,
            code: s.code.into(),
            reason: s.reason,
            file: None,
        }
    }
}

impl From<Warning> for Note {
    fn from(w: Warning) -> Self {
        Self {
            path: w.path,
            code: w.code.into(),
            reason: w.reason,
            file: None,
        }
    }
}

/// Puts the tokens of a source into a draft and reports what that does. `new_key` gives identities.
///
/// `strict` refuses the whole at the first token that cannot be taken as it is; otherwise broken
/// references are stored, with a warning.
pub fn plan(
    draft: &mut Draft,
    parts: Vec<Part>,
    strategy: Strategy,
    strict: bool,
    mut new_key: impl FnMut() -> Key,
    report: &mut Report,
) -> Result<()> {
    put_groups(draft, &parts, strategy, strict, report)?;
    let mut written = Vec::new();
    let mut places = Vec::new();
    let mut kept: FxHashMap<At, FxHashSet<Key>> = FxHashMap::default();
    let mut named = FxHashSet::default();
    let mut untyped = Vec::new();
    for part in parts {
        let at = part.at;
        kept.entry(at).or_default();
        for imported in part.tokens {
            let stored = draft.before.mode(at).get(imported.name.as_str()).cloned();
            if let Some(stored) = &stored {
                kept.entry(at).or_default().insert(stored.key);
            }
            let location = imported.location.clone();
            if let Err(note) = acceptable(&imported) {
                if strict {
                    return Err(refused(&note.reason, &location));
                }
                report.skipped.push(note.of_file(part.file.as_ref()));
                continue;
            }
            if !named.insert((at, imported.name.clone())) {
                let reason = "The token stands in another file of the same import";
                if strict {
                    return Err(refused(reason, &location));
                }
                let note = note(&imported, "duplicate_token", reason);
                report.skipped.push(note.of_file(part.file.as_ref()));
                continue;
            }
            let needs_type = imported.kind_is_guess && matches!(imported.source, Source::Alias(_));
            let token = merged(imported, stored.as_deref(), strategy, &mut new_key);
            written.push((at, token.key));
            places.push((location, part.file.clone()));
            if needs_type {
                untyped.push((at, token));
            } else {
                report.count(draft.put(at, token));
            }
        }
    }
    if strategy == Strategy::Replace {
        for (at, kept) in &kept {
            let gone: Vec<Key> = draft.before.mode(*at).tokens().map(|t| t.key).collect();
            for key in gone.into_iter().filter(|key| !kept.contains(key)) {
                draft.remove(*at, key);
                report.deleted += 1;
            }
        }
    }
    put_untyped(draft, untyped, report);
    for (index, refusal) in check::check(&draft.graph, &written) {
        if strict {
            return Err(refused(&refusal.to_string(), &places[index].0));
        }
        let (at, key) = written[index];
        let Some(token) = draft.graph.mode(at).by_key(key) else {
            continue;
        };
        report.warnings.push(Note {
            path: token.name.to_string(),
            code: code(&refusal).into(),
            reason: refusal.to_string(),
            file: places[index].1.clone(),
        });
    }
    for (at, key) in check::broken_by_type_change(&draft.before, &draft.graph, &written) {
        let Some(token) = draft.graph.mode(at).by_key(key) else {
            continue;
        };
        let reason = format!("The type of what {} refers to has changed", token.name);
        if strict {
            return Err(Error::conflict("breaks_references", reason));
        }
        report.warnings.push(Note {
            path: token.name.to_string(),
            code: "alias_type_mismatch".into(),
            reason,
            file: None,
        });
    }
    Ok(())
}

/// Puts what groups say about themselves: a group of which the source says something says that and no
/// more, as its last part does where parts differ.
fn put_groups(
    draft: &mut Draft,
    parts: &[Part],
    strategy: Strategy,
    strict: bool,
    report: &mut Report,
) -> Result<()> {
    let mut imported: FxHashMap<At, Groups> = FxHashMap::default();
    for part in parts {
        let groups = imported.entry(part.at).or_default();
        for (path, group) in &part.groups {
            let mut group = group.clone();
            group.description = group.description.map(|text| readable(&text));
            if let Some(text) = &group.description
                && let Err(problem) = field::description(text)
            {
                if strict {
                    let message = format!("{problem}, in the group `{path}`");
                    return Err(Error::invalid("invalid_document", message));
                }
                report.warnings.push(Note {
                    path: path.to_string(),
                    code: "invalid_description".into(),
                    reason: format!("{problem}; the group's is left out"),
                    file: part.file.clone(),
                });
                group.description = None;
            }
            if group != Group::default() {
                groups.entry(path.clone()).or_default().lay_over(&group);
            }
        }
    }
    for (at, groups) in imported {
        let stored = &draft.before.mode(at).groups;
        let groups = match strategy {
            Strategy::Merge => groups.union(stored.clone()),
            Strategy::Replace => groups,
        };
        draft.put_groups(at, groups);
    }
    Ok(())
}

/// Puts aliases whose type the source does not say: theirs is their target's, perhaps in another file
/// of the import. Those whose target is to be put as well wait for it, unless they wait in a circle.
fn put_untyped(draft: &mut Draft, mut tokens: Vec<(At, Token)>, report: &mut Report) {
    const MOST_ROUNDS: usize = 32;
    let mut typed = FxHashSet::default();
    for round in 0.. {
        if tokens.is_empty() {
            break;
        }
        let names: FxHashSet<TokenName> = tokens.iter().map(|(_, t)| t.name.clone()).collect();
        let waits = |token: &Token| token.references().iter().any(|name| names.contains(name));
        let (waiting, mut ready): (Vec<_>, Vec<_>) =
            tokens.into_iter().partition(|(_, token)| waits(token));
        tokens = waiting;
        if ready.is_empty() || round == MOST_ROUNDS {
            ready.append(&mut tokens);
        }
        let graph = draft.graph.clone();
        let resolver = Resolver::new(&graph);
        for (at, mut token) in ready {
            if let Some((_, target)) = resolver.target(at, &token) {
                token.kind = target.kind;
                typed.insert(token.name.to_string());
            }
            report.count(draft.put(at, token));
        }
    }
    let settled = |note: &Note| note.code == "type_unknown" && typed.contains(&note.path);
    report.warnings.retain(|note| !settled(note));
}

impl Report {
    fn count(&mut self, put: Put) {
        match put {
            Put::Created => self.created += 1,
            Put::Updated => self.updated += 1,
            Put::Unchanged => self.unchanged += 1,
        }
    }
}

/// The stable code of a refusal.
pub fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Reference(Broken::Missing(_) | Broken::NoPart(_)) => "alias_not_found",
        Refusal::Reference(Broken::Cycle(_)) => "alias_cycle",
        Refusal::Reference(Broken::Mismatch { .. }) => "alias_type_mismatch",
        Refusal::Reference(Broken::TooLong) => "value_too_long",
        Refusal::Value(_) => "invalid_value",
    }
}

fn merged(
    imported: ImportedToken,
    stored: Option<&Token>,
    strategy: Strategy,
    new_key: &mut impl FnMut() -> Key,
) -> Token {
    let old = stored.filter(|_| strategy == Strategy::Merge);
    Token {
        key: stored.map_or_else(new_key, |t| t.key),
        name: imported.name,
        kind: imported.kind,
        source: imported.source,
        description: imported
            .description
            .map(|text| readable(&text))
            .or_else(|| old.and_then(|t| t.description.clone())),
        extensions: imported
            .extensions
            .or_else(|| old.and_then(|t| t.extensions.clone())),
        deprecated: imported
            .deprecated
            .or_else(|| old.and_then(|t| t.deprecated.clone())),
        created_at: 0,
        updated_at: 0,
        revision: 0,
    }
}

/// A description without the characters that none may hold: files have other line ends.
fn readable(text: &Arc<str>) -> Arc<str> {
    if field::description(text).is_ok() {
        return text.clone();
    }
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !is_forbidden(*c))
        .collect::<String>()
        .into()
}

/// The limits that hold for every token, wherever it comes from.
fn acceptable(token: &ImportedToken) -> std::result::Result<(), Note> {
    if let Source::Plain(value) = &token.source
        && let Some(problem) = value_problem(value)
    {
        return Err(note(token, "invalid_value", &problem));
    }
    if let Some(text) = &token.description
        && let Err(problem) = field::description(&readable(text))
    {
        return Err(note(token, "invalid_description", &problem.to_string()));
    }
    Ok(())
}

fn note(token: &ImportedToken, code: &str, reason: &str) -> Note {
    Note {
        path: token.name.to_string(),
        code: code.into(),
        reason: reason.into(),
        file: None,
    }
}

fn refused(reason: &str, location: &tokencraft_formats::import::Location) -> Error {
    Error::invalid("invalid_document", format!("{reason} at {location}"))
}

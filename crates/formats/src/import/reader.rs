//! What the readers of JSON formats share: where they are, what they found, what went wrong.

use std::collections::HashMap;
use std::sync::Arc;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use tokencraft_tokens::TokenName;
use tokencraft_tokens::graph::Deprecated;
use tokencraft_tokens::resolve::MAX_RESOLVED;

use super::extensions::{self, Kept};
use super::json_text::repeated;
use super::location::{Lines, push_segment};
use super::references::References;
use super::standard::{Met, Problem};
use super::syntax::{locate, locate_all, shape};
use super::token::{Declared, Untyped};
use super::{
    Document, Format, ImportError, ImportedGroup, ImportedMode, Location, Options, Skipped,
    Warning, shorten,
};

/// Names in bytes beyond which no legal name can lie; keeps hostile paths from being copied.
pub(super) const LONGEST_PATH: usize = 4 * 255;

/// The most warnings a document carries; a hostile file must not become a larger answer.
const MOST_WARNINGS: usize = 10_000;
/// The most tokens that may be left out; beyond, it is not a file of tokens.
const MOST_SKIPPED: usize = 10_000;

/// The most bytes that what a document says may take, with what whoever works with it adds.
pub(super) const MOST_SAID: usize = 110 * 1024 * 1024;

/// What groups may inherit in any case, in bytes; beyond, as much again as twice the file.
const SMALL: usize = 1024 * 1024;

/// Codes of what the rest of a document may mend.
pub(super) const OF_THE_WHOLE: [&str; 9] = [
    "circular_reference",
    "extends_cycle",
    "extends_not_found",
    "extends_token",
    "reference_to_group",
    "type_guessed",
    "type_mismatch",
    "type_unknown",
    "unresolved_reference",
];

/// What a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gravity {
    /// Worth a warning, right all the same.
    Note,
    /// Wrong; lenient reading mends it with a warning.
    Mend,
    /// Wrong; lenient reading leaves the token out.
    Skip,
    /// Wrong; lenient reading takes it as a matter of course.
    Tolerate,
}

/// How a format spells what all of them say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) format: Format,
    pub(super) value: &'static str,
    pub(super) kind: &'static str,
    pub(super) description: &'static str,
}

/// Where a reader stood before it entered something.
pub(super) struct Mark {
    path: usize,
    pointer: usize,
}

/// Reads one file.
pub(super) struct Reader<'d, 'a> {
    pub(super) dialect: Dialect,
    pub(super) strict: bool,
    lines: &'d Lines<'a>,
    /// How many of the mode's tokens stand in layers below: they give way without a word.
    below: usize,
    pub(super) references: References<'d, 'a>,
    pub(super) path: String,
    pub(super) pointer: String,
    modes: Vec<ImportedMode>,
    pub(super) mode: ImportedMode,
    pub(super) names: HashMap<TokenName, usize>,
    /// Beside the mode's tokens.
    pub(super) untyped: Vec<Option<Untyped>>,
    skipped: Vec<Skipped>,
    warnings: Vec<Warning>,
    more_warnings: usize,
    too_many_skipped: bool,
    /// Reads what was read before, where it stands: nothing is reported twice.
    quiet: bool,
    /// How many bytes groups may still inherit: a small file must not become a large one.
    budget: usize,
    /// Codes that strict reading does not report.
    pub(super) ignored: &'static [&'static str],
    /// How many bytes the document may still take.
    room: usize,
    /// Why the file is refused, lenient or not.
    refused: Option<ImportError>,
    /// The first in the file's order, when strict.
    error: Option<(usize, ImportError)>,
    /// What is wrong with a value, when the standard's own rules say it better.
    fallback: Option<(usize, ImportError)>,
    /// The tokens as they are written, when the standard's rules are to be kept.
    pub(super) met: Option<Vec<Met<'d, 'a>>>,
}

impl<'d, 'a> Reader<'d, 'a> {
    pub(super) fn new(
        dialect: Dialect,
        options: &Options,
        root: &'d Object<'a>,
        lines: &'d Lines<'a>,
    ) -> Self {
        Self {
            dialect,
            strict: options.strict,
            lines,
            below: 0,
            references: References::new(root),
            path: String::new(),
            pointer: String::new(),
            modes: Vec::new(),
            mode: ImportedMode::default(),
            names: HashMap::new(),
            untyped: Vec::new(),
            skipped: Vec::new(),
            warnings: Vec::new(),
            more_warnings: 0,
            too_many_skipped: false,
            quiet: false,
            budget: SMALL + 2 * (root.range.end - root.range.start),
            ignored: &[],
            room: MOST_SAID,
            refused: None,
            error: None,
            fallback: None,
            met: (options.strict && dialect.format == Format::Dtcg).then(Vec::new),
        }
    }

    /// Begins a layer over the mode's tokens so far, in a text of its own.
    pub(super) fn begin_layer(&mut self, lines: &'d Lines<'a>) {
        self.lines = lines;
        self.below = self.mode.tokens.len();
    }

    /// Whether the mode's token of that number stands in a layer below.
    pub(super) fn is_below(&self, index: usize) -> bool {
        index < self.below
    }

    /// Goes into a member; its name is the path's next segment (`$root` adds none below a group).
    pub(super) fn enter(&mut self, name: &str) -> Mark {
        let mark = self.enter_outside(name);
        if name != "$root" || self.path.is_empty() {
            if !self.path.is_empty() {
                self.path.push('.');
            }
            self.path.push_str(name);
        }
        mark
    }

    /// Goes into a member that is no part of a token's name.
    pub(super) fn enter_outside(&mut self, name: &str) -> Mark {
        let mark = Mark {
            path: self.path.len(),
            pointer: self.pointer.len(),
        };
        push_segment(&mut self.pointer, name);
        mark
    }

    /// Goes back.
    pub(super) fn leave(&mut self, mark: &Mark) {
        self.path.truncate(mark.path);
        self.pointer.truncate(mark.pointer);
    }

    /// How many tokens were met, taken or not.
    pub(super) fn met(&self) -> usize {
        self.mode.tokens.len() + self.skipped.len()
    }

    /// How a problem was mended, for the end of a sentence; strict reading mends nothing.
    pub(super) fn mended(&self, how: &'static str) -> &'static str {
        if self.strict { "" } else { how }
    }

    /// Reports something about what stands at a byte offset.
    pub(super) fn report(
        &mut self,
        gravity: Gravity,
        code: &'static str,
        at: usize,
        message: impl Into<String>,
    ) {
        let location = self.location(at, &self.pointer);
        let path = shorten_path(&self.path);
        self.report_about(gravity, code, at, &path, location, message.into());
    }

    /// The same, about a member of where the reader is.
    pub(super) fn report_member(
        &mut self,
        gravity: Gravity,
        code: &'static str,
        member: &str,
        at: usize,
        message: impl Into<String>,
    ) {
        if gravity == Gravity::Tolerate && !self.strict {
            return;
        }
        let mark = self.enter_outside(member);
        self.report(gravity, code, at, message);
        self.leave(&mark);
    }

    /// [`Self::report_member`] for what [`super::standard`] looks at more closely: there it is said
    /// where exactly, and what is said here is for the rest.
    pub(super) fn report_value(
        &mut self,
        gravity: Gravity,
        code: &'static str,
        member: &str,
        at: usize,
        message: impl Into<String>,
    ) {
        self.deferred(|reader| reader.report_member(gravity, code, member, at, message));
    }

    /// Reports behind what [`super::standard`] says.
    pub(super) fn deferred(&mut self, report: impl FnOnce(&mut Self)) {
        if self.met.is_none() {
            return report(self);
        }
        std::mem::swap(&mut self.error, &mut self.fallback);
        report(self);
        std::mem::swap(&mut self.error, &mut self.fallback);
    }

    /// Reports what breaks a rule of the standard.
    pub(super) fn report_problem(&mut self, problem: Problem) {
        let Problem { at, code, message } = problem;
        if self.error.as_ref().is_none_or(|(first, _)| at < *first) {
            let location = Some(locate(self.lines, at));
            let error = ImportError {
                code,
                message,
                location,
            };
            self.error = Some((at, error));
        }
    }

    /// Notes where tokens have references that lead out of the document, ascending.
    pub(super) fn place_references(&mut self, references: Vec<(&TokenName, usize)>) {
        let offsets: Vec<usize> = references.iter().map(|(_, at)| *at).collect();
        let places = locate_all(self.lines, &offsets);
        for ((name, _), place) in references.into_iter().zip(places) {
            if let Some(&index) = self.names.get(name) {
                self.mode.tokens[index].location = place;
            }
        }
    }

    /// Whether what is read now stands where the file has it.
    pub(super) fn is_here(&self) -> bool {
        !self.quiet
    }

    /// Reads something that has been reported on elsewhere.
    pub(super) fn quietly<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.quiet, true);
        let result = read(self);
        self.quiet = before;
        result
    }

    /// Reads, quietly, what stands at another place of the file.
    pub(super) fn elsewhere(&mut self, pointer: Option<&str>, read: impl FnOnce(&mut Self)) {
        let place = pointer.unwrap_or_default().to_owned();
        let here = std::mem::replace(&mut self.pointer, place);
        self.quietly(read);
        self.pointer = here;
    }

    /// Refuses the file, at the end; the first reason counts.
    pub(super) fn refuse(&mut self, message: String) {
        self.refused
            .get_or_insert_with(|| ImportError::of_file("too_large", message));
    }

    /// Whether the file is refused already.
    pub(super) fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// Counts inherited bytes; `false` when there are too many.
    pub(super) fn may_inherit(&mut self, bytes: usize) -> bool {
        match self.budget.checked_sub(bytes) {
            Some(left) => self.budget = left,
            None => self.refuse("Groups that extend others copy too much".into()),
        }
        !self.is_refused()
    }

    /// Counts what the document takes; `false` when there is too much.
    pub(super) fn may_say(&mut self, bytes: usize) -> bool {
        match self.room.checked_sub(bytes) {
            Some(left) => self.room = left,
            None => {
                self.refuse("The file holds too much to be read at once; please split it".into());
            }
        }
        !self.is_refused()
    }

    pub(super) fn report_about(
        &mut self,
        gravity: Gravity,
        code: &'static str,
        at: usize,
        path: &str,
        location: Location,
        message: String,
    ) {
        if self.quiet {
            return;
        }
        if self.strict && gravity != Gravity::Note {
            if self.ignored.contains(&code) {
                return;
            }
            if self.error.as_ref().is_none_or(|(first, _)| at < *first) {
                let location = Some(location);
                let error = ImportError {
                    code,
                    message,
                    location,
                };
                self.error = Some((at, error));
            }
            return;
        }
        if gravity == Gravity::Tolerate {
            return;
        }
        if gravity != Gravity::Skip && self.warnings.len() >= MOST_WARNINGS {
            self.more_warnings += 1;
            return;
        }
        let path = path.to_owned();
        let reason = format!("{message} at {location}");
        match gravity {
            Gravity::Skip if self.skipped.len() < MOST_SKIPPED => {
                self.skipped.push(Skipped { path, code, reason });
            }
            Gravity::Skip => self.too_many_skipped = true,
            _ => self.warnings.push(Warning { path, code, reason }),
        }
    }

    pub(super) fn location(&self, at: usize, pointer: &str) -> Location {
        self.lines.location(at, shorten_pointer(pointer))
    }

    /// Reports members that a later one of the same name hides. In groups both are read, so only
    /// strict reading minds.
    pub(super) fn check_repeated(&mut self, object: &Object<'_>, gravity: Gravity) {
        if gravity == Gravity::Tolerate && !self.strict {
            return;
        }
        for index in repeated(object) {
            let property = &object.properties[index];
            let name = property.name.as_str();
            let message = format!("The member `{}` occurs twice", shorten(name));
            self.report_member(
                gravity,
                "duplicate_member",
                name,
                property.range.start,
                message,
            );
        }
    }

    /// Keeps what a group says about itself, if anything.
    pub(super) fn add_group(&mut self, group: ImportedGroup) {
        if group != ImportedGroup::default()
            && self.path.len() <= LONGEST_PATH
            && self.may_say(group.weight() + self.path.len())
        {
            self.mode.groups.push(ImportedGroup {
                path: self.path.clone(),
                ..group
            });
        }
    }

    /// The type that a type member declares.
    pub(super) fn declared(&mut self, member: Option<&Value<'_>>) -> Option<Declared> {
        match member? {
            Value::StringLit(kind) => Some(match kind.value.parse() {
                Ok(kind) => Declared::Known(kind),
                Err(_) => Declared::Unknown(shorten(&kind.value).into()),
            }),
            other => {
                let message = format!(
                    "`{}` must be a string, found {}",
                    self.dialect.kind,
                    shape(other)
                );
                let kind = self.dialect.kind;
                self.report_member(Gravity::Mend, "invalid_type", kind, other.start(), message);
                None
            }
        }
    }

    /// A member that must be text.
    pub(super) fn text_member(
        &mut self,
        name: &str,
        member: Option<&Value<'_>>,
    ) -> Option<Arc<str>> {
        match member? {
            Value::StringLit(text) if text.value.len() > MAX_RESOLVED => {
                let hint = self.mended("; it is left out");
                let message = format!("`{name}` is longer than 64 KiB{hint}");
                self.report_member(
                    Gravity::Mend,
                    "text_too_long",
                    name,
                    text.range.start,
                    message,
                );
                None
            }
            Value::StringLit(text) => Some(Arc::from(&*text.value)),
            other => {
                let message = format!("`{name}` must be a string, found {}", shape(other));
                self.report_member(
                    Gravity::Mend,
                    "invalid_member",
                    name,
                    other.start(),
                    message,
                );
                None
            }
        }
    }

    /// `$deprecated`.
    pub(super) fn deprecated(&mut self, member: Option<&Value<'_>>) -> Option<Deprecated> {
        match member? {
            Value::BooleanLit(flag) => Some(Deprecated::Flag(flag.value)),
            Value::StringLit(reason) => Some(Deprecated::Reason(Arc::from(&*reason.value))),
            other => {
                let message = format!(
                    "`$deprecated` must be a boolean or a string, found {}",
                    shape(other)
                );
                let at = other.start();
                self.report_member(Gravity::Mend, "invalid_member", "$deprecated", at, message);
                None
            }
        }
    }

    /// `$extensions`, with what is kept of the token's original.
    pub(super) fn extensions(
        &mut self,
        member: Option<&Value<'_>>,
        kept: &Kept,
    ) -> Option<Arc<str>> {
        let own = match member {
            None => None,
            Some(Value::Object(own)) => Some(own),
            Some(other) => {
                let message = format!("`$extensions` must be an object, found {}", shape(other));
                let at = other.start();
                self.report_member(Gravity::Mend, "invalid_member", "$extensions", at, message);
                None
            }
        };
        extensions::text(own, kept).map(Into::into)
    }

    /// Ends the mode that was read.
    pub(super) fn end_mode(&mut self, name: Option<String>) {
        self.resolve_types();
        self.names.clear();
        self.below = 0;
        self.untyped.clear();
        let mode = std::mem::take(&mut self.mode);
        self.modes.push(ImportedMode { name, ..mode });
    }

    /// An error that no reading survives, about what stands at a byte offset. An earlier one goes
    /// first.
    pub(super) fn error(self, at: usize, message: String) -> ImportError {
        let location = Some(self.location(at, &self.pointer));
        match self.error {
            Some((first, error)) if first < at => error,
            _ => ImportError {
                code: "invalid_document",
                message,
                location,
            },
        }
    }

    /// The document, or the first error when strict.
    pub(super) fn finish(mut self) -> Result<Document, ImportError> {
        if let Some((at, mut error)) = self.error.or(self.fallback) {
            if self.lines.has_files() {
                // The reader stands in a tree that is made of several files.
                error.location = Some(locate(self.lines, at));
            }
            return Err(error);
        }
        if let Some(error) = self.refused {
            return Err(error);
        }
        if self.too_many_skipped {
            let first = &self.skipped[0].reason;
            let message =
                format!("More than {MOST_SKIPPED} tokens cannot be taken; the first: {first}");
            return Err(ImportError::of_file("too_many_skipped", message));
        }
        if self.more_warnings > 0 {
            self.warnings.push(Warning {
                path: String::new(),
                code: "more_warnings",
                reason: format!("There are {} more warnings", self.more_warnings),
            });
        }
        Ok(Document {
            format: self.dialect.format,
            reason: None,
            modes: self.modes,
            skipped: self.skipped,
            warnings: self.warnings,
        })
    }
}

/// A pointer's text, cut when it is far too long to read.
fn shorten_pointer(pointer: &str) -> String {
    if pointer.len() <= 2 * LONGEST_PATH {
        return pointer.to_owned();
    }
    shorten(pointer).into_owned()
}

/// A path's text, cut when it is too long to be a name.
fn shorten_path(path: &str) -> String {
    if path.len() <= LONGEST_PATH {
        return path.to_owned();
    }
    shorten(path).into_owned()
}

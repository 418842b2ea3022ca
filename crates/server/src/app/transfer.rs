//! Import and export: documents in, code out.

use std::sync::Arc;

use serde_json::json;
use tokencraft_formats::export::{self, ExportError, Modes as ExportModes};
use tokencraft_formats::import::{Document, ImportedMode};
use tokencraft_storage::{Tx, WorkspaceId};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::resolve::{Resolver, mode_view};
use tokencraft_tokens::{Graph, Key, order};

use super::commit::{Event, commit};
use super::context::Context;
use super::draft::Draft;
use super::error::{Error, Result};
use super::import::{Note, Part, Recognised, Report, Strategy, plan};
use super::mode_rules;
use super::modes;
use super::packed::Packed;
use super::place::{Inside, Place};
use super::snapshot::{ExportKey, Rendered, Snapshot, content_hash};
use super::tokensets;
use super::workspaces::Naming;
use crate::app::field;
use crate::app::patch::Patch;

/// How documents go in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Where a document without modes goes: id, or name in kebab-case. `None` = the default mode.
    pub mode: Option<String>,
    /// What happens to stored tokens that are not in the document.
    pub strategy: Strategy,
    /// Refuse the whole at the first token that cannot be taken as it is.
    pub strict: bool,
    /// Report only.
    pub dry_run: bool,
}

/// A document, and the name of the tokenset it is for (workspace imports).
#[derive(Clone, Debug)]
pub struct Named {
    /// File name's stem, the folder's name, `name=`, or `Imported`.
    pub name: String,
    /// The file's or folder's name, when it is one of a form's.
    pub file: Option<String>,
    /// Where the document goes if it has no modes: the name of a mode, made when it is missing. Before
    /// [`ImportOptions::mode`].
    pub mode: Option<String>,
    /// What the file says.
    pub document: Document,
}

/// How an import ends without a commit.
#[derive(Debug)]
pub enum Stop {
    /// It was only tried; everything is rolled back.
    DryRun(Report),
    /// It was refused.
    Refused(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<tokencraft_storage::Error> for Stop {
    fn from(error: tokencraft_storage::Error) -> Self {
        Self::Refused(error.into())
    }
}

/// What an import has gathered so far.
struct Gathered {
    graph: Graph,
    /// Tokenset's position, mode, what goes in, from which file.
    parts: Vec<(usize, Key, ImportedMode, Option<Arc<str>>)>,
    report: Report,
}

/// Imports documents into one tokenset.
pub fn into_tokenset(
    tx: &mut Tx<'_>,
    ctx: &Context,
    inside: &Inside,
    documents: &[Named],
    options: &ImportOptions,
) -> std::result::Result<Report, Stop> {
    let mut gathered = Gathered::new(inside.snapshot.graph.clone());
    let documents: Vec<&Named> = documents.iter().collect();
    gathered.add(tx, ctx, inside.set, &documents, options)?;
    let row = &inside.tokenset;
    let event = Event::new("tokenset.import", "tokenset", row.id, &row.name);
    gathered.finish(
        tx,
        ctx,
        inside.place.workspace.id,
        &inside.snapshot,
        options,
        event,
    )
}

/// Imports documents into the oldest tokensets of their names; makes those that are missing.
pub fn into_workspace(
    tx: &mut Tx<'_>,
    ctx: &Context,
    place: &Place,
    documents: &[Named],
    options: &ImportOptions,
) -> std::result::Result<Report, Stop> {
    let snapshot = place.snapshot(tx, ctx, true)?;
    let mut gathered = Gathered::new(snapshot.graph.clone());
    let mut names: Vec<&str> = Vec::new();
    for named in documents {
        if !names.contains(&named.name.as_str()) {
            names.push(&named.name);
        }
    }
    for name in names {
        let found = gathered
            .graph
            .sets
            .iter()
            .position(|set| &*set.name == name);
        let set = if let Some(set) = found {
            set
        } else {
            let input = Naming {
                name: Some(name.to_owned()),
                description: Patch::Absent,
            };
            let (_, set) = tokensets::insert(tx, ctx, place, input)?;
            gathered.graph.sets.push(Arc::new(set));
            gathered.graph.sets.len() - 1
        };
        let of_name = documents.iter().filter(|named| named.name == name);
        let of_name: Vec<&Named> = of_name.collect();
        gathered.add(tx, ctx, set, &of_name, options)?;
    }
    let row = &place.workspace;
    let event = Event::new("workspace.import", "workspace", row.id, &row.name);
    gathered.finish(tx, ctx, row.id, &snapshot, options, event)
}

impl Gathered {
    fn new(graph: Graph) -> Self {
        Self {
            graph,
            parts: Vec::new(),
            report: Report::default(),
        }
    }

    /// Finds or makes the modes of documents for one tokenset.
    fn add(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Context,
        set: usize,
        documents: &[&Named],
        options: &ImportOptions,
    ) -> Result<()> {
        let tokenset = self.graph.sets[set].clone();
        let mut rows = modes::begin(tx, ctx, &tokenset)?;
        // In a fresh tokenset the first mode of a document takes the place of `Base`.
        let mut fresh = rows.rules.pristine.is_some() && tokenset.modes.len() == 1;
        for named in documents {
            let document = &named.document;
            let file: Option<Arc<str>> = named.file.as_deref().map(Into::into);
            self.report.recognised.extend(Recognised::of(
                document,
                file.as_deref(),
                &tokenset.name,
            ));
            let note = |note: Note| note.of_file(file.as_ref());
            let skipped = document.skipped.iter().cloned();
            let skipped = skipped.map(|skipped| note(skipped.into()));
            self.report.skipped.extend(skipped);
            let warnings = document.warnings.iter().cloned();
            let warnings = warnings.map(|warning| note(warning.into()));
            self.report.warnings.extend(warnings);
            if (options.mode.is_some() || named.mode.is_some()) && document.modes.len() > 1 {
                return Err(Error::invalid(
                    "invalid_mode",
                    "mode cannot be given for a document that has modes itself",
                ));
            }
            for mode in &document.modes {
                // What is made when it is missing: only `mode=` has to name one.
                let by_name = named.mode.as_ref().or(mode.name.as_ref());
                let by_name = by_name.filter(|_| named.mode.is_some() || options.mode.is_none());
                let wanted = by_name.or(options.mode.as_ref());
                let key = match wanted {
                    None => {
                        // `Base` is what the file means: no longer a place to be taken.
                        fresh = false;
                        rows.rules.default_key()
                    }
                    Some(text) => rows.rules.find(text),
                };
                let key = match (key, by_name) {
                    (Some(key), _) => key,
                    (None, Some(name)) => {
                        let key = ctx.new_key();
                        let name = field::name(name, "A mode must have a name")?;
                        rows.rules.create(key, &name, fresh)?;
                        fresh = false;
                        key
                    }
                    (None, None) => {
                        let text = wanted.map(String::as_str).unwrap_or_default();
                        let message = format!("mode names no mode of this tokenset: {text}");
                        return Err(Error::invalid("invalid_mode", message));
                    }
                };
                self.parts.push((set, key, mode.clone(), file.clone()));
            }
        }
        self.graph = rows.write(tx, &self.graph, set, None)?;
        Ok(())
    }

    fn finish(
        self,
        tx: &mut Tx<'_>,
        ctx: &Context,
        workspace: WorkspaceId,
        from: &Snapshot,
        options: &ImportOptions,
        event: Event,
    ) -> std::result::Result<Report, Stop> {
        let mut report = self.report;
        let place = |set: usize, key| {
            let mode = self.graph.sets[set].mode_by_key(key)?;
            Some(At { set, mode })
        };
        let parts: Vec<Part> = self
            .parts
            .into_iter()
            .filter_map(|(set, key, mode, file)| {
                Some(Part {
                    at: place(set, key)?,
                    groups: mode.groups(),
                    tokens: mode.tokens,
                    file,
                })
            })
            .collect();
        let mut draft = Draft::new(self.graph.clone(), ctx.now);
        let new_key = || ctx.new_key();
        plan(
            &mut draft,
            parts,
            options.strategy,
            options.strict,
            new_key,
            &mut report,
        )?;
        if options.dry_run {
            return Err(Stop::DryRun(report));
        }
        let (graph, changes) = draft.finish();
        let event = event.after(&json!({
            "created": report.created, "updated": report.updated,
            "unchanged": report.unchanged, "deleted": report.deleted,
        }));
        commit(tx, ctx, workspace, from, (graph, &changes), event)?;
        Ok(report)
    }
}

impl mode_rules::Modes {
    fn default_key(&self) -> Option<Key> {
        self.list.iter().find(|m| m.is_default).map(|m| m.key)
    }

    fn find(&self, text: &str) -> Option<Key> {
        let id = crate::app::input::parse_id(text).map(|id| Key(id.as_u128()));
        let slug = order::kebab(text);
        let by_id = self.list.iter().find(|m| Some(m.key) == id);
        let found = by_id.or_else(|| self.list.iter().find(|m| order::kebab(&m.name) == slug));
        found.map(|m| m.key)
    }
}

/// What an export is of.
#[derive(Clone, Debug)]
pub struct Export {
    /// The tokenset, and all around it that its references reach.
    pub inside: Inside,
    /// One mode, or all.
    pub mode: Option<At>,
    /// The target.
    pub format: export::Format,
    /// `references=`, `missing=`, …
    pub options: export::Options,
}

impl Export {
    fn key(&self) -> ExportKey {
        let row = &self.inside.place.workspace;
        ExportKey::Workspace {
            at: (row.id.0, row.revision),
            part: (
                self.inside.in_graph().key,
                self.mode.map(|at| self.inside.mode(at).key),
            ),
            options: (self.format, self.options.clone()),
        }
    }

    /// The text when it is rendered already.
    pub fn rendered(&self, ctx: &Context) -> Option<Arc<Rendered>> {
        ctx.server.snapshots().export(&self.key())
    }

    /// Renders the text; takes its time.
    pub fn render(&self, ctx: &Context) -> Result<Arc<Rendered>> {
        let mut resolver = Resolver::new(&self.inside.snapshot.graph);
        let missing = match self.mode {
            Some(_) => self.options.missing.0,
            None => self.options.missing_in_all(self.format),
        };
        let set = self.inside.set;
        let places = match self.mode {
            Some(at) => vec![at],
            None => (0..self.inside.in_graph().modes.len())
                .map(|mode| At { set, mode })
                .collect(),
        };
        let views: Vec<_> = places
            .into_iter()
            .map(|at| mode_view(&mut resolver, at, missing))
            .collect();
        let modes = match (self.mode, views.as_slice()) {
            (Some(_), [view]) => ExportModes::One(view),
            (_, views) => ExportModes::All(views),
        };
        let rendered = print(self.format, modes, &self.options)?;
        ctx.server
            .snapshots()
            .keep_export(self.key(), rendered.clone());
        Ok(rendered)
    }

    /// `<tokenset>.<mode>.<ext>`, or `<tokenset>.<ext>` for all modes; as written.
    pub fn file_name(&self) -> String {
        let set = &self.inside.in_graph().name;
        let extension = self.format.extension(self.mode.is_none());
        match self.mode {
            Some(at) => format!("{set}.{}.{extension}", self.inside.mode(at).name),
            None => format!("{set}.{extension}"),
        }
    }
}

/// Prints views as code; takes its time.
pub fn print(
    format: export::Format,
    modes: ExportModes<'_>,
    options: &export::Options,
) -> Result<Arc<Rendered>> {
    let text = export::export(format, modes, options).map_err(refused)?;
    Ok(Arc::new(Rendered {
        hash: content_hash(&[text.as_bytes()]),
        packed: Packed::new(text.len()),
        body: text.into(),
    }))
}

fn refused(error: ExportError) -> Error {
    let message = error.to_string();
    match error {
        ExportError::Broken(omitted) => Error::Unprocessable {
            code: "broken_aliases",
            message,
            details: Some(
                omitted
                    .into_iter()
                    .map(|o| json!({"mode": o.mode, "name": o.name, "reason": o.reason}))
                    .collect(),
            ),
        },
        ExportError::Option(_) => Error::invalid("invalid_option", message),
        ExportError::TooLong => Error::Unprocessable {
            code: "export_too_long",
            message,
            details: None,
        },
    }
}

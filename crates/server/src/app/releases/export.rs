//! A release as code: one of its tokensets, or all of them together.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tokencraft_formats::export::{Format, Modes, Options};
use tokencraft_releases::Snapshot;
use tokencraft_releases::snapshot::{Tokenset, Workspace};
use tokencraft_storage::releases::ShownRelease;
use tokencraft_tokens::graph::{At, Source};
use tokencraft_tokens::order::{kebab, sort_by_name};
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, ViewToken, mode_view};
use tokencraft_tokens::{self as tokens, Graph, Key};

use super::views::version;
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::input::parse_id;
use crate::app::snapshot::{ExportKey, Rendered};
use crate::app::transfer::print;

/// What an export of a release is of.
#[derive(Clone, Debug)]
pub struct ReleaseExport {
    /// The environment's name in kebab-case.
    pub environment: String,
    /// The release.
    pub release: ShownRelease,
    /// The tokenset's id or name; `None` = all.
    pub tokenset: Option<String>,
    /// The mode's id or name; `None` = all.
    pub mode: Option<String>,
    /// The target.
    pub format: Format,
    /// `references=`, `missing=`, …
    pub options: Options,
}

impl ReleaseExport {
    fn key(&self) -> ExportKey {
        ExportKey::Release {
            root: self.release.release.root,
            part: [self.tokenset.clone(), self.mode.clone()],
            options: (self.format, self.options.clone()),
        }
    }

    /// The text when it is rendered already.
    pub fn rendered(&self, ctx: &Context) -> Option<Arc<Rendered>> {
        ctx.server.snapshots().export(&self.key())
    }

    /// Renders what a release holds; takes its time.
    pub fn render(&self, ctx: &Context, snapshot: &Snapshot) -> Result<Arc<Rendered>> {
        let mut parts = parts(snapshot, self.tokenset.as_deref())?;
        if parts.len() > 1 {
            distinct(&parts)?;
        }
        let mode = self.mode.as_deref();
        let mode = mode.map(|mode| find_mode(&parts, mode)).transpose()?;
        let missing = match mode {
            Some(_) => self.options.missing.0,
            None => self.options.missing_in_all(self.format),
        };
        let slugs = match mode {
            Some(slug) => vec![slug],
            None => slugs(&parts),
        };
        let in_order = matches!(self.format, Format::Json | Format::Dtcg);
        let views = views(snapshot, &mut parts, &slugs, missing, in_order);
        let modes = match (self.mode.is_some(), views.as_slice()) {
            (true, [view]) => Modes::One(view),
            (_, views) => Modes::All(views),
        };
        let rendered = print(self.format, modes, &self.options)?;
        let snapshots = ctx.server.snapshots();
        snapshots.keep_export(self.key(), rendered.clone());
        Ok(rendered)
    }

    /// `production-1.2.0.<tokenset>.<mode>.<ext>`, as the caller named them.
    pub fn file_name(&self) -> String {
        let version = version(self.release.release.version);
        let mut name = format!("{}-{version}", self.environment);
        for part in [&self.tokenset, &self.mode].into_iter().flatten() {
            name.push('.');
            name.push_str(part);
        }
        name.push('.');
        name.push_str(self.format.extension(self.mode.is_none()));
        name
    }
}

/// A tokenset of the export, and where it is.
struct Part<'s> {
    workspace: usize,
    set: usize,
    tokenset: &'s Tokenset,
}

impl Part<'_> {
    fn default_slug(&self) -> Option<String> {
        let default = self.tokenset.modes.iter().find(|mode| mode.is_default);
        default.map(|mode| kebab(&mode.name))
    }
}

/// The tokenset that is asked for, or all.
fn parts<'s>(snapshot: &'s Snapshot, wanted: Option<&str>) -> Result<Vec<Part<'s>>> {
    let all = snapshot.tokensets().map(|(workspace, set, tokenset)| Part {
        workspace,
        set,
        tokenset,
    });
    let all: Vec<Part<'s>> = all.collect();
    let Some(wanted) = wanted else {
        return Ok(all);
    };
    let id = parse_id(wanted).map(|id| Key(id.as_u128()));
    let is_id = all.iter().any(|part| Some(part.tokenset.key) == id);
    let named = all.into_iter().filter(|part| {
        let set = part.tokenset;
        let by_id = is_id && Some(set.key) == id;
        by_id || (!is_id && &*set.name == wanted)
    });
    let found: Vec<Part<'s>> = named.collect();
    match found.len() {
        0 => Err(Error::invalid(
            "invalid_tokenset",
            format!("tokenset names no tokenset of this release: {wanted}"),
        )),
        1 => Ok(found),
        _ => Err(Error::conflict(
            "ambiguous_tokenset",
            format!("Several tokensets of this release are named {wanted}: give an id"),
        )),
    }
}

/// Refuses a name that two tokensets define: which one is meant would be a guess.
fn distinct(parts: &[Part<'_>]) -> Result<()> {
    let mut owners: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, part) in parts.iter().enumerate() {
        for mode in &part.tokenset.modes {
            for entry in mode.entries() {
                let name = entry.token.name.as_str();
                let owner = *owners.entry(name).or_insert(number);
                if owner != number {
                    let [one, other] = [owner, number].map(|number| &parts[number].tokenset.name);
                    let message = format!(
                        "{name} is defined by two tokensets, {one} and {other}: choose with tokenset="
                    );
                    return Err(Error::conflict("ambiguous_token", message));
                }
            }
        }
    }
    Ok(())
}

/// The names in kebab-case of all modes, those of the first tokenset first.
fn slugs(parts: &[Part<'_>]) -> Vec<String> {
    let mut slugs = Vec::new();
    for mode in parts.iter().flat_map(|part| &part.tokenset.modes) {
        let slug = kebab(&mode.name);
        if !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    slugs
}

fn find_mode(parts: &[Part<'_>], wanted: &str) -> Result<String> {
    let id = parse_id(wanted).map(|id| Key(id.as_u128()));
    let slug = kebab(wanted);
    let modes = || parts.iter().flat_map(|part| &part.tokenset.modes);
    let found = modes()
        .find(|mode| Some(mode.key) == id)
        .or_else(|| modes().find(|mode| kebab(&mode.name) == slug));
    found.map(|mode| kebab(&mode.name)).ok_or_else(|| {
        let message = format!("mode names no mode of this release: {wanted}");
        Error::invalid("invalid_mode", message)
    })
}

/// The modes with what all tokensets say in them. A tokenset without the mode says nothing, or with
/// [`Missing::Inherit`] what its default mode says.
fn views(
    snapshot: &Snapshot,
    parts: &mut [Part<'_>],
    slugs: &[String],
    missing: Missing,
    in_order: bool,
) -> Vec<ModeView> {
    let mut graphs: Vec<Graph> = snapshot.workspaces.iter().map(Workspace::graph).collect();
    if missing == Missing::Inherit {
        // An empty mode inherits, and references see it as they would see the mode missing.
        for part in &*parts {
            let set = Arc::make_mut(&mut graphs[part.workspace].sets[part.set]);
            for slug in slugs {
                if set.modes.iter().all(|mode| kebab(&mode.name) != *slug) {
                    let empty = tokens::Mode::new(Key(0), slug.as_str(), false);
                    set.modes.push(Arc::new(empty));
                }
            }
        }
    }
    let mut resolvers: Vec<Resolver<'_>> = graphs.iter().map(Resolver::new).collect();
    let default = parts.first().and_then(Part::default_slug);
    let of_slug = slugs.iter().map(|slug| {
        let mut together: Option<ModeView> = None;
        for part in &*parts {
            let modes = &graphs[part.workspace].sets[part.set].modes;
            let Some(mode) = modes.iter().position(|mode| kebab(&mode.name) == *slug) else {
                continue;
            };
            let set = part.set;
            let view = mode_view(&mut resolvers[part.workspace], At { set, mode }, missing);
            together = Some(match together {
                None => view,
                Some(mut first) => {
                    first.tokens.extend(view.tokens);
                    first.groups = first.groups.union(view.groups);
                    first
                }
            });
        }
        let mut view = together?;
        if let Some(written) = written(parts, slug) {
            view.name = written;
        }
        view.is_default = default.as_ref() == Some(slug);
        if parts.len() > 1 {
            find_targets(&mut view);
            if in_order {
                let entries: Vec<&ViewToken> = view.tokens.iter().collect();
                let sorted = sort_by_name(&entries, |entry| entry.token.name.as_str());
                view.tokens = sorted.into_iter().cloned().collect();
            }
        }
        Some(view)
    });
    of_slug.flatten().collect()
}

/// A mode's name as the first tokenset that has it writes it.
fn written(parts: &[Part<'_>], slug: &str) -> Option<Arc<str>> {
    let mut modes = parts.iter().flat_map(|part| &part.tokenset.modes);
    let found = modes.find(|mode| kebab(&mode.name) == slug);
    found.map(|mode| mode.name.clone())
}

/// An alias of one tokenset may name a token of another, now that both are in one view.
fn find_targets(view: &mut ModeView) {
    let known: FxHashMap<&str, usize> = view
        .tokens
        .iter()
        .enumerate()
        .map(|(number, entry)| (entry.token.name.as_str(), number))
        .collect();
    let found: Vec<usize> = (0..view.tokens.len())
        .filter(|&number| {
            let entry = &view.tokens[number];
            let Source::Alias(target) = &entry.token.source else {
                return false;
            };
            let target = known.get(target.as_str()).map(|&n| &view.tokens[n]);
            entry.resolution.is_ok() && target.is_some_and(|t| t.resolution == entry.resolution)
        })
        .collect();
    for number in found {
        view.tokens[number].target_in_view = true;
    }
}

//! Taking a snapshot of workspaces, and what is wrong in it.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Serialize;
use tokencraft_tokens::diagnostic::sentence;
use tokencraft_tokens::graph::{At, Graph, Key, Source, Token};
use tokencraft_tokens::order::natural;
use tokencraft_tokens::resolve::{Resolution, Resolver};
use tokencraft_tokens::{TokenName, TokenType, Value};

use super::{Entry, Known, Mode, Snapshot, Tokenset, Workspace, chunk};

/// The most bytes of resolved values that one snapshot may add to what is written: many short aliases
/// may all stand for a long text.
pub const MAX_RESOLVED: usize = if cfg!(test) { 1 } else { 256 } * 1024 * 1024;

/// What is to be taken of a workspace.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'g> {
    /// The workspace's identity.
    pub workspace: Key,
    /// Its tokens.
    pub graph: &'g Graph,
    /// The tokensets to take; `None` = all.
    pub tokensets: Option<&'g [Key]>,
}

/// A snapshot, and what is wrong in it.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Its broken tokens, in the order of tokensets, modes and natural names.
    pub broken: Vec<Broken>,
}

/// A token that a release would hold without a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The tokenset's name.
    pub tokenset: Arc<str>,
    /// The mode's name.
    pub mode: Arc<str>,
    /// The token's name.
    #[serde(serialize_with = "crate::object::as_text")]
    pub name: TokenName,
    /// A sentence that names what is missing.
    pub message: String,
    /// The tokenset's identity.
    #[serde(rename = "tokenset_id", serialize_with = "crate::object::as_uuid")]
    pub tokenset_key: Key,
}

/// The resolved values are longer than [`MAX_RESOLVED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The resolved values of one release are longer than 256 MiB")]
pub struct TooLarge;

/// Takes a snapshot of workspaces as they are. A reference that leads to a tokenset that is not taken
/// is broken, and so is one that would lead to another token without it.
pub fn take(selections: &[Selection<'_>]) -> Result<Taken, TooLarge> {
    take_sharing(selections, &[])
}

/// Like [`take`]; what is equal in `known` snapshots is shared with them, which saves memory and most
/// of the time.
pub fn take_sharing(selections: &[Selection<'_>], known: &[&Snapshot]) -> Result<Taken, TooLarge> {
    let mut sorted: Vec<&Selection<'_>> = selections.iter().collect();
    sorted.sort_by_key(|selection| selection.workspace);
    let mut freezer = Freezer::new(known);
    for selection in sorted {
        let part = selection.part();
        let whole = (part.sets.len() < selection.graph.sets.len()).then_some(selection.graph);
        freezer.freeze(selection.workspace, &part, whole)?;
    }
    Ok(freezer.finish())
}

/// The broken tokens of a snapshot, in the order of tokensets, modes and natural names.
pub fn broken(snapshot: &Snapshot) -> Vec<Broken> {
    let mut found = Vec::new();
    for workspace in &snapshot.workspaces {
        if workspace.modes().flat_map(Mode::entries).all(is_sound) {
            continue;
        }
        let graph = workspace.graph();
        for at in graph.places() {
            let resolved = resolve_mode(&graph, at);
            find_broken(&graph, at, &resolved, None, &mut found);
        }
    }
    found
}

/// Whether nothing is wrong with a token, as far as a glance tells.
fn is_sound(entry: &Entry) -> bool {
    entry.resolved.as_ref().is_some_and(|text| {
        is_literal(&entry.token, text) || Value::parse(entry.token.kind, text).is_ok()
    })
}

/// Whether a text is what was written, which was checked when it was.
fn is_literal(token: &Token, text: &str) -> bool {
    matches!(&token.source, Source::Plain(written) if **written == *text)
}

impl Selection<'_> {
    /// The tokensets to take, oldest first.
    fn part(&self) -> Graph {
        let wanted = |key| self.tokensets.is_none_or(|keys| keys.contains(&key));
        let sets = self.graph.sets.iter().filter(|set| wanted(set.key));
        let mut sets: Vec<_> = sets.map(Arc::clone).collect();
        sets.sort_by_key(|set| set.key);
        Graph { sets }
    }
}

/// Makes snapshots of graphs.
pub(crate) struct Freezer<'k> {
    known: Known<'k>,
    /// Bytes that resolved values may still have.
    budget: usize,
    workspaces: Vec<Workspace>,
    broken: Vec<Broken>,
}

impl<'k> Freezer<'k> {
    pub(crate) fn new(known: &[&'k Snapshot]) -> Self {
        Self {
            known: Known::of(known),
            budget: MAX_RESOLVED,
            workspaces: Vec::new(),
            broken: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Taken {
        Taken {
            snapshot: Snapshot::new(self.workspaces),
            broken: self.broken,
        }
    }

    /// Adds a workspace, unless it is empty. `whole` is the workspace when not all of it is taken.
    pub(crate) fn freeze(
        &mut self,
        key: Key,
        graph: &Graph,
        whole: Option<&Graph>,
    ) -> Result<(), TooLarge> {
        let mut sets = Vec::new();
        for (set, tokenset) in graph.sets.iter().enumerate() {
            let modes = (0..tokenset.modes.len()).map(|mode| {
                let mode = self.freeze_mode(graph, At { set, mode }, whole)?;
                Ok(Arc::new(mode))
            });
            let modes = modes.collect::<Result<_, TooLarge>>()?;
            let name = Arc::clone(&tokenset.name);
            sets.push(Arc::new(Tokenset::new(tokenset.key, name, modes)));
        }
        if !sets.is_empty() {
            self.workspaces.push(Workspace { key, sets });
        }
        Ok(())
    }

    fn freeze_mode(
        &mut self,
        graph: &Graph,
        at: At,
        whole: Option<&Graph>,
    ) -> Result<Mode, TooLarge> {
        let mode = graph.mode(at);
        let resolved = resolve_mode(graph, at);
        find_broken(graph, at, &resolved, whole, &mut self.broken);
        let entries = resolved.into_iter().map(|(token, resolution)| Entry {
            token: Arc::clone(token),
            resolved: resolution.ok(),
        });
        let entries: Vec<Entry> = entries.collect();
        for entry in &entries {
            if let Some(text) = &entry.resolved
                && !is_literal(&entry.token, text)
            {
                self.budget = self.budget.checked_sub(text.len()).ok_or(TooLarge)?;
            }
        }
        Ok(Mode::new(
            mode.key,
            Arc::clone(&mode.name),
            graph.sets[at.set].default_mode() == at.mode,
            mode.groups.clone(),
            chunk::cut(mode.key, entries, &self.known),
        ))
    }
}

/// Every token of a mode with its resolution: the same whoever asks, for each mode is resolved anew.
pub(crate) fn resolve_mode(graph: &Graph, at: At) -> Vec<(&Arc<Token>, Resolution)> {
    let mut resolver = Resolver::new(graph);
    let tokens = graph.mode(at).tokens();
    tokens
        .map(|token| (token, resolver.resolve(at, token)))
        .collect()
}

fn find_broken(
    graph: &Graph,
    at: At,
    resolved: &[(&Arc<Token>, Resolution)],
    whole: Option<&Graph>,
    broken: &mut Vec<Broken>,
) {
    let (set, mode) = (&graph.sets[at.set], graph.mode(at));
    let in_whole = whole.and_then(|whole| Some((whole, whole.set_by_key(set.key)?)));
    let mut in_whole = in_whole.map(|(whole, set)| (Resolver::new(whole), At { set, ..at }));
    // Texts of which a type is known to have them as values: aliases share their targets'.
    let place = |kind: TokenType, text: &Arc<str>| (kind, Arc::as_ptr(text).addr());
    let mut checked: FxHashSet<(TokenType, usize)> = FxHashSet::default();
    for (token, _) in resolved {
        if let Source::Plain(text) = &token.source {
            checked.insert(place(token.kind, text));
        }
    }
    let mut found = Vec::new();
    for (token, resolution) in resolved {
        let reason = match resolution {
            Ok(text) if is_literal(token, text) => None,
            Ok(text) if checked.contains(&place(token.kind, text)) => None,
            Ok(text) => match Value::parse(token.kind, text) {
                Ok(_) => {
                    checked.insert(place(token.kind, text));
                    None
                }
                Err(error) => Some(error.to_string()),
            },
            Err(reason) => Some(sentence(reason)),
        };
        let before = in_whole
            .as_mut()
            .filter(|_| reason.is_some() || !token.references().is_empty())
            .and_then(|(resolver, at)| {
                let token = resolver.graph().mode(*at).by_key(token.key)?;
                resolver.resolve(*at, token).ok()
            });
        let reason = match (before, resolution) {
            (Some(before), Ok(text)) if before != *text => {
                Some("Alias leads to another token than in its workspace".to_owned())
            }
            (Some(_), Err(_)) => reason.map(|reason| format!("{reason} (not in this release)")),
            _ => reason,
        };
        if let Some(message) = reason {
            found.push((&token.name, message));
        }
    }
    found.sort_by(|(a, _), (b, _): &(&TokenName, String)| natural(a.as_str(), b.as_str()));
    broken.extend(found.into_iter().map(|(name, message)| Broken {
        tokenset: Arc::clone(&set.name),
        mode: Arc::clone(&mode.name),
        name: name.clone(),
        message,
        tokenset_key: set.key,
    }));
}

//! Tokens Studio: sets in one file or a folder, `$themes` that say which sets make a mode, `$metadata`
//! with the sets' order.

use std::collections::{HashMap, HashSet};

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Range;

use super::location::Lines;
use super::reader::{Dialect, Gravity, Reader};
use super::rewrite::{self, Names};
use super::{Document, Format, ImportError, Options, shorten, tree};

/// The most modes that themes may make.
const MOST_MODES: usize = 50;
/// The most bytes of sets that all modes together may read.
const MOST_READ: usize = 128 * 1024 * 1024;

/// One set of tokens.
struct Set<'d, 'a> {
    name: &'d str,
    root: &'d Object<'a>,
    lines: &'d Lines<'a>,
}

/// A theme: a choice of sets.
struct Theme<'d> {
    name: &'d str,
    group: &'d str,
    /// Sets that are `enabled` or a `source`.
    sets: HashSet<&'d str>,
}

/// A file of a folder, parsed.
pub(super) struct File<'a> {
    /// The path without its ending: a set's name, `$themes` or `$metadata`.
    pub(super) name: String,
    pub(super) root: Value<'a>,
    pub(super) lines: Lines<'a>,
}

/// Whether a file holds sets rather than groups: it says so, and no token stands beside them.
pub(super) fn has_sets(root: &Object<'_>) -> bool {
    let about = root.get_object("$metadata");
    let says_so = root.get_array("$themes").is_some()
        || about.is_some_and(|about| about.get_array("tokenSetOrder").is_some());
    let is_token = |value: &Value<'_>| {
        value
            .as_object()
            .is_some_and(|object| tree::value_member(object).is_some())
    };
    says_so && !root.properties.iter().any(|p| is_token(&p.value))
}

/// Whether a file that does not say so holds sets: a reference leads to no token unless the first
/// segment of the names is the sets'.
fn refers_into_sets(root: &Object<'_>) -> bool {
    let sets = || tree::children(root);
    if sets().any(|(_, set)| tree::value_member(set).is_some()) {
        return false;
    }
    let (mut whole, mut inside) = (Names::default(), Names::default());
    whole.add(root);
    for (_, set) in sets() {
        inside.add(set);
    }
    let is_wanted = |own: &str, name: &str| name != own && inside.has(name) && !whole.has(name);
    sets().any(|(_, set)| rewrite::any_reference(set, &mut String::new(), &is_wanted))
}

/// Reads a single file.
pub(super) fn read<'a>(
    mut root: Object<'a>,
    lines: &Lines<'a>,
    options: &Options,
) -> Result<Document, ImportError> {
    let mut names = Names::default();
    if !has_sets(&root) && !refers_into_sets(&root) {
        names.add(&root);
        rewrite::tree(&mut root, Format::TokensStudio, &names);
        drop(names);
        let mut reader = Reader::new(dialect(&root), options, &root, lines);
        tree::group(&mut reader, &root, None);
        reader.end_mode(None);
        return reader.finish();
    }
    let mut again = 0;
    for property in &mut root.properties {
        if let (false, Value::Object(set)) =
            (property.name.as_str().starts_with('$'), &property.value)
        {
            again += names.add(set);
        }
    }
    for property in &mut root.properties {
        if let (false, Value::Object(set)) =
            (property.name.as_str().starts_with('$'), &mut property.value)
        {
            rewrite::tree(set, Format::TokensStudio, &names);
        }
    }
    let sets = root.properties.iter().filter_map(|property| {
        let name = property.name.as_str();
        let set = property
            .value
            .as_object()
            .filter(|_| !name.starts_with('$'));
        set.map(|root| Set { name, root, lines })
    });
    let themes = root.get("$themes").map(|p| &p.value);
    let order = root.get_object("$metadata");
    read_sets(&root, sets.collect(), themes, order, again > 0, options)
}

/// Reads the files of a folder.
pub(super) fn read_folder(
    mut files: Vec<File<'_>>,
    options: &Options,
) -> Result<Document, ImportError> {
    let mut names = Names::default();
    let mut again = 0;
    for file in files.iter().filter(|f| !f.name.starts_with('$')) {
        again += file.root.as_object().map_or(0, |root| names.add(root));
    }
    for file in files.iter_mut().filter(|f| !f.name.starts_with('$')) {
        if let Value::Object(root) = &mut file.root {
            rewrite::tree(root, Format::TokensStudio, &names);
        }
    }
    let about = |name: &str| files.iter().find(|f| f.name == name).map(|f| &f.root);
    let order = about("$metadata").and_then(Value::as_object);
    let sets: Vec<Set<'_, '_>> = files
        .iter()
        .filter(|f| !f.name.starts_with('$'))
        .filter_map(|file| {
            Some(Set {
                name: &file.name,
                root: file.root.as_object()?,
                lines: &file.lines,
            })
        })
        .collect();
    let none = Object {
        range: Range { start: 0, end: 0 },
        properties: Vec::new(),
    };
    read_sets(&none, sets, about("$themes"), order, again > 0, options)
}

fn dialect(object: &Object<'_>) -> Dialect {
    let [value, kind, description] = if tree::has_dollar(object) {
        ["$value", "$type", "$description"]
    } else {
        ["value", "type", "description"]
    };
    Dialect {
        format: Format::TokensStudio,
        value,
        kind,
        description,
    }
}

fn read_sets<'d, 'a>(
    root: &'d Object<'a>,
    mut sets: Vec<Set<'d, 'a>>,
    themes: Option<&'d Value<'a>>,
    about: Option<&'d Object<'a>>,
    names_repeat: bool,
    options: &Options,
) -> Result<Document, ImportError> {
    let order = about.and_then(|about| about.get_array("tokenSetOrder"));
    let order: HashMap<&str, usize> = order
        .iter()
        .flat_map(|order| order.elements.iter().enumerate())
        .filter_map(|(at, name)| Some((&*name.as_string_lit()?.value, at)))
        .collect();
    // Sets that the order does not name come last, in the file's order.
    sets.sort_by_key(|set| order.get(set.name).copied().unwrap_or(usize::MAX));
    let themes = read_themes(themes);
    let modes: Vec<(Option<String>, Vec<&Set<'_, '_>>)> = if themes.is_empty() {
        if names_repeat {
            // Sets that say the same name's value differently are modes, or else one would be lost.
            sets.iter()
                .map(|set| (Some(set.name.to_owned()), vec![set]))
                .collect()
        } else {
            vec![(None, sets.iter().collect())]
        }
    } else {
        permutations(&themes)?
            .into_iter()
            .map(|chosen| {
                let is_chosen =
                    |set: &&Set<'_, '_>| chosen.iter().any(|theme| theme.sets.contains(set.name));
                let names: Vec<&str> = chosen.iter().map(|theme| theme.name).collect();
                (
                    Some(names.join(" / ")),
                    sets.iter().filter(is_chosen).collect(),
                )
            })
            .collect()
    };
    let size = |set: &Set<'_, '_>| set.root.range.end - set.root.range.start;
    let read: usize = modes
        .iter()
        .flat_map(|(_, sets)| sets)
        .map(|set| size(set))
        .sum();
    if modes.len() > MOST_MODES || read > MOST_READ {
        let message = format!(
            "The file makes {} modes; at most {MOST_MODES} are allowed, of {} MiB together",
            modes.len(),
            MOST_READ >> 20
        );
        return Err(ImportError::of_file("too_many_modes", message));
    }
    let Some(first) = sets.first() else {
        return Err(ImportError::of_file(
            "no_tokens",
            "There is no set of tokens",
        ));
    };
    let mut reader = Reader::new(dialect(first.root), options, root, first.lines);
    for (name, sets) in &modes {
        for set in sets {
            reader.begin_layer(set.lines);
            let mark = reader.enter_outside(set.name);
            tree::group(&mut reader, set.root, None);
            reader.leave(&mark);
        }
        reader.end_mode(name.clone());
    }
    let chosen = modes.iter().flat_map(|(_, sets)| sets);
    let chosen: HashSet<&str> = chosen.map(|set| set.name).collect();
    for set in &sets {
        if !chosen.contains(set.name) {
            reader.begin_layer(set.lines);
            let mark = reader.enter_outside(set.name);
            leave_out(&mut reader, set.name, set.root);
            reader.leave(&mark);
        }
    }
    reader.finish()
}

/// Reports the tokens of a set that no theme chooses.
fn leave_out<'d, 'a>(reader: &mut Reader<'d, 'a>, set: &str, object: &'d Object<'a>) {
    for property in &object.properties {
        let Value::Object(child) = &property.value else {
            continue;
        };
        if property.name.as_str().starts_with('$') {
            continue;
        }
        let mark = reader.enter(property.name.as_str());
        if tree::value_member(child).is_some() {
            let message = format!("No theme has the set `{}`", shorten(set));
            let at = property.range.start;
            reader.report(Gravity::Skip, "set_not_selected", at, message);
        } else {
            leave_out(reader, set, child);
        }
        reader.leave(&mark);
    }
}

fn read_themes<'d>(themes: Option<&'d Value<'_>>) -> Vec<Theme<'d>> {
    let themes = themes.and_then(Value::as_array);
    let themes = themes.into_iter().flat_map(|themes| &themes.elements);
    themes
        .filter_map(|theme| {
            let theme = theme.as_object()?;
            let sets = theme.get_object("selectedTokenSets")?.properties.iter();
            let is_on = |value: &Value<'_>| {
                matches!(value, Value::StringLit(status) if &*status.value != "disabled")
            };
            Some(Theme {
                name: &theme.get_string("name")?.value,
                group: theme.get_string("group").map_or("", |group| &group.value),
                sets: sets.filter(|p| is_on(&p.value)).map(|p| p.name.as_str()).collect(),
            })
        })
        .collect()
}

/// One theme of each group, in every way.
fn permutations<'t, 'd>(themes: &'t [Theme<'d>]) -> Result<Vec<Vec<&'t Theme<'d>>>, ImportError> {
    let mut groups: Vec<Vec<&Theme<'_>>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for theme in themes {
        let place = *places.entry(theme.group).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(members) => members.push(theme),
            None => groups.push(vec![theme]),
        }
    }
    let count = groups
        .iter()
        .fold(1_usize, |n, themes| n.saturating_mul(themes.len()));
    let message = if count > MOST_MODES {
        format!("The themes make {count} modes; at most {MOST_MODES} are allowed")
    } else if groups.len() > MOST_MODES {
        format!("The themes are of more than {MOST_MODES} groups")
    } else {
        let mut all = vec![Vec::new()];
        for themes in &groups {
            let longer = |choice: &Vec<_>| {
                themes
                    .iter()
                    .map(|theme| [choice.as_slice(), &[*theme]].concat())
                    .collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
        return Ok(all);
    };
    Err(ImportError::of_file("too_many_modes", message))
}

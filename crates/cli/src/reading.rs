//! The documents that arguments name: files, folders, resolver documents with the files beside them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tokencraft_formats::import::{self, Document, Found, ImportError, Refused, resolver};

use crate::files::{self, shown, split_mode};
use crate::output::hinted;

/// What a folder is searched for.
const EXTENSIONS: [&str; 4] = ["json", "json5", "jsonc", "tokens"];
/// Folders deeper than this are not searched: links may lead in a circle.
const DEEPEST: usize = 32;

/// A document, or why there is none.
pub(crate) struct Reading {
    /// The mode that its tokens are to go into.
    pub(crate) mode: Option<String>,
    /// The file or the folder.
    pub(crate) path: PathBuf,
    /// What it says.
    pub(crate) document: Result<Document, ImportError>,
}

/// Files that are read together.
struct Group {
    mode: Option<String>,
    /// As given: names them all.
    path: PathBuf,
    /// What the paths of the files begin with that is no part of their names.
    root: PathBuf,
    files: Vec<PathBuf>,
}

/// Reads what `[MODE=]FILE` arguments name, in their order; an error is a file that cannot be opened.
///
/// A folder is all token files in it. Files of a Tokens Studio folder that are named one by one, with
/// `$themes.json` or `$metadata.json` among them, are that folder. A resolver document takes the files
/// it refers to from beside it.
pub(crate) fn read(
    arguments: &[String],
    input: &resolver::Input,
    options: &import::Options,
) -> anyhow::Result<Vec<Reading>> {
    let mut readings = Vec::new();
    for group in groups(arguments)? {
        read_group(&group, input, options, &mut readings)?;
    }
    Ok(readings)
}

/// Reads what a single path names, all of it into the modes that it says itself.
pub(crate) fn read_path(path: &Path, options: &import::Options) -> anyhow::Result<Vec<Reading>> {
    let (root, files) = if path.is_dir() {
        (path.to_owned(), files_in(path)?)
    } else {
        (PathBuf::new(), vec![path.to_owned()])
    };
    let group = Group {
        mode: None,
        path: path.to_owned(),
        root,
        files,
    };
    let mut readings = Vec::new();
    read_group(&group, &[], options, &mut readings)?;
    Ok(readings)
}

fn groups(arguments: &[String]) -> anyhow::Result<Vec<Group>> {
    let split = arguments.iter().map(|argument| split_mode(argument));
    let split: Vec<(Option<&str>, PathBuf)> = split.collect();
    let is_about_sets = |path: &Path| {
        let stem = path.file_stem();
        stem.is_some_and(|stem| stem == "$themes" || stem == "$metadata")
    };
    let about_sets = split
        .iter()
        .find(|(mode, path)| mode.is_none() && is_about_sets(path));
    let root = about_sets.map(|(_, path)| path.parent().unwrap_or(Path::new("")).to_owned());
    let mut groups: Vec<Group> = Vec::new();
    let mut sets: Option<usize> = None;
    for (mode, path) in split {
        let is_file = path != Path::new("-") && !path.is_dir();
        let belongs = |root: &PathBuf| mode.is_none() && is_file && path.starts_with(root);
        if let Some(root) = root.as_ref().filter(|root| belongs(root)) {
            if let Some(at) = sets {
                groups[at].files.push(path);
                continue;
            }
            sets = Some(groups.len());
            groups.push(Group {
                mode: None,
                path: root.clone(),
                root: root.clone(),
                files: vec![path],
            });
            continue;
        }
        let mode = mode.map(str::to_owned);
        let (root, files) = if path.is_dir() {
            (path.clone(), files_in(&path)?)
        } else {
            (PathBuf::new(), vec![path.clone()])
        };
        groups.push(Group {
            mode,
            path,
            root,
            files,
        });
    }
    Ok(groups)
}

/// The token files in a folder and those below it, in the order of their paths; not what is hidden, nor
/// packages.
fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut rest = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = rest.pop() {
        let cannot = || format!("cannot read {}", shown(&folder));
        for entry in std::fs::read_dir(&folder).with_context(cannot)? {
            let path = entry.with_context(cannot)?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.unwrap_or_default();
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            let extension = path.extension().and_then(|it| it.to_str());
            if path.is_dir() && depth < DEEPEST {
                rest.push((path, depth + 1));
            } else if extension.is_some_and(|it| EXTENSIONS.contains(&it)) && path.is_file() {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        return Err(hinted(
            format!("there is no token file in {}", shown(folder)),
            format!("token files are named *.{}", EXTENSIONS.join(", *.")),
        ));
    }
    found.sort();
    Ok(found)
}

fn read_group(
    group: &Group,
    input: &resolver::Input,
    options: &import::Options,
    readings: &mut Vec<Reading>,
) -> anyhow::Result<()> {
    let mut texts = Vec::with_capacity(group.files.len());
    for path in &group.files {
        texts.push((path.clone(), files::read(path)?));
    }
    let reading = |path: &Path, document| Reading {
        mode: group.mode.clone(),
        path: path.to_owned(),
        document,
    };
    if let Err((path, error)) = add_sources(&mut texts, options)? {
        readings.push(reading(&path, Err(error)));
        return Ok(());
    }
    let names: Vec<String> = texts
        .iter()
        .map(|(path, _)| name(path, &group.root))
        .collect();
    let files = names.iter().zip(&texts);
    let files: Vec<resolver::File<'_>> = files
        .map(|(path, (_, text))| resolver::File { path, text })
        .collect();
    let path_of = |file: Option<usize>| file.map_or(&group.path, |at| &texts[at].0);
    match import::import_files(&files, input, options) {
        Ok(found) => readings.extend(found.into_iter().map(|found| {
            let Found { file, document, .. } = found;
            reading(path_of(file), Ok(document))
        })),
        Err(Refused { file, error }) => readings.push(reading(path_of(file), Err(error))),
    }
    Ok(())
}

/// Adds the files that resolver documents refer to and that are not among them. Inside: the document
/// that cannot be read.
fn add_sources(
    texts: &mut Vec<(PathBuf, Vec<u8>)>,
    options: &import::Options,
) -> anyhow::Result<Result<(), (PathBuf, ImportError)>> {
    let is_resolver = |text: &[u8]| match options.format {
        None => resolver::is_resolver_document(text),
        Some(import::Format::DtcgResolver) => {
            texts.len() == 1 || resolver::is_resolver_document(text)
        }
        Some(_) => false,
    };
    let mut wanted = Vec::new();
    for (path, text) in texts.iter().filter(|(_, text)| is_resolver(text)) {
        match resolver::references(text) {
            Ok(references) => {
                // What lies on another machine is refused with the place that refers to it.
                let here = references.iter().filter(|it| !it.contains("://"));
                wanted.extend(here.map(|reference| {
                    let folder = path.parent().unwrap_or(Path::new(""));
                    folder.join(resolver::file_path(reference))
                }));
            }
            Err(error) => return Ok(Err((path.clone(), error))),
        }
    }
    let identity = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut known: HashSet<PathBuf> = texts.iter().map(|(path, _)| identity(path)).collect();
    for path in wanted {
        if known.insert(identity(&path)) {
            let text = files::read(&path)?;
            texts.push((path, text));
        }
    }
    Ok(Ok(()))
}

/// A path as documents refer to each other's.
fn name(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

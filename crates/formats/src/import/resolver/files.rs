//! The files of a resolver document, read as one text: then every part of every file has a place of its
//! own.

use std::collections::{HashMap, HashSet};

use jsonc_parser::ast::{Object, Value};

use crate::import::location::Lines;
use crate::import::{ImportError, Location, shorten, syntax};
use tokencraft_tokens::pointer::percent_decode;

/// The most files that a document may refer to.
const MOST_FILES: usize = 1_000;

/// A file, by its path: where it lies beside others.
#[derive(Clone, Copy, Debug)]
pub struct File<'t> {
    /// Segments parted by `/`; may be a bare name.
    pub path: &'t str,
    /// Its content.
    pub text: &'t [u8],
}

/// All files that are referred to, the resolver document first.
pub(super) struct Combined {
    text: String,
    /// Where each file's text begins, and its path; the document itself has none.
    starts: Vec<(usize, Option<String>)>,
    /// By what references say.
    numbers: HashMap<String, usize>,
}

impl Combined {
    pub(super) fn new(main: &File<'_>, others: &[File<'_>]) -> Result<Self, ImportError> {
        let text = syntax::decode(main.text)?;
        let lines = Lines::new(text);
        let root = syntax::parse(text, &lines)?;
        let mut combined = Self {
            text: String::from("["),
            starts: Vec::new(),
            numbers: HashMap::new(),
        };
        combined.push(text, None);
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (reference, at) in check_count(references(&root))? {
            let Some(number) = referred_to(main, &reference, others) else {
                let why = if reference.contains("://") {
                    "lies on another machine: nothing is fetched"
                } else {
                    "is missing"
                };
                let message = format!(
                    "The file `{}` that the document refers to {why}",
                    shorten(&reference)
                );
                return Err(ImportError {
                    code: "file_not_found",
                    message,
                    location: Some(syntax::locate(&lines, at)),
                });
            };
            let file = &others[number];
            let number = if let Some(number) = numbers.get(file.path) {
                *number
            } else {
                let text = syntax::decode(file.text).and_then(|text| {
                    syntax::parse(text, &Lines::new(text))?;
                    Ok(text)
                });
                let text = text.map_err(|error| ImportError {
                    location: error.location.map(|location| Location {
                        file: Some(file.path.into()),
                        ..location
                    }),
                    ..error
                })?;
                combined.push(text, Some(file.path.to_owned()));
                numbers.insert(file.path, combined.starts.len() - 1);
                combined.starts.len() - 1
            };
            combined.numbers.insert(reference, number);
        }
        combined.text.push(']');
        Ok(combined)
    }

    /// A file's text begins and ends a line: comments cannot reach into the next.
    fn push(&mut self, text: &str, path: Option<String>) {
        self.text
            .push_str(if self.starts.is_empty() { "\n" } else { ",\n" });
        self.starts.push((self.text.len(), path));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// The lines and the roots of the files, in order.
    pub(super) fn parse(&self) -> Result<(Lines<'_>, Vec<Object<'_>>), ImportError> {
        let starts = self.starts.iter();
        let starts = starts.map(|(start, path)| (*start, path.as_deref().map(Into::into)));
        let lines = Lines::of_files(&self.text, starts.collect());
        let roots = syntax::parse_list(&self.text, &lines)?;
        Ok((lines, roots))
    }

    /// The number of the file that a reference names.
    pub(super) fn number(&self, reference: &str) -> Option<usize> {
        self.numbers.get(reference).copied()
    }
}

/// The files, if they are not too many.
pub(super) fn check_count<T>(files: Vec<T>) -> Result<Vec<T>, ImportError> {
    if files.len() <= MOST_FILES {
        return Ok(files);
    }
    let message = format!("The document refers to more than {MOST_FILES} files");
    Err(ImportError::of_file("too_large", message))
}

/// The files that sources refer to, each once, in order.
pub(super) fn referred(root: &Object<'_>) -> Vec<String> {
    let files = references(root).into_iter();
    files.map(|(file, _)| file).collect()
}

/// [`referred`], with where each is referred to first.
fn references(root: &Object<'_>) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut known = HashSet::new();
    let mut lists = Vec::new();
    let sets_and_modifiers = ["sets", "modifiers"]
        .into_iter()
        .filter_map(|name| root.get_object(name));
    for item in sets_and_modifiers.flat_map(|group| &group.properties) {
        if let Value::Object(item) = &item.value {
            lists_of(item, &mut lists);
        }
    }
    if let Some(order) = root.get_array("resolutionOrder") {
        for item in &order.elements {
            if let Value::Object(item) = item {
                lists_of(item, &mut lists);
            }
        }
    }
    for source in lists.into_iter().flatten() {
        if let Value::Object(source) = source
            && let Some(pointer) = source.get_string("$ref")
        {
            let file = pointer.value.split('#').next().unwrap_or_default();
            if !file.is_empty() && known.insert(file) {
                found.push((file.to_owned(), pointer.range.start));
            }
        }
    }
    found
}

/// The lists of sources of a set or modifier.
fn lists_of<'d, 'a>(item: &'d Object<'a>, lists: &mut Vec<&'d [Value<'a>]>) {
    if let Some(sources) = item.get_array("sources") {
        lists.push(&sources.elements);
    }
    if let Some(contexts) = item.get_object("contexts") {
        let contexts = contexts.properties.iter();
        lists.extend(contexts.filter_map(|context| match &context.value {
            Value::Array(sources) => Some(sources.elements.as_slice()),
            _ => None,
        }));
    }
}

/// A relative reference in a folder, without `.` and `..`.
fn joined(folder: &str, reference: &str) -> String {
    let reference = percent_decode(reference).unwrap_or_else(|| reference.into());
    let mut segments: Vec<&str> = Vec::new();
    for segment in folder
        .split(['/', '\\'])
        .chain(reference.split(['/', '\\']))
    {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

/// The number of the file that a document's reference names.
pub(super) fn referred_to(main: &File<'_>, reference: &str, others: &[File<'_>]) -> Option<usize> {
    let folder = main.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    find(&joined(folder, reference), others)
}

/// The file of that path; where forms send bare names, the only one of that name.
fn find(path: &str, files: &[File<'_>]) -> Option<usize> {
    let is_it = |file: &File<'_>| joined("", file.path) == path;
    if let Some(at) = files.iter().position(is_it) {
        return Some(at);
    }
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = name(path);
    let is_same = |file: &File<'_>| {
        let file = joined("", file.path);
        name(&file) == wanted && (path.ends_with(&file) || file.ends_with(path))
    };
    let mut same = (0..files.len()).filter(|at| is_same(&files[*at]));
    match (same.next(), same.next()) {
        (Some(at), None) => Some(at),
        _ => None,
    }
}

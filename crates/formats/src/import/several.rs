//! Several files at once: which of them belong together, and which are documents of their own.

use std::collections::HashSet;

use super::resolver::{self, File, Input};
use super::{
    Document, Format, ImportError, Options, Warning, import, location, shorten, syntax,
    tokens_studio,
};

/// What a file says, with the files that belong to it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The number of the file whose name stands for it; `None` when it is a whole folder's.
    pub file: Option<usize>,
    /// That folder's path, without a last `/`.
    pub folder: Option<String>,
    /// What it says.
    pub document: Document,
}

/// Why files were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The number of the file; `None` when the error's message names it.
    pub file: Option<usize>,
    /// What is wrong.
    pub error: ImportError,
}

/// Reads files, each with its path as seen from a common folder.
///
/// Where there are resolver documents, the others are their sources, and `input` narrows modifiers to
/// one context. A folder of Tokens Studio is one document ([`import_folder`]). Otherwise each file is
/// read alone. A file that is left out is named in a warning.
pub fn import_files(
    files: &[File<'_>],
    input: &Input,
    options: &Options,
) -> Result<Vec<Found>, Refused> {
    let is_resolver = |file: &File<'_>| match options.format {
        None => resolver::is_resolver_document(file.text),
        Some(format) => {
            format == Format::DtcgResolver
                && (files.len() == 1 || resolver::is_resolver_document(file.text))
        }
    };
    let (resolvers, others): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|at| is_resolver(&files[*at]));
    if !resolvers.is_empty() {
        let sources: Vec<File<'_>> = others.into_iter().map(|at| files[at]).collect();
        return import_resolvers(files, &resolvers, &sources, input, options);
    }
    let pairs: Vec<(&str, &[u8])> = files.iter().map(|file| (file.path, file.text)).collect();
    if let Some(root) = root(&pairs, options) {
        let document = read_folder(&pairs, root, options);
        let folder = Some(root.trim_end_matches('/').to_owned());
        return document
            .map(|document| {
                vec![Found {
                    file: None,
                    folder,
                    document,
                }]
            })
            .map_err(|error| Refused { file: None, error });
    }
    let read = files.iter().enumerate().map(|(at, text)| {
        let file = Some(at);
        let document = import(text.text, options).map_err(|error| Refused { file, error })?;
        Ok(Found::of(at, document))
    });
    read.collect()
}

impl Found {
    fn of(file: usize, document: Document) -> Self {
        Self {
            file: Some(file),
            folder: None,
            document,
        }
    }
}

fn import_resolvers(
    files: &[File<'_>],
    resolvers: &[usize],
    sources: &[File<'_>],
    input: &Input,
    options: &Options,
) -> Result<Vec<Found>, Refused> {
    let mut used = HashSet::new();
    let mut found = Vec::with_capacity(resolvers.len());
    for &at in resolvers {
        let file = Some(at);
        let mut document = resolver::import(&files[at], sources, input, options)
            .map_err(|error| Refused { file, error })?;
        if options.format.is_none() {
            document.reason = Some("it has a `resolutionOrder`".into());
        }
        used.extend(resolver::used(&files[at], sources));
        found.push(Found::of(at, document));
    }
    let unused = sources
        .iter()
        .enumerate()
        .filter(|(at, _)| !used.contains(at));
    let unused = unused.map(|(_, file)| left_out(file.path, "no resolver document refers to it"));
    found[0].document.warnings.extend(unused);
    Ok(found)
}

/// Reads files that belong together, each with its path: a folder of Tokens Studio, told by its
/// `$themes.json` or `$metadata.json`, is one document. `None` when they do not, and each is to be
/// read alone. The folder that holds those files is the root of the sets' names.
pub fn import_folder(
    files: &[(&str, &[u8])],
    options: &Options,
) -> Option<Result<Document, ImportError>> {
    let root = root(files, options)?;
    Some(read_folder(files, root, options))
}

/// The folder of sets that the files make up.
fn root<'t>(files: &[(&'t str, &[u8])], options: &Options) -> Option<&'t str> {
    if !matches!(options.format, None | Some(Format::TokensStudio)) {
        return None;
    }
    let about_sets = files.iter().filter(|(path, _)| is_about_sets(path));
    let roots = about_sets.map(|(path, _)| folder(path));
    roots.min_by_key(|folder| folder.len())
}

fn read_folder(
    files: &[(&str, &[u8])],
    root_folder: &str,
    options: &Options,
) -> Result<Document, ImportError> {
    let mut warnings = Vec::new();
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for (path, bytes) in files {
        let Some(inside) = path.strip_prefix(root_folder) else {
            warnings.push(left_out(path, "it lies outside the folder of the sets"));
            continue;
        };
        if inside.starts_with('$') && !is_about_sets(inside) {
            warnings.push(left_out(path, "it is none of the sets"));
            continue;
        }
        let text = syntax::decode(bytes).map_err(|error| in_file(path, error))?;
        texts.push((inside, text));
    }
    let mut files = Vec::with_capacity(texts.len());
    for (path, text) in texts {
        let lines = location::Lines::new(text);
        let root = syntax::parse_value(text, &lines).map_err(|e| in_file(path, e))?;
        if root.as_object().is_none() && !is_about_sets(path) {
            warnings.push(left_out(
                &format!("{root_folder}{path}"),
                "its root is no object",
            ));
            continue;
        }
        let name = path.rsplit_once('.').map_or(path, |(name, _)| name);
        files.push(tokens_studio::File {
            name: name.to_owned(),
            root,
            lines,
        });
    }
    let mut document = tokens_studio::read_folder(files, options)?;
    document.warnings.extend(warnings);
    if options.format.is_none() {
        let reason =
            "a file `$themes.json` or `$metadata.json` makes the files a folder of Tokens Studio";
        document.reason = Some(reason.into());
    }
    Ok(document)
}

/// The folder of a path, with its last `/`.
fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// Whether a file says how sets belong together.
fn is_about_sets(path: &str) -> bool {
    let name = &path[folder(path).len()..];
    matches!(
        name.rsplit_once('.'),
        Some(("$themes" | "$metadata", "json" | "jsonc" | "json5"))
    )
}

fn left_out(path: &str, why: &str) -> Warning {
    let path = shorten(path);
    Warning {
        reason: format!("The file is left out: {why}"),
        path: path.into_owned(),
        code: "file_not_used",
    }
}

fn in_file(path: &str, error: ImportError) -> ImportError {
    ImportError {
        message: format!("{}: {}", shorten(path), error.message),
        ..error
    }
}

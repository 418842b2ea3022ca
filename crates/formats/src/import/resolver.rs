//! Resolver documents of the Design Tokens Community Group, 2025.10: sets and modifiers, laid over each
//! other in the resolution order, once for each choice of contexts. Each choice becomes a mode.

mod files;
mod order;
mod sources;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::json_text::members;
use super::location::Lines;
use super::reader::MOST_SAID;
use super::{Document, Format, ImportError, Options, dtcg, syntax};
use files::Combined;
pub use files::File;
use order::Order;

/// The most modes that a document may have.
const MOST_MODES: usize = 50;
/// The most bytes of sources that all modes together may be made of.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The contexts that are wanted: modifier and context (`theme`, `light`).
pub type Input = [(String, String)];

/// Reads `theme:light,size:small`; an error is a sentence.
pub fn parse_input(text: &str) -> Result<Vec<(String, String)>, String> {
    let pairs = text.split(',').map(|pair| match pair.split_once(':') {
        Some((modifier, context)) if !modifier.is_empty() && !context.is_empty() => {
            Ok((modifier.to_owned(), context.to_owned()))
        }
        _ => Err("input must be MODIFIER:CONTEXT, several parted by commas".to_owned()),
    });
    pairs.collect()
}

/// Whether a text looks like a resolver document.
pub(super) fn is_resolver(root: &Object<'_>) -> bool {
    root.get_array("resolutionOrder").is_some() && root.get_string("version").is_some()
}

/// Whether a file is a resolver document. A text that cannot be read is none.
pub fn is_resolver_document(text: &[u8]) -> bool {
    let mentions = |word: &[u8]| text.windows(word.len()).any(|window| window == word);
    if !mentions(b"resolutionOrder") {
        return false;
    }
    let Ok(text) = syntax::decode(text) else {
        return false;
    };
    syntax::parse(text, &Lines::new(text)).is_ok_and(|root| is_resolver(&root))
}

/// The path that a reference to a file stands for.
pub fn file_path(reference: &str) -> String {
    tokencraft_tokens::pointer::percent_decode(reference)
        .map_or_else(|| reference.to_owned(), Cow::into_owned)
}

/// The files that a resolver document refers to, each once, as it writes them (`./light.json`).
pub fn references(text: &[u8]) -> Result<Vec<String>, ImportError> {
    let text = syntax::decode(text)?;
    let root = syntax::parse(text, &Lines::new(text))?;
    files::check_count(files::referred(&root))
}

/// Which of the files a resolver document refers to, by number. A text that cannot be read refers to
/// none.
pub(super) fn used(main: &File<'_>, others: &[File<'_>]) -> Vec<usize> {
    let references = references(main.text).unwrap_or_default();
    let used = references
        .iter()
        .filter_map(|reference| files::referred_to(main, reference, others));
    used.collect()
}

/// Reads a resolver document with the files it refers to. `input` narrows modifiers to one context.
///
/// The document's own structure must be right; the tokens of its sources are read as `options` say.
pub fn import(
    main: &File<'_>,
    others: &[File<'_>],
    input: &Input,
    options: &Options,
) -> Result<Document, ImportError> {
    let combined = Combined::new(main, others)?;
    let (lines, roots) = combined.parse()?;
    let order = Order::new(&combined, &lines, &roots, options.strict)?;
    if options.strict {
        // What a later source replaces must be right, too.
        for tree in &order.trees {
            dtcg::read_part(tree, &lines, options, true)?;
        }
    }
    let choices = order.choices(input)?;
    check_size(&order, &choices)?;
    let mut document = Document {
        format: Format::DtcgResolver,
        reason: None,
        modes: Vec::new(),
        skipped: Vec::new(),
        warnings: Vec::new(),
    };
    let mut warned = HashSet::new();
    let mut room = MOST_SAID;
    for choice in &choices {
        let sources = order.sources(choice);
        let tree = laid_over(&sources, roots[0].range);
        let read = dtcg::read(&tree, &lines, options)?;
        let said = read.modes.iter().flat_map(|mode| &mode.tokens);
        let said: usize = said.map(super::ImportedToken::weight).sum();
        room = room.checked_sub(said).ok_or_else(|| {
            let message = "The modes of the document hold too much: narrow them with input=";
            ImportError::of_file("too_large", message)
        })?;
        let name = order.name(choice);
        document.modes.extend(read.modes.into_iter().map(|mode| {
            let name = name.clone();
            super::ImportedMode { name, ..mode }
        }));
        document.skipped.extend(read.skipped);
        // What is doubtful in a source is so in each mode: it is said once.
        let is_new = |warning: &super::Warning| warned.insert(warning.reason.clone());
        let warnings = read.warnings.into_iter();
        document.warnings.extend(warnings.filter(is_new));
    }
    Ok(document)
}

fn check_size(order: &Order<'_, '_>, choices: &[Vec<usize>]) -> Result<(), ImportError> {
    let size = |source: &&Object<'_>| source.range.end - source.range.start;
    let bytes = choices.iter().map(|choice| {
        let sources = order.sources(choice);
        sources.iter().map(size).sum::<usize>()
    });
    if bytes.sum::<usize>() > MOST_BYTES {
        let message = if choices.len() > 1 {
            "The modes of the document are too large together: narrow them with input="
        } else {
            "The sources of the document are too large together"
        };
        return Err(ImportError::of_file("too_large", message));
    }
    Ok(())
}

/// One tree of all sources: groups are merged, of tokens the last of a name stands.
fn laid_over<'a>(sources: &[&Object<'a>], range: jsonc_parser::common::Range) -> Object<'a> {
    match sources {
        [] => Object {
            range,
            properties: Vec::new(),
        },
        [one] => (*one).clone(),
        [first, ..] => {
            let mut order: Vec<(&ObjectProp<'a>, Vec<&ObjectProp<'a>>)> = Vec::new();
            let mut places: HashMap<&str, usize> = HashMap::new();
            for property in sources.iter().flat_map(|source| members(source)) {
                let place = *places.entry(property.name.as_str()).or_insert_with(|| {
                    order.push((property, Vec::new()));
                    order.len() - 1
                });
                let layers = &mut order[place].1;
                if !is_group(property) {
                    layers.clear();
                }
                layers.push(property);
            }
            let properties = order.into_iter().map(|(_, layers)| merged(&layers));
            Object {
                range: first.range,
                properties: properties.collect(),
            }
        }
    }
}

/// Members of one name; only the first may be something else than a group.
fn merged<'a>(layers: &[&ObjectProp<'a>]) -> ObjectProp<'a> {
    let last = layers[layers.len() - 1];
    let objects: Vec<&Object<'a>> = layers
        .iter()
        .filter_map(|layer| layer.value.as_object())
        .collect();
    if let ([_], _) | (_, []) = (layers, objects.as_slice()) {
        return last.clone();
    }
    let value = Value::Object(laid_over(&objects, last.range));
    ObjectProp {
        value,
        ..last.clone()
    }
}

/// Whether a member's content adds to what is there: a group, and what is kept for it.
fn is_group(property: &ObjectProp<'_>) -> bool {
    let name = property.name.as_str();
    match &property.value {
        Value::Object(object) => {
            name == "$extensions" || (!name.starts_with('$') && !dtcg::is_token(object))
        }
        _ => false,
    }
}

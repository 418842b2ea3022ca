//! `android`: a resource file.
//!
//! Lengths in dp, those of text in sp (`rem` × 16), times in milliseconds, colours as `#RRGGBB` or
//! `#AARRGGBB`. A composite becomes several resources: `card_border_width`, `card_border_color`.
//! Resource names are unique in the whole file, not only among resources of one kind.

mod value;
mod writer;

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::{TokenType, Value};

use super::identifiers::{Candidate, Identifiers, snake, unreadable};
use super::{Gamut, Modes, Options, References, code_text, target};
use value::Resource;
use writer::Writer;

/// What becomes of a token, or why nothing does.
type Printed = Result<Vec<Resource>, String>;

/// Prints the views as one XML document.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let views = modes.views();
    let count: usize = views.iter().map(|view| view.tokens.len()).sum();
    let printed: Vec<Vec<Printed>> = views
        .iter()
        .map(|view| view.tokens.iter().map(resources).collect())
        .collect();
    let endings = match modes {
        Modes::One(_) => Vec::new(),
        Modes::All(_) => views.iter().map(|view| ending(&view.slug)).collect(),
    };
    let endings = apart(endings, views);
    let names = names(views, &printed, &endings, options);

    let mut writer = Writer::new(128 + count * 80);
    writer.open();
    if options.gamut == Gamut::P3 {
        writer.comment("Colours are mapped into sRGB: resources hold no other");
    }
    for (at, (view, printed)) in views.iter().zip(&printed).enumerate() {
        if let Modes::All(_) = modes {
            if at > 0 {
                writer.blank();
            }
            writer.comment(&format!("{} Mode", view.name));
        }
        let section = Section {
            names: &names,
            ending: endings.get(at).map_or("", String::as_str),
            kinds: kinds(view, options),
        };
        for (entry, printed) in view.tokens.iter().zip(printed) {
            section.token(&mut writer, entry, printed);
        }
    }
    writer.close();
    writer.finish()
}

fn resources(entry: &ViewToken) -> Printed {
    let value =
        Value::parse(entry.token.kind, &code_text(entry)?).map_err(|error| error.to_string())?;
    Ok(value::resources(&value))
}

/// `high-contrast` → `_high_contrast`
fn ending(slug: &str) -> String {
    let mut ending = "_".to_owned();
    for c in slug.chars() {
        if c.is_ascii_alphanumeric() {
            ending.push(c.to_ascii_lowercase());
        } else if !ending.ends_with('_') {
            ending.push('_');
        }
    }
    ending.truncate(ending.trim_end_matches('_').len());
    ending
}

/// Endings that folded together, or to nothing, become hashes of their modes.
fn apart(endings: Vec<String>, views: &[ModeView]) -> Vec<String> {
    let mut count: FxHashMap<String, usize> = FxHashMap::default();
    for ending in &endings {
        *count.entry(ending.clone()).or_default() += 1;
    }
    let tell = |(ending, view): (String, &ModeView)| {
        if ending.is_empty() {
            format!("_{}", unreadable("mode", '_', &view.slug))
        } else if count[&ending] > 1 {
            unreadable(&ending, '_', &view.slug)
        } else {
            ending
        }
    };
    endings.into_iter().zip(views).map(tell).collect()
}

fn names<'a>(
    views: &'a [ModeView],
    printed: &[Vec<Printed>],
    endings: &[String],
    options: &Options,
) -> Identifiers<'a> {
    let mut index: FxHashMap<&str, usize> = FxHashMap::default();
    let mut candidates: Vec<Candidate<'a>> = Vec::new();
    for (mode, (view, printed)) in views.iter().zip(printed).enumerate() {
        for (entry, printed) in view.tokens.iter().zip(printed) {
            let name = entry.token.name.as_str();
            let at = *index.entry(name).or_insert_with(|| {
                candidates.push(Candidate {
                    name,
                    stem: snake(&options.prefix, name),
                    parts: Vec::new(),
                    modes: Vec::new(),
                });
                candidates.len() - 1
            });
            candidates[at].modes.push(mode);
            let parts = printed.iter().flatten().map(|resource| &resource.part);
            candidates[at]
                .parts
                .extend(parts.filter(|part| !part.is_empty()).cloned());
        }
    }
    // The same name may be one resource in one mode and several in another.
    for candidate in candidates.iter_mut().filter(|c| !c.parts.is_empty()) {
        candidate.parts.push(Cow::Borrowed(""));
    }
    Identifiers::assign(candidates, '_', endings)
}

/// The types of the tokens that references may point to.
fn kinds<'a>(view: &'a ModeView, options: &Options) -> FxHashMap<&'a str, TokenType> {
    if options.references == References::Resolve {
        return FxHashMap::default();
    }
    let entries = view.tokens.iter();
    entries
        .map(|entry| (entry.token.name.as_str(), entry.token.kind))
        .collect()
}

/// One mode's part of the document.
struct Section<'a> {
    names: &'a Identifiers<'a>,
    ending: &'a str,
    kinds: FxHashMap<&'a str, TokenType>,
}

impl Section<'_> {
    fn token(&self, writer: &mut Writer, entry: &ViewToken, printed: &Printed) {
        let token = &entry.token;
        let resources = match printed {
            Ok(resources) => resources,
            Err(reason) => {
                writer.comment(&format!("Omitted {}: {reason}", token.name));
                return;
            }
        };
        if let Some(description) = &token.description {
            writer.comment(description);
        }
        // Tokens of one type with one value become the same resources.
        let other = target(entry).filter(|name| self.kinds.get(name.as_str()) == Some(&token.kind));
        for resource in resources {
            let name = self.full(token.name.as_str(), &resource.part);
            let reference = other.map(|other| self.full(other.as_str(), &resource.part));
            writer.resource(&name, &resource.content, reference.as_deref());
        }
    }

    fn full(&self, name: &str, part: &str) -> String {
        [self.names.get(name), part, self.ending].concat()
    }
}

//! `android`: a resource file.
//!
//! Lengths in dp, those of text in sp (`rem` × 16), times in milliseconds, colours as `#RRGGBB` or
//! `#AARRGGBB`. A composite becomes several resources: `card_border_width`, `card_border_color`.
//! Resource names are unique in the whole file, not only among resources of one kind.

mod value;
mod writer;

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use tokencraft_tokens::Value;
use tokencraft_tokens::resolve::{ModeView, ViewToken};

use super::identifiers::{Identifiers, Parts, snake, unreadable};
use super::names::{Names, Targets};
use super::{Gamut, Modes, Options, References, code_text, deprecation, target};
use value::Resource;
use writer::{Name, Writer};

/// What becomes of a token, or why nothing does.
type Printed = Result<Vec<Resource>, String>;

/// Prints the views as one XML document.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let views = modes.views();
    let count: usize = views.iter().map(|view| view.tokens.len()).sum();
    let names = Names::new(views);
    // What has several resources is made before the names, which it takes part in.
    let composites: Vec<Vec<Option<Printed>>> = views
        .iter()
        .map(|view| {
            let made = |entry| value::is_composite(entry).then(|| resources(entry));
            view.tokens.iter().map(made).collect()
        })
        .collect();
    let endings = match modes {
        Modes::One(_) => Vec::new(),
        Modes::All(_) => apart(views.iter().map(|view| ending(&view.slug)).collect(), views),
    };
    let stems = names
        .all
        .iter()
        .map(|name| snake(&options.prefix, name))
        .collect();
    let parts = parts(&composites, &names);
    let identifiers = Identifiers::assign(&names, stems, &parts, '_', &endings);

    let mut writer = Writer::new(128 + count * 80);
    writer.open();
    if options.gamut == Gamut::P3 {
        writer.comment("Colours are mapped into sRGB: resources hold no other");
    }
    for (at, (view, composites)) in views.iter().zip(composites).enumerate() {
        if let Modes::All(_) = modes {
            if at > 0 {
                writer.blank();
            }
            writer.comment(&format!("{} Mode", view.name));
        }
        let section = Section {
            identifiers: &identifiers,
            ending: endings.get(at).map_or("", String::as_str),
            targets: match options.references {
                References::Resolve => Targets::default(),
                References::Keep => names.targets(at, view),
            },
        };
        for (token, (entry, made)) in view.tokens.iter().zip(composites).enumerate() {
            let identifier = identifiers.get(names.number(at, token));
            let printed = made.unwrap_or_else(|| resources(entry));
            section.token(&mut writer, entry, identifier, &printed);
        }
    }
    writer.close();
    writer.finish()
}

fn resources(entry: &ViewToken) -> Printed {
    let value = Value::parse(entry.token.kind, &code_text(entry)?);
    Ok(value::resources(&value.map_err(|error| error.to_string())?))
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

/// The same name may be one resource in one mode and several in another.
fn parts(composites: &[Vec<Option<Printed>>], names: &Names<'_>) -> Parts {
    let mut parts = Parts::default();
    for (at, printed) in composites.iter().enumerate() {
        for (token, printed) in printed.iter().enumerate() {
            if let Some(Ok(resources)) = printed {
                let parts = parts.entry(names.number(at, token)).or_default();
                parts.push(Cow::Borrowed(""));
                parts.extend(resources.iter().map(|resource| resource.part.clone()));
            }
        }
    }
    parts
}

/// One mode's part of the document.
struct Section<'a> {
    identifiers: &'a Identifiers,
    ending: &'a str,
    targets: Targets<'a>,
}

impl Section<'_> {
    fn token(&self, writer: &mut Writer, entry: &ViewToken, identifier: &str, printed: &Printed) {
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
        if let Some(deprecation) = deprecation(token) {
            writer.comment(&deprecation);
        }
        // Tokens of one type with one value become the same resources.
        let other = target(entry)
            .and_then(|name| self.targets.of_type(name.as_str(), token.kind))
            .map(|number| self.identifiers.get(number));
        for Resource { part, content } in resources {
            let name = |stem| Name {
                stem,
                part,
                ending: self.ending,
            };
            writer.resource(&name(identifier), content, other.map(name).as_ref());
        }
    }
}

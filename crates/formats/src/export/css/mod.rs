//! `css`: custom properties.
//!
//! A typography is a `font` shorthand where it has a size and a family; what the shorthand cannot
//! say stands beside it: `--title-letter-spacing`.

mod declaration;
mod keep;
mod writer;

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use tokencraft_tokens::resolve::{ModeView, ViewToken};

use super::identifiers::{Candidate, Identifiers, kebab};
use super::{Modes, Options, References, code_text};
use declaration::Declarations;
use keep::Scope;
use writer::Writer;

/// What becomes of a token, or why nothing does.
type Printed = Result<Declarations, String>;

/// Prints the views as one style sheet.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let views = modes.views();
    let count: usize = views.iter().map(|view| view.tokens.len()).sum();
    let printed: Vec<Vec<Printed>> = views
        .iter()
        .map(|view| view.tokens.iter().map(declarations).collect())
        .collect();
    let names = names(views, &printed, options);

    let mut writer = Writer::new(64 + count * 64);
    for (at, (view, printed)) in views.iter().zip(&printed).enumerate() {
        if at > 0 {
            writer.blank();
        }
        match modes {
            Modes::One(_) => writer.open(None),
            Modes::All(_) => {
                writer.comment(&format!("{} Mode", view.name));
                writer.open(Some(&view.slug));
            }
        }
        let scope = match options.references {
            References::Resolve => None,
            References::Keep => Some(Scope::new(view, printed, &names)),
        };
        for (entry, printed) in view.tokens.iter().zip(printed) {
            token(&mut writer, entry, printed, &names, scope.as_ref());
        }
        writer.close();
    }
    writer.finish()
}

fn declarations(entry: &ViewToken) -> Printed {
    declaration::declarations(entry.token.kind, &code_text(entry)?, None)
}

fn names<'a>(
    views: &'a [ModeView],
    printed: &[Vec<Printed>],
    options: &Options,
) -> Identifiers<'a> {
    let mut index: FxHashMap<&str, usize> = FxHashMap::default();
    let mut candidates: Vec<Candidate<'a>> = Vec::new();
    for (mode, (view, printed)) in views.iter().zip(printed).enumerate() {
        index.reserve(view.tokens.len());
        for (entry, printed) in view.tokens.iter().zip(printed) {
            let name = entry.token.name.as_str();
            let at = *index.entry(name).or_insert_with(|| {
                candidates.push(Candidate {
                    name,
                    stem: kebab(&options.prefix, name),
                    parts: Vec::new(),
                    modes: Vec::new(),
                });
                candidates.len() - 1
            });
            candidates[at].modes.push(mode);
            let parts = printed.iter().flat_map(|printed| &printed.parts);
            candidates[at]
                .parts
                .extend(parts.map(|(part, _)| part.clone()));
        }
    }
    for candidate in candidates.iter_mut().filter(|c| !c.parts.is_empty()) {
        candidate.parts.push(Cow::Borrowed(""));
    }
    Identifiers::assign(candidates, '-', &[])
}

fn token(
    writer: &mut Writer,
    entry: &ViewToken,
    printed: &Printed,
    names: &Identifiers<'_>,
    scope: Option<&Scope<'_>>,
) {
    let token = &entry.token;
    let resolved = match printed {
        Ok(declarations) => declarations,
        Err(reason) => {
            writer.comment(&format!("Omitted {}: {reason}", token.name));
            return;
        }
    };
    if let Some(description) = &token.description {
        writer.comment(description);
    }
    let kept = scope.and_then(|scope| scope.kept(entry, resolved));
    let declarations = kept.as_ref().unwrap_or(resolved);
    if let Some(note) = declarations.note {
        writer.comment(note);
    }
    let name = names.get(token.name.as_str());
    if let Some(value) = &declarations.value {
        writer.declaration(name, "", value);
    }
    for (part, value) in &declarations.parts {
        writer.declaration(name, part, value);
    }
}

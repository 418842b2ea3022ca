//! `css`: custom properties.
//!
//! A typography is a `font` shorthand where it has a size and a family; what the shorthand cannot
//! say stands beside it: `--title-letter-spacing`.

mod cascade;
mod declaration;
mod keep;
mod sheet;
mod writer;

use std::borrow::Cow;

use tokencraft_tokens::TokenType;
use tokencraft_tokens::resolve::{ModeView, ViewToken};

use super::identifiers::{Identifiers, Parts, kebab};
use super::names::Names;
use super::{ExportError, Modes, Options, References, code_text, deprecation};
use cascade::Cascade;
use declaration::Declarations;
use sheet::Sheet;
use writer::Writer;

/// What becomes of a token, or why nothing does.
type Printed = Result<Declarations, String>;

/// Prints the views as one style sheet.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> Result<String, ExportError> {
    let views = modes.views();
    let cascade = match modes {
        Modes::One(_) => None,
        Modes::All(views) => Cascade::of(views, options)?,
    };
    let count: usize = views.iter().map(|view| view.tokens.len()).sum();
    let names = Names::new(views);
    let stems = names
        .all
        .iter()
        .map(|name| kebab(&options.prefix, name))
        .collect();
    // Where modes share a base, all of them share its names.
    let endings = vec![String::new(); if cascade.is_some() { views.len() } else { 0 }];
    let parts = parts(views, &names);
    let identifiers = Identifiers::assign(&names, stems, &parts, '-', &endings);

    let mut writer = Writer::new(64 + count * 64);
    if let Some(cascade) = cascade {
        cascade.print(&mut writer, views, &names, &identifiers, options.references);
        return Ok(writer.finish());
    }
    for (at, view) in views.iter().enumerate() {
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
        let identifier = |token| identifiers.get(names.number(at, token));
        match options.references {
            References::Resolve => {
                for (token, entry) in view.tokens.iter().enumerate() {
                    let printed = declarations(entry);
                    print_token(&mut writer, entry, identifier(token), printed.as_ref());
                }
            }
            References::Keep => {
                let sheet = Sheet::new(view, options.references, identifier);
                for (token, entry) in view.tokens.iter().enumerate() {
                    print_token(&mut writer, entry, identifier(token), sheet.shown(token));
                }
            }
        }
        writer.close();
    }
    Ok(writer.finish())
}

fn declarations(entry: &ViewToken) -> Printed {
    declaration::declarations(entry.token.kind, &code_text(entry)?, None)
}

/// The parts of typographies; other types have none.
fn parts(views: &[ModeView], names: &Names<'_>) -> Parts {
    let mut parts = Parts::default();
    for (at, view) in views.iter().enumerate() {
        for (token, entry) in view.tokens.iter().enumerate() {
            if entry.token.kind == TokenType::Typography
                && let Ok(declarations) = declarations(entry)
                && !declarations.parts.is_empty()
            {
                let parts = parts.entry(names.number(at, token)).or_default();
                parts.push(Cow::Borrowed(""));
                parts.extend(declarations.parts.into_iter().map(|(part, _)| part));
            }
        }
    }
    parts
}

fn print_token(
    writer: &mut Writer,
    entry: &ViewToken,
    name: &str,
    printed: Result<&Declarations, &String>,
) {
    let token = &entry.token;
    let declarations = match printed {
        Ok(declarations) => declarations,
        Err(reason) => {
            writer.comment(&omitted(entry, reason));
            return;
        }
    };
    if let Some(description) = &token.description {
        writer.comment(description);
    }
    if let Some(deprecation) = deprecation(token) {
        writer.comment(&deprecation);
    }
    if let Some(note) = declarations.note {
        writer.comment(note);
    }
    for (part, value) in declarations.all() {
        writer.declaration(name, part, value);
    }
}

fn omitted(entry: &ViewToken, reason: &str) -> String {
    format!("Omitted {}: {reason}", entry.token.name)
}

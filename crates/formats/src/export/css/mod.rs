//! `css`: custom properties.
//!
//! A typography is a `font` shorthand where it has a size and a family; what the shorthand cannot
//! say stands beside it: `--title-letter-spacing`.

mod declaration;
mod keep;
mod writer;

use std::borrow::Cow;

use tokencraft_tokens::TokenType;
use tokencraft_tokens::resolve::{ModeView, ViewToken};

use super::identifiers::{Identifiers, Parts, kebab};
use super::names::Names;
use super::{Modes, Options, References, code_text, deprecation};
use declaration::Declarations;
use keep::Scope;
use writer::Writer;

/// What becomes of a token, or why nothing does.
type Printed = Result<Declarations, String>;

/// Prints the views as one style sheet.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let views = modes.views();
    let count: usize = views.iter().map(|view| view.tokens.len()).sum();
    let names = Names::new(views);
    let stems = names
        .all
        .iter()
        .map(|name| kebab(&options.prefix, name))
        .collect();
    let identifiers = Identifiers::assign(&names, stems, &parts(views, &names), '-', &[]);

    let mut writer = Writer::new(64 + count * 64);
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
                    print_token(&mut writer, entry, identifier(token), &declarations(entry));
                }
            }
            References::Keep => {
                let printed: Vec<Printed> = view.tokens.iter().map(declarations).collect();
                let scope = Scope::new(view, &printed, identifier);
                for (token, (entry, printed)) in view.tokens.iter().zip(&printed).enumerate() {
                    let kept = printed.as_ref().ok().and_then(|p| scope.kept(entry, p));
                    let kept = kept.map(Ok);
                    let printed = kept.as_ref().unwrap_or(printed);
                    print_token(&mut writer, entry, identifier(token), printed);
                }
            }
        }
        writer.close();
    }
    writer.finish()
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

fn print_token(writer: &mut Writer, entry: &ViewToken, name: &str, printed: &Printed) {
    let token = &entry.token;
    let declarations = match printed {
        Ok(declarations) => declarations,
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
    if let Some(note) = declarations.note {
        writer.comment(note);
    }
    if let Some(value) = &declarations.value {
        writer.declaration(name, "", value);
    }
    for (part, value) in &declarations.parts {
        writer.declaration(name, part, value);
    }
}

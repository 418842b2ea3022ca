//! The strategies in which modes share a base and say only what is theirs: `default-root`, `media`,
//! `light-dark`.
//!
//! The base stands on `:root` and on every `[data-theme]`, so that a theme inside another starts
//! afresh: variables that name others are computed where they are declared. Views have to hold what
//! their mode inherits, as the cascade hands it down.

use std::borrow::Cow;
use std::fmt::Write as _;

use tokencraft_tokens::order::kebab;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::{Token, TokenType};

use super::declaration::Declarations;
use super::omitted;
use super::sheet::Sheet;
use super::writer::Writer;
use crate::export::identifiers::Identifiers;
use crate::export::names::Names;
use crate::export::{ExportError, Options, References, Strategy, deprecation};

/// What a property is that a mode does not have: a value from around it must not shine through.
const NONE: &str = "initial";

/// Which mode plays which part; modes by position.
pub(super) struct Cascade {
    /// The mode that the others differ from.
    base: usize,
    /// The modes for systems that prefer light, and dark.
    schemes: Option<[usize; 2]>,
    /// Whether the base says the colours of both schemes, with `light-dark()`.
    both: bool,
}

impl Cascade {
    /// None for `attribute`, where every mode stands alone.
    pub(super) fn of(views: &[ModeView], options: &Options) -> Result<Option<Self>, ExportError> {
        let default = views.iter().position(|view| view.is_default).unwrap_or(0);
        let both = options.strategy == Strategy::LightDark;
        Ok(match options.strategy {
            _ if views.is_empty() => None,
            Strategy::Attribute => None,
            Strategy::DefaultRoot => Some(Self {
                base: default,
                schemes: None,
                both,
            }),
            Strategy::Media | Strategy::LightDark => {
                let light = scheme(views, options.strategy, "light", options.light.as_deref())?;
                let dark = scheme(views, options.strategy, "dark", options.dark.as_deref())?;
                if light == dark {
                    return Err(ExportError::Option(
                        "light and dark must be different modes".to_owned(),
                    ));
                }
                Some(Self {
                    base: if both { light } else { default },
                    schemes: Some([light, dark]),
                    both,
                })
            }
        })
    }

    /// Prints all modes.
    pub(super) fn print(
        &self,
        writer: &mut Writer,
        views: &[ModeView],
        names: &Names<'_>,
        identifiers: &Identifiers,
        references: References,
    ) {
        let sheets = views.iter().enumerate().map(|(at, view)| {
            Sheet::new(view, references, |token| {
                identifiers.get(names.number(at, token))
            })
        });
        let positions = (0..views.len()).map(|at| {
            let mut positions = vec![None; names.all.len()];
            for (token, number) in names.of_view(at).enumerate() {
                positions[number] = Some(token);
            }
            positions
        });
        Modes {
            cascade: self,
            views,
            names,
            identifiers,
            sheets: sheets.collect(),
            positions: positions.collect(),
        }
        .print(writer);
    }
}

/// The mode that `light=` or `dark=` names.
fn scheme(
    views: &[ModeView],
    strategy: Strategy,
    option: &str,
    given: Option<&str>,
) -> Result<usize, ExportError> {
    let wanted = kebab(given.unwrap_or(option));
    let found = views.iter().position(|view| view.slug == wanted);
    found.ok_or_else(|| {
        let modes: Vec<&str> = views.iter().map(|view| view.slug.as_str()).collect();
        let modes = modes.join(", ");
        ExportError::Option(match given {
            Some(_) => format!("Invalid {option}. Must be one of: {modes}"),
            None => format!(
                "{option} is required with strategy={}: no mode is named {option}. Must be one of: {modes}",
                strategy.as_str()
            ),
        })
    })
}

struct Modes<'a> {
    cascade: &'a Cascade,
    views: &'a [ModeView],
    names: &'a Names<'a>,
    identifiers: &'a Identifiers,
    sheets: Vec<Sheet>,
    /// For each mode: the positions of its tokens by their names' numbers.
    positions: Vec<Vec<Option<usize>>>,
}

/// What stands in a rule.
enum Line<'a> {
    Comment(Cow<'a, str>),
    Declaration(&'a str, &'a str, Cow<'a, str>),
}

impl<'a> Modes<'a> {
    fn print(&'a self, writer: &mut Writer) {
        let Cascade {
            base,
            schemes,
            both,
        } = *self.cascade;
        let name = |mode: usize| &self.views[mode].name;
        match schemes {
            Some([light, dark]) if both => {
                writer.comment(&format!("{} and {} Mode", name(light), name(dark)));
            }
            _ => writer.comment(&format!("{} Mode", name(base))),
        }
        writer.open_base();
        if both {
            writer.property("color-scheme", "light");
        }
        print_lines(writer, &self.base());
        writer.close();

        let overrides: Vec<_> = (0..self.views.len()).map(|m| self.overrides(m)).collect();
        if both {
            writer.blank();
            writer.open_system();
            writer.property("color-scheme", "light dark");
            writer.close();
        }
        for (word, mode) in ["light", "dark"]
            .into_iter()
            .zip(schemes.into_iter().flatten())
        {
            if mode != base && !overrides[mode].is_empty() {
                writer.blank();
                writer.comment(&format!("{} Mode, when the system prefers it", name(mode)));
                writer.open_media(word);
                writer.open_system();
                print_lines(writer, &overrides[mode]);
                writer.close();
                writer.close();
            }
        }
        for (mode, lines) in overrides.iter().enumerate() {
            let is_dark = both && schemes.is_some_and(|[_, dark]| dark == mode);
            if mode == base {
                continue;
            }
            writer.blank();
            writer.comment(&format!("{} Mode", name(mode)));
            writer.open_theme(&self.views[mode].slug);
            if is_dark {
                writer.property("color-scheme", "dark");
            }
            print_lines(writer, lines);
            writer.close();
        }
    }

    /// The base mode whole, and nothing for what only other modes have.
    fn base(&'a self) -> Vec<Line<'a>> {
        let base = self.cascade.base;
        let mut lines = Vec::new();
        for (token, entry) in self.views[base].tokens.iter().enumerate() {
            let number = self.names.number(base, token);
            match self.sheets[base].shown(token) {
                Err(reason) => lines.push(Line::Comment(omitted(entry, reason).into())),
                Ok(declarations) => {
                    describe(&mut lines, entry, declarations);
                    match self.light_dark(number) {
                        Some(value) => lines.push(self.line(number, "", value)),
                        None => self.declare(&mut lines, number, declarations),
                    }
                }
            }
            self.undeclare_foreign(&mut lines, number);
        }
        let before = lines.len();
        for number in 0..self.names.all.len() {
            if self.positions[base][number].is_none() {
                self.undeclare_foreign(&mut lines, number);
            }
        }
        if lines.len() > before {
            let comment = format!("Not in {} Mode", self.views[base].name);
            lines.insert(before, Line::Comment(comment.into()));
        }
        lines
    }

    /// What differs from the base.
    fn overrides(&'a self, mode: usize) -> Vec<Line<'a>> {
        let (base, sheet) = (self.cascade.base, &self.sheets[mode]);
        let mut lines = Vec::new();
        if mode == base {
            return lines;
        }
        for (token, entry) in self.views[mode].tokens.iter().enumerate() {
            let number = self.names.number(mode, token);
            let at = self.positions[base][number];
            let in_both = self.light_dark(number).is_some();
            let said = match at {
                _ if in_both => self.is_scheme(mode),
                Some(at) => sheet.same(token, &self.sheets[base], at),
                None => false,
            };
            if said {
                continue;
            }
            let about = |token: &'a Token| (&token.description, &token.deprecated);
            let described = at.map(|at| about(&self.views[base].tokens[at].token));
            match sheet.shown(token) {
                Err(reason) => {
                    lines.push(Line::Comment(omitted(entry, reason).into()));
                    self.undeclare(&mut lines, number, None);
                }
                Ok(declarations) => {
                    if described != Some(about(&entry.token)) {
                        describe(&mut lines, entry, declarations);
                    }
                    self.declare(&mut lines, number, declarations);
                    self.undeclare(&mut lines, number, Some(declarations));
                }
            }
        }
        let before = lines.len();
        for number in self.names.of_view(base) {
            if self.positions[mode][number].is_none() {
                self.undeclare(&mut lines, number, None);
            }
        }
        if lines.len() > before {
            let comment = format!("Not in {} Mode", self.views[mode].name);
            lines.insert(before, Line::Comment(comment.into()));
        }
        lines
    }

    fn is_scheme(&self, mode: usize) -> bool {
        self.cascade.schemes.is_some_and(|s| s.contains(&mode))
    }

    fn declared(&self, mode: usize, number: usize) -> Option<&Declarations> {
        self.sheets[mode].shown(self.positions[mode][number]?).ok()
    }

    /// A colour that differs between light and dark, as one text for both.
    fn light_dark(&self, number: usize) -> Option<String> {
        let [light, dark] = self.cascade.schemes.filter(|_| self.cascade.both)?;
        let [a, b] = [
            self.positions[light][number]?,
            self.positions[dark][number]?,
        ];
        let is_color =
            |mode: usize, at: usize| self.views[mode].tokens[at].token.kind == TokenType::Color;
        let differ = !self.sheets[light].same(a, &self.sheets[dark], b);
        if !differ || !is_color(light, a) || !is_color(dark, b) {
            return None;
        }
        let value = |mode| self.declared(mode, number)?.value.as_deref();
        let (a, b) = (value(light)?, value(dark)?);
        // The same variable: what it names says both.
        if a == b {
            return Some(a.to_owned());
        }
        let mut text = String::with_capacity(14 + a.len() + b.len());
        let _ = write!(text, "light-dark({a}, {b})");
        Some(text)
    }

    fn line(&'a self, number: usize, part: &'a str, value: impl Into<Cow<'a, str>>) -> Line<'a> {
        Line::Declaration(self.identifiers.get(number), part, value.into())
    }

    fn declare(&'a self, lines: &mut Vec<Line<'a>>, number: usize, printed: &'a Declarations) {
        lines.extend(
            printed
                .all()
                .map(|(part, value)| self.line(number, part, value)),
        );
    }

    /// What the base declares of a name, and the mode does not.
    fn undeclare(&'a self, lines: &mut Vec<Line<'a>>, number: usize, own: Option<&Declarations>) {
        let Some(base) = self.declared(self.cascade.base, number) else {
            return;
        };
        let has = |part: &str| own.is_some_and(|own| own.has(part));
        let gone = base.all().filter(|(part, _)| !has(part));
        lines.extend(gone.map(|(part, _)| self.line(number, part, NONE)));
    }

    /// What other modes declare of a name, and the base does not.
    fn undeclare_foreign(&'a self, lines: &mut Vec<Line<'a>>, number: usize) {
        let base = self.declared(self.cascade.base, number);
        let mut gone: Vec<&str> = Vec::new();
        for mode in 0..self.views.len() {
            for (part, _) in self
                .declared(mode, number)
                .into_iter()
                .flat_map(Declarations::all)
            {
                if !base.is_some_and(|base| base.has(part)) && !gone.contains(&part) {
                    gone.push(part);
                }
            }
        }
        lines.extend(gone.into_iter().map(|part| self.line(number, part, NONE)));
    }
}

/// What people should know about a token.
fn describe<'a>(lines: &mut Vec<Line<'a>>, entry: &'a ViewToken, printed: &Declarations) {
    if let Some(description) = &entry.token.description {
        lines.push(Line::Comment(Cow::Borrowed(description)));
    }
    if let Some(deprecation) = deprecation(&entry.token) {
        lines.push(Line::Comment(deprecation.into()));
    }
    if let Some(note) = printed.note {
        lines.push(Line::Comment(note.into()));
    }
}

fn print_lines(writer: &mut Writer, lines: &[Line<'_>]) {
    for line in lines {
        match line {
            Line::Comment(text) => writer.comment(text),
            Line::Declaration(name, part, value) => writer.declaration(name, part, value),
        }
    }
}

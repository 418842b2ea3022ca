//! `tokencraft convert`: token files in, code out, no server.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use tokencraft_formats::export::{self, Format, Gamut, MissingOption, Modes, References};
use tokencraft_formats::import::{self, Document, ImportedMode, Location};
use tokencraft_tokens::graph::{Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};

use crate::output::{self, Hinted, hinted, say};

/// `tokencraft convert`
#[derive(Args, Debug)]
pub(crate) struct Convert {
    /// Token files, or - for stdin; `dark=FILE` puts a file's tokens into the mode `dark`. Files of one mode are laid over
    /// each other in this order, and their references may cross
    #[arg(required = true, value_name = "[MODE=]FILE")]
    files: Vec<String>,
    /// The files' format
    #[arg(long, default_value = "auto", value_parser = dialects())]
    from: Dialect,
    /// The format to print
    #[arg(long, value_parser = formats())]
    to: Format,
    /// Only this mode (default: all, when there are several)
    #[arg(long)]
    mode: Option<String>,
    /// A folder to write into, or - for stdout
    #[arg(long, default_value = "-", value_name = "DIR|-")]
    out: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// The options of formats.
#[derive(Args, Debug)]
struct Options {
    /// Write values, or keep references where the format can
    #[arg(long, value_enum, default_value = "resolve")]
    references: ReferencesOption,
    /// Refuse broken references and anything the file's format does not allow
    #[arg(long)]
    strict: bool,
    /// Leave out what a mode lacks, or take it from the default mode
    #[arg(long, value_enum, default_value = "omit")]
    missing: MissingTokens,
    /// Put before every name
    #[arg(long, default_value = "")]
    prefix: String,
    /// Colours of ios and android: mapped into sRGB or Display P3
    #[arg(long, value_enum, default_value = "srgb")]
    gamut: GamutOption,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReferencesOption {
    Resolve,
    Keep,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MissingTokens {
    Omit,
    Inherit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GamutOption {
    Srgb,
    P3,
}

/// The files' format; `None` = find out.
#[derive(Clone, Copy, Debug)]
struct Dialect(Option<import::Format>);

fn dialects() -> impl TypedValueParser<Value = Dialect> {
    let names = import::Format::ALL.map(import::Format::as_str);
    PossibleValuesParser::new(std::iter::once("auto").chain(names)).try_map(|name| {
        match name.as_str() {
            "auto" => Ok(Dialect(None)),
            name => name.parse().map(|format| Dialect(Some(format))),
        }
    })
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .try_map(|name| name.parse::<Format>())
}

impl Convert {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let options = self.options.export();
        let mut tokenset = Builder::default();
        for argument in &self.files {
            let (mode, path) = split_mode(argument);
            let document = self.read(&path)?;
            report(&path, &document);
            tokenset.add(mode, &path, document);
        }
        let (graph, places) = tokenset.finish();
        let mut resolver = Resolver::new(&graph);
        let views: Vec<ModeView> = graph
            .places()
            .map(|at| mode_view(&mut resolver, at, options.missing.0))
            .collect();
        let (modes, name) = match &self.mode {
            Some(wanted) => {
                let view = pick(&views, wanted)?;
                (Modes::One(view), view.slug.clone())
            }
            None => match views.as_slice() {
                [only] => (Modes::One(only), only.slug.clone()),
                all => (Modes::All(all), "all".to_owned()),
            },
        };
        // Strict exports refuse them; the others go on without.
        let omitted = export::broken(modes)
            .into_iter()
            .map(|token| {
                let place = places.get(&(kebab(&token.mode), token.name.clone()));
                let place = place.map(Place::to_string).unwrap_or_default();
                format!("{} ({}): {}{place}", token.name, token.mode, token.reason)
            })
            .collect::<Vec<_>>();
        let code = export::export(self.to, modes, &options).map_err(|error| match &error {
            export::ExportError::Broken(_) => hinted(
                format!("{error}:\n  {}", shortened(&omitted).join("\n  ")),
                "without --strict they are left out and named in a comment",
            ),
            export::ExportError::Option(_) => error.into(),
        })?;
        for line in shortened(&omitted) {
            say(format_args!("left out: {line}"));
        }
        self.write(&name, &code)
    }

    fn read(&self, path: &Path) -> anyhow::Result<Document> {
        let mut text = Vec::new();
        let read = if path.as_os_str() == "-" {
            std::io::stdin().read_to_end(&mut text).map(drop)
        } else {
            std::fs::read(path).map(|bytes| text = bytes)
        };
        read.with_context(|| format!("cannot read {}", shown(path)))?;
        let options = import::Options {
            format: self.from.0,
            strict: self.options.strict,
        };
        import::import(&text, &options).with_context(|| format!("{} was refused", shown(path)))
    }

    fn write(&self, mode: &str, code: &str) -> anyhow::Result<ExitCode> {
        if self.out == Path::new("-") {
            output::write(code)?;
            return Ok(ExitCode::SUCCESS);
        }
        let first = split_mode(&self.files[0]).1;
        let stem = first
            .file_name()
            .and_then(|n| n.to_str())
            .and_then(|n| n.split('.').next())
            .filter(|stem| !stem.is_empty() && *stem != "-")
            .unwrap_or("tokens");
        std::fs::create_dir_all(&self.out).with_context(|| {
            Hinted::new(
                format!("cannot make the folder {}", self.out.display()),
                "--out names a folder; without it the code goes to stdout: > FILE",
            )
        })?;
        let path = self
            .out
            .join(format!("{stem}.{mode}.{}", self.to.extension()));
        std::fs::write(&path, code).with_context(|| format!("cannot write {}", path.display()))?;
        output::print(path.display())?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Options {
    fn export(&self) -> export::Options {
        export::Options {
            references: match self.references {
                ReferencesOption::Resolve => References::Resolve,
                ReferencesOption::Keep => References::Keep,
            },
            missing: MissingOption(match self.missing {
                MissingTokens::Omit => Missing::Omit,
                MissingTokens::Inherit => Missing::Inherit,
            }),
            strict: self.strict,
            prefix: self.prefix.clone(),
            gamut: match self.gamut {
                GamutOption::Srgb => Gamut::Srgb,
                GamutOption::P3 => Gamut::P3,
            },
        }
    }
}

/// `dark=tokens.json` → mode and path; a file that really has that name is just a file.
fn split_mode(argument: &str) -> (Option<&str>, PathBuf) {
    match argument.split_once('=') {
        Some((mode, path))
            if !mode.is_empty() && !mode.contains(['/', '\\']) && !Path::new(argument).exists() =>
        {
            (Some(mode), PathBuf::from(path))
        }
        _ => (None, PathBuf::from(argument)),
    }
}

/// A path for a message.
fn shown(path: &Path) -> impl Display {
    if path.as_os_str() == "-" {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    }
}

/// At most so many lines about one thing.
const MOST_LINES: usize = 20;

/// The first lines, and how many more there are.
fn shortened(lines: &[String]) -> Vec<String> {
    let mut shown: Vec<String> = lines.iter().take(MOST_LINES).cloned().collect();
    if lines.len() > MOST_LINES {
        shown.push(format!("… and {} more", lines.len() - MOST_LINES));
    }
    shown
}

fn report(path: &Path, document: &Document) {
    let path = shown(path);
    let skipped = document.skipped.iter();
    let skipped: Vec<_> = skipped
        .map(|it| format!("{}: {}", it.path, it.reason))
        .collect();
    for line in shortened(&skipped) {
        say(format_args!("{path}: skipped: {line}"));
    }
    let warnings = document.warnings.iter();
    let warnings: Vec<_> = warnings
        .map(|it| format!("{}: {}", it.path, it.reason))
        .collect();
    for line in shortened(&warnings) {
        say(format_args!("{path}: warning: {line}"));
    }
    if document.modes.iter().all(|mode| mode.tokens.is_empty()) {
        say(format_args!("{path}: warning: there is no token in it"));
    }
}

fn pick<'v>(views: &'v [ModeView], wanted: &str) -> anyhow::Result<&'v ModeView> {
    let slug = kebab(wanted);
    views.iter().find(|view| view.slug == slug).ok_or_else(|| {
        let names: Vec<&str> = views.iter().map(|view| &*view.name).collect();
        hinted(
            format!("there is no mode `{wanted}`"),
            format!("the modes are: {}", names.join(", ")),
        )
    })
}

/// Where a token stands.
struct Place {
    file: String,
    location: Location,
}

impl Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "; {} at {}", self.file, self.location)
    }
}

/// By mode (kebab-case) and name.
type Places = HashMap<(String, String), Place>;

/// Documents laid over each other as one tokenset.
#[derive(Default)]
struct Builder {
    modes: Vec<Mode>,
    last_key: u128,
    places: Places,
}

impl Builder {
    fn add(&mut self, mode: Option<&str>, path: &Path, document: Document) {
        for imported in document.modes {
            let name = mode
                .map(str::to_owned)
                .or_else(|| imported.name.clone())
                .unwrap_or_else(|| "Base".to_owned());
            self.lay_over(&name, path, imported);
        }
    }

    fn lay_over(&mut self, name: &str, path: &Path, imported: ImportedMode) {
        let slug = kebab(name);
        let index = self
            .modes
            .iter()
            .position(|mode| kebab(&mode.name) == slug)
            .unwrap_or_else(|| {
                self.last_key += 1;
                self.modes
                    .push(Mode::new(Key(self.last_key), name, self.modes.is_empty()));
                self.modes.len() - 1
            });
        let mode = &mut self.modes[index];
        for token in imported.tokens {
            let place = Place {
                file: shown(path).to_string(),
                location: token.location,
            };
            self.places
                .insert((slug.clone(), token.name.to_string()), place);
            let key = mode.get(token.name.as_str()).map_or_else(
                || {
                    self.last_key += 1;
                    Key(self.last_key)
                },
                |old| old.key,
            );
            mode.put(Arc::new(Token {
                key,
                name: token.name,
                kind: token.kind,
                source: token.source,
                description: token.description,
                extensions: token.extensions,
                deprecated: token.deprecated,
                created_at: 0,
                updated_at: 0,
                revision: 0,
            }));
        }
    }

    fn finish(self) -> (Graph, Places) {
        let modes = self.modes.into_iter().map(Arc::new).collect();
        let set = Tokenset {
            key: Key(0),
            name: "tokens".into(),
            modes,
        };
        let graph = Graph {
            sets: vec![Arc::new(set)],
        };
        (graph, self.places)
    }
}

//! `tokencraft convert`: token files in, code out, no server.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use tokencraft_formats::export::{self, Format, Gamut, MissingOption, Modes, References};
use tokencraft_formats::import::{self, Document, ImportedMode};
use tokencraft_tokens::graph::{Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};

use crate::output::hinted;
use crate::settings;

/// `tokencraft convert`
#[derive(Args, Debug)]
pub(crate) struct Convert {
    /// Token files; `dark=FILE` puts a file's tokens into the mode `dark`. Files of one mode are laid over
    /// each other in this order, and their references may cross
    #[arg(required = true, value_name = "[MODE=]FILE")]
    files: Vec<String>,
    /// The files' format
    #[arg(long, default_value = "auto")]
    from: String,
    /// The format to print
    #[arg(long)]
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

impl Convert {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let options = self.options.export();
        let mut tokenset = Builder::default();
        for argument in &self.files {
            let (mode, path) = split_mode(argument);
            let document = self.read(&path)?;
            report(&path, &document);
            tokenset.add(mode, document);
        }
        let graph = tokenset.finish();
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
        let code = export::export(self.to, modes, &options).map_err(explain)?;
        self.write(&name, &code)
    }

    fn read(&self, path: &Path) -> anyhow::Result<Document> {
        let text = settings::read(path)?;
        let format = match self.from.as_str() {
            "auto" => None,
            name => Some(name.parse::<import::Format>()?),
        };
        let options = import::Options {
            format,
            strict: self.options.strict,
        };
        import::import(&text, &options).with_context(|| format!("{} was refused", path.display()))
    }

    fn write(&self, mode: &str, code: &str) -> anyhow::Result<ExitCode> {
        if self.out == Path::new("-") {
            std::io::stdout()
                .write_all(code.as_bytes())
                .context("cannot write to stdout")?;
            return Ok(ExitCode::SUCCESS);
        }
        let first = split_mode(&self.files[0]).1;
        let stem = first
            .file_name()
            .and_then(|n| n.to_str())
            .and_then(|n| n.split('.').next())
            .unwrap_or("tokens");
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make {}", self.out.display()))?;
        let path = self
            .out
            .join(format!("{stem}.{mode}.{}", self.to.extension()));
        std::fs::write(&path, code).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
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

fn report(path: &Path, document: &Document) {
    for skipped in &document.skipped {
        eprintln!(
            "{}: skipped {}: {}",
            path.display(),
            skipped.path,
            skipped.reason
        );
    }
    for warning in &document.warnings {
        eprintln!(
            "{}: warning: {}: {}",
            path.display(),
            warning.path,
            warning.reason
        );
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

fn explain(error: export::ExportError) -> anyhow::Error {
    let export::ExportError::Broken(tokens) = &error else {
        return error.into();
    };
    let lines: Vec<String> = tokens
        .iter()
        .map(|t| format!("  {} ({}): {}", t.name, t.mode, t.reason))
        .collect();
    hinted(
        format!("{error}:\n{}", lines.join("\n")),
        "without --strict they are left out and named in a comment",
    )
}

/// Documents laid over each other as one tokenset.
#[derive(Default)]
struct Builder {
    modes: Vec<Mode>,
    last_key: u128,
}

impl Builder {
    fn add(&mut self, mode: Option<&str>, document: Document) {
        for imported in document.modes {
            let name = mode
                .map(str::to_owned)
                .or_else(|| imported.name.clone())
                .unwrap_or_else(|| "Base".to_owned());
            self.lay_over(&name, imported);
        }
    }

    fn lay_over(&mut self, name: &str, imported: ImportedMode) {
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

    fn finish(self) -> Graph {
        let modes = self.modes.into_iter().map(Arc::new).collect();
        let set = Tokenset {
            key: Key(0),
            name: "tokens".into(),
            modes,
        };
        Graph {
            sets: vec![Arc::new(set)],
        }
    }
}

//! `tokencraft convert`: token files in, code out, no server.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use tokencraft_formats::export::{self, Format, Gamut, MissingOption, Modes, References, Strategy};
use tokencraft_formats::import::{self, Document, resolver};
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};

use crate::files::{Builder, Dialect, Place, about, dialects, shown, split_mode};
use crate::output::{self, Hinted, hinted, say};
use crate::reading;

/// Contexts by modifier.
type Input = Vec<(String, String)>;

/// `tokencraft convert`
#[derive(Args, Debug)]
pub(crate) struct Convert {
    /// Token files, folders of them, or - for stdin; `dark=FILE` puts a file's tokens into the mode
    /// `dark`. Files of one mode are laid over each other in this order, and their references may cross
    #[arg(required = true, value_name = "[MODE=]FILE")]
    files: Vec<String>,
    /// The files' format
    #[arg(long, default_value = "auto", value_parser = dialects())]
    from: Dialect,
    /// Take only these contexts of a resolver document
    #[arg(long, value_name = "MODIFIER:CONTEXT,…", value_parser = resolver::parse_input)]
    input: Option<Input>,
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
    /// Write values, or keep references where the format can [default: keep for dtcg, else resolve]
    #[arg(long, value_enum)]
    references: Option<ReferencesOption>,
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
    /// How css of several modes tells them apart: each whole; the default mode on :root and the others
    /// where they differ; that, and what the system prefers; that, colours as `light-dark()`
    #[arg(long, value_enum, default_value = "attribute")]
    strategy: StrategyOption,
    /// The mode for systems that prefer light (default: light)
    #[arg(long, value_name = "MODE")]
    light: Option<String>,
    /// The mode for systems that prefer dark (default: dark)
    #[arg(long, value_name = "MODE")]
    dark: Option<String>,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StrategyOption {
    Attribute,
    DefaultRoot,
    Media,
    LightDark,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .try_map(|name| name.parse::<Format>())
}

impl Convert {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let options = self.options.export(self.to);
        let import = import::Options {
            format: self.from.0,
            strict: self.options.strict,
        };
        let mut tokenset = Builder::default();
        let input = self.input.as_deref().unwrap_or_default();
        for reading in reading::read(&self.files, input, &import)? {
            let path = reading.path;
            let document = reading.document;
            let document = document.with_context(|| format!("{} was refused", shown(&path)))?;
            report(&path, &document);
            tokenset.add(reading.mode.as_deref(), &path, document);
        }
        let (graph, places) = tokenset.finish();
        let mut resolver = Resolver::new(&graph);
        let missing = match self.mode {
            Some(_) => options.missing.0,
            None => options.missing_in_all(self.to),
        };
        let views: Vec<ModeView> = graph
            .places()
            .map(|at| mode_view(&mut resolver, at, missing))
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
            export::ExportError::Option(_) | export::ExportError::TooLong => error.into(),
        })?;
        for line in shortened(&omitted) {
            say(format_args!("left out: {line}"));
        }
        self.write(&name, &code)
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
        let path = self.out.join(format!(
            "{stem}.{mode}.{}",
            self.to.extension(mode == "all")
        ));
        std::fs::write(&path, code).with_context(|| format!("cannot write {}", path.display()))?;
        output::print(path.display())?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Options {
    fn export(&self, format: Format) -> export::Options {
        export::Options {
            references: match self.references {
                None => format.references(),
                Some(ReferencesOption::Resolve) => References::Resolve,
                Some(ReferencesOption::Keep) => References::Keep,
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
            strategy: match self.strategy {
                StrategyOption::Attribute => Strategy::Attribute,
                StrategyOption::DefaultRoot => Strategy::DefaultRoot,
                StrategyOption::Media => Strategy::Media,
                StrategyOption::LightDark => Strategy::LightDark,
            },
            light: self.light.clone(),
            dark: self.dark.clone(),
        }
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
    if let Some(reason) = &document.reason {
        let format = document.format.as_str();
        say(format_args!("{path}: read as {format}: {reason}"));
    }
    let skipped = document.skipped.iter();
    let skipped = skipped.map(|it| about(&it.path, &it.reason)).collect();
    let warnings = document.warnings.iter();
    let warnings = warnings.map(|it| about(&it.path, &it.reason)).collect();
    let lines: [(_, Vec<String>); 2] = [("skipped", skipped), ("warning", warnings)];
    for (what, lines) in lines {
        for line in shortened(&lines) {
            say(format_args!("{path}: {what}: {line}"));
        }
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

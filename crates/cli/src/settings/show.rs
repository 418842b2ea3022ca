//! `tokencraft config`: every setting of the server and where its value came from.

use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use super::sources::{File, command, variable};
use super::{ServerSettings, without_password};
use crate::output;

/// `tokencraft config`
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: ServerSettings,
}

/// One setting as it is shown.
#[derive(serde::Serialize)]
struct Setting {
    name: String,
    value: Option<String>,
    source: String,
    environment: String,
}

impl Show {
    pub(crate) fn run(
        &self,
        matches: &ArgMatches,
        file: Option<&File>,
    ) -> anyhow::Result<ExitCode> {
        let settings = settings(matches, file);
        if self.json {
            output::print(serde_json::to_string_pretty(&settings)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let value = |setting: &Setting| setting.value.clone().unwrap_or_else(|| "-".to_owned());
        let longest = |text: &dyn Fn(&Setting) -> String| {
            settings
                .iter()
                .map(|setting| text(setting).chars().count())
                .max()
                .unwrap_or(0)
        };
        let (names, values) = (longest(&|s| s.name.clone()), longest(&value));
        let lines: Vec<_> = settings
            .iter()
            .map(|s| format!("{:names$}  {:values$}  {}", s.name, value(s), s.source))
            .collect();
        output::print(lines.join("\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn settings(matches: &ArgMatches, file: Option<&File>) -> Vec<Setting> {
    let command = command();
    let (Some(show), Some(matches)) = (
        command.find_subcommand("config"),
        matches.subcommand_matches("config"),
    ) else {
        return Vec::new();
    };
    let options = show.get_arguments().filter_map(|arg| {
        let long = arg.get_long().filter(|long| *long != "json")?;
        Some((arg.get_id().as_str(), long.to_owned()))
    });
    options
        .map(|(id, long)| {
            let environment = variable(&long);
            let raw = matches.get_raw(id).and_then(|mut values| values.next());
            let value = raw.map(|value| {
                let value = value.to_string_lossy();
                match long.as_str() {
                    "database-url" => without_password(&value),
                    _ => value.into_owned(),
                }
            });
            let source = match matches.value_source(id) {
                Some(ValueSource::CommandLine) => format!("option --{long}"),
                Some(ValueSource::EnvVariable) => format!("environment {environment}"),
                Some(_) => match file.filter(|file| file.value(&long).is_some()) {
                    Some(file) => format!("file {}", file.path.display()),
                    None => "default".to_owned(),
                },
                None => "not set".to_owned(),
            };
            Setting {
                name: long,
                value,
                source,
                environment,
            }
        })
        .collect()
}

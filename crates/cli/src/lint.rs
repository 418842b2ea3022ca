//! `tokencraft lint`: what is wrong or doubtful in token files.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value as Json, json};
use tokencraft_formats::import::{self, Document, Location};
use tokencraft_tokens::lint::{Severity, lint};
use tokencraft_tokens::order::kebab;

use crate::files::{self, Builder, Dialect, dialects, shown};
use crate::output::{answer, print, say};
use crate::reading;

/// `tokencraft lint`
///
/// Names what cannot be read, broken aliases, values that are not of their type, text that is hard to
/// read on its background, references to deprecated tokens, and the like. The status is 0 when there
/// is nothing to say, 1 when there is, 2 when a file cannot be opened.
#[derive(Args, Debug)]
pub(crate) struct Lint {
    /// Token files, folders, and resolver documents with the files they refer to; `dark=FILE` puts a
    /// file's tokens into the mode `dark`. Files of one mode are laid over each other in this order, and
    /// their references may cross
    #[arg(required = true, value_name = "[MODE=]FILE")]
    files: Vec<String>,
    /// The files' format
    #[arg(long, default_value = "auto", value_parser = dialects())]
    from: Dialect,
    /// Take nothing that the files' format does not allow
    #[arg(long)]
    strict: bool,
    /// Say nothing about this code; may be given several times
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One line of the report.
struct Finding {
    file: String,
    place: Option<(usize, usize)>,
    mode: Option<String>,
    token: Option<String>,
    severity: Severity,
    code: &'static str,
    message: String,
}

impl Lint {
    pub(crate) fn run(&self) -> ExitCode {
        let found = self.findings().and_then(|findings| {
            self.print(&findings)?;
            Ok(!findings.is_empty())
        });
        answer(found)
    }

    fn findings(&self) -> anyhow::Result<Vec<Finding>> {
        let options = import::Options {
            format: self.from.0,
            strict: self.strict,
        };
        let mut findings = Vec::new();
        let mut builder = Builder::default();
        for reading in reading::read(&self.files, &[], &options)? {
            let path = reading.path;
            match reading.document {
                Err(error) => findings.push(refused(&path, &error)),
                Ok(document) => {
                    findings.extend(reported(&shown(&path).to_string(), &document));
                    builder.add(reading.mode.as_deref(), &path, document);
                }
            }
        }
        let (graph, places) = builder.finish();
        for found in lint(&graph, 0) {
            let place = places.get(&(kebab(&found.mode), found.name.to_string()));
            let (file, place) = match place {
                Some(place) => (place.file.clone(), self::place(&place.location)),
                None => (String::new(), None),
            };
            findings.push(Finding {
                file,
                place,
                mode: Some(found.mode.to_string()),
                token: Some(found.name.to_string()),
                severity: found.severity,
                code: found.code,
                message: found.message,
            });
        }
        findings.retain(|found| !self.allow.iter().any(|code| code == found.code));
        Ok(findings)
    }

    fn print(&self, findings: &[Finding]) -> anyhow::Result<()> {
        if self.json {
            let all: Vec<Json> = findings.iter().map(Finding::as_json).collect();
            return print(format_args!("{:#}", Json::Array(all)));
        }
        for found in findings {
            print(found.line())?;
        }
        let errors = findings.iter().filter(|f| f.severity == Severity::Error);
        let errors = errors.count();
        let warnings = findings.len() - errors;
        say(format_args!("{errors} errors, {warnings} warnings"));
        Ok(())
    }
}

/// The file says nothing.
fn refused(path: &Path, error: &import::ImportError) -> Finding {
    Finding {
        file: match &error.location {
            Some(location) => files::file_of(path, location),
            None => shown(path).to_string(),
        },
        place: error.location.as_ref().and_then(place),
        mode: None,
        token: None,
        severity: Severity::Error,
        code: "refused",
        message: error.message.clone(),
    }
}

/// What the import has left out or mended.
fn reported(file: &str, document: &Document) -> Vec<Finding> {
    let finding = |severity, path: &str, code, reason: &str| Finding {
        file: file.to_owned(),
        place: None,
        mode: None,
        token: Some(path.to_owned()).filter(|path| !path.is_empty()),
        severity,
        code,
        message: reason.to_owned(),
    };
    let skipped = document.skipped.iter();
    let warnings = document.warnings.iter();
    skipped
        .map(|s| finding(Severity::Error, &s.path, s.code, &s.reason))
        .chain(warnings.map(|w| finding(Severity::Warning, &w.path, w.code, &w.reason)))
        .collect()
}

fn place(location: &Location) -> Option<(usize, usize)> {
    (location.line > 0).then_some((location.line, location.column))
}

impl Finding {
    /// `tokens.json:3:5: error: text [code]`, as editors read it.
    fn line(&self) -> String {
        let place = self.place.map(|(line, column)| format!(":{line}:{column}"));
        let token = match (&self.token, &self.mode) {
            (Some(token), Some(mode)) => format!(" {token} ({mode}):"),
            (Some(token), None) => format!(" {token}:"),
            (None, _) => String::new(),
        };
        format!(
            "{}{}: {}:{token} {} [{}]",
            self.file,
            place.unwrap_or_default(),
            self.severity.as_str(),
            self.message,
            self.code
        )
    }

    fn as_json(&self) -> Json {
        json!({
            "file": self.file,
            "line": self.place.map(|(line, _)| line),
            "column": self.place.map(|(_, column)| column),
            "mode": self.mode,
            "token": self.token,
            "severity": self.severity.as_str(),
            "code": self.code,
            "message": self.message,
        })
    }
}

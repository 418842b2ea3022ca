//! `tokencraft diff`: what differs between two token files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use serde_json::{Value as Json, json};
use tokencraft_formats::import;
use tokencraft_tokens::diff::{Change, Difference, diff};
use tokencraft_tokens::graph::Graph;

use crate::files::{Builder, Dialect, about, dialects, shown};
use crate::output::{answer, print, say};
use crate::reading;

/// `tokencraft diff`
///
/// Tells which tokens were added, removed, renamed or retyped, and which resolve to another value.
/// The status is 0 when nothing differs, 1 when something does, 2 when a file cannot be read.
#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// The file as it was, or a folder; the files that a resolver document refers to lie beside it
    old: PathBuf,
    /// The file as it is
    new: PathBuf,
    /// The files' format
    #[arg(long, default_value = "auto", value_parser = dialects())]
    from: Dialect,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(crate) fn run(&self) -> ExitCode {
        let found = self.differences().and_then(|differences| {
            self.print(&differences)?;
            Ok(!differences.is_empty())
        });
        answer(found)
    }

    fn differences(&self) -> anyhow::Result<Vec<Difference>> {
        let (old, new) = (self.read(&self.old)?, self.read(&self.new)?);
        Ok(diff((&old, 0), (&new, 0)))
    }

    fn read(&self, argument: &Path) -> anyhow::Result<Graph> {
        let options = import::Options {
            format: self.from.0,
            strict: false,
        };
        let mut builder = Builder::default();
        for reading in reading::read_path(argument, &options)? {
            let path = reading.path;
            let document = reading.document;
            let document = document.with_context(|| format!("{} was refused", shown(&path)))?;
            for skipped in &document.skipped {
                let line = about(&skipped.path, &skipped.reason);
                say(format_args!("{}: skipped: {line}", shown(&path)));
            }
            builder.add(None, &path, document);
        }
        Ok(builder.finish().0)
    }

    fn print(&self, differences: &[Difference]) -> anyhow::Result<()> {
        if self.json {
            let all: Vec<Json> = differences.iter().map(as_json).collect();
            return print(format_args!("{:#}", Json::Array(all)));
        }
        let mut mode = None;
        for difference in differences {
            if mode.replace(&difference.mode) != Some(&difference.mode) {
                print(&difference.mode)?;
            }
            print(format_args!("  {}", line(difference)))?;
        }
        Ok(())
    }
}

fn line(difference: &Difference) -> String {
    let name = &difference.name;
    let shown = |value: &Option<_>| value.as_deref().unwrap_or("(broken)").to_owned();
    match &difference.change {
        Change::Added { kind, value } => format!("+ {name}: {kind} {}", shown(value)),
        Change::Removed { kind, value } => format!("- {name}: {kind} {}", shown(value)),
        Change::Renamed { from } => format!("> {from} is now {name}"),
        Change::Retyped { from, to } => format!("! {name}: {from} is now {to}"),
        Change::Changed { from, to } => format!("~ {name}: {} is now {}", shown(from), shown(to)),
    }
}

fn as_json(difference: &Difference) -> Json {
    let mut json = json!({
        "mode": &*difference.mode,
        "name": difference.name.as_str(),
        "change": difference.change.as_str(),
    });
    let (a, b) = match &difference.change {
        Change::Added { kind, value } | Change::Removed { kind, value } => (
            ("type", json!(kind.as_str())),
            Some(("value", json!(value.as_deref()))),
        ),
        Change::Renamed { from } => (("from", json!(from.as_str())), None),
        Change::Retyped { from, to } => (
            ("from", json!(from.as_str())),
            Some(("to", json!(to.as_str()))),
        ),
        Change::Changed { from, to } => (
            ("from", json!(from.as_deref())),
            Some(("to", json!(to.as_deref()))),
        ),
    };
    for (member, value) in [Some(a), b].into_iter().flatten() {
        json[member] = value;
    }
    json
}

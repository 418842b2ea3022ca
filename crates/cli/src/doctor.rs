//! `tokencraft doctor`

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tokencraft_storage::doctor;

use crate::output::{self, Hinted};
use crate::settings::Storage;

/// What storage cannot know by itself.
const LOOKS: &[doctor::Look] = &[tokencraft_server::app::releases::doctor::look];

/// `tokencraft doctor`
#[derive(Args)]
pub(crate) struct Doctor {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    storage: Storage,
}

impl Doctor {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        // A file is looked at beside the server that uses it, and never changed.
        let findings = if self.storage.database_url.is_some() {
            let db = self.storage.open()?;
            let findings = doctor::examine(&db, LOOKS)?;
            db.close();
            findings
        } else {
            self.storage.must_exist()?;
            doctor::examine_directory(&self.storage.data, LOOKS).map_err(|error| {
                anyhow::Error::from(error).context(Hinted::new(
                    format!(
                        "the database in {} cannot be read",
                        self.storage.data.display()
                    ),
                    "`tokencraft restore` brings a backup in; keep a copy of the folder first",
                ))
            })?
        };
        let healthy = findings.iter().all(|finding| finding.ok);
        if self.json {
            let list: Vec<_> = findings
                .iter()
                .map(|f| json!({ "name": f.check, "ok": f.ok, "detail": f.detail }))
                .collect();
            output::print(json!({ "healthy": healthy, "findings": list }))?;
        } else {
            for finding in &findings {
                let mark = if finding.ok { "ok  " } else { "BAD " };
                output::print(format_args!("{mark} {}: {}", finding.check, finding.detail))?;
            }
        }
        Ok(if healthy {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

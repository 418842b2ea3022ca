//! What callers write about releases.

use serde_json::Value;
use tokencraft_releases::version::NotAVersion;
use tokencraft_releases::{Take, Version};
use uuid::Uuid;

use crate::app::error::{Error, Result};
use crate::app::field::{self, Fields};
use crate::app::input::{self, parse_id};
use crate::app::patch::Patch;

/// Most bytes of a release's notes.
pub const MAX_NOTES: usize = 16 << 10;

/// What every release says for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// 1–255 characters.
    pub name: Option<String>,
    /// May have lines.
    pub notes: Option<String>,
}

/// What is to be published, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// For people.
    pub words: Words,
    /// The version that the caller wants.
    pub version: Option<Version>,
    /// Only these workspaces (and tokensets).
    pub workspace_ids: Option<Vec<Uuid>>,
    /// Only these tokensets (and workspaces).
    pub tokenset_ids: Option<Vec<Uuid>>,
    /// Publish broken aliases too.
    pub allow_broken: bool,
    /// Tell only what would be published.
    pub dry_run: bool,
}

/// What is to be merged, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merging {
    /// For people.
    pub words: Words,
    /// The environment to merge, by id or by name.
    pub source: Option<String>,
    /// Settles every conflict that no resolution names.
    pub strategy: Option<Take>,
    /// Conflicts by key, each with the side to take.
    pub resolutions: Vec<(String, Take)>,
    /// Publish broken aliases too.
    pub allow_broken: bool,
    /// Tell only what would be merged.
    pub dry_run: bool,
}

impl Words {
    fn read(fields: &mut Fields) -> Result<Self> {
        let sentence = "Name must be a non-empty string";
        let name = fields.text("name", "invalid_name", sentence)?;
        let name = name.into_option().map(|text| field::name(&text, sentence));
        let notes = fields.text("notes", "invalid_notes", "Notes must be a string")?;
        let notes = notes.into_option().filter(|text| !text.trim().is_empty());
        if let Some(text) = &notes {
            let refused = |message| Err(Error::invalid("invalid_notes", message));
            if text.len() > MAX_NOTES {
                return refused("Notes must be at most 16384 bytes");
            }
            let mut characters = text.chars();
            if characters.any(|c| field::is_forbidden(c) && c != '\n' && c != '\t') {
                return refused("Notes must not contain control characters");
            }
        }
        Ok(Self {
            name: name.transpose()?,
            notes,
        })
    }
}

impl Publication {
    /// Reads a body.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let sentence = NotAVersion.to_string();
        let version = fields.text("version", "invalid_version", &sentence)?;
        let version = version.into_option().map(|text| wanted_version(&text));
        Ok(Self {
            version: version.transpose()?,
            words: Words::read(fields)?,
            workspace_ids: ids(fields, "workspace_ids")?,
            tokenset_ids: ids(fields, "tokenset_ids")?,
            allow_broken: fields.boolean("allow_broken")?.unwrap_or(false),
            dry_run: fields.boolean("dry_run")?.unwrap_or(false),
        })
    }
}

impl Merging {
    /// Reads a body.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let source = "source_environment_id must be a string";
        let source = fields.text("source_environment_id", "invalid_source", source)?;
        let strategy = match fields.take("strategy") {
            Patch::Absent | Patch::Null => None,
            Patch::Value(word) => Some(side(&word, || "strategy".to_owned())?),
        };
        let listed = input::list(fields, "resolutions")?.into_iter().enumerate();
        let mut resolutions: Vec<(String, Take)> = Vec::new();
        for (index, entry) in listed {
            let (Some(Value::String(key)), Some(take)) = (entry.get("key"), entry.get("take"))
            else {
                let message =
                    format!("resolutions[{index}] must have a key and which side to take");
                return Err(Error::invalid("invalid_resolution", message));
            };
            let take = side(take, || format!("resolutions[{index}].take"))?;
            resolutions.push((key.clone(), take));
        }
        Ok(Self {
            words: Words::read(fields)?,
            source: source.into_option(),
            strategy,
            resolutions,
            allow_broken: fields.boolean("allow_broken")?.unwrap_or(false),
            dry_run: fields.boolean("dry_run")?.unwrap_or(false),
        })
    }
}

fn wanted_version(text: &str) -> Result<Version> {
    let refused = |message: String| Error::invalid("invalid_version", message);
    let version: Version = text
        .parse()
        .map_err(|error: NotAVersion| refused(error.to_string()))?;
    if version.may_be_wanted() {
        Ok(version)
    } else {
        let message = "The numbers of a version must be at most 999999999";
        Err(refused(message.to_owned()))
    }
}

fn side(word: &Value, member: impl FnOnce() -> String) -> Result<Take> {
    match word.as_str() {
        Some("source") => Ok(Take::Source),
        Some("production") => Ok(Take::Production),
        _ => {
            let message = format!("{} must be source or production", member());
            Err(Error::invalid("invalid_resolution", message))
        }
    }
}

/// A list of ids; absent and `null` are no list.
fn ids(fields: &mut Fields, member: &'static str) -> Result<Option<Vec<Uuid>>> {
    let refused = || {
        let message = format!("{member} must be a list of at least one id");
        Error::invalid("invalid_body", message)
    };
    let list = match fields.take(member) {
        Patch::Absent | Patch::Null => return Ok(None),
        Patch::Value(Value::Array(list)) if !list.is_empty() => list,
        Patch::Value(_) => return Err(refused()),
    };
    let ids = list.iter().map(|id| {
        let text = id.as_str().ok_or_else(refused)?;
        // An id that is none is like one that nothing has.
        Ok(parse_id(text).unwrap_or(Uuid::nil()))
    });
    ids.collect::<Result<_>>().map(Some)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        match value {
            Value::Object(members) => Fields::new(members),
            other => panic!("not an object: {other}"),
        }
    }

    #[test]
    fn a_body_that_says_nothing_is_a_publication() {
        let read = Publication::read(&mut fields(json!({}))).unwrap();
        assert_eq!(read, Publication::default());
        let nulls = json!({"name": null, "notes": " ", "version": null, "workspace_ids": null});
        let read = Publication::read(&mut fields(nulls)).unwrap();
        assert_eq!(read, Publication::default());
    }

    #[test]
    fn a_refusal_names_the_member() {
        let publication = |body| {
            Publication::read(&mut fields(body))
                .unwrap_err()
                .to_string()
        };
        let merging = |body| Merging::read(&mut fields(body)).unwrap_err().to_string();
        let said = [
            publication(json!({"name": " "})),
            publication(json!({"name": 1})),
            publication(json!({"notes": []})),
            publication(json!({"notes": "x".repeat(16_385)})),
            publication(json!({"notes": "\u{202e}"})),
            publication(json!({"version": "2"})),
            publication(json!({"version": 2})),
            publication(json!({"version": "1.1000000000.0"})),
            publication(json!({"workspace_ids": []})),
            publication(json!({"tokenset_ids": [1]})),
            publication(json!({"allow_broken": 1})),
            publication(json!({"dry_run": "yes"})),
            merging(json!({"source_environment_id": 1})),
            merging(json!({"strategy": "theirs"})),
            merging(json!({"resolutions": {}})),
            merging(json!({"resolutions": [{"key": "x", "take": "source"}, {"take": "source"}]})),
            merging(json!({"resolutions": [{"key": "x", "take": "both"}]})),
        ];
        insta::assert_snapshot!(said.join("\n"), @r"
        Name must be a non-empty string
        Name must be a non-empty string
        Notes must be a string
        Notes must be at most 16384 bytes
        Notes must not contain control characters
        Version must be three numbers, like 1.2.0
        Version must be three numbers, like 1.2.0
        The numbers of a version must be at most 999999999
        workspace_ids must be a list of at least one id
        tokenset_ids must be a list of at least one id
        allow_broken must be a boolean
        dry_run must be a boolean
        source_environment_id must be a string
        strategy must be source or production
        resolutions must be a list
        resolutions[1] must have a key and which side to take
        resolutions[0].take must be source or production
        ");
    }
}

//! What both imports share: the files of the body, the options in the query, the run.

use std::sync::Arc;

use axum::extract::{FromRequest, Multipart};
use axum::http::Request;
use axum::http::StatusCode;
use tokencraft_formats::import::{self, Format, Options, Refused, resolver};
use tokencraft_storage::Tx;
use utoipa::IntoParams;

use crate::api::call::Call;
use crate::app::import::{Report, Strategy};
use crate::app::transfer::{ImportOptions, Named, Stop};
use crate::app::words::{ImportFormat, ImportStrategy};
use crate::app::{Error, field};
use crate::http::idempotency::Answer;
use crate::http::{self, Failure, QueryParams, RawBody};

/// How documents go in.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the document")]
pub(crate) struct ImportQuery {
    /// `auto` (default), `dtcg`, `dtcg-resolver`, `style-dictionary`, `tokencraft`, `tokens-studio`.
    #[param(inline)]
    format: Option<ImportFormat>,
    /// Takes only these contexts of a resolver document: `theme:light`, several parted by commas.
    input: Option<String>,
    /// Where a document without modes goes: id or name; the default mode otherwise. In a form, a text
    /// field `mode` says so for the file that follows it, by the name of a mode that is made when it
    /// is missing.
    mode: Option<String>,
    /// `merge` (default) or `replace`.
    #[param(inline)]
    strategy: Option<ImportStrategy>,
    /// Reports only; nothing is stored.
    dry_run: Option<bool>,
    /// Refuses the whole at the first token that cannot be taken as it is.
    strict: Option<bool>,
}

/// What a form says of the file that follows.
#[derive(Default)]
struct Said {
    tokenset: Option<String>,
    mode: Option<String>,
}

/// A file of the body.
struct File {
    /// As the form says it; names the file in a refusal.
    name: Option<String>,
    stem: Option<String>,
    /// What the form's fields before it say.
    said: Said,
    bytes: bytes::Bytes,
}

/// The query of an import, read.
struct Wanted {
    format: Option<Format>,
    name: Option<String>,
    input: Vec<(String, String)>,
    options: ImportOptions,
}

impl Wanted {
    fn of(query: &QueryParams) -> Result<Self, Failure> {
        let format = match query.text("format")? {
            None | Some("auto") => None,
            Some(text) => Some(text.parse().map_err(|e: import::UnknownFormat| {
                Error::invalid("invalid_format", e.to_string())
            })?),
        };
        let strategy = match query.text("strategy")? {
            None | Some("merge") => Strategy::Merge,
            Some("replace") => Strategy::Replace,
            Some(_) => {
                let message = "Invalid strategy. Must be one of: merge, replace";
                return Err(Error::invalid("invalid_option", message).into());
            }
        };
        let input = query.text("input")?.map(resolver::parse_input).transpose();
        let input = input.map_err(|message| Error::invalid("invalid_option", message))?;
        let name = query.text("name")?;
        let name = name.map(|text| field::name(text, "name must be a non-empty string"));
        Ok(Self {
            format,
            name: name.transpose()?,
            input: input.unwrap_or_default(),
            options: ImportOptions {
                mode: query.text("mode")?.map(str::to_owned),
                strategy,
                strict: query.flag("strict")?,
                dry_run: query.flag("dry_run")?,
            },
        })
    }
}

/// Reads query and body into documents; on a blocking thread, it takes its time.
async fn documents(call: &Call, body: &RawBody) -> Result<(Vec<Named>, ImportOptions), Failure> {
    let files = files(body).await?;
    let wanted = Wanted::of(&call.query)?;
    let read = move || Ok((read(&files, &wanted)?, wanted.options));
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| Error::Internal(Box::new(error)))?
}

/// Which file it is, when there may be several.
fn refused(file: Option<&str>, error: &import::ImportError) -> Error {
    let message = match file {
        Some(name) => format!("{name}: {error}"),
        None => error.to_string(),
    };
    Error::invalid("invalid_document", message)
}

/// The documents that the files are.
fn read(files: &[File], wanted: &Wanted) -> Result<Vec<Named>, Error> {
    let options = Options {
        format: wanted.format,
        strict: wanted.options.strict,
    };
    let given: Vec<resolver::File<'_>> = files
        .iter()
        .map(|file| resolver::File {
            path: file.name.as_deref().unwrap_or_default(),
            text: &file.bytes,
        })
        .collect();
    let found = import::import_files(&given, &wanted.input, &options);
    let found = found.map_err(|Refused { file, error }| {
        let file = file.and_then(|at| files[at].name.as_deref());
        refused(file, &error)
    })?;
    let named = found.into_iter().map(|found| {
        let file = found.file.map(|at| &files[at]);
        let stem = file.map_or_else(
            || found.folder.as_deref().and_then(folder_name),
            |file| file.stem.clone(),
        );
        let said = file.map(|file| &file.said);
        let name = said.and_then(|said| said.tokenset.clone());
        let name = name.or_else(|| wanted.name.clone()).or(stem);
        Named {
            name: name.unwrap_or_else(|| "Imported".into()),
            mode: said.and_then(|said| said.mode.clone()),
            file: file.and_then(|file| file.name.clone()).or(found.folder),
            document: found.document,
        }
    });
    Ok(named.collect())
}

/// The last name of a folder's path.
fn folder_name(path: &str) -> Option<String> {
    field::name(path.rsplit('/').next()?, "").ok()
}

/// The document itself, or the files of a form.
async fn files(body: &RawBody) -> Result<Vec<File>, Failure> {
    let bytes = body.bytes()?.clone();
    let content_type = body.content_type().unwrap_or_default();
    let mime: Option<mime::Mime> = content_type.parse().ok();
    let Some(mime) = mime.filter(is_readable) else {
        return Err(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Content-Type must be application/json or multipart/form-data",
        ));
    };
    if mime.essence_str() != "multipart/form-data" {
        return Ok(vec![File {
            name: None,
            stem: None,
            said: Said::default(),
            bytes,
        }]);
    }
    let malformed = |what: String| {
        Failure::from(Error::invalid(
            "malformed_form",
            format!("The form is malformed: {what}"),
        ))
    };
    let request = Request::builder()
        .header("content-type", content_type)
        .body(axum::body::Body::from(bytes))
        .map_err(|e| malformed(e.to_string()))?;
    // The body's length is bounded already.
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|e| malformed(e.body_text()))?;
    let mut files = Vec::new();
    let mut said = Said::default();
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|e| malformed(e.body_text()))?
    {
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let (place, empty) = match field.name() {
                Some("tokenset") => (&mut said.tokenset, "tokenset must be a non-empty string"),
                Some("mode") => (&mut said.mode, "mode must be a non-empty string"),
                _ => continue,
            };
            let text = field.text().await.map_err(|e| malformed(e.body_text()))?;
            *place = Some(field::name(&text, empty)?);
            continue;
        };
        let stem = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default();
        let stem = match stem {
            "" => None,
            text => Some(field::name(text, "A file name must not be empty")?),
        };
        let bytes = field.bytes().await.map_err(|e| malformed(e.body_text()))?;
        let name = Some(file_name);
        let said = std::mem::take(&mut said);
        files.push(File {
            name,
            stem,
            said,
            bytes,
        });
    }
    if files.is_empty() {
        return Err(malformed("it holds no file".into()));
    }
    Ok(files)
}

fn is_readable(mime: &mime::Mime) -> bool {
    let text = mime.essence_str();
    text == "application/json"
        || text == "multipart/form-data"
        || text == "application/json5"
        || (text.starts_with("application/") && text.ends_with("+json"))
}

/// Runs an import: `permit` asks for the caller's rights before the body is read, `place` takes the
/// place, `work` does it.
pub(super) async fn run<P>(
    call: Call,
    body: RawBody,
    permit: impl Fn(&mut Tx<'_>, &Call) -> Result<(), Failure> + Clone + Send + 'static,
    place: impl Fn(&mut Tx<'_>, &Call) -> Result<P, Failure> + Send + 'static,
    work: impl Fn(&mut Tx<'_>, &Call, &P, &[Named], &ImportOptions) -> Result<Report, Stop>
    + Send
    + 'static,
) -> http::Result {
    call.read(permit).await?;
    let (documents, options) = documents(&call, &body).await?;
    let documents = Arc::new(documents);
    let outcome = Arc::new(parking_lot::Mutex::new(None));
    let dry = outcome.clone();
    let written = call
        .write(body, move |tx, call, body| {
            let place = place(tx, call)?;
            call.once(tx, body, StatusCode::OK, |tx| {
                work(tx, call, &place, &documents, &options).map_err(|stop| match stop {
                    Stop::Refused(error) => error,
                    Stop::DryRun(report) => {
                        // The transaction is rolled back: nothing of it happened.
                        *dry.lock() = Some(report);
                        Error::conflict("dry_run", "dry run")
                    }
                })
            })
        })
        .await;
    let report = outcome.lock().take();
    match report {
        Some(report) => {
            use axum::response::IntoResponse as _;
            Ok(Answer::json(StatusCode::OK, &report)?.into_response())
        }
        None => written,
    }
}

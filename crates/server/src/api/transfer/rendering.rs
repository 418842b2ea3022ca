//! What both exports share: the options in the query, the text as an answer.

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use tokencraft_formats::export::{Format, Gamut, MissingOption, Options, References, Strategy};
use tokencraft_tokens::resolve::Missing;
use utoipa::IntoParams;

use crate::api::call::Call;
use crate::app::snapshot::Rendered;
use crate::app::transfer::Export;
use crate::app::words::{CssStrategy, ExportFormat, GamutName, MissingName, ReferencesName};
use crate::app::{self, Context, Error};
use crate::http::{self, ETag, Failure, QueryParams};

/// How tokens become code.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the document")]
pub(crate) struct ExportQuery {
    /// `json` (default), `css`, `ios`, `android`, `dtcg`.
    #[param(inline)]
    format: Option<ExportFormat>,
    /// `resolve`: as values; `keep`: as references where the target has them. Default: `keep` for `dtcg`,
    /// else `resolve`.
    #[param(inline)]
    references: Option<ReferencesName>,
    /// `omit` (default): the mode's own tokens; `inherit` adds the default mode's.
    #[param(inline)]
    missing: Option<MissingName>,
    /// Refuses (422) when any alias is broken.
    strict: Option<bool>,
    /// Stands before every name.
    prefix: Option<String>,
    /// `srgb` (default) or `p3`, for targets that can say both.
    #[param(inline)]
    gamut: Option<GamutName>,
    /// css of all modes: `attribute` (default): each mode whole; `default-root`: the default mode on
    /// `:root`, the others where they differ; `media`: that, and what the system prefers;
    /// `light-dark`: that, colours as `light-dark()`.
    #[param(inline)]
    strategy: Option<CssStrategy>,
    /// `media` and `light-dark`: the mode for systems that prefer light, by name (default `light`).
    light: Option<String>,
    /// `media` and `light-dark`: the mode for systems that prefer dark, by name (default `dark`).
    dark: Option<String>,
    /// Adds `Content-Disposition: attachment`.
    download: Option<bool>,
}

/// The query of an export, read.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) format: Format,
    pub(crate) options: Options,
    pub(crate) download: bool,
}

/// One of a few words; the first is the default.
fn word<T: Copy, const N: usize>(
    query: &QueryParams,
    name: &str,
    words: [(&str, T); N],
) -> Result<T, Failure> {
    let Some(text) = query.text(name)? else {
        return Ok(words[0].1);
    };
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words = words.map(|(word, _)| word).join(", ");
        let message = format!("Invalid {name}. Must be one of: {words}");
        Error::invalid("invalid_option", message).into()
    })
}

impl Wanted {
    pub(crate) fn of(query: &QueryParams) -> Result<Self, Failure> {
        let format = query.text("format")?.map_or(Ok(Format::Json), str::parse);
        let format = format.map_err(|e: tokencraft_formats::export::UnknownFormat| {
            Error::invalid("invalid_format", e.to_string())
        })?;
        let references = [("resolve", References::Resolve), ("keep", References::Keep)];
        let missing = [("omit", Missing::Omit), ("inherit", Missing::Inherit)];
        let gamut = [("srgb", Gamut::Srgb), ("p3", Gamut::P3)];
        let strategy = Strategy::ALL.map(|strategy| (strategy.as_str(), strategy));
        let mode = |name| Ok::<_, Failure>(query.text(name)?.map(str::to_owned));
        Ok(Self {
            format,
            options: Options {
                references: match query.text("references")? {
                    None => format.references(),
                    Some(_) => word(query, "references", references)?,
                },
                missing: MissingOption(word(query, "missing", missing)?),
                strict: query.flag("strict")?,
                prefix: query.text("prefix")?.unwrap_or_default().to_owned(),
                gamut: word(query, "gamut", gamut)?,
                strategy: word(query, "strategy", strategy)?,
                light: mode("light")?,
                dark: mode("dark")?,
            },
            download: query.flag("download")?,
        })
    }
}

/// Renders a part of a workspace, or takes the text that is rendered already.
pub(super) async fn answer(call: &Call, export: Export, download: bool) -> http::Result {
    let name = download.then(|| export.file_name());
    let ready = export.rendered(&call.context);
    let format = export.format;
    rendered(call, format, name, ready, move |ctx| export.render(ctx)).await
}

/// Answers with a text that is `ready`, or that `render` makes on a blocking thread. With a file name it
/// is to be saved.
pub(crate) async fn rendered(
    call: &Call,
    format: Format,
    file_name: Option<String>,
    ready: Option<Arc<Rendered>>,
    render: impl FnOnce(&Context) -> app::Result<Arc<Rendered>> + Send + 'static,
) -> http::Result {
    let media_type = match format.media_type() {
        json if json == "application/json" || json.ends_with("+json") => json.to_owned(),
        other => format!("{other}; charset=utf-8"),
    };
    let rendered = if let Some(rendered) = ready {
        rendered
    } else {
        let context = call.context.clone();
        tokio::task::spawn_blocking(move || render(&context))
            .await
            .map_err(|error| Error::Internal(Box::new(error)))??
    };
    let header =
        |text: &str| HeaderValue::from_str(text).map_err(|error| Error::Internal(Box::new(error)));
    let mut response = call.text(
        &ETag::of_hash(&rendered.hash),
        header(&media_type)?,
        rendered.body.clone(),
    )?;
    response.extensions_mut().insert(rendered);
    if let Some(name) = file_name {
        let value = header(&attachment(&name))?;
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// `attachment` with a name that every client reads; the true name beside it when it differs.
fn attachment(name: &str) -> String {
    use std::fmt::Write as _;
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._-".contains(c);
    let safe: String = name
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .collect();
    let mut text = format!("attachment; filename=\"{safe}\"");
    if safe != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            let _ = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => {
                    write!(text, "{}", char::from(byte))
                }
                _ => write!(text, "%{byte:02X}"),
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_quotes() {
        assert_eq!(
            attachment("Colors.Dark.css"),
            "attachment; filename=\"Colors.Dark.css\""
        );
        assert_eq!(
            attachment("a\"b/é.css"),
            "attachment; filename=\"a-b--.css\"; filename*=UTF-8''a%22b%2F%C3%A9.css"
        );
    }
}

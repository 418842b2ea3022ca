//! Content codings: zstd, br or gzip, when asked for and worth it.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::app::packed::FORMS;
use crate::app::snapshot::Rendered;

/// Smaller bodies fit one packet anyway.
const WORTH_IT: u64 = 1 << 10;
/// From here on the work goes to a blocking thread.
const LONG_WORK: usize = 64 << 10;

/// A content coding we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Cheapest for its size.
    Zstd,
    /// Smallest.
    Br,
    /// Understood everywhere.
    Gzip,
}

impl Coding {
    /// In our order of preference.
    pub const ALL: [Self; FORMS] = [Self::Zstd, Self::Br, Self::Gzip];

    /// As `Accept-Encoding` and entity tags spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Br => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The coding a client likes best, by q-values and then our order; `None` for identity.
    pub fn preferred(headers: &HeaderMap) -> Option<Self> {
        let Wishes { codings, identity } = Wishes::of(headers);
        let mut best: Option<(Self, f32)> = None;
        for (coding, weight) in Self::ALL.into_iter().zip(codings) {
            if weight > best.map_or(0.0, |(_, best)| best) {
                best = Some((coding, weight));
            }
        }
        best.filter(|(_, weight)| *weight >= identity.unwrap_or(0.0))
            .map(|(coding, _)| coding)
    }

    /// Whether a client takes this coding at all.
    pub fn is_accepted(self, headers: &HeaderMap) -> bool {
        Wishes::of(headers).codings[self as usize] > 0.0
    }

    /// Compresses a body.
    pub fn compress(self, bytes: &[u8]) -> io::Result<Bytes> {
        let room = Vec::with_capacity(bytes.len() / 4);
        let compressed = match self {
            Self::Zstd => zstd::bulk::compress(bytes, 3)?,
            Self::Br => {
                let mut writer = brotli::CompressorWriter::new(room, 4096, 5, 22);
                writer.write_all(bytes)?;
                writer.into_inner()
            }
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(room, flate2::Compression::new(6));
                writer.write_all(bytes)?;
                writer.finish()?
            }
        };
        Ok(compressed.into())
    }
}

/// What `Accept-Encoding` says of each coding we write, and of none at all.
struct Wishes {
    codings: [f32; FORMS],
    identity: Option<f32>,
}

impl Wishes {
    fn of(headers: &HeaderMap) -> Self {
        let mut weights: [Option<f32>; FORMS] = [None; FORMS];
        let (mut others, mut identity) = (None, None);
        for value in headers.get_all(ACCEPT_ENCODING) {
            for item in value.to_str().unwrap_or_default().split(',') {
                let (name, weight) = weighted(item);
                let known = Coding::ALL
                    .iter()
                    .position(|c| c.as_str().eq_ignore_ascii_case(name));
                match (known, name) {
                    (Some(index), _) => weights[index] = Some(weight),
                    (None, "*") => others = Some(weight),
                    (None, "identity") => identity = Some(weight),
                    _ => {}
                }
            }
        }
        Self {
            codings: weights.map(|weight| weight.or(others).unwrap_or(0.0)),
            identity,
        }
    }
}

/// `br;q=0.5` → (`br`, 0.5).
fn weighted(item: &str) -> (&str, f32) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    (name, weight.map_or(1.0, |text| text.parse().unwrap_or(0.0)))
}

/// Compresses an answer whose whole body is at hand; its entity tag then names the coding.
pub(crate) async fn compress(response: Response, coding: Option<Coding>) -> Response {
    let (mut parts, body) = response.into_parts();
    let text = parts.headers.get(CONTENT_TYPE).is_some_and(is_text);
    if text || parts.status == StatusCode::NOT_MODIFIED {
        parts
            .headers
            .append(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    let worth_it = body
        .size_hint()
        .exact()
        .is_some_and(|size| size >= WORTH_IT);
    let Some(coding) =
        coding.filter(|_| text && worth_it && !parts.headers.contains_key(CONTENT_ENCODING))
    else {
        return Response::from_parts(parts, body);
    };
    let rendered = parts.extensions.get::<Arc<Rendered>>();
    let ready = rendered.and_then(|rendered| rendered.packed.get(coding as usize));
    let compressed = if let Some(bytes) = ready {
        bytes
    } else {
        let Ok(whole) = body.collect().await else {
            return super::error::internal("a body at hand could not be read");
        };
        let whole = whole.to_bytes();
        let Some(bytes) = encode(whole.clone(), coding).await else {
            return Response::from_parts(parts, Body::from(whole));
        };
        if let Some(rendered) = rendered {
            rendered.packed.keep(coding as usize, &bytes);
        }
        bytes
    };
    parts
        .headers
        .insert(CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
    parts.headers.remove(CONTENT_LENGTH);
    if let Some(named) = parts
        .headers
        .get(ETAG)
        .and_then(|tag| with_coding(tag, coding))
    {
        parts.headers.insert(ETAG, named);
    }
    Response::from_parts(parts, Body::from(compressed))
}

async fn encode(bytes: Bytes, coding: Coding) -> Option<Bytes> {
    let compressed = if bytes.len() < LONG_WORK {
        coding.compress(&bytes)
    } else {
        tokio::task::spawn_blocking(move || coding.compress(&bytes))
            .await
            .ok()?
    };
    compressed
        .inspect_err(|error| tracing::error!(%error, "compression"))
        .ok()
}

pub(crate) fn with_coding(tag: &HeaderValue, coding: Coding) -> Option<HeaderValue> {
    let opaque = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::try_from(format!("{opaque}-{}\"", coding.as_str())).ok()
}

fn is_text(content_type: &HeaderValue) -> bool {
    let Ok(name) = content_type.to_str() else {
        return false;
    };
    let essence = name.split(';').next().unwrap_or_default().trim_end();
    essence.starts_with("text/") && essence != "text/event-stream"
        || ["json", "xml", "javascript", "svg+xml"]
            .iter()
            .any(|kind| essence.ends_with(kind))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::app::packed::Packed;

    #[test]
    fn the_client_chooses_by_weight_and_we_by_order() {
        for (sent, chosen) in [
            ("gzip, deflate, br, zstd", Some(Coding::Zstd)),
            ("gzip, br;q=0.9", Some(Coding::Gzip)),
            ("br", Some(Coding::Br)),
            ("GZIP", Some(Coding::Gzip)),
            ("*", Some(Coding::Zstd)),
            ("*;q=0.5, zstd;q=0", Some(Coding::Br)),
            ("identity, gzip;q=0.5", None),
            ("gzip;q=0", None),
            ("deflate", None),
            ("", None),
            ("gzip;q=nonsense", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, sent.parse().unwrap());
            assert_eq!(Coding::preferred(&headers), chosen, "{sent}");
        }
        assert_eq!(Coding::preferred(&HeaderMap::new()), None);
    }

    #[test]
    fn every_coding_reads_back() {
        let text = "colors.primary.500 ".repeat(500).into_bytes();
        for coding in Coding::ALL {
            let small = coding.compress(&text).unwrap();
            let mut back = Vec::new();
            match coding {
                Coding::Zstd => back = zstd::decode_all(&small[..]).unwrap(),
                Coding::Br => {
                    brotli::Decompressor::new(&small[..], 4096)
                        .read_to_end(&mut back)
                        .map(|_| ())
                        .unwrap();
                }
                Coding::Gzip => {
                    flate2::read::GzDecoder::new(&small[..])
                        .read_to_end(&mut back)
                        .map(|_| ())
                        .unwrap();
                }
            }
            assert!(small.len() < text.len() / 10);
            assert_eq!(back, text, "{coding:?}");
        }
    }

    #[tokio::test]
    async fn a_form_that_was_made_once_is_served_again() {
        let rendered = Arc::new(Rendered {
            body: "x".repeat(2000).into(),
            hash: "7".into(),
            packed: Packed::new(2000),
        });
        let answer = || {
            let mut answer = Response::new(Body::from(rendered.body.clone()));
            let text = HeaderValue::from_static("text/css");
            answer.headers_mut().insert(CONTENT_TYPE, text);
            answer.extensions_mut().insert(rendered.clone());
            answer
        };
        let bytes = async |answer: Response| answer.into_body().collect().await.unwrap().to_bytes();
        for coding in Coding::ALL {
            assert_eq!(rendered.packed.get(coding as usize), None);
            let first = bytes(compress(answer(), Some(coding)).await).await;
            let kept = rendered.packed.get(coding as usize).unwrap();
            let second = bytes(compress(answer(), Some(coding)).await).await;
            assert_eq!((&first, second.as_ptr()), (&kept, kept.as_ptr()));
        }
    }

    #[tokio::test]
    async fn only_large_texts_are_compressed_and_their_tag_says_so() {
        let answer = |size: usize, content_type: &'static str| {
            Response::builder()
                .header(CONTENT_TYPE, content_type)
                .header(ETAG, "\"7\"")
                .body(Body::from("x".repeat(size)))
                .unwrap()
        };
        let large = compress(answer(2000, "application/json"), Some(Coding::Br)).await;
        assert_eq!(large.headers()[ETAG], "\"7-br\"");
        assert_eq!(large.headers()[CONTENT_ENCODING], "br");
        assert_eq!(large.headers()[VARY], "Accept-Encoding");
        for plain in [
            compress(answer(100, "application/json"), Some(Coding::Br)).await,
            compress(answer(2000, "image/png"), Some(Coding::Br)).await,
            compress(answer(2000, "text/css"), None).await,
        ] {
            assert_eq!(plain.headers()[ETAG], "\"7\"");
            assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        }
    }
}

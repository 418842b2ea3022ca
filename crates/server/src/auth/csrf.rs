//! Whether a change was asked for by our own pages: `Sec-Fetch-Site`, else `Origin`. What sends
//! neither is no browser, and has no cookie it did not mean to send.

use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri};

use crate::config::Config;
use crate::http::Failure;
use crate::http::body::is_json;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// 403 for a change that another site's page asks for. Reads change nothing and pass.
pub(crate) fn check(config: &Config, method: &Method, headers: &HeaderMap) -> Result<(), Failure> {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_ours(config, headers) {
        return Ok(());
    }
    Err(Failure::new(
        StatusCode::FORBIDDEN,
        "cross_site_request",
        "This request came from another site",
    ))
}

/// 415 for a deletion whose body is not said to be JSON. (Where bodies are read, they are checked
/// after the caller's rights.)
pub(crate) fn check_type(method: &Method, headers: &HeaderMap) -> Result<(), Failure> {
    let sent = headers.get(CONTENT_TYPE);
    let good = sent.is_none_or(|sent| sent.to_str().is_ok_and(is_json));
    if good || method != Method::DELETE {
        return Ok(());
    }
    Err(Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

fn is_ours(config: &Config, headers: &HeaderMap) -> bool {
    if headers.contains_key(SEC_FETCH_SITE) {
        return one(headers, &SEC_FETCH_SITE)
            .is_some_and(|site| matches!(site, "same-origin" | "none"));
    }
    if !headers.contains_key(ORIGIN) {
        return true;
    }
    let Some(origin) = one(headers, &ORIGIN).and_then(Origin::parse) else {
        return false;
    };
    match &config.public_url {
        Some(url) => Origin::parse(url).is_some_and(|ours| ours == origin),
        // Whether TLS ended before us is not known: only the host is compared.
        None => one(headers, &HOST)
            .and_then(|host| Origin::parse(&format!("{}://{host}", origin.scheme)))
            .is_some_and(|ours| ours == origin),
    }
}

/// The value of a header that stands exactly once.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut sent = headers.get_all(name).iter();
    match (sent.next(), sent.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Scheme, host and port, comparable.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let authority = uri.authority()?;
        let default = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        if authority.as_str().contains('@') {
            return None;
        }
        Some(Self {
            host: authority.host().to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(default),
            scheme,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(public_url: Option<&str>, method: &Method, lines: &[(&str, &str)]) -> bool {
        let config = Config {
            public_url: public_url.map(str::to_owned),
            ..Config::default()
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, value.parse().unwrap());
        }
        check(&config, method, &headers).is_ok()
    }

    #[test]
    fn a21_the_fetch_site_decides_before_the_origin() {
        for (site, ours) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("", false),
            ("SAME-ORIGIN", false),
        ] {
            for origin in ["https://tokens.example.com", "https://evil.example"] {
                let lines = [("sec-fetch-site", site), ("origin", origin)];
                let url = Some("https://tokens.example.com");
                assert_eq!(passes(url, &Method::POST, &lines), ours, "{site} {origin}");
                assert!(passes(url, &Method::GET, &lines));
            }
        }
        let twice = [
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "none"),
        ];
        assert!(!passes(None, &Method::POST, &twice));
    }

    #[test]
    fn a21_else_the_origin_must_be_the_public_url() {
        for (origin, ours) in [
            ("https://tokens.example.com", true),
            ("https://TOKENS.example.com:443", true),
            ("http://tokens.example.com", false),
            ("https://tokens.example.com:8443", false),
            ("https://tokens.example.com.evil.example", false),
            ("https://tokens.example.com@evil.example", false),
            ("https://evil.example", false),
            ("null", false),
            ("", false),
        ] {
            let lines = [("origin", origin), ("host", "evil.example")];
            let url = Some("https://tokens.example.com/");
            assert_eq!(passes(url, &Method::DELETE, &lines), ours, "{origin}");
        }
    }

    #[test]
    fn a21_without_a_public_url_it_must_be_the_host() {
        for (origin, host, ours) in [
            ("http://localhost:8787", "localhost:8787", true),
            ("https://tokens.example.com", "tokens.example.com", true),
            ("http://localhost:8788", "localhost:8787", false),
            ("http://evil.example", "localhost:8787", false),
            ("null", "null", false),
        ] {
            let lines = [("origin", origin), ("host", host)];
            assert_eq!(
                passes(None, &Method::PATCH, &lines),
                ours,
                "{origin} {host}"
            );
        }
        assert!(!passes(
            None,
            &Method::POST,
            &[("origin", "http://localhost")]
        ));
    }

    #[test]
    fn a21_what_sends_neither_is_no_browser() {
        assert!(passes(None, &Method::POST, &[]));
        assert!(passes(
            Some("https://a.example"),
            &Method::DELETE,
            &[("host", "b")]
        ));
    }
}

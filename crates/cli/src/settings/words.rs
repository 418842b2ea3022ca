//! Texts of settings: read once, at the edge.

use std::fmt;
use std::str::FromStr;

/// How many of a thing a plan allows: a number, or `unlimited`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit(pub(crate) Option<u32>);

impl FromStr for Limit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "unlimited" => Ok(Self(None)),
            number => number
                .parse()
                .map(|number| Self(Some(number)))
                .map_err(|_| "expected a number, or unlimited"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(number) => number.fmt(f),
            None => f.write_str("unlimited"),
        }
    }
}

/// `host:port`, as it is; a message says what is missing.
pub(crate) fn parse_host_and_port(text: &str) -> Result<String, String> {
    let is_address = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if is_address {
        Ok(text.to_owned())
    } else {
        Err("expected HOST:PORT, such as 127.0.0.1:8787 or 0.0.0.0:80".to_owned())
    }
}

/// `https://host[:port]`, without a slash at its end.
pub(crate) fn parse_public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let is_host = |host: &str| {
        let legal = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        !host.is_empty() && host.chars().all(legal)
    };
    if host.is_some_and(is_host) {
        Ok(url.to_owned())
    } else {
        Err("expected https://HOST or http://HOST:PORT, without a path".to_owned())
    }
}

/// A database URL without its password, so that it can be shown and pasted into a ticket.
pub(crate) fn without_password(url: &str) -> String {
    let hidden = || {
        let (scheme, rest) = url.split_once("://")?;
        let (credentials, host) = rest.rsplit_once('@')?;
        let (user, _) = credentials.split_once(':')?;
        Some(format!("{scheme}://{user}:…@{host}"))
    };
    let url = hidden().unwrap_or_else(|| url.to_owned());
    // `?password=…`, and `password=…` of the other notation, where it may be in quotes.
    let mut pieces = url.split("password=");
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shown.push_str("password=…");
        let quoted = piece.strip_prefix('\'');
        shown.push_str(match quoted.and_then(|inner| inner.rfind('\'')) {
            Some(end) => &piece[end + 2..],
            None => &piece[piece.find(['&', ' ']).unwrap_or(piece.len())..],
        });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            (
                "postgres://u:secret@host/db?sslmode=require",
                "postgres://u:…@host/db?sslmode=require",
            ),
            ("postgres://u:se@cr:et@host/db", "postgres://u:…@host/db"),
            ("postgres://u@host/db", "postgres://u@host/db"),
            (
                "postgres://host/db?user=u&password=secret&x=1",
                "postgres://host/db?user=u&password=…&x=1",
            ),
            ("host=h password=secret user=u", "host=h password=… user=u"),
            (
                r"password='a \' secret' user=u sslpassword=secret",
                "password=… user=u sslpassword=…",
            ),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        for (text, url) in [
            (
                "https://tokens.example.com/",
                Some("https://tokens.example.com"),
            ),
            ("http://[::1]:8787", Some("http://[::1]:8787")),
            ("tokens.example.com", None),
            ("https://", None),
            ("https://a.example/path", None),
            ("https://user:secret@a.example", None),
            ("https://a.example?x", None),
        ] {
            assert_eq!(parse_public_url(text).ok().as_deref(), url, "{text}");
        }
    }

    #[test]
    fn a_limit_is_a_number_or_unlimited() {
        for (text, limit) in [
            ("0", Some(Limit(Some(0)))),
            ("50", Some(Limit(Some(50)))),
            ("unlimited", Some(Limit(None))),
            ("-1", None),
            ("", None),
            ("many", None),
        ] {
            assert_eq!(text.parse().ok(), limit, "{text}");
            let written = limit.map(|limit: Limit| limit.to_string());
            assert!(written.is_none_or(|written| written == text));
        }
    }

    #[test]
    fn an_address_has_a_host_and_a_port() {
        for (text, good) in [
            ("127.0.0.1:0", true),
            ("[::1]:8787", true),
            ("localhost:80", true),
            ("8787", false),
            (":8787", false),
            ("host:", false),
            ("host:65536", false),
        ] {
            assert_eq!(parse_host_and_port(text).is_ok(), good, "{text}");
        }
    }
}

//! The session's cookie. On an https public URL it is bound to this very host and to TLS
//! (`__Host-`, `Secure`); on plain http browsers would refuse that.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use super::secret::PlainSecret;
use super::session::LIFE_MS;

const PLAIN: &str = "tokencraft_session";
const SECURE: &str = "__Host-tokencraft_session";

/// The cookie's name.
pub const fn name(https: bool) -> &'static str {
    if https { SECURE } else { PLAIN }
}

/// The secret that a browser sent; of several cookies of the name the first that has its form.
pub fn read(headers: &HeaderMap, https: bool) -> Option<PlainSecret> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name(https))
        .find_map(|(_, value)| PlainSecret::parse(value))
}

/// `Set-Cookie` for a new session.
pub fn set(secret: &PlainSecret, https: bool) -> HeaderValue {
    line(secret.reveal(), LIFE_MS / 1000, https)
}

/// `Set-Cookie` that has the browser forget.
pub fn clear(https: bool) -> HeaderValue {
    line("", 0, https)
}

fn line(value: &str, seconds: i64, https: bool) -> HeaderValue {
    let name = name(https);
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // Hexadecimal digits and our own words: always a header's value.
    let mut line =
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("invalid"));
    line.set_sensitive(true);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> PlainSecret {
        PlainSecret::parse(&"ab".repeat(32)).unwrap()
    }

    #[test]
    fn a06_attributes_follow_the_public_url() {
        let text = |line: &HeaderValue| line.to_str().unwrap().replace(&"ab".repeat(32), "…");
        insta::assert_snapshot!(text(&set(&secret(), false)), @"tokencraft_session=…; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
        insta::assert_snapshot!(text(&set(&secret(), true)), @"__Host-tokencraft_session=…; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        insta::assert_snapshot!(text(&clear(true)), @"__Host-tokencraft_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(format!("{:?}", set(&secret(), true)), "Sensitive");
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let good = format!("tokencraft_session={}", secret().reveal());
        let of = |lines: &[String], https| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(COOKIE, line.parse().unwrap());
            }
            read(&headers, https)
        };
        for lines in [
            vec![good.clone()],
            vec![format!("a=b; {good}; c")],
            vec!["a=b".to_owned(), good.clone()],
            vec![format!("tokencraft_session=x; {good}")],
        ] {
            assert_eq!(of(&lines, false), Some(secret()), "{lines:?}");
        }
        // The plain name does not count where only the bound one is set.
        assert_eq!(of(std::slice::from_ref(&good), true), None);
        assert_eq!(of(&[format!("__Host-{good}")], true), Some(secret()));
        assert_eq!(of(&[format!("__Host-{good}")], false), None);
    }
}

//! A small HTTP client that sends exactly what a test says.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// No answer of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody who asks: where, below which mount, with which headers on every request.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    mount: String,
    headers: Vec<(String, String)>,
}

/// A request in the making.
#[derive(Clone, Debug)]
pub struct Request {
    client: Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// In their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As it came: perhaps compressed.
    pub body: Vec<u8>,
}

impl Client {
    /// Somebody without any header.
    pub fn new(address: SocketAddr, mount: &str) -> Self {
        Self {
            address,
            mount: mount.to_owned(),
            headers: Vec::new(),
        }
    }

    /// The same with a header on every request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Any request; the path is below the mount.
    pub fn request(&self, method: &str, path: &str) -> Request {
        Request {
            client: self.clone(),
            method: method.to_owned(),
            path: format!("{}{path}", self.mount),
            headers: self.headers.clone(),
            body: None,
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send().await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send().await
    }

    /// `PATCH` of JSON.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.request("PATCH", path).json(body).send().await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send().await
    }

    /// Sends bytes as they are and reads until the server closes.
    ///
    /// # Panics
    /// When the server does not close in time.
    pub async fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect().await;
        // The server may refuse and close before it has all.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        // A reset after the answer is an end, too.
        let _ = read.expect("the server closes");
        answer
    }

    /// A connection.
    ///
    /// # Panics
    /// When nobody listens.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a server that listens")
    }
}

impl Request {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A JSON body with its content type.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json")
            .body(body.to_string())
    }

    /// A body as it is.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The bytes that go over the wire, on a connection of their own.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: localhost\r\n",
            self.method, self.path
        );
        text.push_str("Connection: close\r\n");
        for (name, value) in &self.headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        if let Some(body) = &self.body {
            text.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }

    /// Sends it.
    ///
    /// # Panics
    /// When no whole answer comes.
    pub async fn send(self) -> Answer {
        let bytes = self.client.raw(&self.to_bytes()).await;
        Answer::parse(&bytes, self.method == "HEAD").unwrap_or_else(|| {
            panic!(
                "not an answer to {} {}: {:?}",
                self.method,
                self.path,
                String::from_utf8_lossy(&bytes)
            )
        })
    }
}

impl Answer {
    /// Reads an answer from bytes; `None` when they are not a whole one.
    pub fn parse(bytes: &[u8], bodiless: bool) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let rest = &bytes[end + 4..];
        let mut lines = head.split("\r\n");
        let status: u16 = lines
            .next()?
            .strip_prefix("HTTP/1.1 ")?
            .get(..3)?
            .parse()
            .ok()?;
        if status == 100 {
            return Self::parse(rest, bodiless);
        }
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut answer = Self {
            status,
            headers,
            body: Vec::new(),
        };
        if bodiless || matches!(status, 204 | 304) {
            return rest.is_empty().then_some(answer);
        }
        answer.body = match answer.header("content-length") {
            Some(length) => rest.get(..length.parse().ok()?)?.to_vec(),
            None if answer.header("transfer-encoding") == Some("chunked") => unchunk(rest)?,
            None => rest.to_vec(),
        };
        Some(answer)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The value of a cookie that the answer sets; empty when it takes the cookie away.
    ///
    /// # Panics
    /// When it sets none.
    #[track_caller]
    pub fn cookie(&self) -> String {
        let line = self.header("set-cookie").expect("a cookie");
        let pair = line.split(';').next().unwrap_or_default();
        let (_, value) = pair.split_once('=').expect("a name and a value");
        value.to_owned()
    }

    /// The body as text.
    ///
    /// # Panics
    /// When it is not text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a text")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is not JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "{error}: {} {:?}",
                self.status,
                String::from_utf8_lossy(&self.body)
            )
        })
    }

    /// The same without what tells requests apart: when it was answered, and its id.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.headers
            .retain(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"));
        self
    }

    /// The sentence of a refusal.
    #[track_caller]
    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }

    /// A text member of the JSON body.
    ///
    /// # Panics
    /// When it is not there.
    #[track_caller]
    pub fn member(&self, name: &str) -> String {
        let json = self.json();
        json[name]
            .as_str()
            .unwrap_or_else(|| panic!("no text {name} in {json}"))
            .to_owned()
    }

    /// The same answer, asserted to have a status.
    ///
    /// # Panics
    /// When it has another.
    #[track_caller]
    #[expect(
        clippy::return_self_not_must_use,
        reason = "often only the status matters"
    )]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        self
    }

    /// Status and pretty body with ids and times masked: equal on both databases.
    #[track_caller]
    pub fn snapshot(&self) -> String {
        let body = serde_json::from_slice::<Value>(&self.body).map_or_else(
            |_| String::from_utf8_lossy(&self.body).into_owned(),
            |json| serde_json::to_string_pretty(&json).unwrap_or_default(),
        );
        mask(&format!("{}\n{body}", self.status))
    }
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        rest = &rest[line + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

/// Puts `<id 1>`, `<id 2>`, … for ids in the order in which they first appear, and `<time>` for times.
pub fn mask(text: &str) -> String {
    let mut seen: Vec<&str> = Vec::new();
    let mut masked = String::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(id) = text
            .get(at..at + 36)
            .filter(|id| looks_like(id, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"))
        {
            let number = seen
                .iter()
                .position(|other| *other == id)
                .unwrap_or_else(|| {
                    seen.push(id);
                    seen.len() - 1
                });
            masked.extend(["<id ", &(number + 1).to_string(), ">"]);
            at += 36;
        } else if text
            .get(at..at + 20)
            .is_some_and(|time| looks_like(time, "dddd-dd-ddTdd:dd:ddZ"))
        {
            masked.push_str("<time>");
            at += 20;
        } else {
            let c = text[at..].chars().next().unwrap_or_default();
            masked.push(c);
            at += c.len_utf8();
        }
    }
    masked
}

fn looks_like(text: &str, pattern: &str) -> bool {
    text.bytes()
        .zip(pattern.bytes())
        .all(|(byte, kind)| match kind {
            b'h' => byte.is_ascii_hexdigit(),
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_times_are_masked_in_order() {
        let (a, b) = (
            "0193a2b4-0000-7000-8000-00000000000a",
            "0193a2b4-0000-7000-8000-00000000000b",
        );
        let text = format!("{b} é {a} {b} 2025-01-15T10:00:00Z");
        assert_eq!(mask(&text), "<id 1> é <id 2> <id 1> <time>");
    }

    #[test]
    fn answers_are_read_whole_or_not_at_all() {
        let plain = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(Answer::parse(plain, false).unwrap().body, b"ok");
        assert!(Answer::parse(&plain[..plain.len() - 1], false).is_none());
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        assert_eq!(Answer::parse(chunked, false).unwrap().body, b"ok");
        let after_100 = [&b"HTTP/1.1 100 Continue\r\n\r\n"[..], plain].concat();
        assert_eq!(Answer::parse(&after_100, false).unwrap().status, 200);
    }
}

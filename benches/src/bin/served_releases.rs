//! What releases cost a running server: a tokenset of four modes published, compared, merged and
//! exported over HTTP.
//!
//! `served_releases TOKENCRAFT [SIZE…]`: wall and processor time of every operation at two sizes, then at
//! the larger one with few and with a thousand releases in the environment.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail};
use serde_json::{Value, json};

const MODES: [&str; 4] = ["white", "g10", "g90", "g100"];
const MANY: usize = 1000;
/// Rounds of every operation; the median counts.
const ROUNDS: usize = 5;
const OPERATIONS: [&str; 4] = ["publish", "diff", "merge", "export"];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let binary = arguments
        .next()
        .context("usage: served_releases TOKENCRAFT [SIZE…]")?;
    let sizes: Vec<usize> = arguments
        .map(|size| size.parse())
        .collect::<Result<_, _>>()?;
    let sizes = if sizes.is_empty() {
        vec![2_500, 10_000]
    } else {
        sizes
    };
    let mut server = Server::start(&binary)?;
    let mut all = Vec::new();
    println!("tokens × 4 modes   operation      wall ms   processor ms");
    for &size in &sizes {
        let mut world = World::new(&mut server, size)?;
        let figures = world.measure(&mut server)?;
        show(&format!("{size:>6}"), &figures);
        all.push((world, figures));
    }
    let (small, large) = (&all[0].1, &all[all.len() - 1].1);
    let grown = sizes[sizes.len() - 1] as f64 / sizes[0] as f64;
    for (number, operation) in OPERATIONS.iter().enumerate() {
        let ratio = large[number].1 / small[number].1.max(1.0);
        println!("{operation:10} processor time × {ratio:.2} for × {grown:.2} tokens");
    }
    let Some((mut world, few)) = all.pop() else {
        bail!("no size");
    };
    world.crowd(&mut server)?;
    let many = world.measure(&mut server)?;
    show(&format!("{MANY} releases"), &many);
    for (number, operation) in OPERATIONS.iter().enumerate() {
        let wall = many[number].0 / few[number].0.max(0.01);
        let processor = many[number].1 / few[number].1.max(1.0);
        println!(
            "{operation:10} processor time × {processor:.2}, wall time × {wall:.2} with {MANY} releases"
        );
    }
    Ok(())
}

/// Wall and processor milliseconds.
type Figures = [(f64, f64); OPERATIONS.len()];

fn show(label: &str, figures: &Figures) {
    for ((wall, processor), operation) in figures.iter().zip(OPERATIONS) {
        println!("{label:18} {operation:10} {wall:>11.1} {processor:>14.0}");
    }
}

/// A server of its own with the demo's account, signed in.
struct Server {
    child: Child,
    address: String,
    cookie: String,
    connection: TcpStream,
    _data: tempfile::TempDir,
}

impl Server {
    fn start(binary: &str) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let mut child = Command::new(binary)
            .args([
                "serve",
                "--demo",
                "--listen",
                "127.0.0.1:0",
                "--rate-limit",
                "0",
                "--data",
            ])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {binary}"))?;
        let said = child.stdout.take().context("the server says nothing")?;
        let mut lines = BufReader::new(said).lines();
        let mut after = |mark: &str| -> anyhow::Result<String> {
            for line in lines.by_ref() {
                if let Some((_, rest)) = line?.split_once(mark) {
                    return Ok(rest.trim_end_matches('/').to_owned());
                }
            }
            bail!("the server did not print {mark}")
        };
        let address = after("Dashboard   http://")?;
        let password = after("Password    ")?;
        // What is printed later has a reader, or the server would be stopped by a broken pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let connection = TcpStream::connect(&address)?;
        connection.set_nodelay(true)?;
        let mut server = Self {
            child,
            address,
            cookie: String::new(),
            connection,
            _data: data,
        };
        let body = json!({"email": "demo@example.com", "password": password});
        let (head, _) = server.ask("POST", "/auth/login", Some(&body.to_string()))?;
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.context("no cookie")?;
        cookie
            .split(';')
            .next()
            .unwrap_or_default()
            .clone_into(&mut server.cookie);
        Ok(server)
    }

    /// Sends a request and reads its whole answer: head and body. Refusals are errors.
    fn ask(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> anyhow::Result<(String, Vec<u8>)> {
        let (address, cookie) = (&self.address, &self.cookie);
        let text = body.unwrap_or_default();
        let json = match body {
            Some(text) => format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                text.len()
            ),
            None => String::new(),
        };
        let request = format!(
            "{method} /api{path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n{json}\r\n{text}"
        );
        self.connection.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        let (head, start) = loop {
            let count = self.connection.read(&mut buffer)?;
            if count == 0 {
                bail!("the server closed the connection");
            }
            answer.extend_from_slice(&buffer[..count]);
            if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break (std::str::from_utf8(&answer[..end])?.to_owned(), end + 4);
            }
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.unwrap_or("0").parse()?;
        while answer.len() < start + length {
            let count = self.connection.read(&mut buffer)?;
            if count == 0 {
                bail!("the server closed the connection");
            }
            answer.extend_from_slice(&buffer[..count]);
        }
        let body = answer.split_off(start);
        if !head.starts_with("HTTP/1.1 2") {
            bail!(
                "{method} {path}: {} {}",
                &head[..12.min(head.len())],
                String::from_utf8_lossy(&body)
            );
        }
        Ok((head, body))
    }

    fn post(&mut self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let (_, answer) = self.ask("POST", path, Some(&body.to_string()))?;
        Ok(serde_json::from_slice(&answer)?)
    }

    /// What the server's process has used of processors, in milliseconds; its clock ticks every ten.
    fn processor(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields = stat.rsplit(") ").next().context("no fields")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        Ok(ticks * 10.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An organization with one large tokenset, a small one, and Staging.
struct World {
    environments: String,
    large: String,
    small: String,
    token: String,
    count: usize,
}

impl World {
    fn new(server: &mut Server, size: usize) -> anyhow::Result<Self> {
        let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
        let workspace = id(&server.post("/workspaces", &json!({"name": "Bench"}))?);
        let set = |server: &mut Server, name: &str, size: usize| -> anyhow::Result<String> {
            let path = format!("/workspaces/{workspace}/tokensets");
            let set = id(&server.post(&path, &json!({"name": name}))?);
            let modes = MODES.map(|mode| (mode.to_owned(), tokens(size, mode.len())));
            let document = json!({"$modes": serde_json::Map::from_iter(modes)});
            server.post(&format!("/tokensets/{set}/import"), &document)?;
            Ok(set)
        };
        let large = set(server, "Large", size)?;
        let small = set(server, "Small", 1)?;
        let organization = id(&server.post("/organizations", &json!({"name": "Bench"}))?);
        let path = format!("/organizations/{organization}");
        server.post(
            &format!("{path}/workspaces"),
            &json!({"workspace_id": workspace}),
        )?;
        let environments = format!("{path}/environments");
        server.post(&environments, &json!({"name": "Staging"}))?;
        Ok(Self {
            token: token(server, &large)?,
            environments,
            large,
            small,
            count: 0,
        })
    }

    /// Changes one token of a tokenset.
    fn change(&mut self, server: &mut Server, token: &str) -> anyhow::Result<()> {
        self.count += 1;
        let value = format!("#{:06x}", self.count * 37 % 0x00ff_ffff);
        let body = json!({"value": value, "alias_to": null});
        server.ask("PATCH", token, Some(&body.to_string()))?;
        Ok(())
    }

    /// The medians of the operations, each on one changed token.
    fn measure(&mut self, server: &mut Server) -> anyhow::Result<Figures> {
        let mut figures = Figures::default();
        let mut rounds: Vec<Figures> = Vec::new();
        let (environments, token) = (self.environments.clone(), self.token.clone());
        let only = json!({"tokenset_ids": [self.large]}).to_string();
        // The first time is another matter: everything is new.
        for round in 0..=ROUNDS {
            self.change(server, &token)?;
            let mut one = Figures::default();
            let prefix = format!("r{}", self.count);
            let requests = [
                (
                    "POST",
                    format!("{environments}/staging/releases"),
                    Some(only.as_str()),
                ),
                ("GET", String::new(), None),
                (
                    "POST",
                    format!("{environments}/staging/merge"),
                    Some("{\"strategy\":\"source\"}"),
                ),
                (
                    "GET",
                    format!("{environments}/production/export?format=css&prefix={prefix}"),
                    None,
                ),
            ];
            let mut version = String::new();
            for (number, (method, path, body)) in requests.into_iter().enumerate() {
                let path = if path.is_empty() {
                    format!("{environments}/staging/releases/{version}/diff")
                } else {
                    path
                };
                let (begun, used) = (now(), server.processor()?);
                let (_, answer) = server.ask(method, &path, body)?;
                one[number] = (
                    begun.elapsed().as_secs_f64() * 1e3,
                    server.processor()? - used,
                );
                if number == 0 {
                    let release: Value = serde_json::from_slice(&answer)?;
                    release["version"]
                        .as_str()
                        .unwrap_or_default()
                        .clone_into(&mut version);
                }
            }
            if round > 0 {
                rounds.push(one);
            }
        }
        for (number, figure) in figures.iter_mut().enumerate() {
            let median = |pick: fn(&(f64, f64)) -> f64| {
                let mut all: Vec<f64> = rounds.iter().map(|round| pick(&round[number])).collect();
                all.sort_by(f64::total_cmp);
                all[all.len() / 2]
            };
            // Ticks are coarse: their mean says more than their median.
            let processor: f64 = rounds.iter().map(|round| round[number].1).sum();
            *figure = (median(|figure| figure.0), processor / rounds.len() as f64);
        }
        Ok(figures)
    }

    /// Publishes small releases until there are many.
    fn crowd(&mut self, server: &mut Server) -> anyhow::Result<()> {
        let token = token(server, &self.small)?;
        let path = format!("{}/staging/releases", self.environments);
        let only = json!({"tokenset_ids": [self.small]});
        for _ in 0..MANY {
            self.change(server, &token)?;
            server.post(&path, &only)?;
        }
        Ok(())
    }
}

/// Colours: one in ten written, the others aliases.
fn tokens(size: usize, mode: usize) -> Value {
    let mut groups = serde_json::Map::new();
    for number in 0..size {
        let value = if number % 10 == 0 {
            format!("#{:06x}", number * 7 + mode)
        } else {
            format!("{{g{}.t{}}}", number / 1000, number / 10 * 10)
        };
        let group = groups
            .entry(format!("g{}", number / 1000))
            .or_insert_with(|| json!({}));
        group[format!("t{number}")] = json!({"value": value, "type": "color"});
    }
    Value::Object(groups)
}

/// The path of a tokenset's first token.
fn token(server: &mut Server, set: &str) -> anyhow::Result<String> {
    let path = format!("/tokensets/{set}/modes/white/tokens");
    let (_, answer) = server.ask("GET", &format!("{path}?limit=1"), None)?;
    let list: Value = serde_json::from_slice(&answer)?;
    let id = list["tokens"][0]["id"].as_str().context("no token")?;
    Ok(format!("{path}/{id}"))
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

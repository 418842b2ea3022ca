//! What API reads feel of 64 people signing in at once.
//!
//! `logins ADDRESS PID TOKEN EMAIL PASSWORD`: rounds without and with sign-ins, one after the other, over
//! a running server; latencies of reads, and the server's memory. Then wrong sign-ins, of an account that
//! is there and of one that is not, in turn.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

const ROUNDS: usize = 3;
const SPAN: Duration = Duration::from_secs(5);
const READERS: usize = 2;
const PEOPLE: usize = 64;
const GUESSES: usize = 150;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, pid, token, email, password] = arguments.as_slice() else {
        bail!("usage: logins ADDRESS PID TOKEN EMAIL PASSWORD");
    };
    let read = format!(
        "GET /api/v1/workspaces HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let login = sign_in(address, email, password);
    round(address, &read, None)?;
    println!(
        "memory at rest        {:>8} KiB, at most {} KiB",
        memory(pid, "VmRSS")?,
        memory(pid, "VmHWM")?
    );
    println!(
        "{:22}{:>10}{:>10}{:>10}{:>12}",
        "", "reads/s", "p50 µs", "p99 µs", "sign-ins/s"
    );
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let (idle, _) = round(address, &read, None)?;
        let (loaded, signed_in) = round(address, &read, Some(&login))?;
        for (name, times, signed_in) in [
            ("idle", &idle, 0),
            ("64 people sign in", &loaded, signed_in),
        ] {
            let per_second = |count: usize| count / usize::try_from(SPAN.as_secs()).unwrap_or(1);
            println!(
                "{name:22}{:>10}{:>10}{:>10}{:>12}",
                per_second(times.len()),
                at(times, 50),
                at(times, 99),
                per_second(signed_in),
            );
        }
        let ratio = |percent| at(&loaded, percent) as f64 / at(&idle, percent).max(1) as f64;
        ratios.push((ratio(50), ratio(99)));
    }
    let median = |pick: fn(&(f64, f64)) -> f64| {
        let mut all: Vec<f64> = ratios.iter().map(pick).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    println!(
        "median ratio, loaded : idle   p50 {:.2}   p99 {:.2}",
        median(|r| r.0),
        median(|r| r.1)
    );
    println!("memory at most        {:>8} KiB", memory(pid, "VmHWM")?);
    guesses(address, email)
}

fn sign_in(address: &str, email: &str, password: &str) -> String {
    let body = format!("{{\"email\":\"{email}\",\"password\":\"{password}\"}}");
    format!(
        "POST /api/auth/login HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The medians of wrong sign-ins, interleaved: equal times tell nobody which accounts there are.
fn guesses(address: &str, email: &str) -> anyhow::Result<()> {
    let wrong = "not the password";
    let requests = [email, "nobody@example.com"].map(|email| sign_in(address, email, wrong));
    let mut connection = Connection::open(address)?;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..GUESSES {
        for (request, times) in requests.iter().zip(&mut times) {
            let asked = now();
            if connection.ask(request)? != 401 {
                bail!("a wrong sign-in was not refused");
            }
            times.push(u64::try_from(asked.elapsed().as_micros())?);
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort_unstable();
        at(&times, 50)
    });
    println!(
        "wrong sign-ins, median   known account {known} µs, unknown {unknown} µs, ratio {:.3}",
        known as f64 / unknown.max(1) as f64
    );
    Ok(())
}

/// Reads for a while, with or without people who sign in. Sorted latencies in microseconds, and how
/// many sign-ins succeeded.
fn round(address: &str, read: &str, login: Option<&str>) -> anyhow::Result<(Vec<u64>, usize)> {
    let over = Arc::new(AtomicBool::new(false));
    let signed_in = Arc::new(AtomicU64::new(0));
    let people: Vec<_> = (0..login.map_or(0, |_| PEOPLE))
        .map(|_| {
            let (address, login) = (address.to_owned(), login.unwrap_or_default().to_owned());
            let (over, signed_in) = (over.clone(), signed_in.clone());
            thread::spawn(move || -> anyhow::Result<()> {
                let mut connection = Connection::open(&address)?;
                while !over.load(Ordering::Relaxed) {
                    if connection.ask(&login)? != 200 {
                        bail!("a sign-in was refused");
                    }
                    signed_in.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            })
        })
        .collect();
    if login.is_some() {
        thread::sleep(Duration::from_millis(500));
    }
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (address, read) = (address.to_owned(), read.to_owned());
            thread::spawn(move || -> anyhow::Result<Vec<u64>> {
                let mut connection = Connection::open(&address)?;
                let mut times = Vec::new();
                let begun = now();
                while begun.elapsed() < SPAN {
                    let asked = now();
                    if connection.ask(&read)? != 200 {
                        bail!("a read was refused");
                    }
                    times.push(u64::try_from(asked.elapsed().as_micros())?);
                    // A steady trickle, not a flood: the server is not to be saturated by reads.
                    thread::sleep(Duration::from_micros(500));
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for reader in readers {
        times.extend(joined(reader)?);
    }
    let done = signed_in.load(Ordering::Relaxed);
    over.store(true, Ordering::Relaxed);
    for person in people {
        joined(person)?;
    }
    times.sort_unstable();
    Ok((times, usize::try_from(done)?))
}

fn joined<T>(thread: thread::JoinHandle<anyhow::Result<T>>) -> anyhow::Result<T> {
    thread.join().unwrap_or_else(|_| bail!("a thread panicked"))
}

fn at(sorted: &[u64], percent: usize) -> u64 {
    let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

/// A line of the process's status, in KiB.
fn memory(pid: &str, line: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let found = status
        .lines()
        .find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    let number = found.and_then(|text| text.split_whitespace().next());
    Ok(number.context("no such line")?.parse()?)
}

/// One connection, kept open.
struct Connection(TcpStream);

impl Connection {
    fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Self(stream))
    }

    /// Asks and reads the whole answer; its status.
    fn ask(&mut self, request: &str) -> anyhow::Result<u16> {
        self.0.write_all(request.as_bytes())?;
        let mut answer = Vec::with_capacity(2048);
        let mut buffer = [0; 2048];
        loop {
            let count = self.0.read(&mut buffer)?;
            if count == 0 {
                bail!("the server closed the connection");
            }
            answer.extend_from_slice(&buffer[..count]);
            let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = std::str::from_utf8(&answer[..end])?.to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.context("an answer without length")?.parse()?;
            if answer.len() >= end + 4 + length {
                return Ok(head.get(9..12).context("no status")?.parse()?);
            }
        }
    }
}

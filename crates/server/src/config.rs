//! What an operator can set for the server. Defaults are the documented ones.

use std::time::Duration;

use tokencraft_storage::Plan;

/// Settings of one server process.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where users reach the server: `https://tokens.example.com`. Unset: the Host header counts.
    pub public_url: Option<String>,
    /// The plan of new accounts.
    pub default_plan: Plan,
    /// Requests per window and API token; 0 = no limit.
    pub rate_limit: u32,
    /// The sliding window's length.
    pub rate_window: Duration,
    /// Failed authentications per client address and minute; 0 = no limit.
    pub auth_failures_per_minute: u32,
    /// Most bytes of an ordinary body.
    pub max_body: usize,
    /// Most bytes of an import.
    pub max_import: usize,
    /// Most connections at once.
    pub max_connections: usize,
    /// For the request line and headers to arrive.
    pub header_timeout: Duration,
    /// For a whole body to arrive.
    pub body_timeout: Duration,
    /// For a stalled write to make progress.
    pub write_timeout: Duration,
    /// For requests in flight to finish at shutdown.
    pub drain_timeout: Duration,
    /// Most bytes of workspaces kept in memory; a quarter of it again for rendered exports.
    pub cache_bytes: u64,
    /// Most workspaces an owner may have, by plan: FREE, PRO, TEAM, BUSINESS; `None` = unlimited.
    pub workspaces_per_plan: [Option<u32>; 4],
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            default_plan: Plan::Business,
            rate_limit: 100,
            rate_window: Duration::from_mins(1),
            auth_failures_per_minute: 60,
            max_body: 1 << 20,
            max_import: 32 << 20,
            max_connections: 4096,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(50),
            write_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(8),
            cache_bytes: 256 << 20,
            workspaces_per_plan: [Some(3), Some(20), None, None],
        }
    }
}

impl Config {
    /// Whether users come over https.
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

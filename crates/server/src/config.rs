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
    /// Whether people may make accounts for themselves.
    pub sign_up_open: bool,
    /// Failed sign-ins per account within [`Config::login_window`]; 0 = no limit.
    pub login_failures_per_account: u32,
    /// Failed sign-ins per client address within [`Config::login_window`]; 0 = no limit.
    pub login_failures_per_address: u32,
    /// The span in which failed sign-ins are counted.
    pub login_window: Duration,
    /// Passwords hashed or checked at once: 19 MiB and a core each.
    pub password_checks: usize,
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
    /// Most bytes of workspaces kept in memory; a quarter of it again for rendered exports, and another for
    /// releases.
    pub cache_bytes: u64,
    /// Most workspaces an owner may have, by plan: FREE, PRO, TEAM, BUSINESS; `None` = unlimited.
    pub workspaces_per_plan: [Option<u32>; 4],
    /// Most people in a workspace, its owner included, by the owner's plan; `None` = unlimited. Below
    /// TEAM there are no members, whatever stands here.
    pub members_per_plan: [Option<u32>; 4],
    /// Most organizations an owner may have, by plan; `None` = unlimited.
    pub organizations_per_plan: [Option<u32>; 4],
    /// How long an account may stay over its plan's limits before what is newest becomes read-only.
    pub downgrade_grace: Duration,
    /// Most streams of events at once.
    pub event_streams: usize,
    /// Most streams of events of one account at once.
    pub event_streams_per_user: usize,
    /// How often a silent stream of events says that it lives, and asks whether it still may.
    pub event_heartbeat: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            default_plan: Plan::Business,
            rate_limit: 100,
            rate_window: Duration::from_mins(1),
            auth_failures_per_minute: 60,
            sign_up_open: false,
            login_failures_per_account: 10,
            login_failures_per_address: 100,
            login_window: Duration::from_mins(15),
            password_checks: 2,
            max_body: 1 << 20,
            max_import: 32 << 20,
            max_connections: 4096,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(50),
            write_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(8),
            cache_bytes: 256 << 20,
            workspaces_per_plan: [Some(3), Some(20), None, None],
            members_per_plan: [Some(1), Some(1), Some(50), None],
            organizations_per_plan: [Some(0), Some(0), Some(0), None],
            downgrade_grace: Duration::from_hours(14 * 24),
            event_streams: 1000,
            event_streams_per_user: 16,
            event_heartbeat: Duration::from_secs(15),
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

//! Settings from three places: option > environment > `tokencraft.toml`.

mod show;
mod sources;
mod words;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use tokencraft_server::Config;
use tokencraft_storage::db::FILE_NAME;
use tokencraft_storage::{Database, DatabaseConfig, Error, Plan};

use crate::output::{Hinted, hinted};

pub(crate) use show::Show;
pub(crate) use sources::{Parsed, command, parse};
pub(crate) use words::{Limit, parse_host_and_port, parse_public_url, without_password};

/// Where the data lives.
#[derive(Args, Clone, Debug)]
pub(crate) struct Storage {
    /// The folder of the SQLite database
    #[arg(
        long,
        env = "TOKENCRAFT_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    pub(crate) data: PathBuf,
    /// Use PostgreSQL instead; user, password, host and database in one URL
    #[arg(
        long,
        env = "TOKENCRAFT_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database_url: Option<String>,
    /// Most connections to PostgreSQL at once
    #[arg(
        long,
        env = "TOKENCRAFT_DATABASE_CONNECTIONS",
        default_value_t = 16,
        value_parser = clap::value_parser!(u32).range(1..=1000),
        value_name = "N"
    )]
    pub(crate) database_connections: u32,
}

/// Whether people may make accounts for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Signup {
    /// Operators make accounts.
    Closed,
    /// Anyone who reaches the server may.
    Open,
}

/// A plan, as an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(crate) enum PlanName {
    /// Owner only, reading
    Free,
    /// Owner only, reading and writing
    Pro,
    /// With members
    Team,
    /// TEAM plus organizations
    Business,
}

impl From<PlanName> for Plan {
    fn from(name: PlanName) -> Self {
        match name {
            PlanName::Free => Self::Free,
            PlanName::Pro => Self::Pro,
            PlanName::Team => Self::Team,
            PlanName::Business => Self::Business,
        }
    }
}

/// Everything an operator can set for the server.
#[derive(Args, Clone, Debug)]
pub(crate) struct ServerSettings {
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        env = "TOKENCRAFT_LISTEN",
        default_value = "127.0.0.1:8787",
        value_parser = parse_host_and_port,
        value_name = "HOST:PORT"
    )]
    pub(crate) listen: String,
    /// Where users reach the server; https switches secure cookies and HSTS on
    #[arg(long, env = "TOKENCRAFT_PUBLIC_URL", value_parser = parse_public_url, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Requests per minute and API token; 0 = no limit
    #[arg(
        long,
        env = "TOKENCRAFT_RATE_LIMIT",
        default_value_t = 100,
        value_name = "N"
    )]
    pub(crate) rate_limit: u32,
    /// Failed authentications per minute and client address; 0 = no limit
    #[arg(
        long,
        env = "TOKENCRAFT_AUTH_FAILURES",
        default_value_t = 60,
        value_name = "N"
    )]
    pub(crate) auth_failures: u32,
    /// The plan of new accounts
    #[arg(
        long,
        env = "TOKENCRAFT_DEFAULT_PLAN",
        value_enum,
        default_value = "BUSINESS",
        value_name = "PLAN"
    )]
    pub(crate) default_plan: PlanName,
    /// Whether people may sign up by themselves
    #[arg(
        long,
        env = "TOKENCRAFT_SIGNUP",
        value_enum,
        default_value = "closed",
        value_name = "MODE"
    )]
    pub(crate) signup: Signup,
    /// Failed sign-ins per account within 15 minutes, in each process; 0 = no limit
    #[arg(
        long,
        env = "TOKENCRAFT_LOGIN_FAILURES",
        default_value_t = 10,
        value_name = "N"
    )]
    pub(crate) login_failures: u32,
    /// Failed sign-ins per client address within 15 minutes, in each process; 0 = no limit
    #[arg(
        long,
        env = "TOKENCRAFT_ADDRESS_LOGIN_FAILURES",
        default_value_t = 100,
        value_name = "N"
    )]
    pub(crate) address_login_failures: u32,
    /// Passwords checked at once: 19 MiB and a core each; others wait
    #[arg(
        long,
        env = "TOKENCRAFT_PASSWORD_CHECKS",
        default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(1..=64),
        value_name = "N"
    )]
    pub(crate) password_checks: u32,
    /// Workspaces an owner on FREE may have
    #[arg(
        long,
        env = "TOKENCRAFT_FREE_WORKSPACES",
        default_value_t = 3,
        value_name = "N"
    )]
    pub(crate) free_workspaces: u32,
    /// Workspaces an owner on PRO may have
    #[arg(
        long,
        env = "TOKENCRAFT_PRO_WORKSPACES",
        default_value_t = 20,
        value_name = "N"
    )]
    pub(crate) pro_workspaces: u32,
    /// Workspaces an owner on TEAM may have
    #[arg(
        long,
        env = "TOKENCRAFT_TEAM_WORKSPACES",
        default_value_t = Limit(None),
        value_name = "N|unlimited"
    )]
    pub(crate) team_workspaces: Limit,
    /// Workspaces an owner on BUSINESS may have
    #[arg(
        long,
        env = "TOKENCRAFT_BUSINESS_WORKSPACES",
        default_value_t = Limit(None),
        value_name = "N|unlimited"
    )]
    pub(crate) business_workspaces: Limit,
    /// People in a workspace whose owner is on TEAM, the owner included
    #[arg(
        long,
        env = "TOKENCRAFT_TEAM_MEMBERS",
        default_value_t = Limit(Some(50)),
        value_name = "N|unlimited"
    )]
    pub(crate) team_members: Limit,
    /// People in a workspace whose owner is on BUSINESS, the owner included
    #[arg(
        long,
        env = "TOKENCRAFT_BUSINESS_MEMBERS",
        default_value_t = Limit(None),
        value_name = "N|unlimited"
    )]
    pub(crate) business_members: Limit,
    /// Organizations an owner on BUSINESS may have
    #[arg(
        long,
        env = "TOKENCRAFT_BUSINESS_ORGANIZATIONS",
        default_value_t = Limit(None),
        value_name = "N|unlimited"
    )]
    pub(crate) business_organizations: Limit,
    /// Days until what exceeds a plan's limits becomes read-only
    #[arg(
        long,
        env = "TOKENCRAFT_DOWNGRADE_GRACE",
        default_value_t = 14,
        value_parser = clap::value_parser!(u64).range(0..=36_500),
        value_name = "DAYS"
    )]
    pub(crate) downgrade_grace: u64,
    /// Most event streams at once
    #[arg(
        long,
        env = "TOKENCRAFT_EVENT_STREAMS",
        default_value_t = 1000,
        value_parser = clap::value_parser!(u64).range(0..=1 << 20),
        value_name = "N"
    )]
    pub(crate) event_streams: u64,
    /// Most event streams of one account at once
    #[arg(
        long,
        env = "TOKENCRAFT_EVENT_STREAMS_PER_USER",
        default_value_t = 16,
        value_parser = clap::value_parser!(u64).range(0..=1 << 20),
        value_name = "N"
    )]
    pub(crate) event_streams_per_user: u64,
    /// Most bytes of an ordinary request body
    #[arg(long, env = "TOKENCRAFT_MAX_BODY", default_value_t = 1 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 40), value_name = "BYTES")]
    pub(crate) max_body: u64,
    /// Most bytes of an import
    #[arg(long, env = "TOKENCRAFT_MAX_IMPORT", default_value_t = 32 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 40), value_name = "BYTES")]
    pub(crate) max_import: u64,
    /// Most connections at once
    #[arg(
        long,
        env = "TOKENCRAFT_MAX_CONNECTIONS",
        default_value_t = 4096,
        value_parser = clap::value_parser!(u64).range(1..=1 << 20),
        value_name = "N"
    )]
    pub(crate) max_connections: u64,
    /// Seconds for a request's headers to arrive
    #[arg(
        long,
        env = "TOKENCRAFT_HEADER_TIMEOUT",
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=86_400),
        value_name = "SECONDS"
    )]
    pub(crate) header_timeout: u64,
    /// Seconds for a request's body to arrive
    #[arg(
        long,
        env = "TOKENCRAFT_BODY_TIMEOUT",
        default_value_t = 50,
        value_parser = clap::value_parser!(u64).range(1..=86_400),
        value_name = "SECONDS"
    )]
    pub(crate) body_timeout: u64,
    /// Seconds a stalled reader of an answer is waited for
    #[arg(
        long,
        env = "TOKENCRAFT_WRITE_TIMEOUT",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=86_400),
        value_name = "SECONDS"
    )]
    pub(crate) write_timeout: u64,
}

impl ServerSettings {
    /// The server crate's form of these settings.
    pub(crate) fn config(&self) -> Config {
        Config {
            public_url: self.public_url.clone(),
            default_plan: self.default_plan.into(),
            rate_limit: self.rate_limit,
            auth_failures_per_minute: self.auth_failures,
            sign_up_open: self.signup == Signup::Open,
            login_failures_per_account: self.login_failures,
            login_failures_per_address: self.address_login_failures,
            password_checks: self.password_checks as usize,
            max_body: size(self.max_body),
            max_import: size(self.max_import),
            max_connections: size(self.max_connections),
            header_timeout: Duration::from_secs(self.header_timeout),
            body_timeout: Duration::from_secs(self.body_timeout),
            write_timeout: Duration::from_secs(self.write_timeout),
            workspaces_per_plan: [
                Some(self.free_workspaces),
                Some(self.pro_workspaces),
                self.team_workspaces.0,
                self.business_workspaces.0,
            ],
            members_per_plan: [
                Some(1),
                Some(1),
                self.team_members.0,
                self.business_members.0,
            ],
            organizations_per_plan: [Some(0), Some(0), Some(0), self.business_organizations.0],
            downgrade_grace: Duration::from_hours(24 * self.downgrade_grace),
            event_streams: size(self.event_streams),
            event_streams_per_user: size(self.event_streams_per_user),
            ..Config::default()
        }
    }
}

impl Storage {
    /// The storage crate's form of these settings.
    pub(crate) fn config(&self) -> DatabaseConfig {
        match &self.database_url {
            Some(url) => DatabaseConfig::Postgres {
                url: url.clone(),
                max_connections: self.database_connections as usize,
            },
            None => DatabaseConfig::Sqlite {
                data_dir: self.data.clone(),
            },
        }
    }

    /// Opens the database, bringing its schema up to date.
    pub(crate) fn open(&self) -> anyhow::Result<Database> {
        Database::open_blocking(&self.config()).map_err(|error| self.explain(error))
    }

    /// Refuses a folder without a database: the name may be mistyped, and nothing is to be made then.
    pub(crate) fn must_exist(&self) -> anyhow::Result<()> {
        let file = self.data.join(FILE_NAME);
        if self.database_url.is_some() || file.try_exists().unwrap_or(true) {
            return Ok(());
        }
        Err(hinted(
            format!("there is no database in {}", self.data.display()),
            "--data names its folder; `tokencraft serve` makes a new one",
        ))
    }

    /// Why the database did not open, and what to try.
    pub(crate) fn explain(&self, error: Error) -> anyhow::Error {
        let folder = self.data.display();
        let hint = match (&error, &self.database_url) {
            (Error::InUse(_), _) => {
                return hinted(
                    format!("{folder} is in use by another process"),
                    "stop the server that runs over this folder, or name another one with --data",
                );
            }
            (Error::SchemaTooNew { .. }, _) => {
                "use that newer version, or restore a backup that this one made".to_owned()
            }
            (Error::Unavailable(_), Some(url)) => {
                format!("{} must be up and let us in", without_password(url))
            }
            (_, Some(_)) => "--database-url is postgres://user:password@host/database".to_owned(),
            (Error::Unavailable(_), None) => {
                format!("{folder} must be a folder in which this user may write")
            }
            (_, None) => {
                "`tokencraft doctor` looks closer; `tokencraft restore` brings a backup in"
                    .to_owned()
            }
        };
        anyhow::Error::from(error).context(Hinted::new("cannot open the database", hint))
    }
}

/// Bytes that fit no memory are as many as fit.
fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

//! A throw-away PostgreSQL for tests: its own cluster in a temporary folder, on a free port, gone
//! when the tests end. Durability is off: nothing in it outlives the run.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use xshell::{Shell, cmd};

use crate::setup;

/// A running cluster; stopped and removed on drop.
pub(crate) struct Postgres {
    bin: PathBuf,
    dir: tempfile::TempDir,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// Installs PostgreSQL when it is missing, and starts a cluster.
    pub(crate) fn start(shell: &Shell) -> anyhow::Result<Self> {
        if find_bin(shell).is_none() {
            setup::apt_install(shell, &["postgresql"])?;
        }
        let bin =
            find_bin(shell).context("PostgreSQL is installed, but initdb is not to be found")?;
        let dir = tempfile::Builder::new()
            .prefix("tokencraft-pg-")
            .tempdir()?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let postgres = Self {
            bin,
            dir,
            port,
            as_root: setup::is_root(shell)?,
        };
        if postgres.as_root {
            let dir = postgres.dir.path();
            cmd!(shell, "chown postgres {dir}").quiet().run()?;
        }
        let data = postgres.data();
        postgres
            .run(
                shell,
                "initdb",
                &format!("-D {data} -A trust -U postgres --no-sync -E UTF8 --locale=C"),
            )
            .context("initdb failed")?;
        let socket = postgres.dir.path().display();
        let options = format!(
            "-p {port} -k {socket} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=300"
        );
        postgres
            .run(
                shell,
                "pg_ctl",
                &format!("-D {data} -w -o '{options}' -l {socket}/log start"),
            )
            .context("PostgreSQL did not start")?;
        Ok(postgres)
    }

    /// The cluster's URL, as superuser.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> String {
        self.dir.path().join("data").display().to_string()
    }

    /// PostgreSQL refuses to run as root, so root runs it as `postgres`.
    fn run(&self, shell: &Shell, program: &str, arguments: &str) -> anyhow::Result<()> {
        let program = self.bin.join(program);
        let line = format!("{} {arguments}", program.display());
        let _dir = shell.push_dir(self.dir.path());
        if self.as_root {
            cmd!(shell, "su postgres -c {line}")
                .quiet()
                .ignore_stdout()
                .run()?;
        } else {
            cmd!(shell, "sh -c {line}").quiet().ignore_stdout().run()?;
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stopped = Shell::new().map_err(anyhow::Error::from).and_then(|shell| {
            self.run(
                &shell,
                "pg_ctl",
                &format!("-D {} -m immediate stop", self.data()),
            )
        });
        if let Err(error) = stopped {
            eprintln!("PostgreSQL did not stop: {error:#}");
        }
    }
}

fn find_bin(shell: &Shell) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = shell.read_dir("/usr/lib/postgresql").unwrap_or_default();
    versions.sort_by_key(|path| version(path));
    let debian = versions.into_iter().rev().map(|dir| dir.join("bin"));
    debian
        .chain(on_path(shell))
        .find(|bin| bin.join("initdb").exists())
}

fn version(dir: &Path) -> u32 {
    dir.file_name()
        .and_then(|n| n.to_str())
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

fn on_path(shell: &Shell) -> Option<PathBuf> {
    let initdb = cmd!(shell, "which initdb")
        .quiet()
        .ignore_stderr()
        .read()
        .ok()?;
    Path::new(&initdb).parent().map(Path::to_path_buf)
}

/// Uses the cluster of `TOKENCRAFT_TEST_POSTGRES` when it is set, else starts one.
pub(crate) fn for_tests(shell: &Shell) -> anyhow::Result<(Option<Postgres>, String)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's setting, not the product's"
    )]
    if let Ok(url) = std::env::var("TOKENCRAFT_TEST_POSTGRES") {
        return Ok((None, url));
    }
    if !cfg!(unix) {
        bail!("set TOKENCRAFT_TEST_POSTGRES to a PostgreSQL superuser's URL");
    }
    let postgres = Postgres::start(shell)?;
    let url = postgres.url();
    Ok((Some(postgres), url))
}

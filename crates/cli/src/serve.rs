//! `tokencraft serve`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokencraft_server::app::setup;
use tokencraft_server::clock::SystemClock;
use tokencraft_server::{Server, http};
use tokio::net::TcpListener;

use crate::admin::socket::Socket;
use crate::demo;
use crate::output::{self, hinted};
use crate::settings::ServerSettings;

/// `tokencraft serve`
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: ServerSettings,
    /// On an empty instance: make an account, a workspace with a sample token set and an API token, and
    /// print how to use them
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        log_to_stderr();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.serve())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn serve(&self) -> anyhow::Result<()> {
        let settings = &self.settings;
        let storage = settings.storage.clone();
        let db = tokio::task::spawn_blocking(move || storage.open()).await??;
        let listener = TcpListener::bind(&settings.listen).await.map_err(|error| {
            hinted(
                format!("cannot listen on {}: {error}", settings.listen),
                "choose another address with --listen; port 0 takes a free one",
            )
        })?;
        let bound = listener.local_addr()?;
        let address = format!("http://{bound}");
        let server = Server::new(db.clone(), SystemClock::new(), settings.config());
        let welcome = if self.demo {
            Some(
                demo::prepare(&server, &reachable(bound))
                    .await
                    .context("the demo could not be made")?,
            )
        } else {
            None
        };
        let admin = match &settings.storage.database_url {
            None => {
                let socket = Socket::bind(&settings.storage.data)?;
                Some(tokio::spawn(socket.serve(server.clone(), reachable(bound))))
            }
            Some(_) => None,
        };
        let token = setup::token(&server)
            .await
            .context("the set-up token could not be made")?;
        // Whoever reads the line may signal at once.
        let termination = http::serve::termination().context("signals cannot be heard")?;
        // Nobody may read stdout any more; the server serves all the same.
        let _ = output::print(format_args!("listening on {address}"));
        if let Some(token) = token {
            let base = settings.public_url.clone();
            let base = base.unwrap_or_else(|| reachable(bound));
            let _ = output::print(format_args!(
                "set-up token: {} (it makes the first account, at {}/setup)",
                token.reveal(),
                base.trim_end_matches('/'),
            ));
        }
        if let Some(welcome) = welcome {
            let _ = output::print(format_args!("\n{welcome}"));
        }
        http::serve::serve(server, listener, termination).await?;
        if let Some(admin) = admin {
            admin.abort();
            let _ = admin.await;
        }
        tokio::task::spawn_blocking(move || db.close()).await?;
        Ok(())
    }
}

/// Where a browser on this machine finds the server: `0.0.0.0` is every address, but no place to go.
fn reachable(bound: SocketAddr) -> String {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, bound.port()))
}

fn log_to_stderr() {
    use std::io::IsTerminal as _;
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,refinery_core=warn"));
    let colours = std::io::stderr().is_terminal() && no_color_is_unset();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        // It would be said on the stderr that does not work.
        .log_internal_errors(false)
        .init();
}

fn no_color_is_unset() -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "NO_COLOR is everybody's, not a setting of ours"
    )]
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

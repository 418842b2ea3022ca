//! The accept loop, and how it ends.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use bytes::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::io::{Activity, Guarded, Replacements};
use super::service::Service;
use super::{Failure, error::ERROR_CODE, headers, limits};
use crate::Server;
use crate::app::events;

/// Between `/readyz` failing and the listener closing, so that whoever asks can see it.
const NOTICE: Duration = Duration::from_millis(500);
/// hyper's buffer per connection; longer heads are 431.
const HEAD_BUFFER: usize = 96 << 10;
/// At the end, how long a request that has begun to arrive may take to become one.
const HALF_A_HEAD: Duration = Duration::from_secs(1);
const TIDY: Duration = Duration::from_secs(5);

/// What connections are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    /// Finish what is in flight, then close.
    Draining,
    /// Close now.
    Cut,
}

/// Accepts connections until `stop` resolves; then lets requests in flight finish, for at most the
/// configured time, and returns.
pub async fn serve(
    server: Server,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let service = Service::new(server.clone());
    let connection = Connections::new(&server, service);
    let (phase, _) = watch::channel(Phase::Serving);
    let mut tidy = interval(TIDY);
    tidy.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = pin!(stop);
    let mut noticed = pin!(sleep(Duration::MAX));
    let mut stopping = false;
    let looking = tokio::spawn(events::look_around(server.clone()));
    loop {
        tokio::select! {
            () = &mut stop, if !stopping => {
                server.set_ready(false);
                // Streams would never end by themselves.
                server.events().close();
                stopping = true;
                noticed.as_mut().reset(tokio::time::Instant::now() + NOTICE);
            }
            () = &mut noticed, if stopping => break,
            _ = tidy.tick() => server.tidy(),
            accepted = connection.accept(&listener) => match accepted {
                Ok((stream, peer, permit)) => {
                    tokio::spawn(connection.clone().run(stream, peer, phase.subscribe(), permit));
                }
                Err(error) => {
                    // Out of descriptors, most likely: those in use will be given back.
                    tracing::warn!(%error, "accept");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
    drop(listener);
    looking.abort();
    phase.send_replace(Phase::Draining);
    if timeout(server.config().drain_timeout, phase.closed())
        .await
        .is_err()
    {
        tracing::warn!(
            connections = phase.receiver_count(),
            "cutting connections that did not end"
        );
        phase.send_replace(Phase::Cut);
        // Each only has to notice.
        let _ = timeout(Duration::from_secs(1), phase.closed()).await;
    }
    Ok(())
}

/// Listens for SIGTERM and SIGINT from the call on, and resolves at the first; a second one then ends
/// the process at once. Within a runtime only.
pub fn termination() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => std::process::exit(143),
                _ = interrupt.recv() => std::process::exit(130),
            }
        });
    })
}

/// What all connections share.
#[derive(Clone)]
struct Connections {
    server: Server,
    service: Arc<Service>,
    builder: http1::Builder,
    permits: Arc<Semaphore>,
    replacements: &'static Replacements,
}

impl Connections {
    fn new(server: &Server, service: Service) -> Self {
        let config = server.config();
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(config.header_timeout)
            .max_buf_size(HEAD_BUFFER)
            .max_headers(limits::MAX_HEADER_LINES);
        Self {
            server: server.clone(),
            service: Arc::new(service),
            builder,
            permits: Arc::new(Semaphore::new(config.max_connections)),
            // A few hundred bytes once per server, for as long as its last connection lives.
            replacements: Box::leak(Box::new(replacements(config.is_https()))),
        }
    }

    /// The next connection, as soon as there is room for one.
    async fn accept(
        &self,
        listener: &TcpListener,
    ) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let permit = self
            .permits
            .clone()
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let (stream, peer) = listener.accept().await?;
        stream.set_nodelay(true)?;
        Ok((stream, peer, permit))
    }

    async fn run(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        mut phase: watch::Receiver<Phase>,
        _permit: OwnedSemaphorePermit,
    ) {
        let _counted = Counted::new(&self.server);
        let activity = Activity::new(self.server.readiness());
        let io = Guarded::new(
            stream,
            self.server.config().write_timeout,
            activity.clone(),
            self.replacements,
        );
        let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
            let (service, activity) = (self.service.clone(), activity.clone());
            async move {
                let _busy = activity.begin();
                Ok::<_, std::convert::Infallible>(
                    service.answer(peer.ip(), request.map(Body::new)).await,
                )
            }
        });
        let mut connection = pin!(self.builder.serve_connection(TokioIo::new(io), service));
        let mut look = pin!(sleep(Duration::MAX));
        let mut draining = false;
        loop {
            tokio::select! {
                // Time-outs and disconnects are everyday.
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "connection");
                    }
                    return;
                }
                // Half a head, and no more of it coming.
                () = &mut look, if draining => {
                    if activity.is_idle() {
                        return;
                    }
                    look.as_mut().reset(tokio::time::Instant::now() + HALF_A_HEAD);
                }
                changed = phase.changed() => {
                    if changed.is_err() || *phase.borrow_and_update() == Phase::Cut {
                        return;
                    }
                    connection.as_mut().graceful_shutdown();
                    draining = true;
                    look.as_mut().reset(tokio::time::Instant::now() + HALF_A_HEAD);
                }
            }
        }
    }
}

struct Counted(Server);

impl Counted {
    fn new(server: &Server) -> Self {
        server.metrics().connected();
        Self(server.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.metrics().disconnected();
    }
}

/// hyper answers a malformed head before there is a request to answer; these are its words in ours.
fn replacements(https: bool) -> Replacements {
    [
        ("400", StatusCode::BAD_REQUEST),
        ("414", StatusCode::URI_TOO_LONG),
        ("431", StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
    ]
    .map(|(code, status)| {
        let failure = Failure::of_status(status);
        let body = String::from_utf8_lossy(&failure.body()).into_owned();
        let name = failure.into_response().headers().get(ERROR_CODE).cloned();
        let name = name
            .as_ref()
            .and_then(|name| name.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let reason = status.canonical_reason().unwrap_or_default();
        let text = format!(
            "HTTP/1.1 {code} {reason}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
                 connection: close\r\n{ERROR_CODE}: {name}\r\n{}\r\n{body}",
            body.len(),
            headers::data_lines(https),
        );
        (code, Bytes::from(text))
    })
}

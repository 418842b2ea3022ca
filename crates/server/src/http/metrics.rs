//! What operators watch, for Prometheus. One registry per server; handles are looked up by route,
//! method and status, so that counting a request costs a few atomics.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder, SharedString, Unit,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};
use parking_lot::RwLock;
use rustc_hash::FxHashMap;

static METADATA: Metadata<'static> =
    Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

const REQUESTS: &str = "tokencraft_http_requests_total";
const DURATION: &str = "tokencraft_http_request_duration_seconds";
const CONNECTIONS: &str = "tokencraft_http_connections";
const REFUSED: &str = "tokencraft_rate_limit_refused_total";
const AUTH_FAILED: &str = "tokencraft_auth_failures_total";
const STORAGE_UP: &str = "tokencraft_storage_up";
const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// By method and status; the route is the outer key.
type Handles = FxHashMap<(Method, StatusCode), (Counter, Histogram)>;

/// The counters of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    requests: RwLock<FxHashMap<String, Handles>>,
    connections: Gauge,
    refused: Counter,
    auth_failed: Counter,
    storage_up: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let builder = PrometheusBuilder::new();
        let recorder =
            match builder.set_buckets_for_metric(Matcher::Full(DURATION.into()), &BUCKETS) {
                Ok(builder) => builder.build_recorder(),
                // Only an empty list of buckets is refused.
                Err(_) => PrometheusBuilder::new().build_recorder(),
            };
        let about = |name: &'static str| (KeyName::from(name), SharedString::from(help(name)));
        for name in [REQUESTS, REFUSED, AUTH_FAILED] {
            let (key, text) = about(name);
            recorder.describe_counter(key, None, text);
        }
        for name in [CONNECTIONS, STORAGE_UP] {
            let (key, text) = about(name);
            recorder.describe_gauge(key, None, text);
        }
        let (key, text) = about(DURATION);
        recorder.describe_histogram(key, Some(Unit::Seconds), text);
        Self {
            connections: recorder.register_gauge(&Key::from_static_name(CONNECTIONS), &METADATA),
            refused: recorder.register_counter(&Key::from_static_name(REFUSED), &METADATA),
            auth_failed: recorder.register_counter(&Key::from_static_name(AUTH_FAILED), &METADATA),
            storage_up: recorder.register_gauge(&Key::from_static_name(STORAGE_UP), &METADATA),
            requests: RwLock::default(),
            recorder,
        }
    }
}

fn help(name: &str) -> &'static str {
    match name {
        REQUESTS => "Requests answered, by route, method and status.",
        DURATION => "From a request's head to its answer's head, by route and method.",
        CONNECTIONS => "Open connections.",
        REFUSED => "Requests refused because an API token's window was full.",
        AUTH_FAILED => "Requests with a missing or invalid API token.",
        STORAGE_UP => "1 when storage answered the last time somebody asked.",
        _ => "",
    }
}

impl Metrics {
    /// Counts an answered request. `route` is the pattern, never the path: its number is bounded.
    pub(crate) fn request(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let kind = (known(method), status);
        let counted = |(count, duration): &(Counter, Histogram)| {
            count.increment(1);
            duration.record(took);
        };
        if let Some(handles) = self
            .requests
            .read()
            .get(route)
            .and_then(|kinds| kinds.get(&kind))
        {
            return counted(handles);
        }
        let handles = self.register(route, &kind);
        counted(&handles);
        self.requests
            .write()
            .entry(route.to_owned())
            .or_default()
            .insert(kind, handles);
    }

    fn register(
        &self,
        route: &str,
        (method, status): &(Method, StatusCode),
    ) -> (Counter, Histogram) {
        let mut labels = vec![
            Label::new("route", route.to_owned()),
            Label::new("method", method.as_str().to_owned()),
        ];
        let duration = Key::from_parts(DURATION, labels.clone());
        labels.push(Label::new("status", status.as_str().to_owned()));
        let count = Key::from_parts(REQUESTS, labels);
        (
            self.recorder.register_counter(&count, &METADATA),
            self.recorder.register_histogram(&duration, &METADATA),
        )
    }

    pub(crate) fn connected(&self) {
        self.connections.increment(1.0);
    }

    pub(crate) fn disconnected(&self) {
        self.connections.decrement(1.0);
    }

    pub(crate) fn rate_limited(&self) {
        self.refused.increment(1);
    }

    pub(crate) fn auth_failed(&self) {
        self.auth_failed.increment(1);
    }

    pub(crate) fn storage_up(&self, up: bool) {
        self.storage_up.set(if up { 1.0 } else { 0.0 });
    }

    /// Moves samples into their buckets; without it they pile up between two scrapes.
    pub(crate) fn tidy(&self) {
        self.recorder.handle().run_upkeep();
    }

    /// The text that Prometheus reads.
    pub fn render(&self) -> String {
        self.recorder.handle().render()
    }
}

/// Invented methods must not make new series.
fn known(method: &Method) -> Method {
    const KNOWN: [Method; 7] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
        Method::PUT,
    ];
    if KNOWN.contains(method) {
        method.clone()
    } else {
        Method::TRACE
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_method_and_status() {
        let metrics = Metrics::default();
        let route = "/api/v1/workspaces/{id}";
        for _ in 0..3 {
            metrics.request(
                route,
                &Method::GET,
                StatusCode::OK,
                Duration::from_millis(2),
            );
        }
        metrics.request(
            route,
            &Method::from_bytes(b"FOO").unwrap(),
            StatusCode::OK,
            Duration::ZERO,
        );
        metrics.rate_limited();
        let text = metrics.render();
        for line in [
            r#"tokencraft_http_requests_total{route="/api/v1/workspaces/{id}",method="GET",status="200"} 3"#,
            r#"tokencraft_http_request_duration_seconds_bucket{route="/api/v1/workspaces/{id}",method="GET",le="0.001"} 0"#,
            r#"tokencraft_http_request_duration_seconds_bucket{route="/api/v1/workspaces/{id}",method="GET",le="0.0025"} 3"#,
            "tokencraft_rate_limit_refused_total 1",
        ] {
            assert!(text.contains(line), "{line}\nin\n{text}");
        }
        assert!(!text.contains("FOO"));
    }
}

//! What every HTTP answer shares: framing, limits, entity tags, paging, errors.

pub mod answer;
pub mod body;
pub mod compress;
mod cors;
pub mod error;
pub mod etag;
pub(crate) mod headers;
pub mod idempotency;
mod io;
mod limits;
pub mod metrics;
pub mod page;
pub mod params;
pub mod request_id;
pub mod serve;
pub mod service;

pub use body::RawBody;
pub use error::Failure;
pub use etag::{Conditions, ETag};
pub use idempotency::{Answer, Idempotency, Keyed};
pub use page::Page;
pub use params::{PathParams, QueryParams};
pub use request_id::RequestId;
pub use serve::{serve, termination};
pub use service::{ClientAddress, Service};

/// An answer, or why there is none.
pub type Result<T = axum::response::Response> = std::result::Result<T, Failure>;

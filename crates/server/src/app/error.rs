//! Why an operation did not happen. Public text and internal cause are kept apart.

/// The outcome of an operation.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation did not happen. The texts are sentences for the caller; `code` is the stable
/// `snake_case` of the `Tokencraft-Error` header.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not visible to this caller (404).
    #[error("{0}")]
    NotFound(&'static str),
    /// Visible, but not allowed (403).
    #[error("{message}")]
    Forbidden {
        /// Stable code.
        code: &'static str,
        /// Sentence.
        message: String,
    },
    /// The body or a parameter is wrong (400).
    #[error("{message}")]
    Invalid {
        /// Stable code.
        code: &'static str,
        /// Sentence; names the offending part.
        message: String,
    },
    /// Right in itself, but not with what is stored (409).
    #[error("{message}")]
    Conflict {
        /// Stable code.
        code: &'static str,
        /// Sentence.
        message: String,
    },
    /// `If-Match` names another revision (412).
    #[error("The resource has changed since it was read")]
    Stale,
    /// Understood, but cannot be carried out (422); `details` names what.
    #[error("{message}")]
    Unprocessable {
        /// Stable code.
        code: &'static str,
        /// Sentence.
        message: String,
        /// Additive member `details` of the answer.
        details: Option<serde_json::Value>,
    },
    /// Storage cannot answer now (503).
    #[error("The service is temporarily unavailable. Please try again later.")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A defect (500); the cause is logged, never shown.
    #[error("Internal server error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

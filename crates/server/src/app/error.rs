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
    /// The same, and what stands in the way is listed (409).
    #[error("{message}")]
    Opposed {
        /// Stable code.
        code: &'static str,
        /// Sentence.
        message: String,
        /// The additive member of the answer that holds the list.
        member: &'static str,
        /// What stands in the way; boxed, or every outcome would be as large.
        list: Box<serde_json::Value>,
    },
    /// `If-Match` names another revision (412).
    #[error("{message}")]
    Stale {
        /// Sentence.
        message: String,
    },
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
    /// The caller has not shown who they are (401).
    #[error("{message}")]
    Unproven {
        /// Stable code.
        code: &'static str,
        /// Sentence.
        message: &'static str,
    },
    /// Tried too often (429); again after `wait`.
    #[error("{message}")]
    TooOften {
        /// Until it is worth trying again.
        wait: std::time::Duration,
        /// Sentence.
        message: &'static str,
    },
    /// Was once, and never will be again (410).
    #[error("{message}")]
    Gone {
        /// Stable code.
        code: &'static str,
        /// Sentence.
        message: &'static str,
    },
    /// Too much is going on (503).
    #[error("The service is busy. Please try again later.")]
    Busy,
    /// Storage cannot answer now (503).
    #[error("The service is temporarily unavailable. Please try again later.")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A defect (500); the cause is logged, never shown.
    #[error("Internal server error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// 400 with a sentence that names the offending part.
    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid {
            code,
            message: message.into(),
        }
    }

    /// 409 with a sentence.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            message: message.into(),
        }
    }

    /// 403 with a sentence.
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::Forbidden {
            code,
            message: message.into(),
        }
    }

    /// 412.
    pub fn stale() -> Self {
        Self::Stale {
            message: "The resource has changed since it was read".into(),
        }
    }

    /// 500: something that cannot happen has.
    pub fn defect(what: &'static str) -> Self {
        Self::Internal(what.into())
    }
}

impl From<tokencraft_storage::Error> for Error {
    fn from(error: tokencraft_storage::Error) -> Self {
        match error {
            tokencraft_storage::Error::Unavailable(_) => Self::Unavailable(Box::new(error)),
            other => Self::Internal(Box::new(other)),
        }
    }
}

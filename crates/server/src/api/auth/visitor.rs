//! Whoever asks: for the operations that need no session.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use crate::Server;
use crate::app::field::is_forbidden;
use crate::app::sessions::Browser;
use crate::app::sign_in::From;
use crate::auth::cookie;
use crate::http::{ClientAddress, RequestId};

/// Somebody who need not be signed in. A handler that takes this is open to everybody.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) server: Server,
    pub(crate) from: From,
}

impl FromRequestParts<Server> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Infallible> {
        let RequestId(request_id) = RequestId::from_request_parts(parts, server).await?;
        let address: Option<ClientAddress> = parts.extensions.get().copied();
        Ok(Self {
            server: server.clone(),
            from: From {
                address: address.map(|address| address.0),
                request_id,
                browser: browser(parts, server),
            },
        })
    }
}

/// What the browser says of itself.
pub(crate) fn browser(parts: &Parts, server: &Server) -> Browser {
    let agent = parts.headers.get(USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    Browser {
        old: cookie::read(&parts.headers, server.config().is_https()),
        user_agent: agent.unwrap_or_default().replace(is_forbidden, " "),
    }
}

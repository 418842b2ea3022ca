//! TLS to `PostgreSQL`, by `sslmode` as libpq reads it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Error;

/// How to connect: what `tokio-postgres` understands of a URL, and how to speak TLS.
pub(crate) struct Target {
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: MakeRustlsConnect,
}

/// Reads a URL. `sslmode=verify-ca` is treated as `verify-full`; `require` and `prefer` encrypt
/// without looking at the certificate, unless `sslrootcert` is given.
pub(crate) fn target(url: &str) -> Result<Target, Error> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut mode = "prefer";
    let mut root_cert = None;
    let mut others = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = value,
            Some(("sslrootcert", value)) => root_cert = Some(value),
            _ => others.push(pair),
        }
    }
    let (ssl_mode, verify) = match mode {
        "disable" => (SslMode::Disable, false),
        "allow" | "prefer" => (SslMode::Prefer, root_cert.is_some()),
        "require" => (SslMode::Require, root_cert.is_some()),
        "verify-ca" | "verify-full" => (SslMode::Require, true),
        other => return Err(Error::Other(format!("unknown sslmode {other}"))),
    };
    let query = if others.is_empty() {
        String::new()
    } else {
        format!("?{}", others.join("&"))
    };
    let mut config: tokio_postgres::Config = format!("{base}{query}")
        .parse()
        // Without the text: it holds a password.
        .map_err(|_| Error::Other("the database URL cannot be read".into()))?;
    config.ssl_mode(ssl_mode);
    Ok(Target {
        config,
        tls: MakeRustlsConnect::new(client_config(verify, root_cert)?),
    })
}

fn client_config(verify: bool, root_cert: Option<&str>) -> Result<ClientConfig, Error> {
    let failed = |error: rustls::Error| Error::Other(error.to_string());
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    if !verify {
        let verifier = Arc::new(AnyCertificate(provider));
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth());
    }
    let mut roots = RootCertStore::empty();
    match root_cert {
        Some(file) => {
            let unreadable = |error| Error::Other(format!("sslrootcert {file}: {error}"));
            for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
                roots
                    .add(certificate.map_err(unreadable)?)
                    .map_err(failed)?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Encryption without identity: `sslmode=require` as libpq has it.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::target;
    use tokio_postgres::config::SslMode;

    #[test]
    fn sslmode_is_read_from_the_url() {
        for (query, mode) in [
            ("", SslMode::Prefer),
            ("?sslmode=disable", SslMode::Disable),
            ("?sslmode=require", SslMode::Require),
            ("?application_name=x&sslmode=verify-full", SslMode::Require),
        ] {
            let target = target(&format!("postgres://u:p@h/d{query}")).unwrap();
            assert_eq!(target.config.get_ssl_mode(), mode, "{query}");
        }
        assert!(target("postgres://u:p@h/d?sslmode=maybe").is_err());
        let error = target("postgres://u:secret@h:x/d").err().unwrap();
        assert!(!error.to_string().contains("secret"));
    }
}

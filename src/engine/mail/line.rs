//! A connection to a mail server: to which of its addresses, with which certificates, and why there is none. The caller
//! has looked the addresses up, and whether they may be asked.
use super::{Refusal, Trouble, Trust};
use std::fmt::Debug;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{
    CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// Longest wait for a connection, and for its encryption.
const CONNECT: Duration = Duration::from_secs(15);

/// What a mail is read over.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// A connection, encrypted or not.
pub(super) type Line = Box<dyn Wire>;

/// To the first of `addresses` that answers.
pub(super) async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Refusal> {
    let mut last = plain(Trouble::Host);
    for address in addresses {
        last = match tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(line)) => return Ok(line),
            Ok(Err(error)) if error.kind() == ErrorKind::TimedOut => plain(Trouble::Timeout),
            Ok(Err(_)) => plain(Trouble::Unreachable),
            Err(_) => plain(Trouble::Timeout),
        };
    }
    Err(last)
}

/// The same connection, encrypted for `host`.
pub(super) async fn encrypt(line: Line, host: &str, trust: Trust, authority: &str) -> Result<Line, Refusal> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| plain(Trouble::Host))?;
    let own = authority.to_owned();
    // Reading the machine's list of authorities takes a while.
    let config = tokio::task::spawn_blocking(move || config(trust, &own)).await;
    let config = config.map_err(|_| plain(Trouble::Tls))??;
    let shaking = TlsConnector::from(Arc::new(config)).connect(name, line);
    match tokio::time::timeout(CONNECT, shaking).await {
        Ok(Ok(line)) => Ok(Box::new(line)),
        Ok(Err(error)) => Err(plain(trouble(&error))),
        Err(_) => Err(plain(Trouble::Timeout)),
    }
}

fn trouble(error: &std::io::Error) -> Trouble {
    let inner = error.get_ref().and_then(|it| it.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidCertificate(_) | Error::NoCertificatesPresented) => Trouble::Certificate,
        _ => Trouble::Tls,
    }
}

fn config(trust: Trust, authority: &str) -> Result<ClientConfig, Refusal> {
    let unreadable = || Refusal { temporary: false, ..plain(Trouble::OwnCertificate) };
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| plain(Trouble::Tls))?;
    if trust == Trust::Unchecked {
        let verifier = Arc::new(Anybody(provider));
        return Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth());
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if trust == Trust::Own {
        let own: Vec<_> = CertificateDer::pem_slice_iter(authority.as_bytes()).collect();
        if own.is_empty() {
            return Err(unreadable());
        }
        for it in own {
            roots.add(it.map_err(|_| unreadable())?).map_err(|_| unreadable())?;
        }
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Believes every certificate, but not that somebody without its key has it.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// What does not depend on a mail may be mended until the next try.
pub(super) fn plain(trouble: Trouble) -> Refusal {
    Refusal { trouble, temporary: true, said: None }
}

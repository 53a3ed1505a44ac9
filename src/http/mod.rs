//! Asking servers over HTTP and HTTPS: the one place that uses the network for going online.
//!
//! Certificates are judged by the authorities that this machine trusts, since offices have some of their own.
//! Redirects are not followed: whoever asks wants to know of them. No answer is longer than its limit.

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring as tls;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, Body, SendBody};

use crate::diag::Text;
use crate::say;

/// How long a server may keep silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a question may take in all, where many wait for their turn.
const WHOLE_PATIENCE: Duration = Duration::from_mins(5);

/// Asks servers; connections are kept and used again, from all threads.
#[derive(Clone)]
pub struct HttpClient {
    agent: Agent,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status, such as 200.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFault {
    /// The address cannot be one.
    BadAddress(String),
    /// Nobody knows the host.
    NoHost,
    /// It did not answer in time.
    TooSlow,
    /// Its certificate is not to be trusted.
    Untrusted(String),
    /// The answer is longer than its limit, in bytes.
    TooLong(u64),
    /// The connection broke, or there was none.
    Broken(String),
}

impl HttpFault {
    /// What happened.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::BadAddress(address) => say!("地址 `{address}` 不对", "`{address}` is no address"),
            Self::NoHost => say!("找不到这个域名", "nobody knows this host"),
            Self::TooSlow => say!("服务器没有及时回答", "the server did not answer in time"),
            Self::Untrusted(why) => {
                say!("证书不可信（{why}）", "its certificate is not to be trusted ({why})")
            }
            Self::TooLong(limit) => {
                let megabytes = limit / 1_000_000;
                say!("回答超过 {megabytes} MB", "the answer has more than {megabytes} MB")
            }
            Self::Broken(why) => say!("连接不上，或中途断了（{why}）", "no connection, or it broke ({why})"),
        }
    }
}

impl Answer {
    /// A header's value; names have no capitals.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpClient")
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpClient {
    /// A client.
    #[must_use]
    pub fn new() -> Self {
        Self::with(PATIENCE, None)
    }

    /// A client that asks many servers, of which one that keeps silent, or hands over its answer byte by
    /// byte, must not hold up the others.
    #[must_use]
    pub fn impatient() -> Self {
        Self::with(PATIENCE / 3, Some(WHOLE_PATIENCE))
    }

    /// A client for which a server may keep silent so long.
    #[must_use]
    pub fn waiting(patience: Duration) -> Self {
        Self::with(patience, None)
    }

    fn with(patience: Duration, whole: Option<Duration>) -> Self {
        let known = rustls_native_certs::load_native_certs().certs;
        let certificates = known.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
        let certificates: Vec<_> = certificates.collect();
        let settings = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(tls::default_provider()))
            .root_certs(RootCerts::new_with_certs(&certificates))
            .build();
        let config = Agent::config_builder()
            .tls_config(settings)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_resolve(Some(patience))
            .timeout_connect(Some(patience))
            .timeout_per_read(Some(patience))
            .timeout_per_write(Some(patience))
            .timeout_global(whole)
            .accept_encoding("identity")
            .max_idle_connections_per_host(64)
            .max_idle_connections(64);
        Self { agent: config.build().new_agent() }
    }

    /// Asks for what stands at an address, of at most `limit` bytes.
    pub fn get(&self, url: &str, headers: &[(&str, &str)], limit: u64) -> Result<Answer, HttpFault> {
        self.send("GET", url, headers, &[][..], limit)
    }

    /// Sends bytes, or asks in another way. `body` is empty for a question.
    pub fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: impl AsSendBody,
        limit: u64,
    ) -> Result<Answer, HttpFault> {
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let bad = |_| HttpFault::BadAddress(without_query(url));
        let answer = if ["GET", "HEAD", "DELETE"].contains(&method) {
            self.agent.run(request.body(()).map_err(bad)?)
        } else {
            self.agent.run(request.body(body).map_err(bad)?)
        };
        read(answer.map_err(|error| fault(&error, url))?, url, limit)
    }

    /// Sends `size` bytes from a reader.
    pub fn upload(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        mut body: impl Read,
        size: u64,
        limit: u64,
    ) -> Result<Answer, HttpFault> {
        let size = size.to_string();
        let headers = [headers, &[("content-length", size.as_str())]].concat();
        self.send("PUT", url, &headers, SendBody::from_reader(&mut body), limit)
    }
}

fn read(answer: ureq::http::Response<Body>, url: &str, limit: u64) -> Result<Answer, HttpFault> {
    let (head, mut body) = answer.into_parts();
    let headers = head.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let headers = headers.collect();
    let mut bytes = Vec::new();
    let read = body.as_reader().take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| fault(&ureq::Error::from(error), url))?;
    if bytes.len() as u64 > limit {
        return Err(HttpFault::TooLong(limit));
    }
    Ok(Answer { status: head.status.as_u16(), headers, body: bytes })
}

fn fault(error: &ureq::Error, url: &str) -> HttpFault {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => HttpFault::BadAddress(without_query(url)),
        ureq::Error::HostNotFound => HttpFault::NoHost,
        ureq::Error::Timeout(_) => HttpFault::TooSlow,
        ureq::Error::Rustls(error) => HttpFault::Untrusted(error.to_string()),
        ureq::Error::Io(inner) => {
            match inner.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => HttpFault::Untrusted(error.to_string()),
                None if is_unknown_host(inner) => HttpFault::NoHost,
                None => HttpFault::Broken(inner.to_string()),
            }
        }
        other => HttpFault::Broken(other.to_string()),
    }
}

/// Whether the system does not know a host by its name: the standard library says so in words, Windows by
/// number.
fn is_unknown_host(error: &std::io::Error) -> bool {
    const UNKNOWN: [i32; 3] = [11_001, 11_002, 11_004];
    error.raw_os_error().is_some_and(|number| cfg!(windows) && UNKNOWN.contains(&number))
        || error.to_string().starts_with("failed to lookup address information")
}

/// An address as messages may show it: what stands behind `?` may be a signature.
fn without_query(url: &str) -> String {
    url.split('?').next().unwrap_or_default().to_owned()
}

//! Answering the browser: who may ask, and for what.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net;
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::PreviewStop;
use super::hub::{Beat, Hub};
use super::rendered::Rendered;
use super::respond::{self, plain, respond, with_headers};
use super::status;
use crate::say;

/// Where the preview's own files lie; no page of a site can have such an address, for slugs begin otherwise.
const OWN: &str = "/__gongkai/";
/// How long open connections may take to end.
const PATIENCE: Duration = Duration::from_millis(500);
/// Threads that render pages, at most: the site is read in parallel, and a browser asks for few at a time.
const RENDERERS: usize = 4;

/// How long a browser may take to send the head of a request, the first and each further one.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of a head.
const LARGEST_HEAD: usize = 16 * 1024;
/// The most open connections. Another one closes the oldest, so that a slow or hostile client cannot block
/// others. A browser opens six, and asks again.
const MOST_CONNECTIONS: usize = 256;
/// Requests that wait for a page at once; more are told to come again.
const MOST_WAITING: usize = 64;
/// A pause when the system gives no connection, for want of file handles.
const PAUSE: Duration = Duration::from_millis(50);

/// What all requests share.
struct ServerState {
    hub: Arc<Hub>,
    waiting: Semaphore,
    /// Who may ask for files of search: one at a time, so that pages are rendered meanwhile.
    search: Semaphore,
}

/// Serves until Ctrl-C or `stop`.
pub(super) fn serve(socket: TcpListener, hub: &Arc<Hub>, stop: &PreviewStop) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(RENDERERS).build()?;
    let served = runtime.block_on(async {
        socket.set_nonblocking(true)?;
        let listener = net::TcpListener::from_std(socket)?;
        let desk = Arc::new(ServerState {
            hub: Arc::clone(hub),
            waiting: Semaphore::new(MOST_WAITING),
            search: Semaphore::new(1),
        });
        let mut connections = Connections::default();
        tokio::select! {
            () = connections.accept(&listener, &desk) => {}
            () = interrupted() => {}
            () = stop.0.notified() => {}
        }
        hub.end();
        drop(listener);
        // What is not finished by then is cut off: nothing is lost, for nothing is written.
        let _ = tokio::time::timeout(PATIENCE, connections.finish()).await;
        Ok(())
    });
    runtime.shutdown_timeout(PATIENCE);
    served
}

/// The open connections, the oldest first.
#[derive(Default)]
struct Connections(VecDeque<JoinHandle<()>>);

impl Connections {
    async fn accept(&mut self, listener: &net::TcpListener, desk: &Arc<ServerState>) {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            // Small answers must not wait for more; if the system refuses that, they are merely slower.
            let _ = stream.set_nodelay(true);
            self.0.retain(|open| !open.is_finished());
            while self.0.len() >= MOST_CONNECTIONS {
                if let Some(oldest) = self.0.pop_front() {
                    oldest.abort();
                }
            }
            self.0.push_back(tokio::spawn(converse(stream, Arc::clone(desk))));
        }
    }

    /// Waits until all have ended; those that only wait for another request are ended.
    async fn finish(&mut self) {
        for open in self.0.drain(..) {
            let _ = open.await;
        }
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        for open in &self.0 {
            open.abort();
        }
    }
}

/// Answers what comes over one connection.
async fn converse(stream: net::TcpStream, desk: Arc<ServerState>) {
    let mut ending = desk.hub.listen();
    let service = service_fn(move |request: Request<Incoming>| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(answer(&desk, request.map(Body::new)).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // Whatever a browser does wrong ends its connection, and nothing else.
        _ = connection.as_mut() => return,
        // An error means that the sender has gone, which is an end too.
        _ = ending.wait_for(|beat| beat.is_over) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// Waits for Ctrl-C, or for the system's polite request to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system ends the program itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn answer(desk: &ServerState, request: Request<Body>) -> Response<Body> {
    let hub = Arc::clone(&desk.hub);
    let lang = hub.lang;
    if !is_own_host(request.headers(), hub.port) {
        let port = hub.port;
        let text =
            say!("请用 http://127.0.0.1:{port}/ 打开预览", "open the preview at http://127.0.0.1:{port}/");
        return plain(StatusCode::FORBIDDEN, &text, lang);
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let text = say!("预览只能看，不能改", "the preview is to be looked at only");
        return plain(StatusCode::METHOD_NOT_ALLOWED, &text, lang);
    }
    if is_from_another_site(request.headers()) {
        let text = say!("别的网站不能读取预览", "another site cannot read the preview");
        return plain(StatusCode::FORBIDDEN, &text, lang);
    }
    if let Some(name) = request.uri().path().strip_prefix(OWN) {
        let query = request.uri().query().unwrap_or("").to_owned();
        return own(&hub, name, query, request.headers()).await;
    }
    let Ok(address) = respond::address(request.uri().path()) else {
        return plain(StatusCode::BAD_REQUEST, &say!("这个地址不能用", "this address cannot be used"), lang);
    };
    let headers = request.headers().clone();
    let Ok(_turn) = desk.waiting.try_acquire() else {
        return plain(
            StatusCode::SERVICE_UNAVAILABLE,
            &say!("请求太多，稍后再试", "too many requests: try again"),
            lang,
        );
    };
    // The semaphore is never closed, so that this cannot fail.
    let _search = if address.contains("search/") { desk.search.acquire().await.ok() } else { None };
    blocking(move || respond(&hub, &address, &headers)).await
}

/// Does what takes time beside the thread that talks to browsers.
async fn blocking(work: impl FnOnce() -> Response<Body> + Send + 'static) -> Response<Body> {
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        Err(_) => with_headers(StatusCode::INTERNAL_SERVER_ERROR, &[], Body::empty()),
    }
}

/// Whether a request means this machine. A page of the internet can lead its own name to 127.0.0.1 and would
/// then read the preview as its own, unreleased drafts included.
fn is_own_host(headers: &HeaderMap, port: u16) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let (name, given) = match host.rsplit_once(':') {
        Some((name, given)) => (name, given.parse().ok()),
        None => (host, Some(80)),
    };
    given == Some(port) && ["127.0.0.1", "localhost"].contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a page of another site asks for something to use in it. A person who follows a link from there
/// sees the page.
fn is_from_another_site(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|said| said == value);
    (says("sec-fetch-site", "cross-site") || says("sec-fetch-site", "same-site"))
        && !says("sec-fetch-mode", "navigate")
}

/// Answers a request for one of the preview's own files.
async fn own(hub: &Arc<Hub>, name: &str, query: String, headers: &HeaderMap) -> Response<Body> {
    let file = |name: &str, text: &str| {
        respond::sent(&Rendered::new("", text.as_bytes().to_vec()), name, StatusCode::OK, headers)
    };
    match name {
        "preview.js" => file(name, concat!(include_str!("patch.js"), include_str!("preview.js"))),
        "worker.js" => file(name, include_str!("worker.js")),
        "preview.css" => file(name, include_str!("preview.css")),
        "page.css" => file(name, include_str!("page.css")),
        "events" => {
            let stream = events(Arc::clone(hub));
            let mut response = Sse::new(stream).keep_alive(KeepAlive::default()).into_response();
            let common = with_headers(StatusCode::OK, &[], Body::empty());
            response.headers_mut().extend(common.headers().clone());
            response
        }
        "status" => {
            let hub = Arc::clone(hub);
            blocking(move || {
                let body = Body::from(status::json(&hub, &query));
                with_headers(StatusCode::OK, &[(CONTENT_TYPE, "application/json")], body)
            })
            .await
        }
        _ => plain(StatusCode::NOT_FOUND, &say!("没有这个文件", "there is no such file"), hub.lang),
    }
}

/// One event for the present version, then one for every change. Whoever is slow gets several changes in one
/// event.
fn events(hub: Arc<Hub>) -> impl Stream<Item = Result<Event, Infallible>> {
    let listener = hub.listen();
    let begin = (hub, listener, None::<u64>);
    futures_util::stream::unfold(begin, |(hub, mut listener, known)| async move {
        if known.is_some() && listener.changed().await.is_err() {
            return None;
        }
        let Beat { version, is_over } = *listener.borrow_and_update();
        if is_over {
            return None;
        }
        let told = status::event(&hub, version, known);
        let event = Event::default().retry(Duration::from_millis(400)).data(told);
        Some((Ok(event), (hub, listener, Some(version))))
    })
}

#[cfg(test)]
mod tests {
    use super::{HOST, HeaderMap, is_own_host};

    #[test]
    fn only_this_machine_under_its_own_names_is_served() {
        let asks = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            is_own_host(&headers, 8000)
        };
        for host in ["127.0.0.1:8000", "localhost:8000", "LocalHost:8000"] {
            assert!(asks(host), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:8001",
            "evil.example:8000",
            "127.0.0.1.evil.example:8000",
            "[::1]:8000",
            "",
        ] {
            assert!(!asks(host), "{host}");
        }
        assert!(!is_own_host(&HeaderMap::new(), 8000));
    }
}

//! Answering the browser: who may ask, and for what.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::serve::ListenerExt as _;
use futures_util::Stream;
use tokio::net;
use tokio::runtime::Builder;
use tokio::sync::watch;

use super::Stop;
use super::hub::{Beat, Hub, Rendered};
use super::respond::{self, plain, respond, with_headers};
use super::status;
use crate::say;

/// Where the preview's own files lie; no page of a site can have such an address, for slugs begin otherwise.
const OWN: &str = "/__gongkai/";
/// How long open connections may take to end.
const PATIENCE: Duration = Duration::from_millis(500);
/// Threads that render pages, at most: the site is read in parallel, and a browser asks for few at a time.
const RENDERERS: usize = 4;

/// Serves until Ctrl-C or `stop`.
pub(super) fn serve(socket: TcpListener, hub: &Arc<Hub>, stop: &Stop) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(RENDERERS).build()?;
    let served = runtime.block_on(async {
        socket.set_nonblocking(true)?;
        let listener = net::TcpListener::from_std(socket)?.tap_io(|stream| {
            // Small answers must not wait for more; if the system refuses that, they are merely slower.
            let _ = stream.set_nodelay(true);
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(hub));
        let (end, mut ended) = watch::channel(false);
        let graceful = axum::serve(listener, router).with_graceful_shutdown(async move {
            // An error means that the sender has gone, which is an end too.
            let _ = ended.wait_for(|is_over| *is_over).await;
        });
        let mut serving = tokio::spawn(async move { graceful.await });
        tokio::select! {
            result = &mut serving => return result.map_err(io::Error::other)?,
            () = interrupted() => {}
            () = stop.0.notified() => {}
        }
        hub.end();
        end.send_replace(true);
        // What is not finished by then is cut off: nothing is lost, for nothing is written.
        let _ = tokio::time::timeout(PATIENCE, serving).await;
        Ok(())
    });
    runtime.shutdown_timeout(PATIENCE);
    served
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

async fn answer(State(hub): State<Arc<Hub>>, request: Request) -> Response<Body> {
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
    if let Some(name) = request.uri().path().strip_prefix(OWN) {
        let query = request.uri().query().unwrap_or("").to_owned();
        return own(&hub, name, query, request.headers()).await;
    }
    let Ok(address) = respond::address(request.uri().path()) else {
        return plain(StatusCode::BAD_REQUEST, &say!("这个地址不能用", "this address cannot be used"), lang);
    };
    let headers = request.headers().clone();
    blocking(move || respond(&hub, &address, &headers)).await
}

/// Does what takes time beside the thread that talks to browsers.
async fn blocking(work: impl FnOnce() -> Response<Body> + Send + 'static) -> Response<Body> {
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        Err(_) => with_headers(StatusCode::INTERNAL_SERVER_ERROR, &[], Body::empty()),
    }
}

/// Whether a request means this machine. A page of the internet can lead its own name to 127.0.0.1 and would then
/// read the preview as its own, unreleased drafts included.
fn is_own_host(headers: &HeaderMap, port: u16) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let (name, given) = match host.rsplit_once(':') {
        Some((name, given)) => (name, given.parse().ok()),
        None => (host, Some(80)),
    };
    given == Some(port) && ["127.0.0.1", "localhost"].contains(&name.to_ascii_lowercase().as_str())
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

/// One event for the present version, then one for every change. Whoever is slow gets several changes in one event.
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

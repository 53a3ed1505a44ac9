//! `serve`: the site as it will be, in a browser on this machine, up to date with every saved file.
//!
//! A driver on top of a site: one thread hears of changed files (`watch`) and brings a warm [`Session`] up to
//! date, another answers the browser (`server`), rendering each page when it is asked for; what both know
//! lies in `hub`. The page itself patches what has changed by a small script (`preview.js`), which is all
//! that distinguishes a page here from the published one.
//!
//! The only part of gongkai that uses the network, and that only on 127.0.0.1: a request that was led here
//! under another host's name is refused, and no address leads to a file that the site does not publish.
//! Nothing is written.

mod error;
mod rendered;
mod hub;
mod respond;
mod server;
mod status;
mod watch;
mod worker;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::diag::{Diagnostic, Lang};
use crate::model::Moment;
use crate::site::{self, Observer, Policy, Session, Update, root_of};

pub use error::ServeError;
pub use rendered::SCRIPT_TAG;
pub use watch::Watching;

use hub::Hub;

/// The port unless another is asked for.
pub const DEFAULT_PORT: u16 = 8000;

/// How long the thread that follows the files may take to end.
const LAST_STEP: Duration = Duration::from_secs(2);

/// How many ports above a busy one are tried for one to offer.
const PORTS_TRIED: u16 = 100;

/// What a preview is told.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The site and what of it to show.
    pub site: site::Options,
    /// Tells the time anew, for what becomes public while a preview runs; `None`: time stands still.
    pub clock: Option<fn() -> Moment>,
    /// The port on 127.0.0.1; 0: any free one.
    pub port: u16,
    /// Look at the files again and again instead of being told by the system, as network drives need it.
    pub poll: bool,
    /// The language of what the browser shows beside the pages.
    pub lang: Lang,
}

/// Who wants to know what a preview does; called from its threads.
pub trait Listener: Observer + Send {
    /// Everything is ready under `address`, `http://127.0.0.1:8000/`; `findings` are those that there are.
    fn ready(&self, address: &str, findings: &Arc<[Diagnostic]>, watching: Watching);
    /// Something has changed; `findings` are those that there are now.
    fn updated(&self, update: &Update, findings: &Arc<[Diagnostic]>, timing: Timing);
}

/// How long an update took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// From the first word of a change until it was quiet.
    pub waited: Duration,
    /// To read the changed files and bring the site up to date.
    pub worked: Duration,
}

/// Ends a preview from outside of it; its clones end the same one.
#[derive(Clone, Debug, Default)]
pub struct PreviewStop(Arc<Notify>);

impl PreviewStop {
    /// Asks the preview to end.
    pub fn stop(&self) {
        self.0.notify_one();
    }
}

/// Shows the site until Ctrl-C or `stop` ends it.
pub fn run(
    options: &ServeOptions,
    listener: Arc<dyn Listener + Sync>,
    stop: &PreviewStop,
) -> Result<(), ServeError> {
    // First the port: that it is busy should be told before a large site has been read.
    let socket = bind(options.port)?;
    let port = socket.local_addr().map_err(ServeError::System)?.port();
    // Then the watch, so that nothing is missed that changes while the site is read.
    let watch = watch::Watch::begin(&options.site.site, options.poll);
    // The system names what changes by its real path.
    let site = site::Options { site: root_of(&options.site.site), ..options.site.clone() };
    let session = Session::open(&site, Policy::PREVIEW, &*listener)?;
    let hub = Arc::new(Hub::new(session.showing(), options.lang, port));
    hub.probe();
    listener.ready(&format!("http://127.0.0.1:{port}/"), &hub.findings(), watch.watching());
    let (end, clock) = (watch.end(), options.clock);
    let worker = worker::PreviewWorker { session, watch, hub: Arc::clone(&hub), listener, clock };
    let thread = std::thread::Builder::new()
        .name("preview".to_owned())
        .spawn(move || worker.run())
        .map_err(ServeError::System)?;
    let served = server::serve(socket, &hub, stop);
    end.end();
    // It ends between two steps. One that waits for a page that is being made is not waited for: nothing is
    // written.
    let begin = Instant::now();
    while !thread.is_finished() && begin.elapsed() < LAST_STEP {
        std::thread::sleep(Duration::from_millis(5));
    }
    served.map_err(ServeError::System)
}

fn bind(port: u16) -> Result<TcpListener, ServeError> {
    let at = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    at(port).map_err(|error| {
        let next = (1..=PORTS_TRIED).filter_map(|more| port.checked_add(more)).find(|next| at(*next).is_ok());
        ServeError::Port { port, next, error }
    })
}

/// The value of a lock, also if a thread broke down while it had it: what lies behind is replaced as a whole.
fn unpoisoned<T>(result: Result<T, PoisonError<T>>) -> T {
    result.unwrap_or_else(PoisonError::into_inner)
}

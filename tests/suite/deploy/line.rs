//! Lines that break, and lines that wait.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// A line that breaks after so many bytes to the server, in all connections together.
pub(crate) fn breaking_line(to: u16, bytes: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let left = Arc::new(AtomicU64::new(bytes));
    thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { return };
            let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let left = Arc::clone(&left);
            thread::spawn(move || pump(&client, &server, Some(&left)));
            thread::spawn(move || pump(&down, &up, None));
        }
    });
    port
}

/// Where a held line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// The words have not come.
    Ahead,
    /// They have come, and wait.
    Reached,
    /// Everything goes on.
    Open,
}

/// A line on which some words to the server wait.
pub(crate) struct HeldLine {
    pub(crate) port: u16,
    hold: Arc<(Mutex<Hold>, Condvar)>,
}

impl HeldLine {
    /// A line to the port `to`, on which what begins with `words` waits until [`HeldLine::open`].
    pub(crate) fn new(to: u16, words: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hold = Arc::new((Mutex::new(Hold::Ahead), Condvar::new()));
        let shared = Arc::clone(&hold);
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { return };
                let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let hold = Arc::clone(&shared);
                thread::spawn(move || held_pump(&client, &server, words.as_bytes(), &hold));
                thread::spawn(move || pump(&down, &up, None));
            }
        });
        Self { port, hold }
    }

    /// Waits until the words have come.
    pub(crate) fn wait(&self) {
        let (hold, changed) = &*self.hold;
        let _guard = changed.wait_while(hold.lock().unwrap(), |hold| *hold == Hold::Ahead).unwrap();
    }

    /// Lets everything go on.
    pub(crate) fn open(&self) {
        *self.hold.0.lock().unwrap() = Hold::Open;
        self.hold.1.notify_all();
    }
}

impl Drop for HeldLine {
    fn drop(&mut self) {
        self.open();
    }
}

fn held_pump(
    mut from: &TcpStream,
    mut to: &TcpStream,
    words: &[u8],
    (hold, changed): &(Mutex<Hold>, Condvar),
) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if buffer[..count].starts_with(words) {
            let mut now = hold.lock().unwrap();
            if *now == Hold::Ahead {
                *now = Hold::Reached;
                changed.notify_all();
            }
            let _guard = changed.wait_while(now, |now| *now != Hold::Open).unwrap();
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

fn pump(mut from: &TcpStream, mut to: &TcpStream, left: Option<&AtomicU64>) {
    let mut buffer = [0; 4096];
    while let Ok(count) = from.read(&mut buffer) {
        let is_cut = left.is_some_and(|left| {
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(count as u64))
                .is_err()
        });
        if count == 0 || is_cut || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

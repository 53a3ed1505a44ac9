//! How the preview ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::edits::small_site;
use super::preview::events;

#[test]
fn ctrl_c_ends_it_cleanly_whoever_is_listening() {
    let scratch = small_site();
    let before = crate::bench::picture(&scratch.site());
    for signal in ["-INT", "-TERM"] {
        let mut command = scratch.command("serve", &["--port", "0", "--today", "2024-07-20"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let first = said.next().unwrap();
        let port = first.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        let mut stream = events(port);
        assert_eq!(stream.next().unwrap()["first"], Value::Bool(true));
        let begin = Instant::now();
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(stream.next(), None);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert!(begin.elapsed() < Duration::from_secs(5), "it took {:?}", begin.elapsed());
        assert_eq!(said.last().unwrap(), "预览已结束");
    }
    assert!(crate::bench::picture(&scratch.site()) == before, "a preview wrote something");
}

//! `gongkai check --external`: asks other sites whether what is linked to is still there.
//!
//! A report and nothing more: it changes no exit status, for another site may be down for an hour. The asking
//! is done by `curl`, which every system of today brings along, so that this program needs no network code of
//! its own. An address goes to it as one argument behind `--`, never through a shell.

use std::process::{Command, Stdio};

use gongkai::check::external::ExternalLink;
use gongkai::diag::{Lang, Text};
use gongkai::say;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use serde_json::json;

use super::args::FindingsFormat;
use super::exit::Stop;
use super::terminal::{Terminal, write_result};

/// How long one address may take, in seconds.
const PATIENCE: &str = "20";
/// How many are asked at a time: waiting takes no processor.
const ASKERS: usize = 8;

/// What became of asking for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AddressAnswer {
    /// The status that the site gave at last.
    Status(u16),
    /// None came in time: no such host, no connection, a certificate that is no good.
    Silence,
    /// There is no `curl` to ask with.
    NobodyToAsk,
}

/// Asks for every address, and prints those that did not answer well.
pub(crate) fn tell(links: &[ExternalLink], format: FindingsFormat, terminal: Terminal) -> Result<(), Stop> {
    let askers = ThreadPoolBuilder::new().num_threads(ASKERS).build();
    let ask_all = || links.par_iter().map(|link| ask(&link.address)).collect();
    let answers: Vec<AddressAnswer> = askers.map_or_else(|_| ask_all(), |askers| askers.install(ask_all));
    if answers.contains(&AddressAnswer::NobodyToAsk) {
        terminal.note(&say!(
            "没有找到 curl，外部链接没有检查",
            "there is no `curl`: links to other sites were not asked for"
        ));
        return Ok(());
    }
    let bad: Vec<(&ExternalLink, AddressAnswer)> =
        links.iter().zip(answers).filter(|(_, answer)| !is_well(*answer)).collect();
    let (all, count) = (links.len(), bad.len());
    let mut report = String::new();
    for (link, answer) in bad {
        report.push_str(&line(link, answer, format, terminal.lang));
        report.push('\n');
    }
    write_result(&report)?;
    terminal.note(&say!(
        "外部链接 {all} 个，{count} 个没有正常打开（只作报告；对方网站可能一时打不开）",
        "links to other sites: {all}, not well: {count} (a report only: a site may be down for an hour)"
    ));
    Ok(())
}

fn is_well(answer: AddressAnswer) -> bool {
    // Many sites refuse programs with these; a person with a browser gets in.
    matches!(answer, AddressAnswer::Status(200..=399 | 401 | 403 | 405 | 412 | 429 | 521))
}

fn ask(address: &str) -> AddressAnswer {
    let asked = Command::new("curl")
        .args(["--silent", "--location", "--max-redirs", "5", "--max-time", PATIENCE])
        .args(["--proto", "=http,https", "--output"])
        .arg(if cfg!(windows) { "NUL" } else { "/dev/null" })
        .args(["--write-out", "%{http_code}", "--user-agent", "gongkai-check", "--", address])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    match asked {
        Err(_) => AddressAnswer::NobodyToAsk,
        Ok(output) => match String::from_utf8_lossy(&output.stdout).trim().parse() {
            Ok(status) if status != 0 => AddressAnswer::Status(status),
            _ => AddressAnswer::Silence,
        },
    }
}

fn line(link: &ExternalLink, answer: AddressAnswer, format: FindingsFormat, lang: Lang) -> String {
    if format == FindingsFormat::Text {
        let what: Text = match answer {
            AddressAnswer::Status(status) => say!("状态 {status}", "status {status}"),
            AddressAnswer::Silence | AddressAnswer::NobodyToAsk => say!("没有回应", "no answer"),
        };
        return format!("{}  {}  {}", what.in_lang(lang), link.address, link.places.join("、"));
    }
    let status = if let AddressAnswer::Status(status) = answer { Some(status) } else { None };
    json!({ "external": link.address, "status": status, "places": link.places }).to_string()
}

//! `gongkai serve`: the site in a browser on this machine, up to date with every saved file.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use gongkai::check;
use gongkai::diag::draw::human;
use gongkai::diag::{Diagnostic, Severity, added};
use gongkai::files;
use gongkai::say;
use gongkai::serve::{self, Listener, PreviewStop, Timing, Watching};
use gongkai::site::{self, Observer, Phase, Update};

use crate::cli::args::ServeArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::SeverityCounts;
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_message};

/// How many findings are drawn in the terminal; the browser shows the rest.
const MOST_DRAWN: usize = 20;

pub(crate) fn run(args: &ServeArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let options = serve::ServeOptions {
        site: site::Options {
            site: site.clone(),
            now: surroundings::now_or(args.today),
            drafts: args.drafts,
            future: args.future,
        },
        clock: args.today.is_none().then_some(surroundings::now),
        port: args.port.unwrap_or(serve::DEFAULT_PORT),
        poll: args.poll,
        lang: terminal.lang,
    };
    let teller = Teller {
        site,
        terminal,
        is_to_open: args.open,
        bar: Mutex::new(Some(Bar::new(terminal))),
        told: Mutex::default(),
    };
    serve::run(&options, Arc::new(teller), &PreviewStop::default())?;
    terminal.note(&say!("预览已结束", "the preview has ended"));
    Ok(Exit::Done)
}

/// Tells the person at the terminal how the preview fares.
struct Teller {
    site: std::path::PathBuf,
    terminal: Terminal,
    is_to_open: bool,
    /// Shows how far the first reading is; taken off when that is done.
    bar: Mutex<Option<Bar>>,
    /// What was told last.
    told: Mutex<Arc<[Diagnostic]>>,
}

impl Teller {
    fn with_bar(&self, act: impl FnOnce(&Bar)) {
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            act(bar);
        }
    }

    /// Draws what was not told before; errors and warnings, as after a build.
    fn tell(&self, findings: &Arc<[Diagnostic]>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *told, Arc::clone(findings));
        let sources = DiskSources { site: &self.site, findings };
        let is_told = |finding: &&Diagnostic| finding.severity != Severity::Advice;
        let new = added(findings, &before);
        let gone = added(&before, findings);
        for finding in new.iter().copied().filter(is_told).take(MOST_DRAWN) {
            if !self.terminal.is_quiet || finding.severity == Severity::Error {
                write_message(&human(finding, &sources, self.terminal.lang, self.terminal.color));
                write_message("");
            }
        }
        if !new.into_iter().chain(gone).any(|finding| is_told(&finding)) {
            return;
        }
        let counts = SeverityCounts { advice: 0, ..SeverityCounts::of(findings) };
        let nothing = || say!("问题都已改正", "nothing is wrong any more");
        self.terminal.note(&counts.text().unwrap_or_else(nothing));
    }
}

/// The site's files as they are on the disk, without the personal numbers in them.
struct DiskSources<'a> {
    site: &'a Path,
    findings: &'a [Diagnostic],
}

impl gongkai::diag::draw::Sources for DiskSources<'_> {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        let bytes = files::read(&self.site.join(file)).ok()?;
        let text = files::decode(bytes).ok()?.text;
        let detector = site::detector(Some(self.site)).ok()?;
        Some(check::screen(file, &text, &detector, &check::private(self.findings)).into())
    }
}

impl Observer for Teller {
    fn phase(&self, phase: Phase, total: usize) {
        self.with_bar(|bar| bar.phase(phase, total));
    }

    fn step(&self) {
        self.with_bar(Bar::step);
    }
}

impl Listener for Teller {
    fn ready(&self, address: &str, findings: &Arc<[Diagnostic]>, watching: Watching) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish();
        }
        self.tell(findings);
        match watching {
            Watching::Told => {}
            Watching::Polling => {
                self.terminal.note(&say!("每隔一会儿检查一次文件", "files are looked at every now and then"));
            }
            Watching::PollingForced => self.terminal.note(&say!(
                "系统无法监视这个文件夹，改为每隔一会儿检查一次文件",
                "the system cannot watch this folder: files are looked at every now and then"
            )),
        }
        self.terminal.note(&say!(
            "预览：{address}\n保存文件后网页自动更新；按 Ctrl-C 结束",
            "preview: {address}\nsaved files show at once; press Ctrl-C to end"
        ));
        if self.is_to_open && !open(address) {
            self.terminal.note(&say!(
                "没能打开浏览器，请自己打开上面的地址",
                "no browser could be opened: open the address above"
            ));
        }
    }

    fn updated(&self, _update: &Update, findings: &Arc<[Diagnostic]>, _timing: Timing) {
        self.tell(findings);
    }
}

/// Opens an address in the person's browser; `false` if that cannot even be tried.
fn open(address: &str) -> bool {
    let (program, arguments): (_, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}

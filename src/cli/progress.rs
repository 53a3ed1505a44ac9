//! The progress bar: only on a terminal, and only for work that takes long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use gongkai::deploy::{DeployStep, Watcher};
use gongkai::diag::Lang;
use gongkai::site::{Observer, Phase};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// Work that ends sooner shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows how far a run is.
pub(crate) struct Bar {
    drawn: ProgressBar,
    lang: Lang,
    start: Instant,
    /// Waiting for its moment; stays false if nobody watches.
    is_waiting: AtomicBool,
}

impl Bar {
    /// A bar that shows itself once the run takes long, if somebody watches.
    pub(crate) fn new(terminal: Terminal) -> Self {
        let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let is_waiting = AtomicBool::new(terminal.is_watched());
        Self { drawn, lang: terminal.lang, start: Instant::now(), is_waiting }
    }

    /// Takes the bar off the terminal and tells how long the run took.
    pub(crate) fn finish(self) -> Duration {
        self.drawn.finish_and_clear();
        self.start.elapsed()
    }

    fn show_if_long(&self) {
        if self.is_waiting.load(Ordering::Relaxed)
            && self.start.elapsed() > PATIENCE
            && self.is_waiting.swap(false, Ordering::Relaxed)
        {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Observer for Bar {
    fn phase(&self, phase: Phase, total: usize) {
        let message = match (phase, self.lang) {
            (Phase::Read, Lang::Zh) => "读取文件",
            (Phase::Read, Lang::En) => "reading",
            (Phase::Render, Lang::Zh) => "生成页面",
            (Phase::Render, Lang::En) => "rendering",
            (Phase::Write, Lang::Zh) => "写入文件",
            (Phase::Write, Lang::En) => "writing",
        };
        // How many files there are is known only when all folders have been read.
        let template = if total == 0 { "{msg} {pos}" } else { "{msg} [{bar:30}] {pos}/{len}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.drawn.set_style(style.progress_chars("=> "));
        }
        self.drawn.set_message(message);
        self.drawn.set_position(0);
        self.drawn.set_length(total as u64);
        self.show_if_long();
    }

    fn step(&self) {
        self.drawn.inc(1);
        self.show_if_long();
    }
}

impl Watcher for Bar {
    fn begin(&self, step: DeployStep, bytes: u64) {
        let message = match (step, self.lang) {
            (DeployStep::Compare, Lang::Zh) => "比较线上和本地",
            (DeployStep::Compare, Lang::En) => "comparing",
            (DeployStep::Send, Lang::Zh) => "发送",
            (DeployStep::Send, Lang::En) => "sending",
            (DeployStep::Confirm, Lang::Zh) => "核对",
            (DeployStep::Confirm, Lang::En) => "confirming",
        };
        let template =
            if bytes == 0 { "{msg} {spinner}" } else { "{msg} [{bar:30}] {bytes}/{total_bytes} {eta}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.drawn.set_style(style.progress_chars("=> "));
        }
        self.drawn.set_message(message);
        self.drawn.set_position(0);
        self.drawn.set_length(bytes);
        self.show_if_long();
    }

    fn advance(&self, bytes: u64) {
        self.drawn.inc(bytes);
        self.show_if_long();
    }
}

//! What is said to the person at the terminal: messages on the error stream, results on the output stream.

use std::io::{self, IsTerminal, Write};

use gongkai::check::sayable;
use gongkai::diag::draw::harmless;
use gongkai::diag::{Lang, Text};
use gongkai::say;

use super::args::{ColorWhen, Common};
use super::exit::Stop;
use super::surroundings;

/// How to talk to the person who called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// The language of messages.
    pub(crate) lang: Lang,
    /// Whether messages are coloured.
    pub(crate) color: bool,
    /// Nothing but errors.
    pub(crate) is_quiet: bool,
    /// More than usual.
    pub(crate) is_verbose: bool,
}

impl Terminal {
    /// A terminal as the arguments want it.
    pub(crate) fn new(common: &Common, lang: Lang) -> Self {
        let color = match common.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => io::stderr().is_terminal() && !surroundings::is_colour_unwelcome(),
        };
        Self { lang, color, is_quiet: common.quiet, is_verbose: common.verbose }
    }

    /// A terminal for trouble with the arguments themselves.
    pub(crate) fn plain(lang: Lang) -> Self {
        Self { lang, color: false, is_quiet: false, is_verbose: false }
    }

    /// Whether a person watches the messages.
    pub(crate) fn is_watched(self) -> bool {
        !self.is_quiet && io::stderr().is_terminal()
    }

    /// The wording of `text` in the language of messages.
    pub(crate) fn words(self, text: &Text) -> &str {
        text.in_lang(self.lang)
    }

    /// Says one line, unless only errors are wanted.
    pub(crate) fn note(self, text: &Text) {
        if !self.is_quiet {
            write_message(&harmless(self.words(text), true));
        }
    }

    /// Says why a command stopped.
    pub(crate) fn stop(self, stop: &Stop) {
        let error = say!("错误", "error");
        let cure = say!("办法", "help");
        let (start, end) = if self.color { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        let mut text =
            format!("{start}{}{end}: {}", self.words(&error), harmless(self.words(&stop.message), true));
        if let Some(help) = &stop.help {
            let help = harmless(self.words(help), true);
            text.extend(["\n  = ", self.words(&cure), ": ", &help]);
        }
        write_message(&text);
    }
}

/// Writes to the error stream without personal numbers, and a newline. If nobody listens there, nobody can be
/// told.
pub(crate) fn write_message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sayable(text));
}

/// Writes a result to the output stream as it is. A reader that has seen enough (`| head`) is no failure.
pub(crate) fn write_result(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Stop::machine(say!("无法输出结果：{error}", "cannot write the result: {error}")))
        }
        _ => Ok(()),
    }
}

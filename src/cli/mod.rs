//! The command line: arguments in, messages and exit status out.
//!
//! The only place that prints, ends the program, and sees the environment and the clock; the work is the
//! library's.

mod args;
mod fleet_args;
mod wording;
mod usage_error;
mod exit;
mod surroundings;
mod terminal;
mod site;
mod starter;
mod table;
mod progress;
mod report;
mod timings;
mod fix;
mod external;
mod office;
mod standing;
mod destination;
mod signing;
mod commands;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use gongkai::diag::Lang;

use args::{Arguments, LangName};
use exit::Exit;
use terminal::{Terminal, write_message, write_result};

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let words: Vec<OsString> = surroundings::arguments();
    let lang = typed_language(&words).unwrap_or_else(surroundings::language);
    let parsed = wording::command(lang)
        .try_get_matches_from(words)
        .and_then(|mut matches| Arguments::from_arg_matches_mut(&mut matches));
    let exit = match parsed {
        Ok(arguments) => {
            let terminal = Terminal::new(&arguments.common, lang);
            commands::run(&arguments.command, &arguments.common, terminal).unwrap_or_else(|stop| {
                terminal.stop(&stop);
                stop.exit
            })
        }
        Err(error) => refuse(&error, Terminal::plain(lang)),
    };
    exit.into()
}

/// Shows the help that was asked for, or what is wrong with the arguments.
fn refuse(error: &clap::Error, terminal: Terminal) -> Exit {
    let text = || error.render().to_string();
    let stop = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match write_result(&text()) {
            Ok(()) => return Exit::Done,
            Err(stop) => stop,
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            write_message(text().trim_end());
            return Exit::Usage;
        }
        _ => usage_error::stop(error),
    };
    terminal.stop(&stop);
    stop.exit
}

/// The language that `--lang` names, looked up before the arguments are read: their errors need it too.
fn typed_language(words: &[OsString]) -> Option<Lang> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let name = match word.strip_prefix("--lang") {
            Some("") => words.next()?,
            Some(rest) => rest.strip_prefix('=').unwrap_or(""),
            None => continue,
        };
        match <LangName as clap::ValueEnum>::from_str(name, false) {
            Ok(LangName::Zh) => return Some(Lang::Zh),
            Ok(LangName::En) => return Some(Lang::En),
            Err(_) => {}
        }
    }
    None
}

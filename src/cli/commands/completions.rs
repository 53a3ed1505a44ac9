//! `gongkai completions`: the script that completes this command line in a shell.

use crate::cli::args::CompletionsArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::terminal::{Terminal, write_result};
use crate::cli::wording;

pub(crate) fn run(args: &CompletionsArgs, terminal: Terminal) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut wording::command(terminal.lang), "gongkai", &mut script);
    write_result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

//! The commands, one file each.

mod init;
mod new;
mod build;
mod serve;
mod check;
mod mask;
mod index;
mod schema;
mod completions;

use super::args::{Command, Common};
use super::exit::{Exit, Stop};
use super::terminal::Terminal;

/// Runs `command`: the table of all commands.
pub(crate) fn run(command: &Command, common: &Common, terminal: Terminal) -> Result<Exit, Stop> {
    let site = common.site.as_deref();
    match command {
        Command::Init(args) => init::run(args, terminal),
        Command::New(args) => new::run(args, site, terminal),
        Command::Build(args) => build::run(args, site, terminal),
        Command::Serve(args) => serve::run(args, site, terminal),
        Command::Check(args) => check::run(args, site, terminal),
        Command::Mask(args) => mask::run(args, site, terminal),
        Command::Index(args) => index::run(&args.command, site, terminal),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => completions::run(args, terminal),
    }
}

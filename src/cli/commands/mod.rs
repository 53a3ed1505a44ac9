//! The commands, one file each.

mod archive;
mod init;
mod new;
mod correction;
mod build;
mod serve;
mod check;
mod mask;
mod import;
mod index;
mod moving;
mod history;
mod forms;
mod search;
mod changes;
mod deploy;
mod fleet;
mod key;
mod portal;
mod upgrade;
mod verify;
mod server_config;
mod report;
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
        Command::Import(args) => import::run(args, site, terminal),
        Command::Index(args) => index::run(&args.command, site, terminal),
        Command::History(args) => history::run(args, site, terminal),
        Command::Forms(args) => forms::run(&args.command, site, terminal),
        Command::Search(args) => search::run(args, site, terminal),
        Command::Changes(args) => changes::show(args, site, terminal),
        Command::Approve(args) => changes::approve(args, site, terminal),
        Command::Report(args) => report::run(args, site, terminal),
        Command::Archive(args) => archive::run(args, site, terminal),
        Command::Deploy(args) => deploy::run(args, site, terminal),
        Command::Releases(args) => deploy::releases(args, site, terminal),
        Command::Rollback(args) => deploy::rollback(args, site, terminal),
        Command::Verify(args) => verify::run(args, site, terminal),
        Command::ServerConfig(args) => server_config::run(args, site),
        Command::Upgrade(args) => upgrade::run(args, site, terminal),
        Command::Portal(args) => portal::run(&args.command, site, terminal),
        Command::Key(args) => key::run(&args.command, site, terminal),
        Command::Fleet(args) => fleet::run(&args.command, terminal),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => completions::run(args, terminal),
    }
}

//! The command line of gongkai.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}

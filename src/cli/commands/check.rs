//! `gongkai check`: everything that `build` checks and all advice, nothing written.

use std::path::Path;

use gongkai::pipeline::{self, Options};
use gongkai::say;

use crate::cli::args::{CheckArgs, Format};
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::{Counts, tell_findings};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::Terminal;

pub(crate) fn run(args: &CheckArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let options = Options {
        site: find_site(site)?,
        output: None,
        today: args.today.unwrap_or_else(surroundings::today),
        locked: false,
        // As a build without options: a check that passes must mean that it will.
        drafts: false,
        future: false,
    };
    let bar = Bar::new(terminal);
    let checked = pipeline::check(&options, &bar);
    bar.finish();
    let mut outcome = checked?;
    let counts = tell_findings(&mut outcome.findings, &outcome.sources, args.format, terminal)?;
    if counts == Counts::default() && args.format == Format::Text {
        terminal.note(&say!("没有发现问题", "nothing found"));
    }
    let has_failed = counts.errors > 0 || (args.deny_warnings && counts.warnings > 0);
    Ok(if has_failed { Exit::ContentErrors } else { Exit::Done })
}

//! `gongkai build`: check, render and publish.

use std::path::Path;

use gongkai::diag::Severity;
use gongkai::publish::{self, PublishOptions};
use gongkai::timing::Clock;
use gongkai::{say, site};

use crate::cli::args::BuildArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::{ShownFindings, tell_findings, tell_summary};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::Terminal;
use crate::cli::timings::Timings;

pub(crate) fn run(args: &BuildArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let now = surroundings::now_or(args.today);
    let options = PublishOptions {
        site: site::Options { site: find_site(site)?, now, drafts: args.drafts, future: args.future },
        output: args.output.clone(),
        locked: args.locked,
        fresh: args.fresh,
        trial: args.trial || !now.has_come(surroundings::now()),
    };
    let bar = Bar::new(terminal);
    let clock = args.timings.as_ref().map(|_| Clock::start());
    let run = || publish::build(&options, &bar);
    let built = clock.as_ref().map_or_else(run, |clock| clock.run(run));
    let timings = clock.map(|clock| Timings::of(&clock));
    let time = bar.finish();
    let mut outcome = built?;
    // Advice is what `check` is for; a build tells it only to those who want to hear everything.
    if !terminal.is_verbose {
        outcome.findings.retain(|finding| finding.severity != Severity::Advice);
    }
    let shown = if terminal.is_verbose { ShownFindings::All } else { ShownFindings::Few };
    tell_findings(&mut outcome.findings, &outcome.sources, (args.format, shown), terminal)?;
    if let Some(timings) = timings {
        timings.tell(terminal);
        if let Some(Some(file)) = &args.timings {
            timings.save(file)?;
        }
    }
    if let Some(summary) = &outcome.summary {
        tell_summary(summary, time, terminal);
        if options.is_trial() {
            terminal.note(&say!(
                "这是试生成：没有编索引号，没有记进公开记录，不能上线",
                "this is a trial: no index number was issued, nothing entered the record, and it cannot go online"
            ));
        }
        return Ok(Exit::Done);
    }
    terminal.note(&say!(
        "网站没有更新；改正以上错误后再运行一次",
        "the site was not updated; correct these errors and run again"
    ));
    Ok(Exit::ContentErrors)
}

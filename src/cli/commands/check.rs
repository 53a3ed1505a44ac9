//! `gongkai check`: everything that `build` checks and all advice, nothing written.

use std::path::Path;

use gongkai::check::baseline::Baseline;
use gongkai::check::{self, RULES, manual};
use gongkai::diag::{Lang, nearest};
use gongkai::publish::{self, Outcome, PublishOptions};
use gongkai::{files, say, site};

use crate::cli::args::{CheckArgs, FindingsFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::external;
use crate::cli::fix;
use crate::cli::progress::Bar;
use crate::cli::report::{SeverityCounts, ShownFindings, rule_labels, tell_findings};
use crate::cli::site::find_site;
use crate::cli::standing;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(args: &CheckArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    if args.list {
        write_result(&list(terminal.lang))?;
        return Ok(Exit::Done);
    }
    if let Some(name) = &args.explain {
        write_result(&explain(name, terminal.lang)?)?;
        return Ok(Exit::Done);
    }
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    let options = PublishOptions {
        site: site::Options {
            site: find_site(site)?,
            now: surroundings::now_or(args.today),
            // As a build without options: a check that passes must mean that it will.
            drafts: false,
            future: false,
        },
        output: None,
        locked: false,
        fresh: false,
        trial: false,
    };
    let mut outcome = check_site(&options, terminal)?;
    if args.standing {
        write_result(&standing::report(outcome.standing(), args.format, terminal.lang))?;
        return Ok(Exit::Done);
    }
    if let Some(file) = &args.write_baseline {
        return write_baseline(file, &outcome, terminal);
    }
    let mut hidden = baseline.as_ref().map_or(0, |baseline| baseline.hide(&mut outcome.findings));
    if args.fix && fix::mend_files(&options.site.site, &outcome, terminal)? > 0 {
        outcome = check_site(&options, terminal)?;
        hidden = baseline.as_ref().map_or(0, |baseline| baseline.hide(&mut outcome.findings));
    }
    let counts =
        tell_findings(&mut outcome.findings, &outcome.sources, (args.format, ShownFindings::All), terminal)?;
    if args.format == FindingsFormat::Text {
        if counts == SeverityCounts::default() {
            terminal.note(&say!("没有发现问题", "nothing found"));
        }
        for text in outcome.standing().into_iter().flat_map(standing::notes) {
            terminal.note(&text);
        }
        if hidden > 0 {
            terminal.note(&say!("另有 {hidden} 个已知的问题", "known findings not told: {hidden}"));
        }
    }
    if args.external {
        external::tell(outcome.external(), args.format, terminal)?;
    }
    let has_failed = counts.errors > 0 || (args.deny_warnings && counts.warnings > 0);
    Ok(if has_failed { Exit::ContentErrors } else { Exit::Done })
}

fn check_site(options: &PublishOptions, terminal: Terminal) -> Result<Outcome, Stop> {
    let bar = Bar::new(terminal);
    let checked = publish::check(options, &bar);
    bar.finish();
    Ok(checked?)
}

/// All rules, and the names of all other findings.
fn list(lang: Lang) -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for label in rule_labels(lang) {
        let level = check::rule(label.name).map_or("", |rule| manual::severity_word(rule, lang));
        rows.push([label.name.to_owned(), level.to_owned(), label.text.to_owned()]);
    }
    aligned(&rows)
}

fn explain(name: &str, lang: Lang) -> Result<String, Stop> {
    if let Some(rule) = check::rule(name) {
        return Ok(manual::explain(rule, lang));
    }
    if let Some(label) = rule_labels(lang).iter().find(|label| label.name == name) {
        return Ok(format!("{name}\n{}\n", label.text));
    }
    let stop = Stop::usage(say!("没有规则“{name}”", "there is no rule `{name}`"));
    Err(match nearest(name, check::names()) {
        Some(near) => stop.help(say!("是不是“{near}”？", "did you mean `{near}`?")),
        None => {
            let count = RULES.len();
            stop.help(say!(
                "gongkai check --list 列出全部 {count} 条规则和其他问题的名称",
                "`gongkai check --list` lists all {count} rules and the names of other findings"
            ))
        }
    })
}

fn read_baseline(file: &Path) -> Result<Baseline, Stop> {
    let bytes = files::read(file)?;
    let name = file.display();
    let text = String::from_utf8_lossy(&bytes);
    Baseline::parse(&text).map_err(|line| {
        Stop::usage(say!(
            "`{name}` 第 {line} 行不是已知问题的清单",
            "line {line} of `{name}` is not that of a file of known findings"
        ))
        .help(say!(
            "用 gongkai check --write-baseline 重新写一份",
            "write it anew with `gongkai check --write-baseline`"
        ))
    })
}

fn write_baseline(file: &Path, outcome: &Outcome, terminal: Terminal) -> Result<Exit, Stop> {
    let baseline = Baseline::of(&outcome.findings);
    files::write_atomic(file, baseline.to_text().as_bytes())?;
    let (count, name) = (baseline.len(), file.display());
    terminal.note(&say!("已记下 {count} 个问题：{name}", "findings known from now on: {count}, in {name}"));
    let rest = outcome.findings.len() - count;
    if rest > 0 {
        terminal.note(&say!(
            "另有 {rest} 个会阻止发布的问题，不能当作已知",
            "findings that stop a build and cannot be known: {rest}"
        ));
    }
    Ok(Exit::Done)
}

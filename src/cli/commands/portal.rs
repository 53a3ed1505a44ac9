//! `gongkai portal`: the members of a portal.

use std::path::Path;

use gongkai::diag::Lang;
use gongkai::gather::{self, MemberFate, MemberOutcome};
use gongkai::portal::TroubleKind;
use gongkai::say;
use serde_json::json;

use crate::cli::args::{PortalCommand, ResultFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(command: &PortalCommand, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let PortalCommand::Update { format } = command;
    let bar = Bar::new(terminal);
    let outcomes = gather::update(&find_site(site)?, surroundings::now(), &bar);
    bar.finish();
    let outcomes = outcomes?;
    write_result(&match format {
        ResultFormat::Json => outcomes.iter().map(as_json).collect(),
        ResultFormat::Text => as_text(&outcomes, terminal),
    })?;
    let kept = |kind: TroubleKind| {
        outcomes.iter().any(|outcome| matches!(outcome.fate, MemberFate::Kept(known, _) if known == kind))
    };
    let renewed = outcomes.iter().filter(|outcome| outcome.fate == MemberFate::Renewed).count();
    let count = outcomes.len();
    terminal.note(&say!(
        "{count} 个成员，{renewed} 个有新的内容；运行 `gongkai build` 生成门户",
        "members: {count}, with something new: {renewed}; run `gongkai build` to make the portal"
    ));
    Ok(if kept(TroubleKind::Bad) || kept(TroubleKind::Circle) {
        Exit::ContentErrors
    } else if kept(TroubleKind::Away) {
        Exit::MachineFailed
    } else {
        Exit::Done
    })
}

fn as_text(outcomes: &[MemberOutcome], terminal: Terminal) -> String {
    let rows: Vec<[String; 3]> = outcomes
        .iter()
        .map(|outcome| {
            let fate = match &outcome.fate {
                MemberFate::Renewed => say!("有新的内容", "something new"),
                MemberFate::Same => say!("没有变化", "as before"),
                MemberFate::Kept(kind, why) => {
                    let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
                    match kind {
                        TroubleKind::Away => say!("没有取到：{zh}", "not reached: {en}"),
                        TroubleKind::Bad => say!("不能用：{zh}", "cannot be used: {en}"),
                        TroubleKind::Circle => say!("不能作成员：{zh}", "can be no member: {en}"),
                    }
                }
            };
            let as_of = match outcome.as_of.as_str() {
                "" => say!("没有它的数据", "nothing known"),
                as_of => say!("截至 {as_of}", "as of {as_of}"),
            };
            [outcome.name.clone(), terminal.words(&as_of).to_owned(), terminal.words(&fate).to_owned()]
        })
        .collect();
    aligned(&rows)
}

fn as_json(outcome: &MemberOutcome) -> String {
    let (fate, message) = match &outcome.fate {
        MemberFate::Renewed => ("renewed", None),
        MemberFate::Same => ("same", None),
        MemberFate::Kept(kind, why) => {
            let fate = match kind {
                TroubleKind::Away => "away",
                TroubleKind::Bad => "bad",
                TroubleKind::Circle => "circle",
            };
            (fate, Some(why.in_lang(Lang::Zh)))
        }
    };
    let as_of = Some(&outcome.as_of).filter(|as_of| !as_of.is_empty());
    let line = json!({"name": outcome.name, "outcome": fate, "as_of": as_of, "message": message});
    format!("{line}\n")
}

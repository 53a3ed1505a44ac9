//! `gongkai report`: what the annual report on disclosure counts, with the items behind each number.

use std::fmt::Write as _;
use std::path::Path;

use gongkai::annual::{self, ActCounts, AnnualCounts, Counted};
use gongkai::catalog::Catalog;
use gongkai::csv_text::write_line;
use gongkai::model::Moment;
use gongkai::{diag::Text, say};
use serde_json::{Value, json};

use crate::cli::args::{ListFormat, ReportArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::{find_site, open_faultless};
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(args: &ReportArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let now = surroundings::now_or(args.today.map(Moment::from));
    let failed = say!("内容有错误，数不准", "the content has errors, so that nothing can be counted");
    let session = open_faultless(find_site(site)?, now, terminal, failed)?;
    let year = args.year;
    let count = |catalog: &Catalog| annual::count(catalog, year);
    let counts = session.look(|showing| showing.snapshot().map(|snapshot| count(&snapshot.catalog)));
    let counts = counts.unwrap_or_default();
    let groups = groups(&counts);
    match args.format {
        ListFormat::Table => {
            write_result(&as_text(year, &counts, &groups, terminal))?;
            tell(year, &counts, now, terminal);
        }
        ListFormat::Csv => write_result(&as_csv(&groups))?,
        ListFormat::Json => write_result(&format!("{}\n", as_json(year, &groups)))?,
    }
    Ok(Exit::Done)
}

/// A number with its items: what it is called for machines and for people.
type Numbered<'a> = (&'static str, Text, &'a [Counted]);

fn groups(counts: &AnnualCounts) -> Vec<Numbered<'_>> {
    let AnnualCounts { regulations, normative, .. } = counts;
    vec![
        ("regulations_made", say!("规章，本年制发", "regulations made"), &regulations.made),
        ("regulations_repealed", say!("规章，本年废止", "regulations repealed"), &regulations.repealed),
        ("regulations_in_force", say!("规章，现行有效", "regulations in force"), &regulations.in_force),
        ("normative_made", say!("行政规范性文件，本年制发", "normative documents made"), &normative.made),
        (
            "normative_repealed",
            say!("行政规范性文件，本年废止", "normative documents repealed"),
            &normative.repealed,
        ),
        (
            "normative_in_force",
            say!("行政规范性文件，现行有效", "normative documents in force"),
            &normative.in_force,
        ),
        ("published", say!("本年首次公开", "items made public"), &counts.published),
        ("corrections", say!("更正", "corrections"), &counts.corrections),
        ("revisions", say!("修订", "revisions"), &counts.revisions),
        ("adjustments", say!("目标调整", "targets adjusted"), &counts.adjustments),
        ("withdrawn", say!("撤下", "withdrawn"), &counts.withdrawn),
    ]
}

/// Tables to paste into the report, in Chinese as the report is, then the items behind each number.
fn as_text(year: i16, counts: &AnnualCounts, groups: &[Numbered<'_>], terminal: Terminal) -> String {
    let row = |name: &str, acts: &ActCounts| {
        let (made, repealed, in_force) = (acts.made.len(), acts.repealed.len(), acts.in_force.len());
        format!("| {name} | {made} | {repealed} | {in_force} |\n")
    };
    let mut text = format!(
        "| 第二十条第（一）项 | < | < | < |\n|---|---|---|---|\n\
         | **信息内容** | **本年制发件数** | **本年废止件数** | **现行有效件数** |\n{}{}\n",
        row("规章", &counts.regulations),
        row("行政规范性文件", &counts.normative),
    );
    let AnnualCounts { published, corrections, revisions, adjustments, withdrawn, .. } = counts;
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "| {year}年 | 首次公开 | 更正 | 修订 | 目标调整 | 撤下 |\n|---|---|---|---|---|---|\n| 条数 | {} | {} | {} | {} | {} |\n",
        published.len(),
        corrections.len(),
        revisions.len(),
        adjustments.len(),
        withdrawn.len(),
    );
    for (_, name, items) in groups.iter().filter(|(_, _, items)| !items.is_empty()) {
        let count = items.len();
        let _ = write!(text, "\n{} {count}\n", terminal.words(name));
        for item in *items {
            let day = item.day.map(|day| day.to_string()).unwrap_or_default();
            let parts = [day.as_str(), &item.number, &item.about, &item.title];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let _ = writeln!(text, "  {}", parts.join("　"));
        }
    }
    text
}

/// A line for each item; one without items has none, and counts nothing.
fn as_csv(groups: &[Numbered<'_>]) -> String {
    let mut text = String::from("\u{feff}");
    write_line(&mut text, &["类别", "日期", "索引号", "文号或更正处", "标题"]);
    for (_, name, items) in groups {
        let name = name.in_lang(gongkai::diag::Lang::Zh);
        for item in *items {
            let day = item.day.map(|day| day.to_string()).unwrap_or_default();
            write_line(&mut text, &[name, &day, &item.number, &item.about, &item.title]);
        }
    }
    text
}

fn as_json(year: i16, groups: &[Numbered<'_>]) -> Value {
    let items = |items: &[Counted]| -> Vec<Value> {
        let item = |item: &Counted| {
            let Counted { number, about, title, day } = item;
            json!({"date": day.map(|day| day.to_string()), "index_number": number, "about": about, "title": title})
        };
        items.iter().map(item).collect()
    };
    let groups = groups.iter().map(|(name, _, counted)| {
        ((*name).to_owned(), json!({"count": counted.len(), "items": items(counted)}))
    });
    let mut all: serde_json::Map<String, Value> = groups.collect();
    all.insert("year".to_owned(), json!(year));
    Value::Object(all)
}

/// What the numbers leave out.
fn tell(year: i16, counts: &AnnualCounts, now: Moment, terminal: Terminal) {
    if year > now.date.year() {
        terminal.note(&say!("{year}年还没有到，没有可数的", "{year} lies ahead: there is nothing to count"));
    } else if year == now.date.year() {
        let day = now.date;
        terminal.note(&say!("{year}年还没有过完，数到 {day}", "{year} is not over: counted as of {day}"));
    }
    if !counts.unsaid.is_empty() {
        let (count, first) = (counts.unsaid.len(), &counts.unsaid[0].title);
        terminal.note(&say!(
            "当年制发的公文有 {count} 件没有写“文件性质”，没有计入，如“{first}”；是规章或规范性文件的，在文件开头写 `文件性质: 规范性文件`",
            "official documents of the year that do not say what they are (`act`), not counted: {count}, such as `{first}`; mark those that are: `act: normative`"
        ));
    }
    let undated = [&counts.regulations, &counts.normative].map(|acts| acts.undated.as_slice()).concat();
    if let Some(first) = undated.first() {
        let (count, first) = (undated.len(), &first.title);
        terminal.note(&say!(
            "有 {count} 件写明已经废止或失效，没有写“废止日期”，不知道算在哪一年，如“{first}”",
            "no longer in force without a day (`expires`), so that no year can be told: {count}, such as `{first}`"
        ));
    }
}

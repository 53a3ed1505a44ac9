//! Columns about persons: accounts, homes and health beside names.
//!
//! A number alone may be anything; under 一卡通账号 and beside 姓名 it is somebody's. Works on tables of any origin.

use std::ops::Range;
use std::sync::Arc;

use super::{Attachment, Findings, Page, Site};
use crate::attachment::{Contents, PieceSource};
use crate::diag::{Lang, Place, Text};
use crate::privacy::{self, Detector, PersonalHeading};
use crate::say;

/// So many cells of one column are told one by one; more are told together.
const MOST_OF_COLUMN: usize = 3;

/// Words that only names of bodies end with or hold.
const BODIES: &[&str] = &[
    "公司",
    "局",
    "委员会",
    "中心",
    "合作社",
    "厂",
    "店",
    "医院",
    "学校",
    "大学",
    "小学",
    "中学",
    "幼儿园",
    "研究所",
    "协会",
    "银行",
    "政府",
    "办事处",
    "街道",
    "村委",
    "居委",
    "集团",
    "基金会",
    "站",
    "队",
    "商行",
    "经营部",
    "事务所",
];

/// A cell with something private: row and column of the table.
pub(super) struct PrivateCell {
    pub(super) row: usize,
    pub(super) column: usize,
}

/// The row that names the columns: the first near the top that holds several short words.
pub(super) fn head_row(rows: &[Vec<&str>]) -> Option<usize> {
    let width = rows.iter().map(Vec::len).max()?;
    rows.iter().take(10).position(|row| {
        let mut filled = row.iter().filter(|cell| !cell.trim().is_empty());
        let count = filled.clone().count();
        let is_word =
            |cell: &&str| cell.chars().count() <= 24 && cell.bytes().filter(u8::is_ascii_digit).count() <= 4;
        count >= width.min(2) && count > 0 && filled.all(is_word)
    })
}

/// The cells under headings of this kind that tell something private of the person in their row.
pub(super) fn private_cells(rows: &[Vec<&str>], wanted: PersonalHeading) -> Vec<PrivateCell> {
    let Some(head) = head_row(rows) else { return Vec::new() };
    let headings: Vec<Option<PersonalHeading>> =
        rows[head].iter().map(|cell| privacy::heading(cell)).collect();
    let columns: Vec<usize> = (0..headings.len()).filter(|at| headings[*at] == Some(wanted)).collect();
    let names: Vec<usize> =
        (0..headings.len()).filter(|at| headings[*at] == Some(PersonalHeading::Name)).collect();
    let mut cells = Vec::new();
    for column in columns {
        let is_personal =
            !names.is_empty() || ["一卡通", "社保卡"].iter().any(|word| rows[head][column].contains(word));
        if !is_personal {
            continue;
        }
        for (row, texts) in rows.iter().enumerate().skip(head + 1) {
            let is_body = names.iter().any(|name| texts.get(*name).is_some_and(|name| is_body(name)));
            if !is_body && texts.get(column).is_some_and(|text| is_private(text, wanted)) {
                cells.push(PrivateCell { row, column });
            }
        }
    }
    cells
}

fn is_body(name: &str) -> bool {
    BODIES.iter().any(|word| name.contains(word))
}

fn is_private(text: &str, heading: PersonalHeading) -> bool {
    let text = text.trim();
    match heading {
        PersonalHeading::Name => false,
        PersonalHeading::Account => {
            let is_masked = text.contains(['*', '＊', '×']) || text.to_ascii_lowercase().contains("xx");
            !is_masked && text.chars().filter(char::is_ascii_digit).count() >= 8 && text.chars().count() <= 40
        }
        PersonalHeading::Home => has_house_number(text),
        PersonalHeading::Health => {
            !text.is_empty() && !["无", "否", "-", "—", "/", "正常", "健康"].contains(&text)
        }
    }
}

/// Whether an address goes down to the door: `12号`, `3幢402室`.
fn has_house_number(address: &str) -> bool {
    let marks = ["号", "室", "幢", "栋", "单元", "弄", "门牌"];
    let is_masked = address.contains(['*', '＊', '×']) || address.to_ascii_lowercase().contains("xx");
    !is_masked
        && marks.iter().any(|mark| {
            address.match_indices(mark).any(|(at, _)| {
                let before = address[..at].chars().next_back();
                before.is_some_and(|c| {
                    c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c)
                })
            })
        })
}

/// The addresses of homes in running text: the bytes behind `家庭住址：` and the like.
pub(super) fn homes_in(text: &str) -> Vec<Range<usize>> {
    let mut homes: Vec<Range<usize>> = Vec::new();
    for behind in labels_in(text) {
        let rest = text[behind..].trim_start_matches(['：', ':', '为', '是', '在', ' ', '于', '）', ')']);
        let start = text.len() - rest.len();
        if homes.last().is_some_and(|home| home.end > start) {
            continue;
        }
        let length = rest.find(['。', '；', ';', '\n', '|', '，', ',', '（']).unwrap_or(rest.len());
        let end = text.floor_char_boundary(start + length.min(150));
        if has_house_number(&text[start..end]) {
            homes.push(start..end);
        }
    }
    homes
}

/// The ends of `家庭住址`, `家住`, `现住`, `居住地址`, `户籍地址` and the like. This runs over all that is published, where 住
/// is as common as 常住居民: one search for the character, and a look beside it.
fn labels_in(text: &str) -> Vec<usize> {
    let finds = |word: &'static str| memchr::memmem::find_iter(text.as_bytes(), word.as_bytes());
    let mut ends = Vec::new();
    for at in finds("住") {
        let behind = at + "住".len();
        let after = &text[behind..];
        if after.starts_with('址') {
            ends.push(behind + "址".len());
        } else if text[..at].ends_with('居') && after.starts_with("地址") {
            ends.push(behind + "地址".len());
        } else if text[..at].ends_with(['家', '现']) {
            ends.push(behind);
        }
    }
    for at in finds("户籍") {
        let behind = at + "户籍".len();
        let word = ["地址", "所在地"].into_iter().find(|word| text[behind..].starts_with(word));
        ends.extend(word.map(|word| behind + word.len()));
    }
    ends.extend(finds("家庭地址").map(|at| at + "家庭地址".len()));
    ends.sort_unstable();
    ends
}

/// Reports the private cells under a heading in the tables of a page.
pub(super) fn in_page(site: &Site<'_>, page: &Page<'_>, wanted: PersonalHeading, findings: &mut Findings) {
    if !page.text.contains('|') {
        return;
    }
    for table in page.tables() {
        let rows: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| &page.text[cell.clone()]).collect()).collect();
        for cell in private_cells(&rows, wanted) {
            let text = rows[cell.row][cell.column];
            if wanted == PersonalHeading::Account && !site.detector.find(text, "账号").is_empty() {
                continue;
            }
            let place = page.place(table.rows[cell.row][cell.column].clone());
            findings.report(place, message(wanted, None, 0), help(wanted));
        }
    }
}

/// Something private about a person in an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCell {
    /// What it is about.
    pub heading: PersonalHeading,
    /// Where in the file, in words; a plain text has `span`.
    pub place: Option<Text>,
    /// The bytes of a plain text.
    pub span: Option<Range<usize>>,
    /// How many more of its kind stand in its table.
    pub more: usize,
}

/// Everything private about persons in all that a file holds, but for numbers that are known by themselves.
#[must_use]
pub(super) fn cells_in(contents: &Contents, detector: &Detector) -> Vec<FoundCell> {
    let mut found = Vec::new();
    for heading in [PersonalHeading::Account, PersonalHeading::Home, PersonalHeading::Health] {
        let is_told_otherwise =
            |text: &str| heading == PersonalHeading::Account && !detector.find(text, "账号").is_empty();
        if let Some(plain) = &contents.text {
            let rows: Vec<Vec<&str>> = plain
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| &plain.text[cell.clone()]).collect())
                .collect();
            let cells = private_cells(&rows, heading);
            let cells = cells.iter().filter(|cell| !is_told_otherwise(rows[cell.row][cell.column]));
            found.extend(cells.map(|cell| {
                let span = Some(plain.rows[cell.row][cell.column].clone());
                FoundCell { heading, place: None, span, more: 0 }
            }));
        }
        for grid in &contents.grids {
            let rows = grid.texts();
            let mut cells = private_cells(&rows, heading);
            cells.retain(|cell| !is_told_otherwise(rows[cell.row][cell.column]));
            let more = if cells.len() > MOST_OF_COLUMN { cells.len() - 1 } else { 0 };
            cells.truncate(if more > 0 { 1 } else { MOST_OF_COLUMN });
            found.extend(cells.into_iter().map(|cell| {
                let column = u32::try_from(cell.column).unwrap_or(0);
                let place = Some(grid.place(&grid.rows[cell.row], column));
                FoundCell { heading, place, span: None, more }
            }));
        }
    }
    found.extend(homes_of(contents));
    found
}

/// The addresses of homes in what is no table.
fn homes_of(contents: &Contents) -> Vec<FoundCell> {
    let heading = PersonalHeading::Home;
    let mut found = Vec::new();
    if let Some(plain) = contents.text.as_ref().filter(|plain| plain.rows.is_empty()) {
        let homes = homes_in(&plain.text).into_iter();
        found.extend(homes.map(|home| FoundCell { heading, place: None, span: Some(home), more: 0 }));
    }
    let said = |source| matches!(source, PieceSource::Read | PieceSource::Earlier);
    for piece in contents.pieces.iter().filter(|piece| said(piece.source)) {
        if !homes_in(&piece.text).is_empty() {
            found.push(FoundCell { heading, place: Some(piece.place.clone()), span: None, more: 0 });
        }
    }
    found
}

/// Reports what is private under a heading in an attachment.
pub(super) fn in_attachment(
    site: &Site<'_>,
    attachment: &Attachment<'_>,
    wanted: PersonalHeading,
    findings: &mut Findings,
) {
    for found in site.searched(attachment).cells.iter().filter(|found| found.heading == wanted) {
        let place = match &found.span {
            Some(span) => Place::span(Arc::clone(&attachment.file), span.clone()),
            None => attachment.whole(),
        };
        findings.report(place, message(wanted, found.place.as_ref(), found.more), help(wanted));
    }
}

/// What is said of a private cell.
pub(super) fn message(heading: PersonalHeading, inside: Option<&Text>, more: usize) -> Text {
    let (at_zh, at_en) = inside.map_or_else(Default::default, |inside| {
        (format!("{}：", inside.in_lang(Lang::Zh)), format!("{}: ", inside.in_lang(Lang::En)))
    });
    let (more_zh, more_en) = if more == 0 {
        Default::default()
    } else {
        (format!("，另有 {more} 处"), format!(", and {more} more"))
    };
    match heading {
        PersonalHeading::Account => {
            say!("{at_zh}个人的银行账号{more_zh}", "{at_en}a person's bank account{more_en}")
        }
        PersonalHeading::Home => say!(
            "{at_zh}个人的住址写到了门牌{more_zh}",
            "{at_en}a person's address down to the door{more_en}"
        ),
        PersonalHeading::Health | PersonalHeading::Name => {
            say!("{at_zh}姓名旁边写了健康状况{more_zh}", "{at_en}a person's health beside the name{more_en}")
        }
    }
}

/// What to do about it.
pub(super) fn help(heading: PersonalHeading) -> Text {
    match heading {
        PersonalHeading::Account => {
            say!("删去这一列，或者只留后四位", "drop the column, or keep the last four digits only")
        }
        PersonalHeading::Home => say!(
            "只写到街道、村或社区，删去门牌号",
            "give the street or the village only, without the number"
        ),
        PersonalHeading::Health | PersonalHeading::Name => say!(
            "删去这一列；法律要求公开的，不写姓名",
            "drop the column; where the law wants it public, drop the names"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_are_found_behind_their_labels() {
        let text =
            "张明，家庭住址：云溪区望溪街道12号3幢402室，电话略。办公地址：望溪大道108号。家住柳河村。";
        let found: Vec<&str> = homes_in(text).into_iter().map(|home| &text[home]).collect();
        assert_eq!(found, ["云溪区望溪街道12号3幢402室"]);
    }

    #[test]
    fn accounts_of_bodies_are_nobodys() {
        let rows = vec![
            vec!["序号", "收款人", "银行账号"],
            vec!["1", "云溪区柳河农机专业合作社", "201000123456789"],
            vec!["2", "张明", "201000987654321"],
            vec!["3", "李红", "2010****4321"],
        ];
        let cells = private_cells(&rows, PersonalHeading::Account);
        assert_eq!(cells.iter().map(|cell| (cell.row, cell.column)).collect::<Vec<_>>(), [(2, 2)]);
    }
}

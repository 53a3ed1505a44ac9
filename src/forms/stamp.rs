//! The hidden sheet of a workbook: which site, unit and period it was made for, and what each of its cells
//! asks.
//!
//! Whoever fills a workbook in may change anything, so this is believed only where it agrees with its own
//! digest, and an answer is taken only where the site still asks the question.

use sha2::{Digest, Sha256};

use super::sheet::{
    AnswerKind, CellContent, FormField, FormQuestion, FormSheet, LabelRole, SheetCell, Topic,
};
use crate::attachment::workbook::{self, Area, WorkbookSheet, cell_name, parse_cell_name};
use crate::config::Settings;
use crate::model::{Period, to_hex};

/// The name of the hidden sheet.
pub(super) const SHEET: &str = "gongkai";

/// The first cell, and the version of all that follows.
const KIND: &str = "gongkai 填报表";
const VERSION: &str = "1";

/// The rows before those of the cells: what they are called.
const HEADS: [&str; 6] = [KIND, "标识码", "网址", "网站", "期", "单位"];

/// Which site a workbook was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SiteMark {
    /// 标识码; may be empty.
    pub(super) id: String,
    /// 网址
    pub(super) url: String,
    /// 名称
    pub(super) name: String,
}

impl SiteMark {
    pub(super) fn of(settings: &Settings) -> Self {
        Self { id: settings.site_id.clone(), url: settings.url.clone(), name: settings.name.clone() }
    }

    /// Whether both are the same site: by its code, by its address where one has no code.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        if self.id.is_empty() || other.id.is_empty() { self.url == other.url } else { self.id == other.id }
    }
}

/// What the hidden sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormStamp {
    pub(super) site: SiteMark,
    pub(super) period: Period,
    pub(super) unit: String,
    pub(super) sheets: Vec<FormSheet>,
}

/// Why the hidden sheet cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StampFault {
    /// There is none: the workbook is no form.
    Missing,
    /// Another version of this program made it.
    OtherVersion,
    /// It was changed.
    Changed,
}

impl FormStamp {
    /// The rows of the hidden sheet; the last is the digest of the others.
    pub(super) fn rows(&self) -> Vec<Vec<String>> {
        let heads =
            [VERSION, &self.site.id, &self.site.url, &self.site.name, &self.period.to_string(), &self.unit];
        let mut rows: Vec<Vec<String>> =
            HEADS.iter().zip(heads).map(|(name, value)| vec![(*name).to_owned(), value.to_owned()]).collect();
        for sheet in &self.sheets {
            rows.extend(sheet.parts.iter().filter_map(|part| row_of(sheet, part)));
        }
        let digest = digest(&rows);
        rows.push(vec!["摘要".to_owned(), digest]);
        rows
    }

    /// The digest of all that is asked: the state of the site that a workbook was made from.
    pub(super) fn state(&self) -> String {
        self.rows().pop().and_then(|mut row| row.pop()).unwrap_or_default()
    }

    /// Reads the hidden sheet.
    pub(super) fn read(sheet: &WorkbookSheet) -> Result<Self, StampFault> {
        let mut rows: Vec<Vec<String>> = sheet.rows.iter().map(texts_of).collect();
        rows.retain(|row| !row.is_empty());
        let value = |at: usize| {
            let row = rows.get(at).filter(|row| row.first().map(String::as_str) == HEADS.get(at).copied());
            row.map(|row| row.get(1).cloned().unwrap_or_default())
        };
        if value(0).ok_or(StampFault::Missing)? != VERSION {
            return Err(StampFault::OtherVersion);
        }
        let head: Option<Vec<String>> = (1..HEADS.len()).map(value).collect();
        let [id, url, name, period, unit] = &head.ok_or(StampFault::Changed)?[..] else {
            return Err(StampFault::Changed);
        };
        let site = SiteMark { id: id.clone(), url: url.clone(), name: name.clone() };
        let period = Period::parse(period).map_err(|_| StampFault::Changed)?;
        let unit = unit.clone();
        let last = rows.pop().unwrap_or_default();
        if last.get(1) != Some(&digest(&rows)) {
            return Err(StampFault::Changed);
        }
        let mut sheets: Vec<FormSheet> = Vec::new();
        for row in &rows[HEADS.len()..] {
            let (name, folder, part) = part_of(row).ok_or(StampFault::Changed)?;
            match sheets.last_mut().filter(|sheet| sheet.name == name && sheet.folder == folder) {
                Some(sheet) => sheet.parts.push(part),
                None => sheets.push(FormSheet { name, folder, parts: vec![part], heights: Vec::new() }),
            }
        }
        Ok(Self { site, period, unit, sheets })
    }
}

/// The texts of a row without empty cells at its end.
fn texts_of(row: &workbook::WorkbookRow) -> Vec<String> {
    let mut texts = Vec::new();
    for cell in &row.cells {
        let column = cell.column as usize;
        if column < 16 {
            texts.resize(column + 1, String::new());
            texts[column] = cell.value.stored();
        }
    }
    while texts.last().is_some_and(String::is_empty) {
        texts.pop();
    }
    texts
}

fn digest(rows: &[Vec<String>]) -> String {
    let mut hash = Sha256::new();
    for row in rows {
        let filled = row.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        for text in &row[..filled] {
            hash.update(text.as_bytes());
            hash.update([0x1f]);
        }
        hash.update([0x1e]);
    }
    to_hex(&hash.finalize())
}

const ROLES: [(LabelRole, &str); 8] = [
    (LabelRole::Title, "标题"),
    (LabelRole::Note, "提示"),
    (LabelRole::Head, "表头"),
    (LabelRole::Plain, "其他"),
    (LabelRole::Row, "行"),
    (LabelRole::Measure, "单位"),
    (LabelRole::Target, "目标"),
    (LabelRole::Known, "已知"),
];

/// Sheet, folder, first cell, last cell, what it is, name or text, kind, measure.
fn row_of(sheet: &FormSheet, part: &SheetCell) -> Option<Vec<String>> {
    let Area { bottom, right, .. } = part.area;
    let (word, name, kind, measure) = match &part.content {
        CellContent::Label { text, role } => {
            let (_, word) = ROLES.iter().find(|(known, _)| known == role)?;
            (*word, text.as_str(), "", "")
        }
        CellContent::Field(FormField { question, kind, measure, .. }) => {
            (question.topic.word(), question.name.as_str(), kind.word(), measure.as_str())
        }
    };
    let last = cell_name(bottom, right);
    let row = [&sheet.name, &sheet.folder, &part.cell(), &last, word, kind, measure, name];
    Some(row.map(ToString::to_string).to_vec())
}

fn part_of(row: &[String]) -> Option<(String, String, SheetCell)> {
    let cell = |at: usize| row.get(at).map_or("", String::as_str);
    let ((left, top), (right, bottom)) = (parse_cell_name(cell(2))?, parse_cell_name(cell(3))?);
    let area = Area { top, bottom, left, right };
    let (word, name) = (cell(4), cell(7).to_owned());
    let content = match (AnswerKind::of_word(cell(5)), Topic::of_word(word)) {
        (Some(kind), Some(topic)) => CellContent::Field(FormField {
            question: FormQuestion { topic, name },
            kind,
            measure: cell(6).to_owned(),
            filled: None,
        }),
        _ => {
            let (role, _) = ROLES.iter().find(|(_, known)| *known == word)?;
            CellContent::Label { text: name, role: *role }
        }
    };
    Some((cell(0).to_owned(), cell(1).to_owned(), SheetCell { area, content }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        for topic in
            ["指标", "分项", "本期不统计", "完成", "推迟到", "原因", "批准", "存在问题", "下一步", "正文"]
        {
            assert_eq!(Topic::of_word(topic).map(Topic::word), Some(topic));
            assert!(!ROLES.iter().any(|(_, role)| *role == topic));
        }
        for kind in ["数字", "进度词", "照写", "日期", "文字"] {
            assert_eq!(AnswerKind::of_word(kind).map(AnswerKind::word), Some(kind));
        }
    }
}

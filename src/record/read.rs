//! `published.csv` -> [`Record`], and back.

use std::collections::{BTreeMap, HashSet};

use super::content::{Digest, FieldKind};
use super::edition::{EditionFate, Editions};
use super::reason::ReasonKind;
use super::{Part, Record, RecordRow, RowKind, Subject};
use crate::csv_text::{self, CsvReader, CsvRecord, write_line};
use crate::diag::{Diagnostic, Place, Reported, Text};
use crate::layout;
use crate::model::{IndexNumber, ItemKey, Moment};
use crate::say;

/// The columns, in order.
const COLUMNS: [&str; 10] = ["索引号", "内容", "部分", "版本", "日期", "记录", "名称", "原值", "值", "说明"];

impl RowKind {
    /// The kind as the record writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "版本",
            Self::Value(kind) => kind.word(),
            Self::Reason(kind) => kind.word(),
            Self::Retracted => "撤销",
            Self::Purged => "清除",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let values = FieldKind::ALL.into_iter().filter(|kind| *kind != FieldKind::Line);
        let values = values.map(Self::Value);
        let reasons = ReasonKind::ALL.into_iter().map(Self::Reason);
        let others = [Self::Version, Self::Retracted, Self::Purged].into_iter();
        others.chain(values).chain(reasons).find(|kind| kind.word() == word)
    }
}

impl Record {
    /// Reads the decoded text of `file`; an empty text is a record without rows. Lines that stand there
    /// twice, as a merge of two branches leaves them, count once.
    #[must_use]
    pub fn parse(text: &str, file: &str) -> Reported<Self> {
        let mut record = Self::empty(file);
        let mut reader = RecordReader { file, findings: Vec::new() };
        let mut lines = csv_text::records(text);
        let mut seen: HashSet<&str> = HashSet::new();
        let (mut rows, mut spans) = (Vec::new(), Vec::new());
        let (mut before, mut is_first) = (None, true);
        while let Some(line) = lines.next() {
            let is_first = std::mem::replace(&mut is_first, false);
            if is_head(&line) {
                continue;
            }
            if is_first {
                reader.wrong_head(&line);
                // What is wrong with its quotes is told all the same.
                lines.by_ref().for_each(drop);
                break;
            }
            match row(&line, before.as_ref().zip(rows.last())) {
                Ok(row) => {
                    if seen.insert(&text[line.span.clone()]) {
                        rows.push(row);
                        spans.push(Some(line.span.clone()));
                        before = Some(line);
                    }
                }
                Err(message) => reader.bad_line(&line, message),
            }
        }
        reader.report_marks(&lines);
        record.extend(rows, spans);
        reader.findings.extend(two_versions(&record));
        Reported::new(record, reader.findings)
    }

    /// The record as it is stored: as the ledger, for Excel.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = String::from("\u{feff}");
        write_line(&mut text, &COLUMNS);
        for row in &self.rows {
            let number = row.subject.number.as_ref().map_or("", IndexNumber::as_str);
            write_line(
                &mut text,
                &[
                    number,
                    row.subject.item.as_str(),
                    &row.part.word(),
                    &row.version.to_string(),
                    &row.day.to_string(),
                    row.kind.word(),
                    &row.name,
                    &row.was,
                    &row.now,
                    &row.note,
                ],
            );
        }
        text
    }
}

fn is_head(line: &CsvRecord<'_>) -> bool {
    line.fields.iter().map(|field| &*field.text).take(COLUMNS.len()).eq(COLUMNS)
}

/// The row of a line, or what is wrong with it. Most lines say much the same as the one before, which is
/// given with its row: what does is not read again.
fn row(line: &CsvRecord<'_>, before: Option<(&CsvRecord<'_>, &RecordRow)>) -> Result<RecordRow, Text> {
    let text = |at: usize| line.fields.get(at).map_or("", |field| &*field.text);
    let same = |at: usize| {
        let said = |before: &CsvRecord<'_>| before.fields.get(at).is_some_and(|field| field.text == text(at));
        before.filter(|(before, _)| said(before)).map(|(_, row)| row)
    };
    if line.fields.iter().skip(COLUMNS.len()).any(|field| !field.text.is_empty()) {
        return Err(say!("这一行多出了格子", "this line has more fields than the first one"));
    }
    let bad = |at: usize| {
        let (column, written) = (COLUMNS[at], text(at));
        say!("“{column}”写的是 `{written}`，读不懂", "`{written}` is no {column}")
    };
    let number = match (text(0), same(0)) {
        ("", _) => None,
        (_, Some(row)) => row.subject.number.clone(),
        (number, None) => Some(IndexNumber::new(number).map_err(|_| bad(0))?),
    };
    let item = match same(1) {
        Some(row) => row.subject.item.clone(),
        None => ItemKey::parse(text(1)).map_err(|_| bad(1))?,
    };
    let part = same(2).map(|row| row.part).or_else(|| Part::parse(text(2))).ok_or_else(|| bad(2))?;
    let day = match same(4) {
        Some(row) => row.day,
        None => Moment::parse(text(4)).map_err(|_| bad(4))?.date,
    };
    let kind = same(5).map(|row| row.kind).or_else(|| RowKind::parse(text(5))).ok_or_else(|| bad(5))?;
    if kind == RowKind::Version && !text(8).is_empty() && Digest::parse(text(8)).is_none() {
        return Err(bad(8));
    }
    Ok(RecordRow {
        subject: Subject { number, item },
        part,
        version: text(3).parse().ok().filter(|version| *version > 0).ok_or_else(|| bad(3))?,
        day,
        kind,
        name: text(6).to_owned(),
        was: text(7).to_owned(),
        now: text(8).to_owned(),
        note: text(9).to_owned(),
    })
}

/// Versions that two branches gave the same number. What may be a purged version that has come back is told
/// where the texts are known: [`Archive::returned`](super::Archive::returned).
fn two_versions(record: &Record) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut findings = Vec::new();
    let has_purged = record.rows.iter().any(|row| row.kind == RowKind::Purged);
    let editions = has_purged.then(|| Editions::of(record));
    let is_returned =
        |at: usize| editions.as_ref().is_some_and(|editions| editions.fate(at) == EditionFate::Returned);
    let heads = record.rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Version);
    for (at, row) in heads.filter(|(at, _)| !is_returned(*at)) {
        // Of two items with one number the ledger tells; each has its own versions.
        let earlier = *first.entry((row.key(), &row.subject.item, row.version)).or_insert(at);
        if record.rows[earlier].now == row.now {
            continue;
        }
        let (number, part, subject) = (row.version, row.part.word(), &row.subject);
        findings.push(
            Diagnostic::error(
                "two-versions",
                say!(
                    "{subject} 的{part}有两个第 {number} 版",
                    "{subject} has two versions {number} of {part}"
                ),
            )
            .at(record.place(at))
            .related(record.place(earlier), say!("另一个在这里", "the other is here"))
            .help(say!(
                "多半是两个分支各自发布过：运行 `gongkai history repair`，没有上网的那一版改用后面的号",
                "two branches have most likely both published: run `gongkai history repair`, which gives the version that is not online a later number"
            )),
        );
    }
    findings
}

struct RecordReader<'a> {
    file: &'a str,
    findings: Vec<Diagnostic>,
}

impl RecordReader<'_> {
    fn error(&mut self, rule: &'static str, span: std::ops::Range<usize>, message: Text, help: Text) {
        self.findings.push(Diagnostic::error(rule, message).at(Place::span(self.file, span)).help(help));
    }

    fn report_marks(&mut self, lines: &CsvReader<'_>) {
        if let Some(mark) = lines.conflict_marks.first() {
            self.error(
                "merge-conflict",
                mark.clone(),
                say!("文件里留有 git 合并冲突的标记", "the file holds marks of an unfinished git merge"),
                say!(
                    "两边的行都要保留：只删去以 `<<<<<<<`、`=======`、`>>>>>>>` 开头的行",
                    "keep the lines of both sides: delete only the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`"
                ),
            );
        }
        for span in &lines.bad_quotes {
            self.error(
                "unclosed-quote",
                span.clone(),
                say!("双引号没有配对", "a double quote has no partner"),
                restore(),
            );
        }
    }

    fn wrong_head(&mut self, line: &CsvRecord<'_>) {
        let all = COLUMNS.join(",");
        self.error(
            "bad-record-line",
            line.span.clone(),
            say!("第一行不是公开记录的列名", "the first line does not name the columns of the record"),
            say!("第一行写作 `{all}`", "write the first line as `{all}`"),
        );
    }

    fn bad_line(&mut self, line: &CsvRecord<'_>, message: Text) {
        self.error("bad-record-line", line.span.clone(), message, restore());
    }
}

fn restore() -> Text {
    let file = layout::RECORD;
    say!(
        "{file} 由程序写，不要手改；从备份或 git 找回这一行",
        "{file} is written by the program; restore this line from a backup or git"
    )
}

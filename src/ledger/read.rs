//! `index-numbers.csv` -> [`Ledger`], and rows of lists from older systems for `gongkai index import`.
//!
//! Every fault is a finding at its field, and reading goes on; lines that cannot be understood are left out
//! of the ledger, which therefore must not be written while there are errors.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Ledger, LedgerRow, NumberState, one_line};
use crate::csv_text::{self, CsvField, CsvRecord, CsvText};
use crate::diag::{Diagnostic, Place, Reported, Text, nearest};
use crate::model::{DateError, IndexNumber, ItemKey, Moment, NumberError};
use crate::say;

/// The columns in the order in which they are written.
pub(super) const COLUMNS: [&str; 6] = ["索引号", "内容", "标题", "首次公开", "状态", "说明"];

/// What other systems call them, in the order of [`COLUMNS`].
const OTHER_NAMES: [&[&str]; 6] = [
    &["索引", "index_number"],
    &["路径", "文件", "item"],
    &["名称", "信息名称", "文件名称", "title"],
    &["日期", "公开日期", "发布日期", "发文日期", "date"],
    &["status"],
    &["备注", "note"],
];

/// The word of column 状态.
pub(super) fn status_word(state: &NumberState) -> &'static str {
    match state {
        NumberState::Public(_) => "公开",
        NumberState::Withdrawn(_) => "撤下",
        NumberState::Elsewhere => "旧系统",
    }
}

impl Ledger {
    /// Reads the decoded text of `file`, with or without byte order mark; an empty text is a ledger without
    /// rows.
    #[must_use]
    pub fn parse(text: &str, file: &str) -> Reported<Self> {
        let mut ledger = Self::empty(file);
        let mut findings = Vec::new();
        let rows =
            LedgerReader::new(file, RowSource::Ledger).rows(&csv_text::read(text)).unpack(&mut findings);
        for (row, span) in rows {
            ledger.push(row, Some(span));
        }
        report_doubles(&ledger, &mut findings);
        Reported::new(ledger, findings)
    }
}

/// Where rows come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowSource {
    /// The ledger itself: all columns, no others.
    Ledger,
    /// An older system: a number and an item or a title; the other columns if it has them.
    OlderSystem,
}

/// A row and its bytes in the file.
pub(super) type PlacedRow = (LedgerRow, Range<usize>);

/// What the first line says.
struct Columns {
    /// For each of [`COLUMNS`] its position in the file.
    at: [Option<usize>; 6],
    /// How many fields the first line has.
    width: usize,
}

/// Reads the rows of one file.
pub(super) struct LedgerReader {
    file: Arc<str>,
    source: RowSource,
    findings: Vec<Diagnostic>,
}

impl LedgerReader {
    pub(super) fn new(file: &str, source: RowSource) -> Self {
        Self { file: file.into(), source, findings: Vec::new() }
    }

    /// All rows that can be understood.
    pub(super) fn rows(mut self, table: &CsvText<'_>) -> Reported<Vec<PlacedRow>> {
        self.report_table(table);
        let mut rows = Vec::new();
        if let Some((header, records)) = table.records.split_first()
            && let Some(columns) = self.header(header)
        {
            // A merge that keeps both sides of a new ledger keeps its first line twice.
            let is_header =
                |record: &&CsvRecord<'_>| record.fields.first().is_some_and(|f| f.text == COLUMNS[0]);
            // Its fields cannot be told apart: more findings would only confuse.
            let is_torn = |record: &&CsvRecord<'_>| {
                table.bad_quotes.iter().any(|quote| record.span.contains(&quote.start))
            };
            for record in records.iter().filter(|record| !is_header(record) && !is_torn(record)) {
                if let Some(row) = self.row(record, &columns) {
                    rows.push((row, record.span.clone()));
                }
            }
        }
        Reported::new(rows, self.findings)
    }

    fn error(&mut self, rule: &'static str, span: &Range<usize>, message: Text, help: Text) {
        let place = Place::span(self.file.clone(), span.clone());
        self.findings.push(Diagnostic::error(rule, message).at(place).help(help));
    }

    fn report_table(&mut self, table: &CsvText<'_>) {
        if let Some(mark) = table.conflict_marks.first() {
            self.error(
                "merge-conflict",
                mark,
                say!("文件里留有 git 合并冲突的标记", "the file holds marks of an unfinished git merge"),
                say!(
                    "两边的行都要保留：只删去以 `<<<<<<<`、`=======`、`>>>>>>>` 开头的行，再运行 `gongkai build`",
                    "keep the lines of both sides: delete only the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`, then run `gongkai build`"
                ),
            );
        }
        for span in &table.bad_quotes {
            self.error(
                "unclosed-quote",
                span,
                say!("双引号没有配对", "a double quote has no partner"),
                say!(
                    "整格内容用一对双引号括起来，格内的双引号写成两个：`\"关于\"\"一件事\"\"的通知\"`",
                    "put the whole field between two double quotes and double those inside it"
                ),
            );
        }
    }

    fn header(&mut self, header: &CsvRecord<'_>) -> Option<Columns> {
        let mut columns = [None; 6];
        for (at, field) in header.fields.iter().enumerate().filter(|(_, field)| !field.text.is_empty()) {
            let name = &*field.text;
            match self.column(name) {
                Some(column) if columns[column].is_some() => self.error(
                    "repeated-column",
                    &field.span,
                    say!("有两列都叫 `{name}`", "there are two columns `{name}`"),
                    say!("只保留一列", "keep one of them"),
                ),
                Some(column) => columns[column] = Some(at),
                None => self.unknown_column(field),
            }
        }
        let missing: Vec<&str> = match self.source {
            RowSource::Ledger => (0..6).filter(|&at| columns[at].is_none()).map(|at| COLUMNS[at]).collect(),
            RowSource::OlderSystem if columns[0].is_none() => vec![COLUMNS[0]],
            RowSource::OlderSystem if columns[1].is_none() && columns[2].is_none() => vec![COLUMNS[1]],
            RowSource::OlderSystem => Vec::new(),
        };
        if missing.is_empty() {
            return Some(Columns { at: columns, width: header.fields.len() });
        }
        let (names, all) = (missing.join("、"), COLUMNS.join(","));
        let in_english = missing.join(", ");
        self.error(
            "missing-column",
            &header.span,
            say!("第一行缺少列名：{names}", "the first line lacks the columns {in_english}"),
            say!("第一行写作 `{all}`", "write the first line as `{all}`"),
        );
        None
    }

    fn column(&self, name: &str) -> Option<usize> {
        COLUMNS.iter().position(|known| *known == name).or_else(|| {
            let other = OTHER_NAMES.iter().position(|names| names.contains(&name));
            other.filter(|_| self.source == RowSource::OlderSystem)
        })
    }

    fn unknown_column(&mut self, field: &CsvField<'_>) {
        let name = &*field.text;
        if self.source == RowSource::OlderSystem {
            let place = Place::span(self.file.clone(), field.span.clone());
            let message = say!("没有用到 `{name}` 这一列", "the column `{name}` is not used");
            self.findings.push(Diagnostic::advice("unused-column", message).at(place).help(say!(
                "不需要它就不用管；它如果就是台账的某一列，把列名改成台账的",
                "leave it if it is not needed; if it is one of the ledger's columns, give it that name"
            )));
            return;
        }
        let all = COLUMNS.join("、");
        let help = match nearest(name, COLUMNS) {
            Some(near) => {
                say!("是不是 `{near}`？台账的列是：{all}", "did you mean `{near}`? the columns are {all}")
            }
            None => say!("台账的列是：{all}", "the columns are {all}"),
        };
        let message = say!("台账没有 `{name}` 这一列", "the ledger has no column `{name}`");
        self.error("unknown-column", &field.span, message, help);
    }

    fn row(&mut self, record: &CsvRecord<'_>, columns: &Columns) -> Option<LedgerRow> {
        let extra =
            record.fields.get(columns.width..).unwrap_or(&[]).iter().find(|field| !field.text.is_empty());
        if let (Some(extra), RowSource::Ledger) = (extra, self.source) {
            self.error(
                "extra-field",
                &extra.span,
                say!("这一行多出了格子", "this line has more fields than the first one"),
                say!(
                    "标题或说明里有英文逗号时，要用双引号把整格括起来",
                    "a title or note that holds a comma must stand between double quotes"
                ),
            );
            return None;
        }
        let missing = CsvField { text: "".into(), span: record.span.clone() };
        let field =
            |column: usize| columns.at[column].and_then(|at| record.fields.get(at)).unwrap_or(&missing);
        // All fields are read before giving up, so that one run reports every fault of the line.
        let number = self.number(field(0), record);
        let state = self.state(field(4), field(1), record);
        let first = self.first(field(3), record, state.as_ref());
        Some(LedgerRow {
            number: number?,
            state: state?,
            title: one_line(&field(2).text),
            first: first.ok()?,
            note: one_line(&field(5).text),
        })
    }

    fn number(&mut self, field: &CsvField<'_>, record: &CsvRecord<'_>) -> Option<IndexNumber> {
        match IndexNumber::new(&field.text) {
            Ok(number) => Some(number),
            Err(error) => {
                let message = number_fault(&field.text, &error);
                self.error("bad-index-number", place_of(field, record), message, number_help());
                None
            }
        }
    }

    fn state(
        &mut self,
        status: &CsvField<'_>,
        item: &CsvField<'_>,
        record: &CsvRecord<'_>,
    ) -> Option<NumberState> {
        let word = match (&*status.text, self.source) {
            ("", RowSource::OlderSystem) if item.text.is_empty() => "旧系统",
            ("", RowSource::OlderSystem) => "公开",
            (word, _) => word,
        };
        let make: fn(ItemKey) -> NumberState = match word {
            "公开" => NumberState::Public,
            "撤下" => NumberState::Withdrawn,
            "旧系统" if item.text.is_empty() => return Some(NumberState::Elsewhere),
            "旧系统" => {
                self.error(
                    "contradictory-status",
                    place_of(item, record),
                    say!("状态是“旧系统”的号不能有内容", "a number with the status 旧系统 has no content"),
                    say!(
                        "内容已在本站公开的，把状态改为“公开”；否则清空“内容”这一格",
                        "if the content is on this site, write the status 公开; otherwise empty the field 内容"
                    ),
                );
                return None;
            }
            "" => {
                self.error(
                    "missing-status",
                    place_of(status, record),
                    say!("没有写状态", "the status is missing"),
                    say!("状态写“公开”“撤下”或“旧系统”", "write 公开, 撤下 or 旧系统"),
                );
                return None;
            }
            other => {
                self.error(
                    "unknown-status",
                    place_of(status, record),
                    say!("没有 `{other}` 这个状态", "there is no status `{other}`"),
                    say!("状态写“公开”“撤下”或“旧系统”", "write 公开, 撤下 or 旧系统"),
                );
                return None;
            }
        };
        if let Ok(item) = ItemKey::parse(&item.text) {
            return Some(make(item));
        }
        let written = &item.text;
        self.error(
            "bad-content-path",
            place_of(item, record),
            say!("`{written}` 不是 content 文件夹里的路径", "`{written}` is not a path inside content"),
            say!(
                "写从 content 起的路径，不带扩展名，如 `通知/关于一件事的通知`",
                "write the path from content on, without the extension, such as `notices/2024-01`"
            ),
        );
        None
    }

    /// `Err` if it has been reported.
    fn first(
        &mut self,
        field: &CsvField<'_>,
        record: &CsvRecord<'_>,
        state: Option<&NumberState>,
    ) -> Result<Option<Moment>, DateError> {
        if field.text.is_empty() && matches!(state, None | Some(NumberState::Elsewhere)) {
            return Ok(None);
        }
        let error = match Moment::parse(&field.text) {
            Ok(moment) => return Ok(Some(moment)),
            Err(error) => error,
        };
        let written = &field.text;
        let message = match error {
            DateError::Form if written.is_empty() => {
                say!("没有写首次公开的日期", "the date 首次公开 is missing")
            }
            DateError::Form => say!("`{written}` 不是日期", "`{written}` is not a date"),
            DateError::DoesNotExist => {
                say!("`{written}` 这个日期不存在", "the date `{written}` does not exist")
            }
        };
        let help = say!(
            "首次公开写作 `2024-01-02` 或 `2024-01-02 09:30`",
            "write `2024-01-02` or `2024-01-02 09:30`"
        );
        self.error("bad-date", place_of(field, record), message, help);
        Err(error)
    }
}

/// The field, or the whole line if the field is empty and so has nothing to point at.
fn place_of<'a>(field: &'a CsvField, record: &'a CsvRecord) -> &'a Range<usize> {
    if field.text.is_empty() { &record.span } else { &field.span }
}

/// Why `written` is not an index number, as a message.
pub(super) fn number_fault(written: &str, error: &NumberError) -> Text {
    let most = IndexNumber::MOST;
    match error {
        NumberError::EmptyPart if written.trim().is_empty() => {
            say!("没有写索引号", "the index number is missing")
        }
        NumberError::EmptyPart => say!(
            "索引号 `{written}` 的 `/` 前后都要有字",
            "the index number `{written}` has nothing before or behind a `/`"
        ),
        NumberError::TooLong(length) => say!(
            "索引号有 {length} 个字符，最多 {most} 个",
            "the index number has {length} characters, more than {most}"
        ),
        NumberError::Character(_, c) => {
            say!("索引号 `{written}` 里不能有 `{c}`", "the index number `{written}` must not hold `{c}`")
        }
        NumberError::Reserved(part) => say!(
            "索引号 `{written}` 里的 `{part}` 是 Windows 的保留名，不能作文件名",
            "`{part}` in the index number `{written}` is a name that Windows reserves"
        ),
    }
}

/// What an index number looks like.
pub(super) fn number_help() -> Text {
    say!(
        "索引号只用字母、数字、`-` 和 `/`，如 `002590761/2024-00031`",
        "use only letters, digits, `-` and `/`, as in `002590761/2024-00031`"
    )
}

/// Numbers that two lines hold, and items that two lines name.
fn report_doubles(ledger: &Ledger, findings: &mut Vec<Diagnostic>) {
    let mut numbers = BTreeMap::new();
    let mut items = BTreeMap::new();
    for (at, row) in ledger.rows.iter().enumerate() {
        let earlier = *numbers.entry(row.number.collision_key()).or_insert(at);
        if earlier != at {
            findings.push(same_number(ledger, earlier, at));
        }
        let Some(item) = row.item() else { continue };
        let with_item = *items.entry(item).or_insert(at);
        if with_item != at && with_item != earlier {
            findings.push(same_item(ledger, item, with_item, at));
        }
    }
}

fn same_number(ledger: &Ledger, earlier: usize, later: usize) -> Diagnostic {
    let (first, second) = (&ledger.rows[earlier], &ledger.rows[later]);
    let number = &second.number;
    let finding = if first.item() == second.item() {
        Diagnostic::error(
            "repeated-row",
            say!("索引号 `{number}` 有两行", "there are two lines for the index number `{number}`"),
        )
        .help(say!(
            "两行说的是同一项：运行 `gongkai index repair --write`，或删去一行",
            "both name the same item: run `gongkai index repair --write`, or delete one of them"
        ))
    } else {
        let (one, other) = (named(first), named(second));
        Diagnostic::error(
            "index-number-collision",
            say!(
                "索引号 `{number}` 同时给了 `{one}` 和 `{other}`",
                "the index number `{number}` was given to both `{one}` and `{other}`"
            ),
        )
        .help(say!(
            "多半是两个分支各自发了同一个号：运行 `gongkai index repair` 看留下哪一行，加 --write 写入（或者自己留下已经公开过的一行，删去另一行），再运行 `gongkai build`，另一项会得到新号",
            "two branches have most likely issued the same number: `gongkai index repair` shows which line stays, and writes it with --write (or keep the line whose page has been public and delete the other); then run `gongkai build`, which gives the other item a new number"
        ))
    };
    finding.at(ledger.place(later)).related(ledger.place(earlier), say!("先出现在这里", "first used here"))
}

fn same_item(ledger: &Ledger, item: &ItemKey, earlier: usize, later: usize) -> Diagnostic {
    let (one, other) = (&ledger.rows[earlier].number, &ledger.rows[later].number);
    Diagnostic::error(
        "two-numbers-for-item",
        say!(
            "`{item}` 有两个索引号：`{one}` 和 `{other}`",
            "`{item}` has two index numbers, `{one}` and `{other}`"
        ),
    )
    .at(ledger.place(later))
    .related(ledger.place(earlier), say!("另一行在这里", "the other line is here"))
    .help(say!(
        "留下已经公开过的索引号，删去另一行",
        "keep the number that has been public and delete the other line"
    ))
}

/// What a row's number was given to, for messages.
fn named(row: &LedgerRow) -> &str {
    row.item().map_or(&*row.title, ItemKey::as_str)
}

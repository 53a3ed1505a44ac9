//! CSV files and workbooks as [`Table`]s, as their authors saw them.
//!
//! A number looks as Excel shows it, raised and struck-out letters stay so, and what is hidden is not
//! shown. What has no sure look (a formula without a result, `#REF!`, a format that cannot be read) is an
//! error that names the cell. Bounded: more than 20 MB of content or 200,000 cells are refused.

mod book;
mod csv;
mod head;
mod shape;

pub use csv::fields;

use std::ops::Range;

use crate::attachment::Gap;
use crate::diag::Text;
use crate::say;

use super::HiddenCells;
use super::table::Table;

/// The most a file may hold, unpacked, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;
/// The most cells a sheet may have.
const MOST_CELLS: usize = 200_000;
/// So many cells of a fault are named; of more, how many there are.
const MOST_NAMED: usize = 5;

/// What a file holds as a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TableFile {
    /// The table without what is hidden.
    pub shown: Table,
    /// The table with it, or why it cannot be shown so; `None`: nothing is hidden.
    pub whole: Option<Result<Table, SheetError>>,
    /// What is hidden.
    pub hidden: Hidden,
    /// Cells that may not show what was meant.
    pub doubts: Vec<(Text, Text)>,
}

impl TableFile {
    /// The table with or without its hidden cells.
    #[must_use]
    pub fn table(&self, hidden: HiddenCells) -> &Table {
        match &self.whole {
            Some(Ok(whole)) if hidden == HiddenCells::Shown => whole,
            _ => &self.shown,
        }
    }
}

/// What of a workbook is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hidden {
    /// Rows with something in them, by their numbers.
    pub rows: Vec<u32>,
    /// Whether a filter is set, which may be what hides them.
    pub has_filter: bool,
    /// Columns with something in them, by their letters.
    pub columns: Vec<String>,
    /// Names of hidden sheets with something in them.
    pub sheets: Vec<String>,
    /// Names of the other sheets with something in them, which nobody hid: a table is one sheet.
    pub others: Vec<String>,
}

impl Hidden {
    /// Whether the table lacks something for it. Hidden sheets are no part of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }

    /// Which sheets of `file` were left out, and what to do about it; `None`: none was.
    #[must_use]
    pub fn describe_sheets(&self, file: &str) -> Option<(Text, Text)> {
        let (hidden, others) = (named(&self.sheets), named(&self.others));
        let message = match (self.sheets.is_empty(), self.others.is_empty()) {
            (true, true) => return None,
            (true, false) => say!(
                "`{file}` 里另外的工作表 {others}，没有放上网页：一张表格放第一张工作表",
                "left out of the page: the other sheet {others} of `{file}`; a table is the first sheet"
            ),
            (false, true) => say!(
                "`{file}` 里隐藏的工作表 {hidden}，没有放上网页",
                "left out of the page: the hidden sheet {hidden} of `{file}`"
            ),
            (false, false) => say!(
                "`{file}` 里另外的工作表 {others}、隐藏的工作表 {hidden}，没有放上网页：一张表格放第一张工作表",
                "left out of the page: the other sheet {others} and the hidden sheet {hidden} of `{file}`; a table is the first sheet"
            ),
        };
        let help = say!(
            "要公开的另存成单独的文件，再放一处；确实不公开，写成 `![标题]({file} \"隐藏=不公开\")`，不再提醒",
            "save what is to be published as a file of its own; if the rest is not meant to be public, `![title]({file} \"hidden=private\")` says so"
        );
        Some((message, help))
    }

    /// What was left out of the table in `file`, and what to do about it.
    #[must_use]
    pub fn describe(&self, file: &str) -> (Text, Text) {
        let rows: Vec<String> = self.rows.iter().map(u32::to_string).collect();
        let (rows, columns) = (named(&rows), named(&self.columns));
        let what = match (self.rows.is_empty(), self.columns.is_empty(), self.has_filter) {
            (true, _, _) => say!("隐藏的列 {columns}", "hidden column {columns}"),
            (false, true, false) => say!("隐藏的行 {rows}", "hidden row {rows}"),
            (false, true, true) => say!("隐藏或筛选掉的行 {rows}", "hidden or filtered row {rows}"),
            (false, false, _) => {
                say!("隐藏的行 {rows}、列 {columns}", "hidden row {rows} and column {columns}")
            }
        };
        let (zh, en) = (what.in_lang(crate::diag::Lang::Zh), what.in_lang(crate::diag::Lang::En));
        (
            say!("`{file}` 里{zh}，没有放上网页", "left out of the page: {en} of `{file}`"),
            say!(
                "要公开就写成 `![标题]({file} \"隐藏=公开\")`；确实不公开，写 `\"隐藏=不公开\"`，不再提醒",
                "to publish it write `![title]({file} \"hidden=public\")`; if it is not meant to be public, `\"hidden=private\"` says so"
            ),
        )
    }
}

/// Why a file could not be read as a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SheetError {
    /// It could not be read from the disk; why.
    Unread(Text),
    /// It is not what its name says, or damaged; what the reader said.
    Damaged(String),
    /// It needs a password.
    Encrypted,
    /// It has no visible sheet, or nothing in it.
    Empty,
    /// More than 20 MB of content.
    TooLarge,
    /// More than 200,000 cells.
    TooManyCells,
    /// A kind of file that is not read as a table.
    OtherKind(String),
    /// A quotation mark of a CSV file, in this line, that nothing closes.
    OpenQuote(usize),
    /// A CSV file that is UTF-8 by its bytes and hardly by its words.
    UnclearEncoding,
    /// Cells that cannot be shown.
    Cells(Vec<CellFault>),
    /// Figures of a statutory table that are wrong or do not balance.
    Figures(Vec<StatutoryFault>),
}

/// Something wrong with the figures of a statutory table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatutoryFault {
    /// The rule that it breaks.
    pub rule: &'static str,
    /// Where it stands in the text of the file; `None`: the whole.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: Text,
    /// The cure.
    pub help: Text,
}

/// Cells with the same fault.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellFault {
    /// What is wrong.
    pub kind: CellFaultKind,
    /// The first of the cells, such as `C3`.
    pub cells: Vec<String>,
    /// How many there are.
    pub count: usize,
}

/// What may be wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CellFaultKind {
    /// A formula without a result.
    NoResult,
    /// `#REF!` and the like.
    Error(String),
    /// A number format that cannot be read, and the sign in it.
    Format(String, String),
    /// A date that does not exist: Excel shows `####`.
    NoDate,
}

impl SheetError {
    /// What is wrong with `file`, and what to do about it, for findings; never empty.
    #[must_use]
    pub fn describe(&self, file: &str) -> Vec<(Text, Text)> {
        let save_anew = say!(
            "用 Excel 或 WPS 打开看看内容是否完整，再另存为 .xlsx 或 CSV（UTF-8）",
            "open it in Excel to see whether it is whole, then save it as .xlsx or CSV (UTF-8)"
        );
        let one = |message: Text, help: Text| vec![(message, help)];
        match self {
            Self::Unread(reason) => one(reason.clone(), save_anew),
            Self::Damaged(cause) => one(
                say!(
                    "表格文件 `{file}` 读不出来，可能已损坏，或者不是真正的表格文件（{cause}）",
                    "the table file `{file}` cannot be read; it may be damaged, or no table at all ({cause})"
                ),
                save_anew,
            ),
            Self::Encrypted => one(
                say!("表格文件 `{file}` 有密码", "the table file `{file}` has a password"),
                say!("在 Excel 里去掉密码，再保存", "remove the password in Excel and save it"),
            ),
            Self::Empty => one(
                say!("表格文件 `{file}` 里没有内容", "the table file `{file}` is empty"),
                say!(
                    "把数据放在第一张没有隐藏的工作表里",
                    "put the data into the first sheet that is not hidden"
                ),
            ),
            Self::TooLarge => one(
                say!(
                    "表格文件 `{file}` 展开后超过 20 MB",
                    "the table file `{file}` has more than 20 MB of content"
                ),
                say!(
                    "删去图片和用不着的工作表，或者作为附件公开",
                    "delete pictures and needless sheets, or attach the file"
                ),
            ),
            Self::TooManyCells => one(
                say!(
                    "表格文件 `{file}` 超过 20 万个单元格",
                    "the table file `{file}` has more than 200,000 cells"
                ),
                say!(
                    "删去数据之外的格式和空白，或者作为附件公开",
                    "delete formats and blanks beyond the data, or attach the file"
                ),
            ),
            Self::OtherKind(ending) => one(
                say!(
                    "`.{ending}` 文件不能直接显示成表格：`{file}`",
                    "a `.{ending}` file cannot be shown as a table: `{file}`"
                ),
                say!(
                    "用 Excel 或 WPS 打开，另存为 .xlsx 再放；或者去掉感叹号，作为附件链接",
                    "open it in Excel and save it as .xlsx; or drop the `!` to link it as an attachment"
                ),
            ),
            Self::OpenQuote(line) => one(
                say!(
                    "表格文件 `{file}` 第 {line} 行的引号没有闭合，后面的内容都会落进一个格子",
                    "the quotation mark in line {line} of `{file}` is never closed: all that follows falls into one cell"
                ),
                say!("补上右引号，或删去左引号", "add the closing mark, or delete the opening one"),
            ),
            Self::UnclearEncoding => one(
                say!(
                    "看不准表格文件 `{file}` 的编码，中文可能变成乱码",
                    "the encoding of the table file `{file}` is unclear"
                ),
                say!(
                    "用 Excel 或 WPS 打开，另存为“CSV UTF-8（逗号分隔）”",
                    "open it in Excel and save it as “CSV UTF-8 (comma delimited)”"
                ),
            ),
            Self::Cells(faults) => faults.iter().map(|fault| fault.describe(file)).collect(),
            Self::Figures(faults) => {
                faults.iter().map(|fault| (fault.message.clone(), fault.help.clone())).collect()
            }
        }
    }
}

/// `B2、B3、B4 等 12 处`, as far as names are kept.
fn cells_text(cells: &[String], count: usize) -> Text {
    let (zh, en) = (cells.join("、"), cells.join(", "));
    if count > cells.len() {
        say!("{zh} 等 {count} 格", "{en} and others, {count} in all,")
    } else {
        say!("{zh}", "{en}")
    }
}

fn named(names: &[String]) -> String {
    let first = &names[..names.len().min(MOST_NAMED)];
    let more = if names.len() > MOST_NAMED { format!("…（{}）", names.len()) } else { String::new() };
    format!("{}{more}", first.join("、"))
}

impl CellFault {
    fn describe(&self, file: &str) -> (Text, Text) {
        use crate::diag::Lang::{En, Zh};
        let cells = cells_text(&self.cells, self.count);
        let (zh, en) = (cells.in_lang(Zh), cells.in_lang(En));
        match &self.kind {
            CellFaultKind::NoResult => (
                say!(
                    "`{file}` 的 {zh} 是公式，文件里没有算好的数",
                    "{en} of `{file}`: a formula without a result"
                ),
                say!(
                    "用 Excel 或 WPS 打开，等它算完，保存一次",
                    "open it in Excel, let it calculate, and save it"
                ),
            ),
            CellFaultKind::Error(error) => (
                say!("`{file}` 的 {zh} 是错误值 `{error}`", "{en} of `{file}`: the error `{error}`"),
                say!("改好公式，或者填上数字，再保存", "mend the formula, or type the figure, and save it"),
            ),
            CellFaultKind::Format(code, sign) => (
                say!(
                    "`{file}` 的 {zh} 的数字格式 `{code}` 看不懂（`{sign}`），不能确定 Excel 里显示成什么",
                    "{en} of `{file}`: the number format `{code}` cannot be read (`{sign}`), so what Excel shows is not certain"
                ),
                say!(
                    "换一种数字格式，或者把显示的内容作为文字填进去",
                    "choose another number format, or type what is shown as text"
                ),
            ),
            CellFaultKind::NoDate => (
                say!(
                    "`{file}` 的 {zh} 不是有效的日期，Excel 里显示成 `####`",
                    "{en} of `{file}`: no date; Excel shows `####`"
                ),
                say!("改好日期，或者换成数字格式", "mend the date, or choose a format for numbers"),
            ),
        }
    }
}

/// The endings of files that stand in a page as tables, or that people expect to.
#[must_use]
pub fn is_sheet(name: &str) -> bool {
    let ending = ending(name);
    is_workbook(&ending)
        || matches!(
            &*ending,
            "csv" | "tsv" | "tab" | "yaml" | "yml" | "xls" | "xlsb" | "et" | "ods" | "numbers" | "dbf"
        )
}

fn is_workbook(ending: &str) -> bool {
    matches!(ending, "xlsx" | "xlsm" | "xltx" | "xltm")
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase())
}

/// Reads the table in a file, by its name's ending.
pub fn read(name: &str, bytes: &[u8]) -> Result<TableFile, SheetError> {
    let ending = ending(name);
    match &*ending {
        _ if is_workbook(&ending) => book::read(bytes),
        "csv" | "txt" => csv::read(bytes, None),
        "tsv" | "tab" => csv::read(bytes, Some('\t')),
        _ => Err(SheetError::OtherKind(ending)),
    }
}

impl From<Gap> for SheetError {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::Encrypted => Self::Encrypted,
            Gap::TooLarge => Self::TooLarge,
            _ => Self::Damaged("not a whole workbook".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;

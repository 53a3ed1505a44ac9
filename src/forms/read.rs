//! A returned workbook -> its answers, each with its cell, and everything that is wrong with it.
//!
//! Nothing in a workbook is trusted: it may have been saved by any program, filled in by pasting, taken
//! apart and put together again. An answer counts only where the site still asks what its cell asked.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::sync::Arc;

use super::blank::{Blank, BlankIndicator, ReportingProject};
use super::make::unit_of;
use super::sheet::{CellContent, FormField, FormQuestion, FormSheet, LabelRole, SheetCell, Topic};
use super::stamp::{FormStamp, SHEET, SiteMark, StampFault};
use super::values::{CellReader, shown};
use crate::attachment::Gap;
use crate::attachment::workbook::{
    CellValue, Formats, NoteKind, SheetKind, WantedSheets, Workbook, WorkbookCell, WorkbookLimits,
    WorkbookSheet, cell_name,
};
use crate::config::Settings;
use crate::diag::{Diagnostic, Lang, Place, Text};
use crate::model::{ContentPath, Period};
use crate::privacy::Detector;
use crate::say;

/// The largest file that is read as a form, in bytes.
pub const LARGEST_FORM: u64 = 50_000_000;

const LIMITS: WorkbookLimits =
    WorkbookLimits { cells: 500_000, text: 20_000_000, unpacked: 100_000_000, wanted: WantedSheets::All };

/// What is known of the site that forms are read for.
pub struct Ground<'a> {
    /// What `site.yaml` says.
    pub settings: &'a Settings,
    /// Its projects.
    pub projects: &'a [ReportingProject],
    /// What finds personal numbers, which are shown nowhere.
    pub detector: &'a Detector,
}

/// A returned workbook, read.
#[derive(Clone, Debug)]
pub struct ReadForm {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The unit and period that it was made for; `None` if it is no form of this site.
    pub made_for: Option<(String, Period)>,
    /// Its sheets.
    pub sheets: Vec<ReadSheet>,
    /// What is wrong with it.
    pub findings: Vec<FormFinding>,
}

/// The answers about one project.
#[derive(Clone, Debug)]
pub struct ReadSheet {
    /// The project's folder.
    pub folder: ContentPath,
    /// The answers, in the order of their cells.
    pub answers: Vec<FormAnswer>,
    /// Whether something in it was refused: then nothing of it is merged.
    pub is_refused: bool,
    /// Whether something in it is odd.
    pub is_doubtful: bool,
    /// Where the figures stand that are asked for, answered or not.
    pub asked: BTreeMap<String, FormCell>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// What it answers.
    pub question: FormQuestion,
    /// As it is to stand in the entry.
    pub value: String,
    /// Where it was given.
    pub place: FormCell,
}

/// A cell of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormCell {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The sheet.
    pub sheet: String,
    /// The cell, such as `C3`; empty for the sheet as a whole.
    pub cell: String,
}

/// Something that is wrong with a form.
#[derive(Clone, Debug)]
pub struct FormFinding {
    /// Where in the workbook, if it is about a place in it; the finding's message names it too.
    pub place: Option<FormCell>,
    /// What, and what to do.
    pub finding: Diagnostic,
}

impl FormCell {
    /// In words: `工作表“劳有所得” F5`.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { sheet, cell, .. } = self;
        if cell.is_empty() {
            return say!("工作表“{sheet}”", "sheet `{sheet}`");
        }
        say!("工作表“{sheet}” {cell}", "sheet `{sheet}` {cell}")
    }

    /// A finding about this cell.
    #[must_use]
    pub fn finding(&self, finding: Diagnostic) -> FormFinding {
        let (place, message) = (self.text(), &finding.message);
        let (zh, en) = (place.in_lang(Lang::Zh), place.in_lang(Lang::En));
        let (said_zh, said_en) = (message.in_lang(Lang::Zh), message.in_lang(Lang::En));
        let message = say!("{zh}：{said_zh}", "{en}: {said_en}");
        let finding = Diagnostic { message, ..finding }.at(Place::whole(Arc::clone(&self.file)));
        FormFinding { place: Some(self.clone()), finding }
    }
}

/// Reads a returned workbook. `file` is its name for messages.
#[must_use]
pub fn read(file: &str, bytes: &[u8], ground: &Ground<'_>) -> ReadForm {
    let file: Arc<str> = Arc::from(file);
    let mut form =
        ReadForm { file: Arc::clone(&file), made_for: None, sheets: Vec::new(), findings: Vec::new() };
    let refuse = |finding: Diagnostic| FormFinding {
        place: None,
        finding: finding.at(Place::whole(Arc::clone(&file))),
    };
    let book = match open(bytes) {
        Ok(book) => book,
        Err(finding) => {
            form.findings.push(refuse(*finding));
            return form;
        }
    };
    match stamp(&book, ground) {
        Ok(stamp) => {
            let mut reader = FormReader::new(&book, &stamp, ground, &mut form);
            reader.compare_states();
            reader.read_sheets();
            reader.note_strangers();
            reader.tell_state();
            form.made_for = Some((stamp.unit, stamp.period));
        }
        Err(finding) => form.findings.push(refuse(*finding)),
    }
    form
}

/// A file that cannot be read at all, among others that can.
#[must_use]
pub fn unread(file: &str, message: Text, help: Option<Text>) -> ReadForm {
    let file: Arc<str> = Arc::from(file);
    let mut finding = Diagnostic::error("form-not-recognised", message).at(Place::whole(Arc::clone(&file)));
    if let Some(help) = help {
        finding = finding.help(help);
    }
    let findings = vec![FormFinding { place: None, finding }];
    ReadForm { file, made_for: None, sheets: Vec::new(), findings }
}

fn open(bytes: &[u8]) -> Result<Workbook, Box<Diagnostic>> {
    let kind_help = || {
        say!(
            "交回程序发的填报表（.xlsx）；另存成 .xls、.csv 或 .et 的，再另存回 .xlsx",
            "send back the workbook that was handed out (.xlsx); save others as .xlsx again"
        )
    };
    let refused = |message: Text, help: Text| {
        Err(Box::new(Diagnostic::error("form-not-recognised", message).help(help)))
    };
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return refused(
            say!(
                "有密码，或者是旧的 .xls 格式，读不了",
                "it has a password or is an old .xls, and cannot be read"
            ),
            say!("去掉密码，另存成 .xlsx 再交", "remove the password and save it as .xlsx"),
        );
    }
    let read = catch_unwind(|| Workbook::read(bytes, LIMITS)).unwrap_or(Err(Gap::Damaged));
    match read {
        Ok(Workbook { gap: Some(Gap::TooLarge), .. }) | Err(Gap::TooLarge) => refused(
            say!("太大，不像填报表", "it is too large to be a form"),
            say!("只交填报表本身，别的材料另外交", "send the form alone, and other material beside it"),
        ),
        Ok(book) if book.gap.is_none() => Ok(book),
        Ok(_) => refused(
            say!("文件不完整或损坏了", "the file is damaged or cut off"),
            say!("用 Excel 或 WPS 打开，另存一份再交", "open it in Excel or WPS and save it anew"),
        ),
        Err(_) => refused(
            say!("不是 Excel 工作簿（.xlsx），读不了", "it is no Excel workbook (.xlsx)"),
            kind_help(),
        ),
    }
}

/// What the hidden sheet says, if it is of this site.
fn stamp(book: &Workbook, ground: &Ground<'_>) -> Result<FormStamp, Box<Diagnostic>> {
    let sheet = book.sheets.iter().find(|sheet| sheet.name == SHEET);
    let read = sheet.map_or(Err(StampFault::Missing), FormStamp::read);
    let again = || say!("用 gongkai forms make 重新发表", "hand out new forms with `gongkai forms make`");
    let stamp = read.map_err(|fault| {
        let (message, help) = match fault {
            StampFault::Missing => (
                say!("不是程序发的填报表", "it is no form that was handed out"),
                say!(
                    "在发的表里填，不要把格子复制到新的文件里",
                    "fill in the form that was handed out; do not copy its cells into a new file"
                ),
            ),
            StampFault::OtherVersion => {
                (say!("是另一版程序发的填报表", "another version of the program made this form"), again())
            }
            StampFault::Changed => (
                say!(
                    "表里隐藏的记录被改过，不知道每一格问的是什么",
                    "its hidden sheet was changed: nobody can say what its cells ask"
                ),
                again(),
            ),
        };
        Box::new(Diagnostic::error("form-not-recognised", message).help(help))
    })?;
    if !stamp.site.is_same(&SiteMark::of(ground.settings)) {
        let (name, url) = (shown(&stamp.site.name, ground.detector), shown(&stamp.site.url, ground.detector));
        let finding = Diagnostic::error(
            "form-of-another-site",
            say!("是“{name}”（{url}）的填报表", "it is a form of `{name}` ({url})"),
        );
        let help = say!(
            "到那个网站的文件夹里读，或退回填报的单位",
            "read it in that site's folder, or send it back"
        );
        return Err(Box::new(finding.help(help)));
    }
    Ok(stamp)
}

/// Reads the sheets of one workbook.
pub(super) struct FormReader<'a, 'f> {
    pub(super) stamp: &'a FormStamp,
    pub(super) ground: &'a Ground<'a>,
    cells: CellReader<'a>,
    /// The sheets of the workbook that are those of the form, by their names in the form.
    found: BTreeMap<&'a str, &'a WorkbookSheet>,
    /// Whether the site has changed since the form was made.
    pub(super) is_outdated: bool,
    pub(super) form: &'f mut ReadForm,
}

/// The cells of a sheet by row and column.
pub(super) type Cells<'a> = BTreeMap<(u32, u32), &'a WorkbookCell>;

fn cells_of(sheet: &WorkbookSheet) -> Cells<'_> {
    let cells =
        sheet.rows.iter().flat_map(|row| row.cells.iter().map(|cell| ((row.number, cell.column), cell)));
    cells.collect()
}

pub(super) fn text_at(cells: &Cells<'_>, row: u32, column: u32) -> String {
    cells.get(&(row, column)).map_or_else(String::new, |cell| folded(&cell.value.stored()))
}

/// A text as it is compared: programs differ in how they keep blanks and line ends.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'a, 'f> FormReader<'a, 'f> {
    fn new(book: &'a Workbook, stamp: &'a FormStamp, ground: &'a Ground<'a>, form: &'f mut ReadForm) -> Self {
        let cells = CellReader { book, formats: Formats::default(), detector: ground.detector };
        let mut found = BTreeMap::new();
        for wanted in &stamp.sheets {
            let is_named =
                |sheet: &&WorkbookSheet| sheet.name == wanted.name && sheet.kind == SheetKind::Cells;
            // Somebody may have given it another name.
            let title = label_of(wanted, LabelRole::Title).map_or("", |(_, text)| text);
            let is_titled = |sheet: &&WorkbookSheet| {
                text_at(&cells_of(sheet), 1, 0) == folded(title)
                    && !stamp.sheets.iter().any(|known| known.name == sheet.name)
            };
            let sheet = book.sheets.iter().find(is_named).or_else(|| book.sheets.iter().find(is_titled));
            if let Some(sheet) = sheet {
                found.insert(wanted.name.as_str(), sheet);
            }
        }
        Self { stamp, ground, cells, found, is_outdated: false, form }
    }

    pub(super) fn place(&self, sheet: &str, cell: impl Into<String>) -> FormCell {
        FormCell { file: Arc::clone(&self.form.file), sheet: sheet.to_owned(), cell: cell.into() }
    }

    pub(super) fn tell(&mut self, place: &FormCell, finding: Diagnostic) {
        self.form.findings.push(place.finding(finding));
    }

    fn read_sheets(&mut self) {
        for sheet in &self.stamp.sheets {
            let Some((folder, blank)) = self.project_of(sheet) else { continue };
            let Some(found) = self.found.get(sheet.name.as_str()).copied() else {
                let place = self.place(&sheet.name, "");
                let finding = Diagnostic::error("form-cells-moved", say!("不见了", "it is missing"));
                let help = say!(
                    "不要删除工作表；从原来的表里复制回来，或者重新填",
                    "do not delete sheets: copy it back from the form, or fill in a new one"
                );
                self.tell(&place, finding.help(help));
                continue;
            };
            let read = self.read_sheet(sheet, found, folder, &blank);
            self.form.sheets.push(read);
        }
    }

    /// The project that a sheet asks about, if it still is this unit's.
    fn project_of(&mut self, sheet: &FormSheet) -> Option<(ContentPath, Blank)> {
        let Ground { projects, settings, .. } = self.ground;
        let (unit, place) = (&self.stamp.unit, self.place(&sheet.name, ""));
        let project = projects.iter().find(|project| project.folder.as_str() == sheet.folder);
        let Some(project) = project else {
            let folder = &sheet.folder;
            let finding = Diagnostic::error(
                "form-outdated",
                say!(
                    "网站里没有 content/{folder} 这个项目了",
                    "the site has no project content/{folder} any more"
                ),
            );
            let help =
                say!("项目改了名的，重新发表", "if the project has another name now, hand out a new form");
            self.tell(&place, finding.help(help));
            return None;
        };
        if sheet.is_of_area() {
            let blank = sheet.area(project).map(|area| project.area_blank(self.stamp.period, area));
            if blank.is_none() {
                let finding = Diagnostic::error(
                    "form-outdated",
                    say!(
                        "发表以后，“分解”里没有“{unit}”或者它的指标了",
                        "`{unit}` or its indicators are no parts of the breakdown any more"
                    ),
                );
                self.tell(&place, finding.help(say!("重新发表", "hand out new forms")));
            }
            return Some((project.folder.clone(), blank?));
        }
        let blank = project.blank(self.stamp.period);
        let lead = unit_of(&blank, settings).unwrap_or_default();
        if lead != *unit {
            let finding = Diagnostic::error(
                "form-outdated",
                say!(
                    "这个项目现在由“{lead}”牵头，表是发给“{unit}”的",
                    "`{lead}` leads this project now, the form was for `{unit}`"
                ),
            );
            self.tell(&place, finding.help(say!("给“{lead}”重新发表", "hand out a new form to `{lead}`")));
            return None;
        }
        Some((project.folder.clone(), blank))
    }

    fn read_sheet(
        &mut self,
        sheet: &FormSheet,
        found: &WorkbookSheet,
        folder: ContentPath,
        blank: &Blank,
    ) -> ReadSheet {
        let cells = cells_of(found);
        let mut read = ReadSheet {
            folder,
            answers: Vec::new(),
            is_refused: false,
            is_doubtful: false,
            asked: BTreeMap::new(),
        };
        if self.has_moved(sheet, found, &cells) {
            read.is_refused = true;
            return read;
        }
        let faulty_rows = self.changed_labels(sheet, found, &cells);
        read.is_refused |= !faulty_rows.is_empty();
        read.is_refused |= self.is_outdated && self.outdated(sheet, found, blank, &cells);
        for (part, field) in fields_of(sheet) {
            let place = self.place(&found.name, part.cell());
            if field.question.topic == Topic::Figure {
                read.asked.insert(field.question.name.clone(), place.clone());
            }
            let Some(cell) = cells.get(&(part.area.top, part.area.left)) else { continue };
            let is_of_faulty_row = faulty_rows.contains(&part.area.top);
            let indicator = indicator_of(blank, &field.question);
            match self.cells.read(cell, field, indicator) {
                Ok(None) => {}
                Ok(Some(_)) if is_of_faulty_row => {}
                Ok(Some(typed)) => {
                    if let Some(doubt) = typed.doubt {
                        read.is_doubtful = true;
                        self.tell(&place, *doubt.finding);
                    }
                    read.answers.push(FormAnswer {
                        question: field.question.clone(),
                        value: typed.value,
                        place,
                    });
                }
                Err(problem) => {
                    read.is_refused = true;
                    self.tell(&place, *problem.finding);
                }
            }
        }
        read.is_refused |= self.contradictions(&read);
        self.unread_cells(sheet, found, &cells);
        read
    }

    /// Answers that exclude one another.
    fn contradictions(&mut self, read: &ReadSheet) -> bool {
        let find = |topic: Topic, name: &str| {
            read.answers.iter().find(|answer| answer.question.topic == topic && answer.question.name == name)
        };
        let mut told: Vec<FormFinding> = Vec::new();
        let last_day = self.stamp.period.last_day().to_string();
        for answer in &read.answers {
            let name = &answer.question.name;
            let other = |topic| find(topic, name).map(|other| other.place.cell.clone());
            let contradiction = |message: Text, help: Text| {
                answer.place.finding(Diagnostic::error("form-contradiction", message).help(help))
            };
            match answer.question.topic {
                Topic::NotCounted => {
                    if let Some(cell) = other(Topic::Figure) {
                        told.push(contradiction(
                            say!(
                                "写了“{name}”本期不统计，{cell} 又填了数据",
                                "`{name}` is said not to be counted, and {cell} has a figure"
                            ),
                            say!("只留一处", "keep one of them"),
                        ));
                    }
                }
                Topic::Done if answer.value > last_day => {
                    let day = &answer.value;
                    told.push(contradiction(
                        say!(
                            "完成日期 {day} 在本期最后一天（{last_day}）以后",
                            "it was done on {day}, after the last day of the period ({last_day})"
                        ),
                        say!(
                            "核对日期；本期以后完成的，下一期再报",
                            "check the date; what was done later belongs to the next report"
                        ),
                    ));
                }
                Topic::PostponedTo => {
                    if let Some(cell) = other(Topic::Done) {
                        told.push(contradiction(
                            say!(
                                "“{name}”在 {cell} 写了完成，又写了推迟",
                                "`{name}` is done by {cell}, and put off here"
                            ),
                            say!("只留一处", "keep one of them"),
                        ));
                    } else if other(Topic::PostponedBecause).is_none() || other(Topic::ApprovedBy).is_none() {
                        told.push(contradiction(
                            say!(
                                "“{name}”推迟了，没有写全原因和批准的机关",
                                "`{name}` is put off without a reason or without who approved it"
                            ),
                            say!("在同一行写明原因和批准推迟的机关", "give both in the same row"),
                        ));
                    }
                }
                Topic::PostponedBecause | Topic::ApprovedBy if other(Topic::PostponedTo).is_none() => {
                    told.push(contradiction(
                        say!("“{name}”没有写推迟到哪一天", "nothing says to which day `{name}` is put off"),
                        say!(
                            "填上推迟到的日期；没有推迟的，清空这一格",
                            "give the day; if it is not put off, clear the cell"
                        ),
                    ));
                }
                _ => {}
            }
        }
        let is_refused = !told.is_empty();
        self.form.findings.append(&mut told);
        is_refused
    }

    /// Words where nothing is asked are not read; that is told.
    fn unread_cells(&mut self, sheet: &FormSheet, found: &WorkbookSheet, cells: &Cells<'_>) {
        let firsts: BTreeSet<(u32, u32)> =
            sheet.parts.iter().map(|part| (part.area.top, part.area.left)).collect();
        let strangers: Vec<(&(u32, u32), &&WorkbookCell)> =
            cells.iter().filter(|(at, cell)| !firsts.contains(at) && is_filled(cell)).collect();
        for ((row, column), cell) in strangers.iter().take(MOST_STRANGERS) {
            let text = shown(&cell.value.stored(), self.ground.detector);
            let place = self.place(&found.name, cell_name(*row, *column));
            let finding = Diagnostic::warning(
                "form-not-read",
                say!(
                    "这里不是填写的格子，“{text}”没有采用",
                    "`{text}` stands where nothing is asked, and is not taken over"
                ),
            );
            self.tell(
                &place,
                finding
                    .help(say!("要公开的，填到黄色格子里", "put what is to be published into a yellow cell")),
            );
        }
        let more = strangers.len().saturating_sub(MOST_STRANGERS);
        if more > 0 {
            let finding = Diagnostic::warning(
                "form-not-read",
                say!(
                    "还有 {more} 格在填写的格子以外，没有采用",
                    "{more} more cells stand where nothing is asked"
                ),
            );
            let place = self.place(&found.name, "");
            self.tell(
                &place,
                finding
                    .help(say!("要公开的，填到黄色格子里", "put what is to be published into a yellow cell")),
            );
        }
        for note in &found.notes {
            let NoteKind::Comment(cell) = &note.kind else { continue };
            if cell.is_empty() {
                continue;
            }
            let text = shown(&note.text, self.ground.detector);
            let place = self.place(&found.name, cell.clone());
            let finding = Diagnostic::warning(
                "form-not-read",
                say!("批注“{text}”没有采用", "the comment `{text}` is not taken over"),
            );
            self.tell(
                &place,
                finding
                    .help(say!("要公开的，填到黄色格子里", "put what is to be published into a yellow cell")),
            );
        }
    }

    /// Sheets that were added.
    fn note_strangers(&mut self) {
        let known: BTreeSet<&str> = self.found.values().map(|sheet| sheet.name.as_str()).collect();
        let strangers: Vec<&WorkbookSheet> = self
            .cells
            .book
            .sheets
            .iter()
            .filter(|sheet| sheet.name != SHEET && !known.contains(sheet.name.as_str()))
            .filter(|sheet| sheet.rows.iter().any(|row| row.cells.iter().any(is_filled)))
            .collect();
        for sheet in strangers {
            let place = self.place(&sheet.name, "");
            let finding = Diagnostic::warning(
                "form-not-read",
                say!("不是表里原有的，没有采用", "it is none of the form's sheets, and is not taken over"),
            );
            self.tell(
                &place,
                finding.help(say!(
                    "要公开的，填到原来的工作表里",
                    "put what is to be published into the form's sheets"
                )),
            );
        }
    }
}

/// How many cells outside of the form are named, of one sheet.
const MOST_STRANGERS: usize = 5;

pub(super) fn is_filled(cell: &WorkbookCell) -> bool {
    !matches!(&cell.value, CellValue::NoResult) && !cell.value.stored().trim().is_empty()
}

pub(super) fn labels_of(sheet: &FormSheet) -> impl Iterator<Item = (&SheetCell, &str, LabelRole)> {
    sheet.parts.iter().filter_map(|part| match &part.content {
        CellContent::Label { text, role } => Some((part, text.as_str(), *role)),
        CellContent::Field(_) => None,
    })
}

fn label_of(sheet: &FormSheet, wanted: LabelRole) -> Option<(&SheetCell, &str)> {
    labels_of(sheet).find(|(_, _, role)| *role == wanted).map(|(part, text, _)| (part, text))
}

pub(super) fn fields_of(sheet: &FormSheet) -> impl Iterator<Item = (&SheetCell, &FormField)> {
    sheet.parts.iter().filter_map(|part| match &part.content {
        CellContent::Field(field) => Some((part, field)),
        CellContent::Label { .. } => None,
    })
}

pub(super) fn indicator_of<'b>(blank: &'b Blank, question: &FormQuestion) -> Option<&'b BlankIndicator> {
    blank.indicators.iter().find(|indicator| indicator.name == question.name)
}

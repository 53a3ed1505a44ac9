//! Makes fill-in workbooks: one for each lead unit and one for each area (分项), a sheet for each project.

use std::fmt;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::blank::{Blank, ReportingProject};
use super::sheet::{
    AnswerKind, CellContent, FormField, FormSheet, HEAD_ROWS, LabelRole, SheetCell, Topic, WIDTHS, WORDS,
};
use super::stamp::{FormStamp, SHEET, SiteMark};
use crate::attachment::workbook::Area;
use crate::config::Settings;
use crate::model::{Period, Unit};

/// A workbook for one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeForm {
    /// The unit, by its short name if it is registered.
    pub unit: String,
    /// The name of the file.
    pub file_name: String,
    /// The titles of the projects that it asks for.
    pub projects: Vec<String>,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The workbook could not be written: a limit of the format was passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeError(String);

impl fmt::Display for MakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<XlsxError> for MakeError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

/// Who fills in the report of a project: its lead unit, by its short name if it is registered.
#[must_use]
pub fn unit_of(blank: &Blank, settings: &Settings) -> Option<String> {
    let lead = blank.lead.as_deref()?.trim();
    Some(Unit::find(&settings.units, lead).map_or_else(|| lead.to_owned(), |unit| unit.short.clone()))
}

/// What every lead unit and every area (分项) has to report of `period`: units in the order of the registry,
/// then the others by name, then areas; projects in order of folder.
#[must_use]
pub fn by_unit(
    projects: &[ReportingProject],
    settings: &Settings,
    period: Period,
) -> Vec<(String, Vec<Blank>)> {
    let mut units: Vec<(String, Vec<Blank>)> = Vec::new();
    for blank in projects.iter().map(|project| project.blank(period)).filter(|blank| blank.is_due) {
        let Some(unit) = unit_of(&blank, settings) else { continue };
        match units.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, blanks)) => blanks.push(blank),
            None => units.push((unit, vec![blank])),
        }
    }
    let rank = |name: &str| settings.units.iter().position(|unit| unit.short == name).unwrap_or(usize::MAX);
    units.sort_by(|(a, _), (b, _)| (rank(a), a).cmp(&(rank(b), b)));
    for project in projects {
        for area in project.areas() {
            let blank = project.area_blank(period, area);
            if !blank.is_due {
                continue;
            }
            match units.iter_mut().find(|(known, _)| known == area) {
                Some((_, blanks)) => blanks.push(blank),
                None => units.push((area.to_owned(), vec![blank])),
            }
        }
    }
    units
}

/// The workbooks of a period. The same site gives the same bytes.
pub fn make(
    projects: &[ReportingProject],
    settings: &Settings,
    period: Period,
) -> Result<Vec<MadeForm>, MakeError> {
    let mut forms: Vec<MadeForm> = Vec::new();
    for (unit, blanks) in by_unit(projects, settings, period) {
        let stamp = stamp_of(&unit, &blanks, settings, period);
        let taken: Vec<String> = forms.iter().map(|form| form.file_name.to_lowercase()).collect();
        forms.push(MadeForm {
            file_name: file_name(&unit, &taken),
            projects: blanks.iter().map(|blank| blank.title.clone()).collect(),
            bytes: draw(&stamp)?,
            unit,
        });
    }
    Ok(forms)
}

/// What the workbook of a unit asks.
pub(super) fn stamp_of(unit: &str, blanks: &[Blank], settings: &Settings, period: Period) -> FormStamp {
    let mut taken = vec![SHEET.to_owned()];
    let mut sheets = Vec::with_capacity(blanks.len());
    for blank in blanks {
        let sheet = FormSheet::of(blank, unit, &taken);
        taken.push(sheet.name.clone());
        sheets.push(sheet);
    }
    FormStamp { site: SiteMark::of(settings), period, unit: unit.to_owned(), sheets }
}

fn file_name(unit: &str, taken: &[String]) -> String {
    let is_bad = |c: char| r#"\/:*?"<>|"#.contains(c) || c.is_control();
    let clean: String = unit.chars().map(|c| if is_bad(c) { '_' } else { c }).take(60).collect();
    let clean = clean.trim_matches(['.', ' ']);
    let mut name = format!("{clean}.xlsx");
    let mut count = 2;
    while taken.contains(&name.to_lowercase()) {
        name = format!("{clean}({count}).xlsx");
        count += 1;
    }
    name
}

/// The formats of cells.
struct Looks {
    title: Format,
    note: Format,
    head: Format,
    text: Format,
    known: Format,
    fill: Format,
    fill_text: Format,
    fill_day: Format,
}

impl Looks {
    fn new() -> Self {
        let base = Format::new().set_font_name("宋体").set_font_size(11).set_text_wrap();
        let base = base.set_align(FormatAlign::VerticalCenter);
        let boxed = base.clone().set_border(FormatBorder::Thin);
        let centred = boxed.clone().set_align(FormatAlign::Center);
        // Yellow as paper that is filled in: dark letters stay readable on it, and it prints as a light grey.
        let fill = boxed.clone().set_background_color(0x00FF_F7D6).set_unlocked();
        Self {
            title: base.clone().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            note: base.clone().set_font_color(0x0040_4040),
            head: centred.clone().set_bold().set_background_color(0x00E8_EDF3),
            text: boxed.clone().set_indent(1),
            known: boxed.set_indent(1).set_font_color(0x0060_6060),
            fill: fill.clone().set_align(FormatAlign::Center),
            fill_text: fill.clone().set_num_format("@").set_align(FormatAlign::Top),
            fill_day: fill.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        }
    }

    fn of_label(&self, role: LabelRole) -> &Format {
        match role {
            LabelRole::Title => &self.title,
            LabelRole::Note => &self.note,
            LabelRole::Head => &self.head,
            LabelRole::Row | LabelRole::Measure | LabelRole::Target | LabelRole::Plain => &self.text,
            LabelRole::Known => &self.known,
        }
    }

    fn of_field(&self, kind: AnswerKind) -> &Format {
        match kind {
            AnswerKind::Number | AnswerKind::Word => &self.fill,
            AnswerKind::Day => &self.fill_day,
            AnswerKind::AsWritten | AnswerKind::Words => &self.fill_text,
        }
    }
}

fn draw(stamp: &FormStamp) -> Result<Vec<u8>, MakeError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    for sheet in &stamp.sheets {
        draw_sheet(book.add_worksheet(), sheet, &looks)?;
    }
    draw_stamp(book.add_worksheet(), stamp)?;
    let last = stamp.period.last_day();
    let year = u16::try_from(last.year()).unwrap_or(1900);
    let (month, day) = (u8::try_from(last.month()).unwrap_or(1), u8::try_from(last.day()).unwrap_or(1));
    // Not the time of day: the same site gives the same bytes.
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    let title = format!("{}填报表　{}", stamp.period.chinese(), stamp.unit);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(book.save_to_buffer()?)
}

fn draw_sheet(page: &mut Worksheet, sheet: &FormSheet, looks: &Looks) -> Result<(), MakeError> {
    page.set_name(&sheet.name)?;
    for (column, width) in (0..).zip(WIDTHS) {
        page.set_column_width(column, width)?;
    }
    for (row, height) in &sheet.heights {
        page.set_row_height(row - 1, *height)?;
    }
    for part in &sheet.parts {
        draw_part(page, part, looks)?;
    }
    let last_column = u16::try_from(WIDTHS.len() - 1).unwrap_or(u16::MAX);
    page.set_freeze_panes(HEAD_ROWS, 2)?;
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    page.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_center_horizontally(true);
    page.set_print_area(0, 0, sheet.bottom() - 1, last_column)?;
    page.set_repeat_rows(0, HEAD_ROWS - 1)?;
    page.set_footer("&C&P / &N");
    if let Some(first) = sheet.parts.iter().find(|part| matches!(part.content, CellContent::Field(_))) {
        let (row, column, ..) = corners(first.area);
        page.set_selection(row, column, row, column)?;
    }
    let open = ProtectionOptions { format_rows: true, format_columns: true, ..ProtectionOptions::default() };
    page.protect_with_options(&open);
    Ok(())
}

/// First row and column, last row and column, as the library counts them.
fn corners(area: Area) -> (u32, u16, u32, u16) {
    let column = |at: u32| u16::try_from(at).unwrap_or(u16::MAX);
    (area.top - 1, column(area.left), area.bottom - 1, column(area.right))
}

fn draw_part(page: &mut Worksheet, part: &SheetCell, looks: &Looks) -> Result<(), MakeError> {
    let (top, left, bottom, right) = corners(part.area);
    let (text, look) = match &part.content {
        CellContent::Label { text, role } => (text.as_str(), looks.of_label(*role)),
        CellContent::Field(field) => (field.filled.as_deref().unwrap_or(""), looks.of_field(field.kind)),
    };
    if (top, left) != (bottom, right) {
        page.merge_range(top, left, bottom, right, text, look)?;
    } else if text.is_empty() {
        page.write_blank(top, left, look)?;
    } else {
        match &part.content {
            CellContent::Field(FormField { kind: AnswerKind::Number, .. }) => {
                // What was worked out exactly is written as the number that reads the same.
                match text.parse::<f64>() {
                    Ok(number) => page.write_number_with_format(top, left, number, look)?,
                    Err(_) => page.write_string_with_format(top, left, text, look)?,
                }
            }
            _ => page.write_string_with_format(top, left, text, look)?,
        };
    }
    if let CellContent::Field(field) = &part.content
        && let Some(rule) = validation(field)?
    {
        page.add_data_validation(top, left, bottom, right, &rule)?;
    }
    Ok(())
}

/// What refuses the wrong kind of answer while it is typed.
fn validation(field: &FormField) -> Result<Option<DataValidation>, MakeError> {
    let rule = DataValidation::new();
    // The row of an area has no cell for a reason.
    let nothing = if field.question.topic == Topic::Area { "空着" } else { "空着，在右边写理由" };
    let (rule, title, message) = match field.kind {
        AnswerKind::Number => {
            let measure = &field.measure;
            (
                rule.allow_decimal_number(DataValidationRule::Between(-1e13, 1e13)),
                "只填数字",
                format!("只填数字，不带单位；单位是{measure}。没有这项数据的，{nothing}。"),
            )
        }
        AnswerKind::Word => (
            rule.allow_list_strings(&WORDS)?,
            "选一个词",
            format!("从列出的词里选一个。没有进展可报的，{nothing}。"),
        ),
        AnswerKind::Day => {
            let (first, last) =
                (ExcelDateTime::from_ymd(2000, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
            let message = "填日期，如 2024-03-18。".to_owned();
            (rule.allow_date(DataValidationRule::Between(first, last)), "填日期", message)
        }
        AnswerKind::AsWritten if matches!(field.question.topic, Topic::Figure | Topic::Area) => {
            let rule = rule.allow_any_value();
            (rule, "数字连单位写", "数字连单位写，如 22/30所、约2340人。".to_owned())
        }
        AnswerKind::AsWritten | AnswerKind::Words => return Ok(None),
    };
    let message: String = message.chars().take(250).collect();
    let rule = rule.set_input_message(&message)?.set_error_title(title)?.set_error_message(&message)?;
    Ok(Some(rule.set_error_style(DataValidationErrorStyle::Stop)))
}

fn draw_stamp(page: &mut Worksheet, stamp: &FormStamp) -> Result<(), MakeError> {
    page.set_name(SHEET)?;
    for (row, texts) in (0..).zip(stamp.rows()) {
        for (column, text) in (0..).zip(texts) {
            if !text.is_empty() {
                page.write_string(row, column, text)?;
            }
        }
    }
    page.set_very_hidden(true);
    page.protect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_units() {
        let mut taken = Vec::new();
        for (unit, name) in [
            ("区人力社保局", "区人力社保局.xlsx"),
            ("区/县:局", "区_县_局.xlsx"),
            ("区?县*局", "区_县_局(2).xlsx"),
        ] {
            let given = file_name(unit, &taken);
            assert_eq!(given, name);
            taken.push(given.to_lowercase());
        }
    }
}

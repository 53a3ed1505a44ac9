//! What was typed into a cell -> an answer, or why it is none.
//!
//! Nothing is guessed: what could be meant in two ways is refused with the two ways named.

use super::blank::BlankIndicator;
use super::sheet::{AnswerKind, FormField, Topic, plain_number};
use crate::attachment::number_format::NumberFormat;
use crate::attachment::workbook::{CellValue, Formats, Workbook, WorkbookCell};
use crate::diag::{Diagnostic, Text};
use crate::model::{Moment, visible, with_plain_digits};
use crate::privacy::{self, Detector};
use crate::quantity::{Amount, Decimal, Figure, Measure, Target, TargetKind, leading_number};
use crate::say;

/// By how much a figure may differ from the one before; 100 and 10,000 times are what a forgotten `%` or 万
/// makes.
const JUMP: i64 = 90;

/// The most digits behind the point: more come from a formula, not from counting.
const MOST_DECIMALS: usize = 6;

/// Larger numbers are no figures, and lose digits in a spreadsheet.
const LARGEST_NUMBER: f64 = 1e13;

/// How much of what was typed is shown in messages and lists.
const SHOWN: usize = 36;

/// What people put into a cell that is to stay empty.
const DASHES: [&str; 9] = ["/", "／", "\\", "-", "—", "——", "－", "无", "无数据"];

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedAnswer {
    /// As it is to stand in the entry.
    pub(super) value: String,
    /// What is odd about it.
    pub(super) doubt: Option<Problem>,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The finding, without its place.
    pub(super) finding: Box<Diagnostic>,
}

/// Reads the cells of one workbook.
pub(super) struct CellReader<'a> {
    pub(super) book: &'a Workbook,
    pub(super) formats: Formats,
    pub(super) detector: &'a Detector,
}

fn refuse(finding: Diagnostic, help: Text) -> Problem {
    Problem { finding: Box::new(finding.help(help)) }
}

/// A text without numbers of persons, which are shown nowhere.
#[must_use]
pub fn without_numbers(text: &str, detector: &Detector) -> String {
    let mut masked = text.to_owned();
    for spot in detector.find(text, "").iter().rev() {
        masked.replace_range(spot.span.clone(), &privacy::mask(spot.kind, &text[spot.span.clone()]));
    }
    masked
}

/// The same on one line, and short: for messages.
#[must_use]
pub fn shown(text: &str, detector: &Detector) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let masked = without_numbers(&line, detector);
    if masked.chars().count() <= SHOWN {
        return masked;
    }
    let mut short: String = masked.chars().take(SHOWN).collect();
    short.push('…');
    short
}

/// A number of a spreadsheet in decimal digits: as it was typed, for programs calculate in binary ones.
fn exact(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

/// A share that was typed as a text with its sign, as the forms say: `95.1%`, `９５．１％`.
fn percentage(text: &str, measure: &str) -> Option<String> {
    let text = with_plain_digits(text);
    let digits = text.trim().strip_suffix('%').filter(|_| matches!(measure, "%" | "％"))?.trim_end();
    let number = plain_number(digits, "")?;
    let is_written = crate::quantity::plain(number) == digits && number.scale() as usize <= MOST_DECIMALS;
    is_written.then(|| format!("{digits}{measure}"))
}

impl CellReader<'_> {
    /// The answer in a cell; nothing if nothing is in it.
    pub(super) fn read(
        &mut self,
        cell: &WorkbookCell,
        field: &FormField,
        indicator: Option<&BlankIndicator>,
    ) -> Result<Option<TypedAnswer>, Problem> {
        match &cell.value {
            CellValue::Error(error) => {
                let error = shown(error, self.detector);
                let finding = Diagnostic::error(
                    "form-error-value",
                    say!(
                        "是错误值“{error}”，不是填报的内容",
                        "the cell holds the error `{error}`, no answer"
                    ),
                );
                return Err(refuse(
                    finding,
                    say!(
                        "删去这一格的公式，直接填数",
                        "delete the formula of this cell and type the value itself"
                    ),
                ));
            }
            CellValue::NoResult => {
                let finding = Diagnostic::error(
                    "form-error-value",
                    say!("是没有算出结果的公式", "the cell holds a formula without a result"),
                );
                return Err(refuse(
                    finding,
                    say!(
                        "用 Excel 或 WPS 打开，保存一次再交；或者直接填数",
                        "open it in Excel or WPS and save it once, or type the value itself"
                    ),
                ));
            }
            CellValue::Number(_) | CellValue::Text(_) | CellValue::Runs(_) | CellValue::Truth(_) => {}
        }
        let text = match &cell.value {
            CellValue::Number(number) => exact(*number),
            other => visible(&other.stored()).trim().to_owned(),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let typed = match field.kind {
            AnswerKind::Number => self.number(cell, &text, field, indicator)?,
            AnswerKind::Word | AnswerKind::AsWritten => self.figure(cell, &text, field)?,
            AnswerKind::Day => self.day(cell, &text)?,
            AnswerKind::Words => self.words(cell, text, field)?,
        };
        Ok(Some(typed))
    }

    /// What the cell shows, where its format can be read.
    fn shows(&mut self, cell: &WorkbookCell) -> Option<String> {
        let style = self.book.style(cell);
        self.formats.show(cell, &style, self.book.epoch).ok()
    }

    fn is_time(&self, cell: &WorkbookCell) -> bool {
        let style = self.book.style(cell);
        NumberFormat::read(&style.format).is_ok_and(|format| format.is_time())
    }

    fn number(
        &mut self,
        cell: &WorkbookCell,
        text: &str,
        field: &FormField,
        indicator: Option<&BlankIndicator>,
    ) -> Result<TypedAnswer, Problem> {
        let measure = &field.measure;
        let CellValue::Number(number) = cell.value else {
            let Some(value) = percentage(text, measure) else {
                return Err(self.text_for_number(text, field));
            };
            let doubt = indicator.and_then(|indicator| jump(&value, indicator));
            return Ok(TypedAnswer { value, doubt });
        };
        if self.is_time(cell) {
            let as_shown = self.shows(cell).unwrap_or_default();
            let finding = Diagnostic::error(
                "form-date-for-number",
                say!(
                    "是日期或时间“{as_shown}”，应填数字",
                    "the cell holds the date `{as_shown}`, not a number"
                ),
            );
            let help = say!(
                "Excel 会把 22/30 这样的写法变成日期；清除这一格的格式，重新填数",
                "Excel turns `22/30` into a date: clear the format of the cell and type the number again"
            );
            return Err(refuse(finding, help));
        }
        let as_shown = self.shows(cell).unwrap_or_default();
        let is_percent = as_shown.contains(['%', '％']);
        let value = if is_percent { number * 100.0 } else { number };
        if !value.is_finite() || value.abs() >= LARGEST_NUMBER {
            let finding = Diagnostic::error(
                "form-scale",
                say!("“{text}”太大，不像{measure}的数", "`{text}` is too large to be a figure in {measure}"),
            );
            return Err(refuse(finding, say!("核对后重新填", "check it and type it again")));
        }
        let digits = exact(value);
        Self::check_percent(&digits, is_percent, field, indicator)?;
        Self::check_digits(&digits, &as_shown)?;
        let value = format!("{digits}{measure}");
        let doubt = indicator.and_then(|indicator| jump(&value, indicator));
        Ok(TypedAnswer { value, doubt })
    }

    fn text_for_number(&self, text: &str, field: &FormField) -> Problem {
        let measure = &field.measure;
        let as_shown = shown(text, self.detector);
        if DASHES.contains(&text) {
            let finding = Diagnostic::error(
                "form-text-for-number",
                say!(
                    "填了“{as_shown}”，应填数字或空着",
                    "the cell says `{as_shown}` where a number belongs, or nothing"
                ),
            );
            let help = say!(
                "没有这项数据的，空着这一格，在右边写“本期不统计的理由”",
                "if there is no figure, leave the cell empty and say why in the cell on its right"
            );
            return refuse(finding, help);
        }
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',' && *c != '，').collect();
        let (message, help) = match leading_number(&plain) {
            Some((_, "")) => (
                say!(
                    "“{as_shown}”是文字，只是看着像数字",
                    "`{as_shown}` is text that only looks like a number"
                ),
                say!(
                    "点这一格左上角的绿色三角，选“转换为数字”；或者清空后重新填",
                    "choose “convert to number” at the green corner of the cell, or clear it and type it again"
                ),
            ),
            Some((_, rest)) => {
                let (rest, same) = (shown(rest, self.detector), rest == measure);
                let help = if same {
                    say!("只填数字，不写单位", "type the number alone, without `{rest}`")
                } else {
                    say!(
                        "单位是{measure}：换算成{measure}，只填数字",
                        "the measure is {measure}: convert the figure, and type the number alone"
                    )
                };
                (
                    say!(
                        "“{as_shown}”带着“{rest}”，应只填数字",
                        "`{as_shown}` has `{rest}` behind the number"
                    ),
                    help,
                )
            }
            None => (
                say!("“{as_shown}”不是数字", "`{as_shown}` is not a number"),
                say!(
                    "填以{measure}为单位的数字；要说明的写在下面“进展情况”里",
                    "type a number in {measure}; explanations belong to the text below"
                ),
            ),
        };
        refuse(Diagnostic::error("form-text-for-number", message), help)
    }

    /// Percentages: `0.728` may be 72.8% or 0.728%, and a percentage where something else is counted is
    /// wrong.
    fn check_percent(
        digits: &str,
        is_percent: bool,
        field: &FormField,
        indicator: Option<&BlankIndicator>,
    ) -> Result<(), Problem> {
        let measure = &field.measure;
        let is_percentage = matches!(measure.as_str(), "%" | "％");
        if is_percent {
            if is_percentage {
                return Ok(());
            }
            let finding = Diagnostic::error(
                "form-wrong-measure",
                say!(
                    "填成了百分数“{digits}%”，单位应是{measure}",
                    "`{digits}%` is a percentage; the measure is {measure}"
                ),
            );
            let help = say!(
                "把这一格的格式改回“常规”，填以{measure}为单位的数",
                "set the format of the cell to General and type the number in {measure}"
            );
            return Err(refuse(finding, help));
        }
        // No program takes `5‰` for a number, so nobody has to say which is meant.
        if !is_percentage {
            return Ok(());
        }
        let Some(number) = plain_number(digits, "") else { return Ok(()) };
        let is_fraction = !number.is_zero() && number.abs() <= Decimal::ONE;
        let usual = indicator.and_then(usual_size);
        if !is_fraction || usual.is_some_and(|usual| usual <= Decimal::ONE) {
            return Ok(());
        }
        let whole = crate::quantity::plain(number * Decimal::ONE_HUNDRED);
        let finding = Diagnostic::error(
            "form-scale",
            say!(
                "“{digits}”是 {digits}{measure} 还是 {whole}{measure}？",
                "is `{digits}` meant as {digits}{measure} or {whole}{measure}?"
            ),
        );
        let help = say!(
            "连“{measure}”一起填：{whole}{measure} 或 {digits}{measure}",
            "type it with its sign: {whole}{measure} or {digits}{measure}"
        );
        Err(refuse(finding, help))
    }

    /// A number has as many digits as were counted, and shows all of them.
    fn check_digits(digits: &str, as_shown: &str) -> Result<(), Problem> {
        let decimals = |text: &str| text.split_once('.').map_or(0, |(_, behind)| behind.len());
        let plain: String =
            as_shown.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
        let is_shown = plain_number(&plain, "") == plain_number(digits, "");
        if decimals(digits) <= MOST_DECIMALS && (is_shown || plain.is_empty()) {
            return Ok(());
        }
        let finding = Diagnostic::error(
            "form-too-exact",
            say!("显示的是“{as_shown}”，存的是 {digits}", "the cell shows `{as_shown}` and holds {digits}"),
        );
        let help = say!(
            "四舍五入以后，直接填要公开的数",
            "round it, and type the very number that is to be published"
        );
        Err(refuse(finding, help))
    }

    fn figure(&mut self, cell: &WorkbookCell, text: &str, field: &FormField) -> Result<TypedAnswer, Problem> {
        let as_shown = shown(text, self.detector);
        let written = if let CellValue::Number(_) = cell.value {
            if self.is_time(cell) {
                let date = self.shows(cell).unwrap_or_default();
                let finding = Diagnostic::error(
                    "form-date-for-number",
                    say!("是日期“{date}”，应填进展", "the cell holds the date `{date}`, not a figure"),
                );
                let help = say!(
                    "Excel 会把 22/30 这样的写法变成日期；把格式改成“文本”，重新填",
                    "Excel turns `22/30` into a date: set the format to Text and type it again"
                );
                return Err(refuse(finding, help));
            }
            let percent = self.shows(cell).is_some_and(|shown| shown.contains('%'));
            let CellValue::Number(number) = cell.value else { return Ok(plain(text)) };
            if percent { format!("{}%", exact(number * 100.0)) } else { text.to_owned() }
        } else {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let own = Measure::parse(&field.measure);
        match Figure::parse(&written) {
            Ok(Figure::Word(_)) => Ok(plain(&written)),
            Ok(Figure::Quantity(quantity)) if field.kind == AnswerKind::AsWritten => {
                if quantity.measure.is_none() && !field.measure.is_empty() {
                    return Ok(plain(&format!("{written}{}", field.measure)));
                }
                if quantity.measure.fits(own) {
                    return Ok(plain(&written));
                }
                let measure = &field.measure;
                let finding = Diagnostic::error(
                    "form-wrong-measure",
                    say!("“{as_shown}”的单位不是{measure}", "`{as_shown}` is not in {measure}"),
                );
                Err(refuse(finding, say!("换算成{measure}再填", "convert it into {measure}")))
            }
            Ok(Figure::Quantity(_)) | Err(_) => {
                let finding = Diagnostic::error(
                    "form-text-for-number",
                    say!("“{as_shown}”不是能公开的进展", "`{as_shown}` is no figure and no word for one"),
                );
                let help = if field.kind == AnswerKind::Word {
                    say!(
                        "从下拉的词里选一个：完成、推进中、未启动、全覆盖、清零",
                        "choose one of the words: 完成, 推进中, 未启动, 全覆盖, 清零"
                    )
                } else {
                    say!(
                        "数字连单位写，如 22/30所、约2340人；或写 完成、推进中、未启动",
                        "write a number with its measure, such as 22/30所, or 完成, 推进中, 未启动"
                    )
                };
                Err(refuse(finding, help))
            }
        }
    }

    fn day(&mut self, cell: &WorkbookCell, text: &str) -> Result<TypedAnswer, Problem> {
        let date = match cell.value {
            CellValue::Number(number) if self.is_time(cell) => {
                let format = NumberFormat::read("yyyy-mm-dd");
                format.ok().and_then(|format| format.show(number, self.book.epoch).ok())
            }
            CellValue::Number(_) => None,
            _ => Some(text.to_owned()),
        };
        let date = date.and_then(|date| Moment::parse(&date).ok()).map(|moment| moment.date);
        if let Some(date) = date.filter(|date| (2000..2100).contains(&date.year())) {
            return Ok(plain(&date.to_string()));
        }
        let as_shown = shown(text, self.detector);
        let finding =
            Diagnostic::error("form-bad-date", say!("“{as_shown}”不是日期", "`{as_shown}` is not a date"));
        Err(refuse(finding, say!("填成 2024-03-18 这样的日期", "type a date such as 2024-03-18")))
    }

    fn words(
        &mut self,
        cell: &WorkbookCell,
        text: String,
        field: &FormField,
    ) -> Result<TypedAnswer, Problem> {
        let text = match cell.value {
            CellValue::Number(_) => self.shows(cell).unwrap_or(text),
            _ => text,
        };
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let text = lines.join("\n");
        let is_reason = matches!(field.question.topic, Topic::NotCounted | Topic::PostponedBecause);
        if is_reason
            && (DASHES.contains(&text.as_str())
                || leading_number(&text).is_some_and(|(_, rest)| rest.is_empty()))
        {
            let finding = Diagnostic::error(
                "form-reason-missing",
                say!("“{text}”说明不了理由", "`{text}` gives no reason"),
            );
            let help = say!(
                "写一句理由，公众看得到；有数据的填在左边",
                "write the reason, which readers see; a figure belongs to the cell on the left"
            );
            return Err(refuse(finding, help));
        }
        Ok(plain(&text))
    }
}

fn plain(value: &str) -> TypedAnswer {
    TypedAnswer { value: value.to_owned(), doubt: None }
}

/// The size that an indicator's figures have, in its measure: that of the last one, else of the target.
fn usual_size(indicator: &BlankIndicator) -> Option<Decimal> {
    let last = indicator.last.as_ref().and_then(|(_, figure)| plain_number(figure, &indicator.measure));
    last.or_else(|| {
        let target = Target::parse(indicator.target.as_deref()?).ok()?;
        let (TargetKind::AtLeast { bound, .. }
        | TargetKind::AtMost { bound, .. }
        | TargetKind::About(bound)
        | TargetKind::Exactly(bound)) = target.kind
        else {
            return None;
        };
        let Amount { number, measure } = bound;
        measure.convert(number, Measure::parse(&indicator.measure))
    })
    .map(|number| number.abs())
}

/// A figure that is many times the last one, or a small part of it.
fn jump(value: &str, indicator: &BlankIndicator) -> Option<Problem> {
    let (period, figure) = indicator.last.as_ref()?;
    let (last, now) = (plain_number(figure, &indicator.measure)?, plain_number(value, &indicator.measure)?);
    let (last, now) = (last.abs(), now.abs());
    if last.is_zero() || now.is_zero() {
        return None;
    }
    let most = Decimal::from(JUMP);
    let is_jump = now.checked_div(last)? >= most || last.checked_div(now)? >= most;
    let (period, measure) = (period.chinese(), &indicator.measure);
    is_jump.then(|| {
        let finding = Diagnostic::warning(
            "form-scale",
            say!(
                "“{value}”和{period}的“{figure}”相差近百倍以上",
                "`{value}` is many times more or less than `{figure}` of {period}"
            ),
        );
        refuse(
            finding,
            say!("看看是不是没有按{measure}填", "see whether it was given in another measure than {measure}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::exact;

    proptest! {
        #[test]
        fn a_number_reads_as_it_was_typed(whole in 0_u32..2_000_000_000, decimals in 0_usize..6, part in 0_u32..1_000_000) {
            let part = format!("{part:06}");
            let typed = if decimals == 0 { whole.to_string() } else { format!("{whole}.{}", &part[..decimals]) };
            let typed = if decimals == 0 { typed } else { typed.trim_end_matches('0').trim_end_matches('.').to_owned() };
            prop_assert_eq!(exact(typed.parse().unwrap()), typed.clone());
            // A percentage is stored as its hundredth.
            let stored = typed.parse::<f64>().unwrap() / 100.0;
            prop_assert_eq!(exact(stored * 100.0), typed);
        }
    }

    #[test]
    fn noise_of_binary_digits_is_no_figure() {
        for (value, text) in
            [(0.1 + 0.2, "0.3"), (-0.0, "0"), (1e12, "1000000000000"), (72.8_f64 / 100.0 * 100.0, "72.8")]
        {
            assert_eq!(exact(value), text);
        }
    }
}

//! Reports of progress as they stand on pages: what the project is, what is to be reached, then a text for
//! each quarter.

use std::collections::{BTreeMap, BTreeSet};

use super::account::PartId;
use super::indicators::{period_in, year_in};
use super::markup::MarkupContext;
use super::material::{Doubt, GridCell, Material, MaterialBlock, MaterialGrid, MaterialLine};
use super::official::is_body;
use super::project::{ProjectFrame, figure_of};
use super::{ImportOptions, KnownProject};
use crate::diag::Text;
use crate::model::{Period, Unit};
use crate::quantity::{Measure, leading_number};
use crate::say;
use crate::text;

/// How many characters may stand between an indicator and its figure.
const FURTHEST_FIGURE: usize = 6;
/// The shortest sentence that stands behind the name of a period, in characters.
const SHORTEST_TEXT: usize = 10;
/// The longest measure, in characters.
const LONGEST_MEASURE: usize = 4;

/// A report of progress.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrative {
    /// What stands above the quarters.
    pub(super) frame: ProjectFrame,
    /// The text of each period, as it is written.
    pub(super) texts: BTreeMap<Period, String>,
}

/// What a label says that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NarrativeLabel {
    Scope,
    Goals(Option<i16>),
    Lead,
    Progress,
}

/// A line, and the part that it is told with.
struct NarrativeLine<'m> {
    part: Option<PartId>,
    line: &'m MaterialLine,
    words: String,
}

/// Whether a source is a report of progress: it has the names of two periods at least with sentences behind
/// them. The heads of a table of figures name periods too, and have other heads or figures behind them.
pub(super) fn is_one(material: &Material) -> bool {
    let mut lines: Vec<String> = Vec::new();
    for block in &material.blocks {
        match block {
            MaterialBlock::Line(line) => lines.push(line.words()),
            MaterialBlock::Table(grid) => {
                let cells = grid.rows.iter().flatten();
                lines.extend(cells.flat_map(|cell| &cell.lines).map(MaterialLine::words));
            }
        }
    }
    lines.retain(|words| !words.is_empty());
    let has_text =
        |pair: &&[String]| text::is_period_name(&pair[0]) && pair[1].chars().count() >= SHORTEST_TEXT;
    let named: BTreeSet<&str> = lines.windows(2).filter(has_text).map(|pair| pair[0].as_str()).collect();
    named.len() >= 2
}

/// Reads a report of progress and accounts for all of it. `title` is what it is called.
pub(super) fn read(material: &mut Material, title: &str, options: &ImportOptions<'_>) -> Narrative {
    let blocks = std::mem::take(&mut material.blocks);
    let mut narrative = Narrative::default();
    narrative.frame.title = without_year(title);
    let mut items: Vec<NarrativeLine<'_>> = Vec::new();
    let mut goals_year = None;
    for block in &blocks {
        match block {
            MaterialBlock::Line(line) => {
                items.push(NarrativeLine { part: line.part, line, words: line.words() });
            }
            MaterialBlock::Table(grid) => {
                labelled(grid, material, &mut narrative, &mut goals_year, &mut items);
            }
        }
    }
    let mut year = goals_year.or_else(|| year_in(title));
    plain_labels(&items, material, &mut narrative, &mut year, options);
    if year.is_none() {
        year = Some(options.today.year());
        let shown = options.today.year();
        let text = say!(
            "没有写是哪一年的进度，先当作 {shown} 年，请核对",
            "the year is not said, {shown} stands for it: check it"
        );
        material.doubts.push(Doubt { place: say!("各期", "the periods"), text });
    }
    let mut period: Option<Period> = None;
    for item in &items {
        let Some(part) = item.part else { continue };
        // What labels name was taken already.
        if period.is_none()
            && material.account.part(part).fate.is_some()
            && !text::is_period_name(&item.words)
        {
            continue;
        }
        if text::is_period_name(&item.words) {
            period = period_in(&item.words, year);
            material.account.change(part, say!("期名成为文件名", "the period became the file's name"));
            continue;
        }
        let Some(period) = period else {
            material.account.leave(part, say!("不属于哪一期", "it belongs to no period"));
            continue;
        };
        let line = MarkupContext::new(material, &[]).line(item.line);
        narrative.texts.entry(period).or_default().extend([line.as_str(), "\n"]);
        material.account.place(part);
    }
    narrative
}

/// `2023年劳有所得进度` on the page of a year is a project without the year.
fn without_year(title: &str) -> String {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'));
    rest.filter(|rest| !rest.is_empty() && title.len() - rest.len() < 12).unwrap_or(title).to_owned()
}

fn label_of(words: &str) -> Option<NarrativeLabel> {
    let close: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let close = close.trim_end_matches(['：', ':']);
    if close.chars().count() > 12 {
        return None;
    }
    match close {
        "项目内容" | "主要内容" | "工作内容" | "重点任务" | "工作任务" => {
            Some(NarrativeLabel::Scope)
        }
        "牵头单位" | "责任单位" | "牵头部门" | "实施单位" => Some(NarrativeLabel::Lead),
        "推进情况" | "进展情况" | "工作进展" | "完成情况" | "进度情况" => {
            Some(NarrativeLabel::Progress)
        }
        _ if close.ends_with("目标") || close.ends_with("目标任务") => {
            Some(NarrativeLabel::Goals(year_in(close)))
        }
        _ => None,
    }
}

/// Takes what labels in a table name; what is left of it becomes items.
fn labelled<'m>(
    grid: &'m MaterialGrid,
    material: &mut Material,
    narrative: &mut Narrative,
    year: &mut Option<i16>,
    items: &mut Vec<NarrativeLine<'m>>,
) {
    let at = |row: usize, column: usize| -> Option<&'m GridCell> {
        grid.rows.get(row)?.iter().find(|cell| cell.column == column)
    };
    let mut done: Vec<Option<PartId>> = Vec::new();
    for (row, cells) in grid.rows.iter().enumerate() {
        let labels = cells.iter().filter(|cell| label_of(&cell.words()).is_some()).count();
        for cell in cells {
            let Some(label) = label_of(&cell.words()).filter(|_| !done.contains(&cell.part)) else {
                continue;
            };
            done.push(cell.part);
            if let Some(part) = cell.part {
                material
                    .account
                    .change(part, say!("小标题成为各项的名称", "a label became the name of a key"));
            }
            let below = at(row + cell.row_span, cell.column)
                .filter(|_| labels > 1 || cell.column_span == grid.columns);
            let value = below.or_else(|| at(row, cell.column + cell.column_span));
            let Some(value) = value.filter(|_| label != NarrativeLabel::Progress) else { continue };
            let markup = MarkupContext::new(material, &[]);
            let lines: Vec<String> = value.lines.iter().map(|line| markup.line(line)).collect();
            settle(narrative, year, label, &lines.join("\n"));
            done.push(value.part);
            if let Some(part) = value.part {
                material.account.place(part);
            }
        }
    }
    for cell in grid.rows.iter().flatten().filter(|cell| cell.part.is_none() || !done.contains(&cell.part)) {
        if cell.lines.is_empty()
            && let Some(part) = cell.part
        {
            material.account.place(part);
        }
        items.extend(cell.lines.iter().map(|line| NarrativeLine {
            part: cell.part,
            line,
            words: line.words(),
        }));
    }
}

fn settle(narrative: &mut Narrative, year: &mut Option<i16>, label: NarrativeLabel, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match label {
        NarrativeLabel::Scope => text.clone_into(&mut narrative.frame.scope),
        NarrativeLabel::Lead => narrative.frame.lead = Some(text.to_owned()),
        NarrativeLabel::Goals(of) => {
            *year = of.or(*year);
            narrative.frame.goals.insert(of.unwrap_or(0), text.to_owned());
        }
        NarrativeLabel::Progress => {}
    }
}

/// Labels that stand as lines one below the other, as in a table that was copied as text: what follows
/// belongs to them, the last line to the unit.
fn plain_labels(
    items: &[NarrativeLine<'_>],
    material: &mut Material,
    narrative: &mut Narrative,
    year: &mut Option<i16>,
    options: &ImportOptions<'_>,
) {
    let end = items.iter().position(|item| text::is_period_name(&item.words)).unwrap_or(items.len());
    let head = &items[..end];
    let labels: Vec<(usize, NarrativeLabel)> =
        head.iter().enumerate().filter_map(|(at, item)| Some((at, label_of(&item.words)?))).collect();
    for (at, label) in &labels {
        if let NarrativeLabel::Goals(Some(of)) = label {
            *year = Some(*of);
        }
        if let Some(part) = head[*at].part {
            material.account.change(part, say!("小标题成为各项的名称", "a label became the name of a key"));
        }
    }
    let named: Vec<&(usize, NarrativeLabel)> =
        labels.iter().filter(|(_, label)| *label != NarrativeLabel::Progress).collect();
    let Some((first, _)) = named.first() else { return };
    let is_stack = named.len() > 1 && named.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
    let stop = labels.iter().find(|(_, label)| *label == NarrativeLabel::Progress).map_or(end, |(at, _)| *at);
    let markup_of =
        |material: &Material, item: &NarrativeLine<'_>| MarkupContext::new(material, &[]).line(item.line);
    if !is_stack {
        for (nth, (at, label)) in named.iter().map(|label| **label).enumerate() {
            let until = named.get(nth + 1).map_or(stop, |next| next.0).max(at + 1);
            let lines: Vec<String> =
                head[at + 1..until].iter().map(|item| markup_of(material, item)).collect();
            settle(narrative, year, label, &lines.join("\n"));
            head[at + 1..until]
                .iter()
                .filter_map(|item| item.part)
                .for_each(|part| material.account.place(part));
        }
        return;
    }
    let mut rest: Vec<&NarrativeLine<'_>> =
        head[first + named.len()..stop.max(first + named.len())].iter().collect();
    let units = options.settings.map(|settings| &settings.units);
    let is_unit =
        |words: &str| units.is_some_and(|units| Unit::find(units, words).is_some()) || is_body(words);
    if named.iter().any(|(_, label)| *label == NarrativeLabel::Lead)
        && let Some(last) = rest.pop_if(|last| is_unit(&last.words))
    {
        narrative.frame.lead = Some(last.words.clone());
        last.part.into_iter().for_each(|part| material.account.place(part));
    }
    let kinds: Vec<NarrativeLabel> =
        named.iter().map(|(_, label)| *label).filter(|label| *label != NarrativeLabel::Lead).collect();
    let doubt_at =
        rest.first().and_then(|item| item.part).map(|part| material.account.part(part).place.clone());
    for (nth, label) in kinds.iter().enumerate() {
        let is_last = nth + 1 == kinds.len();
        let count = if is_last { rest.len() } else { rest.len().min(1) };
        let own: Vec<&NarrativeLine<'_>> = rest.drain(..count).collect();
        let lines: Vec<String> = own.iter().map(|item| markup_of(material, item)).collect();
        settle(narrative, year, *label, &lines.join("\n"));
        own.iter().filter_map(|item| item.part).for_each(|part| material.account.place(part));
    }
    if kinds.len() > 1
        && let Some(place) = doubt_at
    {
        let text = say!(
            "几栏的文字连在一起，先把第一段当作项目内容，其余当作目标，请核对",
            "texts of several columns run together: the first paragraph was taken for the scope, the others for the goals; check it"
        );
        material.doubts.push(Doubt { place, text });
    }
}

/// The figures in the text of a period that stand right behind the indicator they belong to. An indicator
/// with two different ones is left out, and told.
pub(super) fn figures_in(
    text: &str,
    project: &KnownProject,
    doubts: &mut Vec<Doubt>,
    period: Period,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, measure) in &project.indicators {
        let mut figures: Vec<String> = text
            .match_indices(name.as_str())
            .filter_map(|(at, _)| figure_behind(&text[at + name.len()..], measure))
            .collect();
        figures.dedup();
        match figures.as_slice() {
            [figure] => found.push((name.clone(), figure.clone())),
            [] => {
                let place = period_text(period);
                let text =
                    say!("没有找到“{name}”的数，请自己填写", "no figure of `{name}` was found: fill it in");
                doubts.push(Doubt { place, text });
            }
            several => {
                let values = several.join("、");
                let place = period_text(period);
                let text = say!(
                    "“{name}”有几个数（{values}），请自己填写",
                    "`{name}` has several figures ({values}): fill it in"
                );
                doubts.push(Doubt { place, text });
            }
        }
    }
    found
}

fn period_text(period: Period) -> Text {
    let shown = period.chinese();
    say!("{shown}", "{period}")
}

/// The figure that stands behind the name of an indicator: `为72.8%`, `6340人次`, `提升至97.43%`.
fn figure_behind(behind: &str, measure: &str) -> Option<String> {
    let link = |c: char| "为达到完成至累计了提升共有率：:约已 ".contains(c);
    let skipped: usize =
        behind.chars().take_while(|c| link(*c)).take(FURTHEST_FIGURE).map(char::len_utf8).sum();
    let rest = &behind[skipped..];
    let (_, after) = leading_number(rest)?;
    let number = &rest[..rest.len() - after.len()];
    let wanted = Measure::parse(measure);
    let ends: Vec<usize> =
        after.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_MEASURE).collect();
    let written = ends.into_iter().rev().map(|end| &after[..end]).find(|written| {
        let own = Measure::parse(written);
        !own.is_none() && own.fits(wanted) && !wanted.is_none()
    })?;
    figure_of(&format!("{number}{written}"), measure)
}

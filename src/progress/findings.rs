//! Findings about figures and targets: each is kept as written, and none of them is ever rewritten.

use std::ops::Range;

use super::judgeable::has_base;
use super::{EntryProgress, Position, Status, StatusReason};
use crate::catalog::{Project, ProjectEntry};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Place, Text};
use crate::entry::IndicatorDraft;
use crate::model::{ContentPath, Period};
use crate::quantity::{
    Approximation, Decimal, Direction, FigureError, Measure, Quantity, QuantityValue, Target, TargetKind,
    plain, rounded,
};
use crate::say;

/// What is wrong with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FigureFault {
    /// It cannot be read.
    Unreadable,
    /// What stands in brackets behind it may make another number of it.
    Remark,
    /// `3–2家`.
    ReversedRange,
    /// Its measure is not the indicator's.
    Measure,
    /// It calls itself a total, and its indicator is reported for each period alone (当期).
    Total,
    /// It calls itself an increase, and its indicator is reported as a total.
    Increase,
}

impl From<FigureError> for FigureFault {
    fn from(error: FigureError) -> Self {
        match error {
            FigureError::Unreadable => Self::Unreadable,
            FigureError::Remark => Self::Remark,
            FigureError::ReversedRange => Self::ReversedRange,
        }
    }
}

/// The finding for a figure. A text that is no figure is none where the indicator has no measure:
/// [`undecided`] asks about those that leave open whether something is done.
pub(super) fn figure(
    fault: FigureFault,
    file: &ContentPath,
    figure: &Spanned<String>,
    project: &ContentPath,
    indicator: &IndicatorDraft,
) -> Option<Diagnostic> {
    let at = Place::span(file.in_site(), figure.span.clone());
    let (text, name) = (&figure.value, &indicator.name.value);
    match fault {
        FigureFault::ReversedRange => Some(reversed_range(text, at)),
        FigureFault::Measure => {
            let found = Quantity::parse(text).map_or("", |quantity| quantity.measure.text());
            Some(mismatch(found, at, project, indicator, &say!("数据“{text}”", "the figure `{text}`")))
        }
        FigureFault::Total => Some(
            left_out(
                at,
                &say!(
                    "数据“{text}”写的是累计数，指标“{name}”的口径是当期，各期要相加",
                    "`{text}` calls itself a total, and `{name}` is reported for each period alone"
                ),
            )
            .help(say!(
                "写本期自己的数，不写“累计”；各期写的都是累计数的，把指标的口径改成累计",
                "write the figure of this period alone; where all are totals, make the indicator's basis cumulative"
            )),
        ),
        FigureFault::Increase => Some(
            left_out(
                at,
                &say!(
                    "数据“{text}”写的是新增的数，指标“{name}”报的是到期末为止的数",
                    "`{text}` calls itself an increase, and `{name}` is reported as it stands at the period's end"
                ),
            )
            .help(say!(
                "写到期末为止一共是多少，不写“新增”；各期写的都是本期新增的，把指标的口径改成当期",
                "write what there is at the period's end, without 新增; where all figures are of their period alone, make the indicator's basis 当期"
            )),
        ),
        FigureFault::Remark => {
            indicator.measure.as_ref()?;
            Some(
                left_out(
                    at,
                    &say!(
                        "看不出数据“{text}”括号里的话改不改变前面的数",
                        "whether the words in brackets change the number of `{text}` cannot be seen"
                    ),
                )
                .help(say!(
                    "只写已经有了的数，括号里的话写在正文里；`（累计）` `（按立案数）` `（不含…）` `（计划15家）` `（同比增长5%）` `（其中农村3家）` 这样不改变数的可以留着",
                    "write the number of what is there, and the words in the text; remarks that change nothing may stay, such as （累计）, （按立案数）, （不含…）, （计划15家）, （同比增长5%） or （其中农村3家）"
                )),
            )
        }
        FigureFault::Unreadable => {
            let measure = &indicator.measure.as_ref()?.value;
            let help = if measure.contains(|c: char| c.is_ascii_digit()) {
                say!(
                    "单位“{measure}”里有数字，和数据连着写会读错：只写数，如 `11.5`；或者把单位改成 `人/十万人` 这样不带数字的，再写 `11.5人/十万人`",
                    "the measure `{measure}` has digits, which run together with the number: write the number alone, as in `11.5`, or make the measure `人/十万人` and write `11.5人/十万人`"
                )
            } else {
                say!(
                    "只写数字和单位，如 `120{measure}`；其他的话写在正文里；不能用数字说的写 完成、推进中 或 未启动",
                    "write only number and measure, as in `120{measure}`, and the rest in the text; without a number write 完成, 推进中 or 未启动"
                )
            };
            let what = say!("数据“{text}”不是数量", "`{text}` is no quantity");
            Some(left_out(at, &what).help(help))
        }
    }
}

/// The warning that a figure is left out of every calculation, and why.
fn left_out(at: Place, why: &Text) -> Diagnostic {
    use crate::diag::Lang::{En, Zh};
    let (zh, en) = (why.in_lang(Zh), why.in_lang(En));
    let message = say!("{zh}，不参加计算", "{en}: it is left out of every calculation");
    Diagnostic::warning("unreadable-figure", message).at(at)
}

/// The warning that a figure leaves open whether its target, in words, is met: 基本完成 is not 完成, and of
/// 30所 nobody knows whether that is 全覆盖.
pub(super) fn undecided(file: &ContentPath, figure: &Spanned<String>, target: &str) -> Diagnostic {
    let text = &figure.value;
    Diagnostic::warning(
        "unreadable-figure",
        say!(
            "看不出数据“{text}”是不是已经做到目标“{target}”，不判断进度；到年底还看不出的，项目不算完成",
            "the figure `{text}` leaves open whether the target `{target}` is met: it is not judged, and the project will not be done"
        ),
    )
    .at(Place::span(file.in_site(), figure.span.clone()))
    .help(say!(
        "做到了写 `完成`、`全覆盖` 或 `清零`，没有做到写 `推进中` 或 `未启动`；做了一部分的写 `22/30所` 这样的数，其余的话写在正文里",
        "write 完成, 全覆盖 or 清零 if it is met, 推进中 or 未启动 if not; of a part write a figure such as `22/30所`, and the rest in the text"
    ))
}

/// The warning that figures which are ranges or about right leave open whether an indicator is behind.
pub(super) fn inexact(file: &ContentPath, figure: &Spanned<String>, target: &str) -> Diagnostic {
    let text = &figure.value;
    Diagnostic::warning(
        "unreadable-figure",
        say!(
            "按数据“{text}”看不出目标“{target}”达到没有、是不是已经滞后：它是约数或者范围（当期数的连同前面各期），不判断进度",
            "the figure `{text}`, with those before it of a sum, is a range or about right and leaves open whether the target `{target}` is met or behind: it is not judged"
        ),
    )
    .at(Place::span(file.in_site(), figure.span.clone()))
    .help(say!("写准确的数，如 `38次`", "write the exact number, as in `38次`"))
}

fn reversed_range(text: &str, at: Place) -> Diagnostic {
    Diagnostic::error("reversed-range", say!("“{text}”的范围前大后小", "the range `{text}` runs backwards"))
        .at(at)
        .help(say!("小的写在前面，如 2–3家", "put the smaller number first, as in 2–3家"))
}

/// A figure or target in another measure than its indicator.
fn mismatch(
    found: &str,
    at: Place,
    project: &ContentPath,
    indicator: &IndicatorDraft,
    what: &Text,
) -> Diagnostic {
    use crate::diag::Lang::{En, Zh};
    let (zh, en) = (what.in_lang(Zh), what.in_lang(En));
    let name = &indicator.name.value;
    let (own, span) = match &indicator.measure {
        Some(measure) => (&*measure.value, measure.span.clone()),
        None => ("", indicator.name.span.clone()),
    };
    let is_rate = |rest: &str| !own.is_empty() && rest.starts_with(['/', '／', '每']);
    let help = if found.strip_prefix(own).is_some_and(is_rate) {
        say!(
            "“{found}”是平均的数，不能当作总数：写总数，或者把指标的单位改成“{found}”",
            "`{found}` is a rate and no total: write the total, or make `{found}` the indicator's measure"
        )
    } else {
        say!(
            "核对后改成同一个单位；“人”和“万人”这样的可以混用，会自动换算",
            "use the same measure in both; scales of one measure, such as 万人 and 人, may be mixed and are converted"
        )
    };
    Diagnostic::error(
        "measure-mismatch",
        say!(
            "{zh}的单位是“{found}”，指标“{name}”的单位是“{own}”",
            "{en} is in `{found}`, its indicator `{name}` in `{own}`"
        ),
    )
    .at(at)
    .related(
        Place::span(project.in_site(), span),
        say!("指标的单位写在这里", "the indicator's measure stands here"),
    )
    .help(help)
}

/// The warning that the newest report of a project leaves indicators out.
pub(super) fn omitted(project: &Project, entry: &ProjectEntry, said: &EntryProgress) -> Option<Diagnostic> {
    // A name that nobody knows is most likely a slip in the one that seems left out, and has been told.
    let is_known =
        |name: &String| project.draft.indicators.iter().any(|indicator| indicator.name.value == *name);
    if !entry.draft.figures.iter().all(|(name, _)| is_known(&name.value)) {
        return None;
    }
    let indicators = project.draft.indicators.iter().zip(&said.positions);
    let is_omitted = |position: &Option<Position>| {
        let standing = position.map(|position| position.standing);
        standing.is_some_and(|standing| matches!(standing.reason, StatusReason::Omitted { .. }))
    };
    let names: Vec<&str> = indicators
        .filter(|(_, position)| is_omitted(position))
        .map(|(indicator, _)| &*indicator.name.value)
        .collect();
    let first = names.first()?;
    let (list, period) = (names.join("、"), entry.draft.period.chinese());
    Some(
        Diagnostic::warning(
            "omitted-indicator",
            say!(
                "{period}没有填报有目标值的指标：{list}；页面上显示为“本项未报”",
                "{period} reports no figure of indicators with a target: {list}; pages show them as 本项未报"
            ),
        )
        .at(match entry.draft.figures.first() {
            Some((name, _)) => Place::span(entry.path.in_site(), name.span.clone()),
            None => Place::whole(entry.path.in_site()),
        })
        .help(say!(
            "在“指标”里补上；这一期确实没有这项数据的，写明理由：`本期不统计: {{{first}: 理由}}`",
            "add them under `figures`; where a figure does not exist this period, say why: `not_counted: {{{first}: reason}}`"
        )),
    )
}

/// The warnings that a report adds to sums of which an earlier period is missing.
pub(super) fn skipped(project: &Project, entry: &ProjectEntry, said: &EntryProgress) -> Vec<Diagnostic> {
    let warning = |(indicator, position): (&IndicatorDraft, &Option<Position>)| {
        let StatusReason::Skipped(gap) = (*position)?.standing.reason else { return None };
        let (name, period) = (&indicator.name.value, entry.draft.period);
        // What came later does not judge this period anew.
        let is_told = |period: Period| {
            let entries = project.years.iter().flat_map(|year| &year.entries);
            let mut of_period = entries.filter(|entry| entry.draft.period == period);
            of_period.any(|entry| entry.draft.figures.iter().any(|(own, _)| own.value == *name))
        };
        if gap.periods().into_iter().all(is_told) {
            return None;
        }
        let (missing, now) = (gap.words(period.year), period.chinese());
        let (own, _) = entry.draft.figures.iter().find(|(own, _)| own.value == *name)?;
        Some(
            Diagnostic::warning(
                "omitted-indicator",
                say!(
                    "指标“{name}”按期填报，{missing}没有填报，到{now}的累计数算不出来；页面上显示为“本项未报”",
                    "`{name}` is reported for each period and has no figure of {missing}: the sum up to {now} is not known, and pages show it as 本项未报"
                ),
            )
            .at(Place::span(entry.path.in_site(), own.span.clone()))
            .help(say!(
                "在缺的那一期的“指标”里补上，那一期已经公开的同时写“更正”；那一期确实没有这项数据的，写明理由：`本期不统计: {{{name}: 理由}}`",
                "add it under `figures` of that period, with a correction if that is public already; where it does not exist, say why there: `not_counted: {{{name}: reason}}`"
            )),
        )
    };
    project.draft.indicators.iter().zip(&said.positions).filter_map(warning).collect()
}

/// The error that an entry calls a project done of which something is open.
pub(super) fn stated_done(
    project: &Project,
    entry: &ProjectEntry,
    said: &EntryProgress,
) -> Option<Diagnostic> {
    let stated = entry.draft.status.as_ref().filter(|status| status.value == Status::Done.word())?;
    // The computed one is shown instead where something is open.
    if said.standing.reason == StatusReason::Stated {
        return None;
    }
    let draft = &project.draft;
    let indicators = draft.indicators.iter().map(|indicator| &*indicator.name.value);
    let positions = said.positions.iter().map(|position| position.map(|position| position.standing));
    let nodes = draft.nodes.iter().map(|node| &*node.name.value);
    let parts = indicators.zip(positions).chain(nodes.zip(said.nodes.iter().map(|node| Some(node.standing))));
    let open = parts.filter_map(|(name, standing)| Some((name, standing?)));
    let open: Vec<String> = open
        .filter(|(_, standing)| standing.is_open())
        .map(|(name, standing)| format!("{name}（{}）", standing.status.word()))
        .collect();
    let list = open.join("、");
    Some(
        Diagnostic::error(
            "stated-done-while-open",
            say!(
                "状态写的是已完成，但还有没完成的：{list}",
                "the status says 已完成, but there is still: {list}"
            ),
        )
        .at(Place::span(entry.path.in_site(), stated.span.clone()))
        .help(say!(
            "核对数据和目标值；没有完成的，删去“状态”，由程序判断，或者写别的状态",
            "check figures and targets; otherwise remove the status, or give another"
        )),
    )
}

/// That the figures of an entry reach to a day outside its period: an error if that lies before it, for then
/// they are those of another period.
pub(super) fn as_of_outside(entry: &ProjectEntry) -> Option<Diagnostic> {
    let (as_of, period) = (entry.draft.as_of.as_ref()?, entry.draft.period);
    let (first, last) = (period.first_day(), period.last_day());
    let day = as_of.value.date;
    if (first..=last).contains(&day) {
        return None;
    }
    let (name, rule) = (period.chinese(), "as-of-outside-period");
    let finding = if day < first {
        Diagnostic::error(
            rule,
            say!(
                "数据截至 {day}，那时{name}（{first} 至 {last}）还没有开始",
                "the figures are as of {day}, before {name} ({first} to {last}) began"
            ),
        )
    } else {
        Diagnostic::warning(
            rule,
            say!(
                "数据截至 {day}，不在{name}（{first} 至 {last}）里",
                "the figures are as of {day}, which lies outside {name} ({first} to {last})"
            ),
        )
    };
    Some(
        finding.at(Place::span(entry.path.in_site(), as_of.span.clone()))
        .help(say!(
            "核对日期；数据到期末为止的不用写“截至”，是另一期数据的，写进那一期的文件",
            "check the day; leave it out where the figures reach to the period's end, and report those of another period in its own file"
        )),
    )
}

/// Measures of what may be below zero.
const SIGNED_MEASURES: &[&str] = &["℃", "°C", "摄氏度", "分贝"];
/// In the names of what may be below zero: changes, differences, balances and heights.
const SIGNED_NAMES: &[&str] = &[
    "增", "减", "净", "差", "变", "降", "涨", "余", "盈", "亏", "利润", "收益", "赤字", "同比", "环比", "温",
    "水位", "高程", "标高", "海拔", "沉降", "提前",
];

/// Whether what an indicator counts cannot be below zero: things, people, lengths and money that is no
/// balance.
#[must_use]
pub fn is_never_below_zero(indicator: &IndicatorDraft) -> bool {
    let Some(measure) = &indicator.measure else { return false };
    let own = Measure::parse(&measure.value);
    let is_share = own.is_ratio() || own.is_points() || own.is_bare();
    // 新增 is what came in, and no change.
    let name = indicator.name.value.replace("新增", "");
    !is_share
        && !SIGNED_MEASURES.contains(&own.text())
        && !SIGNED_NAMES.iter().any(|word| name.contains(word))
}

/// The warning that a target or base figure of what is counted is below zero.
fn below_zero(
    text: &Spanned<String>,
    project: &ContentPath,
    indicator: &IndicatorDraft,
) -> Option<Diagnostic> {
    let written = &text.value;
    let is_signed = written.trim_start_matches(['≥', '≤', '>', '<', '＞', '＜', ' ']).starts_with(SIGNS);
    if !is_signed || !is_never_below_zero(indicator) {
        return None;
    }
    let name = &indicator.name.value;
    Some(
        Diagnostic::warning(
            "negative-count",
            say!(
                "“{name}”写的“{written}”是负数，数出来的数不会小于0",
                "`{name}` has `{written}`, and what is counted is never below zero"
            ),
        )
        .at(Place::span(project.in_site(), text.span.clone()))
        .help(say!(
            "前面的横线是多写的，删去；要减少这么多的，写 `减少12家`，并写基期",
            "remove the dash in front; for a reduction write it as `减少12家`, with a base"
        )),
    )
}

/// What a negative number begins with.
const SIGNS: [char; 3] = ['-', '−', '－'];

/// The findings for the targets, milestones and base figures of an indicator.
pub(super) fn of_indicator(
    project: &ContentPath,
    indicator: &IndicatorDraft,
    findings: &mut Vec<Diagnostic>,
) {
    let measure = indicator.measure.as_ref().map(|measure| Measure::parse(&measure.value));
    let own = measure.unwrap_or(Measure::NONE);
    let place = |span: &Range<usize>| Place::span(project.in_site(), span.clone());
    for text in indicator.targets.values().chain(indicator.milestones.values()) {
        let written = &text.value;
        findings.extend(below_zero(text, project, indicator));
        match Target::parse(written) {
            Ok(target) => {
                if let TargetKind::Change { by, direction, .. } = target.kind
                    && by.measure.is_ratio()
                    && own.is_ratio()
                {
                    findings.push(unclear_change(written, by.measure, direction, place(&text.span)));
                }
                if let Some(found) = target.measure().filter(|found| !found.fits(own)) {
                    let what = say!("目标值“{written}”", "the target `{written}`");
                    findings.push(mismatch(found.text(), place(&text.span), project, indicator, &what));
                }
            }
            Err(FigureError::ReversedRange) => findings.push(reversed_range(written, place(&text.span))),
            Err(FigureError::Unreadable | FigureError::Remark) => {
                findings.push(unreadable_target(written, place(&text.span)));
            }
        }
    }
    for text in indicator.base.values() {
        let written = &text.value;
        findings.extend(below_zero(text, project, indicator));
        match Quantity::parse(written) {
            Ok(quantity) if quantity.measure.fits(own) => {}
            Ok(quantity) => {
                let what = say!("基期值“{written}”", "the base figure `{written}`");
                findings.push(mismatch(
                    quantity.measure.text(),
                    place(&text.span),
                    project,
                    indicator,
                    &what,
                ));
            }
            Err(error) => findings.extend(figure(error.into(), project, text, project, indicator)),
        }
    }
}

fn unreadable_target(text: &str, at: Place) -> Diagnostic {
    Diagnostic::warning(
        "unreadable-target",
        say!(
            "目标值“{text}”里的数字不能识别，只照原样显示，不判断进度",
            "the number in the target `{text}` cannot be understood: it is shown as written, and no status follows"
        ),
    )
    .at(at)
    .help(say!(
        "写成 `≥92%`、`不低于9000人`、`2–3家`、`约2340人`、`全覆盖`、`清零`、`每年减少10%` 这样的形式，其余的话写在“目标”或“说明”里",
        "write it like `≥92%`, `不低于9000人`, `2–3家`, `约2340人`, `全覆盖`, `清零` or `每年减少10%`, and the rest under `goals` or `note`"
    ))
}

/// A change of a rate by a share: of 8‰ a fall by 2‰ leads to 6‰, or to 7.984‰.
fn unclear_change(text: &str, by: Measure<'_>, direction: Direction, at: Place) -> Diagnostic {
    let points = if by.text() == "‰" { "千分点" } else { "百分点" };
    let (zh, en) = match direction {
        Direction::Up => ("增加", "up"),
        Direction::Down => ("减少", "down"),
    };
    Diagnostic::warning(
        "unreadable-target",
        say!(
            "目标值“{text}”没有写明是{zh}几个{points}，还是比原来的数{zh}百分之几，所以不判断进度",
            "the target `{text}` does not say whether the rate goes {en} by points or by a share of what it was: no status follows"
        ),
    )
    .at(at)
    .help(say!(
        "是{points}就写成“几个{points}”；是变化率就直接写要达到的数，如 `≥92%`",
        "write `个{points}` if points are meant, else the number to be reached, such as `≥92%`"
    ))
}

/// The warnings that the site has published another figure for the end of a year than its base (基期): two
/// numbers for one thing. `published` gives the exact one of a year, in `measure`. A note of the indicator
/// may say where the base figure is from.
pub(super) fn other_bases(
    project: &ContentPath,
    (indicator, measure): (&IndicatorDraft, Measure<'_>),
    published: impl Fn(i16) -> Option<Decimal>,
) -> Vec<Diagnostic> {
    let is_explained = indicator.note.as_ref().is_some_and(|note| note.contains("基期"));
    let bases = indicator.base.iter().filter(|_| !is_explained);
    let ask = |(year, text): (&i16, &Spanned<String>)| {
        let base =
            Quantity::parse(&text.value).ok().filter(|base| base.approximation == Approximation::None)?;
        let value = match base.value_in(measure)? {
            QuantityValue::Exact(value) => value,
            QuantityValue::Range { .. } => return None,
        };
        let result = published(*year)?;
        // One of them may have fewer digits.
        let scale = value.normalize().scale().min(result.normalize().scale());
        if rounded(value, scale) == rounded(result, scale) {
            return None;
        }
        let (name, written) = (&indicator.name.value, &text.value);
        let said = format!("{}{}", plain(result), measure.text());
        Some(
            Diagnostic::warning(
                "base-not-as-published",
                say!(
                    "“{name}”的基期写的是{year}年“{written}”，网站公布的{year}年数据是{said}",
                    "the base of `{name}` is `{written}` for {year}, and the site has published {said} for that year"
                ),
            )
            .at(Place::span(project.in_site(), text.span.clone()))
            .help(say!(
                "核对后改成一样的；不写基期就按公布的数算；基期确实是另外核定的数，在这个指标的“说明”里写明基期从哪里来",
                "make them agree, or leave the base out: what was published counts; if the base was settled otherwise, say under `note` of the indicator where it is from (with the word 基期)"
            )),
        )
    };
    bases.filter_map(ask).collect()
}

/// A change needs something to change from: in the first `year` with such a target there has to be a base
/// figure, or one for the end of that year that the site has published.
pub(super) fn missing_base(
    project: &ContentPath,
    indicator: &IndicatorDraft,
    is_published: impl Fn(i16) -> bool,
) -> Option<Diagnostic> {
    let (year, text, base_year, direction) =
        indicator.targets.iter().find_map(|(year, text)| match Target::parse(&text.value).ok()?.kind {
            TargetKind::Change { base_year, direction, .. } => Some((*year, text, base_year, direction)),
            _ => None,
        })?;
    let written = &text.value;
    let from = base_year.unwrap_or(year - 1);
    if has_base(indicator, year, base_year) || is_published(from) {
        return None;
    }
    let (zh, en) = match direction {
        Direction::Up => ("增加", "a rise"),
        Direction::Down => ("减少", "a fall"),
    };
    let finding = Diagnostic::warning(
        "target-without-base",
        say!(
            "目标值“{written}”是比以前{zh}，但没有写以前是多少",
            "the target `{written}` asks for {en}, but nothing says from what"
        ),
    );
    Some(finding.at(Place::span(project.in_site(), text.span.clone())).help(say!(
        "给这个指标加一行 `基期: {{{from}: 数值}}`",
        "give the indicator a line `base: {{{from}: figure}}`"
    )))
}

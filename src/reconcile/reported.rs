//! What the text of an entry says has changed or been reached, against the figures reported beside it:
//! `覆盖率92.5%，比年初提高3.5个百分点`, `床位比一季度增加90张`, `床位150张，提前完成全年目标`.

use super::amount::is_rough;
use super::changes::direction;
use super::clauses::{last_clause, question};
use super::prose::{KnownFigures, Sentence, in_measure};
use super::{Question, Where};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{EntryId, IndicatorId};
use crate::progress::{FigurePoint, Rough};
use crate::quantity::{Decimal, Measure, Quantity, QuantityValue, plain, rounded};
use crate::say;

/// The beginning of the year, with which something is compared.
const YEAR_BEGAN: [&str; 4] = ["年初", "上年末", "上年底", "去年底"];
/// The period before.
const LAST_PERIOD: [&str; 4] = ["上期", "上季度", "上一季度", "上月"];
/// That the year's target is met.
const REACHED: [&str; 6] =
    ["完成全年目标", "完成年度目标", "完成全年任务", "完成年度任务", "实现全年目标", "达到全年目标"];
/// What makes that something to come, or less.
const TO_COME: [&str; 14] =
    ["未", "确保", "力争", "预计", "可", "将", "有望", "为", "距", "离", "如期", "能", "后", "力保"];

/// Asks about a sentence.
pub(super) fn ask(known: &KnownFigures<'_>, sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    let Some(entry) = known.entry() else { return };
    questions.extend((0..sentence.numbers.len()).filter_map(|at| changed(known, entry, sentence, at)));
    questions.extend(reached(known, sentence));
}

/// A change since a period that has been reported, or since the beginning of the year.
fn changed(known: &KnownFigures<'_>, entry: EntryId, sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let clause = last_clause(sentence.before(at));
    let (lead, compared) = clause.split_once(['比', '较'])?;
    let of = |names: &[&str]| names.iter().find_map(|name| compared.strip_prefix(name));
    let quarters = ["一季度", "二季度", "三季度", "上半年"];
    let quarter = quarters.iter().find_map(|name| Some((*name, compared.strip_prefix(*name)?)));
    let rest = of(&YEAR_BEGAN).or_else(|| of(&LAST_PERIOD)).or(quarter.map(|(_, rest)| rest))?;
    let is_more = direction(rest.trim_start_matches("末"))?;
    let told = sentence.block_text(sentence.numbers[at].range.start);
    let (id, point, indicator) = last_named(known, &told[..told.len() - (clause.len() - lead.len())])?;
    let measure = Measure::parse(&indicator.measure.as_ref()?.value);
    if indicator.basis == Basis::PerPeriod
        || is_rough(sentence, at)
        || !stands_alone(sentence, at, point, indicator)
    {
        return None;
    }
    let before = match quarter {
        _ if of(&YEAR_BEGAN).is_some() => at_the_beginning(known, entry, id, indicator, measure)?,
        Some((name, _)) => {
            let year = known.period(entry).year;
            known.earlier(entry, id, |period| period.year == year && period.short_chinese() == name)?
        }
        None => {
            let change = point.change.filter(|change| change.is_neighbour && change.is_exact)?;
            exact(point)? - change.by
        }
    };
    let number = &sentence.numbers[at];
    let said = if measure.is_ratio() {
        Some(number.value).filter(|_| number.behind.trim_start().starts_with("个百分点"))
    } else {
        in_measure(number, measure)
    }?;
    let lies = exact(point)? - before;
    let by = if is_more { lies } else { -lies };
    if rounded(by, said.scale()) == said {
        return None;
    }
    let name = &*indicator.name.value;
    let words = &compared[..compared.len() - rest.len()];
    let (said, by) = (plain(said), plain(by.normalize()));
    let message = say!(
        "“{name}”比{words}的变化写的是{said}，按填报的数据是{by}",
        "the change of `{name}` is given as {said}, the figures reported make it {by}"
    );
    Some(question("change-disagrees", sentence, at, message))
}

/// A target of the year that is said to be met, and is not by the figure.
fn reached(known: &KnownFigures<'_>, sentence: &Sentence<'_>) -> Option<Question> {
    let text = sentence.text();
    let (at, words) = REACHED.iter().find_map(|words| Some((text.find(words)?, *words)))?;
    let behind = text[at + words.len()..].trim_start_matches("任务");
    let lead = last_clause(&text[..at]);
    let is_said = behind.is_empty() || behind.starts_with(['，', ',', '；', ';', '。', '、']);
    if !is_said || TO_COME.iter().any(|word| lead.contains(word)) {
        return None;
    }
    let (_, point, indicator) = last_named(known, &text[..at])?;
    let completion = point.completion.filter(|completion| *completion < Decimal::ONE_HUNDRED)?;
    if point.rough != Rough::Exact {
        return None;
    }
    let name = &*indicator.name.value;
    let completion = plain(rounded(completion, 1).min(Decimal::new(999, 1)));
    Some(Question {
        rule: "completion-disagrees",
        about: format!("{name}{words}"),
        place: Where::Words(vec![words.to_owned()]),
        message: say!(
            "正文写“{name}”{words}，按填报的数据和目标值算是{completion}%",
            "the text says that `{name}` has met the year's target, its figure and target give {completion}%"
        ),
        related: Vec::new(),
    })
}

/// The indicator named last in words, with what is reported of it.
fn last_named<'k>(
    known: &'k KnownFigures<'_>,
    words: &str,
) -> Option<(IndicatorId, &'k FigurePoint, &'k IndicatorDraft)> {
    let named = known.figures().filter_map(|(id, point, indicator)| {
        let name = &*indicator.name.value;
        Some((words.rfind(name)? + name.len(), name.len(), (id, point, indicator)))
    });
    named.max_by_key(|(end, length, _)| (*end, *length)).map(|(.., found)| found)
}

/// Whether between the indicator's name and the change nothing but its figure is told.
fn stands_alone(sentence: &Sentence<'_>, at: usize, point: &FigurePoint, indicator: &IndicatorDraft) -> bool {
    let name = &*indicator.name.value;
    let behind = |at: &usize| sentence.block_text(sentence.numbers[*at].range.start).contains(name);
    let own: Vec<usize> = (0..at).filter(behind).collect();
    match own[..] {
        [] => true,
        [only] => Some(sentence.numbers[only].value) == exact(point),
        _ => false,
    }
}

/// What a figure says, if it is one exact number.
fn exact(point: &FigurePoint) -> Option<Decimal> {
    match point.value? {
        QuantityValue::Exact(value) if point.rough == Rough::Exact => Some(value),
        _ => None,
    }
}

/// What an indicator was at the beginning of the year: as its plan says, or as the year before reported.
fn at_the_beginning(
    known: &KnownFigures<'_>,
    entry: EntryId,
    id: IndicatorId,
    indicator: &IndicatorDraft,
    measure: Measure<'_>,
) -> Option<Decimal> {
    let last_year = known.period(entry).year - 1;
    let Some(base) = indicator.base.get(&last_year) else {
        return known
            .earlier(entry, id, |period| period.year == last_year && period.last_day().month() == 12);
    };
    let base = Quantity::parse(&base.value).ok()?;
    let QuantityValue::Exact(value) = base.value else { return None };
    if base.measure.is_none() { Some(value) } else { base.measure.convert(value, measure) }
}

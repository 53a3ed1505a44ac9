//! What a sentence says against what its own numbers, and the figures, say.

use std::cmp::Ordering;
use std::ops::Range;

use memchr::memmem;

use super::numbers::{ProseNumber, add_small, is_loose, numbers, unit};
use super::passage::ProseBlock;
use super::{Question, Where};
use crate::catalog::{Catalog, FigurePlace, TextPlace};
use crate::diag::Text;
use crate::entry::IndicatorDraft;
use crate::model::{EntryId, IndicatorId, Period, find_byte};
use crate::progress::{FigurePoint, NEARLY_ALL, Progress, Rough};
use crate::quantity::{Decimal, Direction, Measure, QuantityValue, leading_number, plain, rounded};
use crate::say;

/// What the sentences of a text are compared with.
pub(super) struct KnownFigures<'a> {
    catalog: &'a Catalog,
    progress: &'a Progress,
    place: TextPlace,
    /// The text itself.
    blocks: &'a [ProseBlock],
    /// How the names of the project's indicators end. Texts are full of numbers, and few stand behind a name.
    name_ends: Vec<NameEnd>,
}

/// The last bytes of a name, in which names differ as a rule.
struct NameEnd {
    /// The bytes, as [`last_bytes`] gives them.
    bytes: u64,
    /// Covers as many bytes as the name has.
    mask: u64,
}

/// A sentence of a block with its numbers.
pub(super) struct Sentence<'b> {
    block: &'b ProseBlock,
    range: Range<usize>,
    pub(super) numbers: Vec<ProseNumber<'b>>,
}

/// A number of things, that of those settled, and the rate of the one to the other.
struct Settled {
    received: usize,
    done: usize,
    rate: Decimal,
}

/// Words between a name and its number.
const LINKS: &[&str] = &[
    "为",
    "达到",
    "达",
    "提升至",
    "提升为",
    "提升到",
    "提高到",
    "提高至",
    "升至",
    "上升至",
    "上升到",
    "是",
    "：",
    ":",
    "约",
    "已",
    "共",
    "累计",
];
/// The last characters of [`LINKS`].
const LINK_ENDS: [char; 11] = ['为', '到', '达', '至', '是', '：', ':', '约', '已', '共', '计'];
/// Words between a name and the number that it has come to.
const REACHED: &[&str] = &["已建成", "建成", "已完成", "完成"];
/// Rates of what was settled, with the words that say so before the number of it.
const RATES: &[(&str, &[&str])] = &[
    ("不合格率", &["不合格"]),
    ("合格率", &["合格"]),
    ("结案率", &["办结", "结案", "审结"]),
    ("办结率", &["办结", "结案", "审结"]),
    ("审结率", &["审结", "办结"]),
    ("化解率", &["化解", "解决"]),
    ("解决率", &["解决", "化解"]),
    ("答复率", &["答复", "回复"]),
    ("整改率", &["整改"]),
    ("立案率", &["立案"]),
    ("办复率", &["办复"]),
    ("开工率", &["开工"]),
    ("竣工率", &["竣工"]),
    ("投产率", &["投产"]),
];
/// Words that say something was settled, in whatever way: `办结当年受理案件536件` is no number of what came in.
const SETTLED: &[&str] = &["办结", "结案", "审结", "化解", "解决", "答复", "回复"];
/// What a rate before which these stand counts is something else.
const OTHER_RATES: &[&str] = &["按期", "及时", "按时", "当期", "限期", "法定"];
/// Words before the number of what came in.
const RECEIVED: &[&str] = &[
    "受理", "立案", "收案", "收到", "接收", "接到", "接获", "提交", "登记", "排查", "发现", "反映", "计划",
    "安排",
];
/// Words before the number of what was tested.
const TESTED: &[&str] = &["抽检", "抽查", "检测", "监测", "检验"];
/// Words before the number of what is not settled yet.
const UNSETTLED: &[&str] = &["正在", "未", "不", "超时", "逾期", "超期"];
/// Phrases before a completion rate.
const COMPLETED: &[&str] =
    &["完成率", "年度目标的", "年度任务的", "年度目标任务的", "全年目标的", "全年任务的", "全年目标任务的"];
/// Words that make a number belong to another time or count.
const ELSEWHERE: &[&str] = &[
    "上年", "去年", "同期", "目标", "计划", "力争", "预计", "其中", "比", "较", "节点", "标准", "年底",
    "明年", "月", "本季", "当季",
];
/// The most other numbers of the same things with which a rate is still taken for that of those received.
const MOST_OTHERS: usize = 1;
/// So many times as much as is said a figure has to be for the number to be that of a part, not a slip.
const SURELY_LESS: Decimal = Decimal::from_parts(11, 0, 0, false, 1);
/// The fewest names before `等9个` that are taken for the whole list.
const FEWEST_NAMES: usize = 5;

/// Asks about the lists of a block.
pub(super) fn lists(block: &ProseBlock, questions: &mut Vec<Question>) {
    if memmem::find(block.text.as_bytes(), "等".as_bytes()).is_some() {
        for range in sentences(&block.text) {
            listed(&block.text[range], questions);
        }
    }
}

/// Asks about a sentence.
pub(super) fn ask(known: &KnownFigures<'_>, sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    for at in 0..sentence.numbers.len() {
        let before = without_links(sentence.before(at));
        if sentence.numbers[at].is_rate {
            questions.extend(sentence.settled(known, at, before));
            questions.extend(sentence.completed(known, at, before));
        }
        if let Some(question) = sentence.differs(known, at, before) {
            questions.push(question);
        }
    }
}

/// The sentences of a block that have numbers.
pub(super) fn sentences_of(block: &ProseBlock) -> Vec<Sentence<'_>> {
    let all = sentences(&block.text).map(|range| Sentence { block, numbers: numbers(block, &range), range });
    all.filter(|sentence| !sentence.numbers.is_empty()).collect()
}

/// Goes through the sentences of a block that have numbers, and those that may have small ones.
pub(super) fn each_sentence(block: &ProseBlock, mut look: impl FnMut(&Sentence<'_>)) {
    for range in sentences(&block.text) {
        let numbers = numbers(block, &range);
        if !numbers.is_empty() || tells_parts(&block.text[range.clone()]) {
            look(&Sentence { block, range, numbers });
        }
    }
}

/// Whether a sentence may say what parts something has.
fn tells_parts(text: &str) -> bool {
    ["其中", "中，", "中有"].iter().any(|of| text.contains(of))
}

/// The sentences of a text, without what ends them.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let range = start..start + sentence_length(rest);
        start = range.end + text[range.end..].chars().next().map_or(1, char::len_utf8);
        Some(range)
    })
}

/// How long the sentence at the beginning of `text` is, without what ends it.
fn sentence_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    // The last two of the three bytes of `。`, `！` and `？`.
    let may_end = |byte, behind| {
        byte == b'\n' || byte == 0x80 && behind == 0x82 || byte == 0xBC && (behind == 0x81 || behind == 0x9F)
    };
    let mut from = 0;
    while let Some(at) = find_byte(&bytes[from..], may_end) {
        let at = from + at;
        let start = if bytes[at] == b'\n' { at } else { at.saturating_sub(1) };
        if text.get(start..).is_some_and(|end| end.starts_with(['。', '！', '？', '\n'])) {
            return start;
        }
        from = at + 1;
    }
    text.len()
}

impl Sentence<'_> {
    /// The sentence up to a byte of its block.
    pub(super) fn block_text(&self, end: usize) -> &str {
        &self.block.text[self.range.start..end]
    }

    /// Its words.
    pub(super) fn text(&self) -> &str {
        &self.block.text[self.range.clone()]
    }

    /// Whether nothing stands before it in its block.
    pub(super) fn opens_block(&self) -> bool {
        self.block.text[..self.range.start].trim().is_empty()
    }

    /// Whether it may say what parts something has.
    pub(super) fn tells_parts(&self) -> bool {
        tells_parts(self.text())
    }

    /// Whether it may say in what states things are.
    pub(super) fn tells_states(&self) -> bool {
        ["完成", "序时", "推进", "滞后", "办结"].iter().any(|mark| self.text().contains(mark))
    }

    /// The same with the numbers written as one Chinese numeral, where parts or states of something are told.
    pub(super) fn with_small_numbers(&self) -> Option<Self> {
        if !self.tells_parts() && !self.tells_states() {
            return None;
        }
        let mut numbers = numbers(self.block, &self.range);
        let found = numbers.len();
        add_small(self.block, &self.range, &mut numbers);
        let is_fuller = numbers.len() > found;
        is_fuller.then(|| Sentence { block: self.block, range: self.range.clone(), numbers })
    }

    /// The sentence before this one in its block.
    pub(super) fn previous(&self) -> Option<Self> {
        let ends = ['。', '！', '？', '\n'];
        let before = self.block.text[..self.range.start].trim_end_matches(ends);
        let start =
            before.rfind(ends).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let range = start..before.len();
        (!range.is_empty()).then(|| Sentence {
            block: self.block,
            numbers: numbers(self.block, &range),
            range,
        })
    }

    /// What stands between the number before, or the sentence's beginning, and this number.
    pub(super) fn before(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(self.range.start, |before| self.numbers[before].range.end);
        &self.block.text[start.min(self.numbers[at].range.start)..self.numbers[at].range.start]
    }

    /// 受理, 办结 and the rate of it. A rate that opens a sentence is one of the numbers of the sentence before.
    fn settled(&self, known: &KnownFigures<'_>, at: usize, before: &str) -> Option<Question> {
        let rate = &self.numbers[at];
        let (word, done_words) = RATES.iter().find(|(word, _)| before.ends_with(word))?;
        let lead = &before[..before.len() - word.len()];
        if OTHER_RATES.iter().any(|other| lead.ends_with(other)) || is_loose(rate) {
            return None;
        }
        let previous = if at == 0 && lead.is_empty() { self.previous() } else { None };
        let of = previous.as_ref().unwrap_or(self);
        let end = previous.as_ref().map_or(at, |previous| previous.numbers.len());
        let Settled { received, done, rate: computed } =
            of.settled_before(end, (word, done_words), rate.value)?;
        let about = rate.filled.map_or((*word).to_owned(), |filled| name_of(known, filled.figure).to_owned());
        let (received, done, said) = (of.written(received), of.written(done), self.written(at));
        let computed = rounded(computed, rate.value.scale().max(2));
        Some(self.question(
            "rate-disagrees",
            about,
            at,
            say!(
                "{word}写的是{said}，而{done}除以{received}是{computed}%",
                "the rate is given as {said}, but {done} of {received} is {computed}%"
            ),
        ))
    }

    /// The number settled before `end` and that of which it is, where no number gives the rate that is said.
    fn settled_before(
        &self,
        end: usize,
        (word, done_words): (&str, &[&str]),
        said: Decimal,
    ) -> Option<Settled> {
        let has = |at: usize, words: &[&str]| words.iter().any(|word| self.before(at).contains(word));
        let is_count = |at: &usize| !self.numbers[*at].is_rate;
        // What is not up to standard is counted as such.
        let is_done = |at: &usize| has(*at, done_words) && (word.starts_with('不') || !has(*at, UNSETTLED));
        let done_at = (0..end).rev().filter(is_count).find(is_done)?;
        let done = &self.numbers[done_at];
        let is_tested = word.ends_with("合格率");
        let came_in = (0..done_at)
            .rev()
            .filter(is_count)
            .filter(|at| if is_tested { has(*at, TESTED) } else { has(*at, RECEIVED) && !has(*at, SETTLED) });
        let mut came_in: Vec<usize> = came_in.collect();
        // Behind a `；` other things are told of.
        let opens = |at: &usize| self.before(*at).contains(['；', ';']);
        let start = (0..=done_at).rev().find(opens).unwrap_or(0);
        if came_in.iter().any(|at| *at >= start) {
            came_in.retain(|at| *at >= start);
        }
        let computed = |received: usize| {
            let received = &self.numbers[received];
            let is_comparable = count_the_same(received, done);
            let rate = done.value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(received.value)?;
            is_comparable.then_some(rate)
        };
        // Of several numbers that may be meant one has to fit.
        if came_in.iter().any(|at| computed(*at).is_some_and(|computed| agrees(computed, said))) {
            return None;
        }
        let received = *came_in.first().filter(|_| !is_tested || came_in.len() == 1)?;
        let rate = computed(received)?;
        // `受理2877件，自行处理2276件，派单601件，按时结案597件，超时4件，结案率100%`: who knows of what.
        let is_other = |other: &usize| {
            *other != done_at
                && !came_in.contains(other)
                && unit(self.numbers[*other].behind) == unit(done.behind)
        };
        let others = (start..end).filter(is_count).filter(is_other).count();
        (others <= MOST_OTHERS).then_some(Settled { received, done: done_at, rate })
    }

    /// 完成率 against the computed one.
    fn completed(&self, known: &KnownFigures<'_>, at: usize, before: &str) -> Option<Question> {
        let rate = &self.numbers[at];
        let phrase = COMPLETED.iter().find(|phrase| before.ends_with(*phrase))?;
        if is_loose(rate) {
            return None;
        }
        let start = rate.range.start - (self.before(at).len() - before.len()) - phrase.len();
        let (point, name, end) = self.meant(known, at, start)?;
        // 投资完成率 is the rate of something else.
        let between = &self.block.text[end..start];
        if *phrase == "完成率" && between.chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let completion = point.completion?;
        // Pages show 99.9 for whatever is nearly all; texts may say it more exactly.
        let exact = if completion == NEARLY_ALL { known.exact_completion(point) } else { Some(completion) };
        let is_nearly_all = |said| exact.is_none() && said > completion && said < Decimal::ONE_HUNDRED;
        let is_right = agrees(exact.unwrap_or(completion), rate.value)
            || rate.value == completion
            || is_nearly_all(rate.value);
        if is_right {
            return None;
        }
        let computed = exact.map_or(completion, |exact| short_of_all(exact, rate.value.scale().max(1)));
        let said = self.written(at);
        Some(self.question(
            "completion-disagrees",
            name.to_owned(),
            at,
            say!(
                "“{name}”的完成率写的是{said}，按数据和目标值算是{computed}%",
                "the completion of `{name}` is given as {said}, its figure and target give {computed}%"
            ),
        ))
    }

    /// The figure that a rate at `start` speaks of: the last one named before it, with the end of its name or
    /// number.
    fn meant<'k>(
        &self,
        known: &'k KnownFigures<'_>,
        at: usize,
        start: usize,
    ) -> Option<(&'k FigurePoint, &'k str, usize)> {
        let named = known.indicators().filter_map(|(point, indicator)| {
            let name = &*indicator.name.value;
            let place = self.block.text[self.range.start..start].rfind(name)?;
            Some((self.range.start + place + name.len(), point, indicator))
        });
        let named = named.max_by_key(|(end, _, indicator)| (*end, indicator.name.value.len()));
        let filled = self.numbers[..at].iter().rev().find(|number| number.filled.is_some());
        if let Some(number) = filled
            && named.as_ref().is_none_or(|(end, ..)| *end <= number.range.end)
        {
            let figure = number.filled?.figure;
            let is_last = self.numbers[..at].last().is_some_and(|last| last.range == number.range);
            let point = known.point(figure)?;
            return is_last.then(|| (point, name_of(known, figure), number.range.end));
        }
        let (end, point, indicator) = named?;
        let name = &*indicator.name.value;
        // Behind the name only its own number may stand.
        let between: Vec<_> = self.numbers[..at].iter().filter(|number| number.range.start >= end).collect();
        match between.as_slice() {
            [] => Some((point, name, end)),
            [own] if self.is_number_of(own, end, (point, indicator)) => {
                let measure = own.behind.len() - own.behind.trim_start_matches(char::is_alphabetic).len();
                Some((point, name, (own.range.end + measure).min(start)))
            }
            _ => None,
        }
    }

    /// Whether a number behind the name that ends at `end` is that of the indicator: it follows at once, or
    /// is the figure to which the indicator has come.
    fn is_number_of(
        &self,
        number: &ProseNumber<'_>,
        end: usize,
        (point, indicator): (&FigurePoint, &IndicatorDraft),
    ) -> bool {
        let link = without_links(&self.block.text[end..number.range.start]);
        let is_figure = || {
            let said = in_measure(number, Measure::parse(&indicator.measure.as_ref()?.value))?;
            Some(rounded(point.value?.low(), said.scale()) == said)
        };
        link.is_empty() || REACHED.contains(&link) && is_figure() == Some(true)
    }

    /// A number beside an indicator's name that is not its figure, nor any other number known of it.
    fn differs(&self, known: &KnownFigures<'_>, at: usize, before: &str) -> Option<Question> {
        let number = &self.numbers[at];
        let TextPlace::Entry(entry) = known.place else { return None };
        if number.filled.is_some() {
            return None;
        }
        // `敬老院建成12家`
        let before = REACHED.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
        if !known.may_end_with_name(before) {
            return None;
        }
        let named = known.figures().filter(|(_, _, indicator)| before.ends_with(&*indicator.name.value));
        let (id, point, indicator) = named.max_by_key(|(_, _, indicator)| indicator.name.value.len())?;
        if is_loose(number) {
            return None;
        }
        let name = &*indicator.name.value;
        let mark = before.rfind(['，', ',', '；', ';', '、']);
        let clause = mark.map_or(before, |at| &before[at..]);
        let lead = &clause[..clause.len().saturating_sub(name.len())];
        // `60个续建项目完成投资…` is what those have come to, and behind 其中 all are parts.
        let is_of_others = mark.is_none() && at > 0 && lead.contains(char::is_alphabetic);
        let is_part = self.block_text(number.range.start).contains("其中");
        if is_of_others || is_part || ELSEWHERE.iter().any(|word| lead.contains(word)) {
            return None;
        }
        let measure = Measure::parse(&indicator.measure.as_ref()?.value);
        let said = in_measure(number, measure)?;
        let figure = point.value?.low();
        let bound = known.progress.year(entry.year)?.goals[id].and_then(|goal| goal.bound);
        let is_known = |value: Decimal| match value.scale().cmp(&said.scale()) {
            Ordering::Less => value == said,
            Ordering::Equal => value.mantissa() == said.mantissa(),
            Ordering::Greater => rounded(value, said.scale()) == said,
        };
        let is_known_figure = |value: Decimal| rounded(figure, value.scale()) == value;
        let of_point = |point: &FigurePoint| {
            let change = point.change.map(|change| change.by.abs());
            let values = [point.value.map(QuantityValue::low), point.to_date, change];
            values.into_iter().flatten().any(is_known)
        };
        let known_at_all = bound.is_some_and(is_known)
            || known.progress.series(entry.project(), id).any(|(_, point)| of_point(point));
        let is_less = said.checked_mul(SURELY_LESS).is_some_and(|most| most < figure);
        if known_at_all || is_less && known.states(name, measure, &is_known_figure) {
            return None;
        }
        let (said, figure) = (self.written(at), format!("{}{}", plain(figure), measure.text()));
        Some(self.question(
            "figure-disagrees",
            name.to_owned(),
            at,
            say!(
                "正文里“{name}”写的是{said}，本期填报的数据是{figure}",
                "the text says {said} for `{name}`, the figure entered for this period is {figure}"
            ),
        ))
    }

    /// A number as written, with its measure.
    pub(super) fn written(&self, at: usize) -> String {
        let number = &self.numbers[at];
        let text = &self.block.text[number.range.clone()];
        if number.filled.is_some() {
            return text.to_owned();
        }
        format!("{text}{}", unit(number.behind))
    }

    fn question(&self, rule: &'static str, about: String, at: usize, message: Text) -> Question {
        let number = &self.numbers[at];
        let place = match number.filled {
            Some(filled) => Where::Span(filled.span.clone()),
            None => {
                let written = self.written(at);
                let clause = self.before(at).rsplit(['，', ',', '；']).next().unwrap_or("");
                Where::Words(vec![format!("{clause}{written}"), written])
            }
        };
        Question { rule, about, place, message, related: Vec::new() }
    }
}

impl<'a> KnownFigures<'a> {
    /// For the text at `place`.
    pub(super) fn new(
        catalog: &'a Catalog,
        progress: &'a Progress,
        place: TextPlace,
        blocks: &'a [ProseBlock],
    ) -> Self {
        let indicators =
            place.project().into_iter().flat_map(|project| &catalog.projects[project].draft.indicators);
        let name_ends = indicators.map(|indicator| {
            let name = &*indicator.name.value;
            let unused = 8_u32.saturating_sub(u32::try_from(name.len()).unwrap_or(8));
            NameEnd { bytes: last_bytes(name), mask: u64::MAX.checked_shl(8 * unused).unwrap_or(0) }
        });
        Self { catalog, progress, place, blocks, name_ends: name_ends.collect() }
    }

    /// Whether `text` may end with an indicator's name.
    fn may_end_with_name(&self, text: &str) -> bool {
        let bytes = last_bytes(text);
        self.name_ends.iter().any(|end| bytes & end.mask == end.bytes)
    }

    /// Whether a sentence of the text gives the figure of an indicator beside its name. Smaller numbers
    /// beside it are those of parts then, which other paragraphs are about.
    fn states(&self, name: &str, measure: Measure<'_>, is_figure: &dyn Fn(Decimal) -> bool) -> bool {
        let mut is_stated = false;
        for block in self.blocks.iter().filter(|block| block.text.contains(name)) {
            each_sentence(block, |sentence| {
                is_stated |= (0..sentence.numbers.len()).any(|at| {
                    without_links(sentence.before(at)).ends_with(name)
                        && in_measure(&sentence.numbers[at], measure).is_some_and(is_figure)
                });
            });
        }
        is_stated
    }

    /// The entry that the text is of.
    pub(super) fn entry(&self) -> Option<EntryId> {
        if let TextPlace::Entry(entry) = self.place { Some(entry) } else { None }
    }

    /// The period of an entry.
    pub(super) fn period(&self, entry: EntryId) -> Period {
        self.catalog.entry(entry).draft.period
    }

    /// The number that an indicator had in an earlier period of the same year, or of the one before, the last
    /// that `is_meant`.
    pub(super) fn earlier(
        &self,
        entry: EntryId,
        indicator: IndicatorId,
        is_meant: impl Fn(Period) -> bool,
    ) -> Option<Decimal> {
        let own = self.period(entry);
        let is_before = |other: EntryId| {
            let period = self.period(other);
            period.last_day() < own.last_day() && period.year + 1 >= own.year && is_meant(period)
        };
        let series = self.progress.series(entry.project(), indicator);
        let (_, point) = series.filter(|(other, _)| is_before(*other)).last()?;
        match point.value? {
            QuantityValue::Exact(value) if point.rough == Rough::Exact => Some(value),
            _ => None,
        }
    }

    /// The indicators of the text's own entry that have a figure there.
    pub(super) fn figures(&self) -> impl Iterator<Item = (IndicatorId, &'a FigurePoint, &'a IndicatorDraft)> {
        let found = self.entry().and_then(|entry| {
            let indicators = &self.catalog.projects[entry.project()].draft.indicators;
            Some(self.progress.entry(entry)?.points.iter().zip(indicators.iter_enumerated()))
        });
        found
            .into_iter()
            .flatten()
            .filter_map(|(point, (id, indicator))| Some((id, point.as_ref()?, indicator)))
    }

    fn indicators(&self) -> impl Iterator<Item = (&'a FigurePoint, &'a IndicatorDraft)> {
        self.figures().map(|(_, point, indicator)| (point, indicator))
    }

    /// 完成率 of a figure that is nearly all, where that is a matter of one division.
    fn exact_completion(&self, point: &FigurePoint) -> Option<Decimal> {
        let TextPlace::Entry(entry) = self.place else { return None };
        let (id, ..) = self.figures().find(|(_, own, _)| std::ptr::eq(*own, point))?;
        let goal =
            self.progress.year(entry.year)?.goals[id].filter(|goal| goal.direction == Some(Direction::Up))?;
        let rate = point.to_date?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(goal.bound?)?;
        (rate < Decimal::ONE_HUNDRED && rounded(rate, 1) >= Decimal::ONE_HUNDRED).then_some(rate)
    }

    /// What a figure says.
    fn point(&self, at: FigurePlace) -> Option<&'a FigurePoint> {
        self.progress.entry(at.entry)?.points.iter().flatten().find(|point| point.figure == at.figure)
    }
}

/// The last eight bytes of a text as a number, the last of them its highest; zeros for those that it has not.
fn last_bytes(text: &str) -> u64 {
    match text.as_bytes().last_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => text.bytes().fold(0, |number, byte| number >> 8 | u64::from(byte) << 56),
    }
}

fn name_of<'a>(known: &KnownFigures<'a>, at: FigurePlace) -> &'a str {
    &known.catalog.entry(at.entry).draft.figures[at.figure].0.value
}

fn without_links(text: &str) -> &str {
    let mut text = text.trim_end();
    // Nearly always nothing stands there, which the last character tells.
    while text.ends_with(LINK_ENDS)
        && let Some(shorter) = LINKS.iter().find_map(|link| text.strip_suffix(link))
    {
        text = shorter.trim_end();
    }
    text
}

/// Whether two numbers count the same, which one of them may say at more length: `30个问题` and `20个`.
fn count_the_same(one: &ProseNumber<'_>, other: &ProseNumber<'_>) -> bool {
    let (one, other) = (unit(one.behind), unit(other.behind));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short)
        .is_some_and(|rest| rest.is_empty() || !short.is_empty() && !rest.starts_with('次'))
}

/// A number of a sentence in an indicator's measure: the longest words behind it that fit count.
pub(super) fn in_measure(number: &ProseNumber<'_>, measure: Measure<'_>) -> Option<Decimal> {
    let word = unit(number.behind.trim_start_matches(' '));
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let found =
        ends.rev().map(|end| Measure::parse(&word[..end])).find(|own| !own.is_none() && own.fits(measure))?;
    (!found.text().is_empty()).then(|| found.convert(number.value, measure))?
}

/// Whether a computed rate is the one said, rounded to as many digits as are said; one that was cut off is
/// another number, and what is not all is never 100 per cent.
fn agrees(computed: Decimal, said: Decimal) -> bool {
    let is_all = said != Decimal::ONE_HUNDRED || computed >= Decimal::ONE_HUNDRED;
    is_all && rounded(computed, said.scale()) == said
}

/// A rate with so many decimals, or as many more as show that it is not all: 99.98 for 99.975.
fn short_of_all(rate: Decimal, decimals: u32) -> Decimal {
    let mut told = (decimals..=rate.scale()).map(|decimals| rounded(rate, decimals));
    let is_all = rate >= Decimal::ONE_HUNDRED;
    told.find(|told| is_all || *told < Decimal::ONE_HUNDRED).unwrap_or_else(|| rounded(rate, decimals))
}

/// `江西、贵州、云南、安徽、四川、河南等9个省份`.
fn listed(sentence: &str, questions: &mut Vec<Question>) {
    for (at, _) in sentence.match_indices('等') {
        let behind = &sentence[at + '等'.len_utf8()..];
        let Some((said, rest)) = leading_number(behind) else { continue };
        if !rest
            .starts_with(['个', '家', '省', '市', '县', '区', '镇', '乡', '类', '种', '项', '所', '名', '地'])
        {
            continue;
        }
        // `等两项以上`, `等一项或者多项`
        let is_bound = rest.chars().nth(1).is_some_and(|c| matches!(c, '以' | '及' | '或'));
        if is_bound {
            continue;
        }
        let start = sentence[..at].rfind(['，', ',', '；', ';', '：', ':', '（', '(', '“']);
        let list = start.map_or(&sentence[..at], |start| &sentence[start..at]);
        let fewest = list.matches('、').count() + 1;
        // What stands on both sides of 与 may be one thing or two.
        let names = fewest + usize::from(ends_with_and(list));
        let count = Decimal::from(names);
        // Six of nine look like all of them; of more they are examples.
        let seems_whole = names >= FEWEST_NAMES && count * Decimal::from(3) >= said * Decimal::TWO;
        let is_right = count == said || Decimal::from(fewest) == said;
        if names < 2 || is_right || !(count > said || seems_whole) {
            continue;
        }
        let unit_end = rest.chars().next().map_or(0, char::len_utf8);
        let words = &sentence[at..sentence.len() - rest.len() + unit_end];
        questions.push(Question {
            rule: "list-disagrees",
            about: words.to_owned(),
            place: Where::Words(vec![
                sentence[start.unwrap_or(0)..at + words.len()].trim_start_matches(['，', ',']).to_owned(),
                words.to_owned(),
            ]),
            message: say!(
                "写的是“{words}”，前面列了{names}个",
                "it says `{words}`, and {names} are listed before it"
            ),
            related: Vec::new(),
        });
    }
}

/// Whether the last name of a list is really two: `四川和贵州`.
fn ends_with_and(list: &str) -> bool {
    let end = list.rsplit('、').next().unwrap_or(list);
    list.contains('、')
        && ['和', '及', '与'].iter().any(|and| {
            end.split_once(*and).is_some_and(|(a, b)| a.chars().count() >= 2 && b.chars().count() >= 2)
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{LINK_ENDS, LINKS, sentence_length};

    #[test]
    fn the_last_characters_of_links_are_those_of_their_words() {
        let own: BTreeSet<char> = LINKS.iter().filter_map(|word| word.chars().next_back()).collect();
        assert_eq!(own, LINK_ENDS.iter().copied().collect());
    }

    proptest! {
        #[test]
        fn ends_of_sentences_are_found_as_characters(text in "[甲乙，、。！？：；０５９％a5\\n\u{2002}]{0,60}|.{0,40}") {
            let end = text.find(['。', '！', '？', '\n']).unwrap_or(text.len());
            prop_assert_eq!(sentence_length(&text), end);
        }
    }
}

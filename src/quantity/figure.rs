//! Figures: what an entry reports for an indicator.

use rust_decimal::Decimal;

use super::measure::Measure;
use super::number;
use super::remark::changes_nothing;

/// What stands under an indicator in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure<'a> {
    /// A number with its measure.
    Quantity(Quantity<'a>),
    /// A word that says how far something is.
    Word(FigureWord),
}

/// The words that stand for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureWord {
    /// 完成: whatever is asked for is done.
    Done,
    /// 建成, 竣工, 印发, 达标: what it names is done, which need not be all that is asked for.
    Stage,
    /// 全覆盖: all there is.
    All,
    /// 清零: none is left.
    None,
    /// 推进中: begun, not done.
    UnderWay,
    /// 开工, 启动, 在建: that it has begun, which may be what is asked for.
    Begun,
    /// 未启动, 未开工
    NotStarted,
}

/// A number with its measure, as written and as understood.
#[derive(Clone, Copy, Debug)]
pub struct Quantity<'a> {
    /// As written.
    pub text: &'a str,
    /// Its number or range, in its own measure.
    pub value: QuantityValue,
    /// Of how many it is a part: 30 of `22/30所`; in its own measure.
    pub whole: Option<Decimal>,
    /// Whether it is only about right.
    pub approximation: Approximation,
    /// Its measure; [`Measure::NONE`] for a bare number.
    pub measure: Measure<'a>,
}

/// The number of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityValue {
    /// One number.
    Exact(Decimal),
    /// `2–3家`; `low` is never above `high`.
    Range {
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
}

/// How exact a quantity claims to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approximation {
    /// As it stands.
    #[default]
    None,
    /// 约, 左右, 上下
    About,
    /// 近, 接近, 不到: a little less.
    Nearly,
    /// 余, 多, 超: a little more.
    Over,
}

/// Why a text is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureError {
    /// There is no number where one is needed, or too much besides.
    Unreadable,
    /// What stands in brackets behind the number may make another one of it: `12家（试运行）`.
    Remark,
    /// `3–2家`.
    ReversedRange,
}

/// Words in front of a figure that change nothing; the longest first where one begins another.
const LEADS: &[&str] = &[
    "累计达",
    "累计",
    "共计",
    "合计",
    "共",
    "达到",
    "达",
    "已达",
    "已完成",
    "已",
    "完成",
    "新增",
    "全年",
    "实现",
];
const ABOUT: &[&str] = &["大约", "约", "大概", "约为"];
const NEARLY: &[&str] = &["接近", "近", "将近", "不足", "不到"];
const OVER: &[&str] = &["超过", "超", "逾", "突破"];

impl QuantityValue {
    /// The number that is certain: the lower end of a range.
    #[must_use]
    pub fn low(self) -> Decimal {
        match self {
            Self::Exact(number) => number,
            Self::Range { low, .. } => low,
        }
    }

    /// The largest number it may be.
    #[must_use]
    pub fn high(self) -> Decimal {
        match self {
            Self::Exact(number) => number,
            Self::Range { high, .. } => high,
        }
    }

    fn convert(self, from: Measure<'_>, into: Measure<'_>) -> Option<Self> {
        Some(match self {
            Self::Exact(number) => Self::Exact(from.convert(number, into)?),
            Self::Range { low, high } => {
                Self::Range { low: from.convert(low, into)?, high: from.convert(high, into)? }
            }
        })
    }
}

impl PartialEq for Quantity<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Quantity<'_> {}

impl<'a> Quantity<'a> {
    /// Reads a number with its measure, such as `2.39万人次`, `约2340人左右`, `2至3家`, `百分之九十二`, `98.1%（按立案数）`, and
    /// a part of a whole, such as `22/30所`, `22所（共30所）`, `30所中的22所`.
    pub fn parse(text: &'a str) -> Result<Self, FigureError> {
        let text = text.trim();
        let (approximation, rest) = if starts_with_digit(text) {
            (Approximation::None, text)
        } else {
            let (approximation, rest) = lead(text);
            (approximation, rest)
        };
        let read = body(rest);
        let part = if read.is_err() || rest.ends_with(['）', ')']) { part_of(rest) } else { None };
        let mut quantity = part.map_or(read, Ok)?;
        quantity.text = text;
        if quantity.approximation == Approximation::None {
            quantity.approximation = approximation;
        }
        Ok(quantity)
    }

    /// Its value in another measure, of a part of a whole in `%` its share; `None` if the two do not fit.
    #[must_use]
    pub fn value_in(&self, measure: Measure<'_>) -> Option<QuantityValue> {
        if let Some(whole) = self.whole.filter(|_| measure.is_ratio()) {
            let share = self.value.low().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
            return Measure::parse("%").convert(share, measure).map(QuantityValue::Exact);
        }
        self.value.convert(self.measure, measure)
    }

    /// The whole that it is a part of, in another measure.
    #[must_use]
    pub fn whole_in(&self, measure: Measure<'_>) -> Option<Decimal> {
        if measure.is_ratio() { None } else { self.measure.convert(self.whole?, measure) }
    }

    /// By how much the number may differ from what was counted, in another measure: half a unit of its last
    /// digit, nothing if it is whole.
    #[must_use]
    pub fn rounding_in(&self, measure: Measure<'_>) -> Option<Decimal> {
        if self.decimals() == 0 {
            return Some(Decimal::ZERO);
        }
        let half = Decimal::new(5, self.decimals().checked_add(1)?);
        if self.measure.is_none() { Some(half) } else { self.measure.convert(half, measure) }
    }

    /// A unit of the last digit of its number that is not 0, in another measure: 100 of 500, 0.01万 of 2.39万.
    #[must_use]
    pub fn step_in(&self, measure: Measure<'_>) -> Option<Decimal> {
        let number = self.value.low().abs().normalize();
        let mut step = Decimal::new(1, number.scale());
        while !number.is_zero() && (number % step.checked_mul(Decimal::TEN)?).is_zero() {
            step = step.checked_mul(Decimal::TEN)?;
        }
        self.measure.convert(step, measure)
    }

    /// How many places stand behind the point.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        self.value.low().scale().max(self.value.high().scale())
    }
}

impl<'a> Figure<'a> {
    /// Reads a figure: a quantity, or one of the words that stand for one.
    pub fn parse(text: &'a str) -> Result<Self, FigureError> {
        if !starts_with_digit(text)
            && let Some(word) = word(text.trim())
        {
            return Ok(Self::Word(word));
        }
        Quantity::parse(text).map(Self::Quantity)
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

fn word(text: &str) -> Option<FigureWord> {
    let text = text.trim_end_matches(['。', '；']);
    let bare = text.strip_prefix("已").or_else(|| text.strip_prefix("实现")).unwrap_or(text);
    Some(match bare {
        "完成" | "全部完成" | "全面完成" | "提前完成" | "是" => FigureWord::Done,
        "建成" | "全部建成" | "建成投用" | "投用" | "竣工" | "达标" | "印发" | "出台" | "上线" | "启用"
        | "通过验收" => FigureWord::Stage,
        "全覆盖" | "全部覆盖" | "全部" => FigureWord::All,
        "清零" | "归零" | "动态清零" | "无" | "零发生" => FigureWord::None,
        "推进中" | "正在推进" | "进行中" | "未完成" | "正常推进" | "否" => {
            FigureWord::UnderWay
        }
        "在建" | "开工" | "启动" => FigureWord::Begun,
        "未启动" | "未开工" | "尚未启动" | "尚未开工" | "未开始" => FigureWord::NotStarted,
        _ => return None,
    })
}

/// Takes the words off that stand before the number.
fn lead(text: &str) -> (Approximation, &str) {
    let mut rest = text;
    let mut approximation = Approximation::None;
    loop {
        rest = rest.trim_start();
        let strip = |words: &[&str]| {
            words.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len())
        };
        if let Some(behind) = strip(ABOUT) {
            (approximation, rest) = (Approximation::About, behind);
        } else if let Some(behind) = strip(NEARLY) {
            (approximation, rest) = (Approximation::Nearly, behind);
        } else if let Some(behind) = strip(OVER) {
            (approximation, rest) = (Approximation::Over, behind);
        } else if let Some(behind) = strip(LEADS) {
            rest = behind;
        } else {
            return (approximation, rest);
        }
    }
}

/// Reads number and measure, with what may stand between and behind them.
pub(super) fn body(text: &str) -> Result<Quantity<'_>, FigureError> {
    let (share, digits) = if starts_with_digit(text) { (None, text) } else { fraction_lead(text) };
    let (first, rest) = number::leading(digits).ok_or(FigureError::Unreadable)?;
    let rest = rest.trim_start();
    // The common form: nothing but a measure behind the number.
    let (second, behind) = range_end(rest)?;
    let (approximation, measure_text) = tail(behind)?;
    if first.is_chinese && measure_text.chars().count() > LONGEST_WORD {
        // `一期工程完成` is a sentence, not one of something.
        return Err(FigureError::Unreadable);
    }
    if first.is_absolute && measure_text.is_empty() && second.is_none() && first.high.is_none() {
        // 25,000 of whatever is measured, not 25,000 of the indicator's 万人.
        let (value, measure) = (first.value.checked_div(TEN_THOUSAND), Measure::parse("万"));
        let value = QuantityValue::Exact(value.ok_or(FigureError::Unreadable)?.normalize());
        return Ok(Quantity { text, value, whole: None, approximation, measure });
    }
    let own = Measure::parse(measure_text);
    let measure = match share {
        Some(_) if !measure_text.is_empty() => return Err(FigureError::Unreadable),
        Some(share) => Measure::parse(share),
        None => own,
    };
    let value = match second {
        None => first.high.map_or(QuantityValue::Exact(first.value), |high| QuantityValue::Range {
            low: first.value,
            high,
        }),
        // `七八至九家` says three things.
        Some(_) if first.high.is_some() => return Err(FigureError::Unreadable),
        Some((high, lower_measure)) => {
            let low = match lower_measure {
                Some(lower) => Measure::parse(lower).convert(first.value, measure),
                None => Some(first.value),
            };
            let low = low.ok_or(FigureError::Unreadable)?;
            if low > high {
                return Err(FigureError::ReversedRange);
            }
            QuantityValue::Range { low, high }
        }
    };
    Ok(Quantity { text, value, whole: None, approximation, measure })
}

/// Words in brackets before the whole.
const WHOLES: &[&str] =
    &["共计", "共有", "总共", "共", "总数为", "总数", "总计", "合计", "全部", "应覆盖", "应建"];

/// Words in brackets before the part.
const PARTS: &[&str] = &["已完成", "完成", "已建成", "建成", "已开工", "开工"];

/// `22/30所`, `22所（共30所）`, `30所（完成22所）`, `30所中的22所`.
fn part_of(text: &str) -> Option<Quantity<'_>> {
    let (part, whole) = part_and_whole(text)?;
    let (part, whole) = (body(part.trim()).ok()?, body(whole.trim()).ok()?);
    let (QuantityValue::Exact(number), QuantityValue::Exact(all)) = (part.value, whole.value) else {
        return None;
    };
    let measure = if part.measure.is_none() { whole.measure } else { part.measure };
    let (own, other) = (measure.text(), whole.measure.text());
    let all = match whole.measure.convert(all, measure) {
        Some(all) => all,
        // `30个村中22个`
        None if other.starts_with(own) => all,
        None => return None,
    };
    let is_exact = [part.approximation, whole.approximation] == [Approximation::None; 2];
    let is_part = is_exact && all > Decimal::ZERO && (Decimal::ZERO..=all).contains(&number);
    is_part.then_some(Quantity { measure, whole: Some(all), ..part })
}

fn part_and_whole(text: &str) -> Option<(&str, &str)> {
    if let Some((part, whole)) = text.split_once(['/', '／'])
        && whole.starts_with(|c| number::digit(c).is_some())
    {
        return Some((part, whole));
    }
    if let Some(inside) = text.strip_suffix(['）', ')']) {
        let (before, inside) = inside.split_once(['（', '('])?;
        let whole = WHOLES.iter().find_map(|word| Some((before, inside.strip_prefix(word)?)));
        return whole.or_else(|| PARTS.iter().find_map(|word| Some((inside.strip_prefix(word)?, before))));
    }
    let (whole, part) = text.split_once('中')?;
    let part = ["的", "已有", "有", "，"].iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part);
    Some((part, whole))
}

fn fraction_lead(text: &str) -> (Option<&'static str>, &str) {
    match text.strip_prefix("百分之") {
        Some(rest) => (Some("%"), rest),
        None => match text.strip_prefix("千分之") {
            Some(rest) => (Some("‰"), rest),
            None => (None, text),
        },
    }
}

/// The upper end of a range, and the measure of the lower end if one is written there.
type RangeEnd<'a> = (Decimal, Option<&'a str>);

/// The upper end of a range with what follows: `–3家`, `至3家`, `%—95%`; no range: the text as it is.
fn range_end(text: &str) -> Result<(Option<RangeEnd<'_>>, &str), FigureError> {
    // The commonest figures end here: a dash or 至 is needed for a range.
    let mark = text.char_indices().find(|(_, c)| is_range_mark(*c) || number::digit(*c).is_some());
    let Some((at, mark)) = mark.filter(|(_, c)| is_range_mark(*c)) else { return Ok((None, text)) };
    let behind = text[at + mark.len_utf8()..].trim_start();
    let Some((high, rest)) = number::leading(behind).filter(|(number, _)| number.high.is_none()) else {
        return Ok((None, text));
    };
    let lower = text[..at].trim();
    if lower.chars().count() > LONGEST_MEASURE {
        return Err(FigureError::Unreadable);
    }
    Ok((Some((high.value, (!lower.is_empty()).then_some(lower))), rest.trim_start()))
}

fn is_range_mark(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '－' | '~' | '～' | '〜' | '至' | '到')
}

const TEN_THOUSAND: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// Longest measure behind a number in Chinese numerals, in characters.
const LONGEST_WORD: usize = 3;
/// Longest measure, in characters.
const LONGEST_MEASURE: usize = 10;

/// Splits what follows the number into 余/多/左右 and the measure.
fn tail(text: &str) -> Result<(Approximation, &str), FigureError> {
    let mut rest = text;
    let mut approximation = Approximation::None;
    if let Some(behind) = rest.strip_prefix(['余', '多']) {
        (approximation, rest) = (Approximation::Over, behind);
    } else if let Some(behind) = rest.strip_prefix(['几', '来']) {
        (approximation, rest) = (Approximation::About, behind);
    }
    rest = without_remark(rest)?;
    if let Some(before) = ["左右", "上下"].iter().find_map(|word| rest.strip_suffix(word)) {
        (approximation, rest) = (Approximation::About, before.trim_end());
    } else if ["以上", "以下", "以内", "之内"].iter().any(|word| rest.ends_with(word)) {
        // A bound is for targets: `100人以上` may be 100 or any number beyond, so nothing can be said of it.
        return Err(FigureError::Unreadable);
    }
    if rest.is_empty() {
        return Ok((approximation, rest));
    }
    let word = rest.trim_start_matches(['百', '千', '万', '亿']);
    if word.starts_with(['余', '多']) && word.len() < rest.len() {
        // `2万余人次`: it stands within the measure, which skips it.
        approximation = Approximation::Over;
    }
    let mut length = 0;
    for c in rest.chars() {
        length += 1;
        let is_wrong = match c {
            '%' | '％' | '‰' | '‱' | '/' | '／' | '²' | '³' | '㎡' | '℃' | '°' | '（' | '）' | '(' | ')' => {
                false
            }
            _ => !c.is_alphabetic(),
        };
        if is_wrong || length > LONGEST_MEASURE {
            return Err(FigureError::Unreadable);
        }
    }
    Ok((approximation, rest))
}

/// Drops a remark in brackets at the end that changes nothing, as in `98.1%（按立案数）`.
fn without_remark(text: &str) -> Result<&str, FigureError> {
    let text = text.trim_end();
    let Some(inside) = text.strip_suffix(['）', ')']) else { return Ok(text) };
    let Some((before, remark)) = inside.rsplit_once(['（', '(']).filter(|(_, note)| !note.starts_with('次'))
    else {
        return Ok(text);
    };
    let before = before.trim_end();
    if changes_nothing(remark, before.ends_with(['%', '％', '‰']), measure_of) {
        Ok(before)
    } else {
        Err(FigureError::Remark)
    }
}

/// The measure of a number.
fn measure_of(text: &str) -> Option<&str> {
    body(text).ok().map(|quantity| quantity.measure.text())
}

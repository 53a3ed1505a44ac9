//! Targets (目标值): what an indicator is to reach.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::figure::{self, FigureError, Quantity, QuantityValue};
use super::measure::Measure;
use super::number;

/// A target as written, and what it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// As written; the only wording that is ever printed.
    pub text: &'a str,
    /// What it asks for.
    pub kind: TargetKind<'a>,
}

/// A number of a target, in the measure written beside it.
#[derive(Clone, Copy, Debug)]
pub struct Amount<'a> {
    /// The number.
    pub number: Decimal,
    /// Its measure; [`Measure::NONE`] where the indicator's is meant.
    pub measure: Measure<'a>,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// The kinds of target.
#[derive(Clone, Copy, Debug)]
pub enum TargetKind<'a> {
    /// `≥92%`, `>40`, `不低于9000人`, `保持在200家以上`
    AtLeast {
        /// The bound.
        bound: Amount<'a>,
        /// The bound itself is not enough: `>40`.
        is_strict: bool,
    },
    /// `<3.5`, `不超过5%`, `控制在3.5%以内`
    AtMost {
        /// The bound.
        bound: Amount<'a>,
        /// The bound itself is too much: `<3.5`.
        is_strict: bool,
    },
    /// `约2340左右`
    About(Amount<'a>),
    /// `2–3家`
    Range {
        /// The lower end.
        low: Amount<'a>,
        /// The upper end.
        high: Amount<'a>,
    },
    /// A bare number with or without measure: `1.43`, `4所`, `0`.
    Exactly(Amount<'a>),
    /// `全覆盖`
    All,
    /// `清零`
    None,
    /// `每年减少10%`, `比2022年下降0.5个百分点`: needs a base.
    Change {
        /// By how much; a share, or the indicator's own measure.
        by: Amount<'a>,
        /// Which way.
        direction: Direction,
        /// 每年, 比上年: from one year to the next.
        is_yearly: bool,
        /// The base year, if it is named.
        base_year: Option<i16>,
    },
    /// `完成`, `建成投用`: it is reached when it is done.
    Milestone,
    /// `控制在市下达标准以内`: words that no figure can be set against.
    Qualitative,
}

const AT_LEAST: &[&str] = &["≥", "⩾", "≧", ">=", "＞＝", "＞=", "＞", ">", "=>"];
const AT_MOST: &[&str] = &["≤", "⩽", "≦", "<=", "＜＝", "＜=", "＜", "<", "=<"];
/// Words before a lower bound.
const AT_LEAST_WORDS: &[&str] = &[
    "不低于",
    "不少于",
    "不小于",
    "不得低于",
    "不得少于",
    "至少",
    "最低",
    "达到",
    "提高到",
    "提高至",
    "提升到",
    "提升至",
    "增加到",
    "增加至",
    "扩大到",
    "上升到",
];
/// Words before a lower bound that is not enough itself.
const ABOVE_WORDS: &[&str] = &["高于", "大于", "多于", "超过", "突破", "超"];
/// Words before an upper bound.
const AT_MOST_WORDS: &[&str] = &[
    "不超过",
    "不高于",
    "不大于",
    "不多于",
    "不得超过",
    "不得高于",
    "至多",
    "最多",
    "最高",
    "降到",
    "降至",
    "下降到",
    "下降至",
    "降低到",
    "降低至",
    "减少到",
    "减少至",
    "压减到",
    "压减至",
    "缩短到",
    "缩短至",
    "压缩到",
    "压缩至",
];
/// Words before an upper bound that is too much itself.
const BELOW_WORDS: &[&str] = &["低于", "小于", "少于", "未满", "不足", "不到"];
/// Words before a number that change nothing.
const PLAIN_LEADS: &[&str] = &[
    "每年",
    "全年",
    "年内",
    "年均",
    "力争",
    "确保",
    "累计",
    "总数",
    "总量",
    "保持在",
    "稳定在",
    "维持在",
    "控制在",
    "保持",
    "稳定",
    "控制",
    "达",
    "新增",
    "新建",
    "改扩建",
    "建成",
    "建设",
    "培训",
    "举办",
    "开展",
    "完成",
    "实现",
    "帮扶",
    "发放",
    "培育",
    "认定",
    "提供",
    "共",
];
const DOWN_WORDS: &[&str] = &["减少", "下降", "降低", "压减", "减", "降", "压缩", "缩短"];
const UP_WORDS: &[&str] = &["增长", "增加", "提高", "提升", "上升", "增", "扩大"];
/// Words that ask for something to be done.
const MILESTONES: &[&str] = &[
    "完成", "建成", "开工", "竣工", "投用", "启用", "启动", "印发", "出台", "上线", "建立", "通过", "达标",
    "落地", "开放", "搭建", "制定", "编制", "挂牌", "完工", "通车", "投产", "交付", "立项", "获批", "签约",
    "验收", "发布", "成功",
];

impl<'a> Target<'a> {
    /// Reads a target. Whatever it is, it is kept as written; words that cannot be judged are qualitative.
    ///
    /// Fails for `3–2家`, and for a text with digits that could not be understood, which is most likely a
    /// slip.
    pub fn parse(text: &'a str) -> Result<Self, FigureError> {
        let text = text.trim();
        let kind = match text.as_bytes().first() {
            Some(b'0'..=b'9') => numeric(text),
            Some(_) => in_words(text),
            None => Ok(TargetKind::Qualitative),
        };
        kind.map(|kind| Self { text, kind })
    }

    /// Which way is good, where the wording tells.
    #[must_use]
    pub fn direction(&self) -> Option<Direction> {
        match self.kind {
            TargetKind::AtLeast { .. }
            | TargetKind::About(_)
            | TargetKind::Range { .. }
            | TargetKind::All => Some(Direction::Up),
            TargetKind::AtMost { .. } | TargetKind::None => Some(Direction::Down),
            TargetKind::Exactly(amount) if amount.number.is_zero() => Some(Direction::Down),
            TargetKind::Change { direction, .. } => Some(direction),
            TargetKind::Exactly(_) | TargetKind::Milestone | TargetKind::Qualitative => None,
        }
    }

    /// The measure written in it, if any.
    #[must_use]
    pub fn measure(&self) -> Option<Measure<'a>> {
        let amount = match self.kind {
            TargetKind::AtLeast { bound, .. } | TargetKind::AtMost { bound, .. } => bound,
            TargetKind::About(amount) | TargetKind::Exactly(amount) => amount,
            TargetKind::Range { high, .. } => high,
            TargetKind::Change { by, .. } if !by.measure.is_ratio() && !by.measure.is_points() => by,
            _ => return None,
        };
        (!amount.measure.is_none()).then_some(amount.measure)
    }
}

impl Amount<'_> {
    /// The number in another measure; `None` if the two do not fit.
    #[must_use]
    pub fn in_measure(&self, measure: Measure<'_>) -> Option<Decimal> {
        self.measure.convert(self.number, measure)
    }
}

/// A target as it is said in a sentence, with the measure of its indicator where it names none: of 场 `>40` is
/// `>40场`, of 人 `约2340左右` is `约2340人左右`.
///
/// What has a measure, is no number, or is a change of a share (`每年减少0.5`, which may be per cent or points)
/// stays as written.
#[must_use]
pub fn measured<'a>(text: &'a str, measure: &str) -> Cow<'a, str> {
    let as_written = Cow::Borrowed(text);
    if measure.is_empty() || text.contains(measure) {
        return as_written;
    }
    let own = Measure::parse(measure);
    let Some(numbers) = numbers(text, own).filter(|numbers| numbers.is_bare) else { return as_written };
    if numbers.is_change && own.is_ratio() {
        return as_written;
    }
    // Tried from the end, and taken where it is read as the same target. `1.2万` of 万人次 gets 人次 alone.
    let unscaled = measure.trim_start_matches(['百', '千', '万', '亿']);
    for (at, c) in text.char_indices().rev() {
        if !c.is_numeric() && !"〇零一二两三四五六七八九十百千万亿余多".contains(c) {
            continue;
        }
        let (before, behind) = text.split_at(at + c.len_utf8());
        for word in [measure, unscaled] {
            let said = [before, word, behind].concat();
            let same = self::numbers(&said, own);
            if same
                .is_some_and(|same| !same.is_bare && same.kind == numbers.kind && same.ends == numbers.ends)
            {
                return Cow::Owned(said);
            }
        }
    }
    Cow::Owned(format!("{text}（{measure}）"))
}

/// The numbers that a target asks for.
struct TargetNumbers {
    /// Tells what is asked apart: at least, at most, about …
    kind: u8,
    /// In the measure of the indicator.
    ends: (Decimal, Decimal),
    is_bare: bool,
    is_change: bool,
}

fn numbers(text: &str, own: Measure<'_>) -> Option<TargetNumbers> {
    let kind = Target::parse(text).ok()?.kind;
    let (number, low, high) = match kind {
        TargetKind::AtLeast { bound, is_strict } => (u8::from(is_strict), bound, bound),
        TargetKind::AtMost { bound, is_strict } => (2 + u8::from(is_strict), bound, bound),
        TargetKind::About(amount) => (4, amount, amount),
        TargetKind::Exactly(amount) => (5, amount, amount),
        TargetKind::Range { low, high } => (6, low, high),
        TargetKind::Change { by, .. } => (7, by, by),
        TargetKind::All | TargetKind::None | TargetKind::Milestone | TargetKind::Qualitative => return None,
    };
    Some(TargetNumbers {
        kind: number,
        ends: (low.in_measure(own)?, high.in_measure(own)?),
        is_bare: high.measure.is_bare(),
        is_change: matches!(kind, TargetKind::Change { .. }),
    })
}

/// A number, perhaps with 以上, 以内 or 左右 behind it.
fn numeric(text: &str) -> Result<TargetKind<'_>, FigureError> {
    let text = text.trim_end_matches(['。', '；']);
    let is_bare = text.as_bytes().last().is_some_and(u8::is_ascii);
    let bounded = |words: &[&str]| words.iter().filter(|_| !is_bare).find_map(|word| text.strip_suffix(word));
    if let Some(before) = bounded(&["及以上", "以上"]) {
        return Ok(TargetKind::AtLeast { bound: amount(before)?, is_strict: false });
    }
    // `100元起` is a bound, `0起` a number of accidents.
    if let Some(bound) = bounded(&["起"]).and_then(|before| amount(before).ok())
        && !bound.measure.is_bare()
    {
        return Ok(TargetKind::AtLeast { bound, is_strict: false });
    }
    if let Some(before) = bounded(&["及以下", "以内", "之内", "以下"]) {
        return Ok(TargetKind::AtMost { bound: amount(before)?, is_strict: false });
    }
    let quantity = figure::body(text)?;
    Ok(of_quantity(&quantity))
}

fn of_quantity<'a>(quantity: &Quantity<'a>) -> TargetKind<'a> {
    let measure = quantity.measure;
    match quantity.value {
        QuantityValue::Range { low, high } => {
            TargetKind::Range { low: Amount { number: low, measure }, high: Amount { number: high, measure } }
        }
        QuantityValue::Exact(number) => {
            let amount = Amount { number, measure };
            match quantity.approximation {
                figure::Approximation::None => TargetKind::Exactly(amount),
                figure::Approximation::Over => TargetKind::AtLeast { bound: amount, is_strict: true },
                figure::Approximation::About | figure::Approximation::Nearly => TargetKind::About(amount),
            }
        }
    }
}

fn amount(text: &str) -> Result<Amount<'_>, FigureError> {
    let quantity = Quantity::parse(text)?;
    match quantity.value {
        QuantityValue::Exact(number) => Ok(Amount { number, measure: quantity.measure }),
        QuantityValue::Range { .. } => Err(FigureError::Unreadable),
    }
}

/// A target that begins with a word or sign.
fn in_words(text: &str) -> Result<TargetKind<'_>, FigureError> {
    let strip = |words: &[&str]| strip_longest(text, words);
    if let Some(rest) = strip(AT_LEAST) {
        let is_strict = matches!(text.chars().next(), Some('>' | '＞')) && !text.contains(['=', '＝']);
        return Ok(TargetKind::AtLeast { bound: amount(rest)?, is_strict });
    }
    if let Some(rest) = strip(AT_MOST) {
        let is_strict = matches!(text.chars().next(), Some('<' | '＜')) && !text.contains(['=', '＝']);
        return Ok(TargetKind::AtMost { bound: amount(rest)?, is_strict });
    }
    if let Some(rest) = text.strip_prefix(['=', '＝']) {
        return Ok(TargetKind::Exactly(amount(rest)?));
    }
    if let Some(kind) = fixed(text) {
        return Ok(kind);
    }
    if let Some(kind) = worded_number(text) {
        return kind;
    }
    if number::has_digit(text) && !is_milestone(text) {
        return Err(FigureError::Unreadable);
    }
    let is_ordered = text.contains("下达") || text.contains("规定") || text.contains("要求");
    Ok(if is_milestone(text) && !is_ordered { TargetKind::Milestone } else { TargetKind::Qualitative })
}

fn is_milestone(text: &str) -> bool {
    MILESTONES.iter().any(|word| text.starts_with(word) || text.ends_with(word))
}

/// 全覆盖 and 清零 with the words around them.
fn fixed(text: &str) -> Option<TargetKind<'static>> {
    let text = text.trim_end_matches(['。', '；']);
    let bare =
        strip_longest(text, &["实现", "力争", "确保", "保持", "年底", "动态", "基本实现"]).unwrap_or(text);
    match bare {
        "全覆盖" | "全部覆盖" | "全部" | "全员覆盖" | "应保尽保" | "应办尽办" | "应享尽享" | "应发尽发" => {
            Some(TargetKind::All)
        }
        "清零" | "归零" | "动态清零" | "零" | "无" | "零发生" | "不发生" | "为零" | "零事故" | "零案件"
        | "零投诉" | "零上访" | "零差错" | "零伤亡" | "零死亡" | "零感染" | "零复发" | "零返贫"
        | "零新增" | "零报告" => Some(TargetKind::None),
        // The first of its kind.
        "零突破" | "零的突破" => {
            let bound = Amount { number: Decimal::ZERO, measure: Measure::NONE };
            Some(TargetKind::AtLeast { bound, is_strict: true })
        }
        "零增长" => Some(TargetKind::Qualitative),
        _ => None,
    }
}

/// `每年不低于9000人`, `控制在3.5%以内`, `约2340左右`, `比2022年减少10%`; `None` if there is no number in the place.
fn worded_number(text: &str) -> Option<Result<TargetKind<'_>, FigureError>> {
    let mut rest = text;
    let mut base_year = None;
    let mut is_yearly = false;
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix("每年").or_else(|| rest.strip_prefix("逐年")) {
            (is_yearly, rest) = (true, behind);
        } else if let Some((reference, behind)) = compared(rest) {
            match reference {
                Some(year) => base_year = Some(year),
                None => is_yearly = true,
            }
            rest = behind;
        } else if let Some(behind) = until(rest) {
            rest = behind;
        } else if let Some((kind, behind)) = bound_word(rest) {
            // `控制在3.5%以内` says it twice; the words before the number decide.
            let bare = strip_suffixes(behind);
            return has_leading_number(bare).then(|| amount(bare).map(|bound| kind.of(bound)));
        } else if let Some((direction, behind)) = change_word(rest) {
            let behind = strip_suffixes(strip_longest(behind, &["约", "了"]).unwrap_or(behind));
            return has_leading_number(behind).then(|| {
                amount(behind).map(|by| TargetKind::Change { by, direction, is_yearly, base_year })
            });
        } else if let Some(behind) = strip_longest(rest, PLAIN_LEADS) {
            rest = behind;
        } else {
            break;
        }
    }
    if has_leading_number(rest) {
        return Some(numeric(rest));
    }
    let quantity = Quantity::parse(without_bounds(rest).0).ok()?;
    let QuantityValue::Exact(number) = quantity.value else { return Some(Ok(of_quantity(&quantity))) };
    let bound = Amount { number, measure: quantity.measure };
    Some(Ok(match without_bounds(rest).1 {
        Some(Direction::Up) => TargetKind::AtLeast { bound, is_strict: false },
        Some(Direction::Down) => TargetKind::AtMost { bound, is_strict: false },
        None => of_quantity(&quantity),
    }))
}

fn without_bounds(text: &str) -> (&str, Option<Direction>) {
    if let Some(before) = text.strip_suffix("以上") {
        return (before, Some(Direction::Up));
    }
    match text.strip_suffix("以内").or_else(|| text.strip_suffix("以下")) {
        Some(before) => (before, Some(Direction::Down)),
        None => (text, None),
    }
}

fn strip_suffixes(text: &str) -> &str {
    let text = text.trim_end_matches(['。', '；']);
    ["及以上", "以上", "以内", "之内", "以下"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text)
}

fn has_leading_number(text: &str) -> bool {
    text.starts_with("百分之") || number::leading(text).is_some()
}

/// `比上年`, `较2022年`: the year, or `None` for the year before.
fn compared(text: &str) -> Option<(Option<i16>, &str)> {
    let rest = text.strip_prefix(['比', '较'])?;
    for word in ["上年同期", "上年度", "上年", "上一年", "去年同期", "去年"] {
        if let Some(behind) = rest.strip_prefix(word) {
            return Some((None, behind));
        }
    }
    let year: i16 = rest.get(..4)?.parse().ok()?;
    let behind = rest.get(4..)?.strip_prefix('年')?;
    Some((Some(year), behind.strip_prefix("度").unwrap_or(behind)))
}

/// `到2027年底`, `年底前`, `2025年`: when, which the year of the target says already.
fn until(text: &str) -> Option<&str> {
    for word in ["年底前", "年底", "年末", "期末"] {
        if let Some(behind) = text.strip_prefix(word) {
            return Some(behind);
        }
    }
    let rest = text.strip_prefix(['到', '至'])?;
    rest.get(..4)?.parse::<i16>().ok()?;
    let mut behind = rest.get(4..)?.strip_prefix('年')?;
    for word in ["底", "末", "前", "，"] {
        behind = behind.strip_prefix(word).unwrap_or(behind);
    }
    Some(behind)
}

/// What a word before a number makes of it.
#[derive(Clone, Copy)]
enum BoundWord {
    AtLeast { is_strict: bool },
    AtMost { is_strict: bool },
}

impl BoundWord {
    fn of(self, bound: Amount<'_>) -> TargetKind<'_> {
        match self {
            Self::AtLeast { is_strict } => TargetKind::AtLeast { bound, is_strict },
            Self::AtMost { is_strict } => TargetKind::AtMost { bound, is_strict },
        }
    }
}

fn bound_word(text: &str) -> Option<(BoundWord, &str)> {
    let tables = [
        (AT_LEAST_WORDS, BoundWord::AtLeast { is_strict: false }),
        (ABOVE_WORDS, BoundWord::AtLeast { is_strict: true }),
        (AT_MOST_WORDS, BoundWord::AtMost { is_strict: false }),
        (BELOW_WORDS, BoundWord::AtMost { is_strict: true }),
        (AT_LEAST, BoundWord::AtLeast { is_strict: false }),
        (AT_MOST, BoundWord::AtMost { is_strict: false }),
    ];
    tables.into_iter().find_map(|(words, bound)| Some((bound, strip_longest(text, words)?)))
}

fn change_word(text: &str) -> Option<(Direction, &str)> {
    let down = strip_longest(text, DOWN_WORDS).map(|rest| (Direction::Down, rest));
    down.or_else(|| strip_longest(text, UP_WORDS).map(|rest| (Direction::Up, rest)))
}

/// What follows the longest of `words` at the beginning.
fn strip_longest<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().filter_map(|word| text.strip_prefix(word)).min_by_key(|rest| rest.len())
}

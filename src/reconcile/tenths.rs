//! Shares in words against the two numbers before them: `抽查60家，其中合格48家，占近六成`, `占三分之二`.
//!
//! The words leave much open: 近六成 is somewhat less than sixty per cent, 六成以上 any more, 六成 anything that
//! people would round to it. Asked is only about what none of them calls so.

use super::amount::{NumberSpan, is_rough, measure, thing, written};
use super::parts::whole_of;
use super::prose::Sentence;
use super::{Question, Where};
use crate::quantity::{Decimal, rounded};
use crate::say;

const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
/// What stands between a part and its share.
const SHARES: &[&str] =
    &["占总数的", "占总数", "占全部的", "占比达到", "占比达", "占比为", "占比", "占到", "占"];
/// Words that make a share less than what they stand before, more, or only about that.
const BELOW: &[&str] = &["接近", "不到", "不足", "近"];
const ABOVE: &[&str] = &["超过", "超", "逾", "突破", "过"];
const ABOUT: &[&str] = &["大约", "约"];
/// And those that stand behind it.
const ABOVE_BEHIND: &[&str] = &["以上", "多", "有余"];
const ABOUT_BEHIND: &[&str] = &["左右"];
/// By how much in a hundred a round share may miss, and how far below it 近 reaches.
const ROUND: Decimal = Decimal::from_parts(7, 0, 0, false, 0);
const NEAR: Decimal = Decimal::TEN;
/// By how much a fraction may.
const EXACT: Decimal = Decimal::from_parts(4, 0, 0, false, 0);
/// The longest state behind a number.
const LONGEST_STATE: usize = 12;

/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    if sentence.text().contains(['成', '半']) || sentence.text().contains("分之") {
        questions.extend((0..sentence.numbers.len()).filter_map(|part_at| of_part(sentence, part_at)));
    }
}

fn of_part(sentence: &Sentence<'_>, part_at: usize) -> Option<Question> {
    let part = &sentence.numbers[part_at];
    let behind = part.behind.trim_start().strip_prefix(measure(part)?)?;
    let behind = told_behind(behind).trim_start_matches(['，', ',', '、', '（', '(', ' ']);
    let told = SHARES.iter().find_map(|share| behind.strip_prefix(share));
    // `120个已完成，超过半数`
    let told = told.or_else(|| ABOVE.iter().any(|above| behind.starts_with(above)).then_some(behind))?;
    let (most_least, length) = share_in(told)?;
    let whole = whole_of(sentence, part_at).filter(|whole| thing(whole) == thing(part))?;
    let whole_at = sentence.numbers.iter().position(|number| number.range == whole.range)?;
    if is_rough(sentence, part_at) || is_rough(sentence, whole_at) || whole.value.is_zero() {
        return None;
    }
    let computed = NumberSpan::of(part).percent_of(NumberSpan::beside(whole, part))?;
    if computed.meets(most_least) {
        return None;
    }
    let words = &behind[..behind.len() - told.len() + length];
    let (part_text, whole_text) = (written(sentence, part_at), written(sentence, whole_at));
    let computed = rounded(computed.written, 1);
    Some(Question {
        rule: "share-disagrees",
        about: words.to_owned(),
        place: Where::Words(vec![format!("{part_text}，{words}"), words.to_owned()]),
        message: say!(
            "写的是{words}，而{part_text}占{whole_text}的{computed}%",
            "the share is given as {words}, but {part_text} of {whole_text} is {computed}%"
        ),
        related: Vec::new(),
    })
}

/// Between which rates a share in words lies, and how long it is: `六成以上`, `近一半`.
fn share_in(words: &str) -> Option<(NumberSpan, usize)> {
    let strip = |list: &[&str], words: &'_ str| {
        list.iter().find(|word| words.starts_with(**word)).map_or(0, |word| word.len())
    };
    let (below, above, about) = (strip(BELOW, words), strip(ABOVE, words), strip(ABOUT, words));
    let rest = &words[below + above + about..];
    let tenths =
        digit(rest).and_then(|(tenths, behind)| Some((tenths * Decimal::TEN, behind.strip_prefix('成')?)));
    let half = ["一半", "半数", "半"].iter().find(|half| rest.starts_with(**half));
    let (rate, round, behind) = match (half, fraction(rest), tenths) {
        (Some(half), ..) => (Decimal::from(50), ROUND, &rest[half.len()..]),
        (None, Some((rate, behind)), _) => (rate, EXACT, behind),
        (None, None, tenths) => tenths.map(|(rate, behind)| (rate, ROUND, behind))?,
    };
    let (more, so) = (strip(ABOVE_BEHIND, behind), strip(ABOUT_BEHIND, behind));
    let behind = &behind[more + so..];
    let ends = behind.is_empty() || behind.starts_with(['，', ',', '。', '；', ';', '、', '）', ')', ' ']);
    let span = if below > 0 {
        NumberSpan { low: rate - NEAR, high: rate }
    } else if above + more > 0 {
        NumberSpan { low: rate, high: Decimal::ONE_HUNDRED }
    } else {
        NumberSpan::around(rate, round)
    };
    ends.then(|| (span, words.len() - behind.len()))
}

/// A fraction in words in per cent, and what stands behind it: `三分之二`.
fn fraction(words: &str) -> Option<(Decimal, &str)> {
    let (of, rest) = words.split_once("分之")?;
    let (of, _) = digit(of).filter(|(_, rest)| rest.is_empty())?;
    let (count, rest) = digit(rest)?;
    let is_less = count < of && !rest.starts_with(DIGITS);
    is_less.then(|| (count * Decimal::ONE_HUNDRED / of, rest))
}

/// The digit that words begin with, and what stands behind it.
fn digit(words: &str) -> Option<(Decimal, &str)> {
    let mut signs = words.chars();
    let sign = signs.next()?;
    let at = DIGITS.iter().position(|digit| *digit == sign)?;
    Some((Decimal::from(at + 1), signs.as_str()))
}

/// What stands behind the state of what was counted: `已完成改造，占`.
fn told_behind(words: &str) -> &str {
    let Some((state, rest)) = words.split_once(['，', ',']) else { return words };
    let is_state = state.chars().count() <= LONGEST_STATE && state.chars().all(char::is_alphabetic);
    if is_state { rest } else { words }
}

#[cfg(test)]
mod tests {
    use super::share_in;
    use crate::quantity::Decimal;

    #[test]
    fn shares_in_words() {
        let span = |words| share_in(words).map(|(span, _)| (span.low, span.high));
        let numbers = |low: i64, high: i64| Some((Decimal::from(low), Decimal::from(high)));
        assert_eq!(span("近六成，"), numbers(50, 60));
        assert_eq!(span("七成以上"), numbers(70, 100));
        assert_eq!(span("超八成"), numbers(80, 100));
        assert_eq!(span("约四成"), numbers(33, 47));
        assert_eq!(span("近一半"), numbers(40, 50));
        assert_eq!(span("过半。"), numbers(50, 100));
        assert_eq!(span("四分之三，"), numbers(71, 79));
        assert_eq!(span("五分之二以上"), numbers(40, 100));
        assert_eq!(span("三成半"), None);
        assert_eq!(span("百分之二"), None);
        assert_eq!(span("成都"), None);
    }
}

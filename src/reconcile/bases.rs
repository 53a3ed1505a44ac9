//! Shares that name one base, whose number may stand anywhere or nowhere: `供暖类840件，占来电量的22.4%；物业类615件，
//! 占来电量的16.4%；停车类570件，占来电量的15.2%`. Each says between which numbers the base lies. Where all but one agree,
//! that one is asked about.
//!
//! Of two shares the third that has to agree is that they are all there is: `旧船1260艘，占64.0%；新船709艘，占36.0%`.

use super::amount::{NumberSpan, half_unit};
use super::parts::{PartShare, not_of, share_of_part, shares, words_of};
use super::prose::Sentence;
use super::{Question, amount};
use crate::quantity::{Decimal, plain};

/// The fewest shares that agree about their base without any number that says it.
const FEWEST: usize = 3;
/// What shares say of their base must be so exact: by a fiftieth of it.
const EXACT: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// Asks about the shares of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    let parts_of_parts = (3..sentence.numbers.len()).filter_map(|rate| share_of_part(sentence, rate));
    questions.extend(parts_of_parts.filter_map(|share| of_part(sentence, share)));
    let mut left = shares(sentence);
    while let Some(first) = left.first().copied() {
        let kind =
            |share: &PartShare| (amount::measure(&sentence.numbers[share.part]), words_of(sentence, share));
        let own = kind(&first);
        let (of_one, others) = left.into_iter().partition::<Vec<PartShare>, _>(|share| kind(share) == own);
        left = others;
        let found = odd_one(sentence, &of_one);
        let is_new = |new: &Question| {
            let said = new.about.rsplit('占').next().unwrap_or("");
            !questions.iter().any(|old| old.rule == new.rule && old.about.ends_with(said))
        };
        questions.extend(found.filter(is_new));
    }
}

/// Asks about the share of a part of a part, which is of that part or of the same base as it:
/// `新船709艘，占36.0%，其中电动船512艘，占26.0%`.
fn of_part(sentence: &Sentence<'_>, share: PartShare) -> Option<Question> {
    let parent = PartShare { part: share.part.checked_sub(2)?, rate: share.part - 1 };
    let like = |one: &PartShare| (amount::measure(&sentence.numbers[one.part]), words_of(sentence, one));
    let whole = base_of(sentence, &parent).filter(|base| is_exact(*base))?;
    let own = base_of(sentence, &share).filter(|_| like(&share) == like(&parent))?;
    let all: Vec<PartShare> =
        shares(sentence).into_iter().filter(|other| like(other) == like(&share)).collect();
    let may_be = [whole, NumberSpan::of(&sentence.numbers[parent.part]), together(sentence, &all)];
    if may_be.iter().any(|base| own.meets(*base)) {
        return None;
    }
    let unit = amount::measure(&sentence.numbers[share.part])?;
    not_of(sentence, share, whole, &format!("{}{unit}", plain(whole.middle().round())))
}

/// The share that names another base than all others.
fn odd_one(sentence: &Sentence<'_>, shares: &[PartShare]) -> Option<Question> {
    let bases = shares.iter().map(|share| base_of(sentence, share)).collect::<Option<Vec<NumberSpan>>>()?;
    let together = together(sentence, shares);
    let mut odd = None;
    for (nth, base) in bases.iter().enumerate() {
        let others = || bases.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, base)| *base);
        let Some(common) = meeting(others()).filter(|common| is_exact(*common)) else { continue };
        let whole = meeting([common, together].into_iter());
        let is_told = shares.len() > FEWEST || whole.is_some();
        let whole = whole.unwrap_or(common);
        if is_told && !whole.meets(*base) && odd.replace((nth, whole)).is_some() {
            return None;
        }
    }
    let (nth, whole) = odd?;
    let unit = amount::measure(&sentence.numbers[shares[nth].part]).unwrap_or("");
    let name = format!("{}{unit}", plain(whole.middle().round()));
    not_of(sentence, shares[nth], whole, &name)
}

/// Between which numbers the base of a share lies.
fn base_of(sentence: &Sentence<'_>, share: &PartShare) -> Option<NumberSpan> {
    let (part, rate) = (NumberSpan::of(&sentence.numbers[share.part]), sentence.numbers[share.rate].value);
    let slack = half_unit(rate);
    let base = |part: Decimal, rate: Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(rate);
    let low = (rate > slack).then(|| base(part.low, rate + slack))??;
    Some(NumberSpan { low, high: base(part.high, rate - slack)? })
}

/// All parts together.
fn together(sentence: &Sentence<'_>, shares: &[PartShare]) -> NumberSpan {
    let parts = || shares.iter().map(|share| NumberSpan::of(&sentence.numbers[share.part]));
    NumberSpan { low: parts().map(|part| part.low).sum(), high: parts().map(|part| part.high).sum() }
}

/// The numbers that are in all spans.
fn meeting(mut spans: impl Iterator<Item = NumberSpan>) -> Option<NumberSpan> {
    let first = spans.next()?;
    let both = |one: NumberSpan, other: NumberSpan| NumberSpan {
        low: one.low.max(other.low),
        high: one.high.min(other.high),
    };
    let all = spans.fold(first, both);
    (all.low <= all.high).then_some(all)
}

fn is_exact(base: NumberSpan) -> bool {
    (base.high - base.low) * EXACT <= base.high
}

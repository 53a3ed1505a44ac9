//! Personal numbers in text: finds and masks them.
//!
//! Knows one text and perhaps the heading above it, nothing of files or sites. What is found is certain
//! enough to stop a publication: ID numbers by area, date and check digit, mobile numbers by their ranges,
//! cards by issuer, length and check digit; and what only looks like one (credit codes, index numbers, filing
//! numbers, amounts) is left alone.

mod columns;
mod digits;
mod finished;
mod fold;
mod glance;
mod groups;
mod labels;
mod number;
mod strings;
mod tags;

use std::collections::BTreeSet;
use std::ops::Range;

use finished::Strictness;
use groups::{DigitGroup, LEAST, groups_from};

pub use columns::ColumnDigits;
pub use digits::may_be_digit;
pub use finished::{FinishedForm, Seen};
pub use fold::{bare, is_written_plainly, locate};
pub use labels::{PersonalHeading, heading};
pub use number::mask;

/// Raised whenever the findings for the same text change; cached results of older versions are void.
pub const VERSION: u32 = 7;

/// The kinds of personal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberKind {
    /// 公民身份号码 of 18 (GB 11643-1999) or of 15 digits.
    Id,
    /// A mobile number.
    Mobile,
    /// The number of a bank card (ISO/IEC 7812).
    Card,
}

/// A personal number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberSpot {
    /// What it is.
    pub kind: NumberKind,
    /// Its bytes in the text, with what stands between its digits.
    pub span: Range<usize>,
    /// Its digits, half-width, with an `X` at the end of some ID numbers.
    pub digits: String,
}

/// Finds personal numbers.
#[derive(Clone, Debug, Default)]
pub struct Detector {
    /// The first four digits of area codes (GB/T 2260), those in use and those that were.
    areas: BTreeSet<String>,
    /// Numbers that are meant to be public, digits only.
    allowed: BTreeSet<String>,
}

/// What is around groups that may be one number.
struct GroupRow {
    /// Whether all groups are cut as telephones are.
    is_of_phones: bool,
    /// How many groups before each, and before the end, are longer than a serial number and no whole number.
    odd: Vec<usize>,
    /// The same of those that are no whole number.
    short: Vec<usize>,
}

impl GroupRow {
    fn of(groups: &[DigitGroup]) -> Self {
        let counts = |is_counted: fn(usize) -> bool| {
            let mut count = 0;
            let mut counts = vec![0];
            for group in groups {
                count += usize::from(is_counted(group.digits.len()));
                counts.push(count);
            }
            counts
        };
        let size = |group: &DigitGroup| group.digits.len();
        Self {
            is_of_phones: groups.chunks(3).all(|cut| cut.iter().map(size).eq([3, 4, 4])),
            odd: counts(|size| size > 2 && size < LEAST),
            short: counts(|size| size < LEAST),
        }
    }

    /// Whether groups that may be one number stand apart from the digits around them: `153 2047 3388` in a
    /// row of figures is nobody's. A serial number may stand before, whole numbers on both sides, or others
    /// of the same cut.
    fn lets_stand(&self, taken: Range<usize>) -> bool {
        self.is_of_phones || self.odd[taken.start] == 0 && self.short.last() == Some(&self.short[taken.end])
    }
}

/// What stands where a text cannot be shown for its personal numbers.
const WITHHELD: &str = "（这段文字里有个人号码，不显示）";

/// A text of somebody else's with its personal numbers masked, or without them all, where they are written in
/// a way that cannot be masked; `None`: there are none.
#[must_use]
pub fn screened(detector: &Detector, text: &str) -> Option<String> {
    if detector.find_disguised(text, "").is_empty() {
        return None;
    }
    let mut masked = text.to_owned();
    for spot in detector.find(text, "").into_iter().rev() {
        let hidden = mask(spot.kind, &text[spot.span.clone()]);
        masked.replace_range(spot.span, &hidden);
    }
    if detector.find_disguised(&masked, "").is_empty() { Some(masked) } else { Some(WITHHELD.to_owned()) }
}

impl Detector {
    /// A detector that knows these area codes (four digits each) and leaves these numbers alone.
    #[must_use]
    pub fn new<'a>(
        areas: impl IntoIterator<Item = &'a str>,
        allowed: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        Self {
            areas: areas.into_iter().map(str::to_owned).collect(),
            allowed: allowed.into_iter().map(digits).filter(|number| number.len() >= 7).collect(),
        }
    }

    /// The personal numbers in `text`, in order. `label` is what the text stands under, such as the heading
    /// of its column; it decides what else would be doubtful.
    #[must_use]
    pub fn find(&self, text: &str, label: &str) -> Vec<NumberSpot> {
        self.find_labelled(text, |_| label)
    }

    /// The personal numbers in `text` however their digits are written and parted, without places.
    #[must_use]
    pub fn find_disguised(&self, text: &str, label: &str) -> BTreeSet<Seen> {
        self.look(text, label, Strictness::Usual)
    }

    /// The personal numbers that the cells of a row make together, with what its columns are called.
    #[must_use]
    pub fn find_in_row<'t>(&self, cells: impl Iterator<Item = &'t str>, heads: &str) -> BTreeSet<Seen> {
        let mut row = String::new();
        for cell in cells {
            row.push_str(cell);
            row.push(' ');
        }
        self.look(&row, heads, Strictness::Joined)
    }

    /// The ID number that a cell ends, if those above it in its column hold the rest. `head` is only asked
    /// for what the column is called when there is something to judge.
    pub fn find_in_column(
        &self,
        columns: &mut ColumnDigits,
        column: usize,
        cell: &str,
        head: impl FnOnce() -> String,
    ) -> BTreeSet<Seen> {
        let whole = columns.add(column, cell, |digits| self.areas.contains(&digits[..4]));
        // Parted, it is judged as what several cells make together.
        whole.map_or_else(BTreeSet::new, |whole| {
            self.look(&format!("{} {}", &whole[..6], &whole[6..]), &head(), Strictness::Joined)
        })
    }

    /// The same where every place has a label of its own. `label_at` is only asked about digits that may be a
    /// number.
    pub fn find_labelled<'l>(&self, text: &str, label_at: impl Fn(usize) -> &'l str) -> Vec<NumberSpot> {
        let mut spots = Vec::new();
        let mut from = 0;
        while let Some(groups) = groups_from(text, from) {
            from = groups.last().map_or(text.len(), |group| group.span.end);
            self.judge(text, label_at(groups[0].span.start), &groups, &mut spots);
        }
        spots
    }

    /// Looks at digits that stand together: each group for itself, then several as one number.
    fn judge(&self, text: &str, label: &str, groups: &[DigitGroup], spots: &mut Vec<NumberSpot>) {
        let row = GroupRow::of(groups);
        let mut at = 0;
        while at < groups.len() {
            let most = if groups[at].digits.len() >= 20 { 1 } else { (groups.len() - at).min(6) };
            let found = (1..=most).find_map(|count| {
                let taken = &groups[at..at + count];
                let spot = self.number(text, label, taken)?;
                let is_alone = spot.kind == NumberKind::Id || count == 1 || row.lets_stand(at..at + count);
                is_alone.then_some((count, spot))
            });
            if let Some((count, spot)) = found {
                if !self.allowed.contains(&spot.digits) {
                    spots.push(spot);
                }
                at += count;
            } else {
                at += 1;
            }
        }
    }

    /// The number that these groups are together, if they are one.
    fn number(&self, text: &str, label: &str, groups: &[DigitGroup]) -> Option<NumberSpot> {
        let total: usize = groups.iter().map(|group| group.digits.len()).sum();
        if !(11..=19).contains(&total) {
            return None;
        }
        let digits: String = groups.iter().map(|group| group.digits.as_str()).collect();
        let sizes: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
        let span = groups[0].span.start..groups[groups.len() - 1].span.end;
        let around = labels::around(text, &span, label);
        let kind = number::kind_of(&digits, &sizes, &around, &self.areas)?;
        // `+86` and the like belong to no number of the allow-list.
        let digits = match kind {
            NumberKind::Mobile => digits[digits.len() - 11..].to_owned(),
            _ => digits,
        };
        Some(NumberSpot { kind, span, digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, label: &str) -> Vec<String> {
        let detector = Detector::new(["3306", "1101", "4405"], ["138-0000-0000"]);
        detector.find(text, label).into_iter().map(|spot| text[spot.span].to_owned()).collect()
    }

    #[test]
    fn numbers_are_known_however_they_are_cut() {
        for id in
            ["11010519491231002X", "11010519491231002x", "110105 19491231 002X", "110105-1949-1231-002Ｘ"]
        {
            assert_eq!(found(&format!("证{id}号"), ""), [id]);
        }
        assert_eq!(found("3 138 1234 5678", ""), ["138 1234 5678"]);
        assert_eq!(found("138 1234 5678 139 1234 5678", ""), ["138 1234 5678", "139 1234 5678"]);
        assert_eq!(found("33060419800101123X 13812345678", ""), ["33060419800101123X", "13812345678"]);
        assert_eq!(found("13812345678@example.com、8613912345678", ""), ["13812345678"]);
        assert_eq!(found("+8613912345678", ""), ["8613912345678"]);
        assert_eq!(found("330604550312001", ""), ["330604550312001"]);
        for text in ["张三_13812345678", "13812345678_张三", "附件_13812345678_（二）"] {
            assert_eq!(found(text, ""), ["13812345678"], "{text}");
        }
    }

    #[test]
    fn look_alikes_are_nobodys() {
        for text in [
            "113306040025907615",
            "33060419801301123X",
            "20 153 2047 3388 17",
            "1998-1234567",
            "38000000000",
            "0578-10293301",
            "13800000000",
            "编号：13812345678",
            "img_13812345678",
            "13812345678_2.jpg",
            "330604240318001",
            "990101198001011237",
        ] {
            assert_eq!(found(text, ""), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found("13812345678", "备案编号"), Vec::<String>::new());
        assert_eq!(found("13812345678", "金额（元）"), Vec::<String>::new());
        assert_eq!(found("330604240318001", "身份证号").len(), 1);
        assert_eq!(found("4563510100001238", ""), Vec::<String>::new());
        assert_eq!(found("4563510100001238", "银行卡号").len(), 1);
    }

    #[test]
    fn masks_keep_what_tells_namesakes_apart() {
        assert_eq!(mask(NumberKind::Id, "33060419800101123X"), "330604********123X");
        assert_eq!(mask(NumberKind::Mobile, "+86 138-1234-5678"), "+86 138-****-5678");
        assert_eq!(mask(NumberKind::Card, "6228480402564890018"), "***************0018");
        assert_eq!(mask(NumberKind::Mobile, "一三八1234五六七八"), "一三八****五六七八");
        for typed in ["138𝟏𝟐𝟑𝟒5678", "138١٢٣٤5678", "138①②③④5678"] {
            let masked = mask(NumberKind::Mobile, typed);
            assert!(masked.len() == typed.len() && masked != typed && masked.ends_with("5678"), "{masked}");
        }
    }
}

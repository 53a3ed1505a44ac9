//! Personal numbers in text: finds and masks them.
//!
//! Knows one text and perhaps the heading above it, nothing of files or sites. What is found is certain enough to stop a
//! publication: ID numbers by area, date and check digit, mobile numbers by their ranges, cards by issuer, length and
//! check digit; and what only looks like one (credit codes, index numbers, filing numbers, amounts) is left alone.

mod groups;
mod labels;
mod number;

use std::collections::BTreeSet;
use std::ops::Range;

use groups::{Group, groups_from};

pub use labels::{Heading, heading};
pub use number::mask;

/// Raised whenever what is found in the same text changes: kept results of an older version are void.
pub const VERSION: u32 = 1;

/// The kinds of personal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 公民身份号码 of 18 (GB 11643-1999) or of 15 digits.
    Id,
    /// A mobile number.
    Mobile,
    /// The number of a bank card (ISO/IEC 7812).
    Card,
}

/// A personal number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What it is.
    pub kind: Kind,
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

    /// The personal numbers in `text`, in order. `label` is what the text stands under, such as the heading of its
    /// column; it decides what else would be doubtful.
    #[must_use]
    pub fn find(&self, text: &str, label: &str) -> Vec<Spot> {
        self.find_labelled(text, |_| label)
    }

    /// The same where every place has a label of its own. `label_at` is only asked about digits that may be a number.
    pub fn find_labelled<'l>(&self, text: &str, label_at: impl Fn(usize) -> &'l str) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut from = 0;
        while let Some(groups) = groups_from(text, from) {
            from = groups.last().map_or(text.len(), |group| group.span.end);
            self.judge(text, label_at(groups[0].span.start), &groups, &mut spots);
        }
        spots
    }

    /// Looks at digits that stand together: each group for itself, then several as one number.
    fn judge(&self, text: &str, label: &str, groups: &[Group], spots: &mut Vec<Spot>) {
        let mut at = 0;
        while at < groups.len() {
            let most = if groups[at].digits.len() >= 20 { 1 } else { (groups.len() - at).min(6) };
            let found = (1..=most).find_map(|count| {
                let taken = &groups[at..at + count];
                self.number(text, label, taken).map(|spot| (count, spot))
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
    fn number(&self, text: &str, label: &str, groups: &[Group]) -> Option<Spot> {
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
            Kind::Mobile => digits[digits.len() - 11..].to_owned(),
            _ => digits,
        };
        Some(Spot { kind, span, digits })
    }
}

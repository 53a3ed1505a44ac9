//! Document numbers (发文字号) in running text: `国办发〔2017〕47号` and what people make of it.
//!
//! Source: GB/T 9704—2012 7.2.5: the year in full in hexagonal brackets, the number without leading zero and
//! without 第.

use std::ops::Range;

use crate::text::garbled::is_han;

/// A document number as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DocNumber {
    /// Its bytes, from the code of the issuing body to 号.
    pub(super) span: Range<usize>,
    /// The bytes from the opening bracket on.
    pub(super) form: Range<usize>,
    /// The code of the issuing body: `国办发`.
    pub(super) body: String,
    /// The year as written.
    pub(super) year: String,
    /// The number without zeros in front.
    pub(super) number: String,
    /// Every fault of its form.
    pub(super) faults: Vec<DocNumberFault>,
}

/// What is wrong with the form of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocNumberFault {
    /// Other brackets than 〔〕.
    Brackets,
    /// A year of two digits.
    ShortYear,
    /// `05号`
    LeadingZero,
    /// `第5号`
    Ordinal,
}

impl DocNumber {
    /// The number in its right form; a short year is put into this century.
    pub(super) fn right(&self) -> String {
        let century = if self.year.len() == 2 { "20" } else { "" };
        format!("〔{century}{}〕{}号", self.year, self.number)
    }

    /// Whether it is surely the number of an official document: its code ends as theirs do. Licences,
    /// contracts and filings have numbers of the same look, which are nobody's to change.
    pub(super) fn is_certain(&self) -> bool {
        CODE_ENDS.iter().any(|end| self.body.ends_with(end))
    }

    /// The whole number in its right form, as it is compared.
    pub(super) fn key(&self) -> String {
        format!("{}{}", self.body, self.right())
    }
}

/// How the codes of official documents end: 国办发, 财税函, 云政办.
const CODE_ENDS: [&str; 6] = ["发", "函", "政办", "府办", "政", "党办"];

/// What stands in or before numbers that identify something else.
const IDENTIFIERS: [&str; 16] = [
    "许可",
    "许证",
    "证字",
    "证号",
    "备案",
    "备字",
    "合同",
    "编号",
    "合",
    "登记",
    "登字",
    "招标",
    "采购",
    "检字",
    "注册",
    "批准文号",
];

/// The document numbers in `text`, in order; not those of licences, contracts, filings and the like.
pub(super) fn find(text: &str) -> Vec<DocNumber> {
    let ends = text.match_indices('号').map(|(at, _)| at);
    ends.filter_map(|at| read(text, at)).collect()
}

/// The document number that ends with the 号 at `end`.
fn read(text: &str, end: usize) -> Option<DocNumber> {
    let before = text[..end].trim_end();
    let (rest, number) = digits_behind(before)?;
    let mut faults = Vec::new();
    let without = rest.strip_suffix('第').unwrap_or(rest);
    if without.len() < rest.len() {
        faults.push(DocNumberFault::Ordinal);
    }
    let close = without.chars().next_back()?;
    let (rest, year) = digits_behind(&without[..without.len() - close.len_utf8()])?;
    let open = rest.chars().next_back()?;
    let start = rest.len() - open.len_utf8();
    let is_pair = matches!(
        (open, close),
        ('〔', '〕')
            | ('[', ']')
            | ('［', '］')
            | ('(', ')')
            | ('（', '）')
            | ('【', '】')
            | ('﹝', '﹞')
            | ('{', '}')
    );
    let is_year = match year.len() {
        4 => ("1949".."2100").contains(&&*year),
        2 => true,
        _ => false,
    };
    let body: String = text[..start].chars().rev().take_while(|c| is_han(*c)).collect();
    let body: String = body.chars().rev().collect();
    if !is_pair || !is_year || number.len() > 5 || body.is_empty() {
        return None;
    }
    let label = text[..start - body.len()].trim_end_matches(['：', ':', ' ']);
    let is_identifier = |words: &str| IDENTIFIERS.iter().any(|word| words.ends_with(word));
    if is_identifier(&body) || label.len() < start - body.len() && is_identifier(label) {
        return None;
    }
    if (open, close) != ('〔', '〕') {
        faults.push(DocNumberFault::Brackets);
    }
    if year.len() == 2 {
        faults.push(DocNumberFault::ShortYear);
    }
    let plain = number.trim_start_matches('0');
    if plain.len() < number.len() {
        faults.push(DocNumberFault::LeadingZero);
    }
    let span = start - body.len()..end + '号'.len_utf8();
    Some(DocNumber { form: start..span.end, span, body, year, number: plain.to_owned(), faults })
}

/// The digits at the end of `text`, and what stands before them.
fn digits_behind(text: &str) -> Option<(&str, String)> {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[rest.len()..];
    (!digits.is_empty()).then(|| (rest.trim_end(), digits.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<(String, Vec<DocNumberFault>)> {
        find(text).into_iter().map(|number| (number.key(), number.faults)).collect()
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        use DocNumberFault::{Brackets, LeadingZero, Ordinal, ShortYear};
        assert_eq!(seen("见虞人社〔2023〕5号。"), [("见虞人社〔2023〕5号".to_owned(), vec![])]);
        assert_eq!(seen("（国办发[2019]9号）"), [("国办发〔2019〕9号".to_owned(), vec![Brackets])]);
        assert_eq!(seen("云卫〔23〕第05号")[0].1, [Ordinal, ShortYear, LeadingZero]);
        assert_eq!(seen("云卫【2023】5号")[0].0, "云卫〔2023〕5号");
        for none in [
            "国务院令第711号",
            "望溪大道108号",
            "（2023）浙0604民初5号",
            "公告2023年第5号",
            "3(1)号",
            "许可证编号：云餐证字[2024]0012号",
            "烟花爆竹经营备案（2024）003号",
            "合同编号：云供[2024]008号",
            "（2号）",
        ] {
            assert_eq!(seen(none), [], "{none}");
        }
    }
}

//! A text as a number in it is read: digits of every kind as ASCII, nothing unseen, blanks as one.
//!
//! What [`Detector::find`](super::Detector::find) knows by its digits is found by it in the folded text
//! however it was written. The text is folded passage by passage, only where enough digits stand together.

use std::ops::Range;

use super::digits::{DigitScript, is_like_zero, is_ten, is_unseen, value};

/// Signs that part a number into groups as well as a hyphen does.
const SIGNS: &[char] = &[
    '.', '·', '•', '・', '･', '．', '_', '＿', '/', '／', '\\', '＼', '~', '～', '—', '―', '–', 'ー', '*',
    '＊', '\'', '’', '”', '´', '^', '¯', '…', '@', '＠', '#', '＃',
];

/// Signs that nobody can tell from a hyphen.
const HYPHENS: &[char] = &['‐', '‑', '‒', '−', '－', '﹣', '⁃'];

/// Brackets around the first digits of a telephone: `(138)12345678`, `+86（138）1234-5678`.
const BRACKETS: &[char] = &['(', ')', '（', '）', '[', ']', '［', '］', '【', '】'];

/// What lists and sums figures too: such signs part nothing but ID numbers, which tell themselves by their
/// check digit.
const LISTING: &[char] = &[',', '，', '、', ';', '；', '：', '"', '+', '＋', '=', '＝', '|', '｜', '→'];

/// So many signs may stand between two groups: `——`, `)(`, ` - `.
const MOST_SIGNS: usize = 4;

/// How a number of a person is cut into groups when somebody parts it by signs; else signs part figures.
const CUTS: &[&[usize]] = &[
    &[3, 4, 4],
    &[3, 3, 5],
    &[6, 8, 4],
    &[6, 4, 4, 4],
    &[6, 4, 2, 2, 4],
    &[6, 4, 2, 2, 3, 1],
    &[4, 4, 4, 4],
    &[4, 4, 4, 4, 3],
    &[6, 13],
];

/// The same where brackets are among the signs.
const BRACKETED: &[&[usize]] =
    &[&[3, 8], &[3, 4, 4], &[2, 3, 8], &[2, 3, 4, 4], &[6, 8, 4], &[6, 8, 3, 1], &[6, 4, 4, 4], &[6, 12]];

/// So many digits together may be a number of a person.
pub(super) const LEAST: usize = 11;

/// The text folded, if that makes enough digits stand together; else `None`: there is no number in it.
#[must_use]
pub(super) fn folded(text: &str) -> Option<String> {
    let mut pieces = Vec::new();
    let mut digits = 0;
    for c in text.chars().filter(|c| !is_unseen(*c)) {
        let piece = FoldedChar::of(c, pieces.last());
        digits += usize::from(matches!(piece, FoldedChar::Digit(..)));
        if piece != FoldedChar::Blank || pieces.last() != Some(&FoldedChar::Blank) {
            pieces.push(piece);
        }
    }
    if digits < LEAST {
        return None;
    }
    settle_words(&mut pieces);
    let runs = runs(&pieces);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for run in runs {
        push(&pieces[at..run.start], &mut out);
        push_run(&pieces[run.clone()], &mut out);
        at = run.end;
    }
    push(&pieces[at..], &mut out);
    Some(out)
}

/// What a character is to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FoldedChar {
    /// A digit: its value, how it was written, and the character.
    Digit(u8, DigitScript, char),
    /// An `X` behind a digit or a sign.
    Ten,
    /// Blanks of any kind.
    Blank,
    /// Anything else.
    Other(char),
}

impl FoldedChar {
    fn of(c: char, before: Option<&Self>) -> Self {
        match value(c) {
            Some((digit, script)) => Self::Digit(digit, script, c),
            None if c.is_whitespace() || c == '\u{2800}' => Self::Blank,
            None if HYPHENS.contains(&c) => Self::Other('-'),
            None if is_like_zero(c) && matches!(before, Some(Self::Digit(..))) => {
                Self::Digit(0, DigitScript::Word, c)
            }
            None if is_ten(c) && before.is_some_and(|before| before.is_digit() || before.is_sign()) => {
                Self::Ten
            }
            None => Self::Other(c),
        }
    }

    fn is_digit(self) -> bool {
        matches!(self, Self::Digit(..))
    }

    /// Whether it belongs to a number, the `X` at its end too.
    fn is_numeral(self) -> bool {
        matches!(self, Self::Digit(..) | Self::Ten)
    }

    fn is_sign(self) -> bool {
        let parts = |c: char| c == '-' || [SIGNS, BRACKETS, LISTING].iter().any(|signs| signs.contains(&c));
        self == Self::Blank || matches!(self, Self::Other(c) if parts(c))
    }
}

/// Words for digits are digits only where so many stand together with figures that they make a number of a
/// person: not in 第三, not in 二〇二四年.
fn settle_words(pieces: &mut [FoldedChar]) {
    let mut at = 0;
    while at < pieces.len() {
        if !pieces[at].is_digit() {
            at += 1;
            continue;
        }
        // Digits with at most one blank or hyphen between.
        let mut end = at;
        while end < pieces.len() {
            let goes_on = pieces[end].is_digit()
                || matches!(pieces[end], FoldedChar::Blank | FoldedChar::Other('-'))
                    && pieces.get(end + 1).is_some_and(|next| next.is_digit());
            if !goes_on {
                break;
            }
            end += 1;
        }
        let has_ten = pieces.get(end) == Some(&FoldedChar::Ten);
        let is_number = |run: &[FoldedChar]| {
            let count = run.iter().filter(|piece| piece.is_digit()).count();
            matches!(count, 11 | 15..=19) || has_ten && count == 17
        };
        // 张三 before a number that is whole without it is a name.
        let is_figure = |piece: &FoldedChar| matches!(piece, FoldedChar::Digit(_, script, _) if *script != DigitScript::Word);
        let first = pieces[at..end].iter().position(is_figure).map_or(at, |first| at + first);
        let last = pieces[at..end].iter().rposition(is_figure).map_or(end, |last| at + last + 1);
        let number = [first..last, at..end].into_iter().find(|part| is_number(&pieces[part.clone()]));
        let number = number.unwrap_or(at..at);
        for (place, piece) in (at..end).zip(&mut pieces[at..end]) {
            if let FoldedChar::Digit(digit, DigitScript::Word, c) = *piece {
                *piece = if number.contains(&place) {
                    FoldedChar::Digit(digit, DigitScript::Figure, c)
                } else {
                    FoldedChar::Other(c)
                };
            }
        }
        at = end.max(at + 1);
    }
}

/// Digits with one sign or blank between two of them.
fn runs(pieces: &[FoldedChar]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        if !pieces[at].is_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at;
        while at < pieces.len() {
            if pieces[at].is_digit() {
                end = at + 1;
                at += 1;
            } else if pieces[at] == FoldedChar::Ten {
                end = at + 1;
                at += 1;
                break;
            } else {
                // `—`, ` - `, `——`: signs with blanks around them.
                let signs = pieces[at..].iter().take(MOST_SIGNS + 1).take_while(|piece| piece.is_sign());
                let signs = signs.count();
                let is_gap = (1..=MOST_SIGNS).contains(&signs)
                    && pieces.get(at + signs).is_some_and(|next| next.is_digit() || *next == FoldedChar::Ten);
                if !is_gap {
                    break;
                }
                at += signs;
            }
        }
        runs.push(start..end);
        at = at.max(end);
    }
    runs
}

fn push(pieces: &[FoldedChar], out: &mut String) {
    for piece in pieces {
        match *piece {
            FoldedChar::Digit(digit, ..) => out.push(char::from(b'0' + digit)),
            FoldedChar::Ten => out.push('X'),
            FoldedChar::Blank => out.push(' '),
            FoldedChar::Other(c) => out.push(c),
        }
    }
}

/// The digits of a run between two gaps.
struct Groups<'a> {
    digits: Vec<&'a [FoldedChar]>,
    /// What stands behind each group but the last.
    gaps: Vec<&'a [FoldedChar]>,
}

impl<'a> Groups<'a> {
    fn of(run: &'a [FoldedChar]) -> Self {
        let mut groups = Self { digits: Vec::new(), gaps: Vec::new() };
        for part in run.chunk_by(|left, right| left.is_numeral() == right.is_numeral()) {
            let parts = if part[0].is_numeral() { &mut groups.digits } else { &mut groups.gaps };
            parts.push(part);
        }
        groups
    }

    /// Whether the signs of all these gaps are the same.
    fn is_even(gaps: &[&[FoldedChar]]) -> bool {
        gaps.windows(2).all(|pair| signs_of(pair[0]).eq(signs_of(pair[1])))
    }

    fn has(gaps: &[&[FoldedChar]], signs: &[char]) -> bool {
        gaps.iter().any(|gap| signs_of(gap).any(|sign| signs.contains(&sign)))
    }

    /// How many groups from this one on are cut as numbers of persons are, and stand apart from what is
    /// parted as they are themselves.
    fn cut_at(&self, at: usize) -> Option<usize> {
        let is_cut = |cut: &&&[usize]| {
            let groups = self.digits.get(at..at + cut.len());
            groups.is_some_and(|groups| groups.iter().map(|group| group.len()).eq(cut.iter().copied()))
        };
        let inner = |cut: &[usize]| &self.gaps[at..at + cut.len() - 1];
        let plain = CUTS.iter().filter(is_cut).find(|cut| {
            let inner = inner(cut);
            let is_other = |gap: &&[FoldedChar]| !signs_of(gap).eq(signs_of(inner[0]));
            Self::is_even(inner)
                && !Self::has(inner, BRACKETS)
                && (cut[0] == 6 || !Self::has(inner, LISTING))
                && at.checked_sub(1).is_none_or(|before| is_other(&self.gaps[before]))
                && self.gaps.get(at + inner.len()).is_none_or(is_other)
        });
        let bracketed = || {
            BRACKETED.iter().filter(is_cut).find(|cut| {
                let number = if cut[0] == 2 { at + 1 } else { at };
                let next = &self.digits[number + 1];
                Self::has(inner(cut), BRACKETS)
                    && !Self::has(inner(cut), LISTING)
                    && (number == at || value_of(&self.digits[at][..2]) == 86)
                    && match cut[0] {
                        // `330604（20240506）1234`: an area, the day of a report and a count.
                        6 => value_of(&next[..4]) < 2012,
                        // `(138)20240506` is a date behind something else.
                        _ => !matches!(value_of(&next[..2]), 19 | 20),
                    }
            })
        };
        plain.or_else(bracketed).map(|cut| cut.len())
    }
}

/// The signs of a gap, without its blanks.
fn signs_of(gap: &[FoldedChar]) -> impl Iterator<Item = char> {
    gap.iter().filter_map(|piece| if let FoldedChar::Other(sign) = piece { Some(*sign) } else { None })
}

/// The number that a few digits are.
fn value_of(digits: &[FoldedChar]) -> u32 {
    digits.iter().fold(0, |value, piece| match piece {
        FoldedChar::Digit(digit, ..) => value * 10 + u32::from(*digit),
        _ => value,
    })
}

/// Writes a run. What of it is a number cut up evenly or as numbers of persons are gets `-` between its
/// groups, or nothing.
fn push_run(run: &[FoldedChar], out: &mut String) {
    let groups = Groups::of(run);
    let Groups { digits, gaps } = &groups;
    let total: usize = digits.iter().map(|group| group.len()).sum();
    let is_even = Groups::is_even(gaps);
    let digit_by_digit = digits.iter().all(|group| group.len() == 1)
        && is_even
        && digits.len() >= LEAST
        && (total == 18 || !Groups::has(gaps, LISTING));
    // Pairs and the like: a telephone is not cut so, an ID number tells itself by its check digit.
    let same_size = digits.len() > 1
        && total == 18
        && is_even
        && digits[1..].iter().all(|group| group.len() <= digits[0].len());
    if digit_by_digit || same_size {
        for group in digits {
            push(group, out);
        }
        return;
    }
    let mut at = 0;
    while at < digits.len() {
        let count = groups.cut_at(at).unwrap_or(1);
        for (place, group) in digits[at..at + count].iter().enumerate() {
            if place > 0 {
                out.push('-');
            }
            push(group, out);
        }
        at += count;
        if let Some(gap) = gaps.get(at - 1) {
            push(gap, out);
        }
    }
}

/// Where a number with these digits stands in the text of a source, however it is written there: with marks
/// of Markdown, tags, entities, escapes of YAML and line ends between its digits or instead of them.
#[must_use]
pub fn locate(text: &str, digits: &str) -> Option<Range<usize>> {
    let written = |c: char| value(c).map(|(digit, _)| digit);
    // In tags and addresses letters are no digits, so that they count only where nothing else is found.
    let alike = |c: char| if is_like_zero(c) { Some(0) } else { written(c) };
    locate_by(written, text, digits).or_else(|| locate_by(alike, text, digits))
}

fn locate_by(value: impl Fn(char) -> Option<u8>, text: &str, digits: &str) -> Option<Range<usize>> {
    // How far apart two digits of one number may be: a tag with an address.
    const FARTHEST: usize = 200;
    let wanted: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let mut found: Vec<(u8, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (digit, length) = match escaped(&text[at..]) {
            Some(escaped) => escaped,
            None => (value(c), c.len_utf8()),
        };
        if let Some(digit) = digit {
            if found.last().is_some_and(|(_, span)| at - span.end > FARTHEST) {
                found.clear();
            }
            found.push((digit, at..at + length));
            if found.len() > wanted.len() {
                found.remove(0);
            }
            if found.len() == wanted.len() && found.iter().map(|(digit, _)| digit).eq(&wanted) {
                let mut end = at + length;
                if digits.ends_with(['X', 'x'])
                    && let Some(last) = text[end..].chars().next().filter(|c| is_ten(*c))
                {
                    end += last.len_utf8();
                }
                return Some(found[0].1.start..end);
            }
        }
        at += length;
    }
    None
}

/// A number, masked or not, without what parts it: its digits as ASCII, `*` for what is masked, `X`.
#[must_use]
pub fn bare(number: &str) -> String {
    let sign = |c: char| match c {
        '*' | '＊' => Some('*'),
        c if is_ten(c) => Some('X'),
        c => value(c).map(|(digit, _)| char::from(b'0' + digit)),
    };
    number.chars().filter_map(sign).collect()
}

/// Whether a number is written as numbers are: half or full width, its groups parted by one blank or hyphen.
#[must_use]
pub fn is_written_plainly(number: &str) -> bool {
    let is_gap = |c: char| matches!(c, ' ' | '-' | '－' | '\u{3000}' | '\u{a0}');
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || is_ten(c);
    let mut was_gap = false;
    number.chars().all(|c| {
        let is_double = was_gap && is_gap(c);
        was_gap = is_gap(c);
        (is_gap(c) || is_digit(c)) && !is_double
    })
}

/// What an entity of HTML or an escape of YAML and JSON at the beginning of `text` stands for, and its
/// length.
fn escaped(text: &str) -> Option<(Option<u8>, usize)> {
    let number = |digits: &str, radix: u32| {
        let c = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
        Some(value(c).map(|(digit, _)| digit))
    };
    if let Some(rest) = text.strip_prefix("&#") {
        let end = rest.bytes().take(10).position(|byte| byte == b';')?;
        let code = &rest[..end];
        let digit = match code.strip_prefix(['x', 'X']) {
            Some(code) => number(code, 16)?,
            None => number(code, 10)?,
        };
        return Some((digit, end + 3));
    }
    let rest = text.strip_prefix('\\')?;
    let length = match rest.bytes().next()? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    Some((number(rest.get(1..=length)?, 16)?, length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for typed in [
            "电话 138 1234 5678",
            "电话 138\u{200b}1234\u{ad}5678",
            "电话 １３８１２３４５６７８",
            "电话 一三八一二三四五六七八",
            "电话 幺叁捌一二三四五六七八",
            "电话 ①③⑧①②③④⑤⑥⑦⑧",
            "电话 1 3 8 1 2 3 4 5 6 7 8",
            "电话 1-3-8-1-2-3-4-5-6-7-8",
            "电话 138.1234.5678",
            "电话 138·1234·5678",
            "电话 138\t1234\n5678",
            "电话 138 — 1234 — 5678",
            "电话 138——1234——5678",
            "电话 138…1234…5678",
            "电话 (138)12345678",
            "电话 1381‐2345‐678",
            "电话 13812−345678",
            "电话 1381\u{2800}2345\u{2800}678",
            "电话 ㆒38㆒2345678",
            "电话（138）1234-5678",
            "电话 138〡〢〣〤5678",
            "电话 1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}12345678",
        ] {
            let folded = folded(typed).unwrap_or_default();
            let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "13812345678", "{typed}: {folded}");
            assert!(!folded.contains("  "), "{typed}: {folded}");
        }
    }

    #[test]
    fn what_lists_and_sums_figures_parts_id_numbers_alone() {
        let digits = |typed: &str| folded(typed).unwrap_or_default();
        for typed in ["330604，19800101，123X", "330604、19800101、123X", "330604=19800101=123X"] {
            assert_eq!(digits(typed), "330604-19800101-123X", "{typed}");
        }
        for typed in [
            "330604（19800101）123X",
            "[330604][19800101][123X]",
            "【330604】（19800101）【123X】",
            "330604(19800101) 123X",
        ] {
            assert!(digits(typed).contains("330604-19800101-123X"), "{typed}: {}", digits(typed));
        }
        assert_eq!(digits("330604（20240506）1234"), "330604（20240506）1234");
        for sign in ["-", "—", " / ", "·", "，"] {
            let typed: Vec<String> = "33060419800101123X".chars().map(String::from).collect();
            assert_eq!(digits(&typed.join(sign)), "33060419800101123X", "{sign}");
        }
        for typed in
            ["138，1234，5678", "138+1234+5678", "138→1234→5678", "文件(138)20240506", "1·138·1234·5678·9"]
        {
            assert_eq!(digits(typed), typed, "{typed}");
        }
        assert_eq!(digits("139·1234·5678，138·1234·5678，9"), "139-1234-5678，138-1234-5678，9");
        assert_eq!(digits("一三八OO一三八OOO"), "13800138000");
        assert_eq!(digits("No 13812345678 foo"), "No 13812345678 foo");
    }

    #[test]
    fn words_that_are_no_number_stay_words() {
        for typed in
            ["二〇二四年十二月三十一日，第一、第二、第三", "联系人一13812345678", "一九八〇年1234567890元"]
        {
            let folded = folded(typed).unwrap_or_else(|| typed.to_owned());
            assert!(folded.contains(['一', '二']), "{folded}");
        }
    }

    #[test]
    fn a_number_is_located_in_its_source() {
        for (source, expected) in [
            ("甲138**1234**5678乙", "138**1234**5678"),
            ("---\n标题: 咨询请拨13812345678\n公开日期: 2026-12-20\n", "13812345678"),
            ("---\n标题: 咨询请拨13812345678\n公开日期: 2026-12-20\n预告: 是\n", "13812345678"),
            ("a: \"\\x31\\u00338 1234 5678\"", "\\x31\\u00338 1234 5678"),
            ("&#49;&#x33;812345678。", "&#49;&#x33;812345678"),
            ("99 <b>138</b>1234\n5678", "138</b>1234\n5678"),
            ("十３８１２３４５６７８，1381234567８", "1381234567８"),
        ] {
            let found = locate(source, "13812345678").map(|span| &source[span]);
            assert_eq!(found, Some(expected), "{source}");
        }
        assert_eq!(locate("33060419800101123Ｘ", "33060419800101123X"), Some(0..20));
        assert_eq!(locate("1381234567", "13812345678"), None);
    }
}

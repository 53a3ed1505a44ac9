//! What each line is in the outline of the whole text: the schemes that one line alone does not tell.
//!
//! | scheme | looks like | becomes |
//! |---|---|---|
//! | regulations | `第一章　总则`, `第一节…`, `附则`; `第十二条　…` | headings; paragraphs with anchors, under which 项 stay paragraphs |
//! | plans for emergencies | `1 总则`, `1.1 编制目的` | headings, where the numbers follow on |
//! | the note that names attachments | `附件：1.甲` and below it `2.乙` | paragraphs |
//! | contents typed by hand | `目录` and headings that come again below | nothing: the page has its own |
//!
//! What is none of these is read line by line, see [`super::outline`].

use std::collections::BTreeMap;

use super::attachment_note;
use super::ordinal::{self, Ordinal, OrdinalUnit};
use super::outline::{self, OutlineLine, is_layout};

/// The longest heading, in characters.
const LONGEST_HEADING: usize = 40;

/// The deepest decimal number: `1.1.1.1`.
const DEEPEST: usize = outline::DEPTH as usize;

/// Signs that end a clause; no heading holds them.
const CLAUSE_ENDS: [char; 6] = ['。', '；', '！', '？', '：', ';'];

/// How many lines before and behind may hold the next heading of the same kind.
const REACH: usize = 500;

/// The fewest lines that make a table of contents.
const FEWEST_IN_CONTENTS: usize = 2;

/// What may follow `第三条` in prose, where no space does.
const GOES_ON: [&str; 14] =
    ["的", "规定", "所", "第", "至", "、", "和", "与", "及", "或", "，", "款", "中", "之"];

/// What a line is in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LineRole {
    /// Told by the line alone.
    #[default]
    Own,
    /// A heading of this level.
    Heading(u8),
    /// A paragraph, whatever its number looks like.
    Paragraph,
    /// An article: a paragraph with an anchor of its own.
    Article(Ordinal),
    /// An item under an article.
    Item,
    /// Of a table of contents typed by hand: not shown.
    Contents,
}

/// The roles of the lines of a text.
pub(super) struct Scheme {
    roles: Vec<LineRole>,
    /// How much deeper the usual outline stands than by itself.
    pub(super) shift: u8,
}

impl Scheme {
    /// Reads the lines of a text, each without its layout.
    pub(super) fn read(lines: &[&str]) -> Self {
        let mut scheme = Self { roles: vec![LineRole::Own; lines.len()], shift: 0 };
        scheme.read_attachment_note(lines);
        if !lines.iter().any(|line| may_number(line)) {
            return scheme;
        }
        scheme.drop_contents(lines);
        scheme.read_regulation(lines);
        scheme.read_decimals(lines);
        scheme.read_enumerations(lines);
        scheme
    }

    /// The role of a line.
    pub(super) fn role(&self, line: usize) -> LineRole {
        self.roles.get(line).copied().unwrap_or_default()
    }

    /// `附件：1.甲` and below it `2.乙`: names, not headings. `附件：` alone stands above two at least.
    fn read_attachment_note(&mut self, lines: &[&str]) {
        if !lines.iter().any(|line| line.contains("附件")) {
            return;
        }
        let filled: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].is_empty()).collect();
        let words: Vec<&str> = filled.iter().map(|at| lines[*at]).collect();
        let Some(note) = attachment_note::read(&words) else { return };
        if note.names.len() > 1 {
            for at in &filled[note.at..note.at + note.lines] {
                self.roles[*at] = LineRole::Paragraph;
            }
        }
    }

    /// A line `目录` and the lines behind it that come again as headings.
    fn drop_contents(&mut self, lines: &[&str]) {
        let Some(begin) = lines.iter().position(|line| bare(line).as_str() == "目录") else { return };
        let words: Vec<String> = lines.iter().map(|line| contents_words(line)).collect();
        let last: BTreeMap<&str, usize> =
            words.iter().enumerate().map(|(at, words)| (&**words, at)).collect();
        let mut end = begin;
        let mut count = 0;
        for (at, words) in words.iter().enumerate().skip(begin + 1).filter(|(at, _)| !lines[*at].is_empty()) {
            if !is_contents_line(words) || last.get(&**words).is_none_or(|last| *last == at) {
                break;
            }
            end = at;
            count += 1;
        }
        if count >= FEWEST_IN_CONTENTS {
            self.roles[begin..=end].fill(LineRole::Contents);
        }
    }

    /// Chapters and articles.
    fn read_regulation(&mut self, lines: &[&str]) {
        let mut last_article: Option<Ordinal> = None;
        let mut has_chapters = false;
        let mut in_article = false;
        for (at, line) in lines.iter().enumerate() {
            if self.roles[at] == LineRole::Contents {
                continue;
            }
            let plain = line.trim_start_matches(['#', '*', ' ']);
            if ends_regulation(plain) {
                in_article = false;
                continue;
            }
            let Some((ordinal, rest)) = Ordinal::read(plain) else {
                if has_chapters && bare(plain) == "附则" {
                    self.roles[at] = LineRole::Heading(level(OrdinalUnit::Chapter));
                    in_article = false;
                } else if in_article && outline::has_number(plain) {
                    self.roles[at] = LineRole::Item;
                }
                continue;
            };
            if ordinal.unit == OrdinalUnit::Article {
                if begins_article(ordinal, rest, last_article) {
                    self.roles[at] = LineRole::Article(ordinal);
                    last_article = Some(ordinal);
                    in_article = true;
                }
            } else if is_title(rest) {
                self.roles[at] = LineRole::Heading(level(ordinal.unit));
                has_chapters = true;
                in_article = false;
            }
        }
    }

    /// Decimals that follow on: at least `1` and `1.1`.
    fn read_decimals(&mut self, lines: &[&str]) {
        let mut open: Vec<u32> = Vec::new();
        let mut found: Vec<(usize, u8)> = Vec::new();
        let mut is_nested = false;
        for (at, line) in lines.iter().enumerate() {
            let Some((numbers, rest)) = decimals(line) else { continue };
            if self.roles[at] != LineRole::Own || !comes_next(&open, &numbers) {
                continue;
            }
            // A long paragraph with a number counts, though it is no heading.
            if is_title(rest) && !rest.is_empty() {
                is_nested |= numbers.len() > 1;
                found.push((at, u8::try_from(numbers.len()).unwrap_or(u8::MAX)));
            } else if open.is_empty() {
                continue;
            }
            open = numbers;
        }
        if !is_nested {
            return;
        }
        for (at, depth) in found {
            self.roles[at] = LineRole::Heading(outline::ABOVE + depth);
        }
        self.shift = outline::DEPTH;
    }

    /// `一、二季度…` is no first heading, unless the headings before and behind it say so.
    fn read_enumerations(&mut self, lines: &[&str]) {
        let counted: Vec<_> = lines.iter().map(|line| enumeration(line)).collect();
        if counted.iter().all(Option::is_none) {
            return;
        }
        let top = |at: usize| top_number(lines[at]).filter(|_| counted[at].is_none());
        for (at, counted) in counted.iter().enumerate() {
            let Some((first, kind)) = counted.as_ref().filter(|_| self.roles[at] == LineRole::Own) else {
                continue;
            };
            let before = (0..at).rev().take(REACH).find_map(top).unwrap_or(0);
            let behind = (at + 1..lines.len()).take(REACH).find_map(top);
            let is_in_order = before + 1 == *first && behind == Some(first + 1);
            if *kind == Enumeration::Sure || !is_in_order {
                self.roles[at] = LineRole::Paragraph;
            }
        }
    }
}

/// Whether a line may belong to a scheme, by its first character.
fn may_number(line: &str) -> bool {
    let line = line.trim_start_matches(['#', '*', ' ']);
    line.starts_with(['第', '目', '1', '１']) || line.starts_with(|c| ordinal::chinese(c).is_some())
}

/// The level of a heading of a regulation: above the usual outline, below `#`.
fn level(unit: OrdinalUnit) -> u8 {
    match unit {
        OrdinalUnit::Book => 1,
        OrdinalUnit::Subbook => 2,
        OrdinalUnit::Chapter => 3,
        OrdinalUnit::Section | OrdinalUnit::Article => outline::ABOVE,
    }
}

/// Whether what follows `第一章` is its title: short, and no clause.
fn is_title(rest: &str) -> bool {
    let title = rest.trim_matches(is_layout).trim_end_matches('*');
    title.chars().count() <= LONGEST_HEADING
        && !title.contains(CLAUSE_ENDS)
        && !title.ends_with(['，', ',', '、'])
        && (rest.starts_with(is_layout) || !GOES_ON.iter().any(|word| rest.starts_with(word)))
}

/// Whether a line with `第十二条` at its start is that article, and not a sentence that cites it.
fn begins_article(ordinal: Ordinal, rest: &str, before: Option<Ordinal>) -> bool {
    if rest.is_empty() || rest.starts_with(is_layout) || rest.starts_with("**") || rest.starts_with('【') {
        return true;
    }
    ordinal.follows(before) && !GOES_ON.iter().any(|word| rest.starts_with(word))
}

/// What stands behind a regulation on the same page: an annex, or a signature's date.
fn ends_regulation(line: &str) -> bool {
    let line = line.trim_start_matches(['【', '（', '(']);
    line.starts_with("附件")
        || line.starts_with("附录")
        || line.starts_with("附表")
        || line.starts_with("附：")
}

/// A line without blanks and bold type.
fn bare(line: &str) -> String {
    line.chars().take(16).filter(|c| !is_layout(*c) && !matches!(c, '*' | '#' | '：' | ':')).collect()
}

/// The words of a line of a table of contents: without dots, page number and blanks.
fn contents_words(line: &str) -> String {
    if line.len() > 200 {
        return String::new();
    }
    let is_leader = |c: char| {
        is_layout(c) || matches!(c, '.' | '…' | '·' | '-' | '—' | '\t' | '．' | '(' | ')' | '（' | '）')
    };
    let line = line.trim_start_matches(['#', '*', '-', ' ']);
    let without_page = line.trim_end_matches(|c: char| c.is_ascii_digit() || is_leader(c));
    let words = if line[without_page.len()..].contains(is_leader) { without_page } else { line };
    words.chars().filter(|c| !is_layout(*c) && *c != '*').collect()
}

/// Whether words are those of a heading of some scheme.
fn is_contents_line(words: &str) -> bool {
    let of_regulation = Ordinal::read(words)
        .is_some_and(|(ordinal, rest)| ordinal.unit != OrdinalUnit::Article && is_title(rest));
    of_regulation
        || matches!(words, "附则" | "附件" | "附录" | "序言")
        || matches!(outline::read(words), OutlineLine::Heading(_))
        || decimals(words).is_some()
}

/// The decimal number at the start of a line, and its words: `1.1.2 …`. A number of one part is followed by a
/// blank.
fn decimals(line: &str) -> Option<(Vec<u32>, &str)> {
    let mut rest = line.trim_start_matches('*');
    let mut numbers = Vec::new();
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if !(1..=2).contains(&digits) || rest.starts_with('0') {
            return None;
        }
        numbers.push(rest[..digits].parse().ok()?);
        rest = &rest[digits..];
        let Some(behind) = rest.strip_prefix(['.', '．']) else { break };
        if !behind.starts_with(|c: char| c.is_ascii_digit()) {
            // `1.1.` is written too, but `1.` belongs to the usual outline.
            rest = if numbers.len() > 1 { behind } else { return None };
            break;
        }
        rest = behind;
    }
    let has_blank = rest.starts_with(is_layout);
    let words = rest.trim_start_matches(is_layout);
    let is_number =
        words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '%' | '％' | '-' | '～' | '~'));
    (numbers.len() <= DEEPEST && !is_number && (has_blank || numbers.len() > 1)).then_some((numbers, words))
}

/// Whether a decimal number is the next one behind `open`: one deeper, or the next of any open depth.
fn comes_next(open: &[u32], numbers: &[u32]) -> bool {
    let Some((last, parents)) = numbers.split_last() else { return false };
    if parents.len() >= open.len() {
        return parents == open && *last == 1;
    }
    parents == &open[..parents.len()] && *last == open[parents.len()] + 1
}

/// How surely `一、二…` counts things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Enumeration {
    /// `一、二季度`: nobody gives a heading such a title.
    Sure,
    /// `一、二级`: may be one.
    Likely,
}

/// What a numeral counts surely, and perhaps, in `一、二…`.
const SURELY: [&str; 6] = ["、", "季度", "季", "产业", "月份", "年级"];
const PERHAPS: [&str; 14] =
    ["级", "类", "等", "期", "批", "号", "组", "楼", "层", "线", "班", "区", "册", "标段"];

/// The number with which an enumeration such as `一、二季度` begins a line.
fn enumeration(line: &str) -> Option<(u32, Enumeration)> {
    let first = line.chars().next()?;
    let value = ordinal::chinese(first)?;
    let rest = line[first.len_utf8()..].strip_prefix('、')?;
    let next = rest.chars().next()?;
    if ordinal::chinese(next)? != value + 1 {
        return None;
    }
    let behind = &rest[next.len_utf8()..];
    let starts = |words: &[&str]| words.iter().any(|word| behind.starts_with(word));
    match () {
        () if starts(&SURELY) => Some((value, Enumeration::Sure)),
        () if starts(&PERHAPS) => Some((value, Enumeration::Likely)),
        () => None,
    }
}

/// The number of a line `三、…`.
fn top_number(line: &str) -> Option<u32> {
    let line = line.trim_start_matches('*');
    let (number, rest) = ordinal::number(line)?;
    (rest.starts_with('、') && !line.starts_with(|c: char| c.is_ascii_digit())).then_some(number)
}

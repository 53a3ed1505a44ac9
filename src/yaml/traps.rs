//! The slips of people who type YAML, found line by line, each with its own explanation.
//!
//! Parsers explain these badly: a full-width colon is `expected key` two lines later. Lines are looked at
//! only when the parser gave up or the tree looks odd, so a sound file costs nothing. Text behind `|` and `>`
//! and in quotes over several lines is left alone. At most one finding a line.

use std::collections::BTreeSet;

use memchr::memmem;

use super::lines::{LineValue, YamlLine, YamlLines, without_comment};
use super::quote::{quote, shorten};
use super::shape::Shape;
use super::{TreeFault, YamlSource, syntax};
use crate::diag::Diagnostic;
use crate::say;

/// The longest name, in characters, that is taken for a key when nothing else proves it.
const LONGEST_KEY: usize = 20;

/// How far, in bytes, to look for the end of a quote or bracket. Keeps the time linear in the size of the
/// file.
const LOOK_AHEAD: usize = 16_384;

/// Explains why `source` could not be read: every slip found in it, else what the parser said.
pub(super) fn explain(source: &YamlSource<'_>, shape: &Shape, fault: &TreeFault) -> Vec<Diagnostic> {
    let (kind, at) = match fault {
        TreeFault::Refused(finding) => {
            // One `!` is seldom alone; the other refusals are not slips of typing.
            let mut findings =
                if finding.rule == "yaml-tag" { look(source, shape, TrapMode::Refused) } else { Vec::new() };
            let start =
                finding.place.as_ref().and_then(|place| place.span.as_ref()).map_or(0, |span| span.start);
            if !findings.iter().any(|other| is_on_line_of(source, other, start)) {
                findings.push((**finding).clone());
            }
            return findings;
        }
        TreeFault::Syntax(kind, at) => (kind, *at),
    };
    let mut findings = look(source, shape, TrapMode::Failed);
    let end = source.text[at..].find('\n').map_or(source.text.len(), |i| at + i) + source.offset;
    let is_explained = findings.iter().any(|finding| {
        let span = finding.place.as_ref().and_then(|place| place.span.as_ref());
        span.is_some_and(|span| span.start <= end)
    });
    if !is_explained {
        findings.push(syntax::translate(source, kind, at));
    }
    findings
}

/// Looks for slips in a text that the parser understood, but oddly.
pub(super) fn look_twice(source: &YamlSource<'_>, shape: &Shape) -> Vec<Diagnostic> {
    look(source, shape, TrapMode::Odd)
}

/// Finds the marks that git leaves in a file when two people's changes clash, in any text.
#[must_use]
pub fn find_conflict_markers(source: &YamlSource<'_>) -> Vec<Diagnostic> {
    let text = source.text;
    let holds = |mark: &str| memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    if !holds("<<<<<<< ") && !holds(">>>>>>> ") {
        return Vec::new();
    }
    let mut start = 0;
    let mut findings = Vec::new();
    for line in text.split_inclusive('\n') {
        let typed = line.trim_end();
        if typed.starts_with("<<<<<<< ") || typed.starts_with(">>>>>>> ") {
            findings.push(
                Diagnostic::error(
                    "conflict-marker",
                    say!("文件里留有两人修改冲突的标记", "a conflict marker of git was left in the file"),
                )
                .at(source.inner_place(start..start + typed.len()))
                .help(say!(
                    "在 `<<<<<<<` 和 `>>>>>>>` 之间的两份内容里选定一份，再删去这几行标记",
                    "choose between the two versions from `<<<<<<<` to `>>>>>>>` and remove the marker lines"
                )),
            );
        }
        start += line.len();
    }
    findings
}

/// Why lines are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TrapMode {
    /// The parser gave up.
    Failed,
    /// The parser understood, we refused.
    Refused,
    /// The text was read but looks odd: only certain slips are reported.
    Odd,
}

struct TrapSearch<'s, 'a> {
    source: &'s YamlSource<'a>,
    shape: &'s Shape,
    mode: TrapMode,
    /// Every `&name` and `*name` in the text. One without the other is neither anchor nor alias.
    marked: BTreeSet<&'s str>,
}

fn look(source: &YamlSource<'_>, shape: &Shape, mode: TrapMode) -> Vec<Diagnostic> {
    let marks = source.text.match_indices(['&', '*']);
    let marked =
        marks.map(|(at, _)| &source.text[at..at + 1 + name_length(&source.text[at + 1..])]).collect();
    let look = TrapSearch { source, shape, mode, marked };
    YamlLines::new(source.text).filter_map(|line| look.at(&line)).collect()
}

fn is_on_line_of(source: &YamlSource<'_>, finding: &Diagnostic, position: usize) -> bool {
    let Some(span) = finding.place.as_ref().and_then(|place| place.span.clone()) else { return false };
    let (low, high) = (span.start.min(position), span.start.max(position));
    !source.typed(&(low..high)).contains('\n')
}

impl TrapSearch<'_, '_> {
    fn at(&self, line: &YamlLine<'_>) -> Option<Diagnostic> {
        self.indentation(line)
            .or_else(|| self.quoted_key(line))
            .or_else(|| self.colon(line))
            .or_else(|| self.dash(line))
            .or_else(|| self.value(line))
    }

    fn indentation(&self, line: &YamlLine<'_>) -> Option<Diagnostic> {
        if self.mode == TrapMode::Odd {
            return None;
        }
        let lead = &line.text[..line.text.len() - line.text.trim_start().len()];
        let bad = lead.find(|c| c != ' ')?;
        let place = line.start + bad..line.start + lead.len();
        let finding = if lead.contains('\t') {
            Diagnostic::error("tab-indentation", say!("缩进里有制表符（Tab）", "a tab in the indentation"))
                .help(say!("把 Tab 换成空格，每缩进一层用两个空格", "use spaces, two for each level"))
        } else {
            Diagnostic::error(
                "wide-space-indentation",
                say!("缩进里有全角空格或不间断空格", "a full-width or no-break space in the indentation"),
            )
            .help(say!("换成半角空格，每缩进一层用两个", "use plain spaces, two for each level"))
        };
        Some(finding.at(self.source.inner_place(place)))
    }

    /// Curly quotes around a key, or closing one that an ASCII quote opened.
    fn quoted_key(&self, line: &YamlLine<'_>) -> Option<Diagnostic> {
        let key = line.rest.split([':', '：']).next().filter(|key| key.len() < line.rest.len())?;
        let bare = key.trim_matches(|c| "“”‘’「」＂\"'".contains(c));
        let is_proper = key == bare || key.starts_with('"') && key.ends_with('"') || key.starts_with('\'');
        if is_proper || self.mode == TrapMode::Odd || !self.shape.knows(bare) {
            return None;
        }
        let start = line.rest_start();
        Some(
            Diagnostic::error(
                "full-width-quotes",
                say!("键 `{bare}` 带有引号", "quotes around the key `{bare}`"),
            )
            .at(self.source.inner_place(start..start + key.len()))
            .help(say!("只写 `{bare}: …`，键不用加引号", "write `{bare}: …`; a key needs no quotes")),
        )
    }

    /// A full-width colon, or no space behind the colon.
    fn colon(&self, line: &YamlLine<'_>) -> Option<Diagnostic> {
        if line.continues && self.mode == TrapMode::Odd {
            return None;
        }
        let head = line.key.unwrap_or(line.rest);
        let (before, colon) =
            head.char_indices().find(|(_, c)| matches!(c, '：' | ':')).map(|(i, c)| (&head[..i], c))?;
        let after = &head[before.len() + colon.len_utf8()..];
        if line.key.is_some() && colon == ':' || before.is_empty() || before.contains(char::is_whitespace) {
            return None;
        }
        let is_known = self.shape.knows(before.trim_matches(['“', '”', '"', '\'']));
        let is_loose = line.continues || line.is_item() || line.key.is_some();
        if !is_known && (self.mode == TrapMode::Odd || is_loose || !could_be_key(before)) {
            return None;
        }
        let start = line.rest_start() + before.len();
        let place = self.source.inner_place(start..start + colon.len_utf8());
        let value = shorten(after.trim());
        if colon == '：' {
            return Some(
                Diagnostic::error(
                    "full-width-colon",
                    say!("`{before}` 后面是全角冒号 `：`", "a full-width colon `：` behind `{before}`"),
                )
                .at(place)
                .help(say!(
                    "换成半角冒号加一个空格：`{before}: {value}`",
                    "use an ASCII colon and a space: `{before}: {value}`"
                )),
            );
        }
        if after.starts_with(['/', '\\']) || !is_known && before.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        Some(
            Diagnostic::error(
                "missing-space-after-colon",
                say!("`{before}:` 后面少一个空格", "no space behind `{before}:`"),
            )
            .at(place)
            .help(say!("写成 `{before}: {value}`", "write `{before}: {value}`")),
        )
    }

    fn dash(&self, line: &YamlLine<'_>) -> Option<Diagnostic> {
        let item = line.rest.strip_prefix('-').filter(|item| line.key.is_none() && !item.is_empty())?;
        if item.starts_with([' ', '-']) || self.mode == TrapMode::Refused || line.continues {
            return None;
        }
        let start = line.rest_start();
        let shown = shorten(item);
        Some(
            Diagnostic::error("missing-space-after-dash", say!("`-` 后面少一个空格", "no space behind `-`"))
                .at(self.source.inner_place(start..start + 1))
                .help(say!("写成 `- {shown}`", "write `- {shown}`")),
        )
    }

    fn value(&self, line: &YamlLine<'_>) -> Option<Diagnostic> {
        let value = line.value?;
        let first = value.text.chars().next()?;
        match first {
            '"' | '\'' => self.quoted(line, &value, first),
            '[' | '{' => self.bracket(line, &value, first),
            _ if self.starts_with_symbol(value.text) => Some(self.symbol(&value)),
            _ => self.colon_in_value(&value),
        }
    }

    fn symbol(&self, value: &LineValue<'_>) -> Diagnostic {
        let first = value.text.chars().next().unwrap_or(' ');
        let typed = without_comment(value.text);
        let quoted = quote(typed);
        let (shown, shown_en) = if first == '`' {
            ("反引号".into(), "a backtick".into())
        } else {
            (format!("`{first}`"), format!("`{first}`"))
        };
        Diagnostic::error(
            "value-starts-with-symbol",
            say!(
                "值以 {shown} 开头，这个符号在 YAML 里另有含义",
                "the value starts with {shown_en}, which has a meaning of its own in YAML"
            ),
        )
        .at(self.source.inner_place(value.start..value.start + typed.len()))
        .help(say!("给整个值加上英文引号：`{quoted}`", "put the whole value in quotes: `{quoted}`"))
    }

    fn colon_in_value(&self, value: &LineValue<'_>) -> Option<Diagnostic> {
        if self.mode != TrapMode::Failed || value.text.starts_with(['|', '>', '#']) {
            return None;
        }
        let typed = without_comment(value.text);
        let at = typed.find(": ").or_else(|| typed.ends_with(':').then(|| typed.len() - 1))?;
        let quoted = quote(typed);
        Some(
            Diagnostic::error(
                "colon-in-value",
                say!(
                    "值里面有半角冒号，程序分不清哪个是键",
                    "a colon inside the value: it looks like another key"
                ),
            )
            .at(self.source.inner_place(value.start + at..value.start + at + 1))
            .help(say!(
                "给整个值加上英文引号：`{quoted}`，或者把里面的冒号换成全角 `：`",
                "put the whole value in quotes: `{quoted}`"
            )),
        )
    }

    fn quoted(&self, line: &YamlLine<'_>, value: &LineValue<'_>, mark: char) -> Option<Diagnostic> {
        if self.mode != TrapMode::Failed {
            return None;
        }
        if let Some(end) = end_of_quotes(value.text, mark) {
            let after = without_comment(&value.text[end..]).trim();
            if after.is_empty() || value.in_flow {
                return None;
            }
            return Some(
                Diagnostic::error(
                    "text-after-quotes",
                    say!("引号结束后还有文字 `{after}`", "text `{after}` behind the closing quote"),
                )
                .at(self.source.inner_place(value.start + end..value.start + value.text.trim_end().len()))
                .help(say!(
                    "用引号把整个值包起来；值里面的引号用中文引号 “ ”",
                    "put the whole value in quotes, and use “ ” for quotes inside it"
                )),
            );
        }
        let rest = self.ahead(value);
        let close = end_of_quotes(rest, mark).unwrap_or(rest.len());
        let between = rest[..close].split('\n').skip(1);
        let runs_over_keys = between.clone().any(looks_like_key);
        if close < rest.len() && !runs_over_keys {
            return None;
        }
        let place = self.source.inner_place(value.start..line.start + line.text.trim_end().len());
        if self.source.ends_file && rest[value.text.len()..].trim().is_empty() {
            return Some(syntax::cut_off().at(place));
        }
        Some(
            Diagnostic::error(
                "unclosed-quote",
                say!("引号没有配对：缺少结尾的 `{mark}`", "the closing `{mark}` is missing"),
            )
            .at(place)
            .help(say!(
                "在值的末尾补上 `{mark}`；值里面的引号用中文引号 “ ”",
                "add `{mark}` at the end of the value"
            )),
        )
    }

    fn bracket(&self, line: &YamlLine<'_>, value: &LineValue<'_>, open: char) -> Option<Diagnostic> {
        if self.mode != TrapMode::Failed || value.in_flow {
            return None;
        }
        let typed = without_comment(value.text);
        let place = self.source.inner_place(value.start..value.start + typed.len());
        let close = if open == '[' { ']' } else { '}' };
        match end_of_brackets(typed) {
            Some(end) if end == typed.len() => self.inside_brackets(value, typed),
            Some(_) => Some(self.symbol(value)),
            None => {
                let rest = self.ahead(value);
                let end = end_of_brackets(rest);
                let over = &rest[..end.unwrap_or(rest.len())];
                if end.is_some()
                    && !over.split('\n').skip(1).any(|next| looks_like_key(next) && is_flush(next, line))
                {
                    return self.inside_brackets(value, over);
                }
                if self.source.ends_file
                    && end.is_none()
                    && !rest[value.text.len()..].split('\n').any(looks_like_key)
                {
                    return Some(syntax::cut_off().at(place));
                }
                Some(
                    Diagnostic::error(
                        "unclosed-bracket",
                        say!("括号没有配对：缺少结尾的 `{close}`", "the closing `{close}` is missing"),
                    )
                    .at(place)
                    .help(say!(
                        "补上 `{close}`；这是文字的话，给整个值加上英文引号",
                        "add `{close}`; if it is text, put the whole value in quotes"
                    )),
                )
            }
        }
    }

    /// The text from `value` on, as far as it is looked at.
    fn ahead(&self, value: &LineValue<'_>) -> &str {
        let rest = &self.source.text[value.start..];
        &rest[..rest.floor_char_boundary(LOOK_AHEAD.max(value.text.len()))]
    }

    /// Whether `text`, a value without quotes, starts with a symbol that YAML takes for something else.
    fn starts_with_symbol(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return false };
        let rest = chars.as_str();
        let name = &rest[..name_length(rest)];
        let has = |mark: char| !name.is_empty() && self.marked.contains(format!("{mark}{name}").as_str());
        match first {
            '@' | '`' | '%' | '!' | ']' | '}' | ',' => true,
            // `>` and `|` may be followed by `+`, `-` and an indentation; people never type the latter.
            '>' | '|' => !without_comment(rest).trim_start_matches(['+', '-']).trim().is_empty(),
            '*' => !has('&'),
            '&' => !has('*'),
            '-' | '?' => rest.starts_with(' '),
            _ => false,
        }
    }

    /// Slips between brackets: full-width punctuation, and values that start with a symbol.
    fn inside_brackets(&self, value: &LineValue<'_>, typed: &str) -> Option<Diagnostic> {
        for (start, part) in flow_parts(typed) {
            let at = value.start + start;
            let head = part.split_once(": ").map_or("", |(key, _)| key);
            let text = if head.is_empty() { part } else { &part[head.len() + 2..] };
            let lead = text.len() - text.trim_start().len();
            let text_start = at + part.len() - text.len() + lead;
            let text = text.trim();
            if self.starts_with_symbol(text) {
                return Some(self.symbol(&LineValue { text, start: text_start, in_flow: true }));
            }
        }
        None
    }
}

/// The length of the anchor's name at the start of `text`. It also ends at the next mark, so that all names
/// together are no longer than the text.
fn name_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || ",[]{}&*".contains(c)).unwrap_or(text.len())
}

fn could_be_key(text: &str) -> bool {
    text.chars().count() <= LONGEST_KEY
        && text.chars().all(|c| c.is_alphanumeric() || "_-“”（）()/".contains(c))
}

fn looks_like_key(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("- ");
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty() && could_be_key(key) && (value.is_empty() || value.starts_with([' ', '\r']))
    })
}

fn is_flush(next: &str, line: &YamlLine<'_>) -> bool {
    next.len() - next.trim_start().len() <= line.text.len() - line.text.trim_start().len()
}

/// The position behind the closing quote of `text`, which starts with `mark`.
fn end_of_quotes(text: &str, mark: char) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = mark as u8;
    let mut i = 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if mark == b'"' => i += 1,
            b'\'' if mark == b'\'' && bytes.get(i + 1) == Some(&b'\'') => i += 1,
            byte if byte == mark => return Some(i + 1),
            _ => {}
        }
        i += 1;
    }
    None
}

/// The position behind the bracket that closes the one at the start of `text`.
fn end_of_brackets(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (None, '"' | '\'') if text[..i].ends_with([' ', ',', '[', '{']) => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts between commas and brackets, with their positions; parts in quotes are left out.
fn flow_parts(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(['[', ']', '{', '}', ',']) {
        let inner = part.trim_end_matches(['[', ']', '{', '}', ',']);
        let trimmed = inner.trim();
        if !trimmed.is_empty() && !trimmed.contains(['"', '\'']) {
            parts.push((start + inner.len() - inner.trim_start().len(), trimmed));
        }
        start += part.len();
    }
    parts
}

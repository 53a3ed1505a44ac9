//! Material as the text of a content file, written so that it is read back as it was.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::account::PartId;
use super::material::{Face, GridCell, LineSpan, Material, MaterialGrid, MaterialLine, is_blank};
use crate::text;

/// What the text of one file needs besides its blocks.
pub(super) struct MarkupContext<'m> {
    material: &'m Material,
    /// The file that each picture becomes; `None`: it is left out.
    pictures: &'m [Option<String>],
    /// Parts that are written with every sign escaped, because they would not be read back otherwise.
    careful: &'m BTreeSet<PartId>,
}

/// No part needs care.
static NONE: BTreeSet<PartId> = BTreeSet::new();

/// How words are written.
#[derive(Clone, Copy)]
struct WritingManner {
    room: Room,
    /// Whether brackets are escaped.
    is_strict: bool,
    /// Whether every sign is.
    is_careful: bool,
}

/// Where words stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// In a line of their own.
    Line,
    /// In a cell between bars.
    Cell,
}

impl<'m> MarkupContext<'m> {
    pub(super) fn new(material: &'m Material, pictures: &'m [Option<String>]) -> Self {
        Self { material, pictures, careful: &NONE }
    }

    /// The same, with these parts escaped throughout.
    pub(super) fn with_care(self, careful: &'m BTreeSet<PartId>) -> Self {
        Self { careful, ..self }
    }

    fn manner(&self, part: Option<PartId>, line: &MaterialLine, room: Room) -> WritingManner {
        // Brackets beside links and notes could be read together with theirs.
        let is_strict = line.spans.iter().any(|span| match span {
            LineSpan::Words(_, face) => face.link.is_some(),
            LineSpan::Note(_) | LineSpan::Picture(_) => true,
        });
        WritingManner { room, is_strict, is_careful: part.is_some_and(|part| self.careful.contains(&part)) }
    }

    /// A paragraph: one line, or several where its author broke it.
    pub(super) fn line(&self, line: &MaterialLine) -> String {
        let words = line.words();
        let is_numbered = text::stands_in_outline(&words);
        let is_heading = is_numbered || line.outline.is_some();
        let plain_bold = is_heading && spans_are_bold(&line.spans);
        let inside = self.spans(line, self.manner(line.part, line, Room::Line), plain_bold);
        let mut out = String::new();
        for part in inside.split('\n').map(|part| part.trim_matches(is_blank)).filter(|part| !part.is_empty())
        {
            if !out.is_empty() {
                out.push('\n');
                out.push_str(&guarded(part));
            } else if line.is_bullet() {
                _ = write!(out, "- {part}");
            } else if let Some(level) = line.outline.filter(|_| !is_numbered && !part.contains("![")) {
                _ = write!(out, "{} {}", "#".repeat(usize::from(level.min(4)) + 1), unclosed(part));
            } else {
                out.push_str(&guarded(part));
            }
        }
        out
    }

    /// A heading that is not written as one.
    pub(super) fn heading(&self, line: &MaterialLine) -> String {
        let inside = self.spans(line, self.manner(line.part, line, Room::Line), true).replace('\n', " ");
        format!("## {}", unclosed(inside.trim_matches(is_blank)))
    }

    /// What a cell says.
    fn cell(&self, cell: &GridCell) -> String {
        let lines: Vec<String> = cell
            .lines
            .iter()
            .map(|line| {
                let inside = self.spans(line, self.manner(cell.part, line, Room::Cell), false);
                let parts = inside.split('\n').map(|part| part.trim_matches(is_blank));
                parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("<br>")
            })
            .filter(|line| !line.is_empty())
            .collect();
        let words = lines.join("<br>");
        match words.as_str() {
            "<" => "\\<".to_owned(),
            "^^" => "\\^^".to_owned(),
            _ => words,
        }
    }

    /// A table with bars, merged cells as `^^` and `<`.
    pub(super) fn table(&self, grid: &MaterialGrid) -> String {
        let mut places = vec![vec![String::new(); grid.columns]; grid.rows.len()];
        for (at, row) in grid.rows.iter().enumerate() {
            for cell in row {
                for (below, line) in places.iter_mut().skip(at).take(cell.row_span).enumerate() {
                    for (beside, place) in
                        line.iter_mut().skip(cell.column).take(cell.column_span).enumerate()
                    {
                        *place = match (below, beside) {
                            (0, 0) => self.cell(cell),
                            (0, _) => "<".to_owned(),
                            _ => "^^".to_owned(),
                        };
                    }
                }
            }
        }
        let mut out = String::new();
        for (at, row) in places.iter().enumerate() {
            _ = writeln!(out, "| {} |", row.join(" | "));
            if at == 0 {
                _ = writeln!(out, "|{}", "---|".repeat(grid.columns));
            }
        }
        out.pop();
        out
    }

    /// The definitions of the notes with these numbers.
    pub(super) fn notes(&self, numbers: &[usize]) -> String {
        let mut out = String::new();
        for at in numbers {
            let Some(note) = self.material.notes.get(*at) else { continue };
            let words = self.spans(note, self.manner(note.part, note, Room::Line), false).replace('\n', " ");
            _ = writeln!(out, "[^{}]: {}", at + 1, unlisted(&guarded(words.trim_matches(is_blank))));
        }
        out
    }

    fn spans(&self, line: &MaterialLine, manner: WritingManner, drops_bold: bool) -> String {
        let mut out = String::new();
        let mut number = String::new();
        line.push_number(&mut number);
        push_escaped(&number, WritingManner { is_careful: false, ..manner }, &mut out);
        let mut ends_marked = false;
        for span in &line.spans {
            match span {
                LineSpan::Words(text, face) => {
                    let mut face = face.clone();
                    face.is_bold &= !drops_bold;
                    let text = if out.is_empty() { text.trim_start_matches(is_blank) } else { text };
                    ends_marked = push_marked(text, &face, manner, ends_marked, &mut out);
                }
                LineSpan::Note(at) => {
                    _ = write!(out, "[^{}]", at + 1);
                    ends_marked = false;
                }
                LineSpan::Picture(at) => {
                    if let Some(Some(file)) = self.pictures.get(*at) {
                        let alt = self.material.pictures[*at].alt.replace(['[', ']', '\n', '\\'], " ");
                        _ = write!(out, "![{}]({file})", alt.trim());
                        ends_marked = false;
                    }
                }
            }
        }
        out
    }
}

fn spans_are_bold(spans: &[LineSpan]) -> bool {
    spans.iter().all(|span| match span {
        LineSpan::Words(text, face) => face.is_bold || text.trim_matches(is_blank).is_empty(),
        LineSpan::Note(_) | LineSpan::Picture(_) => true,
    })
}

/// Writes words with their marks. Gives whether the last sign written is one of emphasis.
fn push_marked(
    text: &str,
    face: &Face,
    manner: WritingManner,
    is_beside_mark: bool,
    out: &mut String,
) -> bool {
    let core = text.trim_matches(is_blank);
    let is_plain = *face == Face::default();
    if core.is_empty() || is_plain {
        push_escaped(text, manner, out);
        return false;
    }
    let begin = text.len() - text.trim_start_matches(is_blank).len();
    let end = begin + core.len();
    push_escaped(&text[..begin], manner, out);
    // Emphasis that breaks over a line, or stands beside other emphasis, is written as HTML.
    // So is emphasis that begins or ends with a mark, which means nothing to Markdown before a letter.
    let is_lettered = core.starts_with(char::is_alphanumeric) && core.ends_with(char::is_alphanumeric);
    let is_safe = is_lettered && !manner.is_careful && !(core.contains('\n') || is_beside_mark && begin == 0);
    let mut close: Vec<&str> = Vec::new();
    let mut open = |begins: &'static str, ends: &'static str, out: &mut String| {
        out.push_str(begins);
        close.push(ends);
    };
    if face.is_bold && is_safe {
        open("**", "**", out);
    } else if face.is_bold {
        open("<strong>", "</strong>", out);
    }
    for (is_set, begins, ends) in [
        (face.is_italic, "<em>", "</em>"),
        (face.is_struck, "<del>", "</del>"),
        (face.is_raised, "<sup>", "</sup>"),
        (face.is_lowered, "<sub>", "</sub>"),
    ] {
        if is_set {
            open(begins, ends, out);
        }
    }
    match &face.link {
        Some(link) => {
            out.push('[');
            push_escaped(&core.replace('\n', " "), WritingManner { is_strict: true, ..manner }, out);
            let link = link.trim().replace('(', "%28").replace(')', "%29");
            _ = write!(out, "]({link})");
        }
        None => push_escaped(core, manner, out),
    }
    for mark in close.iter().rev() {
        out.push_str(mark);
    }
    push_escaped(&text[end..], manner, out);
    end == text.len()
}

/// Writes words so that none of their signs is markup.
fn push_escaped(text: &str, manner: WritingManner, out: &mut String) {
    let WritingManner { room, is_strict, is_careful } = manner;
    let brackets = is_strict || has_bracket_markup(text);
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let rest = &text[at + sign.len_utf8()..];
        let next = rest.chars().next();
        match sign {
            '\t' => out.push('\u{3000}'),
            '\r' => {}
            // Whoever parts a row into cells takes two of these for code, escaped or not.
            '`' if room == Room::Cell => out.push_str("&#96;"),
            '｜' if room == Room::Cell || is_careful => out.push_str("&#xFF5C;"),
            sign if is_careful && sign.is_ascii_punctuation() => {
                out.push('\\');
                out.push(sign);
            }
            '\\' if next.is_none_or(|next| next.is_ascii_punctuation() || next == '｜') => {
                out.push_str("\\\\");
            }
            '`' => out.push_str("\\`"),
            '*' => {
                let run = 1 + rest.bytes().take_while(|byte| *byte == b'*').count();
                // Four and more hide digits, and are read so.
                let mark = if run > 3 { "*" } else { "\\*" };
                out.push_str(mark);
                for _ in 1..run {
                    signs.next();
                    out.push_str(mark);
                }
            }
            '~' if next == Some('~') || out.ends_with('~') => out.push_str("\\~"),
            '[' | ']' if brackets => {
                out.push('\\');
                out.push(sign);
            }
            '!' if is_strict && next.is_none() => out.push_str("\\!"),
            '<' if next.is_none_or(|next| next.is_ascii_alphabetic() || "/!?".contains(next)) => {
                out.push_str("\\<");
            }
            '&' if is_entity(rest) => out.push_str("\\&"),
            '|' if room == Room::Cell => out.push_str("\\|"),
            sign => out.push(sign),
        }
    }
}

/// Whether brackets in `text` could be read as a link, a note or a figure.
fn has_bracket_markup(text: &str) -> bool {
    text.contains('[') && ["[[", "[^", "](", "]（", "]:", "]：", "]["].iter().any(|mark| text.contains(mark))
}

/// Whether `&` before `rest` begins an entity.
fn is_entity(rest: &str) -> bool {
    let name = rest.split(';').next().filter(|name| name.len() < rest.len() && name.len() <= 32);
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    })
}

/// A heading whose closing `#` are words.
fn unclosed(heading: &str) -> String {
    match heading.strip_suffix('#').filter(|rest| !rest.ends_with('\\')) {
        Some(rest) => format!("{rest}\\#"),
        None => heading.to_owned(),
    }
}

/// A line that begins with a number, kept from being a list.
fn unlisted(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    line.to_owned()
}

/// A line whose first sign would make it something else than a paragraph, kept from doing so.
fn guarded(line: &str) -> String {
    let mut signs = line.chars();
    let first = signs.next().unwrap_or(' ');
    let next = signs.next();
    let is_alone = next.is_none_or(char::is_whitespace);
    let is_rule = line.chars().all(|sign| "-|:=+_ ：｜—–－─━―‐‑−＿\u{3000}".contains(sign));
    if is_rule && line.contains(['|', '｜']) {
        return line.replace('|', "\\|").replace('｜', "&#xFF5C;");
    }
    let is_markup = match first {
        '#' | '>' | '|' => true,
        '-' | '+' => is_alone || is_rule,
        ':' | '=' => is_rule,
        _ => false,
    };
    match first {
        '｜' => format!("&#xFF5C;{}", &line[first.len_utf8()..]),
        _ if is_markup => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

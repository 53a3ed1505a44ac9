//! The shared strings of a workbook, kept close together: a small file can have many millions of empty ones.

use std::collections::BTreeMap;

use super::super::xml::{self, XmlNode};
use super::{CellFont, CellRun, CellValue};

/// The most strings that are kept. The lists of names of a large city have fewer.
const MOST_STRINGS: usize = 4_000_000;

/// The shared strings, and which of them some cell shows.
#[derive(Default)]
pub(super) struct Strings {
    /// All texts, one behind the other.
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// The texts that are in several styles.
    runs: BTreeMap<usize, Vec<CellRun>>,
    used: Vec<bool>,
    /// Whether there are more than are kept.
    pub(super) is_cut: bool,
}

impl Strings {
    /// Reads `xl/sharedStrings.xml`. `false` beside it: it is broken off.
    pub(super) fn read(bytes: &[u8]) -> (Self, bool) {
        let mut strings = Self::default();
        let mut reader = TextReader::default();
        let is_whole = xml::walk(bytes, |node| {
            if strings.is_cut {
                return;
            }
            reader.visit(&node);
            if matches!(node, XmlNode::End("si")) {
                strings.push(reader.take());
            }
        });
        strings.used = vec![false; strings.ends.len()];
        (strings, is_whole)
    }

    fn push(&mut self, value: CellValue) {
        if self.ends.len() >= MOST_STRINGS {
            self.is_cut = true;
            return;
        }
        self.text.push_str(&value.stored());
        if let CellValue::Runs(runs) = value {
            self.runs.insert(self.ends.len(), runs);
        }
        self.ends.push(self.text.len());
    }

    fn text_at(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }

    /// The string with this number, which a cell shows, and its length.
    pub(super) fn show(&mut self, number: &str) -> Option<(CellValue, usize)> {
        let number: usize = number.trim().parse().ok()?;
        *self.used.get_mut(number)? = true;
        let text = self.text_at(number);
        let value = match self.runs.get(&number) {
            Some(runs) => CellValue::Runs(runs.clone()),
            None => CellValue::Text(text.to_owned()),
        };
        Some((value, text.len()))
    }

    /// The strings that no cell shows.
    pub(super) fn unused(&self) -> Vec<String> {
        let unused = (0..self.ends.len()).filter(|number| !self.used[*number]);
        let mut texts = Vec::new();
        for text in unused.map(|number| self.text_at(number)).filter(|text| !text.trim().is_empty()) {
            xml::keep(text, &mut texts);
        }
        texts
    }
}

/// Reads the text of a string item, shared or in its cell.
#[derive(Default)]
pub(super) struct TextReader {
    runs: Vec<CellRun>,
    face: Option<CellFont>,
    is_text: bool,
    /// How Japanese is read aloud repeats the text.
    is_reading: bool,
}

impl TextReader {
    pub(super) fn visit(&mut self, node: &XmlNode<'_>) {
        match node {
            XmlNode::Start(element) => match element.local_name().as_ref() {
                "t" => self.is_text = true,
                "r" => self.face = None,
                "rPr" => self.face = Some(CellFont::default()),
                "rPh" => self.is_reading = true,
                _ => {
                    if let Some(face) = &mut self.face {
                        face.note(element);
                    }
                }
            },
            XmlNode::Text(piece) if self.is_text && !self.is_reading => match self.runs.last_mut() {
                Some(run) if run.face == self.face => run.text.push_str(piece),
                _ => self.runs.push(CellRun { text: (*piece).to_owned(), face: self.face }),
            },
            XmlNode::End("t") => self.is_text = false,
            XmlNode::End("r") => self.face = None,
            XmlNode::End("rPh") => self.is_reading = false,
            XmlNode::Text(_) | XmlNode::End(_) | XmlNode::Comment(_) => {}
        }
    }

    /// The text read so far; the reader begins anew.
    pub(super) fn take(&mut self) -> CellValue {
        let mut runs = std::mem::take(&mut self.runs);
        self.face = None;
        for run in &mut runs {
            unescape(&mut run.text);
        }
        let is_plain = runs.iter().all(|run| run.face.unwrap_or_default() == CellFont::default());
        match runs.pop() {
            None => CellValue::Text(String::new()),
            Some(run) if runs.is_empty() && run.face.is_none() => CellValue::Text(run.text),
            // Runs that say nothing of their own but would undo what the cell says are kept.
            Some(run) if is_plain && runs.iter().all(|other| other.face.is_none()) && run.face.is_none() => {
                runs.push(run);
                CellValue::Text(runs.into_iter().map(|run| run.text).collect())
            }
            Some(run) => {
                runs.push(run);
                CellValue::Runs(runs)
            }
        }
    }
}

/// Replaces `_x000D_`, which is how characters are written that XML has no place for (ISO/IEC 29500-1,
/// 22.9.2.19).
fn unescape(text: &mut String) {
    if !text.contains("_x") {
        return;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        match escaped(&rest[at..]) {
            Some((c, length)) => {
                rest = &rest[at + length..];
                // A carriage return is the first half of a line end, or a line end of old.
                match c {
                    '\r' if rest.starts_with('\n') => {}
                    '\r' => out.push('\n'),
                    c => out.push(c),
                }
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    *text = out;
}

/// The character that is written as `_xHHHH_` at the beginning, or as two of these where UTF-16 has two units
/// for it, and the length of that.
fn escaped(text: &str) -> Option<(char, usize)> {
    const LENGTH: usize = "_x0000_".len();
    let unit = |text: &str| {
        let digits = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
        let is_code = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_code)
    };
    let first = unit(text)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some((c, LENGTH));
    }
    let second = unit(&text[LENGTH..])?;
    Some((char::decode_utf16([first, second]).next()?.ok()?, 2 * LENGTH))
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn what_xml_has_no_place_for_is_a_character_again() {
        for (written, meant) in [
            ("甲_x000D_\n乙_x000D_丙", "甲\n乙\n丙"),
            ("_x0031_2", "12"),
            ("_xD840__xDC0B_", "\u{2000b}"),
            ("_xD840_8_xDC0B_", "_xD840_8_xDC0B_"),
            ("_x+031__x003_", "_x+031__x003_"),
        ] {
            let mut text = written.to_owned();
            unescape(&mut text);
            assert_eq!(text, meant, "{written}");
        }
    }
}

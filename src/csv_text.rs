//! The CSV files of the program itself, read with places and written: RFC 4180 as Excel and WPS have it.
//!
//! The only writer, so that no file can run a formula in a spreadsheet. The reader is written by hand because
//! the csv crate tells where a record begins, but not where a field does, and messages point at fields. It
//! tolerates a byte order mark, CRLF, LF and CR, empty lines, and missing or extra empty fields. Tables that
//! people bring along, in whatever form, are read by [`crate::text::sheet`].

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr3;

use crate::model::has_byte;

/// A field, its quotes and guard taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvField<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// Its bytes in the text, quotes included.
    pub span: Range<usize>,
}

/// One record; it never is without fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvRecord<'a> {
    /// Its fields.
    pub fields: Vec<CsvField<'a>>,
    /// The whole record without its line break.
    pub span: Range<usize>,
}

/// What a text falls into.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CsvText<'a> {
    /// Records with at least one field that is not empty.
    pub records: Vec<CsvRecord<'a>>,
    /// Fields whose quotes are not closed or closed too early.
    pub bad_quotes: Vec<Range<usize>>,
    /// Lines that git left in the middle of a merge; they are not records.
    pub conflict_marks: Vec<Range<usize>>,
}

/// Whether a spreadsheet would run a field as a formula. Such a field is stored with `'` in front, and one
/// that looks guarded already gets another, so that reading gives back exactly what was written. A number
/// with a sign is a number to it, and stays one for those who reckon with it.
fn starts_formula(field: &[u8]) -> bool {
    match field {
        [b'=' | b'@', ..] => true,
        [b'+' | b'-', rest @ ..] => !is_number(rest),
        _ => false,
    }
}

/// Digits, perhaps with a point and digits behind them, perhaps per cent.
fn is_number(text: &[u8]) -> bool {
    let text = text.strip_suffix(b"%").unwrap_or(text);
    let mut parts = text.splitn(2, |byte| *byte == b'.');
    let is_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    parts.all(is_digits)
}

/// Where a field without quotes ends.
fn plain_end(text: &str) -> usize {
    memchr3(b',', b'\r', b'\n', text.as_bytes()).unwrap_or(text.len())
}

/// Reads a text record by record: those with at least one field that is not empty. What is wrong with them is
/// known behind the last one.
#[derive(Debug)]
pub struct CsvReader<'a> {
    text: &'a str,
    at: usize,
    /// Fields so far whose quotes are not closed or closed too early.
    pub bad_quotes: Vec<Range<usize>>,
    /// Lines so far that git left in the middle of a merge; they are not records.
    pub conflict_marks: Vec<Range<usize>>,
}

/// Reads `text` record by record; byte order marks that are left in it are passed over, but count in the
/// places.
#[must_use]
pub fn records(text: &str) -> CsvReader<'_> {
    let at = text.len() - text.trim_start_matches('\u{feff}').len();
    CsvReader { text, at, bad_quotes: Vec::new(), conflict_marks: Vec::new() }
}

/// Reads the whole of `text`, as [`records`] does.
#[must_use]
pub fn read(text: &str) -> CsvText<'_> {
    let mut reader = records(text);
    let records = reader.by_ref().collect();
    let CsvReader { bad_quotes, conflict_marks, .. } = reader;
    CsvText { records, bad_quotes, conflict_marks }
}

impl<'a> Iterator for CsvReader<'a> {
    type Item = CsvRecord<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.text;
        while self.at < text.len() {
            let start = self.at;
            if is_conflict_mark(&text[start..]) {
                let end = start + text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
                self.conflict_marks.push(start..end);
                self.at = behind_line_break(text, end);
                continue;
            }
            let mut fields = Vec::new();
            loop {
                let field = read_field(text, self.at, &mut self.bad_quotes);
                self.at = field.span.end;
                fields.push(field);
                if !text[self.at..].starts_with(',') {
                    break;
                }
                self.at += 1;
            }
            let span = start..self.at;
            self.at = behind_line_break(text, self.at);
            if fields.iter().any(|field| !field.text.is_empty()) {
                return Some(CsvRecord { fields, span });
            }
        }
        None
    }
}

/// Writes one record with its line break.
pub fn write_line(text: &mut String, fields: &[&str]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        write_field(text, field);
    }
    text.push_str("\r\n");
}

/// Writes one field, guarded against being run as a formula.
pub fn write_field(text: &mut String, field: &str) {
    let guard = if needs_guard(field) { "'" } else { "" };
    let is_special = |byte: u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    if has_byte(field, is_special) {
        text.push('"');
        text.push_str(guard);
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(guard);
        text.push_str(field);
    }
}

fn needs_guard(field: &str) -> bool {
    starts_formula(field.as_bytes()) || is_guarded(field)
}

fn is_guarded(field: &str) -> bool {
    matches!(field.as_bytes(), [b'\'', rest @ ..] if starts_formula(rest) || rest.first() == Some(&b'\''))
}

fn is_conflict_mark(line: &str) -> bool {
    line.starts_with(['<', '|', '=', '>'])
        && ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| {
            line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r', '\n']))
        })
}

fn behind_line_break(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}

/// Reads the field that begins at `start`; its end is a comma, a line break or the end of the text.
fn read_field<'a>(text: &'a str, start: usize, bad_quotes: &mut Vec<Range<usize>>) -> CsvField<'a> {
    let rest = &text[start..];
    let (raw, end): (Cow<'a, str>, usize) = if let Some(quoted) = rest.strip_prefix('"') {
        let (raw, length) = unquote(quoted);
        let closed = start + 1 + length;
        let tail = &text[closed..];
        let end = closed + plain_end(tail);
        // With a quote that is never closed the rest of the file would be one field: stop at the line's end.
        match raw {
            Some(raw) if text[closed..end].trim().is_empty() => (raw, end),
            Some(raw) => {
                bad_quotes.push(start..end);
                (raw + &text[closed..end], end)
            }
            None => {
                let line_end = start + rest.find(['\r', '\n']).unwrap_or(rest.len());
                bad_quotes.push(start..line_end);
                (text[start + 1..line_end].into(), line_end)
            }
        }
    } else {
        let length = plain_end(rest);
        (rest[..length].into(), start + length)
    };
    let text = match raw {
        Cow::Borrowed(raw) => Cow::Borrowed(value(raw)),
        Cow::Owned(raw) => Cow::Owned(value(&raw).to_owned()),
    };
    CsvField { text, span: start..end }
}

/// What a field says, without blanks around it and its guard.
fn value(raw: &str) -> &str {
    // Nearly all begin and end with a sign of ASCII, which is seen at once.
    let is_sign = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let (first, last) = (raw.as_bytes().first(), raw.as_bytes().last());
    let trimmed = if is_sign(first) && is_sign(last) || raw.is_empty() { raw } else { raw.trim() };
    if is_guarded(trimmed) { &trimmed[1..] } else { trimmed }
}

/// What stands before the closing quote, and how many bytes it took with that quote; `None` if there is none.
fn unquote(text: &str) -> (Option<Cow<'_, str>>, usize) {
    let mut value = Cow::Borrowed("");
    let mut at = 0;
    while let Some(quote) = text[at..].find('"') {
        value += &text[at..at + quote];
        at += quote + 1;
        if !text[at..].starts_with('"') {
            return (Some(value), at);
        }
        value += "\"";
        at += 1;
    }
    (None, text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{read, write_line};

    fn fields(text: &str) -> Vec<Vec<String>> {
        let table = read(text);
        table
            .records
            .into_iter()
            .map(|record| record.fields.into_iter().map(|f| f.text.into_owned()).collect())
            .collect()
    }

    #[test]
    fn every_line_end_and_empty_lines() {
        assert_eq!(
            fields("\u{feff}a,b\r\n,,\r\nc,\"d\"\"e,f\"\n\n g ,h\ri,"),
            [vec!["a", "b"], vec!["c", "d\"e,f"], vec!["g", "h"], vec!["i", ""],]
        );
        assert!(fields("").is_empty());
    }

    #[test]
    fn fields_know_their_places() {
        // One byte order mark is taken off with the encoding; some programs put another before it.
        for mark in ["", "\u{feff}", "\u{feff}\u{feff}"] {
            let text = format!("{mark}甲,\"乙\"\r\n丙,丁\r\n");
            let table = read(&text);
            let second = &table.records[1];
            assert_eq!(&text[second.fields[1].span.clone()], "丁");
            assert_eq!(&text[second.span.clone()], "丙,丁");
            assert_eq!(&text[table.records[0].span.clone()], "甲,\"乙\"");
            assert_eq!(&text[table.records[0].fields[1].span.clone()], "\"乙\"");
        }
    }

    #[test]
    fn broken_quotes_do_not_swallow_the_file() {
        let text = "c,\"d\" e\nf,g\na,\"b\n";
        let table = read(text);
        let bad: Vec<&str> = table.bad_quotes.iter().map(|span| &text[span.clone()]).collect();
        assert_eq!(bad, ["\"d\" e", "\"b"]);
        assert_eq!(table.records.len(), 3);
    }

    #[test]
    fn marks_of_a_merge_are_no_records() {
        let text = "h\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n=======x\n";
        let table = read(text);
        assert_eq!(table.conflict_marks.len(), 3);
        assert_eq!(table.records.len(), 4);
    }

    #[test]
    fn formulas_are_guarded() {
        let mut text = String::new();
        write_line(&mut text, &["=1+1", "-x", "@a", "'=b", "'c", "d=1"]);
        assert_eq!(text, "'=1+1,'-x,'@a,''=b,'c,d=1\r\n");
        assert_eq!(fields(&text), [vec!["=1+1", "-x", "@a", "'=b", "'c", "d=1"]]);
    }

    #[test]
    fn signed_numbers_are_numbers() {
        let mut text = String::new();
        let numbers = ["-3", "+2.5", "-0.70%", "'-3"];
        let formulas = ["-", "+", "-1+2", "-1.", "-.5", "+1.2.3", "-1e5", "--2"];
        write_line(&mut text, &[&numbers[..], &formulas].concat());
        assert_eq!(text, "-3,+2.5,-0.70%,'-3,'-,'+,'-1+2,'-1.,'-.5,'+1.2.3,'-1e5,'--2\r\n");
        assert_eq!(fields(&text), [[&numbers[..], &formulas].concat()]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(written in proptest::collection::vec("[-=+@'\",\r\n a甲]{0,6}|.{0,6}", 1..6)) {
            let is_blank = |c: char| c == '\u{feff}' || c.is_whitespace();
            let trimmed: Vec<&str> = written.iter().map(|field| field.trim_matches(is_blank)).collect();
            prop_assume!(trimmed.iter().any(|field| !field.is_empty()));
            let mut text = String::new();
            write_line(&mut text, &trimmed);
            let table = read(&text);
            prop_assert!(table.bad_quotes.is_empty());
            let read: Vec<&str> = table.records[0].fields.iter().map(|field| &*field.text).collect();
            prop_assert_eq!((table.records.len(), read), (1, trimmed));
        }
    }
}

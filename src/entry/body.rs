//! Texts inside files -> documents, with the places of their findings and holes in the file.
//!
//! A text behind `|` stands indented in the file, one in quotes may hold escapes: their places are put right
//! afterwards, line by line where that is possible, else to the whole text.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Reported};
use crate::text::{self, Document, TextMode, TextOptions};
use crate::timing::{StagePart, part};
use crate::yaml::YamlSource;
use crate::yaml::fields::BodyText;

/// How the texts of a file are parsed.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextManner<'a> {
    /// How they are written.
    pub(super) mode: TextMode,
    /// Begins their ids.
    pub(super) id_prefix: &'a str,
    /// Begins the names of tables.
    pub(super) name: &'a str,
    /// HTML level of their first heading.
    pub(super) top_level: u8,
}

impl TextManner<'_> {
    fn options(&self, file: &Arc<str>, offset: usize) -> TextOptions<'_> {
        TextOptions {
            mode: self.mode,
            file: Arc::clone(file),
            offset,
            id_prefix: self.id_prefix,
            name: self.name,
            top_level: self.top_level,
        }
    }
}

/// Parses the bytes `range` of a file's text.
pub(super) fn parse_rest(
    file: &Arc<str>,
    text: &str,
    range: Range<usize>,
    manner: TextManner<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Document {
    let options = manner.options(file, range.start);
    parse(&text[range], &options).unpack(findings)
}

fn parse(text: &str, options: &TextOptions<'_>) -> Reported<Document> {
    let mut parsed = part(StagePart::Text, || text::parse(text, options));
    parsed.value.source = text.into();
    parsed
}

/// Parses a text that is a YAML value.
pub(super) fn parse_value(
    source: &YamlSource<'_>,
    body: &BodyText<'_>,
    manner: TextManner<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Document {
    let is_verbatim = source.typed(&(body.start..body.start + body.text.len())) == body.text;
    if is_verbatim {
        return parse(body.text, &manner.options(&source.file, body.start)).unpack(findings);
    }
    let parsed = parse(body.text, &manner.options(&source.file, 0));
    let places = FilePlaces::new(source, body);
    let mut document = parsed.value;
    for hole in &mut document.holes {
        hole.span = places.of(&hole.span);
    }
    document.blocks.move_spans(|span| places.of(span));
    findings.extend(parsed.findings.into_iter().map(|mut finding| {
        for place in finding.place.iter_mut().chain(finding.related.iter_mut().map(|(place, _)| place)) {
            place.span = place.span.as_ref().map(|span| places.of(span));
        }
        finding
    }));
    document
}

/// From positions in a text to positions in the file.
struct FilePlaces {
    /// Where each line begins in the text and in the file; empty if only the whole can be named.
    lines: Vec<(usize, usize)>,
    whole: Range<usize>,
}

impl FilePlaces {
    fn new(source: &YamlSource<'_>, body: &BodyText<'_>) -> Self {
        Self { lines: lines_of(source, body).unwrap_or_default(), whole: body.start..body.end }
    }

    fn of(&self, span: &Range<usize>) -> Range<usize> {
        match (self.position(span.start), self.position(span.end)) {
            (Some(start), Some(end)) if start <= end => start..end,
            _ => self.whole.clone(),
        }
    }

    fn position(&self, at: usize) -> Option<usize> {
        let line = self.lines.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
        let (in_text, in_file) = self.lines[line];
        Some(in_file + at - in_text)
    }
}

/// Pairs the lines of a text behind `|` with those of the file; `None` if they do not match.
fn lines_of(source: &YamlSource<'_>, body: &BodyText<'_>) -> Option<Vec<(usize, usize)>> {
    if body.style != crate::yaml::ScalarForm::Literal {
        return None;
    }
    // The parser places the text at its first character; blank lines may stand before it.
    let before = source.text.get(..body.start.checked_sub(source.offset)?)?;
    let header_end = before.trim_end().len();
    let mut at = header_end + before[header_end..].find('\n')? + 1;
    let mut lines = Vec::new();
    let mut in_text = 0;
    for line in body.text.split_inclusive('\n') {
        let typed = source.text.get(at..)?.split_inclusive('\n').next().unwrap_or("");
        let shown = typed.trim_end_matches(['\n', '\r']);
        let content = line.trim_end_matches('\n');
        let indent = if content.is_empty() { shown.len() } else { shown.strip_suffix(content)?.len() };
        lines.push((in_text, source.offset + at + indent));
        in_text += line.len();
        at += typed.len();
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::fields::body_of;
    use crate::yaml::report::Report;
    use crate::yaml::shape::Shape;
    use crate::yaml::{self, YamlValue};

    static ANY: Shape = Shape { zh: "", en: "", keys: &[] };

    /// What stands in `yaml` where the part `needle` of its first value is said to stand.
    fn found(yaml: &str, needle: &str) -> String {
        let padded = format!("---\n{yaml}");
        let source = YamlSource { file: "a.yaml".into(), text: &padded[4..], offset: 4, ends_file: true };
        let parsed = yaml::parse(&source, &ANY);
        let Some(YamlValue::Mapping(entries)) = parsed.root.map(|root| root.value) else {
            panic!("no mapping")
        };
        let mut report = Report::new(&source, Vec::new(), false);
        let body = body_of(&entries[0].value, "a", &mut report).expect("a text");
        let at = body.text.find(needle).expect("the part is in the text");
        padded[FilePlaces::new(&source, &body).of(&(at..at + needle.len()))].to_owned()
    }

    #[test]
    fn places_in_texts_behind_a_bar_are_exact() {
        assert_eq!(found("a: |\n  第一行\n\n    第二行乙\n  第三行\nb: 1\n", "二行乙"), "二行乙");
        assert_eq!(found("a: |\r\n  第一行\r\n  第二行\r\n", "二"), "二");
        assert_eq!(found("a: |- # 注\n\n\n  第一行\n  第二行", "二行"), "二行");
    }

    #[test]
    fn places_in_other_texts_are_the_whole_text() {
        assert_eq!(found("a: \"甲\\n乙\"\n", "乙"), "甲\\n乙\"");
    }
}

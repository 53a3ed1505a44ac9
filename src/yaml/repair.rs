//! A second try on a text with faults: without the lines at fault, so that one run reports all other faults
//! too.
//!
//! Every change keeps the number of bytes, so all places stay right.

use std::borrow::Cow;
use std::ops::Range;

use super::build::{Built, build};
use super::{MappingEntry, YamlNode, YamlSource, YamlValue};
use crate::diag::Diagnostic;

/// The tree of `source` without the faults in `findings`; `None` if that is not YAML either.
pub(super) fn build_without(source: &YamlSource<'_>, findings: &[Diagnostic]) -> Option<Built<'static>> {
    let mut bytes = source.text.as_bytes().to_vec();
    for finding in findings {
        let span = finding.place.as_ref()?.span.clone()?;
        let range = span.start.checked_sub(source.offset)?..span.end.checked_sub(source.offset)?;
        match finding.rule {
            "full-width-colon" => put(&mut bytes, range, b":"),
            "value-starts-with-symbol" => put(&mut bytes, range, b"~"),
            _ => comment_out(&mut bytes, range.start)?,
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let repaired = YamlSource {
        file: source.file.clone(),
        text: &text,
        offset: source.offset,
        ends_file: source.ends_file,
    };
    let built = build(&repaired).ok()?;
    let root = owned(built.root);
    Some(Built { root, findings: built.findings, suspicious: built.suspicious })
}

/// Writes `what` and spaces over the bytes `range`.
fn put(bytes: &mut [u8], range: Range<usize>, what: &[u8]) {
    let length = range.len();
    if let Some(place) = bytes.get_mut(range).filter(|_| what.len() <= length) {
        place.fill(b' ');
        place[..what.len()].copy_from_slice(what);
    }
}

/// Makes a comment of the line that holds the byte `at`.
fn comment_out(bytes: &mut [u8], at: usize) -> Option<()> {
    let start = bytes.get(..at)?.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| at + length);
    put(bytes, start..end, b"#");
    Some(())
}

fn owned(node: YamlNode<'_>) -> YamlNode<'static> {
    let value = match node.value {
        YamlValue::Null => YamlValue::Null,
        YamlValue::Scalar { text, style } => YamlValue::Scalar { text: Cow::Owned(text.into_owned()), style },
        YamlValue::Sequence(nodes) => YamlValue::Sequence(nodes.into_iter().map(owned).collect()),
        YamlValue::Mapping(entries) => YamlValue::Mapping(entries.into_iter().map(owned_entry).collect()),
    };
    YamlNode { span: node.span, value }
}

fn owned_entry(entry: MappingEntry<'_>) -> MappingEntry<'static> {
    MappingEntry {
        key: Cow::Owned(entry.key.into_owned()),
        key_span: entry.key_span,
        value: owned(entry.value),
    }
}

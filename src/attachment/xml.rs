//! XML as a row of nodes, prefixes of names cut off.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::character_reference;

/// A node.
pub(super) enum XmlNode<'a> {
    /// An element begins.
    Start(&'a BytesStart<'a>),
    /// An element ends; an empty one ends where it begins.
    End(&'a str),
    /// Text between tags.
    Text(&'a str),
    /// What no program shows.
    Comment(&'a str),
}

/// Goes through a document as far as it can be read. `false`: not to its end, or it ends too early.
pub(super) fn walk(bytes: &[u8], mut visit: impl FnMut(XmlNode<'_>)) -> bool {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                visit(XmlNode::Start(&element));
            }
            Ok(Event::Empty(element)) => {
                visit(XmlNode::Start(&element));
                visit(XmlNode::End(element.local_name().into_inner()));
            }
            Ok(Event::End(element)) => {
                depth = depth.saturating_sub(1);
                visit(XmlNode::End(element.local_name().into_inner()));
            }
            Ok(Event::Text(piece)) => visit(XmlNode::Text(&piece.into_inner())),
            Ok(Event::CData(piece)) => visit(XmlNode::Text(&piece.into_inner())),
            Ok(Event::GeneralRef(entity)) => {
                let c = character(&entity.xml10_content());
                visit(XmlNode::Text(c.encode_utf8(&mut [0; 4])));
            }
            Ok(Event::Comment(comment)) => visit(XmlNode::Comment(&comment.into_inner())),
            Ok(Event::Eof) => return depth == 0,
            Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// The value of an attribute, its prefix cut off.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|attribute| {
        let key: &str = attribute.key.local_name().into_inner();
        key == name
    })?;
    Some(unescaped(&found.value).into_owned())
}

/// The values of all attributes.
pub(super) fn attributes(element: &BytesStart<'_>) -> Vec<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false).flatten().map(|found| unescaped(&found.value).into_owned()).collect()
}

/// Whether a truth value (ISO/IEC 29500-1, 22.9.2.7) is true.
pub(super) fn is_on(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}

/// `text` with its `&…;` replaced.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    character_reference::decode_with(text, |name| Some(character(name)))
}

/// The character that `&…;` stands for.
fn character(name: &str) -> char {
    character_reference::read(name).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// UTF-8, or UTF-16 by its byte order mark, which some programs write.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes),
    }
}

/// Elements that stand inside a paragraph although they hold words: runs of Office, ODF and OFD, and those of
/// HTML, which drawings and notes of Office use too.
const RUNS: &[&str] =
    &["r", "t", "span", "TextCode", "rPr", "b", "i", "u", "s", "font", "strong", "em", "sup", "sub", "tspan"];

/// So deep elements in elements are counted; below that each ends a text.
const DEEPEST: usize = 10_000;

/// The words of an XML part, paragraph by paragraph, its comments, and the values of attributes that hold
/// many digits.
pub(super) fn texts_of(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut text = String::new();
    // How much text there was when each open element began: one without words of its own parts nothing.
    let mut read = 0;
    let mut open = Vec::new();
    let mut beyond = 0_usize;
    walk(bytes, |node| match node {
        XmlNode::Text(piece) => {
            text.push_str(piece);
            read += piece.len();
        }
        XmlNode::Comment(comment) => {
            if is_telling(comment) {
                keep(comment, &mut texts);
            }
        }
        XmlNode::Start(element) => {
            if open.len() < DEEPEST {
                open.push(read);
            } else {
                beyond += 1;
            }
            if matches!(element.local_name().into_inner(), "br" | "cr" | "tab" | "s" | "line-break") {
                text.push(' ');
            }
            for attribute in element.attributes().with_checks(false).flatten() {
                let value = unescaped(&attribute.value);
                if is_telling(&value) {
                    keep(&value, &mut texts);
                }
            }
        }
        // Runs of one paragraph belong together; whatever else ends, ends a text.
        XmlNode::End(name) => {
            let is_empty = beyond == 0 && open.pop() == Some(read);
            beyond = beyond.saturating_sub(1);
            if !is_empty && !RUNS.contains(&name) {
                take(&mut text, &mut texts);
            }
        }
    });
    take(&mut text, &mut texts);
    texts
}

/// Whether a value that is no text of its own may hold a number of a person.
pub(super) fn is_telling(value: &str) -> bool {
    value.chars().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count() >= 11
}

/// The words that a document of Word holds besides those it shows: comments of its XML, readings above words,
/// and what stands in for newer parts in old programs.
pub(super) fn unshown_words(bytes: &[u8]) -> Vec<String> {
    const UNSHOWN: [&str; 2] = ["rt", "Fallback"];
    let has = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    let mut texts = Vec::new();
    if !has(b"<!--") && !has(b":rt>") && !has(b"Fallback") {
        return texts;
    }
    let mut text = String::new();
    let mut depth = 0_usize;
    walk(bytes, |node| match node {
        XmlNode::Start(element) => depth += usize::from(UNSHOWN.contains(&element.local_name().into_inner())),
        XmlNode::Text(piece) if depth > 0 => text.push_str(piece),
        XmlNode::End("p") => take(&mut text, &mut texts),
        XmlNode::End(name) if UNSHOWN.contains(&name) => {
            depth = depth.saturating_sub(1);
            take(&mut text, &mut texts);
        }
        XmlNode::Comment(comment) => keep(comment, &mut texts),
        XmlNode::Text(_) | XmlNode::End(_) => {}
    });
    texts
}

/// Moves a text that holds something to the others.
pub(super) fn take(text: &mut String, texts: &mut Vec<String>) {
    if text.trim().is_empty() {
        text.clear();
    } else {
        keep(text, texts);
        text.clear();
    }
}

/// At most this many texts are kept one by one. Millions of empty ones would each take many times their
/// length.
const MOST_TEXTS: usize = 50_000;

/// Adds a text to the others; further ones are put behind the last, with a bar between that no number goes
/// over.
pub(super) fn keep(text: &str, texts: &mut Vec<String>) {
    let is_full = texts.len() >= MOST_TEXTS;
    match texts.last_mut().filter(|_| is_full) {
        Some(last) => last.extend(["\n|\n", text]),
        None => texts.push(text.to_owned()),
    }
}

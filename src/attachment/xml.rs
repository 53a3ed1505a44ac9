//! XML as a row of nodes, prefixes of names cut off.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// A node.
pub(super) enum Node<'a> {
    /// An element begins.
    Start(&'a BytesStart<'a>),
    /// An element ends; an empty one ends where it begins.
    End(&'a str),
    /// Text between tags.
    Text(&'a str),
}

/// Goes through a document as far as it can be read.
pub(super) fn walk(bytes: &[u8], mut visit: impl FnMut(Node<'_>)) {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => visit(Node::Start(&element)),
            Ok(Event::Empty(element)) => {
                visit(Node::Start(&element));
                visit(Node::End(element.local_name().into_inner()));
            }
            Ok(Event::End(element)) => visit(Node::End(element.local_name().into_inner())),
            Ok(Event::Text(piece)) => visit(Node::Text(&piece.into_inner())),
            Ok(Event::CData(piece)) => visit(Node::Text(&piece.into_inner())),
            Ok(Event::GeneralRef(entity)) => {
                let c = character(&entity);
                visit(Node::Text(c.encode_utf8(&mut [0; 4])));
            }
            Ok(Event::Eof) | Err(_) => return,
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

/// `text` with its `&…;` replaced.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once(';') else {
            out.push('&');
            rest = after;
            continue;
        };
        out.push(character(&BytesRef::new(name)));
        rest = behind;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that `&…;` stands for.
fn character(entity: &BytesRef<'_>) -> char {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c;
    }
    match &*entity.xml10_content() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => '\u{fffd}',
    }
}

/// UTF-8, or UTF-16 by its byte order mark, which some programs write.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes),
    }
}

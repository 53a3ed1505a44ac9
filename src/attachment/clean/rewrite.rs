//! XML with a few elements, attributes and texts taken out; every other byte stays.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::attachment::xml::unescaped;

/// What to do with an attribute.
pub(super) enum AttributeChange {
    /// Leave it.
    Keep,
    /// Leave it out.
    Drop,
    /// Give it another value.
    Set(String),
}

/// What is to be done with a document.
pub(super) trait Rules {
    /// Whether the element goes, with all that it holds.
    fn drops(&mut self, element: &BytesStart<'_>) -> bool;

    /// What becomes of an attribute: the names of element and attribute as they are written, its value.
    fn attribute(&mut self, element: &str, name: &str, value: &str) -> AttributeChange;

    /// What becomes of the text of an element with this name, as it is written; `None`: it stays.
    fn text(&mut self, element: &str, text: &str) -> Option<String>;

    /// Whether a comment goes, which no program shows.
    fn drops_comment(&mut self, comment: &str) -> bool;
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Applies rules to a document in UTF-8. `None`: it cannot be read to its end, and nothing may be said of it.
pub(super) fn rewrite(xml: &str, rules: &mut dyn Rules) -> Option<String> {
    // The reader passes over a BOM without counting it.
    let (bom, xml) = xml.split_at(if xml.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 });
    let mut reader = Reader::from_str(xml);
    let mut out = String::with_capacity(bom.len() + xml.len());
    out.push_str(bom);
    let mut open: Vec<String> = Vec::new();
    // How many elements are open below one that goes.
    let mut below = 0usize;
    let mut begun = 0;
    loop {
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        let written = xml.get(begun..end)?;
        begun = end;
        match event {
            Event::Eof => return (open.is_empty() && below == 0).then_some(out),
            Event::Start(_) if below > 0 => below += 1,
            Event::End(_) if below > 0 => below -= 1,
            _ if below > 0 => {}
            Event::Start(element) => {
                if rules.drops(&element) {
                    below = 1;
                    continue;
                }
                tag(&element, written, rules, &mut out)?;
                open.push(element.name().into_inner().to_owned());
            }
            Event::Empty(element) => {
                if !rules.drops(&element) {
                    tag(&element, written, rules, &mut out)?;
                }
            }
            Event::End(_) => {
                open.pop()?;
                out.push_str(written);
            }
            Event::Text(_) => {
                let changed = open.last().and_then(|element| rules.text(element, &unescaped(written)));
                match changed {
                    Some(text) => out.push_str(&quick_xml::escape::escape(text)),
                    None => out.push_str(written),
                }
            }
            Event::Comment(_) if rules.drops_comment(written) => {}
            _ => out.push_str(written),
        }
    }
}

/// Writes a start tag; as it was, if nothing in it changes.
fn tag(element: &BytesStart<'_>, written: &str, rules: &mut dyn Rules, out: &mut String) -> Option<()> {
    let name = element.name();
    let mut attributes = Vec::new();
    let mut is_changed = false;
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        let key: &str = attribute.key.into_inner();
        let is_name = key == "xmlns" || key.starts_with("xmlns:");
        let value = unescaped(&attribute.value);
        let change =
            if is_name { AttributeChange::Keep } else { rules.attribute(name.into_inner(), key, &value) };
        match change {
            AttributeChange::Drop => is_changed = true,
            AttributeChange::Set(new) if new != *value => {
                is_changed = true;
                attributes.push((key.to_owned(), quick_xml::escape::escape(new).into_owned()));
            }
            AttributeChange::Keep | AttributeChange::Set(_) => {
                attributes.push((key.to_owned(), attribute.value.to_string()));
            }
        }
    }
    if !is_changed {
        out.push_str(written);
        return Some(());
    }
    out.push('<');
    out.push_str(element.name().into_inner());
    for (key, value) in attributes {
        out.extend([" ", &key, "=\"", &value.replace('"', "&quot;"), "\""]);
    }
    out.push_str(if written.ends_with("/>") { "/>" } else { ">" });
    Some(())
}

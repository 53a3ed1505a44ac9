//! The styles of a workbook: `xl/styles.xml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::BytesStart;

use super::super::number_format;
use super::super::xml::{self, XmlNode, attribute, is_on};
use super::{CellFont, CellStyle, Script};

/// The most styles that are kept; Excel itself allows 65,490.
const MOST_STYLES: usize = 100_000;

/// What `xl/styles.xml` says.
#[derive(Default)]
pub(super) struct WorkbookStyles {
    pub(super) cells: Vec<CellStyle>,
    /// The formats that the workbook defines itself, which may hold words.
    pub(super) codes: Vec<Arc<str>>,
}

impl CellFont {
    /// Takes in what an element of a font says.
    pub(super) fn note(&mut self, element: &BytesStart<'_>) {
        let value = attribute(element, "val");
        match element.local_name().as_ref() {
            "strike" => self.is_struck = value.is_none_or(|value| is_on(Some(&value))),
            "vertAlign" => {
                self.script = match value.as_deref() {
                    Some("superscript") => Script::Raised,
                    Some("subscript") => Script::Lowered,
                    _ => Script::Line,
                }
            }
            _ => {}
        }
    }
}

/// Reads the styles.
pub(super) fn read(bytes: &[u8]) -> WorkbookStyles {
    let mut codes: BTreeMap<u32, Arc<str>> = BTreeMap::new();
    let mut fonts: Vec<CellFont> = Vec::new();
    let mut styles = WorkbookStyles::default();
    // In which list the elements stand.
    let mut list = String::new();
    xml::walk(bytes, |node| match node {
        XmlNode::Start(element) => {
            let number = |name: &str| attribute(element, name).and_then(|value| value.parse::<u32>().ok());
            match element.local_name().as_ref() {
                name @ ("fonts" | "cellXfs" | "cellStyleXfs" | "dxfs" | "numFmts") => {
                    name.clone_into(&mut list);
                }
                "numFmt" => {
                    if let (Some(id), Some(code)) = (number("numFmtId"), attribute(element, "formatCode")) {
                        codes.insert(id, code.into());
                    }
                }
                "font" if list == "fonts" && fonts.len() < MOST_STYLES => fonts.push(CellFont::default()),
                "xf" if list == "cellXfs" && styles.cells.len() < MOST_STYLES => {
                    let font = number("fontId").and_then(|font| fonts.get(font as usize));
                    styles.cells.push(CellStyle {
                        format: format_of(number("numFmtId").unwrap_or(0), &codes),
                        face: font.copied().unwrap_or_default(),
                        indent: 0,
                    });
                }
                "alignment" if list == "cellXfs" => {
                    if let Some(style) = styles.cells.last_mut() {
                        style.indent = number("indent").unwrap_or(0).min(15);
                    }
                }
                _ if list == "fonts" => {
                    if let Some(font) = fonts.last_mut() {
                        font.note(element);
                    }
                }
                _ => {}
            }
        }
        XmlNode::Text(_) | XmlNode::End(_) | XmlNode::Comment(_) => {}
    });
    styles.codes = codes.into_values().collect();
    styles
}

fn format_of(id: u32, own: &BTreeMap<u32, Arc<str>>) -> Arc<str> {
    match own.get(&id) {
        Some(code) => Arc::clone(code),
        None => number_format::built_in(id).unwrap_or("General").into(),
    }
}

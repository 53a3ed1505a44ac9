//! The styles of a document: `word/styles.xml`.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::super::workbook::Script;
use super::super::xml::{self, XmlNode, attribute, is_on};
use super::{Alignment, RunLook};

/// How deep styles may be based on one another.
const DEEPEST: usize = 20;

/// What is said of a paragraph; `None`: nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct ParagraphFormat {
    pub(super) alignment: Option<Alignment>,
    pub(super) first_line: Option<i32>,
    pub(super) left: Option<i32>,
    pub(super) outline: Option<u8>,
    /// The list; `0` takes a paragraph out of one.
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
}

/// What is said of letters; `None`: nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct RunFormat {
    is_bold: Option<bool>,
    is_italic: Option<bool>,
    is_struck: Option<bool>,
    is_hidden: Option<bool>,
    script: Option<Script>,
    font: Option<String>,
    /// The typeface of Latin letters.
    letters: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Default)]
struct NamedStyle {
    name: String,
    based_on: Option<String>,
    paragraph: ParagraphFormat,
    run: RunFormat,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct DocumentStyles {
    by_id: BTreeMap<String, NamedStyle>,
    /// The paragraph style that paragraphs have which name none.
    usual: Option<String>,
    all: RunFormat,
}

impl ParagraphFormat {
    /// Takes in what an element of `pPr` says.
    pub(super) fn note(&mut self, element: &BytesStart<'_>) {
        let value = || attribute(element, "val").unwrap_or_default();
        // Twentieths of a point, of which a Chinese character in the size of texts, 小四 to 三号, has 240 to 320.
        let twips = |name: &str| attribute(element, name).and_then(|value| value.parse::<i32>().ok());
        let hundredths = |twips: i32| twips.saturating_mul(100) / 280;
        match element.local_name().as_ref() {
            "jc" => {
                self.alignment = Some(match &*value() {
                    "center" => Alignment::Center,
                    "right" | "end" => Alignment::End,
                    _ => Alignment::Start,
                });
            }
            "ind" => {
                let first = twips("firstLineChars").or_else(|| twips("firstLine").map(hundredths));
                let hanging = twips("hangingChars").or_else(|| twips("hanging").map(hundredths));
                self.first_line = first.or(hanging.map(|hanging| -hanging)).or(self.first_line);
                let left = twips("leftChars").or_else(|| twips("startChars"));
                let left = left.or_else(|| twips("left").or_else(|| twips("start")).map(hundredths));
                self.left = left.or(self.left);
            }
            // 9 is the text.
            "outlineLvl" => self.outline = value().parse::<u8>().ok(),
            "numId" => self.list = Some(value()),
            "ilvl" => self.level = value().parse().ok(),
            _ => {}
        }
    }

    fn over(self, below: Self) -> Self {
        Self {
            alignment: self.alignment.or(below.alignment),
            first_line: self.first_line.or(below.first_line),
            left: self.left.or(below.left),
            outline: self.outline.or(below.outline),
            level: self.level.or(if self.list.is_none() { below.level } else { None }),
            list: self.list.or(below.list),
        }
    }
}

impl RunFormat {
    /// Takes in what an element of `rPr` says.
    pub(super) fn note(&mut self, element: &BytesStart<'_>) {
        let value = attribute(element, "val");
        let is_set = || Some(value.as_deref().is_none_or(|value| is_on(Some(value))));
        match element.local_name().as_ref() {
            "b" => self.is_bold = is_set(),
            "i" => self.is_italic = is_set(),
            "strike" | "dstrike" => self.is_struck = is_set(),
            "vanish" | "specVanish" => self.is_hidden = is_set(),
            "vertAlign" => {
                self.script = Some(match value.as_deref() {
                    Some("superscript") => Script::Raised,
                    Some("subscript") => Script::Lowered,
                    _ => Script::Line,
                });
            }
            "rFonts" => {
                self.font = attribute(element, "eastAsia").or(self.font.take());
                let letters = attribute(element, "ascii").or_else(|| attribute(element, "hAnsi"));
                self.letters = letters.or(self.letters.take());
            }
            "sz" => self.size = value.and_then(|value| value.parse().ok()),
            _ => {}
        }
    }

    fn over(self, below: &Self) -> Self {
        Self {
            is_bold: self.is_bold.or(below.is_bold),
            is_italic: self.is_italic.or(below.is_italic),
            is_struck: self.is_struck.or(below.is_struck),
            is_hidden: self.is_hidden.or(below.is_hidden),
            script: self.script.or(below.script),
            font: self.font.or_else(|| below.font.clone()),
            letters: self.letters.or_else(|| below.letters.clone()),
            size: self.size.or(below.size),
        }
    }

    fn look(self) -> RunLook {
        RunLook {
            is_bold: self.is_bold.unwrap_or(false),
            is_italic: self.is_italic.unwrap_or(false),
            is_struck: self.is_struck.unwrap_or(false),
            is_hidden: self.is_hidden.unwrap_or(false),
            script: self.script.unwrap_or_default(),
            font: self.font.unwrap_or_default(),
            size: self.size.unwrap_or(0),
        }
    }
}

impl DocumentStyles {
    /// Reads `word/styles.xml`.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut styles = Self::default();
        let mut open: Option<(String, NamedStyle)> = None;
        let mut is_default = false;
        // What follows belongs to the formats of parts of tables.
        let mut table_parts = 0_usize;
        xml::walk(bytes, |node| match node {
            XmlNode::Start(element) => match (element.local_name().as_ref(), &mut open) {
                ("style", _) => {
                    let id = attribute(element, "styleId").unwrap_or_default();
                    let is_usual = is_on(attribute(element, "default").as_deref());
                    if is_usual && attribute(element, "type").as_deref() == Some("paragraph") {
                        styles.usual = Some(id.clone());
                    }
                    open = Some((id, NamedStyle::default()));
                }
                ("rPrDefault", _) => is_default = true,
                ("tblStylePr", _) => table_parts += 1,
                _ if table_parts > 0 => {}
                ("name", Some((_, style))) => style.name = attribute(element, "val").unwrap_or_default(),
                ("basedOn", Some((_, style))) => style.based_on = attribute(element, "val"),
                (_, Some((_, style))) => {
                    style.paragraph.note(element);
                    style.run.note(element);
                }
                (_, None) if is_default => styles.all.note(element),
                (_, None) => {}
            },
            XmlNode::End("style") => styles.by_id.extend(open.take()),
            XmlNode::End("rPrDefault") => is_default = false,
            XmlNode::End("tblStylePr") => table_parts = table_parts.saturating_sub(1),
            XmlNode::Text(_) | XmlNode::End(_) | XmlNode::Comment(_) => {}
        });
        styles
    }

    /// The style with this id and those that it is based on.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s NamedStyle> {
        let first = self.by_id.get(id);
        std::iter::successors(first, |style| self.by_id.get(style.based_on.as_ref()?)).take(DEEPEST)
    }

    /// The id of a paragraph's style: its own, or the usual one.
    pub(super) fn id_of<'s>(&'s self, own: Option<&'s str>) -> &'s str {
        own.or(self.usual.as_deref()).unwrap_or("")
    }

    /// The name of a style; its id if it has none.
    pub(super) fn name_of<'s>(&'s self, id: &'s str) -> &'s str {
        self.by_id.get(id).map_or(id, |style| &style.name)
    }

    /// What a paragraph with this style and these formats of its own is like. With it comes the style that
    /// the list comes from, if a style says it.
    pub(super) fn paragraph(&self, id: &str, own: ParagraphFormat) -> (ParagraphFormat, Option<String>) {
        let from_style = own.list.is_none();
        let mut format = own;
        let mut lister = None;
        let mut at = Some(id);
        for style in self.chain(id) {
            if from_style && lister.is_none() && style.paragraph.list.is_some() {
                lister = at.map(str::to_owned);
            }
            at = style.based_on.as_deref();
            format = format.over(style.paragraph.clone());
        }
        (format, lister)
    }

    /// What letters look like that have these formats, in a paragraph of this style and perhaps a style of
    /// their own.
    pub(super) fn look(&self, paragraph: &str, run: Option<&str>, own: RunFormat) -> RunLook {
        let mut format = own;
        for style in run.into_iter().flat_map(|run| self.chain(run)).chain(self.chain(paragraph)) {
            format = format.over(&style.run);
        }
        format.over(&self.all).look()
    }

    /// The typeface of the Latin letters of a run; empty: not said.
    pub(super) fn letters<'s>(
        &'s self,
        paragraph: &'s str,
        run: Option<&'s str>,
        own: &'s RunFormat,
    ) -> &'s str {
        let styles = run.into_iter().flat_map(|run| self.chain(run)).chain(self.chain(paragraph));
        let mut said = std::iter::once(own).chain(styles.map(|style| &style.run)).chain([&self.all]);
        said.find_map(|format| format.letters.as_deref()).unwrap_or("")
    }
}

//! Automatic numbering (ISO/IEC 29500-1, 17.9): which number stands before which paragraph.
//!
//! A *definition* (`abstractNum`) has nine levels, a *list* (`num`) uses one and may begin some of its
//! levels anew. Lists of one definition count on together, as in Word.

use std::collections::{BTreeMap, BTreeSet};

use super::super::xml::{self, XmlNode, attribute, is_on};
use super::numerals;

/// The levels of a definition.
const LEVELS: usize = 9;

/// The definitions and lists of a document, and how far they have counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<String, ListDefinition>,
    lists: BTreeMap<String, List>,
    /// Of each definition, the last number of each level; `None`: it has not begun, or begins anew.
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// The lists that were met.
    met: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
struct ListDefinition {
    levels: [Level; LEVELS],
    /// The style of lists that holds the levels in its stead.
    style_link: Option<String>,
    /// The style of lists whose levels these are.
    own_style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    definition: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    /// The pattern of a format that is spelled out.
    custom: String,
    /// Such as `（%1）`.
    text: String,
    /// The level, counted from 1, behind which it begins anew; `Some(0)`: never; `None`: behind any above it.
    restart: Option<usize>,
    /// Whether the numbers of levels above are written in Arabic digits.
    is_legal: bool,
    /// The paragraph style that has this level.
    style: Option<String>,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut reader = NumberingReader::default();
        xml::walk(bytes, |node| match node {
            XmlNode::Start(element) => reader.start(element),
            XmlNode::End(name) => reader.end(name),
            XmlNode::Text(_) | XmlNode::Comment(_) => {}
        });
        reader.numbering
    }

    /// The definition that a list uses, links to styles followed.
    fn definition_of(&self, list: &List) -> Option<(&str, &ListDefinition)> {
        let (id, definition) = self.definitions.get_key_value(&list.definition)?;
        let Some(style) = &definition.style_link else { return Some((id, definition)) };
        let linked = self.definitions.iter().find(|(_, other)| other.own_style.as_ref() == Some(style));
        linked.map(|(id, linked)| (id.as_str(), linked)).or(Some((id, definition)))
    }

    /// The level that the paragraph style `style` has in a list.
    pub(super) fn level_of_style(&self, list: &str, style: &str) -> Option<usize> {
        let list = self.lists.get(list)?;
        let (_, definition) = self.definition_of(list)?;
        definition.levels.iter().position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts a paragraph of `list` at `level`, from 0, and gives what stands before it. `None`: nothing
    /// does.
    pub(super) fn count(&mut self, list_id: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let list = self.lists.get(list_id)?;
        let (id, definition) = self.definition_of(list)?;
        let (id, levels) = (
            id.to_owned(),
            std::array::from_fn::<_, LEVELS, _>(|at| {
                list.levels.get(&at).unwrap_or(&definition.levels[at]).clone()
            }),
        );
        let counters = self.counters.entry(id).or_default();
        if self.met.insert(list_id.to_owned()) {
            // A list that says where it begins does so when it is met first.
            for (at, start) in &list.starts {
                counters[*at] = start.checked_sub(1);
                if *start == 0 {
                    counters[*at] = None;
                }
            }
        }
        let start_of = |at: usize| list.starts.get(&at).copied().unwrap_or(levels[at].start);
        counters[level] = Some(counters[level].map_or(start_of(level), |last| last.saturating_add(1)));
        for (at, counter) in counters.iter_mut().enumerate() {
            if at < level {
                counter.get_or_insert(start_of(at));
            } else if at > level {
                let begins_anew = levels[at].restart.is_none_or(|behind| behind > 0 && level < behind);
                if begins_anew {
                    *counter = None;
                }
            }
        }
        let shown = &levels[level];
        let mut out = String::new();
        let mut signs = shown.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let place =
                signs.peek().and_then(|digit| digit.to_digit(10)).filter(|digit| (1..=9).contains(digit));
            match place {
                Some(place) if sign == '%' => {
                    signs.next();
                    let at = usize::try_from(place).unwrap_or(1) - 1;
                    let number = counters[at].unwrap_or(levels[at].start);
                    let format = if shown.is_legal { "decimal" } else { &levels[at].format };
                    out.push_str(&match format {
                        "custom" => numerals::write_custom(number, &levels[at].custom),
                        format => numerals::write(number, format),
                    });
                }
                _ => out.push(sign),
            }
        }
        if shown.format == "bullet" {
            out = out.chars().map(bullet).collect();
        }
        (!out.trim().is_empty()).then(|| out.trim().to_owned())
    }
}

/// Bullets in the fonts of symbols mean something else elsewhere.
fn bullet(sign: char) -> char {
    match sign {
        '\u{F06E}' | '\u{F0A7}' => '▪',
        '\u{F0D8}' => '➢',
        '\u{F0FC}' => '✓',
        '\u{F075}' => '◆',
        'o' => '○',
        '\u{E000}'..='\u{F8FF}' => '•',
        sign if sign.is_alphanumeric() => '•',
        sign => sign,
    }
}

#[derive(Default)]
struct NumberingReader {
    numbering: Numbering,
    definition: Option<(String, ListDefinition)>,
    list: Option<(String, List)>,
    /// The level that is read, and whether it is a list's own.
    level: Option<(usize, Level)>,
    over: usize,
}

impl NumberingReader {
    fn start(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        let value = || attribute(element, "val").unwrap_or_default();
        let number = || value().trim().parse::<u32>().unwrap_or(0);
        let level = |name: &str| {
            let level = attribute(element, name).and_then(|level| level.parse::<usize>().ok());
            level.unwrap_or(0).min(LEVELS - 1)
        };
        match element.local_name().as_ref() {
            "abstractNum" => {
                let id = attribute(element, "abstractNumId").unwrap_or_default();
                self.definition = Some((id, ListDefinition::default()));
            }
            "num" => self.list = Some((attribute(element, "numId").unwrap_or_default(), List::default())),
            "abstractNumId" => {
                if let Some((_, list)) = &mut self.list {
                    list.definition = value();
                }
            }
            "numStyleLink" => {
                if let Some((_, definition)) = &mut self.definition {
                    definition.style_link = Some(value());
                }
            }
            "styleLink" => {
                if let Some((_, definition)) = &mut self.definition {
                    definition.own_style = Some(value());
                }
            }
            "lvlOverride" => self.over = level("ilvl"),
            "startOverride" => {
                let start = number();
                if let Some((_, list)) = &mut self.list {
                    list.starts.insert(self.over, start);
                }
            }
            "lvl" => {
                self.level = Some((
                    level("ilvl"),
                    Level { start: 0, format: "decimal".to_owned(), ..Level::default() },
                ));
            }
            name => {
                let Some((_, level)) = &mut self.level else { return };
                match name {
                    "start" => level.start = number(),
                    "numFmt" if level.custom.is_empty() => {
                        level.format = value();
                        level.custom = attribute(element, "format").unwrap_or_default();
                    }
                    "lvlText" => level.text = value(),
                    "lvlRestart" => level.restart = Some(usize::try_from(number()).unwrap_or(0)),
                    "isLgl" => {
                        level.is_legal = attribute(element, "val").is_none_or(|value| is_on(Some(&value)));
                    }
                    "pStyle" => level.style = Some(value()),
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "lvl" => {
                let Some((at, level)) = self.level.take() else { return };
                match (&mut self.list, &mut self.definition) {
                    (Some((_, list)), _) => _ = list.levels.insert(at, level),
                    (None, Some((_, definition))) => definition.levels[at] = level,
                    (None, None) => {}
                }
            }
            "abstractNum" => self.numbering.definitions.extend(self.definition.take()),
            "num" => self.numbering.lists.extend(self.list.take()),
            _ => {}
        }
    }
}

//! Shapes: the one table per kind of file that says which keys it has.
//!
//! Reading ([`super::fields`]), the offers in messages and the JSON Schemas all come from these tables, so
//! they cannot disagree.

/// What a mapping may hold.
#[derive(Debug)]
pub struct Shape {
    /// What it is, in Chinese: `项目`.
    pub zh: &'static str,
    /// What it is, in English: `project`.
    pub en: &'static str,
    /// Its keys, in the order of the manual.
    pub keys: &'static [Key],
}

/// A key with its two names.
#[derive(Debug)]
pub struct Key {
    /// The Chinese name.
    pub zh: &'static str,
    /// The English alias.
    pub en: &'static str,
    /// What stands behind it.
    pub kind: ValueKind,
    /// Whether a file without it is faulty, whatever else the file says.
    pub required: bool,
    /// One short sentence for the manual and for editors, Chinese.
    pub doc_zh: &'static str,
    /// The same in English.
    pub doc_en: &'static str,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum ValueKind {
    /// Text of one line or a few.
    Text,
    /// A code, number or name in which curly quotes have no place.
    Code,
    /// Markdown, or the text of a document.
    Body,
    /// A date, with the time of day if need be.
    Date,
    /// A whole number from the first to the second bound.
    Integer(i64, i64),
    /// Yes or no.
    Flag,
    /// One of a list of words.
    Choice(&'static [Choice]),
    /// Several names: a list, or a text with `、` between them.
    Names,
    /// Several texts that may hold `、`: one text, or a list.
    Texts,
    /// One mapping.
    Record(&'static Shape),
    /// A list of mappings.
    Records(&'static Shape),
    /// A list of mappings, of which each may be just the text of its first key.
    TextsOrRecords(&'static Shape),
    /// One text, or a list of mappings.
    TextOrRecords(&'static Shape),
    /// Keys that the user chooses, with texts behind them.
    Table(TableKey),
    /// Keys that the user chooses, of these kinds one behind another, with texts behind the last.
    Tables(&'static [TableKey]),
    /// The same, or the name of a file.
    FileOrTables(&'static [TableKey]),
    /// Years with Markdown behind them.
    Bodies,
    /// Keys that the user chooses, with a date or a mapping behind each.
    Dates(&'static Shape),
}

/// What the keys of a [`ValueKind::Table`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKey {
    /// A year, `2023`.
    Year,
    /// A period, `2023-Q1`.
    Period,
    /// The name of an indicator.
    Indicator,
    /// The name of an area (分项).
    Area,
    /// What a question is about: an indicator's name, or words of the text.
    Question,
    /// The name of a rule of `check`.
    Rule,
}

/// One of the words of a [`ValueKind::Choice`].
#[derive(Debug)]
pub struct Choice {
    /// The Chinese word.
    pub zh: &'static str,
    /// The English word.
    pub en: &'static str,
    /// Other words seen for it.
    pub synonyms: &'static [&'static str],
}

impl Shape {
    /// The position of the key with this name in either language.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.keys.iter().position(|key| key.zh == name || key.en == name)
    }

    /// All names of its keys, the Chinese one of each first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().flat_map(|key| [key.zh, key.en])
    }

    /// Whether `name` is a key of this shape or of one below it.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.keys.iter().any(|key| {
            key.zh == name
                || key.en == name
                || match key.kind {
                    ValueKind::Record(shape)
                    | ValueKind::Records(shape)
                    | ValueKind::TextsOrRecords(shape)
                    | ValueKind::TextOrRecords(shape)
                    | ValueKind::Dates(shape) => shape.knows(name),
                    _ => false,
                }
        })
    }
}

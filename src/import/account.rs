//! What becomes of every part of a source: the sum is the source.

use std::fmt;

use typed_index_collections::TiVec;

use crate::diag::{Lang, Text};
use crate::say;

/// A part of the source among all of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId(usize);

impl From<usize> for PartId {
    fn from(at: usize) -> Self {
        Self(at)
    }
}

impl From<PartId> for usize {
    fn from(id: PartId) -> Self {
        id.0
    }
}

impl fmt::Debug for PartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartId({})", self.0)
    }
}

/// What a part of the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// A paragraph, or a line of a text.
    Paragraph,
    /// A cell of a table, empty ones too.
    Cell,
    /// A picture.
    Picture,
    /// A footnote or endnote.
    Note,
    /// A field that the source names: `索引号：…`.
    Field,
    /// A remark of somebody who read it.
    Comment,
    /// Words in a frame on the page.
    TextBox,
    /// Words at the top or bottom of pages.
    Margin,
    /// Whatever else: equations, charts, files inside.
    Other,
}

impl PartKind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Paragraph,
        Self::Cell,
        Self::Picture,
        Self::Note,
        Self::Field,
        Self::Comment,
        Self::TextBox,
        Self::Margin,
        Self::Other,
    ];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Paragraph => say!("段落", "paragraphs"),
            Self::Cell => say!("单元格", "cells"),
            Self::Picture => say!("图片", "pictures"),
            Self::Note => say!("脚注", "notes"),
            Self::Field => say!("元数据", "fields"),
            Self::Comment => say!("批注", "comments"),
            Self::TextBox => say!("文本框", "text boxes"),
            Self::Margin => say!("页眉页脚", "headers and footers"),
            Self::Other => say!("其他", "others"),
        }
    }
}

/// What became of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartFate {
    /// It stands in what is written, as it was.
    Placed,
    /// It does, changed; how.
    Changed(Text),
    /// It does not; why.
    Left(Text),
}

/// A part of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePart {
    /// What it is.
    pub kind: PartKind,
    /// Where it stands: `第 12 段`.
    pub place: Text,
    /// What it says.
    pub words: String,
    /// What became of it; `None`: nothing is decided yet.
    pub fate: Option<PartFate>,
}

/// All parts of a source, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    parts: TiVec<PartId, SourcePart>,
}

/// How many parts of a kind there are, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartCount {
    /// All of them.
    pub all: usize,
    /// Those that stand as they were.
    pub placed: usize,
    /// Those that stand changed.
    pub changed: usize,
    /// Those that were left.
    pub left: usize,
}

impl Account {
    /// Takes in a part.
    pub fn add(&mut self, kind: PartKind, place: Text, words: impl Into<String>) -> PartId {
        self.parts.push_and_get_key(SourcePart { kind, place, words: words.into(), fate: None })
    }

    /// Takes in a part that is not to be placed.
    pub fn add_left(&mut self, kind: PartKind, place: Text, words: impl Into<String>, why: Text) {
        self.parts.push(SourcePart { kind, place, words: words.into(), fate: Some(PartFate::Left(why)) });
    }

    /// Says what a part says, where that is known only later.
    pub(super) fn say(&mut self, id: PartId, words: String) {
        self.parts[id].words = words;
    }

    /// Says that a part is placed, if nothing was said of it.
    pub fn place(&mut self, id: PartId) {
        let fate = &mut self.parts[id].fate;
        if fate.is_none() {
            *fate = Some(PartFate::Placed);
        }
    }

    /// Says that a part is placed and was changed; several changes are told together.
    pub fn change(&mut self, id: PartId, how: Text) {
        let fate = &mut self.parts[id].fate;
        *fate = Some(match fate.take() {
            Some(PartFate::Changed(before)) if before != how => PartFate::Changed(together(&before, &how)),
            _ => PartFate::Changed(how),
        });
    }

    /// Says why a part was left, if nothing was said of it.
    pub fn leave(&mut self, id: PartId, why: Text) {
        let fate = &mut self.parts[id].fate;
        if fate.is_none() {
            *fate = Some(PartFate::Left(why));
        }
    }

    /// A part.
    #[must_use]
    pub fn part(&self, id: PartId) -> &SourcePart {
        &self.parts[id]
    }

    /// All parts.
    #[must_use]
    pub fn parts(&self) -> &[SourcePart] {
        self.parts.raw.as_slice()
    }

    /// The parts of which nothing was said.
    pub(super) fn open(&self) -> Vec<PartId> {
        self.parts.keys().filter(|id| self.parts[*id].fate.is_none()).collect()
    }

    /// Closes the account: what nothing was said of was left, and that is a doubt. Gives these parts.
    pub fn close(&mut self) -> Vec<PartId> {
        let open = self.open();
        for id in &open {
            self.leave(*id, say!("没有找到放的地方", "no place was found for it"));
        }
        open
    }

    /// How many parts of each kind there are that occurs, and what became of them.
    #[must_use]
    pub fn counts(&self) -> Vec<(PartKind, PartCount)> {
        let count_of = |kind: PartKind| {
            let mut count = PartCount::default();
            for part in self.parts.iter().filter(|part| part.kind == kind) {
                count.all += 1;
                match part.fate {
                    Some(PartFate::Placed) => count.placed += 1,
                    Some(PartFate::Changed(_)) => count.changed += 1,
                    Some(PartFate::Left(_)) => count.left += 1,
                    None => {}
                }
            }
            (kind, count)
        };
        PartKind::ALL.into_iter().map(count_of).filter(|(_, count)| count.all > 0).collect()
    }
}

/// Two changes told as one.
fn together(a: &Text, b: &Text) -> Text {
    let (a_zh, a_en) = (a.in_lang(Lang::Zh), a.in_lang(Lang::En));
    let (b_zh, b_en) = (b.in_lang(Lang::Zh), b.in_lang(Lang::En));
    say!("{a_zh}；{b_zh}", "{a_en}; {b_en}")
}

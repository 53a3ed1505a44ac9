//! The way to a value in a file, and why there may be none.

use crate::diag::Text;
use crate::say;

/// A step on the way to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// To the value of a key that the program knows, under either of its names.
    Key {
        /// The Chinese name.
        zh: &'a str,
        /// The English name.
        en: &'a str,
    },
    /// To the value of a key that the user chose: an indicator, a year, a period.
    Name(&'a str),
    /// To the item at this position of a list, counted from 0.
    Item(usize),
    /// To the first item of a list of mappings in which a key has this text, as an indicator has its name.
    ItemWith {
        /// The key's Chinese name.
        zh: &'a str,
        /// The key's English name.
        en: &'a str,
        /// The text.
        text: &'a str,
    },
}

impl<'a> Step<'a> {
    /// The name of the key that the step leads to.
    pub(super) fn name(self, names: Names) -> Option<&'a str> {
        match self {
            Self::Key { en, .. } if names == Names::English => Some(en),
            Self::Key { zh, .. } => Some(zh),
            Self::Name(name) => Some(name),
            Self::Item(_) | Self::ItemWith { .. } => None,
        }
    }

    fn is_key(self, key: &str) -> bool {
        match self {
            Self::Key { zh, en } => key == zh || key == en,
            Self::Name(name) => key == name,
            Self::Item(_) | Self::ItemWith { .. } => false,
        }
    }

    /// The position of the key it leads to.
    pub(super) fn among_keys<'k>(self, mut keys: impl Iterator<Item = &'k str>) -> Option<usize> {
        keys.position(|key| self.is_key(key))
    }
}

/// Why an edit was not made; the text is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditFault {
    /// The YAML has faults, so that nobody can say where things stand.
    Faulty,
    /// There is no such place: an item that a list does not have, a key below a text.
    NoSuchPlace,
    /// It cannot be done without changing something else, or is written in too unusual a way.
    WouldChangeMore,
}

impl EditFault {
    /// What happened, in one sentence.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Faulty => say!(
                "文件里有写错的地方，改不了",
                "the file has faults and cannot be changed before they are mended"
            ),
            Self::NoSuchPlace => {
                say!("文件里没有要改的地方", "what is to be changed is not in the file")
            }
            Self::WouldChangeMore => say!(
                "这里的写法特殊，代改会动到别的内容，请手工修改",
                "this is written in an unusual way: change it by hand, for nothing else may change with it"
            ),
        }
    }
}

/// Which of the two names of a key a mapping uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    Chinese,
    English,
}

impl Names {
    /// The names of a new key beside `keys`: English if all of them are.
    pub(super) fn of<'k>(keys: impl IntoIterator<Item = &'k str>) -> Self {
        let mut keys = keys.into_iter().peekable();
        let is_english = keys.peek().is_some()
            && keys.all(|key| key.is_ascii() && key.starts_with(|c: char| c.is_ascii_alphabetic()));
        if is_english { Self::English } else { Self::Chinese }
    }
}

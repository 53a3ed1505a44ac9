//! What a piece of YAML says, without places and layout: what is to be written, and what was read back.

use std::borrow::Cow;

use super::step::{EditFault, Names, Step};
use crate::model::visible;
use crate::yaml::{YamlNode, YamlValue};

/// What stands behind a key, or is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Nothing: a key for somebody to fill in.
    Nothing,
    /// A text; figures, dates, yes and no are texts too.
    Text(String),
    /// A list.
    List(Vec<Written>),
    /// Keys and values in their order.
    Mapping(Vec<(String, Written)>),
}

impl Written {
    /// A text without characters that nobody sees, its lines ended by `\n`: those are not read back.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(visible(text).into_owned())
    }

    /// What a node says.
    pub(super) fn of(node: &YamlNode<'_>) -> Self {
        match &node.value {
            YamlValue::Null => Self::Nothing,
            YamlValue::Scalar { text, .. } => Self::Text(text.clone().into_owned()),
            YamlValue::Sequence(nodes) => Self::List(nodes.iter().map(Self::of).collect()),
            YamlValue::Mapping(entries) => Self::Mapping(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone().into_owned(), Self::of(&entry.value)))
                    .collect(),
            ),
        }
    }

    /// Whether both say the same. A list or mapping without anything in it says nothing.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same_as(b))
            }
            (Self::Mapping(a), Self::Mapping(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.says_the_same_as(&b.1))
            }
            _ => self == other || self.is_empty() && other.is_empty(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Mapping(entries) => entries.is_empty(),
        }
    }

    /// The texts in it without what the reader of YAML would not give back.
    pub(super) fn cleaned(&self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Text(text) => Self::text(text),
            Self::List(items) => Self::List(items.iter().map(Self::cleaned).collect()),
            Self::Mapping(entries) => Self::Mapping(
                entries.iter().map(|(key, value)| (visible(key).into_owned(), value.cleaned())).collect(),
            ),
        }
    }

    /// `self` behind the keys `path`, all of them new; `names` says which name of a key to use.
    pub(super) fn nested(self, path: &[Step<'_>], names: Names) -> Result<Self, EditFault> {
        let Some((step, rest)) = path.split_first() else { return Ok(self) };
        let key = step.name(names).ok_or(EditFault::NoSuchPlace)?;
        Ok(Self::Mapping(vec![(visible(key).into_owned(), self.nested(rest, names)?)]))
    }

    /// Sets the value at `path`, as [`super::ContentText::set`] does in a file.
    pub(super) fn set(&mut self, path: &[Step<'_>], value: Self) -> Result<(), EditFault> {
        let Some((step, rest)) = path.split_first() else {
            *self = value;
            return Ok(());
        };
        match self {
            Self::Nothing => {
                *self = value.nested(path, Names::Chinese)?;
                Ok(())
            }
            Self::Mapping(entries) => {
                if let Some(at) = step.among_keys(entries.iter().map(|(key, _)| key.as_str())) {
                    return entries[at].1.set(rest, value);
                }
                let names = Names::of(entries.iter().map(|(key, _)| key.as_str()));
                let key = step.name(names).ok_or(EditFault::NoSuchPlace)?;
                entries.push((visible(key).into_owned(), value.nested(rest, names)?));
                Ok(())
            }
            Self::List(items) => {
                let at = step.among_items(items).ok_or(EditFault::NoSuchPlace)?;
                items[at].set(rest, value)
            }
            Self::Text(_) => Err(EditFault::NoSuchPlace),
        }
    }

    /// Removes what stands at `path`; `false` if there is nothing.
    pub(super) fn remove(&mut self, path: &[Step<'_>]) -> bool {
        let Some((step, rest)) = path.split_first() else { return false };
        match self {
            Self::Mapping(entries) => {
                let Some(at) = step.among_keys(entries.iter().map(|(key, _)| key.as_str())) else {
                    return false;
                };
                if !rest.is_empty() {
                    return entries[at].1.remove(rest);
                }
                entries.remove(at);
                true
            }
            Self::List(items) => {
                let Some(at) = step.among_items(items) else { return false };
                if !rest.is_empty() {
                    return items[at].remove(rest);
                }
                items.remove(at);
                true
            }
            Self::Nothing | Self::Text(_) => false,
        }
    }

    /// What stands at `path`.
    pub(super) fn at(&self, path: &[Step<'_>]) -> Option<&Self> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        let inner = match self {
            Self::Mapping(entries) => {
                &entries[step.among_keys(entries.iter().map(|(key, _)| key.as_str()))?].1
            }
            Self::List(items) => &items[step.among_items(items)?],
            Self::Nothing | Self::Text(_) => return None,
        };
        inner.at(rest)
    }
}

impl Step<'_> {
    /// The position of the item it leads to.
    pub(super) fn among_items(self, items: &[Written]) -> Option<usize> {
        match self {
            Self::Item(at) => (at < items.len()).then_some(at),
            Self::ItemWith { zh, en, text } => items.iter().position(|item| {
                let value = item.at(&[Step::Key { zh, en }]);
                matches!(value, Some(Written::Text(found)) if found == text)
            }),
            Self::Key { .. } | Self::Name(_) => None,
        }
    }
}

impl From<&str> for Written {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<Cow<'_, str>> for Written {
    fn from(text: Cow<'_, str>) -> Self {
        Self::text(&text)
    }
}

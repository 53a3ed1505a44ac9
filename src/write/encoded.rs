//! A content file in memory: its bytes, and the text they mean, changed together.

use std::ops::Range;
use std::sync::Arc;

use super::keys::Editor;
use super::place::Layout;
use super::spell::ValueLayout;
use super::{EditFault, Step, TextEdit, Written};
use crate::entry;
use crate::files::{self, DecodeError, Encoding};
use crate::yaml::shape::Shape;
use crate::yaml::{self, YamlSource};

/// Any keys at all: what a file may say is not asked here.
static ANY_KEYS: Shape = Shape { zh: "内容", en: "content", keys: &[] };

/// The text of a content file and the bytes behind it.
///
/// Bytes that no change touches stay as they were, even where an encoding has two ways to write a character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentText {
    bytes: Vec<u8>,
    text: String,
    encoding: Encoding,
    newline: &'static str,
    is_yaml: bool,
}

/// An edit of YAML.
enum YamlEdit<'e> {
    Set(&'e Written),
    Push(&'e Written),
    Remove,
}

impl ContentText {
    /// Reads the bytes of a file. The ending of its `name` says whether all of it is YAML or only its front
    /// matter.
    pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let decoded = files::decode(bytes.clone())?;
        let is_yaml = [".yaml", ".yml"].iter().any(|ending| name.to_lowercase().ends_with(ending));
        let newline = decoded.newline.as_str();
        Ok(Self { bytes, text: decoded.text, encoding: decoded.encoding, newline, is_yaml })
    }

    /// The text without a byte order mark, its line ends as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether all of it is YAML, its text too.
    #[must_use]
    pub fn is_yaml(&self) -> bool {
        self.is_yaml
    }

    /// What the file holds.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes `changes`, which are [`compatible`](super::compatible).
    pub fn apply(&mut self, changes: &[TextEdit]) {
        let mut text = String::with_capacity(self.text.len());
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut places = BytePlaces::new(&self.text, &self.bytes, self.encoding);
        let (mut text_done, mut bytes_done) = (0, 0);
        for change in changes {
            text.push_str(&self.text[text_done..change.span.start]);
            text.push_str(&change.text);
            bytes.extend_from_slice(&self.bytes[bytes_done..places.of(change.span.start)]);
            bytes.extend(encode_unmarked(&change.text, self.encoding));
            (text_done, bytes_done) = (change.span.end, places.of(change.span.end));
        }
        text.push_str(&self.text[text_done..]);
        bytes.extend_from_slice(&self.bytes[bytes_done..]);
        // A short text in GB 18030 may look like UTF-8 by chance. It must be read as what it says.
        let is_read_back = files::decode(bytes.clone()).is_ok_and(|decoded| decoded.text == text);
        if !is_read_back {
            self.encoding = Encoding::Utf8;
            bytes = text.clone().into_bytes();
        }
        (self.text, self.bytes) = (text, bytes);
    }

    /// Sets the value at `path`; keys on the way that are not there are added behind those that are, a
    /// Markdown file without front matter gets one. A list or mapping that is replaced loses the comments in
    /// it: set what lies in it to keep them.
    pub fn set(&mut self, path: &[Step<'_>], value: &Written) -> Result<(), EditFault> {
        self.edit(path, &YamlEdit::Set(&value.cleaned())).map(|_| ())
    }

    /// Adds `item` to the end of the list at `path`, which is made if it is not there.
    pub fn push(&mut self, path: &[Step<'_>], item: &Written) -> Result<(), EditFault> {
        self.edit(path, &YamlEdit::Push(&item.cleaned())).map(|_| ())
    }

    /// Removes the key or item at `path`, with the comment on its lines; `false` if it was not there.
    pub fn remove(&mut self, path: &[Step<'_>]) -> Result<bool, EditFault> {
        self.edit(path, &YamlEdit::Remove)
    }

    /// What stands at `path`.
    pub fn at(&self, path: &[Step<'_>]) -> Result<Option<Written>, EditFault> {
        let Some(range) = self.yaml()? else { return Ok(None) };
        Ok(self.read(&range)?.at(path).cloned())
    }

    /// Makes an edit and reads it back; on any doubt nothing is changed. Whether anything was.
    fn edit(&mut self, path: &[Step<'_>], edit: &YamlEdit<'_>) -> Result<bool, EditFault> {
        let mut next = self.clone();
        let range = match (next.yaml()?, edit) {
            (Some(range), _) => range,
            (None, YamlEdit::Remove) => return Ok(false),
            (None, _) => next.add_front_matter(),
        };
        let before = next.read(&range)?;
        let mut meant = before.clone();
        match edit {
            YamlEdit::Set(value) => meant.set(path, (*value).clone())?,
            YamlEdit::Push(item) => {
                let mut items = match before.at(path) {
                    Some(Written::List(items)) => items.clone(),
                    Some(Written::Nothing) | None => Vec::new(),
                    Some(_) => return Err(EditFault::NoSuchPlace),
                };
                items.push((*item).clone());
                meant.set(path, Written::List(items))?;
            }
            YamlEdit::Remove => {
                if !meant.remove(path) {
                    return Ok(false);
                }
            }
        }
        if meant == before {
            return Ok(false);
        }
        for form in [ValueLayout::Lines, ValueLayout::OneLine] {
            let change = next.plan(&range, path, edit, form)?;
            let end = range.end + change.text.len() - change.span.len();
            let mut edited = next.clone();
            edited.apply(&[change]);
            let yaml = range.start..end;
            if edited.yaml() == Ok(Some(yaml.clone()))
                && edited.read(&yaml).is_ok_and(|now| now.says_the_same_as(&meant))
            {
                *self = edited;
                return Ok(true);
            }
        }
        Err(EditFault::WouldChangeMore)
    }

    fn plan(
        &self,
        range: &Range<usize>,
        path: &[Step<'_>],
        edit: &YamlEdit<'_>,
        form: ValueLayout,
    ) -> Result<TextEdit, EditFault> {
        let source = self.source(range);
        let root = yaml::parse(&source, &ANY_KEYS).root.ok_or(EditFault::Faulty)?;
        let editor = Editor { layout: Layout { text: &self.text, range: range.clone() }, root: &root, form };
        let mut change = match edit {
            YamlEdit::Set(value) => editor.set(path, (*value).clone()),
            YamlEdit::Push(item) => editor.push(path, (*item).clone()),
            YamlEdit::Remove => editor.remove(path),
        }?;
        // What is taken over from the text holds no line ends.
        change.text = change.text.replace('\n', self.newline);
        Ok(change)
    }

    /// What the YAML says, if it is sound.
    fn read(&self, range: &Range<usize>) -> Result<Written, EditFault> {
        let parsed = yaml::parse(&self.source(range), &ANY_KEYS);
        match parsed.root {
            Some(root) if !parsed.is_repaired && parsed.findings.is_empty() => Ok(Written::of(&root)),
            _ => Err(EditFault::Faulty),
        }
    }

    fn source(&self, range: &Range<usize>) -> YamlSource<'_> {
        YamlSource {
            file: Arc::from(""),
            text: &self.text[range.clone()],
            offset: range.start,
            ends_file: range.end == self.text.len(),
        }
    }

    /// Where its YAML stands.
    fn yaml(&self) -> Result<Option<Range<usize>>, EditFault> {
        if self.is_yaml {
            return Ok(Some(0..self.text.len()));
        }
        entry::front_matter(&self.text).map_err(|_| EditFault::Faulty)
    }

    fn add_front_matter(&mut self) -> Range<usize> {
        let marks = format!("---{0}---{0}", self.newline);
        let start = marks.len() / 2;
        self.apply(&[TextEdit::new(0..0, marks)]);
        start..start
    }
}

fn encode_unmarked(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8WithMark => files::encode(text, Encoding::Utf8),
        Encoding::Utf16Le | Encoding::Utf16Be => files::encode(text, encoding).split_off(2),
        Encoding::Utf8 | Encoding::Gb18030 => files::encode(text, encoding),
    }
}

/// Finds the bytes of a file behind positions in its text, each at or after the one before.
struct BytePlaces<'t> {
    text: &'t str,
    bytes: &'t [u8],
    encoding: Encoding,
    in_text: usize,
    in_bytes: usize,
}

impl<'t> BytePlaces<'t> {
    fn new(text: &'t str, bytes: &'t [u8], encoding: Encoding) -> Self {
        let in_bytes = match encoding {
            Encoding::Utf8WithMark => 3,
            Encoding::Utf16Le | Encoding::Utf16Be => 2,
            Encoding::Utf8 | Encoding::Gb18030 => 0,
        };
        Self { text, bytes, encoding, in_text: 0, in_bytes }
    }

    fn of(&mut self, position: usize) -> usize {
        let passed = &self.text[self.in_text..position];
        self.in_bytes += match self.encoding {
            Encoding::Utf8 | Encoding::Utf8WithMark => passed.len(),
            Encoding::Utf16Le | Encoding::Utf16Be => 2 * passed.encode_utf16().count(),
            Encoding::Gb18030 => {
                let start = self.in_bytes;
                passed.chars().fold(start, |at, _| at + length_in_gb18030(&self.bytes[at..])) - start
            }
        };
        self.in_text = position;
        self.in_bytes
    }
}

/// How many bytes the first character of a sound GB 18030 text has.
fn length_in_gb18030(bytes: &[u8]) -> usize {
    match bytes {
        [0x81..=0xFE, 0x30..=0x39, ..] => 4,
        [0x81..=0xFE, _, ..] => 2,
        _ => 1,
    }
}

//! `versions/`: what each version says, by its digest, so that superseded versions can be shown again and a
//! change can be compared with what stood before.
//!
//! A file a year, a line a content, in JSON: lines are only added, so that two branches merge by keeping the
//! lines of both. A line is found by its digest, which it begins with, and taken apart only when it is asked
//! for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::{Digest, Field, FieldKind, PartContent};

/// The texts of all versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordTexts {
    /// The files, by their names.
    files: BTreeMap<String, Arc<str>>,
    /// Where the line of each digest stands.
    lines: BTreeMap<Digest, (String, std::ops::Range<usize>)>,
}

/// A content as a line.
#[derive(Serialize, Deserialize)]
struct ContentLine<'a> {
    digest: &'a str,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    manner: Cow<'a, str>,
    /// Kind, name and value of each field.
    fields: Vec<(Cow<'a, str>, Cow<'a, str>, Cow<'a, str>)>,
}

/// How a line begins; the digest follows.
const HEAD: &str = "{\"digest\":\"";

impl RecordTexts {
    /// The texts in these files, by name. Lines that are none are passed over: what they said is missing
    /// then, and that is told where it is needed.
    #[must_use]
    pub fn new(files: BTreeMap<String, Arc<str>>) -> Self {
        let mut lines = BTreeMap::new();
        for (name, text) in &files {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let digest = line.strip_prefix(HEAD).and_then(|rest| Digest::parse(rest.get(..64)?));
                if let Some(digest) = digest {
                    lines.entry(digest).or_insert_with(|| (name.clone(), start..start + line.len()));
                }
                start += line.len();
            }
        }
        Self { files, lines }
    }

    /// The content with this digest, if its line is there and says what the digest promises.
    #[must_use]
    pub fn content(&self, digest: &Digest) -> Option<PartContent> {
        let line = self.read(digest)?;
        let field = |(kind, name, value): &(Cow<'_, str>, _, _)| {
            let kind = FieldKind::ALL.into_iter().find(|known| known.word() == kind)?;
            let (name, value): (&Cow<'_, str>, &Cow<'_, str>) = (name, value);
            Some(Field { kind, name: name.to_string(), value: value.to_string() })
        };
        let fields: Option<Vec<Field>> = line.fields.iter().map(field).collect();
        let content = PartContent::new(&line.title, &line.manner, fields?);
        content.is_of(digest).then_some(content)
    }

    /// Whether what a content says is shown the same whatever else the site has: it names no file, and its
    /// texts have nothing that could be a link or quote a figure.
    #[must_use]
    pub fn stands_alone(&self, digest: &Digest) -> bool {
        let is_alone = |(kind, _, value): &(Cow<'_, str>, _, Cow<'_, str>)| {
            *kind != FieldKind::File.word() && !value.contains(['[', '<'])
        };
        self.read(digest).is_some_and(|line| line.fields.iter().all(is_alone))
    }

    /// Whether the text with this digest names the periods of the figures that it quotes where it does not
    /// name them itself: those of older programs did not. `None` if the text is not known.
    #[must_use]
    pub fn names_periods(&self, digest: &Digest) -> Option<bool> {
        self.read(digest).map(|line| PartContent::names_periods(&line.manner))
    }

    fn read(&self, digest: &Digest) -> Option<ContentLine<'_>> {
        let (file, span) = self.lines.get(digest)?;
        serde_json::from_str(&self.files.get(file)?[span.clone()]).ok()
    }

    /// Whether the line of this digest is there.
    #[must_use]
    pub fn has(&self, digest: &Digest) -> bool {
        self.lines.contains_key(digest)
    }

    /// The name of the file that has the line of this digest, and how many bytes of it reach to the end of
    /// the line.
    #[must_use]
    pub fn place_of(&self, digest: &Digest) -> Option<(&str, usize)> {
        self.lines.get(digest).map(|(file, span)| (&**file, span.end))
    }

    /// Whether the line of a digest says exactly this. Then the digest is the content's, which need not be
    /// worked out.
    #[must_use]
    pub fn says(&self, digest: &Digest, content: &PartContent) -> bool {
        let kept = self.lines.get(digest).and_then(|(file, span)| self.files.get(file)?.get(span.clone()));
        kept.is_some_and(|kept| kept == Self::line_of(digest, content))
    }

    /// The line of a content.
    #[must_use]
    pub fn line(content: &PartContent) -> String {
        Self::line_of(&content.digest(), content)
    }

    fn line_of(digest: &Digest, content: &PartContent) -> String {
        let fields = content.fields().iter();
        let line = ContentLine {
            digest: digest.as_str(),
            title: (&*content.title).into(),
            manner: (&*content.manner).into(),
            fields: fields
                .map(|field| (field.kind.word().into(), (&*field.name).into(), (&*field.value).into()))
                .collect(),
        };
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    }

    /// The texts with these lines behind those of file `name`.
    #[must_use]
    pub fn with(&self, name: &str, lines: &[String]) -> Self {
        if lines.is_empty() {
            return self.clone();
        }
        let mut text = self.file(name).to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&lines.concat());
        let mut files = self.files.clone();
        files.insert(name.to_owned(), text.into());
        Self::new(files)
    }

    /// The text of file `name`; empty if there is none.
    #[must_use]
    pub fn file(&self, name: &str) -> &str {
        self.files.get(name).map_or("", |text| text)
    }

    /// The texts with other texts in the place of these files.
    #[must_use]
    pub fn replaced(&self, texts: BTreeMap<String, String>) -> Self {
        let mut files = self.files.clone();
        files.extend(texts.into_iter().map(|(name, text)| (name, text.into())));
        Self::new(files)
    }

    /// The files, by their names.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (&**name, &**text))
    }

    /// The digests of all lines.
    pub fn digests(&self) -> impl Iterator<Item = &Digest> {
        self.lines.keys()
    }

    /// The files that hold a digest, each without its line.
    #[must_use]
    pub fn without(&self, digest: &Digest) -> BTreeMap<String, String> {
        let start = format!("{HEAD}{}", digest.as_str());
        let holds = |text: &str| text.split_inclusive('\n').any(|line| line.starts_with(&start));
        let files = self.files.iter().filter(|(_, text)| holds(text));
        let stripped = |text: &str| {
            text.split_inclusive('\n').filter(|line| !line.starts_with(&start)).collect::<String>()
        };
        files.map(|(name, text)| (name.clone(), stripped(text))).collect()
    }
}

//! One template, read in two directions: forwards it becomes a template of another generator, backwards it finds in
//! one of our finished pages the values that this generator is to be given.
//!
//! Because both come from the same file, what the others are given is all that differs between pages and nothing more,
//! and a page that has anything that the template does not know is an error instead of an unfair comparison.
//!
//! ```text
//! «name»                  a text, escaped in the page
//! «name!»                 ready markup
//! «name:json»             a text within a JSON string
//! «name:number»           a number
//! «#name»…«/name»         any number of records, each with the values between
//! «?name»…«/name»         the same, once or not at all
//! «>part»                 another file, as if it stood here
//! «*part a b»             the same; what it says depends on the values a and b alone
//! ```
//!
//! A value that stands twice in a record must be the same both times. A record sees its own values only.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::escapes;

/// A file of templates: its name and its text.
pub(super) type File = (&'static str, &'static str);

/// A template, taken apart.
pub(super) struct Template {
    /// In the order of the page.
    pub(super) pieces: Vec<Piece>,
}

/// A part of a template.
pub(super) enum Piece {
    /// Stands in every page.
    Literal(&'static str),
    /// Stands in every page, with a value of its own in each.
    Value {
        /// What it is called.
        name: &'static str,
        /// How it stands there.
        kind: Kind,
    },
    /// Records.
    Records {
        /// What they are called.
        name: &'static str,
        /// Whether there may be more than one.
        is_many: bool,
        /// What each looks like.
        body: Vec<Piece>,
    },
    /// A part that is the same wherever some values are.
    Shared {
        /// What the part is called.
        name: &'static str,
        /// The values that it depends on.
        by: Vec<&'static str>,
        /// What it looks like.
        body: Vec<Piece>,
    },
}

/// How a value stands in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Escaped for HTML.
    Text,
    /// Markup.
    Markup,
    /// Within a JSON string.
    Json,
    /// A number.
    Number,
}

/// What one page or one record says.
pub(super) type Record<'p> = Vec<(&'static str, Value<'p>)>;

/// One value of a record.
pub(super) enum Value<'p> {
    /// As it stands in the page.
    Plain(&'p str, Kind),
    /// Any number of records.
    Many(Vec<Record<'p>>),
    /// One record or none.
    Maybe(Option<Record<'p>>),
}

impl Value<'_> {
    /// What a plain value says, without the escapes of the page.
    pub(super) fn decode(raw: &str, kind: Kind) -> Cow<'_, str> {
        if kind == Kind::Text { escapes::decode(raw) } else { Cow::Borrowed(raw) }
    }
}

impl Template {
    /// Takes the file called `name` apart; the parts that it names are among `files`.
    pub(super) fn new(name: &str, files: &[File]) -> Result<Self, String> {
        let (pieces, rest) = parse(text_of(name, files)?, None, files)?;
        if rest.is_empty() { Ok(Self { pieces }) } else { Err(format!("{name}: a «/…» too many")) }
    }

    /// The values of a page, all of which must be as the template has it.
    pub(super) fn read<'p>(&self, page: &'p str) -> Result<Record<'p>, String> {
        let mut reader = Reader { page, furthest: 0, expected: "" };
        let mut record = Vec::new();
        match reader.pieces(&self.pieces, 0, &mut record) {
            Some(end) if end == page.len() => Ok(record),
            _ => Err(reader.complaint()),
        }
    }
}

/// The text of a file; a part ends without the line break that ends its file.
fn text_of(name: &str, files: &[File]) -> Result<&'static str, String> {
    let found = files.iter().find(|(file, _)| file.strip_suffix(".html") == Some(name));
    found.map(|(_, text)| *text).ok_or_else(|| format!("no template is called {name}"))
}

/// The pieces up to the end of the record called `within`, and the text behind that end.
fn parse(
    text: &'static str,
    within: Option<&str>,
    files: &[File],
) -> Result<(Vec<Piece>, &'static str), String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((literal, (tag, behind))) =
        rest.split_once('«').and_then(|(literal, tag)| Some((literal, tag.split_once('»')?)))
    {
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        rest = behind;
        match tag.split_at_checked(1).unwrap_or_default() {
            ("/", name) if within == Some(name) => return Ok((pieces, rest)),
            ("/", name) => return Err(format!("«/{name}» ends nothing")),
            (sign @ ("#" | "?"), name) => {
                let (body, behind) = parse(rest, Some(name), files)?;
                rest = behind;
                pieces.push(Piece::Records { name, is_many: sign == "#", body });
            }
            (">", name) => pieces.extend(part(name, files)?),
            ("*", names) => {
                let mut names = names.split(' ');
                let name = names.next().unwrap_or_default();
                pieces.push(Piece::Shared { name, by: names.collect(), body: part(name, files)? });
            }
            _ => pieces.push(value(tag)),
        }
    }
    if let Some(name) = within {
        return Err(format!("«/{name}» is missing"));
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    Ok((pieces, ""))
}

fn part(name: &str, files: &[File]) -> Result<Vec<Piece>, String> {
    let text = text_of(name, files)?;
    Ok(parse(text.strip_suffix('\n').unwrap_or(text), None, files)?.0)
}

fn value(tag: &'static str) -> Piece {
    let (name, kind) = match (tag.strip_suffix('!'), tag.split_once(':')) {
        (Some(name), _) => (name, Kind::Markup),
        (None, Some((name, "json"))) => (name, Kind::Json),
        (None, Some((name, _))) => (name, Kind::Number),
        (None, None) => (tag, Kind::Text),
    };
    Piece::Value { name, kind }
}

/// Goes through a page and remembers how far it came.
struct Reader<'p> {
    page: &'p str,
    /// The last place at which something else was expected.
    furthest: usize,
    /// What was expected there.
    expected: &'static str,
}

impl<'p> Reader<'p> {
    /// Where `pieces` end if they stand at `start`; their values go into `record`.
    fn pieces(&mut self, pieces: &[Piece], start: usize, record: &mut Record<'p>) -> Option<usize> {
        let mut at = start;
        for (number, piece) in pieces.iter().enumerate() {
            at = match piece {
                Piece::Literal(literal) => self.literal(literal, at)?,
                Piece::Value { name, kind } => {
                    let next = match pieces.get(number + 1) {
                        Some(Piece::Literal(literal)) => Some(*literal),
                        _ => None,
                    };
                    at + self.bound(record, name, at).or_else(|| self.bind(record, name, *kind, at, next))?
                }
                Piece::Records { name, is_many, body } => {
                    let (value, end) = self.records(*is_many, body, at);
                    record.push((name, value));
                    end
                }
                Piece::Shared { body, .. } => self.pieces(body, at, record)?,
            };
        }
        Some(at)
    }

    fn literal(&mut self, literal: &'static str, at: usize) -> Option<usize> {
        let there = self.page.get(at..)?;
        if there.starts_with(literal) {
            return Some(at + literal.len());
        }
        let same = there.bytes().zip(literal.bytes()).take_while(|(a, b)| a == b).count();
        if at + same >= self.furthest {
            (self.furthest, self.expected) = (at + same, literal);
        }
        None
    }

    /// The value at a place: markup up to what follows it, anything else also not beyond a tag or an attribute.
    fn value(&self, kind: Kind, at: usize, next: Option<&str>) -> Option<&'p str> {
        let there = self.page.get(at..)?;
        if kind == Kind::Markup {
            return there.get(..there.find(next?)?);
        }
        let longest = there.find(['<', '"']).unwrap_or(there.len());
        let end = next.and_then(|next| {
            let mut seen = (longest + next.len()).min(there.len());
            while !there.is_char_boundary(seen) {
                seen += 1;
            }
            there[..seen].find(next).filter(|&end| end <= longest)
        });
        there.get(..end.unwrap_or(longest))
    }

    /// How long a value is that the record already has, if it stands at this place in the same way.
    fn bound(&self, record: &Record<'p>, name: &str, at: usize) -> Option<usize> {
        let (_, value) = record.iter().find(|(known, _)| *known == name)?;
        let Value::Plain(raw, _) = value else { return None };
        self.page.get(at..)?.starts_with(raw).then_some(raw.len())
    }

    /// Finds a value and enters it, unless the record already has another of that name; gives its length.
    fn bind(
        &mut self,
        record: &mut Record<'p>,
        name: &'static str,
        kind: Kind,
        at: usize,
        next: Option<&str>,
    ) -> Option<usize> {
        let raw = self.value(kind, at, next)?;
        let is_fitting = match kind {
            Kind::Json => !raw.contains('\\'),
            Kind::Number => raw.parse::<u32>().is_ok(),
            Kind::Text | Kind::Markup => true,
        };
        let known = record.iter().find(|(known, _)| *known == name);
        let is_same = known.is_none_or(|(_, known)| match known {
            Value::Plain(other, known) => Value::decode(other, *known) == Value::decode(raw, kind),
            Value::Many(_) | Value::Maybe(_) => false,
        });
        if !is_fitting || !is_same {
            if at >= self.furthest {
                (self.furthest, self.expected) = (at, name);
            }
            return None;
        }
        if known.is_none() {
            record.push((name, Value::Plain(raw, kind)));
        }
        Some(raw.len())
    }

    fn records(&mut self, is_many: bool, body: &[Piece], start: usize) -> (Value<'p>, usize) {
        let (mut records, mut at) = (Vec::new(), start);
        loop {
            let mut record = Vec::new();
            match self.pieces(body, at, &mut record) {
                // One that takes nothing would be found for ever.
                Some(end) if end > at => {
                    records.push(record);
                    at = end;
                }
                _ => break,
            }
            if !is_many {
                break;
            }
        }
        (if is_many { Value::Many(records) } else { Value::Maybe(records.pop()) }, at)
    }

    /// Where the page and the template part ways.
    fn complaint(&self) -> String {
        let mut start = self.furthest.saturating_sub(80);
        while !self.page.is_char_boundary(start) {
            start += 1;
        }
        let found: String = self.page[start..].chars().take(120).collect();
        let mut said = String::from("the page is not as the template has it");
        let _ = write!(said, " at byte {}: …{found}…\n  expected: {:.120}", self.furthest, self.expected);
        said
    }
}

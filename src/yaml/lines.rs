//! The lines of a YAML text that are structure, split into key and value as a person reads them.
//!
//! This is no parser; it is made for texts that parsers refuse. Leaves out blank lines, comments, and the
//! lines of texts behind `|` or `>`.

/// A line that is structure.
#[derive(Debug)]
pub(super) struct YamlLine<'a> {
    /// Position of the line in the text.
    pub(super) start: usize,
    /// The line without its end.
    pub(super) text: &'a str,
    /// What follows the indentation and the `- ` of list items.
    pub(super) rest: &'a str,
    /// The key, if the line has one with a proper colon.
    pub(super) key: Option<&'a str>,
    /// The value behind the key or the `- `, if there is one.
    pub(super) value: Option<LineValue<'a>>,
    /// Whether it most likely goes on with the value of a line above.
    pub(super) continues: bool,
}

/// A value as it stands on its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineValue<'a> {
    /// From its first character to the end of the line.
    pub(super) text: &'a str,
    /// Its position in the YAML.
    pub(super) start: usize,
    /// Whether it stands between brackets.
    pub(super) in_flow: bool,
}

impl YamlLine<'_> {
    /// The position of [`Self::rest`] in the YAML.
    pub(super) fn rest_start(&self) -> usize {
        self.start + self.text.len() - self.rest.len()
    }

    /// Whether it begins with `- `.
    pub(super) fn is_item(&self) -> bool {
        self.text.trim_start().len() > self.rest.len()
    }
}

/// Goes through the lines of a text.
pub(super) struct YamlLines<'a> {
    text: &'a str,
    position: usize,
    /// Indentation of the key whose `|` or `>` text we are in.
    block: Option<usize>,
    /// Indentation of the last key or item with a value on its line.
    owner: Option<usize>,
}

impl<'a> YamlLines<'a> {
    /// The lines of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0, block: None, owner: None }
    }
}

impl<'a> Iterator for YamlLines<'a> {
    type Item = YamlLine<'a>;

    fn next(&mut self) -> Option<YamlLine<'a>> {
        loop {
            let start = self.position;
            let left = self.text.get(start..).filter(|left| !left.is_empty())?;
            let whole = left.split_inclusive('\n').next().unwrap_or(left);
            self.position += whole.len();
            let text = whole.trim_end_matches(['\n', '\r']);
            let body = text.trim_start();
            let indent = text.len() - text.trim_start_matches(' ').len();
            if body.is_empty() || body.starts_with('#') {
                continue;
            }
            if let Some(owner) = self.block {
                if indent > owner {
                    continue;
                }
                self.block = None;
            }
            let mut line = split(start, text, body);
            line.continues =
                line.key.is_none() && !line.is_item() && self.owner.is_some_and(|owner| indent > owner);
            if !line.continues {
                self.owner = line.value.map(|_| indent);
            }
            if line.value.is_some_and(|value| is_block_header(value.text)) {
                self.block = Some(indent);
            }
            return Some(line);
        }
    }
}

fn split<'a>(start: usize, text: &'a str, body: &'a str) -> YamlLine<'a> {
    let mut rest = body;
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let key = end_of_key(rest).map(|end| &rest[..end]);
    let behind = key.map_or(rest, |key| rest[key.len() + 1..].trim_start());
    let has_value = !behind.is_empty() && (key.is_some() || rest.len() < body.len());
    let value = has_value.then(|| LineValue {
        text: behind,
        start: start + text.len() - behind.len(),
        in_flow: false,
    });
    YamlLine { start, text, rest, key, value, continues: false }
}

/// The position of the colon that ends the key at the start of `rest`.
fn end_of_key(rest: &str) -> Option<usize> {
    let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = match mark {
        Some(mark) => 1 + rest[1..].find(mark)? + 1,
        None if rest.starts_with(['[', '{', '#', '|', '>']) => return None,
        None => 0,
    };
    let bytes = rest.as_bytes();
    (from..bytes.len())
        .find(|&i| bytes[i] == b':' && bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace))
        .filter(|&i| i > 0)
}

/// Whether a value only announces the text of the lines below it.
fn is_block_header(value: &str) -> bool {
    let value = without_comment(value);
    let mut chars = value.chars();
    matches!(chars.next(), Some('|' | '>'))
        && chars.as_str().trim_matches(['+', '-', '1', '2', '3', '4']).is_empty()
}

/// `value` without a comment behind it and without spaces at its end.
pub(super) fn without_comment(value: &str) -> &str {
    let end = if value.starts_with('#') { 0 } else { value.find(" #").unwrap_or(value.len()) };
    value[..end].trim_end()
}

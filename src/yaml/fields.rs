//! Reading a mapping by its [`Shape`]: every fault of a file in one go, and short readers for the typed
//! stages.
//!
//! Each getter takes the Chinese name of a key, reports what is wrong with the value, and gives what could be
//! read. Unknown keys, missing ones and keys given under both names are reported when the mapping is opened.

use std::ops::Range;

use super::quote::{in_wide_quotes, shorten};
use super::report::Report;
use super::shape::{Choice, Shape, ValueKind};
use super::spanned::Spanned;
use super::{MappingEntry, ScalarForm, YamlNode, YamlValue};
use crate::diag::Text;
use crate::model::{DateError, Moment};
use crate::say;

/// The most unknown keys reported for one mapping. A file with more is not one of ours.
const MOST_UNKNOWN: usize = 40;

/// The marks that separate names in one text.
const BETWEEN_NAMES: [char; 6] = ['、', '，', '；', ',', ';', '\n'];

/// A mapping opened for reading.
#[derive(Debug)]
pub struct Fields<'n, 'a> {
    shape: &'static Shape,
    /// The values by the position of their key in the shape.
    values: Vec<Option<&'n MappingEntry<'a>>>,
    /// Keys that are there but could not be read, and so are not reported as missing.
    excused: Vec<bool>,
    /// Where to say that something is missing.
    head: Range<usize>,
}

/// A text that is going to be parsed further, with what its places need.
#[derive(Clone, Copy, Debug)]
pub struct BodyText<'n> {
    /// The text.
    pub text: &'n str,
    /// How it was written.
    pub style: ScalarForm,
    /// Where its first character stands in the file.
    pub start: usize,
    /// The end of its bytes in the file.
    pub end: usize,
}

impl<'n, 'a> Fields<'n, 'a> {
    /// Opens `node` for reading by `shape`; `head` is where missing keys are reported.
    pub fn open(
        node: &'n YamlNode<'a>,
        shape: &'static Shape,
        head: Range<usize>,
        report: &mut Report<'_>,
    ) -> Self {
        let count = shape.keys.len();
        let mut fields =
            Self { shape, values: vec![None; count], excused: vec![report.is_repaired; count], head };
        match &node.value {
            YamlValue::Mapping(entries) => fields.sort_in(entries, report),
            YamlValue::Null => {}
            _ => {
                report.wrong_kind(node, (shape.zh, shape.en), ("若干行 `键: 值`", "lines of `key: value`"));
                fields.excused.fill(true);
            }
        }
        for (position, key) in shape.keys.iter().enumerate() {
            if key.required && fields.is_missing_at(position) {
                fields.report_missing(key.zh, report);
            }
        }
        fields
    }

    fn sort_in(&mut self, entries: &'n [MappingEntry<'a>], report: &mut Report<'_>) {
        let mut unknown = 0;
        for entry in entries {
            let Some(position) = self.shape.position(&entry.key) else {
                unknown += 1;
                if unknown > MOST_UNKNOWN {
                    continue;
                }
                if let Some(meant) = report.unknown_key(entry, self.shape) {
                    self.excused[meant] = true;
                }
                continue;
            };
            match self.values[position] {
                // The same name twice was reported when the tree was built.
                Some(first) if first.key != entry.key => {
                    let (one, other) = (&first.key, &entry.key);
                    report
                        .error(
                            "duplicate-key",
                            entry.key_span.clone(),
                            say!(
                                "`{other}` 和 `{one}` 是同一个键，写了两次",
                                "`{other}` and `{one}` are the same key, given twice"
                            ),
                        )
                        .related(first.key_span.clone(), say!("第一次在这里", "first here"))
                        .help(say!("只留一处", "keep one of them"));
                }
                Some(_) => {}
                None => self.values[position] = Some(entry),
            }
        }
    }

    fn is_missing_at(&self, position: usize) -> bool {
        !self.excused[position]
            && self.values[position].is_none_or(|entry| match &entry.value.value {
                YamlValue::Null => true,
                YamlValue::Scalar { text, .. } => text.trim().is_empty(),
                YamlValue::Sequence(nodes) => nodes.is_empty(),
                YamlValue::Mapping(entries) => entries.is_empty(),
            })
    }

    fn position(&self, zh: &str) -> Option<usize> {
        let position = self.shape.keys.iter().position(|key| key.zh == zh);
        debug_assert!(position.is_some(), "the shape {} has no key {zh}", self.shape.en);
        position
    }

    fn entry(&self, zh: &str) -> Option<&'n MappingEntry<'a>> {
        self.values[self.position(zh)?]
    }

    /// The value of a key; `None` if it is not given or empty.
    #[must_use]
    pub fn node(&self, zh: &str) -> Option<&'n YamlNode<'a>> {
        self.entry(zh).map(|entry| &entry.value).filter(|node| node.value != YamlValue::Null)
    }

    /// Whether a key has no value, nor a faulty one.
    #[must_use]
    pub fn is_missing(&self, zh: &str) -> bool {
        self.position(zh).is_none_or(|position| self.is_missing_at(position))
    }

    /// Where the key `zh` was given, else where the mapping begins.
    #[must_use]
    pub fn place_of(&self, zh: &str) -> Range<usize> {
        self.entry(zh).map_or_else(|| self.head.clone(), |entry| entry.key_span.clone())
    }

    /// Reports that the key `zh` has no value though it needs one.
    pub fn report_missing(&self, zh: &str, report: &mut Report<'_>) {
        let Some(position) = self.position(zh) else { return };
        let key = &self.shape.keys[position];
        let (what, what_en, en) = (self.shape.zh, self.shape.en, key.en);
        let example = example(key.kind);
        let (span, is_given) = match self.values[position] {
            Some(entry) => (entry.key_span.clone(), true),
            None => (self.head.clone(), false),
        };
        if is_given {
            if report.swallowed(&span).is_some() {
                report.swallowed_by_comment(&span);
                return;
            }
            report
                .error("missing-key", span, say!("`{zh}` 后面是空的", "`{zh}` (`{en}`) is empty"))
                .help(say!("在后面填上，例如 `{zh}: {example}`", "fill it in, such as `{zh}: {example}`"));
        } else {
            report
                .error("missing-key", span, say!("{what}缺少 `{zh}`", "{what_en} has no `{zh}` (`{en}`)"))
                .help(say!("在这里加一行：`{zh}: {example}`", "add a line: `{zh}: {example}`"));
        }
    }

    /// A text; empty ones count as not given.
    pub fn text(&self, zh: &str, report: &mut Report<'_>) -> Option<Spanned<String>> {
        let text = self.text_with_figures(zh, report)?;
        report.warn_of_figures(&text.value, &text.span);
        Some(text)
    }

    /// A text in which `[[…]]` stands for a figure, or is quoted.
    pub fn text_with_figures(&self, zh: &str, report: &mut Report<'_>) -> Option<Spanned<String>> {
        let entry = self.entry(zh)?;
        if entry.value.value == YamlValue::Null {
            report.warn_if_swallowed(entry);
            return None;
        }
        let text = any_scalar(&entry.value, zh, report)?;
        let text = text.value.trim();
        let span = entry.value.span.clone();
        let kind = self.position(zh).map(|position| self.shape.keys[position].kind);
        let is_code = matches!(kind, Some(ValueKind::Code));
        if matches!(kind, Some(ValueKind::Text)) {
            report.warn_if_cut_off(zh, &entry.value);
        }
        if is_code && let Some(inner) = in_wide_quotes(text) {
            report.wide_quotes(zh, inner, span);
            return None;
        }
        (!text.is_empty()).then(|| Spanned { value: text.to_owned(), span })
    }

    /// A text without its place.
    pub fn plain(&self, zh: &str, report: &mut Report<'_>) -> Option<String> {
        self.text(zh, report).map(|text| text.value)
    }

    /// A text to be parsed further.
    pub fn body(&self, zh: &str, report: &mut Report<'_>) -> Option<BodyText<'n>> {
        self.node(zh).and_then(|node| body_of(node, zh, report))
    }

    /// A whole number within the bounds of the shape.
    pub fn integer(&self, zh: &str, report: &mut Report<'_>) -> Option<Spanned<i64>> {
        let ValueKind::Integer(least, most) = self.shape.keys[self.position(zh)?].kind else { return None };
        let text = self.text(zh, report)?;
        let number = text.value.parse::<i64>().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let shown = shorten(&text.value);
            report
                .error(
                    "not-a-number",
                    text.span.clone(),
                    say!(
                        "`{zh}` 应当是整数，这里是 `{shown}`",
                        "`{zh}` must be a whole number, not `{shown}`"
                    ),
                )
                .help(say!("填 {least} 到 {most} 的整数", "give a whole number from {least} to {most}"));
        }
        number.map(|value| Spanned { value, span: text.span })
    }

    /// Yes or no; no if not given.
    pub fn flag(&self, zh: &str, report: &mut Report<'_>) -> bool {
        self.flag_or(zh, false, report)
    }

    /// Yes or no; `default` if not given.
    pub fn flag_or(&self, zh: &str, default: bool, report: &mut Report<'_>) -> bool {
        let help = if default {
            say!(
                "写 `{zh}: false`（否）或者删去这一行（是）",
                "write `{zh}: false`, or remove the line: it is true then"
            )
        } else {
            say!(
                "写 `{zh}: true`（是）或者删去这一行（否）",
                "write `{zh}: true`, or remove the line: it is false then"
            )
        };
        self.yes_or_no(zh, help, report).unwrap_or(default)
    }

    /// Yes or no, if it is given.
    pub fn flag_if_given(&self, zh: &str, report: &mut Report<'_>) -> Option<bool> {
        let help =
            say!("写 `{zh}: true`（是）或者 `{zh}: false`（否）", "write `{zh}: true` or `{zh}: false`");
        self.yes_or_no(zh, help, report)
    }

    fn yes_or_no(&self, zh: &str, help: Text, report: &mut Report<'_>) -> Option<bool> {
        let text = self.text(zh, report)?;
        match text.value.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "是" => Some(true),
            "false" | "no" | "off" | "否" => Some(false),
            other => {
                report
                    .error(
                        "not-yes-or-no",
                        text.span,
                        say!(
                            "`{zh}` 只能是 true 或 false，这里是 `{other}`",
                            "`{zh}` must be true or false, not `{other}`"
                        ),
                    )
                    .help(help);
                None
            }
        }
    }

    /// A date.
    pub fn date(&self, zh: &str, report: &mut Report<'_>) -> Option<Spanned<Moment>> {
        let text = self.text(zh, report)?;
        moment(zh, text, report)
    }

    /// One of the words of the shape: its position among them.
    pub fn choice(&self, zh: &str, report: &mut Report<'_>) -> Option<Spanned<usize>> {
        let ValueKind::Choice(choices) = self.shape.keys[self.position(zh)?].kind else { return None };
        let text = self.text(zh, report)?;
        let found = find_choice(&text.value, choices);
        if found.is_none() {
            report.unknown_choice(zh, &text, choices);
        }
        found.map(|value| Spanned { value, span: text.span })
    }

    /// Several names or texts; where the shape says [`ValueKind::Names`], one text may hold several.
    pub fn names(&self, zh: &str, report: &mut Report<'_>) -> Vec<Spanned<String>> {
        let (Some(node), Some(position)) = (self.node(zh), self.position(zh)) else { return Vec::new() };
        let is_split = matches!(self.shape.keys[position].kind, ValueKind::Names);
        let mut names = Vec::new();
        match &node.value {
            YamlValue::Sequence(nodes) => {
                // People type full-width commas between brackets just as well.
                let marks: &[char] = if is_split { &['，'] } else { &[] };
                for node in nodes.iter().filter(|node| node.value != YamlValue::Null) {
                    if let Some(text) = scalar(node, zh, report) {
                        split_names(text.value, marks, node, report, &mut names);
                    }
                }
            }
            YamlValue::Scalar { text, .. } => {
                report.warn_of_figures(text, &node.span);
                let marks: &[char] = if is_split { &BETWEEN_NAMES } else { &[] };
                split_names(text, marks, node, report, &mut names);
            }
            _ => {
                let quoted = format!("`{zh}` ");
                let expected = ("一个名称，或者名称的列表 `[甲, 乙]`", "a name or a list of names");
                report.wrong_kind(node, (&quoted, quoted.trim_end()), expected);
            }
        }
        names
    }

    /// The mapping behind a key of the kind [`ValueKind::Record`].
    pub fn record(&self, zh: &str, report: &mut Report<'_>) -> Option<Fields<'n, 'a>> {
        let ValueKind::Record(shape) = self.shape.keys[self.position(zh)?].kind else { return None };
        let entry = self.entry(zh)?;
        Some(Fields::open(&entry.value, shape, entry.key_span.clone(), report))
    }

    /// The mappings behind a key of the kind [`ValueKind::Records`], [`ValueKind::TextsOrRecords`] or
    /// [`ValueKind::TextOrRecords`], with their spans. A bare text counts as a mapping with only the first
    /// key, where the kind allows one.
    pub fn records(&self, zh: &str, report: &mut Report<'_>) -> Vec<ListItem<'n, 'a>> {
        let Some(position) = self.position(zh) else { return Vec::new() };
        let kind = self.shape.keys[position].kind;
        let (ValueKind::Records(shape) | ValueKind::TextsOrRecords(shape) | ValueKind::TextOrRecords(shape)) =
            kind
        else {
            return Vec::new();
        };
        let Some(node) = self.node(zh) else { return Vec::new() };
        let nodes = match &node.value {
            YamlValue::Sequence(nodes) => nodes.as_slice(),
            YamlValue::Scalar { .. } if !matches!(kind, ValueKind::Records(_)) => std::slice::from_ref(node),
            YamlValue::Mapping(_) if matches!(kind, ValueKind::TextsOrRecords(_)) => {
                std::slice::from_ref(node)
            }
            _ => {
                let quoted = format!("`{zh}` ");
                let expected = ("列表，每项前面有 `- `", "a list, each item behind `- `");
                report.wrong_kind(node, (&quoted, quoted.trim_end()), expected);
                return Vec::new();
            }
        };
        let mut items = Vec::new();
        for item in nodes.iter().filter(|item| item.value != YamlValue::Null) {
            match &item.value {
                YamlValue::Scalar { text, .. } if !matches!(kind, ValueKind::Records(_)) => {
                    items.push(ListItem::Text(Spanned {
                        value: text.trim().to_owned(),
                        span: item.span.clone(),
                    }));
                }
                _ => {
                    items.push(ListItem::Record(Fields::open(item, shape, first_line(item, report), report)));
                }
            }
        }
        items
    }

    /// The dates and mappings behind a key of the kind [`ValueKind::Dates`].
    pub fn dates(&self, zh: &str, report: &mut Report<'_>) -> Vec<(Spanned<&'n str>, Dated<'n, 'a>)> {
        let Some(ValueKind::Dates(shape)) = self.position(zh).map(|at| self.shape.keys[at].kind) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, node) in self.table(zh, report) {
            if report.is_joined_key(&name, node) {
                continue;
            }
            let dated = match &node.value {
                YamlValue::Mapping(_) => {
                    Some(Dated::Record(Fields::open(node, shape, name.span.clone(), report)))
                }
                YamlValue::Null => {
                    report.swallowed_by_comment(&name.span);
                    report.swallowed(&name.span).is_none().then_some(Dated::Nothing)
                }
                _ => date_of(node, name.value, report).map(Dated::Date),
            };
            found.extend(dated.map(|dated| (name, dated)));
        }
        found
    }

    /// The keys and values behind a key whose keys the user chooses.
    pub fn table(&self, zh: &str, report: &mut Report<'_>) -> Vec<(Spanned<&'n str>, &'n YamlNode<'a>)> {
        let Some(node) = self.node(zh) else { return Vec::new() };
        entries_of(node, zh, report)
    }
}

/// The keys and values of a node that must be a mapping; `what` names it in findings.
pub fn entries_of<'n, 'a>(
    node: &'n YamlNode<'a>,
    what: &str,
    report: &mut Report<'_>,
) -> Vec<(Spanned<&'n str>, &'n YamlNode<'a>)> {
    let YamlValue::Mapping(entries) = &node.value else {
        let quoted = format!("`{what}` ");
        report.wrong_kind(
            node,
            (&quoted, quoted.trim_end()),
            ("若干行 `名称: 值`", "lines of `name: value`"),
        );
        return Vec::new();
    };
    let entries = entries.iter();
    entries
        .map(|entry| (Spanned { value: &*entry.key, span: entry.key_span.clone() }, &entry.value))
        .collect()
}

/// What stands behind a key of the kind [`ValueKind::Dates`].
#[derive(Debug)]
pub enum Dated<'n, 'a> {
    /// Only a date.
    Date(Spanned<Moment>),
    /// A mapping.
    Record(Fields<'n, 'a>),
    /// Nothing was written behind the key.
    Nothing,
}

/// What stands in a list of mappings or texts.
#[derive(Debug)]
pub enum ListItem<'n, 'a> {
    /// Only a text.
    Text(Spanned<String>),
    /// A mapping.
    Record(Fields<'n, 'a>),
}

/// The text of a node that must be one text; `what` names it in findings.
pub fn scalar<'n>(node: &'n YamlNode<'_>, what: &str, report: &mut Report<'_>) -> Option<Spanned<&'n str>> {
    let text = any_scalar(node, what, report)?;
    report.warn_of_figures(text.value, &text.span);
    Some(text)
}

/// The same of a text in which `[[…]]` may stand for a figure.
fn any_scalar<'n>(node: &'n YamlNode<'_>, what: &str, report: &mut Report<'_>) -> Option<Spanned<&'n str>> {
    match &node.value {
        YamlValue::Scalar { text, .. } => Some(Spanned { value: &**text, span: node.span.clone() }),
        YamlValue::Null => None,
        YamlValue::Sequence(_) | YamlValue::Mapping(_) => {
            let quoted = format!("`{what}` ");
            report.wrong_kind(node, (&quoted, quoted.trim_end()), ("一段文字", "text"));
            None
        }
    }
}

/// The date that `text`, the value of `key`, gives.
fn moment(key: &str, text: Spanned<String>, report: &mut Report<'_>) -> Option<Spanned<Moment>> {
    if let Some(inner) = in_wide_quotes(&text.value) {
        report.wide_quotes(key, inner, text.span);
        return None;
    }
    let error = match Moment::parse(&text.value) {
        Ok(value) => return Some(Spanned { value, span: text.span }),
        Err(error) => error,
    };
    let shown = shorten(&text.value);
    match error {
        DateError::DoesNotExist => report
            .error(
                "date-does-not-exist",
                text.span,
                say!("没有 `{shown}` 这一天或这一时刻", "there is no such date or time as `{shown}`"),
            )
            .help(say!("对照日历改正", "check it against a calendar")),
        DateError::Form => report
            .error(
                "not-a-date",
                text.span,
                say!("`{key}` 应当是日期，这里是 `{shown}`", "`{key}` must be a date, not `{shown}`"),
            )
            .help(say!(
                "写成 `2023-04-10` 或 `2023-04-10 09:00`",
                "write `2023-04-10` or `2023-04-10 09:00`"
            )),
    }
    None
}

/// The date of a node that must be one; `what` names it in findings.
pub fn date_of(node: &YamlNode<'_>, what: &str, report: &mut Report<'_>) -> Option<Spanned<Moment>> {
    let text = scalar(node, what, report)?;
    moment(what, Spanned { value: text.value.trim().to_owned(), span: text.span }, report)
}

/// The text of a node that is going to be parsed further.
pub fn body_of<'n>(node: &'n YamlNode<'_>, what: &str, report: &mut Report<'_>) -> Option<BodyText<'n>> {
    let text = any_scalar(node, what, report)?.value;
    let YamlValue::Scalar { style, .. } = node.value else { return None };
    let quote = usize::from(style == ScalarForm::Quoted);
    let body = BodyText { text, style, start: node.span.start + quote, end: node.span.end };
    (!text.trim().is_empty()).then_some(body)
}

/// The position of the word among `choices`.
#[must_use]
pub fn find_choice(text: &str, choices: &[Choice]) -> Option<usize> {
    choices.iter().position(|choice| {
        choice.zh == text || choice.en.eq_ignore_ascii_case(text) || choice.synonyms.contains(&text)
    })
}

/// An example of a value, for messages.
fn example(kind: ValueKind) -> String {
    match kind {
        ValueKind::Date => "2023-04-10".to_owned(),
        ValueKind::Choice(choices) => choices.first().map_or("…", |choice| choice.zh).to_owned(),
        ValueKind::Records(shape) => {
            let required = shape.keys.iter().filter(|key| key.required);
            let keys: Vec<String> = required.map(|key| format!("{}: …", key.zh)).collect();
            format!("[{{{}}}]", keys.join(", "))
        }
        _ => "…".to_owned(),
    }
}

/// The first line of a node.
fn first_line(node: &YamlNode<'_>, report: &Report<'_>) -> Range<usize> {
    let typed = report.source.typed(&node.span);
    let length = typed.find(['\n', '\r']).unwrap_or(typed.len());
    node.span.start..node.span.start + length
}

fn split_names(
    text: &str,
    marks: &[char],
    node: &YamlNode<'_>,
    report: &Report<'_>,
    names: &mut Vec<Spanned<String>>,
) {
    // Places inside the text are known only if it stands in the file verbatim.
    let is_verbatim = report.source.typed(&node.span) == text;
    let mut start = 0;
    for part in text.split(marks) {
        let name = part.trim();
        if !name.is_empty() {
            let from = node.span.start + start + part.len() - part.trim_start().len();
            let span = if is_verbatim { from..from + name.len() } else { node.span.clone() };
            names.push(Spanned { value: name.to_owned(), span });
        }
        start += part.len() + text[start + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
}

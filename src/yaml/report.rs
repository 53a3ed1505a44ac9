//! The findings of one file while it is read, and the sentences that several readers share.

use std::ops::Range;

use super::quote::{in_wide_quotes, quote, shorten};
use super::shape::{Choice, Shape};
use super::spanned::Spanned;
use super::{MappingEntry, ScalarForm, YamlNode, YamlSource, YamlValue};
use crate::diag::{self, Diagnostic, Severity, Text};
use crate::model::quoted_figure;
use crate::say;

/// Collects the findings of one file.
#[derive(Debug)]
pub struct Report<'s> {
    /// The YAML that is read.
    pub source: &'s YamlSource<'s>,
    /// What was found so far.
    pub findings: Vec<Diagnostic>,
    /// Whether lines were left out, so that a missing key proves nothing.
    pub(super) is_repaired: bool,
}

/// A finding just made, to which more can be added.
#[derive(Debug)]
pub struct Noted<'r, 's> {
    source: &'s YamlSource<'s>,
    finding: &'r mut Diagnostic,
}

impl Noted<'_, '_> {
    /// Adds the cure.
    pub fn help(self, text: Text) {
        self.finding.help = Some(text);
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(self, span: Range<usize>, text: Text) -> Self {
        self.finding.related.push((self.source.place(span), text));
        self
    }
}

impl<'s> Report<'s> {
    /// A report on `source` that begins with what was found when it was parsed.
    #[must_use]
    pub fn new(source: &'s YamlSource<'s>, findings: Vec<Diagnostic>, is_repaired: bool) -> Self {
        Self { source, findings, is_repaired }
    }

    /// Reports an error at `span`.
    pub fn error(&mut self, rule: &'static str, span: Range<usize>, message: Text) -> Noted<'_, 's> {
        self.note(Severity::Error, rule, span, message)
    }

    /// Reports a warning at `span`.
    pub fn warning(&mut self, rule: &'static str, span: Range<usize>, message: Text) -> Noted<'_, 's> {
        self.note(Severity::Warning, rule, span, message)
    }

    fn note(
        &mut self,
        severity: Severity,
        rule: &'static str,
        span: Range<usize>,
        message: Text,
    ) -> Noted<'_, 's> {
        let mut finding = Diagnostic::error(rule, message).at(self.source.place(span));
        finding.severity = severity;
        let position = self.findings.len();
        self.findings.push(finding);
        Noted { source: self.source, finding: &mut self.findings[position] }
    }

    /// Warns of figures that are quoted where none are put in: they are shown as typed.
    pub(super) fn warn_of_figures(&mut self, text: &str, span: &Range<usize>) {
        let Some(mark) = quoted_figure(text) else { return };
        let at = self.source.typed(span).find(mark);
        let span = at.map_or(span.clone(), |at| span.start + at..span.start + at + mark.len());
        self.warning(
            "raw-marks",
            span,
            say!("`{mark}` 没有起作用，照原样显示了", "`{mark}` has no effect and is shown as typed"),
        )
        .help(say!(
            "这里不放引用的数据，直接写数；要引用的写在正文或者“概述”里",
            "figures are not put in here: write the number, or quote it in the text or in `summary`"
        ));
    }

    /// Reports that `node`, named `what`, is not what was expected.
    pub fn wrong_kind(&mut self, node: &YamlNode<'_>, what: (&str, &str), expected: (&str, &str)) {
        let ((what, what_en), (expected, expected_en)) = (what, expected);
        let (found, found_en) = match &node.value {
            YamlValue::Null => ("空的", "nothing"),
            YamlValue::Scalar { .. } => ("一段文字", "text"),
            YamlValue::Sequence(_) => ("列表", "a list"),
            YamlValue::Mapping(_) => ("若干 `键: 值`", "a mapping"),
        };
        let typed = self.source.typed(&node.span);
        let first = typed.split(['\n', '\r']).next().unwrap_or("");
        let span = node.span.start..node.span.start + first.len();
        if self.is_explained(&node.span) {
            return;
        }
        if matches!(node.value, YamlValue::Scalar { style: ScalarForm::Plain, .. })
            && self.wide_colons(node, expected_en)
        {
            return;
        }
        let quoted = quote(first);
        let is_bracketed = typed.starts_with(['[', '{']);
        let noted = self.error(
            "wrong-kind",
            span,
            say!("{what}应当是{expected}，这里是{found}", "{what_en} must be {expected_en}, not {found_en}"),
        );
        if is_bracketed && expected_en == "text" {
            noted.help(say!(
                "以 `[` 或 `{{` 开头的文字要加英文引号：`{quoted}`",
                "text that starts with `[` or `{{` needs quotes: `{quoted}`"
            ));
        } else {
            noted.help(say!("改成{expected}", "give {expected_en}"));
        }
    }

    /// Reports the full-width colons of a text that stands where `key: value` lines should; whether there are
    /// any.
    fn wide_colons(&mut self, node: &YamlNode<'_>, expected_en: &str) -> bool {
        if !expected_en.starts_with("lines") {
            return false;
        }
        let typed = self.source.typed(&node.span);
        let mut start = node.span.start;
        let mut found = Vec::new();
        for line in typed.split_inclusive('\n') {
            if let Some(at) = line.find('：') {
                let key = line[..at].trim().trim_start_matches("- ").to_owned();
                let value = shorten(line[at + '：'.len_utf8()..].trim());
                found.push((start + at..start + at + '：'.len_utf8(), key, value));
            }
            start += line.len();
        }
        let is_any = !found.is_empty();
        for (span, key, value) in found {
            self.error(
                "full-width-colon",
                span,
                say!("`{key}` 后面是全角冒号 `：`", "a full-width colon `：` behind `{key}`"),
            )
            .help(say!(
                "换成半角冒号加一个空格：`{key}: {value}`",
                "use an ASCII colon and a space: `{key}: {value}`"
            ));
        }
        is_any
    }

    /// Whether a finding that explains it already stands inside `span`.
    fn is_explained(&self, span: &Range<usize>) -> bool {
        self.findings.iter().any(|finding| {
            let at = finding.place.as_ref().and_then(|place| place.span.as_ref());
            matches!(finding.rule, "full-width-colon" | "missing-space-after-colon")
                && at.is_some_and(|at| span.start <= at.start && at.end <= span.end)
        })
    }

    /// Reports a key that `shape` does not have; the position of the one that was most likely meant.
    pub fn unknown_key(&mut self, entry: &MappingEntry<'_>, shape: &Shape) -> Option<usize> {
        let key = &*entry.key;
        if self.is_explained(&entry.key_span) {
            return key.split([':', '：']).next().and_then(|head| shape.position(head));
        }
        let bare = key.trim_matches(|c: char| c.is_whitespace() || "“”‘’「」＂\u{200b}\u{feff}".contains(c));
        let (what, what_en) = (shape.zh, shape.en);
        if bare != key
            && let meant @ Some(_) = shape.position(bare)
        {
            self.error(
                "full-width-quotes",
                entry.key_span.clone(),
                say!(
                    "键 `{bare}` 带有引号或看不见的空格",
                    "quotes or invisible spaces around the key `{bare}`"
                ),
            )
            .help(say!("只写 `{bare}: …`，键不用加引号", "write `{bare}: …`; a key needs no quotes"));
            return meant;
        }
        if let Some((head, tail)) = key.split_once([':', '：'])
            && let meant @ Some(_) = shape.position(head)
        {
            self.joined_key(key, head, tail, entry.key_span.clone());
            return meant;
        }
        let near = diag::nearest(bare, shape.names());
        let list: Vec<&str> = shape.keys.iter().map(|key| key.zh).collect();
        let list = list.join("、");
        let shown = shorten(key);
        let noted = self.error(
            "unknown-key",
            entry.key_span.clone(),
            say!("{what}没有 `{shown}` 这个键", "{what_en} has no key `{shown}`"),
        );
        match near {
            Some(near) => noted.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
            None => noted.help(say!("可以用的键：{list}", "known keys: {list}")),
        }
        near.and_then(|near| shape.position(near))
    }

    /// Reports `key`, which holds its own value: `{2023:1.43}`, `{文件：明细.xlsx，名称：明细}`.
    fn joined_key(&mut self, key: &str, head: &str, tail: &str, span: Range<usize>) {
        let wide = key[head.len()..].starts_with('：');
        let rule = if wide { "full-width-colon" } else { "missing-space-after-colon" };
        let has_wide_comma = tail.contains('，');
        let tail = shorten(tail.split('，').next().unwrap_or("").trim());
        let head = head.trim();
        let noted = self.error(
            rule,
            span,
            say!(
                "`{head}` 后面应当是半角冒号加一个空格",
                "`{head}` must be followed by an ASCII colon and a space"
            ),
        );
        if has_wide_comma {
            noted.help(say!(
                "写成 `{head}: {tail}`，括号里的逗号也用半角",
                "write `{head}: {tail}`, with ASCII commas between the brackets"
            ));
        } else {
            noted.help(say!("写成 `{head}: {tail}`", "write `{head}: {tail}`"));
        }
    }

    /// Reports a word that is none of `choices`.
    pub fn unknown_choice(&mut self, zh: &str, text: &Spanned<String>, choices: &[Choice]) {
        let given = text.value.as_str();
        if let Some(inner) = in_wide_quotes(given) {
            self.wide_quotes(zh, inner, text.span.clone());
            return;
        }
        let list: Vec<&str> = choices.iter().map(|choice| choice.zh).collect();
        let list = list.join("、");
        let words = choices.iter().flat_map(|choice| [choice.zh, choice.en]);
        let near = diag::nearest(given, words);
        let shown = shorten(given);
        let noted = self.error(
            "unknown-choice",
            text.span.clone(),
            say!("`{zh}` 不能是 `{shown}`", "`{zh}` cannot be `{shown}`"),
        );
        match near {
            Some(near) => {
                noted
                    .help(say!("是不是 `{near}`？可以填：{list}", "did you mean `{near}`? possible: {list}"));
            }
            None => noted.help(say!("可以填：{list}", "possible: {list}")),
        }
    }

    /// Reports curly quotes around a value that is no prose.
    pub fn wide_quotes(&mut self, zh: &str, inner: &str, span: Range<usize>) {
        self.error(
            "full-width-quotes",
            span,
            say!("`{zh}` 的值带有中文引号", "curly quotes around the value of `{zh}`"),
        )
        .help(say!("换成英文引号：`{zh}: \"{inner}\"`", "use ASCII quotes: `{zh}: \"{inner}\"`"));
    }

    /// The text behind a key that YAML took for a comment: `标题: #1楼改造`.
    pub(super) fn swallowed(&self, key_span: &Range<usize>) -> Option<Range<usize>> {
        let behind = self.source.typed(&(key_span.end..self.source.offset + self.source.text.len()));
        let line = behind.split('\n').next().unwrap_or("").trim_end();
        let at = line.find('#').filter(|&at| line[..at].trim() == ":")?;
        let is_note = line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '#']);
        (!is_note).then(|| key_span.end + at..key_span.end + line.len())
    }

    /// Whether the value of the key at `key_span` has a finding already: a slip there leaves the value empty.
    #[must_use]
    pub fn has_told_of_value(&self, key_span: &Range<usize>) -> bool {
        let behind = self.source.text.get(key_span.end.saturating_sub(self.source.offset)..).unwrap_or("");
        let line = key_span.end..=key_span.end + behind.find('\n').unwrap_or(behind.len());
        let starts = self.findings.iter().filter_map(|finding| finding.place.as_ref()?.span.as_ref());
        self.swallowed(key_span).is_some() || starts.into_iter().any(|span| line.contains(&span.start))
    }

    /// Reports the text behind the key that YAML took for a comment.
    pub fn swallowed_by_comment(&mut self, key_span: &Range<usize>) {
        let Some(span) = self.swallowed(key_span) else { return };
        let quoted = quote(self.source.typed(&span));
        self.error(
            "value-starts-with-symbol",
            span,
            say!(
                "`#` 开头的内容被当作注释，值成了空的",
                "a value that starts with `#` is taken for a comment"
            ),
        )
        .help(say!(
            "给整个值加上英文引号：`{quoted}`；确实是注释时在 `#` 后面加一个空格",
            "put the whole value in quotes: `{quoted}`; for a comment, add a space behind `#`"
        ));
    }

    /// Reports a text that ends where YAML takes ` #` for the beginning of a comment. A title has none;
    /// elsewhere a sign that touches the next word is one of the text: `3 #机组`.
    pub(super) fn warn_if_cut_off(&mut self, zh: &str, node: &YamlNode<'_>) {
        if !matches!(node.value, YamlValue::Scalar { style: ScalarForm::Plain, .. }) {
            return;
        }
        let behind = self.source.typed(&(node.span.end..self.source.offset + self.source.text.len()));
        let line = behind.split('\n').next().unwrap_or("").trim_end();
        let Some(at) = line.find('#').filter(|at| line[..*at].trim().is_empty() && *at > 0) else { return };
        let lost = &line[at + 1..];
        let is_note = lost.is_empty() || lost.starts_with([' ', '\t', '#']) && zh != "标题";
        if is_note {
            return;
        }
        let span = node.span.end + at..node.span.end + line.len();
        let quoted = quote(self.source.typed(&(node.span.start..span.end)));
        self.warning(
            "cut-off-at-hash",
            span,
            say!(
                "`#` 起的内容被当作注释，没有算进“{zh}”",
                "what stands behind `#` is taken for a comment and is no part of `{zh}`"
            ),
        )
        .help(say!(
            "是内容，就给整个值加上英文引号：`{quoted}`；是注释，移到上面单独一行",
            "if it belongs to the text, put the whole value in quotes: `{quoted}`; a comment goes on a line of its own above"
        ));
    }

    /// Reports a key of the user's choice that holds its own value, as `{2023:1.43}` and `{2023：1.43}` do;
    /// whether it does.
    pub fn is_joined_key(&mut self, key: &Spanned<&str>, node: &YamlNode<'_>) -> bool {
        let Some((head, tail)) = key.value.split_once([':', '：']).filter(|_| node.value == YamlValue::Null)
        else {
            return false;
        };
        if self.is_explained(&key.span) {
            return true;
        }
        self.joined_key(key.value, head, tail, key.span.clone());
        true
    }

    /// Reports the text behind the key of `entry` if YAML took it for a comment.
    pub(super) fn warn_if_swallowed(&mut self, entry: &MappingEntry<'_>) {
        self.swallowed_by_comment(&entry.key_span);
    }
}

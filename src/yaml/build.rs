//! Parser events -> tree.
//!
//! Refuses features that content does not need and that hide trouble: tags, merge keys, keys that are not
//! text, several documents, endless aliases.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;
use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, Span};

use super::{MOST_NESTING, MOST_NODES, MappingEntry, ScalarForm, TreeFault, YamlNode, YamlSource, YamlValue};
use crate::diag::Diagnostic;
use crate::model::{joins_chinese, visible};
use crate::say;

/// A tree and what was noticed on the way.
pub(super) struct Built<'a> {
    /// The tree.
    pub(super) root: YamlNode<'a>,
    /// Faults that leave a tree.
    pub(super) findings: Vec<Diagnostic>,
    /// Whether something looks as if it was meant otherwise.
    pub(super) suspicious: bool,
}

/// A collection that is still open.
struct OpenCollection<'a> {
    start: usize,
    anchor: usize,
    nodes_before: usize,
    items: OpenItems<'a>,
}

enum OpenItems<'a> {
    Sequence(Vec<YamlNode<'a>>),
    Mapping(Vec<MappingEntry<'a>>, Option<(Cow<'a, str>, Range<usize>)>),
}

/// A text of several lines, of which YAML makes one, without the blanks that it puts where Chinese goes on.
fn with_lines_joined<'a>(text: Cow<'a, str>, typed: &str) -> Cow<'a, str> {
    if memchr::memchr(b'\n', typed.as_bytes()).is_none() {
        return text;
    }
    let mut joined = text.into_owned();
    let mut from = 0;
    for (above, below) in typed.lines().zip(typed.lines().skip(1)) {
        let mut before: Vec<char> = above.trim_end().chars().rev().take(2).collect();
        before.reverse();
        let behind: Vec<char> = below.trim_start().chars().take(2).collect();
        let goes_on = |c: Option<&char>| c.is_some_and(|c| joins_chinese(*c));
        if !goes_on(before.last()) || !goes_on(behind.first()) {
            continue;
        }
        let (before, behind): (String, String) = (before.iter().collect(), behind.iter().collect());
        let (before, behind) = (before.trim_matches(['"', '\'']), behind.trim_matches(['"', '\'']));
        if let Some(at) = joined[from..].find(&format!("{before} {behind}")) {
            from += at + before.len();
            joined.remove(from);
        }
    }
    Cow::Owned(joined)
}

struct Anchor<'a> {
    node: YamlNode<'a>,
    nodes: usize,
    used: bool,
}

struct TreeBuilder<'s, 'a> {
    source: &'s YamlSource<'a>,
    frames: Vec<OpenCollection<'a>>,
    /// By anchor id, which counts from 1; `None` while the anchored collection is still open.
    anchors: Vec<Option<Anchor<'a>>>,
    nodes: usize,
    root: Option<YamlNode<'a>>,
    findings: Vec<Diagnostic>,
    suspicious: bool,
}

/// Builds the tree of `source`.
pub(super) fn build<'a>(source: &YamlSource<'a>) -> Result<Built<'a>, TreeFault> {
    let mut options = Options::default();
    options.flow_nesting_limit = MOST_NESTING;
    options.block_nesting_limit = MOST_NESTING;
    options.disallow_directives = true;
    options.set_emit_comments(false);
    let mut builder = TreeBuilder {
        source,
        frames: Vec::new(),
        anchors: Vec::new(),
        nodes: 0,
        root: None,
        findings: Vec::new(),
        suspicious: false,
    };
    for event in Parser::new_from_str_with_options(source.text, options) {
        match event {
            Ok((event, span)) => builder.take(event, &span)?,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(source.text.len());
                return Err(TreeFault::Syntax(error.kind().clone(), at));
            }
        }
    }
    Ok(builder.finish())
}

impl<'a> TreeBuilder<'_, 'a> {
    fn take(&mut self, event: Event<'a>, span: &Span) -> Result<(), TreeFault> {
        let offset = self.source.offset;
        let bytes = span.byte_range().unwrap_or(0..0);
        let bytes = bytes.start + offset..bytes.end + offset;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), &bytes)?;
                let value = self.scalar(text, style, &bytes);
                self.add(YamlNode { span: bytes, value }, anchor, 1)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_tag(tag.is_some(), &bytes)?;
                self.open(bytes.start, anchor, OpenItems::Sequence(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_tag(tag.is_some(), &bytes)?;
                self.open(bytes.start, anchor, OpenItems::Mapping(Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(bytes.end)?,
            Event::Alias(id) => self.expand(id, bytes)?,
            Event::DocumentStart(..) if self.root.is_some() => {
                return Err(self.refuse(
                    "several-documents",
                    &bytes,
                    say!("一个文件里只能有一份内容，这里又开始了一份", "a second document starts here"),
                    say!(
                        "删去这一行 `---`，或者把后面的内容放进另一个文件",
                        "remove this line `---`, or move what follows to a file of its own"
                    ),
                ));
            }
            _ => {}
        }
        Ok(())
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, span: &Range<usize>) -> YamlValue<'a> {
        let style = match style {
            ScalarStyle::Plain => ScalarForm::Plain,
            ScalarStyle::Literal => ScalarForm::Literal,
            ScalarStyle::Folded => {
                // To YAML `>5` is a folded text indented by 5; the author meant “more than 5”.
                self.suspicious |= text.trim().is_empty()
                    || self.source.typed(span).starts_with(|c: char| c.is_ascii_digit());
                ScalarForm::Folded
            }
            _ => ScalarForm::Quoted,
        };
        if style == ScalarForm::Plain {
            if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
                return YamlValue::Null;
            }
            self.suspicious |= self.source.typed(span).contains('\n');
        }
        let text = match style {
            ScalarForm::Literal => text,
            _ => with_lines_joined(text, self.source.typed(span)),
        };
        // Texts behind a bar are cleaned where they are read as texts, which keeps their places.
        let text = match text {
            text if matches!(style, ScalarForm::Literal | ScalarForm::Folded) => text,
            Cow::Borrowed(text) => visible(text),
            Cow::Owned(text) => Cow::Owned(visible(&text).into_owned()),
        };
        YamlValue::Scalar { text, style }
    }

    fn open(&mut self, start: usize, anchor: usize, items: OpenItems<'a>) -> Result<(), TreeFault> {
        if self.frames.len() >= MOST_NESTING {
            let span = start..start;
            return Err(self.refuse(
                "nested-too-deep",
                &span,
                say!("嵌套超过 {MOST_NESTING} 层", "nested more than {MOST_NESTING} deep"),
                say!("检查这里的括号和缩进", "check the brackets and the indentation here"),
            ));
        }
        let nodes_before = self.nodes;
        self.frames.push(OpenCollection { start, anchor, nodes_before, items });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), TreeFault> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        // The parser ends a block at the next token; the blank space before that is not part of it.
        let typed = self.source.typed(&(frame.start..end));
        let span = frame.start..frame.start + typed.trim_end().len();
        let value = match frame.items {
            OpenItems::Sequence(nodes) => YamlValue::Sequence(nodes),
            OpenItems::Mapping(entries, _) => {
                self.find_doubles(&entries);
                YamlValue::Mapping(entries)
            }
        };
        let nodes = self.nodes - frame.nodes_before + 1;
        self.add(YamlNode { span, value }, frame.anchor, nodes)
    }

    /// Puts a finished node of `nodes` nodes where it belongs.
    fn add(&mut self, node: YamlNode<'a>, anchor: usize, nodes: usize) -> Result<(), TreeFault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.too_many(&node.span));
        }
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize_with(anchor + 1, || None);
            }
            self.anchors[anchor] = Some(Anchor { node: node.clone(), nodes, used: false });
        }
        match self.frames.last_mut().map(|frame| &mut frame.items) {
            None => self.root = Some(node),
            Some(OpenItems::Sequence(nodes)) => nodes.push(node),
            Some(OpenItems::Mapping(entries, key @ Some(_))) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(MappingEntry { key, key_span, value: node });
                }
            }
            Some(OpenItems::Mapping(_, key @ None)) => {
                let text = match node.value {
                    YamlValue::Scalar { text, .. } => text,
                    YamlValue::Null => Cow::Borrowed(""),
                    YamlValue::Sequence(_) | YamlValue::Mapping(_) => return Err(self.odd_key(&node.span)),
                };
                // The first bytes of these marks. Other marks share them, Chinese characters do not.
                self.suspicious |=
                    memchr2(0xEF, 0xE2, text.as_bytes()).is_some() && text.contains(['：', '，', '“', '”']);
                let is_merge = text == "<<";
                *key = Some((text, node.span.clone()));
                if is_merge {
                    return Err(self.refuse(
                        "merge-key",
                        &node.span,
                        say!("不支持合并键 `<<`", "the merge key `<<` is not supported"),
                        say!("把要用的各行抄到这里", "copy the lines you need to this place"),
                    ));
                }
            }
        }
        Ok(())
    }

    fn expand(&mut self, id: usize, span: Range<usize>) -> Result<(), TreeFault> {
        let Some(anchor) = self.anchors.get_mut(id).and_then(Option::as_mut) else {
            return Err(self.refuse(
                "endless-alias",
                &span,
                say!("这里引用的内容包含它自己", "this alias stands inside what it refers to"),
                say!("以 `*` 开头的文字要加引号", "text that starts with `*` needs quotes"),
            ));
        };
        anchor.used = true;
        let nodes = anchor.nodes;
        if self.nodes + nodes > MOST_NODES {
            return Err(self.too_many(&span));
        }
        let value = anchor.node.value.clone();
        self.nodes += nodes - 1;
        self.add(YamlNode { span, value }, 0, nodes)
    }

    fn find_doubles(&mut self, entries: &[MappingEntry<'a>]) {
        let mut report = |first: &MappingEntry<'a>, second: &MappingEntry<'a>| {
            let key = &second.key;
            self.findings.push(
                Diagnostic::error("duplicate-key", say!("`{key}` 写了两次", "`{key}` is given twice"))
                    .at(self.source.place(second.key_span.clone()))
                    .related(self.source.place(first.key_span.clone()), say!("第一次在这里", "first here"))
                    .help(say!("只留一处", "keep one of them")),
            );
        };
        if entries.len() <= 24 {
            for (i, second) in entries.iter().enumerate() {
                if let Some(first) = entries[..i].iter().find(|first| first.key == second.key) {
                    report(first, second);
                }
            }
        } else {
            let mut order: Vec<usize> = (0..entries.len()).collect();
            order.sort_by(|&a, &b| entries[a].key.cmp(&entries[b].key).then(a.cmp(&b)));
            for pair in order.windows(2).filter(|pair| entries[pair[0]].key == entries[pair[1]].key) {
                report(&entries[pair[0]], &entries[pair[1]]);
            }
        }
    }

    fn refuse_tag(&self, has_tag: bool, span: &Range<usize>) -> Result<(), TreeFault> {
        if !has_tag {
            return Ok(());
        }
        let start =
            self.source.text[..span.start - self.source.offset].rfind('!').unwrap_or(0) + self.source.offset;
        let span = start.min(span.start)..span.end;
        Err(self.refuse(
            "yaml-tag",
            &span,
            say!(
                "`!` 开头的内容在 YAML 里另有含义（类型标记），这里不支持",
                "`!` at the start of a value marks a YAML tag, which is not supported"
            ),
            say!(
                "这是文字的话，给整个值加上英文引号：\"!…\"",
                "if it is text, put the whole value in quotes: \"!…\""
            ),
        ))
    }

    fn odd_key(&self, span: &Range<usize>) -> TreeFault {
        self.refuse(
            "key-is-not-text",
            span,
            say!(
                "冒号前面应当是一个名称，这里却是列表或一组键",
                "a key must be text, but this is a list or a mapping"
            ),
            say!("以 `[` 或 `{{` 开头的文字要加英文引号", "text that starts with `[` or `{{` needs quotes"),
        )
    }

    fn too_many(&self, span: &Range<usize>) -> TreeFault {
        self.refuse(
            "too-many-nodes",
            span,
            say!("内容展开后超过 {MOST_NODES} 项", "more than {MOST_NODES} values once aliases are expanded"),
            say!(
                "不要用 `&` 和 `*` 成倍地重复内容；内容确实多时分成几个文件",
                "do not multiply content with `&` and `*`; split what is really that long"
            ),
        )
    }

    fn refuse(
        &self,
        rule: &'static str,
        span: &Range<usize>,
        message: crate::diag::Text,
        help: crate::diag::Text,
    ) -> TreeFault {
        TreeFault::Refused(Box::new(
            Diagnostic::error(rule, message).at(self.source.place(span.clone())).help(help),
        ))
    }

    fn finish(self) -> Built<'a> {
        let unused = self.anchors.iter().flatten().any(|anchor| !anchor.used);
        let end = self.source.offset + self.source.text.len();
        let root = self.root.unwrap_or(YamlNode { span: end..end, value: YamlValue::Null });
        let suspicious =
            self.suspicious || unused || !matches!(root.value, YamlValue::Mapping(_) | YamlValue::Null);
        Built { root, findings: self.findings, suspicious }
    }
}

//! Saved pages of old systems as material: the text is found, what stands around it is left, the fields and
//! attachments are taken.
//!
//! The text is where most words stand that are no links, whatever the system calls its elements. Fields come
//! from META tags (国办发〔2017〕47号) and from the tables and lines of labels that the systems of 大汉, 拓尔思 (TRS),
//! 博达 and of the provinces print above or below it.

use std::collections::{BTreeMap, BTreeSet};

use super::SourceError;
use super::account::{PartId, PartKind};
use super::attachments::FILES;
use super::dom::{Dom, NodeId};
use super::leavings;
use super::material::{
    Doubt, Face, GridCell, LineSpan, Material, MaterialBlock, MaterialFile, MaterialGrid, MaterialLine,
    Picture, Side, SourceField, is_blank,
};
use super::plain;
use super::word::{is_web_address, push_words};
use crate::attachment::document;
use crate::say;

/// How deep elements are followed; what lies deeper is read as if it lay here.
const DEEPEST: usize = 400;
/// How far above a link it may be said that it is an attachment.
const ATTACHMENT_DEPTH: usize = 5;
/// The most characters of a list of attachments.
const LONGEST_ATTACHMENTS: usize = 300;
/// How far into an item its own number is looked for, in characters.
const LONGEST_MARK: usize = 40;
/// Elements that hold no words for readers.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "head", "select", "option", "button", "input", "textarea",
    "svg", "object", "embed", "iframe", "video", "audio", "canvas",
];
/// Elements that begin a line of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "center",
    "blockquote",
    "pre",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "form",
    "fieldset",
    "figure",
    "figcaption",
    "hr",
    "nav",
    "aside",
    "body",
    "html",
    "address",
];
/// What the usual systems call the element that holds the text.
const CONTAINERS: &[&str] = &[
    "TRS_Editor",
    "trs_editor_view",
    "vsb_content",
    "v_news_content",
    "zoom",
    "UCAP-CONTENT",
    "article-content",
    "article_content",
    "bt_content",
    "pages_content",
    "zwgk_content",
    "con_text",
];
/// What they call elements around it.
const SURROUNDINGS: &[&str] = &[
    "nav",
    "navbar",
    "menu",
    "header",
    "head",
    "top",
    "footer",
    "foot",
    "bottom",
    "copyright",
    "banner",
    "crumb",
    "breadcrumb",
    "position",
    "share",
    "print",
    "sidebar",
];
/// META tags and what they say.
const METAS: &[(&str, &str)] = &[
    ("ArticleTitle", "标题"),
    ("PubDate", "发布日期"),
    ("ContentSource", "来源"),
    ("Author", "责任编辑"),
    ("Keywords", "关键词"),
    ("Description", "概述"),
    ("ColumnName", "栏目"),
];

/// Reads a page. `charset` is how it was said to be encoded, if it was; `beside` gives the files that were
/// saved with it.
pub(super) fn read(
    bytes: &[u8],
    charset: &str,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Material, SourceError> {
    let text = plain::decode_page(bytes, charset).ok_or(SourceError::NoText)?;
    let dom = Dom::read(&text);
    let mut reader = HtmlReader {
        dom: &dom,
        beside,
        material: Material::default(),
        line: MaterialLine::default(),
        lines: 0,
        tables: 0,
        cell: None,
        keeps_lines: false,
        counts: BTreeMap::new(),
        fields: BTreeSet::new(),
        skipped: BTreeSet::new(),
    };
    reader.metas();
    reader.field_tables();
    let content = content_of(&dom, &reader.skipped);
    reader.outside(content);
    reader.walk(content, &Face::default(), Side::Left, 0);
    reader.end_line();
    let mut material = reader.material;
    material.has_looks = material
        .blocks
        .iter()
        .any(|block| matches!(block, MaterialBlock::Line(line) if line.side != Side::Left));
    material.is_page = true;
    leavings::read(&mut material);
    Ok(material)
}

/// A row of an export as a page: its fields as a table, and the text in the column `body`.
pub(super) fn page_of_row(heads: &[String], record: &[String], body: usize) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut page = String::from("<table>");
    for (at, (head, value)) in heads.iter().zip(record).enumerate() {
        if at != body {
            let (head, value) = (escaped(head.trim()), escaped(value));
            page.extend(["<tr><td>", &head, "：</td><td>", &value, "</td></tr>"]);
        }
    }
    page.push_str("</table><div id=\"zoom\">");
    let text = record.get(body).map_or("", String::as_str);
    if text.contains("</") || text.contains("<br") {
        page.push_str(text);
    } else {
        for line in text.lines() {
            page.extend(["<p>", &escaped(line), "</p>"]);
        }
    }
    page + "</div>"
}

/// Whether an element has one of these as its id or among its classes.
fn is_called(dom: &Dom, node: NodeId, names: &[&str]) -> bool {
    ["id", "class"].into_iter().filter_map(|attribute| dom.attribute(node, attribute)).any(|value| {
        value.split_whitespace().any(|word| names.iter().any(|name| name.eq_ignore_ascii_case(word)))
    })
}

/// Whether an element cannot be seen.
fn is_hidden(dom: &Dom, node: NodeId) -> bool {
    let style: String = dom
        .attribute(node, "style")
        .unwrap_or("")
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    style.contains("display:none")
        || style.contains("visibility:hidden")
        || dom.attribute(node, "hidden").is_some()
}

fn is_silent(dom: &Dom, node: NodeId) -> bool {
    SILENT.contains(&dom.name(node))
}

/// The element that holds the text: the one that its system calls so, else from the page inwards as long as
/// one child has most of the words that are no links.
fn content_of(dom: &Dom, fields: &BTreeSet<NodeId>) -> NodeId {
    let order = dom.below(Dom::root());
    let named: Vec<NodeId> = order.iter().copied().filter(|node| is_called(dom, *node, CONTAINERS)).collect();
    // Of several in one another the innermost.
    if let Some(innermost) = named.last()
        && named.iter().all(|node| dom.below(*node).contains(innermost))
    {
        return *innermost;
    }
    let mut words = vec![0_usize; order.iter().max().map_or(1, |last| last + 1)];
    for node in order.iter().rev() {
        let is_around = fields.contains(node) || is_called(dom, *node, SURROUNDINGS);
        if is_around || is_silent(dom, *node) || is_hidden(dom, *node) || dom.name(*node) == "a" {
            words[*node] = 0;
            continue;
        }
        let own = dom.text(*node).map_or(0, |text| text.chars().filter(|c| !is_blank(*c)).count());
        words[*node] = own + dom.children(*node).iter().map(|child| words[*child]).sum::<usize>();
    }
    let mut at = Dom::root();
    loop {
        let largest = dom.children(at).iter().copied().max_by_key(|child| words[*child]);
        let Some(child) = largest.filter(|child| words[*child] * 4 >= words[at] * 3 && words[*child] > 0)
        else {
            break;
        };
        // A table of data, a paragraph and a line are parts of a text, not the whole of it.
        let is_part = matches!(
            dom.name(child),
            "" | "p" | "span" | "font" | "b" | "strong" | "h1" | "h2" | "li" | "pre"
        );
        if is_part || dom.name(child) == "table" && is_data(dom, child) {
            break;
        }
        at = child;
    }
    // Rows and parts of a table that lays out the page are entered with it, cells are as good as any
    // element.
    while matches!(dom.name(at), "tr" | "tbody" | "thead") {
        at = dom.parent(at).unwrap_or(Dom::root());
    }
    at
}

/// Whether a table holds data, and does not lay out the page: several cells, no table in them, and no
/// long text.
fn is_data(dom: &Dom, table: NodeId) -> bool {
    let below = dom.below(table);
    let cells = below.iter().filter(|node| matches!(dom.name(**node), "td" | "th")).count();
    let has_inner = below.iter().skip(1).any(|node| dom.name(*node) == "table");
    cells > 1 && !has_inner
}

struct HtmlReader<'d> {
    dom: &'d Dom,
    beside: &'d dyn Fn(&str) -> Option<Vec<u8>>,
    material: Material,
    line: MaterialLine,
    lines: usize,
    tables: usize,
    /// The lines of the cell that is read.
    cell: Option<Vec<MaterialLine>>,
    /// Whether line ends are line ends, as in `pre`.
    keeps_lines: bool,
    /// The last number of each list.
    counts: BTreeMap<NodeId, u32>,
    /// The labels of fields that were read.
    fields: BTreeSet<String>,
    /// Nodes that were read as fields.
    skipped: BTreeSet<NodeId>,
}

impl HtmlReader<'_> {
    fn add_field(&mut self, label: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() || !self.fields.insert(label.to_owned()) {
            return;
        }
        let place = say!("网页的“{label}”", "`{label}` of the page");
        let part = self.material.account.add(PartKind::Field, place, format!("{label}：{value}"));
        self.material.fields.push(SourceField { part, label: label.to_owned(), value });
    }

    fn metas(&mut self) {
        for node in self.dom.below(Dom::root()) {
            if self.dom.name(node) == "meta"
                && let (Some(name), Some(value)) =
                    (self.dom.attribute(node, "name"), self.dom.attribute(node, "content"))
                && let Some((_, label)) = METAS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                self.add_field(label, value);
            }
        }
        if !self.fields.contains("标题") {
            let below = self.dom.below(Dom::root());
            let named =
                below.iter().find(|node| self.dom.name(**node) == "title").map(|node| self.words(*node));
            let heads: Vec<NodeId> =
                below.iter().copied().filter(|node| self.dom.name(*node) == "h1").collect();
            if let [head] = heads[..] {
                let words = self.words(head);
                self.add_field("标题", &words);
            } else if let Some(named) = named {
                // `丙项通知-某某大学`: a heading of the page says where the name of the site begins.
                let heads =
                    below.iter().filter(|node| matches!(self.dom.name(**node), "h1" | "h2" | "h3" | "h4"));
                let headed = heads.map(|node| self.first_words(*node, LONGEST_ATTACHMENTS).0).find(|words| {
                    let rest = named.strip_prefix(words.as_str()).map(str::trim_start);
                    !words.is_empty()
                        && rest.is_some_and(|rest| rest.starts_with(['-', '—', '–', '_', '|', '·']))
                });
                let cut = named.split(['_', '|']).next().unwrap_or("").split(" - ").next().unwrap_or("");
                self.add_field("标题", headed.as_deref().unwrap_or(cut));
            }
        }
    }

    /// All words of an element.
    fn words(&self, node: NodeId) -> String {
        let mut words = String::new();
        for node in self.dom.below(node) {
            if let Some(text) = self.dom.text(node) {
                words.push_str(text);
            }
        }
        words.trim_matches(is_blank).to_owned()
    }

    /// The first words of an element, about so many characters, and whether they are all.
    fn first_words(&self, node: NodeId, most: usize) -> (String, bool) {
        let mut words = String::new();
        let mut open = vec![node];
        let mut patience = most;
        while let Some(node) = open.pop() {
            let text = self.dom.text(node).unwrap_or("").trim_matches(is_blank);
            words.extend(text.chars().take(most + 1));
            patience = patience.saturating_sub(1 + text.chars().take(most + 1).count());
            if patience == 0 {
                return (words, false);
            }
            let children = self.dom.children(node);
            open.extend(children[..children.len().min(patience)].iter().rev());
        }
        (words, true)
    }

    /// Reads all tables and lists of fields.
    fn field_tables(&mut self) {
        for table in self.dom.below(Dom::root()) {
            if matches!(self.dom.name(table), "table" | "ul" | "dl") && is_data_or_list(self.dom, table) {
                self.fields_in(table);
            }
        }
    }

    /// Reads the lines of fields around the text, and accounts for the rest.
    fn outside(&mut self, content: NodeId) {
        let mut around: Vec<String> = Vec::new();
        let mut words = String::new();
        let inside: BTreeSet<NodeId> = self.dom.below(content).into_iter().collect();
        let above: BTreeSet<NodeId> =
            std::iter::successors(Some(content), |node| self.dom.parent(*node)).collect();
        let mut open = vec![(Dom::root(), false)];
        while let Some((node, is_end)) = open.pop() {
            if is_end {
                around.push(std::mem::take(&mut words));
                continue;
            }
            if inside.contains(&node) || self.skipped.contains(&node) || is_silent(self.dom, node) {
                around.push(std::mem::take(&mut words));
                continue;
            }
            if let Some(text) = self.dom.text(node) {
                words.push_str(text);
            }
            if self.dom.name(node) == "a" && self.is_attachment_outside(node, &above) {
                self.link(node, &mut Face::default(), true);
            }
            if BLOCKS.contains(&self.dom.name(node)) {
                around.push(std::mem::take(&mut words));
                open.push((node, true));
            }
            open.extend(self.dom.children(node).iter().rev().map(|child| (*child, false)));
        }
        around.push(words);
        for (number, words) in (1..)
            .zip(around.iter().map(|words| words.trim_matches(is_blank)).filter(|words| !words.is_empty()))
        {
            if let Some(fields) = leavings::fields_of(words) {
                for (label, value) in fields {
                    self.add_field(&label, &value);
                }
            }
            let place = say!("正文以外第 {number} 处", "around the text, {number}");
            let why = say!("旧页面的导航、页眉页脚", "what stood around the text on the old page");
            self.material.account.add_left(PartKind::Margin, place, words, why);
        }
    }

    /// Whether a link around the text leads to an attachment of it: the line, or the list that it stands in,
    /// says so. What stands `above` the text holds everything.
    fn is_attachment_outside(&self, link: NodeId, above: &BTreeSet<NodeId>) -> bool {
        let mut at = Some(link);
        for _ in 0..ATTACHMENT_DEPTH {
            let Some(node) = at.filter(|node| !above.contains(node)) else { return false };
            let (words, is_all) = self.first_words(node, LONGEST_ATTACHMENTS);
            if !is_all {
                return false;
            }
            if words.contains("附件") {
                return true;
            }
            at = self.dom.parent(node);
        }
        false
    }

    /// Reads a table or list of labels and values: `索引号 | 002590761/2024-00031`.
    fn fields_in(&mut self, table: NodeId) {
        let cells: Vec<NodeId> = self
            .dom
            .below(table)
            .into_iter()
            .filter(|node| matches!(self.dom.name(*node), "td" | "th" | "li" | "dt" | "dd"))
            .collect();
        let texts: Vec<String> = cells.iter().map(|cell| self.words(*cell)).collect();
        let label_of = |text: &str| {
            let close: String = text.chars().filter(|c| !is_blank(*c)).collect();
            let close = close.trim_end_matches(['：', ':']).trim_matches(['【', '】', '[', ']']).to_owned();
            leavings::LABELS.contains(&close.as_str()).then_some(close)
        };
        let labels = texts
            .iter()
            .filter(|text| label_of(text).is_some() || leavings::fields_of(text).is_some())
            .count();
        if labels < 2 || labels * 3 < texts.iter().filter(|text| !text.is_empty()).count() {
            return;
        }
        let mut at = 0;
        while at < texts.len() {
            if let Some(label) = label_of(&texts[at]) {
                let value = texts.get(at + 1).filter(|value| label_of(value).is_none()).cloned();
                at += usize::from(value.is_some());
                self.add_field(&label, &value.unwrap_or_default());
            } else if let Some(fields) = leavings::fields_of(&texts[at]) {
                for (label, value) in fields {
                    self.add_field(&label, &value);
                }
            }
            at += 1;
        }
        let below = self.dom.below(table);
        self.skipped.extend(below);
    }

    /// Reads an element of the text.
    fn walk(&mut self, node: NodeId, face: &Face, side: Side, depth: usize) {
        if self.skipped.contains(&node) {
            return;
        }
        if depth > DEEPEST {
            let words = self.words(node);
            return self.push_text(&words, face);
        }
        if let Some(text) = self.dom.text(node) {
            return self.push_text(text, face);
        }
        if self.leaves(node) {
            return;
        }
        let name = self.dom.name(node);
        match name {
            "br" => return self.end_line_keeping(side),
            "img" => return self.picture(node),
            "table" if is_data(self.dom, node) => return self.table(node),
            _ => {}
        }
        let style: String = self
            .dom
            .attribute(node, "style")
            .unwrap_or("")
            .to_lowercase()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let mut face = face.clone();
        match name {
            "b" | "strong" => face.is_bold = true,
            "i" | "em" => face.is_italic = true,
            "s" | "del" | "strike" => face.is_struck = true,
            "sup" => face.is_raised = true,
            "sub" => face.is_lowered = true,
            "a" => self.link(node, &mut face, false),
            _ => {}
        }
        face.is_bold |= style.contains("font-weight:bold") || style.contains("font-weight:700");
        let align = self.dom.attribute(node, "align").unwrap_or("").to_lowercase();
        let side = match () {
            () if style.contains("text-align:center") || align == "center" || name == "center" => {
                Side::Middle
            }
            () if style.contains("text-align:right") || align == "right" => Side::Right,
            () if style.contains("text-align:") || !align.is_empty() => Side::Left,
            () => side,
        };
        let is_block = BLOCKS.contains(&name);
        if is_block {
            self.end_line();
            self.line.side = side;
        }
        if name == "li" {
            self.line.number = self.number_of(node).unwrap_or_default();
        }
        let is_outer_kept = self.keeps_lines;
        self.keeps_lines |= name == "pre" || style.contains("white-space:pre");
        if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
            self.line.outline = Some(level.saturating_sub(1).clamp(1, 4));
        }
        let children = self.dom.children(node);
        for child in children {
            self.walk(*child, &face, side, depth + 1);
        }
        self.keeps_lines = is_outer_kept;
        if is_block {
            self.end_line();
        }
        if name == "li" {
            self.line.number.clear();
        }
    }

    /// What stands before an item of a list by itself; nothing where its words have a number of their own.
    fn number_of(&mut self, item: NodeId) -> Option<String> {
        let list = self.dom.parent(item).filter(|list| self.dom.name(*list) == "ol")?;
        let value = |node: NodeId, name: &str| self.dom.attribute(node, name)?.trim().parse::<u32>().ok();
        let first = value(list, "start").unwrap_or(1);
        let next = self.counts.get(&list).map_or(first, |last| last.saturating_add(1));
        let number = value(item, "value").unwrap_or(next);
        self.counts.insert(list, number);
        let is_bare = |node: NodeId| {
            let style = self.dom.attribute(node, "style").unwrap_or("").to_lowercase();
            style.split(';').any(|rule| rule.contains("list-style") && rule.contains("none"))
        };
        let (words, _) = self.first_words(item, LONGEST_MARK);
        let has_own = words.starts_with(|c: char| c.is_numeric()) || crate::text::stands_in_outline(&words);
        if is_bare(list) || is_bare(item) || has_own || words.is_empty() {
            return None;
        }
        let format = match self.dom.attribute(list, "type").unwrap_or("") {
            "a" => "lowerLetter",
            "A" => "upperLetter",
            "i" => "lowerRoman",
            "I" => "upperRoman",
            _ => "decimal",
        };
        Some(document::numeral(number, format) + ".")
    }

    fn push_text(&mut self, text: &str, face: &Face) {
        if self.keeps_lines && text.contains('\n') {
            let side = self.line.side;
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end_line_keeping(side);
                }
                self.push_words(line, face);
            }
            return;
        }
        self.push_words(text, face);
    }

    fn push_words(&mut self, text: &str, face: &Face) {
        // In HTML all blanks are one, but full-width ones.
        let mut words = String::with_capacity(text.len());
        for c in text.chars() {
            let is_blank = c.is_ascii_whitespace() || c == '\u{A0}';
            if !(is_blank && words.ends_with(' ')) {
                words.push(if is_blank { ' ' } else { c });
            }
        }
        push_words(&mut self.line.spans, &without_breaks(&words), face.clone());
    }

    /// Whether an element of the text is none for readers, or shows what lies elsewhere; that is told.
    fn leaves(&mut self, node: NodeId) -> bool {
        let name = self.dom.name(node);
        if matches!(name, "iframe" | "video" | "audio" | "object" | "embed") {
            let place = say!("正文里", "in the text");
            let why = say!("嵌入的内容（{name}），网页不放别处的东西", "embedded content ({name})");
            self.material.account.add_left(PartKind::Other, place.clone(), "", why.clone());
            self.material.doubts.push(Doubt { place, text: why });
        }
        if is_silent(self.dom, node) {
            return true;
        }
        if !is_hidden(self.dom, node) {
            return false;
        }
        let words = self.words(node);
        if !words.is_empty() {
            let why = say!("看不见的文字", "words that nobody sees");
            self.material.account.add_left(PartKind::Paragraph, say!("正文里", "in the text"), words, why);
        }
        true
    }

    fn link(&mut self, node: NodeId, face: &mut Face, is_outside: bool) {
        let Some(address) = self.dom.attribute(node, "href").map(str::trim) else { return };
        let file = address.split(['?', '#']).next().unwrap_or(address);
        let words = self.words(node);
        // What hands files out, such as `download.jsp?id=2`, says in its words only what it hands out.
        let ending = [file, &words].into_iter().find_map(|name| {
            let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
            FILES.contains(&ending.as_str()).then_some(ending)
        });
        if let Some(ending) = ending {
            let place = say!("附件“{words}”", "attachment `{words}`");
            let part = self.material.account.add(PartKind::Other, place.clone(), file);
            match (self.beside)(file).or_else(|| (self.beside)(&words)) {
                Some(bytes) => {
                    self.material.attachments.push(MaterialFile { part, name: words, ending, bytes });
                    return;
                }
                None if is_outside || !is_web_address(address) => {
                    let text = say!(
                        "附件“{words}”（{file}）没有随网页保存，请找到文件放在旁边，写进“附件”",
                        "attachment `{words}` ({file}) was not saved with the page: put the file beside it and name it in `attachments`"
                    );
                    self.material.account.leave(part, say!("没有随网页保存", "not saved with the page"));
                    self.material.doubts.push(Doubt { place, text });
                }
                None => self.material.account.place(part),
            }
        }
        if is_web_address(address) {
            face.link = Some(address.to_owned());
        }
    }

    fn picture(&mut self, node: NodeId) {
        let source = self.dom.attribute(node, "src").unwrap_or("").trim().to_owned();
        let number = self.material.pictures.len() + 1;
        let place = say!("第 {number} 张图片", "picture {number}");
        let alt = self.dom.attribute(node, "alt").or_else(|| self.dom.attribute(node, "title")).unwrap_or("");
        let part = self.material.account.add(PartKind::Picture, place, alt);
        let bytes = (self.beside)(&source);
        let file = source.split(['?', '#']).next().unwrap_or("");
        self.material.pictures.push(Picture {
            part: Some(part),
            alt: alt.trim().to_owned(),
            ending: file.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase()),
            bytes: bytes.unwrap_or_default(),
            address: source,
        });
        self.line.spans.push(LineSpan::Picture(number - 1));
    }

    fn end_line_keeping(&mut self, side: Side) {
        self.end_line();
        self.line.side = side;
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        if line.is_blank() {
            // The number of an item stands before its first line.
            self.line.number = line.number;
            return;
        }
        if let Some(lines) = &mut self.cell {
            lines.push(line);
            return;
        }
        self.lines += 1;
        let number = self.lines;
        let place = say!("第 {number} 段", "paragraph {number}");
        line.part = Some(self.material.account.add(PartKind::Paragraph, place, line.words()));
        self.material.blocks.push(MaterialBlock::Line(line));
    }

    /// A table of data.
    fn table(&mut self, table: NodeId) {
        self.end_line();
        self.tables += 1;
        let mut grid = MaterialGrid::default();
        let rows: Vec<NodeId> =
            self.dom.below(table).into_iter().filter(|node| self.dom.name(*node) == "tr").collect();
        // How many more rows the cells above take, by columns.
        let mut taken: Vec<usize> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut cells = Vec::new();
            let mut column = 0;
            let of_row: Vec<NodeId> = self
                .dom
                .children(*row)
                .iter()
                .copied()
                .filter(|node| matches!(self.dom.name(*node), "td" | "th"))
                .collect();
            for cell in of_row {
                while taken.get(column).is_some_and(|left| *left > 0) {
                    column += 1;
                }
                let span = |name: &str, most: usize| {
                    let value =
                        self.dom.attribute(cell, name).and_then(|value| value.trim().parse::<usize>().ok());
                    value.unwrap_or(1).clamp(1, most)
                };
                let (column_span, row_span) = (span("colspan", 100), span("rowspan", rows.len() - at));
                taken.resize(taken.len().max(column + column_span), 0);
                taken[column..column + column_span].fill(row_span);
                let part = self.cell_part(at, column);
                let lines = self.cell_lines(cell, part);
                cells.push(GridCell { part: Some(part), column, column_span, row_span, lines });
                column += column_span;
            }
            for left in &mut taken {
                *left = left.saturating_sub(1);
            }
            grid.rows.push(cells);
        }
        grid.columns =
            grid.rows.iter().flatten().map(|cell| cell.column + cell.column_span).max().unwrap_or(0);
        if grid.columns > 0 {
            grid.complete();
            self.material.blocks.push(MaterialBlock::Table(grid));
        }
    }

    fn cell_part(&mut self, row: usize, column: usize) -> PartId {
        let number = self.tables;
        let (row, column) = (row + 1, column + 1);
        let place =
            say!("第 {number} 个表格第 {row} 行第 {column} 格", "table {number}, row {row}, cell {column}");
        self.material.account.add(PartKind::Cell, place, "")
    }

    /// The lines of a cell; they are told as its part.
    fn cell_lines(&mut self, cell: NodeId, part: PartId) -> Vec<MaterialLine> {
        self.cell = Some(Vec::new());
        for child in self.dom.children(cell) {
            self.walk(*child, &Face::default(), Side::Left, 1);
        }
        self.end_line();
        let lines = self.cell.take().unwrap_or_default();
        let words: Vec<String> = lines.iter().map(MaterialLine::words).collect();
        self.material.account.say(part, words.join("\n"));
        lines
    }
}

fn is_data_or_list(dom: &Dom, node: NodeId) -> bool {
    dom.name(node) != "table" || is_data(dom, node)
}

/// Text without the line ends and blanks that the writers of HTML put between Chinese characters.
fn without_breaks(words: &str) -> String {
    let signs: Vec<char> = words.chars().collect();
    let is_wide = |c: Option<&char>| c.is_none_or(|c| *c >= '\u{2E80}' || "“”‘’—…".contains(*c));
    let keeps = |(at, c): (usize, &char)| {
        *c != ' ' || !(is_wide(at.checked_sub(1).and_then(|at| signs.get(at))) && is_wide(signs.get(at + 1)))
    };
    signs.iter().enumerate().filter(|(at, c)| keeps((*at, c))).map(|(_, c)| *c).collect()
}

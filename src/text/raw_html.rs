//! HTML that people typed: a short list of elements and attributes passes, the rest is reported and dropped.
//!
//! There are two filters, one after the other. [`HtmlFilter`] reads the tags of one piece, writes those
//! that may stay anew and says what it dropped; [`sanitise`] then has ammonia parse the finished page, so
//! that nothing is left open or nested in a way that a browser would repair into something else.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::marks;

/// Elements of running text that may be typed.
const RUNNING: &[&str] = &[
    "br", "sup", "sub", "u", "s", "b", "i", "span", "strong", "em", "del", "ins", "code", "small", "abbr",
    "ruby", "rt", "rp",
];

/// Blocks that may be typed.
const BLOCKS: &[&str] = &[
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "colgroup",
    "col",
    "hr",
    "p",
    "div",
    "details",
    "summary",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
];

/// Attributes that may be typed.
const TYPED_ATTRIBUTES: &[&str] = &["rowspan", "colspan", "scope", "open", "start", "title"];

/// Elements that only this program writes.
const WRITTEN: &[&str] =
    &["a", "img", "section", "figure", "figcaption", "pre", "h1", "h2", "h3", "h4", "h5", "h6"];

/// Attributes that only this program writes.
const WRITTEN_ATTRIBUTES: &[&str] =
    &["id", "class", "role", "aria-label", "tabindex", "headers", "href", "rel", "src", "alt", "loading"];

/// Elements whose content goes with them.
const WITH_CONTENT: &[&str] = &[
    "script", "style", "iframe", "object", "svg", "math", "template", "noscript", "textarea", "title",
    "select",
];

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 2000;

/// How many elements may be open in one another: a parser looks through all that are open at every tag.
const DEEPEST_ELEMENT: usize = 200;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(RUNNING.iter().chain(BLOCKS).chain(WRITTEN).copied().collect::<HashSet<_>>())
        .generic_attributes(
            TYPED_ATTRIBUTES.iter().chain(WRITTEN_ATTRIBUTES).copied().collect::<HashSet<_>>(),
        )
        .tag_attributes(HashMap::new())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder
});

/// Makes HTML well-formed and drops whatever is not on the lists.
pub(super) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// Where a piece of HTML stands, and so what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HtmlScope {
    /// Inside of a paragraph: only elements of running text.
    Line,
    /// A block that ends what it begins.
    Closed,
    /// A block that may leave elements open, for Markdown to stand in them.
    Open,
}

/// Filters the typed HTML of a text, piece by piece.
#[derive(Default)]
pub(super) struct HtmlFilter {
    /// The elements that this filter has to close.
    open: Vec<String>,
    /// How many of those are open that Markdown may stand in.
    outer: usize,
}

impl HtmlFilter {
    /// Writes the tags of `html` that may stay, and what lies between them; gives the names of what was
    /// dropped. `label` names the scrolling region around a table.
    pub(super) fn write(
        &mut self,
        html: &str,
        scope: HtmlScope,
        label: &str,
        out: &mut String,
    ) -> Vec<String> {
        let mut dropped = Vec::new();
        for (_, piece) in pieces(html) {
            match piece {
                HtmlPiece::Text(text) => push_text(text, out),
                HtmlPiece::Tag(tag) => {
                    let name = tag.name.as_str();
                    if RUNNING.contains(&name) || scope != HtmlScope::Line && BLOCKS.contains(&name) {
                        self.write_tag(&tag, scope, label, out, &mut dropped);
                    } else if !tag.is_end {
                        // An end tag goes with the start tag that was reported.
                        dropped.push(format!("<{name}>"));
                    }
                }
                HtmlPiece::Declaration => dropped.push("<!>".to_owned()),
            }
        }
        if scope != HtmlScope::Line {
            self.close(out);
        }
        dropped
    }

    /// Closes what is still open.
    pub(super) fn close(&mut self, out: &mut String) {
        while let Some(name) = self.open.pop() {
            write_end(&name, out);
        }
    }

    fn write_tag(
        &mut self,
        tag: &TypedTag<'_>,
        scope: HtmlScope,
        label: &str,
        out: &mut String,
        dropped: &mut Vec<String>,
    ) {
        let name = tag.name.as_str();
        let is_void = matches!(name, "br" | "hr" | "col");
        let is_ours = scope != HtmlScope::Open || RUNNING.contains(&name);
        if !tag.is_end && !is_void && self.open.len() + self.outer >= DEEPEST_ELEMENT {
            dropped.push(format!("<{name}>"));
        } else if !tag.is_end {
            write_start(tag, label, out, dropped);
            if is_ours && !is_void {
                self.open.push(tag.name.clone());
            } else if !is_void {
                self.outer += 1;
            }
        } else if !is_ours {
            self.outer = self.outer.saturating_sub(1);
            write_end(name, out);
        } else if let Some(place) = self.open.iter().rposition(|open| open == name) {
            for name in self.open.drain(place..).rev() {
                write_end(&name, out);
            }
        }
    }
}

/// A piece of typed HTML.
pub(super) enum HtmlPiece<'a> {
    /// Text between tags, with its entities.
    Text(&'a str),
    /// A tag; the content of elements such as `script` is gone already.
    Tag(TypedTag<'a>),
    /// `<!…>` or `<?…>`.
    Declaration,
}

/// The pieces of typed HTML, with the bytes where they begin; comments are left out.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = (usize, HtmlPiece<'_>)> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let at = html.len() - rest.len();
            if rest.is_empty() {
                return None;
            }
            // A `<` that begins nothing is text.
            let text = match rest.strip_prefix('<') {
                Some(behind) if !begins_markup(rest) => 1 + behind.find('<').unwrap_or(behind.len()),
                Some(_) => 0,
                None => rest.find('<').unwrap_or(rest.len()),
            };
            if text > 0 {
                let (text, behind) = rest.split_at(text);
                rest = behind;
                return Some((at, HtmlPiece::Text(text)));
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
                continue;
            }
            let Some((tag, behind)) = read_tag(rest) else {
                rest = rest.split_once('>').map_or("", |(_, behind)| behind);
                return Some((at, HtmlPiece::Declaration));
            };
            let loses_content = !tag.is_end && WITH_CONTENT.contains(&tag.name.as_str());
            rest = if loses_content { behind_element(behind, &tag.name) } else { behind };
            return Some((at, HtmlPiece::Tag(tag)));
        }
    })
}

fn begins_markup(html: &str) -> bool {
    html.starts_with("<!") || html.starts_with("<?") || read_tag(html).is_some()
}

/// Text between tags: entities stay, the rest is escaped.
fn push_text(text: &str, out: &mut String) {
    for (index, piece) in text.split('&').enumerate() {
        if index > 0 {
            let is_entity = piece.split_once(';').is_some_and(|(name, _)| {
                !name.is_empty()
                    && name.len() < 32
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
            });
            out.push_str(if is_entity { "&" } else { "&amp;" });
        }
        marks::push_escaped(piece, out);
    }
}

/// A tag as typed.
pub(super) struct TypedTag<'a> {
    /// The element, in lower case.
    pub(super) name: String,
    /// Whether it ends the element.
    pub(super) is_end: bool,
    /// Names in lower case, and values.
    pub(super) attributes: Vec<(String, &'a str)>,
}

impl TypedTag<'_> {
    /// Whether it is an element of running text, which ends no line but `<br>`.
    pub(super) fn is_running(&self) -> bool {
        RUNNING.contains(&self.name.as_str())
    }

    /// A number in an attribute, at least 1.
    pub(super) fn number(&self, attribute: &str) -> usize {
        let value = self.attributes.iter().find(|(name, _)| name == attribute).map_or("", |(_, value)| value);
        value.trim().parse().unwrap_or(1).max(1)
    }
}

/// Reads the tag at the start of `html`, which begins with `<`. Where no tag ends within reach, `<` is text,
/// so that a flood of unfinished tags does not take for ever.
fn read_tag(html: &str) -> Option<(TypedTag<'_>, &str)> {
    let reach = &html[..html.floor_char_boundary(LONGEST_TAG)];
    if !reach.contains('>') {
        return None;
    }
    let (tag, behind) = read_tag_within(reach)?;
    Some((tag, &html[behind..]))
}

/// The tag and where it ends.
fn read_tag_within(html: &str) -> Option<(TypedTag<'_>, usize)> {
    let inside = html.strip_prefix('<')?;
    let is_end = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    if !inside.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let length =
        inside.find(|byte: char| byte.is_whitespace() || matches!(byte, '>' | '/')).unwrap_or(inside.len());
    let name = inside[..length].to_ascii_lowercase();
    let mut rest = &inside[length..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '/');
        if let Some(behind) = rest.strip_prefix('>') {
            return Some((TypedTag { name, is_end, attributes }, html.len() - behind.len()));
        }
        let length = rest.find(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/' | '='))?;
        let attribute = rest[..length].to_ascii_lowercase();
        rest = rest[length..].trim_start();
        let mut value = "";
        if let Some(behind) = rest.strip_prefix('=') {
            let behind = behind.trim_start();
            let quote = behind.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            if let Some(quote) = quote {
                (value, rest) = behind[1..].split_once(quote)?;
            } else {
                let length = behind.find(|sign: char| sign.is_whitespace() || sign == '>')?;
                (value, rest) = behind.split_at(length);
            }
        }
        attributes.push((attribute, value));
    }
}

fn write_end(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
    if name == "table" {
        out.push_str("</section>");
    }
}

fn write_start(tag: &TypedTag<'_>, label: &str, out: &mut String, dropped: &mut Vec<String>) {
    let name = &tag.name;
    if name == "table" {
        out.push_str("<section class=\"table-scroll\" aria-label=\"");
        marks::push_escaped(label, out);
        out.push_str("\" tabindex=\"0\">");
    }
    out.push('<');
    out.push_str(name);
    for (attribute, value) in &tag.attributes {
        if TYPED_ATTRIBUTES.contains(&attribute.as_str()) {
            out.push(' ');
            out.push_str(attribute);
            out.push_str("=\"");
            push_text(value, out);
            out.push('"');
        } else if attribute.starts_with("on") || matches!(attribute.as_str(), "href" | "src" | "srcdoc") {
            dropped.push(format!("<{name} {attribute}>"));
        }
    }
    out.push('>');
}

/// What follows the end tag of an element whose start tag was just read; nothing if it is never closed.
fn behind_element<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        rest = after;
        if rest.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return rest.split_once('>').map_or("", |(_, behind)| behind);
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{HtmlFilter, HtmlScope, sanitise};

    fn check(html: &str, scope: HtmlScope, expected: &str, dropped: &[&str]) {
        let mut out = String::new();
        let mut filter = HtmlFilter::default();
        let found = filter.write(html, scope, "表格", &mut out);
        filter.close(&mut out);
        assert_eq!(sanitise(&out), expected, "{html}");
        assert_eq!(found, dropped, "{html}");
    }

    #[test]
    fn lines() {
        let check = |html, expected, dropped: &[&str]| check(html, HtmlScope::Line, expected, dropped);
        check("甲<br/>乙<SUP class=x>2</SUP>", "甲<br>乙<sup>2</sup>", &[]);
        check("<a href=javascript:x>点</a>", "点", &["<a>"]);
        check("<u>没有<b>关", "<u>没有<b>关</b></u>", &[]);
        check("<u>乱<b>序</u>了</b>", "<u>乱<b>序</b></u>了", &[]);
        check("3 < 5 & 6 &amp; 7<注>", "3 &lt; 5 &amp; 6 &amp; 7&lt;注&gt;", &[]);
        check("<!-- 注 -->后<!-- 不关", "后", &[]);
        check("<details>藏起来", "藏起来", &["<details>"]);
        check("<svg><style><img src=x onerror=alert(1)></style></svg>", "", &["<svg>"]);
    }

    #[test]
    fn blocks() {
        let check = |html, expected, dropped: &[&str]| check(html, HtmlScope::Closed, expected, dropped);
        check("<p style='color:red' onclick=\"a('>')\">红</p>", "<p>红</p>", &["<p onclick>"]);
        check("<script>alert(1)</script>后", "后", &["<script>"]);
        check("<script>永不结束", "", &["<script>"]);
        check("<!DOCTYPE html><b>", "<b></b>", &["<!>"]);
        check(
            "<table><tr><td rowspan=2 width=5>甲<td>乙</tr>",
            "<section class=\"table-scroll\" aria-label=\"表格\" tabindex=\"0\">\
             <table><tbody><tr><td rowspan=\"2\">甲</td><td>乙</td></tr></tbody></table></section>",
            &[],
        );
    }
}

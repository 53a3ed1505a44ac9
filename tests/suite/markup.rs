//! A reader of finished pages that takes nothing on trust: tags, attributes and what is between them, read the way
//! browsers read what is well-formed. What is not well-formed is told, not mended.

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// In lower case; a closing tag's begins with `/`.
    pub(crate) name: String,
    /// In the order written, values decoded.
    pub(crate) attributes: Vec<(String, String)>,
    /// Ends with `/>`.
    pub(crate) closes_itself: bool,
}

impl Tag {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

/// What a page is made of.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    pub(crate) tags: Vec<Tag>,
    /// The text between tags, decoded; not that of scripts.
    pub(crate) text: String,
    /// The contents of `<script>` elements, each with its type.
    pub(crate) scripts: Vec<(String, String)>,
    /// What is not well-formed.
    pub(crate) faults: Vec<String>,
}

/// HTML elements without content.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// Reads HTML, or with `is_xml` XML.
pub(crate) fn read(page: &str, is_xml: bool) -> Markup {
    let mut markup = Markup::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        markup.text.push_str(&decode(&rest[..at]));
        rest = &rest[at..];
        if rest.starts_with("<!") || rest.starts_with("<?") {
            let end = if rest.starts_with("<!--") { "-->" } else { ">" };
            rest = rest.split_once(end).map_or("", |(_, rest)| rest);
            continue;
        }
        let Some((tag, behind)) = tag(rest) else {
            markup.faults.push(format!("a `<` that begins no tag: {:?}", head(rest)));
            markup.text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = behind;
        if let Some(name) = tag.name.strip_prefix('/') {
            if open.pop().as_deref() != Some(name) {
                markup.faults.push(format!("</{name}> closes something else before {:?}", head(rest)));
            }
        } else if !tag.closes_itself && (is_xml || !VOID.contains(&&*tag.name)) {
            open.push(tag.name.clone());
        }
        if tag.name == "script" && !is_xml {
            let (script, behind) = rest.split_once("</script").unwrap_or((rest, ""));
            markup.scripts.push((tag.attribute("type").unwrap_or("").to_owned(), script.to_owned()));
            rest = behind.split_once('>').map_or("", |(_, rest)| rest);
            open.pop();
        }
        markup.tags.push(tag);
    }
    markup.text.push_str(&decode(rest));
    if !open.is_empty() {
        markup.faults.push(format!("never closed: {}", open.join(" ")));
    }
    markup
}

fn head(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The tag at the beginning of `text`, and what is behind it.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let text = text.strip_prefix('<')?;
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || (c == '/' && !text.starts_with(c)));
    let end = end.or_else(|| text[1..].find(['>', '/']).map(|at| at + 1))?;
    let name = text[..end].to_lowercase();
    if !name.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = Tag { name, attributes: Vec::new(), closes_itself: false };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix("/>") {
            tag.closes_itself = true;
            return Some((tag, behind));
        }
        if let Some(behind) = rest.strip_prefix('>') {
            return Some((tag, behind));
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=>".contains(c))?;
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let Some(value) = rest.strip_prefix('=') else {
            tag.attributes.push((name, String::new()));
            continue;
        };
        // Our pages quote every value; an unquoted one would be a place to break out of.
        let value = value.strip_prefix('"')?;
        let (value, behind) = value.split_once('"')?;
        tag.attributes.push((name, decode(value)));
        rest = behind;
    }
}

/// Text with its entities decoded: those that this program and its theme write.
pub(crate) fn decode(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (entity, behind) = rest.split_once(';').unwrap_or(("", rest));
        let number = entity.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => number.parse().ok(),
        });
        let known = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => number.and_then(char::from_u32),
        };
        match known {
            Some(c) => {
                decoded.push(c);
                rest = behind;
            }
            None => decoded.push('&'),
        }
    }
    decoded + rest
}

/// What in a page would run or load something.
pub(crate) fn executable(markup: &Markup) -> Vec<String> {
    let mut faults = Vec::new();
    for tag in &markup.tags {
        if is_search(tag) {
            continue;
        }
        if ["iframe", "object", "embed", "base", "form", "style", "applet"].contains(&&*tag.name) {
            faults.push(format!("<{}> has no business here", tag.name));
        }
        for (name, value) in &tag.attributes {
            let is_address =
                ["href", "src", "srcset", "action", "formaction", "poster", "xlink:href"].contains(&&**name);
            if name.starts_with("on") || name == "style" && tag.name != "svg" {
                faults.push(format!("{name}={value:?} on <{}>", tag.name));
            } else if is_address && !is_harmless(tag, value) {
                faults.push(format!("<{} {name}={value:?}>", tag.name));
            }
        }
    }
    for (kind, script) in &markup.scripts {
        let is_data =
            kind == "application/ld+json" && serde_json::from_str::<serde_json::Value>(script).is_ok();
        if !is_data && !script.is_empty() {
            faults.push(format!("a script in the page: {script:?}"));
        }
    }
    faults
}

/// Whether an address may stand in a link or, if it is within the site, in what a page loads.
/// The one form there is: it leads to the page of results and sends nothing away.
fn is_search(tag: &Tag) -> bool {
    let leads_there = |action: &str| action.trim_start_matches(['.', '/']).ends_with("search.html");
    tag.name == "form"
        && tag.attribute("method") == Some("get")
        && tag.attribute("action").is_some_and(|action| is_harmless(tag, action) && leads_there(action))
}

fn is_harmless(tag: &Tag, value: &str) -> bool {
    let is_link = tag.name == "a" || tag.name == "link" && tag.attribute("rel") == Some("canonical");
    match value.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '#', '?', '.', '%']) => {
            is_link && ["http", "https", "mailto", "tel"].contains(&scheme.to_lowercase().as_str())
        }
        _ => !value.starts_with("//") && !value.contains('\\'),
    }
}

#[test]
fn the_reader_sees_what_is_there() {
    let markup =
        read("<p class=\"a&amp;b\">1 &lt; 2<br><img src=\"x\" alt=\"\"></p><script>a<b</script>", false);
    assert_eq!(
        markup.tags.iter().map(|tag| &*tag.name).collect::<Vec<_>>(),
        ["p", "br", "img", "/p", "script"]
    );
    assert_eq!(markup.tags[0].attribute("class"), Some("a&b"));
    assert_eq!((&*markup.text, &*markup.scripts[0].1), ("1 < 2", "a<b"));
    assert!(markup.faults.is_empty());
    for broken in ["<p>", "<b><i></b></i>", "<p x=y></p>", "a < b"] {
        assert!(!read(broken, false).faults.is_empty(), "{broken}");
    }
}

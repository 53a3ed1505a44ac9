//! The pages of years and periods for blades to render: their values as one JSON file, which it reads by an input
//! plugin, faster than a file for each page, and a template for each kind.
//!
//! blades escapes no value of its own accord: it takes each for Markdown and renders that ([`Escape::Markdown`]), or
//! puts it into the page as it is, so that it has to be escaped before ([`Escape::Before`]).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::template::{Kind, Piece, Record, Value};
use super::{Templates, put, quoted};

/// Who escapes the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// blades, by rendering them as Markdown.
    Markdown,
    /// Whoever made the values; blades does nothing.
    Before,
}

const SETTINGS: &str = r#"title = "清渚市民生项目公开网"
url = "https://gk.qingzhu.example.gov.cn"
sitemap = false
rss = false
atom = false
implicit_taxonomies = false

[plugins]
input = ["cat pages.json"]
"#;

/// What blades itself calls a part of a page.
pub(crate) const TAKEN: [&str; 31] = [
    "active",
    "alternative_paths",
    "classification",
    "content",
    "date",
    "gallery_template",
    "hidden",
    "image",
    "index",
    "is_section",
    "next",
    "page_template",
    "pages",
    "paginate_by",
    "pagination",
    "parent",
    "path",
    "permalink",
    "pictures",
    "plugins",
    "previous",
    "priority",
    "section_template",
    "site",
    "slug",
    "subsections",
    "summary",
    "taxonomies",
    "template",
    "title",
    "weight",
];

/// Writes the site into `root`; says how many pages it has.
pub(crate) fn generate(finished: &Path, root: &Path, escape: Escape) -> Result<usize, String> {
    put(&root.join("Blades.toml"), SETTINGS)?;
    put(&root.join("content/index.toml"), "title = \"清渚市民生项目公开网\"\ntemplate = \"index.html\"\n")?;
    put(&root.join("templates/index.html"), "{{title}}")?;
    let templates = Templates::new()?;
    let mut names = BTreeSet::new();
    for (_, template) in &templates.0 {
        collect(&template.pieces, &mut names);
    }
    let site = Site { keys: Keys::new(&names)?, escape };
    for (kind, template) in &templates.0 {
        put(&root.join("templates").join(format!("{kind}.html")), &site.template(&template.pieces))?;
    }
    let mut pages = String::from("[");
    let count = templates.read(finished, |page, record| {
        if pages.len() > 1 {
            pages.push(',');
        }
        let [path, slug] = [&page.folder, &page.slug].map(|text| quoted(text));
        let _ = write!(pages, "{{\"path\":{path},\"slug\":{slug},\"template\":\"{}.html\"", page.kind);
        for (name, value) in record {
            let _ = write!(pages, ",\"{}\":{}", site.keys.key(name), site.json(value));
        }
        pages.push('}');
        Ok(())
    })?;
    pages.push(']');
    put(&root.join("pages.json"), &pages)?;
    Ok(count)
}

/// Every name in a template.
fn collect(pieces: &[Piece], names: &mut BTreeSet<&'static str>) {
    for piece in pieces {
        match piece {
            Piece::Literal(_) => {}
            Piece::Value { name, .. } => {
                names.insert(name);
            }
            Piece::Records { name, body, .. } => {
                names.insert(name);
                collect(body, names);
            }
            Piece::Shared { body, .. } => collect(body, names),
        }
    }
}

/// How the values are written.
struct Site {
    keys: Keys,
    escape: Escape,
}

impl Site {
    /// A template as blades has it.
    fn template(&self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        for piece in pieces {
            let _ = match piece {
                Piece::Literal(literal) => write!(text, "{literal}"),
                Piece::Value { name, kind: Kind::Text } if self.escape == Escape::Markdown => {
                    write!(text, "{{{{{}}}}}", self.keys.key(name))
                }
                Piece::Value { name, .. } => write!(text, "{{{{{{{}}}}}}}", self.keys.key(name)),
                Piece::Records { name, body, .. } => {
                    let key = self.keys.key(name);
                    write!(text, "{{{{#{key}}}}}{}{{{{/{key}}}}}", self.template(body))
                }
                Piece::Shared { body, .. } => write!(text, "{}", self.template(body)),
            };
        }
        text
    }

    /// A value in JSON. What is not there is said to be `false`: else blades would look for it outside the record.
    fn json(&self, value: &Value) -> String {
        match value {
            Value::Plain(raw, Kind::Number) => (*raw).to_owned(),
            Value::Plain(raw, _) if self.escape == Escape::Before => quoted(raw),
            Value::Plain(raw, kind) => quoted(&Value::decode(raw, *kind)),
            Value::Many(records) => {
                let records: Vec<String> = records.iter().map(|record| self.object(record)).collect();
                format!("[{}]", records.join(","))
            }
            Value::Maybe(None) => "false".to_owned(),
            Value::Maybe(Some(record)) if record.is_empty() => "true".to_owned(),
            Value::Maybe(Some(record)) => self.object(record),
        }
    }

    fn object(&self, record: &Record) -> String {
        let values: Vec<String> = record
            .iter()
            .map(|(name, value)| format!("\"{}\":{}", self.keys.key(name), self.json(value)))
            .collect();
        format!("{{{}}}", values.join(","))
    }
}

/// What the values are called for blades: it tells keys apart by seven bits of their hash only, so that two keys that
/// share them would stand for the same value.
struct Keys(Vec<(&'static str, String)>);

impl Keys {
    fn new(names: &BTreeSet<&'static str>) -> Result<Self, String> {
        let mut used = BTreeSet::new();
        let mut keys = Vec::new();
        for name in names {
            let mut candidates = std::iter::once((*name).to_owned()).chain(
                (b'a'..=b'z')
                    .flat_map(|a| (b'a'..=b'z').map(move |b| (a, b)))
                    .map(|(a, b)| format!("{name}_{}{}", char::from(a), char::from(b))),
            );
            let key = candidates.find(|key| !TAKEN.contains(&key.as_str()) && !used.contains(&bits(key)));
            let key = key.ok_or_else(|| format!("blades has no key left for {name}"))?;
            used.insert(bits(&key));
            keys.push((*name, key));
        }
        Ok(Self(keys))
    }

    fn key(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, key)| key)
    }
}

/// The bits by which blades tells keys apart: the highest of the FNV-1a hash of the key and a byte that ends it.
pub(crate) fn bits(key: &str) -> u64 {
    let hash = key
        .bytes()
        .chain([0xff])
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash >> 57
}

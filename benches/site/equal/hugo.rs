//! The pages of years and periods for Hugo to render: their values as TOML, the fastest of its front matters, and a
//! template for each kind.
//!
//! What depends on the column and the depth alone is a cached partial; all else stands in one template, so that no page
//! costs a call that it could do without. Lists, feed and site map, which Hugo would make besides, are switched off.

use std::fmt::Write as _;
use std::path::Path;

use super::template::{Kind, Piece, Record, Value};
use super::{Templates, put, quoted};

const SETTINGS: &str = r#"baseURL = "https://gk.qingzhu.example.gov.cn/"
title = "清渚市民生项目公开网"
locale = "zh-CN"
uglyURLs = true
disablePathToLower = true
disableHugoGeneratorInject = true
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]

[outputs]
page = ["HTML"]
"#;

/// Writes the site into `root`; says how many pages it has.
pub(crate) fn generate(finished: &Path, root: &Path) -> Result<usize, String> {
    put(&root.join("hugo.toml"), SETTINGS)?;
    let templates = Templates::new()?;
    let layouts = root.join("layouts");
    for (kind, template) in &templates.0 {
        let mut shared = Vec::new();
        let text = format!("{{{{ with .Params }}}}{}{{{{ end }}}}", layout(&template.pieces, &mut shared));
        put(&layouts.join(kind).join("single.html"), &text)?;
        for (name, text) in shared {
            put(&layouts.join("partials").join(format!("{name}.html")), &text)?;
        }
    }
    templates.read(finished, |page, record| {
        let mut text = format!("+++\ntype = \"{}\"\n[params]\n", page.kind);
        for (name, value) in record {
            if let Some(value) = toml(value) {
                let _ = writeln!(text, "{name} = {value}");
            }
        }
        text.push_str("+++\n");
        put(&root.join("content").join(&page.folder).join(format!("{}.md", page.slug)), &text)
    })
}

/// A template as Hugo has it; cached partials are added to `shared`.
fn layout(pieces: &[Piece], shared: &mut Vec<(&'static str, String)>) -> String {
    let mut text = String::new();
    for piece in pieces {
        let _ = match piece {
            Piece::Literal(literal) => write!(text, "{literal}"),
            Piece::Value { name, kind: Kind::Markup } => write!(text, "{{{{ .{name} | safeHTML }}}}"),
            Piece::Value { name, .. } => write!(text, "{{{{ .{name} }}}}"),
            Piece::Records { name, is_many, body } => {
                let opening = if *is_many { "range" } else { "with" };
                write!(text, "{{{{ {opening} .{name} }}}}{}{{{{ end }}}}", layout(body, shared))
            }
            Piece::Shared { name, by, body } => {
                let partial = layout(body, shared);
                shared.push((name, partial));
                write!(text, "{{{{ partialCached \"{name}.html\" . .{} }}}}", by.join(" ."))
            }
        };
    }
    text
}

/// A value in TOML; `None` if there is nothing to say.
fn toml(value: &Value) -> Option<String> {
    Some(match value {
        Value::Plain(raw, Kind::Number) => (*raw).to_owned(),
        Value::Plain(raw, kind) => quoted(&Value::decode(raw, *kind)),
        Value::Many(records) => {
            let records: Vec<String> = records.iter().map(table).collect();
            format!("[{}]", records.join(", "))
        }
        Value::Maybe(None) => return None,
        // A record of no values is there all the same; an empty table would count as nothing.
        Value::Maybe(Some(record)) if record.is_empty() => "true".to_owned(),
        Value::Maybe(Some(record)) => table(record),
    })
}

fn table(record: &Record) -> String {
    let values: Vec<String> =
        record.iter().filter_map(|(name, value)| Some(format!("{name} = {}", toml(value)?))).collect();
    format!("{{{}}}", values.join(", "))
}

//! Which version of the interface a theme was made for.
//!
//! What templates see and have to do changes now and then ([`CHANGES`]). A site's own theme says in
//! `theme.yaml` for which version it was made; one that says nothing was made for the first. Whoever has one
//! of an older version is told what has changed since, and that an address is spelled that has no fixed name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{SCRIPT, SEARCH_SCRIPT, STYLESHEET, fault};
use crate::diag::{Diagnostic, Place, Text};
use crate::layout;
use crate::say;
use crate::yaml::fields::Fields;
use crate::yaml::report::Report;
use crate::yaml::shape::{Key, Shape, ValueKind};
use crate::yaml::{self, YamlSource};

/// The file of a theme that tells its version.
const FILE: &str = "theme.yaml";

/// The version of this program.
const INTERFACE: i64 = 2;

/// What each version after the first changed, in Chinese and in English, for whoever wrote a theme before;
/// the newest last. `docs/themes.md` says the same at length.
const CHANGES: &[(i64, &str, &str)] = &[
    (
        2,
        "事项、卡片、统计表、状态依据以前是排好的 HTML，现在是数据，用 parts.html 里的组件排出来",
        "nodes, cards, tables of figures and grounds of a status were finished HTML, and are data now, which the \
         components of parts.html lay out",
    ),
    (
        2,
        "样式和脚本的地址带摘要，模板里写 `links.stylesheet`、`links.script`、`search.script`，不要自己拼",
        "addresses of the style sheet and the scripts carry a digest: templates take them from \
         `links.stylesheet`, `links.script` and `search.script`",
    ),
];

static SHAPE: Shape = Shape {
    zh: "主题说明",
    en: "the theme",
    keys: &[Key {
        zh: "接口",
        en: "interface",
        kind: ValueKind::Integer(1, 1_000),
        required: true,
        doc_zh: "主题是照哪一版接口写的",
        doc_en: "the version of the interface that the theme was made for",
    }],
};

/// What to be told of the site's own files of the theme called `name`, apart from what the template engine
/// finds.
pub(super) fn check(name: &str, own: &BTreeMap<String, Vec<u8>>) -> Vec<Diagnostic> {
    let mut findings = check_version(name, own);
    let templates = own.iter().filter(|(path, _)| super::is_template(path));
    for (path, bytes) in templates {
        let text = String::from_utf8_lossy(bytes);
        findings.extend(spelled(&text, &layout::in_theme(name, path)));
    }
    findings
}

fn check_version(name: &str, own: &BTreeMap<String, Vec<u8>>) -> Vec<Diagnostic> {
    let file: Arc<str> = layout::in_theme(name, FILE).into();
    let (made_for, place, mut findings) = match own.get(FILE) {
        None => (Some(1), fault::file(name, ""), Vec::new()),
        Some(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let source = YamlSource { file: Arc::clone(&file), text: &text, offset: 0, ends_file: true };
            let parsed = yaml::parse(&source, &SHAPE);
            let mut report = Report::new(&source, parsed.findings, parsed.is_repaired);
            let version = parsed
                .root
                .and_then(|root| Fields::open(&root, &SHAPE, 0..0, &mut report).integer("接口", &mut report));
            let place = version.as_ref().map_or(0..0, |version| version.span.clone());
            (version.map(|version| version.value), Place::span(file, place), report.findings)
        }
    };
    // A style or a picture of one's own depends on nothing of this.
    let depends =
        own.keys().any(|path| super::is_template(path) || [SCRIPT, SEARCH_SCRIPT].contains(&&**path));
    match made_for {
        Some(version) if version > INTERFACE => findings.push(
            Diagnostic::error(
                "newer-theme",
                say!(
                    "主题是照第 {version} 版接口写的，这个程序只到第 {INTERFACE} 版",
                    "the theme was made for version {version} of the interface, and this program has {INTERFACE}"
                ),
            )
            .at(place)
            .help(say!("换上新版的 gongkai", "use a newer gongkai")),
        ),
        Some(version) if version < INTERFACE && depends => findings.push(
            Diagnostic::warning(
                "older-theme",
                say!(
                    "主题是照第 {version} 版接口写的，现在是第 {INTERFACE} 版",
                    "the theme was made for version {version} of the interface, which is {INTERFACE} now"
                ),
            )
            .at(place)
            .help(cure(name, version)),
        ),
        _ => {}
    }
    findings
}

/// What has changed since `version`, and what to write when that is seen to.
fn cure(name: &str, version: i64) -> Text {
    let since = || CHANGES.iter().filter(|(changed, ..)| *changed > version);
    let zh: Vec<&str> = since().map(|(_, zh, _)| *zh).collect();
    let en: Vec<&str> = since().map(|(_, _, en)| *en).collect();
    let (zh, en, file) = (zh.join("；"), en.join("; "), layout::in_theme(name, FILE));
    say!(
        "照着核对：{zh}。核对好了，在 {file} 里写 `接口: {INTERFACE}`",
        "see to this: {en}; then write `interface: {INTERFACE}` into {file}"
    )
}

/// Addresses that a template spells although the files have other names when they are published.
fn spelled(text: &str, file: &str) -> Vec<Diagnostic> {
    let places =
        [(STYLESHEET, "links.stylesheet"), (SCRIPT, "links.script"), (SEARCH_SCRIPT, "search.script")];
    let found = places.into_iter().flat_map(|(address, field)| {
        text.match_indices(address).map(move |(at, _)| {
            Diagnostic::error(
                "fixed-asset-address",
                say!(
                    "`{address}` 发布以后名称里带摘要，这个地址打不开",
                    "`{address}` carries a digest when it is published: nothing is found at this address"
                ),
            )
            .at(Place::span(file, at..at + address.len()))
            .help(say!("写成 `{{{{ {field} }}}}`", "write `{{{{ {field} }}}}`"))
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(files: &[(&str, &str)]) -> Vec<&'static str> {
        let own = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        check("gongkai", &own).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_theme_is_told_what_changed_since_it_was_made() {
        assert_eq!(rules(&[]), [""; 0]);
        assert_eq!(rules(&[("assets/site.css", ""), ("assets/icon.svg", "")]), [""; 0]);
        assert_eq!(rules(&[("tombstone.html", "")]), ["older-theme"]);
        assert_eq!(rules(&[("assets/search.js", ""), ("theme.yaml", "interface: 1\n")]), ["older-theme"]);
        assert_eq!(rules(&[("tombstone.html", ""), ("theme.yaml", "接口: 2\n")]), [""; 0]);
        assert_eq!(rules(&[("theme.yaml", "接口: 3\n")]), ["newer-theme"]);
        assert!(rules(&[("theme.yaml", "接口: 二\n")]).len() == 1);
        assert_eq!(CHANGES.last().map(|(version, ..)| *version), Some(INTERFACE));
    }

    #[test]
    fn an_address_that_is_spelled_is_found() {
        let template = "<script src=\"{{ links.home }}/../assets/site.js\"></script>";
        let version = ("theme.yaml", "接口: 2\n");
        assert_eq!(rules(&[("base.html", template), version]), ["fixed-asset-address"]);
        assert_eq!(rules(&[("base.html", "{{ links.script }} assets/print.js"), version]), [""; 0]);
    }
}

//! Our finished pages for Hugo and Zola to copy: each page is content that the template only prints, every other file
//! is static. Less work than this no generator can make of the same site.
//!
//! Hugo writes each page where ours is. Zola writes nothing but `index.html`, so that `a.html` becomes `a/index.html`.

use std::fs;
use std::path::Path;

use gongkai::files;

use super::{put, text_of};

/// Who copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copier {
    /// Hugo: pages are the raw text behind the front matter.
    Hugo,
    /// Zola, which would take such a text for Markdown: pages are a value in the front matter.
    Zola,
}

const HUGO: [(&str, &str); 2] = [
    (
        "hugo.toml",
        "baseURL = \"https://gk.qingzhu.example.gov.cn/\"\nuglyURLs = true\ndisablePathToLower = true\n\
         disableKinds = [\"home\", \"section\", \"taxonomy\", \"term\", \"RSS\", \"sitemap\", \"robotsTXT\", \"404\"]\n",
    ),
    ("layouts/_default/single.html", "{{ .RawContent | safeHTML }}"),
];

const ZOLA: [(&str, &str); 3] = [
    (
        "config.toml",
        "base_url = \"https://gk.qingzhu.example.gov.cn\"\ncompile_sass = false\nbuild_search_index = false\n\
         generate_robots_txt = false\ngenerate_sitemap = false\ngenerate_feeds = false\n",
    ),
    ("templates/index.html", "{{ section.extra.page | safe }}"),
    ("templates/page.html", "{{ page.extra.page | safe }}"),
];

/// Writes the site into `root`; says how many pages it has.
pub(crate) fn generate(finished: &Path, root: &Path, copier: Copier) -> Result<usize, String> {
    let templates = if copier == Copier::Hugo { &HUGO[..] } else { &ZOLA };
    for (path, text) in templates {
        put(&root.join(path), text)?;
    }
    let mut pages = 0;
    for file in files::walk(finished).map_err(|error| format!("{error:?}"))?.files {
        if file.path.extension().is_some_and(|ending| ending == "html") {
            let text = text_of(&file.path)?;
            let (name, content) = content(copier, &file.relative, &text, pages)?;
            put(&root.join("content").join(name), &content)?;
            pages += 1;
        } else {
            let place = root.join("static").join(&file.relative);
            if let Some(folder) = place.parent() {
                #[expect(clippy::disallowed_methods, reason = "a scratch site needs no atomic writes")]
                fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            }
            #[expect(clippy::disallowed_methods, reason = "a scratch site needs no atomic writes")]
            fs::copy(&file.path, &place).map_err(|error| format!("{}: {error}", place.display()))?;
        }
    }
    Ok(pages)
}

/// The name and the text of the file of contents for one page.
fn content(copier: Copier, relative: &str, page: &str, number: usize) -> Result<(String, String), String> {
    let name = format!("page-{number}.md");
    if copier == Copier::Hugo {
        return Ok((name, format!("+++\nurl = \"/{relative}\"\n+++\n{page}")));
    }
    if page.contains("'''") {
        return Err(format!("{relative} holds ''', which ends a text in TOML"));
    }
    let value = format!("[extra]\npage = '''\n{page}'''\n+++\n");
    let place = place_in_zola(relative);
    Ok(match place.strip_suffix("/index.html") {
        None => ("_index.md".to_owned(), format!("+++\n{value}")),
        Some(path) => (name, format!("+++\npath = \"{path}\"\n{value}")),
    })
}

/// Where Zola puts the page that lies at a path of ours.
fn place_in_zola(relative: &str) -> String {
    match relative.strip_suffix(".html") {
        Some(stem) if stem != "index" && !stem.ends_with("/index") => format!("{stem}/index.html"),
        _ => relative.to_owned(),
    }
}

/// Makes sure that every file was copied to `public`, byte for byte; says how many there are.
pub(crate) fn compare(finished: &Path, public: &Path, copier: Copier) -> Result<usize, String> {
    let files = files::walk(finished).map_err(|error| format!("{error:?}"))?.files;
    for file in &files {
        let place =
            if copier == Copier::Hugo { file.relative.clone() } else { place_in_zola(&file.relative) };
        let [ours, theirs] = [&file.path, &public.join(place)].map(|path| {
            #[expect(clippy::disallowed_methods, reason = "a finished site has files larger than a clerk's")]
            fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
        });
        if ours? != theirs? {
            return Err(format!("{} was not copied as it is", file.relative));
        }
    }
    Ok(files.len())
}

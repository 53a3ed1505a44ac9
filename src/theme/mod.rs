//! The theme: templates and assets, the built-in ones with the site's own laid over them file by file.
//!
//! A template that does not parse is a finding with its place, like any other fault in the user's files.
//! Which values templates see is fixed in [`crate::render::view`].

mod fault;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{Context, Tera};

use crate::diag::{Diagnostic, Place, Reported};
use crate::model::PagePath;
use crate::say;

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/gongkai");

/// The name of the built-in theme.
pub const BUILT_IN_NAME: &str = "gongkai";

/// Room for a usual page, in bytes, so that its buffer does not grow in steps.
const USUAL_PAGE: usize = 48_000;

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    name: String,
    tera: Tera,
    /// The text of each template, for findings.
    templates: BTreeMap<String, Arc<str>>,
    /// The files that are published as they are, sorted by address.
    pub assets: Vec<(PagePath, Vec<u8>)>,
}

/// Loads the theme called `name`: the built-in files with `own`, the files of the site's `themes/<name>` by
/// their path in that folder, laid over them. `None` if a template is faulty.
#[must_use]
pub fn load(name: &str, own: BTreeMap<String, Vec<u8>>) -> Reported<Option<Theme>> {
    let mut findings = Vec::new();
    let mut files = BTreeMap::new();
    collect(&BUILT_IN, &mut files);
    files.extend(own);
    let mut templates = BTreeMap::new();
    let mut assets = Vec::new();
    for (path, bytes) in files {
        if path.starts_with("assets/") {
            match PagePath::new(&path) {
                Ok(address) => assets.push((address, bytes)),
                Err(_) => findings.push(
                    Diagnostic::error(
                        "bad-file-name",
                        say!("主题文件名不能用", "this name of a theme's file cannot be used"),
                    )
                    .at(fault::file(name, &path)),
                ),
            }
        } else if path.rsplit('.').next() == Some("html") {
            match String::from_utf8(bytes) {
                Ok(text) => {
                    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).into();
                    templates.insert(path, text);
                }
                Err(_) => findings.push(
                    Diagnostic::error(
                        "unreadable-file",
                        say!("模板不是 UTF-8 编码", "the template is not in UTF-8"),
                    )
                    .at(fault::file(name, &path))
                    .help(say!("用 UTF-8 编码另存", "save it in UTF-8")),
                ),
            }
        }
    }
    let mut tera = Tera::new();
    if let Err(error) = tera.add_raw_templates(
        templates.iter().map(|(path, text): (&String, &Arc<str>)| (path.as_str(), &**text)),
    ) {
        findings.extend(fault::findings(name, &templates, &error));
    }
    let theme = Theme { name: name.to_owned(), tera, templates, assets };
    let theme = findings.is_empty().then_some(theme);
    Reported::new(theme, findings)
}

fn collect(folder: &Dir, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(path, file.contents().to_vec());
    }
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

impl Theme {
    /// Renders a template; a fault in it is a finding.
    pub fn render(&self, template: &str, context: &Context) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut page = Vec::with_capacity(USUAL_PAGE);
        self.tera.render_to(template, context, &mut page).map(|()| page).map_err(|error| {
            let mut found = fault::findings(&self.name, &self.templates, &error);
            Box::new(found.swap_remove(0))
        })
    }

    /// The templates' texts by the name that findings give them, for drawing.
    #[must_use]
    pub fn sources(&self) -> BTreeMap<String, Arc<str>> {
        template_sources(&self.name, &self.templates)
    }
}

/// A theme is its files.
impl Hash for Theme {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.templates.hash(state);
        self.assets.hash(state);
    }
}

fn template_sources(name: &str, templates: &BTreeMap<String, Arc<str>>) -> BTreeMap<String, Arc<str>> {
    templates.iter().map(|(path, text)| (format!("themes/{name}/{path}"), Arc::clone(text))).collect()
}

/// The finding that a theme named in `site.yaml`, at `span`, does not exist.
#[must_use]
pub fn unknown(name: &str, span: Range<usize>) -> Diagnostic {
    Diagnostic::error("unknown-theme", say!("没有主题“{name}”", "there is no theme `{name}`"))
        .at(Place::span("site.yaml", span))
        .help(say!(
            "把主题放到 themes/{name} 文件夹，或删去“主题”一行，用内置的主题",
            "put the theme into the folder themes/{name}, or drop the line `theme` to use the built-in one"
        ))
}

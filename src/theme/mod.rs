//! The theme: templates and assets, the built-in ones with the site's own laid over them file by file.
//!
//! A template that does not parse is a finding with its place, like any other fault in the user's files.
//! Which values templates see is fixed in [`crate::render::view`].
//!
//! The style sheet and the scripts are published under a name with their digest, so that a page that is open
//! when another release goes online never meets that release's.

mod bounds;
mod fault;
mod interface;
mod phrases;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};
use tera::{Context, Tera};

use bounds::{BoundedPage, BoundedTemplate};

pub use phrases::register as register_phrases;

use crate::diag::{self, Diagnostic, Place, Reported};
use crate::layout;
use crate::model::{PagePath, to_hex};
use crate::say;

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/gongkai");

/// The name of the built-in theme.
pub const BUILT_IN_NAME: &str = "gongkai";

/// The style sheet, as a file of the theme.
pub const STYLESHEET: &str = "assets/site.css";
/// The script.
pub const SCRIPT: &str = "assets/site.js";
/// The script of the search page.
pub const SEARCH_SCRIPT: &str = "assets/search.js";
/// The icon.
pub const ICON: &str = "assets/icon.svg";

/// Hexadecimal digits of a digest in a name.
const DIGITS: usize = 10;

/// Room for a usual page, in bytes, so that its buffer does not grow in steps.
const USUAL_PAGE: usize = 48_000;

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    name: String,
    tera: Tera,
    /// The text of each template, for findings.
    templates: BTreeMap<String, Arc<str>>,
    /// Those of the site's own, as the engine has them.
    bounded: BTreeMap<String, BoundedTemplate>,
    /// The files that are published as they are, sorted by name.
    pub assets: Vec<Asset>,
}

/// A file of a theme that is published as it is.
#[derive(Debug, Hash)]
pub struct Asset {
    /// Its path in the theme's folder.
    pub file: String,
    /// Where it is published.
    pub address: PagePath,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Asset {
    /// `None`: the name cannot be an address.
    fn new(file: String, bytes: Vec<u8>) -> Option<Self> {
        let address = match file.rsplit_once('.') {
            Some((stem, ending)) if has_digest(&file) => {
                let digest = to_hex(&Sha256::digest(&bytes));
                PagePath::new(&format!("{stem}-{}.{ending}", &digest[..DIGITS]))
            }
            _ => PagePath::new(&file),
        };
        Some(Self { file, address: address.ok()?, bytes })
    }

    /// Whether it is published at an address, or was when it had other bytes.
    fn was_at(&self, address: &str) -> bool {
        let stem = address.rsplit_once('-').map(|(stem, _)| stem);
        let own = self.address.as_str();
        own == address
            || has_digest(&self.file)
                && stem == own.rsplit_once('-').map(|(stem, _)| stem)
                && address.len() == own.len()
    }
}

/// Whether a file's name gets a digest when it is published.
fn has_digest(file: &str) -> bool {
    [STYLESHEET, SCRIPT, SEARCH_SCRIPT].contains(&file)
}

fn is_template(file: &str) -> bool {
    !file.starts_with("assets/") && file.rsplit('.').next() == Some("html")
}

/// Loads the theme called `name`: the built-in files with `own`, the files of the site's `themes/<name>` by
/// their path in that folder, laid over them. `None` if a template is faulty.
#[must_use]
pub fn load(name: &str, own: BTreeMap<String, Vec<u8>>) -> Reported<Option<Theme>> {
    let mut findings = interface::check(name, &own);
    let mut files = BTreeMap::new();
    collect(&BUILT_IN, &mut files);
    let own_names: BTreeSet<String> = own.keys().cloned().collect();
    files.extend(own);
    let mut templates = BTreeMap::new();
    let mut assets = Vec::new();
    for (path, bytes) in files {
        if path.starts_with("assets/") {
            let place = fault::file(name, &path);
            match Asset::new(path, bytes) {
                Some(asset) => assets.push(asset),
                None => findings.push(
                    Diagnostic::error(
                        "bad-file-name",
                        say!("主题文件名不能用", "this name of a theme's file cannot be used"),
                    )
                    .at(place),
                ),
            }
        } else if is_template(&path) {
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
    let is_own = |(path, _): &(&String, &Arc<str>)| own_names.contains(*path);
    let bounded: BTreeMap<String, BoundedTemplate> = templates
        .iter()
        .filter(is_own)
        .map(|(path, text)| (path.clone(), BoundedTemplate::new(text)))
        .collect();
    let mut tera = Tera::new();
    bounds::register(&mut tera);
    register_phrases(&mut tera);
    let texts = templates.iter().map(|(path, text): (&String, &Arc<str>)| {
        (path.as_str(), bounded.get(path).map_or(&**text, |bounded| bounded.text.as_str()))
    });
    if let Err(error) = tera.add_raw_templates(texts) {
        findings.extend(fault::findings(name, (&templates, &bounded), &error));
    }
    let theme = Theme { name: name.to_owned(), tera, templates, bounded, assets };
    let theme = (!diag::has_errors(&findings)).then_some(theme);
    Reported::new(theme, findings)
}

/// A file of the built-in theme, by its path there.
#[must_use]
pub fn built_in(path: &str) -> Option<&'static [u8]> {
    BUILT_IN.get_file(path).map(include_dir::File::contents)
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
        let mut page = BoundedPage::begin(USUAL_PAGE);
        let rendered = self.tera.render_to(template, context, &mut page);
        rendered.map(|()| page.0).map_err(|error| {
            let mut found = fault::findings(&self.name, (&self.templates, &self.bounded), &error);
            let found = found.swap_remove(0);
            // Of a page that is too large the engine tells no place.
            let is_nowhere =
                found.place.as_ref().is_none_or(|place| *place.file == *layout::in_theme(&self.name, ""));
            Box::new(if is_nowhere { found.at(fault::file(&self.name, template)) } else { found })
        })
    }

    /// Where a file of the theme is published.
    #[must_use]
    pub fn address_of(&self, file: &str) -> &str {
        let asset = self.assets.iter().find(|asset| asset.file == file);
        asset.map_or("", |asset| asset.address.as_str())
    }

    /// The file that is published at an address. A page that is open may ask for one as it was before it was
    /// changed, and gets it as it is now.
    #[must_use]
    pub fn asset_at(&self, address: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.was_at(address))
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
    templates.iter().map(|(path, text)| (layout::in_theme(name, path), Arc::clone(text))).collect()
}

/// The finding that a theme named in `site.yaml`, at `span`, does not exist.
#[must_use]
pub fn unknown(name: &str, span: Range<usize>) -> Diagnostic {
    Diagnostic::error("unknown-theme", say!("没有主题“{name}”", "there is no theme `{name}`"))
        .at(Place::span(layout::SETTINGS, span))
        .help(say!(
            "把主题放到 themes/{name} 文件夹，或删去“主题”一行，用内置的主题",
            "put the theme into the folder themes/{name}, or drop the line `theme` to use the built-in one"
        ))
}

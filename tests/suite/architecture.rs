//! Who may use whom, and what every file of the code keeps to.
//!
//! The two tables are decisions: a new line in one of them is a change of design, not a fix of a failing test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gongkai::layout;

/// The modules in the order of `src/lib.rs`, and which others each may use. [`say!`](gongkai::say) belongs to `diag`.
const MODULES: &[(&str, &[&str])] = &[
    ("layout", &[]),
    ("model", &["layout"]),
    ("diag", &[]),
    ("timing", &[]),
    ("quantity", &[]),
    ("calendar", &["diag"]),
    ("files", &["layout", "diag"]),
    ("character_reference", &[]),
    ("markup", &[]),
    ("csv_text", &["model"]),
    ("yaml", &["diag", "model"]),
    ("privacy", &["character_reference", "markup"]),
    ("config", &["layout", "model", "diag", "yaml", "text"]),
    ("source", &["layout", "model", "diag", "files"]),
    ("attachment", &["diag", "files", "character_reference"]),
    ("text", &["model", "diag", "character_reference", "attachment"]),
    ("entry", &["layout", "model", "diag", "timing", "quantity", "yaml", "config", "text"]),
    ("write", &["model", "diag", "files", "yaml", "entry"]),
    (
        "import",
        &["layout", "model", "diag", "quantity", "files", "config", "attachment", "text", "entry", "write"],
    ),
    ("ledger", &["layout", "model", "diag", "csv_text", "config"]),
    ("record", &["layout", "model", "diag", "csv_text"]),
    ("review_sheet", &["record"]),
    (
        "catalog",
        &[
            "layout", "model", "diag", "quantity", "files", "config", "source", "text", "entry", "ledger",
            "record",
        ],
    ),
    ("annual", &["diag", "model", "yaml", "text", "entry", "record", "catalog"]),
    ("chronicle", &["layout", "model", "diag", "config", "text", "entry", "record", "catalog"]),
    ("progress", &["model", "diag", "record", "quantity", "calendar", "config", "entry", "catalog"]),
    ("reconcile", &["model", "diag", "quantity", "config", "text", "entry", "catalog", "progress"]),
    ("portal", &["layout", "model", "diag", "privacy", "config", "progress", "search"]),
    ("plan", &["layout", "model", "diag", "config", "entry", "record", "catalog", "portal"]),
    (
        "check",
        &[
            "layout",
            "model",
            "diag",
            "calendar",
            "files",
            "privacy",
            "config",
            "text",
            "entry",
            "write",
            "import",
            "ledger",
            "record",
            "catalog",
            "progress",
            "plan",
            "attachment",
        ],
    ),
    ("chart", &[]),
    ("theme", &["layout", "model", "diag", "yaml"]),
    ("search", &["model", "character_reference", "markup"]),
    (
        "render",
        &[
            "model", "diag", "timing", "quantity", "csv_text", "config", "text", "entry", "catalog",
            "record", "progress", "portal", "plan", "chart", "theme", "search",
        ],
    ),
    ("output", &["layout", "model", "diag", "files"]),
    (
        "site",
        &[
            "layout",
            "model",
            "diag",
            "timing",
            "record",
            "annual",
            "chronicle",
            "calendar",
            "files",
            "privacy",
            "config",
            "source",
            "text",
            "entry",
            "ledger",
            "catalog",
            "progress",
            "reconcile",
            "portal",
            "plan",
            "attachment",
            "check",
            "theme",
            "search",
            "render",
        ],
    ),
    (
        "publish",
        &[
            "layout",
            "model",
            "diag",
            "timing",
            "files",
            "csv_text",
            "attachment",
            "ledger",
            "catalog",
            "chronicle",
            "plan",
            "check",
            "output",
            "record",
            "theme",
            "search",
            "site",
        ],
    ),
    ("signature", &["diag"]),
    ("http", &["diag"]),
    ("archiving", &["diag", "model", "files", "csv_text", "config", "entry", "catalog", "plan", "output"]),
    ("deploy", &["diag", "model", "files", "ledger", "record", "portal", "output", "signature", "http"]),
    ("verify", &["diag", "model", "http", "output", "signature"]),
    (
        "gather",
        &[
            "layout",
            "model",
            "diag",
            "files",
            "privacy",
            "config",
            "portal",
            "search",
            "output",
            "site",
            "signature",
            "http",
        ],
    ),
    (
        "fleet",
        &["layout", "diag", "model", "files", "config", "site", "publish", "signature", "deploy", "gather"],
    ),
    (
        "forms",
        &["model", "diag", "quantity", "calendar", "privacy", "config", "attachment", "entry", "write"],
    ),
    ("serve", &["layout", "model", "diag", "files", "check", "site"]),
];

/// Libraries that have one home, so that they can be exchanged, and where it is.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("tera", &["theme", "render"]),
    ("serde_yaml", &["yaml"]),
    ("html5ever", &["import"]),
    ("rust_decimal", &["quantity"]),
    ("annotate_snippets", &["diag"]),
    ("pulldown_cmark", &["text"]),
    ("ammonia", &["text"]),
    ("calamine", &["attachment"]),
    ("rust_xlsxwriter", &["forms"]),
    ("quick_xml", &["attachment", "deploy"]),
    ("hayro_syntax", &["attachment"]),
    ("flate2", &["attachment", "deploy"]),
    ("exif", &["attachment", "import"]),
    ("aho_corasick", &["check", "reconcile"]),
    ("similar", &["review_sheet"]),
    ("qrcodegen", &["render"]),
    ("rustix", &["timing", "files", "output"]),
    ("tar", &["deploy"]),
    ("ureq", &["http"]),
    ("rustls", &["http"]),
    ("rustls_native_certs", &["http"]),
    ("ring", &["signature"]),
    ("blake2", &["signature"]),
    ("base64", &["import", "signature", "deploy"]),
    ("rusty_s3", &["deploy"]),
    ("dunce", &["files"]),
    ("axum", &["serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("tokio", &["serve"]),
    ("futures_util", &["serve"]),
    ("notify", &["serve"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
];

/// Which modules of the library a file of the command line may use.
const COMMAND_LINE: &[(&str, &[&str])] = &[
    ("args", &["model"]),
    ("commands/archive", &["layout", "archiving", "catalog", "diag", "files", "model"]),
    ("commands/build", &["diag", "timing", "site", "publish"]),
    ("commands/check", &["diag", "files", "check", "site", "publish"]),
    ("commands/completions", &[]),
    ("commands/deploy", &["diag", "config", "site", "publish", "deploy"]),
    (
        "commands/fleet",
        &["layout", "model", "diag", "files", "config", "site", "signature", "deploy", "gather", "fleet"],
    ),
    ("commands/key", &["layout", "diag", "files", "signature"]),
    (
        "commands/forms",
        &[
            "layout", "model", "diag", "calendar", "files", "privacy", "config", "progress", "check", "site",
            "forms",
        ],
    ),
    ("commands/changes", &["layout", "model", "diag", "files", "record", "review_sheet", "site", "publish"]),
    (
        "commands/correction",
        &["layout", "model", "diag", "files", "write", "record", "chronicle", "site", "publish"],
    ),
    (
        "commands/history",
        &["layout", "model", "deploy", "diag", "files", "ledger", "record", "site", "publish"],
    ),
    (
        "commands/import",
        &["layout", "model", "diag", "files", "privacy", "attachment", "import", "check", "site"],
    ),
    ("commands/index", &["layout", "model", "diag", "files", "config", "ledger", "site", "publish", "write"]),
    ("commands/init", &["diag", "files"]),
    ("commands/mask", &["diag", "files", "privacy", "write", "attachment", "check", "site"]),
    ("commands/mod", &[]),
    ("commands/moving", &["diag", "files", "attachment", "import", "site"]),
    ("commands/new", &["layout", "model", "diag", "entry", "write", "site", "forms"]),
    ("commands/portal", &["diag", "gather", "portal"]),
    ("commands/report", &["annual", "catalog", "csv_text", "diag", "model"]),
    ("commands/schema", &["diag", "entry"]),
    ("commands/search", &["layout", "diag", "files", "search"]),
    ("commands/serve", &["diag", "files", "check", "site", "serve"]),
    ("commands/server_config", &["model", "diag", "catalog", "config", "site"]),
    ("commands/verify", &["config", "diag", "deploy", "files", "http", "signature", "site", "verify"]),
    ("commands/upgrade", &["layout", "deploy", "diag", "files", "output", "publish", "search", "site"]),
    ("destination", &["layout", "diag", "config", "files", "output", "site", "deploy"]),
    ("signing", &["layout", "diag", "files", "site", "signature"]),
    ("exit", &["diag", "deploy", "files", "fleet", "gather", "write", "publish", "serve"]),
    ("external", &["diag", "check"]),
    ("fix", &["diag", "write", "publish"]),
    ("fleet_args", &["model"]),
    ("mod", &["diag"]),
    ("office", &["diag", "files", "attachment"]),
    ("progress", &["diag", "site", "deploy"]),
    ("report", &["model", "diag", "attachment", "catalog", "check", "output", "publish"]),
    ("site", &["layout", "diag", "files", "model", "site"]),
    ("standing", &["diag", "check"]),
    ("starter", &[]),
    ("surroundings", &["diag", "model"]),
    ("table", &["diag"]),
    ("terminal", &["diag", "check"]),
    ("timings", &["diag", "files", "timing"]),
    ("usage_error", &["diag"]),
    ("wording", &["diag"]),
];

/// The rooms of a module, its files and folders, that still use one another in a circle.
const CIRCLES: &[(&str, &[&str])] = &[
    ("check", &["kept", "numbers", "people", "prose", "site", "vocabulary"]),
    ("text", &["grid", "links", "render", "typed_html"]),
];

/// Longest file, in lines.
const LONGEST_FILE: usize = 800;

/// Longest line of a comment, in characters; rustfmt wraps code at the same place, but leaves comments alone.
const WIDEST_COMMENT: usize = 110;

/// A file of the code.
struct Code {
    /// Path in the repository.
    path: PathBuf,
    text: String,
}

impl Code {
    /// The module of the library that it belongs to, or `cli`, `lib`, `main`.
    fn module(&self) -> String {
        let below = self.path.strip_prefix("src").expect("only asked of src");
        let first = below.iter().next().expect("a file has a name").to_string_lossy();
        first.trim_end_matches(".rs").to_owned()
    }

    /// The lines that are no comments.
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//"))
    }

    /// The modules that its paths name behind `root`, such as `crate`.
    fn modules_named(&self, root: &str) -> BTreeSet<String> {
        self.names_behind(root)
    }

    /// The first names behind `root::`, those in braces too.
    fn names_behind(&self, root: &str) -> BTreeSet<String> {
        let code: String = self.lines().collect::<Vec<_>>().join("\n");
        let mut names = BTreeSet::new();
        for (at, _) in code.match_indices(&format!("{root}::")) {
            if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$')
            {
                continue;
            }
            let path = code[at + root.len() + 2..].trim_start();
            let list = path.strip_prefix('{').map_or(path, |list| list.split('}').next().unwrap_or(list));
            let listed = if list.len() == path.len() { vec![path] } else { list.split(',').collect() };
            for name in listed {
                let end = |c: char| !c.is_alphanumeric() && c != '_';
                names.insert(name.trim().split(end).next().unwrap_or_default().to_owned());
            }
        }
        names.remove("");
        names
    }
}

fn code_below(folder: &str) -> Vec<Code> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                #[expect(clippy::disallowed_methods, reason = "the test reads the code, not a site")]
                let text = std::fs::read_to_string(&path).expect("code is UTF-8");
                let path = path.strip_prefix(root).expect("it lies below").to_owned();
                files.push(Code { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 5, "the code is gone from {folder}");
    files
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = MODULES.iter().copied().collect();
    let mut faults = Vec::new();
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    for file in code_below("src") {
        let module = file.module();
        let Some(may_use) = allowed.get(module.as_str()) else { continue };
        for mut name in file.modules_named("crate") {
            if name == "say" {
                "diag".clone_into(&mut name);
            }
            if name != module && !may_use.contains(&name.as_str()) {
                faults.push(format!("{} uses `{name}`", file.path.display()));
            }
            used.insert((module.clone(), name));
        }
    }
    for (module, may_use) in MODULES {
        for name in *may_use {
            if !used.contains(&((*module).to_owned(), (*name).to_owned())) {
                faults.push(format!("`{module}` may use `{name}` but does not: strike it from the table"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_has_every_module_and_no_cycles() {
    let library =
        &code_below("src").into_iter().find(|file| file.module() == "lib").expect("lib.rs is there").text;
    let declared: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let listed: Vec<&str> = MODULES.iter().map(|(module, _)| *module).collect();
    assert_eq!(listed, declared);
    // Whoever can be taken away because nothing that is left is used by it, again and again, is in no cycle.
    let mut left: Vec<&(&str, &[&str])> = MODULES.iter().collect();
    while !left.is_empty() {
        let names: Vec<&str> = left.iter().map(|(module, _)| *module).collect();
        let before = left.len();
        left.retain(|(_, may_use)| may_use.iter().any(|name| names.contains(name)));
        assert!(left.len() < before, "these use one another in a circle: {names:?}");
    }
}

#[test]
fn the_library_does_not_see_the_command_line() {
    for file in code_below("src") {
        let inside = ["main", "cli"].contains(&file.module().as_str());
        let code: String = file.lines().collect();
        assert!(inside || !code.contains("cli::"), "{}", file.path.display());
        // The command line goes through the library's door, as everybody else does.
        let own = file.modules_named("crate");
        assert!(!inside || own.iter().all(|name| name == "cli"), "{}: {own:?}", file.path.display());
    }
}

#[test]
fn the_command_line_uses_only_what_its_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = COMMAND_LINE.iter().copied().collect();
    let mut faults = Vec::new();
    let files: Vec<Code> = code_below("src").into_iter().filter(|file| file.module() == "cli").collect();
    for file in &files {
        let below = file.path.strip_prefix("src/cli").expect("it lies there").with_extension("");
        let name = below.to_string_lossy().replace('\\', "/");
        let mut used = file.modules_named("gongkai");
        if used.remove("say") {
            used.insert("diag".to_owned());
        }
        let listed = allowed.get(name.as_str()).copied().unwrap_or_default();
        let listed: BTreeSet<String> = listed.iter().map(|name| (*name).to_owned()).collect();
        if used != listed || !allowed.contains_key(name.as_str()) {
            faults.push(format!("{name} uses {used:?}, the table allows {listed:?}"));
        }
    }
    assert_eq!(files.len(), COMMAND_LINE.len(), "a file of the table is gone");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whoever wants to know what lies in a site folder finds it in one file. Sentences for people may name it too.
#[test]
fn names_in_a_site_folder_stand_in_layout() {
    let names = [
        layout::SETTINGS,
        layout::LEDGER,
        layout::RECORD,
        layout::VERSIONS,
        layout::CONTENT,
        layout::THEMES,
        layout::CHECKS,
        layout::HOLIDAYS,
        layout::OUTPUT,
        layout::MEMBERS,
        layout::MEMBER_STATE,
        layout::COLUMN,
        layout::PROJECT,
        layout::PROJECT_SHORT,
        layout::BUILT,
        layout::CHECKED,
        layout::IDENTITY,
        layout::LIVE,
        layout::LOCK,
        layout::PUBLIC_KEYS,
        layout::UPGRADE,
    ];
    // The English name of a key, the name of a field, and an attribute of HTML: not those of the folders.
    let keys = [
        ("src/config/shapes.rs", layout::CHECKS),
        ("src/config/shapes.rs", layout::MEMBERS),
        ("src/render/view.rs", layout::MEMBERS),
        ("src/cli/commands/fleet.rs", layout::MEMBERS),
        ("src/deploy/folder.rs", layout::MEMBER_STATE),
        ("src/write/encoded.rs", layout::CONTENT),
        ("src/import/html.rs", layout::CONTENT),
        ("src/privacy/finished.rs", layout::CONTENT),
    ];
    let mut faults = Vec::new();
    for file in code_below("src") {
        let path = file.path.to_string_lossy().replace('\\', "/");
        let is_test = path.ends_with("tests.rs");
        let code: String = file.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).collect();
        let is_spelt = |name: &&str| {
            let whole = code.contains(&format!("\"{name}\"")) && !keys.contains(&(path.as_str(), *name));
            whole
                || [layout::CONTENT, layout::THEMES].contains(name) && code.contains(&format!("\"{name}/{{"))
        };
        if file.module() != "layout" && !is_test {
            faults.extend(names.iter().copied().filter(is_spelt).map(|name| format!("{path}: {name}")));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// A file beside `mod.rs`, or a folder, with all that its code says.
struct Room {
    code: String,
    /// How its code names what lies beside it.
    door: &'static str,
}

/// The rooms of every module that has any.
fn rooms() -> BTreeMap<String, BTreeMap<String, Room>> {
    let mut modules: BTreeMap<String, BTreeMap<String, Room>> = BTreeMap::new();
    for file in code_below("src") {
        let below = file.path.strip_prefix("src").expect("only asked of src");
        let parts: Vec<String> =
            below.iter().map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned()).collect();
        let [module, room, inner @ ..] = &parts[..] else { continue };
        if room == "mod" || module == "cli" {
            continue;
        }
        let door = if inner.is_empty() { "super" } else { "super::super" };
        let lines = file.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        let code = lines.collect::<Vec<_>>().join("\n");
        let rooms = modules.entry(module.clone()).or_default();
        rooms.entry(room.clone()).or_insert(Room { code: String::new(), door }).code.push_str(&code);
    }
    modules
}

/// The rooms of a module that a room uses, by their names or by what `mod.rs` hands on from them.
fn rooms_used(module: &str, room: &Room, handed_on: &BTreeMap<String, String>) -> BTreeSet<String> {
    let code = Code { path: PathBuf::new(), text: room.code.clone() };
    let named = [room.door.to_owned(), format!("crate::{module}")].map(|door| code.names_behind(&door));
    named.into_iter().flatten().map(|name| handed_on.get(&name).cloned().unwrap_or(name)).collect()
}

/// What is used in a circle can only be understood all at once.
#[test]
fn rooms_of_a_module_use_one_another_in_no_circle_but_those_listed() {
    let mut circles = Vec::new();
    for (module, rooms) in rooms() {
        let file = code_below("src").into_iter().find(|file| file.path.ends_with(format!("{module}/mod.rs")));
        let head = file.expect("a module with rooms has a file");
        let handed_on = rooms.keys().flat_map(|room| {
            head.names_behind(room).into_iter().map(|name| (name, room.clone())).collect::<Vec<_>>()
        });
        let handed_on: BTreeMap<String, String> = handed_on.collect();
        let uses: BTreeMap<&String, BTreeSet<String>> =
            rooms.iter().map(|(name, room)| (name, rooms_used(&module, room, &handed_on))).collect();
        let mut left: BTreeSet<&String> = rooms.keys().collect();
        loop {
            let uses_some =
                |name: &&String| left.iter().any(|other| other != name && uses[*name].contains(*other));
            let is_used =
                |name: &&String| left.iter().any(|other| other != name && uses[*other].contains(*name));
            let still: BTreeSet<&String> =
                left.iter().copied().filter(|name| uses_some(name) && is_used(name)).collect();
            if still.len() == left.len() {
                break;
            }
            left = still;
        }
        if !left.is_empty() {
            circles.push((module.clone(), left.into_iter().cloned().collect::<Vec<_>>()));
        }
    }
    let listed = |(module, rooms): &(&str, &[&str])| {
        ((*module).to_owned(), rooms.iter().map(|room| (*room).to_owned()).collect())
    };
    let listed: Vec<(String, Vec<String>)> = CIRCLES.iter().map(listed).collect();
    assert_eq!(circles, listed);
}

#[test]
fn libraries_stay_in_their_home() {
    let mut faults = Vec::new();
    let mut homes_in_use = BTreeSet::new();
    for file in code_below("src") {
        let module = file.module();
        for (library, homes) in LIBRARIES {
            if file.modules_named(library).is_empty() {
                continue;
            }
            homes_in_use.insert((*library, module.clone()));
            if !homes.contains(&module.as_str()) {
                faults.push(format!("{} uses the library `{library}`", file.path.display()));
            }
        }
    }
    for (library, homes) in LIBRARIES {
        for home in *homes {
            if !homes_in_use.contains(&(*library, (*home).to_owned())) {
                faults.push(format!("`{library}` is not used in `{home}`: strike it from the table"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is looked at on this machine stays on it.
#[test]
fn only_the_preview_uses_the_network() {
    let on_the_network: BTreeSet<String> = code_below("src")
        .iter()
        // A test may stand in for a server that keeps silent.
        .filter(|file| {
            let mut lines = file.lines().take_while(|line| !line.starts_with("mod tests {"));
            lines.any(|line| line.contains("std::net") || line.contains("net::Tcp"))
        })
        .map(Code::module)
        .collect();
    assert_eq!(on_the_network, BTreeSet::from(["serve".to_owned()]));
}

#[test]
fn the_stages_make_the_views_and_the_theme_renders_them() {
    for file in code_below("src") {
        let name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let module = file.module();
        if module != "render" || ["view.rs", "mod.rs"].contains(&name) {
            continue;
        }
        assert!(file.modules_named("tera").is_empty(), "{} goes past the views", file.path.display());
    }
}

#[test]
fn every_library_file_opens_with_its_purpose() {
    let without: Vec<String> = code_below("src")
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path.display().to_string())
        .collect();
    assert_eq!(without, Vec::<String>::new());
}

#[test]
fn no_file_is_too_long() {
    for folder in ["src", "tests"] {
        for file in code_below(folder) {
            let lines = file.text.lines().count();
            assert!(lines <= LONGEST_FILE, "{} has {lines} lines", file.path.display());
        }
    }
}

#[test]
fn comments_are_no_wider_than_code() {
    // The row of a table stands in one line.
    let is_row = |line: &str| line.trim_start().starts_with("//! |");
    let is_wide = |line: &str| {
        line.trim_start().starts_with("//") && line.chars().count() > WIDEST_COMMENT && !is_row(line)
    };
    let mut wide = Vec::new();
    for file in code_below("src") {
        let places = file.text.lines().enumerate().filter(|(_, line)| is_wide(line));
        wide.extend(places.map(|(at, _)| format!("{}:{}", file.path.display(), at + 1)));
    }
    assert_eq!(wide, Vec::<String>::new());
}

/// One name, one meaning: whoever reads `Standing` need not look up which. Types of tests are left out.
#[test]
fn a_type_name_is_used_once() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in code_below("src") {
        if file.path.ends_with("tests.rs") {
            continue;
        }
        let declared =
            file.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).filter_map(type_declared);
        for name in declared {
            places.entry(name).or_default().push(file.path.display().to_string());
        }
    }
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
}

/// The name of the type that a line declares, whoever may see it; `type` within a block is one of a trait.
fn type_declared(line: &str) -> Option<String> {
    let code = line.trim_start();
    let code = code.strip_prefix("pub").map_or(code, |rest| {
        rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest)
    });
    let mut words = code.split_whitespace();
    let kind = words.next()?;
    let is_type =
        ["struct", "enum", "trait", "union"].contains(&kind) || kind == "type" && !line.starts_with(' ');
    let name: String = words.next()?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (is_type && !name.is_empty()).then_some(name)
}

/// A file that no `mod` line names is never compiled, and its tests pass for ever.
#[test]
fn no_file_is_forgotten() {
    let mut forgotten = Vec::new();
    for folder in ["src", "tests/suite"] {
        let files = code_below(folder);
        for file in &files {
            let stem = file.path.file_stem().expect("a file has a name").to_string_lossy();
            let folder = file.path.parent().expect("it lies in a folder");
            // `a/mod.rs` and `a.rs` are named in the file of the folder above, `a/b.rs` in `a/mod.rs` or `a.rs`.
            let (name, folder) = if stem == "mod" {
                let name = folder.file_name().expect("below src").to_string_lossy();
                (name, folder.parent().expect("below src"))
            } else {
                (stem, folder)
            };
            if ["main", "lib"].contains(&&*name) {
                continue;
            }
            let named = files.iter().any(|other| {
                let owns = ["mod.rs", "main.rs", "lib.rs"].iter().any(|file| other.path == folder.join(file))
                    || other.path == folder.with_extension("rs");
                let line = format!("mod {name};");
                owns && other.lines().any(|text| text.trim_start_matches("pub ").trim() == line)
            });
            if !named {
                forgotten.push(file.path.display().to_string());
            }
        }
    }
    assert_eq!(forgotten, Vec::<String>::new());
}

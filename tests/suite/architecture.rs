//! Who may use whom, and what every file of the code keeps to.
//!
//! The two tables are decisions: a new line in one of them is a change of design, not a fix of a failing test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The modules in the order of `src/lib.rs`, and which others each may use. [`say!`](gongkai::say) belongs to `diag`.
const MODULES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("diag", &[]),
    ("timing", &[]),
    ("quantity", &[]),
    ("calendar", &["diag"]),
    ("files", &["diag"]),
    ("yaml", &["diag", "model"]),
    ("privacy", &[]),
    ("config", &["model", "diag", "yaml", "text"]),
    ("source", &["model", "diag", "files"]),
    ("text", &["model", "diag"]),
    ("entry", &["model", "diag", "timing", "yaml", "config", "text"]),
    ("ledger", &["model", "diag", "config"]),
    ("catalog", &["model", "diag", "files", "config", "source", "text", "entry", "ledger"]),
    ("progress", &["model", "diag", "quantity", "calendar", "config", "entry", "catalog"]),
    ("reconcile", &["model", "diag", "quantity", "config", "text", "entry", "catalog", "progress"]),
    ("plan", &["model", "diag", "config", "catalog"]),
    ("attachment", &["diag", "files"]),
    (
        "check",
        &[
            "model",
            "diag",
            "calendar",
            "files",
            "privacy",
            "config",
            "source",
            "text",
            "entry",
            "ledger",
            "catalog",
            "plan",
            "attachment",
        ],
    ),
    ("chart", &[]),
    ("theme", &["model", "diag"]),
    (
        "render",
        &[
            "model", "diag", "timing", "quantity", "config", "text", "entry", "ledger", "catalog",
            "progress", "plan", "chart", "theme",
        ],
    ),
    ("output", &["model", "diag", "files"]),
    (
        "pipeline",
        &[
            "model",
            "diag",
            "timing",
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
            "plan",
            "check",
            "theme",
            "render",
            "output",
        ],
    ),
    ("serve", &["model", "diag", "calendar", "check", "config", "catalog", "ledger", "plan", "pipeline"]),
];

/// Libraries that have one home, so that they can be exchanged, and where it is.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("tera", &["theme", "render"]),
    ("serde_yaml", &["yaml"]),
    ("rust_decimal", &["quantity"]),
    ("annotate_snippets", &["diag"]),
    ("pulldown_cmark", &["text"]),
    ("ammonia", &["text"]),
    ("calamine", &["text", "attachment"]),
    ("quick_xml", &["attachment"]),
    ("hayro_syntax", &["attachment"]),
    ("flate2", &["attachment"]),
    ("exif", &["attachment"]),
    ("csv", &["text"]),
    ("aho_corasick", &["check"]),
    ("qrcodegen", &["render"]),
    ("rustix", &["timing", "output"]),
    ("dunce", &["files"]),
    ("axum", &["serve"]),
    ("tokio", &["serve"]),
    ("futures_util", &["serve"]),
    ("notify", &["serve"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
];

/// Longest file, in lines.
const LONGEST_FILE: usize = 800;

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
        .filter(|file| file.lines().any(|line| line.contains("std::net") || line.contains("net::Tcp")))
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

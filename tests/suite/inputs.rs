//! The inputs in `tests/hostile/inputs/<target>/`: bytes that once did harm, or are next to such. None does any more.
//!
//! The targets are those of the fuzzer; see `fuzz/README.md`.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bench::{picture, text_or_nothing};

#[path = "../../fuzz/targets.rs"]
#[expect(unreachable_pub, reason = "the fuzz package, whose file this is, is a library")]
pub(crate) mod targets;

/// Longer than this nobody waits for a file.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn no_input_does_harm() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/inputs");
    let mut inputs = picture(&folder);
    for (name, check) in targets::ALL {
        let prefix = format!("{name}/");
        let mut tried = 0;
        for (path, bytes) in inputs.extract_if(.., |path, _| path.starts_with(&prefix)) {
            let begin = Instant::now();
            let is_right = std::panic::catch_unwind(|| check(&bytes)).is_ok();
            assert!(is_right, "{path}: what the target `{name}` promises does not hold; see above");
            assert!(begin.elapsed() < PATIENCE, "{path} took {:?}", begin.elapsed());
            tried += 1;
        }
        assert!(tried > 0, "there is no input for the target `{name}`");
    }
    assert!(inputs.is_empty(), "no target is called so: {:?}", inputs.keys());
}

/// The fuzz package is no part of the tests, so that a library which only they have would be missed there.
#[test]
fn the_fuzz_package_has_every_library_that_its_targets_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| text_or_nothing(&root.join(path));
    let (ours, theirs) = (read("Cargo.toml"), read("fuzz/Cargo.toml"));
    let libraries = |manifest: &str| -> Vec<String> {
        let names = manifest.lines().filter_map(|line| line.split_once(" = ").map(|(name, _)| name));
        names.filter(|name| !name.contains(['.', '"'])).map(|name| name.replace('-', "_")).collect()
    };
    let code = [read("fuzz/targets.rs"), read("fuzz/lib.rs"), read("tests/suite/markup.rs")].concat();
    let known = libraries(&theirs);
    let is_named = |name: &String| {
        let path = format!("{name}::");
        let mut at = code.match_indices(&path);
        at.any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':')))
    };
    let named: Vec<String> = libraries(&ours).into_iter().filter(is_named).collect();
    assert!(named.contains(&"zip".to_owned()), "{named:?}");
    let missing: Vec<&String> = named.iter().filter(|name| !known.contains(*name)).collect();
    assert!(missing.is_empty(), "fuzz/Cargo.toml lacks {missing:?}");
}

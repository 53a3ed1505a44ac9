//! The inputs in `tests/hostile/inputs/<target>/`: bytes that once did harm, or are next to such. None does any more.
//!
//! The targets are those of the fuzzer; see `fuzz/README.md`.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bench::picture;

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

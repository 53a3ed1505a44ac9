//! What runs in pipelines of users, and what a new program would change.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use gongkai::yaml::shape::Shape;
use gongkai::yaml::{self, YamlSource};

use super::{Desk, Folder, Place as _};
use crate::bench::{TODAY, picture, text_or_nothing};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A command in a folder, with the program in reach.
fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    let program = Path::new(env!("CARGO_BIN_EXE_gongkai")).parent().unwrap();
    command.args(&words[1..]).current_dir(folder).env("LC_ALL", "C").env_remove("GONGKAI_KEY");
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", program.display()));
    command.env("XDG_CONFIG_HOME", folder.join("../own")).env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

#[track_caller]
fn done(folder: &Path, words: &[&str]) -> Output {
    let output = command(folder, words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Two runners with the same commit: one enters the numbers, the other finds them entered.
#[test]
fn the_ledger_is_pushed_before_the_site_goes_online() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    let site = desk.scratch.site();
    let attributes = include_str!("../../../src/cli/starter/.gitattributes");
    desk.scratch.put(".gitattributes", attributes);
    desk.scratch.put(".gitignore", include_str!("../../../src/cli/starter/.gitignore"));
    let origin = desk.scratch.beside("origin.git");
    let origin = origin.to_str().unwrap();
    done(&site, &["git", "init", "-q", "-b", "main"]);
    done(&site, &["git", "add", "."]);
    done(&site, &["git", "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-q", "-m", "内容"]);
    done(&site, &["git", "clone", "-q", "--bare", ".", origin]);
    let runners = ["one", "two"].map(|name| desk.scratch.beside(name));
    for runner in &runners {
        done(&site, &["git", "clone", "-q", origin, runner.to_str().unwrap()]);
    }
    let script = root().join("ops/ci/publish.sh");
    for runner in &runners {
        done(runner, &[script.to_str().unwrap(), "main", "正式"]);
        let mut output = picture(&runner.join("output"));
        output.retain(|path, _| !path.starts_with('.'));
        assert!(place.live() == Some(output), "another site is live");
    }
    let ledgers = runners.each_ref().map(|runner| text_or_nothing(&runner.join("index-numbers.csv")));
    assert_eq!(ledgers[0], ledgers[1]);
    assert_eq!(ledgers[0].lines().count(), 4, "{}", ledgers[0]);
    let pushed = done(&site, &["git", "--git-dir", origin, "show", "main:index-numbers.csv"]);
    assert_eq!(String::from_utf8(pushed.stdout).unwrap(), ledgers[0]);
}

/// A pipeline that is started again, or a timer in a folder of its own: what it has checked out may be old.
#[test]
fn an_old_checkout_publishes_what_is_newest() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    let site = desk.scratch.site();
    desk.scratch.put(".gitignore", include_str!("../../../src/cli/starter/.gitignore"));
    let origin = desk.scratch.beside("origin.git");
    let commit = |message| {
        done(&site, &["git", "add", "."]);
        done(
            &site,
            &["git", "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-q", "-m", message],
        );
    };
    done(&site, &["git", "init", "-q", "-b", "main"]);
    // Nothing is left to be entered, and so nothing to be pushed, which alone would show that others were faster.
    desk.scratch.build(&[]).ended(0);
    commit("内容");
    done(&site, &["git", "clone", "-q", "--bare", ".", origin.to_str().unwrap()]);
    let old = desk.scratch.beside("old");
    done(&site, &["git", "clone", "-q", origin.to_str().unwrap(), old.to_str().unwrap()]);
    desk.scratch.put("content/_index.md", "---\n标题: 首页\n---\n\n新的一句。\n");
    commit("首页");
    done(&site, &["git", "push", "-q", origin.to_str().unwrap(), "main"]);
    done(&old, &[root().join("ops/ci/publish.sh").to_str().unwrap(), "main", "正式"]);
    let home = String::from_utf8(place.live().unwrap()["index.html"].clone()).unwrap();
    assert!(home.contains("新的一句"), "what was checked out went online");
}

#[test]
fn the_pipelines_are_yaml_and_call_what_there_is() {
    static ANY: Shape = Shape { zh: "流水线", en: "pipeline", keys: &[] };
    for name in ["github.yml", "gitlab.yml", "gitee.yml"] {
        let text = text_or_nothing(&root().join("ops/ci").join(name));
        let source = YamlSource { file: Arc::from(name), text: &text, offset: 0, ends_file: true };
        let parsed = yaml::parse(&source, &ANY);
        assert!(parsed.findings.is_empty(), "{name}: {:?}", parsed.findings);
        assert!(text.contains("gongkai check") && text.contains("ops/ci/publish.sh"), "{name}");
    }
}

/// What runs fleets on other people's engines calls what there is, and as many shards as were planned.
#[test]
fn the_engines_of_fleets_call_what_there_is() {
    static ANY: Shape = Shape { zh: "作业", en: "job", keys: &[] };
    let read = |path: &str| text_or_nothing(&root().join("ops").join(path));
    for path in [
        "ci/fleet-github.yml",
        "ci/fleet-gitlab.yml",
        "kubernetes/plan.yaml",
        "kubernetes/build.yaml",
        "kubernetes/finish.yaml",
    ] {
        let text = read(path);
        let source = YamlSource { file: Arc::from(path), text: &text, offset: 0, ends_file: true };
        let parsed = yaml::parse(&source, &ANY);
        assert!(parsed.findings.is_empty(), "{path}: {:?}", parsed.findings);
        for verb in ["plan", "build", "finish"].into_iter().filter(|_| path.starts_with("ci/")) {
            assert!(text.contains(&format!("gongkai fleet {verb}")), "{path}: {verb}");
        }
    }
    assert!(read("kubernetes/plan.yaml").contains("--shards, \"16\"]"));
    assert!(read("kubernetes/build.yaml").contains("completions: 16"));
    for (path, verb) in [("submit.sh", "plan"), ("shard.sh", "build"), ("finish.sh", "finish")] {
        assert!(read(&format!("slurm/{path}")).contains(&format!("gongkai fleet {verb}")), "{path}");
    }
    for script in ["slurm/submit.sh", "slurm/shard.sh", "slurm/finish.sh", "kubernetes/run.sh"] {
        done(root(), &["sh", "-n", &format!("ops/{script}")]);
    }
}

#[test]
fn what_a_new_program_would_change_is_listed_and_nothing_written() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.scratch.build(&[]).ended(0);
    let upgrade = || {
        let run = desk.run("upgrade", &["--dry-run", "--today", TODAY]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    assert_eq!(upgrade(), "没有变化\n");
    let before = desk.output();
    let settings = text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put("site.yaml", format!("{settings}页脚: {{电话: 0575-12345678}}\n"));
    desk.scratch.put("content/_index.md", "---\n标题: 首页\n---\n\n欢迎。\n");
    let told = upgrade();
    let of =
        |path: &str| told.lines().find(|line| line.starts_with(path)).unwrap_or_else(|| panic!("{told}"));
    assert!(of("index.html").contains("文字有变") && of("index.html").contains("欢迎"), "{told}");
    assert!(of("002590761/2024-00001.html").contains("只是版式"), "{told}");
    assert_eq!(desk.output(), before);
    assert!(!desk.scratch.at(".gongkai.upgrade").exists());
    let refused = desk.run("upgrade", &[]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("gongkai upgrade --dry-run"), "{}", refused.stderr);
}

//! What a fault of the machine leaves: the old site or the new one, whole; a ledger that lost and repeated nothing; and
//! a next build that succeeds.
//!
//! Each test has a long form, which `tests/long` runs.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

mod clock;
mod disk;
mod kill;
mod record;
mod rights;
mod together;

use std::collections::BTreeMap;

use crate::bench::{Run, Scratch, picture};
use crate::promises;

/// What is published.
#[derive(PartialEq, Eq)]
struct State {
    output: BTreeMap<String, Vec<u8>>,
    ledger: String,
}

impl State {
    fn of(scratch: &Scratch) -> Self {
        Self { output: scratch.output(), ledger: scratch.ledger() }
    }
}

/// What is published of a site before and after its next build.
struct Versions {
    old: State,
    new: State,
}

impl Versions {
    /// Builds both where nothing is in the way.
    fn make() -> Self {
        let scratch = Scratch::in_memory();
        put_old(&scratch);
        let old = State::of(&scratch);
        put_new(&scratch);
        scratch.build(&[]).ended(0);
        let new = State::of(&scratch);
        assert!(new.output != old.output && new.ledger.starts_with(&old.ledger));
        for state in [&old, &new] {
            assert_eq!(promises::broken(&state.output, &state.ledger), Vec::<String>::new());
        }
        Self { old, new }
    }

    /// Makes of `scratch` the site with its old version published and the new one ready to be.
    fn prepare(&self, scratch: &Scratch) {
        put_old(scratch);
        assert!(State::of(scratch) == self.old);
        put_new(scratch);
    }

    /// Expects one of the versions, whole, in a ledger that knows its numbers. Tells whether it is the new one.
    #[track_caller]
    fn assert_whole(&self, scratch: &Scratch, what: &str) -> bool {
        let State { output, ledger } = State::of(scratch);
        assert!(ledger == self.old.ledger || ledger == self.new.ledger, "{what}: the ledger is {ledger}");
        let is_new = output == self.new.output;
        assert!(
            is_new || output == self.old.output,
            "{what}: the site is neither the old one nor the new one"
        );
        assert!(!is_new || ledger == self.new.ledger, "{what}: a number is published and not in the ledger");
        is_new
    }

    /// Expects of a build that failed that it says why and what to do, and left the site as it was. Its numbers
    /// may have been entered: ledger ⊇ record ⊇ site, and the next build goes on from there.
    #[track_caller]
    fn assert_refused(&self, scratch: &Scratch, run: &Run, what: &str) {
        assert!(run.stderr.contains("办法: "), "{what}: no cure in\n{}", run.stderr);
        assert!(!self.assert_whole(scratch, what), "{what}: the site was written");
    }

    /// Expects the next build to publish the new version and to clear away what the fault left.
    #[track_caller]
    fn assert_next_build(&self, scratch: &Scratch, what: &str) {
        let run = scratch.build(&[]);
        assert_eq!(run.code, Some(0), "{what}: {}", run.stderr);
        assert!(State::of(scratch) == self.new, "{what}: the next build makes something else");
        assert_eq!(litter(scratch), Vec::<String>::new(), "{what}");
    }
}

/// What lies about in the site's folder that should not.
fn litter(scratch: &Scratch) -> Vec<String> {
    let known = [
        ".gongkai.lock",
        ".gongkai.site",
        ".gongkai.built",
        ".gongkai.checked",
        ".gongkai.texts",
        ".gongkai.live",
        "content",
        "index-numbers.csv",
        "output",
        "published.csv",
        "site.yaml",
        "themes",
        "versions",
    ];
    let paths = picture(&scratch.site()).into_keys();
    paths.filter(|path| !known.contains(&path.split('/').next().unwrap())).collect()
}

fn site_yaml(name: &str) -> String {
    format!(
        "名称: {name}\n网址: https://www.example.gov.cn/\n标识码: \"3306040012\"\n行政区划: \"330604\"\n机构:\n  \
         - {{简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: \"002590761\"}}\n页脚:\n  主办单位: {name}\n"
    )
}

fn article(title: &str, day: &str, text: &str) -> String {
    format!("---\n标题: {title}\n公开日期: {day}\n---\n{text}\n")
}

fn put_old(scratch: &Scratch) {
    scratch.put("site.yaml", site_yaml("云溪区"));
    scratch.put("themes/gongkai/assets/own.css", "/* 1 */\n");
    scratch.put("content/通知/一.md", article("一", "2024-03-01", "见[材料](材料.txt)。"));
    scratch.put("content/通知/材料.txt", "一".repeat(3000));
    scratch.put("content/动态/旧闻.md", article("旧闻", "2024-03-02\n类型: 动态", "说完了。"));
    scratch.build(&[]).ended(0);
}

/// Every page changes; there is one item more and one page less, and a file is another one.
fn put_new(scratch: &Scratch) {
    scratch.put("site.yaml", site_yaml("云溪区人民政府"));
    scratch.put("content/通知/二.md", article("二", "2024-03-03", "另有规定的除外。"));
    put_revised(scratch, &"二".repeat(5000));
    std::fs::remove_file(scratch.at("content/动态/旧闻.md")).unwrap();
}

/// The published attachment is another one, and its article says why.
fn put_revised(scratch: &Scratch, text: &str) {
    let front = "2024-03-01\n修订: [{日期: 2024-03-03, 说明: 录入差错：附件不是签发的那一份}]";
    scratch.put("content/通知/一.md", article("一", front, "见[材料](材料.txt)。"));
    scratch.put("content/通知/材料.txt", text);
}

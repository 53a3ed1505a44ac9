//! The example of the manual: three members and a portal, and the search over all of them.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{holds, text_of};
use crate::bench::{Run, Scratch, picture, run};

/// The example, copied, with the program run in it.
struct Example(Scratch);

impl Example {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fleet");
        let scratch = Scratch::in_memory();
        for (path, bytes) in picture(&root) {
            if !path.contains("/output/") && !path.contains("/members/") {
                crate::bench::put(&scratch.beside(&path), &bytes);
            }
        }
        Self(scratch)
    }

    fn run(&self, site: &str, verb: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.arg(verb).args(arguments).arg("--site").arg(self.0.beside(site)).args(["--lang", "zh"]);
        run(command)
    }

    fn publish(&self) {
        let today = ["--locked", "--today", "2026-11-30"];
        for member in ["education", "water", "health"] {
            self.run(member, "build", &today).ended(0);
        }
        let told = self.run("portal", "portal", &["update"]);
        assert_eq!(told.code, Some(0), "{}{}", told.stdout, told.stderr);
        let told = self.run("portal", "build", &today);
        assert!(!told.ended(0).contains("member-"), "{}", told.stderr);
    }

    /// Puts the finished sites beside one another, as they stand on the server.
    fn go_online(&self) {
        for site in ["education", "water", "health", "portal"] {
            for (path, bytes) in picture(&self.0.beside(&format!("{site}/output"))) {
                crate::bench::put(&self.0.beside(&format!("www/{site}/{path}")), &bytes);
            }
        }
    }

    fn search(&self, arguments: &[&str]) -> Value {
        let output = self.0.beside("www/portal");
        let more = ["--format", "json", "--output", output.to_str().unwrap()];
        let told = self.run("portal", "search", &[arguments, &more].concat());
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        serde_json::from_str(&told.stdout).unwrap()
    }
}

#[test]
fn the_example_of_the_manual_becomes_a_portal() {
    let example = Example::new();
    example.publish();
    let output = picture(&example.0.beside("portal/output"));
    let progress = text_of(&output, "members/progress/2026/index.html");
    holds(&progress, &["共有3个项目，其中已完成1个", "区水利局", "未报"]);
    // All have one origin: links and search stay within the folders beside one another.
    let catalogue = text_of(&output, "members/catalogue/index.html");
    holds(&catalogue, &["href=\"../../../water/706102332/2026-00003.html\""]);
    assert!(!output.keys().any(|path| path.starts_with("search/members/")));
}

#[test]
fn a_search_of_the_portal_finds_what_its_members_say() {
    let example = Example::new();
    example.publish();
    // Before the members stand beside the portal, they cannot be asked, and that is said.
    let alone = example.run("portal", "search", &["汛期堤防"]);
    assert_eq!(alone.code, Some(0), "{}", alone.stderr);
    holds(&alone.stderr, &["没有查到的成员", "区水利局"]);
    example.go_online();
    let found = example.search(&["渗水、裂缝"]);
    assert_eq!(found["total"], 1, "{found}");
    assert_eq!(found["hits"][0]["member"], "区水利局");
    assert_eq!(found["hits"][0]["address"], "../water/706102332/2026-00001.html");
    assert_eq!(found["unasked"].as_array().unwrap().len(), 0);
    for (words, least) in
        [("706102500/2026-00001", 1), ("流感疫苗", 1), ("门户开通", 1), ("汛", 1), ("2026年 区教育局", 1)]
    {
        let found = example.search(&words.split(' ').collect::<Vec<_>>());
        assert!(found["total"].as_u64().unwrap() >= least, "{words}: {found}");
    }
    let dates: Vec<String> = example.search(&["通知", "--by-date"])["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["date"].as_str().unwrap().to_owned())
        .collect();
    assert!(dates.len() > 3 && dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
    assert_eq!(example.search(&["没有的词语"])["total"], 0);
    let unit = example.search(&["签约", "--unit", "澜州市云溪区卫生健康局"]);
    assert!(unit["total"].as_u64().unwrap() > 0, "{unit}");
    assert_eq!(example.run("portal", "search", &["签约", "--unit", "没有这个机构"]).code, Some(2));
}

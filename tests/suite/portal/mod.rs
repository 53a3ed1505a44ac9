//! A portal and its members: what is shown of them, and that a bad one stops nobody.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

mod example;
mod faults;
mod pages;
mod web;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::bench::{Run, Scratch, picture, run};

/// A member: what the portal calls it, its address, and the code of its unit.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) url: String,
    pub(crate) scratch: Scratch,
}

/// The settings of a site of one unit.
fn settings(name: &str, url: &str, code: &str) -> String {
    format!(
        "名称: 云溪{name}\n网址: {url}\n标识码: \"3306040012\"\n行政区划: \"330604\"\n机构:\n  - {{简称: {name}, 全称: 云溪{name}本级, 代码: \"{code}\"}}\n"
    )
}

fn article(title: &str, text: &str) -> String {
    format!("---\n标题: {title}\n类型: 通知\n发布单位: 区\n公开日期: 2024-03-05\n---\n{text}\n")
}

impl Member {
    /// A member with an article and a project of which the third quarter is missing on 2024-12-31.
    pub(crate) fn new(name: &'static str, url: &str, code: &str) -> Self {
        let scratch = Scratch::in_memory();
        scratch.put("site.yaml", settings(name, url, code));
        let member = Self { name, url: url.to_owned(), scratch };
        member.write("通知/一.md", &format!("{name}关于防汛值班的通知"), "各科室值班电话保持畅通。");
        member.scratch.put(
            "content/项目/project.yaml",
            format!(
                "标题: {name}河道整治\n领域: 水利\n牵头单位: {name}\n指标:\n  - {{名称: 整治河道, 单位: 公里, 口径: 累计, 目标: {{2024: 10}}}}\n"
            ),
        );
        for (quarter, day, figure) in [(1, "2024-04-10", "3公里"), (2, "2024-09-10", "4公里")] {
            member.scratch.put(
                &format!("content/项目/2024-Q{quarter}.md"),
                format!("---\n公开日期: {day}\n指标: {{整治河道: {figure}}}\n---\n按计划推进。\n"),
            );
        }
        member.build();
        member
    }

    /// Writes an article.
    pub(crate) fn write(&self, path: &str, title: &str, text: &str) {
        let article = article(title, text).replace("发布单位: 区\n", &format!("发布单位: {}\n", self.name));
        self.scratch.put(&format!("content/{path}"), article);
    }

    pub(crate) fn build(&self) {
        self.scratch.build(&[]).ended(0);
    }

    /// What `site.yaml` of a portal says of it, read from its folder.
    pub(crate) fn by_folder(&self) -> String {
        format!("  - {{名称: {}, 地址: {}}}\n", self.name, self.scratch.site().display())
    }

    /// Changes a published file, and makes the manifest name it as it is now.
    pub(crate) fn forge(&self, path: &str, change: impl Fn(&str) -> String) {
        let output = self.scratch.at("output");
        let text = fs::read_to_string(output.join(path)).unwrap();
        fs::write(output.join(path), change(&text)).unwrap();
        seal(&output);
    }
}

/// Writes a manifest of what lies in a folder.
pub(crate) fn seal(output: &Path) {
    let hex = gongkai::model::to_hex;
    let files: Vec<String> = picture(output)
        .iter()
        .filter(|(path, _)| !path.starts_with('.') && !path.starts_with("manifest."))
        .map(|(path, bytes)| {
            let digest = hex(&Sha256::digest(bytes));
            format!("{{\"path\":{path:?},\"sha256\":\"{digest}\",\"size\":{}}}", bytes.len())
        })
        .collect();
    let list = format!("[\n{}\n]}}\n", files.join(",\n"));
    let digest = hex(&Sha256::digest(&list));
    let manifest = format!("{{\"generator\":\"gongkai 0.2.0\",\"digest\":\"{digest}\",\"files\":{list}");
    fs::write(output.join("manifest.json"), manifest).unwrap();
}

/// A portal at an address with members as `site.yaml` names them.
pub(crate) fn portal(url: &str, members: &str) -> Scratch {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", format!("{}成员:\n{members}", settings("区门户", url, "014207264")));
    scratch
        .put("content/通知/公告.md", article("门户开通的公告", "今日开通。").replace("发布单位: 区\n", ""));
    scratch
}

/// Runs `portal update`.
pub(crate) fn update(portal: &Scratch) -> Run {
    run(portal.command("portal", &["update"]))
}

/// What came of each member, by name, in one word.
pub(crate) fn outcomes(portal: &Scratch) -> BTreeMap<String, String> {
    let run = run(portal.command("portal", &["update", "--format", "json"]));
    let lines = run.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    lines.map(|line| (text(&line["name"]), text(&line["outcome"]))).collect()
}

/// Updates and builds, both without trouble; gives what was published.
pub(crate) fn published(portal: &Scratch) -> BTreeMap<String, Vec<u8>> {
    let told = update(portal);
    assert_eq!(told.code, Some(0), "{}{}", told.stdout, told.stderr);
    portal.build(&[]).ended(0);
    portal.output()
}

/// A published file as text.
#[track_caller]
pub(crate) fn text_of(output: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    let bytes = output.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", output.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

/// Fails unless a text holds every one of `parts`.
#[track_caller]
pub(crate) fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}

//! Names that a file has by accident: `通知 - 副本.md`, `2024-Q1(1).md`, `通知.md.txt`.
//!
//! A copy beside its original would be published a second time, and a page with one more ending would be no
//! page at all. Told apart by names and sizes; nothing is read here.

use std::collections::BTreeMap;

use super::SourceFile;
use crate::diag::{Diagnostic, Place};
use crate::layout;
use crate::model::{ContentPath, Period};
use crate::say;

/// Endings that Windows hides, or adds.
const HIDDEN_ENDINGS: [&str; 4] = ["txt", "text", "docx", "doc"];

/// What programs put behind the name of a copy, and people.
const BEHIND: [&str; 6] = ["的副本", "副本", "备份", "复件", " copy", " Copy"];

/// What they put before it.
const BEFORE: [&str; 4] = ["副本", "复件", "Copy of ", "备份"];

/// The original's name, and whether only a number in brackets tells the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Original<'a> {
    stem: &'a str,
    is_numbered: bool,
}

/// Takes copies out of `files` and tells them; what is likely a page with a wrong ending is told too.
pub(super) fn take_out_accidents(files: &mut Vec<SourceFile>) -> Vec<Diagnostic> {
    let sizes: BTreeMap<ContentPath, u64> = files.iter().map(|file| (file.path.clone(), file.size)).collect();
    let mut findings = Vec::new();
    files.retain(|file| {
        if let Some(right) = name_of_page(file.path.name()) {
            findings.push(misnamed(file, right));
        }
        let original = original(file, &sizes);
        findings.extend(original.as_ref().map(|original| copied(file, original)));
        original.is_none()
    });
    findings
}

/// The name that a page has lost behind another ending.
fn name_of_page(name: &str) -> Option<&str> {
    let (inner, ending) = name.rsplit_once('.')?;
    let (stem, own) = inner.rsplit_once('.')?;
    let is_page = own.eq_ignore_ascii_case("md") || layout::is_project_file(inner);
    let is_hidden = HIDDEN_ENDINGS.iter().any(|hidden| ending.eq_ignore_ascii_case(hidden));
    (is_page && is_hidden && !stem.is_empty()).then_some(inner)
}

/// The file that `file` is a copy of.
fn original(file: &SourceFile, sizes: &BTreeMap<ContentPath, u64>) -> Option<ContentPath> {
    let ending = file.path.extension();
    if !matches!(&*ending, "md" | "yaml" | "yml") {
        return None;
    }
    let Original { stem, is_numbered } = original_stem(file.path.stem())?;
    let endings = [&*ending, "md", "yaml", "yml"];
    let found = endings.iter().find_map(|ending| {
        let path = file.path.parent().join(&format!("{stem}.{ending}")).ok()?;
        sizes.get_key_value(&path)
    });
    let (path, size) = found?;
    // `公示(2).md` may be a second notice; two reports of one period, or files of one size, are not.
    (!is_numbered || *size == file.size || Period::parse(stem).is_ok()).then(|| path.clone())
}

fn original_stem(stem: &str) -> Option<Original<'_>> {
    let (rest, is_numbered) = match without_number(stem) {
        Some(rest) => (rest, true),
        None => (stem, false),
    };
    let behind = BEHIND.iter().find_map(|word| rest.strip_suffix(word));
    let before = || BEFORE.iter().find_map(|word| rest.strip_prefix(word));
    let is_joint = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '—');
    let (name, is_named) = match behind.or_else(before) {
        Some(name) => (name.trim_matches(is_joint), true),
        None => (rest, false),
    };
    let is_copy = (is_named || is_numbered) && !name.is_empty();
    is_copy.then_some(Original { stem: name, is_numbered: !is_named })
}

/// `通知 (2)` without its number.
fn without_number(stem: &str) -> Option<&str> {
    let inside = stem.strip_suffix([')', '）'])?;
    let digits = inside.len() - inside.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let name = inside[..inside.len() - digits].strip_suffix(['(', '（'])?;
    (1..=2).contains(&digits).then(|| name.trim_end())
}

fn misnamed(file: &SourceFile, right: &str) -> Diagnostic {
    let name = file.path.name();
    Diagnostic::warning(
        "misnamed-page",
        say!(
            "`{name}` 没有当作页面：文件名末尾多了一个扩展名",
            "`{name}` is not read as a page: its name has one more ending"
        ),
    )
    .at(Place::whole(file.path.in_site()))
    .help(say!(
        "改名为 `{right}`；在资源管理器里先勾选“查看 → 文件扩展名”才看得见",
        "rename it to `{right}`; Windows shows endings only where `File name extensions` is ticked under View"
    ))
}

fn copied(file: &SourceFile, original: &ContentPath) -> Diagnostic {
    let (name, original) = (file.path.name(), original.name());
    Diagnostic::error(
        "copied-file",
        say!(
            "`{name}` 像是 `{original}` 的副本，两份不能都公开",
            "`{name}` looks like a copy of `{original}`; they cannot both be published"
        ),
    )
    .at(Place::whole(file.path.in_site()))
    .help(say!(
        "要用的内容留在 `{original}` 里，副本删去或者移到 content 外面；是另一篇的，换一个文件名",
        "keep in `{original}` what is to be published and delete the copy or move it out of content; give another page another name"
    ))
}

#[cfg(test)]
mod tests {
    use super::{Original, name_of_page, original_stem};

    #[test]
    fn copies_by_their_names() {
        for (copy, stem) in [
            ("通知 - 副本", "通知"),
            ("通知 - 副本 (2)", "通知"),
            ("副本通知", "通知"),
            ("复件 通知", "通知"),
            ("通知_备份", "通知"),
            ("notice - Copy", "notice"),
            ("Copy of notice", "notice"),
            ("2024-Q1的副本", "2024-Q1"),
        ] {
            assert_eq!(original_stem(copy), Some(Original { stem, is_numbered: false }), "{copy}");
        }
        for copy in ["2024-Q1(1)", "2024-Q1 (1)", "2024-Q1（12）"] {
            assert_eq!(original_stem(copy), Some(Original { stem: "2024-Q1", is_numbered: true }), "{copy}");
        }
        for name in ["通知", "副本", "(1)", "通知(2024)", "通知(甲)", "备份数据管理办法", "copyright"]
        {
            let found = original_stem(name);
            assert!(found.is_none_or(|found| found.stem == "数据管理办法"), "{name}");
        }
    }

    #[test]
    fn pages_behind_another_ending() {
        for (name, right) in [
            ("通知.md.txt", "通知.md"),
            ("2024-Q1.MD.TXT", "2024-Q1.MD"),
            ("project.yaml.txt", "project.yaml"),
            ("a.md.docx", "a.md"),
        ] {
            assert_eq!(name_of_page(name), Some(right));
        }
        for name in ["通知.txt", "通知.md", ".md.txt", "表.csv.txt", "说明.yaml.txt"] {
            assert_eq!(name_of_page(name), None, "{name}");
        }
    }
}

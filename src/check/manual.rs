//! The manual of rules, made from the doc comments at the heads of their files.
//!
//! Every page has the same form: a first line that names the fault, then the sections of [`SECTIONS`] in this
//! order. The test of this module holds every rule to it.

use super::Rule;
use crate::diag::{Lang, Severity};

/// The headings of a page, in order. `English` says the same in short for readers of English.
pub const SECTIONS: [&str; 6] = ["是什么", "为什么", "依据", "举例", "怎样改", "English"];

/// A page of the manual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualPage {
    /// The first line: the fault in a few words.
    pub title: &'static str,
    /// The sections: heading and Markdown.
    pub sections: Vec<(&'static str, String)>,
}

/// The page of `rule`.
#[must_use]
pub fn page(rule: &Rule) -> ManualPage {
    let mut title = "";
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in lines(rule) {
        if let Some(heading) = line.strip_prefix("# ") {
            sections.push((heading.trim(), String::new()));
        } else if let Some((_, text)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        } else if title.is_empty() {
            title = line.trim();
        }
    }
    for (_, text) in &mut sections {
        *text = text.trim().to_owned();
    }
    ManualPage { title, sections }
}

/// The lines of the doc comment at the head of a rule's file.
fn lines(rule: &Rule) -> impl Iterator<Item = &'static str> + use<> {
    let source: &'static str = rule.source;
    source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
}

impl ManualPage {
    /// The text below a heading; empty if there is none.
    #[must_use]
    pub fn section(&self, heading: &str) -> &str {
        self.sections.iter().find(|(known, _)| *known == heading).map_or("", |(_, text)| text)
    }
}

/// What a rule's fault is called in a list: the first line, or the first sentence of the English section.
#[must_use]
pub fn short(rule: &Rule, lang: Lang) -> &'static str {
    let mut lines = lines(rule);
    let line = match lang {
        Lang::Zh => lines.next(),
        Lang::En => lines.skip_while(|line| *line != "# English").nth(1),
    };
    let line = line.unwrap_or(rule.name).trim();
    line.split(['.', '。']).next().unwrap_or(line)
}

/// The word for a severity, and whether a rule stops a build.
#[must_use]
pub fn severity_word(rule: &Rule, lang: Lang) -> &'static str {
    match (rule.runs_in_build(), rule.severity, lang) {
        (true, Severity::Error, Lang::Zh) => "错误，阻止发布",
        (true, Severity::Error, Lang::En) => "error, stops build",
        (_, Severity::Error, Lang::Zh) => "错误",
        (_, Severity::Error, Lang::En) => "error",
        (_, Severity::Warning, Lang::Zh) => "警告",
        (_, Severity::Warning, Lang::En) => "warning",
        (_, Severity::Advice, Lang::Zh) => "建议",
        (_, Severity::Advice, Lang::En) => "advice",
    }
}

/// The page of `rule` as it is printed.
#[must_use]
pub fn explain(rule: &Rule, lang: Lang) -> String {
    let page = page(rule);
    let level = severity_word(rule, lang);
    let name = rule.name;
    let mut out = match lang {
        Lang::Zh => format!("{name}（{level}）\n{}\n", page.title),
        Lang::En => format!("{name} ({level})\n\n{}\n", page.section("English")),
    };
    for (heading, text) in &page.sections {
        if *heading != "English" {
            for part in ["\n", heading, "\n", &indented(text), "\n"] {
                out.push_str(part);
            }
        }
    }
    out
}

fn indented(text: &str) -> String {
    let lines: Vec<String> =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    lines.join("\n")
}

/// The table of all rules for the reference, in Markdown.
#[must_use]
pub fn table(rules: &[&Rule]) -> String {
    let mut out = "| 规则 | 查什么 | 级别 |\n|---|---|---|\n".to_owned();
    for rule in rules {
        let level = severity_word(rule, Lang::Zh);
        for part in ["| `", rule.name, "` | ", short(rule, Lang::Zh), " | ", level, " |\n"] {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RULES;

    #[test]
    fn every_rule_has_a_page_of_the_form() {
        for rule in RULES {
            let page = page(rule);
            let name = rule.name;
            assert!(!page.title.is_empty() && page.title.chars().count() <= 60, "{name}: {}", page.title);
            let headings: Vec<&str> = page.sections.iter().map(|(heading, _)| *heading).collect();
            assert_eq!(headings, SECTIONS, "{name}");
            for (heading, text) in &page.sections {
                assert!(text.chars().count() >= 10, "{name}: {heading}");
            }
            assert!(
                page.section("依据").contains('《') || page.section("依据").contains("〔"),
                "{name}: which text?"
            );
            assert!(short(rule, Lang::En).is_ascii() && short(rule, Lang::En).len() > 10, "{name}: English");
        }
    }

    #[test]
    fn names_are_in_kebab_case_and_unique() {
        let mut names: Vec<&str> = crate::check::names().collect();
        assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "a name stands twice");
    }
}

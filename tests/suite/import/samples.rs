//! A plan with its table of indicators and a report by quarters, as they stand on old pages: pasted as text,
//! and put into Word with automatic numbering and merged cells, they come back as the pages have them.
//!
//! `tests/imports` holds two of our own; `GONGKAI_SAMPLES` names a folder with others under the same names.

use std::path::{Path, PathBuf};

use super::docx::{Docx, cell};
use super::xlsx::Xlsx;
use super::{doubts, proposed, text};
use gongkai::import::{Proposal, Wanted};

/// Folders with a `plan.txt` and a `progress-page.txt`.
fn folders() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports");
    std::iter::once(own).chain(std::env::var_os("GONGKAI_SAMPLES").map(PathBuf::from)).collect()
}

/// The lines of a file, blanks at their ends cut off, blank ones left out.
fn lines_of(file: &Path) -> Vec<String> {
    let text = String::from_utf8(gongkai::files::read(file).unwrap()).unwrap();
    let lines = text.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace()).to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// The level of the outline that a line stands at, and its words without the number.
fn numbered(line: &str) -> Option<(u8, &str)> {
    let is_chinese =
        |text: &str| !text.is_empty() && text.chars().all(|c| "一二三四五六七八九十".contains(c));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let bracketed = |line| {
        let rest: &str = Option::or(str::strip_prefix(line, '('), str::strip_prefix(line, '（'))?;
        rest.split_once([')', '）'])
    };
    if let Some((number, words)) = bracketed(line) {
        return (is_chinese(number).then_some(1))
            .or(is_digits(number).then_some(3))
            .map(|level| (level, words));
    }
    if let Some((_, words)) = line.split_once('、').filter(|(number, _)| is_chinese(number)) {
        return Some((0, words));
    }
    line.split_once('.').filter(|(number, _)| is_digits(number)).map(|(_, words)| (2, words))
}

/// A table of three columns, one cell a line, whose first column is merged downwards where a row is short.
fn rows_of(cells: &[String]) -> Vec<[Option<String>; 3]> {
    let mut cells: Vec<&str> = cells.iter().map(|cell| cell.trim_end_matches('|').trim()).collect();
    cells.resize(cells.len().next_multiple_of(3), "");
    let row = |row: &[&str]| match row {
        [a, b, ""] => [None, Some((*a).to_owned()), Some((*b).to_owned())],
        [a, b, c] => [a, b, c].map(|cell| Some((*cell).to_owned())),
        _ => [None, None, None],
    };
    cells.chunks(3).map(row).collect()
}

struct Plan {
    lines: Vec<String>,
    /// Where the lines of the table stand.
    table: std::ops::Range<usize>,
}

impl Plan {
    fn read(folder: &Path) -> Self {
        let lines = lines_of(&folder.join("plan.txt"));
        let first = lines.iter().position(|line| line.ends_with('|')).unwrap();
        let count = lines[first..].iter().take_while(|line| line.ends_with('|')).count();
        Self { lines, table: first..first + count }
    }

    fn rows(&self) -> Vec<[Option<String>; 3]> {
        rows_of(&self.lines[self.table.clone()])
    }

    /// In Word: numbers are Word's, cells are merged.
    fn in_word(&self) -> Vec<u8> {
        let mut docx = Docx::default();
        for (at, line) in self.lines.iter().enumerate() {
            match numbered(line) {
                _ if at == self.table.start => {
                    let rows = self.rows();
                    let is_short =
                        |row: Option<&[Option<String>; 3]>| row.is_some_and(|row| row[0].is_none());
                    let cells = |(at, row): (usize, &[Option<String>; 3])| {
                        let merge = match &row[0] {
                            None => "goes on",
                            Some(_) if is_short(rows.get(at + 1)) => "begins",
                            Some(_) => "",
                        };
                        let first: Vec<&str> = row[0].iter().map(String::as_str).collect();
                        let rest = row[1..].iter().flatten().map(|words| cell(1, "", &[words]));
                        std::iter::once(cell(1, merge, &first)).chain(rest).collect()
                    };
                    docx.table(&rows.iter().enumerate().map(cells).collect::<Vec<Vec<String>>>());
                }
                _ if self.table.contains(&at) => {}
                Some((level, words)) => _ = docx.numbered(level, words),
                None if at == 2 => _ = docx.right(line),
                None if at == 3 => _ = docx.title(line),
                None if line.starts_with("表1") => _ = docx.centred(line),
                None if at == 0 => _ = docx.flush(line),
                None => _ = docx.text(line),
            }
        }
        docx.bytes()
    }

    /// The text of the article as it is to be.
    fn expected(&self) -> String {
        let mut out = String::new();
        for (at, line) in self.lines.iter().enumerate().skip(1) {
            if at == self.table.start {
                out.push('\n');
                for (at, row) in self.rows().into_iter().enumerate() {
                    let cells = row.map(|cell| cell.unwrap_or_else(|| "^^".to_owned()));
                    out.extend(["| ", &cells.join(" | "), " |\n"]);
                    out.push_str(if at == 0 { "|---|---|---|\n" } else { "" });
                }
                out.push('\n');
            } else if !self.table.contains(&at) {
                out.extend([if at == 3 { "## " } else { "" }, line, "\n"]);
            }
        }
        out
    }
}

/// The text below the front matter, marks of escaping and the width of brackets aside.
fn body(file: &str) -> String {
    let body = file.split_once("\n---\n").map_or(file, |(_, body)| body);
    alike(&body.replace('\\', ""))
}

/// A text with brackets of one width; a heading has no stop.
fn alike(text: &str) -> String {
    let lines = text.lines().map(|line| line.replace('（', "(").replace('）', ")"));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_plan_comes_back_from_word_and_from_pasted_text() {
    for folder in folders() {
        let plan = Plan::read(&folder);
        let pasted = gongkai::files::read(&folder.join("plan.txt")).unwrap();
        for (name, bytes) in [("规划.docx", plan.in_word()), ("规划.txt", pasted)] {
            let proposal = proposed(name, &bytes, |_| {});
            let file = text(&proposal, ".md");
            snapbox::assert_data_eq!(body(&file), alike(&plan.expected()));
            let (head, _) = file.split_once("---\n").and_then(|(_, rest)| rest.split_once("---\n")).unwrap();
            let title = &plan.lines[3];
            assert!(head.contains(&format!("标题: {title}\n类型: 规划\n")), "{head}");
            assert!(
                head.contains(&format!("\n主送: {}\n", plan.lines[0].trim_end_matches([':', '：']))),
                "{head}"
            );
            let told = doubts(&proposal);
            // Whoever puts cells of a text together cannot be sure.
            assert_eq!(told.lines().count(), usize::from(name == "规划.txt"), "{told}");
        }
    }
}

/// The indicators of a project as it is written, each with its target.
fn indicators(proposal: &Proposal) -> Vec<(String, String)> {
    let yaml = text(proposal, "project.yaml");
    let names = yaml.lines().filter_map(|line| line.strip_prefix("  - 名称: "));
    let targets = yaml
        .lines()
        .filter_map(|line| line.strip_prefix("      20"))
        .filter_map(|line| line.split_once(": "));
    names.zip(targets).map(|(name, (_, target))| (name.to_owned(), target.to_owned())).collect()
}

#[test]
fn the_indicators_of_a_plan_come_back_from_word_excel_and_pasted_text() {
    for folder in folders() {
        let plan = Plan::read(&folder);
        let rows = plan.rows();
        let mut book = Xlsx::default();
        let mut number = 0;
        let mut begin = 0;
        for row in &rows {
            number += 1;
            let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or("")).collect();
            book.row(&cells);
            if row[0].is_some() {
                begin = number;
            }
            let goes_on = rows.get(number).is_some_and(|next| next[0].is_none());
            if !goes_on && number > begin {
                book.merge(&format!("A{begin}:A{number}"));
            }
        }
        let expected: Vec<(String, String)> =
            rows[1..].iter().map(|row| (row[1].clone().unwrap(), row[2].clone().unwrap())).collect();
        let pasted = gongkai::files::read(&folder.join("plan.txt")).unwrap();
        for (name, bytes) in
            [("指标.xlsx", book.bytes()), ("规划.docx", plan.in_word()), ("规划.txt", pasted)]
        {
            let proposal = proposed(name, &bytes, |options| options.wanted = Some(Wanted::Project));
            assert_eq!(indicators(&proposal), expected, "{}", text(&proposal, "project.yaml"));
        }
    }
}

/// A report of progress: what it is called, what its head says, and the lines of its periods.
struct Report {
    title: String,
    heads: Vec<String>,
    scope: String,
    goals: Vec<String>,
    lead: String,
    quarters: Vec<(String, Vec<String>)>,
}

impl Report {
    fn read(folder: &Path) -> Self {
        let lines = lines_of(&folder.join("progress-page.txt"));
        let at = |wanted: &str| lines.iter().position(|line| line == wanted).unwrap();
        let (heads, progress) = (at("项目内容"), at("推进情况"));
        let mut quarters: Vec<(String, Vec<String>)> = Vec::new();
        let end = lines.iter().position(|line| line.starts_with("分享到")).unwrap();
        for line in &lines[progress + 1..end] {
            match quarters.last_mut() {
                _ if line.trim_end_matches([':', '：']).ends_with("季度") && line.chars().count() < 5 => {
                    quarters.push((line.clone(), Vec::new()));
                }
                Some((_, lines)) => lines.push(line.clone()),
                None => {}
            }
        }
        Self {
            title: lines[heads - 1].clone(),
            heads: lines[heads..heads + 3].to_vec(),
            scope: lines[heads + 3].clone(),
            goals: lines[heads + 4..progress - 1].to_vec(),
            lead: lines[progress - 1].clone(),
            quarters,
        }
    }

    /// In Word, the quarters laid out in one of three ways: their names at the left, above their texts, or
    /// right of one cell that is merged over all of them.
    fn in_word(&self, way: u8) -> Vec<u8> {
        let words = |lines: &[String], columns: usize| {
            cell(columns, "", &lines.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let mut rows = vec![
            self.heads.iter().map(|head| cell(1, "", &[head])).collect(),
            vec![cell(1, "", &[&self.scope]), words(&self.goals, 1), cell(1, "", &[&self.lead])],
        ];
        if way < 2 {
            rows.push(vec![cell(3, "", &["推进情况"])]);
        }
        for (at, (name, lines)) in self.quarters.iter().enumerate() {
            match way {
                0 => rows.push(vec![cell(1, "", &[name]), words(lines, 2)]),
                1 => rows.extend([vec![cell(3, "", &[name])], vec![words(lines, 3)]]),
                _ => {
                    let first =
                        if at == 0 { cell(1, "begins", &["推进情况"]) } else { cell(1, "goes on", &[]) };
                    rows.push(vec![first, cell(1, "", &[name]), words(lines, 1)]);
                }
            }
        }
        Docx::default().title(&self.title).table(&rows).bytes()
    }
}

#[test]
fn a_report_by_quarters_comes_back_from_word_and_from_pasted_text() {
    for folder in folders() {
        let report = Report::read(&folder);
        let pasted = gongkai::files::read(&folder.join("progress-page.txt")).unwrap();
        let sources = (0..3).map(|way| ("进度.docx", report.in_word(way))).chain([("进度.txt", pasted)]);
        for (name, bytes) in sources {
            let proposal = proposed(name, &bytes, |_| {});
            let yaml = text(&proposal, "project.yaml");
            let goals = format!("    {}\n", report.goals.join("\n    "));
            let (title, scope, lead) = (&report.title, &report.scope, "区人力社保局");
            let expected =
                format!("标题: {title}\n牵头单位: {lead}\n项目内容: |\n  {scope}\n目标:\n  2023: |\n{goals}");
            assert!(alike(&yaml).ends_with(&alike(&expected)), "{yaml}\n{expected}");
            let is_known = report.lead == lead;
            assert_eq!(yaml.contains(&format!("没有“{}”这个机构", report.lead)), !is_known, "{yaml}");
            let quarters: Vec<String> = proposal
                .files
                .iter()
                .skip(1)
                .map(|file| body(std::str::from_utf8(&file.bytes).unwrap()))
                .collect();
            let expected: Vec<String> =
                report.quarters.iter().map(|(_, lines)| alike(&(lines.join("\n") + "\n"))).collect();
            assert_eq!(quarters, expected);
            let names: Vec<&str> = proposal.files.iter().skip(1).map(|file| file.path.name()).collect();
            assert_eq!(names, ["2023-Q1.md", "2023-Q2.md", "2023-Q3.md", "2023-Q4.md"]);
        }
    }
}

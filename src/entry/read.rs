//! Tells what a file is by its name and place, opens it, and hands its keys to the reader of its kind.

use std::ops::Range;
use std::sync::Arc;

use super::front::{self, Cut};
use super::opened::OpenedFile;
use super::{Draft, DraftKind, ParseContext, article, column, progress, project, shapes, template};
use crate::diag::{Diagnostic, Fix, Place, Reported};
use crate::layout;
use crate::model::{ContentPath, Folded, Period, PeriodError, fold_lookalikes};
use crate::say;
use crate::yaml::fields::Fields;
use crate::yaml::report::Report;
use crate::yaml::shape::Shape;
use crate::yaml::{self, YamlSource, find_conflict_markers};

/// Reads one content file.
pub(super) fn parse(path: &ContentPath, text: &str, context: ParseContext) -> Reported<Option<Draft>> {
    let mut findings = Vec::new();
    let folded = fold_lookalikes(text);
    if let Some(folded) = &folded {
        findings.push(report_lookalikes(path, text, folded));
    }
    let text = folded.as_ref().map_or(text, |folded| folded.text.as_str());
    let kind = match kind_of(path, context, &mut findings) {
        Some(kind) => read(path, text, context, kind, &mut findings),
        None => None,
    };
    if let Some(kind) = &kind {
        template::find(path, kind, &mut findings);
    }
    Reported::new(kind.map(|kind| Draft { path: path.clone(), kind }), findings)
}

/// Tells the radicals of a file once, with all that `check --fix` puts in their places.
fn report_lookalikes(path: &ContentPath, text: &str, folded: &Folded) -> Diagnostic {
    let first = folded.places.first().cloned().unwrap_or_default();
    let (count, typed, meant) = (folded.places.len(), &text[first.clone()], &folded.text[first.clone()]);
    let message = say!(
        "有 {count} 个字是形状相同的部首，第一个是“{typed}”，已当作“{meant}”",
        "{count} characters are radicals of the same look, first `{typed}`; they are read as what they look like, `{meant}`"
    );
    let mut finding = Diagnostic::warning("lookalike-character", message)
        .at(Place::span(path.in_site(), first))
        .help(say!(
            "多半是从 PDF 里复制来的；`gongkai check --fix` 可以代改",
            "they were most likely copied from a PDF; `gongkai check --fix` writes the usual ones"
        ));
    let fixes = folded.places.iter().map(|place| Fix::new(place.clone(), &folded.text[place.clone()]));
    finding.fixes.extend(fixes);
    finding
}

#[derive(Clone, Copy)]
enum FileKind {
    Column,
    Project,
    Progress(Period),
    Article,
}

fn kind_of(path: &ContentPath, context: ParseContext, findings: &mut Vec<Diagnostic>) -> Option<FileKind> {
    let extension = path.extension();
    let is_yaml = matches!(extension.as_str(), "yaml" | "yml");
    match path.name() {
        layout::COLUMN => return Some(FileKind::Column),
        layout::PROJECT | layout::PROJECT_SHORT => return Some(FileKind::Project),
        _ => {}
    }
    if context.in_project {
        match Period::parse(path.stem()) {
            Ok(period) => return Some(FileKind::Progress(period)),
            Err(error) => {
                if let Some(finding) = near_period(path, &error) {
                    let is_error = finding.severity == crate::diag::Severity::Error;
                    findings.push(finding);
                    if is_error {
                        return None;
                    }
                }
            }
        }
    }
    if !is_yaml {
        return Some(FileKind::Article);
    }
    let name = path.name();
    findings.push(
        Diagnostic::warning(
            "stray-yaml",
            say!("没有读取 `{name}`：程序不认识这个文件", "`{name}` is not read"),
        )
        .at(Place::whole(path.in_site()))
        .help(say!(
            "项目写在 `project.yaml` 里，进度用期来命名，如 `2023-Q1.yaml`，并且和 `project.yaml` 放在一起",
            "projects are in `project.yaml`, progress entries beside it are named by period: `2023-Q1.yaml`"
        )),
    );
    None
}

/// The finding for a name in a project's folder that is nearly a period.
fn near_period(path: &ContentPath, error: &PeriodError) -> Option<Diagnostic> {
    let stem = path.stem();
    let help = say!(
        "文件名写成 `2023-Q1`（一季度）、`2023-H1`（上半年）、`2023-10`（10月）或 `2023`（全年）的样子",
        "name it `2023-Q1`, `2023-H1`, `2023-10` (October) or `2023` (the year)"
    );
    let finding = match error {
        PeriodError::DoesNotExist => Diagnostic::error(
            "period-does-not-exist",
            say!("没有 `{stem}` 这一期", "there is no such period as `{stem}`"),
        ),
        PeriodError::Ambiguous => Diagnostic::error(
            "ambiguous-period",
            say!("`{stem}` 可能是季度，也可能是月份", "`{stem}` may be a quarter or a month"),
        ),
        // `2023年工作总结` begins with a year as any title may.
        PeriodError::Trailing(period, behind) if period.kind != crate::model::PeriodKind::Year => {
            let period = period.chinese();
            Diagnostic::warning(
                "text-behind-period",
                say!(
                    "文件名在“{period}”后面还有 `{behind}`，所以当作文章，不当作进度",
                    "with `{behind}` behind the period, the file is read as an article, not as progress"
                ),
            )
        }
        PeriodError::NotAPeriod if lacks_year(stem) => Diagnostic::error(
            "period-without-year",
            say!("文件名 `{stem}` 里没有年份", "the file's name `{stem}` has no year"),
        ),
        _ => return None,
    };
    Some(finding.at(Place::whole(path.in_site())).help(help))
}

/// Whether a name is a part of a year without the year: `Q1`, `一季度`, `上半年`, `10月`.
fn lacks_year(stem: &str) -> bool {
    let stem = stem.trim().to_lowercase();
    let is_western = matches!(stem.as_bytes(), [b'q' | b'h', digit] if digit.is_ascii_digit());
    let has_mark = ["季度", "半年", "月"].iter().any(|mark| stem.ends_with(mark));
    is_western
        || has_mark
            && stem
                .chars()
                .all(|c| c.is_ascii_digit() || "第一二三四五六七八九十上下半年季度月份".contains(c))
        || matches!(stem.as_str(), "全年" | "年度")
}

fn read(
    path: &ContentPath,
    text: &str,
    context: ParseContext,
    kind: FileKind,
    findings: &mut Vec<Diagnostic>,
) -> Option<DraftKind> {
    let file = path.in_site();
    let whole = YamlSource { file: Arc::clone(&file), text, offset: 0, ends_file: true };
    let conflicts = find_conflict_markers(&whole);
    if !conflicts.is_empty() {
        findings.extend(conflicts);
        return None;
    }
    let is_yaml = path.extension() != "md";
    let shape: &'static Shape = match kind {
        FileKind::Column => &shapes::COLUMN,
        FileKind::Project => &shapes::PROJECT,
        FileKind::Progress(_) if is_yaml => &shapes::PROGRESS_YAML,
        FileKind::Progress(_) => &shapes::PROGRESS,
        FileKind::Article => &shapes::ARTICLE,
    };
    let cut = if is_yaml {
        let head = 0..text.find(['\n', '\r']).unwrap_or(text.len());
        Cut { front: Some(whole), head, text: text.len()..text.len() }
    } else {
        front::cut(&file, text, shape, findings)
    };
    let source = match cut.front {
        Some(source) => source,
        None if matches!(kind, FileKind::Column) => {
            YamlSource { file: Arc::clone(&file), text: "", offset: cut.text.start, ends_file: false }
        }
        None => {
            findings.push(missing_front_matter(&file, cut.head, kind));
            return None;
        }
    };
    let parsed = yaml::parse(&source, shape);
    let mut report = Report::new(&source, parsed.findings, parsed.is_repaired);
    let draft = parsed.root.map(|root| {
        let fields = Fields::open(&root, shape, cut.head.clone(), &mut report);
        let opened =
            OpenedFile { file: &file, text, fields: &fields, rest: cut.text.clone(), mode: context.mode };
        match kind {
            FileKind::Column => DraftKind::Column(column::read(&opened, &mut report).into()),
            FileKind::Project => DraftKind::Project(project::read(&opened, &mut report).into()),
            FileKind::Progress(period) => {
                DraftKind::Progress(progress::read(&opened, period, is_yaml, &mut report).into())
            }
            FileKind::Article => DraftKind::Article(article::read(&opened, &mut report).into()),
        }
    });
    findings.append(&mut report.findings);
    draft
}

fn missing_front_matter(file: &Arc<str>, head: Range<usize>, kind: FileKind) -> Diagnostic {
    let help = match kind {
        FileKind::Progress(_) => say!(
            "在文件最前面加三行：`---`、`公开日期: 2023-04-10`、`---`",
            "begin the file with three lines: `---`, `date: 2023-04-10`, `---`"
        ),
        _ => say!(
            "在文件最前面加四行：`---`、`标题: …`、`公开日期: 2023-04-10`、`---`",
            "begin the file with four lines: `---`, `title: …`, `date: 2023-04-10`, `---`"
        ),
    };
    Diagnostic::error(
        "missing-front-matter",
        say!("文件开头没有 `---` 之间的信息", "the file does not begin with information between `---` lines"),
    )
    .at(Place::span(Arc::clone(file), head))
    .help(help)
}

//! Findings and what was published, told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gongkai::attachment::Taken;
use gongkai::catalog::{LeftOut, LeftOutReason};
use gongkai::check::{RULES, STAGE_FINDINGS, baseline, manual, sayable};
use gongkai::diag::draw::{SarifRule, Sources, github, human, json, sarif};
use gongkai::diag::{Diagnostic, Lang, Severity, Text, sort};
use gongkai::model::ContentPath;
use gongkai::output::OutputCounts;
use gongkai::publish::Summary;
use gongkai::say;

use super::args::FindingsFormat;
use super::exit::Stop;
use super::terminal::{Terminal, write_message, write_result};

/// How many of the numbers issued are listed.
const MOST_NUMBERS: usize = 20;

/// How many findings of one rule are drawn where only a few are.
const MOST_ALIKE: usize = 20;

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeverityCounts {
    /// Errors.
    pub(crate) errors: usize,
    /// Warnings.
    pub(crate) warnings: usize,
    /// Pieces of advice.
    pub(crate) advice: usize,
}

impl SeverityCounts {
    pub(crate) fn of(findings: &[Diagnostic]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            advice: count(Severity::Advice),
        }
    }

    /// `3 个错误，1 个警告`; `None` if there is nothing to count.
    pub(crate) fn text(self) -> Option<Text> {
        let kinds = [
            (self.errors, "错误", "error", "errors"),
            (self.warnings, "警告", "warning", "warnings"),
            (self.advice, "建议", "piece of advice", "pieces of advice"),
        ];
        let found = kinds.iter().filter(|(count, ..)| *count > 0);
        let zh: Vec<String> = found.clone().map(|(count, zh, ..)| format!("{count} 个{zh}")).collect();
        let en: Vec<String> = found
            .map(|&(count, _, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
            .collect();
        if zh.is_empty() { None } else { Some(Text::new(zh.join("，"), en.join(", "))) }
    }
}

/// How many findings of one rule are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShownFindings {
    /// All of them.
    All,
    /// All errors, and of the others [`MOST_ALIKE`] of a rule: who builds a site wants to see how it went.
    Few,
}

/// Tells the findings in order of file and place, as text on the error stream with the counts at the end, or
/// as JSON on the output stream. With `-q` only errors are told; all are counted. `shown` is for text only.
pub(crate) fn tell_findings(
    findings: &mut Vec<Diagnostic>,
    sources: &dyn Sources,
    (format, shown): (FindingsFormat, ShownFindings),
    terminal: Terminal,
) -> Result<SeverityCounts, Stop> {
    sort(findings);
    let counts = SeverityCounts::of(findings);
    let told = findings.iter().filter(|finding| !terminal.is_quiet || finding.severity == Severity::Error);
    match format {
        FindingsFormat::Json => {
            let mut lines = String::new();
            for finding in told {
                lines.push_str(&json(finding, sources, terminal.lang));
                lines.push('\n');
            }
            write_result(&sayable(&lines))?;
        }
        FindingsFormat::Sarif => {
            let told: Vec<&Diagnostic> = told.collect();
            let rules = rule_labels(terminal.lang);
            let document = sarif(&told, sources, terminal.lang, &rules, baseline::digest);
            write_result(&sayable(&format!("{document}\n")))?;
        }
        FindingsFormat::Github => {
            let mut lines = String::new();
            for finding in told {
                lines.push_str(&github(finding, sources, terminal.lang));
                lines.push('\n');
            }
            write_result(&sayable(&lines))?;
        }
        FindingsFormat::Text => {
            let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
            for finding in told {
                if shown == ShownFindings::Few && finding.severity != Severity::Error {
                    let count = alike.entry(finding.rule).or_default();
                    *count += 1;
                    if *count > MOST_ALIKE {
                        continue;
                    }
                }
                write_message(&human(finding, sources, terminal.lang, terminal.color));
                write_message("");
            }
            for (rule, count) in alike.into_iter().filter(|(_, count)| *count > MOST_ALIKE) {
                let more = count - MOST_ALIKE;
                terminal.note(&say!(
                    "还有 {more} 处“{rule}”没有列出，运行 gongkai check 可以看到全部",
                    "and {more} more of `{rule}`; `gongkai check` lists them all"
                ));
            }
            if let Some(text) = counts.text() {
                terminal.note(&text);
            }
        }
    }
    Ok(counts)
}

/// Every name that a finding may have, with what it is about.
pub(crate) fn rule_labels(lang: Lang) -> Vec<SarifRule<'static>> {
    let rules = RULES.iter().map(|rule| SarifRule { name: rule.name, text: manual::short(rule, lang) });
    let stages = STAGE_FINDINGS.iter().map(|finding| SarifRule {
        name: finding.name,
        text: if lang == Lang::Zh { finding.zh } else { finding.en },
    });
    rules.chain(stages).collect()
}

/// Tells what was published: size, time, numbers issued, what was left out and why, and how to look at it.
pub(crate) fn tell_summary(summary: &Summary, time: Duration, terminal: Terminal) {
    for text in summary_texts(summary, time, terminal.is_verbose) {
        terminal.note(&text);
    }
}

fn summary_texts(summary: &Summary, time: Duration, is_verbose: bool) -> Vec<Text> {
    let Summary { pages, files, published, .. } = summary;
    let OutputCounts { written, unchanged, kept: _, removed, bytes } = published;
    let size = size(*bytes);
    // Tenths of a second would show most builds as none.
    let seconds = format!("{:.2}", time.as_secs_f64());
    let mut texts = vec![
        say!(
            "网站已生成：{pages} 页，共 {files} 个文件（{size}），用时 {seconds} 秒",
            "the site is built: pages: {pages}, files: {files} ({size}), in {seconds} s"
        ),
        say!(
            "其中 {written} 个文件有更新，{unchanged} 个没有变化；删去旧文件 {removed} 个",
            "files written: {written}, unchanged: {unchanged}, removed: {removed}"
        ),
    ];
    texts.extend(issued_texts(summary, is_verbose));
    texts.extend(left_out_texts(&summary.left_out));
    texts.extend(taken_out_texts(summary, is_verbose));
    texts.extend(uncleaned_text(&summary.uncleaned));
    let output = summary.output.strip_prefix(".").unwrap_or(&summary.output);
    let index = output.join("index.html");
    let (output, index) = (output.display(), index.display());
    texts.push(say!(
        "网站在 {output}，双击 {index} 就能查看",
        "the site is in {output}; open {index} in a browser"
    ));
    texts
}

fn issued_texts(summary: &Summary, is_verbose: bool) -> Vec<Text> {
    let count = summary.issued.len();
    if count == 0 {
        return Vec::new();
    }
    let listed = if is_verbose { count } else { count.min(MOST_NUMBERS) };
    let mut texts = vec![say!("新发索引号 {count} 个：", "index numbers issued: {count}")];
    texts.extend(
        summary.issued[..listed]
            .iter()
            .map(|(number, title)| say!("  {number}  {title}", "  {number}  {title}")),
    );
    let more = count - listed;
    if more > 0 {
        texts.push(say!(
            "  ……还有 {more} 个，见 index-numbers.csv",
            "  … and {more} more, see index-numbers.csv"
        ));
    }
    texts
}

fn left_out_texts(left_out: &[LeftOut]) -> Vec<Text> {
    let count = left_out.len();
    if count == 0 {
        return Vec::new();
    }
    let mut texts = vec![say!("没有放进网站的 {count} 项：", "left out: {count}")];
    texts.extend(left_out.iter().map(|page| {
        let file = page.path.in_site();
        let why = reason(page.reason);
        let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
        match page.title.as_str() {
            // An attachment has no title but its name.
            title if title == page.path.name() => say!("  {file}：{zh}", "  {file}: {en}"),
            title => say!("  {file}《{title}》：{zh}", "  {file} `{title}`: {en}"),
        }
    }));
    texts
}

/// What attachments were published without; with `-v`, each of them.
fn taken_out_texts(summary: &Summary, is_verbose: bool) -> Vec<Text> {
    let count = summary.taken_out.len();
    if count == 0 {
        return Vec::new();
    }
    let names = |taken: &BTreeSet<Taken>| {
        let list = |lang, between: &str| {
            let names: Vec<String> = taken.iter().map(|what| what.name().in_lang(lang).to_owned()).collect();
            names.join(between)
        };
        (list(Lang::Zh, "、"), list(Lang::En, ", "))
    };
    let (zh, en) = names(&summary.taken_out.values().flatten().copied().collect());
    let mut texts = vec![say!(
        "{count} 个附件发布时去掉了{zh}（content 里的原件没有动）",
        "attachments published without {en}: {count} (the files in content are as they were)"
    )];
    let listed = if is_verbose { usize::MAX } else { 0 };
    texts.extend(summary.taken_out.iter().take(listed).map(|(file, taken)| {
        let (file, (zh, en)) = (file.in_site(), names(taken));
        say!("  {file}：{zh}", "  {file}: {en}")
    }));
    texts
}

/// How many attachments may still tell of their authors.
fn uncleaned_text(uncleaned: &[ContentPath]) -> Option<Text> {
    let (count, first) = (uncleaned.len(), uncleaned.first()?.in_site());
    Some(say!(
        "{count} 个附件里的作者、路径等去不掉或者没有去尽（有签名、有密码、老格式等），如 {first}；运行 gongkai check 看是哪些、怎样办",
        "attachments that could not be cleaned, or not wholly, such as {first}: {count}; `gongkai check` names them and the cure"
    ))
}

fn reason(reason: LeftOutReason) -> Text {
    match reason {
        LeftOutReason::Draft => {
            say!("草稿（写完后删去“草稿: true”）", "a draft (remove `草稿: true` once it is done)")
        }
        LeftOutReason::Future(date) => say!("公开日期 {date} 还没到", "its date {date} is yet to come"),
        LeftOutReason::Withheld => say!("公开方式是不予公开", "it is not to be disclosed"),
        LeftOutReason::OnRequest => say!(
            "公开方式是依申请公开：只公布目录信息，不公布正文",
            "it is disclosed on request only: the catalogue has it, its text is not published"
        ),
        LeftOutReason::ProgressOnRequest => say!(
            "公开方式是依申请公开：项目和进度没有只列目录信息的网页，整个不公布",
            "it is disclosed on request only: of a project and its entries nothing is published"
        ),
        LeftOutReason::Unused => {
            say!("没有页面链接到这个文件，所以没有发布", "no page links to this file, so it is not published")
        }
    }
}

/// A size for people: `4.2 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    for (one, unit) in UNITS {
        if bytes >= one {
            let tenths = bytes / (one / 10);
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "snapshots are rewritten with hashes")]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::time::Duration;

    use gongkai::attachment::Taken;
    use gongkai::catalog::{LeftOut, LeftOutReason};
    use gongkai::diag::{Diagnostic, Lang};
    use gongkai::model::{ContentPath, IndexNumber};
    use gongkai::output::OutputCounts;
    use gongkai::publish::Summary;
    use gongkai::say;
    use jiff::civil::date;
    use snapbox::{assert_data_eq, str};

    use super::{SeverityCounts, size, summary_texts};

    fn left_out(path: &str, title: &str, reason: LeftOutReason) -> LeftOut {
        LeftOut { path: ContentPath::new(path).unwrap(), title: title.into(), reason }
    }

    fn summary(issued: usize) -> Summary {
        let number = |serial| IndexNumber::new(&format!("123456788/2024-{serial:05}")).unwrap();
        Summary {
            pages: 128,
            files: 342,
            published: OutputCounts { written: 12, unchanged: 330, kept: 300, removed: 1, bytes: 4_250_000 },
            issued: (1..=issued).map(|serial| (number(serial), format!("第{serial}件"))).collect(),
            left_out: vec![
                left_out("通知/甲.md", "放假安排", LeftOutReason::Draft),
                left_out("通知/乙.md", "明年计划", LeftOutReason::Future(date(2025, 1, 1).into())),
                left_out("通知/丙.md", "内部事项", LeftOutReason::Withheld),
                left_out("通知/丁.md", "个案", LeftOutReason::OnRequest),
                left_out("通知/戊.png", "戊.png", LeftOutReason::Unused),
            ],
            taken_out: BTreeMap::from([(
                ContentPath::new("通知/己.docx").unwrap(),
                BTreeSet::from([Taken::Author, Taken::Path]),
            )]),
            uncleaned: vec![ContentPath::new("通知/庚.doc").unwrap()],
            output: "output".into(),
        }
    }

    fn told(summary: &Summary, is_verbose: bool, lang: Lang) -> String {
        let texts = summary_texts(summary, Duration::from_millis(1260), is_verbose);
        texts.iter().flat_map(|text| [text.in_lang(lang), "\n"]).collect()
    }

    #[test]
    fn the_summary_names_what_was_issued_and_left_out() {
        assert_data_eq!(
            told(&summary(2), false, Lang::Zh),
            str![[r#"
网站已生成：128 页，共 342 个文件（4.2 MB），用时 1.26 秒
其中 12 个文件有更新，330 个没有变化；删去旧文件 1 个
新发索引号 2 个：
  123456788/2024-00001  第1件
  123456788/2024-00002  第2件
没有放进网站的 5 项：
  content/通知/甲.md《放假安排》：草稿（写完后删去“草稿: true”）
  content/通知/乙.md《明年计划》：公开日期 2025-01-01 还没到
  content/通知/丙.md《内部事项》：公开方式是不予公开
  content/通知/丁.md《个案》：公开方式是依申请公开：只公布目录信息，不公布正文
  content/通知/戊.png：没有页面链接到这个文件，所以没有发布
1 个附件发布时去掉了作者、本机路径（content 里的原件没有动）
1 个附件里的作者、路径等去不掉或者没有去尽（有签名、有密码、老格式等），如 content/通知/庚.doc；运行 gongkai check 看是哪些、怎样办
网站在 output，双击 output/index.html 就能查看

"#]]
        );
        assert_data_eq!(
            told(&summary(2), false, Lang::En),
            str![[r#"
the site is built: pages: 128, files: 342 (4.2 MB), in 1.26 s
files written: 12, unchanged: 330, removed: 1
index numbers issued: 2
  123456788/2024-00001  第1件
  123456788/2024-00002  第2件
left out: 5
  content/通知/甲.md `放假安排`: a draft (remove `草稿: true` once it is done)
  content/通知/乙.md `明年计划`: its date 2025-01-01 is yet to come
  content/通知/丙.md `内部事项`: it is not to be disclosed
  content/通知/丁.md `个案`: it is disclosed on request only: the catalogue has it, its text is not published
  content/通知/戊.png: no page links to this file, so it is not published
attachments published without authors, paths on a disk: 1 (the files in content are as they were)
attachments that could not be cleaned, or not wholly, such as content/通知/庚.doc: 1; `gongkai check` names them and the cure
the site is in output; open output/index.html in a browser

"#]]
        );
    }

    #[test]
    fn many_numbers_are_listed_only_when_asked_for() {
        let short = told(&summary(25), false, Lang::Zh);
        assert!(short.contains("第20件") && !short.contains("第21件"), "{short}");
        assert!(short.contains("还有 5 个，见 index-numbers.csv"), "{short}");
        let long = told(&summary(25), true, Lang::Zh);
        assert!(long.contains("第25件") && !long.contains("还有"), "{long}");
    }

    #[test]
    fn counts_leave_out_what_there_is_none_of() {
        let error = || Diagnostic::error("x", say!("错", "wrong"));
        let warning = || Diagnostic::warning("x", say!("怪", "odd"));
        let text = |findings: &[Diagnostic]| {
            let text = SeverityCounts::of(findings).text()?;
            Some([text.in_lang(Lang::Zh).to_owned(), text.in_lang(Lang::En).to_owned()])
        };
        assert_eq!(text(&[]), None);
        assert_eq!(
            text(&[error(), error(), warning()]),
            Some(["2 个错误，1 个警告".into(), "2 errors, 1 warning".into()])
        );
        assert_eq!(
            text(&[Diagnostic::advice("x", say!("宜", "better"))]),
            Some(["1 个建议".into(), "1 piece of advice".into()])
        );
    }

    #[test]
    fn sizes_for_people() {
        assert_eq!(
            [0, 999, 1000, 4_250_000, 7_000_000_000].map(size),
            ["0 B", "999 B", "1.0 KB", "4.2 MB", "7.0 GB"]
        );
    }
}

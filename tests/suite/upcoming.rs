//! 公开预告: what comes, what is overdue, and nothing of what is not to be known yet.

use std::fs;

use crate::bench::{SITE, Scratch, is_kind, run, text_or_nothing};

const PLAN: &str = "标题: 就业服务
牵头单位: 区人力社保局
指标: [{名称: 培训, 单位: 人, 目标: {2024: 400}}]
事项: [{名称: 开工, 计划: 2024-06-01}, {名称: 竣工验收, 计划: 2024-12-20}]
";

fn report(date: &str, more: &str) -> String {
    format!("---\n公开日期: {date}\n指标: {{培训: 100人}}\n{more}---\n截至期末，按计划推进。\n")
}

fn article(title: &str, more: &str) -> String {
    format!("---\n标题: {title}\n类型: 通知\n{more}---\n正文里的一句话。\n")
}

/// A site on 20 May 2024: a first quarter reported, or not.
fn site() -> Scratch {
    Scratch::of(&[
        ("site.yaml", SITE),
        ("content/实事/就业/project.yaml", PLAN),
        ("content/实事/就业/2024-Q1.md", &report("2024-04-10", "事项: {开工: 2024-03-20}\n")),
        ("content/通知/已经公开.md", &article("已经公开的通知", "公开日期: 2024-05-02\n")),
        (
            "content/通知/排定.md",
            &article("高温补贴，发放安排；通知", "公开日期: 2024-06-03 09:00\n预告: 是\n"),
        ),
        ("content/通知/不说.md", &article("还不能说的事", "公开日期: 2024-06-04\n")),
        ("content/通知/草稿.md", &article("没有定稿的事", "公开日期: 2024-06-05\n草稿: true\n")),
    ])
}

/// The lines of a calendar, unfolded; fails unless it is folded as RFC 5545 wants.
fn unfolded(calendar: &str) -> Vec<String> {
    for line in calendar.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
    }
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
    calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn output(scratch: &Scratch, path: &str) -> String {
    text_or_nothing(&scratch.at(&format!("output/{path}")))
}

#[test]
fn what_comes_is_told_and_drafts_are_not() {
    let scratch = site();
    scratch.build(&["--today", "2024-05-20"]).ended(0);
    let page = output(&scratch, "upcoming/index.html");
    let calendar = output(&scratch, "upcoming/index.ics");
    let lines = unfolded(&calendar);
    for title in ["就业服务：2024年二季度进度", "就业服务：竣工验收", "高温补贴"] {
        assert!(page.contains(title), "{title}");
        assert!(lines.iter().any(|line| line.starts_with("SUMMARY:") && line.contains(title)), "{title}");
    }
    for hidden in ["还不能说的事", "没有定稿的事", "正文里的一句话", "开工"] {
        assert!(!page.contains(hidden) && !calendar.contains(hidden), "{hidden}");
    }
    assert!(page.contains("没有应报未报的"));
    // The second quarter ends on a Sunday; twenty working days later it is 26 July.
    assert!(page.contains("2024-07-26"), "{page}");
    assert!(lines.contains(&"DTSTART;TZID=Asia/Shanghai:20240603T090000".to_owned()));
    assert!(lines.contains(&"DTSTART;VALUE=DATE:20240726".to_owned()));
    assert!(lines.contains(&"SUMMARY:高温补贴，发放安排；通知".to_owned()));
    // The newest item is of 2 May, which began at 16:00 of the day before in UTC.
    assert!(lines.contains(&"DTSTAMP:20240501T160000Z".to_owned()), "{lines:?}");
    let count = |what: &str| lines.iter().filter(|line| line.starts_with(what)).count();
    assert_eq!(count("BEGIN:VEVENT"), count("UID:"));
    assert_eq!(count("BEGIN:VEVENT"), 5, "three quarters, a node and a notice");
    // The feed, the catalogue and the ledger do not know it either.
    for file in ["feed.xml", "data/catalogue.json", "sitemap.xml"] {
        assert!(!output(&scratch, file).contains("高温补贴"), "{file}");
    }
}

#[test]
fn what_is_late_moves_to_the_overdue() {
    let scratch = site();
    scratch.build(&["--today", "2024-08-01"]).ended(0);
    let page = output(&scratch, "upcoming/index.html");
    let (_, overdue) = page.split_once("id=\"overdue\"").expect("there is such a part");
    assert!(overdue.contains("就业服务：2024年二季度进度") && overdue.contains("已超过 6 天"), "{overdue}");
    assert!(!output(&scratch, "upcoming/index.ics").contains("二季度"));
    // Its day has come: the notice is public, and announced no more.
    assert!(!page.contains("高温补贴"));
    assert!(output(&scratch, "feed.xml").contains("高温补贴"));
}

#[test]
fn an_announced_report_has_its_own_day() {
    let scratch = site();
    scratch.put("content/实事/就业/2024-Q2.md", report("2024-07-05", "预告: 是\n"));
    scratch.build(&["--today", "2024-07-01"]).ended(0);
    let page = output(&scratch, "upcoming/index.html");
    assert!(page.contains("2024-07-05") && !page.contains("2024-07-26"), "{page}");
}

#[test]
fn a_site_with_nothing_to_come_has_a_calendar_all_the_same() {
    let scratch =
        Scratch::of(&[("site.yaml", SITE), ("content/通知/甲.md", &article("甲", "公开日期: 2024-05-02\n"))]);
    scratch.build(&["--today", "2024-05-20"]).ended(0);
    let lines = unfolded(&output(&scratch, "upcoming/index.ics"));
    assert!(lines.contains(&"BEGIN:VTIMEZONE".to_owned()) && !lines.contains(&"BEGIN:VEVENT".to_owned()));
    assert!(output(&scratch, "upcoming/index.html").contains("目前没有排定的公开事项"));
}

#[test]
fn a_draft_that_is_announced_stops_the_build() {
    let scratch = site();
    scratch
        .put("content/通知/草稿.md", article("没有定稿的事", "公开日期: 2024-06-05\n草稿: true\n预告: 是\n"));
    let said = scratch.build(&["--today", "2024-05-20"]).ended(1).to_owned();
    assert!(said.contains("草稿不能预告") && said.contains("草稿.md:6:1"), "{said}");
    assert!(!scratch.at("output").exists());
}

/// A number in a title that is announced is found where it was typed, though its page does not exist yet.
#[test]
fn a_number_in_an_announced_title_has_its_place() {
    let scratch = site();
    let more = "公开日期: 2024-06-03\n预告: 是\n发布单位: 区人力社保局\n";
    scratch.put("content/通知/热线.md", article("咨询请拨13912345678", more));
    let told = scratch.build(&["--today", "2024-05-20"]).ended(1).to_owned();
    assert!(told.contains("content/通知/热线.md:2:"), "{told}");
    assert!(!told.contains("13912345678"), "{told}");
    assert!(scratch.output().is_empty());
}

/// A node whose day is over is asked for until a report says that it is done or put off.
#[test]
fn a_node_that_nobody_reports_is_overdue() {
    const PUT_OFF: &str = "事项: {开工: {推迟到: 2024-09-30, 原因: 台风停工, 批准: 区政府专题会议}}\n";
    let cases = [
        ("2024-05-31", "", "开工", false),
        ("2024-06-01", "", "开工", false),
        ("2024-06-02", "", "开工", true),
        ("2024-06-02", "事项: {开工: 2024-03-20}\n", "开工", false),
        ("2024-09-30", PUT_OFF, "开工", false),
        ("2024-10-01", PUT_OFF, "开工", true),
        ("2024-12-20", PUT_OFF, "竣工验收", false),
        ("2024-12-21", PUT_OFF, "竣工验收", true),
        ("2025-08-01", "", "竣工验收", true),
    ];
    for (today, nodes, node, is_overdue) in cases {
        let scratch = site();
        scratch.put("content/实事/就业/2024-Q1.md", report("2024-04-10", nodes));
        scratch.build(&["--today", today]).ended(0);
        let page = output(&scratch, "upcoming/index.html");
        let (coming, overdue) = page.split_once("id=\"overdue\"").expect("there is such a part");
        let title = format!("就业服务：{node}");
        assert_eq!(overdue.contains(&title), is_overdue, "{today}: {overdue}");
        let is_done = nodes.contains("2024-03-20");
        assert_eq!(coming.contains(&title), !is_overdue && !is_done, "{today}: {coming}");
    }
}

/// A day that was moved by decision is not asked for any more, wherever it stands; what was due by it and published
/// stays.
#[test]
fn a_day_that_was_moved_is_due_when_it_is_now() {
    let scratch = site();
    scratch.put("content/实事/就业/2024-Q1.md", report("2024-04-10", ""));
    scratch.build(&["--today", "2024-05-20"]).ended(0);
    let why = "目标调整: [{日期: 2024-05-21, 指标: 开工, 原目标: 2024-06-01, 新目标: 2024-08-31, 原因: 汛期, 批准: 区政府}]\n";
    let plan = PLAN.replace("计划: 2024-06-01", "计划: 2024-08-31");
    scratch.put("content/实事/就业/project.yaml", format!("{plan}{why}"));
    for (today, is_overdue) in [("2024-05-21", false), ("2024-06-05", false), ("2024-09-02", true)] {
        let run = scratch.build(&["--today", today]);
        run.ended(0);
        assert!(!run.stderr.contains("2024-06-01"), "{today}: {}", run.stderr);
        let page = output(&scratch, "upcoming/index.html");
        let (coming, overdue) = page.split_once("id=\"overdue\"").expect("there is such a part");
        assert_eq!(overdue.contains("就业服务：开工"), is_overdue, "{today}: {overdue}");
        assert_eq!(coming.contains("2024-08-31"), !is_overdue, "{today}: {coming}");
        let home = output(&scratch, "index.html");
        assert!(is_overdue || !home.contains("本项未报"), "{today}: {home}");
        for (path, page) in scratch.output().into_iter().filter(|(path, _)| is_kind(path, "html")) {
            let page = String::from_utf8_lossy(&page).into_owned();
            assert!(!page.contains("计划2024-06-01完成"), "{today}, {path}: {page}");
        }
    }
}

/// A node whose day has passed without a word is on schedule nowhere, and its project is not; what the report said of
/// its own period stands.
#[test]
fn no_page_says_that_all_is_well_with_a_node_that_nobody_reports() {
    const PUT_OFF: &str = "事项: {开工: {推迟到: 2024-06-20, 原因: 台风停工, 批准: 区政府专题会议}}\n";
    const WORDS: &str = "日期已过，没有报过做完没有";
    for (nodes, before, after) in [("", "2024-06-01", "2024-06-02"), (PUT_OFF, "2024-06-20", "2024-06-21")] {
        let scratch = site();
        scratch.put("content/实事/就业/2024-Q1.md", report("2024-04-10", nodes));
        let said = scratch.build(&["--today", before]);
        said.ended(0);
        assert!(!said.stderr.contains("overdue-report"), "{}", said.stderr);
        let pages = ["content", "progress/index.html", "progress/2024/index.html", "index.html"];
        let on = |path: &str| match path {
            "content" => output(&scratch, "shishi/jiuye/index.html"),
            path => output(&scratch, path),
        };
        for path in pages {
            assert!(!on(path).contains(WORDS) && !on(path).contains("本项未报1个"), "{path}");
        }
        let said = scratch.build(&["--today", after]);
        said.ended(0);
        assert!(said.stderr.contains("overdue-report") && said.stderr.contains("“开工”"), "{}", said.stderr);
        for path in pages {
            let page = on(path);
            assert!(page.contains(WORDS) || page.contains("本项未报1个"), "{path}: {page}");
        }
        assert_eq!(told_of(&scratch, "2024"), "1个项目，其中本项未报1个");
        // The page of the project, and that of its year.
        for (path, bytes) in scratch.output() {
            let page = String::from_utf8_lossy(&bytes);
            let Some((_, list)) = page.split_once("<ol class=\"nodes\">") else { continue };
            let first = list.split("</li>").next().unwrap_or_default();
            assert!(first.contains("本项未报") && first.contains(WORDS), "{path}: {first}");
        }
        let data: serde_json::Value =
            serde_json::from_str(&output(&scratch, "data/progress.json")).expect("it is JSON");
        let nodes = &data["projects"][0]["years"][0]["periods"][0]["nodes"];
        assert_eq!([&nodes[0]["overdue"], &nodes[1]["overdue"]], [&"是".into(), &serde_json::Value::Null]);
        // At the end of its own period all was well.
        assert!(nodes[0]["status"] == "按序时" || nodes[0]["status"] == "调整", "{nodes}");
        let csv = output(&scratch, "data/progress.csv");
        let line = csv.lines().find(|line| line.contains("开工")).expect("a line of the node");
        assert!(line.ends_with(",是"), "{line}");
        assert_eq!(
            line.contains("2024-06-20,,台风停工,区政府专题会议,是"),
            !nodes_are_planned(line),
            "{line}"
        );
    }
}

/// A day that passed in a year of which nothing is reported has that year seen, as an overdue report has.
#[test]
fn a_node_of_a_year_without_reports_is_not_forgotten() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = |name: &str| {
        let nodes = "事项: [{名称: 开工, 计划: 2024-02-20}, {名称: 通水, 计划: 2025-02-10}]";
        scratch.put(
            &format!("content/实事/{name}/project.yaml"),
            format!("标题: {name}工程\n牵头单位: 区人力社保局\n{nodes}\n"),
        );
    };
    plan("甲");
    let done = "---\n公开日期: 2025-01-10\n事项: {开工: 2024-02-19}\n---\n按计划推进。\n";
    scratch.put("content/实事/甲/2024-Q4.md", done);
    scratch.build(&["--today", "2025-02-10"]).ended(0);
    assert_eq!(told_of(&scratch, "2024"), "1个项目，其中按序时1个");
    assert!(!scratch.output().contains_key("progress/2025/index.html"), "it is to come");
    scratch.build(&["--today", "2025-02-11"]).ended(0);
    assert_eq!(told_of(&scratch, "2025"), "1个项目，其中本项未报1个");
    assert!(output(&scratch, "progress/2024/index.html").contains("2024年共有1个项目，其中按序时1个"));
    assert!(output(&scratch, "shishi/jia/index.html").contains("事项“通水”应在2025-02-10完成，日期已过"));
    // A project that never reported has no report to be of.
    plan("乙");
    scratch.build(&["--today", "2025-02-12"]).ended(0);
    assert_eq!(told_of(&scratch, "2025"), "2个项目，其中本项未报1个，未报1个");
}

/// Whether a line of the data is of a node that was not put off.
fn nodes_are_planned(line: &str) -> bool {
    line.contains("2024-06-01,,,,是")
}

/// In the file of figures a node that is not due yet is not one that was left out.
#[test]
fn a_node_is_reported_or_not_due_or_left_out() {
    const PUT_OFF: &str = "事项: {开工: {推迟到: 2024-09-30, 原因: 台风停工, 批准: 区政府专题会议}}\n";
    let reported = |nodes: &str, quarter: &str, node: &str| {
        let scratch = site();
        scratch.put("content/实事/就业/2024-Q1.md", report("2024-04-10", nodes));
        scratch.put("content/实事/就业/2024-Q2.md", report("2024-07-10", "").replace("100人", "200人"));
        scratch.build(&["--today", "2024-07-12"]).ended(0);
        let text = output(&scratch, "data/progress.csv");
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect());
        let head: Vec<&str> = lines.next().expect("a head");
        let at = |name: &str| head.iter().position(|field| *field == name).expect("a column");
        let (period, name, said) = (at("期"), at("指标"), at("填报情况"));
        let line = lines.find(|line: &Vec<&str>| line[period] == quarter && line[name] == node);
        line.expect("a line of the node")[said].to_owned()
    };
    for (nodes, quarter, node, said) in [
        ("", "2024-Q1", "开工", "未到期"),
        ("", "2024-Q2", "开工", "未报"),
        ("", "2024-Q2", "竣工验收", "未到期"),
        (PUT_OFF, "2024-Q1", "开工", "填报"),
        (PUT_OFF, "2024-Q2", "开工", "未到期"),
        ("事项: {开工: 2024-03-20}\n", "2024-Q1", "开工", "填报"),
    ] {
        assert_eq!(reported(nodes, quarter, node), said, "{nodes}{quarter} {node}");
    }
}

/// What `/progress/`, the home page, the overview of the year and the data say of a year.
fn told_of(scratch: &Scratch, year: &str) -> String {
    let count = |path: &str| {
        let page = output(scratch, path);
        let (_, rest) = page.split_once(&format!("{year}年共有")).unwrap_or_else(|| panic!("{path}: {page}"));
        rest.split('。').next().unwrap_or_default().to_owned()
    };
    let counts = ["index.html", "progress/index.html", &format!("progress/{year}/index.html")].map(count);
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    let [count, ..] = counts;
    count
}

/// Projects that report every quarter of 2023, or nothing at all, of a plan for `targets`.
fn projects(targets: &str, reporting: &[&str], silent: &[&str]) -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    for name in reporting.iter().chain(silent) {
        let plan = format!(
            "标题: {name}项目\n牵头单位: 区人力社保局\n指标: [{{名称: 培训, 单位: 人, 目标: {targets}}}]\n"
        );
        scratch.put(&format!("content/实事/{name}/project.yaml"), plan);
    }
    for name in reporting {
        for (quarter, day) in [(1, "2023-04-08"), (2, "2023-07-08"), (3, "2023-10-08"), (4, "2024-01-08")] {
            scratch.put(
                &format!("content/实事/{name}/2023-Q{quarter}.md"),
                report(day, "").replace("100人", "400人"),
            );
        }
    }
    scratch
}

/// A table of one year says the same wherever it stands, and what is overdue is denied nowhere.
#[test]
fn every_page_counts_a_year_alike_and_none_denies_what_is_overdue() {
    let scratch = projects("{2023: 400, 2024: 400}", &["甲"], &[]);
    // The first quarter has time until 28 April.
    scratch.build(&["--today", "2024-04-20"]).ended(0);
    assert_eq!(told_of(&scratch, "2023"), "1个项目，其中已完成1个");
    assert!(!scratch.output().contains_key("progress/2024/index.html"));
    for (today, periods) in [("2024-05-20", "2024年一季度"), ("2024-08-20", "2024年二季度")] {
        let said = scratch.build(&["--today", today]);
        said.ended(0);
        assert!(said.stderr.contains("overdue-report") && said.stderr.contains(periods), "{}", said.stderr);
        assert_eq!(told_of(&scratch, "2024"), "1个项目，其中未报1个");
        let overview = output(&scratch, "progress/index.html");
        assert!(!overview.contains("没有滞后、未启动、调整或者应报未报的项目"), "{overview}");
        assert!(output(&scratch, "upcoming/index.html").contains(&format!("甲项目：{periods}进度")));
        // The year before is as it was.
        assert!(output(&scratch, "progress/2023/index.html").contains("已完成1个"));
    }
}

/// A project with a target and no report at all is named by build and check, and stays in the overview of its year.
#[test]
fn a_project_that_never_reported_is_not_forgotten() {
    let scratch = projects("{2024: 400}", &[], &["丙"]);
    scratch.build(&["--today", "2024-04-10"]).ended(0);
    assert!(!scratch.output().contains_key("progress/index.html"), "nothing is due yet");
    for today in ["2024-05-20", "2024-12-20", "2025-06-01"] {
        let built = scratch.build(&["--today", today]);
        built.ended(0);
        let checked = run(scratch.command("check", &["--today", today]));
        for said in [&built.stderr, &(checked.stdout + &checked.stderr)] {
            assert!(
                said.contains("overdue-report") && said.contains("“丙项目”的2024年一季度"),
                "{today}: {said}"
            );
        }
        assert_eq!(told_of(&scratch, "2024"), "1个项目，其中未报1个", "{today}");
        assert!(output(&scratch, "upcoming/index.html").contains("丙项目：2024年一季度进度"));
    }
    // Every period that is overdue is named, and that a day is provisional.
    let scratch = projects("{2028: 400}", &[], &["丁"]);
    let said = scratch.build(&["--today", "2028-09-20"]);
    said.ended(0);
    let told = &said.stderr;
    assert!(told.contains("2028年一季度") && told.contains("也没有公开的还有2028年二季度"), "{told}");
    assert!(told.contains("当年放假安排没有公布，暂按最晚的一天算"), "{told}");
}

#[test]
fn a_deadline_that_is_not_certain_is_marked_when_it_has_passed() {
    let scratch = site();
    scratch.put("content/实事/就业/project.yaml", PLAN.replace("2024: 400", "2027: 300, 2028: 400"));
    for name in ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"] {
        let text =
            report("2028-01-10", "").replace("公开日期: 2028-01-10", "公开日期: 2028-01-10\n补发: 迟了");
        scratch.put(&format!("content/实事/就业/{name}.md"), text);
    }
    fs::remove_file(scratch.at("content/实事/就业/2024-Q1.md")).expect("it is there");
    scratch.build(&["--today", "2028-05-20"]).ended(0);
    let page = output(&scratch, "upcoming/index.html");
    let overdue = page.split("id=\"overdue\"").nth(1).expect("what is overdue");
    let row = overdue.split("<tr>").find(|row| row.contains("2028年一季度进度")).expect("a row");
    assert!(row.contains("天（当年放假安排没有公布，暂按最晚的一天算）</td>"), "{row}");
}

#[test]
fn nothing_is_due_once_the_last_node_is_done() {
    let plan = "标题: 候船亭\n牵头单位: 区人力社保局\n事项: [{名称: 开工, 计划: 2023-05-10}, {名称: 启用, 计划: 2023-11-20}]\n";
    let scratch = Scratch::of(&[
        ("site.yaml", SITE),
        ("content/实事/候船/project.yaml", plan),
        (
            "content/实事/候船/2023-Q2.md",
            "---\n公开日期: 2023-07-10\n事项: {开工: 2023-05-08}\n---\n已经开工。\n",
        ),
        ("content/实事/候船/2023-Q3.md", "---\n公开日期: 2023-10-10\n---\n装修中。\n"),
        (
            "content/实事/候船/2023-Q4.md",
            "---\n公开日期: 2024-01-10\n事项: {启用: {推迟到: 2024-03-20, 原因: 汛期, 批准: 区政府}}\n---\n推迟启用。\n",
        ),
        (
            "content/实事/候船/2024-Q1.md",
            "---\n公开日期: 2024-04-10\n事项: {启用: 2024-03-18}\n---\n已经启用。\n",
        ),
    ]);
    scratch.build(&["--today", "2024-08-20"]).ended(0);
    let page = output(&scratch, "upcoming/index.html");
    assert!(!page.contains("2024年二季度") && !page.contains("2024年三季度"), "{page}");
    assert!(output(&scratch, "progress/index.html").contains("已完成"));
}

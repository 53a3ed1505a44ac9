//! What became known after something was published stands beside what was published: corrections, periods
//! published late, names that changed since.

use crate::bench::{SITE, Scratch, text_or_nothing};
use crate::promises;

const PROJECT: &str = "content/民生/河道/project.yaml";

/// A project of two indicators, one a sum of its periods, and a node, with what else its file says.
fn site(more: &str) -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "治河", "50", more);
    scratch
}

fn project(scratch: &Scratch, name: &str, target: &str, more: &str) {
    let indicators = format!(
        "指标:\n  - {{名称: {name}, 单位: 公里, 目标: {{2024: \"{target}\"}}}}\n  - {{名称: 巡河, 单位: 次, 口径: 当期, 目标: {{2024: 400}}}}\n"
    );
    let nodes = "事项:\n  - {名称: 清淤开工, 计划: 2024-02-28}\n";
    scratch.put(PROJECT, format!("标题: 河道\n牵头单位: 区人力社保局\n{more}{indicators}{nodes}"));
}

fn quarter(scratch: &Scratch, quarter: u8, figures: &str, more: &str) {
    let month = quarter * 3 + 1;
    let text = format!("---\n公开日期: 2024-{month:02}-10\n指标: {{{figures}}}\n{more}---\n按计划推进。\n");
    scratch.put(&format!("content/民生/河道/2024-Q{quarter}.md"), text);
}

fn page(scratch: &Scratch, path: &str) -> String {
    let output = scratch.output();
    let bytes = output.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

/// The page of the project, wherever it lies.
fn project_page(scratch: &Scratch) -> String {
    let output = scratch.output();
    let path = output.keys().find(|path| path.ends_with("/index.html") && path.contains("he")).cloned();
    page(scratch, &path.expect("a project page"))
}

fn whole(scratch: &Scratch) {
    assert_eq!(promises::broken(&scratch.output(), &scratch.ledger()), Vec::<String>::new());
}

/// Wherever a status stands that a correction made another one, the one first published stands beside it.
#[test]
fn a_corrected_status_names_the_one_first_published() {
    let scratch = site("");
    quarter(&scratch, 1, "治河: 13公里, 巡河: 100次", "事项: {清淤开工: 2024-02-26}\n");
    quarter(&scratch, 2, "治河: 26公里, 巡河: 100次", "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    let pages = ["progress/2024/Q2.html", "progress/2024/index.html", "progress/index.html"];
    let before: Vec<String> = pages.iter().map(|path| page(&scratch, path)).collect();
    assert!(before.iter().all(|html| !html.contains("首次公布")), "nothing was corrected");
    let why = "更正: [{日期: 2024-07-20, 指标: 治河, 原为: 26公里, 改为: 20公里, 原因: 多计一段}]\n";
    quarter(&scratch, 2, "治河: 20公里, 巡河: 100次", why);
    scratch.build(&["--today", "2024-07-20"]).ended(0);
    whole(&scratch);
    let mark = "更正后；首次公布为按序时";
    let [quarter_page, year_page, now] = pages.map(|path| page(&scratch, path));
    let counted = "更正过的按更正后的计，其中和首次公布的不同的：";
    assert!(quarter_page.contains(&format!("{counted}滞后1个（首次公布为按序时）。")), "{quarter_page}");
    assert!(year_page.contains(&format!("{counted}二季度滞后1个（首次公布为按序时）。")), "{year_page}");
    // 本季度变化, 赶上和落下 (the project and its indicator), 滞后项目 with its line, 各项目状态.
    assert_eq!(quarter_page.matches(mark).count(), 6, "{quarter_page}");
    assert!(now.contains(mark), "the card: {now}");
    let own = project_page(&scratch);
    assert_eq!(own.matches(mark).count(), 2, "the card and its line: {own}");
}

/// The day on which something was done is a figure like others: corrected, it says so.
#[test]
fn a_corrected_day_of_a_node_is_marked() {
    let scratch = site("");
    quarter(&scratch, 1, "治河: 13公里, 巡河: 100次", "事项: {清淤开工: 2024-02-26}\n");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let why = "更正: [{日期: 2024-04-20, 指标: 清淤开工, 原为: 2024-02-26, 改为: 2024-03-06, 原因: 看错进场日期}]\n";
    quarter(&scratch, 1, "治河: 13公里, 巡河: 100次", &format!("事项: {{清淤开工: 2024-03-06}}\n{why}"));
    scratch.build(&["--today", "2024-04-20"]).ended(0);
    quarter(&scratch, 2, "治河: 26公里, 巡河: 100次", "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    let mark = "2024-03-06完成，比计划的2024-02-28晚（更正；首次公布为2024-02-26）";
    for html in [page(&scratch, "002590761/2024-00001.html"), project_page(&scratch)] {
        assert!(html.contains(mark), "{html}");
    }
}

/// A period that is published late is news, on whatever day it says that it was published.
#[test]
fn a_period_published_late_is_news() {
    let scratch = site("");
    quarter(&scratch, 1, "治河: 13公里, 巡河: 100次", "事项: {清淤开工: 2024-02-26}\n");
    quarter(&scratch, 3, "治河: 39公里, 巡河: 100次", "");
    scratch.build(&["--today", "2024-10-12"]).ended(0);
    assert!(page(&scratch, "feed.xml").contains("<updated>2024-10-10T"), "its own day");
    quarter(&scratch, 2, "治河: 26公里, 巡河: 100次", "补发: 当时漏传\n");
    scratch.build(&["--today", "2024-11-05"]).ended(0);
    whole(&scratch);
    let feed = page(&scratch, "feed.xml");
    assert_eq!(feed.matches("<updated>2024-11-05T").count(), 2, "{feed}");
}

/// A reason of after an indicator was renamed is told by its name of now.
#[test]
fn a_renamed_indicator_is_told_by_its_present_name() {
    let scratch = site("");
    quarter(&scratch, 1, "治河: 13公里, 巡河: 100次", "事项: {清淤开工: 2024-02-26}\n");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let text =
        text_or_nothing(&scratch.at(PROJECT)).replace("名称: 治河,", "名称: 河道整治, 曾用名: [治河],");
    scratch.put(PROJECT, text.replace("\"50\"", "\"45\""));
    let refused = scratch.build(&["--today", "2024-08-01"]);
    let told = refused.ended(1);
    assert!(told.contains("“河道整治”50 → 45") && told.contains("指标: 河道整治"), "the name of now: {told}");
    let why = "目标调整: [{日期: 2024-08-01, 指标: 河道整治, 原目标: 50, 新目标: 45, 原因: 任务压减, 批准: 区政府}]\n";
    scratch.put(PROJECT, format!("{}{why}", text.replace("\"50\"", "\"45\"")));
    quarter(&scratch, 2, "河道整治: 26公里, 巡河: 100次", "");
    scratch.build(&["--today", "2024-08-01"]).ended(0);
    whole(&scratch);
    for path in ["corrections/index.html", "002590761/2024-00001.html"] {
        let html = page(&scratch, path);
        assert!(html.contains("河道整治（曾用名治河）"), "{path}: {html}");
    }
    let data = page(&scratch, "data/revisions.csv");
    assert!(!data.contains(",治河,") && data.contains(",目标,河道整治,45,2024-08-01,"), "{data}");
}

/// What was published without a period goes on saying so; what is shown of now counts it.
#[test]
fn a_period_published_late_counts_now_and_not_then() {
    let scratch = site("");
    quarter(&scratch, 1, "治河: 13公里, 巡河: 100次", "事项: {清淤开工: 2024-02-26}\n");
    quarter(&scratch, 3, "治河: 39公里, 巡河: 100次", "");
    scratch.build(&["--today", "2024-10-12"]).ended(0);
    assert!(project_page(&scratch).contains("合计不清"));
    quarter(&scratch, 2, "治河: 26公里, 巡河: 120次", "补发: 当时漏传\n");
    scratch.build(&["--today", "2024-11-05"]).ended(0);
    whole(&scratch);
    let now = [project_page(&scratch), page(&scratch, "progress/index.html"), page(&scratch, "index.html")];
    for html in &now {
        assert!(!html.contains("合计不清") && !html.contains("缺期"), "{html}");
    }
    for html in &now[..2] {
        assert!(html.contains("共320次"), "{html}");
    }
    let year = page(&scratch, "002590761/2024-00001.html");
    assert!(
        year.contains("公布时缺二季度，已补报") && year.contains("没有填报，累计数算不出来；后来已经补报"),
        "{year}"
    );
    assert!(year.contains("三季度 320"), "the chart: {year}");
    let third = page(&scratch, "progress/2024/Q3.html");
    assert!(third.contains("本项未报"), "what was published of the quarter: {third}");
}

/// A project of nothing but nodes, of which one is planned for `planned`.
fn nodes(planned: &str) -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let nodes = [("清淤开工", "2024-02-28"), ("护岸完工", planned), ("全线验收", "2024-12-31")];
    let nodes = nodes.map(|(name, day)| format!("  - {{名称: {name}, 计划: {day}}}\n")).concat();
    scratch.put(PROJECT, format!("标题: 河道\n牵头单位: 区人力社保局\n事项:\n{nodes}"));
    report(&scratch, "2024-Q1", "2024-04-10", "事项: {清淤开工: 2024-02-26}\n");
    scratch
}

fn report(scratch: &Scratch, period: &str, day: &str, more: &str) {
    let text = format!("---\n公开日期: {day}\n{more}---\n按计划推进。\n");
    scratch.put(&format!("content/民生/河道/{period}.md"), text);
}

/// A node that a period published late reports counts now, as figures do: nowhere is it demanded any more, and what
/// was published without it says what became of it.
#[test]
fn a_node_reported_late_counts_now_and_not_then() {
    let put_off = "{推迟到: 2024-11-30, 原因: 汛期, 批准: 区政府}";
    for (planned, told, said) in [
        ("2024-06-30", "2024-06-18", "后来已经补报，2024-06-18完成"),
        ("2024-06-30", put_off, "后来已经补报，推迟到2024-11-30"),
        // The day came after the newest report.
        ("2024-10-20", "2024-06-18", "后来已经补报，2024-06-18完成"),
        ("2024-10-20", put_off, "后来已经补报，推迟到2024-11-30"),
    ] {
        let scratch = nodes(planned);
        report(&scratch, "2024-Q3", "2024-10-10", "");
        let built = scratch.build(&["--today", "2024-11-04"]);
        built.ended(0);
        let overdue = page(&scratch, "upcoming/index.html");
        assert!(overdue.contains("河道：护岸完工") && overdue.contains("已超过"), "{overdue}");
        report(&scratch, "2024-Q2", "2024-07-10", &format!("补发: 当时漏传\n事项: {{护岸完工: {told}}}\n"));
        let built = scratch.build(&["--today", "2024-11-05"]);
        built.ended(0);
        assert!(!built.stderr.contains("护岸完工"), "{planned} {told}: {}", built.stderr);
        whole(&scratch);
        let upcoming = page(&scratch, "upcoming/index.html");
        assert!(!upcoming.contains("已超过"), "{planned} {told}: {upcoming}");
        assert_eq!(upcoming.contains("河道：护岸完工"), told == put_off, "as what comes: {upcoming}");
        for html in [project_page(&scratch), page(&scratch, "progress/index.html")] {
            let is_demanded =
                ["没有完成", "没有报过做完没有", "后来已经补报"].map(|words| html.contains(words));
            assert_eq!(is_demanded, [false; 3], "{planned} {told}: {html}");
        }
        let year = page(&scratch, "002590761/2024-00001.html");
        assert!(year.contains(said) && year.contains("后来已经补报，按补报的是"), "{planned} {told}: {year}");
        let data = page(&scratch, "data/progress.json");
        assert!(data.contains("\"overdue_nodes\":[]"), "{data}");
    }
}

/// Where a report that is not made public may say that a node is done, nobody who reads can tell: it is not late, and
/// nothing is overdue.
#[test]
fn a_node_that_may_be_done_in_a_report_not_made_public_is_not_late() {
    for (disclosure, period, third) in [
        ("依申请公开", "2024-Q2", Some("")),
        ("不予公开", "2024-Q2", Some("")),
        ("依申请公开", "2024-H1", Some("")),
        ("依申请公开", "2024-Q2", None),
    ] {
        let scratch = nodes("2024-06-30");
        let more = format!("公开方式: {disclosure}\n事项: {{护岸完工: 2024-06-18}}\n");
        report(&scratch, period, "2024-07-10", &more);
        if let Some(more) = third {
            report(&scratch, "2024-Q3", "2024-10-10", more);
        }
        let today = if third.is_some() { "2024-11-02" } else { "2024-08-02" };
        let built = scratch.build(&["--today", today]);
        built.ended(0);
        assert!(!built.stderr.contains("护岸完工"), "{}", built.stderr);
        whole(&scratch);
        for (path, bytes) in scratch.output() {
            let text = String::from_utf8_lossy(&bytes);
            let is_told = ["2024-06-18", "2024-06-30完成，日期已过", "2024-06-30完成，没有完成"];
            assert_eq!(is_told.map(|words| text.contains(words)), [false; 3], "{path}: {text}");
        }
        assert!(!page(&scratch, "upcoming/index.html").contains("河道：护岸完工"), "{disclosure} {period}");
        for html in [project_page(&scratch), page(&scratch, "002590761/2024-00001.html")] {
            assert!(html.contains("没有主动公开，不能判断"), "{disclosure} {period}: {html}");
        }
        assert!(page(&scratch, "data/progress.json").contains("\"overdue_nodes\":[]"));
    }
    // What is public of a node later is known.
    let scratch = nodes("2024-06-30");
    report(&scratch, "2024-Q2", "2024-07-10", "公开方式: 依申请公开\n");
    let put_off = "事项: {护岸完工: {推迟到: 2024-10-20, 原因: 汛期, 批准: 区政府}}\n";
    report(&scratch, "2024-Q3", "2024-10-10", put_off);
    scratch.build(&["--today", "2024-11-02"]).ended(0);
    assert!(page(&scratch, "upcoming/index.html").contains("河道：护岸完工"));
    // What is settled only later leaves what was published as it was.
    let scratch = nodes("2024-06-30");
    report(&scratch, "2024-Q2", "2024-11-20", "公开方式: 依申请公开\n");
    report(&scratch, "2024-Q3", "2024-10-10", "");
    for today in ["2024-11-02", "2024-11-22"] {
        scratch.build(&["--today", today]).ended(0);
        assert!(
            page(&scratch, "002590761/2024-00001.html").contains("应在2024-06-30完成，没有完成"),
            "{today}"
        );
    }
    // Nor is anything demanded of a project whose only report is not made public.
    let scratch = nodes("2024-06-30");
    report(&scratch, "2024-Q1", "2024-04-10", "公开方式: 依申请公开\n");
    report(&scratch, "2024-Q2", "2024-07-10", "公开方式: 依申请公开\n");
    let built = scratch.build(&["--today", "2024-08-02"]);
    built.ended(0);
    assert!(!built.stderr.contains("护岸完工"), "{}", built.stderr);
}

/// A base is asked for where the site has not published what stands for it.
#[test]
fn a_base_that_is_published_is_not_asked_for() {
    for (last_year, is_asked) in [
        (None, true),
        (Some("2023-Q3"), true),
        (Some("2023-Q4"), false),
        (Some("2023-H2"), false),
        (Some("2023"), false),
    ] {
        for target in ["比2023年提高3个百分点", "比上年提高3个百分点"] {
            let scratch = Scratch::of(&[("site.yaml", SITE)]);
            let indicator =
                format!("  - {{名称: 达标率, 单位: \"%\", 口径: 时点, 目标: {{2024: {target}}}}}\n");
            scratch.put(PROJECT, format!("标题: 河道\n牵头单位: 区人力社保局\n指标:\n{indicator}"));
            if let Some(period) = last_year {
                report(&scratch, period, "2024-01-10", "指标: {达标率: 71.5%}\n");
            }
            report(&scratch, "2024-Q1", "2024-04-10", "指标: {达标率: 72.5%}\n");
            let built = scratch.build(&["--today", "2024-04-12"]);
            built.ended(0);
            assert_eq!(
                built.stderr.contains("target-without-base"),
                is_asked,
                "{last_year:?} {target}: {}",
                built.stderr
            );
        }
    }
}

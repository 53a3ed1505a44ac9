//! How statuses went: what was late and made good stays visible, and what was first published is not judged
//! anew.

use serde_json::Value;

use crate::bench::{SITE, Scratch};
use crate::promises;

/// A site with a project of two indicators, one of which has the target `target`.
fn site(target: &str, more: &str) -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, target, more);
    scratch
}

fn project(scratch: &Scratch, target: &str, more: &str) {
    plan(scratch, target, "2024-03-01", more);
}

fn plan(scratch: &Scratch, target: &str, day: &str, more: &str) {
    let text = format!(
        "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - {{名称: 培训, 单位: 人次, 目标: {{2024: \"{target}\"}}}}\n  - {{名称: 招聘会, 单位: 场, 目标: {{2024: \"40\"}}}}\n事项:\n  - {{名称: 开班, 计划: {day}}}\n{more}"
    );
    scratch.put("content/民生/培训/project.yaml", text);
}

/// An entry of a quarter: the two figures, and what else it says.
fn quarter(scratch: &Scratch, quarter: u8, figures: [u32; 2], more: &str) {
    let [training, fairs] = figures;
    let month = quarter * 3 + 1;
    let text = format!(
        "---\n公开日期: 2024-{month:02}-10\n指标:\n  培训: {training}人次\n  招聘会: {fairs}场\n{more}---\n开展培训。\n"
    );
    scratch.put(&format!("content/民生/培训/2024-Q{quarter}.md"), text);
}

fn page(scratch: &Scratch, path: &str) -> String {
    let output = scratch.output();
    let bytes = output.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

fn whole(scratch: &Scratch) {
    assert_eq!(promises::broken(&scratch.output(), &scratch.ledger()), Vec::<String>::new());
}

/// A field of every line of the data, behind the period and the indicator.
fn column(scratch: &Scratch, name: &str) -> Vec<String> {
    let text = page(scratch, "data/progress.csv");
    let mut lines =
        text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let at = |name: &str| head.iter().position(|head| *head == name).expect("a column");
    let places = [at("期"), at("指标"), at(name)];
    let of = |line: Vec<&str>| (!line[places[2]].is_empty()).then(|| places.map(|at| line[at]).join(" "));
    lines.filter_map(of).collect()
}

#[test]
fn what_was_late_and_made_good_stays_visible() {
    let scratch = site("1000", "");
    quarter(&scratch, 1, [100, 10], "");
    quarter(&scratch, 2, [600, 12], "事项: {开班: 2024-05-06}\n");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2024-00001.html");
    let table = year.split("<table class=\"course\">").nth(1).expect("a table");
    let table = table.split("</table>").next().expect("its end");
    assert!(table.contains("<th scope=\"col\">一季度</th>"), "{table}");
    assert!(table.contains("培训<span class=\"why\">原滞后，二季度赶上</span>"), "{table}");
    assert!(table.contains("招聘会<span class=\"why\">二季度落下</span>"), "{table}");
    assert!(table.contains("开班<span class=\"why\">原滞后，二季度赶上</span>"), "{table}");
    assert!(table.matches("滞后</span>").count() >= 3, "in words: {table}");
    assert!(year.matches("原滞后，二季度赶上").count() >= 3, "the figures and nodes say it, too: {year}");
    assert_eq!(
        column(&scratch, "指标赶上落下"),
        ["2024-Q2 培训 赶上", "2024-Q2 招聘会 落下", "2024-Q2 开班 赶上"]
    );
    assert_eq!(column(&scratch, "项目赶上落下"), Vec::<String>::new(), "it is behind in both");
    let overview = page(&scratch, "progress/2024/Q2.html");
    let counted = "项目赶上0个、落下0个，指标和事项赶上2项、落下1项";
    assert!(overview.contains(counted), "{overview}");
    assert!(page(&scratch, "progress/index.html").contains(counted), "the newest quarter");
    assert!(!page(&scratch, "progress/2024/Q1.html").contains("赶上"), "nothing came before it");
    let json: Value = serde_json::from_str(&page(&scratch, "data/progress.json")).expect("JSON");
    assert_eq!(json["projects"][0]["years"][0]["periods"][1]["nodes"][0]["turn"], "赶上");
}

#[test]
fn a_status_that_was_published_is_not_judged_anew() {
    let scratch = site("1000", "");
    quarter(&scratch, 1, [300, 12], "事项: {开班: 2024-02-20}\n");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let mended = "事项: {开班: 2024-02-20}\n更正:\n  - {日期: 2024-04-20, 指标: 培训, 原为: 300人次, 改为: 30人次, 原因: 多了一个零}\n";
    quarter(&scratch, 1, [30, 12], mended);
    scratch.build(&["--today", "2024-04-21"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2024-00001.html");
    assert!(year.contains("首次公布；更正后为滞后"), "{year}");
    assert_eq!(column(&scratch, "指标首次状态"), ["2024-Q1 培训 超序时"]);
    assert_eq!(column(&scratch, "项目首次状态").first().map(String::as_str), Some("2024-Q1 培训 超序时"));
    // The next quarter was never published with the fault.
    quarter(&scratch, 2, [600, 30], "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    assert_eq!(column(&scratch, "指标首次状态"), ["2024-Q1 培训 超序时"]);
    assert_eq!(column(&scratch, "指标赶上落下"), ["2024-Q2 培训 赶上"]);
}

#[test]
fn a_mistyped_target_does_not_hide_what_was_published() {
    let scratch = site("10000", "");
    quarter(&scratch, 1, [300, 12], "事项: {开班: 2024-02-20}\n");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let slip =
        "更正:\n  - {日期: 2024-04-15, 指标: 培训, 原为: \"10000\", 改为: \"1000\", 原因: 多了一个零}\n";
    project(&scratch, "1000", slip);
    scratch.build(&["--today", "2024-04-16"]).ended(0);
    whole(&scratch);
    assert_eq!(column(&scratch, "指标首次状态"), ["2024-Q1 培训 滞后"]);
    let year = page(&scratch, "002590761/2024-00001.html");
    assert!(year.contains("首次公布；更正后为超序时"), "{year}");
}

/// The target of a plan's end that is changed by decision corrects nothing that was published by the one before.
#[test]
fn a_changed_end_of_a_plan_judges_no_earlier_period_anew() {
    let plan = |target: u32, more: &str| {
        format!(
            "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - {{名称: 实训工位, 单位: 个, 自: 2023, 目标: {{2026: {target}}}}}\n{more}"
        )
    };
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    scratch.put("content/民生/培训/project.yaml", plan(80, ""));
    let report = "---\n公开日期: 2024-04-10\n指标: {实训工位: 85个}\n---\n开展培训。\n";
    scratch.put("content/民生/培训/2024-Q1.md", report);
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let more = "目标调整: [{日期: 2024-05-06, 指标: 实训工位, 原目标: 80, 新目标: 300, 原因: 扩建, 批准: 区政府常务会议}]\n";
    scratch.put("content/民生/培训/project.yaml", plan(300, more));
    scratch.put("content/民生/培训/2024-Q2.md", "---\n公开日期: 2024-07-10\n---\n开展培训。\n");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    assert_eq!(column(&scratch, "指标首次状态"), Vec::<String>::new());
    assert_eq!(column(&scratch, "指标状态"), ["2024-Q1 实训工位 已完成", "2024-Q2 实训工位 本项未报"]);
}

#[test]
fn what_was_put_off_keeps_the_day_first_planned() {
    let scratch = site("1000", "");
    quarter(&scratch, 1, [300, 12], "事项: {开班: {推迟到: 2024-04-30, 原因: 场地, 批准: 区政府}}\n");
    quarter(&scratch, 2, [600, 30], "事项: {开班: 2024-04-20}\n");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    let done = "2024-04-20完成，比原计划的2024-03-01晚；经批准推迟到2024-04-30";
    for path in ["002590761/2024-00001.html", "progress/index.html"] {
        assert!(page(&scratch, path).contains(done), "{path}");
    }
    let first = page(&scratch, "progress/2024/Q1.html");
    assert!(first.contains("原计划2024-03-01，经批准推迟到2024-04-30"), "{first}");
    // Put off twice, and late all the same.
    let scratch = site("1000", "");
    let put_off = |day: &str| format!("事项: {{开班: {{推迟到: {day}, 原因: 场地, 批准: 区政府}}}}\n");
    quarter(&scratch, 1, [300, 12], &put_off("2024-04-30"));
    quarter(&scratch, 2, [600, 30], &put_off("2024-06-20"));
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    let year = page(&scratch, "002590761/2024-00001.html");
    assert!(year.contains("原计划2024-03-01，经批准推迟到2024-06-20，没有完成"), "{year}");
}

#[test]
fn a_first_quarter_follows_the_last_one_of_the_year_before() {
    let scratch = site("1000", "");
    let plan = "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - {名称: 培训, 单位: 人次, 目标: {2023: 1000, 2024: 1000}}\n  - {名称: 招聘会, 单位: 场, 目标: {2023: 40, 2024: 40}}\n";
    let report = |date: &str, figures: [u32; 2]| {
        let [training, fairs] = figures;
        format!(
            "---\n公开日期: {date}\n指标:\n  培训: {training}人次\n  招聘会: {fairs}场\n---\n开展培训。\n"
        )
    };
    scratch.put("content/民生/培训/project.yaml", plan);
    scratch.put("content/民生/培训/2023-Q4.md", report("2024-01-10", [300, 40]));
    scratch.put("content/民生/培训/2024-Q1.md", report("2024-04-10", [300, 2]));
    // One that had nothing to tell at the end of the year.
    scratch.put("content/民生/走访/project.yaml", plan.replace("标题: 培训", "标题: 走访"));
    scratch.put("content/民生/走访/2023-Q2.md", report("2023-07-10", [600, 30]));
    scratch.put("content/民生/走访/2024-Q1.md", report("2024-04-10", [300, 12]));
    let new = plan.replace("标题: 培训", "标题: 新事").replace("2023: 1000, ", "").replace("2023: 40, ", "");
    scratch.put("content/民生/新事/project.yaml", new);
    scratch.put("content/民生/新事/2024-Q1.md", report("2024-04-10", [300, 12]));
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    whole(&scratch);
    let overview = page(&scratch, "progress/2024/Q1.html");
    assert!(overview.contains("2024年一季度末和2023年四季度末相比"), "{overview}");
    assert!(overview.contains("两个年度各按当年的目标判断"), "{overview}");
    let turns = overview.split("id=\"turns\"").nth(1).expect("a section");
    let turns = turns.split("</section>").next().expect("its end");
    assert!(turns.contains("指标和事项赶上1项、落下1项"), "{turns}");
    let changes = overview.split("id=\"changes\"").nth(1).expect("a section");
    let changes = changes.split("</section>").next().expect("its end");
    assert_eq!(changes.matches("首次公开").count(), 1, "only what was never public: {changes}");
    let new = changes.split("<tr>").find(|row| row.contains("首次公开")).expect("a row");
    assert!(new.contains("新事"), "{new}");
    assert!(!page(&scratch, "progress/2023/Q2.html").contains("和2022年"), "nothing came before it");
    assert!(!page(&scratch, "progress/index.html").contains("， 最新"), "no comma before a blank");
}

/// A report of the year before that comes late gives a beginning that nobody knew: what was public stands, and what
/// is published from then on is judged by it.
#[test]
fn a_late_report_of_the_year_before_judges_nothing_that_was_public() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = "标题: 养老\n牵头单位: 区人力社保局\n指标:\n  - {名称: 覆盖率, 单位: \"%\", 口径: 时点, 目标: {2024: \"≥95\"}}\n";
    scratch.put("content/民生/养老/project.yaml", plan);
    let report = |period: &str, date: &str, rate: u8, more: &str| {
        let text = format!("---\n公开日期: {date}\n指标: {{覆盖率: {rate}%}}\n{more}---\n按计划推进。\n");
        scratch.put(&format!("content/民生/养老/{period}.md"), text);
    };
    report("2024-Q1", "2024-04-08", 92, "");
    scratch.build(&["--today", "2024-04-09"]).ended(0);
    assert_eq!(column(&scratch, "指标状态"), ["2024-Q1 覆盖率 尚未达到"]);
    report("2023-Q4", "2024-07-01", 96, "补发: 漏发\n");
    scratch.build(&["--today", "2024-07-02"]).ended(0);
    whole(&scratch);
    let stands = |wanted: &str| column(&scratch, "指标状态").iter().any(|line| line == wanted);
    assert!(stands("2024-Q1 覆盖率 尚未达到"), "{:?}", column(&scratch, "指标状态"));
    assert_eq!(column(&scratch, "指标首次状态"), Vec::<String>::new());
    for (path, bytes) in scratch.output() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("更正后为"), "{path}");
    }
    // What is published afterwards knows it.
    report("2024-Q2", "2024-07-08", 93, "");
    scratch.build(&["--today", "2024-07-09"]).ended(0);
    assert!(stands("2024-Q1 覆盖率 尚未达到") && stands("2024-Q2 覆盖率 滞后"));
    // A correction of the period itself judges it by what was known then, too.
    let mended = "更正:\n  - {日期: 2024-07-10, 指标: 覆盖率, 原为: 92%, 改为: 91%, 原因: 抄错}\n";
    report("2024-Q1", "2024-04-08", 91, mended);
    scratch.build(&["--today", "2024-07-10"]).ended(0);
    assert!(stands("2024-Q1 覆盖率 尚未达到"), "{:?}", column(&scratch, "指标状态"));
}

#[test]
fn what_a_unit_states_itself_is_marked_wherever_it_stands() {
    let scratch = site("1000", "");
    quarter(&scratch, 1, [100, 10], "状态: 按序时\n说明: 招标已经开始\n");
    quarter(&scratch, 2, [200, 12], "事项: {开班: 2024-05-06}\n");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    let mark = "按序时</span><span class=\"why\">单位自填，按规则为滞后</span>";
    for path in ["002590761/2024-00001.html", "minsheng/peixun/index.html"] {
        let page = page(&scratch, path);
        let table = page.split("<table class=\"course\">").nth(1).expect("a table");
        assert!(table.contains(mark) || path.starts_with("minsheng"), "{path}: {table}");
    }
    let changes = page(&scratch, "progress/2024/Q2.html");
    assert!(changes.contains(mark), "{changes}");
    let counted = "其中和按规则计算的不同的：按序时1个（按规则为滞后）。";
    assert!(page(&scratch, "progress/2024/Q1.html").contains(counted));
    assert!(
        !changes.contains("其中和按规则计算的不同的"),
        "nothing is stated in the second quarter: {changes}"
    );
    let by_quarter = page(&scratch, "progress/index.html");
    assert!(by_quarter.contains("不同的：一季度按序时1个（按规则为滞后）。"), "{by_quarter}");
}

#[test]
fn each_postponement_of_a_node_is_told() {
    let scratch = site("400", "");
    let put_off =
        |day: &str, why: &str| format!("事项: {{开班: {{推迟到: {day}, 原因: {why}, 批准: 区政府}}}}\n");
    quarter(&scratch, 1, [100, 10], &put_off("2024-06-30", "场地漏水"));
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let year = || page(&scratch, "002590761/2024-00001.html");
    assert!(
        year().contains("<span class=\"why\">原因：场地漏水</span><span class=\"why\">批准：区政府</span>"),
        "{}",
        year()
    );
    assert_eq!(column(&scratch, "推迟原因"), ["2024-Q1 开班 场地漏水"]);
    quarter(&scratch, 2, [200, 20], &put_off("2024-09-30", "教师不足"));
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    for said in [
        "推迟：2024年一季度报推迟到2024-06-30，原因：场地漏水，批准：区政府",
        "推迟：2024年二季度报推迟到2024-09-30，原因：教师不足，批准：区政府",
    ] {
        assert!(year().contains(said), "{said}: {}", year());
    }
    assert_eq!(
        column(&scratch, "推迟原因"),
        ["2024-Q1 开班 场地漏水", "2024-Q2 开班 推迟到2024-06-30：场地漏水；推迟到2024-09-30：教师不足"]
    );
    assert_eq!(
        column(&scratch, "批准机关"),
        ["2024-Q1 开班 区政府", "2024-Q2 开班 推迟到2024-06-30：区政府；推迟到2024-09-30：区政府"]
    );
}

/// A sum with a quarter that is not counted is told as what it is at least, wherever it stands.
#[test]
fn a_sum_that_has_not_counted_a_quarter_is_at_least_so_much() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - {名称: 培训, 单位: 人次, 口径: 当期, 目标: {2024: 100}}\n";
    scratch.put("content/民生/培训/project.yaml", plan);
    let reports = [
        (1, "指标: {培训: 70人次}\n"),
        (2, "本期不统计: {培训: 教室维修}\n"),
        (3, "指标: {培训: 45人次}\n"),
        (4, ""),
    ];
    for (quarter, said) in reports {
        let date =
            if quarter == 4 { "2025-01-10".to_owned() } else { format!("2024-{:02}-10", quarter * 3 + 1) };
        let text = format!("---\n公开日期: {date}\n{said}---\n开展培训。\n");
        scratch.put(&format!("content/民生/培训/2024-Q{quarter}.md"), text);
    }
    scratch.build(&["--today", "2025-01-15"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2025-00001.html");
    assert!(year.contains("三季度已经累计至少115人次"), "{year}");
    for path in ["index.html", "progress/index.html", "002590761/2025-00001.html"] {
        assert!(!page(&scratch, path).contains("累计115人次"), "{path}");
        assert!(!page(&scratch, path).contains("共115人次"), "{path}");
    }
    assert!(page(&scratch, "progress/index.html").contains("共至少115人次（三季度）"));
    assert_eq!(column(&scratch, "完成率"), ["2024-Q1 培训 70"]);
}

/// Where a quarter ends with another status, the list, the count and the rule of 赶上 and 落下 go by the last judged
/// one before; and a project that has published nothing is not called public.
#[test]
fn what_turned_and_what_is_new_is_told_as_it_is() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = |title: &str, day: &str| {
        format!(
            "标题: {title}\n牵头单位: 区人力社保局\n指标: [{{名称: 培训, 单位: 人次, 目标: {{2024: 1000}}}}]\n事项: [{{名称: 开班, 计划: {day}}}]\n"
        )
    };
    scratch.put("content/民生/培训/project.yaml", plan("培训", "2024-05-20"));
    scratch.put("content/民生/走访/project.yaml", plan("走访", "2024-11-20"));
    let postponed = "事项: {开班: {推迟到: 2024-08-20, 原因: 场地维修, 批准: 区政府常务会议}}\n";
    for (quarter, more) in [(1, ""), (2, postponed), (3, "")] {
        let text = format!(
            "---\n公开日期: 2024-{:02}-10\n指标: {{培训: {}人次}}\n{more}---\n开展培训。\n",
            quarter * 3 + 1,
            quarter * 260
        );
        scratch.put(&format!("content/民生/培训/2024-Q{quarter}.md"), text);
    }
    scratch.build(&["--today", "2024-10-12"]).ended(0);
    whole(&scratch);
    let overview = page(&scratch, "progress/2024/Q3.html");
    assert!(overview.contains("项目赶上0个、落下1个，指标和事项赶上0项、落下1项"), "{overview}");
    assert!(
        overview.contains("季度末是其他状态（如调整、未启动、未报）的，看当年此前最近一次的判断"),
        "{overview}"
    );
    let first = page(&scratch, "progress/2024/Q1.html");
    let row =
        first.split("<tr>").find(|row| row.contains("走访") && row.contains("没有公开过")).expect("a row");
    assert!(row.contains("未报"), "{row}");
    assert_eq!(first.matches("首次公开").count(), 1, "only what is public: {first}");
}

/// What is overdue is denied nowhere, though a later period is public.
#[test]
fn an_overdue_report_before_the_newest_is_named() {
    let scratch = site("1000", "");
    quarter(&scratch, 2, [600, 30], "事项: {开班: 2024-02-20}\n");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    for path in ["progress/index.html", "progress/2024/index.html", "progress/2024/Q2.html"] {
        let Some(overview) = scratch.output().get(path).cloned() else { continue };
        let overview = String::from_utf8(overview).expect("UTF-8");
        assert!(!overview.contains("没有滞后、未启动、调整或者应报未报的项目"), "{path}: {overview}");
        assert!(overview.contains("另有应报未报的："), "{path}: {overview}");
        assert!(overview.contains("培训</a>（一季度）。"), "{path}: {overview}");
    }
}

/// What was done after the end of a period was not done at that end, wherever the period is told of; what is told of
/// today knows it.
#[test]
fn what_was_done_after_a_period_was_not_done_at_its_end() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = "标题: 管网\n牵头单位: 区人力社保局\n事项:\n  - {名称: 勘察, 计划: 2024-05-31}\n  - {名称: 铺管, 计划: 2024-12-20}\n";
    scratch.put("content/民生/管网/project.yaml", plan);
    let report = |period: &str, date: &str, nodes: &str| {
        let text = format!("---\n公开日期: {date}\n事项: {nodes}\n---\n按计划施工。\n");
        scratch.put(&format!("content/民生/管网/{period}.md"), text);
    };
    report("2024-Q2", "2024-07-10", "{勘察: 2024-07-03}");
    let warned = scratch.build(&["--today", "2024-07-12"]);
    warned.ended(0);
    assert!(warned.stderr.contains("这一期仍算没有完成"), "{}", warned.stderr);
    whole(&scratch);
    assert_eq!(column(&scratch, "指标状态"), ["2024-Q2 勘察 滞后", "2024-Q2 铺管 按序时"]);
    // Today it is done, and what comes next is not due.
    assert!(
        page(&scratch, "minsheng/guanwang/index.html")
            .contains("<span class=\"sign\" aria-hidden=\"true\">●</span>按序时")
    );
    assert!(page(&scratch, "progress/2024/Q2.html").contains("其中滞后1个"));
    assert!(page(&scratch, "progress/index.html").contains("其中按序时1个"));
    report("2024-Q4", "2025-01-20", "{铺管: 2025-01-15}");
    scratch.build(&["--today", "2025-01-22"]).ended(0);
    whole(&scratch);
    let of_year = ["2024-Q2 勘察 滞后", "2024-Q2 铺管 按序时", "2024-Q4 勘察 已完成", "2024-Q4 铺管 滞后"];
    assert_eq!(column(&scratch, "指标状态"), of_year);
    let told = "应在2024-12-20完成，没有完成；期末以后，2025-01-15完成";
    assert!(page(&scratch, "002590761/2024-00001.html").contains(told));
    assert!(page(&scratch, "progress/2024/Q4.html").contains("其中滞后1个"));
    let json: Value = serde_json::from_str(&page(&scratch, "data/progress.json")).expect("JSON");
    let periods = json["projects"][0]["years"][0]["periods"].as_array().expect("periods");
    let last = periods.last().expect("a period");
    assert_eq!(
        [&last["status"], &last["after_date"], &last["after_status"]],
        ["滞后", "2025-01-15", "已完成"],
        "for portals: {last}"
    );
    // The year ended as it did; the project is done.
    assert!(page(&scratch, "progress/index.html").contains("2024年共有1个项目，其中滞后1个"));
    let project = page(&scratch, "minsheng/guanwang/index.html");
    assert!(project.contains("✓</span>已完成"), "{project}");
    assert!(project.contains("2025-01-15完成，比计划的2024-12-20晚"), "{project}");
}

/// Each change of a target, with its day and reason, and each of a node's day; every period by its own.
#[test]
fn each_change_of_a_target_is_told() {
    let plan = |target: u32, day: &str, more: &str| {
        format!(
            "标题: 驿站\n牵头单位: 区人力社保局\n指标: [{{名称: 驿站, 单位: 家, 目标: {{2024: {target}}}}}]\n事项: [{{名称: 装修, 计划: {day}}}]\n{more}"
        )
    };
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let put = |text: String| scratch.put("content/民生/驿站/project.yaml", text);
    let report = |quarter: u8, count: u8| {
        let month = quarter * 3 + 1;
        let text =
            format!("---\n公开日期: 2024-{month:02}-10\n指标: {{驿站: {count}家}}\n---\n按计划建设。\n");
        scratch.put(&format!("content/民生/驿站/2024-Q{quarter}.md"), text);
    };
    put(plan(24, "2024-08-31", ""));
    report(1, 5);
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let first = "目标调整:\n  - {日期: 2024-05-06, 指标: 驿站, 原目标: 24, 新目标: 30, 原因: 街道增设, 批准: 区政府}\n  - {日期: 2024-05-06, 指标: 装修, 原目标: 2024-08-31, 新目标: 2024-10-31, 原因: 增设, 批准: 区政府}\n";
    put(plan(30, "2024-10-31", first));
    report(2, 12);
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    let second = "  - {日期: 2024-08-05, 指标: 驿站, 原目标: 30, 新目标: 22, 原因: 房屋未腾退, 批准: 区长办公会}\n  - {日期: 2024-08-05, 指标: 装修, 原目标: 2024-10-31, 新目标: 2024-12-15, 原因: 房屋未腾退, 批准: 区长办公会}\n";
    put(plan(22, "2024-12-15", &format!("{first}{second}")));
    report(3, 18);
    scratch.build(&["--today", "2024-10-12"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2024-00001.html");
    let changes = "2024-05-06 目标调整 24 → 30：街道增设（批准：区政府）；2024-08-05 目标调整 30 → 22：房屋未腾退（批准：区长办公会）";
    assert!(year.contains(changes), "{year}");
    let days = "计划日期：2024-05-06 目标调整 2024-08-31 → 2024-10-31：增设（批准：区政府）；2024-08-05 目标调整 2024-10-31 → 2024-12-15";
    assert!(year.contains(days), "{year}");
    let json: Value = serde_json::from_str(&page(&scratch, "data/progress.json")).expect("JSON");
    assert_eq!(json["projects"][0]["years"][0]["indicators"][0]["adjustments"], changes);
    assert_eq!(
        column(&scratch, "当时目标"),
        ["2024-Q1 驿站 24", "2024-Q1 装修 2024-08-31", "2024-Q2 驿站 30", "2024-Q2 装修 2024-10-31"]
    );
    // A day moved by decision puts the node off as a report would.
    let of_node = |name: &str| {
        let lines = column(&scratch, name).into_iter();
        lines.filter(|line| line.contains("装修")).map(|line| line.replace(" 装修", "")).collect::<Vec<_>>()
    };
    assert_eq!(of_node("指标状态"), ["2024-Q1 按序时", "2024-Q2 调整", "2024-Q3 调整"]);
    assert_eq!(
        of_node("推迟原因"),
        ["2024-Q2 增设", "2024-Q3 推迟到2024-10-31：增设；推迟到2024-12-15：房屋未腾退"]
    );
    assert_eq!(
        of_node("批准机关"),
        ["2024-Q2 区政府", "2024-Q3 推迟到2024-10-31：区政府；推迟到2024-12-15：区长办公会"]
    );
    let put_off = "原计划2024-08-31，经批准推迟到2024-12-15";
    assert!(
        year.contains(put_off) && page(&scratch, "minsheng/yizhan/index.html").contains(put_off),
        "{year}"
    );
}

/// A node that stands in the plan of one year and is moved in another is judged in each period by the day that
/// it had then; what is done late says by which plan; and a report may put off what a decision has moved.
#[test]
fn a_day_moved_by_decision_is_a_postponement_in_every_year() {
    let plan = |day: &str, more: &str| {
        format!(
            "标题: 隧道\n牵头单位: 区人力社保局\n指标: [{{名称: 掘进, 单位: 米, 目标: {{2024: 400, 2025: 400, 2026: 400}}}}]\n事项: [{{名称: 贯通, 计划: {day}}}]\n{more}"
        )
    };
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let put = |text: String| scratch.put("content/民生/隧道/project.yaml", text);
    let report = |period: &str, day: &str, meters: u16, more: &str| {
        let text = format!("---\n公开日期: {day}\n指标: {{掘进: {meters}米}}\n{more}---\n按计划掘进。\n");
        scratch.put(&format!("content/民生/隧道/{period}.md"), text);
    };
    put(plan("2024-11-30", ""));
    report("2024-Q4", "2025-01-10", 400, "");
    scratch.build(&["--today", "2025-01-12"]).ended(0);
    report("2025-Q1", "2025-04-10", 100, "");
    scratch.build(&["--today", "2025-04-12"]).ended(0);
    let moved = "目标调整:\n  - {日期: 2025-05-06, 指标: 贯通, 原目标: 2024-11-30, 新目标: 2025-12-31, 原因: 断层涌水, 批准: 区政府}\n";
    put(plan("2025-12-31", moved));
    scratch.build(&["--today", "2025-05-08"]).ended(0);
    let told = |scratch: &Scratch, words: &str| {
        let project = page(scratch, "minsheng/suidao/index.html");
        assert!(project.contains(words), "{words}: {project}");
    };
    let status = |scratch: &Scratch| -> Vec<String> {
        column(scratch, "指标状态").into_iter().filter(|line| line.contains("贯通")).collect()
    };
    let published = ["2024-Q4 贯通 滞后", "2025-Q1 贯通 滞后"];
    assert_eq!(status(&scratch), published);
    report("2025-Q2", "2025-07-10", 200, "");
    scratch.build(&["--today", "2025-07-12"]).ended(0);
    assert_eq!(status(&scratch), [published[0], published[1], "2025-Q2 贯通 调整"]);
    told(&scratch, "原计划2024-11-30，经批准推迟到2025-12-31");
    assert!(page(&scratch, "002590761/2025-00002.html").contains("断层涌水（批准：区政府）"));
    let more = "事项: {贯通: {推迟到: 2026-03-31, 原因: 设备检修, 批准: 区长办公会}}\n";
    report("2025-Q3", "2025-10-10", 300, more);
    scratch.build(&["--today", "2025-10-12"]).ended(0);
    told(&scratch, "原计划2024-11-30，经批准推迟到2026-03-31");
    report("2025-Q4", "2026-01-10", 400, "");
    report("2026-Q1", "2026-04-10", 100, "事项: {贯通: 2026-03-20}\n");
    scratch.build(&["--today", "2026-04-12"]).ended(0);
    whole(&scratch);
    told(&scratch, "2026-03-20完成，比原计划的2024-11-30晚；经批准推迟到2026-03-31");
    let reasons: Vec<String> =
        column(&scratch, "推迟原因").into_iter().filter(|line| line.starts_with("2026-Q1")).collect();
    assert_eq!(reasons, ["2026-Q1 贯通 推迟到2025-12-31：断层涌水；推迟到2026-03-31：设备检修"]);
}

/// Who is late no more only by another target has not caught up; nor has a node whose day was moved.
#[test]
fn an_easier_target_is_not_catching_up() {
    let scratch = site("1000", "");
    quarter(&scratch, 1, [100, 12], "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let easier = "目标调整:\n  - {日期: 2024-06-03, 指标: 培训, 原目标: \"1000\", 新目标: \"400\", 原因: 学员减少, 批准: 区政府}\n  - {日期: 2024-06-03, 指标: 开班, 原目标: 2024-03-01, 新目标: 2024-09-01, 原因: 学员减少, 批准: 区政府}\n";
    plan(&scratch, "400", "2024-09-01", easier);
    quarter(&scratch, 2, [200, 20], "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    // A node that is put off is 调整, and its project with it.
    let words = "目标调整后不再滞后";
    assert_eq!(column(&scratch, "指标赶上落下"), [format!("2024-Q2 培训 {words}")]);
    assert_eq!(column(&scratch, "项目赶上落下"), Vec::<String>::new());
    assert!(column(&scratch, "指标状态").contains(&"2024-Q2 开班 调整".to_owned()));

    let scratch = site("1000", "");
    let done = "事项: {开班: 2024-02-20}\n";
    quarter(&scratch, 1, [100, 12], done);
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let easier = "目标调整:\n  - {日期: 2024-06-03, 指标: 培训, 原目标: \"1000\", 新目标: \"400\", 原因: 学员减少, 批准: 区政府}\n";
    plan(&scratch, "400", "2024-03-01", easier);
    quarter(&scratch, 2, [200, 20], "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    assert_eq!(column(&scratch, "指标赶上落下"), [format!("2024-Q2 培训 {words}")]);
    assert_eq!(column(&scratch, "项目赶上落下").first(), Some(&format!("2024-Q2 培训 {words}")));
    for path in ["progress/2024/Q2.html", "progress/index.html"] {
        let overview = page(&scratch, path);
        assert!(
            overview.contains("项目赶上0个、落下0个，指标和事项赶上0项、落下0项。另有项目1个、指标和事项1项"),
            "{overview}"
        );
        assert!(overview.contains(&format!("原滞后，二季度{words}")) || path.contains("Q2"), "{overview}");
    }
    for (path, bytes) in scratch.output() {
        assert!(!String::from_utf8_lossy(&bytes).contains("二季度赶上"), "{path}");
    }
}

/// Each year begins anew for indicators: that one was late last year, and cannot be judged in this, takes nothing
/// from what this year has made good, whether that was so from the beginning or is known since a correction.
#[test]
fn last_year_takes_nothing_from_what_was_made_good_this_year() {
    let plan = "标题: 卫生\n牵头单位: 区人力社保局\n指标:\n  - {名称: 签约率, 单位: \"%\", 目标: {2023: \"≥42%\", 2024: 完成省下达指标}, 基期: {2022: \"40%\"}}\n  - {名称: 家庭医生, 单位: 名, 目标: {2023: 300, 2024: 400}}\n";
    let report = |period: &str, day: &str, rate: &str, doctors: u32, more: &str| {
        let text = format!(
            "---\n公开日期: {day}\n指标: {{签约率: {rate}, 家庭医生: {doctors}名}}\n{more}---\n走访签约。\n"
        );
        (format!("content/民生/卫生/{period}.md"), text)
    };
    let turns = |scratch: &Scratch| column(scratch, "项目赶上落下");
    for last in ["42.5%", "41.5%"] {
        let scratch = Scratch::of(&[("site.yaml", SITE), ("content/民生/卫生/project.yaml", plan)]);
        let put = |(path, text): (String, String)| scratch.put(&path, text);
        put(report("2023", "2024-01-10", last, 305, ""));
        put(report("2024-Q1", "2024-04-10", "43%", 80, ""));
        put(report("2024-Q2", "2024-07-10", "44%", 210, ""));
        scratch.build(&["--today", "2024-07-12"]).ended(0);
        let made_good = turns(&scratch);
        assert!(
            made_good.iter().any(|turn| turn.starts_with("2024-Q2 ") && turn.ends_with(" 赶上")),
            "{made_good:?}"
        );
        if last == "42.5%" {
            let why = "更正: [{日期: 2024-08-01, 指标: 签约率, 原为: 42.5%, 改为: 41.5%, 原因: 分母用错}]\n";
            put(report("2023", "2024-01-10", "41.5%", 305, why));
            scratch.build(&["--today", "2024-08-01"]).ended(0);
            assert_eq!(turns(&scratch), made_good);
        }
    }
}

/// By its own word a unit makes up for nothing, whatever the rules give.
#[test]
fn what_a_unit_states_itself_catches_up_with_nothing() {
    let stated = "状态: 按序时\n说明: 招标已经开始\n";
    let done = "事项: {开班: 2024-02-20}\n";
    for figures in [None, Some([0, 0]), Some([120, 12])] {
        let scratch = site("1000", "");
        quarter(&scratch, 1, [100, 10], done);
        match figures {
            Some(figures) => quarter(&scratch, 2, figures, stated),
            None => scratch.put(
                "content/民生/培训/2024-Q2.md",
                format!("---\n公开日期: 2024-07-10\n指标: {{招聘会: 25场}}\n{stated}---\n开展培训。\n"),
            ),
        }
        scratch.build(&["--today", "2024-07-12"]).ended(0);
        let of_project: Vec<String> =
            column(&scratch, "项目赶上落下").into_iter().filter(|turn| turn.contains("赶上")).collect();
        assert_eq!(of_project, Vec::<String>::new(), "{figures:?}");
    }
}

/// What was public and was withdrawn is not what was never reported, and a node that was done stays done.
#[test]
fn a_withdrawn_period_is_told_as_such() {
    let scratch = site("1000", "公开粒度: 季度\n");
    quarter(&scratch, 1, [300, 12], "事项: {开班: 2024-02-20}\n");
    quarter(&scratch, 2, [600, 25], "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    let index = |arguments: &[&str]| crate::bench::run(scratch.command("index", arguments));
    let rows = crate::bench::text_or_nothing(&scratch.at("index-numbers.csv"));
    let row = rows.lines().find(|row| row.contains("2024-Q2")).expect("it has a number");
    let number = row.split(',').next().expect("a number");
    index(&["withdraw", number, "--reason", "重复公开"]).ended(0);
    let back = scratch.build(&["--today", "2024-11-12"]);
    assert!(
        back.stderr.contains("恢复后再改") && !back.stderr.contains("address-collision"),
        "{}",
        back.stderr
    );
    std::fs::remove_file(scratch.at("content/民生/培训/2024-Q2.md")).expect("it is there");
    quarter(&scratch, 3, [800, 32], "");
    let built = scratch.build(&["--today", "2024-11-12"]);
    built.ended(0);
    assert!(!built.stderr.contains("overdue-report"), "{}", built.stderr);
    whole(&scratch);
    for path in ["progress/2024/Q2.html", "upcoming/index.html", "minsheng/peixun/2024.html"] {
        let page = page(&scratch, path);
        assert!(!page.contains("二季度进度最迟应在") && !page.contains("已超过"), "{path}: {page}");
        assert!(page.contains("已经撤下") || !path.starts_with("minsheng"), "{path}: {page}");
    }
    let rows: Vec<String> =
        column(&scratch, "填报情况").into_iter().filter(|row| row.contains("开班")).collect();
    assert_eq!(rows, ["2024-Q1 开班 填报", "2024-Q3 开班 以前已报"]);
    let days: Vec<String> = column(&scratch, "数据").into_iter().filter(|row| row.contains("开班")).collect();
    assert_eq!(days, ["2024-Q1 开班 2024-02-20"]);
}

/// A node that was done stays done in a period of which there is no report.
#[test]
fn a_node_that_was_done_stays_done() {
    let scratch = site("1000", "");
    quarter(&scratch, 1, [300, 12], "事项: {开班: 2024-02-20}\n");
    quarter(&scratch, 3, [800, 32], "");
    scratch.build(&["--today", "2024-11-12"]).ended(0);
    let page = page(&scratch, "002590761/2024-00001.html");
    let table = page.split("<table class=\"course\">").nth(1).expect("a table");
    let row = table.split("<tr>").find(|row| row.contains(">开班<")).expect("a row of the node");
    let row = row.split("</tr>").next().expect("its end");
    assert!(!row.contains("未报") && row.matches("已完成").count() == 3, "{row}");
}

/// What readers can have on request is there: nothing of it is overdue, shown or added up, and what follows says
/// what it lacks.
#[test]
fn a_period_that_is_not_made_public_is_not_missing() {
    for (disclosure, file) in [("依申请公开", "2024-Q2"), ("不予公开", "2024-Q2"), ("依申请公开", "2024-H1")]
    {
        let scratch = undisclosed(disclosure, file, "2024-07-10", "");
        let built = scratch.build(&["--today", "2024-11-02"]);
        built.ended(0);
        for rule in ["overdue-report", "omitted-indicator"] {
            assert!(!built.stderr.contains(rule), "{disclosure}: {}", built.stderr);
        }
        whole(&scratch);
        let output = scratch.output();
        for (path, bytes) in &output {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("7654人次") && !text.contains("没有报的话"), "{path} tells of it");
            let is_overdue = text.contains("二季度进度应报未报") || text.contains("二季度进度最迟应在");
            assert!(!is_overdue, "{path}: {text}");
        }
        assert!(page(&scratch, "upcoming/index.html").contains("没有应报未报的"), "{disclosure}");
        let year = page(&scratch, "002590761/2024-00001.html");
        assert!(year.contains(&format!("2024年二季度进度{disclosure}")), "{year}");
        assert_eq!(year.contains("可以按照政府信息公开指南提出申请"), disclosure == "依申请公开");
        assert_eq!(
            year.contains("\">依申请公开说明</a>"),
            disclosure == "依申请公开",
            "the way to it: {year}"
        );
        assert!(year.contains(&format!("data-label=\"二季度\">{disclosure}</td>")), "{year}");
        assert!(year.contains("二季度没有主动公开，累计数算不出来"), "{year}");
        let project = page(&scratch, "minsheng/peixun/index.html");
        assert!(project.contains("本期200人次，二季度没有主动公开，合计不清"), "{project}");
        assert!(project.contains("培训不能判断（二季度没有主动公开）"), "{project}");
        let of =
            |name: &str, what: &str| column(&scratch, name).into_iter().find(|line| line.starts_with(what));
        assert_eq!(of("指标状态", "2024-Q3 培训").as_deref(), Some("2024-Q3 培训 无法判断"));
        assert_eq!(of("年内合计", "2024-Q3 培训"), None);
        assert_eq!(of("指标状态", "2024-Q3 招聘会").as_deref(), Some("2024-Q3 招聘会 按序时"));
        let overview = page(&scratch, "progress/2024/Q2.html");
        let standing = "2024年二季度共有1个项目，其中超序时1个。";
        assert!(overview.contains(standing), "as it stood in the first quarter: {overview}");
    }
}

/// A draft is no report, nor is one whose day has not come; and what is settled only later leaves what was
/// published before as it was.
#[test]
fn what_is_not_settled_is_missing_still() {
    for (day, more) in [("2024-07-10", "草稿: true\n"), ("2024-12-10", "")] {
        let scratch = undisclosed("依申请公开", "2024-Q2", day, more);
        let built = scratch.build(&["--today", "2024-11-02"]);
        assert!(built.stderr.contains("overdue-report"), "{}", built.stderr);
        assert!(page(&scratch, "002590761/2024-00001.html").contains("二季度进度应报未报"));
    }
    let scratch = undisclosed("依申请公开", "2024-Q2", "2024-11-20", "");
    scratch.build(&["--today", "2024-11-02"]).ended(0);
    let before = column(&scratch, "指标状态");
    scratch.build(&["--today", "2024-11-22"]).ended(0);
    assert_eq!(column(&scratch, "指标状态"), before);
    let year = page(&scratch, "002590761/2024-00001.html");
    assert!(year.contains("二季度进度依申请公开") && year.contains("公布时二季度没有填报"), "{year}");
}

/// A site whose second quarter, or first half, is not made public.
fn undisclosed(disclosure: &str, file: &str, day: &str, more: &str) -> Scratch {
    let scratch = site("1000", "");
    let plan = crate::bench::text_or_nothing(&scratch.at("content/民生/培训/project.yaml"));
    scratch.put("content/民生/培训/project.yaml", plan.replace("单位: 人次,", "单位: 人次, 口径: 当期,"));
    scratch.put(
        "content/指南/依申请公开说明.md",
        "---\n标题: 依申请公开说明\n类型: 页面\n公开日期: 2024-01-05\n---\n可以当面提出申请。\n",
    );
    quarter(&scratch, 1, [300, 12], "事项: {开班: 2024-02-20}\n");
    quarter(&scratch, 3, [200, 30], "");
    let text = format!(
        "---\n公开日期: {day}\n公开方式: {disclosure}\n{more}指标:\n  培训: 7654人次\n  招聘会: 20场\n---\n没有报的话。\n"
    );
    scratch.put(&format!("content/民生/培训/{file}.md"), text);
    scratch
}

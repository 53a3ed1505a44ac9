//! What a text quotes is what was public when it was: neither a later period nor a later correction rewrites it.
//! And nothing is public before its time, nor gone after it.

use crate::bench::{Run, SITE, Scratch, text_or_nothing};

const PROJECT: &str = "content/民生/培训/project.yaml";
const Q1: &str = "content/民生/培训/2024-Q1.md";
const Q2: &str = "content/民生/培训/2024-Q2.md";

/// A project whose first quarter was published on 2024-04-10.
fn published() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let project =
        "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - {名称: 培训人次, 单位: 人次, 目标: {2024: 9000}}\n";
    scratch.put(PROJECT, project);
    quarter(&scratch, Q1, "2024-04-10", "2340人次", "");
    scratch.build(&["--today", "2024-04-10"]).ended(0);
    scratch
}

fn quarter(scratch: &Scratch, file: &str, date: &str, figure: &str, more: &str) {
    let text = format!("---\n公开日期: {date}\n指标:\n  培训人次: {figure}\n{more}---\n开展培训。\n");
    scratch.put(file, text);
}

/// An article that quotes the figure, and its text on the page after a build.
fn article(scratch: &Scratch, name: &str, date: &str, quote: &str) {
    let head = format!("标题: {name}\n类型: 通知\n发布单位: 区人力社保局\n公开日期: {date}");
    scratch.put(&format!("content/通知/{name}.md"), format!("---\n{head}\n---\n已培训{quote}。\n"));
}

fn says(scratch: &Scratch, name: &str) -> String {
    let page = scratch.output().into_values().filter_map(|bytes| String::from_utf8(bytes).ok());
    let mut pages = page.filter(|html| html.contains(&format!("<h1>{name}</h1>")) && html.contains("已培训"));
    let html = pages.next().unwrap_or_else(|| panic!("{name} is not public"));
    let text = html.split("<p>已培训").nth(1).and_then(|rest| rest.split("</p>").next());
    text.unwrap_or_default().to_owned()
}

fn build(scratch: &Scratch, now: &str) -> Run {
    scratch.build(&["--today", now])
}

#[test]
fn a_later_period_rewrites_no_older_text() {
    let scratch = published();
    article(&scratch, "四月", "2024-04-20", "[[培训人次]]");
    article(&scratch, "早上", "2024-07-10 09:00", "[[培训人次]]");
    article(&scratch, "晚上", "2024-07-10 18:00", "[[培训人次]]");
    article(&scratch, "当天", "2024-07-10", "[[培训人次]]");
    quarter(&scratch, Q2, "2024-07-10 12:00", "5120人次", "");
    build(&scratch, "2024-07-10T10:00").ended(0);
    article(&scratch, "过后", "2024-07-10", "[[培训人次]]，[[培训人次@2024-Q2]]");
    article(&scratch, "指明", "2024-07-12", "[[培训人次@2024-Q1]]，[[培训人次@2024-Q2]]");
    article(&scratch, "当天指明", "2024-07-10", "[[培训人次@2024-Q2]]");
    let early = build(&scratch, "2024-07-10T10:00");
    early.ended(1);
    assert!(early.stderr.contains("当天指明.md"), "nothing tells of it before noon: {}", early.stderr);
    build(&scratch, "2024-07-15").ended(0);
    // Again, when everything is on record.
    build(&scratch, "2024-08-15").ended(0);
    for (name, text) in [
        ("四月", "2340人次。"),
        ("早上", "2340人次。"),
        ("晚上", "5120人次。"),
        // It was out before noon, and says all day what it said then.
        ("当天", "2340人次。"),
        // It went online after its day, and tells of all that came on it.
        ("过后", "5120人次，5120人次。"),
        // That it names what came at noon, it can only say since noon.
        ("当天指明", "5120人次。"),
        ("指明", "2340人次，5120人次。"),
    ] {
        assert_eq!(says(&scratch, name), text, "{name}");
    }
}

#[test]
fn a_later_correction_is_told_beside_the_figure_that_was_public() {
    let scratch = published();
    article(&scratch, "四月", "2024-04-20", "[[培训人次]]");
    build(&scratch, "2024-04-20").ended(0);
    let correction =
        "更正:\n  - {日期: 2024-05-06, 指标: 培训人次, 原为: 2340人次, 改为: 2430人次, 原因: 抄写颠倒}\n";
    quarter(&scratch, Q1, "2024-04-10", "2430人次", correction);
    article(&scratch, "五月", "2024-05-08", "[[培训人次]]");
    build(&scratch, "2024-05-08").ended(0);
    assert_eq!(says(&scratch, "四月"), "2340人次<span class=\"corrected\">（后更正为2430人次）</span>。");
    assert_eq!(says(&scratch, "五月"), "2430人次。");
    // And it stays so, with every further build.
    quarter(&scratch, Q2, "2024-07-10", "5120人次", "");
    build(&scratch, "2024-07-12").ended(0);
    assert_eq!(says(&scratch, "四月"), "2340人次<span class=\"corrected\">（后更正为2430人次）</span>。");
    assert_eq!(says(&scratch, "五月"), "2430人次。");
}

#[test]
fn what_was_not_public_yet_cannot_be_quoted() {
    let scratch = published();
    article(&scratch, "二月", "2024-02-20", "[[培训人次]]");
    let run = build(&scratch, "2024-04-20");
    let told = run.ended(1);
    assert!(told.contains("unknown-figure") && told.contains("content/通知/二月.md:7:"), "{told}");
    assert!(told.contains("这一篇公开时还没有公开过这项数据"), "{told}");
}

#[test]
fn nothing_goes_out_before_its_time() {
    let scratch = published();
    article(&scratch, "九点", "2024-04-12 09:00", "了");
    let is_public = |scratch: &Scratch| {
        scratch.output().values().any(|bytes| String::from_utf8_lossy(bytes).contains("九点"))
    };
    build(&scratch, "2024-04-12T08:59").ended(0);
    assert!(!is_public(&scratch));
    // Nothing else has changed, and yet the site is not the last one.
    build(&scratch, "2024-04-12 09:00").ended(0);
    assert!(is_public(&scratch));
    // A day without a time is all of it.
    let whole = published();
    article(&whole, "九点", "2024-04-12 09:00", "了");
    build(&whole, "2024-04-12").ended(0);
    assert!(is_public(&whole));
}

#[test]
fn a_published_period_that_disappears_stops_the_build() {
    let scratch = published();
    quarter(&scratch, Q2, "2024-07-10", "5120人次", "");
    build(&scratch, "2024-07-12").ended(0);
    let text = text_or_nothing(&scratch.at(Q2));
    let gone = [
        ("deleted", None),
        ("a draft", Some(text.replace("---\n公开", "---\n草稿: true\n公开"))),
        ("withheld", Some(text.replace("---\n公开", "---\n公开方式: 不予公开\n公开"))),
        ("of the future", Some(text.replace("2024-07-10", "2024-08-10"))),
    ];
    for (how, now) in gone {
        match now {
            Some(text) => scratch.put(Q2, text),
            None => std::fs::remove_file(scratch.at(Q2)).unwrap(),
        }
        let run = build(&scratch, "2024-07-15");
        let told = run.ended(1);
        assert!(told.contains("missing-period") && told.contains("2024年二季度"), "{how}: {told}");
        // A build for the day before it came knows nothing of it.
        build(&scratch, "2024-07-09").ended(0);
    }
    // What never went online is retracted, and is missed no longer.
    std::fs::remove_file(scratch.at(Q2)).unwrap();
    let number = "002590761/2024-00001";
    let retract = |more: &[&str]| {
        let words = [&["retract", number, "--part", "2024-Q2"], more].concat();
        crate::bench::run(scratch.command("history", &words))
    };
    assert!(retract(&[]).ended(2).contains("--never-online"), "the site that was built shows it");
    retract(&["--never-online"]).ended(0);
    build(&scratch, "2024-07-15").ended(0);
}

/// A project with a stock and a sum of its periods, and what its quarters say of them.
fn stock_and_sum(scratch: &Scratch, period: &str, date: &str, figures: &str) {
    let text = format!("---\n公开日期: {date}\n{figures}\n---\n照护床位建设。\n");
    scratch.put(&format!("content/民生/照护/{period}.md"), text);
}

#[test]
fn the_period_of_a_quoted_figure_is_named_where_readers_would_take_it_for_another() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let indicators = "指标:\n  - {名称: 照护床位, 单位: 张, 目标: {2024: 60, 2025: 80}}\n  - {名称: 照护培训, 单位: 人次, 口径: 当期, 目标: {2024: 300}}\n";
    scratch
        .put("content/民生/照护/project.yaml", format!("标题: 照护\n牵头单位: 区人力社保局\n{indicators}"));
    stock_and_sum(&scratch, "2024-Q1", "2024-04-10", "指标: {照护床位: 17张, 照护培训: 61人次}");
    let [stock, sum] = ["[[照护床位]]", "[[照护培训]]"];
    let both = format!("{stock}，{sum}，一季度{sum}").replacen(
        &format!("一季度{sum}"),
        "一季度[[照护培训@2024-Q1]]",
        1,
    );
    article(&scratch, "春", "2024-04-20", &both);
    build(&scratch, "2024-04-20").ended(0);
    // Whether a period is passed over in silence, or says that there is no figure.
    let omitted = "本期不统计: {照护床位: 正在改造}\n指标: {照护培训: 70人次}";
    stock_and_sum(&scratch, "2024-Q2", "2024-07-10", omitted);
    article(&scratch, "夏", "2024-07-20", &both);
    scratch.put("content/民生/_index.md", format!("---\n标题: 民生\n---\n现已培训{stock}。\n"));
    build(&scratch, "2024-07-20").ended(0);
    stock_and_sum(&scratch, "2024-Q3", "2024-10-10", "指标: {照护床位: 44张}");
    stock_and_sum(&scratch, "2024-Q4", "2025-01-10", "指标: {照护床位: 52张, 照护培训: 80人次}");
    article(&scratch, "秋", "2024-10-20", stock);
    article(&scratch, "冬", "2025-02-03", stock);
    let correction = "指标: {照护床位: 17张, 照护培训: 66人次}\n更正: [{日期: 2025-02-10, 指标: 照护培训, 原为: 61人次, 改为: 66人次, 原因: 漏了一班}]";
    stock_and_sum(&scratch, "2024-Q1", "2024-04-10", correction);
    build(&scratch, "2025-02-10").ended(0);
    let spring = "（2024年一季度）<span class=\"corrected\">（后更正为66人次）</span>";
    let named = "<span class=\"corrected\">（后更正为66人次）</span>";
    for (name, text) in [
        ("春", format!("17张，61人次{spring}，一季度61人次{named}。")),
        ("夏", format!("17张（2024年一季度），70人次（2024年二季度），一季度61人次{named}。")),
        ("秋", "44张。".to_owned()),
        // Of another year than the text.
        ("冬", "52张（2024年四季度）。".to_owned()),
    ] {
        assert_eq!(says(&scratch, name), text, "{name}");
    }
    let pages = scratch.output();
    let column =
        pages.values().map(|bytes| String::from_utf8_lossy(bytes)).find(|html| html.contains("现已培训"));
    assert!(column.unwrap().contains("现已培训52张（2024年四季度）。"), "what a column says is of now");
    // The short forms of a text say the same: lists, the feed, the data.
    let feed = String::from_utf8_lossy(&pages["feed.xml"]).into_owned();
    assert!(feed.contains("17张（2024年一季度），70人次（2024年二季度）"), "{feed}");
}

#[test]
fn a_text_of_an_older_program_goes_on_saying_what_it_said() {
    let scratch = published();
    let sum = "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - {名称: 培训人次, 单位: 人次, 口径: 当期, 目标: {2024: 9000}}\n";
    let scratch_sum = Scratch::of(&[("site.yaml", SITE)]);
    scratch_sum.put(PROJECT, sum);
    quarter(&scratch_sum, Q1, "2024-04-10", "2340人次", "");
    for scratch in [&scratch, &scratch_sum] {
        article(scratch, "四月", "2024-04-20", "[[培训人次]]");
        build(scratch, "2024-04-20").ended(0);
    }
    assert_eq!(says(&scratch_sum, "四月"), "2340人次（2024年一季度）。");
    // What the version before wrote down of it.
    let texts = scratch_sum.at("versions/2024.jsonl");
    let lines = text_or_nothing(&texts);
    assert!(lines.contains("公文+++"), "{lines}");
    std::fs::write(&texts, lines.replace("公文+++", "公文++")).unwrap();
    article(&scratch_sum, "五月", "2024-05-08", "[[培训人次]]");
    build(&scratch_sum, "2024-05-08").ended(0);
    assert_eq!(says(&scratch_sum, "四月"), "2340人次。");
    assert_eq!(says(&scratch_sum, "五月"), "2340人次（2024年一季度）。");
    assert_eq!(says(&scratch, "四月"), "2340人次。");
}

/// A project in `folder` with the indicator of that name, and its first report.
fn other_project(scratch: &Scratch, folder: &str, title: &str, name: &str) {
    let indicators = format!("指标:\n  - {{名称: {name}, 单位: 人次, 目标: {{2024: 300}}}}\n");
    scratch.put(
        &format!("content/{folder}/project.yaml"),
        format!("标题: {title}\n牵头单位: 区人力社保局\n{indicators}"),
    );
    other_report(scratch, folder, "2024-Q2", "2024-07-08", &format!("指标: {{{name}: 41人次}}"));
}

fn other_report(scratch: &Scratch, folder: &str, period: &str, date: &str, more: &str) {
    let text = format!("---\n公开日期: {date}\n{more}\n---\n照常推进。\n");
    scratch.put(&format!("content/{folder}/{period}.md"), text);
}

#[test]
fn what_comes_later_takes_no_name_from_a_text_that_was_public_before() {
    type Later = fn(&Scratch);
    let same_name: Later = |scratch| other_project(scratch, "民生/夜校", "夜校", "培训人次");
    let same_title: Later = |scratch| other_project(scratch, "工作/培训", "夜校", "培训人次");
    let takes_the_old_name: Later = |scratch| {
        let project = text_or_nothing(&scratch.at(PROJECT));
        scratch.put(PROJECT, project.replace("名称: 培训人次", "名称: 受训人次, 曾用名: 培训人次"));
        let q1 = text_or_nothing(&scratch.at(Q1));
        scratch.put(Q1, q1.replace("培训人次", "受训人次"));
        other_project(scratch, "民生/夜校", "夜校", "培训人次");
    };
    let with_an_old_period: Later = |scratch| {
        other_project(scratch, "民生/夜校", "夜校", "培训人次");
        other_report(scratch, "民生/夜校", "2024-Q1", "2024-04-08", "指标: {培训人次: 19人次}");
    };
    let by_correction: Later = |scratch| {
        let project = text_or_nothing(&scratch.at("content/民生/茶园/project.yaml"));
        let indicator = "  - {名称: 培训人次, 单位: 人次, 目标: {2024: 80}}\n目标调整: [{日期: 2024-07-08, 指标: 培训人次, 原目标: 无, 新目标: \"80\", 原因: 增列, 批准: 区政府}]\n";
        scratch.put("content/民生/茶园/project.yaml", project + indicator);
        let correction = "指标: {茶农: 7人, 培训人次: 23人次}\n更正: [{日期: 2024-07-08, 指标: 培训人次, 原为: 无, 改为: 23人次, 原因: 补报}]";
        other_report(scratch, "民生/茶园", "2024-Q1", "2024-04-08", correction);
    };
    let cases = [
        ("the same name", same_name),
        ("the same title and name", same_title),
        ("the former name", takes_the_old_name),
        ("with an old period", with_an_old_period),
        ("by correction", by_correction),
    ];
    for (what, later) in cases {
        let scratch = published();
        let tea = "标题: 茶园\n牵头单位: 区人力社保局\n指标:\n  - {名称: 茶农, 单位: 人, 目标: {2024: 30}}\n";
        scratch.put("content/民生/茶园/project.yaml", tea);
        let quotes = "指标: {茶农: 7人}";
        other_report(&scratch, "民生/茶园", "2024-Q1", "2024-04-08", quotes);
        article(&scratch, "四月", "2024-04-20", "[[培训人次]]，[[培训人次@2024-Q1]]，[[培训/培训人次]]");
        build(&scratch, "2024-04-20").ended(0);
        later(&scratch);
        for day in ["2024-07-09", "2024-07-10"] {
            let run = build(&scratch, day);
            assert_eq!(run.code, Some(0), "{what}, {day}: {}", run.stderr);
            assert_eq!(says(&scratch, "四月"), "2340人次，2340人次，2340人次。", "{what}, {day}");
        }
        // What is written now has to say which it means.
        article(&scratch, "七月", "2024-07-12", "[[培训人次]]");
        let run = build(&scratch, "2024-07-12");
        assert!(run.ended(1).contains("有2个项目都有这个指标"), "{what}: {}", run.stderr);
    }
}

#[test]
fn an_entry_goes_on_quoting_another_project_whose_indicator_its_own_gets_later() {
    let scratch = published();
    let tea = |more: &str| {
        format!(
            "标题: 茶园\n牵头单位: 区人力社保局\n指标:\n  - {{名称: 茶农, 单位: 人, 目标: {{2024: 30}}}}\n{more}"
        )
    };
    scratch.put("content/民生/茶园/project.yaml", tea(""));
    let q1 = |more: &str| {
        format!("---\n公开日期: 2024-04-12\n指标: {{茶农: 7人}}\n---\n已培训[[培训人次]]{more}。\n")
    };
    scratch.put("content/民生/茶园/2024-Q1.md", q1(""));
    build(&scratch, "2024-04-20").ended(0);
    let own = "  - {名称: 培训人次, 单位: 人次, 目标: {2024: 80}}\n目标调整: [{日期: 2024-07-08, 指标: 培训人次, 原目标: 无, 新目标: \"80\", 原因: 增列, 批准: 区政府}]\n";
    scratch.put("content/民生/茶园/project.yaml", tea(own));
    let q2 = |figures: &str| {
        let text = "已培训[[培训人次]]，一季度[[培训/培训人次@2024-Q1]]。";
        format!("---\n公开日期: 2024-07-08\n指标: {{茶农: 9人{figures}}}\n---\n{text}\n")
    };
    // An own figure that is left out is asked for, not taken from elsewhere.
    scratch.put("content/民生/茶园/2024-Q2.md", q2(""));
    assert!(build(&scratch, "2024-07-09").ended(1).contains("2024-Q2.md"));
    scratch.put("content/民生/茶园/2024-Q2.md", q2(", 培训人次: 55人次"));
    for day in ["2024-07-09", "2024-07-10"] {
        build(&scratch, day).ended(0);
        let pages = scratch.output();
        let all: String = pages.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        assert!(all.contains("<p>已培训2340人次。"), "{day}");
        assert!(all.contains("<p>已培训55人次，一季度2340人次。"), "{day}");
    }
}

#[test]
fn a_figure_that_is_called_otherwise_and_is_the_same_is_no_change() {
    let scratch = published();
    other_project(&scratch, "民生/夜校", "夜校", "夜校人次");
    other_report(&scratch, "民生/夜校", "2024-Q2", "2024-07-08", "指标: {夜校人次: 2340人次}");
    article(&scratch, "七月", "2024-07-20", "[[培训人次@2024-Q1]]");
    build(&scratch, "2024-07-20").ended(0);
    let record = text_or_nothing(&scratch.at("published.csv"));
    for quote in ["[[培训/培训人次@2024-Q1]]", "[[民生/培训/培训人次@2024-Q1]]"] {
        article(&scratch, "七月", "2024-07-20", quote);
        build(&scratch, "2024-07-21").ended(0);
        assert_eq!(says(&scratch, "七月"), "2340人次。");
        assert_eq!(text_or_nothing(&scratch.at("published.csv")), record, "{quote}");
    }
    // Another figure is one, whatever it reads; so are words in the place of a figure.
    for quote in ["[[夜校人次@2024-Q2]]", "[[培训人次@2024-Q1]]以上", "2340人次"] {
        article(&scratch, "七月", "2024-07-20", quote);
        assert!(build(&scratch, "2024-07-21").ended(1).contains("changed-without-reason"), "{quote}");
    }
}

//! A build after an edit renders only the pages that can show it, and makes what a build from nothing makes.

use std::fs;

use gongkai::layout;
use gongkai::publish::{self, Outcome, PublishOptions};
use gongkai::site;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::bench::{SITE, Scratch, change_a_byte, many, text_or_nothing};
use crate::serve::{Edit, Nobody, apply, edit, small_site};

const DAY: Date = date(2024, 7, 20);
const NEXT_DAY: Date = date(2024, 7, 21);
/// What an earlier build left in the site folder.
const LEFT: [&str; 4] = [layout::OUTPUT, layout::BUILT, layout::CHECKED, layout::TEXTS];

fn build(scratch: &Scratch, today: Date, trial: bool) -> Outcome {
    let site = site::Options { site: scratch.site(), now: today.into(), drafts: false, future: false };
    let options = PublishOptions { site, output: None, locked: false, fresh: false, trial };
    publish::build(&options, &Nobody).expect("the disk gives and takes")
}

/// Builds where earlier builds left what they know, and a copy of the site where none did; both come out the
/// same. Gives how many files were kept without making them again; `None`: the site has errors.
fn build_both(scratch: &Scratch, today: Date, trial: bool) -> Option<usize> {
    let clean = Scratch::copy_of(&scratch.site(), &LEFT);
    let outcome = build(scratch, today, trial);
    let kept = outcome.summary.as_ref()?.published.kept;
    let other = build(&clean, today, trial);
    // A page that is no more is missed where it stood.
    let found = |outcome: &Outcome| {
        let found = outcome.findings.iter().filter(|finding| finding.rule != "vanished-page");
        found.cloned().collect::<Vec<_>>()
    };
    assert_eq!(found(&outcome), found(&other), "a build from nothing finds the same");
    let other = other.summary.expect("what can be built can be built from nothing");
    let (output, expected) = (scratch.output(), clean.output());
    assert!(output.keys().eq(expected.keys()));
    for (path, bytes) in &expected {
        assert!(output[path] == *bytes, "{path} is not what a build from nothing makes");
    }
    assert_eq!(other.published.kept, 0);
    for file in [layout::LEDGER, layout::RECORD] {
        assert_eq!(text_or_nothing(&scratch.at(file)), text_or_nothing(&clean.at(file)), "{file}");
    }
    // Longer than a tick of the clock, so that the next build knows the files again.
    std::thread::sleep(std::time::Duration::from_millis(8));
    Some(kept)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: many("GONGKAI_SEQUENCES", 8), ..ProptestConfig::default() })]

    /// A trial may change what is public without a reason, so every edit comes to be published.
    #[test]
    fn any_edits_are_published_as_from_nothing(
        has_search in any::<bool>(),
        edits in prop::collection::vec((edit(), any::<bool>()), 2..10),
    ) {
        let scratch = small_site();
        let search = |scratch: &Scratch| if !has_search {
            let settings = text_or_nothing(&scratch.at(layout::SETTINGS));
            scratch.put(layout::SETTINGS, format!("检索: 否\n检索说明: 由平台统一检索\n{settings}"));
        };
        search(&scratch);
        build_both(&scratch, DAY, true);
        for (edit, is_looked_at) in &edits {
            if !matches!(edit, Edit::Build) {
                apply(&scratch, edit);
            }
            if matches!(edit, Edit::Site { .. }) {
                search(&scratch);
            }
            if *is_looked_at {
                build_both(&scratch, DAY, true);
            }
        }
        build_both(&scratch, DAY, true);
    }
}

const TRAINING: &str = "content/民生/培训/project.yaml";
const TRAINING_Q1: &str = "content/民生/培训/2024-Q1.md";
const BEDS: &str = "content/民生/床位/project.yaml";
const BEDS_Q1: &str = "content/民生/床位/2024-Q1.md";
const NOTICE: &str = "content/通知/放假.md";
const QUOTING: &str = "content/通知/引用.md";
const CORRECTED: &str = "content/通知/旧.md";

fn project(title: &str, indicator: &str, more: &str) -> String {
    format!(
        "标题: {title}\n牵头单位: 区人力社保局\n{more}项目内容: 每年安排。\n指标:\n  - {{名称: {indicator}, 单位: 个, 目标: {{2024: \"100\"}}}}\n"
    )
}

fn entry(indicator: &str, figure: &str, more: &str) -> String {
    format!("---\n公开日期: 2024-04-10\n指标:\n  {indicator}: {figure}\n{more}---\n已有[[{indicator}]]。\n")
}

fn article(title: &str, text: &str, more: &str) -> String {
    format!(
        "---\n标题: {title}\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-04-11\n{more}---\n{text}\n"
    )
}

/// Two projects, of which a notice quotes one, a notice by itself, and one that was corrected; published.
fn published(more_settings: &str) -> Scratch {
    let scratch = Scratch::in_memory();
    scratch.put(layout::SETTINGS, format!("{SITE}{more_settings}"));
    scratch.put(TRAINING, project("培训", "培训人次", "公开粒度: 季度\n"));
    scratch.put(TRAINING_Q1, entry("培训人次", "63个", ""));
    scratch.put(BEDS, project("床位", "床位数", ""));
    scratch.put(BEDS_Q1, entry("床位数", "20个", ""));
    scratch.put(NOTICE, article("放假通知", "全区放假三天，请周知。", ""));
    scratch.put(QUOTING, article("情况通报", "培训[[培训人次@2024-Q1]]。", ""));
    scratch.put(CORRECTED, article("旧通报", "已有三项。", ""));
    build_both(&scratch, DAY, false).expect("nothing is wrong with it");
    // With the first correction of a site every status may have had another one before.
    scratch.put(CORRECTED, article("旧通报", "已有四项。", REASON));
    for _ in 0..2 {
        build_both(&scratch, DAY, false).expect("nothing is wrong with it");
    }
    scratch
}

const WITHOUT_SEARCH: &str = "检索: 否\n检索说明: 由平台统一检索\n";
const REASON: &str = "修订:\n  - {日期: 2024-07-20, 说明: 核对}\n";
const WITHHELD: &str = "原版: 不公开\n理由: 涉及个人隐私\n";
const CORRECTION: &str =
    "更正:\n  - {日期: 2024-07-20, 指标: 培训人次, 原为: 63个, 改为: 36个, 原因: 数字颠倒}\n";

type Change = fn(&Scratch);

#[test]
fn only_pages_that_can_show_an_edit_are_made_again() {
    let edits: [(&str, Change, bool); 10] = [
        ("nothing", |_| (), true),
        (
            "words of an article",
            |site| site.put(NOTICE, article("放假通知", "全区放假四天，请周知。", REASON)),
            true,
        ),
        (
            "an abstract",
            |site| {
                site.put(
                    NOTICE,
                    article("放假通知", "全区放假三天，请周知。", &format!("概述: 放假\n{REASON}")),
                );
            },
            true,
        ),
        (
            "a figure that is quoted",
            |site| site.put(TRAINING_Q1, entry("培训人次", "36个", CORRECTION)),
            true,
        ),
        (
            "words of a column",
            |site| site.put("content/通知/_index.md", "---\n标题: 通知\n---\n新的话。\n"),
            false,
        ),
        (
            "what others see of it",
            |site| site.put(NOTICE, article("放假通知", "全区放假三天，请周知。", "保存期限: 30年\n")),
            false,
        ),
        ("one more article", |site| site.put("content/通知/新.md", article("新", "新。", "")), false),
        (
            "the settings",
            |site| site.put(layout::SETTINGS, format!("{SITE}{WITHOUT_SEARCH}页脚: {{地址: 某路}}\n")),
            false,
        ),
        ("the theme", |site| site.put("themes/gongkai/tombstone.html", "<p>1</p>\n"), false),
        (
            "what was kept is gone",
            |site| fs::remove_file(site.at(layout::BUILT)).expect("it is there"),
            false,
        ),
    ];
    for (what, change, is_partial) in edits {
        let scratch = published(WITHOUT_SEARCH);
        change(&scratch);
        let kept = build_both(&scratch, DAY, false).unwrap_or_else(|| panic!("{what}: it has errors"));
        // The page of the superseded version shows hardly anything of the site.
        assert_eq!(kept > 1, is_partial, "{what}: {kept} files were kept");
        build_both(&scratch, DAY, false).expect("nothing is wrong with it");
    }
}

/// The rules by which something is asked about figures.
fn asked(scratch: &Scratch, today: Date) -> Vec<&'static str> {
    build_both(scratch, today, true).expect("nothing is wrong with it");
    let outcome = build(scratch, today, true);
    outcome.findings.iter().map(|finding| finding.rule).filter(|rule| rule.contains("disagree")).collect()
}

#[test]
fn what_was_asked_is_asked_until_it_is_answered() {
    let scratch = published(WITHOUT_SEARCH);
    assert_eq!(asked(&scratch, DAY), Vec::<&str>::new());
    let texts = [
        ("当月受理100件，办结90件，办结率80%。", 1),
        // The same again, though nothing is new.
        ("当月受理100件，办结90件，办结率80%。", 1),
        ("当月受理100件，办结90件，办结率90%。", 0),
        ("当月受理[[培训人次@2024-Q1]]，办结60个，办结率95.2%。", 0),
    ];
    for (text, count) in texts {
        scratch.put(NOTICE, article("放假通知", text, ""));
        assert_eq!(asked(&scratch, DAY).len(), count, "{text}");
        // An edit elsewhere changes nothing of it.
        scratch.put(BEDS_Q1, entry("床位数", &format!("2{}个", text.len() % 10), ""));
        assert_eq!(asked(&scratch, DAY).len(), count, "{text}");
    }
    // It goes on saying what was public at its date.
    scratch.put(TRAINING_Q1, entry("培训人次", "93个", ""));
    assert_eq!(asked(&scratch, DAY).len(), 0);
    scratch.put(NOTICE, article("放假通知", texts[0].0, ""));
    assert_eq!((asked(&scratch, DAY).len(), asked(&scratch, NEXT_DAY).len()), (1, 1));
}

/// The notice with a change that needs no reason.
fn notice(nth: usize) -> String {
    article("放假通知", &format!("全区放假三天，请周知{}", "！".repeat(nth + 1)), "")
}

/// A site with three superseded versions: a plain text, a plan, and a text that quotes a figure.
fn superseded() -> Scratch {
    let scratch = published("");
    scratch.put(QUOTING, article("情况通报", "现在培训[[培训人次@2024-Q1]]。", REASON));
    let corrected = "公开粒度: 季度\n更正:\n  - {日期: 2024-07-20, 指标: 培训人次, 原为: \"100\", 改为: \"120\", 原因: 录入有误}\n";
    scratch.put(TRAINING, project("培训", "培训人次", corrected).replace("100\"}}", "120\"}}"));
    for _ in 0..2 {
        build_both(&scratch, DAY, false).expect("nothing is wrong with it");
    }
    scratch
}

#[test]
fn superseded_versions_stay_whatever_else_is_new() {
    let changes: [(&str, Change, usize); 9] = [
        ("nothing but the day", |_| (), 2),
        ("one more article", |site| site.put("content/通知/新.md", article("新", "新。", "")), 2),
        ("what replaced it", |site| site.put(CORRECTED, article("旧通报", "已有四项！", REASON)), 2),
        (
            "one more version",
            |site| {
                let again = format!("{REASON}  - {{日期: 2024-07-21, 说明: 再次核对}}\n");
                site.put(CORRECTED, article("旧通报", "已有五项。", &again));
            },
            1,
        ),
        (
            "a text that is withheld",
            |site| site.put(CORRECTED, article("旧通报", "已有四项。", &format!("{REASON}{WITHHELD}"))),
            1,
        ),
        ("a figure of the project", |site| site.put(TRAINING_Q1, entry("培训人次", "36个", CORRECTION)), 2),
        ("the name of a column", |site| site.put("content/通知/_index.md", "---\n标题: 公告\n---\n"), 0),
        ("one more column", |site| site.put("content/动态/新.md", article("新", "新。", "")), 0),
        (
            "the name of a unit",
            |site| {
                let settings = text_or_nothing(&site.at(layout::SETTINGS));
                let full = "全称: 云溪区人力资源和社会保障局";
                let renamed =
                    format!("曾用名: [{{{full}, 至: 2024-12-31}}], 全称: 云溪区人力资源和社会保障厅");
                site.put(layout::SETTINGS, settings.replace(full, &renamed));
            },
            0,
        ),
    ];
    for (what, change, staying) in changes {
        let scratch = superseded();
        change(&scratch);
        let kept = build_both(&scratch, NEXT_DAY, false).unwrap_or_else(|| panic!("{what}: it has errors"));
        assert_eq!(kept, staying, "{what}");
        build_both(&scratch, NEXT_DAY, false).expect("nothing is wrong with it");
    }
}

#[test]
fn nothing_is_kept_that_could_be_otherwise_for_another_cause() {
    // The day, on which what is overdue depends.
    let scratch = published(WITHOUT_SEARCH);
    assert_eq!(build_both(&scratch, NEXT_DAY, false), Some(1));
    // A site made for a look is another one.
    assert_eq!(build_both(&scratch, NEXT_DAY, true), Some(0));
    // What is kept is damaged at any place.
    let scratch = published(WITHOUT_SEARCH);
    let kept = fs::read(scratch.at(layout::BUILT)).expect("it is there");
    for (at, length) in (0..kept.len()).step_by(kept.len() / 16).enumerate() {
        fs::write(scratch.at(layout::BUILT), &kept[..length]).expect("it can be written");
        scratch.put(NOTICE, notice(at));
        build_both(&scratch, DAY, false).expect("nothing is wrong with it");
    }
    // Somebody edited a page that would stay.
    let scratch = published(WITHOUT_SEARCH);
    let number = "output/002590761/2024-00001.html";
    for (at, page) in [number, "output/index.html"].into_iter().enumerate() {
        change_a_byte(&scratch.at(page));
        scratch.put(NOTICE, notice(at));
        build_both(&scratch, DAY, false).expect("nothing is wrong with it");
    }
    // A number that may be shown somewhere: whether it may elsewhere is asked of all files together.
    let public =
        "检查: {静默: [{规则: mobile-number, 路径: 通知/放假.md, 到期: 2024-12-31, 理由: 值班电话}]}\n";
    let scratch = Scratch::in_memory();
    scratch.put(layout::SETTINGS, format!("{SITE}{WITHOUT_SEARCH}{public}"));
    scratch.put(NOTICE, article("放假通知", "值班电话13812345678。", ""));
    scratch.put(QUOTING, article("情况通报", "一切正常。", ""));
    build_both(&scratch, DAY, false).expect("the number may be shown");
    scratch.put(QUOTING, article("情况通报", "一切正常！", ""));
    assert_eq!(build_both(&scratch, DAY, false), Some(0));
}

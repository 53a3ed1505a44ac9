//! What a portal shows of members that are as they should be.

use std::fs;

use gongkai::publish;
use gongkai::site::Changes;
use serde_json::Value;

use super::{Member, holds, outcomes, portal, published, text_of, update};
use crate::bench::{picture, text_or_nothing};
use crate::promises;
use crate::serve::{Nobody, expect_as_built, open, options};

fn two() -> [Member; 2] {
    [
        Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761"),
        Member::new("区水利局", "https://slj.example.gov.cn/gk/", "706102332"),
    ]
}

#[test]
fn a_portal_shows_what_its_members_published() {
    let members = two();
    let portal = portal("https://www.example.gov.cn/", &members.each_ref().map(Member::by_folder).concat());
    let output = published(&portal);
    assert_eq!(promises::broken(&output, &portal.ledger()), Vec::<String>::new());

    let list = text_of(&output, "members/index.html");
    holds(&list, &["2个成员，公开信息4条，项目2个", "https://jyj.example.gov.cn/", "数据截至"]);
    let catalogue = text_of(&output, "members/catalogue/index.html");
    holds(
        &catalogue,
        &["区教育局关于防汛值班的通知", "https://slj.example.gov.cn/gk/706102332/2024-00001.html"],
    );
    let own = text_of(&output, "members/catalogue/of-qujiaoyuju.html");
    assert!(own.contains("区教育局关于") && !own.contains("区水利局关于"), "{own}");

    // The third quarter was due on 2024-11-01 or before, the second came late.
    let progress = text_of(&output, "members/progress/2024/index.html");
    holds(
        &progress,
        &["2024年各成员共有2个项目，其中未报2个", "2024年各成员的项目数", "各牵头单位", "二季度"],
    );
    assert!(!progress.contains("各行政区划"), "a single area is no group");
    holds(&text_of(&output, "members/progress/2024/Q1.html"), &["其中", "区水利局河道整治"]);
    let missing = text_of(&output, "members/missing.html");
    holds(&missing, &["到期没有公开的进度2期，迟于期限公开的2期", "2024年三季度", "2024-09-10"]);

    let data: Value = serde_json::from_slice(&output["data/members/catalogue.json"]).unwrap();
    let titles: Vec<&str> =
        data["items"].as_array().unwrap().iter().map(|item| item["member"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), 4);
    let rows = text_of(&output, "data/members/progress.csv");
    holds(&rows, &["区水利局,330604,区水利局河道整治,水利,", "2024-Q3,未报,,2024-"]);
    holds(&text_of(&output, "members/feed.xml"), &["https://jyj.example.gov.cn/002590761/2024-00001.html"]);
    holds(&text_of(&output, "index.html"), &["成员公开", "（区水利局）", "members/progress/index.html"]);

    // What members published is theirs: the portal's own record leaves it out.
    let record = text_or_nothing(&portal.at("published.csv"));
    assert!(record.contains("门户开通") && !record.contains("防汛"), "{record}");
    // A second build, and one that believes nothing, make the same.
    for arguments in [&[][..], &["--fresh"]] {
        portal.build(arguments).ended(0);
        assert!(portal.output() == output, "{arguments:?}");
    }
}

#[test]
fn members_of_the_same_origin_are_linked_by_relative_addresses() {
    let near = Member::new("区教育局", "https://www.example.gov.cn/jyj/", "002590761");
    let far = Member::new("区水利局", "https://slj.example.gov.cn/", "706102332");
    let portal = portal("https://www.example.gov.cn/gk/", &[near.by_folder(), far.by_folder()].concat());
    let output = published(&portal);
    let catalogue = text_of(&output, "members/catalogue/index.html");
    holds(
        &catalogue,
        &["href=\"../../../jyj/002590761/2024-00001.html\"", "href=\"https://slj.example.gov.cn/"],
    );
    holds(&text_of(&output, "index.html"), &["href=\"../jyj/002590761/2024-00001.html\""]);
    // The index of the one lies beside the portal, that of the other is copied.
    let copies: Vec<&String> = output.keys().filter(|path| path.starts_with("search/members/")).collect();
    assert!(copies.iter().any(|path| path.ends_with("qushuiliju/search/index.js")), "{copies:?}");
    assert!(!copies.iter().any(|path| path.contains("qujiaoyuju")), "{copies:?}");
    // The portal moves: then it is the other one whose index is needed, although neither has published anything.
    let settings = text_or_nothing(&portal.at("site.yaml"));
    portal.put(
        "site.yaml",
        settings.replace("https://www.example.gov.cn/gk/", "https://slj.example.gov.cn/gk/"),
    );
    let output = published(&portal);
    assert!(output.keys().any(|path| path.starts_with("search/members/qujiaoyuju/search/t")));
    assert!(!output.keys().any(|path| path.starts_with("search/members/qushuiliju")));
}

#[test]
fn only_what_is_new_is_taken_and_what_is_purged_goes() {
    let [one, other] = two();
    let portal = portal("https://www.example.gov.cn/", &[one.by_folder(), other.by_folder()].concat());
    assert_eq!(outcomes(&portal).into_values().collect::<Vec<_>>(), ["renewed", "renewed"]);
    let before = picture(&portal.at("members"));
    assert_eq!(outcomes(&portal).into_values().collect::<Vec<_>>(), ["same", "same"]);
    let now = picture(&portal.at("members"));
    assert_eq!(before.keys().collect::<Vec<_>>(), now.keys().collect::<Vec<_>>());

    // A mistake is corrected, and the old text purged: no trace of it stays with the portal.
    one.write("通知/一.md", "区教育局关于防汛值班的通知", "家住望溪路的王某某值班。");
    let text = text_or_nothing(&one.scratch.at("content/通知/一.md"));
    let revised = |date: &str, note: &str| {
        text.replace("类型: 通知\n", &format!("类型: 通知\n修订: [{{日期: {date}, 说明: {note}}}]\n"))
    };
    one.scratch.put("content/通知/一.md", revised("2024-12-30", "补充值班人员"));
    one.build();
    assert_eq!(outcomes(&portal)["区教育局"], "renewed");
    portal.build(&[]).ended(0);
    let trace = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("补充值班人员");
        files.values().filter(|bytes| has(bytes)).count()
    };
    assert!(trace(&portal.output()) > 0);
    let withdrawn = crate::bench::run(
        one.scratch.command("index", &["withdraw", "002590761/2024-00001", "--reason", "误发"]),
    );
    assert_eq!(withdrawn.code, Some(0), "{}", withdrawn.stderr);
    fs::remove_file(one.scratch.at("content/通知/一.md")).unwrap();
    one.build();
    assert_eq!(outcomes(&portal)["区教育局"], "renewed");
    portal.build(&[]).ended(0);
    assert_eq!(trace(&picture(&portal.at("members"))) + trace(&portal.output()), 0);
    // So does a member that is one no more.
    let text = text_or_nothing(&portal.at("site.yaml"));
    portal.put("site.yaml", text.replace(&one.by_folder(), ""));
    update(&portal);
    assert!(!portal.at("members/区教育局").exists() && portal.at("members/区水利局").exists());
}

#[test]
fn a_portal_can_be_a_member_but_not_in_a_circle() {
    let [one, other] = two();
    let lower = portal("https://qx.example.gov.cn/", &one.by_folder());
    published(&lower);
    let lower_line = format!("  - {{名称: 云溪区, 地址: {}}}\n", lower.site().display());
    let upper = portal("https://www.example.gov.cn/", &[lower_line.clone(), other.by_folder()].concat());
    let output = published(&upper);
    let catalogue = text_of(&output, "members/catalogue/index.html");
    holds(
        &catalogue,
        &["云溪区 / 区教育局", "https://jyj.example.gov.cn/002590761/2024-00001.html", "门户开通的公告"],
    );
    let known: Value = serde_json::from_slice(&output["data/site.json"]).unwrap();
    let names: Vec<&str> =
        known["members"].as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["云溪区", "云溪区 / 区教育局", "区水利局"]);
    // Who is a member of both stands with itself alone.
    upper.put("site.yaml", format!("{}{}", text_or_nothing(&upper.at("site.yaml")), one.by_folder()));
    let catalogue = text_of(&published(&upper), "members/catalogue/index.html");
    assert_eq!(catalogue.matches("区教育局关于防汛值班的通知").count(), 1, "{catalogue}");
    assert!(!catalogue.contains("云溪区 / 区教育局"), "{catalogue}");
    // The lower one may not take the upper one over again.
    let upper_line = format!("  - {{名称: 上级, 地址: {}}}\n", upper.site().display());
    lower.put("site.yaml", format!("{}{upper_line}", text_or_nothing(&lower.at("site.yaml"))));
    assert_eq!(outcomes(&lower)["上级"], "circle");
    let told = lower.build(&[]);
    holds(told.ended(0), &["member-circle"]);
}

/// Opened anew or kept warm, from the same files: what a build makes.
#[test]
fn a_preview_shows_the_portal_as_a_build_makes_it() {
    let [one, other] = two();
    let portal = portal("https://www.example.gov.cn/", &[one.by_folder(), other.by_folder()].concat());
    update(&portal);
    let build = || {
        let built = publish::build(&options(&portal), &Nobody).unwrap();
        assert!(built.summary.is_some(), "{:?}", built.findings);
        portal.output()
    };
    let first = build();
    let mut warm = open(&portal);
    expect_as_built(&warm, &first).unwrap();
    one.write("通知/二.md", "区教育局关于开学的通知", "九月一日开学。");
    one.build();
    update(&portal);
    warm.refresh(&Changes::Files([portal.at("members/区教育局/state.json")].into()));
    let second = build();
    assert!(text_of(&second, "members/catalogue/index.html").contains("区教育局关于开学的通知"));
    expect_as_built(&warm, &second).unwrap();
    expect_as_built(&open(&portal), &second).unwrap();
    // Members that come and go in the settings do as well.
    let settings = text_or_nothing(&portal.at("site.yaml"));
    portal.put("site.yaml", settings.replace(&other.by_folder(), ""));
    warm.refresh(&Changes::Files([portal.at("site.yaml")].into()));
    let third = build();
    assert!(!third.keys().any(|path| path.contains("qushuiliju")), "{:?}", third.keys());
    expect_as_built(&warm, &third).unwrap();
}

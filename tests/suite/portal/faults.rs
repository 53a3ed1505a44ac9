//! Members that are away, broken or hostile.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::{Member, holds, outcomes, portal, published, seal, text_of, update};
use crate::bench::{picture, run, text_or_nothing};
use crate::promises;

#[test]
fn a_member_that_is_away_keeps_its_state_with_the_day() {
    let one = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let never = "  - {名称: 区民政局, 地址: 没有}\n";
    let portal = portal("https://www.example.gov.cn/", &one.by_folder());
    published(&portal);
    fs::rename(one.scratch.site(), one.scratch.beside("gone")).unwrap();
    portal.put("site.yaml", format!("{}{never}", text_or_nothing(&portal.at("site.yaml"))));
    let told = update(&portal);
    assert_eq!(told.code, Some(3), "{}{}", told.stdout, told.stderr);
    holds(&told.stdout, &["区教育局", "截至 ", "没有取到", "区民政局", "没有它的数据"]);
    let built = portal.build(&[]);
    holds(built.ended(0), &["member-away", "成员“区教育局”用的还是", "成员“区民政局”"]);
    let output = portal.output();
    holds(
        &text_of(&output, "members/catalogue/index.html"),
        &["“区教育局”是截至", "“区民政局”的数据没有取到，这里没有它的内容", "防汛值班"],
    );
    let home = text_of(&output, "index.html");
    holds(
        &home,
        &[
            "1个成员暂时取不到新的数据",
            "1个成员的数据没有取到",
            "“区教育局”是截至",
            "“区民政局”的数据没有取到",
        ],
    );
    assert_eq!(promises::broken(&output, &portal.ledger()), Vec::<String>::new());
    let english = run(portal.command("check", &["--lang", "en"]));
    holds(&format!("{}{}", english.stdout, english.stderr), &["is shown as of"]);
    // The day since when stays, whatever else is tried.
    let since = |portal: &crate::bench::Scratch| {
        let state: Value =
            serde_json::from_str(&text_or_nothing(&portal.at("members/区教育局/state.json"))).unwrap();
        (state["as_of"].clone(), state["trouble"]["since"].clone())
    };
    let before = since(&portal);
    update(&portal);
    assert_eq!(since(&portal), before);
    fs::rename(one.scratch.beside("gone"), one.scratch.site()).unwrap();
    assert_eq!(outcomes(&portal)["区教育局"], "same");
    assert_eq!(since(&portal).1, Value::Null);
}

#[test]
fn a_bad_member_is_told_and_stops_nobody() {
    let good = Member::new("区水利局", "https://slj.example.gov.cn/", "706102332");
    let bad = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &[bad.by_folder(), good.by_folder()].concat());
    let output = bad.scratch.at("output");
    let whole = picture(&output);
    let spoil: [(&str, &dyn Fn()); 8] = [
        ("不是 gongkai 写的", &|| fs::write(output.join("manifest.json"), "<html>").unwrap()),
        ("和清单里的不符", &|| fs::write(output.join("data/catalogue.json"), "{}").unwrap()),
        ("data/catalogue.json 读不懂", &|| bad.forge("data/catalogue.json", |_| "<html>".to_owned())),
        ("第 7 版格式", &|| {
            bad.forge("data/site.json", |text| text.replacen("\"version\":1", "\"version\":7", 1));
        }),
        ("没有 data/site.json", &|| {
            fs::remove_file(output.join("data/site.json")).unwrap();
            seal(&output);
        }),
        ("它自称的网址是", &|| {
            bad.forge("data/site.json", |text| {
                text.replace("https://jyj.example.gov.cn/", "javascript:alert(1)/")
            });
        }),
        ("检索的文件读不懂", &|| {
            let name = whole.keys().find(|path| path.starts_with("search/g0-")).unwrap();
            bad.forge(name, |_| "gongkaiSearch(\"g0\",\"~~~~\");\n".to_owned());
        }),
        ("太大", &|| {
            fs::File::create(output.join("data/catalogue.json")).unwrap().set_len(70_000_000).unwrap();
            seal(&output);
        }),
    ];
    for (said, spoil) in spoil {
        spoil();
        let told = update(&portal);
        assert_eq!(told.code, Some(1), "{said}: {}{}", told.stdout, told.stderr);
        holds(&told.stdout, &[said]);
        let built = portal.build(&[]);
        holds(built.ended(0), &["bad-member", "区教育局"]);
        holds(&text_of(&portal.output(), "members/catalogue/index.html"), &["区水利局关于防汛值班的通知"]);
        fs::remove_dir_all(&output).unwrap();
        for (path, bytes) in &whole {
            crate::bench::put(&output.join(path), bytes);
        }
        portal.build(&[]);
        assert_eq!(outcomes(&portal)["区教育局"], "renewed", "{said}");
        fs::remove_dir_all(portal.at("members/区教育局")).unwrap();
    }
    // A trial is nothing that is published.
    bad.scratch.build(&["--trial"]).ended(0);
    holds(&update(&portal).stdout, &["试生成"]);
}

#[test]
fn nothing_of_a_hostile_member_is_more_than_text() {
    let member = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &member.by_folder());
    member.forge("data/catalogue.json", |text| {
        let mut data: Value = serde_json::from_str(text).unwrap();
        let items = data["items"].as_array_mut().unwrap();
        let mut add = |title: &str, url: &str| {
            items.push(serde_json::json!({"title": title, "url": url, "date": "2024-05-01",
                "summary": "<script>alert(1)</script>", "unit": "\"><img src=x onerror=alert(1)>"}));
        };
        add("</script><script>alert(1)</script>", "https://jyj.example.gov.cn/x.html");
        add("=HYPERLINK(\"https://evil.example\")", "https://jyj.example.gov.cn/y.html");
        add("外人", "https://evil.example/");
        add("脚本", "javascript:alert(1)");
        add("越界", "https://jyj.example.gov.cn/../../x");
        add("王五 手机13800138000", "https://jyj.example.gov.cn/z.html");
        // Numbers that none of its texts has by itself.
        add("地址", "https://jyj.example.gov.cn/33060419800101123X.html");
        add("编码的地址", "https://jyj.example.gov.cn/%33%33060419800101123X.html");
        add("张三33060<b>4198</b>00101123X", "https://jyj.example.gov.cn/u.html");
        items.push(serde_json::json!({"title": "编号33060419800", "summary": "101123X，李四",
            "url": "https://jyj.example.gov.cn/v.html"}));
        items.push(serde_json::json!({"title": "编号３３０６０４１９８０—", "summary": "0101123X，王芳",
            "url": "https://jyj.example.gov.cn/v2.html"}));
        items.push(serde_json::json!({"title": "张三的电话是一三八", "summary": "〇〇一三八〇〇〇，李四",
            "url": "https://jyj.example.gov.cn/v3.html"}));
        items.push(
            serde_json::json!({"title": "身份证三三〇六〇四一九八", "summary": "〇〇一〇一一二三X，李四",
            "url": "https://jyj.example.gov.cn/v4.html"}),
        );
        items.push(serde_json::json!({"index_number": "a/330106199", "title": "003077216",
            "url": "https://jyj.example.gov.cn/w.html"}));
        data.to_string()
    });
    let told = update(&portal);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    let built = portal.build(&[]);
    holds(built.ended(0), &["bad-member", "11 条没有名称、地址不在它自己的网站", "1 处文字里有个人号码"]);
    let output = portal.output();
    assert_eq!(promises::broken(&output, &portal.ledger()), Vec::<String>::new());
    for (path, bytes) in &output {
        let text = String::from_utf8_lossy(bytes);
        let is_markup = [".html", ".xml"].iter().any(|ending| path.ends_with(ending));
        let run: &[&str] =
            if is_markup { &["<script>alert", "<img src=x", "href=\"javascript"] } else { &[",=HYPER"] };
        let numbers = ["13800138000", "33060419800", "003077216", "00101123X", "一三八", "三三〇六〇四"];
        for hostile in run.iter().chain(&["evil.example/"]).chain(&numbers) {
            assert!(!text.contains(hostile), "{hostile} in {path}");
        }
    }
}

/// An index of another origin is copied: of that nothing may run or be read but what a search shows.
#[test]
fn nothing_of_a_hostile_index_is_copied() {
    let member = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &member.by_folder());
    let output = member.scratch.at("output");
    let whole = picture(&output);
    let copied = || {
        assert_eq!(update(&portal).code, Some(0));
        portal.build(&[]).ended(0);
        let output = portal.output();
        let of_member = |path: &&String| path.starts_with("search/members/");
        let text: String = output
            .iter()
            .filter(|(path, _)| path.starts_with("search"))
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect();
        (output.keys().filter(of_member).cloned().collect::<Vec<String>>(), text)
    };
    let (honest, _) = copied();
    assert!(honest.iter().any(|path| path.contains("/t0-")), "{honest:?}");
    // Files that are none of the index stay where they are.
    for name in ["evil.html", "evil.js", "x.php", "list.txt"] {
        fs::write(output.join("search").join(name), "OWNED 33060419800101123X").unwrap();
    }
    seal(&output);
    let (with_others, text) = copied();
    assert_eq!(with_others, honest);
    assert!(!text.contains("OWNED"));
    // A script in front of a file, behind its string, in it: the index is not copied at all.
    let files: Vec<&String> = whole.keys().filter(|path| path.starts_with("search/")).collect();
    for path in files.into_iter().filter(|path| !path.ends_with("index.js")) {
        for (from, to) in [
            ("gongkaiSearch(", "document.title=\"OWNED\";gongkaiSearch("),
            ("\");\n", "\"+(document.title=\"OWNED\")+\"\");\n"),
            ("\");\n", "\");document.title=\"OWNED\";\n"),
        ] {
            member.forge(path, |text| text.replacen(from, to, 1));
            update(&portal);
            portal.build(&[]);
            let output = portal.output();
            let has_it = |bytes: &Vec<u8>| memchr::memmem::find(bytes, b"OWNED").is_some();
            assert!(!output.values().any(has_it), "{path}: {to}");
            fs::write(output_file(&member, path), &whole[path]).unwrap();
            seal(&member.scratch.at("output"));
        }
    }
    member.forge("search/index.js", |text| {
        text.replacen("\"columns\":[\"", "\"columns\":[\"张33060419800101123X", 1)
    });
    let (of_private, text) = copied();
    assert_eq!(of_private, Vec::<String>::new());
    assert!(!text.contains("33060419800101123X"));
}

fn output_file(member: &Member, path: &str) -> std::path::PathBuf {
    member.scratch.at("output").join(path)
}

#[test]
fn what_was_damaged_here_is_fetched_anew() {
    let member = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &member.by_folder());
    published(&portal);
    let kept = picture(&portal.at("members"));
    let damaged = |path: &&String| {
        path.contains("catalogue.json") || path.contains("/search/") || path.ends_with("pairs")
    };
    for path in kept.keys().filter(damaged) {
        for damage in [None, Some(""), Some("{}")] {
            let file = portal.at("members").join(path);
            match damage {
                None => fs::remove_file(&file).unwrap(),
                Some(text) => fs::write(&file, text).unwrap(),
            }
            assert_eq!(outcomes(&portal)["区教育局"], "renewed", "{path}");
            let state = |path: &str| path.ends_with("state.json");
            let after = picture(&portal.at("members"));
            assert!(kept.iter().filter(|(path, _)| !state(path)).all(|(path, bytes)| after[path] == *bytes));
        }
    }
    assert_eq!(outcomes(&portal)["区教育局"], "same");
}

#[test]
fn a_number_that_two_members_claim_is_told_to_both() {
    let one = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let other = Member::new("区水利局", "https://slj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &[one.by_folder(), other.by_folder()].concat());
    update(&portal);
    let told = portal.build(&[]);
    holds(told.ended(0), &["member-conflict", "索引号 002590761/2024-00001", "机构代码 002590761"]);
    let output = portal.output();
    holds(&text_of(&output, "members/catalogue/index.html"), &["编号冲突"]);
    // So are numbers that the portal itself has used, and the codes of its units.
    let own = text_or_nothing(&portal.at("index-numbers.csv"));
    portal.put("index-numbers.csv", own.replace("014207264/2024-00001", "002590761/2024-00001"));
    fs::remove_dir_all(portal.at("output")).unwrap();
    fs::remove_file(portal.at("published.csv")).unwrap();
    let settings = text_or_nothing(&portal.at("site.yaml"));
    portal.put("site.yaml", settings.replace("代码: \"014207264\"", "代码: \"002590761\""));
    let told = portal.build(&[]);
    let of_own = [
        "索引号 002590761/2024-00001 由门户自己和“区教育局”“区水利局”同时使用",
        "在门户自己和“区教育局”“区水利局”里是不同的机构",
    ];
    holds(&told.stderr, &of_own);
    let with_own = portal.output();
    for (output, said) in [(output, &["002590761/2024-00001", "区教育局"][..]), (with_own, &of_own)] {
        let site: Value = serde_json::from_slice(&output["data/site.json"]).unwrap();
        let members = site["members"].as_array().unwrap();
        assert_eq!(members.len(), 2);
        for member in members {
            holds(&member["troubles"].to_string(), said);
        }
        for said in said {
            assert!(text_of(&output, "members/index.html").matches(said).count() >= 2, "{said}");
        }
    }
}

/// Killed at any instant, a run leaves every member with its old state or its new one, and the next one ends.
#[test]
fn a_run_that_is_killed_leaves_whole_members() {
    let members: Vec<Member> = ["区教育局", "区水利局"]
        .into_iter()
        .zip(["002590761", "706102332"])
        .map(|(name, code)| Member::new(name, &format!("https://{code}.example.gov.cn/"), code))
        .collect();
    let portal =
        portal("https://www.example.gov.cn/", &members.iter().map(Member::by_folder).collect::<String>());
    let titles = |round: u32| format!("第{round}次通知");
    for round in 0..crate::bench::many("GONGKAI_KILLS", 12) {
        for member in &members {
            member.write("通知/新.md", &titles(round), "正文。");
            member.scratch.forget();
            member.scratch.build(&["--fresh"]).ended(0);
        }
        let mut child = portal
            .command("portal", &["update"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(u64::from(round * 7 % 60)));
        child.kill().unwrap();
        child.wait().unwrap();
        portal.build(&[]).ended(0);
        let catalogue = portal.output().remove("members/catalogue/index.html");
        let shown = String::from_utf8(catalogue.unwrap()).unwrap();
        let old = round.checked_sub(1).map_or(0, |before| shown.matches(&titles(before)).count());
        let new = shown.matches(&titles(round)).count();
        let known = shown.matches("关于防汛值班").count();
        assert!(old + new <= 2 && old + new == if round == 0 { new } else { known }, "{old} {new} {known}");
        assert_eq!(update(&portal).code, Some(0));
        portal.build(&[]).ended(0);
        let shown =
            String::from_utf8(portal.output().remove("members/catalogue/index.html").unwrap()).unwrap();
        assert_eq!(shown.matches(&titles(round)).count(), 2);
        for member in &members {
            assert_eq!(fs::read_dir(portal.at(&format!("members/{}", member.name))).unwrap().count(), 2);
        }
    }
}

/// Any site may say that it is a portal: what it tells of others counts only if the settings trust it.
#[test]
fn who_poses_as_a_portal_sends_readers_nowhere() {
    let member = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &member.by_folder());
    let output = member.scratch.at("output");
    member.forge("data/site.json", |text| {
        let mut site: Value = serde_json::from_str(text).unwrap();
        site["members"] = serde_json::json!([{"name": "省政府", "url": "https://evil.example/"}]);
        let file = serde_json::json!({"path": "data/members/catalogue.json", "version": 1});
        site["files"].as_array_mut().unwrap().push(file);
        site.to_string()
    });
    // Nor do its own rows pass for somebody else's.
    for (file, rows) in [("catalogue", "items"), ("progress", "projects")] {
        member.forge(&format!("data/{file}.json"), |text| {
            let mut data: Value = serde_json::from_str(text).unwrap();
            for row in data[rows].as_array_mut().unwrap() {
                row["member"] = "假冒单位".into();
            }
            data.to_string()
        });
    }
    member.forge("data/corrections.json", |text| {
        let mut data: Value = serde_json::from_str(text).unwrap();
        data["corrections"] = serde_json::json!([{"kind": "更正", "date": "2024-05-01", "title": "一项更正",
            "url": "https://jyj.example.gov.cn/x.html", "reason": "误", "member": "假冒单位"}]);
        data.to_string()
    });
    let rows = r#"{"items":[{"title":"领取补贴","member":"省政府","url":"https://evil.example/x.html","date":"2024-05-01"},
        {"title":"冒名","member":"省政府","url":"https://jyj.example.gov.cn/y.html","date":"2024-05-01"}]}"#;
    crate::bench::put(&output.join("data/members/catalogue.json"), rows.as_bytes());
    seal(&output);
    let shown = |portal: &crate::bench::Scratch| {
        assert_eq!(update(portal).code, Some(0));
        let told = portal.build(&[]);
        let told = told.ended(0).to_owned();
        let output = portal.output();
        let has = |word: &str| {
            let holds = |bytes: &Vec<u8>| memchr::memmem::find(bytes, word.as_bytes()).is_some();
            output.values().any(holds)
        };
        (told, ["假冒单位", "evil.example", "省政府", "领取补贴", "冒名", "防汛值班", "一项更正"].map(has))
    };
    let own = [false, false, false, false, false, true, true];
    let settings = text_or_nothing(&portal.at("site.yaml"));
    let saying = |word: &str| settings.replace("名称: 区教育局,", &format!("名称: 区教育局, 门户: {word},"));
    portal.put("site.yaml", saying("否"));
    let (told, seen) = shown(&portal);
    assert!(!told.contains("member-is-portal") && seen == own, "{told}");
    // Whom the portal trusts is believed, from the next fetching on; and when it is so no more, all of it goes.
    portal.put("site.yaml", saying("是"));
    assert_eq!(shown(&portal).1, [false, true, true, true, true, true, true]);
    portal.put("site.yaml", saying("否"));
    portal.build(&[]).ended(0);
    assert!(!text_of(&portal.output(), "members/catalogue/index.html").contains("evil.example"));
    assert_eq!(shown(&portal).1, own);
}

/// What is dated after the day of the build would lead every list until then.
#[test]
fn what_is_dated_ahead_waits_for_its_day() {
    let member = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let portal = portal("https://www.example.gov.cn/", &member.by_folder());
    member.forge("data/catalogue.json", |text| {
        let mut data: Value = serde_json::from_str(text).unwrap();
        for (title, date) in
            [("今天的通知", "2024-12-31"), ("明天的通知", "2025-01-01"), ("远期的通知", "2999-01-01")]
        {
            let row =
                serde_json::json!({"title": title, "url": "https://jyj.example.gov.cn/x.html", "date": date});
            data["items"].as_array_mut().unwrap().push(row);
        }
        data.to_string()
    });
    member.forge("data/corrections.json", |text| {
        let mut data: Value = serde_json::from_str(text).unwrap();
        data["corrections"] = serde_json::json!([{"kind": "更正", "date": "2999-01-01", "title": "远期的更正",
            "url": "https://jyj.example.gov.cn/x.html", "reason": "误"}]);
        data.to_string()
    });
    assert_eq!(update(&portal).code, Some(0));
    let shown = |today: &str| {
        let told = portal.build(&["--today", today]);
        let told = told.ended(0).to_owned();
        let output = portal.output();
        let has = |word: &str| {
            let holds = |bytes: &Vec<u8>| memchr::memmem::find(bytes, word.as_bytes()).is_some();
            output.values().any(holds)
        };
        let feed = text_of(&output, "members/feed.xml");
        (told, ["今天的通知", "明天的通知", "远期的通知", "远期的更正"].map(has), feed)
    };
    let (told, seen, feed) = shown("2024-12-31");
    assert_eq!(seen, [true, false, false, false]);
    holds(&told, &["bad-member", "3 条的日期在 2024-12-31 以后"]);
    let entry = feed.split("<entry>").nth(1).unwrap();
    assert!(entry.contains("今天的通知") && feed.contains("<updated>2024-12-31"), "{feed}");
    holds(&text_of(&portal.output(), "members/index.html"), &["3 条的日期在 2024-12-31 以后"]);
    let (told, seen, feed) = shown("2025-01-01");
    assert_eq!(seen, [true, true, false, false]);
    assert!(told.contains("2 条的日期在 2025-01-01 以后") && feed.contains("明天的通知"), "{told}");
}

/// A new checkout knows nothing of a member that is away: it says so, and its pages do not vanish unasked.
#[test]
fn a_member_that_is_away_does_not_vanish_from_the_live_portal() {
    let one = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let other = Member::new("区水利局", "https://slj.example.gov.cn/", "706102332");
    let portal = portal("https://www.example.gov.cn/", &[one.by_folder(), other.by_folder()].concat());
    let www = portal.beside("www");
    let settings = text_or_nothing(&portal.at("site.yaml"));
    portal.put(
        "site.yaml",
        format!("{settings}上线:\n  - {{名称: 正式, 方式: 目录, 地址: {}}}\n", www.display()),
    );
    let deploy = |arguments: &[&str]| {
        let mut command = portal.command("deploy", arguments);
        command.env("XDG_CONFIG_HOME", portal.beside("own")).env_remove("GONGKAI_KEY");
        run(command)
    };
    let live = || text_or_nothing(&www.join("current/members/catalogue/index.html"));
    published(&portal);
    assert_eq!(deploy(&[]).code, Some(0));
    assert!(live().contains("区教育局关于防汛值班"));

    fs::remove_dir_all(portal.at("members")).unwrap();
    fs::rename(one.scratch.site(), one.scratch.beside("gone")).unwrap();
    assert_eq!(outcomes(&portal)["区教育局"], "away");
    let built = portal.build(&[]);
    holds(built.ended(0), &["member-away", "成员“区教育局”"]);
    assert!(!built.stderr.contains("用的还是"), "{}", built.stderr);
    for arguments in [&[][..], &["--dry-run"], &["--without", "区水利局"]] {
        let refused = deploy(arguments);
        assert_ne!(refused.code, Some(0), "{arguments:?}");
        holds(&refused.stderr, &["线上的门户有“区教育局”的内容", "--without 名称"]);
        assert!(live().contains("区教育局关于防汛值班"), "{arguments:?}");
    }
    // Who is asked for goes.
    let done = deploy(&["--without", "区教育局"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(!live().contains("区教育局关于防汛值班") && live().contains("区水利局关于防汛值班"));
    // From then on nothing of it is online, and nothing is asked.
    portal.put("content/通知/二.md", super::article("第二个公告", "内容。").replace("发布单位: 区\n", ""));
    portal.build(&[]).ended(0);
    let done = deploy(&[]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
}

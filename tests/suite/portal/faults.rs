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
    holds(&told.stdout, &["区教育局", "截至 ", "没有取到", "区民政局", "还没有数据"]);
    let built = portal.build(&[]);
    holds(built.ended(0), &["member-away", "成员“区教育局”用的还是", "成员“区民政局”"]);
    let output = portal.output();
    holds(
        &text_of(&output, "members/catalogue/index.html"),
        &["“区教育局”是截至", "“区民政局”还没有数据", "防汛值班"],
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
        items.push(serde_json::json!({"index_number": "a/330106199", "title": "003077216",
            "url": "https://jyj.example.gov.cn/w.html"}));
        data.to_string()
    });
    let told = update(&portal);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    let built = portal.build(&[]);
    holds(built.ended(0), &["bad-member", "9 条没有名称、地址不在它自己的网站", "1 处文字里有个人号码"]);
    let output = portal.output();
    assert_eq!(promises::broken(&output, &portal.ledger()), Vec::<String>::new());
    for (path, bytes) in &output {
        let text = String::from_utf8_lossy(bytes);
        let is_markup = [".html", ".xml"].iter().any(|ending| path.ends_with(ending));
        let run: &[&str] =
            if is_markup { &["<script>alert", "<img src=x", "href=\"javascript"] } else { &[",=HYPER"] };
        for hostile in
            run.iter().chain(&["evil.example/", "13800138000", "33060419800", "003077216", "00101123X"])
        {
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
    // So are numbers that the portal itself has used.
    let own = text_or_nothing(&portal.at("index-numbers.csv"));
    portal.put("index-numbers.csv", own.replace("014207264/2024-00001", "002590761/2024-00001"));
    fs::remove_dir_all(portal.at("output")).unwrap();
    fs::remove_file(portal.at("published.csv")).unwrap();
    let told = portal.build(&[]);
    assert!(told.stderr.contains("由门户自己和“区教育局”同时使用"), "{}", told.stderr);
    let site: Value = serde_json::from_slice(&output["data/site.json"]).unwrap();
    for member in site["members"].as_array().unwrap() {
        let told = member["troubles"].to_string();
        assert!(told.contains("002590761/2024-00001") && told.contains("区教育局"), "{told}");
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

//! Same input, same bytes: whatever the machine, the moment and what was built before.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use gongkai::files;
use proptest::prelude::*;

use crate::bench::{Scratch, change_a_byte, is_kind, many, picture, run, text_or_nothing};
use crate::promises;

/// A site with something of everything: some of the cases of `tests/sites`, side by side.
fn rich() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut files = BTreeMap::new();
    for case in [
        "attachments-and-sheets",
        "columns-nest-and-turn-pages",
        "each-period-a-page",
        "encodings",
        "every-kind-of-article",
        "repealed-and-replaced",
        "year-with-four-quarters",
    ] {
        for (path, bytes) in picture(&root.join(case).join("content")) {
            files.insert(format!("content/{case}/{path}"), bytes);
        }
    }
    let settings = picture(&root.join("two-units")).remove("site.yaml").unwrap();
    let settings = String::from_utf8(settings).unwrap();
    let one_unit = settings.split("  - 简称: 区教体局").next().unwrap();
    files.insert("site.yaml".to_owned(), one_unit.as_bytes().to_vec());
    files
}

#[test]
fn neither_machine_nor_order_nor_place_changes_a_byte() {
    let files = rich();
    let first = Scratch::empty();
    first.put_all(&files);
    first.build(&[]).ended(0);
    let (output, ledger) = (first.output(), first.ledger());
    assert!(promises::broken(&output, &ledger).is_empty());
    assert!(output.len() > 60 && ledger.lines().count() > 20);
    let environments: [&[(&str, &str)]; 5] = [
        &[("RAYON_NUM_THREADS", "1")],
        &[("RAYON_NUM_THREADS", "2"), ("TZ", "America/New_York")],
        &[("RAYON_NUM_THREADS", "8"), ("LC_ALL", "C")],
        &[("LC_ALL", "zh_CN.GB18030"), ("LANG", "zh_CN.GB18030")],
        &[("TZ", "Pacific/Kiritimati"), ("HOME", "/nonexistent")],
    ];
    for (at, environment) in environments.into_iter().enumerate() {
        let scratch = Scratch::empty();
        if at % 2 == 0 {
            scratch.put_all(files.iter().rev());
        } else {
            scratch.put_all(&files);
        }
        let mut command = scratch.command("build", &[]);
        command.envs(environment.iter().copied());
        if at > 1 {
            command.current_dir("/");
        }
        run(command).ended(0);
        assert!(scratch.output() == output, "{environment:?}");
        assert_eq!(scratch.ledger(), ledger, "{environment:?}");
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let scratch = Scratch::empty();
    scratch.put_all(&rich());
    scratch.build(&[]).ended(0);
    let times = |scratch: &Scratch| -> BTreeMap<String, SystemTime> {
        scratch
            .output()
            .into_keys()
            .chain(["../index-numbers.csv".to_owned()])
            .map(|path| {
                let time = fs::metadata(scratch.at("output").join(&path)).unwrap().modified().unwrap();
                (path, time)
            })
            .collect()
    };
    let (before, output, ledger) = (times(&scratch), scratch.output(), scratch.ledger());
    std::thread::sleep(Duration::from_millis(20));
    for arguments in [&[][..], &["--locked"]] {
        assert!(scratch.build(arguments).ended(0).contains("其中 0 个文件有更新"));
        assert!(times(&scratch) == before && scratch.output() == output && scratch.ledger() == ledger);
    }
}

/// Where somebody has touched the output but changed nothing, nothing is written; whatever is known of it by then.
#[test]
fn an_output_that_looks_different_and_is_not_stays() {
    let scratch = Scratch::empty();
    scratch.put_all(&rich());
    scratch.build(&[]).ended(0);
    let clean = scratch.output();
    let mark = || files::read(&scratch.at(".gongkai.built")).unwrap();
    let touch = || {
        let page = fs::File::options().write(true).open(scratch.at("output/index.html")).unwrap();
        page.set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(24)).unwrap();
    };
    let copy = || {
        let folder = scratch.at("output");
        for (path, bytes) in picture(&folder) {
            fs::remove_file(folder.join(&path)).unwrap();
            files::write_atomic(&folder.join(&path), &bytes).unwrap();
        }
    };
    let half = || {
        let bytes = mark();
        files::write_atomic(&scratch.at(".gongkai.built"), &bytes[..bytes.len() - 7]).unwrap();
    };
    let touches: [(&str, &dyn Fn()); 3] = [("a touch", &touch), ("a copy", &copy), ("half a mark", &half)];
    for (what, touch) in touches {
        touch();
        std::thread::sleep(Duration::from_millis(30));
        scratch.build(&[]).ended(0).contains("其中 0 个文件有更新");
        assert!(scratch.output() == clean, "{what}");
        // By now all of it is known again.
        let known = mark();
        scratch.build(&[]).ended(0).contains("其中 0 个文件有更新");
        assert!(mark() == known, "{what}");
    }
}

/// A change of a site: what it is, how it is made, and what the builds behind it are told.
type Change<'a> = (&'a str, &'a dyn Fn(), &'a [&'a str]);

/// The second build of a site is a short one; nothing that it passes over may have changed.
#[test]
fn whatever_has_changed_is_seen_by_the_next_build() {
    let scratch = Scratch::empty();
    scratch.put_all(&rich());
    scratch.build(&[]).ended(0);
    let clean = scratch.output();
    let folder = "output/002590761";
    let page = picture(&scratch.at(folder)).into_keys().find(|path| is_kind(path, "html")).unwrap();
    let page = scratch.at(folder).join(page);
    let same_age = |path: &Path, bytes: &[u8]| {
        let time = fs::metadata(path).unwrap().modified().unwrap();
        files::write_atomic(path, bytes).unwrap();
        fs::File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
    };
    // Somebody has been at the output, and at what is known of it.
    let spoil: [&dyn Fn(); 7] = [
        &|| change_a_byte(&page),
        &|| fs::File::options().write(true).open(&page).unwrap().set_len(100).unwrap(),
        &|| same_age(&page, text_or_nothing(&page).replacen("<p>", "<q>", 1).as_bytes()),
        &|| fs::remove_file(&page).unwrap(),
        &|| scratch.put("output/002590761/more.html", "x"),
        &|| scratch.put(".gongkai.built", "x"),
        &|| fs::remove_file(scratch.at("output/manifest.json")).unwrap(),
    ];
    for (at, spoil) in spoil.into_iter().enumerate().take(6) {
        spoil();
        scratch.build(&[]).ended(0);
        assert!(scratch.output() == clean, "after {at}");
    }
    // The numbers that the output shows come back into a ledger that has lost them, once somebody has said so.
    let ledger = scratch.ledger();
    fs::remove_file(scratch.at("index-numbers.csv")).unwrap();
    scratch.build(&[]).ended(1);
    assert_eq!(run(scratch.command("index", &["repair", "--write"])).code, Some(0));
    scratch.build(&[]).ended(0);
    assert_eq!(scratch.ledger(), ledger);
    assert!(scratch.output() == clean);
    // Without its list of files the output is nobody's.
    spoil[6]();
    scratch.build(&[]).ended(2);
    fs::remove_dir_all(scratch.at("output")).unwrap();
    scratch.build(&[]).ended(0);
    // Other sources, some of them no longer or shorter than before.
    let content = "content/attachments-and-sheets/通知";
    let changes: [Change<'_>; 6] = [
        (
            "a sheet",
            &|| {
                same_age(
                    &scratch.at(&format!("{content}/岗位.csv")),
                    "单位,岗位,人数\n甲厂,车工,9\n".as_bytes(),
                );
            },
            &[],
        ),
        (
            "an attachment",
            &|| {
                let path = scratch.at(&format!("{content}/附件/说明.pdf"));
                let mut bytes = files::read(&path).unwrap();
                *bytes.last_mut().unwrap() ^= 1;
                same_age(&path, &bytes);
            },
            &[],
        ),
        ("a template", &|| scratch.put("themes/gongkai/tools.html", "<p>工具</p>"), &[]),
        ("an asset", &|| scratch.put("themes/gongkai/assets/site.js", "//"), &[]),
        ("the day", &|| (), &["--today", "2031-05-01"]),
        (
            "a calendar",
            &|| scratch.put("holidays/2031.csv", "日期,安排,名称\n2031-01-01,放假,元旦\n"),
            &["--today", "2031-05-01"],
        ),
    ];
    for (what, change, arguments) in changes {
        let before = scratch.output();
        change();
        scratch.forget();
        scratch.build(arguments).ended(0);
        let (after, ledger) = (scratch.output(), scratch.ledger());
        fs::remove_dir_all(scratch.at("output")).unwrap();
        scratch.build(arguments).ended(0);
        assert!(scratch.output() == after, "{what}");
        assert_eq!(scratch.ledger(), ledger, "{what}");
        assert!(after != before || matches!(what, "the day" | "a calendar"), "{what} does not show");
    }
}

/// One edit of a clerk.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes article `n` with this text, day and kind; a new one or another version.
    Article(u8, u8, u8, bool),
    /// Writes the entry of a quarter with this figure.
    Entry(u8, u8),
    /// Gives a column another title.
    Column(u8, u8),
    /// Puts a file beside the articles, which article 0 names.
    File(u8),
    /// Gives the site another name.
    Name(u8),
    /// Builds in between.
    Build,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0..6_u8, any::<u8>(), 1..28_u8, any::<bool>()).prop_map(|(n, t, d, k)| Edit::Article(n, t, d, k)),
        2 => (1..5_u8, any::<u8>()).prop_map(|(quarter, figure)| Edit::Entry(quarter, figure)),
        1 => (0..2_u8, any::<u8>()).prop_map(|(column, title)| Edit::Column(column, title)),
        1 => any::<u8>().prop_map(Edit::File),
        1 => any::<u8>().prop_map(Edit::Name),
        3 => Just(Edit::Build),
    ]
}

fn site_yaml(name: &str) -> String {
    format!(
        "名称: {name}\n网址: https://www.example.gov.cn/\n标识码: \"3306040012\"\n行政区划: \"330604\"\n机构:\n  \
         - {{简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: \"002590761\"}}\n页脚:\n  主办单位: {name}\n"
    )
}

fn apply(scratch: &Scratch, edit: &Edit) {
    match edit {
        Edit::Article(n, text, day, is_news) => {
            let kind = if *is_news { "类型: 动态\n" } else { "" };
            let link = if *n == 0 { "见[材料](材料.txt)。" } else { "" };
            let text = format!(
                "---\n标题: 第{n}篇（{text}）\n公开日期: 2024-03-{day:02}\n{kind}---\n第{text}稿。{link}\n"
            );
            scratch.put(&format!("content/栏目{}/第{n}篇.md", n % 2), text);
        }
        Edit::Entry(quarter, figure) => scratch.put(
            &format!("content/实事/2024-Q{quarter}.md"),
            format!(
                "---\n公开日期: 2024-{month:02}-10\n截至: 2024-{month:02}-09\n指标:\n  床位: {figure}张\n---\n建成[[床位]]。\n",
                month = quarter * 3
            ),
        ),
        Edit::Column(column, title) => scratch.put(
            &format!("content/栏目{column}/_index.md"),
            format!("---\n标题: 栏目{title}\n顺序: {title}\n---\n"),
        ),
        Edit::File(text) => scratch.put("content/栏目0/材料.txt", format!("{text}")),
        Edit::Name(name) => scratch.put("site.yaml", site_yaml(&format!("云溪区{name}"))),
        Edit::Build => {
            // What a change asks for is another test's business.
            scratch.forget();
            scratch.build(&[]).ended(0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: many("GONGKAI_SEQUENCES", 12), ..ProptestConfig::default() })]

    #[test]
    fn what_was_built_before_does_not_matter(edits in prop::collection::vec(edit(), 4..16)) {
        let scratch = Scratch::in_memory();
        for (path, text) in [
            ("site.yaml", &*site_yaml("云溪区")),
            ("content/实事/project.yaml", "标题: 床位\n牵头单位: 区人力社保局\n指标:\n  - {名称: 床位, 单位: 张}\n"),
            ("content/栏目0/材料.txt", "0"),
        ] {
            scratch.put(path, text);
        }
        for edit in &edits {
            apply(&scratch, edit);
        }
        scratch.forget();
        scratch.build(&[]).ended(0);
        let ledger = scratch.ledger();
        prop_assert!(promises::broken(&scratch.output(), &ledger).is_empty());
        let clean = scratch.beside("clean");
        scratch.build(&["--locked", "--output", clean.to_str().unwrap()]).ended(0);
        let mut made = picture(&clean);
        made.remove(gongkai::layout::IDENTITY);
        prop_assert!(scratch.output() == made);
        prop_assert_eq!(scratch.ledger(), ledger);
    }
}

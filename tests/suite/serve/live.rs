//! Edits while the preview runs: what the browser hears and sees of them.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use gongkai::model::Moment;
use gongkai::serve::Watching;
use jiff::civil::{date, time};
use serde_json::Value;

use super::edits::small_site;
use super::preview::Preview;

const ARTICLE: &str = "content/栏目0/第0篇.md";
/// Its address while it has no number.
const PAGE: &str = "/preview/%E6%A0%8F%E7%9B%AE0/%E7%AC%AC0%E7%AF%87.html";

fn article(text: &str) -> String {
    format!("---\n标题: 一\n公开日期: 2024-05-01\n发布单位: 区人力社保局\n---\n{text}\n")
}

/// The files that an event names.
fn edited(event: &Value) -> Vec<&str> {
    event["edited"].as_array().unwrap().iter().map(|edited| edited["file"].as_str().unwrap()).collect()
}

#[test]
fn tabs_hear_which_file_changed_and_where_it_shows() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    assert_eq!(preview.watching, Watching::Told);
    let mut tabs = [preview.events(), preview.events()];
    for tab in &mut tabs {
        let first = tab.next().unwrap();
        assert_eq!((first["first"].as_bool(), edited(&first).len()), (Some(true), 0));
    }
    scratch.put(ARTICLE, article("改过的话。"));
    for tab in &mut tabs {
        let change = tab.next().unwrap();
        assert_eq!(edited(&change), [ARTICLE]);
        assert_eq!(change["edited"][0]["url"], PAGE);
        assert_eq!(change["edited"][0]["title"], "一");
    }
    assert!(preview.get(PAGE).page().contains("改过的话。"));
    assert!(preview.get(PAGE).page().contains("待编号"));
    scratch
        .put("content/栏目0/草稿.md", "---\n标题: 草\n公开日期: 2024-05-01\n草稿: true\n---\n还没写完。\n");
    let change = tabs[0].next().unwrap();
    assert!(change["edited"][0]["hidden"].as_str().unwrap().contains("--drafts"), "{change}");
}

#[test]
fn however_a_file_is_saved_it_shows() {
    for poll in [false, true] {
        let scratch = small_site();
        let preview = Preview::with(&scratch, |options| options.poll = poll);
        let path = scratch.at(ARTICLE);
        // In place, as Notepad does.
        #[expect(clippy::disallowed_methods, reason = "the test saves as an editor does, not as gongkai")]
        let write = |path: &std::path::Path, text: &str| fs::write(path, text).unwrap();
        write(&path, &article("就地写。"));
        preview.until_has(PAGE, "就地写。");
        // Written beside, then put in its place.
        write(&scratch.at("content/栏目0/.第0篇.md.tmp"), &article("换上去。"));
        fs::rename(scratch.at("content/栏目0/.第0篇.md.tmp"), &path).unwrap();
        preview.until_has(PAGE, "换上去。");
        // The old one moved away first.
        fs::rename(&path, scratch.at("content/栏目0/第0篇.md~")).unwrap();
        write(&path, &article("先挪开。"));
        preview.until_has(PAGE, "先挪开。");
        // In pieces, with the half of it on the disk for a while.
        let whole = article("分两次写，这是后半。");
        write(&path, &whole[..40]);
        sleep(Duration::from_millis(60));
        write(&path, &whole);
        preview.until_has(PAGE, "这是后半。");
        // A new folder with a new file in it, at once.
        scratch.put("content/新栏目/里面/新.md", article("新文件夹。"));
        preview.until_has(
            "/preview/%E6%96%B0%E6%A0%8F%E7%9B%AE/%E9%87%8C%E9%9D%A2/%E6%96%B0.html",
            "新文件夹。",
        );
        // The folder moved, and the file renamed.
        fs::rename(scratch.at("content/新栏目"), scratch.at("content/旧栏目")).unwrap();
        preview.until_has(
            "/preview/%E6%97%A7%E6%A0%8F%E7%9B%AE/%E9%87%8C%E9%9D%A2/%E6%96%B0.html",
            "新文件夹。",
        );
        fs::rename(scratch.at("content/旧栏目/里面/新.md"), scratch.at("content/旧栏目/里面/名.md")).unwrap();
        preview.until_has(
            "/preview/%E6%97%A7%E6%A0%8F%E7%9B%AE/%E9%87%8C%E9%9D%A2/%E5%90%8D.html",
            "新文件夹。",
        );
        preview.until("/jiulanmu/limian/", "turned", |answer| !answer.text().contains("%E6%96%B0.html"));
        // And gone with all that was in it.
        fs::remove_dir_all(scratch.at("content/旧栏目")).unwrap();
        preview.until("/jiulanmu/", "gone", |answer| answer.status == 404);
    }
}

#[test]
fn a_file_deleted_and_written_anew_was_never_gone() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    for round in 0..5 {
        fs::remove_file(scratch.at(ARTICLE)).unwrap();
        for _ in 0..3 {
            sleep(Duration::from_millis(10));
            assert_eq!(preview.get(PAGE).status, 200, "round {round}");
        }
        let words = format!("第{round}回。");
        scratch.put(ARTICLE, article(&words));
        preview.until(PAGE, &words, |answer| {
            assert_eq!(answer.status, 200, "round {round}");
            answer.text().contains(&words)
        });
    }
    fs::remove_file(scratch.at(ARTICLE)).unwrap();
    preview.until(PAGE, "gone", |answer| answer.status == 404);
}

#[test]
fn everything_that_a_site_is_made_of_is_watched() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    let mut tab = preview.events();
    tab.next().unwrap();
    let yaml = String::from_utf8(gongkai::files::read(&scratch.at("site.yaml")).unwrap()).unwrap();
    scratch.put("site.yaml", yaml.replace("云溪区0", "云溪新区"));
    preview.until_has("/", "云溪新区");
    assert_eq!(edited(&tab.next().unwrap()), ["site.yaml"]);
    // The folder themes/ itself is new.
    // A tab that is open asks for the style as it was, and gets it as it is.
    let style = preview.asset("site", ".css");
    scratch.put("themes/gongkai/assets/site.css", "/* own */");
    preview.until_has(&style, "/* own */");
    assert_ne!(preview.asset("site", ".css"), style);
    assert_eq!(edited(&tab.next().unwrap()), ["themes/gongkai/assets/site.css"]);
    scratch.put("themes/gongkai/assets/site.css", "/* again */");
    preview.until_has(&style, "/* again */");
    fs::remove_dir_all(scratch.at("themes")).unwrap();
    preview.until(&style, "the built-in one", |answer| !answer.text().contains("again"));
    scratch.put("content/栏目0/材料.txt", "新的材料，长一些");
    preview.until_has("/lanmu0/%E6%9D%90%E6%96%99.txt", "新的材料，长一些");
    preview.until_has(PAGE, "（TXT，24 B）");
    // A build beside it: its numbers show, its own files do not wake the preview for ever.
    preview.settle();
    scratch.build(&[]).ended(0);
    preview.until("/", "numbered", |answer| answer.text().contains("002590761/2024-00001.html"));
    assert_eq!(preview.get(PAGE).status, 404);
    preview.settle();
    scratch.build(&[]).ended(0);
    assert!(preview.updates.recv_timeout(Duration::from_millis(600)).is_err(), "a build woke the preview");
}

#[test]
fn a_fault_hides_nothing_and_is_told_with_its_cure() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    scratch.put(ARTICLE, "---\n标题: 一\n公开日期：2024-05-01\n---\n坏了的稿。\n");
    let broken =
        preview.until("/__gongkai/status?page=/", "an error", |a| a.text().contains("full-width-colon"));
    let status: Value = serde_json::from_slice(&broken.body).unwrap();
    assert_eq!(status["errors"], 1);
    let finding = &status["findings"][0];
    assert_eq!((&finding["severity"], &finding["edited"]), (&"error".into(), &true.into()));
    assert_eq!(finding["message"], "`公开日期` 后面是全角冒号 `：`");
    assert!(finding["help"].as_str().unwrap().contains("公开日期: 2024-05-01"));
    let place = &finding["places"][0];
    assert_eq!((&place["file"], &place["line"], &place["column"]), (&ARTICLE.into(), &3.into(), &5.into()));
    assert_eq!([&place["before"], &place["marked"], &place["after"]], ["公开日期", "：", "2024-05-01"]);
    // The page is as it was, its own status says that the fault is here, and the other pages go on.
    assert!(preview.get(PAGE).page().contains("材料.txt") || preview.get(PAGE).status == 200);
    assert!(!preview.get(PAGE).page().contains("坏了的稿"));
    assert_eq!(preview.status(PAGE)["here"], 1);
    assert_eq!(preview.status(PAGE)["file"], ARTICLE);
    let path = gongkai::files::real_path(&scratch.at(ARTICLE)).unwrap();
    assert_eq!(preview.status(PAGE)["path"], path.to_str().unwrap());
    scratch.put("content/栏目1/第1篇.md", article("别的页照常。"));
    preview.until_has("/preview/%E6%A0%8F%E7%9B%AE1/%E7%AC%AC1%E7%AF%87.html", "别的页照常。");
    assert!(!preview.get(PAGE).page().contains("坏了的稿"));
    scratch.put(ARTICLE, article("修好了。"));
    preview.until_has(PAGE, "修好了。");
    let status = preview.status(PAGE);
    assert_eq!((&status["errors"], status["findings"].as_array().unwrap().len()), (&0.into(), 0));
}

#[test]
fn a_personal_number_is_told_and_shown_nowhere() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    scratch.put(ARTICLE, article("申请人身份证号11010519491231002X，已受理。"));
    let told = preview.until("/__gongkai/status?page=/", "an error", |a| a.text().contains("\"errors\":1"));
    assert!(told.text().contains("id-number"), "{}", told.text());
    assert!(!told.text().contains("11010519491231002X"), "{}", told.text());
    scratch.put(ARTICLE, article("已受理。"));
    preview.until("/__gongkai/status?page=/", "mended", |answer| answer.text().contains("\"errors\":0"));
}

#[test]
fn broken_settings_and_templates_leave_the_last_good_pages() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    let home = preview.get("/").text();
    scratch.put("site.yaml", "名称: [\n");
    preview.until("/__gongkai/status?page=/", "an error", |answer| answer.text().contains("\"site.yaml\""));
    assert_eq!(preview.get("/").text(), home);
    scratch.put("site.yaml", site_yaml());
    // One that cannot be read, and one that fails only when a page is made.
    for template in ["{% if %}", "{{ page.title }}{{ nowhere.to.be.found }}"] {
        scratch.put("themes/gongkai/article.html", template);
        let status =
            preview.until("/__gongkai/status?page=/", "a fault", |a| a.text().contains("template-error"));
        assert!(status.text().contains("themes/gongkai/article.html"), "{}", status.text());
        assert_eq!(preview.get(PAGE).status, 200);
        assert!(preview.get(PAGE).page().contains("材料"));
        fs::remove_file(scratch.at("themes/gongkai/article.html")).unwrap();
        preview.until("/__gongkai/status?page=/", "mended", |answer| answer.text().contains("\"errors\":0"));
    }
}

fn site_yaml() -> String {
    String::from_utf8(gongkai::files::read(&small_site().at("site.yaml")).unwrap()).unwrap()
}

#[test]
fn a_site_broken_from_the_start_shows_what_is_wrong_and_then_itself() {
    let scratch = small_site();
    scratch.put("site.yaml", "名称: [\n");
    let preview = Preview::of(&scratch);
    let page = preview.get("/");
    assert_eq!(page.status, 500);
    assert!(page.page().contains("原因列在下面"));
    assert!(preview.status("/")["errors"].as_u64().unwrap() > 0);
    scratch.put("site.yaml", site_yaml());
    preview.until("/", "whole", |answer| answer.status == 200);
}

#[test]
fn drafts_and_later_pages_are_marked() {
    let scratch = small_site();
    scratch
        .put("content/栏目0/草稿.md", "---\n标题: 草\n公开日期: 2024-05-01\n草稿: true\n---\n还没写完。\n");
    scratch.put("content/栏目0/以后.md", "---\n标题: 后\n公开日期: 2025-05-01\n---\n以后。\n");
    let (draft, later) = (
        "/preview/%E6%A0%8F%E7%9B%AE0/%E8%8D%89%E7%A8%BF.html",
        "/preview/%E6%A0%8F%E7%9B%AE0/%E4%BB%A5%E5%90%8E.html",
    );
    let plain = Preview::of(&scratch);
    assert_eq!((plain.get(draft).status, plain.get(later).status), (404, 404));
    drop(plain);
    let preview = Preview::with(&scratch, |options| {
        options.site.drafts = true;
        options.site.future = true;
    });
    assert_eq!(preview.status(draft)["mark"], "草稿，不会发布");
    assert_eq!(preview.status(later)["mark"], "2025-05-01 公开");
    assert_eq!(preview.status(PAGE)["mark"], Value::Null);
    assert_eq!(preview.status("/")["file"], "content");
}

#[test]
fn what_has_an_hour_is_public_from_its_minute_on() {
    static IS_NINE: AtomicBool = AtomicBool::new(false);
    fn clock() -> Moment {
        let now = if IS_NINE.load(Ordering::Relaxed) { time(9, 0, 0, 0) } else { time(8, 59, 59, 0) };
        Moment { date: date(2024, 7, 20), time: Some(now) }
    }
    let scratch = small_site();
    scratch.put("content/栏目0/准点.md", "---\n标题: 准\n公开日期: 2024-07-20 09:00\n---\n到点公开。\n");
    let page = "/preview/%E6%A0%8F%E7%9B%AE0/%E5%87%86%E7%82%B9.html";
    let preview = Preview::with(&scratch, |options| {
        options.site.now = clock();
        options.clock = Some(clock);
    });
    assert_eq!(preview.get(page).status, 404);
    IS_NINE.store(true, Ordering::Relaxed);
    preview.until(page, "public", |answer| answer.status == 200);
    preview.until_has(page, "到点公开。");
}

/// Edits and open streams for as long as wanted: memory and open files stay as they are.
#[test]
#[cfg(target_os = "linux")]
fn many_edits_and_tabs_leave_memory_and_handles_flat() {
    use super::soak;
    let edits = crate::bench::many("GONGKAI_SOAK", 150);
    let scratch = small_site();
    soak::run(&scratch, edits, 20);
}

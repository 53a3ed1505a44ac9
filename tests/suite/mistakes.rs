//! 纠错: links at pages, rows of figures and charts that tell what a reader saw.

use percent_encoding::percent_decode_str;

use crate::bench::{SITE, Scratch, text_or_nothing};

const PLAN: &str = "标题: 就业服务
牵头单位: 区人力社保局
指标:
  - {名称: 培训, 单位: 人, 目标: {2023: 300, 2024: 400}}
  - {名称: 补贴, 单位: 万元, 目标: {2024: 90}}
";

/// Before the second of the links that a row has.
const ROW: &str = "<a class=\"mistake\" href=\"";

fn site(contact: &str) -> Scratch {
    let report = |date: &str, figures: &str| {
        format!("---\n公开日期: {date}\n指标: {{{figures}}}\n---\n按计划推进。\n")
    };
    Scratch::of(&[
        ("site.yaml", &format!("{SITE}{contact}")),
        ("content/实事/就业/project.yaml", PLAN),
        ("content/实事/就业/2023.md", &report("2024-01-10", "培训: 300人")),
        ("content/实事/就业/2024-Q1.md", &report("2024-04-10", "培训: 100人, 补贴: 20万元")),
        ("content/实事/就业/2024-Q2.md", &report("2024-07-10", "培训: 210人, 补贴: 50.5万元")),
        ("content/通知/甲.md", "---\n标题: 甲通知\n公开日期: 2024-05-02\n---\n正文。\n"),
    ])
}

/// The page of the year 2024, whose number is the last that was issued.
fn page_of_2024(scratch: &Scratch) -> String {
    text_or_nothing(&scratch.at("output/002590761/2024-00003.html"))
}

/// The addresses that begin behind `before`, decoded.
fn links(page: &str, before: &str) -> Vec<String> {
    let address = |rest: &str| rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
    let decoded = |address: String| percent_decode_str(&address).decode_utf8_lossy().into_owned();
    page.split(before).skip(1).map(|rest| decoded(address(rest))).collect()
}

#[test]
fn rows_and_charts_tell_what_was_seen() {
    let scratch = site("纠错: {邮箱: gk@example.gov.cn, 电话: 0578-1029330}\n");
    scratch.build(&["--today", "2024-07-20"]).ended(0);
    let page = page_of_2024(&scratch);
    let rows = links(&page, ROW);
    assert_eq!(rows.len(), 4, "two rows and two charts: {rows:?}");
    for seen in ["索引号：002590761/2024-00003", "指标：补贴", "期：2024年二季度", "网页上的数值：50.5万元"]
    {
        assert!(rows.iter().any(|link| link.contains(seen)), "{seen}: {rows:?}");
    }
    assert!(rows.iter().all(|link| link.starts_with("mailto:gk@example.gov.cn?subject=纠错：")));
    let whole = links(&page, "<li><a href=\"mailto").join("");
    assert!(whole.contains("标题：2024年就业服务") && !whole.contains("指标："), "{whole}");
    assert!(page.contains("href=\"tel:0578-1029330\">纠错电话 0578-1029330</a>"));
    // What it is about is said once, to who hears the link alone.
    assert!(page.contains("aria-label=\"纠错：培训\">纠错</a>"));
    // The project's page tells of its newest year.
    let project = text_or_nothing(&scratch.at("output/shishi/jiuye/index.html"));
    let rows = links(&project, ROW);
    let is_newest = |link: &String| link.contains("期：2024年截至二季度") && link.contains("数值：210人");
    assert!(rows.iter().any(is_newest), "{rows:?}");
    // A page for lost addresses is nobody's mistake.
    assert!(!text_or_nothing(&scratch.at("output/404.html")).contains("纠错电话"));
}

#[test]
fn a_form_gets_what_was_seen_in_its_places() {
    let form = "https://x.example.gov.cn/f?n={索引号}&z={指标}&q={期}&v={数值}&u={url}";
    let scratch = site(&format!("纠错: {{表单: \"{form}\"}}\n"));
    scratch.build(&["--today", "2024-07-20"]).ended(0);
    let page = page_of_2024(&scratch);
    let url = "https://www.example.gov.cn/002590761/2024-00003.html";
    let query = format!("n=002590761/2024-00003&z=补贴&q=2024年二季度&v=50.5万元&u={url}");
    let rows = links(&page, ROW);
    assert!(rows.contains(&format!("https://x.example.gov.cn/f?{query}")), "{rows:?}");
    assert!(page.contains("rel=\"external noopener\">纠错</a>"));
}

#[test]
fn tables_of_articles_have_a_link_each() {
    let scratch = site("纠错: {邮箱: gk@example.gov.cn}\n");
    let tables = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n![A&B“补贴”](表.csv)\n\n<table><tr><td>丙</td></tr></table>\n\n正文。\n";
    scratch.put("content/通知/乙.md", format!("---\n标题: 乙通知\n公开日期: 2024-05-03\n---\n{tables}"));
    scratch.put("content/通知/表.csv", "项目,数\n补贴,1\n");
    scratch.build(&["--today", "2024-07-20"]).ended(0);
    let page = text_or_nothing(&scratch.at("output/002590761/2024-00003.html"));
    let told = links(&page, ROW);
    let names: Vec<_> =
        told.iter().filter_map(|link| link.split("表：").nth(1)?.split('\r').next()).collect();
    assert_eq!(names, ["表格1", "A&B“补贴”", "表格2"], "{page}");
    assert!(told.iter().all(|link| link.contains("索引号：002590761/2024-00003") && link.contains("乙通知")));
    assert!(page.contains("</table></section><p class=\"mistakes\" data-search=\"no\">"), "{page}");
    assert!(page.contains("aria-label=\"纠错：表格1\">纠错</a>"), "{page}");
    // One without a table has none but the page's.
    let plain = text_or_nothing(&scratch.at("output/002590761/2024-00002.html"));
    assert!(plain.contains("甲通知") && links(&plain, ROW).is_empty(), "{plain}");
}

#[test]
fn a_site_that_tells_no_address_has_no_links() {
    let scratch = site("");
    scratch.build(&["--today", "2024-07-20"]).ended(0);
    let page = page_of_2024(&scratch);
    assert!(page.contains("补贴") && !page.contains("纠错"));
}

#[test]
fn addresses_that_cannot_stand_in_a_link_stop_the_build() {
    for (contact, said) in [
        ("纠错: {邮箱: \"gk@example.gov.cn\\nBcc: x@y.cn\"}\n", "纠错的邮箱里有换行"),
        ("纠错: {邮箱: 办公室}\n", "纠错的邮箱不能用"),
        ("纠错: {表单: \"javascript:alert(1)\"}\n", "纠错的表单不能用"),
        ("纠错: {表单: \"https://{数值}/f\"}\n", "纠错的表单不能用"),
        ("纠错: {表单: \"https://x.example.gov.cn/?z={指标名}\"}\n", "是不是 `{指标}`"),
    ] {
        let scratch = site(contact);
        let messages = scratch.build(&[]).ended(1).to_owned();
        assert!(messages.contains(said) && messages.contains("site.yaml:7:"), "{messages}");
        assert!(!scratch.at("output").exists());
    }
}

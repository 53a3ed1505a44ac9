//! 用完整网址链接本站，指向的页面不存在
//!
//! # 是什么
//! 链接写的是本站的完整网址（`网址` 开头），而网站上没有这一页。写文件路径的链接由生成时检查。
//!
//! # 为什么
//! 这样的链接换域名、换路径就断，也绕过了生成时的检查；断了的内部链接逐个扣分。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）扣分指标：链接不可用。
//!
//! # 举例
//! 触发：`[通知](https://本站/tongzhi/old.html)`，没有这一页。
//! 不触发：完整网址指向的页面存在；链接别的网站。
//!
//! # 怎样改
//! 改写成文件路径，如 `../通知/旧通知.md`，以后页面搬家链接也会跟着变。
//!
//! # English
//! A link gives the full address of this site, and there is no such page. Write the path of the file instead.

use crate::check::links::links_of;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 本站的完整网址.
pub(super) static RULE: Rule = Rule {
    name: "own-site-address",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("own_site_address.rs"),
    run: &[Run::Pages(|site, _| {
        let home = site.settings.url.split_once("://").map_or("", |(_, rest)| rest);
        Box::new(move |page, findings| {
            for link in links_of(page) {
                let address = &page.text[link.address.clone()];
                let Some(path) = address
                    .split_once("://")
                    .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
                    .and_then(|(_, rest)| rest.strip_prefix(home))
                else {
                    continue;
                };
                let path = path.split(['#', '?']).next().unwrap_or("");
                let file = if path.is_empty() || path.ends_with('/') {
                    format!("{path}index.html")
                } else {
                    path.to_owned()
                };
                // Percent-encoded names are those of attachments and assets; they are not unravelled here.
                if !site.plan.is_taken(&file) && !file.contains('%') && !file.starts_with("assets/") {
                    findings.report(
                        page.place(link.address.clone()),
                        say!("本站没有 `{path}` 这一页", "this site has no page `{path}`"),
                        say!(
                            "改写成文件的路径，如 `../通知/甲.md`",
                            "write the path of the file, such as `../通知/甲.md`"
                        ),
                    );
                }
            }
        })
    })],
};

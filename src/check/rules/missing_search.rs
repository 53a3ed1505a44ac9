//! 网站没有检索，也没有写明原因
//!
//! # 是什么
//! `site.yaml` 里写了“检索: 否”，没有写“检索说明”。
//!
//! # 为什么
//! 政府信息公开平台应当有检索功能。由上级平台统一检索的可以没有，但要说得清由谁检索。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第二十四条：政府信息公开平台应当具备信息检索、查阅、下载等功能。
//!
//! # 举例
//! 触发：`检索: 否`。
//! 不触发：`检索: 否` 和 `检索说明: 由市政府门户网站统一检索`。
//!
//! # 怎样改
//! 删去“检索: 否”，用自己的检索；或者写上“检索说明”。
//!
//! # English
//! The site has no search, and nothing says who searches it. Take the search back, or give `search_note`.

use crate::check::{Rule, Run};
use crate::diag::{Place, Severity};
use crate::layout;
use crate::say;

/// 没有检索.
pub(super) static RULE: Rule = Rule {
    name: "missing-search",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("missing_search.rs"),
    run: &[Run::Site(|site, findings| {
        if site.settings.search || site.settings.search_note.is_some() {
            return;
        }
        let text = site.settings_text;
        let at = ["检索:", "search:"].iter().find_map(|key| text.find(key));
        let place = at.map_or_else(
            || Place::whole(layout::SETTINGS),
            |at| Place::span(layout::SETTINGS, at..at + text[at..].find('\n').unwrap_or(text.len() - at)),
        );
        findings.report(
            place,
            say!(
                "网站没有检索，也没有写明由谁检索",
                "the site has no search, and nothing says who searches it"
            ),
            say!(
                "由别的平台统一检索的，加一行“检索说明: 由……统一检索”；否则删去这一行",
                "if another platform searches it, add `search_note: …`; else delete this line"
            ),
        );
    })],
};

//! 首页超过两周没有新内容
//!
//! # 是什么
//! 全站最新一条有日期的信息，距今超过14天。首页显示的就是这些信息。
//!
//! # 为什么
//! 首页两周不更新是单项否决，一项就判不合格。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：首页不更新。
//!
//! # 举例
//! 触发：最新一条是2024年12月1日，今天是12月31日。
//! 不触发：最新一条是12月20日。
//!
//! # 怎样改
//! 公开已经办结、应当公开的信息；不要改旧信息的日期，那是弄虚作假。
//!
//! # English
//! Nothing new on the home page for more than two weeks, which fails the inspection. Publish what is due.

use crate::check::standing::standing;
use crate::check::{Rule, Run};
use crate::diag::{Place, Severity};
use crate::layout;
use crate::say;

/// 首页不更新.
pub(super) static RULE: Rule = Rule {
    name: "stale-home-page",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("stale_home_page.rs"),
    run: &[Run::Site(|site, findings| {
        let standing = standing(site);
        let (Some(newest), Some(age)) = (standing.home.newest, standing.home.age(standing.today)) else {
            return;
        };
        let limit = standing.home.limit;
        if standing.home.is_stale(standing.today) {
            findings.report(
                Place::whole(layout::CONTENT),
                say!(
                    "首页已有 {age} 天没有新内容（最新一条 {newest}），超过 {limit} 天就是单项否决",
                    "nothing new on the home page for {age} days (newest: {newest}); more than {limit} fail the site"
                ),
                say!("公开已经该公开的信息；不要改旧信息的日期", "publish what is due; do not change old dates"),
            );
        }
    })],
};

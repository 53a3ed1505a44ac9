//! 链接用了IP地址
//!
//! # 是什么
//! 链接写的是 `http://10.1.2.3/…` 一类的IP地址。
//!
//! # 为什么
//! 内网地址公众打不开；公网的IP地址不支持IPv6，换了服务器就断，读者也认不出是哪个单位的网站。
//!
//! # 依据
//! 《政府网站发展指引》（国办发〔2017〕47号）关于域名的要求；不得使用IP地址一条参考通行做法，所以只作建议。
//!
//! # 举例
//! 触发：`http://192.168.1.5:8080/cx`。
//! 不触发：`https://rsj.example.gov.cn/cx`。
//!
//! # 怎样改
//! 换成域名；只有内网才有的，删去链接，写明到哪里办。
//!
//! # English
//! A link leads to a numeric address. Use the name of the site.

use crate::check::links::links_of;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 数字网址.
pub(super) static RULE: Rule = Rule {
    name: "numeric-address",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("numeric_address.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for link in links_of(page) {
                let address = &page.text[link.address.clone()];
                let Some((_, rest)) = address.split_once("://") else { continue };
                let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
                let is_numeric =
                    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok());
                if is_numeric {
                    findings.report(
                        page.place(link.address.clone()),
                        say!("链接用了IP地址 {host}", "the link leads to the numeric address {host}"),
                        say!(
                            "换成域名；内网才有的，删去链接",
                            "use the name; drop the link if it is internal"
                        ),
                    );
                }
            }
        })
    })],
};

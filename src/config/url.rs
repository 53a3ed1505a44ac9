//! Addresses of sites.

use super::Spanned;
use crate::say;
use crate::yaml::report::Report;

/// The address with a slash at its end.
pub(super) fn read_url(url: &Spanned<String>, report: &mut Report<'_>) -> Option<String> {
    let text = url.value.as_str();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let (message, help) = match rest {
        None => (
            say!(
                "网址 `{text}` 不以 http:// 或 https:// 开头",
                "the address `{text}` does not start with http:// or https://"
            ),
            say!("写成 `网址: https://rsj.example.gov.cn/`", "write `url: https://rsj.example.gov.cn/`"),
        ),
        Some(rest) if rest.contains(['?', '#']) => (
            say!("网址里不能有 `?` 或 `#`", "the address must not hold `?` or `#`"),
            say!("只写到网站的首页为止", "give the address of the home page only"),
        ),
        Some(rest) if !has_host(rest) => (
            say!("网址 `{text}` 里没有正确的域名", "no proper host in the address `{text}`"),
            say!("写成 `网址: https://rsj.example.gov.cn/`", "write `url: https://rsj.example.gov.cn/`"),
        ),
        Some(_) => return Some(format!("{}/", text.trim_end_matches('/'))),
    };
    report.error("invalid-url", url.span.clone(), message).help(help);
    None
}

/// The same address for all ways to write its host: in small letters, without the port that goes without
/// saying.
pub(super) fn same_for_all(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let standard = if scheme == "https" { ":443" } else { ":80" };
    let authority = authority.strip_suffix(standard).unwrap_or(authority).to_lowercase();
    format!("{scheme}://{authority}{path}")
}

fn has_host(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or("");
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let has_labels = host
        .split('.')
        .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'));
    has_labels
        && !port.is_empty()
        && port.chars().all(|c| c.is_ascii_digit())
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "\\<>\"'`".contains(c))
        && !rest.split('/').any(|part| part == ".." || part == ".")
}

/// Whether a text is the address of some page, and can stand in a link: nothing that is put into it later can
/// be its host.
pub(super) fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    !host.is_empty()
        && host.chars().all(|c| c.is_alphanumeric() || ".-:".contains(c))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\`".contains(c))
}

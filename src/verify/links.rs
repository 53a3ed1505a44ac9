//! The addresses that a page links to, as far as they name other hosts.

use std::collections::BTreeSet;

/// The values of attributes that lead somewhere.
fn addresses(page: &str) -> impl Iterator<Item = &str> {
    ["href", "src", "action", "data"].into_iter().flat_map(move |name| {
        page.match_indices(name).filter_map(move |(at, _)| {
            let before = page[..at].chars().next_back()?;
            let rest = page[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
            if !before.is_whitespace() && before != '/' && before != '"' && before != '\'' {
                return None;
            }
            let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c));
            match quote {
                Some(quote) => rest[1..].split(quote).next(),
                None => rest.split([' ', '>', '\n', '\t', '\r']).next(),
            }
        })
    })
}

/// The hosts of other sites that a page links to; `own` is the host of its own.
pub(super) fn hosts(page: &str, own: &str) -> BTreeSet<String> {
    let hosts = addresses(page).filter_map(host);
    hosts.filter(|host| host != own).collect()
}

/// The host of an absolute address, in small letters, without user and port.
pub(super) fn host(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = match address.split_once("//") {
        Some(("", rest)) => rest,
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http:") => rest,
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https:") => rest,
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    (host.contains('.') || host == "localhost").then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_all_kinds_of_links() {
        let page = r#"<a href="https://a.example/x">甲</a> <img src='//B.example:8080/y'> <a href = http://u@c.example>
            <a href="/own">乙</a><a href="https://www.example.gov.cn/z">丙</a><script src=https://d.example/s.js>
            <meta http-equiv="refresh" content="0"><a data-href="no">x</a>"#;
        let found: Vec<String> = hosts(page, "www.example.gov.cn").into_iter().collect();
        assert_eq!(found, ["a.example", "b.example", "c.example", "d.example"]);
    }

    #[test]
    fn what_leads_nowhere_else_has_no_host() {
        for address in
            ["", "a/b.html", "/a//b", "mailto:a@b.example", "javascript:x", "#top", "http:/x", "//"]
        {
            assert_eq!(host(address), None, "{address}");
        }
    }
}

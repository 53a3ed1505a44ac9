//! Addresses of members: whose they are, and how the portal links to them.

use std::collections::HashMap;

/// Sites by their addresses: whose a page is takes no longer to find among thousands of them.
#[derive(Default)]
pub(super) struct SiteRoots(HashMap<String, usize>);

impl SiteRoots {
    /// Adds the site at `url`, which ends in `/`, under a number. What is no such address has no pages.
    pub(super) fn add(&mut self, url: &str, number: usize) {
        if let Some((origin, folder)) = parts(url).filter(|_| url.ends_with('/')) {
            self.0.entry(format!("{origin}{folder}")).or_insert(number);
        }
    }

    /// The number of a site below which a page lies, by [`is_own_address`].
    pub(super) fn owner(&self, address: &str) -> Option<usize> {
        let (origin, path) = parts(address)?;
        let end = path.find(['?', '#']).unwrap_or(path.len());
        path[..end].match_indices('/').find_map(|(slash, _)| {
            let root = format!("{origin}{}", &path[..=slash]);
            self.0.get(&root).copied().filter(|_| is_own_address(address, &root))
        })
    }
}

/// Scheme, host and port of an address, in small letters, and the rest from the first slash on; `None` if it
/// is no address on the web.
fn parts(url: &str) -> Option<(String, &str)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let start = url.len() - rest.len();
    let (scheme, authority, path) = (&url[..start], &rest[..end], &rest[end..]);
    let standard = if scheme == "https://" { ":443" } else { ":80" };
    let authority = authority.strip_suffix(standard).unwrap_or(authority);
    (!authority.is_empty() && !authority.contains('@'))
        .then(|| (format!("{scheme}{}", authority.to_lowercase()), path))
}

/// Whether two addresses are of the same scheme, host and port.
#[must_use]
pub fn is_same_origin(a: &str, b: &str) -> bool {
    match (parts(a), parts(b)) {
        (Some((a, _)), Some((b, _))) => a == b,
        _ => false,
    }
}

/// Whether two addresses are those of one site, however its host is written.
#[must_use]
pub fn is_same_site(a: &str, b: &str) -> bool {
    a == b || parts(a).is_some_and(|a| parts(b) == Some(a))
}

/// Whether an address can stand in a link and leads to a page below the site at `site`, which ends in `/`.
#[must_use]
pub fn is_own_address(address: &str, site: &str) -> bool {
    let (Some((origin, path)), Some((own, folder))) = (parts(address), parts(site)) else { return false };
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || "\"'<>\\`{}|^".contains(c);
    let dotted = |part: &str| {
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        part == ".." || part == "."
    };
    let before = path.split(['?', '#']).next().unwrap_or_default();
    origin == own
        && path.starts_with(folder)
        && address.len() < 2_000
        && !address.contains(is_odd)
        && !before.split('/').any(dotted)
}

/// The address as a link from the root of the site at `site`, if both are of the same origin and neither is
/// the other: up from the site's own folder, then down.
#[must_use]
pub fn relative_to(address: &str, site: &str) -> Option<String> {
    let ((origin, path), (own, folder)) = (parts(address)?, parts(site)?);
    if origin != own {
        return None;
    }
    let folder: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut rest = path.trim_start_matches('/');
    let mut shared = 0;
    for part in &folder {
        let Some(below) = rest.strip_prefix(part).and_then(|below| below.strip_prefix('/')) else { break };
        rest = below;
        shared += 1;
    }
    let up = "../".repeat(folder.len() - shared);
    let link = format!("{up}{rest}");
    Some(if link.is_empty() { "./".to_owned() } else { link })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_below_the_site_are_its_own() {
        let site = "https://www.example.gov.cn/jyj/";
        for own in ["https://www.example.gov.cn/jyj/a/1.html", "https://WWW.example.gov.cn:443/jyj/?q=1#a"] {
            assert!(is_own_address(own, site), "{own}");
        }
        for other in [
            "http://www.example.gov.cn/jyj/a.html",
            "https://www.example.gov.cn/",
            "https://www.example.gov.cn/jyj/../a.html",
            "https://www.example.gov.cn/jyj/%2E%2e/a.html",
            "https://www.example.gov.cn.evil.com/jyj/a",
            "https://www.example.gov.cn@evil.com/jyj/a",
            "https://evil.com/https://www.example.gov.cn/jyj/a",
            "javascript:alert(1)//https://www.example.gov.cn/jyj/",
            "https://www.example.gov.cn/jyj/\"onclick=\"",
            "//www.example.gov.cn/jyj/a",
            "",
        ] {
            assert!(!is_own_address(other, site), "{other}");
        }
    }

    #[test]
    fn the_owner_of_a_page_is_found_among_many() {
        let mut roots = SiteRoots::default();
        let sites =
            ["https://a.gov.cn/", "https://B.gov.cn:443/x/", "https://b.gov.cn/y/", "https://b.gov.cn/z"];
        for (at, site) in sites.iter().enumerate() {
            roots.add(site, at);
        }
        for (page, owner) in [
            ("https://a.gov.cn/", Some(0)),
            ("https://A.gov.cn/1/2.html?q=/x/", Some(0)),
            ("https://b.gov.cn/x/1.html", Some(1)),
            ("https://b.gov.cn/y/x/1.html#/x/", Some(2)),
            ("https://b.gov.cn/x", None),
            ("https://b.gov.cn/z/1.html", None),
            ("https://b.gov.cn/1.html?/x/", None),
            ("https://b.gov.cn/x/../1.html", None),
            ("http://a.gov.cn/", None),
            ("", None),
        ] {
            assert_eq!(roots.owner(page), owner, "{page}");
            let own = |site: &str| site.ends_with('/') && is_own_address(page, site);
            assert_eq!(sites.iter().position(|site| own(site)), owner, "{page}");
        }
    }

    #[test]
    fn links_within_an_origin_are_relative() {
        let of = |address: &str, site: &str| relative_to(address, site);
        let member = "https://a.gov.cn/jyj/1/x.html";
        assert_eq!(of(member, "https://a.gov.cn/").as_deref(), Some("jyj/1/x.html"));
        assert_eq!(of(member, "https://a.gov.cn/portal/").as_deref(), Some("../jyj/1/x.html"));
        assert_eq!(of(member, "https://a.gov.cn/jyj/portal/").as_deref(), Some("../1/x.html"));
        assert_eq!(of("https://a.gov.cn/", "https://a.gov.cn/portal/").as_deref(), Some("../"));
        assert_eq!(of(member, "https://b.gov.cn/"), None);
        assert_eq!(of(member, "http://a.gov.cn/"), None);
        assert!(is_same_origin(member, "https://A.gov.cn:443/x"));
    }

    #[test]
    fn a_site_is_the_same_however_its_host_is_written() {
        for same in ["https://a.gov.cn/x/", "https://A.GOV.cn/x/", "https://a.gov.cn:443/x/"] {
            assert!(is_same_site(same, "https://a.gov.cn/x/"), "{same}");
        }
        for other in
            ["http://a.gov.cn/x/", "https://a.gov.cn/X/", "https://a.gov.cn/", "https://a.gov.cn:80/x/", ""]
        {
            assert!(!is_same_site(other, "https://a.gov.cn/x/"), "{other}");
        }
    }
}

//! The links that lead to other sites: what `gongkai check --external` asks about.
//!
//! Only gathers them; nothing here goes to the network.

use std::collections::BTreeMap;

use super::links::links_of;
use super::site::Site;

/// An address on another site, and where pages link to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLink {
    /// The address, with `http://` or `https://`, without its `#…`.
    pub address: String,
    /// Where the links stand, in order: `content/甲.md:5`.
    pub places: Vec<String>,
}

/// The addresses on other sites that the texts of the site link to, each once, in order.
#[must_use]
pub fn external_links(site: &Site<'_>) -> Vec<ExternalLink> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in &site.pages {
        for link in links_of(page) {
            let typed = &page.text[link.address.clone()];
            let address = typed.split('#').next().unwrap_or(typed);
            let is_web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
            if is_web && !address.starts_with(site.settings.url.as_str()) {
                let line = page.text[..link.address.start].matches('\n').count() + 1;
                found.entry(address.to_owned()).or_default().push(format!("{}:{line}", page.file));
            }
        }
    }
    found.into_iter().map(|(address, places)| ExternalLink { address, places }).collect()
}

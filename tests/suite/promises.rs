//! What holds for every finished site, whatever is on it.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gongkai::ledger::Ledger;
use sha2::{Digest as _, Sha256};

use crate::markup::{self, Markup, executable};

/// What of it does not hold for the site `output` with this ledger: the manifest tells of every file and of no other; every
/// number of the ledger has its page; HTML and XML are well-formed, JSON can be read; links lead to something; nothing
/// is fetched from elsewhere, and nothing runs but the theme's own script.
pub(crate) fn broken(output: &BTreeMap<String, Vec<u8>>, ledger: &str) -> Vec<String> {
    let mut faults = Vec::new();
    check_manifest(output, &mut faults);
    check_ledger(output, ledger, &mut faults);
    let mut pages: BTreeMap<&str, Markup> = BTreeMap::new();
    for (path, bytes) in output {
        let text = || std::str::from_utf8(bytes).unwrap();
        let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => {
                let markup = markup::read(text(), false);
                markup.faults.iter().chain(&executable(&markup)).for_each(|what| fault(what));
                pages.insert(path, markup);
            }
            "xml" => markup::read(text(), true).faults.iter().for_each(|what| fault(what)),
            "json" => {
                if let Err(error) = serde_json::from_str::<serde_json::Value>(text()) {
                    fault(&error.to_string());
                }
            }
            _ => {}
        }
    }
    check_links(output, &pages, &mut faults);
    faults
}

fn check_manifest(output: &BTreeMap<String, Vec<u8>>, faults: &mut Vec<String>) {
    let told: BTreeMap<String, (String, usize)> = manifest(output);
    let is: BTreeMap<String, (String, usize)> = output
        .iter()
        .filter(|(path, _)| !path.starts_with('.') && *path != "manifest.json")
        .map(|(path, bytes)| (path.clone(), (digest(bytes), bytes.len())))
        .collect();
    if told != is {
        let names = |site: &BTreeMap<String, (String, usize)>| site.keys().cloned().collect::<BTreeSet<_>>();
        let apart: Vec<String> = names(&told).symmetric_difference(&names(&is)).cloned().collect();
        faults.push(format!("manifest.json is not about these files: {apart:?}"));
    }
}

fn manifest(output: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, (String, usize)> {
    let manifest = output.get("manifest.json").map_or(&b"{}"[..], |bytes| bytes);
    let manifest: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    let files = manifest["files"].as_array().cloned().unwrap_or_default();
    files
        .iter()
        .map(|file| {
            let size = usize::try_from(file["size"].as_u64().unwrap()).unwrap();
            (file["path"].as_str().unwrap().to_owned(), (file["sha256"].as_str().unwrap().to_owned(), size))
        })
        .collect()
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn check_ledger(output: &BTreeMap<String, Vec<u8>>, ledger: &str, faults: &mut Vec<String>) {
    let read = Ledger::parse(ledger, "index-numbers.csv");
    if !read.findings.is_empty() {
        faults.push(format!("the ledger: {:?}", read.findings));
    }
    let mut seen = BTreeSet::new();
    for row in read.value.rows() {
        if !seen.insert(row.number.as_str().to_owned()) {
            faults.push(format!("{} is twice in the ledger", row.number));
        }
    }
    // A number is shown in an item's data; every one must be in the ledger.
    let catalogue = output.get("data/catalogue.json").map_or(&b"{}"[..], |bytes| bytes);
    let catalogue: serde_json::Value = serde_json::from_slice(catalogue).unwrap();
    for item in catalogue["items"].as_array().into_iter().flatten() {
        let Some(number) = item["index_number"].as_str().filter(|number| *number != "待编号") else {
            continue;
        };
        if !seen.contains(number) {
            faults.push(format!("{number} is published and not in the ledger"));
        }
        if !output.contains_key(&format!("{number}.json")) {
            faults.push(format!("{number} has no page"));
        }
    }
}

/// Every link and every thing loaded within the site is there, sections too.
fn check_links(output: &BTreeMap<String, Vec<u8>>, pages: &BTreeMap<&str, Markup>, faults: &mut Vec<String>) {
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, page) in pages {
        let ids = ids.entry(path).or_default();
        for id in page.tags.iter().filter_map(|tag| tag.attribute("id")) {
            if !ids.insert(id) {
                faults.push(format!("{path}: two elements with the id {id:?}"));
            }
        }
    }
    for (path, page) in pages {
        if *path == "404.html" {
            continue;
        }
        for tag in &page.tags {
            let Some(link) = tag.attribute("href").or(tag.attribute("src")) else { continue };
            if link.contains(':') && !link.contains('/') || link.contains("://") {
                continue;
            }
            let (target, fragment) = link.split_once('#').unwrap_or((link, ""));
            let Some(target) = resolve(path, target) else {
                faults.push(format!("{path}: {link} leads out of the site"));
                continue;
            };
            if !output.contains_key(&target) {
                faults.push(format!("{path}: {link} leads nowhere"));
            }
            let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8().unwrap();
            if !fragment.is_empty() && ids.get(&*target).is_some_and(|ids| !ids.contains(&*fragment)) {
                faults.push(format!("{path}: {link}: no such section"));
            }
        }
    }
}

fn resolve(page: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(percent_encoding::percent_decode_str(&parts.join("/")).decode_utf8().unwrap().into_owned())
}

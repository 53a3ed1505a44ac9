//! The forms in which sites publish what a portal reads.
//!
//! `/data/site.json` is the door: who the site is, and which other files there are, each with the version of
//! its form. A field that is not known is passed over, one that is missing is empty; what has another version
//! is not read at all.

use serde::{Deserialize, Serialize};

/// The version of every form below.
pub const VERSION: u32 = 1;

/// Who the site is, and what it publishes.
pub const SITE: &str = "data/site.json";
/// Its catalogue.
pub const CATALOGUE: &str = "data/catalogue.json";
/// Its projects.
pub const PROGRESS: &str = "data/progress.json";
/// What was corrected in it.
pub const CORRECTIONS: &str = "data/corrections.json";
/// The first file of its search index.
pub const SEARCH: &str = "search/index.js";
/// Of a portal: the catalogue of its members.
pub const JOINT_CATALOGUE: &str = "data/members/catalogue.json";
/// Of a portal: the projects of its members.
pub const JOINT_PROGRESS: &str = "data/members/progress.json";
/// Of a portal: what was corrected by its members.
pub const JOINT_CORRECTIONS: &str = "data/members/corrections.json";
/// In a portal's own folder: the pairs of characters that stand in a member's index.
pub const PAIRS: &str = "pairs";

/// `data/site.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteData {
    /// The version of this form.
    pub version: u32,
    /// The site's name.
    pub site: String,
    /// Its address.
    pub url: String,
    /// Its administrative area, 6 digits; may be empty.
    pub area: String,
    /// Its publishing bodies.
    pub units: Vec<KnownUnit>,
    /// The data that it publishes.
    pub files: Vec<DataFile>,
    /// The members of a portal, and those of portals among them.
    pub members: Vec<KnownMember>,
}

/// A publishing body, by its name and code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownUnit {
    /// The full name.
    pub full: String,
    /// The code.
    pub code: String,
}

/// A file of data, with the version of its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataFile {
    /// Its address from the site's root.
    pub path: String,
    /// The version of its form.
    pub version: u32,
}

/// A member of a portal, as the portal names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownMember {
    /// What the portal calls it.
    pub name: String,
    /// Its address.
    pub url: String,
    /// As of when its data is known, such as `2026-11-29 09:00`; may be empty.
    pub as_of: String,
    /// Why nothing newer is known, and what is wrong with it; may be empty.
    pub troubles: Vec<String>,
}

/// `data/catalogue.json`, as far as it is read here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CatalogueRows {
    pub(super) items: Vec<ItemRow>,
}

/// An item of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ItemRow {
    pub(super) index_number: Option<String>,
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) unit: String,
    pub(super) doc_number: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) validity: Option<String>,
    pub(super) summary: String,
    pub(super) issued: Option<String>,
    pub(super) date: Option<String>,
    pub(super) url: String,
    /// Of a portal's joint catalogue: whose it is.
    pub(super) member: Option<String>,
}

/// `data/progress.json`, as far as it is read here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProgressData {
    pub(super) projects: Vec<ProjectRow>,
}

/// A project of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProjectRow {
    pub(super) title: String,
    pub(super) field: Option<String>,
    pub(super) lead: String,
    pub(super) unit: String,
    pub(super) url: String,
    pub(super) years: Vec<YearRow>,
    pub(super) missing: Vec<MissingRow>,
    pub(super) overdue_nodes: Vec<OverdueNodeRow>,
    pub(super) member: Option<String>,
    pub(super) area: Option<String>,
}

/// A year of a project.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct YearRow {
    pub(super) year: i16,
    pub(super) url: String,
    pub(super) periods: Vec<PeriodRow>,
}

/// A period of a year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PeriodRow {
    pub(super) period: String,
    pub(super) date: String,
    pub(super) deadline: String,
    pub(super) status: String,
    pub(super) after_date: Option<String>,
    pub(super) after_status: Option<String>,
    pub(super) url: String,
}

/// A node (事项) whose day has passed without a word.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OverdueNodeRow {
    pub(super) due: String,
}

/// A report that is missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MissingRow {
    pub(super) period: String,
    pub(super) deadline: String,
}

/// `data/corrections.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionsData {
    /// The site's name.
    pub site: String,
    /// Its address.
    pub url: String,
    /// What was corrected, newest first.
    pub corrections: Vec<CorrectionRow>,
}

/// A correction, a revision, or a target changed by decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionRow {
    /// 更正, 修订, 目标调整 or 规则更新.
    pub kind: String,
    /// The day.
    pub date: String,
    /// 索引号; null where the item has none.
    pub index_number: Option<String>,
    /// The title of the item.
    pub title: String,
    /// The address of the item.
    pub url: String,
    /// The period, or 年度计划; may be empty.
    pub part: String,
    /// The indicator or passage; may be empty.
    pub place: String,
    /// What stood there; may be empty.
    pub was: String,
    /// What stands there now; may be empty.
    pub now: String,
    /// Why.
    pub reason: String,
    /// Of a portal's joint corrections: whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

/// Why data cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// It is not in the form that it should have.
    Malformed(String),
    /// It has another version.
    OtherVersion(String, u32),
}

/// Reads `data/site.json`.
pub fn parse_site(bytes: &[u8]) -> Result<SiteData, WireFault> {
    let data: SiteData = parse(bytes, SITE)?;
    if data.version != VERSION {
        return Err(WireFault::OtherVersion(SITE.to_owned(), data.version));
    }
    Ok(data)
}

/// Reads a file whose form is known.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(bytes: &[u8], path: &str) -> Result<T, WireFault> {
    // A list would pass for an object without fields.
    let is_object = bytes.trim_ascii_start().starts_with(b"{");
    let read = is_object.then(|| serde_json::from_slice(bytes).ok()).flatten();
    read.ok_or_else(|| WireFault::Malformed(path.to_owned()))
}

impl SiteData {
    /// Whether the site publishes a file of this form; in another version it is a fault.
    pub fn has(&self, path: &str) -> Result<bool, WireFault> {
        match self.files.iter().find(|file| file.path == path) {
            Some(file) if file.version == VERSION => Ok(true),
            Some(file) => Err(WireFault::OtherVersion(path.to_owned(), file.version)),
            None => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_another_version_is_not_read() {
        assert_eq!(
            parse_site(b"{\"version\":1,\"site\":\"a\",\"more\":1}").map(|site| site.site),
            Ok("a".into())
        );
        assert_eq!(parse_site(b"{\"version\":2}"), Err(WireFault::OtherVersion(SITE.to_owned(), 2)));
        for bytes in [&b"[]"[..], b"", b"<html>", b"{\"version\":1,\"site\":3}"] {
            assert_eq!(parse_site(bytes), Err(WireFault::Malformed(SITE.to_owned())));
        }
        let site = parse_site(
            b"{\"version\":1,\"files\":[{\"path\":\"a\",\"version\":1},{\"path\":\"b\",\"version\":9}]}",
        );
        let site = site.unwrap();
        assert_eq!(site.has("a"), Ok(true));
        assert_eq!(site.has("c"), Ok(false));
        assert_eq!(site.has("b"), Err(WireFault::OtherVersion("b".into(), 9)));
    }
}

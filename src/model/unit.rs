//! The publishing bodies of a site.

use super::OrgCode;

/// A body of the registry in `site.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// 简称
    pub short: String,
    /// 全称
    pub full: String,
    /// 代码
    pub code: OrgCode,
}

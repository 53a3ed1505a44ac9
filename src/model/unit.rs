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
    /// 电话: whom citizens may ask; empty if none is told.
    pub phone: String,
}

impl Unit {
    /// The unit whose short or full name is `name`; spaces around it do not count.
    #[must_use]
    pub fn find<'a>(units: &'a [Self], name: &str) -> Option<&'a Self> {
        let name = name.trim();
        units.iter().find(|unit| !name.is_empty() && (name == unit.short || name == unit.full))
    }
}

#[cfg(test)]
mod tests {
    use super::{OrgCode, Unit};

    #[test]
    fn a_unit_answers_to_both_names() {
        let unit = Unit {
            short: "区人力社保局".into(),
            full: "绍兴市上虞区人力资源和社会保障局".into(),
            code: OrgCode::new("002590761").unwrap(),
            phone: String::new(),
        };
        let units = [unit];
        for name in ["区人力社保局", " 绍兴市上虞区人力资源和社会保障局 "] {
            assert!(Unit::find(&units, name).is_some());
        }
        for name in ["区人社局", ""] {
            assert!(Unit::find(&units, name).is_none());
        }
    }
}

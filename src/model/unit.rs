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
    /// Whether `name` is the unit's short or full name; spaces around it do not count.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        let is_it = |name: &str| !name.is_empty() && (name == self.short || name == self.full);
        is_it(name)
            || name.starts_with(char::is_whitespace) | name.ends_with(char::is_whitespace)
                && is_it(name.trim())
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
        assert!(unit.is_named("区人力社保局"));
        assert!(unit.is_named(" 绍兴市上虞区人力资源和社会保障局 "));
        assert!(!unit.is_named("区人社局"));
        assert!(!unit.is_named(""));
    }
}

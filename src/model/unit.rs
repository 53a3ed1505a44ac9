//! The publishing bodies of a site.

use jiff::civil::Date;
use typed_index_collections::TiSlice;

use super::{OrgCode, UnitId};

/// A body of the registry in `site.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// 简称
    pub short: String,
    /// 全称
    pub full: String,
    /// 代码
    pub code: OrgCode,
    /// 电话: a number for inquiries; may be empty.
    pub phone: String,
    /// 曾用名, the earliest first.
    pub former_names: Vec<FormerName>,
    /// 至: the day on which another body took its place and its code.
    pub until: Option<Date>,
}

/// A name that a unit had once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// 全称
    pub full: String,
    /// 简称, if it was another too.
    pub short: Option<String>,
    /// 至: from this day on the next name holds.
    pub until: Date,
}

impl Unit {
    /// The unit whose short or full name is `name`; spaces around it do not count.
    #[must_use]
    pub fn find<'a>(units: &'a TiSlice<UnitId, Self>, name: &str) -> Option<&'a Self> {
        let name = name.trim();
        units.iter().find(|unit| unit.is_called(name))
    }

    /// The full name on `date` of the unit called `name`; the name itself, if there is none.
    #[must_use]
    pub fn full_name_on(units: &TiSlice<UnitId, Self>, name: &str, date: Option<Date>) -> String {
        Self::find(units, name).map_or_else(|| name.to_owned(), |unit| unit.full_on(date).to_owned())
    }

    /// Whether it is, or was once, called `name`, in short or in full.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let was = |former: &FormerName| name == former.full || former.short.as_deref() == Some(name);
        !name.is_empty() && (name == self.short || name == self.full || self.former_names.iter().any(was))
    }

    /// Its short name on `date`.
    #[must_use]
    pub fn short_on(&self, date: Date) -> &str {
        let mut former = self.former_names.iter().filter(|former| date < former.until);
        former.find_map(|former| former.short.as_deref()).unwrap_or(&self.short)
    }

    /// Its full name on `date`: what was published keeps the name of its day.
    #[must_use]
    pub fn full_on(&self, date: Option<Date>) -> &str {
        let former = date.and_then(|date| self.former_names.iter().find(|former| date < former.until));
        former.map_or(&self.full, |former| &former.full)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use typed_index_collections::TiVec;

    use super::{FormerName, OrgCode, Unit};

    #[test]
    fn a_unit_answers_to_all_its_names() {
        let unit = Unit {
            short: "区人力社保局".into(),
            full: "绍兴市上虞区人力资源和社会保障局".into(),
            code: OrgCode::new("002590761").unwrap(),
            phone: String::new(),
            former_names: vec![FormerName {
                full: "上虞市人事劳动社会保障局".into(),
                short: None,
                until: date(2014, 3, 1),
            }],
            until: None,
        };
        assert_eq!(unit.full_on(Some(date(2014, 2, 28))), "上虞市人事劳动社会保障局");
        assert_eq!(unit.full_on(Some(date(2014, 3, 1))), unit.full);
        assert_eq!(unit.full_on(None), unit.full);
        // That its short name was another is not said.
        assert_eq!(unit.short_on(date(2014, 2, 28)), unit.short);
        let units = TiVec::from(vec![unit]);
        for name in ["区人力社保局", " 绍兴市上虞区人力资源和社会保障局 ", "上虞市人事劳动社会保障局"]
        {
            assert!(Unit::find(&units, name).is_some());
        }
        for name in ["区人社局", ""] {
            assert!(Unit::find(&units, name).is_none());
        }
    }
}

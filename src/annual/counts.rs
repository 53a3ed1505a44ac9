//! What the annual report counts of a site: acts made, repealed and in force, which are not the same as
//! pages; what was made public, corrected and withdrawn.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::catalog::{Catalog, Item, ItemKind};
use crate::entry::{Act, ArticleDraft, ArticleKind, Validity};
use crate::model::{IndexNumber, ItemKey};
use crate::record::{ReasonKind, RecordRow, RowKind};

/// What is counted of a year.
#[derive(Clone, Debug, Default)]
pub struct AnnualCounts {
    /// 规章.
    pub regulations: ActCounts,
    /// 行政规范性文件.
    pub normative: ActCounts,
    /// Official documents made in the year of which nothing says what they are (文件性质).
    pub unsaid: Vec<Counted>,
    /// Items that were made public in the year, as the ledger has them.
    pub published: Vec<Counted>,
    /// 更正 that went online in the year.
    pub corrections: Vec<Counted>,
    /// 修订.
    pub revisions: Vec<Counted>,
    /// 目标调整.
    pub adjustments: Vec<Counted>,
    /// Items that were withdrawn in the year.
    pub withdrawn: Vec<Counted>,
}

/// The acts of a kind.
#[derive(Clone, Debug, Default)]
pub struct ActCounts {
    /// 本年制发.
    pub made: Vec<Counted>,
    /// 本年废止: ceased to be in force in the year.
    pub repealed: Vec<Counted>,
    /// 现行有效: in force at the end of the year.
    pub in_force: Vec<Counted>,
    /// Said to be no longer in force, but not since when: they are in none of the lists above but the first.
    pub undated: Vec<Counted>,
}

/// Something counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// 索引号; may be empty.
    pub number: String,
    /// 文号 of an act, what was changed of a correction; may be empty.
    pub about: String,
    /// The title.
    pub title: String,
    /// The day by which it is counted.
    pub day: Option<Date>,
}

/// An act, which may stand on several pages.
struct ActOf<'a> {
    kind: Act,
    title: &'a str,
    number: String,
    doc_number: &'a str,
    made: Option<Date>,
    effective: Option<Date>,
    ended: Option<Date>,
    is_ended: bool,
}

/// Counts what the report on `year` asks for. Of a year that is not over what holds today.
#[must_use]
pub fn count(catalog: &Catalog, year: i16) -> AnnualCounts {
    let today = catalog.now.date;
    let end = Date::constant(year, 12, 31).min(today);
    let mut counts = AnnualCounts::default();
    let mut acts: BTreeMap<String, ActOf<'_>> = BTreeMap::new();
    // The oldest page first: its title and number stand for the act.
    for item in catalog.items.iter().rev() {
        let ItemKind::Article(article) = &item.kind else { continue };
        match article.act {
            Some(kind) => enter(&mut acts, kind, item, article),
            None if article.kind == ArticleKind::Document
                && made(article, item).is_some_and(|day| day.year() == year) =>
            {
                counts.unsaid.push(counted(item, article));
            }
            None => {}
        }
    }
    for act in acts.values() {
        let list = match act.kind {
            Act::Regulation => &mut counts.regulations,
            Act::Normative => &mut counts.normative,
        };
        let counted = |day: Option<Date>| Counted {
            number: act.number.clone(),
            about: act.doc_number.to_owned(),
            title: act.title.to_owned(),
            day,
        };
        if act.made.is_some_and(|day| day.year() == year) {
            list.made.push(counted(act.made));
        }
        if act.made.is_none_or(|day| day > end) {
            continue;
        }
        match act.ended {
            Some(day) if day <= end => {
                if day.year() == year {
                    list.repealed.push(counted(act.ended));
                }
            }
            None if act.is_ended => list.undated.push(counted(act.made)),
            _ if act.effective.is_some_and(|day| day > end) => {}
            _ => list.in_force.push(counted(act.made)),
        }
    }
    by_ledger(catalog, year, &mut counts);
    by_record(catalog, year, &mut counts);
    counts
}

/// The day of an act: 成文日期, else that of its page.
fn made(article: &ArticleDraft, item: &Item) -> Option<Date> {
    article.common.issued.as_ref().map(|issued| issued.value).or(item.date).map(|moment| moment.date)
}

fn enter<'a>(acts: &mut BTreeMap<String, ActOf<'a>>, kind: Act, item: &'a Item, article: &'a ArticleDraft) {
    let doc_number = article.common.doc_number.as_ref().map_or("", |number| number.value.as_str());
    let compact: String = doc_number.chars().filter(|c| !c.is_whitespace()).collect();
    // Pages with one document number are one act.
    let key = if compact.is_empty() { format!("/{}", item.key) } else { compact };
    let act = acts.entry(key).or_insert_with(|| ActOf {
        kind,
        title: &item.title,
        number: item.number.issued().map(IndexNumber::to_string).unwrap_or_default(),
        doc_number,
        made: None,
        effective: None,
        ended: None,
        is_ended: false,
    });
    let earliest = |a: Option<Date>, b: Option<Date>| a.into_iter().chain(b).min();
    act.made = earliest(act.made, made(article, item));
    act.effective = earliest(act.effective, article.effective.map(|day| day.date));
    act.ended = earliest(act.ended, article.expires.as_ref().map(|day| day.value.date));
    act.is_ended |= matches!(article.validity, Some(Validity::Repealed | Validity::Lapsed));
}

fn counted(item: &Item, article: &ArticleDraft) -> Counted {
    Counted {
        number: item.number.issued().map(IndexNumber::to_string).unwrap_or_default(),
        about: article.common.doc_number.as_ref().map(|number| number.value.clone()).unwrap_or_default(),
        title: item.title.clone(),
        day: made(article, item),
    }
}

fn by_ledger(catalog: &Catalog, year: i16, counts: &mut AnnualCounts) {
    for row in catalog.ledger.rows() {
        let counted = |day: Date| Counted {
            number: row.number.to_string(),
            about: String::new(),
            title: row.title.clone(),
            day: Some(day),
        };
        if let Some(first) = row.first.map(|first| first.date).filter(|day| day.year() == year) {
            counts.published.push(counted(first));
        }
        let withdrawn = row.withdrawal().and_then(|(day, _)| day).filter(|day| day.year() == year);
        counts.withdrawn.extend(withdrawn.map(counted));
    }
}

fn by_record(catalog: &Catalog, year: i16, counts: &mut AnnualCounts) {
    let of_year = catalog.archive.record.rows().iter().filter(|row| row.day.year() == year);
    let entered = catalog.ledger.rows().iter().rev().filter_map(|row| Some((row.item()?, &*row.title)));
    let titles: HashMap<&ItemKey, &str> = entered.collect();
    for row in of_year {
        let RowKind::Reason(kind) = row.kind else { continue };
        let list = match kind {
            ReasonKind::Correction => &mut counts.corrections,
            ReasonKind::Revision => &mut counts.revisions,
            ReasonKind::Adjustment => &mut counts.adjustments,
            ReasonKind::Rules => continue,
        };
        list.push(of_reason(row, &titles));
    }
}

fn of_reason(row: &RecordRow, titles: &HashMap<&ItemKey, &str>) -> Counted {
    let item = &row.subject.item;
    Counted {
        number: row.subject.number.as_ref().map(IndexNumber::to_string).unwrap_or_default(),
        about: if row.name.is_empty() { row.part.word() } else { row.name.clone() },
        title: titles.get(item).map_or_else(|| item.to_string(), |title| (*title).to_owned()),
        day: Some(row.day),
    }
}

//! What is settled once the portal's own numbers and the day are known: rows that are not public yet, and
//! numbers and units that two members, or one and the portal, claim, which is told to all of these.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::join::{Portal, finding, place};
use super::state::TroubleKind;
use crate::config::Settings;
use crate::diag::{Diagnostic, Text};
use crate::say;

/// The most conflicts that are told one by one, to the portal and to each member.
const MOST_TOLD: usize = 50;

/// A member, or the portal itself: `None`.
type Party = Option<usize>;

/// What two of them claim.
enum Claimed {
    /// An index number.
    Number(String),
    /// The code of a unit, with the names that it has.
    Unit(String, String),
}

impl Portal {
    /// Leaves out what is dated after `today`, and marks what members and the portal, whose own numbers are
    /// `own`, claim against one another.
    pub fn settle(&mut self, own: &BTreeSet<String>, today: Date, settings: &Settings) -> Vec<Diagnostic> {
        let mut findings = self.hold_back(today, settings);
        let conflicts: Vec<_> =
            self.number_conflicts(own).into_iter().chain(self.unit_conflicts(settings)).collect();
        let mut told = vec![0; self.members.len()];
        for (at, (parties, claimed)) in conflicts.into_iter().enumerate() {
            let text = self.told(&parties, &claimed);
            let members = || parties.iter().copied().flatten();
            if at < MOST_TOLD {
                let mut places = members().map(|at| place(&settings.members[at]));
                let mut finding = Diagnostic::warning("member-conflict", text.clone());
                finding.place = places.next();
                for other in places {
                    finding = finding.related(other, say!("另一个", "the other"));
                }
                findings.push(finding.help(say!(
                    "请双方核对，由用错的一方改正；门户的成员页和开放数据里已经告诉双方",
                    "let both check, and the one that is wrong correct it; the portal's page of members and its data tell both"
                )));
            }
            for at in members() {
                told[at] += 1;
                if told[at] <= MOST_TOLD {
                    self.members[at].troubles.push(text.clone());
                }
            }
        }
        for (member, told) in self.members.iter_mut().zip(told) {
            if let Some(more) = told.checked_sub(MOST_TOLD).filter(|more| *more > 0) {
                let text = say!(
                    "还有 {more} 处编号冲突没有逐个列出",
                    "conflicts that are not listed one by one: {more}"
                );
                member.troubles.push(text);
            }
        }
        findings
    }

    /// What is dated after the day of the build would lead all lists until then: it waits for its day.
    fn hold_back(&mut self, today: Date, settings: &Settings) -> Vec<Diagnostic> {
        let mut early = vec![0_usize; self.members.len()];
        let members = &self.members;
        let mut is_due = |member: usize, date: Option<Date>| {
            let is_early = date.is_some_and(|date| date > today);
            early[member] += usize::from(is_early);
            !is_early
        };
        self.items.retain(|(member, row)| {
            let date = members[*member].content.items[*row].date;
            is_due(*member, date.map(|date| date.date))
        });
        self.corrections.retain(|(member, row)| {
            is_due(*member, Some(members[*member].content.corrections[*row].date.date))
        });
        let mut findings = Vec::new();
        for ((member, source), count) in self.members.iter_mut().zip(&settings.members).zip(early) {
            if count > 0 {
                let text = say!(
                    "{count} 条的日期在 {today} 以后，到那天才列出",
                    "rows dated after {today}, which are listed from their day on: {count}"
                );
                findings.push(finding(source, TroubleKind::Bad, &text, None));
                member.troubles.push(text);
            }
        }
        findings
    }

    /// The index numbers that more than one party claims; they are marked as contested.
    fn number_conflicts(&mut self, own: &BTreeSet<String>) -> Vec<(BTreeSet<Party>, Claimed)> {
        let mut claims: BTreeMap<String, (String, BTreeSet<Party>)> = BTreeMap::new();
        for at in &self.items {
            let (_, item) = self.item(*at);
            let Some(key) = item.key() else { continue };
            let first = || (item.number.clone(), BTreeSet::new());
            claims.entry(key).or_insert_with(first).1.insert(Some(at.0));
        }
        for (key, (_, parties)) in &mut claims {
            if own.contains(key) {
                parties.insert(None);
            }
        }
        claims.retain(|_, (_, parties)| parties.len() > 1);
        self.contested = claims.keys().cloned().collect();
        claims.into_values().map(|(number, parties)| (parties, Claimed::Number(number))).collect()
    }

    /// Codes under which parties know different units.
    fn unit_conflicts(&self, settings: &Settings) -> Vec<(BTreeSet<Party>, Claimed)> {
        let mut codes: BTreeMap<&str, BTreeMap<&str, BTreeSet<Party>>> = BTreeMap::new();
        let own = settings.units.iter().map(|unit| (None, unit.code.as_str(), unit.full.as_str()));
        let others = self.members.iter().enumerate().flat_map(|(at, member)| {
            member.content.units.iter().map(move |unit| (Some(at), &*unit.code, &*unit.full))
        });
        for (party, code, name) in own.chain(others).filter(|(_, code, _)| !code.is_empty()) {
            codes.entry(code).or_default().entry(name).or_default().insert(party);
        }
        let conflicts = codes.into_iter().filter(|(_, names)| names.len() > 1).filter_map(|(code, names)| {
            let units = names.keys().copied().collect::<Vec<_>>().join("、");
            let parties: BTreeSet<Party> = names.into_values().flatten().collect();
            (parties.len() > 1).then(|| (parties, Claimed::Unit(code.to_owned(), units)))
        });
        conflicts.collect()
    }

    /// A conflict in words.
    fn told(&self, parties: &BTreeSet<Party>, claimed: &Claimed) -> Text {
        let names: Vec<&str> = parties.iter().flatten().map(|at| &*self.members[*at].name).collect();
        let (zh, en) = (names.join("”“"), names.join("`, `"));
        let (own_zh, own_en) =
            if parties.contains(&None) { ("门户自己和", "the portal itself and ") } else { ("", "") };
        match claimed {
            Claimed::Number(number) => say!(
                "索引号 {number} 由{own_zh}“{zh}”同时使用",
                "the index number {number} is claimed by {own_en}`{en}`"
            ),
            Claimed::Unit(code, units) => say!(
                "机构代码 {code} 在{own_zh}“{zh}”里是不同的机构（{units}）",
                "the code {code} is of different units for {own_en}`{en}` ({units})"
            ),
        }
    }
}

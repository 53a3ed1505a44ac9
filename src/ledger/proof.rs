//! The ledger against reality: what the published site proves of numbers, and what a damaged ledger says
//! instead.
//!
//! A ledger that lost or changed a line would give a public number to other content at the next build. So
//! before a number is issued, the ledger is [compared](compare) with what is public. Only damage that is
//! certain is told: a number that is on the site and in no line, and lines that exchanged their numbers. A
//! title that differs is none, for titles are edited. [`repair`] makes the ledger that the site proves.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::serial::SerialCounts;
use super::{Ledger, LedgerRow, NumberState, one_line};
use crate::config::DatedPattern;
use crate::diag::{Diagnostic, Place, Text};
use crate::model::{IndexNumber, ItemKey, Moment};
use crate::say;

/// How many numbers a message names.
const MOST_NAMED: usize = 10;

/// What is public under a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The number.
    pub number: IndexNumber,
    /// The title that stands on the page.
    pub title: String,
    /// 公开日期 that stands on the page, if it is known.
    pub date: Option<Moment>,
    /// The item, where that is known.
    pub item: Option<ItemKey>,
    /// Whether a page at the address says that it was withdrawn.
    pub is_withdrawn: bool,
}

/// An item of the content, to find whose number a proof is.
#[derive(Clone, Debug)]
pub struct ProofCandidate {
    /// What the ledger calls it.
    pub item: ItemKey,
    /// Its title.
    pub title: String,
    /// Its 公开日期.
    pub date: Option<Moment>,
}

/// `/data/catalogue.json`, as far as it proves anything.
#[derive(Deserialize)]
struct Catalogue {
    items: Vec<CatalogueItem>,
}

/// One of its items.
#[derive(Deserialize)]
struct CatalogueItem {
    index_number: Option<String>,
    title: String,
    date: Option<String>,
}

/// What a published `/data/catalogue.json` proves; nothing if it cannot be read.
#[must_use]
pub fn proofs(catalogue: &[u8]) -> Vec<Proof> {
    let Ok(catalogue) = serde_json::from_slice::<Catalogue>(catalogue) else { return Vec::new() };
    let proof = |item: CatalogueItem| {
        Some(Proof {
            number: IndexNumber::new(&item.index_number?).ok()?,
            title: one_line(&item.title),
            date: item.date.and_then(|date| Moment::parse(&date).ok()),
            item: None,
            is_withdrawn: false,
        })
    };
    catalogue.items.into_iter().filter_map(proof).collect()
}

/// The numbers among the addresses of a published site that may be those of withdrawn items: they have the
/// form of a number, no data beside the page, and no line in the ledger. Whether such a page is a tombstone,
/// the page itself tells.
#[must_use]
pub fn unknown_numbers(ledger: &Ledger, rule: &[DatedPattern], paths: &[String]) -> Vec<IndexNumber> {
    let number = |path: &String| {
        let stem = path.strip_suffix(".html")?;
        let number = IndexNumber::new(stem).ok()?;
        let is_number = rule.iter().any(|dated| dated.pattern.matches_form(&number));
        let has_data = || paths.binary_search(&format!("{stem}.json")).is_ok();
        (is_number && !has_data()).then_some(number)
    };
    let numbers: Vec<IndexNumber> = paths.iter().filter_map(number).collect();
    if numbers.is_empty() {
        return numbers;
    }
    let known = ledger.by_number();
    numbers.into_iter().filter(|number| !known.contains_key(&number.collision_key())).collect()
}

/// Compares the ledger with what is public.
#[must_use]
pub fn compare(ledger: &Ledger, proofs: &[Proof]) -> Vec<Diagnostic> {
    let known = KnownRows::new(ledger, proofs);
    let mut lost = Vec::new();
    let mut swapped = Vec::new();
    for proof in proofs {
        match known.rows_of(&proof.number) {
            [] => lost.push(proof),
            rows if rows.iter().all(|at| known.is_swapped(&ledger.rows[*at], proof)) => {
                swapped.push((proof, rows[0]));
            }
            _ => {}
        }
    }
    let mut findings = Vec::new();
    if !lost.is_empty() {
        findings.push(lost_numbers(ledger, &lost));
    }
    if let Some((_, first)) = swapped.first() {
        findings.push(swapped_numbers(&swapped).at(ledger.place(*first)));
    }
    findings
}

/// The rows of a ledger by number, item and title.
struct KnownRows<'a> {
    numbers: HashMap<String, Vec<usize>>,
    /// Which numbers are proven to be those of an item.
    items: HashMap<&'a ItemKey, Vec<&'a IndexNumber>>,
    /// The rows of titles that only one item has.
    titles: HashMap<&'a str, Option<&'a LedgerRow>>,
}

impl<'a> KnownRows<'a> {
    fn new(ledger: &'a Ledger, proofs: &'a [Proof]) -> Self {
        let mut known = Self {
            numbers: HashMap::with_capacity(ledger.rows.len()),
            items: HashMap::with_capacity(proofs.len()),
            titles: HashMap::with_capacity(ledger.rows.len()),
        };
        for (at, row) in ledger.rows.iter().enumerate() {
            known.numbers.entry(row.number.collision_key()).or_default().push(at);
            let same = known.titles.entry(&row.title).or_insert(Some(row));
            if same.is_some_and(|same| same.item() != row.item()) {
                *same = None;
            }
        }
        for proof in proofs {
            if let Some(item) = &proof.item {
                known.items.entry(item).or_default().push(&proof.number);
            }
        }
        known
    }

    fn rows_of(&self, number: &IndexNumber) -> &[usize] {
        self.numbers.get(&number.collision_key()).map_or(&[], Vec::as_slice)
    }

    /// Whether what is public under the number of `row` has another number in the ledger. An item that is in
    /// no other row was moved, a title that is in no other row was edited.
    fn is_swapped(&self, row: &LedgerRow, proof: &Proof) -> bool {
        if row.state == NumberState::Elsewhere {
            return false;
        }
        if let Some(item) = &proof.item {
            // That an item was moved leaves its old name free for another.
            let numbers = row.item().and_then(|item| self.items.get(item));
            return row.item() != Some(item)
                && numbers.is_some_and(|numbers| !numbers.contains(&&row.number));
        }
        if row.title == proof.title {
            return false;
        }
        let other = self.titles.get(&*proof.title).copied().flatten();
        other.is_some_and(|other| other.number != row.number)
    }
}

/// `2024-00001“标题”、…`, in Chinese and in English.
fn named<'a>(proofs: impl ExactSizeIterator<Item = &'a Proof>) -> (String, String) {
    let count = proofs.len();
    let (mut zh, mut en): (Vec<String>, Vec<String>) = proofs
        .take(MOST_NAMED)
        .map(|proof| {
            let (number, title) = (&proof.number, &proof.title);
            (format!("{number}“{title}”"), format!("{number} `{title}`"))
        })
        .unzip();
    if count > MOST_NAMED {
        zh.push(format!("等 {count} 个"));
        en.push(format!("{count} in all"));
    }
    (zh.join("、"), en.join(", "))
}

fn lost_numbers(ledger: &Ledger, lost: &[&Proof]) -> Diagnostic {
    let (zh, en) = named(lost.iter().copied());
    Diagnostic::error(
        "lost-index-number",
        say!("已经公开的索引号不在台账里：{zh}", "the ledger lacks numbers that are public: {en}"),
    )
    .at(Place::whole(ledger.file.clone()))
    .help(say!(
        "台账可能被删、被改或者换成了旧的，这时发号会把同一个号给别的内容。先从备份或 git 找回 index-numbers.csv；找不回就运行 `gongkai index repair`，它列出已公开的网站能证明的改动，加 --write 写入",
        "the ledger may have been deleted, edited or replaced by an older copy; numbers issued now would go to other content. Restore index-numbers.csv from a backup or git; or run `gongkai index repair`, which shows what the published site proves, and writes it with --write"
    ))
}

fn swapped_numbers(swapped: &[(&Proof, usize)]) -> Diagnostic {
    let (zh, en) = named(swapped.iter().map(|(proof, _)| *proof));
    Diagnostic::error(
        "swapped-index-number",
        say!(
            "台账里的索引号与已经公开的对不上，公开的是：{zh}",
            "the ledger gives public numbers to other items; public are: {en}"
        ),
    )
    .help(say!(
        "多半是在表格软件里只排序了一列，或者两列、两行串了位。先从备份或 git 找回 index-numbers.csv；找不回就运行 `gongkai index repair`",
        "most likely one column was sorted alone, or columns or lines changed places. Restore index-numbers.csv from a backup or git; or run `gongkai index repair`"
    ))
}

/// A ledger that agrees with what is public, and each change in words.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The ledger.
    pub ledger: Ledger,
    /// What was changed.
    pub changes: Vec<Text>,
}

/// Makes the ledger that the published site proves: lines that are missing are added, exchanged items get
/// back their numbers, and of lines that say the same twice one stays. An item that was withdrawn and whose
/// number is another's gets the next one of `rule`: without a line of its own nobody would know of it.
/// Lines of which nothing is known stay as they are.
#[must_use]
pub fn repair(
    ledger: &Ledger,
    rule: &[DatedPattern],
    proofs: &[Proof],
    candidates: &[ProofCandidate],
) -> Repair {
    let mut repairing = Repairing::new(ledger, candidates);
    repairing.drop_doubles(rule, proofs);
    let ledger = &repairing.ledger.clone();
    let damaged = KnownRows::new(ledger, proofs);
    let mut wrong: Vec<(&Proof, Option<ItemKey>)> = Vec::new();
    let mut restored: HashMap<ItemKey, &IndexNumber> = HashMap::new();
    let mut fine: Vec<&Proof> = proofs.iter().collect();
    // An item that gets back its number leaves the line in which it stood, which then is wrong too.
    loop {
        let is_damaged = |proof: &&Proof| {
            damaged.rows_of(&proof.number).iter().all(|at| {
                let row = &ledger.rows[*at];
                let owner = row.item().and_then(|item| restored.get(item));
                damaged.is_swapped(row, proof) || owner.is_some_and(|owner| **owner != row.number)
            })
        };
        let (more, rest): (Vec<&Proof>, Vec<&Proof>) = fine.into_iter().partition(is_damaged);
        fine = rest;
        if more.is_empty() {
            break;
        }
        for proof in more {
            let item = repairing.item_of(proof, &damaged);
            restored.extend(item.iter().map(|item| (item.clone(), &proof.number)));
            wrong.push((proof, item));
        }
    }
    wrong.sort_by(|(a, _), (b, _)| (a.date, &a.number).cmp(&(b.date, &b.number)));
    repairing.make_room(proofs, &wrong);
    for (proof, item) in &wrong {
        repairing.restore(proof, item.as_ref());
    }
    Repair { ledger: repairing.ledger, changes: repairing.changes }
}

struct Repairing<'a> {
    ledger: Ledger,
    by_title: BTreeMap<String, Vec<&'a ProofCandidate>>,
    changes: Vec<Text>,
}

impl<'a> Repairing<'a> {
    fn new(ledger: &Ledger, candidates: &'a [ProofCandidate]) -> Self {
        let mut by_title: BTreeMap<String, Vec<&ProofCandidate>> = BTreeMap::new();
        for candidate in candidates {
            by_title.entry(one_line(&candidate.title)).or_default().push(candidate);
        }
        Self { ledger: ledger.clone(), by_title, changes: Vec::new() }
    }

    /// Whose number it is: what the proof names, else the one item with its title, else that of its title and
    /// date.
    fn item_of(&self, proof: &Proof, damaged: &KnownRows<'_>) -> Option<ItemKey> {
        if proof.item.is_some() {
            return proof.item.clone();
        }
        let candidates = self.by_title.get(&proof.title).map_or(&[][..], Vec::as_slice);
        let of_day: Vec<_> = candidates.iter().filter(|candidate| candidate.date == proof.date).collect();
        match (candidates, &of_day[..]) {
            ([only], _) => Some(only.item.clone()),
            (_, [only]) => Some(only.item.clone()),
            _ => damaged.titles.get(&*proof.title).copied().flatten()?.item().cloned(),
        }
    }

    /// Takes items that are about to get back their numbers out of the lines that have them wrongly. Such a
    /// line goes altogether if its number is not public: nobody has ever seen it.
    fn make_room(&mut self, proofs: &[Proof], wrong: &[(&Proof, Option<ItemKey>)]) {
        let wrong: HashMap<&ItemKey, &IndexNumber> =
            wrong.iter().filter_map(|(proof, item)| Some((item.as_ref()?, &proof.number))).collect();
        let public: HashSet<String> = proofs.iter().map(|proof| proof.number.collision_key()).collect();
        let mut at = 0;
        while at < self.ledger.rows.len() {
            let row = &self.ledger.rows[at];
            let right = row.item().and_then(|item| wrong.get(item));
            let has_wrong = right.is_some_and(|right| **right != row.number);
            if has_wrong && !public.contains(&row.number.collision_key()) {
                let number = row.number.clone();
                self.ledger.rows.remove(at);
                self.ledger.spans.remove(at);
                self.changes.push(say!("删去 {number}：它从未公开", "drop {number}: it was never public"));
                continue;
            }
            at += 1;
        }
    }

    /// Enters what a proof says.
    fn restore(&mut self, proof: &Proof, item: Option<&ItemKey>) {
        let (number, title) = (&proof.number, &proof.title);
        let at = self.ledger.position(number);
        let old = at.map(|at| self.ledger.rows[at].clone());
        let first = proof.date.or_else(|| old.as_ref()?.first);
        let state = match item {
            // A line of an item says since when it is public; an old number need not.
            Some(_) if first.is_none() => NumberState::Elsewhere,
            Some(item) if proof.is_withdrawn => NumberState::Withdrawn(item.clone()),
            Some(item) => NumberState::Public(item.clone()),
            None => NumberState::Elsewhere,
        };
        let note = if proof.is_withdrawn { "已撤下" } else { "" };
        let row =
            LedgerRow { number: number.clone(), state, title: title.clone(), first, note: note.to_owned() };
        match item {
            Some(item) => {
                self.changes.push(say!("{number} 给 {item}“{title}”", "{number} is {item} `{title}`"));
            }
            None => self.changes.push(say!(
                "{number} 留作旧号“{title}”：不知道它是哪份内容",
                "{number} is kept as an old number `{title}`: nobody knows which item it was"
            )),
        }
        match (at, old) {
            (Some(at), Some(_)) => self.ledger.rows[at] = row,
            _ => self.ledger.push(row, None),
        }
    }

    /// Of lines that share a number or an item, keeps the one that is public, else the first.
    fn drop_doubles(&mut self, rule: &[DatedPattern], proofs: &[Proof]) {
        let public: HashMap<String, &Proof> =
            proofs.iter().map(|proof| (proof.number.collision_key(), proof)).collect();
        let is_public = |row: &LedgerRow| {
            let proof = public.get(&row.number.collision_key());
            proof.is_some_and(|proof| match &proof.item {
                Some(item) => row.item() == Some(item),
                None => row.title == proof.title,
            })
        };
        let mut order: Vec<usize> = (0..self.ledger.rows.len()).collect();
        // What one branch withdrew stays withdrawn, whatever another did with it.
        order.sort_by_key(|at| {
            let row = &self.ledger.rows[*at];
            (!is_public(row), !matches!(row.state, NumberState::Withdrawn(_)))
        });
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut items: HashMap<&ItemKey, usize> = HashMap::new();
        let mut dropped = BTreeMap::new();
        let mut renumbered = BTreeMap::new();
        let mut counts = SerialCounts::default();
        for row in &self.ledger.rows {
            counts.enter(rule, &row.number);
        }
        for at in order {
            let row = &self.ledger.rows[at];
            let key = row.number.collision_key();
            let same_item = row.item().and_then(|item| items.get(item));
            match (numbers.get(&key), same_item) {
                // What is public gets its number at the next build; of this nothing but its line is left.
                (Some(_), None) if row.withdrawal().is_some() => {
                    renumbered.extend(counts.number_after(rule, &row.number).map(|next| (at, next)));
                }
                (Some(other), _) | (None, Some(other)) => {
                    dropped.insert(at, dropped_line(row, &self.ledger.rows[*other]));
                    continue;
                }
                (None, None) => drop(numbers.insert(key, at)),
            }
            items.extend(row.item().map(|item| (item, at)));
        }
        for (at, next) in renumbered {
            let row = &mut self.ledger.rows[at];
            self.changes.push(renumbered_line(row, &next));
            row.number = next;
        }
        let rows = std::mem::take(&mut self.ledger.rows).into_iter();
        let spans = std::mem::take(&mut self.ledger.spans);
        for (at, (row, span)) in rows.zip(spans).enumerate() {
            if !dropped.contains_key(&at) {
                self.ledger.push(row, span);
            }
        }
        self.changes.extend(dropped.into_values());
    }
}

/// That a withdrawn item gets another number, its own being another's.
fn renumbered_line(row: &LedgerRow, next: &IndexNumber) -> Text {
    let (number, title) = (&row.number, &row.title);
    say!(
        "撤下的“{title}”改用 {next}：{number} 还有别的内容在用",
        "the withdrawn `{title}` becomes {next}: another item has {number}"
    )
}

/// That a line is dropped for the sake of another.
fn dropped_line(row: &LedgerRow, stays: &LedgerRow) -> Text {
    let (number, title, other) = (&row.number, &row.title, &stays.title);
    if row == stays {
        return say!("删去重复的一行 {number}", "drop the repeated line {number}");
    }
    say!(
        "删去 {number}“{title}”这一行：留下“{other}”那一行；没有号的内容下次 build 得到新号",
        "drop the line {number} `{title}`, keep `{other}`; an item left without a number gets a new one at the next build"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::layout;

    fn ledger(count: usize) -> Ledger {
        let row = |at| format!("002590761/2024-{at:05},通知/{at},题{at},2024-01-{at:02},公开,\n");
        let rows: Vec<String> = (1..=count).map(row).collect();
        Ledger::parse(&format!("索引号,内容,标题,首次公开,状态,说明\n{}", rows.concat()), layout::LEDGER)
            .value
    }

    fn rule() -> [DatedPattern; 1] {
        [DatedPattern {
            from: jiff::civil::Date::MIN,
            pattern: crate::model::NumberPattern::parse("{代码}/{年}-{流水:5}").unwrap(),
        }]
    }

    fn public(ledger: &Ledger, with_item: bool) -> Vec<Proof> {
        let proof = |row: &LedgerRow| Proof {
            number: row.number.clone(),
            title: row.title.clone(),
            date: row.first,
            item: row.item().filter(|_| with_item).cloned(),
            is_withdrawn: false,
        };
        ledger.rows.iter().map(proof).collect()
    }

    fn candidates(ledger: &Ledger) -> Vec<ProofCandidate> {
        let candidate = |row: &LedgerRow| {
            Some(ProofCandidate { item: row.item()?.clone(), title: row.title.clone(), date: row.first })
        };
        ledger.rows.iter().filter_map(candidate).collect()
    }

    /// What befalls a ledger: each takes a place and another.
    fn damage(ledger: &mut Ledger, (kind, a, b): (u8, usize, usize)) {
        let count = ledger.rows.len();
        if count == 0 {
            return;
        }
        let (a, b) = (a % count, b % count);
        match kind {
            0 => {
                ledger.rows.remove(a);
                ledger.spans.remove(a);
            }
            1 => {
                ledger.rows.truncate(a);
                ledger.spans.truncate(a);
            }
            2 => {
                let (one, other) = (ledger.rows[a].number.clone(), ledger.rows[b].number.clone());
                (ledger.rows[a].number, ledger.rows[b].number) = (other, one);
            }
            3 => {
                let mut numbers: Vec<IndexNumber> =
                    ledger.rows.iter().map(|row| row.number.clone()).collect();
                numbers.reverse();
                for (row, number) in ledger.rows.iter_mut().zip(numbers) {
                    row.number = number;
                }
            }
            4 => ledger.rows[a].number = IndexNumber::new(&format!("Mar-{a}")).unwrap(),
            5 => {
                let changed = ledger.rows[a].number.as_str().replacen("0025", "0026", 1);
                ledger.rows[a].number = IndexNumber::new(&changed).unwrap();
            }
            _ => {
                let row = ledger.rows[a].clone();
                ledger.push(row, None);
            }
        }
    }

    proptest! {
        #[test]
        fn damage_is_told_and_mended(
            with_item: bool,
            damages in proptest::collection::vec((0..7_u8, 0..9_usize, 0..9_usize), 1..4),
        ) {
            let whole = ledger(8);
            let proofs = public(&whole, with_item);
            prop_assert_eq!(compare(&whole, &proofs), []);
            let mut damaged = whole.clone();
            for one in damages {
                damage(&mut damaged, one);
            }
            let reads = |ledger: &Ledger| Ledger::parse(&ledger.to_csv(), layout::LEDGER).findings.is_empty();
            let key = |ledger: &Ledger| {
                let mut rows: Vec<(String, NumberState)> =
                    ledger.rows.iter().map(|row| (row.number.to_string(), row.state.clone())).collect();
                rows.sort_by(|a, b| a.0.cmp(&b.0));
                rows
            };
            let is_whole = key(&damaged) == key(&whole);
            prop_assert_eq!(compare(&damaged, &proofs).is_empty() && reads(&damaged), is_whole);
            let mended = repair(&damaged, &rule(), &proofs, &candidates(&whole));
            prop_assert_eq!(key(&mended.ledger), key(&whole), "{:?}", mended.changes);
            prop_assert_eq!(compare(&mended.ledger, &proofs), []);
            prop_assert!(reads(&mended.ledger));
        }
    }

    /// Of two items with one number each has a line of its own afterwards, unless it gets one at the next
    /// build.
    #[test]
    fn what_was_withdrawn_keeps_a_line() {
        let first = ledger(2);
        let withdrawn = |item: &str| LedgerRow {
            state: NumberState::Withdrawn(ItemKey::parse(item).unwrap()),
            title: item.to_owned(),
            note: "2024-05-06 有误；改见 002590761/2024-00001".into(),
            ..first.rows[1].clone()
        };
        let told = |more: &[LedgerRow], proofs: &[Proof]| -> Vec<(String, String)> {
            let mut merged = first.clone();
            for row in more {
                merged.push(row.clone(), None);
            }
            let mended = repair(&merged, &rule(), proofs, &[]).ledger;
            assert!(Ledger::parse(&mended.to_csv(), layout::LEDGER).findings.is_empty());
            let serial = |row: &LedgerRow| row.number.as_str().rsplit_once('-').unwrap().1.to_owned();
            mended.rows.iter().map(|row| (serial(row), row.item().unwrap().to_string())).collect()
        };
        let row = |serial: &str, item: &str| (serial.to_owned(), item.to_owned());
        // The public one is on the site.
        assert_eq!(
            told(&[withdrawn("通知/乙")], &public(&first, true)),
            [row("00001", "通知/1"), row("00002", "通知/2"), row("00003", "通知/乙")]
        );
        // Nobody knows which was: the public one gets another number with its next build.
        assert_eq!(told(&[withdrawn("通知/乙")], &[]), [row("00001", "通知/1"), row("00002", "通知/乙")]);
        // Both were withdrawn, on two branches.
        assert_eq!(
            told(&[withdrawn("通知/乙"), withdrawn("通知/丙")], &public(&first, true)),
            [
                row("00001", "通知/1"),
                row("00002", "通知/2"),
                row("00003", "通知/乙"),
                row("00004", "通知/丙")
            ]
        );
        // Of a rule that was changed the pattern counts that made the number.
        let [now] = rule();
        let pattern = crate::model::NumberPattern::parse("{年}-{流水:4}").unwrap();
        let changed = [DatedPattern { from: jiff::civil::Date::MIN, pattern }, now];
        let mut merged = first.clone();
        merged.push(withdrawn("通知/乙"), None);
        let mended = repair(&merged, &changed, &public(&first, true), &[]).ledger;
        assert_eq!(mended.rows[2].number.as_str(), "002590761/2024-00003");
        let mut renamed = first.clone();
        renamed.push(withdrawn("通知/乙"), None);
        let mut mended = repair(&renamed, &rule(), &public(&first, true), &[]).ledger;
        let former = first.rows[1].number.clone();
        mended.note_former_number(&mended.rows[2].number.clone(), &former);
        let row = &mended.rows[2];
        assert_eq!(row.withdrawal().unwrap().1, "有误");
        assert_eq!(
            (row.successor(), row.former_number()),
            (Some(first.rows[0].number.clone()), Some(former))
        );
    }

    #[test]
    fn edits_and_moves_are_no_damage() {
        let whole = ledger(3);
        let mut proofs = public(&whole, false);
        proofs[0].title = "改过的题".into();
        assert_eq!(compare(&whole, &proofs), []);
        let proofs = public(&whole, true);
        let moved = whole.move_item("通知/1", "公告/1").unwrap();
        assert_eq!(compare(&moved, &proofs), []);
        let withdrawn = whole.withdraw("通知/2", "有误", None, jiff::civil::date(2024, 5, 6)).unwrap();
        assert_eq!(compare(&withdrawn, &proofs), []);
    }

    #[test]
    fn numbers_of_withdrawn_items_are_found_by_their_form() {
        let paths = ["002590761/2024-00001.html", "002590761/2024-00009.html", "002590761/2024-00010.html"];
        let mut paths: Vec<String> = paths.map(str::to_owned).to_vec();
        paths.extend(["002590761/2024-00010.json", "tongzhi/2.html"].map(str::to_owned));
        paths.sort();
        let found = unknown_numbers(&ledger(3), &rule(), &paths);
        assert_eq!(found.iter().map(IndexNumber::as_str).collect::<Vec<_>>(), ["002590761/2024-00009"]);
    }
}

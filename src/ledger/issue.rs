//! Gives the items of a build their numbers. What can be wrong with them is worded in [`faults`].

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::read::{number_fault, number_help};
use super::request::{NumberRequest, typed_place};
use super::serial::{SerialCounts, SerialKey, count, pattern_for};
use super::{Ledger, LedgerRow, NumberState, faults, one_line};
use crate::config::DatedPattern;
use crate::diag::{Diagnostic, Reported};
use crate::model::{IndexNumber, ItemKey, Moment, NumberInput, NumberingError};
use crate::say;

/// What to do about items without a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueMode {
    /// Issue numbers and enter them.
    Issue,
    /// Issue none: such an item is an error.
    Locked,
    /// Tell the numbers that the next build would issue, but leave the ledger as it is.
    Preview,
    /// Issue none and leave the ledger as it is, but find what would be wrong with the new numbers all the
    /// same. What has no number yet goes without (待编号); a number typed in a front matter counts as its own.
    Withhold,
}

/// The numbers of a build.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The number of every item that has one.
    pub numbers: BTreeMap<ItemKey, IndexNumber>,
    /// The ledger with the new rows; the old one in the modes [`IssueMode::Preview`] and
    /// [`IssueMode::Withhold`]. To be written only if `issued` is not empty, nothing is an error, and the
    /// site is finished.
    pub ledger: Arc<Ledger>,
    /// The new rows, and rows of an older system whose content has come.
    pub issued: Vec<LedgerRow>,
}

/// A ledger and a rule, with what must be known of them to give numbers; worked out once.
#[derive(Clone, Debug)]
pub struct NumberRegister {
    ledger: Arc<Ledger>,
    rule: Vec<DatedPattern>,
    /// The row of every item; the first, if there are several.
    rows: HashMap<ItemKey, usize>,
    /// The row of every number, by its collision key.
    numbers: HashMap<String, usize>,
    counts: SerialCounts,
}

impl NumberRegister {
    /// Works it out.
    #[must_use]
    pub fn new(ledger: Arc<Ledger>, rule: &[DatedPattern]) -> Self {
        let mut rows = HashMap::with_capacity(ledger.rows.len());
        let mut numbers = HashMap::with_capacity(ledger.rows.len());
        let mut counts = SerialCounts::default();
        for (at, row) in ledger.rows.iter().enumerate() {
            if let Some(item) = row.item() {
                rows.entry(item.clone()).or_insert(at);
            }
            numbers.entry(row.number.collision_key()).or_insert(at);
            counts.enter(rule, &row.number);
        }
        Self { ledger, rule: rule.to_vec(), rows, numbers, counts }
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Whether it is of this ledger and this rule.
    #[must_use]
    pub fn is_of(&self, ledger: &Arc<Ledger>, rule: &[DatedPattern]) -> bool {
        Arc::ptr_eq(&self.ledger, ledger) && self.rule == rule
    }

    /// Whether an item is public under a number.
    #[must_use]
    pub fn is_public(&self, item: &ItemKey) -> bool {
        let rows = &self.ledger.rows;
        self.rows.get(item).is_some_and(|first| {
            // Of a faulty ledger an item may have several rows.
            rows[*first].withdrawal().is_none()
                || rows[*first..].iter().any(|row| row.item() == Some(item) && row.withdrawal().is_none())
        })
    }
}

/// Gives every request its number.
///
/// An item of the ledger keeps the number it has there. Then the numbers typed in front matters are entered,
/// then new ones issued in order of date, then path: one above the highest of the count, withdrawn items
/// included. So it does not matter over how many builds the same items come. Where the outcome holds errors
/// nothing may be published.
#[must_use]
pub fn issue(register: &NumberRegister, requests: &[NumberRequest], mode: IssueMode) -> Reported<Issue> {
    let mut sorted: Vec<&NumberRequest> = requests.iter().collect();
    sorted.par_sort_by(|a, b| (a.date, &a.item, &*a.place.file).cmp(&(b.date, &b.item, &*b.place.file)));
    let mut issuing = Issuing::new(register, mode, requests.len());
    let mut unnumbered = Vec::new();
    for request in sorted {
        if issuing.is_first(request) && !issuing.keep(request) {
            unnumbered.push(request);
        }
    }
    for request in unnumbered.iter().filter(|request| request.typed.is_some()) {
        issuing.enter_typed(request);
    }
    unnumbered.retain(|request| request.typed.is_none());
    for request in &unnumbered {
        issuing.issue_next(request);
    }
    issuing.report_missing(&unnumbered);
    issuing.finish()
}

/// Who holds a number.
enum NumberHolder<'a> {
    /// A row of the ledger, by its position.
    Row(usize),
    /// An item of this build.
    Request(&'a NumberRequest),
}

struct Issuing<'a> {
    register: &'a NumberRegister,
    ledger: &'a Ledger,
    mode: IssueMode,
    rule: &'a [DatedPattern],
    /// The items of this build that were given a number of their own or one of an older system, by its
    /// collision key.
    holders: HashMap<String, &'a NumberRequest>,
    counts: SerialCounts,
    requests: HashMap<&'a ItemKey, &'a NumberRequest>,
    numbers: Vec<(ItemKey, IndexNumber)>,
    /// New rows with their dates, and changed ones with their positions.
    new: Vec<(Moment, LedgerRow)>,
    adopted: BTreeMap<usize, LedgerRow>,
    /// Rows whose lost content is named in another finding already.
    explained: BTreeSet<usize>,
    overflowed: BTreeSet<SerialKey>,
    findings: Vec<Diagnostic>,
}

impl<'a> Issuing<'a> {
    fn new(register: &'a NumberRegister, mode: IssueMode, requests: usize) -> Self {
        Self {
            register,
            ledger: &register.ledger,
            mode,
            rule: &register.rule,
            holders: HashMap::new(),
            counts: register.counts.clone(),
            requests: HashMap::with_capacity(requests),
            numbers: Vec::with_capacity(requests),
            new: Vec::new(),
            adopted: BTreeMap::new(),
            explained: BTreeSet::new(),
            overflowed: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    /// Who has a number.
    fn holder(&self, collision_key: &str) -> Option<NumberHolder<'a>> {
        let request = self.holders.get(collision_key).map(|request| NumberHolder::Request(request));
        request.or_else(|| self.register.numbers.get(collision_key).map(|at| NumberHolder::Row(*at)))
    }

    /// Whether no earlier request is for the same item: `2023-Q1.md` and `2023-Q1.yaml` would share a number.
    fn is_first(&mut self, request: &'a NumberRequest) -> bool {
        let Some(earlier) = self.requests.get(&request.item) else {
            self.requests.insert(&request.item, request);
            return true;
        };
        let (file, other) = (&request.place.file, &earlier.place.file);
        self.findings.push(
            Diagnostic::error(
                "two-files-for-item",
                say!(
                    "`{file}` 和 `{other}` 只有扩展名不同",
                    "`{file}` and `{other}` differ only in their extensions"
                ),
            )
            .at(request.place.clone())
            .related(earlier.place.clone(), say!("另一个文件", "the other file"))
            .help(say!(
                "给其中一个换个名字，或删去多余的一个",
                "rename one of them, or delete the one too many"
            )),
        );
        false
    }

    /// Keeps the number that the item has in the ledger; false if it has none.
    fn keep(&mut self, request: &'a NumberRequest) -> bool {
        let Some(&at) = self.register.rows.get(&request.item) else { return false };
        let row = &self.ledger.rows[at];
        if let NumberState::Withdrawn(_) = row.state {
            self.findings.push(faults::withdrawn_is_back(request, row, self.ledger.place(at)));
        }
        if let Some(typed) = &request.typed
            && typed.value.trim() != row.number.as_str()
        {
            self.findings.push(faults::number_changed(request, typed, row, self.ledger.place(at)));
        }
        self.numbers.push((request.item.clone(), row.number.clone()));
        true
    }

    fn enter_typed(&mut self, request: &'a NumberRequest) {
        let Some(typed) = &request.typed else { return };
        let number = match IndexNumber::new(&typed.value) {
            Ok(number) => number,
            Err(error) => {
                let message = number_fault(&typed.value, &error);
                let finding = Diagnostic::error("bad-index-number", message);
                self.findings.push(finding.at(typed_place(request)).help(number_help()));
                return;
            }
        };
        let key = number.collision_key();
        let adopted = match self.holder(&key) {
            None => None,
            Some(NumberHolder::Row(at)) if self.ledger.rows[at].state == NumberState::Elsewhere => Some(at),
            Some(NumberHolder::Row(at)) => {
                let row = &self.ledger.rows[at];
                let has_gone = row.item().is_some_and(|item| !self.requests.contains_key(item));
                let finding = faults::number_taken_by_row(request, row, self.ledger.place(at), has_gone);
                self.explained.insert(at);
                self.findings.push(finding);
                return;
            }
            Some(NumberHolder::Request(other)) => {
                self.findings.push(faults::number_taken(request, &number, other));
                return;
            }
        };
        if self.mode == IssueMode::Locked {
            self.findings.push(faults::not_issued(request));
            return;
        }
        if adopted.is_none() && !self.rule.iter().any(|dated| dated.pattern.matches_form(&number)) {
            self.findings.push(faults::unusual(&number, self.rule).at(typed_place(request)));
        }
        self.counts.enter(self.rule, &number);
        self.enter(request, number, adopted);
    }

    fn issue_next(&mut self, request: &'a NumberRequest) {
        if self.mode == IssueMode::Locked {
            self.findings.push(faults::not_issued(request));
            return;
        }
        let Some(at) = pattern_for(self.rule, request.date) else { return };
        let pattern = &self.rule[at].pattern;
        let input = NumberInput { code: &request.code, date: request.date.date, category: &request.category };
        let count = count(self.rule, at, &input);
        let mut serial = self.counts.next(&count);
        let number = loop {
            match pattern.format(&input, serial) {
                // Another spelling of the pattern, or another case, may have led to the same file.
                Ok(number) if self.holder(&number.collision_key()).is_some() => serial += 1,
                other => break other,
            }
        };
        match number {
            Ok(number) => {
                if self.rule.len() == 1 {
                    self.counts.enter_next(count, serial);
                } else {
                    self.counts.enter(self.rule, &number);
                }
                self.enter(request, number, None);
            }
            Err(NumberingError::Overflow { width }) => {
                if self.overflowed.insert(count) {
                    self.findings.push(faults::overflow(request, pattern, width));
                }
            }
            Err(NumberingError::NoCategory) => self.findings.push(faults::no_category(request, pattern)),
            Err(NumberingError::Number(error)) => {
                self.findings.push(faults::bad_outcome(request, pattern, &error));
            }
        }
    }

    fn enter(&mut self, request: &'a NumberRequest, number: IndexNumber, adopted: Option<usize>) {
        self.holders.insert(number.collision_key(), request);
        if self.mode == IssueMode::Withhold {
            if request.typed.is_some() {
                let number = adopted.map_or(number, |at| self.ledger.rows[at].number.clone());
                self.numbers.push((request.item.clone(), number));
            }
            return;
        }
        let mut row = LedgerRow {
            number,
            state: NumberState::Public(request.item.clone()),
            title: one_line(&request.title),
            first: Some(request.date),
            note: String::new(),
        };
        if let Some(at) = adopted {
            let old = &self.ledger.rows[at];
            // The ledger's spelling has been public; the front matter may differ from it in case.
            row.number = old.number.clone();
            row.first = old.first.or(row.first);
            row.note.clone_from(&old.note);
            if !old.title.is_empty() {
                row.title.clone_from(&old.title);
            }
            self.adopted.insert(at, row.clone());
        } else {
            self.new.push((request.date, row.clone()));
        }
        self.numbers.push((request.item.clone(), row.number));
    }

    fn report_missing(&mut self, unnumbered: &[&'a NumberRequest]) {
        let places = OnceCell::new();
        let lost = self.ledger.rows.iter().enumerate().filter_map(|(at, row)| match &row.state {
            NumberState::Public(item) if !self.requests.contains_key(item) => Some((at, row, item)),
            _ => None,
        });
        for (count, (at, row, item)) in lost.filter(|(at, ..)| !self.explained.contains(at)).enumerate() {
            // Where a whole folder was renamed, the first hundred hints tell enough, and the search takes
            // time.
            let moved = if count < 100 {
                places.get_or_init(|| faults::NewPlaces::new(unnumbered)).of(row, item)
            } else {
                None
            };
            self.findings.push(faults::missing(row, item, moved).at(self.ledger.place(at)));
        }
    }

    fn finish(mut self) -> Reported<Issue> {
        self.new.sort_by(|(a_date, a), (b_date, b)| (a_date, a.item()).cmp(&(b_date, b.item())));
        let mut issued: Vec<LedgerRow> = self.adopted.values().cloned().collect();
        let mut ledger = Arc::clone(&self.register.ledger);
        if self.mode == IssueMode::Issue && !(self.adopted.is_empty() && self.new.is_empty()) {
            let ledger = Arc::make_mut(&mut ledger);
            for (at, row) in self.adopted {
                ledger.rows[at] = row;
            }
            for (_, row) in &self.new {
                ledger.push(row.clone(), None);
            }
        }
        issued.extend(self.new.into_iter().map(|(_, row)| row));
        Reported::new(Issue { numbers: self.numbers.into_iter().collect(), ledger, issued }, self.findings)
    }
}

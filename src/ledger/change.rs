//! `gongkai index withdraw|move|import`: what people change about the ledger. Each gives a new ledger; the
//! old one and the disk stay as they are.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::read::{LedgerReader, RowSource};
use super::{Ledger, LedgerRow, NumberState, SUCCESSOR, one_line};
use crate::csv_text;
use crate::diag::{Diagnostic, Place, Reported, Text, nearest};
use crate::model::{IndexNumber, ItemKey, Moment, Period, is_no_reason};
use crate::say;

/// How the note of an item that is public again goes on behind its day.
const RESTORED: &str = " 恢复公开（";

impl LedgerRow {
    /// Whether the item was withdrawn and is public again.
    #[must_use]
    pub fn is_restored(&self) -> bool {
        let rest = self.note.split_once(RESTORED);
        rest.is_some_and(|(day, _)| day.parse::<Date>().is_ok())
    }
}

impl Ledger {
    /// Withdraws the public item of `number`: a tombstone with the reason will stand at its address from
    /// `day` on, and lead to the item of `successor`, a number or a path, if there is one.
    pub fn withdraw(
        &self,
        number: &str,
        reason: &str,
        successor: Option<&str>,
        day: Date,
    ) -> Result<Self, Text> {
        let reason = one_line(reason);
        if is_no_reason(&reason) {
            return Err(say!(
                "要写撤下的原因：--reason \"内容有误\"",
                "say why it is withdrawn: --reason \"wrong figures\""
            ));
        }
        let at = self.find(number)?;
        let row = &self.rows[at];
        let number = &row.number;
        let item = match &row.state {
            NumberState::Public(item) => item.clone(),
            NumberState::Withdrawn(_) => {
                return Err(say!("`{number}` 早已撤下", "`{number}` is withdrawn already"));
            }
            NumberState::Elsewhere => {
                return Err(say!(
                    "`{number}` 是旧系统的号，内容不在本站，不能撤下",
                    "`{number}` is of an older system: it cannot be withdrawn here"
                ));
            }
        };
        let mut note = format!("{day} {reason}");
        if !row.note.is_empty() {
            note = format!("{note}（{}）", row.note);
        }
        if let Some(successor) = successor {
            note.push_str(SUCCESSOR);
            note.push_str(self.public_number(successor, number)?.as_str());
        }
        Ok(self.with(at, LedgerRow { state: NumberState::Withdrawn(item), note, ..row.clone() }))
    }

    /// The number of a public item other than that of `number`.
    fn public_number(&self, wanted: &str, number: &IndexNumber) -> Result<&IndexNumber, Text> {
        let row = &self.rows[self.find(wanted)?];
        let found = &row.number;
        match row.state {
            NumberState::Public(_) if found != number => Ok(found),
            NumberState::Public(_) => {
                Err(say!("`{number}` 不能由它自己代替", "`{number}` cannot stand in its own stead"))
            }
            _ => Err(say!(
                "`{found}` 没有公开，不能代替 `{number}`",
                "`{found}` is not public and cannot stand for `{number}`"
            )),
        }
    }

    /// Makes the withdrawn item of `number` public again. That it was withdrawn, and why, stays in its note.
    pub fn restore(&self, number: &str, day: Date) -> Result<Self, Text> {
        let at = self.find(number)?;
        let row = &self.rows[at];
        let number = &row.number;
        let NumberState::Withdrawn(item) = &row.state else {
            return Err(say!("`{number}` 没有撤下", "`{number}` is not withdrawn"));
        };
        let note = format!("{day}{RESTORED}{} 撤下）", row.split_note().0);
        Ok(self.with(at, LedgerRow { state: NumberState::Public(item.clone()), note, ..row.clone() }))
    }

    /// The ledger in which a number has the title `now` instead of `was`; `None` if it has another.
    #[must_use]
    pub fn retitled(&self, number: &IndexNumber, was: &str, now: &str) -> Option<Self> {
        let at = self.position(number).filter(|at| self.rows[*at].title == one_line(was))?;
        Some(self.with(at, LedgerRow { title: one_line(now), ..self.rows[at].clone() }))
    }

    /// Tells that the content of `from`, a number or a path, now lies at the path `to`. The number stays.
    /// With the number of an older system, its content is now on this site.
    ///
    /// Whether there is a file at `to` is for the caller to see.
    pub fn move_item(&self, from: &str, to: &str) -> Result<Self, Text> {
        let at = self.find(from)?;
        let row = &self.rows[at];
        let number = &row.number;
        if let NumberState::Withdrawn(_) = row.state {
            return Err(say!("`{number}` 已经撤下，不能移动", "`{number}` is withdrawn and cannot be moved"));
        }
        if row.first.is_none() {
            return Err(say!(
                "先在 index-numbers.csv 里给 `{number}` 填上“首次公开”的日期",
                "first write the date 首次公开 of `{number}` in index-numbers.csv"
            ));
        }
        let item = ItemKey::parse(to)
            .map_err(|_| say!("`{to}` 不是 content 文件夹里的路径", "`{to}` is not a path inside content"))?;
        if let Some(other) = self.row_of(&item) {
            let other = &other.number;
            return Err(say!(
                "`{item}` 的索引号已经是 `{other}`",
                "`{item}` has the index number `{other}` already"
            ));
        }
        Ok(self.with(at, LedgerRow { state: NumberState::Public(item), ..row.clone() }))
    }

    /// Tells that all that lay in the folder `from` now lies in the folder `to`; `None` if no row names
    /// anything in that folder. Gives the new ledger and the new places of what is public. Withdrawn items
    /// move too, so that they can be restored there.
    pub fn move_folder(&self, from: &str, to: &str) -> Result<Option<(Self, Vec<ItemKey>)>, Text> {
        let (Ok(old), Ok(new)) = (ItemKey::parse(from), ItemKey::parse(to)) else { return Ok(None) };
        let below = |item: &ItemKey| {
            let rest = item.as_str().strip_prefix(old.as_str())?.strip_prefix('/')?;
            ItemKey::parse(&format!("{new}/{rest}")).ok()
        };
        let mut moved = self.clone();
        let mut public = Vec::new();
        for row in &mut moved.rows {
            match &mut row.state {
                NumberState::Public(item) => {
                    if let Some(new) = below(item) {
                        public.push(new.clone());
                        *item = new;
                    }
                }
                NumberState::Withdrawn(item) => {
                    if let Some(new) = below(item) {
                        *item = new;
                    }
                }
                NumberState::Elsewhere => {}
            }
        }
        if moved.rows == self.rows {
            return Ok(None);
        }
        let mut owners: BTreeMap<&ItemKey, &IndexNumber> = BTreeMap::new();
        for row in &moved.rows {
            let Some(item) = row.item() else { continue };
            if let Some(other) = owners.insert(item, &row.number) {
                let number = &row.number;
                return Err(say!(
                    "`{item}` 的索引号已经是 `{other}`，不能再是 `{number}`",
                    "`{item}` has the index number `{other}` already and cannot have `{number}`"
                ));
            }
        }
        Ok(Some((moved, public)))
    }

    /// Enters numbers issued by an older system: a ledger of our form, or any list with 索引号 and 内容 or 标题, and
    /// perhaps 日期. Numbers without a content are kept free for ever (旧系统). Lines that are in the ledger
    /// already change nothing. If there are errors, nothing may be written.
    #[must_use]
    pub fn import(&self, text: &str, file: &str) -> Reported<Self> {
        let mut findings = Vec::new();
        let rows =
            LedgerReader::new(file, RowSource::OlderSystem).rows(&csv_text::read(text)).unpack(&mut findings);
        let mut ledger = self.clone();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut items: BTreeMap<ItemKey, usize> = BTreeMap::new();
        for (at, row) in ledger.rows.iter().enumerate() {
            numbers.entry(row.number.collision_key()).or_insert(at);
            items.extend(row.item().map(|item| (item.clone(), at)));
        }
        for (row, span) in rows {
            let by_number = numbers.get(&row.number.collision_key()).copied();
            let by_item = row.item().and_then(|item| items.get(item)).copied();
            match (by_number, by_item) {
                (None, None) => {
                    let at = ledger.rows.len();
                    numbers.insert(row.number.collision_key(), at);
                    items.extend(row.item().map(|item| (item.clone(), at)));
                    ledger.push(row, None);
                }
                // The list knows no more than the ledger.
                (Some(at), other) if row.state == NumberState::Elsewhere || other == Some(at) => {}
                (Some(at), None) if ledger.rows[at].state == NumberState::Elsewhere => {
                    items.extend(row.item().map(|item| (item.clone(), at)));
                    ledger.rows[at] = completed(&ledger.rows[at], &row);
                }
                (_, Some(at)) | (Some(at), None) => {
                    let place = Place::span(file, span);
                    findings.push(conflict(&row, &ledger.rows[at], place));
                }
            }
        }
        Reported::new(ledger, findings)
    }

    /// Whether a row has this number or path.
    #[must_use]
    pub fn knows(&self, wanted: &str) -> bool {
        self.find(wanted).is_ok()
    }

    /// The row of a number or a path.
    fn find(&self, wanted: &str) -> Result<usize, Text> {
        let by_number = IndexNumber::new(wanted).ok().and_then(|number| self.position(&number));
        let by_item = || {
            let item = ItemKey::parse(wanted).ok()?;
            self.rows.iter().position(|row| row.item() == Some(&item))
        };
        if let Some(at) = by_number.or_else(by_item) {
            return Ok(at);
        }
        let names = self.rows.iter().flat_map(|row| {
            [Some(row.number.as_str()), row.item().map(ItemKey::as_str)].into_iter().flatten()
        });
        Err(match nearest(wanted, names) {
            Some(near) => say!(
                "台账里没有 `{wanted}`，是不是 `{near}`？",
                "the ledger does not have `{wanted}`; did you mean `{near}`?"
            ),
            None => say!(
                "台账里没有 `{wanted}`；用 `gongkai index list` 查看全部",
                "the ledger does not have `{wanted}`; `gongkai index list` shows what it has"
            ),
        })
    }

    fn with(&self, at: usize, row: LedgerRow) -> Self {
        let mut ledger = self.clone();
        ledger.rows[at] = row;
        ledger
    }
}

/// A row of an older system whose content is known now. What the ledger knew already stays.
fn completed(known: &LedgerRow, row: &LedgerRow) -> LedgerRow {
    let or = |known: &str, new: &str| if known.is_empty() { new } else { known }.to_owned();
    LedgerRow {
        number: known.number.clone(),
        state: row.state.clone(),
        title: or(&known.title, &row.title),
        first: known.first.or(row.first),
        note: or(&known.note, &row.note),
    }
}

fn conflict(row: &LedgerRow, known: &LedgerRow, place: Place) -> Diagnostic {
    let (number, other) = (&row.number, &known.number);
    let owner = known.item().map_or(&*known.title, ItemKey::as_str);
    let first = known.first.map(|first: Moment| first.to_string()).unwrap_or_default();
    Diagnostic::error(
        "import-conflict",
        say!(
            "`{number}` 这一行与台账不符：台账里是 `{other}`、`{owner}`（{first}）",
            "the line of `{number}` contradicts the ledger, which has `{other}` for `{owner}` ({first})"
        ),
    )
    .at(place)
    .help(say!(
        "以已经公开的为准：改正或删去要导入的这一行",
        "what has been public counts: correct or delete this line of the list"
    ))
}

/// Whether an item of a project may become another: a year stays a year, a period a period.
#[must_use]
pub fn is_same_granularity(from: &ItemKey, to: &ItemKey) -> bool {
    let period = |item: &ItemKey| {
        let (_, name) = item.as_str().rsplit_once('/')?;
        Period::parse(name).ok().map(|_| name.bytes().all(|byte| byte.is_ascii_digit()))
    };
    period(from).zip(period(to)).is_none_or(|(from, to)| from == to)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Ledger, LedgerRow, NumberState};
    use crate::diag::{Lang, has_errors};
    use crate::model::ItemKey;

    const HEAD: &str = "索引号,内容,标题,首次公开,状态,说明\n";

    fn ledger(rows: &str) -> Ledger {
        let read = Ledger::parse(&format!("{HEAD}{rows}"), "index-numbers.csv");
        assert_eq!(read.findings, []);
        read.value
    }

    fn refused(outcome: Result<Ledger, crate::diag::Text>) -> String {
        outcome.unwrap_err().in_lang(Lang::En).to_owned()
    }

    fn sample() -> Ledger {
        ledger(
            "1/2024-1,a/b,甲,2024-01-02,公开,\n1/2024-2,a/c,乙,2024-01-03,撤下,2024-02-03 有误\n1/2024-3,,丙,,旧系统,\n",
        )
    }

    #[test]
    fn a_withdrawn_row_keeps_number_and_says_why() {
        let changed = sample().withdraw("1/2024-1", "  数字\n有误 ", None, date(2024, 5, 6)).unwrap();
        assert_eq!(changed.rows()[0].withdrawal(), Some((Some(date(2024, 5, 6)), "数字 有误")));
        assert!(changed.to_csv().contains("1/2024-1,a/b,甲,2024-01-02,撤下,2024-05-06 数字 有误\r\n"));
        assert_eq!(changed.rows()[1..], sample().rows()[1..]);
    }

    #[test]
    fn withdrawal_is_refused_with_a_cure() {
        let day = date(2024, 5, 6);
        assert!(refused(sample().withdraw("1/2024-1", " ", None, day)).contains("--reason"));
        assert!(refused(sample().withdraw("1/2024-2", "x", None, day)).contains("already"));
        assert!(refused(sample().withdraw("1/2024-3", "x", None, day)).contains("older system"));
        assert!(refused(sample().withdraw("1/2024-11", "x", None, day)).contains("did you mean `1/2024-1`"));
        assert!(refused(sample().withdraw("zzzzzzzz", "x", None, day)).contains("index list"));
    }

    #[test]
    fn a_restored_row_is_public_and_says_that_it_was_withdrawn() {
        let day = date(2024, 5, 6);
        let restored = sample().restore("1/2024-2", day).unwrap();
        assert!(matches!(&restored.rows()[1].state, NumberState::Public(item) if item.as_str() == "a/c"));
        assert_eq!(restored.rows()[1].note, "2024-05-06 恢复公开（2024-02-03 有误 撤下）");
        let again = restored.withdraw("1/2024-2", "又错", None, date(2024, 6, 7)).unwrap();
        assert_eq!(again.rows()[1].withdrawal().unwrap().0, Some(date(2024, 6, 7)));
        assert!(refused(sample().restore("1/2024-1", day)).contains("not withdrawn"));
    }

    #[test]
    fn a_moved_item_keeps_its_number() {
        for from in ["1/2024-1", "a/b", "content/a/b.md"] {
            let moved = sample().move_item(from, "content/新栏目/b.md").unwrap();
            assert!(
                matches!(&moved.rows()[0].state, NumberState::Public(item) if item.as_str() == "新栏目/b")
            );
            assert_eq!(moved.rows()[0].number.as_str(), "1/2024-1");
        }
        assert!(refused(sample().move_item("1/2024-1", "a/c")).contains("1/2024-2"));
        assert!(refused(sample().move_item("1/2024-1", "../x")).contains("not a path"));
        assert!(refused(sample().move_item("1/2024-2", "x")).contains("withdrawn"));
        assert!(refused(sample().move_item("1/2024-3", "x")).contains("date"));
    }

    #[test]
    fn a_tombstone_names_its_successor() {
        let two = ledger("1/2024-1,a/b,甲,2024-01-02,公开,\n1/2024-4,a/d,丁,2024-01-04,公开,旧注\n");
        let day = date(2024, 5, 6);
        let changed = two.withdraw("1/2024-4", "重复", Some("a/b"), day).unwrap();
        assert_eq!(changed.rows()[1].note, "2024-05-06 重复（旧注）；改见 1/2024-1");
        assert_eq!(changed.rows()[1].withdrawal(), Some((Some(day), "重复（旧注）")));
        assert_eq!(changed.rows()[1].successor().unwrap().as_str(), "1/2024-1");
        let restored = changed.restore("1/2024-4", day).unwrap();
        assert_eq!(restored.rows()[1].note, "2024-05-06 恢复公开（2024-05-06 重复（旧注） 撤下）");
        assert!(restored.rows()[1].successor().is_none());
        assert!(refused(two.withdraw("1/2024-4", "x", Some("1/2024-4"), day)).contains("own stead"));
        assert!(refused(sample().withdraw("1/2024-1", "x", Some("1/2024-2"), day)).contains("not public"));
    }

    #[test]
    fn a_folder_moves_with_all_that_is_in_it() {
        let (moved, public) = sample().move_folder("content/a/", "content/新栏目").unwrap().unwrap();
        let items: Vec<_> = moved.rows().iter().filter_map(LedgerRow::item).map(ItemKey::as_str).collect();
        assert_eq!(items, ["新栏目/b", "新栏目/c"]);
        assert_eq!(public.iter().map(ItemKey::as_str).collect::<Vec<_>>(), ["新栏目/b"]);
        assert!(sample().move_folder("a/b", "x").unwrap().is_none());
        assert!(sample().move_folder("ab", "x").unwrap().is_none());
        let taken = ledger("1/2024-1,a/b,甲,2024-01-02,公开,\n1/2024-4,c/b,丁,2024-01-04,公开,\n");
        let refused = taken.move_folder("a", "c").unwrap_err();
        assert!(refused.in_lang(Lang::En).contains("1/2024-4"));
    }

    #[test]
    fn lists_of_older_systems_are_entered_once() {
        let list = "信息名称,索引号,发布日期,浏览次数\n丁,9/2019-7,2019/5/6,12\n";
        let first = sample().import(list, "old.csv");
        assert!(!has_errors(&first.findings));
        assert_eq!(first.findings[0].rule, "unused-column");
        let row = first.value.rows().last().unwrap();
        assert_eq!(
            (row.number.as_str(), &row.state, &*row.title),
            ("9/2019-7", &NumberState::Elsewhere, "丁")
        );
        let again = first.value.import(list, "old.csv").value;
        assert_eq!(again.rows(), first.value.rows());
        // Later the content is there too.
        let placed = again.import("索引号,内容,标题,日期\n9/2019-7,x/y,丁,2019-05-06\n", "old.csv");
        assert_eq!(placed.findings, []);
        assert_eq!(placed.value.rows().len(), 4);
        assert_eq!(placed.value.rows()[3].item().unwrap().as_str(), "x/y");
        assert!(Ledger::parse(&placed.value.to_csv(), "x").findings.is_empty());
    }

    #[test]
    fn lists_that_contradict_the_ledger_are_refused() {
        for list in
            ["索引号,内容,日期\n1/2024-1,other,2024-01-02\n", "索引号,内容,日期\n5/1,a/b,2024-01-02\n"]
        {
            let outcome = sample().import(list, "old.csv");
            assert_eq!(outcome.findings[0].rule, "import-conflict", "{list}");
            assert_eq!(outcome.value.rows(), sample().rows());
        }
        let outcome = sample().import("标题,日期\n甲,2024-01-02\n", "old.csv");
        assert_eq!(outcome.findings[0].rule, "missing-column");
    }
}

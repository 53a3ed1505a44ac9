//! The findings of issuing: what is wrong with an item's number, and what a clerk does about it.

use std::collections::BTreeMap;

use super::read::number_fault;
use super::request::{NumberRequest, typed_place};
use super::{LedgerRow, NumberState, one_line};
use crate::config::{DatedPattern, Spanned};
use crate::diag::{Diagnostic, Place, Text, nearest};
use crate::model::{IndexNumber, ItemKey, NumberError, NumberPattern, Period};
use crate::say;

/// The content of a withdrawn number is there again.
pub(super) fn withdrawn_is_back(request: &NumberRequest, row: &LedgerRow, in_ledger: Place) -> Diagnostic {
    let (item, number) = (&request.item, &row.number);
    // A period has its name from its time, and cannot have another.
    let name = item.as_str().rsplit('/').next().unwrap_or_default();
    let is_period = Period::parse(name).is_ok();
    Diagnostic::error(
        "withdrawn-content",
        say!("`{item}`（{number}）已经撤下，内容却还在", "`{item}` ({number}) is withdrawn, but its content is here"),
    )
    .at(request.place.clone())
    .related(in_ledger, say!("台账里写着撤下", "the ledger says it is withdrawn"))
    .help(if is_period {
        say!(
            "不再公开就删去这个文件；要重新公开、更正以后公开，都先运行 `gongkai index restore {number}`，恢复后再改，改了的数写“更正”",
            "delete the file; or, to publish it again, corrected too, first run `gongkai index restore {number}`, and then change it, with a correction for each figure"
        )
    } else {
        say!(
            "不再公开就删去这个文件；要重新公开，运行 `gongkai index restore {number}`；若是另一份内容，给文件换个名字",
            "delete the file; or, to publish it again, run `gongkai index restore {number}`; or, if it is something else, rename the file"
        )
    })
}

/// The front matter names another number than the ledger.
pub(super) fn number_changed(
    request: &NumberRequest,
    typed: &Spanned<String>,
    row: &LedgerRow,
    in_ledger: Place,
) -> Diagnostic {
    let (written, number) = (typed.value.trim(), &row.number);
    Diagnostic::error(
        "changed-index-number",
        say!(
            "写的索引号是 `{written}`，但已经公开的是 `{number}`",
            "the index number `{written}` is not `{number}`, under which this item is public"
        ),
    )
    .at(typed_place(request))
    .related(in_ledger, say!("台账里的索引号", "its number in the ledger"))
    .help(say!(
        "索引号公开后不能再改：写回 `{number}`，或删去“索引号”这一行",
        "a number never changes once it is public: write `{number}`, or delete the key"
    ))
}

/// The typed number is another item's in the ledger; `has_gone`: whose content is not there any more.
pub(super) fn number_taken_by_row(
    request: &NumberRequest,
    row: &LedgerRow,
    in_ledger: Place,
    has_gone: bool,
) -> Diagnostic {
    let (number, item) = (&row.number, &request.item);
    let owner = row.item().map_or(&*row.title, ItemKey::as_str);
    let target = quoted(item);
    let help = if has_gone && !matches!(row.state, NumberState::Withdrawn(_)) {
        say!(
            "若是同一份内容改了名字，运行 `gongkai index move {number} {target}`；否则换一个索引号",
            "if it is the same item under a new name, run `gongkai index move {number} {target}`; otherwise use another number"
        )
    } else {
        say!(
            "删去“索引号”这一行，会自动得到新号；或改成正确的号",
            "delete the key to get a new number, or write the right one"
        )
    };
    Diagnostic::error(
        "taken-index-number",
        say!("索引号 `{number}` 已经给了 `{owner}`", "the index number `{number}` belongs to `{owner}`"),
    )
    .at(typed_place(request))
    .related(in_ledger, say!("台账里的这一行", "its line in the ledger"))
    .help(help)
}

/// Two front matters name the same number.
pub(super) fn number_taken(
    request: &NumberRequest,
    number: &IndexNumber,
    other: &NumberRequest,
) -> Diagnostic {
    let owner = &other.item;
    Diagnostic::error(
        "taken-index-number",
        say!("索引号 `{number}` 与 `{owner}` 的相同", "the index number `{number}` is that of `{owner}` too"),
    )
    .at(typed_place(request))
    .related(typed_place(other), say!("也写在这里", "typed here as well"))
    .help(say!(
        "改正其中一个；没有旧号的，删去“索引号”这一行，会自动得到新号",
        "correct one of them; an item without an older number gets a new one if the key is deleted"
    ))
}

/// With `--locked` an item has no number.
pub(super) fn not_issued(request: &NumberRequest) -> Diagnostic {
    let item = &request.item;
    Diagnostic::error("number-not-issued", say!("`{item}` 还没有索引号", "`{item}` has no index number yet"))
        .at(request.place.clone())
        .help(say!(
            "运行一次 `gongkai build`（不带 --locked），再把 index-numbers.csv 一起提交",
            "run `gongkai build` without --locked, and commit index-numbers.csv too"
        ))
}

/// A number does not follow the rule of the site.
pub(super) fn unusual(number: &IndexNumber, rule: &[DatedPattern]) -> Diagnostic {
    let form = rule.last().map(|dated| dated.pattern.to_string()).unwrap_or_default();
    Diagnostic::warning(
        "unusual-index-number",
        say!(
            "索引号 `{number}` 不合规则 `{form}`",
            "the index number `{number}` does not follow the rule `{form}`"
        ),
    )
    .help(say!(
        "请核对是否抄错；旧系统的号可以照原样保留",
        "check it for slips; a number of an older system may stay as it is"
    ))
}

/// The serials of a count are used up.
pub(super) fn overflow(request: &NumberRequest, pattern: &NumberPattern, width: usize) -> Diagnostic {
    let (item, code, year) = (&request.item, &request.code, request.date.date.year());
    let (day, wider) = (request.date.date, width + 1);
    Diagnostic::error(
        "serial-overflow",
        say!(
            "`{item}` 编不出索引号：{code} 在 {year} 年的 {width} 位流水号已经用完",
            "no index number is left for `{item}`: the {width} digits of `{pattern}` are used up for {code} in {year}"
        ),
    )
    .at(request.place.clone())
    .help(say!(
        "在 site.yaml 的“索引号”规则里加一条 `{{自: {day}, 格式: …{{流水:{wider}}}}}`，已发的号不变",
        "add `{{自: {day}, 格式: …{{流水:{wider}}}}}` to the rule in site.yaml; issued numbers stay"
    ))
}

/// The pattern wants a category and the item has none.
pub(super) fn no_category(request: &NumberRequest, pattern: &NumberPattern) -> Diagnostic {
    let item = &request.item;
    Diagnostic::error(
        "missing-category",
        say!(
            "`{item}` 没有类别，编不出 `{pattern}` 的索引号",
            "`{item}` has no category, which the rule `{pattern}` wants"
        ),
    )
    .at(request.place.clone())
    .help(say!(
        "给它所在的栏目写上类别代码，或在 site.yaml 的规则里去掉 {{类别}}",
        "give its column a category code, or take {{类别}} out of the rule in site.yaml"
    ))
}

/// The pattern and the item's category or code together make no index number.
pub(super) fn bad_outcome(
    request: &NumberRequest,
    pattern: &NumberPattern,
    error: &NumberError,
) -> Diagnostic {
    let item = &request.item;
    let category = &request.category;
    let why = number_fault(category, error);
    let (zh, en) = (why.in_lang(crate::diag::Lang::Zh), why.in_lang(crate::diag::Lang::En));
    Diagnostic::error(
        "bad-category",
        say!(
            "`{item}` 按 `{pattern}` 编不出索引号：{zh}",
            "the rule `{pattern}` makes no index number for `{item}`: {en}"
        ),
    )
    .at(request.place.clone())
    .help(say!(
        "类别只用字母、数字和 `-`，整个索引号不超过 64 个字符",
        "a category has only letters, digits and `-`, and a whole number at most 64 characters"
    ))
}

/// The content of a public number has gone; `moved`: where it may be now.
pub(super) fn missing(row: &LedgerRow, item: &ItemKey, moved: Option<&ItemKey>) -> Diagnostic {
    let number = &row.number;
    let finding = Diagnostic::error(
        "missing-content",
        say!(
            "`{number}` 已经公开，但找不到它的内容 `{item}`",
            "`{number}` is public, but its content `{item}` is missing"
        ),
    );
    let help: Text = match moved {
        Some(target) => {
            let target = quoted(target);
            say!(
                "若是改了名字或位置，运行 `gongkai index move {number} {target}`；若要撤下，运行 `gongkai index withdraw {number} --reason 原因`",
                "if it was renamed or moved, run `gongkai index move {number} {target}`; to withdraw it, run `gongkai index withdraw {number} --reason WHY`"
            )
        }
        None => say!(
            "误删的请恢复文件，改成草稿或将来日期的请改回；若要撤下，运行 `gongkai index withdraw {number} --reason 原因`；若是改了名字，运行 `gongkai index move {number} 新路径`",
            "restore the file if it was deleted, or made a draft or given a future date, by mistake; to withdraw it, run `gongkai index withdraw {number} --reason WHY`; if it was renamed, run `gongkai index move {number} NEW-PATH`"
        ),
    };
    finding.help(help)
}

/// The items without a number, to see which of them a lost item may have become.
pub(super) struct NewPlaces<'a> {
    all: Vec<&'a ItemKey>,
    by_title: BTreeMap<String, Vec<&'a ItemKey>>,
    by_name: BTreeMap<&'a str, Vec<&'a ItemKey>>,
}

impl<'a> NewPlaces<'a> {
    /// How many paths are compared with a lost one: comparing takes time, and with more a guess is worth
    /// little.
    const MOST: usize = 200;

    pub(super) fn new(unnumbered: &[&'a NumberRequest]) -> Self {
        let mut by_title: BTreeMap<String, Vec<&ItemKey>> = BTreeMap::new();
        let mut by_name: BTreeMap<&str, Vec<&ItemKey>> = BTreeMap::new();
        for request in unnumbered {
            by_title.entry(one_line(&request.title)).or_default().push(&request.item);
            by_name.entry(last_part(&request.item)).or_default().push(&request.item);
        }
        Self { all: unnumbered.iter().map(|request| &request.item).collect(), by_title, by_name }
    }

    /// What `item` most likely has become: the same title, or the same name in another folder, or nearly the
    /// same path.
    pub(super) fn of(&self, row: &LedgerRow, item: &ItemKey) -> Option<&'a ItemKey> {
        let closest = |candidates: Option<&Vec<&'a ItemKey>>| {
            let candidates = candidates?.iter().take(Self::MOST).copied();
            candidates.min_by_key(|candidate| strsim::levenshtein(candidate.as_str(), item.as_str()))
        };
        closest(self.by_title.get(&row.title).filter(|_| !row.title.is_empty()))
            .or_else(|| closest(self.by_name.get(last_part(item))))
            .or_else(|| {
                let all = self.all.iter().take(Self::MOST);
                let near = nearest(item.as_str(), all.clone().map(|key| key.as_str()))?;
                all.copied().find(|key| key.as_str() == near)
            })
    }
}

fn last_part(item: &ItemKey) -> &str {
    item.as_str().rsplit('/').next().unwrap_or("")
}

/// A path as it can be pasted behind a command. Paths hold no double quotes.
fn quoted(item: &ItemKey) -> String {
    let path = item.as_str();
    let is_plain =
        |c: char| !c.is_ascii() && !c.is_whitespace() || c.is_ascii_alphanumeric() || "-_./".contains(c);
    if path.chars().all(is_plain) && !path.starts_with('-') { path.to_owned() } else { format!("\"{path}\"") }
}

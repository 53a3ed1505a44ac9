//! What rows and columns of tables are called: totals, shares, the periods of a year.

use std::ops::Range;

use crate::quantity::{Decimal, leading_number};

/// What a row of totals is called.
pub(super) const TOTALS: &[&str] = &["合计", "总计", "总数", "总和", "共计"];
/// What a row of a whole place is called.
pub(super) const WHOLE_PLACES: &[&str] = &["全国", "全省", "全市", "全县", "全区", "全州", "全镇", "全乡"];
/// The signs of ordinals before a name: `（七）总计`.
const ORDINALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
/// In the head of a column of shares.
const SHARES: &[&str] = &["占比", "比重", "比例"];
/// In the head of a column whose numbers are not to be added.
const NOT_ADDED: &[&str] = &[
    "率", "占比", "比重", "比例", "平均", "人均", "均", "序号", "年份", "排名", "电话", "编号", "标准",
    "单价", "%",
];
/// How many periods of one kind a year has: halves, quarters, months.
pub(super) const PERIODS: [usize; 3] = [2, 4, 12];

/// Whether the numbers of a column are shares, by what stands above it.
pub(super) fn is_share(head: &str) -> bool {
    SHARES.iter().any(|word| head.contains(word))
}

/// Whether the numbers of a column may be added, by what stands above it.
pub(super) fn is_added(head: &str) -> bool {
    !NOT_ADDED.iter().any(|word| head.contains(word))
}

/// The name of a row of totals: `合 计`, `合计（个）`, `全县合计`, `（七）总计`.
pub(super) fn total_name(cell: &str) -> Option<String> {
    let bare = bare(cell);
    let named = without_ordinal(&bare);
    let name = match named.split_once(['（', '(']) {
        Some((name, note)) if note.ends_with(['）', ')']) => name,
        _ => named,
    };
    let kind = WHOLE_PLACES.iter().find_map(|place| name.strip_prefix(place)).unwrap_or(name);
    TOTALS.contains(&kind).then(|| name.to_owned())
}

/// A name without blanks and a colon behind it.
pub(super) fn bare(cell: &str) -> String {
    let bare: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    bare.trim_end_matches(['：', ':']).to_owned()
}

/// A name without the ordinal before it.
fn without_ordinal(name: &str) -> &str {
    let rest = name.trim_start_matches(['（', '(']).trim_start_matches(ORDINALS);
    let is_ordinal = rest.len() < name.len();
    rest.strip_prefix(['）', ')', '、', '.', '．']).filter(|_| is_ordinal).unwrap_or(name)
}

/// Whether these are the names of all halves, all quarters or all months of a year, in their order.
pub(super) fn is_whole_year(names: &[&str]) -> bool {
    let is_nth = |(nth, name): (usize, &&str)| period(name) == Some((names.len(), Decimal::from(nth + 1)));
    PERIODS.contains(&names.len()) && names.iter().enumerate().all(is_nth)
}

/// The months of a year that a name is of, counted from its beginning: 3 to 6 for `二季度`, 0 to 9 for `前三季度`.
pub(super) fn months(name: &str) -> Option<Range<usize>> {
    match name {
        "前三季度" => return Some(0..9),
        "全年" => return Some(0..12),
        _ => {}
    }
    let (count, nth) = period(name)?;
    let nth = (1..=count).find(|at| Decimal::from(*at) == nth)?;
    let length = 12 / count;
    Some((nth - 1) * length..nth * length)
}

/// The months that names are of together, each beginning where the one before it ends.
pub(super) fn months_of_all<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<Range<usize>> {
    let mut all: Option<Range<usize>> = None;
    for name in names {
        let own = months(name)?;
        all = Some(match all {
            None => own,
            Some(before) if before.end == own.start => before.start..own.end,
            Some(_) => return None,
        });
    }
    all
}

/// Which of how many periods of a year a name is: the second of four for `2025年第二季度`.
fn period(name: &str) -> Option<(usize, Decimal)> {
    let name = name.split(['（', '(']).next().unwrap_or(name);
    let is_year = |year: &str| !year.is_empty() && year.chars().all(|c| c.is_ascii_digit());
    let name = name.split_once('年').filter(|(year, _)| is_year(year)).map_or(name, |(_, rest)| rest);
    match name {
        "上半年" => return Some((2, Decimal::ONE)),
        "下半年" => return Some((2, Decimal::TWO)),
        _ => {}
    }
    let name = name.trim_start_matches('第');
    let (nth, rest) = leading_number(name.trim_start_matches('Q'))?;
    match rest {
        "季度" | "季" => Some((4, nth)),
        "" if name.starts_with('Q') => Some((4, nth)),
        "月" | "月份" => Some((12, nth)),
        _ => None,
    }
}

//! The words that numbers in texts are counted and measured in.

use crate::quantity::Decimal;

/// What is counted piece by piece: such a number without decimals is exact. Longer words come first.
const COUNTED: &[&str] = &[
    "批次", "人次", "件次", "户次", "家次", "车次", "台次", "场次", "班次", "架次", "艘次", "例次", "件",
    "个", "项", "人", "户", "家", "条", "处", "批", "起", "台", "套", "天", "所", "座", "名", "位", "宗",
    "份", "期", "场", "辆", "次", "笔", "封", "例", "间", "艘", "张", "栋", "支", "株", "棵", "盏", "口",
    "册", "块", "组", "幢",
];
/// What is measured: such a number is rounded. Longer words come first.
const MEASURED: &[&str] = &[
    "平方公里",
    "平方米",
    "立方米",
    "千瓦时",
    "标准箱",
    "美元",
    "元",
    "亩",
    "吨",
    "公斤",
    "斤",
    "千瓦",
    "公里",
    "千米",
    "米",
    "公顷",
    "头",
    "只",
    "羽",
];
/// What makes a measure so many times as large, the longer before what they begin with; a number in tens of
/// thousands is rounded.
const SCALES: &[(&str, Decimal)] = &[
    ("万亿", Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0)),
    ("万", Decimal::from_parts(10_000, 0, 0, false, 0)),
    ("亿", Decimal::from_parts(100_000_000, 0, 0, false, 0)),
];
/// Times for each of which something may be counted: `元/月`.
const TIMES: &[&str] = &["年", "月", "日", "小时"];

/// What stands behind 个 where no things are counted: points of rates, and times.
const NOT_COUNTED: &[&str] =
    &["百分点", "千分点", "月", "季度", "小时", "工作日", "自然日", "学期", "学年", "星期", "交易日"];

/// What the words behind a number say that it counts or is measured in; `None` for points of rates and for
/// measures that are not known here.
pub(super) fn measure_of(behind: &str) -> Option<&str> {
    let behind = behind.trim_start_matches(' ');
    if behind.strip_prefix('个').is_some_and(|of| NOT_COUNTED.iter().any(|word| of.starts_with(word))) {
        return None;
    }
    let (scale, _) = scale_of(behind);
    let rest = &behind[scale.len()..];
    let word = COUNTED.iter().chain(MEASURED).find(|word| rest.starts_with(**word))?;
    let per = rest[word.len()..].strip_prefix('/').map_or(Some(0), per)?;
    behind.get(..scale.len() + word.len() + per)
}

/// Whether what has this measure is counted piece by piece.
pub(super) fn is_counted(measure: &str) -> bool {
    COUNTED.contains(&measure)
}

/// How long what stands behind the first word of a measure is, with its `/`: `批次/千人`, `元/月`.
fn per(words: &str) -> Option<usize> {
    let many = words.chars().next().filter(|c| "百千万".contains(*c)).map_or(0, char::len_utf8);
    let known = COUNTED.iter().chain(MEASURED).chain(TIMES);
    let word = known.into_iter().find(|word| words[many..].starts_with(**word))?;
    Some(1 + many + word.len())
}

/// The scale that a measure begins with, and how many times as large it makes it.
pub(super) fn scale_of(measure: &str) -> (&'static str, Decimal) {
    let found = SCALES.iter().find(|(scale, _)| measure.starts_with(scale));
    found.copied().unwrap_or(("", Decimal::ONE))
}

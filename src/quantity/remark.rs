//! What stands in brackets behind a number: `98.1%（按立案数）`.
//!
//! A remark may make another number of it: `12家（试运行）` are none yet, `12家（预计）` nobody has counted. What
//! holds a word or character of doubt changes the number, but where it is known to change nothing:
//! `12家（不含在建）`. Names, places and papers, of which there is no end, have none: `1所（第一小学）`.

use super::number;

/// Reads a number with its measure, and gives that; `None` if a text is none.
type MeasureOf = fn(&str) -> Option<&str>;

/// Remarks that begin with these say what is not in the number.
const WITHOUT: &[&str] = &["不含", "未含", "不包括", "未包括", "不计", "剔除", "扣除", "除"];
/// So many on average: no sum, but what a rate may be.
const MEANS: &[&str] = &["月均", "年均", "日均", "季均", "周均", "人均", "户均", "平均"];
/// With a number behind them: how much it is beside another one.
const BESIDE: &[&str] = &["同比", "环比", "较", "比"];
/// With a number behind them and nothing between: how much was to be.
const ASKED: &[&str] = &[
    "年度目标值",
    "年度目标",
    "全年目标",
    "目标值",
    "目标",
    "年度计划",
    "全年计划",
    "计划数",
    "计划",
    "任务数",
    "任务",
];
/// With a share behind them and nothing between: how much of what was to be it is.
const SHARES: &[&str] = &[
    "完成年度目标",
    "完成年度任务",
    "完成全年目标",
    "完成全年任务",
    "完成目标",
    "完成任务",
    "完成计划",
    "占年度目标",
    "占全年目标",
];
/// Remarks that say how far it has come without a number.
const REACHED: &[&str] = &[
    "达到年度目标",
    "达到全年目标",
    "完成年度目标",
    "完成年度任务",
    "完成全年目标",
    "完成全年任务",
    "超额完成年度目标",
    "超额完成年度任务",
    "超额完成全年目标",
    "超额完成全年任务",
];
/// What makes one doubt that so many are there now: they are not yet, are some of them, were at another time,
/// or are what has come since.
const DOUBTS: &[&str] = &[
    "未", "拟", "待", "预", "试", "估", "暂", "尚", "筹", "签", "另", "停", "撤", "净", "缺", "疑", "误",
    "应", "每", "新增", "意向", "协议", "在建", "在办", "在途", "正在", "推进", "启动", "开工", "立项",
    "申报", "申请", "审批", "招标", "部分", "基本", "初步", "计划", "规划", "设计", "目标", "任务", "上年",
    "去年", "前年", "上期", "上季", "上月", "同期", "往年", "历年", "历史", "明年", "来年", "本期", "当期",
    "本季", "当季", "本月", "当月", "分批", "增加", "增长", "减少", "月均", "年均", "日均", "季均", "周均",
    "人均", "户均", "平均",
];
/// Words that hold a character of doubt and raise none.
const HARMLESS: &[&str] =
    &["接待", "招待", "考试", "面试", "预防", "应急", "停车", "响应", "供应", "签约率", "未成年"];

/// Whether a remark behind a number changes nothing about it; `is_ratio` of a share, which may be a mean.
/// `measure_of` reads the numbers within it.
pub(super) fn changes_nothing(remark: &str, is_ratio: bool, measure_of: MeasureOf) -> bool {
    let remark = remark.trim();
    is_known(remark, is_ratio, measure_of) || !raises_doubt(remark)
}

fn raises_doubt(remark: &str) -> bool {
    let mut words = remark.to_owned();
    for harmless in HARMLESS.iter().filter(|harmless| remark.contains(**harmless)) {
        words = words.replace(harmless, "");
    }
    DOUBTS.iter().any(|doubt| words.contains(doubt)) || words.starts_with('第') && words.ends_with('批')
}

/// Whether it is known to change nothing, whatever words it has.
fn is_known(remark: &str, is_ratio: bool, measure_of: MeasureOf) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| remark.starts_with(word));
    let is_mean = || is_ratio && (remark.starts_with('每') || begins(MEANS));
    REACHED.contains(&remark)
        || begins(WITHOUT) && !remark.contains(['，', ',', '；', ';'])
        || is_mean()
        || is_beside(remark)
        || is_amount_behind(remark, ASKED, |rest| measure_of(rest).is_some())
        || is_amount_behind(remark, SHARES, |rest| matches!(measure_of(rest), Some("%" | "％")))
}

/// `同比增长5%`, `比上年末增加3家`; without its number `比上年增加` says that the one before it is a difference.
fn is_beside(remark: &str) -> bool {
    let of_other = BESIDE.iter().any(|word| remark.starts_with(word));
    of_other && (remark.ends_with("持平") || remark.contains(|c: char| number::digit(c).is_some()))
}

/// `计划15家`, `完成任务的60%`.
fn is_amount_behind(remark: &str, words: &[&str], is_amount: impl Fn(&str) -> bool) -> bool {
    let mut behind = words.iter().filter_map(|word| remark.strip_prefix(word));
    behind.any(|rest| is_amount(rest.trim_start_matches(['的', '为', '：', ':'])))
}

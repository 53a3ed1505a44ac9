//! What stands in brackets behind a number: `98.1%（按立案数）`.
//!
//! A remark may make another number of it: `12家（试运行）` are none yet, `12家（预计）` nobody has counted. What
//! holds a word or character of doubt changes the number, but where it is known to change nothing:
//! `12家（不含在建）`. Names, places and papers, of which there is no end, have none: `1所（第一小学）`.

use super::number;

/// Reads a number with its measure, and gives that; `None` if a text is none.
type MeasureOf = fn(&str) -> Option<&str>;

/// Remarks that say over what it was counted, or that nothing is left out or to come.
const WHOLE: &[&str] = &[
    "累计",
    "年累计",
    "本年累计",
    "今年累计",
    "年内累计",
    "全年",
    "合计",
    "总数",
    "全国",
    "全省",
    "全市",
    "全区",
    "全县",
    "全域",
    "城乡",
    "含税",
    "四舍五入",
    "现价",
    "当年价",
    "可比价",
    "不变价",
    "实际数",
];
/// Remarks that begin with these say what is not in the number.
const WITHOUT: &[&str] = &["不含", "未含", "不包括", "未包括", "不计", "剔除", "扣除", "除"];
/// Remarks of these alone, or behind 已 and 均, say that it is there.
const DONE: &[&str] = &[
    "完成",
    "建成",
    "投用",
    "建成投用",
    "投入使用",
    "启用",
    "竣工",
    "验收",
    "通过验收",
    "验收合格",
    "交付",
    "办结",
    "开放",
    "到位",
    "挂牌",
    "达标",
];
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
/// With a share behind them and nothing between: how much of something it is.
const SHARES: &[&str] = &[
    "完成率",
    "完成年度目标",
    "完成年度任务",
    "完成全年目标",
    "完成全年任务",
    "完成目标",
    "完成任务",
    "完成计划",
    "序时进度",
    "完成任务的",
    "完成目标的",
    "完成计划的",
    "完成年度目标的",
    "完成年度任务的",
    "完成全年目标的",
    "完成全年任务的",
    "占比",
    "占总数的",
    "占年度目标的",
    "占全年目标的",
    "占",
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
const HARMLESS: &[&str] = &["接待", "招待", "考试", "面试", "预防", "应急", "停车", "响应", "供应", "签约率"];
/// Whose place it is, in front of `第3位`.
const RANKED: &[&str] = &["全国", "全省", "全市", "全区", "全县", "列", "居", "位", "排名", "排"];
/// A part of the number begins with these.
const PARTS: &[&str] = &["其中", "包括", "包含", "含", ""];
/// Kinds of people and places: parts that are there as the rest is.
const KINDS: &[&str] = &[
    "线上",
    "线下",
    "城镇",
    "城市",
    "城区",
    "农村",
    "乡村",
    "乡镇",
    "街道",
    "社区",
    "山区",
    "海岛",
    "男",
    "女",
    "未成年",
    "老年",
    "青年",
    "儿童",
    "学生",
    "教师",
    "残疾",
    "低保",
    "脱贫",
    "退役军人",
    "农民工",
    "毕业生",
    "公办",
    "民办",
    "国有",
    "民营",
    "国家级",
    "省级",
    "市级",
    "县级",
    "区级",
];

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
    WHOLE.contains(&remark)
        || REACHED.contains(&remark)
        || begins(WITHOUT) && !remark.contains(['，', ',', '；', ';'])
        || is_how_counted(remark)
        || is_done(remark)
        || is_mean()
        || is_beside(remark)
        || is_amount_behind(remark, ASKED, |rest| measure_of(rest).is_some())
        || is_amount_behind(remark, SHARES, |rest| matches!(measure_of(rest), Some("%" | "％")))
        || is_place(remark)
        || remark.split(['、', '，', ',', '；', ';']).all(|part| is_kind(part, measure_of))
}

/// `按立案数`, `全口径`, `常住人口`.
fn is_how_counted(remark: &str) -> bool {
    let what = remark.strip_prefix('按').unwrap_or(remark);
    let is_by = what.len() < remark.len();
    let is_of_what_is = !what.starts_with(['计', '照', '预', '规', '设', '目', '拟', '未']);
    let ends = |words: &[&str]| words.iter().any(|word| what.ends_with(word));
    let is_count = ends(&["口径", "人口"]) || is_by && ends(&["数", "统计", "计算", "价"]);
    is_count && is_of_what_is && remark.chars().all(char::is_alphabetic)
}

fn is_done(remark: &str) -> bool {
    let bare = ["均", "全部", "都"].iter().find_map(|word| remark.strip_prefix(word)).unwrap_or(remark);
    DONE.contains(&bare.strip_prefix('已').unwrap_or(bare))
}

/// `同比增长5%`, `比上年末增加3家`; without its number `比上年增加` says that the one before it is a difference.
fn is_beside(remark: &str) -> bool {
    let of_other = BESIDE.iter().any(|word| remark.starts_with(word));
    of_other && (remark.ends_with("持平") || remark.contains(|c: char| number::digit(c).is_some()))
}

/// `计划15家`, `完成任务的60%`.
fn is_amount_behind(remark: &str, words: &[&str], is_amount: impl Fn(&str) -> bool) -> bool {
    let mut behind = words.iter().filter_map(|word| remark.strip_prefix(word));
    behind.any(|rest| is_amount(rest.trim_start_matches(['为', '：', ':'])))
}

/// `全市第2位`
fn is_place(remark: &str) -> bool {
    let Some((whose, place)) = remark.split_once('第') else { return false };
    let place = place.trim_end_matches(['位', '名']);
    let is_number = number::leading(place).is_some_and(|(_, rest)| rest.is_empty());
    let mut bare = whose;
    while let Some(rest) = RANKED.iter().find_map(|word| bare.strip_prefix(word)) {
        bare = rest;
    }
    bare.is_empty() && is_number
}

/// `其中农村3家`
fn is_kind(part: &str, measure_of: MeasureOf) -> bool {
    let part = part.trim();
    let mut kinds = PARTS.iter().filter_map(|word| part.strip_prefix(word));
    kinds.any(|kind| {
        let Some(at) = kind.find(|c: char| number::digit(c).is_some()) else { return false };
        let (who, amount) = kind.split_at(at);
        let rest = KINDS.iter().find_map(|word| who.strip_prefix(word));
        let is_who = rest.is_some_and(|rest| matches!(rest, "" | "人" | "性" | "人员" | "人口" | "地区"));
        is_who && measure_of(amount).is_some()
    })
}

//! What people write where there is no figure.

/// How a phrase begins that says so.
const BEGINNINGS: [&str; 16] = [
    "尚未",
    "暂未",
    "还未",
    "仍未",
    "本期未",
    "数据未",
    "未",
    "尚无",
    "暂无",
    "无",
    "暂缺",
    "数据待",
    "待",
    "暂不",
    "本期不",
    "不",
];

/// And how it goes on: with what is done to figures, or with nothing.
const ENDS: [&str; 28] = [
    "",
    "统计",
    "统计出",
    "公布",
    "填报",
    "填",
    "上报",
    "报",
    "报送",
    "提供",
    "反馈",
    "汇总",
    "核实",
    "核定",
    "核算",
    "核对",
    "确认",
    "定",
    "补",
    "补报",
    "补充",
    "出",
    "出来",
    "发布",
    "数据",
    "数",
    "知",
    "适用",
];

/// Words that say so as they are.
const WORDS: [&str; 8] = ["缺", "缺报", "缺数据", "空", "略", "不详", "n/a", "na"];

/// Whether a text that should be a figure says that there is none: it is empty, has only signs, such as `—`
/// or `/`, or is `未报`, `暂无数据`, `待统计`. Such a text is no report: nobody has counted anything.
///
/// 未启动, 未完成 and 无事故 say how things are, and 无 that there are none: they are none of these.
#[must_use]
pub fn is_no_figure(text: &str) -> bool {
    let words: String = text.chars().filter(|c| !c.is_whitespace() && !"（）()【】[]".contains(*c)).collect();
    let words = words.to_lowercase();
    if !words.chars().any(char::is_alphanumeric) {
        return true;
    }
    let bare = words.trim_end_matches(|c: char| !c.is_alphanumeric());
    if bare == "无" {
        return false;
    }
    let mut rests = BEGINNINGS.iter().filter_map(|beginning| bare.strip_prefix(beginning));
    WORDS.contains(&bare) || rests.any(|rest| ENDS.contains(&rest))
}

#[cfg(test)]
mod tests {
    use super::is_no_figure;

    #[test]
    fn what_says_nothing_is_no_figure() {
        for text in [
            "",
            " ",
            "-",
            "—",
            "——",
            "/",
            "…",
            "*",
            "？",
            "未报",
            "未填报",
            "暂无",
            "暂无数据",
            "待统计",
            "尚未统计",
            "未统计",
            "数据未出",
            "数据待核实",
            "本期不统计",
            "不统计",
            "不适用",
            "N/A",
            "缺",
            "暂缺",
            "未知",
            "待定",
            "尚未公布。",
        ] {
            assert!(is_no_figure(text), "{text:?}");
        }
        for text in [
            "0",
            "3家",
            "-5家",
            "〇",
            "三家",
            "完成",
            "未完成",
            "未启动",
            "推进中",
            "无事故",
            "未开工",
            "待验收",
            "不合格3件",
            "—3家",
            "未发生",
            "无滞后",
            "全覆盖",
            "清零",
            "前三",
        ] {
            assert!(!is_no_figure(text), "{text:?}");
        }
    }
}

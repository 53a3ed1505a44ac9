//! Words that stand where a reason is asked for and give none.

/// What stands in the place of a reason until somebody writes one.
pub const UNWRITTEN_REASON: &str = "请写明原因";
/// What stands in the place of who approved until somebody writes it.
pub const UNWRITTEN_APPROVAL: &str = "请写明批准机关";

/// Whether a text that is to say why says nothing: it is empty, has neither letter nor digit, or says only
/// that there is no reason.
///
/// Whether a sentence is a good reason is for its readers; this is only what no reader takes for one.
#[must_use]
pub fn is_no_reason(text: &str) -> bool {
    let words: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let words = words.to_lowercase();
    matches!(
        &*words,
        "" | "无"
            | "没有"
            | "暂无"
            | "空"
            | "略"
            | "原因"
            | "理由"
            | "说明"
            | "none"
            | "na"
            | "null"
            | "nil"
            | "reason"
    )
}

#[cfg(test)]
mod tests {
    use super::is_no_reason;

    #[test]
    fn a_sentence_is_a_reason() {
        for text in
            ["", " ", "　", "。", "……", "\u{200b}", "无", "无。", "（无）", "N/A", "none", "-", "原因："]
        {
            assert!(is_no_reason(text), "{text:?}");
        }
        for text in ["笔误", "无此项目", "含个人信息", "a typo", "错", "没有这一期"] {
            assert!(!is_no_reason(text), "{text:?}");
        }
    }
}

//! What a figure in words says of its target. A target in words is met by 完成 and by its own words; a part of
//! them, or other words, leave open whether it is: 建成 is not yet 建成投用, and 开工 is all that 开工 asks for.

use crate::quantity::{FigureWord, Target, TargetKind};

/// Words around what is to be done or was done that change nothing.
const LEADS: &[&str] = &["已经", "已", "实现", "力争", "确保", "年底前", "年底"];
/// In targets that ask for a beginning: of them 在建 says no more than that they may be met.
const BEGINNINGS: &[&str] = &["开工", "启动", "动工", "开建"];

/// What the figure `text`, which on its own is `word`, says in a word of what `target` asks for; `None` if it
/// leaves that open. `is_over` if the time for the target is gone.
pub(super) fn meaning(
    text: &str,
    word: Option<FigureWord>,
    target: Option<&str>,
    is_over: bool,
) -> Option<FigureWord> {
    let Some(target) = target else { return word };
    let kind = Target::parse(target).map(|target| target.kind);
    let (said, asked) = (bare(text), bare(target));
    match kind {
        Ok(TargetKind::Milestone) if says(said, asked) => return Some(FigureWord::Done),
        // It may yet be otherwise at the end.
        Ok(TargetKind::Qualitative) if says(said, asked) => {
            return Some(if is_over { FigureWord::Done } else { FigureWord::UnderWay });
        }
        _ => {}
    }
    let is_milestone = matches!(kind, Ok(TargetKind::Milestone));
    match word? {
        FigureWord::Stage => {
            let is_met = is_milestone && (asked == "完成" || said.contains(asked));
            is_met.then_some(FigureWord::Done)
        }
        FigureWord::Begun => {
            let may_be_met = BEGINNINGS.iter().any(|word| asked.contains(word));
            (!may_be_met).then_some(FigureWord::UnderWay)
        }
        FigureWord::All if is_milestone => None,
        word => Some(word),
    }
}

/// Whether a figure says the words of its target, perhaps as `已完成竣工验收`.
fn says(figure: &str, target: &str) -> bool {
    figure == target || figure.strip_prefix("完成").is_some_and(|rest| rest == target)
}

/// A text without the words around it.
fn bare(text: &str) -> &str {
    let mut text = text.trim().trim_end_matches(['。', '；']);
    while let Some(rest) = LEADS.iter().find_map(|lead| text.strip_prefix(lead)) {
        text = rest.trim_start();
    }
    text
}

//! What an old site leaves around a text that is copied or saved from it: the way to the page, its fields,
//! its buttons.

use super::account::PartKind;
use super::material::{Material, MaterialBlock, MaterialLine, SourceField, is_blank};
use crate::diag::Text;
use crate::say;

/// How many of the first lines may be fields.
const LONGEST_HEAD: usize = 25;
/// The longest line of fields, in characters.
const LONGEST_FIELDS: usize = 300;

/// The labels of fields on the pages of old systems, longer ones before those that they contain.
pub(super) const LABELS: &[&str] = &[
    "信息索引号",
    "公开责任部门",
    "文件编号",
    "发文字号",
    "发文文号",
    "发布机构",
    "发布单位",
    "发文机关",
    "发文机构",
    "发文单位",
    "公开日期",
    "发布日期",
    "发布时间",
    "上载日期",
    "成文日期",
    "发文日期",
    "生成日期",
    "印发日期",
    "公开方式",
    "公开形式",
    "公开范围",
    "公开程序",
    "公开时限",
    "公开对象",
    "信息来源",
    "文章来源",
    "责任编辑",
    "主题分类",
    "体裁分类",
    "组配分类",
    "信息分类",
    "信息名称",
    "文件名称",
    "内容概述",
    "有效性",
    "是否有效",
    "效力状态",
    "时效性",
    "生效日期",
    "废止日期",
    "浏览次数",
    "访问次数",
    "点击数",
    "点击率",
    "阅读次数",
    "访问量",
    "关键词",
    "关键字",
    "主题词",
    "索引号",
    "索取号",
    "概述",
    "摘要",
    "文号",
    "名称",
    "标题",
    "来源",
    "稿源",
    "编辑",
    "作者",
    "字体",
    "字号",
    "语种",
    "时间",
    "日期",
    "栏目",
    "题名",
];

/// Words that only the buttons of a page say.
const BUTTONS: &[&str] = &[
    "分享到",
    "打印本页",
    "关闭本页",
    "关闭窗口",
    "打印页面",
    "【打印",
    "【关闭",
    "[打印",
    "[关闭",
    "扫一扫",
    "上一篇",
    "下一篇",
    "返回顶部",
    "加入收藏",
    "设为首页",
    "字体：大",
    "字号：大",
    "【字体",
    "[字体",
    "浏览次数",
    "点击数",
    "打印 关闭",
    "我要纠错",
    "手机看",
    "附件下载",
];

/// Takes the way to the page, its fields and its buttons out of the blocks.
pub(super) fn read(material: &mut Material) {
    let blocks = std::mem::take(&mut material.blocks);
    let mut kept = Vec::with_capacity(blocks.len());
    let mut lines = 0;
    for block in blocks {
        let MaterialBlock::Line(line) = block else {
            kept.push(block);
            lines = LONGEST_HEAD;
            continue;
        };
        lines += 1;
        let words = line.words();
        if is_way(&words) {
            leave(material, &line, say!("旧网站的导航", "the way to the page on the old site"));
        } else if is_button(&words) {
            leave(material, &line, say!("旧网页的按钮", "a button of the old page"));
        } else if lines <= LONGEST_HEAD
            && let Some(fields) = fields_of(&words)
        {
            for (label, value) in fields {
                let place = line.part.map(|part| material.account.part(part).place.clone());
                let place = place.unwrap_or_else(|| say!("开头", "the head"));
                let part = material.account.add(PartKind::Field, place, format!("{label}：{value}"));
                material.fields.push(SourceField { part, label, value });
            }
            if let Some(part) = line.part {
                material.account.change(part, say!("读成了元数据", "read as fields"));
            }
        } else {
            kept.push(MaterialBlock::Line(line));
        }
    }
    material.blocks = kept;
}

fn leave(material: &mut Material, line: &MaterialLine, why: Text) {
    if let Some(part) = line.part {
        material.account.leave(part, why);
    }
}

/// `当前位置：首页 > 政务公开`, `>>专题专栏 >>公共服务`.
fn is_way(words: &str) -> bool {
    let starts = ["当前位置", "您的位置", "您现在的位置", "你的位置", "所在位置"];
    let is_named = starts.iter().any(|start| words.starts_with(start));
    let is_marked = words.starts_with(">>") || words.starts_with('>') && words.matches('>').count() > 1;
    (is_named || is_marked) && words.chars().count() <= 100 && !words.contains('。')
}

fn is_button(words: &str) -> bool {
    words.chars().count() <= 40
        && !words.contains('。')
        && BUTTONS.iter().any(|button| words.starts_with(button))
}

/// The fields that a line consists of: `索引号: 0025/2024-1 公开方式: 主动公开`.
pub(super) fn fields_of(line: &str) -> Option<Vec<(String, String)>> {
    if line.chars().count() > LONGEST_FIELDS {
        return None;
    }
    let mut starts: Vec<(usize, &str, usize)> = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let is_begin = line[..at].ends_with(|c: char| is_blank(c) || "|【[（(".contains(c)) || at == 0;
        let found = LABELS.iter().filter(|_| is_begin).find_map(|label| {
            // `文　　号：` is spread over its line.
            let mut signs = rest.char_indices();
            for wanted in label.chars() {
                loop {
                    let (_, sign) = signs.next()?;
                    if sign == wanted {
                        break;
                    }
                    if !is_blank(sign) {
                        return None;
                    }
                }
            }
            let (colon, sign) = signs.find(|(_, sign)| !is_blank(*sign))?;
            matches!(sign, '：' | ':').then_some((*label, at + colon + sign.len_utf8()))
        });
        match found {
            Some((label, behind)) => {
                starts.push((at, label, behind));
                at = behind;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    if starts.first().is_none_or(|(at, ..)| *at > 3) {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([line.len()]);
    let fields = starts.iter().zip(ends).map(|((_, label, behind), end)| {
        let is_edge = |c: char| is_blank(c) || "|】]）)".contains(c);
        let value = line[*behind..end].trim_start_matches(is_blank).trim_end_matches(is_edge);
        ((*label).to_owned(), value.to_owned())
    });
    Some(fields.collect())
}

#[cfg(test)]
mod tests {
    use super::{fields_of, is_button, is_way};

    #[test]
    fn fields_stand_several_on_a_line() {
        let fields = |line: &str| {
            let fields = fields_of(line)?;
            Some(
                fields
                    .into_iter()
                    .map(|(label, value)| format!("{label}={value}"))
                    .collect::<Vec<_>>()
                    .join(";"),
            )
        };
        for (line, expected) in [
            (
                "索引号: 002590761/2024-00031 公开方式: 主动公开",
                Some("索引号=002590761/2024-00031;公开方式=主动公开"),
            ),
            ("文　　号： 公开日期：2024-01-02 11:44", Some("文号=;公开日期=2024-01-02 11:44")),
            (
                "发布日期：2023-11-03 09:32 | 来源：政务公开科",
                Some("发布日期=2023-11-03 09:32;来源=政务公开科"),
            ),
            ("经研究，标题：不变", None),
            ("时间过得很快", None),
        ] {
            assert_eq!(fields(line).as_deref(), expected, "{line}");
        }
        assert!(is_way("当前位置 : 首页") && is_way(">>专题专栏 >>公共服务“七优享”") && !is_way("> 引文"));
        assert!(is_button("【打印本页】 【关闭本页】") && !is_button("分享经验"));
    }
}

//! What an official document says of itself: title, number, addressees, signature, date (GB/T 9704—2012).
//!
//! Each is found by what it says and, where the source tells, by how it is set: a centred line is a title, a
//! line at the right below the text a signature. What is found leaves the text; what could as well be text
//! stays there.

use super::account::PartId;
use super::material::{Doubt, Material, MaterialBlock, MaterialLine, Side, is_blank};
use crate::diag::Text;
use crate::model::Moment;
use crate::say;

/// How many of the first blocks may belong to the head.
const LONGEST_HEAD: usize = 40;
/// How many of the last lines may stand below the signature.
const LONGEST_TAIL: usize = 12;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 120;
/// The longest list of addressees, in characters.
const LONGEST_ADDRESSEES: usize = 300;
/// The longest line of a signature, in characters.
const LONGEST_SIGNATURE: usize = 40;

/// The size of letters that say none, in half points.
const USUAL_SIZE: u32 = 21;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Official {
    /// 标题
    pub(super) title: Option<String>,
    /// 文号
    pub(super) doc_number: Option<String>,
    /// The body whose name stands on top, 文件 cut off.
    pub(super) organ: Option<String>,
    /// 主送
    pub(super) addressees: Option<String>,
    /// 落款
    pub(super) signature: Option<String>,
    /// 成文日期
    pub(super) issued: Option<Moment>,
    /// 公开方式
    pub(super) disclosure: Option<&'static str>,
    /// Whether it bears a mark of secrecy.
    pub(super) is_secret: bool,
    /// What was found, with the place of it.
    pub(super) found: Vec<FoundKey>,
}

/// A field that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundKey {
    /// The key it becomes.
    pub key: &'static str,
    /// What it says.
    pub value: String,
    /// Where in the source it stands; `None`: nowhere, it was concluded or is usual.
    pub place: Option<Text>,
}

/// Takes what belongs to the head and the foot of an official document out of the blocks.
pub(super) fn read(material: &mut Material) -> Official {
    let mut desk =
        OfficialDesk { official: Official::default(), taken: vec![false; material.blocks.len()], material };
    let body = desk.head();
    desk.foot(body);
    let OfficialDesk { official, taken, material } = desk;
    let mut at = 0;
    material.blocks.retain(|_| {
        at += 1;
        !taken[at - 1]
    });
    official
}

struct OfficialDesk<'m> {
    material: &'m mut Material,
    official: Official,
    taken: Vec<bool>,
}

impl OfficialDesk<'_> {
    fn line(&self, at: usize) -> Option<&MaterialLine> {
        match self.material.blocks.get(at)? {
            MaterialBlock::Line(line) => Some(line),
            MaterialBlock::Table(_) => None,
        }
    }

    fn place_of(&self, part: Option<PartId>) -> Option<Text> {
        part.map(|part| self.material.account.part(part).place.clone())
    }

    /// Takes a line out of the text; it becomes the key `key`.
    fn take(&mut self, at: usize, key: &'static str, value: &str) {
        let part = self.line(at).and_then(|line| line.part);
        self.taken[at] = true;
        if let Some(part) = part {
            self.material.account.change(part, say!("写进“{key}”", "became the key `{key}`"));
        }
        let place = self.place_of(part);
        match self.official.found.iter_mut().find(|found| found.key == key) {
            Some(found) => value.clone_into(&mut found.value),
            None => self.official.found.push(FoundKey { key, value: value.to_owned(), place }),
        }
    }

    /// Takes a line out of the text that no page needs.
    fn drop(&mut self, at: usize, why: Text) {
        self.taken[at] = true;
        if let Some(part) = self.line(at).and_then(|line| line.part) {
            self.material.account.leave(part, why);
        }
    }

    fn doubt(&mut self, at: usize, text: Text) {
        let place = self.line(at).and_then(|line| line.part);
        let place = self.place_of(place).unwrap_or_else(|| say!("整个文件", "the file"));
        self.material.doubts.push(Doubt { place, text });
    }

    /// Reads the head; gives where the text begins.
    fn head(&mut self) -> usize {
        let mut at = 0;
        let mut title = Title::default();
        while at < self.material.blocks.len().min(LONGEST_HEAD) {
            let Some(line) = self.line(at).cloned() else { break };
            let words = line.words();
            let close: String = words.chars().filter(|c| !is_blank(*c)).collect();
            if title.lines.is_empty() && is_secret_mark(&close) {
                self.official.is_secret = true;
                self.doubt(
                    at,
                    say!(
                        "标有密级，先核实能不能公开",
                        "it bears a mark of secrecy: find out whether it may be public"
                    ),
                );
                self.drop(at, say!("版头的密级标志", "the mark of secrecy in the head"));
            } else if title.lines.is_empty() && is_head_mark(&close) {
                self.drop(at, say!("版头的份号、紧急程度", "marks of the head"));
            } else if let Some(organ) = self.organ(at, &line, &close) {
                self.official.organ = Some(organ);
                self.drop(at, say!("版头的发文机关标志", "the name of the issuing body in the head"));
            } else if self.official.doc_number.is_none()
                && let Some(number) = doc_number(&close)
            {
                self.official.doc_number = Some(number.clone());
                self.take(at, "文号", &number);
            } else if title.admits(&line, &words, self.material.has_looks) {
                title.push(at, &line, &words);
            } else {
                break;
            }
            at += 1;
        }
        if title.lines.is_empty() {
            self.plain_title(at, &mut title);
            at = title.lines.last().map_or(at, |last| last + 1);
        }
        let text = title.words.clone();
        for line in &title.lines {
            self.take(*line, "标题", &text);
        }
        if !text.is_empty() {
            self.official.title = Some(text);
        }
        // 发文字号 may stand below the title as well.
        while let Some(line) = self.line(at) {
            let close: String = line.words().chars().filter(|c| !is_blank(*c)).collect();
            let Some(number) = doc_number(close.trim_matches(['（', '）', '(', ')'])) else { break };
            if self.official.doc_number.is_some() {
                break;
            }
            self.official.doc_number = Some(number.clone());
            self.take(at, "文号", &number);
            at += 1;
        }
        if let Some(addressees) = self.line(at).and_then(addressees) {
            self.take(at, "主送", &addressees);
            self.official.addressees = Some(addressees);
            at += 1;
        }
        if self.official.title.is_none() {
            self.title_below(at);
        }
        at
    }

    /// The name on top of a document with a red head: `某某区人民政府文件`.
    fn organ(&self, at: usize, line: &MaterialLine, close: &str) -> Option<String> {
        let organ = close.strip_suffix("文件")?;
        let length = organ.chars().count();
        let is_set = line.side == Side::Middle || !self.material.has_looks;
        let has_number = (at + 1..at + 5).any(|at| {
            self.line(at).is_some_and(|line| {
                let close: String = line.words().chars().filter(|c| !is_blank(*c)).collect();
                doc_number(&close).is_some()
            })
        });
        (is_set && has_number && (3..=40).contains(&length) && !organ.contains(['《', '，', '关']))
            .then(|| organ.to_owned())
    }

    /// A title that is not set in the middle: the first line, if it looks like nothing else.
    fn plain_title(&self, at: usize, title: &mut Title) {
        let Some(line) = self.line(at) else { return };
        let words = line.words();
        let length = words.chars().count();
        let is_name = (4..=60).contains(&length)
            && !words.ends_with(['。', '；', '：', '，', ':', ';', ',', '、', '.'])
            && !crate::text::stands_in_outline(&words)
            && date_of(&words).is_none();
        let is_set_so = matches!(line.outline, Some(1)) || is_title_style(&line.style);
        let is_known =
            is_set_so || GENRES.iter().any(|genre| words.ends_with(genre)) || words.contains("关于");
        // In a text without looks the first line is the title, unless the text begins at once.
        let is_first = !self.material.has_looks && self.material.blocks.len() > at + 1;
        if is_name && (is_known || is_first) {
            title.push(at, line, &words);
        }
    }

    /// The title of what a notice sends out, where the notice itself has none: it stays in the text.
    fn title_below(&mut self, from: usize) {
        let mut quoted: Vec<String> = Vec::new();
        for at in from..self.material.blocks.len().min(from + LONGEST_HEAD) {
            let Some(line) = self.line(at) else { continue };
            let words = line.words();
            let is_name =
                (2..=60).contains(&words.chars().count()) && !words.ends_with(['。', '；', '：', ':', '，']);
            let is_quoted = quoted.contains(&words);
            let is_set = self.material.has_looks && line.side == Side::Middle && date_of(&words).is_none();
            if is_name && (is_quoted || is_set) {
                let place = self.place_of(line.part);
                if let MaterialBlock::Line(line) = &mut self.material.blocks[at] {
                    line.outline = Some(1);
                    line.side = Side::Middle;
                }
                self.official.found.push(FoundKey { key: "标题", value: words.clone(), place });
                self.official.title = Some(words);
                return;
            }
            quoted.extend(
                words.split('《').skip(1).filter_map(|rest| rest.split('》').next()).map(str::to_owned),
            );
        }
    }

    /// Reads the foot of a document whose text begins at `body`.
    fn foot(&mut self, body: usize) {
        let lines: Vec<usize> = (body..self.material.blocks.len())
            .filter(|at| !self.taken[*at] && self.line(*at).is_some())
            .collect();
        let last = self.material.blocks.len();
        let mut open: Vec<usize> = lines.clone();
        // 版记 below everything.
        while let Some(at) = open.last().copied().filter(|at| *at + 1 >= last.saturating_sub(LONGEST_TAIL)) {
            let words = self.line(at).map(MaterialLine::words).unwrap_or_default();
            if !is_record(&words) {
                break;
            }
            self.drop(at, say!("版记，网页上不放", "the record of copies and printing, which no page shows"));
            open.pop();
        }
        let note = open.iter().rev().take(3).copied().find_map(|at| {
            let words = self.line(at)?.words();
            Some((at, disclosure_of(&words)?))
        });
        if let Some((at, disclosure)) = note {
            self.official.disclosure = Some(disclosure);
            self.take(at, "公开方式", disclosure);
            open.retain(|other| *other != at);
        }
        self.signature(&open, last);
        if self.official.issued.is_none() {
            self.date_within(&lines);
        }
    }

    /// Takes signature and date, if they end the document.
    fn signature(&mut self, open: &[usize], last: usize) {
        let Some((&at, before)) = open.split_last() else { return };
        // A table below it belongs to the text, and so the signature stands within.
        let ends = (at + 1..last).all(|at| self.taken[at]);
        let Some(line) = self.line(at).filter(|_| ends) else { return };
        let words = line.words();
        let Some((name, date)) = signed(&words) else { return };
        let has_looks = self.material.has_looks;
        let is_signature = |line: &MaterialLine| {
            let words = line.words();
            let length = words.chars().count();
            let is_set =
                !has_looks || line.side == Side::Right || line.indent >= 600 || line.side == Side::Middle;
            (2..=LONGEST_SIGNATURE).contains(&length)
                && is_set
                && !words.ends_with(['。', '；', '：', ':', '，', '.', '！'])
                && !crate::text::stands_in_outline(&words)
                && (has_looks && line.side == Side::Right || is_body(&words))
        };
        let mut names: Vec<(usize, String)> = Vec::new();
        if name.is_empty() {
            for at in before.iter().rev().take(4).copied() {
                let Some(line) = self.line(at).filter(|line| is_signature(line)) else { break };
                names.insert(0, (at, line.words()));
            }
        } else if !is_body(&name) {
            return;
        }
        let signature: Vec<String> = names.iter().map(|(_, name)| without_gaps(name)).collect();
        let signature = if name.is_empty() { signature.join("　") } else { name };
        if signature.is_empty() {
            return;
        }
        for (at, _) in &names {
            self.take(*at, "落款", &signature);
        }
        if names.is_empty() {
            self.take(at, "落款", &signature);
        }
        self.take(at, "成文日期", &date.date.to_string());
        self.official.signature = Some(signature);
        self.official.issued = Some(date);
    }

    /// A date below a signature within the text, as in a notice with what it sends out behind it: it stays.
    fn date_within(&mut self, lines: &[usize]) {
        for at in lines.iter().copied() {
            let Some(line) = self.line(at) else { continue };
            let is_set = !self.material.has_looks || line.side != Side::Left || line.indent >= 600;
            if let Some(date) = date_of(&line.words()).filter(|_| is_set) {
                let place = self.place_of(line.part);
                self.official.issued = Some(date);
                self.official
                    .found
                    .push(FoundKey { key: "成文日期", value: date.date.to_string(), place });
                return;
            }
        }
    }
}

/// The lines of a title.
#[derive(Default)]
struct Title {
    lines: Vec<usize>,
    words: String,
    size: u32,
    is_styled: bool,
}

impl Title {
    /// Whether a line begins the title or goes on with it.
    fn admits(&self, line: &MaterialLine, words: &str, has_looks: bool) -> bool {
        let length = words.chars().count();
        let is_styled = is_title_style(&line.style);
        let is_set = has_looks && line.side == Side::Middle;
        if !(is_styled || is_set) || length == 0 || words.ends_with(['。', '；', '：', ':']) {
            return false;
        }
        if length + self.words.chars().count() > LONGEST_TITLE || crate::text::stands_in_outline(words) {
            return false;
        }
        let inside = words.trim_matches(['（', '）', '(', ')']);
        if date_of(words).is_some()
            || inside.ends_with("通过")
            || inside.ends_with("日") && inside.contains('年')
        {
            return false;
        }
        if self.lines.is_empty() {
            return true;
        }
        // Letters whose size is not said have that of texts.
        let size = if line.size == 0 { USUAL_SIZE } else { line.size };
        let is_like = (self.size == 0 || size + 3 >= self.size) && !is_caption(words);
        let is_bracketed = words.starts_with(['（', '(', '—']);
        is_bracketed || is_like && (is_styled || !self.is_styled) && !is_body(words)
    }

    fn push(&mut self, at: usize, line: &MaterialLine, words: &str) {
        if self.lines.is_empty() {
            self.size = line.size;
            self.is_styled = is_title_style(&line.style);
        }
        let ends_latin = self.words.ends_with(|c: char| c.is_ascii_alphanumeric());
        if ends_latin && words.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.words.push(' ');
        }
        self.words.push_str(&words.replace('\n', ""));
        self.lines.push(at);
    }
}

/// What the titles of official documents end with.
pub(super) const GENRES: &[&str] = &[
    "通知", "公告", "通告", "公示", "通报", "意见", "办法", "规定", "决定", "决议", "方案", "规划", "计划",
    "细则", "批复", "函", "报告", "纪要", "规则", "条例", "预案", "指南", "解读", "总结", "要点", "制度",
    "标准", "目录", "清单", "情况", "答复",
];

/// `表1 主要指标`, `图2`.
fn is_caption(words: &str) -> bool {
    let rest = words.trim_start_matches(['附', '续']).strip_prefix(['表', '图']).map(str::trim_start);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    })
}

fn is_title_style(style: &str) -> bool {
    matches!(style, "title" | "标题" | "文档标题" | "大标题" | "公文标题")
}

fn is_secret_mark(close: &str) -> bool {
    close.chars().count() <= 10 && ["绝密", "机密", "秘密"].iter().any(|mark| close.starts_with(mark))
}

/// 份号 and 紧急程度.
fn is_head_mark(close: &str) -> bool {
    let is_serial = close.len() == 6 && close.bytes().all(|byte| byte.is_ascii_digit());
    is_serial || matches!(close, "特急" | "加急" | "特提" | "平急")
}

/// The document number that a line is, perhaps with 签发人 behind it.
pub(super) fn doc_number(close: &str) -> Option<String> {
    let text = close.split("签发人").next().unwrap_or(close);
    let text = text.strip_prefix("文号：").or_else(|| text.strip_prefix("发文字号：")).unwrap_or(text);
    let before = text.strip_suffix('号')?;
    let (before, number) = split_digits(before);
    let before = before.strip_suffix('第').unwrap_or(before);
    let before = before.strip_suffix(['〕', ']', '）', ')', '】', '］', '﹞'])?;
    let (before, year) = split_digits(before);
    let body = before.strip_suffix(['〔', '[', '（', '(', '【', '［', '﹝'])?;
    let length = body.chars().count();
    let is_body = (2..=16).contains(&length) && body.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    (is_body && year.len() == 4 && (1..=5).contains(&number.len()))
        .then(|| format!("{body}〔{year}〕{}号", number.trim_start_matches('0')))
}

/// A text and the digits at its end.
fn split_digits(text: &str) -> (&str, &str) {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    text.split_at(start)
}

/// The addressees that a line is.
fn addressees(line: &MaterialLine) -> Option<String> {
    let words = line.words();
    let text = words.strip_suffix(['：', ':'])?;
    let is_list = text.chars().count() <= LONGEST_ADDRESSEES
        && !text.contains(['。', '；', '！', '\n'])
        && !["附件", "联系", "一、", "抄送"].iter().any(|word| text.starts_with(word))
        && line.side == Side::Left
        && line.number.is_empty();
    let names = [
        "各", "局", "政府", "委", "办", "单位", "公司", "院", "校", "部门", "厅", "中心", "站", "社区",
        "街道",
    ];
    (is_list && names.iter().any(|name| text.contains(name))).then(|| text.to_owned())
}

/// What the names of bodies end with that sign documents.
const BODIES: [&str; 24] = [
    "局",
    "委",
    "委员会",
    "办公室",
    "政府",
    "厅",
    "部",
    "院",
    "中心",
    "办",
    "处",
    "会",
    "司",
    "署",
    "站",
    "街道办事处",
    "公司",
    "学校",
    "医院",
    "支队",
    "大队",
    "总队",
    "馆",
    "银行",
];

/// Whether words name a body that signs.
pub(super) fn is_body(words: &str) -> bool {
    let words = words.trim_end_matches("（代章）").trim_end_matches("(代章)");
    let words: String = words.chars().filter(|c| !is_blank(*c)).collect();
    words.chars().count() >= 3
        && BODIES.iter().any(|end| words.ends_with(end))
        && !words.contains(['，', '。', '、'])
}

/// `抄送：…`, `某某办公室　2023年5月23日印发`.
fn is_record(words: &str) -> bool {
    let words = words.trim();
    ["抄送", "分送", "抄报"].iter().any(|word| words.starts_with(word))
        || words.ends_with("印发") && words.contains('年')
}

/// What `（此件公开发布）` says.
fn disclosure_of(words: &str) -> Option<&'static str> {
    let inside = words.strip_prefix(['（', '(', '【']).or_else(|| words.strip_prefix("附注："))?;
    if !(inside.contains("此件") || inside.contains("本件")) || !inside.contains("公开") {
        return None;
    }
    Some(match () {
        () if inside.contains("不予公开") || inside.contains("不公开") => "不予公开",
        () if inside.contains("依申请") => "依申请公开",
        () => "主动公开",
    })
}

/// The date that a line is, in any form that people write below a signature.
pub(super) fn date_of(text: &str) -> Option<Moment> {
    let close: String = text.chars().filter(|c| !is_blank(*c)).collect();
    (close.ends_with('日') && close.contains('年') && close.chars().count() <= 16)
        .then(|| Moment::parse(&close).ok())
        .flatten()
}

/// A line that is a date, perhaps with the name of who signs before it.
fn signed(words: &str) -> Option<(String, Moment)> {
    if let Some(date) = date_of(words) {
        return Some((String::new(), date));
    }
    let starts = words.char_indices().filter(|(_, c)| "12二〇".contains(*c)).map(|(at, _)| at);
    let date = starts.take(4).find_map(|at| Some((at, date_of(&words[at..])?)));
    let (at, date) = date?;
    let name = words[..at].trim_matches(is_blank);
    (name.chars().count() <= LONGEST_SIGNATURE).then(|| (without_gaps(name), date))
}

/// A name without the blanks that spread it over its line.
fn without_gaps(name: &str) -> String {
    name.chars().filter(|c| !is_blank(*c)).collect()
}

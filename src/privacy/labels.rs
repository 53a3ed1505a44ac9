//! What the words around a number say it is.

use std::ops::Range;

/// Words for a person's identity.
const ID: &[&str] = &["身份证", "身份号", "身份代码", "证件号", "公民身份", "居民身份"];
/// Words for an account or a card.
const ACCOUNT: &[&str] =
    &["账号", "帐号", "卡号", "账户", "帐户", "一卡通", "银行卡", "社保卡", "存折", "收款账", "打卡账"];
/// Words for numbers that are nobody's, where a number stands right behind them.
const CODE: &[&str] = &[
    "编号",
    "编码",
    "代码",
    "单号",
    "流水号",
    "流水",
    "订单",
    "批号",
    "序号",
    "案号",
    "备案号",
    "备案",
    "许可证号",
    "标识码",
    "登记号",
    "登记证号",
    "注册号",
    "文号",
    "索引号",
    "受理号",
    "办件号",
    "项目号",
    "合同号",
    "发票号",
    "发票号码",
    "条码",
    "条形码",
    "档案号",
    "工单号",
    "宗地号",
    "公网安备",
    "税号",
    "证书号",
    "证书编号",
    "准考证号",
    "考号",
    "学号",
    "车架号",
    "权证号",
    "单元号",
    "户号",
    "表号",
    "设备号",
    "凭证号",
    "业务号",
    "产品码",
    "追溯码",
    "QQ",
    "qq",
    "No.",
    "NO.",
    "№",
    "ISBN",
    "第",
];
/// What stands behind an amount.
const UNITS: &[&str] = &["元", "美元", "欧元", "千瓦", "立方", "吨", "公斤", "㎡", "m³", "kWh", "％", "%"];
/// Words of headings over figures.
const FIGURES: &[&str] = &[
    "金额", "元", "产值", "总额", "余额", "投资", "资金", "面积", "数量", "价", "收入", "支出", "合计", "吨",
    "米",
];

/// The text around a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    before: &'a str,
    after: &'a str,
    label: &'a str,
}

/// What stands around the bytes `span` of `text`, in the same line and cell, and the heading above.
pub(super) fn around<'a>(text: &'a str, span: &Range<usize>, label: &'a str) -> Around<'a> {
    let from = text.floor_char_boundary(span.start.saturating_sub(90));
    let before = &text[from..span.start];
    let before = before.rsplit(['\n', '|', '\t']).next().unwrap_or(before);
    let to = text.floor_char_boundary((span.end + 12).min(text.len()));
    Around { before, after: &text[span.end..to], label }
}

impl Around<'_> {
    /// Whether the number is said to identify a person.
    pub(super) fn is_id(&self) -> bool {
        has(self.label, ID) || has(self.near(), ID)
    }

    /// Whether the number is said to be that of an account or a card.
    pub(super) fn is_account(&self) -> bool {
        has(self.label, ACCOUNT) || has(self.near(), ACCOUNT)
    }

    /// Whether the number is said to be something's, not somebody's.
    pub(super) fn is_code(&self) -> bool {
        if self.is_id() || self.is_account() {
            return false;
        }
        let before = self
            .before
            .trim_end_matches([' ', ':', '：', '为', '是', '（', '(', '［', '[', '“', '"', '\u{3000}']);
        CODE.iter().any(|word| before.ends_with(word) || self.label.trim().ends_with(word))
    }

    /// The last words before the number: those since the last full stop or number.
    fn near(&self) -> &str {
        let start = self
            .before
            .rfind(|c: char| c.is_ascii_digit() || "。；;！？".contains(c))
            .map_or(0, |at| at + self.before[at..].chars().next().map_or(1, char::len_utf8));
        let near = &self.before[start..];
        // Eight characters: `身份证号码（必填）：`.
        near.char_indices().rev().nth(11).map_or(near, |(at, _)| &near[at..])
    }

    /// Whether the number is a figure: money, a measure, a part of a decimal fraction.
    pub(super) fn is_amount(&self) -> bool {
        let mut after = self.after.chars();
        let goes_on = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
        // Programs that take a column of telephones for figures write `13812345678.0`.
        let is_float = says_phone(self.label)
            && self
                .after
                .strip_prefix(".0")
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        let goes_on = goes_on && !is_float;
        // `120.1381…` and `0.1381…` are fractions, `3.1381…` is more likely the third of a list.
        let whole = self.before.strip_suffix('.').unwrap_or("");
        let whole = &whole[whole.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let is_fraction = whole.len() > 1 || whole == "0";
        goes_on
            || is_fraction
            || self.before.trim_end().ends_with(['¥', '￥', '$', '≥', '≤', '约'])
            || UNITS.iter().any(|unit| self.after.trim_start().starts_with(unit))
            || has(self.label, FIGURES) && !has(self.label, &["电话", "手机", "联系"])
    }

    /// Whether the digits belong to something longer: a code with letters, a file's name, an address.
    pub(super) fn is_part_of_word(&self) -> bool {
        // `img_138…` is a file's, `张三_138…` somebody's.
        let joins = |c: Option<char>, beyond: Option<char>| match c {
            Some('_') => beyond.is_some_and(|c| c.is_ascii_alphanumeric()),
            Some(c) => c.is_ascii_alphanumeric() || matches!(c, '=' | '#' | '%'),
            None => false,
        };
        let (mut before, mut after) = (self.before.chars().rev(), self.after.chars());
        let has_ending = self
            .after
            .strip_prefix('.')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        joins(before.next(), before.next()) && !self.is_behind_phone_word()
            || joins(after.next(), after.next())
            || has_ending
            || self.is_in_address()
    }

    /// Whether letters right before the digits say that a telephone follows: `tel13812345678`, `wx_138…`.
    fn is_behind_phone_word(&self) -> bool {
        let before = self.before.trim_end_matches(['_', '=', '#']);
        let word =
            before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("").to_ascii_lowercase();
        let is_word = ["tel", "phone", "mobile", "mob", "wx", "weixin", "wechat", "vx"].contains(&&*word);
        is_word && !self.is_in_address()
    }

    /// Whether the digits stand in an address. It ends where a reader sees it end: at a comma, a bracket or a
    /// quotation mark.
    fn is_in_address(&self) -> bool {
        let ends = |c: char| !c.is_ascii() || c.is_whitespace() || ",;()<>[]{}|\"'`^\\".contains(c);
        self.before.rsplit(ends).next().is_some_and(|word| word.contains("://"))
    }

    /// Whether a `+` stands before the number.
    pub(super) fn has_plus(&self) -> bool {
        self.before.ends_with(['+', '＋'])
    }
}

/// Whether a label says that a telephone number follows.
pub(super) fn says_phone(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    has(&label, &["电话", "手机", "联系方式", "联系号码", "phone", "mobile", "tel"])
}

/// Whether a label says that a number follows that identifies a person.
pub(super) fn says_id(label: &str) -> bool {
    has(label, ID) || has(label, &["身份证", "证件"])
}

/// Whether a text says that a number in it or below it is that of an account or a card.
pub(super) fn says_account(text: &str) -> bool {
    !text.is_ascii() && has(text, ACCOUNT)
}

fn has(text: &str, words: &[&str]) -> bool {
    !text.is_empty() && words.iter().any(|word| text.contains(word))
}

/// What the heading of a column promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonalHeading {
    /// 姓名
    Name,
    /// 银行账号、一卡通号
    Account,
    /// 家庭住址
    Home,
    /// 病种、残疾等级
    Health,
}

/// What the heading `text` of a column promises about persons; `None` if nothing.
#[must_use]
pub fn heading(text: &str) -> Option<PersonalHeading> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // A long text is no heading.
    if text.is_empty() || text.chars().count() > 24 {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if is(&["单位", "企业", "公司", "机构", "部门", "学校", "医院", "项目"]) && !is(&["人姓名", "个人"])
    {
        return None;
    }
    if is(ACCOUNT) {
        return Some(PersonalHeading::Account);
    }
    if is(&[
        "家庭住址",
        "家庭地址",
        "住址",
        "户籍地址",
        "户籍所在",
        "居住地址",
        "现住",
        "详细地址",
        "户口所在",
        "收货地址",
        "家庭详细",
    ]) {
        return Some(PersonalHeading::Home);
    }
    if is(&[
        "病种",
        "疾病",
        "病情",
        "诊断",
        "病名",
        "患病",
        "残疾等级",
        "残疾类别",
        "残疾类型",
        "残疾证",
        "血型",
        "传染病",
    ]) {
        return Some(PersonalHeading::Health);
    }
    let is_person = is(&[
        "姓名",
        "户主",
        "申请人",
        "申报人",
        "领款人",
        "收款人",
        "受益人",
        "持卡人",
        "补贴对象",
        "救助对象",
        "学生",
        "农户",
        "患者",
        "联系人",
        "当事人",
        "人员",
    ]) && !is(&["人数", "数量", "电话", "手机", "类别", "身份"]);
    is_person.then_some(PersonalHeading::Name)
}

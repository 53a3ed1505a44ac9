//! The rows and columns of the statutory tables, word for word, with the short names under which their
//! figures are typed.

/// A row or column of figures.
pub(super) struct FormLine {
    /// Its key.
    pub(super) zh: &'static str,
    /// The same in English.
    pub(super) en: &'static str,
    /// What stands on the page.
    pub(super) label: &'static str,
}

const fn line(zh: &'static str, en: &'static str, label: &'static str) -> FormLine {
    FormLine { zh, en, label }
}

/// The names of the tables: of part two, three and four of the report.
pub(super) static TABLES: [FormLine; 3] = [
    line("主动公开", "published", "主动公开政府信息情况"),
    line("申请办理", "requests", "收到和处理政府信息公开申请情况"),
    line("复议诉讼", "disputes", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
];

/// 第二十条第（一）项: rows of acts.
pub(super) static ACTS: [FormLine; 2] =
    [line("规章", "regulations", "规章"), line("行政规范性文件", "normative", "行政规范性文件")];
/// Its columns.
pub(super) static ACT_COLUMNS: [FormLine; 3] = [
    line("制发", "made", "本年制发件数"),
    line("废止", "repealed", "本年废止件数"),
    line("有效", "in_force", "现行有效件数"),
];

/// A part of the first table with one figure a row.
pub(super) struct ResultSection {
    /// The item of article 20.
    pub(super) title: &'static str,
    /// What is counted.
    pub(super) head: &'static str,
    pub(super) rows: &'static [FormLine],
    /// Whether a figure may have digits behind a point.
    pub(super) is_money: bool,
}

/// 第二十条第（五）（六）（八）项.
pub(super) static SECTIONS: [ResultSection; 3] = [
    ResultSection {
        title: "第二十条第（五）项",
        head: "本年处理决定数量",
        rows: &[line("行政许可", "licences", "行政许可")],
        is_money: false,
    },
    ResultSection {
        title: "第二十条第（六）项",
        head: "本年处理决定数量",
        rows: &[line("行政处罚", "penalties", "行政处罚"), line("行政强制", "coercion", "行政强制")],
        is_money: false,
    },
    ResultSection {
        title: "第二十条第（八）项",
        head: "本年收费金额（单位：万元）",
        rows: &[line("行政事业性收费", "fees", "行政事业性收费")],
        is_money: true,
    },
];

/// Who applied: the columns of the second table, before 总计.
pub(super) static APPLICANTS: [FormLine; 6] = [
    line("自然人", "persons", "自然人"),
    line("商业企业", "companies", "商业企业"),
    line("科研机构", "research", "科研机构"),
    line("社会公益组织", "charities", "社会公益组织"),
    line("法律服务机构", "lawyers", "法律服务机构"),
    line("其他", "other", "其他"),
];

/// 第一项 and 第二项.
pub(super) static RECEIVED: [FormLine; 2] = [
    line("本年新收", "received", "一、本年新收政府信息公开申请数量"),
    line("上年结转", "carried_in", "二、上年结转政府信息公开申请数量"),
];
/// 第四项.
pub(super) static LEFT: FormLine = line("结转下年度", "carried_out", "四、结转下年度继续办理");

/// A group of results; one without rows of its own is a row.
pub(super) struct ResultGroup {
    pub(super) label: &'static str,
    pub(super) rows: &'static [FormLine],
    /// Whether the group's label is that of its only row.
    pub(super) is_row: bool,
}

/// 第三项, before its sum.
pub(super) static RESULTS: [ResultGroup; 6] = [
    ResultGroup {
        label: "（一）予以公开",
        rows: &[line("予以公开", "granted", "（一）予以公开")],
        is_row: true,
    },
    ResultGroup {
        label: "（二）部分公开",
        rows: &[line(
            "部分公开",
            "partly_granted",
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        )],
        is_row: true,
    },
    ResultGroup {
        label: "（三）不予公开",
        rows: &[
            line("属于国家秘密", "state_secrets", "1.属于国家秘密"),
            line("其他法律行政法规禁止公开", "forbidden", "2.其他法律行政法规禁止公开"),
            line("危及三安全一稳定", "endangering", "3.危及“三安全一稳定”"),
            line("保护第三方合法权益", "third_parties", "4.保护第三方合法权益"),
            line("属于三类内部事务信息", "internal", "5.属于三类内部事务信息"),
            line("属于四类过程性信息", "process", "6.属于四类过程性信息"),
            line("属于行政执法案卷", "case_files", "7.属于行政执法案卷"),
            line("属于行政查询事项", "queries", "8.属于行政查询事项"),
        ],
        is_row: false,
    },
    ResultGroup {
        label: "（四）无法提供",
        rows: &[
            line("本机关不掌握相关政府信息", "not_held", "1.本机关不掌握相关政府信息"),
            line("没有现成信息需要另行制作", "not_made", "2.没有现成信息需要另行制作"),
            line("补正后申请内容仍不明确", "unclear", "3.补正后申请内容仍不明确"),
        ],
        is_row: false,
    },
    ResultGroup {
        label: "（五）不予处理",
        rows: &[
            line("信访举报投诉类申请", "complaints", "1.信访举报投诉类申请"),
            line("重复申请", "repeated", "2.重复申请"),
            line("要求提供公开出版物", "publications", "3.要求提供公开出版物"),
            line("无正当理由大量反复申请", "excessive", "4.无正当理由大量反复申请"),
            line("要求确认或重新出具已获取信息", "confirmations", "5.要求行政机关确认或重新出具已获取信息"),
        ],
        is_row: false,
    },
    ResultGroup {
        label: "（六）其他处理",
        rows: &[
            line(
                "逾期不补正",
                "not_completed",
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            ),
            line(
                "逾期不缴费",
                "not_paid",
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            ),
            line("其他处理", "otherwise", "3.其他"),
        ],
        is_row: false,
    },
];

/// Disputes: the three groups of columns of the third table.
pub(super) static DISPUTES: [FormLine; 3] = [
    line("行政复议", "reviews", "行政复议"),
    line("直接起诉", "direct_suits", "未经复议直接起诉"),
    line("复议后起诉", "later_suits", "复议后起诉"),
];
/// The columns of each, before 总计.
pub(super) static OUTCOMES: [FormLine; 4] = [
    line("维持", "upheld", "结果维持"),
    line("纠正", "corrected", "结果纠正"),
    line("其他", "other", "其他结果"),
    line("未审结", "pending", "尚未审结"),
];

//! The fields of the open progress data: one table, from which the head of the CSV file, the keys of the JSON
//! files, the JSON Schema and the data dictionary are made, so that none of them can say another thing than
//! the rest.

use serde_json::{Map, Value as Json, json};

use crate::progress::{Status, Turn};

/// A field.
#[derive(Clone, Copy)]
pub(super) struct DataField {
    /// Its name in the CSV file and for people.
    pub(super) zh: &'static str,
    /// Its key in the JSON files.
    pub(super) key: &'static str,
    /// What its values are.
    pub(super) kind: DataKind,
    /// Whether it may be empty (CSV) or absent (JSON).
    pub(super) is_optional: bool,
    /// Whether it is a column of the CSV file.
    pub(super) in_csv: bool,
    /// What it means.
    pub(super) meaning: &'static str,
}

/// What the values of a field are.
#[derive(Clone, Copy)]
pub(super) enum DataKind {
    /// Words.
    Text,
    /// An exact decimal number.
    Number,
    /// A whole number.
    Integer,
    /// `2023-04-10` or `2023-04-10 09:00`, in Asia/Shanghai.
    Moment,
    /// A period: `2023-Q1`, `2023-H1`, `2023-10`, `2023`.
    Period,
    /// An absolute address.
    Address,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A status.
    Status,
}

const fn field(zh: &'static str, key: &'static str, kind: DataKind, meaning: &'static str) -> DataField {
    DataField { zh, key, kind, is_optional: false, in_csv: true, meaning }
}

const fn optional(field: DataField) -> DataField {
    DataField { is_optional: true, ..field }
}

const fn json_only(field: DataField) -> DataField {
    DataField { in_csv: false, ..field }
}

/// The columns of `/data/progress.csv` as the fields of a Table Schema.
pub(in crate::render) fn table_fields() -> Vec<Json> {
    let mut columns = as_table(&[&PROJECT, &YEAR, &PERIOD, &INDICATOR, &FIGURE]);
    // Lines of indicators have nothing in the columns of nodes.
    let of_nodes = NODE.iter().filter(|field| field.in_csv);
    columns.extend(of_nodes.map(|field| optional(*field).table_schema()));
    columns
}

/// The columns of `/data/breakdown.csv` as the fields of a Table Schema.
pub(in crate::render) fn area_fields() -> Vec<Json> {
    as_table(&[&PROJECT, &YEAR, &PERIOD, &AREA])
}

fn as_table(levels: &[&[DataField]]) -> Vec<Json> {
    levels.iter().copied().flatten().filter(|field| field.in_csv).map(DataField::table_schema).collect()
}

/// The fields of a project.
pub(super) static PROJECT: [DataField; 6] = [
    field("项目", "title", DataKind::Text, "项目的标题"),
    optional(field("领域", "field", DataKind::Text, "项目所属的领域")),
    json_only(field("现牵头单位", "lead", DataKind::Text, "现在的牵头单位的全称")),
    json_only(optional(field("责任单位", "responsible", DataKind::Text, "其他责任单位，用顿号隔开"))),
    json_only(field("现发布单位", "unit", DataKind::Text, "现在的发布单位的全称")),
    json_only(field("项目网址", "url", DataKind::Address, "项目页面的网址")),
];

/// The fields of a year of a project.
pub(super) static YEAR: [DataField; 5] = [
    field("年度", "year", DataKind::Integer, "进度所属的年度"),
    json_only(optional(field(
        "年度索引号",
        "index_number",
        DataKind::Text,
        "年度页面的索引号；各期单独编号的项目没有",
    ))),
    json_only(field("年度网址", "url", DataKind::Address, "年度页面的网址")),
    field("目标和事项数", "targets", DataKind::Integer, "这一年计划了多少个目标值和事项"),
    field(
        "可考核数",
        "judgeable",
        DataKind::Integer,
        "其中多少个到时候能说清完成没有：有数和单位，状态有基期，事项有日期和做完的样子",
    ),
];

/// The fields of an indicator in a year.
pub(super) static INDICATOR: [DataField; 13] = [
    optional(field("重点任务", "task", DataKind::Text, "指标所属的重点任务")),
    field("指标", "name", DataKind::Text, "指标的名称，在一个项目里不重复"),
    json_only(optional(field("曾用名", "former_names", DataKind::Text, "指标改名以前的名称，用顿号隔开"))),
    optional(field("计量单位", "measure", DataKind::Text, "指标的计量单位；“数值”“目标数值”等都按它换算")),
    field(
        "口径",
        "basis",
        DataKind::Choice(&["累计", "当期", "时点", "日期"]),
        "累计：从年初加到期末；当期：只算这一期；时点：期末的状态；日期：事项，按日期判断",
    ),
    optional(field("起算年", "since", DataKind::Integer, "跨年累计的指标从哪一年算起")),
    optional(field("年度目标", "target", DataKind::Text, "年度目标值，照原文；事项是计划日期")),
    optional(field(
        "目标年度",
        "target_year",
        DataKind::Integer,
        "目标值属于哪一年；跨年的规划，当年没有目标值的，是后面最近的一年",
    )),
    json_only(optional(field(
        "目标调整",
        "adjustments",
        DataKind::Text,
        "年度目标公布以后的每一次改动：日期、原来的、现在的、原因和批准，用分号隔开；没有改过的没有",
    ))),
    optional(field("目标类型", "target_kind", DataKind::Choice(&TARGET_KINDS), "年度目标值要求什么")),
    optional(field(
        "目标数值",
        "target_value",
        DataKind::Number,
        "年度目标值的数，区间的下限；按基期变化的目标是换算后的数",
    )),
    optional(field("目标上限", "target_upper", DataKind::Number, "区间目标的上限")),
    optional(field("方向", "direction", DataKind::Choice(&["越高越好", "越低越好"]), "数值往哪边走是好")),
];

/// The fields of a period.
pub(super) static PERIOD: [DataField; 18] = [
    field("期", "period", DataKind::Period, "进度所属的期：Q 后面是季度，H 后面是半年，两位数字是月份"),
    field("截至", "as_of", DataKind::Moment, "数据截至哪一天"),
    field("公开日期", "date", DataKind::Moment, "这一期什么时候公开"),
    field("牵头单位", "lead", DataKind::Text, "公开这一期时的牵头单位，用当时的全称"),
    field("发布单位", "unit", DataKind::Text, "公开这一期的单位，用当时的全称"),
    optional(field("索引号", "index_number", DataKind::Text, "公开这一期的页面的索引号")),
    field("网址", "url", DataKind::Address, "公开这一期的页面的网址"),
    field("项目状态", "status", DataKind::Status, "期末项目的推进状态"),
    field(
        "状态来源",
        "status_source",
        DataKind::Choice(&["计算", "填报"]),
        "状态按规则计算，还是由填报单位自行填写",
    ),
    optional(field("计算状态", "computed_status", DataKind::Status, "自行填写状态时，按规则本来是什么状态")),
    optional(field("状态说明", "note", DataKind::Text, "自行填写状态的理由")),
    optional(field("项目首次状态", "first_status", DataKind::Status, FIRST_STATUS)),
    optional(field("项目赶上落下", "turn", DataKind::Choice(&TURNS), TURN)),
    optional(field("项目状态沿革", "course", DataKind::Text, COURSE)),
    field(
        "公开期限",
        "deadline",
        DataKind::Moment,
        "期末后第20个工作日；没有当年放假安排的，按已知各年最晚的一天算",
    ),
    optional(field(
        "期限未定",
        "deadline_note",
        DataKind::Choice(&["暂定"]),
        "当年放假安排没有公布，公开期限是暂定的",
    )),
    json_only(optional(field(
        "期末后完成",
        "after_date",
        DataKind::Moment,
        "这一期还报了期末以后才完成的事项的，其中最晚完成的是哪天",
    ))),
    json_only(optional(field(
        "期末后状态",
        "after_status",
        DataKind::Status,
        "从那天的第二天起项目的推进状态；“项目状态”仍是期末的",
    ))),
];

/// The fields of a figure.
pub(super) static FIGURE: [DataField; 25] = [
    json_only(field("指标", "indicator", DataKind::Text, "指标的名称，和 indicators 里的 name 相同")),
    field(
        "填报情况",
        "reporting",
        DataKind::Choice(&["填报", "未报", "不统计", "未到期", "以前已报"]),
        "这一期填报了没有；不统计：写明了这一期没有这项数据的理由；未到期：事项还没有到应完成的日期；以前已报：事项在以前的一期已经报了完成",
    ),
    optional(field("数据", "figure", DataKind::Text, "照填报的原文；事项是完成日期")),
    optional(field("不统计理由", "not_counted", DataKind::Text, "为什么这一期没有这项数据")),
    optional(field(
        "数据所属期",
        "figure_period",
        DataKind::Period,
        "“数据”是哪一期填报的；这一期没有数据的为空",
    )),
    optional(field(
        "数值",
        "value",
        DataKind::Number,
        "换算成计量单位后的数；区间的下限；“近”“超”“约”“余”的取其中的数，原文见“数据”",
    )),
    optional(field("总数", "whole", DataKind::Number, "填报的是一部分时，全部是多少，如22/30里的30")),
    optional(field("数值上限", "value_upper", DataKind::Number, "填报的是区间时，换算后的上限")),
    optional(field(
        "年内合计",
        "to_date",
        DataKind::Number,
        "和目标比较的数：累计、时点指标就是数值，当期指标是当年各期之和；前面有一期没有填报或者不统计的为空，已报各期之和已经能判断的写已报各期之和，那是至少有的数，不是全部；有约数、区间的，是能确定的一头，不是准数",
    )),
    optional(field(
        "比上期",
        "change",
        DataKind::Number,
        "比前面一次填报增加多少，负数为减少，单位是计量单位；当期指标只和同样长的期比；两期有一期是约数、区间的为空",
    )),
    optional(field("比较期", "change_since", DataKind::Period, "和哪一期比")),
    optional(field(
        "完成率",
        "completion",
        DataKind::Number,
        "年内合计占目标数值的百分比，保留一位小数，可以超过100；没有达到目标的不到100",
    )),
    field("指标状态", "status", DataKind::Status, "期末指标的推进状态"),
    optional(field("指标首次状态", "first_status", DataKind::Status, FIRST_STATUS)),
    optional(field("指标赶上落下", "turn", DataKind::Choice(&TURNS), TURN)),
    optional(field("指标状态沿革", "course", DataKind::Text, COURSE)),
    optional(field("当时目标", "target_then", DataKind::Text, TARGET_THEN)),
    field("判断规则", "rule", DataKind::Choice(&RULES), "指标状态按哪条规则判断"),
    optional(field("年初数", "start", DataKind::Number, "规则里年初的数，从0起算的为0")),
    optional(field("比较数", "bound", DataKind::Number, "规则里用来比较的目标数值或节点目标")),
    optional(field("已过月数", "months", DataKind::Integer, "规则里已经过去的月数")),
    optional(field(
        "总月数",
        "months_total",
        DataKind::Integer,
        "规则里的全部月数：12，跨年的规划是规划期的月数",
    )),
    optional(field(
        "应完成数",
        "expected",
        DataKind::Number,
        "年初数＋（比较数－年初数）×已过月数÷总月数，保留四位小数",
    )),
    optional(field(
        "最近数据",
        "last_figure",
        DataKind::Text,
        "这一期没有填报的，以前最近一次填报的原文；不是这一期的数，不能相加",
    )),
    optional(field("最近数据期", "last_figure_period", DataKind::Period, "“最近数据”是哪一期的")),
];

/// The fields of a node (事项). In the CSV file it has a line like that of an indicator, with what only nodes
/// have at its end.
pub(super) static NODE: [DataField; 14] = [
    json_only(field("事项", "name", DataKind::Text, "事项的名称")),
    json_only(field("计划日期", "planned", DataKind::Moment, "计划在哪一天以前完成")),
    json_only(optional(field("当时计划日期", "planned_then", DataKind::Text, TARGET_THEN))),
    field("应完成日期", "due", DataKind::Moment, "事项应在哪一天以前完成，推迟过的是新的日期"),
    json_only(optional(field("完成日期", "done", DataKind::Moment, "在哪一天完成"))),
    optional(field("依据", "evidence", DataKind::Text, "证明事项完成的附件或者网址")),
    optional(field(
        "推迟原因",
        "reason",
        DataKind::Text,
        "事项为什么推迟；推迟过几次的，每次前面写推迟到哪一天",
    )),
    optional(field(
        "批准机关",
        "approved_by",
        DataKind::Text,
        "事项推迟由谁批准；推迟过几次的，每次前面写推迟到哪一天",
    )),
    json_only(field("事项状态", "status", DataKind::Status, "期末事项的推进状态")),
    json_only(field("说明", "why", DataKind::Text, "为什么是这个状态")),
    json_only(optional(field("事项首次状态", "first_status", DataKind::Status, FIRST_STATUS))),
    json_only(optional(field("事项赶上落下", "turn", DataKind::Choice(&TURNS), TURN))),
    json_only(optional(field("事项状态沿革", "course", DataKind::Text, COURSE))),
    optional(field(
        "到期未报",
        "overdue",
        DataKind::Choice(&["是"]),
        "最近一期以后事项的应完成日期已经过了，还没有报过做完没有；项目和事项现在的状态都是本项未报",
    )),
];

const TARGET_THEN: &str = "这一期公布时的目标，状态照它判断；后来调整过，和现在的目标不同时才有";

const AREA_TARGET_THEN: &str =
    "这一期公布时这个地区或者单位的目标，完成比例照它算；后来调整过，和现在的目标不同时才有";
const FIRST_STATUS: &str = "这一期首次公布时的状态；后来更正了数据或者写错的目标，和现在的状态不同时才有";
const TURN: &str = "和当年前面最近一次能判断的状态比：滞后变为按序时、超序时或者已完成的为赶上，反过来的为落下，其他状态不算；只因目标经批准调整，按原来的目标仍是原来的样子的，写“目标调整后”，不算赶上、落下";
const COURSE: &str = "当年到这一期为止的赶上和落下，如“原滞后，三季度赶上”";
static TURNS: [&str; 4] =
    [Turn::CaughtUp.word(), Turn::FellBehind.word(), Turn::Eased.word(), Turn::Raised.word()];

/// The fields of what an area (分项) reports of an indicator: a line of the CSV file of areas.
pub(super) static AREA: [DataField; 14] = [
    field("分项", "area", DataKind::Text, "地区或者单位的名称"),
    field("分项指标", "indicator", DataKind::Text, "指标的名称，和 indicators 里的 name 相同"),
    optional(field("分项计量单位", "measure", DataKind::Text, "指标的计量单位")),
    field("分项填报情况", "reporting", DataKind::Choice(&["填报", "未报"]), "这一期填报了没有；未报不等于0"),
    optional(field("分项目标", "target", DataKind::Text, "这个地区或者单位的年度目标值，照原文")),
    optional(field("分项当时目标", "target_then", DataKind::Text, AREA_TARGET_THEN)),
    optional(field("分项数据", "figure", DataKind::Text, "照填报的原文")),
    optional(field("分项数值", "value", DataKind::Number, "换算成计量单位后的数；区间的下限")),
    optional(field("分项数值上限", "value_upper", DataKind::Number, "填报的是区间时，换算后的上限")),
    optional(field("分项年内合计", "to_date", DataKind::Number, "和目标比较的数，口径和指标相同")),
    optional(field(
        "分项比上期",
        "change",
        DataKind::Number,
        "比前面一次填报增加多少，负数为减少，单位是分项计量单位；两期有一期是约数、区间的为空",
    )),
    optional(field("分项比较期", "change_since", DataKind::Period, "和哪一期比")),
    optional(field(
        "分项完成比例",
        "completion",
        DataKind::Number,
        "年内合计占目标数值的百分比，保留一位小数，可以超过100；没有达到目标的不到100",
    )),
    field(
        "分项可相加",
        "additive",
        DataKind::Choice(&["是", "否"]),
        "各项相加是不是等于指标的总数；比率和写明不相加的为否",
    ),
];

/// The levels, with their places in the JSON file.
pub(super) static LEVELS: [(&str, &str, &str, &[DataField]); 7] = [
    ("project", "项目", "projects[]", &PROJECT),
    ("year", "年度", "projects[].years[]", &YEAR),
    ("indicator", "指标", "projects[].years[].indicators[]", &INDICATOR),
    ("period", "期", "projects[].years[].periods[]", &PERIOD),
    ("figure", "数据", "projects[].years[].periods[].figures[]", &FIGURE),
    ("area", "分项（CSV 列在 breakdown.csv）", "projects[].years[].periods[].areas[]", &AREA),
    ("node", "事项", "projects[].years[].periods[].nodes[]", &NODE),
];

/// The kinds of target, with what each asks for and examples.
pub(super) static TARGETS: [(&str, &str, &str); 11] = [
    ("至少", "达到或者超过这个数", "≥92%，不低于9000人，保持在200家以上"),
    ("至多", "不超过这个数", "<3.5，不超过5天"),
    ("约数", "上下略有出入，低于这个数的5%以内也算达到", "约2340左右"),
    ("区间", "达到下限就算完成；时点数年初在区间以上的，降到上限算完成", "2–3家"),
    ("定数", "达到这个数", "1.43，4所"),
    ("全部", "一个不漏；数据写成一部分和全部的，如22/30，按全部的数判断", "全覆盖"),
    ("清零", "一件不剩", "清零"),
    ("变化", "和基期相比，增加或者减少这么多", "每年减少10%"),
    ("节点", "做完就算完成，没有数量", "完成，建成投用"),
    ("文字", "不能用数据判断，填报“完成”才算完成", "控制在市下达标准以内"),
    ("事项", "在计划日期以前做完", "开工，主体完工，竣工验收"),
];

static TARGET_KINDS: [&str; 11] =
    ["至少", "至多", "约数", "区间", "定数", "全部", "清零", "变化", "节点", "文字", "事项"];

/// The rules of a status.
pub(super) static RULES: [&str; 15] = [
    "已达目标",
    "时点已达目标",
    "未达目标",
    "节点目标",
    "时间进度",
    "尚未计数",
    "低于年初",
    "填报文字",
    "填报单位自定",
    "无法判断",
    "前期已达目标",
    "本项未报",
    "缺少年初数",
    "规划未到期",
    "事项日期",
];

/// What each status means.
pub(super) fn meaning(status: Status) -> &'static str {
    match status {
        Status::Done => {
            "年度目标已经达到，没有未填报、不能判断的指标。时点指标要到年底达到才算完成；跨年的规划要达到最后一年的目标。"
        }
        Status::Ahead => "达到按时间进度应完成数的110%以上；有节点目标的，超过节点目标10%以上。",
        Status::OnSchedule => {
            "达到按时间进度应完成数的90%以上，或者达到节点目标；时点指标已经达到目标，或者从年初数到目标值的路程按时间走了九成以上；事项还没有到计划日期。"
        }
        Status::Behind => {
            "不到应完成数的90%，没有达到节点目标，年底没有达到年度目标，或者突破了年度控制数；时点指标年初（没有年初数的，当年前面一期）已经达到目标而现在没有，或者应走的路程走了不到九成；事项到了计划日期没有完成。"
        }
        Status::NotStarted => "还没有任何数量。",
        Status::Omitted => {
            "有目标值的指标，最近一期没有填报，或者按期填报的前面缺一期、合计不清，按没有完成算；事项的应完成日期在最近一期以后过了，还没有报过做完没有。"
        }
        Status::NotReached => {
            "时点指标还没有达到目标，没有年初数，当年前面各期也没有达到过，不知道进度快慢。"
        }
        Status::Adjusted => {
            "目标或者时间经批准作了调整，由填报单位写明理由；事项经批准推迟、还没有到新的日期。"
        }
        Status::Other => "由填报单位写明理由。",
        Status::Unreported => "期末后20个工作日内没有公开这一期的进度（应报未报）。",
        Status::Unknown => "目标值不是数量、缺少基期数据，或者没有数据，不作判断。",
    }
}

/// `/data/progress.schema.json`: the JSON Schema of `/data/progress.json`.
pub(in crate::render) fn schema() -> Vec<u8> {
    let object = |fields: &[DataField], children: &[(&str, Json)]| {
        let mut properties = Map::new();
        for field in fields {
            properties.insert(field.key.to_owned(), field.schema());
        }
        for (key, child) in children {
            properties.insert((*key).to_owned(), json!({"type": "array", "items": child}));
        }
        let optional: Vec<&str> =
            fields.iter().filter(|field| field.is_optional).map(|field| field.key).collect();
        let required: Vec<&String> =
            properties.keys().filter(|key| !optional.contains(&key.as_str())).collect();
        json!({
            "type": "object",
            "required": required,
            "additionalProperties": false,
            "properties": properties,
        })
    };
    let figure = object(&FIGURE, &[]);
    let area = object(&AREA, &[]);
    let period = object(&PERIOD, &[("figures", figure), ("areas", area), ("nodes", object(&NODE, &[]))]);
    let year = object(&YEAR, &[("indicators", object(&INDICATOR, &[])), ("periods", period)]);
    let missing = object(&MISSING, &[]);
    let nodes = object(&OVERDUE_NODE, &[]);
    let project = object(&PROJECT, &[("years", year), ("missing", missing), ("overdue_nodes", nodes)]);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "项目进度数据",
        "description": "字段的含义见数据字典（index.html）。数据和页面上的数字相同。",
        "type": "object",
        "required": ["site", "url", "projects"],
        "additionalProperties": false,
        "properties": {
            "site": {"type": "string", "description": "网站名称"},
            "url": {"type": "string", "format": "uri", "description": "网站地址"},
            "projects": {"type": "array", "items": project},
        },
    });
    let mut text = serde_json::to_vec_pretty(&schema).unwrap_or_default();
    text.push(b'\n');
    text
}

/// The fields of a report that is missing.
pub(super) static MISSING: [DataField; 2] = [
    json_only(field("期", "period", DataKind::Period, "应报未报的期")),
    json_only(field("公开期限", "deadline", DataKind::Moment, "最迟应当在哪一天公开")),
];

/// The fields of a node whose day has passed without a word.
pub(super) static OVERDUE_NODE: [DataField; 2] = [
    json_only(field(
        "事项",
        "name",
        DataKind::Text,
        "应完成日期在最近一期以后过了、还没有报过做完没有的事项",
    )),
    json_only(field("应完成日期", "due", DataKind::Moment, "应在哪一天以前完成")),
];

impl DataField {
    fn schema(&self) -> Json {
        let mut schema = Map::new();
        let kind = match self.kind {
            DataKind::Number => "number",
            DataKind::Integer => "integer",
            DataKind::Text
            | DataKind::Moment
            | DataKind::Period
            | DataKind::Address
            | DataKind::Choice(_)
            | DataKind::Status => "string",
        };
        schema.insert("type".to_owned(), json!(kind));
        schema.insert("title".to_owned(), json!(self.zh));
        schema.insert("description".to_owned(), json!(self.meaning));
        let choices = match self.kind {
            DataKind::Choice(words) => words.to_vec(),
            DataKind::Status => Status::ALL.map(Status::word).to_vec(),
            _ => Vec::new(),
        };
        if !choices.is_empty() {
            schema.insert("enum".to_owned(), json!(choices));
        }
        match self.kind {
            DataKind::Moment => {
                schema.insert("pattern".to_owned(), json!(r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$"));
            }
            DataKind::Period => {
                schema.insert("pattern".to_owned(), json!(r"^\d{4}(-Q[1-4]|-H[12]|-\d{2})?$"));
            }
            DataKind::Address => {
                schema.insert("format".to_owned(), json!("uri"));
            }
            _ => {}
        }
        Json::from(schema)
    }

    /// Its column of the CSV file as a field of a Table Schema.
    fn table_schema(&self) -> Json {
        let mut schema = Map::new();
        schema.insert("name".to_owned(), json!(self.zh));
        schema.insert("title".to_owned(), json!(self.zh));
        schema.insert("description".to_owned(), json!(self.meaning));
        let kind = match self.kind {
            DataKind::Number => "number",
            DataKind::Integer => "integer",
            _ => "string",
        };
        schema.insert("type".to_owned(), json!(kind));
        if let DataKind::Address = self.kind {
            schema.insert("format".to_owned(), json!("uri"));
        }
        let mut constraints = Map::new();
        if !self.is_optional {
            constraints.insert("required".to_owned(), json!(true));
        }
        match self.kind {
            DataKind::Choice(words) => constraints.insert("enum".to_owned(), json!(words)),
            DataKind::Status => constraints.insert("enum".to_owned(), json!(Status::ALL.map(Status::word))),
            _ => None,
        };
        if !constraints.is_empty() {
            schema.insert("constraints".to_owned(), Json::from(constraints));
        }
        Json::from(schema)
    }

    /// Its type in words.
    pub(super) fn kind_words(&self) -> String {
        match self.kind {
            DataKind::Text => "文字".to_owned(),
            DataKind::Number => "数".to_owned(),
            DataKind::Integer => "整数".to_owned(),
            DataKind::Moment => "日期".to_owned(),
            DataKind::Period => "期".to_owned(),
            DataKind::Address => "网址".to_owned(),
            DataKind::Choice(words) => words.join("、"),
            DataKind::Status => "推进状态".to_owned(),
        }
    }
}

//! The sixteen indicators that every project reports.

/// How the figures of a year belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// 累计: since the beginning of the year.
    Cumulative,
    /// 时点: the state at the end of the quarter.
    State,
}

/// Something that is measured.
pub(crate) struct Indicator {
    /// The task that it belongs to; neighbours share one cell.
    pub(crate) task: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its unit.
    pub(crate) measure: &'static str,
    /// How its figures belong together.
    pub(crate) basis: Basis,
    /// From where to where the targets of a year go.
    pub(crate) range: (f64, f64),
    /// Decimal places of a figure.
    pub(crate) places: usize,
}

impl Indicator {
    /// A value as it is written in the data, without unit.
    pub(crate) fn written(&self, value: f64) -> String {
        format!("{value:.*}", self.places)
    }
}

const fn sum(
    task: &'static str,
    name: &'static str,
    measure: &'static str,
    range: (f64, f64),
    places: usize,
) -> Indicator {
    Indicator { task, name, measure, basis: Basis::Cumulative, range, places }
}

const fn rate(task: &'static str, name: &'static str, low: f64) -> Indicator {
    Indicator { task, name, measure: "%", basis: Basis::State, range: (low, low + 8.0), places: 1 }
}

/// The indicators, in the order of the tables.
pub(crate) const INDICATORS: [Indicator; 16] = [
    sum("场地和设备", "建成服务点", "个", (12.0, 90.0), 0),
    sum("场地和设备", "改造场地面积", "万平方米", (0.6, 14.0), 2),
    sum("场地和设备", "更换设备", "台", (20.0, 600.0), 0),
    sum("场地和设备", "完成投资", "万元", (260.0, 9800.0), 1),
    sum("日常服务", "接待群众", "万人次", (0.8, 60.0), 2),
    sum("日常服务", "上门服务", "人次", (150.0, 7200.0), 0),
    sum("日常服务", "办结事项", "件", (300.0, 24000.0), 0),
    sum("日常服务", "开设夜间窗口", "场次", (16.0, 320.0), 0),
    sum("人员队伍", "招录专职人员", "人", (8.0, 160.0), 0),
    sum("人员队伍", "志愿者参加", "人次", (60.0, 3600.0), 0),
    rate("人员队伍", "持证上岗率", 88.0),
    rate("质量和评价", "抽查合格率", 89.0),
    rate("质量和评价", "按期办结率", 90.0),
    rate("质量和评价", "群众满意率", 87.0),
    rate("质量和评价", "来电回复率", 86.0),
    rate("质量和评价", "资金支付率", 78.0),
];

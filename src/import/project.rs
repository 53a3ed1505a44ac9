//! A table of indicators as `project.yaml`, and its figures as progress entries.

use std::collections::BTreeMap;

use super::account::PartId;
use super::indicators::{self, ColumnRole, IndicatorTable};
use super::material::{Doubt, Material};
use super::official::{self, FoundKey};
use super::{ImportOptions, KnownProject, NewFile, Proposal, comment, file_stem};
use crate::diag::Text;
use crate::layout;
use crate::model::{ContentPath, Period, Unit};
use crate::quantity::{Figure, Target};
use crate::say;
use crate::write::{ContentText, Written, scalar};

/// An indicator as the table has it.
struct Indicator {
    name: String,
    task: String,
    measure: String,
    since: Option<i16>,
    note: String,
    targets: BTreeMap<i16, String>,
    base: BTreeMap<i16, String>,
}

impl Indicator {
    /// Adds what a column of remarks says.
    fn add_note(&mut self, head: &str, value: &str) {
        if !self.note.is_empty() {
            self.note.push('；');
        }
        if !head.contains("备注") && !head.contains("说明") {
            self.note.extend([head, "："]);
        }
        self.note.push_str(value);
    }
}

/// The parts of a project that a text gives and a table does not.
#[derive(Clone, Debug, Default)]
pub(super) struct ProjectFrame {
    /// 标题
    pub(super) title: String,
    /// 项目内容
    pub(super) scope: String,
    /// 目标, by years
    pub(super) goals: BTreeMap<i16, String>,
    /// 牵头单位
    pub(super) lead: Option<String>,
}

/// What is made of tables of indicators.
pub(super) struct ProjectDesk<'m, 'o> {
    pub(super) material: &'m mut Material,
    pub(super) options: &'o ImportOptions<'o>,
    pub(super) found: Vec<FoundKey>,
    pub(super) files: Vec<NewFile>,
}

/// Figures by periods, each with the cell it comes from.
type Figures = BTreeMap<Period, Vec<(String, String)>>;

impl ProjectDesk<'_, '_> {
    fn place(&self, part: Option<PartId>) -> Text {
        part.map_or_else(|| say!("表格", "the table"), |part| self.material.account.part(part).place.clone())
    }

    fn doubt(&mut self, part: Option<PartId>, text: Text) {
        let place = self.place(part);
        self.material.doubts.push(Doubt { place, text });
    }

    /// Makes a new project of tables, with the entries that they have figures for.
    pub(super) fn new_project(
        &mut self,
        tables: &[IndicatorTable],
        frame: &ProjectFrame,
    ) -> Option<ContentPath> {
        let mut indicators: Vec<Indicator> = Vec::new();
        let mut leads: Vec<String> = Vec::new();
        let mut figures = Figures::new();
        for table in tables {
            self.indicators_of(table, &mut indicators, &mut leads);
        }
        let known: Vec<(String, String)> =
            indicators.iter().map(|one| (one.name.clone(), one.measure.clone())).collect();
        for table in tables {
            self.figures_of(table, &known, &mut figures, true);
            self.place_cells(table, true);
        }
        let folder = format!("{}/{}", self.options.folder(), file_stem(&frame.title));
        let folder = ContentPath::new(&folder).ok()?;
        let lead = frame.lead.clone().or_else(|| leads.first().cloned());
        let lead = self.lead(lead, &leads);
        let text = self.project_yaml(frame, &indicators, &lead, &leads);
        self.files.push(NewFile {
            path: folder.join(layout::PROJECT).ok()?,
            bytes: text.into_bytes(),
            is_text: true,
        });
        self.entries(&folder, &figures, &BTreeMap::new());
        Some(folder)
    }

    fn lead(&mut self, said: Option<String>, all: &[String]) -> String {
        let units = self.options.settings.map(|settings| &settings.units);
        let known = said.as_ref().and_then(|said| Some(Unit::find(units?, said)?.short.clone()));
        if all.len() > 1 {
            let names = all.join("、");
            let text = say!(
                "表里有几个牵头或责任单位（{names}），牵头单位先写了第一个，其余写进责任单位，请核对",
                "the table names several units ({names}): the first leads here, the others are responsible; check it"
            );
            self.doubt(None, text);
        }
        match (known, said) {
            (Some(short), _) => short,
            (None, said) => {
                let first = units.and_then(|units| units.first()).map(|unit| unit.short.clone());
                let short = first.unwrap_or_default();
                let text = match said {
                    Some(said) => say!(
                        "site.yaml 里没有“{said}”这个机构，牵头单位先写了“{short}”，请核对",
                        "site.yaml knows no unit `{said}`; `{short}` stands for it: check it"
                    ),
                    None => say!(
                        "没有找到牵头单位，先写了“{short}”，请核对",
                        "no lead unit was found, `{short}` stands for it: check it"
                    ),
                };
                self.doubt(None, text);
                short
            }
        }
    }

    /// Reads the indicators of a table.
    fn indicators_of(&mut self, table: &IndicatorTable, out: &mut Vec<Indicator>, leads: &mut Vec<String>) {
        let measure_above = table.above.iter().find_map(|line| measure_of(line));
        for row in table.rows.iter().filter(|row| !row.name.is_empty()) {
            let named = indicators::split_measure(&row.name);
            let part_of = |at: usize| row.parts[at];
            let mut indicator = Indicator {
                name: named.name,
                task: row.task.clone(),
                measure: named.measure.unwrap_or_default(),
                since: named.since,
                note: String::new(),
                targets: BTreeMap::new(),
                base: BTreeMap::new(),
            };
            let mut has_none = false;
            for (at, (role, head)) in table.columns.iter().enumerate() {
                let value: String = row.values[at].split_whitespace().collect();
                // A dash says that there is no measure, whatever stands above the table.
                has_none |= *role == ColumnRole::Measure && is_nothing(&value);
                if value.is_empty() || is_nothing(&value) {
                    continue;
                }
                match role {
                    ColumnRole::Measure => indicator.measure = value,
                    ColumnRole::Note => indicator.add_note(head, &value),
                    ColumnRole::Lead => {
                        for unit in units_in(&row.values[at]) {
                            leads.extend((!leads.contains(&unit)).then_some(unit));
                        }
                    }
                    ColumnRole::Base(year) => _ = indicator.base.insert(*year, value),
                    ColumnRole::Target(year) => {
                        let year = year.unwrap_or_else(|| self.options.today.year());
                        if Target::parse(&value).is_err() {
                            let text = say!(
                                "目标值“{value}”判断不了，请改写成“≥92%”“200家以上”的样子",
                                "the target `{value}` cannot be judged: write it like `≥92%`"
                            );
                            self.doubt(part_of(at), text);
                        }
                        indicator.targets.insert(year, value);
                    }
                    ColumnRole::Order
                    | ColumnRole::Task
                    | ColumnRole::Name
                    | ColumnRole::Figure(_)
                    | ColumnRole::Other => {}
                }
            }
            if indicator.measure.is_empty() {
                let of_target = indicator.targets.values().find_map(|target| {
                    let measure = Target::parse(target).ok()?.measure()?.text().to_owned();
                    (!measure.is_empty()).then_some(measure)
                });
                let above = measure_above.clone().filter(|_| !has_none);
                indicator.measure = of_target.or(above).unwrap_or_default();
            }
            if out.iter().any(|known| known.name == indicator.name) {
                let name = &indicator.name;
                let text = say!(
                    "指标“{name}”出现了两次，只写了第一次",
                    "the indicator `{name}` stands there twice; the first was taken"
                );
                let at = table.columns.iter().position(|(role, _)| *role == ColumnRole::Name).unwrap_or(0);
                self.doubt(part_of(at), text);
                continue;
            }
            out.push(indicator);
        }
        if table.columns.iter().any(|(role, _)| *role == ColumnRole::Target(None)) {
            let year = self.options.today.year();
            let text = say!(
                "表头没有写是哪一年的目标，先当作 {year} 年，请核对",
                "the heads do not say the year of the targets, {year} stands for it: check it"
            );
            self.doubt(table.head_parts.first().copied(), text);
        }
    }

    /// Reads the figures of a table for the indicators that are known by name and measure.
    fn figures_of(
        &mut self,
        table: &IndicatorTable,
        known: &[(String, String)],
        out: &mut Figures,
        is_own: bool,
    ) {
        for row in table.rows.iter().filter(|row| !row.name.is_empty()) {
            let name = indicators::split_measure(&row.name);
            let own_measure = table.columns.iter().position(|(role, _)| *role == ColumnRole::Measure);
            let own_measure = own_measure.map(|at| row.values[at].split_whitespace().collect::<String>());
            let found = known
                .iter()
                .find(|(known, _)| is_same_name(known, &name.name) || is_same_name(known, &row.name));
            let Some((known_name, measure)) = found else {
                if !is_own {
                    let name = &row.name;
                    let text = say!(
                        "项目里没有指标“{name}”，这一行没有放进进度",
                        "the project has no indicator `{name}`; the row was left"
                    );
                    let part = row.parts.iter().flatten().next().copied();
                    self.doubt(part, text);
                    for part in row.parts.iter().flatten() {
                        self.material
                            .account
                            .leave(*part, say!("项目里没有这个指标", "the project has no such indicator"));
                    }
                }
                continue;
            };
            let measure =
                own_measure.filter(|own| !own.is_empty()).or(name.measure).unwrap_or_else(|| measure.clone());
            for (at, (role, _)) in table.columns.iter().enumerate() {
                let ColumnRole::Figure(Some(period)) = role else { continue };
                let value: String = row.values[at].split_whitespace().collect();
                if value.is_empty() || is_nothing(&value) {
                    continue;
                }
                let Some(figure) = figure_of(&value, &measure) else {
                    let text = say!("“{value}”不是数值，没有放进进度", "`{value}` is no figure and was left");
                    self.doubt(row.parts[at], text);
                    if let Some(part) = row.parts[at] {
                        self.material.account.leave(part, say!("不是数值", "no figure"));
                    }
                    continue;
                };
                out.entry(*period).or_default().push((known_name.clone(), figure));
            }
        }
    }

    /// Accounts for the cells of a table that became keys.
    fn place_cells(&mut self, table: &IndicatorTable, is_new: bool) {
        let account = &mut self.material.account;
        for part in &table.head_parts {
            account
                .change(*part, say!("标题、表头成为各项的名称", "titles and heads became the names of keys"));
        }
        for part in &table.asides {
            account.leave(*part, say!("表上面的说明，没有放进去", "what is said above the table was left"));
        }
        for row in &table.rows {
            for (at, (role, head)) in table.columns.iter().enumerate() {
                let Some(part) = row.parts[at] else { continue };
                match role {
                    _ if row.name.is_empty() => {
                        account.leave(
                            part,
                            say!("这一行没有指标名称，或者是合计", "the row names no indicator, or is a sum"),
                        );
                    }
                    ColumnRole::Order => account.leave(
                        part,
                        say!("序号，网页自己排", "numbers of rows, which the page counts itself"),
                    ),
                    ColumnRole::Other => {
                        account.leave(part, say!("不认识的一列“{head}”", "an unknown column `{head}`"));
                    }
                    ColumnRole::Figure(None) => account
                        .leave(part, say!("“{head}”没有写是哪一期", "`{head}` does not say its period")),
                    ColumnRole::Target(_)
                    | ColumnRole::Measure
                    | ColumnRole::Lead
                    | ColumnRole::Note
                    | ColumnRole::Base(_)
                    | ColumnRole::Task
                        if !is_new =>
                    {
                        let why = say!(
                            "进度里不写“{head}”，以项目里的为准，没有比对",
                            "entries have no `{head}`: that of the project stands; they were not compared"
                        );
                        account.leave(part, why);
                    }
                    _ => account.place(part),
                }
            }
        }
        for part in &table.notes {
            let part = self.material.account.part(*part);
            let words: String = part.words.chars().take(40).collect();
            let text = say!(
                "表下的“{words}”没有放进项目，要用的请写进有关指标的“说明”",
                "`{words}` below the table was left: write it into the notes of the indicators it is about"
            );
            self.material.doubts.push(Doubt { place: part.place.clone(), text });
        }
        for (role, head) in &table.columns {
            if *role == ColumnRole::Other && !head.is_empty() {
                let text =
                    say!("不认识“{head}”这一列，没有带过来", "the column `{head}` is unknown and was left");
                self.material.doubts.push(Doubt { place: say!("表头", "the heads"), text });
            }
        }
    }

    fn project_yaml(
        &mut self,
        frame: &ProjectFrame,
        indicators: &[Indicator],
        lead: &str,
        leads: &[String],
    ) -> String {
        let pair = |key: &str, value: Written| (key.to_owned(), value);
        let mut keys = vec![pair("标题", Written::text(&frame.title)), pair("牵头单位", Written::text(lead))];
        self.found.push(FoundKey { key: "标题", value: frame.title.clone(), place: None });
        self.found.push(FoundKey { key: "牵头单位", value: lead.to_owned(), place: None });
        let others: Vec<Written> = leads.iter().skip(1).map(|unit| Written::text(unit)).collect();
        if !others.is_empty() {
            keys.push(pair("责任单位", Written::List(others)));
        }
        if !frame.scope.is_empty() {
            keys.push(pair("项目内容", Written::text(&(frame.scope.clone() + "\n"))));
        }
        if !frame.goals.is_empty() {
            let goals = frame
                .goals
                .iter()
                .map(|(year, goals)| pair(&year.to_string(), Written::text(&(goals.clone() + "\n"))));
            keys.push(pair("目标", Written::Mapping(goals.collect())));
        }
        let list: Vec<Written> = indicators.iter().map(written_indicator).collect();
        if !list.is_empty() {
            let count = list.len();
            keys.push(pair("指标", Written::List(list)));
            self.found.push(FoundKey { key: "指标", value: format!("{count} 个"), place: None });
        }
        let mut text = ContentText::decode(layout::PROJECT, Vec::new()).ok();
        let is_set = text.as_mut().is_some_and(|text| text.set(&[], &Written::Mapping(keys)).is_ok());
        text.filter(|_| is_set).map(|text| text.text().to_owned()).unwrap_or_default()
    }

    /// Writes an entry for each period, with figures and texts.
    pub(super) fn entries(
        &mut self,
        folder: &ContentPath,
        figures: &Figures,
        texts: &BTreeMap<Period, String>,
    ) {
        let mut periods: Vec<Period> = figures.keys().chain(texts.keys()).copied().collect();
        periods.sort();
        periods.dedup();
        for period in periods {
            let today = self.options.today;
            let mut out = format!("---\n公开日期: {today}\n");
            if let Some(figures) = figures.get(&period) {
                out.push_str("指标:\n");
                for (name, figure) in figures {
                    out.extend(["  ", &scalar(name), ": ", &scalar(figure), "\n"]);
                }
            }
            out.push_str("---\n");
            if let Some(text) = texts.get(&period) {
                out.push_str(text);
            }
            let Ok(path) = folder.join(&format!("{period}.md")) else { continue };
            let count = figures.get(&period).map_or(0, Vec::len);
            self.found.push(FoundKey {
                key: "进度",
                value: format!("{}：{count} 个指标", period.chinese()),
                place: None,
            });
            self.files.push(NewFile { path, bytes: out.into_bytes(), is_text: true });
        }
    }

    /// Makes entries of a project that is there.
    pub(super) fn progress(&mut self, project: &KnownProject, tables: &[IndicatorTable]) {
        let mut figures = Figures::new();
        for table in tables {
            self.figures_of(table, &project.indicators, &mut figures, false);
            self.place_cells(table, false);
        }
        self.entries(&project.folder, &figures, &BTreeMap::new());
    }

    /// Says of all that is in no table of indicators why it was left.
    pub(super) fn leave_rest(&mut self, why: &Text) {
        let open: Vec<PartId> = self.material.account.open();
        for part in open {
            self.material.account.leave(part, why.clone());
        }
    }

    /// The proposal, its doubts as comments in the first file.
    pub(super) fn finish(self, what: Text) -> Proposal {
        let ProjectDesk { material, found, mut files, .. } = self;
        let mut material = std::mem::take(material);
        super::close(&mut material);
        let comments: String = material.doubts.iter().map(comment).collect();
        if let Some(first) = files.first_mut() {
            let text = String::from_utf8_lossy(&first.bytes).into_owned();
            let text = match text.strip_prefix("---\n") {
                Some(rest) => format!("---\n{comments}{rest}"),
                None => comments + &text,
            };
            first.bytes = text.into_bytes();
        }
        Proposal { what, files, found, doubts: material.doubts, account: material.account }
    }
}

fn written_indicator(indicator: &Indicator) -> Written {
    let pair = |key: &str, value: Written| (key.to_owned(), value);
    let Indicator { name, task, measure, since, note, targets, base } = indicator;
    let mut keys = vec![pair("名称", Written::text(name))];
    if !task.is_empty() && task != name {
        keys.push(pair("重点任务", Written::text(task)));
    }
    if !measure.is_empty() {
        keys.push(pair("单位", Written::text(measure)));
    }
    // Shares are not added up over a year.
    if matches!(&**measure, "%" | "％" | "‰") {
        keys.push(pair("口径", Written::text("时点")));
    }
    if let Some(since) = since {
        keys.push(pair("自", Written::text(&since.to_string())));
    }
    let by_year = |values: &BTreeMap<i16, String>| {
        Written::Mapping(
            values.iter().map(|(year, value)| pair(&year.to_string(), Written::text(value))).collect(),
        )
    };
    if !targets.is_empty() {
        keys.push(pair("目标", by_year(targets)));
    }
    if !base.is_empty() {
        keys.push(pair("基期", by_year(base)));
    }
    if !note.is_empty() {
        keys.push(pair("说明", Written::text(note)));
    }
    Written::Mapping(keys)
}

/// A figure with its measure; `None`: the words are no figure.
pub(super) fn figure_of(value: &str, measure: &str) -> Option<String> {
    match Figure::parse(value).ok()? {
        Figure::Quantity(quantity) if quantity.measure.is_none() && !measure.is_empty() => {
            let with_measure = format!("{value}{measure}");
            Figure::parse(&with_measure).is_ok().then_some(with_measure)
        }
        _ => Some(value.to_owned()),
    }
}

/// A dash or slash in a place that says nothing.
fn is_nothing(value: &str) -> bool {
    matches!(value, "-" | "—" | "——" | "/" | "\\" | "－" | "--" | "无" | "…")
}

/// The units that a cell names: `某局、某委`, or one below the other.
fn units_in(words: &str) -> Vec<String> {
    let mut units = Vec::new();
    for part in words.split(['、', '，', ',', '；', ';']) {
        let lines: Vec<&str> = part.split_whitespace().collect();
        // A long name goes on in the next line.
        if lines.iter().all(|line| official::is_body(line)) {
            units.extend(lines.into_iter().map(str::to_owned));
        } else {
            units.push(lines.concat());
        }
    }
    units.retain(|unit| !unit.is_empty());
    units
}

/// The measure in `单位：万人`.
fn measure_of(line: &str) -> Option<String> {
    let close: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let close = close.trim_matches(['（', '）', '(', ')']);
    let measure = close.strip_prefix("单位：").or_else(|| close.strip_prefix("单位:"))?;
    indicators::is_measure(measure).then(|| measure.to_owned())
}

/// Whether two names mean the same indicator: brackets of both kinds and blanks aside.
pub(super) fn is_same_name(a: &str, b: &str) -> bool {
    let plain = |name: &str| -> String {
        name.chars()
            .filter(|c| !c.is_whitespace() && !"“”\"".contains(*c))
            .map(|c| match c {
                '（' => '(',
                '）' => ')',
                c => c,
            })
            .collect()
    };
    plain(a) == plain(b)
}

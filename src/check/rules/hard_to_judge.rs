//! 指标或目标没法考核
//!
//! # 是什么
//! 今年和以后的计划里，有的目标只有文字没有数，有的数没有单位，“建成”一类的目标没有日期，
//! 逐期变动的指标、“增长10%”一类的目标没有基期，别的指标写了数据来源而它没有，目标的文字里写到的指标没有目标值，
//! 事项说的是“持续推进”一类做不完的事，或者整年的目标没有一个带目标值的指标和事项。每个项目报一次，写明各是哪一种，和这个项目能考核的有几个；项目页和开放数据里也写明。
//!
//! # 为什么
//! 到年底说不清完成没有的目标，等于没有目标。定计划的时候补上单位、基期和日期，比年底争论容易。
//!
//! # 依据
//! 《重大行政决策程序暂行条例》（国务院令第713号）对决策执行情况跟踪、评估的要求。
//! 哪些算没法考核没有明文规定，参考承诺追踪机构无法评定的常见原因，所以只作建议。
//!
//! # 举例
//! 触发：`目标: {2025: 明显提升}`；`目标: {2025: 40}` 而没有 `单位`；`目标: {2025: 建成}` 而项目没有 `事项`。
//! 不触发：`目标: {2025: ≥92%}`；往年的目标；没有写目标的指标，只供参考。
//!
//! # 怎样改
//! 目标里写数和单位；建成、印发一类的写成 `事项`，带计划日期；期末状态和增长、下降多少的写上 `基期`；
//! 没有数据来源的写上 `数据来源`；目标里写到的指标写上目标值；事项写做完的样子，如“印发方案”。
//! 确实定不了数的，在 `说明` 里写明怎样算完成。
//!
//! # English
//! Targets of this year or later that nobody will be able to judge: words instead of a number, no measure, no
//! base, no date. Give each what it lacks, or say in its note how it is judged.

use crate::check::{Page, Rule, Run};
use crate::diag::{Lang, Severity, Text};
use crate::entry::DraftKind;
use crate::progress::{Judgeable, Lack, Unjudgeable};
use crate::say;

/// How many indicators are named.
const MOST_NAMED: usize = 5;

/// 没法考核.
pub(super) static RULE: Rule = Rule {
    name: "hard-to-judge",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("hard_to_judge.rs"),
    run: &[Run::Pages(|site, _| {
        let year = site.today.year();
        Box::new(move |page: &Page<'_>, findings| {
            let DraftKind::Project(project) = &page.draft.kind else { return };
            let Some(plan) = Judgeable::of(project, year..) else { return };
            let Some(first) = plan.faults.first() else { return };
            let judged = JudgedPlan(&plan);
            findings.report(page.place(first.span.clone()), judged.message(), judged.help());
        })
    })],
};

/// What is said of a plan.
struct JudgedPlan<'a>(&'a Judgeable);

impl JudgedPlan<'_> {
    fn message(&self) -> Text {
        let Judgeable { all, faults } = self.0;
        if let [Unjudgeable { name, lack: Lack::Everything, .. }] = &faults[..] {
            return say!(
                "{name}只有文字，没有带目标值的指标，也没有事项，到时候说不清完成没有",
                "`{name}` is words only, without indicators with a target and nodes: nobody can say when it is reached"
            );
        }
        let named = || faults.iter().take(MOST_NAMED);
        let zh: Vec<String> =
            named().map(|fault| format!("“{}”{}", fault.name, fault.lack.words().0)).collect();
        let en: Vec<String> =
            named().map(|fault| format!("`{}`: {}", fault.name, fault.lack.words().1)).collect();
        let (zh, en, count, good) = (zh.join("，"), en.join(", "), faults.len(), self.0.good());
        let (more_zh, more_en) = if count > MOST_NAMED { ("等", " and others") } else { ("", "") };
        say!(
            "{all} 个目标里有 {good} 个能考核，{count} 个没法考核：{zh}{more_zh}",
            "of {all} targets {good} can be judged, {count} cannot: {en}{more_en}"
        )
    }

    fn help(&self) -> Text {
        let lacks = |lacks: &[Lack]| self.0.faults.iter().any(|fault| lacks.contains(&fault.lack));
        let mut cures = Vec::new();
        if lacks(&[Lack::Day, Lack::Everything]) {
            cures.push(say!(
                "能数的写成指标，目标带数和单位；建成、印发一类的写成 `事项: [{{名称: …, 计划: 日期}}]`",
                "count what can be counted; what is built or issued is one of `nodes: [{{name: …, planned: DAY}}]`"
            ));
        } else if lacks(&[Lack::Number, Lack::Measure, Lack::Base, Lack::Target]) {
            cures.push(say!(
                "给目标补上数、`单位` 或 `基期`；确实定不了数的，在 `说明` 里写明怎样算完成",
                "add the number, the `measure` or the `base`; where there can be none, say in `note` how it is judged"
            ));
        }
        if lacks(&[Lack::Source]) {
            cures.push(say!(
                "没有数据来源的指标加一行 `数据来源: …`",
                "give an indicator without a source a line `source: …`"
            ));
        }
        if lacks(&[Lack::End]) {
            cures.push(say!(
                "事项写做完的样子，如“印发方案”",
                "name a node by what is there when it is done, such as 印发方案"
            ));
        }
        let all = |lang| {
            let cures: Vec<&str> = cures.iter().map(|cure| cure.in_lang(lang)).collect();
            cures.join(if lang == Lang::Zh { "；" } else { "; " })
        };
        Text::new(all(Lang::Zh), all(Lang::En))
    }
}

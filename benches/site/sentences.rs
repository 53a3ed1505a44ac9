//! The text of an entry: four paragraphs under two headings, about seven hundred characters.

use super::chance::Chance;
use super::indicators::INDICATORS;

/// What was done. `{n}` is a count, `{w}` and `{y}` are amounts, `{p}` is a percentage, `{s}` a few, `{d}` a day.
const DONE: [&str; 12] = [
    "新开工点位{n}处，其中{n}处主体施工已经完成，{n}处正在安装设备。",
    "走访住户{n}户，收到意见{n}条，当场能答复的都当场答复，其余{n}条转交有关单位并约定了回复日期。",
    "服务窗口开放到晚上八点，周末办理量占全部办理量的{p}%，平均等候时间缩短到{s}分钟。",
    "请老师傅带班授课{n}场，新上岗的{n}人跟班学习满一个月，独立值守前逐人试岗。",
    "{d}在现场开会，就占用道路、夜间施工和堆放材料三件事定下处理办法，{n}处围挡按时拆除。",
    "到账资金{y}万元，付出{y}万元，每笔支出的用途、金额和收款单位都登记在项目台账上。",
    "请第三方随机查看{n}个点位，记下问题{n}个，当月改好{n}个，剩下的写明了责任人和日期。",
    "与上一季度相比，网上申请增加{n}件，纸质材料减少{n}份，要重复填写的{n}张表合并成一张。",
    "为行动不便的{n}名居民上门办理，其中八十岁以上的老人{n}名，来回都有工作人员陪同。",
    "淘汰使用超过十年的旧设备{n}台，备用电源按月试运行，试运行记录挂在机房门口。",
    "和相邻乡镇共用车辆与人员，合计派车{n}趟，省下费用{y}万元。",
    "在村（社区）公示栏张贴进度表{n}份，公布监督电话，接到来电{n}个，按时回复的占{p}%。",
];

/// What is wrong and what comes next.
const NEXT: [&str; 10] = [
    "从查看的情况来看，{n}个点位的标识不够醒目，{n}个点位的坡道偏陡，需要返工。",
    "连续阴雨使{n}处室外工程比计划晚了{s}天，施工单位加派了班组，预计下个月补回来。",
    "部分材料涨价，{n}份合同要重新核价，核价结果将在公示栏里说明。",
    "接下来先把剩下{n}处点位的用地手续办完，再集中人手安装设备，争取{d}前全部开放。",
    "完成率不到{p}%的{n}个单位要当面说明原因，此后每半个月公布一次排名。",
    "把群众说得最多的{n}个问题列成一张单子，写清由谁办、怎么办、何时办完，办完一项划去一项。",
    "入冬前给外露管线做好保温，更换过期的灭火器，{n}处老旧线路加装漏电保护。",
    "报送的数据还要再核对一遍，同一指标在两张报表里不一致的{n}处已经更正，以后由专人统一报送。",
    "准备增加{n}个便民服务日，把桌子摆到集市和厂区里去，大约能方便{w}万人次。",
    "年底请{n}名受益群众打分，得分写进下一年度的服务合同。",
];

/// The lines of an entry's text: headings and paragraphs.
pub(super) fn lines(chance: &mut Chance, quarter: &str) -> Vec<String> {
    let named = chance.shuffled(&INDICATORS.each_ref());
    let figures: Vec<String> =
        named.iter().take(3).map(|indicator| format!("{0}[[{0}]]", indicator.name)).collect();
    let done: Vec<String> = chance.shuffled(&DONE).iter().map(|text| filled(text, chance)).collect();
    let next: Vec<String> = chance.shuffled(&NEXT).iter().map(|text| filled(text, chance)).collect();
    vec![
        "一、完成情况".to_owned(),
        format!("截至{quarter}末，{}。{}", figures.join("，"), done[..3].concat()),
        format!("**重点事项按计划推进。**{}", done[3..8].concat()),
        "二、存在问题和下一步安排".to_owned(),
        format!("**主要问题是进度不齐。**{}", next[..4].concat()),
        next[4..8].concat(),
    ]
}

/// A sentence with numbers in its gaps.
fn filled(text: &str, chance: &mut Chance) -> String {
    let mut pieces = text.split('{');
    let mut sentence = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (gap, rest) = piece.split_once('}').unwrap_or_default();
        let number = match gap {
            "n" => (2 + chance.below(240)).to_string(),
            "s" => (3 + chance.below(18)).to_string(),
            "w" => format!("{:.2}", chance.between(0.1, 20.0)),
            "y" => format!("{:.1}", chance.between(12.0, 900.0)),
            "p" => format!("{:.1}", chance.between(61.0, 99.0)),
            _ => format!("{}月{}日", 1 + chance.below(12), 1 + chance.below(28)),
        };
        sentence.push_str(&number);
        sentence.push_str(rest);
    }
    sentence
}

//! Reconciliation on reports as offices write them: of many thousand true sentences none is asked about, and of
//! the same sentences with one number changed each is.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::bench::{SITE, Scratch};

/// Chance that is the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }
}

/// `part` of `whole` in per cent, rounded to tenths as people do.
fn share(part: u64, whole: u64) -> String {
    let tenths = (part * 2_000 + whole) / (2 * whole);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// A true sentence and the same with one number that cannot be.
fn sentence(chance: &mut Chance) -> (String, String) {
    let whole = 200 + chance.below(2_000);
    // What is nearly all is no 100.0%.
    let part = 1 + chance.below(whole - whole / 100 - 1);
    let other = (part + 2 + chance.below(whole / 3)) % whole + 1;
    let (right, wrong) = (share(part, whole), share(other, whole));
    let (thing, unit) = [("案件", "件"), ("申请", "件"), ("项目", "个"), ("线索", "条"), ("事项", "项")]
        [usize::try_from(chance.below(5)).unwrap()];
    let when = chance.one_of(&["一季度", "上半年", "截至9月底", "全年", "今年以来"]);
    let kind = chance.below(36);
    let words = (when, thing, unit);
    match kind {
        0..=8 => {}
        9..=13 => return related(kind, (whole, part), words, (&right, &wrong)),
        14..=29 => return summed(kind, (whole, part), words, (&right, &wrong)),
        _ => return tied(kind, (whole, part), words, (&right, &wrong)),
    }
    match kind {
        0 => {
            let text =
                |rate: &str| format!("{when}受理{thing}{whole}{unit}，办结{part}{unit}，办结率{rate}。");
            (text(&right), text(&wrong))
        }
        1 => {
            let text = |rate: &str| {
                format!(
                    "{when}共收到{thing}{whole}{unit}，其中网上提交{part}{unit}，占比{rate}，比去年同期提高{}个百分点。",
                    1 + part % 9
                )
            };
            (text(&right), text(&wrong))
        }
        2 => {
            let (done, ahead) = (1 + part / 4, 1 + part / 5);
            let rest = whole - done - ahead;
            let text = |rest: u64| {
                format!("{when}，{whole}个事项，其中{done}个已完成，{ahead}个超序时，{rest}个按序时。")
            };
            (text(rest), text(rest + 1))
        }
        3 => {
            let (whole, part) = (20 + whole / 10, 1 + part / 10);
            let text = |rate: &str| format!("年初安排{whole}项，已完成{part}项，占{rate}。");
            (text(&share(part, whole)), text(&share(part + 2, whole)))
        }
        4 => {
            let text =
                |rate: &str| format!("{when}排查{thing}{whole}{unit}，化解{part}{unit}，化解率为{rate}。");
            (text(&right), text(&wrong))
        }
        5 => {
            let names = ["云栖", "望溪", "桥头", "南渡", "溪东", "石埠"];
            let count = 4 + usize::try_from(chance.below(3)).unwrap();
            let text = |said: usize| format!("已在{}等{said}个镇街推开。", names[..count].join("、"));
            (text(count), text(count - 1))
        }
        6 => {
            let (done, ahead) = (1 + part / 4, 1 + part / 5);
            let rest = whole - done - ahead;
            let text = |rest: u64| {
                let parts = format!("已完成{done}个，超序时{ahead}个，按序时推进{rest}个");
                format!("{when}，全区安排{whole}个民生实事项目，由各镇街分头办理。\n\n其中{parts}。")
            };
            (text(rest), text(rest + 1))
        }
        7 => {
            let (done, going) = (1 + part / 4, 1 + part / 5);
            let rest = whole - done - going;
            let text = |rest: u64| {
                let parts = format!(
                    "一是已完成{done}项。群众反映好。\n\n二是按序时推进{going}项。\n\n三是进度滞后{rest}项"
                );
                format!("{whole}项重点任务进展如下：\n\n{parts}，正在赶上。")
            };
            (text(rest), text(rest + 1))
        }
        _ => {
            let text =
                |rate: &str| format!("{when}处理{thing}{whole}{unit}，其中当日办好{part}{unit}，占{rate}。");
            (text(&right), text(&wrong))
        }
    }
}

/// A true sentence of numbers that its words relate to one another, and the same with one that cannot be.
fn related(
    kind: u64,
    (whole, part): (u64, u64),
    (when, thing, unit): (&str, &str, &str),
    (right, wrong): (&str, &str),
) -> (String, String) {
    match kind {
        9 => {
            let text = |rate: &str| format!("{when}完成投资{part}万元，占年度计划{whole}万元的{rate}。");
            (text(&share(part, whole)), text(&share(part + whole / 4 + 2, whole)))
        }
        10 => {
            let text = |rate: &str| {
                format!("年度计划完成投资{whole}万元，{when}完成投资{part}万元，占年度投资计划的{rate}。")
            };
            (text(&share(part, whole)), text(&share(part + whole / 4 + 2, whole)))
        }
        11 => {
            let text = |change: u64| {
                let now = whole + part;
                format!("{when}受理{thing}{now}{unit}，比上年同期增加{change}{unit}，增长{right}。")
            };
            (text(part), text(part + 1 + whole / 50))
        }
        12 => {
            let text = |change: u64| {
                format!("{when}受理{thing}{part}{unit}，比上年同期的{whole}{unit}减少了{change}{unit}。")
            };
            (text(whole - part), text(whole - part + 1))
        }
        _ => {
            let rest = share(whole - part, whole);
            let text = |rate: &str| {
                format!(
                    "{when}受理{thing}{whole}{unit}。按来源分，线上{part}{unit}，占{rate}；线下{}{unit}，占{rest}。",
                    whole - part
                )
            };
            (text(right), text(wrong))
        }
    }
}

/// A true sentence of parts and their whole, or of two times, and the same with one number that cannot be.
fn summed(
    kind: u64,
    (whole, part): (u64, u64),
    (when, thing, unit): (&str, &str, &str),
    (right, wrong): (&str, &str),
) -> (String, String) {
    let rest = whole - part;
    let off = if rest > part { part + 2 + whole / 50 } else { part - 2 - whole / 50 };
    let both = |text: &dyn Fn(u64) -> String, right: u64| (text(right), text(right + 1 + whole / 9));
    match kind {
        14 => both(&|sum| format!("{when}办理建议{part}件、提案{rest}件，共{sum}件。"), whole),
        15 => both(&|women| format!("{when}参加培训{whole}人，男{part}人，女{women}人。"), rest),
        16 => {
            let text = |sum: u64| {
                format!(
                    "政府性基金收入{whole}万元，上级补助收入{part}万元，上年结余收入{rest}万元，收入总计{sum}万元。"
                )
            };
            both(&text, 2 * whole)
        }
        17 => {
            let text = |rate: &str| format!("项目预算{whole}万元，支出{part}万元，预算执行率{rate}。");
            (text(right), text(&share(off, whole)))
        }
        18 => {
            let now = whole + part;
            let text = |rate: &str| format!("上年同期受理{whole}{unit}，今年受理{now}{unit}，增长{rate}。");
            (text(right), text(&share(off, whole)))
        }
        19 => {
            let now = whole + part;
            let text = |rate: &str| format!("{thing}由去年的{whole}{unit}增加到{now}{unit}，增长{rate}。");
            (text(right), text(&share(off, whole)))
        }
        20 => {
            let (from, by) = (20 + part % 30, 5 + part % 40);
            let text = |mark: &str| format!("{when}覆盖率由{from}%提高到{}%，提高了{by}{mark}。", from + by);
            (text("个百分点"), text("%"))
        }
        21 => {
            let text = |mended: u64| format!("{when}发现隐患{whole}处，已整改{mended}处。");
            (text(part), text(whole + 1 + part % 9))
        }
        _ => told_of(kind, (whole, part), (when, off), (right, wrong)),
    }
}

/// More of them: shares of the parts, and parts by what they are.
fn told_of(
    kind: u64,
    (whole, part): (u64, u64),
    (when, off): (&str, u64),
    (right, wrong): (&str, &str),
) -> (String, String) {
    let rest = whole - part;
    let both = |text: &dyn Fn(u64) -> String, right: u64| (text(right), text(right + 1 + whole / 9));
    match kind {
        22 => {
            let text = |rate: &str| format!("{whole}项任务，已完成{part}项，占{rate}。");
            (text(right), text(&share(off, whole)))
        }
        23 => {
            both(&|rest| format!("{when}收到诉求{whole}件（电话诉求{part}件、非电话诉求{rest}件）。"), rest)
        }
        24 => {
            let late = share(rest, whole);
            let text = |rate: &str| {
                format!(
                    "{when}共有任务{whole}项。达到序时{part}项，占比{rate}。未达到序时{rest}项，占比{late}。"
                )
            };
            (text(right), text(&share(off, whole)))
        }
        25 => {
            let (asked, wanted) = (part / 2, part - part / 2);
            let text = |sum: u64| {
                format!(
                    "{when}受理工单{sum}件。工单分类：咨询类{asked}件、求助类{wanted}件、其他类{rest}件。"
                )
            };
            (text(whole), text(whole + 1 + whole / 50))
        }
        26 => {
            let late = share(rest, whole);
            let text = |rate: &str| {
                format!("{when}登记{whole}人，男{part}人、女{rest}人，分别占登记人数的{rate}和{late}。")
            };
            (text(right), text(&share(off, whole)))
        }
        27 => {
            let text = |third: u64| {
                format!(
                    "第一产业占生产总值的比重为{}%，第二产业比重为{}%，第三产业比重为{third}%。",
                    10 + part % 9,
                    40 + whole % 9
                )
            };
            both(&text, 50 - part % 9 - whole % 9)
        }
        28 => {
            both(&|below| format!("{when}零售额{whole}万元，限额以上{part}万元，限额以下{below}万元。"), rest)
        }
        _ => {
            let text = |rate: &str| {
                format!("{when}到位资金{whole}万元，已拨付{part}万元，已拨付占到位资金的{rate}。")
            };
            (text(right), text(wrong))
        }
    }
}

/// More of them: rates by other names and verbs, what is left, periods, and what came and went.
fn tied(
    kind: u64,
    (whole, part): (u64, u64),
    (when, thing, unit): (&str, &str, &str),
    (right, wrong): (&str, &str),
) -> (String, String) {
    let rest = whole - part;
    let both = |text: &dyn Fn(u64) -> String, right: u64| (text(right), text(right + 1 + whole / 9));
    match kind {
        30 => {
            let text = |rate: &str| format!("{when}任务{whole}场，已开办{part}场，完成率{rate}。");
            (text(right), text(wrong))
        }
        31 => {
            let text = |rate: &str| format!("{when}登记学员{whole}名，渔家青年{part}名，占{rate}。");
            (text(right), text(wrong))
        }
        32 => {
            let text = |rate: &str| format!("应验船舶{whole}艘，实验{part}艘，检验率为{rate}。");
            (text(right), text(wrong))
        }
        33 => both(
            &|left| {
                format!(
                    "{when}排查{thing}{whole}{unit}，处置{part}{unit}，处置率{right}，剩余{left}{unit}正在处置。"
                )
            },
            rest,
        ),
        34 => both(
            &|sum| format!("一季度办理{thing}{part}{unit}，二季度办理{rest}{unit}，累计办理{sum}{unit}。"),
            whole,
        ),
        _ => both(&|left| format!("年初在册{whole}艘，新增{part}艘，减少{part}艘，期末{left}艘。"), whole),
    }
}

/// Sentences whose numbers look as if they should agree and need not: another base, another time, bounds, estimates.
fn beside(chance: &mut Chance) -> String {
    let (a, b) = (100 + chance.below(900), 10 + chance.below(90));
    let rate = format!("{}.{}%", chance.below(99), chance.below(10));
    match chance.below(54) {
        0 => format!("累计下达计划{a}万人，完成安置{b}万人，占总计划的{rate}。"),
        1 => format!("完成投资{a}亿元，其中市级{b}亿元，占年度计划的{rate}。"),
        2 => format!("城镇新增就业{a}人，完成年度目标的{rate}，其中高校毕业生{b}人。"),
        3 => format!("发放补贴{a}万元，惠及{b}户，户均增收，满意率{rate}。"),
        4 => format!("受理{a}件，当场办结{b}件，按期办结率{rate}。"),
        5 => format!("新建{a}公里，改造{b}公里，完好率达到{rate}以上。"),
        6 => format!("参保{a}万人，比上年增加{b}万人，参保率{rate}。"),
        7 => format!("抽查{a}批次，不合格{b}批次，合格率由{rate}提高到98%。"),
        8 => format!("共{a}个项目，其中新建{b}个、续建若干，占地{rate}。"),
        9 => format!("走访企业{a}家，解决问题{b}个，问题解决率{rate}，尚有部分正在协调。"),
        11 => format!("计划总投资{a}亿元，完成投资{b}亿元，占年度计划的{rate}。"),
        12 => format!("完成投资{a}亿元，比上年增加{b}亿元，其中工业增长{rate}。"),
        13 => format!("生产总值{a}亿元，按可比价格计算增加{b}亿元，增长{rate}。"),
        14 => format!("省级项目{a}个，占全省的{rate}；市级项目{b}个，占全市的{rate}。"),
        15 => format!("收入{a}万元，比预算的{b}万元多出不少，增长{rate}。"),
        16 => format!("第一产业{a}人，第二产业{b}人，其余在第三产业，占{rate}。"),
        17 => format!("全区辖{a}个街道、{b}个镇，共1200个村。"),
        18 => format!("新建基站{a}个、改造{b}个，全市共有基站12000个。"),
        19 => format!("税收{a}万元，其中区级{b}万元、镇级1万元，共5万元上缴。"),
        20 => format!("生产总值由{b}亿元增加到{a}亿元，增长{rate}。"),
        21 => format!("较上年的{a}亿元增加{b}亿元，增加值增长{rate}。"),
        22 => format!("上年末{a}人，今年新增{b}人，增长{rate}。"),
        23 => format!("年初预算{a}万元，支出{b}万元，预算执行率{rate}。"),
        24 => format!("发现隐患{b}处，累计已整改{a}处。"),
        25 => "打造人工智能、生物医药、新能源汽车、航空航天与低空经济等4个集群。".to_owned(),
        26 => format!("第一产业用电{b}万吨，工业用煤{a}万吨，建筑业用煤1万吨，居民用煤5万吨。"),
        27 => format!("新收案件{a}件，审结{a}件，未结{b}件。"),
        28 => format!("户数由{b}户增加到{a}户，年均增长{rate}。"),
        29 => format!("覆盖率由40%提高到50%，提高25%，惠及{a}人。"),
        30 => format!("下拨资金{a}万元、配套资金{b}万元等，合计9000万元。"),
        31 => format!("受理工单{a}件。重点分类：咨询{b}件、求助3件、投诉4件。"),
        32 => format!("出口{a}亿元，比上年增加{b}亿元，共3亿元顺差。"),
        33 => format!("完成{a}项，占比80%。其中市级{b}项，占比{rate}。"),
        34 => format!("甲校{a}人、乙校{b}人，其他学校若干，共9000人。"),
        35 => format!("造林{a}亩、补植{b}亩，共5000亩（含退耕还林）。"),
        36 => format!("全镇有教师{a}人。支教老师中男{b}人，女5人。"),
        37 => format!("完成投资{a}亿元。税收收入{b}亿元，非税收入3亿元。"),
        38 => format!("规上企业利润由{b}亿元增加到{a}亿元，增长{rate}。"),
        39 => format!("发现问题{b}个，已整改{a}个（含上年结转的）。"),
        40 => format!("预算{a}万元，当年支出{b}万元，累计支出{a}万元，预算执行率99.9%。"),
        41 => format!("甲类{a}件、乙类{b}件，分别占全市的{rate}和12.5%。"),
        42 => "第一产业比重为8.1%，比上年下降0.2个百分点，第二产业增长7%，第三产业增长6%。".to_owned(),
        43 => format!("总产值{a}万元，限额以上{b}万元，其他3万元。"),
        44 => format!("应检{a}艘，实检{b}艘，及时率{rate}。"),
        45 => format!("登记学员{a}名，渔家青年{b}名，占全县的{rate}。"),
        46 => format!("泊位{a}个，使用{b}个，平均使用率{rate}。"),
        47 => format!("{a}个事项，已完成{b}个，正在推进3个。"),
        48 => format!("年初{a}艘，新增{b}艘，期末5艘。"),
        49 => format!("一季度办证{a}份，二季度计划办证{b}份，累计办证7份。"),
        50 => format!("排查{a}处，整改{b}处，还有3个乡镇没有报。"),
        51 => format!("去年培训{a}名，今年培训{b}名，培训率{rate}。"),
        52 => format!("全省有码头{a}座，我县{b}座，码头覆盖率{rate}。"),
        10 => format!("培训{a}人次，取得证书约{b}人，占比约{rate}。"),
        _ => format!("江西、贵州、云南等地{a}人到岗，其中{b}人首次就业，占外来用工的{rate}。"),
    }
}

/// The rules that ask about paragraphs, by the article in which they stand; an article has so many of them.
fn asked(paragraphs: &[String], in_one: usize) -> BTreeMap<usize, Vec<String>> {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    for (nth, part) in paragraphs.chunks(in_one).enumerate() {
        let head = "---\n标题: 进展\n发布单位: 区人力社保局\n公开日期: 2024-01-02\n---\n";
        scratch.put(&format!("content/通知/{nth}.md"), format!("{head}{}\n", part.join("\n\n")));
    }
    let run = crate::bench::run(scratch.command("check", &["--format", "json"]));
    let mut asked: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in run.stdout.lines().chain(run.stderr.lines()).filter(|line| line.starts_with('{')) {
        let finding: Json = serde_json::from_str(line).unwrap();
        let text = |key: &str| finding[key].as_str().unwrap_or_default();
        if text("rule").ends_with("-disagrees") || text("rule") == "parts-disagree" {
            let name = text("file").rsplit('/').next().unwrap_or_default();
            let nth = name.trim_end_matches(".md").parse().unwrap();
            asked.entry(nth).or_default().push(format!("{}: {}", text("rule"), text("message")));
        }
    }
    asked
}

#[test]
fn true_sentences_raise_no_question() {
    let mut chance = Chance(7);
    let mut paragraphs: Vec<String> = (0..2_400).map(|_| sentence(&mut chance).0).collect();
    paragraphs.extend((0..2_000).map(|_| beside(&mut chance)));
    let characters: usize = paragraphs.iter().map(|paragraph| paragraph.chars().count()).sum();
    assert!(characters > 100_000, "{characters}");
    let asked: Vec<String> = asked(&paragraphs, 400).into_values().flatten().collect();
    assert!(asked.is_empty(), "{} questions in {characters} characters: {asked:#?}", asked.len());
}

#[test]
fn each_sentence_with_one_number_changed_is_asked_about() {
    let mut chance = Chance(11);
    let paragraphs: Vec<String> = (0..400).map(|_| sentence(&mut chance).1).collect();
    let asked = asked(&paragraphs, 1);
    let missed = paragraphs.iter().enumerate().filter(|(at, _)| !asked.contains_key(at));
    let missed: Vec<&String> = missed.map(|(_, text)| text).collect();
    assert_eq!(missed, Vec::<&String>::new());
}

//! Clean text in the style of public documents, a quarter of a million characters of it: no rule may warn of any.
//!
//! The sentences are put together from the lists below, and every word that the data files of the wording rules except
//! (`有关健康` with its `关健`) stands in them somewhere. Same seed, same text.

use std::fmt::Write as _;

use gongkai::check::Data;
use gongkai::diag::{Diagnostic, Lang, Severity};
use gongkai::publish;

use crate::bench::Scratch;
use crate::checks::{Unseen, options};

/// Who does it.
const SUBJECTS: &[&str] = &[
    "区民政局",
    "各镇人民政府、街道办事处",
    "区人力资源和社会保障局",
    "社区卫生服务中心",
    "公共就业服务机构",
    "养老服务机构",
    "区政府有关部门",
    "村（居）民委员会",
    "行政审批服务窗口",
    "劳动人事争议仲裁委员会",
    "经办机构",
    "县级以上地方人民政府",
];
/// When and how.
const WHEN: &[&str] = &[
    "截至2024年10月31日，",
    "2024年1—9月，",
    "按照“十四五”规划的要求，",
    "自收到申请之日起5个工作日内，",
    "在办理过程中，",
    "2023—2027年，",
    "根据《中华人民共和国社会保险法》的规定，",
    "依照《政府信息公开条例》（国务院令第711号）第二十六条，",
    "为了了解群众的需求，",
    "以营利为目的的活动除外，",
    "到2025年底，",
    "每年3月1日前，",
    "与上年同期相比，",
    "经区政府同意，",
    "对符合条件的对象，",
    "第一、二季度，",
    "总体上看，",
    "从实施情况来看，",
    "工作日上午8:30—12:00，",
    "自2024年5月1日起，",
];
/// What is done.
const DONE: &[&str] = &[
    "完成职业技能培训2.39万人次，完成率119.5%",
    "发放补贴资金1276.39万元，惠及3650户",
    "受理申请546件，办结536件，办结率98.17%",
    "建立台账，实行清单管理、动态调整",
    "应当提供身份证、户口簿原件和复印件（一式两份）",
    "可以登录浙江政务服务网查询办理进度",
    "组织开展“送岗进村”活动18场，达成就业意向420人",
    "新建、改扩建养老床位300张，其中护理型床位不低于60%",
    "把群众反映的问题逐条登记，能当场答复的当场答复",
    "加强部门协同，推动数据共享、业务联办",
    "每人每月补助850元，按月发放到社会保障卡",
    "将符合条件的困难人员及时纳入保障范围，做到应保尽保",
    "公布办事指南，写明受理条件、申请材料、办理时限和收费标准",
    "定期开展检查，发现问题及时整改，确保资金安全",
    "通过公开招标确定承办单位，合同金额为385.6万元",
    "一次性告知需要补正的内容，不得要求重复提交",
    "联系电话为0578-1029330，投诉电话为12345",
    "培育劳务品牌3个，认定示范基地12家",
    "坚持公开、公平、公正的原则，接受社会监督",
    "参保人数达到58.6万人，参保率保持在99%以上",
    "以上数据不含外省转入人员",
    "的具体办法由区民政局会同区财政局另行制定",
    "同比增长5.3个百分点，比上年减少12.5%",
    "及时向社会公布结果，涉及个人隐私的除外",
];
/// Words that hold a wrong one without being wrong, besides those of the data files.
const TRICKY: &[&str] = &[
    "台风登陆国家海岸线",
    "第一但不唯一的标准",
    "学校体育设施的的确确向社会开放",
    "参与与会代表的座谈",
    "涉及及时公开的事项",
    "不了了之的做法",
    "直接管理的航道的航道保护范围",
    "二、三产业融合发展",
    "张某某申请行政复议一案",
    "规格为3×4的展板",
    "农村长效管护机制",
    "村长期派驻的驻村干部",
    "该制度有待补充完善",
    "（2023）浙0604民初123号民事判决书",
    "公告2023年第5号",
    "望溪大道108号2号楼",
    "国办发〔2019〕54号文件",
    "GB/T 9704—2012",
    "共计2023515元",
    "3650件2024年的申请",
    "180日内提出",
    "365天不打烊",
    "垚（yáo）字辈",
    "WTO（世界贸易组织）规则",
    "A类、B类、C类企业",
];

/// Small numbers that look random and are the same on every machine.
struct Chance(u64);

impl Chance {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from[usize::try_from(self.0 >> 33).expect("31 bits") % from.len()]
    }
}

/// The exceptions of the data files: words in which a wrong one is right.
fn exceptions() -> Vec<String> {
    let data = Data::default();
    let lists = [("wrong-words.csv", 2), ("improper-names.csv", 2), ("placeholders.csv", 1)];
    let mut words: Vec<String> = lists
        .iter()
        .flat_map(|(file, cell)| {
            data.rows(file).map(|row| row.cells.get(*cell).copied().unwrap_or("").to_owned())
        })
        .flat_map(|cell| cell.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    words.sort();
    words.dedup();
    words
}

/// The articles: path and text. Together more than 200,000 characters.
pub(crate) fn articles() -> Vec<(String, String)> {
    let mut chance = Chance(20_241_231);
    let exceptions = exceptions();
    (0..90)
        .map(|number| (format!("content/通知/{number}.md"), article(number, &mut chance, &exceptions)))
        .collect()
}

fn article(number: usize, chance: &mut Chance, exceptions: &[String]) -> String {
    let mut text = format!(
        "---\n标题: 关于第{number}项公共服务工作的通知\n类型: 通知\n发布单位: 区民政局\n成文日期: 2024-12-{:02}\n公开日期: 2024-12-20\n概述: 公共服务工作的安排。\n---\n各镇人民政府、街道办事处：\n",
        10 + number % 10
    );
    let chapters = ["总体要求", "主要任务", "保障措施", "办理流程", "有关事项"];
    for (at, chapter) in chapters.iter().enumerate() {
        let ordinal = ["一", "二", "三", "四", "五"][at];
        writeln!(text, "{ordinal}、{chapter}").expect("text takes all");
        for (item, sub) in ["（一）", "（二）", "（三）"].iter().enumerate() {
            writeln!(text, "{sub}{}。{}", chance.pick(DONE).trim_start_matches('的'), paragraph(chance))
                .expect("text takes all");
            for step in 1..=item + 1 {
                writeln!(text, "{step}.{}", paragraph(chance)).expect("text takes all");
            }
        }
        if at == 2 {
            text.push_str("\n| 序号 | 事项 | 数量 |\n|---|---|---|\n| 1 | 培训 | 2.39万人次 |\n| 2 | 补贴 | 2023—2024年 |\n\n");
        }
    }
    for word in exceptions.iter().skip(number % 30).step_by(30) {
        writeln!(text, "词语“{word}”见于各类文件；{}", paragraph(chance)).expect("text takes all");
    }
    text.push_str("附件：1.申请表（略）\n2.明细（略）\n澜州市云溪区民政局\n");
    writeln!(text, "2024年12月{}日", 10 + number % 10).expect("text takes all");
    text
}

fn paragraph(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..3 {
        let (when, who, done, also) =
            (chance.pick(WHEN), chance.pick(SUBJECTS), chance.pick(DONE), chance.pick(TRICKY));
        let done = done.trim_start_matches('的');
        write!(text, "{when}{who}{done}，包括{also}；{}。", chance.pick(DONE).trim_start_matches('的'))
            .expect("text takes all");
    }
    text
}

#[test]
fn no_rule_warns_of_clean_text() {
    let scratch =
        Scratch::copy_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks/_site"), &[]);
    let articles = articles();
    let characters: usize = articles.iter().map(|(_, text)| text.chars().count()).sum();
    assert!(characters >= 200_000, "only {characters} characters");
    for (path, text) in &articles {
        scratch.put(path, text.as_bytes());
    }
    let outcome = publish::check(&options(&scratch, "2024-12-31"), &Unseen).expect("the disk works");
    let warned: Vec<String> =
        outcome.findings.iter().filter(|finding| is_about_a_text(finding)).map(told).collect();
    assert!(
        warned.is_empty(),
        "{} false alarms:\n{}",
        warned.len(),
        warned[..warned.len().min(20)].join("\n")
    );
}

/// What a site of nothing but notices lacks is not meant.
fn is_about_a_text(finding: &Diagnostic) -> bool {
    let in_a_page = finding.place.as_ref().is_some_and(|place| place.file.ends_with("md"));
    in_a_page && finding.severity != Severity::Advice
}

fn told(finding: &Diagnostic) -> String {
    let place =
        finding.place.as_ref().map_or_else(String::new, |place| format!("{}:{:?}", place.file, place.span));
    format!("{} {place} {}", finding.rule, finding.message.in_lang(Lang::Zh))
}

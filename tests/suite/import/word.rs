//! Word files.

use gongkai::import::Tracked;
use snapbox::{IntoData, assert_data_eq, str};

use super::docx::{Docx, cell, run};
use super::{doubts, fates, gongkai, proposed, site_with, text};

/// A notice that sends out a plan, as clerks have it: numbers made by Word, a table with merged cells.
pub(super) fn plan() -> Docx {
    let mut docx = Docx::default();
    docx.flush("各镇人民政府，区政府各部门：")
        .text("经区政府同意，现将《云溪区就业促进“十四五”规划》印发给你们，请认真执行。")
        .right("2024年3月1日")
        .title("云溪区就业促进“十四五”规划")
        .text("为稳定和扩大就业，制定本规划。")
        .numbered(0, "基础和形势")
        .numbered(1, "工作回顾")
        .text("五年来，全区就业局势总体稳定。")
        .numbered(2, "帮扶力度加大。开发公益性岗位1300个。")
        .numbered(2, "培训成效明显。培训4.6万人次。")
        .numbered(1, "面临的挑战")
        .text("岗位总量不足。")
        .numbered(0, "目标和任务")
        .numbered(1, "主要目标")
        .centred("表1 主要指标")
        .table(&[
            vec![cell(1, "", &["序号"]), cell(1, "", &["指标"]), cell(1, "", &["目标"])],
            vec![
                cell(1, "begins", &["就业"]),
                cell(1, "", &["新增就业"]),
                cell(1, "", &["每年不低于9000人"]),
            ],
            vec![cell(1, "goes on", &[]), cell(1, "", &["职业技能培训"]), cell(1, "", &["每年10000人次"])],
            vec![cell(1, "", &["社会保障"]), cell(2, "", &["按市下达的标准"])],
        ])
        .numbered(2, "就业质量提升")
        .numbered(3, "落实责任。各镇各负其责。")
        .numbered(3, "加强督查。每季通报一次。");
    docx
}

const PLAN: &str = "---
标题: 云溪区就业促进“十四五”规划
类型: 规划
发布单位: 区人力社保局
成文日期: 2024-03-01
公开日期: 2024-03-08
主送: 各镇人民政府，区政府各部门
---
经区政府同意，现将《云溪区就业促进“十四五”规划》印发给你们，请认真执行。
2024年3月1日
## 云溪区就业促进“十四五”规划
为稳定和扩大就业，制定本规划。
一、基础和形势
（一）工作回顾
五年来，全区就业局势总体稳定。
1.帮扶力度加大。开发公益性岗位1300个。
2.培训成效明显。培训4.6万人次。
（二）面临的挑战
岗位总量不足。
二、目标和任务
（一）主要目标
表1 主要指标

| 序号 | 指标 | 目标 |
|---|---|---|
| 就业 | 新增就业 | 每年不低于9000人 |
| ^^ | 职业技能培训 | 每年10000人次 |
| 社会保障 | 按市下达的标准 | < |

1.就业质量提升
（1）落实责任。各镇各负其责。
（2）加强督查。每季通报一次。
";

#[test]
fn a_plan_keeps_its_numbers_and_merged_cells() {
    let proposal = proposed("规划.docx", &plan().bytes(), |_| {});
    assert_eq!(text(&proposal, ".md"), PLAN);
    assert_eq!(doubts(&proposal), "");
    assert_eq!(fates(&proposal), "改 第 1 段：写进“主送”\n");
    let counts = proposal.account.counts();
    let all: usize = counts.iter().map(|(_, count)| count.all).sum();
    let told: usize = counts.iter().map(|(_, count)| count.placed + count.changed + count.left).sum();
    assert_eq!((all, told), (proposal.account.parts().len(), all), "the sum is the source");
}

/// A document with a red head, signed at the end.
fn letter() -> Docx {
    let mut docx = Docx::default();
    let link = docx.link("https://www.example.gov.cn/a(1).html", "申请表");
    let script = docx.link("javascript:alert(1)", "点这里");
    let note = docx.note("补贴标准以当年公布的为准。");
    docx.centred("云溪区人力资源和社会保障局文件")
        .centred("云人社〔2024〕5号")
        .title("云溪区人力资源和社会保障局")
        .title("关于调整职业技能培训补贴标准的通知")
        .flush("各镇（街道），区属各单位:")
        .raw(
            "<w:ind w:firstLineChars=\"200\"/>",
            &[
                run("", "经研究，调整"),
                run("<w:b/>", "补贴标准"),
                note,
                run("", "，面积单位为m"),
                run("<w:vertAlign w:val=\"superscript\"/>", "2"),
                run("", "，见"),
                link,
                run("", "，或"),
                script,
                run("", "；比例 * 2 和 [1](注) 照旧。"),
            ]
            .concat(),
        )
        .raw("", &[run("<w:b/>", "一、"), run("<w:b/>", "补贴对象")].concat())
        .text("在岗职工。")
        .flush("附件：1.补贴标准")
        .right("云溪区人力资源和社会保障局")
        .right("2024年3月5日")
        .flush("（此件公开发布）")
        .flush("抄送：区委办公室。")
        .flush("云溪区人力资源和社会保障局办公室　2024年3月5日印发");
    docx
}

#[test]
fn a_letter_gives_its_head_and_foot_to_the_keys() {
    let proposal = proposed("来文.docx", &letter().bytes(), |_| {});
    assert_data_eq!(
        text(&proposal, ".md"),
        str![[r#"
---
# 待核对：第 9 段：附件说明列了“补贴标准”，这份文件旁边没有叫这个名字的文件；放到旁边再导入，或者写进“附件”，不公开的写“（附件略）”
标题: 云溪区人力资源和社会保障局关于调整职业技能培训补贴标准的通知
类型: 通知
文号: 云人社〔2024〕5号
发布单位: 区人力社保局
成文日期: 2024-03-05
公开日期: 2024-03-08
公开方式: 主动公开
主送: 各镇（街道），区属各单位
落款: 云溪区人力资源和社会保障局
---
经研究，调整**补贴标准**[^1]，面积单位为m<sup>2</sup>，见[申请表](https://www.example.gov.cn/a%281%29.html)，或点这里；比例 \* 2 和 \[1\](注) 照旧。
一、补贴对象
在岗职工。
附件：1.补贴标准

[^1]: 补贴标准以当年公布的为准。

"#]]
        .raw()
    );
}

#[test]
fn what_nobody_accepted_is_told() {
    let mut docx = Docx::default();
    docx.title("关于放假的通知").raw(
        "",
        "<w:r><w:t>放假</w:t></w:r><w:ins><w:r><w:t>五</w:t></w:r></w:ins><w:del><w:r><w:delText>三</w:delText></w:r></w:del><w:r><w:t>天。</w:t></w:r>",
    );
    docx.raw("", &run("<w:vanish/>", "内部掌握。"));
    let bytes = docx.bytes();
    for (changes, line, doubts_told) in [
        (Tracked::Accept, "放假五天。", 0),
        (Tracked::Reject, "放假三天。", 0),
        (Tracked::Ask, "放假五天。", 1),
    ] {
        let proposal = proposed("通知.docx", &bytes, |options| options.changes = changes);
        let text = text(&proposal, ".md");
        assert!(text.contains(line) && !text.contains("内部掌握"), "{text}");
        assert_eq!(proposal.doubts.len(), doubts_told, "{}", doubts(&proposal));
        assert_eq!(
            text.contains("# 待核对：第 2 段：接受修订：加“五”，删“三”\n"),
            doubts_told == 1,
            "{text}"
        );
        let told = fates(&proposal);
        assert!(told.contains("第 2 段") && told.contains("加“五”，删“三”"), "{told}");
        assert!(told.contains("留 第 3 段：隐藏的文字“内部掌握。”，没有放进正文"), "{told}");
    }
}

#[test]
fn what_is_written_passes_the_check() {
    let folder = site_with(&[("规划.docx", &plan().bytes()), ("来文.docx", &letter().bytes())]);
    let site = folder.path().join("site");
    let today = ["--today", "2024-03-08"];
    let args = ["import", "../规划.docx", "--to", "通知公告", "--write"];
    let (code, shown, told) = gongkai(&site, &[&args[..], &today].concat());
    assert_eq!((code, told.as_str()), (Some(0), ""), "{shown}");
    assert!(shown.contains("写入 content/通知公告/云溪区就业促进“十四五”规划.md"), "{shown}");
    let (code, shown, told) = gongkai(&site, &[&["check"][..], &today].concat());
    assert_eq!((code, shown.as_str()), (Some(0), ""), "{told}");
    assert!(told.starts_with("没有发现问题"), "{told}");
    let (code, _, told) = gongkai(&site, &[&args[..], &today].concat());
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("已经有 content/通知公告/云溪区就业促进“十四五”规划.md"), "{told}");
}

#[test]
fn pictures_lie_beside_the_text_and_say_what_they_show() {
    let chunk = |name: &[u8], inside: &[u8]| {
        [&u32::try_from(inside.len()).unwrap().to_be_bytes()[..], name, inside, b"crc!"].concat()
    };
    let png = |place: &[u8]| {
        [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(b"tEXt", place), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")]
            .concat()
    };
    let mut docx = Docx::default();
    docx.title("关于服务圈建设情况的通报");
    let captioned = docx.picture(&png(b"a"), "");
    let told = docx.picture(&png(b"b"), "服务点分布[示意]");
    let untold = docx.picture(&png(b"c"), "");
    let drawing = docx.picture(b"\xD7\xCD\xC6\x9A", "");
    docx.raw("", &captioned)
        .centred("图1 服务点数量")
        .raw("", &told)
        .text("文字。")
        .raw("", &untold)
        .raw("", &drawing);
    let proposal = proposed("通报.docx", &docx.bytes(), |_| {});
    let text = text(&proposal, ".md");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("![")).collect();
    assert_eq!(
        lines,
        [
            "![图1 服务点数量](关于服务圈建设情况的通报-图1.png)",
            "![服务点分布 示意](关于服务圈建设情况的通报-图2.png)",
            "![关于服务圈建设情况的通报（插图3）](关于服务圈建设情况的通报-图3.png)",
        ]
    );
    assert_eq!(doubts(&proposal).lines().count(), 2, "{}", doubts(&proposal));
    let pictures: Vec<&[u8]> =
        proposal.files.iter().filter(|file| !file.is_text).map(|file| &file.bytes[..]).collect();
    assert!(
        pictures.len() == 3 && pictures.iter().all(|bytes| !bytes.windows(4).any(|word| word == b"tEXt"))
    );
}

#[test]
fn garbled_words_are_told_once_a_kind_and_cleaned() {
    let mut docx = Docx::default();
    docx.title("关于勞動(dòng)保障檢(jiǎn)查的通知")
        .raw(
            "",
            &[run("", "各單(d"), run("<w:b/>", "ān)位要落實(shí)責"), run("", "任，社?;工作不放松。")]
                .concat(),
        )
        .table(&[
            vec![cell(1, "", &["項目"]), cell(1, "", &["進度"])],
            vec![cell(1, "", &["甲"]), cell(1, "", &["完成?，"])],
        ]);
    let proposal = proposed("通知.docx", &docx.bytes(), |_| {});
    assert_data_eq!(
        text(&proposal, ".md"),
        str![[r#"
---
# 待核对：第 1 段：有 4 处混进了拼音，第一处是“(dòng)”，已经删去；这样的文字多半不是本单位的原件，请核对
# 待核对：第 1 段：有 7 处繁体字，第一处是“勞動”，已经改成简体；人名、书名要保留的请改回
# 待核对：第 2 段：有 2 处的字丢失了（变成了问号，或者显示不出来），第一处是“社?;”，请对照原件重新键入
标题: 关于劳动保障检查的通知
类型: 通知
发布单位: 区人力社保局
公开日期: 2024-03-08
---
各单**位要落实责**任，社?;工作不放松。

| 项目 | 进度 |
|---|---|
| 甲 | 完成?， |

"#]]
        .raw()
    );
    let told = fates(&proposal);
    assert!(told.contains("改 第 2 段：删去拼音 (dān) (shí)；繁体改成简体 單→单 實→实 責→责\n"), "{told}");
    // A rare name with its reading, and a name in its own characters, are right.
    let mut docx = Docx::default();
    docx.title("关于表彰的通报").text("李垚（yáo）、張三为先进个人。");
    let proposal = proposed("通报.docx", &docx.bytes(), |_| {});
    assert!(text(&proposal, ".md").contains("李垚（yáo）、張三为先进个人。"));
    assert_eq!(doubts(&proposal), "");
}

#[test]
fn attachments_that_a_document_names_come_along_if_they_lie_beside_it() {
    let mut docx = Docx::default();
    docx.title("关于申报补贴的通知")
        .text("请按时申报。")
        .flush("附件：1.《补贴申请表》")
        .flush("2.补贴标准.xlsx；");
    docx.flush("3.名单").flush("4.承诺书").right("云溪区人力资源和社会保障局").right("2024年3月5日");
    let beside = |name: &str| match name {
        "附件1：补贴申请表.doc" => Some(b"a".to_vec()),
        "补贴标准.xlsx" => Some(b"b".to_vec()),
        "附件3.pdf" => Some(b"c".to_vec()),
        _ => None,
    };
    let proposal = proposed("通知.docx", &docx.bytes(), |options| options.beside = &beside);
    let article = text(&proposal, ".md");
    assert!(
        article.contains(
            "附件:\n  - 文件: 补贴申请表.doc\n    名称: 补贴申请表\n  - 文件: 补贴标准.xlsx\n    名称: 补贴标准\n  - 文件: 名单.pdf\n    名称: 名单\n---\n"
        ),
        "{article}"
    );
    assert!(article.contains("\n附件：1.《补贴申请表》\n2.补贴标准.xlsx；\n3.名单\n"), "{article}");
    let told = doubts(&proposal);
    assert!(told.contains("附件“名单”：旁边没有叫“名单”的文件，先用了 附件3.pdf，请核对"), "{told}");
    assert!(told.contains("附件说明列了“承诺书”") && told.lines().count() == 2, "{told}");
    assert_eq!(proposal.files.len(), 4);
    // What stands in the document itself, or was left out on purpose, lies nowhere else.
    for note in ["附件：名单（略）", "附件：名单"] {
        let mut docx = Docx::default();
        docx.title("关于公布名单的通知").text("现予公布。").flush(note).flush("附件").flush("名单如下。");
        let proposal = proposed("通知.docx", &docx.bytes(), |_| {});
        assert_eq!(doubts(&proposal), "", "{note}");
    }
}

#[test]
fn a_notice_with_a_table_of_half_years_is_no_report_of_progress() {
    let mut docx = Docx::default();
    let head = |names: &[&str]| names.iter().map(|name| cell(1, "", &[name])).collect::<Vec<_>>();
    docx.title("关于培训检查的通知")
        .flush("各培训机构：")
        .text("上半年的培训已经结束，现将情况通报如下。")
        .table(&[
            vec![cell(1, "begins", &["序号"]), cell(1, "begins", &["机构"]), cell(4, "", &["培训情况"])],
            vec![
                cell(1, "goes on", &[]),
                cell(1, "goes on", &[]),
                cell(2, "", &["上半年"]),
                cell(2, "", &["全年"]),
            ],
            [vec![cell(1, "goes on", &[]), cell(1, "goes on", &[])], head(&["计划", "完成", "计划", "完成"])]
                .concat(),
            head(&["1", "甲机构", "10", "9", "20", "19"]),
        ]);
    let proposal = proposed("通知.docx", &docx.bytes(), |_| {});
    let article = text(&proposal, ".md");
    assert!(
        article.contains(
            "\n| 序号 | 机构 | 培训情况 | < | < | < |\n|---|---|---|---|---|---|\n| ^^ | ^^ | 上半年 | < | 全年 | < |\n| ^^ | ^^ | 计划 | 完成 | 计划 | 完成 |\n"
        ),
        "{article}"
    );
    assert_eq!(doubts(&proposal), "");
}

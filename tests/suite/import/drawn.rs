//! What Word shows without its being written as words, and what it does not show although it is.

use gongkai::import::{Proposal, Tracked};
use gongkai::model::visible;

use super::docx::{Docx, cell, run};
use super::{doubts, fates, proposed, text};

/// A field that keeps nothing of what it shows.
fn field(code: &str) -> String {
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}

fn sign(font: &str, code: &str) -> String {
    format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>")
}

fn notice(runs: &str) -> Proposal {
    let mut docx = Docx::default();
    docx.title("关于申报的通知").raw("", runs);
    proposed("通知.docx", &docx.bytes(), |_| {})
}

/// The text below the front matter.
fn body(proposal: &Proposal) -> String {
    let text = text(proposal, ".md");
    text.splitn(3, "---\n").nth(2).unwrap_or("").trim().to_owned()
}

#[test]
fn signs_and_fields_are_what_a_reader_sees() {
    let symbols = "<w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/>";
    let link = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:rPr><w:b/></w:rPr><w:instrText> HYPER</w:instrText></w:r>\
        <w:r><w:instrText>LINK \"http://www.example.gov.cn/\"</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";
    let tick = "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>\
        <w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let nested = format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>\
         <w:fldSimple w:instr=\" PAGE \">{}</w:fldSimple><w:r><w:instrText> = 1 \"是\"</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        run("", "7"),
        run("", "否")
    );
    for (runs, shown, told) in [
        (sign("Wingdings 2", "F052") + &sign("Wingdings", "F0A8"), "☑□", ""),
        (run(symbols, "R") + &run("", "同意"), "☑同意", ""),
        (run(symbols, "\u{F0A3}") + &run("", "Rh"), "□Rh", ""),
        (sign("Webdings", "F061"), "\u{FFFD}", "有 1 处的字丢失了"),
        (run("", "见第") + &field("EQ \\o\\ac(○,12)") + &run("", "条"), "见第⑫条", ""),
        (run("", "占") + &field("EQ \\f(1,3)"), "占1/3", "公式写成了“1/3”"),
        (run("", "第") + &field(" AUTONUM "), "第", "这里有域（AUTONUM）"),
        (field("FORMCHECKBOX") + tick + &run("", "有房"), "□☑有房", ""),
        (
            format!("{link}{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>{}", run("", "这里"), run("", "。")),
            "[这里](http://www.example.gov.cn/)。",
            "",
        ),
        (nested, "否", ""),
        (run("", "甲") + &field(" XE \"甲\" "), "甲", ""),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>chún</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>莼</w:t></w:r></w:rubyBase></w:ruby></w:r>".to_owned(),
            "莼",
            "",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>".to_owned(),
            "1/2",
            "公式写成了“1/2”",
        ),
    ] {
        let proposal = notice(&runs);
        assert_eq!(body(&proposal), shown, "{runs}");
        let doubts = doubts(&proposal);
        assert_eq!((doubts.is_empty(), doubts.contains(told)), (told.is_empty(), true), "{runs}: {doubts}");
    }
    assert!(
        fates(&notice("<w:r><w:ruby><w:rt><w:r><w:t>lài</w:t></w:r></w:rt></w:ruby><w:t>濑</w:t></w:r>"))
            .contains("注音“lài”没有放进正文")
    );
}

#[test]
fn numbers_stand_where_nothing_else_does() {
    let numbered = "<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val=\"2\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p></w:tc>";
    let mut docx = Docx::default();
    docx.title("关于申报的通知").numbered(0, "头一条").numbered(0, "").numbered(0, "末一条").table(&[
        vec![cell(1, "", &["序号"]), cell(1, "", &["事项"])],
        vec![numbered.to_owned(), cell(1, "", &["甲"])],
        vec![numbered.to_owned(), cell(1, "", &["乙"])],
    ]);
    let proposal = proposed("通知.docx", &docx.bytes(), |_| {});
    let shown = body(&proposal);
    assert!(shown.starts_with("一、头一条\n二、\n三、末一条\n"), "{shown}");
    assert!(shown.ends_with("| 1. | 甲 |\n| 2. | 乙 |"), "{shown}");
    assert_eq!(doubts(&proposal), "第 3 段：这一段只有自动编号“二、”，没有文字，请核对\n");
}

/// What an editor puts in or strikes out may be ends of paragraphs and rows, and the numbers of others depend
/// on it.
#[test]
fn tracked_changes_make_and_end_paragraphs_and_rows() {
    let end = |change: &str| format!("<w:rPr><w:{change} w:id=\"1\" w:author=\"a\"/></w:rPr>");
    let list = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>";
    let (gone, come) = (
        |words: &str| format!("<w:del w:id=\"2\"><w:r><w:delText>{words}</w:delText></w:r></w:del>"),
        |words: &str| format!("<w:ins w:id=\"3\">{}</w:ins>", run("", words)),
    );
    let row = |change: &str, words: &str| {
        let cells = format!("<w:tc><w:p>{words}</w:p></w:tc>").repeat(2);
        format!("<w:tr><w:trPr>{change}</w:trPr>{cells}</w:tr>")
    };
    let mut docx = Docx::default();
    docx.title("关于申报的通知")
        .numbered(0, "甲")
        .raw(&(list.to_owned() + &end("del")), &gone("乙"))
        .raw(&(list.to_owned() + &end("ins")), &come("丙"))
        .numbered(0, "丁")
        .raw(&end("del"), &run("", "并起来的前半，"))
        .raw("", &run("", "并起来的后半。"))
        .raw(&end("ins"), &run("", "拆开的前半，"))
        .raw("", &run("", "拆开的后半。"))
        .raw(&end("moveFrom"), &run("", "接"))
        .raw("", &format!("<w:ins w:id=\"4\">{}</w:ins>{}", gone("加了又删"), run("", "上。")))
        .block(&format!(
            "<w:tbl>{}{}{}{}</w:tbl>",
            row("", &run("", "头")),
            row("<w:del w:id=\"5\"/>", &gone("旧行")),
            row("<w:ins w:id=\"6\"/>", &come("新行")),
            row("", &run("", "尾"))
        ));
    let bytes = docx.bytes();
    for (changes, expected) in [
        (
            Tracked::Accept,
            "一、甲\n二、丙\n三、丁\n并起来的前半，并起来的后半。\n拆开的前半，\n拆开的后半。\n接上。\n\n\
             | 头 | 头 |\n|---|---|\n| 新行 | 新行 |\n| 尾 | 尾 |",
        ),
        (
            Tracked::Reject,
            "一、甲\n二、乙\n三、丁\n并起来的前半，\n并起来的后半。\n拆开的前半，拆开的后半。\n接\n上。\n\n\
             | 头 | 头 |\n|---|---|\n| 旧行 | 旧行 |\n| 尾 | 尾 |",
        ),
    ] {
        let proposal = proposed("通知.docx", &bytes, |options| options.changes = changes);
        assert_eq!(body(&proposal), expected, "{changes:?}");
        let told = fates(&proposal);
        let row = if changes == Tracked::Accept { 2 } else { 3 };
        for cell in 1..=2 {
            assert!(told.contains(&format!("留 第 1 个表格第 {row} 行第 {cell} 格：")), "{told}");
        }
        assert!(told.contains('¶'), "{told}");
    }
}

#[test]
fn an_end_that_is_not_seen_ends_nothing() {
    let mut docx = Docx::default();
    docx.title("关于申报的通知")
        .raw("<w:framePr w:dropCap=\"drop\" w:lines=\"2\"/>", &run("", "首"))
        .text("字下沉。")
        .raw("<w:rPr><w:specVanish/></w:rPr>", &run("", "同一行的"))
        .text("两段。")
        .numbered(0, "甲")
        .raw(
            "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:rPr><w:vanish/></w:rPr>",
            &run("<w:vanish/>", "藏"),
        )
        .numbered(0, "乙")
        .raw("<w:rPr><w:vanish/></w:rPr>", &run("", "末"));
    let proposal = proposed("通知.docx", &docx.bytes(), |_| {});
    assert_eq!(body(&proposal), "首字下沉。\n同一行的两段。\n一、甲\n二、乙\n末");
}

/// Whatever holds words in a document: they are written, or it is told that they were not.
#[test]
fn no_words_are_lost_wherever_they_stand() {
    let paragraph = "<w:p><w:r><w:t>寻</w:t></w:r></w:p>";
    let in_line = "<w:r><w:t>寻</w:t></w:r>";
    let blocks = [
        format!("<w:sdt><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>"),
        format!("<w:customXml>{paragraph}</w:customXml>"),
        format!("<w:ins w:id=\"1\">{paragraph}</w:ins>"),
        format!("<w:moveFrom w:id=\"1\">{paragraph}</w:moveFrom>"),
        format!("<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc>{paragraph}</w:tc></w:sdtContent></w:sdt><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
        format!("<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{paragraph}</w:tc></w:tr></w:tbl><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
        format!("<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"),
        "<w:p><w:r><w:pict><v:shape><v:textpath string=\"寻\"/></v:shape></w:pict></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>寻</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>寻</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>".to_owned(),
        "<w:p><w:del w:id=\"1\"><w:r><w:delText>寻</w:delText></w:r></w:del></w:p>".to_owned(),
        format!("<w:p><w:r>{}</w:r></w:p>", field("EQ \\x(寻)")),
        format!("<w:p>{}</w:p>", field("MACROBUTTON a 寻")),
    ];
    let lines = [
        "hyperlink",
        "smartTag",
        "fldSimple",
        "sdt",
        "bdo",
        "dir",
        "customXml",
        "ins",
        "moveTo",
        "unheardOf",
    ];
    let lines = lines.map(|name| format!("<w:p><w:{name} w:id=\"1\">{in_line}</w:{name}></w:p>"));
    for xml in blocks.iter().chain(&lines) {
        let mut docx = Docx::default();
        docx.title("关于申报的通知").text("各单位照办。").block(xml);
        let proposal = proposed("通知.docx", &docx.bytes(), |_| {});
        let left: String = proposal.account.parts().iter().map(|part| visible(&part.words)).collect();
        let told = body(&proposal) + &fates(&proposal) + &doubts(&proposal) + &left;
        assert!(told.contains('寻'), "{xml}\n{told}");
    }
    for xml in [
        "<w:altChunk r:id=\"a\"/>",
        "<w:p><w:subDoc r:id=\"a\"/></w:p>",
        "<w:p><w:r><o:OLEObject/></w:r></w:p>",
    ] {
        let mut docx = Docx::default();
        docx.title("关于申报的通知").text("各单位照办。").block(xml);
        let told = doubts(&proposed("通知.docx", &docx.bytes(), |_| {}));
        assert!(told.contains("没有带过来"), "{xml}: {told}");
    }
}

#[test]
fn titles_signatures_and_pictures_are_told_apart_by_their_look() {
    let mut docx = Docx::default();
    let picture = docx.picture(b"\xD7\xCD\xC6\x9A", "");
    docx.title("关于申报的通知")
        .raw("<w:jc w:val=\"center\"/>", &run("", "表1 主要指标"))
        .text("正文。")
        .flush(&format!("{}云溪区人力资源和社会保障局", " ".repeat(40)))
        .flush(&format!("{}2024 年 3 月 5 日", "\u{3000}".repeat(20)))
        .flush("附注：此件依申请公开");
    let proposal = proposed("a.docx", &docx.bytes(), |_| {});
    let front = text(&proposal, ".md");
    for line in [
        "标题: 关于申报的通知\n",
        "落款: 云溪区人力资源和社会保障局\n",
        "成文日期: 2024-03-05\n",
        "公开方式: 依申请公开\n",
    ] {
        assert!(front.contains(line), "{line}{front}");
    }
    assert_eq!(body(&proposal), "表1 主要指标\n正文。");
    // A picture in the middle is no title.
    let mut docx = Docx::default();
    docx.block(&format!("<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{picture}</w:p>"))
        .text("今天，我区开展活动。");
    let proposal = proposed("活动.docx", &docx.bytes(), |_| {});
    assert!(text(&proposal, ".md").contains("标题: 活动\n"), "{}", text(&proposal, ".md"));
}

#[test]
fn a_document_that_ends_too_early_is_told() {
    let whole = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>关于申报的通知</w:t></w:r></w:p><w:p><w:r><w:t>半截";
    let bytes = super::docx::zipped(&[("word/document.xml".to_owned(), whole.as_bytes())]);
    let proposal = proposed("通知.docx", &bytes, |_| {});
    assert!(doubts(&proposal).contains("文件坏了，只读出了一部分"), "{}", doubts(&proposal));
}

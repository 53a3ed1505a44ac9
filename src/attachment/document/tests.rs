//! What the reader keeps of a document.

use std::io::{Cursor, Write as _};

use super::{Alignment, Paragraph, RunContent, StoryKind, TrackedChange, WordBlock, WordDocument};
use crate::attachment::Gap;
use crate::attachment::workbook::Script;

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

fn document(parts: &[(&str, &str)]) -> WordDocument {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    WordDocument::read(&archive.finish().unwrap().into_inner(), 1_000_000, TrackedChange::Deleted).unwrap()
}

fn body(inside: &str) -> String {
    format!("<w:document {WORD}><w:body>{inside}</w:body></w:document>")
}

fn paragraph(format: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{format}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn paragraphs(document: &WordDocument) -> Vec<&Paragraph> {
    let blocks = document.body.iter();
    blocks
        .filter_map(|block| if let WordBlock::Paragraph(found) = block { Some(found) } else { None })
        .collect()
}

/// A list of four levels as official documents have it, and one that begins anew.
const NUMBERING: &str = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\">\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:pStyle w:val=\"A\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%3.\"/></w:lvl>\
    <w:lvl w:ilvl=\"3\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimalEnclosedCircle\"/><w:lvlRestart w:val=\"0\"/><w:lvlText w:val=\"%4\"/></w:lvl>\
    <w:lvl w:ilvl=\"4\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:isLgl/><w:lvlText w:val=\"%1.%2.%5\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{F06C}\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"o\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"n\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
    <w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>\
    <w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>";

#[test]
fn numbers_stand_before_paragraphs_as_a_reader_sees_them() {
    let listed = |list: u8, level: u8| {
        paragraph(&format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"), "文")
    };
    let text: String = [
        listed(1, 0),
        listed(1, 1),
        listed(1, 1),
        listed(1, 2),
        listed(1, 3),
        paragraph("", "无号"),
        listed(1, 0),
        listed(1, 1),
        listed(1, 2),
        listed(1, 3),
        listed(1, 4),
        listed(2, 0),
        listed(1, 0),
        listed(3, 0),
        listed(3, 1),
        listed(3, 2),
        listed(0, 0),
        paragraph("<w:pStyle w:val=\"A\"/>", "由样式编号"),
    ]
    .concat();
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:type=\"paragraph\" w:styleId=\"A\"><w:name w:val=\"heading 1\"/>\
        <w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style></w:styles>";
    let document = document(&[
        ("word/document.xml", &body(&text)),
        ("word/numbering.xml", NUMBERING),
        ("word/styles.xml", styles),
    ]);
    let numbers: Vec<&str> =
        paragraphs(&document).iter().map(|paragraph| paragraph.number.as_deref().unwrap_or("-")).collect();
    assert_eq!(
        numbers,
        [
            "一、",
            "（一）",
            "（二）",
            "1.",
            "①",
            "-",
            "二、",
            "（一）",
            "1.",
            "②",
            "2.1.1",
            "五、",
            "六、",
            "•",
            "○",
            "•",
            "-",
            "七、"
        ]
    );
    let last = paragraphs(&document).pop().cloned().unwrap();
    assert_eq!((&*last.style, last.outline), ("heading 1", Some(1)));
}

#[test]
fn cells_keep_what_they_cover() {
    let cell =
        |format: &str, text: &str| format!("<w:tc><w:tcPr>{format}</w:tcPr>{}</w:tc>", paragraph("", text));
    let (begins, goes_on) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("", "内"));
    let text = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}<w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>",
        cell(begins, "项目"),
        cell("<w:gridSpan w:val=\"2\"/>", "2024年"),
        cell(goes_on, ""),
        cell("", "目标"),
        cell("", "完成"),
        cell(goes_on, ""),
        cell("", "1"),
    );
    let document = document(&[("word/document.xml", &body(&text))]);
    let [WordBlock::Table(table)] = &document.body[..] else { panic!("{document:?}") };
    let spans: Vec<Vec<(usize, usize, usize)>> = table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| (cell.column, cell.row_span, cell.column_span)).collect())
        .collect();
    assert_eq!(spans, [vec![(0, 3, 1), (1, 1, 2)], vec![(1, 1, 1), (2, 1, 1)], vec![(1, 1, 1), (2, 1, 1)]]);
    assert!(table.rows[0].is_head && !table.rows[1].is_head);
    assert!(matches!(table.rows[2].cells[1].blocks[0], WordBlock::Table(_)));
}

#[test]
fn what_is_easily_lost_is_marked() {
    let text = "<w:p><w:pPr><w:jc w:val=\"center\"/><w:ind w:firstLineChars=\"200\"/><w:rPr><w:vanish/></w:rPr></w:pPr>\
        <w:r><w:rPr><w:b/><w:rFonts w:eastAsia=\"黑体\"/><w:sz w:val=\"32\"/></w:rPr><w:t>标</w:t><w:t>题</w:t></w:r>\
        <w:ins><w:r><w:t>加</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>\
        <w:r><w:rPr><w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>2</w:t></w:r>\
        <w:r><w:footnoteReference w:id=\"7\"/></w:r><w:hyperlink r:id=\"l1\"><w:r><w:t>链</w:t></w:r></w:hyperlink>\
        <w:r><w:instrText> PAGE </w:instrText><w:tab/></w:r>\
        <w:r><w:drawing><wp:docPr descr=\"张三的证件\"/><a:blip r:embed=\"i1\"/></w:drawing></w:r>\
        <w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let relation = |id: &str, kind: &str, target: &str, mode: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\" {mode}/>")
    };
    let relations = format!(
        "<Relationships>{}{}{}</Relationships>",
        relation("l1", "hyperlink", "http://a.example/", "TargetMode=\"External\""),
        relation("i1", "image", "media/image1.png", ""),
        relation("f1", "footnotes", "footnotes.xml", ""),
    );
    let notes = format!(
        "<w:footnotes {WORD}><w:footnote w:id=\"7\">{}</w:footnote></w:footnotes>",
        paragraph("", "注")
    );
    let document = document(&[
        ("word/document.xml", &body(text)),
        ("word/_rels/document.xml.rels", &relations),
        ("word/footnotes.xml", &notes),
    ]);
    let paragraph = paragraphs(&document)[0];
    assert_eq!((paragraph.alignment, paragraph.first_line), (Alignment::Center, 200));
    let title = &paragraph.runs[0];
    assert_eq!(title.content, RunContent::Text("标题".to_owned()));
    assert!(title.look.is_bold && title.look.font == "黑体" && title.look.size == 32);
    assert_eq!(paragraph.text(), "标题加2链\t");
    let changes: Vec<TrackedChange> = paragraph.runs[1..3].iter().map(|run| run.change).collect();
    assert_eq!(changes, [TrackedChange::Inserted, TrackedChange::Deleted]);
    let raised = paragraph.runs.iter().find(|run| run.content == RunContent::Text("2".to_owned())).unwrap();
    assert_eq!((raised.look.script, raised.look.is_struck), (Script::Raised, false));
    let has = |content: RunContent| paragraph.runs.iter().any(|run| run.content == content);
    assert!(has(RunContent::Note(StoryKind::Footnote, "7".to_owned())));
    assert!(has(RunContent::Picture("word/media/image1.png".to_owned(), "张三的证件".to_owned())));
    assert!(paragraph.runs.iter().any(|run| run.link.as_deref() == Some("http://a.example/")));
    assert_eq!(document.labels, ["张三的证件"]);
    let stories: Vec<_> = document.stories.iter().map(|story| (story.kind, &*story.id)).collect();
    assert_eq!(stories, [(StoryKind::TextBox, ""), (StoryKind::Footnote, "7")]);
}

#[test]
fn broken_and_deep_documents_are_read_as_far_as_they_go() {
    let open = "<w:tbl><w:tr><w:tc>".repeat(5000);
    let deep = document(&[("word/document.xml", &body(&format!("{open}{}", paragraph("", "底"))))]);
    assert!(format!("{deep:?}").contains("底"));
    let cut =
        document(&[("word/document.xml", "<w:document><w:body><w:p><w:r><w:t>半</w:t></w:r></w:p><w:p")]);
    assert_eq!((cut.gap.clone(), paragraphs(&cut)[0].text()), (Some(Gap::Damaged), "半".to_owned()));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Elements in any order do no harm, and no word is lost.
    #[test]
    fn any_order_of_elements_is_read(
        names in proptest::collection::vec("p|r|t|tbl|tr|tc|tcPr|pPr|rPr|ins|del|hyperlink|txbxContent|footnote|vMerge|gridSpan|rPrChange", 0..40),
        ends in proptest::collection::vec(proptest::bool::ANY, 0..40),
    ) {
        let tags: String = names
            .iter()
            .zip(ends)
            .map(|(name, is_end)| if is_end { format!("</w:{name}>") } else { format!("<w:{name} w:id=\"1\">") })
            .collect();
        let text = body(&format!("{tags}{}", "</w:rPrChange></w:rPr></w:pPr>".repeat(40) + &paragraph("", "终")));
        let document = document(&[("word/document.xml", &text)]);
        proptest::prop_assert!(format!("{document:?}").contains("终"), "{text}");
    }
}

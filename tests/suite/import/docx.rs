//! Documents of Word, made by hand: automatic numbering, merged cells, notes, pictures, tracked changes.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]
#![expect(clippy::format_push_string, clippy::format_collect, reason = "plain words for small files")]

use std::io::{Cursor, Write as _};

const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

pub(super) const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The outline of official documents as Word counts it: 一、 （一） 1. （1）.
const NUMBERING: &str = "<w:abstractNum w:abstractNumId=\"0\">\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%3.\"/></w:lvl>\
    <w:lvl w:ilvl=\"3\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"（%4）\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>";

/// A document being put together.
#[derive(Default)]
pub(crate) struct Docx {
    body: String,
    notes: String,
    media: Vec<Vec<u8>>,
    links: Vec<String>,
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Letters in a run.
pub(crate) fn run(format: &str, text: &str) -> String {
    let text = escaped(text);
    format!("<w:r><w:rPr>{format}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A cell: what it covers, and its lines.
pub(crate) fn cell(columns: usize, merge: &str, lines: &[&str]) -> String {
    let merge = match merge {
        "begins" => "<w:vMerge w:val=\"restart\"/>",
        "goes on" => "<w:vMerge/>",
        _ => "",
    };
    let lines: String = lines.iter().map(|line| format!("<w:p>{}</w:p>", run("", line))).collect();
    let lines = if lines.is_empty() { "<w:p/>".to_owned() } else { lines };
    format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr>{lines}</w:tc>")
}

impl Docx {
    /// A paragraph of these formats and runs.
    pub(crate) fn raw(&mut self, format: &str, runs: &str) -> &mut Self {
        self.body.push_str(&format!("<w:p><w:pPr>{format}</w:pPr>{runs}</w:p>"));
        self
    }

    /// Anything between paragraphs.
    pub(crate) fn block(&mut self, xml: &str) -> &mut Self {
        self.body.push_str(xml);
        self
    }

    /// A paragraph of text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.raw("<w:ind w:firstLineChars=\"200\"/>", &run("", text))
    }

    /// A line from the left.
    pub(crate) fn flush(&mut self, text: &str) -> &mut Self {
        self.raw("", &run("", text))
    }

    /// A centred line in large letters.
    pub(crate) fn title(&mut self, text: &str) -> &mut Self {
        let format = "<w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:sz w:val=\"44\"/>";
        self.raw("<w:jc w:val=\"center\"/>", &run(format, text))
    }

    /// A centred line in the size of the text.
    pub(crate) fn centred(&mut self, text: &str) -> &mut Self {
        self.raw("<w:jc w:val=\"center\"/>", &run("<w:sz w:val=\"32\"/>", text))
    }

    /// A line at the right.
    pub(crate) fn right(&mut self, text: &str) -> &mut Self {
        self.raw("<w:jc w:val=\"right\"/>", &run("", text))
    }

    /// A paragraph that Word numbers, at this level from 0.
    pub(crate) fn numbered(&mut self, level: u8, text: &str) -> &mut Self {
        let format = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>");
        self.raw(&format, &run("", text))
    }

    /// A table of rows of cells.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) -> &mut Self {
        let rows: String = rows.iter().map(|row| format!("<w:tr>{}</w:tr>", row.concat())).collect();
        self.body.push_str(&format!("<w:tbl>{rows}</w:tbl>"));
        self
    }

    /// A run that is the mark of a note.
    pub(crate) fn note(&mut self, text: &str) -> String {
        let id = self.notes.matches("<w:footnote ").count() + 2;
        self.notes.push_str(&format!("<w:footnote w:id=\"{id}\"><w:p>{}</w:p></w:footnote>", run("", text)));
        format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>")
    }

    /// A run that is a picture.
    pub(crate) fn picture(&mut self, bytes: &[u8], alt: &str) -> String {
        self.media.push(bytes.to_vec());
        let (number, alt) = (self.media.len(), escaped(alt));
        format!(
            "<w:r><w:drawing><wp:docPr descr=\"{alt}\"/><a:blip r:embed=\"p{number}\"/></w:drawing></w:r>"
        )
    }

    /// A link around words.
    pub(crate) fn link(&mut self, address: &str, words: &str) -> String {
        self.links.push(address.to_owned());
        format!("<w:hyperlink r:id=\"l{}\">{}</w:hyperlink>", self.links.len(), run("", words))
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        };
        let mut relations =
            relation("f", "footnotes", "footnotes.xml") + &relation("n", "numbering", "numbering.xml");
        for number in 1..=self.media.len() {
            relations.push_str(&relation(
                &format!("p{number}"),
                "image",
                &format!("media/image{number}.png"),
            ));
        }
        for (number, link) in (1..).zip(&self.links) {
            let link = escaped(link);
            relations.push_str(&format!(
                "<Relationship Id=\"l{number}\" Type=\"{RELATIONS}/hyperlink\" Target=\"{link}\" TargetMode=\"External\"/>"
            ));
        }
        let document = format!("<w:document {NAMES}><w:body>{}</w:body></w:document>", self.body);
        let notes = format!("<w:footnotes {NAMES}>{}</w:footnotes>", self.notes);
        let numbering = format!("<w:numbering {NAMES}>{NUMBERING}</w:numbering>");
        let whole = |relations: &str| {
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>")
        };
        let (root, relations) =
            (whole(&relation("d", "officeDocument", "word/document.xml")), whole(&relations));
        let types = ["document.main", "footnotes", "numbering"].map(|kind| {
            let name = kind.split('.').next().unwrap_or(kind);
            format!("<Override PartName=\"/word/{name}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>")
        });
        let types = format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"png\" ContentType=\"image/png\"/>{}</Types>",
            types.concat()
        );
        let mut parts: Vec<(String, &[u8])> = vec![
            ("[Content_Types].xml".to_owned(), types.as_bytes()),
            ("_rels/.rels".to_owned(), root.as_bytes()),
            ("word/document.xml".to_owned(), document.as_bytes()),
            ("word/footnotes.xml".to_owned(), notes.as_bytes()),
            ("word/numbering.xml".to_owned(), numbering.as_bytes()),
            ("word/_rels/document.xml.rels".to_owned(), relations.as_bytes()),
        ];
        for (number, bytes) in (1..).zip(&self.media) {
            parts.push((format!("word/media/image{number}.png"), bytes));
        }
        zipped(&parts)
    }
}

/// An archive of these files.
pub(crate) fn zipped(parts: &[(String, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

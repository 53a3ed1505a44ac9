//! What must hold whatever bytes a file has: one function for each kind of file or text that people write.
//!
//! Each panics where what it promises does not hold. The fuzzer looks for such bytes (`fuzz/README.md`); those that it
//! found once lie in `tests/hostile/inputs/`, and the test suite, which includes this file, tries them all.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use gongkai::attachment::document::TrackedChange;
use gongkai::diag::draw::{human, json};
use gongkai::diag::{Diagnostic, Lang};
use gongkai::entry::{self, ParseContext};
use gongkai::ledger::Ledger;
use gongkai::model::ContentPath;
use gongkai::privacy::{Detector, FinishedForm};
use gongkai::quantity::{Figure, Measure, Target};
use gongkai::search::Query;
use gongkai::text::{Document, TextMode, TextOptions, sheet};
use gongkai::{attachment, config, files, theme};

use crate::markup;

/// How a target is called.
pub type Check = fn(&[u8]);

/// The targets by their names, which are those of the folders of inputs.
pub const ALL: [(&str, Check); 15] = [
    ("article", article),
    ("project", project),
    ("gongwen", gongwen),
    ("markdown", markdown),
    ("quantity", quantity),
    ("ledger", ledger),
    ("csv", csv),
    ("xlsx", xlsx),
    ("attachment", attachment),
    ("template", template),
    ("docx", docx),
    ("book", book_parts),
    ("finished", finished),
    ("repair", repair),
    ("query", query),
];

/// Articles, columns and progress entries, front matter and text.
pub fn article(bytes: &[u8]) {
    entries(bytes, &["通知/甲.md", "通知/_index.md", "实事/2023-Q1.md"]);
}

/// `project.yaml`, progress entries in YAML, `site.yaml`.
pub fn project(bytes: &[u8]) {
    entries(bytes, &["实事/project.yaml", "实事/2023-Q1.yaml"]);
    let Some(text) = decoded(bytes) else { return };
    let read = config::parse(&text);
    assert!(read.value.is_some() || !read.findings.is_empty());
    findings_are_sound(&read.findings, "site.yaml", &text);
}

/// A text in mode 公文.
pub fn gongwen(bytes: &[u8]) {
    text(bytes, TextMode::Gongwen);
}

/// A text in mode markdown.
pub fn markdown(bytes: &[u8]) {
    text(bytes, TextMode::Markdown);
}

/// Figures and targets, one a line.
pub fn quantity(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let lines: Vec<&str> = text.lines().take(20).collect();
    for line in &lines {
        let measure = Measure::parse(line);
        assert_eq!(measure.text(), line.trim());
        if let Ok(target) = Target::parse(line) {
            assert_eq!(target.text, line.trim());
            let _ = (target.direction(), target.measure());
        }
        if let Ok(Figure::Quantity(quantity)) = Figure::parse(line) {
            assert_eq!(quantity.text, line.trim());
            assert!(quantity.value.low() <= quantity.value.high());
            let _ = quantity.decimals();
            for other in &lines {
                let other = Measure::parse(other);
                let value = quantity.value_in(other);
                assert!(value.is_none_or(|value| value.low() <= value.high()));
                let _ = other.convert(quantity.value.low(), quantity.measure);
            }
        }
    }
}

/// The ledger: what is stored is read back the same, however it came about.
pub fn ledger(bytes: &[u8]) {
    const FILE: &str = "index-numbers.csv";
    let Some(text) = decoded(bytes) else { return };
    let read = Ledger::parse(&text, FILE);
    findings_are_sound(&read.findings, FILE, &text);
    let stored = read.value.to_csv();
    let again = Ledger::parse(&stored, FILE);
    assert_eq!(again.value.rows(), read.value.rows());
    if read.findings.is_empty() {
        assert!(again.findings.is_empty(), "{:?}", again.findings);
    }
    assert_eq!(again.value.to_csv(), stored);
    let imported = Ledger::empty(FILE).import(&text, "旧.csv");
    findings_are_sound(&imported.findings, "旧.csv", &text);
    let stored = imported.value.to_csv();
    assert_eq!(Ledger::parse(&stored, FILE).value.rows(), imported.value.rows());
}

/// Tables in CSV, shown on a page or attached to it.
pub fn csv(bytes: &[u8]) {
    table("表.csv", bytes);
}

/// Workbooks, of which the bytes are the first sheet, the shared texts, the styles and the list of sheets, NUL between.
pub fn xlsx(bytes: &[u8]) {
    table("表.xlsx", &book(bytes));
}

/// Attachments of any kind.
pub fn attachment(bytes: &[u8]) {
    for name in ["附件.txt", "附件.csv"] {
        let contents = attachment::extract(name, bytes);
        assert!(attachment::extract(name, bytes) == contents);
        for grid in &contents.grids {
            let texts = grid.texts();
            assert_eq!(texts.len(), grid.rows.len());
        }
        let Some(plain) = &contents.text else { continue };
        for cell in plain.rows.iter().flatten() {
            assert!(plain.text.get(cell.clone()).is_some(), "{cell:?}");
        }
    }
}

/// A template of the site's own.
pub fn template(bytes: &[u8]) {
    // An article's template is in the way of nothing else; the others stay those built in.
    let own = BTreeMap::from([("article.html".to_owned(), bytes.to_vec())]);
    let loaded = theme::load(theme::BUILT_IN_NAME, own);
    assert!(loaded.value.is_some() || !loaded.findings.is_empty());
    let mut found = loaded.findings;
    if let Some(theme) = loaded.value
        && let Err(fault) = theme.render("article.html", &tera::Context::new())
    {
        found.push(*fault);
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    findings_are_sound(&found, "themes/gongkai/article.html", text);
}

/// Documents of Word, of which the bytes are the text, the numbering, the styles, the notes and the relations, NUL between.
pub fn docx(bytes: &[u8]) {
    const RELATED: &str = r#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#;
    const PARTS: &str = r#"<Relationships><Relationship Id="n" Type="x/numbering" Target="numbering.xml"/><Relationship Id="s" Type="x/styles" Target="styles.xml"/><Relationship Id="f" Type="x/footnotes" Target="footnotes.xml"/></Relationships>"#;
    let mut parts = bytes.splitn(5, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (text, numbering, styles, notes, related) = (part(), part(), part(), part(), part());
    let related = if related.is_empty() { PARTS.as_bytes() } else { related };
    let archive = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATED.as_bytes()),
        ("word/document.xml", text),
        ("word/numbering.xml", numbering),
        ("word/styles.xml", styles),
        ("word/footnotes.xml", notes),
        ("word/_rels/document.xml.rels", related),
    ]);
    let contents = attachment::extract("文.docx", &archive);
    assert!(attachment::extract("文.docx", &archive) == contents);
    for grid in &contents.grids {
        assert_eq!(grid.texts().len(), grid.rows.len());
    }
    for without in [TrackedChange::Deleted, TrackedChange::Inserted] {
        let _ = attachment::document::WordDocument::read(&archive, attachment::MOST_UNPACKED, without);
    }
}

/// The structure of a workbook: the bytes are its list of sheets, its relations, a sheet, a drawing and a pivot cache.
pub fn book_parts(bytes: &[u8]) {
    let mut parts = bytes.splitn(5, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (book, related, sheet, drawing, cache) = (part(), part(), part(), part(), part());
    let archive = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", LINKS.as_bytes()),
        ("xl/workbook.xml", if book.is_empty() { BOOK.as_bytes() } else { book }),
        ("xl/_rels/workbook.xml.rels", if related.is_empty() { LINKS.as_bytes() } else { related }),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/drawings/drawing1.xml", drawing),
        ("xl/pivotCache/pivotCacheRecords1.xml", cache),
    ]);
    table("表.xlsx", &archive);
}

/// What is finished, looked through for personal numbers: whatever it is, it is read to its end, the same twice, and a
/// number that stands in it by itself is seen.
pub fn finished(bytes: &[u8]) {
    const KNOWN: &str = "33060419800101123X";
    let Ok(text) = str::from_utf8(bytes) else { return };
    let detector = Detector::new(["3306"], []);
    let forms =
        [FinishedForm::Markup, FinishedForm::Feed, FinishedForm::Json, FinishedForm::Csv, FinishedForm::Text];
    for form in forms {
        let seen = detector.seen_in(text.as_bytes(), form);
        assert!(detector.seen_in(text.as_bytes(), form) == seen);
        for number in &seen {
            assert!(number.digits.len() >= 11, "{number:?}");
        }
    }
    for folded in [detector.find_disguised(text, ""), detector.find_in_row(text.split(' '), "")] {
        for number in folded {
            // Its place is found, or it was put together of what the source says in another order.
            if let Some(span) = gongkai::privacy::locate(text, &number.digits) {
                assert!(text.get(span).is_some());
            }
        }
    }
    let said = gongkai::check::sayable(text);
    assert_eq!(said.len(), text.len());
    let page = format!("<p>{KNOWN}</p>{text}");
    assert!(
        detector.seen_in(page.as_bytes(), FinishedForm::Markup).iter().any(|number| number.digits == KNOWN)
    );
}

/// The ledger repaired by what a site proves: the bytes are the ledger and the catalogue of the site, NUL between. A
/// repaired ledger is read back, needs no repair, and has every number that was proven.
pub fn repair(bytes: &[u8]) {
    const FILE: &str = "index-numbers.csv";
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let Some(text) = decoded(parts.next().unwrap_or_default()) else { return };
    let proofs = gongkai::ledger::proofs(parts.next().unwrap_or_default());
    let read = Ledger::parse(&text, FILE);
    let _ = gongkai::ledger::compare(&read.value, &proofs);
    let pattern = gongkai::model::NumberPattern::parse("{代码}/{年}-{流水:5}").expect("a pattern");
    let rule = [config::DatedPattern { from: jiff::civil::Date::MIN, pattern }];
    let repaired = gongkai::ledger::repair(&read.value, &rule, &proofs, &[]);
    let stored = repaired.ledger.to_csv();
    let again = Ledger::parse(&stored, FILE);
    assert_eq!(again.value.rows(), repaired.ledger.rows());
    for proof in &proofs {
        let is_known = repaired.ledger.rows().iter().any(|row| row.number == proof.number);
        assert!(is_known, "{} is lost", proof.number);
    }
}

/// What somebody types into the search box.
pub fn query(bytes: &[u8]) {
    let Some(text) = decoded(bytes) else { return };
    let query = Query::parse(&text);
    assert_eq!(Query::parse(&text), query);
    assert!(query.is_empty() || !text.trim().is_empty());
}

fn decoded(bytes: &[u8]) -> Option<String> {
    files::decode(bytes.to_vec()).ok().map(|decoded| decoded.text)
}

fn entries(bytes: &[u8], paths: &[&str]) {
    let Some(text) = decoded(bytes) else { return };
    for path in paths {
        let context = ParseContext { in_project: path.contains("2023"), ..ParseContext::default() };
        let path = ContentPath::new(path).expect("a plain path");
        let read = entry::parse(&path, &text, &context);
        assert!(read.value.is_some() || !read.findings.is_empty());
        findings_are_sound(&read.findings, &path.in_site(), &text);
    }
}

/// Where a text begins in the file that it is taken from.
pub const OFFSET: usize = 1000;

fn text(bytes: &[u8], mode: TextMode) {
    let Some(source) = decoded(bytes) else { return };
    let options = TextOptions {
        mode,
        file: Arc::from("正文.md"),
        offset: OFFSET,
        id_prefix: "",
        name: "",
        top_level: 2,
    };
    let read = gongkai::text::parse(&source, &options);
    document_is_sound(&source, &read.value, &read.findings);
    assert_eq!(gongkai::text::parse(&source, &options), read);
}

/// Whether every hole, id and finding of a document can be relied on, and its HTML be put into a page.
pub fn document_is_sound(source: &str, document: &Document, findings: &[Diagnostic]) {
    for hole in &document.holes {
        assert!(document.html.is_char_boundary(hole.at));
        assert!(source.get(hole.span.start - OFFSET..hole.span.end - OFFSET).is_some(), "{hole:?}");
    }
    assert!(document.holes.is_sorted_by_key(|hole| hole.at));
    for block in document.blocks.iter() {
        assert!(source.get(block.span.start - OFFSET..block.span.end - OFFSET).is_some(), "{block:?}");
        assert!(block.figures.iter().all(|figure| block.text.get(figure.at.clone()).is_some()), "{block:?}");
    }
    for finding in findings {
        let span = finding.place.as_ref().and_then(|place| place.span.clone()).expect("findings have places");
        assert!(source.get(span.start - OFFSET..span.end - OFFSET).is_some(), "{finding:?}");
    }
    let markup = markup::read(&document.html, false);
    assert_eq!(markup.faults, Vec::<String>::new(), "{}", document.html);
    assert_eq!(markup::executable(&markup), Vec::<String>::new(), "{}", document.html);
    let mut ids: Vec<&str> = markup.tags.iter().filter_map(|tag| tag.attribute("id")).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice: {}", document.html);
    let forbidden = |sign| matches!(sign, '\u{FDD0}'..='\u{FDEF}' | '\0' | '\u{202E}' | '\u{FFFC}');
    assert!(!document.html.contains(forbidden), "{:?}", document.html);
    assert!(document.excerpt.chars().count() <= 101);
}

fn table(name: &str, bytes: &[u8]) {
    if let Err(error) = sheet::read(name, bytes) {
        let told = error.describe(name);
        assert!(!told.is_empty());
        for (what, cure) in told {
            assert!(!what.in_lang(Lang::Zh).is_empty() && !cure.in_lang(Lang::En).is_empty());
        }
    }
    let contents = attachment::extract(name, bytes);
    for grid in &contents.grids {
        assert_eq!(grid.texts().len(), grid.rows.len());
    }
}

const BOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="甲" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const TYPES: &str = r#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;

fn book(bytes: &[u8]) -> Vec<u8> {
    let mut parts = bytes.splitn(4, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (sheet, texts, styles, book) = (part(), part(), part(), part());
    let book = if book.is_empty() { BOOK.as_bytes() } else { book };
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", LINKS.as_bytes()),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", texts),
        ("xl/styles.xml", styles),
    ])
}

/// An archive of these parts; empty ones are left out.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        archive.start_file(*name, options).expect("memory takes all");
        archive.write_all(bytes).expect("memory takes all");
    }
    archive.finish().expect("memory takes all").into_inner()
}

/// Findings have a cure and a place within the file, and can be drawn without harm to the terminal.
fn findings_are_sound(findings: &[Diagnostic], file: &str, text: &str) {
    let sources = BTreeMap::from([(file.to_owned(), Arc::from(text))]);
    for finding in findings {
        assert!(finding.help.is_some(), "{} helps nobody", finding.rule);
        let place = finding.place.as_ref().expect("findings have places");
        if let Some(span) = place.span.clone().filter(|_| *place.file == *file) {
            assert!(text.get(span).is_some(), "{finding:?}");
        }
    }
    for finding in findings.iter().take(10) {
        for lang in [Lang::Zh, Lang::En] {
            let drawn = human(finding, &sources, lang, false);
            let is_bad = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\t');
            assert!(!drawn.contains(is_bad) && !drawn.contains(['\u{202e}', '\u{2066}']), "{drawn:?}");
            let line = json(finding, &sources, lang);
            assert!(
                serde_json::from_str::<serde_json::Value>(&line).is_ok() && !line.contains('\n'),
                "{line}"
            );
        }
    }
}

//! Archives: documents of Office (OOXML), WPS, LibreOffice (ODF) and OFD (GB/T 33190), or just files.
//!
//! Every part is looked into, those that no program shows too: what is not known by name is taken as it is.

use std::collections::BTreeSet;

use super::old_office::lone_digits;
use super::package::ZipPackage;
use super::xml::{is_telling, texts_of, unshown_words};
use super::{Bounds, Contents, DEEPEST, Gap, PieceSource, TextPiece, extract_at, picture, sheet, word};
use crate::diag::Text;
use crate::say;

/// The most bytes of a picture in a document that is taken for a logo or an icon; a page that was scanned or
/// a list that was photographed has more.
const LARGEST_LOGO: usize = 10_000;

/// Endings of pictures whose words, if they have any, stand in them as bytes.
const DRAWINGS: [&str; 9] = ["emf", "wmf", "emz", "wmz", "pict", "pct", "svm", "wdp", "jxr"];

/// Whether a part of OOXML, or the settings of an ODF document, hold no words of people.
fn is_dull(name: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    has(&["/theme", "fontTable", "webSettings", "[Content_Types]"])
        || name.contains('/') && name.ends_with("/styles.xml")
        || name == "settings.xml"
}

/// Whether a part is XML by its name.
fn is_xml(name: &str) -> bool {
    const ENDINGS: [&str; 10] = ["xml", "vml", "rels", "rdf", "xhtml", "html", "htm", "opf", "ncx", "svg"];
    let ending = name.rsplit('.').next().unwrap_or("");
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// Reads an archive.
pub(super) fn read(bytes: &[u8], bounds: Bounds<'_>) -> Contents {
    let mut package = match ZipPackage::open(bytes, bounds) {
        Ok(package) => package,
        Err(gap) => return Contents::gap(gap),
    };
    let mut contents = Contents::default();
    let is_document =
        ["[Content_Types].xml", "mimetype", "OFD.xml"].into_iter().any(|part| package.has_part(part));
    let names = package.names();
    let remark = say!("压缩包的注释", "a remark of the archive");
    contents.pieces.extend(package.remarks().into_iter().map(|text| TextPiece::new(remark.clone(), text)));
    if package.has_unlisted() {
        contents.add_gap(Gap::Unlisted);
    }
    let read = if is_document {
        read_document(&mut package, &names, bounds, &mut contents)
    } else {
        read_files(&mut package, &names, bounds, &mut contents)
    };
    if let Err(gap) = read {
        contents.gaps.push(gap);
    }
    contents
}

fn read_document(
    package: &mut ZipPackage<'_>,
    names: &[String],
    bounds: Bounds<'_>,
    contents: &mut Contents,
) -> Result<(), Gap> {
    let mut known = sheet::read(package, contents)?;
    known.extend(word::read(package, contents)?);
    let known: BTreeSet<String> = known.iter().map(|part| part.to_ascii_lowercase()).collect();
    let inside = say!("文件内部的名称", "a name inside");
    let telling = names.iter().filter(|name| is_telling(name));
    contents.pieces.extend(telling.map(|name| TextPiece::new(inside.clone(), stem_of(name).to_owned())));
    for (index, name) in names.iter().enumerate() {
        let is_known = known.contains(&name.to_ascii_lowercase());
        if is_xml(name) && !is_dull(name) && !is_known {
            let bytes = package.read(index)?;
            let place = place_of(name);
            contents
                .pieces
                .extend(texts_of(&bytes).into_iter().map(|text| TextPiece::new(place.clone(), text)));
        } else if name.ends_with("workbook.bin") {
            contents.add_gap(Gap::Unknown("xlsb".to_owned()));
        } else if name.contains("embeddings/") || name.ends_with("vbaProject.bin") {
            let (inner, _) = inner_of(package, (index, name), bounds)?;
            contents.absorb(inner, &place_inside(name));
        } else if name.contains("media/") || name.starts_with("Pictures/") {
            let (mut inner, picture) = inner_of(package, (index, name), bounds)?;
            // Drawings of old kinds are read as bytes; sounds and films are not.
            inner.gaps.retain(|gap| matches!(gap, Gap::Unknown(kind) if !DRAWINGS.contains(&kind.as_str())));
            if inner == Contents::default() {
                read_other(package, (index, name), bounds, contents)?;
            }
            contents.absorb(inner, &place_inside(name));
            if picture > LARGEST_LOGO {
                contents.add_gap(Gap::Illustrations(1));
            }
        } else if is_known && name.starts_with("word/") && is_xml(name) {
            let texts = unshown_words(&package.read(index)?);
            contents.pieces.extend(texts.into_iter().map(|text| TextPiece {
                place: place_of(name),
                text,
                source: PieceSource::Raw,
            }));
        } else if !is_xml(name) && !name.ends_with('/') {
            read_other(package, (index, name), bounds, contents)?;
        }
    }
    Ok(())
}

/// Reads a part of no known kind: a text that is shown with the document, the settings of a printer or of
/// a control.
fn read_other(
    package: &mut ZipPackage<'_>,
    (index, name): (usize, &str),
    bounds: Bounds<'_>,
    contents: &mut Contents,
) -> Result<(), Gap> {
    let bytes = package.read(index)?;
    if bounds.depth < DEEPEST {
        let mut inner = extract_at(name, &bytes, Bounds { depth: bounds.depth + 1, ..bounds });
        let is_mail = |ending: &str| matches!(ending, "mht" | "mhtml" | "eml");
        inner.gaps.retain(|gap| matches!(gap, Gap::Unknown(ending) if is_mail(ending)));
        contents.absorb(inner, &place_inside(name));
    }
    contents.pieces.extend(lone_digits(&bytes).into_iter().map(|text| TextPiece {
        place: place_inside(name),
        text,
        source: PieceSource::Raw,
    }));
    Ok(())
}

/// A file's name without its folders and its ending.
fn stem_of(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn read_files(
    package: &mut ZipPackage<'_>,
    names: &[String],
    bounds: Bounds<'_>,
    contents: &mut Contents,
) -> Result<(), Gap> {
    let place = say!("压缩包里的文件名", "a file's name in the archive");
    contents.pieces.extend(names.iter().map(|name| TextPiece::new(place.clone(), name.clone())));
    for file in names.iter().enumerate().filter(|(_, name)| !name.ends_with('/')) {
        let (inner, picture) = inner_of(package, file, bounds)?;
        contents.absorb(inner, &place_inside(file.1));
        if picture > 0 {
            contents.add_gap(Gap::Pictures(1));
        }
    }
    Ok(())
}

/// What a file holds that is in the archive as it is, and how many bytes it has if it is a picture, else 0.
fn inner_of(
    package: &mut ZipPackage<'_>,
    (index, name): (usize, &String),
    bounds: Bounds<'_>,
) -> Result<(Contents, usize), Gap> {
    if bounds.depth >= DEEPEST {
        return Ok((Contents::gap(Gap::Archive), 0));
    }
    let bytes = package.read(index)?;
    let inner = extract_at(name, &bytes, Bounds { depth: bounds.depth + 1, ..bounds });
    Ok((inner, if picture::is_picture(&bytes) { bytes.len() } else { 0 }))
}

fn place_inside(name: &str) -> Text {
    let short = name.rsplit('/').next().unwrap_or(name);
    say!("里面的文件“{short}”", "file `{short}` inside")
}

/// What a part is for, as far as its name says.
pub(super) fn place_of(name: &str) -> Text {
    let has = |word: &str| name.contains(word);
    if has("docProps/") || has("meta.xml") || has("custom.xml") {
        say!("文档属性", "document properties")
    } else if has("omment") || has("Annot") {
        say!("批注", "comments")
    } else if name == "xl/workbook.xml" {
        say!("工作簿的名称和定义", "names and definitions of the workbook")
    } else if has("pivot") {
        say!("数据透视表的缓存", "cache of a pivot table")
    } else if has("chart") {
        say!("图表", "a chart")
    } else if has("externalLink") {
        say!("外部链接的缓存", "cache of an external link")
    } else if has("drawing") {
        say!("文本框或图形", "text boxes and drawings")
    } else if has("notesSlide") {
        say!("演讲备注", "notes of a slide")
    } else if has("slides/slide") {
        let number: String = name.chars().filter(char::is_ascii_digit).collect();
        say!("第 {number} 张幻灯片", "slide {number}")
    } else if has("Page_") {
        let number = name.split("Page_").nth(1).map_or("", |rest| rest.split('/').next().unwrap_or(""));
        let number = number.parse::<u32>().map_or(0, |number| number + 1);
        say!("第 {number} 页", "page {number}")
    } else {
        let short = name.rsplit('/').next().unwrap_or(name);
        say!("文件内部 {short}", "inside, {short}")
    }
}

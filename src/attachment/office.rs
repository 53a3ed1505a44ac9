//! Archives: documents of Office (OOXML), WPS, LibreOffice (ODF) and OFD (GB/T 33190), or just files.
//!
//! Every part is looked into, those that no program shows too: what is not known by name is taken as it is.

use super::package::Package;
use super::xml::{self, Node};
use super::{Bounds, Contents, DEEPEST, Gap, Piece, extract_at, sheet, word};
use crate::diag::Text;
use crate::say;

/// Parts without words of people.
const DULL: &[&str] =
    &["styles", "theme", "fontTable", "webSettings", "[Content_Types]", "settings.xml", "_rels/"];

/// Reads an archive.
pub(super) fn read(bytes: &[u8], bounds: Bounds<'_>) -> Contents {
    let mut package = match Package::open(bytes, bounds) {
        Ok(package) => package,
        Err(gap) => return Contents::gap(gap),
    };
    let mut contents = Contents::default();
    let is_document = package.has("[Content_Types].xml") || package.has("mimetype") || package.has("OFD.xml");
    let names = package.names();
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
    package: &mut Package<'_>,
    names: &[String],
    bounds: Bounds<'_>,
    contents: &mut Contents,
) -> Result<(), Gap> {
    let known = sheet::read(package, names, contents)?;
    for name in names {
        let is_xml = name.to_ascii_lowercase().rsplit('.').next() == Some("xml")
            && !DULL.iter().any(|dull| name.contains(dull));
        if name.starts_with("word/") && is_xml {
            word::read(name, &package.read(name)?, contents);
        } else if is_xml && !known.contains(name) {
            let bytes = package.read(name)?;
            let place = place_of(name);
            contents.pieces.extend(texts_of(&bytes).into_iter().map(|text| Piece::new(place.clone(), text)));
        } else if name.contains("embeddings/") || name.contains("media/") {
            read_inner(package, name, bounds, contents)?;
        }
    }
    Ok(())
}

fn read_files(
    package: &mut Package<'_>,
    names: &[String],
    bounds: Bounds<'_>,
    contents: &mut Contents,
) -> Result<(), Gap> {
    for name in names.iter().filter(|name| !name.ends_with('/')) {
        read_inner(package, name, bounds, contents)?;
    }
    Ok(())
}

/// Looks into a file that is in the archive as it is.
fn read_inner(
    package: &mut Package<'_>,
    name: &str,
    bounds: Bounds<'_>,
    contents: &mut Contents,
) -> Result<(), Gap> {
    if bounds.depth >= DEEPEST {
        contents.gaps.push(Gap::Archive);
        return Ok(());
    }
    let bytes = package.read(name)?;
    let short = name.rsplit('/').next().unwrap_or(name);
    let inner = extract_at(name, &bytes, Bounds { depth: bounds.depth + 1, ..bounds });
    contents.absorb(inner, &say!("里面的文件“{short}”", "file `{short}` inside"));
    Ok(())
}

/// What a part is for, as far as its name says.
pub(super) fn place_of(name: &str) -> Text {
    let has = |word: &str| name.contains(word);
    if has("docProps/") || has("meta.xml") || has("custom.xml") {
        say!("文档属性", "document properties")
    } else if has("omment") || has("Annot") {
        say!("批注", "comments")
    } else if has("pivot") {
        say!("数据透视表的缓存", "cache of a pivot table")
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

/// The words of an XML part, paragraph by paragraph, and the values of attributes that hold many digits.
pub(super) fn texts_of(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut text = String::new();
    xml::walk(bytes, |node| match node {
        Node::Text(piece) => text.push_str(piece),
        Node::Start(element) => {
            for attribute in element.attributes().with_checks(false).flatten() {
                let value = xml::unescaped(&attribute.value);
                if value.bytes().filter(u8::is_ascii_digit).count() >= 11 {
                    texts.push(value.into_owned());
                }
            }
        }
        // Runs of one paragraph belong together; whatever else ends, ends a text.
        Node::End("r" | "t" | "span" | "TextCode" | "rPr") => {}
        Node::End(_) => take(&mut text, &mut texts),
    });
    take(&mut text, &mut texts);
    texts
}

/// Moves a text that holds something to the others.
pub(super) fn take(text: &mut String, texts: &mut Vec<String>) {
    if text.trim().is_empty() {
        text.clear();
    } else {
        texts.push(std::mem::take(text));
    }
}

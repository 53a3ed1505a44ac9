//! The parts of a workbook and how they belong together.

use std::collections::BTreeSet;

use super::super::Gap;
use super::super::number_format::Epoch;
use super::super::package::{PartRelations, ZipPackage};
use super::super::xml::{self, XmlNode, attribute, is_on, is_telling, take};
use super::cells::{self, Allowance};
use super::strings::Strings;
use super::{Note, NoteKind, SheetKind, WantedSheets, Workbook, WorkbookLimits, WorkbookSheet, styles};

const BOOK: &str = "xl/workbook.xml";

/// Reads a workbook from its archive. With it come the names of the parts that were read.
pub(in super::super) fn read_package(
    package: &mut ZipPackage<'_>,
    limits: WorkbookLimits,
) -> Result<(Workbook, BTreeSet<String>), Gap> {
    let mut known = BTreeSet::new();
    let mut book = Workbook::default();
    let relations = package.relations(BOOK)?;
    let bytes = package.read_part(BOOK)?;
    let sheets = sheets_of(&bytes, &relations, &mut book);
    let part_of = |kind: &str, usual: &str| relations.of_kind(kind).unwrap_or(usual).to_owned();
    let styles_part = part_of("styles", "xl/styles.xml");
    if package.has_part(&styles_part) {
        let styles = styles::read(&package.read_part(&styles_part)?);
        book.styles = styles.cells;
        let codes = styles.codes.iter().filter(|code| is_telling(code));
        book.notes = codes.map(|code| Note { kind: NoteKind::Around, text: code.to_string() }).collect();
    }
    let strings_part = part_of("sharedStrings", "xl/sharedStrings.xml");
    let mut strings = Strings::default();
    if package.has_part(&strings_part) {
        let is_whole;
        (strings, is_whole) = Strings::read(&package.read_part(&strings_part)?);
        if !is_whole {
            book.gap = Some(Gap::Damaged);
        }
    }
    known.extend([strings_part, styles_part]);
    let mut left = Allowance { epoch: book.epoch, cells: limits.cells, text: limits.text };
    let is_shown = |sheet: &WorkbookSheet| sheet.kind == SheetKind::Cells && !sheet.is_hidden;
    let first_shown = sheets.iter().position(|(_, sheet)| is_shown(sheet));
    let mut passed_over = Vec::new();
    for (at, (part, mut sheet)) in sheets.into_iter().enumerate() {
        if limits.wanted == WantedSheets::FirstShown && Some(at) != first_shown {
            if sheet.kind == SheetKind::Cells {
                passed_over.push((at, part));
            }
            book.sheets.push(sheet);
            continue;
        }
        if package.has_part(&part) {
            let read = read_sheet(package, &part, &mut sheet, &mut strings, &mut left);
            match read {
                Ok(parts) => known.extend(parts),
                Err(gap) => book.gap = Some(gap),
            }
            known.insert(part);
        } else {
            book.gap = Some(Gap::Damaged);
        }
        book.sheets.push(sheet);
        if book.gap == Some(Gap::TooLarge) {
            break;
        }
    }
    // Last, for what they unpack to is taken from what may still come.
    for (at, part) in passed_over {
        let holds_something =
            package.has_part(&part) && package.read_part(&part).map_or(true, |part| is_filled(&part));
        if let Some(sheet) = book.sheets.get_mut(at) {
            sheet.is_passed_over = holds_something;
        }
    }
    if strings.is_cut {
        book.gap = Some(Gap::TooLarge);
    }
    if book.gap.is_none() {
        book.leftovers = strings.unused();
    }
    Ok((book, known))
}

/// Whether a sheet has a cell with a value in it; names of elements may have a prefix.
fn is_filled(part: &[u8]) -> bool {
    let mut is_filled = false;
    xml::walk(part, |node| {
        let XmlNode::Start(element) = node else { return };
        is_filled |= matches!(element.local_name().as_ref(), "v" | "is");
    });
    is_filled
}

fn read_sheet(
    package: &mut ZipPackage<'_>,
    part: &str,
    sheet: &mut WorkbookSheet,
    strings: &mut Strings,
    left: &mut Allowance,
) -> Result<Vec<String>, Gap> {
    let bytes = package.read_part(part)?;
    let (is_whole, is_cut) = cells::read(&bytes, sheet, strings, left);
    drop(bytes);
    let mut parts = Vec::new();
    let relations = package.relations(part)?;
    for comments in relations.all_of_kind("comments").chain(relations.all_of_kind("threadedComment")) {
        if package.has_part(comments) {
            read_comments(&package.read_part(comments)?, sheet);
            parts.push(comments.to_owned());
        }
    }
    match (is_whole, is_cut) {
        (_, true) => Err(Gap::TooLarge),
        (false, _) => Err(Gap::Damaged),
        _ => Ok(parts),
    }
}

/// The sheets in order, with their parts; what is said of the whole book goes into `book`.
fn sheets_of(bytes: &[u8], relations: &PartRelations, book: &mut Workbook) -> Vec<(String, WorkbookSheet)> {
    let mut sheets = Vec::new();
    xml::walk(bytes, |node| {
        let XmlNode::Start(element) = node else { return };
        match element.local_name().as_ref() {
            "workbookPr" if is_on(attribute(element, "date1904").as_deref()) => book.epoch = Epoch::Of1904,
            "sheet" => {
                let name = attribute(element, "name").unwrap_or_default();
                let is_hidden = attribute(element, "state").is_some_and(|state| state != "visible");
                let relation = attribute(element, "id").and_then(|id| relations.get(&id));
                let kind = match relation {
                    Some(relation)
                        if relation.kind.to_ascii_lowercase().ends_with("sheet")
                            && relation.kind != "worksheet" =>
                    {
                        SheetKind::Other
                    }
                    _ => SheetKind::Cells,
                };
                let number = sheets.len() + 1;
                let part = relation
                    .map_or_else(|| format!("xl/worksheets/sheet{number}.xml"), |found| found.target.clone());
                sheets.push((part, WorkbookSheet { name, kind, is_hidden, ..WorkbookSheet::default() }));
            }
            _ => {}
        }
    });
    sheets
}

fn read_comments(bytes: &[u8], sheet: &mut WorkbookSheet) {
    let mut cell = String::new();
    let mut text = String::new();
    xml::walk(bytes, |node| match node {
        XmlNode::Start(element) => {
            if let Some(reference) = attribute(element, "ref") {
                cell = reference;
            }
        }
        XmlNode::Text(piece) => text.push_str(piece),
        XmlNode::End("comment" | "threadedComment" | "author") => {
            let mut texts = Vec::new();
            take(&mut text, &mut texts);
            let kind = NoteKind::Comment(cell.clone());
            sheet.notes.extend(texts.into_iter().map(|text| Note { kind: kind.clone(), text }));
        }
        XmlNode::End(_) | XmlNode::Comment(_) => {}
    });
}

//! The parts of a document and how they belong together.

use std::collections::BTreeSet;

use super::super::Gap;
use super::super::package::{PartRelations, ZipPackage};
use super::body::{self, DocumentShared};
use super::numbering::Numbering;
use super::styles::DocumentStyles;
use super::{Story, StoryKind, TrackedChange, WordBlock, WordDocument};

const MAIN: &str = "word/document.xml";

/// Reads a document from its archive, with the names of the parts that were read. `None`: it is none.
pub(in super::super) fn read_package(
    package: &mut ZipPackage<'_>,
    without: TrackedChange,
) -> Result<Option<(WordDocument, BTreeSet<String>)>, Gap> {
    let main = package.relations("")?.of_kind("officeDocument").unwrap_or(MAIN).to_owned();
    if !package.has_part(&main) || !main.starts_with("word/") {
        return Ok(None);
    }
    let relations = package.relations(&main)?;
    let part_of = |kind: &str, usual: &str| relations.of_kind(kind).unwrap_or(usual).to_owned();
    let (styles_part, numbering_part) =
        (part_of("styles", "word/styles.xml"), part_of("numbering", "word/numbering.xml"));
    let styles = if package.has_part(&styles_part) {
        DocumentStyles::read(&package.read_part(&styles_part)?)
    } else {
        DocumentStyles::default()
    };
    let mut numbering = Numbering::default();
    if package.has_part(&numbering_part) {
        numbering = Numbering::read(&package.read_part(&numbering_part)?);
    }
    let mut document = WordDocument::default();
    let mut shared = DocumentShared { styles, numbering, without, document: &mut document };
    let mut known = BTreeSet::from([styles_part, main.clone()]);
    let body = read_part(package, &main, &relations, &mut shared)?;
    for (kind, story, usual) in [
        ("header", StoryKind::Header, "word/header"),
        ("footer", StoryKind::Footer, "word/footer"),
        ("footnotes", StoryKind::Footnote, "word/footnotes.xml"),
        ("endnotes", StoryKind::Endnote, "word/endnotes.xml"),
        ("comments", StoryKind::Comment, "word/comments.xml"),
        ("glossaryDocument", StoryKind::BuildingBlock, "word/glossary/document.xml"),
    ] {
        let mut parts: Vec<String> = relations.all_of_kind(kind).map(str::to_owned).collect();
        // What nothing refers to is shown nowhere and is in the file all the same.
        let is_usual = |name: &String| name.starts_with(usual);
        parts.extend(package.names().into_iter().filter(is_usual));
        for part in parts {
            if !package.has_part(&part) || known.contains(&part) {
                continue;
            }
            let own = package.relations(&part)?;
            let read = read_part(package, &part, &own, &mut shared)?;
            shared.add_notes(story, read.notes);
            if !read.blocks.is_empty() {
                shared.document.stories.push(Story { kind: story, id: String::new(), blocks: read.blocks });
            }
            known.insert(part);
        }
    }
    // Notes in the text itself are what no program writes, but words all the same.
    shared.add_notes(StoryKind::Footnote, body.notes);
    document.body = body.blocks;
    Ok(Some((document, known)))
}

impl DocumentShared<'_> {
    fn add_notes(&mut self, kind: StoryKind, notes: Vec<(String, Vec<WordBlock>)>) {
        self.document.stories.extend(notes.into_iter().map(|(id, blocks)| Story { kind, id, blocks }));
    }
}

fn read_part(
    package: &mut ZipPackage<'_>,
    part: &str,
    relations: &PartRelations,
    shared: &mut DocumentShared<'_>,
) -> Result<body::ReadBody, Gap> {
    let bytes = package.read_part(part)?;
    let read = body::read(&bytes, relations, shared);
    if !read.is_whole {
        shared.document.gap = Some(Gap::Damaged);
    }
    Ok(read)
}

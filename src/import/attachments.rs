//! Attachments: what a page links to and was saved with it, and what the 附件说明 of a document names and
//! lies beside it.

use super::account::{PartId, PartKind};
use super::material::{Doubt, Material, MaterialBlock, MaterialFile};
use super::{ImportOptions, file_stem};
use crate::say;
use crate::text::attachment_note::{self, AttachmentNote};

/// Endings of files that are attachments.
pub(super) const FILES: &[&str] = &[
    "doc", "docx", "xls", "xlsx", "pdf", "wps", "et", "rar", "zip", "ppt", "pptx", "ofd", "txt", "csv", "7z",
];

/// Finds the files beside the source that its 附件说明 names; names without file are a doubt.
pub(super) fn find(material: &mut Material, options: &ImportOptions<'_>) {
    let lines: Vec<(Option<PartId>, String)> = material
        .blocks
        .iter()
        .filter_map(|block| match block {
            MaterialBlock::Line(line) => Some((line.part, line.words())),
            MaterialBlock::Table(_) => None,
        })
        .collect();
    let words: Vec<&str> = lines.iter().map(|(_, words)| words.as_str()).collect();
    let Some(note) = attachment_note::read(&words) else { return };
    let AttachmentNote { at, names, follow, is_left_out, .. } = note;
    let place = lines[at].0.map(|part| material.account.part(part).place.clone());
    let place = place.unwrap_or_else(|| say!("附件说明", "the note of attachments"));
    let mut missing: Vec<&str> = Vec::new();
    for (number, name) in (1..).zip(&names) {
        let is_linked = |known: &MaterialFile| {
            known.name.trim_end_matches(&format!(".{}", known.ending)).ends_with(stem_and_ending(name).0)
        };
        if material.attachments.iter().any(is_linked) {
            continue;
        }
        let Some(found) = beside(name, number, options) else {
            missing.push(name);
            continue;
        };
        let place = say!("附件“{name}”", "attachment `{name}`");
        let part = material.account.add(PartKind::Other, place.clone(), found.file.clone());
        if !found.is_named {
            let file = &found.file;
            let text = say!(
                "旁边没有叫“{name}”的文件，先用了 {file}，请核对",
                "no file beside it is called `{name}`, {file} stands for it: check it"
            );
            material.doubts.push(Doubt { place, text });
        }
        let name = stem_and_ending(name).0.to_owned();
        material.attachments.push(MaterialFile { part, name, ending: found.ending, bytes: found.bytes });
    }
    if missing.len() > follow && !is_left_out {
        let names = missing.join("、");
        let text = say!(
            "附件说明列了“{names}”，这份文件旁边没有叫这个名字的文件；放到旁边再导入，或者写进“附件”，不公开的写“（附件略）”",
            "attachments are named that do not lie beside the file: {names}; put them there and import again, or name them in `attachments`"
        );
        material.doubts.push(Doubt { place, text });
    }
}

/// A file beside the source.
struct Beside {
    file: String,
    ending: String,
    bytes: Vec<u8>,
    /// Whether it bears the name of the attachment, and not only its number.
    is_named: bool,
}

/// The file that attachment `number` is, by the ways in which people name such files.
fn beside(name: &str, number: usize, options: &ImportOptions<'_>) -> Option<Beside> {
    let (stem, typed) = stem_and_ending(name);
    let stems = [
        stem.to_owned(),
        format!("附件{number}：{stem}"),
        format!("附件{number}.{stem}"),
        format!("附件{number}-{stem}"),
        format!("附件{number} {stem}"),
        format!("附件{number}{stem}"),
        format!("附件：{stem}"),
        format!("{number}.{stem}"),
        format!("附件{number}"),
    ];
    let endings: Vec<&str> = if typed.is_empty() { FILES.to_vec() } else { vec![typed] };
    let last = stems.len() - 1;
    stems.iter().enumerate().find_map(|(at, stem)| {
        endings.iter().find_map(|ending| {
            let file = format!("{stem}.{ending}");
            let bytes = (options.beside)(&file)?;
            Some(Beside { file, ending: (*ending).to_owned(), bytes, is_named: at < last })
        })
    })
}

/// A name and the ending of a file at its end, if it has one.
fn stem_and_ending(name: &str) -> (&str, &str) {
    name.rsplit_once('.').filter(|(_, ending)| FILES.contains(ending)).unwrap_or((name, ""))
}

/// Puts the files beside the text; gives their names and what they are called.
pub(super) fn write(
    material: &mut Material,
    files: &mut Vec<(String, Vec<u8>, bool)>,
) -> Vec<(String, String)> {
    let mut attached: Vec<(String, String)> = Vec::new();
    for attachment in std::mem::take(&mut material.attachments) {
        let ending = format!(".{}", attachment.ending);
        let name = attachment.name.trim_end_matches(ending.as_str());
        let bare = name.strip_prefix("附件").map_or(name, |rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '：' | ':' | '.' | '．'))
        });
        let stem = file_stem(if bare.is_empty() { name } else { bare });
        let mut file = format!("{stem}{ending}");
        let mut number = 2;
        while attached.iter().any(|(known, _)| *known == file) {
            file = format!("{stem}-{number}{ending}");
            number += 1;
        }
        material.account.change(attachment.part, say!("存为附件 {file}", "saved as the attachment {file}"));
        files.push((file.clone(), attachment.bytes, false));
        attached.push((file, name.trim().to_owned()));
    }
    attached
}

//! Office Open XML, OpenDocument and OFD: archives of parts, of which those that tell of people are written
//! anew.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use quick_xml::events::BytesStart;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::paths::{name_of_path, without_paths};
use super::rewrite::{AttributeChange, Rules, local, rewrite};
use super::{CleanedFile, DEEPEST, MOST_UNPACKED, Obstacle, Taken, clean_at, may_be_cleaned};
use crate::attachment::xml::attribute;

/// What stands in the place of a name that has to be there.
const SOMEBODY: &str = "作者";

/// How the files of older programs, and objects of them, begin.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Properties that are emptied, as the paths of controls name them.
const EMPTIED: &[&str] = &[":creator[", ":lastModifiedBy[", ":Company[", ":Manager["];

/// The families of such files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// ISO/IEC 29500: `.docx`, `.xlsx`, `.pptx`.
    OpenXml,
    /// ISO/IEC 26300: `.odt`, `.ods`, `.odp`.
    OpenDocument,
    /// GB/T 33190: `.ofd`.
    Ofd,
}

/// Cleans an archive; one that is not a document stays as it is, and is told if its files would not.
pub(super) fn clean(bytes: &[u8], depth: usize) -> CleanedFile {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return CleanedFile::left(Obstacle::Unreadable);
    };
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let family = if has("[Content_Types].xml") {
        Family::OpenXml
    } else if has("OFD.xml") {
        Family::Ofd
    } else if has("mimetype") && has("content.xml") {
        Family::OpenDocument
    } else {
        return plain_archive(&mut archive, &names, depth);
    };
    let is_signature = |name: &String| {
        let name = name.to_ascii_lowercase();
        name.starts_with("_xmlsignatures/")
            || name.ends_with("documentsignatures.xml")
            || name.ends_with("signatures.xml")
    };
    if names.iter().any(is_signature) {
        return CleanedFile::left(Obstacle::Signed);
    }
    rebuild(&mut archive, family, depth).unwrap_or_else(CleanedFile::left)
}

/// An archive of files: whoever unpacks it reads what they tell.
fn plain_archive(archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[String], depth: usize) -> CleanedFile {
    let mut left = MOST_UNPACKED;
    for (index, name) in names.iter().enumerate().filter(|(_, name)| may_be_cleaned(name)) {
        let mut bytes = Vec::new();
        let read =
            archive.by_index(index).is_ok_and(|part| part.take(left + 1).read_to_end(&mut bytes).is_ok());
        let is_within = read && depth < DEEPEST && bytes.len() as u64 <= left;
        left = left.saturating_sub(bytes.len() as u64);
        if !is_within {
            return CleanedFile::left(Obstacle::Unreadable);
        }
        if clean_at(name, &bytes, depth + 1) != CleanedFile::default() {
            return CleanedFile::left(Obstacle::Archived);
        }
    }
    CleanedFile::default()
}

/// Writes the archive anew, if a part of it changes.
fn rebuild(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    family: Family,
    depth: usize,
) -> Result<CleanedFile, Obstacle> {
    let mut cleaned = CleanedFile::default();
    let mut left = MOST_UNPACKED;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut is_changed = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(reason) if reason.contains("assword") => {
                Obstacle::Locked
            }
            _ => Obstacle::Unreadable,
        })?;
        let name = part.name().map_err(|_| Obstacle::Unreadable)?.into_owned();
        if let Some(taken) = dropped(&name, family) {
            cleaned.taken.insert(taken);
            is_changed = true;
            continue;
        }
        if is_opaque(&name) {
            cleaned.obstacles.insert(Obstacle::Inside);
        }
        let bytes = if part.is_dir() || !is_looked_into(&name) {
            drop(part);
            None
        } else {
            let mut bytes = Vec::new();
            part.take(left + 1).read_to_end(&mut bytes).map_err(|_| Obstacle::Unreadable)?;
            left = left.checked_sub(bytes.len() as u64).ok_or(Obstacle::Unreadable)?;
            Some(bytes)
        };
        let new = match bytes {
            Some(bytes) => new_part(&name, &bytes, family, depth, &mut cleaned)?,
            None => None,
        };
        let Some(new) = new else {
            let part = archive.by_index_raw(index).map_err(|_| Obstacle::Unreadable)?;
            out.raw_copy_file(part).map_err(|_| Obstacle::Unreadable)?;
            continue;
        };
        is_changed = true;
        // The archive's first moment, whatever the clock says.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        out.start_file(&*name, options).map_err(|_| Obstacle::Unreadable)?;
        out.write_all(&new).map_err(|_| Obstacle::Unreadable)?;
    }
    if is_changed {
        cleaned.bytes = Some(out.finish().map_err(|_| Obstacle::Unreadable)?.into_inner());
    }
    Ok(cleaned)
}

/// Whether a part goes as a whole.
fn dropped(name: &str, family: Family) -> Option<Taken> {
    let name = name.to_ascii_lowercase();
    match family {
        Family::OpenXml if name.starts_with("docprops/thumbnail.") => Some(Taken::Thumbnail),
        Family::OpenXml if name.contains("/printersettings/") => Some(Taken::Printer),
        // Which words PowerPoint's users changed when.
        Family::OpenXml if name.starts_with("ppt/changesinfos/") || name == "ppt/revisioninfo.xml" => {
            Some(Taken::Sessions)
        }
        Family::OpenDocument if name.starts_with("thumbnails/") => Some(Taken::Thumbnail),
        // Whole older states of the document.
        Family::OpenDocument if name.starts_with("versions/") || name == "versionlist.xml" => {
            Some(Taken::Sessions)
        }
        _ => None,
    }
}

fn is_looked_into(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_markup(&name) || is_inside(&name)
}

/// Whether a part is a page or macros, of which nothing is known but that they may tell of people and places.
fn is_opaque(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("/vbaproject.bin")
        || matches!(name.rsplit_once('.'), Some((_, "mht" | "mhtml" | "htm" | "html" | "rtf")))
}

/// Whether an object of an older program tells of people or of places on a disk: has properties, or is a file
/// that was put in. Formulas have neither.
fn has_people(bytes: &[u8]) -> bool {
    ["SummaryInformation", "Ole10Native", "CONTENTS", "Package", "EmbeddedOdf"].iter().any(|stream| {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    })
}

/// Whether a part, by its name in small letters, is XML.
fn is_markup(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "xml" | "rels")))
}

/// Whether a part is a file of its own: a picture, or a document inside the document.
fn is_inside(name: &str) -> bool {
    ["/media/", "/embeddings/", "pictures/", "/res/", "/attachs/", "/attachments/"]
        .iter()
        .any(|folder| name.contains(folder))
}

/// What becomes of a part; `None`: it stays.
fn new_part(
    name: &str,
    bytes: &[u8],
    family: Family,
    depth: usize,
    cleaned: &mut CleanedFile,
) -> Result<Option<Vec<u8>>, Obstacle> {
    let lower = name.to_ascii_lowercase();
    if is_inside(&lower) && !is_markup(&lower) {
        if depth >= DEEPEST {
            cleaned.obstacles.insert(Obstacle::Unreadable);
            return Ok(None);
        }
        let inner = clean_at(name, bytes, depth + 1);
        let is_object = bytes.starts_with(&COMPOUND);
        if is_object && has_people(bytes) {
            cleaned.obstacles.insert(Obstacle::Inside);
        }
        // A drawing in some old form of pictures is no document, and carries no name.
        let is_picture = ["emf", "wmf", "bin"].iter().any(|ending| lower.ends_with(ending));
        if !is_object && !is_picture {
            cleaned.obstacles.extend(inner.obstacles);
        }
        cleaned.taken.extend(inner.taken);
        return Ok(inner.bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Obstacle::Unreadable)?;
    let mut rules =
        PartRules { part: &lower, family, authors: BTreeSet::new(), views: 0, taken: BTreeSet::new() };
    let new = rewrite(text, &mut rules).ok_or(Obstacle::Unreadable)?;
    if new == text {
        return Ok(None);
    }
    cleaned.taken.extend(rules.taken);
    Ok(Some(new.into_bytes()))
}

/// What goes out of one part.
struct PartRules<'a> {
    /// Its name in small letters.
    part: &'a str,
    family: Family,
    /// Who commented, as far as read; their comments begin with their names.
    authors: BTreeSet<String>,
    /// Views of a workbook that had a name of somebody, as far as read.
    views: usize,
    taken: BTreeSet<Taken>,
}

impl PartRules<'_> {
    /// Notes what goes, if it says anything.
    fn take(&mut self, what: Taken, value: &str) {
        if !value.trim().is_empty() && value != SOMEBODY {
            self.taken.insert(what);
        }
    }

    /// Another value for an attribute or text.
    fn instead(&mut self, what: Taken, old: &str, new: &str) -> Option<String> {
        if old.trim().is_empty() || old == new {
            return None;
        }
        self.take(what, old);
        Some(new.to_owned())
    }
}

/// A description of a connection to a database without names and passwords of accounts; `None`: it has none.
fn without_accounts(connection: &str) -> Option<String> {
    let is_account = |part: &&str| {
        let key = part.split('=').next().unwrap_or("").trim().to_ascii_lowercase();
        ["uid", "user id", "user", "pwd", "password", "username"].contains(&&*key)
    };
    let kept: Vec<&str> = connection.split(';').filter(|part| !is_account(part)).collect();
    let kept = kept.join(";");
    (kept.len() < connection.len()).then_some(kept)
}

/// Whether an attribute says where data come from, among other things.
fn is_of_places(element: &str, name: &str) -> bool {
    matches!(
        (element, name),
        ("fldSimple", "instr")
            | ("dbPr", "connection" | "command")
            | ("query" | "connectString" | "udl" | "table" | "src", "val")
    )
}

impl Rules for PartRules<'_> {
    fn drops(&mut self, element: &BytesStart<'_>) -> bool {
        let what = match (self.family, element.local_name().into_inner()) {
            (Family::OpenXml, "rsids") => Taken::Sessions,
            (Family::OpenXml, "docVars") | (Family::Ofd, "CustomDatas") => Taken::Properties,
            (Family::OpenXml, "rsid") if self.part.starts_with("word/") => Taken::Sessions,
            // A control that shows who wrote it keeps what it shows only if it is filled no more.
            (Family::OpenXml, "dataBinding")
                if attribute(element, "xpath")
                    .is_some_and(|path| EMPTIED.iter().any(|name| path.contains(name))) =>
            {
                return true;
            }
            (Family::OpenXml, "relatedPeople") if self.part.starts_with("customxml/") => Taken::Author,
            (Family::OpenXml, "absPath") => Taken::Path,
            (Family::OpenXml, "attachedTemplate") if self.part == "word/settings.xml" => Taken::Path,
            (Family::OpenXml, "lastPrinted") if self.part.starts_with("docprops/") => Taken::Printer,
            (Family::OpenXml, "property") if self.part == "docprops/custom.xml" => Taken::Properties,
            (Family::OpenXml, "Relationship") => {
                let kind = attribute(element, "Type").unwrap_or_default();
                match kind.rsplit('/').next() {
                    Some("thumbnail") => Taken::Thumbnail,
                    Some("printerSettings") => Taken::Printer,
                    Some("attachedTemplate") => Taken::Path,
                    Some("changesInfo" | "revisionInfo") => Taken::Sessions,
                    _ => return false,
                }
            }
            (Family::OpenXml, "Override") => {
                let part = attribute(element, "PartName").unwrap_or_default();
                match dropped(part.trim_start_matches('/'), self.family) {
                    Some(what) => what,
                    None => return false,
                }
            }
            (Family::OpenDocument, "printed-by" | "print-date") => Taken::Printer,
            (Family::OpenDocument, "template") if self.part == "meta.xml" => Taken::Path,
            (Family::OpenDocument, "user-defined") if self.part == "meta.xml" => Taken::Properties,
            (Family::OpenDocument, "file-entry") => {
                let path = attribute(element, "full-path").unwrap_or_default();
                match dropped(&path, self.family) {
                    Some(what) => what,
                    None => return false,
                }
            }
            (Family::OpenDocument, "config-item") => match attribute(element, "name").as_deref() {
                Some("PrinterName" | "PrinterSetup") => Taken::Printer,
                Some("CurrentDatabaseDataSource" | "SaveVersionOnClose" | "Rsid" | "RsidRoot") => {
                    Taken::Sessions
                }
                _ => return false,
            },
            _ => return false,
        };
        self.taken.insert(what);
        true
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) -> AttributeChange {
        let set = |new: Option<String>| new.map_or(AttributeChange::Keep, AttributeChange::Set);
        if let Some(short) = name_of_path(value) {
            self.taken.insert(Taken::Path);
            return AttributeChange::Set(short.to_owned());
        }
        let (element, name) = (local(element), local(name));
        if self.family == Family::OpenDocument && matches!(name, "rsid" | "paragraph-rsid") {
            self.taken.insert(Taken::Sessions);
            return AttributeChange::Drop;
        }
        if (self.family, element, name) == (Family::Ofd, "Annot", "Creator") {
            return set(self.instead(Taken::Reviewer, value, SOMEBODY));
        }
        if self.family != Family::OpenXml {
            return AttributeChange::Keep;
        }
        let open = if (element, name) == ("dbPr", "connection") { without_accounts(value) } else { None };
        if is_of_places(element, name)
            && let Some(short) = without_paths(open.as_deref().unwrap_or(value)).or(open)
        {
            self.taken.insert(Taken::Path);
            return AttributeChange::Set(short);
        }
        match (element, name) {
            (_, name) if name.starts_with("rsid") && self.part.starts_with("word/") => {
                self.taken.insert(Taken::Sessions);
                AttributeChange::Drop
            }
            ("pageSetup", "id") => {
                self.taken.insert(Taken::Printer);
                AttributeChange::Drop
            }
            // Comments, proposed changes, protected ranges and permissions of Word; persons of Word, Excel,
            // PowerPoint.
            (_, "author") if self.part.starts_with("word/") => {
                set(self.instead(Taken::Reviewer, value, SOMEBODY))
            }
            (_, "initials") => set(self.instead(Taken::Reviewer, value, "")),
            ("presenceInfo" | "person" | "author", "providerId") => {
                set(self.instead(Taken::Reviewer, value, "None"))
            }
            ("presenceInfo" | "person" | "author", "userId")
            | ("person", "displayName")
            | ("cmAuthor" | "author", "name") => set(self.instead(Taken::Reviewer, value, SOMEBODY)),
            ("header" | "userInfo", "userName" | "name") if self.part.starts_with("xl/revisions/") => {
                set(self.instead(Taken::Reviewer, value, SOMEBODY))
            }
            ("pivotCacheDefinition", "refreshedBy") => {
                self.take(Taken::Reviewer, value);
                AttributeChange::Drop
            }
            // Views have to have different names.
            ("customWorkbookView", "name") if !value.starts_with(SOMEBODY) => {
                self.views += 1;
                set(self.instead(Taken::Reviewer, value, &format!("{SOMEBODY}{}", self.views)))
            }
            ("fileSharing", "userName") => set(self.instead(Taken::Author, value, "")),
            ("connection", "sourceFile" | "odcFile") => set(self.instead(Taken::Path, value, "")),
            _ => AttributeChange::Keep,
        }
    }

    fn text(&mut self, element: &str, text: &str) -> Option<String> {
        let (prefix, element) = (element.split_once(':').map_or("", |(prefix, _)| prefix), local(element));
        match (self.family, element) {
            (Family::OpenXml, "instrText" | "delInstrText") => {
                let short = without_paths(text)?;
                self.taken.insert(Taken::Path);
                Some(short)
            }
            (Family::OpenXml, "DisplayName" | "AccountId" | "AccountType")
                if self.part.starts_with("customxml/") =>
            {
                self.instead(Taken::Author, text, "")
            }
            (Family::OpenXml, "creator" | "lastModifiedBy") if self.part.starts_with("docprops/") => {
                self.instead(Taken::Author, text, "")
            }
            (Family::OpenXml, "Company" | "Manager") if self.part.starts_with("docprops/") => {
                self.instead(Taken::Company, text, "")
            }
            (Family::OpenXml, "HyperlinkBase" | "Template") if self.part.starts_with("docprops/") => {
                // Templates of one's own are called after people and offices.
                let is_usual = matches!(text, "Normal" | "Normal.dot" | "Normal.dotm");
                if is_usual { None } else { self.instead(Taken::Path, text, "") }
            }
            (Family::OpenXml, "author") if self.part.starts_with("xl/") => {
                self.authors.insert(text.to_owned());
                self.instead(Taken::Reviewer, text, SOMEBODY)
            }
            // Excel begins a comment with the name of who wrote it.
            (Family::OpenXml, "t") if !self.authors.is_empty() => {
                let plain = text.trim_end_matches(['\n', '\r', ' ']).trim_end_matches([':', '：']);
                let is_name = plain.len() < text.len() && self.authors.contains(plain);
                is_name.then(|| text.replacen(plain, SOMEBODY, 1))
            }
            // `text:creator` is a part of the text.
            (Family::OpenDocument, "creator" | "initial-creator") if prefix != "text" => {
                let what = if self.part == "meta.xml" { Taken::Author } else { Taken::Reviewer };
                let new = if self.part == "meta.xml" { "" } else { SOMEBODY };
                self.instead(what, text, new)
            }
            (Family::OpenDocument, "creator-initials") => self.instead(Taken::Reviewer, text, ""),
            (Family::Ofd, "Author") if self.part == "ofd.xml" => self.instead(Taken::Author, text, ""),
            _ => None,
        }
    }

    fn drops_comment(&mut self, _: &str) -> bool {
        self.taken.insert(Taken::Properties);
        true
    }
}

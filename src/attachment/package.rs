//! Archives with bounds: whatever their directory says, no more is unpacked than is allowed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use super::xml::{self, XmlNode, attribute};
use super::{Bounds, Gap};

/// A ZIP archive: OOXML, ODF, OFD, or just files.
pub(super) struct ZipPackage<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    bytes: &'a [u8],
    bounds: Bounds<'a>,
    /// The parts by their names as they are compared (ISO/IEC 29500-2, 6.2.2.2): case does not matter.
    parts: BTreeMap<String, usize>,
}

/// A part's name as it is compared. Some programs write `\\` between folders.
fn compared(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_ascii_lowercase()
}

impl<'a> ZipPackage<'a> {
    /// Opens an archive.
    pub(super) fn open(bytes: &'a [u8], bounds: Bounds<'a>) -> Result<Self, Gap> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Gap::Damaged)?;
        let mut package = Self { archive, bytes, bounds, parts: BTreeMap::new() };
        package.parts = (0..).zip(package.names()).map(|(index, name)| (compared(&name), index)).collect();
        Ok(package)
    }

    /// The names of all files in it, in the archive's order.
    pub(super) fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// What is written about the archive and about the files in it.
    pub(super) fn remarks(&mut self) -> Vec<String> {
        let mut remarks = vec![String::from_utf8_lossy(self.archive.comment()).into_owned()];
        for index in 0..self.archive.len() {
            remarks.extend(self.archive.by_index_raw(index).ok().map(|file| file.comment().to_owned()));
        }
        remarks.retain(|remark| !remark.trim().is_empty());
        remarks
    }

    /// Whether a file lies in the archive that its directory does not list: most programs do not show it, and
    /// some take it out.
    pub(super) fn has_unlisted(&mut self) -> bool {
        let mut listed: Vec<(u64, u64)> = Vec::new();
        for index in 0..self.archive.len() {
            let Ok(file) = self.archive.by_index_raw(index) else { return false };
            let start = file.header_start();
            let data = file.data_start().unwrap_or(start);
            listed.push((start, data.saturating_add(file.compressed_size()).max(start + 4)));
        }
        listed.sort_unstable();
        memchr::memmem::find_iter(self.bytes, b"PK\x03\x04").any(|at| {
            let at = at as u64;
            let before = listed.partition_point(|(start, _)| *start <= at).checked_sub(1);
            before.is_none_or(|before| listed[before].1 <= at)
        })
    }

    /// Whether there is a part `name`.
    pub(super) fn has_part(&self, name: &str) -> bool {
        self.parts.contains_key(&compared(name))
    }

    /// The bytes of the part `name`.
    pub(super) fn read_part(&mut self, name: &str) -> Result<Vec<u8>, Gap> {
        let index = *self.parts.get(&compared(name)).ok_or(Gap::Damaged)?;
        self.read(index)
    }

    /// The bytes of the file with this place in [`Self::names`].
    pub(super) fn read(&mut self, index: usize) -> Result<Vec<u8>, Gap> {
        let part = self.archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(reason) if reason.contains("assword") => Gap::Encrypted,
            zip::result::ZipError::UnsupportedArchive(_) => Gap::Archive,
            _ => Gap::Damaged,
        })?;
        let left = self.bounds.left.get();
        // The size told may be a lie; as a guess it spares copies of what grows.
        let guess = usize::try_from(part.size().min(left)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(guess);
        part.take(left + 1).read_to_end(&mut bytes).map_err(|_| Gap::Damaged)?;
        if self.bounds.take(bytes.len() as u64) { Ok(bytes) } else { Err(Gap::TooLarge) }
    }
}

/// What a part is related to.
pub(super) struct Relation {
    /// The last word of its type: `worksheet`, `comments`.
    pub(super) kind: String,
    /// The part, as a path in the archive; for what lies outside of it, the address as it is.
    pub(super) target: String,
}

/// The relations of a part, by their ids.
#[derive(Default)]
pub(super) struct PartRelations(BTreeMap<String, Relation>);

impl PartRelations {
    /// The relation with this id.
    pub(super) fn get(&self, id: &str) -> Option<&Relation> {
        self.0.get(id)
    }

    /// Where the relation with this id leads.
    pub(super) fn target(&self, id: &str) -> Option<&str> {
        self.get(id).map(|relation| relation.target.as_str())
    }

    /// Where the relations of a kind lead.
    pub(super) fn all_of_kind<'r>(&'r self, kind: &'r str) -> impl Iterator<Item = &'r str> {
        let related = self.0.values().filter(move |relation| relation.kind == kind);
        related.map(|relation| relation.target.as_str())
    }

    /// Where the only relation of a kind leads.
    pub(super) fn of_kind<'r>(&'r self, kind: &'r str) -> Option<&'r str> {
        self.all_of_kind(kind).next()
    }
}

impl ZipPackage<'_> {
    /// The relations of a part; those of the package itself for an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<PartRelations, Gap> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let list = format!("{folder}/_rels/{file}.rels");
        let mut relations = PartRelations::default();
        if !self.has_part(&list) {
            return Ok(relations);
        }
        xml::walk(&self.read_part(&list)?, |node| {
            if let XmlNode::Start(element) = node
                && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
            {
                let kind = attribute(element, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let is_outside = attribute(element, "TargetMode").is_some_and(|mode| mode == "External");
                let target = if is_outside { target } else { resolve(folder, &target) };
                relations.0.insert(id, Relation { kind, target });
            }
        });
        Ok(relations)
    }
}

/// A target of a relation as a path in the archive.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

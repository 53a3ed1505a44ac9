//! SVG without what drawing programs write into it for themselves: who drew it, and where it lay.

use std::collections::BTreeSet;

use quick_xml::events::BytesStart;

use super::paths::name_of_path;
use super::rewrite::{AttributeChange, Rules, rewrite};
use super::{CleanedFile, Obstacle, Taken};

/// Prefixes of what is no part of the drawing.
const PRIVATE: &[&str] = &["sodipodi", "inkscape"];

/// Cleans a drawing.
pub(super) fn clean(bytes: &[u8]) -> CleanedFile {
    let mut rules = DrawingRules::default();
    let Some(new) = std::str::from_utf8(bytes).ok().and_then(|text| rewrite(text, &mut rules)) else {
        return CleanedFile::left(Obstacle::Unreadable);
    };
    let bytes = (new.as_bytes() != bytes).then(|| new.into_bytes());
    CleanedFile { bytes, taken: rules.taken, obstacles: BTreeSet::new() }
}

#[derive(Default)]
struct DrawingRules {
    taken: BTreeSet<Taken>,
}

impl Rules for DrawingRules {
    fn drops(&mut self, element: &BytesStart<'_>) -> bool {
        let is_metadata = element.local_name().into_inner() == "metadata";
        if is_metadata {
            self.taken.insert(Taken::Properties);
        }
        is_metadata
    }

    fn attribute(&mut self, _: &str, name: &str, value: &str) -> AttributeChange {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let is_private = PRIVATE.contains(&prefix)
            && matches!(local, "docname" | "docbase" | "export-filename" | "absref");
        if is_private {
            self.taken.insert(Taken::Path);
            return AttributeChange::Drop;
        }
        match name_of_path(value) {
            Some(short) => {
                self.taken.insert(Taken::Path);
                AttributeChange::Set(short.to_owned())
            }
            None => AttributeChange::Keep,
        }
    }

    fn text(&mut self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn drops_comment(&mut self, _: &str) -> bool {
        self.taken.insert(Taken::Words);
        true
    }
}

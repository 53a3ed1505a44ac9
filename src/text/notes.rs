//! Footnotes: gathered while the text is written, printed below it with links back.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Notes {
    /// Labels in the order in which they are first referred to, each with the number of references.
    order: Vec<(String, usize)>,
    definitions: BTreeMap<String, NoteDefinition>,
}

struct NoteDefinition {
    html: String,
    span: Range<usize>,
}

impl Notes {
    /// Writes a reference.
    pub(super) fn refer(&mut self, label: &str, prefix: &str, out: &mut String) {
        let index = self.order.iter().position(|(known, _)| known == label).unwrap_or_else(|| {
            self.order.push((label.to_owned(), 0));
            self.order.len() - 1
        });
        self.order[index].1 += 1;
        let number = index + 1;
        let reference = reference_id(prefix, number, self.order[index].1);
        _ = write!(
            out,
            "<sup class=\"note-ref\"><a id=\"{reference}\" href=\"#{}\" role=\"doc-noteref\" \
             aria-label=\"注释[{number}]\">[{number}]</a></sup>",
            note_id(prefix, number)
        );
    }

    /// The id that the note with this label will have, if something refers to it.
    pub(super) fn id(&self, label: &str, prefix: &str) -> Option<String> {
        let index = self.order.iter().position(|(known, _)| known == label)?;
        Some(note_id(prefix, index + 1))
    }

    /// Takes the text of a note; `false` if its label has one already.
    pub(super) fn define(&mut self, label: &str, html: String, span: Range<usize>) -> bool {
        if self.definitions.contains_key(label) {
            return false;
        }
        self.definitions.insert(label.to_owned(), NoteDefinition { html, span });
        true
    }

    /// Writes the notes; gives the places of those that nothing refers to, which are printed last.
    pub(super) fn finish(self, prefix: &str, out: &mut String) -> Vec<Range<usize>> {
        let mut definitions = self.definitions;
        if definitions.is_empty() {
            return Vec::new();
        }
        out.push_str("<div class=\"notes\"><ol>\n");
        for (index, (label, references)) in self.order.iter().enumerate() {
            let number = index + 1;
            let Some(definition) = definitions.remove(label) else { continue };
            _ = write!(out, "<li id=\"{}\">", note_id(prefix, number));
            let (said, end) = match definition.html.strip_suffix("</p>\n") {
                Some(said) => (said, "</p>\n"),
                None => (definition.html.as_str(), ""),
            };
            out.push_str(said);
            for count in 1..=*references {
                let reference = reference_id(prefix, number, count);
                let which = if *references > 1 { format!("第{count}处") } else { String::new() };
                _ = write!(
                    out,
                    " <a href=\"#{reference}\" role=\"doc-backlink\" aria-label=\"返回注释{number}{which}\">↩</a>"
                );
            }
            out.push_str(end);
            out.push_str("</li>\n");
        }
        let unused: Vec<NoteDefinition> = definitions.into_values().collect();
        for definition in &unused {
            _ = writeln!(out, "<li>{}</li>", definition.html.trim_end());
        }
        out.push_str("</ol></div>\n");
        unused.into_iter().map(|definition| definition.span).collect()
    }
}

fn note_id(prefix: &str, number: usize) -> String {
    format!("{prefix}fn-{number}")
}

fn reference_id(prefix: &str, number: usize, count: usize) -> String {
    if count > 1 { format!("{prefix}fnref-{number}-{count}") } else { format!("{prefix}fnref-{number}") }
}

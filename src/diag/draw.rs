//! Drawing of findings: for people in [`human`], for machines in [`json()`], [`sarif()`] and [`github()`].
//!
//! The text drawn comes from files that anybody may have written, so none of it reaches the terminal
//! unfiltered: control characters and those that turn the direction of writing become visible signs. What a
//! finding says, and where, was decided by its maker; nothing is judged or left out here.

mod excerpt;
mod github;
mod json;
mod lines;
mod sarif;
mod width;

pub use excerpt::Excerpt;
pub use github::github;
pub use json::json;
pub use lines::Lines;
pub use sarif::{SarifRule, sarif};
pub use width::width;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Lang, Place, Severity};

/// Where the texts of the files come from.
pub trait Sources {
    /// The decoded text of `file` (relative to the site folder, as in [`Place::file`]), if it could be read.
    fn text(&self, file: &str) -> Option<Arc<str>>;

    /// Where the lines of that text begin. Whoever is asked about many places of a text keeps it.
    fn lines(&self, file: &str) -> Option<Arc<Lines>> {
        self.text(file).map(|text| Arc::new(Lines::of(&text)))
    }
}

/// Line and column of the first and the last byte of a place, as [`Lines::position`] counts them.
fn ends(place: &Place, sources: &dyn Sources) -> Option<[(usize, usize); 2]> {
    let span = place.span.as_ref()?;
    let (text, lines) = (sources.text(&place.file)?, sources.lines(&place.file)?);
    Some([lines.position(&text, span.start), lines.position(&text, span.end.max(span.start))])
}

impl Sources for BTreeMap<String, Arc<str>> {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        self.get(file).cloned()
    }
}

/// Line and column of `byte` in `text`, both from 1, the column in characters.
///
/// A byte inside a character counts as that character's first, one past the end as the end.
#[must_use]
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    Lines::of(text).position(text, byte)
}

/// Draws `finding` for a person: what, where, the line with a caret under the characters meant, and the cure.
/// Several lines, the last one without a newline.
#[must_use]
pub fn human(finding: &Diagnostic, sources: &dyn Sources, lang: Lang, color: bool) -> String {
    let message = harmless(finding.message.in_lang(lang), false);
    let title = level(finding.severity, lang).primary_title(message).id(finding.rule);
    let spots: Vec<DrawnSpot<'_>> = finding
        .place
        .iter()
        .map(|place| (place, finding.label.as_ref()))
        .chain(finding.related.iter().map(|(place, text)| (place, Some(text))))
        .enumerate()
        .map(|(i, (place, label))| {
            let label = label.map(|label| harmless(label.in_lang(lang), false).into_owned());
            DrawnSpot::new(place, label, i == 0 && finding.place.is_some(), sources)
        })
        .collect();
    let mut group = Group::with_title(title);
    for spot in &spots {
        group = spot.add_to(group, lang);
    }
    if let Some(help) = &finding.help {
        group = group.element(help_level(lang).message(harmless(help.in_lang(lang), true)));
    }
    let renderer = if color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    // The lines are cut to size already; the width is only here to stop the renderer from cutting again.
    let drawn = renderer.decor_style(DecorStyle::Ascii).term_width(10_000).render(&[group]);
    spots.iter().fold(drawn, |drawn, spot| spot.with_true_column(drawn))
}

/// Marks a path behind which the renderer writes a wrong column: it counts in the line as cut. No drawn text
/// can hold this character, see [`visible`].
const WRONG_COLUMN: char = '\u{ffff}';

/// A place to draw, with what is needed of its file.
struct DrawnSpot<'a> {
    path: Cow<'a, str>,
    label: Option<String>,
    is_primary: bool,
    excerpt: Option<Excerpt>,
}

impl<'a> DrawnSpot<'a> {
    fn new(place: &'a Place, label: Option<String>, is_primary: bool, sources: &dyn Sources) -> Self {
        let excerpt = place.span.as_ref().and_then(|span| {
            let (text, lines) = (sources.text(&place.file)?, sources.lines(&place.file)?);
            Some(Excerpt::with(&text, &lines, span.clone()))
        });
        Self { path: harmless(&place.file, false), label, is_primary, excerpt }
    }

    fn add_to<'b>(&'b self, group: Group<'b>, lang: Lang) -> Group<'b> {
        let Some(excerpt) = &self.excerpt else {
            let group = group.element(Origin::path(&*self.path));
            return match &self.label {
                Some(label) => group.element(note_level(lang).message(label)),
                None => group,
            };
        };
        let kind = if self.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let path = if excerpt.has_true_column() {
            Cow::Borrowed(&*self.path)
        } else {
            Cow::Owned(format!("{}{WRONG_COLUMN}", self.path))
        };
        group.element(
            Snippet::source(&excerpt.text)
                .path(path)
                .line_start(excerpt.line)
                .fold(false)
                .annotation(kind.span(excerpt.span.clone()).label(self.label.as_deref())),
        )
    }

    fn with_true_column(&self, drawn: String) -> String {
        match &self.excerpt {
            Some(excerpt) if !excerpt.has_true_column() => {
                let Excerpt { line, column, .. } = excerpt;
                let wrong = format!("{}{WRONG_COLUMN}:{line}:{}", self.path, excerpt.shown_column());
                drawn.replacen(&wrong, &format!("{}:{line}:{column}", self.path), 1)
            }
            _ => drawn,
        }
    }
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Error, Lang::En) => Level::ERROR,
        (Severity::Warning, Lang::Zh) => Level::WARNING.with_name("警告"),
        (Severity::Warning, Lang::En) => Level::WARNING,
        (Severity::Advice, Lang::Zh) => Level::NOTE.with_name("建议"),
        (Severity::Advice, Lang::En) => Level::NOTE.with_name("advice"),
    }
}

fn help_level(lang: Lang) -> Level<'static> {
    match lang {
        Lang::Zh => Level::HELP.with_name("办法"),
        Lang::En => Level::HELP,
    }
}

fn note_level(lang: Lang) -> Level<'static> {
    match lang {
        Lang::Zh => Level::NOTE.with_name("说明"),
        Lang::En => Level::NOTE,
    }
}

/// `text` with every character that could move the cursor, hide or reorder text turned into a visible one.
/// New lines stay only if `keep_lines`.
#[must_use]
pub fn harmless(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let is_bad = |c: char| visible(c) != c && !(keep_lines && c == '\n');
    if !text.contains(is_bad) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if is_bad(c) { visible(c) } else { c }).collect::<String>().into()
}

/// A sign for `c` if it cannot be shown as it is, else `c` itself. Tabs stay.
fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        // C1 controls, zero-width characters, line separators, marks and isolates of direction, the
        // byte order mark, and what is no character at all.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fffe}'..='\u{ffff}' => '\u{fffd}',
        _ => c,
    }
}

/// The start of the character that `byte` lies in; the end of `text` if it lies behind it.
fn floor_char(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte.min(text.len()))
}

#[cfg(test)]
mod tests;

//! Findings: what is wrong in the user's files, as data.
//!
//! A finding never stops a stage; stages return [`Reported`], a value with the findings beside it. Drawing a
//! finding for people or machines is [`draw`]'s business, deciding the exit status the command line's.

pub mod draw;

use std::ops::Range;
use std::sync::Arc;

/// The language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// A sentence in both languages. Cloning is cheap, because the preview reports all its findings again and
/// again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    zh: Arc<str>,
    en: Arc<str>,
}

impl Text {
    /// Makes a text of its Chinese and its English wording; usually called through [`say!`](crate::say).
    #[must_use]
    pub fn new(zh: impl Into<Arc<str>>, en: impl Into<Arc<str>>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The wording in `lang`.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Makes a [`Text`] of two format strings, the Chinese one first.
#[macro_export]
macro_rules! say {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::diag::Text::new(format!($zh), format!($en))
    };
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published while it stands.
    Error,
    /// Published, but most likely wrong.
    Warning,
    /// A question or a hint.
    Advice,
}

/// A place in a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the site folder, with `/` between folders.
    pub file: Arc<str>,
    /// The bytes meant, in the file's text as decoded (without a byte order mark); `None`: the whole file.
    pub span: Option<Range<usize>>,
}

impl Place {
    /// The whole of `file`.
    pub fn whole(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), span: None }
    }

    /// The bytes `span` of `file`.
    pub fn span(file: impl Into<Arc<str>>, span: Range<usize>) -> Self {
        Self { file: file.into(), span: Some(span) }
    }
}

/// A change of the text that cures a finding and is safe to make without review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to be replaced, in the text of the finding's file.
    pub span: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl Fix {
    /// Puts `text` in the place of the bytes `span`.
    pub fn new(span: Range<usize>, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// Stable name of the rule, after the fault: `unknown-key`.
    pub rule: &'static str,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// One short sentence.
    pub message: Text,
    /// What to write beside the caret, if more than the message is worth saying there.
    pub label: Option<Text>,
    /// Other places that matter, each with what it is.
    pub related: Vec<(Place, Text)>,
    /// What to do about it.
    pub help: Option<Text>,
    /// Changes to the file of `place` that cure the finding and are safe; none if a person must decide.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// An error: it stops publication.
    #[must_use]
    pub fn error(rule: &'static str, message: Text) -> Self {
        Self::new(Severity::Error, rule, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(rule: &'static str, message: Text) -> Self {
        Self::new(Severity::Warning, rule, message)
    }

    /// Advice.
    #[must_use]
    pub fn advice(rule: &'static str, message: Text) -> Self {
        Self::new(Severity::Advice, rule, message)
    }

    fn new(severity: Severity, rule: &'static str, message: Text) -> Self {
        Self {
            severity,
            rule,
            place: None,
            message,
            label: None,
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Sets the words beside the caret.
    #[must_use]
    pub fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Place, text: Text) -> Self {
        self.related.push((place, text));
        self
    }

    /// Sets the cure.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    fn sort_key(&self) -> (&str, usize, usize, Severity, &'static str, &Text) {
        let (file, start, end) = self.place.as_ref().map_or(("", 0, 0), |place| {
            let span = place.span.clone().unwrap_or(0..0);
            (&*place.file, span.start, span.end)
        });
        (file, start, end, self.severity, self.rule, &self.message)
    }
}

/// A value and what was found on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported<T> {
    /// The value; a stage that found errors gives the best it could make.
    pub value: T,
    /// The findings, in no particular order; see [`sort`].
    pub findings: Vec<Diagnostic>,
}

impl<T> Reported<T> {
    /// A value without findings.
    pub fn clean(value: T) -> Self {
        Self { value, findings: Vec::new() }
    }

    /// A value with findings.
    pub fn new(value: T, findings: Vec<Diagnostic>) -> Self {
        Self { value, findings }
    }

    /// Takes the value out and adds the findings to `all`.
    pub fn unpack(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.findings);
        self.value
    }
}

/// Whether any of `findings` is an error.
#[must_use]
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Sorts findings by file and place and drops doubles, so that a run always reports the same.
pub fn sort(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings.dedup();
}

/// What is among the findings `now` and was not among those `before`; both [sorted](sort).
#[must_use]
pub fn added<'n>(now: &'n [Diagnostic], before: &[Diagnostic]) -> Vec<&'n Diagnostic> {
    let mut at = 0;
    let is_new = |finding: &&Diagnostic| {
        let key = finding.sort_key();
        at += before[at..].iter().take_while(|old| old.sort_key() < key).count();
        !before[at..].iter().take_while(|old| old.sort_key() == key).any(|old| old == *finding)
    };
    now.iter().filter(is_new).collect()
}

/// The name in `known` nearest to `given`, if one is near enough to be a likely slip of the keyboard.
///
/// Counts characters, not bytes; at most a third of the longer name (at least one character) may differ.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = given.chars().count();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| *distance <= (length.max(name.chars().count()) / 3).max(1))
        .filter(|(distance, name)| *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Diagnostic, Place, added, sort};

    /// Few files, places and words, so that many are alike in part.
    fn some() -> impl Strategy<Value = Vec<Diagnostic>> {
        let one = (0..3_u8, 0..3_usize, 0..3_u8, any::<bool>()).prop_map(|(file, start, word, helps)| {
            let finding = Diagnostic::warning("some-rule", say!("第{word}种", "kind {word}"))
                .at(Place::span(format!("content/{file}.md"), start..start + 1));
            if helps { finding.help(say!("办法", "help")) } else { finding }
        });
        proptest::collection::vec(one, 0..12).prop_map(|mut findings| {
            sort(&mut findings);
            findings
        })
    }

    proptest! {
        #[test]
        fn what_was_not_there_before_is_new(now in some(), before in some()) {
            let expected: Vec<&Diagnostic> = now.iter().filter(|finding| !before.contains(finding)).collect();
            prop_assert_eq!(added(&now, &before), expected);
        }
    }
}

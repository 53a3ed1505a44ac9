//! The texts of the files that findings point into, as they may be shown: private values are made unreadable.
//!
//! A text is screened when somebody first asks for it, for of many findings only some are told. What was read
//! is kept, so that places in it are right even if somebody edits the file meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::inputs::Inputs;
use super::reading::text_of;
use crate::check;
use crate::diag::Diagnostic;
use crate::diag::draw::{Lines, Sources};
use crate::privacy::Detector;
use crate::theme::Theme;

/// The texts that findings point into.
pub struct ScreenedTexts {
    /// What the files say that findings point into.
    texts: BTreeMap<Arc<str>, String>,
    /// The findings about private values.
    private: Vec<Diagnostic>,
    detector: Detector,
    /// As they may be shown, as far as they were asked for; templates hold nothing private.
    screened: Mutex<BTreeMap<String, Option<Arc<str>>>>,
    /// Where their lines begin.
    lines: Mutex<BTreeMap<String, Arc<Lines>>>,
}

impl ScreenedTexts {
    /// The texts for these findings, as they were read; those of other files are let go.
    pub(super) fn take(inputs: &mut Inputs, site: &Path, findings: &[Diagnostic]) -> Self {
        let theme = inputs.theme.now.as_deref().map(Theme::sources).unwrap_or_default();
        let named = named_files(findings);
        let mut sources = Self {
            texts: inputs.take_texts(|file| named.contains(file)),
            private: Vec::new(),
            detector: detector(inputs),
            screened: Mutex::new(theme.into_iter().map(|(file, text)| (file, Some(text))).collect()),
            lines: Mutex::default(),
        };
        sources.add(site, findings);
        sources
    }

    /// Adds the texts that more findings point into, before any was asked for. What is not known is read.
    pub fn add(&mut self, site: &Path, findings: &[Diagnostic]) {
        let theme = self.screened.get_mut().unwrap_or_else(PoisonError::into_inner);
        for file in named_files(findings) {
            if !theme.contains_key(file)
                && !self.texts.contains_key(file)
                && let Ok(Ok(text)) = text_of(&site.join(file), file)
            {
                self.texts.insert(file.into(), text);
            }
        }
        self.private.extend(check::private(findings).into_iter().cloned());
    }

    fn screen(&self, file: &str) -> Option<Arc<str>> {
        let private: Vec<&Diagnostic> = self.private.iter().collect();
        let text = self.texts.get(file)?;
        Some(check::screen(file, text, &self.detector, &private).into())
    }
}

impl Sources for ScreenedTexts {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        let mut screened = self.screened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = screened.get(file) {
            return text.clone();
        }
        let text = self.screen(file);
        screened.insert(file.to_owned(), text.clone());
        text
    }

    fn lines(&self, file: &str) -> Option<Arc<Lines>> {
        let text = self.text(file)?;
        let mut known = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = known.entry(file.to_owned()).or_insert_with(|| Arc::new(Lines::of(&text)));
        Some(Arc::clone(lines))
    }
}

impl fmt::Debug for ScreenedTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the texts: they are not screened.
        f.debug_struct("ScreenedTexts").finish_non_exhaustive()
    }
}

/// Goes by the settings and lists that were read, the built-in ones where there are none.
fn detector(inputs: &Inputs) -> Detector {
    let settings = inputs.settings.now.as_ref().map(|file| &*file.settings);
    let built_in = check::Data::default();
    check::detector(settings, inputs.data.now.as_deref().unwrap_or(&built_in))
}

/// The files of which findings show a part.
fn named_files(findings: &[Diagnostic]) -> BTreeSet<&str> {
    let places = findings.iter().flat_map(|f| f.place.iter().chain(f.related.iter().map(|(place, _)| place)));
    places.filter(|place| place.span.is_some()).map(|place| &*place.file).collect()
}

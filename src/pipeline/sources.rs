//! The texts of the files that findings point into, as they may be shown: private values are made unreadable.
//!
//! A text is screened when somebody first asks for it, for of many findings only some are told. What was read is kept, so
//! that places in it are right even if somebody edits the file meanwhile; other files are read when asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::Read;
use super::reading::text_of;
use crate::check;
use crate::diag::Diagnostic;
use crate::diag::draw::Sources;
use crate::model::ContentPath;
use crate::privacy::Detector;
use crate::theme::Theme;

/// The texts that findings point into.
pub struct ScreenedTexts {
    site: PathBuf,
    /// What was read, of those files that findings point into.
    read: BTreeMap<ContentPath, String>,
    /// The findings about private values.
    private: Vec<Diagnostic>,
    detector: Detector,
    /// As they may be shown, as far as they were asked for; templates hold nothing private.
    screened: Mutex<BTreeMap<String, Option<Arc<str>>>>,
}

impl ScreenedTexts {
    /// The texts for these findings. Those of other files are let go.
    pub(super) fn take(read: &mut Read, site: PathBuf, findings: &[Diagnostic]) -> Self {
        let named = named_files(findings);
        let texts = read.drafts.iter().zip(std::mem::take(&mut read.texts));
        let texts = texts.filter(|(draft, _)| named.contains(&*draft.path.in_site()));
        let theme = read.theme.as_deref().map(Theme::sources).unwrap_or_default();
        Self {
            site,
            read: texts.map(|(draft, text)| (draft.path.clone(), text)).collect(),
            private: check::private(findings).into_iter().cloned().collect(),
            detector: check::detector(read.settings.as_deref(), &read.data),
            screened: Mutex::new(theme.into_iter().map(|(file, text)| (file, Some(text))).collect()),
        }
    }

    fn screen(&self, file: &str) -> Option<Arc<str>> {
        let private: Vec<&Diagnostic> = self.private.iter().collect();
        let screen = |text: &str| check::screen(file, text, &self.detector, &private).into();
        let path = file.strip_prefix("content/").and_then(|path| ContentPath::new(path).ok());
        match path.and_then(|path| self.read.get(&path)) {
            Some(text) => Some(screen(text)),
            None => Some(screen(&text_of(&self.site.join(file), file).ok()?.ok()?)),
        }
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
}

impl fmt::Debug for ScreenedTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the texts: they are not screened.
        f.debug_struct("ScreenedTexts").field("site", &self.site).finish_non_exhaustive()
    }
}

/// The files of which findings show a part.
fn named_files(findings: &[Diagnostic]) -> BTreeSet<&str> {
    let places = findings.iter().flat_map(|f| f.place.iter().chain(f.related.iter().map(|(place, _)| place)));
    places.filter(|place| place.span.is_some()).map(|place| &*place.file).collect()
}

//! The last look before a site goes out: personal numbers in what is finished, whatever it was made from.
//!
//! [`Finished`] is shown every file as it is rendered, from any thread, and keeps only what it finds. When
//! all have been seen, the sources are searched for the places, and each number is told once. Nothing here is
//! about files that are published as they are: rules look into those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::reading::text_of;
use super::snapshot::{Parts, Snapshot};
use crate::attachment;
use crate::check;
use crate::diag::{Diagnostic, Place};
use crate::files;
use crate::layout;
use crate::model::{ContentPath, PagePath};
use crate::plan::{PageKind, PlannedPage};
use crate::privacy::{self, Detector, FinishedForm, NumberKind, Seen};
use crate::theme::{Asset, Theme};

/// So many of the pages are kept on which a number is seen: the first by address.
const MOST_PAGES: usize = 256;
/// So many numbers are told one by one.
const MOST_TOLD: usize = 200;
/// For so many numbers all files are searched if it does not stand in those behind its page.
const MOST_SOUGHT: usize = 20;

/// What was seen in the finished files so far.
pub struct Finished<'a> {
    snapshot: &'a Snapshot,
    detector: Detector,
    /// Each number with the files behind which it may stand, by the address on which it is seen.
    seen: Mutex<BTreeMap<Seen, BTreeMap<String, PageKindOrNothing>>>,
    has_seen: AtomicBool,
}

/// What a finished file was made as; `None` for addresses, the ledger and files of the theme.
type PageKindOrNothing = Option<PageKind>;

impl Snapshot {
    /// Begins to look at the finished files of the site.
    #[must_use]
    pub fn finished(&self) -> Finished<'_> {
        let Parts { settings, data, .. } = &self.parts;
        Finished {
            snapshot: self,
            detector: check::detector(Some(settings), data),
            seen: Mutex::default(),
            has_seen: AtomicBool::new(false),
        }
    }
}

impl Snapshot {
    /// What readers would see on a page that was just rendered, for a preview: what `told` says already
    /// aside.
    #[must_use]
    pub fn seen_on(&self, page: &PagePath, bytes: &[u8], told: &[Diagnostic]) -> Vec<Diagnostic> {
        let finished = self.finished();
        if let Some(page) = self.planned(page) {
            finished.look(page, bytes);
        }
        finished.of_seen(told)
    }
}

/// How the file at an address is written.
fn form_of(page: &PlannedPage) -> FinishedForm {
    if page.kind.descriptor().is_page() {
        return FinishedForm::Markup;
    }
    match page.path.as_str().rsplit('.').next() {
        Some("json" | "jsonld" | "jsonl") => FinishedForm::Json,
        Some("csv") => FinishedForm::Csv,
        Some("xml") => FinishedForm::Feed,
        Some("html" | "svg") => FinishedForm::Markup,
        _ => FinishedForm::Text,
    }
}

impl Finished<'_> {
    /// Looks at a finished file, or at a piece of one that ends with a line.
    pub fn look(&self, page: &PlannedPage, bytes: &[u8]) {
        for number in self.detector.seen_in(bytes, form_of(page)) {
            self.enter(number, page.path.as_str(), Some(page.kind));
        }
    }

    /// Whether any number was seen, also one that may be shown.
    #[must_use]
    pub fn has_seen(&self) -> bool {
        self.has_seen.load(Ordering::Relaxed)
    }

    fn enter(&self, number: Seen, address: &str, kind: PageKindOrNothing) {
        self.has_seen.store(true, Ordering::Relaxed);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let pages = seen.entry(number).or_default();
        pages.insert(address.to_owned(), kind);
        // The same ones are kept in whatever order threads come.
        if pages.len() > MOST_PAGES {
            pages.pop_last();
        }
    }

    /// Looks at what is no page: addresses, the ledger.
    fn look_beside(&self) {
        let Snapshot { plan, catalog, .. } = self.snapshot;
        let pages = plan.pages.iter().map(|page| (&page.path, Some(page.kind)));
        let copies = plan.copies.iter().map(|(path, _)| (path, None));
        for (path, kind) in pages.chain(copies) {
            for number in self.in_name(path) {
                self.enter(number, path.as_str(), kind);
            }
        }
        for row in catalog.ledger.rows() {
            for text in [&row.title, &row.note] {
                for number in self.detector.find_disguised(text, "") {
                    self.enter(number, layout::LEDGER, None);
                }
            }
        }
    }

    /// The numbers in the names of a file and of the folders that hold it.
    fn in_name(&self, path: &PagePath) -> BTreeSet<Seen> {
        let digits = path.as_str().bytes().filter(u8::is_ascii_digit).count();
        let has_others = !path.as_str().is_ascii();
        if digits < 11 && !has_others {
            return BTreeSet::new();
        }
        let stems = path.as_str().split('/').map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
        stems.flat_map(|stem| self.detector.find_disguised(stem, "")).collect()
    }

    /// What is wrong with the files of the theme that are published as they are.
    fn of_theme(&self, theme: &Theme) -> Vec<Diagnostic> {
        let look = |Asset { file, address: path, bytes }: &Asset| {
            let file = layout::in_theme(&self.snapshot.parts.settings.theme.value, file);
            let name = path.as_str().rsplit('/').next().unwrap_or_default();
            let text = std::str::from_utf8(bytes).ok();
            let mut seen = self.in_name(path);
            match text {
                Some(text) => {
                    let form = if text.trim_start().starts_with('<') {
                        FinishedForm::Markup
                    } else {
                        FinishedForm::Text
                    };
                    seen.extend(self.detector.seen_in(text.as_bytes(), form));
                    if text.trim_start().starts_with(['{', '[']) {
                        seen.extend(self.detector.seen_in(text.as_bytes(), FinishedForm::Json));
                    }
                    let place = |number: &Seen| match privacy::locate(text, &number.digits) {
                        Some(span) => Place::span(file.as_str(), span),
                        None => Place::whole(file.as_str()),
                    };
                    seen.iter()
                        .map(|n| check::shown_number(n, &check::sayable(path.as_str()), Some(place(n))))
                        .collect::<Vec<_>>()
                }
                None => {
                    let found = check::numbers_in(&attachment::extract(name, bytes), &self.detector);
                    found.iter().map(|found| check::number_in_theme(found, &file)).collect()
                }
            }
        };
        theme.assets.iter().flat_map(look).collect()
    }

    /// What was seen, with the places in the sources; without what is silenced there and what `told` says
    /// already.
    #[must_use]
    pub fn findings(&self, told: &[Diagnostic]) -> Vec<Diagnostic> {
        self.look_beside();
        let mut findings = self.of_theme(&self.snapshot.parts.theme);
        findings.extend(self.of_seen(told));
        findings
    }

    /// What is wrong with what was seen so far.
    fn of_seen(&self, told: &[Diagnostic]) -> Vec<Diagnostic> {
        let settings = &self.snapshot.parts.settings;
        let today = self.snapshot.now.date;
        let mut findings = Vec::new();
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let mut texts =
            SourceTexts { snapshot: self.snapshot, detector: &self.detector, known: BTreeMap::new() };
        let mut sought = 0;
        for (number, pages) in seen {
            let Some(address) = pages.keys().next().cloned() else { continue };
            let behind = self.behind(&pages);
            let mut places: Vec<Place> =
                behind.iter().filter_map(|file| texts.place(file, &number)).collect();
            if places.is_empty() && sought < MOST_SOUGHT {
                sought += 1;
                let all = self.all_files();
                places.extend(all.iter().find_map(|file| texts.place(file, &number)));
            }
            if places.is_empty() {
                places.extend(behind.first().map(|file| Place::whole(Arc::clone(file))));
            }
            // A number that its own file may show is also in the ledger.
            let places = if places.is_empty() { vec![None] } else { places.into_iter().map(Some).collect() };
            let is_only_ledger = places.len() == 1;
            for place in places {
                let file = place.as_ref().map_or("", |place| &*place.file).to_owned();
                let finding = check::shown_number(&number, &check::sayable(&address), place);
                let is_settled = check::is_silenced(&settings.checks, today, &finding)
                    || check::is_told(told, &number, &file)
                    || file == layout::LEDGER && !is_only_ledger;
                if !is_settled {
                    findings.push(finding);
                }
            }
            if findings.len() >= MOST_TOLD {
                break;
            }
        }
        findings
    }

    /// The files behind these pages; for an address that is no page's, those that may show there.
    fn behind(&self, pages: &BTreeMap<String, PageKindOrNothing>) -> Vec<Arc<str>> {
        let catalog = &self.snapshot.catalog;
        let mut files: Vec<Arc<str>> = Vec::new();
        let mut add = |file: Arc<str>| {
            if !files.contains(&file) {
                files.push(file);
            }
        };
        for (address, kind) in pages {
            match kind {
                Some(kind) => kind.files(catalog).into_iter().for_each(&mut add),
                None if address == layout::LEDGER => {}
                None => {
                    let copies = &self.snapshot.plan.copies;
                    let copy = copies.iter().find(|(path, _)| path.as_str() == address);
                    copy.map(|(_, file)| file.in_site()).into_iter().for_each(&mut add);
                }
            }
        }
        catalog.sheets.keys().map(ContentPath::in_site).for_each(&mut add);
        if pages.contains_key(layout::LEDGER) {
            // First whatever the ledger has it from.
            self.all_files().into_iter().for_each(&mut add);
            add(layout::LEDGER.into());
        }
        files
    }

    /// Every file from which something is published.
    fn all_files(&self) -> BTreeSet<Arc<str>> {
        let Snapshot { plan, catalog, parts, .. } = self.snapshot;
        let mut files: BTreeSet<Arc<str>> =
            plan.pages.iter().flat_map(|page| page.kind.files(catalog)).collect();
        files.insert(layout::SETTINGS.into());
        files.extend(catalog.announced.iter().map(|article| article.path.in_site()));
        files.extend(parts.theme.sources().into_keys().map(Arc::from));
        files
    }
}

/// The texts of sources, read when they are first asked for.
struct SourceTexts<'a> {
    snapshot: &'a Snapshot,
    detector: &'a Detector,
    known: BTreeMap<Arc<str>, SourceText>,
}

/// A source.
enum SourceText {
    Text(String),
    /// The numbers in a file that is no text, masked.
    Numbers(Vec<(NumberKind, String)>),
    Nothing,
}

impl SourceTexts<'_> {
    /// Where a number stands in a file.
    fn place(&mut self, file: &Arc<str>, number: &Seen) -> Option<Place> {
        if !self.known.contains_key(file) {
            let source = self.read(file);
            self.known.insert(Arc::clone(file), source);
        }
        match self.known.get(file)? {
            SourceText::Text(text) => {
                let span = privacy::locate(text, &number.digits)?;
                Some(Place::span(Arc::clone(file), span))
            }
            SourceText::Numbers(numbers) => {
                let masked = privacy::mask(number.kind, &number.digits);
                let is_there = numbers
                    .iter()
                    .any(|(kind, known)| *kind == number.kind && privacy::bare(known) == masked);
                is_there.then(|| Place::whole(Arc::clone(file)))
            }
            SourceText::Nothing => None,
        }
    }

    fn read(&self, file: &Arc<str>) -> SourceText {
        if let Some(text) = self.snapshot.parts.theme.sources().remove(&**file) {
            return SourceText::Text(text.to_string());
        }
        let disk = self.snapshot.root.join(&**file);
        if matches!(file.rsplit('.').next(), Some("xlsx" | "xlsm")) {
            let Ok(bytes) = files::read_limited(&disk, attachment::LARGEST) else {
                return SourceText::Nothing;
            };
            let found = check::numbers_in(&attachment::extract(file, &bytes), self.detector);
            return SourceText::Numbers(found.into_iter().map(|found| (found.kind, found.masked)).collect());
        }
        match text_of(&disk, file) {
            Ok(Ok(text)) => SourceText::Text(text),
            _ => SourceText::Nothing,
        }
    }
}

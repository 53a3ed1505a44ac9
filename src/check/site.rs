//! What the rules see: [`Site`], its [`Page`]s and [`Attachment`]s.
//!
//! Only what is published is here as a page or an attachment; drafts, withheld and later pages are among
//! [`Site::drafts`] for those rules that look ahead.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::Data;
use super::kept::{self, Kept, Searched};
use super::letters::{Letters, Odd};
use super::lines::{Line, TextTable, heading_at, lines_of, tables_of};
use super::numbers::numbers_in;
use super::people::cells_in;
use super::prose::{ProseLine, markup_of, prose_of};
use super::vocabulary::{Vocabulary, Word, WordHit, WordList};
use crate::attachment::{self, Contents, Gap};
use crate::calendar::Calendar;
use crate::catalog::{Catalog, ItemKind};
use crate::config::Settings;
use crate::diag::Place;
use crate::entry::{Disclosure, Draft, DraftKind};
use crate::files;
use crate::ledger::Ledger;
use crate::model::ContentPath;
use crate::plan::SitePlan;
use crate::privacy::{Detector, Spot};
use crate::source::SourceTree;

/// What a [`Site`] is made of.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// `site.yaml`, read.
    pub settings: &'a Settings,
    /// The text of `site.yaml`.
    pub settings_text: &'a str,
    /// The files that there are.
    pub tree: &'a SourceTree,
    /// The content files, published or not, in order of path.
    pub drafts: &'a [Draft],
    /// The text of each draft's file.
    pub texts: &'a [String],
    /// The site as it is known to be true.
    pub catalog: &'a Catalog,
    /// Every page and its address.
    pub plan: &'a SitePlan,
    /// The ledger before this run; [`Catalog::ledger`] has the numbers of this run too.
    pub ledger: &'a Ledger,
    /// The day of the run.
    pub today: Date,
    /// The lists and thresholds.
    pub data: &'a Data,
    /// Working days and holidays.
    pub calendar: &'a Calendar,
    /// What was found in attachments before.
    pub kept: &'a Kept,
}

/// The site as the rules see it.
#[derive(Debug)]
pub struct Site<'a> {
    /// `site.yaml`, read.
    pub settings: &'a Settings,
    /// The text of `site.yaml`.
    pub settings_text: &'a str,
    /// The files that there are, published or not.
    pub tree: &'a SourceTree,
    /// The content files, published or not, in order of path.
    pub drafts: &'a [Draft],
    /// The site as it is known to be true.
    pub catalog: &'a Catalog,
    /// Every page and its address.
    pub plan: &'a SitePlan,
    /// The ledger before this run; [`Catalog::ledger`] has the numbers of this run too.
    pub ledger: &'a Ledger,
    /// The day of the run.
    pub today: Date,
    /// The lists and thresholds, those of the site before the built-in ones.
    pub data: &'a Data,
    /// Working days and holidays.
    pub calendar: &'a Calendar,
    /// Finds personal numbers.
    pub detector: Detector,
    kept: &'a Kept,
    /// The published content files, in order of path.
    pub pages: Vec<Page<'a>>,
    /// The published files that are no pages, in order of path.
    pub attachments: Vec<Attachment<'a>>,
    vocabulary: OnceLock<Vocabulary>,
    letters: OnceLock<Letters>,
}

/// A content file that is published: an article, a progress entry, `project.yaml` or `_index.md`.
#[derive(Debug)]
pub struct Page<'a> {
    /// The file, from `content/`.
    pub path: &'a ContentPath,
    /// The file as findings name it.
    pub file: Arc<str>,
    /// What it says.
    pub draft: &'a Draft,
    /// The file's text as far as it is published. Spans of findings are bytes of it.
    pub text: &'a str,
    /// Where the front matter ends and the text begins; the end of `text` for a YAML file.
    pub body: usize,
    numbers: OnceLock<Vec<Spot>>,
    lines: OnceLock<Vec<Line>>,
    tables: OnceLock<Vec<TextTable>>,
    markup: OnceLock<Vec<Range<usize>>>,
    words: OnceLock<Vec<WordHit>>,
    odd: OnceLock<Vec<Odd>>,
}

/// A file that is published beside the pages.
#[derive(Debug)]
pub struct Attachment<'a> {
    /// The file, from `content/`.
    pub path: &'a ContentPath,
    /// The file as findings name it.
    pub file: Arc<str>,
    /// Its path on the disk.
    pub disk: &'a Path,
    /// Its size in bytes.
    pub size: u64,
    contents: OnceLock<Contents>,
    /// The digest of its bytes, if they could be read, and what was found in them.
    searched: OnceLock<(Option<String>, Searched)>,
}

impl<'a> Site<'a> {
    /// Makes what the rules see.
    #[must_use]
    pub fn new(inputs: &Inputs<'a>) -> Self {
        let Inputs {
            settings,
            settings_text,
            tree,
            drafts,
            catalog,
            plan,
            ledger,
            today,
            data,
            calendar,
            kept,
            ..
        } = *inputs;
        let attachments = catalog.files.iter().map(|(path, file)| Attachment {
            path,
            file: path.in_site(),
            disk: &file.disk,
            size: file.size,
            contents: OnceLock::new(),
            searched: OnceLock::new(),
        });
        Self {
            settings,
            settings_text,
            tree,
            drafts,
            catalog,
            plan,
            ledger,
            today,
            data,
            calendar,
            detector: detector(Some(settings), data),
            kept,
            pages: pages(inputs),
            attachments: attachments.collect(),
            vocabulary: OnceLock::new(),
            letters: OnceLock::new(),
        }
    }

    /// The words that rules about wording look for.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| Vocabulary::of(self.data))
    }

    /// The table of traditional characters.
    pub fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| Letters::of(self.data))
    }

    /// What there is about persons in an attachment, looked up by the digest of its bytes or looked for.
    pub fn searched<'s>(&self, attachment: &'s Attachment<'_>) -> &'s Searched {
        let (_, searched) = attachment.searched.get_or_init(|| {
            let bytes = match attachment.read() {
                Ok(bytes) => bytes,
                Err(gap) => return (None, Searched { gaps: vec![gap], ..Searched::default() }),
            };
            let digest = kept::digest(&bytes);
            if let Some(searched) = self.kept.of(&digest) {
                return (Some(digest), searched.clone());
            }
            let contents = attachment::extract(attachment.path.name(), &bytes);
            let searched = Searched {
                numbers: numbers_in(&contents, &self.detector),
                cells: cells_in(&contents, &self.detector),
                gaps: contents.gaps,
                taken_at: contents.taken_at,
            };
            (Some(digest), searched)
        });
        searched
    }

    /// What was found in the attachments, to be kept for the next run.
    #[must_use]
    pub fn to_keep(&self) -> Kept {
        let searched = self.attachments.iter().filter_map(|attachment| attachment.searched.get());
        self.kept
            .replaced(searched.filter_map(|(digest, searched)| Some((digest.clone()?, searched.clone()))))
    }

    /// The published page of the file at `path`.
    #[must_use]
    pub fn page(&self, path: &ContentPath) -> Option<&Page<'a>> {
        self.pages.binary_search_by(|page| page.path.cmp(path)).ok().map(|at| &self.pages[at])
    }
}

/// Knows the area codes of the data, and the site's own telephones: those in the footer and in 公开电话.
#[must_use]
pub fn detector(settings: Option<&Settings>, data: &Data) -> Detector {
    let areas = area_codes(data);
    let listed = settings.into_iter().flat_map(|settings| &settings.checks.public_phones);
    let footer =
        settings.map_or("", |settings| &settings.footer.phone).split(['、', '，', ',', ';', '；', '/']);
    Detector::new(areas.iter().map(String::as_str), listed.map(|phone| phone.value.as_str()).chain(footer))
}

/// The first four digits of area codes: `3306` for each of `06` in the row of `33`.
fn area_codes(data: &Data) -> Vec<String> {
    let mut codes = Vec::new();
    for row in data.rows("areas.csv") {
        let [province, _, cities, ..] = row.cells[..] else { continue };
        codes.extend(cities.split_whitespace().map(|city| format!("{province}{city}")));
    }
    codes
}

/// The published ones among the drafts.
fn pages<'a>(inputs: &Inputs<'a>) -> Vec<Page<'a>> {
    let catalog = inputs.catalog;
    let mut published: BTreeSet<&ContentPath> = BTreeSet::new();
    published
        .extend(catalog.columns.iter().filter(|column| column.draft.is_some()).map(|column| &column.file));
    for project in &catalog.projects {
        published.insert(&project.file);
        published.extend(project.years.iter().flat_map(|year| &year.entries).map(|entry| &entry.path));
    }
    let articles = catalog.items.iter().filter(|item| matches!(item.kind, ItemKind::Article(_)));
    published.extend(articles.map(|item| &item.source));
    let mut pages: Vec<Page<'a>> = inputs
        .drafts
        .iter()
        .zip(inputs.texts)
        .filter(|(draft, _)| published.contains(&draft.path))
        .map(|(draft, text)| page(draft, text))
        .collect();
    pages.sort_by(|a, b| a.path.cmp(b.path));
    pages
}

fn page<'a>(draft: &'a Draft, text: &'a str) -> Page<'a> {
    let (body, end) = match &draft.kind {
        // Of what is disclosed on request only the metadata are published.
        DraftKind::Article(article) if article.common.disclosure == Disclosure::OnRequest => {
            (article.text_span.start, article.text_span.start)
        }
        DraftKind::Article(article) => (article.text_span.start, text.len()),
        _ if draft.path.extension() == "md" => (front_end(text), text.len()),
        _ => (text.len(), text.len()),
    };
    Page {
        path: &draft.path,
        file: draft.path.in_site(),
        draft,
        text: &text[..end],
        body,
        numbers: OnceLock::new(),
        lines: OnceLock::new(),
        tables: OnceLock::new(),
        markup: OnceLock::new(),
        words: OnceLock::new(),
        odd: OnceLock::new(),
    }
}

/// Behind the second line of dashes; 0 if there is no front matter.
fn front_end(text: &str) -> usize {
    let mut marks = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "---" {
            marks += 1;
            if marks == 2 {
                return at;
            }
        } else if marks == 0 && !line.trim().is_empty() {
            return 0;
        }
    }
    0
}

impl Page<'_> {
    /// The personal numbers in the file, those in comments too.
    pub fn numbers(&self, detector: &Detector) -> &[Spot] {
        self.numbers.get_or_init(|| detector.find_labelled(self.text, |at| self.heading_at(at)))
    }

    /// The lines of the file, told apart by what they are.
    pub fn lines(&self) -> &[Line] {
        self.lines.get_or_init(|| lines_of(self.text, self.body))
    }

    /// The tables of the text that are written with bars.
    pub fn tables(&self) -> &[TextTable] {
        self.tables.get_or_init(|| tables_of(self.text, self.lines()))
    }

    /// The lines that people read, of the front matter too.
    pub fn prose(&self) -> impl Iterator<Item = ProseLine<'_>> + Clone {
        prose_of(self)
    }

    /// What in these lines is markup: code, HTML, addresses of links. Sorted, disjoint.
    pub fn markup(&self) -> &[Range<usize>] {
        self.markup.get_or_init(|| markup_of(self.text, self.lines()))
    }

    /// The words of `list` that stand in what people read, each with what should stand there.
    pub fn words<'p>(
        &'p self,
        vocabulary: &'p Vocabulary,
        list: WordList,
    ) -> impl Iterator<Item = (&'p Word, &'p WordHit)> {
        let hits = self.words.get_or_init(|| vocabulary.find(self));
        hits.iter().map(|hit| (vocabulary.word(hit), hit)).filter(move |(word, _)| word.is_of(list))
    }

    /// The characters that do not belong into simplified writing.
    pub fn odd(&self, letters: &Letters) -> &[Odd] {
        self.odd.get_or_init(|| letters.odd(self.text))
    }

    /// The heading of the column in which byte `at` stands; empty outside of tables.
    #[must_use]
    pub fn heading_at(&self, at: usize) -> &str {
        heading_at(self.text, self.tables(), at)
    }

    /// The place of these bytes of the file.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::span(Arc::clone(&self.file), span)
    }

    /// The file as a whole.
    #[must_use]
    pub fn whole(&self) -> Place {
        Place::whole(Arc::clone(&self.file))
    }
}

impl Attachment<'_> {
    /// All that the file holds, read when it is first asked for. What rules about persons need is kept from run to run:
    /// see [`Site::searched`].
    pub fn contents(&self) -> &Contents {
        self.contents.get_or_init(|| match self.read() {
            Ok(bytes) => attachment::extract(self.path.name(), &bytes),
            Err(gap) => Contents { gaps: vec![gap], ..Contents::default() },
        })
    }

    fn read(&self) -> Result<Vec<u8>, Gap> {
        let is_too_large = self.size > attachment::LARGEST;
        files::read_limited(self.disk, attachment::LARGEST)
            .map_err(|_| if is_too_large { Gap::TooLarge } else { Gap::Damaged })
    }

    /// The file as a whole.
    #[must_use]
    pub fn whole(&self) -> Place {
        Place::whole(Arc::clone(&self.file))
    }
}

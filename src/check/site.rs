//! What the rules see: [`Site`], its [`Page`]s and [`Attachment`]s.
//!
//! Only what is published is here as a page or an attachment.

use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::Data;
use super::kept::{self, KeptResults, Searched};
use super::lines::{Line, TextTable, heading_at, lines_of, tables_of};
use super::numbers::numbers_in;
use super::people::cells_in;
use super::prose::{ProseLine, markup_of, prose_of};
use super::vocabulary::{Vocabulary, Word, WordHit, WordList};
use crate::attachment::{self, Contents, Gap};
use crate::calendar::Calendar;
use crate::catalog::{Catalog, SiteFile};
use crate::config::Settings;
use crate::diag::Place;
use crate::entry::{Disclosure, Draft, DraftKind};
use crate::files;
use crate::ledger::Ledger;
use crate::model::ContentPath;
use crate::plan::SitePlan;
use crate::privacy::{Detector, NumberSpot};
use crate::progress::Progress;
use crate::text::garbled::{Letters, Odd};

/// What is known of a site before a rule runs.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// `site.yaml`, read.
    pub settings: &'a Settings,
    /// The text of `site.yaml`.
    pub settings_text: &'a str,
    /// The site as it is known to be true.
    pub catalog: &'a Catalog,
    /// What its figures say, and which reports are missing.
    pub progress: &'a Progress,
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
}

/// The site as the rules see it: what is known of it, and the pages and attachments to look at.
#[derive(Debug)]
pub struct Site<'a> {
    facts: Facts<'a>,
    /// Finds personal numbers.
    pub detector: &'a Detector,
    kept: &'a KeptResults,
    /// The published content files to look at, in order of path.
    pub pages: Vec<Page<'a>>,
    /// The published files that are no pages to look at, in order of path.
    pub attachments: Vec<Attachment<'a>>,
    vocabulary: OnceLock<Vocabulary>,
    letters: OnceLock<Letters>,
}

/// Rules read the facts as if they were the site's own.
impl<'a> Deref for Site<'a> {
    type Target = Facts<'a>;

    fn deref(&self) -> &Facts<'a> {
        &self.facts
    }
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
    numbers: OnceLock<Vec<NumberSpot>>,
    lines: OnceLock<Vec<Line>>,
    tables: OnceLock<Vec<TextTable>>,
    markup: OnceLock<Vec<Range<usize>>>,
    words: OnceLock<Vec<WordHit>>,
    odd: OnceLock<Vec<Odd>>,
}

/// How a file that is no page is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// As it is, for readers to fetch.
    File,
    /// As a table in a page; hidden rows and columns too, if the page says so.
    Table {
        /// Whether it says so.
        with_hidden: bool,
    },
}

/// A file that is published beside the pages, or in one of them.
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
    /// How it is published.
    pub publication: Publication,
    contents: OnceLock<Contents>,
    /// The digest of its bytes, if they could be read, and what was found in them.
    searched: OnceLock<(Option<String>, Searched)>,
}

impl<'a> Site<'a> {
    /// The whole site, or as much of it as is to be looked at. Pages and attachments are in order of path;
    /// the detector is that of the settings and lists, and `kept` what was found in attachments before.
    #[must_use]
    pub fn new(
        facts: Facts<'a>,
        detector: &'a Detector,
        kept: &'a KeptResults,
        pages: Vec<Page<'a>>,
        attachments: Vec<Attachment<'a>>,
    ) -> Self {
        let (vocabulary, letters) = (OnceLock::new(), OnceLock::new());
        Self { facts, detector, kept, pages, attachments, vocabulary, letters }
    }

    /// The words that rules about wording look for.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| Vocabulary::of(self.data))
    }

    /// The table of traditional characters.
    pub fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| self.data.letters())
    }

    /// What there is about persons in an attachment, looked up by the digest of its bytes or looked for.
    pub fn searched<'s>(&self, attachment: &'s Attachment<'_>) -> &'s Searched {
        let (_, searched) = attachment.searched.get_or_init(|| {
            let bytes = match attachment.read() {
                Ok(bytes) => bytes,
                Err(gap) => return (None, Searched { gaps: vec![gap], ..Searched::default() }),
            };
            // The same bytes are read otherwise under another ending, and less of them is published as a
            // table.
            let digest = format!(
                "{}-{}{}",
                kept::digest(&bytes),
                attachment.path.extension(),
                attachment.publication.mark()
            );
            if let Some(searched) = self.kept.of(&digest) {
                return (Some(digest), searched.clone());
            }
            let contents = attachment.published_of(&bytes);
            let searched = Searched {
                numbers: numbers_in(&contents, self.detector),
                cells: cells_in(&contents, self.detector),
                gaps: contents.gaps,
                taken_at: contents.taken_at,
            };
            (Some(digest), searched)
        });
        searched
    }

    /// What was found in the attachments that were looked into, by the digests of their bytes.
    pub fn all_searched(&self) -> impl Iterator<Item = (&str, &Searched)> {
        let searched = self.attachments.iter().filter_map(|attachment| attachment.searched.get());
        searched.filter_map(|(digest, searched)| Some((digest.as_deref()?, searched)))
    }

    /// The published page of the file at `path`.
    #[must_use]
    pub fn page(&self, path: &ContentPath) -> Option<&Page<'a>> {
        self.pages.binary_search_by(|page| page.path.cmp(path)).ok().map(|at| &self.pages[at])
    }
}

/// Knows the area codes of the data, and the site's own telephones: those in the footer, in 纠错 and in 公开电话.
#[must_use]
pub fn detector(settings: Option<&Settings>, data: &Data) -> Detector {
    // A list of the site's own adds to the built-in one: an empty one would let every ID number pass.
    let areas: Vec<String> = [data, &Data::default()].into_iter().flat_map(area_codes).collect();
    let listed = settings.into_iter().flat_map(|settings| &settings.checks.public_phones);
    let own = settings.into_iter().flat_map(Settings::own_phones);
    let own = own.flat_map(|phones| phones.split(['、', '，', ',', ';', '；', '/']));
    Detector::new(areas.iter().map(String::as_str), listed.map(|phone| phone.value.as_str()).chain(own))
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

impl<'a> Page<'a> {
    /// The published part of a content file, by what it says and its text.
    #[must_use]
    pub fn new(draft: &'a Draft, text: &'a str) -> Self {
        let (body, end) = match &draft.kind {
            // Of what is disclosed on request only the metadata are published.
            DraftKind::Article(article) if article.common.disclosure == Disclosure::OnRequest => {
                (article.text_span.start, article.text_span.start)
            }
            DraftKind::Article(article) => (article.text_span.start, text.len()),
            _ if draft.path.extension() == "md" => (front_end(text), text.len()),
            _ => (text.len(), text.len()),
        };
        Self {
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
}

impl Page<'_> {
    /// The personal numbers in the file, those in comments too.
    pub fn numbers(&self, detector: &Detector) -> &[NumberSpot] {
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

impl Publication {
    /// Tells results of the same bytes apart.
    fn mark(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Table { with_hidden: false } => "-table",
            Self::Table { with_hidden: true } => "-whole",
        }
    }
}

impl<'a> Attachment<'a> {
    /// A file that is published, by its path from `content/` and where it lies.
    #[must_use]
    pub fn new(path: &'a ContentPath, file: &'a SiteFile) -> Self {
        Self::published(path, (&file.disk, file.size), Publication::File)
    }

    /// A file that stands in a page as a table, its place on the disk and its size; with its hidden rows and
    /// columns, if the page says so.
    #[must_use]
    pub fn table(path: &'a ContentPath, (disk, size): (&'a Path, u64), with_hidden: bool) -> Self {
        Self::published(path, (disk, size), Publication::Table { with_hidden })
    }

    fn published(path: &'a ContentPath, (disk, size): (&'a Path, u64), publication: Publication) -> Self {
        let (contents, searched) = (OnceLock::new(), OnceLock::new());
        Self { path, file: path.in_site(), disk, size, publication, contents, searched }
    }
}

impl Attachment<'_> {
    /// All that the file holds, read when it is first asked for. What rules about persons need is kept from
    /// run to run: see [`Site::searched`].
    pub fn contents(&self) -> &Contents {
        self.contents.get_or_init(|| match self.read() {
            Ok(bytes) => self.published_of(&bytes),
            Err(gap) => Contents { gaps: vec![gap], ..Contents::default() },
        })
    }

    /// What the file's bytes hold, as far as it is published.
    fn published_of(&self, bytes: &[u8]) -> Contents {
        let contents = attachment::extract(self.path.name(), bytes);
        match self.publication {
            Publication::File => contents,
            Publication::Table { with_hidden } => contents.first_table(with_hidden),
        }
    }

    /// The bytes of the file.
    pub(super) fn read(&self) -> Result<Vec<u8>, Gap> {
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

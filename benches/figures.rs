//! What the figures cost: parsing, evaluating and reconciling them, as a part of a build.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gongkai::calendar::Calendar;
use gongkai::catalog::{self, Catalog, Selection};
use gongkai::config::{self, Settings};
use gongkai::entry::{self, Draft, ParseContext};
use gongkai::files;
use gongkai::layout;
use gongkai::ledger::{IssueMode, Ledger, NumberRegister};
use gongkai::progress;
use gongkai::quantity::Figure;
use gongkai::reconcile;
use gongkai::source::{self, SourceTree};
use jiff::civil::date;
use rayon::prelude::*;

use crate::Stop;

/// How long the figures of a site take.
pub(crate) struct Figures {
    /// How many there are.
    count: usize,
    /// Parsing each of them once, on one thread.
    parse: Duration,
    /// Parsing and evaluating, as a build does it.
    evaluate: Duration,
    /// Asking whether texts and figures agree, as a build does it.
    reconcile: Duration,
}

/// Measures `runs` times and keeps the shortest of each.
pub(crate) fn measure(site: &Path, runs: usize) -> Result<Figures, Stop> {
    let settings =
        config::parse(&text_of(&site.join("site.yaml"))?).value.ok_or("the settings have errors")?;
    let tree = source::discover(site).map_err(|error| format!("{error:?}"))?.value;
    let drafts =
        tree.pages.par_iter().map(|file| read(file, &tree, &settings)).collect::<Result<Vec<_>, _>>();
    let drafts: Vec<Draft> = drafts?.into_iter().flatten().collect();
    let ledger = Ledger::parse(&text_of(&site.join(layout::LEDGER))?, layout::LEDGER).value;
    let today = date(2025, 3, 1);
    let inputs = catalog::CatalogInputs {
        settings: &settings,
        tree: &tree,
        drafts: &drafts,
        incomplete: false,
        register: &NumberRegister::new(Arc::new(ledger), &settings.number_rule),
        archive: Arc::new(gongkai::record::Archive::empty()),
        selection: Selection { now: today.into(), drafts: false, future: false },
        numbering: IssueMode::Locked,
        load_sheet: &|_| Err(gongkai::text::sheet::SheetError::Empty),
    };
    let catalog = catalog::assemble(&inputs).value;
    let calendar = Calendar::built_in();
    let mut figures =
        Figures { count: 0, parse: Duration::MAX, evaluate: Duration::MAX, reconcile: Duration::MAX };
    for _ in 0..runs {
        let start = Instant::now();
        figures.count = parse_all(&catalog);
        figures.parse = figures.parse.min(start.elapsed());
        let start = Instant::now();
        let inputs = progress::ProgressInputs { catalog: &catalog, calendar: &calendar, today };
        let progress = progress::evaluate(inputs).value;
        figures.evaluate = figures.evaluate.min(start.elapsed());
        let start = Instant::now();
        let inputs = reconcile::ReconcileInputs { catalog: &catalog, progress: &progress, source: &|_| None };
        std::hint::black_box(reconcile::questions(inputs));
        figures.reconcile = figures.reconcile.min(start.elapsed());
    }
    Ok(figures)
}

fn text_of(path: &Path) -> Result<String, Stop> {
    let bytes = files::read(path).map_err(|error| format!("{error:?}"))?;
    Ok(files::decode(bytes).map_err(|error| format!("{error:?}"))?.text)
}

fn read(file: &source::SourceFile, tree: &SourceTree, settings: &Settings) -> Result<Option<Draft>, String> {
    let text = text_of(&file.disk).map_err(|error| error.to_string())?;
    let in_project = tree.projects.contains(&file.path.parent());
    Ok(entry::parse(&file.path, &text, &ParseContext { mode: settings.text, in_project }).value)
}

fn parse_all(catalog: &Catalog) -> usize {
    let years = catalog.projects.iter().flat_map(|project| &project.years);
    let figures = years.flat_map(|year| &year.entries).flat_map(|entry| &entry.draft.figures);
    figures.map(|(_, text)| usize::from(std::hint::black_box(Figure::parse(&text.value)).is_ok())).sum()
}

impl Figures {
    /// Prints a line of times, and what part of a build of `build` seconds they are.
    pub(crate) fn print(&self, build: f64) {
        let [parse, evaluate, reconcile] =
            [self.parse, self.evaluate, self.reconcile].map(|time| time.as_secs_f64());
        let each = parse * 1e9 / f64::from(u32::try_from(self.count.max(1)).unwrap_or(u32::MAX));
        println!("  {} figures: {each:.0} ns to parse one", self.count);
        println!(
            "    parse and evaluate {:.1} ms, {:.1} % of a cold build (aim: under 15 %); reconcile {:.1} ms, {:.1} %",
            evaluate * 1e3,
            evaluate / build * 100.0,
            reconcile * 1e3,
            reconcile / build * 100.0
        );
    }
}

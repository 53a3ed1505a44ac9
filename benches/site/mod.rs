//! A large disclosure site that is the same every time: projects, years, and four entries a year.
//!
//! What a project says depends on its number alone, never on the size of the site, so two sizes differ in
//! amount only. [`content`] writes the site in gongkai's format, [`hugo`], [`zola`] and [`blades`] the same pages in
//! theirs. [`equal`] gives them our finished pages instead, for equal work.
//! All names, figures and sentences are invented.

pub(crate) mod blades;
pub(crate) mod content;
pub(crate) mod equal;
pub(crate) mod hugo;
pub(crate) mod zola;
mod chance;
mod indicators;
mod names;
mod plain;
mod sentences;

use std::fs;
use std::io;
use std::path::Path;

use self::chance::Chance;
use self::indicators::Basis;
use self::indicators::INDICATORS;
use self::names::{COLUMNS, DEPARTMENTS, PLACES, SUBJECTS, agency_code};

/// The newest year of a site; `--years N` counts back from it.
const LAST_YEAR: usize = 2024;
/// The quarters as they are written.
const QUARTERS: [&str; 4] = ["一季度", "二季度", "三季度", "四季度"];

/// How large a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Projects.
    pub(crate) projects: usize,
    /// Years of each project, the newest being 2024.
    pub(crate) years: usize,
}

impl Size {
    /// Pages of a project's year.
    pub(crate) const fn year_pages(self) -> usize {
        self.projects * self.years
    }

    /// Entries, each a page of its own.
    pub(crate) const fn entries(self) -> usize {
        self.year_pages() * 4
    }

    fn all_projects(self) -> impl Iterator<Item = Project> {
        (0..self.projects).map(Project::new)
    }

    fn all_years(self) -> impl Iterator<Item = usize> + Clone {
        LAST_YEAR + 1 - self.years..=LAST_YEAR
    }
}

/// One project.
struct Project {
    number: usize,
    title: String,
    /// An index into [`COLUMNS`].
    column: usize,
    /// Indexes into [`DEPARTMENTS`]; the first leads.
    departments: [usize; 3],
}

/// One quarter of a project as it is reported.
struct Entry {
    /// `2024-04-12 09:30`.
    date: String,
    summary: String,
    /// One figure with its unit for each of [`INDICATORS`].
    figures: Vec<String>,
    /// Headings (`一、…`) and paragraphs; a figure is referred to as `[[name]]`.
    lines: Vec<String>,
}

impl Project {
    fn new(number: usize) -> Self {
        let column = number % COLUMNS.len();
        let turn = number / COLUMNS.len();
        let subject = SUBJECTS[column][turn % SUBJECTS[column].len()];
        let place = PLACES[turn / SUBJECTS[column].len() % PLACES.len()];
        let round = turn / (SUBJECTS[column].len() * PLACES.len());
        let stage = if round == 0 { String::new() } else { format!("（第{}期）", round + 1) };
        let mut chance = Chance::new(&[number]);
        let lead = column % DEPARTMENTS.len();
        let second = (lead + 1 + chance.below(4)) % DEPARTMENTS.len();
        let third = (lead + 5 + chance.below(4)) % DEPARTMENTS.len();
        let title = format!("{place}{subject}{stage}");
        Self { number, title, column, departments: [lead, second, third] }
    }

    fn folder(&self) -> String {
        format!("p{:04}", self.number + 1)
    }

    /// What the project is about.
    fn scope(&self) -> String {
        let place = &self.title;
        format!("{place}按“先急后缓、先易后难”的次序分年实施，进度按季公开，数字由牵头单位汇总后统一报送。")
    }

    /// The goals of a year, as one paragraph.
    fn goals(&self, year: usize) -> String {
        let named: Vec<String> = [0, 4, 11, 13]
            .iter()
            .map(|&at| format!("{}{}", INDICATORS[at].name, self.target_in_words(at, year)))
            .collect();
        format!("{}，完成情况逐季向社会公布。", named.join("，"))
    }

    fn target_in_words(&self, at: usize, year: usize) -> String {
        let word = if INDICATORS[at].basis == Basis::State { "不低于" } else { "达到" };
        format!("{word}{}{}", INDICATORS[at].written(self.annual(at, year)), INDICATORS[at].measure)
    }

    /// The target value of an indicator as it stands in the data.
    fn target(&self, at: usize, year: usize) -> String {
        let sign = if INDICATORS[at].basis == Basis::State { "≥" } else { "" };
        format!("{sign}{}", INDICATORS[at].written(self.annual(at, year)))
    }

    /// What is aimed at in a year.
    fn annual(&self, at: usize, year: usize) -> f64 {
        let (low, high) = INDICATORS[at].range;
        Chance::new(&[self.number, at, year]).between(low, high)
    }

    /// The figure at the end of a quarter (1 to 4). A cumulative one never falls within a year.
    fn figure(&self, at: usize, year: usize, quarter: usize) -> String {
        let indicator = &INDICATORS[at];
        let annual = self.annual(at, year);
        let mut chance = Chance::new(&[self.number, at, year, quarter]);
        let value = match indicator.basis {
            Basis::State => (annual + chance.between(-3.0, 2.5)).min(99.9),
            Basis::Cumulative => {
                let reached = Chance::new(&[self.number, at, year, 9]).between(0.98, 1.12);
                annual * reached * (QUARTER_ENDS[quarter - 1] - chance.between(0.0, 0.05))
            }
        };
        format!("{}{}", indicator.written(value), indicator.measure)
    }

    fn entry(&self, year: usize, quarter: usize) -> Entry {
        let mut chance = Chance::new(&[self.number, year, quarter]);
        let (published, month) = if quarter == 4 { (year + 1, 1) } else { (year, quarter * 3 + 1) };
        let (day, hour, minute) = (6 + chance.below(15), 8 + chance.below(9), chance.below(60));
        let name = QUARTERS[quarter - 1];
        Entry {
            date: format!("{published}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            summary: format!("{}{year}年{name}的进度、资金使用和下一步安排。", self.title),
            figures: (0..INDICATORS.len()).map(|at| self.figure(at, year, quarter)).collect(),
            lines: sentences::lines(&mut chance, name),
        }
    }
}

/// The part of the year that is over at the end of each quarter.
const QUARTER_ENDS: [f64; 4] = [0.25, 0.5, 0.75, 1.0];

/// Writes a file of a scratch site.
#[expect(clippy::disallowed_methods, reason = "a scratch site needs no atomic writes")]
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

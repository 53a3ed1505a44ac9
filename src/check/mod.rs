//! Stage `check`: the whole site as it is known to be true -> findings of the rules.
//!
//! One rule, one file in `rules/`; [`RULES`] lists them all. The doc comment of a rule's file is its page in the
//! manual ([`manual`]). What a rule sees is a [`Site`]; it says what it found through [`Findings`]. What the site wants
//! otherwise (`检查` in `site.yaml`) is applied afterwards, in [`judge()`], to the findings of all stages alike.
//!
//! Nothing here goes to the network. Rules are pure: the same site, the same day, the same findings. They run in
//! parallel, page by page, and what is found is sorted by whoever tells it.

pub mod baseline;
mod data;
pub mod external;
mod findings;
pub mod fix;
mod judge;
mod letters;
mod kept;
mod lines;
pub mod manual;
mod mask;
mod numbers;
mod attachment_note;
mod doc_numbers;
mod signature;
mod links;
mod ordinals;
mod prose;
mod people;
mod rules;
mod screen;
mod site;
pub mod standing;
mod stages;
mod vocabulary;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Severity};

pub use data::{Data, FOLDER};
pub use findings::Findings;
pub use judge::judge;
pub use kept::{FILE as KEPT_FILE, Kept, Searched};
pub use letters::{Letters, Odd, OddKind};
pub use lines::{Line, LineKind, TextTable};
pub use mask::{Masked, mask};
pub use numbers::{Found, numbers_in};
pub use people::FoundCell;
pub use prose::ProseLine;
pub use rules::RULES;
pub use screen::{private, screen};
pub use site::{Attachment, Inputs, Page, Site, detector};
pub use stages::{STAGE_FINDINGS, StageFinding};
pub use vocabulary::{Vocabulary, Word, WordHit, WordList};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, after the fault, in kebab-case.
    pub name: &'static str,
    /// How grave its findings are unless the site or the finding itself says otherwise.
    pub severity: Severity,
    /// Whether `build` runs it too; its errors refuse publication. Such a rule guards other people's rights: it cannot be
    /// switched off, only be silenced for a path with a reason and a last day.
    pub stops_build: bool,
    /// The text of its file: the manual is made from the doc comment at its head.
    pub source: &'static str,
    /// What it does.
    pub run: &'static [Run],
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Run {
    /// The site as a whole, once.
    Site(fn(&Site<'_>, &mut Findings)),
    /// Every published page file. Called once to make ready what is the same for all pages, such as lists read from
    /// [`Site::data`]; what it gives is called for every page, in parallel.
    Pages(for<'s> fn(&'s Site<'s>, &mut Findings) -> PageCheck<'s>),
    /// Every published attachment, in the same way.
    Attachments(for<'s> fn(&'s Site<'s>, &mut Findings) -> AttachmentCheck<'s>),
}

/// Looks at one page.
pub type PageCheck<'s> = Box<dyn Fn(&Page<'s>, &mut Findings) + Send + Sync + 's>;

/// Looks at one attachment.
pub type AttachmentCheck<'s> = Box<dyn Fn(&Attachment<'s>, &mut Findings) + Send + Sync + 's>;

/// Which rules run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All: `gongkai check`.
    All,
    /// Those without which nothing is published: `gongkai build`.
    Blocking,
}

/// The rule called `name`.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// Every name that a finding can have: the rules', then the stages'.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    RULES.iter().map(|rule| rule.name).chain(STAGE_FINDINGS.iter().map(|finding| finding.name))
}

/// Runs the rules. What the site wants otherwise is not applied yet, see [`judge()`].
#[must_use]
pub fn run<'s>(site: &'s Site<'s>, scope: Scope) -> Vec<Diagnostic> {
    let rules = RULES.iter().copied().filter(|rule| scope == Scope::All || rule.stops_build);
    let runs: Vec<(&Rule, &Run)> =
        rules.flat_map(|rule| rule.run.iter().map(move |run| (rule, run))).collect();
    let mut all = Vec::new();
    let mut page_checks = Vec::new();
    let mut attachment_checks = Vec::new();
    let mut site_checks = Vec::new();
    for (rule, run) in runs {
        let mut findings = Findings::of(rule);
        match run {
            Run::Site(check) => site_checks.push((rule, check)),
            Run::Pages(prepare) => page_checks.push((rule, prepare(site, &mut findings))),
            Run::Attachments(prepare) => attachment_checks.push((rule, prepare(site, &mut findings))),
        }
        all.append(&mut findings.list);
    }
    let (of_site, (of_pages, of_attachments)) = rayon::join(
        || collect(&site_checks, |(rule, check)| found(rule, |findings| check(site, findings))),
        || {
            rayon::join(
                || {
                    collect(&site.pages, |page| {
                        page_checks
                            .iter()
                            .flat_map(|(rule, check)| found(rule, |findings| check(page, findings)))
                            .collect()
                    })
                },
                || {
                    collect(&site.attachments, |attachment| {
                        attachment_checks
                            .iter()
                            .flat_map(|(rule, check)| found(rule, |findings| check(attachment, findings)))
                            .collect()
                    })
                },
            )
        },
    );
    all.extend(of_site);
    all.extend(of_pages);
    all.extend(of_attachments);
    all
}

fn collect<T: Sync>(subjects: &[T], check: impl Fn(&T) -> Vec<Diagnostic> + Send + Sync) -> Vec<Diagnostic> {
    let found: Vec<Vec<Diagnostic>> = subjects.par_iter().map(check).collect();
    found.into_iter().flatten().collect()
}

fn found(rule: &Rule, check: impl FnOnce(&mut Findings)) -> Vec<Diagnostic> {
    let mut findings = Findings::of(rule);
    check(&mut findings);
    findings.list
}

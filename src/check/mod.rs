//! Stage `check`: the whole site as it is known to be true -> findings of the rules.
//!
//! One rule, one file in `rules/`; [`RULES`] lists them all. The doc comment of a rule's file is its page in
//! the manual ([`manual`]). What a rule sees is a [`Site`]; it says what it found through [`Findings`]. What
//! the site wants otherwise (`检查` in `site.yaml`) is applied afterwards, in [`judge()`], to the findings of
//! all stages alike.
//!
//! Nothing here goes to the network. Rules are pure: the same site, the same day, the same findings. They run
//! in parallel, page by page, and what is found is sorted by whoever tells it.

pub mod baseline;
mod data;
pub mod external;
mod findings;
mod judge;
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

use crate::diag::{Diagnostic, Lang, Severity};
use crate::say;

pub use data::Data;
pub use findings::Findings;
pub use judge::{is_silenced, judge};
pub use kept::{KeptResults, Searched};
pub use lines::{Line, LineKind, TextTable};
pub use mask::{Masked, mask};
pub use numbers::{FoundNumber, is_told, number_in_theme, numbers_in, shown_number};
pub use people::FoundCell;
pub use prose::ProseLine;
pub use rules::RULES;
pub use screen::{private, sayable, screen};
pub use site::{Attachment, Facts, Page, Publication, Site, detector};
pub use stages::{STAGE_FINDINGS, StageFinding};
pub use vocabulary::{Vocabulary, Word, WordHit, WordList};

/// More findings of a rule on one page are told as one.
const MOST_TOLD: usize = 7;

/// So many of the other places are named then.
const FIRST_PLACES: usize = 3;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, after the fault, in kebab-case.
    pub name: &'static str,
    /// How grave its findings are unless the site or the finding itself says otherwise.
    pub severity: Severity,
    /// Whether `build` runs it too, and its errors refuse publication, whatever the site wants. Such a rule
    /// guards other people's rights: it cannot be switched off, only be silenced for a path with a reason and
    /// a last day.
    pub stops_build: bool,
    /// The text of its file: the manual is made from the doc comment at its head.
    pub source: &'static str,
    /// What it does.
    pub run: &'static [Run],
}

/// The rules that `build` runs besides those that guard other people's rights: dates that cannot be true are
/// not published, nor is what the demonstration made up, and a report that is overdue is not forgotten
/// because nobody runs `check`.
///
/// Rules that a build runs look at one page at a time, or at what words and figures of a page cannot change:
/// a preview looks again only at pages that were edited.
const IN_BUILD: &[&str] = &["impossible-dates", "overdue-report", "demo-leftover"];

impl Rule {
    /// Whether `build` runs it.
    #[must_use]
    pub fn runs_in_build(&self) -> bool {
        self.stops_build || IN_BUILD.contains(&self.name)
    }
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Run {
    /// The site as a whole, once.
    Site(fn(&Site<'_>, &mut Findings)),
    /// Every published page file. Called once to make ready what is the same for all pages, such as lists
    /// read from [`Facts::data`](site::Facts::data); what it gives is called for every page, in parallel.
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
pub enum RuleScope {
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

/// What the rules found, by what it was found in. What the site wants otherwise is not applied yet, see
/// [`judge()`].
#[derive(Debug, Default)]
pub struct RuleFindings {
    /// In the site as a whole.
    pub site: Vec<Diagnostic>,
    /// In each of [`Site::pages`].
    pub pages: Vec<Vec<Diagnostic>>,
    /// In each of [`Site::attachments`].
    pub attachments: Vec<Vec<Diagnostic>>,
}

/// Runs the rules on the pages and attachments of `site`, and those about the site as a whole if `has_whole`.
#[must_use]
pub fn run<'s>(site: &'s Site<'s>, scope: RuleScope, has_whole: bool) -> RuleFindings {
    let rules = RULES.iter().copied().filter(|rule| scope == RuleScope::All || rule.runs_in_build());
    let runs: Vec<(&Rule, &Run)> =
        rules.flat_map(|rule| rule.run.iter().map(move |run| (rule, run))).collect();
    let mut of_site = Vec::new();
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
        of_site.append(&mut findings.list);
    }
    if !has_whole {
        site_checks.clear();
        of_site.clear();
    }
    let (whole, (pages, attachments)) = rayon::join(
        || each(&site_checks, |(rule, check)| found(rule, |findings| check(site, findings))),
        || {
            rayon::join(
                || {
                    each(&site.pages, |page| {
                        let all = page_checks.iter();
                        all.flat_map(|(rule, check)| {
                            told_once(rule, found(rule, |findings| check(page, findings)))
                        })
                        .collect()
                    })
                },
                || {
                    each(&site.attachments, |attachment| {
                        let all = attachment_checks.iter();
                        all.flat_map(|(rule, check)| found(rule, |findings| check(attachment, findings)))
                            .collect()
                    })
                },
            )
        },
    );
    of_site.extend(whole.into_iter().flatten());
    RuleFindings { site: of_site, pages, attachments }
}

fn each<T: Sync>(
    subjects: &[T],
    check: impl Fn(&T) -> Vec<Diagnostic> + Send + Sync,
) -> Vec<Vec<Diagnostic>> {
    subjects.par_iter().map(check).collect()
}

/// What a rule says of one page: a kind of fault that stands there many times is told once, with the number
/// and the first places, and with all fixes. What guards other people's rights is told place by place.
fn told_once(rule: &Rule, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if rule.stops_build || findings.len() <= MOST_TOLD {
        return findings;
    }
    let mut told = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Advice] {
        let alike: Vec<Diagnostic> =
            findings.iter().filter(|finding| finding.severity == severity).cloned().collect();
        if alike.len() <= MOST_TOLD {
            told.extend(alike);
            continue;
        }
        let count = alike.len();
        let mut alike = alike.into_iter();
        let Some(mut first) = alike.next() else { continue };
        let (zh, en) = (first.message.in_lang(Lang::Zh), first.message.in_lang(Lang::En));
        first.message = say!("{zh}（本页这样的共 {count} 处）", "{en} (one of {count} on this page)");
        for other in alike {
            if first.related.len() < FIRST_PLACES {
                first.related.extend(other.place.zip(Some(other.message)));
            }
            first.fixes.extend(other.fixes);
        }
        told.push(first);
    }
    told
}

fn found(rule: &Rule, check: impl FnOnce(&mut Findings)) -> Vec<Diagnostic> {
    let mut findings = Findings::of(rule);
    check(&mut findings);
    findings.list
}

//! What was found in a site, by the stage that found it and what it was found in; and what may have changed
//! since.
//!
//! The only owner of doubt. A stage that looks at one subject at a time can be asked again about a few of
//! them: a subject is *known*, or *in doubt* since something changed that its findings may hang on. What is
//! known of a subject in doubt stays on show until somebody looks at it again. Only subjects with findings
//! take memory, and nothing here goes through all subjects but [`FindingsStore::doubt_all`].
//!
//! | stage | subjects | asked again |
//! |---|---|---|
//! | [`Stage::Read`] | parts of the site, pages | when read again |
//! | [`Stage::Catalogue`] | the site | when the catalogue is put together anew |
//! | [`Stage::Figures`] | projects | with the catalogue; one by one when amended |
//! | [`Stage::Reconcile`] | projects, articles | in a review, as far as in doubt |
//! | [`Stage::Rules`] | the site, pages, attachments | in a review, as far as in doubt |

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostic;
use crate::model::ContentPath;
use crate::timing::Stage;

/// What something is found in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FindingSubject {
    /// The site as a whole.
    Site,
    /// Something at the top of the site folder, by its name there.
    Part(&'static str),
    /// A content file; for a project its `project.yaml`.
    Page(ContentPath),
    /// A file that is published beside the pages.
    Attachment(ContentPath),
}

/// What was found, and what is in doubt.
#[derive(Debug, Default)]
pub(super) struct FindingsStore {
    known: BTreeMap<Stage, BTreeMap<FindingSubject, Vec<Diagnostic>>>,
    in_doubt: BTreeMap<Stage, BTreeSet<FindingSubject>>,
    /// Whether anything is different since [`FindingsStore::take_news`].
    is_new: bool,
}

impl FindingsStore {
    /// Enters what a stage finds in a subject now, which settles its doubt; gives whether that is different.
    pub(super) fn enter(&mut self, stage: Stage, subject: FindingSubject, found: Vec<Diagnostic>) -> bool {
        if let Some(in_doubt) = self.in_doubt.get_mut(&stage) {
            in_doubt.remove(&subject);
        }
        let known = self.known.entry(stage).or_default();
        let is_different = match (known.get(&subject), found.is_empty()) {
            (None, true) => false,
            (Some(before), false) => *before != found,
            (Some(_), true) | (None, false) => true,
        };
        if is_different && found.is_empty() {
            known.remove(&subject);
        } else if is_different {
            known.insert(subject, found);
        }
        self.is_new |= is_different;
        is_different
    }

    /// Forgets a subject that is no more.
    pub(super) fn forget(&mut self, stage: Stage, subject: &FindingSubject) {
        let known = self.known.get_mut(&stage);
        self.is_new |= known.is_some_and(|known| known.remove(subject).is_some());
    }

    /// Puts what a stage finds now in the place of all that it found before.
    pub(super) fn replace(
        &mut self,
        stage: Stage,
        found: impl IntoIterator<Item = (FindingSubject, Vec<Diagnostic>)>,
    ) {
        let now: BTreeMap<_, _> = found.into_iter().filter(|(_, found)| !found.is_empty()).collect();
        let known = self.known.entry(stage).or_default();
        self.is_new |= *known != now;
        *known = now;
    }

    /// A subject may be different.
    pub(super) fn doubt(&mut self, stage: Stage, subject: FindingSubject) {
        self.in_doubt.entry(stage).or_default().insert(subject);
    }

    /// These are the subjects now, and all of them may be different.
    pub(super) fn doubt_all(&mut self, stage: Stage, subjects: impl IntoIterator<Item = FindingSubject>) {
        let subjects: BTreeSet<FindingSubject> = subjects.into_iter().collect();
        if let Some(known) = self.known.get_mut(&stage) {
            let before = known.len();
            known.retain(|subject, _| subjects.contains(subject));
            self.is_new |= known.len() != before;
        }
        self.in_doubt.insert(stage, subjects);
    }

    /// The first subjects in doubt, as many as together weigh no more than `most`, but at least one; `None`:
    /// all of them.
    pub(super) fn next_in_doubt(
        &self,
        stage: Stage,
        most: Option<usize>,
        weight: impl Fn(&FindingSubject) -> usize,
    ) -> Vec<FindingSubject> {
        let mut sum = 0;
        let subjects = self.in_doubt.get(&stage).into_iter().flatten();
        let fit = subjects.take_while(|subject| {
            let fits = sum == 0 || most.is_none_or(|most| sum < most);
            sum += weight(subject);
            fits
        });
        fit.cloned().collect()
    }

    /// Settles the doubt about subjects in which nothing would be found, as nothing was when they were looked
    /// at last.
    pub(super) fn settle(&mut self, stage: Stage, is_settled: impl Fn(&FindingSubject) -> bool) {
        if let Some(in_doubt) = self.in_doubt.get_mut(&stage) {
            in_doubt.retain(|subject| !is_settled(subject));
        }
    }

    /// The subjects in which a stage found anything.
    pub(super) fn subjects_of(&self, stage: Stage) -> impl Iterator<Item = &FindingSubject> {
        self.known.get(&stage).into_iter().flat_map(BTreeMap::keys)
    }

    /// Whether a stage has subjects in doubt.
    pub(super) fn has_doubt(&self, stage: Stage) -> bool {
        self.in_doubt.get(&stage).is_some_and(|subjects| !subjects.is_empty())
    }

    /// What a stage found in a subject.
    pub(super) fn of(&self, stage: Stage, subject: &FindingSubject) -> &[Diagnostic] {
        self.known.get(&stage).and_then(|known| known.get(subject)).map_or(&[], Vec::as_slice)
    }

    /// What a stage found.
    pub(super) fn of_stage(&self, stage: Stage) -> impl Iterator<Item = &Diagnostic> {
        self.known.get(&stage).into_iter().flat_map(BTreeMap::values).flatten()
    }

    /// What every stage found but `left_out`, stage by stage.
    pub(super) fn all(&self, left_out: Option<Stage>) -> impl Iterator<Item = &Diagnostic> {
        let stages = self.known.iter().filter(move |(stage, _)| Some(**stage) != left_out);
        stages.flat_map(|(_, known)| known.values()).flatten()
    }

    /// Whether anything is different since this was asked last.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.is_new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    fn page(name: &str) -> FindingSubject {
        FindingSubject::Page(ContentPath::new(name).unwrap())
    }

    fn finding(rule: &'static str) -> Vec<Diagnostic> {
        vec![Diagnostic::warning(rule, say!("甲", "a"))]
    }

    fn rules(store: &FindingsStore) -> Vec<&'static str> {
        store.all(None).map(|finding| finding.rule).collect()
    }

    #[test]
    fn what_is_in_doubt_stays_on_show_until_it_is_looked_at() {
        let mut store = FindingsStore::default();
        store.doubt_all(Stage::Rules, [page("a.md"), page("b.md")]);
        store.enter(Stage::Rules, page("a.md"), finding("one"));
        store.enter(Stage::Rules, page("b.md"), Vec::new());
        assert!(store.take_news() && !store.has_doubt(Stage::Rules));
        store.doubt(Stage::Rules, page("a.md"));
        assert_eq!(rules(&store), ["one"]);
        // One page changed: nothing else is looked at again.
        assert_eq!(store.next_in_doubt(Stage::Rules, None, |_| 1), [page("a.md")]);
        store.enter(Stage::Rules, page("a.md"), finding("one"));
        assert!(!store.take_news() && !store.has_doubt(Stage::Rules));
        store.enter(Stage::Rules, page("a.md"), Vec::new());
        assert!(store.take_news() && rules(&store).is_empty());
    }

    #[test]
    fn subjects_that_are_no_more_take_their_findings_along() {
        let mut store = FindingsStore::default();
        store.enter(Stage::Read, page("a.md"), finding("read"));
        store.enter(Stage::Rules, page("a.md"), finding("one"));
        store.take_news();
        store.doubt_all(Stage::Rules, [page("b.md")]);
        assert!(store.take_news());
        assert_eq!(rules(&store), ["read"]);
        store.forget(Stage::Read, &page("a.md"));
        assert!(store.take_news() && rules(&store).is_empty());
    }

    #[test]
    fn what_is_settled_is_not_looked_at_and_keeps_what_was_found() {
        let mut store = FindingsStore::default();
        store.doubt_all(Stage::Reconcile, [page("a.md"), page("b.md")]);
        store.doubt(Stage::Rules, page("a.md"));
        store.enter(Stage::Reconcile, page("c.md"), finding("asked"));
        store.settle(Stage::Reconcile, |subject| *subject == page("a.md"));
        assert_eq!(store.next_in_doubt(Stage::Reconcile, None, |_| 1), [page("b.md")]);
        assert!(store.has_doubt(Stage::Rules));
        assert!(store.subjects_of(Stage::Reconcile).eq([&page("c.md")]));
    }

    #[test]
    fn pieces_are_filled_by_weight_and_hold_one_subject_at_least() {
        let mut store = FindingsStore::default();
        let attachment = FindingSubject::Attachment(ContentPath::new("a.pdf").unwrap());
        store.doubt_all(Stage::Rules, [attachment.clone(), page("a.md"), page("b.md"), FindingSubject::Site]);
        let weight =
            |subject: &FindingSubject| if matches!(subject, FindingSubject::Attachment(_)) { 16 } else { 1 };
        assert_eq!(store.next_in_doubt(Stage::Rules, Some(2), weight), [FindingSubject::Site, page("a.md")]);
        for subject in [FindingSubject::Site, page("a.md"), page("b.md")] {
            store.enter(Stage::Rules, subject, Vec::new());
        }
        assert_eq!(store.next_in_doubt(Stage::Rules, Some(2), weight), [attachment]);
    }

    #[test]
    fn only_the_findings_of_one_stage_are_replaced() {
        let mut store = FindingsStore::default();
        store.enter(Stage::Read, page("a.md"), finding("read"));
        store.replace(Stage::Figures, [(page("a.md"), finding("figure")), (page("b.md"), Vec::new())]);
        store.replace(Stage::Figures, [(page("b.md"), finding("other"))]);
        assert_eq!(rules(&store), ["read", "other"]);
        assert_eq!(store.all(Some(Stage::Figures)).count(), 1);
        assert!(store.of(Stage::Figures, &page("a.md")).is_empty());
    }
}

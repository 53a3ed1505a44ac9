//! A site is the same whichever way it is looked at: built, checked, or shown.

use gongkai::check;
use gongkai::diag::{Diagnostic, has_errors};
use gongkai::publish;
use gongkai::site::Changes;
use proptest::prelude::*;

use super::edits::{DAYS, Edit, LISTS, Nobody, PHONES, apply, edit, options, small_site};
use super::warm::{expect_as_built, findings_after_review, open, pages};
use crate::bench::many;

/// Whether a preview tells of it: `check` alone gives advice.
fn is_told_by_all(finding: &Diagnostic) -> bool {
    check::rule(finding.rule).is_none_or(check::Rule::runs_in_build)
}

/// The names of what a preview finds after an edit of which it is told, or not.
fn found_after(edit: &Edit, is_told: bool) -> Vec<&'static str> {
    let scratch = small_site();
    let mut session = open(&scratch);
    findings_after_review(&mut session);
    let changed = apply(&scratch, edit);
    session.refresh(&if is_told { Changes::Files(changed) } else { Changes::Anything });
    findings_after_review(&mut session).iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_preview_sees_what_is_not_content_however_it_hears_of_it() {
    let phone =
        Edit::Site { name: 0, is_markdown: false, has_second: false, extra: 0, phone: PHONES.len() - 1 };
    let list = Edit::List(LISTS.len() - 1);
    let days = Edit::Days(DAYS.len() - 1);
    for (edit, rule) in [(phone, "mobile-number"), (list, "unknown-check-data"), (days, "invalid-holiday")] {
        for is_told in [true, false] {
            let found = found_after(&edit, is_told);
            assert!(found.contains(&rule), "{edit:?}: {found:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: many("GONGKAI_WAYS", 200), ..ProptestConfig::default() })]

    /// The preview looks at everything again, as it does where the system cannot tell it what has changed.
    #[test]
    fn build_check_and_preview_find_and_make_the_same(edits in prop::collection::vec(edit(), 1..12)) {
        let scratch = small_site();
        let mut polling = open(&scratch);
        for edit in edits.iter().filter(|edit| !matches!(edit, Edit::Build)) {
            apply(&scratch, edit);
        }
        polling.refresh(&Changes::Anything);
        let mut opened = open(&scratch);
        let checked = publish::check(&options(&scratch), &Nobody).unwrap();
        let told: Vec<Diagnostic> = checked.findings.into_iter().filter(is_told_by_all).collect();
        prop_assert_eq!(&findings_after_review(&mut opened), &told);
        // By settings that cannot be read nothing is told of texts, but a preview remembers the last good
        // ones.
        let has_settings = !told.iter().any(|f| f.place.as_ref().is_some_and(|place| &*place.file == "site.yaml"));
        if has_settings || !has_errors(&told) {
            prop_assert_eq!(&findings_after_review(&mut polling), &told);
        }
        let built = publish::build(&options(&scratch), &Nobody).unwrap();
        prop_assert_eq!(&built.findings, &told);
        prop_assert_eq!(built.summary.is_some(), !has_errors(&told));
        if built.summary.is_none() {
            return Ok(());
        }
        let output = scratch.output();
        for session in [&mut polling, &mut opened] {
            session.refresh(&Changes::Anything);
            prop_assert!(!pages(session).is_empty());
            expect_as_built(session, &output)?;
        }
    }
}

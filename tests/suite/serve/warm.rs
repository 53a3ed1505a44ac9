//! A site kept warm is what a cold reading of the same files gives.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use gongkai::diag::{Diagnostic, Severity, has_errors};
use gongkai::pipeline::{self, Changes, Found, Session};
use proptest::prelude::*;

use super::edits::{Edit, Fault, Nobody, With, apply, edit, options, site, small_site};
use crate::bench::{Scratch, many};

/// Every page with its bytes.
fn pages(session: &Session) -> Vec<(String, Vec<u8>)> {
    let site = session.site();
    let site = site.read().unwrap_or_else(PoisonError::into_inner);
    let render = |page| site.render(page).unwrap().unwrap();
    site.pages().iter().map(|page| (page.path.as_str().to_owned(), render(page))).collect()
}

fn findings(session: &Session) -> Vec<Diagnostic> {
    let site = session.site();
    let site = site.read().unwrap_or_else(PoisonError::into_inner);
    site.findings().to_vec()
}

fn open(scratch: &Scratch) -> Session {
    Session::open(&options(scratch), &Nobody).unwrap()
}

/// Expects the session to be as a new one, and if nothing is wrong, as a build after the numbers were issued.
fn compare(session: &mut Session, scratch: &Scratch) -> Result<(), TestCaseError> {
    let mut check = pipeline::check(&options(scratch), &Nobody).unwrap();
    // A preview tells what would stop a build or be told by it; the other rules are for `check`.
    check.findings.retain(|finding| gongkai::check::rule(finding.rule).is_none_or(|rule| rule.stops_build));
    session.review(&mut || false);
    // Without settings a check knows neither theme nor text mode; a preview goes by the last ones that were right.
    if check.findings.iter().any(|f| f.place.as_ref().is_some_and(|place| &*place.file == "site.yaml")) {
        let found = findings(session);
        prop_assert!(
            check
                .findings
                .iter()
                .all(|f| &*f.place.as_ref().unwrap().file != "site.yaml" || found.contains(f))
        );
        return Ok(());
    }
    prop_assert_eq!(&findings(session), &check.findings);
    let mut fresh = open(scratch);
    fresh.review(&mut || false);
    prop_assert_eq!(&findings(&fresh), &check.findings);
    // A faulty file's former version is on show, of which a new session knows nothing.
    if check.findings.iter().any(|f| f.severity == Severity::Error && f.rule != "missing-content") {
        return Ok(());
    }
    let (warm, cold) = (pages(session), pages(&fresh));
    let names = |pages: &[(String, Vec<u8>)]| pages.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    prop_assert_eq!(names(&warm), names(&cold));
    for ((name, warm), (_, cold)) in warm.iter().zip(&cold) {
        prop_assert!(warm == cold, "{name} differs from a cold reading");
    }
    if has_errors(&check.findings) {
        return Ok(());
    }
    apply(scratch, &Edit::Build);
    session.refresh(&Changes::Files(BTreeSet::from([scratch.at("index-numbers.csv")])));
    let mut output = scratch.output();
    output.remove("manifest.json");
    for (name, bytes) in pages(session) {
        prop_assert!(output.remove(&name).as_deref() == Some(&bytes), "{name} differs from a build");
    }
    let site = session.site();
    let site = site.read().unwrap_or_else(PoisonError::into_inner);
    for (name, bytes) in output.iter().filter(|(name, _)| !name.starts_with('.')) {
        match site.find(name) {
            Some(Found::Asset(asset)) => prop_assert!(asset == *bytes, "{name}"),
            Some(Found::File(disk)) => {
                prop_assert!(gongkai::files::read(&disk).unwrap() == *bytes, "{name}");
            }
            other => prop_assert!(false, "{name}: {other:?}"),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: many("GONGKAI_SEQUENCES", 24), ..ProptestConfig::default() })]

    #[test]
    fn any_edits_leave_what_a_clean_build_makes(
        edits in prop::collection::vec((edit(), 0..4_u8), 1..24)
    ) {
        let scratch = small_site();
        let mut session = open(&scratch);
        let mut waiting = BTreeSet::new();
        for (edit, how) in &edits {
            waiting.extend(apply(&scratch, edit));
            match how {
                // More edits come before anybody looks.
                0 => continue,
                1 => session.refresh(&Changes::Anything),
                _ => session.refresh(&Changes::Files(std::mem::take(&mut waiting))),
            };
            if *how == 3 {
                compare(&mut session, &scratch)?;
            }
        }
        session.refresh(&Changes::Files(waiting));
        compare(&mut session, &scratch)?;
    }

    /// Most settings ask for no new catalogue; each edit is looked at before the next can hide what it left undone.
    #[test]
    fn any_settings_leave_what_a_clean_build_makes(
        edits in prop::collection::vec(site(), 1..6),
        has_phone in any::<bool>(),
        is_broken in any::<bool>(),
    ) {
        let scratch = small_site();
        if has_phone {
            apply(&scratch, &Edit::Article { n: 1, text: 0, day: 1, with: With::Phone });
        }
        let mut session = open(&scratch);
        if is_broken {
            // What is wrong in one file is told by another catalogue than the one on show.
            session.refresh(&Changes::Files(apply(&scratch, &Edit::Break(Fault::Unit(2)))));
        }
        for edit in &edits {
            session.refresh(&Changes::Files(apply(&scratch, edit)));
            compare(&mut session, &scratch)?;
        }
    }
}

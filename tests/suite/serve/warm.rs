//! A site kept warm is what a cold reading of the same files gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use gongkai::check::RuleScope;
use gongkai::diag::{Diagnostic, Severity, has_errors};
use gongkai::publish;
use gongkai::site::{Changes, Found, Policy, Session, index_file};
use proptest::prelude::*;

use super::edits::{Edit, Fault, Nobody, With, apply, edit, options, site, small_site, view};
use crate::bench::{Scratch, many};

/// Rules that compare with the published site, and stop a build.
const STOPS_BY_WHAT_IS_PUBLISHED: [&str; 5] = [
    "changed-without-reason",
    "backdated-publication",
    "unapproved-change",
    "lost-index-number",
    "swapped-index-number",
];

/// Every page with its bytes.
pub(super) fn pages(session: &Session) -> Vec<(String, Vec<u8>)> {
    session.look(|showing| {
        let Some(site) = showing.snapshot() else { return Vec::new() };
        site.pages().map(|page| (page.as_str().to_owned(), site.render(page).unwrap().unwrap())).collect()
    })
}

pub(crate) fn open(scratch: &Scratch) -> Session {
    Session::open(&view(scratch), Policy::PREVIEW, &Nobody).unwrap()
}

/// What is found when nothing is in doubt any more.
pub(super) fn findings_after_review(session: &mut Session) -> Vec<Diagnostic> {
    session.review(RuleScope::Blocking, Some(&mut || false));
    session.findings()
}

/// Expects every file of a finished site to be as the session shows it, and no more pages to be shown.
pub(crate) fn expect_as_built(
    session: &Session,
    output: &BTreeMap<String, Vec<u8>>,
) -> Result<(), TestCaseError> {
    let mut output = output.clone();
    output.remove("manifest.json");
    for (name, bytes) in pages(session) {
        prop_assert!(output.remove(&name).as_deref() == Some(&bytes), "{name} differs from a build");
    }
    for (name, bytes) in output.iter().filter(|(name, _)| !name.starts_with('.')) {
        if let Some(shard) = index_file(&session.showing(), name) {
            prop_assert!(shard == *bytes, "{name}");
            continue;
        }
        match session.look(|showing| showing.snapshot().and_then(|site| site.find(name))) {
            Some(Found::Asset(asset)) => prop_assert!(asset == *bytes, "{name}"),
            Some(Found::File(disk)) => {
                prop_assert!(gongkai::files::read(&disk).unwrap() == *bytes, "{name}");
            }
            other => prop_assert!(false, "{name}: {other:?}"),
        }
    }
    Ok(())
}

/// Expects the session to be as a new one, and if nothing is wrong, as a build after the numbers were issued.
fn compare(session: &mut Session, scratch: &Scratch) -> Result<(), TestCaseError> {
    let mut check = publish::check(&options(scratch), &Nobody).unwrap();
    // A preview tells what would stop a build or be told by it; the other rules are for `check`.
    check
        .findings
        .retain(|finding| gongkai::check::rule(finding.rule).is_none_or(gongkai::check::Rule::runs_in_build));
    // What only a comparison with the published site can tell is for build and check, not for whoever is typing.
    let may_build = !check.findings.iter().any(|finding| STOPS_BY_WHAT_IS_PUBLISHED.contains(&finding.rule));
    check.findings.retain(|finding| {
        !STOPS_BY_WHAT_IS_PUBLISHED.contains(&finding.rule) && finding.rule != "vanished-page"
    });
    let found = findings_after_review(session);
    // Without settings a check knows neither theme nor text mode; a preview goes by the last ones that were right.
    if check.findings.iter().any(|f| f.place.as_ref().is_some_and(|place| &*place.file == "site.yaml")) {
        prop_assert!(
            check
                .findings
                .iter()
                .all(|f| &*f.place.as_ref().unwrap().file != "site.yaml" || found.contains(f))
        );
        return Ok(());
    }
    prop_assert_eq!(&found, &check.findings);
    let mut fresh = open(scratch);
    prop_assert_eq!(&findings_after_review(&mut fresh), &check.findings);
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
    if has_errors(&check.findings) || !may_build {
        return Ok(());
    }
    session.refresh(&Changes::Files(apply(scratch, &Edit::Build)));
    expect_as_built(session, &scratch.output())
}

/// Somebody searches while somebody writes: nobody waits for the other for good, and what is found last is what stands there.
#[test]
fn a_site_changes_while_its_index_is_made() {
    let scratch = small_site();
    let mut session = open(&scratch);
    let showing = session.showing();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                assert!(index_file(&showing, "search/index.js").is_some());
            }
        });
        for text in 0..20 {
            let edit = Edit::Article { n: 1, text: text % 4, day: 1, with: With::Nothing };
            session.refresh(&Changes::Files(apply(&scratch, &edit)));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let index = || index_file(&showing, "search/index.js").unwrap();
    let before = index();
    assert_eq!(index_file(&open(&scratch).showing(), "search/index.js").unwrap(), before);
    // A review tells of what was found; pages stay as they are.
    session.review(RuleScope::Blocking, None);
    assert_eq!(index(), before);
    assert!(index_file(&showing, "index.html").is_none());
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

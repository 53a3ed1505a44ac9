//! The record as a whole: edits, corrections, adjustments, purges and merges in random order.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::compare::PublishedPart;
use super::*;
use crate::diag::{Place, has_errors};
use crate::layout::RECORD as FILE;

const DAY: Date = date(2024, 7, 5);

fn subject() -> Subject {
    Subject {
        number: Some(IndexNumber::new("002590761/2024-00001").unwrap()),
        item: ItemKey::parse("项目/2024").unwrap(),
    }
}

fn field(kind: FieldKind, name: &str, value: &str) -> Field {
    Field { kind, name: name.to_owned(), value: value.to_owned() }
}

fn reason(kind: ReasonKind, name: &str, was: &str, now: &str) -> Reason {
    Reason {
        kind,
        day: DAY,
        name: name.to_owned(),
        was: Some(was.to_owned()),
        now: Some(now.to_owned()),
        note: "抄错".to_owned(),
        place: Place::whole("content/a.md"),
    }
}

/// A part as it is edited and built.
struct Bench {
    part: Part,
    record: Record,
    texts: RecordTexts,
    reasons: Vec<Reason>,
}

impl Bench {
    fn new(part: Part) -> Self {
        Self {
            part,
            record: Record::empty(layout::RECORD),
            texts: RecordTexts::default(),
            reasons: Vec::new(),
        }
    }

    fn verdict(&self, content: &PartContent) -> Verdict {
        self.verdict_of(content, &[], None)
    }

    fn verdict_of(&self, content: &PartContent, units: &[Field], present_lead: Option<&str>) -> Verdict {
        let history = &self.record.history(&subject().key(self.part));
        let digest = history.current().and_then(|version| version.digest.clone());
        let before = digest.and_then(|digest| self.texts.content(&digest));
        let published = PublishedPart {
            units,
            present_lead,
            subject: &subject(),
            part: self.part,
            content,
            digest: &content.digest(),
            reasons: &self.reasons,
            shared: None,
            pictures: &BTreeSet::new(),
        };
        compare(published, history, before.as_ref(), DAY)
    }

    /// Builds; the record and texts go through the disk.
    fn build(&mut self, content: &PartContent) -> Verdict {
        let verdict = self.verdict(content);
        if let Verdict::Version(rows) = &verdict {
            let csv = self.record.with(rows).to_csv();
            let read = Record::parse(csv.trim_start_matches('\u{feff}'), layout::RECORD);
            assert_eq!(read.findings, []);
            self.record = read.value;
            self.texts = self.texts.with("2024.jsonl", &[RecordTexts::line(content)]);
        }
        verdict
    }

    fn expect_version(&mut self, content: &PartContent) {
        let verdict = self.build(content);
        assert!(matches!(verdict, Verdict::Version(_)), "{verdict:?}");
        assert!(matches!(self.build(content), Verdict::Unchanged));
        assert!(self.texts.says(&content.digest(), content));
    }

    fn expect_refused(&mut self, content: &PartContent) {
        let verdict = self.build(content);
        assert!(matches!(verdict, Verdict::Unexplained(..)), "{verdict:?}");
    }

    fn values(&self, kind: FieldKind, name: &str) -> Vec<String> {
        let rows = self.record.rows().iter();
        rows.filter(|row| row.kind == RowKind::Value(kind) && row.name == name)
            .map(|row| row.now.clone())
            .collect()
    }

    fn target_at(&self, day: Date) -> Option<String> {
        self.record
            .history(&subject().key(self.part))
            .target_at(FieldKind::Target, "培训", Period::parse("2024-Q1").unwrap(), day)
            .map(str::to_owned)
    }
}

fn figures(value: &str) -> PartContent {
    PartContent::new(
        "一季度",
        "",
        [field(FieldKind::Figure, "培训", value), field(FieldKind::Text, "正文", "开展培训。")],
    )
}

fn plan(value: &str) -> PartContent {
    PartContent::new("计划", "", [field(FieldKind::Target, "培训", value)])
}

fn entry() -> Part {
    Part::parse("进度2024-Q1").unwrap()
}

#[test]
fn a_figure_is_corrected_twice_and_back() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("6340人次"));
    bench.expect_refused(&figures("6430人次"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "6340人次", "6430人次"));
    bench.expect_refused(&figures("6431人次"));
    bench.expect_version(&figures("6430人次"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "6430人次", "6340人次"));
    bench.expect_version(&figures("6340人次"));
    // The first reason has been used; it does not explain the same change once more.
    bench.expect_refused(&figures("6430人次"));
    assert_eq!(bench.values(FieldKind::Figure, "培训"), ["6340人次", "6430人次", "6340人次"]);
}

#[test]
fn several_reasons_lead_to_one_version() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("1"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "1", "2"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "2", "3"));
    bench.expect_version(&figures("3"));
    assert_eq!(bench.values(FieldKind::Figure, "培训"), ["1", "3"]);
    // There and back in one build is a version too: what was wrong meanwhile is on record.
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "3", "4"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "4", "3"));
    bench.expect_version(&figures("3"));
}

#[test]
fn a_figure_that_was_not_reported_comes_and_goes_with_a_reason() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures(""));
    bench.expect_refused(&figures("5"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "未报", "5"));
    bench.expect_version(&figures("5"));
    bench.expect_refused(&figures(""));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "5", "无"));
    bench.expect_version(&figures(""));
}

#[test]
fn punctuation_needs_no_reason_and_makes_no_version() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("5"));
    let text = |text: &str| {
        PartContent::new(
            "",
            "",
            [field(FieldKind::Figure, "培训", "5"), field(FieldKind::Text, "正文", text)],
        )
    };
    assert!(matches!(bench.build(&text("开展，培训")), Verdict::Unchanged));
    bench.expect_refused(&text("没有开展培训"));
    bench.reasons.push(reason(ReasonKind::Correction, "第一段", "开展培训", "没有开展培训"));
    bench.expect_version(&text("没有开展培训"));
    // A passage explains itself only.
    bench.reasons.push(reason(ReasonKind::Correction, "第一段", "没有", "已经"));
    bench.expect_refused(&text("已经开展培训和指导"));
    bench.expect_version(&text("已经开展培训"));
}

#[test]
fn a_target_changed_by_decision_judges_only_what_comes_after() {
    let mut bench = Bench::new(Part::Plan);
    bench.expect_version(&plan("1.6"));
    bench.expect_refused(&plan("1.2"));
    bench.reasons.push(reason(ReasonKind::Adjustment, "培训", "1.6", "1.2"));
    bench.expect_version(&plan("1.2"));
    assert_eq!(bench.target_at(date(2024, 7, 4)).as_deref(), Some("1.6"));
    assert_eq!(bench.target_at(DAY).as_deref(), Some("1.2"));
}

#[test]
fn a_goal_that_differs_only_by_an_adjusted_target_needs_no_reason_of_its_own() {
    let goal = |target: &str, text: &str| {
        let fields = [field(FieldKind::Target, "培训", target), field(FieldKind::Text, "目标", text)];
        PartContent::new("计划", "", fields)
    };
    let adjusted = || reason(ReasonKind::Adjustment, "培训", "≥1.6万人次", "≥1.2万人次");
    for (text, is_enough) in [
        ("全年培训1.2万人次，办学21.6处。", true),
        ("全年培训1.2万人次，办学21.2处。", false),
        ("全年培训1.2万人，办学21.6处。", false),
        ("全年培训1.3万人次，办学21.6处。", false),
        ("全年培训1.6万人次，办学21.6处。", true),
    ] {
        let mut bench = Bench::new(Part::Plan);
        bench.expect_version(&goal("≥1.6万人次", "全年培训1.6万人次，办学21.6处。"));
        let verdict = bench.build(&goal("≥1.2万人次", text));
        let Verdict::Unexplained(missing, _) = verdict else { panic!("{verdict:?}") };
        assert_eq!(missing.len(), if is_enough { 1 } else { 2 }, "{text}: {missing:?}");
        bench.reasons.push(adjusted());
        let verdict = bench.build(&goal("≥1.2万人次", text));
        assert_eq!(matches!(verdict, Verdict::Version(_)), is_enough, "{text}: {verdict:?}");
        // Without a changed target nothing explains another number.
        let mut bench = Bench::new(Part::Plan);
        bench.expect_version(&goal("≥1.6万人次", "全年培训1.6万人次，办学21.6处。"));
        bench.expect_refused(&goal("≥1.6万人次", "全年培训1.2万人次，办学21.6处。"));
    }
}

#[test]
fn a_mistyped_target_judges_all_anew() {
    let mut bench = Bench::new(Part::Plan);
    bench.expect_version(&plan("16"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "16", "1.6"));
    bench.expect_version(&plan("1.6"));
    assert_eq!(bench.target_at(date(2024, 1, 1)).as_deref(), Some("1.6"));
    bench.reasons.push(reason(ReasonKind::Adjustment, "培训", "1.6", "1.2"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "1.2", "1.3"));
    bench.expect_version(&plan("1.3"));
    assert_eq!(bench.target_at(date(2024, 1, 1)).as_deref(), Some("1.6"));
    assert_eq!(bench.target_at(DAY).as_deref(), Some("1.3"));
}

#[test]
fn a_revision_explains_the_text_of_an_article_once() {
    let mut bench = Bench::new(Part::Article);
    let text = |text: &str| PartContent::new("题", "", [field(FieldKind::Text, "正文", text)]);
    bench.expect_version(&text("甲"));
    bench.reasons.push(Reason { was: None, now: None, ..reason(ReasonKind::Revision, "", "", "") });
    bench.expect_refused(&text("甲"));
    bench.expect_version(&text("乙"));
    bench.expect_refused(&text("丙"));
}

fn archive(bench: &Bench) -> Archive {
    Archive { record: bench.record.clone(), texts: bench.texts.clone(), ..Archive::empty() }
}

/// The record after its lines were merged with those of another, each side's in one piece, and read.
fn merged(ours: &Archive, theirs: &Archive) -> (Archive, Vec<&'static str>) {
    let (ours_csv, theirs_csv) = (ours.record.to_csv(), theirs.record.to_csv());
    let more = theirs_csv.split_inclusive('\n').filter(|line| !ours_csv.contains(line));
    let csv: String = ours_csv.split_inclusive('\n').chain(more).collect();
    let read = Record::parse(csv.trim_start_matches('\u{feff}'), FILE);
    let lines = theirs.texts.files().flat_map(|(_, text)| text.split_inclusive('\n'));
    let lines: Vec<String> =
        lines.filter(|line| !ours.texts.file("2024.jsonl").contains(line)).map(str::to_owned).collect();
    let archive =
        Archive { record: read.value, texts: ours.texts.with("2024.jsonl", &lines), ..Archive::empty() };
    let findings = read.findings.into_iter().chain(archive.returned());
    let rules = findings.map(|finding| finding.rule).collect();
    (archive, rules)
}

fn expect_nothing_of(archive: &Archive, value: &str, digest: &Digest) {
    let texts = archive.texts.files().map(|(_, text)| text.to_owned());
    for text in texts.chain([archive.record.to_csv()]) {
        assert!(!text.contains(value) && !text.contains(digest.as_str()), "{text}");
    }
}

#[test]
fn what_is_purged_is_nowhere() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("137000000"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "137000000", "5"));
    bench.expect_version(&figures("5"));
    let key = subject().key(entry());
    let digest = figures("137000000").digest();
    let before = archive(&bench);
    let purged = before.purged((&key, None), 1, DAY, "含个人信息");
    expect_nothing_of(&purged, "137000000", &digest);
    let history = purged.record.history(&key);
    assert_eq!(history.versions[0].purged, Some("含个人信息"));
    assert_eq!(history.value(FieldKind::Figure, "培训"), Some("5"));
    assert!(purged.without_purged().is_none());
    // An older copy of the files brings nothing back, and what is public is asked about.
    let (back, rules) = merged(&purged, &before);
    assert!(back.record.history(&key).versions[0].digest.is_none());
    assert_eq!(rules, ["returned-version"]);
    let again = back.purged((&key, None), 1, DAY, "再次清除");
    assert_eq!(again.record.to_csv(), purged.record.to_csv());
    expect_nothing_of(&again, "137000000", &digest);
    // Without its text it is no version of a branch.
    let lost = Archive { texts: purged.texts.clone(), ..back };
    assert_eq!(lost.returned(), []);
    expect_nothing_of(&lost.without_purged().unwrap(), "137000000", &digest);
}

#[test]
fn a_branch_that_went_on_from_a_purged_version_quotes_nothing_of_it() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("137000000"));
    let base = (bench.record.clone(), bench.texts.clone());
    let mut theirs = Bench { record: base.0, texts: base.1, ..Bench::new(entry()) };
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "137000000", "5"));
    bench.expect_version(&figures("5"));
    theirs.reasons.push(reason(ReasonKind::Correction, "培训", "137000000", "6"));
    theirs.expect_version(&figures("6"));
    let key = subject().key(entry());
    let purged = archive(&bench).purged((&key, None), 1, DAY, "含个人信息");
    let (both, rules) = merged(&purged, &archive(&theirs));
    assert_eq!(rules, ["two-versions", "returned-version"]);
    let known = both.purged((&key, None), 1, DAY, "再次清除");
    let repaired = Archive { record: known.record.repaired(&|_| false, false), ..known };
    let clean = repaired.without_purged().unwrap_or(repaired);
    expect_nothing_of(&clean, "137000000", &figures("137000000").digest());
    let history = clean.record.history(&key);
    let values: Vec<&str> =
        history.versions.iter().flat_map(|version| &version.values).map(|row| &*row.now).collect();
    assert_eq!(values, ["5", "6"]);
}

#[test]
fn a_purge_is_of_one_branch_alone() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("1"));
    let base = (bench.record.clone(), bench.texts.clone());
    let mut theirs = Bench { record: base.0, texts: base.1, ..Bench::new(entry()) };
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "1", "2"));
    bench.expect_version(&figures("2"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "2", "3"));
    bench.expect_version(&figures("3"));
    theirs.reasons.push(reason(ReasonKind::Correction, "培训", "1", "8"));
    theirs.expect_version(&figures("8"));
    let key = subject().key(entry());
    let purged = archive(&bench).purged((&key, None), 2, DAY, "含个人信息");
    // Published on the same day: only people know that it is another one.
    let (both, rules) = merged(&purged, &archive(&theirs));
    assert_eq!(rules, ["returned-version"]);
    assert_eq!(both.record.repaired(&|_| false, false), both.record);
    let kept = both.record.repaired(&|_| false, true);
    let history = kept.history(&key);
    let told: Vec<(u32, bool)> =
        history.versions.iter().map(|version| (version.number, version.purged.is_some())).collect();
    assert_eq!(told, [(1, false), (2, true), (3, false), (4, false)]);
    assert_eq!(history.value(FieldKind::Figure, "培训"), Some("8"));
    // On another day it cannot be the purged one.
    let mut other = archive(&theirs);
    let later = other.record.to_csv().replace("2,2024-07-05,版本", "2,2024-07-06,版本");
    other.record = Record::parse(later.trim_start_matches('\u{feff}'), FILE).value;
    let (_, rules) = merged(&purged, &other);
    assert_eq!(rules, ["two-versions"]);
}

#[test]
fn what_both_sides_of_a_merge_purged_leaves_what_is_public() {
    let pair = |one: &str, other: &str| {
        let fields = [field(FieldKind::Figure, "培训", one), field(FieldKind::Figure, "就业", other)];
        PartContent::new("一季度", "", fields)
    };
    let mut bench = Bench::new(entry());
    bench.expect_version(&pair("1", "700"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "1", "2"));
    bench.expect_version(&pair("2", "700"));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "2", "3"));
    bench.expect_version(&pair("3", "700"));
    let key = subject().key(entry());
    let (ours, theirs) = (
        archive(&bench).purged((&key, None), 1, DAY, "甲"),
        archive(&bench).purged((&key, None), 2, DAY, "乙"),
    );
    let (both, _) = merged(&ours, &theirs);
    let both = both.purged((&key, None), 1, DAY, "").purged((&key, None), 2, DAY, "");
    let history = both.record.history(&key);
    assert_eq!(history.value(FieldKind::Figure, "培训"), Some("3"));
    assert_eq!(history.value(FieldKind::Figure, "就业"), Some("700"));
    assert!(both.without_purged().is_none());
}

#[test]
fn two_branches_with_one_version_are_told() {
    let mut bench = Bench::new(entry());
    bench.expect_version(&figures("1"));
    let before = bench.record.clone();
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "1", "2"));
    bench.expect_version(&figures("2"));
    let one = bench.record.to_csv();
    bench.record = before;
    bench.reasons = vec![reason(ReasonKind::Correction, "培训", "1", "3")];
    bench.expect_version(&figures("3"));
    let theirs = bench.record.to_csv();
    let merged = one.clone() + theirs.trim_start_matches('\u{feff}');
    let read = Record::parse(merged.trim_start_matches('\u{feff}'), layout::RECORD);
    assert_eq!(read.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["two-versions"]);
    let values = |record: &Record| -> Vec<String> {
        let versions = record.history(&subject().key(entry())).versions;
        versions.iter().flat_map(|version| &version.values).map(|row| row.now.clone()).collect()
    };
    for (live, order) in [("2", ["1", "2", "3"]), ("3", ["1", "3", "2"])] {
        // What is online keeps its number.
        let digest = figures(live).digest();
        let repaired = read.value.repaired(&|row| row.now == digest.as_str(), false);
        let repaired = Record::parse(repaired.to_csv().trim_start_matches('\u{feff}'), layout::RECORD);
        assert!(!has_errors(&repaired.findings));
        assert_eq!(values(&repaired.value), order);
        // A branch that merges later still has its version under the old number.
        let again = repaired.value.to_csv() + theirs.trim_start_matches('\u{feff}');
        let again = Record::parse(again.trim_start_matches('\u{feff}'), layout::RECORD).value;
        assert_eq!(values(&again.repaired(&|row| row.now == digest.as_str(), false)), order);
    }
}

/// What a clerk does to a figure: writes it, with a reason or without, or builds.
#[derive(Clone, Debug)]
enum Deed {
    Write(u8),
    Correct(u8),
    Build,
}

proptest! {
    #[test]
    fn no_published_value_is_lost_or_changes_without_a_reason(
        deeds in proptest::collection::vec(
            prop_oneof![(0..4_u8).prop_map(Deed::Write), (0..4_u8).prop_map(Deed::Correct), Just(Deed::Build)],
            1..20,
        ),
    ) {
        let mut bench = Bench::new(entry());
        let mut typed = 0_u8;
        // What readers saw, value by value.
        let mut seen: Vec<String> = Vec::new();
        for deed in deeds {
            match deed {
                Deed::Write(value) => typed = value,
                Deed::Correct(value) => {
                    let was = seen.last().cloned().unwrap_or_default();
                    let one = reason(ReasonKind::Correction, "培训", &was, &value.to_string());
                    bench.reasons.push(Reason { day: date(2024, 1, 1 + i8::try_from(bench.reasons.len()).unwrap()), ..one });
                    typed = value;
                }
                Deed::Build => {
                    let used = bench.record.rows().iter().filter(|row| matches!(row.kind, RowKind::Reason(_))).count();
                    match bench.build(&figures(&typed.to_string())) {
                        Verdict::Version(rows) => {
                            let given = rows.iter().filter(|row| matches!(row.kind, RowKind::Reason(_))).count();
                            prop_assert!(seen.is_empty() || given > 0);
                            prop_assert!(used + given <= bench.reasons.len());
                            if seen.last() != Some(&typed.to_string()) || given > 0 {
                                seen.push(typed.to_string());
                            }
                        }
                        Verdict::Unchanged | Verdict::Completed(_) => prop_assert_eq!(seen.last(), Some(&typed.to_string())),
                        // Whoever cannot explain takes back what was typed.
                        Verdict::Unexplained(..) => {
                            bench.reasons.truncate(used);
                            typed = seen.last().expect("the first build is never refused").parse().unwrap();
                        }
                    }
                    prop_assert_eq!(&bench.values(FieldKind::Figure, "培训"), &seen);
                }
            }
        }
    }
}

#[test]
fn what_follows_leads_there_in_whatever_list_it_stands() {
    let (was, now) = (date(2024, 4, 1), DAY);
    let adjusted = reason(ReasonKind::Adjustment, "培训", "1.6", "1.2");
    let corrected = reason(ReasonKind::Correction, "培训", "1.2", "1.3");
    let mistyped = reason(ReasonKind::Correction, "培训", "1.6", "1.5");
    let lowered = reason(ReasonKind::Adjustment, "培训", "1.5", "1.3");
    for (reasons, of_old) in [
        ([corrected, adjusted], "1.6"),
        ([mistyped.clone(), lowered.clone()], "1.5"),
        ([lowered, mistyped], "1.5"),
    ] {
        let mut bench = Bench::new(Part::Plan);
        bench.expect_version(&plan("1.6"));
        bench.expect_refused(&plan("1.3"));
        bench.reasons.extend(reasons);
        bench.expect_version(&plan("1.3"));
        // What was public before is judged by what stood then, but for slips of the pen.
        assert_eq!(bench.target_at(was).as_deref(), Some(of_old));
        assert_eq!(bench.target_at(now).as_deref(), Some("1.3"));
    }
}

#[test]
fn a_correction_of_what_was_decided_is_none_of_what_stood_before() {
    let mut bench = Bench::new(Part::Plan);
    bench.expect_version(&plan("1.6"));
    for (kind, was, now) in [
        (ReasonKind::Adjustment, "1.6", "1.2"),
        (ReasonKind::Adjustment, "1.2", "1.6"),
        (ReasonKind::Correction, "1.6", "1.7"),
    ] {
        bench.reasons.push(reason(kind, "培训", was, now));
        bench.expect_version(&plan(now));
    }
    assert_eq!(bench.target_at(date(2024, 4, 1)).as_deref(), Some("1.6"));
    assert_eq!(bench.target_at(DAY).as_deref(), Some("1.7"));
}

/// What older programs did not write down: asked about only once it is known.
#[test]
fn what_a_record_lacks_is_entered_with_the_version_that_showed_it() {
    let target = || field(FieldKind::Target, "培训", "增长10%");
    let with = |base: &str, in_full: bool| {
        let fields = [target(), field(FieldKind::Base, "培训@2023", base)];
        if in_full {
            PartContent::in_full("计划", false, fields)
        } else {
            PartContent::new("计划", "公文", fields)
        }
    };
    let mut bench = Bench::new(Part::Plan);
    bench.expect_version(&PartContent::new("计划", "公文", [target()]));
    let Verdict::Completed(rows) = bench.verdict(&with("1.4", true)) else { panic!("nothing was found") };
    assert!(rows.iter().all(|row| row.version == 1 && row.kind == RowKind::Value(FieldKind::Base)));
    bench.record = bench.record.with(&rows);
    assert!(matches!(bench.build(&with("1.4", true)), Verdict::Unchanged));
    bench.expect_refused(&with("1.3", true));
    bench.reasons.push(reason(ReasonKind::Adjustment, "培训", "1.4", "1.3"));
    bench.expect_refused(&with("1.3", true));
    bench.reasons[0].kind = ReasonKind::Correction;
    bench.expect_version(&with("1.3", true));
    assert_eq!(bench.values(FieldKind::Base, "培训@2023"), ["1.4", "1.3"]);
    // Of what was written down in full, nothing is new without a reason.
    let mut bench = Bench::new(Part::Plan);
    bench.expect_version(&PartContent::in_full("计划", false, [target()]));
    bench.expect_refused(&with("1.4", true));
    bench.reasons.push(reason(ReasonKind::Correction, "培训", "无", "1.4"));
    bench.expect_version(&with("1.4", true));
}

/// Units are part of no digest; who leads is told by them, once they are known.
#[test]
fn units_are_entered_once_and_change_with_a_reason() {
    let plan = |lead: &str| PartContent::in_full("计划", false, [field(FieldKind::Line, "牵头单位", lead)]);
    let unit = |name: &str| [field(FieldKind::Unit, "牵头单位", name)];
    let mut bench = Bench::new(Part::Plan);
    // An older program wrote down who leads now, though readers saw who led then.
    bench.expect_version(&plan("乙局"));
    let judge = |bench: &mut Bench, lead: &str, shown: &str| {
        let present = if lead == "丙局" { lead } else { "乙局" };
        let verdict = bench.verdict_of(&plan(lead), &unit(shown), Some(present));
        if let Verdict::Version(rows) | Verdict::Completed(rows) = &verdict {
            bench.record = bench.record.with(rows);
        }
        verdict
    };
    assert!(matches!(judge(&mut bench, "丙局", "县丙局"), Verdict::Unexplained(..)));
    assert!(matches!(judge(&mut bench, "甲局", "县甲局"), Verdict::Completed(rows) if rows.len() == 1));
    for lead in ["甲局", "乙局", "县甲局"] {
        assert!(matches!(judge(&mut bench, lead, "县甲局"), Verdict::Unchanged), "{lead}");
    }
    assert!(matches!(judge(&mut bench, "乙局", "县乙局"), Verdict::Unexplained(..)));
    bench.reasons.push(reason(ReasonKind::Correction, "牵头单位", "县甲局", "县乙局"));
    assert!(matches!(judge(&mut bench, "乙局", "县乙局"), Verdict::Version(_)));
    assert!(matches!(judge(&mut bench, "乙局", "县乙局"), Verdict::Unchanged));
    assert_eq!(bench.values(FieldKind::Unit, "牵头单位"), ["县甲局", "县乙局"]);
}

#[test]
fn a_reason_stands_for_one_year() {
    let of = |reasons: &[Reason], elsewhere: &[Reason], year: i16, kind: FieldKind| {
        let key = subject().key(Part::Plan);
        let name = if kind == FieldKind::Base { "培训@2020" } else { "培训" };
        let content = |value: &str| PartContent::in_full("计划", false, [field(kind, name, value)]);
        let mut bench = Bench::new(Part::Plan);
        bench.expect_version(&content("1"));
        let rows: Vec<RecordRow> = elsewhere
            .iter()
            .map(|reason| RecordRow {
                subject: Subject { number: None, item: ItemKey::parse("项目/2023").unwrap() },
                part: Part::Plan,
                version: 2,
                day: DAY,
                kind: RowKind::Reason(reason.kind),
                name: name.to_owned(),
                was: "1".to_owned(),
                now: "2".to_owned(),
                note: reason.note.clone(),
            })
            .collect();
        let rows: Vec<&RecordRow> = rows.iter().collect();
        let published = PublishedPart {
            units: &[],
            present_lead: None,
            subject: &subject(),
            part: Part::Plan,
            content: &content("2"),
            digest: &content("2").digest(),
            reasons,
            shared: Some(SharedReasons { year, elsewhere: &rows }),
            pictures: &BTreeSet::new(),
        };
        let before = bench.texts.content(&content("1").digest());
        matches!(compare(published, &bench.record.history(&key), before.as_ref(), DAY), Verdict::Version(_))
    };
    for kind in [ReasonKind::Correction, ReasonKind::Adjustment] {
        let one = reason(kind, "培训", "1", "2");
        let named = |year: i16| reason(kind, &format!("培训@{year}"), "1", "2");
        let target = FieldKind::Target;
        assert!(of(std::slice::from_ref(&one), &[], 2024, target));
        assert!(!of(std::slice::from_ref(&one), std::slice::from_ref(&one), 2024, target));
        assert!(of(&[one.clone(), one.clone()], std::slice::from_ref(&one), 2024, target));
        assert!(of(&[named(2023), named(2024)], &[named(2023)], 2024, target));
        assert!(of(&[named(2024)], &[named(2023)], 2024, target));
        assert!(!of(&[named(2023)], &[], 2024, target));
    }
    // A base stands in the file once, whatever years are counted from it.
    let base = reason(ReasonKind::Correction, "培训@2020", "1", "2");
    assert!(of(std::slice::from_ref(&base), std::slice::from_ref(&base), 2024, FieldKind::Base));
}

#[test]
fn what_was_public_earlier_on_a_day_keeps_the_target_of_then() {
    let mut bench = Bench::new(Part::Plan);
    bench.expect_version(&plan("1.6"));
    bench.reasons.push(reason(ReasonKind::Adjustment, "培训", "1.6", "1.2"));
    let Verdict::Version(mut rows) = bench.verdict(&plan("1.2")) else { panic!("no version") };
    rows[0].note = earlier_note(&[Period::parse("2024-Q1").unwrap()]);
    let csv = bench.record.with(&rows).to_csv();
    bench.record = Record::parse(csv.trim_start_matches('\u{feff}'), FILE).value;
    let key = subject().key(Part::Plan);
    let history = bench.record.history(&key);
    let target = |period: &str, day: Date| {
        history.target_at(FieldKind::Target, "培训", Period::parse(period).unwrap(), day)
    };
    let next = date(2024, 7, 6);
    assert_eq!(target("2024-Q1", DAY), Some("1.6"));
    assert_eq!((target("2024-Q2", DAY), target("2024-Q1", next)), (Some("1.2"), Some("1.2")));
}

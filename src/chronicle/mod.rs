//! Stage `chronicle`: a catalogue beside the record -> what the next build adds to the record, and what it
//! may not publish for want of a reason.
//!
//! Makes the [content](crate::record::PartContent) of every part that has versions (articles with a number,
//! entries, plans of years) from what was typed. Whether it changed, and whether that is explained,
//! [`record`](crate::record) decides.

mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::catalog::{Catalog, ItemKind, Project, granularity_changed};
use crate::config::{Settings, Spanned};
use crate::diag::{Diagnostic, Place, Reported};
use crate::entry;
use crate::layout;
use crate::model::{ContentPath, IndexNumber, Moment, Period, Unit, YearId};
use crate::record::{
    Digest, FieldKind, FormerPeriod, Missing, Part, PartKey, PublishedPart, Reason, ReasonKind, ReasonToAdd,
    Record, RecordRow, RecordTexts, RowKind, SharedReasons, Subject, Verdict, compare, earlier_note,
    is_explained, lines_to_add, reason_without_change, reasons_to_add, renamed_unit, unexplained,
    with_approval,
};
use crate::say;
use parts::FiledPart;
pub use parts::files_without_versions;

/// How many days something new may be older than what the site published last.
const USUAL: i32 = 30;

/// What the review looks at.
#[derive(Clone, Copy)]
pub struct ChronicleInputs<'a> {
    /// What is to be published.
    pub catalog: &'a Catalog,
    /// The settings.
    pub settings: &'a Settings,
    /// The day of the build.
    pub today: Date,
    /// The digest of an attachment or table; `None` if it cannot be read.
    pub digest: &'a (dyn Fn(&ContentPath) -> Option<Digest> + Sync),
}

/// What a build adds to the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The new rows, in order of subject and part.
    pub rows: Vec<RecordRow>,
    /// The lines of texts that are not kept yet.
    pub lines: Vec<String>,
    /// The attachments and tables that are not kept yet.
    pub files: BTreeMap<Digest, ContentPath>,
    /// The files that were changed without a reason, with the reasons to add.
    pub unexplained: Vec<Unexplained>,
    /// Whether rows and texts that were read are to be written otherwise: what was purged and a merge brought
    /// back is taken away again, and items that shared a number are told apart.
    pub is_rewritten: bool,
}

/// A file whose content was changed without a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained {
    /// The file.
    pub file: ContentPath,
    /// Whose content it is.
    pub subjects: Vec<Subject>,
    /// The title of it.
    pub title: String,
    /// The reasons to add.
    pub reasons: Vec<ReasonToAdd>,
}

impl News {
    /// Whether nothing is added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && !self.is_rewritten
    }

    /// That a build which may add nothing would have to, item by item.
    #[must_use]
    pub fn not_recorded(&self) -> Vec<Diagnostic> {
        let file = layout::RECORD;
        let versions = self.rows.iter().filter(|row| row.kind == RowKind::Version);
        let finding = |row: &RecordRow| {
            let (subject, part, version) = (&row.subject, row.part.word(), row.version);
            Diagnostic::error(
                "version-not-recorded",
                say!(
                    "{subject} 的{part}有第 {version} 版还没有记进 {file}",
                    "version {version} of {part} of {subject} is not in {file} yet"
                ),
            )
            .at(Place::whole(file))
            .help(say!(
                "运行一次 `gongkai build`（不带 --locked），再把台账、{file} 和 versions 一起提交",
                "run `gongkai build` without --locked, and commit the ledger, {file} and versions too"
            ))
        };
        let rewritten = Diagnostic::error(
            "record-not-settled",
            say!(
                "合并以后，{file} 里还有要整理的：清除过的内容，或者两项共用过的索引号",
                "since a merge {file} has what is to be settled: purged content, or a number of two items"
            ),
        )
        .at(Place::whole(file))
        .help(say!(
            "运行一次 `gongkai build`（不带 --locked），再把台账、{file} 和 versions 一起提交",
            "run `gongkai build` without --locked, and commit the ledger, {file} and versions too"
        ));
        versions.map(finding).chain(self.is_rewritten.then_some(rewritten)).collect()
    }
}

/// What is wrong in one file.
#[derive(Default)]
struct Wrong {
    title: String,
    missing: Vec<Missing>,
    place: Option<Range<usize>>,
    part: Option<Part>,
    subjects: Vec<Subject>,
    /// The kinds of reason that it gives already.
    has: BTreeSet<ReasonKind>,
    /// Whether nothing is wrong but what renamed units are called, which is told of these.
    is_renamed: bool,
}

/// What became of a part.
struct JudgedPart {
    verdict: Verdict,
    reasons: Vec<Reason>,
    /// Of what it says now.
    digest: Digest,
}

/// Compares everything that has a number with the record.
#[must_use]
pub fn review(inputs: ChronicleInputs<'_>) -> Reported<News> {
    let mut parts = inputs.candidates();
    let there: BTreeSet<PartKey> = parts.iter().map(|part| part.subject.key(part.part)).collect();
    // Whose versions those of a shared number are, the ledger has to say first, and that is told.
    let mut unclear = inputs.record().shared();
    // Nor is it known with which of two contents of one version another is to be compared.
    unclear.extend(inputs.record().unsettled());
    if !unclear.is_empty() {
        parts.retain(|part| !unclear.contains(&part.subject.key(part.part)));
    }
    let verdicts = inputs.judge_all(&parts);
    let mut news = News::default();
    let mut findings = Vec::new();
    let mut wrong: BTreeMap<&ContentPath, Wrong> = BTreeMap::new();
    let mut lines: BTreeSet<Digest> = BTreeSet::new();
    let mut shared: BTreeMap<&ContentPath, Vec<&Reason>> = BTreeMap::new();
    for (part, JudgedPart { verdict, reasons, digest }) in parts.iter().zip(&verdicts) {
        if !matches!(verdict, Verdict::Unchanged | Verdict::Completed(_)) {
            findings.extend(inputs.backdated(part));
        }
        if part.year.is_some() {
            shared.entry(part.file).or_insert_with(|| reasons.iter().collect());
        }
        match verdict {
            Verdict::Unchanged => {}
            Verdict::Completed(rows) => {
                news.rows.extend(rows.iter().cloned());
                news.files.extend(inputs.not_kept(part));
            }
            Verdict::Version(rows) => {
                findings.extend(reasons.iter().filter_map(|reason| inputs.later(reason, rows)));
                news.rows.extend(rows.iter().cloned());
                if !inputs.texts().has(digest) && lines.insert(digest.clone()) {
                    news.lines.push(RecordTexts::line(&part.content));
                }
                news.files.extend(inputs.not_kept(part));
            }
            Verdict::Unexplained(missing, found) => {
                findings.extend(found.iter().cloned());
                let here = wrong.entry(part.file).or_default();
                here.title.clone_from(&part.title);
                here.part = Some(part.part);
                here.has.extend(reasons.iter().map(|reason| reason.kind));
                here.subjects.push(part.subject.clone());
                for one in missing {
                    if here.place.is_none() {
                        here.place = part.places.get(&(one.kind, one.name.clone())).cloned();
                    }
                    let one = Missing { name: part.names.present(&one.name), ..one.clone() };
                    if !here.missing.contains(&one) {
                        here.missing.push(one);
                    }
                }
            }
        }
    }
    let is_told = |row: &&RecordRow| matches!(row.kind, RowKind::Reason(_) | RowKind::Purged);
    let told: Vec<&RecordRow> = inputs.record().rows().iter().chain(&news.rows).filter(is_told).collect();
    for (file, reasons) in shared.into_iter().filter(|(_, reasons)| !reasons.is_empty()) {
        let is_wrong = wrong.get(file).is_some_and(|wrong| !wrong.missing.is_empty());
        // While something is unexplained, nobody can say what a reason was meant for.
        if !is_wrong {
            findings.extend(never_used(&reasons, &told));
        }
    }
    findings.extend(inputs.missing_periods(&there));
    findings.extend(inputs.changed_granularity(&parts));
    // What was not written down of a version that stands has the day of that.
    let has_version = news.rows.iter().any(|row| row.kind == RowKind::Version);
    findings.extend(has_version.then(|| inputs.before_record()).flatten());
    findings.extend(inputs.renamed_units(&mut wrong));
    for (file, wrong) in wrong.into_iter().filter(|(_, wrong)| !wrong.missing.is_empty()) {
        let part = wrong.part.unwrap_or(Part::Article);
        let reasons = reasons_to_add(&wrong.missing, part, inputs.today);
        let lines = lines_to_add(&reasons, &wrong.has);
        let place = Place { file: file.in_site(), span: wrong.place };
        if !wrong.is_renamed {
            findings.push(unexplained(&wrong.title, &wrong.missing, &lines, place));
        }
        let (file, subjects, title) = (file.clone(), wrong.subjects, wrong.title);
        news.unexplained.push(Unexplained { file, subjects, title, reasons });
    }
    Reported::new(news, findings)
}

/// A period that is public has gone.
fn missing_period(
    project: &Project,
    number: &IndexNumber,
    period: Period,
    recorded: Option<Place>,
) -> Diagnostic {
    let (title, folder, named) = (project.plain_title(), &project.path, period.chinese());
    let finding = Diagnostic::error(
        "missing-period",
        say!(
            "“{title}”的{named}已经公开，但找不到它的内容",
            "{period} of `{title}` is public, but its content is missing"
        ),
    )
    .at(Place::whole(project.file.in_site()))
    .help(say!(
        "误删、改名的请恢复 content/{folder}/{period}.md，改成草稿、不予公开或者将来日期的请改回；内容错了的，留下文件，改正并写明 `更正`；从来没有上过网的，运行 `gongkai history retract {number} --part {period}`",
        "restore content/{folder}/{period}.md if it was deleted, renamed, made a draft, withheld or given a future date by mistake; if it is wrong, keep it, correct it and say why under `corrections`; if it never went online, run `gongkai history retract {number} --part {period}`"
    ));
    match recorded {
        Some(place) => finding.related(place, say!("公开记录里的这一行", "its line in the record")),
        None => finding,
    }
}

/// The reasons of a project that no year has used.
fn never_used(reasons: &[&Reason], rows: &[&RecordRow]) -> Vec<Diagnostic> {
    let is_used = |reason: &&&Reason| rows.iter().any(|row| reason.is_entered_as(row));
    let unused = reasons.iter().filter(|reason| !is_used(reason));
    let purged = rows.iter().any(|row| row.kind == RowKind::Purged);
    unused.map(|reason| reason_without_change(reason, purged)).collect()
}

impl ChronicleInputs<'_> {
    fn record(&self) -> &Record {
        &self.catalog.archive.record
    }

    fn texts(&self) -> &RecordTexts {
        &self.catalog.archive.texts
    }

    /// That a build on an earlier day than one before it would enter a version: what stood when, and by which
    /// target a period is judged, follows from these days.
    fn before_record(&self) -> Option<Diagnostic> {
        let rows = self.record().rows().iter().enumerate();
        let (at, newest) =
            rows.filter(|(_, row)| row.kind == RowKind::Version).max_by_key(|(_, row)| row.day)?;
        let (today, day, file) = (self.today, newest.day, layout::RECORD);
        (today < day).then(|| {
            Diagnostic::error(
                "day-before-record",
                say!(
                    "今天是 {today}，{file} 里却有 {day} 公开的一版",
                    "today is {today}, and {file} has a version published on {day}"
                ),
            )
            .at(self.record().place(at))
            .help(say!(
                "各版的日期不能倒着走：电脑的日期错了就改正；写了 --today 的去掉，或者写 {day} 以后；只是看看的加 --trial",
                "the days of versions do not go back: set the clock right, leave out --today or give it a day from {day} on; for a look alone, add --trial"
            ))
        })
    }

    /// That a reason which a new version enters is of a day that has not come.
    fn later(&self, reason: &Reason, rows: &[RecordRow]) -> Option<Diagnostic> {
        let is_entered = || rows.iter().any(|row| reason.is_entered_as(row));
        if reason.day <= self.today || !is_entered() {
            return None;
        }
        let (day, word) = (reason.day, reason.kind.word());
        Some(
            Diagnostic::error(
                "reason-in-future",
                say!("这条{word}的日期 {day} 还没有到", "the day {day} of this {word} has not come yet"),
            )
            .at(reason.place.clone())
            .help(say!(
                "写发现的那一天；决定从以后某天起改的，到那天再改、再公开",
                "give the day on which it was found; what is decided for a later day is changed and published then"
            )),
        )
    }

    /// That an item which is public is said to have been so earlier than the record has it.
    fn backdated(&self, part: &FiledPart<'_>) -> Option<Diagnostic> {
        const DATE: &str = "公开日期";
        if part.common.late.is_some() {
            return None;
        }
        let typed = part.common.date.as_ref()?;
        let history = self.record().history(&part.subject.key(part.part));
        if history.versions.is_empty() {
            return self.first_backdated(part, typed);
        }
        let first = history.first_day()?;
        if typed.value.date >= first {
            return None;
        }
        let before = self.texts().content(history.current()?.digest.as_ref()?)?;
        let said = Moment::parse(before.value(FieldKind::Line, DATE)?).ok()?;
        if typed.value.date >= said.date {
            return None;
        }
        let (date, said) = (typed.value.date, said.date);
        Some(
            Diagnostic::error(
                "backdated-publication",
                say!(
                    "公开日期改成了 {date}，公开过的是 {said}，实际上网是 {first}",
                    "the date was changed to {date}; {said} was published, and it went online on {first}"
                ),
            )
            .at(Place::span(part.file.in_site(), typed.span.clone()))
            .help(say!(
                "倒填日期是弄虚作假：写回 {said}；确实是补发以前的信息，写明 `补发: 理由`，页面上两个日期都会显示",
                "a date may not be set back: write {said} again; if it is an older item published late, say why under `late`, and the page shows both days"
            )),
        )
    }

    /// That what is new is dated long before the site was published without it. A site that has published
    /// nothing brings what was public elsewhere, and so does an item with a number of before.
    fn first_backdated(&self, part: &FiledPart<'_>, typed: &Spanned<Moment>) -> Option<Diagnostic> {
        let number = part.subject.number.as_ref()?;
        let is_new = || self.catalog.issued.iter().any(|row| row.number == *number);
        let is_of_before = matches!(part.common.number, entry::NumberWish::Typed(_));
        if part.part == Part::Plan || is_of_before || part.is_alone && !is_new() {
            return None;
        }
        let rows = self.record().rows().iter().filter(|row| row.kind == RowKind::Version);
        let newest = rows.map(|row| row.day).filter(|day| *day <= self.today).max()?;
        let date = typed.value.date;
        let is_much_older = date.until(newest).is_ok_and(|span| span.get_days() > USUAL);
        is_much_older.then(|| {
            let today = self.today;
            // By its date a report is in time or late; to say of it that it was in time is refused.
            let is_judged = matches!(part.part, Part::Entry(_));
            let new = if is_judged { Diagnostic::error } else { Diagnostic::warning };
            new(
                "backdated-publication",
                say!(
                    "公开日期写 {date}，{newest} 网站公开过别的内容，这一篇还不在里面；实际上网是 {today}",
                    "this is dated {date}, but the site of {newest} was published without it; it goes online on {today}"
                ),
            )
            .at(Place::span(part.file.in_site(), typed.span.clone()))
            .help(say!(
                "倒填日期是弄虚作假：写实际上网的日期；确实是补发以前的信息，写明 `补发: 理由`，页面上两个日期都会显示",
                "a date may not be set back: write the day on which it goes online; if it is an older item published late, say why under `late`, and the page shows both days"
            ))
        })
    }

    /// The files of a part that no version has had yet.
    fn not_kept(&self, part: &FiledPart<'_>) -> Vec<(Digest, ContentPath)> {
        let kept = &self.catalog.archive.files;
        part.files.iter().filter(|(digest, _)| !kept.contains(digest)).cloned().collect()
    }

    /// Judges all parts, those that share a file's reasons year by year.
    fn judge_all(&self, parts: &[FiledPart<'_>]) -> Vec<JudgedPart> {
        let mut plans: BTreeMap<&ContentPath, Vec<usize>> = BTreeMap::new();
        for (at, part) in parts.iter().enumerate().filter(|(_, part)| part.year.is_some()) {
            plans.entry(part.file).or_default().push(at);
        }
        let of_project = |mut years: Vec<usize>| {
            years.sort_by_key(|at| parts[*at].year);
            let plans: Vec<&FiledPart<'_>> = years.iter().map(|at| &parts[*at]).collect();
            years.into_iter().zip(self.judge_plans(&plans)).collect::<Vec<_>>()
        };
        let plans = plans.into_values().collect::<Vec<_>>().into_par_iter().flat_map_iter(of_project);
        let others = parts.par_iter().enumerate().filter(|(_, part)| part.year.is_none());
        let mut judged: Vec<(usize, JudgedPart)> =
            others.map(|(at, part)| (at, self.judge(part, None))).chain(plans).collect();
        judged.sort_unstable_by_key(|(at, _)| *at);
        judged.into_iter().map(|(_, judged)| judged).collect()
    }

    /// Judges the plans of a project, oldest first: a reason that one has entered is not there for another.
    fn judge_plans(&self, plans: &[&FiledPart<'_>]) -> Vec<JudgedPart> {
        let is_reason = |row: &&RecordRow| matches!(row.kind, RowKind::Reason(_));
        let known: Vec<Vec<&RecordRow>> = plans
            .iter()
            .map(|part| self.record().history(&part.subject.key(part.part)).reasons().collect())
            .collect();
        let mut judged: Vec<JudgedPart> = Vec::with_capacity(plans.len());
        for (at, part) in plans.iter().enumerate() {
            let of_others = known.iter().enumerate().filter(|(other, _)| *other != at);
            let of_others = of_others.flat_map(|(_, rows)| rows.iter().copied());
            let new = judged.iter().flat_map(|judged| match &judged.verdict {
                Verdict::Version(rows) => rows.as_slice(),
                _ => &[],
            });
            let elsewhere: Vec<&RecordRow> = of_others.chain(new.filter(is_reason)).collect();
            let this = self.judge(part, Some(&elsewhere));
            judged.push(this);
        }
        judged
    }

    fn judge(&self, part: &FiledPart<'_>, elsewhere: Option<&[&RecordRow]>) -> JudgedPart {
        let history = &self.record().history(&part.subject.key(part.part));
        let current = history.current();
        let known = current.and_then(|version| version.digest.as_ref());
        let known = known.filter(|digest| self.texts().says(digest, &part.content));
        let digest = known.cloned().unwrap_or_else(|| part.content.digest());
        let reasons = reasons(part);
        let is_same = current.and_then(|version| version.digest.as_ref()) == Some(&digest);
        let other = current.filter(|version| !is_same || version.has_found_texts());
        let before = other.and_then(|version| version.content(self.texts()));
        let before = before.or_else(|| is_same.then(|| part.content.clone()));
        let published = PublishedPart {
            subject: &part.subject,
            part: part.part,
            content: &part.content,
            units: &part.units,
            present_lead: part.present_lead,
            digest: &digest,
            reasons: &reasons,
            shared: part.year.zip(elsewhere).map(|(year, elsewhere)| SharedReasons { year, elsewhere }),
            pictures: &part.pictures,
        };
        let former = history.versions.is_empty().then(|| self.former(part)).flatten();
        let day = if former.is_some() { part.date.unwrap_or(self.today).min(self.today) } else { self.today };
        let mut verdict = compare(published, history, before.as_ref(), day);
        let missing = former.map_or_else(Vec::new, |former| changed_since(former.as_ref(), part, &reasons));
        if !missing.is_empty() {
            verdict = Verdict::Unexplained(missing, Vec::new());
        }
        if let Verdict::Version(rows) = &mut verdict {
            for row in rows.iter_mut().filter(|row| row.kind == RowKind::Version) {
                row.note = earlier_note(&part.earlier);
            }
        }
        JudgedPart { verdict, reasons, digest }
    }

    /// What was public of a part before there was a record: `None` if it was not, else what is known of its
    /// figures.
    #[expect(clippy::option_option, reason = "not public, public, public with figures")]
    fn former(&self, part: &FiledPart<'_>) -> Option<Option<FormerPeriod>> {
        let former = self.catalog.archive.former.as_ref()?;
        let number = part.subject.number.as_ref()?;
        former.has(number, part.part).then(|| former.period(number, part.part).cloned())
    }

    /// The projects whose years were published under another kind of number: their record would begin anew.
    fn changed_granularity(&self, parts: &[FiledPart<'_>]) -> Vec<Diagnostic> {
        let record = self.record();
        let has_plan = |number: &IndexNumber| record.has(&PartKey::of_number(number, Part::Plan));
        let is_other = |part: &&FiledPart<'_>| match (part.part, &part.subject.number) {
            // A period's page has no plan of its own.
            (Part::Entry(_), Some(number)) => part.is_alone && has_plan(number),
            (Part::Plan, Some(number)) => {
                let bare = Subject { number: None, item: part.subject.item.clone() };
                !has_plan(number) && record.has(&bare.key(Part::Plan))
            }
            _ => false,
        };
        let files: BTreeSet<&ContentPath> = parts.iter().filter(is_other).map(|part| part.file).collect();
        let of_file = |file: &ContentPath| {
            let parent = file.parent();
            let project = self.catalog.projects.iter().find(|project| project.path == parent)?;
            Some(granularity_changed(project))
        };
        let mut findings: Vec<Diagnostic> = files.into_iter().filter_map(of_file).collect();
        findings.dedup();
        findings
    }

    /// The units that have another name in the registry than what is public shows, and no former names: told
    /// once each, not with every file.
    fn renamed_units(&self, wrong: &mut BTreeMap<&ContentPath, Wrong>) -> Vec<Diagnostic> {
        let mut renamed: BTreeMap<(String, String), Vec<Place>> = BTreeMap::new();
        for (file, wrong) in wrong {
            let pairs: Option<Vec<_>> = wrong.missing.iter().map(|one| self.renamed_in(one)).collect();
            let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else { continue };
            wrong.is_renamed = true;
            for pair in pairs.into_iter().flatten().collect::<BTreeSet<_>>() {
                renamed.entry(pair).or_default().push(Place::whole(file.in_site()));
            }
        }
        renamed.iter().map(|((was, now), files)| renamed_unit((was, now), files)).collect()
    }

    /// The names that changed in a list of units, if each is one that the registry has no more and stands in
    /// the place of a registered one.
    fn renamed_in(&self, one: &Missing) -> Option<Vec<(String, String)>> {
        let is_known = |name: &str| Unit::find(&self.settings.units, name).is_some();
        let (was, now): (Vec<&str>, Vec<&str>) =
            (one.was.split('、').collect(), one.now.split('、').collect());
        if one.kind != FieldKind::Unit || was.len() != now.len() {
            return None;
        }
        let changed: Vec<_> = was.into_iter().zip(now).filter(|(was, now)| was != now).collect();
        let is_rename = changed.iter().all(|(was, now)| !is_known(was) && is_known(now));
        is_rename.then(|| changed.into_iter().map(|(was, now)| (was.to_owned(), now.to_owned())).collect())
    }

    /// The periods of year pages that were published and are not there any more. What has a number of its
    /// own, the ledger misses.
    fn missing_periods(&self, there: &BTreeSet<PartKey>) -> Vec<Diagnostic> {
        let years = self.catalog.items.iter().filter_map(|item| match item.kind {
            ItemKind::Year(year) => Some((item.number.issued()?.collision_key(), year)),
            ItemKind::Article(_) | ItemKind::Period(_) => None,
        });
        let years: BTreeMap<String, YearId> = years.collect();
        let mut findings = Vec::new();
        for key in self.record().parts().filter(|key| !there.contains(key)) {
            let Part::Entry(period) = key.part else { continue };
            let Some(number) = self.record().subject(key).and_then(|subject| subject.number.as_ref()) else {
                continue;
            };
            let Some(year) = years.get(&number.collision_key()) else { continue };
            // A build for an earlier day knows nothing of what came after it.
            let first = self.record().history(key).first_day();
            if first.is_some_and(|first| first <= self.today) {
                let place = self.record().newest_place(key);
                findings.push(missing_period(&self.catalog.projects[year.project], number, period, place));
            }
        }
        findings
    }
}

/// The figures that differ, without a reason, from what was public before there was a record.
fn changed_since(former: Option<&FormerPeriod>, part: &FiledPart<'_>, reasons: &[Reason]) -> Vec<Missing> {
    let figures = former.into_iter().flat_map(|former| &former.figures);
    let changed = figures.filter_map(|(name, (was, _))| {
        let (was, key) = (was.as_deref()?, (FieldKind::Figure, &**name));
        let now = part.content.value(FieldKind::Figure, name).unwrap_or_default();
        (!is_explained(reasons, key, was, now)).then(|| Missing::of(FieldKind::Figure, name, was, now))
    });
    changed.collect()
}

/// The reasons of a part's file.
fn reasons(part: &FiledPart<'_>) -> Vec<Reason> {
    let file: Arc<str> = part.file.in_site();
    let reason = |draft: &entry::ReasonDraft| Reason {
        kind: match draft.kind {
            entry::ReasonDraftKind::Correction => ReasonKind::Correction,
            entry::ReasonDraftKind::Adjustment => ReasonKind::Adjustment,
            entry::ReasonDraftKind::Revision => ReasonKind::Revision,
        },
        day: draft.date.value.date,
        name: draft.place.as_ref().map(|place| part.names.of(&place.value)).unwrap_or_default(),
        was: draft.was.as_ref().map(|was| was.value.clone()),
        now: draft.now.as_ref().map(|now| now.value.clone()),
        note: with_approval(&draft.note.value, draft.approved_by.as_ref().map(|by| &*by.value)),
        place: Place::span(Arc::clone(&file), draft.date.span.clone()),
    };
    part.common.reasons.iter().map(reason).collect()
}

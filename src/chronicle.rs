//! Stage `chronicle`: a catalogue beside the record -> what the next build adds to the record, and what it
//! may not publish for want of a reason.
//!
//! Makes the [`PartContent`] of every part that has versions (articles with a number, entries, plans of
//! years) from what was typed. Whether it changed, and whether that is explained, [`record`](crate::record)
//! decides.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::catalog::{Catalog, Item, ItemKind, Project, ProjectEntry, ProjectYear, RecordedNames};
use crate::config::Settings;
use crate::diag::{Diagnostic, Place, Reported};
use crate::entry::{
    self, Basis, CommonDraft, Disclosure, Granularity, IndicatorDraft, NodeDraft, NodeReport,
};
use crate::layout;
use crate::model::{ContentPath, IndexNumber, ItemKey, Moment, Period, YearId};
use crate::record::{
    Digest, Field, FieldKind, FormerPeriod, Missing, Part, PartContent, PartKey, Published, Reason,
    ReasonKind, ReasonToAdd, Record, Row, RowKind, Subject, Texts, Verdict, compare, is_explained,
    lines_to_add, reason_without_change, reasons_to_add, unexplained,
};
use crate::say;
use crate::text::{Document, HoleKind, TextMode};

/// What the review looks at.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
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
    pub rows: Vec<Row>,
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
        let finding = |row: &Row| {
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

/// A part with the file that says it.
struct Candidate<'a> {
    subject: Subject,
    part: Part,
    content: PartContent,
    /// The file, and where in it a value stands.
    file: &'a ContentPath,
    common: &'a CommonDraft,
    /// Whether other parts share the file's reasons.
    is_shared: bool,
    title: String,
    /// 公开日期
    date: Option<Date>,
    /// The files among its content, to be kept.
    files: Vec<(Digest, ContentPath)>,
    places: BTreeMap<(FieldKind, String), Range<usize>>,
    names: RecordedNames,
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
}

/// Compares everything that has a number with the record.
#[must_use]
pub fn review(inputs: Inputs<'_>) -> Reported<News> {
    let mut parts = inputs.candidates();
    let there: BTreeSet<PartKey> = parts.iter().map(|part| part.subject.key(part.part)).collect();
    // Whose versions those of a shared number are, the ledger has to say first, and that is told.
    let mut unclear = inputs.record().shared();
    // Nor is it known with which of two contents of one version another is to be compared.
    unclear.extend(inputs.record().unsettled());
    if !unclear.is_empty() {
        parts.retain(|part| !unclear.contains(&part.subject.key(part.part)));
    }
    let verdicts: Vec<(Verdict, Vec<Reason>, Digest)> =
        parts.par_iter().map(|part| inputs.judge(part)).collect();
    let mut news = News::default();
    let mut findings = Vec::new();
    let mut wrong: BTreeMap<&ContentPath, Wrong> = BTreeMap::new();
    let mut lines: BTreeSet<Digest> = BTreeSet::new();
    let mut shared: BTreeMap<&ContentPath, Vec<&Reason>> = BTreeMap::new();
    for (part, (verdict, reasons, digest)) in parts.iter().zip(&verdicts) {
        if !matches!(verdict, Verdict::Unchanged) {
            findings.extend(inputs.backdated(part));
        }
        if part.is_shared {
            shared.entry(part.file).or_insert_with(|| reasons.iter().collect());
        }
        match verdict {
            Verdict::Unchanged => {}
            Verdict::Version(rows) => {
                findings.extend(reasons.iter().filter_map(|reason| inputs.later(reason, rows)));
                news.rows.extend(rows.iter().cloned());
                if !inputs.texts().has(digest) && lines.insert(digest.clone()) {
                    news.lines.push(Texts::line(&part.content));
                }
                let kept = &inputs.catalog.archive.files;
                let new = part.files.iter().filter(|(digest, _)| !kept.contains(digest));
                news.files.extend(new.cloned());
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
                    if !here.missing.contains(one) {
                        here.missing.push(one.clone());
                    }
                }
            }
        }
    }
    let is_told = |row: &&Row| matches!(row.kind, RowKind::Reason(_) | RowKind::Purged);
    for (file, reasons) in shared.into_iter().filter(|(_, reasons)| !reasons.is_empty()) {
        let is_wrong = wrong.get(file).is_some_and(|wrong| !wrong.missing.is_empty());
        // While something is unexplained, nobody can say what a reason was meant for.
        if !is_wrong {
            let rows: Vec<&Row> = inputs.record().rows().iter().chain(&news.rows).filter(is_told).collect();
            findings.extend(never_used(&reasons, &rows));
        }
    }
    findings.extend(inputs.missing_periods(&there));
    findings.extend((!news.rows.is_empty()).then(|| inputs.before_record()).flatten());
    for (file, wrong) in wrong.into_iter().filter(|(_, wrong)| !wrong.missing.is_empty()) {
        let part = wrong.part.unwrap_or(Part::Article);
        let reasons = reasons_to_add(&wrong.missing, part, inputs.today);
        let lines = lines_to_add(&reasons, &wrong.has);
        let place = Place { file: file.in_site(), span: wrong.place };
        findings.push(unexplained(&wrong.title, &wrong.missing, &lines, place));
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
fn never_used(reasons: &[&Reason], rows: &[&Row]) -> Vec<Diagnostic> {
    let is_used = |reason: &&&Reason| rows.iter().any(|row| reason.is_entered_as(row));
    let unused = reasons.iter().filter(|reason| !is_used(reason));
    let purged = rows.iter().any(|row| row.kind == RowKind::Purged);
    unused.map(|reason| reason_without_change(reason, purged)).collect()
}

impl Inputs<'_> {
    fn record(&self) -> &Record {
        &self.catalog.archive.record
    }

    fn texts(&self) -> &Texts {
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
    fn later(&self, reason: &Reason, rows: &[Row]) -> Option<Diagnostic> {
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
    fn backdated(&self, part: &Candidate<'_>) -> Option<Diagnostic> {
        const DATE: &str = "公开日期";
        if part.common.late.is_some() {
            return None;
        }
        let typed = part.common.date.as_ref()?;
        let history = self.record().history(&part.subject.key(part.part));
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

    fn judge(&self, part: &Candidate<'_>) -> (Verdict, Vec<Reason>, Digest) {
        let history = &self.record().history(&part.subject.key(part.part));
        let digest = part.content.digest();
        let reasons = reasons(part);
        let current = history.current().and_then(|version| version.digest.as_ref());
        let before = if current == Some(&digest) {
            Some(part.content.clone())
        } else {
            current.and_then(|old| self.texts().content(old))
        };
        let published = Published {
            subject: &part.subject,
            part: part.part,
            content: &part.content,
            reasons: &reasons,
            is_shared: part.is_shared,
        };
        let former = history.versions.is_empty().then(|| self.former(part)).flatten();
        let day = if former.is_some() { part.date.unwrap_or(self.today).min(self.today) } else { self.today };
        let mut verdict = compare(published, history, before.as_ref(), day);
        let missing = former.map_or_else(Vec::new, |former| changed_since(former.as_ref(), part, &reasons));
        if !missing.is_empty() {
            verdict = Verdict::Unexplained(missing, Vec::new());
        }
        (verdict, reasons, digest)
    }

    /// What was public of a part before there was a record: `None` if it was not, else what is known of its
    /// figures.
    #[expect(clippy::option_option, reason = "not public, public, public with figures")]
    fn former(&self, part: &Candidate<'_>) -> Option<Option<FormerPeriod>> {
        let former = self.catalog.archive.former.as_ref()?;
        let number = part.subject.number.as_ref()?;
        former.has(number, part.part).then(|| former.period(number, part.part).cloned())
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

    /// Every part that has versions.
    fn candidates(&self) -> Vec<Candidate<'_>> {
        let items = self.catalog.items.raw.par_iter();
        let mut candidates: Vec<Candidate<'_>> = items.flat_map_iter(|item| self.of_item(item)).collect();
        for project in &self.catalog.projects {
            let by_period = project.draft.granularity == Granularity::Period;
            let is_numbered = |entry: &ProjectEntry| {
                entry.item.is_some_and(|item| self.catalog.items[item].number.issued().is_some())
            };
            let is_public = |year: &&ProjectYear| by_period && year.entries.iter().any(is_numbered);
            for year in project.years.iter().filter(is_public) {
                let item = ItemKey::of_year(&project.path, year.year);
                candidates.push(self.plan(Subject { number: None, item }, project, year));
            }
        }
        candidates
    }

    fn of_item<'a>(&'a self, item: &'a Item) -> Vec<Candidate<'a>> {
        let Some(number) = item.number.issued() else { return Vec::new() };
        let subject = Subject { number: Some(number.clone()), item: item.key.clone() };
        match &item.kind {
            ItemKind::Article(article) => vec![self.article(subject, item, article)],
            ItemKind::Year(year) => {
                let project = &self.catalog.projects[year.project];
                let this = self.catalog.year(*year);
                let entries =
                    this.entries.iter().map(|entry| self.entry(subject.clone(), item, (project, entry)));
                std::iter::once(self.plan(subject.clone(), project, this)).chain(entries).collect()
            }
            ItemKind::Period(entry) => {
                let project = &self.catalog.projects[entry.project()];
                vec![self.entry(subject, item, (project, self.catalog.entry(*entry)))]
            }
        }
    }

    fn article<'a>(
        &'a self,
        subject: Subject,
        item: &'a Item,
        article: &'a entry::ArticleDraft,
    ) -> Candidate<'a> {
        let common = &article.common;
        let mut fields = self.common(item, common);
        let mut files = Vec::new();
        fields.push(line("主送", article.addressees.as_deref()));
        fields.push(line("落款", article.signature.as_deref()));
        if common.disclosure != Disclosure::OnRequest {
            fields.push(text("正文", &article.text));
            files = self.files(&item.source, common, &[&article.text], &mut fields);
        }
        let manner = if article.mode == TextMode::Gongwen { "公文" } else { "markdown" };
        Candidate {
            subject,
            part: Part::Article,
            content: PartContent::new(&item.title, manner, fields),
            file: &item.source,
            common,
            is_shared: false,
            title: item.title.clone(),
            date: item.date.map(|date| date.date),
            files,
            places: places(common, std::iter::empty()),
            names: RecordedNames::default(),
        }
    }

    /// The names that the record has for the indicators of a part, and of before there was one.
    fn recorded_names(&self, subject: &Subject, part: Part, project: &Project) -> RecordedNames {
        if project.draft.indicators.iter().all(|indicator| indicator.former_names.is_empty()) {
            return RecordedNames::default();
        }
        let history = self.record().history(&subject.key(part));
        let named = history.names().into_iter();
        let mut known: BTreeSet<&str> =
            named.map(|(_, name)| name.split_once('@').map_or(name, |(name, _)| name)).collect();
        let former = self.catalog.archive.former.as_ref().filter(|_| history.versions.is_empty());
        let former = former.zip(subject.number.as_ref()).and_then(|(site, number)| site.period(number, part));
        known.extend(former.into_iter().flat_map(|period| period.figures.keys()).map(|name| &**name));
        RecordedNames::new(project, &known)
    }

    fn entry<'a>(
        &'a self,
        subject: Subject,
        item: &'a Item,
        (project, entry): (&Project, &'a ProjectEntry),
    ) -> Candidate<'a> {
        let draft = &entry.draft;
        let common = &draft.common;
        let unit = common.unit.as_ref().map(|unit| &*unit.value);
        let mut fields = vec![
            line("发布单位", unit),
            line("公开日期", Some(&entry.date.to_string())),
            line("截至", draft.as_of.as_ref().map(|day| day.value.to_string()).as_deref()),
            line("标题", common.title.as_ref().map(|title| &*title.value)),
            line("概述", common.summary.as_ref().map(|summary| &*summary.value)),
            line("状态", draft.status.as_ref().map(|status| &*status.value)),
            line("状态说明", draft.note.as_deref()),
        ];
        for (name, value) in &draft.figures {
            fields.push(Field {
                kind: FieldKind::Figure,
                name: name.value.clone(),
                value: value.value.clone(),
            });
        }
        for (name, reason) in &draft.not_counted {
            let (kind, name, value) = (FieldKind::NotCounted, name.value.clone(), reason.value.clone());
            fields.push(Field { kind, name, value });
        }
        for one in entry.area_figures() {
            let name = format!("{}/{}", one.indicator.value, one.area.value);
            fields.push(Field { kind: FieldKind::AreaFigure, name, value: one.figure.value.clone() });
        }
        for report in &draft.nodes {
            let (kind, name, value) = (FieldKind::Node, report.name.value.clone(), reported(report));
            fields.push(Field { kind, name, value });
        }
        let texts = [
            ("正文", Some(&draft.text)),
            ("存在问题", draft.problems.as_ref()),
            ("下一步", draft.next.as_ref()),
        ];
        fields.extend(texts.iter().filter_map(|(name, document)| Some(text(name, (*document)?))));
        let texts: Vec<&Document> = texts.iter().filter_map(|(_, document)| *document).collect();
        let mut files = self.files(&entry.path, common, &texts, &mut fields);
        let evidence = draft.nodes.iter().filter(|report| !report.has_address());
        for name in evidence.filter_map(|report| report.evidence.as_ref()) {
            files.extend(self.file(&entry.path, &name.value, &mut fields));
        }
        let title = format!("{}（{}）", item.title, draft.period.short_chinese());
        let is_alone = matches!(item.kind, ItemKind::Period(_));
        let title = if is_alone { item.title.clone() } else { title };
        let figures = draft.figures.iter().map(|(name, value)| (FieldKind::Figure, name, &value.span));
        let not_counted =
            draft.not_counted.iter().map(|(name, reason)| (FieldKind::NotCounted, name, &reason.span));
        let nodes = draft.nodes.iter().map(|report| (FieldKind::Node, &report.name, &report.name.span));
        let values = figures.chain(not_counted).chain(nodes);
        let names = self.recorded_names(&subject, Part::Entry(draft.period), project);
        let values = values.map(|(kind, name, span)| (kind, names.of(&name.value), span.clone()));
        let areas = entry.area_figures().iter().map(|one| {
            let name = format!("{}/{}", one.indicator.value, one.area.value);
            (FieldKind::AreaFigure, names.of(&name), one.figure.span.clone())
        });
        let places = places(common, values.chain(areas));
        Candidate {
            subject,
            part: Part::Entry(draft.period),
            content: PartContent::new(&title, "公文", names.fields(fields)),
            file: &entry.path,
            common,
            is_shared: false,
            title,
            date: Some(entry.date.date),
            files,
            places,
            names,
        }
    }

    /// The lines that the front matters of articles share.
    fn common(&self, item: &Item, common: &CommonDraft) -> Vec<Field> {
        let unit = &self.settings.units[item.unit];
        vec![
            line("标题", Some(&item.title)),
            line("文号", common.doc_number.as_ref().map(|number| &*number.value)),
            // By its code, for a unit that is called otherwise is the same unit.
            line("发布单位", Some(unit.code.as_str())),
            line("成文日期", common.issued.as_ref().map(|day| day.value.to_string()).as_deref()),
            line("公开日期", item.date.map(|day| day.to_string()).as_deref()),
            line("概述", common.summary.as_ref().map(|summary| &*summary.value)),
        ]
    }

    /// The attachments, and the tables in the texts.
    fn files(
        &self,
        source: &ContentPath,
        common: &CommonDraft,
        texts: &[&Document],
        fields: &mut Vec<Field>,
    ) -> Vec<(Digest, ContentPath)> {
        let listed = common.attachments.iter().map(|attachment| &*attachment.file.value);
        let holes = texts.iter().flat_map(|document| &document.holes);
        let in_texts = holes.filter_map(|hole| match &hole.kind {
            HoleKind::Sheet { target, .. } | HoleKind::FileNote { target } => Some(&**target),
            _ => None,
        });
        listed.chain(in_texts).filter_map(|name| self.file(source, name, fields)).collect()
    }

    fn file(
        &self,
        source: &ContentPath,
        name: &str,
        fields: &mut Vec<Field>,
    ) -> Option<(Digest, ContentPath)> {
        let path = source.parent().join(name).ok()?;
        let digest = (self.digest)(&path)?;
        let value = digest.as_str().to_owned();
        fields.push(Field { kind: FieldKind::File, name: name.to_owned(), value });
        Some((digest, path))
    }

    /// The nodes that belong to the plan of a year: those that were in it before, and of the others those due
    /// by its end, unless another year's plan had them before and one of them was put to another year.
    fn nodes<'a>(
        &self,
        subject: &Subject,
        project: &'a Project,
        year: i16,
    ) -> impl Iterator<Item = &'a NodeDraft> {
        let known = |subject: &Subject| -> BTreeSet<String> {
            let names = self.record().history(&subject.key(Part::Plan)).names().into_iter();
            names.filter(|(kind, _)| *kind == FieldKind::Node).map(|(_, name)| name.to_owned()).collect()
        };
        let mut own = BTreeSet::new();
        let mut elsewhere = BTreeSet::new();
        let has_nodes = !project.draft.nodes.is_empty();
        if has_nodes && !self.record().history(&subject.key(Part::Plan)).versions.is_empty() {
            own = known(subject);
            let others = project.years.iter().filter(|other| other.year != year);
            elsewhere = others.flat_map(|other| known(&self.plan_subject(project, other))).collect();
        }
        project.draft.nodes.iter().filter(move |node| {
            let name = &node.name.value;
            own.contains(name) || node.planned.value.year() <= year && !elsewhere.contains(name)
        })
    }

    /// Whose part the plan of a year is.
    fn plan_subject(&self, project: &Project, year: &ProjectYear) -> Subject {
        match year.item {
            Some(item) => {
                let item = &self.catalog.items[item];
                Subject { number: item.number.issued().cloned(), item: item.key.clone() }
            }
            None => Subject { number: None, item: ItemKey::of_year(&project.path, year.year) },
        }
    }

    /// The plan of a year: what it is to reach, and who answers for it.
    fn plan<'a>(&self, subject: Subject, project: &'a Project, year: &'a ProjectYear) -> Candidate<'a> {
        let draft = &project.draft;
        let number = year.year;
        let names: Vec<&str> = draft.responsible.iter().map(|unit| &*unit.value).collect();
        let mut fields = vec![
            line("标题", Some(&project.title)),
            line("牵头单位", draft.lead.as_ref().map(|lead| &*lead.value)),
            line("责任单位", Some(&names.join("、"))),
        ];
        fields.extend(draft.goals.get(&number).map(|goal| text("目标", goal)));
        let mut spans = Vec::new();
        for indicator in &draft.indicators {
            targets(indicator, number, &mut fields, &mut spans);
        }
        let areas = draft.breakdown.iter().flat_map(|breakdown| &breakdown.targets);
        for one in areas.filter(|one| one.year == number) {
            let name = format!("{}/{}", one.indicator.value, one.area.value);
            let (kind, value) = (FieldKind::AreaTarget, one.target.value.clone());
            spans.push((kind, name.clone(), one.target.span.clone()));
            fields.push(Field { kind, name, value });
        }
        for node in self.nodes(&subject, project, number) {
            let (kind, name, value) =
                (FieldKind::Node, node.name.value.clone(), node.planned.value.to_string());
            spans.push((kind, name.clone(), node.planned.span.clone()));
            fields.push(Field { kind, name, value });
        }
        let title = project.year_title(number);
        let title = format!("{title}（计划）");
        let names = self.recorded_names(&subject, Part::Plan, project);
        let spans = spans.into_iter().map(|(kind, name, span)| (kind, names.of(&name), span));
        Candidate {
            subject,
            part: Part::Plan,
            content: PartContent::new(&title, "公文", names.fields(fields)),
            file: &project.file,
            common: &draft.common,
            is_shared: true,
            title,
            date: year.entries.iter().map(|entry| entry.date.date).min(),
            files: Vec::new(),
            places: places(&draft.common, spans),
            names,
        }
    }
}

/// What an entry reports of a node, in one line.
fn reported(report: &NodeReport) -> String {
    let done = report.done.as_ref().map(|day| day.value.to_string());
    let postponed = report.postponed_to.as_ref().map(|day| format!("推迟到{}", day.value));
    let reason = report.reason.as_ref().map(|reason| format!("原因：{reason}"));
    let approved = report.approved_by.as_ref().map(|by| format!("批准：{by}"));
    let address = report.evidence.as_ref().filter(|_| report.has_address());
    let evidence = address.map(|address| format!("依据：{}", address.value));
    let parts = [done, postponed, reason, approved, evidence];
    parts.into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// The targets of a year, its milestones, and how the indicator is measured, if it has any of these.
fn targets(
    indicator: &IndicatorDraft,
    year: i16,
    fields: &mut Vec<Field>,
    spans: &mut Vec<(FieldKind, String, Range<usize>)>,
) {
    let name = &indicator.name.value;
    let mut has_any = false;
    let mut push = |kind: FieldKind, name: String, value: &str, span: &Range<usize>| {
        spans.push((kind, name.clone(), span.clone()));
        fields.push(Field { kind, name, value: value.to_owned() });
        has_any = true;
    };
    if let Some(target) = indicator.targets.get(&year) {
        push(FieldKind::Target, name.clone(), &target.value, &target.span);
    }
    for (period, target) in indicator.milestones.iter().filter(|(period, _)| period.year == year) {
        push(FieldKind::Milestone, format!("{name}@{period}"), &target.value, &target.span);
    }
    if has_any {
        let measure = indicator.measure.as_ref().map_or("", |measure| &measure.value);
        let basis = match indicator.basis {
            Basis::Cumulative => "累计",
            Basis::PerPeriod => "当期",
            Basis::State => "时点",
        };
        let since = indicator.since.map(|year| format!("自{year}年")).unwrap_or_default();
        let value = format!("{measure}（{since}{basis}）");
        fields.push(Field { kind: FieldKind::Measure, name: name.clone(), value });
    }
}

fn line(name: &str, value: Option<&str>) -> Field {
    Field { kind: FieldKind::Line, name: name.to_owned(), value: value.unwrap_or_default().to_owned() }
}

fn text(name: &str, document: &Document) -> Field {
    Field { kind: FieldKind::Text, name: name.to_owned(), value: document.source.to_string() }
}

fn places(
    common: &CommonDraft,
    values: impl Iterator<Item = (FieldKind, String, Range<usize>)>,
) -> BTreeMap<(FieldKind, String), Range<usize>> {
    let title = common.title.as_ref().map(|title| ("标题", title.span.clone()));
    let date = common.date.as_ref().map(|date| ("公开日期", date.span.clone()));
    let number = common.doc_number.as_ref().map(|number| ("文号", number.span.clone()));
    let lines = [title, date, number].into_iter().flatten();
    let lines = lines.map(|(name, span)| (FieldKind::Line, name.to_owned(), span));
    lines.chain(values).map(|(kind, name, span)| ((kind, name), span)).collect()
}

/// The figures that differ, without a reason, from what was public before there was a record.
fn changed_since(former: Option<&FormerPeriod>, part: &Candidate<'_>, reasons: &[Reason]) -> Vec<Missing> {
    let figures = former.into_iter().flat_map(|former| &former.figures);
    let changed = figures.filter_map(|(name, (was, _))| {
        let (was, key) = (was.as_deref()?, (FieldKind::Figure, &**name));
        let now = part.content.value(FieldKind::Figure, name).unwrap_or_default();
        (!is_explained(reasons, key, was, now)).then(|| Missing::of(FieldKind::Figure, name, was, now))
    });
    changed.collect()
}

/// The reasons of a part's file.
fn reasons(part: &Candidate<'_>) -> Vec<Reason> {
    let file: Arc<str> = part.file.in_site();
    let reason = |draft: &entry::ReasonDraft| {
        let approved = draft.approved_by.as_ref().map(|by| format!("（批准：{}）", by.value));
        Reason {
            kind: match draft.kind {
                entry::ReasonKind::Correction => ReasonKind::Correction,
                entry::ReasonKind::Adjustment => ReasonKind::Adjustment,
                entry::ReasonKind::Revision => ReasonKind::Revision,
            },
            day: draft.date.value.date,
            name: draft.place.as_ref().map(|place| part.names.of(&place.value)).unwrap_or_default(),
            was: draft.was.as_ref().map(|was| was.value.clone()),
            now: draft.now.as_ref().map(|now| now.value.clone()),
            note: format!("{}{}", draft.note.value, approved.unwrap_or_default()),
            place: Place::span(Arc::clone(&file), draft.date.span.clone()),
        }
    };
    part.common.reasons.iter().map(reason).collect()
}

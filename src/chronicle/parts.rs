//! What every part of a catalogue says, field by field, as it was typed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use rayon::prelude::*;

use super::ChronicleInputs;
use crate::catalog::{
    Catalog, Item, ItemKind, ItemNumber, Project, ProjectEntry, ProjectYear, RecordedNames, TextPlace,
};
use crate::config::Spanned;
use crate::entry::{
    self, Basis, CommonDraft, Disclosure, Granularity, IndicatorDraft, NodeDraft, NodeReport,
};
use crate::model::{ContentPath, EntryId, ItemKey, Period};
use crate::record::{
    Digest, Field, FieldKind, LEAD, Part, PartContent, PartKey, SCOPE, Subject, goal_ahead, is_goal_ahead,
    note_names,
};
use crate::text::{Document, Hole, HoleKind, TextMode, TextOptions, parse};

/// A part with the file that says it.
pub(super) struct FiledPart<'a> {
    pub(super) subject: Subject,
    pub(super) part: Part,
    pub(super) content: PartContent,
    /// The units shown with it.
    pub(super) units: Vec<Field>,
    /// Of a plan who leads now, as typed.
    pub(super) present_lead: Option<&'a str>,
    /// The file, and where in it a value stands.
    pub(super) file: &'a ContentPath,
    pub(super) common: &'a CommonDraft,
    /// Of a plan its year: the plans of the others share the file's reasons.
    pub(super) year: Option<i16>,
    /// Whether it is all of its item.
    pub(super) is_alone: bool,
    /// Of a plan the periods that were public today before this build.
    pub(super) earlier: Vec<Period>,
    pub(super) title: String,
    /// 公开日期
    pub(super) date: Option<Date>,
    /// The files among its content, to be kept.
    pub(super) files: Vec<(Digest, ContentPath)>,
    /// The names of those that only an address in a text names, such as pictures.
    pub(super) pictures: BTreeSet<String>,
    pub(super) places: BTreeMap<(FieldKind, String), Range<usize>>,
    pub(super) names: RecordedNames,
}

impl ChronicleInputs<'_> {
    /// Every part that has versions.
    pub(super) fn candidates(&self) -> Vec<FiledPart<'_>> {
        let items = self.catalog.items.raw.par_iter();
        let mut candidates: Vec<FiledPart<'_>> = items.flat_map_iter(|item| self.of_item(item)).collect();
        for project in &self.catalog.projects {
            let by_period = project.draft.granularity == Granularity::Period;
            let is_numbered = |entry: &ProjectEntry| {
                entry.item.is_some_and(|item| self.catalog.items[item].number.issued().is_some())
            };
            let is_public = |year: &&ProjectYear| by_period && year.entries.iter().any(is_numbered);
            for year in project.years.iter().filter(is_public) {
                let now = self.plan_subject(project, year);
                // So it is found from its periods, wherever it is moved to.
                let item = self.record().first_name(&now.key(Part::Plan)).cloned();
                let item = item.unwrap_or(now.item);
                candidates.push(self.plan(Subject { number: None, item }, project, year));
            }
        }
        candidates
    }

    fn of_item<'a>(&'a self, item: &'a Item) -> Vec<FiledPart<'a>> {
        let Some(number) = item.number.issued() else { return Vec::new() };
        let subject = Subject { number: Some(number.clone()), item: item.key.clone() };
        match &item.kind {
            ItemKind::Article(article) => vec![self.article(subject, item, article)],
            ItemKind::Year(year) => {
                let project = &self.catalog.projects[year.project];
                let this = self.catalog.year(*year);
                let entries = (0..this.entries.len()).map(|nth| EntryId { year: *year, nth });
                let entries = entries.map(|entry| self.entry(subject.clone(), item, (project, entry)));
                std::iter::once(self.plan(subject.clone(), project, this)).chain(entries).collect()
            }
            ItemKind::Period(entry) => {
                let project = &self.catalog.projects[entry.project()];
                vec![self.entry(subject, item, (project, *entry))]
            }
        }
    }

    fn article<'a>(
        &'a self,
        subject: Subject,
        item: &'a Item,
        article: &'a entry::ArticleDraft,
    ) -> FiledPart<'a> {
        let common = &article.common;
        let mut fields = self.common(item, common);
        let mut files = PartFiles::default();
        fields.push(line("主送", article.addressees.as_deref()));
        fields.push(line("落款", article.signature.as_deref()));
        if common.disclosure != Disclosure::OnRequest {
            let part = (&subject.key(Part::Article), self.catalog.article_place(item));
            fields.extend(self.texts_of(part, article.mode, &[("正文", &article.text)]));
            files = self.files(&item.source, common, &[&article.text], &mut fields);
        }
        FiledPart {
            subject,
            part: Part::Article,
            content: PartContent::in_full(&item.title, article.mode != TextMode::Gongwen, fields),
            units: vec![shown_unit("发布单位", self.catalog.publisher(&self.settings.units, item))],
            present_lead: None,
            file: &item.source,
            common,
            year: None,
            is_alone: true,
            earlier: Vec::new(),
            title: item.title.clone(),
            date: item.date.map(|date| date.date),
            files: files.kept,
            pictures: files.pictures,
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
        (project, id): (&Project, EntryId),
    ) -> FiledPart<'a> {
        let entry = self.catalog.entry(id);
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
        let texts: Vec<(&str, &Document)> =
            texts.into_iter().filter_map(|(name, document)| Some((name, document?))).collect();
        let part = (&subject.key(Part::Entry(draft.period)), TextPlace::Entry(id));
        fields.extend(self.texts_of(part, TextMode::Gongwen, &texts));
        let texts: Vec<&Document> = texts.into_iter().map(|(_, document)| document).collect();
        let mut files = self.files(&entry.path, common, &texts, &mut fields);
        let evidence = draft.nodes.iter().filter(|report| !report.has_address());
        for name in evidence.filter_map(|report| report.evidence.as_ref()) {
            files.kept.extend(self.file(&entry.path, &name.value, &mut fields));
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
        FiledPart {
            subject,
            part: Part::Entry(draft.period),
            content: PartContent::in_full(&title, false, names.fields(fields)),
            units: self.period_units(item, (project, entry)),
            present_lead: None,
            file: &entry.path,
            common,
            year: None,
            is_alone,
            earlier: Vec::new(),
            title,
            date: Some(entry.date.date),
            files: files.kept,
            pictures: files.pictures,
            places,
            names,
        }
    }

    /// The units shown with a period: on its own page, or of one on a year's page, whose others are those of
    /// the year, who led when it was published, and who published it, where that is somebody else.
    fn period_units(&self, item: &Item, (project, entry): (&Project, &ProjectEntry)) -> Vec<Field> {
        let mut shown = self.leads(project, entry.date.date);
        let is_own_page = matches!(item.kind, ItemKind::Period(_));
        let publisher = entry.publisher(&self.settings.units);
        let is_lead = shown.iter().any(|unit| unit.name == LEAD && unit.value == publisher);
        shown.retain(|unit| is_own_page || unit.name == LEAD);
        if is_own_page || !is_lead {
            shown.push(shown_unit("发布单位", publisher));
        }
        shown
    }

    /// The texts of a part as typed; where one differs from what the record has in nothing but how it calls
    /// the figures that it quotes, as recorded: it says the same.
    fn texts_of(
        &self,
        (key, place): (&PartKey, TextPlace),
        mode: TextMode,
        texts: &[(&str, &Document)],
    ) -> Vec<Field> {
        let is_figure = |hole: &Hole| matches!(hole.kind, HoleKind::Figure { .. });
        let quotes = texts.iter().any(|(_, document)| document.holes.iter().any(is_figure));
        let history = quotes.then(|| self.record().history(key));
        let recorded = history.and_then(|history| history.current()?.content(self.texts()));
        let field = |(name, document): &(&str, &Document)| {
            let now = text(name, document);
            let was = recorded.as_ref().and_then(|recorded| recorded.value(FieldKind::Text, name));
            match was.filter(|was| self.quotes_same(place, mode, (was, &now.value))) {
                Some(was) => Field { value: was.to_owned(), ..now },
                None => now,
            }
        };
        texts.iter().map(field).collect()
    }

    /// Whether two texts differ in nothing but how they call the figures that they quote.
    fn quotes_same(&self, place: TextPlace, mode: TextMode, (one, other): (&str, &str)) -> bool {
        if one == other {
            return true;
        }
        let options = TextOptions { mode, file: "".into(), offset: 0, id_prefix: "", name: "", top_level: 2 };
        let [one, other] = [one, other].map(|source| parse(source, &options).value);
        let is_same = |(one, other): (&Hole, &Hole)| match (&one.kind, &other.kind) {
            (
                HoleKind::Figure { indicator, period },
                HoleKind::Figure { indicator: other_name, period: other_period },
            ) => period == other_period && self.catalog.means_same(place, indicator, other_name),
            (one, other) => one == other,
        };
        one.html == other.html
            && one.holes.len() == other.holes.len()
            && one
                .holes
                .iter()
                .zip(&other.holes)
                .all(|(one, other)| one.at == other.at && is_same((one, other)))
    }

    /// Who led a project on a day, and who answered for it.
    fn leads(&self, project: &Project, day: Date) -> Vec<Field> {
        let units = &self.settings.units;
        let responsible = project.responsible_on(units, day).join("、");
        let shown = [("牵头单位", project.lead_on(units, day)), ("责任单位", responsible)];
        let shown = shown.into_iter().filter(|(_, value)| !value.is_empty());
        shown.map(|(name, value)| shown_unit(name, &value)).collect()
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

    /// The periods of a year that an earlier build of today has published.
    fn earlier_today(&self, year: &ProjectYear) -> Vec<Period> {
        let first_day = |entry: &ProjectEntry| {
            let item = &self.catalog.items[year.item.or(entry.item)?];
            let subject = Subject { number: item.number.issued().cloned(), item: item.key.clone() };
            self.record().history(&subject.key(Part::Entry(entry.draft.period))).first_day()
        };
        let entries = year.entries.iter().filter(|entry| first_day(entry) == Some(self.today));
        entries.map(|entry| entry.draft.period).collect()
    }

    /// The attachments, and the tables, pictures and other files that the texts name.
    fn files(
        &self,
        source: &ContentPath,
        common: &CommonDraft,
        texts: &[&Document],
        fields: &mut Vec<Field>,
    ) -> PartFiles {
        let (named, addresses) = named_files(Some(common), texts);
        let mut files = PartFiles::default();
        files.kept.extend(named.iter().filter_map(|name| self.file(source, name, fields)));
        for name in addresses {
            if let Some(file) = self.file(source, name, fields) {
                files.kept.push(file);
                files.pictures.insert(name.to_owned());
            }
        }
        files
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

    /// What the plan of the year `number` says of the years behind the one that it leads to: pages show their
    /// targets and goals as soon as they are written. Once a later plan is on record they are for that one to
    /// say, and here they stay what they were.
    fn coming(
        &self,
        subject: &Subject,
        (project, number): (&Project, i16),
        fields: &mut Vec<Field>,
        spans: &mut Vec<(FieldKind, String, Range<usize>)>,
    ) {
        let history = |subject: &Subject| self.record().history(&subject.key(Part::Plan));
        let own = history(subject);
        let is_told = |year: &ProjectYear| {
            own.versions.is_empty() || !history(&self.plan_subject(project, year)).versions.is_empty()
        };
        if project.years.iter().filter(|year| year.year > number).any(is_told) {
            let names = own.names().into_iter().filter(|(kind, _)| *kind == FieldKind::TargetAhead);
            let recorded = names.filter_map(|(kind, name)| {
                Some(Field { kind, name: name.to_owned(), value: own.value(kind, name)?.to_owned() })
            });
            fields.extend(recorded);
            let text = own.current().and_then(|version| version.content(self.texts()));
            let texts = text.iter().flat_map(PartContent::fields);
            fields.extend(texts.filter(|field| is_goal_ahead(field.kind, &field.name)).cloned());
            return;
        }
        for indicator in &project.draft.indicators {
            let own = indicator.target_ahead(number).map(|ahead| ahead.year);
            let name = &indicator.name.value;
            for (year, target) in
                indicator.targets.range(number + 1..).filter(|(year, _)| Some(**year) != own)
            {
                let (kind, name) = (FieldKind::TargetAhead, format!("{name}@{year}"));
                spans.push((kind, name.clone(), target.span.clone()));
                fields.push(Field { kind, name, value: target.value.clone() });
            }
        }
        let goals = project.draft.goals.range(number + 1..);
        fields.extend(goals.map(|(year, goal)| text(&goal_ahead(*year), goal)));
    }

    /// The plan of a year: what it is to reach, and who answers for it.
    fn plan<'a>(&self, subject: Subject, project: &'a Project, year: &'a ProjectYear) -> FiledPart<'a> {
        let draft = &project.draft;
        let number = year.year;
        // Who leads later is nothing that this plan says.
        let first = year.first_published();
        let lead = draft.lead_on(first.date.date);
        let mut units = self.leads(project, first.date.date);
        if year.item.is_some() {
            units.push(shown_unit("发布单位", first.publisher(&self.settings.units)));
        }
        let names: Vec<&str> = draft.responsible.iter().map(|unit| &*unit.value).collect();
        let mut fields = vec![
            line("标题", Some(&project.title)),
            line("牵头单位", lead.map(|lead| &*lead.value)),
            line("责任单位", Some(&names.join("、"))),
        ];
        fields.push(text(SCOPE, &draft.scope));
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
        self.coming(&subject, (project, number), &mut fields, &mut spans);
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
        FiledPart {
            subject,
            part: Part::Plan,
            content: PartContent::in_full(&title, false, names.fields(fields)),
            units,
            present_lead: draft.lead.as_ref().map(|lead| &*lead.value),
            file: &project.file,
            common: &draft.common,
            year: Some(number),
            is_alone: false,
            earlier: self.earlier_today(year),
            title,
            date: year.entries.iter().map(|entry| entry.date.date).min(),
            files: Vec::new(),
            pictures: BTreeSet::new(),
            places: places(&draft.common, spans),
            names,
        }
    }
}

/// The files that a page names: its attachments and tables, and those that only an address in a text names.
fn named_files<'a>(
    common: Option<&'a CommonDraft>,
    texts: &[&'a Document],
) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    let listed = common.into_iter().flat_map(|common| &common.attachments);
    let listed = listed.map(|attachment| &*attachment.file.value);
    let holes = || texts.iter().flat_map(|document| &document.holes);
    let in_texts = holes().filter_map(|hole| match &hole.kind {
        HoleKind::Sheet { target, .. } | HoleKind::FileNote { target } => Some(&**target),
        _ => None,
    });
    let named: BTreeSet<&str> = listed.chain(in_texts).collect();
    let addresses = holes().filter_map(|hole| match &hole.kind {
        HoleKind::Address { target, .. } => Some(&**target),
        _ => None,
    });
    let addresses = addresses.filter(|target| !named.contains(target) && !is_page(target)).collect();
    (named, addresses)
}

/// The files that are public with what has no versions: with articles without a number, and with the
/// introductions of columns.
#[must_use]
pub fn files_without_versions(catalog: &Catalog) -> BTreeSet<ContentPath> {
    let articles = catalog.items.iter().filter(|item| item.number == ItemNumber::None);
    let articles = articles.filter_map(|item| match &item.kind {
        ItemKind::Article(article) if article.common.disclosure == Disclosure::OnRequest => None,
        ItemKind::Article(article) => Some((&item.source, Some(&article.common), &article.text)),
        ItemKind::Year(_) | ItemKind::Period(_) => None,
    });
    let columns = catalog.columns.iter().filter_map(|column| Some((&column.file, column.draft.as_ref()?)));
    let columns = columns.map(|(file, draft)| (file, None, &draft.text));
    let files = articles.chain(columns).flat_map(|(source, common, text)| {
        let (named, addresses) = named_files(common, &[text]);
        named.into_iter().chain(addresses).filter_map(|name| source.parent().join(name).ok())
    });
    files.collect()
}

/// The files that a part names.
#[derive(Default)]
struct PartFiles {
    kept: Vec<(Digest, ContentPath)>,
    /// The names of those that only an address in a text names.
    pictures: BTreeSet<String>,
}

/// Whether an address is that of a page, or of what pages are made of.
fn is_page(target: &str) -> bool {
    target.is_empty() || [".md", ".yaml", ".yml"].iter().any(|end| target.ends_with(end))
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

/// The targets of a year, its milestones, and how the indicator is measured and counted, from what, and where
/// its figures come from, if it has any of these.
fn targets(
    indicator: &IndicatorDraft,
    year: i16,
    fields: &mut Vec<Field>,
    spans: &mut Vec<(FieldKind, String, Range<usize>)>,
) {
    let name = &indicator.name.value;
    let before = fields.len();
    let mut push = |fields: &mut Vec<Field>, (kind, name): (FieldKind, String), text: &Spanned<String>| {
        spans.push((kind, name.clone(), text.span.clone()));
        fields.push(Field { kind, name, value: text.value.clone() });
    };
    if let Some(target) = indicator.targets.get(&year) {
        push(fields, (FieldKind::Target, name.clone()), target);
    } else if let Some(ahead) = indicator.target_ahead(year) {
        push(fields, (FieldKind::Target, format!("{name}@{}", ahead.year)), ahead.target);
    }
    for (period, target) in indicator.milestones.iter().filter(|(period, _)| period.year == year) {
        push(fields, (FieldKind::Milestone, format!("{name}@{period}")), target);
    }
    if fields.len() > before {
        for (base_year, base) in indicator.base.range(..year) {
            push(fields, (FieldKind::Base, format!("{name}@{base_year}")), base);
        }
        let measure = indicator.measure.as_ref().map_or("", |measure| &measure.value);
        let basis = match indicator.basis {
            Basis::Cumulative => "累计",
            Basis::PerPeriod => "当期",
            Basis::State => "时点",
        };
        let since = indicator.since.map(|year| format!("自{year}年")).unwrap_or_default();
        let value = format!("{measure}（{since}{basis}）");
        fields.push(Field { kind: FieldKind::Measure, name: name.clone(), value });
        let notes = note_names(name).into_iter().zip([&indicator.note, &indicator.source]);
        let notes = notes.filter_map(|(name, note)| Some((name, note.clone()?)));
        fields.extend(notes.map(|(name, value)| Field { kind: FieldKind::Text, name, value }));
    }
}

fn line(name: &str, value: Option<&str>) -> Field {
    Field { kind: FieldKind::Line, name: name.to_owned(), value: value.unwrap_or_default().to_owned() }
}

fn shown_unit(name: &str, value: &str) -> Field {
    Field { kind: FieldKind::Unit, name: name.to_owned(), value: value.to_owned() }
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

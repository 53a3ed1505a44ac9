//! What was corrected, and the pages of superseded versions; all of it from the record.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::article::on_request_notice;
use super::page;
use super::progress::Take;
use super::text::{Origin, escape};
use super::view::{
    ColumnMetaView, ContentView, CorrectedView, CorrectionView, CorrectionsView, Html, LinkView, PageView,
    PlaceView, Placement, TimeView, VersionFieldView, VersionTextView, VersionView,
};
use super::{Renderer, json_ld};
use crate::catalog::{ItemKind, ProjectEntry, TextPlace};
use crate::csv_text::write_line;
use crate::entry::Disclosure;
use crate::model::{ColumnId, IndexNumber, ItemId, Moment, PagePath, Period, ProjectId, YearId};
use crate::plan::{FixedPage, PlannedPage, kept_path, plan_version_address};
use crate::portal::{CorrectionRow, CorrectionsData};
use crate::progress::plan_history;
use crate::quantity::measured;
use crate::record::{
    Digest, Field, FieldKind, History, Part, PartContent, RecordRow, RowKind, Subject, Version,
    noted_indicator,
};
use crate::text::{self, HoleKind, TextMode, TextOptions};

const TITLE: &str = "更正公告";
const DESCRIPTION: &str = "已经公开的信息后来作出的更正、修订和目标调整，新的在前。";

/// The columns of `/data/revisions.csv`, and what they mean.
pub(super) const REVISION_COLUMNS: [(&str, &str); 9] = [
    ("索引号", "信息的索引号；年度没有自己的号的是空的"),
    ("名称", "信息的标题"),
    ("部分", "正文、计划或哪一期进度"),
    ("类别", "数据、目标、事项等"),
    ("指标", "指标或事项的名称，改了名的写现在的"),
    ("值", "公开的值，照原文"),
    ("起", "从哪一天起公开"),
    ("止", "到哪一天被取代；空的是现在公开的"),
    ("版本", "属于第几版"),
];

/// The lines of so many owners are made at once.
const AT_ONCE: usize = 64;

/// How many digits of a digest tell files apart in the eyes of a reader.
const SHORT_DIGEST: usize = 12;

/// What has versions of its parts.
#[derive(Clone, Copy)]
enum VersionsOwner {
    /// An item with a number.
    Item(ItemId),
    /// A year whose periods are the items: its plan.
    Year(YearId),
}

impl<'a> Renderer<'a> {
    /// Everything that has versions: the items, newest first, then the years that are no items.
    fn owners(&self) -> impl Iterator<Item = VersionsOwner> {
        let items = self.catalog.items.keys().map(VersionsOwner::Item);
        let years = self.catalog.projects.iter_enumerated().flat_map(|(id, project)| project.years(id));
        items.chain(years.filter(|(_, year)| year.item.is_none()).map(|(id, _)| VersionsOwner::Year(id)))
    }

    /// The parts of an owner, each with its history.
    fn histories(&self, owner: VersionsOwner) -> Vec<(Part, History<'a>)> {
        let parts = match owner {
            VersionsOwner::Item(id) => self.catalog.parts(&self.catalog.items[id]),
            VersionsOwner::Year(_) => vec![Part::Plan],
        };
        parts.into_iter().filter_map(|part| Some((part, self.history(owner, part)?))).collect()
    }

    /// The same of those that were changed since they were published.
    fn changed_histories(&self, owner: VersionsOwner) -> Vec<(Part, History<'a>)> {
        let id = match owner {
            VersionsOwner::Item(id) => id,
            VersionsOwner::Year(_) => return self.histories(owner),
        };
        let item = &self.catalog.items[id];
        let Some(number) = item.number.issued() else { return Vec::new() };
        let subject = Subject { number: Some(number.clone()), item: item.key.clone() };
        let record = &self.catalog.archive.record;
        let parts = self.catalog.parts(item).into_iter();
        parts.filter_map(|part| Some((part, record.changed(&subject.key(part))?))).collect()
    }

    /// The history of a part of an owner; `None` for an item without a number.
    fn history(&self, owner: VersionsOwner, part: Part) -> Option<History<'a>> {
        let id = match owner {
            VersionsOwner::Item(id) => id,
            VersionsOwner::Year(year) => return Some(plan_history(self.catalog, year)),
        };
        let item = &self.catalog.items[id];
        let subject = Subject { number: Some(item.number.issued()?.clone()), item: item.key.clone() };
        Some(self.catalog.archive.record.history(&subject.key(part)))
    }

    /// Title and page of an owner, and its number, if it has one.
    fn owner_link(&self, path: &PagePath, owner: VersionsOwner) -> (LinkView, String) {
        match owner {
            VersionsOwner::Item(id) => {
                let item = &self.catalog.items[id];
                let number = item.number.issued().map(IndexNumber::to_string).unwrap_or_default();
                (self.item_link(path, id), number)
            }
            VersionsOwner::Year(id) => {
                let title = self.catalog.projects[id.project].year_title(self.catalog.year(id).year);
                (LinkView { title, url: path.link_to(self.plan.year(id)) }, String::new())
            }
        }
    }

    /// The address of a superseded version.
    fn version_link(
        &self,
        path: &PagePath,
        owner: VersionsOwner,
        part: Part,
        version: &Version<'_>,
    ) -> Option<String> {
        let address = match owner {
            VersionsOwner::Item(id) => {
                let item = &self.catalog.items[id];
                let is_alone = !matches!(item.kind, ItemKind::Year(_));
                part.version_path(item.number.issued()?, version.number, is_alone)?
            }
            VersionsOwner::Year(id) => {
                PagePath::new(&plan_version_address(self.plan.year(id).as_str(), version.number)).ok()?
            }
        };
        Some(path.link_to(&address))
    }

    fn corrections_by(&self, path: &PagePath, owner: VersionsOwner) -> Vec<CorrectionView> {
        let mut corrections: Vec<CorrectionView> = Vec::new();
        for (part, history) in self.changed_histories(owner) {
            for (nth, version) in history.versions.iter().enumerate() {
                let before = nth.checked_sub(1).and_then(|before| history.versions.get(before));
                let before = before.and_then(|older| self.version_link(path, owner, part, older));
                let place = |row: &RecordRow| self.present_place(owner, &row.name);
                let view = |row: &&RecordRow| correction(row, place(row), part, before.clone());
                corrections.extend(version.reasons.iter().map(view));
            }
        }
        corrections.sort_by(|a, b| b.date.iso.cmp(&a.date.iso));
        corrections
    }

    /// What the record calls `name`, by the name of the indicator now; its first name stands behind it.
    fn present_place(&self, owner: VersionsOwner, name: &str) -> String {
        let now = self.present_name(owner, name);
        if now == name { now } else { format!("{now}（曾用名{}）", indicator_in(name)) }
    }

    /// What the record calls `name`, as it is called now: the record keeps the names of indicators under
    /// which they were first published, with the year or the area behind them.
    fn present_name(&self, owner: VersionsOwner, name: &str) -> String {
        let project = self.project_of(owner);
        let own = indicator_in(name);
        let now = project.map_or(own, |project| self.catalog.projects[project].draft.present_name(own));
        format!("{now}{}", &name[own.len()..])
    }

    /// What was corrected on the page of an item, newest first.
    pub(super) fn corrections_of(&self, path: &PagePath, item: ItemId) -> Vec<CorrectionView> {
        self.corrections_by(path, VersionsOwner::Item(item))
    }

    /// What was changed in the plan of a year whose periods are the items.
    pub(super) fn corrections_of_year(&self, path: &PagePath, year: YearId) -> Vec<CorrectionView> {
        self.corrections_by(path, VersionsOwner::Year(year))
    }

    /// The day on which an item was changed last, if it was: something was corrected, or an earlier period
    /// was published late (补发) on the page of its year.
    pub(super) fn revised(&self, item: ItemId) -> Option<Moment> {
        let changed = self.changed_histories(VersionsOwner::Item(item)).into_iter();
        let changed = changed.filter_map(|(_, history)| {
            history.current().filter(|version| !version.reasons.is_empty()).map(|version| version.day)
        });
        let entries = match self.catalog.items[item].kind {
            ItemKind::Year(year) => &*self.catalog.year(year).entries,
            ItemKind::Article(_) | ItemKind::Period(_) => &[],
        };
        let late = entries.iter().filter(|entry| entry.draft.common.late.is_some());
        let late = late.filter_map(|entry| self.first_online_of(item, Part::Entry(entry.draft.period)));
        changed.chain(late).max().map(|date| Moment { date, time: None })
    }

    /// The day on which the file of an item's metadata went online, as the record has it.
    pub(super) fn first_online(&self, id: ItemId) -> Option<Date> {
        let part = match &self.catalog.items[id].kind {
            ItemKind::Article(_) => Part::Article,
            ItemKind::Year(year) => Part::Entry(self.catalog.year(*year).newest_by_date().draft.period),
            ItemKind::Period(entry) => Part::Entry(self.catalog.entry(*entry).draft.period),
        };
        self.first_online_of(id, part)
    }

    /// The day on which a part of an item went online.
    pub(super) fn first_online_of(&self, id: ItemId, part: Part) -> Option<Date> {
        self.history(VersionsOwner::Item(id), part)?.first_day()
    }

    /// The histories of the reports of a year that were changed since, with their periods.
    pub(super) fn changed_entries(&self, id: YearId) -> Vec<(Period, History<'a>)> {
        let year = self.catalog.year(id);
        let history = |item: Option<ItemId>, part: Part| {
            let item = &self.catalog.items[item?];
            let subject = Subject { number: item.number.issued().cloned(), item: item.key.clone() };
            self.catalog.archive.record.changed(&subject.key(part))
        };
        let entries = year.entries.iter();
        let of_entry = |entry: &ProjectEntry| {
            let period = entry.draft.period;
            Some((period, history(year.item.or(entry.item), Part::Entry(period))?))
        };
        entries.filter_map(of_entry).collect()
    }

    /// `/corrections/index.html`
    pub(super) fn corrections(&self, page: &PlannedPage) -> (PageView, ContentView) {
        let path = &page.path;
        let mut view = self.page_view(path, TITLE, DESCRIPTION, Some(ColumnId::HOME));
        let meta = ColumnMetaView {
            name: TITLE.to_owned(),
            kind: "信息公开目录".to_owned(),
            description: DESCRIPTION.to_owned(),
            keywords: "更正,修订,目标调整".to_owned(),
        };
        view.placement =
            Placement::Own(Box::new(PlaceView { column_meta: Some(meta), ..PlaceView::default() }));
        view.json_ld = json_ld::collection(self, path, TITLE, DESCRIPTION, &view.breadcrumb);
        let mut entries: Vec<CorrectedView> = Vec::new();
        for owner in self.owners() {
            let corrections = self.corrections_by(path, owner);
            if corrections.is_empty() {
                continue;
            }
            let (item, number) = self.owner_link(path, owner);
            let corrected =
                |correction| CorrectedView { item: item.clone(), number: number.clone(), correction };
            entries.extend(corrections.into_iter().map(corrected));
        }
        entries.sort_by(|a, b| b.correction.date.iso.cmp(&a.correction.date.iso));
        let files = self.data_files(path, &[("各数值公开的起止日期", FixedPage::RevisionsCsv, "CSV")]);
        (view, ContentView::Corrections(CorrectionsView { entries, files }))
    }

    /// `/data/corrections.json`: what `/corrections/index.html` shows.
    pub(super) fn corrections_json(&self) -> Vec<u8> {
        let path = PagePath::fallback();
        let mut rows: Vec<CorrectionRow> = Vec::new();
        for owner in self.owners() {
            let corrections = self.corrections_by(&path, owner);
            if corrections.is_empty() {
                continue;
            }
            let (LinkView { title, .. }, number) = self.owner_link(&path, owner);
            let url = self.absolute(match owner {
                VersionsOwner::Item(id) => self.plan.item(id),
                VersionsOwner::Year(id) => self.plan.year(id),
            });
            rows.extend(corrections.into_iter().map(|one| CorrectionRow {
                kind: one.kind,
                date: one.date.iso,
                index_number: (!number.is_empty()).then(|| number.clone()),
                title: title.clone(),
                url: url.clone(),
                part: one.part,
                place: one.place,
                was: one.was,
                now: one.now,
                reason: one.reason,
                member: None,
            }));
        }
        rows.sort_by(|a, b| b.date.cmp(&a.date));
        let (site, url) = (self.settings.name.clone(), self.settings.url.clone());
        super::data::json(&CorrectionsData { site, url, corrections: rows })
    }

    /// `/data/revisions.csv`: every value that was published, and the days between which it stood; and which
    /// versions were purged, so that whoever took them over deletes them too. In pieces, as it holds all that
    /// a site ever published.
    pub(super) fn revisions_csv<E>(&self, take: &mut Take<'_, E>) -> Result<(), E> {
        let mut head = String::from("\u{feff}");
        write_line(&mut head, &REVISION_COLUMNS.map(|(name, _)| name));
        take(head.as_bytes(), None)?;
        let owners: Vec<VersionsOwner> = self.owners().collect();
        for owners in owners.chunks(AT_ONCE) {
            let parts: Vec<String> = owners.par_iter().map(|owner| self.revisions_of(*owner)).collect();
            let parts = owners.iter().zip(&parts).filter(|(_, part)| !part.is_empty());
            parts.into_iter().try_for_each(|(owner, part)| take(part.as_bytes(), self.project_of(*owner)))?;
        }
        Ok(())
    }

    /// The lines of one owner.
    fn revisions_of(&self, owner: VersionsOwner) -> String {
        let mut text = String::new();
        let (LinkView { title, .. }, number) = self.owner_link(&PagePath::fallback(), owner);
        for (part, history) in self.histories(owner) {
            let part = part.word();
            let mut line = |kind: &str, name: &str, value: &str, from: &str, until: &str, version: u32| {
                let version = version.to_string();
                write_line(&mut text, &[&number, &title, &part, kind, name, value, from, until, &version]);
            };
            for (kind, name) in history.names() {
                let now = self.present_name(owner, name);
                for value in spans(&history, kind, name) {
                    let ValueSpan { text, from, until, version } = value;
                    line(kind.word(), &now, text, &from, &until, version);
                }
            }
            for version in history.versions.iter().filter(|version| version.purged.is_some()) {
                line(RowKind::Purged.word(), "", "", &version.day.to_string(), "", version.number);
            }
        }
        text
    }

    /// The project that an owner tells of.
    fn project_of(&self, owner: VersionsOwner) -> Option<ProjectId> {
        match owner {
            VersionsOwner::Year(year) => Some(year.project),
            VersionsOwner::Item(id) => match self.catalog.items[id].kind {
                ItemKind::Year(year) => Some(year.project),
                ItemKind::Period(entry) => Some(entry.project()),
                ItemKind::Article(_) => None,
            },
        }
    }

    /// A superseded version of a part of an item.
    pub(super) fn version(
        &self,
        page: &PlannedPage,
        id: ItemId,
        part: Part,
        number: u32,
    ) -> (PageView, ContentView) {
        self.version_of(page, VersionsOwner::Item(id), part, number)
    }

    /// A superseded version of the plan of a year whose periods are the items.
    pub(super) fn plan_version(
        &self,
        page: &PlannedPage,
        id: YearId,
        number: u32,
    ) -> (PageView, ContentView) {
        self.version_of(page, VersionsOwner::Year(id), Part::Plan, number)
    }

    fn version_of(
        &self,
        page: &PlannedPage,
        owner: VersionsOwner,
        part: Part,
        number: u32,
    ) -> (PageView, ContentView) {
        let path = &page.path;
        let history = self.history(owner, part).unwrap_or_default();
        let version = history.versions.iter().find(|version| version.number == number);
        let next = history.versions.iter().find(|version| version.number > number);
        let (current, index_number) = self.owner_link(path, owner);
        let title = version.map_or("", |version| version.title);
        let title = if title.is_empty() { &current.title } else { title };
        let heading = format!("{title}（第{number}版）");
        let description = format!("《{title}》的第{number}版，已被后来的版本取代。");
        let (column, now, withheld) = match owner {
            VersionsOwner::Item(id) => {
                let item = &self.catalog.items[id];
                let withheld = self.catalog.common(item).withheld.as_ref();
                (item.column, self.plan.item(id), withheld.map(|reason| reason.value.clone()))
            }
            VersionsOwner::Year(id) => (self.catalog.projects[id.project].column, self.plan.year(id), None),
        };
        let mut view = self.page_view(path, &heading, &description, Some(column));
        view.canonical = Some(self.absolute(now));
        view.is_superseded = true;
        let text_of = |version: &Version<'_>| version.content(&self.catalog.archive.texts);
        let content = version.filter(|_| withheld.is_none()).and_then(text_of);
        let old = content.map(|content| Old {
            files: VersionFiles::of(&content, || history.current().and_then(text_of)),
            content,
            owner,
            number: &index_number,
        });
        let shown = VersionView {
            number: index_number.clone(),
            version: number,
            day: version.map(|version| day(version.day)),
            until: next.map(|next| day(next.day)),
            current,
            reasons: next.map_or_else(Vec::new, |next| {
                let place = |row: &RecordRow| self.present_place(owner, &row.name);
                next.reasons.iter().map(|row| correction(row, place(row), part, None)).collect()
            }),
            purged: version.and_then(|version| version.purged).map(str::to_owned),
            withheld,
            fields: old.as_ref().map_or_else(Vec::new, |old| self.fields(path, old)),
            texts: old.as_ref().map_or_else(Vec::new, |old| self.texts(path, old)),
        };
        (view, ContentView::Version(Box::new(shown)))
    }

    /// The fields of a version, each in one line; texts have a place of their own.
    fn fields(&self, path: &PagePath, old: &Old<'_>) -> Vec<VersionFieldView> {
        let fields = old.content.fields().iter().filter(|field| field.kind != FieldKind::Text);
        let view = |field: &Field| {
            let (kind, name) = (field.kind.word().to_owned(), shown_name(field));
            let (value, url) = match field.kind {
                // Units are kept by their codes, for a unit that is called otherwise is the same unit.
                FieldKind::Line if field.name == "发布单位" => {
                    let unit = self.settings.units.iter().find(|unit| unit.code.as_str() == field.value);
                    (unit.map_or_else(|| field.value.clone(), |unit| unit.full.clone()), None)
                }
                FieldKind::File => {
                    let url = self.file_of(path, old, &field.name);
                    let digits: String = field.value.chars().take(SHORT_DIGEST).collect();
                    let lost = if url.is_none() { "，文件没有留存" } else { "" };
                    (format!("SHA-256 {digits}…{lost}"), url)
                }
                // The measure of a target stands in a line of its own, far from it.
                FieldKind::Target | FieldKind::TargetAhead | FieldKind::Milestone => {
                    let indicator = field.name.split_once('@').map_or(&*field.name, |(name, _)| name);
                    let counted = old.content.value(FieldKind::Measure, indicator);
                    let measure = counted.and_then(|counted| counted.split('（').next()).unwrap_or_default();
                    (measured(&field.value, measure).into_owned(), None)
                }
                _ => (field.value.clone(), None),
            };
            VersionFieldView { kind, name, value, url }
        };
        fields.map(view).collect()
    }

    /// The address of a file that an old version names: the one that was kept, or that of today if it is the
    /// same.
    fn file_of(&self, path: &PagePath, old: &Old<'_>, name: &str) -> Option<String> {
        let VersionsOwner::Item(id) = old.owner else { return None };
        match old.files.replaced.get(name) {
            None => {
                let file = self.catalog.items[id].source.parent().join(name).ok()?;
                Some(path.link_to(self.plan.file(&file)?))
            }
            Some(digest) => {
                let number = IndexNumber::new(old.number).ok()?;
                let kept = kept_path(&number, name, digest)?;
                self.plan.kept.contains_key(&kept).then(|| path.link_to(&kept))
            }
        }
    }

    /// The texts of a version, their figures, tables and files as they were in it.
    fn texts(&self, path: &PagePath, old: &Old<'_>) -> Vec<VersionTextView> {
        let source = match old.owner {
            VersionsOwner::Item(id) => &self.catalog.items[id].source,
            VersionsOwner::Year(id) => &self.catalog.projects[id.project].file,
        };
        if let VersionsOwner::Item(id) = old.owner
            && let ItemKind::Article(article) = &self.catalog.items[id].kind
            && article.common.disclosure == Disclosure::OnRequest
        {
            return vec![VersionTextView { name: "正文".to_owned(), html: on_request_notice() }];
        }
        let mode = if old.content.is_markdown() { TextMode::Markdown } else { TextMode::Gongwen };
        let fields = old.content.fields().iter().filter(|field| field.kind == FieldKind::Text);
        let shown = |field: &Field| {
            let options = TextOptions {
                mode,
                file: source.in_site(),
                offset: 0,
                id_prefix: "",
                name: "",
                top_level: 3,
            };
            let document = text::parse(&field.value, &options).value;
            let place = match old.owner {
                VersionsOwner::Item(id) => self.text_place(&self.catalog.items[id]),
                VersionsOwner::Year(id) => TextPlace::Project(id.project),
            };
            let origin = Origin { file: source, place, ids: "" };
            let html = document.fill(&mut |hole, out| match &hole.kind {
                // A period's own figures are those of the version.
                HoleKind::Figure { indicator, period: None }
                    if old.content.value(FieldKind::Figure, indicator).is_some() =>
                {
                    let figure = old.content.value(FieldKind::Figure, indicator);
                    out.push_str(&escape(figure.unwrap_or_default()));
                }
                HoleKind::Address { target, .. } if old.files.replaced.contains_key(target) => {
                    out.push_str(&escape(&self.file_of(path, old, target).unwrap_or_default()));
                }
                HoleKind::FileNote { target } if old.files.replaced.contains_key(target) => {}
                HoleKind::Sheet { target, caption, .. } if old.files.replaced.contains_key(target) => {
                    let name = escape(if caption.is_empty() { target } else { caption });
                    let url = self.file_of(path, old, target).map(|url| escape(&url));
                    let words = match url {
                        Some(url) => format!("表格见这一版的文件：<a href=\"{url}\">{name}</a>"),
                        None => format!("表格“{name}”在这一版里的文件没有留存。"),
                    };
                    out.extend(["<p>", &words, "</p>"]);
                }
                _ => self.close(path, origin, &document, hole, out),
            });
            VersionTextView { name: field.name.clone(), html: Html(html) }
        };
        fields.map(shown).collect()
    }
}

/// A superseded version with what it said.
struct Old<'a> {
    content: PartContent,
    files: VersionFiles,
    owner: VersionsOwner,
    /// The number of the item; empty if it has none.
    number: &'a str,
}

/// The files of a superseded version.
struct VersionFiles {
    /// Those that the newest version has not, by their names.
    replaced: BTreeMap<String, Digest>,
}

impl VersionFiles {
    fn of(content: &PartContent, current: impl FnOnce() -> Option<PartContent>) -> Self {
        let files = || content.fields().iter().filter(|field| field.kind == FieldKind::File);
        // Most versions have no files, and to take a text apart takes time.
        let current = files().next().and_then(|_| current());
        let is_replaced = |field: &&Field| {
            let now = current.as_ref().and_then(|current| current.value(FieldKind::File, &field.name));
            now != Some(&*field.value)
        };
        let named = |field: &Field| Some((field.name.clone(), Digest::parse(&field.value)?));
        Self { replaced: files().filter(is_replaced).filter_map(named).collect() }
    }
}

/// A value that stood for a time.
struct ValueSpan<'a> {
    text: &'a str,
    from: String,
    /// Empty if it still stands.
    until: String,
    version: u32,
}

/// Every value of one name, oldest first, with the days between which it stood.
fn spans<'a>(history: &History<'a>, kind: FieldKind, name: &str) -> Vec<ValueSpan<'a>> {
    let mut spans: Vec<ValueSpan<'a>> = Vec::new();
    // The day of a purged version since the last row: what it said stood from then on, if the next row does
    // not say what stood before.
    let mut purged: Option<Date> = None;
    for version in &history.versions {
        if version.purged.is_some() {
            purged = purged.or(Some(version.day));
        }
        let is_value = |row: &&&RecordRow| row.kind == RowKind::Value(kind) && row.name == name;
        let Some(row) = version.values.iter().find(is_value) else { continue };
        let since = purged.take().filter(|_| row.was.is_empty());
        if let Some(last) = spans.last_mut().filter(|last| last.until.is_empty()) {
            last.until = since.unwrap_or(version.day).to_string();
        }
        if !row.now.is_empty() {
            let (from, until) = (version.day.to_string(), String::new());
            spans.push(ValueSpan { text: &row.now, from, until, version: version.number });
        }
    }
    spans
}

fn day(date: Date) -> TimeView {
    page::day(Moment { date, time: None })
}

/// The indicator in the name of a value: that of a target may name a year besides, that of an area the area.
fn indicator_in(name: &str) -> &str {
    let plain = || name.split(['@', '/']).next().unwrap_or(name);
    noted_indicator(name).map_or_else(plain, |(indicator, _)| indicator)
}

fn correction(row: &RecordRow, place: String, part: Part, old_version: Option<String>) -> CorrectionView {
    CorrectionView {
        kind: row.kind.word().to_owned(),
        date: day(row.day),
        part: match part {
            Part::Article => String::new(),
            Part::Plan => "年度计划".to_owned(),
            Part::Entry(period) => period.short_chinese(),
        },
        place,
        was: row.was.clone(),
        now: row.now.clone(),
        reason: row.note.clone(),
        old_version,
    }
}

/// The name of a field as readers see it: that of a milestone names its period, that of a base its year.
fn shown_name(field: &Field) -> String {
    let parts = field.name.split_once('@').filter(|_| field.kind.is_recorded());
    if let Some((name, year)) = parts.filter(|(_, year)| year.parse::<i16>().is_ok()) {
        return format!("{name}（{year}年）");
    }
    match parts.and_then(|(name, period)| Some((name, Period::parse(period).ok()?))) {
        Some((name, period)) => format!("{name}（{}）", period.short_chinese()),
        None => field.name.clone(),
    }
}

//! Answers of forms -> entries in `content/`: what is new is added, what is there is never overwritten.
//!
//! An entry is written whole or not at all: while one of its cells is refused, or says something else than
//! the entry or another form does, nothing of it is. The other entries go on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;

use super::blank::{ReportedPeriod, ReportingProject, opening};
use super::read::{FormAnswer, FormFinding, Ground, ReadForm, ReadSheet};
use super::sheet::Topic;
use super::values::shown;
use crate::diag::{Diagnostic, Place, Text};
use crate::entry::{self, AreaFigure, AreasDraft, NodeReport, ProgressDraft};
use crate::model::{ContentPath, Period};
use crate::quantity::{Approximation, Decimal, Figure, Measure, Quantity, QuantityValue};
use crate::say;
use crate::write::{ContentText, EditFault, OpenFile, Step, TextEdit, WriteError, Written, create};

const DATE: Step<'_> = Step::Key { zh: "公开日期", en: "date" };
const DRAFT: Step<'_> = Step::Key { zh: "草稿", en: "draft" };
const FIGURES: Step<'_> = Step::Key { zh: "指标", en: "figures" };
const NOT_COUNTED: Step<'_> = Step::Key { zh: "本期不统计", en: "not_counted" };
const AREAS: Step<'_> = Step::Key { zh: "分项", en: "parts" };
const NODES: Step<'_> = Step::Key { zh: "事项", en: "nodes" };
const PROBLEMS: Step<'_> = Step::Key { zh: "存在问题", en: "problems" };
const NEXT: Step<'_> = Step::Key { zh: "下一步", en: "next" };
const TEXT: Step<'_> = Step::Key { zh: "正文", en: "text" };

/// What forms bring.
#[derive(Debug, Default)]
pub struct Merged {
    /// The entries that can be written, in order of path.
    pub entries: Vec<MergedEntry>,
    /// What stands against the others, and what is odd.
    pub findings: Vec<FormFinding>,
}

/// An entry with the answers of forms.
#[derive(Debug)]
pub struct MergedEntry {
    /// The file.
    pub path: ContentPath,
    /// The project's title.
    pub title: String,
    /// Whether the file is new.
    pub is_new: bool,
    /// Whether it is a draft that somebody has to look at.
    pub is_draft: bool,
    /// The answers, in the order of their cells; whether each is new to the entry.
    pub values: Vec<(FormAnswer, bool)>,
    state: MergeState,
}

#[derive(Debug)]
enum MergeState {
    New(String),
    Open(OpenFile),
}

impl MergedEntry {
    /// Whether writing it would change anything.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.values.iter().any(|(_, is_new)| *is_new)
    }

    /// Writes it; a new file overwrites none, a changed one only what was read.
    pub fn write(self, site: &Path) -> Result<(), WriteError> {
        match self.state {
            MergeState::New(text) => create(site, &self.path, &text).map(|_| ()),
            MergeState::Open(file) => file.save().map(|_| ()),
        }
    }
}

/// Puts the answers of several forms together and lays them over the entries of the site.
#[must_use]
pub fn merge(forms: &[ReadForm], ground: &Ground<'_>, site: &Path, today: Date) -> Merged {
    let mut merged = Merged::default();
    let Some(period) = forms.iter().find_map(|form| Some(form.made_for.as_ref()?.1)) else { return merged };
    let mut sheets: BTreeMap<&ContentPath, Vec<&ReadSheet>> = BTreeMap::new();
    for form in forms {
        match form.made_for {
            Some((_, other)) if other != period => merged.findings.push(other_period(form, other, period)),
            _ => form.sheets.iter().for_each(|sheet| sheets.entry(&sheet.folder).or_default().push(sheet)),
        }
    }
    for (folder, sheets) in sheets {
        let Some(project) = ground.projects.iter().find(|project| project.folder == *folder) else {
            continue;
        };
        let mut work = ProjectMerge { ground, project, period, findings: Vec::new() };
        let entry = work.merge(&sheets, site, today);
        merged.entries.extend(entry);
        merged.findings.append(&mut work.findings);
    }
    merged.entries.sort_by(|a, b| a.path.cmp(&b.path));
    merged
}

fn other_period(form: &ReadForm, own: Period, period: Period) -> FormFinding {
    let (own, others) = (own.chinese(), period.chinese());
    let finding = Diagnostic::error(
        "form-of-another-period",
        say!("是{own}的填报表，前面的是{others}的", "it is a form of {own}, those before are of {others}"),
    );
    let help =
        say!("分开读；拿错了表的，退回重填", "read it by itself, or send it back if it is the wrong one");
    let finding = finding.at(Place::whole(std::sync::Arc::clone(&form.file))).help(help);
    FormFinding { place: None, finding }
}

/// Merges the forms about one project.
struct ProjectMerge<'a> {
    ground: &'a Ground<'a>,
    project: &'a ReportingProject,
    period: Period,
    findings: Vec<FormFinding>,
}

impl ProjectMerge<'_> {
    fn merge(&mut self, sheets: &[&ReadSheet], site: &Path, today: Date) -> Option<MergedEntry> {
        let answers = self.agreed(sheets);
        let missing = self.tell_missing(sheets);
        let is_refused = sheets.iter().any(|sheet| sheet.is_refused);
        let answers = answers.filter(|answers| !is_refused && !answers.is_empty())?;
        let entry = self.project.entry(self.period);
        let mut open = match entry {
            Some(entry) => Some(self.open(entry, site)?),
            None => None,
        };
        let draft = entry.and_then(|entry| entry.draft.as_deref());
        let is_odd = self.ask_about_parts(draft, &answers);
        let is_draft = missing || is_odd || sheets.iter().any(|sheet| sheet.is_doubtful);
        let mut text = match &mut open {
            Some(file) => file.content.clone(),
            None => self.started(today, is_draft)?,
        };
        let values = self.laid_over(&mut text, draft, answers)?;
        let path =
            entry.map_or_else(|| self.project.blank(self.period).new_entry(), |e| Some(e.path.clone()))?;
        let is_draft = draft.map_or(is_draft, |draft| draft.common.draft);
        let state = match open {
            Some(mut file) => {
                file.content = text;
                MergeState::Open(file)
            }
            None => MergeState::New(text.text().to_owned()),
        };
        let title = self.project.title().to_owned();
        Some(MergedEntry { path, title, is_new: entry.is_none(), is_draft, values, state })
    }

    /// The answers to each question, if all forms give the same.
    fn agreed(&mut self, sheets: &[&ReadSheet]) -> Option<Vec<FormAnswer>> {
        let mut agreed: Vec<FormAnswer> = Vec::new();
        let mut is_agreed = true;
        for answer in sheets.iter().flat_map(|sheet| &sheet.answers) {
            let Some(first) = agreed.iter().find(|known| known.question == answer.question) else {
                agreed.push(answer.clone());
                continue;
            };
            if first.value == answer.value {
                continue;
            }
            is_agreed = false;
            let (was, now) = (self.shown(&first.value), self.shown(&answer.value));
            let place = first.place.text();
            let (file, zh, en) = (
                &first.place.file,
                place.in_lang(crate::diag::Lang::Zh),
                place.in_lang(crate::diag::Lang::En),
            );
            let finding = Diagnostic::error(
                "form-two-answers",
                say!(
                    "填的是“{now}”，{file} 的{zh}填的是“{was}”",
                    "it says `{now}`, and {file}, {en}, says `{was}`"
                ),
            );
            let help =
                say!("问清楚以哪一份为准，把另一份改成一样", "ask which is right, and change the other");
            self.findings.push(answer.place.finding(finding.help(help)));
        }
        is_agreed.then_some(agreed)
    }

    /// Tells which figures nobody gave; whether there are any with a target.
    fn tell_missing(&mut self, sheets: &[&ReadSheet]) -> bool {
        let answered: BTreeSet<&str> = sheets
            .iter()
            .flat_map(|sheet| &sheet.answers)
            .filter(|answer| matches!(answer.question.topic, Topic::Figure | Topic::NotCounted))
            .map(|answer| answer.question.name.as_str())
            .collect();
        let blank = self.project.blank(self.period);
        let missing: Vec<&str> = blank
            .unanswered()
            .map(|indicator| indicator.name.as_str())
            .filter(|name| !answered.contains(name))
            .collect();
        let Some(sheet) = sheets.first().filter(|_| !missing.is_empty()) else { return false };
        // What was refused is told at its cell.
        if sheets.iter().any(|sheet| sheet.is_refused) {
            return true;
        }
        let cell = |name: &&str| {
            let place = sheet.asked.get(*name);
            place.map_or_else(|| format!("“{name}”"), |place| format!("“{name}”（{}）", place.cell))
        };
        let names: Vec<String> = missing.iter().map(cell).collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        let Some(mut place) = sheet.asked.values().next().cloned() else { return true };
        place.cell.clear();
        let message = if sheets.iter().all(|sheet| sheet.answers.is_empty()) {
            say!("整张没有填", "nothing is filled in")
        } else {
            say!("没有填：{zh}", "not filled in: {en}")
        };
        let finding = Diagnostic::warning("form-unfilled", message);
        let help = say!(
            "请填报的单位补上；没有这项数据的，写明“本期不统计的理由”",
            "ask the unit for it; where there is no figure, the reason is wanted"
        );
        self.findings.push(place.finding(finding.help(help)));
        true
    }

    /// Asks about areas that do not add up to their indicator; whether there are any. While areas are
    /// missing, those that are there can only be too many.
    fn ask_about_parts(&mut self, draft: Option<&ProgressDraft>, answers: &[FormAnswer]) -> bool {
        let Some(breakdown) = &self.project.draft.breakdown else { return false };
        let answer = |topic: Topic, name: &str| {
            answers.iter().find(|answer| answer.question.topic == topic && answer.question.name == name)
        };
        let known = self.findings.len();
        for indicator in self.project.draft.indicators.iter().filter(|one| breakdown.adds_up(one)) {
            let name = &indicator.name.value;
            let measure = indicator.measure.as_ref().map_or(Measure::NONE, |own| Measure::parse(&own.value));
            let exact = |text: &str| {
                let quantity = Quantity::parse(text).ok()?;
                match quantity.value_in(measure)? {
                    QuantityValue::Exact(number) => Some((number, quantity.rounding_in(measure)?)),
                    QuantityValue::Range { .. } => None,
                }
            };
            let reported = || {
                let figures = &draft?.figures;
                Some(&*figures.iter().find(|(about, _)| about.value == *name)?.1.value)
            };
            let total = answer(Topic::Figure, name).map(|answer| &*answer.value).or_else(reported);
            let Some((written, (total, mut slack))) = total.and_then(|text| Some((text, exact(text)?)))
            else {
                continue;
            };
            let mut sum = Decimal::ZERO;
            let (mut places, mut missing) = (Vec::new(), 0);
            let mut is_exact = true;
            for area in &breakdown.areas {
                let typed = answer(Topic::Area, &format!("{name}/{}", area.value));
                let reported = || {
                    let AreasDraft::Typed(figures) = &draft?.areas else { return None };
                    let own =
                        |one: &&AreaFigure| one.indicator.value == *name && one.area.value == area.value;
                    Some(&*figures.iter().find(own)?.figure.value)
                };
                places.extend(typed.map(|answer| &answer.place));
                match typed.map(|answer| &*answer.value).or_else(reported).map(exact) {
                    Some(Some((number, by))) => (sum, slack) = (sum + number, slack + by),
                    Some(None) => is_exact = false,
                    None => missing += 1,
                }
            }
            let place = answer(Topic::Figure, name).map(|answer| &answer.place).or(places.first().copied());
            let over = sum - total;
            let is_wrong = is_exact && if missing == 0 { over.abs() > slack } else { over > slack };
            let Some(place) = place.filter(|_| is_wrong) else { continue };
            let (sum, own) = (crate::quantity::plain(sum.normalize()), measure.text());
            let finding = Diagnostic::warning(
                "form-parts-disagree",
                say!(
                    "“{name}”是{written}，各分项相加是{sum}{own}",
                    "`{name}` is {written}, its areas add up to {sum}{own}"
                ),
            );
            let help = say!(
                "问清楚是总数还是哪个分项填错了；本来就不相加的，在 project.yaml 的“分解”里写 `不相加: 是`",
                "ask whether the total or an area is wrong; if they are not meant to add up, say `not_additive: true` under `breakdown`"
            );
            let finding = place.finding(finding.help(help));
            self.findings.push(finding);
        }
        self.findings.len() > known
    }

    fn shown(&self, text: &str) -> String {
        shown(text, self.ground.detector)
    }

    /// Opens the entry that there is.
    fn open(&mut self, entry: &ReportedPeriod, site: &Path) -> Option<OpenFile> {
        let file = entry.path.in_site();
        let refused = match OpenFile::open_in(site, &file) {
            Ok(open) if entry.draft.is_some() => return Some(open),
            Ok(_) => (EditFault::Faulty.text(), None),
            Err(error) => (error.text(), error.help()),
        };
        self.refuse_entry(&entry.path, refused.0, refused.1);
        None
    }

    fn refuse_entry(&mut self, path: &ContentPath, message: Text, help: Option<Text>) {
        let help = help.unwrap_or_else(|| {
            say!("先运行 gongkai check，改好这个文件", "run `gongkai check` and mend the file first")
        });
        let finding =
            Diagnostic::error("form-entry-unusable", message).at(Place::whole(path.in_site())).help(help);
        self.findings.push(FormFinding { place: None, finding });
    }

    /// A new entry with nothing in it yet.
    fn started(&mut self, today: Date, is_draft: bool) -> Option<ContentText> {
        // A report cannot be published before its period is over.
        let day = today.max(self.period.last_day());
        let made = ContentText::decode("new.md", b"---\n---\n".to_vec()).map_err(|error| error.text());
        let dated = made.and_then(|mut text| {
            let set = text.set(&[DATE], &Written::text(&day.to_string()));
            let set =
                set.and_then(|()| if is_draft { text.set(&[DRAFT], &Written::text("true")) } else { Ok(()) });
            set.map(|()| text).map_err(EditFault::text)
        });
        match dated {
            Ok(text) => Some(text),
            Err(message) => {
                self.refuse_entry(&self.project.folder.clone(), message, None);
                None
            }
        }
    }

    /// Adds the answers that an entry does not have. `None` if one says something else than the entry, or
    /// cannot be written; that is told.
    fn laid_over(
        &mut self,
        text: &mut ContentText,
        draft: Option<&ProgressDraft>,
        answers: Vec<FormAnswer>,
    ) -> Option<Vec<(FormAnswer, bool)>> {
        let mut values = Vec::with_capacity(answers.len());
        let mut is_sound = true;
        let reports: Vec<(String, Written)> = node_reports(&answers);
        for answer in answers {
            let is_new = match self.known(text, draft, &answer) {
                None => true,
                Some(known) if known.says(&answer) => false,
                Some(known) => {
                    is_sound = false;
                    self.tell_difference(&answer, known);
                    false
                }
            };
            values.push((answer, is_new));
        }
        if !is_sound {
            return None;
        }
        for (answer, _) in values.iter().filter(|(_, is_new)| *is_new) {
            if let Err(fault) = put(text, answer, &reports, (self.project, self.period)) {
                let finding = Diagnostic::error("form-entry-unusable", fault.text());
                let help = say!("请手工写进文件", "write it into the file by hand");
                self.findings.push(answer.place.finding(finding.help(help)));
                return None;
            }
        }
        Some(values)
    }

    /// What the entry says to the question of an answer.
    fn known(
        &self,
        text: &ContentText,
        draft: Option<&ProgressDraft>,
        answer: &FormAnswer,
    ) -> Option<KnownValue> {
        let draft = draft?;
        let name = &answer.question.name;
        let file = self.project.entry(self.period)?.path.in_site();
        let found = |value: String, span: Option<std::ops::Range<usize>>| {
            let place =
                span.map_or_else(|| Place::whole(file.clone()), |span| Place::span(file.clone(), span));
            (!value.trim().is_empty()).then_some(KnownValue { value, place })
        };
        let pair = |pairs: &[(crate::config::Spanned<String>, crate::config::Spanned<String>)]| {
            let (_, value) = pairs.iter().find(|(known, _)| known.value == *name)?;
            found(value.value.clone(), Some(value.span.clone()))
        };
        let written = |path: &[Step<'_>]| match text.at(path) {
            Ok(Some(Written::Text(text))) => found(text, None),
            _ => None,
        };
        match answer.question.topic {
            Topic::Figure => pair(&draft.figures).or_else(|| pair(&draft.not_counted)),
            Topic::NotCounted => pair(&draft.not_counted).or_else(|| pair(&draft.figures)),
            Topic::Area => {
                let AreasDraft::Typed(figures) = &draft.areas else { return None };
                let (indicator, area) = self.project.indicator_and_area(name)?;
                let own = |one: &&AreaFigure| one.indicator.value == indicator && one.area.value == area;
                let figure = &figures.iter().find(own)?.figure;
                found(figure.value.clone(), Some(figure.span.clone()))
            }
            Topic::Problems => written(&[PROBLEMS]),
            Topic::Next => written(&[NEXT]),
            Topic::Text => found(body_of(text, self.period)?, None),
            topic => {
                let report = draft.nodes.iter().find(|report| report.name.value == *name)?;
                // An entry that reports the node has said what it has to say.
                let value = node_value(report, topic).unwrap_or_else(|| "—".to_owned());
                found(value, Some(report.name.span.clone()))
            }
        }
    }

    fn tell_difference(&mut self, answer: &FormAnswer, known: KnownValue) {
        let (typed, there) = (self.shown(&answer.value), self.shown(&known.value));
        let finding = Diagnostic::error(
            "form-answer-differs",
            say!(
                "填的是“{typed}”，content 里已经有“{there}”",
                "it says `{typed}`, and content has `{there}` already"
            ),
        );
        let help = say!(
            "以填报的为准，就先改 content 里的；以 content 的为准，就清空这一格",
            "if the form is right, change the file in content first; if the file is, clear the cell"
        );
        let finding = finding.related(known.place, say!("content 里是这个", "content has this")).help(help);
        self.findings.push(answer.place.finding(finding));
    }
}

/// What an entry says already.
struct KnownValue {
    value: String,
    place: Place,
}

impl KnownValue {
    /// Whether it says what the answer says; figures may be written in another scale.
    fn says(&self, answer: &FormAnswer) -> bool {
        if folded(&self.value) == folded(&answer.value) {
            return true;
        }
        let (Ok(Figure::Quantity(known)), Ok(Figure::Quantity(typed))) =
            (Figure::parse(&self.value), Figure::parse(&answer.value))
        else {
            return false;
        };
        let is_exact = |quantity: &Quantity<'_>| quantity.approximation == Approximation::None;
        matches!(answer.question.topic, Topic::Figure | Topic::Area)
            && is_exact(&known)
            && is_exact(&typed)
            && known.whole_in(typed.measure) == typed.whole
            && known.value_in(typed.measure) == Some(typed.value)
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn node_value(report: &NodeReport, topic: Topic) -> Option<String> {
    match topic {
        Topic::Done => report.done.as_ref().map(|day| day.value.to_string()),
        Topic::PostponedTo => report.postponed_to.as_ref().map(|day| day.value.to_string()),
        Topic::PostponedBecause => report.reason.clone(),
        Topic::ApprovedBy => report.approved_by.clone(),
        _ => None,
    }
}

/// What the answers say of each node, as an entry says it.
fn node_reports(answers: &[FormAnswer]) -> Vec<(String, Written)> {
    let topics = [Topic::PostponedTo, Topic::PostponedBecause, Topic::ApprovedBy];
    let mut reports: Vec<(String, Written)> = Vec::new();
    for answer in answers {
        let name = &answer.question.name;
        match answer.question.topic {
            Topic::Done => reports.push((name.clone(), Written::text(&answer.value))),
            Topic::PostponedTo => {
                let own = |topic: &Topic| {
                    let is_own = |a: &&FormAnswer| a.question.topic == *topic && a.question.name == *name;
                    let value = &answers.iter().find(is_own)?.value;
                    Some((topic.word().to_owned(), Written::text(value)))
                };
                reports.push((name.clone(), Written::Mapping(topics.iter().filter_map(own).collect())));
            }
            _ => {}
        }
    }
    reports
}

/// Writes one answer into an entry.
fn put(
    text: &mut ContentText,
    answer: &FormAnswer,
    reports: &[(String, Written)],
    (project, period): (&ReportingProject, Period),
) -> Result<(), EditFault> {
    let (name, value) = (Step::Name(&answer.question.name), Written::text(&answer.value));
    match answer.question.topic {
        Topic::Figure => text.set(&[FIGURES, name], &value),
        Topic::Area => {
            let names = project.indicator_and_area(&answer.question.name);
            let (indicator, area) = names.ok_or(EditFault::Faulty)?;
            text.set(&[AREAS, Step::Name(indicator), Step::Name(area)], &value)
        }
        Topic::NotCounted => text.set(&[NOT_COUNTED, name], &value),
        Topic::Problems => text.set(&[PROBLEMS], &value),
        Topic::Next => text.set(&[NEXT], &value),
        Topic::Text => put_body(text, &answer.value, period),
        Topic::Done | Topic::PostponedTo => {
            let report = reports.iter().find(|(node, _)| *node == answer.question.name);
            report.map_or(Ok(()), |(_, report)| text.set(&[NODES, name], report))
        }
        // They are written with the new date of the node.
        Topic::PostponedBecause | Topic::ApprovedBy => Ok(()),
    }
}

/// Where the text of an entry stands that is Markdown.
fn body_span(text: &ContentText) -> Option<std::ops::Range<usize>> {
    let whole = text.text();
    let start = match entry::front_matter(whole).ok()? {
        Some(front) => whole[front.end..].find('\n').map_or(whole.len(), |end| front.end + end + 1),
        None => 0,
    };
    Some(start..whole.len())
}

/// The text of an entry; `None` if it has none yet.
fn body_of(text: &ContentText, period: Period) -> Option<String> {
    let body = match text.at(&[TEXT]) {
        Ok(Some(Written::Text(body))) if text.is_yaml() => body,
        _ => text.text().get(body_span(text)?)?.to_owned(),
    };
    let body = body.trim();
    (!body.is_empty() && body != opening(period)).then(|| body.to_owned())
}

fn put_body(text: &mut ContentText, body: &str, period: Period) -> Result<(), EditFault> {
    if body_of(text, period).is_some() {
        return Err(EditFault::WouldChangeMore);
    }
    if text.is_yaml() {
        return text.set(&[TEXT], &Written::text(body));
    }
    let span = body_span(text).ok_or(EditFault::Faulty)?;
    let newline = if text.text().contains("\r\n") { "\r\n" } else { "\n" };
    text.apply(&[TextEdit::new(span, format!("{body}\n").replace('\n', newline))]);
    Ok(())
}

//! `gongkai forms`: fill-in workbooks made, read and asked for.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongkai::calendar::Deadline;
use gongkai::config::Settings;
use gongkai::diag::draw::{Sources, harmless, json};
use gongkai::diag::{Diagnostic, Severity};
use gongkai::forms::{
    self, Answered, FormAnswer, FormFinding, Ground, MergedEntry, ReadForm, ReportingProject, UnitStatus,
    short_text, without_numbers,
};
use gongkai::model::{Period, Unit};
use gongkai::privacy::Detector;
use gongkai::{check, files, layout, progress, say, site as sites};
use jiff::civil::Date;
use serde_json::json as object;

use crate::cli::args::{FindingsFormat, FormsCommand, ResultFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::report::{ShownFindings, tell_findings};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(command: &FormsCommand, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let desk = FormsDesk::open(&find_site(site)?, terminal)?;
    match command {
        FormsCommand::Make { period, unit, out } => {
            desk.make(period_of(period)?, unit.as_deref(), out.as_deref())
        }
        FormsCommand::Read { files, write, today, format } => {
            let today = today.unwrap_or_else(surroundings::today);
            desk.read(files, *write, today, *format)
        }
        FormsCommand::Status { period, today, format } => {
            let today = today.unwrap_or_else(surroundings::today);
            desk.status(period_of(period)?, today, *format)
        }
    }
}

/// The period that a person typed.
pub(super) fn period_of(text: &str) -> Result<Period, Stop> {
    Period::parse(text).map_err(|_| {
        Stop::usage(say!("“{text}”不是一期", "`{text}` is no period")).help(say!(
            "可以写 2024-Q2、2024年二季度、2024年上半年、2024年10月、2024年全年",
            "write 2024-Q2, 2024-H1, 2024-10 or 2024"
        ))
    })
}

/// Where forms are worked on.
struct FormsDesk {
    site: PathBuf,
    terminal: Terminal,
    settings: Settings,
    projects: Vec<ReportingProject>,
}

impl FormsDesk {
    fn open(site: &Path, terminal: Terminal) -> Result<Self, Stop> {
        let settings = sites::settings(site).ok_or_else(|| {
            Stop::content(say!("site.yaml 有错误，读不了", "site.yaml has errors and cannot be used"))
                .help(say!("先运行 gongkai check，改好 site.yaml", "run `gongkai check` and mend it first"))
        })?;
        let projects = forms::reporting_projects(&sites::read_projects(site)?);
        Ok(Self { site: site.to_owned(), terminal, settings, projects })
    }

    fn make(&self, period: Period, unit: Option<&str>, out: Option<&Path>) -> Result<Exit, Stop> {
        let mut made = forms::make(&self.projects, &self.settings, period).map_err(|error| {
            Stop::content(say!("填报表写不出来：{error}", "the workbook cannot be written: {error}"))
        })?;
        if let Some(unit) = unit {
            let short = Unit::find(&self.settings.units, unit).map_or(unit, |known| &known.short);
            let known: Vec<String> = made.iter().map(|form| form.unit.clone()).collect();
            made.retain(|form| form.unit == short);
            if made.is_empty() {
                let (zh, en) = (known.join("、"), known.join(", "));
                return Err(Stop::usage(say!(
                    "“{unit}”这一期没有要报的项目",
                    "`{unit}` has nothing to report"
                ))
                .help(say!("有要报的是：{zh}", "those that have: {en}")));
            }
        }
        if made.is_empty() {
            self.terminal.note(&say!(
                "这一期没有要报的项目：有“牵头单位”，并且这一年有目标、事项或者已有进度的才要报",
                "nothing has to be reported: that takes a lead unit, and targets, nodes or reports of the year"
            ));
            return Ok(Exit::Done);
        }
        let folder = match out {
            Some(folder) => folder.to_owned(),
            None => {
                let folder = format!("{}/{period}", layout::FORMS);
                files::check_inside(&self.site, &folder)?;
                self.site.join(folder)
            }
        };
        files::make_folder(&folder)?;
        let mut exit = Exit::Done;
        let count = made.len();
        for form in made {
            let path = folder.join(&form.file_name);
            let shown = path.strip_prefix(".").unwrap_or(&path).display().to_string();
            if files::is_there(&path) {
                if files::read_limited(&path, forms::LARGEST_FORM)? == form.bytes {
                    write_result(&format!("{shown}\n"))?;
                    continue;
                }
                // It may have been filled in.
                self.terminal.stop(
                    &Stop::usage(say!(
                        "已经有 {shown}，没有改动它",
                        "{shown} is there already and was left as it is"
                    ))
                    .help(say!("要重新发表，先把它移走", "move it away to make a new one")),
                );
                exit = Exit::Usage;
                continue;
            }
            files::write_atomic(&path, &form.bytes)?;
            write_result(&format!("{shown}\n"))?;
        }
        if exit == Exit::Done {
            self.terminal.note(&say!(
                "填报表 {count} 份，请发给各填报单位；交回后运行 gongkai forms read",
                "workbooks: {count}; hand them out, and run `gongkai forms read` when they come back"
            ));
        }
        Ok(exit)
    }

    fn read(&self, given: &[PathBuf], write: bool, today: Date, format: ResultFormat) -> Result<Exit, Stop> {
        let detector = sites::detector(Some(&self.site))?;
        let ground = Ground { settings: &self.settings, projects: &self.projects, detector: &detector };
        let mut read: Vec<ReadForm> = Vec::new();
        let mut faulty = Exit::ContentErrors;
        for file in workbooks(given)? {
            let name = file.strip_prefix(".").unwrap_or(&file).display().to_string();
            read.push(match files::read_limited(&file, forms::LARGEST_FORM) {
                Ok(bytes) => forms::read(&name, &bytes, &ground),
                Err(error) => {
                    let Stop { exit, message, help } = error.into();
                    faulty = exit;
                    forms::unread(&name, message, help)
                }
            });
        }
        let merged = forms::merge(&read, &ground, &self.site, today);
        let mut findings: Vec<FormFinding> = read.into_iter().flat_map(|form| form.findings).collect();
        findings.extend(merged.findings);
        let is_faulty = findings.iter().any(|told| told.finding.severity == Severity::Error);
        match format {
            ResultFormat::Text => {
                write_result(&listed(&merged.entries, &detector, self.terminal))?;
                self.tell(findings, &detector)?;
            }
            ResultFormat::Json => write_result(&self.as_json(&merged.entries, &findings, &detector))?,
        }
        self.write(merged.entries, write)?;
        Ok(if is_faulty { faulty } else { Exit::Done })
    }

    fn write(&self, entries: Vec<MergedEntry>, write: bool) -> Result<(), Stop> {
        let changed: Vec<MergedEntry> = entries.into_iter().filter(MergedEntry::is_changed).collect();
        let (count, drafts) = (changed.len(), changed.iter().filter(|entry| entry.is_draft).count());
        if count == 0 {
            self.terminal.note(&say!("没有要写入的", "there is nothing to write"));
            return Ok(());
        }
        if !write {
            self.terminal.note(&say!(
                "要写入 {count} 个文件，还没有写；加 --write 写入",
                "files to write: {count}; nothing was written yet, add --write"
            ));
            return Ok(());
        }
        for entry in changed {
            entry.write(&self.site)?;
        }
        self.terminal.note(&say!("已写入 {count} 个文件", "files written: {count}"));
        if drafts > 0 {
            self.terminal.note(&say!(
                "其中 {drafts} 个没有填全或者有疑问，是草稿：补全核对后，删去“草稿: true”一行",
                "drafts among them: {drafts}, since something is missing or odd: complete them and remove `草稿: true`"
            ));
        }
        Ok(())
    }

    fn tell(&self, findings: Vec<FormFinding>, detector: &Detector) -> Result<(), Stop> {
        let mut findings: Vec<Diagnostic> = findings.into_iter().map(|told| told.finding).collect();
        let sources = self.sources(&findings, detector);
        tell_findings(&mut findings, &sources, (FindingsFormat::Text, ShownFindings::All), self.terminal)?;
        Ok(())
    }

    /// The texts of the entries that findings point into, without numbers of persons.
    fn sources(&self, findings: &[Diagnostic], detector: &Detector) -> BTreeMap<String, Arc<str>> {
        let places = findings.iter().flat_map(|finding| &finding.related).map(|(place, _)| place);
        let text = |file: &str| {
            let decoded = files::decode(files::read(&self.site.join(file)).ok()?).ok()?;
            Some(check::screen(file, &decoded.text, detector, &[]))
        };
        let named = places.filter(|place| place.span.is_some());
        named.filter_map(|place| Some((place.file.to_string(), text(&place.file)?.into()))).collect()
    }

    /// One object a line: the values, then the findings.
    fn as_json(&self, entries: &[MergedEntry], findings: &[FormFinding], detector: &Detector) -> String {
        let mut lines = String::new();
        for entry in entries {
            for (answer, is_new) in &entry.values {
                let value = object!({
                    "entry": &*entry.path.in_site(),
                    "new_file": entry.is_new,
                    "draft": entry.is_draft,
                    "key": answer.question.topic.word(),
                    "name": answer.question.name,
                    "value": without_numbers(&answer.value, detector),
                    "new": is_new,
                    "file": &*answer.place.file,
                    "sheet": answer.place.sheet,
                    "cell": answer.place.cell,
                });
                lines.extend([&*harmless(&value.to_string(), false), "\n"]);
            }
        }
        let all: Vec<Diagnostic> = findings.iter().map(|told| told.finding.clone()).collect();
        let sources = self.sources(&all, detector);
        for told in findings {
            lines.extend([self.finding_as_json(told, &sources).as_str(), "\n"]);
        }
        lines
    }

    /// A finding as everywhere, with sheet and cell besides.
    fn finding_as_json(&self, told: &FormFinding, sources: &dyn Sources) -> String {
        let line = json(&told.finding, sources, self.terminal.lang);
        let (sheet, cell) = told.place.as_ref().map_or((None, None), |place| {
            (Some(&place.sheet), (!place.cell.is_empty()).then_some(&place.cell))
        });
        let (sheet, cell) = (object!(sheet).to_string(), object!(cell).to_string());
        let sheet = harmless(&sheet, false);
        match line.strip_suffix('}') {
            Some(open) => format!("{open},\"sheet\":{sheet},\"cell\":{cell}}}"),
            None => line,
        }
    }

    fn status(&self, period: Period, today: Date, format: ResultFormat) -> Result<Exit, Stop> {
        let deadline =
            sites::calendar(&self.site)?.deadline_after(period.last_day(), progress::REPORT_WITHIN);
        let units = forms::status(&self.projects, &self.settings, period);
        if format == ResultFormat::Json {
            write_result(&status_as_json(&units, deadline, today))?;
            return Ok(Exit::Done);
        }
        let mut rows = vec![["单位", "项目", "情况"].map(ToOwned::to_owned)];
        for unit in &units {
            for project in &unit.projects {
                let text = answered(&project.answered, deadline.day < today);
                let text = self.terminal.words(&text).to_owned();
                rows.push([unit.unit.clone(), project.title.clone(), text]);
            }
        }
        write_result(&aligned(&rows))?;
        let reminders = units.iter().filter_map(|unit| unit.reminder(period, deadline, today));
        for reminder in reminders {
            write_result(&format!("\n{}\n", harmless(reminder.trim_end(), true)))?;
        }
        let (whole, all, day) =
            (units.iter().filter(|unit| unit.is_whole()).count(), units.len(), deadline.day);
        self.terminal.note(&say!(
            "{all} 个单位，{whole} 个已报齐；最迟 {day} 公开",
            "units: {all}, complete: {whole}; to be public by {day}"
        ));
        Ok(Exit::Done)
    }
}

/// The workbooks that are meant: files as they are, of folders the `.xlsx` in them.
fn workbooks(given: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    for path in given {
        // What is not there is told with the others that are read.
        if !files::is_folder(path).unwrap_or(false) {
            found.push(path.clone());
            continue;
        }
        let names = files::names_in(path)?;
        // Excel keeps `~$name` beside a workbook that is open.
        let is_workbook = |name: &&std::ffi::OsString| {
            let ending = Path::new(name).extension().and_then(OsStr::to_str);
            ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
                && !name.to_string_lossy().starts_with(['~', '.'])
        };
        let mut below: Vec<PathBuf> = names.iter().filter(is_workbook).map(|name| path.join(name)).collect();
        if below.is_empty() {
            let shown = path.display();
            return Err(Stop::usage(say!("{shown} 里没有 .xlsx 文件", "{shown} has no .xlsx files"))
                .help(say!("写明填报表在哪里", "say where the workbooks are")));
        }
        below.sort();
        found.extend(below);
    }
    found.dedup();
    Ok(found)
}

/// What would be written: every entry, every value with its cell.
fn listed(entries: &[MergedEntry], detector: &Detector, terminal: Terminal) -> String {
    let mut text = String::new();
    for entry in entries {
        let path = entry.path.in_site();
        let mark = match (entry.is_new, entry.is_changed(), entry.is_draft) {
            (true, _, true) => say!("{path}（新建，草稿）", "{path} (new, a draft)"),
            (true, ..) => say!("{path}（新建）", "{path} (new)"),
            (_, true, _) => say!("{path}（补充）", "{path} (added to)"),
            _ => say!("{path}（没有变化）", "{path} (unchanged)"),
        };
        text.extend([&*harmless(terminal.words(&mark), false), "\n"]);
        let rows: Vec<[String; 3]> = entry
            .values
            .iter()
            .filter(|(_, is_new)| *is_new)
            .map(|(answer, _)| row(answer, detector))
            .collect();
        for line in aligned(&rows).lines() {
            text.extend(["  ", line, "\n"]);
        }
    }
    text
}

fn row(answer: &FormAnswer, detector: &Detector) -> [String; 3] {
    let (word, name) = (answer.question.topic.word(), &answer.question.name);
    let key = if name.is_empty() { word.to_owned() } else { format!("{word} {name}") };
    let place = &answer.place;
    let name = Path::new(&*place.file).file_name().and_then(OsStr::to_str).unwrap_or(&place.file);
    [key, short_text(&answer.value, detector), format!("← {name} {}!{}", place.sheet, place.cell)]
}

fn answered(answered: &Answered, is_late: bool) -> gongkai::diag::Text {
    match answered {
        Answered::Whole { is_draft: false } => say!("已报", "reported"),
        Answered::Whole { is_draft: true } => say!("已报，还是草稿", "reported, still a draft"),
        Answered::InPart(names) => {
            let (zh, en) = (names.join("、"), names.join(", "));
            if is_late {
                say!("逾期，缺：{zh}", "late, lacks: {en}")
            } else {
                say!("缺：{zh}", "lacks: {en}")
            }
        }
        Answered::NotAtAll if is_late => say!("逾期未报", "late"),
        Answered::NotAtAll => say!("未报", "not yet"),
    }
}

fn status_as_json(units: &[UnitStatus], deadline: Deadline, today: Date) -> String {
    let mut lines = String::new();
    for unit in units {
        for project in &unit.projects {
            let (state, missing) = match &project.answered {
                Answered::Whole { is_draft: false } => ("reported", Vec::new()),
                Answered::Whole { is_draft: true } => ("draft", Vec::new()),
                Answered::InPart(names) => ("in-part", names.clone()),
                Answered::NotAtAll => ("missing", Vec::new()),
            };
            let is_late = deadline.day < today && matches!(state, "in-part" | "missing");
            let value = object!({
                "unit": unit.unit,
                "project": layout::in_content(project.folder.as_str()),
                "title": project.title,
                "area": project.area,
                "state": state,
                "missing": missing,
                "deadline": deadline.day.to_string(),
                "late": is_late,
            });
            lines.extend([&*harmless(&value.to_string(), false), "\n"]);
        }
    }
    lines
}

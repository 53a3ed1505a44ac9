//! What lacks a reason, and the lines that give it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::Part;
use super::content::FieldKind;
use super::reason::{Reason, ReasonKind};
use crate::diag::{Diagnostic, Place, Text};
use crate::layout;
use crate::model::{UNWRITTEN_APPROVAL, UNWRITTEN_REASON};
use crate::say;

/// How many characters of a text a message shows.
const MOST_SHOWN: usize = 24;

/// How many of the files are shown that a renamed unit has published.
const FIRST_FILES: usize = 3;

/// Something published that was changed without a reason that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What kind of thing changed.
    pub kind: FieldKind,
    /// Its name.
    pub name: String,
    /// What was published.
    pub was: String,
    /// What the file says.
    pub now: String,
    /// The year whose plan has it, of what the file has year by year.
    pub year: Option<i16>,
    /// A reason that is about it and does not fit.
    pub unfit: Option<Reason>,
    /// Whether it is a target whose indicator is counted in another measure now: nothing was decided, the
    /// same is said in other words.
    pub is_recounted: bool,
}

impl Missing {
    /// It in the plan of a year.
    pub(super) fn in_year(self, year: Option<i16>) -> Self {
        let year = year.filter(|_| self.kind.is_of_one_year(&self.name));
        Self { year, ..self }
    }

    pub(super) fn recounted(self, is_recounted: bool) -> Self {
        Self { is_recounted, ..self }
    }

    pub(super) fn because(self, unfit: Option<&Reason>) -> Self {
        Self { unfit: unfit.cloned(), ..self }
    }

    /// A value that was another when it was published.
    #[must_use]
    pub fn of(kind: FieldKind, name: &str, was: &str, now: &str) -> Self {
        let (name, was, now) = (name.to_owned(), was.to_owned(), now.to_owned());
        Self { kind, name, was, now, year: None, unfit: None, is_recounted: false }
    }

    /// Its name among others: with its year where another year's is missing too.
    fn name_among(&self, others: &[Self]) -> String {
        let is_alike = |other: &&Self| (other.kind, &other.name) == (self.kind, &self.name);
        let is_of_other = |other: &Self| other.year != self.year;
        match self.year.filter(|_| others.iter().filter(is_alike).any(is_of_other)) {
            Some(year) => format!("{}@{year}", self.name),
            None => self.name.clone(),
        }
    }

    /// What changed, in a few words.
    fn words(&self, others: &[Self]) -> (String, String) {
        let name = &self.name_among(others);
        let nothing = |text: &str| text.is_empty();
        let shown = |text: &str| if nothing(text) { "无".to_owned() } else { short(text) };
        match self.kind {
            FieldKind::Text => (format!("“{name}”"), format!("`{name}`")),
            FieldKind::File => (format!("附件“{name}”"), format!("the file `{name}`")),
            _ => {
                let (was, now) = (shown(&self.was), shown(&self.now));
                (format!("“{name}”{was} → {now}"), format!("`{name}` {was} -> {now}"))
            }
        }
    }
}

/// The beginning of a text.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A reason that is to be written: its key in the file, and what of it is known, name by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonToAdd {
    /// 更正, 目标调整 or 修订.
    pub kind: ReasonKind,
    /// The keys of the entry with their values.
    pub entry: Vec<(&'static str, String)>,
}

/// The reasons that explain what is missing, ready to be completed.
///
/// Targets are taken for changed by decision, but for those that are counted in another measure now; who
/// mended a slip of the pen writes 更正 instead.
#[must_use]
pub fn reasons_to_add(missing: &[Missing], part: Part, day: Date) -> Vec<ReasonToAdd> {
    let is_target = |one: &&Missing| part == Part::Plan && one.kind.is_asked_for() && !one.is_recounted;
    let is_revision = |one: &&Missing| part == Part::Article && !one.kind.is_recorded();
    // That there is no figure and why is explained with the figure that was there.
    let goes_along = |one: &&Missing| {
        let is_figure = |other: &Missing| other.kind == FieldKind::Figure && other.name == one.name;
        one.kind == FieldKind::NotCounted && missing.iter().any(is_figure)
    };
    let or_nothing = |text: &str| if text.is_empty() { "无".to_owned() } else { text.to_owned() };
    let mut reasons = Vec::new();
    let faults = missing.iter().filter(|one| !is_target(one) && !is_revision(one) && !goes_along(one));
    for one in faults {
        let key = if one.kind.is_recorded() && one.kind != FieldKind::Unit { "指标" } else { "处" };
        let mut entry = vec![("日期", day.to_string()), (key, one.name_among(missing))];
        if one.kind != FieldKind::Text && one.kind != FieldKind::File {
            entry.extend([("原为", or_nothing(&one.was)), ("改为", or_nothing(&one.now))]);
        }
        entry.push(("原因", UNWRITTEN_REASON.to_owned()));
        reasons.push(ReasonToAdd { kind: ReasonKind::Correction, entry });
    }
    for one in missing.iter().filter(is_target) {
        let entry = vec![
            ("日期", day.to_string()),
            ("指标", one.name_among(missing)),
            ("原目标", or_nothing(&one.was)),
            ("新目标", or_nothing(&one.now)),
            ("原因", UNWRITTEN_REASON.to_owned()),
            ("批准", UNWRITTEN_APPROVAL.to_owned()),
        ];
        reasons.push(ReasonToAdd { kind: ReasonKind::Adjustment, entry });
    }
    if missing.iter().any(|one| is_revision(&one)) {
        let entry = vec![("日期", day.to_string()), ("说明", UNWRITTEN_REASON.to_owned())];
        reasons.push(ReasonToAdd { kind: ReasonKind::Revision, entry });
    }
    reasons
}

/// The lines that give reasons, for people to paste into a front matter or `project.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinesToAdd {
    /// Lists that the file does not have yet, with their keys.
    pub new: String,
    /// Of each list that it has: the key, and the entries to put behind its last one. The key must not stand
    /// there twice.
    pub behind: Vec<(&'static str, String)>,
}

/// These reasons as lines; `has` are the kinds of reason that the file gives already.
#[must_use]
pub fn lines_to_add(reasons: &[ReasonToAdd], has: &BTreeSet<ReasonKind>) -> LinesToAdd {
    let mut lines = LinesToAdd::default();
    for of_kind in reasons.chunk_by(|one, next| one.kind == next.kind) {
        let mut entries = String::new();
        for (at, (key, value)) in of_kind.iter().flat_map(|reason| reason.entry.iter().enumerate()) {
            let mark = if at == 0 { "- " } else { "  " };
            let _ = writeln!(entries, "  {mark}{key}: {}", scalar(value));
        }
        let kind = of_kind[0].kind;
        if has.contains(&kind) {
            lines.behind.push((kind.word(), entries));
        } else {
            let _ = write!(lines.new, "{}:\n{entries}", kind.word());
        }
    }
    lines
}

/// A text as a YAML scalar that is read back as it is.
fn scalar(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "%.／/（）()年月日万亿<>≥≤约-".contains(c);
    let starts_plain = text.chars().next().is_some_and(char::is_alphanumeric);
    let is_word = !matches!(text, "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if starts_plain && is_word && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}

/// What was published changed without a reason: one finding for all of a part.
#[must_use]
pub fn unexplained(title: &str, missing: &[Missing], lines: &LinesToAdd, place: Place) -> Diagnostic {
    let words: Vec<(String, String)> = missing.iter().map(|one| one.words(missing)).collect();
    let zh: Vec<&str> = words.iter().map(|(zh, _)| &**zh).collect();
    let en: Vec<&str> = words.iter().map(|(_, en)| &**en).collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    let unfit = missing.iter().find_map(|one| one.unfit.as_ref());
    let help = how_to_explain(&place.file, lines, missing);
    let mut finding = Diagnostic::error(
        "changed-without-reason",
        say!(
            "《{title}》已经公开的内容改了，没有写原因：{zh}",
            "`{title}` is public and was changed without a reason: {en}"
        ),
    )
    .help(help);
    if let Some(unfit) = unfit {
        finding = finding.related(
            unfit.place.clone(),
            say!("这一条的原来、现在和公开过的对不上", "this one does not fit what was published"),
        );
    }
    finding.at(place)
}

/// What to do about another unit on what is public: mostly it was renamed, or another one took over.
fn how_to_keep_unit(unit: &Missing) -> (String, String) {
    let Missing { was, now, .. } = unit;
    let zh = format!(
        "以前公开的，单位和名称不跟着变：改了名的，在 site.yaml 里给它写 `曾用名: [{{全称: {was}, 至: 改名的日期}}]`；换了牵头单位的，在 project.yaml 里写 `牵头单位: [{{名称: {was}, 至: 换的日期}}, {now}]`，另外写了“发布单位”的删去。都不是的，"
    );
    let en = format!(
        "what is public keeps its unit and the name of its day: for a renamed one write `former_names: [{{full: {was}, until: the day}}]` in site.yaml; where another one took over, write `lead: [{{name: {was}, until: the day}}, {now}]` in project.yaml and leave out `unit`. Else: "
    );
    (zh, en)
}

/// A unit that what is public names by a name which the registry does not have any more; `files` are those
/// with something of it.
#[must_use]
pub fn renamed_unit((was, now): (&str, &str), files: &[Place]) -> Diagnostic {
    let count = files.len();
    let finding = Diagnostic::error(
        "changed-without-reason",
        say!(
            "“{was}”已经公开过内容（{count} 个文件），现在登记的是“{now}”，没有写曾用名",
            "`{was}` has published ({count} files) and is registered as `{now}` now, without a former name"
        ),
    )
    .at(Place::whole(layout::SETTINGS))
    .help(say!(
        "改了名的，在“机构”里给“{now}”写 `曾用名: [{{全称: {was}, 至: 改名的日期}}]`，以前公开的还用当时的名称；改错了的改回去；原来就写错了的，在各个文件里写 `更正: [{{日期: …, 处: 发布单位, 原为: {was}, 改为: {now}, 原因: …}}]`（牵头单位、责任单位的“处”照写）",
        "if it was renamed, give `{now}` `former_names: [{{full: {was}, until: the day}}]` under `units`: what is public keeps the name of its day; undo it if it was a slip; if it was wrong before, write in each file `corrections: [{{date: …, place: 发布单位, was: {was}, now: {now}, reason: …}}]`"
    ));
    files.iter().take(FIRST_FILES).fold(finding, |finding, place| {
        finding.related(place.clone(), say!("公开过的内容", "what is public"))
    })
}

/// What to do about a change without a reason.
fn how_to_explain(file: &str, lines: &LinesToAdd, missing: &[Missing]) -> Text {
    let LinesToAdd { new, behind } = lines;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !new.is_empty() {
        zh.push(format!("在 {file} 里加上下面几行，并写完整：\n{new}"));
        en.push(format!("add these lines to {file}, and complete them:\n{new}"));
    }
    for (key, entries) in behind {
        zh.push(format!(
            "{file} 里已经有“{key}”，不要再写一个“{key}”：把下面几行接在它最后一条的后面，和那一条对齐，并写完整：\n{entries}"
        ));
        en.push(format!(
            "{file} has `{key}` already, which must not stand there twice: put these lines behind its last entry, indented as that is, and complete them:\n{entries}"
        ));
    }
    let (zh, en) = (zh.join(""), en.join(""));
    let unit = missing.iter().find(|one| one.kind == FieldKind::Unit);
    let (unit, unit_en) = unit.map(how_to_keep_unit).unwrap_or_default();
    let (recounted, recounted_en) = if missing.iter().any(|one| one.is_recounted) {
        (
            "指标换了单位或口径，目标只是换了写法，写“更正”；目标也调整了的，换了单位的先生成公开，再改目标，写“目标调整”。",
            "An indicator is counted in another measure, and its target is the same in other words: that is a `correction`. Where the target is another one too, publish the measure first, then the target with an `adjustment`. ",
        )
    } else {
        ("", "")
    };
    say!(
        "{unit}{recounted}已经公开的改了要写明原因。改错了就改回去；确实要改，运行 gongkai new correction {file}，或{zh}",
        "{unit_en}{recounted_en}what is public changes only with a reason. Undo it if it was a slip; else run `gongkai new correction {file}`, or {en}"
    )
}

/// A reason for something that did not change; `has_purged` if of what it may be about a version was purged.
#[must_use]
pub fn reason_without_change(reason: &Reason, has_purged: bool) -> Diagnostic {
    let word = reason.kind.word();
    let name = &reason.name;
    let of: Text = if name.is_empty() {
        say!("这条{word}没有对应的改动", "nothing changed that this {word} is about")
    } else {
        say!("“{name}”的这条{word}没有对应的改动", "nothing changed that this {word} of `{name}` is about")
    };
    let help = match reason.kind {
        _ if has_purged && reason.was.is_some() => say!(
            "这里清除过一版：这一条引的是清除了的内容，就删去整条；不是的，核对“原为”是不是公开过的，“改为”是不是文件里现在写的",
            "a version was purged here: if this entry quotes what it said, delete the entry; else see that `was` is what was published, and `now` what the file says"
        ),
        ReasonKind::Revision => say!(
            "正文和上次公开的一样：改好正文，或删去这一条",
            "the text is as it was published: change it, or delete this entry"
        ),
        _ => say!(
            "核对“原为”是不是公开过的，“改为”是不是文件里现在写的",
            "see that 原为 is what was published, and 改为 what the file says now"
        ),
    };
    Diagnostic::error("reason-without-change", of).at(reason.place.clone()).help(help)
}

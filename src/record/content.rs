//! What a part says, field by field, as it was typed.

use sha2::{Digest as _, Sha256};

use super::canonical::{TextForm, in_form};
use super::{RecordRow, RowKind};
use crate::model::to_hex;

/// What kind of thing a field holds: decides what a reason for its change looks like, and where its value is
/// kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// 数据: a figure of an entry; named after its indicator.
    Figure,
    /// 目标: a target of the year, named after its indicator; the one of a later year that a plan leads to is
    /// named `indicator@2026`.
    Target,
    /// 以后目标: of the newest plan, what it shows as the target of a year behind the one that it leads to;
    /// named `indicator@2026`. No period is judged by it.
    TargetAhead,
    /// 节点: the target of a period; named `indicator@2023-Q1`.
    Milestone,
    /// 事项: of a plan the day by which a node is to be done, of an entry what was reported of it.
    Node,
    /// 分项: the figure of an area; named `indicator/area`.
    AreaFigure,
    /// 分项目标: the target of the year for an area; named `indicator/area`.
    AreaTarget,
    /// 不统计: why a figure does not exist this period; named after its indicator.
    NotCounted,
    /// 单位: who published it, who leads and who answers for it, by the names that readers see. It is part of
    /// no digest: what was typed is the same.
    Unit,
    /// 口径: an indicator's measure and basis.
    Measure,
    /// 基期: the figure of an earlier year that targets are counted from; named `indicator@2022`.
    Base,
    /// A text of more than a line: its small changes of punctuation are none.
    Text,
    /// One line: a title, a unit, a date.
    Line,
    /// The digest of an attachment or of a table, named after its file.
    File,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its kind.
    pub kind: FieldKind,
    /// Its name, unique among those of its kind.
    pub name: String,
    /// Its value as typed.
    pub value: String,
}

/// The name of the text that says what a project is about; it is the same in the plans of all years.
pub const SCOPE: &str = "项目内容";

/// How the manner of a text in Markdown begins; any other is 公文.
const MARKDOWN: &str = "markdown";

/// How the manner ends of what names the pictures in its texts, what a project is about, the bases of its
/// targets and the targets that lead to later years. Older programs did not write them down.
const IN_FULL: &str = "+";

/// How it ends of what says besides what a plan shows of the years to come.
const WITH_COMING: &str = "++";

/// How it ends of what says besides how its indicators are counted, and whose texts name the periods of the
/// figures that they quote where nobody else does.
const WITH_NOTES: &str = "+++";

/// How the name ends of the goal of a year to come: `2026年目标`.
const GOAL_AHEAD: &str = "年目标";

/// How the names end of what is said of an indicator: `床位的说明`.
const NOTES: [&str; 2] = ["的说明", "的数据来源"];

/// The name of the goal of a year to come, among the texts of a plan.
#[must_use]
pub fn goal_ahead(year: i16) -> String {
    format!("{year}{GOAL_AHEAD}")
}

/// Whether a text is the goal of a year to come.
#[must_use]
pub fn is_goal_ahead(kind: FieldKind, name: &str) -> bool {
    let year = name.strip_suffix(GOAL_AHEAD).filter(|_| kind == FieldKind::Text);
    year.is_some_and(|year| year.parse::<i16>().is_ok())
}

/// The names, among the texts of a plan, of 说明 and 数据来源 of an indicator: how it is counted, and where its
/// figures come from.
#[must_use]
pub fn note_names(indicator: &str) -> [String; 2] {
    NOTES.map(|end| format!("{indicator}{end}"))
}

/// The indicator of which a text of this name says how it is counted or where its figures come from, and the
/// rest of the name.
#[must_use]
pub fn noted_indicator(name: &str) -> Option<(&str, &str)> {
    let (at, _) = NOTES.iter().find_map(|end| Some((name.strip_suffix(end)?.len(), end)))?;
    Some(name.split_at(at))
}

/// What a part says. The order of its fields has no meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartContent {
    /// The title shown for it.
    pub title: String,
    /// What must be known to show its text again and is itself nothing that is said: how the text is written.
    pub manner: String,
    /// The fields, sorted by kind and name; none is empty.
    fields: Vec<Field>,
}

/// A digest (SHA-256) of what a content says, in 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

impl FieldKind {
    /// Whether its values stand in the record; of the others only the digest does.
    #[must_use]
    pub fn is_recorded(self) -> bool {
        !matches!(self, Self::Text | Self::Line | Self::File)
    }

    /// Whether rows of it may be added to a version of an older program, which did not write it down.
    #[must_use]
    pub(super) fn is_added_later(self, name: &str) -> bool {
        match self {
            Self::Base | Self::File | Self::TargetAhead => true,
            Self::Target => name.contains('@'),
            Self::Text => is_said_once(name) || is_goal_ahead(self, name),
            _ => false,
        }
    }

    /// Whether a 目标调整 may change it: what a plan asks for, and in what it is counted.
    pub(super) fn is_adjustable(self) -> bool {
        self.is_asked_for() || self == Self::Measure
    }

    /// Whether it says what a plan asks for: it is changed by decision, where nothing else is said.
    pub(super) fn is_asked_for(self) -> bool {
        matches!(self, Self::Target | Self::TargetAhead | Self::Milestone | Self::Node | Self::AreaTarget)
    }

    /// Whether one reason stands for one year alone: the file has such a value year by year. What stands
    /// there once is changed for all years by one reason.
    pub(super) fn is_of_one_year(self, name: &str) -> bool {
        match self {
            Self::Target => !name.contains('@'),
            Self::Text => !is_said_once(name) && !is_goal_ahead(self, name),
            Self::AreaTarget | Self::Milestone => true,
            _ => false,
        }
    }

    /// The kind as the record writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Figure => "数据",
            Self::Target => "目标",
            Self::TargetAhead => "以后目标",
            Self::Milestone => "节点",
            Self::Node => "事项",
            Self::AreaFigure => "分项",
            Self::AreaTarget => "分项目标",
            Self::NotCounted => "不统计",
            Self::Unit => "单位",
            Self::Measure => "口径",
            Self::Base => "基期",
            Self::Text => "文字",
            Self::Line => "著录",
            Self::File => "附件",
        }
    }

    pub(super) const ALL: [Self; 14] = [
        Self::Figure,
        Self::Target,
        Self::TargetAhead,
        Self::Milestone,
        Self::Node,
        Self::AreaFigure,
        Self::AreaTarget,
        Self::NotCounted,
        Self::Unit,
        Self::Measure,
        Self::Base,
        Self::Text,
        Self::Line,
        Self::File,
    ];
}

/// Whether a text stands once in the file and is part of the plans of all years.
fn is_said_once(name: &str) -> bool {
    name == SCOPE || noted_indicator(name).is_some()
}

impl PartContent {
    /// A content of these fields; empty ones say nothing and are left out.
    #[must_use]
    pub fn new(title: &str, manner: &str, fields: impl IntoIterator<Item = Field>) -> Self {
        let mut fields: Vec<Field> =
            fields.into_iter().filter(|field| !field.value.trim().is_empty()).collect();
        fields.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        fields.dedup_by(|a, b| (a.kind, &a.name) == (b.kind, &b.name));
        Self { title: title.to_owned(), manner: manner.to_owned(), fields }
    }

    /// The content of a part as it is published now; `is_markdown` tells how its texts are written.
    #[must_use]
    pub fn in_full(title: &str, is_markdown: bool, fields: impl IntoIterator<Item = Field>) -> Self {
        let manner = if is_markdown { MARKDOWN } else { "公文" };
        Self::new(title, &format!("{manner}{WITH_NOTES}"), fields)
    }

    /// Whether a text written in this manner names the periods of the figures that it quotes.
    #[must_use]
    pub(super) fn names_periods(manner: &str) -> bool {
        manner.ends_with(WITH_NOTES)
    }

    /// Whether its texts are Markdown, not 公文.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        self.manner.starts_with(MARKDOWN)
    }

    /// Whether it names all that a version names now: a program that did not write down pictures and bases
    /// left them out though they were there.
    #[must_use]
    pub fn is_in_full(&self) -> bool {
        self.manner.ends_with(IN_FULL)
    }

    /// Whether it says as well what a plan shows of the years to come.
    #[must_use]
    pub(super) fn has_coming(&self) -> bool {
        self.manner.ends_with(WITH_COMING)
    }

    /// Whether it says as well how its indicators are counted.
    #[must_use]
    pub(super) fn has_notes(&self) -> bool {
        self.manner.ends_with(WITH_NOTES)
    }

    /// The content with what was found out later of its version.
    pub(super) fn completed(self, rows: &[&RecordRow]) -> Self {
        if self.has_notes() {
            return self;
        }
        let Self { title, manner, mut fields } = self;
        let known = |fields: &[Field], kind: FieldKind, name: &str| {
            fields.iter().any(|field| (field.kind, &*field.name) == (kind, name))
        };
        for row in rows {
            if let RowKind::Value(kind) = row.kind
                && !known(&fields, kind, &row.name)
                && kind.is_added_later(&row.name)
            {
                fields.push(Field { kind, name: row.name.clone(), value: row.now.clone() });
            }
        }
        Self::new(&title, &manner, fields)
    }

    /// The fields, sorted by kind and name.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The digests of its attachments and tables.
    #[must_use]
    pub fn files(&self) -> Vec<Digest> {
        let files = self.fields.iter().filter(|field| field.kind == FieldKind::File);
        files.filter_map(|field| Digest::parse(&field.value)).collect()
    }

    /// The value of a field.
    #[must_use]
    pub fn value(&self, kind: FieldKind, name: &str) -> Option<&str> {
        let at = self.fields.binary_search_by(|field| (field.kind, &*field.name).cmp(&(kind, name))).ok()?;
        Some(&self.fields[at].value)
    }

    /// The digest of what it says: contents that differ only in what
    /// [needs no reason](super::canonical::canonical()) have the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest_in(TextForm::Whole)
    }

    /// Whether a digest is its own, also one that was made before the borders of cells counted.
    pub(super) fn is_of(&self, digest: &Digest) -> bool {
        self.digest() == *digest || self.digest_in(TextForm::Bare) == *digest
    }

    fn digest_in(&self, form: TextForm) -> Digest {
        let mut hash = Sha256::new();
        for field in &self.fields {
            for part in [field.kind.word(), &field.name, &in_form(&field.value, form)] {
                hash.update(part.len().to_le_bytes());
                hash.update(part);
            }
        }
        Digest::written(hash)
    }
}

impl Digest {
    /// The digest of a file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::written(Sha256::new_with_prefix(bytes))
    }

    fn written(hash: Sha256) -> Self {
        Self(to_hex(&hash.finalize()))
    }

    /// A digest as the record writes it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

//! 审签: what the next build would publish, as a fingerprint, and the list of what was approved.
//!
//! `approvals.csv` has a line for each version that somebody approved, by a digest of its number, its content
//! and the reasons given for it: what was changed after it was approved has another digest, and a content
//! that returns after another one is another version. That a line names a person proves nothing by itself.
//!
//! The files of the site's own theme have lines of their own, for a template can hide a figure, and so has
//! what is public and has no versions: what counts is the last line of each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::{Digest, FieldKind, PartKey, Record, RecordRow, RowKind};
use crate::csv_text::{self, write_line};
use crate::diag::{Diagnostic, Place, Text};
use crate::layout;
use crate::model::to_hex;
use crate::say;

/// The columns, in order.
const COLUMNS: [&str; 8] = ["日期", "索引号", "内容", "部分", "摘要", "指纹", "审签人", "角色"];

/// The part that the lines of the theme's files name.
const THEME_PART: &str = "模板";

/// What stands in the place of a digest where a file was taken away.
const TAKEN_AWAY: &str = "删去";

/// How many digits a fingerprint has: enough that nobody finds another content with the same.
const DIGITS: usize = 32;

/// Who approves.
#[derive(Clone, Copy, Debug)]
pub struct Approver<'a> {
    /// The name that was given.
    pub name: &'a str,
    /// The role, such as 审核.
    pub role: &'a str,
    /// The day.
    pub day: Date,
}

/// The versions that were approved: item, part and digest of each.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    text: String,
    approved: BTreeSet<[String; 3]>,
    /// Of each file of a theme the digest that was approved last.
    theme: BTreeMap<String, String>,
    /// Of what has no versions, by its name and word, the digest that was approved last.
    pieces: BTreeMap<(String, String), String>,
}

/// Something that is public and has no versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unversioned {
    /// What it is.
    pub kind: UnversionedKind,
    /// A path, a code or an index number.
    pub name: String,
    /// What it says now; empty if it was taken away.
    pub text: String,
}

/// What is public and has no versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnversionedKind {
    /// 页面: the words of a column, an article without a number.
    Page,
    /// 文件: an attachment, a table or a picture of such a page, by its digest.
    File,
    /// 机构: what a unit is and was called.
    Unit,
    /// 撤下: that an item was withdrawn or is public again, and why.
    Withdrawal,
}

impl UnversionedKind {
    const ALL: [Self; 4] = [Self::Page, Self::File, Self::Unit, Self::Withdrawal];

    /// The kind as the list writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "页面",
            Self::File => "文件",
            Self::Unit => "机构",
            Self::Withdrawal => "撤下",
        }
    }
}

impl Unversioned {
    fn key(&self) -> [String; 3] {
        let digest = Digest::of(self.text.as_bytes());
        [self.name.clone(), self.kind.word().to_owned(), digest.as_str().to_owned()]
    }

    /// That nobody has approved it.
    fn unapproved(&self) -> Diagnostic {
        let (word, name) = (self.kind.word(), &self.name);
        let message = if self.text.is_empty() {
            say!("{word} {name} 没有了，还没有审签", "that {word} {name} has gone has not been approved")
        } else {
            say!("{word} {name} 还没有审签", "{word} {name} has not been approved")
        };
        unapproved(message)
    }
}

/// A file of the site's own theme that is not as it was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFile {
    /// Its path in the site folder.
    pub path: String,
    /// Its digest; `None` if it was taken away, so that the built-in one is used again.
    pub digest: Option<Digest>,
}

impl ThemeFile {
    fn key(&self) -> [String; 3] {
        let digest = self.digest.as_ref().map_or(TAKEN_AWAY, Digest::as_str);
        [self.path.clone(), THEME_PART.to_owned(), digest.to_owned()]
    }

    /// That nobody has approved it.
    #[must_use]
    pub fn unapproved(&self) -> Diagnostic {
        let path = &self.path;
        let message = match self.digest {
            Some(_) => {
                say!("网页模板 {path} 还没有审签", "the file {path} of the theme has not been approved")
            }
            None => say!(
                "网页模板 {path} 删去了，还没有审签",
                "that the file {path} of the theme was taken away has not been approved"
            ),
        };
        Diagnostic::error("unapproved-template", message).at(Place::whole(layout::APPROVALS)).help(say!(
            "模板能改变数据显不显示：运行 `gongkai changes --page 送审单.html` 送审，审定后用其中的模板指纹运行 `gongkai approve 指纹 --by 姓名 --role 审核`",
            "a template can hide a figure: run `gongkai changes --page review.html`, have it looked at, then run `gongkai approve FINGERPRINT --by NAME --role ROLE` with the fingerprint of the theme"
        ))
    }
}

/// The versions among rows, each with its item, its part, and the digest by which it is approved. An item is
/// named by its path, for its number is issued later.
fn versions(rows: &[RecordRow]) -> impl Iterator<Item = (&RecordRow, [String; 3])> {
    let of_versions = |is_wanted: fn(RowKind) -> bool| {
        let mut found: BTreeMap<(PartKey, u32), Vec<&RecordRow>> = BTreeMap::new();
        for row in rows.iter().filter(|row| is_wanted(row.kind)) {
            found.entry((row.key(), row.version)).or_default().push(row);
        }
        found
    };
    let reasons = of_versions(|kind| matches!(kind, RowKind::Reason(_)));
    let units = of_versions(|kind| kind == RowKind::Value(FieldKind::Unit));
    let versions = rows.iter().filter(|row| row.kind == RowKind::Version);
    versions.map(move |row| {
        let of = |found: &BTreeMap<_, Vec<_>>| found.get(&(row.key(), row.version)).cloned();
        let (reasons, units) = (of(&reasons).unwrap_or_default(), of(&units).unwrap_or_default());
        (row, [row.subject.item.to_string(), row.part.word(), approved_digest(row, &reasons, units)])
    })
}

/// What is approved of a version: which one it is, what it says, and why. Readers see the reasons too, and
/// the units that publish it, lead and answer for it, which may stand in another file.
fn approved_digest(version: &RecordRow, reasons: &[&RecordRow], mut units: Vec<&RecordRow>) -> String {
    let mut hash = Sha256::new();
    let mut add = |word: &str| {
        hash.update(word.len().to_le_bytes());
        hash.update(word);
    };
    add(&version.version.to_string());
    add(&version.now);
    for RecordRow { day, kind, name, was, now, note, .. } in reasons {
        for word in [kind.word(), &day.to_string(), name, was, now, note] {
            add(word);
        }
    }
    units.sort_by(|a, b| a.name.cmp(&b.name));
    for RecordRow { kind, name, now, .. } in units {
        for word in [kind.word(), name, now] {
            add(word);
        }
    }
    to_hex(&hash.finalize())
}

/// The fingerprint of what a build would publish: of each new version with its reasons, and of what has no
/// versions.
#[must_use]
pub fn fingerprint(rows: &[RecordRow], pieces: &[Unversioned]) -> String {
    digest_of(&versions(rows).map(|(_, key)| key).chain(pieces.iter().map(Unversioned::key)).collect())
}

/// The fingerprint of changed files of the theme.
#[must_use]
pub fn theme_fingerprint(files: &[ThemeFile]) -> String {
    digest_of(&files.iter().map(ThemeFile::key).collect())
}

fn digest_of(lines: &BTreeSet<[String; 3]>) -> String {
    let mut hash = Sha256::new();
    for part in lines.iter().flatten() {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    to_hex(&hash.finalize()[..DIGITS / 2])
}

impl Approvals {
    /// Reads the decoded text of `approvals.csv`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let key = |record: csv_text::CsvRecord<'_>| {
            let field = |at: usize| Some(record.fields.get(at)?.text.to_string());
            Some([field(2)?, field(3)?, field(4)?])
        };
        let keys: Vec<[String; 3]> = csv_text::records(text).filter_map(key).collect();
        let is_piece = |part: &str| UnversionedKind::ALL.iter().any(|kind| kind.word() == part);
        let pieces = keys.iter().filter(|[_, part, _]| is_piece(part)).cloned();
        let pieces = pieces.map(|[name, part, digest]| ((name, part), digest)).collect();
        let theme = keys.iter().filter(|[_, part, _]| part == THEME_PART);
        let theme = theme.map(|[path, _, digest]| (path.clone(), digest.clone())).collect();
        Self { text: text.to_owned(), approved: keys.into_iter().collect(), theme, pieces }
    }

    /// The text, ready for another line.
    fn begun(&self) -> String {
        let mut text = self.text.clone();
        if text.is_empty() {
            text.push('\u{feff}');
            write_line(&mut text, &COLUMNS);
        } else if !text.ends_with('\n') {
            text.push_str("\r\n");
        }
        text
    }

    /// The text of the list with a line for each of these files.
    #[must_use]
    pub fn with_theme(&self, files: &[ThemeFile], approver: Approver<'_>) -> String {
        let mut text = self.begun();
        let (day, fingerprint) = (approver.day.to_string(), theme_fingerprint(files));
        for [path, part, digest] in files.iter().map(ThemeFile::key) {
            write_line(
                &mut text,
                &[&day, "", &path, &part, &digest, &fingerprint, approver.name, approver.role],
            );
        }
        text
    }

    /// The files of a theme, which lie in `folder` and have these digests, that are not as they were approved
    /// last.
    #[must_use]
    pub fn changed_theme(&self, folder: &str, own: &BTreeMap<String, Digest>) -> Vec<ThemeFile> {
        let approved = |path: &str| self.theme.get(path).map(String::as_str);
        let changed = own.iter().filter(|(path, digest)| approved(path) != Some(digest.as_str()));
        let changed = changed.map(|(path, digest)| (path, Some(digest.clone())));
        let is_gone = |path: &&String| {
            path.starts_with(folder) && !own.contains_key(*path) && approved(path) != Some(TAKEN_AWAY)
        };
        let gone = self.theme.keys().filter(is_gone).map(|path| (path, None));
        let files = changed.chain(gone);
        files.map(|(path, digest)| ThemeFile { path: path.clone(), digest }).collect()
    }

    /// The text of the list without what it tells of purged versions: their digests, and the fingerprints
    /// that were made of them; `None` if there is nothing of it.
    #[must_use]
    pub fn without_purged(&self, record: &Record) -> Option<String> {
        let purged = record.rows().iter().filter(|row| row.kind == RowKind::Purged);
        let purged: BTreeSet<[String; 2]> =
            purged.map(|row| [row.subject.item.to_string(), row.part.word()]).collect();
        // A version that quotes a purged value in its reasons has another digest since then: whoever guesses
        // the value could try the old one.
        let named: BTreeSet<[String; 3]> = versions(record.rows()).map(|(_, key)| key).collect();
        let mut lines: Vec<Vec<String>> = csv_text::records(&self.text)
            .map(|record| record.fields.into_iter().map(|field| field.text.into_owned()).collect())
            .collect();
        let mut silenced: BTreeSet<String> = BTreeSet::new();
        for line in lines.iter_mut().filter(|line| line.len() >= COLUMNS.len()) {
            let is_of_purged = purged.contains(&[line[2].clone(), line[3].clone()]);
            let key = [line[2].clone(), line[3].clone(), line[4].clone()];
            if is_of_purged && !line[4].is_empty() && !named.contains(&key) {
                silenced.insert(std::mem::take(&mut line[5]));
                line[4].clear();
            }
        }
        if silenced.is_empty() {
            return None;
        }
        let mut text = String::from("\u{feff}");
        let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
        for mut line in lines {
            if line.get(5).is_some_and(|print| silenced.contains(print)) {
                line[5].clear();
            }
            if seen.insert(line.clone()) {
                write_line(&mut text, &line.iter().map(String::as_str).collect::<Vec<_>>());
            }
        }
        Some(text)
    }

    /// Of everything that is public and has no versions, what is not as it was approved last.
    #[must_use]
    pub fn changed_pieces(&self, all: Vec<Unversioned>) -> Vec<Unversioned> {
        let is_there: BTreeSet<(String, String)> =
            all.iter().map(|piece| (piece.name.clone(), piece.kind.word().to_owned())).collect();
        let gone = self.pieces.keys().filter(|key| !is_there.contains(*key)).filter_map(|(name, word)| {
            let kind = UnversionedKind::ALL.into_iter().find(|kind| kind.word() == word)?;
            Some(Unversioned { kind, name: name.clone(), text: String::new() })
        });
        let is_changed = |piece: &Unversioned| {
            let [name, word, digest] = piece.key();
            self.pieces.get(&(name, word)) != Some(&digest)
        };
        let gone: Vec<Unversioned> = gone.collect();
        all.into_iter().chain(gone).filter(is_changed).collect()
    }

    /// The text of the list with a line for each version among `rows` that is not in it, and for each of the
    /// `pieces`.
    #[must_use]
    pub fn with(&self, rows: &[RecordRow], pieces: &[Unversioned], approver: Approver<'_>) -> String {
        let mut text = self.begun();
        let (day, fingerprint) = (approver.day.to_string(), fingerprint(rows, pieces));
        for [name, word, digest] in pieces.iter().map(Unversioned::key) {
            write_line(
                &mut text,
                &[&day, "", &name, &word, &digest, &fingerprint, approver.name, approver.role],
            );
        }
        for (row, key) in versions(rows).filter(|(_, key)| !self.approved.contains(key)) {
            let number = row.subject.number.as_ref().map(ToString::to_string).unwrap_or_default();
            let [item, part, digest] = &key;
            write_line(
                &mut text,
                &[&day, &number, item, part, digest, &fingerprint, approver.name, approver.role],
            );
        }
        text
    }

    /// What the rows and the changed `pieces` would publish and nobody has approved.
    #[must_use]
    pub fn missing(&self, rows: &[RecordRow], pieces: &[Unversioned]) -> Vec<Diagnostic> {
        let new = versions(rows).filter(|(_, key)| !self.approved.contains(key));
        let finding = |(row, _): (&RecordRow, _)| {
            let (title, version) = (&row.name, row.version);
            unapproved(say!(
                "《{title}》第 {version} 版还没有审签",
                "version {version} of `{title}` has not been approved"
            ))
        };
        new.map(finding).chain(pieces.iter().map(Unversioned::unapproved)).collect()
    }
}

fn unapproved(message: Text) -> Diagnostic {
    Diagnostic::error("unapproved-change", message).at(Place::whole(layout::APPROVALS)).help(say!(
        "运行 `gongkai changes` 送审，审定后运行 `gongkai approve 指纹 --by 姓名 --role 审核`",
        "run `gongkai changes`, have it looked at, then run `gongkai approve FINGERPRINT --by NAME --role ROLE`"
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Part, ReasonKind, Subject};
    use super::*;
    use crate::model::ItemKey;

    fn row(item: &str, digest: &str) -> RecordRow {
        RecordRow {
            subject: Subject { number: None, item: ItemKey::parse(item).unwrap() },
            part: Part::Article,
            version: 1,
            day: date(2024, 7, 5),
            kind: RowKind::Version,
            name: "题".to_owned(),
            was: String::new(),
            now: digest.to_owned(),
            note: String::new(),
        }
    }

    #[test]
    fn what_is_changed_after_its_approval_is_not_approved() {
        let rows = [row("通知/甲", &"a".repeat(64)), row("通知/乙", &"b".repeat(64))];
        let approver = Approver { name: "张三", role: "审核", day: date(2024, 7, 5) };
        let none = Approvals::default();
        assert_eq!(none.missing(&rows, &[]).len(), 2);
        let text = none.with(&rows[..1], &[], approver);
        let one = Approvals::parse(text.trim_start_matches('\u{feff}'));
        assert_eq!(one.missing(&rows, &[]).len(), 1);
        let both = Approvals::parse(one.with(&rows, &[], approver).trim_start_matches('\u{feff}'));
        assert!(both.missing(&rows, &[]).is_empty());
        assert_eq!(both.missing(&[row("通知/甲", &"c".repeat(64))], &[]).len(), 1);
        assert_eq!(fingerprint(&rows, &[]), fingerprint(&[rows[1].clone(), rows[0].clone()], &[]));
        assert_ne!(fingerprint(&rows, &[]), fingerprint(&rows[..1], &[]));
    }

    #[test]
    fn reasons_and_the_version_are_approved_with_the_content() {
        let approver = Approver { name: "张三", role: "审核", day: date(2024, 7, 5) };
        let version = |number: u32, digest: &str| RecordRow { version: number, ..row("通知/甲", digest) };
        let reason = |note: &str, was: &str| RecordRow {
            kind: RowKind::Reason(ReasonKind::Correction),
            now: "6430".to_owned(),
            was: was.to_owned(),
            note: note.to_owned(),
            ..version(2, "")
        };
        let (one, two) = ("a".repeat(64), "b".repeat(64));
        let rows = [version(2, &two), reason("录入有误", "6340")];
        let text = Approvals::default().with(&rows, &[], approver);
        let list = Approvals::parse(text.trim_start_matches('\u{feff}'));
        assert!(list.missing(&rows, &[]).is_empty());
        let others = [
            vec![version(2, &two)],
            vec![version(2, &two), reason("另一个原因", "6340")],
            vec![version(2, &two), reason("录入有误", "6341")],
            vec![version(2, &two), reason("录入有误", "6340"), reason("录入有误", "6340")],
            vec![version(2, &one), reason("录入有误", "6340")],
            // The same content again, after another one.
            vec![version(4, &two), RecordRow { version: 4, ..reason("录入有误", "6340") }],
        ];
        for other in others {
            assert_eq!(list.missing(&other, &[]).len(), 1, "{other:?}");
            assert_ne!(fingerprint(&other, &[]), fingerprint(&rows, &[]), "{other:?}");
        }
    }

    #[test]
    fn the_units_are_approved_with_the_content() {
        let approver = Approver { name: "张三", role: "审核", day: date(2024, 7, 5) };
        let unit = |name: &str, now: &str| RecordRow {
            kind: RowKind::Value(FieldKind::Unit),
            name: name.to_owned(),
            ..row("通知/甲", now)
        };
        let version = row("通知/甲", &"a".repeat(64));
        let rows = [version.clone(), unit("牵头单位", "区民政局"), unit("发布单位", "区卫健局")];
        let text = Approvals::default().with(&rows, &[], approver);
        let list = Approvals::parse(text.trim_start_matches('\u{feff}'));
        assert!(list.missing(&rows, &[]).is_empty());
        assert!(list.missing(&[rows[2].clone(), rows[1].clone(), rows[0].clone()], &[]).is_empty());
        let others = [
            vec![version.clone()],
            vec![version.clone(), unit("牵头单位", "区民政局"), unit("发布单位", "区人社局")],
            vec![version.clone(), unit("牵头单位", "区卫健局"), unit("发布单位", "区民政局")],
        ];
        for other in others {
            assert_eq!(list.missing(&other, &[]).len(), 1, "{other:?}");
            assert_ne!(fingerprint(&other, &[]), fingerprint(&rows, &[]), "{other:?}");
        }
    }

    #[test]
    fn a_file_of_the_theme_is_approved_as_it_is() {
        let approver = Approver { name: "张三", role: "审核", day: date(2024, 7, 5) };
        let own =
            |text: &str| BTreeMap::from([("themes/本局/page.html".to_owned(), Digest::of(text.as_bytes()))]);
        let none = BTreeMap::new();
        let mut list = Approvals::default();
        for files in [own("一"), own("二"), none.clone(), own("二"), own("一")] {
            let changed = list.changed_theme("themes/本局/", &files);
            assert_eq!(changed.len(), 1, "what was approved once is asked about again");
            let text = list.with_theme(&changed, approver);
            list = Approvals::parse(text.trim_start_matches('\u{feff}'));
            assert_eq!(list.changed_theme("themes/本局/", &files), []);
        }
        assert_eq!(list.changed_theme("themes/别的/", &none), []);
    }

    #[test]
    fn the_digest_of_a_purged_version_is_not_in_the_list() {
        let (old, new) = ("a".repeat(64), "b".repeat(64));
        let approver = Approver { name: "张三", role: "审核", day: date(2024, 7, 5) };
        let text = Approvals::default().with(&[row("通知/甲", &old), row("通知/乙", &old)], &[], approver);
        let list = Approvals::parse(text.trim_start_matches('\u{feff}'));
        let purge = RecordRow { kind: RowKind::Purged, ..row("通知/甲", "") };
        let record = Record::empty(layout::RECORD).with(&[row("通知/甲", &new), purge, row("通知/乙", &old)]);
        let clean = list.without_purged(&record).unwrap();
        let digest = |item: &str| versions(&[row(item, &old)]).next().unwrap().1[2].clone();
        assert_ne!(digest("通知/甲"), old);
        assert_eq!(
            (clean.matches(&digest("通知/甲")).count(), clean.matches("张三").count()),
            (1, 2),
            "{clean}"
        );
        assert!(!clean.contains(&fingerprint(&[row("通知/甲", &old), row("通知/乙", &old)], &[])), "{clean}");
        assert_eq!(Approvals::parse(clean.trim_start_matches('\u{feff}')).without_purged(&record), None);
    }

    #[test]
    fn what_has_no_versions_is_approved_as_it_is() {
        let approver = Approver { name: "张三", role: "审核", day: date(2024, 7, 5) };
        let kinds = UnversionedKind::ALL;
        let pieces = |text: &str| -> Vec<Unversioned> {
            kinds.map(|kind| Unversioned { kind, name: "甲".to_owned(), text: text.to_owned() }).into()
        };
        let mut list = Approvals::default();
        for all in [pieces("一"), pieces("二"), Vec::new(), pieces("二"), pieces("一")] {
            let changed = list.changed_pieces(all.clone());
            assert_eq!(changed.len(), kinds.len(), "what was approved once is asked about again");
            assert_eq!(list.missing(&[], &changed).len(), kinds.len());
            let text = list.with(&[], &changed, approver);
            list = Approvals::parse(text.trim_start_matches('\u{feff}'));
            assert_eq!(list.changed_pieces(all), []);
        }
        let versions = [row("通知/甲", &"a".repeat(64))];
        assert_ne!(fingerprint(&versions, &[]), fingerprint(&versions, &pieces("一")));
        assert_ne!(fingerprint(&[], &pieces("二")), fingerprint(&[], &pieces("一")));
    }
}

//! Personal numbers in what the rules see, and what is said of them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::lines::{heading_at, lines_of, tables_of};
use super::people::head_row;
use super::{Attachment, Findings, LineKind, Page, Publication, Site, TextTable};
use crate::attachment::{Contents, Grid, PieceSource, PlainText};
use crate::diag::{Diagnostic, Lang, Place, Text};
use crate::layout;
use crate::privacy::{self, ColumnDigits, Detector, FinishedForm, NumberKind, NumberSpot, Seen};
use crate::say;

/// So many numbers in one column are told one by one; more are told together.
const MOST_OF_COLUMN: usize = 3;

/// A personal number in an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundNumber {
    /// What it is.
    pub kind: NumberKind,
    /// Its digits masked, as they were typed.
    pub masked: String,
    /// Where in the file, in words; a plain text has `span`.
    pub place: Option<Text>,
    /// The bytes of a plain text.
    pub span: Option<Range<usize>>,
    /// How many more of its kind stand in its column.
    pub more: usize,
}

/// Reports the numbers of a kind in a page.
pub(super) fn in_page(site: &Site<'_>, page: &Page<'_>, kind: NumberKind, findings: &mut Findings) {
    for spot in page.numbers(site.detector).iter().filter(|spot| spot.kind == kind) {
        if !is_comment(page, spot) {
            let masked = privacy::mask(kind, &page.text[spot.span.clone()]);
            findings.report(page.place(spot.span.clone()), message(kind, &masked, None, 0), help(kind));
        }
    }
}

/// Reports the numbers of a kind in `site.yaml`, whose values stand on every page, and in the reasons of
/// withdrawn items.
pub(super) fn in_settings(site: &Site<'_>, kind: NumberKind, findings: &mut Findings) {
    let text = site.settings_text;
    for spot in site.detector.find(text, "").iter().filter(|spot| spot.kind == kind) {
        let line = text[..spot.span.start].rfind('\n').map_or(0, |end| end + 1);
        if !text[line..].trim_start().starts_with('#') {
            let masked = privacy::mask(kind, &text[spot.span.clone()]);
            let place = Place::span(layout::SETTINGS, spot.span.clone());
            findings.report(place, message(kind, &masked, None, 0), help(kind));
        }
    }
    for tombstone in &site.catalog.tombstones {
        for text in [&tombstone.title, &tombstone.reason] {
            for spot in site.detector.find(text, "").iter().filter(|spot| spot.kind == kind) {
                let masked = privacy::mask(kind, &text[spot.span.clone()]);
                let number = &tombstone.number;
                let place = say!("撤下的 {number}", "withdrawn {number}");
                findings.report(
                    Place::whole(layout::LEDGER),
                    message(kind, &masked, Some(&place), 0),
                    say!(
                        "改 index-numbers.csv 里这一行的“说明”",
                        "change the note in this line of index-numbers.csv"
                    ),
                );
            }
        }
    }
}

/// Reports the numbers of a kind in an attachment.
pub(super) fn in_attachment(
    site: &Site<'_>,
    attachment: &Attachment<'_>,
    kind: NumberKind,
    findings: &mut Findings,
) {
    // The name is published too, but for a table's.
    let is_file = attachment.publication == Publication::File;
    let stem = if is_file { attachment.path.stem() } else { "" };
    for spot in site.detector.find(stem, "").iter().filter(|spot| spot.kind == kind) {
        let masked = privacy::mask(kind, &stem[spot.span.clone()]);
        let message = message(kind, &masked, Some(&say!("文件名", "file name")), 0);
        let help = say!("改文件名，再改引用它的地方", "rename the file, and wherever it is named");
        findings.report(attachment.whole(), message, help);
    }
    for found in site.searched(attachment).numbers.iter().filter(|found| found.kind == kind) {
        let place = match &found.span {
            Some(span) => Place::span(Arc::clone(&attachment.file), span.clone()),
            None => attachment.whole(),
        };
        let message = message(kind, &found.masked, found.place.as_ref(), found.more);
        findings.report(place, message, help(kind));
    }
}

/// Whether a spot stands in a line of the front matter that is a comment: nobody sees that.
fn is_comment(page: &Page<'_>, spot: &NumberSpot) -> bool {
    spot.span.start < page.body && {
        let lines = page.lines();
        let at = lines.partition_point(|line| line.span.end <= spot.span.start);
        lines.get(at).is_some_and(|line| line.kind == LineKind::Comment)
    }
}

/// The numbers in a plain text, the headings of a CSV file's columns considered.
fn in_text(plain: &PlainText, detector: &Detector) -> Vec<NumberSpot> {
    let tables = if plain.rows.is_empty() {
        tables_of(&plain.text, &lines_of(&plain.text, 0))
    } else {
        vec![TextTable { rows: plain.rows.clone() }]
    };
    detector.find_labelled(&plain.text, |at| heading_at(&plain.text, &tables, at))
}

/// The personal numbers in all that a file holds.
#[must_use]
pub fn numbers_in(contents: &Contents, detector: &Detector) -> Vec<FoundNumber> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    if let Some(plain) = &contents.text {
        found.extend(in_text(plain, detector).into_iter().map(|spot| FoundNumber {
            kind: spot.kind,
            masked: privacy::mask(spot.kind, &plain.text[spot.span.clone()]),
            place: None,
            span: Some(spot.span),
            more: 0,
        }));
    }
    if let Some(plain) = &contents.text {
        find_disguised_in_text(plain, detector, &mut found);
        find_behind_marks(&plain.text, detector, &mut found);
    }
    for grid in &contents.grids {
        find_in_grid(grid, detector, &mut seen, &mut found);
    }
    for piece in &contents.pieces {
        for spot in detector.find(&piece.text, "") {
            let is_doubtful = piece.source == PieceSource::Joined
                && (spot.kind != NumberKind::Id || spot.digits.len() != 18);
            if is_doubtful || piece.source != PieceSource::Read && seen.contains(&spot.digits) {
                continue;
            }
            let masked = privacy::mask(spot.kind, &piece.text[spot.span.clone()]);
            found.push(FoundNumber {
                kind: spot.kind,
                masked,
                place: Some(piece.place.clone()),
                span: None,
                more: 0,
            });
            seen.insert(spot.digits);
        }
        // What was fished out of bytes or put together of lines is no text whose blanks mean something.
        if matches!(piece.source, PieceSource::Read | PieceSource::Earlier) {
            let mut numbers = detector.find_disguised(&piece.text, "");
            numbers.extend(as_opened(&piece.text, detector));
            for number in numbers {
                if seen.insert(number.digits.clone()) {
                    found.push(disguised(&number, piece.place.clone()));
                }
            }
        }
    }
    found
}

/// A number that is not written as numbers are.
fn disguised(number: &Seen, place: Text) -> FoundNumber {
    let masked = privacy::mask(number.kind, &number.digits);
    FoundNumber { kind: number.kind, masked, place: Some(place), span: None, more: 0 }
}

/// The numbers that whoever opens a text sees although their digits do not stand together in it: parted by
/// tags in a web page or drawing, by escapes in JSON, by a fold in a calendar or visiting card (RFC 5545,
/// 3.1).
fn as_opened(text: &str, detector: &Detector) -> BTreeSet<Seen> {
    let head = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    match head.as_bytes() {
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'?', ..] => {
            detector.seen_in(without_cdata(text).as_bytes(), FinishedForm::Markup)
        }
        [b'{' | b'[', ..] => detector.seen_in(text.as_bytes(), FinishedForm::Json),
        [b'B', b'E', b'G', b'I', b'N', b':', ..] => {
            let unfolded = text.replace("\r\n ", "").replace("\n ", "");
            detector.seen_in(unfolded.as_bytes(), FinishedForm::Text)
        }
        _ => BTreeSet::new(),
    }
}

/// Markup whose sections of plain text (XML 1.0, 2.7) are marks like any other.
fn without_cdata(text: &str) -> Cow<'_, str> {
    if text.contains("<![CDATA[") {
        Cow::Owned(text.replace("<![CDATA[", "<b>").replace("]]>", "</b>"))
    } else {
        Cow::Borrowed(text)
    }
}

/// So many numbers behind marks are looked up in their text, each of which takes the time of reading it.
const MOST_LOCATED: usize = 20;

/// Adds the numbers of a text that are seen when it is opened, and not known yet.
fn find_behind_marks(text: &str, detector: &Detector, found: &mut Vec<FoundNumber>) {
    let numbers = as_opened(text, detector);
    let mut known: BTreeSet<(NumberKind, String)> =
        found.iter().map(|known| (known.kind, privacy::bare(&known.masked))).collect();
    let mut located = 0;
    for number in numbers {
        let masked = privacy::mask(number.kind, &number.digits);
        if known.insert((number.kind, privacy::bare(&masked))) {
            located += 1;
            let span = (located <= MOST_LOCATED).then(|| privacy::locate(text, &number.digits)).flatten();
            found.push(FoundNumber { kind: number.kind, masked, place: None, span, more: 0 });
        }
    }
}

/// Adds the numbers of a plain text whose digits are written or parted otherwise, and those in neighbouring
/// cells.
fn find_disguised_in_text(plain: &PlainText, detector: &Detector, found: &mut Vec<FoundNumber>) {
    let text = &plain.text;
    let mut add = |numbers: BTreeSet<Seen>, within: Range<usize>| {
        for number in numbers {
            let Some(span) = privacy::locate(&text[within.clone()], &number.digits) else { continue };
            // What is written as numbers are was judged with what stands around it.
            if privacy::is_written_plainly(&text[within.clone()][span.clone()]) {
                continue;
            }
            let span = within.start + span.start..within.start + span.end;
            let is_known = found.iter().any(|known| {
                known.span.as_ref().is_some_and(|known| known.start < span.end && span.start < known.end)
            });
            if !is_known {
                let masked = privacy::mask(number.kind, &text[span.clone()]);
                found.push(FoundNumber { kind: number.kind, masked, place: None, span: Some(span), more: 0 });
            }
        }
    };
    if plain.rows.is_empty() {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            add(detector.find_disguised(line, ""), at..at + line.len());
            at += line.len();
        }
        return;
    }
    let heads: Vec<&str> = plain.rows[0].iter().map(|cell| &text[cell.clone()]).collect();
    let all_heads = heads.join(" ");
    for row in &plain.rows {
        for (column, cell) in row.iter().enumerate() {
            let head = heads.get(column).copied().unwrap_or("");
            add(detector.find_disguised(&text[cell.clone()], head), cell.clone());
        }
        if let (Some(first), Some(last)) = (row.first(), row.last()) {
            let cells = row.iter().map(|cell| &text[cell.clone()]);
            add(detector.find_in_row(cells, &all_heads), first.start..last.end.max(first.start));
        }
    }
    let mut columns = ColumnDigits::default();
    for (column, cell) in plain.rows.iter().flat_map(|row| row.iter().enumerate()) {
        let head = || heads.get(column).copied().unwrap_or_default().to_owned();
        for number in detector.find_in_column(&mut columns, column, &text[cell.clone()], head) {
            let masked = privacy::mask(number.kind, &number.digits);
            found.push(FoundNumber {
                kind: number.kind,
                masked,
                place: None,
                span: Some(cell.clone()),
                more: 0,
            });
        }
    }
}

fn find_in_grid(grid: &Grid, detector: &Detector, seen: &mut BTreeSet<String>, found: &mut Vec<FoundNumber>) {
    let texts = grid.texts();
    let head = head_row(&texts);
    let mut columns: BTreeMap<(u32, NumberKind), Vec<FoundNumber>> = BTreeMap::new();
    let mut begun = ColumnDigits::default();
    for (at, row) in grid.rows.iter().enumerate() {
        for (column, text) in &row.cells {
            let below = head.filter(|head| at > *head).and_then(|head| texts[head].get(*column as usize));
            for spot in detector.find(text, below.unwrap_or(&"")) {
                columns.entry((*column, spot.kind)).or_default().push(FoundNumber {
                    kind: spot.kind,
                    masked: privacy::mask(spot.kind, &text[spot.span.clone()]),
                    place: Some(grid.place(row, *column)),
                    span: None,
                    more: 0,
                });
                seen.insert(spot.digits);
            }
            let head = || below.copied().unwrap_or_default().to_owned();
            let mut numbers = detector.find_disguised(text, below.unwrap_or(&""));
            numbers.append(&mut detector.find_in_column(&mut begun, *column as usize, text, head));
            for number in numbers {
                if seen.insert(number.digits.clone()) {
                    found.push(disguised(&number, grid.place(row, *column)));
                }
            }
        }
        let heads = head.map_or_else(String::new, |head| texts[head].join(" "));
        for number in detector.find_in_row(row.cells.iter().map(|(_, text)| text.as_str()), &heads) {
            if let Some((column, _)) = row.cells.first().filter(|_| seen.insert(number.digits.clone())) {
                found.push(disguised(&number, grid.place(row, *column)));
            }
        }
    }
    for mut of_column in columns.into_values() {
        if of_column.len() > MOST_OF_COLUMN {
            of_column[0].more = of_column.len() - 1;
            of_column.truncate(1);
        }
        found.extend(of_column);
    }
}

/// The rule about numbers of a kind.
fn rule_of(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Id => "id-number",
        NumberKind::Mobile => "mobile-number",
        NumberKind::Card => "bank-card",
    }
}

/// The finding that a number shows on a finished page, although its source does not hold it as such: its
/// digits are parted there by marks, tags or blanks, or written otherwise.
#[must_use]
pub fn shown_number(number: &Seen, page: &str, place: Option<Place>) -> Diagnostic {
    let masked = privacy::mask(number.kind, &number.digits);
    let inside = say!("发布后的 {page} 上看得到", "seen on the published {page}");
    let finding = Diagnostic::error(rule_of(number.kind), message(number.kind, &masked, Some(&inside), 0));
    let finding = finding.help(say!(
        "号码中间的空格、符号、标签、换行，或者换一种写法的数字，读者看了仍是号码：删去，或者遮盖中间几位",
        "whatever parts its digits, and however they are written, readers see the number: delete it, or mask its middle"
    ));
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}

/// The finding that a number stands in a file of the theme that is no text, such as a picture.
#[must_use]
pub fn number_in_theme(found: &FoundNumber, file: &str) -> Diagnostic {
    let message = message(found.kind, &found.masked, found.place.as_ref(), found.more);
    Diagnostic::error(rule_of(found.kind), message).at(Place::whole(file)).help(help(found.kind))
}

/// Whether one of these findings tells of the number in this file already.
#[must_use]
pub fn is_told(findings: &[Diagnostic], number: &Seen, file: &str) -> bool {
    let masked = privacy::bare(&privacy::mask(number.kind, &number.digits));
    findings.iter().any(|finding| {
        finding.rule == rule_of(number.kind)
            && finding.place.as_ref().is_some_and(|place| &*place.file == file)
            && (layout::is_table(file) || privacy::bare(finding.message.in_lang(Lang::Zh)).contains(&masked))
    })
}

/// What is said of a number at a place inside a file.
fn message(kind: NumberKind, masked: &str, inside: Option<&Text>, more: usize) -> Text {
    let (at_zh, at_en) = inside.map_or_else(Default::default, |inside| {
        (format!("{}：", inside.in_lang(Lang::Zh)), format!("{}: ", inside.in_lang(Lang::En)))
    });
    let (more_zh, more_en) = if more == 0 {
        Default::default()
    } else {
        (format!("，这一列还有 {more} 个"), format!(", and {more} more in this column"))
    };
    match kind {
        NumberKind::Id => {
            say!("{at_zh}公民身份号码 `{masked}`{more_zh}", "{at_en}ID number `{masked}`{more_en}")
        }
        NumberKind::Mobile => {
            say!("{at_zh}手机号码 `{masked}`{more_zh}", "{at_en}mobile number `{masked}`{more_en}")
        }
        NumberKind::Card => {
            say!("{at_zh}银行卡号 `{masked}`{more_zh}", "{at_en}bank card number `{masked}`{more_en}")
        }
    }
}

/// What to do about it.
fn help(kind: NumberKind) -> Text {
    match kind {
        NumberKind::Id => say!(
            "删去，或者遮盖成 `330604********123X` 的样子；`gongkai mask 文件` 给出改法",
            "delete it, or mask it as in `330604********123X`; `gongkai mask FILE` shows how"
        ),
        NumberKind::Mobile => say!(
            "个人的号码删去或遮盖；办公用的写进 site.yaml 的“检查 → 公开电话”",
            "delete or mask a person's number; list an office's in site.yaml under `checks: public_phones`"
        ),
        NumberKind::Card => say!(
            "删去，或者只留后四位；`gongkai mask 文件` 给出改法",
            "delete it, or keep the last four digits only; `gongkai mask FILE` shows how"
        ),
    }
}

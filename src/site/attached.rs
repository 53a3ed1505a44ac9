//! The text of attachments, as search finds it: what a reader of the file sees, with its page or sheet.
//!
//! Hidden sheets, rows and columns, comments, deleted words and properties are looked into by the rules,
//! but are no text. A file is read once: its text is kept in the site folder, in
//! [`.gongkai.texts`](crate::layout::TEXTS), by the digest of its bytes. Nothing there is of a file that is
//! not published, for the rules have passed all before; losing it costs time, nothing else.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::attachment::{self, Contents, Grid, PieceSource, PlainText};
use crate::diag::Lang;
use crate::files;
use crate::model::{ContentPath, PagePath, to_hex};
use crate::search::{FileText, SearchText};

use super::snapshot::Snapshot;

/// The most bytes of a file whose text is looked for: a scan of hundreds of pages has none.
const LARGEST: u64 = 30_000_000;

/// The most bytes of texts that are kept from run to run.
const MOST_KEPT: usize = 16_000_000;

/// Raised whenever other passages are made of the same contents.
const FORM: u32 = 2;

/// A line of a page that goes on in the next one has so many tenths of the widest one's width, and at least
/// so many columns.
const FULL: [usize; 2] = [6, 36];

/// The passages of a file, each with the page or sheet in which it stands.
type FilePassages = Arc<Vec<(String, String)>>;

/// The texts of attachments that are known.
#[derive(Debug, Default)]
pub struct AttachedTexts {
    /// By the digest of the bytes and the ending.
    known: BTreeMap<String, FilePassages>,
    used: Mutex<Used>,
}

/// What was asked for, and how many bytes that has: what is too much is not remembered.
#[derive(Debug, Default)]
struct Used {
    texts: BTreeMap<String, FilePassages>,
    size: usize,
}

impl AttachedTexts {
    /// Takes in what [`Self::to_text`] wrote; anything else is passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(&epoch()) {
            return Self::default();
        }
        let read = |line: &str| {
            let (digest, json) = line.split_once(' ')?;
            Some((digest.to_owned(), Arc::new(serde_json::from_str(json).ok()?)))
        };
        Self { known: lines.filter_map(read).collect(), used: Mutex::default() }
    }

    /// The texts that were asked for, for the next run, as far as they are not too long; `None` if that says
    /// no more than what was read.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.texts.keys().all(|digest| self.known.contains_key(digest)) {
            return None;
        }
        let mut text = format!("{}\n", epoch());
        for (digest, passages) in &used.texts {
            let json = serde_json::to_string(&**passages).unwrap_or_default();
            // Writing to a text cannot fail.
            _ = writeln!(text, "{digest} {json}");
        }
        Some(text)
    }

    /// The passages of a file, looked up or looked for.
    fn of(&self, file: &ContentPath, bytes: &[u8]) -> FilePassages {
        let digest = format!("{}-{}", to_hex(&Sha256::digest(bytes)), file.extension());
        let used = || self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.known.get(&digest).cloned().or_else(|| used().texts.get(&digest).cloned());
        let passages = known.unwrap_or_else(|| Arc::new(seen(attachment::extract(file.name(), bytes))));
        let size: usize = passages.iter().map(|(part, text)| part.len() + text.len() + digest.len()).sum();
        let mut used = used();
        if used.size + size <= MOST_KEPT && used.texts.insert(digest, Arc::clone(&passages)).is_none() {
            used.size += size;
        }
        drop(used);
        passages
    }
}

/// What all texts depend on besides the bytes.
fn epoch() -> String {
    format!("{} {} {FORM}", env!("CARGO_PKG_VERSION"), attachment::VERSION)
}

impl Snapshot {
    /// The files to which pages may lead, by their addresses as they stand in links.
    pub(super) fn attached_files(&self) -> HashMap<String, &ContentPath> {
        if !self.parts.settings.search_attachments {
            return HashMap::new();
        }
        self.plan.copies.iter().map(|(path, file)| (path.encoded(), file)).collect()
    }

    /// Adds the text of the files to which a page leads.
    pub(super) fn attach(
        &self,
        page: &PagePath,
        known: &HashMap<String, &ContentPath>,
        texts: &AttachedTexts,
        text: &mut SearchText,
    ) {
        let folder = page.encoded();
        let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (link, name) in std::mem::take(&mut text.visible.links) {
            let Some(address) = resolved(folder, &link) else { continue };
            if text.files.iter().any(|file| file.address == address) {
                continue;
            }
            let file = known.get(&address).and_then(|file| Some((*file, self.catalog.files.get(*file)?)));
            let Some((file, on_disk)) = file else { continue };
            // What cannot be read is told when the file is published.
            let Ok(bytes) = files::read_limited(&on_disk.disk, LARGEST) else { continue };
            let passages = texts.of(file, &bytes).to_vec();
            let name = if name.is_empty() { file.name().to_owned() } else { name };
            text.files.push(FileText { address, name, passages });
        }
    }
}

/// An address relative to a folder of the site, from the site's root.
fn resolved(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split(['?', '#']).next()?.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What a reader of a file sees.
fn seen(contents: Contents) -> Vec<(String, String)> {
    let mut passages = Vec::new();
    if let Some(PlainText { text, .. }) = contents.text {
        let text = if attachment::is_rtf(&text) { attachment::shown_words(&text) } else { text };
        passages.push((String::new(), text));
    }
    for grid in contents.grids.iter().filter(|grid| !grid.is_hidden) {
        passages.extend(cells(grid));
    }
    for piece in contents.pieces.into_iter().filter(|piece| piece.source == PieceSource::Read) {
        let place = piece.place.in_lang(Lang::Zh);
        if is_page(place) {
            passages.push((place.to_owned(), paragraphs(&piece.text)));
        } else if place.starts_with("正文") && place.ends_with(" 段") {
            passages.push((String::new(), piece.text));
        }
    }
    passages
}

fn cells(grid: &Grid) -> impl Iterator<Item = (String, String)> {
    let part = if grid.is_sheet { grid.part.in_lang(Lang::Zh).to_owned() } else { String::new() };
    let rows = grid.rows.iter().filter(|row| !row.is_hidden);
    let cells = rows.flat_map(|row| row.cells.iter());
    let is_hidden = |column: &u32| grid.hidden_columns.iter().any(|range| range.contains(column));
    let shown = cells.filter(move |(column, _)| !is_hidden(column));
    shown.map(move |(_, text)| (part.clone(), text.clone()))
}

/// The lines of a page put together, a paragraph each: a file of pages knows lines alone, and words are
/// parted between them. A line goes on in the next one if it is nearly as wide as the widest and ends no
/// sentence.
fn paragraphs(page: &str) -> String {
    let width = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let lines = || page.lines().map(str::trim).filter(|line| !line.is_empty());
    let [tenths, least] = FULL;
    let full = lines().map(width).max().unwrap_or(0).saturating_mul(tenths).div_ceil(10).max(least);
    let mut text = String::with_capacity(page.len());
    for line in lines() {
        text.push_str(line);
        let is_end = line.ends_with(['。', '；', '：', '！', '？', '.', ';', ':', '!', '?']);
        text.push(if width(line) >= full && !is_end { ' ' } else { '\n' });
    }
    text.truncate(text.trim_end().len());
    text
}

/// `第 3 页`, `第 3 张幻灯片`: the parts of a file that are seen as a whole.
fn is_page(place: &str) -> bool {
    let number = place
        .strip_prefix("第 ")
        .and_then(|rest| rest.strip_suffix(" 页").or(rest.strip_suffix(" 张幻灯片")));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_site() {
        assert_eq!(resolved("a/b", "../c/%E8%A1%A8.xlsx").as_deref(), Some("a/c/%E8%A1%A8.xlsx"));
        assert_eq!(resolved("", "x.pdf#page=2").as_deref(), Some("x.pdf"));
        assert_eq!(resolved("", "../x.pdf"), None);
    }

    /// Of a file in RTF readers see the words, and not who wrote it.
    #[test]
    fn orders_that_draw_words_are_not_seen() {
        let rtf = br"{\rtf1{\info{\author Wang}}\b public\b0  notice}";
        let seen = seen(attachment::extract("a.rtf", rtf));
        let all: String = seen.into_iter().map(|(_, text)| text).collect();
        assert!(all.contains("public") && all.contains("notice"), "{all}");
        assert!(!all.contains("rtf1") && !all.contains("Wang"), "{all}");
    }

    #[test]
    fn texts_come_back_as_they_were() {
        let file = ContentPath::new("a/名单.csv").unwrap();
        let texts = AttachedTexts::default();
        let read = texts.of(&file, "甲,乙\n\"丙 \"\"丁\",戊\n".as_bytes());
        assert!(!read.is_empty());
        let again = AttachedTexts::parse(&texts.to_text().unwrap());
        assert_eq!(again.known.values().collect::<Vec<_>>(), [&read]);
        assert_eq!(again.of(&file, "甲,乙\n\"丙 \"\"丁\",戊\n".as_bytes()), read);
        assert!(again.to_text().is_none(), "nothing new is to be kept");
        let other = ContentPath::new("a/名单.txt").unwrap();
        assert_ne!(again.of(&other, "甲,乙\n".as_bytes()), read);
        assert!(AttachedTexts::parse("0 0 0\nab [[\"\",\"x\"]]").known.is_empty());
        assert!(AttachedTexts::parse(&format!("{}\nab [[\"\"", epoch())).known.is_empty());
    }

    #[test]
    fn only_pages_are_seen_as_a_whole() {
        assert!(is_page("第 3 页") && is_page("第 12 张幻灯片"));
        assert!(!is_page("第 3 页的批注") && !is_page("文档属性"));
    }

    #[test]
    fn lines_of_a_page_are_put_together() {
        let page = "一、总体要求\n为做好全区就业和社会保障工作，让劳动者有稳定的工作、有提升的机\n\
            会、有可靠的保障，根据法律和区国民经济和社会发展的总体安排制定。\n规划期为五年，每年公布执行情况一次，中期评估一次，到期以后总结。\n清渚小学\n城东中学\n";
        assert_eq!(
            paragraphs(page),
            "一、总体要求\n为做好全区就业和社会保障工作，让劳动者有稳定的工作、有提升的机 \
                会、有可靠的保障，根据法律和区国民经济和社会发展的总体安排制定。\n\
                规划期为五年，每年公布执行情况一次，中期评估一次，到期以后总结。\n清渚小学\n城东中学"
        );
        // Short lines are cells: where all are, none goes on.
        assert_eq!(paragraphs("清渚小学\n城东中学\n"), "清渚小学\n城东中学");
        assert_eq!(paragraphs(""), "");
    }

    #[test]
    fn hidden_cells_are_not_seen() {
        use crate::attachment::GridRow;
        let row = |number, is_hidden, text: &str| GridRow {
            number,
            is_hidden,
            cells: vec![(0, text.to_owned()), (1, "隐".to_owned())],
        };
        let grid = Grid {
            part: crate::say!("工作表“名单”", "sheet"),
            is_sheet: true,
            is_hidden: false,
            rows: vec![row(1, false, "见"), row(2, true, "不见")],
            hidden_columns: vec![1..=1],
        };
        assert_eq!(cells(&grid).collect::<Vec<_>>(), [("工作表“名单”".to_owned(), "见".to_owned())]);
    }
}

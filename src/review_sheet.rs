//! 送审单: what the next build would publish, as one page to be printed, read and signed.
//!
//! Rows of the record and the texts behind them -> HTML on A4, without anything from elsewhere. What was
//! inserted and deleted is marked; at the end stands the fingerprint by which it is approved. The page is for
//! the office alone and is never published.

use std::fmt::Write as _;

use jiff::civil::Date;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::record::{
    Archive, Field, FieldKind, Part, PartContent, RecordRow, RowKind, ThemeFile, Unversioned, fingerprint,
    theme_fingerprint,
};

/// The most lines of a template that are shown.
const MOST_LINES: usize = 400;

/// The style of the page; it is printed, so it has no colours that matter.
const STYLE: &str = "@page{size:A4;margin:22mm 20mm}\
body{font:12pt/1.7 \"SimSun\",\"Songti SC\",\"Noto Serif CJK SC\",serif;max-width:170mm;margin:10mm auto;color:#000}\
h1{font-size:18pt;text-align:center}h2{font-size:14pt;margin:8mm 0 2mm;break-after:avoid}\
table{border-collapse:collapse;width:100%}th,td{border:.5pt solid #000;padding:1mm 2mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
tr{break-inside:avoid}del{text-decoration:line-through}ins{text-decoration:underline;font-weight:bold}\
.text{white-space:pre-wrap;border-left:2pt solid #000;padding-left:4mm;overflow-wrap:anywhere}\
.print{font-family:monospace;overflow-wrap:anywhere}.sign td{height:14mm}";

/// What a page is about.
#[derive(Clone, Copy, Debug)]
pub struct ReviewSheet<'a> {
    /// The name of the site.
    pub site: &'a str,
    /// The day on which it is made.
    pub day: Date,
    /// The rows that a build would add to the record.
    pub rows: &'a [RecordRow],
    /// The record and texts with them.
    pub archive: &'a Archive,
    /// What has no versions and is to be approved.
    pub pieces: &'a [Unversioned],
    /// The files of the site's own theme that are to be approved.
    pub theme: &'a [Template<'a>],
}

/// A file of the site's own theme that is to be approved.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// Which.
    pub file: &'a ThemeFile,
    /// The built-in file in whose place it stands, if there is one.
    pub built_in: Option<&'a str>,
    /// Its text; `None` if it was taken away, or is no text.
    pub now: Option<&'a str>,
}

/// The page.
#[must_use]
pub fn page(sheet: ReviewSheet<'_>) -> String {
    let (site, day) = (escape(sheet.site), sheet.day);
    let print = fingerprint(sheet.rows, sheet.pieces);
    let versions: Vec<&RecordRow> = sheet.rows.iter().filter(|row| row.kind == RowKind::Version).collect();
    let count = versions.len() + sheet.pieces.len();
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>政府信息公开送审单</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>政府信息公开送审单</h1>\n\
         <p>{site}　{day}　共 {count} 项。新增的文字加粗并有下划线，删去的文字有删除线。</p>\n"
    );
    if count > 0 {
        let _ = writeln!(html, "<p>指纹：<span class=\"print\">{print}</span></p>");
    }
    for (at, version) in versions.iter().enumerate() {
        push_version(&sheet, at + 1, version, &mut html);
    }
    push_pieces(sheet.pieces, versions.len(), &mut html);
    push_theme(sheet.theme, &mut html);
    let _ = write!(
        html,
        "<h2>审签</h2>\n<table class=\"sign\">\n<tr><th>拟稿</th><td></td><th>审核</th><td></td></tr>\n\
         <tr><th>签发</th><td></td><th>日期</th><td></td></tr>\n</table>\n"
    );
    let files: Vec<ThemeFile> = sheet.theme.iter().map(|template| template.file.clone()).collect();
    let theme = (!files.is_empty()).then(|| ("模板审定后运行", theme_fingerprint(&files)));
    let items = (count > 0).then_some(("审定后运行", print));
    for (when, print) in items.into_iter().chain(theme) {
        let command = format!("gongkai approve {print} --by 姓名 --role 审核");
        let _ = writeln!(html, "<p>{when}：<span class=\"print\">{command}</span></p>");
    }
    html.push_str("</body>\n</html>\n");
    html
}

/// What has no versions, each with what it says now; `before` headings stand above.
fn push_pieces(pieces: &[Unversioned], before: usize, out: &mut String) {
    for (nth, piece) in pieces.iter().enumerate() {
        let (at, word, name) = (before + nth + 1, piece.kind.word(), escape(&piece.name));
        let text = if piece.text.is_empty() { "删去" } else { &piece.text };
        let text = escape(text);
        let _ = write!(out, "<h2>{at}．{word}　{name}</h2>\n<div class=\"text\">{text}</div>\n");
    }
}

/// The files of the theme, each with the lines in which it differs from the built-in one.
fn push_theme(theme: &[Template<'_>], out: &mut String) {
    if theme.is_empty() {
        return;
    }
    let files: Vec<ThemeFile> = theme.iter().map(|template| template.file.clone()).collect();
    let print = theme_fingerprint(&files);
    let _ = write!(
        out,
        "<h2>网页模板</h2>\n<p>模板决定网页上显示什么，要由看得懂的人看过。下面列出和程序自带的不同的各行。</p>\n\
         <p>模板指纹：<span class=\"print\">{print}</span></p>\n"
    );
    for template in theme {
        let path = escape(&template.file.path);
        let what = match (&template.file.digest, template.built_in) {
            (None, _) => "删去，改用自带的".to_owned(),
            (Some(digest), Some(_)) => format!("代替自带的，SHA-256 {}", digest.as_str()),
            (Some(digest), None) => format!("自带的主题没有，SHA-256 {}", digest.as_str()),
        };
        let _ = writeln!(out, "<p>{path}<br><span class=\"print\">{what}</span></p>");
        if let Some(now) = template.now {
            out.push_str("<div class=\"text\">");
            push_changed_lines(template.built_in.unwrap_or_default(), now, out);
            out.push_str("</div>\n");
        }
    }
}

/// Appends the lines that were inserted and deleted; those between are left out.
fn push_changed_lines(was: &str, is: &str, out: &mut String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (was.lines().collect(), is.lines().collect());
    let mut count = 0;
    for change in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if matches!(change, DiffOp::Equal { .. }) {
            out.push_str("…\n");
            continue;
        }
        for (tag, lines) in [("del", &old[change.old_range()]), ("ins", &new[change.new_range()])] {
            for line in lines {
                count += 1;
                if count <= MOST_LINES {
                    let _ = writeln!(out, "<{tag}>{}</{tag}>", escape(line));
                }
            }
        }
    }
    if count > MOST_LINES {
        let _ = writeln!(out, "……共 {count} 行，请对照文件看。");
    }
}

fn push_version(sheet: &ReviewSheet<'_>, at: usize, version: &RecordRow, out: &mut String) {
    let title = escape(if version.name.is_empty() { version.subject.item.as_str() } else { &version.name });
    let part = match version.part {
        Part::Article => String::new(),
        part => format!("，{}", escape(&part.word())),
    };
    let (subject, number) = (escape(&version.subject.to_string()), version.version);
    let news = if number == 1 { "首次公开".to_owned() } else { format!("第 {number} 版") };
    let _ = write!(out, "<h2>{at}．{title}</h2>\n<p>{subject}{part}，{news}</p>\n");
    let texts = &sheet.archive.texts;
    let history = sheet.archive.record.history(&version.key());
    let content_of = |number: u32| {
        let version = history.versions.iter().find(|version| version.number == number)?;
        version.content(texts)
    };
    let before = history.versions.iter().rfind(|before| before.number < number);
    let before = before.and_then(|before| content_of(before.number));
    let Some(now) = content_of(number) else { return };
    push_lines(before.as_ref(), &now, out);
    let is_reason = |row: &&RecordRow| {
        row.key() == version.key() && row.version == number && matches!(row.kind, RowKind::Reason(_))
    };
    for reason in sheet.rows.iter().filter(is_reason) {
        let place =
            if reason.name.is_empty() { String::new() } else { format!("　{}", escape(&reason.name)) };
        let (word, note) = (reason.kind.word(), escape(&reason.note));
        let _ = writeln!(out, "<p>{word}（{}）{place}：{note}</p>", reason.day);
    }
    for field in fields(before.as_ref(), &now).into_iter().filter(|(field, ..)| field.kind == FieldKind::Text)
    {
        let (field, was, is) = field;
        let name = escape(&field.name);
        let _ = write!(out, "<p>{name}：</p>\n<div class=\"text\">");
        push_marked(was, is, before.is_some(), out);
        out.push_str("</div>\n");
    }
}

/// Everything that is one line, in a table; what did not change stands there too.
fn push_lines(before: Option<&PartContent>, now: &PartContent, out: &mut String) {
    out.push_str("<table>\n");
    for (field, was, is) in
        fields(before, now).into_iter().filter(|(field, ..)| field.kind != FieldKind::Text)
    {
        let (kind, name) = (field.kind.word(), escape(&field.name));
        let _ = write!(out, "<tr><th>{kind}　{name}</th><td>");
        if field.kind == FieldKind::File {
            out.push_str(match (was.is_empty(), is.is_empty()) {
                _ if before.is_none() || was == is => "",
                (true, _) => "<ins>新附上</ins> ",
                (_, true) => "<del>不再附上</del> ",
                _ => "<ins>换了文件</ins> ",
            });
            let _ = write!(
                out,
                "<span class=\"print\">SHA-256 {}</span>",
                escape(if is.is_empty() { was } else { is })
            );
        } else {
            push_marked(was, is, before.is_some(), out);
        }
        out.push_str("</td></tr>\n");
    }
    out.push_str("</table>\n");
}

/// Every field that either has, with what it said and says.
fn fields<'a>(before: Option<&'a PartContent>, now: &'a PartContent) -> Vec<(&'a Field, &'a str, &'a str)> {
    let old = before.map_or(&[][..], PartContent::fields);
    let is_gone = |field: &&Field| now.value(field.kind, &field.name).is_none();
    let kept = now.fields().iter().map(|field| {
        let was = before.and_then(|before| before.value(field.kind, &field.name));
        (field, was.unwrap_or_default(), field.value.as_str())
    });
    kept.chain(old.iter().filter(is_gone).map(|field| (field, field.value.as_str(), ""))).collect()
}

/// Appends what a field says with what changed marked; of what is published for the first time nothing is.
fn push_marked(was: &str, is: &str, has_before: bool, out: &mut String) {
    if !has_before || was == is {
        out.push_str(&escape(is));
        return;
    }
    let (old, new) = (pieces(was), pieces(is));
    for change in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (gone, come) = match change {
            DiffOp::Equal { new_index, len, .. } => {
                out.push_str(&escape(&new[new_index..new_index + len].concat()));
                continue;
            }
            DiffOp::Delete { old_index, old_len, .. } => (&old[old_index..old_index + old_len], &[][..]),
            DiffOp::Insert { new_index, new_len, .. } => (&[][..], &new[new_index..new_index + new_len]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (&old[old_index..old_index + old_len], &new[new_index..new_index + new_len])
            }
        };
        for (tag, pieces) in [("del", gone), ("ins", come)] {
            if !pieces.is_empty() {
                let _ = write!(out, "<{tag}>{}</{tag}>", escape(&pieces.concat()));
            }
        }
    }
}

/// A text in pieces that change as a whole: a number or a word in letters, else a character.
fn pieces(text: &str) -> Vec<&str> {
    let is_joined = |a: char, b: char| {
        let is_of_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%');
        is_of_number(a) && is_of_number(b)
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| !is_joined(last, c)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{pieces, push_marked};

    fn marked(was: &str, is: &str) -> String {
        let mut out = String::new();
        push_marked(was, is, true, &mut out);
        out
    }

    #[test]
    fn numbers_change_as_a_whole() {
        assert_eq!(marked("培训6340人次", "培训6430人次"), "培训<del>6340</del><ins>6430</ins>人次");
        assert_eq!(marked("放假三天。", "放假四天。"), "放假<del>三</del><ins>四</ins>天。");
        assert_eq!(marked("", "<新>"), "<ins>&lt;新&gt;</ins>");
        assert_eq!(marked("旧", ""), "<del>旧</del>");
    }

    proptest::proptest! {
        #[test]
        fn pieces_are_the_text(text in ".{0,40}") {
            proptest::prop_assert_eq!(pieces(&text).concat(), text);
        }
    }
}

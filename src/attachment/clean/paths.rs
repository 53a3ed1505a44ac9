//! Paths on somebody's disk or server, of which only the name of the file is left.

/// The last name of a path on somebody's disk or server; `None` for anything else.
pub(super) fn name_of_path(value: &str) -> Option<&str> {
    let plain = value.strip_prefix("file:").map(|rest| rest.trim_start_matches('/'));
    let path = plain.unwrap_or(value);
    let is_on_disk =
        matches!(path.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let is_on_server = path.starts_with("\\\\") && path.len() > 2;
    let is_path = plain.is_some() || is_on_disk || is_on_server || is_at_home(path);
    is_path.then(|| path.rsplit(['/', '\\']).next().unwrap_or_default())
}

/// Whether it lies in somebody's folder on Linux, macOS, or where PDF writes drives as folders.
fn is_at_home(path: &str) -> bool {
    let mut names = path.split('/');
    let (before, first, second) = (names.next(), names.next().unwrap_or_default(), names.next());
    before == Some("")
        && names.next().is_some()
        && (matches!(first, "Users" | "home" | "root") || first.len() == 1 && second == Some("Users"))
}

/// A text without the folders of the paths in it; `None` if it has none.
pub(super) fn without_paths(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut kept = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let may_begin =
            at >= kept && !before.is_some_and(|c: char| c.is_alphanumeric() || "/\\.:".contains(c));
        if may_begin && let Some(path) = path_at(&text[at..], before == Some('"')) {
            out.push_str(&text[kept..at]);
            out.push_str(name_of_path(path).unwrap_or_default());
            kept = at + path.len();
        }
        before = Some(c);
    }
    (kept > 0).then(|| out + &text[kept..])
}

/// The path with which a text begins, if it does. One without quotes ends before the switches of a field.
fn path_at(text: &str, is_quoted: bool) -> Option<&str> {
    let end = text.find(if is_quoted { &['"'][..] } else { &['"', ';', '|', '<', '>', '\'', '\n', '\r'] });
    let path = &text[..end.unwrap_or(text.len())];
    let path = if is_quoted { path } else { path.find(" \\").map_or(path, |at| &path[..at]) };
    // `A:/B` is a ratio, too.
    let is_deep = path.contains('\\') || path.matches('/').count() > 1;
    (is_deep && name_of_path(path).is_some()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::without_paths;

    #[test]
    fn of_a_path_the_name_is_left_and_of_anything_else_all() {
        for (text, expected) in [
            ("C:\\Users\\王\\通知.doc", Some("通知.doc")),
            ("Microsoft Word - D:\\王\\通知 1.doc", Some("Microsoft Word - 通知 1.doc")),
            ("file:///C:/Users/w/a.htm", Some("a.htm")),
            ("\\\\fs\\w\\a.xlsx", Some("a.xlsx")),
            ("/Users/w/a.xla", Some("a.xla")),
            ("/home/w/b/a.png", Some("a.png")),
            ("/C/Users/w/a.doc", Some("a.doc")),
            (
                " INCLUDEPICTURE \"C:\\\\T\\\\a b.jpg\" \\* MERGEFORMATINET ",
                Some(" INCLUDEPICTURE \"a b.jpg\" \\* MERGEFORMATINET "),
            ),
            (" HYPERLINK D:\\T\\a.doc \\l \"x\"", Some(" HYPERLINK a.doc \\l \"x\"")),
            (
                "Provider=ACE;Data Source=C:\\U\\a.mdb;Mode=Share",
                Some("Provider=ACE;Data Source=a.mdb;Mode=Share"),
            ),
            ("SELECT * FROM C:\\a b\\c.docx", Some("SELECT * FROM c.docx")),
            ("https://example.gov.cn/home/a/b.html", None),
            ("http://example.gov.cn/C:/a/b", None),
            ("比例 A:/B", None),
            ("/xl/worksheets/sheet1.xml", None),
            ("/home/index.html", None),
            ("一、总则", None),
        ] {
            assert_eq!(without_paths(text).as_deref(), expected, "{text}");
        }
    }
}

//! Paths that may be trusted: inside the site, with `/`, in Unicode form NFC, without `.` and `..`.

use crate::layout;
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::is_invisible;

/// Why a text is not a path inside the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It is empty.
    Empty,
    /// A part of it is `..`: it would leave the folder.
    Leaves,
    /// A part holds a character that some system forbids in file names, one of `\ : * ? " < > |`, or an
    /// invisible one: a control character, or one that turns the direction of writing, so that `.exe` looks
    /// like `.png`.
    BadCharacter(char),
}

/// The path of a file or folder under `content/`, such as `七优享/劳有所得/2023-Q1.md`; the empty path is
/// `content/` itself.
///
/// File names that macOS stores decomposed (NFD) come out composed, so that equal names are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentPath(Arc<str>);

impl ContentPath {
    /// `content/` itself.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads a path relative to `content/`, as the disk or a person gives it.
    pub fn new(text: &str) -> Result<Self, PathError> {
        // Nearly every path is plain already.
        if is_plain(text) {
            return Ok(Self(text.into()));
        }
        let mut clean = String::with_capacity(text.len());
        for part in text.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                return Err(PathError::Leaves);
            }
            if let Some(bad) = part.chars().find(|c| is_invisible(*c) || "\\:*?\"<>|".contains(*c)) {
                return Err(PathError::BadCharacter(bad));
            }
            if !clean.is_empty() {
                clean.push('/');
            }
            clean.extend(part.nfc());
        }
        if clean.is_empty() { Err(PathError::Empty) } else { Ok(Self(clean.into())) }
    }

    /// The path as text, without `content/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds this file or folder; the root's is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).into())
    }

    /// The folder that holds this file or folder, as text; empty for what lies in the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The last part without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The extension in lower case, without the dot; empty if there is none.
    #[must_use]
    pub fn extension(&self) -> String {
        self.name().rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase())
    }

    /// The path that `relative`, written in a file of this folder, means. A leading `/` means `content/`.
    pub fn join(&self, relative: &str) -> Result<Self, PathError> {
        let mut parts: Vec<&str> = if relative.starts_with('/') || self.0.is_empty() {
            Vec::new()
        } else {
            self.0.split('/').collect()
        };
        for part in relative.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                parts.pop().ok_or(PathError::Leaves)?;
            } else {
                parts.push(part);
            }
        }
        if parts.is_empty() { Ok(Self::root()) } else { Self::new(&parts.join("/")) }
    }

    /// The same file as messages name it: relative to the site folder, `content/…`.
    #[must_use]
    pub fn in_site(&self) -> Arc<str> {
        layout::in_content(&self.0).into()
    }
}

/// Whether a text is a path as it stands: ASCII letters, digits, `-`, `_` and single dots, in parts that are
/// not empty.
fn is_plain(text: &str) -> bool {
    let mut before = b'/';
    let is_fit = text.bytes().all(|byte| {
        let is_first = before == b'/';
        before = byte;
        match byte {
            b'/' | b'.' => !is_first,
            _ => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
        }
    });
    is_fit && before != b'/'
}

impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a number is issued to, as the ledger's column 内容 names it: the content path without its extension
/// (`通知/关于……的通知`), for a project's year with the year added (`七优享/劳有所得/2023`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey(Arc<str>);

impl ItemKey {
    /// The key of a file of its own: an article or a progress entry.
    #[must_use]
    pub fn of_file(path: &ContentPath) -> Self {
        let text = path.as_str();
        let stem_end = text.len() - path.name().len() + path.stem().len();
        Self::of(&text[..stem_end])
    }

    /// A cell of a table cannot keep blanks at its ends, so a key has none: that of `放假 .md` is `放假`.
    fn of(text: &str) -> Self {
        let trimmed = text.trim();
        Self(if trimmed.is_empty() || trimmed.ends_with('/') { text } else { trimmed }.into())
    }

    /// The key of a project's year page.
    #[must_use]
    pub fn of_year(project: &ContentPath, year: i16) -> Self {
        Self::of(&format!("{project}/{year}"))
    }

    /// Reads a key as the ledger or a person writes it: `content/` in front and `.md`, `.yaml` or `.yml`
    /// behind are accepted.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let text = text.trim().replace('\\', "/");
        let text = layout::below_content(&text).unwrap_or(&text);
        let path = ContentPath::new(text)?;
        let is_page = matches!(path.extension().as_str(), "md" | "yaml" | "yml");
        Ok(if is_page { Self::of_file(&path) } else { Self::of(&path.0) })
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of a finished file, relative to the site's root: `002590761/2024-00031.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PagePath(Arc<str>);

impl PagePath {
    /// Reads an address; the same rules as for [`ContentPath`].
    pub fn new(text: &str) -> Result<Self, PathError> {
        ContentPath::new(text).map(|path| Self(path.0))
    }

    /// A stand-in for an address that could not be used; a page that has it is never published.
    #[must_use]
    pub fn fallback() -> Self {
        Self("unaddressed".into())
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as a case-insensitive disk compares it.
    #[must_use]
    pub fn folded(&self) -> Arc<str> {
        let is_small = self.0.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if is_small { Arc::clone(&self.0) } else { self.0.to_lowercase().into() }
    }

    /// How many folders deep the file lies: 0 for `index.html`.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|byte| *byte == b'/').count()
    }

    /// The relative link from this page to `target`, percent-encoded: `../七优享/index.html` with the Chinese
    /// characters encoded. From a page to itself it is the file's own name.
    #[must_use]
    pub fn link_to(&self, target: &PagePath) -> String {
        let (from, to) = (&*self.0, &*target.0);
        let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
        // Their common folders end at the last `/` of the common prefix.
        let shared = from.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
        let up = from[shared..].matches('/').count();
        let mut link = String::with_capacity(3 * up + to.len() - shared);
        for _ in 0..up {
            link.push_str("../");
        }
        link.extend(percent_encoding::utf8_percent_encode(&to[shared..], PATH));
        link
    }

    /// The address percent-encoded, as it stands behind the site's own address in a sitemap.
    #[must_use]
    pub fn encoded(&self) -> String {
        percent_encoding::utf8_percent_encode(&self.0, PATH).to_string()
    }
}

/// Maps by address are asked with the words of one; it is equal, ordered and hashed as its words are.
impl Borrow<str> for PagePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is encoded in a path: all but the unreserved characters of RFC 3986 §2.3 and the `/` between its
/// parts.
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ContentPath, ItemKey, PagePath, PathError};

    fn content(text: &str) -> ContentPath {
        ContentPath::new(text).unwrap()
    }

    fn page(text: &str) -> PagePath {
        PagePath::new(text).unwrap()
    }

    #[test]
    fn paths_stay_inside_the_site() {
        assert_eq!(content("./七优享//劳有所得/").as_str(), "七优享/劳有所得");
        assert_eq!(content("/a/b").as_str(), "a/b");
        for (text, error) in [
            ("", PathError::Empty),
            ("./", PathError::Empty),
            ("..", PathError::Leaves),
            ("a/../b", PathError::Leaves),
            ("a\\..\\b", PathError::BadCharacter('\\')),
            ("C:/a", PathError::BadCharacter(':')),
            ("a\0b", PathError::BadCharacter('\0')),
            ("a?.md", PathError::BadCharacter('?')),
            ("a\u{202E}gnp.exe", PathError::BadCharacter('\u{202E}')),
        ] {
            assert_eq!(ContentPath::new(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn composed_and_decomposed_names_are_equal() {
        assert_eq!(content("cafe\u{301}.md"), content("caf\u{e9}.md"));
        assert_eq!(content("\u{304b}\u{3099}").as_str(), "\u{304c}");
    }

    #[test]
    fn parts_of_a_path() {
        let path = content("通知/关于2.0版的通知.MD");
        assert_eq!((path.name(), path.stem()), ("关于2.0版的通知.MD", "关于2.0版的通知"));
        assert_eq!(path.extension(), "md");
        assert_eq!(path.parent(), content("通知"));
        assert_eq!(path.parent().parent(), ContentPath::root());
        assert_eq!(ContentPath::root().parent(), ContentPath::root());
        assert_eq!(&*path.in_site(), "content/通知/关于2.0版的通知.MD");
        assert_eq!(&*ContentPath::root().in_site(), "content");
        assert_eq!(
            (content("通知").extension(), content("通知").stem().to_owned()),
            (String::new(), "通知".into())
        );
    }

    #[test]
    fn relative_paths_are_joined() {
        let folder = content("a/b");
        for (relative, joined) in [
            ("c.md", "a/b/c.md"),
            ("./c.md", "a/b/c.md"),
            ("../c.md", "a/c.md"),
            ("/c.md", "c.md"),
            ("../../c", "c"),
        ] {
            assert_eq!(folder.join(relative), Ok(content(joined)), "{relative}");
        }
        assert_eq!(folder.join("../.."), Ok(ContentPath::root()));
        assert_eq!(folder.join("../../../c"), Err(PathError::Leaves));
        assert_eq!(folder.join("/../c"), Err(PathError::Leaves));
        assert_eq!(ContentPath::root().join("c"), Ok(content("c")));
    }

    #[test]
    fn keys_of_items() {
        for text in ["通知/甲", "content/通知/甲.md", "content\\通知\\甲.yaml", " 通知/甲.yml "] {
            assert_eq!(ItemKey::parse(text).unwrap().as_str(), "通知/甲");
        }
        assert_eq!(ItemKey::of_file(&content("通知/甲.md")), ItemKey::parse("通知/甲").unwrap());
        // What is written is read back, whatever blanks a name has.
        for name in [" 通知/甲 .md", "通知 / 甲\u{3000}.md", "甲 \u{a0}.md", "通知/甲 /"] {
            let key = ItemKey::of_file(&content(name));
            assert_eq!(ItemKey::parse(key.as_str()).as_ref(), Ok(&key), "{name:?}");
            assert_eq!(ItemKey::parse(name).as_ref(), Ok(&key), "{name:?}");
        }
        assert_eq!(ItemKey::of_year(&content("七优享/劳有所得"), 2023).as_str(), "七优享/劳有所得/2023");
        // Only the extensions of content files are dropped: a key may hold dots.
        assert_eq!(ItemKey::parse("通知/2.0版").unwrap().as_str(), "通知/2.0版");
        assert_eq!(ItemKey::parse("../甲"), Err(PathError::Leaves));
    }

    #[test]
    fn links_are_relative_and_encoded() {
        let here = page("a/b/c.html");
        for (target, link) in [
            ("a/b/d.html", "d.html"),
            ("a/b/c.html", "c.html"),
            ("a/d.html", "../d.html"),
            ("index.html", "../../index.html"),
            ("a/x/d e.html", "../x/d%20e.html"),
            ("通/知.html", "../../%E9%80%9A/%E7%9F%A5.html"),
        ] {
            assert_eq!(here.link_to(&page(target)), link);
        }
        assert_eq!(page("index.html").link_to(&here), "a/b/c.html");
        assert_eq!((here.depth(), page("index.html").depth()), (2, 0));
        assert_eq!(page("通/a-1.html").encoded(), "%E9%80%9A/a-1.html");
    }

    proptest! {
        #[test]
        fn a_link_leads_where_it_should(from in "[a-c甲/]{1,8}", to in "[a-c甲/]{1,8}") {
            if let (Ok(from), Ok(to)) = (PagePath::new(&from), PagePath::new(&to)) {
                let link = from.link_to(&to);
                let decoded = percent_encoding::percent_decode_str(&link).decode_utf8().unwrap();
                let reached = content(from.as_str()).parent().join(&decoded).unwrap();
                prop_assert_eq!(reached.as_str(), to.as_str());
            }
        }

        #[test]
        fn no_path_leaves_the_site(text in "[a./\\\\: 甲]{0,12}|.{0,12}") {
            if let Ok(path) = ContentPath::new(&text) {
                prop_assert!(!path.as_str().split('/').any(|part| matches!(part, "" | "." | "..")));
                prop_assert_eq!(&ContentPath::new(path.as_str()).unwrap(), &path);
            }
        }
    }
}

//! Files that must not be offered on a government site: those that a browser or Windows would run.
//!
//! A page beside the site's own pages could do whatever they may do; a program is what mail filters stop, too.
//! Judged by extension; SVG and XML, which may hold scripts or not, by their bytes.

use crate::diag::{Diagnostic, Place, Text};
use crate::files;
use crate::say;
use crate::source::SourceFile;

/// What browsers show as a page, or servers run.
const PAGES: &[&str] = &[
    "html", "htm", "xhtml", "xht", "shtml", "shtm", "mht", "mhtml", "hta", "htc", "xsl", "xslt", "swf",
    "php", "phtml", "jsp", "asp", "aspx", "cgi",
];
/// What Windows or a shell runs.
const PROGRAMS: &[&str] = &[
    "exe", "bat", "cmd", "com", "scr", "msi", "pif", "cpl", "vbs", "vbe", "js", "jse", "mjs", "wsf", "ps1",
    "sh", "jar", "lnk", "reg",
];
/// Elements of SVG and XHTML that run or load something.
const ACTIVE: &[&str] = &["script", "foreignobject", "iframe", "object", "embed", "handler", "!entity"];

/// The finding that `file`, named at `place`, is unsafe.
pub(super) fn check(file: &SourceFile, place: Place) -> Option<Diagnostic> {
    // Windows drops dots and blanks at the end of a name.
    let name = file.path.name().trim_end_matches(['.', ' ']);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    let extension = extension.as_str();
    let (message, help) = if PAGES.contains(&extension) {
        (
            say!("“{name}”是网页文件，不能作为附件", "`{name}` is a web page and cannot be an attachment"),
            say!(
                "它会在读者的浏览器里运行：内容另存为 PDF 或 Word 再放，或写成一篇 .md",
                "it would run in the reader's browser: save it as PDF or Word, or write it as an .md page"
            ),
        )
    } else if PROGRAMS.contains(&extension) {
        (
            say!("“{name}”是程序文件，不能作为附件", "`{name}` is a program and cannot be an attachment"),
            say!(
                "读者的电脑会拦截它，也可能中毒；确要提供程序，请压缩成 .zip",
                "readers' computers stop programs or suffer from them; if it must be offered, zip it"
            ),
        )
    } else if matches!(extension, "svg" | "xml") {
        let found = match text_of(file) {
            Ok(text) => active_in(&text)?,
            Err(reason) => {
                let finding = Diagnostic::error("unreadable-file", reason).at(place);
                return Some(finding.help(say!(
                    "图片另存为 PNG 再放；数据存成 CSV 或压缩成 .zip",
                    "save a picture as PNG; save data as CSV, or zip it"
                )));
            }
        };
        (
            say!("“{name}”里含有脚本（`{found}`）", "`{name}` holds a script (`{found}`)"),
            say!(
                "图片另存为 PNG 再放；或用画图软件重新导出，不带脚本",
                "save it as PNG, or export it anew without scripts"
            ),
        )
    } else {
        return None;
    };
    Some(Diagnostic::error("unsafe-attachment", message).at(place).help(help))
}

fn text_of(file: &SourceFile) -> Result<String, Text> {
    let bytes = files::read(&file.disk).map_err(|error| error.text())?;
    files::decode(bytes).map(|decoded| decoded.text).map_err(|error| error.text())
}

/// What in an SVG or XML file would run.
fn active_in(text: &str) -> Option<String> {
    // UTF-16 without a mark is full of NUL.
    let text = decoded(&text.replace('\0', "")).to_lowercase();
    for (at, _) in text.match_indices('<') {
        let name =
            text[at + 1..].split(|c: char| c.is_whitespace() || "/>[".contains(c)).next().unwrap_or("");
        let local = name.rsplit(':').next().unwrap_or(name);
        if ACTIVE.contains(&local) {
            return Some(format!("<{name}>"));
        }
    }
    // Browsers drop white space inside of an address.
    let tight: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if tight.contains("javascript:") {
        return Some("javascript:".to_owned());
    }
    event_attribute(&text)
}

/// The first attribute whose name begins with `on`, as `onload`.
fn event_attribute(text: &str) -> Option<String> {
    text.match_indices("on").find_map(|(at, _)| {
        let is_start = text[..at].ends_with(|c: char| c.is_whitespace() || "\"'/".contains(c));
        let end = text[at..].find(|c: char| !c.is_ascii_alphabetic()).map_or(text.len(), |end| at + end);
        let is_attribute = text[end..].trim_start().starts_with('=');
        (is_start && is_attribute && end > at + 2).then(|| text[at..end].to_owned())
    })
}

/// The text with its numeric character references decoded: `&#106;avascript:`.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        decoded.push_str(&rest[..at]);
        let reference = &rest[at + 2..];
        let end = reference.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(reference.len());
        let code = match reference[..end].strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => reference[..end].parse().ok(),
        };
        decoded.extend(code.and_then(char::from_u32));
        rest = reference[end..].strip_prefix(';').unwrap_or(&reference[end..]);
    }
    decoded + rest
}

#[cfg(test)]
mod tests {
    use super::active_in;

    #[test]
    fn pictures_without_scripts_pass_and_those_with_do_not() {
        let harmless = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>on = 开</title><path d=\"M0 0\"/></svg>",
            "<svg><text>见“javascript”课程，one=1</text></svg>",
            "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\"><svg/>",
        ];
        for text in harmless {
            assert_eq!(active_in(text), None, "{text}");
        }
        let active = [
            "<svg><script>1</script></svg>",
            "<s:svg><s:SCRIPT/></s:svg>",
            "<svg onload=\"x()\"/>",
            "<svg id=\"a\"onclick = 'x()'/>",
            "<svg><a href=\"java\nscript:x\"/></svg>",
            "<svg><a href=\"&#x6a;avascript:x\"/></svg>",
            "<svg><foreignObject/></svg>",
            "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg/>",
        ];
        for text in active {
            assert!(active_in(text).is_some(), "{text}");
        }
    }
}

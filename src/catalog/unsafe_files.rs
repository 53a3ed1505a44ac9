//! Files that must not be offered on a government site.
//!
//! What may go out is a list of kinds; a site adds others by 允许附件. Never added are those that a browser, a
//! server or Windows would run: a page beside the site's own pages could do whatever they may do, and a
//! program is what mail filters stop, too. Judged by extension; SVG and XML, which may hold scripts or not,
//! by their bytes.

use crate::config::Settings;
use crate::diag::{Diagnostic, Place, Text};
use crate::files;
use crate::say;
use crate::source::SourceFile;

/// What browsers show as a page.
const PAGES: &[&str] = &[
    "html", "htm", "html5", "xhtml", "xht", "shtml", "shtm", "stm", "mht", "mhtml", "hta", "htc", "xsl",
    "xslt", "swf", "svgz", "rdf", "rss", "atom", "chm", "url", "webloc", "website", "wasm",
];
/// What servers run, or go by; also in the middle of a name, as in `x.php.txt`.
const SERVERS: &[&str] = &[
    "php", "php3", "php4", "php5", "php7", "php8", "phps", "pht", "phtml", "phar", "jsp", "jspx", "jspf",
    "jsw", "jsv", "jtml", "asp", "aspx", "asa", "ascx", "ashx", "asmx", "axd", "cer", "cdx", "cshtml",
    "vbhtml", "cfm", "cfml", "cfc", "cgi", "fcgi", "fpl", "pl", "pm", "py", "pyc", "rb", "rhtml", "erb",
    "lua", "tcl", "do", "action", "nsf", "config", "htaccess", "htpasswd", "ini", "inc", "env",
];
/// What Windows or a shell runs.
const PROGRAMS: &[&str] = &[
    "exe", "bat", "cmd", "com", "scr", "msi", "msp", "pif", "cpl", "vbs", "vbe", "js", "jse", "mjs", "cjs",
    "wsf", "wsh", "ps1", "psm1", "sh", "bash", "jar", "lnk", "reg", "dll", "sys", "app", "apk", "dmg", "iso",
    "gadget", "scf", "inf", "msc", "hlp",
];
/// What may go out as an attachment, by its ending: documents, tables, pictures, sound and film, archives,
/// data.
pub const ATTACHMENT_KINDS: &[&str] = &[
    "pdf", "ofd", "ceb", "cebx", "caj", "epub", "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf",
    "odt", "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "et", "ett", "ods", "numbers", "ppt", "pptx",
    "pptm", "pps", "ppsx", "pot", "potx", "dps", "dpt", "odp", "key", "pages", "vsd", "vsdx", "mpp", "dwg",
    "dxf", "txt", "text", "csv", "tsv", "json", "jsonl", "geojson", "jsonld", "xml", "xsd", "ics", "vcf",
    "eml", "msg", "dbf", "mdb", "accdb", "parquet", "kml", "kmz", "shp", "shx", "prj", "gpkg", "yaml", "yml",
    "png", "jpg", "jpeg", "jfif", "gif", "webp", "bmp", "tif", "tiff", "svg", "heic", "heif", "avif", "ico",
    "psd", "mp3", "m4a", "aac", "wav", "ogg", "flac", "wma", "amr", "mp4", "m4v", "mov", "webm", "avi",
    "wmv", "flv", "mkv", "mpg", "mpeg", "zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "zst", "sig",
    "asc", "p7s", "p7b", "minisig", "sha256", "md5", "log", "srt", "vtt", "tex",
];
/// Elements of SVG and XHTML that run or load something.
const ACTIVE: &[&str] =
    &["script", "foreignobject", "iframe", "object", "embed", "handler", "!entity", "?xml-stylesheet"];

/// The finding that `file`, named at `place`, is unsafe, or of a kind that neither we nor the site allow.
pub(super) fn check(file: &SourceFile, place: Place, settings: &Settings) -> Option<Diagnostic> {
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
    } else if let Some(run) = run_by_servers(name) {
        (
            say!(
                "“{name}”是网站服务器会运行或当作设置的文件（`.{run}`），不能作为附件",
                "`{name}` is a file that web servers run or take for settings (`.{run}`), and cannot be an attachment"
            ),
            say!(
                "内容另存为 PDF 或 .txt 再放，文件名里不要有 `.{run}`；确要提供，请压缩成 .zip",
                "save it as PDF or .txt, without `.{run}` in its name; if it must be offered, zip it"
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
    } else if extension.is_empty() {
        (
            say!(
                "“{name}”没有扩展名，浏览器不知道它是什么",
                "`{name}` has no extension, so that no browser knows what it is"
            ),
            say!("改文件名，加上扩展名，如 .txt、.pdf", "rename it with its extension, such as .txt or .pdf"),
        )
    } else if ATTACHMENT_KINDS.contains(&extension) || is_added(settings, extension) {
        return None;
    } else {
        (
            say!(
                "`.{extension}` 不在可以公开的附件种类里",
                "`.{extension}` is not among the kinds of files that may go out"
            ),
            say!(
                "另存为 PDF、Word、Excel、CSV 或图片再放，或压缩成 .zip；确要照原样公开，在 site.yaml 里写 `允许附件: [{extension}]`",
                "save it as PDF, Word, Excel, CSV or a picture, or zip it; if it must go out as it is, write `allow_attachments: [{extension}]` in site.yaml"
            ),
        )
    };
    Some(Diagnostic::error("unsafe-attachment", message).at(place).help(help))
}

/// The part of a name by which a server might run the file: its extension, or another before that.
fn run_by_servers(name: &str) -> Option<String> {
    // `web.config`, `.user.ini`; a name that ends with `.do` or `.config` is that kind's even without more.
    let parts = name.split('.').skip(1).map(str::to_lowercase);
    parts.into_iter().find(|part| SERVERS.contains(&part.as_str()))
}

/// Whether the site allows this kind.
fn is_added(settings: &Settings, extension: &str) -> bool {
    let typed =
        settings.allow_attachments.iter().map(|kind| kind.value.trim_start_matches('.').to_lowercase());
    typed.into_iter().any(|kind| kind == extension)
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
    // A text in UTF-7 looks like ASCII until a browser takes its word for it.
    if let Some(encoding) = declared_encoding(&text)
        && !["utf-8", "utf-16", "gb18030", "gbk", "gb2312", "us-ascii", "iso-8859-1"]
            .contains(&encoding.as_str())
    {
        return Some(format!("encoding={encoding}"));
    }
    if let Some(outside) = loaded_from_outside(&text) {
        return Some(outside);
    }
    // Browsers drop white space inside of an address.
    let tight: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if tight.contains("javascript:") {
        return Some("javascript:".to_owned());
    }
    event_attribute(&text)
}

/// The encoding that an XML text says it has.
fn declared_encoding(text: &str) -> Option<String> {
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    value[1..].split(mark).next().map(str::to_owned)
}

/// What a style sheet in the text would fetch from another host.
fn loaded_from_outside(text: &str) -> Option<String> {
    if text.contains("@import") {
        return Some("@import".to_owned());
    }
    text.match_indices("url(").find_map(|(at, _)| {
        let address = text[at + 4..].trim_start_matches([' ', '"', '\'']);
        let is_outside = address.starts_with("//") || address.contains("://") && !address.starts_with('#');
        let end = address.find([')', '"', '\'']).unwrap_or(address.len());
        (is_outside && address[..end].contains("//")).then(|| "url(…)".to_owned())
    })
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
    use super::{ATTACHMENT_KINDS, PAGES, PROGRAMS, SERVERS, active_in, run_by_servers};

    #[test]
    fn what_servers_run_is_known_anywhere_in_a_name() {
        for name in
            ["a.php", "x.php.txt", "web.config", ".user.ini", "a.PHP5", "b.phar.zip", "c.jspx", "首页.do"]
        {
            assert!(run_by_servers(name).is_some(), "{name}");
        }
        for name in ["php.txt", "config", "1.2.公告.pdf", "关于do的说明.docx"] {
            assert_eq!(run_by_servers(name), None, "{name}");
        }
    }

    #[test]
    fn no_kind_is_both_allowed_and_not() {
        let bad = [PAGES, SERVERS, PROGRAMS].concat();
        assert!(ATTACHMENT_KINDS.iter().all(|kind| !bad.contains(kind)));
    }

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
            "<?xml-stylesheet href=\"a.css\"?><svg/>",
            "<?xml version=\"1.0\" encoding=\"UTF-7\"?><svg>+ADw-script+AD4-</svg>",
            "<svg><style>@import 'https://a.cn/x.css';</style></svg>",
            "<svg><rect fill=\"url( 'https://a.cn/x.svg#a')\"/></svg>",
        ];
        for text in active {
            assert!(active_in(text).is_some(), "{text}");
        }
    }
}

//! Files as they are published: without what their authors did not mean to publish.
//!
//! Authors, companies, places on somebody's disk, names of reviewers, numbers of editing sessions,
//! thumbnails, printers, and where and with what a picture was taken. Only what carries them is rewritten;
//! text and look stay as they are. A signed file stays whole, since any change would break the signature;
//! what cannot be cleaned is named. [`clean`] is a function of the bytes alone, so that the same file is
//! always published with the same bytes.

mod drawing;
mod pack;
mod paths;
mod pdf;
mod pdf_syntax;
mod picture;
mod rewrite;

use std::collections::BTreeSet;

use super::picture::is_picture;
use crate::diag::Text;
use crate::say;

/// Something that was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taken {
    /// Who wrote or last saved it.
    Author,
    /// Where they work.
    Company,
    /// Who commented, or proposed changes.
    Reviewer,
    /// A path on somebody's disk or server.
    Path,
    /// A small picture of the first page, perhaps of an older state.
    Thumbnail,
    /// Numbers that tell which words were written in one sitting.
    Sessions,
    /// Properties that programs and offices add.
    Properties,
    /// Printers and their settings.
    Printer,
    /// When and with what a picture was taken, and where.
    Camera,
    /// Words inside a picture that it does not show.
    Words,
    /// Bytes behind the end of a picture.
    Trailer,
}

impl Taken {
    /// What to call it.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Author => say!("作者", "authors"),
            Self::Company => say!("单位", "company"),
            Self::Reviewer => say!("批注人和修订人", "reviewers' names"),
            Self::Path => say!("本机路径", "paths on a disk"),
            Self::Thumbnail => say!("缩略图", "thumbnail"),
            Self::Sessions => say!("编辑痕迹编号", "numbers of editing sessions"),
            Self::Properties => say!("自定义属性", "custom properties"),
            Self::Printer => say!("打印机", "printers"),
            Self::Camera => say!("拍摄信息", "camera data"),
            Self::Words => say!("图片里看不见的文字", "unseen words in a picture"),
            Self::Trailer => say!("图片后面附加的内容", "bytes behind a picture"),
        }
    }
}

/// Why a file, or a file inside it, is published as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// It is signed, and would not be afterwards.
    Signed,
    /// It needs a password.
    Locked,
    /// It is of a kind that cannot be cleaned, such as `.doc`.
    Kind,
    /// It is a picture of such a kind, such as `.tif`.
    Picture,
    /// It is damaged, or larger than is looked into.
    Unreadable,
    /// Something inside it cannot be cleaned: a file in it, an object of an older program, macros.
    Inside,
    /// It is an archive with files in it that would be cleaned if they were attached by themselves.
    Archived,
}

impl Obstacle {
    /// What to say of it.
    #[must_use]
    pub fn message(self) -> Text {
        match self {
            Self::Signed => say!(
                "附件有电子签名，清理会使签名失效，原样公开",
                "the attachment is signed and published as it is: cleaning would break the signature"
            ),
            Self::Locked => say!(
                "附件加了密（打开或者修改要密码），里面的作者等信息去不掉：去掉密码再放进来",
                "the attachment is encrypted (it takes a password to open or to change it) and cannot be cleaned: remove the password"
            ),
            Self::Kind => say!(
                "附件里的作者等信息去不掉：这种格式要另存为 .docx、.xlsx、.pptx 或 PDF",
                "authors and the like cannot be taken out of this kind of file; save it as .docx, .xlsx, .pptx or PDF"
            ),
            Self::Picture => say!(
                "图片里的拍摄信息、作者等去不掉：这种格式要另存为 .jpg 或 .png",
                "camera data, authors and the like cannot be taken out of this kind of picture; save it as .jpg or .png"
            ),
            Self::Archived => say!(
                "压缩包里的文件带着作者、路径、拍摄信息一类内容，没有清理：解开以后一个一个作为附件公开",
                "files in the archive carry authors, paths, camera data or the like and were not cleaned: unpack it and attach them one by one"
            ),
            Self::Unreadable => say!(
                "附件有一部分读不懂，清理不了",
                "parts of the attachment cannot be read, and so not cleaned"
            ),
            Self::Inside => say!(
                "附件里还嵌着别的文件、老格式的对象或者宏，里面的作者、路径等信息去不掉：不需要的删去，要留的改贴成图片或另附一个文件",
                "files, objects of older programs or macros inside the attachment cannot be cleaned: remove them, or publish them as pictures or attachments of their own"
            ),
        }
    }
}

/// What has become of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanedFile {
    /// The bytes to publish; `None`: those of the file itself.
    pub bytes: Option<Vec<u8>>,
    /// What was taken out.
    pub taken: BTreeSet<Taken>,
    /// What stood in the way, for the file or for files inside it.
    pub obstacles: BTreeSet<Obstacle>,
}

impl CleanedFile {
    /// The file as it is, for a reason.
    fn left(obstacle: Obstacle) -> Self {
        Self { obstacles: BTreeSet::from([obstacle]), ..Self::default() }
    }
}

/// The most bytes that a file may have to be cleaned.
const LARGEST: usize = 100_000_000;

/// The most bytes that the parts of a file may have, unpacked.
const MOST_UNPACKED: u64 = 200_000_000;

/// How deep files in files are cleaned.
const DEEPEST: usize = 2;

/// Whether a file of this name may be one that is cleaned, or one that ought to be and cannot.
#[must_use]
pub fn may_be_cleaned(name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "pdf", "ofd", "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "ppsx", "odt", "ods",
        "odp", "odg", "doc", "xls", "ppt", "wps", "et", "dps", "rtf", "jpg", "jpeg", "png", "gif", "webp",
        "tif", "tiff", "heic", "heif", "avif", "svg", "zip",
    ];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&&*ending.to_ascii_lowercase()))
}

/// Takes out of the file `name` what its authors did not mean to publish. Text files carry nothing of this
/// sort, and archives stay as they are; it is told what is in them.
#[must_use]
pub fn clean(name: &str, bytes: &[u8]) -> CleanedFile {
    clean_at(name, bytes, 0)
}

fn clean_at(name: &str, bytes: &[u8], depth: usize) -> CleanedFile {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match bytes {
        _ if bytes.len() > LARGEST => CleanedFile::left(Obstacle::Unreadable),
        [b'P', b'K', 3, 4, ..] => pack::clean(bytes, depth),
        [b'%', b'P', b'D', b'F', ..] => pdf::clean(bytes, depth),
        // Word, Excel and PowerPoint before 2007, their WPS kin, and newer files with a password.
        [0xD0, 0xCF, 0x11, 0xE0, ..] => CleanedFile::left(Obstacle::Kind),
        _ if is_picture(bytes) => picture::clean(bytes),
        _ if matches!(&*ending, "doc" | "xls" | "ppt" | "wps" | "et" | "dps" | "rtf") => {
            CleanedFile::left(Obstacle::Kind)
        }
        _ if bytes
            .get(..1024.min(bytes.len()))
            .is_some_and(|head| ending == "pdf" && memchr::memmem::find(head, b"%PDF").is_some()) =>
        {
            pdf::clean(bytes, depth)
        }
        _ if ending == "svg" => drawing::clean(bytes),
        _ => CleanedFile::default(),
    }
}

#[cfg(test)]
mod tests;

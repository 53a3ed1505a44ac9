//! Why a site could not be published.

use std::fmt;
use std::path::PathBuf;

use crate::diag::{Lang, Text};
use crate::files::FileError;
use crate::layout;
use crate::model::PagePath;
use crate::say;

/// Why a site could not be published. Whatever it is, the old output stands as it was.
#[derive(Debug)]
pub enum PublishError {
    /// The output folder holds something that gongkai did not put there.
    Foreign(PathBuf),
    /// The output folder holds another site.
    OtherSite(PathBuf),
    /// The output is to be where a file is.
    NotAFolder(PathBuf),
    /// The output folder is, holds or lies in a folder of the site's sources, which is the second one.
    Overlaps(PathBuf, PathBuf),
    /// The output folder is a mount point, which cannot be replaced as a whole.
    MountPoint(PathBuf),
    /// Another process is publishing to this folder.
    Busy(PathBuf),
    /// Two files are to have the same address, or two that differ only in case, or one the other's folder.
    SameAddress(PagePath, PagePath),
    /// A file is to have an address that is not for pages: `manifest.json`, or one that begins with a dot.
    Reserved(PagePath),
    /// A file could not be written before, and the site is to be published all the same.
    Unfinished(PagePath),
    /// The disk.
    File(FileError),
}

impl PublishError {
    /// Whether the place of the output is wrong, so that to try again is of no use.
    #[must_use]
    pub fn is_wrong_place(&self) -> bool {
        matches!(
            self,
            Self::Foreign(_)
                | Self::OtherSite(_)
                | Self::NotAFolder(_)
                | Self::Overlaps(..)
                | Self::MountPoint(_)
        )
    }

    /// What happened, in one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Foreign(target) => {
                let target = target.display();
                say!(
                    "输出文件夹 `{target}` 里有不是 gongkai 生成的文件",
                    "the output folder `{target}` holds files that gongkai did not make"
                )
            }
            Self::OtherSite(target) => {
                let target = target.display();
                say!(
                    "输出文件夹 `{target}` 里是另一个网站",
                    "the output folder `{target}` holds another site"
                )
            }
            Self::NotAFolder(target) => {
                let target = target.display();
                say!("输出位置 `{target}` 不是文件夹", "the output `{target}` is not a folder")
            }
            Self::Overlaps(target, source) => {
                let (target, source) = (target.display(), source.display());
                say!(
                    "输出文件夹 `{target}` 与网站的源文件夹 `{source}` 重叠",
                    "the output folder `{target}` overlaps the source folder `{source}`"
                )
            }
            Self::MountPoint(target) => {
                let target = target.display();
                say!(
                    "输出文件夹 `{target}` 是挂载点，无法整体替换",
                    "the output folder `{target}` is a mount point and cannot be replaced as a whole"
                )
            }
            Self::Busy(target) => {
                let target = target.display();
                say!("另一个 gongkai 正在向 `{target}` 发布", "another gongkai is publishing to `{target}`")
            }
            Self::SameAddress(path, other) => {
                say!("网址 `{path}` 与 `{other}` 冲突", "the addresses `{path}` and `{other}` clash")
            }
            Self::Reserved(path) => {
                say!(
                    "网址 `{path}` 不能用于页面或附件",
                    "the address `{path}` cannot be a page's or attachment's"
                )
            }
            Self::Unfinished(path) => {
                say!("`{path}` 没有写完，不能发布", "`{path}` was not written out, so nothing is published")
            }
            Self::File(error) => error.text(),
        }
    }

    /// What a person can do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::Foreign(_) => Some(say!(
                "为免误删，没有改动任何文件；请换一个空文件夹，或先把里面的文件移走",
                "nothing was touched; choose an empty folder, or move the files away first"
            )),
            Self::OtherSite(_) => {
                let name = layout::IDENTITY;
                Some(say!(
                    "没有改动任何文件；请用 --output 换一个文件夹。确实是同一个网站的，把网站文件夹里的 `{name}` 复制到输出文件夹",
                    "nothing was touched; choose another folder with --output. If it is the same site, copy `{name}` from the site's folder into the output"
                ))
            }
            Self::NotAFolder(_) | Self::Overlaps(..) => {
                Some(say!("请用 --output 换一个文件夹", "choose another folder with --output"))
            }
            Self::MountPoint(_) => {
                Some(say!("请用 --output 指定其中的一个子文件夹", "choose a folder inside it with --output"))
            }
            Self::Busy(_) => {
                Some(say!("请等它结束后再运行", "wait until it has finished and run the command again"))
            }
            Self::SameAddress(..) | Self::Reserved(_) => {
                Some(say!("请给其中一个文件改名，或设置别名", "rename one of the files, or give it a slug"))
            }
            Self::Unfinished(_) => None,
            Self::File(error) => error.help(),
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_lang(Lang::En))
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(error) => Some(error),
            _ => None,
        }
    }
}

impl From<FileError> for PublishError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

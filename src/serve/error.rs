//! Why a preview cannot go on.

use std::io;

use crate::diag::Text;
use crate::files::FileError;
use crate::say;

/// Why a preview cannot go on.
#[derive(Debug)]
pub enum ServeError {
    /// The site's files.
    Site(FileError),
    /// The port cannot be had.
    Port {
        /// The port.
        port: u16,
        /// A free one near by.
        next: Option<u16>,
        /// What the system says.
        error: io::Error,
    },
    /// The system: threads, network.
    System(io::Error),
}

impl ServeError {
    /// What happened, in one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Site(error) => error.text(),
            Self::Port { port, error, .. } => match error.kind() {
                io::ErrorKind::AddrInUse => {
                    say!("端口 {port} 已被别的程序占用", "port {port} is in use by another program")
                }
                io::ErrorKind::PermissionDenied => {
                    say!("系统不允许使用端口 {port}", "the system does not allow the use of port {port}")
                }
                _ => say!("无法使用端口 {port}：{error}", "port {port} cannot be used: {error}"),
            },
            Self::System(error) => say!("预览无法运行：{error}", "the preview cannot run: {error}"),
        }
    }

    /// What a person can do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::Site(error) => error.help(),
            Self::Port { next: Some(next), .. } => Some(say!(
                "也许预览已经开着，看看浏览器；否则换一个端口：gongkai serve --port {next}",
                "perhaps a preview is running already; if not, take another port: gongkai serve --port {next}"
            )),
            Self::Port { .. } => Some(say!(
                "用 --port 换一个端口，如 --port 18000",
                "choose another with --port, such as --port 18000"
            )),
            Self::System(_) => None,
        }
    }
}

impl From<FileError> for ServeError {
    fn from(error: FileError) -> Self {
        Self::Site(error)
    }
}

//! What a source is, by the ending of its name and by its bytes: old systems call pages `.doc` and `.xls`.

use crate::attachment::workbook;

/// What a source is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceKind {
    /// A document of Word.
    Word,
    /// A workbook.
    Book,
    /// Fields between commas.
    Csv,
    /// Text.
    Text,
    /// A page.
    Page,
    /// A table that was written as a page, under the name of a workbook.
    PageOfCells,
    /// A page with all that belongs to it in one file (RFC 2557).
    WholePage,
}

/// How far into a file its kind shows, in bytes.
const HEAD: usize = 2048;

/// What a file of this ending is read as; `None`: it is of a kind that is not read.
pub(super) fn kind_of(ending: &str, bytes: &[u8]) -> Option<SourceKind> {
    let is_old_word = matches!(ending, "doc" | "dot" | "wps" | "rtf");
    let is_old_book = matches!(ending, "xls" | "et");
    Some(match ending {
        "docx" | "docm" => SourceKind::Word,
        "xlsx" | "xlsm" => SourceKind::Book,
        "csv" | "tsv" => SourceKind::Csv,
        "txt" | "text" | "md" => SourceKind::Text,
        "mht" | "mhtml" => SourceKind::WholePage,
        "html" | "htm" | "shtml" => SourceKind::Page,
        _ if !is_old_word && !is_old_book => return None,
        _ if is_old_book && workbook::is_binary(bytes) => SourceKind::Book,
        _ if bytes.starts_with(b"PK\x03\x04") => {
            if is_old_word {
                SourceKind::Word
            } else {
                SourceKind::Book
            }
        }
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
            let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
            match () {
                () if is_whole_page(head) => SourceKind::WholePage,
                () if is_page(head) && is_old_word => SourceKind::Page,
                () if is_page(head) => SourceKind::PageOfCells,
                () => return None,
            }
        }
    })
}

fn is_page(head: &str) -> bool {
    let begins = ["<html", "<!doctype html", "<head", "<body", "<table", "<meta"];
    head.starts_with('<') && begins.iter().any(|begin| head.contains(begin))
}

fn is_whole_page(head: &str) -> bool {
    let begins = ["mime-version:", "from:", "content-type:"];
    begins.iter().any(|begin| head.starts_with(begin)) && head.contains("multipart/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_are() {
        for (ending, bytes, kind) in [
            ("docx", "", Some(SourceKind::Word)),
            ("doc", "PK\x03\x04", Some(SourceKind::Word)),
            ("et", "PK\x03\x04", Some(SourceKind::Book)),
            ("xls", "\u{FEFF} <html xmlns:x=\"…\"><table>", Some(SourceKind::PageOfCells)),
            ("doc", "<!DOCTYPE html><p>", Some(SourceKind::Page)),
            ("doc", "MIME-Version: 1.0\nContent-Type: multipart/related;", Some(SourceKind::WholePage)),
            ("doc", "\u{D0}\u{CF}", None),
            ("xls", "<?xml version=\"1.0\"?><Workbook>", None),
            ("rtf", "{\\rtf1", None),
            ("pages", "<html>", None),
        ] {
            assert_eq!(kind_of(ending, bytes.as_bytes()), kind, "{ending} {bytes}");
        }
    }
}

//! What the parser says, in plain Chinese and English.

use serde_yaml::granit_parser::ErrorKind;

use super::YamlSource;
use crate::diag::{Diagnostic, Text};
use crate::say;

/// The finding for the parser's error `kind` at byte `at` of the YAML.
pub(super) fn translate(source: &YamlSource<'_>, kind: &ErrorKind, at: usize) -> Diagnostic {
    let text = source.text;
    let at = (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let line = text[line_start..line_end].trim_end();
    let from =
        if at < line_start + line.len() { at } else { line_start + line.len() - line.trim_start().len() };
    let range = from..line_start + line.len().max(from - line_start);
    if source.ends_file && at >= text.trim_end().len() && is_unfinished(kind) {
        return cut_off().at(source.inner_place(range));
    }
    let finding = match kind {
        ErrorKind::RecursionLimitExceeded => {
            Diagnostic::error("nested-too-deep", say!("嵌套太深", "nested too deep"))
                .help(say!("检查这里的括号和缩进", "check the brackets and the indentation here"))
        }
        _ => Diagnostic::error("invalid-yaml", message(kind)).help(help(kind, line)),
    };
    finding.at(source.inner_place(range))
}

/// The finding for a file that ends in the middle of something.
pub(super) fn cut_off() -> Diagnostic {
    Diagnostic::error("file-cut-off", say!("文件到这里就断了", "the file breaks off here")).help(say!(
        "文件可能没有保存完整：从备份里找回后半部分，或者补上结尾的引号或括号",
        "it may not have been saved completely: restore the rest, or close the quote or bracket"
    ))
}

fn is_unfinished(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UnclosedQuotedScalar
            | ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::UnexpectedEof
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnexpectedEofBlockSequence
            | ErrorKind::UnexpectedEofBlockMapping
    )
}

fn message(kind: &ErrorKind) -> Text {
    match kind {
        ErrorKind::MappingValueNotAllowed => {
            say!("这里不应当再有一个“键: 值”", "another `key: value` is not expected here")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            say!("这一行没有“键: 值”的样子", "this line is not of the form `key: value`")
        }
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidBlockScalarIndent => {
            say!("这里的缩进或写法和上面对不上", "this does not line up with the lines above")
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart => say!("这里不能用制表符（Tab）", "a tab is not allowed here"),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            say!("引号没有配对", "a quote is not closed")
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape => {
            say!("双引号里的 `\\` 后面不能跟这个字符", "`\\` inside double quotes cannot be followed by this")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            say!("引号结束后还有文字", "text behind the closing quote")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            say!("括号 `{open}` 没有配对", "the bracket `{open}` is not closed")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            say!("括号 `{open}` 和 `{close}` 对不上", "the bracket `{open}` is closed by `{close}`")
        }
        ErrorKind::MisplacedFlowCollectionEnd => say!("多出一个括号", "a bracket too many"),
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            say!("括号里少一个半角逗号或结尾的括号", "a comma or a closing bracket is missing here")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            say!("这里不能用 `{character}`", "`{character}` cannot stand here")
        }
        ErrorKind::UnknownAnchor => {
            say!("`*` 开头的内容在 YAML 里是引用", "a value that starts with `*` is an alias in YAML")
        }
        ErrorKind::DirectiveDisallowed => say!("一行不能以 `%` 开头", "a line cannot start with `%`"),
        _ => say!("YAML 在这里读不懂", "this is not valid YAML"),
    }
}

fn help(kind: &ErrorKind, line: &str) -> Text {
    match kind {
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey if !line.starts_with(' ') => say!(
            "每行写成 `键: 值`；如果正文从这里开始，请在它前面单独加一行 `---`",
            "write `key: value` on each line; if the text starts here, put a line `---` before it"
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape => {
            say!("改用单引号，或者把 `\\` 写成 `\\\\`", "use single quotes, or write `\\` as `\\\\`")
        }
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidBlockScalarIndent => say!(
            "同一层的各行要左边对齐，每缩进一层用两个空格；文字里有冒号或括号时给整个值加上英文引号",
            "align lines of one level and indent by two spaces; put text with colons or brackets in quotes"
        ),
        _ => say!(
            "每行写成 `键: 值`（半角冒号加空格）；值里有特殊符号时给整个值加上英文引号",
            "write `key: value` with a space behind the colon; put values with special characters in quotes"
        ),
    }
}

//! What was read otherwise than it was typed, and is told.

use std::ops::Range;

use super::TextOptions;
use super::clean::CleanedPlaces;
use crate::diag::{Diagnostic, Fix, Place};
use crate::say;

/// Something noticed while a text was made ready for the parser.
pub(super) struct Remark {
    /// What.
    pub(super) kind: RemarkKind,
    /// Where, in the cleaned text.
    pub(super) at: Range<usize>,
    /// What to write instead, where.
    pub(super) cure: Vec<(Range<usize>, String)>,
}

/// The kinds of [`Remark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RemarkKind {
    /// A table of contents was typed.
    TypedContents,
    /// The line below the head of a table is none that Markdown knows, or has another number of cells.
    OddSeparator,
    /// There is no line below the head of a table.
    NoSeparator,
    /// Lines with tabs were read as a table.
    PastedTable,
    /// Lines of one cell each may be a table.
    CellsInLines,
    /// The brackets around a link's address are full-width.
    WideBrackets,
    /// The colon behind the number of a footnote is full-width.
    WideColon,
}

impl Remark {
    /// A remark without cure.
    pub(super) fn new(kind: RemarkKind, at: Range<usize>) -> Self {
        Self { kind, at, cure: Vec::new() }
    }

    /// A remark that `check --fix` can cure: `text` instead of what stands at `place`.
    pub(super) fn with_cure(mut self, place: Range<usize>, text: impl Into<String>) -> Self {
        self.cure.push((place, text.into()));
        self
    }

    /// The finding that says it.
    pub(super) fn finding(self, options: &TextOptions<'_>, places: &CleanedPlaces) -> Diagnostic {
        let finding = match self.kind {
            RemarkKind::TypedContents => Diagnostic::advice(
                "typed-contents",
                say!("正文里手打的目录没有显示", "the table of contents in the text is not shown"),
            )
            .help(say!(
                "页面按小标题自己生成目录，位置总是对的；这几行可以删去",
                "the page makes its own from the headings; these lines can be deleted"
            )),
            RemarkKind::OddSeparator => Diagnostic::warning(
                "table-separator",
                say!(
                    "表头下面的一行不合格式，已按表格显示",
                    "the line below the head of this table is malformed; it is shown as a table"
                ),
            )
            .help(say!(
                "写成和表头一样多格的 `|---|---|`；`gongkai check --fix` 可以代改",
                "write `|---|---|` with as many cells as the head; `gongkai check --fix` does it"
            )),
            RemarkKind::NoSeparator => Diagnostic::warning(
                "table-separator",
                say!(
                    "表格缺表头下面的一行，把第一行当成了表头",
                    "this table has no line below its head; the first row was taken as the head"
                ),
            )
            .help(say!(
                "第一行是表头的，在它下面加一行 `|---|---|`；`gongkai check --fix` 可以代改",
                "if the first row is the head, add `|---|---|` below it; `gongkai check --fix` does it"
            )),
            RemarkKind::PastedTable => Diagnostic::advice(
                "pasted-table",
                say!(
                    "用制表符分开的几行按表格显示，第一行当成了表头",
                    "lines with tabs are shown as a table, the first as its head"
                ),
            )
            .help(say!(
                "看一下预览；不是表格的，把制表符换成空格",
                "look at the preview; if it is no table, write spaces instead of the tabs"
            )),
            RemarkKind::CellsInLines => Diagnostic::warning(
                "cells-in-lines",
                say!(
                    "这几行像是一张表，一格占了一行",
                    "these lines look like a table with each cell on a line of its own"
                ),
            )
            .help(say!(
                "改成表格；有“序号”一列的，有各年目标的，`gongkai check --fix` 可以代改",
                "make a table of them; with a column `序号`, or with targets by year, `gongkai check --fix` does it"
            )),
            RemarkKind::WideBrackets => Diagnostic::warning(
                "wide-brackets",
                say!(
                    "链接的括号是全角的，已按链接显示",
                    "the brackets of this link are full-width; it is shown as a link"
                ),
            )
            .help(say!(
                "写成 `[文字](地址)`；`gongkai check --fix` 可以代改",
                "write `[words](address)`; `gongkai check --fix` does it"
            )),
            RemarkKind::WideColon => Diagnostic::warning(
                "wide-colon",
                say!(
                    "注释的冒号是全角的，已按注释显示",
                    "the colon of this footnote is full-width; it is shown as a footnote"
                ),
            )
            .help(say!(
                "写成 `[^1]: 内容`；`gongkai check --fix` 可以代改",
                "write `[^1]: words`; `gongkai check --fix` does it"
            )),
        };
        let place = |range: &Range<usize>| places.span(range.clone());
        let mut finding = finding.at(Place::span(options.file.clone(), place(&self.at)));
        finding.fixes.extend(self.cure.into_iter().map(|(at, text)| Fix::new(place(&at), text)));
        finding
    }
}

//! Links and images, as HTML with holes.

use std::ops::Range;

use super::address::{self, Address};
use super::blocks::BlockKind;
use super::marks::{self, SlotKind};
use super::render::TextRenderer;
use super::{HiddenCells, HoleKind, sheet};
use crate::diag::{Diagnostic, Text};
use crate::say;

/// A link that is being written.
pub(super) struct OpenLink {
    /// Where its words begin.
    words_at: usize,
    /// The address as typed, shown where there are no words.
    typed: String,
    /// What closes it.
    end: LinkEnd,
}

enum LinkEnd {
    /// Nothing: the link was dropped.
    Dropped,
    /// `</a>`.
    Plain,
    /// `</a>` and the note about the file.
    File(String),
}

/// An image whose alternative text is being read.
pub(super) struct OpenImage {
    typed: String,
    title: String,
    range: Range<usize>,
    /// How many images are open inside of it: their alternative texts join its own.
    pub(super) inner: usize,
    /// The alternative text so far.
    pub(super) alt: String,
}

/// An image or table that may stand for its paragraph.
pub(super) struct LoneFigure {
    /// Where it stands in the HTML.
    pub(super) at: Range<usize>,
    /// Its title.
    pub(super) title: String,
}

impl TextRenderer<'_> {
    /// Opens a link to an address as typed.
    pub(super) fn open_link(&mut self, typed: &str, range: &Range<usize>) {
        let typed = marks::literal(typed, &self.slots).into_owned();
        let end = match address::read(&typed) {
            Address::Anchor(fragment) => {
                self.out.push_str("<a href=\"#");
                self.push_slot(SlotKind::Anchor(fragment), range);
                self.out.push_str("\">");
                LinkEnd::Plain
            }
            Address::Site { target, fragment } if !target.is_empty() => {
                self.out.push_str("<a href=\"");
                let hole = HoleKind::Address { target: target.clone(), fragment };
                self.push_slot(SlotKind::Hole(hole), range);
                self.out.push_str("\">");
                LinkEnd::File(target)
            }
            Address::External(url) => {
                self.push_anchor(&url, " rel=\"noopener noreferrer\" class=\"external\"");
                LinkEnd::Plain
            }
            Address::Contact(url) => {
                self.push_anchor(&url, "");
                LinkEnd::Plain
            }
            Address::Site { .. } => {
                self.report(
                    Diagnostic::warning("empty-link", say!("链接没有写地址", "a link has no address")).help(
                        say!(
                            "在圆括号里写上文件名或网址",
                            "write a file name or an address in the round brackets"
                        ),
                    ),
                    range,
                );
                LinkEnd::Dropped
            }
            Address::Unsafe => {
                self.report_unsafe(&typed, range);
                LinkEnd::Dropped
            }
        };
        self.links.push(OpenLink { words_at: self.out.len(), typed, end });
    }

    fn push_anchor(&mut self, url: &str, attributes: &str) {
        self.out.push_str("<a href=\"");
        marks::push_escaped(url, &mut self.out);
        self.out.push('"');
        self.out.push_str(attributes);
        self.out.push('>');
    }

    /// Closes the innermost link.
    pub(super) fn close_link(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        if self.out.len() == link.words_at {
            // A link without words cannot be read aloud.
            marks::push_escaped(&link.typed, &mut self.out);
            self.words.push_str(&link.typed);
        }
        match link.end {
            LinkEnd::Dropped => {}
            LinkEnd::Plain => self.out.push_str("</a>"),
            LinkEnd::File(target) => {
                self.out.push_str("</a>");
                self.push_slot(SlotKind::Hole(HoleKind::FileNote { target }), range);
            }
        }
    }

    /// Opens an image; until it is closed, words are its alternative text.
    pub(super) fn open_image(&mut self, typed: &str, title: &str, range: &Range<usize>) {
        if let Some(open) = &mut self.image {
            open.inner += 1;
            return;
        }
        self.image = Some(OpenImage {
            typed: marks::literal(typed, &self.slots).into_owned(),
            title: marks::literal(title, &self.slots).into_owned(),
            range: range.clone(),
            inner: 0,
            alt: String::new(),
        });
    }

    /// Closes an image.
    pub(super) fn close_image(&mut self) {
        if let Some(open) = self.image.as_mut().filter(|open| open.inner > 0) {
            open.inner -= 1;
            return;
        }
        let Some(image) = self.image.take() else { return };
        let alt = marks::literal(&image.alt, &self.slots).trim().to_owned();
        match address::read(&image.typed) {
            Address::Site { target, .. } if !target.is_empty() => {
                if sheet::is_sheet(&target) {
                    self.push_sheet(target, alt, &image);
                } else if !is_picture(&target) {
                    self.report_no_picture(&target, &image.range);
                    self.push_alt(&alt);
                } else {
                    self.push_image(target, &alt, &image);
                }
            }
            Address::External(url) => {
                self.report(
                    Diagnostic::error(
                        "external-image",
                        say!("图片 `{url}` 在别的网站上", "image `{url}` lies on another site"),
                    )
                    .help(say!(
                        "把图片下载到本篇所在的文件夹，再写它的文件名",
                        "save the image beside this file and write its file name"
                    )),
                    &image.range,
                );
                self.push_alt(&alt);
            }
            _ => {
                self.report_unsafe(&image.typed, &image.range);
                self.push_alt(&alt);
            }
        }
    }

    /// Writes the words of an image that cannot be shown.
    fn push_alt(&mut self, alt: &str) {
        marks::push_escaped(alt, &mut self.out);
        self.words.push_str(alt);
    }

    fn push_image(&mut self, target: String, alt: &str, image: &OpenImage) {
        if alt.is_empty() {
            self.report(
                Diagnostic::warning(
                    "image-without-text",
                    say!("图片 `{target}` 没有文字说明", "image `{target}` has no alternative text"),
                )
                .help(say!(
                    "在方括号里写一句话，说明图片上是什么，供读屏软件朗读",
                    "say in the square brackets what the image shows, for screen readers"
                )),
                &image.range,
            );
        }
        let span = self.span(&image.range);
        for (kind, words) in [(BlockKind::ImageText, alt), (BlockKind::Caption, image.title.trim())] {
            self.gatherer.take(kind, words, span.clone(), &self.slots);
        }
        let start = self.out.len();
        self.out.push_str("<img src=\"");
        let hole = HoleKind::Address { target, fragment: String::new() };
        self.push_slot(SlotKind::Hole(hole), &image.range);
        self.out.push_str("\" alt=\"");
        marks::push_escaped(alt, &mut self.out);
        self.out.push_str("\" loading=\"lazy\">");
        self.figure = Some(LoneFigure { at: start..self.out.len(), title: image.title.clone() });
    }

    fn push_sheet(&mut self, target: String, caption: String, image: &OpenImage) {
        if self.paragraph.is_none() || self.inline_depth > 0 {
            self.report(
                Diagnostic::error(
                    "misplaced-table",
                    say!("表格文件 `{target}` 不能放在这里", "the table file `{target}` cannot stand here"),
                )
                .help(say!("让它单独占一行", "put it on a line of its own")),
                &image.range,
            );
            self.push_alt(&caption);
            return;
        }
        let (merge, hidden) = (merged_columns(&image.title), hidden_cells(&image.title));
        self.close_paragraph();
        self.gather(BlockKind::Paragraph, &image.range);
        let span = self.span(&image.range);
        self.gatherer.take_sheet(&caption, self.slots.len(), span, &self.slots);
        self.push_slot(SlotKind::Hole(HoleKind::Sheet { target, caption, merge, hidden }), &image.range);
        self.out.push('\n');
        self.open_paragraph();
    }

    fn report_no_picture(&mut self, target: &str, range: &Range<usize>) {
        self.report(
            Diagnostic::error("not-a-picture", say!("`{target}` 不是图片", "`{target}` is no picture")).help(say!(
                "作为附件公开，就去掉前面的感叹号：`[文件的标题]({target})`；要显示出来，导出成 PNG 或 JPEG 图片",
                "to attach it, drop the exclamation mark: `[its title]({target})`; to show it, export it as PNG or JPEG"
            )),
            range,
        );
    }

    fn report_unsafe(&mut self, typed: &str, range: &Range<usize>) {
        let shown: String = typed.chars().take(60).collect();
        let message = say!("不能链接到 `{shown}`", "cannot link to `{shown}`");
        self.report(Diagnostic::error("unsafe-link", message).help(unsafe_help(typed)), range);
    }
}

fn unsafe_help(typed: &str) -> Text {
    let is_on_a_computer =
        typed.starts_with("file:") || typed.starts_with('\\') || typed.get(1..2) == Some(":");
    if is_on_a_computer {
        say!(
            "这是自己电脑上的位置；把文件放到本篇所在的文件夹，再写它的文件名",
            "this is a place on your own computer; put the file beside this one and write its file name"
        )
    } else {
        say!(
            "只能写本站的文件，或者以 http://、https://、mailto:、tel: 开头的地址",
            "write a file of this site, or an address that begins with http://, https://, mailto: or tel:"
        )
    }
}

/// Whether browsers show a file of this name as a picture.
fn is_picture(target: &str) -> bool {
    const ENDINGS: [&str; 11] =
        ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp", "apng", "ico", "jfif"];
    let ending = target.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// What stands behind one of `keys` and `=` in a title such as `合并=1,2 隐藏=公开`.
fn setting<'t>(title: &'t str, keys: [&str; 2]) -> Option<&'t str> {
    let at = keys.into_iter().find_map(|key| Some(title.find(key)? + key.len()))?;
    let value = title[at..].trim_start().strip_prefix(['=', '＝', ':', '：'])?;
    let next = ["合并", "merge", "隐藏", "hidden"].into_iter().filter_map(|key| value.find(key)).min();
    let end = next.unwrap_or(value.len());
    Some(value[..end].trim().trim_end_matches([';', '；']))
}

/// The columns named in a title such as `合并=1,2`.
fn merged_columns(title: &str) -> Vec<usize> {
    setting(title, ["合并", "merge"])
        .unwrap_or("")
        .split([',', '，', '、', ' '])
        .filter_map(|column| column.trim().parse().ok())
        .filter(|column| *column > 0)
        .collect()
}

fn hidden_cells(title: &str) -> HiddenCells {
    match setting(title, ["隐藏", "hidden"]) {
        Some("公开" | "public") => HiddenCells::Shown,
        Some("不公开" | "private") => HiddenCells::LeftOut,
        _ => HiddenCells::Unsaid,
    }
}

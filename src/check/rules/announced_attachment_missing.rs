//! 附件说明列了附件，页面上却没有
//!
//! # 是什么
//! 正文写了“附件：1.……”，但是这一页没有这么多附件：元数据“附件”、正文里链接和插入的文件，以及正文后面“附件1”的内容都算。
//!
//! # 为什么
//! 附件打不开、找不到是检查和投诉里最常见的一种；申请表、名单往往就在附件里。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）扣分指标：附件应当可用。
//!
//! # 举例
//! 触发：正文写 `附件：申请表`，没有任何文件。
//! 不触发：写 `附件：申请表`，元数据里有 `附件: 申请表.docx`。
//!
//! # 怎样改
//! 把附件放到同一文件夹，写进“附件”一栏，或在正文里链接它；不随文公开的，写“（附件略）”。
//!
//! # English
//! The text names attachments that the page does not have. Add the files, or say that they are left out.

use crate::check::attachment_note::{PageNote, note_of};
use crate::check::{Findings, Page, Rule, Run, Site};
use crate::diag::Severity;
use crate::entry::{ArticleDraft, DraftKind};
use crate::say;
use crate::text::HoleKind;

/// 缺少的附件.
pub(super) static RULE: Rule = Rule {
    name: "announced-attachment-missing",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("announced_attachment_missing.rs"),
    run: &[Run::Pages(|site, _| Box::new(|page, findings| check(site, page, findings)))],
};

fn check(site: &Site<'_>, page: &Page<'_>, findings: &mut Findings) {
    let DraftKind::Article(article) = &page.draft.kind else { return };
    let Some(PageNote { note, span, .. }) = note_of(page) else { return };
    let there = files_of(site, page, article).max(article.common.attachments.len()) + note.follow;
    let named = note.names.len();
    if there >= named || note.is_left_out {
        return;
    }
    let help = say!(
        "把文件放到同一文件夹，在开头的“附件”里写上文件名；不公开的写“（附件略）”",
        "put the files beside the page and name them under `attachments`, or write `（附件略）`"
    );
    let message = if there == 0 {
        say!(
            "附件说明列了 {named} 个附件，页面上一个也没有",
            "attachments named: {named}, but the page has none"
        )
    } else {
        say!(
            "附件说明列了 {named} 个附件，页面上只有 {there} 个",
            "attachments named: {named}, but the page has {there}"
        )
    };
    findings.report(page.place(span), message, help);
}

/// Pictures in a text are no attachments.
const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp"];

/// How many different files the page offers.
fn files_of(site: &Site<'_>, page: &Page<'_>, article: &ArticleDraft) -> usize {
    let folder = page.path.parent();
    let named = article.common.attachments.iter().map(|attachment| attachment.file.value.as_str());
    let linked = article.text.holes.iter().filter_map(|hole| match &hole.kind {
        HoleKind::Address { target, .. } | HoleKind::Sheet { target, .. } => Some(target.as_str()),
        HoleKind::FileNote { .. } | HoleKind::Figure { .. } => None,
    });
    let mut files: Vec<_> = named
        .chain(linked)
        .filter_map(|target| folder.join(target).ok())
        .filter(|path| !IMAGES.contains(&path.extension().as_str()))
        .filter(|path| site.catalog.files.contains_key(path) || site.catalog.sheets.contains_key(path))
        .collect();
    files.sort();
    files.dedup();
    files.len()
}

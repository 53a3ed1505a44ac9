//! The keys that projects, progress entries and articles share.

use jiff::civil::Date;

use super::shapes::{DISCLOSURE_VALUES, RETENTION_VALUES};
use super::{AttachmentDraft, CommonDraft, Disclosure, NumberWish, ReasonDraftKind, Retention, reasons};
use crate::config::Spanned;
use crate::model::{IndexNumber, NumberError};
use crate::say;
use crate::yaml::fields::{self, Fields, ListItem};
use crate::yaml::report::Report;

/// Which of the shared keys a kind of file has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum KeysOwner {
    /// `project.yaml`.
    Project,
    /// A progress entry.
    Progress,
    /// An article.
    Article,
}

impl KeysOwner {
    /// The kinds of reason that it may give.
    fn reasons(self) -> &'static [ReasonDraftKind] {
        match self {
            Self::Project => &[ReasonDraftKind::Correction, ReasonDraftKind::Adjustment],
            Self::Progress => &[ReasonDraftKind::Correction],
            Self::Article => &[ReasonDraftKind::Correction, ReasonDraftKind::Revision],
        }
    }
}

/// Reads the shared keys that `owner` has.
pub(super) fn read(fields: &Fields<'_, '_>, owner: KeysOwner, report: &mut Report<'_>) -> CommonDraft {
    let disclosure = fields.choice("公开方式", report);
    let mut common = CommonDraft {
        title: fields.text("标题", report),
        unit: fields.text("发布单位", report),
        disclosure: disclosure.map_or(Disclosure::default(), |choice| DISCLOSURE_VALUES[choice.value]),
        editor: fields.plain("责任编辑", report),
        topic: fields.text("主题分类", report),
        keywords: fields.names("关键词", report).into_iter().map(|keyword| keyword.value).collect(),
        summary: fields.text_with_figures("概述", report),
        draft: fields.flag("草稿", report),
        reasons: reasons::read(fields, owner.reasons(), report),
        ..CommonDraft::default()
    };
    if owner != KeysOwner::Progress {
        common.slug = read_slug(fields, report);
        (common.retention, common.archived) = read_archived(fields, report);
    }
    if owner == KeysOwner::Article {
        common.former_addresses = fields.names("旧网址", report);
    }
    if owner != KeysOwner::Project {
        common.date = fields.date("公开日期", report);
        common.issued = fields.date("成文日期", report);
        common.doc_number = fields.text("文号", report);
        common.source = fields.plain("信息来源", report);
        common.attachments = read_attachments(fields, report);
        common.number = read_number(fields, report);
        common.announce = read_announce(fields, &common, report);
        common.late = fields.text("补发", report);
        common.late.iter().for_each(|why| reasons::report_unwritten(why, report));
        common.withheld = read_withheld(fields, report);
    }
    common
}

/// 预告, which only what will be public can have: the calendar must not tell of a draft.
fn read_announce(fields: &Fields<'_, '_>, common: &CommonDraft, report: &mut Report<'_>) -> bool {
    if !fields.flag("预告", report) {
        return false;
    }
    let (message, help) = if common.draft {
        (
            say!("草稿不能预告", "a draft cannot be announced"),
            say!(
                "定稿以后删去“草稿”一行，再写“预告: 是”；还没有定的，删去“预告”",
                "remove `draft` when it is ready, or else `announce`"
            ),
        )
    } else if common.disclosure != Disclosure::Proactive {
        (
            say!("不主动公开的不能预告", "what is not published cannot be announced"),
            say!("删去“预告”一行", "remove the line `announce`"),
        )
    } else if common.date.is_none() {
        (
            say!("预告没有写哪一天公开", "it is announced without a date"),
            say!("加一行“公开日期: …”，或者删去“预告”", "add a line `date: …`, or remove `announce`"),
        )
    } else {
        return true;
    };
    report.error("impossible-announcement", fields.place_of("预告"), message).help(help);
    false
}

/// 保存期限 and 已归档.
pub(super) fn read_archived(
    fields: &Fields<'_, '_>,
    report: &mut Report<'_>,
) -> (Option<Retention>, Option<Date>) {
    let retention = fields.choice("保存期限", report).map(|choice| RETENTION_VALUES[choice.value]);
    (retention, fields.date("已归档", report).map(|date| date.value.date))
}

/// 别名, which becomes part of an address.
pub(super) fn read_slug(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<Spanned<String>> {
    let slug = fields.text("别名", report)?;
    let is_plain = slug.value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if is_plain && !slug.value.starts_with('.') && !slug.value.ends_with('.') {
        return Some(slug);
    }
    let shown = &slug.value;
    report
        .error(
            "invalid-slug",
            slug.span.clone(),
            say!("别名 `{shown}` 不能用在网址里", "`{shown}` cannot stand in an address"),
        )
        .help(say!(
            "只用英文字母、数字、`-` 和 `_`，例如 `tongzhi-2023`",
            "use only letters, digits, `-` and `_`"
        ));
    None
}

/// 原版: 不公开, which wants a reason.
fn read_withheld(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<Spanned<String>> {
    let shown = fields.choice("原版", report)?;
    if shown.value == 0 {
        return None;
    }
    if fields.is_missing("理由") {
        report
            .error(
                "withheld-without-reason",
                shown.span,
                say!("不公开原版，却没有写理由", "superseded versions are withheld without saying why"),
            )
            .help(say!("加一行 `理由: …`，公众看得到", "add `why: …`, which readers see"));
    }
    let why = fields.text("理由", report);
    if let Some(why) = &why {
        reasons::report_unwritten(why, report);
    }
    why
}

fn read_attachments(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Vec<AttachmentDraft> {
    let mut attachments = Vec::new();
    for item in fields.records("附件", report) {
        match item {
            ListItem::Text(file) => attachments.push(AttachmentDraft { file, name: None }),
            ListItem::Record(record) => {
                let name = record.plain("名称", report);
                if let Some(file) = record.text("文件", report) {
                    attachments.push(AttachmentDraft { file, name });
                }
            }
        }
    }
    attachments
}

fn read_number(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> NumberWish {
    let Some(text) = fields.text("索引号", report) else { return NumberWish::Unsaid };
    match text.value.as_str() {
        "无" | "none" => return NumberWish::None,
        "自动" | "auto" => return NumberWish::Wanted,
        _ => {}
    }
    let shown = &text.value;
    let message = match IndexNumber::new(shown) {
        Ok(number) => {
            return NumberWish::Typed(Spanned { value: number.as_str().to_owned(), span: text.span });
        }
        Err(NumberError::Character(at, character)) => {
            let at = at + 1;
            say!(
                "索引号第 {at} 个字符 `{character}` 不能用",
                "character {at} of the index number, `{character}`, cannot be used"
            )
        }
        Err(NumberError::TooLong(length)) => {
            let most = IndexNumber::MOST;
            say!(
                "索引号有 {length} 个字符，最多 {most} 个",
                "the index number has {length} characters, more than {most}"
            )
        }
        Err(NumberError::EmptyPart) => {
            say!(
                "索引号 `{shown}` 的 `/` 前后缺少内容",
                "something is missing beside a `/` of the index number `{shown}`"
            )
        }
        Err(NumberError::Reserved(part)) => say!(
            "索引号里的 `{part}` 是 Windows 保留的名称",
            "`{part}` in the index number is a name that Windows reserves"
        ),
    };
    report.error("invalid-index-number", text.span.clone(), message).help(say!(
        "照原来发布的填写，如 `002590761/2024-00031`；不要索引号写 `无`，一般不用写这一行",
        "copy it as issued, such as `002590761/2024-00031`; `none` for none; usually the line is not needed"
    ));
    NumberWish::Unsaid
}

/// 对账说明: what each question is about, with its answer.
pub(super) fn read_answers(
    fields: &Fields<'_, '_>,
    report: &mut Report<'_>,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut answers = Vec::new();
    for (about, node) in fields.table("对账说明", report) {
        if report.is_joined_key(&about, node) {
            continue;
        }
        match fields::scalar(node, about.value, report) {
            Some(answer) if !answer.value.trim().is_empty() => answers.push((
                Spanned { value: about.value.trim().to_owned(), span: about.span },
                Spanned { value: answer.value.trim().to_owned(), span: answer.span },
            )),
            _ => report.swallowed_by_comment(&about.span),
        }
    }
    answers
}

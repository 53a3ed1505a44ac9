//! The metadata box (元数据栏) of an item.

use super::Renderer;
use super::page;
use super::view::{FieldView, LinkView};
use crate::catalog::{Item, ItemKind, ItemNumber};
use crate::config::MetadataField;
use crate::entry::{ArticleKind, Validity};
use crate::model::{ItemId, Moment, PagePath};

/// What stands for a number that is still to come.
pub(super) const PENDING: &str = "待编号";

impl Renderer<'_> {
    /// The fields that the site shows, in its order; empty values included, as the form has them.
    pub(super) fn metadata(&self, page: &PagePath, id: ItemId) -> Vec<FieldView> {
        let item = &self.catalog.items[id];
        let is_progress = !matches!(item.kind, ItemKind::Article(_));
        let fields = self.settings.fields.iter().filter(|field| !is_progress || !is_of_documents(**field));
        let mut views: Vec<FieldView> =
            fields.filter_map(|field| self.field(page, id, item, *field)).collect();
        // Whoever publishes late says so on the page, whatever fields the site has chosen.
        if let Some(late) = &self.catalog.common(item).late {
            let label = "补发".to_owned();
            let text = match self.first_online(id) {
                Some(day) => format!("{}（实际上网：{}）", late.value, Moment::from(day).chinese()),
                None => late.value.clone(),
            };
            views.push(FieldView { label, text, wide: true, ..FieldView::default() });
        }
        // Two branches once gave it to two items, both of which were public.
        if let Some(number) = item.number.issued()
            && let Some(view) = self.related(page, self.prepared.relations.once_under(number))
        {
            let label = "这个索引号也用过于".to_owned();
            views.push(FieldView { label, ..view });
        }
        if let Some(former) = self.prepared.relations.former_number(id) {
            let (label, text) = ("曾用索引号".to_owned(), former.to_string());
            views.push(FieldView { label, text, ..FieldView::default() });
        }
        views
    }

    fn field(&self, page: &PagePath, id: ItemId, item: &Item, field: MetadataField) -> Option<FieldView> {
        let common = self.catalog.common(item);
        let article = if let ItemKind::Article(article) = &item.kind { Some(article) } else { None };
        let text = |text: &str| FieldView { text: text.to_owned(), ..FieldView::default() };
        let optional = |value: Option<&str>| text(value.unwrap_or(""));
        let view = match field {
            MetadataField::IndexNumber => text(item.number_text()),
            MetadataField::Title => FieldView { wide: true, ..text(&item.title) },
            MetadataField::Disclosure => text(common.disclosure.word()),
            MetadataField::DocNumber => optional(common.doc_number.as_ref().map(|number| &*number.value)),
            MetadataField::Unit => text(&self.publisher_over(item)),
            MetadataField::Issued => moment_field(common.issued.as_ref().map(|issued| issued.value)),
            MetadataField::Date => moment_field(item.date),
            MetadataField::Source => optional(common.source.as_deref()),
            MetadataField::Editor => optional(common.editor.as_deref()),
            MetadataField::Topic => optional(common.topic.as_ref().map(|topic| &*topic.value)),
            MetadataField::Kind => text(article.map_or("进度", |article| kind_name(article.kind))),
            MetadataField::Keywords => text(&common.keywords.join("、")),
            MetadataField::Summary => FieldView { wide: true, ..text(&self.summary(item)) },
            MetadataField::Validity => {
                text(article.map_or("", |article| validity_name(article.validity.unwrap_or(Validity::Valid))))
            }
            MetadataField::Effective => moment_field(article.and_then(|article| article.effective)),
            MetadataField::Expires => moment_field(
                article.and_then(|article| article.expires.as_ref()).map(|expires| expires.value),
            ),
            MetadataField::Original => self.related(page, self.prepared.relations.explains(id))?,
            MetadataField::Interpretation => self.related(page, self.prepared.relations.explained_by(id))?,
        };
        Some(FieldView { label: field.label().to_owned(), ..view })
    }

    fn related(&self, page: &PagePath, items: &[ItemId]) -> Option<FieldView> {
        let links: Vec<LinkView> = items.iter().map(|item| self.item_link(page, *item)).collect();
        (!links.is_empty()).then(|| FieldView { links, wide: true, ..FieldView::default() })
    }

    /// A link to an item.
    pub(super) fn item_link(&self, page: &PagePath, item: ItemId) -> LinkView {
        LinkView { title: self.catalog.items[item].title.clone(), url: page.link_to(self.plan.item(item)) }
    }
}

impl Item {
    /// The index number as it is shown; empty for an item without one.
    pub(super) fn number_text(&self) -> &str {
        match &self.number {
            ItemNumber::None => "",
            ItemNumber::Issued(number) => number.as_str(),
            ItemNumber::Pending => PENDING,
        }
    }
}

/// Whether only documents have a field, so that in the box of a progress report it would always be empty.
fn is_of_documents(field: MetadataField) -> bool {
    use MetadataField as Field;
    matches!(
        field,
        Field::Issued
            | Field::Validity
            | Field::Effective
            | Field::Expires
            | Field::Original
            | Field::Interpretation
    )
}

fn moment_field(moment: Option<Moment>) -> FieldView {
    moment.map_or_else(FieldView::default, |moment| {
        let time = page::moment(moment);
        FieldView { text: time.text, iso: Some(time.iso), ..FieldView::default() }
    })
}

/// 类型 of an article as it is shown.
pub(super) fn kind_name(kind: ArticleKind) -> &'static str {
    match kind {
        ArticleKind::Document => "公文",
        ArticleKind::Notice => "通知",
        ArticleKind::Plan => "规划",
        ArticleKind::Interpretation => "解读",
        ArticleKind::News => "动态",
        ArticleKind::Guide => "指南",
        ArticleKind::AnnualReport => "年报",
        ArticleKind::Page => "页面",
    }
}

/// 有效性 as it is shown.
pub(super) fn validity_name(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "有效",
        Validity::Lapsed => "失效",
        Validity::Repealed => "废止",
        Validity::Amended => "修改",
    }
}

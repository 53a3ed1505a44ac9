//! The fields of the metadata box by their many names, and the presets of real sites.

use super::MetadataField::{
    self, Date, Disclosure, DocNumber, Editor, Effective, Expires, IndexNumber, Interpretation, Issued,
    Keywords, Kind, Original, Source, Summary, Title, Topic, Unit, Validity,
};

/// Every field with its names: the Chinese one first, the English one second, then those seen on real pages.
pub(super) const FIELDS: &[(MetadataField, &[&str])] = &[
    (IndexNumber, &["索引号", "index_number", "信息索引号", "索取号"]),
    (Title, &["标题", "title", "名称", "文件名称"]),
    (Disclosure, &["公开方式", "disclosure", "公开形式"]),
    (DocNumber, &["文号", "doc_number", "发文字号", "文件编号"]),
    (Unit, &["发布单位", "unit", "发布机构", "发文机关", "发文机构", "公开责任部门"]),
    (Issued, &["成文日期", "issued", "生成日期", "签署日期"]),
    (Date, &["公开日期", "date", "发布日期", "发布时间", "上载日期", "发文日期"]),
    (Source, &["信息来源", "source", "来源", "文章来源"]),
    (Editor, &["责任编辑", "editor", "作者"]),
    (Topic, &["主题分类", "topic", "分类"]),
    (Kind, &["体裁分类", "kind", "信息分类", "类型"]),
    (Keywords, &["关键词", "keywords", "主题词"]),
    (Summary, &["概述", "summary", "内容概述", "内容概览"]),
    (Validity, &["有效性", "validity", "是否有效", "效力状态"]),
    (Effective, &["生效日期", "effective", "生效时间"]),
    (Expires, &["废止日期", "expires", "废止时间", "信息时效期"]),
    (Original, &["政策原文", "original"]),
    (Interpretation, &["政策解读", "interpretation", "相关解读"]),
];

/// The presets: metadata boxes of real sites, minus fields that our content does not have.
pub(super) const PRESETS: &[(&str, &[MetadataField])] = &[
    ("浙江-简", &[IndexNumber, Disclosure, DocNumber, Date, Unit]),
    (
        "浙江-政策",
        &[IndexNumber, DocNumber, Topic, Unit, Issued, Disclosure, Validity, Original, Interpretation],
    ),
    ("浙江-年报", &[IndexNumber, Issued, Disclosure, DocNumber, Unit]),
    ("国务院", &[IndexNumber, Topic, Unit, Issued, Title, DocNumber, Date, Keywords]),
    ("重庆", &[IndexNumber, DocNumber, Topic, Kind, Unit, Issued, Date]),
    (
        "安徽",
        &[
            IndexNumber,
            Unit,
            Topic,
            Title,
            DocNumber,
            Date,
            Kind,
            Issued,
            Effective,
            Expires,
            Keywords,
            Summary,
        ],
    ),
    ("江苏", &[IndexNumber, Topic, Unit, DocNumber, Issued, Date, Validity, Title]),
    ("湖南", &[IndexNumber, DocNumber, Unit, Disclosure, Expires, Issued, Date]),
    ("广东", &[IndexNumber, Topic, Unit, Issued, Title, DocNumber, Date, Keywords]),
];

/// The field with this name.
pub(super) fn field_named(name: &str) -> Option<MetadataField> {
    FIELDS.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field)
}

/// The fields of the preset with this name; `-` may be any dash.
pub(super) fn preset_named(name: &str) -> Option<&'static [MetadataField]> {
    let name = name.replace(['—', '–', '－'], "-");
    PRESETS.iter().find(|(preset, _)| *preset == name).map(|(_, fields)| *fields)
}

//! What asks for a number.

use crate::config::Spanned;
use crate::diag::Place;
use crate::model::{ItemKey, Moment, OrgCode};

/// An item that is to have a number.
#[derive(Clone, Debug)]
pub struct NumberRequest {
    /// The item.
    pub item: ItemKey,
    /// Its title.
    pub title: String,
    /// The publishing unit's code.
    pub code: OrgCode,
    /// 公开日期: decides the order of issue, the year and the month.
    pub date: Moment,
    /// What stands for `{类别}`; empty if the item has none.
    pub category: String,
    /// The number typed in the front matter, as written, with its bytes in the file of `place`.
    pub typed: Option<Spanned<String>>,
    /// The file that messages about the item name.
    pub place: Place,
}

/// Where the number is typed.
pub(super) fn typed_place(request: &NumberRequest) -> Place {
    let span = request.typed.as_ref().map(|typed| typed.span.clone());
    Place { file: request.place.file.clone(), span: span.or_else(|| request.place.span.clone()) }
}

//! The words of the field. Nothing here knows of files, pages or templates.
//!
//! | term | here | meaning |
//! |---|---|---|
//! | 栏目 | column | a folder under `content/` |
//! | 项目 | project | a folder holding `project.yaml` |
//! | 进度 | progress entry | one period's report of a project |
//! | 文章 | article | any other Markdown page |
//! | 机构 | [`Unit`] | a publishing body |
//! | 索引号 | [`IndexNumber`] | the permanent identifier of one disclosed item |
//! | 台账 | ledger | every index number ever issued |
//! | 组织机构代码、统一社会信用代码 | [`OrgCode`] | the code of a body, of 9 or 18 characters |
//! | 指标 | indicator | something measured |
//! | 目标值 | target | what an indicator is to reach |
//! | 附件 | attachment | any other file beside a page |
//! | 期 | [`Period`] | the quarter, half, month or year that an entry reports |

mod chinese;
mod date;
mod digesting;
mod index_number;
mod hex;
mod ids;
mod invisible;
mod lookalike;
mod media_type;
mod no_figure;
mod no_reason;
mod number_pattern;
mod org_code;
mod path;
mod period;
mod quoted;
mod scan;
mod slug;
mod unit;
mod width;

pub use chinese::{is_cjk, joins_chinese};
pub use date::{DateError, Moment};
pub use digesting::Digesting;
pub use hex::{from_hex, to_hex};
pub use ids::{
    AreaId, ColumnId, EntryId, IndicatorId, ItemId, ListId, NodeId, OwnEntry, ProjectId, TombstoneId, UnitId,
    YearId,
};
pub use index_number::{IndexNumber, NumberError, is_device_name};
pub use invisible::{find_rare, is_invisible, visible};
pub use lookalike::{Folded, fold_lookalikes, meant_by};
pub use media_type::{BYTES, MEDIA_TYPES, media_type};
pub use no_figure::is_no_figure;
pub use no_reason::{UNWRITTEN_APPROVAL, UNWRITTEN_REASON, is_no_reason};
pub use number_pattern::{
    NumberInput, NumberParts, NumberPattern, NumberingError, PatternError, PatternErrorKind,
};
pub use org_code::{CodeError, OrgCode};
pub use path::{ContentPath, ItemKey, PagePath, PathError};
pub use period::{Period, PeriodError, PeriodKind};
pub use quoted::quoted_figure;
pub use scan::{find_byte, has_byte};
pub use slug::{portable, slug};
pub use unit::{FormerName, Unit};
pub use width::with_plain_digits;

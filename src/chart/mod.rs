//! Small charts, as SVG within a page: a year's periods against its target, years against a plan, how much of
//! a target is reached, shares of a whole.
//!
//! Pure and self-contained: typed inputs become text; nothing here knows of projects, pages or figures. What
//! a chart shows is decided by whoever fills the inputs; a chart stands beside a table with the same figures,
//! since it says them less exactly.
//!
//! Guarantees: no styles, scripts or colours of its own (classes only, which a strict content policy allows
//! and print and high contrast can restyle); nothing is told by colour alone; every chart that says more than
//! the words beside it has a `<title>`; words are real `<text>`, escaped. Widths are per cent and heights
//! `em`, so a chart is as wide as its place and its words are as large as the reader likes. The same input
//! gives the same bytes.

mod completion;
mod labels;
mod series;
mod shares;
mod svg;

pub use completion::{Completion, push_completion};
pub use series::{ChartForm, ChartGoal, ChartMark, ChartPoint, Series, push_series};
pub use shares::{ChartShare, Fill, Shares, push_shares};

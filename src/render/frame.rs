//! The frame of a page: what is equal on all pages of one folder and column, rendered once for all of them.

use std::sync::OnceLock;

use super::Renderer;
use super::view::{self, ColumnMetaView, FrameView, Html, PlaceView, Shared};
use crate::catalog::Catalog;
use crate::diag::Diagnostic;
use crate::model::ColumnId;
use crate::theme::Theme;

/// Where in the site a page stands.
#[derive(Clone, Debug)]
pub enum Placement {
    /// Somewhere in a column; `None`: outside of all.
    Column(Option<ColumnId>),
    /// In a way that it shares with few pages or none.
    Own(Box<PlaceView>),
}

impl Default for Placement {
    fn default() -> Self {
        Self::Column(None)
    }
}

/// A finished frame as the template engine holds it, or what is wrong with its templates.
type MadeFrame = Result<Shared, Box<Diagnostic>>;

/// The frames made so far: by how deep the folder lies, then by column; the last is for pages outside of all.
pub(super) struct Frames {
    made: Vec<Vec<OnceLock<MadeFrame>>>,
}

impl Frames {
    /// For pages that lie at most `deepest` folders deep.
    pub(super) fn new(catalog: &Catalog, deepest: usize) -> Self {
        let columns = catalog.columns.len() + 1;
        let made = (0..=deepest).map(|_| std::iter::repeat_with(OnceLock::new).take(columns).collect());
        Self { made: made.collect() }
    }
}

/// Renders the frame of the pages that stand at `place`. A fault in a template is a finding.
pub fn frame(
    theme: &Theme,
    site: &Shared,
    links: &Shared,
    place: &PlaceView,
) -> Result<FrameView, Box<Diagnostic>> {
    let variables = view::frame_context(site, links, place);
    let render = |name: &str| {
        let bytes = theme.render(name, &variables)?;
        // Templates are text and so is what they print.
        let text = String::from_utf8_lossy(&bytes);
        Ok::<_, Box<Diagnostic>>(Html(text.trim().to_owned()))
    };
    let [head, masthead, footer] = FrameView::TEMPLATES;
    Ok(FrameView { head: render(head)?, masthead: render(masthead)?, footer: render(footer)? })
}

impl Renderer<'_> {
    /// The frame of a page that lies `depth` folders deep.
    pub(super) fn frame(&self, depth: usize, placement: &Placement) -> MadeFrame {
        let make = |place: &PlaceView| {
            frame(self.theme, &self.prepared.site, &self.prepared.links[depth], place)
                .map(|frame| frame.value())
        };
        match placement {
            Placement::Own(place) => make(place),
            Placement::Column(column) => {
                let slot = column.map_or(self.catalog.columns.len(), usize::from);
                self.prepared.frames.made[depth][slot].get_or_init(|| make(&self.place(*column))).clone()
            }
        }
    }

    /// What the frame shows of a column.
    pub(super) fn place(&self, column: Option<ColumnId>) -> PlaceView {
        let above = column.map_or(Vec::new(), |column| self.catalog.column_path(column));
        let nav_current = match above.last() {
            Some(&ColumnId::HOME) | None => None,
            Some(_) => above
                .iter()
                .rev()
                .find_map(|c| self.catalog.nav.iter().position(|nav| nav == c))
                .map(|at| at + 1),
        };
        let column_meta = column.map(|column| self.column_meta(column));
        PlaceView { column_meta, nav_current, nav_is_page: false }
    }

    fn column_meta(&self, column: ColumnId) -> ColumnMetaView {
        let column = &self.catalog.columns[column];
        ColumnMetaView {
            name: column.title.clone(),
            kind: column.kind.clone(),
            description: column.description.clone(),
            keywords: column.keywords.join(","),
        }
    }
}

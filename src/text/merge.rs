//! Merged cells of Markdown tables: `^^` joins the cell above, `<` the one on the left.

use std::collections::BTreeMap;
use std::ops::Range;

use super::table::{Align, HtmlCell, Table};

/// A cell as written.
pub(super) struct WrittenCell {
    /// What it says, as HTML.
    pub(super) html: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Whether it joins another.
    pub(super) joins: Joins,
}

/// What a cell joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joins {
    /// Nothing.
    Nothing,
    /// `^^`: the cell above.
    Above,
    /// `<`: the cell on the left.
    Left,
}

/// Why a merge is impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MergeFault {
    /// `^^` in the first row.
    NothingAbove,
    /// `<` in the first column.
    NothingLeft,
    /// The joined cells are no rectangle.
    NotRectangular,
}

/// Makes a table of rows of equal length; cells of impossible merges stay apart and empty.
pub(super) fn assemble(
    rows: Vec<Vec<WrittenCell>>,
    aligns: &[Align],
) -> (Table, Vec<(Range<usize>, MergeFault)>) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut faults = Vec::new();
    let mut areas = find_areas(&rows, &mut faults);
    let mut broken: Vec<(usize, usize)> = Vec::new();
    areas.retain(|root, members| {
        let last_row = members.iter().map(|place| place.0).max().unwrap_or(root.0);
        let last_column = members.iter().map(|place| place.1).max().unwrap_or(root.1);
        let left = members.iter().map(|place| place.1).min().unwrap_or(root.1);
        let is_rectangle =
            left == root.1 && members.len() == (last_row - root.0 + 1) * (last_column - root.1 + 1);
        if !is_rectangle {
            let place = members.get(1).unwrap_or(root);
            faults.push((rows[place.0][place.1].span.clone(), MergeFault::NotRectangular));
            broken.extend(members.iter().copied());
        }
        is_rectangle
    });
    for place in broken {
        areas.insert(place, vec![place]);
    }
    let mut table = Table { header_rows: 1, columns, ..Table::default() };
    for (row, cells) in rows.into_iter().enumerate() {
        let mut begun = Vec::new();
        for (column, written) in cells.into_iter().enumerate() {
            let Some(members) = areas.get(&(row, column)) else { continue };
            let &(last_row, last_column) = members.last().unwrap_or(&(row, column));
            begun.push(HtmlCell {
                column,
                row_span: last_row - row + 1,
                column_span: last_column - column + 1,
                html: if written.joins == Joins::Nothing { written.html } else { String::new() },
                align: aligns.get(column).copied().unwrap_or_default(),
            });
        }
        table.rows.push(begun);
    }
    table.deepen_header();
    (table, faults)
}

/// Each cell that begins an area, and the places of the area in order.
fn find_areas(
    rows: &[Vec<WrittenCell>],
    faults: &mut Vec<(Range<usize>, MergeFault)>,
) -> BTreeMap<(usize, usize), Vec<(usize, usize)>> {
    let mut areas: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    let mut roots: Vec<Vec<(usize, usize)>> = Vec::with_capacity(rows.len());
    for (row, cells) in rows.iter().enumerate() {
        let mut row_roots: Vec<(usize, usize)> = Vec::with_capacity(cells.len());
        for (column, cell) in cells.iter().enumerate() {
            let root = match cell.joins {
                Joins::Nothing => None,
                Joins::Above => {
                    let above = row.checked_sub(1).and_then(|row| roots[row].get(column)).copied();
                    if above.is_none() {
                        faults.push((cell.span.clone(), MergeFault::NothingAbove));
                    }
                    above
                }
                Joins::Left => {
                    let left = column.checked_sub(1).map(|column| row_roots[column]);
                    if left.is_none() {
                        faults.push((cell.span.clone(), MergeFault::NothingLeft));
                    }
                    left
                }
            };
            let root = root.unwrap_or((row, column));
            row_roots.push(root);
            areas.entry(root).or_default().push((row, column));
        }
        roots.push(row_roots);
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::{Joins, MergeFault, WrittenCell, assemble};

    fn check(rows: &[&[&str]], spans: &[(usize, usize, usize, usize)], faults: &[MergeFault]) {
        let rows = rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|&cell| WrittenCell {
                        html: cell.to_owned(),
                        span: 0..0,
                        joins: match cell {
                            "^^" => Joins::Above,
                            "<" => Joins::Left,
                            _ => Joins::Nothing,
                        },
                    })
                    .collect()
            })
            .collect();
        let (table, found) = assemble(rows, &[]);
        let merged: Vec<_> = (0..)
            .zip(&table.rows)
            .flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)))
            .filter(|(_, cell)| cell.row_span > 1 || cell.column_span > 1)
            .map(|(row, cell)| (row, cell.column, cell.row_span, cell.column_span))
            .collect();
        assert_eq!(merged, spans);
        assert_eq!(found.iter().map(|fault| fault.1).collect::<Vec<_>>(), faults);
        let places: usize = table.rows.iter().flatten().map(|cell| cell.row_span * cell.column_span).sum();
        assert_eq!(places, table.columns * table.rows.len());
    }

    #[test]
    fn areas() {
        check(&[&["a", "b"], &["c", "<"], &["^^", "^^"], &["d", "e"]], &[(1, 0, 2, 2)], &[]);
        check(&[&["a", "b", "<"], &["^^", "c", "d"]], &[(0, 0, 2, 1), (0, 1, 1, 2)], &[]);
        check(&[&["^^", "b"], &["<", "c"]], &[], &[MergeFault::NothingAbove, MergeFault::NothingLeft]);
        check(&[&["a", "b"], &["c", "<"], &["^^", "d"]], &[], &[MergeFault::NotRectangular]);
    }
}

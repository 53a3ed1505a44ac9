//! Tables for people at a terminal.

use gongkai::diag::draw::{harmless, width};

/// Lays `rows` out in columns, aligned by the columns that Chinese characters take on a terminal; two spaces
/// between columns, none at the ends of lines.
pub(crate) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> =
        rows.iter().map(|row| row.each_ref().map(|cell| harmless(cell, false).into_owned())).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = width(cell).max(*most);
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (most, cell) in widths.iter().zip(row) {
            line.push_str(cell);
            line.push_str(&" ".repeat(most - width(cell) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [["索引号", "标题"], ["002590761/2024-00031", "计划（２０２４）"], ["甲", "乙\u{1b}[31m"]]
            .map(|row| row.map(ToOwned::to_owned));
        assert_eq!(
            aligned(&rows),
            "索引号                标题\n002590761/2024-00031  计划（２０２４）\n甲                    乙␛[31m\n"
        );
    }
}

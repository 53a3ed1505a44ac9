//! The plan of several years as old pages leave it, one cell a line: 序号, 重点任务, 指标, 2023年 … 2027年, then
//! row after row. Where a task reaches over several rows, the later ones lack its cell.

/// What the first column of such a plan is called.
const FIRST_HEADS: &[&str] = &[
    "序号",
    "编号",
    "领域",
    "类别",
    "分类",
    "任务",
    "重点任务",
    "主要任务",
    "工作任务",
    "项目",
    "指标",
    "指标名称",
    "主要指标",
    "核心指标",
];
/// The most heads before the years, and behind them.
const MOST_HEADS: usize = 5;
const MOST_BEHIND: usize = 2;
/// The fewest years in a row that are taken for columns, and the fewest rows.
const FEWEST_YEARS: usize = 3;
const FEWEST_ROWS: usize = 2;
/// The longest target, in characters.
const LONGEST_TARGET: usize = 24;

/// A plan that was found in lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearTable {
    /// How many lines it takes.
    pub lines: usize,
    /// How many columns it has.
    pub columns: usize,
    /// Of each row, the head first, the line of each cell; `None` joins the cell above it.
    pub rows: Vec<Vec<Option<usize>>>,
}

/// The heads of a plan.
#[derive(Clone, Copy)]
struct PlanHeads {
    before: usize,
    years: usize,
    behind: usize,
    is_numbered: bool,
}

/// Whether a plan may begin with this line.
#[must_use]
pub(super) fn may_begin(line: &str) -> bool {
    FIRST_HEADS.contains(&line.trim())
}

/// The plan that begins with the first of `lines`, which are not blank; `None` if that is not certain.
#[must_use]
pub fn year_table(lines: &[&str]) -> Option<YearTable> {
    if !may_begin(lines.first()?) {
        return None;
    }
    let before = lines.iter().take(MOST_HEADS + 1).position(|line| year_of(line).is_some())?;
    let first = year_of(lines[before])?;
    let is_next = |(line, year): &(&&str, u16)| year_of(line) == Some(*year);
    let years = lines[before..].iter().zip(first..).take_while(is_next).count();
    if years < FEWEST_YEARS {
        return None;
    }
    let is_numbered = matches!(lines[0].trim(), "序号" | "编号");
    let heads = (0..=MOST_BEHIND).map(|behind| PlanHeads { before, years, behind, is_numbered });
    let mut tables = heads.filter_map(|heads| heads.table(lines));
    let table = tables.next()?;
    tables.next().is_none().then_some(table)
}

/// `2023年`, `2023年目标`.
fn year_of(line: &str) -> Option<u16> {
    let line = line.trim();
    let (digits, behind) = line.split_at_checked(4)?;
    let is_head = behind.is_empty() || behind.starts_with('年') && behind.chars().count() <= 6;
    let year = digits.parse().ok().filter(|year| (1990..=2099).contains(year))?;
    (is_head && !behind.chars().any(|c| c.is_ascii_digit())).then_some(year)
}

/// Whether a cell says what is to be reached: a number, a state in figures, or that there is nothing.
fn is_target(cell: &str) -> bool {
    let cell = cell.trim();
    let is_nothing = matches!(cell, "-" | "—" | "——" | "/" | "－" | "–");
    let is_word =
        ["全覆盖", "完成", "清零", "建成", "达标", "持续", "保持"].iter().any(|word| cell.starts_with(word));
    let has_digit = cell.chars().any(|c| c.is_ascii_digit());
    cell.chars().count() <= LONGEST_TARGET && (is_nothing || is_word || has_digit)
}

/// Whether a cell names something: neither a number nor a bound.
fn is_name(cell: &str) -> bool {
    let first = cell.trim().chars().next();
    first.is_some_and(|c| c.is_alphabetic() || matches!(c, '“' | '《' | '（' | '('))
        && year_of(cell).is_none()
}

impl PlanHeads {
    fn columns(self) -> usize {
        self.before + self.years + self.behind
    }

    fn table(self, lines: &[&str]) -> Option<YearTable> {
        let columns = self.columns();
        let heads = lines.get(..columns)?;
        if !heads[self.before + self.years..].iter().all(|head| is_name(head)) {
            return None;
        }
        let mut rows = vec![(0..columns).map(Some).collect::<Vec<_>>()];
        let mut at = columns;
        while let Some(row) = self.row(&lines[at..], rows.len()) {
            let joined = row.iter().filter(|is_there| !**is_there).count();
            let mut next = at;
            let mut line = |is_there: &bool| {
                next += usize::from(*is_there);
                is_there.then(|| next - 1)
            };
            rows.push(row.iter().map(&mut line).collect());
            at += columns - joined;
        }
        // The first row has every cell; one that joins the head above it is no row.
        let is_whole = rows.get(1).is_some_and(|row| row.iter().all(Option::is_some));
        (is_whole && rows.len() > FEWEST_ROWS).then_some(YearTable { lines: at, columns, rows })
    }

    /// Which cells the row numbered `number` has, at the beginning of `lines`.
    fn row(self, lines: &[&str], number: usize) -> Option<Vec<bool>> {
        // Cells that are lacking are those of the tasks, which stand before the indicator's name.
        let most_lacking = (self.before - usize::from(self.is_numbered)).saturating_sub(1);
        (0..=most_lacking).find_map(|lacking| {
            let first = usize::from(self.is_numbered);
            let names = self.before - first - lacking;
            let cells = lines.get(..self.columns() - lacking)?;
            let (numbers, cells) = cells.split_at(first);
            let (own, cells) = cells.split_at(names);
            let (targets, behind) = cells.split_at(self.years);
            let fits = numbers.iter().all(|cell| cell.trim() == number.to_string())
                && own.iter().all(|cell| is_name(cell))
                && targets.iter().all(|cell| is_target(cell))
                && behind.iter().all(|cell| is_name(cell));
            let is_there = |column: usize| column < first || column >= first + lacking;
            fits.then(|| (0..self.columns()).map(is_there).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::year_table;

    fn lines(text: &str) -> Vec<&str> {
        text.split(' ').collect()
    }

    #[test]
    fn a_plan_of_several_years() {
        let plain = lines(
            "序号 指标 2023年 2024年 2025年 1 新增就业 9000人 ≥9100人 9200人 2 结案率 ≥92% ≥92% — 后文",
        );
        let table = year_table(&plain).unwrap();
        assert_eq!((table.lines, table.columns, table.rows.len()), (15, 5, 3));
        let merged = lines(
            "重点任务 指标 2023 2024 2025 就业 新增就业 1 2 3 帮扶创业 4 5 6 保障 参保率 7% 8% 9% 结束",
        );
        let table = year_table(&merged).unwrap();
        assert_eq!((table.lines, table.columns), (19, 5));
        assert_eq!(table.rows[2], [None, Some(10), Some(11), Some(12), Some(13)]);
        let numbered = lines(
            "序号 任务 指标 2023年 2024年 2025年 单位 1 就业 新增 1 2 3 甲局 2 帮扶 4 5 6 甲局 3 保障 参保 7 8 9 乙局",
        );
        let table = year_table(&numbered).unwrap();
        assert_eq!((table.columns, table.rows.len()), (7, 4));
        assert_eq!(table.rows[2][..3], [Some(14), None, Some(15)]);
    }

    #[test]
    fn what_is_none() {
        for text in [
            "指标 2023年 2024年 新增就业 1 2 帮扶 3 4",
            "指标 2023年 2024年 2025年 新增就业 1 2",
            "指标 2023年 2024年 2026年 新增 1 2 3 帮扶 4 5 6",
            "说明 2023年 2024年 2025年 新增 1 2 3 帮扶 4 5 6",
        ] {
            assert_eq!(year_table(&lines(text)), None, "{text}");
        }
    }
}

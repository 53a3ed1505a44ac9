//! The site that `gongkai init` writes: an example that looks right on the day it is made.
//!
//! The files lie in the folder of this name, with words in `%` for what depends on the day. The project has
//! reported every quarter whose report is due by then and no other, and its notice is of the day.

use include_dir::{Dir, include_dir};
use jiff::civil::{Date, Weekday};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// The day of the month after a quarter on which its report is published, or the Monday after: well within
/// the 20 working days that there are, and behind every holiday at the beginning of a month.
const DAY_OF_REPORT: i8 = 10;

/// The files of a site made on a day: path and text. `site.yaml` is the last: what was written by half is no
/// site.
pub(crate) fn files(today: Date) -> Vec<(String, String)> {
    let year = year_of_example(today);
    let mut files = Vec::new();
    collect(&FILES, &mut files);
    files.retain(|(path, _)| quarter_of(path).is_none_or(|quarter| is_reported(year, quarter, today)));
    files
        .into_iter()
        .map(|(path, text)| (filled(path, path, year, today), filled(text, path, year, today)))
        .collect()
}

/// The files of a new site that are no text, by their paths: material to try `gongkai import` with.
pub(crate) fn materials() -> Vec<(&'static str, &'static [u8])> {
    let mut found = Vec::new();
    let mut open = vec![&FILES];
    while let Some(folder) = open.pop() {
        open.extend(folder.dirs());
        let files = folder.files().filter(|file| file.contents_utf8().is_none());
        found.extend(files.filter_map(|file| Some((file.path().to_str()?, file.contents()))));
    }
    found
}

/// Folders first.
fn collect<'a>(folder: &'a Dir<'_>, files: &mut Vec<(&'a str, &'a str)>) {
    for below in folder.dirs() {
        collect(below, files);
    }
    let texts = folder.files().filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)));
    files.extend(texts);
}

/// The year of the newest quarter that has been reported by `today`.
fn year_of_example(today: Date) -> i16 {
    let year = today.year();
    if is_reported(year, 1, today) { year } else { year - 1 }
}

/// The quarter that a file reports, if it reports one.
fn quarter_of(path: &str) -> Option<i8> {
    path.strip_suffix(".md")?.rsplit_once("-Q")?.1.parse().ok()
}

fn is_reported(year: i16, quarter: i8, today: Date) -> bool {
    day_of_report(year, quarter).is_some_and(|day| day <= today)
}

/// `None` for a year that no calendar has.
fn day_of_report(year: i16, quarter: i8) -> Option<Date> {
    let (year, month) = if quarter == 4 { (year + 1, 1) } else { (year, quarter * 3 + 1) };
    let day = Date::new(year, month, DAY_OF_REPORT).ok()?;
    let until_monday = match day.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    Date::new(year, month, DAY_OF_REPORT + until_monday).ok()
}

fn filled(text: &str, path: &str, year: i16, today: Date) -> String {
    let report = quarter_of(path).and_then(|quarter| day_of_report(year, quarter)).unwrap_or(today);
    let spelt_out = format!("{}年{}月{}日", today.year(), today.month(), today.day());
    text.replace("%年%", &year.to_string())
        .replace("%去年%", &(year - 1).to_string())
        .replace("%今天%", &today.to_string())
        .replace("%今天全写%", &spelt_out)
        .replace("%公布日%", &report.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::files;

    fn reports(year: i16, month: i8, day: i8) -> Vec<String> {
        let paths = files(date(year, month, day)).into_iter().map(|(path, _)| path);
        let reports = paths.filter_map(|path| Some(path.rsplit_once('/')?.1.strip_suffix(".md")?.to_owned()));
        reports.filter(|name| name.contains("-Q")).collect()
    }

    #[test]
    fn every_quarter_is_reported_once_it_is_due() {
        assert_eq!(reports(2024, 7, 5), ["2024-Q1"]);
        assert_eq!(reports(2024, 7, 10), ["2024-Q1", "2024-Q2"]);
        assert_eq!(reports(2026, 11, 22), ["2026-Q1", "2026-Q2", "2026-Q3"]);
        assert_eq!(reports(2026, 1, 9), ["2025-Q1", "2025-Q2", "2025-Q3"]);
        // The tenth was a Saturday.
        assert_eq!(reports(2026, 1, 11), ["2025-Q1", "2025-Q2", "2025-Q3"]);
        assert_eq!(reports(2026, 1, 12), ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]);
        assert_eq!(reports(2026, 4, 9).len(), 4);
        assert_eq!(reports(9999, 12, 31), ["9999-Q1", "9999-Q2", "9999-Q3"]);
        assert_eq!(reports(-9999, 1, 1), [""; 0]);
    }

    #[test]
    fn nothing_is_left_to_be_filled_in() {
        let files = files(date(2026, 11, 22));
        assert!(files.iter().all(|(path, text)| !path.contains('%') && !text.contains('%')), "{files:?}");
        assert_eq!(files.last().map(|(path, _)| path.as_str()), Some("site.yaml"));
        let notice = files.iter().find(|(path, _)| path.contains("午间")).map(|(_, text)| text.as_str());
        assert!(notice.is_some_and(|text| text.ends_with("\n2026年11月22日\n")), "{notice:?}");
    }
}

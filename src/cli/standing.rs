//! How the site stands against the inspection, told: the whole as a table or JSON, the pressing part as
//! notes.

use gongkai::check::standing::{ColumnStanding, Freshness, ReportStanding, SiteStanding, Weight};
use gongkai::diag::{Lang, Text};
use gongkai::say;
use jiff::civil::Date;
use serde_json::json;

use super::args::FindingsFormat;
use super::table::aligned;

/// How many last days are told behind the findings.
const MOST_NOTES: usize = 5;

/// The whole standing; JSON is one object on one line.
pub(crate) fn report(standing: Option<&SiteStanding>, format: FindingsFormat, lang: Lang) -> String {
    match (standing, format) {
        (None, FindingsFormat::Text) => {
            say!("网站还有错误，先改正，再看检查指标\n", "the site has errors; mend them first\n")
                .in_lang(lang)
                .into()
        }
        (None, _) => "null\n".to_owned(),
        (Some(standing), FindingsFormat::Text) => table(standing, lang),
        (Some(standing), _) => format!("{}\n", json_of(standing)),
    }
}

fn table(standing: &SiteStanding, lang: Lang) -> String {
    let pick = |zh: &str, en: &str| (if lang == Lang::Zh { zh } else { en }).to_owned();
    let mut rows = vec![[
        pick("栏目", "column"),
        pick("类别", "category"),
        pick("最新", "newest"),
        pick("已过天数", "days"),
        pick("期限", "limit"),
        pick("最迟更新", "last day"),
        pick("计入", "counts toward"),
        pick("现状", "standing"),
    ]];
    rows.push(row(&pick("首页", "home page"), "", standing.home, &pick("否决", "veto"), standing, lang));
    for column in &standing.columns {
        let weight = match column.weight {
            Weight::Veto => pick("否决", "veto"),
            Weight::Score => pick("扣分", "score"),
            Weight::None => pick("按期数", "reports"),
        };
        let mut cells = row(&column.title, &column.category, column.freshness, &weight, standing, lang);
        if column.is_empty {
            cells[7] = pick("空白", "empty");
        } else if column.weight == Weight::None {
            cells[4..8].fill(String::new());
        }
        rows.push(cells);
    }
    let mut text = aligned(&rows);
    if !standing.reports.is_empty() {
        let mut rows = vec![[
            pick("项目", "project"),
            pick("应报的期", "report"),
            pick("最迟公开", "last day"),
            String::new(),
        ]];
        rows.extend(standing.reports.iter().map(|report| {
            let late = report.due < standing.today;
            let state = if late { pick("逾期", "overdue") } else { String::new() };
            let sure = if report.is_certain { "" } else { "*" };
            [report.title.clone(), report.period.chinese(), format!("{}{sure}", report.due), state]
        }));
        text.push('\n');
        text.push_str(&aligned(&rows));
        if standing.reports.iter().any(|report| !report.is_certain) {
            text.push_str(&pick(
                "* 那一年的放假安排没有公布，暂按最晚的一天算\n",
                "* the holidays of that year are not known: the latest day that any would allow\n",
            ));
        }
    }
    text.push('\n');
    text.push_str(summary(standing).in_lang(lang));
    text.push('\n');
    text
}

fn row(
    title: &str,
    category: &str,
    freshness: Freshness,
    weight: &str,
    standing: &SiteStanding,
    lang: Lang,
) -> [String; 8] {
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let state = if freshness.newest.is_none() {
        say!("没有日期", "no dates")
    } else if freshness.is_stale(standing.today) {
        say!("超期", "stale")
    } else {
        say!("正常", "fine")
    };
    [
        title.to_owned(),
        category.to_owned(),
        date(freshness.newest),
        freshness.age(standing.today).map(|age| age.to_string()).unwrap_or_default(),
        freshness.limit.to_string(),
        date(freshness.due()),
        weight.to_owned(),
        state.in_lang(lang).to_owned(),
    ]
}

/// The counts against the thresholds.
fn summary(standing: &SiteStanding) -> Text {
    let limits = standing.limits;
    let (veto, most_veto) = (standing.stale_veto().count(), limits.stale_veto);
    let (stale, most) = (standing.stale().count(), limits.stale);
    let (empty, most_empty) = (standing.empty().count(), limits.empty);
    let verdict = if standing.is_vetoed() {
        say!("单项否决", "fails")
    } else {
        say!("没有单项否决", "does not fail on a single item")
    };
    let (zh, en) = (verdict.in_lang(Lang::Zh), verdict.in_lang(Lang::En));
    say!(
        "{zh}：动态、通知、政策类不更新 {veto} 个（{most_veto} 个否决），各类不更新 {stale} 个（{most} 个否决），空白 {empty} 个（{most_empty} 个否决）",
        "{en}: stale columns of news, notices and policies {veto} (of {most_veto}), of every kind {stale} (of {most}), empty {empty} (of {most_empty})"
    )
}

/// The next last days, if any is near: what is fallen already is among the findings.
pub(crate) fn notes(standing: &SiteStanding) -> Vec<Text> {
    let mut near: Vec<(Date, Text)> = Vec::new();
    let home = say!("首页（全站最新一条）", "the home page");
    near.extend(standing.home.due().map(|due| (due, home)));
    for ColumnStanding { title, freshness, weight, .. } in &standing.columns {
        if *weight != Weight::None {
            near.extend(freshness.due().map(|due| (due, say!("栏目“{title}”", "the column `{title}`"))));
        }
    }
    for ReportStanding { title, period, due, .. } in &standing.reports {
        let period = period.chinese();
        near.push((*due, say!("“{title}”的{period}", "the report of `{title}` on {period}")));
    }
    let left = |due: Date| standing.today.until(due).map_or(i32::MAX, |span| span.get_days());
    near.retain(|(due, _)| (0..=standing.limits.notice).contains(&left(*due)));
    near.sort();
    near.into_iter()
        .take(MOST_NOTES)
        .map(|(due, what)| {
            let (zh, en, left) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En), left(due));
            say!("{zh}最迟 {due} 更新（还有 {left} 天）", "{en} is due on {due} (days left: {left})")
        })
        .collect()
}

fn json_of(standing: &SiteStanding) -> serde_json::Value {
    let today = standing.today;
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let freshness = |freshness: Freshness| {
        json!({
            "newest": date(freshness.newest),
            "age": freshness.age(today),
            "limit": freshness.limit,
            "due": date(freshness.due()),
            "stale": freshness.is_stale(today),
        })
    };
    let columns: Vec<_> = standing
        .columns
        .iter()
        .map(|column| {
            let counts_toward = match column.weight {
                Weight::Veto => "veto",
                Weight::Score => "score",
                Weight::None => "reports",
            };
            json!({
                "title": column.title,
                "category": column.category,
                "basis": column.basis,
                "counts_toward": counts_toward,
                "empty": column.is_empty,
                "freshness": freshness(column.freshness),
            })
        })
        .collect();
    let reports: Vec<_> = standing
        .reports
        .iter()
        .map(|report| {
            json!({
                "project": report.title,
                "period": report.period.chinese(),
                "due": report.due.to_string(),
                "certain": report.is_certain,
                "overdue": report.due < today,
            })
        })
        .collect();
    json!({
        "today": today.to_string(),
        "vetoed": standing.is_vetoed(),
        "home": freshness(standing.home),
        "columns": columns,
        "reports": reports,
        "counts": {
            "stale_veto": [standing.stale_veto().count(), standing.limits.stale_veto],
            "stale": [standing.stale().count(), standing.limits.stale],
            "empty": [standing.empty().count(), standing.limits.empty],
        },
    })
}

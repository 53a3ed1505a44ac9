//! One indicator over the periods of a year, or over the years of a plan, against its target.

use super::svg::{self, Frame, coordinate, push_em, push_escaped, push_percent, width};

/// What a chart of one indicator shows.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Begins the ids; unique on the page.
    pub id: &'a str,
    /// What is measured, and in what.
    pub title: &'a str,
    /// How the values are drawn.
    pub form: Form,
    /// The periods, in order.
    pub points: &'a [Point<'a>],
    /// The target of them all.
    pub goal: Option<Goal<'a>>,
}

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As columns from zero: sums.
    Columns,
    /// As dots joined by a line, which need not begin at zero: states and rates.
    Line,
}

/// One period.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    /// Its name, as short as can be: `一季度`.
    pub name: &'a str,
    /// What is known of it.
    pub mark: Mark<'a>,
    /// The target of this period alone.
    pub goal: Option<f64>,
}

/// What is known of a period.
#[derive(Clone, Copy, Debug)]
pub enum Mark<'a> {
    /// It has a value.
    Value {
        /// The value.
        value: f64,
        /// How much of it is not of this period but of those before; 0: none, or not known.
        before: f64,
        /// The value in figures, without measure.
        label: &'a str,
    },
    /// A value is due and missing; the words say so.
    Missing(&'a str),
    /// No value is due.
    Empty,
}

/// A target; with two bounds it is a range.
#[derive(Clone, Copy, Debug)]
pub struct Goal<'a> {
    /// The value to be reached, or the lower end.
    pub value: f64,
    /// The upper end of a range.
    pub upper: Option<f64>,
    /// The target in words.
    pub label: &'a str,
}

/// Where the plot begins, in em from the top.
const TOP: f64 = 3.1;
/// How high it is, in em.
const HEIGHT: f64 = 4.6;
/// The foot of a value's words above its column, in em.
const ABOVE: f64 = 0.4;
/// The widest column, in per cent of the chart.
const WIDEST: f64 = 14.0;
/// The narrowest place a chart is shown in, in em of its own words.
const NARROWEST: f64 = 20.0;

/// Writes the chart.
pub fn push_series(series: &Series, out: &mut String) {
    let description = describe(series);
    svg::open(&Frame { class: "series", id: series.id, title: series.title, description: &description }, out);
    let scale = Scale::of(series);
    let slot = 100.0 / coordinate(series.points.len().max(1));
    push_goal(series, &scale, out);
    push_axis(&scale, out);
    let column = (slot * 0.6).min(WIDEST);
    let mut last: Option<(f64, f64)> = None;
    let every = label_step(series.points, slot);
    for (at, point) in series.points.iter().enumerate() {
        let middle = slot * (coordinate(at) + 0.5);
        // Counted from the last, which is the one that matters most.
        let is_labelled = (series.points.len() - 1 - at).is_multiple_of(every);
        match point.mark {
            Mark::Value { value, before, label } if value.is_finite() => {
                let foot = match series.form {
                    Form::Columns => {
                        push_column(&scale, (middle, column), (value, before), out);
                        scale.y(value).min(scale.y(0.0))
                    }
                    Form::Line => {
                        push_dot(&scale, middle, value, last, out);
                        last = Some((middle, value));
                        scale.y(value) - 0.4
                    }
                };
                if is_labelled {
                    push_words("", middle, foot - ABOVE, label, out);
                }
            }
            Mark::Missing(words) => {
                out.push_str("<rect class=\"missing\"");
                push_percent("x", middle - column / 2.0, out);
                push_em("y", TOP + HEIGHT - 2.4, out);
                push_percent("width", column, out);
                out.push_str(" height=\"2.4em\"/>");
                push_words("", middle, TOP + HEIGHT - 2.4 - ABOVE, words, out);
                last = None;
            }
            Mark::Value { .. } | Mark::Empty => last = None,
        }
        if let Some(goal) = point.goal.filter(|goal| goal.is_finite()) {
            let half = (slot * 0.42).min(WIDEST * 0.75);
            push_line("goal", (middle - half, scale.y(goal)), (middle + half, scale.y(goal)), out);
        }
        if is_labelled {
            push_words("", middle, TOP + HEIGHT + 1.3, point.name, out);
        }
    }
    out.push_str("</svg>");
}

/// The way from a value to a place.
struct Scale {
    low: f64,
    high: f64,
    form: Form,
}

impl Scale {
    fn of(series: &Series) -> Self {
        let marks = series.points.iter().filter_map(|point| match point.mark {
            Mark::Value { value, .. } => Some(value),
            Mark::Missing(_) | Mark::Empty => None,
        });
        let goals = series.points.iter().filter_map(|point| point.goal);
        let target = series.goal.iter().flat_map(|goal| std::iter::once(goal.value).chain(goal.upper));
        let all = || marks.clone().chain(goals.clone()).chain(target.clone()).filter(|value| value.is_finite());
        let (mut low, mut high) = all()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if series.form == Form::Columns || low > high {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        // All the same, or nothing at all: somewhere in the middle.
        if high - low <= 0.0 {
            let room = high.abs().max(1.0);
            high += room;
            low -= if series.form == Form::Columns { 0.0 } else { room };
        }
        Self { low, high, form: series.form }
    }

    /// In em from the top. The lowest dot of a line keeps off the axis, which is not zero.
    fn y(&self, value: f64) -> f64 {
        let height = if self.form == Form::Line { HEIGHT - 0.8 } else { HEIGHT };
        TOP + height - (value - self.low) / (self.high - self.low) * height
    }
}

fn push_goal(series: &Series, scale: &Scale, out: &mut String) {
    let Some(goal) = series.goal else { return };
    if goal.value.is_finite() {
        if let Some(upper) = goal.upper.filter(|upper| upper.is_finite()) {
            out.push_str("<rect class=\"range\" width=\"100%\"");
            push_em("y", scale.y(upper.max(goal.value)), out);
            push_em("height", (scale.y(goal.value) - scale.y(upper)).abs(), out);
            out.push_str("/>");
            push_line("goal", (0.0, scale.y(upper)), (100.0, scale.y(upper)), out);
        }
        push_line("goal", (0.0, scale.y(goal.value)), (100.0, scale.y(goal.value)), out);
    }
    out.push_str("<text class=\"goal\" y=\"1em\">");
    push_escaped(goal.label, out);
    out.push_str("</text>");
}

fn push_axis(scale: &Scale, out: &mut String) {
    let y = if scale.form == Form::Columns { scale.y(0.0) } else { TOP + HEIGHT };
    push_line("axis", (0.0, y), (100.0, y), out);
}

fn push_column(scale: &Scale, (middle, column): (f64, f64), (value, before): (f64, f64), out: &mut String) {
    let mut part = |class: &str, from: f64, to: f64| {
        let (top, foot) = (scale.y(from.max(to)), scale.y(from.min(to)));
        out.push_str("<rect class=\"");
        out.push_str(class);
        out.push('"');
        push_percent("x", middle - column / 2.0, out);
        push_em("y", top, out);
        push_percent("width", column, out);
        push_em("height", foot - top, out);
        out.push_str("/>");
    };
    if before > 0.0 && before < value {
        part("before", 0.0, before);
        part("value", before, value);
    } else {
        part("value", 0.0, value);
    }
}

fn push_dot(scale: &Scale, middle: f64, value: f64, last: Option<(f64, f64)>, out: &mut String) {
    if let Some((x, before)) = last {
        push_line("line", (x, scale.y(before)), (middle, scale.y(value)), out);
    }
    out.push_str("<circle r=\".35em\"");
    push_percent("cx", middle, out);
    push_em("cy", scale.y(value), out);
    out.push_str("/>");
}

fn push_line(class: &str, from: (f64, f64), to: (f64, f64), out: &mut String) {
    out.push_str("<line class=\"");
    out.push_str(class);
    out.push('"');
    push_percent("x1", from.0, out);
    push_em("y1", from.1, out);
    push_percent("x2", to.0, out);
    push_em("y2", to.1, out);
    out.push_str("/>");
}

fn push_words(class: &str, x: f64, y: f64, words: &str, out: &mut String) {
    out.push_str("<text");
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(class);
        out.push('"');
    }
    push_percent("x", x, out);
    push_em("y", y, out);
    out.push('>');
    push_escaped(words, out);
    out.push_str("</text>");
}

/// Every how many points there is room for words.
fn label_step(points: &[Point], slot: f64) -> usize {
    let widest = points
        .iter()
        .map(|point| {
            let label = match point.mark {
                Mark::Value { label, .. } => label,
                Mark::Missing(words) => words,
                Mark::Empty => "",
            };
            width(point.name).max(width(label))
        })
        .fold(0.0, f64::max);
    let room = slot / 100.0 * NARROWEST;
    (1..points.len()).find(|step| widest + 0.3 <= room * coordinate(*step)).unwrap_or(points.len().max(1))
}

fn describe(series: &Series) -> String {
    let mut words = String::with_capacity(96);
    for point in series.points {
        let said = match point.mark {
            Mark::Value { label, .. } => label,
            Mark::Missing(said) => said,
            Mark::Empty => continue,
        };
        if !words.is_empty() {
            words.push('，');
        }
        words.push_str(point.name);
        words.push(' ');
        words.push_str(said);
    }
    if let Some(goal) = &series.goal {
        if !words.is_empty() {
            words.push('；');
        }
        words.push_str(goal.label);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Form, Goal, Mark, Point, Series, push_series};

    fn point<'a>(name: &'a str, value: f64, label: &'a str) -> Point<'a> {
        Point { name, mark: Mark::Value { value, before: 0.0, label }, goal: None }
    }

    fn chart(form: Form, points: &[Point], goal: Option<Goal>) -> String {
        let mut out = String::new();
        push_series(&Series { id: "f1", title: "职业技能培训（万人次）", form, points, goal }, &mut out);
        out
    }

    #[test]
    fn columns_stand_under_their_target() {
        let points = [
            point("一季度", 0.5, "0.5"),
            point("二季度", 1.0, "1.0"),
            Point { name: "三季度", mark: Mark::Missing("未报"), goal: None },
            Point { name: "四季度", mark: Mark::Empty, goal: None },
        ];
        let goal = Goal { value: 2.0, upper: None, label: "目标 2" };
        assert_eq!(
            chart(Form::Columns, &points, Some(goal)),
            "<svg class=\"chart series\" role=\"img\" aria-labelledby=\"f1-t\" aria-describedby=\"f1-d\">\
             <title id=\"f1-t\">职业技能培训（万人次）</title>\
             <desc id=\"f1-d\">一季度 0.5，二季度 1.0，三季度 未报；目标 2</desc>\
             <line class=\"goal\" x1=\"0%\" y1=\"3.1em\" x2=\"100%\" y2=\"3.1em\"/>\
             <text class=\"goal\" y=\"1em\">目标 2</text>\
             <line class=\"axis\" x1=\"0%\" y1=\"7.7em\" x2=\"100%\" y2=\"7.7em\"/>\
             <rect class=\"value\" x=\"5.5%\" y=\"6.55em\" width=\"14%\" height=\"1.15em\"/>\
             <text x=\"12.5%\" y=\"6.15em\">0.5</text><text x=\"12.5%\" y=\"9em\">一季度</text>\
             <rect class=\"value\" x=\"30.5%\" y=\"5.4em\" width=\"14%\" height=\"2.3em\"/>\
             <text x=\"37.5%\" y=\"5em\">1.0</text><text x=\"37.5%\" y=\"9em\">二季度</text>\
             <rect class=\"missing\" x=\"55.5%\" y=\"5.3em\" width=\"14%\" height=\"2.4em\"/>\
             <text x=\"62.5%\" y=\"4.9em\">未报</text><text x=\"62.5%\" y=\"9em\">三季度</text>\
             <text x=\"87.5%\" y=\"9em\">四季度</text></svg>"
        );
    }

    #[test]
    fn a_line_need_not_begin_at_zero_and_breaks_where_nothing_is_known() {
        let points = [
            point("一", 92.0, "92"),
            point("二", 93.0, "93"),
            Point { name: "三", mark: Mark::Empty, goal: None },
            point("四", 94.0, "94"),
        ];
        let html = chart(Form::Line, &points, Some(Goal { value: 92.0, upper: Some(93.0), label: "92–93" }));
        assert_eq!(html.matches("<circle").count(), 3);
        assert_eq!(html.matches("class=\"line\"").count(), 1, "{html}");
        assert!(html.contains("<rect class=\"range\" width=\"100%\" y=\"5em\" height=\"1.9em\"/>"), "{html}");
    }

    #[test]
    fn a_running_sum_shows_what_came_before() {
        let points = [Point {
            name: "二季度",
            mark: Mark::Value { value: 21.0, before: 10.0, label: "21" },
            goal: Some(42.0),
        }];
        let html = chart(Form::Columns, &points, None);
        assert!(html.contains("class=\"before\"") && html.contains("class=\"value\""), "{html}");
        assert!(html.contains("class=\"goal\""), "{html}");
    }

    #[test]
    fn every_place_is_within_the_picture() {
        let wild = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -3.0, 0.0, 1e300, -1e300, 0.000_001];
        for form in [Form::Columns, Form::Line] {
            for pair in wild.iter().flat_map(|a| wild.iter().map(move |b| [*a, *b])) {
                let points = pair.map(|value| point("期", value, "数"));
                let html = chart(form, &points, Some(Goal { value: pair[1], upper: Some(pair[0]), label: "" }));
                for part in html.split("em\"").filter(|part| part.contains("y")) {
                    let number = part.rsplit('"').next().unwrap_or("0");
                    let value: f64 = number.parse().unwrap_or(0.0);
                    assert!((0.0..=9.5).contains(&value), "{pair:?}: {html}");
                }
            }
        }
    }

    #[test]
    fn names_stay_words() {
        let hostile = "</text><script>alert(1)</script>\"";
        let points = [point(hostile, 1.0, hostile)];
        let html = chart(Form::Columns, &points, Some(Goal { value: 1.0, upper: None, label: hostile }));
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn many_points_have_words_where_there_is_room() {
        let names: Vec<String> = (1..=12).map(|month| format!("{month}月")).collect();
        let points: Vec<Point> = names.iter().map(|name| point(name, 3.0, "12,345")).collect();
        let html = chart(Form::Columns, &points, None);
        let shown = html.matches("月</text>").count();
        assert!((3..=6).contains(&shown), "{shown}");
        assert!(html.contains(">12月</text>"), "{html}");
        assert!(html.len() < 2500, "{}", html.len());
    }

    #[test]
    fn nothing_to_show_is_an_empty_plot() {
        assert!(chart(Form::Line, &[], None).ends_with("</svg>"));
    }
}

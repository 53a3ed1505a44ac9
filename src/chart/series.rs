//! One indicator over the periods of a year, or over the years of a plan, against its target.

use super::labels::{Labels, MISSING_TOP, NARROWEST, PeriodPlace, WIDTH, within};
use super::svg::{self, ChartFrame, coordinate, push_escaped, push_step, push_words, rounded, width};

/// What a chart of one indicator shows.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Begins the ids; unique on the page.
    pub id: &'a str,
    /// What is measured, and in what.
    pub title: &'a str,
    /// How the values are drawn.
    pub form: ChartForm,
    /// The periods, in order.
    pub points: &'a [ChartPoint<'a>],
    /// The target of them all.
    pub goal: Option<ChartGoal<'a>>,
}

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartForm {
    /// As columns from zero: sums.
    Columns,
    /// As dots joined by a line, which need not begin at zero: states and rates.
    Line,
}

/// One period.
#[derive(Clone, Copy, Debug)]
pub struct ChartPoint<'a> {
    /// Its name, as short as can be: `一季度`.
    pub name: &'a str,
    /// What is known of it.
    pub mark: ChartMark<'a>,
    /// The target of this period alone.
    pub goal: Option<f64>,
    /// Where a plan over several periods should be at its end; the line through these is drawn.
    pub way: Option<f64>,
    /// What is to be said of the period below its name, such as that it is not over; empty: nothing.
    pub note: &'a str,
}

/// What is known of a period.
#[derive(Clone, Copy, Debug)]
pub enum ChartMark<'a> {
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
pub struct ChartGoal<'a> {
    /// The value to be reached, or the lower end.
    pub value: f64,
    /// The upper end of a range.
    pub upper: Option<f64>,
    /// What was to be reached before the target was changed by decision.
    pub former: Option<f64>,
    /// The target in words.
    pub label: &'a str,
}

/// Where the names of the periods stand, in tenths of an em.
const NAMES: i32 = 93;
/// Where what is said below the names stands.
const NOTES: i32 = 105;
/// The widest column, in these units.
const WIDEST: f64 = 56.0;

/// Writes the chart.
pub fn push_series(series: &Series, out: &mut String) {
    out.reserve(1500);
    let has_notes = series.points.iter().any(|point| !point.note.is_empty());
    let class = if has_notes { "series noted" } else { "series" };
    svg::open(&ChartFrame { class, id: series.id, title: series.title }, out);
    push_description(series, out);
    out.push_str("</desc>");
    let scale = Scale::of(series);
    let slot = WIDTH / coordinate(series.points.len().max(1));
    let places: Vec<PeriodPlace> = series
        .points
        .iter()
        .enumerate()
        .map(|(at, point)| place(series, &scale, slot, (at, point)))
        .collect();
    push_plot(series, &scale, &places, out);
    if let Some(goal) = series.goal {
        out.push_str("<text class=\"goal\" y=\"1em\">");
        push_escaped(goal.label, out);
        out.push_str("</text>");
    }
    let every = label_step(series.points, slot);
    let zero = rounded(scale.y(0.0));
    let shared = series.goal.into_iter().flat_map(|goal| std::iter::once(goal.value).chain(goal.upper));
    let shared: Vec<i32> =
        shared.filter(|goal| goal.is_finite()).map(|goal| rounded(scale.y(goal))).collect();
    let labels = Labels::new(series.form == ChartForm::Line, (&shared, zero), &places);
    // Counted from the newest value, which is the one that matters most.
    let newest = places.iter().rposition(|place| place.value.is_some());
    let newest = newest.unwrap_or(places.len().saturating_sub(1));
    for (at, point) in series.points.iter().enumerate() {
        if !newest.abs_diff(at).is_multiple_of(every) {
            continue;
        }
        let words = match point.mark {
            ChartMark::Value { label, .. } if places[at].value.is_some() => label,
            ChartMark::Missing(words) => words,
            ChartMark::Value { .. } | ChartMark::Empty => "",
        };
        if !words.is_empty() {
            let label = labels.place(at, words);
            push_words(rounded(label.middle / WIDTH * 1000.0), rounded(label.foot * 10.0), words, out);
        }
        let middle = slot * (coordinate(at) + 0.5);
        let place = |words| rounded(within(middle, words) / WIDTH * 1000.0);
        push_words(place(point.name), NAMES, point.name, out);
        if !point.note.is_empty() {
            push_words(place(point.note), NOTES, point.note, out);
        }
    }
    out.push_str("</svg>");
}

fn place(series: &Series, scale: &Scale, slot: f64, (at, point): (usize, &ChartPoint)) -> PeriodPlace {
    let middle = slot * (coordinate(at) + 0.5);
    let half = (slot * 0.3).min(WIDEST / 2.0);
    let (value, before) = match point.mark {
        ChartMark::Value { value, before, .. } if value.is_finite() => {
            let is_split = series.form == ChartForm::Columns && before > 0.0 && before < value;
            (Some(rounded(scale.y(value))), is_split.then(|| rounded(scale.y(before))))
        }
        ChartMark::Value { .. } | ChartMark::Missing(_) | ChartMark::Empty => (None, None),
    };
    let goal = point.goal.filter(|goal| goal.is_finite()).map(|goal| {
        let half = (slot * 0.42).min(WIDEST * 0.75);
        (rounded(scale.y(goal)), rounded(middle - half), rounded(middle + half))
    });
    PeriodPlace {
        left: rounded(middle - half),
        middle: rounded(middle),
        right: rounded(middle + half),
        value,
        before,
        is_missing: matches!(point.mark, ChartMark::Missing(_)),
        goal,
        way: point.way.filter(|way| way.is_finite()).map(|way| rounded(scale.y(way))),
    }
}

/// The shapes, in a picture within the picture that stretches with the chart while the words do not.
fn push_plot(series: &Series, scale: &Scale, places: &[PeriodPlace], out: &mut String) {
    out.push_str("<svg y=\"3.4em\" height=\"4.6em\" viewBox=\"0 0 400 100\" preserveAspectRatio=\"none\">");
    let goal = series.goal.filter(|goal| goal.value.is_finite());
    let goal = goal.map(|goal| {
        let upper = goal.upper.filter(|upper| upper.is_finite());
        (rounded(scale.y(goal.value)), upper.map(|upper| rounded(scale.y(upper))))
    });
    if let Some((lower, Some(upper))) = goal {
        push_path("range", out, |out| push_rectangle((0, 400), (lower, upper), out));
    }
    let zero = rounded(scale.y(0.0));
    let is_line = series.form == ChartForm::Line;
    if is_line {
        push_path("line", out, |out| push_polyline(places, |place| place.value, out));
        push_path("dot", out, |out| {
            // A line without length, which its round ends make a dot whatever the picture's proportions.
            for place in places {
                if let Some(value) = place.value {
                    push_line((place.middle, value), (place.middle, value), out);
                }
            }
        });
    } else {
        push_path("before", out, |out| {
            for place in places {
                if let Some(before) = place.before {
                    push_rectangle((place.left, place.right), (zero, before), out);
                }
            }
        });
        push_path("value", out, |out| {
            for place in places {
                if let Some(value) = place.value {
                    let foot = place.before.unwrap_or(zero);
                    push_rectangle((place.left, place.right), (foot, value), out);
                }
            }
        });
    }
    push_path("missing", out, |out| {
        for place in places.iter().filter(|place| place.is_missing) {
            push_rectangle((place.left, place.right), (100, MISSING_TOP), out);
        }
    });
    push_path("plan", out, |out| push_polyline(places, |place| place.way, out));
    let foot = if is_line { 100 } else { zero };
    push_path("axis", out, |out| push_line((0, foot), (400, foot), out));
    push_path("goal", out, |out| {
        if let Some((lower, upper)) = goal {
            for height in upper.into_iter().chain([lower]) {
                push_line((0, height), (400, height), out);
            }
        }
        for (height, from, to) in places.iter().filter_map(|place| place.goal) {
            push_line((from, height), (to, height), out);
        }
    });
    push_path("former", out, |out| {
        let former = series.goal.and_then(|goal| goal.former).filter(|former| former.is_finite());
        if let Some(former) = former {
            let height = rounded(scale.y(former));
            push_line((0, height), (400, height), out);
        }
    });
    out.push_str("</svg>");
}

/// A path of the steps that `push` writes; nothing if it writes none.
fn push_path(class: &str, out: &mut String, push: impl FnOnce(&mut String)) {
    let start = out.len();
    out.push_str("<path class=\"");
    out.push_str(class);
    // Lines keep their width however the plot is stretched; what is only filled has none.
    let is_filled = matches!(class, "value" | "range");
    out.push_str(if is_filled { "\" d=\"" } else { "\" vector-effect=\"non-scaling-stroke\" d=\"" });
    let empty = out.len();
    push(out);
    if out.len() == empty {
        out.truncate(start);
    } else {
        out.push_str("\"/>");
    }
}

/// A rectangle between two sides, from the first height to the second.
fn push_rectangle((left, right): (i32, i32), (from, to): (i32, i32), out: &mut String) {
    push_step('M', left, out);
    push_step(' ', from, out);
    push_step('V', to, out);
    push_step('H', right, out);
    push_step('V', from, out);
    out.push('z');
}

fn push_line(from: (i32, i32), to: (i32, i32), out: &mut String) {
    push_step('M', from.0, out);
    push_step(' ', from.1, out);
    if from.1 == to.1 {
        push_step('H', to.0, out);
    } else {
        push_step('L', to.0, out);
        push_step(' ', to.1, out);
    }
}

/// The line through the heights; it breaks where there is none, and a single one has none.
fn push_polyline(places: &[PeriodPlace], height: impl Fn(&PeriodPlace) -> Option<i32>, out: &mut String) {
    for pair in places.windows(2) {
        if let (Some(from), Some(to)) = (height(&pair[0]), height(&pair[1])) {
            push_line((pair[0].middle, from), (pair[1].middle, to), out);
        }
    }
}

/// The way from a value to a place in the plot.
struct Scale {
    low: f64,
    high: f64,
    height: f64,
}

impl Scale {
    fn of(series: &Series) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut take = |value: f64| {
            if value.is_finite() {
                low = low.min(value);
                high = high.max(value);
            }
        };
        for point in series.points {
            if let ChartMark::Value { value, .. } = point.mark {
                take(value);
            }
            point.goal.into_iter().chain(point.way).for_each(&mut take);
        }
        if let Some(goal) = series.goal {
            take(goal.value);
            goal.upper.into_iter().chain(goal.former).for_each(&mut take);
        }
        let is_line = series.form == ChartForm::Line;
        if !is_line || low > high {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        // All the same, or nothing at all: somewhere in the middle.
        if high - low <= 0.0 {
            let room = high.abs().max(1.0);
            high += room;
            low -= if is_line { room } else { 0.0 };
        }
        // The lowest dot of a line keeps off the axis, which is not zero.
        Self { low, high, height: if is_line { 84.0 } else { 100.0 } }
    }

    /// From the top, in units of the plot. Halves, since a difference of what can be written need not be a
    /// number.
    fn y(&self, value: f64) -> f64 {
        let share = (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        (1.0 - share) * self.height
    }
}

/// Every how many points there is room for words.
fn label_step(points: &[ChartPoint], slot: f64) -> usize {
    let widest = points
        .iter()
        .map(|point| {
            let label = match point.mark {
                ChartMark::Value { label, .. } => label,
                ChartMark::Missing(words) => words,
                ChartMark::Empty => "",
            };
            width(point.name).max(width(label))
        })
        .fold(0.0, f64::max);
    let room = slot / WIDTH * NARROWEST;
    // The words of the first and the last are moved inward, off the edge.
    let between = ((widest - room) / 2.0).max(0.0) + 0.3;
    (1..points.len()).find(|step| widest + between <= room * coordinate(*step)).unwrap_or(points.len().max(1))
}

fn push_description(series: &Series, out: &mut String) {
    let mut is_first = true;
    for point in series.points {
        let said = match point.mark {
            ChartMark::Value { label, .. } => label,
            ChartMark::Missing(said) => said,
            ChartMark::Empty => continue,
        };
        if !is_first {
            out.push('，');
        }
        is_first = false;
        push_escaped(point.name, out);
        if !point.note.is_empty() {
            out.push('（');
            push_escaped(point.note, out);
            out.push('）');
        }
        out.push(' ');
        push_escaped(said, out);
    }
    if let Some(goal) = &series.goal {
        if !is_first {
            out.push('；');
        }
        push_escaped(goal.label, out);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ChartForm, ChartGoal, ChartMark, ChartPoint, Series, push_series};

    fn point<'a>(name: &'a str, value: f64, label: &'a str) -> ChartPoint<'a> {
        ChartPoint {
            name,
            mark: ChartMark::Value { value, before: 0.0, label },
            goal: None,
            way: None,
            note: "",
        }
    }

    fn chart(form: ChartForm, points: &[ChartPoint], goal: Option<ChartGoal>) -> String {
        let mut out = String::new();
        push_series(&Series { id: "f1", title: "职业技能培训（万人次）", form, points, goal }, &mut out);
        out
    }

    #[test]
    fn columns_stand_under_their_target() {
        let points = [
            point("一季度", 0.5, "0.5"),
            point("二季度", 1.0, "1.0"),
            ChartPoint {
                name: "三季度", mark: ChartMark::Missing("未报"), goal: None, way: None, note: ""
            },
            ChartPoint { name: "四季度", mark: ChartMark::Empty, goal: None, way: None, note: "" },
        ];
        let goal = ChartGoal { value: 2.0, upper: None, former: None, label: "目标 2" };
        let html = chart(ChartForm::Columns, &points, Some(goal));
        assert_eq!(
            html,
            "<svg class=\"chart series\" role=\"img\" paint-order=\"stroke\" aria-labelledby=\"f1-t\" aria-describedby=\"f1-d\">\
             <title id=\"f1-t\">职业技能培训（万人次）</title>\
             <desc id=\"f1-d\">一季度 0.5，二季度 1.0，三季度 未报；目标 2</desc>\
             <svg y=\"3.4em\" height=\"4.6em\" viewBox=\"0 0 400 100\" preserveAspectRatio=\"none\">\
             <path class=\"value\" d=\"M22 100V75H78V100zM122 100V50H178V100z\"/>\
             <path class=\"missing\" vector-effect=\"non-scaling-stroke\" d=\"M222 100V50H278V100z\"/>\
             <path class=\"axis\" vector-effect=\"non-scaling-stroke\" d=\"M0 100H400\"/><path class=\"goal\" vector-effect=\"non-scaling-stroke\" d=\"M0 0H400\"/></svg>\
             <text class=\"goal\" y=\"1em\">目标 2</text>\
             <text x=\"12.5%\" y=\"6.5em\">0.5</text><text x=\"12.5%\" y=\"9.3em\">一季度</text>\
             <text x=\"37.5%\" y=\"5.3em\">1.0</text><text x=\"37.5%\" y=\"9.3em\">二季度</text>\
             <text x=\"62.5%\" y=\"5.3em\">未报</text><text x=\"62.5%\" y=\"9.3em\">三季度</text>\
             <text x=\"87.5%\" y=\"9.3em\">四季度</text></svg>"
        );
        assert!(html.len() < 1300, "{}", html.len());
    }

    #[test]
    fn a_line_need_not_begin_at_zero_and_breaks_where_nothing_is_known() {
        let points = [
            point("一", 92.0, "92"),
            point("二", 93.0, "93"),
            ChartPoint { name: "三", mark: ChartMark::Empty, goal: None, way: None, note: "" },
            point("四", 94.0, "94"),
        ];
        let html = chart(
            ChartForm::Line,
            &points,
            Some(ChartGoal { value: 92.0, upper: Some(93.0), former: None, label: "92–93" }),
        );
        assert!(
            html.contains(
                "class=\"dot\" vector-effect=\"non-scaling-stroke\" d=\"M50 84H50M150 42H150M350 0H350\""
            ),
            "{html}"
        );
        assert!(
            html.contains("class=\"line\" vector-effect=\"non-scaling-stroke\" d=\"M50 84L150 42\""),
            "{html}"
        );
        assert!(html.contains("class=\"range\" d=\"M0 84V42H400V84z\""), "{html}");
    }

    #[test]
    fn a_running_sum_shows_what_came_before() {
        let points = [ChartPoint {
            name: "二季度",
            mark: ChartMark::Value { value: 21.0, before: 10.0, label: "21" },
            goal: Some(42.0),
            way: None,
            note: "",
        }];
        let html = chart(ChartForm::Columns, &points, None);
        assert!(html.contains("class=\"before\"") && html.contains("class=\"value\""), "{html}");
        assert!(html.contains("class=\"goal\""), "{html}");
    }

    #[test]
    fn every_place_is_within_the_picture() {
        let wild = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -3.0, 0.0, 1e300, -1e300, 0.000_001];
        for form in [ChartForm::Columns, ChartForm::Line] {
            for pair in wild.iter().flat_map(|a| wild.iter().map(move |b| [*a, *b])) {
                let points = pair.map(|value| point("期", value, "数"));
                let html = chart(
                    form,
                    &points,
                    Some(ChartGoal { value: pair[1], upper: Some(pair[0]), former: None, label: "" }),
                );
                for path in html.split(" d=\"").skip(1) {
                    let steps = path.split('"').next().unwrap_or_default();
                    let numbers = steps.split(|c: char| !c.is_ascii_digit() && c != '-');
                    for number in numbers.filter(|number| !number.is_empty()) {
                        let place: i32 = number.parse().expect("a number");
                        assert!((0..=400).contains(&place), "{pair:?}: {html}");
                    }
                }
                assert!(!html.contains("=\"-"), "{pair:?}: {html}");
            }
        }
    }

    #[test]
    fn names_stay_words() {
        let hostile = "</text><script>alert(1)</script>\"";
        let points = [point(hostile, 1.0, hostile)];
        let html = chart(
            ChartForm::Columns,
            &points,
            Some(ChartGoal { value: 1.0, upper: None, former: None, label: hostile }),
        );
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn many_points_have_words_where_there_is_room() {
        let names: Vec<String> = (1..=12).map(|month| format!("{month}月")).collect();
        let points: Vec<ChartPoint> = names.iter().map(|name| point(name, 3.0, "12,345")).collect();
        let html = chart(ChartForm::Columns, &points, None);
        let shown = html.matches("月</text>").count();
        assert!((3..=6).contains(&shown), "{shown}");
        assert!(html.contains(">12月</text>"), "{html}");
        assert!(html.len() < 2500, "{}", html.len());
    }

    #[test]
    fn nothing_to_show_is_an_empty_plot() {
        assert!(chart(ChartForm::Line, &[], None).ends_with("</svg>"));
    }

    /// The feet of the words with their middles, in tenths of an em and of a per cent.
    fn words(svg: &str, wanted: &str) -> Vec<(f64, f64)> {
        let texts = svg.split("<text x=\"").skip(1).filter(|text| text.contains(&format!(">{wanted}<")));
        let number = |text: &str, end: &str| text.split(end).next().and_then(|n| n.parse().ok()).unwrap();
        texts.map(|text| (number(text, "%"), number(text.split("y=\"").nth(1).unwrap(), "em"))).collect()
    }

    proptest! {
        /// Columns have room above them: their words never lie on a target's line.
        #[test]
        fn words_of_columns_lie_on_no_line(
            values in proptest::collection::vec(0_u32..1000, 1..5),
            goal in 1_u32..1000,
            own in proptest::option::of(1_u32..1000),
        ) {
            let points: Vec<ChartPoint> = values.iter().map(|value| ChartPoint {
                name: "期",
                mark: ChartMark::Value { value: f64::from(*value), before: 0.0, label: "123" },
                goal: own.map(f64::from),
                way: None,
                note: "",
            }).collect();
            let goals = [Some(goal), own];
            let goal = ChartGoal { value: f64::from(goal), upper: None, former: None, label: "目标" };
            let series = Series { id: "a", title: "数", form: ChartForm::Columns, points: &points, goal: Some(goal) };
            let mut svg = String::new();
            push_series(&series, &mut svg);
            let highest = values.iter().copied().chain(goals.into_iter().flatten()).max().map_or(1.0, f64::from);
            for (_, foot) in words(&svg, "123") {
                for goal in goals.into_iter().flatten() {
                    let line = 3.4 + (1.0 - f64::from(goal) / highest) * 4.6;
                    prop_assert!(line > foot + 0.1 || line < foot - 0.85, "{line} {foot} {svg}");
                }
            }
        }

        /// The words of every value stand nearer to it than to any other and off the target's line; the
        /// newest value is among those that have words.
        #[test]
        fn words_stand_at_their_own_value(
            values in proptest::collection::vec(proptest::option::of(1_u32..1000), 1..14),
            goal in 1_u32..1000,
            is_line in any::<bool>(),
        ) {
            let labels: Vec<String> = (10..10 + values.len()).map(|at| format!("{at}.2")).collect();
            let points: Vec<ChartPoint> = values.iter().zip(&labels).map(|(value, label)| ChartPoint {
                mark: value.map_or(ChartMark::Empty, |value| {
                    ChartMark::Value { value: f64::from(value), before: 0.0, label }
                }),
                ..point(label, 0.0, label)
            }).collect();
            let form = if is_line { ChartForm::Line } else { ChartForm::Columns };
            let goal = ChartGoal { value: f64::from(goal), upper: None, former: None, label: "目标" };
            let svg = chart(form, &points, Some(goal));
            let line = svg.split("class=\"goal\" vector-effect=\"non-scaling-stroke\" d=\"M0 ").nth(1);
            let line: f64 = line.and_then(|line| line.split('H').next()).unwrap().parse().unwrap();
            let line = 3.4 + line / 100.0 * 4.6;
            let slot = 100.0 / f64::from(u8::try_from(values.len()).unwrap());
            let newest = values.iter().rposition(Option::is_some);
            for (at, label) in labels.iter().enumerate() {
                // The name of the period is the same text, farther down.
                let above = words(&svg, label).into_iter().find(|(_, foot)| *foot < 8.5);
                prop_assert!(above.is_some() || newest != Some(at), "{label} {svg}");
                let Some((middle, foot)) = above else { continue };
                let own = slot * (f64::from(u8::try_from(at).unwrap()) + 0.5);
                prop_assert!((middle - own).abs() <= slot / 2.0 + 0.1, "{label} {svg}");
                prop_assert!(line > foot + 0.1 || line < foot - 0.85, "{label}: {line} {foot} {svg}");
            }
        }
    }
}

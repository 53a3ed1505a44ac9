//! Where the words of values stand: above their mark, nearer to it than to any other, and clear of every line
//! of the chart.
//!
//! The words keep their size while the plot stretches, so a place that is clear in the narrowest chart is
//! clear in every wider one.

use super::svg::{coordinate, width};

/// Where the plot begins, in em from the top of the chart.
pub(super) const TOP: f64 = 3.4;
/// How high it is, in em.
pub(super) const HEIGHT: f64 = 4.6;
/// The foot of a value's words above its column, in em.
pub(super) const ABOVE: f64 = 0.4;
/// The width of the plot in its own units; its height is 100.
pub(super) const WIDTH: f64 = 400.0;
/// The narrowest place a chart is shown in, in em of its own words.
pub(super) const NARROWEST: f64 = 20.0;
/// The top of the box that stands for a missing value.
pub(super) const MISSING_TOP: i32 = 50;

/// A period's places in the plot, in its units.
pub(super) struct PeriodPlace {
    pub(super) left: i32,
    pub(super) middle: i32,
    pub(super) right: i32,
    /// The top of its value; `None` without one.
    pub(super) value: Option<i32>,
    /// The top of what is of the periods before, if that is to be told apart.
    pub(super) before: Option<i32>,
    pub(super) is_missing: bool,
    /// The height of its own target, and where its line begins and ends.
    pub(super) goal: Option<(i32, i32, i32)>,
    /// The height of the plan's line.
    pub(super) way: Option<i32>,
}

/// How far words reach above their foot and below it, in em.
const ASCENT: f64 = 0.95;
const DESCENT: f64 = 0.2;
/// The foot of words above a line.
const CLEARANCE: f64 = 0.3;
/// How far a dot reaches, in em.
const DOT: f64 = 0.4;
/// How far from the words a period's own lines may begin, in units of the plot.
const SLACK: f64 = 60.0;
/// The highest and the lowest place of words: below what is said of the target, above the axis.
const HIGHEST: f64 = 1.4;
const LOWEST: f64 = TOP + HEIGHT;

/// A point of a line: units of the plot from the left, em from the top.
type Corner = (f64, f64);

/// Where words stand.
#[derive(Clone, Copy)]
pub(super) struct LabelSpot {
    /// Their middle, in units of the plot.
    pub(super) middle: f64,
    /// Their foot, in em from the top of the chart.
    pub(super) foot: f64,
}

/// The lines of a chart that its words keep clear of.
pub(super) struct Labels<'a> {
    /// Whether values are joined by a line.
    is_line: bool,
    places: &'a [PeriodPlace],
    /// The heights of the target that all periods share.
    goals: Vec<f64>,
    zero: i32,
}

impl<'a> Labels<'a> {
    pub(super) fn new(is_line: bool, (goals, zero): (&[i32], i32), places: &'a [PeriodPlace]) -> Self {
        Self { is_line, places, goals: goals.iter().map(|goal| em(*goal)).collect(), zero }
    }

    /// The place for the words of period `at`: the first that no line crosses, else the usual one.
    pub(super) fn place(&self, at: usize, words: &str) -> LabelSpot {
        let place = &self.places[at];
        let middle = within(f64::from(place.middle), words);
        let half = half_width(words);
        let lines = self.lines_near(at, half);
        let is_line = self.is_line && place.value.is_some();
        let top = match place.value {
            Some(value) if is_line => em(value) - DOT,
            Some(value) => em(value.min(self.zero)),
            None => em(MISSING_TOP),
        };
        let usual = LabelSpot { middle, foot: top - ABOVE };
        let is_clear = |spot: &LabelSpot| {
            let (left, right) = (spot.middle - half, spot.middle + half);
            let (high, low) = (spot.foot - ASCENT, spot.foot + DESCENT);
            let is_within = left >= 0.0 && right <= WIDTH && high >= HIGHEST && low <= LOWEST;
            is_within && !lines.iter().any(|line| crosses(*line, (left, right), (high, low)))
        };
        if is_clear(&usual) {
            return usual;
        }
        // Above the lines in the way, one after the other.
        let mut raised = usual;
        for _ in 0..=lines.len() {
            let extent = (raised.middle - half, raised.middle + half);
            let height = (raised.foot - ASCENT, raised.foot + DESCENT);
            let in_the_way = lines.iter().filter(|line| crosses(**line, extent, height));
            match in_the_way.map(|line| highest(*line, extent)).min_by(f64::total_cmp) {
                Some(line) => raised.foot = line - CLEARANCE,
                None => break,
            }
        }
        // Beside its mark, but not where the next one is as near.
        let beside = half + WIDTH / NARROWEST * DOT;
        let has_room = self.is_line && beside * 2.0 <= WIDTH / coordinate(self.places.len());
        let below = top + 2.0 * DOT + ASCENT;
        let shifts = [(-beside, usual.foot), (beside, usual.foot), (-beside, below), (beside, below)];
        let aside = shifts.into_iter().map(|(shift, foot)| LabelSpot { middle: middle + shift, foot });
        // Then at its own place, however far above or, where no column is in the way, below.
        let steps = (1_u8..=30).flat_map(|step| [-f64::from(step), f64::from(step)]);
        let upright = steps
            .filter(|step| is_line || *step < 0.0)
            .map(|step| LabelSpot { middle, foot: usual.foot + step * 0.2 });
        std::iter::once(raised)
            .chain(is_line.then_some(LabelSpot { middle, foot: below }))
            .chain(aside.filter(|_| has_room && is_line))
            .chain(upright)
            .find(is_clear)
            .unwrap_or(usual)
    }

    /// The lines that may come near the words of period `at`, which reach `half` to both sides.
    fn lines_near(&self, at: usize, half: f64) -> Vec<(Corner, Corner)> {
        let mut lines: Vec<(Corner, Corner)> =
            self.goals.iter().map(|goal| ((0.0, *goal), (WIDTH, *goal))).collect();
        let middle = f64::from(self.places[at].middle);
        let is_near = |place: &&PeriodPlace| (f64::from(place.middle) - middle).abs() <= half * 2.0 + SLACK;
        for place in self.places.iter().filter(is_near) {
            if let Some((height, from, to)) = place.goal {
                lines.push(((f64::from(from), em(height)), (f64::from(to), em(height))));
            }
            if let Some(value) = place.value.filter(|_| self.is_line) {
                let dot = (f64::from(place.middle), em(value));
                lines.push((dot, dot));
            }
        }
        for pair in self.places.windows(2).filter(|pair| pair.iter().any(|place| is_near(&place))) {
            let mut join = |from: Option<i32>, to: Option<i32>| {
                if let (Some(from), Some(to)) = (from, to) {
                    lines.push(((f64::from(pair[0].middle), em(from)), (f64::from(pair[1].middle), em(to))));
                }
            };
            join(pair[0].way, pair[1].way);
            if self.is_line {
                join(pair[0].value, pair[1].value);
            }
        }
        lines
    }
}

/// Half the width of words, in units of the plot where it is narrowest.
fn half_width(words: &str) -> f64 {
    width(words) / 2.0 / NARROWEST * WIDTH
}

/// The middle of words that should stand at `middle`, moved no farther than the edge of the chart asks.
pub(super) fn within(middle: f64, words: &str) -> f64 {
    let half = half_width(words).min(WIDTH / 2.0);
    middle.clamp(half, WIDTH - half)
}

/// A height of the plot in em from the top of the chart.
fn em(height: i32) -> f64 {
    TOP + f64::from(height) / 100.0 * HEIGHT
}

/// The heights of a line where it enters and leaves an extent; `None` if it lies beside it.
fn heights((from, to): (Corner, Corner), (left, right): (f64, f64)) -> Option<(f64, f64)> {
    let (begin, end) = (from.0.max(left), to.0.min(right));
    let slope = if to.0 > from.0 { (to.1 - from.1) / (to.0 - from.0) } else { 0.0 };
    let height_at = |x: f64| from.1 + slope * (x - from.0);
    (begin <= end).then(|| (height_at(begin), height_at(end)))
}

/// Whether a line goes through a box.
fn crosses(line: (Corner, Corner), extent: (f64, f64), (high, low): (f64, f64)) -> bool {
    heights(line, extent).is_some_and(|(one, other)| one.min(other) <= low && one.max(other) >= high)
}

/// The highest place of a line within an extent.
fn highest(line: (Corner, Corner), extent: (f64, f64)) -> f64 {
    heights(line, extent).map_or(HIGHEST, |(one, other)| one.min(other))
}

//! The figures of a sheet as Excel shows them, for the formats that figures have in reports: digits after the
//! point, percentages, thousands, leading zeros, and words such as `0"家"`.

use calamine::{Data, ExcelDateTime};

/// What a cell says. `format` is its number format, such as `0.0%`.
pub(super) fn show(value: &Data, format: &str) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Int(value) => show_number(&Decimal { digits: i128::from(*value), scale: 0 }, format),
        Data::Float(value) => match Decimal::read(*value) {
            Some(number) => show_number(&number, format),
            None => value.to_string(),
        },
        Data::DateTime(moment) => show_moment(moment),
        Data::Error(error) => error.to_string(),
    }
}

/// Dates as `2024-03-31`, with the time only if there is one.
fn show_moment(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    if moment.is_duration() || moment.as_f64() < 1.0 {
        time
    } else if (hour, minute, second) == (0, 0, 0) {
        format!("{year}-{month:02}-{day:02}")
    } else {
        format!("{year}-{month:02}-{day:02} {time}")
    }
}

/// A number as Excel knows it: fifteen digits and where the point stands, free of the noise of binary fractions.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    /// How many of the digits stand behind the point.
    scale: u32,
}

impl Decimal {
    /// `None`: too large, or no number.
    fn read(value: f64) -> Option<Self> {
        let written = format!("{value:.14e}");
        let (digits, exponent) = written.split_once('e')?;
        let digits: i128 = digits.replace('.', "").parse().ok()?;
        let scale = 14 - exponent.parse::<i32>().ok()?;
        if !(-6..=60).contains(&scale) {
            return (digits == 0).then_some(Self { digits: 0, scale: 0 });
        }
        let number = match u32::try_from(scale) {
            Ok(scale) => Self { digits, scale },
            Err(_) => Self { digits: digits * 10_i128.pow(scale.unsigned_abs()), scale: 0 },
        };
        Some(number.trimmed())
    }

    fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Rounded half up, as Excel does, to at most so many digits behind the point.
    fn rounded(self, scale: u32) -> Self {
        let Some(excess) = self.scale.checked_sub(scale).filter(|excess| *excess > 0) else { return self };
        let Some(unit) = 10_i128.checked_pow(excess) else { return Self { digits: 0, scale } };
        let half = unit / 2 * self.digits.signum();
        Self { digits: (self.digits + half) / unit, scale }
    }
}

/// What a number format asks for.
#[derive(Default)]
struct Shape {
    before: String,
    behind: String,
    /// Digits that always stand before the point.
    whole: usize,
    /// Digits that always stand behind the point.
    fraction: u32,
    /// Digits that may stand behind the point.
    most_fraction: u32,
    has_thousands: bool,
    is_percent: bool,
}

/// Reads the part of a number format that is for positive numbers; `None`: none of the kinds known here.
fn read_format(format: &str) -> Option<Shape> {
    let mut shape = Shape::default();
    let (mut has_digits, mut behind_point) = (false, false);
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        let mut words = String::new();
        match sign {
            ';' => break,
            '0' | '#' | '?' => {
                has_digits = true;
                if behind_point {
                    shape.most_fraction += 1;
                    shape.fraction += u32::from(sign == '0');
                } else {
                    shape.whole += usize::from(sign == '0');
                }
            }
            '.' => behind_point = true,
            ',' => shape.has_thousands = true,
            '%' => {
                shape.is_percent = true;
                words.push('%');
            }
            '"' => words.extend(signs.by_ref().take_while(|sign| *sign != '"')),
            '\\' => words.extend(signs.next()),
            '_' | '*' => _ = signs.next(),
            '[' => _ = signs.by_ref().find(|sign| *sign == ']'),
            ' ' | '-' | '+' | '(' | ')' | '¥' | '￥' | '$' => words.push(sign),
            other if !other.is_ascii() => words.push(other),
            _ => return None,
        }
        if has_digits {
            shape.behind.push_str(&words);
        } else {
            shape.before.push_str(&words);
        }
    }
    has_digits.then_some(shape)
}

fn show_number(number: &Decimal, format: &str) -> String {
    let Some(shape) = read_format(format) else { return write_digits(*number, 0, 0, false) };
    let mut number = *number;
    if shape.is_percent {
        number = match number.scale.checked_sub(2) {
            Some(scale) => Decimal { scale, ..number },
            None => Decimal { digits: number.digits * 10_i128.pow(2 - number.scale), scale: 0 },
        };
    }
    let number = number.rounded(shape.most_fraction).trimmed();
    let digits = write_digits(number, shape.whole, shape.fraction, shape.has_thousands);
    format!("{}{digits}{}", shape.before, shape.behind).trim().to_owned()
}

fn write_digits(number: Decimal, whole: usize, fraction: u32, has_thousands: bool) -> String {
    let scale = usize::try_from(number.scale).unwrap_or(0);
    let digits = format!("{:0>width$}", number.digits.unsigned_abs(), width = scale + whole.max(1));
    let (before, behind) = digits.split_at(digits.len() - scale);
    let mut out = String::new();
    if number.digits < 0 {
        out.push('-');
    }
    for (index, digit) in before.chars().enumerate() {
        if has_thousands && index > 0 && (before.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let fraction = usize::try_from(fraction).unwrap_or(0).max(scale);
    if fraction > 0 {
        out.push('.');
        out.push_str(behind);
        out.extend(std::iter::repeat_n('0', fraction - scale));
    }
    out
}

#[cfg(test)]
mod tests {
    use calamine::Data;

    use super::show;

    #[test]
    fn numbers() {
        for (value, format, shown) in [
            (3.0, "General", "3"),
            (0.1 + 0.2, "General", "0.3"),
            (92.864, "General", "92.864"),
            (-0.5, "", "-0.5"),
            (0.725, "0.0%", "72.5%"),
            (0.725, "0%", "73%"),
            (0.928_64, "0.00%", "92.86%"),
            (1.0, "0.00%", "100.00%"),
            (2_590_761.0, "000000000", "002590761"),
            (1234.5, "#,##0.00", "1,234.50"),
            (12_345_678.0, "#,##0", "12,345,678"),
            (2.675, "0.00", "2.68"),
            (-2.675, "0.00_);[Red](0.00)", "-2.68"),
            (3.0, "0\"家\"", "3家"),
            (1.5, "0.##", "1.5"),
            (45_000.0, "yyyy", "45000"),
            (1e20, "General", "100000000000000000000"),
            (1e300, "General", &1e300_f64.to_string()),
            (1e-9, "0.00", "0.00"),
            (0.0, "General", "0"),
        ] {
            assert_eq!(show(&Data::Float(value), format), shown, "{value} {format}");
        }
        assert_eq!(show(&Data::Float(f64::NAN), "0.00"), "NaN");
        assert_eq!(show(&Data::Bool(true), ""), "TRUE");
    }
}

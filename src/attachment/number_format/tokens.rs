//! Number format codes (ISO/IEC 29500-1, 18.8.31) as sections of tokens.
//!
//! Beyond the standard stands what Chinese Excel and WPS write: `!` before a literal, `aaaa`, `[DBNum1]`,
//! `上午/下午`, `G/通用格式`, names of colours.

use super::NumberFormatError;

/// A placeholder for a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digit {
    /// `0`: always shown.
    Zero,
    /// `#`: shown if it counts.
    Hash,
    /// `?`: a blank if it does not count.
    Blank,
}

/// A unit of time; the number is how often its letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeUnit {
    Year(usize),
    /// `e`: the year of the era, which is the common one unless the section names another calendar.
    EraYear,
    /// Years since 543 BC.
    BuddhistYear(usize),
    Month(usize),
    Day(usize),
    /// `aaa` (五) or `aaaa` (星期五).
    Weekday(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Digits of a second behind the point.
    Fraction(usize),
    /// `[h]`: hours in all, past 24.
    AllHours(usize),
    AllMinutes(usize),
    AllSeconds(usize),
    /// `AM/PM`.
    Noon,
    /// `A/P`.
    ShortNoon,
    /// `上午/下午`.
    ChineseNoon,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FormatToken {
    Literal(String),
    Digit(Digit),
    Point,
    Comma,
    Percent,
    /// `E+` shows the sign of a positive exponent, `E-` does not.
    Exponent {
        shows_plus: bool,
    },
    Slash,
    /// `@`: the text itself.
    Text,
    General,
    Time(TimeUnit),
}

/// How digits are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Numerals {
    #[default]
    Arabic,
    /// `[DBNum1]`: 一二三.
    Chinese,
    /// `[DBNum2]`: 壹贰叁.
    Formal,
    /// `[DBNum3]`: １２３.
    FullWidth,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) comparison: Comparison,
    pub(super) limit: f64,
}

/// `[>=100]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Condition {
    #[expect(clippy::float_cmp, reason = "Excel compares stored numbers too")]
    pub(super) fn holds(self, value: f64) -> bool {
        match self.comparison {
            Comparison::Less => value < self.limit,
            Comparison::LessOrEqual => value <= self.limit,
            Comparison::Equal => value == self.limit,
            Comparison::NotEqual => value != self.limit,
            Comparison::GreaterOrEqual => value >= self.limit,
            Comparison::Greater => value > self.limit,
        }
    }

    /// Whether only negative numbers meet it: then a section shows no sign of its own.
    pub(super) fn is_of_negatives(self) -> bool {
        match self.comparison {
            Comparison::Less => self.limit <= 0.0,
            Comparison::LessOrEqual | Comparison::Equal => self.limit < 0.0,
            _ => false,
        }
    }

    /// Whether all that do not meet it are negative.
    pub(super) fn leaves_negatives(self) -> bool {
        match self.comparison {
            Comparison::GreaterOrEqual => self.limit <= 0.0,
            Comparison::Greater => self.limit < 0.0,
            _ => false,
        }
    }
}

/// What stands between two `;`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FormatSection {
    pub(super) condition: Option<Condition>,
    pub(super) numerals: Numerals,
    /// Whether names of days and months are Chinese: `[$-804]`.
    pub(super) is_chinese: bool,
    /// The language, in brackets, whose names of days and months are not known here.
    pub(super) foreign: Option<String>,
    /// The language, in brackets, that counts years by an era of its own.
    pub(super) era: Option<String>,
    pub(super) tokens: Vec<FormatToken>,
}

impl FormatSection {
    /// Whether it shows numbers as times.
    pub(super) fn is_time(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, FormatToken::Time(_)))
    }

    pub(super) fn has(&self, wanted: &FormatToken) -> bool {
        self.tokens.contains(wanted)
    }
}

/// The letters that stand for themselves without quotation marks; the rest of the alphabet means something.
const PLAIN_LETTERS: &str = "cfijklopqrtuxzCFIJKLOPQRTUVWXZvw";

/// Reads a format code.
pub(super) fn read(code: &str) -> Result<Vec<FormatSection>, NumberFormatError> {
    let mut reader = FormatReader { rest: code, sections: vec![FormatSection::default()] };
    while let Some(c) = reader.rest.chars().next() {
        reader.token(c)?;
    }
    let mut sections = reader.sections;
    if sections.len() > 4 {
        return Err(NumberFormatError::TooManySections);
    }
    for section in &mut sections {
        settle(section)?;
    }
    Ok(sections)
}

struct FormatReader<'a> {
    rest: &'a str,
    sections: Vec<FormatSection>,
}

impl FormatReader<'_> {
    fn push(&mut self, token: FormatToken) {
        if let Some(section) = self.sections.last_mut() {
            section.tokens.push(token);
        }
    }

    fn literal(&mut self, text: &str) {
        let last = self.sections.last_mut().and_then(|section| section.tokens.last_mut());
        match last {
            Some(FormatToken::Literal(before)) => before.push_str(text),
            _ => self.push(FormatToken::Literal(text.to_owned())),
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// Takes `word`, whatever the case of its letters.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.rest.get(..word.len()).is_some_and(|next| next.eq_ignore_ascii_case(word));
        if is_next {
            self.skip(word.len());
        }
        is_next
    }

    /// Takes the character behind `\`, `!`, `_` or `*`.
    fn takes_next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.skip(c.len_utf8());
        Some(c)
    }

    fn token(&mut self, c: char) -> Result<(), NumberFormatError> {
        for (word, token) in [
            ("General", FormatToken::General),
            ("G/通用格式", FormatToken::General),
            ("AM/PM", FormatToken::Time(TimeUnit::Noon)),
            ("A/P", FormatToken::Time(TimeUnit::ShortNoon)),
            ("上午/下午", FormatToken::Time(TimeUnit::ChineseNoon)),
            ("E+", FormatToken::Exponent { shows_plus: true }),
            ("E-", FormatToken::Exponent { shows_plus: false }),
        ] {
            if self.takes(word) {
                self.push(token);
                return Ok(());
            }
        }
        if self.time(c) {
            return Ok(());
        }
        self.skip(c.len_utf8());
        match c {
            ';' => self.sections.push(FormatSection::default()),
            '"' => {
                let (text, behind) = self.rest.split_once('"').unwrap_or((self.rest, ""));
                let text = text.to_owned();
                self.rest = behind;
                self.literal(&text);
            }
            '\\' | '!' => {
                if let Some(c) = self.takes_next() {
                    self.literal(c.encode_utf8(&mut [0; 4]));
                }
            }
            // A blank as wide as the next character.
            '_' => {
                self.takes_next();
                self.literal(" ");
            }
            // The next character fills the cell, which on a page has no width of its own.
            '*' => _ = self.takes_next(),
            '[' => self.bracket()?,
            '0' => self.push(FormatToken::Digit(Digit::Zero)),
            '#' => self.push(FormatToken::Digit(Digit::Hash)),
            '?' => self.push(FormatToken::Digit(Digit::Blank)),
            '.' => self.push(FormatToken::Point),
            ',' => self.push(FormatToken::Comma),
            '%' => self.push(FormatToken::Percent),
            '/' => self.push(FormatToken::Slash),
            '@' => self.push(FormatToken::Text),
            c if !c.is_ascii_alphabetic() || PLAIN_LETTERS.contains(c) => {
                self.literal(c.encode_utf8(&mut [0; 4]));
            }
            c => return Err(NumberFormatError::Character(c)),
        }
        Ok(())
    }

    /// Takes a run of one of the letters that stand for units of time.
    fn time(&mut self, c: char) -> bool {
        let letter = c.to_ascii_lowercase();
        let count = self.rest.chars().take_while(|c| c.to_ascii_lowercase() == letter).count();
        let unit = match letter {
            'y' => TimeUnit::Year(count),
            'e' => TimeUnit::EraYear,
            'b' => TimeUnit::BuddhistYear(count),
            'm' => TimeUnit::Month(count),
            'd' => TimeUnit::Day(count),
            'h' => TimeUnit::Hour(count),
            's' => TimeUnit::Second(count),
            'a' if count >= 3 => TimeUnit::Weekday(count),
            _ => return false,
        };
        self.skip(count * c.len_utf8());
        self.push(FormatToken::Time(unit));
        true
    }

    /// What stands in square brackets.
    fn bracket(&mut self) -> Result<(), NumberFormatError> {
        let Some((inside, behind)) = self.rest.split_once(']') else {
            return Err(NumberFormatError::Character('['));
        };
        self.rest = behind;
        let inside = inside.to_owned();
        if let Some(locale) = inside.strip_prefix('$') {
            return self.locale(locale);
        }
        let lower = inside.to_ascii_lowercase();
        let count = lower.len();
        let Some(section) = self.sections.last_mut() else { return Ok(()) };
        if let Some(condition) = condition(&inside) {
            section.condition = Some(condition);
            return Ok(());
        }
        section.numerals = match &*lower {
            "dbnum1" => Numerals::Chinese,
            "dbnum2" => Numerals::Formal,
            "dbnum3" => Numerals::FullWidth,
            _ => section.numerals,
        };
        let unit = match lower.bytes().next() {
            Some(b'h') if lower.bytes().all(|b| b == b'h') => TimeUnit::AllHours(count),
            Some(b'm') if lower.bytes().all(|b| b == b'm') => TimeUnit::AllMinutes(count),
            Some(b's') if lower.bytes().all(|b| b == b's') => TimeUnit::AllSeconds(count),
            _ if lower.starts_with("dbnum") && section.numerals != Numerals::Arabic => return Ok(()),
            _ if is_colour(&lower) => return Ok(()),
            _ => return Err(NumberFormatError::Bracket(inside)),
        };
        self.push(FormatToken::Time(unit));
        Ok(())
    }

    /// `[$¥-804]`: a currency sign and a locale, one of which may be missing.
    fn locale(&mut self, locale: &str) -> Result<(), NumberFormatError> {
        // `zh-CN` holds a dash itself.
        let (sign, name) = locale.split_once('-').unwrap_or((locale, ""));
        if !sign.is_empty() {
            let sign = sign.to_owned();
            self.literal(&sign);
        }
        let name = name.split(',').next().unwrap_or(name).to_ascii_lowercase();
        let number = match &*name {
            "x-sysdate" => SYSTEM_DATE,
            "x-systime" => SYSTEM_TIME,
            name => match u32::from_str_radix(name, 16) {
                Ok(number) => number,
                Err(_) => match name.get(..2) {
                    Some("zh") => CHINESE,
                    Some("ja") => JAPANESE,
                    Some("en") | None => 0,
                    Some(_) => FOREIGN,
                },
            },
        };
        // The date and the time as the system writes them, whatever the rest of the section says.
        let system = match number {
            SYSTEM_DATE => "yyyy\"年\"m\"月\"d\"日\"",
            SYSTEM_TIME => "h:mm:ss",
            _ => "",
        };
        if !system.is_empty() {
            let end = self.rest.find(';').unwrap_or(self.rest.len());
            self.skip(end);
            let tokens = read(system)?.pop().map(|section| section.tokens).unwrap_or_default();
            for token in tokens {
                self.push(token);
            }
            return Ok(());
        }
        // Above the language stand a calendar and numerals; what is not written as here is not read.
        let (numerals, calendar) = (number >> 24, number >> 16 & 0xFF);
        if numerals > 1 || calendar > 2 {
            return Err(NumberFormatError::Bracket(format!("${locale}")));
        }
        if let Some(section) = self.sections.last_mut() {
            let language = number & 0x3FF;
            section.is_chinese |= language == CHINESE;
            section.foreign = (![0, ENGLISH, CHINESE].contains(&language)).then(|| format!("${locale}"));
            let has_era = language == JAPANESE || number & 0xFFFF == TAIWAN;
            section.era = has_era.then(|| format!("${locale}"));
        }
        Ok(())
    }
}

/// `[$-F800]`, `[$-F400]`: as the system is set.
const SYSTEM_DATE: u32 = 0xF800;
const SYSTEM_TIME: u32 = 0xF400;
/// Languages by their numbers (MS-LCID).
const ENGLISH: u32 = 0x09;
const CHINESE: u32 = 0x04;
const JAPANESE: u32 = 0x11;
const TAIWAN: u32 = 0x404;
/// Any other language.
const FOREIGN: u32 = 0x3FF;

fn is_colour(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "黑色", "蓝色", "青色",
        "绿色", "洋红", "红色", "白色", "黄色",
    ];
    NAMES.contains(&name) || name.starts_with("color") || name.starts_with("颜色")
}

fn condition(inside: &str) -> Option<Condition> {
    let (comparison, limit) = [
        ("<=", Comparison::LessOrEqual),
        ("<>", Comparison::NotEqual),
        (">=", Comparison::GreaterOrEqual),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
        ("=", Comparison::Equal),
    ]
    .into_iter()
    .find_map(|(sign, comparison)| Some((comparison, inside.strip_prefix(sign)?)))?;
    Some(Condition { comparison, limit: limit.trim().parse().ok()? })
}

/// Decides what depends on the neighbours: whether `m` is a month or a minute, and that in a time the signs
/// of numbers are literals.
fn settle(section: &mut FormatSection) -> Result<(), NumberFormatError> {
    if !section.is_time() {
        return Ok(());
    }
    if section.tokens.iter().any(|token| matches!(token, FormatToken::General | FormatToken::Exponent { .. }))
    {
        return Err(NumberFormatError::Mixed);
    }
    let is_named =
        |token: &FormatToken| matches!(token, FormatToken::Time(TimeUnit::Month(3..) | TimeUnit::Day(3..)));
    let unknown = match (&section.foreign, &section.era) {
        (Some(foreign), _) if section.tokens.iter().any(is_named) => Some(foreign),
        (_, Some(era)) if section.has(&FormatToken::Time(TimeUnit::EraYear)) => Some(era),
        _ => None,
    };
    if let Some(unknown) = unknown {
        return Err(NumberFormatError::Bracket(unknown.clone()));
    }
    let mut settled: Vec<FormatToken> = Vec::with_capacity(section.tokens.len());
    let mut tokens = std::mem::take(&mut section.tokens).into_iter().peekable();
    while let Some(token) = tokens.next() {
        let last_unit = settled.iter().rev().find_map(|token| match token {
            FormatToken::Time(unit) => Some(*unit),
            _ => None,
        });
        let token = match token {
            FormatToken::Time(TimeUnit::Month(count)) => {
                let follows_hour = matches!(last_unit, Some(TimeUnit::Hour(_) | TimeUnit::AllHours(_)));
                FormatToken::Time(if follows_hour && count <= 2 {
                    TimeUnit::Minute(count)
                } else {
                    TimeUnit::Month(count)
                })
            }
            FormatToken::Time(unit @ (TimeUnit::Second(_) | TimeUnit::AllSeconds(_))) => {
                let last = settled.iter_mut().rev().find(|token| matches!(token, FormatToken::Time(_)));
                if let Some(FormatToken::Time(last)) = last
                    && let TimeUnit::Month(count @ 1..=2) = *last
                {
                    *last = TimeUnit::Minute(count);
                }
                FormatToken::Time(unit)
            }
            FormatToken::Point
                if matches!(last_unit, Some(TimeUnit::Second(_) | TimeUnit::AllSeconds(_))) =>
            {
                let mut count = 0;
                while tokens.next_if_eq(&FormatToken::Digit(Digit::Zero)).is_some() {
                    count += 1;
                }
                if count > 0 {
                    FormatToken::Time(TimeUnit::Fraction(count))
                } else {
                    FormatToken::Literal(".".to_owned())
                }
            }
            FormatToken::Point => FormatToken::Literal(".".to_owned()),
            FormatToken::Comma => FormatToken::Literal(",".to_owned()),
            FormatToken::Slash => FormatToken::Literal("/".to_owned()),
            FormatToken::Percent => FormatToken::Literal("%".to_owned()),
            FormatToken::Digit(_) => return Err(NumberFormatError::Mixed),
            token => token,
        };
        settled.push(token);
    }
    section.tokens = settled;
    Ok(())
}

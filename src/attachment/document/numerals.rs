//! The numbers of paragraphs in words and signs (ISO/IEC 29500-1, 17.18.59).

/// Characters that stand for 1, 2, 3 … one by one.
const SIGNS: &[(&str, &str)] = &[
    ("ideographTraditional", "甲乙丙丁戊己庚辛壬癸"),
    ("ideographZodiac", "子丑寅卯辰巳午未申酉戌亥"),
    (
        "decimalEnclosedCircle",
        "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    ),
    ("decimalEnclosedCircleChinese", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    ("decimalEnclosedFullstop", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    ("decimalEnclosedParen", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    ("ideographEnclosedCircle", "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    ("ganada", "가나다라마바사아자차카타파하"),
];

/// How Chinese numbers are put together.
struct NumeralReading {
    digits: &'static str,
    units: [&'static str; 4],
    /// Whether ten is 十, not 一十.
    drops_one_of_ten: bool,
    /// Whether hundreds and thousands drop their one too.
    drops_every_one: bool,
    /// From here on digits stand one by one.
    until: u32,
}

const COUNTING: NumeralReading = NumeralReading {
    digits: "○一二三四五六七八九",
    units: ["", "十", "百", "千"],
    drops_one_of_ten: true,
    drops_every_one: false,
    until: 100,
};

/// `number` as the format `name` writes it. A format that is not known, or ends before, gives Arabic
/// digits, as Word does.
pub(super) fn write(number: u32, name: &str) -> String {
    if let Some((_, signs)) = SIGNS.iter().find(|(known, _)| *known == name) {
        let at = usize::try_from(number).unwrap_or(usize::MAX).checked_sub(1);
        return at.and_then(|at| signs.chars().nth(at)).map_or_else(|| number.to_string(), String::from);
    }
    match name {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => full_width(number),
        "numberInDash" => format!("- {number} -"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "hex" => format!("{number:X}"),
        "ordinal" => format!("{number}{}", ordinal_ending(number)),
        "chineseCounting" | "taiwaneseCounting" => read(number, &COUNTING),
        "chineseCountingThousand" | "taiwaneseCountingThousand" => {
            read(number, &NumeralReading { digits: "零一二三四五六七八九", until: 10_000, ..COUNTING })
        }
        "japaneseCounting" => read(
            number,
            &NumeralReading {
                digits: "〇一二三四五六七八九",
                drops_every_one: true,
                until: 10_000,
                ..COUNTING
            },
        ),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            let (digits, units) = match name {
                "chineseLegalSimplified" => ("零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"]),
                _ => ("零壹貳參肆伍陸柒捌玖", ["", "拾", "佰", "仟"]),
            };
            read(
                number,
                &NumeralReading {
                    digits,
                    units,
                    drops_one_of_ten: false,
                    drops_every_one: false,
                    until: 10_000,
                },
            )
        }
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => {
            let digits = if name == "taiwaneseDigital" {
                "○一二三四五六七八九"
            } else {
                "〇一二三四五六七八九"
            };
            read(number, &NumeralReading { digits, until: 0, ..COUNTING })
        }
        _ => number.to_string(),
    }
}

/// A format that is spelled out: `001, 002, 003, ...` pads with zeros.
pub(super) fn write_custom(number: u32, format: &str) -> String {
    let first = format.split([',', '，']).next().unwrap_or("").trim();
    let is_padded = first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_digit());
    let width = if is_padded { first.len() } else { 1 };
    format!("{number:0width$}")
}

fn read(number: u32, reading: &NumeralReading) -> String {
    let digits: Vec<char> = reading.digits.chars().collect();
    let written = number.to_string();
    let values = written.bytes().map(|byte| usize::from(byte - b'0'));
    if number >= reading.until || number == 0 {
        return values.map(|value| digits[value]).collect();
    }
    let mut out = String::new();
    let mut has_gap = false;
    for (value, place) in values.zip((0..written.len()).rev()) {
        if value == 0 {
            has_gap = true;
            continue;
        }
        if std::mem::take(&mut has_gap) && !out.is_empty() && !reading.drops_every_one {
            out.push(digits[0]);
        }
        let is_first_ten = place == 1 && out.is_empty() && reading.drops_one_of_ten;
        let is_dropped = value == 1 && (is_first_ten || reading.drops_every_one && place > 0);
        if !is_dropped {
            out.push(digits[value]);
        }
        out.push_str(reading.units[place]);
    }
    out
}

fn full_width(number: u32) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap_or(c);
    number.to_string().chars().map(wide).collect()
}

/// A, B, … Z, AA, BB, …: Word repeats the letter.
fn letters(number: u32, first: u8) -> String {
    let Some(number) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(first + u8::try_from(number % 26).unwrap_or(0));
    let count = usize::try_from(number / 26).unwrap_or(0).min(30) + 1;
    String::from(letter).repeat(count)
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 10_000 {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (value, sign) in PARTS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

fn ordinal_ending(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::{write, write_custom};

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (name, number, written) in [
            ("decimal", 12, "12"),
            ("decimalZero", 3, "03"),
            ("chineseCounting", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 100, "一○○"),
            ("chineseCountingThousand", 10, "十"),
            ("chineseCountingThousand", 35, "三十五"),
            ("chineseCountingThousand", 100, "一百"),
            ("chineseCountingThousand", 101, "一百零一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 2024, "二千零二十四"),
            ("taiwaneseCountingThousand", 12, "十二"),
            ("japaneseCounting", 111, "百十一"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographDigital", 10, "一〇"),
            ("ideographTraditional", 3, "丙"),
            ("ideographTraditional", 11, "11"),
            ("ideographZodiac", 12, "亥"),
            ("decimalEnclosedCircle", 20, "⑳"),
            ("decimalEnclosedCircleChinese", 21, "21"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("decimalEnclosedFullstop", 9, "⒐"),
            ("decimalFullWidth", 12, "１２"),
            ("upperRoman", 14, "XIV"),
            ("lowerRoman", 4, "iv"),
            ("upperLetter", 27, "AA"),
            ("lowerLetter", 28, "bb"),
            ("ordinal", 22, "22nd"),
            ("none", 3, ""),
            ("unheardOf", 3, "3"),
        ] {
            assert_eq!(write(number, name), written, "{name} {number}");
        }
        assert_eq!(write_custom(7, "001, 002, 003, ..."), "007");
    }
}

//! The wordings of `tests/figures/`: real figures and targets, each with what the tool takes it for.
//!
//! A line is a wording, `=>` and its meaning. To add one, write the wording alone and let
//! `SNAPSHOTS=overwrite cargo test figures` write the meanings; read them before they are committed.

use std::path::Path;

use gongkai::quantity::{
    Amount, Decimal, Figure, FigureWord, Measure, Quantity, QuantityValue, Target, TargetKind, measured,
    plain,
};
use proptest::prelude::*;

use crate::bench::text_or_nothing;

fn check(name: &str, meaning: fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures").join(name);
    let text = text_or_nothing(&path);
    let wordings: Vec<&str> =
        text.lines().map(|line| line.split("=>").next().unwrap_or(line).trim_end()).collect();
    assert!(wordings.len() > 30, "the wordings are gone");
    let mut actual = String::new();
    for wording in wordings {
        if wording.is_empty() || wording.starts_with('#') {
            actual.push_str(wording);
        } else {
            let meaning = meaning(wording);
            actual.extend([wording, " => ", meaning.as_str()]);
        }
        actual.push('\n');
    }
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(actual, expected);
}

#[test]
fn figures_mean_what_the_table_says() {
    check("figures.txt", |text| match Figure::parse(text) {
        Ok(Figure::Quantity(quantity)) => {
            assert_eq!(quantity.text, text, "kept as written");
            describe(&quantity)
        }
        Ok(Figure::Word(word)) => match word {
            FigureWord::Done => "done",
            FigureWord::Stage => "done, as it is named",
            FigureWord::All => "all",
            FigureWord::None => "none left",
            FigureWord::UnderWay => "under way",
            FigureWord::Begun => "begun",
            FigureWord::NotStarted => "not started",
        }
        .to_owned(),
        Err(error) => format!("{error:?}"),
    });
}

#[test]
fn targets_ask_what_the_table_says() {
    check("targets.txt", |text| match Target::parse(text) {
        Ok(target) => {
            assert_eq!(target.text, text, "kept as written");
            kind(&target.kind)
        }
        Err(error) => format!("{error:?}"),
    });
}

/// In sentences a target has the measure of its indicator, unless it names one; nothing else of it changes.
#[test]
fn targets_in_sentences_have_a_measure() {
    for (written, measure, said) in [
        ("1.2", "万人次", "1.2万人次"),
        (">40", "场", ">40场"),
        ("<3.5", "%", "<3.5%"),
        ("≥92", "%", "≥92%"),
        ("约2340左右", "人", "约2340人左右"),
        ("保持在200以上", "家", "保持在200家以上"),
        ("每年不低于9000", "人", "每年不低于9000人"),
        ("2–3", "家", "2–3家"),
        ("1.2万", "万人次", "1.2万人次"),
        ("1.2万", "人次", "1.2万人次"),
        ("三百五十", "户", "三百五十户"),
        ("０", "件", "０件"),
        ("每年减少200", "人", "每年减少200人"),
        ("≥200", "元/人", "≥200元/人"),
        ("到2027年达到100", "个", "到2027年达到100个"),
        // Said already, or nothing to say it of.
        ("不少于900人", "人", "不少于900人"),
        ("9000名", "人", "9000名"),
        ("2000元", "元/人", "2000元"),
        ("1431人次", "万人次", "1431人次"),
        ("每年减少10%", "人", "每年减少10%"),
        ("每年减少0.5", "%", "每年减少0.5"),
        ("全覆盖", "%", "全覆盖"),
        ("完成2个标段招标", "个标段", "完成2个标段招标"),
        ("控制在市下达标准以内", "%", "控制在市下达标准以内"),
        ("3–2", "家", "3–2"),
        ("120", "", "120"),
    ] {
        assert_eq!(measured(written, measure), said, "{written} of {measure}");
    }
}

proptest! {
    /// With its measure a target asks for the same.
    #[test]
    fn a_measure_changes_no_target(
        number in "[1-9][0-9]{0,4}(\\.[0-9]{1,2})?万?",
        (lead, behind) in prop::sample::select(vec![
            ("", ""), ("≥", ""), ("<", ""), ("约", "左右"), ("不低于", ""), ("", "以上"), ("控制在", "以内"),
        ]),
        measure in prop::sample::select(vec!["人", "万人次", "个", "元/人", "万元", "户次"]),
    ) {
        let written = format!("{lead}{number}{behind}");
        let said = measured(&written, measure);
        let (before, after) = (Target::parse(&written).unwrap(), Target::parse(&said).unwrap());
        let own = Measure::parse(measure);
        let bound = |target: &Target<'_>| match target.kind {
            TargetKind::AtLeast { bound, is_strict } => (0, is_strict, bound.in_measure(own)),
            TargetKind::AtMost { bound, is_strict } => (1, is_strict, bound.in_measure(own)),
            TargetKind::About(amount) => (2, false, amount.in_measure(own)),
            TargetKind::Exactly(amount) => (3, false, amount.in_measure(own)),
            _ => (4, false, None),
        };
        prop_assert_eq!(bound(&before), bound(&after), "{} of {}", written, measure);
        prop_assert!(after.measure().is_some(), "{} of {}", written, measure);
    }
}

fn describe(quantity: &Quantity<'_>) -> String {
    let measure = quantity.measure.text();
    let number = match quantity.value {
        QuantityValue::Exact(number) => number.to_string(),
        QuantityValue::Range { low, high } => format!("{low} to {high}"),
    };
    let about = match quantity.approximation {
        gongkai::quantity::Approximation::None => "",
        gongkai::quantity::Approximation::About => "about ",
        gongkai::quantity::Approximation::Nearly => "nearly ",
        gongkai::quantity::Approximation::Over => "over ",
    };
    let whole = quantity.whole.map_or_else(String::new, |whole| format!(" of {whole}"));
    format!("{about}{number}{whole} {measure}").trim_end().to_owned()
}

fn amount(amount: &Amount<'_>) -> String {
    format!("{} {}", plain(amount.number), amount.measure.text()).trim_end().to_owned()
}

fn kind(kind: &TargetKind<'_>) -> String {
    match kind {
        TargetKind::AtLeast { bound, is_strict: false } => format!("at least {}", amount(bound)),
        TargetKind::AtLeast { bound, is_strict: true } => format!("more than {}", amount(bound)),
        TargetKind::AtMost { bound, is_strict: false } => format!("at most {}", amount(bound)),
        TargetKind::AtMost { bound, is_strict: true } => format!("less than {}", amount(bound)),
        TargetKind::About(about) => format!("about {}", amount(about)),
        TargetKind::Range { low, high } => format!("from {} to {}", amount(low), amount(high)),
        TargetKind::Exactly(exact) => format!("exactly {}", amount(exact)),
        TargetKind::All => "all".to_owned(),
        TargetKind::None => "none left".to_owned(),
        TargetKind::Change { by, direction, is_yearly, base_year } => {
            let since = match (base_year, is_yearly) {
                (Some(year), _) => format!("from {year}"),
                (None, true) => "from year to year".to_owned(),
                (None, false) => "from the base".to_owned(),
            };
            format!("{direction:?} by {} {since}", amount(by))
        }
        TargetKind::Milestone => "to be done".to_owned(),
        TargetKind::Qualitative => "in words".to_owned(),
    }
}

/// A number below 100,000,000 in Chinese numerals.
fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    fn below_ten_thousand(number: u32) -> String {
        let mut text = String::new();
        let mut is_zero_due = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = number / unit % 10;
            if digit > 0 {
                if is_zero_due {
                    text.push('零');
                }
                is_zero_due = false;
                text.push_str(DIGITS[usize::try_from(digit).expect("a digit")]);
                text.push_str(name);
            } else {
                is_zero_due = !text.is_empty();
            }
        }
        text
    }
    let (high, low) = (number / 10_000, number % 10_000);
    match (high, low) {
        (0, 0) => "零".to_owned(),
        (0, low) => below_ten_thousand(low),
        (high, 0) => format!("{}万", below_ten_thousand(high)),
        (high, low) if low < 1000 => format!("{}万零{}", below_ten_thousand(high), below_ten_thousand(low)),
        (high, low) => format!("{}万{}", below_ten_thousand(high), below_ten_thousand(low)),
    }
}

fn wide(text: &str) -> String {
    text.chars()
        .map(
            |c| {
                if c.is_ascii() {
                    char::from_u32(u32::from(c) + 0xfee0).expect("a full-width twin")
                } else {
                    c
                }
            },
        )
        .collect()
}

fn exact(text: &str) -> Decimal {
    match Quantity::parse(text).map(|quantity| quantity.value) {
        Ok(QuantityValue::Exact(number)) => number,
        other => panic!("{text}: {other:?}"),
    }
}

const MEASURES: [&str; 9] = ["", "人", "人次", "万人次", "%", "‰", "个百分点", "亿元", "公里"];

proptest! {
    #[test]
    fn what_is_parsed_prints_back(mantissa in -1_000_000_000_i64..1_000_000_000, scale in 0_u32..6, measure in 0..MEASURES.len()) {
        let number = Decimal::new(mantissa, scale);
        let written = format!("{number}{}", MEASURES[measure]);
        let quantity = Quantity::parse(&written).expect("a plain quantity");
        let QuantityValue::Exact(value) = quantity.value else { panic!("{written} is no range") };
        prop_assert_eq!(format!("{value}{}", quantity.measure.text()), written.clone());
        prop_assert_eq!(quantity.text, &*written);
        prop_assert_eq!(quantity.decimals(), scale);
        prop_assert_eq!(exact(&wide(&number.to_string())), number);
    }

    #[test]
    fn separators_and_chinese_numerals_change_nothing(number in 0_u32..100_000_000) {
        let digits = number.to_string();
        let mut separated = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                separated.push(',');
            }
            separated.push(digit);
        }
        let people = Measure::parse("人");
        let of = |text: String| Quantity::parse(&text).map(|quantity| quantity.value_in(people));
        let expected = Ok(Some(QuantityValue::Exact(Decimal::from(number))));
        prop_assert_eq!(of(format!("{separated}人")), expected);
        prop_assert_eq!(of(format!("{}人", chinese(number))), expected);
    }

    #[test]
    fn conversion_keeps_order_and_comes_back(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
        for (from, into) in [("人次", "万人次"), ("百户", "亿户"), ("%", "‰"), ("公里", "米"), ("公顷", "平方公里"), ("万名", "千人")] {
            let (from, into) = (Measure::parse(from), Measure::parse(into));
            let (a, b) = (Decimal::new(a, 2), Decimal::new(b, 2));
            let [there_a, there_b] = [a, b].map(|number| from.convert(number, into).expect("they fit"));
            prop_assert_eq!(a.cmp(&b), there_a.cmp(&there_b));
            prop_assert_eq!(into.convert(there_a, from), Some(a));
        }
    }

    #[test]
    fn nothing_typed_stops_the_reader(text in "[-0-9０-９.,，万亿千百十一二三零约近余多至～%‰人次家户以上不低于超过减少每年每达到控制在（）清零完成 ]{0,24}", other in "\\PC{0,24}") {
        for text in [text, other] {
            if let Ok(target) = Target::parse(&text) {
                prop_assert_eq!(target.text, text.trim());
                let _ = (target.direction(), target.measure());
            }
            if let Ok(Figure::Quantity(quantity)) = Figure::parse(&text) {
                prop_assert_eq!(quantity.text, text.trim());
                prop_assert!(quantity.value.low() <= quantity.value.high());
            }
            prop_assert_eq!(Measure::parse(&text).text(), text.trim());
        }
    }
}

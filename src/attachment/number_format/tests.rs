//! What numbers look like, as Excel shows them; compared with two other programs when it was written.

use super::{Epoch, NumberFormat, NumberFormatError, built_in};

fn shown(value: f64, code: &str) -> String {
    match NumberFormat::read(code).and_then(|format| format.show(value, Epoch::Of1900)) {
        Ok(shown) => shown,
        Err(error) => format!("{error:?}"),
    }
}

/// Number, format, what is shown; a `|` ends the last so that blanks can be seen.
const SHOWN: &[(f64, &str, &str)] = &[
    (3.0, "General", "3"),
    (0.1 + 0.2, "General", "0.3"),
    (-0.5, "General", "-0.5"),
    (0.725, "0.0%", "72.5%"),
    (0.725, "0%", "73%"),
    (2.675, "0.00", "2.68"),
    (-2.675, "0.00", "-2.68"),
    (-0.05, "0", "0"),
    (2_590_761.0, "000000000", "002590761"),
    (1234.5, "#,##0.00", "1,234.50"),
    (12_345_678.0, "#,##0", "12,345,678"),
    (1.0, "#,##0", "1"),
    (0.0, "#", ""),
    (1.0, "0.##", "1."),
    (1.5, "0.0#", "1.5"),
    // Commas behind the digits divide, wherever the point is.
    (23_456.0, "#,##0,", "23"),
    (23_456_789.0, "0.00,,", "23.46"),
    (23_456.0, "0.0,\"千\"", "23.5千"),
    (23_456.0, "0!.0,", "2.3"),
    (23_456.0, "0\\.0,\"万元\"", "2.3万元"),
    (-23_456.0, "0!.0,\"万\"", "-2.3万"),
    (45_352.0, "[>=10000]0!.0,\"万\";0", "4.5万"),
    (-500.0, "[>=10000]0!.0,\"万\";0", "-500"),
    // Sections.
    (0.05, "\"增长\"0.0%;\"下降\"0.0%", "增长5.0%"),
    (-0.05, "\"增长\"0.0%;\"下降\"0.0%", "下降5.0%"),
    (-0.05, "▲0.0%;▼0.0%;持平", "▼5.0%"),
    (0.0, "▲0.0%;▼0.0%;持平", "持平"),
    (1.3, "+0.0;-0.0;0", "+1.3"),
    (-1.3, "+0.0;-0.0;0", "-1.3"),
    (123.0, ";;;", ""),
    (-3.0, "0;;0", ""),
    (-3.0, "0_);(0)", "(3)"),
    (0.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-"),
    (-7.0, "[<0]\"负\"0;[>100]\"大\"0;\"中\"0", "负7"),
    (170.0, "[<0]\"负\"0;[>100]\"大\"0;\"中\"0", "大170"),
    (17.0, "[<0]\"负\"0;[>100]\"大\"0;\"中\"0", "中17"),
    (-3.0, "[红色]0;[蓝色]-0", "-3"),
    (-3.0, "[Color 10]0", "-3"),
    // Literals.
    (35.0, "General\"人\"", "35人"),
    (35.0, "G/通用格式\"人\"", "35人"),
    (5_701_234.0, "000-0000", "570-1234"),
    (13_912_345_678.0, "000-0000-0000", "139-1234-5678"),
    (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
    (1234.5, "[$€-zh-CN]#,##0.00", "€1,234.50"),
    (-5.0, "\"无\"", "无"),
    (0.35, "0.0%\"（同比）\"", "35.0%（同比）"),
    // Exponents and fractions.
    (23_456.0, "0.00E+00", "2.35E+04"),
    (0.000_123, "0.0E-0", "1.2E-4"),
    (23_456.0, "##0.0E+0", "23.5E+3"),
    (9.99, "0.0E+0", "1.0E+1"),
    (2.5, "# ?/?", "2 1/2"),
    (0.3125, "# ??/16", "5/16"),
    (0.333_333_333, "?/?", "1/3"),
    (3.0, "# ?/?", "3"),
    (0.618_034, "# ???/???", "610/987"),
    // Dates and times.
    (45_352.0, "yyyy/m/d", "2024/3/1"),
    (45_352.0, "yyyy\"年\"m\"月\"", "2024年3月"),
    (45_352.0, "yyyy\"年\"", "2024年"),
    (45_352.0, "aaaa", "星期五"),
    (45_352.0, "[$-804]dddd", "星期五"),
    (45_352.0, "[$-804]mmmm", "三月"),
    (45_352.0, "d-mmm-yy", "1-Mar-24"),
    (45_352.0, "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", "二〇二四年三月一日"),
    (45_596.0, "[DBNum1]m\"月\"d\"日\"", "十月三十一日"),
    (45_352.0, "[$-F800]dddd, mmmm dd, yyyy", "2024年3月1日"),
    (45_352.0, "[$-F800]dd mmmm yyyy", "2024年3月1日"),
    (45_352.0, "[$-x-sysdate]dddd, mmmm dd, yyyy", "2024年3月1日"),
    // The common calendar and numerals may be said as well.
    (45_352.0, "[$-010409]dd-mmm-yyyy", "01-Mar-2024"),
    (45_352.0, "[$-1010804]dddd;@", "星期五"),
    (45_352.0, "[$-407]d. m. yyyy", "1. 3. 2024"),
    (45_352.625, "yyyy-mm-dd hh:mm", "2024-03-01 15:00"),
    (0.625, "h:mm AM/PM", "3:00 PM"),
    (0.625, "上午/下午h\"时\"mm\"分\"", "下午3时00分"),
    (1.0625, "[h]:mm", "25:30"),
    (0.031_25, "[mm]:ss", "45:00"),
    (0.000_011_574_074 * 1.26, "ss.00", "01.26"),
    (0.999_999_9, "h:mm:ss", "0:00:00"),
    (0.521, "mm:ss", "30:14"),
    (45_352.0, "m/d", "3/1"),
    (45_352.0, "e\"年\"", "2024年"),
    (60.0, "yyyy-m-d", "1900-2-29"),
    (61.0, "yyyy-m-d", "1900-3-1"),
    (59.0, "yyyy-m-d", "1900-2-28"),
    (2_958_465.0, "yyyy-m-d", "9999-12-31"),
    (2_958_466.0, "yyyy-m-d", "NoSuchDate"),
    (-1.0, "yyyy-m-d", "NoSuchDate"),
    // Chinese numerals.
    (123.0, "[DBNum1][$-804]General", "一百二十三"),
    (100_010.0, "[DBNum1]General", "一十万〇一十"),
    (1_234_567_890.0, "[DBNum2]General\"元\"", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元"),
    (2024.0, "[DBNum1]0", "二〇二四"),
    // What cannot be read is not guessed at.
    (1.0, "0;0;0;0;0", "TooManySections"),
    (1.0, "0yyyy", "Mixed"),
    (1.0, "[$-130000]yyyy-m-d", "Bracket(\"$-130000\")"),
    (1.0, "[$-2010401]yyyy-m-d", "Bracket(\"$-2010401\")"),
    (1.0, "[$-407]mmmm", "Bracket(\"$-407\")"),
    (1.0, "[$-fr-FR]dddd", "Bracket(\"$-fr-FR\")"),
    (1.0, "[$-411]e", "Bracket(\"$-411\")"),
    (1.0, "[$-404]e/m/d", "Bracket(\"$-404\")"),
    (1.0, "[奇怪]0", "Bracket(\"奇怪\")"),
    (1.0, "0N", "Character('N')"),
];

#[test]
fn numbers_are_shown_as_excel_shows_them() {
    for (value, code, expected) in SHOWN {
        assert_eq!(shown(*value, code), *expected, "{value} in {code}");
    }
}

#[test]
fn texts_have_a_section() {
    let show = |code: &str| NumberFormat::read(code).map(|format| format.show_text("甲乡"));
    assert_eq!(show("0;0;0;\"（\"@\"）\"").as_deref(), Ok("（甲乡）"));
    assert_eq!(show("@\"代表\"").as_deref(), Ok("甲乡代表"));
    assert_eq!(show("0.0").as_deref(), Ok("甲乡"));
    assert_eq!(show(";;;").as_deref(), Ok(""));
    assert_eq!(shown(12.0, "@"), "12");
}

#[test]
fn days_of_1904_are_counted_from_there() {
    let format = NumberFormat::read("yyyy-mm-dd").unwrap();
    assert_eq!(format.show(0.0, Epoch::Of1904).as_deref(), Ok("1904-01-01"));
    assert_eq!(format.show(43_890.0, Epoch::Of1904).as_deref(), Ok("2024-03-01"));
}

#[test]
fn built_in_formats_can_be_read() {
    for id in 0..60 {
        let Some(code) = built_in(id) else { continue };
        let format = NumberFormat::read(code).unwrap_or_else(|error| panic!("{id} {code}: {error:?}"));
        assert!(format.show(45_352.5, Epoch::Of1900).is_ok(), "{id} {code}");
    }
    assert_eq!(built_in(14), Some("yyyy/m/d"));
    assert_eq!(built_in(163), None);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    /// Any text and any number is shown or refused, and no figure is lost: what is plain stays itself.
    #[test]
    fn any_code_is_read_or_refused(
        code in "[0#?.,%/@;\"!\\\\E+\\-a-h年月\\[\\]$_* yms]{0,16}",
        value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::SUBNORMAL,
    ) {
        if let Ok(format) = NumberFormat::read(&code) {
            let shown = format.show(value, Epoch::Of1900);
            proptest::prop_assert!(shown.is_ok() || shown == Err(NumberFormatError::NoSuchDate));
            _ = format.show_text(&code);
        }
    }

    #[test]
    fn grouping_keeps_the_digits(value in -999_999_999_i64..999_999_999) {
        #[expect(clippy::cast_precision_loss, reason = "nine digits fit")]
        let shown = shown(value as f64, "#,##0");
        proptest::prop_assert_eq!(shown.replace(',', ""), value.to_string());
    }
}

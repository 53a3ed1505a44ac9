//! The one door to the environment and the clock.

use std::env;

use gongkai::diag::Lang;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};

/// An environment variable, if it is set to something.
fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the command line's door to the environment")]
    let value = env::var(name);
    value.ok().filter(|value| !value.is_empty())
}

/// The language of the locale.
pub(crate) fn language() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    language_of(locale.as_deref().unwrap_or(""))
}

/// Chinese, unless `locale` clearly names another language: `C` and `POSIX` name none.
fn language_of(locale: &str) -> Lang {
    let name = locale.split(['_', '.', '@', '-']).next().unwrap_or("");
    match name {
        "" | "C" | "POSIX" | "zh" => Lang::Zh,
        _ => Lang::En,
    }
}

/// Whether the environment speaks against colour.
pub(crate) fn is_colour_unwelcome() -> bool {
    variable("NO_COLOR").is_some() || variable("TERM").as_deref() == Some("dumb")
}

/// Today in China, whatever the machine's time zone: disclosure dates are those of Asia/Shanghai, which has
/// been eight hours ahead all year round since 1991.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::fixed(offset(8))).date()
}

#[cfg(test)]
mod tests {
    use super::language_of;
    use gongkai::diag::Lang;

    #[test]
    fn chinese_unless_clearly_another_language() {
        for locale in ["", "C", "C.UTF-8", "POSIX", "zh_CN.UTF-8", "zh_TW", "zh-Hans"] {
            assert_eq!(language_of(locale), Lang::Zh, "{locale}");
        }
        for locale in ["en_US.UTF-8", "en", "de_DE@euro", "ja_JP"] {
            assert_eq!(language_of(locale), Lang::En, "{locale}");
        }
    }
}

//! The one door to the environment and the clock.

#![expect(clippy::disallowed_methods, reason = "this is the door")]

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use gongkai::diag::Lang;
use gongkai::model::Moment;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};

use super::exit::Stop;

/// An environment variable, if it is set to something.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// What was typed, the program's own name first.
pub(crate) fn arguments() -> Vec<OsString> {
    env::args_os().collect()
}

/// The folder in which the program was called.
pub(crate) fn current_folder() -> Result<PathBuf, Stop> {
    env::current_dir().map_err(|error| Stop::disk(Path::new("."), &error))
}

/// A new folder for files that are needed for a moment.
pub(crate) fn scratch_folder() -> Result<PathBuf, Stop> {
    let name = format!("gongkai-{}-{}", std::process::id(), Timestamp::now().as_nanosecond());
    let folder = env::temp_dir().join(name);
    std::fs::create_dir(&folder).map_err(|error| Stop::disk(&folder, &error))?;
    Ok(folder)
}

/// Removes such a folder; what cannot be removed is the system's to clean up.
pub(crate) fn remove_scratch(folder: &Path) {
    _ = std::fs::remove_dir_all(folder);
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

/// Now in China, whatever the machine's time zone: disclosure dates are those of Asia/Shanghai, which has
/// been eight hours ahead all year round since 1991.
pub(crate) fn now() -> Moment {
    let now = Timestamp::now().to_zoned(TimeZone::fixed(offset(8)));
    Moment { date: now.date(), time: Some(now.time()) }
}

/// Today in China.
pub(crate) fn today() -> Date {
    now().date
}

/// The moment to take for now: what was typed behind `--today`, else the clock's. Today's own date without a
/// time is what the clock says, so that nothing goes out before its time.
pub(crate) fn now_or(given: Option<Moment>) -> Moment {
    let clock = now();
    given.filter(|given| *given != Moment::from(clock.date)).unwrap_or(clock)
}

/// The folder of the user's own settings of programs.
pub(crate) fn own_folder() -> Option<PathBuf> {
    let named = |name: &str| variable(name).map(PathBuf::from);
    if cfg!(windows) {
        return named("APPDATA");
    }
    named("XDG_CONFIG_HOME").or_else(|| Some(named("HOME")?.join(".config")))
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

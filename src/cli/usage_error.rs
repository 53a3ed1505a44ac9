//! clap's errors in the person's language.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use gongkai::diag::Text;
use gongkai::say;

use super::args::NO_YEAR;
use super::exit::Stop;

/// What is wrong with the arguments, and what to do about it.
pub(crate) fn stop(error: &Error) -> Stop {
    let given = |kind| strings(error, kind).join("、");
    let arg = given(ContextKind::InvalidArg);
    // `--format <格式>`: where the option is there but its value is wrong, the name says enough.
    let name = arg.split(' ').next().unwrap_or_default();
    let value = given(ContextKind::InvalidValue);
    let (message, help) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = given(ContextKind::InvalidSubcommand);
            (
                say!("没有“{name}”这个命令", "there is no command `{name}`"),
                suggestion(error, &[ContextKind::SuggestedSubcommand]),
            )
        }
        ErrorKind::MissingSubcommand => (say!("没有写命令", "the command is missing"), None),
        ErrorKind::UnknownArgument if arg.starts_with('-') => (
            say!("没有“{arg}”这个选项", "there is no option `{arg}`"),
            suggestion(error, &[ContextKind::SuggestedArg]),
        ),
        ErrorKind::UnknownArgument => (say!("多出了“{arg}”", "`{arg}` is one word too many"), None),
        ErrorKind::InvalidValue if value.is_empty() => {
            (say!("“{name}”后面要有内容", "`{name}` needs a value"), allowed(error))
        }
        ErrorKind::InvalidValue => (
            say!("“{name}”不能是“{value}”", "`{name}` cannot be `{value}`"),
            suggestion(error, &[ContextKind::SuggestedValue]).or_else(|| allowed(error)),
        ),
        ErrorKind::ValueValidation if name == "--port" => (
            say!("“{value}”不是端口号", "`{value}` is no port"),
            Some(say!("写一个 1 到 65535 的数", "write a number from 1 to 65535")),
        ),
        ErrorKind::ValueValidation if error.source().is_some_and(|source| source.to_string() == NO_YEAR) => (
            say!("“{value}”不是年份", "`{value}` is no year"),
            Some(say!("年份只写 4 位数字，如 2024", "write a year with four digits, such as 2024")),
        ),
        // Apart from those, dates are the only values that are checked for more than a list.
        ErrorKind::ValueValidation => (
            say!(
                "“{value}”不是日期，或日历上没有这一天",
                "`{value}` is no date, or the calendar has no such day"
            ),
            Some(say!(
                "日期这样写：2024-06-30；要带时间的写 2024-06-30T09:00",
                "write dates like 2024-06-30; with a time 2024-06-30T09:00"
            )),
        ),
        ErrorKind::MissingRequiredArgument => (say!("还缺 {arg}", "{arg} is missing"), None),
        ErrorKind::ArgumentConflict => {
            let prior = given(ContextKind::PriorArg);
            if prior.is_empty() || prior == arg {
                (say!("“{name}”只能写一次", "`{name}` may stand only once"), None)
            } else {
                (say!("“{arg}”和“{prior}”不能同时用", "`{arg}` cannot be used with `{prior}`"), None)
            }
        }
        ErrorKind::InvalidUtf8 => (say!("参数里有不是 UTF-8 的字符", "an argument is not valid UTF-8"), None),
        ErrorKind::TooManyValues => {
            (say!("“{name}”后面不要写“{value}”", "`{name}` takes no value, but has `{value}`"), None)
        }
        _ => (say!("命令写得不对", "the command is not written right"), None),
    };
    let see = say!("用 gongkai --help 查看用法", "see `gongkai --help`");
    Stop::usage(message).help(help.unwrap_or(see))
}

fn suggestion(error: &Error, kinds: &[ContextKind]) -> Option<Text> {
    let name = kinds.iter().flat_map(|&kind| strings(error, kind)).next()?;
    Some(say!("是不是“{name}”？", "did you mean `{name}`?"))
}

fn allowed(error: &Error) -> Option<Text> {
    let names = strings(error, ContextKind::ValidValue);
    if names.is_empty() {
        return None;
    }
    let (zh, en) = (names.join("、"), names.join(", "));
    Some(say!("可以是：{zh}", "it can be: {en}"))
}

fn strings(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

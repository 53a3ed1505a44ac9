//! The wordings of `tests/figures/`: real figures and targets, each with what the tool takes it for.
//!
//! A line is a wording, `=>` and its meaning. To add one, write the wording alone and let
//! `SNAPSHOTS=overwrite cargo test figures` write the meanings; read them before they are committed.

use std::path::Path;

use gongkai::quantity::{Amount, Figure, FigureWord, Quantity, Target, TargetKind, Value, plain};

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
            actual.push_str(&format!("{wording} => {}", meaning(wording)));
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
            FigureWord::All => "all",
            FigureWord::None => "none left",
            FigureWord::UnderWay => "under way",
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

fn describe(quantity: &Quantity<'_>) -> String {
    let measure = quantity.measure.text();
    let number = match quantity.value {
        Value::Exact(number) => number.to_string(),
        Value::Range { low, high } => format!("{low} to {high}"),
    };
    let about = match quantity.approximation {
        gongkai::quantity::Approximation::None => "",
        gongkai::quantity::Approximation::About => "about ",
        gongkai::quantity::Approximation::Nearly => "nearly ",
        gongkai::quantity::Approximation::Over => "over ",
    };
    format!("{about}{number} {measure}").trim_end().to_owned()
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

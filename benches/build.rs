//! `cargo bench --bench build`: how long a build of a large site takes, how much memory, and beside others.
//!
//! Everything is printed and nothing judged: on a machine with other work a time proves little. What is
//! measured, and how to read it, is in `benches/README.md`.

#![expect(clippy::disallowed_methods, reason = "sites are made and measured here")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this program is for")]

mod arguments;
mod figures;
mod fleet;
mod limit;
mod measure;
mod peers;
mod phases;
mod preview;
mod rival;
mod scratch;
mod series;
mod site;
mod versions;

use std::process::ExitCode;
use std::time::Instant;

use arguments::{Arguments, Task};
use rival::{Rival, Work};
use scratch::Scratch;
use series::{Series, Subject};
use site::Size;

/// What stopped a measurement.
type Stop = Box<dyn std::error::Error>;

const SMALL: Size = Size { projects: 25, years: 4 };
/// Exactly a tenth of [`MEDIUM`], which is exactly a tenth of [`LARGE`].
const TENTH: Size = Size { projects: 25, years: 8 };
const MEDIUM: Size = Size { projects: 250, years: 8 };
const LARGE: Size = Size { projects: 1250, years: 16 };

fn main() -> ExitCode {
    match Arguments::read(std::env::args_os().skip(1))
        .map_err(Stop::from)
        .and_then(|arguments| run(&arguments))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Stop> {
    match &arguments.task {
        Task::Nothing => {
            println!("nothing is measured without `cargo bench`");
            Ok(())
        }
        Task::Help => {
            println!("{}", arguments::USAGE);
            Ok(())
        }
        Task::Generate { folder, size, rival } => {
            let start = Instant::now();
            match rival {
                Some(rival) => rival.generate(folder, *size)?,
                None => site::content::generate(folder, *size)?,
            }
            println!(
                "{} in {:.1} s: {}",
                series::describe(*size),
                start.elapsed().as_secs_f64(),
                folder.display()
            );
            Ok(())
        }
        Task::Preview { is_large } => {
            let scratch = Scratch::new(arguments.place.as_deref())?;
            let sizes = if *is_large { &[MEDIUM, LARGE][..] } else { &[MEDIUM] };
            for (at, size) in sizes.iter().enumerate() {
                println!("\npreview of {}", series::describe(*size));
                preview::measure(&scratch.folder().join(format!("preview-{at}")), *size)?;
            }
            Ok(())
        }
        Task::Versions => {
            let scratch = Scratch::new(arguments.place.as_deref())?;
            versions::measure(&scratch.folder().join("site"), arguments.runs)
        }
        Task::Fleet { members } => {
            let scratch = Scratch::new(arguments.place.as_deref())?;
            fleet::measure(scratch.folder(), *members, arguments.runs)
        }
        Task::Peers { size } => {
            let rivals = Rival::all();
            let scratch = Scratch::new(arguments.place.as_deref())?;
            // Ten times as many pages, copied and rendered by all, would not fit into memory.
            let works = if *size == LARGE { &[Work::Bare][..] } else { &Work::ALL };
            peers::compare(&rivals, works, *size, scratch.folder(), arguments.runs)
        }
        Task::Measure { is_large } => measure_all(arguments, *is_large),
    }
}

fn measure_all(arguments: &Arguments, is_large: bool) -> Result<(), Stop> {
    let scratch = Scratch::new(arguments.place.as_deref())?;
    println!("sites are made in {}; {} runs each", scratch.folder().display(), arguments.runs);
    if !measure::IS_CPU_MEASURED {
        println!("CPU time and memory are not measured on this system: there is no /proc to read them from");
    }
    let mut sizes = vec![("small", SMALL), ("a tenth of medium", TENTH), ("medium", MEDIUM)];
    if is_large {
        sizes.push(("large", LARGE));
    }
    let mut all = Vec::new();
    for (name, size) in sizes {
        println!("\n{name}: {}", series::describe(size));
        let subject = Subject::new(scratch.folder().join("site"), size)?;
        let series = series::measure(&subject, arguments.runs)?;
        series.print();
        subject.remove()?;
        // The smaller ones are there for the tenfold step only.
        if size == MEDIUM {
            println!("  cold builds beside others:");
            peers::compare(&Rival::all(), &[Work::Bare], size, scratch.folder(), arguments.runs)?;
        }
        all.push((name, size, series));
    }
    print_steps(&all);
    Ok(())
}

/// Sets each size beside the one that is exactly ten times as large.
fn print_steps(all: &[(&str, Size, Series)]) {
    for (name, size, series) in all {
        for (larger_name, larger, beside) in all {
            if larger.year_pages() == size.year_pages() * 10 {
                println!(
                    "\nten times the content, {name} -> {larger_name} (aim: at most 11 times the time):"
                );
                beside.print_ratio_to(series);
            }
        }
    }
}

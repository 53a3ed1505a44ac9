//! `gongkai schema`: what may stand in a kind of file, for editors.

use gongkai::diag::nearest;
use gongkai::entry;
use gongkai::say;

use crate::cli::args::SchemaArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::terminal::write_result;

/// The kinds of file, each with its Chinese name.
const NAMES: [(&str, &str); 6] = [
    ("site", "网站"),
    ("project", "项目"),
    ("progress", "进度"),
    ("article", "文章"),
    ("column", "栏目"),
    ("fleet", "网站群"),
];

pub(crate) fn run(args: &SchemaArgs) -> Result<Exit, Stop> {
    let given = args.name.trim_end_matches(".yaml");
    let name = NAMES.iter().find(|(name, chinese)| [*name, *chinese].contains(&given)).map(|(name, _)| *name);
    let Some(schema) = name.and_then(entry::schema) else { return Err(unknown(given)) };
    write_result(&format!("{schema:#}\n"))?;
    Ok(Exit::Done)
}

fn unknown(given: &str) -> Stop {
    let stop = Stop::usage(say!("没有“{given}”这种文件", "there is no kind of file called `{given}`"));
    let known = NAMES.iter().flat_map(|(name, chinese)| [*name, *chinese]);
    if let Some(near) = nearest(given, known) {
        return stop.help(say!("是不是“{near}”？", "did you mean `{near}`?"));
    }
    let names = NAMES.map(|(name, _)| name);
    let (zh, en) = (names.join("、"), names.join(", "));
    stop.help(say!("可以是：{zh}", "it can be: {en}"))
}

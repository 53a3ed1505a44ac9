//! `gongkai search`: what the site's own search finds, from the same files; of a portal, in its members too.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::path::Path;

use gongkai::diag::Text;
use gongkai::files;
use gongkai::layout;
use gongkai::say;
use gongkai::search::{
    Hit, IndexError, JointResults, OpenIndex, OpenMembers, PassagePlace, Query, ResultRank, Results,
    SearchNames, SearchOrder, SearchWanted, find, find_joint,
};
use serde_json::{Value, json};

use crate::cli::args::{ResultFormat, SearchArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::find_site;
use crate::cli::terminal::{Terminal, write_result};

/// Where a page's facets have its validity.
const VALIDITY: usize = 3;

pub(crate) fn run(args: &SearchArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let output = match &args.output {
        Some(output) => output.clone(),
        None => find_site(site)?.join(layout::OUTPUT),
    };
    let read = |address: &str| {
        let bytes = files::read(&output.join(address)).ok()?;
        String::from_utf8(bytes).ok()
    };
    let index = OpenIndex::open(&read).map_err(|error| stop(&error, &output))?;
    let typed = args.words.join(" ");
    let query = Query::parse(&typed);
    let order = if args.by_date { SearchOrder::Date } else { SearchOrder::Relevance };
    let wanted = |filters| SearchWanted { filters, order, count: args.limit };
    let members = OpenMembers::open(&read).map_err(|error| stop(&error, &output))?;
    if let Some(members) = members {
        let unknown = RefCell::new(None);
        let is_known = Cell::new(false);
        let wanted_of = |index: &OpenIndex<'_>| match filters(args, &index.head.filters) {
            Ok(filters) => {
                is_known.set(true);
                Some(wanted(filters))
            }
            Err(stop) => {
                unknown.borrow_mut().get_or_insert(stop);
                None
            }
        };
        let joint = find_joint(&read, &query, order, &wanted_of, &members);
        let joint = joint.map_err(|error| stop(&error, &output))?;
        // A name that one of them knows is no mistake of who typed it.
        if let Some(stop) = unknown.into_inner().filter(|_| !is_known.get()) {
            return Err(stop);
        }
        return show_joint(args, &typed, (&query, &joint), terminal);
    }
    let wanted = wanted(filters(args, &index.head.filters)?);
    let results = find(&index, &query, &wanted).map_err(|error| stop(&error, &output))?;
    match args.format {
        ResultFormat::Json => write_result(&format!("{}\n", as_json(&typed, &results, &index)))?,
        ResultFormat::Text => {
            write_result(&as_text(&results, &[], &index.head.filters.validities))?;
            tell(&typed, &query, &results, terminal);
        }
    }
    Ok(Exit::Done)
}

/// Shows what was found in a portal and its members.
fn show_joint(
    args: &SearchArgs,
    typed: &str,
    (query, joint): (&Query, &JointResults),
    terminal: Terminal,
) -> Result<Exit, Stop> {
    let JointResults { results, owners, unasked } = joint;
    match args.format {
        ResultFormat::Json => write_result(&format!("{}\n", joint_json(typed, joint)))?,
        ResultFormat::Text => {
            write_result(&as_text(results, owners, &[]))?;
            tell(typed, query, results, terminal);
        }
    }
    if !unasked.is_empty() {
        let (zh, en) = (unasked.join("、"), unasked.join(", "));
        terminal.note(&say!(
            "没有查到的成员（它们的检索文件不在这里）：{zh}",
            "members that were not searched, for their index is not here: {en}"
        ));
    }
    Ok(Exit::Done)
}

/// The filters as the index knows them; a name that it does not know is the user's fault.
fn filters(args: &SearchArgs, names: &SearchNames) -> Result<[Option<u32>; 5], Stop> {
    let place =
        |known: &[String], name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => match known.iter().zip(1..).find(|(known, _)| *known == name) {
                Some((_, place)) => Ok(Some(place)),
                None => Err(Stop::usage(say!("网站里没有“{name}”", "the site has no `{name}`"))
                    .help(known_names(known))),
            },
        };
    Ok([
        place(&names.units, &args.unit)?,
        place(&names.columns, &args.column)?,
        place(&names.kinds, &args.kind)?,
        place(&names.validities, &args.validity)?,
        args.year,
    ])
}

fn known_names(known: &[String]) -> Text {
    let (zh, en) = (known.join("、"), known.join(", "));
    say!("可以是：{zh}", "it can be: {en}")
}

fn stop(error: &IndexError, output: &Path) -> Stop {
    let output = output.display();
    let stop = match error {
        IndexError::Missing(file) => Stop::usage(say!(
            "{output} 里没有检索用的文件 {file}",
            "{output} has no file {file}, which search needs"
        )),
        IndexError::Damaged(file) => Stop::usage(say!(
            "{output} 里检索用的文件 {file} 读不出来",
            "the file {file} in {output}, which search needs, cannot be read"
        )),
    };
    stop.help(say!(
        "先运行 gongkai build；`检索: 否` 的网站没有站内检索",
        "run `gongkai build` first; a site with `search: no` has no search of its own"
    ))
}

/// How many there are, on stderr, so that scripts get results only.
fn tell(typed: &str, query: &Query, results: &Results, terminal: Terminal) {
    let total = results.total;
    if query.is_empty() {
        terminal.note(&say!("没有可以检索的文字", "there is nothing to look for"));
    } else if total == 0 {
        terminal.note(&say!("没有找到“{typed}”", "`{typed}` was not found"));
    } else if results.is_exact {
        terminal.note(&say!("“{typed}”：共 {total} 条", "`{typed}`: {total} results"));
    } else {
        terminal.note(&say!("“{typed}”：至多 {total} 条", "`{typed}`: at most {total} results"));
    }
    if query.words.iter().any(|word| word.len() == 1) {
        terminal.note(&say!("单独一个字，只在标题里找", "a single character is looked for in titles only"));
    }
}

/// The results for people, those of a portal each with its owner, and else with what is said of its being in
/// force or archived.
fn as_text(results: &Results, owners: &[String], validities: &[String]) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    for (at, hit) in results.hits.iter().enumerate() {
        let owner = owners.get(at).map(|owner| format!("  {owner}")).unwrap_or_default();
        let validity = (hit.page.facets[VALIDITY] as usize).checked_sub(1).and_then(|at| validities.get(at));
        let validity = validity.map(|word| format!("  [{word}]")).unwrap_or_default();
        let _ =
            writeln!(text, "{}  {}{owner}  {}{validity}", hit.page.address, hit.page.date, hit.page.title);
        let line: String = hit.line.iter().map(|(_, piece)| &**piece).collect();
        if !line.is_empty() {
            let _ = writeln!(text, "    {}{line}", file_note(&hit.place));
        }
    }
    text
}

fn file_note(place: &PassagePlace) -> String {
    match place {
        PassagePlace::Anchor(_) => String::new(),
        PassagePlace::File(_, name, part) if part.is_empty() => format!("[{name}] "),
        PassagePlace::File(_, name, part) => format!("[{name}，{part}] "),
    }
}

fn as_json(typed: &str, results: &Results, index: &OpenIndex) -> Value {
    let names = &index.head.filters;
    let lists = [&names.units, &names.columns, &names.kinds, &names.validities];
    let hit = |hit: &Hit| {
        let name =
            |at: usize| (hit.page.facets[at] as usize).checked_sub(1).and_then(|place| lists[at].get(place));
        let more = json!({"unit": name(0), "column": name(1), "kind": name(2), "validity": name(VALIDITY)});
        with(hit_json(hit), more)
    };
    with(results_json(typed, results), json!({"hits": results.hits.iter().map(hit).collect::<Vec<_>>()}))
}

/// The same of a portal; a hit has its owner instead of the names that are its site's own.
fn joint_json(typed: &str, joint: &JointResults) -> Value {
    let hits = joint.results.hits.iter().zip(&joint.owners);
    let hits: Vec<Value> = hits.map(|(hit, owner)| with(hit_json(hit), json!({"member": owner}))).collect();
    with(results_json(typed, &joint.results), json!({"hits": hits, "unasked": joint.unasked}))
}

/// An object with the fields of another.
fn with(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn hit_json(hit: &Hit) -> Value {
    let place = match &hit.place {
        PassagePlace::Anchor(id) => json!({"anchor": id}),
        PassagePlace::File(address, name, part) => json!({"file": address, "name": name, "part": part}),
    };
    json!({
        "address": hit.page.address,
        "title": hit.page.title,
        "number": hit.page.number,
        "doc_number": hit.page.doc_number,
        "date": hit.page.date,
        "rank": match hit.rank {
            ResultRank::Number => "number",
            ResultRank::Title => "title",
            ResultRank::Text => "text",
        },
        "line": hit.line.iter().map(|(_, piece)| &**piece).collect::<String>(),
        "marks": hit.line.iter().filter(|(is_marked, _)| *is_marked).map(|(_, piece)| piece).collect::<Vec<_>>(),
        "place": place,
    })
}

fn results_json(typed: &str, results: &Results) -> Value {
    json!({
        "query": typed,
        "total": results.total,
        "exact": results.is_exact,
        "nearest": results.nearest.iter().map(|(address, title)| json!({"address": address, "title": title})).collect::<Vec<_>>(),
    })
}

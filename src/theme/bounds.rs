//! Templates that come to no end, or to too much, are stopped with their place.
//!
//! The engine runs a template until it is done. So templates of a site's own are given a few calls more
//! when they are loaded: into each loop one that counts its rounds, around what may call itself one that
//! counts how deep it is, behind each variable one that looks how long it has become. They print nothing;
//! places in the text are counted back ([`BoundedTemplate::original`]). The counts depend on the template
//! and what it shows, not on the machine, so that a page is stopped everywhere or nowhere.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Error, Kwargs, State, Tera, TeraResult};

/// The most rounds that all loops of a page may have together. The longest page of a large site has some ten
/// thousand.
const MOST_ROUNDS: u64 = 2_000_000;
/// How deep includes and components may be inside each other.
const DEEPEST: u64 = 16;
/// The longest text of a variable, in bytes.
const LONGEST_VALUE: usize = 1_000_000;
/// The most bytes of a page.
const LARGEST_PAGE: usize = 64_000_000;

/// How the message of a bound begins.
const MARK: &str = "gongkai: ";

/// What is counted while a page is rendered.
#[derive(Clone, Copy, Default)]
struct RenderCount {
    rounds: u64,
    depth: u64,
}

thread_local! {
    static COUNT: Cell<RenderCount> = const { Cell::new(RenderCount { rounds: 0, depth: 0 }) };
}

/// A template with the calls put in.
#[derive(Debug, Default)]
pub(super) struct BoundedTemplate {
    pub(super) text: String,
    /// Where in the original text something was put in, and how many bytes.
    added: Vec<(usize, usize)>,
}

impl BoundedTemplate {
    /// The place in the template as it was written of a byte of [`Self::text`], and whether that byte was put
    /// in.
    pub(super) fn original(&self, at: usize) -> (usize, bool) {
        let mut shift = 0;
        for (place, length) in &self.added {
            let start = place + shift;
            if at < start + length {
                return if at >= start { (*place, true) } else { (at - shift, false) };
            }
            shift += length;
        }
        (at - shift.min(at), false)
    }

    /// Puts the calls into a template.
    pub(super) fn new(template: &str) -> Self {
        let mut bounded = Self::default();
        let mut done = 0;
        for tag in tags(template) {
            let (before, behind) = calls(&tag);
            for (place, call) in [(tag.start, before), (tag.end, behind)] {
                if let Some(call) = call {
                    bounded.text.push_str(&template[done..place]);
                    bounded.text.push_str(&call);
                    bounded.added.push((place, call.len()));
                    done = place;
                }
            }
        }
        bounded.text.push_str(&template[done..]);
        bounded
    }
}

/// A tag `{% … %}`: where it stands, whether blanks before and behind it are dropped, and its words.
struct Tag<'a> {
    start: usize,
    end: usize,
    trims: (bool, bool),
    words: &'a str,
}

/// What is called before and behind a tag.
fn calls(tag: &Tag<'_>) -> (Option<String>, Option<String>) {
    let mut words =
        tag.words.split(|c: char| c.is_whitespace() || c == '(' || c == '=').filter(|word| !word.is_empty());
    let behind = |call: &str| Some(format!("{{{{ {call} {}}}}}", if tag.trims.1 { "-" } else { "" }));
    let before = |call: &str| Some(format!("{{{{{} {call} }}}}", if tag.trims.0 { "-" } else { "" }));
    match (words.next().unwrap_or(""), words.next().unwrap_or("")) {
        ("for", _) => (None, behind("gongkai_round()")),
        ("component", _) => (None, behind("gongkai_enter()")),
        ("endcomponent", _) => (before("gongkai_leave()"), None),
        ("include", _) => (before("gongkai_enter()"), behind("gongkai_leave()")),
        ("set" | "set_global", name) if tag.words.contains('=') && is_name(name) => {
            (None, behind(&format!("gongkai_value(v={name})")))
        }
        _ => (None, None),
    }
}

fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The tags of a template; what stands in comments, texts and `raw` is none.
fn tags(template: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = template[at..].find('{').map(|found| at + found) {
        let rest = &template[open..];
        let end = if rest.starts_with("{#") {
            rest.find("#}").map(|end| open + end + 2)
        } else if rest.starts_with("{{") {
            end_of(rest, "}}").map(|end| open + end)
        } else if rest.starts_with("{%") {
            let Some(end) = end_of(rest, "%}").map(|end| open + end) else { break };
            let inner = &template[open + 2..end - 2];
            let trims = (inner.starts_with('-'), inner.ends_with('-'));
            let words = inner.trim_matches('-').trim();
            if words == "raw" {
                let close = template[end..].find("endraw").map(|found| end + found);
                close.and_then(|close| template[close..].find("%}").map(|end| close + end + 2))
            } else {
                tags.push(Tag { start: open, end, trims, words });
                Some(end)
            }
        } else {
            Some(open + 1)
        };
        match end {
            Some(end) => at = end,
            None => break,
        }
    }
    tags
}

/// Behind `mark`, outside of texts in quotation marks.
fn end_of(text: &str, mark: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices().skip(2) {
        match quote {
            None if text[at..].starts_with(mark) => return Some(at + mark.len()),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Teaches the engine the calls.
pub(super) fn register(tera: &mut Tera) {
    let update = |change: fn(&mut RenderCount), is_fine: fn(RenderCount) -> bool, message: &'static str| {
        move |_: Kwargs, _: &State<'_>| -> TeraResult<&'static str> {
            let mut count = COUNT.get();
            change(&mut count);
            COUNT.set(count);
            if is_fine(count) { Ok("") } else { Err(Error::message(format!("{MARK}{message}"))) }
        }
    };
    let fine = |_: RenderCount| true;
    tera.register_function(
        "gongkai_round",
        update(|count| count.rounds += 1, |count| count.rounds <= MOST_ROUNDS, "rounds"),
    );
    tera.register_function(
        "gongkai_enter",
        update(|count| count.depth += 1, |count| count.depth <= DEEPEST, "depth"),
    );
    tera.register_function(
        "gongkai_leave",
        update(|count| count.depth = count.depth.saturating_sub(1), fine, "depth"),
    );
    tera.register_function("gongkai_value", |arguments: Kwargs, _: &State<'_>| -> TeraResult<&'static str> {
        let value: Option<tera::Value> = arguments.get("v")?;
        let length = value.as_ref().and_then(|value| value.as_str()).map_or(0, str::len);
        if length <= LONGEST_VALUE { Ok("") } else { Err(Error::message(format!("{MARK}value"))) }
    });
}

/// What is said of a bound that was met, if that is what a message of the engine is about.
pub(super) fn words(message: &str) -> Option<(String, String)> {
    let (_, kind) = message.split_once(MARK)?;
    Some(match kind.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("") {
        "rounds" => (
            format!("循环没有尽头：这一页的循环超过了 {MOST_ROUNDS} 轮"),
            format!("the loop has no end: those of this page have more than {MOST_ROUNDS} rounds"),
        ),
        "depth" => (
            format!("自己套自己：引入的模板和部件套了 {DEEPEST} 层以上"),
            format!("it calls itself: includes and components are more than {DEEPEST} deep"),
        ),
        "value" => (
            format!("这个变量超过了 {LONGEST_VALUE} 字节"),
            format!("this variable has more than {LONGEST_VALUE} bytes"),
        ),
        _ => (
            format!("做出来的网页超过了 {} MB", LARGEST_PAGE / 1_000_000),
            format!("the page has more than {} MB", LARGEST_PAGE / 1_000_000),
        ),
    })
}

/// A page while it is written: no more than it may have.
pub(super) struct BoundedPage(pub(super) Vec<u8>);

impl BoundedPage {
    /// An empty page; the counts begin anew.
    pub(super) fn begin(room: usize) -> Self {
        COUNT.set(RenderCount::default());
        Self(Vec::with_capacity(room))
    }
}

impl Write for BoundedPage {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST_PAGE {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{MARK}page")));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_stand_where_they_print_nothing_and_places_are_counted_back() {
        let template = "甲{%- for x in y -%} {{ x }} {% endfor %}{# {% for %} #}{% raw %}{% for %}{% endraw %}\
            {% set a = \"%}\" %}{% include \"b\" %}乙";
        let bounded = BoundedTemplate::new(template);
        assert_eq!(
            bounded.text,
            "甲{%- for x in y -%}{{ gongkai_round() -}} {{ x }} {% endfor %}{# {% for %} #}{% raw %}{% for %}{% endraw %}\
            {% set a = \"%}\" %}{{ gongkai_value(v=a) }}{{ gongkai_enter() }}{% include \"b\" %}{{ gongkai_leave() }}乙"
        );
        for (at, c) in template.char_indices() {
            let shifted: usize =
                bounded.added.iter().filter(|(place, _)| *place <= at).map(|(_, length)| length).sum();
            assert_eq!(bounded.original(at + shifted), (at, false), "{c}");
            assert_eq!(bounded.text[at + shifted..].chars().next(), Some(c));
        }
        let call = bounded.text.find("gongkai_round").unwrap();
        assert_eq!(bounded.original(call), ("甲{%- for x in y -%}".len(), true));
    }
}

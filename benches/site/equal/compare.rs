//! Whether another generator's pages say the same as ours.

use std::borrow::Cow;
use std::path::Path;

use super::{Page, escapes, pages, text_of};

/// The script in which a page tells machines what it is.
const SCRIPT: (&str, &str) = ("<script type=\"application/ld+json\">", "</script>");

/// What a comparison found; a page that differs is an error.
#[derive(Debug, Default)]
pub(crate) struct Equal {
    /// Pages compared.
    pub(crate) pages: usize,
    /// Those of them that are the same byte for byte.
    pub(crate) identical: usize,
}

/// Compares every page of a year or a period in `finished` with the file of the same name in `public`: byte for byte
/// but for the way in which characters are escaped, the white space of JSON and line breaks at the end.
pub(crate) fn compare(finished: &Path, public: &Path) -> Result<Equal, String> {
    let mut equal = Equal::default();
    for page in pages(finished)? {
        let theirs = text_of(&public.join(page.file()))?;
        let ours = text_of(&page.path)?;
        equal.pages += 1;
        if ours == theirs {
            equal.identical += 1;
        } else {
            same(&page, &normal(ours.trim_end())?, &normal(theirs.trim_end())?)?;
        }
    }
    Ok(equal)
}

fn same(page: &Page, ours: &str, theirs: &str) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let at = ours.bytes().zip(theirs.bytes()).take_while(|(a, b)| a == b).count();
    let [ours, theirs] = [ours, theirs].map(|text| {
        let mut start = at.saturating_sub(60);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        text[start..].chars().take(160).collect::<String>()
    });
    Err(format!("{} is not the same\n  ours:   …{ours}…\n  theirs: …{theirs}…", page.file()))
}

/// A page with every escape and every JSON text in one form.
fn normal(page: &str) -> Result<String, String> {
    let mut text = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, (script, behind))) =
        rest.split_once(SCRIPT.0).and_then(|(before, script)| Some((before, script.split_once(SCRIPT.1)?)))
    {
        let json: serde_json::Value =
            serde_json::from_str(script).map_err(|error| format!("no JSON: {error}\n{script}"))?;
        text.push_str(&escapes::unify(before));
        text.push_str(&json.to_string());
        rest = behind;
    }
    let rest: Cow<'_, str> = escapes::unify(rest);
    text.push_str(&rest);
    Ok(text)
}

//! Headings' anchors and levels.

use std::collections::BTreeMap;

use pinyin::ToPinyin;

use super::outline;

/// The longest anchor, in bytes, without prefix and counter.
const LONGEST_ID: usize = 40;

/// Gives out ids that are unique in a text.
#[derive(Default)]
pub(super) struct Ids {
    used: BTreeMap<String, usize>,
}

impl Ids {
    /// The id of an article of a regulation: its number, as people cite it.
    pub(super) fn article(&mut self, prefix: &str, number: &str) -> String {
        let count = self.used.entry(number.to_owned()).or_insert(0);
        *count += 1;
        if *count == 1 { format!("{prefix}{number}") } else { format!("{prefix}{number}-{count}") }
    }

    /// The id of a heading: `s-` and the sounds of its words without the number, so that it stays when
    /// sections change places; a counter where the same words come again.
    pub(super) fn heading(&mut self, prefix: &str, text: &str) -> String {
        let words = slug(outline::words(text));
        let base = if words.is_empty() { "s".to_owned() } else { format!("s-{words}") };
        loop {
            let count = self.used.entry(base.clone()).or_insert(0);
            *count += 1;
            let id = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
            // A heading `附件 2` and the second `附件` would both be `s-fu-jian-2`.
            if *count == 1 || !self.used.contains_key(&id) {
                self.used.entry(id.clone()).or_insert(1);
                return format!("{prefix}{id}");
            }
        }
    }
}

/// Chinese characters as their sounds, ASCII letters and digits in lower case, `-` between words.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(LONGEST_ID);
    let mut in_word = false;
    for character in text.chars() {
        if slug.len() >= LONGEST_ID {
            break;
        }
        if character.is_ascii_alphanumeric() {
            if !in_word && !slug.is_empty() {
                slug.push('-');
            }
            slug.push(character.to_ascii_lowercase());
            in_word = true;
            continue;
        }
        in_word = false;
        if let Some(sound) = character.to_pinyin() {
            if slug.len() + sound.plain().len() >= LONGEST_ID {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&sound.plain().replace('ü', "v"));
        }
    }
    slug
}

/// HTML levels of headings: as deep as each is nested, so that none is skipped, and never below 6.
pub(super) fn levels(raw: impl IntoIterator<Item = u8>, top_level: u8) -> Vec<u8> {
    let mut open: Vec<u8> = Vec::new();
    raw.into_iter()
        .map(|level| {
            while open.last().is_some_and(|above| *above >= level) {
                open.pop();
            }
            let depth = u8::try_from(open.len()).unwrap_or(6);
            open.push(level);
            top_level.max(1).saturating_add(depth).min(6)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Ids, levels};

    #[test]
    fn ids() {
        let mut ids = Ids::default();
        assert_eq!(ids.heading("", "一、总体要求"), "s-zong-ti-yao-qiu");
        assert_eq!(ids.heading("q1-", "二、总体要求。"), "q1-s-zong-ti-yao-qiu-2");
        assert_eq!(ids.heading("", "总体要求 2"), "s-zong-ti-yao-qiu-2-2");
        assert_eq!(ids.heading("", "2023年三季度："), "s-2023-nian-san-ji-du");
        assert_eq!(ids.heading("", "……"), "s");
        assert_eq!(ids.heading("", "、"), "s-2");
        assert!(ids.heading("", &"绿色发展".repeat(40)).len() <= 42);
    }

    #[test]
    fn no_level_is_skipped() {
        assert_eq!(levels([2, 3, 4, 5, 3, 2], 2), [2, 3, 4, 5, 3, 2]);
        assert_eq!(levels([3, 3, 4, 2, 4], 2), [2, 2, 3, 2, 3]);
        assert_eq!(levels([2, 3, 4, 5], 4), [4, 5, 6, 6]);
    }
}

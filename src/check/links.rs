//! The links and images that are written in Markdown on a page, as they stand in its file.

use std::ops::Range;

use super::LineKind;
use super::site::Page;

/// A link or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The bytes of its words, without the brackets; those of an image are its alternative text.
    pub(super) words: Range<usize>,
    /// The bytes of its address, without title.
    pub(super) address: Range<usize>,
    /// Whether it is an image.
    pub(super) is_image: bool,
}

/// The links of a page's text, in order, and of bare addresses those with a scheme.
pub(super) fn links_of(page: &Page<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    if !page.text[page.body..].contains("](") && !page.text[page.body..].contains("://") {
        return links;
    }
    for line in page.prose().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Row)) {
        links_in(line.text, line.start, &mut links);
    }
    links
}

fn links_in(line: &str, start: usize, links: &mut Vec<Link>) {
    let mut done = 0;
    for (at, _) in line.match_indices("](") {
        let Some(open) = line[..at].rfind('[') else { continue };
        let inside = &line[at + 2..];
        let end = inside.find(')').unwrap_or(inside.len());
        let address = inside[..end].trim_start_matches('<');
        let begin = at + 2 + (end - address.len());
        let length = address.find([' ', '>', '\u{3000}']).unwrap_or(address.len());
        bare(&line[done..open], start + done, links);
        done = at + 2 + end;
        links.push(Link {
            words: start + open + 1..start + at,
            address: start + begin..start + begin + length,
            is_image: line[..open].ends_with('!'),
        });
    }
    bare(&line[done..], start + done, links);
}

fn bare(text: &str, start: usize, links: &mut Vec<Link>) {
    for scheme in ["http://", "https://"] {
        for (at, _) in text.match_indices(scheme) {
            let is_end = |c: char| !c.is_ascii_graphic() || matches!(c, ')' | '>' | '"' | '`');
            let length = text[at..].find(is_end).unwrap_or(text.len() - at);
            let span = start + at..start + at + length;
            links.push(Link { words: span.clone(), address: span, is_image: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_images_and_bare_addresses_are_found() {
        let line = "见[办法](a.md \"题\")、![图](b.png)和https://a.cn/x，[`](c)";
        let mut links = Vec::new();
        links_in(line, 0, &mut links);
        let shown: Vec<(&str, &str, bool)> =
            links.iter().map(|l| (&line[l.words.clone()], &line[l.address.clone()], l.is_image)).collect();
        assert_eq!(
            shown,
            [
                ("办法", "a.md", false),
                ("图", "b.png", true),
                ("https://a.cn/x", "https://a.cn/x", false),
                ("`", "c", false),
            ]
        );
    }
}

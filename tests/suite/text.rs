//! Texts: each `tests/text/<case>.md` must become `<case>.html`, with its holes, headings and findings below it.
//!
//! A case is in mode 公文 unless its name begins with `markdown-`. `SNAPSHOTS=overwrite cargo test text` writes
//! the expected files anew; read the difference before committing it.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use gongkai::diag::{Diagnostic, Lang};
use gongkai::text::{BlockKind, Document, HiddenCells, HoleKind, TextMode, TextOptions, fill_figures, parse};
use proptest::prelude::*;

use crate::inputs::targets::{OFFSET, document_is_sound};

fn options(mode: TextMode) -> TextOptions<'static> {
    TextOptions { mode, file: Arc::from("正文.md"), offset: OFFSET, id_prefix: "", name: "", top_level: 2 }
}

/// What a case becomes, in one readable file.
fn show(source: &str, mode: TextMode) -> String {
    let reported = parse(source, &options(mode));
    let document = &reported.value;
    let mut shown = document.fill(&mut |hole, out| match &hole.kind {
        HoleKind::Address { target, fragment } if fragment.is_empty() => _ = write!(out, "{{地址 {target}}}"),
        HoleKind::Address { target, fragment } => _ = write!(out, "{{地址 {target}#{fragment}}}"),
        HoleKind::FileNote { target } => _ = write!(out, "{{附件 {target}}}"),
        HoleKind::Sheet { target, caption, merge, hidden } => {
            let hidden = match hidden {
                HiddenCells::Unsaid => "",
                HiddenCells::Shown => " 连隐藏的",
                HiddenCells::LeftOut => " 不要隐藏的",
            };
            _ = write!(out, "{{表 {target} “{caption}” {merge:?}{hidden}}}");
        }
        HoleKind::Figure { indicator, period } => _ = write!(out, "{{数 {indicator} {period:?}}}"),
    });
    shown.push_str("\n=== 标题\n");
    for heading in &document.headings {
        _ = writeln!(shown, "{} #{} {}", heading.level, heading.id, heading.text);
    }
    shown.push_str("=== 文字\n");
    for block in document.blocks.iter() {
        let anchor = block.anchor.map(|id| format!(" #{id}")).unwrap_or_default();
        let kind = match block.kind {
            BlockKind::Cell(place) => format!("Cell {}:{}:{}", place.table, place.row, place.column),
            kind => format!("{kind:?}"),
        };
        _ = writeln!(shown, "{kind}{anchor} {}", block.text.replace('\n', "⏎"));
    }
    _ = writeln!(shown, "=== 摘要\n{}\n=== 问题", document.excerpt);
    let mut findings = reported.findings;
    gongkai::diag::sort(&mut findings);
    for finding in &findings {
        _ = writeln!(
            shown,
            "{:?} {} `{}` {}",
            finding.severity,
            finding.rule,
            place(source, finding),
            finding.message.in_lang(Lang::Zh)
        );
        assert!(finding.help.is_some(), "{} helps nobody", finding.rule);
    }
    shown
}

fn place<'a>(source: &'a str, finding: &Diagnostic) -> &'a str {
    let span = finding.place.as_ref().and_then(|place| place.span.clone()).expect("findings have places");
    &source[span.start - OFFSET..span.end - OFFSET]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "tests read their cases from the disk")]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/text");
    let mut cases: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    cases.sort();
    assert!(cases.len() >= 8, "the cases are gone");
    let mut failed = Vec::new();
    for path in cases {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mode = if name.starts_with("markdown-") { TextMode::Markdown } else { TextMode::Gongwen };
        let shown = show(&std::fs::read_to_string(&path).unwrap(), mode);
        let expected = path.with_extension("html");
        let expected = snapbox::Data::read_from(&expected, Some(snapbox::data::DataFormat::Text)).raw();
        let assert =
            snapbox::Assert::new().normalize_paths(false).action_env(snapbox::assert::DEFAULT_ACTION_ENV);
        failed
            .extend(assert.try_eq(Some(&name), shown.into(), expected).err().map(|error| error.to_string()));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn html(source: &str, mode: TextMode) -> String {
    parse(source, &options(mode)).value.fill(&mut |_, _| {})
}

#[test]
fn line_ends_do_not_matter() {
    let text = "一、总体要求\n各单位：\n- 甲\n- 乙\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n";
    for mode in [TextMode::Gongwen, TextMode::Markdown] {
        let expected = html(text, mode);
        assert_eq!(html(&text.replace('\n', "\r\n"), mode), expected);
        assert_eq!(html(&text.replace('\n', "\r"), mode), expected);
        assert_eq!(html(&format!("\u{FEFF}{text}"), mode), expected);
    }
}

#[test]
fn two_texts_share_a_page() {
    let text = "一季度\n完成三项[^1]。\n\n[^1]: 截至三月底。\n\n| 甲 | < |\n|---|---|\n| 1 | 2 |\n";
    let mut ids = Vec::new();
    for (id_prefix, name) in [("q1-", "一季度"), ("q2-", "二季度")] {
        let options = TextOptions { id_prefix, name, top_level: 5, ..options(TextMode::Gongwen) };
        let html = parse(text, &options).value.html;
        assert!(html.contains(&format!("aria-label=\"{name}表格1\"")), "{html}");
        assert!(html.contains("<h5 id="), "{html}");
        ids.extend(html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), all), (8, 8), "{ids:?}");
}

#[test]
fn levels_end_at_six() {
    let options = TextOptions { top_level: 5, ..options(TextMode::Gongwen) };
    let document = parse("一、甲\n（一）乙\n1.丙\n（1）丁", &options).value;
    assert_eq!(document.headings.iter().map(|heading| heading.level).collect::<Vec<_>>(), [5, 6, 6, 6]);
}

#[test]
fn figures_in_plain_text() {
    let text = "培训[[职业技能培训]]，上期[[职业技能培训@2023-Q1]]，[[没有]]，[[没尾";
    let filled = fill_figures(text, &mut |name, period| match (name, period) {
        ("职业技能培训", None) => Some("2.39万人次".to_owned()),
        ("职业技能培训", Some("2023-Q1")) => Some("6340人次".to_owned()),
        _ => None,
    });
    assert_eq!(filled, "培训2.39万人次，上期6340人次，[[没有]]，[[没尾");
    assert_eq!(parse(text, &options(TextMode::Gongwen)).value.excerpt, text);
}

#[test]
fn floods_are_read_in_time() {
    for flood in [
        ">".repeat(50_000),
        "> ".repeat(20_000),
        "- ".repeat(20_000),
        "* a\n".repeat(5_000),
        "[".repeat(50_000),
        "[a](".repeat(20_000),
        "](a b".repeat(20_000),
        "[[".repeat(50_000),
        "**甲".repeat(20_000),
        "*甲*，".repeat(20_000),
        "_ ~~ ".repeat(20_000),
        "<div ".repeat(20_000),
        "<table>".repeat(3_000),
        "<div>".repeat(40_000),
        "<div>\n\n".repeat(20_000),
        "<ul><li>".repeat(20_000),
        "字<b>".repeat(20_000),
        "字<i><b>\n\n".repeat(10_000),
        "<p><span>".repeat(20_000),
        "<!--".repeat(20_000),
        "<script>".repeat(10_000),
        "![".repeat(20_000),
        "`".repeat(50_000),
        "[^1]".repeat(2_000) + "\n\n[^1]: 注",
        "|".repeat(20_000),
        "|甲|乙|\n|---|---|\n".to_owned() + &"|^^|<|\n".repeat(5_000),
        "# 标题\n".repeat(3_000),
        "一、同样的标题\n".repeat(3_000),
        "[甲](#乙)\n".repeat(2_000),
        "\\".repeat(50_000) + "*",
    ] {
        for mode in [TextMode::Gongwen, TextMode::Markdown] {
            let begun = std::time::Instant::now();
            let document = parse(&flood, &options(mode)).value;
            assert!(!document.is_empty() || flood.starts_with('<'), "{flood:.20}");
            let taken = begun.elapsed();
            assert!(taken.as_secs() < 10, "{flood:.20} in mode {mode:?} took {taken:?}");
        }
    }
}

/// Pieces of which trouble is made.
fn troublesome() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(vec![
            "一、", "（一）", "1.", "（1）", "一季度", "。", "：", "字", "文字", "“", "”", "《", "》", " ", "　", "\n", "\n\n",
            "**", "*", "_", "__", "~~", "~", "`", "```", "#", "# ", "- ", "+ ", "> ", ">>", "|", "|---|---|\n", "^^", "<",
            "[[", "]]", "[[甲@2]]", "[^1]", "[^1]: ", "[", "]", "](", ")", "![", "](a.csv)", "](#字)", "](javascript:x)",
            "](附件 1.doc)", "<b>", "</b>", "<table>", "<td>", "</table>", "<script>", "<!--", "-->", "<a href=x>", "&amp;",
            "&", "\\", "表1 甲\n", "\r\n", "\t", "    ", "\u{0}", "\u{202E}", "\u{FDD0}", "\u{FDD0}0\u{FDD1}", "\u{FFFC}",
            "\u{FEFF}", "&#xFDD0;", "&#xFDD0;0&#xFDD1", "&#8238;", "&#0;", "&amp;#8238;", "<details>", "<td>&#xFDD0;0&#xFDD1;", "</td></tr>", "\u{200B}", "---", "===", "1) ", "https://a.cn", "<https://a.cn>", "\"", "'", "💡", "é",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// The letters of what the blocks say, figures left out, sorted: footnotes stand elsewhere on the page.
fn said(document: &Document) -> String {
    let seen = document.blocks.iter().filter(|block| block.kind != BlockKind::ImageText);
    let placed = seen.filter(|block| !matches!(block.kind, BlockKind::Sheet(_)));
    letters(&placed.map(|block| block.fill(|_, _| {})).collect::<String>())
}

/// The letters that the page shows, sorted.
fn shown_words(document: &Document) -> String {
    let html = document.fill(&mut |_, _| {});
    let hidden = [("<sup class=\"note-ref\">", "</sup>"), ("<span class=\"task\">", "</span></span>")];
    let seen = hidden.iter().fold(html, |html, (begin, end)| {
        html.split(begin)
            .enumerate()
            .map(|(at, piece)| match at {
                0 => piece,
                _ => piece.split_once(end).map_or("", |(_, behind)| behind),
            })
            .collect::<Vec<_>>()
            .join("<>")
    });
    let text: String =
        seen.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let spelt = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")];
    letters(&spelt.iter().fold(text, |text, (entity, sign)| text.replace(entity, sign)))
}

fn letters(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_a_page(source in troublesome()) {
        for mode in [TextMode::Gongwen, TextMode::Markdown] {
            let reported = parse(&source, &options(mode));
            document_is_sound(&source, &reported.value, &reported.findings);
            prop_assert_eq!(parse(&source, &options(mode)), reported);
        }
    }

    /// What a page shows is what its blocks say: whoever searches them misses nothing, and finds nothing hidden.
    #[test]
    fn blocks_say_what_the_page_shows(source in troublesome()) {
        for mode in [TextMode::Gongwen, TextMode::Markdown] {
            let document = parse(&source, &options(mode)).value;
            prop_assert_eq!(said(&document), shown_words(&document), "{:?}: {}", mode, document.html);
        }
    }

    /// Lines without any markup come out as they went in, whatever their first characters.
    #[test]
    fn prose_is_not_swallowed(source in "([一三（）()1-3.、+*_#>~-]{0,4}[甲乙丙，。：+*_#~ 0-9.-]{0,12}\n){0,6}") {
        let shown: String = html(&source, TextMode::Gongwen)
            .split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
        let words = |text: &str| -> String {
            text.replace("&gt;", ">").chars().filter(|sign| sign.is_alphanumeric() || "，。：".contains(*sign)).collect()
        };
        prop_assert_eq!(words(&shown), words(&source));
    }
}

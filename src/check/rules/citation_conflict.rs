//! 引用的文号与文件名对不上
//!
//! # 是什么
//! 正文里“《名称》（文号）”的引用，文号在本站或 `known-documents.csv` 里是另一份文件的，或者这个名称的文件是另一个文号。
//!
//! # 为什么
//! 引错文号，读者找到的是另一份文件；有一份真实的文件就把《政府网站发展指引》的 47 号引成了 17 号。
//!
//! # 依据
//! 《党政机关公文处理工作条例》（中办发〔2012〕14号）第十九条：引用公文应当先引标题，后引发文字号（条文凭编者记忆）。
//!
//! # 举例
//! 触发：`《政府网站发展指引》（国办发〔2017〕17号）`。
//! 不触发：`《政府网站发展指引》（国办发〔2017〕47号）`、本站不认识的文号。
//!
//! # 怎样改
//! 核对原文，改正文号或名称。
//!
//! # English
//! A citation gives a document number that belongs to another title. Compare with the original and mend it.

use std::collections::BTreeMap;

use crate::check::doc_numbers::find;
use crate::check::prose::touches;
use crate::check::{Findings, LineKind, Page, ProseLine, Rule, Run, Site};
use crate::diag::Severity;
use crate::say;

/// 引用对不上.
pub(super) static RULE: Rule = Rule {
    name: "citation-conflict",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("citation_conflict.rs"),
    run: &[Run::Pages(|site, _| {
        let known = KnownDocuments::of(site);
        Box::new(move |page, findings| {
            for line in page.prose().filter(|line| line.kind != LineKind::Front && line.text.contains('》'))
            {
                check(page, &line, &known, findings);
            }
        })
    })],
};

/// The documents that the site knows.
#[derive(Default)]
struct KnownDocuments {
    /// Titles by number.
    titles: BTreeMap<String, Vec<String>>,
    /// Numbers by bare title.
    numbers: BTreeMap<String, Vec<String>>,
}

impl KnownDocuments {
    fn of(site: &Site<'_>) -> Self {
        let mut known = Self::default();
        for row in site.data.rows("known-documents.csv") {
            if let [number, title, ..] = row.cells[..] {
                known.add(number, title);
            }
        }
        for item in &site.catalog.items {
            if let Some(number) = &site.catalog.common(item).doc_number {
                known.add(&number.value, &item.title);
            }
        }
        known
    }

    fn add(&mut self, number: &str, title: &str) {
        let number =
            find(number).first().map_or_else(|| number.to_owned(), super::super::doc_numbers::DocNumber::key);
        self.numbers.entry(bare(title)).or_default().push(number.clone());
        self.titles.entry(number).or_default().push(title.to_owned());
    }
}

fn check(page: &Page<'_>, line: &ProseLine<'_>, known: &KnownDocuments, findings: &mut Findings) {
    for number in find(line.text) {
        // `《名称》（文号）`, perhaps with a space between.
        let before = line.text[..number.span.start].trim_end();
        let Some(before) = before.strip_suffix(['（', '(']).map(str::trim_end) else { continue };
        let Some(before) = before.strip_suffix('》') else { continue };
        let Some(open) = opening(before) else { continue };
        let title = &before[open..];
        let span = line.span(number.span.clone());
        if touches(page.markup(), &span) {
            continue;
        }
        let key = number.key();
        let shown = &page.text[span.clone()];
        if let Some(titles) = known.titles.get(&key) {
            if titles.iter().any(|other| is_same(other, title)) {
                continue;
            }
            let other = &titles[0];
            findings.report(
                page.place(span),
                say!(
                    "“{shown}”是《{other}》的文号，不是《{title}》",
                    "`{shown}` is the number of `{other}`, not of `{title}`"
                ),
                say!("核对原文，改正文号或名称", "compare with the original; mend the number or the title"),
            );
        } else if let Some(numbers) = known.numbers.get(&bare(title)) {
            let other = &numbers[0];
            findings.report(
                page.place(span),
                say!(
                    "《{title}》的文号是“{other}”，这里写的是“{shown}”",
                    "the number of `{title}` is `{other}`, not `{shown}`"
                ),
                say!("核对原文，改正文号或名称", "compare with the original; mend the number or the title"),
            );
        }
    }
}

/// Where the title begins whose closing mark has been cut off.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, character) in text.char_indices().rev() {
        match character {
            '》' => depth += 1,
            '《' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + character.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether two titles mean one document: `关于印发《甲办法》的通知` is cited as `甲办法` too.
fn is_same(known: &str, cited: &str) -> bool {
    let (known, cited) = (bare(known), bare(cited));
    known.contains(&cited) || cited.contains(&known)
}

/// A title without what people leave out and put in when they cite it.
fn bare(title: &str) -> String {
    let plain: String = title.chars().filter(|c| c.is_alphanumeric()).collect();
    let plain = plain.strip_suffix("的通知").unwrap_or(&plain);
    let plain = ["关于印发", "关于"].iter().find_map(|start| plain.strip_prefix(start)).unwrap_or(plain);
    plain.strip_suffix("试行").unwrap_or(plain).to_owned()
}

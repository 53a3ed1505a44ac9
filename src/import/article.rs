//! An article: front matter from what was found, the text from the rest.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::account::PartId;
use super::markup::MarkupContext;
use super::material::{Doubt, LineSpan, Material, MaterialBlock, MaterialGrid, MaterialLine};
use super::official::{self, FoundKey, Official};
use super::table;
use super::{ImportOptions, NewFile, Proposal, attachments, file_stem, picture};
use crate::diag::Text;
use crate::model::{ContentPath, Moment, Unit};
use crate::say;
use crate::text::{self, BlockKind, TextMode, TextOptions};
use crate::write::scalar;

/// Fields of old pages that become keys as they are.
const TAKEN_FIELDS: &[(&str, &[&str])] = &[
    ("信息来源", &["信息来源", "来源", "文章来源", "稿源"]),
    ("责任编辑", &["责任编辑", "编辑"]),
    ("主题分类", &["主题分类", "信息分类", "分类"]),
    ("关键词", &["关键词", "主题词", "关键字"]),
    ("概述", &["概述", "内容概述", "摘要"]),
    ("有效性", &["有效性", "是否有效", "效力状态", "时效性"]),
];

/// The labels of old pages for what is read with care.
const TITLE_LABELS: &[&str] = &["标题", "名称", "文件名称", "信息名称"];
const NUMBER_LABELS: &[&str] = &["文号", "发文字号", "文件编号", "发文文号"];
const INDEX_LABELS: &[&str] = &["索引号", "信息索引号", "索取号"];
const UNIT_LABELS: &[&str] = &["发布机构", "发布单位", "发文机关", "发文机构", "公开责任部门", "发文单位"];
const DATE_LABELS: &[&str] = &["公开日期", "发布日期", "发布时间", "上载日期", "时间", "日期"];
const ISSUED_LABELS: &[&str] = &["成文日期", "发文日期", "生成日期", "印发日期"];
const DISCLOSURE_LABELS: &[&str] = &["公开方式", "公开形式"];

/// The keys of an article in the order in which they are written, with their values.
#[derive(Default)]
struct Front {
    lines: Vec<(&'static str, String)>,
    found: Vec<FoundKey>,
}

impl Front {
    fn set(&mut self, key: &'static str, value: &str, place: Option<Text>) {
        if self.lines.iter().any(|(known, _)| *known == key) || value.trim().is_empty() {
            return;
        }
        self.lines.push((key, value.trim().to_owned()));
        if !self.found.iter().any(|found| found.key == key) {
            self.found.push(FoundKey { key, value: value.trim().to_owned(), place });
        }
    }
}

/// Makes an article of a source.
pub(super) fn propose(
    name: &str,
    mut material: Material,
    options: &ImportOptions<'_>,
    kind: Option<&'static str>,
) -> Proposal {
    drop_title_again(&mut material);
    let official = official::read(&mut material);
    attachments::find(&mut material, options);
    let mut front = Front { found: official.found.clone(), ..Front::default() };
    let title = title_of(name, &official, &mut material, &mut front);
    fill(&mut front, &official, &mut material, options, kind, &title);
    let folder = options.folder();
    let stem = file_stem(&title) + options.suffix;
    let mut writer = BodyWriter::new(&mut material, &title, &stem);
    writer.name_pictures();
    let mut tables = writer.write(&BTreeSet::new());
    let careful = unlike(&writer.body);
    if !careful.is_empty() {
        tables = writer.write(&careful);
    }
    let BodyWriter { body, mut files, .. } = writer;
    files.extend(tables);
    tell_unlike(&body, &mut material);
    let attached = attachments::write(&mut material, &mut files);
    super::close(&mut material);
    let text = whole(&front, &attached, &material.doubts, &body.text);
    let in_folder = |file: &str| ContentPath::new(&format!("{folder}/{file}"));
    let mut proposal = Proposal {
        what: say!("文章", "an article"),
        files: Vec::new(),
        found: front.found,
        doubts: material.doubts,
        account: material.account,
    };
    if let Ok(path) = in_folder(&format!("{stem}.md")) {
        proposal.files.push(NewFile { path, bytes: text.into_bytes(), is_text: true });
    }
    for (file, bytes, is_text) in files {
        proposal.files.extend(in_folder(&file).ok().map(|path| NewFile { path, bytes, is_text }));
    }
    proposal
}

/// A text that begins with the title that its page names has it once.
fn drop_title_again(material: &mut Material) {
    let close = |text: &str| text.chars().filter(|c| !super::material::is_blank(*c)).collect::<String>();
    let Some(title) = material.fields.iter().find(|field| TITLE_LABELS.contains(&field.label.as_str()))
    else {
        return;
    };
    let title = close(&title.value);
    let at = material.blocks.iter().take(3).position(|block| match block {
        MaterialBlock::Line(line) => close(&line.words()) == title,
        MaterialBlock::Table(_) => false,
    });
    if let Some(at) = at
        && let MaterialBlock::Line(line) = material.blocks.remove(at)
        && let Some(part) = line.part
    {
        material.account.change(part, say!("写进“标题”", "became the key `标题`"));
    }
}

fn title_of(name: &str, official: &Official, material: &mut Material, front: &mut Front) -> String {
    let named = field(material, TITLE_LABELS);
    let title = match (&official.title, named) {
        (_, Some((value, place))) => {
            front.set("标题", &value, place);
            value
        }
        (Some(title), None) => {
            front.set("标题", title, None);
            title.clone()
        }
        (None, None) if !material.name.is_empty() => {
            front.set("标题", &material.name, None);
            material.name.clone()
        }
        (None, None) => {
            let stem = super::stem_of(name);
            let text =
                say!("没有找到标题，用了文件名，请核对", "no title was found, the file's name stands for it");
            material.doubts.push(Doubt { place: say!("标题", "title"), text });
            front.set("标题", &stem, None);
            stem
        }
    };
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of the first field with one of these labels; it is accounted for.
fn field(material: &mut Material, labels: &[&str]) -> Option<(String, Option<Text>)> {
    let at = material
        .fields
        .iter()
        .position(|field| labels.contains(&field.label.as_str()) && !field.value.trim().is_empty())?;
    let field = &material.fields[at];
    let label = &field.label;
    material.account.change(field.part, say!("“{label}”写进了文件开头", "`{label}` became a key"));
    Some((field.value.clone(), Some(material.account.part(field.part).place.clone())))
}

fn fill(
    front: &mut Front,
    official: &Official,
    material: &mut Material,
    options: &ImportOptions<'_>,
    kind: Option<&'static str>,
    title: &str,
) {
    let named_number = field(material, NUMBER_LABELS);
    let doc_number = named_number.or_else(|| official.doc_number.clone().map(|number| (number, None)));
    let kind = kind.unwrap_or_else(|| kind_of(title, official, doc_number.is_some()));
    front.set("类型", kind, None);
    if let Some((number, place)) = doc_number {
        let close: String = number.chars().filter(|c| !c.is_whitespace()).collect();
        front.set("文号", &official::doc_number(&close).unwrap_or(number), place);
    }
    let named_unit = field(material, UNIT_LABELS);
    set_unit(front, official, material, options, named_unit);
    let issued =
        field(material, ISSUED_LABELS).and_then(|(value, place)| Some((Moment::parse(&value).ok()?, place)));
    if let Some((issued, place)) = issued.or_else(|| official.issued.map(|issued| (issued, None))) {
        front.set("成文日期", &issued.date.to_string(), place);
    }
    let date = field(material, DATE_LABELS).and_then(|(value, place)| Some((date_in(&value)?, place)));
    match date {
        Some((date, place)) => front.set("公开日期", &date.to_string(), place),
        None => {
            front.set("公开日期", &options.today.to_string(), None);
            if material.is_page {
                let text = say!(
                    "没有找到公开日期，先写了今天，请核对",
                    "no date was found, today stands for it: check it"
                );
                material.doubts.push(Doubt { place: say!("公开日期", "date"), text });
            }
        }
    }
    let disclosure = field(material, DISCLOSURE_LABELS).map(|(value, _)| value);
    let disclosure = disclosure
        .as_deref()
        .or(official.disclosure)
        .filter(|way| ["依申请公开", "不予公开", "主动公开"].contains(way));
    if let Some(way) = disclosure {
        front.set("公开方式", way, None);
    }
    for (key, labels) in TAKEN_FIELDS {
        if let Some((value, place)) = field(material, labels) {
            front.set(key, &value, place);
        }
    }
    if let Some(addressees) = &official.addressees {
        front.set("主送", addressees, None);
    }
    if let Some(signature) = &official.signature {
        front.set("落款", signature, None);
    }
    if let Some((number, place)) = field(material, INDEX_LABELS) {
        front.set("索引号", &number, place);
    }
    for at in 0..material.fields.len() {
        let part = material.fields[at].part;
        material.account.leave(
            part,
            say!("网站没有这一项，或者由网站自己生成", "the site has no such key, or makes it itself"),
        );
    }
    if options.settings.is_some_and(|settings| settings.text == TextMode::Markdown) {
        front.set("正文", "公文", None);
    }
    if official.is_secret {
        front.set("草稿", "true", None);
    }
}

/// The date in `2024-01-02 11:44 来源：…`, or the whole text.
fn date_in(value: &str) -> Option<Moment> {
    let value = value.trim();
    let ends = value.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.chain([value.len()]).collect();
    ends.reverse();
    ends.into_iter().find_map(|end| Moment::parse(&value[..end]).ok())
}

/// 发布单位: what the source says, as the registry has it.
fn set_unit(
    front: &mut Front,
    official: &Official,
    material: &mut Material,
    options: &ImportOptions<'_>,
    named: Option<(String, Option<Text>)>,
) {
    let Some(units) = options.settings.map(|settings| &settings.units) else { return };
    let place = named.as_ref().and_then(|(_, place)| place.clone());
    let said = named
        .map(|(value, _)| value)
        .or_else(|| official.signature.clone())
        .or_else(|| official.organ.clone());
    let plain = |name: &str| name.trim_end_matches("（代章）").trim_end_matches("办公室").to_owned();
    let known = said.as_ref().and_then(|said| {
        Unit::find(units, said).or_else(|| Unit::find(units, &plain(said))).or_else(|| {
            units.iter().find(|unit| said.contains(&unit.full) || unit.full.ends_with(said.as_str()))
        })
    });
    match (known, units.first(), said) {
        (Some(unit), _, _) => front.set("发布单位", &unit.short, place),
        (None, Some(first), said) => {
            let short = &first.short;
            front.set("发布单位", short, None);
            let text = match said {
                Some(said) => say!(
                    "site.yaml 里没有“{said}”这个机构，发布单位先写了“{short}”，请核对",
                    "site.yaml knows no unit `{said}`; `{short}` stands for it: check it"
                ),
                None if units.len() > 1 => say!(
                    "没有找到发布单位，先写了“{short}”，请核对",
                    "no publishing unit was found, `{short}` stands for it: check it"
                ),
                None => return,
            };
            material.doubts.push(Doubt { place: say!("发布单位", "publishing unit"), text });
        }
        (None, None, _) => {}
    }
}

/// 类型, by what the title ends with; what nothing marks as an official document is news, which gets no
/// number that could never be taken back.
fn kind_of(title: &str, official: &Official, has_number: bool) -> &'static str {
    let name = title.trim_end_matches(['）', ')', '》', '”']);
    let has = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match () {
        () if title.contains("政府信息公开") && has(&["年度报告", "年报"]) => "年报",
        () if title.contains("信息公开") && has(&["指南"]) => "指南",
        () if has(&["解读", "政策问答"]) => "解读",
        () if has(&["通知", "公告", "通告", "公示"]) => "通知",
        () if has(&["规划", "规划纲要", "工作计划", "要点"]) || title.contains("规划（") => {
            "规划"
        }
        () if has_number || official.addressees.is_some() || official.signature.is_some() => "公文",
        () if has(&["意见", "办法", "规定", "决定", "细则", "批复", "方案", "条例", "预案"]) => {
            "公文"
        }
        () => "动态",
    }
}

/// What was written of a text, to be compared with what it is read back as.
#[derive(Default)]
struct Body {
    /// The text.
    text: String,
    /// The same without pictures, for the comparison.
    bare: String,
    /// The words of each line and cell, in order.
    expected: Vec<(Option<PartId>, String)>,
    /// The words of the notes.
    notes: Vec<(Option<PartId>, String)>,
}

struct BodyWriter<'m> {
    material: &'m mut Material,
    title: &'m str,
    stem: &'m str,
    body: Body,
    /// Files beside the text: name, bytes, and whether they are text.
    files: Vec<(String, Vec<u8>, bool)>,
    pictures: Vec<Option<String>>,
    tables: usize,
}

impl<'m> BodyWriter<'m> {
    fn new(material: &'m mut Material, title: &'m str, stem: &'m str) -> Self {
        Self {
            material,
            title,
            stem,
            body: Body::default(),
            files: Vec::new(),
            pictures: Vec::new(),
            tables: 0,
        }
    }

    /// Writes the text; gives the tables that lie beside it.
    fn write(&mut self, careful: &BTreeSet<PartId>) -> Vec<(String, Vec<u8>, bool)> {
        self.body = Body::default();
        self.tables = 0;
        let mut tables = Vec::new();
        let blocks = std::mem::take(&mut self.material.blocks);
        let mut notes: Vec<usize> = Vec::new();
        let mut before_was_table = false;
        for block in &blocks {
            match block {
                MaterialBlock::Line(line) => {
                    if before_was_table {
                        self.push("\n", "\n");
                    }
                    self.line(line, &mut notes, careful);
                    before_was_table = false;
                }
                MaterialBlock::Table(grid) => {
                    if !self.body.text.is_empty() {
                        self.push("\n", "\n");
                    }
                    let spans = grid.rows.iter().flatten().flat_map(|cell| &cell.lines);
                    spans.for_each(|line| note_numbers(line, &mut notes));
                    tables.extend(self.table(grid, careful));
                    before_was_table = true;
                }
            }
        }
        let markup = MarkupContext::new(self.material, &self.pictures).with_care(careful);
        let definitions = markup.notes(&notes);
        if !definitions.is_empty() {
            let definitions = format!("\n{definitions}");
            self.push(&definitions, &definitions);
        }
        for at in notes {
            let note = self.material.notes[at].clone();
            if let Some(part) = note.part {
                self.material.account.place(part);
            }
            self.body.notes.push((note.part, note.words()));
        }
        self.material.blocks = blocks;
        tables
    }

    fn push(&mut self, text: &str, bare: &str) {
        self.body.text.push_str(text);
        self.body.bare.push_str(bare);
    }

    fn line(&mut self, line: &MaterialLine, notes: &mut Vec<usize>, careful: &BTreeSet<PartId>) {
        note_numbers(line, notes);
        let is_title = line.side == super::material::Side::Middle && line.outline == Some(1);
        let none = vec![None; self.pictures.len()];
        let write =
            |markup: &MarkupContext<'_>| if is_title { markup.heading(line) } else { markup.line(line) };
        let text = write(&MarkupContext::new(self.material, &self.pictures).with_care(careful));
        let bare = write(&MarkupContext::new(self.material, &none).with_care(careful));
        if let Some(part) = line.part {
            self.material.account.place(part);
        }
        self.body.expected.push((line.part, line.words()));
        let end = |text: String| if text.is_empty() { text } else { text + "\n" };
        self.push(&end(text), &end(bare));
    }

    fn table(&mut self, grid: &MaterialGrid, careful: &BTreeSet<PartId>) -> Option<(String, Vec<u8>, bool)> {
        self.tables += 1;
        let csv = table::is_large(grid).then(|| table::as_csv(grid)).flatten();
        for part in grid.parts() {
            self.material.account.place(part);
        }
        if let Some(csv) = csv {
            let number = self.tables;
            let file = format!("{}-表{number}.csv", self.stem);
            let caption = if grid.name.is_empty() {
                format!("{}（表{number}）", self.title)
            } else {
                grid.name.clone()
            };
            self.body.text.push_str(&csv.reference(&caption, &file));
            self.body.text.push('\n');
            return Some((file, csv.text.into_bytes(), true));
        }
        let none = vec![None; self.pictures.len()];
        let text = MarkupContext::new(self.material, &self.pictures).with_care(careful).table(grid) + "\n";
        let bare = MarkupContext::new(self.material, &none).with_care(careful).table(grid) + "\n";
        self.push(&text, &bare);
        let cells = grid.rows.iter().flatten().map(|cell| (cell.part, cell.words()));
        self.body.expected.extend(cells);
        None
    }

    /// Names the files of the pictures, and leaves those that no page can show.
    fn name_pictures(&mut self) {
        let captions = captions(&self.material.blocks, self.material.pictures.len());
        for (at, caption) in captions.into_iter().enumerate() {
            let picture = &mut self.material.pictures[at];
            let part = picture.part;
            let place = part.map(|part| self.material.account.part(part).place.clone());
            let place = place.unwrap_or_else(|| say!("图片", "a picture"));
            if picture.bytes.is_empty() && !picture.address.is_empty() {
                if let Some(part) = part {
                    self.material
                        .account
                        .leave(part, say!("图片没有随文件保存", "the picture was not saved with the file"));
                }
                let text = say!(
                    "这里的图片没有随文件保存，请找到图片再插入",
                    "the picture here was not saved with the file: find it and put it in"
                );
                self.material.doubts.push(Doubt { place, text });
                self.pictures.push(None);
                continue;
            }
            let bare = picture::bare(&picture.bytes);
            let Some((bytes, ending)) = bare else {
                let kind = picture.ending.clone();
                let (why, text) = (
                    say!("网页显示不了这种图片（{kind}）", "no page can show this kind of picture ({kind})"),
                    say!(
                        "这里的图片（{kind}）网页显示不了，没有带过来；另存为 PNG 再插入",
                        "a picture here ({kind}) cannot be shown and was left: save it as PNG and put it in"
                    ),
                );
                if let Some(part) = part {
                    self.material.account.leave(part, why);
                }
                self.material.doubts.push(Doubt { place, text });
                self.pictures.push(None);
                continue;
            };
            let number = at + 1;
            let file = format!("{}-图{number}.{ending}", self.stem);
            if picture.alt.is_empty() {
                picture.alt = caption.unwrap_or_else(|| {
                    let text = say!(
                        "图片没有说明文字，请写一句图上有什么",
                        "the picture says nothing to who cannot see it: say what it shows"
                    );
                    self.material.doubts.push(Doubt { place, text });
                    format!("{}（插图{number}）", self.title)
                });
            }
            if let Some(part) = part {
                let how =
                    say!("另存为 {file}，去掉了拍摄信息", "saved as {file}, without what the camera wrote");
                self.material.account.change(part, how);
            }
            self.files.push((file.clone(), bytes, false));
            self.pictures.push(Some(file));
        }
    }
}

fn note_numbers(line: &MaterialLine, notes: &mut Vec<usize>) {
    for span in &line.spans {
        if let LineSpan::Note(at) = span
            && !notes.contains(at)
        {
            notes.push(*at);
        }
    }
}

/// The caption below each picture, if there is one: `图1 …`.
fn captions(blocks: &[MaterialBlock], count: usize) -> Vec<Option<String>> {
    let mut captions = vec![None; count];
    for pair in blocks.windows(2) {
        let [MaterialBlock::Line(line), MaterialBlock::Line(below)] = pair else { continue };
        let words = below.words();
        let is_caption = words.strip_prefix('图').is_some_and(|rest| {
            rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        });
        if is_caption && words.chars().count() <= 60 {
            for span in &line.spans {
                if let LineSpan::Picture(at) = span {
                    captions[*at] = Some(words.clone());
                }
            }
        }
    }
    captions
}

/// What is left unlike the source is a doubt.
fn tell_unlike(body: &Body, material: &mut Material) {
    for part in unlike(body) {
        let place = material.account.part(part).place.clone();
        let text = say!(
            "这里的文字在网页上会显示得和原文不一样，请核对",
            "what stands here would be shown otherwise than in the source: check it"
        );
        material.doubts.push(Doubt { place, text });
    }
}

/// Compares what was written with what it is read back as; gives the parts that would show otherwise.
fn unlike(body: &Body) -> BTreeSet<PartId> {
    let mut found = BTreeSet::new();
    let options = TextOptions {
        mode: TextMode::Gongwen,
        file: "import".into(),
        offset: 0,
        id_prefix: "",
        name: "",
        top_level: 2,
    };
    let document = text::parse(&body.bare, &options).value;
    let close = |text: &str| text.chars().filter(|c| !super::material::is_blank(*c)).collect::<String>();
    let is_note = |kind: &BlockKind| *kind == BlockKind::Note;
    let read: String =
        document.blocks.iter().filter(|block| !is_note(&block.kind)).map(|block| close(block.text)).collect();
    let notes: String =
        document.blocks.iter().filter(|block| is_note(&block.kind)).map(|block| close(block.text)).collect();
    for (read, expected) in [(read, &body.expected), (notes, &body.notes)] {
        let mut rest = read.as_str();
        for (part, words) in expected {
            let words = close(&crate::model::visible(words));
            if let Some(behind) = rest.strip_prefix(words.as_str()) {
                rest = behind;
                continue;
            }
            found.extend(*part);
            // What follows may be right again.
            if let Some(at) = rest.find(words.as_str()).filter(|_| !words.is_empty()) {
                rest = &rest[at + words.len()..];
            }
        }
    }
    found
}

/// The order of keys in a front matter.
const ORDER: &[&str] = &[
    "标题",
    "类型",
    "文号",
    "发布单位",
    "成文日期",
    "公开日期",
    "公开方式",
    "信息来源",
    "责任编辑",
    "主题分类",
    "关键词",
    "概述",
    "有效性",
    "主送",
    "落款",
    "索引号",
    "正文",
    "草稿",
];

/// The whole file: doubts as comments on top of the keys, where `check` finds them until they are settled.
fn whole(front: &Front, attached: &[(String, String)], doubts: &[Doubt], text: &str) -> String {
    let mut out = String::from("---\n");
    for doubt in doubts {
        out.push_str(&super::comment(doubt));
    }
    for key in ORDER {
        if let Some((_, value)) = front.lines.iter().find(|(known, _)| known == key) {
            _ = writeln!(out, "{key}: {}", scalar(value));
        }
    }
    if !attached.is_empty() {
        out.push_str("附件:\n");
    }
    for (file, name) in attached {
        _ = writeln!(out, "  - 文件: {}\n    名称: {}", scalar(file), scalar(name));
    }
    out.push_str("---\n");
    out.push_str(text.trim_start_matches('\n'));
    out
}

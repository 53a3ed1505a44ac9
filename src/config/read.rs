//! The values of `site.yaml`, checked one by one.

use std::sync::Arc;

use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::checks;
use super::destinations;
use super::fields::{FIELDS, PRESETS, field_named, preset_named};
use super::members;
use super::mistakes;
use super::shapes::{FREQUENCY_VALUES, SITE, mode_of_choice};
use super::url::{is_link, read_url};
use super::{DatedPattern, Footer, MetadataField, OpenData, Settings, Spanned};
use crate::diag::{self, Diagnostic, Reported};
use crate::layout;
use crate::model::{
    CodeError, ContentPath, FormerName, NumberPattern, OrgCode, PatternError, PatternErrorKind, Unit, UnitId,
};
use crate::say;
use crate::yaml::fields::{Fields, ListItem};
use crate::yaml::report::Report;
use crate::yaml::{self, YamlSource, find_conflict_markers};

/// The pattern of the national portal and most of Zhejiang.
const DEFAULT_PATTERN: &str = "{代码}/{年}-{流水:5}";

/// Reads and checks all of `site.yaml`.
pub(super) fn parse(text: &str) -> Reported<Option<Settings>> {
    let source = YamlSource { file: Arc::from(layout::SETTINGS), text, offset: 0, ends_file: true };
    let conflicts = find_conflict_markers(&source);
    if !conflicts.is_empty() {
        return Reported::new(None, conflicts);
    }
    let parsed = yaml::parse(&source, &SITE);
    let Some(root) = parsed.root else { return Reported::new(None, parsed.findings) };
    let mut report = Report::new(&source, parsed.findings, parsed.is_repaired);
    let head = 0..text.find(['\n', '\r']).unwrap_or(text.len());
    let fields = Fields::open(&root, &SITE, head, &mut report);
    let settings = read_settings(&fields, &mut report);
    let findings = report.findings;
    let value = if diag::has_errors(&findings) { None } else { settings };
    Reported::new(value, findings)
}

fn read_settings(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<Settings> {
    let name = fields.plain("名称", report);
    let url = fields.text("网址", report).and_then(|url| read_url(&url, report));
    let area = read_area(fields, report);
    let site_id = read_site_id(fields, &area, report);
    let theme = read_theme(fields, report);
    let units = read_units(fields, report);
    let number_rule = read_number_rule(fields, report);
    let metadata = read_metadata_fields(fields, report);
    let text = fields.choice("正文", report).map(|mode| mode_of_choice(mode.value)).unwrap_or_default();
    let nav = fields.names("导航", report);
    let approval = fields.choice("审签", report).is_some_and(|choice| choice.value == 1);
    let footer = read_footer(fields, report);
    let mistakes = mistakes::read(fields, report);
    let open_data = read_open_data(fields, report);
    let search = fields.flag_or("检索", true, report);
    let search_note = fields.plain("检索说明", report);
    let search_attachments = fields.flag_or("检索附件", true, report);
    let allow_attachments = fields.names("允许附件", report);
    let clean_attachments = fields.flag_or("清理附件", true, report);
    let checks = checks::read(fields, report);
    let destinations = destinations::read(fields, report);
    let outside = fields.names("外链域名", report);
    let members = members::read(fields, url.as_deref(), report);
    Some(Settings {
        name: name?,
        url: url?,
        site_id,
        area,
        theme,
        units,
        number_rule: number_rule?,
        fields: metadata,
        text,
        nav,
        approval,
        footer,
        mistakes,
        open_data,
        search,
        search_note,
        search_attachments,
        allow_attachments,
        clean_attachments,
        checks,
        destinations,
        outside,
        members,
    })
}

fn read_area(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> String {
    let Some(area) = fields.text("行政区划", report) else { return String::new() };
    if area.value.len() == 6 && is_digits(&area.value) {
        return area.value;
    }
    let shown = area.value;
    report
        .error(
            "invalid-area",
            area.span,
            say!("行政区划代码 `{shown}` 不是 6 位数字", "the area code `{shown}` is not 6 digits"),
        )
        .help(say!("填 6 位数字，例如 `行政区划: \"330604\"`", "give 6 digits, such as `area: \"330604\"`"));
    String::new()
}

/// The form is that of domain.md §4.2: `bm` and 8 digits, or 10 digits that begin with the area code.
fn read_site_id(fields: &Fields<'_, '_>, area: &str, report: &mut Report<'_>) -> String {
    let Some(id) = fields.text("标识码", report) else {
        if fields.is_missing("标识码") {
            let place = report.source.place(fields.place_of("标识码"));
            report.findings.push(
                Diagnostic::advice(
                    "missing-site-id",
                    say!("没有填写政府网站标识码", "no site code is given"),
                )
                .at(place)
                .help(say!(
                    "有了标识码以后加一行 `标识码: \"…\"`，网页才有规定的标签和“找错”入口",
                    "add `site_id: \"…\"` once you have it: the prescribed tags need it"
                )),
            );
        }
        return String::new();
    };
    let text = id.value.as_str();
    let is_central = text.strip_prefix("bm").is_some_and(|rest| rest.len() == 8 && is_digits(rest));
    let is_local = text.len() == 10 && is_digits(text);
    if !is_central && !is_local {
        report
            .error(
                "invalid-site-id",
                id.span,
                say!("标识码 `{text}` 的样子不对", "the site code `{text}` is malformed"),
            )
            .help(say!(
                "标识码是 10 位数字，部委网站是 bm 加 8 位数字",
                "it has 10 digits, or bm and 8 digits"
            ));
        return String::new();
    }
    if is_local && !area.is_empty() && !text.starts_with(area) {
        let start = &text[..6];
        report
            .warning(
                "site-id-of-other-area",
                id.span,
                say!(
                    "标识码的前 6 位 `{start}` 不是行政区划 `{area}`",
                    "the site code begins with `{start}`, not with the area code `{area}`"
                ),
            )
            .help(say!("核对标识码和行政区划，改正其中一个", "check both and correct one"));
    }
    id.value
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_theme(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Spanned<String> {
    let built_in = || Spanned { value: "gongkai".to_owned(), span: 0..0 };
    let Some(theme) = fields.text("主题", report) else { return built_in() };
    let name = theme.value.as_str();
    if ContentPath::new(name).is_ok_and(|path| path.as_str() == name)
        && !name.contains('/')
        && !name.starts_with('.')
    {
        return theme;
    }
    report
        .error(
            "invalid-theme",
            theme.span,
            say!("主题 `{name}` 不是文件夹名", "the theme `{name}` is not the name of a folder"),
        )
        .help(say!(
            "只写 themes/ 下的文件夹名，例如 `主题: gongkai`",
            "give the name of a folder in themes/, such as `theme: gongkai`"
        ));
    built_in()
}

fn read_units(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> TiVec<UnitId, Unit> {
    let mut units: TiVec<UnitId, Unit> = TiVec::new();
    // The names so far: kind, name, place.
    let mut given: Vec<(&str, String, std::ops::Range<usize>)> = Vec::new();
    for item in fields.records("机构", report) {
        let ListItem::Record(unit) = item else { continue };
        let short = unit.text("简称", report);
        let full = unit.text("全称", report);
        let code = unit.text("代码", report);
        let phone = unit.plain("电话", report).unwrap_or_default();
        let former_names = read_former_names(&unit, report);
        let until = unit.date("至", report).map(|until| until.value.date);
        for (kind, text) in [("名称", &short), ("名称", &full), ("代码", &code)] {
            let Some(text) = text else { continue };
            let is_own =
                short.as_ref().is_some_and(|short| short.value == text.value && short.span != text.span);
            let first = given.iter().find(|(other, value, _)| *other == kind && *value == text.value);
            // A body that takes another's place may go on with its code.
            let has_ended = until.is_some()
                || units.iter().any(|unit| unit.code.as_str() == text.value && unit.until.is_some());
            match first {
                Some(_) if kind == "代码" && has_ended => {}
                Some((_, value, first)) if !is_own => {
                    report
                        .error(
                            "duplicate-unit",
                            text.span.clone(),
                            say!("两个机构的{kind}都是 `{value}`", "two units have `{value}`"),
                        )
                        .related(first.clone(), say!("第一次在这里", "first here"))
                        .help(say!(
                            "每个机构的简称、全称和代码都不能和别的机构相同；改了名的写“曾用名”，撤并后由别的机构沿用代码的给它写上 `至: 日期`",
                            "names and codes of units must differ; give a renamed unit `former_names`, and one whose code another has taken over `until: date`"
                        ));
                }
                _ => given.push((kind, text.value.clone(), text.span.clone())),
            }
        }
        let code = code.and_then(|code| read_code(&code, report));
        if let (Some(short), Some(full), Some(code)) = (short, full, code) {
            let (short, full) = (short.value, full.value);
            units.push(Unit { short, full, code, phone, former_names, until });
        }
    }
    units
}

fn read_former_names(unit: &Fields<'_, '_>, report: &mut Report<'_>) -> Vec<FormerName> {
    let mut names = Vec::new();
    for item in unit.records("曾用名", report) {
        let ListItem::Record(former) = item else { continue };
        let (full, short) = (former.text("全称", report), former.plain("简称", report));
        if let (Some(full), Some(until)) = (full, former.date("至", report)) {
            names.push(FormerName { full: full.value, short, until: until.value.date });
        }
    }
    names.sort_by_key(|former| former.until);
    names
}

fn read_code(text: &Spanned<String>, report: &mut Report<'_>) -> Option<OrgCode> {
    let shown = &text.value;
    let message = match OrgCode::new(shown) {
        Ok(code) => {
            if !code.has_right_check_digit() {
                let expected = code.expected();
                report
                    .warning(
                        "wrong-check-digit",
                        text.span.clone(),
                        say!(
                            "代码 `{shown}` 的校验位不对，按国家标准应当是 `{expected}`",
                            "wrong check digit in `{shown}`: the standard gives `{expected}`"
                        ),
                    )
                    .help(say!("对照机构的证书核对每一位", "check each digit against the certificate"));
            }
            return Some(code);
        }
        Err(CodeError::Length(length)) => say!(
            "代码 `{shown}` 有 {length} 位，应当是 9 位或 18 位",
            "the code `{shown}` has {length} characters, not 9 or 18"
        ),
        Err(CodeError::Character(at, character)) => {
            let at = at + 1;
            say!(
                "代码 `{shown}` 的第 {at} 个字符 `{character}` 不能用在代码里",
                "character {at} of the code `{shown}`, `{character}`, cannot stand in a code"
            )
        }
    };
    report.error("invalid-code", text.span.clone(), message).help(say!(
        "填 9 位的组织机构代码或 18 位的统一社会信用代码，例如 `代码: \"002590761\"`",
        "give a code of 9 or 18 characters, such as `code: \"002590761\"`"
    ));
    None
}

fn read_number_rule(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<Vec<DatedPattern>> {
    let items = fields.records("索引号", report);
    if items.is_empty() {
        let pattern = NumberPattern::parse(DEFAULT_PATTERN).ok()?;
        return Some(vec![DatedPattern { from: Date::MIN, pattern }]);
    }
    let mut rule: Vec<(DatedPattern, std::ops::Range<usize>)> = Vec::new();
    let count = items.len();
    for (position, item) in items.into_iter().enumerate() {
        let (from, text) = match item {
            ListItem::Text(text) => (None, Some(text)),
            ListItem::Record(record) => {
                if position > 0 && record.is_missing("自") {
                    record.report_missing("自", report);
                }
                (record.date("自", report), record.text("格式", report))
            }
        };
        let Some(pattern) = text.and_then(|text| read_pattern(&text, report)) else { continue };
        let span = from.as_ref().map_or(0..0, |from| from.span.clone());
        let from = from.map_or(Date::MIN, |from| from.value.date);
        if let Some((_, first)) = rule.iter().find(|(other, _)| other.from == from && count > 1) {
            report
                .error(
                    "duplicate-pattern",
                    span.clone(),
                    say!("两种索引号格式从同一天起用", "two patterns begin on the same day"),
                )
                .related(first.clone(), say!("第一次在这里", "first here"))
                .help(say!("每种格式写上各自开始使用的日期", "give each pattern a day of its own"));
        }
        rule.push((DatedPattern { from, pattern }, span));
    }
    rule.sort_by_key(|(dated, _)| dated.from);
    let mut rule: Vec<DatedPattern> = rule.into_iter().map(|(dated, _)| dated).collect();
    // The first pattern also covers what was published before its first day.
    rule.first_mut()?.from = Date::MIN;
    Some(rule)
}

fn read_pattern(text: &Spanned<String>, report: &mut Report<'_>) -> Option<NumberPattern> {
    let PatternError { span, kind } = match NumberPattern::parse(&text.value) {
        Ok(pattern) => return Some(pattern),
        Err(error) => error,
    };
    let piece = text.value.get(span.clone()).unwrap_or("");
    let message = match kind {
        PatternErrorKind::UnknownPlaceholder(_) => {
            say!("索引号格式里没有 `{piece}` 这个项目", "there is no placeholder `{piece}`")
        }
        PatternErrorKind::NoSerial => {
            say!("索引号格式里缺少 `{{流水:N}}`", "the pattern has no `{{流水:N}}`")
        }
        PatternErrorKind::SecondSerial => say!("索引号格式里有两个流水号", "the pattern has two serials"),
        PatternErrorKind::Unclosed => {
            say!("索引号格式里的花括号没有配对", "a brace of the pattern is not closed")
        }
        PatternErrorKind::Width => say!("`{piece}` 的位数不对", "wrong width in `{piece}`"),
        PatternErrorKind::Character(character) => {
            say!("索引号里不能用 `{character}`", "`{character}` cannot stand in an index number")
        }
    };
    let help = match kind {
        PatternErrorKind::UnknownPlaceholder(Some(near)) => {
            say!("是不是 `{{{near}}}`？", "did you mean `{{{near}}}`?")
        }
        _ => say!(
            "可以用 {{代码}} {{年}} {{月}} {{类别}} {{流水:5}}，例如 `\"{{代码}}/{{年}}-{{流水:5}}\"`",
            "use {{code}} {{year}} {{month}} {{category}} {{serial:5}}, such as `\"{{code}}/{{year}}-{{serial:5}}\"`"
        ),
    };
    // Behind the quote, if there is one: a pattern that begins with a brace needs quotes.
    let start = text.span.start + usize::from(report.source.typed(&text.span).starts_with(['"', '\'']));
    report.error("invalid-number-pattern", start + span.start..start + span.end, message).help(help);
    None
}

fn read_metadata_fields(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Vec<MetadataField> {
    let names = fields.names("元数据栏", report);
    if let [only] = names.as_slice()
        && let Some(preset) = preset_named(&only.value)
    {
        return preset.to_vec();
    }
    let mut chosen = Vec::new();
    for name in &names {
        match field_named(&name.value) {
            Some(field) if chosen.contains(&field) => {
                let shown = &name.value;
                report
                    .warning(
                        "duplicate-field",
                        name.span.clone(),
                        say!("元数据栏里 `{shown}` 出现两次", "the field `{shown}` is listed twice"),
                    )
                    .help(say!("删去一处", "remove one"));
            }
            Some(field) => chosen.push(field),
            None => report_unknown_field(name, names.len() == 1, report),
        }
    }
    if chosen.is_empty() { PRESETS[0].1.to_vec() } else { chosen }
}

fn report_unknown_field(name: &Spanned<String>, is_only: bool, report: &mut Report<'_>) {
    let shown = &name.value;
    let fields = FIELDS.iter().flat_map(|(_, names)| names.iter().copied());
    let presets = PRESETS.iter().map(|(preset, _)| *preset);
    let near = diag::nearest(shown, presets.clone().filter(|_| is_only).chain(fields));
    let list: Vec<&str> =
        if is_only { presets.collect() } else { FIELDS.iter().map(|(_, names)| names[0]).collect() };
    let list = list.join("、");
    let noted = report.error(
        "unknown-field",
        name.span.clone(),
        say!("元数据栏没有 `{shown}`", "there is no metadata field `{shown}`"),
    );
    match near {
        Some(near) => noted.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None if is_only => {
            noted.help(say!("可以用的预设：{list}；也可以列出项目", "presets: {list}; or list fields"));
        }
        None => noted.help(say!("可以用的项目：{list}", "known fields: {list}")),
    }
}

fn read_open_data(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> OpenData {
    let Some(data) = fields.record("开放数据", report) else { return OpenData::default() };
    let licence_url = data.text("许可网址", report).filter(|url| {
        let is_sound = is_link(&url.value);
        if !is_sound {
            report
                .error(
                    "invalid-licence-url",
                    url.span.clone(),
                    say!("许可网址不能用", "the licence's address cannot be used"),
                )
                .help(say!(
                    "写完整的网址，以 http:// 或 https:// 开头，不能有空格和引号",
                    "write a whole address that starts with http:// or https://, without blanks and quotes"
                ));
        }
        is_sound
    });
    OpenData {
        licence: data.plain("许可", report).unwrap_or_default(),
        licence_url: licence_url.map(|url| url.value).unwrap_or_default(),
        frequency: data.choice("更新频率", report).map(|choice| FREQUENCY_VALUES[choice.value]),
    }
}

fn read_footer(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Footer {
    let Some(footer) = fields.record("页脚", report) else { return Footer::default() };
    let mark = footer.text("党政机关标识", report).and_then(|mark| {
        if mark.value.len() == 32 && mark.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(mark.value);
        }
        report
            .error(
                "invalid-mark",
                mark.span,
                say!("党政机关标识应当是 32 位的编号", "the official mark must be 32 hexadecimal digits"),
            )
            .help(say!(
                "从标识的链接里抄 `id=` 后面的 32 位数字和字母（0–9、A–F）",
                "copy the 32 hexadecimal digits behind `id=` in the mark's link"
            ));
        None
    });
    Footer {
        host: footer.plain("主办单位", report).unwrap_or_default(),
        organiser: footer.plain("承办单位", report).unwrap_or_default(),
        address: footer.plain("地址", report).unwrap_or_default(),
        phone: footer.plain("电话", report).unwrap_or_default(),
        icp: footer.plain("ICP备案", report).unwrap_or_default(),
        police: footer.plain("公安备案", report).unwrap_or_default(),
        mark: mark.unwrap_or_default(),
    }
}

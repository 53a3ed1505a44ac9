//! Personal data: found in every carrier and shown nowhere, and no alarm in text as offices publish it.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]

use std::io::{Cursor, Write as _};

use gongkai::check;
use gongkai::privacy::Detector;

use crate::bench::{Run, Scratch, run, text_or_nothing};

const ID: &str = "33060419800101123X";
const MOBILE: &str = "13812345678";
const CARD: &str = "6228480402564890018";
const PASSBOOK: &str = "201000123456780";

const SITE: &str = "名称: 区信息公开网\n网址: https://gk.example.gov.cn/\n标识码: \"3399060012\"\n机构:\n  - {简称: 区民政局, 全称: 区民政局, 代码: \"706102412\"}\n";

/// The files of an archive.
fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with a number as text, as a figure, as a formula's result, and in a hidden sheet.
fn workbook() -> Vec<u8> {
    let book = "<workbook xmlns:r='r'><sheets><sheet name='名单' r:id='a'/><sheet name='底册' state='hidden' r:id='b'/></sheets></workbook>";
    let relations = "<Relationships><Relationship Id='a' Target='worksheets/sheet1.xml'/><Relationship Id='b' Target='/xl/worksheets/sheet2.xml'/></Relationships>";
    let strings = format!(
        "<sst><si><t>姓名</t></si><si><t>一卡通账号</t></si><si><r><t>{}</t></r><r><t>{}</t></r></si><si><t>原 {CARD}</t></si></sst>",
        &ID[..9],
        &ID[9..]
    );
    let first = format!(
        "<worksheet><cols><col min='3' max='3' hidden='1'/></cols><sheetData>\
         <row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>\
         <row r='2'><c r='A2' t='inlineStr'><is><t>张明</t></is></c><c r='B2'><v>{PASSBOOK}</v></c><c r='C2' t='s'><v>2</v></c></row>\
         <row r='3' hidden='1'><c r='D3'><v>1.3812345678E10</v></c></row></sheetData></worksheet>"
    );
    let second = format!(
        "<worksheet><sheetData><row r='1'><c r='A1' t='str'><f>A2</f><v>{ID}</v></c></row></sheetData></worksheet>"
    );
    archive(&[
        ("[Content_Types].xml", String::new()),
        ("xl/workbook.xml", book.to_owned()),
        ("xl/_rels/workbook.xml.rels", relations.to_owned()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", first),
        ("xl/worksheets/sheet2.xml", second),
        ("xl/pivotCache/pivotCacheRecords1.xml", format!("<r><s v='{ID}'/></r>")),
    ])
}

fn document() -> Vec<u8> {
    let text = format!(
        "<w:document><w:body><w:p><w:r><w:t>电话</w:t></w:r><w:r><w:t>{}</w:t></w:r><w:r><w:t>{}</w:t></w:r></w:p>\
         <w:p><w:del><w:r><w:delText>{ID}</w:delText></w:r></w:del></w:p></w:body></w:document>",
        &MOBILE[..3],
        &MOBILE[3..]
    );
    let inner =
        archive(&[("[Content_Types].xml", String::new()), ("xl/workbook.xml", "<workbook/>".to_owned())]);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("[Content_Types].xml", b"".to_vec()),
        ("word/document.xml", text.into_bytes()),
        ("word/embeddings/a.txt", format!("卡号 {CARD}").into_bytes()),
        ("word/embeddings/b.xlsx", inner),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn article(attachments: &[&str], text: &str) -> String {
    let list = attachments.join(", ");
    format!("---\n标题: 公示\n公开日期: 2024-10-08\n发布单位: 区民政局\n附件: [{list}]\n---\n{text}\n")
}

/// A file, its bytes, and rules with how often they must find something in it.
type Carrier = (&'static str, Vec<u8>, Vec<(&'static str, usize)>);

/// Every carrier, each with what must be found in it: file, bytes, and rules with their numbers of findings.
fn carriers() -> Vec<Carrier> {
    let all = format!("身份证 {ID}，手机 {MOBILE}，卡号 {CARD}，家庭住址：柳河村12号");
    let people = format!("姓名,账号\n张明,{PASSBOOK}\n\"{ID}\",\n");
    let everything = vec![("id-number", 1), ("mobile-number", 1), ("bank-card", 1), ("home-address", 1)];
    let table = format!("| 姓名 | 账号 |\n|---|---|\n| 张明 | {PASSBOOK} |");
    vec![
        ("content/通知/正文.md", article(&[], &format!("{all}\n\n{table}")).into_bytes(), [&everything[..], &[("bank-account", 1)]].concat()),
        ("content/通知/元数据.md", article(&[], "无").replace("标题: 公示", &format!("标题: 公示\n概述: \"{all}\"")).into_bytes(), everything.clone()),
        ("content/通知/_index.md", format!("---\n说明: {ID}\n---\n{MOBILE}\n").into_bytes(), vec![("id-number", 1), ("mobile-number", 1)]),
        ("content/实事/project.yaml", format!("标题: 实事\n牵头单位: 区民政局\n项目内容: |\n  {all}\n指标: [{{名称: 床位, 说明: \"{MOBILE}\"}}]\n").into_bytes(), vec![("id-number", 1), ("mobile-number", 2), ("bank-card", 1), ("home-address", 1)]),
        ("content/实事/2024-Q1.md", format!("---\n公开日期: 2024-04-10\n指标: {{床位: 3张}}\n下一步: 联系{MOBILE}\n---\n{ID}\n").into_bytes(), vec![("id-number", 1), ("mobile-number", 1)]),
        ("content/通知/名单.txt", all.clone().into_bytes(), everything.clone()),
        ("content/通知/名单.csv", people.into_bytes(), vec![("id-number", 1), ("bank-account", 1)]),
        ("content/通知/名单.xlsx", workbook(), vec![("id-number", 3), ("mobile-number", 1), ("bank-account", 1), ("bank-card", 1)]),
        ("content/通知/名单.docx", document(), vec![("id-number", 1), ("mobile-number", 1), ("bank-card", 1)]),
        ("content/通知/打包.zip", archive(&[("名单/内.txt", all)]), everything),
    ]
}

fn site() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let attachments = ["名单.txt", "名单.csv", "名单.xlsx", "名单.docx", "打包.zip"];
    scratch.put("content/通知/附件.md", article(&attachments, "见附件。"));
    for (path, bytes, _) in carriers() {
        scratch.put(path, bytes);
    }
    scratch
}

fn check(scratch: &Scratch, arguments: &[&str]) -> Run {
    run(scratch.command("check", arguments))
}

#[test]
fn planted_values_are_found_in_every_carrier() {
    let scratch = site();
    let checked = check(&scratch, &["--format", "json"]);
    assert_eq!(checked.code, Some(1), "{}", checked.stderr);
    let findings: Vec<serde_json::Value> =
        checked.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (path, _, expected) in carriers() {
        for (rule, count) in expected {
            let found: Vec<&str> = findings
                .iter()
                .filter(|finding| finding["file"] == path && finding["rule"] == rule)
                .map(|finding| finding["message"].as_str().unwrap())
                .collect();
            assert_eq!(found.len(), count, "{path}: {rule}: {found:?}");
        }
    }
}

#[test]
fn what_is_found_is_shown_nowhere() {
    let scratch = site();
    for format in ["text", "json", "sarif", "github"] {
        for verb in ["check", "build"] {
            let told = run(scratch.command(verb, &["--format", format]));
            assert_eq!(told.code, Some(1), "{}", told.stderr);
            let all = told.stdout + &told.stderr;
            assert!(all.contains("330604********123X"), "{verb} {format} does not tell");
            for secret in [ID, MOBILE, CARD, PASSBOOK, "柳河村12号"] {
                assert!(!all.contains(secret), "{verb} --format {format} shows {secret}");
            }
        }
    }
    assert!(scratch.output().is_empty(), "something was published");
    assert_eq!(scratch.ledger(), "");
}

#[test]
fn silences_need_a_reason_and_end() {
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/通知/一.md", &article(&[], MOBILE))]);
    let silence = |until: &str| {
        format!(
            "{SITE}检查:\n  静默:\n    - {{规则: mobile-number, 路径: 通知/一.md, 理由: 防汛值班手机, 到期: {until}}}\n"
        )
    };
    scratch.build(&[]).ended(1);
    scratch.put("site.yaml", silence("2024-12-30"));
    let told = scratch.build(&[]);
    assert!(told.ended(1).contains("已于 2024-12-30 到期"), "{}", told.stderr);
    scratch.put("site.yaml", silence("2024-12-31"));
    scratch.build(&[]).ended(0);
    scratch.put(
        "site.yaml",
        silence("2024-12-31").replace("一.md", "二.md").replace("mobile-number", "mobil-number"),
    );
    assert!(scratch.build(&[]).ended(1).contains("是不是 `mobile-number`？"));
    scratch.put("site.yaml", format!("{SITE}检查:\n  级别: {{mobile-number: 关}}\n"));
    assert!(scratch.build(&[]).ended(1).contains("级别不能改"));
    scratch.put("site.yaml", format!("{SITE}检查:\n  公开电话: 138 1234 5678\n"));
    scratch.build(&[]).ended(0);
}

#[test]
fn levels_change_what_does_not_stop_a_build() {
    let text = "| 姓名 | 残疾等级 |\n|---|---|\n| 李红 | 二级 |";
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/通知/一.md", &article(&[], text))]);
    assert!(check(&scratch, &[]).stderr.contains("警告[health-record]"));
    scratch.put("site.yaml", format!("{SITE}检查:\n  级别: {{health-record: 错误}}\n"));
    assert!(check(&scratch, &[]).ended(1).contains("错误[health-record]"));
    scratch.build(&[]).ended(0);
    scratch.put("site.yaml", format!("{SITE}检查:\n  级别: {{health-record: 关}}\n"));
    assert!(!check(&scratch, &[]).stderr.contains("health-record"));
}

#[test]
fn only_new_findings_are_told_with_a_baseline() {
    let text = "| 姓名 | 残疾等级 |\n|---|---|\n| 李红 | 二级 |";
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/通知/一.md", &article(&[], text))]);
    let file = scratch.beside("known.txt");
    let file = file.to_str().unwrap();
    check(&scratch, &["--write-baseline", file]).ended(0);
    let known = check(&scratch, &["--baseline", file, "--deny-warnings"]);
    assert!(known.ended(0).contains("已知的问题"), "{}", known.stderr);
    scratch.put("content/通知/一.md", article(&[], &format!("加一行\n\n{text}\n| 张明 | 一级 |")));
    let told = check(&scratch, &["--baseline", file, "--deny-warnings"]);
    assert_eq!(told.ended(1).matches("health-record").count(), 1, "{}", told.stderr);
    scratch.put("content/通知/二.md", article(&[], ID));
    check(&scratch, &["--write-baseline", file]).ended(0);
    check(&scratch, &["--baseline", file]).ended(1);
}

#[test]
fn what_is_kept_of_attachments_never_goes_stale() {
    let page = article(&["名单.txt"], "见附件。");
    let scratch =
        Scratch::of(&[("site.yaml", SITE), ("content/通知/一.md", &page), ("content/通知/名单.txt", MOBILE)]);
    let kept = || text_or_nothing(&scratch.at(".gongkai.checked"));
    let first = scratch.build(&[]).ended(1).to_owned();
    assert!(kept().contains("138****5678") && !kept().contains(MOBILE), "{}", kept());
    assert_eq!(scratch.build(&[]).ended(1), first, "what is kept tells the same");
    scratch.put("site.yaml", format!("{SITE}检查:\n  公开电话: {MOBILE}\n"));
    scratch.build(&[]).ended(0);
    scratch.put("content/通知/名单.txt", ID);
    assert!(scratch.build(&[]).ended(1).contains("330604********123X"));
    scratch.put("content/通知/名单.txt", "没有号码");
    scratch.forget();
    scratch.build(&[]).ended(0);
    let before = kept();
    scratch.put("content/通知/名单.txt", ID);
    assert_eq!(check(&scratch, &[]).code, Some(1));
    assert_eq!(kept(), before, "check writes nothing");
    scratch.put(".gongkai.checked", before.replace("numbers", "nothing"));
    scratch.build(&[]).ended(1);
}

#[test]
fn mask_proposes_and_writes_only_on_request() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let csv = format!("姓名,卡号,电话\r\n张明,{CARD},{MOBILE}\r\n");
    let encoded = encoding_rs::GB18030.encode(&csv).0.into_owned();
    scratch.put("名单.csv", &encoded);
    let file = scratch.at("名单.csv");
    let proposed = run(scratch.command("mask", &[file.to_str().unwrap()]));
    assert_eq!(proposed.code, Some(0), "{}", proposed.stderr);
    assert!(proposed.stdout.contains("2: 张明,***************0018,138****5678"), "{}", proposed.stdout);
    assert_eq!(gongkai::files::read(&file).unwrap(), encoded);
    run(scratch.command("mask", &[file.to_str().unwrap(), "--write"]));
    let expected = "姓名,卡号,电话\r\n张明,***************0018,138****5678\r\n";
    assert_eq!(gongkai::files::read(&file).unwrap(), encoding_rs::GB18030.encode(expected).0.into_owned());
    scratch.put("名单.xlsx", workbook());
    let told = run(scratch.command("mask", &[scratch.at("名单.xlsx").to_str().unwrap(), "--write"]));
    assert!(told.stdout.contains("工作表“名单” C2（隐藏的列）  330604********123X"), "{}", told.stdout);
    assert!(!told.stdout.contains(ID) && told.stderr.contains("用原来的软件改"));
}

/// Digits without end, the same in every run.
struct Digits(u64);

impl Digits {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn of(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.next(10)).unwrap())).collect()
    }

    fn date(&mut self) -> String {
        format!("{}{:02}{:02}", 2008 + self.next(18), 1 + self.next(12), 1 + self.next(28))
    }

    fn area(&mut self) -> &'static str {
        ["330604", "339906", "620102", "420106", "110101", "510104"][usize::try_from(self.next(6)).unwrap()]
    }

    /// A unified social credit code with its check character (GB 32100).
    fn credit_code(&mut self) -> String {
        const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        let area = self.area();
        let body = format!(
            "{}{area}{}",
            ["11", "12", "91", "93", "51"][usize::try_from(self.next(5)).unwrap()],
            self.of(9)
        );
        let mut weight = 1;
        let mut sum = 0;
        for byte in body.bytes() {
            sum += ALPHABET.iter().position(|known| *known == byte).unwrap() * weight;
            weight = weight * 3 % 31;
        }
        format!("{body}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
    }
}

/// Sentences as offices write them, full of numbers that are nobody's: each `#` is a digit, and a word in braces something
/// that has a form.
const SENTENCES: &[&str] = &[
    "经审核，202#年第1季度共拨付补助资金#####.##万元，惠及困难群众####户#####人次，结余###########元转入下年度使用。",
    "办理时间为工作日上午8:30至11:30，咨询电话0578-#######，监督电话（0578）########，传真0578-#######转###，全国统一热线400-###-####。",
    "索引号：#########/202#-#####，统一社会信用代码：{credit}，组织机构代码：########-#。",
    "项目代码202#-{area}-04-01-######，招标编号：{area}{date}####，合同编号：1##########，发票号码：####################。",
    "受理编号{area}{date}####的申请，已于202#年1#月2#日办结，办件号：{area}{date}#####。",
    "备案信息：浙ICP备########号-1，浙公网安备##############号，网站标识码##########。",
    "原文见 http://www.example.gov.cn/art/202#/##/art_##########_#######.html 和 https://gk.example.gov.cn/t{date}_1##########.html。",
    "中标金额#########元，其中设备购置1##########.##元，预备费用########元，建筑面积#####.##平方米。",
    "保证金请汇入：户名澜州市云溪区公共资源交易中心，开户银行云溪支行，账号：3305################。",
    "| 序号 | 单位 | 统一社会信用代码 | 受理编号 | 许可证号 |\n|---|---|---|---|---|\n| ## | 柳河合作社 | {credit} | {area}{date}#### | 1########## |",
    "| 年度 | 人次 | 金额（元） |\n|---|---|---|\n| 202# | ####### | 1########## |\n| 202# | 138 | 1234 |",
    "宗地编号{area}######GB#####，坐标X=#######.####，Y=########.####，用途为公共管理与公共服务用地。",
    "采购文件编号：####-######-####，开标时间{date}######，公告期限#个工作日。",
    "澜云政发〔202#〕##号、澜云民〔201#〕##号文件自202#年1月1日起施行，有效期#年。",
    "张明，身份证号{area}********####，手机号码1##****####，银行卡尾号####，补助####元。",
    "图书ISBN 978-7-####-####-#，条码69###########，国内统一刊号CN##-####。",
    "办公地址：云溪区望溪大道###号行政服务中心#楼###室，邮编######，监督部门地址：柳河路#号。",
    "联系人：张明、李红，联系电话：0578-#######、0578-########，电子邮箱：yx########@example.gov.cn。",
    "企业住所：云溪区柳河路##号，注册资本#####万元，注册号{area}#########，纳税人识别号：{credit}。",
    "更新时间：202#-1#-2# 1#:3#:4#，浏览次数：#####，时间戳17###########，版本号2.#.#-{date}。",
    "服务热线12345、96#####，短号6#####，分机号80##至80##，值班室（24小时）0578-#######。",
    "工程长##.###公里，概算总投资1##########元，其中中央资金#########元、省级资金########元。",
];

/// A sentence with its numbers.
fn sentence(digits: &mut Digits) -> String {
    let form = SENTENCES[usize::try_from(digits.next(SENTENCES.len() as u64)).unwrap()];
    let form = form.replace("{credit}", &digits.credit_code()).replace("{date}", &digits.date());
    let form = form.replace("{area}", digits.area());
    form.chars().map(|c| if c == '#' { digits.of(1).remove(0) } else { c }).collect()
}

#[test]
fn clean_public_text_gives_no_alarm() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let mut digits = Digits(20_241_008);
    let mut length = 0;
    for number in 0..60 {
        let mut text = String::new();
        while text.chars().count() < 10_000 {
            text.push_str(&sentence(&mut digits));
            text.push_str("\n\n");
        }
        length += text.chars().count();
        scratch.put(&format!("content/通知/{number}.md"), article(&[], &text));
        if number % 6 == 0 {
            scratch.put(&format!("content/通知/附{number}.txt"), &text);
            scratch.put(
                &format!("content/通知/页{number}.md"),
                article(&[&format!("附{number}.txt")], "见附件。"),
            );
        }
    }
    assert!(length >= 600_000, "{length} characters are too few");
    let checked = check(&scratch, &["--format", "json"]);
    let alarms: Vec<&str> = checked
        .stdout
        .lines()
        .filter(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            check::rule(finding["rule"].as_str().unwrap()).is_some_and(|rule| rule.stops_build)
        })
        .collect();
    assert!(alarms.is_empty(), "{} alarms:\n{}", alarms.len(), alarms[..alarms.len().min(10)].join("\n"));
}

/// Whatever stands around it, and however it is cut into groups, a number is found, and a text never makes us stumble.
#[test]
fn numbers_are_found_wherever_they_stand() {
    let areas = ["3306"];
    let detector = Detector::new(areas, []);
    let runner = proptest::test_runner::Config { cases: 300, ..Default::default() };
    proptest::proptest!(runner, |(before in "[\u{4e00}-\u{4e20}，。：a-z \n0-9]{0,30}", after in "[\u{4e00}-\u{4e20}，。\n]{0,12}")| {
        let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let text = format!("{before}，{ID}，{after}");
        let spots = detector.find(&text, "");
        proptest::prop_assert!(spots.iter().any(|spot| &text[spot.span.clone()] == ID), "{}", text);
    });
    proptest::proptest!(|(text in "[0-9０-９Xx \u{a0}\u{200b}\u{3000}年，-]{0,60}")| {
        for spot in detector.find(&text, "账号") {
            proptest::prop_assert!(text.get(spot.span).is_some());
        }
    });
}

#[test]
fn what_readers_cannot_read_is_said_and_nothing_stumbles() {
    let bytes = workbook();
    for cut in (0..bytes.len()).step_by(97) {
        let mut broken = bytes.clone();
        broken[cut] ^= 0x55;
        let _ = gongkai::attachment::extract("名单.xlsx", &broken);
        let _ = gongkai::attachment::extract("名单.xlsx", &bytes[..cut]);
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/checks/id-number/triggers-attachments/content/通知");
    for name in ["旧名单.xls", "名单.pdf", "公示.docx"] {
        let bytes = gongkai::files::read(&folder.join(name)).unwrap();
        for cut in (0..bytes.len()).step_by(701) {
            let _ = gongkai::attachment::extract(name, &bytes[..cut]);
        }
    }
    assert_eq!(text_or_nothing(&folder.join("没有")), "");
    assert!(!gongkai::attachment::extract("名单.xlsx", &bytes[..40]).gaps.is_empty());
}

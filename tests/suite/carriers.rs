//! Attachments that hold a personal number where readers of their kind do not look first: marks between the
//! digits, parts that nothing shows, pictures in documents.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use gongkai::attachment::{Gap, extract};
use gongkai::check;
use gongkai::privacy::Detector;

const ID: &str = "33060419800101123X";
const MOBILE: &str = "13812345678";

/// What is found in a file: its numbers, masked, and what could not be searched.
fn found(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<Gap>) {
    let contents = extract(name, bytes);
    let numbers = check::numbers_in(&contents, &Detector::new(["3306"], []));
    (numbers.into_iter().map(|number| number.masked).collect(), contents.gaps)
}

#[track_caller]
fn all_are_found(files: &[(&str, Vec<u8>)]) {
    let missed: Vec<&str> =
        files.iter().filter(|(name, bytes)| found(name, bytes).0.is_empty()).map(|(name, _)| *name).collect();
    assert_eq!(missed, Vec::<&str>::new());
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn marks_between_the_digits_of_a_text_file_hide_nothing() {
    let text = |text: &str| text.as_bytes().to_vec();
    all_are_found(&[
        (
            "图.svg",
            text("<svg xmlns='http://www.w3.org/2000/svg'><text>138<tspan>1234</tspan>5678</text></svg>"),
        ),
        (
            "图里的说明.svg",
            text("<?xml version='1.0'?><svg><desc><![CDATA[138]]>1234<![CDATA[5678]]></desc></svg>"),
        ),
        ("表.xml", text("<a>138<b>1234</b>5678</a>")),
        ("实体.xml", text("<a>&#49;&#51;&#56;12345678</a>")),
        ("页.html", text("<!DOCTYPE html><p>138<b>1234</b>5678")),
        ("数.json", text("{\"a\": \"\\u0031\\u00338 1234 5678\"}")),
        ("历.ics", text("BEGIN:VCALENDAR\r\nDESCRIPTION:联系13812\r\n 345678\r\nEND:VCALENDAR\r\n")),
        ("片.vcf", text("BEGIN:VCARD\nNOTE:330604198\n 00101123X\nEND:VCARD\n")),
        ("文.rtf", text(r"{\rtf1 138{\b 1234}5678}")),
        ("数字.rtf", text(r"{\rtf1 \u49?\u51?\u56?12345678}")),
        ("字节.rtf", text(r"{\rtf1 \'31\'33\'38\'31\'32\'33\'34\'35\'36\'37\'38}")),
        ("浮点.csv", text("姓名,手机\n张明,13812345678.0\n")),
        ("包.zip", archive(&[("图.svg", b"<svg><text>138<tspan>12345678</tspan></text></svg>")])),
    ]);
}

/// A document of Word with this body and these other parts.
fn document(body: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let text = format!("<w:document xmlns:w='w' xmlns:mc='mc'><w:body>{body}</w:body></w:document>");
    let relations = b"<Relationships><Relationship Id='a' Type='x/officeDocument' Target='word/document.xml'/></Relationships>";
    let own: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations),
        ("word/document.xml", text.as_bytes()),
    ];
    archive(&[&own[..], parts].concat())
}

#[test]
fn no_part_of_an_office_file_hides_a_number() {
    let p = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>";
    let wide: Vec<u8> = MOBILE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let run = |text: &str| format!("<w:p><w:r>{text}</w:r></w:p>");
    all_are_found(&[
        ("注音.docx", document(&run(&format!("<w:ruby><w:rt><w:r><w:t>{MOBILE}</w:t></w:r></w:rt></w:ruby>")), &[])),
        (
            "旧程序.docx",
            document(
                &run(&format!(
                    "<mc:AlternateContent><mc:Choice><w:t>甲</w:t></mc:Choice><mc:Fallback><w:t>{MOBILE}</w:t></mc:Fallback></mc:AlternateContent>"
                )),
                &[],
            ),
        ),
        ("注释.docx", document(&format!("{p}<!-- {MOBILE} -->"), &[])),
        ("部件名.docx", document(p, &[(&format!("word/media/{ID}.txt"), b"x")])),
        ("网页块.docx", document(p, &[("word/afchunk.htm", b"<html><body>138<b>1234</b>5678</body></html>")])),
        ("文字块.docx", document(p, &[("word/afchunk.rtf", br"{\rtf1 138\b 1234\b0 5678}")])),
        ("控件.docx", document(p, &[("word/activeX/a.bin", &wide)])),
        ("图元.docx", document(p, &[("word/media/a.emf", &[&b"\x01\0\0\0"[..], &wide].concat())])),
        (
            "带格式.pptx",
            archive(&[
                ("[Content_Types].xml", b"<Types/>"),
                (
                    "ppt/slides/slide1.xml",
                    b"<p><a:r><a:t>138</a:t></a:r><a:r><a:rPr><a:solidFill><a:srgbClr/></a:solidFill></a:rPr><a:t>12345678</a:t></a:r></p>",
                ),
            ]),
        ),
        (
            "文.odt",
            archive(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                ("content.xml", b"<text:p>138<text:s/><text:span>1234</text:span>5678</text:p>"),
            ]),
        ),
        ("页眉.xlsx", workbook("", &format!("<headerFooter><oddHeader>&amp;C{MOBILE}</oddHeader></headerFooter>"))),
        ("公式.xlsx", workbook("<c r='A1'><f>\"138\"&amp;\"12345678\"</f></c>", "")),
        ("注释.xlsx", workbook("", &format!("<!-- {MOBILE} -->"))),
    ]);
    let (numbers, gaps) =
        found("信.docx", &document(p, &[("word/afchunk.mht", b"MIME-Version: 1.0\n\nMTM4MTIzNDU2Nzg=")]));
    assert_eq!((numbers, gaps), (Vec::new(), vec![Gap::Unknown("mht".to_owned())]));
}

/// A workbook with this in its one row, and this behind the rows.
fn workbook(cells: &str, behind: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData><row r='1'>{cells}</row></sheetData>{behind}</worksheet>");
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns:r='r'><sheets><sheet name='a' r:id='a'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn what_is_said_about_an_archive_is_searched() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment(MOBILE).unwrap();
    writer.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
    let remarked = writer.finish().unwrap().into_inner();
    let (numbers, gaps) = found("包.zip", &remarked);
    assert_eq!((numbers.len(), gaps), (1, Vec::new()));
    // The directory of another archive lists only the first file of this one.
    let both = archive(&[("a.txt", b"x"), ("b.txt", ID.as_bytes())]);
    let one = archive(&[("a.txt", b"x")]);
    let directory = |bytes: &[u8]| memchr::memmem::find(bytes, b"PK\x01\x02").unwrap();
    let (files, list) = (&both[..directory(&both)], &one[directory(&one)..]);
    let mut hidden = [files, list].concat();
    let end = hidden.len() - 6;
    let start = u32::try_from(files.len()).unwrap();
    hidden[end..end + 4].copy_from_slice(&start.to_le_bytes());
    let (_, gaps) = found("包.zip", &hidden);
    assert_eq!(gaps, [Gap::Unlisted]);
    assert_eq!(found("包.zip", &both).1, []);
}

/// A PDF file of one page with these drawing orders, more keys of the page, and another object.
fn pdf(orders: &[u8], page: &str, (head, stream): (&str, &[u8])) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n".to_vec();
    let font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    writeln!(bytes, "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<{font}/XObject<</I 5 0 R>>>>{page}>>endobj").unwrap();
    writeln!(bytes, "4 0 obj<</Length {}>>stream", orders.len()).unwrap();
    bytes.extend_from_slice(orders);
    let resources = if head.contains("/Form") { format!("/Resources<<{font}>>") } else { String::new() };
    writeln!(bytes, "\nendstream endobj\n5 0 obj<<{head}{resources}/Length {}>>stream", stream.len())
        .unwrap();
    bytes.extend_from_slice(stream);
    bytes.extend_from_slice(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
    bytes
}

fn jpeg() -> Vec<u8> {
    let comment = format!("张明{MOBILE}");
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xFE, 0];
    bytes.push(u8::try_from(comment.len() + 2).unwrap());
    bytes.extend_from_slice(comment.as_bytes());
    bytes.extend_from_slice(&[0xFF, 0xD9]);
    bytes
}

fn in_hex(bytes: &[u8]) -> Vec<u8> {
    let mut digits = Vec::new();
    for byte in bytes {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits.push(b'>');
    digits
}

/// As `ASCII85Decode` undoes it (ISO 32000-1, 7.4.3), for whole groups of four bytes.
fn in_base_85(bytes: &[u8]) -> Vec<u8> {
    let group = |four: &[u8]| {
        let value = four.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
        [52_200_625, 614_125, 7_225, 85, 1].map(|place| b'!' + u8::try_from(value / place % 85).unwrap())
    };
    let mut digits: Vec<u8> = bytes.chunks_exact(4).flat_map(group).collect();
    digits.extend_from_slice(b"~>");
    digits
}

/// As `RunLengthDecode` undoes it (7.4.5), nothing being repeated.
fn in_runs(bytes: &[u8]) -> Vec<u8> {
    let run = |part: &[u8]| [&[u8::try_from(part.len() - 1).unwrap()], part].concat();
    let mut runs: Vec<u8> = bytes.chunks(128).flat_map(run).collect();
    runs.push(128);
    runs
}

/// As `LZWDecode` undoes it (7.4.4): bytes as they are, of nine bits each, the table cleared before it has more.
fn in_lzw(bytes: &[u8]) -> Vec<u8> {
    let codes = bytes
        .chunks(200)
        .flat_map(|part| std::iter::once(256).chain(part.iter().map(|byte| u32::from(*byte))));
    let (mut bits, mut count, mut packed) = (0_u32, 0, Vec::new());
    for code in codes.chain([257, 0]) {
        bits = bits << 9 | code;
        count += 9;
        while count >= 8 {
            count -= 8;
            packed.push(u8::try_from(bits >> count & 0xFF).unwrap());
        }
    }
    packed
}

/// What would unpack to gigabytes if it were all one byte is only text: it is searched, and nothing else is said.
#[test]
fn a_long_pdf_is_not_called_too_large() {
    let mut state = 7_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + u8::try_from((state >> 24) % 26).unwrap())
    };
    let lines: String = std::iter::repeat_with(&mut letter).take(400_000).collect();
    let lines = lines.as_bytes().chunks(50).map(|line| String::from_utf8_lossy(line));
    let lines: Vec<String> = lines.map(|line| format!("({line}) Tj ")).collect();
    let mut orders = format!("BT /F 12 Tf {}(tel {MOBILE}) Tj ET", lines.concat());
    orders += &" ".repeat(4 - orders.len() % 4);
    let plain = orders.as_bytes();
    // The number of bytes must be one of whole groups.
    let mut small = packed(plain);
    small.resize(small.len().next_multiple_of(4), 0);
    for (filters, data) in [
        ("[]", plain.to_vec()),
        ("/FlateDecode", small.clone()),
        ("[/ASCII85Decode/FlateDecode]", in_base_85(&small)),
        ("[/AHx/Fl]", in_hex(&small)),
        ("[/RunLengthDecode]", in_runs(plain)),
        ("[/RL/Fl]", in_runs(&small)),
        ("/A85", in_base_85(plain)),
        ("/LZWDecode", in_lzw(plain)),
        ("[/AHx/LZW]", in_hex(&in_lzw(plain))),
    ] {
        assert!(data.len() > 200_000, "{filters}: {}", data.len());
        let head = format!("4 0 obj<</Filter{filters}/Length {}>>stream", data.len());
        let file = pdf(b"", "", ("", b"x"));
        let at = memchr::memmem::find(&file, b"4 0 obj").unwrap();
        let end = memchr::memmem::find(&file, b"5 0 obj").unwrap();
        let stream = [head.as_bytes(), b"\n", &data, b"\nendstream endobj\n"].concat();
        let file = [&file[..at], &stream, &file[end..]].concat();
        assert_eq!(found("长.pdf", &file), (vec!["138****5678".to_owned()], Vec::new()), "{filters}");
    }
}

#[test]
fn pictures_and_notes_in_a_pdf_are_searched() {
    let words = b"BT /F 12 Tf (abc) Tj ET /I Do";
    let nothing = ("", &b"x"[..]);
    let image =
        |filters: &str| format!("/Type/XObject/Subtype/Image/Width 1/Height 1/Decode[1 0]/Filter{filters}");
    let shown = format!("BT /F 12 Tf (tel {MOBILE}) Tj ET");
    let note = "/Annots[<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 5 0 R>>>>]";
    let said = format!("/Span<</ActualText({MOBILE})>>BDC BT /F 12 Tf (abc) Tj ET EMC");
    all_are_found(&[
        ("图.pdf", pdf(words, "", (&image("/DCTDecode"), &jpeg()))),
        ("两层.pdf", pdf(words, "", (&image("[/FlateDecode/DCTDecode]"), &packed(&jpeg())))),
        ("字母.pdf", pdf(words, "", (&image("[/ASCIIHexDecode/DCTDecode]"), &in_hex(&jpeg())))),
        ("三层.pdf", pdf(words, "", (&image("[/AHx/Fl/DCT]"), &in_hex(&packed(&jpeg()))))),
        ("行程.pdf", pdf(words, "", (&image("[/RunLengthDecode/DCTDecode]"), &in_runs(&jpeg())))),
        (
            "图章.pdf",
            pdf(
                b"BT /F 12 Tf (abc) Tj ET",
                note,
                ("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", shown.as_bytes()),
            ),
        ),
        ("朗读.pdf", pdf(said.as_bytes(), "", nothing)),
    ]);
    let plain = pdf(words, "", (&image("/FlateDecode"), &packed(&[b'1'; 400])));
    assert_eq!(found("平常.pdf", &plain), (Vec::new(), Vec::new()));
}

/// A PDF file that was changed by appending: the object 4 is drawn now, and was not before.
fn changed(pdf: &[u8], orders: &str) -> Vec<u8> {
    let mut bytes = pdf.to_vec();
    bytes.extend_from_slice(b"%%EOF\n");
    write!(bytes, "4 0 obj<</Length {}>>stream\n{orders}\nendstream endobj\n", orders.len()).unwrap();
    bytes.extend_from_slice(b"trailer<</Root 1 0 R>>\n%%EOF\n");
    bytes
}

#[test]
fn what_a_pdf_was_before_is_searched() {
    let shows = |text: &str| format!("BT /F 12 Tf ({text}) Tj ET");
    let hidden = shows("abc");
    let nothing = ("", &b"x"[..]);
    let said = format!("/Span<</ActualText({MOBILE})>>BDC {hidden} EMC");
    let parts = format!("BT /F 12 Tf (tel {}) Tj ({}) Tj ET", &MOBILE[..3], &MOBILE[3..]);
    let first = |orders: &str| pdf(orders.as_bytes(), "", nothing);
    all_are_found(&[
        ("文字.pdf", changed(&first(&shows(&format!("tel {MOBILE}"))), &hidden)),
        ("证件.pdf", changed(&first(&shows(ID)), &hidden)),
        ("朗读.pdf", changed(&first(&said), &hidden)),
        ("拆开.pdf", changed(&first(&parts), &hidden)),
        ("两次.pdf", changed(&changed(&first(&shows(ID)), &shows("def")), &hidden)),
    ]);
    let (numbers, gaps) = found("平常.pdf", &changed(&first(&shows("def")), &hidden));
    assert_eq!((numbers, gaps), (Vec::new(), Vec::new()));
    // What it still shows is told once.
    assert_eq!(found("一样.pdf", &changed(&first(&shows(ID)), &shows(&format!("{ID} a")))).0.len(), 1);
}

/// What stands in a document beside its words and cannot be searched is named; a logo and a drawing of an old
/// kind, whose words stand in it as bytes, are not.
#[test]
fn pictures_sounds_and_films_in_a_document_are_said() {
    let p = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>";
    let large = [&b"\x89PNG\r\n\x1a\n"[..], &vec![b' '; 20_000]].concat();
    let photograph = [&b"\xff\xd8\xff\xe0"[..], &vec![b' '; 20_000]].concat();
    let film = [&b"\0\0\0\x18ftypmp42"[..], &[0; 90]].concat();
    let gaps = |parts: &[(&str, &[u8])]| found("文.docx", &document(p, parts)).1;
    let unknown = |kind: &str| Gap::Unknown(kind.to_owned());
    for (parts, expected) in [
        (&[("word/media/a.png", &*large)][..], vec![Gap::Illustrations(1)]),
        (&[("word/media/a.png", &*large), ("word/media/b.jpeg", &*photograph)], vec![Gap::Illustrations(2)]),
        (&[("word/media/a.mp4", &*film)], vec![unknown("mp4")]),
        (&[("word/media/a.wav", b"RIFF\x24\0\0\0WAVEfmt \0")], vec![unknown("wav")]),
        (&[("word/media/a.mp4", &*film), ("word/media/b.mp4", &*film)], vec![unknown("mp4")]),
        (&[("word/media/a.png", &large[..500]), ("word/media/b.emf", b"\x01\0\0\0\x6c\0")], vec![]),
    ] {
        assert_eq!(gaps(parts), expected, "{:?}", parts[0].0);
    }
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    for name in ["xl/media/image1.png", "ppt/media/image1.png", "Pictures/1.png"] {
        let slides = archive(&[types, (name, &large)]);
        assert_eq!(found("a.pptx", &slides).1, [Gap::Illustrations(1)], "{name}");
    }
    assert_eq!(
        found("a.zip", &archive(&[("a.png", &large), ("b.png", &large[..500])])).1,
        [Gap::Pictures(2)]
    );
}

#[test]
fn a_pdf_without_words_says_so() {
    let nothing = ("", &b"x"[..]);
    let gaps = |orders: &str| found("a.pdf", &pdf(orders.as_bytes(), "", nothing)).1;
    let curves = "1 1 m 1 2 3 4 5 6 c 1 2 3 4 v 1 2 3 4 y f ".repeat(20);
    let lines = "1 1 m 2 2 l S ".repeat(300);
    for orders in [&*curves, &*lines, "BI /W 1 /H 1 /CS /G /BPC 8 ID x EI", &*format!("q {curves} Q")] {
        assert_eq!(gaps(orders), [Gap::Scanned(1, 1)], "{orders}");
    }
    for orders in ["", "1 1 m 2 2 l S", &*format!("{curves} BT /F 12 Tf (abc) Tj ET")] {
        assert_eq!(gaps(orders), [], "{orders}");
    }
    for broken in [&b"%PDF-1.7\n"[..], b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Ty"]
    {
        assert_eq!(found("a.pdf", broken).1, [Gap::Damaged]);
    }
}

/// Neighbouring cells below each other, and numbers with more digits than a computer keeps.
#[test]
fn a_sheet_hides_no_number_down_a_column_or_in_long_digits() {
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let book: (&str, &[u8]) =
        ("xl/workbook.xml", b"<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>");
    let rels: (&str, &[u8]) = (
        "xl/_rels/workbook.xml.rels",
        b"<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
    );
    let sheet = |cells: &[&str]| {
        let rows =
            (1..).zip(cells).map(|(row, cell)| format!("<row r='{row}'><c r='B{row}'{cell}</c></row>"));
        let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.collect::<String>());
        archive(&[types, book, rels, ("xl/worksheets/sheet1.xml", sheet.as_bytes())])
    };
    let text = |text: &str| format!(" t='inlineStr'><is><t>{text}</t></is>");
    let tail = text("123X");
    let csv =
        |cells: &[&str]| cells.iter().fold(String::new(), |all, cell| all + "甲," + cell + "\n").into_bytes();
    all_are_found(&[
        ("列.xlsx", sheet(&["><v>330604</v>", "><v>19800101</v>", &tail])),
        ("两格.xlsx", sheet(&["><v>33060419800101</v>", &tail])),
        ("四格.xlsx", sheet(&["><v>330604</v>", "><v>1980</v>", &text("0101"), &tail])),
        ("列.csv", csv(&["号", "330604", "19800101", "123X"])),
        ("两格.csv", csv(&["号", "330604198", "00101123x"])),
        ("长数.xlsx", sheet(&["><v>330604198001011213</v>"])),
        ("长数带格式.xlsx", sheet(&[" t='n' s='1'><v> 330604198001011213 </v>"])),
    ]);
    for cells in
        [["><v>330604</v>", "><v>20240101</v>", "><v>1239</v>"], ["><v>3306</v>", "><v>1</v>", "><v>99</v>"]]
    {
        assert_eq!(found("数.xlsx", &sheet(&cells)).0, Vec::<String>::new());
    }
    // What a computer keeps is told once.
    assert_eq!(found("卡号.xlsx", &sheet(&["><v>6222021234567894</v>"])).0.len(), 1);
}

#[test]
fn no_block_of_a_picture_hides_a_number() {
    let block = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap();
        [&length.to_be_bytes()[..], kind, data, &[0; 4]].concat()
    };
    let png = [b"\x89PNG\r\n\x1a\n", &block(b"prVt", MOBILE.as_bytes())[..], &block(b"IEND", b"")].concat();
    let gif = [b"GIF89a\x01\0\x01\0\0\0\0!\xFF\x0BXMP DataXMP<x>", MOBILE.as_bytes(), b"</x>\0;"].concat();
    let bitmap = [b"BM\x44\0\0\0\0\0\0\0\x36\0\0\0", &[0; 40][..], MOBILE.as_bytes()].concat();
    let webp = [b"RIFF\x20\0\0\0WEBPabcd\x0B\0\0\0", MOBILE.as_bytes(), b"\0"].concat();
    let heic = [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0", MOBILE.as_bytes(), b"\0"].concat();
    all_are_found(&[("a.png", png), ("a.gif", gif), ("a.bmp", bitmap), ("a.webp", webp), ("a.heic", heic)]);
    // Identifiers of programs are nobody's.
    for name in ["xmp.iid:13812345678f-1234", "uuid:a-13812345678", "/13812345678.psd"] {
        let picture =
            [b"\x89PNG\r\n\x1a\n", &block(b"prVt", name.as_bytes())[..], &block(b"IEND", b"")].concat();
        assert_eq!(found("a.png", &picture).0, Vec::<String>::new(), "{name}");
    }
}

//! Files made here, cleaned, and taken apart again.

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;

use super::*;

/// What must be nowhere afterwards.
const SECRET: &str = "王小明";

/// The files of an archive.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of an archive.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

/// One part of an Office file before and after.
struct Case {
    part: &'static str,
    before: &'static str,
    after: &'static str,
    taken: &'static [Taken],
}

const OPEN_XML: &[Case] = &[
    Case {
        part: "docProps/core.xml",
        before: "<cp:coreProperties><dc:title>通知</dc:title><dc:creator>王小明</dc:creator><cp:lastModifiedBy>王小明</cp:lastModifiedBy><cp:lastPrinted>2024-01-02</cp:lastPrinted></cp:coreProperties>",
        after: "<cp:coreProperties><dc:title>通知</dc:title><dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy></cp:coreProperties>",
        taken: &[Taken::Author, Taken::Printer],
    },
    Case {
        part: "docProps/app.xml",
        before: "<Properties><Template>C:\\王小明\\Normal.dotm</Template><Company>王小明公司</Company><Pages>3</Pages></Properties>",
        after: "<Properties><Template></Template><Company></Company><Pages>3</Pages></Properties>",
        taken: &[Taken::Company, Taken::Path],
    },
    Case {
        part: "docProps/custom.xml",
        before: "<Properties><property name='填报人'><vt:lpwstr>王小明</vt:lpwstr></property></Properties>",
        after: "<Properties></Properties>",
        taken: &[Taken::Properties],
    },
    Case {
        part: "word/document.xml",
        before: "<w:document><w:p w:rsidR=\"00AB\" w:rsidP='1'><w:ins w:id=\"1\" w:author=\"王小明\" w:date=\"2024\"><w:r><w:t>王五 &amp; 赵六</w:t></w:r></w:ins></w:p></w:document>",
        after: "<w:document><w:p><w:ins w:id=\"1\" w:author=\"作者\" w:date=\"2024\"><w:r><w:t>王五 &amp; 赵六</w:t></w:r></w:ins></w:p></w:document>",
        taken: &[Taken::Reviewer, Taken::Sessions],
    },
    Case {
        part: "word/comments.xml",
        before: "<w:comments><w:comment w:author='王小明' w:initials='王'><w:p/></w:comment></w:comments>",
        after: "<w:comments><w:comment w:author=\"作者\" w:initials=\"\"><w:p/></w:comment></w:comments>",
        taken: &[Taken::Reviewer],
    },
    Case {
        part: "word/settings.xml",
        before: "<w:settings><w:rsids><w:rsidRoot w:val='1'/></w:rsids><w:zoom w:percent='100'/></w:settings>",
        after: "<w:settings><w:zoom w:percent='100'/></w:settings>",
        taken: &[Taken::Sessions],
    },
    Case {
        part: "word/_rels/settings.xml.rels",
        before: "<Relationships><Relationship Id='1' Type='http://x/attachedTemplate' Target='file:///C:\\王小明\\a.dotm'/></Relationships>",
        after: "<Relationships></Relationships>",
        taken: &[Taken::Path],
    },
    Case {
        part: "xl/workbook.xml",
        before: "<workbook><fileSharing userName='王小明'/><x15ac:absPath url='D:\\王小明\\'/><sheets/></workbook>",
        after: "<workbook><fileSharing userName=\"\"/><sheets/></workbook>",
        taken: &[Taken::Author, Taken::Path],
    },
    Case {
        part: "xl/comments1.xml",
        before: "<comments><authors><author>王小明</author></authors><comment><r><t>王小明:\n</t></r><r><t>请核实</t></r></comment></comments>",
        after: "<comments><authors><author>作者</author></authors><comment><r><t>作者:\n</t></r><r><t>请核实</t></r></comment></comments>",
        taken: &[Taken::Reviewer],
    },
    Case {
        part: "xl/persons/person.xml",
        before: "<personList><person displayName='王小明' id='{1}' userId='wxm' providerId='AD'/></personList>",
        after: "<personList><person displayName=\"作者\" id=\"{1}\" userId=\"作者\" providerId=\"None\"/></personList>",
        taken: &[Taken::Reviewer],
    },
    Case {
        part: "xl/externalLinks/_rels/externalLink1.xml.rels",
        before: "<Relationships><Relationship Id='1' Type='http://x/externalLinkPath' Target='\\\\fs\\王小明\\台账.xlsx'/></Relationships>",
        after: "<Relationships><Relationship Id=\"1\" Type=\"http://x/externalLinkPath\" Target=\"台账.xlsx\"/></Relationships>",
        taken: &[Taken::Path],
    },
    Case {
        part: "word/settings2.xml",
        before: "<w:settings><!-- 王小明 --><w:docVars><w:docVar w:name='人' w:val='王小明'/></w:docVars><w:zoom/></w:settings>",
        after: "<w:settings><w:zoom/></w:settings>",
        taken: &[Taken::Properties],
    },
    Case {
        part: "word/styles.xml",
        before: "<w:styles><w:style><w:qFormat/><w:rsid w:val=\"00AB\"/><w:pPr/></w:style></w:styles>",
        after: "<w:styles><w:style><w:qFormat/><w:pPr/></w:style></w:styles>",
        taken: &[Taken::Sessions],
    },
    // What a control shows stays, and is filled no more with what is gone.
    Case {
        part: "word/footer1.xml",
        before: "<w:ftr><w:sdt><w:sdtPr><w:dataBinding w:xpath=\"/ns1:coreProperties[1]/ns0:creator[1]\"/><w:text/></w:sdtPr><w:sdtContent><w:t>云溪区</w:t></w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:dataBinding w:xpath=\"/ns1:coreProperties[1]/ns0:title[1]\"/></w:sdtPr></w:sdt></w:ftr>",
        after: "<w:ftr><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:t>云溪区</w:t></w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:dataBinding w:xpath=\"/ns1:coreProperties[1]/ns0:title[1]\"/></w:sdtPr></w:sdt></w:ftr>",
        taken: &[],
    },
    Case {
        part: "word/header1.xml",
        before: "<w:hdr><w:instrText>INCLUDEPICTURE \"C:\\\\王小明\\\\章.png\" \\* MERGEFORMAT</w:instrText><w:t>C:\\a\\b</w:t><w:fldSimple w:instr='LINK D:\\王小明\\表.xlsx \\a'/></w:hdr>",
        after: "<w:hdr><w:instrText>INCLUDEPICTURE &quot;章.png&quot; \\* MERGEFORMAT</w:instrText><w:t>C:\\a\\b</w:t><w:fldSimple w:instr=\"LINK 表.xlsx \\a\"/></w:hdr>",
        taken: &[Taken::Path],
    },
    Case {
        part: "customXml/item1.xml",
        before: "<p:properties><UserInfo><DisplayName>王小明</DisplayName><AccountId>7</AccountId></UserInfo><Title>通知</Title></p:properties>",
        after: "<p:properties><UserInfo><DisplayName></DisplayName><AccountId></AccountId></UserInfo><Title>通知</Title></p:properties>",
        taken: &[Taken::Author],
    },
    Case {
        part: "xl/pivotCache/pivotCacheDefinition1.xml",
        before: "<pivotCacheDefinition r:id=\"rId1\" refreshedBy=\"王小明\" recordCount=\"3\"/>",
        after: "<pivotCacheDefinition r:id=\"rId1\" recordCount=\"3\"/>",
        taken: &[Taken::Reviewer],
    },
    Case {
        part: "xl/connections.xml",
        before: "<connections><connection id=\"1\"><dbPr connection=\"Provider=ACE;Data Source=C:\\王小明\\a.mdb;User ID=王小明;Mode=Read\"/></connection><connection id=\"2\"><dbPr connection=\"DSN=a;UID=王小明;pwd=1\"/></connection></connections>",
        after: "<connections><connection id=\"1\"><dbPr connection=\"Provider=ACE;Data Source=a.mdb;Mode=Read\"/></connection><connection id=\"2\"><dbPr connection=\"DSN=a\"/></connection></connections>",
        taken: &[Taken::Path],
    },
    Case {
        part: "xl/workbook2.xml",
        before: "<workbook><customWorkbookViews><customWorkbookView name=\"王小明 - 个人视图\" guid=\"{1}\"/><customWorkbookView name=\"王小明 - 2\" guid=\"{2}\"/></customWorkbookViews></workbook>",
        after: "<workbook><customWorkbookViews><customWorkbookView name=\"作者1\" guid=\"{1}\"/><customWorkbookView name=\"作者2\" guid=\"{2}\"/></customWorkbookViews></workbook>",
        taken: &[Taken::Reviewer],
    },
    Case {
        part: "ppt/slides/slide1.xml",
        before: "<p:cNvPr id=\"4\" descr=\"/Users/王小明/章.jpg\"/>",
        after: "<p:cNvPr id=\"4\" descr=\"章.jpg\"/>",
        taken: &[Taken::Path],
    },
    Case {
        part: "ppt/commentAuthors.xml",
        before: "<p:cmAuthorLst><p:cmAuthor id='0' name='王小明' initials='W'/></p:cmAuthorLst>",
        after: "<p:cmAuthorLst><p:cmAuthor id=\"0\" name=\"作者\" initials=\"\"/></p:cmAuthorLst>",
        taken: &[Taken::Reviewer],
    },
];

const OPEN_DOCUMENT: &[Case] = &[
    Case {
        part: "meta.xml",
        before: "<o:meta><meta:template xlink:href=\"../王小明/公文.ott\"/><meta:initial-creator>王小明</meta:initial-creator><dc:creator>王小明</dc:creator><meta:user-defined meta:name='人'>王小明</meta:user-defined><dc:title>通知</dc:title></o:meta>",
        after: "<o:meta><meta:initial-creator></meta:initial-creator><dc:creator></dc:creator><dc:title>通知</dc:title></o:meta>",
        taken: &[Taken::Author, Taken::Path, Taken::Properties],
    },
    Case {
        part: "content.xml",
        before: "<o:body><office:annotation><dc:creator>王小明</dc:creator><text:p>请核实</text:p></office:annotation><text:creator>云溪区</text:creator><style:text-properties officeooo:rsid=\"1\" fo:color=\"red\"/></o:body>",
        after: "<o:body><office:annotation><dc:creator>作者</dc:creator><text:p>请核实</text:p></office:annotation><text:creator>云溪区</text:creator><style:text-properties fo:color=\"red\"/></o:body>",
        taken: &[Taken::Reviewer, Taken::Sessions],
    },
    Case {
        part: "settings.xml",
        before: "<c><config:config-item config:name='PrinterName'>王小明的打印机</config:config-item><config:config-item config:name='Zoom'>1</config:config-item></c>",
        after: "<c><config:config-item config:name='Zoom'>1</config:config-item></c>",
        taken: &[Taken::Printer],
    },
];

const OFD: &[Case] = &[
    Case {
        part: "Doc_0/Annots/Page_0/Annotation.xml",
        before: "<ofd:PageAnnot><ofd:Annot ID='1' Creator='王小明'><ofd:Remark>注</ofd:Remark></ofd:Annot></ofd:PageAnnot>",
        after: "<ofd:PageAnnot><ofd:Annot ID=\"1\" Creator=\"作者\"><ofd:Remark>注</ofd:Remark></ofd:Annot></ofd:PageAnnot>",
        taken: &[Taken::Reviewer],
    },
    Case {
        part: "OFD.xml",
        before: "<ofd:OFD><ofd:Author>王小明</ofd:Author><ofd:CustomDatas><ofd:CustomData>王小明</ofd:CustomData></ofd:CustomDatas><ofd:Title>通知</ofd:Title></ofd:OFD>",
        after: "<ofd:OFD><ofd:Author></ofd:Author><ofd:Title>通知</ofd:Title></ofd:OFD>",
        taken: &[Taken::Author, Taken::Properties],
    },
];

#[test]
fn a_part_loses_people_and_nothing_else() {
    type Parts<'a> = &'a [(&'a str, &'a str)];
    let families: [(&str, Parts, &[Case]); 3] = [
        ("a.docx", &[("[Content_Types].xml", "<Types/>")], OPEN_XML),
        (
            "a.odt",
            &[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")],
            OPEN_DOCUMENT,
        ),
        ("a.ofd", &[("OFD.xml", "<x/>")], OFD),
    ];
    for (name, head, cases) in families {
        for case in cases {
            let head = head.iter().copied().filter(|(part, _)| *part != case.part);
            let file: Vec<(&str, &str)> =
                head.chain([(case.part, case.before), ("other.txt", "王小明")]).collect();
            let cleaned = clean(name, &archive(&file));
            let after = parts(&cleaned.bytes.expect(case.part));
            let expected: Vec<(String, String)> = file
                .iter()
                .map(|(part, text)| {
                    ((*part).to_owned(), if *part == case.part { case.after } else { *text }.to_owned())
                })
                .collect();
            assert_eq!(after, expected);
            assert_eq!(cleaned.taken.into_iter().collect::<Vec<_>>(), case.taken, "{}", case.part);
            assert_eq!(
                clean(name, &archive(&[&file[..file.len() - 2], &[(case.part, case.after)]].concat())),
                CleanedFile::default()
            );
        }
    }
}

#[test]
fn parts_that_tell_of_people_go_with_what_names_them() {
    let file = archive(&[
        ("[Content_Types].xml", "<Types><Override PartName='/docProps/thumbnail.jpeg'/></Types>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id='1' Type='http://x/metadata/thumbnail' Target='docProps/thumbnail.jpeg'/><Relationship Id='2' Type='http://x/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        ),
        ("docProps/thumbnail.jpeg", SECRET),
        ("ppt/changesInfos/changesInfo1.xml", SECRET),
        ("ppt/revisionInfo.xml", SECRET),
        (
            "ppt/_rels/presentation.xml.rels",
            "<Relationships><Relationship Id='1' Type='http://x/changesInfo' Target='changesInfos/changesInfo1.xml'/></Relationships>",
        ),
        ("xl/printerSettings/printerSettings1.bin", SECRET),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            "<Relationships><Relationship Id='1' Type='http://x/printerSettings' Target='../printerSettings/printerSettings1.bin'/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", "<worksheet><pageSetup orientation='portrait' r:id='1'/></worksheet>"),
    ]);
    let cleaned = clean("a.xlsx", &file);
    let after = parts(&cleaned.bytes.unwrap());
    let after: Vec<(&str, &str)> = after.iter().map(|(name, text)| (&**name, &**text)).collect();
    assert_eq!(
        after,
        [
            ("[Content_Types].xml", "<Types></Types>"),
            (
                "_rels/.rels",
                "<Relationships><Relationship Id='2' Type='http://x/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
            ("ppt/_rels/presentation.xml.rels", "<Relationships></Relationships>"),
            ("xl/worksheets/_rels/sheet1.xml.rels", "<Relationships></Relationships>"),
            ("xl/worksheets/sheet1.xml", "<worksheet><pageSetup orientation=\"portrait\"/></worksheet>"),
        ]
    );
}

#[test]
fn signed_and_unreadable_files_stay_and_are_told() {
    let signed = archive(&[("[Content_Types].xml", "<Types/>"), ("_xmlsignatures/sig1.xml", "<S/>")]);
    let broken = archive(&[("[Content_Types].xml", "<Types/>"), ("docProps/core.xml", "<a><b></a>")]);
    let of_one_inside = archive(&[("OFD.xml", "<x/>"), ("Doc_0/Signs/Signatures.xml", "<S/>")]);
    let pdf =
        |entry: &str| format!("%PDF-1.7\n1 0 obj\n<<{entry}>>\nendobj\ntrailer <</Root 1 0 R>>").into_bytes();
    let locked = b"%PDF-1.7\n1 0 obj\n<</A 1>>\nendobj\ntrailer <</Encrypt 1 0 R>>".to_vec();
    for (name, bytes, obstacle) in [
        ("a.docx", signed, Obstacle::Signed),
        ("a.ofd", of_one_inside, Obstacle::Signed),
        ("a.docx", broken, Obstacle::Unreadable),
        ("a.pdf", pdf("/ByteRange [0 1 2 3]"), Obstacle::Signed),
        ("a.pdf", locked, Obstacle::Locked),
        ("a.pdf", b"%PDF-1.7\n".to_vec(), Obstacle::Unreadable),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), Obstacle::Kind),
        ("a.heic", b"\0\0\0\x18ftypheic".to_vec(), Obstacle::Picture),
        ("a.tif", b"II\x2A\0\x08\0\0\0".to_vec(), Obstacle::Picture),
        ("a.jpg", b"\xFF\xD8\xFF\xE1\xFF\xFF".to_vec(), Obstacle::Unreadable),
    ] {
        assert_eq!(clean(name, &bytes), CleanedFile::left(obstacle), "{name} {obstacle:?}");
    }
    assert_eq!(clean("名单.txt", SECRET.as_bytes()), CleanedFile::default());
}

/// A PDF file whose object 9 is its information, in an object stream, and which has a comment and XMP.
fn pdf() -> Vec<u8> {
    let pack = |data: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let mut file = b"%PDF-1.7\n".to_vec();
    let inside = b"9 0 8 43 <</Author (Wang \\(Xiaoming\\) )/Title (T)>> <</Subtype/Text/Rect[0 0 1 1]/T(Wang)/Contents(C)>>";
    let first = 9;
    let packed = pack(inside);
    file.extend(
        format!(
            "2 0 obj\n<</Type/ObjStm/N 2/First {first}/Filter/FlateDecode/Length {}>>stream\r\n",
            packed.len()
        )
        .bytes(),
    );
    file.extend(&packed);
    file.extend(b"\nendstream\nendobj\n");
    let xmp = "<x:xmpmeta><rdf:Description pdfx:Company='Wang'><dc:title>T</dc:title><dc:creator><rdf:Seq><rdf:li>Wang</rdf:li><rdf:li rdf:resource='mailto:Wang'/></rdf:Seq></dc:creator></rdf:Description></x:xmpmeta>";
    file.extend(
        format!(
            "3 0 obj\n<</Type/Metadata/Subtype/XML/Length {}>>\nstream\n{xmp}\nendstream\nendobj\n",
            xmp.len()
        )
        .bytes(),
    );
    file.extend(b"4 0 obj\n<</Author<57616E67>/CreationDate(D:2024)/Company (Wang)>>\nendobj\n");
    file.extend(b"5 0 obj\n<</Subtype/Widget/Rect[0 0 1 1]/T(field)>>\nendobj\n");
    file.extend(b"6 0 obj\n<</Type/XRef/Info 9 0 R/Length 0>>stream\n\nendstream\nendobj\ntrailer\n<</Info 4 0 R>>\n%%EOF\n");
    file
}

#[test]
fn a_pdf_file_keeps_its_length_and_loses_its_authors() {
    let before = pdf();
    let CleanedFile { bytes: Some(after), taken, obstacles } = clean("a.pdf", &before) else {
        panic!("nothing changed")
    };
    assert_eq!(taken.into_iter().collect::<Vec<_>>(), [Taken::Author, Taken::Reviewer, Taken::Properties]);
    assert_eq!((after.len(), obstacles), (before.len(), BTreeSet::new()));
    let text = String::from_utf8_lossy(&after);
    assert!(text.contains("<</Author<>        /CreationDate(D:2024)/Company ()    >>"), "{text}");
    assert!(text.contains("/Subtype/Widget/Rect[0 0 1 1]/T(field)"));
    assert!(text.contains("<rdf:Description pdfx:Company='    '><dc:title>T</dc:title><dc:creator><rdf:Seq><rdf:li>    </rdf:li><rdf:li rdf:resource='           '/>"));
    let begun = memchr::memmem::find(&after, b"stream\r\n").unwrap() + 8;
    let mut inside = String::new();
    flate2::read::ZlibDecoder::new(&after[begun..]).read_to_string(&mut inside).unwrap();
    assert_eq!(
        inside,
        "9 0 8 43 <</Author ()                  /Title (T)>> <</Subtype/Text/Rect[0 0 1 1]/T()    /Contents(C)>>"
    );
    assert_eq!(clean("a.pdf", &after), CleanedFile::default());
}

/// Parts that begin with a mark of byte order, as .NET writes them, lose nothing at their end.
#[test]
fn a_mark_of_byte_order_costs_no_byte() {
    let settings = "\u{feff}<w:settings><w:zoom w:percent='100'/></w:settings>";
    let before = "\u{feff}<cp:coreProperties><dc:creator>王小明</dc:creator></cp:coreProperties>";
    let after = "\u{feff}<cp:coreProperties><dc:creator></dc:creator></cp:coreProperties>";
    let types = ("[Content_Types].xml", "<Types/>");
    let file = archive(&[types, ("docProps/core.xml", before), ("word/settings.xml", settings)]);
    let cleaned = clean("a.docx", &file).bytes.unwrap();
    let expected = [types, ("docProps/core.xml", after), ("word/settings.xml", settings)];
    assert_eq!(parts(&cleaned), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

/// Strings may stand in objects of their own, as Quartz writes them, and lists of them too.
#[test]
fn authors_are_found_where_the_information_refers_to() {
    let before = b"%PDF-1.3
1 0 obj
<</Title 2 0 R/Author 3 0 R/AAPL:Keywords 4 0 R/Company[(Wang) 5 0 R]>>
endobj
2 0 obj
(T)
endobj
3 0 obj
(Wang)
endobj
4 0 obj
[(Wang) 6 0 R]
endobj
5 0 obj
<57616E67>
endobj
6 0 obj
(Wang)
endobj
7 0 obj
<</Subtype/Text/Rect[0 0 1 1]/T 8 0 R>>
endobj
8 0 obj
(Wang)
endobj
9 0 obj
(Wang)
endobj
trailer
<</Info 1 0 R>>
%%EOF
";
    let CleanedFile { bytes: Some(after), taken, obstacles } = clean("a.pdf", before) else {
        panic!("nothing changed")
    };
    assert_eq!(taken.into_iter().collect::<Vec<_>>(), [Taken::Author, Taken::Reviewer, Taken::Properties]);
    assert_eq!((after.len(), obstacles), (before.len(), BTreeSet::new()));
    let text = String::from_utf8_lossy(&after);
    // What nothing personal refers to is drawn, for all that is known.
    assert_eq!(text.matches("Wang").count(), 1, "{text}");
    assert!(text.contains("(T)") && text.contains("9 0 obj\n(Wang)") && !text.contains("57616E67"), "{text}");
    assert_eq!(clean("a.pdf", &after), CleanedFile::default());
}

/// Of a file in which references lead on and on nobody knows that all was found: that is told.
#[test]
fn references_without_end_are_told() {
    let mut before = b"%PDF-1.3\n1 0 obj\n<</Author 2 0 R>>\nendobj\n".to_vec();
    for number in 2..40 {
        before.extend(format!("{number} 0 obj\n[{} 0 R (Wang)]\nendobj\n", number + 1).bytes());
    }
    before.extend(b"trailer\n<</Info 1 0 R>>\n%%EOF\n");
    assert_eq!(clean("a.pdf", &before).obstacles, BTreeSet::from([Obstacle::Unreadable]));
    // A circle has an end.
    let circle = b"%PDF-1.3\n1 0 obj\n<</Author 2 0 R>>\nendobj\n2 0 obj\n[2 0 R (Wang)]\nendobj\ntrailer\n<</Info 1 0 R>>\n";
    let cleaned = clean("a.pdf", circle);
    assert!(cleaned.obstacles.is_empty() && cleaned.taken == BTreeSet::from([Taken::Author]));
}

/// Packed data that would need more room than they had stay as they are; then nothing was taken out.
#[test]
fn what_finds_no_room_again_is_not_said_to_be_taken_out() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"9 0 <</Title (Wang)/Author (Wang)>>").unwrap();
    let packed = encoder.finish().unwrap();
    let head = format!("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>", packed.len());
    let mut file = format!("%PDF-1.7\n2 0 obj\n{head}stream\n").into_bytes();
    file.extend(&packed);
    file.extend(b"\nendstream\nendobj\ntrailer\n<</Info 9 0 R>>\n%%EOF\n");
    assert_eq!(clean("a.pdf", &file), CleanedFile::left(Obstacle::Unreadable));
}

/// An object of an older program inside a document is told if it tells of people, and so are macros; a
/// formula has nothing to tell.
#[test]
fn what_lies_in_a_document_and_cannot_be_cleaned_is_told() {
    let object = |stream: &str| {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        let bytes: Vec<u8> = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain(name).collect();
        bytes
    };
    let document = |part: &str, bytes: &[u8]| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in [("[Content_Types].xml", &b"<Types/>"[..]), (part, bytes)] {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let inside = CleanedFile::left(Obstacle::Inside);
    for (part, bytes, expected) in [
        ("word/embeddings/oleObject1.bin", object("\u{5}SummaryInformation"), &inside),
        ("xl/embeddings/oleObject1.bin", object("\u{1}Ole10Native"), &inside),
        ("ppt/embeddings/甲.doc", object("\u{5}SummaryInformation"), &inside),
        ("word/embeddings/oleObject1.bin", object("Equation Native"), &CleanedFile::default()),
        ("word/vbaProject.bin", b"x".to_vec(), &inside),
        ("word/page.mht", b"x".to_vec(), &inside),
        ("word/media/image1.emf", b"x".to_vec(), &CleanedFile::default()),
    ] {
        assert_eq!(clean("a.docx", &document(part, &bytes)), *expected, "{part}");
    }
    let docx = archive(&[("[Content_Types].xml", "<Types/>"), (OPEN_XML[0].part, OPEN_XML[0].before)]);
    let plain = archive(&[("[Content_Types].xml", "<Types/>")]);
    for (embedded, expected) in [(docx, &inside), (plain, &CleanedFile::default())] {
        let mut file = format!("%PDF-1.7\n2 0 obj\n<</Type/EmbeddedFile/Length {}>>stream\n", embedded.len())
            .into_bytes();
        file.extend(&embedded);
        file.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");
        assert_eq!(clean("a.pdf", &file), *expected);
    }
}

/// What programs keep for themselves goes with all that only it leads to; what else is drawn stays.
#[test]
fn small_pictures_and_working_data_of_programs_leave_a_pdf_file() {
    let before = b"%PDF-1.4
1 0 obj
<</Type/Page/Parent 7 0 R/Thumb 2 0 R/PieceInfo<</Illustrator<</Private 4 0 R/LastModified(D:2024)>>>>/Contents 6 0 R>>
endobj
2 0 obj
<</Length 3 0 R>>stream
Wang
endstream
endobj
3 0 obj
5
endobj
4 0 obj
<</Back 1 0 R/Shared 6 0 R/Data 5 0 R>>
endobj
5 0 obj
<</Length 4>>stream
Wang
endstream
endobj
6 0 obj
<</Length 5>>stream
drawn
endstream
endobj
7 0 obj
<</Kids[1 0 R]>>
endobj
8 0 obj
<</Pages 7 0 R>>
endobj
trailer
<</Root 8 0 R>>
%%EOF
";
    let CleanedFile { bytes: Some(after), taken, obstacles } = clean("a.pdf", before) else {
        panic!("nothing changed")
    };
    assert_eq!(taken.into_iter().collect::<Vec<_>>(), [Taken::Thumbnail, Taken::Properties]);
    assert_eq!((after.len(), obstacles), (before.len(), BTreeSet::new()));
    let text = String::from_utf8_lossy(&after);
    assert!(!["Wang", "Thumb", "PieceInfo", "Shared"].iter().any(|gone| text.contains(gone)), "{text}");
    assert!(text.contains("<</Length 5>>stream\ndrawn\nendstream") && text.contains("/Contents 6 0 R>>"));
    assert_eq!(text.matches(" 0 obj null ").count(), 3, "{text}");
    assert_eq!(clean("a.pdf", &after), CleanedFile::default());
}

/// Of a path in the title, in a link or in the name of a file only the last name is left, however it is
/// written.
#[test]
fn paths_leave_a_pdf_file() {
    // `D:\王\甲.doc`
    let wide = "0044003A005C738B005C7532002E0064006F0063";
    let before = format!(
        "%PDF-1.4
1 0 obj
<</Title(Microsoft Word - C:\\\\Wang\\\\a \\(1\\).doc)/Subject<FEFF{wide}>/Keywords(A:/B)>>
endobj
2 0 obj
<</S/URI/URI(file:///C:/Wang/b.htm)>>
endobj
3 0 obj
<</Type/Filespec/F(/C/Users/Wang/c.doc)/UF(d.doc)>>
endobj
4 0 obj
<</S/URI/URI(https://example.gov.cn/home/e/f.html)>>
endobj
trailer
<</Info 1 0 R>>
%%EOF
"
    );
    let CleanedFile { bytes: Some(after), taken, .. } = clean("a.pdf", before.as_bytes()) else {
        panic!("nothing changed")
    };
    assert_eq!((taken, after.len()), (BTreeSet::from([Taken::Path]), before.len()));
    let text = String::from_utf8_lossy(&after);
    let short = "FEFF7532002E0064006F0063";
    for left in [
        "/Title(Microsoft Word - a \\(1\\).doc)",
        &format!("<{short}>"),
        "(A:/B)",
        "/URI(b.htm)",
        "/F(c.doc)",
        "/UF(d.doc)",
        "(https://example.gov.cn/home/e/f.html)",
    ] {
        assert!(text.contains(left), "{left}: {text}");
    }
    assert_eq!(clean("a.pdf", &after), CleanedFile::default());
}

#[test]
fn a_drawing_keeps_what_is_drawn() {
    let before = "<svg sodipodi:docname=\"甲.svg\" inkscape:export-filename=\"C:\\王小明\\甲.png\" width=\"9\"><!-- 王小明 --><metadata><dc:creator>王小明</dc:creator></metadata><path inkscape:label=\"层\" d=\"M0 0\"/></svg>";
    let cleaned = clean("a.svg", before.as_bytes());
    let after = "<svg width=\"9\"><path inkscape:label=\"层\" d=\"M0 0\"/></svg>";
    assert_eq!(cleaned.bytes.as_deref(), Some(after.as_bytes()));
    assert_eq!(cleaned.taken, BTreeSet::from([Taken::Path, Taken::Properties, Taken::Words]));
    assert_eq!(clean("a.svg", after.as_bytes()), CleanedFile::default());
}

/// A picture in a PDF file loses what it tells however it is packed; its pixels and all lengths stay.
#[test]
fn pictures_in_a_pdf_file_lose_what_they_tell() {
    let app1 = [&b"\xFF\xE1\0\x40"[..], b"Exif\0\0Wang", &[b'g'; 52]].concat();
    let scan = b"\xFF\xDA\0\x02\x01\xFF\0\x02\xFF\xD0\x03\xFF\xD9";
    let jpeg = [&b"\xFF\xD8"[..], &app1, b"\xFF\xFE\0\x06Wang", scan, b"Wang behind it"].concat();
    let boxes = [
        ("jP  ", &b"\r\n\x87\n"[..]),
        ("xml ", b"<a>Wang</a>"),
        ("uuid", b"0123456789abcdefWang"),
        ("jp2c", b"pixels"),
    ];
    let jpeg_2000 = boxes.map(|(kind, data)| {
        [&u32::try_from(data.len() + 8).unwrap().to_be_bytes()[..], kind.as_bytes(), data].concat()
    });
    let packings: [&[&str]; 6] =
        [&[], &["FlateDecode"], &["A85"], &["ASCIIHexDecode"], &["ASCII85Decode", "Fl"], &["RL"]];
    for (kind, picture, seen) in
        [("DCTDecode", jpeg, &scan[..]), ("JPXDecode", jpeg_2000.concat(), b"jp2cpixels")]
    {
        for packing in packings {
            let packing: Vec<&[u8]> = packing.iter().map(|name| name.as_bytes()).collect();
            let names =
                packing.iter().fold(String::new(), |all, name| all + "/" + &String::from_utf8_lossy(name));
            let packed = pdf::packed_by(picture.clone(), &packing).unwrap();
            let head = format!("<</Subtype/Image/Filter[{names}/{kind}]/Length {}>>", packed.len());
            let file =
                [format!("%PDF-1.7\n2 0 obj\n{head}stream\n").as_bytes(), &packed, b"\nendstream\nendobj\n"]
                    .concat();
            let cleaned = clean("a.pdf", &file);
            let after = cleaned.bytes.unwrap_or_else(|| panic!("{names}: {:?}", cleaned.obstacles));
            assert_eq!((after.len(), cleaned.obstacles), (file.len(), BTreeSet::new()), "{names}");
            let start = memchr::memmem::find(&after, b"stream\n").unwrap() + 7;
            let stream = &after[start..start + packed.len()];
            let new = pdf::undone(stream, &packing, &mut 100_000).unwrap();
            assert_eq!(memchr::memmem::find(&new, b"Wang"), None, "{names}");
            assert!(memchr::memmem::find(&new, seen).is_some(), "{names}");
            assert_eq!(clean("a.pdf", &after), CleanedFile::default(), "{names}");
        }
    }
    // Parameters of the picture itself change nothing; without boxes, and where it is none, nothing is told.
    let of_one = |filters: &str, data: &[u8]| {
        let head = format!("<</Filter[{filters}]/DecodeParms[null<</Quality 65>>]/Length {}>>", data.len());
        [format!("%PDF-1.7\n2 0 obj\n{head}stream\n").as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    };
    let packed = pdf::packed_by(b"\xFF\xD8\xFF\xFE\0\x06Wang\xFF\xD9".to_vec(), &[b"Fl"]).unwrap();
    let room = [&packed[..], &[b'\n'; 20]].concat();
    assert_eq!(clean("a.pdf", &of_one("/Fl/DCT", &room)).taken, BTreeSet::from([Taken::Words]));
    for (filters, data) in [("/JPXDecode", &b"\xFF\x4F\xFF\x51"[..]), ("/DCTDecode", b"1234")] {
        assert_eq!(clean("a.pdf", &of_one(filters, data)), CleanedFile::default(), "{filters}");
    }
    // What is packed in a way that is not undone here is told.
    let file =
        b"%PDF-1.7\n2 0 obj\n<</Filter[/LZWDecode/DCTDecode]/Length 3>>stream\nabc\nendstream\nendobj\n";
    assert_eq!(clean("a.pdf", file), CleanedFile::left(Obstacle::Unreadable));
}

/// What lies in a plain archive is told if it would be cleaned by itself.
#[test]
fn archives_of_files_with_authors_are_told() {
    let (_, picture, plain) = pictures().swap_remove(0);
    let zip = |name: &str, bytes: &[u8]| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().into_inner()
    };
    let docx = archive(&[("[Content_Types].xml", "<Types/>"), (OPEN_XML[0].part, OPEN_XML[0].before)]);
    let archived = CleanedFile::left(Obstacle::Archived);
    for (name, bytes, expected) in [
        ("甲/图.jpg", picture.clone(), &archived),
        ("甲.docx", docx, &archived),
        ("旧.doc", b"\xD0\xCF\x11\xE0".to_vec(), &archived),
        ("里.zip", zip("图.jpg", &picture), &archived),
        ("甲.pdf", pdf(), &archived),
        ("图.jpg", plain, &CleanedFile::default()),
        ("甲.txt", b"Wang".to_vec(), &CleanedFile::default()),
    ] {
        assert_eq!(clean("包.zip", &zip(name, &bytes)), *expected, "{name}");
    }
}

/// A picture of each form with words, place and a trailer; which way is up is told by its EXIF.
fn pictures() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let exif = |orientation: u8| {
        let mut block = b"II\x2A\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        block.extend([orientation, 0, 0, 0]);
        block.extend(b"\x3B\x01\x02\0\x04\0\0\0Wan\0\0\0\0\0");
        block
    };
    let upright = |orientation: u8| {
        let mut block = b"II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        block.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        block
    };
    let segment = |kind: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, kind][..], &length, data].concat()
    };
    let scan = b"\xFF\xDA\0\x02\x01\xFF\0\x02\xFF\xD0\x03\xFF\xD9";
    let jpeg = |parts: &[Vec<u8>]| [&b"\xFF\xD8"[..], &parts.concat(), scan].concat();
    let app1 = |block: Vec<u8>| segment(0xE1, &[&b"Exif\0\0"[..], &block].concat());
    let jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(&[&kind[..], data].concat());
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &sum.sum().to_be_bytes()].concat()
    };
    let png =
        |chunks: &[Vec<u8>]| [&b"\x89PNG\r\n\x1A\n"[..], &chunks.concat(), &chunk(b"IEND", b"")].concat();
    let header = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let riff = |chunks: &[(&[u8; 4], Vec<u8>)]| {
        let chunks = chunks.iter().map(|(kind, data)| {
            let length = u32::try_from(data.len()).unwrap().to_le_bytes();
            [&kind[..], &length, data, &vec![0; data.len() % 2]].concat()
        });
        let body = chunks.collect::<Vec<_>>().concat();
        [&b"RIFF"[..], &u32::try_from(body.len() + 4).unwrap().to_le_bytes(), b"WEBP", &body].concat()
    };
    let gif = |blocks: &[u8]| {
        [
            &b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF"[..],
            blocks,
            b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x01L\0;",
        ]
        .concat()
    };
    vec![
        (
            "a.jpg",
            [
                jpeg(&[jfif.clone(), app1(exif(6)), segment(0xFE, b"Wang"), segment(0xE2, b"ICC_PROFILE\0")]),
                b"Wang".to_vec(),
            ]
            .concat(),
            jpeg(&[app1(upright(6)), jfif.clone(), segment(0xE2, b"ICC_PROFILE\0")]),
        ),
        ("a.jpg", jpeg(&[jfif.clone(), app1(exif(1))]), jpeg(&[jfif])),
        (
            "a.png",
            png(&[
                header.clone(),
                chunk(b"gAMA", b"1234"),
                chunk(b"tEXt", b"Author\0Wang"),
                chunk(b"eXIf", &exif(8)),
            ]),
            png(&[header, chunk(b"gAMA", b"1234"), chunk(b"eXIf", &upright(8))]),
        ),
        (
            "a.gif",
            gif(b"\x21\xFE\x04Wang\0\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0"),
            gif(b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0"),
        ),
        (
            "a.webp",
            riff(&[
                (b"VP8X", vec![0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                (b"VP8 ", vec![1]),
                (b"EXIF", exif(1)),
                (b"XMP ", b"Wang".to_vec()),
            ]),
            riff(&[(b"VP8X", vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (b"VP8 ", vec![1])]),
        ),
    ]
}

#[test]
fn pictures_keep_what_is_seen_and_which_way_is_up() {
    for (name, before, after) in pictures() {
        let cleaned = clean(name, &before);
        assert_eq!(cleaned.bytes.as_deref(), Some(&after[..]), "{name}");
        assert_eq!(clean(name, &after), CleanedFile::default(), "{name}");
    }
}

proptest! {
    /// Damaged in any place, a file is cleaned, left and told, or not touched; what is cleaned needs no
    /// second time.
    #[test]
    fn whatever_the_bytes_cleaning_ends(
        which in 0..8usize, at in 0.0..1.0f64, byte in any::<u8>(), end in 0.0..1.0f64, is_cut in any::<bool>()
    ) {
        let mut files: Vec<(&str, Vec<u8>)> = pictures().into_iter().map(|(name, before, _)| (name, before)).collect();
        files.push(("a.pdf", pdf()));
        files.push(("a.docx", archive(&[("[Content_Types].xml", "<Types/>"), (OPEN_XML[0].part, OPEN_XML[0].before)])));
        let (name, mut bytes) = files.swap_remove(which % files.len());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        let place = |share: f64, length: usize| (share * length as f64) as usize;
        let position = place(at, bytes.len());
        bytes[position] = byte;
        if is_cut {
            bytes.truncate(place(end, bytes.len()));
        }
        if let Some(cleaned) = clean(name, &bytes).bytes {
            prop_assert_eq!(clean(name, &cleaned).bytes, None);
        }
    }
}

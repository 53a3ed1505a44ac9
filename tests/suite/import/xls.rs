//! Workbooks of Excel 97 to 2003, made by hand: the records of MS-XLS in a container of MS-CFB.

use proptest::prelude::*;
use snapbox::{IntoData, assert_data_eq, str};

use super::{doubts, fates, proposed, text};

/// A record.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A record of numbers of two bytes.
fn words(kind: u16, words: &[u16]) -> Vec<u8> {
    record(kind, &words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>())
}

/// A text behind the count of its letters in so many bytes, each letter in two.
fn counted(text: &str, width: usize) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u16::try_from(units.len() / 2).unwrap().to_le_bytes();
    [&count[..width], &[1], &units].concat()
}

/// What stands before the sheets, and the sheets by name and whether they are hidden.
fn book(texts: &[&str], sheets: &[(&str, bool, Vec<u8>)]) -> Vec<u8> {
    let mut table = u32::try_from(texts.len()).unwrap().to_le_bytes().repeat(2);
    table.extend(texts.iter().flat_map(|text| counted(text, 2)));
    // The table goes on in another record in the middle of a text, as it does after 8,224 bytes.
    let cut = table.len() - 4;
    let globals = [
        words(0x809, &[0x600, 5, 0, 0, 0, 0, 0, 0]),
        record(0x41E, &[&164_u16.to_le_bytes()[..], &counted("0.0%", 2)].concat()),
        words(0xE0, &[0, 0, 0, 0, 0]),
        words(0xE0, &[0, 164, 0, 0, 0]),
        words(0xE0, &[0, 3, 0, 0, 0]),
        record(0xFC, &table[..cut]),
        record(0x3C, &[&[1][..], &table[cut..]].concat()),
    ]
    .concat();
    let named = |at: usize, (name, is_hidden, _): &(&str, bool, Vec<u8>)| {
        let place = u32::try_from(at).unwrap().to_le_bytes();
        record(0x85, &[&place[..], &[u8::from(*is_hidden), 0], &counted(name, 1)].concat())
    };
    let mut at = globals.len() + sheets.iter().map(|sheet| named(0, sheet).len()).sum::<usize>() + 4;
    let mut out = globals;
    for sheet in sheets {
        out.extend(named(at, sheet));
        at += sheet.2.len();
    }
    out.extend(record(0x0A, &[]));
    out.extend(sheets.iter().flat_map(|(_, _, records)| records.iter().copied()));
    container(out)
}

/// The records of a sheet.
fn sheet(records: &[Vec<u8>]) -> Vec<u8> {
    [words(0x809, &[0x600, 0x10, 0, 0, 0, 0, 0, 0]), records.concat(), record(0x0A, &[])].concat()
}

/// A file of three kinds of sectors: the table of sectors, the directory, the stream.
fn container(mut stream: Vec<u8>) -> Vec<u8> {
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let count = u32::try_from(stream.len() / 512).unwrap();
    let mut head = [
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..],
        &[0; 16],
        &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0],
    ]
    .concat();
    head.resize(44, 0);
    // One sector of the table; the directory begins in sector 1; streams below 4,096 bytes would be small.
    for word in [1, 1, 0, 4096, u32::MAX - 1, 0, u32::MAX - 1, 0, 0] {
        head.extend(u32::to_le_bytes(word));
    }
    head.resize(512, 0xFF);
    let mut table: Vec<u8> =
        [u32::MAX - 2, u32::MAX - 1].iter().flat_map(|word| word.to_le_bytes()).collect();
    for at in 0..count {
        let next = if at + 1 == count { u32::MAX - 1 } else { at + 3 };
        table.extend(next.to_le_bytes());
    }
    table.resize(512, 0xFF);
    let entry = |name: &str, kind: u8, first: u32, length: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(66, 0);
        entry.push(kind);
        entry.resize(116, 0);
        entry.extend(first.to_le_bytes());
        entry.extend(u32::try_from(length).unwrap().to_le_bytes());
        entry.resize(128, 0);
        entry
    };
    let mut directory = entry("Root Entry", 5, u32::MAX - 1, 0);
    directory.extend(entry("Workbook", 2, 2, stream.len()));
    directory.resize(512, 0);
    [head, table, directory, stream].concat()
}

/// A sheet with merged heads, a hidden row and a hidden column, and a hidden sheet.
fn example() -> Vec<u8> {
    let texts = ["各镇补贴发放情况", "镇街", "发放", "户数", "比例", "望溪街道", "柳河镇", "内部数"];
    let cell = |row: u16, column: u16, text: u16| words(0xFD, &[row, column, 0, text, 0]);
    let float = |kind: u16, row: u16, column: u16, style: u16, value: f64| {
        let place: Vec<u8> = [row, column, style].iter().flat_map(|word| word.to_le_bytes()).collect();
        record(kind, &[place, value.to_le_bytes().to_vec()].concat())
    };
    let first = sheet(&[
        words(0x7D, &[4, 4, 2048, 0, 1]),
        cell(0, 0, 0),
        cell(1, 0, 1),
        cell(1, 1, 2),
        cell(2, 1, 3),
        cell(2, 2, 4),
        cell(3, 0, 5),
        // 1,234 in the style 2 and 0.725 in the style 1, in one record; then a hidden column.
        record(0xBD, &[3, 0, 1, 0, 2, 0, 0x4A, 0x13, 0, 0, 1, 0, 0x30, 0x33, 0xE7, 0x3F, 2, 0]),
        cell(3, 4, 7),
        words(0x208, &[4, 0, 5, 255, 0, 0, 0x20]),
        cell(4, 0, 7),
        cell(5, 0, 6),
        float(0x203, 5, 1, 2, 99.0),
        // A formula whose result is an error.
        record(0x06, &[5, 0, 2, 0, 0, 0, 2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]),
        words(0xE5, &[3, 0, 0, 0, 2, 1, 2, 0, 0, 1, 1, 1, 2]),
    ]);
    let second = sheet(&[cell(0, 0, 7)]);
    book(&texts, &[("发放", false, first), ("备用", true, second)])
}

#[test]
fn old_workbooks_are_read_as_they_are_shown() {
    let bytes = example();
    let proposal = proposed("补贴.xls", &bytes, |_| {});
    assert_data_eq!(
        text(&proposal, ".md"),
        str![[r#"
---
# 待核对：工作表“发放” C6：这一格是 #DIV/0!，没有数，先留空
标题: 各镇补贴发放情况
类型: 动态
发布单位: 区人力社保局
公开日期: 2024-03-08
---
| 镇街 | 发放 | < |
|---|---|---|
| ^^ | 户数 | 比例 |
| 望溪街道 | 1,234 | 72.5% |
| 柳河镇 | 99 |  |

"#]]
        .raw()
    );
    let told = fates(&proposal);
    for words in
        ["工作表“发放” E4：隐藏的行或列", "工作表“发放” A5：隐藏的行或列", "工作表“备用” A1：隐藏的工作表"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert_eq!(doubts(&proposal).lines().count(), 1);
    // The same under the name that Excel gives a workbook today.
    assert_eq!(text(&proposed("补贴.xlsx", &bytes, |_| {}), ".md"), text(&proposal, ".md"));
}

#[test]
fn boxes_over_the_cells_are_told() {
    let letters: Vec<u8> = "框里的话".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let drawn = [
        words(0xFD, &[0, 0, 0, 0, 0]),
        words(0xFD, &[1, 0, 0, 0, 0]),
        words(0x5D, &[0x15, 0x12, 6, 1]),
        words(0x1B6, &[0, 0, 0, 0, 0, 4, 0, 0, 0]),
        record(0x3C, &[&[1][..], &letters].concat()),
    ];
    let proposal = proposed("补贴.xls", &book(&["甲"], &[("发放", false, sheet(&drawn))]), |_| {});
    let told = "工作表“发放”的文本框：文本框里的文字没有放进正文：“框里的话”，要用的请补上";
    assert!(doubts(&proposal).contains(told), "{}", doubts(&proposal));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_old_workbooks_are_read_or_refused(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = example();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        if let Ok(proposal) = gongkai::import::propose("补贴.xls", &bytes, &super::options()) {
            prop_assert!(proposal.account.parts().iter().all(|part| part.fate.is_some()));
        }
    }
}

//! 附件说明: the lines below a text that name its attachments.
//!
//! Source: GB/T 9704—2012 7.3.4: `附件：1.名称`, no mark behind the name.

/// The most names that are looked for on one line.
const MOST_ON_A_LINE: usize = 50;

/// What the lines of a text say of its attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentNote {
    /// The line where the note begins.
    pub at: usize,
    /// How many lines it has.
    pub lines: usize,
    /// What it names, numbers and marks around the names cut off.
    pub names: Vec<String>,
    /// How many attachments stand in the text itself, further below.
    pub follow: usize,
    /// `（附件略）` or the like.
    pub is_left_out: bool,
}

/// The first note among the lines of a text, without blanks at their ends.
#[must_use]
pub fn read(lines: &[&str]) -> Option<AttachmentNote> {
    // `附件：` alone stands above its names.
    let begins = |at: usize, names: &str| {
        !names.is_empty() || lines.get(at + 1).is_some_and(|line| behind_number(line, 1).is_some())
    };
    let mut noted = lines.iter().enumerate().filter_map(|(at, line)| Some((at, names_of(line)?)));
    let (at, first) = noted.find(|(at, names)| begins(*at, names))?;
    let is_left_out = first.contains('略') || first.contains("另附") || first.contains("另发");
    let mut names: Vec<String> = if first.is_empty() { Vec::new() } else { parted(first) };
    let mut next = at + 1;
    if first.is_empty() || behind_number(first, 1).is_some() {
        while let Some(name) = lines.get(next).and_then(|line| behind_number(line, names.len() + 1)) {
            names.push(bare(name));
            next += 1;
        }
    }
    let follow = lines[next..].iter().filter(|line| is_attachment_head(line)).count();
    Some(AttachmentNote { at, lines: next - at, names, follow, is_left_out })
}

/// What stands behind `附件：` at the beginning of a line.
fn names_of(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(['*', ' ']).strip_prefix("附件")?;
    Some(rest.strip_prefix(['：', ':'])?.trim())
}

/// What stands behind `1.` at the beginning of a line.
fn behind_number(line: &str, number: usize) -> Option<&str> {
    line.strip_prefix(&number.to_string())?.strip_prefix(['.', '．', '、'])
}

/// `1.甲  2.乙`: the names on one line.
fn parted(names: &str) -> Vec<String> {
    let Some(mut rest) = behind_number(names, 1) else { return vec![bare(names)] };
    let mut found = Vec::new();
    while found.len() + 1 < MOST_ON_A_LINE {
        let number = found.len() + 2;
        let begins = [' ', '\u{3000}', '；', ';', '\t'].iter().find_map(|before| {
            ['.', '．', '、'].iter().find_map(|mark| rest.find(&format!("{before}{number}{mark}")))
        });
        let Some(end) = begins else { break };
        found.push(bare(&rest[..end]));
        let blanks = |c: char| c.is_whitespace() || matches!(c, '；' | ';');
        rest = behind_number(rest[end..].trim_start_matches(blanks), number).unwrap_or("");
    }
    found.push(bare(rest));
    found
}

/// A name without what stands around it.
fn bare(name: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '。' | '；' | ';' | '，' | '、' | '*');
    let name = name.trim_matches(is_edge);
    let inside = name.strip_prefix('《').and_then(|rest| rest.strip_suffix('》'));
    inside.filter(|inside| !inside.contains('《')).unwrap_or(name).to_owned()
}

/// Whether a line heads an attachment that stands in the text itself: `附件1`.
fn is_attachment_head(line: &str) -> bool {
    let rest = line.trim_start_matches(['*', '#', ' ']).strip_prefix("附件");
    rest.is_some_and(|rest| {
        let rest = rest.trim_end_matches(['*', '：', ':', ' ']).trim_start();
        rest.chars().count() <= 2
            && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_stand() {
        let names = |text: &str| {
            let note = read(&text.lines().collect::<Vec<_>>())?;
            Some(format!("{}+{} {} {}", note.at, note.lines, note.names.join("|"), note.follow))
        };
        for (text, expected) in [
            ("正文。\n附件：1.《申请表》\n2.名单。\n局\n附件1\n申请表", Some("1+2 申请表|名单 1")),
            ("附件：1.甲表；2.乙表　3.丙表", Some("0+1 甲表|乙表|丙表 0")),
            ("附件：\n1、甲\n2、乙", Some("0+3 甲|乙 0")),
            ("附件: 补贴标准", Some("0+1 补贴标准 0")),
            ("附件：", None),
            ("附件1", None),
            ("见附件：甲", None),
        ] {
            assert_eq!(names(text).as_deref(), expected, "{text}");
        }
        assert!(read(&["附件：名单（略）"]).is_some_and(|note| note.is_left_out));
    }
}

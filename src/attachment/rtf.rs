//! Rich Text Format (RTF 1.9.1): its words without the orders between them.

/// Groups whose words no reader sees: properties, and lists of what the document is drawn with.
const UNSHOWN: [&str; 10] = [
    "info",
    "fonttbl",
    "colortbl",
    "stylesheet",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "pict",
    "object",
];

/// Whether a text is a document in this format.
#[must_use]
pub fn is_rtf(text: &str) -> bool {
    text.trim_start().starts_with("{\\rtf")
}

/// The words of a document, those of its properties and notes too.
pub(super) fn words(text: &str) -> String {
    read(text, false)
}

/// The words of a document that its reader sees.
#[must_use]
pub fn shown_words(text: &str) -> String {
    read(text, true)
}

fn read(text: &str, is_shown: bool) -> String {
    let out = String::with_capacity(text.len() / 2);
    let mut reader = RtfReader { rest: text, is_shown, out, bytes: Vec::new() };
    reader.read();
    reader.out
}

struct RtfReader<'a> {
    rest: &'a str,
    /// Whether only what is seen is read.
    is_shown: bool,
    out: String,
    /// Bytes of a character set of old, as far as they follow each other.
    bytes: Vec<u8>,
}

impl RtfReader<'_> {
    fn read(&mut self) {
        while let Some(c) = self.rest.chars().next() {
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '\\' => self.order(),
                '{' if self.is_shown && self.begins_unshown() => self.skip_group(),
                '{' | '}' | '\r' | '\n' => {}
                c => self.push(c),
            }
        }
        self.settle();
    }

    /// Whether the group whose bracket was read is one that nobody sees; `\*` says that programs may leave it
    /// out.
    fn begins_unshown(&self) -> bool {
        let Some(order) = self.rest.trim_start().strip_prefix('\\') else { return false };
        let length = order.bytes().take_while(u8::is_ascii_alphabetic).count();
        order.starts_with('*') || UNSHOWN.contains(&&order[..length])
    }

    /// Goes behind the group whose bracket was read.
    fn skip_group(&mut self) {
        let mut depth = 1_usize;
        let mut bytes = self.rest.bytes().enumerate();
        let end = loop {
            match bytes.next() {
                None => break self.rest.len(),
                Some((_, b'\\')) => _ = bytes.next(),
                Some((_, b'{')) => depth += 1,
                Some((at, b'}')) => {
                    depth -= 1;
                    if depth == 0 {
                        break at + 1;
                    }
                }
                Some(_) => {}
            }
        };
        self.rest = self.rest.get(end..).unwrap_or_default();
    }

    fn push(&mut self, c: char) {
        self.settle();
        self.out.push(c);
    }

    /// Writes the bytes that were read so far as text.
    fn settle(&mut self) {
        if !self.bytes.is_empty() {
            self.out.push_str(&encoding_rs::GB18030.decode_without_bom_handling(&self.bytes).0);
            self.bytes.clear();
        }
    }

    /// Reads what stands behind a backslash.
    fn order(&mut self) {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if length == 0 {
            self.sign();
            return;
        }
        let (word, behind) = self.rest.split_at(length);
        let sign = usize::from(behind.starts_with('-'));
        let digits = sign + behind[sign..].bytes().take_while(u8::is_ascii_digit).count();
        let number: Option<i32> = behind[..digits].parse().ok();
        let behind = &behind[digits..];
        self.rest = behind.strip_prefix(' ').unwrap_or(behind);
        match (word, number) {
            // A character by its number, and one for programs that know no such numbers.
            ("u", Some(number)) => {
                let number = if number < 0 { number + 0x1_0000 } else { number };
                let c = u32::try_from(number).ok().and_then(char::from_u32);
                self.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                let stands_in = match self.rest.as_bytes() {
                    [b'\\', b'\'', _, _, ..] => 4,
                    [b'\\' | b'{' | b'}', ..] | [] => 0,
                    _ => self.rest.chars().next().map_or(0, char::len_utf8),
                };
                self.rest = self.rest.get(stands_in..).unwrap_or_default();
            }
            ("par" | "row" | "sect" | "page", _) => self.push('\n'),
            ("cell" | "tab" | "line", _) => self.push(' '),
            ("emdash" | "endash", _) => self.push('-'),
            _ => {}
        }
    }

    /// Reads an order of one sign.
    fn sign(&mut self) {
        let Some(c) = self.rest.chars().next() else { return };
        self.rest = &self.rest[c.len_utf8()..];
        match c {
            '\'' => {
                let byte = self.rest.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                if let Some(byte) = byte {
                    self.bytes.push(byte);
                    self.rest = &self.rest[2..];
                }
            }
            '~' => self.push(' '),
            '_' => self.push('-'),
            '\\' | '{' | '}' => self.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_however_they_are_written() {
        for (typed, expected) in [
            (r"{\rtf1 138{\b 1234}\b0 5678}", "13812345678"),
            (r"{\rtf1\ansi\u30005?\'d5\'c5\u51?\u49 ?}", "电张31"),
            (r"{\rtf1{\info{\author 张三}}138\~1234\_5678\par 乙\-丙\{}", "张三138 1234-5678\n乙丙{"),
            (r"{\rtf1 a\", "a"),
            (r"{\rtf1 a\u", "a"),
            (r"{\rtf1 a\'4", "a4"),
        ] {
            assert_eq!(words(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_nobody_sees_is_no_shown_word() {
        for (typed, expected) in [
            (r"{\rtf1{\info{\author a\}b}{\company c}}d{\b e}}", "de"),
            (r"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x}甲}", "甲"),
            (r"{\rtf1 甲{\pict 0a0b}乙{\infofield 丙}}", "甲乙丙"),
            (r"{\rtf1 甲{\info", "甲"),
            (r"{\rtf1 甲{\info\", "甲"),
        ] {
            assert_eq!(shown_words(typed), expected, "{typed}");
        }
    }
}

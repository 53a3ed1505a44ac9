//! Rich Text Format (RTF 1.9.1): its words without the orders between them.

/// The words of a document, those of its properties and notes too.
pub(super) fn words(text: &str) -> String {
    let mut reader = RtfReader { rest: text, out: String::with_capacity(text.len() / 2), bytes: Vec::new() };
    reader.read();
    reader.out
}

struct RtfReader<'a> {
    rest: &'a str,
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
                '{' | '}' | '\r' | '\n' => {}
                c => self.push(c),
            }
        }
        self.settle();
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
}

//! Characters that do not belong into a simplified Chinese page, found in one pass.

use super::data::Data;

/// The file with the traditional characters and what they are in simplified writing.
const FILE: &str = "traditional.csv";

/// First and last of the Chinese characters that the table covers.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// What is odd about a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddKind {
    /// Traditional; with its simplified form.
    Traditional(char),
    /// U+FFFD or a private character: something was lost.
    Lost,
    /// A Latin letter with the mark of a Chinese tone.
    Toned,
}

/// An odd character and where it begins in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Byte position.
    pub at: usize,
    /// The character.
    pub character: char,
    /// What is odd about it.
    pub kind: OddKind,
}

/// Simplified forms by traditional character.
#[derive(Debug)]
pub struct Letters {
    /// By position from [`FIRST`]; `\0` where a character is not traditional.
    simplified: Vec<char>,
}

impl Letters {
    /// The table in force.
    #[must_use]
    pub fn of(data: &Data) -> Self {
        let mut simplified = vec!['\0'; (LAST - FIRST + 1) as usize];
        for row in data.rows(FILE) {
            let pairs: Vec<char> = row.cells[0].chars().collect();
            for pair in pairs.chunks_exact(2) {
                if let Some(place) = position(pair[0]).and_then(|at| simplified.get_mut(at)) {
                    *place = pair[1];
                }
            }
        }
        Self { simplified }
    }

    /// The odd characters of a text, in order.
    #[must_use]
    pub fn odd(&self, text: &str) -> Vec<Odd> {
        let mut odd = Vec::new();
        for (at, character) in text.char_indices() {
            let kind = match character {
                '\0'..='\u{7F}' => continue,
                '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => OddKind::Lost,
                '\u{E0}'..='\u{FC}' | '\u{101}'..='\u{1DC}' if is_toned(character) => OddKind::Toned,
                _ => match position(character).and_then(|at| self.simplified.get(at)) {
                    Some('\0') | None => continue,
                    Some(simplified) => OddKind::Traditional(*simplified),
                },
            };
            odd.push(Odd { at, character, kind });
        }
        odd
    }
}

fn position(character: char) -> Option<usize> {
    usize::try_from(u32::from(character).checked_sub(FIRST)?).ok()
}

fn is_toned(character: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ".contains(character)
}

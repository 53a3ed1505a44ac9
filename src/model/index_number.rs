//! Index numbers (索引号): the permanent identifier of a disclosed item. How they are made is the business of
//! [`NumberPattern`](super::NumberPattern).

use std::fmt;
use std::sync::Arc;

use super::PagePath;

/// The permanent identifier of one disclosed item, such as `002590761/2024-00031`.
///
/// Whatever its number, its page can be stored on every common file system: the constructor sees to that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexNumber(Arc<str>);

/// Why a text is not an index number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Longer than [`IndexNumber::MOST`] characters; how many it has.
    TooLong(usize),
    /// Holds a character other than letters, digits, `-` and `/`, at this character position (from 0).
    Character(usize, char),
    /// It is empty, begins or ends with `/`, or two of them stand together.
    EmptyPart,
    /// A part of it is a name that Windows keeps for devices, such as `CON`.
    Reserved(String),
}

impl IndexNumber {
    /// The most characters a number may have.
    pub const MOST: usize = 64;

    /// Reads a number: letters, digits, `-` and `/`. Spaces around it are dropped.
    pub fn new(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        let bad =
            text.chars().enumerate().find(|(_, c)| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/'));
        if let Some((at, c)) = bad {
            return Err(NumberError::Character(at, c));
        }
        if text.len() > Self::MOST {
            return Err(NumberError::TooLong(text.len()));
        }
        for part in text.split('/') {
            if part.is_empty() {
                return Err(NumberError::EmptyPart);
            }
            if is_device_name(part) {
                return Err(NumberError::Reserved(part.to_owned()));
            }
        }
        Ok(Self(text.into()))
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the item's page: `<number>.html`.
    #[must_use]
    pub fn page_path(&self) -> PagePath {
        self.path_with("html")
    }

    /// The address of the item's data: `<number>.json`.
    #[must_use]
    pub fn data_path(&self) -> PagePath {
        self.path_with("json")
    }

    /// Equal for two numbers whose pages would overwrite each other on Windows or macOS, where the case of a
    /// file's name does not count.
    #[must_use]
    pub fn collision_key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    fn path_with(&self, extension: &str) -> PagePath {
        PagePath::new(&format!("{self}.{extension}")).expect("a number has only letters, digits, `-` and `/`")
    }
}

impl fmt::Display for IndexNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether Windows keeps a name for a device: with any extension behind it, also for folders.
#[must_use]
pub fn is_device_name(part: &str) -> bool {
    let part = part.to_ascii_uppercase();
    let numbered = |name: &str| {
        part.strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(&*part, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::{IndexNumber, NumberError};

    #[test]
    fn numbers_in_use_are_accepted() {
        for text in [
            "002590761/2024-00031",
            "736916953/2024-000372",
            "003129766/201901-00336",
            "01527918X-2020-153077",
            "1150022873659872X5/2023-00005",
            "11532323015172622Y-/2018-1220012",
            "6107280000/2024-001005",
            "SM04100-1100-2016-00100",
            "20230618-205818-135",
        ] {
            assert_eq!(IndexNumber::new(text).unwrap().as_str(), text);
        }
        assert_eq!(IndexNumber::new(" 1-2 ").unwrap().as_str(), "1-2");
    }

    #[test]
    fn what_cannot_be_a_file_everywhere_is_refused() {
        for (text, error) in [
            ("", NumberError::EmptyPart),
            ("/1", NumberError::EmptyPart),
            ("1/", NumberError::EmptyPart),
            ("1//2", NumberError::EmptyPart),
            ("1/../2", NumberError::Character(2, '.')),
            ("虞/1", NumberError::Character(0, '虞')),
            ("1 2", NumberError::Character(1, ' ')),
            ("a\\b", NumberError::Character(1, '\\')),
            ("con/2024-1", NumberError::Reserved("con".into())),
            ("A/LPT1", NumberError::Reserved("LPT1".into())),
        ] {
            assert_eq!(IndexNumber::new(text), Err(error), "{text}");
        }
        assert!(IndexNumber::new(&"1".repeat(64)).is_ok());
        assert_eq!(IndexNumber::new(&"1".repeat(65)), Err(NumberError::TooLong(65)));
        assert!(IndexNumber::new("CONX/COM10-1").is_ok());
    }

    #[test]
    fn addresses_and_collisions() {
        let number = IndexNumber::new("01527918X/2024-00031").unwrap();
        assert_eq!(number.page_path().as_str(), "01527918X/2024-00031.html");
        assert_eq!(number.data_path().as_str(), "01527918X/2024-00031.json");
        let other = IndexNumber::new("01527918x/2024-00031").unwrap();
        assert_ne!(number, other);
        assert_eq!(number.collision_key(), other.collision_key());
    }
}

//! Compound files (MS-CFB), looked through before a library reads them: it follows chains of sectors that
//! come back to themselves for ever, and makes room for every cell between the first and the last of a
//! sheet.

/// The most places for cells that all sheets together may have, empty ones too.
const MOST_PLACES: u64 = 8_000_000;

/// The rows and columns that a sheet of this format can have.
const LARGEST_SHEET: (u64, u64) = (65_536, 256);

/// Ids of sectors from here on name no sector.
const NO_SECTOR: u32 = 0xFFFF_FFFA;

/// A file all of whose chains come to an end.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// The bytes of a sector.
    size: usize,
    /// For each sector, which one is next.
    next: Vec<u32>,
    /// The same of the small sectors, and their bytes.
    small_next: Vec<u32>,
    small: Vec<u8>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    /// Reads the directory. `None`: the file is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = match number(bytes, 30, 2)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            size,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            directory: Vec::new(),
        };
        let most = bytes.len() / size + 1;
        let mut tables: Vec<u32> = words(bytes.get(76..512)?).collect();
        let mut more = number(bytes, 68, 4)?;
        while more < NO_SECTOR {
            tables.extend(words(file.sector(more)?));
            more = tables.pop()?;
            if tables.len() > most + size {
                return None;
            }
        }
        for table in tables.into_iter().filter(|table| *table < NO_SECTOR) {
            let words = words(file.sector(table)?);
            file.next.extend(words);
            if file.next.len() > 2 * most + size {
                return None;
            }
        }
        if !all_end(&file.next) {
            return None;
        }
        file.directory = file.chain(number(bytes, 48, 4)?)?;
        file.small = file.chain(number(&file.directory, 116, 4)?).unwrap_or_default();
        if number(bytes, 64, 4)? > 0 {
            file.small_next = words(&file.chain(number(bytes, 60, 4)?)?).collect();
        }
        all_end(&file.small_next).then_some(file)
    }

    /// Whether its sheets, if it has any, are no larger than what is looked through.
    pub(super) fn has_usual_sheets(&self) -> bool {
        let Some(stream) = self.stream("Workbook").or_else(|| self.stream("Book")) else { return true };
        let sheets = records(&stream, 0).filter(|(kind, _)| *kind == 0x85);
        let mut places = 0;
        for at in sheets.filter_map(|(_, data)| number(data, 0, 4)) {
            let mut area: Option<[u64; 4]> = None;
            // Charts in a sheet begin and end within it.
            let mut depth = 0_u32;
            for (kind, data) in records(&stream, at as usize) {
                match kind {
                    0x809 => depth += 1,
                    0x0A if depth <= 1 => break,
                    0x0A => depth -= 1,
                    0x200 if !is_usual_size(data) => return false,
                    _ => {}
                }
                // Numbers, texts and formulas, each of which begins with row and column.
                let is_cell =
                    matches!(kind, 0x06 | 0x7E | 0xBD | 0xD6 | 0xFD | 0x203..=0x205 | 0x27E | 0x406 | 0x206);
                let place = [number(data, 0, 2), number(data, 2, 2)].map(|place| place.map(u64::from));
                if let ([Some(row), Some(column)], true) = (place, is_cell) {
                    // The last two bytes of a row of numbers say where it ends.
                    let last = number(data, data.len().saturating_sub(2), 2).map_or(column, u64::from);
                    let last = if kind == 0xBD { last.max(column) } else { column };
                    let [top, left, bottom, right] = area.unwrap_or([row, column, row, column]);
                    area = Some([top.min(row), left.min(column), bottom.max(row), right.max(last)]);
                }
            }
            let [top, left, bottom, right] = area.unwrap_or([1, 1, 0, 0]);
            places += (bottom + 1 - top) * (right + 1 - left);
            if places > MOST_PLACES {
                return false;
            }
        }
        true
    }

    /// Whether there is a stream `name`.
    pub(super) fn has_stream(&self, name: &str) -> bool {
        self.stream(name).is_some()
    }

    /// Whether the workbook in it needs a password: the record `FilePass` (MS-XLS, 2.4.117) near its
    /// beginning says so.
    pub(super) fn is_locked_book(&self) -> bool {
        let stream = self.stream("Workbook").or_else(|| self.stream("Book")).unwrap_or_default();
        records(&stream, 0).take(10).any(|(kind, _)| kind == 0x2F)
    }

    /// Whether the text of Word in it needs a password (MS-DOC, 2.5.2, fEncrypted).
    pub(super) fn is_locked_text(&self) -> bool {
        let stream = self.stream("WordDocument").unwrap_or_default();
        number(&stream, 10, 2).is_some_and(|flags| flags & 0x100 != 0)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.size)?;
        let rest = self.bytes.get(start..)?;
        Some(&rest[..self.size.min(rest.len())])
    }

    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut id = first;
        while id < NO_SECTOR {
            bytes.extend_from_slice(self.sector(id)?);
            id = *self.next.get(id as usize)?;
        }
        Some(bytes)
    }

    /// The stream `name`, as far as it can be read.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_named = |entry: &&[u8]| {
            let own = entry[..wide.len()].to_ascii_lowercase();
            own == wide.to_ascii_lowercase() && entry[wide.len()..].starts_with(&[0, 0])
        };
        let entry = self.directory.chunks_exact(128).find(is_named)?;
        let (first, length) = (number(entry, 116, 4)?, number(entry, 120, 4)? as usize);
        if length >= 4096 {
            return self.chain(first);
        }
        let mut bytes = Vec::new();
        let mut id = first;
        while id < NO_SECTOR {
            let Some(sector) = self.small.get(id as usize * 64..).map(|rest| &rest[..rest.len().min(64)])
            else {
                break;
            };
            bytes.extend_from_slice(sector);
            let Some(next) = self.small_next.get(id as usize) else { break };
            id = *next;
        }
        Some(bytes)
    }
}

/// Whether a record that tells the size of a sheet tells a possible one: room is made for as much.
fn is_usual_size(data: &[u8]) -> bool {
    let width = if data.len() < 14 { 2 } else { 4 };
    let extent = |at: usize, width: usize| {
        let (first, last) = (number(data, at, width), number(data, at + width, width));
        u64::from(last.unwrap_or(0)).saturating_sub(u64::from(first.unwrap_or(0)))
    };
    // The last row and column are those behind the last.
    extent(0, width) <= LARGEST_SHEET.0 && extent(2 * width, 2) <= LARGEST_SHEET.1
}

/// The number of `length` bytes at `at`, the least first.
pub(super) fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

/// The records of a workbook from `at` on: kind and data.
pub(super) fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (number(stream, at, 2)?, number(stream, at + 2, 2)? as usize);
        let data = stream.get(at + 4..)?;
        let data = &data[..length.min(data.len())];
        at += 4 + length;
        Some((kind, data))
    })
}

/// Whether no chain comes back to itself.
fn all_end(next: &[u32]) -> bool {
    // Of each sector, the walk in which it was met; 0: none yet.
    let mut walks = vec![0; next.len()];
    for (walk, start) in (1_u32..).zip(0..next.len()) {
        let mut at = start;
        while let Some(known) = walks.get_mut(at) {
            if *known == walk {
                return false;
            }
            if *known != 0 {
                break;
            }
            *known = walk;
            at = next[at] as usize;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_that_come_back_are_seen() {
        assert!(all_end(&[1, 2, u32::MAX, 2, 7]));
        assert!(!all_end(&[1, 2, 0]));
        assert!(!all_end(&[u32::MAX, 1]));
        assert!(Compound::open(&[0xD0; 2000]).is_none());
    }
}

//! `gongkai mask`: proposes texts with personal numbers masked, and writes them only if told to.

use std::path::Path;

use gongkai::attachment::{self, Contents};
use gongkai::check::{self, Masked};
use gongkai::diag::draw::harmless;
use gongkai::privacy::Detector;
use gongkai::write::OpenFile;
use gongkai::{files, say, site as sites};

use crate::cli::args::MaskArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::find_site;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(args: &MaskArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    // A file that lies in no site may be masked too; only then there are no public telephones.
    let folder = if site.is_some() { Some(find_site(site)?) } else { find_site(None).ok() };
    let detector = sites::detector(folder.as_deref())?;
    let desk = MaskDesk { detector, terminal, is_write: args.write };
    let mut left = 0;
    for file in &args.files {
        left += desk.mask(file)?;
    }
    if left > 0 && !args.write {
        terminal.note(&say!(
            "以上是建议，文件没有改动；加 --write 改好",
            "these are proposals, nothing was changed; add --write to change the files"
        ));
    }
    Ok(Exit::Done)
}

struct MaskDesk {
    detector: Detector,
    terminal: Terminal,
    is_write: bool,
}

impl MaskDesk {
    /// Proposes or writes the masked text of one file; says how many values it holds.
    fn mask(&self, file: &Path) -> Result<usize, Stop> {
        let name = file.display().to_string();
        let bytes = files::read_limited(file, attachment::LARGEST)?;
        let contents = attachment::extract(&name, &bytes);
        let ending = name.rsplit('.').next().unwrap_or("").to_lowercase();
        let is_yaml = matches!(ending.as_str(), "md" | "yaml" | "yml");
        let plain = if is_yaml { None } else { contents.text.as_ref() };
        if plain.is_none() && !is_yaml {
            return self.tell_places(&name, &contents);
        }
        let mut open = OpenFile::open(file)?;
        let rows = plain.map_or(&[][..], |plain| &plain.rows);
        let Some(masked) = check::mask(open.content.text(), rows, is_yaml, &self.detector) else {
            self.terminal.note(&say!("`{name}`：没有要遮盖的号码", "`{name}`: nothing to mask"));
            return Ok(0);
        };
        show(&name, &masked)?;
        let count = masked.changes.len();
        if self.is_write {
            open.content.apply(&masked.changes);
            open.save()?;
            self.terminal.note(&say!("`{name}`：已遮盖 {count} 处", "`{name}`: masked {count}"));
        }
        Ok(count)
    }

    /// For files that only their own programs can change: where the numbers stand.
    fn tell_places(&self, name: &str, contents: &Contents) -> Result<usize, Stop> {
        let found = check::numbers_in(contents, &self.detector);
        if found.is_empty() {
            self.terminal.note(&say!("`{name}`：没有要遮盖的号码", "`{name}`: nothing to mask"));
            return Ok(0);
        }
        let mut out = format!("{name}\n");
        for number in &found {
            let place = number.place.as_ref().map_or("", |place| self.terminal.words(place));
            out.extend(["       ", place, "  ", &number.masked, "\n"]);
        }
        write_result(&out)?;
        self.terminal.note(&say!(
            "`{name}` 要用原来的软件改：打开文件，在以上位置删去号码或遮盖，取消隐藏的也要看，再保存",
            "`{name}` is for its own program: open it, delete or mask the numbers at these places, hidden ones too, and save"
        ));
        Ok(0)
    }
}

/// Prints the lines as they will be; the old ones hold what is not to be shown.
fn show(name: &str, masked: &Masked) -> Result<(), Stop> {
    let mut out = format!("{name}\n");
    for (number, line) in &masked.lines {
        let number = format!("{number:>5}: ");
        out.extend([&number, &*harmless(line, false), "\n"]);
    }
    write_result(&out)
}

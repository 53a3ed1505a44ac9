//! `gongkai init`: a new site that builds at once.

use std::ffi::OsString;
use std::path::Path;

use gongkai::files;
use gongkai::say;

use crate::cli::args::InitArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::terminal::Terminal;
use crate::cli::{starter, surroundings};

pub(crate) fn run(args: &InitArgs, terminal: Terminal) -> Result<Exit, Stop> {
    let folder = &args.dir;
    let name = folder.display();
    if !is_free(folder)? {
        return Err(Stop::usage(say!("文件夹 `{name}` 不是空的", "the folder `{name}` is not empty"))
            .help(say!("换一个新的文件夹名", "choose the name of a new folder")));
    }
    for (path, bytes) in starter::materials() {
        let path = folder.join(path);
        if let Some(above) = path.parent() {
            files::make_folder(above)?;
        }
        files::write_atomic(&path, bytes)?;
    }
    for (path, text) in starter::files(args.today.unwrap_or_else(surroundings::today)) {
        let path = folder.join(path);
        if let Some(above) = path.parent() {
            files::make_folder(above)?;
        }
        files::write_atomic(&path, text.as_bytes())?;
    }
    for text in [
        say!("网站已建好，在 {name}", "the site is made, in {name}"),
        say!("接下来：", "what to do next:"),
        say!(
            "  1. 用记事本打开 site.yaml，改成本单位的名称、代码和网址",
            "  1. put your bureau's name, code and address into site.yaml"
        ),
        say!("  2. 运行 cd {name}", "  2. run `cd {name}`"),
        say!("  3. 运行 gongkai build", "  3. run `gongkai build`"),
        say!("  4. 双击 output 文件夹里的 index.html 查看", "  4. open index.html in the folder output"),
    ] {
        terminal.note(&text);
    }
    Ok(Exit::Done)
}

/// Whether `folder` is not there yet, or empty but for dot-files such as those of git.
fn is_free(folder: &Path) -> Result<bool, Stop> {
    if !files::is_there(folder) {
        return Ok(true);
    }
    if !files::is_folder(folder)? {
        return Ok(false);
    }
    // A .gitignore would be overwritten: that is somebody's work too.
    let is_in_the_way = |name: &OsString| !name.as_encoded_bytes().starts_with(b".") || name == ".gitignore";
    Ok(!files::names_in(folder)?.iter().any(is_in_the_way))
}

//! Which site is meant.

use std::env;
use std::path::{Path, PathBuf};

use gongkai::say;

use super::exit::Stop;

/// The file that makes a folder a site.
const SITE_FILE: &str = "site.yaml";

/// The site folder: `given`, or the nearest folder from the current one upwards that has a `site.yaml`.
pub(crate) fn find_site(given: Option<&Path>) -> Result<PathBuf, Stop> {
    if let Some(given) = given {
        let name = given.display();
        return if given.join(SITE_FILE).is_file() {
            Ok(given.to_owned())
        } else {
            Err(Stop::usage(say!(
                "{name} 里没有 site.yaml，不是网站文件夹",
                "{name} has no site.yaml: it is no site"
            ))
            .help(say!("检查 --site 后面的路径", "check the path behind --site")))
        };
    }
    let current = env::current_dir().map_err(|error| Stop::disk(Path::new("."), &error))?;
    match current.ancestors().find(|folder| folder.join(SITE_FILE).is_file()) {
        // Paths in messages stay short where nothing else was asked for.
        Some(folder) if folder == current => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => {
            let name = current.display();
            Err(Stop::usage(say!(
                "{name} 和它的上级文件夹里都没有 site.yaml",
                "neither {name} nor a folder above it has a site.yaml"
            ))
            .help(say!(
                "进入网站文件夹再运行，或用 --site 指明；还没有网站，就用 gongkai init 新建",
                "go to the site folder, or name it with --site; if there is no site yet, make one with `gongkai init`"
            )))
        }
    }
}

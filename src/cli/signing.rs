//! Where the keys lie: the secret one in the user's own folder, the public ones in the site folder.

use std::path::{Path, PathBuf};

use gongkai::signature::{PublicKey, SecretKey};
use gongkai::{files, layout, say, site};

use super::exit::Stop;
use super::surroundings;

/// Names a key file that lies elsewhere.
const VARIABLE: &str = "GONGKAI_KEY";

/// The file of the secret key of a site: named after its address, so that one person can look after several.
pub(crate) fn secret_file(site: &Path) -> Result<PathBuf, Stop> {
    if let Some(path) = surroundings::variable(VARIABLE) {
        return Ok(PathBuf::from(path));
    }
    let settings = site::settings(site);
    let name = settings.as_ref().and_then(|settings| settings.url.split_once("://")).map(|(_, rest)| rest);
    let Some(name) = name else {
        return Err(Stop::content(say!(
            "site.yaml 有错误，读不了",
            "site.yaml has errors and cannot be read"
        ))
        .help(say!("运行 `gongkai check` 看错在哪里", "run `gongkai check` to see them")));
    };
    let name: String = name
        .trim_end_matches('/')
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '.' || c == '-' { c } else { '_' })
        .collect();
    let Some(folder) = surroundings::own_folder() else {
        return Err(Stop::machine(say!("找不到用户文件夹", "there is no folder of your own")).help(say!(
            "用环境变量 {VARIABLE} 写明密钥文件的位置",
            "name the key file in the environment variable {VARIABLE}"
        )));
    };
    Ok(folder.join("gongkai").join("keys").join(format!("{name}.key")))
}

/// The secret key of a site, if there is one.
pub(crate) fn secret_key(site: &Path) -> Result<Option<SecretKey>, Stop> {
    let path = secret_file(site)?;
    let shown = path.display();
    let bytes = match files::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() && surroundings::variable(VARIABLE).is_none() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if files::is_exposed(&path)? {
        return Err(Stop::machine(say!(
            "别人也能读密钥文件 `{shown}`",
            "others may read the key file `{shown}`"
        ))
        .help(say!(
            "运行 `chmod 600 {shown}`；已经给人看到过的，运行 `gongkai key make --rotate` 换一把",
            "run `chmod 600 {shown}`; if somebody has seen it, run `gongkai key make --rotate`"
        )));
    }
    let key = SecretKey::parse(&String::from_utf8_lossy(&bytes)).map_err(|fault| {
        let (text, help) = fault.text();
        let (zh, en) = (text.in_lang(gongkai::diag::Lang::Zh), text.in_lang(gongkai::diag::Lang::En));
        Stop::machine(say!("`{shown}`：{zh}", "`{shown}`: {en}")).help(help)
    })?;
    Ok(Some(key))
}

/// The public keys of a site, the newest first.
pub(crate) fn public_keys(site: &Path) -> Result<Vec<PublicKey>, Stop> {
    match files::read(&site.join(layout::PUBLIC_KEYS)) {
        Ok(bytes) => Ok(PublicKey::parse_all(&String::from_utf8_lossy(&bytes))),
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

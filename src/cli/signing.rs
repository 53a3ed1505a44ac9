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
fn secret_key(site: &Path) -> Result<Option<SecretKey>, Stop> {
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

/// The key that signs what goes online; none for a site that is not signed.
///
/// A site whose readers have its public key is signed with that key or not deployed: `verify` would take it
/// for the work of an intruder.
pub(crate) fn signing_key(site: &Path) -> Result<Option<SecretKey>, Stop> {
    let key = secret_key(site)?;
    let known = public_keys(site)?;
    let Some(newest) = known.first() else { return Ok(key) };
    let (shown, public) = (secret_file(site)?, layout::PUBLIC_KEYS);
    let (shown, name) = (shown.display(), newest.name());
    match key {
        Some(key) if key.public() == *newest => Ok(Some(key)),
        Some(key) => {
            let own = key.public().name();
            Err(Stop::machine(say!(
                "`{shown}` 是密钥 {own}，`{public}` 里最新的却是 {name}：这样签名，核对时会当成被人入侵",
                "`{shown}` is the key {own}, but the newest in `{public}` is {name}: such a signature would look like an intruder's"
            ))
            .help(say!(
                "密钥换过的，向换的人要新的私钥，放在那里；在这台电脑上换的，取得最新的 `{public}`；都找不到的，运行 `gongkai key make --rotate`",
                "if the key was replaced, get the new secret one from who did it and put it there; if that was done here, get the newest `{public}`; if neither can be had, run `gongkai key make --rotate`"
            )))
        }
        None => Err(Stop::machine(say!(
            "`{public}` 公布了密钥 {name}，这台电脑上却没有它的私钥 `{shown}`，没法签名",
            "`{public}` gives out the key {name}, but its secret one `{shown}` is not on this machine: nothing can be signed"
        ))
        .help(say!(
            "从备份或做密钥的电脑复制到那里（改过网址的，文件还叫原来的名称）；丢了的，运行 `gongkai key make --rotate`；不再签名的，删去 `{public}`",
            "copy it there from a backup or the machine that made it (if the site's address changed, the file still has the old name); if it is lost, run `gongkai key make --rotate`; to sign no more, delete `{public}`"
        ))),
    }
}

/// The public keys of a site, the newest first. It is an error if the file holds something else.
pub(crate) fn public_keys(site: &Path) -> Result<Vec<PublicKey>, Stop> {
    let bytes = match files::read(&site.join(layout::PUBLIC_KEYS)) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let keys = PublicKey::parse_all(&String::from_utf8_lossy(&bytes));
    if keys.is_empty() {
        let shown = layout::PUBLIC_KEYS;
        return Err(Stop::content(say!("`{shown}` 里没有公钥", "there is no public key in `{shown}`"))
            .help(say!(
                "从备份或 git 恢复，存成 UTF-8；没有的，删去它，运行 `gongkai key make --rotate` 换一把",
                "restore it from a backup or git, as UTF-8; without one, delete it and run `gongkai key make --rotate`"
            )));
    }
    Ok(keys)
}

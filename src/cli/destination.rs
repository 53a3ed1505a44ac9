//! Which destination of `site.yaml` is meant, and how it is reached.

use std::path::{Path, PathBuf};

use gongkai::config::{BucketAddress, Destination, DestinationKind, SshAddress};
use gongkai::deploy::{
    Board, BucketBoard, BucketRemote, FolderBoard, FolderRemote, Gateway, PlainRemote, Remote, S3Access,
    SshAccess, SshBoard, SshRemote,
};
use gongkai::diag::nearest;
use gongkai::output::PublishError;
use gongkai::{files, layout, output, say, site};

use super::exit::Stop;
use super::surroundings;

/// All destinations of `site.yaml`.
fn all(site: &Path) -> Result<Vec<Destination>, Stop> {
    let Some(settings) = site::settings(site) else {
        return Err(Stop::content(say!(
            "site.yaml 有错误，读不了",
            "site.yaml has errors and cannot be read"
        ))
        .help(say!("运行 `gongkai check` 看错在哪里", "run `gongkai check` to see them")));
    };
    Ok(settings.destinations)
}

/// The destinations that know what was ever live there.
pub(crate) fn remembering(site: &Path) -> Result<Vec<Destination>, Stop> {
    let mut destinations = all(site)?;
    destinations.retain(|destination| !matches!(destination.kind, DestinationKind::Archive(_)));
    Ok(destinations)
}

/// The destination called `name`; the only one, if no name is given.
pub(crate) fn find(site: &Path, name: Option<&str>) -> Result<Destination, Stop> {
    let mut destinations = all(site)?;
    if destinations.is_empty() {
        return Err(Stop::usage(say!("site.yaml 没有写网站发到哪里", "site.yaml names no destination"))
            .help(say!(
                "加上 `上线: [{{名称: 正式, 方式: 目录, 地址: /srv/gongkai}}]`，写法见手册“上线”",
                "add `destinations: [{{name: live, kind: folder, address: /srv/gongkai}}]`"
            )));
    }
    let names: Vec<String> = destinations.iter().map(|destination| destination.name.clone()).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let at = match name {
        None if names.len() == 1 => Some(0),
        None => {
            return Err(Stop::usage(say!("有几处可以上线：{zh}", "there are several destinations: {en}"))
                .help(say!("写明是哪一处", "say which")));
        }
        Some(name) => names.iter().position(|known| known == name),
    };
    let Some(at) = at else {
        let name = name.unwrap_or_default();
        let stop = Stop::usage(say!(
            "site.yaml 里没有叫“{name}”的上线处",
            "site.yaml has no destination called `{name}`"
        ));
        return Err(stop.help(match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => say!("可以是：{zh}", "it can be: {en}"),
        }));
    };
    Ok(destinations.swap_remove(at))
}

/// A path of `site.yaml`, which is meant from the site folder on.
pub(crate) fn path(site: &Path, address: &str) -> PathBuf {
    site.join(address)
}

/// As [`path`], of something that is put online there. Refused is a place among what the site is made of or
/// what is made of it: the next build would take it for its own.
pub(crate) fn place(site: &Path, address: &str) -> Result<PathBuf, Stop> {
    let path = path(site, address);
    let is_among_sources = matches!(output::check_target(site, &path), Err(PublishError::Overlaps(..)));
    if is_among_sources || output::is_inside(&path, &site.join(layout::OUTPUT))? {
        return Err(Stop::usage(say!(
            "`{address}` 在网站自己的文件夹里，不能往那里上线",
            "`{address}` lies in one of the site's own folders: nothing can be put online there"
        ))
        .help(say!(
            "换到网站文件夹外面，例如 `../线上`",
            "choose a place outside of the site folder, such as `../live`"
        )));
    }
    Ok(path)
}

/// The way to a destination that has releases.
pub(crate) fn remote(site: &Path, destination: &Destination) -> Result<Box<dyn Remote>, Stop> {
    let name = &destination.name;
    match &destination.kind {
        DestinationKind::Folder(address) => Ok(Box::new(FolderRemote::new(place(site, address)?))),
        DestinationKind::Ssh(address) => Ok(Box::new(SshRemote::new(access(address)?))),
        DestinationKind::S3(address) => bucket(site, name, address),
        DestinationKind::Archive(_) => Err(no_releases(name)),
    }
}

/// The board of the place where a fleet goes; `folder` is that of its `fleet.yaml`.
pub(crate) fn board(folder: &Path, destination: &Destination) -> Result<Box<dyn Board>, Stop> {
    let name = &destination.name;
    match &destination.kind {
        DestinationKind::Folder(address) => Ok(Box::new(FolderBoard::new(&path(folder, address)))),
        DestinationKind::Ssh(address) => Ok(Box::new(SshBoard::new(access(address)?))),
        DestinationKind::S3(address) => Ok(Box::new(BucketBoard::new(bucket_access(name, address)?)?)),
        DestinationKind::Archive(_) => Err(no_releases(name)),
    }
}

fn no_releases(name: &str) -> Stop {
    Stop::usage(say!("“{name}”是压缩包，没有各个版本", "`{name}` is an archive, which has no releases"))
        .help(say!("旧的压缩包请自己保存", "keep older archives yourself"))
}

/// Names the file of the key to log in with.
const SSH_KEY: &str = "GONGKAI_SSH_KEY";

/// How a server is reached: by the address, and by what this machine and its owner know.
fn access(address: &SshAddress) -> Result<SshAccess, Stop> {
    let known_hosts = address.host_key.as_deref().map(|key| known_hosts(address, key)).transpose()?;
    let identity = identity()?;
    Ok(SshAccess {
        host: address.host.clone(),
        folder: address.folder.clone(),
        port: address.port,
        known_hosts,
        identity,
    })
}

/// The file of the key to log in with, if one is named.
fn identity() -> Result<Option<PathBuf>, Stop> {
    let Some(file) = surroundings::variable(SSH_KEY).map(PathBuf::from) else { return Ok(None) };
    if files::is_folder(&file)? || files::full_stamp(&file).is_err() {
        let shown = file.display();
        return Err(Stop::usage(say!(
            "环境变量 {SSH_KEY} 写的私钥文件 `{shown}` 读不到",
            "the key file `{shown}` that {SSH_KEY} names cannot be read"
        ))
        .help(say!(
            "改正它，或者不写，用 ssh 自己的密钥",
            "mend it, or leave it out to use ssh's own keys"
        )));
    }
    Ok(Some(file))
}

/// The key of `site.yaml` in a file as `ssh` reads it.
fn known_hosts(address: &SshAddress, key: &str) -> Result<PathBuf, Stop> {
    let host = address.host.rsplit('@').next().unwrap_or_default();
    let name = address
        .port
        .filter(|port| *port != 22)
        .map_or_else(|| host.to_owned(), |port| format!("[{host}]:{port}"));
    let Some(folder) = surroundings::own_folder() else {
        return Err(Stop::machine(say!("找不到用户文件夹", "there is no folder of your own")).help(say!(
            "删去 `主机密钥`，把服务器的公钥记在 known_hosts 里",
            "delete `host_key`, and put the server's key into known_hosts"
        )));
    };
    let folder = folder.join("gongkai").join("hosts");
    files::make_folder(&folder)?;
    let plain: String = name.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '_' }).collect();
    let file = folder.join(plain);
    files::write_atomic(&file, format!("{name} {key}\n").as_bytes())?;
    Ok(file)
}

/// Names the key of an object store, its secret and its token; the names that everybody uses will do.
const S3_KEYS: [[&str; 2]; 3] = [
    ["GONGKAI_S3_KEY", "AWS_ACCESS_KEY_ID"],
    ["GONGKAI_S3_SECRET", "AWS_SECRET_ACCESS_KEY"],
    ["GONGKAI_S3_TOKEN", "AWS_SESSION_TOKEN"],
];

/// A bucket, by its address and the keys in the environment.
fn bucket_access(name: &str, address: &BucketAddress) -> Result<S3Access, Stop> {
    let [key, secret, token] = S3_KEYS.map(|names| names.into_iter().find_map(surroundings::variable));
    let (Some(key), Some(secret)) = (key, secret) else {
        return Err(Stop::usage(say!(
            "没有对象存储“{name}”的密钥",
            "there is no key for the object store `{name}`"
        ))
        .help(say!(
            "用环境变量 GONGKAI_S3_KEY 和 GONGKAI_S3_SECRET 给出，不要写进设置",
            "give it in the variables GONGKAI_S3_KEY and GONGKAI_S3_SECRET, never in a file of settings"
        )));
    };
    Ok(S3Access {
        endpoint: address.endpoint.clone(),
        bucket: address.bucket.clone(),
        prefix: address.prefix.clone(),
        region: address.region.clone(),
        is_virtual_host: address.is_virtual_host,
        key,
        secret,
        token,
    })
}

fn bucket(site: &Path, name: &str, address: &BucketAddress) -> Result<Box<dyn Remote>, Stop> {
    let access = bucket_access(name, address)?;
    let Some(gateway) = &address.gateway else {
        return Ok(Box::new(PlainRemote::new(access, address.parallel)?));
    };
    let gateway = match gateway.split_once(':').filter(|(host, _)| host.contains('@')) {
        Some((host, file)) => {
            let (folder, file) = file.rsplit_once('/').unwrap_or((".", file));
            let identity = identity()?;
            let (host, folder) = (host.to_owned(), folder.to_owned());
            let access = SshAccess { host, folder, port: None, known_hosts: None, identity };
            Gateway::Ssh(SshRemote::new(access), file.to_owned())
        }
        None => Gateway::File(path(site, gateway)),
    };
    Ok(Box::new(BucketRemote::new(access, gateway, address.parallel)?))
}

//! `gongkai server-config`: the settings of a web server, to be copied.

use std::collections::BTreeSet;
use std::path::Path;

use gongkai::catalog::ATTACHMENT_KINDS;
use gongkai::config::{Destination, DestinationKind, Spanned};
use gongkai::model::{BYTES, MEDIA_TYPES};
use gongkai::{say, site};

use crate::cli::args::{ServerConfigArgs, ServerName};
use crate::cli::destination;
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::find_site;
use crate::cli::terminal::write_result;

const NGINX: &str = include_str!("../server/nginx.conf");
const GATEWAY: &str = include_str!("../server/gateway.conf");
const APACHE: &str = include_str!("../server/apache.conf");
const CADDY: &str = include_str!("../server/caddy.conf");
const IIS: &str = include_str!("../server/iis.config");

pub(crate) fn run(args: &ServerConfigArgs, site: Option<&Path>) -> Result<Exit, Stop> {
    let folder = find_site(site)?;
    let found = destination::find(&folder, args.destination.as_deref())?;
    let settings = site::settings(&folder);
    let allowed = settings.as_ref().map(|settings| settings.allow_attachments.clone()).unwrap_or_default();
    let (name, own) = settings.map(|settings| (settings.name, settings.url)).unwrap_or_default();
    let url = found.url.clone().unwrap_or(own);
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", &url));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if !path.is_empty() {
        return Err(Stop::usage(say!(
            "网址 {url} 带有路径，要和那个域名上别的网站一起设置",
            "the address {url} has a path, and is set up together with what else its host shows"
        ))
        .help(say!(
            "请服务器管理员把 /{path} 指向版本文件夹里的 current，响应头照不带路径的网址生成的写",
            "have /{path} point to `current` of the releases; take the headers from a site without a path"
        )));
    }
    // The port of https stands in the settings as a comment: a certificate has to be there first.
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let root = root(&found, &folder, args.server)?;
    let (endpoint, bucket) = match &found.kind {
        DestinationKind::S3(address) if address.is_virtual_host => {
            let endpoint = address.endpoint.replacen("://", &format!("://{}.", address.bucket), 1);
            (endpoint, format!("/{}", address.prefix))
        }
        DestinationKind::S3(address) => {
            (address.endpoint.clone(), format!("/{}/{}", address.bucket, address.prefix))
        }
        _ => (String::new(), String::new()),
    };
    let template = match args.server {
        ServerName::Nginx if !endpoint.is_empty() => GATEWAY,
        ServerName::Nginx => NGINX,
        ServerName::Apache => APACHE,
        ServerName::Caddy => CADDY,
        ServerName::Iis => IIS,
    };
    let plain = |text: &str| text.replace(['"', '\n', '\r', '<', '>', '\\'], " ");
    let root = if args.server == ServerName::Iis { root.replace('"', " ") } else { plain(&root) };
    let shown = if scheme == "https" { host.to_owned() } else { format!("http://{authority}") };
    let text = template
        .replace("{name}", &plain(&name))
        .replace("{host}", &plain(host))
        .replace("{site}", &plain(&shown))
        .replace("{port}", &plain(port))
        .replace("{endpoint}", &plain(&endpoint))
        .replace("{bucket}", &plain(&bucket))
        .replace("{map}", &root)
        .replace("{types}", &types(args.server, &allowed))
        .replace("{root}", root.trim_end_matches(['/', '\\']));
    write_result(&text)?;
    Ok(Exit::Done)
}

/// The folder of the releases where the web server stands, or the map of a gateway.
fn root(found: &Destination, site: &Path, server: ServerName) -> Result<String, Stop> {
    Ok(match &found.kind {
        DestinationKind::Folder(address) => absolute(&destination::path(site, address)),
        DestinationKind::Ssh(address) if address.folder.starts_with('/') => address.folder.clone(),
        DestinationKind::Ssh(address) => {
            let folder = &address.folder;
            return Err(Stop::usage(say!(
                "`{folder}` 从登录的用户的文件夹算起，网页服务器的设置要完整的位置",
                "`{folder}` begins in the folder of the user who logs in; a web server's settings need the whole path"
            ))
            .help(say!(
                "把 `地址` 写完整，例如 `用户@主机:/srv/gongkai`",
                "write the whole path in `address`, such as `user@host:/srv/gongkai`"
            )));
        }
        DestinationKind::S3(address) if server == ServerName::Nginx && address.gateway.is_some() => {
            let gateway = address.gateway.as_deref().unwrap_or_default();
            match gateway.split_once(':').filter(|(host, _)| host.contains('@')) {
                Some((_, file)) => file.to_owned(),
                None => absolute(&destination::path(site, gateway)),
            }
        }
        DestinationKind::S3(_) | DestinationKind::Archive(_) => {
            let name = &found.name;
            return Err(Stop::usage(say!(
                "“{name}”不是服务器上的文件夹，没有可以设置的",
                "`{name}` is no folder on a server: there is nothing to set up"
            ))
            .help(say!(
                "方式是目录或 SSH 的才有；写了 `网关` 的 S3 有 nginx 的",
                "the kinds folder and ssh have it, and s3 with a `gateway` for nginx"
            )));
        }
    })
}

/// The lines that tell a server the types of files, by their endings; `allowed` are the endings of
/// attachments that the site adds.
fn types(server: ServerName, allowed: &[Spanned<String>]) -> String {
    // IIS shows no file whose type it does not know.
    let allowed = allowed.iter().map(|kind| kind.value.trim_start_matches('.').to_lowercase());
    let allowed = allowed.filter(|ending| ending.chars().all(char::is_alphanumeric));
    let others = ATTACHMENT_KINDS.iter().map(|ending| (*ending).to_owned()).chain(allowed);
    let is_known = |ending: &str| MEDIA_TYPES.iter().any(|(known, _)| *known == ending);
    let others: BTreeSet<String> = others.filter(|ending| !is_known(ending)).collect();
    let known = MEDIA_TYPES.iter().copied();
    let lines: Vec<String> = match server {
        ServerName::Nginx => {
            known.map(|(ending, kind)| format!("    \"~*\\.{ending}$\" \"{kind}\";")).collect()
        }
        ServerName::Apache => known
            .map(|(ending, kind)| {
                let kind = kind.split(';').next().unwrap_or(kind);
                format!("    AddType {kind} .{ending}")
            })
            .collect(),
        ServerName::Caddy => known
            .map(|(ending, kind)| {
                format!("\t@{ending} path *.{ending}\n\theader @{ending} ?Content-Type \"{kind}\"")
            })
            .collect(),
        ServerName::Iis => known
            .chain(others.iter().map(|ending| (ending.as_str(), BYTES)))
            .map(|(ending, kind)| {
                format!(
                    "      <remove fileExtension=\".{ending}\" />\
                     <mimeMap fileExtension=\".{ending}\" mimeType=\"{kind}\" />"
                )
            })
            .collect(),
    };
    lines.join("\n")
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).display().to_string()
}

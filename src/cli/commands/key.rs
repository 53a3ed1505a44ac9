//! `gongkai key`: the key that signs the site.

use std::path::Path;

use gongkai::signature::{PublicKey, SecretKey};
use gongkai::{files, layout, say};

use crate::cli::args::KeyCommand;
use crate::cli::exit::{Exit, Stop};
use crate::cli::signing;
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::Terminal;

pub(crate) fn run(command: &KeyCommand, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let KeyCommand::Make { rotate } = command;
    make(&find_site(site)?, *rotate, terminal)
}

fn make(site: &Path, rotate: bool, terminal: Terminal) -> Result<Exit, Stop> {
    let path = signing::secret_file(site)?;
    let shown = path.display();
    let known = signing::public_keys(site)?;
    let is_there = files::is_there(&path);
    if (is_there || !known.is_empty()) && !rotate {
        let what = if is_there { shown.to_string() } else { layout::PUBLIC_KEYS.to_owned() };
        return Err(Stop::usage(say!("这个网站已经有密钥：{what}", "this site has a key already: {what}"))
            .help(say!(
                "继续用它；丢了或者泄露了，加 --rotate 换一把",
                "go on with it; if it was lost or seen by others, make another with --rotate"
            )));
    }
    files::check_inside(site, layout::PUBLIC_KEYS)?;
    let key = SecretKey::generate().map_err(|fault| {
        let (text, help) = fault.text();
        Stop::machine(text).help(help)
    })?;
    if is_there {
        // The old one stays, under a name that nobody else has.
        let stamp = surroundings::now().stamp().replace([' ', ':'], "-");
        let name = |count: u32| match count {
            1 => path.with_extension(format!("key.{stamp}")),
            count => path.with_extension(format!("key.{stamp}-{count}")),
        };
        let mut count = 1;
        while files::is_there(&name(count)) {
            count += 1;
        }
        files::write_secret(&name(count), &files::read(&path)?)?;
        // The new one is another file: the rights of the old one may have been the trouble.
        files::remove(&path)?;
    }
    files::write_secret(&path, key.to_text().as_bytes())?;
    let had_keys = !known.is_empty();
    let keys = [key.public()].into_iter().chain(known);
    let text: String = keys.map(|key: PublicKey| key.to_text()).collect();
    files::write_atomic(&site.join(layout::PUBLIC_KEYS), text.as_bytes())?;
    let (name, public) = (key.public().name(), layout::PUBLIC_KEYS);
    terminal.note(&say!("做好了密钥 {name}", "made the key {name}"));
    terminal.note(&say!(
        "私钥：{shown}（只有你能读；请另外备份一份，不要放进网站文件夹）",
        "secret: {shown} (only you may read it; keep a backup, never in the site folder)"
    ));
    terminal.note(&say!(
        "公钥：{public}（和网站一起保存，公布给需要核对的人）",
        "public: {public} (kept with the site; give it to whoever wants to check)"
    ));
    if had_keys {
        terminal.note(&say!(
            "旧的公钥还留在 {public} 里，已经上线的仍能核对；旧的密钥泄露过的，重新上线以后删去它那两行",
            "the old key stays in {public}, to check what is live; if others saw the old secret, delete its two lines once the site is deployed again"
        ));
    }
    Ok(Exit::Done)
}

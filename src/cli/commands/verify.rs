//! `gongkai verify`: whether the live site is what was put online.

use std::collections::BTreeMap;
use std::path::Path;

use gongkai::config::DestinationKind;
use gongkai::deploy::{self, LiveState};
use gongkai::http::HttpClient;
use gongkai::signature::PublicKey;
use gongkai::verify::{self, Expectation, FaultKind, LiveReport};
use gongkai::{files, say, site};

use crate::cli::args::{ResultFormat, VerifyArgs};
use crate::cli::destination;
use crate::cli::exit::{Exit, Stop};
use crate::cli::signing;
use crate::cli::site::find_site;
use crate::cli::terminal::{Terminal, write_result};

/// The most faults of one kind that are listed, unless everything is wanted.
const FEW: usize = 20;

pub(crate) fn run(args: &VerifyArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let folder = find_site(site);
    let mut expectation = expectation(args, folder.as_deref().ok())?;
    let is_url = |target: &str| target.starts_with("http://") || target.starts_with("https://");
    let mut extra = Vec::new();
    let base = match args.target.as_deref() {
        Some(url) if is_url(url) => url.to_owned(),
        target => {
            let folder = folder?;
            let own = site::settings(&folder).map(|settings| settings.url);
            match target {
                None => own.unwrap_or_default(),
                Some(name) => {
                    let found = destination::find(&folder, Some(name))?;
                    let url = found.url.clone().or(own).unwrap_or_default();
                    if !matches!(found.kind, DestinationKind::Archive(_)) {
                        let (state, added) = behind(&folder, name)?;
                        let live = state.release(&state.live).map(|note| note.digest.clone());
                        expectation.digest = live;
                        extra = added;
                    }
                    url
                }
            }
        }
    };
    let base = format!("{}/", base.trim_end_matches('/'));
    let told = |_done: usize, _all: usize| ();
    let verdict = verify::verify(&HttpClient::new(), &base, &expectation, &told);
    let mut verdict = verdict.map_err(|fault| {
        let text = fault.text();
        let (zh, en) = (text.in_lang(gongkai::diag::Lang::Zh), text.in_lang(gongkai::diag::Lang::En));
        Stop::machine(say!("{base}：{zh}", "{base}: {en}"))
            .help(say!("检查网址和网络，过一会儿再试", "check address and network, and try again later"))
    })?;
    for path in &extra {
        verdict.add(FaultKind::Added, path, "");
    }
    verdict.sort();
    write_result(&match args.format {
        ResultFormat::Json => json(&verdict),
        ResultFormat::Text => report(&verdict, terminal),
    })?;
    Ok(if verdict.is_good() { Exit::Done } else { Exit::ContentErrors })
}

fn expectation(args: &VerifyArgs, site: Option<&Path>) -> Result<Expectation, Stop> {
    let keys = match (&args.key, site) {
        (Some(file), _) => {
            let keys = PublicKey::parse_all(&String::from_utf8_lossy(&files::read(file)?));
            if keys.is_empty() {
                let shown = file.display();
                return Err(Stop::usage(say!("`{shown}` 里没有公钥", "there is no public key in `{shown}`"))
                    .help(say!("向网站的管理者要 signing.pub", "ask the site's owner for signing.pub")));
            }
            keys
        }
        (None, Some(site)) => signing::public_keys(site)?,
        (None, None) => Vec::new(),
    };
    let outside = site.and_then(site::settings).map(|settings| settings.outside).unwrap_or_default();
    let outside =
        (!outside.is_empty()).then(|| outside.into_iter().map(|host| host.value.to_lowercase()).collect());
    Ok(Expectation { keys, outside, digest: None })
}

/// What a destination says of itself, and the files of the live release that nobody sent.
fn behind(site: &Path, name: &str) -> Result<(LiveState, Vec<String>), Stop> {
    let found = destination::find(site, Some(name))?;
    let mut remote = destination::remote(site, &found)?;
    let (state, presence) = deploy::releases(&mut *remote)?;
    let added = presence.live.map(|live| deploy::foreign_files(&mut *remote, &live)).transpose()?;
    Ok((state, added.unwrap_or_default()))
}

fn json(verdict: &LiveReport) -> String {
    let faults: Vec<_> = verdict
        .faults
        .iter()
        .map(|fault| {
            let zh = gongkai::diag::Lang::Zh;
            serde_json::json!({
                "kind": fault.kind.word(), "grave": fault.kind.is_grave(), "path": fault.path,
                "detail": fault.detail.in_lang(zh), "message": fault.text().in_lang(zh),
                "help": fault.kind.help().in_lang(zh),
            })
        })
        .collect();
    let document = serde_json::json!({
        "url": verdict.base, "good": verdict.is_good(), "digest": verdict.digest,
        "signed_by": verdict.signed_by, "files": verdict.files, "pages": verdict.pages,
        "outside": verdict.outside, "faults": faults,
    });
    format!("{document:#}\n")
}

/// The report for people: what was looked at, what is wrong, and what it comes to.
fn report(verdict: &LiveReport, terminal: Terminal) -> String {
    let (base, files, pages) = (&verdict.base, verdict.files, verdict.pages);
    let mut lines = vec![say!(
        "核对了 {base}：{files} 个文件，其中网页 {pages} 个，每个分别以电脑、手机、搜索引擎的身份打开",
        "looked at {base}: files: {files}, pages among them: {pages}, each as desktop, phone and robot"
    )];
    if let Some(key) = &verdict.signed_by {
        lines.push(say!("签名有效（密钥 {key}）", "the signature is good (key {key})"));
    }
    if !verdict.outside.is_empty() {
        let (zh, en) = (verdict.outside.join("、"), verdict.outside.join(", "));
        lines.push(say!("网页链接到的外部域名：{zh}", "other hosts that pages link to: {en}"));
    }
    let mut counts: BTreeMap<FaultKind, usize> = BTreeMap::new();
    for fault in &verdict.faults {
        let count = counts.entry(fault.kind).or_default();
        *count += 1;
        if *count > FEW && !terminal.is_verbose {
            continue;
        }
        let (text, help) = (fault.text(), fault.kind.help());
        let (zh, en) = (text.in_lang(gongkai::diag::Lang::Zh), text.in_lang(gongkai::diag::Lang::En));
        let (mark_zh, mark_en) =
            if fault.kind.is_grave() { ("问题", "fault") } else { ("建议", "advice") };
        lines.push(say!("{mark_zh}：{zh}", "{mark_en}: {en}"));
        if *count == 1 {
            let (zh, en) = (help.in_lang(gongkai::diag::Lang::Zh), help.in_lang(gongkai::diag::Lang::En));
            lines.push(say!("  = 办法: {zh}", "  = help: {en}"));
        }
    }
    let hidden: usize = counts.values().map(|count| count.saturating_sub(FEW)).sum();
    if hidden > 0 && !terminal.is_verbose {
        lines.push(say!(
            "还有 {hidden} 处同类的，加 -v 列出",
            "more of the same kinds: {hidden}; -v lists them"
        ));
    }
    let grave = verdict.faults.iter().filter(|fault| fault.kind.is_grave()).count();
    lines.push(if grave == 0 {
        say!("结论：线上的网站和发布的一致", "verdict: the live site is what was published")
    } else {
        say!(
            "结论：线上的网站有 {grave} 处和发布的不一致，请马上处理",
            "verdict: the live site differs from what was published in {grave} places; act now"
        )
    });
    lines.iter().flat_map(|line| [terminal.words(line), "\n"]).collect()
}

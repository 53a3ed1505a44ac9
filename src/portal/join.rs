//! All members together: whose rows stand where, and what is wrong among them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::content::{ContentFault, JointCorrection, JointItem, JointProject, MemberContent};
use super::origin::{SiteRoots, is_own_address, is_same_origin, is_same_site, relative_to};
use super::state::{MemberState, MemberTrouble, TroubleKind};
use super::wire::{KnownMember, SEARCH, WireFault};
use crate::config::{MemberAddress, Settings, SiteMember};
use crate::diag::{Diagnostic, Place, Reported, Text};
use crate::layout;
use crate::model::{IndexNumber, Moment, Period, PeriodKind, slug};
use crate::say;
use crate::search::MemberTable;

/// All members of a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portal {
    /// In the order of `site.yaml`.
    pub members: Vec<PortalMember>,
    /// All items, newest first: which member, and which of its items.
    pub items: Vec<(usize, usize)>,
    /// All projects, by member.
    pub projects: Vec<(usize, usize)>,
    /// All corrections, newest first.
    pub corrections: Vec<(usize, usize)>,
    /// The index numbers that more than one site claims, in the form that tells them apart.
    pub contested: BTreeSet<String>,
    /// What all of it was read from.
    pub digest: String,
}

/// A member of a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalMember {
    /// What the portal calls it.
    pub name: String,
    /// The part of addresses that stands for it, alone of all members.
    pub slug: String,
    /// Its address, ending in a slash.
    pub url: String,
    /// As of when its state is known; `None`: nothing is known yet.
    pub as_of: Option<Moment>,
    /// What it published; empty if nothing is known.
    pub content: Arc<MemberContent>,
    /// Why its newest state is not known, and what is wrong with what is.
    pub troubles: Vec<Text>,
    is_old: bool,
    /// Where it is searched.
    pub search: SearchPlace,
    /// The pairs of characters in its search index, sorted.
    pub pairs: Arc<[u32]>,
}

/// Where a member is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SearchPlace {
    /// Nowhere: it has no search of its own, or none that is known.
    #[default]
    Nowhere,
    /// Where it is: its address from the root of the portal.
    InPlace(String),
    /// In a copy of its index: its files by their addresses from the member's root, each with its place from
    /// the portal's site folder.
    Copied(Vec<(String, String)>),
}

/// What lies in the folder of a member.
#[derive(Debug, Default)]
pub struct MemberFiles {
    /// Its state; `None`: there is none yet.
    pub state: Option<MemberState>,
    /// Its data, by the addresses on its site.
    pub data: BTreeMap<String, Vec<u8>>,
    /// The copy of its search index: its files as in [`SearchPlace::Copied`].
    pub search: Vec<(String, String)>,
    /// The pairs of characters in its search index.
    pub pairs: Vec<u32>,
    /// A digest of all that.
    pub digest: String,
}

/// What a portal is put together from.
pub struct JoinInputs<'a> {
    /// Its settings.
    pub settings: &'a Settings,
    /// The folders of its members, in the order of `site.yaml`.
    pub files: Vec<MemberFiles>,
    /// Masks the personal numbers in a text; `None`: there are none.
    pub screen: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

/// Puts the members together. What is wrong with one of them leaves that one out, or as it was last known.
#[must_use]
pub fn join(inputs: JoinInputs<'_>) -> Reported<Portal> {
    let JoinInputs { settings, files, screen } = inputs;
    let mut findings = Vec::new();
    let mut slugs = HashSet::new();
    let mut digest = String::new();
    let read: Vec<MemberReading> = read_all(settings, files, screen);
    let mut members = Vec::with_capacity(read.len());
    for (source, reading) in settings.members.iter().zip(read) {
        digest.push_str(&reading.digest);
        let member = member(source, reading, settings, &mut slugs);
        members.push(member.unpack(&mut findings));
    }
    let mut portal = Portal { members, digest, ..Portal::default() };
    portal.line_up();
    Reported::new(portal, findings)
}

/// What the folder of a member says.
struct MemberReading {
    state: Option<MemberState>,
    content: Option<Result<MemberContent, ContentFault>>,
    search: Vec<(String, String)>,
    pairs: Vec<u32>,
    digest: String,
}

fn read_all(
    settings: &Settings,
    files: Vec<MemberFiles>,
    screen: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Vec<MemberReading> {
    let all: Vec<(&SiteMember, MemberFiles)> = settings.members.iter().zip(files).collect();
    all.into_par_iter()
        .map(|(source, files)| {
            let MemberFiles { state, data, search, pairs, digest } = files;
            let is_there = state.as_ref().is_some_and(|state| !state.generation.is_empty());
            let read = |path: &str| data.get(path).cloned();
            let content = is_there.then(|| MemberContent::read(&read, source, screen));
            MemberReading { state, content, search, pairs, digest }
        })
        .collect()
}

impl SiteMember {
    /// Where its readers find it, if that is said.
    #[must_use]
    pub fn public_url(&self) -> Option<&str> {
        match (&self.url, &self.address) {
            (Some(url), _) | (None, MemberAddress::Web(url)) => Some(url),
            (None, MemberAddress::Folder(_)) => None,
        }
    }
}

fn member(
    source: &SiteMember,
    reading: MemberReading,
    settings: &Settings,
    slugs: &mut HashSet<String>,
) -> Reported<PortalMember> {
    let name = source.name.value.clone();
    let mut own = slug(&name).to_lowercase();
    while !slugs.insert(own.clone()) {
        own.push_str("-2");
    }
    let mut findings = Vec::new();
    let mut troubles = Vec::new();
    let mut tell = |finding: Diagnostic, text: Text| {
        findings.push(finding);
        troubles.push(text);
    };
    let MemberReading { state, content, search, pairs, .. } = reading;
    let as_of = state.as_ref().and_then(|state| Moment::parse(&state.as_of).ok());
    let content = match content {
        Some(Ok(content)) => circle(&content, settings).map_or(Ok(content), Err),
        Some(Err(fault)) => Err((TroubleKind::Bad, fault.text())),
        None => {
            if state.as_ref().is_none_or(|state| state.trouble.is_none()) {
                let text = say!("还没有取过", "it has never been fetched");
                tell(finding(source, TroubleKind::Away, &text, None), text);
            }
            Ok(MemberContent::default())
        }
    };
    if let Some(trouble) = state.as_ref().and_then(|state| state.trouble.as_ref()) {
        tell(finding(source, trouble.kind, &trouble.text(), as_of), told_since(trouble));
    }
    let mut content = content.unwrap_or_else(|(kind, text)| {
        tell(finding(source, kind, &text, None), text);
        MemberContent::default()
    });
    if content.unseen.rows > 0 || content.unseen.masked > 0 {
        let (rows, masked) = (content.unseen.rows, content.unseen.masked);
        let text = say!(
            "{rows} 条没有名称、地址不在它自己的网站或者地址里有个人号码，没有收；{masked} 处文字里有个人号码，已经遮盖",
            "rows without a title, with an address of another site or with a personal number in it, left out: {rows}; texts with personal numbers, masked: {masked}"
        );
        tell(finding(source, TroubleKind::Bad, &text, None), text);
    }
    if !source.is_portal() {
        let below = std::mem::take(&mut content.members);
        if source.portal.is_none() && !below.is_empty() {
            findings.push(below_unsaid(source, below.len()));
        }
    }
    let is_known = as_of.is_some() && !content.url.is_empty();
    let url = source.public_url().unwrap_or(&content.url).to_owned();
    let search = match relative_to(&url, &settings.url).filter(|_| is_known && settings.search) {
        Some(place) if !pairs.is_empty() => SearchPlace::InPlace(place),
        None if is_known && settings.search && search.iter().any(|(path, _)| path == SEARCH) => {
            SearchPlace::Copied(search)
        }
        _ => SearchPlace::Nowhere,
    };
    let as_of = as_of.filter(|_| is_known);
    let is_old = !is_known || state.is_some_and(|state| state.trouble.is_some());
    let (content, pairs) = (Arc::new(content), pairs.into());
    let member = PortalMember { name, slug: own, url, as_of, content, troubles, is_old, search, pairs };
    Reported::new(member, findings)
}

/// Why a member may not be one: it is the portal itself, or has it among its own members.
fn circle(content: &MemberContent, settings: &Settings) -> Option<(TroubleKind, Text)> {
    is_circle(&content.url, &content.members, &settings.url).map(|text| (TroubleKind::Circle, text))
}

/// What is to be said of a member at `url` with these members of its own, if the portal at `own` is among
/// them.
#[must_use]
pub fn is_circle(url: &str, members: &[KnownMember], own: &str) -> Option<Text> {
    if is_same_site(url, own) {
        return Some(say!("它就是本网站自己", "it is this site itself"));
    }
    members.iter().any(|member| is_same_site(&member.url, own)).then(|| {
        say!(
            "它是门户，本网站又是它的成员，互相汇总没有尽头",
            "it is a portal of which this site is a member: each would take over the other without end"
        )
    })
}

impl ContentFault {
    /// What is wrong.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Missing(path) => say!(
                "没有 {path}：它要用这一版或者更新的 gongkai 生成一次",
                "there is no {path}: it has to be built by this version of gongkai or a newer one"
            ),
            Self::Unreadable(WireFault::Malformed(path)) => {
                say!("{path} 读不懂", "{path} cannot be read")
            }
            Self::Unreadable(WireFault::OtherVersion(path, version)) => say!(
                "{path} 是第 {version} 版格式，本程序只读第 1 版：把旧的一方的 gongkai 换成新版",
                "{path} has version {version} of its form, and this program reads 1: upgrade the older gongkai"
            ),
            Self::OtherAddress(address) => {
                let shown: String = address.chars().filter(|c| !c.is_control()).take(200).collect();
                say!(
                    "它自称的网址是 {shown}，和这里填的不同",
                    "it says that its address is {shown}, which is not what is given here"
                )
            }
        }
    }
}

/// The same for readers: addresses and paths inside the network are no affair of theirs.
fn told_since(trouble: &MemberTrouble) -> Text {
    let since = &trouble.since;
    match trouble.kind {
        TroubleKind::Away => say!("{since} 起取不到", "it could not be fetched since {since}"),
        TroubleKind::Bad => {
            say!("{since} 起取到的不能用", "what it publishes could not be used since {since}")
        }
        TroubleKind::Circle => {
            say!("{since} 起和本网站互为成员", "it and this site are members of each other since {since}")
        }
    }
}

/// A member tells of members of its own, of which neither a key nor the settings say that they are wanted.
fn below_unsaid(source: &SiteMember, count: usize) -> Diagnostic {
    let name = &source.name.value;
    Diagnostic::warning(
        "member-is-portal",
        say!(
            "成员“{name}”自己也是门户，没有公钥核对它的签名，它的 {count} 个成员的内容没有收",
            "the member `{name}` is a portal itself, and no key proves its signature; its members were not taken over: {count}"
        ),
    )
    .at(place(source))
    .help(say!(
        "要一起收的，在这个成员下面写上它的 `公钥`，或者写 `门户: 是`；不要的写 `门户: 否`；再运行 `gongkai portal update`",
        "if you want them too, give its `key` or write `portal: yes` with this member, else `portal: no`; then run `gongkai portal update`"
    ))
}

pub(super) fn finding(
    source: &SiteMember,
    kind: TroubleKind,
    why: &Text,
    as_of: Option<Moment>,
) -> Diagnostic {
    let name = &source.name.value;
    let (zh, en) = (why.in_lang(crate::diag::Lang::Zh), why.in_lang(crate::diag::Lang::En));
    let (rule, help) = match kind {
        TroubleKind::Away => (
            "member-away",
            say!(
                "运行 `gongkai portal update`；一直取不到的，和它的管理者联系，或者改正“地址”",
                "run `gongkai portal update`; if it stays away, ask its owner, or correct `address`"
            ),
        ),
        TroubleKind::Bad => (
            "bad-member",
            say!(
                "请它的管理者改正，再运行 `gongkai portal update`",
                "ask its owner to correct it, then run `gongkai portal update`"
            ),
        ),
        TroubleKind::Circle => (
            "member-circle",
            say!("从一方的“成员”里删去另一方", "take one of them out of the other's `members`"),
        ),
    };
    let message = match as_of {
        Some(as_of) => {
            let day = as_of.date;
            say!("成员“{name}”用的还是 {day} 的数据：{zh}", "the member `{name}` is shown as of {day}: {en}")
        }
        None => say!("成员“{name}”：{zh}", "the member `{name}`: {en}"),
    };
    Diagnostic::warning(rule, message).at(place(source)).help(help)
}

pub(super) fn place(source: &SiteMember) -> Place {
    Place::span(layout::SETTINGS, source.name.span.clone())
}

impl Portal {
    /// Puts the rows in order. What a member tells of another's that is one here stands with that one alone,
    /// and what two portals tell, with the first.
    fn line_up(&mut self) {
        let members = &self.members;
        let mut roots = SiteRoots::default();
        for (at, member) in members.iter().enumerate() {
            roots.add(&member.url, at);
        }
        let owner = |member: usize, url: &str| {
            let of = roots.owner(url);
            of.is_none_or(|of| of == member || is_own_address(url, &members[member].url))
        };
        let mut seen = HashSet::new();
        let mut items: Vec<(Option<Moment>, usize, usize)> = Vec::new();
        let mut projects = Vec::new();
        let mut corrections: Vec<(Moment, usize, usize)> = Vec::new();
        let is_first = |seen: &mut HashSet<(u8, String)>, kind: u8, member: usize, via: bool, url: &str| {
            if !via {
                seen.insert((kind, url.to_owned()));
                return true;
            }
            owner(member, url) && seen.insert((kind, url.to_owned()))
        };
        for (at, member) in members.iter().enumerate() {
            for (row, item) in member.content.items.iter().enumerate() {
                if is_first(&mut seen, 0, at, item.via.is_some(), &item.url) {
                    items.push((item.date, at, row));
                }
            }
            for (row, project) in member.content.projects.iter().enumerate() {
                if is_first(&mut seen, 1, at, project.via.is_some(), &project.url) {
                    projects.push((at, row));
                }
            }
            for (row, one) in member.content.corrections.iter().enumerate() {
                let is_via = one.row.member.is_some();
                if !is_via || owner(at, &one.row.url) {
                    corrections.push((one.date, at, row));
                }
            }
        }
        items.sort_by_key(|(date, member, row)| {
            (Reverse(date.map(|date| (date.date, date.time))), *member, *row)
        });
        corrections.sort_by_key(|(date, member, row)| (Reverse((date.date, date.time)), *member, *row));
        self.items = items.into_iter().map(|(_, member, row)| (member, row)).collect();
        self.projects = projects;
        self.corrections = corrections.into_iter().map(|(_, member, row)| (member, row)).collect();
    }

    /// An item with its member.
    #[must_use]
    pub fn item(&self, (member, row): (usize, usize)) -> (&PortalMember, &JointItem) {
        let member = &self.members[member];
        (member, &member.content.items[row])
    }

    /// A project with its member.
    #[must_use]
    pub fn project(&self, (member, row): (usize, usize)) -> (&PortalMember, &JointProject) {
        let member = &self.members[member];
        (member, &member.content.projects[row])
    }

    /// A correction with its member.
    #[must_use]
    pub fn correction(&self, (member, row): (usize, usize)) -> (&PortalMember, &JointCorrection) {
        let member = &self.members[member];
        (member, &member.content.corrections[row])
    }

    /// Whether another site claims the number of an item too.
    #[must_use]
    pub fn is_contested(&self, item: &JointItem) -> bool {
        item.key().is_some_and(|key| self.contested.contains(&key))
    }

    /// The years that projects have, the newest first, each with the last quarter reported or missed by
    /// `today`; 0 before the end of the first.
    #[must_use]
    pub fn years(&self, today: Date) -> Vec<(i16, u8)> {
        let mut years: BTreeMap<Reverse<i16>, u8> = BTreeMap::new();
        for place in &self.projects {
            let (_, project) = self.project(*place);
            let reported = project.years.iter().flat_map(|year| &year.periods).map(|period| period.period);
            for period in reported.chain(project.missing.iter().map(|(period, _)| *period)) {
                let quarter = years.entry(Reverse(period.year)).or_insert(0);
                *quarter = period.quarter_by(today).max(*quarter);
            }
            let has_report = |year: i16| project.years.iter().any(|known| known.year == year);
            for day in project.passed.iter().filter(|day| !has_report(day.year())) {
                let month = PeriodKind::Month(u8::try_from(day.month()).unwrap_or(12));
                let period = Period { year: day.year(), kind: month };
                let quarter = years.entry(Reverse(day.year())).or_insert(0);
                *quarter = period.quarter_by(today).max(*quarter);
            }
        }
        years.into_iter().map(|(year, quarter)| (year.0, quarter)).collect()
    }

    /// The table that chooses whom search asks, of the members that can be asked.
    #[must_use]
    pub fn table(&self) -> MemberTable {
        let searched: Vec<&[u32]> = self.searched().map(|member| &*member.pairs).collect();
        MemberTable::new(searched.into_iter())
    }

    /// The members that can be searched, in order.
    pub fn searched(&self) -> impl Iterator<Item = &PortalMember> {
        self.members.iter().filter(|member| member.search != SearchPlace::Nowhere)
    }
}

impl JointItem {
    /// Its number in the form that tells numbers apart.
    pub(super) fn key(&self) -> Option<String> {
        IndexNumber::new(&self.number).ok().map(|number| number.collision_key())
    }
}

impl PortalMember {
    /// Whether its newest state is not known: it was out of reach, or what it published cannot be used.
    #[must_use]
    pub fn is_old(&self) -> bool {
        self.is_old
    }

    /// An address of the member's as the portal's page links to it that lies `up` (`../../`) below the root:
    /// relative within the portal's own origin, else as it is.
    #[must_use]
    pub fn link(&self, address: &str, own: &str, up: &str) -> String {
        match relative_to(address, own).filter(|_| is_same_origin(&self.url, own)) {
            Some(relative) => format!("{up}{relative}"),
            None => address.to_owned(),
        }
    }
}

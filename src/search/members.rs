//! Search over a portal and its members: whom to ask, and all answers as one.
//!
//! A portal's own index stands beside those of its members, each as it was made. `search/members.js` names
//! them, and the files beside it hold the [`MemberTable`] by which only those are asked that may have what is
//! looked for. The theme's `search.js` goes the same way.

use serde::{Deserialize, Serialize};

use super::analyse::window_gram;
use super::find::{Hit, Results, SearchOrder, SearchWanted, find};
use super::grams::key;
use super::index::{DIGEST, Shard, VERSION, address, around, shard};
use super::open::{IndexError, OpenIndex, ReadShard};
use super::query::Query;
use super::table::{MemberTable, bits_of, slot_of};

/// The file that names the members.
pub const MEMBERS: &str = "search/members.js";

/// A member that is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchMember {
    /// What the portal calls it.
    pub name: String,
    /// Where its index is: an address from the portal's root, ending in a slash.
    pub index: String,
    /// Where its pages are: the same, or an absolute address.
    pub pages: String,
}

/// `search/members.js`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersHead {
    /// [`VERSION`].
    pub version: u32,
    /// What the portal is called.
    pub name: String,
    /// How many slots the table has.
    pub slots: usize,
    /// How many of them stand in a file.
    pub per_file: usize,
    /// How many characters a slot has.
    pub width: usize,
    /// The digests of the files of the table.
    pub names: String,
    /// The members, in the order of the table's bits.
    pub members: Vec<SearchMember>,
}

/// The files by which a portal called `name` searches its members, each with its pairs in `table`.
#[must_use]
pub fn member_shards(name: &str, members: Vec<SearchMember>, table: &MemberTable) -> Vec<Shard> {
    let mut names = String::new();
    let files = table.files().enumerate();
    let mut shards: Vec<Shard> =
        files.map(|(number, file)| shard('m', number, file.as_bytes(), &mut names)).collect();
    let MemberTable { slots, per_file, width, .. } = *table;
    let head =
        MembersHead { version: VERSION, name: name.to_owned(), slots, per_file, width, names, members };
    let head = serde_json::to_string(&head).unwrap_or_default();
    let content = format!("gongkaiSearch(\"members\",{head});\n").into_bytes();
    shards.push(Shard { address: MEMBERS.to_owned(), content });
    shards
}

/// The members of a portal being asked.
pub struct OpenMembers<'a> {
    read: &'a ReadShard<'a>,
    /// The file that names them.
    pub head: MembersHead,
}

/// What a search of a portal and its members brings.
#[derive(Debug, Default)]
pub struct JointResults {
    /// All results together; a hit's address leads there from the portal's root.
    pub results: Results,
    /// Whose each hit is, in the same order: the name of the member, or of the portal.
    pub owners: Vec<String>,
    /// The members that ought to have been asked and could not be.
    pub unasked: Vec<String>,
}

impl<'a> OpenMembers<'a> {
    /// Reads the file that names the members; `None` on a site that is no portal.
    pub fn open(read: &'a ReadShard<'a>) -> Result<Option<Self>, IndexError> {
        let Some(text) = read(MEMBERS) else { return Ok(None) };
        let damaged = || IndexError::Damaged(MEMBERS.to_owned());
        let json = text.strip_prefix("gongkaiSearch(\"members\",").and_then(|text| text.strip_suffix(");\n"));
        let head: MembersHead = json.and_then(|json| serde_json::from_str(json).ok()).ok_or_else(damaged)?;
        let is_whole = head.version == VERSION && head.slots.is_power_of_two() && head.per_file > 0;
        if is_whole { Ok(Some(Self { read, head })) } else { Err(damaged()) }
    }

    /// The members that may have what is looked for.
    fn candidates(&self, query: &Query) -> Result<Vec<&SearchMember>, IndexError> {
        let ways = [Some(query.words.clone()), query.whole.clone().map(|word| vec![word])];
        let ways = ways.into_iter().flatten().chain(query.number.clone().map(|number| vec![number]));
        let mut asked = vec![0_u8; self.head.width];
        for way in ways {
            let mut all = vec![63_u8; self.head.width];
            for pair in way.iter().flat_map(|word| pairs_of(word)) {
                for (all, bits) in all.iter_mut().zip(self.slot(pair)?) {
                    *all &= bits;
                }
            }
            for (asked, all) in asked.iter_mut().zip(all) {
                *asked |= all;
            }
        }
        let is_asked = |at: usize| asked.get(at / 6).is_some_and(|bits| bits & 1 << (at % 6) != 0);
        let members = self.head.members.iter().enumerate();
        Ok(members.filter(|(at, _)| is_asked(*at)).map(|(_, member)| member).collect())
    }

    /// The bits of a slot.
    fn slot(&self, pair: u32) -> Result<Vec<u8>, IndexError> {
        let MembersHead { slots, per_file, width, names, .. } = &self.head;
        let slot = slot_of(pair, *slots);
        let file = slot / per_file;
        let digest = names.get(file * DIGEST..(file + 1) * DIGEST).unwrap_or_default();
        let address = address('m', file, digest);
        let text = (self.read)(&address).ok_or_else(|| IndexError::Missing(address.clone()))?;
        let [start, end] = around('m', file);
        let content = text.strip_prefix(&start).and_then(|text| text.strip_suffix(&end));
        let place = slot % per_file * width;
        let bits = content.and_then(|content| content.as_bytes().get(place..place + width));
        let bits: Option<Vec<u8>> = bits.and_then(|bits| bits.iter().map(|digit| bits_of(*digit)).collect());
        bits.ok_or(IndexError::Damaged(address))
    }
}

/// The pairs that stand in an index if a word does.
fn pairs_of(word: &[char]) -> Vec<u32> {
    match word {
        [c] => vec![key(*c) << 16],
        _ => (2..=4).flat_map(|length| word.windows(length).filter_map(window_gram)).collect(),
    }
}

/// Finds what is looked for in the portal and in its members. `wanted_of` says what is wanted of an index:
/// `None` where the names to filter by are not known there. `read` reads a file by its address from the
/// portal's root, which may lead out of it.
pub fn find_joint(
    read: &ReadShard<'_>,
    query: &Query,
    order: SearchOrder,
    wanted_of: &dyn Fn(&OpenIndex<'_>) -> Option<SearchWanted>,
    members: &OpenMembers<'_>,
) -> Result<JointResults, IndexError> {
    let mut joint = JointResults::default();
    joint.results.is_exact = true;
    let portal = SearchMember { name: members.head.name.clone(), ..SearchMember::default() };
    let candidates = if query.is_empty() { Vec::new() } else { members.candidates(query)? };
    let mut found: Vec<(usize, Hit, String)> = Vec::new();
    let mut most = 0;
    for (at, member) in [&portal].into_iter().chain(candidates).enumerate() {
        let of_member = |address: &str| read(&format!("{}{address}", member.index));
        let results = OpenIndex::open(&of_member).and_then(|index| {
            let Some(wanted) = wanted_of(&index) else { return Ok(None) };
            most = wanted.count;
            find(&index, query, &wanted).map(Some)
        });
        let results = match results {
            Ok(Some(results)) => results,
            Ok(None) => continue,
            Err(error) if at == 0 => return Err(error),
            Err(_) => {
                joint.unasked.push(member.name.clone());
                continue;
            }
        };
        joint.results.total += results.total;
        joint.results.is_exact &= results.is_exact;
        let lead = |address: &str| format!("{}{address}", member.pages);
        joint.results.nearest.extend(results.nearest.into_iter().map(|(url, title)| (lead(&url), title)));
        for mut hit in results.hits {
            hit.page.address = lead(&hit.page.address);
            if let super::PassagePlace::File(address, ..) = &mut hit.place {
                *address = lead(address);
            }
            found.push((at, hit, member.name.clone()));
        }
    }
    found.sort_by(|(a_at, a, _), (b_at, b, _)| {
        let rank = match order {
            SearchOrder::Relevance => a.rank.cmp(&b.rank),
            SearchOrder::Date => std::cmp::Ordering::Equal,
        };
        rank.then_with(|| b.page.date.cmp(&a.page.date)).then(a_at.cmp(b_at))
    });
    found.truncate(most);
    joint.results.is_exact &= joint.unasked.is_empty();
    if joint.results.total > 0 {
        joint.results.nearest.clear();
    }
    joint.results.nearest.truncate(MOST_NEAREST);
    (joint.results.hits, joint.owners) = found.into_iter().map(|(_, hit, name)| (hit, name)).unzip();
    Ok(joint)
}

/// How many titles that are near are told, if nothing was found.
const MOST_NEAREST: usize = 5;

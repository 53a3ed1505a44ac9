//! Members that readers find, and of which a new portal knows nothing any more.

use super::origin::is_same_site;
use super::wire::{KnownMember, parse_site};

/// The members of the site that the `new` door (`data/site.json`) is of, of which it knows nothing, while the
/// `old` one, which readers see, does. Who is a member no more is none of them.
#[must_use]
pub fn lost_members(old: &[u8], new: &[u8]) -> Vec<String> {
    let members = |door: &[u8]| parse_site(door).map(|site| site.members).unwrap_or_default();
    let known: Vec<KnownMember> =
        members(old).into_iter().filter(|member| !member.as_of.is_empty()).collect();
    let is_lost = |member: &KnownMember| {
        let is_it = |old: &KnownMember| {
            old.name == member.name || !member.url.is_empty() && is_same_site(&old.url, &member.url)
        };
        member.as_of.is_empty() && known.iter().any(is_it)
    };
    members(new).into_iter().filter(is_lost).map(|member| member.name).collect()
}

/// Whether nothing is known of some member of a site.
#[must_use]
pub fn has_unknown_members(door: &[u8]) -> bool {
    parse_site(door).is_ok_and(|site| site.members.iter().any(|member| member.as_of.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(members: &[(&str, &str, &str)]) -> Vec<u8> {
        let members: Vec<KnownMember> = members
            .iter()
            .map(|(name, url, as_of)| KnownMember {
                name: (*name).into(),
                url: (*url).into(),
                as_of: (*as_of).into(),
                ..KnownMember::default()
            })
            .collect();
        serde_json::to_vec(&serde_json::json!({"version": 1, "members": members})).unwrap()
    }

    #[test]
    fn a_member_is_lost_if_it_was_known_and_is_one_still() {
        let old = door(&[
            ("甲", "https://a.gov.cn/", "2024-05-01"),
            ("乙", "https://b.gov.cn/", "2024-05-01"),
            ("丙", "", ""),
            ("丁", "https://d.gov.cn/", "2024-05-01"),
        ]);
        let new = door(&[
            ("甲", "https://a.gov.cn/", "2024-05-01"),
            ("乙局", "https://B.gov.cn:443/", ""),
            ("丙", "", ""),
        ]);
        assert_eq!(lost_members(&old, &new), ["乙局"]);
        assert!(has_unknown_members(&new) && !has_unknown_members(&door(&[("甲", "", "2024-05-01")])));
        assert_eq!(lost_members(b"<html>", &new), Vec::<String>::new());
        assert_eq!(lost_members(&door(&[("丁", "", "2024-05-01")]), &door(&[("丁", "", "")])), ["丁"]);
    }
}

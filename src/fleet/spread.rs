//! Which member belongs to which shard: the same on every machine, from names and weights alone.
//!
//! Rendezvous hashing with a bound. Every member has an order of preference among the shards, made of its
//! name and the shard's number; the heaviest member chooses first, and takes the shard it likes best of
//! those that have room for it. So shards weigh about the same, and from plan to plan, and when members
//! come and go, most members stay where they were built last, and where what was built is still lying.

/// How much more than its part a shard takes, in hundredths.
const SLACK: u64 = 103;

/// The members of each shard, as positions in `members`, in their order; a member is a name and a weight.
pub(super) fn spread(members: &[(&str, u64)], count: u32) -> Vec<Vec<usize>> {
    let weight = |at: usize| members[at].1.max(1);
    let total: u64 = (0..members.len()).map(weight).sum();
    let room = (total * SLACK).div_ceil(100 * u64::from(count.max(1)));
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|a, b| weight(*b).cmp(&weight(*a)).then_with(|| members[*a].0.cmp(members[*b].0)));
    let mut shards = vec![Vec::new(); count.max(1) as usize];
    let mut loads = vec![0; shards.len()];
    for at in order {
        let name = digest(members[at].0.as_bytes());
        let liking = |shard: &usize| mixed(name ^ mixed(*shard as u64));
        let has_room = |shard: &usize| loads[*shard] + weight(at) <= room;
        let liked = (0..shards.len()).filter(has_room).max_by_key(liking);
        // A member that is larger than any room goes where there is least.
        let least = || (0..shards.len()).min_by_key(|shard| (loads[*shard], liking(shard)));
        if let Some(shard) = liked.or_else(least) {
            loads[shard] += weight(at);
            shards[shard].push(at);
        }
    }
    for shard in &mut shards {
        shard.sort_unstable();
    }
    shards
}

/// FNV-1a: the same on every machine and in every version, as the hashers of the standard library are not.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// The last steps of splitmix64, which spread neighbours apart.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("第{n}局")).collect()
    }

    fn weighed<'a>(names: &'a [String], weights: &[u64]) -> Vec<(&'a str, u64)> {
        names.iter().map(String::as_str).zip(weights.iter().copied()).collect()
    }

    /// The shard of every member, by name.
    fn places<'a>(members: &[(&'a str, u64)], count: u32) -> std::collections::BTreeMap<&'a str, usize> {
        let spread = spread(members, count).into_iter().enumerate();
        spread.flat_map(|(shard, list)| list.into_iter().map(move |at| (members[at].0, shard))).collect()
    }

    proptest! {
        #[test]
        fn every_member_is_in_one_shard_and_none_is_overfull(
            weights in prop::collection::vec(0_u64..5000, 0..120), count in 1_u32..40,
        ) {
            let names = names(weights.len());
            let members = weighed(&names, &weights);
            let spread = spread(&members, count);
            prop_assert_eq!(spread.len(), count as usize);
            let mut all: Vec<usize> = spread.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..members.len()).collect::<Vec<_>>());
            let load = |shard: &Vec<usize>| shard.iter().map(|at| weights[*at].max(1)).sum::<u64>();
            let total: u64 = weights.iter().map(|weight| (*weight).max(1)).sum();
            let heaviest = weights.iter().copied().max().unwrap_or(0).max(1);
            let bound = (total * SLACK).div_ceil(100 * u64::from(count)) + heaviest;
            prop_assert!(spread.iter().all(|shard| load(shard) <= bound));
        }

        #[test]
        fn the_order_of_the_file_does_not_matter(
            weights in prop::collection::vec(0_u64..100, 1..60), count in 1_u32..20,
        ) {
            let names = names(weights.len());
            let members = weighed(&names, &weights);
            let mut turned = members.clone();
            turned.reverse();
            prop_assert_eq!(places(&members, count), places(&turned, count));
        }
    }

    #[test]
    fn shards_of_equal_members_weigh_the_same() {
        let names = names(300);
        let members = weighed(&names, &[100; 300]);
        for count in [2, 3, 16] {
            let most = spread(&members, count).iter().map(Vec::len).max().expect("there are shards");
            assert!(most * count as usize * 100 <= 300 * 103 + 100 * count as usize, "{count}: {most}");
        }
    }

    #[test]
    fn most_members_stay_when_one_comes() {
        let names = names(300);
        let before = weighed(&names, &[100; 300]);
        let mut after = before.clone();
        after.push(("新局", 100));
        let (old, new) = (places(&before, 8), places(&after, 8));
        let moved = old.iter().filter(|(name, shard)| new[**name] != **shard).count();
        assert!(moved < 60, "{moved} of 300 moved");
    }
}

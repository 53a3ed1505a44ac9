//! What a place keeps about itself, beside the releases: which were live, and everything that ever was.

use serde::{Deserialize, Serialize};

use super::{DeployError, Knowledge};

/// How many releases stay.
pub(super) const KEPT: usize = 10;

/// How long a page may stay open, in hours, and still find the parts of its release.
const OPEN: i64 = 24;

/// The form of the file; raised when it is written otherwise.
const FORM: u32 = 2;

/// One release, as the list has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseNote {
    /// Its name: a number that only grows, and the beginning of its manifest's digest.
    pub name: String,
    /// When it went online, by the clock of who deployed.
    pub time: String,
    /// The digest that its manifest gives of itself.
    pub digest: String,
    /// How many files it has.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The numbers whose content was withdrawn.
    pub withdrawn: Vec<String>,
}

/// What a place keeps about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveState {
    form: u32,
    /// The release that readers see, or are about to.
    pub live: String,
    /// Every release that is kept, the newest last.
    pub releases: Vec<ReleaseNote>,
    /// The number of the newest release ever.
    newest: u32,
    /// The latest round of a fleet in which the site was deployed; 0: in none.
    #[serde(default, skip_serializing_if = "is_none")]
    round: u64,
    /// What was ever live.
    pub known: Knowledge,
}

impl LiveState {
    /// A place at which nothing was ever deployed.
    pub(super) fn new() -> Self {
        Self {
            form: FORM,
            live: String::new(),
            releases: Vec::new(),
            newest: 0,
            round: 0,
            known: Knowledge::default(),
        }
    }

    /// Reads the bytes of a state; `place` is what messages call where it lies.
    pub(super) fn parse(bytes: Option<&[u8]>, place: &str) -> Result<Self, DeployError> {
        let Some(bytes) = bytes else { return Ok(Self::new()) };
        let state: Option<Self> = serde_json::from_slice(bytes).ok();
        let is_name = |name: &str| is_release_name(name);
        state
            .filter(|state| state.form == FORM)
            .filter(|state| state.releases.iter().all(|note| is_name(&note.name)) && is_name(&state.live))
            .ok_or_else(|| DeployError::BadState(place.to_owned()))
    }

    /// The bytes of a state.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are always JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Takes note that the site is deployed in a round of a fleet; whether that is news. Refused is a round
    /// that is older than one in which it was deployed.
    pub(super) fn enter_round(&mut self, round: u64) -> Result<bool, DeployError> {
        if round < self.round {
            return Err(DeployError::Overtaken(self.round));
        }
        let is_news = round > self.round;
        self.round = round;
        Ok(is_news)
    }

    /// The note of a release.
    #[must_use]
    pub fn release(&self, name: &str) -> Option<&ReleaseNote> {
        self.releases.iter().find(|note| note.name == name)
    }

    /// The numbers that were withdrawn since a release, and would be public again with it.
    pub(super) fn revived_by(&self, note: &ReleaseNote) -> Vec<String> {
        let withdrawn = self.known.withdrawn().iter();
        withdrawn.filter(|number| !note.withdrawn.contains(number)).cloned().collect()
    }

    /// The releases other than `release` of which readers may have pages open, the newest first: `before`,
    /// and those that gave way within a day of `now`. None that shows what was withdrawn or purged since.
    pub(super) fn still_open(&self, before: Option<&str>, release: &str, now: &str) -> Vec<String> {
        let time = |text: &str| text.parse::<jiff::civil::DateTime>().ok();
        let is_recent = |follower: &ReleaseNote| {
            let times = time(&follower.time).zip(time(now));
            times.is_some_and(|(then, now)| now.duration_since(then).as_hours() < OPEN)
        };
        let open = self.releases.iter().enumerate().rev().filter(|(at, note)| {
            let gave_way = self.releases.get(at + 1).is_some_and(is_recent);
            let was_seen = before == Some(&note.name) || gave_way;
            note.name != release && was_seen && self.revived_by(note).is_empty()
        });
        open.map(|(_, note)| note.name.clone()).collect()
    }

    /// The name for a release with this digest, above all that are `there`.
    pub(super) fn next_name(&self, digest: &str, there: &[String]) -> String {
        let number = |name: &String| name.split('-').next().and_then(|number| number.parse::<u32>().ok());
        let newest = there.iter().filter_map(number).fold(self.newest, u32::max);
        let short: String = digest.chars().take(12).collect();
        format!("{:04}-{short}", newest.saturating_add(1))
    }

    /// Enters a release as the one that is live from now on, and lets go of those beyond the last ten.
    pub(super) fn enter(&mut self, note: ReleaseNote) {
        self.newest =
            note.name.split('-').next().and_then(|number| number.parse().ok()).unwrap_or(self.newest);
        self.live.clone_from(&note.name);
        self.releases.push(note);
        let surplus = self.releases.len().saturating_sub(KEPT);
        self.releases.drain(..surplus);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(round: &u64) -> bool {
    *round == 0
}

/// Whether a text can be the name of a release: digits, a dash, hexadecimal digits. It becomes a part of
/// paths.
pub(super) fn is_release_name(name: &str) -> bool {
    name.split_once('-').is_some_and(|(number, digest)| {
        number.len() >= 4
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && digest.len() == 12
            && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &str) -> ReleaseNote {
        let withdrawn = Vec::new();
        ReleaseNote {
            name: name.into(),
            time: String::new(),
            digest: String::new(),
            files: 1,
            bytes: 1,
            withdrawn,
        }
    }

    #[test]
    fn ten_releases_stay_and_names_only_grow() {
        let mut state = LiveState::new();
        for _ in 0..13 {
            let name = state.next_name("abcdef0123456789", &[]);
            state.enter(note(&name));
        }
        assert_eq!(state.releases.len(), 10);
        assert_eq!(state.releases[0].name, "0004-abcdef012345");
        assert_eq!(state.live, "0013-abcdef012345");
        assert_eq!(state.next_name("ffffffffffff", &["0020-aaaaaaaaaaaa".into()]), "0021-ffffffffffff");
        let read = LiveState::parse(Some(&state.to_bytes()), "there").unwrap();
        assert_eq!(read, state);
    }

    #[test]
    fn pages_stay_open_for_a_day_unless_something_was_withdrawn() {
        let at = |number: u32, time: &str| ReleaseNote {
            time: time.into(),
            ..note(&format!("{number:04}-aaaaaaaaaaaa"))
        };
        let mut state = LiveState::new();
        let times = ["2026-03-01 09:00", "2026-03-02 10:00", "2026-03-02 11:00", "2026-03-03 10:30"];
        for (number, time) in (1..).zip(times) {
            state.enter(at(number, time));
        }
        let name = |number: u32| format!("{number:04}-aaaaaaaaaaaa");
        // The first gave way more than a day ago, the second less.
        let open = state.still_open(Some(&name(3)), &name(4), "2026-03-03 10:30");
        assert_eq!(open, [name(3), name(2)]);
        // However long it was live, the one that gives way now is open.
        let later = state.still_open(Some(&name(3)), &name(4), "2026-04-01 10:30");
        assert_eq!(later, [name(3)]);
        assert_eq!(state.still_open(None, &name(4), "no time"), [""; 0]);
        state.known =
            serde_json::from_str(r#"{"numbers":["a"],"withdrawn":["a"],"versions":{},"rows":[]}"#).unwrap();
        state.releases[2].withdrawn = vec!["a".into()];
        assert_eq!(state.still_open(Some(&name(3)), &name(4), "2026-03-03 10:30"), [name(3)]);
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        for bad in ["", "../0001", "0001-../../../etc", "1-aaaaaaaaaaaa", "0001-aaaaaaaaaaa/", "0001"] {
            assert!(!is_release_name(bad), "{bad}");
        }
        let mut state = LiveState::new();
        state.enter(note("0001-aaaaaaaaaaaa"));
        let text =
            String::from_utf8(state.to_bytes()).unwrap().replace("0001-aaaaaaaaaaaa", "../../../../etc12");
        assert!(matches!(LiveState::parse(Some(text.as_bytes()), "x"), Err(DeployError::BadState(_))));
    }
}

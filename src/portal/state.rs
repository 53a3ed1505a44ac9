//! What is known of a member between two runs: which of its published states lies in its folder, when it was
//! seen last, and what is wrong with it.
//!
//! `members/NAME/state.json` names the folder beside it that holds what was fetched. It is replaced as a
//! whole, after that folder is complete: whatever interrupts, the member has its old state or the new one.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::wire::VERSION;
use crate::diag::Text;
use crate::model::to_hex;

/// How many digits of a digest name the folder.
pub const GENERATION_LENGTH: usize = 16;

/// `members/NAME/state.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberState {
    /// The version of this form.
    pub version: u32,
    /// Where it was fetched from.
    pub address: String,
    /// The folder of what was fetched; empty: nothing yet.
    pub generation: String,
    /// What it was taken for: what of a search index is needed hangs on the portal's own settings.
    pub made_for: String,
    /// When that was the member's state for sure, such as `2026-11-29 09:00`.
    pub as_of: String,
    /// What its server calls the state of its manifest (`ETag`).
    pub tag: String,
    /// When its server says the manifest was changed (`Last-Modified`).
    pub modified: String,
    /// What is wrong since; nothing if the last run reached it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<MemberTrouble>,
}

/// Why the newest state of a member is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberTrouble {
    /// What kind.
    pub kind: TroubleKind,
    /// Since when.
    pub since: String,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// The kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TroubleKind {
    /// It did not answer.
    Away,
    /// What it answered cannot be used.
    Bad,
    /// It is the portal itself, or has it as a member.
    Circle,
}

impl MemberState {
    /// Reads it; `None` if it is no such file, or one of another version.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let state: Self = serde_json::from_slice(bytes).ok().filter(|_| bytes.starts_with(b"{"))?;
        let is_name =
            |name: &str| name.len() == GENERATION_LENGTH && name.bytes().all(|b| b.is_ascii_hexdigit());
        (state.version == VERSION && (state.generation.is_empty() || is_name(&state.generation)))
            .then_some(state)
    }

    /// The bytes of its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Only maps with keys that are no texts could fail, and there is none.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// The folder of the state that the manifest with this digest is of, as it was taken for a purpose.
#[must_use]
pub fn generation_of(digest: &str, made_for: &str) -> String {
    let whole = to_hex(&Sha256::digest(format!("{digest}\n{made_for}")));
    whole.chars().take(GENERATION_LENGTH).collect()
}

impl MemberTrouble {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new(self.zh.as_str(), self.en.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_back_and_names_no_folder_but_its_own() {
        let trouble = MemberTrouble {
            kind: TroubleKind::Away,
            since: "2026-11-29 09:00".into(),
            zh: "没有回答".into(),
            en: "no answer".into(),
        };
        let state = MemberState {
            version: VERSION,
            generation: generation_of("0123456789abcdef0123", "https://www.example.gov.cn/"),
            trouble: Some(trouble),
            ..MemberState::default()
        };
        assert_eq!(MemberState::parse(&state.to_bytes()), Some(state.clone()));
        for generation in ["../../../../etc/", "0123", "0123456789abcde/"] {
            let state = MemberState { generation: generation.into(), ..state.clone() };
            assert_eq!(MemberState::parse(&state.to_bytes()), None, "{generation}");
        }
        assert_eq!(MemberState::parse(&MemberState { version: 2, ..state }.to_bytes()), None);
        assert_eq!(MemberState::parse(b"not JSON"), None);
    }
}

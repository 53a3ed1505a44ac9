//! Signatures in minisign's format, so that anybody can check a site's manifest with a tool of their own.
//!
//! The format is that of <https://jedisct1.github.io/minisign/>: keys and signatures are lines of Base64
//! below an untrusted comment; what is signed is the BLAKE2b-512 digest of the bytes, and the signature
//! together with a trusted comment. Ours holds no time: the same site has the same signature. A secret key is
//! kept without a password, as `minisign -W` keeps it, in a file that only its owner may read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blake2::{Blake2b256, Blake2b512, Digest as _};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::diag::Text;
use crate::say;

/// The name of the signature, beside the manifest.
pub const SIGNATURE: &str = "manifest.json.minisig";

/// How keys name their algorithm, and signatures of bytes.
const KEY: &[u8; 2] = b"Ed";
/// How signatures of a digest name theirs.
const OF_DIGEST: &[u8; 2] = b"ED";

/// What stands before a trusted comment.
const TRUSTED: &str = "trusted comment: ";
/// What our signatures say of themselves.
const COMMENT: &str = "gongkai manifest.json";

/// A key that signs.
pub struct SecretKey {
    id: [u8; 8],
    seed: [u8; 32],
    public: [u8; 32],
    pair: Ed25519KeyPair,
}

/// A key that checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    id: [u8; 8],
    key: [u8; 32],
}

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It is none in minisign's format.
    Malformed,
    /// It is locked by a password.
    Locked,
    /// Its parts do not belong together.
    Damaged,
    /// The system gives no random numbers.
    NoChance,
}

/// Why a signature proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// It is none in minisign's format, or one of the old kind.
    Malformed,
    /// It was made with another key.
    OtherKey,
    /// It is not of these bytes, or not by this key.
    Wrong,
}

impl KeyFault {
    /// What is wrong, and what to do about it.
    #[must_use]
    pub fn text(self) -> (Text, Text) {
        match self {
            Self::Malformed => (
                say!("不是 minisign 格式的密钥", "it is no key in minisign's format"),
                say!("用 `gongkai key make` 生成", "make one with `gongkai key make`"),
            ),
            Self::Locked => (
                say!("密钥带有口令，无法自动签名", "the key is locked by a password"),
                say!(
                    "用 `gongkai key make` 另做一把，或用 `minisign -C -W` 去掉口令",
                    "make one with `gongkai key make`, or take the password off with `minisign -C -W`"
                ),
            ),
            Self::Damaged => (
                say!("密钥文件损坏了", "the file of the key is damaged"),
                say!(
                    "从备份恢复；没有备份，就运行 `gongkai key make --rotate` 换一把",
                    "restore it from a backup; without one, run `gongkai key make --rotate`"
                ),
            ),
            Self::NoChance => (
                say!("系统给不出随机数", "the system gives no random numbers"),
                say!("过一会儿再运行一次", "try again in a while"),
            ),
        }
    }
}

impl SecretKey {
    /// A new key.
    pub fn generate() -> Result<Self, KeyFault> {
        let (mut id, mut seed) = ([0; 8], [0; 32]);
        let random = SystemRandom::new();
        random.fill(&mut id).and_then(|()| random.fill(&mut seed)).map_err(|_| KeyFault::NoChance)?;
        Self::of(id, seed)
    }

    fn of(id: [u8; 8], seed: [u8; 32]) -> Result<Self, KeyFault> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| KeyFault::Damaged)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KeyFault::Damaged)?;
        Ok(Self { id, seed, public, pair })
    }

    /// Reads the text of a key file.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let bytes = encoded(text).ok_or(KeyFault::Malformed)?;
        let bytes: &[u8; 158] = bytes.as_slice().try_into().map_err(|_| KeyFault::Malformed)?;
        if &bytes[..2] != KEY || &bytes[4..6] != b"B2" {
            return Err(KeyFault::Malformed);
        }
        if bytes[2..4] != [0, 0] {
            return Err(KeyFault::Locked);
        }
        let id = part(bytes, 54);
        let key = Self::of(id, part(bytes, 62))?;
        let is_whole = key.public == part(bytes, 94) && key.checksum() == part(bytes, 126);
        if is_whole { Ok(key) } else { Err(KeyFault::Damaged) }
    }

    /// The text of its file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut bytes = [KEY.as_slice(), &[0, 0], b"B2", &[0; 48]].concat();
        for part in [self.id.as_slice(), &self.seed, &self.public, &self.checksum()] {
            bytes.extend(part);
        }
        format!("untrusted comment: gongkai secret key\n{}\n", STANDARD.encode(bytes))
    }

    fn checksum(&self) -> [u8; 32] {
        let parts = [KEY.as_slice(), &self.id, &self.seed, &self.public];
        Blake2b256::digest(parts.concat()).into()
    }

    /// The key that checks what this one signs.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey { id: self.id, key: self.public }
    }

    /// The text of the signature of `bytes`.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> String {
        let of_bytes = self.pair.sign(&Blake2b512::digest(bytes));
        let whole = self.pair.sign(&[of_bytes.as_ref(), COMMENT.as_bytes()].concat());
        let first = [OF_DIGEST.as_slice(), &self.id, of_bytes.as_ref()].concat();
        let (first, second) = (STANDARD.encode(first), STANDARD.encode(whole));
        format!("untrusted comment: signature by gongkai\n{first}\n{TRUSTED}{COMMENT}\n{second}\n")
    }
}

/// The secret stays out of every message.
impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey({})", self.public().name())
    }
}

impl PublicKey {
    /// Reads the keys of a text: the newest first, each a line of Base64; comments stand between them.
    #[must_use]
    pub fn parse_all(text: &str) -> Vec<Self> {
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        lines.filter(|line| !line.contains(':')).filter_map(Self::parse_line).collect()
    }

    fn parse_line(line: &str) -> Option<Self> {
        let bytes = STANDARD.decode(line).ok()?;
        let bytes: [u8; 42] = bytes.try_into().ok()?;
        (&bytes[..2] == KEY).then(|| Self { id: part(&bytes, 2), key: part(&bytes, 10) })
    }

    /// The text of its file, as minisign writes it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = STANDARD.encode([KEY.as_slice(), &self.id, &self.key].concat());
        format!("untrusted comment: minisign public key {}\n{line}\n", self.name())
    }

    /// Its short name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{:016X}", u64::from_le_bytes(self.id))
    }

    /// Whether the signature is of `bytes` and by this key.
    pub fn check(&self, bytes: &[u8], signature: &str) -> Result<(), SignatureFault> {
        let fault = SignatureFault::Malformed;
        let mut lines = signature.lines().map(|line| line.trim_end_matches('\r'));
        let first = lines.nth(1).and_then(|line| STANDARD.decode(line).ok()).ok_or(fault)?;
        let comment = lines.next().and_then(|line| line.strip_prefix(TRUSTED)).ok_or(fault)?;
        let second = lines.next().and_then(|line| STANDARD.decode(line).ok()).ok_or(fault)?;
        let first: [u8; 74] = first.try_into().map_err(|_| fault)?;
        if &first[..2] != OF_DIGEST {
            return Err(fault);
        }
        if first[2..10] != self.id {
            return Err(SignatureFault::OtherKey);
        }
        let key = UnparsedPublicKey::new(&ED25519, self.key);
        let of_bytes = &first[10..];
        key.verify(&Blake2b512::digest(bytes), of_bytes)
            .and_then(|()| key.verify(&[of_bytes, comment.as_bytes()].concat(), &second))
            .map_err(|_| SignatureFault::Wrong)
    }
}

/// The bytes behind a comment, or of a single line.
fn encoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_start_matches('\u{feff}');
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.contains(':'))?;
    STANDARD.decode(line).ok()
}

/// The `N` bytes from a place on; the caller knows that they are there.
fn part<const N: usize>(bytes: &[u8], from: usize) -> [u8; N] {
    let mut part = [0; N];
    part.copy_from_slice(&bytes[from..from + N]);
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(seed: u8) -> SecretKey {
        SecretKey::of([seed; 8], [seed; 32]).unwrap()
    }

    #[test]
    fn keys_are_read_as_they_were_written() {
        let secret = SecretKey::generate().unwrap();
        let read = SecretKey::parse(&secret.to_text()).unwrap();
        assert_eq!(read.sign(b"x"), secret.sign(b"x"));
        let both = format!("{}{}", secret.public().to_text(), key(1).public().to_text());
        assert_eq!(PublicKey::parse_all(&both), [secret.public(), key(1).public()]);
        assert!(!format!("{secret:?}").contains(&secret.to_text()[40..60]));
    }

    #[test]
    fn a_key_file_that_cannot_be_used_says_why() {
        let text = key(7).to_text();
        let line = text.lines().nth(1).unwrap();
        let with = |at: usize, value: u8| {
            let mut bytes = STANDARD.decode(line).unwrap();
            bytes[at] = value;
            SecretKey::parse(&STANDARD.encode(bytes)).err()
        };
        assert_eq!(with(2, b'S'), Some(KeyFault::Locked));
        assert_eq!(with(60, 0), Some(KeyFault::Damaged));
        assert_eq!(with(70, 0), Some(KeyFault::Damaged));
        assert_eq!(with(100, 0), Some(KeyFault::Damaged));
        for text in ["", "untrusted comment: x\n", "abc", &key(7).public().to_text()] {
            assert_eq!(SecretKey::parse(text).err(), Some(KeyFault::Malformed), "{text:?}");
        }
    }

    #[test]
    fn another_key_is_told_from_other_bytes() {
        let signature = key(1).sign(b"manifest");
        assert_eq!(key(1).public().check(b"manifest", &signature), Ok(()));
        assert_eq!(key(1).public().check(b"manifesT", &signature), Err(SignatureFault::Wrong));
        assert_eq!(key(2).public().check(b"manifest", &signature), Err(SignatureFault::OtherKey));
        let same_name = SecretKey::of([1; 8], [2; 32]).unwrap().public();
        assert_eq!(same_name.check(b"manifest", &signature), Err(SignatureFault::Wrong));
        let renamed = signature.replace(COMMENT, "gongkai manifest.jsom");
        assert_eq!(key(1).public().check(b"manifest", &renamed), Err(SignatureFault::Wrong));
    }

    proptest! {
        #[test]
        fn one_changed_letter_is_no_signature(at in 0_usize..1000, letter in "[A-Za-z0-9+/]") {
            let signature = key(1).sign(b"manifest");
            // The untrusted comment is what its name says.
            let start = signature.find('\n').unwrap() + 1;
            let at = start + at % (signature.len() - start - 1);
            let mut changed = signature.clone();
            if signature.is_char_boundary(at) && &signature[at..=at] != letter.as_str() {
                changed.replace_range(at..=at, &letter);
                prop_assert!(key(1).public().check(b"manifest", &changed).is_err(), "{changed}");
            }
        }

        #[test]
        fn any_text_is_a_fault_and_no_panic(text: String) {
            prop_assert!(key(1).public().check(b"", &text).is_err());
            prop_assert!(SecretKey::parse(&text).is_err());
        }
    }
}

//! Parts of addresses made of names.

use pinyin::ToPinyin;
use sha2::{Digest, Sha256};

/// Longest part of an address made of a name, in bytes: with a few folders above it, addresses stay well under
/// the 260 characters that Windows allows a path.
const LONGEST: usize = 60;

/// The part of an address for a folder or file called `name`: the name itself if it is plain ASCII, else its
/// pinyin in lower case. A long one is cut and made unique by a fingerprint of the whole name.
#[must_use]
pub fn slug(name: &str) -> String {
    if is_plain(name) && name.len() <= LONGEST {
        return name.to_owned();
    }
    let mut slug = String::new();
    let mut separate = false;
    for (character, syllable) in name.chars().zip(name.to_pinyin()) {
        if let Some(syllable) = syllable {
            push(&mut slug, &syllable.plain().replace('ü', "v"), &mut separate);
        } else if character.is_ascii_alphanumeric() {
            push(&mut slug, &character.to_ascii_lowercase().to_string(), &mut separate);
        } else {
            separate = true;
        }
    }
    if slug.is_empty() {
        slug = "p".to_owned() + &fingerprint(name);
    } else if slug.len() > LONGEST {
        slug.truncate(LONGEST - 7);
        slug = format!("{}-{}", slug.trim_end_matches('-'), fingerprint(name));
    }
    slug
}

/// Whether a name can stand in an address as it is.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn push(slug: &mut String, part: &str, separate: &mut bool) {
    if std::mem::take(separate) && !slug.is_empty() {
        slug.push('-');
    }
    slug.push_str(part);
}

fn fingerprint(name: &str) -> String {
    Sha256::digest(name.as_bytes())
        .iter()
        .take(3)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_addresses() {
        let cases = [
            ("policy-2024", "policy-2024"),
            ("七优享", "qiyouxiang"),
            ("关于就业的通知（2024）", "guanyujiuyedetongzhi-2024"),
            ("绿色能源 A区", "lvsenengyuan-aqu"),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name), expected);
        }
        assert_eq!(slug("——").len(), 7);
    }

    #[test]
    fn long_names_stay_short_and_apart() {
        let long = "关于进一步加强和改进全区公共就业服务体系建设的若干实施意见";
        let (a, b) = (slug(&format!("{long}一")), slug(&format!("{long}二")));
        assert!(a.len() <= 60 && b.len() <= 60);
        assert_ne!(a, b);
    }
}

//! Parts of addresses made of names.

use std::borrow::Cow;

use pinyin::ToPinyin;
use sha2::{Digest as _, Sha256};

use super::to_hex;

/// Longest part of an address made of a name, in bytes: with a few folders above it, addresses stay well
/// under the 260 characters that Windows allows a path.
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

/// An address of which no part is a name that Windows keeps for devices: there a file of that name cannot be
/// written, nor the site copied. Such a part gets a `_` behind its stem.
#[must_use]
pub fn portable(address: &str) -> Cow<'_, str> {
    let stem = |part: &str| part.split('.').next().unwrap_or(part).trim_end().to_owned();
    if !address.split('/').any(|part| is_device(&stem(part))) {
        return Cow::Borrowed(address);
    }
    let parts = address.split('/').map(|part| {
        let stem = stem(part);
        if is_device(&stem) { format!("{stem}_{}", &part[stem.len()..]) } else { part.to_owned() }
    });
    Cow::Owned(parts.collect::<Vec<_>>().join("/"))
}

/// Whether Windows keeps a name for a device, with whatever extension.
fn is_device(stem: &str) -> bool {
    let lower = stem.to_lowercase();
    if ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"].contains(&lower.as_str()) {
        return true;
    }
    let number = lower.strip_prefix("com").or_else(|| lower.strip_prefix("lpt"));
    number.is_some_and(|number| {
        matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    })
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
    to_hex(&Sha256::digest(name.as_bytes())[..3])
}

#[cfg(test)]
mod tests {
    use super::{portable, slug};

    #[test]
    fn names_of_devices_become_others() {
        for (address, expected) in [
            ("tz/con.html", "tz/con_.html"),
            ("AUX/1.html", "AUX_/1.html"),
            ("a/nul.tar.gz", "a/nul_.tar.gz"),
            ("com1/lpt9.pdf", "com1_/lpt9_.pdf"),
            ("prn", "prn_"),
            ("com10/console/a.con", "com10/console/a.con"),
        ] {
            assert_eq!(portable(address), expected);
        }
    }

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

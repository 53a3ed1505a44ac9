//! Signed sites, checked by the minisign that everybody has.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::{Desk, Folder, Place as _};

fn minisign(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("minisign").args(arguments).output().expect("minisign is installed");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.success(), said.concat())
}

#[test]
fn anybodys_minisign_checks_a_signed_site() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.run("key", &["make"]).ended(0);
    let key = desk.scratch.beside("own/gongkai/keys/www.example.gov.cn.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let said = desk.publish().stderr;
    assert!(!said.contains("没有签名"), "{said}");
    let live = place.path().join("current");
    let (manifest, public) = (live.join("manifest.json"), desk.scratch.at("signing.pub"));
    let (manifest, public) = (manifest.to_str().unwrap(), public.to_str().unwrap());
    let (is_good, said) = minisign(&["-Vm", manifest, "-p", public]);
    assert!(is_good && said.contains("gongkai manifest.json"), "{said}");
    // The same site has the same signature.
    let signature = fs::read(live.join("manifest.json.minisig")).unwrap();
    let again = desk.run("deploy", &[]);
    assert!(again.stderr.contains("没有要发的"), "{}", again.stderr);
    assert_eq!(fs::read(live.join("manifest.json.minisig")).unwrap(), signature);
    // minisign signs with our key, too.
    let copy = desk.scratch.beside("copy");
    fs::copy(manifest, &copy).unwrap();
    let (is_good, said) = minisign(&["-Sm", copy.to_str().unwrap(), "-s", key.to_str().unwrap()]);
    assert!(is_good, "{said}");
    let (is_good, said) = minisign(&["-Vm", copy.to_str().unwrap(), "-p", public]);
    assert!(is_good, "{said}");
    crate::bench::change_a_byte(&live.join("manifest.json"));
    assert!(!minisign(&["-Vm", manifest, "-p", public]).0);
}

#[test]
fn a_key_that_others_may_read_is_not_used() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.run("key", &["make"]).ended(0);
    let key = desk.scratch.beside("own/gongkai/keys/www.example.gov.cn.key");
    let second = desk.run("key", &["make"]);
    assert_eq!(second.code, Some(2), "{}", second.stderr);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    desk.scratch.build(&[]).ended(0);
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("别人也能读") && run.stderr.contains("chmod 600"), "{}", run.stderr);
    let secret = fs::read_to_string(&key).unwrap();
    assert!(!run.stderr.contains(secret.lines().nth(1).unwrap()));
    // Another key takes its place; what the old one signed can still be checked.
    desk.run("key", &["make", "--rotate"]).ended(0);
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(fs::read_to_string(&key).unwrap(), secret);
    assert_eq!(fs::read_to_string(desk.scratch.at("signing.pub")).unwrap().lines().count(), 4);
    assert_eq!(desk.run("deploy", &[]).code, Some(0));
}

/// Readers have the public key: an unsigned site, or one with another signature, would look like an intruder's.
#[test]
fn a_site_with_a_public_key_is_signed_with_it_or_not_deployed() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.run("key", &["make"]).ended(0);
    desk.publish();
    let (key, public) =
        (desk.scratch.beside("own/gongkai/keys/www.example.gov.cn.key"), desk.scratch.at("signing.pub"));
    let (first_secret, first_public) = (fs::read(&key).unwrap(), fs::read(&public).unwrap());
    let live = place.live();
    desk.article(4, "第四篇。");
    desk.scratch.build(&[]).ended(0);
    let refused = |word: &str| {
        let run = desk.run("deploy", &[]);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        assert!(run.stderr.contains(word) && run.stderr.contains("办法"), "{word}: {}", run.stderr);
        assert_eq!(place.live(), live);
    };
    // Another clerk's machine, or the site's address was changed.
    fs::remove_file(&key).unwrap();
    refused("没有它的私钥");
    // The key was replaced here, and the site folder is another one.
    fs::write(&key, &first_secret).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    for _ in 0..2 {
        let said = desk.run("key", &["make", "--rotate"]).stderr;
        assert!(said.contains("删去它那两行"), "{said}");
    }
    let kept = fs::read_dir(key.parent().unwrap()).unwrap().count();
    assert_eq!(kept, 3, "no secret is lost");
    let newest_public = fs::read(&public).unwrap();
    fs::write(&public, &first_public).unwrap();
    refused("当成被人入侵");
    // It was replaced elsewhere, and the old one is here.
    fs::write(&public, &newest_public).unwrap();
    let newest_secret = fs::read(&key).unwrap();
    fs::write(&key, &first_secret).unwrap();
    refused("当成被人入侵");
    // What Windows saves as Unicode holds no key that anybody could read.
    fs::write(&key, newest_secret).unwrap();
    let wide: Vec<u8> =
        String::from_utf8(newest_public.clone()).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&public, wide).unwrap();
    for verb in ["deploy", "verify"] {
        let run = desk.run(verb, &[]);
        assert!(run.code == Some(1) && run.stderr.contains("没有公钥"), "{verb}: {}", run.stderr);
    }
    fs::write(&public, newest_public).unwrap();
    assert_eq!(desk.run("deploy", &[]).code, Some(0));
}

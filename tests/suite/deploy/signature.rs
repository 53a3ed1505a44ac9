//! Signed sites, checked by the minisign that everybody has.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::{Desk, Folder};

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
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert_ne!(fs::read_to_string(&key).unwrap(), secret);
    assert_eq!(fs::read_to_string(desk.scratch.at("signing.pub")).unwrap().lines().count(), 4);
    assert_eq!(desk.run("deploy", &[]).code, Some(0));
}

//! `ops/pack`: the packages of a program, which have the same bytes whoever packs.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something in place of the program, which is large.
fn program(folder: &Path) -> PathBuf {
    let path = folder.join("gongkai");
    fs::write(&path, "#!/bin/sh\necho \"complete gongkai $*\"\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path
}

/// Packs, with the rights of files that `umask` gives, in a folder of its own.
fn pack(arguments: &[&str], name: &str, umask: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (program, file) = (program(folder.path()), folder.path().join("out").join(name));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("sh");
    command.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"]).arg(root.join("ops/pack"));
    command.arg(arguments[0]).arg(program).args(&arguments[1..]).arg(&file);
    command.env("TMPDIR", folder.path()).env("SOURCE_DATE_EPOCH", "1709260800");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(file).unwrap()
}

/// What `dpkg-deb` says of a package.
fn told(package: &Path, option: &str) -> String {
    let output = Command::new("dpkg-deb").arg(option).arg(package).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_deb_has_the_same_bytes_wherever_it_is_packed() {
    let first = pack(&["deb", "amd64"], "a.deb", "022");
    assert!(first == pack(&["deb", "amd64"], "other.deb", "077"), "other bytes");
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("a.deb");
    fs::write(&package, first).unwrap();
    let control = told(&package, "--info");
    assert!(control.contains("Architecture: amd64") && control.contains("Package: gongkai"), "{control}");
    let files = told(&package, "--contents");
    for line in files.lines() {
        assert!(line.contains(" root/root "), "{line}");
        assert!(line.starts_with("drwxr-xr-x") || line.starts_with("-rw"), "{line}");
    }
    assert!(files.lines().any(|line| line.starts_with("-rwxr-xr-x") && line.ends_with(" ./usr/bin/gongkai")));
    assert!(files.contains("./usr/share/doc/gongkai/manual/windows.md"), "{files}");
}

#[test]
fn a_zip_for_windows_has_the_same_bytes_and_what_a_double_click_needs() {
    let first = pack(&["zip"], "a.zip", "022");
    assert!(first == pack(&["zip"], "other.zip", "077"), "other bytes");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
    let mut text = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap_or_else(|_| panic!("{name}")).read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert!(!text("gongkai/gongkai.exe").is_empty());
    assert!(!text("gongkai/手册/windows.md").is_empty());
    let starter = text("gongkai/打开预览.cmd");
    // The code page is set before the first word that needs it; lines end as on Windows.
    assert!(starter.starts_with(b"@echo off\r\nchcp 65001 >nul\r\n"));
    assert!(!starter.windows(2).any(|pair| pair[1] == b'\n' && pair[0] != b'\r'));
    assert!(text("gongkai/先看这里.txt").starts_with(b"\xef\xbb\xbf"));
}

//! The site as one file.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use super::{Desk, Files, Place};

/// An archive of this name beside the site.
struct Archive(&'static str);

impl Place for Archive {
    fn yaml(&self) -> String {
        format!("方式: 压缩包, 地址: ../{}", self.0)
    }

    fn live(&self) -> Option<Files> {
        None
    }

    fn tamper(&self, _: &str) {}

    fn part(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

fn pack(name: &'static str) -> (Desk<'static>, PathBuf) {
    let place: &'static Archive = Box::leak(Box::new(Archive(name)));
    let desk = Desk::new(place);
    desk.publish();
    let file = desk.scratch.beside(name);
    (desk, file)
}

#[test]
fn an_archive_holds_the_site_and_has_the_same_bytes_every_time() {
    for name in ["站.zip", "站.tar.gz"] {
        let (desk, file) = pack(name);
        let first = fs::read(&file).unwrap();
        let mut held = Files::new();
        if crate::bench::is_kind(name, "zip") {
            let mut archive = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
            for at in 0..archive.len() {
                let mut entry = archive.by_index(at).unwrap();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                let name = entry.name().unwrap().into_owned();
                held.insert(name, bytes);
            }
        } else {
            let gzip = flate2::read::GzDecoder::new(first.as_slice());
            for entry in tar::Archive::new(gzip).entries().unwrap() {
                let mut entry = entry.unwrap();
                assert_eq!(entry.header().mtime().unwrap(), 0);
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                held.insert(entry.path().unwrap().to_str().unwrap().to_owned(), bytes);
            }
        }
        assert_eq!(held, desk.output(), "{name}");
        // Another day, another folder, the same site.
        let (_other, again) = pack(name);
        assert_eq!(fs::read(again).unwrap(), first, "{name}");
    }
}

#[test]
fn an_archive_has_no_releases() {
    let (desk, _) = pack("站.zip");
    for verb in ["releases", "rollback"] {
        let run = desk.run(verb, &[]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains("压缩包") && run.stderr.contains("办法"), "{}", run.stderr);
    }
}

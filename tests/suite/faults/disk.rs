//! A disk that is full.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Versions;
use crate::bench::{Run, Scratch, many};
use crate::deploy::{Desk, Files, Place, Server, part, seen};

/// Names the folder of a test that has been started again where it may mount a disk.
const DISK: &str = "GONGKAI_TEST_DISK";

/// The bytes that a disk in memory gives out at a time.
const PAGE: u64 = 4096;

/// A small disk in memory, mounted for this process alone: 8 MB, and names for 3000 files.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts it, if this is the process that may. Otherwise has the test called `name` run in one that may.
    fn for_test(name: &str) -> Option<Self> {
        if let Some(folder) = std::env::var_os(DISK) {
            let mut mount = Command::new("mount");
            mount.args(["-t", "tmpfs", "-o", "size=8m,nr_inodes=3000", "tmpfs"]).arg(&folder);
            assert!(mount.status().unwrap().success(), "nothing can be mounted");
            return Some(Self(folder.into()));
        }
        let folder = tempfile::tempdir().unwrap();
        let mut said = String::new();
        // As root, or as root of a name space of one's own.
        for arguments in [&["--mount"][..], &["--mount", "--map-root-user"]] {
            let mut command = Command::new("unshare");
            command.args(arguments).arg(std::env::current_exe().unwrap());
            command.args([name, "--exact", "--nocapture"]).env(DISK, folder.path());
            let output = command.output().unwrap();
            let text =
                [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            said = text.concat();
            if !said.contains("unshare failed") && !said.contains("nothing can be mounted") {
                assert!(output.status.success() && said.contains("1 passed"), "{said}");
                return None;
            }
        }
        panic!("this test needs root, or a user who may have name spaces: {said}")
    }

    /// Fills the disk but for `free` pages, as long as the value lives.
    fn leave_pages(&self, free: u64) -> Filling {
        let path = self.0.join("filling");
        let mut file = File::create(&path).unwrap();
        let zeros = vec![0; 64 * 1024];
        // What does not go in any more is an error, or less than was given.
        while file.write(&zeros).is_ok_and(|written| written == zeros.len()) {}
        let length = file.metadata().unwrap().len().next_multiple_of(PAGE);
        file.set_len(length.checked_sub(free * PAGE).expect("the disk has so many pages")).unwrap();
        Filling(vec![path])
    }

    /// Takes all names for files but `free`, as long as the value lives.
    fn leave_names(&self, free: usize) -> Filling {
        let names = (0..).map(|n| self.0.join(format!("filling-{n}")));
        let taken: Vec<PathBuf> = names.take_while(|path| File::create(path).is_ok()).collect();
        let (given_back, taken) = taken.split_at(free);
        for path in given_back {
            fs::remove_file(path).unwrap();
        }
        Filling(taken.to_vec())
    }
}

/// What fills a disk.
struct Filling(Vec<PathBuf>);

impl Drop for Filling {
    fn drop(&mut self) {
        for path in &self.0 {
            fs::remove_file(path).unwrap();
        }
    }
}

/// Builds with ever more room until there is enough; before that, every build must fail and change nothing.
fn with_ever_more_room(disk: &Path, step: usize, leave: impl Fn(usize) -> Filling) {
    let versions = Versions::make();
    let mut refused = 0;
    for room in (0..).step_by(step) {
        let what = format!("room for {room}");
        let scratch = Scratch::below(disk);
        versions.prepare(&scratch);
        let run: Run = {
            let _filling = leave(room);
            let run = scratch.build(&[]);
            versions.assert_whole(&scratch, &what);
            run
        };
        if run.code == Some(0) {
            assert!(versions.assert_whole(&scratch, &what), "{what}: it claims to be done");
        } else {
            refused += 1;
            assert_eq!(run.code, Some(3), "{what}: {}", run.stderr);
            assert!(run.stderr.contains("磁盘已满"), "{what}: {}", run.stderr);
            versions.assert_refused(&scratch, &run, &what);
        }
        versions.assert_next_build(&scratch, &what);
        if run.code == Some(0) {
            break;
        }
    }
    assert!(refused * step > 24, "the disk was full only {refused} times");
}

#[test]
fn a_disk_without_room_for_any_one_page_keeps_the_old_site() {
    let name = "faults::disk::a_disk_without_room_for_any_one_page_keeps_the_old_site";
    let Some(disk) = SmallDisk::for_test(name) else { return };
    let step = many("GONGKAI_DISK_STEP", 3);
    with_ever_more_room(&disk.0, step as usize, |free| disk.leave_pages(free as u64));
}

#[test]
fn a_disk_without_room_for_any_one_name_keeps_the_old_site() {
    let name = "faults::disk::a_disk_without_room_for_any_one_name_keeps_the_old_site";
    let Some(disk) = SmallDisk::for_test(name) else { return };
    let step = many("GONGKAI_DISK_STEP", 3);
    with_ever_more_room(&disk.0, step as usize, |free| disk.leave_names(free));
}

/// A destination on the small disk.
struct FolderAt(PathBuf);

impl Place for FolderAt {
    fn yaml(&self) -> String {
        format!("方式: 目录, 地址: {}", self.0.display())
    }

    fn live(&self) -> Option<Files> {
        seen(&self.0)
    }

    fn tamper(&self, path: &str) {
        crate::bench::change_a_byte(&self.0.join("current").join(path));
    }

    fn part(&self, path: &str) -> Option<Vec<u8>> {
        part(&self.0, path)
    }
}

#[test]
fn a_destination_without_room_keeps_the_old_site_and_goes_on_when_there_is_some() {
    let name = "faults::disk::a_destination_without_room_keeps_the_old_site_and_goes_on_when_there_is_some";
    let Some(disk) = SmallDisk::for_test(name) else { return };
    goes_on_with_more_room(&disk, &FolderAt(disk.0.join("www")), "磁盘已满");
}

#[test]
fn a_server_without_room_keeps_the_old_site_and_goes_on_when_there_is_some() {
    let name = "faults::disk::a_server_without_room_keeps_the_old_site_and_goes_on_when_there_is_some";
    let Some(disk) = SmallDisk::for_test(name) else { return };
    goes_on_with_more_room(&disk, &Server::start_at(disk.0.join("www")), "磁盘满了");
}

fn goes_on_with_more_room(disk: &SmallDisk, place: &dyn Place, word: &str) {
    let site = Desk::new(place);
    site.publish();
    let old = place.live();
    for n in 4..24 {
        site.article(n, &"很长的一段正文。".repeat(500));
    }
    site.scratch.build(&[]).ended(0);
    let mut refused = 0;
    // What was sent before stays, so that a little more room each time is enough in the end.
    for round in 0.. {
        let run = {
            let _filling = disk.leave_pages(20 + round * 2);
            site.run("deploy", &[])
        };
        if run.code == Some(0) {
            break;
        }
        refused += 1;
        assert!(refused < 200, "it does not go on: {}", run.stderr);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        assert!(run.stderr.contains(word) && run.stderr.contains("办法"), "{}", run.stderr);
        assert_eq!(place.live(), old, "something is seen of it");
    }
    assert!(refused > 3, "the disk was full only {refused} times");
    assert_eq!(place.live(), Some(site.output()));
}

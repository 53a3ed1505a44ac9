//! Fleets: many sites built by several machines, which here are processes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use gongkai::http::HttpClient;
use serde_json::Value;
use tempfile::TempDir;

use super::s3::Store;
use super::ssh::Server;
use super::{Files, Place as _, seen};
use crate::bench::{Run, SITE, TODAY, is_kind, many, picture, put, run};
use crate::kill::Killer;

/// Where a fleet goes; `tag` tells one run from another.
trait Far {
    fn yaml(&self, tag: &str) -> String;
    fn variables(&self) -> Vec<(String, String)>;
    /// What readers of a member see.
    fn live(&self, tag: &str, name: &str) -> Option<Files>;
}

/// A folder, such as one that all machines share.
struct Shared(TempDir);

impl Shared {
    fn new() -> Self {
        Self(memory())
    }
}

impl Far for Shared {
    fn yaml(&self, tag: &str) -> String {
        format!("{{方式: 目录, 地址: {}}}", self.0.path().join(tag).display())
    }

    fn variables(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn live(&self, tag: &str, name: &str) -> Option<Files> {
        seen(&self.0.path().join(tag).join(name))
    }
}

/// A bucket with a file of addresses for every member.
struct Bucket {
    store: Store,
    maps: TempDir,
}

impl Bucket {
    fn new() -> Self {
        Self { store: Store::start(), maps: memory() }
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}/{}", self.store.reached(), self.store.name())
    }
}

impl Far for Bucket {
    fn yaml(&self, tag: &str) -> String {
        let maps = self.maps.path().join(tag);
        format!("{{方式: S3, 地址: '{}/{tag}', 网关: {}}}", self.base(), maps.display())
    }

    fn variables(&self) -> Vec<(String, String)> {
        self.store.variables()
    }

    fn live(&self, tag: &str, name: &str) -> Option<Files> {
        let map = fs::read_to_string(self.maps.path().join(tag).join(format!("{name}.map"))).ok()?;
        let (client, mut files) = (HttpClient::new(), Files::new());
        for line in map.lines().filter_map(|line| line.strip_suffix("\";")?.strip_prefix("\"/")) {
            let (path, key) = line.split_once("\" \"")?;
            if !path.is_empty() && !path.ends_with('/') {
                let answer =
                    client.get(&format!("{}/{tag}/{name}/{key}", self.base()), &[], 1 << 28).unwrap();
                assert_eq!(answer.status, 200, "{path}");
                files.insert(path.to_owned(), answer.body);
            }
        }
        // Parts of the release before are there for pages that are still open.
        let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let known = manifest["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap());
        let known: Vec<String> = known.map(ToOwned::to_owned).collect();
        files.retain(|path, _| known.contains(path) || !(is_kind(path, "js") || is_kind(path, "css")));
        Some(files)
    }
}

fn memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

const NAMES: [&str; 4] = ["gongan", "jiaoyu", "minzheng", "renshe"];

/// Sites that are built, and the file that makes a fleet of them.
struct Group<'a> {
    folder: TempDir,
    far: &'a dyn Far,
    tag: String,
}

impl<'a> Group<'a> {
    fn new(far: &'a dyn Far) -> Self {
        let group = Self { folder: memory(), far, tag: String::new() };
        for (n, name) in (1..).zip(NAMES) {
            group.put(name, "site.yaml", &SITE.replace("云溪区人民政府", name));
            group.put(name, "content/通知/_index.md", "---\n标题: 通知\n---\n");
            for article in 1..=n {
                group.article(name, article);
            }
            group.build(name);
        }
        group.goes_to("a", &NAMES)
    }

    /// The same fleet at another place of the destination.
    fn goes_to(mut self, tag: &str, names: &[&str]) -> Self {
        tag.clone_into(&mut self.tag);
        let members: Vec<String> =
            names.iter().map(|name| format!("  - {{名称: {name}, 位置: sites/{name}}}\n")).collect();
        self.describe(&format!("成员:\n{}上线: {}\n", members.concat(), self.far.yaml(tag)));
        self
    }

    fn describe(&self, text: &str) {
        put(&self.folder.path().join("fleet.yaml"), text.as_bytes());
    }

    fn site(&self, name: &str) -> PathBuf {
        self.folder.path().join("sites").join(name)
    }

    fn put(&self, name: &str, path: &str, text: &str) {
        put(&self.site(name).join(path), text.as_bytes());
    }

    fn article(&self, name: &str, n: u32) {
        let text = format!(
            "---\n标题: 第{n}篇\n公开日期: 2024-03-{n:02}\n发布单位: 区人力社保局\n---\n\n{name} 的正文。\n"
        );
        self.put(name, &format!("content/通知/第{n}篇.md"), &text);
    }

    /// Builds a member as its owner does at home.
    fn build(&self, name: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.args(["build", "--today", TODAY, "--lang", "zh", "--site"]).arg(self.site(name));
        run(command).ended(0);
    }

    /// The finished site of a member, in its own folder.
    fn output(&self, name: &str) -> Files {
        let mut files = picture(&self.site(name).join("output"));
        files.retain(|path, _| !path.starts_with('.'));
        files
    }

    fn command(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.args(["fleet", verb, "fleet.yaml", "--lang", "zh"]).args(arguments);
        command.current_dir(self.folder.path()).envs(self.far.variables());
        command.env("XDG_CONFIG_HOME", self.folder.path().join("own")).env_remove("GONGKAI_KEY");
        // The tests themselves may run on one of these engines.
        for name in ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "CI_NODE_INDEX"] {
            command.env_remove(name);
        }
        command
    }

    #[track_caller]
    fn run(&self, verb: &str, arguments: &[&str], code: i32) -> Run {
        let run = run(self.command(verb, arguments));
        assert_eq!(run.code, Some(code), "{verb} {arguments:?}: {}{}", run.stdout, run.stderr);
        run
    }

    fn spawn(&self, verb: &str, arguments: &[&str]) -> Child {
        let mut command = self.command(verb, arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    #[track_caller]
    fn plan(&self, shards: u32) -> Run {
        self.run("plan", &["--today", TODAY, "--shards", &shards.to_string()], 0)
    }

    fn live(&self, name: &str) -> Option<Files> {
        self.far.live(&self.tag, name)
    }

    /// What became of a member, by `fleet status`.
    fn result(&self, name: &str) -> Value {
        let status = self.run("status", &["--format", "json"], 0);
        let status: Value = serde_json::from_str(&status.stdout).unwrap();
        let members = status["members"].as_array().unwrap();
        members.iter().find(|member| member["name"] == name).unwrap()["result"].clone()
    }

    /// Changes all pages of a member, without a version.
    fn dress(&self, name: &str, word: &str) {
        self.put(name, "content/_index.md", &format!("---\n标题: 首页\n---\n\n{word}\n"));
    }
}

/// However many shards, each member becomes what its own build makes, byte for byte.
fn all_shards_make_what_one_machine_makes(far: &dyn Far) {
    let mut group = Group::new(far);
    let expected = NAMES.map(|name| group.output(name));
    for shards in [1, 3, 16] {
        group = group.goes_to(&format!("s{shards}"), &NAMES);
        for name in NAMES {
            fs::remove_dir_all(group.site(name).join("output")).unwrap();
        }
        let plan = group.plan(shards);
        assert_eq!(plan.stdout.lines().skip(1).count(), shards as usize, "{}", plan.stdout);
        let running: Vec<Child> = (1..=shards)
            .map(|shard| group.spawn("build", &["--shard", &format!("{shard}/{shards}")]))
            .collect();
        for child in running {
            let ended = child.wait_with_output().unwrap();
            assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        group.run("finish", &[], 0);
        for (name, expected) in NAMES.iter().zip(&expected) {
            assert!(group.live(name).as_ref() == Some(expected), "{name} of {shards} shards");
        }
        // Again: nothing is left to be done.
        let again = group.run("build", &["--shard", "1/1"], 0);
        assert!(again.stderr.contains("上线 4 个"), "{}", again.stderr);
    }
}

#[test]
fn shards_over_a_shared_folder_make_what_one_machine_makes() {
    all_shards_make_what_one_machine_makes(&Shared::new());
}

#[test]
fn shards_over_a_bucket_make_what_one_machine_makes() {
    all_shards_make_what_one_machine_makes(&Bucket::new());
}

/// The same over SSH, of one shard.
#[test]
fn a_fleet_goes_to_a_server() {
    struct Remote(Server);
    impl Far for Remote {
        fn yaml(&self, _tag: &str) -> String {
            format!("{{{}}}", self.0.yaml())
        }
        fn variables(&self) -> Vec<(String, String)> {
            self.0.variables()
        }
        fn live(&self, _tag: &str, name: &str) -> Option<Files> {
            seen(&self.0.root().join(name))
        }
    }
    let far = Remote(Server::start());
    let group = Group::new(&far);
    group.plan(2);
    group.run("build", &["--shard", "2/2"], 0);
    group.run("build", &["--shard", "1/2"], 0);
    group.run("finish", &[], 0);
    for name in NAMES {
        assert!(group.live(name) == Some(group.output(name)), "{name}");
    }
    assert_eq!(group.result("renshe")["outcome"], "online");
}

/// One word does it all on one machine, and does it again.
#[test]
fn one_command_builds_a_whole_fleet() {
    let far = Shared::new();
    let group = Group::new(&far);
    let first = group.run("build", &["--today", TODAY], 0);
    assert!(
        first.stderr.contains("第 1 次计划") && first.stderr.contains("4 个网站里 4 个已上线"),
        "{}",
        first.stderr
    );
    let second = group.run("build", &["--today", TODAY], 0);
    assert!(second.stderr.contains("第 2 次计划") && second.stderr.contains("没有变化"), "{}", second.stderr);
    // By what they weighed, the plan now knows the sizes.
    let plan = group.plan(2);
    let total: usize = plan.stdout.lines().skip(1).map(|line| number(line, 2)).sum();
    let sizes: usize = NAMES.iter().map(|name| usize::try_from(group.result_of_last(name)).unwrap()).sum();
    assert_eq!(total, sizes, "{}", plan.stdout);
    assert_eq!(group.result("gongan"), Value::Null);
    let third = group.run("build", &["--today", TODAY], 0);
    assert_eq!(group.result("gongan")["program"], env!("CARGO_PKG_VERSION"));
    assert!(!third.stderr.contains("不再是成员") && !third.stderr.contains("不是同一版"), "{}", third.stderr);
    // Machines with different programs are told apart.
    let note = far.0.path().join("a/.gongkai/fleet/results/000000000004/gongan.online");
    let text = fs::read_to_string(&note).unwrap();
    put(&note, text.replace(env!("CARGO_PKG_VERSION"), "0.0.9").as_bytes());
    let mixed = group.run("finish", &[], 0);
    assert!(mixed.stderr.contains("不是同一版：0.0.9、"), "{}", mixed.stderr);
    // Who is a member no more stays online, and that is said.
    let group = group.goes_to("a", &NAMES[1..]);
    assert!(group.plan(1).stderr.contains("不再是成员：gongan；网站还在线上"));
    assert!(group.live("gongan").is_some());
}

impl Group<'_> {
    /// How many files a member had when it was last built.
    fn result_of_last(&self, name: &str) -> u64 {
        // The manifest is counted by nobody.
        self.output(name).len() as u64 - 1
    }
}

fn number(line: &str, column: usize) -> usize {
    line.split_whitespace().nth(column).unwrap().parse().unwrap()
}

fn a_shard_may_run_twice_at_once(far: &dyn Far) {
    let group = Group::new(far);
    let expected = NAMES.map(|name| group.output(name));
    for round in 1..=3 {
        for name in NAMES {
            group.dress(name, &format!("第{round}轮"));
        }
        group.plan(1);
        let running = [(); 3].map(|()| group.spawn("build", &["--shard", "1/1"]));
        for child in running {
            let ended = child.wait_with_output().unwrap();
            assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        for (name, before) in NAMES.iter().zip(&expected) {
            let live = group.live(name).unwrap();
            assert!(live == group.output(name) && live != *before, "{name}, round {round}");
        }
    }
}

#[test]
fn a_shard_over_a_shared_folder_may_run_twice_at_once() {
    a_shard_may_run_twice_at_once(&Shared::new());
}

#[test]
fn a_shard_over_a_bucket_may_run_twice_at_once() {
    a_shard_may_run_twice_at_once(&Bucket::new());
}

/// Killed at any instant, a shard leaves every member as it was or as planned; run again, it ends its work.
#[test]
fn a_killed_shard_is_ended_by_the_next() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.run("build", &["--today", TODAY], 0);
    let mut before = NAMES.map(|name| group.output(name));
    let mut killer = Killer::within(Duration::from_millis(600));
    for round in 0..many("GONGKAI_FLEET_KILLS", 8) {
        for name in NAMES {
            group.dress(name, &format!("第{round}轮"));
        }
        group.plan(1);
        killer.strike(group.command("build", &["--shard", "1/1"]));
        let lives = NAMES.map(|name| group.live(name).unwrap());
        group.run("build", &["--shard", "1/1"], 0);
        let after = NAMES.map(|name| group.output(name));
        for (at, live) in lives.iter().enumerate() {
            assert!(*live == before[at] || *live == after[at], "{}: a mixed site", NAMES[at]);
            assert!(group.live(NAMES[at]).as_ref() == Some(&after[at]), "{}", NAMES[at]);
        }
        killer.learn(lives != before);
        before = after;
    }
}

/// `git` in a folder.
#[track_caller]
fn git(folder: &Path, words: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=x", "-c", "user.email=x@localhost"]).args(words);
    let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

impl Group<'_> {
    /// Makes a repository of every member, and a fleet of these.
    fn in_repositories(&self) {
        let mut members = Vec::new();
        for name in NAMES {
            self.put(name, ".gitignore", "output/\n.gongkai*\n");
            git(&self.site(name), &["init", "-q"]);
            self.commit(name);
            let address = format!("file://{}", self.site(name).display());
            members.push(format!("  - {{名称: {name}, 位置: '{address}'}}\n"));
        }
        self.describe(&format!("成员:\n{}上线: {}\n", members.concat(), self.far.yaml(&self.tag)));
    }

    fn commit(&self, name: &str) {
        git(&self.site(name), &["add", "-A"]);
        git(&self.site(name), &["commit", "-q", "-m", "改"]);
    }

    /// A program called `git` that leaves a file `gate-reached`, and waits as long as there is a file `gate`.
    fn gated_git(&self) -> String {
        let folder = self.folder.path().join("bin");
        let gate = self.folder.path().join("gate");
        let script = format!(
            "#!/bin/sh\n: >'{0}-reached'\nwhile [ -e '{0}' ]; do sleep 0.05; done\nPATH=/usr/local/bin:/usr/bin:/bin exec git \"$@\"\n",
            gate.display()
        );
        put(&folder.join("git"), script.as_bytes());
        let mut rights = fs::metadata(folder.join("git")).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
        fs::set_permissions(folder.join("git"), rights).unwrap();
        format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display())
    }
}

/// A worker of an older plan that comes to its end after a newer one changes nothing.
fn a_late_worker_changes_nothing(far: &dyn Far) {
    let group = Group::new(far);
    group.in_repositories();
    group.run("build", &["--today", TODAY], 0);
    for name in NAMES {
        assert!(group.live(name) == Some(group.output(name)), "{name} of a clone");
    }
    for name in NAMES {
        group.dress(name, "旧的");
        group.commit(name);
    }
    group.plan(1);
    put(&group.folder.path().join("gate"), b"");
    let mut late = group.command("build", &["--shard", "1/1", "--work", "late"]);
    late.env("PATH", group.gated_git()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut late = late.spawn().unwrap();
    // It has read its plan when it asks for the first commit.
    let second = |run: &Run| run.stderr.contains("第 3 次计划");
    let reached = group.folder.path().join("gate-reached");
    while !reached.exists() {
        assert!(late.try_wait().unwrap().is_none(), "it ended before it came to the gate");
        thread::sleep(Duration::from_millis(20));
    }
    for name in NAMES {
        group.dress(name, "新的");
        group.commit(name);
    }
    let newer = group.run("build", &["--today", TODAY], 0);
    assert!(second(&newer), "{}", newer.stderr);
    for name in NAMES {
        group.build(name);
    }
    fs::remove_file(group.folder.path().join("gate")).unwrap();
    let ended = late.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(0), "{said}");
    assert!(said.contains("第 2 次计划") && said.contains("后来的计划已经上线"), "{said}");
    for name in NAMES {
        assert!(group.live(name) == Some(group.output(name)), "{name}: the old worker won");
    }
}

#[test]
fn a_late_worker_over_a_shared_folder_changes_nothing() {
    a_late_worker_changes_nothing(&Shared::new());
}

#[test]
fn a_late_worker_over_a_bucket_changes_nothing() {
    a_late_worker_changes_nothing(&Bucket::new());
}

/// The plan names the commit: what is pushed meanwhile waits for the next plan.
#[test]
fn a_member_is_built_by_the_commit_of_the_plan() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.in_repositories();
    group.plan(1);
    let planned = group.output("renshe");
    group.dress("renshe", "后来的");
    group.commit("renshe");
    group.run("build", &["--shard", "1/1"], 0);
    assert!(group.live("renshe") == Some(planned), "built by a later commit");
    group.plan(1);
    group.run("build", &["--shard", "1/1"], 0);
    group.build("renshe");
    assert!(group.live("renshe") == Some(group.output("renshe")), "not by the new plan's");
}

/// Its name, and what it does to a repository.
type Damage<'a> = (&'a str, &'a dyn Fn(&Path));

/// Whatever a killed worker left of a clone, such as a lock, the next one brings the commit of the plan, and
/// touches no repository around it.
#[test]
fn a_damaged_clone_is_made_anew() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.in_repositories();
    let address = format!("file://{}", group.site("renshe").display());
    group.describe(&format!("成员: [{{名称: renshe, 位置: '{address}'}}]\n上线: {}\n", far.yaml("a")));
    group.run("build", &["--today", TODAY], 0);
    let clone = group.folder.path().join(".gongkai.fleet/renshe/site/.git");
    put(&group.folder.path().join("own.txt"), "有人在改".as_bytes());
    git(group.folder.path(), &["init", "-q"]);
    git(group.folder.path(), &["add", "own.txt"]);
    let own = picture(&group.folder.path().join(".git"));
    let lock = |name: &'static str| move |clone: &Path| put(&clone.join(name), b"");
    let damages: [Damage<'_>; 9] = [
        ("index.lock", &lock("index.lock")),
        ("shallow.lock", &lock("shallow.lock")),
        ("HEAD.lock", &lock("HEAD.lock")),
        ("refs", &|clone| fs::remove_dir_all(clone.join("refs")).unwrap()),
        ("HEAD", &|clone| fs::remove_file(clone.join("HEAD")).unwrap()),
        ("empty HEAD", &|clone| put(&clone.join("HEAD"), b"")),
        ("index", &|clone| put(&clone.join("index"), b"x")),
        ("objects", &|clone| fs::remove_dir_all(clone.join("objects")).unwrap()),
        ("everything", &|clone| {
            fs::remove_dir_all(clone).unwrap();
            fs::create_dir(clone).unwrap();
        }),
    ];
    for (round, (name, damage)) in damages.iter().enumerate() {
        // Of the commit that lies there already, and of a newer one.
        for word in ["", "新的"] {
            if !word.is_empty() {
                group.dress("renshe", &format!("{word}{round}"));
                group.commit("renshe");
                group.build("renshe");
            }
            damage(&clone);
            let kept = clone.with_file_name(".gongkai.kept");
            put(&kept, b"");
            group.run("build", &["--today", TODAY], 0);
            assert!(group.live("renshe") == Some(group.output("renshe")), "{name} {word}");
            assert!(kept.exists(), "{name}: what was built before is gone");
        }
    }
    assert!(picture(&group.folder.path().join(".git")) == own, "a repository around the clones was touched");
    assert_eq!(fs::read_to_string(group.folder.path().join("own.txt")).unwrap(), "有人在改");
}

/// A repository that brings along what looks like an earlier build is believed nothing.
#[test]
fn what_a_repository_brings_of_a_build_proves_nothing() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.in_repositories();
    let right = group.output("minzheng");
    group.put("minzheng", ".gitignore", "\n");
    group.put("minzheng", "output/index.html", "<p>别的</p>");
    group.commit("minzheng");
    group.run("build", &["--today", TODAY], 0);
    assert!(group.live("minzheng") == Some(right), "what was brought along is online");
}

#[test]
fn the_end_may_come_early_and_says_who_is_missing() {
    let far = Shared::new();
    let group = Group::new(&far);
    let plan = group.plan(2);
    let held = |shard: usize| -> Vec<String> {
        let line = plan.stdout.lines().nth(shard).unwrap();
        line.split_whitespace().nth(3).unwrap().split('、').map(ToOwned::to_owned).collect()
    };
    let (first, second) = (held(1), held(2));
    assert_eq!(first.len() + second.len(), NAMES.len());
    group.run("build", &["--shard", "1/2"], 0);
    let early = group.run("finish", &[], 3);
    for name in &first {
        assert!(
            !early.stderr.contains(&format!("{name}、")) && group.live(name).is_some(),
            "{}",
            early.stderr
        );
    }
    let told = format!("还没有完成的：{}", second.join("、"));
    assert!(early.stderr.contains(&told), "{told}: {}", early.stderr);
    // It waits for whoever comes meanwhile.
    let waiting = group.spawn("finish", &["--wait", "2"]);
    group.run("build", &["--shard", "2/2"], 0);
    let ended = waiting.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(0) && said.contains("4 个已上线"), "{said}");
}

/// Whoever has errors, or needs numbers, keeps the old site and stops nobody.
#[test]
fn a_faulty_member_keeps_its_old_site_and_stops_nobody() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.run("build", &["--today", TODAY], 0);
    let old = [group.live("gongan"), group.live("jiaoyu")];
    group.put("gongan", "content/通知/第1篇.md", "---\n标题: 第1篇\n公开日其: 2024-03-01\n---\n");
    group.article("jiaoyu", 9);
    for name in ["minzheng", "renshe"] {
        group.dress(name, "新的");
    }
    group.plan(1);
    let run = group.run("build", &["--shard", "1/1"], 1);
    let said = &run.stderr;
    assert!(said.contains("gongan：有错误") && said.contains("公开日其"), "{said}");
    assert!(said.contains("jiaoyu：要先发号") && said.contains("number-not-issued"), "{said}");
    assert!(said.contains("上线 2 个，因为内容没有换 2 个，因为机器没有换 0 个"), "{said}");
    assert_eq!([group.live("gongan"), group.live("jiaoyu")], old);
    for name in ["minzheng", "renshe"] {
        assert!(group.live(name) == Some(group.output(name)), "{name}");
    }
    assert_eq!(group.result("gongan")["outcome"], "errors");
    assert_eq!(group.result("jiaoyu")["rules"]["number-not-issued"], 1);
    let end = group.run("finish", &[], 1);
    assert!(end.stderr.contains("内容有错误，还是旧网站：gongan"), "{}", end.stderr);
    assert!(end.stderr.contains("要先发号、记录，还是旧网站：jiaoyu"), "{}", end.stderr);
    // What the files say stays where they are built: a bucket may be read by anybody.
    let board = picture(&far.0.path().join("a/.gongkai"));
    assert!(
        board.len() > 4 && !board.values().any(|bytes| String::from_utf8_lossy(bytes).contains("公开日其"))
    );
    // Its owner mends it at home, and it comes along in the same plan.
    group.article("gongan", 1);
    group.build("jiaoyu");
    group.run("build", &["--shard", "1/1"], 0);
    assert_eq!(group.result("gongan")["outcome"], "online");
    assert!(group.live("jiaoyu") == Some(group.output("jiaoyu")));
    group.run("finish", &[], 0);
}

/// A machine that fails is tried again, which helps; it stops nobody either.
#[test]
fn what_the_machine_lacks_is_tried_again() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.in_repositories();
    let aside = group.folder.path().join("aside");
    fs::rename(group.site("jiaoyu"), &aside).unwrap();
    let plan = group.plan(1);
    assert!(plan.stderr.contains("jiaoyu") && plan.stderr.contains("git"), "{}", plan.stderr);
    let failed = group.run("build", &["--shard", "1/1"], 3);
    assert!(failed.stderr.contains("因为机器没有换 1 个"), "{}", failed.stderr);
    assert_eq!(group.result("jiaoyu")["outcome"], "failed");
    assert!(group.live("renshe") == Some(group.output("renshe")));
    group.run("finish", &[], 3);
    fs::rename(&aside, group.site("jiaoyu")).unwrap();
    group.run("build", &["--shard", "1/1"], 0);
    assert!(group.live("jiaoyu") == Some(group.output("jiaoyu")));
    group.run("finish", &[], 0);
}

/// A member at which a worker ended without a word comes last, so that the others are built before.
#[test]
fn a_member_that_broke_a_worker_comes_last() {
    let far = Shared::new();
    let group = Group::new(&far);
    group.plan(1);
    put(&far.0.path().join("a/.gongkai/fleet/begun/000000000001/gongan"), b"\n");
    let run = group.run("build", &["--shard", "1/1"], 0);
    let last = run.stderr.lines().rfind(|line| line.contains("已上线，版本")).unwrap();
    assert!(last.starts_with("gongan"), "{}", run.stderr);
}

/// What the engines say, and what is said wrongly.
#[test]
fn an_engine_names_the_shard() {
    let far = Shared::new();
    let group = Group::new(&far);
    let early = group.run("build", &["--shard", "1/2"], 2);
    assert!(early.stderr.contains("还没有计划"), "{}", early.stderr);
    group.plan(2);
    let engine = |variables: &[(&str, &str)], code: i32| {
        let mut command = group.command("build", &[]);
        command.envs(variables.iter().copied());
        let run = run(command);
        assert_eq!(run.code, Some(code), "{variables:?}: {}", run.stderr);
        run.stderr
    };
    assert!(engine(&[("JOB_COMPLETION_INDEX", "0")], 0).contains("第 1/2 份"));
    let array =
        [("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_COUNT", "2")];
    assert!(engine(&array, 0).contains("第 2/2 份"));
    // Of as many shards as the plan has; all of them at once is always right.
    assert!(engine(&[("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "2")], 0).contains("第 1/2 份"));
    for (variables, said) in [
        (&[("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "4")][..], "分 2 份，不是 1/4"),
        (&[("SLURM_ARRAY_TASK_ID", "0"), ("SLURM_ARRAY_TASK_COUNT", "1")], ""),
    ] {
        let told = engine(variables, if said.is_empty() { 0 } else { 2 });
        assert!(told.contains(said), "{told}");
    }
    let other = group.run("build", &["--shard", "2/3"], 2);
    assert!(other.stderr.contains("分 2 份") && other.stderr.contains("--shards"), "{}", other.stderr);
    assert!(engine(&[("JOB_COMPLETION_INDEX", "2")], 2).contains("JOB_COMPLETION_INDEX"));
    assert!(group.run("build", &["--shard", "3/2"], 2).stderr.contains("--shard"));
    let other = group.run("build", &["--shard", "1/2", "--today", "2024-12-30"], 2);
    assert!(other.stderr.contains("2024-12-31"), "{}", other.stderr);
    let later = group.run("plan", &["--today", "2999-01-01"], 2);
    assert!(later.stderr.contains("还没有到"), "{}", later.stderr);
    for name in NAMES {
        assert!(group.live(name) == Some(group.output(name)), "{name}");
    }
}

#[test]
fn faults_of_the_file_are_told_with_their_places() {
    let far = Shared::new();
    let group = Group { folder: memory(), far: &far, tag: "a".into() };
    let none = group.run("plan", &[], 2);
    assert!(none.stderr.contains("没有 `fleet.yaml`"), "{}", none.stderr);
    group.describe("成员:\n  - {名称: 甲, 位置: 'ext::sh -c id'}\n  - {名称: 甲/乙, 位制: b}\n上线: {方式: 压缩包, 地址: a.zip}\n");
    let run = group.run("plan", &[], 1);
    for said in [
        "invalid-location",
        "fleet.yaml:2:",
        "invalid-member-name",
        "fleet.yaml:3:",
        "是不是 `位置`",
        "一群网站不能上线到压缩包",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    assert!(
        !picture(group.folder.path()).keys().any(|path| path.contains(".gongkai")),
        "something was written"
    );
}

/// The example of the manual: three members and a portal, by one command; and by shards that end late.
#[test]
fn the_example_is_built_by_one_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fleet");
    let far = Shared::new();
    let group = Group { folder: memory(), far: &far, tag: String::new() };
    for (path, bytes) in picture(&root) {
        if !["/output/", "/members/", "www/"].iter().any(|made| path.contains(made)) {
            put(&group.folder.path().join(path), &bytes);
        }
    }
    let live = |name: &str| seen(&group.folder.path().join("www").join(name));
    let today = ["--today", "2026-11-29"];
    // The day of the clock has come.
    let in_china = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).date();
    group.run("plan", &["--today", &in_china.to_string()], 0);
    let early = group.run("plan", &[today[0], today[1], "--shards", "2"], 0);
    assert!(early.stdout.contains("education"), "{}", early.stdout);
    // Nobody has come in: the portal is made all the same, and says so.
    let empty = group.run("finish", &[], 3);
    assert!(empty.stderr.contains("还没有完成的：education、water、health"), "{}", empty.stderr);
    let all = group.run("build", &today, 0);
    assert!(all.stderr.contains("3 个网站里 3 个已上线"), "{}", all.stderr);
    for name in ["education", "water", "health"] {
        assert!(live(name).unwrap().contains_key("index.html"), "{name}");
    }
    let portal = live("portal").unwrap();
    let pages: String = portal.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    for word in ["校舍改造", "河道整治", "家庭医生"] {
        assert!(pages.contains(word), "the portal lacks {word}");
    }
}

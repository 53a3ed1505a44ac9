//! The command line from outside: what it prints, where, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are rewritten with hashes")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use gongkai::diag::draw::human;
use gongkai::diag::{Diagnostic, Lang};
use gongkai::entry::{self, ParseContext};
use gongkai::model::ContentPath;
use gongkai::{config, files, ledger};
use snapbox::{IntoData, assert_data_eq, str};
use tempfile::TempDir;

/// What a run left behind.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    /// Expects the exit status and nothing on the output stream.
    fn ended(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        &self.stderr
    }

    /// Expects success, and nothing on the error stream.
    fn result(&self) -> &str {
        assert_eq!(self.code, Some(0), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert_eq!(self.stderr, "");
        &self.stdout
    }
}

/// Runs the program in `folder` with the locale `C`.
fn gongkai(folder: &Path, args: &[&str]) -> Run {
    gongkai_in_locale(folder, args, "C")
}

fn gongkai_in_locale(folder: &Path, args: &[&str], locale: &str) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", locale)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn scratch() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with the starter site in `site`.
fn starter() -> TempDir {
    let folder = scratch();
    assert_eq!(gongkai(folder.path(), &["init", "site"]).code, Some(0));
    folder
}

fn read(site: &Path, file: &str) -> String {
    String::from_utf8(files::read(&site.join(file)).unwrap()).unwrap()
}

#[test]
fn help_is_chinese_unless_asked_otherwise() {
    let folder = scratch();
    let chinese = gongkai(folder.path(), &["--help"]);
    assert_data_eq!(
        chinese.result(),
        str![[r#"
把一个文件夹变成政府信息公开网站

用法：gongkai [选项] <命令>

命令:
  init         新建一个可以马上生成的网站
  new          新建一个待填写的文件：项目某一期的进度，或一篇文章
  build        检查、生成并发布网站
  check        检查全部内容，不写任何文件
  index        管理索引号台账
  schema       输出某种文件的 JSON Schema，供编辑器使用
  completions  输出命令行自动补全脚本

通用选项:
      --site <文件夹>  网站文件夹；默认：往上最近的有 site.yaml 的文件夹
      --lang <语言>    提示用的语言：zh（中文）或 en（英文）；默认随系统，否则中文
      --color <何时>   彩色显示：auto（自动）、always（总是）、never（从不）；默认 auto
  -q, --quiet          只显示错误
  -v, --verbose        显示得更详细：列出全部新发的索引号和建议
  -h, --help           显示用法
  -V, --version        显示版本

"#]]
        .raw()
    );
    let english = gongkai(folder.path(), &["build", "--help", "--lang", "en"]);
    assert_data_eq!(
        english.result(),
        str![[r#"
Check, render and publish the site

Usage: gongkai build [OPTIONS]

Options:
      --output <DIR>     Where the finished site goes; default: output in the site folder
      --locked           Issue no index number: fail if one is needed
      --drafts           Build drafts too, for a look at them
      --future           Build pages of a later date too
      --today <DATE>     The day to take for today, such as 2024-06-30
      --format <FORMAT>  How findings are printed: text, or json with one object a line; default:
                         text

Common options:
      --site <DIR>    The site folder; default: the nearest folder above with a site.yaml
      --lang <LANG>   Language of messages: zh or en; default: from the locale, else zh
      --color <WHEN>  Colour: auto, always or never; default: auto
  -q, --quiet         Print nothing but errors
  -v, --verbose       Tell more: all numbers issued, advice too
  -h, --help          Print help

"#]]
        .raw()
    );
    let by_locale = gongkai_in_locale(folder.path(), &["build", "-h"], "en_US.UTF-8");
    assert_eq!(by_locale.result(), english.result());
    let back = gongkai_in_locale(folder.path(), &["--lang=zh", "--help"], "en_US.UTF-8");
    assert_eq!(back.result(), chinese.result());
}

#[test]
fn no_help_page_has_a_word_of_english_left_over() {
    let folder = scratch();
    for command in [
        "",
        "init",
        "new",
        "build",
        "check",
        "schema",
        "completions",
        "index",
        "index list",
        "index verify",
        "index withdraw",
        "index move",
        "index import",
    ] {
        let mut words: Vec<&str> = command.split_whitespace().collect();
        words.push("--help");
        let run = gongkai(folder.path(), &words);
        for english in ["Usage", "Options", "Commands", "Arguments", "default", "possible", "Print", "<DIR>"]
        {
            assert!(!run.result().contains(english), "{command}: {}", run.stdout);
        }
    }
}

#[test]
fn usage_errors_are_told_in_chinese_with_the_nearest_name() {
    let folder = scratch();
    let told: Vec<String> = [
        &["biuld"][..],
        &["build", "--lokced"],
        &["build", "--today", "2024-02-30"],
        &["build", "--today=明天"],
        &["check", "--format", "jsn"],
        &["check", "--format", "表"],
        &["check", "--format"],
        &["build", "--locked=3"],
        &["build", "多余"],
        &["new", "劳有所得"],
        &["index", "withdraw", "002590761/2024-00031"],
        &["index", "witdraw"],
        &["-q", "-v", "check"],
        &["check", "--lang", "zh", "--lang", "zh"],
        &["--lang", "fr", "check"],
    ]
    .iter()
    .map(|args| format!("> gongkai {}\n{}", args.join(" "), gongkai(folder.path(), args).ended(2)))
    .collect();
    assert_data_eq!(
        told.concat(),
        str![[r#"
> gongkai biuld
错误: 没有“biuld”这个命令
  = 办法: 是不是“build”？
> gongkai build --lokced
错误: 没有“--lokced”这个选项
  = 办法: 是不是“--locked”？
> gongkai build --today 2024-02-30
错误: “2024-02-30”不是日期，或日历上没有这一天
  = 办法: 日期这样写：2024-06-30
> gongkai build --today=明天
错误: “明天”不是日期，或日历上没有这一天
  = 办法: 日期这样写：2024-06-30
> gongkai check --format jsn
错误: “--format”不能是“jsn”
  = 办法: 是不是“json”？
> gongkai check --format 表
错误: “--format”不能是“表”
  = 办法: 可以是：text、json
> gongkai check --format
错误: “--format”后面要有内容
  = 办法: 可以是：text、json
> gongkai build --locked=3
错误: “--locked”后面不要写“3”
  = 办法: 用 gongkai --help 查看用法
> gongkai build 多余
错误: 多出了“多余”
  = 办法: 用 gongkai --help 查看用法
> gongkai new 劳有所得
错误: 还缺 <期>
  = 办法: 用 gongkai --help 查看用法
> gongkai index withdraw 002590761/2024-00031
错误: 还缺 --reason <原因>
  = 办法: 用 gongkai --help 查看用法
> gongkai index witdraw
错误: 没有“witdraw”这个命令
  = 办法: 是不是“withdraw”？
> gongkai -q -v check
错误: “--quiet”和“--verbose”不能同时用
  = 办法: 用 gongkai --help 查看用法
> gongkai check --lang zh --lang zh
错误: “--lang”只能写一次
  = 办法: 用 gongkai --help 查看用法
> gongkai --lang fr check
错误: “--lang”不能是“fr”
  = 办法: 可以是：zh、en

"#]]
        .raw()
    );
}

#[test]
fn usage_errors_in_english() {
    let folder = scratch();
    let told: Vec<String> =
        [&["biuld"][..], &["build", "--today", "x"], &["new", "x"], &["check", "--format", "x"]]
            .iter()
            .map(|args| gongkai(folder.path(), &[&["--lang", "en"], *args].concat()).ended(2).to_owned())
            .collect();
    assert_data_eq!(
        told.concat(),
        str![[r#"
error: there is no command `biuld`
  = help: did you mean `build`?
error: `x` is no date, or the calendar has no such day
  = help: write dates like 2024-06-30
error: <PERIOD> is missing
  = help: see `gongkai --help`
error: `--format` cannot be `x`
  = help: it can be: text, json

"#]]
        .raw()
    );
}

#[test]
fn no_command_shows_the_help_and_is_an_error() {
    let folder = scratch();
    assert!(gongkai(folder.path(), &[]).ended(2).contains("用法：gongkai [选项] <命令>"));
    assert!(gongkai(folder.path(), &["index"]).ended(2).contains("用法：gongkai index [选项] <命令>"));
    assert_eq!(
        gongkai(folder.path(), &["-V"]).result(),
        concat!("gongkai ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn a_missing_site_is_told_with_the_cure() {
    let folder = scratch();
    for command in [&["build"][..], &["check"], &["index", "list"], &["new", "a", "2024-Q1"]] {
        let run = gongkai(folder.path(), command);
        let stderr = run.ended(2);
        assert!(stderr.contains("和它的上级文件夹里都没有 site.yaml"), "{stderr}");
        assert!(stderr.contains("gongkai init"), "{stderr}");
    }
    let named = gongkai(folder.path(), &["check", "--site", "没有"]);
    assert!(named.ended(2).contains("没有 里没有 site.yaml"), "{}", named.stderr);
}

#[test]
fn init_writes_a_site_and_says_what_to_do_next() {
    let folder = scratch();
    let run = gongkai(folder.path(), &["init", "站点/新"]);
    assert_data_eq!(
        run.ended(0),
        str![[r#"
网站已建好，在 站点/新
接下来：
  1. 用记事本打开 site.yaml，改成本单位的名称、代码和网址
  2. 运行 cd 站点/新
  3. 运行 gongkai build
  4. 双击 output 文件夹里的 index.html 查看

"#]]
        .raw()
    );
    let site = folder.path().join("站点/新");
    for file in [
        "site.yaml",
        ".gitignore",
        "content/_index.md",
        "content/重点工作/_index.md",
        "content/重点工作/便民服务/project.yaml",
        "content/重点工作/便民服务/2024-Q1.md",
        "content/通知公告/清明节办事时间安排.md",
    ] {
        assert!(site.join(file).is_file(), "{file}");
    }
}

#[test]
fn init_leaves_a_folder_in_use_as_it_is() {
    let folder = scratch();
    fs::create_dir_all(folder.path().join("空/.git")).unwrap();
    assert_eq!(gongkai(folder.path(), &["init", "空"]).code, Some(0));
    fs::create_dir(folder.path().join("满")).unwrap();
    files::write_atomic(&folder.path().join("满/通知.docx"), b"").unwrap();
    files::write_atomic(&folder.path().join("文件"), b"").unwrap();
    for name in ["空", "满", "文件"] {
        let run = gongkai(folder.path(), &["init", name]);
        assert!(run.ended(2).starts_with(&format!("错误: 文件夹 `{name}` 不是空的\n")), "{}", run.stderr);
    }
    assert_eq!(fs::read_dir(folder.path().join("满")).unwrap().count(), 1);
}

#[test]
fn the_site_is_found_from_a_folder_inside_it() {
    let folder = starter();
    let inside = folder.path().join("site/content/重点工作");
    let run = gongkai(&inside, &["index", "list"]);
    assert!(run.result().starts_with("索引号  状态"), "{}", run.stdout);
}

#[test]
fn new_article_is_filled_in_and_never_overwrites() {
    let folder = starter();
    let site = folder.path().join("site");
    let args = ["new", "文章", "通知公告/五一值班", "--today", "2024-04-25"];
    let run = gongkai(&site, &args);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "content/通知公告/五一值班.md\n"));
    let text = read(&site, "content/通知公告/五一值班.md");
    assert!(text.contains("标题: 五一值班\n") && text.contains("公开日期: 2024-04-25\n"), "{text}");
    assert!(text.contains("草稿: true\n"), "{text}");
    let again = gongkai(&site, &args);
    assert!(again.ended(2).starts_with("错误: 已经有 content/通知公告/五一值班.md"), "{}", again.stderr);
    let outside = gongkai(&site, &["new", "article", "../外面"]);
    assert!(outside.ended(2).contains("不能作文件名"), "{}", outside.stderr);
    let period = gongkai(&site, &["new", "article", "重点工作/便民服务/2024年二季度"]);
    assert!(period.ended(2).contains("gongkai new 重点工作/便民服务 2024年二季度"), "{}", period.stderr);
}

#[test]
fn completions_are_scripts_on_the_output_stream() {
    let folder = scratch();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = gongkai(folder.path(), &["completions", shell]);
        assert!(run.result().contains("deny-warnings"), "{shell}");
    }
}

#[test]
fn unknown_schemas_are_told_with_the_names_there_are() {
    let folder = scratch();
    let near = gongkai(folder.path(), &["schema", "projct"]);
    assert!(near.ended(2).contains("是不是“project”？"), "{}", near.stderr);
    let far = gongkai(folder.path(), &["schema", "公告栏"]);
    assert!(far.ended(2).contains("可以是：site、project、progress、article、column"), "{}", far.stderr);
}

/// Every finding about the content files of `site`, drawn; nothing if they are right.
fn faults(site: &Path) -> String {
    let mut drawn = String::new();
    let mut tell = |file: String, text: String, findings: Vec<Diagnostic>| {
        let sources = BTreeMap::from([(file, Arc::from(text))]);
        drawn.extend(findings.iter().map(|finding| human(finding, &sources, Lang::Zh, false) + "\n"));
    };
    let settings = read(site, config::FILE);
    tell(config::FILE.to_owned(), settings.clone(), config::parse(&settings).findings);
    for file in files::walk(&site.join("content")).unwrap().files {
        let path = ContentPath::new(&file.relative).unwrap();
        let text = read(site, &path.in_site());
        let in_project = site.join(&*path.parent().in_site()).join("project.yaml").is_file();
        let context = ParseContext { in_project, ..ParseContext::default() };
        let draft = entry::parse(&path, &text, &context);
        assert!(draft.value.is_some(), "{path} is not understood");
        tell(path.in_site().to_string(), text, draft.findings);
    }
    drawn
}

#[test]
fn what_init_and_new_write_is_right_at_once() {
    let folder = starter();
    let site = folder.path().join("site");
    assert_eq!(faults(&site), "");
    for args in [
        ["new", "便民服务", "2024年二季度"],
        ["new", "便民服务提升工程进度情况", "2024-H1"],
        ["new", "content/重点工作/便民服务", "2024"],
        ["new", "article", "通知公告/“五一”值班：安排.md"],
        ["new", "文章", "通知公告/2024"],
    ] {
        assert_eq!(
            gongkai(&site, &[&args[..], &["--today", "2024-07-08"]].concat()).code,
            Some(0),
            "{args:?}"
        );
    }
    assert_eq!(faults(&site), "");
}

#[test]
fn a_new_entry_shows_the_figures_of_the_last_one() {
    let folder = starter();
    let site = folder.path().join("site");
    let run = gongkai(&site, &["new", "便民服务", "2024年二季度", "--today", "2024-07-08"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "content/重点工作/便民服务/2024-Q2.md\n"));
    let text = read(&site, "content/重点工作/便民服务/2024-Q2.md");
    assert!(text.contains("  # 单位：项；上期（2024-Q1）：386项\n  网上可办事项:\n"), "{text}");
    let again = gongkai(&site, &["new", "重点工作/便民服务", "2024q2"]);
    assert!(
        again.ended(2).starts_with("错误: 已经有 content/重点工作/便民服务/2024-Q2.md"),
        "{}",
        again.stderr
    );
}

/// The starter site with two numbers in its ledger.
fn with_ledger() -> TempDir {
    let folder = starter();
    let ledger = "索引号,内容,标题,首次公开,状态,说明
123456788/2024-00001,通知公告/清明节办事时间安排,关于清明节期间办事时间安排的通知,2024-03-29,公开,
123456788/2024-00002,重点工作/便民服务/2024,2024年便民服务提升工程进度情况,2024-04-09,公开,
";
    files::write_atomic(&folder.path().join("site").join(ledger::FILE), ledger.as_bytes()).unwrap();
    folder
}

#[test]
fn the_ledger_is_listed_in_three_forms() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    assert_data_eq!(
        gongkai(&site, &["index", "list"]).result(),
        str![[r#"
索引号                状态  首次公开    内容                         标题
123456788/2024-00001  公开  2024-03-29  通知公告/清明节办事时间安排  关于清明节期间办事时间安排的通知
123456788/2024-00002  公开  2024-04-09  重点工作/便民服务/2024       2024年便民服务提升工程进度情况

"#]]
        .raw()
    );
    assert_data_eq!(
        gongkai(&site, &["index", "list", "--format", "json", "--lang", "en"]).result(),
        str![[r#"
[
  {
    "index_number": "123456788/2024-00001",
    "item": "通知公告/清明节办事时间安排",
    "title": "关于清明节期间办事时间安排的通知",
    "first_published": "2024-03-29",
    "status": "public",
    "note": ""
  },
  {
    "index_number": "123456788/2024-00002",
    "item": "重点工作/便民服务/2024",
    "title": "2024年便民服务提升工程进度情况",
    "first_published": "2024-04-09",
    "status": "public",
    "note": ""
  }
]

"#]]
        .raw()
    );
    let csv = gongkai(&site, &["index", "list", "--format=csv"]);
    assert!(csv.result().starts_with("\u{feff}索引号,内容,标题,首次公开,状态,说明\r\n123456788/2024-00001,"));
}

#[test]
fn the_ledger_changes_as_told() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let old = "索引号,内容,标题,首次公开,状态,说明\n123456788/2019-00007,,旧文件,2019-03-29,旧系统,\n";
    files::write_atomic(&site.join("旧.csv"), old.as_bytes()).unwrap();
    let withdrawn = gongkai(&site, &["index", "withdraw", "123456788/2024-00001", "--reason", "内容有误"]);
    assert!(withdrawn.ended(0).starts_with("已撤下 123456788/2024-00001"), "{}", withdrawn.stderr);
    let moved = gongkai(&site, &["index", "move", "重点工作/便民服务/2024", "重点工作/便民/2024"]);
    assert!(moved.ended(0).contains("索引号不变"), "{}", moved.stderr);
    assert_eq!(gongkai(&site, &["index", "import", "旧.csv"]).ended(0), "并入 1 个索引号\n");
    let ledger = read(&site, ledger::FILE);
    let lines: Vec<&str> = ledger.lines().skip(1).collect();
    assert!(lines[0].contains(",撤下,") && lines[0].ends_with(" 内容有误"), "{ledger}");
    assert!(lines[1].starts_with("123456788/2024-00002,重点工作/便民/2024,"), "{ledger}");
    assert_eq!(lines[2..], ["123456788/2019-00007,,旧文件,2019-03-29,旧系统,"]);
    assert_eq!(gongkai(&site, &["-q", "index", "verify"]).ended(0), "");
}

#[test]
fn a_ledger_with_errors_is_never_written() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let spoilt = read(&site, ledger::FILE) + "123456788/2024-00001,x,\"y\n";
    files::write_atomic(&site.join(ledger::FILE), spoilt.as_bytes()).unwrap();
    files::write_atomic(&site.join("旧.csv"), "索引号\n甲\n".as_bytes()).unwrap();
    for args in [
        &["index", "withdraw", "123456788/2024-00002", "--reason", "x"][..],
        &["index", "move", "重点工作/便民服务/2024", "乙"],
        &["index", "import", "旧.csv"],
    ] {
        let run = gongkai(&site, args);
        assert!(run.ended(1).contains("错误: 台账有错误，没有改动\n"), "{}", run.stderr);
    }
    assert_eq!(read(&site, ledger::FILE), spoilt);
    let list = gongkai(&site, &["index", "list"]);
    assert_eq!(list.code, Some(1));
    assert!(list.stderr.contains("--> index-numbers.csv:4:"), "{}", list.stderr);
}

#[test]
fn faults_of_an_imported_file_are_drawn_and_nothing_is_taken_over() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let before = read(&site, ledger::FILE);
    let old = "索引号,内容,标题,首次公开,状态,说明\n123456788/2019-00007,,旧文件,2019-13-29,旧系统,\n";
    files::write_atomic(&site.join("旧.csv"), old.as_bytes()).unwrap();
    let run = gongkai(&site, &["index", "import", "旧.csv"]);
    assert!(run.ended(1).contains(" --> 旧.csv:2:27\n"), "{}", run.stderr);
    assert!(run.stderr.ends_with("1 个错误\n错误: `旧.csv` 有错误，台账没有改动\n"), "{}", run.stderr);
    assert_eq!(read(&site, ledger::FILE), before);
    let missing = gongkai(&site, &["index", "import", "没有.csv"]);
    assert!(
        missing.ended(3).starts_with("错误: 无法读取 `没有.csv`：文件或文件夹不存在"),
        "{}",
        missing.stderr
    );
}

#[test]
fn unknown_numbers_are_usage_errors() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    for args in [&["index", "withdraw", "1/2", "--reason", "x"][..], &["index", "move", "没有", "也没有"]]
    {
        let run = gongkai(&site, args);
        assert!(run.ended(2).starts_with("错误: 台账里没有"), "{}", run.stderr);
    }
}

#[test]
fn a_locked_site_is_not_changed() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let _lock = files::SiteLock::acquire(&site).unwrap();
    let run = gongkai(&site, &["index", "withdraw", "123456788/2024-00001", "--reason", "x"]);
    assert!(run.ended(3).contains("请等它结束后再运行"), "{}", run.stderr);
}

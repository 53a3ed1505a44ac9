//! Arguments: help, errors, languages, and which site is meant.

use snapbox::{IntoData, assert_data_eq, str};

use super::{gongkai, gongkai_in_locale, scratch, starter};

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
  init           新建一个可以马上生成的网站
  new            新建一个待填写的文件：项目某一期的进度，或一篇文章
  build          检查、生成并发布网站
  serve          在本机的浏览器里预览网站，保存文件后网页自动更新
  check          检查全部内容，不写任何文件
  mask           遮盖个人号码：先给出改法，加 --write 才改文件
  import         从 Word、Excel、旧网页生成内容文件：先给出结果，加 --write 才写入
  index          管理索引号台账
  history        列出一项内容公开过的各版：改了什么、为什么
  forms          用填报表收集一期的数据
  search         查已生成的网站：和网站上的检索找到的一样
  changes        列出下一次生成要公开的改动，和审签用的指纹
  approve        审签 changes 列出的改动
  report         数出政府信息公开工作年度报告要填的件数，列出每个数后面的信息
  archive        把一个栏目移交档案馆：公开时的文件、目录表和校验值
  deploy         把生成好的网站发到线上：只发有变化的，发完再一次换上
  releases       列出线上保留的各个版本，或两个版本之间的变化
  rollback       退回线上以前的版本
  verify         像读者一样查看线上的网站，和签名的清单核对：有没有被改、缺失、多出、只给搜索引擎看的
  server-config  输出网页服务器的设置，照着设置就安全
  portal         管理门户的成员
  key            管理给网站签名的密钥
  upgrade        列出新程序会改动原来生成的哪些网页、为什么
  fleet          一起生成许多网站，在一台或者许多台机器上
  schema         输出某种文件的 JSON Schema，供编辑器使用
  completions    输出命令行自动补全脚本

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
      --output <DIR>      Where the finished site goes; default: output in the site folder
      --locked            Issue no index number: fail if one is needed
      --drafts            Build drafts too, for a look at them
      --future            Build pages of a later date too
      --trial             Only for a look: issue no number, record nothing; so are builds with
                          --drafts, --future or a day to come
      --fresh             Believe nothing that an earlier build left: render every page, read every
                          file of the output
      --today <DATE>      The day to take for today, such as 2024-06-30, or a moment of it:
                          2024-06-30T09:00
      --format <FORMAT>   How findings are printed: text, json with one object a line, sarif or
                          github; default: text
      --timings[=<FILE>]  Tell how long each stage took; with =FILE write it there too, as JSON

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
  = 办法: 日期这样写：2024-06-30；要带时间的写 2024-06-30T09:00
> gongkai build --today=明天
错误: “明天”不是日期，或日历上没有这一天
  = 办法: 日期这样写：2024-06-30；要带时间的写 2024-06-30T09:00
> gongkai check --format jsn
错误: “--format”不能是“jsn”
  = 办法: 是不是“json”？
> gongkai check --format 表
错误: “--format”不能是“表”
  = 办法: 可以是：text、json、sarif、github
> gongkai check --format
错误: “--format”后面要有内容
  = 办法: 可以是：text、json、sarif、github
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
  = help: write dates like 2024-06-30; with a time 2024-06-30T09:00
error: <PERIOD> is missing
  = help: see `gongkai --help`
error: `--format` cannot be `x`
  = help: it can be: text, json, sarif, github

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
fn the_site_is_found_from_a_folder_inside_it() {
    let folder = starter();
    let inside = folder.path().join("site/content/重点工作");
    let run = gongkai(&inside, &["index", "list"]);
    assert!(run.result().starts_with("索引号  状态"), "{}", run.stdout);
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

//! The help of the command line in the person's language.
//!
//! clap knows English only; here every word it would print is replaced. The English texts are the doc comments
//! in [`super::args`], the Chinese ones stand below.

use clap::{Arg, ArgAction, Command, CommandFactory};
use gongkai::diag::Lang;

use super::args::Arguments;

/// The Chinese help: `command` or `command.argument`, the help, and what the argument's value is called.
const ZH: &[(&str, &str, &str)] = &[
    ("", "把一个文件夹变成政府信息公开网站", ""),
    (".site", "网站文件夹；默认：往上最近的有 site.yaml 的文件夹", "文件夹"),
    (".lang", "提示用的语言：zh（中文）或 en（英文）；默认随系统，否则中文", "语言"),
    (".color", "彩色显示：auto（自动）、always（总是）、never（从不）；默认 auto", "何时"),
    (".quiet", "只显示错误", ""),
    (".verbose", "显示得更详细：列出全部新发的索引号和建议", ""),
    ("init", "新建一个可以马上生成的网站", ""),
    ("init.dir", "要新建的文件夹；已经有的，必须是空的", "文件夹"),
    ("init.today", "当作今天的日期，如 2024-06-30；示例内容的日期跟着它走", "日期"),
    ("new", "新建一个待填写的文件：项目某一期的进度，或一篇文章", ""),
    ("new.project", "项目（它的文件夹或标题），或“文章”二字", "项目"),
    ("new.period", "哪一期，如 2024-Q2、2024年二季度；文章写它的路径，如 通知/放假安排", "期"),
    ("new.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("build", "检查、生成并发布网站", ""),
    ("build.output", "成品网站放在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("build.locked", "不发新的索引号；需要新号就报错", ""),
    ("build.drafts", "草稿也生成，供查看", ""),
    ("build.future", "公开日期还没到的也生成", ""),
    ("build.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("build.format", "问题怎样列出：text（文字）、json（一行一条）、sarif 或 github；默认 text", "格式"),
    ("build.timings", "列出每个阶段的用时；写成 --timings=文件 的，同时存成 JSON", "文件"),
    ("serve", "在本机的浏览器里预览网站，保存文件后网页自动更新", ""),
    ("serve.port", "端口，默认 8000", "端口"),
    ("serve.open", "顺便打开浏览器", ""),
    ("serve.drafts", "草稿也显示", ""),
    ("serve.future", "公开日期还没到的也显示", ""),
    ("serve.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("serve.poll", "每隔一会儿检查一次文件：用于不通知改动的网络盘", ""),
    ("check", "检查全部内容，不写任何文件", ""),
    ("check.format", "问题怎样列出：text（文字）、json（一行一条）、sarif 或 github；默认 text", "格式"),
    ("check.list", "列出全部规则，不检查", ""),
    ("check.explain", "说明一条规则：查什么、为什么、依据、怎样改；不检查", "规则"),
    ("check.baseline", "只说这个文件里没有的新问题", "文件"),
    ("check.write_baseline", "把现有的问题记进这个文件，以后不再提", "文件"),
    ("check.fix", "能放心代改的直接改进文件，改完再检查一遍", ""),
    ("check.standing", "不列问题，只列检查指标的现状和预测：哪个栏目到哪天不更新就超期", ""),
    ("check.external", "再问一遍外部链接还能不能打开；只作报告，不影响通过；要有 curl", ""),
    ("check.deny_warnings", "有警告也算没通过（退出状态 1）", ""),
    ("check.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("mask", "遮盖个人号码：先给出改法，加 --write 才改文件", ""),
    ("mask.files", "要遮盖的文件", "文件"),
    ("mask.write", "改好文件", ""),
    ("index", "管理索引号台账", ""),
    ("index list", "列出发过的全部索引号", ""),
    ("index list.format", "怎样列出：table（表格）、csv 或 json；默认 table", "格式"),
    ("index verify", "核对台账：编号格式、校验码、流水号是否断号", ""),
    ("index withdraw", "撤下一个索引号：原地址留下说明原因的页面", ""),
    ("index withdraw.number", "索引号，如 002590761/2024-00031", "索引号"),
    ("index withdraw.reason", "撤下的原因，公众看得到", "原因"),
    ("index move", "告诉台账：内容改了名或换了位置", ""),
    ("index move.from", "原来的位置，照台账上写", "原位置"),
    ("index move.to", "现在的位置", "新位置"),
    ("index import", "从 CSV 文件并入别处发的索引号，列名同台账", ""),
    ("index import.file", "CSV 文件", "文件"),
    ("schema", "输出某种文件的 JSON Schema，供编辑器使用", ""),
    (
        "schema.name",
        "哪种文件：site（网站）、project（项目）、progress（进度）、article（文章）、column（栏目）",
        "名称",
    ),
    ("completions", "输出命令行自动补全脚本", ""),
    ("completions.shell", "哪种命令行：bash、zsh、fish、powershell 或 elvish", "命令行"),
];

/// The fixed words around the help.
struct Frame {
    usage: &'static str,
    options: &'static str,
    commands: &'static str,
    arguments: &'static str,
    common: &'static str,
    option: &'static str,
    command: &'static str,
    help: &'static str,
    version: &'static str,
}

const FRAME_ZH: Frame = Frame {
    usage: "用法：",
    options: "选项",
    commands: "命令",
    arguments: "参数",
    common: "通用选项",
    option: "选项",
    command: "命令",
    help: "显示用法",
    version: "显示版本",
};

const FRAME_EN: Frame = Frame {
    usage: "Usage: ",
    options: "Options",
    commands: "Commands",
    arguments: "Arguments",
    common: "Common options",
    option: "OPTIONS",
    command: "COMMAND",
    help: "Print help",
    version: "Print the version",
};

/// Where in a list an option stands that is of no interest to those who see the list.
const LAST: usize = 1000;

/// The command line with all its help in `lang`.
pub(crate) fn command(lang: Lang) -> Command {
    let frame = match lang {
        Lang::Zh => &FRAME_ZH,
        Lang::En => &FRAME_EN,
    };
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let root = dressed(Arguments::command(), "", lang, frame);
    root.version(env!("CARGO_PKG_VERSION"))
        .arg(version.help(frame.version).help_heading(frame.common).display_order(LAST))
}

/// `command`, which lies at `path`, and all below it.
fn dressed(command: Command, path: &str, lang: Lang, frame: &'static Frame) -> Command {
    let has_commands = command.has_subcommands();
    let mut usage = vec![["gongkai", path].join(" ").trim_end().to_owned(), format!("[{}]", frame.option)];
    if has_commands {
        usage.push(format!("<{}>", frame.command));
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|arg| dressed_arg(arg, path, lang, frame))
        .arg(help.help(frame.help).help_heading(frame.common).display_order(LAST - 1))
        .subcommand_help_heading(frame.commands)
        .help_template(format!("{{about}}\n\n{}{{usage}}\n\n{{all-args}}\n", frame.usage));
    if let (Lang::Zh, Some((help, _))) = (lang, chinese(path)) {
        command = command.about(help);
    }
    for arg in command.get_positionals() {
        let name = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
        usage.push(format!("<{name}>"));
    }
    command = command.override_usage(usage.join(" "));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = [path, &name].join(" ").trim_start().to_owned();
        command = command.mut_subcommand(&name, |sub| dressed(sub, &below, lang, frame));
    }
    command
}

fn dressed_arg(arg: Arg, path: &str, lang: Lang, frame: &'static Frame) -> Arg {
    let heading = if arg.is_positional() {
        frame.arguments
    } else if path.is_empty() {
        frame.common
    } else {
        frame.options
    };
    let at = format!("{path}.{}", arg.get_id());
    let mut arg = arg.help_heading(heading);
    // clap would add these in English; the help says what matters of them.
    if arg.get_action().takes_values() {
        arg = arg.hide_possible_values(true).hide_default_value(true);
    }
    match (lang, chinese(&at)) {
        (Lang::Zh, Some((help, ""))) => arg.help(help),
        (Lang::Zh, Some((help, value))) => arg.help(help).value_name(value),
        _ => arg,
    }
}

fn chinese(at: &str) -> Option<(&'static str, &'static str)> {
    ZH.iter().find(|(key, _, _)| *key == at).map(|&(_, help, value)| (help, value))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory};
    use gongkai::diag::Lang;

    use super::{Arguments, ZH};

    fn keys(command: &Command, path: &str, all: &mut BTreeSet<String>) {
        all.insert(path.to_owned());
        all.extend(command.get_arguments().map(|arg| format!("{path}.{}", arg.get_id())));
        for sub in command.get_subcommands() {
            keys(sub, format!("{path} {}", sub.get_name()).trim_start(), all);
        }
    }

    #[test]
    fn every_command_and_argument_has_chinese_help_and_nothing_else_does() {
        let mut expected = BTreeSet::new();
        keys(&Arguments::command(), "", &mut expected);
        let known: BTreeSet<String> = ZH.iter().map(|(key, _, _)| (*key).to_owned()).collect();
        assert_eq!(known, expected);
        assert_eq!(ZH.len(), expected.len(), "a key stands twice");
    }

    #[test]
    fn the_command_line_is_consistent() {
        super::command(Lang::Zh).debug_assert();
        super::command(Lang::En).debug_assert();
    }
}

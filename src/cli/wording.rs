//! The help of the command line in the person's language.
//!
//! clap knows English only; here every word it would print is replaced. The English texts are the doc
//! comments in [`super::args`], the Chinese ones stand below.

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
    ("new.project", "项目（它的文件夹或标题），或“文章”“更正”二字", "项目"),
    (
        "new.period",
        "哪一期，如 2024-Q2、2024年二季度；文章写它的路径，如 通知/放假安排；更正写改过的那项：索引号、路径或标题",
        "期",
    ),
    ("new.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("build", "检查、生成并发布网站", ""),
    ("build.output", "成品网站放在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("build.locked", "不发新的索引号；需要新号就报错", ""),
    ("build.drafts", "草稿也生成，供查看", ""),
    ("build.future", "公开日期还没到的也生成", ""),
    ("build.trial", "只是试生成：不发号，不记录；带 --drafts、--future 或日期在今天以后的也是", ""),
    ("build.fresh", "不相信以前生成留下的任何记号：每一页重新生成，输出的每个文件重新读", ""),
    ("build.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
    ("build.format", "问题怎样列出：text（文字）、json（一行一条）、sarif 或 github；默认 text", "格式"),
    ("build.timings", "列出每个阶段的用时；写成 --timings=文件 的，同时存成 JSON", "文件"),
    ("serve", "在本机的浏览器里预览网站，保存文件后网页自动更新", ""),
    ("serve.port", "端口，默认 8000", "端口"),
    ("serve.open", "顺便打开浏览器", ""),
    ("serve.drafts", "草稿也显示", ""),
    ("serve.future", "公开日期还没到的也显示", ""),
    ("serve.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
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
    ("check.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
    ("mask", "遮盖个人号码：先给出改法，加 --write 才改文件", ""),
    ("mask.files", "要遮盖的文件", "文件"),
    ("mask.write", "改好文件", ""),
    ("import", "从 Word、Excel、旧网页生成内容文件：先给出结果，加 --write 才写入", ""),
    ("import.files", "要导入的文件", "文件"),
    ("import.to", "放到哪个栏目或项目：它的文件夹或标题", "位置"),
    (
        "import.kind",
        "当作什么：文章、表格、项目、进度，或公文、通知、规划、解读、动态、指南、年报、页面；默认自动判断",
        "类型",
    ),
    ("import.write", "写入文件；已有的文件不覆盖", ""),
    (
        "import.changes",
        "没有接受的修订怎么办：accept（接受）、reject（拒绝）、ask（接受并逐处提醒）；默认 accept",
        "办法",
    ),
    ("import.format", "报告怎样列出：text（文字）或 json（一个文件一行）；默认 text", "格式"),
    ("import.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("index", "管理索引号台账", ""),
    ("index list", "列出发过的全部索引号", ""),
    ("index list.format", "怎样列出：table（表格）、csv 或 json；默认 table", "格式"),
    ("index verify", "核对台账：编号格式、校验码、流水号是否断号", ""),
    ("index withdraw", "撤下一个索引号：原地址留下说明原因的页面", ""),
    ("index withdraw.number", "索引号，如 002590761/2024-00031", "索引号"),
    ("index withdraw.reason", "撤下的原因，公众看得到", "原因"),
    ("index withdraw.successor", "代替它的信息：索引号或路径；说明页面会指到那里", "号"),
    ("index restore", "恢复公开撤下的内容，索引号和地址不变", ""),
    ("index restore.number", "索引号，如 002590761/2024-00031", "索引号"),
    ("index repair", "台账损坏时，列出已公开的网站能证明的改动；加 --write 才写入", ""),
    ("index repair.write", "改好台账，原来的台账另存在旁边", ""),
    ("index repair.output", "已公开的网站在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("index move", "告诉台账：内容改了名或换了位置", ""),
    ("index move.from", "原来的位置，照台账上写", "原位置"),
    ("index move.to", "现在的位置", "新位置"),
    ("index import", "从 CSV 文件并入别处发的索引号，列名同台账；或者连内容带索引号搬来整个网站", ""),
    ("index import.file", "CSV 文件；或者存着网页的文件夹、有标题和正文的导出表", "文件"),
    ("index import.to", "网页放到哪个栏目：它的文件夹或标题", "位置"),
    ("index import.write", "写入网页；已有的文件不覆盖", ""),
    ("index import.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("history", "列出一项内容公开过的各版：改了什么、为什么", ""),
    ("history.item", "哪一项：索引号或路径", "内容"),
    ("history show", "显示某一版的内容，逐项列出", ""),
    ("history show.item", "哪一项：索引号或路径", "内容"),
    ("history show.version", "第几版；默认最新的一版", "版本"),
    ("history show.part", "哪一部分，如 2024-Q1", "部分"),
    ("history retract", "撤销还没有上网的最新一版", ""),
    ("history retract.item", "哪一项：索引号或路径", "内容"),
    ("history retract.part", "哪一部分，如 2024-Q1", "部分"),
    ("history retract.never_online", "生成以后确实从来没有上过网", ""),
    ("history purge", "永久清除被取代的一版的文字和数值", ""),
    ("history purge.item", "哪一项：索引号或路径", "内容"),
    ("history purge.version", "第几版", "版本"),
    ("history purge.part", "哪一部分，如 2024-Q1", "部分"),
    ("history purge.reason", "清除的原因，公众看得到", "原因"),
    ("history repair", "合并两个分支后，给重号的版本分开编号", ""),
    ("history repair.keep", "和清除过的一版同号、其实是另一版的，也留下编号", ""),
    ("forms", "用填报表收集一期的数据", ""),
    ("forms make", "生成一期的填报表，每个牵头单位一份", ""),
    ("forms make.period", "哪一期，如 2024-Q2、2024年二季度", "期"),
    ("forms make.unit", "只给这个单位", "单位"),
    ("forms make.out", "填报表放在哪里；默认：网站文件夹里的 forms/期", "文件夹"),
    ("forms read", "列出交回的填报表填了什么、有什么问题；加 --write 并入 content", ""),
    ("forms read.files", "交回的填报表，或者放它们的文件夹", "文件"),
    ("forms read.write", "写入进度文件", ""),
    ("forms read.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("forms read.format", "怎样列出：text（文字）或 json（一行一条）；默认 text", "格式"),
    ("forms status", "列出一期谁报了、谁没有报，起草催报", ""),
    ("forms status.period", "哪一期，如 2024-Q2、2024年二季度", "期"),
    ("forms status.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("forms status.format", "怎样列出：text（文字）或 json（一行一条）；默认 text", "格式"),
    ("search", "查已生成的网站：和网站上的检索找到的一样", ""),
    ("search.words", "要查的文字，和在网站上输入的一样", "文字"),
    ("search.limit", "最多列出几条，默认 10", "条数"),
    ("search.by_date", "按日期排，新的在前", ""),
    ("search.unit", "只要这个机构发布的", "机构"),
    ("search.column", "只要这个栏目的", "栏目"),
    ("search.kind", "只要这种类型的", "类型"),
    ("search.validity", "只要这种有效性的", "有效性"),
    ("search.year", "只要这一年的", "年份"),
    ("search.output", "成品网站在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("search.format", "怎样列出：text（文字）或 json；默认 text", "格式"),
    ("changes", "列出下一次生成要公开的改动，和审签用的指纹", ""),
    ("changes.since", "连这一天以来公开过的一起列，如 2024-06-30", "日期"),
    ("changes.page", "写成可以打印、标明改动、留有签字处的送审单", "文件"),
    ("changes.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
    ("approve", "审签 changes 列出的改动", ""),
    ("approve.fingerprint", "changes 给出的指纹", "指纹"),
    ("approve.by", "审签人", "姓名"),
    ("approve.role", "以什么身份，如 审核", "身份"),
    ("approve.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
    ("report", "数出政府信息公开工作年度报告要填的件数，列出每个数后面的信息", ""),
    ("report.year", "报告哪一年，如 2024", "年份"),
    ("report.format", "怎样列出：table（表格）、csv 或 json；默认 table", "格式"),
    ("report.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("archive", "把一个栏目移交档案馆：公开时的文件、目录表和校验值", ""),
    ("archive.column", "哪个栏目：它的文件夹或标题", "栏目"),
    ("archive.out", "写到哪里：以 .zip 结尾的文件，或者新的文件夹；默认：栏目标题.zip", "位置"),
    ("archive.output", "成品网站在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("archive.today", "当作今天的日期，如 2024-06-30", "日期"),
    ("deploy", "把生成好的网站发到线上：只发有变化的，发完再一次换上", ""),
    ("deploy.destination", "site.yaml 里“上线”的名称；只有一处时可以不写", "名称"),
    ("deploy.dry_run", "只列出线上会有什么变化，什么都不发", ""),
    ("deploy.output", "成品网站在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("deploy.restored", "撤下以后确实要恢复公开的索引号，可以写几次", "索引号"),
    ("deploy.without", "门户里这一次没有取到、暂时没有也要上线的成员，可以写几次", "名称"),
    ("deploy.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
    ("releases", "列出线上保留的各个版本，或两个版本之间的变化", ""),
    ("releases.destination", "site.yaml 里“上线”的名称；只有一处时可以不写", "名称"),
    ("releases.compare", "列出两个版本之间的变化", "旧版 新版"),
    ("releases.format", "怎样列出：text（文字）或 json；默认 text", "格式"),
    ("rollback", "退回线上以前的版本", ""),
    ("rollback.destination", "site.yaml 里“上线”的名称；只有一处时可以不写", "名称"),
    ("rollback.release", "退回哪个版本，写名称或编号；默认是前一个", "版本"),
    ("verify", "像读者一样查看线上的网站，和签名的清单核对：有没有被改、缺失、多出、只给搜索引擎看的", ""),
    ("verify.target", "网站的网址，或者 site.yaml 里“上线”的名称；默认是网站的网址", "网址"),
    ("verify.key", "网站的公钥文件；默认是网站文件夹里的 signing.pub", "文件"),
    ("verify.format", "怎样报告：text（文字）或 json；默认 text", "格式"),
    ("server-config", "输出网页服务器的设置，照着设置就安全", ""),
    ("server-config.server", "哪种服务器：nginx、apache、iis 或 caddy", "服务器"),
    ("server-config.destination", "site.yaml 里“上线”的名称；只有一处时可以不写", "名称"),
    ("portal", "管理门户的成员", ""),
    ("portal update", "把各成员公开的数据取到 members 文件夹；再运行 build 就生成门户", ""),
    ("portal update.format", "结果怎样列出：text（文字）或 json（一行一个成员）；默认 text", "格式"),
    ("key", "管理给网站签名的密钥", ""),
    ("key make", "生成密钥：私钥放在自己的用户文件夹里，公钥放在网站文件夹里", ""),
    ("key make.rotate", "换一把新的：原来的丢了，或者被别人看到了", ""),
    ("upgrade", "列出新程序会改动原来生成的哪些网页、为什么", ""),
    ("upgrade.dry_run", "只列出会有什么变化，什么都不写", ""),
    ("upgrade.output", "原来的程序生成的网站在哪里；默认：网站文件夹里的 output", "文件夹"),
    ("upgrade.today", "当作今天的日期，如 2024-06-30；写上次生成的日期，就只剩程序的变化", "日期"),
    ("fleet", "一起生成许多网站，在一台或者许多台机器上", ""),
    ("fleet plan", "定下全体的日期和提交，列出每一份里有什么", ""),
    ("fleet plan.file", "写明网站群的文件，默认 fleet.yaml", "文件"),
    ("fleet plan.today", "当作今天的日期，如 2024-06-30；也可以带时间，如 2024-06-30T09:00", "日期"),
    ("fleet plan.shards", "分成几份，默认 1", "份数"),
    ("fleet plan.format", "怎样列出：text（文字）或 json；默认 text", "格式"),
    ("fleet build", "生成其中一份里的网站并上线；不写哪一份，就在这台机器上从计划做到收尾", ""),
    ("fleet build.file", "写明网站群的文件，默认 fleet.yaml", "文件"),
    ("fleet build.today", "当作今天的日期；已经有计划的，必须同计划一样", "日期"),
    ("fleet build.shard", "几份里的哪一份，如 3/16；默认照 Slurm、Kubernetes 或 GitLab 说的", "第几/几份"),
    ("fleet build.work", "仓库里的网站取到哪里；默认在这个文件旁边的 .gongkai.fleet", "文件夹"),
    ("fleet finish", "用已经完成的做门户，说明谁还没有完成", ""),
    ("fleet finish.file", "写明网站群的文件，默认 fleet.yaml", "文件"),
    ("fleet finish.today", "当作今天的日期；已经有计划的，必须同计划一样", "日期"),
    ("fleet finish.wait", "没有完成的等几分钟，默认不等", "分钟"),
    ("fleet finish.work", "仓库里的网站取到哪里；默认在这个文件旁边的 .gongkai.fleet", "文件夹"),
    ("fleet status", "列出每个网站怎么样了", ""),
    ("fleet status.file", "写明网站群的文件，默认 fleet.yaml", "文件"),
    ("fleet status.today", "当作今天的日期；已经有计划的，必须同计划一样", "日期"),
    ("fleet status.format", "怎样列出：text（文字）或 json；默认 text", "格式"),
    ("schema", "输出某种文件的 JSON Schema，供编辑器使用", ""),
    (
        "schema.name",
        "哪种文件：site（网站）、project（项目）、progress（进度）、article（文章）、column（栏目）、fleet（网站群）",
        "名称",
    ),
    ("completions", "输出命令行自动补全脚本", ""),
    ("completions.shell", "哪种命令行：bash、zsh、fish、powershell 或 elvish", "命令行"),
];

/// The fixed words around the help.
struct HelpFrame {
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

const FRAME_ZH: HelpFrame = HelpFrame {
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

const FRAME_EN: HelpFrame = HelpFrame {
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
fn dressed(command: Command, path: &str, lang: Lang, frame: &'static HelpFrame) -> Command {
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

fn dressed_arg(arg: Arg, path: &str, lang: Lang, frame: &'static HelpFrame) -> Arg {
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

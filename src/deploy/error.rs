//! Why a site did not go online.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::diag::{Lang, Text};
use crate::files::FileError;
use crate::say;

/// Why a site did not go online. Whatever it is, readers see what they saw before.
#[derive(Debug)]
pub enum DeployError {
    /// There is no finished site in this folder.
    NoSite(PathBuf),
    /// It was built only for a look.
    Trial(PathBuf),
    /// A file of the finished site is not what its manifest says.
    Altered(String),
    /// Somebody else is deploying there.
    Busy(String),
    /// The place holds something that gongkai did not put there.
    Foreign(String),
    /// The place has seen what this site folder does not know: index numbers and rows of the record.
    Stale(Vec<String>),
    /// These numbers were withdrawn, and would be public again.
    Withdrawn(Vec<String>),
    /// Of these members of a portal nothing is known now, and readers find them.
    LostMembers(Vec<String>),
    /// Nothing was ever deployed there, or nothing but what is live.
    NoRelease(Option<String>),
    /// Somebody else switched meanwhile.
    ChangedMeanwhile,
    /// The site was deployed there in a later round of its fleet, the one of this number.
    Overtaken(u64),
    /// What the place keeps about itself cannot be read.
    BadState(String),
    /// What arrived there is not what was sent.
    Damaged(String),
    /// A file of an earlier release is not what went online then.
    AlteredThere(String),
    /// A file on this machine, or in a folder.
    File(FileError),
    /// What the other side, or the program that speaks to it, said; with a cure where one is known.
    Far(Text, Option<Text>),
}

impl DeployError {
    /// What happened.
    #[must_use]
    pub fn text(&self) -> Text {
        self.told().0
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        self.told().1
    }

    /// What happened, and what to do about it.
    #[expect(clippy::too_many_lines, reason = "a list of sentences, two for each fault")]
    fn told(&self) -> (Text, Option<Text>) {
        let (text, help) = match self {
            Self::File(error) => return (error.text(), error.help()),
            Self::Far(text, help) => return (text.clone(), help.clone()),
            Self::NoSite(folder) => {
                let folder = folder.display();
                (
                    say!("`{folder}` 里没有生成好的网站", "there is no finished site in `{folder}`"),
                    say!("先运行 `gongkai build`", "run `gongkai build` first"),
                )
            }
            Self::Trial(folder) => {
                let folder = folder.display();
                (
                    say!(
                        "`{folder}` 里是试生成的网站，不能上线",
                        "`{folder}` holds a trial build, which cannot go online"
                    ),
                    say!(
                        "不带 --trial、--drafts、--future 再运行一次 `gongkai build`",
                        "run `gongkai build` again without --trial, --drafts and --future"
                    ),
                )
            }
            Self::Altered(path) => (
                say!(
                    "成品网站里的 `{path}` 和清单不一致：生成以后有人动过",
                    "`{path}` of the finished site is not what its manifest says: somebody touched it after the build"
                ),
                say!(
                    "再运行一次 `gongkai build`，不要手改成品；要改就改 content/ 里的文件",
                    "run `gongkai build` again; change the files in content/, never the finished site"
                ),
            ),
            Self::Busy(place) => (
                say!("另一次上线正在向 {place} 发送", "another deployment to {place} is under way"),
                say!(
                    "等它结束再运行；如果那台机器已经断线，过几分钟再试",
                    "wait until it has ended; if that machine has lost its line, try again in some minutes"
                ),
            ),
            Self::Foreign(place) => (
                say!(
                    "{place} 里有不是 gongkai 放的文件",
                    "{place} holds files that gongkai did not put there"
                ),
                say!(
                    "没有动任何文件；换一个空的位置，或者先把里面的文件移走",
                    "nothing was touched; choose an empty place, or move the files away first"
                ),
            ),
            Self::Stale(unknown) => {
                let (count, zh, en) = (unknown.len(), few(unknown, "、", "……"), few(unknown, ", ", "…"));
                (
                    say!(
                        "这个网站文件夹是旧的：线上公开过的 {count} 条记录，这里没有：{zh}",
                        "this site folder is out of date: {count} entries that were live are unknown here: {en}"
                    ),
                    say!(
                        "先取得最新的网站文件夹（git pull，或者从共享盘复制 index-numbers.csv、published.csv、versions/），重新生成再上线",
                        "get the newest site folder first (git pull, or copy index-numbers.csv, published.csv and versions/), build and deploy again"
                    ),
                )
            }
            Self::Withdrawn(numbers) => {
                let (zh, en) = (few(numbers, "、", "……"), few(numbers, ", ", "…"));
                (
                    say!("已经撤下的内容会重新公开：{zh}", "what was withdrawn would be public again: {en}"),
                    say!(
                        "取得最新的 index-numbers.csv 再生成；确实用 `index restore` 恢复公开的，加 `--restored 索引号` 上线",
                        "get the newest index-numbers.csv and build; for what was restored on purpose, deploy with `--restored NUMBER`"
                    ),
                )
            }
            Self::LostMembers(names) => {
                let (zh, en) = (few(names, "、", "……"), few(names, ", ", "…"));
                (
                    say!(
                        "线上的门户有“{zh}”的内容，这一次没有它可以用的数据：上线就没有了",
                        "the live portal shows what `{en}` published, of which nothing is known now: it would be gone"
                    ),
                    say!(
                        "取得到了再运行 `gongkai portal update`、`gongkai build`；`members/` 要留到下一次。不再是成员的从“成员”里删去；暂时没有也要上线的，加 `--without 名称`",
                        "once it can be reached, run `gongkai portal update` and `gongkai build`, and keep `members/` from run to run; take out of `members` who is one no more; to go online without it all the same, add `--without NAME`"
                    ),
                )
            }
            Self::NoRelease(name) => (
                match name {
                    None => say!("没有可以退回的版本", "there is no release to go back to"),
                    Some(name) => say!("没有叫 `{name}` 的版本", "there is no release called `{name}`"),
                },
                say!("运行 `gongkai releases` 看有哪些版本", "run `gongkai releases` to see which there are"),
            ),
            Self::ChangedMeanwhile => (
                say!(
                    "发送期间，别人已经把线上换成了另一个版本",
                    "somebody else put another release online meanwhile"
                ),
                say!(
                    "取得最新的网站文件夹，重新生成再上线",
                    "get the newest site folder, build and deploy again"
                ),
            ),
            Self::Overtaken(round) => (
                say!(
                    "线上已经是第 {round} 次计划的网站，比这一次新",
                    "the site of the later plan {round} is online already"
                ),
                say!("不用再做什么", "nothing is left to be done"),
            ),
            Self::BadState(place) => (
                say!(
                    "{place} 里的上线状态没有了，或者读不懂",
                    "the state of deployment in {place} is missing, or cannot be understood"
                ),
                say!(
                    "从备份恢复 .gongkai/state.json；没有备份，就换一个空的位置重新上线",
                    "restore .gongkai/state.json from a backup, or deploy to an empty place"
                ),
            ),
            Self::Damaged(path) => (
                say!("`{path}` 送到以后和原件不一致", "`{path}` is not, where it arrived, what was sent"),
                say!(
                    "再运行一次；还不行，就请管理员检查那边的磁盘",
                    "run the command again; if that does not help, have the disk there checked"
                ),
            ),
            Self::AlteredThere(path) => (
                say!(
                    "那个版本里的 `{path}` 和上线的时候不一样：那边有人动过，不能退回",
                    "`{path}` of that release is not what went online then: somebody altered it there, and readers are not led to it"
                ),
                say!(
                    "线上没有变。可能被人入侵：先保存服务器日志，通知网络安全管理员；运行 `gongkai releases` 退到另一个版本，或者改好内容，重新生成再上线",
                    "the live site is as it was. The server may have been broken into: keep its logs, tell whoever is in charge of security; go back to another release (`gongkai releases`), or mend the content, build and deploy"
                ),
            ),
        };
        (text, Some(help))
    }

    /// Whether the content or the folder is at fault, so that to try again is of no use.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::NoSite(_)
                | Self::Trial(_)
                | Self::Altered(_)
                | Self::Stale(_)
                | Self::Withdrawn(_)
                | Self::LostMembers(_)
                | Self::ChangedMeanwhile
                | Self::AlteredThere(_)
                | Self::Overtaken(_)
        )
    }
}

/// The first few of a list, for a sentence.
fn few(list: &[String], between: &str, more: &str) -> String {
    let mut text = list.iter().take(5).cloned().collect::<Vec<_>>().join(between);
    if list.len() > 5 {
        text.push_str(more);
    }
    text
}

/// In an [`io::Error`]: the file that was to be sent is not what the manifest says.
#[derive(Debug)]
pub(super) struct AlteredOnDesk(pub(super) String);

impl fmt::Display for AlteredOnDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(DeployError::Altered(self.0.clone()).text().in_lang(Lang::En))
    }
}

impl std::error::Error for AlteredOnDesk {}

/// The path of the file that was to be sent, if it is to blame.
pub(super) fn altered(error: &io::Error) -> Option<DeployError> {
    let inner = error.get_ref()?.downcast_ref::<AlteredOnDesk>()?;
    Some(DeployError::Altered(inner.0.clone()))
}

impl From<FileError> for DeployError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_lang(Lang::En))
    }
}

impl std::error::Error for DeployError {}

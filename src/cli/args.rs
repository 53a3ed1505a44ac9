//! What may stand on the command line.
//!
//! The doc comments of commands and arguments are their English help; [`super::wording`] holds the Chinese
//! one and is tested to leave nothing out.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Turns a folder of YAML and Markdown into a public-disclosure site
#[derive(Debug, Parser)]
#[command(name = "gongkai", disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub(crate) common: Common,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The site folder; default: the nearest folder above with a site.yaml
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
    /// Language of messages: zh or en; default: from the locale, else zh
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<LangName>,
    /// Colour: auto, always or never; default: auto
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,
    /// Print nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Tell more: all numbers issued, advice too
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// A language as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangName {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// When messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a new site that builds at once
    Init(InitArgs),
    /// Make a file to write in: a period's report of a project, or an article
    New(NewArgs),
    /// Check, render and publish the site
    Build(BuildArgs),
    /// Show the site in a browser on this machine, up to date with every saved file
    Serve(ServeArgs),
    /// Check everything, write nothing
    Check(CheckArgs),
    /// Propose texts with personal numbers masked; write them with --write
    Mask(MaskArgs),
    /// Look after the ledger of index numbers
    #[command(arg_required_else_help = true)]
    Index(IndexArgs),
    /// Print the JSON Schema of a file, for editors
    Schema(SchemaArgs),
    /// Print the completions for a shell
    Completions(CompletionsArgs),
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to make; it must be empty if it exists
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// The day to take for today, such as 2024-06-30: the example's dates go by it
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// A project (its folder or title), or the word "article"
    #[arg(value_name = "PROJECT")]
    pub(crate) project: String,
    /// The period, such as 2024-Q2 or 2024年二季度; for an article its path, such as 通知/放假安排
    #[arg(value_name = "PERIOD")]
    pub(crate) period: String,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Where the finished site goes; default: output in the site folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Issue no index number: fail if one is needed
    #[arg(long)]
    pub(crate) locked: bool,
    /// Build drafts too, for a look at them
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Build pages of a later date too
    #[arg(long)]
    pub(crate) future: bool,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    /// How findings are printed: text, json with one object a line, sarif or github; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Tell how long each stage took; with =FILE write it there too, as JSON
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[expect(clippy::option_option, reason = "not asked for, asked for, asked for in a file")]
    pub(crate) timings: Option<Option<PathBuf>>,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct ServeArgs {
    /// The port; default: 8000
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Open the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Show drafts too
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Show pages of a later date too
    #[arg(long)]
    pub(crate) future: bool,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    /// Look at the files every now and then: for network drives that do not tell of changes
    #[arg(long)]
    pub(crate) poll: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct CheckArgs {
    /// How findings are printed: text, json with one object a line, sarif or github; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// List all rules and stop
    #[arg(long, conflicts_with_all = ["explain", "baseline", "write_baseline"])]
    pub(crate) list: bool,
    /// Explain a rule and stop: what it looks for, why, by which law, and the cure
    #[arg(long, value_name = "RULE", conflicts_with_all = ["baseline", "write_baseline"])]
    pub(crate) explain: Option<String>,
    /// Tell only what is not in this file of known findings
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write what is found to this file, to be known from now on
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Mend in the files what is safe to mend, then check again
    #[arg(long, conflicts_with_all = ["list", "explain", "write_baseline", "standing"])]
    pub(crate) fix: bool,
    /// Tell how the site stands against the inspection, and what falls when, instead of the findings
    #[arg(long, conflicts_with_all = ["list", "explain", "baseline", "write_baseline"])]
    pub(crate) standing: bool,
    /// Ask other sites whether what is linked to is there; a report that never fails; needs curl
    #[arg(long, conflicts_with_all = ["list", "explain", "write_baseline", "standing"])]
    pub(crate) external: bool,
    /// End with status 1 on warnings too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// Arguments of `mask`.
#[derive(Debug, Args)]
pub(crate) struct MaskArgs {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Change the files
    #[arg(long)]
    pub(crate) write: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One object a line.
    Json,
    /// One document for code hosts and editors.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// Arguments of `index`.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: IndexCommand,
}

/// The commands of the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// List every number ever issued
    List {
        /// How the list is printed: table, csv or json; default: table
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: ListFormat,
    },
    /// Check the ledger: form and check digits of the numbers, gaps in the serials
    Verify,
    /// Withdraw a number: a page stays at its address that says why
    Withdraw {
        /// The number, such as 002590761/2024-00031
        #[arg(value_name = "NUMBER")]
        number: String,
        /// Why the item was withdrawn; readers see it
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Tell the ledger that an item was renamed or moved
    Move {
        /// Where the item was, as the ledger names it
        #[arg(value_name = "FROM")]
        from: String,
        /// Where it is now
        #[arg(value_name = "TO")]
        to: String,
    },
    /// Take over numbers issued elsewhere, from a CSV file with the ledger's columns
    Import {
        /// The CSV file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// How the ledger is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    Table,
    /// As in the ledger.
    Csv,
    /// One array.
    Json,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Which file: site, project, progress, article or column
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Which shell: bash, zsh, fish, powershell or elvish
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

//! What may stand on the command line.
//!
//! The doc comments of commands and arguments are their English help; [`super::wording`] holds the Chinese
//! one and is tested to leave nothing out.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use gongkai::model::Moment;
use jiff::civil::Date;

use super::fleet_args::FleetArgs;

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
    /// Propose content files made of Word files, sheets and old pages; write them with --write
    Import(ImportArgs),
    /// Look after the ledger of index numbers
    #[command(arg_required_else_help = true)]
    Index(IndexArgs),
    /// Show every version of an item that was published, with what changed and why
    #[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
    History(HistoryArgs),
    /// Collect the figures of a period with fill-in workbooks
    #[command(arg_required_else_help = true)]
    Forms(FormsArgs),
    /// Look up what the search of the built site finds
    Search(SearchArgs),
    /// Show what the next build would publish, with the fingerprint to approve it by
    Changes(ChangesArgs),
    /// Approve what `changes` showed
    Approve(ApproveArgs),
    /// Count what the annual report on disclosure asks for, with the items behind each number
    Report(ReportArgs),
    /// Hand a column over to the archive: its files as they were published, a table of them, digests
    Archive(ArchiveArgs),
    /// Put the built site online: send what differs, then switch
    Deploy(DeployArgs),
    /// List the releases of a destination, or what differs between two
    Releases(ReleasesArgs),
    /// Make an earlier release live again
    Rollback(RollbackArgs),
    /// Look at the live site as its readers do, and compare it with its signed manifest
    Verify(VerifyArgs),
    /// Print the settings of a web server that show the site safely
    ServerConfig(ServerConfigArgs),
    /// Look after the members of a portal
    #[command(arg_required_else_help = true)]
    Portal(PortalArgs),
    /// Look after the key that signs the site
    #[command(arg_required_else_help = true)]
    Key(KeyArgs),
    /// List every page that this program would change of a site that an older one built
    Upgrade(UpgradeArgs),
    /// Build many sites on one machine or on many
    #[command(arg_required_else_help = true)]
    Fleet(FleetArgs),
    /// Print the JSON Schema of a file, for editors
    Schema(SchemaArgs),
    /// Print the completions for a shell
    Completions(CompletionsArgs),
}

/// A day, or a moment of it; what is wrong with it is told elsewhere, in both languages.
pub(super) fn moment(text: &str) -> Result<Moment, &'static str> {
    Moment::parse(text).map_err(|_| "no date")
}

/// What is wrong with a year, for [`usage_error`](super::usage_error).
pub(super) const NO_YEAR: &str = "no year";

/// A year of four digits.
fn year(text: &str) -> Result<i16, &'static str> {
    text.parse().ok().filter(|year| (1900..=2999).contains(year)).ok_or(NO_YEAR)
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
    /// A project (its folder or title), or the word "article", or "correction"
    #[arg(value_name = "PROJECT")]
    pub(crate) project: String,
    /// The period, such as 2024-Q2 or 2024年二季度; for an article its path, such as 通知/放假安排; for a correction
    /// the changed item: its number, path or title
    #[arg(value_name = "PERIOD")]
    pub(crate) period: String,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
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
    /// Only for a look: issue no number, record nothing; so are builds with --drafts, --future or a day to
    /// come
    #[arg(long)]
    pub(crate) trial: bool,
    /// Believe nothing that an earlier build left: render every page, read every file of the output
    #[arg(long)]
    pub(crate) fresh: bool,
    /// The day to take for today, such as 2024-06-30, or a moment of it: 2024-06-30T09:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
    /// How findings are printed: text, json with one object a line, sarif or github; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: FindingsFormat,
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
    /// The day to take for today, such as 2024-06-30, or a moment of it: 2024-06-30T09:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
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
    pub(crate) format: FindingsFormat,
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
    /// The day to take for today, such as 2024-06-30, or a moment of it: 2024-06-30T09:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
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

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The column or project that they go to: its folder or title
    #[arg(long, value_name = "PLACE")]
    pub(crate) to: Option<String>,
    /// What they become: article, table, project, progress, or a kind of article; default: what they look
    /// like
    #[arg(long = "as", value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Write the files; none is overwritten
    #[arg(long)]
    pub(crate) write: bool,
    /// What becomes of tracked changes: accept, reject or ask; default: accept
    #[arg(long, value_name = "WAY", default_value = "accept")]
    pub(crate) changes: ChangesWay,
    /// How the report is printed: text, or json with one object a file; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// What becomes of tracked changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChangesWay {
    /// They are accepted, and told.
    Accept,
    /// They are rejected, and told.
    Reject,
    /// They are accepted, and each is to be looked at.
    Ask,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingsFormat {
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
        /// The item that stands in its stead: its number or its path; the page leads there
        #[arg(long, value_name = "NUMBER")]
        successor: Option<String>,
    },
    /// Make a withdrawn item public again, under its number and at its address
    Restore {
        /// The number, such as 002590761/2024-00031
        #[arg(value_name = "NUMBER")]
        number: String,
    },
    /// Show what the published site proves of a damaged ledger; write it with --write
    Repair {
        /// Change the ledger; the old one is kept beside it
        #[arg(long)]
        write: bool,
        /// Where the published site is; default: output in the site folder
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Tell the ledger that an item, or a folder with all that is in it, was renamed or moved
    Move {
        /// Where the item or folder was, as the ledger names it
        #[arg(value_name = "FROM")]
        from: String,
        /// Where it is now
        #[arg(value_name = "TO")]
        to: String,
    },
    /// Take over numbers issued elsewhere from a CSV file with the ledger's columns, or a whole site with
    /// them
    Import {
        /// The CSV file; or a folder of saved pages, or an export with titles and texts
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The column that pages go to: its folder or title
        #[arg(long, value_name = "PLACE")]
        to: Option<String>,
        /// Write the pages; none is overwritten
        #[arg(long)]
        write: bool,
        /// The day to take for today, such as 2024-06-30
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
    },
}

/// Arguments of `archive`.
#[derive(Debug, Args)]
pub(crate) struct ArchiveArgs {
    /// The column: its folder or title
    #[arg(value_name = "COLUMN")]
    pub(crate) column: String,
    /// Where it goes: a file that ends in .zip, or a new folder; default: the column's title with .zip
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// Where the built site is; default: output in the site folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The year that the report is on, such as 2024
    #[arg(value_name = "YEAR", value_parser = year)]
    pub(crate) year: i16,
    /// How the counts are printed: table, csv or json; default: table
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ListFormat,
    /// The day to take for today, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
}

/// Arguments of `changes`.
#[derive(Debug, Args)]
pub(crate) struct ChangesArgs {
    /// Show what was published since this day too, such as 2024-06-30
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Write a page to be printed and signed to this file: A4, changes marked, with the fingerprint
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
    /// The day to take for today, such as 2024-06-30, or a moment of it: 2024-06-30T09:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
}

/// Arguments of `approve`.
#[derive(Debug, Args)]
pub(crate) struct ApproveArgs {
    /// The fingerprint that `changes` printed
    #[arg(value_name = "FINGERPRINT")]
    pub(crate) fingerprint: String,
    /// Who approves
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// In which role
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: String,
    /// The day to take for today, such as 2024-06-30, or a moment of it: 2024-06-30T09:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
}

/// Arguments of `history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The item: its number or path
    #[arg(value_name = "ITEM")]
    pub(crate) item: Option<String>,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Option<HistoryCommand>,
}

/// The commands of the record.
#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Show what a version says, field by field
    Show {
        /// The item: its number or path
        #[arg(value_name = "ITEM")]
        item: String,
        /// Which version; default: the newest
        #[arg(long, value_name = "N")]
        version: Option<u32>,
        /// Which part, such as 2024-Q1
        #[arg(long, value_name = "PART")]
        part: Option<String>,
    },
    /// Cancel a newest version that never went online
    Retract {
        /// The item: its number or path
        #[arg(value_name = "ITEM")]
        item: String,
        /// Which part, such as 2024-Q1
        #[arg(long, value_name = "PART")]
        part: Option<String>,
        /// The site that was built with it never went online
        #[arg(long)]
        never_online: bool,
    },
    /// Delete the text and values of a superseded version for good
    Purge {
        /// The item: its number or path
        #[arg(value_name = "ITEM")]
        item: String,
        /// Which version
        #[arg(long, value_name = "N")]
        version: u32,
        /// Which part, such as 2024-Q1
        #[arg(long, value_name = "PART")]
        part: Option<String>,
        /// Why; readers see it
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Give versions of two branches that share a number a number each
    Repair {
        /// Keep what has the number of a purged version and is another one
        #[arg(long)]
        keep: bool,
    },
}

/// Arguments of `forms`.
#[derive(Debug, Args)]
pub(crate) struct FormsArgs {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: FormsCommand,
}

/// The commands of fill-in workbooks.
#[derive(Debug, Subcommand)]
pub(crate) enum FormsCommand {
    /// Make the workbooks of a period, one for each lead unit
    Make {
        /// The period, such as 2024-Q2 or 2024年二季度
        #[arg(value_name = "PERIOD")]
        period: String,
        /// Only for this unit
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        /// Where the workbooks go; default: forms/PERIOD in the site folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Show what returned workbooks say, and what is wrong with it; merge it into content with --write
    Read {
        /// The workbooks, or folders of them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Write the entries
        #[arg(long)]
        write: bool,
        /// The day to take for today, such as 2024-06-30
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
        /// How it is printed: text, or json with one object a line; default: text
        #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
        format: ResultFormat,
    },
    /// Tell who has reported a period and who is late, and draft the reminders
    Status {
        /// The period, such as 2024-Q2 or 2024年二季度
        #[arg(value_name = "PERIOD")]
        period: String,
        /// The day to take for today, such as 2024-06-30
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
        /// How it is printed: text, or json with one object a line; default: text
        #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
        format: ResultFormat,
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

/// Arguments of `search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// What is looked for, as it would be typed on the site
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    /// The most results; default: 10
    #[arg(long, value_name = "N", default_value = "10", hide_default_value = true)]
    pub(crate) limit: usize,
    /// The newest first
    #[arg(long)]
    pub(crate) by_date: bool,
    /// Only this publishing body
    #[arg(long, value_name = "NAME")]
    pub(crate) unit: Option<String>,
    /// Only this column
    #[arg(long, value_name = "TITLE")]
    pub(crate) column: Option<String>,
    /// Only this kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Only this validity
    #[arg(long, value_name = "VALIDITY")]
    pub(crate) validity: Option<String>,
    /// Only this year
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<u32>,
    /// Where the finished site is; default: output in the site folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// How results are printed: text or json; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    pub(crate) format: ResultFormat,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Arguments of `deploy`.
#[derive(Debug, Args)]
pub(crate) struct DeployArgs {
    /// Which destination of site.yaml; it may be left out if there is one
    #[arg(value_name = "NAME")]
    pub(crate) destination: Option<String>,
    /// Tell what would change for readers, send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where the finished site is; default: output in the site folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// A number that was withdrawn and is public again on purpose; may be given several times
    #[arg(long, value_name = "NUMBER")]
    pub(crate) restored: Vec<String>,
    /// A member of a portal of which nothing is known now and that goes on purpose; may be repeated
    #[arg(long, value_name = "MEMBER")]
    pub(crate) without: Vec<String>,
    /// The day to take for today, such as 2024-06-30, or a moment of it: 2024-06-30T09:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
}

/// Arguments of `releases`.
#[derive(Debug, Args)]
pub(crate) struct ReleasesArgs {
    /// Which destination of site.yaml; it may be left out if there is one
    #[arg(value_name = "NAME")]
    pub(crate) destination: Option<String>,
    /// Tell what differs between two releases
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    pub(crate) compare: Vec<String>,
    /// How the list is printed: text or json; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    pub(crate) format: ResultFormat,
}

/// Arguments of `rollback`.
#[derive(Debug, Args)]
pub(crate) struct RollbackArgs {
    /// Which destination of site.yaml; it may be left out if there is one
    #[arg(value_name = "NAME")]
    pub(crate) destination: Option<String>,
    /// The release, or its number; default: the one before
    #[arg(value_name = "RELEASE")]
    pub(crate) release: Option<String>,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The address of a site, or a destination of site.yaml; default: the site's own address
    #[arg(value_name = "URL")]
    pub(crate) target: Option<String>,
    /// A file with the site's public key; default: signing.pub in the site folder
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// How the report is printed: text or json; default: text
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    pub(crate) format: ResultFormat,
}

/// Arguments of `server-config`.
#[derive(Debug, Args)]
pub(crate) struct ServerConfigArgs {
    /// Which server: nginx, apache, iis or caddy
    #[arg(value_name = "SERVER")]
    pub(crate) server: ServerName,
    /// Which destination of site.yaml; it may be left out if there is one
    #[arg(value_name = "NAME")]
    pub(crate) destination: Option<String>,
}

/// The web servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ServerName {
    /// nginx.
    Nginx,
    /// Apache.
    Apache,
    /// Internet Information Services.
    Iis,
    /// Caddy.
    Caddy,
}

/// Arguments of `key`.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

/// The commands of the key.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key: the secret one goes into your own folder, the public one into the site folder
    Make {
        /// Make a new one in place of another: one that was lost, or seen by somebody
        #[arg(long)]
        rotate: bool,
    },
}

/// Arguments of `portal`.
#[derive(Debug, Args)]
pub(crate) struct PortalArgs {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: PortalCommand,
}

/// The commands of a portal.
#[derive(Debug, Subcommand)]
pub(crate) enum PortalCommand {
    /// Fetch what the members have published into the folder members; `build` makes the portal of it
    Update {
        /// How the outcome is printed: text or json with one object a line; default: text
        #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
        format: ResultFormat,
    },
}

/// Arguments of `upgrade`.
#[derive(Debug, Args)]
pub(crate) struct UpgradeArgs {
    /// Only list what would change; nothing is written
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where the site is that the older program built; default: output in the site folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// The day to take for today, such as 2024-06-30: that of the last build leaves only the program's
    /// changes
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Which file: site, project, progress, article, column or fleet
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

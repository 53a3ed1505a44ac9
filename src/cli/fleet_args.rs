//! What may stand behind `gongkai fleet`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gongkai::model::Moment;

use super::args::{ResultFormat, moment};

/// Arguments of `fleet`.
#[derive(Debug, Args)]
pub(crate) struct FleetArgs {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: FleetCommand,
}

/// The commands of a fleet.
#[derive(Debug, Subcommand)]
pub(crate) enum FleetCommand {
    /// Fix one day and the commits for all members, and list what each shard holds
    Plan {
        /// Which fleet.
        #[command(flatten)]
        which: FleetFile,
        /// Into how many shards; default: 1
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        shards: u32,
        /// How the shards are printed: text or json; default: text
        #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
        format: ResultFormat,
    },
    /// Build the members of one shard and put them online; without a shard, plan, build and finish everything
    Build {
        /// Which fleet.
        #[command(flatten)]
        which: FleetFile,
        /// Which shard of how many, such as 3/16; default: as Slurm, Kubernetes or GitLab says
        #[arg(long, value_name = "I/N")]
        shard: Option<String>,
        /// Where members from repositories are fetched to; default: .gongkai.fleet beside the file
        #[arg(long, value_name = "DIR")]
        work: Option<PathBuf>,
    },
    /// Make the portal of what has come in, and say who has not
    Finish {
        /// Which fleet.
        #[command(flatten)]
        which: FleetFile,
        /// Wait so many minutes for those who have not; default: 0
        #[arg(long, value_name = "MINUTES", default_value_t = 0)]
        wait: u32,
        /// Where the portal is fetched to; default: .gongkai.fleet beside the file
        #[arg(long, value_name = "DIR")]
        work: Option<PathBuf>,
    },
    /// Show what became of every member
    Status {
        /// Which fleet.
        #[command(flatten)]
        which: FleetFile,
        /// How the list is printed: text or json; default: text
        #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
        format: ResultFormat,
    },
}

/// Which fleet, and by which day.
#[derive(Debug, Args)]
pub(crate) struct FleetFile {
    /// The file that describes the fleet; default: fleet.yaml
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The day to take for today; once there is a plan, it must be that of the plan
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(crate) today: Option<Moment>,
}

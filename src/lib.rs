//! gongkai turns a folder of YAML and Markdown into a complete public-disclosure site (政府信息公开).
//!
//! The modules stand in the order in which a build uses them; each stage is a function from one named
//! type to another.
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`config`] | `site.yaml` | [`config::Settings`] |
//! | [`source`] | the site folder | [`source::SourceTree`] |
//! | [`entry`] | one file | [`entry::Draft`], with its text as a [`text::Document`] |
//! | [`ledger`] | `index-numbers.csv` | [`ledger::Ledger`], and the numbers of a build |
//! | [`record`] | `published.csv` | [`record::Record`]: every version ever published, with the reason of each change |
//! | [`catalog`] | drafts, ledger, settings | [`catalog::Catalog`]: every reference resolved |
//! | [`chronicle`] | catalog, with its record | [`chronicle::News`]: the versions that a build adds |
//! | [`progress`] | catalog, working days | [`progress::Progress`]: what the figures say, index for index beside the catalogue |
//! | [`reconcile`] | catalog, progress | findings: questions about figures that disagree |
//! | [`portal`] | what members publish | [`portal::Portal`]: all of it joined; [`gather`] fetches it |
//! | [`plan`] | catalog | [`plan::SitePlan`]: every page that will exist, and its address |
//! | [`check`] | catalog, texts, attachments | findings of the rules |
//! | [`search`] | what finished pages show | the files of the search index |
//! | [`render`] | one planned page | bytes, by way of the [`theme`], with its pictures drawn by [`chart`] |
//! | [`output`] | rendered pages | the published folder, whole or not at all |
//! | [`deploy`] | the published folder | a site that readers see, signed by [`signature`] |
//! | [`archiving`] | the published folder, a column | what an archive takes over |
//! | [`verify`] | a live site, over [`http`] | what is wrong with it |
//! | [`fleet`] | many sites | each of them online, built by many machines |
//!
//! [`site`] calls the stages and keeps a site up to date ([`site::Session`], [`site::Snapshot`]);
//! [`publish`] builds and checks it, [`serve`] shows it, and [`forms`] collects what the units report.
//! Below the stages lie [`layout`] (the names in a site folder), [`model`] (the words of the field),
//! [`diag`] (findings about the user's files), [`quantity`] (figures and targets, exactly), [`calendar`]
//! (working days), [`files`] (the one door to the disk), [`character_reference`] (`&amp;`), [`markup`]
//! (tags of finished pages), [`csv_text`] and [`yaml`] (two forms of text, with places), [`privacy`]
//! (personal numbers in text), [`attachment`] (what other files hold), [`import`] (what comes from Word,
//! Excel and old pages), [`annual`] (the annual report: its tables, and what it counts), [`mod@write`]
//! (changing the files that people write), [`review_sheet`] (what is to be approved, as a page to print)
//! and [`timing`] (where the time of a run goes, if somebody asks). `ARCHITECTURE.md` tells what a
//! change passes through and where new things go.
//!
//! Two kinds of trouble are never mixed: a *finding* ([`diag::Diagnostic`]) is something wrong in the user's
//! files, is data, and comes with its place and a cure; a *failure* is an `Err`: we cannot go on.

pub mod layout;
pub mod model;
pub mod diag;
pub mod timing;
pub mod quantity;
pub mod calendar;
pub mod files;
pub mod character_reference;
pub mod markup;
pub mod csv_text;
pub mod yaml;
pub mod privacy;
pub mod config;
pub mod source;
pub mod attachment;
pub mod text;
pub mod entry;
pub mod write;
pub mod import;
pub mod ledger;
pub mod record;
pub mod review_sheet;
pub mod catalog;
pub mod annual;
pub mod chronicle;
pub mod progress;
pub mod reconcile;
pub mod portal;
pub mod plan;
pub mod check;
pub mod chart;
pub mod theme;
pub mod search;
pub mod render;
pub mod output;
pub mod site;
pub mod publish;
pub mod signature;
pub mod http;
pub mod archiving;
pub mod deploy;
pub mod verify;
pub mod gather;
pub mod fleet;
pub mod forms;
pub mod serve;

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
//! | [`catalog`] | drafts, ledger, settings | [`catalog::Catalog`]: every reference resolved |
//! | [`progress`] | catalog, working days | [`progress::Progress`]: what the figures say, index for index beside the catalogue |
//! | [`reconcile`] | catalog, progress | findings: questions about figures that disagree |
//! | [`plan`] | catalog | [`plan::SitePlan`]: every page that will exist, and its address |
//! | [`check`] | catalog, texts, attachments | findings of the rules |
//! | [`render`] | one planned page | bytes, by way of the [`theme`], with its pictures drawn by [`chart`] |
//! | [`output`] | rendered pages | the published folder, whole or not at all |
//!
//! [`pipeline`] is the only caller of the stages, and [`serve`] a preview on top of it. Below them lie [`model`] (the words
//! of the field), [`diag`] (findings about the user's files), [`quantity`] (figures and targets, exactly), [`calendar`]
//! (working days), [`files`] (the one door to the disk), [`yaml`], [`privacy`] (personal numbers in text),
//! [`attachment`] (what other files hold) and [`timing`] (where the time of a run goes, if somebody asks).
//!
//! Two kinds of trouble are never mixed: a *finding* ([`diag::Diagnostic`]) is something wrong in the user's
//! files, is data, and comes with its place and a cure; a *failure* is an `Err`: we cannot go on.

pub mod model;
pub mod diag;
pub mod timing;
pub mod quantity;
pub mod calendar;
pub mod files;
pub mod yaml;
pub mod privacy;
pub mod config;
pub mod source;
pub mod text;
pub mod entry;
pub mod ledger;
pub mod catalog;
pub mod progress;
pub mod reconcile;
pub mod plan;
pub mod attachment;
pub mod check;
pub mod chart;
pub mod theme;
pub mod render;
pub mod output;
pub mod pipeline;
pub mod serve;

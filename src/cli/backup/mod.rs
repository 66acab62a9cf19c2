//! `deskferry backup`: makes, lists, shows, compares, accepts and removes backups.

mod backup_words;
mod target;

mod alarm_text;
mod keep_args;
mod limit_args;
mod remove_backups;
mod retention_text;

mod accept;
mod diff;
mod list;
mod prune;
mod run;
mod show;

mod command;

pub(crate) use command::{Args, run};
pub(crate) use target::folder_hint;

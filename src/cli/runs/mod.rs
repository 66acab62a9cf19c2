//! `deskferry runs`: lists, shows and removes runs.

mod command;
mod list;
mod prune;
mod run_json;
mod show;

pub(crate) use command::{Args, run};

//! `deskferry runs`: lists, shows and removes runs.

mod entry;
mod since;

mod run_json;
mod show_trace;

mod list;
mod prune;
mod show;

mod command;

pub(crate) use command::{Args, flag_of_list, run};

//! `deskferry check`: checks one backup, or all of a target.

mod max_age;
mod report;

mod all;

mod command;

pub(crate) use command::{Args, run};

//! `deskferry singer`: a tap and a target, as the Singer specification describes them.

mod config_members;
mod tap;
mod target;

mod command;

pub(crate) use command::{Args, run};
pub(crate) use config_members::with_config_members;

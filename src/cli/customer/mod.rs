//! `deskferry customer`: reads and changes single customers.

mod command;
mod complaints;
mod field_values;
mod photo;
mod read;
mod record;
mod write;

pub(crate) use command::{Args, run};

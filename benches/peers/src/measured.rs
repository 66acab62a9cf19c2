//! Runs a command and tells its time, processor time and peak memory. It is here because this program is small: the
//! peak memory of a process counts from before it becomes another program, so a child of Python starts with Python's.

use std::{process::Command, time::Instant};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};

use crate::Outcome;

pub(crate) fn run(program: &str, arguments: &[&str]) -> Outcome<()> {
    let began = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let wall = began.elapsed().as_secs_f64();
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = used.user_time().num_microseconds() + used.system_time().num_microseconds();
    eprintln!(
        r#"{{"status":{},"wall":{wall:.6},"cpu":{:.6},"peak_kb":{}}}"#,
        status.code().unwrap_or(-1),
        cpu as f64 / 1e6,
        used.max_rss()
    );
    Ok(())
}

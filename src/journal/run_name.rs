//! The name of a new run. It sorts after the runs of other seconds, even if the clock was set back; within a second the
//! file system orders them.

use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::error::JournalError;
use super::run_folder::{RunFolder, TIME, traces_dir};
use crate::failpoint;

/// A name that is not used yet.
#[derive(Debug)]
pub struct RunName {
    /// The id of the run.
    pub id: String,
    /// When the run begins, by this machine's clock.
    pub now: Timestamp,
    /// The newest run, if the clock is behind it.
    newest: Option<String>,
}

impl RunName {
    /// A name for a run that begins now. `latest` is the run with the last name, so the name has the current time,
    /// or one second more than the newest run if the clock is behind.
    pub fn new(run_dir: &Path, source: &str) -> Result<Self, JournalError> {
        let wall = Timestamp::from_millisecond(failpoint::wall_clock());
        Self::at(run_dir, source, wall.unwrap_or_else(|_| Timestamp::now()))
    }

    fn at(run_dir: &Path, source: &str, now: Timestamp) -> Result<Self, JournalError> {
        let mut others = RunFolder::all(run_dir)?;
        // Traces of another user can't be read; they are not among those that `latest` means.
        others.extend(RunFolder::all(&traces_dir(run_dir)).unwrap_or_default());
        let timed = others.iter().filter_map(|other| Some((time_of(&other.id())?, other.id())));
        // The file system orders runs within a second.
        let newest = timed.max().filter(|(time, _)| time.as_second() > now.as_second());
        let next = newest.as_ref().and_then(|(time, _)| time.checked_add(SignedDuration::from_secs(1)).ok());
        let id = RunFolder::name(source, next.unwrap_or(now));
        Ok(Self { id, now, newest: newest.map(|(_, id)| id) })
    }

    /// A warning, if the time in the name is not that of the clock.
    pub fn warning(&self) -> Option<String> {
        let newest = self.newest.as_ref()?;
        Some(format!(
            "The clock of this machine is behind its newest run ({newest}): check the clock. This run \
             is named one second later than that one, so that `latest` means this run."
        ))
    }
}

/// The time in a run's name; `None` if the folder is not a run.
fn time_of(id: &str) -> Option<Timestamp> {
    let (time, _) = id.split_once('-')?;
    Offset::UTC.to_timestamp(DateTime::strptime(TIME, time).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_sorts_after_all_existing_runs() {
        let dir = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T10:00:00.7Z".parse().unwrap();
        let name = |of: &str| RunName::at(&dir.path().join(of), "a.csv", now).unwrap();
        assert!(name("none").id.starts_with("20261123T100000Z-a-"));
        let make = |folder: &str| std::fs::create_dir(dir.path().join(folder)).unwrap();
        make("20261123T100000Z-b-000000");
        make("notes");
        make("99999999T999999Z-c-000000");
        let same = name("");
        assert!(same.id.starts_with("20261123T100000Z-a-") && same.warning().is_none(), "{same:?}");
        make("20261123T110000Z-b-000000");
        let later = name("");
        assert!(later.id.starts_with("20261123T110001Z-a-") && later.now == now, "{later:?}");
        let said = later.warning().unwrap();
        assert!(said.starts_with("The clock of this machine is behind its newest run (20261123T110000Z-b-"));
        make("traces");
        make("traces/20261123T120000Z-backup-000000");
        assert!(name("").id.starts_with("20261123T120001Z-a-"), "a run is newer than every trace");
        make(".making-20261123T235959Z-b-000000");
        assert!(name("").id.starts_with("20261124T000000Z-a-"));
        make("99991231T235959Z-b-000000");
        assert!(name("").warning().is_some());
    }
}

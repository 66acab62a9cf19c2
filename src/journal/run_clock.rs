//! The clock of a run. Its times decide which insert came later and how long an insert in doubt has been missing.
//! It therefore never runs backwards, and measures durations with a monotonic clock, independently of the wall
//! clock.
//!
//! Within a process it is the process's monotonic clock. The time since the machine started connects one process
//! with the next. After a restart of the machine, durations are measured from zero.

use std::time::{Duration, Instant};

use crate::database::{Connection, OptionalRow as _, params};

use super::error::JournalError;
use super::optional_tables;

/// Times are epoch milliseconds: the wall clock when the run's first process since the machine started began, plus the
/// time measured since then.
#[derive(Debug, Clone, Copy)]
pub struct RunClock {
    start: Instant,
    at: i64,
    /// Time before this was not measured.
    measured_from: i64,
}

impl RunClock {
    /// Continues the clock of the last process, if the machine was not restarted since.
    pub(super) fn of(connection: &Connection, wall: i64) -> Result<Self, JournalError> {
        Self::carried_on(connection, wall, machine())
    }

    fn carried_on(
        connection: &Connection,
        wall: i64,
        machine: Option<(String, i64)>,
    ) -> Result<Self, JournalError> {
        let start = Instant::now();
        optional_tables::create(connection, optional_tables::CLOCK)?;
        let sql = "SELECT max(t) FROM (SELECT max(at) AS t FROM intent UNION ALL SELECT max(ended) FROM outcome \
                   UNION ALL SELECT max(intended) FROM again UNION ALL SELECT max(ended) FROM again) newest";
        let newest: Option<i64> = connection.query_row(sql, params![], |row| row.get(0))?;
        let later = newest.map_or(i64::MIN, |newest| newest.saturating_add(1));
        let (boot, up) = machine.unzip();
        let sql = "SELECT up, at FROM clock WHERE boot = ?1 AND up <= ?2";
        let known =
            connection.query_row(sql, params![boot, up], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)));
        if let (Some((then, at)), Some(up)) = (known.optional()?, up) {
            return Ok(Self { start, at: (at + (up - then)).max(later), measured_from: at });
        }
        let at = wall.max(later);
        connection.group(&mut || {
            connection.execute("DELETE FROM clock", params![])?;
            if let (Some(boot), Some(up)) = (&boot, up) {
                connection
                    .execute("INSERT INTO clock (boot, up, at) VALUES (?, ?, ?)", params![boot, up, at])?;
            }
            Ok::<_, JournalError>(())
        })?;
        Ok(Self { start, at, measured_from: at })
    }

    /// The time now, later than any time in the journal.
    pub(crate) fn now(&self) -> i64 {
        let passed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.at.saturating_add(passed)
    }

    /// The later of `time` and the start of the measurement.
    pub(crate) fn counted_from(&self, time: i64) -> i64 {
        time.max(self.measured_from)
    }

    /// How much time has certainly passed since `time`.
    pub(crate) fn since(&self, time: i64) -> Duration {
        let passed = self.now().saturating_sub(self.counted_from(time));
        Duration::from_millis(u64::try_from(passed).unwrap_or(0))
    }
}

/// The id of this start of the machine, and the milliseconds since then, including suspended time.
fn machine() -> Option<(String, i64)> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let up = std::fs::read_to_string("/proc/uptime").ok()?;
    let up: f64 = up.split_whitespace().next()?.parse().ok()?;
    let up = i64::try_from(Duration::try_from_secs_f64(up).ok()?.as_millis()).ok()?;
    Some((boot.trim().to_owned(), up))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Connection {
        let connection = Connection::Sqlite(rusqlite::Connection::open_in_memory().unwrap());
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        connection
    }

    fn clock(journal: &Connection, wall: i64, boot: &str, up: i64) -> RunClock {
        RunClock::carried_on(journal, wall, Some((boot.to_owned(), up))).unwrap()
    }

    #[test]
    fn the_wall_clock_is_read_once_per_boot() {
        let journal = journal();
        assert_eq!(clock(&journal, 1_000_000, "a", 500).at, 1_000_000);
        for wall in [0, 1_000_000, 99_000_000] {
            let next = clock(&journal, wall, "a", 2500);
            assert_eq!((next.at, next.counted_from(1_000_500)), (1_002_000, 1_000_500));
        }
    }

    #[test]
    fn after_a_reboot_the_clock_starts_again_and_never_runs_back() {
        let journal = journal();
        clock(&journal, 1_000_000, "a", 500);
        journal.execute("INSERT INTO intent (last, first, at) VALUES (1, 1, 1005000)", params![]).unwrap();
        for (wall, boot, up, at) in
            [(900_000, "b", 5, 1_005_001), (9_000_000, "c", 900, 9_000_000), (9_000_100, "c", 1, 9_000_100)]
        {
            let next = clock(&journal, wall, boot, up);
            assert_eq!((next.at, next.counted_from(1_000_000)), (at, at), "{boot}");
            assert!(next.since(0) < Duration::from_secs(5));
        }
        let unknown = RunClock::carried_on(&journal, 9_500_000, None).unwrap();
        assert_eq!(unknown.counted_from(1_000_000), 9_500_000);
    }
}

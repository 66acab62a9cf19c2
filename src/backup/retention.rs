//! Which backups are kept: the rules of `restic forget` (since version 0.16), and one more.
//!
//! Each rule goes from the newest backup to the oldest. It keeps the newest backup of each period, until it has kept as
//! many as its number says. Periods without a backup don't count. If the number is not used up, the rule also keeps the
//! oldest backup of all, so that the history reaches back as far as possible. A backup is kept if any rule keeps it.
//!
//! Periods are those of the calendar in UTC. Weeks are ISO weeks: they begin on Monday, and belong to the year of their
//! Thursday.
//!
//! The additional rule: the newest complete backup is always kept, whatever the policy says.

use std::fmt;

use jiff::civil::DateTime;

use super::backup_name::BackupName;

/// The number of backups that each rule keeps; 0 turns the rule off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// How many of the newest backups to keep, whatever their time.
    pub last: u32,
    /// For how many hours to keep the newest backup of the hour.
    pub hourly: u32,
    /// For how many days.
    pub daily: u32,
    /// For how many ISO weeks.
    pub weekly: u32,
    /// For how many months.
    pub monthly: u32,
    /// For how many years.
    pub yearly: u32,
}

/// A policy that can't be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetentionError {
    /// It would remove all backups.
    #[error(
        "the policy keeps nothing; set at least one of --keep-last, --keep-hourly, --keep-daily, \
         --keep-weekly, --keep-monthly and --keep-yearly above 0"
    )]
    Empty,
}

/// Why a backup is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RetentionRule {
    /// One of the newest.
    Last,
    /// The newest of its hour.
    Hourly,
    /// The newest of its day.
    Daily,
    /// The newest of its ISO week.
    Weekly,
    /// The newest of its month.
    Monthly,
    /// The newest of its year.
    Yearly,
    /// The oldest, if a rule did not use up its number.
    Oldest,
    /// The newest complete one.
    LastComplete,
}

impl fmt::Display for RetentionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Last => "last",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
            Self::Oldest => "oldest",
            Self::LastComplete => "last complete",
        })
    }
}

/// What the rules need to know about a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionCandidate {
    /// Its name, which contains its time.
    pub name: BackupName,
    /// No customer can be missing from it, and it is not marked.
    pub is_complete: bool,
}

/// The decision about a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionDecision {
    /// The backup.
    pub name: BackupName,
    /// The rules that keep it; without any, it is removed.
    pub rules: Vec<RetentionRule>,
}

impl RetentionDecision {
    /// False if it is removed.
    pub fn is_kept(&self) -> bool {
        !self.rules.is_empty()
    }
}

impl RetentionPolicy {
    /// Decides about all backups. The result begins with the newest; the order of `backups` does not matter.
    pub fn decide(&self, backups: &[RetentionCandidate]) -> Result<Vec<RetentionDecision>, RetentionError> {
        let mut counters = self.counters();
        if counters.is_empty() {
            return Err(RetentionError::Empty);
        }
        let mut sorted: Vec<&RetentionCandidate> = backups.iter().collect();
        sorted.sort_by(|one, other| other.name.cmp(&one.name));
        let complete = sorted.iter().position(|backup| backup.is_complete);
        let decide_one = |(at, backup): (usize, &&RetentionCandidate)| {
            let is_oldest = at + 1 == sorted.len();
            let clock = backup.name.clock();
            let counted = counters.iter_mut().filter_map(|counter| counter.takes(at, clock, is_oldest));
            let mut rules: Vec<RetentionRule> =
                counted.chain((complete == Some(at)).then_some(RetentionRule::LastComplete)).collect();
            rules.sort_unstable();
            rules.dedup();
            RetentionDecision { name: backup.name.clone(), rules }
        };
        Ok(sorted.iter().enumerate().map(decide_one).collect())
    }

    fn counters(&self) -> Vec<Counter> {
        let rules = [
            (RetentionRule::Last, self.last),
            (RetentionRule::Hourly, self.hourly),
            (RetentionRule::Daily, self.daily),
            (RetentionRule::Weekly, self.weekly),
            (RetentionRule::Monthly, self.monthly),
            (RetentionRule::Yearly, self.yearly),
        ];
        let used = rules.into_iter().filter(|(_, left)| *left > 0);
        used.map(|(rule, left)| Counter { rule, left, period: None }).collect()
    }
}

/// The state of a rule between the newest backup and the oldest.
struct Counter {
    rule: RetentionRule,
    left: u32,
    /// The period of the last backup that the rule kept.
    period: Option<[i64; 4]>,
}

impl Counter {
    fn takes(&mut self, at: usize, clock: DateTime, is_oldest: bool) -> Option<RetentionRule> {
        let period = Some(self.rule.period(at, clock));
        let is_new = period != self.period;
        if self.left == 0 || !(is_new || is_oldest) {
            return None;
        }
        self.left -= 1;
        self.period = period;
        Some(if is_new { self.rule } else { RetentionRule::Oldest })
    }
}

impl RetentionRule {
    /// A value that is equal for all backups of one period, and only for them.
    fn period(self, at: usize, clock: DateTime) -> [i64; 4] {
        let [year, month, day, hour] =
            [clock.year().into(), clock.month().into(), clock.day().into(), clock.hour().into()];
        match self {
            Self::Last | Self::Oldest | Self::LastComplete => [at as i64, 0, 0, 0],
            Self::Hourly => [year, month, day, hour],
            Self::Daily => [year, month, day, 0],
            Self::Weekly => {
                let week = clock.date().iso_week_date();
                [week.year().into(), week.week().into(), 0, 0]
            }
            Self::Monthly => [year, month, 0, 0],
            Self::Yearly => [year, 0, 0, 0],
        }
    }
}

#[cfg(test)]
mod tests;

//! The flags that say which backups to keep.

use clap::Args as ClapArgs;
use deskferry::backup::RetentionPolicy;

use super::super::command_error::CommandError;

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Which backups to keep: a backup stays if any rule keeps it; periods are in \
UTC")]
pub(super) struct KeepArgs {
    /// The newest N
    #[arg(long, value_name = "N")]
    keep_last: Option<u32>,
    /// The newest backup in each of the last N hours that have one
    #[arg(long, value_name = "N")]
    keep_hourly: Option<u32>,
    /// The newest backup in each of the last N days that have one
    #[arg(long, value_name = "N")]
    keep_daily: Option<u32>,
    /// The newest backup in each of the last N weeks that have one
    #[arg(long, value_name = "N")]
    keep_weekly: Option<u32>,
    /// The newest backup in each of the last N months that have one
    #[arg(long, value_name = "N")]
    keep_monthly: Option<u32>,
    /// The newest backup in each of the last N years that have one
    #[arg(long, value_name = "N")]
    keep_yearly: Option<u32>,
    /// Show which backups would be removed, and remove none
    #[arg(long)]
    keep_dry_run: bool,
}

impl KeepArgs {
    /// `None` if no rule is given. A policy that keeps nothing is refused.
    pub(super) fn policy(&self) -> Result<Option<RetentionPolicy>, CommandError> {
        let rules = [
            self.keep_last,
            self.keep_hourly,
            self.keep_daily,
            self.keep_weekly,
            self.keep_monthly,
            self.keep_yearly,
        ];
        if rules.iter().all(Option::is_none) && !self.keep_dry_run {
            return Ok(None);
        }
        let [last, hourly, daily, weekly, monthly, yearly] = rules.map(Option::unwrap_or_default);
        let policy = RetentionPolicy { last, hourly, daily, weekly, monthly, yearly };
        policy.decide(&[]).map_err(|error| CommandError::usage(error.to_string()))?;
        Ok(Some(policy))
    }

    /// True if nothing is to be removed.
    pub(super) fn is_dry_run(&self) -> bool {
        self.keep_dry_run
    }
}

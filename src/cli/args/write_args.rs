//! The flags of every command that plans and writes.

use std::time::Duration;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::config::{Config, parse_positive_duration};
use deskferry::customer::WriteOverrides;
use deskferry::journal::RunFileSettings;
use deskferry::mapping::{WriteFlag, write_overrides};
use deskferry::writer::MaxFailures;

use super::lock_args::LockArgs;
use crate::cli::command_error::CommandError;

#[derive(Debug, ClapArgs)]
pub(crate) struct WriteArgs {
    /// Stop after this many failed writes; 0 = never [default: 100 in a row, or 10% after 200 writes]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// How long to wait before an insert without an answer counts as not written: 300ms, 30s, 5m [default:
    /// 30s, or longer if `deskferry doctor --probe` found that new customers appear late]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    settle_for: Option<Duration>,
    /// Before sending an insert, repeat a lookup older than this if the list does not show new customers
    /// [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    match_age: Option<Duration>,
    /// Custom field (customFields.NAME) that marks each insert with its run and row, so that an insert
    /// without a key can be found if its outcome is unknown
    #[arg(long, value_name = "FIELD", value_parser = custom_field)]
    marker: Option<String>,
    /// What an update may overwrite: always, if_empty (fill what the help desk has empty) or on_insert (new
    /// customers only); FIELD=POLICY for one field, also with never or append
    #[arg(long, value_name = "POLICY")]
    write: Vec<WriteFlag>,
    /// What an update sends
    #[arg(long, value_enum, default_value = "whole")]
    put: PutArg,
    #[command(flatten)]
    lock: LockArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PutArg {
    /// The complete customer as read, with the changes
    Whole,
    /// Only the changed fields
    Partial,
}

impl WriteArgs {
    /// How to get the account's lock; `None` for a dry run, which needs none.
    pub(crate) fn lock(&self, dry_run: bool) -> Option<LockArgs> {
        (!dry_run).then_some(self.lock)
    }

    /// What the flags say about policies of writing.
    pub(crate) fn write_overrides(&self) -> Result<WriteOverrides, CommandError> {
        write_overrides(&self.write).map_err(CommandError::usage)
    }

    /// The settings of the run, for `run.json`.
    pub(crate) fn settings(&self, config: &Config) -> RunFileSettings {
        RunFileSettings {
            rate: config.rate.value,
            rate_is_default: !config.rate_is_stated(),
            concurrency: config.concurrency.value,
            max_failures: self.max_failures.unwrap_or_default().number(),
            timeout_seconds: config.timeout.value.as_secs_f64(),
            put_partial: self.put == PutArg::Partial,
            settle_millis: millis(self.settle_for.unwrap_or_else(|| config.settle_time())),
            match_millis: self.match_age.map(millis),
            marker: self.marker.clone(),
            language: Some(config.language.value.unwrap_or_default()),
            journal: config.journal_address(),
            ..RunFileSettings::default()
        }
    }
}

/// Flags of a command that continues what a run or a plan began; each replaces a setting of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChangedSettings {
    pub(crate) max_failures: Option<MaxFailures>,
    pub(crate) settle_for: Option<Duration>,
    pub(crate) match_age: Option<Duration>,
}

impl ChangedSettings {
    /// The settings of the run or plan, with the given flags in their place.
    pub(crate) fn over(self, config: &Config, of: RunFileSettings) -> RunFileSettings {
        RunFileSettings {
            rate: config.rate.value,
            rate_is_default: !config.rate_is_stated(),
            concurrency: config.concurrency.value,
            max_failures: self.max_failures.map_or(of.max_failures, MaxFailures::number),
            timeout_seconds: config.timeout.value.as_secs_f64(),
            settle_millis: self.settle_for.map_or(of.settle_millis, millis),
            match_millis: self.match_age.map(millis).or(of.match_millis),
            language: config.language.value,
            ..of
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Parses `customFields.NAME` or `NAME`.
fn custom_field(text: &str) -> Result<String, String> {
    match text.strip_prefix("customFields.").unwrap_or(text) {
        "" => Err("give a custom field, such as customFields.importRef".to_owned()),
        name => Ok(name.to_owned()),
    }
}

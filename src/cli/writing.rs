//! The flags of every command that plans and writes.

use std::time::Duration;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::api::Backoff;
use deskferry::config::Config;
use deskferry::journal::{AccountLock, Settings};
use deskferry::writer::{MaxFailures, WriterSettings};

use super::fault::Fault;
use super::global::Remote;

#[derive(Debug, ClapArgs)]
pub(crate) struct WritingArgs {
    /// Stop after so many failed writes; 0 never [default: 100 in a row, or 10 % once 200 were sent]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// How long an insert that got no answer must be missing before it counts as absent: 30, 30s or 2m
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = span)]
    settle_for: Duration,
    /// Custom field (customFields.NAME) that takes a reference of run and row, to settle rows without a key
    #[arg(long, value_name = "FIELD", value_parser = custom_field)]
    marker: Option<String>,
    /// What an update sends
    #[arg(long, value_enum, default_value = "whole")]
    put: Put,
    /// Import although another import into this account is at work on this machine
    #[arg(long)]
    allow_parallel: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Put {
    /// The whole customer as read, with the changes
    Whole,
    /// The changed fields alone
    Partial,
}

impl WritingArgs {
    /// Keeps other writers out of the account; a dry run writes nothing.
    pub(crate) fn lock(&self, remote: &Remote, dry_run: bool) -> Result<Option<AccountLock>, Fault> {
        if dry_run || self.allow_parallel { Ok(None) } else { remote.lock_account() }
    }

    /// For `run.json`.
    pub(crate) fn settings(&self, config: &Config) -> Settings {
        Settings {
            rate: config.rate,
            concurrency: config.concurrency,
            max_failures: self.max_failures.unwrap_or_default().number(),
            timeout_seconds: config.timeout.as_secs(),
            put_partial: self.put == Put::Partial,
            settle_millis: u64::try_from(self.settle_for.as_millis()).unwrap_or(u64::MAX),
            marker: self.marker.clone(),
            ..Settings::default()
        }
    }

    /// For the writer.
    pub(crate) fn writer(&self, config: &Config) -> WriterSettings {
        WriterSettings {
            concurrency: config.concurrency,
            max_failures: self.max_failures.unwrap_or_default(),
            backoff: Backoff::default(),
            put_partial: self.put == Put::Partial,
            lookup: None,
            marker: None,
            settle_for: self.settle_for,
        }
    }
}

/// `30`, `30s`, `2m`
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let (number, seconds) = match text.trim().strip_suffix('m') {
        Some(minutes) => (minutes, 60.0),
        None => (text.trim().trim_end_matches('s'), 1.0),
    };
    let number: f64 =
        number.trim().parse().map_err(|_| "give seconds (30 or 30s) or minutes (2m)".to_owned())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
}

/// `customFields.NAME`, or the name alone.
fn custom_field(text: &str) -> Result<String, String> {
    match text.strip_prefix("customFields.").unwrap_or(text) {
        "" => Err("name a custom field, such as customFields.importRef".to_owned()),
        name => Ok(name.to_owned()),
    }
}

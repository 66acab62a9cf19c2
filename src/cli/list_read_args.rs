//! The flags of every command that reads the whole list, and what it says in the end.

use std::sync::Arc;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::event::Listener;
use deskferry::export::{self, Evidence, ReadListJob, Verdict};
use deskferry::lookup::Filter;

use super::console;
use super::global_args::ConnectedClient;

#[derive(Debug, ClapArgs)]
pub(crate) struct ListReadArgs {
    /// Read the list only once: faster, but completeness is not proven
    #[arg(long, conflicts_with = "max_passes")]
    single_pass: bool,
    /// Maximum number of passes over the list before the result counts as unproven
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=50))]
    max_passes: u32,
    /// Read each customer's details, one call each; auto: for a backup, or if the list leaves out fields
    #[arg(long, value_enum, default_value = "auto")]
    details: DetailsArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DetailsArg {
    Auto,
    Always,
    Never,
}

impl From<DetailsArg> for export::DetailsMode {
    fn from(details: DetailsArg) -> Self {
        match details {
            DetailsArg::Auto => Self::Auto,
            DetailsArg::Always => Self::Always,
            DetailsArg::Never => Self::Never,
        }
    }
}

impl ListReadArgs {
    /// How the list of an account is read.
    pub(crate) fn job(
        &self,
        remote: &ConnectedClient,
        filter: Filter,
        listener: Arc<dyn Listener>,
    ) -> ReadListJob {
        ReadListJob {
            account: remote.known_as(),
            client: remote.client.clone(),
            concurrency: remote.config.concurrency,
            filter,
            details: self.details.into(),
            backup: false,
            ordered: false,
            single_pass: self.single_pass,
            max_passes: self.max_passes,
            listener,
        }
    }
}

/// What is claimed, and what it took.
pub(crate) fn summary(evidence: &Evidence) -> String {
    let Evidence { verdict, file, passes, requests, refined, seconds, .. } = evidence;
    let mut text =
        format!("{}, {}\n", console::counted(file.customers, "customer", "customers"), verdict.word());
    let mut line = |line: String| text.push_str(&format!("  {line}\n"));
    line(evidence.completeness.clone());
    line(format!(
        "{}, {} ({} retried), {seconds:.1} s",
        console::counted(passes.len(), "pass", "passes"),
        console::counted(requests.total, "request", "requests"),
        requests.retries
    ));
    let came = evidence.came.count;
    let went = evidence.went.count;
    let changed = evidence.changed.count;
    if came + went + changed > 0 {
        line(format!("during the export: {came} added, {went} removed, {changed} changed"));
    }
    line(refined.fields.text());
    if refined.details > 0 {
        line(format!(
            "details read: {}; missing: {} (these customers are kept as listed)",
            refined.details, refined.gone_before_detail.count
        ));
    }
    if let Some(searched) = &evidence.searched {
        let out = refined.not_matching;
        let kept = refined.unjudged;
        line(format!(
            "customers that the server returned: {}; {out} did not match, {kept} could not be checked",
            searched.returned
        ));
    }
    if let Verdict::Unproven { objections, .. } = verdict
        && !objections.is_empty()
    {
        line(format!("not proven because: {}", words(objections)));
    }
    text
}

fn words(objections: &[export::OrderObjection]) -> String {
    let word = |objection: &export::OrderObjection| objection.to_string();
    objections.iter().map(word).collect::<Vec<_>>().join("; ")
}

//! `deskferry duplicates`

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::duplicates::{
    CustomerLink, DuplicatesJob, FoundDuplicates, Grade, Keep, PlannedFill, find_duplicates, plan_fill,
    write_csv, write_members, write_text,
};
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{RunFileSettings, apply_line};
use deskferry::lookup::Filter;
use deskferry::monitor::JobFacts;
use deskferry::planfile::PlanFile;
use deskferry::report::{sandbox_list_banner, wrap};
use deskferry::wording::counted;

use super::args::{GlobalArgs, ListReadArgs, NotifyArgs, OutputArgs};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::list_read_summary::summary;
use super::output_extension::{OutputContent, PLAN};
use super::runtime::block_on;
use super::{console, document, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
duplicates reads the list as export does, and groups customers by e-mail, phone
and name. Each group has a grade: email, phone, name-and-field (the same name
and, for example, the same postcode), name (weak: two people can have the same
name), or shared (an address or a number of customers with three names or more:
no evidence). A weaker group can contain a stronger one.

Nobody is deleted or merged: this API can't move tickets. --plan-out plans only
that the customer to keep gets what it lacks; merge the others by hand.

Exit status: 0 the whole list was read, whatever was found; 2 usage; 3 not
authorized; 4 stopped; 5 the list may be incomplete.

Examples:
  deskferry duplicates
  deskferry duplicates -o duplicates.csv --link https://DESK/customers/{id}
  deskferry duplicates --json | jq '.groups[] | select(.grade == \"email\")'
  deskferry duplicates --plan-out plan.jsonl
  deskferry apply plan.jsonl")]
pub(crate) struct Args {
    /// Write a CSV file with a row for each customer of a group; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// CSV: stop spreadsheets from running cells as formulas
    #[arg(long, requires = "output")]
    excel_safe: bool,
    /// Save a plan that fills the empty fields of the customers to keep, for `deskferry apply`; `-` is standard output
    #[arg(long, value_name = "FILE")]
    plan_out: Option<PathBuf>,
    /// Which customer of a group to keep: the one with the most tickets, the most complete, or the oldest one
    #[arg(long, value_enum, default_value = "tickets")]
    keep: KeepArg,
    /// The weakest evidence that joins customers into one group, and that a plan acts on
    #[arg(long, value_enum, default_value = "phone")]
    join: JoinArg,
    /// Address of a customer's page in your help desk, with {id} where the id belongs [default: its address in the API]
    #[arg(long, value_name = "URL", value_parser = CustomerLink::parse)]
    link: Option<CustomerLink>,
    #[command(flatten)]
    list_read: ListReadArgs,
    #[command(flatten)]
    notify: NotifyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeepArg {
    Tickets,
    Complete,
    Oldest,
}

impl From<KeepArg> for Keep {
    fn from(keep: KeepArg) -> Self {
        match keep {
            KeepArg::Tickets => Self::Tickets,
            KeepArg::Complete => Self::Complete,
            KeepArg::Oldest => Self::Oldest,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum JoinArg {
    Phone,
    NameAndField,
}

impl From<JoinArg> for Grade {
    fn from(join: JoinArg) -> Self {
        match join {
            JoinArg::Phone => Self::Phone,
            JoinArg::NameAndField => Self::NameAndField,
        }
    }
}

const TABLE: OutputContent = OutputContent { flag: "-o", what: "CSV", endings: &["csv"], remedy: "" };

impl Args {
    /// Refuses two outputs on standard output, and names of other formats.
    fn check(&self) -> Result<(), CommandError> {
        self.output.as_deref().map_or(Ok(()), |path| TABLE.check_extension(path))?;
        self.plan_out.as_deref().map_or(Ok(()), |path| PLAN.check_extension(path))?;
        let is_stdout = |path: &Option<PathBuf>| path.as_ref().is_some_and(|path| path.as_os_str() == "-");
        let outputs = [document::is_wanted(), is_stdout(&self.output), is_stdout(&self.plan_out)];
        if outputs.into_iter().filter(|used| *used).count() > 1 {
            return Err(CommandError::usage(
                "--json, -o - and --plan-out - all need standard output: name a file for all but one of them",
            ));
        }
        Ok(())
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    args.notify.over(&global.connection, "duplicates", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    args.check()?;
    let plan_out = args.plan_out.as_deref().map(|path| PlanFile::create(path, &[])).transpose()?;
    let (found, planned, settings) = block_on(async {
        let remote = ConnectedClient::open(&global.connection, &global.output).await?;
        let settings = RunFileSettings {
            rate: remote.config.rate.value,
            rate_is_default: !remote.config.rate_is_stated(),
            concurrency: remote.config.concurrency.value,
            timeout_seconds: remote.config.timeout.value.as_secs_f64(),
            settle_millis: 30_000,
            language: Some(remote.config.language.value.unwrap_or_default()),
            journal: remote.config.journal_address(),
            ..RunFileSettings::default()
        };
        signals::listen_with(&remote.stop, signals::REQUESTS, "nothing was changed")?;
        let link = args.link.clone();
        let link = link.unwrap_or_else(|| CustomerLink::of_api(remote.config.base_url.value.as_str()));
        let drain =
            remote.read_list_job(&args.list_read, Filter::default(), progress::listener(&global.output));
        let job = DuplicatesJob {
            drain: deskferry::export::ReadListJob { ordered: true, ..drain },
            keep: args.keep.into(),
            joined: args.join.into(),
            link,
            stop: remote.stop.clone(),
        };
        let found = find_duplicates(job).await?;
        let write = remote.write_job(&global.output, settings)?;
        let planned = match plan_out {
            Some(file) => {
                let run_dir = remote.config.run_dir()?.to_owned();
                Some(tokio::task::block_in_place(|| plan_fill(&found, &write, &run_dir, file))?)
            }
            None => None,
        };
        let settings = write.settings.clone();
        remote.close().await;
        Ok((found, planned, settings))
    })?;
    if !global.output.quiet() {
        console::banner(sandbox_list_banner(&found.evidence.account));
    }
    let groups = found.counts.iter().map(|(_, groups, _)| groups).sum();
    facts.counts.extend([("customers", found.customers), ("groups", groups)]);
    facts.verdict = Some(found.evidence.verdict.name());
    report(&global.output, args, &found)?;
    if let Some(planned) = &planned {
        document::set("planned", planned)?;
        print_plan(&global.output, planned, &settings);
    }
    Ok(found.evidence.verdict.status())
}

/// Prints the report: tables to stderr, data to stdout.
fn report(output: &OutputArgs, args: &Args, found: &FoundDuplicates) -> Result<ExitStatus, CommandError> {
    let evidence = &found.evidence;
    let told = evidence.malformed.text().into_iter().chain(evidence.refined.text());
    told.for_each(|text| console::warn(&text));
    if !output.quiet() {
        let read: Vec<String> = summary(evidence).lines().map(|line| wrap("", 4, line)).collect();
        console::block(&(read.join("\n") + "\n"));
        write_text(found)?.iter().for_each(|block| console::block(block));
        console::paragraph(&kept(found));
    }
    if evidence.verdict.status() != ExitStatus::Success {
        console::warn(INCOMPLETE);
    }
    if found.without_id > 0 {
        let customers = counted(found.without_id, "customer has", "customers have");
        console::warn(&format!("{customers} no id and can't be compared"));
    }
    document::stream(|put| write_members(found, put))?;
    if let Some(path) = &args.output {
        write_csv(found, path, args.excel_safe)?;
        if path.as_os_str() != "-" {
            console::folder(path);
        }
    }
    Ok(ExitStatus::Success)
}

const INCOMPLETE: &str = "the list may be incomplete: there may be more customers and more groups than these";

/// By what the customers to keep were chosen.
fn kept(found: &FoundDuplicates) -> String {
    if found.counts.is_empty() {
        return String::new();
    }
    let tickets = if found.counts_tickets { "" } else { NO_TICKETS };
    wrap(
        "",
        0,
        &format!(
            "The customer to keep is {}.{tickets} Nobody is deleted or merged.",
            found.keep().in_words()
        ),
    ) + "\n"
}

const NO_TICKETS: &str = " The help desk shows no number of tickets for any customer.";

fn print_plan(output: &OutputArgs, planned: &PlannedFill, settings: &RunFileSettings) {
    if output.quiet() {
        return;
    }
    let mut text = String::from("Plan\n");
    for (name, count) in [
        ("customers to fill", planned.filled),
        ("kept, nothing to fill", planned.complete),
        ("to merge by hand", planned.to_merge),
        ("groups to decide by hand", planned.undecided),
    ] {
        text.push_str(&format!("  {name:<24}{count:>14}\n"));
    }
    console::block(&text);
    if planned.saved.file != "-" {
        console::say(&format!("To write exactly this plan: {}\n", apply_line(&planned.saved.file, settings)));
    }
}

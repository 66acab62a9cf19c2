//! `deskferry restore`

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::customer::{FieldTarget, PHOTO, WriteOverrides, WritePolicies};
use deskferry::exit_status::ExitStatus;
use deskferry::file::read_text;
use deskferry::issue::Code;
use deskferry::journal::RestoredFields;
use deskferry::lookup::field_name;
use deskferry::mapping::check_write_flag;
use deskferry::monitor::JobFacts;
use deskferry::plan::{ImportMode, OnMultiple};
use deskferry::restore::{IdTrust, RecordSelection, RestoreJob, RestoreSource, restore};

use super::args::{GlobalArgs, KeyArgs, ModeArg, NotifyArgs, WriteArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::output_extension::PLAN;
use super::run_report::{job_counts, report};
use super::runtime::block_on;
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A customer whose id still exists gets the values of the backup; fields that are
empty in the backup are emptied. If the id no longer exists, restore looks for
the customer by key, and inserts it if no customer has that key. Restore never
deletes customers. Check the plan first with --dry-run; `deskferry undo` can
undo a restore.

--where, --id and --id-file restore only these customers. --field writes only
these fields, and inserts nobody. If some ids are not in the backup, the exit
status is at least 1; if nobody is selected, it is 2, and nothing is sent.

Examples:
  deskferry restore backups/latest --dry-run --plan-out plan.jsonl
  deskferry restore backups/latest --where email=ann@example.org --field memo
  deskferry restore backups/20261123T010000Z-3f9a0c --mode insert
  deskferry restore customers.jsonl.zst --key email --key name,phoneNumber")]
pub(crate) struct Args {
    /// A backup's folder or s3:// address, TARGET/latest, or a file of customers (.jsonl[.gz|.zst][.age])
    #[arg(value_parser = file_name())]
    backup: String,
    /// Restore only customers with this value in the backup; repeat it for more values, which must all fit
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    wanted: Vec<String>,
    /// Restore only the customer with this id in the backup
    #[arg(long, value_name = "ID")]
    id: Vec<String>,
    /// Restore only customers whose ids are in a file, one on each line
    #[arg(long, value_name = "FILE")]
    id_file: Option<PathBuf>,
    /// Write only these fields: memo,customFields.segment; customers who are gone are not inserted
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    field: Vec<String>,
    /// Read and match everything, show the plan, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Restore even if an earlier restore of the same backup is unfinished; inserts it may have made are looked up
    #[arg(long)]
    anew: bool,
    /// Save the plan of the dry run, for `deskferry apply`; `-` is standard output
    #[arg(long, value_name = "FILE", requires = "dry_run")]
    plan_out: Option<PathBuf>,
    /// upsert: update existing customers, insert the rest; insert: only missing ones; update: only existing ones
    #[arg(long, value_enum, default_value = "upsert")]
    mode: ModeArg,
    /// Whether to match by id; auto: yes, unless the backup is from another account, where ids mean other customers
    #[arg(long, value_enum, default_value = "auto")]
    ids: IdsArg,
    /// Fields that together identify a customer whose id is gone; several keys are tried in order [default: email]
    #[arg(long, value_name = "FIELD[,FIELD]", value_parser = key)]
    key: Vec<RestoreKeyArg>,
    /// Match by id only; a customer whose id is gone is inserted
    #[arg(long, conflicts_with = "key")]
    by_id_only: bool,
    /// id-map.csv of an earlier restore of this backup, to find customers that have no key
    #[arg(long, value_name = "FILE")]
    id_map: Option<PathBuf>,
    /// What to do if several customers match: reject the row, or take the first or last in the help desk's list
    #[arg(long, value_name = "WHAT", default_value = "reject")]
    on_multiple: OnMultiple,
    /// Keep values added since the backup: do not empty fields that are empty in it
    #[arg(long)]
    keep_added: bool,
    /// Restore `account` too; it contains credentials
    #[arg(long)]
    with_account: bool,
    /// Leave out fields that the API documentation does not list
    #[arg(long)]
    known_fields_only: bool,
    /// Leave out these fields: insertByAgentId, customFields.segment
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    without: Vec<String>,
    #[command(flatten)]
    key_args: KeyArgs,
    #[command(flatten)]
    writing: WriteArgs,
    #[command(flatten)]
    notify: NotifyArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum IdsArg {
    Auto,
    Match,
    Ignore,
}

impl From<IdsArg> for IdTrust {
    fn from(ids: IdsArg) -> Self {
        match ids {
            IdsArg::Auto => Self::Auto,
            IdsArg::Match => Self::Match,
            IdsArg::Ignore => Self::Ignore,
        }
    }
}

/// The fields of a key.
#[derive(Debug, Clone)]
struct RestoreKeyArg(Vec<String>);

fn key(text: &str) -> Result<RestoreKeyArg, String> {
    let fields: Vec<String> = text.split(',').map(|field| field.trim().to_owned()).collect();
    let known = |field: &str| match field.strip_prefix("customFields.") {
        Some(custom) => !custom.is_empty(),
        None => field != PHOTO.name && FieldTarget::field(field).is_some(),
    };
    match fields.iter().find(|field| !known(field)) {
        Some(field) => {
            Err(format!("customers have no field {field:?}; write customFields.NAME for a custom field"))
        }
        None => Ok(RestoreKeyArg(fields)),
    }
}

impl Args {
    fn keys(&self) -> Vec<Vec<String>> {
        match (self.by_id_only, self.key.as_slice()) {
            (true, _) => Vec::new(),
            (false, []) => vec![vec!["email".to_owned()]],
            (false, keys) => keys.iter().map(|key| key.0.clone()).collect(),
        }
    }

    fn policies(&self) -> Result<WritePolicies, CommandError> {
        let WriteOverrides { default, fields } = self.writing.write_overrides()?;
        let keys = self.keys();
        for (field, policy) in &fields {
            check_write_flag(field, *policy, &keys).map_err(CommandError::usage)?;
        }
        Ok(WritePolicies { default: default.unwrap_or_default(), fields, ..WritePolicies::default() })
    }

    /// Which customers are restored; `None` for all.
    fn selection(&self) -> Result<Option<RecordSelection>, CommandError> {
        let wrong = |error: &dyn std::error::Error| CommandError::usage(error.to_string());
        let mut ids = self.id.clone();
        if ids.iter().any(|id| id.trim().is_empty()) {
            return Err(CommandError::usage("--id is empty"));
        }
        if let Some(path) = &self.id_file {
            let name = path.display().to_string();
            let wrong_file = |error| CommandError::usage(format!("--id-file {name}: {error}"));
            let text = read_text(path).map_err(wrong_file)?;
            ids.extend(RecordSelection::ids_in(&name, &text).map_err(|error| wrong(&error))?);
        }
        let selection = RecordSelection::new(&self.wanted, ids).map_err(|error| wrong(&error))?;
        Ok((!selection.is_empty()).then_some(selection))
    }

    /// The fields of `--field`, as the journal names them.
    fn only(&self) -> Result<Vec<String>, CommandError> {
        let name = |given: &String| {
            let name = field_name(given).map_err(|error| CommandError::usage(format!("--field: {error}")))?;
            match ["id", "profilePhotoUrl", "ticketCount"].contains(&name) {
                true => Err(CommandError::usage(format!(
                    "--field: the help desk makes {name} itself, so it can't be restored"
                ))),
                false => Ok(name.to_owned()),
            }
        };
        self.field.iter().map(name).collect()
    }

    /// A customer of some fields can't be inserted.
    fn write_mode(&self) -> Result<ImportMode, CommandError> {
        match self.mode {
            ModeArg::Insert if !self.field.is_empty() => Err(CommandError::usage(
                "--field writes only some fields of existing customers, so it can't be used with --mode insert",
            )),
            _ if !self.field.is_empty() => Ok(ImportMode::Update),
            mode => Ok(mode.into()),
        }
    }

    fn fields(&self) -> Result<RestoredFields, CommandError> {
        Ok(RestoredFields {
            with_account: self.with_account,
            keep_added: self.keep_added,
            known_only: self.known_fields_only,
            without: self.without.clone(),
            only: self.only()?,
        })
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    args.notify.over(&global.connection, "restore", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    args.plan_out.as_deref().map_or(Ok(()), |path| PLAN.check_extension(path))?;
    document::keep_output("--plan-out", args.plan_out.as_deref())?;
    let policies = args.policies()?;
    let (fields, mode) = (args.fields()?, args.write_mode()?);
    let selection = args.selection()?;
    let finished = block_on(async {
        let (key, store) = args.key_args.read()?;
        let mut backup = RestoreSource::open(&args.backup, &store, key)?;
        backup.about.fields = fields;
        backup.selection.clone_from(&selection);
        let remote = ConnectedClient::open_new(&global.connection, &global.output, None).await?;
        let _lock = remote.lock_account(args.writing.lock(args.dry_run), &global.output).await?;
        let job = RestoreJob {
            ids: args.ids.into(),
            keys: args.keys(),
            id_map: args.id_map.clone(),
            mode,
            on_multiple: args.on_multiple,
            policies: policies.clone(),
            dry_run: args.dry_run,
            anew: args.anew,
            plan_out: args.plan_out.clone(),
            run_dir: remote.config.run_dir()?.to_owned(),
            write: remote.write_job(&global.output, args.writing.settings(&remote.config))?,
        };
        let finished = restore(&job, backup).await?;
        remote.close().await;
        Ok(finished)
    })?;
    facts.counts.extend(job_counts(&finished.counts));
    facts.dry_run = args.dry_run;
    let refused = finished.issues.groups().iter().any(|group| group.code == Code::Refused);
    if refused && !global.output.quiet() {
        console::say(REFUSED);
    }
    let status = report(&global.output, &finished)?;
    let has_missing = selection.is_some_and(|selection| selection.has_missing());
    Ok(status.max(ExitStatus::incomplete_if(has_missing)))
}

const REFUSED: &str = "\
If the help desk refuses a field: run the restore again with --known-fields-only or --without FIELD, and with
--id-map and the id-map.csv of this run's folder, so that no customer is inserted twice.
";

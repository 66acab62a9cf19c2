//! `deskferry customer`

mod field_values;
mod photo;
mod record;
mod write;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use deskferry::api::{Client, DistinctPages, FilteredList, Object};
use deskferry::file::AtomicFile;
use deskferry::journal::RecentInserts;
use deskferry::lookup::{Filter, FilterError, FilterResult};
use deskferry::writer::Stop;
use serde_json::Value;

use super::command_error::CommandError;
use super::global_args::{GlobalArgs, block_on};
use super::output_extension::OutputContent;
use super::{CommandResult, console};
use write::{delete, insert, update};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry customer get 5512ab
  deskferry customer find email=ada@example.org
  deskferry customer insert '{\"name\": \"Ada Byron\"}'
  deskferry customer update 5512ab memo='called back' customFields.segment=Gold
  deskferry customer update 5512ab profilePhotoBlob=@ada.jpg
  deskferry customer delete 5512ab --yes
  deskferry customer fields -o fields.json")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: CustomerCommand,
}

#[derive(Debug, Subcommand)]
enum CustomerCommand {
    /// Print one customer
    Get {
        /// The customer's id in the help desk
        id: String,
    },
    /// Print the customers with these field values (all customers if you give none)
    Find {
        /// FIELD=VALUE; upper and lower case are treated as the same
        filters: Vec<String>,
        /// Print at most this many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Insert one customer and print its id
    Insert {
        /// A JSON object, or FIELD=VALUE pairs with values as in a mapping (state=Italy, topClient=yes); `-` reads a
        /// JSON object from standard input. profilePhotoBlob=@ada.jpg takes a photo from a file
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Change fields of one customer; other fields are not touched
    Update {
        /// The customer's id in the help desk
        id: String,
        /// A JSON object, or FIELD=VALUE pairs; `-` reads a JSON object from standard input
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Print the definitions of the account's custom fields, for use with --fields
    Fields {
        /// Write them to FILE
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Delete one customer
    Delete {
        /// The customer's id in the help desk
        id: String,
        /// Confirm the deletion
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) fn run(global: &GlobalArgs, args: Args) -> CommandResult {
    block_on(async {
        let remote = global.connect().await?;
        let recent = remote.recent_inserts();
        let done = perform(&remote.client, (recent.as_ref(), &remote.stop), args.command).await;
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        done
    })
}

async fn perform(
    client: &Client,
    (recent, stop): (Option<&RecentInserts>, &Stop),
    command: CustomerCommand,
) -> CommandResult {
    match command {
        CustomerCommand::Get { id } => get(client, &id).await,
        CustomerCommand::Find { filters, limit } => find(client, &filters, limit).await,
        CustomerCommand::Insert { fields } => insert(client, (recent, stop), &fields).await,
        CustomerCommand::Update { id, fields } => update(client, stop, &id, &fields).await,
        CustomerCommand::Fields { output } => fields(client, output.as_deref()).await,
        CustomerCommand::Delete { id, yes } => delete(client, (recent, stop), &id, yes).await,
    }
}

const DEFINITIONS: OutputContent =
    OutputContent { flag: "-o", what: "a JSON array", endings: &["json"], remedy: "" };

/// As the help desk gives them, so that nothing of theirs is lost.
async fn fields(client: &Client, output: Option<&Path>) -> CommandResult {
    output.map_or(Ok(()), |path| DEFINITIONS.check_extension(path))?;
    let definitions = client.custom_fields().await?;
    if definitions.is_empty() {
        console::say("the account has no custom fields\n");
    }
    let text = serde_json::to_string_pretty(&definitions).map_err(std::io::Error::from)? + "\n";
    let Some(path) = output else { return console::data(&text).map(|()| Ok(0))? };
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes())?;
    file.finish()?;
    Ok(0)
}

fn missing(id: &str) -> CommandError {
    CommandError { status: 1, message: format!("no customer has the id {id:?}") }
}

fn line(object: &Object) -> String {
    format!("{}\n", Value::Object(object.clone()))
}

async fn get(client: &Client, id: &str) -> CommandResult {
    let customer = client.detail(id).await?.ok_or_else(|| missing(id))?;
    let text = serde_json::to_string_pretty(&*customer).map_err(std::io::Error::from)?;
    record::print(&customer, &format!("{text}\n"))?;
    Ok(0)
}

/// The server's search may be inexact or ignore a field, so every customer is compared again; and it may miss a value
/// in another case, so that nothing found is no proof: then the whole list is looked through.
async fn find(client: &Client, filters: &[String], limit: Option<usize>) -> CommandResult {
    let filter = Filter::parse(filters).map_err(|error| match error {
        FilterError::NotAPair(pair) => not_a_pair(&pair),
        error => CommandError::usage(error.to_string()),
    })?;
    // Where the definitions can't be had, nobody knows which custom fields there are.
    let definitions = if filter.has_custom() { client.custom_fields().await } else { Ok(Vec::new()) };
    if let Some(unknown) = filter.undefined(&definitions.unwrap_or_default()) {
        return Err(CommandError::usage(unknown.to_string()));
    }
    let mut found = print_matching(client, filter.pairs().to_vec(), &filter, limit).await?;
    if !found && !filter.is_empty() {
        console::say("the search found nothing; reading the whole list\n");
        found = print_matching(client, Vec::new(), &filter, limit).await?;
    }
    if !found {
        console::say(if filter.is_empty() {
            "the help desk has no customers\n"
        } else {
            "no customer has these values\n"
        });
    }
    Ok(u8::from(!found))
}

/// Prints the customers of a search that have the values; a record that does not show a field is read whole.
async fn print_matching(
    client: &Client,
    search: Vec<(String, String)>,
    filter: &Filter,
    limit: Option<usize>,
) -> Result<bool, CommandError> {
    let mut left = limit.unwrap_or(usize::MAX);
    let mut found = false;
    let list = FilteredList { client: client.clone(), filter: search };
    let mut pages = DistinctPages::new(&list);
    while let Some(page) = pages.next().await? {
        for record in page.records {
            if left == 0 {
                return Ok(found);
            }
            let whole = match hidden(&record, filter) {
                Some(id) => client.detail(&id).await?.unwrap_or(record),
                None => record,
            };
            if filter.matches(&whole) {
                record::print(&whole, &line(&whole))?;
                (left, found) = (left - 1, true);
            }
        }
    }
    Ok(found)
}

/// The id of a record that does not even name one of the fields, and that nothing speaks against.
fn hidden(record: &Object, filter: &Filter) -> Option<String> {
    (filter.evaluate(record) == FilterResult::NotShown).then(|| deskferry::api::id_of(record))?
}

fn not_a_pair(text: &str) -> CommandError {
    CommandError::usage(format!("expected FIELD=VALUE, not {text:?}"))
}

fn pair(text: &str) -> Result<(String, String), CommandError> {
    let pair = text.split_once('=').filter(|(field, _)| !matches!(field.trim(), "" | "customFields."));
    let (field, value) = pair.ok_or_else(|| not_a_pair(text))?;
    Ok((field.trim().to_owned(), value.to_owned()))
}

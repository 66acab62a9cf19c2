//! `deskferry customer get`, `find` and `fields`.

use std::io::Write;
use std::path::Path;

use deskferry::api::{Client, DistinctPages, FilteredList, Object};
use deskferry::exit_status::ExitStatus;
use deskferry::file::AtomicFile;
use deskferry::lookup::{Filter, FilterError, FilterResult};
use serde_json::Value;

use super::super::command_error::{CommandError, CommandResult};
use super::super::output_extension::OutputContent;
use super::super::{console, document};
use super::complaints::{missing, not_a_pair};
use super::record;

const DEFINITIONS: OutputContent =
    OutputContent { flag: "-o", what: "a JSON array", endings: &["json"], remedy: "" };

/// Prints or saves the definitions unchanged.
pub(super) async fn fields(client: &Client, output: Option<&Path>) -> CommandResult {
    output.map_or(Ok(()), |path| DEFINITIONS.check_extension(path))?;
    document::keep_output("-o", output)?;
    let definitions = client.custom_fields().await?;
    if definitions.is_empty() {
        console::say("the account has no custom fields\n");
    }
    document::set("fields", &definitions)?;
    let text = serde_json::to_string_pretty(&definitions).map_err(std::io::Error::from)? + "\n";
    let Some(path) = output else { return console::data(&text).map(|()| Ok(ExitStatus::Success))? };
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes())?;
    file.finish()?;
    Ok(ExitStatus::Success)
}

fn line(object: &Object) -> String {
    format!("{}\n", Value::Object(object.clone()))
}

pub(super) async fn get(client: &Client, id: &str) -> CommandResult {
    let customer = client.detail(id).await?.ok_or_else(|| missing(id))?;
    let text = serde_json::to_string_pretty(&*customer).map_err(std::io::Error::from)?;
    document::set("customer", &*customer)?;
    record::print(&customer, &format!("{text}\n"))?;
    Ok(ExitStatus::Success)
}

/// Finds customers by field values. The server's search may be inexact or ignore a field, so every customer is compared
/// again. It may also miss a value in another case, so if it finds nothing, the complete list is read.
pub(super) async fn find(client: &Client, filters: &[String], limit: Option<usize>) -> CommandResult {
    let filter = Filter::parse(filters).map_err(|error| match error {
        FilterError::NotAPair(pair) => not_a_pair(&pair),
        error => CommandError::usage(error.to_string()),
    })?;
    // Without the definitions, custom fields can't be checked.
    let definitions = if filter.has_custom() { client.custom_fields().await } else { Ok(Vec::new()) };
    if let Some(unknown) = filter.undefined(&definitions.unwrap_or_default()) {
        return Err(CommandError::usage(unknown.to_string()));
    }
    document::begin_list("customers")?;
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
    Ok(ExitStatus::incomplete_if(!found))
}

/// Prints the customers of a search that have the values. If a record does not show a field, its details are read.
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
                document::item(&*whole)?;
                record::print(&whole, &line(&whole))?;
                (left, found) = (left - 1, true);
            }
        }
    }
    Ok(found)
}

/// The id of a record that may match but does not show one of the fields.
fn hidden(record: &Object, filter: &Filter) -> Option<String> {
    (filter.evaluate(record) == FilterResult::NotShown).then(|| deskferry::api::id_of(record))?
}

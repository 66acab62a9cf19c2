//! `deskferry customer insert`, `update` and `delete`. After a signal, a write in progress may finish, within one
//! `--timeout`; anything else is given up.

use bytes::Bytes;
use deskferry::api::{ApiError, Client, Deletion, Delivery, Object};
use deskferry::customer::{changed_fields, differences, merged};
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{RecentError, RecentInserts, quoted};
use deskferry::writer::Stop;

use super::super::command_error::{CommandError, CommandResult};
use super::super::signals::{REQUESTS, listen_with};
use super::super::{console, document};
use super::complaints::missing;
use super::field_values::{held, typed};
use super::photo::with_photo;

/// What a change of one customer needs.
#[derive(Clone, Copy)]
pub(super) struct ChangeContext<'a> {
    pub(super) client: &'a Client,
    /// `None` for an in-process sandbox, which needs no such memory.
    pub(super) recent: Option<&'a RecentInserts>,
    pub(super) stop: &'a Stop,
}

/// Printed if a second signal ends the program.
const LAST: &str = "the change may have been made: check with `deskferry customer find`";

fn body(object: &Object) -> Result<Bytes, CommandError> {
    Ok(serde_json::to_vec(object).map_err(std::io::Error::from)?.into())
}

pub(super) async fn insert(context: ChangeContext<'_>, fields: &[String]) -> CommandResult {
    let ChangeContext { client, recent, stop } = context;
    let object = held(with_photo(typed(fields)?, client.photo_encoding())?, None)?;
    listen_with(stop, REQUESTS, LAST)?;
    let id = client.insert(body(&object)?).await.map_err(|error| {
        unknown(error, &format!("the customer may have been inserted: check with `{}`", search(&object)))
    })?;
    // So the next import finds it even if the list does not show it yet.
    noted(recent, |recent| recent.note(&object, &id));
    print_id(&id)?;
    let Some((fields, fault)) = not_as_sent(client, &id, &object).await else {
        return Ok(ExitStatus::Success);
    };
    if fields.iter().any(|field| field == "name") {
        noted(recent, |recent| recent.forget(&id));
    }
    Err(fault)
}

/// The customer that was written.
fn print_id(id: &str) -> std::io::Result<()> {
    document::set("id", &id)?;
    document::set("changed", &true)?;
    console::data(&format!("{id}\n"))
}

/// The command line that looks for a customer.
fn search(object: &Object) -> String {
    let text = |field: &str| object.get(field)?.as_str().filter(|text| !text.trim().is_empty());
    let found = ["email", "name"].into_iter().find_map(|field| Some(format!("{field}={}", text(field)?)));
    let filter = found.map_or_else(String::new, |filter| format!(" {}", quoted(&filter)));
    format!("deskferry customer find{filter}")
}

/// Reads the new customer back. If it differs, the help desk may have answered with the id of an existing customer.
async fn not_as_sent(client: &Client, id: &str, sent: &Object) -> Option<(Vec<String>, CommandError)> {
    let stored = match client.detail(id).await {
        Ok(Some(stored)) => stored,
        Ok(None) => {
            console::warn("the help desk does not show the new customer yet, so it could not be compared");
            return None;
        }
        Err(error) => {
            let why = error.without_advice();
            console::warn(&format!("can't read the new customer back to compare it: {why}"));
            return None;
        }
    };
    let changed = changed_fields(sent, &stored);
    let names = |other: bool| {
        let fields = changed.iter().filter(|field| field.changes.is_none() == other);
        fields.map(|field| field.field.clone()).collect::<Vec<_>>()
    };
    let other = names(true);
    let form = names(false);
    if other.is_empty() {
        if !form.is_empty() {
            console::warn(&format!("the help desk stores these fields in another form: {}", form.join(", ")));
        }
        return None;
    }
    let message = format!(
        "the customer {id} differs from what was sent (fields: {}). The help desk may have answered with a customer \
         that already existed, and inserted nothing: see `deskferry customer get {}`",
        other.join(", "),
        quoted(id)
    );
    Some((other, CommandError::new(ExitStatus::Incomplete, message)))
}

fn noted(recent: Option<&RecentInserts>, note: impl FnOnce(&RecentInserts) -> Result<(), RecentError>) {
    let Some(recent) = recent else { return };
    let told = note(recent).err().and_then(|error| recent.say_once(&error));
    told.into_iter().for_each(|text| console::say(&format!("{text}\n")));
}

/// The error of a write. If its outcome is unknown, the message says to look before repeating it.
fn unknown(error: ApiError, look: &str) -> CommandError {
    if error.is_stopped() {
        return CommandError::stopped(format!("{error}; nothing was sent"));
    }
    if !matches!(error.delivery(), Delivery::Unknown) {
        return CommandError::from(error);
    }
    let message = format!("{}; {look} before you try again", error.without_advice());
    CommandError::new(ExitStatus::Incomplete, message)
}

pub(super) async fn update(context: ChangeContext<'_>, id: &str, fields: &[String]) -> CommandResult {
    let ChangeContext { client, stop, .. } = context;
    let typed = with_photo(typed(fields)?, client.photo_encoding())?;
    // The output of `customer get` may contain invalid values; they are accepted if they are unchanged.
    let as_printed = typed.contains_key("id");
    let wanted = held(typed.clone(), None);
    let wanted = if as_printed { wanted.ok() } else { Some(wanted?) };
    listen_with(stop, REQUESTS, LAST)?;
    let base = client.detail(id).await?.ok_or_else(|| missing(id))?;
    if let Some(fault) = base.fault() {
        let message = format!(
            "the help desk's record of this customer is not valid JSON ({fault}), so a change would damage \
             it; correct it there"
        );
        return Err(CommandError::new(ExitStatus::Incomplete, message));
    }
    let wanted = wanted.map_or_else(|| held(typed, Some(&base)), Ok)?;
    let patch = differences(&wanted, &base);
    if patch.is_empty() {
        document::set("id", &id)?;
        document::set("changed", &false)?;
        console::say("nothing to change\n");
        return Ok(ExitStatus::Success);
    }
    client.update(id, body(&merged(&base, &patch))?).await.map_err(|error| {
        unknown(
            error,
            &format!("the change may have been made: check with `deskferry customer get {}`", quoted(id)),
        )
    })?;
    print_id(id)?;
    Ok(ExitStatus::Success)
}

pub(super) async fn delete(context: ChangeContext<'_>, id: &str, yes: bool) -> CommandResult {
    let ChangeContext { client, recent, stop } = context;
    if !yes {
        return Err(CommandError::usage(format!("deleting {id:?} can't be undone; add --yes to confirm")));
    }
    listen_with(stop, REQUESTS, LAST)?;
    let deletion = client.delete(id).await?;
    noted(recent, |recent| recent.forget(id));
    match deletion {
        Deletion::Deleted => print_id(id).map(|()| Ok(ExitStatus::Success))?,
        Deletion::AlreadyGone => Err(missing(id)),
    }
}

//! The part of `deskferry forget` in the help desk: finds the person there, and deletes her.

use deskferry::api::{CustomerRecord, Deletion, DistinctPages, FilteredList};
use deskferry::forget::{ForgetJob, FoundEverywhere, account_key};
use deskferry::lookup::{Filter, FilterResult, id_of};

use super::command_error::CommandError;
use super::connection::ConnectedClient;
use super::console;

/// The customers of the help desk that are taken for her: by the ids of backups and runs, and by the wanted values. A
/// customer whose id was used again for somebody else is left alone; so an id alone is looked for only if neither backups
/// nor runs show it.
pub(super) async fn find_in_help_desk(
    remote: &ConnectedClient,
    filter: &Filter,
    everything: &FoundEverywhere,
) -> Result<Vec<(String, CustomerRecord)>, CommandError> {
    let account = remote.known_as();
    let mut found = Vec::new();
    for id in everything.ids_of(&account) {
        let Some(record) = remote.client.detail(&id).await? else { continue };
        if everything.is_still_her((&account, &id), &record, filter) {
            found.push((id, record));
        } else {
            console::warn(&format!(
                "the help desk's customer {id} is somebody else now, and is not deleted: name and e-mail address are \
                 none that backups and runs show; if it is the same person, use `deskferry customer delete`"
            ));
        }
    }
    if let Some(id) = filter.only_id() {
        if everything.is_id_of_help_desk(&account, id)? {
            found.extend(remote.client.detail(id).await?.map(|record| (id.to_owned(), record)));
        }
        return Ok(found);
    }
    let searched = matching(remote, filter, filter.pairs().to_vec()).await?;
    found.extend(searched);
    if found.is_empty() {
        // A search may miss a value in another case.
        found = matching(remote, filter, Vec::new()).await?;
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found.dedup_by(|one, other| one.0 == other.0);
    Ok(found)
}

/// The customers of a search that have the values. If a record does not show a field, its details are read.
async fn matching(
    remote: &ConnectedClient,
    filter: &Filter,
    search: Vec<(String, String)>,
) -> Result<Vec<(String, CustomerRecord)>, CommandError> {
    let list = FilteredList { client: remote.client.clone(), filter: search };
    let mut pages = DistinctPages::new(&list);
    let mut found = Vec::new();
    while let Some(page) = pages.next().await? {
        for record in page.records {
            let Some(id) = id_of(&record) else { continue };
            let is_one = match filter.evaluate(&record) {
                FilterResult::Matches => true,
                FilterResult::Differs => false,
                FilterResult::NotShown => {
                    remote.client.detail(&id).await?.is_some_and(|detail| filter.matches(&detail))
                }
            };
            if is_one {
                found.push((id, record));
            }
        }
    }
    Ok(found)
}

/// The accounts and ids of customers of the help desk, as backups know them.
pub(super) fn known_as(
    remote: &ConnectedClient,
    customers: &[(String, CustomerRecord)],
) -> Vec<(String, String)> {
    let account = account_key(&remote.known_as());
    customers.iter().map(|(id, _)| (account.clone(), id.clone())).collect()
}

/// Deletes customers, as `customer delete` does. Notes each before and after, so that the certificate counts it if the call
/// is interrupted.
pub(super) async fn delete_all(
    remote: &ConnectedClient,
    job: &ForgetJob,
    everything: &mut FoundEverywhere,
    customers: &[(String, CustomerRecord)],
) -> Result<(), CommandError> {
    let recent = remote.recent_inserts();
    for (id, customer) in customers.iter().map(|(id, _)| id).zip(known_as(remote, customers)) {
        job.note_deleting(everything, &customer)?;
        let deletion = remote.client.delete(id).await.map_err(|error| {
            let fault = CommandError::from(error);
            let message = format!("{}; call it again with the same values to go on", fault.message);
            CommandError { message, ..fault }
        })?;
        job.note_deleted(everything, deletion == Deletion::Deleted)?;
        if let Some(Err(error)) = recent.as_ref().map(|recent| recent.forget(id)) {
            console::warn(&error.to_string());
        }
    }
    Ok(())
}

//! What the user should know about a backup against which an import is planned.

use jiff::{SignedDuration, Timestamp};

use crate::account::HelpDeskAccount;
use crate::backup::{BackupAge, BackupReader, CompletenessKind, Manifest};
use crate::export::FieldCoverage;

/// A backup of the last night is not older.
const OLD: SignedDuration = SignedDuration::from_hours(24);

/// The notes about a backup; `settings` is the account that the settings name, if they name one.
pub fn backup_notes(
    backup: &BackupReader,
    settings: Option<&HelpDeskAccount>,
    now: Timestamp,
) -> Vec<String> {
    let manifest = backup.manifest();
    let newer = backup.newer_is_marked().map(|text| format!("{text}."));
    let marked = manifest.mark().map(|mark| {
        format!("The backup {} is marked, because {}; nobody has accepted that.", mark.name, mark.reason)
    });
    let notes = [
        newer,
        marked,
        age(manifest, now),
        settings.and_then(|account| other_account(manifest, account)),
        unproven(manifest),
        unknown_fields(manifest.covered().as_ref()),
    ];
    notes.into_iter().flatten().collect()
}

fn age(manifest: &Manifest, now: Timestamp) -> Option<String> {
    let age = BackupAge::at(now, manifest.began);
    let is_old = now.duration_since(manifest.began) > OLD;
    (is_old || age.is_future()).then(|| {
        format!(
            "The backup is {}: this plan does not know what has changed since it was made.",
            age.in_words()
        )
    })
}

/// A manifest without a client id is compared by its address alone.
fn other_account(manifest: &Manifest, settings: &HelpDeskAccount) -> Option<String> {
    let of = &manifest.account;
    let client = of.client_id.as_deref();
    let backed_up = HelpDeskAccount::new(&of.base_url, client.unwrap_or_default());
    let compared = match client {
        Some(_) => backed_up,
        None => HelpDeskAccount { client: settings.client.clone(), ..backed_up },
    };
    let is_same = compared == *settings;
    (!is_same).then(|| {
        format!(
            "The backup is of another account ({}, {}) than your settings name ({}, client {}): an import writes to \
             the account of the settings.",
            of.base_url,
            client.map_or_else(|| "no client id".to_owned(), |client| format!("client {client}")),
            settings.base_url,
            settings.client_begins.as_ref().map_or_else(|| settings.client.clone(), |begins| format!("{begins}…"))
        )
    })
}

fn unproven(manifest: &Manifest) -> Option<String> {
    (manifest.completeness.kind == CompletenessKind::Unproven).then(|| {
        "The list of the backup is not proven complete: a row of a customer whom it lacks is planned as an insert."
            .to_owned()
    })
}

/// Says which fields are unknown; `None` if every field of every customer was looked at.
fn unknown_fields(covered: Option<&FieldCoverage>) -> Option<String> {
    let about = match covered {
        Some(covered) if covered.complete => return None,
        Some(covered) => covered.text(),
        None => "it does not say which fields it looked for".to_owned(),
    };
    Some(format!(
        "The backup may lack fields of its customers ({about}). A field that is empty here may have a value in the \
         help desk."
    ))
}

//! Finds a person in all backups of a target. Memory does not grow with the backups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::error::ErasureError;
use super::person::{ForgottenPerson, account_key};
use crate::api::CustomerRecord;
use crate::backup::backup_name::BackupName;
use crate::backup::each_backup::{backup_names, each_backup};
use crate::backup::manifest::{ManifestAccount, ManifestError};
use crate::backup::reader::{BackupReadError, BackupReader};
use crate::file::{DecryptionKey, FileError};
use crate::lookup::{Filter, compared_text, id_of};
use crate::storage::{Storage, StoreError};
use crate::writer::Stop;

/// The most customers that are forgotten at once.
const MOST: usize = 100;
/// The records between two looks at a request to stop.
const PAUSE: u64 = 1024;

/// What a search needs.
pub struct PersonSearch<'a> {
    /// The target.
    pub storage: &'a Arc<dyn Storage>,
    /// Opens the backups.
    pub key: &'a DecryptionKey,
    /// The values that she has in some backup.
    pub filter: &'a Filter,
    /// The filter is an id alone, and nobody knows yet in which account it is meant: it counts in all of them.
    pub in_any_account: bool,
    /// Ends it.
    pub stop: &'a Stop,
}

/// A customer who is taken for her.
#[derive(Debug, Clone, Default)]
pub struct SeenCustomer {
    /// The names that the customer had.
    pub names: BTreeSet<String>,
    /// The e-mail addresses.
    pub addresses: BTreeSet<String>,
    /// The texts of all other values.
    pub texts: BTreeSet<String>,
    /// In how many backups the customer is.
    pub backups: u64,
}

/// One backup, as the search found it.
pub struct SearchedBackup {
    /// Its name.
    pub name: BackupName,
    /// What is in it; or why it can't be searched.
    pub found: Result<FoundInBackup, String>,
}

/// What a backup has of her.
#[derive(Debug, Default)]
pub struct FoundInBackup {
    /// Her records.
    pub records: u64,
    /// True if one of them has the wanted values.
    pub is_selected: bool,
    /// Records of others that contain one of her addresses.
    pub mentions: u64,
    /// Opens it without another try of the passphrase.
    pub key: DecryptionKey,
    /// Its account.
    pub account: Option<ManifestAccount>,
    /// A `forget` was interrupted in it, which may be of somebody else.
    pub is_unfinished: bool,
}

/// The person, and where she is.
pub struct FoundPerson {
    /// All customers that are taken for her, by account and id. A record without an id has the empty one.
    pub customers: BTreeMap<(String, String), SeenCustomer>,
    /// Addresses that are also another customer's.
    pub shared: BTreeSet<String>,
    /// All backups by time.
    pub backups: Vec<SearchedBackup>,
}

/// What one look at a backup shows.
#[derive(Default)]
struct Glimpse {
    found: FoundInBackup,
    customers: BTreeMap<(String, String), SeenCustomer>,
    /// Addresses of customers who are not her.
    shared: BTreeSet<String>,
}

type Glimpses = Vec<(BackupName, Result<Glimpse, String>)>;

impl PersonSearch<'_> {
    /// Finds her, and adds her ids and addresses to `person`. A backup that can't be opened with the key is an error; one
    /// that is damaged is told of.
    pub fn run(&self, person: &mut ForgottenPerson) -> Result<FoundPerson, ErasureError> {
        let names = backup_names(&**self.storage)?;
        let keys = Mutex::new(BTreeMap::new());
        // Mostly, the last backup has her already. Then one look at all of them is enough.
        let last = names.get(names.len().saturating_sub(1)..).unwrap_or_default();
        let (_, mut addresses) = learn(person, &self.look_at(last, person, &BTreeSet::new(), &keys)?)?;
        addresses.extend(self.selected_address());
        loop {
            let glimpses = self.look_at(&names, person, &addresses, &keys)?;
            let (grown, known) = learn(person, &glimpses)?;
            let is_new = known.iter().any(|address| !addresses.contains(address));
            addresses.extend(known);
            if !grown && !is_new {
                return Ok(together(person, glimpses));
            }
        }
    }

    /// The address that alone selects her: others may mention it, even if nobody has it any more.
    fn selected_address(&self) -> Option<String> {
        match self.filter.pairs() {
            [(field, address)] if field == "email" => Some(compared_text(Some(&address.as_str().into()))),
            _ => None,
        }
    }

    fn look_at(
        &self,
        names: &[BackupName],
        person: &ForgottenPerson,
        addresses: &BTreeSet<String>,
        keys: &Mutex<BTreeMap<BackupName, DecryptionKey>>,
    ) -> Result<Glimpses, ErasureError> {
        let looked = each_backup(names, |name| {
            if self.stop.reason().is_some() {
                return Ok(None);
            }
            match self.glimpse(name, person, addresses, keys) {
                Ok(glimpse) => Ok(Some(Ok(glimpse))),
                Err(fault) => self.of_backup(name, fault).map(Some),
            }
        })?;
        if let Some(reason) = self.stop.reason() {
            return Err(ErasureError::Stopped(reason));
        }
        let mut glimpses = Vec::with_capacity(names.len());
        for (name, looked) in names.iter().zip(looked.into_iter().flatten()) {
            let looked = match looked {
                Ok(glimpse) => Ok(glimpse),
                Err(Unsearched::Empty) => continue,
                Err(Unsearched::Damaged(reason)) => Err(reason),
                Err(Unsearched::Locked(fault)) => return Err(fault.into()),
            };
            glimpses.push((name.clone(), looked));
        }
        Ok(glimpses)
    }

    fn glimpse(
        &self,
        name: &BackupName,
        person: &ForgottenPerson,
        addresses: &BTreeSet<String>,
        keys: &Mutex<BTreeMap<BackupName, DecryptionKey>>,
    ) -> Result<Glimpse, BackupReadError> {
        let backup = self.opened(name, keys)?;
        let manifest = backup.manifest();
        let account = account_key(&manifest.account);
        let mut glimpse = Glimpse::default();
        glimpse.found.key = backup.opened_key()?;
        glimpse.found.account = Some(manifest.account.clone());
        glimpse.found.is_unfinished =
            manifest.forgotten.as_ref().is_some_and(|forgotten| forgotten.unfinished);
        let mut count = 0_u64;
        for line in backup.customers()? {
            let line = line?;
            let record = line.record();
            let is_hers = person.is_hers(self.filter, &account, &record)
                || self.in_any_account && self.filter.matches(&record);
            match is_hers {
                true => glimpse.see(&record, self.filter, &account),
                false => glimpse.see_other(&record, &line.bytes, addresses),
            }
            count += 1;
            if count.is_multiple_of(PAUSE) && self.stop.reason().is_some() {
                break;
            }
        }
        Ok(glimpse)
    }

    /// Trying a passphrase takes a second and 128 MB: only one at a time, and once for each backup.
    fn opened(
        &self,
        name: &BackupName,
        keys: &Mutex<BTreeMap<BackupName, DecryptionKey>>,
    ) -> Result<BackupReader, BackupReadError> {
        let open = |key| BackupReader::open_in(Arc::clone(self.storage), &name.to_string(), key);
        let mut keys = keys.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(key) = keys.get(name).cloned() {
            drop(keys);
            return open(key);
        }
        let backup = open(self.key.clone())?;
        keys.insert(name.clone(), backup.opened_key()?);
        Ok(backup)
    }

    /// An error of the store ends the search; anything else is about one backup.
    fn of_backup(
        &self,
        name: &BackupName,
        fault: BackupReadError,
    ) -> Result<Result<Glimpse, Unsearched>, FileError> {
        match fault {
            BackupReadError::File(fault) | BackupReadError::Manifest(ManifestError::File(fault))
                if StoreError::of(&fault).is_some() =>
            {
                Err(fault)
            }
            BackupReadError::File(FileError::Sealed(fault)) if fault.is_about_keys() => {
                Ok(Err(Unsearched::Locked(FileError::Sealed(fault).into())))
            }
            BackupReadError::NotABackup { .. } | BackupReadError::Unfinished { .. } => {
                let is_empty = self.storage.files(&name.to_string())?.is_empty();
                Ok(Err(if is_empty { Unsearched::Empty } else { Unsearched::Damaged(NO_BACKUP.to_owned()) }))
            }
            fault => Ok(Err(Unsearched::Damaged(fault.to_string()))),
        }
    }
}

/// Why a folder with the name of a backup was not searched, and what to do.
const NO_BACKUP: &str = "it has no manifest.json, so it is no backup: an interrupted one, or one that lost it; look at \
                         it, and delete it or move it away";

/// Why a backup was not searched.
enum Unsearched {
    /// The folder has no files.
    Empty,
    /// It is damaged, unfinished or of a newer deskferry.
    Damaged(String),
    /// The key does not open it.
    Locked(BackupReadError),
}

impl Glimpse {
    fn see(&mut self, record: &CustomerRecord, filter: &Filter, account: &str) {
        self.found.records += 1;
        self.found.is_selected |= filter.matches(record);
        if self.customers.len() <= MOST {
            let id = id_of(record).unwrap_or_default();
            self.customers.entry((account.to_owned(), id)).or_default().see(record);
        }
    }

    fn see_other(&mut self, record: &CustomerRecord, bytes: &[u8], addresses: &BTreeSet<String>) {
        let address = compared_text(record.get("email"));
        if addresses.contains(&address) {
            self.shared.insert(address);
        } else if mentions(bytes, addresses) {
            self.found.mentions += 1;
        }
    }
}

/// True if a record has one of the addresses somewhere in its text.
fn mentions(bytes: &[u8], addresses: &BTreeSet<String>) -> bool {
    if addresses.is_empty() || memchr::memchr(b'@', bytes).is_none() {
        return false;
    }
    let text = crate::record::fold_case(&String::from_utf8_lossy(bytes)).into_bytes();
    addresses.iter().any(|address| contains_text(&text, address))
}

/// True if a folded text contains another as whole words: an address not as a part of a longer one.
pub(crate) fn contains_text(text: &[u8], known: &str) -> bool {
    places_of_text(text, known).next().is_some()
}

/// Where it does.
pub(crate) fn places_of_text<'a>(text: &'a [u8], known: &'a str) -> impl Iterator<Item = usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
    let joins: &[u8] = if known.contains('@') { b".-+_%" } else { b"" };
    memchr::memmem::find_iter(text, known.as_bytes()).filter(move |at| {
        let (before, after) =
            (text.get(..*at).unwrap_or_default(), text.get(at + known.len()..).unwrap_or_default());
        let is_begun = before.last().is_some_and(|byte| is_word(byte) || joins.contains(byte));
        let goes_on = match after {
            [join, next, ..] if joins.contains(join) => is_word(next),
            after => after.first().is_some_and(is_word),
        };
        !is_begun && !goes_on
    })
}

impl SeenCustomer {
    fn see(&mut self, record: &CustomerRecord) {
        let text = |field: &str| record.get(field).and_then(serde_json::Value::as_str).map(str::trim);
        let filled = |field: &str| text(field).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        self.names.extend(filled("name"));
        self.addresses.extend(filled("email"));
        let values = crate::customer::flat_fields(record).into_iter();
        let texts = values.filter_map(|(_, value)| value.as_str().map(|text| text.trim().to_owned()));
        self.texts.extend(texts.filter(|text| !text.is_empty()));
        self.backups = 1;
    }

    /// Joins what two backups show of one customer.
    fn join(&mut self, other: Self) {
        self.names.extend(other.names);
        self.addresses.extend(other.addresses);
        self.texts.extend(other.texts);
        self.backups += other.backups;
    }

    /// True if neither names nor addresses stayed the same: the help desk may have used the id again.
    pub fn may_be_two(&self) -> bool {
        self.names.len() > 1 && self.addresses.len() > 1
    }
}

/// Adds the ids and addresses that were seen. Returns whether an id is new, and all addresses.
fn learn(
    person: &mut ForgottenPerson,
    glimpses: &Glimpses,
) -> Result<(bool, BTreeSet<String>), ErasureError> {
    let mut grown = false;
    let mut addresses = BTreeSet::new();
    let mut all = BTreeSet::new();
    for glimpse in glimpses.iter().filter_map(|(_, glimpse)| glimpse.as_ref().ok()) {
        for ((account, id), seen) in &glimpse.customers {
            all.insert((account, id));
            grown |= !id.is_empty() && person.add_id(account, id);
            for address in &seen.addresses {
                person.add_address(address);
                addresses.insert(compared_text(Some(&address.as_str().into())));
            }
        }
    }
    if all.len() > MOST {
        return Err(ErasureError::Many { count: all.len(), most: MOST });
    }
    Ok((grown, addresses))
}

/// Joins the last look at all backups. An address that is also another customer's proves nothing.
fn together(person: &mut ForgottenPerson, glimpses: Glimpses) -> FoundPerson {
    let mut customers: BTreeMap<(String, String), SeenCustomer> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    let mut backups = Vec::with_capacity(glimpses.len());
    for (name, glimpse) in glimpses {
        let found = glimpse.map(|glimpse| {
            for (id, seen) in glimpse.customers {
                customers.entry(id).or_default().join(seen);
            }
            shared.extend(glimpse.shared);
            glimpse.found
        });
        backups.push(SearchedBackup { name, found });
    }
    shared.iter().for_each(|address| person.remove_address(address));
    FoundPerson { customers, shared, backups }
}

//! Writes the customers of a backup into the file of a new sandbox.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::error::RehearsalError;
use super::new_sandbox_file::NewSandboxFile;
use crate::api::PhotoEncoding;
use crate::backup::{BackupReader, Checked, CustomerLine, FileContent, ManifestFile, check};
use crate::customer::{PHOTO, is_empty_value};
use crate::event::{Event, Listener};
use crate::lookup::id_of;
use crate::restore::photos_by_id;
use crate::sandbox::SandboxFile;
use crate::wording::counted;
use crate::writer::Stop;

/// The id of a customer, and the rest.
type CustomerWithId = (String, Map<String, Value>);

/// Customers between two looks at the stop flag.
const PAUSE: u64 = 1024;
/// Findings that a message lists.
const LISTED: usize = 10;
const PHOTO_URL: &str = "profilePhotoUrl";

/// What a sandbox holds of a backup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldCustomers {
    /// Its customers.
    pub customers: u64,
    /// Its photos.
    pub photos: u64,
    /// Customers that are not valid JSON, held as far as they can be read.
    pub malformed: u64,
    /// Customers without an id, which it can't hold.
    pub without_id: u64,
    /// Customers whose photo is not in the backup.
    pub without_photo: u64,
}

/// What it takes to fill a sandbox with a backup.
pub struct HoldJob<'a> {
    /// The backup.
    pub backup: &'a BackupReader,
    /// How the sandbox takes photos.
    pub photos: PhotoEncoding,
    /// Receives progress.
    pub listener: &'a dyn Listener,
    /// Asks the work to stop.
    pub stop: &'a Stop,
}

impl HoldJob<'_> {
    /// Checks the backup, then writes its customers, photos and definitions of custom fields. Memory is flat, but for the
    /// names of the photos. Blocks.
    ///
    /// # Errors
    /// A damaged backup is refused before anything is written.
    pub fn fill(&self, to: &NewSandboxFile) -> Result<HeldCustomers, RehearsalError> {
        let checked = check(self.backup, self.listener, self.stop).map_err(|error| self.or_stopped(error))?;
        self.refuse_damaged(&checked)?;
        let expected = self.backup.manifest().counts.customers.number.unwrap_or_default();
        let what =
            format!("Putting {} of the backup into the sandbox", counted(expected, "customer", "customers"));
        self.listener.hear(&Event::Stage { what, steps: expected });
        let photos = photos_by_id(self.backup.manifest());
        let mut file =
            SandboxFile::create(to.path()).map_err(|error| RehearsalError::write(to.named(), &error))?;
        let mut held = HeldCustomers::default();
        let mut read = 0;
        for line in self.backup.customers()? {
            let Some((id, body)) = self.customer(&line?, &photos, &mut held)? else { continue };
            file.add(&id, &body).map_err(|error| RehearsalError::write(to.named(), &error))?;
            read += 1;
            if read % PAUSE == 0 {
                self.listener.hear(&Event::Step { steps: read });
                self.stop.reason().map_or(Ok(()), |reason| Err(RehearsalError::Stopped(reason)))?;
            }
        }
        file.finish(&self.custom_fields()?).map_err(|error| RehearsalError::write(to.named(), &error))?;
        held.customers = read;
        Ok(held)
    }

    /// A stopped check says that it was stopped, and what that means here.
    fn or_stopped(&self, error: crate::backup::CheckError) -> RehearsalError {
        self.stop.reason().map_or_else(|| error.into(), RehearsalError::Stopped)
    }

    fn refuse_damaged(&self, checked: &Checked) -> Result<(), RehearsalError> {
        if checked.found == 0 {
            return Ok(());
        }
        let mut lines: Vec<String> =
            checked.findings.iter().take(LISTED).map(|finding| format!("  {finding}")).collect();
        let more = checked.found - lines.len() as u64;
        if more > 0 {
            lines.push(format!("  and {more} more"));
        }
        Err(RehearsalError::Damaged { path: self.backup.path().to_owned(), findings: lines.join("\n") })
    }

    /// The id of a customer, and the rest with the photo; `None` without an id.
    fn customer(
        &self,
        line: &CustomerLine,
        photos: &HashMap<&str, &ManifestFile>,
        held: &mut HeldCustomers,
    ) -> Result<Option<CustomerWithId>, RehearsalError> {
        let record = line.record();
        held.malformed += u64::from(record.fault().is_some());
        let Some(id) = id_of(&record) else {
            held.without_id += 1;
            return Ok(None);
        };
        let mut body = (*record).clone();
        body.shift_remove("id");
        match photos.get(id.as_str()) {
            Some(file) => {
                let photo = self.backup.content(file)?;
                body.shift_remove(PHOTO_URL);
                body.insert(PHOTO.name.to_owned(), self.photos.encode(&photo).into());
                held.photos += 1;
            }
            None => {
                let has_one = body.get(PHOTO_URL).is_some_and(|url| !is_empty_value(url));
                held.without_photo += u64::from(has_one);
            }
        }
        Ok(Some((id, body)))
    }

    fn custom_fields(&self) -> Result<Vec<Value>, RehearsalError> {
        let files = &self.backup.manifest().files;
        let Some(file) = files.iter().find(|file| file.holds == FileContent::CustomFields) else {
            return Ok(Vec::new());
        };
        let text = self.backup.content(file)?;
        serde_json::from_slice(&text).map_err(|error| RehearsalError::Content {
            path: format!("{}/{}", self.backup.path(), file.name),
            reason: format!("not a list of definitions: {error}"),
        })
    }
}

impl HeldCustomers {
    /// What the user should know about them.
    pub fn notes(&self) -> Vec<String> {
        let of = |count: u64| counted(count, "customer", "customers");
        let said = |count: u64, text: String| (count > 0).then_some(text);
        let them = if self.malformed == 1 { "it" } else { "each" };
        [
            said(
                self.without_photo,
                format!(
                    "The photos of {} are not in the backup. So it is unknown here what a photo of the file would \
                     replace.",
                    of(self.without_photo)
                ),
            ),
            said(
                self.malformed,
                format!(
                    "{} of the backup, as the help desk sent it, is not valid JSON: the sandbox holds what can be \
                     read of {them}.",
                    of(self.malformed)
                ),
            ),
            said(
                self.without_id,
                format!("{} of the backup without an id can't be in the sandbox.", of(self.without_id)),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

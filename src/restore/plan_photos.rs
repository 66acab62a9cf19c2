//! Adds the photos of a backup to the plan: for customers that are inserted, and where the current photo differs.
//!
//! The plan names each photo by its file. Photos of an unencrypted backup in a folder are sent from there. Those of an
//! encrypted backup or of a bucket are copied into the run's folder, so that writing needs neither key nor bucket.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::backup_index::BackupIndex;
use super::restore_source::Object;
use crate::api::{ApiError, Client};
use crate::backup::{BackupReader, FileContent, FileEncryption, Manifest, ManifestFile};
use crate::customer::{
    PHOTO, is_empty_value,
    photo::{self, PhotoFile},
};
use crate::event::{Event, Listener};
use crate::file::{AtomicFile, path_of, read_contained};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, PlanRow, PlanWriter, RowAction};
use crate::plan::{Action, ProtectedValue, WritePolicies, WritePolicy};
use crate::run::{RunError, is_an_answer};
use crate::wording::counted;
use crate::writer::Stop;

/// Rows read at once.
const CHUNK: usize = 512;
/// The folder of photos, both in a backup and in a run.
const FOLDER: &str = "photos";
const SEALED: &str = ".age";

/// Adds photos to the decided rows of a journal.
pub(super) struct PhotoPlanner<'a> {
    pub(super) plan_writer: &'a PlanWriter,
    /// What an update may overwrite.
    pub(super) policies: &'a WritePolicies,
    pub(super) index: &'a BackupIndex,
    pub(super) stored: &'a BackupReader,
    pub(super) client: &'a Client,
    pub(super) concurrency: usize,
    /// The folder of the run until the plan is complete.
    pub(super) staged_folder: &'a Path,
    /// The folder of the run afterwards.
    pub(super) final_folder: PathBuf,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// The number of photos by what is planned for them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PlannedPhotos {
    inserted: u64,
    put_back: u64,
    same: u64,
    protected: u64,
    missing: u64,
}

/// A row whose customer has a photo in the backup.
struct RowWithPhoto<'a> {
    row: PlanRow,
    file: &'a ManifestFile,
}

/// The photos of a backup by customer id.
pub(crate) fn by_id(manifest: &Manifest) -> HashMap<&str, &ManifestFile> {
    let photos = manifest.files.iter().filter(|file| file.holds == FileContent::Photo);
    photos.filter_map(|file| Some((id_of(file)?, file))).collect()
}

fn id_of(file: &ManifestFile) -> Option<&str> {
    let name = file.name.strip_prefix(FOLDER)?.strip_prefix('/')?;
    match file.sealing {
        FileEncryption::Age => name.strip_suffix(SEALED),
        FileEncryption::None => Some(name),
    }
}

impl PhotoPlanner<'_> {
    /// Goes through all rows once.
    pub(super) fn run(&self) -> Result<PlannedPhotos, RunError> {
        let photos = by_id(self.stored.manifest());
        let mut planned = PlannedPhotos::default();
        let steps = photos.len() as u64;
        if steps == 0 {
            return Ok(planned);
        }
        let what = format!("Checking {} of the backup", counted(steps, "photo", "photos"));
        self.listener.hear(&Event::Stage { what, steps });
        let mut after = 0;
        let mut done = 0;
        loop {
            let rows = self.plan_writer.decided_rows(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(planned) };
            after = last.id;
            let due = rows.into_iter().filter_map(|row| self.due(row, &photos).transpose());
            let due: Vec<RowWithPhoto<'_>> = due.collect::<Result<_, _>>()?;
            done += due.len() as u64;
            // This thread may block.
            let compared = tokio::runtime::Handle::current().block_on(self.compare(due))?;
            for (due, living) in compared {
                self.add(due, living, &mut planned)?;
            }
            self.plan_writer.commit()?;
            self.listener.hear(&Event::Step { steps: done });
            if let Some(reason) = self.stop.reason() {
                return Err(RunError::Stopped(reason));
            }
        }
    }

    fn due<'f>(
        &self,
        row: PlanRow,
        photos: &HashMap<&str, &'f ManifestFile>,
    ) -> Result<Option<RowWithPhoto<'f>>, JournalError> {
        let id = self.index.id(row.id)?;
        let file = id.and_then(|id| photos.get(id.as_str()).copied());
        Ok(file.map(|file| RowWithPhoto { row, file }))
    }

    /// Reads the current photo of each row's customer, as a member of an object.
    async fn compare<'f>(
        &self,
        due: Vec<RowWithPhoto<'f>>,
    ) -> Result<Vec<(RowWithPhoto<'f>, Result<Object, ApiError>)>, RunError> {
        let living = stream::iter(due).map(|due| async {
            let mut living = Object::new();
            let read = match &due.row.server_id {
                Some(id) => self.client.add_photo(id, &mut living).await,
                None => Ok(()),
            };
            match read {
                Err(error) if !is_an_answer(&error) => Err(RunError::from(error)),
                read => Ok((due, read.map(|()| living))),
            }
        });
        living.buffered(self.concurrency.max(1)).try_collect().await
    }

    fn add(
        &self,
        due: RowWithPhoto<'_>,
        living: Result<Object, ApiError>,
        planned: &mut PlannedPhotos,
    ) -> Result<(), RunError> {
        let wanted = match &living {
            Ok(_) => self.wanted(&due)?,
            Err(error) => Err(format!(
                "the help desk does not return the customer's current photo: \
                {}",
                error.without_advice()
            )),
        };
        let (living, photo, wanted) = match (living, wanted) {
            (Ok(living), Ok(photo)) => {
                let wanted = photo.file.to_json();
                (living, photo, wanted)
            }
            (_, Err(why)) => {
                planned.missing += 1;
                return Ok(self.plan_writer.add_issue(due.row.id, missing(&due.file.name, &why))?);
            }
            (Err(_), Ok(_)) => return Ok(()),
        };
        let have = living.get(PHOTO.name);
        if photo::is_same(&wanted, have) {
            planned.same += 1;
            return Ok(());
        }
        if self.protects(&due.row, &wanted, have)? {
            planned.protected += 1;
            return Ok(());
        }
        self.keep(&photo, due.row.id)?;
        let with = |text: Option<&String>, value: Option<&Value>| {
            let mut object: Object =
                text.map_or_else(|| Ok(Object::new()), |text| serde_json::from_str(text))?;
            value.map(|value| object.insert(PHOTO.name.to_owned(), value.clone()));
            Ok::<_, JournalError>(object)
        };
        let PlanRow { id, kind, payload, base, server_id, .. } = due.row;
        // An unchanged customer needs no update besides the photo.
        let (payload, base) = if kind == RowAction::Unchanged { (None, None) } else { (payload, base) };
        let patch = with(payload.as_ref(), Some(&wanted))?;
        match server_id {
            None => {
                planned.inserted += 1;
                self.plan_writer.set_payload(id, &patch)?;
            }
            Some(server) => {
                planned.put_back += 1;
                let base = with(base.as_ref(), have)?;
                let protected = Vec::new();
                self.plan_writer.decide(id, &Action::Update { id: server, patch, base, protected })?;
            }
        }
        Ok(())
    }

    /// True if the policy of photos leaves the customer as it is.
    fn protects(&self, row: &PlanRow, wanted: &Value, have: Option<&Value>) -> Result<bool, JournalError> {
        let policy = self.policies.of(PHOTO.name);
        let leaves = match (policy, &row.server_id) {
            (WritePolicy::Never, None) => return Ok(true),
            (WritePolicy::Always | WritePolicy::Append, _) | (_, None) => false,
            (WritePolicy::IfEmpty, _) => have.is_some_and(|have| !is_empty_value(have)),
            (WritePolicy::OnInsert | WritePolicy::Never, _) => true,
        };
        if leaves {
            let have = have.cloned().unwrap_or_default();
            let value = ProtectedValue::new(PHOTO.name.to_owned(), policy, wanted.clone(), have);
            self.plan_writer.protect(row.id, &[value])?;
        }
        Ok(leaves)
    }

    /// The photo as it would be sent, or why there is none.
    fn wanted(&self, due: &RowWithPhoto<'_>) -> Result<Result<BackupPhoto, String>, RunError> {
        let content = match self.stored.content(due.file) {
            Ok(content) => content,
            Err(fault) => return Ok(Err(fault.to_string())),
        };
        let local = self.stored.local_folder().filter(|_| due.file.sealing == FileEncryption::None);
        if let Some(folder) = local {
            let read = read_contained(&path_of(&folder), &due.file.name, due.file.bytes);
            if read.is_ok_and(|read| read == content) {
                let file = PhotoFile::new(&folder, &due.file.name, &content);
                return Ok(Ok(BackupPhoto { file, to_keep: None }));
            }
        }
        Ok(match self.final_folder.to_str() {
            Some(folder) => {
                let file = PhotoFile::new(folder, &copied_photo_name(due.row.id), &content);
                Ok(BackupPhoto { file, to_keep: Some(content) })
            }
            None => Err("the path of the run's folder is not UTF-8".to_owned()),
        })
    }

    /// Copies a photo into the run's folder, if it can't be sent from the backup.
    fn keep(&self, photo: &BackupPhoto, row: u64) -> Result<(), RunError> {
        let Some(content) = &photo.to_keep else { return Ok(()) };
        let making = self.staged_folder;
        let name = copied_photo_name(row);
        std::fs::create_dir_all(making.join(FOLDER)).map_err(|error| JournalError::file(making, error))?;
        let mut file = AtomicFile::create(making.join(&name))?;
        file.write_all(content).map_err(|error| JournalError::file(making.join(&name), error))?;
        Ok(file.finish()?)
    }
}

/// A photo of the backup.
struct BackupPhoto {
    /// The file from which it is sent.
    file: PhotoFile,
    /// The content to copy there first.
    to_keep: Option<Vec<u8>>,
}

fn copied_photo_name(row: u64) -> String {
    format!("{FOLDER}/{row}")
}

fn missing(name: &str, why: &str) -> Issue {
    let message = format!("can't restore the photo {name:?} of the backup: {why}");
    let hint = "take the photo from another backup, or upload it in the help desk by hand";
    Issue::warning(Complaint::new(Code::PhotoStays, message, hint)).in_field(PHOTO.name)
}

impl PlannedPhotos {
    /// `Photos: 3 for new customers, 1 to restore, 7 unchanged`; `None` without photos.
    pub(super) fn text(&self) -> Option<String> {
        let parts = [
            (self.inserted, "for new customers"),
            (self.put_back, "to restore"),
            (self.same, "unchanged"),
            (self.protected, "left as they are (--write)"),
            (self.missing, "that can't be restored (see W218 in results.csv)"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
        (!parts.is_empty()).then(|| format!("Photos: {}", parts.join(", ")))
    }
}

/// The note about customers with photos that the backup does not contain.
pub(super) fn not_in_backup(customers: u64) -> Option<String> {
    let (had, them) =
        if customers == 1 { ("customer had a photo", "it is") } else { ("customers had photos", "they are") };
    (customers > 0).then(|| {
        format!(
            "{customers} {had} that this backup does not contain, so {them} not restored (`deskferry \
             backup --photos` saves photos)."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planned_photos_are_summarized() {
        assert_eq!(PlannedPhotos::default().text(), None);
        let planned = PlannedPhotos { inserted: 3, put_back: 1, same: 0, protected: 0, missing: 2 };
        let said = "Photos: 3 for new customers, 1 to restore, 2 that can't be restored (see W218 in \
        results.csv)";
        assert_eq!(planned.text().as_deref(), Some(said));
        assert_eq!(not_in_backup(0), None);
        assert!(
            not_in_backup(1)
                .unwrap()
                .starts_with("1 customer had a photo that this backup does not contain, so it is")
        );
    }
}

//! The photos of a backup into a plan that is made: with the customers that are inserted, and where another photo is there.
//!
//! A plan names photos by file. Those of a backup in a folder are read from there when they are sent; those of a sealed
//! backup or of a bucket are put into the folder of the run, which needs neither key nor bucket then.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use futures::{StreamExt, TryStreamExt, stream};

use super::backup_index::BackupIndex;
use super::restore_source::Object;
use crate::api::{ApiError, Client};
use crate::backup::{BackupReader, FileContent, FileEncryption, Manifest, ManifestFile};
use crate::customer::{
    PHOTO,
    photo::{self, PhotoFile},
};
use crate::event::{Event, Listener, many};
use crate::file::{AtomicFile, path_of, read_contained};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, PlanRow, PlanWriter, RowAction};
use crate::plan::Action;
use crate::run::{RunError, is_an_answer};
use crate::writer::Stop;

/// Rows at once.
const CHUNK: usize = 512;
/// The folder of photos, in a backup and in a run.
const FOLDER: &str = "photos";
const SEALED: &str = ".age";

/// Adds photos to the decided rows of a journal.
pub(super) struct PhotoPlanner<'a> {
    pub(super) spool: &'a PlanWriter,
    pub(super) ledger: &'a BackupIndex,
    pub(super) stored: &'a BackupReader,
    pub(super) client: &'a Client,
    pub(super) concurrency: usize,
    /// The folder of the run as it is called for now, and as it will be.
    pub(super) folder: (&'a Path, PathBuf),
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// What becomes of the photos.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PlannedPhotos {
    inserted: u64,
    put_back: u64,
    same: u64,
    missing: u64,
}

/// A row whose record has a photo in the backup.
struct RowWithPhoto<'a> {
    row: PlanRow,
    file: &'a ManifestFile,
}

/// The photos of a backup by the ids of their customers.
pub(super) fn by_id(manifest: &Manifest) -> HashMap<&str, &ManifestFile> {
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
        let mut told = PlannedPhotos::default();
        let steps = photos.len() as u64;
        if steps == 0 {
            return Ok(told);
        }
        let what = format!("Checking {} of the backup", many(steps, "photo", "photos"));
        self.listener.hear(&Event::Stage { what, steps });
        let mut after = 0;
        let mut done = 0;
        loop {
            let rows = self.spool.decided_rows(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(told) };
            after = last.id;
            let due = rows.into_iter().filter_map(|row| self.due(row, &photos).transpose());
            let due: Vec<RowWithPhoto<'_>> = due.collect::<Result<_, _>>()?;
            done += due.len() as u64;
            // This runs where the thread may block.
            let compared = tokio::runtime::Handle::current().block_on(self.compare(due))?;
            for (due, living) in compared {
                self.add(due, living, &mut told)?;
            }
            self.spool.commit()?;
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
        let id = self.ledger.id(row.id)?;
        let file = id.and_then(|id| photos.get(id.as_str()).copied());
        Ok(file.map(|file| RowWithPhoto { row, file }))
    }

    /// With each row the photo that its customer has now, as a member of an object.
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
        told: &mut PlannedPhotos,
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
                told.missing += 1;
                return Ok(self.spool.add_issue(due.row.id, missing(&due.file.name, &why))?);
            }
            (Err(_), Ok(_)) => return Ok(()),
        };
        let have = living.get(PHOTO.name);
        if photo::is_same(&wanted, have) {
            told.same += 1;
            return Ok(());
        }
        self.keep(&photo, due.row.id)?;
        let with = |text: Option<&String>, value: Option<&serde_json::Value>| {
            let mut object: Object =
                text.map_or_else(|| Ok(Object::new()), |text| serde_json::from_str(text))?;
            value.map(|value| object.insert(PHOTO.name.to_owned(), value.clone()));
            Ok::<_, JournalError>(object)
        };
        let PlanRow { id, kind, payload, base, server_id, .. } = due.row;
        // What a customer is that stays as it is, no update needs.
        let (payload, base) = if kind == RowAction::Unchanged { (None, None) } else { (payload, base) };
        let patch = with(payload.as_ref(), Some(&wanted))?;
        match server_id {
            None => {
                told.inserted += 1;
                self.spool.set_payload(id, &patch)?;
            }
            Some(server) => {
                told.put_back += 1;
                let base = with(base.as_ref(), have)?;
                self.spool.decide(id, &Action::Update { id: server, patch, base })?;
            }
        }
        Ok(())
    }

    /// The photo as it would be sent; in words why there is none.
    fn wanted(&self, due: &RowWithPhoto<'_>) -> Result<Result<BackupPhoto, String>, RunError> {
        let content = match self.stored.photo(due.file) {
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
        Ok(match self.folder.1.to_str() {
            Some(folder) => {
                let file = PhotoFile::new(folder, &kept_name(due.row.id), &content);
                Ok(BackupPhoto { file, to_keep: Some(content) })
            }
            None => Err("the path of the run's folder is not UTF-8".to_owned()),
        })
    }

    /// Puts a photo that is to be sent into the run's folder, where it can be sent from nowhere else.
    fn keep(&self, photo: &BackupPhoto, row: u64) -> Result<(), RunError> {
        let (Some(content), making) = (&photo.to_keep, self.folder.0) else { return Ok(()) };
        let name = kept_name(row);
        std::fs::create_dir_all(making.join(FOLDER)).map_err(|error| JournalError::file(making, error))?;
        let mut file = AtomicFile::create(making.join(&name))?;
        file.write_all(content).map_err(|error| JournalError::file(making.join(&name), error))?;
        Ok(file.finish()?)
    }
}

/// A photo of the backup.
struct BackupPhoto {
    /// From where it is sent.
    file: PhotoFile,
    /// What has to be put there first.
    to_keep: Option<Vec<u8>>,
}

fn kept_name(row: u64) -> String {
    format!("{FOLDER}/{row}")
}

fn missing(name: &str, why: &str) -> Issue {
    let message = format!("can't restore the photo {name:?} of the backup: {why}");
    let hint = "take the photo from another backup, or upload it in the help desk by hand";
    Issue::warning(Complaint::new(Code::PhotoStays, message, hint)).in_field(PHOTO.name)
}

impl PlannedPhotos {
    /// `Photos: 3 of new customers, 1 to restore, 7 as they were`; nothing where there are none.
    pub(super) fn text(&self) -> Option<String> {
        let parts = [
            (self.inserted, "of new customers"),
            (self.put_back, "to restore"),
            (self.same, "unchanged"),
            (self.missing, "that can't be restored (see W218 in results.csv)"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
        (!parts.is_empty()).then(|| format!("Photos: {}", parts.join(", ")))
    }
}

/// Said where records speak of photos that the backup does not have.
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
    fn what_becomes_of_photos_is_told() {
        assert_eq!(PlannedPhotos::default().text(), None);
        let told = PlannedPhotos { inserted: 3, put_back: 1, same: 0, missing: 2 };
        let said = "Photos: 3 of new customers, 1 to restore, 2 that can't be restored (see W218 in \
        results.csv)";
        assert_eq!(told.text().as_deref(), Some(said));
        assert_eq!(not_in_backup(0), None);
        assert!(
            not_in_backup(1)
                .unwrap()
                .starts_with("1 customer had a photo that this backup does not contain, so it is")
        );
    }
}

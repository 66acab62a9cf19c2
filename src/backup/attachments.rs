//! The other content of a backup: the definitions of custom fields, and photos. If they are not available, the
//! manifest says so; the backup still counts as complete.

use bytes::Bytes;
use futures::{StreamExt, stream};

use super::error::BackupError;
use super::manifest::{FileContent, ManifestCount};
use super::staged_backup::StagedBackup;
use crate::api::ApiError;
use crate::event::Event;
use crate::export::{ChosenChunks, PassStore, ReadListJob};
use crate::storage::check_name;
use crate::wording::counted;

/// After this many failures in a row, no more photos are requested.
const PATIENCE: u64 = 20;

/// The note of a backup whose account has no custom fields.
pub const NO_DEFINITIONS: &str = "the server has none";

/// Fetches the definitions of custom fields.
pub(super) async fn custom_fields(
    job: &ReadListJob,
    staged: &mut StagedBackup<'_>,
) -> Result<ManifestCount, BackupError> {
    let found = match job.client.custom_fields().await {
        Ok(found) => found,
        Err(error) => return Ok(none(error.without_advice())),
    };
    if found.is_empty() {
        return Ok(none(NO_DEFINITIONS.to_owned()));
    }
    let text = serde_json::to_vec_pretty(&found).map_err(|error| none(error.to_string()));
    let mut text = match text {
        Ok(text) => text,
        Err(none) => return Ok(none),
    };
    text.push(b'\n');
    staged.put("custom-fields.json", FileContent::CustomFields, &text).map_err(BackupError::Write)?;
    Ok(ManifestCount { number: Some(found.len() as u64), note: None })
}

fn none(note: String) -> ManifestCount {
    ManifestCount { number: None, note: Some(note) }
}

/// The result of fetching photos.
#[derive(Default)]
struct PhotoDownload {
    fetched: u64,
    failed: u64,
    /// Failures since the last success.
    in_a_row: u64,
    not_asked: u64,
    first: Option<String>,
}

/// Fetches the photo of every chosen customer, several at once.
pub(super) async fn photos(
    job: &ReadListJob,
    staged: &mut StagedBackup<'_>,
    store: &PassStore,
) -> Result<ManifestCount, BackupError> {
    let mut photos = PhotoDownload::default();
    let mut asked = 0;
    let all = store.chosen_count()?;
    job.listener.hear(&Event::Stage {
        what: format!("reading the photos of {}", counted(all, "customer", "customers")),
        steps: all,
    });
    let mut chunks = ChosenChunks::default();
    while let Some(chunk) = chunks.next(store)? {
        let ids = chunk.into_iter().filter_map(|chosen| chosen.id);
        let found = stream::iter(ids).map(|id| async move { (job.client.photo(&id).await, id) });
        let mut found = std::pin::pin!(found.buffer_unordered(job.concurrency.max(1)));
        while let Some((photo, id)) = found.next().await {
            photos.take(staged, id, photo)?;
            asked += 1;
            job.listener.hear(&Event::Step { steps: asked });
            if photos.in_a_row >= PATIENCE {
                photos.not_asked = all.saturating_sub(asked);
                return Ok(photos.count());
            }
        }
    }
    Ok(photos.count())
}

impl PhotoDownload {
    fn take(
        &mut self,
        staged: &mut StagedBackup<'_>,
        id: String,
        photo: Result<Option<Bytes>, ApiError>,
    ) -> Result<(), BackupError> {
        let name = format!("photos/{id}");
        let failure = match (photo, check_name(&name)) {
            (Err(error), _) if error.is_unauthorized() => return Err(BackupError::Api(error)),
            (Err(error), _) => Some(error.without_advice()),
            (Ok(Some(_)), Err(error)) => Some(error.to_string()),
            (Ok(Some(photo)), Ok(())) => {
                staged.put(&name, FileContent::Photo, &photo).map_err(BackupError::Write)?;
                self.fetched += 1;
                None
            }
            (Ok(None), _) => None,
        };
        match failure {
            Some(failure) => {
                self.failed += 1;
                self.in_a_row += 1;
                self.first.get_or_insert(failure);
            }
            None => self.in_a_row = 0,
        }
        Ok(())
    }

    fn count(self) -> ManifestCount {
        let Self { fetched, failed, not_asked, first, .. } = self;
        let rest = match not_asked {
            0 => String::new(),
            rest => format!("; {rest} more were skipped because too many failed in a row"),
        };
        let note = first.map(|first| format!("{failed} could not be downloaded, the first: {first}{rest}"));
        ManifestCount { number: Some(fetched), note }
    }
}

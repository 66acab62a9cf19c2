//! A file that is dropped on the page: streamed to `files/NAME.part`, synced, then renamed. An upload that breaks off
//! leaves nothing.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody as _};
use futures::StreamExt as _;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt as _, BufWriter};
use tokio::time::timeout;

use super::upload_name::{UNFINISHED, free_name, safe_name};
use crate::system::{SafeOpen as _, free_space};
use crate::workbench::error::WorkbenchError;

/// The bytes that are written at once.
const BUFFER: usize = 1 << 20;
/// The room that the disk keeps beside an upload.
const SPARE: u64 = 16 << 20;
/// A sender that is silent for so long has no more to send.
const PATIENCE: Duration = Duration::from_secs(2);

/// A file that is arriving. Dropping it removes what has arrived.
pub(crate) struct Upload {
    part: PathBuf,
    name: String,
    /// Its name if the folder had no file of that name.
    wanted: String,
    kept: bool,
}

/// Held while a name is chosen, so that no two uploads take the same one.
static CHOOSING: Mutex<()> = Mutex::new(());

impl Upload {
    /// Receives a whole body. Its length is checked against the disk's free room first.
    pub(crate) async fn receive(folder: &Path, given: &str, body: Body) -> Result<Self, WorkbenchError> {
        let expected = body.size_hint().exact();
        let mut pieces = body.into_data_stream();
        let received = Self::store(folder, given, expected, &mut pieces).await;
        if received.is_err() {
            drain(&mut pieces).await;
        }
        received
    }

    async fn store(
        folder: &Path,
        given: &str,
        expected: Option<u64>,
        pieces: &mut BodyDataStream,
    ) -> Result<Self, WorkbenchError> {
        let (upload, file) = Self::begin(folder, given)?;
        check_room(folder, &upload.name, expected)?;
        let mut file = BufWriter::with_capacity(BUFFER, File::from_std(file));
        let failed = |error| WorkbenchError::write(Path::new(&upload.name), error);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| WorkbenchError::BrokenUpload { name: upload.name.clone() })?;
            file.write_all(&piece).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        file.into_inner().sync_all().await.map_err(failed)?;
        Ok(upload)
    }

    fn begin(folder: &Path, given: &str) -> Result<(Self, std::fs::File), WorkbenchError> {
        let _choosing = CHOOSING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let wanted = safe_name(given);
        let name = free_name(folder, &wanted);
        let part = folder.join(format!("{name}{UNFINISHED}"));
        let file = std::fs::OpenOptions::new().write(true).create_new(true).private().open(&part);
        let file = file.map_err(|error| WorkbenchError::write(&part, error))?;
        Ok((Self { part, name, wanted, kept: false }, file))
    }

    pub(crate) fn part(&self) -> &Path {
        &self.part
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name that it would have if the folder had no such file.
    pub(crate) fn wanted_name(&self) -> &str {
        &self.wanted
    }

    /// The file has its name now.
    pub(crate) fn kept(mut self) {
        self.kept = true;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = std::fs::remove_file(&self.part)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %self.part.display(), %error, "can't remove a part of an upload");
        }
    }
}

/// Reads what is still sent, and drops it: a browser shows an answer only when it has sent everything.
async fn drain(pieces: &mut BodyDataStream) {
    while let Ok(Some(Ok(_))) = timeout(PATIENCE, pieces.next()).await {}
}

/// An upload that can't fit is refused before its first byte.
fn check_room(folder: &Path, name: &str, expected: Option<u64>) -> Result<(), WorkbenchError> {
    let Some(expected) = expected else { return Ok(()) };
    let Ok(free) = free_space(folder) else { return Ok(()) };
    if expected.saturating_add(SPARE) <= free {
        return Ok(());
    }
    let [needed, free] = [expected, free].map(|bytes| bytes.div_ceil(1_000_000));
    let need = format!(", which has {free} MB free; the file has {needed} MB");
    Err(WorkbenchError::DiskFull { path: name.to_owned(), need })
}

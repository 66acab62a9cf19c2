//! The parts of an upload, as the object_store crate's writer sends them. The crate's own type hides the upload's
//! id, which must be logged before the first part is sent.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use object_store::aws::AmazonS3;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{MultipartUpload, PutPayload, PutResult, Result, UploadPart};

use super::upload_log::UploadLogEntry;

#[derive(Debug)]
pub(super) struct UploadParts {
    pub(super) store: Arc<AmazonS3>,
    pub(super) path: Path,
    pub(super) id: String,
    pub(super) begun: Option<UploadLogEntry>,
    sent: usize,
    done: Arc<Mutex<Vec<(usize, PartId)>>>,
}

type PartFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

impl UploadParts {
    pub(super) fn new(store: Arc<AmazonS3>, path: Path, id: String, begun: Option<UploadLogEntry>) -> Self {
        Self { store, path, id, begun, sent: 0, done: Arc::default() }
    }

    fn end(&mut self) {
        self.begun.take().into_iter().for_each(UploadLogEntry::end);
    }
}

impl MultipartUpload for UploadParts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let (store, path, id, number) =
            (Arc::clone(&self.store), self.path.clone(), self.id.clone(), self.sent);
        let done = Arc::clone(&self.done);
        self.sent += 1;
        Box::pin(async move {
            let part = store.put_part(&path, &id, number, data).await?;
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, part));
            Ok(())
        })
    }

    fn complete<'a, 'b>(&'a mut self) -> PartFuture<'b, PutResult>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            let mut done = std::mem::take(&mut *self.done.lock().unwrap_or_else(PoisonError::into_inner));
            done.sort_unstable_by_key(|(number, _)| *number);
            let parts = done.into_iter().map(|(_, part)| part).collect();
            let result = self.store.complete_multipart(&self.path, &self.id, parts).await?;
            self.end();
            Ok(result)
        })
    }

    fn abort<'a, 'b>(&'a mut self) -> PartFuture<'b, ()>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            self.store.abort_multipart(&self.path, &self.id).await?;
            self.end();
            Ok(())
        })
    }
}

//! Photos during planning: where the photos of a rejects file are, and whether a customer already has the wanted one.

use std::path::{Path, PathBuf};

use super::custom_fields::is_an_answer;
use super::error::RunError;
use crate::api::{ApiError, Client, Object};
use crate::customer::PHOTO;
use crate::file::path_of;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{RunFile, RunFolder};
use crate::plan::MatchedCustomer;

/// The folder with the sources of the run that wrote a rejects file; `None` if the file is not in a run folder, or the
/// sources are in different folders.
pub(crate) fn folder_of_rejects(file: &str) -> Option<PathBuf> {
    let whole = std::path::absolute(path_of(file)).ok()?;
    let run = RunFile::load(&RunFolder::at(whole.parent()?)).ok()?;
    let mut folders = run.inputs.iter().map(|input| Path::new(input.path.as_deref()?).parent());
    let first = folders.next()??.to_owned();
    folders.all(|folder| folder == Some(&first)).then_some(first)
}

/// The wanted fields except the photo, which reading a customer does not show.
pub(crate) fn without_photo(wanted: &Object) -> Object {
    let shown = wanted.iter().filter(|(name, _)| *name != PHOTO.name);
    shown.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Adds the fingerprints of their photos to the customers found for a row. Returns an issue if the help desk does not
/// return a photo, which would otherwise be overwritten unseen.
pub(crate) async fn with_photos(
    client: &Client,
    mut found: Vec<MatchedCustomer>,
) -> Result<Result<Vec<MatchedCustomer>, Box<Issue>>, RunError> {
    for one in &mut found {
        match client.add_photo(&one.id, &mut one.record).await {
            Ok(()) => {}
            Err(error) if is_an_answer(&error) => return Ok(Err(Box::new(unreadable(&one.id, &error)))),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Ok(found))
}

fn unreadable(id: &str, error: &ApiError) -> Issue {
    let message =
        format!("can't compare the photo of the customer {id} with the new one: {}", error.without_advice());
    let hint = "import again when the help desk returns photos, or remove profilePhotoBlob from the mapping";
    Issue::error(Complaint::new(Code::Photo, message, hint)).in_field(PHOTO.name)
}

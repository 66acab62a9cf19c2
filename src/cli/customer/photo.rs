//! `profilePhotoBlob=@ada.jpg`: reads a photo from a file and encodes it for the account.

use std::path::Path;

use deskferry::api::{Object, PhotoEncoding};
use deskferry::customer::PHOTO;
use deskferry::customer::photo::{MAX_BYTES, format};
use deskferry::file::read_small;
use serde_json::Value;

use super::super::command_error::CommandError;
use super::field_values::refused;

/// What the user can do if a file is refused.
const IMAGE: &str = "name an image file (JPEG, PNG, GIF or WebP) of at most 5 MB";

/// Replaces the name of a file by its encoded photo.
pub(super) fn with_photo(mut typed: Object, encoding: PhotoEncoding) -> Result<Object, CommandError> {
    let name = typed.get(PHOTO.name).and_then(Value::as_str).and_then(|text| text.strip_prefix('@'));
    let Some(name) = name.map(ToOwned::to_owned) else { return Ok(typed) };
    let fault = |what: &str| refused(PHOTO.name, Some(&Value::from(format!("@{name}"))), what);
    let content =
        read_small(Path::new(&name), MAX_BYTES).map_err(|error| fault(&format!("{error}; {IMAGE}")))?;
    if format(&content).is_none() {
        return Err(fault("the file is not a JPEG, PNG, GIF or WebP image"));
    }
    typed.insert(PHOTO.name.to_owned(), encoding.encode(&content).into());
    Ok(typed)
}

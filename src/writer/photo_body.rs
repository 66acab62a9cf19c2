//! Puts photos into customers that are sent. A file whose content has changed since the plan is not sent.

use bytes::Bytes;
use serde_json::Value;

use crate::api::{Client, Object, PhotoEncoding};
use crate::customer::PHOTO;
use crate::customer::photo::PhotoFile;
use crate::file::{ContainedFileError, path_of, read_contained};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::JournalError;

/// A request body, or the issue if its photo can't be sent.
pub(super) type WriteBody = Result<Bytes, Box<Issue>>;

/// True if a payload may contain a photo.
pub(super) fn may_have_photo(payload: &str) -> bool {
    payload.contains("\"profilePhotoBlob\"")
}

/// The body of a customer, without the fingerprint of a photo that the help desk already has.
pub(super) async fn body(client: &Client, mut customer: Object) -> Result<WriteBody, JournalError> {
    let Some(value) = customer.shift_remove(PHOTO.name) else {
        return Ok(Ok(serde_json::to_vec(&customer)?.into()));
    };
    let Some(photo) = PhotoFile::of(&value) else {
        if !value.is_object() {
            customer.insert(PHOTO.name.to_owned(), value);
        }
        return Ok(Ok(serde_json::to_vec(&customer)?.into()));
    };
    let rest = serde_json::to_vec(&customer)?;
    let encoding = client.photo_encoding();
    let spliced = tokio::task::spawn_blocking(move || Ok(spliced(rest, encoding, &read(&photo)?)));
    spliced.await.map_err(|error| JournalError::Stopped(error.to_string()))
}

/// Inserts the encoded photo into the JSON text. Serializing it would copy a large text that needs no escapes.
fn spliced(mut body: Vec<u8>, encoding: PhotoEncoding, content: &[u8]) -> Bytes {
    let text = encoding.encode(content);
    body.pop();
    if body.len() > 1 {
        body.push(b',');
    }
    let name = Value::from(PHOTO.name).to_string();
    body.reserve_exact(name.len() + text.len() + 4);
    for part in [name.as_bytes(), b":\"", text.as_bytes(), b"\"}"] {
        body.extend_from_slice(part);
    }
    body.into()
}

/// The bytes of a photo, checked against the planned ones.
fn read(photo: &PhotoFile) -> WriteBody {
    let content = read_contained(&path_of(&photo.folder), &photo.file, photo.bytes);
    let why = match content {
        Ok(content) if photo.is(&content) => return Ok(content.into()),
        Ok(_) | Err(ContainedFileError::TooLarge { .. }) => {
            "the file has changed since it was planned".to_owned()
        }
        Err(fault) => fault.to_string(),
    };
    let message = format!("the photo can't be sent as planned, so nothing was sent: {why}");
    let complaint = Complaint::new(Code::Photo, message, AGAIN);
    Err(Box::new(Issue::error(complaint).in_field(PHOTO.name).with_value(&photo.file)))
}

const AGAIN: &str =
    "put the original file back and retry the run, or import the rejects file, which is planned again";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoded_photo_is_appended_to_the_body() {
        let with = |rest: &str| spliced(rest.as_bytes().to_vec(), PhotoEncoding::Hex, b"\x01\xff");
        assert_eq!(with("{}"), r#"{"profilePhotoBlob":"01ff"}"#);
        assert_eq!(with(r#"{"name":"A"}"#), r#"{"name":"A","profilePhotoBlob":"01ff"}"#);
    }

    #[test]
    fn a_photo_that_changed_since_planning_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gif");
        let photo = PhotoFile::new(folder.path().to_str().unwrap(), "a.gif", b"GIF89a.");
        let said = || read(&photo).map_err(|issue| issue.message);
        assert!(said().unwrap_err().contains("no such file"));
        for other in [&b"GIF89a!"[..], b"GIF89a", b"GIF89a.."] {
            std::fs::write(&path, other).unwrap();
            assert!(said().unwrap_err().contains("has changed since it was planned"));
        }
        std::fs::write(&path, b"GIF89a.").unwrap();
        assert_eq!(said().unwrap(), &b"GIF89a."[..]);
    }
}

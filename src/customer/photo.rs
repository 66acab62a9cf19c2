//! Photos in a plan. A plan has the file and the SHA-256 of a photo, not its bytes.
//!
//! A wanted photo is a [`PhotoFile`]. A photo of the help desk is a fingerprint: the same object without the file.

use crate::wording::counted;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The size limit of a photo.
pub const MAX_BYTES: u64 = 5 << 20;

/// The file of a photo, and its content when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoFile {
    /// The absolute path of the folder that must contain the file.
    pub folder: String,
    /// The path of the file, relative to the folder.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The number of its bytes.
    pub bytes: u64,
}

impl PhotoFile {
    /// Describes a file with this content.
    pub fn new(folder: &str, file: &str, content: &[u8]) -> Self {
        let folder = folder.to_owned();
        let file = file.to_owned();
        Self { folder, file, sha256: sha256(content), bytes: content.len() as u64 }
    }

    /// The photo in a field; `None` if the value has no file.
    pub fn of(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok()
    }

    /// The value of the field in a plan.
    pub fn to_json(&self) -> Value {
        json!({"folder": self.folder, "file": self.file, "sha256": self.sha256, "bytes": self.bytes})
    }

    /// True if the content is the planned one.
    pub fn is(&self, content: &[u8]) -> bool {
        self.bytes == content.len() as u64 && self.sha256 == sha256(content)
    }
}

/// The value of the field for a photo of the help desk.
pub fn fingerprint(content: &[u8]) -> Value {
    json!({"sha256": sha256(content), "bytes": content.len()})
}

/// True if two values of the field are for the same bytes.
pub fn is_same(want: &Value, have: Option<&Value>) -> bool {
    let hash = |value: &Value| value.get("sha256").and_then(Value::as_str).map(ToOwned::to_owned);
    hash(want).is_some_and(|want| have.and_then(hash) == Some(want))
}

/// A photo for people: `ada.jpg (20480 bytes, SHA-256 3f9a0c2e…)`; `None` if the value is not a photo.
pub fn in_words(value: &Value) -> Option<String> {
    let hash = value.get("sha256")?.as_str()?;
    let bytes = counted(value.get("bytes")?.as_u64()?, "byte", "bytes");
    let file = value.get("file").and_then(Value::as_str).unwrap_or("a photo");
    let hash: String = hash.chars().take(8).collect();
    Some(format!("{file} ({bytes}, SHA-256 {hash}…)"))
}

/// The format of an image by its first bytes: JPEG, PNG, GIF or WebP.
pub fn format(content: &[u8]) -> Option<&'static str> {
    match content {
        [0xff, 0xd8, 0xff, ..] => Some("JPEG"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("PNG"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("GIF"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("WebP"),
        _ => None,
    }
}

fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"\xff\xd8\xff\xe0..JFIF", Some("JPEG"))]
    #[case(b"\x89PNG\r\n\x1a\n....", Some("PNG"))]
    #[case(b"GIF87a..", Some("GIF"))]
    #[case(b"GIF89a..", Some("GIF"))]
    #[case(b"RIFF\x10\0\0\0WEBPVP8 ", Some("WebP"))]
    #[case(b"RIFF\x10\0\0\0WAVEfmt ", None)]
    #[case(b"GIF88a..", None)]
    #[case(b"\x89PNG\n\x1a\n", None)]
    #[case(b"\xff\xd8", None)]
    #[case(b"<svg xmlns='http://www.w3.org/2000/svg'/>", None)]
    #[case(b"BM....", None)]
    #[case(b"%PDF-1.7", None)]
    #[case(b"", None)]
    fn the_image_format_is_detected_from_the_first_bytes(
        #[case] content: &[u8],
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(format(content), expected);
    }

    #[test]
    fn a_photo_in_a_plan_is_identified_by_its_hash() {
        let photo = PhotoFile::new("/photos", "ada.jpg", b"one");
        let value = photo.to_json();
        assert_eq!(PhotoFile::of(&value), Some(photo.clone()));
        assert!(photo.is(b"one") && !photo.is(b"two"));
        assert!(is_same(&value, Some(&fingerprint(b"one"))));
        for other in [None, Some(Value::Null), Some(fingerprint(b"two")), Some(json!("6f6e65"))] {
            assert!(!is_same(&value, other.as_ref()));
        }
        assert!(!is_same(&Value::Null, None) && !is_same(&json!("a"), Some(&json!("a"))));
        assert_eq!(in_words(&value).unwrap(), "ada.jpg (3 bytes, SHA-256 7692c3ad…)");
        assert_eq!(in_words(&fingerprint(b"one")).unwrap(), "a photo (3 bytes, SHA-256 7692c3ad…)");
        assert_eq!((in_words(&Value::Null), PhotoFile::of(&fingerprint(b"x"))), (None, None));
    }
}

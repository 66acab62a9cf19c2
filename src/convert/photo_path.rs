//! The path of a photo inside the photo folder.

use std::path::Path;

use crate::customer::FieldValue;
use crate::file::is_contained;
use crate::issue::{Code, Complaint};

/// Accepts a relative path that stays inside the photo folder. Whether the file exists is checked later.
pub(super) fn convert(text: &str) -> Result<FieldValue<'_>, Complaint> {
    let refused = |message: &str, hint: &str| Err(Complaint::new(Code::Photo, message, hint));
    let path = Path::new(text);
    if text.contains('\\') {
        return refused("the file name has a backslash", "write / between the names of folders");
    }
    if path.is_absolute() || text.contains("://") {
        return refused(
            "only files in one folder are read, but this is an absolute path or a URL",
            "write the path of the file inside the photo folder",
        );
    }
    if is_contained(text) && path.file_name().is_some() {
        return Ok(FieldValue::Text(text.into()));
    }
    refused(
        "the path leads out of the photo folder",
        "write the path of the file inside that folder, without ..",
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ada.jpg", None)]
    #[case("deep/er/ada.jpg", None)]
    #[case("./ada.jpg", None)]
    #[case("..ada.jpg", None)]
    #[case("/etc/passwd", Some("an absolute path"))]
    #[case("https://x.org/a.jpg", Some("or a URL"))]
    #[case("../ada.jpg", Some("leads out"))]
    #[case("a/../ada.jpg", Some("leads out"))]
    #[case("..", Some("leads out"))]
    #[case(".", Some("leads out"))]
    #[case("photos\\ada.jpg", Some("a backslash"))]
    #[case("C:\\ada.jpg", Some("a backslash"))]
    fn valid_and_invalid_file_names(#[case] text: &str, #[case] said: Option<&str>) {
        match (convert(text), said) {
            (Ok(value), None) => assert_eq!(value.text(), text),
            (Err(complaint), Some(said)) => {
                assert!(complaint.message.contains(said), "{}", complaint.message)
            }
            (got, _) => panic!("{got:?}"),
        }
    }
}

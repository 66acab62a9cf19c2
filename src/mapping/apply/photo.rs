//! Reads the photo that a cell names.

use std::path::PathBuf;

use crate::customer::FieldValue;
use crate::customer::photo::{self, MAX_BYTES, PhotoFile};
use crate::file::{ContainedFileError, read_contained};
use crate::issue::{Code, Complaint};
use crate::mapping::bound_mapping::BoundMapping;

impl BoundMapping {
    /// True if photos are searched in the folder of the source, because the mapping sets no folder.
    pub fn has_photos_next_to_source(&self) -> bool {
        self.mapping.photos.as_ref().is_some_and(|rule| rule.folder.is_none())
    }

    /// Searches photos in this folder, which must be an absolute path.
    #[must_use]
    pub fn with_photos_in(self, folder: PathBuf) -> Self {
        Self { photos: Some(folder), ..self }
    }

    /// Reads the photo that a cell names. Without a photo folder (`[[tests]]`) the value stays a name.
    pub(super) fn read_photo<'a>(&self, value: FieldValue<'a>) -> Result<FieldValue<'a>, Complaint> {
        let Some(folder) = &self.photos else { return Ok(value) };
        let name = value.text();
        let content = read_contained(folder, &name, MAX_BYTES).map_err(|problem| refused(&problem))?;
        if photo::format(&content).is_none() {
            let message = "the file is not a JPEG, PNG, GIF or WebP image, as its first bytes show";
            return Err(Complaint::new(Code::Photo, message, "save the image in one of these formats"));
        }
        let Some(folder) = folder.to_str() else {
            let message = format!("the path of the folder {folder:?} is not UTF-8");
            return Err(Complaint::new(Code::Photo, message, "rename the folder"));
        };
        Ok(FieldValue::Json(PhotoFile::new(folder, &name, &content).to_json().to_string().into()))
    }
}

fn refused(problem: &ContainedFileError) -> Complaint {
    let hint = match problem {
        ContainedFileError::TooLarge { .. } => "save a smaller image: the limit is 5 MB",
        ContainedFileError::LeadsOut { .. } => {
            "put the file itself into the folder; links are followed only if they are relative and stay inside"
        }
        ContainedFileError::NotFound { .. } => {
            "correct the name, which is relative to that folder, or set another folder in the mapping: folder \
             = \"photos\""
        }
        ContainedFileError::NotRegular => "name an image file",
        _ => "check the file and its permissions",
    };
    Complaint::new(Code::Photo, problem.to_string(), hint)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::customer::PHOTO;
    use crate::mapping::Mapping;
    use crate::record::{Header, Record, SourceOrigin};

    #[test]
    fn a_cell_becomes_the_name_and_the_hash_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.gif"), "GIF89a!").unwrap();
        std::fs::write(folder.path().join("a.txt"), "no image").unwrap();
        let text = "version = 1\n[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\" }\n";
        let mapping = Mapping::parse("m.toml", text).unwrap();
        let header = Arc::new(Header::new(vec!["P".to_owned()]).unwrap());
        let file = folder.path().join("a.csv").to_str().unwrap().to_owned();
        let bound =
            Arc::new(mapping).bind(&SourceOrigin { file, sheet: None, rejects: false }, &header).unwrap();
        assert!(bound.has_photos_next_to_source());
        let of = |cell: &str| {
            let mut record = Record::new(2, 2);
            record.push(cell);
            let draft = bound.apply(&record);
            let value = draft.customer.get(PHOTO.name).map(|value| value.text().into_owned());
            (value, draft.issues.into_iter().map(|issue| issue.message).collect::<String>())
        };
        let value = serde_json::from_str(&of("a.gif").0.unwrap()).unwrap();
        let whole = folder.path().to_str().unwrap();
        assert_eq!(PhotoFile::of(&value), Some(PhotoFile::new(whole, "a.gif", b"GIF89a!")));
        assert_eq!(of(" "), (None, String::new()));
        assert!(of("a.txt").1.contains("not a JPEG"));
        assert!(of("b.gif").1.contains("no such file"));
    }
}

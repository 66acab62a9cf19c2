//! `as = "file"`: a photo that a cell names by its file.
//!
//! A plan holds the file's name and SHA-256, not its bytes. Where no source is bound (`[[tests]]`), the value is the name.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

use super::bind::BoundMapping;
use super::error::MappingProblem;
use super::spec::{FieldRule, MappingSpec, OnEmpty};
use crate::customer::{
    FieldTarget, FieldValue, PHOTO,
    photo::{self, MAX_BYTES, PhotoFile},
};
use crate::file::{ContainedFileError, STDIN, path_of, read_contained};
use crate::issue::{Code, Complaint};
use crate::record::SourceOrigin;

/// The word of `as`.
pub(super) const FILE: &str = "file";

/// Where the files of a mapping's photos lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhotoRule {
    /// As it is stated, below the mapping's folder; `None` is the folder of the source.
    folder: Option<PathBuf>,
    span: Range<usize>,
}

impl PhotoRule {
    /// The rule for photos, where the mapping has one.
    pub(super) fn of(spec: &MappingSpec, mapping: &str) -> Result<Option<Self>, MappingProblem> {
        let keys = spec.matching.as_ref().map(|matching| &matching.keys);
        if let Some(keys) = keys.filter(|keys| keys.get_ref().fields().any(|field| field == PHOTO.name)) {
            return Err(MappingProblem::new(keys.span(), "a photo can't be a match key")
                .help("use another field, such as email"));
        }
        let Some((name, rule)) = spec.fields.iter().find(|(name, _)| name.get_ref() == PHOTO.name) else {
            return Ok(None);
        };
        let beside = Path::new(mapping).parent().unwrap_or(Path::new(""));
        let folder = rule.folder.as_ref().map(|folder| match folder.get_ref().trim() {
            "" => {
                Err(MappingProblem::new(folder.span(), "the folder has no name").help("folder = \"photos\""))
            }
            folder => Ok(beside.join(folder)),
        });
        let span = rule.folder.as_ref().map_or_else(|| name.span(), Spanned::span);
        Ok(Some(Self { folder: folder.transpose()?, span }))
    }

    /// The folder for one source.
    pub(super) fn folder_for(&self, origin: &SourceOrigin) -> Result<PathBuf, MappingProblem> {
        let fault = |message: String| MappingProblem::new(self.span.clone(), message);
        let folder = match &self.folder {
            Some(stated) => stated.clone(),
            None if origin.file == STDIN => {
                return Err(fault("standard input has no folder to look for photos in".to_owned())
                    .help("set it: folder = \"photos\", relative to the folder of the mapping"));
            }
            None => beside(&origin.file),
        };
        let whole = std::path::absolute(&folder).map_err(|error| error.to_string());
        let whole = whole.and_then(|whole| match whole.metadata() {
            Ok(about) if about.is_dir() => Ok(whole),
            Ok(_) => Err("it is not a folder".to_owned()),
            Err(error) => Err(error.to_string()),
        });
        whole.map_err(|why| {
            fault(format!("can't use the photo folder {folder:?}: {why}"))
                .help("a folder that you set is relative to the folder of the mapping")
        })
    }
}

fn beside(file: &str) -> PathBuf {
    match path_of(file).parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl BoundMapping {
    /// True where photos are looked for beside the source, since the mapping states no folder.
    pub fn has_photos_beside(&self) -> bool {
        self.mapping.photos.as_ref().is_some_and(|rule| rule.folder.is_none())
    }

    /// From now on photos are looked for in this folder, a whole path.
    #[must_use]
    pub fn with_photos_in(self, folder: PathBuf) -> Self {
        Self { photos: Some(folder), ..self }
    }

    /// The photo that a cell names, where a source is bound.
    pub(super) fn photographed<'a>(&self, value: FieldValue<'a>) -> Result<FieldValue<'a>, Complaint> {
        let Some(folder) = &self.photos else { return Ok(value) };
        let name = value.text();
        let content = read_contained(folder, &name, MAX_BYTES).map_err(|fault| refused(&fault))?;
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

fn refused(fault: &ContainedFileError) -> Complaint {
    let hint = match fault {
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
    Complaint::new(Code::Photo, fault.to_string(), hint)
}

/// Holds the conversion and the options of a rule against its field.
pub(super) fn check(
    target: &FieldTarget,
    name: &Spanned<String>,
    rule: &FieldRule,
) -> Result<(), MappingProblem> {
    let is_photo = matches!(target, FieldTarget::Field(field) if *field == &PHOTO);
    let named = rule.conversion.as_ref().filter(|word| word.get_ref() == FILE);
    match (is_photo, named) {
        (false, None) => Ok(()),
        (false, Some(word)) => {
            let message = format!(
                "the field `{target}` can't hold a file; use as = \"file\" only for `{}`",
                PHOTO.name
            );
            Err(MappingProblem::new(word.span(), message).help("remove as = \"file\""))
        }
        (true, None) => {
            let span = rule.conversion.as_ref().map_or_else(|| name.span(), Spanned::span);
            let message = format!("`{}` can only be filled from files", PHOTO.name);
            Err(MappingProblem::new(span, message)
                .help(format!("{} = {{ from = \"Photo\", as = \"file\" }}", PHOTO.name)))
        }
        (true, Some(_)) => options(rule),
    }
}

fn options(rule: &FieldRule) -> Result<(), MappingProblem> {
    let one_for_all = rule.value.as_ref().or(rule.default.as_ref());
    if let Some(value) = one_for_all {
        return Err(MappingProblem::new(
            value.span(),
            "a photo belongs to one customer: it can't have value or default",
        )
        .help("name the column that has the file names: from = \"Photo\""));
    }
    match (&rule.conversion, rule.on_empty) {
        (Some(word), OnEmpty::Clear) => Err(MappingProblem::new(
            word.span(),
            "a photo can't be removed, so on_empty = \"clear\" is not possible",
        )
        .help("remove on_empty: an empty cell changes nothing")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rstest::rstest;

    use super::super::Mapping;
    use super::*;
    use crate::record::{Header, Record};

    fn parsed(rest: &str) -> Result<Mapping, String> {
        let text = format!("version = 1\n{rest}\n");
        Mapping::parse("m.toml", &text).map_err(|error| error.to_string())
    }

    #[rstest]
    #[case("[fields]\nprofilePhotoBlob = { from = \"P\" }", "as = \"file\"")]
    #[case("[fields]\nprofilePhotoBlob = { from = \"P\", as = \"text\" }", "as = \"file\"")]
    #[case("[fields]\nprofilePhotoBlob = { value = \"a.jpg\", as = \"file\" }", "belongs to one customer")]
    #[case(
        "[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\", default = \"a.jpg\" }",
        "belongs to one customer"
    )]
    #[case(
        "[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\", on_empty = \"clear\" }",
        "can't be removed"
    )]
    #[case(
        "[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\", on_invalid = \"keep\" }",
        "can't keep invalid text"
    )]
    #[case("[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\", folder = \" \" }", "has no name")]
    #[case("[fields]\nname = { from = \"P\", as = \"file\" }", "can't hold a file")]
    #[case("[fields]\nname = { from = \"P\", folder = \"x\" }", "folder belongs to as = \"file\"")]
    #[case("[custom_fields]\nphoto = { from = \"P\", as = \"file\" }", "can't hold a file")]
    #[case("[extra_fields]\nphoto = { from = \"P\", as = \"file\" }", "can't hold a file")]
    #[case("[extra_fields]\nprofilePhotoBlob = { from = \"P\" }", "can't be under [extra_fields]")]
    #[case(
        "[match]\nkeys = [\"profilePhotoBlob\"]\n[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\" }",
        "a photo can't be a match key"
    )]
    fn other_uses_are_mistakes_of_the_mapping(#[case] rest: &str, #[case] said: &str) {
        let error = parsed(rest).unwrap_err();
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn a_cell_becomes_the_name_and_the_hash_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.gif"), "GIF89a!").unwrap();
        std::fs::write(folder.path().join("a.txt"), "no image").unwrap();
        let mapping = parsed("[fields]\nprofilePhotoBlob = { from = \"P\", as = \"file\" }").unwrap();
        let header = Arc::new(Header::new(vec!["P".to_owned()]).unwrap());
        let file = folder.path().join("a.csv").to_str().unwrap().to_owned();
        let bound =
            Arc::new(mapping).bind(&SourceOrigin { file, sheet: None, rejects: false }, &header).unwrap();
        assert!(bound.has_photos_beside());
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

//! `as = "file"`: a cell names the file of a photo.
//!
//! A plan holds the file's name and SHA-256, not its bytes. In `[[tests]]`, without a source, the value is the
//! name.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

use super::error::MappingProblem;
use super::spec::{FieldRule, MappingSpec, OnEmpty};
use crate::customer::{FieldTarget, PHOTO};
use crate::file::{STDIN, path_of};
use crate::record::SourceOrigin;

/// The word of `as`.
pub(super) const FILE: &str = "file";

/// Where a mapping's photos are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhotoRule {
    /// Relative to the mapping's folder. `None` is the folder of the source.
    pub(super) folder: Option<PathBuf>,
    span: Range<usize>,
}

impl PhotoRule {
    /// The rule for photos, if the mapping has one.
    pub(super) fn new(spec: &MappingSpec, mapping: &str) -> Result<Option<Self>, MappingProblem> {
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

    /// The absolute path of the photo folder for one source.
    pub(super) fn folder_for(&self, origin: &SourceOrigin) -> Result<PathBuf, MappingProblem> {
        let problem = |message: String| MappingProblem::new(self.span.clone(), message);
        let folder = match &self.folder {
            Some(stated) => stated.clone(),
            None if origin.file == STDIN => {
                return Err(problem("standard input has no folder to look for photos in".to_owned())
                    .help("set it: folder = \"photos\", relative to the folder of the mapping"));
            }
            None => folder_of(&origin.file),
        };
        let whole = std::path::absolute(&folder).map_err(|error| error.to_string());
        let whole = whole.and_then(|whole| match whole.metadata() {
            Ok(about) if about.is_dir() => Ok(whole),
            Ok(_) => Err("it is not a folder".to_owned()),
            Err(error) => Err(error.to_string()),
        });
        whole.map_err(|why| {
            problem(format!("can't use the photo folder {folder:?}: {why}"))
                .help("a folder that you set is relative to the folder of the mapping")
        })
    }
}

fn folder_of(file: &str) -> PathBuf {
    match path_of(file).parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Checks that only the photo field takes files, and that it has no option that photos can't have.
pub(super) fn check_photo(
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
    use rstest::rstest;

    use crate::mapping::Mapping;

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
    fn invalid_photo_rules_are_mapping_errors(#[case] rest: &str, #[case] said: &str) {
        let error = parsed(rest).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}

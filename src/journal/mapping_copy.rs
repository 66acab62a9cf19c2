//! The mapping of a run, as `run.json` keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::file::sha256_hex;
use crate::mapping::Mapping;

/// The mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingCopy {
    /// What it calls itself.
    pub name: String,
    /// The path, or of a shipped one `mappings/NAME.toml`.
    pub file: String,
    /// Of the text.
    pub sha256: String,
    /// The whole text, so that a run can be understood, and planned anew, years later.
    pub text: String,
    /// The files from which it has look-up tables: path, and SHA-256.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lookup_files: BTreeMap<String, String>,
}

impl MappingCopy {
    /// For a run whose rows are customers already.
    pub fn none() -> Self {
        Self {
            name: "none".to_owned(),
            file: String::new(),
            sha256: sha256_hex(b""),
            text: String::new(),
            lookup_files: BTreeMap::new(),
        }
    }

    /// Describes a mapping.
    pub fn of(mapping: &Mapping) -> Self {
        Self {
            name: mapping.name().to_owned(),
            file: mapping.file().to_owned(),
            sha256: sha256_hex(mapping.text().as_bytes()),
            text: mapping.text().to_owned(),
            lookup_files: lookup_files(mapping),
        }
    }

    /// The mapping as it was, to plan anew.
    ///
    /// # Errors
    /// A sentence, where it can't be read, or a file of a look-up table is no longer the same.
    pub fn reparse(&self) -> Result<Mapping, String> {
        let mapping = Mapping::parse(&self.file, &self.text).map_err(|error| error.to_string())?;
        let now = lookup_files(&mapping);
        match self.lookup_files.iter().find(|(file, sha256)| now.get(*file) != Some(sha256)) {
            None => Ok(mapping),
            Some((file, _)) => Err(format!(
                "the lookup file {file:?} has changed since the plan was started; put the old one back, \
                 or start a new import"
            )),
        }
    }
}

fn lookup_files(mapping: &Mapping) -> BTreeMap<String, String> {
    mapping.lookup_files().iter().map(|file| (file.file.clone(), file.sha256.clone())).collect()
}

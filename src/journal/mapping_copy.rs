//! The mapping of a run, as stored in `run.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::file::sha256_hex;
use crate::mapping::Mapping;

/// A mapping with its complete text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingCopy {
    /// The name in the mapping.
    pub name: String,
    /// The path; `mappings/NAME.toml` for a built-in mapping.
    pub file: String,
    /// SHA-256 of the text.
    pub sha256: String,
    /// The complete text, so that a run can be understood and planned again years later.
    pub text: String,
    /// The files of lookup tables, and their SHA-256.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lookup_files: BTreeMap<String, String>,
}

impl MappingCopy {
    /// The mapping of a run whose rows are customers already.
    pub fn none() -> Self {
        Self {
            name: "none".to_owned(),
            file: String::new(),
            sha256: sha256_hex(b""),
            text: String::new(),
            lookup_files: BTreeMap::new(),
        }
    }

    /// Copies a mapping.
    pub fn of(mapping: &Mapping) -> Self {
        Self {
            name: mapping.name().to_owned(),
            file: mapping.file().to_owned(),
            sha256: sha256_hex(mapping.text().as_bytes()),
            text: mapping.text().to_owned(),
            lookup_files: lookup_files(mapping),
        }
    }

    /// The fields that it reads as phone numbers. Files of lookup tables are not needed for this.
    pub(crate) fn phone_fields(&self) -> Vec<String> {
        let mapping: toml::Table = self.text.parse().unwrap_or_default();
        let sections = [("fields", ""), ("custom_fields", "customFields.")];
        let rules = sections
            .iter()
            .filter_map(|(section, prefix)| Some((mapping.get(*section)?.as_table()?, prefix)));
        let is_phone = |rule: &toml::Value| rule.get("as").and_then(toml::Value::as_str) == Some("phone");
        let phones = rules.flat_map(|(rules, prefix)| {
            rules.iter().filter(|(_, rule)| is_phone(rule)).map(move |(name, _)| format!("{prefix}{name}"))
        });
        phones.collect()
    }

    /// Parses the stored text, to plan again.
    ///
    /// # Errors
    /// A message if the text can't be parsed, or if a file of a lookup table has changed.
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

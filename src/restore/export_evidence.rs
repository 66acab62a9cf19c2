//! The evidence of an export, `FILE.manifest.json`, if it exists next to the file.

use std::io::Read as _;

use serde::Deserialize;

use super::error::RestoreError;
use crate::account::HelpDeskAccount;
use crate::export::{EVIDENCE_VERSION, FieldCoverage, IdSample};
use crate::file::FileError;
use crate::run::RunError;
use crate::storage::{Location, StoreOptions};
use crate::wording::counted;

const ENDING: &str = ".manifest.json";
/// The largest evidence in bytes. Its lists end after a hundred ids.
const MOST: u64 = 16 << 20;

/// The parts of the evidence that a restore needs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExportEvidence {
    version: u32,
    pub(super) account: HelpDeskAccount,
    pub(super) verdict: EvidenceVerdict,
    pub(super) completeness: String,
    /// The fields that were seen; `None` if an older deskferry made it.
    pub(super) fields: Option<FieldCoverage>,
    /// Customers whose detail was not available.
    #[serde(default)]
    gone_before_detail: IdSample,
    /// Customers whose detail was another customer.
    #[serde(default)]
    another_instead: IdSample,
    pub(super) file: ExportEvidenceFile,
}

/// The verdict about the list, as far as a restore depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum EvidenceVerdict {
    /// Customers may be missing.
    Unproven,
    /// Every other verdict, also one that this build does not know.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
pub(super) struct ExportEvidenceFile {
    /// `jsonl`; other formats can't be restored.
    pub(super) format: String,
    /// `--fields`; `None` for all fields.
    pub(super) fields: Option<Vec<String>>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl ExportEvidence {
    /// Reads the evidence next to a file; `None` if there is none.
    pub(super) fn load(path: &str, options: &StoreOptions) -> Result<Option<Self>, RestoreError> {
        let path = format!("{path}{ENDING}");
        let target = Location::parse(&path).map_err(FileError::from)?;
        let reader = match target.open_regular(options) {
            Err(FileError::NotFound { .. }) => return Ok(None),
            opened => opened?,
        };
        let mut text = Vec::new();
        let read = reader.take(MOST).read_to_end(&mut text);
        read.map_err(|error| FileError::reading(&path, error))?;
        let exported: Self = serde_json::from_slice(&text).map_err(|fault| no_evidence(&path, &fault))?;
        match exported.version {
            EVIDENCE_VERSION => Ok(Some(exported)),
            newer => Err(RunError::Usage(format!(
                "{path:?} is from a newer deskferry (format {newer}; this one reads up to {EVIDENCE_VERSION}): use \
                 that one"
            ))
            .into()),
        }
    }

    /// Customers known only from the list.
    pub(super) fn listed(&self) -> IdSample {
        self.gone_before_detail.clone().and(self.another_instead.clone())
    }

    /// What the user should know before anything is written.
    pub(super) fn notes(&self) -> Vec<String> {
        let unproven =
            (self.verdict == EvidenceVerdict::Unproven).then(|| not_complete("export", &self.completeness));
        let listed = only_listed("export", &self.listed());
        unproven.into_iter().chain(uncovered("export", self.fields.as_ref())).chain(listed).collect()
    }
}

fn no_evidence(path: &str, fault: &serde_json::Error) -> RestoreError {
    RestoreError::Damaged(format!(
        "{path:?} is not the evidence of an export ({fault}); nothing was sent; move it away to restore \
         without it"
    ))
}

/// The note about an export or backup whose list is unproven. `what` is its name in the sentence.
pub(super) fn not_complete(what: &str, completeness: &str) -> String {
    format!("This {what} may not have all customers: {completeness}.")
}

/// The note about fields that were not checked; `None` if all were.
pub(super) fn uncovered(what: &str, fields: Option<&FieldCoverage>) -> Option<String> {
    match fields {
        Some(fields) if fields.complete && fields.whole => None,
        Some(fields) if !fields.whole => Some(format!(
            "About this {what}: {}. It does not say that the details of its customers were read, so a restore empties no \
             field.",
            fields.text()
        )),
        Some(fields) => Some(format!(
            "About this {what}: {}. A restore does not touch fields that were not \
            checked.",
            fields.text()
        )),
        None => Some(format!(
            "This {what} does not say which fields it looked for, so a restore empties no field."
        )),
    }
}

/// The note about customers known only from the list; `None` without any.
pub(super) fn only_listed(what: &str, listed: &IdSample) -> Option<String> {
    let empties = if listed.may_have(None) { "no field of any customer" } else { "none of their fields" };
    let whom = match listed.count {
        0 => return None,
        count => counted(count, "customer", "customers"),
    };
    Some(format!(
        "For {whom}, this {what} has only what the list showed, because their details were not available: \
         a restore empties {empties}."
    ))
}

//! What an export says of its file: `FILE.manifest.json`, where it lies beside.

use std::io::Read as _;

use serde::Deserialize;

use crate::backup::CompletenessKind;
use crate::export::{FieldCoverage, IdSample, VERSION};
use crate::file::FileError;
use crate::journal::HelpDeskAccount;
use crate::run::RunError;
use crate::storage::{Location, StoreOptions};

const ENDING: &str = ".manifest.json";
/// No evidence is longer: its lists are cut after a hundred ids.
const MOST: u64 = 16 << 20;

/// The part of the evidence that matters to a restore.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExportEvidence {
    version: u32,
    pub(super) account: HelpDeskAccount,
    pub(super) verdict: CompletenessKind,
    pub(super) completeness: String,
    /// Which fields were seen; null where an older deskferry made it.
    pub(super) fields: Option<FieldCoverage>,
    /// Customers whose detail was not there.
    #[serde(default)]
    gone_before_detail: IdSample,
    /// Customers whose detail was another's.
    #[serde(default)]
    another_instead: IdSample,
    pub(super) file: ExportEvidenceFile,
}

#[derive(Debug, Deserialize)]
pub(super) struct ExportEvidenceFile {
    /// `jsonl`, or another that is not restored.
    pub(super) format: String,
    /// `--fields`; null where all are in it.
    pub(super) fields: Option<Vec<String>>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl ExportEvidence {
    /// Reads what lies beside a file; `None` where nothing does.
    pub(super) fn beside(path: &str, options: &StoreOptions) -> Result<Option<Self>, RunError> {
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
            VERSION => Ok(Some(exported)),
            newer => Err(RunError::Usage(format!(
                "{path:?} is from a newer deskferry (format {newer}; this one reads up to {VERSION}): use \
                 that one"
            ))),
        }
    }

    /// Customers of whom it has only what the list showed.
    pub(super) fn listed(&self) -> IdSample {
        self.gone_before_detail.clone().and(self.another_instead.clone())
    }

    /// What the user should know before anything is written.
    pub(super) fn notes(&self) -> Vec<String> {
        let unproven =
            (self.verdict == CompletenessKind::Unproven).then(|| not_complete("export", &self.completeness));
        let listed = only_listed("export", &self.listed());
        unproven.into_iter().chain(uncovered("export", self.fields.as_ref())).chain(listed).collect()
    }
}

fn no_evidence(path: &str, fault: &serde_json::Error) -> RunError {
    RunError::Damaged(format!(
        "{path:?} is not the evidence of an export ({fault}); nothing was sent; move it away to restore \
         without it"
    ))
}

/// Of a `what` whose list was not proven to be complete.
pub(super) fn not_complete(what: &str, completeness: &str) -> String {
    format!("This {what} may not have all customers: {completeness}.")
}

/// What a `what` does not say of the fields that nobody has in it.
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

/// Customers of whom a `what` has only what the list showed.
pub(super) fn only_listed(what: &str, listed: &IdSample) -> Option<String> {
    let empties = match listed.may_have(None) {
        true => "no field of any customer",
        false => "none of their fields",
    };
    let whom = match listed.count {
        0 => return None,
        1 => "1 customer".to_owned(),
        count => format!("{count} customers"),
    };
    Some(format!(
        "For {whom}, this {what} has only what the list showed, because their details were not available: \
         a restore empties {empties}."
    ))
}

//! What an export says of its file: `FILE.manifest.json`, where it lies beside.

use std::io::Read as _;

use serde::Deserialize;

use super::super::details::Details;
use super::super::evidence::VERSION;
use crate::file::FileError;
use crate::file::store::{StoreOptions, Target};
use crate::import::ImportError;
use crate::journal::Account;

const ENDING: &str = ".manifest.json";
/// No evidence is longer: its lists are cut after a hundred ids.
const MOST: u64 = 16 << 20;

/// The part of the evidence that matters to a restore.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Exported {
    version: u32,
    pub(super) account: Account,
    pub(super) verdict: String,
    pub(super) completeness: String,
    pub(super) details: Details,
    pub(super) file: ExportedFile,
}

#[derive(Debug, Deserialize)]
pub(super) struct ExportedFile {
    /// `jsonl`, or another that is not restored.
    pub(super) format: String,
    /// `--fields`; null where all are in it.
    pub(super) fields: Option<Vec<String>>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Exported {
    /// Reads what lies beside a file; `None` where nothing does.
    pub(super) fn beside(path: &str, options: &StoreOptions) -> Result<Option<Self>, ImportError> {
        let path = format!("{path}{ENDING}");
        let target = Target::parse(&path).map_err(FileError::Target)?;
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
            newer => Err(ImportError::Usage(format!(
                "{path:?} is of a newer deskferry (its form is {newer}, and this one knows {VERSION}): use that one"
            ))),
        }
    }

    /// What the user should know before anything is written.
    pub(super) fn notes(&self) -> Vec<String> {
        let unproven = (self.verdict == "unproven").then(|| not_complete("export", &self.completeness));
        let thin = (self.details == Details::Never).then(|| thin("export"));
        unproven.into_iter().chain(thin).collect()
    }
}

fn no_evidence(path: &str, fault: &serde_json::Error) -> ImportError {
    ImportError::Damaged(format!(
        "{path:?} is not the evidence of an export ({fault}); nothing was sent; move it away to restore what there is"
    ))
}

/// Of a `what` whose list was not proven to be complete.
pub(super) fn not_complete(what: &str, completeness: &str) -> String {
    format!("This {what} may not have all customers: {completeness}.")
}

/// Of a `what` that was made with `--details never`.
pub(super) fn thin(what: &str) -> String {
    format!(
        "This {what} was made with --details never: a field that the list does not show counts as empty in it, and is \
         emptied. --keep-added keeps such fields."
    )
}

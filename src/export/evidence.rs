//! The evidence of an export: what was read, what is claimed, and what changed meanwhile. `FILE.manifest.json`.

use serde::Serialize;

use super::completeness::{CountRequest, PassCounts, Verdict};
use super::details::{DetailsMode, DetailsSummary};
use super::malformed_records::MalformedRecords;
use super::pass_comparison::IdSample;
use crate::account::HelpDeskAccount;
use crate::api::{CallKind, ClientStats};
use crate::wording::counted;

/// The format version of the evidence.
pub(crate) const EVIDENCE_VERSION: u32 = 1;

/// The file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WrittenExport {
    /// Its path or address.
    pub path: String,
    /// Its format.
    pub format: &'static str,
    /// `none`, `gzip` or `zstd`.
    pub compression: &'static str,
    /// `--fields`; `null` for all fields.
    pub fields: Option<Vec<String>>,
    /// `--excel-safe` was given.
    pub excel_safe: bool,
    /// The number of customers in it.
    pub customers: u64,
    /// Its size in bytes, compressed.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Data of the customers that the format does not keep.
    pub notes: Vec<String>,
}

/// The search of an export of some customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchedFor {
    /// `--where`: fields and values.
    pub fields: Vec<(String, String)>,
    /// Customers that the server returned. The verdict is about them.
    pub returned: u64,
}

/// The number of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    /// All requests.
    pub total: u64,
    /// Pages of the list.
    pub list: u64,
    /// Details of single customers.
    pub detail: u64,
    /// Requests that were sent again after a failure.
    pub retries: u64,
    /// Answers with status 429.
    pub throttled: u64,
}

impl RequestCounts {
    pub(super) fn from_stats(stats: &ClientStats) -> Self {
        Self {
            total: stats.total(),
            list: stats.requests(CallKind::List),
            detail: stats.requests(CallKind::Detail),
            retries: stats.retries,
            throttled: stats.throttled,
        }
    }
}

/// Everything known about the completeness of an export.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The format version of this document.
    pub version: u32,
    /// The version of deskferry that wrote it.
    pub deskferry: &'static str,
    /// The account.
    pub account: HelpDeskAccount,
    /// The verdict about the list.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The verdict as a sentence.
    pub completeness: String,
    /// For a snapshot: the moment is between these two times (UTC).
    pub moment: Option<(String, String)>,
    /// The file.
    pub file: WrittenExport,
    /// `--where`; `null` for all customers.
    #[serde(rename = "where")]
    pub searched: Option<SearchedFor>,
    /// The mode of `--details`.
    pub details: DetailsMode,
    /// What happened to the customers that the verdict is about.
    #[serde(flatten)]
    pub refined: DetailsSummary,
    /// Every pass over the list.
    pub passes: Vec<PassCounts>,
    /// The count requests after the passes.
    pub totals: Vec<CountRequest>,
    /// Customers seen only after the first pass: they are new, or that pass missed them.
    pub came: IdSample,
    /// Customers not seen in the last pass: they are gone, or that pass missed them.
    pub went: IdSample,
    /// Customers that were read with different contents: they changed meanwhile.
    pub changed: IdSample,
    /// Exported records that are not valid JSON or have no id.
    pub malformed: MalformedRecords,
    /// The number of requests.
    pub requests: RequestCounts,
    /// When the export began (UTC).
    pub began: String,
    /// When everything was read (UTC).
    pub ended: String,
    /// The duration in seconds.
    pub seconds: f64,
}

/// The verdict as a sentence.
pub(super) fn completeness(
    verdict: &Verdict,
    single_pass: bool,
    moment: Option<&(String, String)>,
    searched: &[(String, String)],
) -> String {
    let matching = matching(searched);
    match verdict {
        Verdict::Snapshot { .. } => {
            let (from, to) = moment.cloned().unwrap_or_default();
            format!("exactly the customers{matching} in the account at one moment between {from} and {to}")
        }
        Verdict::Steady { .. } => {
            format!(
                "every customer{matching} that existed from the first request to the last, provided that \
                 the list keeps its order, as it did in every pass"
            )
        }
        Verdict::Counted => {
            format!(
                "single pass: completeness not proven; the number of customers{matching} equals the \
                 server's total"
            )
        }
        Verdict::Unproven { uncertain, .. } => {
            let pass = if single_pass { "single pass: completeness" } else { "completeness" };
            let bound = match uncertain {
                Some(count) => {
                    format!("at most {}{matching} may be missing", counted(*count, "customer", "customers"))
                }
                None => {
                    format!("the server's total does not limit how many customers{matching} may be missing")
                }
            };
            format!("{pass} not proven; {bound}")
        }
    }
}

/// ` matching city="Rome" and language="it" (…)`: the text for `--where`; empty without it.
fn matching(searched: &[(String, String)]) -> String {
    let pairs: Vec<String> = searched.iter().map(|(field, value)| format!("{field}={value:?}")).collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!(" matching {} (as the server's search finds them)", pairs.join(" and "))
    }
}

//! The evidence of an export: what was read, what is claimed, and what happened meanwhile. `FILE.manifest.json`.

use serde::Serialize;

use super::completeness::{CountRequest, PassCounts, Verdict};
use super::details::{DetailsMode, DetailsSummary};
use super::malformed_records::MalformedRecords;
use super::pass_comparison::IdSample;
use crate::api::{CallKind, ClientStats};
use crate::journal::HelpDeskAccount;
use crate::wording::counted;

/// The form of the evidence.
pub(crate) const VERSION: u32 = 1;

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
    /// `--fields`; null where all are in it.
    pub fields: Option<Vec<String>>,
    /// `--excel-safe`
    pub excel_safe: bool,
    /// Customers in it, each once.
    pub customers: u64,
    /// Its size, packed.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// What it does not keep of the customers.
    pub notes: Vec<String>,
}

/// What was asked for, beyond everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchedFor {
    /// `--where`, fields and values.
    pub fields: Vec<(String, String)>,
    /// Customers that the server returned and that the verdict is about.
    pub returned: u64,
}

/// What it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    /// All requests.
    pub total: u64,
    /// Pages of the list.
    pub list: u64,
    /// Single customers.
    pub detail: u64,
    /// Second attempts after a failure.
    pub retries: u64,
    /// Answers with status 429.
    pub throttled: u64,
}

impl RequestCounts {
    pub(super) fn of(stats: &ClientStats) -> Self {
        Self {
            total: stats.total(),
            list: stats.requests(CallKind::List),
            detail: stats.requests(CallKind::Detail),
            retries: stats.retries,
            throttled: stats.throttled,
        }
    }
}

/// Everything that speaks for and against the completeness of an export.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The form of this document.
    pub version: u32,
    /// The version of deskferry.
    pub deskferry: &'static str,
    /// The account.
    pub account: HelpDeskAccount,
    /// What is claimed.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The same in a sentence.
    pub completeness: String,
    /// For a snapshot, between which two times (UTC) the account was so.
    pub moment: Option<(String, String)>,
    /// The file.
    pub file: WrittenExport,
    /// `--where`; null where everybody was asked for.
    #[serde(rename = "where")]
    pub searched: Option<SearchedFor>,
    /// `--details`
    pub details: DetailsMode,
    /// What became of those whom the verdict is about.
    #[serde(flatten)]
    pub refined: DetailsSummary,
    /// Every pass over the list.
    pub passes: Vec<PassCounts>,
    /// The lone calls between them.
    pub totals: Vec<CountRequest>,
    /// Seen first after the first pass: they came meanwhile, or that pass missed them.
    pub came: IdSample,
    /// Not seen in the last pass: they went meanwhile, or that pass missed them.
    pub went: IdSample,
    /// Read with different texts: they were changed meanwhile.
    pub changed: IdSample,
    /// Exported, though they are no proper JSON or have no id.
    pub malformed: MalformedRecords,
    /// What it cost.
    pub requests: RequestCounts,
    /// When it began (UTC).
    pub began: String,
    /// When all was read (UTC).
    pub ended: String,
    /// How long it took.
    pub seconds: f64,
}

/// A verdict in a sentence.
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

/// ` matching city="Rome" and language="it", as the server finds them`: `--where` in words; nothing without it.
fn matching(searched: &[(String, String)]) -> String {
    let pairs: Vec<String> = searched.iter().map(|(field, value)| format!("{field}={value:?}")).collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!(" matching {} (as the server's search finds them)", pairs.join(" and "))
    }
}

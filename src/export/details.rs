//! Completes the chosen customers: reads details where the list shows less, and leaves out customers that do not match.

use std::sync::Arc;

use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::completeness::{OrderObjection, Verdict};
use super::error::ExportError;
use super::field_coverage::{FieldCoverage, listed, unseen};
use super::listed_fields::ListedFields;
use super::pass_comparison::IdSample;
use super::pass_store::{ChosenChunks, ChosenCustomer, PassStore};
use crate::api::{ApiError, Client, CustomerRecord};
use crate::event::{Event, Listener};
use crate::lookup::{Filter, FilterResult, ShownFields, shows_less};
use crate::wording::counted;

type Object = Map<String, Value>;

/// When the detail of every customer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailsMode {
    /// Always for a backup. For an export, unless every record of the list shows every field: those of the API's page
    /// and the custom fields that are defined.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What happened to the chosen customers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DetailsSummary {
    /// The list shows less than the details; `null` if this was not checked.
    pub list_is_thinner: Option<bool>,
    /// Details that were read.
    #[serde(rename = "detailsRead")]
    pub details: u64,
    /// Customers that were gone when their detail was requested.
    pub gone_before_detail: IdSample,
    /// Customers whose detail was another customer, or a record without an id.
    pub another_instead: IdSample,
    /// Records that the search returned but that do not match.
    pub not_matching: u64,
    /// Records that do not show a field of the search. They were kept.
    pub unjudged: u64,
    /// The fields of these customers, and whether all other fields were checked.
    pub fields: FieldCoverage,
    /// Records known only from the list: they have no id, or their detail was not available.
    #[serde(skip)]
    without_detail: u64,
}

impl DetailsSummary {
    /// What the user should know about answers with another customer; `None` without any.
    pub fn text(&self) -> Option<String> {
        let IdSample { count, ids } = &self.another_instead;
        let more = if *count > NAMED as u64 { ", …" } else { "" };
        let kept = if *count == 1 {
            "It is kept as the list shows it"
        } else {
            "They are kept as the list shows them"
        };
        let named = ids.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        (*count > 0).then(|| {
            format!(
                "the help desk returned the wrong customer, or one without an id, for {}: {named}{more}. {kept}. Completeness can't be proven for such a help desk; report this to its operator",
                counted(*count, "customer", "customers")
            )
        })
    }

    /// The verdict after the details: an answer with another customer is a further objection and disproves any claim.
    pub(super) fn final_verdict(&self, verdict: Verdict) -> Verdict {
        if self.another_instead.count == 0 {
            return verdict;
        }
        let mut objections = match verdict {
            Verdict::Unproven { objections, .. } => objections,
            _ => Vec::new(),
        };
        objections.push(OrderObjection::AnotherCustomer);
        Verdict::Unproven { uncertain: None, objections }
    }
}

/// Customers named in a sentence.
const NAMED: usize = 5;
/// Advice if the user did not ask for the details.
const NEVER: &str = " (to skip this, add --details never; such fields then stay unchecked)";
/// If the list shows every field, the details of this many customers are compared with it.
const SPECIMENS: u64 = 5;
/// Why a backup reads all details: a restore would empty a field that the backup lacks.
const BACKUP: &str = "the list may leave out fields of some customers";

/// Completes the chosen customers.
pub(super) struct DetailReader<'a> {
    pub(super) client: &'a Client,
    pub(super) filter: &'a Filter,
    pub(super) details: DetailsMode,
    /// For a backup, or for a comparison with one.
    pub(super) backup: bool,
    pub(super) concurrency: usize,
    pub(super) listener: &'a Arc<dyn Listener>,
}

/// What is known so far.
#[derive(Default)]
struct DetailsProgress {
    summary: DetailsSummary,
    /// Fields that at least one customer has.
    seen: ShownFields,
}

/// What to do with one record.
enum RecordOutcome {
    Keep,
    Unjudged,
    LeaveOut,
    Ask(String),
}

impl DetailReader<'_> {
    /// Reads the details that are needed, and leaves out customers that do not match.
    pub(super) async fn run(&self, store: &mut PassStore) -> Result<DetailsSummary, ExportError> {
        let mut progress = DetailsProgress::default();
        let all = store.chosen_count()?;
        let listed = ListedFields::read(store).await?;
        let reason = match self.details {
            DetailsMode::Always => Some("--details always".to_owned()),
            DetailsMode::Never => None,
            DetailsMode::Auto => self.reason(store, all, &listed, &mut progress.summary).await?,
        };
        let read_all = reason.is_some();
        if let Some(reason) = reason.filter(|_| all > 0) {
            let never = if self.details == DetailsMode::Auto { NEVER } else { "" };
            let what = format!(
                "{reason}: reading the details of {}, one call each{never}",
                counted(all, "customer", "customers")
            );
            self.listener.hear(&Event::Stage { what, steps: all });
        }
        if !read_all && self.filter.is_empty() {
            progress.seen = listed.some;
        } else {
            let mut chunks = ChosenChunks::default();
            while let Some(chunk) = chunks.next(store)? {
                self.complete_chunk(store, chunk, read_all, &mut progress).await?;
            }
        }
        let DetailsProgress { mut summary, seen } = progress;
        summary.fields = FieldCoverage::new(&seen, read_all, summary.without_detail);
        Ok(summary)
    }

    /// Why all details must be read; `None` if each record of the list shows every field. A record of the list may
    /// leave out a field, and only the detail proves that the customer has none.
    async fn reason(
        &self,
        store: &mut PassStore,
        all: u64,
        ListedFields { some, each }: &ListedFields,
        summary: &mut DetailsSummary,
    ) -> Result<Option<String>, ExportError> {
        let nowhere = unseen(some);
        if !nowhere.is_empty() {
            return Ok(Some(format!("the list shows no {}", listed(&nowhere))));
        }
        if self.backup {
            return Ok(Some(BACKUP.to_owned()));
        }
        let mut missing = unseen(each);
        if missing.is_empty() {
            let Ok(defined) = self.client.custom_fields().await else {
                return Ok(Some("the definitions of the custom fields are not available".to_owned()));
            };
            let names = defined.iter().filter_map(|field| field.get("name")?.as_str());
            missing =
                names.map(|name| format!("customFields.{name}")).filter(|name| !each.has(name)).collect();
        }
        if !missing.is_empty() {
            return Ok(Some(format!("not every record of the list shows {}", listed(&missing))));
        }
        let thinner = self.is_thinner(store, all, summary).await?;
        Ok(thinner.then(|| "the list shows less than the details".to_owned()))
    }

    /// True if one of a few details has a value that the list does not show.
    async fn is_thinner(
        &self,
        store: &mut PassStore,
        all: u64,
        summary: &mut DetailsSummary,
    ) -> Result<bool, ExportError> {
        let turns = (0..SPECIMENS).map(|at| all * at / SPECIMENS);
        for chosen in turns.map(|turn| store.chosen(turn, 1)).collect::<Result<Vec<_>, _>>()? {
            let Some((chosen, id)) = chosen.first().and_then(|one| Some((one, one.id.as_ref()?))) else {
                continue;
            };
            let detail = match self.client.detail(id).await {
                // Reading all details then counts these answers.
                Err(ApiError::AnotherCustomer { .. }) => return Ok(true),
                other => other?,
            };
            let Some(detail) = detail else { continue };
            let listed = store.record(chosen)?;
            let thinner = shows_less(&listed, &detail);
            *summary.list_is_thinner.get_or_insert(false) |= thinner;
            if thinner {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn complete_chunk(
        &self,
        store: &mut PassStore,
        chunk: Vec<ChosenCustomer>,
        read_all: bool,
        progress: &mut DetailsProgress,
    ) -> Result<(), ExportError> {
        let mut asked = Vec::new();
        for chosen in chunk {
            let record = store.record(&chosen)?;
            match self.outcome(&record, &chosen, read_all) {
                outcome @ (RecordOutcome::Keep | RecordOutcome::Unjudged) => {
                    progress.summary.unjudged += u64::from(matches!(outcome, RecordOutcome::Unjudged));
                    progress.summary.without_detail += u64::from(read_all);
                    progress.seen.see(&record);
                }
                RecordOutcome::LeaveOut => {
                    store.leave_out(&chosen)?;
                    progress.summary.not_matching += 1;
                }
                RecordOutcome::Ask(id) => asked.push((chosen, id)),
            }
        }
        let details = stream::iter(asked)
            .map(|(chosen, id)| async move { (chosen, self.client.detail(&id).await, id) });
        let mut details = std::pin::pin!(details.buffer_unordered(self.concurrency.max(1)));
        while let Some((chosen, detail, id)) = details.next().await {
            progress.summary.details += 1;
            self.complete(store, &chosen, id, detail, progress)?;
            self.listener.hear(&Event::Step { steps: progress.summary.details });
        }
        Ok(())
    }

    fn outcome(&self, record: &Object, chosen: &ChosenCustomer, read_all: bool) -> RecordOutcome {
        let judgement = self.filter.evaluate(record);
        match (&chosen.id, judgement) {
            (Some(id), _) if read_all => RecordOutcome::Ask(id.clone()),
            (Some(id), FilterResult::NotShown) if self.details != DetailsMode::Never => {
                RecordOutcome::Ask(id.clone())
            }
            (_, FilterResult::Matches) => RecordOutcome::Keep,
            (_, FilterResult::NotShown) => RecordOutcome::Unjudged,
            (_, FilterResult::Differs) => RecordOutcome::LeaveOut,
        }
    }

    fn complete(
        &self,
        store: &mut PassStore,
        chosen: &ChosenCustomer,
        id: String,
        detail: Result<Option<CustomerRecord>, ApiError>,
        progress: &mut DetailsProgress,
    ) -> Result<(), ExportError> {
        let summary = &mut progress.summary;
        let detail = match detail {
            Ok(Some(detail)) => detail,
            Ok(None) => {
                summary.gone_before_detail.add(id);
                return self.keep_listed(store, chosen, progress);
            }
            Err(ApiError::AnotherCustomer { .. }) => {
                summary.another_instead.add(id);
                return self.keep_listed(store, chosen, progress);
            }
            Err(error) => return Err(error.into()),
        };
        *summary.list_is_thinner.get_or_insert(false) |= shows_less(&*store.record(chosen)?, &detail);
        if self.filter.matches(&detail) {
            progress.seen.see(&detail);
            return store.complete(chosen, &detail);
        }
        summary.not_matching += 1;
        store.leave_out(chosen)
    }

    /// Without a detail, keeps a customer as the list showed it: the list is what the verdict is about.
    fn keep_listed(
        &self,
        store: &mut PassStore,
        chosen: &ChosenCustomer,
        progress: &mut DetailsProgress,
    ) -> Result<(), ExportError> {
        let listed = store.record(chosen)?;
        if self.filter.evaluate(&listed) == FilterResult::Matches {
            progress.summary.without_detail += 1;
            progress.seen.see(&listed);
            return Ok(());
        }
        progress.summary.not_matching += 1;
        store.leave_out(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_customer_adds_to_earlier_objections() {
        let mut summary = DetailsSummary::default();
        let changed = OrderObjection::OrderChanged;
        let unproven = |objections| Verdict::Unproven { uncertain: None, objections };
        let earlier = Verdict::Unproven { uncertain: Some(3), objections: vec![changed] };
        assert_eq!(summary.final_verdict(earlier.clone()), earlier);
        summary.another_instead.add("1".to_owned());
        assert_eq!(summary.final_verdict(earlier), unproven(vec![changed, OrderObjection::AnotherCustomer]));
        let counted = summary.final_verdict(Verdict::Counted);
        assert_eq!(counted, unproven(vec![OrderObjection::AnotherCustomer]));
    }
}

//! What was chosen, made whole: details where the list is thinner than they are, and out with what does not match.

use std::sync::Arc;

use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::completeness::{OrderObjection, Verdict};
use super::error::ExportError;
use super::field_coverage::{FieldCoverage, listed, unseen};
use super::pass_comparison::IdSample;
use super::pass_store::{ChosenCustomer, PassStore};
use crate::api::{ApiError, Client, CustomerRecord};
use crate::event::{Event, Listener};
use crate::lookup::{Filter, FilterResult, ShownFields, shows, shows_less};
use crate::wording::counted;

type Object = Map<String, Value>;

/// When the detail of every customer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailsMode {
    /// For a backup always; for an export unless the list shows every field of the API's page and every custom field that is
    /// defined, each of everybody.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What became of those who were chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DetailsSummary {
    /// The list shows less than the detail; null where that was not looked at.
    pub list_is_thinner: Option<bool>,
    /// Details that were read.
    #[serde(rename = "detailsRead")]
    pub details: u64,
    /// Customers that were gone when their detail was asked for.
    pub gone_before_detail: IdSample,
    /// Customers whose detail was answered with another customer, or with a record without an id.
    pub another_instead: IdSample,
    /// Records that the search returned and that do not match.
    pub not_matching: u64,
    /// Records that do not show a field of the search, and were kept.
    pub unjudged: u64,
    /// Which fields the customers have, and whether all others were looked for.
    pub fields: FieldCoverage,
    /// Records of which only the list is known: they have no id, or their detail is not there.
    #[serde(skip)]
    without_detail: u64,
}

impl DetailsSummary {
    /// What the user should know of answers that were about other customers; nothing where there are none.
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
                "the help desk answered the read of {} with another customer, or without an id: {named}{more}. {kept}. Nothing can be proven about such a help desk; report it to its operator",
                counted(*count, "customer", "customers")
            )
        })
    }

    /// The verdict, where all answers were about the customers that were asked for; else nothing is claimed.
    pub(super) fn judged(&self, verdict: Verdict) -> Verdict {
        match self.another_instead.count {
            0 => verdict,
            _ => Verdict::Unproven { uncertain: None, objections: vec![OrderObjection::AnotherCustomer] },
        }
    }
}

/// Customers that a sentence names.
const NAMED: usize = 5;
/// Said where the details are read unasked.
const NEVER: &str = " (--details never skips this and leaves such fields unchecked)";
/// Customers whose detail is compared with what the list shows, where that shows every field.
const SPECIMENS: u64 = 5;
/// Why a backup reads each of them: what it lacks would be emptied by a restore.
const BACKUP: &str = "the list may leave out fields of some customers";
/// Records at once.
const CHUNK: usize = 512;

/// Makes chosen customers whole.
pub(super) struct DetailReader<'a> {
    pub(super) client: &'a Client,
    pub(super) filter: &'a Filter,
    pub(super) details: DetailsMode,
    /// For a backup, or to compare with one.
    pub(super) backup: bool,
    pub(super) concurrency: usize,
    pub(super) listener: &'a Arc<dyn Listener>,
}

/// The fields that the records of the list show: some of them, and each of them.
struct ListedFields {
    some: ShownFields,
    each: ShownFields,
}

/// What is to be done with one record.
enum RecordOutcome {
    Keep,
    Unjudged,
    LeaveOut,
    Ask(String),
}

impl DetailReader<'_> {
    /// Reads details where they are needed, and leaves out who does not match.
    pub(super) async fn run(&self, spool: &mut PassStore) -> Result<DetailsSummary, ExportError> {
        let mut refined = DetailsSummary::default();
        let mut seen = ShownFields::default();
        let all = spool.chosen_count()?;
        let listed = shown(spool).await?;
        let reason = match self.details {
            DetailsMode::Always => Some("--details always".to_owned()),
            DetailsMode::Never => None,
            DetailsMode::Auto => self.reason(spool, all, &listed, &mut refined).await?,
        };
        let whole = reason.is_some();
        if let Some(reason) = reason.filter(|_| all > 0) {
            let never = if self.details == DetailsMode::Auto { NEVER } else { "" };
            let what = format!(
                "{reason}: reading the details of {}, one call each{never}",
                counted(all, "customer", "customers")
            );
            self.listener.hear(&Event::Stage { what, steps: all });
        }
        if !whole && self.filter.is_empty() {
            seen = listed.some;
        } else {
            self.refine_all(spool, whole, &mut refined, &mut seen).await?;
        }
        refined.fields = FieldCoverage::new(&seen, whole, refined.without_detail);
        Ok(refined)
    }

    async fn refine_all(
        &self,
        spool: &mut PassStore,
        whole: bool,
        refined: &mut DetailsSummary,
        seen: &mut ShownFields,
    ) -> Result<(), ExportError> {
        let mut after = 0;
        loop {
            let chunk = spool.chosen(after, CHUNK)?;
            let Some(last) = chunk.last() else { return Ok(()) };
            after = last.turn;
            self.refine(spool, chunk, whole, (refined, seen)).await?;
        }
    }

    /// Why every detail is to be read: a field that a record of the list does not show may be left out of it, and nothing
    /// but the detail proves that this customer does not have it. `None` where each record shows every field.
    async fn reason(
        &self,
        spool: &mut PassStore,
        all: u64,
        ListedFields { some, each }: &ListedFields,
        refined: &mut DetailsSummary,
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
        let thinner = self.is_thinner(spool, all, refined).await?;
        Ok(thinner.then(|| "the list shows less than the details".to_owned()))
    }

    /// True when the detail of one of a few customers has a value that the list does not show.
    async fn is_thinner(
        &self,
        spool: &mut PassStore,
        all: u64,
        refined: &mut DetailsSummary,
    ) -> Result<bool, ExportError> {
        let turns = (0..SPECIMENS).map(|at| all * at / SPECIMENS);
        for chosen in turns.map(|turn| spool.chosen(turn, 1)).collect::<Result<Vec<_>, _>>()? {
            let Some((chosen, id)) = chosen.first().and_then(|one| Some((one, one.id.as_ref()?))) else {
                continue;
            };
            let detail = match self.client.detail(id).await {
                // All details are read then, and such answers counted.
                Err(ApiError::AnotherCustomer { .. }) => return Ok(true),
                other => other?,
            };
            let Some(detail) = detail else { continue };
            let listed = spool.record(chosen)?;
            let thinner = shows_less(&listed, &detail);
            *refined.list_is_thinner.get_or_insert(false) |= thinner;
            if thinner {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn refine(
        &self,
        spool: &mut PassStore,
        chunk: Vec<ChosenCustomer>,
        whole: bool,
        (refined, seen): (&mut DetailsSummary, &mut ShownFields),
    ) -> Result<(), ExportError> {
        let mut asked = Vec::new();
        for chosen in chunk {
            let record = spool.record(&chosen)?;
            match self.fate(&record, &chosen, whole) {
                fate @ (RecordOutcome::Keep | RecordOutcome::Unjudged) => {
                    refined.unjudged += u64::from(matches!(fate, RecordOutcome::Unjudged));
                    refined.without_detail += u64::from(whole);
                    seen.see(&record);
                }
                RecordOutcome::LeaveOut => {
                    spool.leave_out(&chosen)?;
                    refined.not_matching += 1;
                }
                RecordOutcome::Ask(id) => asked.push((chosen, id)),
            }
        }
        let details = stream::iter(asked)
            .map(|(chosen, id)| async move { (chosen, self.client.detail(&id).await, id) });
        let mut details = std::pin::pin!(details.buffer_unordered(self.concurrency.max(1)));
        while let Some((chosen, detail, id)) = details.next().await {
            refined.details += 1;
            self.complete(spool, &chosen, (id, detail), (refined, seen))?;
            self.listener.hear(&Event::Step { steps: refined.details });
        }
        Ok(())
    }

    fn fate(&self, record: &Object, chosen: &ChosenCustomer, whole: bool) -> RecordOutcome {
        let judgement = self.filter.evaluate(record);
        match (&chosen.id, judgement) {
            (Some(id), _) if whole => RecordOutcome::Ask(id.clone()),
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
        spool: &mut PassStore,
        chosen: &ChosenCustomer,
        (id, detail): (String, Result<Option<CustomerRecord>, ApiError>),
        (refined, seen): (&mut DetailsSummary, &mut ShownFields),
    ) -> Result<(), ExportError> {
        let detail = match detail {
            Ok(Some(detail)) => detail,
            Ok(None) => {
                refined.gone_before_detail.add(id);
                return self.keep_listed(spool, chosen, (refined, seen));
            }
            Err(ApiError::AnotherCustomer { .. }) => {
                refined.another_instead.add(id);
                return self.keep_listed(spool, chosen, (refined, seen));
            }
            Err(error) => return Err(error.into()),
        };
        *refined.list_is_thinner.get_or_insert(false) |= shows_less(&*spool.record(chosen)?, &detail);
        if self.filter.matches(&detail) {
            seen.see(&detail);
            return spool.complete(chosen, &detail);
        }
        refined.not_matching += 1;
        spool.leave_out(chosen)
    }

    /// It stood in the list, so it is kept as that shows it: it may be gone by now, or its detail can't be had.
    fn keep_listed(
        &self,
        spool: &mut PassStore,
        chosen: &ChosenCustomer,
        (refined, seen): (&mut DetailsSummary, &mut ShownFields),
    ) -> Result<(), ExportError> {
        let listed = spool.record(chosen)?;
        if self.filter.evaluate(&listed) == FilterResult::Matches {
            refined.without_detail += 1;
            seen.see(&listed);
            return Ok(());
        }
        refined.not_matching += 1;
        spool.leave_out(chosen)
    }
}

async fn shown(spool: &mut PassStore) -> Result<ListedFields, ExportError> {
    let mut some = ShownFields::default();
    let mut each = None::<ShownFields>;
    let mut after = 0;
    loop {
        let chunk = spool.chosen(after, CHUNK)?;
        let Some(last) = chunk.last() else {
            return Ok(ListedFields { some, each: each.unwrap_or_default() });
        };
        after = last.turn;
        for chosen in &chunk {
            let record = spool.record(chosen)?;
            some.see(&record);
            each.get_or_insert_with(|| some.clone()).retain(|name| shows(&record, name));
        }
        tokio::task::yield_now().await;
    }
}

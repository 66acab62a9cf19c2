//! What was chosen, made whole: details where the list is thinner than they are, and out with what does not match.

use std::sync::Arc;

use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::comparison::Told;
use super::error::ExportError;
use super::spool::{Chosen, Spool};
use crate::api::{Client, Record};
use crate::event::{Event, Listener};
use crate::lookup::{Filter, Judgement};

type Object = Map<String, Value>;

/// When the detail of every customer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Details {
    /// Where the list shows less than the details of a few customers do.
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
pub struct Refined {
    /// The list shows less than the detail; null where that was not looked at.
    pub list_is_thinner: Option<bool>,
    /// Details that were read.
    #[serde(rename = "detailsRead")]
    pub details: u64,
    /// Customers that were gone when their detail was asked for.
    pub gone_before_detail: Told,
    /// Records that the search returned and that do not match.
    pub not_matching: u64,
    /// Records that do not show a field of the search, and were kept.
    pub unjudged: u64,
}

/// Customers whose detail is compared with what the list shows.
const SPECIMENS: u64 = 5;
/// Records at once.
const CHUNK: usize = 512;

/// Makes chosen customers whole.
pub(super) struct Refining<'a> {
    pub(super) client: &'a Client,
    pub(super) filter: &'a Filter,
    pub(super) details: Details,
    pub(super) concurrency: usize,
    pub(super) listener: &'a Arc<dyn Listener>,
}

/// What is to be done with one record.
enum Fate {
    Keep,
    Unjudged,
    LeaveOut,
    Ask(String),
}

impl Refining<'_> {
    /// Reads details where they are needed, and leaves out who does not match.
    pub(super) async fn run(&self, spool: &mut Spool) -> Result<Refined, ExportError> {
        let mut refined = Refined::default();
        let all = spool.chosen_count()?;
        let whole = match self.details {
            Details::Always => true,
            Details::Never => false,
            Details::Auto => self.is_thinner(spool, all, &mut refined).await?,
        };
        if !whole && self.filter.is_empty() {
            return Ok(refined);
        }
        if whole {
            let what = format!("the list shows less than the details: {all} of them are read");
            self.listener.hear(&Event::Stage { what, steps: all });
        }
        let mut after = 0;
        loop {
            let chunk = spool.chosen(after, CHUNK)?;
            let Some(last) = chunk.last() else { return Ok(refined) };
            after = last.turn;
            self.refine(spool, chunk, whole, &mut refined).await?;
        }
    }

    /// True when the detail of one of a few customers has a value that the list does not show.
    async fn is_thinner(
        &self,
        spool: &mut Spool,
        all: u64,
        refined: &mut Refined,
    ) -> Result<bool, ExportError> {
        let turns = (0..SPECIMENS).map(|at| all * at / SPECIMENS);
        for chosen in turns.map(|turn| spool.chosen(turn, 1)).collect::<Result<Vec<_>, _>>()? {
            let Some((chosen, id)) = chosen.first().and_then(|one| Some((one, one.id.as_ref()?))) else {
                continue;
            };
            let Some(detail) = self.client.detail(id).await? else { continue };
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
        spool: &mut Spool,
        chunk: Vec<Chosen>,
        whole: bool,
        refined: &mut Refined,
    ) -> Result<(), ExportError> {
        let mut asked = Vec::new();
        for chosen in chunk {
            let listed = spool.record(&chosen)?;
            match self.fate(&listed, &chosen, whole) {
                Fate::Keep => {}
                Fate::Unjudged => refined.unjudged += 1,
                Fate::LeaveOut => {
                    spool.leave_out(&chosen)?;
                    refined.not_matching += 1;
                }
                Fate::Ask(id) => asked.push((chosen, id)),
            }
        }
        let details = stream::iter(asked)
            .map(|(chosen, id)| async move { (chosen, self.client.detail(&id).await, id) });
        let mut details = std::pin::pin!(details.buffer_unordered(self.concurrency.max(1)));
        while let Some((chosen, detail, id)) = details.next().await {
            refined.details += 1;
            self.complete(spool, &chosen, (id, detail?), refined)?;
            self.listener.hear(&Event::Step { steps: refined.details });
        }
        Ok(())
    }

    fn fate(&self, record: &Object, chosen: &Chosen, whole: bool) -> Fate {
        let judgement = self.filter.judge(record);
        match (&chosen.id, judgement) {
            (Some(id), _) if whole => Fate::Ask(id.clone()),
            (Some(id), Judgement::NotShown) if self.details != Details::Never => Fate::Ask(id.clone()),
            (_, Judgement::Matches) => Fate::Keep,
            (_, Judgement::NotShown) => Fate::Unjudged,
            (_, Judgement::Differs) => Fate::LeaveOut,
        }
    }

    fn complete(
        &self,
        spool: &mut Spool,
        chosen: &Chosen,
        (id, detail): (String, Option<Record>),
        refined: &mut Refined,
    ) -> Result<(), ExportError> {
        let Some(detail) = detail else {
            refined.gone_before_detail.add(id);
            return spool.leave_out(chosen);
        };
        if self.filter.matches(&detail) {
            return spool.complete(chosen, &detail);
        }
        refined.not_matching += 1;
        spool.leave_out(chosen)
    }
}

/// True when a detail has a member with a value, at any depth, for which the list shows none.
fn shows_less(listed: &Object, detail: &Object) -> bool {
    detail.iter().any(|(name, value)| match (listed.get(name), value) {
        (_, value) if is_empty(value) => false,
        (None, _) => true,
        (Some(shown), _) if is_empty(shown) => true,
        (Some(Value::Object(shown)), Value::Object(value)) => shows_less(shown, value),
        _ => false,
    })
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"id":"1","name":"Ada"}"#, r#"{"id":"1","name":"Bob"}"#, false)]
    #[case(r#"{"id":"1"}"#, r#"{"id":"1","memo":"x"}"#, true)]
    #[case(r#"{"id":"1"}"#, r#"{"id":"1","memo":"","tags":[],"customFields":{"a":null}}"#, false)]
    #[case(r#"{"id":"1","memo":null}"#, r#"{"id":"1","memo":"x"}"#, true)]
    #[case(r#"{"customFields":{"a":"1"}}"#, r#"{"customFields":{"a":"1","b":"2"}}"#, true)]
    #[case(r#"{"id":"1","more":true}"#, r#"{"id":"1"}"#, false)]
    fn thinner(#[case] listed: &str, #[case] detail: &str, #[case] expected: bool) {
        let object = |text| serde_json::from_str::<Object>(text).unwrap();
        assert_eq!(shows_less(&object(listed), &object(detail)), expected);
    }
}

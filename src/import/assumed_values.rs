//! Counts the assumptions on which written values rest. A value that is not written raises no question.

use super::error::ImportError;
use super::opened_source::OpenedSource;
use super::row_assumptions::RowAssumptions;
use crate::customer::{WritePolicies, WritePolicy};
use crate::journal::PlanWriter;
use crate::profile::{AssumedValues, ReadingAssumption, ReadingProfile};

/// The assumptions of each source: those about its values, then those about the file, with the number of its rows.
#[derive(Debug, Default)]
pub(super) struct SourceAssumptions(Vec<Vec<ReadingAssumption>>);

impl SourceAssumptions {
    /// The assumptions about sources that have been read.
    pub(super) fn of(opened: &[OpenedSource], profile: &ReadingProfile) -> Self {
        let rows = profile.sources.iter().map(|source| source.rows);
        let of = |(source, rows): (&OpenedSource, u64)| {
            RowAssumptions::of(source).into_all().chain(source.assumed_encoding(rows)).collect()
        };
        Self(opened.iter().zip(rows).map(of).collect())
    }

    /// Notes the assumptions in the profile, with the numbers of the values that a plan writes.
    pub(super) fn note_planned(
        &self,
        profile: &mut ReadingProfile,
        plan_writer: &PlanWriter,
        policies: &WritePolicies,
    ) -> Result<(), ImportError> {
        let mut values = AssumedValues::default();
        plan_writer.each_assumed(|source, number, planned| {
            let assumed = self.0.get(usize::from(source)).and_then(|all| all.get(usize::from(number)));
            let field = assumed.and_then(ReadingAssumption::field);
            if field.is_some_and(|field| planned.writes(field, policies)) {
                values.add(source, number);
            }
        })?;
        let counts = plan_writer.counts()?;
        let writes = counts.planned_inserts + counts.planned_updates > 0;
        profile.assume_all(&self.0, |source, number, assumed| match assumed.field() {
            Some(_) => values.of(source, number),
            None if writes => assumed.count(),
            None => 0,
        });
        Ok(())
    }

    /// Notes the assumptions in the profile, with the numbers of the values of valid rows.
    pub(super) fn note_valid(
        &self,
        profile: &mut ReadingProfile,
        values: &AssumedValues,
        policies: &WritePolicies,
    ) {
        profile.assume_all(&self.0, |source, number, assumed| match assumed.field() {
            Some(field) if policies.of(field) == WritePolicy::Never => 0,
            Some(_) => values.of(source, number),
            None => assumed.count(),
        });
    }
}

//! Counts the assumptions on which written values rest. A value that is not written raises no question.

use std::collections::HashSet;

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
        let mut merged: HashSet<(u64, String)> = HashSet::new();
        plan_writer.each_assumed(|source, number, own, planned| {
            let assumed = self.0.get(usize::from(source)).and_then(|all| all.get(usize::from(number)));
            let field = assumed.and_then(ReadingAssumption::field);
            let Some(field) = field.filter(|field| planned.writes(field, policies)) else { return };
            // Of merged rows only the value counts that the customer gets, and only once.
            let is_first = planned.merged().is_none_or(|carrier| {
                planned.value(field) == own && merged.insert((carrier, field.to_owned()))
            });
            if is_first {
                values.add(source, number);
            }
        })?;
        let writes = plan_writer.has_writes()?;
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

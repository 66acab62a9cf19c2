//! Templates that read `current`: computed again for each row when its customer is known.
//!
//! A field is computed a third time as the next run would, with the result of this one in the help desk. A template that
//! would then change the field again is refused, because it would never come to an end.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::error::RunError;
use crate::customer::{CustomFieldDefinitions, FieldTarget, WritePolicies};
use crate::issue::Issue;
use crate::journal::{MappedSource, RunFile};
use crate::mapping::{BoundMapping, CurrentValues, Mapping};
use crate::record::Record;

type Object = Map<String, Value>;

/// The templates of a run that read `current`.
#[derive(Debug)]
pub(crate) struct CurrentTemplates {
    /// The mapping, bound to each source.
    sources: Vec<BoundMapping>,
    /// The fields that the templates fill.
    fields: Vec<FieldTarget>,
    /// Their names.
    names: Vec<String>,
}

impl CurrentTemplates {
    /// Binds a mapping again to sources that were mapped before. `None` if no template reads `current`.
    pub(crate) fn of(
        mapping: &Arc<Mapping>,
        sources: &[MappedSource],
        policies: &WritePolicies,
        definitions: Option<&CustomFieldDefinitions>,
    ) -> Result<Option<Self>, RunError> {
        let fields = mapping.current_fields();
        if sources.is_empty() || fields.is_empty() {
            return Ok(None);
        }
        let definitions = definitions.map(|known| Arc::new(known.clone()));
        let bind = |source: &MappedSource| {
            let bound = mapping.bind_again(source.header.clone(), &source.decisions);
            let bound = bound.map_err(|error| RunError::Usage(error.to_string()))?;
            Ok::<_, RunError>(bound.under(policies).within(definitions.clone()))
        };
        let sources = sources.iter().map(bind).collect::<Result<_, _>>()?;
        let names = fields.iter().map(ToString::to_string).collect();
        Ok(Some(Self { sources, fields, names }))
    }

    /// The templates of an earlier run, by its copy of the mapping.
    pub(crate) fn of_run(
        run: &RunFile,
        sources: &[MappedSource],
        definitions: Option<&CustomFieldDefinitions>,
    ) -> Result<Option<Self>, RunError> {
        if sources.is_empty() {
            return Ok(None);
        }
        let mapping = Arc::new(run.mapping.reparse().map_err(RunError::Usage)?);
        Self::of(&mapping, sources, &run.write_policies, definitions)
    }

    /// The names of the fields that the templates fill.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Computes the templates for a row whose customer is known.
    pub(crate) fn values(&self, source: usize, record: &Record, customer: &Object) -> CurrentValues {
        let Some(bound) = self.sources.get(source) else { return CurrentValues::default() };
        bound.current_values(&self.fields, record, customer)
    }

    /// A row's customer with these values.
    pub(crate) fn put(&self, values: &CurrentValues, wanted: &Object) -> Object {
        values.put_into(wanted, &self.fields)
    }

    /// The issue if the templates gave other values the second time.
    pub(crate) fn unstable(&self, source: usize, first: &Object, again: &Object) -> Option<Issue> {
        self.sources.get(source)?.unstable(&self.fields, first, again)
    }
}

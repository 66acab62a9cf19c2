//! What was decided about a source before its rows were mapped. With it, a row can be mapped again without the source.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bound_mapping::BoundMapping;
use super::error::MappingError;
use super::mapping_file::Mapping;
use crate::convert::{DayOrders, country_of_code};
use crate::record::{Header, SourceOrigin};

/// What was decided about a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct SourceDecisions {
    /// True for a rejects file.
    pub rejects: bool,
    /// By rule: the order of day and month in its column.
    pub orders: Vec<DayOrders>,
    /// The country of most rows, if phone numbers need it.
    pub usual: Option<String>,
}

impl BoundMapping {
    /// What was decided about the source.
    pub(crate) fn decisions(&self) -> SourceDecisions {
        SourceDecisions {
            rejects: self.iso_dates,
            orders: self.orders.clone(),
            usual: self.usual.map(|country| country.0.to_owned()),
        }
    }
}

impl Mapping {
    /// Binds the mapping to the header of a source that was read before. Photos keep their names.
    pub(crate) fn bind_again(
        self: &Arc<Self>,
        header: Vec<String>,
        decisions: &SourceDecisions,
    ) -> Result<BoundMapping, MappingError> {
        let origin = SourceOrigin { file: self.file.clone(), sheet: None, rejects: decisions.rejects };
        let bound = self.bind_all(&origin, &Arc::new(Header::of_source(header)), true);
        let mut bound = bound.map_err(|problem| MappingError::new(&self.file, &self.text, &problem))?;
        bound.orders.iter_mut().zip(&decisions.orders).for_each(|(order, known)| *order = *known);
        bound.usual = decisions.usual.as_deref().and_then(country_of_code);
        Ok(bound)
    }
}

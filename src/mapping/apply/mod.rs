//! Applies a mapping that is bound to a header to each row.

mod cell_text;
mod computed_fields;
mod converted;
mod country_fallback;
mod current_fields;
mod empty_or_invalid;
mod gather;
mod json_members;
mod map_row;
mod multiple_values;
mod odd_cells;
#[cfg(feature = "workbench")]
mod one_field;
mod ordinary_cell;
mod photo;
mod postcode;
mod row_country;
mod row_draft;
mod rule_context;
mod rule_issues;
mod rule_trace;
mod rule_value;
#[cfg(test)]
mod short_way_tests;

pub(crate) use current_fields::{CurrentValues, NEW_ID};
#[cfg(feature = "workbench")]
pub(crate) use one_field::{OneField, Outcome};
pub use row_draft::MappedRowDraft;
pub(crate) use rule_context::RuleContext;
pub(crate) use rule_trace::{RuleTrace, ValueOrigin};

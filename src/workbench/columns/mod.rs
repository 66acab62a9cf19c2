//! Columns and fields: the mapping as the page shows and changes it, previews, and the values of a column.

mod clear_rule;
mod columns_api;
mod columns_view;
mod current_mapping;
mod field_examples;
mod help_desk_fields;
mod language_api;
mod lookup_edit;
mod mapping_api;
mod mapping_document;
mod mapping_edit;
mod mistake;
mod new_mapping;
mod protect_field;
mod rule_preview;
mod toml_values;
mod value_counts;
mod values_view;

pub(crate) use columns_api::routes as columns_routes;
pub(crate) use current_mapping::CurrentMapping;
pub(crate) use language_api::routes as language_routes;
pub(crate) use lookup_edit::with_lookup;
pub(crate) use mapping_api::routes as mapping_routes;
pub(crate) use mistake::Mistake;
pub(crate) use new_mapping::write_suggested;
pub(crate) use protect_field::with_policy;
pub(crate) use value_counts::ValueCounts;

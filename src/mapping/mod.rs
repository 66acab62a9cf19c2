//! The mapping from the columns of a file to the fields of a customer.
//!
//! A mapping file is TOML. [`Mapping::load`] reads and checks it, [`Mapping::bind`] binds it to the header of one
//! source, and [`BoundMapping::apply`] maps each row to a [`MappedRowDraft`]. An error in the file is a
//! [`MappingError`] with its line. An error in a row is an [`Issue`](crate::issue::Issue).

mod apply;
mod bind;
mod bound_mapping;
mod casing;
mod column_name;
mod column_scan;
mod compile;
mod custom_field_check;
mod damage;
mod decided;
mod did_you_mean;
mod error;
mod field_origins;
mod header_use;
mod leave_out;
mod load;
mod lookup_file;
mod lookup_table;
mod mapping_file;
mod mapping_tests;
mod match_key;
mod merge;
mod name_words;
mod photo_rule;
mod policy_overrides;
mod row_filter;
mod rule;
mod schema;
mod shipped;
mod short_way;
mod source_decisions;
mod source_defaults;
mod spec;
mod split_cell;
mod stated_reading;
mod template;
mod toml_customer;
mod toml_errors;
mod write_policies;
mod write_rule;

pub use apply::MappedRowDraft;
pub(crate) use apply::{CurrentValues, NEW_ID, RuleTrace, ValueOrigin};
#[cfg(feature = "workbench")]
pub(crate) use apply::{OneField, Outcome};
pub use bound_mapping::BoundMapping;
pub use column_scan::{ColumnScan, DecidedOrder};
pub(crate) use custom_field_check::{custom_value_complaint, linked_value_complaint, unknown_custom_field};
pub(crate) use damage::{is_empty_word, once_encoded, without_entities};
pub(crate) use did_you_mean::near_expected;
pub use did_you_mean::near_name;
pub use error::MappingError;
pub use field_origins::FieldOrigin;
pub use header_use::{HeaderUse, LackingRule, UnusedColumn};
pub(crate) use leave_out::exactly;
#[cfg(feature = "workbench")]
pub(crate) use leave_out::leaves_out;
pub use load::LoadError;
pub use lookup_file::LookupFile;
pub use mapping_file::Mapping;
pub use mapping_tests::{TestDifference, TestFailure};
pub(crate) use match_key::alternative_of_key;
pub use match_key::{KeyAlternative, KeyForm, MatchKey, MatchRules};
pub(crate) use merge::shown_field;
pub use merge::{LostReason, LostValue, MergeRule, MergeRules, MergedCustomer};
pub(crate) use name_words::name_words;
pub use schema::SCHEMA;
pub use shipped::{SHIPPED, Shipped, shipped};
pub(crate) use source_decisions::SourceDecisions;
pub use source_defaults::SourceDefaults;
pub(crate) use source_defaults::default_null_texts;
pub use spec::{OnDuplicate, OnNoKey};
pub use stated_reading::{ENCODINGS, ReadingError, StatedReading};
pub use write_policies::{WriteFlag, check_write_flag, write_overrides};

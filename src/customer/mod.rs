//! The customer of the help desk: its fields, the values a mapping gives it, and how it is sent.

mod change;
mod changes_by_others;
mod custom_field_definition;
mod cut_texts;
mod diff;
mod field;
mod field_effect;
mod flat_fields;
mod grown_text;
mod key_spelling;
mod list_in_words;
pub mod photo;
mod picked_fields;
mod same_letters;
mod same_number;
mod stored_changes;
mod stored_value;
pub mod table_cell;
mod table_column;
mod text_look;
mod value;
mod write_policy;

pub use change::Change;
pub use custom_field_definition::{CustomFieldDefinition, CustomFieldDefinitions, CustomFieldKind};
pub use cut_texts::CutTexts;
pub use diff::{
    differences, is_blank_value, is_empty_value, leave_out, merged, with_absent, written_company,
};
pub use field::{ACCOUNT, FIELDS, FieldKind, FieldSpec, FieldTarget, HIDDEN, PHOTO, is_secret};
pub use field_effect::{FieldEffect, lost_characters};
pub(crate) use flat_fields::{field_value, flat_fields, put_field, remove_field, without};
pub use key_spelling::KeySpelling;
pub(crate) use list_in_words::list_in_words;
pub(crate) use picked_fields::picked_fields;
pub(crate) use same_letters::{is_rewritten, plain_text};
pub use stored_changes::{StoredChanges, ticket_count};
pub(crate) use stored_value::PHONES;
pub use stored_value::{ChangedFields, changed_fields, field_count};
pub use table_column::CustomerColumn;
pub(crate) use text_look::TextLook;
pub use value::{BirthDate, Country, Customer, FieldValue, Language};
pub use write_policy::{WriteOverrides, WritePolicies, WritePolicy};

//! The customer of the help desk: its fields, the values a mapping gives it, and how it is sent.

pub mod cell;
mod change;
mod column;
mod definition;
mod diff;
mod field;
pub mod photo;
mod stored;
mod value;

pub use change::Change;
pub use column::Column;
pub use definition::{Choice, Definition, Definitions};
pub use diff::{differences, is_empty_value, leave_out, merged, with_absent, written_company};
pub use field::{ACCOUNT, FIELDS, FieldSpec, HIDDEN, Kind, PHOTO, Target, is_secret};
pub use stored::{Changed, StoredForm, changed_fields, field_count, ticket_count};
pub use value::{BirthDate, Country, Customer, Language, Value};

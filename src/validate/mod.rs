//! Checks of a complete customer, after the conversion has checked each field.

mod whole_customer;

pub use whole_customer::{check, today};
pub(crate) use whole_customer::{check_whole, is_of_whole, only_of_accepted};

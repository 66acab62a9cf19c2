//! Phone numbers, read by libphonenumber.

mod comparable_phone;
mod dialling_region;
mod known_number;
mod national_number;
mod phone_rule;
mod spelling;

pub(crate) use comparable_phone::comparable_phone;
pub(crate) use known_number::{dialled_at_home, is_known, may_be_known};
pub use phone_rule::PhoneRule;

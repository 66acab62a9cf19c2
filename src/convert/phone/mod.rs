//! Phone numbers, read by libphonenumber.

mod comparable_phone;
mod dialling_region;
mod national_number;
mod phone_rule;
mod spelling;

pub(crate) use comparable_phone::comparable_phone;
pub use phone_rule::PhoneRule;

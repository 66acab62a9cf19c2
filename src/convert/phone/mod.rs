//! Phone numbers, read by libphonenumber.

mod dialling_region;
mod national_number;
mod phone_rule;
mod spelling;

pub use phone_rule::PhoneRule;

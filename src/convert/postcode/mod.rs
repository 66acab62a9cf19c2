//! The postcodes of about 180 countries, by their shapes.

mod doubt;
mod letters;
mod table;

pub(crate) use doubt::{postcode_doubt, postcode_doubt_by_code};

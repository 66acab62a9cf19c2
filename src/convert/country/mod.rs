//! Countries of ISO 3166-1.

mod aliases;
mod countries_data;
mod country_match;
mod official;
mod read_country;
mod refusals;
pub(crate) mod subdivisions;

#[cfg(feature = "workbench")]
pub(crate) use country_match::countries;
pub(crate) use read_country::{convert, country_name, country_of_code, is_code};

//! The regions of libphonenumber.

use rlibphonenumber::Region;

use crate::customer::Country;

/// The libphonenumber region of a country, if it has phone numbers of its own.
pub(super) fn dialled_in(country: Country) -> Option<Region> {
    let region = Region::from_code(country.0).ok()?;
    rlibphonenumber::PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| region)
}

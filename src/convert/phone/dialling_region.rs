//! The regions of libphonenumber.

use rlibphonenumber::Region;

use crate::customer::Country;

/// The region of libphonenumber's where it has numbers of its own for a country.
pub(super) fn dialled_in(country: Country) -> Option<Region> {
    let region = Region::from_code(country.0).ok()?;
    rlibphonenumber::PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| region)
}

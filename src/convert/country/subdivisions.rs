//! States and provinces in a column next to the country, or instead of it.
//!
//! Codes are from ISO 3166-2, by the Unicode CLDR 48.2.0 (Unicode-3.0). Names are our own list. Puerto Rico, Guam
//! and other territories have ISO 3166-1 codes of their own and are not states here.

use crate::convert::fold::fold_name;
use crate::customer::Country;
use crate::issue::{Code, Complaint};

/// A country, the codes of its parts, and some of their folded names.
struct Subdivisions {
    country: Country,
    codes: &'static str,
    names: &'static [&'static str],
}

#[rustfmt::skip]
static PARTS: &[Subdivisions] = &[
    Subdivisions {
        country: Country("US"),
        codes: "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND \
                OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY",
        names: &["alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware",
            "districtofcolumbia", "florida", "georgia", "georgie", "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas",
            "kentucky", "louisiana", "maine", "maryland", "massachusetts", "michigan", "minnesota", "mississippi",
            "missouri", "montana", "nebraska", "nevada", "newhampshire", "newjersey", "newmexico", "newyork",
            "northcarolina", "northdakota", "ohio", "oklahoma", "oregon", "pennsylvania", "rhodeisland", "southcarolina",
            "southdakota", "tennessee", "texas", "utah", "vermont", "virginia", "washington", "washingtondc",
            "westvirginia", "wisconsin", "wyoming"],
    },
    Subdivisions {
        country: Country("CA"),
        codes: "AB BC MB NB NL NS NT NU ON PE QC SK YT",
        names: &["alberta", "britishcolumbia", "colombiebritannique", "manitoba", "newbrunswick", "nouveaubrunswick",
            "newfoundlandlabrador", "newfoundland", "terreneuveetlabrador", "novascotia", "nouvelleecosse",
            "northwestterritories", "territoiresdunordouest", "nunavut", "ontario", "princeedwardisland",
            "ileduprinceedouard", "quebec", "saskatchewan", "yukon", "yukonterritory"],
    },
    Subdivisions {
        country: Country("AU"),
        codes: "ACT NSW NT QLD SA TAS VIC WA",
        names: &["australiancapitalterritory", "newsouthwales", "northernterritory", "queensland", "southaustralia",
            "tasmania", "victoria", "westernaustralia"],
    },
    Subdivisions {
        country: Country("IT"),
        codes: "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CI CL CN CO CR CS CT CZ EN FC FE FG \
                FI FM FR GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OG OR OT PA PC PD PE PG PI \
                PN PO PR PT PU PV PZ RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC \
                VE VI VR VS VT VV",
        names: &["abruzzo", "basilicata", "calabria", "campania", "emiliaromagna", "friuliveneziagiulia", "lazio",
            "liguria", "lombardia", "marche", "molise", "piemonte", "puglia", "sardegna", "sicilia", "toscana",
            "trentinoaltoadige", "umbria", "valledaosta", "veneto", "milano", "roma", "torino", "napoli"],
    },
];

/// The countries with known parts.
pub(crate) fn known() -> impl Iterator<Item = Country> {
    PARTS.iter().map(|parts| parts.country)
}

/// True for the code (`GA`, `US-GA`) or name (`Georgia`) of a part of this country.
pub(crate) fn is_part(country: Country, text: &str) -> bool {
    let bare = match text.split_once('-') {
        Some((front, rest)) if front.eq_ignore_ascii_case(country.0) => rest,
        _ => text,
    };
    let code = |parts: &Subdivisions| parts.codes.split(' ').any(|code| code.eq_ignore_ascii_case(bare));
    of(country).is_some_and(code) || is_named_like_part(country, text)
}

/// True for the name of a part of this country.
pub(crate) fn is_named_like_part(country: Country, text: &str) -> bool {
    let folded = fold_name(text);
    let name = folded.as_ref().map_or("", |folded| folded.as_str());
    of(country).is_some_and(|parts| parts.names.contains(&name))
}

/// Rejects a country name that is also a state of `of`, such as Georgia. A file with a column of states may mean
/// either.
pub(crate) fn not_a_state(country: Country, of: Country, text: &str) -> Result<(), Complaint> {
    if country == of || !is_named_like_part(of, text) {
        return Ok(());
    }
    let message = format!("the value is the name of a country ({}) and of a state of {}", country.0, of.0);
    let hint = format!("write the two-letter ISO code: {} or {}", country.0, of.0);
    Err(Complaint::new(Code::CountryAmbiguous, message, hint))
}

fn of(country: Country) -> Option<&'static Subdivisions> {
    PARTS.iter().find(|parts| parts.country == country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subdivisions_are_found_by_code_and_by_name() {
        for (country, text) in [
            ("US", "GA"),
            ("US", "us-ga"),
            ("US", "georgia"),
            ("US", "Géorgie"),
            ("US", "New York"),
            ("CA", "Québec"),
            ("CA", "Île-du-Prince-Édouard"),
            ("AU", "NSW"),
            ("IT", "MI"),
        ] {
            assert!(is_part(Country(country), text), "{country} {text}");
        }
        for (country, text) in [
            ("US", "ON"),
            ("US", "PR"),
            ("US", "CA-GA"),
            ("CA", "GA"),
            ("DE", "BY"),
            ("US", ""),
            ("US", "G A"),
        ] {
            assert!(!is_part(Country(country), text), "{country} {text}");
        }
    }

    #[test]
    fn names_in_the_table_are_folded() {
        for name in PARTS.iter().flat_map(|parts| parts.names) {
            assert_eq!(fold_name(name).unwrap().as_str(), *name);
        }
    }
}

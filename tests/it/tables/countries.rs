//! Countries by ISO codes and by the names that people and other programs use.

use std::collections::BTreeMap;

use deskferry::convert::Conversion;
use deskferry::issue::Code;

use super::{converted, say, table};

fn country(text: &str) -> Result<String, Code> {
    converted(&Conversion::Country, text)
}

/// Ways in which people write one name.
fn dresses(name: &str) -> [String; 4] {
    let decomposed = |letter| match letter {
        'é' => "e\u{301}".to_owned(),
        'ñ' => "n\u{303}".to_owned(),
        'ü' => "u\u{308}".to_owned(),
        other => String::from(other),
    };
    let nfd: String = name.chars().map(decomposed).collect();
    [name.to_uppercase(), name.to_lowercase(), nfd, name.replace('\'', "’").replace(' ', "\u{a0}")]
}

#[test]
fn all_codes_of_iso_are_right() {
    let rows = table("country_codes.csv");
    assert_eq!(rows.len(), 249);
    for row in rows {
        let [alpha2, alpha3, numeric] = [0, 1, 2].map(|at| row[at].as_str());
        for text in [alpha2, alpha3, numeric, &alpha2.to_lowercase(), &alpha3.to_lowercase()] {
            assert_eq!(country(text).as_deref(), Ok(alpha2), "{text}");
        }
    }
}

#[test]
fn codes_that_were_withdrawn_are_refused() {
    let rows = table("countries_withdrawn.csv");
    assert!(rows.len() > 50);
    for row in rows {
        assert_eq!(country(&row[0]), Err(Code::CountryWithdrawn), "{} {}", row[0], row[1]);
    }
}

/// Names that are rightly refused, with their codes.
fn refused(name: &str) -> Option<Code> {
    match name {
        "Congo" | "Kongo" | "Saint-Martin" => Some(Code::CountryAmbiguous),
        "Kosovo" => Some(Code::CountryWithdrawn),
        _ => None,
    }
}

#[test]
fn no_name_becomes_a_wrong_country_and_few_are_refused() {
    for file in ["country_names_iso_codes.csv", "country_names_i18n.csv"] {
        let (mut tally, mut missed) = (BTreeMap::<String, [u32; 2]>::new(), Vec::new());
        for row in table(file) {
            let [alpha2, language, name] = [0, 1, 3].map(|at| row[at].as_str());
            for dress in dresses(name).iter().map(String::as_str).chain([name]) {
                match (country(dress), refused(name)) {
                    (found, None) => {
                        assert!(found.as_deref() == Ok(alpha2) || found.is_err(), "{dress}: {found:?}")
                    }
                    (found, Some(code)) => assert_eq!(found, Err(code), "{dress}"),
                }
            }
            let known = country(name).is_ok();
            tally.entry(language.to_owned()).or_default()[usize::from(known)] += 1;
            missed.extend((!known && refused(name).is_none()).then(|| format!("{alpha2} {name}")));
        }
        for (language, [none, known]) in &tally {
            say(&format!("{file} {language}: {known} accepted, {none} refused"));
        }
        assert!(missed.len() <= 3, "{file}: {missed:?}");
    }
}

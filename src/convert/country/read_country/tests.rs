use std::collections::HashMap;

use super::*;
use crate::convert::country::countries_data::COUNTRIES;
use crate::convert::country::refusals;

fn code(text: &str) -> Result<&'static str, Code> {
    convert(&ConversionInput::text(text)).map(|country| country.0).map_err(|complaint| complaint.code)
}

fn number(text: &str) -> Result<&'static str, Code> {
    let input = ConversionInput { kind: CellKind::Number, ..ConversionInput::text(text) };
    convert(&input).map(|country| country.0).map_err(|complaint| complaint.code)
}

fn hint(text: &str) -> String {
    convert(&ConversionInput::text(text)).unwrap_err().hint
}

#[test]
fn all_countries_are_found_by_all_codes() {
    assert_eq!(COUNTRIES.len(), 249);
    for row in &COUNTRIES {
        let mut lower = row.alpha2.to_lowercase();
        assert_eq!(code(row.alpha2), Ok(row.alpha2));
        assert_eq!(code(&lower), Ok(row.alpha2));
        lower.clone_from(&row.alpha3.to_lowercase());
        assert_eq!(code(row.alpha3), Ok(row.alpha2));
        assert_eq!(code(&lower), Ok(row.alpha2));
        assert_eq!(code(&format!("{:03}", row.numeric)), Ok(row.alpha2));
        assert_eq!(number(&row.numeric.to_string()), Ok(row.alpha2));
    }
}

#[test]
fn all_countries_are_found_by_all_spellings_of_their_names() {
    let shared = |name: &str| {
        matches!(country_match::by_name(fold_name(name).unwrap().as_str()), Some(CountryMatch::Shared(_)))
    };
    for (name, row) in country_match::certain_names() {
        if matches!(row.alpha2, "MF" | "CG") && shared(&name) {
            // "St. Martin" alone is the name of the island, and "Congo" that of two countries.
            continue;
        }
        let decomposed: String = name.nfd().collect();
        let dresses = [
            name.to_uppercase(),
            name.to_lowercase(),
            name.replace(' ', "\u{a0}"),
            name.replace('’', "'"),
            decomposed,
        ];
        for dress in dresses.iter().chain([&name]) {
            assert_eq!(code(dress), Ok(row.alpha2), "{dress}");
        }
    }
}

#[test]
fn names_are_unique_and_not_codes_of_other_countries() {
    let mut known: HashMap<String, &str> = HashMap::new();
    for (name, row) in country_match::certain_names() {
        let folded = fold_name(&name).unwrap().as_str().to_owned();
        if let Some(by_code) = country_match::by_code(&folded, false) {
            assert_eq!(by_code.alpha2, row.alpha2, "{name}");
        }
        let first = *known.entry(folded).or_insert(row.alpha2);
        assert_eq!(first, row.alpha2, "{name}");
    }
}

#[test]
fn refusals_hide_no_current_code_and_name_current_countries() {
    let in_force = |code: &str| country_match::by_code(code, false).is_some();
    for (spellings, meant) in refusals::AMBIGUOUS {
        assert!(meant.iter().all(|code| in_force(code)), "{spellings:?}");
    }
    for (spellings, _, meant) in refusals::WITHDRAWN {
        assert!(!spellings.iter().any(|code| in_force(code)), "{spellings:?}");
        assert!(meant.iter().all(|code| in_force(code)), "{spellings:?}");
    }
    for (foreign, meant) in refusals::FOREIGN_CODES {
        assert!(!in_force(foreign) && in_force(meant), "{foreign}");
    }
}

#[test]
fn common_names_are_recognized() {
    for (text, wanted) in [
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("Great Britain", "GB"),
        ("Northern Ireland", "GB"),
        ("EL", "GR"),
        ("U.S.A.", "US"),
        ("the united states of america", "US"),
        ("UAE", "AE"),
        ("Holland", "NL"),
        ("The Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea (the Democratic People's Republic of)", "KP"),
        ("Ivory Coast", "CI"),
        ("Cote d`Ivoire", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Burma", "MM"),
        ("Turkey", "TR"),
        ("TÜRKİYE", "TR"),
        ("Viet Nam", "VN"),
        ("Bosnia and Herzegovina", "BA"),
        ("St Lucia", "LC"),
        ("Sainte-Lucie", "LC"),
        ("Guinea", "GN"),
        ("Guinea Bissau", "GW"),
        ("Niger", "NE"),
        ("Georgia", "GE"),
        ("Micronesia", "FM"),
        ("Samoa", "WS"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("Ireland", "IE"),
        ("Republic of China", "TW"),
        ("People’s Republic of China", "CN"),
        ("Sint Maarten", "SX"),
        ("Saint Martin (French part)", "MF"),
        ("NA", "NA"),
        ("Deutschland", "DE"),
        ("Oesterreich", "AT"),
        ("Paesi Bassi", "NL"),
        ("ESPAN\u{303}A", "ES"),
        ("Allemagne", "DE"),
        ("Republic of Korea", "KR"),
        ("Venezuela (Bolivarian Republic of)", "VE"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Congo (the Democratic Republic of the)", "CD"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Hong Kong", "HK"),
        ("Macau", "MO"),
        ("Palestine, State of", "PS"),
    ] {
        assert_eq!(code(text), Ok(wanted), "{text}");
    }
}

#[test]
fn a_country_is_never_guessed() {
    for (text, wanted) in [
        ("Korea", Code::CountryAmbiguous),
        ("the Congo", Code::CountryAmbiguous),
        ("Virgin Islands", Code::CountryAmbiguous),
        ("Guiana", Code::CountryAmbiguous),
        ("Saint Martin", Code::CountryAmbiguous),
        ("United", Code::CountryAmbiguous),
        ("America", Code::CountryAmbiguous),
        ("Channel Islands", Code::CountryAmbiguous),
        ("YU", Code::CountryWithdrawn),
        ("yug", Code::CountryWithdrawn),
        ("AN", Code::CountryWithdrawn),
        ("SU", Code::CountryWithdrawn),
        ("CS", Code::CountryWithdrawn),
        ("DD", Code::CountryWithdrawn),
        ("ZR", Code::CountryWithdrawn),
        ("TP", Code::CountryWithdrawn),
        ("BU", Code::CountryWithdrawn),
        ("FX", Code::CountryWithdrawn),
        ("XK", Code::CountryWithdrawn),
        ("Kosovo", Code::CountryWithdrawn),
        ("Soviet Union", Code::CountryWithdrawn),
        ("Serbia & Montenegro", Code::CountryWithdrawn),
        ("Zaïre", Code::CountryWithdrawn),
        ("EU", Code::CountryWithdrawn),
        ("GER", Code::CountryWithdrawn),
        ("sui", Code::CountryWithdrawn),
        ("N/A", Code::CountryUnknown),
        ("n.a.", Code::CountryUnknown),
        ("I.T.", Code::CountryUnknown),
        ("I T", Code::CountryUnknown),
        ("E L", Code::CountryUnknown),
        ("ΙΤ", Code::CountryUnknown),
        ("ＩＴ", Code::CountryUnknown),
        ("ÎT", Code::CountryUnknown),
        ("IT\u{200b}", Code::CountryUnknown),
        ("4", Code::CountryUnknown),
        ("04", Code::CountryUnknown),
        ("000", Code::CountryUnknown),
        ("３８０", Code::CountryUnknown),
        ("State of Georgia", Code::CountryUnknown),
        ("New Jersey", Code::CountryUnknown),
        ("Kurdistan", Code::CountryUnknown),
        ("-", Code::CountryUnknown),
        ("the", Code::CountryUnknown),
        ("Italy, France", Code::CountryUnknown),
        ("ZZ", Code::CountryUnknown),
    ] {
        assert_eq!(code(text), Err(wanted), "{text}");
    }
    assert_eq!(number("1000"), Err(Code::CountryUnknown));
}

#[test]
fn refusals_suggest_countries() {
    for (text, part) in [
        ("Korea", "South Korea (KR) or North Korea (KP)"),
        ("GER", "Germany (DE)"),
        ("Itali", "Italy (IT)"),
        ("Germnay", "Germany (DE)"),
        ("Unted Kingdom", "United Kingdom (GB)"),
        ("ІТ", "Italy (IT)"),
        ("ＤＥ", "Germany (DE)"),
        ("Frаnce", "France (FR)"),
        ("４", "two-letter"),
        ("4", "Afghanistan (AF)"),
        ("Kosovo", "lookup"),
        ("n/a", "null"),
        ("Kurdistan", "two-letter"),
        ("AN", "Curaçao (CW)"),
    ] {
        assert!(hint(text).contains(part), "{text}: {}", hint(text));
    }
}

#[test]
fn lookalikes_of_latin_letters_are_detected() {
    for (text, part) in
        [("ІТ", "(IT)"), ("ЅА", "(SA)"), ("ΝΟ", "(NO)"), ("сһ", "two-letter"), ("ХХ", "two-letter")]
    {
        assert!(hint(text).contains(part), "{text}: {}", hint(text));
    }
}

//! Official country names in Italian, French, Spanish and German: a style such as "republic", and the name.

use super::aliases::{KINGDOMS, REPUBLICS};
use super::countries_data::Row;
use super::country_match::{CountryMatch, by_name};

/// Folded styles, and the countries that use each. A style is accepted only for these: the Republic of China is not
/// China.
#[rustfmt::skip]
static STYLES: &[(&[&str], &[&str])] = &[
    (&["repubblica", "republique", "republica", "republik"], REPUBLICS),
    (&["regno", "royaume", "reino", "konigreich", "koenigreich"], KINGDOMS),
    (&["repubblicaislamica", "republiqueislamique", "republicaislamica", "islamischerepublik"], &["AF", "IR", "PK", "MR"]),
    (&["repubblicapopolare", "republiquepopulaire", "republicapopular", "volksrepublik"], &["BD", "CN"]),
    (&["repubblicademocraticapopolare", "republicademocraticapopular", "demokratischevolksrepublik"], &["DZ"]),
    (&["repubblicafederale", "republiquefederale", "republicafederal", "republicafederativa", "bundesrepublik",
        "foderativerepublik", "foederativerepublik"], &["DE", "BR", "NG", "SO"]),
    (&["repubblicafederaledemocratica", "repubblicademocraticafederale", "republiquefederaledemocratique",
        "republiquedemocratiquefederale", "republicafederaldemocratica", "republicademocraticafederal",
        "demokratischebundesrepublik"], &["ET", "NP"]),
    (&["repubblicademocratica", "republiquedemocratique", "republicademocratica", "demokratischerepublik"], &["ST", "TL", "CD"]),
    (&["repubblicademocraticasocialista", "republiquedemocratiquesocialiste", "republicasocialistademocratica",
        "republicademocraticasocialista", "demokratischesozialistischerepublik"], &["LK"]),
    (&["repubblicasocialista", "republiquesocialiste", "republicasocialista", "sozialistischerepublik"], &["VN"]),
    (&["repubblicaaraba", "republiquearabe", "republicaarabe", "arabischerepublik"], &["EG", "SY"]),
    (&["repubblicaunita", "republiqueunie", "republicaunida", "vereinigterepublik"], &["TZ"]),
    (&["repubblicabolivariana", "republiquebolivarienne", "republicabolivariana", "bolivarischerepublik"], &["VE"]),
    (&["repubblicacooperativa", "republiquecooperative", "republicacooperativa", "kooperativerepublik"], &["GY"]),
    (&["repubblicaorientale", "republiqueorientale", "republicaoriental", "republikostlich"], &["UY"]),
    (&["repubblicadellunione", "republiquedelunion", "republicadelaunion"], &["MM"]),
    (&["stato", "etat", "letat", "estado", "staat"], &["ER", "IL", "KW", "LY", "PS", "QA"]),
    (&["statoplurinazionale", "etatplurinational", "estadoplurinacional", "plurinationalerstaat"], &["BO"]),
    (&["statoindipendente", "etatindependant", "estadoindependiente", "unabhangigerstaat", "unabhaengigerstaat"], &["PG", "WS"]),
    (&["statifederati", "etatsfederes", "estadosfederados", "foderiertestaaten", "foederiertestaaten"], &["FM"]),
    (&["commonwealth", "mancomunidad"], &["BS", "DM", "MP"]),
    (&["principato", "principaute", "principado", "furstentum", "fuerstentum"], &["AD", "LI", "MC"]),
    (&["granducato", "grandduche", "granducado", "grossherzogtum"], &["LU"]),
    (&["sultanato", "sultanat"], &["OM"]),
    (&["regnohascimita", "royaumehachemite", "reinohachemi", "haschemitischeskonigreich"], &["JO"]),
    (&["unione", "union", "vereinigung"], &["KM"]),
];

/// The words between style and name.
#[rustfmt::skip]
const BETWEEN: &[&str] = &["", "d", "di", "de", "du", "des", "del", "dell", "della", "dello", "dei", "degli", "delle",
    "dela", "delas", "delos", "der", "von"];

/// The country of an official name that no list contains. The name must be folded.
pub(super) fn by_style(folded: &str) -> Option<&'static Row> {
    let mut found: Option<&'static Row> = None;
    for (styles, countries) in STYLES {
        for rest in styles.iter().filter_map(|style| folded.strip_prefix(style)) {
            for name in BETWEEN.iter().filter_map(|between| rest.strip_prefix(between)) {
                match by_name(name) {
                    Some(CountryMatch::Certain(row)) if countries.contains(&row.alpha2) => {
                        if found.is_some_and(|other| other.alpha2 != row.alpha2) {
                            return None;
                        }
                        found = Some(row);
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::fold::fold_name;

    fn code(text: &str) -> Option<&'static str> {
        by_style(fold_name(text).unwrap().as_str()).map(|row| row.alpha2)
    }

    #[test]
    fn an_official_form_matches_only_the_states_that_use_it() {
        for (text, wanted) in [
            ("Repubblica dell'Ecuador", Some("EC")),
            ("République de Guinée-Bissau", Some("GW")),
            ("República del Níger", Some("NE")),
            ("Königreich der Niederlande", Some("NL")),
            ("République islamique d’Iran", Some("IR")),
            ("Repubblica di Cina", None),
            ("Repubblica di Corea", None),
            ("République du Congo", None),
            ("Repubblica Democratica dello Yemen", None),
            ("Repubblica Popolare di Polonia", None),
            ("Regno d'Italia", None),
            ("Repubblica", None),
        ] {
            assert_eq!(code(text), wanted, "{text}");
        }
    }
}

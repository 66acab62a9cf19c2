//! Singular and plural: every text is written with 0, 1, 2 and 21, and searched for `1 rows`, `2 row` and their like.

use regex::Regex;

use super::tests::{NUMBERS, TEXTS, of_page};
use super::*;

/// Nouns that stand behind a number: singular and plural.
fn nouns(language: ReportLanguage) -> impl Iterator<Item = (&'static str, &'static str)> {
    let pairs = match language {
        ReportLanguage::En => {
            "row/rows, value/values, customer/customers, column/columns, field/fields, call/calls, \
             question/questions, issue/issues, error/errors, warning/warnings, cell/cells, file/files, \
             date/dates, line/lines, photo/photos, record/records, feature/features, phone number/phone \
             numbers, planned update/planned updates"
        }
        ReportLanguage::It => {
            "riga/righe, valore/valori, cliente/clienti, colonna/colonne, campo/campi, \
             chiamata/chiamate, domanda/domande, segnalazione/segnalazioni, errore/errori, \
             avviso/avvisi, cella/celle, data/date, linea/linee, numero/numeri, \
             caratteristica/caratteristiche"
        }
        ReportLanguage::Fr => {
            "ligne/lignes, valeur/valeurs, client/clients, colonne/colonnes, champ/champs, appel/appels, \
             question/questions, anomalie/anomalies, erreur/erreurs, avertissement/avertissements, \
             cellule/cellules, fichier/fichiers, date/dates, photo/photos, numéro/numéros"
        }
        ReportLanguage::Es => {
            "fila/filas, valor/valores, cliente/clientes, columna/columnas, campo/campos, \
             llamada/llamadas, pregunta/preguntas, incidencia/incidencias, error/errores, aviso/avisos, \
             celda/celdas, archivo/archivos, fecha/fechas, línea/líneas, foto/fotos, número/números"
        }
        ReportLanguage::De => {
            "Zeile/Zeilen, Wert/Werte, Kunde/Kunden, Spalte/Spalten, Feld/Felder, Aufruf/Aufrufe, \
             Frage/Fragen, Meldung/Meldungen, Warnung/Warnungen, Zelle/Zellen, Datei/Dateien, \
             Foto/Fotos, Telefonnummer/Telefonnummern, Postleitzahl/Postleitzahlen"
        }
    };
    pairs.split(", ").filter_map(|pair| pair.split_once('/'))
}

/// Words that speak of several, in a question about one. The German ones also mean the reader.
fn of_several(language: ReportLanguage) -> &'static str {
    match language {
        ReportLanguage::En => r"\b(them|they|their|theirs|those)\b",
        ReportLanguage::It => r"\b\w+(arli|arle|erli|erle|irli|irle)\b|\bqueste righe\b|\bsono righe\b",
        ReportLanguage::Fr => r"\b([Ll]es (importer|écrire|lire|laisser)|elles|ils|leur|leurs|ces lignes)\b",
        ReportLanguage::Es => {
            r"\b\w+(arlos|arlas|erlos|erlas|irlos|irlas|irles)\b|\bellas\b|\bellos\b|\bestas filas\b"
        }
        ReportLanguage::De => r"^Ja: Sie werden|\bdiese Zeilen\b|\bdieser Zeilen\b",
    }
}

/// Texts with a number that is always that of a whole table, 25 at least.
const OF_TABLES: [&str; 5] = [
    "left-out-columns-with-issues",
    "left-out-columns",
    "left-out-rows",
    "paper-columns-with-issues",
    "paper-columns",
];

/// A text with all its numbers the same, except the number of everything in `1 of 40`.
fn written(language: ReportLanguage, key: &str, number: u64) -> String {
    let mut message = Message::new(language, key);
    for variable in NUMBERS.split(' ') {
        message = message.n(variable, if variable == "all" { 40 } else { number });
    }
    for variable in TEXTS.split(' ') {
        message = message.s(variable, "text");
    }
    message
        .to_string()
        .replace("<b>", "")
        .replace("</b>", "")
        .replace("<strong>", "")
        .replace("</strong>", "")
}

/// Finds `1 rows`, or `2 row`: a number before the wrong form of a noun. `None` if both forms are right.
fn wrong_forms(language: ReportLanguage, number: u64) -> Option<Regex> {
    // French counts zero as one; the others as several.
    if number == 0 && language == ReportLanguage::Fr {
        return None;
    }
    let wrong = nouns(language).map(|(one, many)| if number == 1 { many } else { one });
    let wrong = wrong.collect::<Vec<_>>().join("|");
    Some(Regex::new(&format!(r"(?:^|[^\w,.])({number} (?:{wrong}))(?:$|\W)")).unwrap())
}

fn faults(wrong: Option<&Regex>, text: &str) -> Vec<String> {
    let all = wrong.into_iter().flat_map(|wrong| wrong.captures_iter(text));
    all.map(|found| found[1].to_owned()).collect()
}

#[test]
fn a_number_and_its_noun_agree_in_every_language() {
    let mut found = Vec::new();
    for language in ReportLanguage::ALL {
        for number in [0, 1, 2, 21] {
            let wrong = wrong_forms(language, number);
            for key in of_page(language).keys().filter(|key| !OF_TABLES.contains(&key.as_str())) {
                let text = written(language, key, number);
                let faults = faults(wrong.as_ref(), &text);
                found.extend(faults.iter().map(|fault| format!("{language} {key}: {fault} in {text}")));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_question_about_one_does_not_speak_of_several() {
    let mut found = Vec::new();
    for language in ReportLanguage::ALL {
        let several = Regex::new(of_several(language)).unwrap();
        for key in
            of_page(language).keys().filter(|key| key.starts_with("ask-") && !key.ends_with(".setting"))
        {
            let text = written(language, key, 1);
            if let Some(word) = several.find(&text) {
                found.push(format!("{language} {key}: {:?} in {text}", word.as_str()));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn the_search_finds_what_it_is_made_for() {
    let en = ReportLanguage::En;
    let found = |number, text: &str| faults(wrong_forms(en, number).as_ref(), text);
    assert_eq!(found(1, "In 1 rows: wrong"), ["1 rows"]);
    assert_eq!(found(21, "21 row, and 121 row"), ["21 row"]);
    assert!(found(1, "1 row, and 21 rows").is_empty());
    assert!(Regex::new(of_several(en)).unwrap().is_match("In 1 row: wrong. Import them all the same?"));
    assert!(Regex::new(of_several(ReportLanguage::It)).unwrap().is_match("Importarle comunque?"));
}
